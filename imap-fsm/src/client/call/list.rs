//! LIST and LSUB. [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::acl::MyRightsData;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::list::{self, ListPatterns, ListSelectOpt, ListSelectOpts, MailboxList, ReturnOption};
use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::metadata::{Entry, EntryValue, Metadata, MetadataEntries};
use imap_types::nonempty::NonEmpty;
use imap_types::response::Data;
use imap_types::rights::Rights;
use imap_types::status::{MailboxStatus, StatusAtt, StatusAttVal};

use super::status::{Asked, latest};
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
///
/// STATUS, MYRIGHTS and METADATA are part of the answer for mailboxes that have been listed: the RFC has LIST come
/// first. Before, they may be news of a mailbox that is not going to be listed. They are kept in case that it is, and given
/// back, too. A STATUS without any of the numbers that were asked for is only given back.
/// [RFC 5819 §2](https://www.rfc-editor.org/rfc/rfc5819#section-2)
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
                ReturnOption::Status(items) => answer.status = Some(Asked::of(items)),
                ReturnOption::MyRights => answer.rights = true,
                ReturnOption::Metadata(_) => answer.metadata = true,
                ReturnOption::Subscribed
                | ReturnOption::Children
                | ReturnOption::SpecialUse
                | ReturnOption::Utf8
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

/// What RETURN asked for, as it was told of one name.
#[derive(Clone, Debug, Default)]
struct Told {
    /// Whether the mailbox has been listed, so that what comes is part of the answer.
    listed: bool,
    status: Vec<StatusAttVal<'static>>,
    rights: Option<Rights>,
    metadata: Vec<EntryValue<'static>>,
}

/// Collects the mailboxes that LIST tells, with what RETURN asked for.
#[derive(Clone, Debug)]
pub struct ListAnswer {
    kind: Kind,
    /// The numbers that were asked for.
    status: Option<Asked>,
    rights: bool,
    metadata: bool,
    mailboxes: Vec<Listed>,
    /// Empty where nothing but names was asked for.
    told: BTreeMap<Mailbox<'static>, Told>,
}

/// Which command it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    List,
    Lsub,
}

impl ListAnswer {
    fn new(kind: Kind) -> Self {
        let (mailboxes, told) = (Vec::new(), BTreeMap::new());
        Self { kind, status: None, rights: false, metadata: false, mailboxes, told }
    }

    const fn asks_for_more(&self) -> bool {
        self.status.is_some() || self.rights || self.metadata
    }

    /// Whether this is what RETURN asked for, of whatever mailbox.
    fn asked(&self, data: &Data<'_>) -> bool {
        // Names without values are news of what has changed: RFC 5464 §4.4.2.
        let has_values = |told: &Metadata<'_>| matches!(told.entries, MetadataEntries::Values(_));
        let status = |told: &MailboxStatus<'_>| self.status.is_some_and(|asked| asked.may_be(&told.items));
        matches!(data, Data::MailboxStatus(told) if status(told))
            || self.rights && matches!(data, Data::MyRights(_))
            || self.metadata && matches!(data, Data::Metadata(told) if has_values(told))
    }

    fn list(&mut self, list: MailboxList<'_>) {
        let list = list.into_static();
        if self.asks_for_more() {
            self.of(list.mailbox.clone()).listed = true;
        }
        self.mailboxes.push(Listed { list, status: Vec::new(), rights: None, metadata: Vec::new() });
    }

    /// Whether this is about a mailbox that has not been listed.
    fn is_early(&self, data: &Data<'_>) -> bool {
        let mailbox = if let Data::MailboxStatus(told) = data {
            &told.mailbox
        } else if let Data::MyRights(told) = data {
            &told.mailbox
        } else if let Data::Metadata(told) = data {
            &told.mailbox
        } else {
            return false;
        };
        self.told.get(mailbox).is_none_or(|told| !told.listed)
    }

    fn of(&mut self, mailbox: Mailbox<'_>) -> &mut Told {
        self.told.entry(mailbox.into_static()).or_default()
    }

    fn keep(&mut self, data: Data<'_>) {
        if let Data::List(list) | Data::Lsub(list) = data {
            return self.list(list);
        }
        if let Data::MailboxStatus(MailboxStatus { mailbox, items }) = data {
            self.of(mailbox).status.extend(items.into_static());
        } else if let Data::MyRights(MyRightsData { mailbox, rights }) = data {
            self.of(mailbox).rights = Some(rights);
        } else if let Data::Metadata(told) = data {
            let Metadata { mailbox, entries } = *told;
            if let MetadataEntries::Values(values) = entries {
                self.of(mailbox).metadata.extend(values.into_static());
            }
        }
    }
}

impl Answer for ListAnswer {
    type Output = Vec<Listed>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        let lists = match self.kind {
            Kind::List => matches!(data, Data::List(_)),
            Kind::Lsub => matches!(data, Data::Lsub(_)),
        };
        if !lists && !self.asked(&data) {
            return Some(data);
        }
        let back = self.is_early(&data).then(|| data.clone());
        if room.take_data(&data) {
            self.keep(data);
        }
        back
    }

    fn output(mut self) -> Vec<Listed> {
        for listed in &mut self.mailboxes {
            if let Some(Told { status, rights, metadata, .. }) = self.told.remove(&listed.list.mailbox) {
                (listed.status, listed.rights, listed.metadata) = (latest(status), rights, metadata);
            }
        }
        self.mailboxes
    }
}
