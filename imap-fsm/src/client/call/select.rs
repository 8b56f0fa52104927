//! SELECT and EXAMINE. [RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2)

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::fetch::FetchAtt;
use imap_types::flag::{Flags, PermanentFlags};
use imap_types::list::MailboxList;
use imap_types::mailbox::Mailbox;
use imap_types::number::{SeqNum, Uid, UidValidity};
use imap_types::response::{Data, RespText, StatusKind};
use imap_types::select::{QResync, SelectParam};
use imap_types::sequence::{UidSequenceSet, UidSet};

use super::fetch::FetchAnswer;
use super::fetched::Fetched;
use super::{Answer, Request, Room};
use crate::pipeline::opening_lists;
use crate::session::{Access, CodeMeaning, ModSeqs, Session};

/// SELECT and EXAMINE: opens a mailbox.
///
/// ```text
/// C: a1 SELECT INBOX
/// S: * 172 EXISTS
/// S: * OK [UIDVALIDITY 3857529045] UIDs valid
/// S: * OK [UIDNEXT 4392] predicted
/// S: * FLAGS (\Answered \Seen)
/// S: a1 OK [READ-WRITE] done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(Select::new("INBOX")?)?;
/// let inbox = finish(
///     &mut client,
///     call,
///     b"* 172 EXISTS\r\n* OK [UIDVALIDITY 3857529045] valid\r\n* OK [UIDNEXT 4392] predicted\r\n\
///       * FLAGS (\\Answered \\Seen)\r\na1 OK [READ-WRITE] done\r\n",
/// )?;
/// assert_eq!((inbox.exists, inbox.uid_next.map(|uid| uid.get())), (172, Some(4392)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// While a mailbox is open and the server has not said `[CLOSED]`, data may be about that one. The call forgets what it
/// took when `[CLOSED]` comes.
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Select<'a> {
    mailbox: Mailbox<'a>,
    access: Access,
    params: Vec<SelectParam<'a>>,
}

impl<'a> Select<'a> {
    /// Opens this mailbox: `SELECT`. Refuses a name that cannot be sent.
    pub fn new<M>(mailbox: M) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self { mailbox: mailbox.try_into()?, access: Access::ReadWrite, params: Vec::new() })
    }

    /// So that it cannot be changed: EXAMINE.
    pub const fn read_only(mut self) -> Self {
        self.access = Access::ReadOnly;
        self
    }

    /// From now on, the server tells the mod-sequence of what changes. Requires
    /// [`Capability::CondStore`](imap_types::capability::Capability::CondStore).
    pub fn cond_store(self) -> Self {
        self.param(SelectParam::CondStore)
    }

    /// What changed and what vanished since this point comes with the answer: [`Selected::changed`],
    /// [`Selected::vanished`]. Requires QRESYNC to be [enabled](super::Enable).
    pub fn qresync(self, known: QResync) -> Self {
        self.param(SelectParam::QResync(Box::new(known)))
    }

    /// Adds any other parameter, which requires its capability.
    pub fn param(mut self, param: SelectParam<'a>) -> Self {
        self.params.push(param);
        self
    }
}

impl<'a> Request<'a> for Select<'a> {
    type Answer = SelectAnswer;

    fn into_parts(self) -> (CommandBody<'a>, SelectAnswer) {
        let Self { mailbox, access, params } = self;
        let resync = params.iter().any(|param| matches!(param, SelectParam::QResync(_)));
        let answer = SelectAnswer::new(mailbox.clone().into_static(), access, resync);
        let command = match access {
            Access::ReadWrite => CommandBody::Select { mailbox, params },
            Access::ReadOnly => CommandBody::Examine { mailbox, params },
        };
        (command, answer)
    }
}

/// Data of a mailbox that the server opens.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// Count of messages in the mailbox.
    pub exists: u32,
    /// Count of messages with `\Recent`. IMAP4rev1 only.
    pub recent: Option<u32>,
    /// The flags that its messages can have.
    pub flags: Flags<'static>,
    /// The flags that can be changed for good; `None`: all of them.
    pub permanent_flags: Option<PermanentFlags<'static>>,
    /// The epoch of the UIDs; `None` from servers whose UIDs cannot be kept.
    pub uid_validity: Option<UidValidity>,
    /// Lower bound of the next message's UID.
    pub uid_next: Option<Uid>,
    /// Whether the UIDs outlast the session: not where the server said UIDNOTSTICKY.
    pub uids_stick: bool,
    /// The first message without `\Seen`; rev1.
    pub unseen: Option<SeqNum>,
    /// Support of mod-sequences, with HIGHESTMODSEQ where there is one.
    pub mod_seqs: ModSeqs,
    /// Whether it can be changed.
    pub access: Access,
    /// LIST response about the mailbox. IMAP4rev2 only.
    pub list: Option<MailboxList<'static>>,
    /// The messages that changed since the point of [`Select::qresync`], in ascending order of their UIDs.
    pub changed: Vec<Fetched>,
    /// The messages that vanished since the point of [`Select::qresync`], one set for each response.
    pub vanished: Vec<UidSet>,
}

impl Selected {
    /// An empty mailbox of which nothing else is told. A server fills in what it tells, and gives it to
    /// [`Server::select`](crate::Server::select).
    pub fn new(access: Access) -> Self {
        Self {
            exists: 0,
            recent: None,
            flags: Flags::new(),
            permanent_flags: None,
            uid_validity: None,
            uid_next: None,
            uids_stick: true,
            unseen: None,
            mod_seqs: ModSeqs::Unknown,
            access,
            list: None,
            changed: Vec::new(),
            vanished: Vec::new(),
        }
    }
}

/// Collects what SELECT tells.
#[derive(Clone, Debug)]
pub struct SelectAnswer {
    mailbox: Mailbox<'static>,
    access: Access,
    selected: Selected,
    /// Whether the server answers by LIST as well.
    lists: bool,
    /// Where QRESYNC was asked for.
    changed: Option<FetchAnswer>,
}

impl SelectAnswer {
    fn new(mailbox: Mailbox<'static>, access: Access, resync: bool) -> Self {
        let asked = || vec![FetchAtt::Uid, FetchAtt::Flags, FetchAtt::ModSeq];
        let changed = resync.then(|| FetchAnswer::new(UidSequenceSet::all().into(), asked()));
        Self { mailbox, access, selected: Selected::new(access), lists: true, changed }
    }

    /// Whether the code is about the mailbox.
    fn code(&mut self, text: &RespText<'_>) -> bool {
        let Some(code) = text.code().and_then(CodeMeaning::of) else { return false };
        let selected = &mut self.selected;
        match code {
            CodeMeaning::UidValidity(value) => selected.uid_validity = Some(value),
            CodeMeaning::UidNext(uid) => selected.uid_next = Some(uid),
            CodeMeaning::UidNotSticky => selected.uids_stick = false,
            CodeMeaning::Unseen(seq) => selected.unseen = Some(seq),
            CodeMeaning::PermanentFlags(flags) => {
                selected.permanent_flags = Some(flags.clone().into_static());
            }
            CodeMeaning::ModSeqs(mod_seqs) => selected.mod_seqs = mod_seqs,
            CodeMeaning::Access(access) => selected.access = access,
            CodeMeaning::Capability(_)
            | CodeMeaning::NotificationOverflow
            | CodeMeaning::Closed
            | CodeMeaning::MessageLimit(_) => {
                return false;
            }
        }
        true
    }
}

impl Answer for SelectAnswer {
    type Output = Selected;
    type Step<'i> = Infallible;

    fn sent(&mut self, session: &Session) {
        self.lists = opening_lists(session);
    }

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        let selected = &mut self.selected;
        match data {
            Data::Exists(count) => selected.exists = count,
            Data::Recent(count) => selected.recent = Some(count),
            Data::Flags(flags) => selected.flags = flags.into_static(),
            Data::List(list) if self.lists && list.mailbox == self.mailbox => {
                selected.list = Some(list.into_static())
            }
            Data::Vanished { earlier: true, uids } if self.changed.is_some() => {
                if room.take(size_of::<UidSet>().saturating_add(size_of_val(uids.as_spans()))) {
                    selected.vanished.push(uids);
                }
            }
            Data::Status(status) if status.kind == StatusKind::Ok => {
                if matches!(status.text.code(), Some(Code::Closed)) {
                    let fresh = Self::new(self.mailbox.clone(), self.access, self.changed.is_some());
                    *self = Self { lists: self.lists, ..fresh };
                    return Some(Data::Status(status));
                }
                if !self.code(&status.text) {
                    return Some(Data::Status(status));
                }
            }
            data => {
                return match &mut self.changed {
                    Some(changed) => changed.data(data, room),
                    None => Some(data),
                };
            }
        }
        None
    }

    fn completed(&mut self, text: &RespText<'_>) {
        self.code(text);
    }

    fn output(self) -> Selected {
        let changed = self.changed.map_or(Vec::new(), FetchAnswer::output);
        Selected { changed, ..self.selected }
    }
}
