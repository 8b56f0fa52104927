//! What a server tells of its own accord. [RFC 5465](https://www.rfc-editor.org/rfc/rfc5465)

use alloc::vec::Vec;

use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::fetch::FetchAtt;
use crate::filter_mailboxes::FilterMailboxes;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::raw::{Unknown, place};

wire_enum! {
    /// Something that happens to a mailbox or the server: `event`.
    ///
    /// ```text
    /// C: a NOTIFY SET (personal (MessageNew MessageExpunge MailboxName))
    ///                            ^^^^^^^^^^ ^^^^^^^^^^^^^^ ^^^^^^^^^^^
    /// ```
    /// [RFC 5465 §5](https://www.rfc-editor.org/rfc/rfc5465#section-5)
    pub enum Event as EventName {
        /// A message arrives. The FETCH items, which may be none and are allowed for the selected mailbox only, are
        /// told of it. [RFC 5465 §5.2](https://www.rfc-editor.org/rfc/rfc5465#section-5.2)
        MessageNew(Vec<FetchAtt<'a>>) = "MessageNew",
        /// A message is removed. [RFC 5465 §5.3](https://www.rfc-editor.org/rfc/rfc5465#section-5.3)
        MessageExpunge = "MessageExpunge",
        /// Flags of a message change. [RFC 5465 §5.1](https://www.rfc-editor.org/rfc/rfc5465#section-5.1)
        FlagChange = "FlagChange",
        /// Annotations of a message change. [RFC 5465 §5.1](https://www.rfc-editor.org/rfc/rfc5465#section-5.1)
        AnnotationChange = "AnnotationChange",
        /// A mailbox is created, renamed or deleted. [RFC 5465 §5.4](https://www.rfc-editor.org/rfc/rfc5465#section-5.4)
        MailboxName = "MailboxName",
        /// A mailbox is subscribed to, or no longer. [RFC 5465 §5.5](https://www.rfc-editor.org/rfc/rfc5465#section-5.5)
        SubscriptionChange = "SubscriptionChange",
        /// An annotation of a mailbox changes. [RFC 5465 §5.6](https://www.rfc-editor.org/rfc/rfc5465#section-5.6)
        MailboxMetadataChange = "MailboxMetadataChange",
        /// An annotation of the server changes. [RFC 5465 §5.7](https://www.rfc-editor.org/rfc/rfc5465#section-5.7)
        ServerMetadataChange = "ServerMetadataChange",
        ..
        /// An event that this library does not know: `event-ext`.
        Other(Unknown<'a, Event<'static>>),
    }
}

place!(Event: Alone, EventName);

impl Event<'_> {
    /// Whether it is a `message-event`, or one that is not known.
    fn fits_selected(&self) -> bool {
        match self {
            Self::MessageNew(_) | Self::MessageExpunge | Self::FlagChange | Self::AnnotationChange => true,
            Self::MailboxName
            | Self::SubscriptionChange
            | Self::MailboxMetadataChange
            | Self::ServerMetadataChange => false,
            Self::Other(_) => true,
        }
    }
}

wire_enum! {
    /// Name of an event in the code BADEVENT: `event-name`.
    ///
    /// ```text
    /// S: a NO [BADEVENT (MessageNew MessageExpunge FlagChange)] No annotations here
    ///                    ^^^^^^^^^^ ^^^^^^^^^^^^^^ ^^^^^^^^^^
    /// ```
    /// [RFC 5465 §3.1](https://www.rfc-editor.org/rfc/rfc5465#section-3.1)
    pub enum EventKind of EventName {
        /// A message arrives.
        MessageNew,
        /// A message is removed.
        MessageExpunge,
        /// Flags of a message change.
        FlagChange,
        /// Annotations of a message change.
        AnnotationChange,
        /// A mailbox is created, renamed or deleted.
        MailboxName,
        /// A mailbox is subscribed to, or no longer.
        SubscriptionChange,
        /// An annotation of a mailbox changes.
        MailboxMetadataChange,
        /// An annotation of the server changes.
        ServerMetadataChange,
        ..
        /// An event that this library does not know.
        Other(Unknown<'a, EventKind<'static>>),
    }
}

place!(EventKind: Alone, EventName);

/// Mailboxes, and the events that the client wants to be told of: `event-group`.
///
/// ```text
/// C: a NOTIFY SET (selected (MessageNew (UID FLAGS) MessageExpunge)) (personal NONE)
///                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ^^^^^^^^^^^^^^^
/// ```
/// [RFC 5465 §6](https://www.rfc-editor.org/rfc/rfc5465#section-6)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct EventGroup<'a> {
    mailboxes: FilterMailboxes<'a>,
    events: Vec<Event<'a>>,
}

bounded_static!(struct EventGroup { mailboxes, events });

impl<'a> EventGroup<'a> {
    /// No events stand for `NONE`. Refuses what a server answers with BAD:
    ///
    /// - MessageNew without MessageExpunge, or the other way round; FlagChange or AnnotationChange without both
    ///   ([RFC 5465 §5](https://www.rfc-editor.org/rfc/rfc5465#section-5));
    /// - FETCH items for mailboxes that are not selected
    ///   ([RFC 5465 §8](https://www.rfc-editor.org/rfc/rfc5465#section-8));
    /// - events that are not about messages for the selected mailbox
    ///   ([RFC 5465 §6.1](https://www.rfc-editor.org/rfc/rfc5465#section-6.1)).
    #[inline]
    pub fn new(mailboxes: FilterMailboxes<'a>, events: Vec<Event<'a>>) -> Result<Self, ValueError> {
        let has = |name| events.iter().any(|event| event.kind() == Some(name));
        let (new, expunge) = (has(EventName::MessageNew), has(EventName::MessageExpunge));
        let needs_both = has(EventName::FlagChange) || has(EventName::AnnotationChange);
        if new != expunge || needs_both && !new {
            return Err(ValueError::new("MessageNew and MessageExpunge together", 0));
        }
        match mailboxes {
            FilterMailboxes::Selected | FilterMailboxes::SelectedDelayed => {
                if !events.iter().all(Event::fits_selected) {
                    return Err(ValueError::new("message-event", 0));
                }
            }
            FilterMailboxes::Inboxes
            | FilterMailboxes::Personal
            | FilterMailboxes::Subscribed
            | FilterMailboxes::Subtree(_)
            | FilterMailboxes::SubtreeOne(_)
            | FilterMailboxes::Mailboxes(_) => {
                if events.iter().any(|event| matches!(event, Event::MessageNew(items) if !items.is_empty())) {
                    return Err(ValueError::new("MessageNew without fetch-att", 0));
                }
            }
        }
        Ok(Self { mailboxes, events })
    }

    /// Mailboxes that the events are about.
    pub fn mailboxes(&self) -> &FilterMailboxes<'a> {
        &self.mailboxes
    }

    /// The events; none for `NONE`.
    pub fn events(&self) -> &[Event<'a>] {
        &self.events
    }

    fn is_about_selected(&self) -> bool {
        matches!(self.mailboxes, FilterMailboxes::Selected | FilterMailboxes::SelectedDelayed)
    }
}

/// Asks the server to tell of events of its own accord: NOTIFY. Replaces what was asked for before.
///
/// ```text
/// C: a NOTIFY SET STATUS (selected (MessageNew (UID FLAGS) MessageExpunge)) (personal (MailboxName))
/// C: b NOTIFY NONE
/// ```
/// Requires [`Capability::Notify`]. [RFC 5465 §3](https://www.rfc-editor.org/rfc/rfc5465#section-3)
///
/// [`Capability::Notify`]: crate::capability::Capability::Notify
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum Notify<'a> {
    /// No events at all, not even those that are told without NOTIFY while a command runs.
    /// [RFC 5465 §3.2](https://www.rfc-editor.org/rfc/rfc5465#section-3.2)
    None,
    /// These events. [RFC 5465 §3.1](https://www.rfc-editor.org/rfc/rfc5465#section-3.1)
    Set(NotifySet<'a>),
}

bounded_static!(enum Notify { Set(set); None });

impl Notify<'_> {
    /// Whether EXPUNGE may come at any time for the selected mailbox, so that its sequence numbers mean nothing any
    /// more: MessageExpunge is asked for with `selected`, not `selected-delayed`.
    /// [RFC 5465 §5.3](https://www.rfc-editor.org/rfc/rfc5465#section-5.3)
    #[inline]
    pub fn expunges_at_any_time(&self) -> bool {
        let Self::Set(set) = self else { return false };
        let selected = |group: &&EventGroup<'_>| group.mailboxes == FilterMailboxes::Selected;
        let events = set.groups.iter().filter(selected).flat_map(EventGroup::events);
        events.into_iter().any(|event| *event == Event::MessageExpunge)
    }

    /// Whether the server sends a STATUS response for each mailbox first: [`NotifySet::status`].
    pub fn asks_for_status(&self) -> bool {
        matches!(self, Self::Set(set) if set.status)
    }
}

/// The events that NOTIFY asks for: `notify-set`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct NotifySet<'a> {
    status: bool,
    groups: NonEmpty<EventGroup<'a>>,
}

bounded_static!(struct NotifySet { status, groups });

impl<'a> NotifySet<'a> {
    /// Refuses more than one group for the selected mailbox.
    /// [RFC 5465 §6.1](https://www.rfc-editor.org/rfc/rfc5465#section-6.1)
    #[inline]
    pub fn new(groups: NonEmpty<EventGroup<'a>>) -> Result<Self, ValueError> {
        if groups.iter().filter(|group| group.is_about_selected()).count() > 1 {
            return Err(ValueError::new("one group for the selected mailbox", 0));
        }
        Ok(Self { status: false, groups })
    }

    /// Asks for a STATUS response for each of the mailboxes first, from which changes are told: `STATUS`.
    #[must_use]
    pub fn with_status(self) -> Self {
        Self { status: true, ..self }
    }

    /// Whether the server sends a STATUS response for each mailbox first.
    pub fn status(&self) -> bool {
        self.status
    }

    /// The groups, in the order in which the server looks for a mailbox.
    pub fn groups(&self) -> &[EventGroup<'a>] {
        &self.groups
    }
}

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use alloc::vec::Vec;

    use arbitrary::{Arbitrary, Error, Result, Unstructured};

    use super::{Event, EventGroup, FilterMailboxes, NonEmpty, NotifySet};

    impl<'a> Arbitrary<'a> for EventGroup<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let (mailboxes, mut events) = (FilterMailboxes::arbitrary(u)?, Vec::<Event<'a>>::arbitrary(u)?);
            if let Ok(group) = Self::new(mailboxes.clone(), events.clone()) {
                return Ok(group);
            }
            events.retain(|event| event.fits_selected() && !matches!(event, Event::MessageNew(_)));
            events.extend([Event::MessageNew(Vec::new()), Event::MessageExpunge]);
            Self::new(mailboxes, events).map_err(|_| Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for NotifySet<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let (first, mut more) = (EventGroup::arbitrary(u)?, Vec::<EventGroup<'a>>::arbitrary(u)?);
            more.retain(|group| !group.is_about_selected());
            more.insert(0, first);
            let groups = NonEmpty::try_from(more).map_err(|_| Error::IncorrectFormat)?;
            let set = Self::new(groups).map_err(|_| Error::IncorrectFormat)?;
            Ok(if u.arbitrary()? { set.with_status() } else { set })
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn what_a_server_answers_with_bad_cannot_be_made() {
        let (new, expunge) = (Event::MessageNew(vec![]), Event::MessageExpunge);
        let items = Event::MessageNew(vec![FetchAtt::Flags]);
        let make = |mailboxes, events: &[&Event<'static>]| {
            EventGroup::new(mailboxes, events.iter().copied().cloned().collect())
        };
        use FilterMailboxes::{Inboxes, Selected, SelectedDelayed};
        assert!(make(Selected, &[&items, &expunge]).is_ok());
        assert!(make(Inboxes, &[&new, &expunge, &Event::FlagChange, &Event::MailboxName]).is_ok());
        assert!(make(Inboxes, &[]).is_ok());
        assert!(make(Inboxes, &[&items, &expunge]).is_err());
        assert!(make(Inboxes, &[&new]).is_err());
        assert!(make(Inboxes, &[&expunge]).is_err());
        assert!(make(Inboxes, &[&Event::FlagChange]).is_err());
        assert!(make(SelectedDelayed, &[&new, &expunge, &Event::MailboxName]).is_err());
        let selected = make(Selected, &[]).unwrap();
        let delayed = make(SelectedDelayed, &[]).unwrap();
        assert!(NotifySet::new(NonEmpty::try_from([selected.clone(), delayed]).unwrap()).is_err());
        assert!(NotifySet::new(selected.into()).unwrap().with_status().status());
    }
}
