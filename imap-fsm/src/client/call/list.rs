//! LIST and LSUB. [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::list::ListPatterns;
use imap_types::list::{ListSelectOpt, ListSelectOpts, MailboxList, ReturnOption};
use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::nonempty::NonEmpty;
use imap_types::response::Data;
use imap_types::status::{MailboxStatus, StatusAtt, StatusAttVal};

use super::{Answer, Request, Room};

/// LIST: which mailboxes there are.
///
/// ```text
/// C: a1 LIST "" "%" RETURN (STATUS (UNSEEN))
/// S: * LIST (\HasNoChildren) "/" INBOX
/// S: * STATUS INBOX (UNSEEN 17)
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::status::{StatusAtt, StatusAttVal};
///
/// let call = client.call(List::new("", "%")?.status([StatusAtt::Unseen])?)?;
/// assert_eq!(client.transmit(), b"a1 LIST \"\" \"%\" RETURN (STATUS (UNSEEN))\r\n");
/// let answer = b"* LIST (\\HasNoChildren) \"/\" INBOX\r\n* STATUS INBOX (UNSEEN 17)\r\na1 OK done\r\n";
/// let mailboxes = finish(&mut client, call, answer)?;
/// assert_eq!(mailboxes[0].list.mailbox, "INBOX");
/// assert_eq!(mailboxes[0].status, [StatusAttVal::Unseen(17)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the mailboxes in the order of the server.
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct List<'a> {
    selection: Option<ListSelectOpts<'a>>,
    reference: Mailbox<'a>,
    patterns: ListPatterns<'a>,
    returns: Option<Vec<ReturnOption<'a>>>,
}

impl<'a> List<'a> {
    /// Mailboxes with names like this; `reference` is usually empty.
    pub fn new<R, P>(reference: R, pattern: P) -> Result<Self, ValueError>
    where
        R: TryInto<Mailbox<'a>>,
        P: TryInto<ListMailbox<'a>>,
        ValueError: From<R::Error> + From<P::Error>,
    {
        let patterns = ListPatterns::One(pattern.try_into()?);
        Ok(Self { selection: None, reference: reference.try_into()?, patterns, returns: None })
    }

    /// Mailboxes with names like any of these. Requires
    /// [`Capability::ListExtended`](imap_types::capability::Capability::ListExtended) or IMAP4rev2.
    pub fn patterns(mut self, patterns: NonEmpty<ListMailbox<'a>>) -> Self {
        self.patterns = ListPatterns::AnyOf(patterns);
        self
    }

    /// Only such mailboxes. Requires [`Capability::ListExtended`](imap_types::capability::Capability::ListExtended) or
    /// IMAP4rev2; refuses RECURSIVEMATCH without an option that it modifies.
    pub fn select(
        mut self,
        options: impl IntoIterator<Item = ListSelectOpt<'a>>,
    ) -> Result<Self, ValueError> {
        self.selection = Some(Vec::from_iter(options).try_into()?);
        Ok(self)
    }

    /// What else to tell of each. Requires
    /// [`Capability::ListExtended`](imap_types::capability::Capability::ListExtended) or IMAP4rev2.
    pub fn returns(mut self, options: impl IntoIterator<Item = ReturnOption<'a>>) -> Self {
        self.returns.get_or_insert_default().extend(options);
        self
    }

    /// Numbers to tell of each, at least one. Requires
    /// [`Capability::ListStatus`](imap_types::capability::Capability::ListStatus) or IMAP4rev2.
    pub fn status(self, items: impl IntoIterator<Item = StatusAtt<'a>>) -> Result<Self, ValueError> {
        let items = Vec::from_iter(items).try_into()?;
        Ok(self.returns([ReturnOption::Status(items)]))
    }
}

impl<'a> Request<'a> for List<'a> {
    type Answer = ListAnswer;

    fn into_parts(self) -> (CommandBody<'a>, ListAnswer) {
        let Self { selection, reference, patterns, returns } = self;
        let status = |option: &ReturnOption<'_>| matches!(option, ReturnOption::Status(_));
        let status = returns.iter().flatten().any(status);
        let answer = ListAnswer::new(if status { Kind::ListStatus } else { Kind::List });
        (CommandBody::List { selection, reference, patterns, returns }, answer)
    }
}

/// LSUB: which names are subscribed, in rev1. [RFC 3501 §6.3.9](https://www.rfc-editor.org/rfc/rfc3501#section-6.3.9)
///
/// ```text
/// C: a1 LSUB "" *
/// S: * LSUB () "/" Archive
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(Lsub::new("", "*")?)?;
/// assert_eq!(finish(&mut client, call, b"* LSUB () \"/\" Archive\r\na1 OK done\r\n")?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Lsub<'a> {
    reference: Mailbox<'a>,
    pattern: ListMailbox<'a>,
}

impl<'a> Lsub<'a> {
    /// Names like this; `reference` is usually empty.
    pub fn new<R, P>(reference: R, pattern: P) -> Result<Self, ValueError>
    where
        R: TryInto<Mailbox<'a>>,
        P: TryInto<ListMailbox<'a>>,
        ValueError: From<R::Error> + From<P::Error>,
    {
        Ok(Self { reference: reference.try_into()?, pattern: pattern.try_into()? })
    }
}

impl<'a> Request<'a> for Lsub<'a> {
    type Answer = ListAnswer;

    fn into_parts(self) -> (CommandBody<'a>, ListAnswer) {
        let Self { reference, pattern } = self;
        (CommandBody::Lsub { reference, pattern }, ListAnswer::new(Kind::Lsub))
    }
}

/// A mailbox, as LIST tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its name, delimiter and attributes.
    pub list: MailboxList<'static>,
    /// Its numbers ([`List::status`]); empty where the server did not tell them, as for a mailbox that cannot be
    /// selected.
    pub status: Vec<StatusAttVal<'static>>,
}

/// Collects mailboxes.
#[derive(Clone, Debug)]
pub struct ListAnswer {
    kind: Kind,
    mailboxes: Vec<Listed>,
    /// The numbers that were told of each name, in either order with the mailbox itself.
    status: BTreeMap<Mailbox<'static>, Vec<StatusAttVal<'static>>>,
}

/// Which command it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    List,
    ListStatus,
    Lsub,
}

impl ListAnswer {
    const fn new(kind: Kind) -> Self {
        Self { kind, mailboxes: Vec::new(), status: BTreeMap::new() }
    }

    const fn answers(&self, data: &Data<'_>) -> bool {
        match data {
            Data::List(_) => matches!(self.kind, Kind::List | Kind::ListStatus),
            Data::MailboxStatus(_) => matches!(self.kind, Kind::ListStatus),
            Data::Lsub(_) => matches!(self.kind, Kind::Lsub),
            _ => false,
        }
    }
}

impl Answer for ListAnswer {
    type Output = Vec<Listed>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        if !self.answers(&data) {
            return Some(data);
        }
        if !room.take_data(&data) {
            return None;
        }
        match data {
            Data::List(list) | Data::Lsub(list) => {
                self.mailboxes.push(Listed { list: list.into_static(), status: Vec::new() });
            }
            Data::MailboxStatus(MailboxStatus { mailbox, items }) => {
                self.status.entry(mailbox.into_static()).or_default().extend(items.into_static());
            }
            data => return Some(data),
        }
        None
    }

    fn output(mut self) -> Vec<Listed> {
        for listed in &mut self.mailboxes {
            listed.status = self.status.remove(&listed.list.mailbox).unwrap_or_default();
        }
        self.mailboxes
    }
}
