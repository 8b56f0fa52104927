//! STORE. [RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.6)

use alloc::vec;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::fetch::FetchAtt;
use imap_types::flag::Flags;
use imap_types::number::ModSeq;
use imap_types::response::{Data, RespText};
use imap_types::sequence::{MessageSet, NumberSet};
use imap_types::store::{
    self, StoreAction, StoreAtt, StoreFlags, StoreModifier, StoreModifiers, StoreResponse,
};

use super::fetch::FetchAnswer;
use super::fetched::Fetched;
use super::{Answer, Request, Room};

/// STORE: changes the flags of messages.
///
/// ```text
/// C: a2 UID STORE 7,9 (UNCHANGEDSINCE 320162338) +FLAGS (\Seen)
/// S: * 1 FETCH (UID 7 MODSEQ (320162342) FLAGS (\Seen))
/// S: a2 OK [MODIFIED 9] conditional STORE failed
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::flag::Flag;
/// use imap_fsm::types::number::ModSeq;
/// use imap_fsm::types::sequence::UidSequenceSet;
///
/// let store = Store::add(UidSequenceSet::try_from("7,9")?, [Flag::Seen]).unchanged_since(ModSeq::new(320162338));
/// let call = client.call(store)?;
/// let stored = finish(
///     &mut client,
///     call,
///     b"* 1 FETCH (UID 7 MODSEQ (320162342) FLAGS (\\Seen))\r\na2 OK [MODIFIED 9] failed\r\n",
/// )?;
/// assert_eq!(stored.messages.len(), 1);
/// assert_eq!(stored.modified.unwrap().to_string(), "9");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Store<'a> {
    messages: MessageSet,
    action: StoreAction,
    response: StoreResponse,
    flags: Flags<'a>,
    modifiers: StoreModifiers<'a>,
}

impl<'a> Store<'a> {
    /// Changes the flags of these messages in this way.
    pub fn new(messages: impl Into<MessageSet>, action: StoreAction, flags: impl Into<Flags<'a>>) -> Self {
        let (messages, flags) = (messages.into(), flags.into());
        Self {
            messages,
            action,
            response: StoreResponse::Answer,
            flags,
            modifiers: StoreModifiers::default(),
        }
    }

    /// Sets these flags besides those that are set: `+FLAGS`.
    pub fn add(messages: impl Into<MessageSet>, flags: impl Into<Flags<'a>>) -> Self {
        Self::new(messages, StoreAction::Add, flags)
    }

    /// Takes these flags off: `-FLAGS`.
    pub fn remove(messages: impl Into<MessageSet>, flags: impl Into<Flags<'a>>) -> Self {
        Self::new(messages, StoreAction::Remove, flags)
    }

    /// Sets these flags and no others: `FLAGS`.
    pub fn replace(messages: impl Into<MessageSet>, flags: impl Into<Flags<'a>>) -> Self {
        Self::new(messages, StoreAction::Replace, flags)
    }

    /// The server need not tell the new flags: `.SILENT`.
    pub fn silent(mut self) -> Self {
        self.response = StoreResponse::Silent;
        self
    }

    /// Leaves messages alone that changed after this point (`None`: that changed at all); [`Stored::modified`] tells
    /// which. Requires [`Capability::CondStore`](imap_types::capability::Capability::CondStore).
    pub fn unchanged_since(self, mod_seq: Option<ModSeq>) -> Self {
        self.modifier(StoreModifier::UnchangedSince(mod_seq))
    }

    /// Adds any other modifier, which requires its capability.
    pub fn modifier(self, modifier: StoreModifier<'a>) -> Self {
        Self { modifiers: self.modifiers.with(modifier), ..self }
    }
}

impl<'a> Request<'a> for Store<'a> {
    type Answer = StoreAnswer;

    fn into_parts(self) -> (CommandBody<'a>, StoreAnswer) {
        let Self { messages, action, response, flags, modifiers } = self;
        let asked = vec![FetchAtt::Flags, FetchAtt::ModSeq, FetchAtt::Uid];
        let told = FetchAnswer::new(messages.clone(), asked);
        let att = StoreAtt::Flags(StoreFlags { action, response, flags });
        (CommandBody::Store(store::Store { messages, modifiers, att }), StoreAnswer { told, modified: None })
    }
}

/// Result of a STORE.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The messages whose new flags (or mod-sequences) the server told, in ascending order.
    pub messages: Vec<Fetched>,
    /// Messages that were left alone, since they had changed after the point of [`Store::unchanged_since`]: UIDs where
    /// the command was `UID STORE`, else sequence numbers. The call has succeeded all the same.
    pub modified: Option<NumberSet<NonZeroU32>>,
}

/// Collects what a STORE did. In [`Call::into_partial`](super::Call::into_partial) also after NO, where servers say
/// MODIFIED as well.
#[derive(Clone, Debug)]
pub struct StoreAnswer {
    told: FetchAnswer,
    modified: Option<NumberSet<NonZeroU32>>,
}

impl Answer for StoreAnswer {
    type Output = Stored;
    type Step<'i> = core::convert::Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        self.told.data(data, room)
    }

    fn completed(&mut self, text: &RespText<'_>) {
        if let Some(Code::Modified(set)) = text.code() {
            self.modified = Some(set.clone());
        }
    }

    fn output(self) -> Stored {
        Stored { messages: self.told.output(), modified: self.modified }
    }
}
