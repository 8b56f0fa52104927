//! STATUS. [RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.11)

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::mailbox::Mailbox;
use imap_types::nonempty::NonEmpty;
use imap_types::response::Data;
use imap_types::status::{MailboxStatus, StatusAtt, StatusAttName, StatusAttVal};

use super::{Answer, Request, Room};

/// STATUS: numbers about a mailbox that need not be selected.
///
/// ```text
/// C: a1 STATUS Archive (MESSAGES UNSEEN)
/// S: * STATUS Archive (MESSAGES 231 UNSEEN 4)
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::status::{StatusAtt, StatusAttVal};
///
/// let call = client.call(Status::new("Archive", [StatusAtt::Messages, StatusAtt::Unseen])?)?;
/// let status = finish(&mut client, call, b"* STATUS Archive (MESSAGES 231 UNSEEN 4)\r\na1 OK done\r\n")?;
/// assert_eq!(status, [StatusAttVal::Messages(231), StatusAttVal::Unseen(4)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Of many mailboxes: call it for each at once, the answers are told apart by their names. A response without any of
/// the numbers that were asked for is given back: it is news, as after [`Notify`](super::Notify).
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Status<'a> {
    mailbox: Mailbox<'a>,
    items: NonEmpty<StatusAtt<'a>>,
}

impl<'a> Status<'a> {
    /// These numbers, at least one, about this mailbox.
    pub fn new<M>(mailbox: M, items: impl IntoIterator<Item = StatusAtt<'a>>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        let mailbox = mailbox.try_into()?;
        NonEmpty::try_from(Vec::from_iter(items)).map(|items| Self { mailbox, items })
    }
}

impl<'a> Request<'a> for Status<'a> {
    type Answer = StatusAnswer;

    fn into_parts(self) -> (CommandBody<'a>, StatusAnswer) {
        let Self { mailbox, items } = self;
        let (mailbox_asked, asked) = (mailbox.clone().into_static(), Asked::of(&items));
        let answer = StatusAnswer { mailbox: mailbox_asked, asked, items: Vec::new() };
        (CommandBody::Status { mailbox, items }, answer)
    }
}

/// The numbers that a command asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked(u32);

const _: () = assert!(StatusAttName::ALL.len() <= 32, "more items than `Asked` has bits");

impl Asked {
    pub(super) fn of(items: &NonEmpty<StatusAtt<'_>>) -> Self {
        let names = items.iter().filter_map(StatusAtt::kind);
        Self(names.fold(0, |asked, name| asked | 1 << name as u32))
    }

    /// Whether these may be told since they were asked for. One that is unknown or malformed may be any; servers that
    /// cannot tell any tell none.
    pub(super) fn may_be(self, items: &[StatusAttVal<'_>]) -> bool {
        let is_asked = |name| self.0 & (1 << name as u32) != 0;
        items.is_empty() || items.iter().any(|item| item.kind().is_none_or(is_asked))
    }
}

/// Of what was told more than once, what was told last.
pub(super) fn latest(mut items: Vec<StatusAttVal<'static>>) -> Vec<StatusAttVal<'static>> {
    let mut seen = 0_u32;
    let mut is_last = |item: &StatusAttVal<'_>| {
        let bit = item.kind().map_or(0, |name| 1_u32 << name as u32);
        let before = seen;
        seen |= bit;
        before & bit == 0
    };
    items.reverse();
    items.retain(|item| is_last(item));
    items.reverse();
    items
}

/// Collects the numbers of one mailbox.
#[derive(Clone, Debug)]
pub struct StatusAnswer {
    mailbox: Mailbox<'static>,
    asked: Asked,
    items: Vec<StatusAttVal<'static>>,
}

impl Answer for StatusAnswer {
    type Output = Vec<StatusAttVal<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::MailboxStatus(MailboxStatus { mailbox, items })
                if mailbox == self.mailbox && self.asked.may_be(&items) =>
            {
                let data = Data::MailboxStatus(MailboxStatus { mailbox, items });
                if let (true, Data::MailboxStatus(status)) = (room.take_data(&data), data) {
                    self.items.extend(status.items.into_static());
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Vec<StatusAttVal<'static>> {
        latest(self.items)
    }
}
