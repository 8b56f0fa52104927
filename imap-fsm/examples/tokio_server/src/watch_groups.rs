//! Which mailboxes a client wants to be told of by NOTIFY, and what (RFC 5465 §6).

use std::collections::BTreeSet;

use imap_fsm::types::code::Code;
use imap_fsm::types::filter_mailboxes::FilterMailboxes;
use imap_fsm::types::mailbox::Mailbox as Name;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::notify::{Event, EventGroup};

use crate::lines::{Refusal, no};
use crate::mode::Mode;
use crate::reach::{OTHERS, owner_of};
use crate::store::DELIMITER;

/// How many groups a NOTIFY has at most: each mailbox is looked for in each, whenever something happens.
const GROUPS: usize = 100;

/// The groups of a NOTIFY that are about other mailboxes than the open one. Names are those by which the user knows the
/// mailboxes.
pub(crate) struct Groups(Vec<Group>);

/// Some mailboxes, and what the client wants to be told of them.
struct Group {
    mailboxes: Mailboxes,
    events: Events,
}

enum Mailboxes {
    Personal,
    Subscribed,
    Subtree(BTreeSet<String>),
    SubtreeOne(BTreeSet<String>),
    Named(BTreeSet<String>),
}

/// What is told of a mailbox.
#[derive(Clone, Copy, Default)]
pub(crate) struct Events {
    pub(crate) messages: bool,
    pub(crate) flags: bool,
    pub(crate) names: bool,
    pub(crate) subscriptions: bool,
    pub(crate) metadata: bool,
    pub(crate) server_metadata: bool,
}

/// Whose mailboxes may be among those of the groups, besides the user's own.
pub(crate) enum Owners<'g> {
    All,
    These(BTreeSet<&'g str>),
}

impl Groups {
    pub(crate) fn of(mode: Mode, groups: &[EventGroup<'_>]) -> Result<Self, Refusal> {
        if groups.len() > GROUPS {
            return Err(no(Code::NotificationOverflow, "there are too many mailboxes to be told of"));
        }
        let groups = groups.iter().filter(|group| !group.events().is_empty());
        let groups = groups.filter_map(|group| match Mailboxes::of(mode, group.mailboxes()) {
            Ok(mailboxes) => Some(Ok(Group { mailboxes: mailboxes?, events: Events::of(group) })),
            Err(refusal) => Some(Err(refusal)),
        });
        groups.collect::<Result<_, _>>().map(Self)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wanted of a mailbox: all that some group asks for.
    pub(crate) fn events(&self, name: &str, subscribed: bool) -> Events {
        let groups = self.0.iter().filter(|group| group.mailboxes.contains(name, subscribed));
        groups.fold(Events::default(), |all, Group { events, .. }| Events {
            messages: all.messages || events.messages,
            flags: all.flags || events.flags,
            names: all.names || events.names,
            subscriptions: all.subscriptions || events.subscriptions,
            metadata: all.metadata || events.metadata,
            server_metadata: all.server_metadata || events.server_metadata,
        })
    }

    /// Whether changes of annotations of the server are told.
    pub(crate) fn want_server_metadata(&self) -> bool {
        self.0.iter().any(|group| group.events.server_metadata)
    }

    pub(crate) fn owners<'g>(&'g self, subscribed: &'g BTreeSet<String>) -> Owners<'g> {
        let mut owners = BTreeSet::new();
        for Group { mailboxes, .. } in &self.0 {
            match mailboxes {
                Mailboxes::Personal => {}
                Mailboxes::Subscribed => owners.extend(subscribed.iter().filter_map(|name| owner_of(name))),
                Mailboxes::Subtree(names) | Mailboxes::SubtreeOne(names) | Mailboxes::Named(names) => {
                    if names.iter().any(|name| name == OTHERS.trim_end_matches(DELIMITER)) {
                        return Owners::All;
                    }
                    owners.extend(names.iter().filter_map(|name| owner_of(name)));
                }
            }
        }
        Owners::These(owners)
    }
}

impl Events {
    /// Whether anything is told for which the mailbox has to be readable (RFC 5465 §5).
    pub(crate) const fn any(self) -> bool {
        self.messages || self.flags || self.names || self.subscriptions || self.metadata
    }

    fn of(group: &EventGroup<'_>) -> Self {
        group.events().iter().fold(Self::default(), |events, event| match event {
            Event::MessageNew(_) | Event::MessageExpunge => Self { messages: true, ..events },
            Event::FlagChange => Self { flags: true, ..events },
            Event::MailboxName => Self { names: true, ..events },
            Event::SubscriptionChange => Self { subscriptions: true, ..events },
            Event::MailboxMetadataChange => Self { metadata: true, ..events },
            Event::ServerMetadataChange => Self { server_metadata: true, ..events },
            Event::AnnotationChange | Event::Other(_) => events,
        })
    }
}

impl Mailboxes {
    /// `None`: the open one.
    fn of(mode: Mode, filter: &FilterMailboxes<'_>) -> Result<Option<Self>, Refusal> {
        let names = |names: &NonEmpty<Name<'_>>| -> Result<BTreeSet<String>, Refusal> {
            let name = |name| mode.name(name).map(|name| name.trim_end_matches(DELIMITER).to_string());
            names.iter().map(name).collect()
        };
        Ok(Some(match filter {
            FilterMailboxes::Selected | FilterMailboxes::SelectedDelayed => return Ok(None),
            // Mail may be delivered to any.
            FilterMailboxes::Inboxes | FilterMailboxes::Personal => Self::Personal,
            FilterMailboxes::Subscribed => Self::Subscribed,
            FilterMailboxes::Subtree(above) => Self::Subtree(names(above)?),
            FilterMailboxes::SubtreeOne(above) => Self::SubtreeOne(names(above)?),
            FilterMailboxes::Mailboxes(these) => Self::Named(names(these)?),
        }))
    }

    fn contains(&self, name: &str, subscribed: bool) -> bool {
        match self {
            Self::Personal => !name.starts_with(OTHERS),
            Self::Subscribed => subscribed,
            Self::Subtree(these) => {
                let mut above = name.match_indices(DELIMITER).map(|(end, _)| &name[..end]);
                these.contains(name) || above.any(|above| these.contains(above))
            }
            Self::SubtreeOne(these) => {
                let parent = name.rsplit_once(DELIMITER).map(|(parent, _)| parent);
                these.contains(name) || parent.is_some_and(|parent| these.contains(parent))
            }
            Self::Named(names) => names.contains(name),
        }
    }
}

pub(crate) fn is_at_or_below(name: &str, above: &str) -> bool {
    name.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(DELIMITER))
}
