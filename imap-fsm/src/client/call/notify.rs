//! NOTIFY. [RFC 5465](https://www.rfc-editor.org/rfc/rfc5465)

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::nonempty::NonEmpty;
use imap_types::notify::{self, EventGroup, NotifySet};
use imap_types::response::Data;
use imap_types::status::MailboxStatus;

use super::status::latest;
use super::{Answer, Request, Room};

/// NOTIFY: what the server shall tell of its own accord, also while no command runs.
///
/// ```text
/// C: a1 NOTIFY SET STATUS (selected (MessageNew (UID FLAGS) MessageExpunge)) (personal (MessageNew MessageExpunge))
/// S: * STATUS Archive (UIDVALIDITY 4 UIDNEXT 9999 MESSAGES 500)
/// S: a1 OK done
/// S: * STATUS Archive (UIDNEXT 10000 MESSAGES 501)          later: news, which belongs to no call
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::filter_mailboxes::FilterMailboxes;
/// use imap_fsm::types::notify::{Event as Happening, EventGroup};
///
/// let events = vec![Happening::MessageNew(vec![]), Happening::MessageExpunge];
/// let call = client.call(Notify::new([EventGroup::new(FilterMailboxes::Personal, events)?])?.status())?;
/// let answer = b"* STATUS Archive (UIDVALIDITY 4 UIDNEXT 9999 MESSAGES 500)\r\na1 OK done\r\n";
/// let mailboxes = finish(&mut client, call, answer)?;
/// assert_eq!(mailboxes[0].mailbox, "Archive");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the numbers of each mailbox from which changes are told ([`Notify::status`]). What is told of the selected
/// mailbox meanwhile is given back: it is news. A server that does not know all the events says `NO [BADEVENT (...)]`
/// with those it knows ([`Refused::code`](super::Refused::code)); one that cannot keep up says
/// `* OK [NOTIFICATIONOVERFLOW]` later, and tells nothing any more until it is asked again. Requires
/// [`Capability::Notify`](imap_types::capability::Capability::Notify).
/// [RFC 5465 §3.1](https://www.rfc-editor.org/rfc/rfc5465#section-3.1)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Notify<'a>(notify::Notify<'a>);

impl<'a> Notify<'a> {
    /// These events of these mailboxes, at least one group, and no others: `NOTIFY SET`. Refuses more than one group for
    /// the selected mailbox.
    pub fn new(groups: impl IntoIterator<Item = EventGroup<'a>>) -> Result<Self, ValueError> {
        let groups = NonEmpty::try_from(Vec::from_iter(groups))?;
        NotifySet::new(groups).map(|set| Self(notify::Notify::Set(set)))
    }

    /// No events at all, not even those that are told without NOTIFY while a command runs: `NOTIFY NONE`.
    pub const fn none() -> Self {
        Self(notify::Notify::None)
    }

    /// The server first tells the numbers of each mailbox, from which changes are told then.
    pub fn status(self) -> Self {
        match self.0 {
            notify::Notify::Set(set) => Self(notify::Notify::Set(set.with_status())),
            notify::Notify::None => self,
        }
    }
}

impl<'a> Request<'a> for Notify<'a> {
    type Answer = NotifyAnswer;

    fn into_parts(self) -> (CommandBody<'a>, NotifyAnswer) {
        let status = self.0.asks_for_status();
        (CommandBody::Notify(self.0), NotifyAnswer { status, mailboxes: Vec::new() })
    }
}

/// Collects the numbers of mailboxes, in the order in which the server tells of them first.
#[derive(Clone, Debug)]
pub struct NotifyAnswer {
    status: bool,
    mailboxes: Vec<MailboxStatus<'static>>,
}

impl Answer for NotifyAnswer {
    type Output = Vec<MailboxStatus<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::MailboxStatus(_) if self.status => {
                if let (true, Data::MailboxStatus(status)) = (room.take_data(&data), data) {
                    self.mailboxes.push(status.into_static());
                }
                None
            }
            data => Some(data),
        }
    }

    /// What was told last of a mailbox counts.
    fn output(self) -> Vec<MailboxStatus<'static>> {
        let mut places = alloc::collections::BTreeMap::new();
        let mut mailboxes: Vec<MailboxStatus<'static>> = Vec::new();
        for status in self.mailboxes {
            match places.get(&status.mailbox).and_then(|&at: &usize| mailboxes.get_mut(at)) {
                Some(before) => before.items.extend(status.items),
                None => {
                    places.insert(status.mailbox.clone(), mailboxes.len());
                    mailboxes.push(status);
                }
            }
        }
        for status in &mut mailboxes {
            status.items = latest(core::mem::take(&mut status.items));
        }
        mailboxes
    }
}
