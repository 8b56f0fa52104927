//! LIST and LSUB. [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::list::{self, ListPatterns, ListSelectOpt, ListSelectOpts, MailboxList, ReturnOption};
use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::metadata::{Entry, EntryValue, Metadata, MetadataEntries};
use imap_types::nonempty::NonEmpty;
use imap_types::response::Data;
use imap_types::rights::Rights;
use imap_types::status::{MailboxStatus, StatusAtt, StatusAttVal};

use super::status::latest;
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
    /// Lists mailboxes whose names match `pattern`; `reference` is usually empty. Refuses names that cannot be sent.
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

    /// The user's own rights on each. Requires
    /// [`Capability::ListMyRights`](imap_types::capability::Capability::ListMyRights).
    /// [RFC 8440](https://www.rfc-editor.org/rfc/rfc8440)
    pub fn my_rights(self) -> Self {
        self.returns([ReturnOption::MyRights])
    }

    /// Annotations to tell of each, at least one. Requires
    /// [`Capability::ListMetadata`](imap_types::capability::Capability::ListMetadata).
    /// [RFC 9590](https://www.rfc-editor.org/rfc/rfc9590)
    pub fn metadata(self, entries: impl IntoIterator<Item = Entry<'a>>) -> Result<Self, ValueError> {
        let entries = Vec::from_iter(entries).try_into()?;
        Ok(self.returns([ReturnOption::Metadata(entries)]))
    }
}

impl<'a> Request<'a> for List<'a> {
    type Answer = ListAnswer;

    fn into_parts(self) -> (CommandBody<'a>, ListAnswer) {
        let Self { selection, reference, patterns, returns } = self;
        let mut answer = ListAnswer::new(Kind::List);
        for option in returns.iter().flatten() {
            match option {
                ReturnOption::Status(_) => answer.status = Some(BTreeMap::new()),
                ReturnOption::MyRights => answer.rights = Some(BTreeMap::new()),
                ReturnOption::Metadata(_) => answer.metadata = Some(BTreeMap::new()),
                ReturnOption::Subscribed
                | ReturnOption::Children
                | ReturnOption::SpecialUse
                | ReturnOption::Other(_) => {}
            }
        }
        (CommandBody::List(list::List { selection, reference, patterns, returns }), answer)
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
    /// Lists subscribed names that match `pattern`; `reference` is usually empty. Refuses names that cannot be sent.
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
    /// The user's own rights ([`List::my_rights`]); `None` where the server did not tell them.
    pub rights: Option<Rights>,
    /// Its annotations ([`List::metadata`]).
    pub metadata: Vec<EntryValue<'static>>,
}

/// What was told of each name, in either order with the mailbox itself; `None` where it was not asked for.
type Told<T> = Option<BTreeMap<Mailbox<'static>, T>>;

/// Collects the mailboxes that LIST tells, with what RETURN asked for.
#[derive(Clone, Debug)]
pub struct ListAnswer {
    kind: Kind,
    mailboxes: Vec<Listed>,
    status: Told<Vec<StatusAttVal<'static>>>,
    rights: Told<Rights>,
    metadata: Told<Vec<EntryValue<'static>>>,
}

/// Which command it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    List,
    Lsub,
}

impl ListAnswer {
    const fn new(kind: Kind) -> Self {
        Self { kind, mailboxes: Vec::new(), status: None, rights: None, metadata: None }
    }

    fn answers(&self, data: &Data<'_>) -> bool {
        // Names without values are news of what has changed.
        let has_values = |told: &Metadata<'_>| matches!(told.entries, MetadataEntries::Values(_));
        match self.kind {
            Kind::List if matches!(data, Data::List(_)) => true,
            Kind::Lsub if matches!(data, Data::Lsub(_)) => true,
            Kind::List | Kind::Lsub => {
                self.status.is_some() && matches!(data, Data::MailboxStatus(_))
                    || self.rights.is_some() && matches!(data, Data::MyRights(_))
                    || self.metadata.is_some() && matches!(data, Data::Metadata(told) if has_values(told))
            }
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
                let (list, status, metadata) = (list.into_static(), Vec::new(), Vec::new());
                self.mailboxes.push(Listed { list, status, rights: None, metadata });
            }
            Data::MailboxStatus(MailboxStatus { mailbox, items }) => {
                let status = self.status.get_or_insert_default();
                status.entry(mailbox.into_static()).or_default().extend(items.into_static());
            }
            Data::MyRights(told) => {
                self.rights.get_or_insert_default().insert(told.mailbox.into_static(), told.rights);
            }
            Data::Metadata(told) => {
                let Metadata { mailbox, entries } = (*told).into_static();
                if let MetadataEntries::Values(values) = entries {
                    self.metadata.get_or_insert_default().entry(mailbox).or_default().extend(values);
                }
            }
            data => return Some(data),
        }
        None
    }

    fn output(mut self) -> Vec<Listed> {
        fn of<T>(told: &mut Told<T>, mailbox: &Mailbox<'static>) -> Option<T> {
            told.as_mut().and_then(|told| told.remove(mailbox))
        }
        for listed in &mut self.mailboxes {
            let mailbox = &listed.list.mailbox;
            listed.status = latest(of(&mut self.status, mailbox).unwrap_or_default());
            listed.rights = of(&mut self.rights, mailbox);
            listed.metadata = of(&mut self.metadata, mailbox).unwrap_or_default();
        }
        self.mailboxes
    }
}
