//! COPY and MOVE. [RFC 9051 §6.4.7](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.7),
//! [§6.4.8](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.8)

use core::convert::Infallible;

use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::mailbox::Mailbox;
use imap_types::number::{Uid, UidValidity};
use imap_types::response::{Data, RespText, StatusKind};
use imap_types::sequence::{MessageSet, UidSet};

use super::{Answer, Request, Room};

/// COPY: copies messages to another mailbox.
///
/// ```text
/// C: a2 UID COPY 304,319:320 Archive
/// S: a2 OK [COPYUID 38505 304,319:320 3956:3958] done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::sequence::UidSequenceSet;
///
/// let call = client.call(Copy::new(UidSequenceSet::try_from("304,319:320")?, "Archive")?)?;
/// let copied = finish(&mut client, call, b"a2 OK [COPYUID 38505 304,319:320 3956:3958] done\r\n")?.unwrap();
/// let pairs: Vec<_> = copied.pairs().map(|(from, to)| (from.get(), to.get())).collect();
/// assert_eq!(pairs, [(304, 3956), (319, 3957), (320, 3958)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the UIDs of the copies; `None` where the server does not tell them (it has no UIDPLUS, or nothing was
/// copied).
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Copy<'a> {
    messages: MessageSet,
    mailbox: Mailbox<'a>,
}

/// MOVE: moves messages to another mailbox.
///
/// ```text
/// C: a2 UID MOVE 42:43 Archive
/// S: * OK [COPYUID 432432 42:43 1202:1203] moved
/// S: * 22 EXPUNGE                                     given back: news of the mailbox
/// S: * 22 EXPUNGE
/// S: a2 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::sequence::UidSequenceSet;
///
/// let call = client.call(Move::new(UidSequenceSet::try_from("42:43")?, "Archive")?)?;
/// let answer = b"* OK [COPYUID 432432 42:43 1202:1203] moved\r\n* 22 EXPUNGE\r\na2 OK done\r\n";
/// assert_eq!(finish(&mut client, call, answer)?.unwrap().destination.to_string(), "1202:1203");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the UIDs of the messages there; `None` where the server does not tell them. Where it says NO after it has
/// moved some, [`Call::into_partial`](super::Call::into_partial) has theirs. Requires
/// [`Capability::Move`](imap_types::capability::Capability::Move) or IMAP4rev2.
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Move<'a> {
    messages: MessageSet,
    mailbox: Mailbox<'a>,
}

macro_rules! constructor {
    ($name:ident, $variant:ident, moves: $moves:literal) => {
        impl<'a> $name<'a> {
            /// Takes these messages to this mailbox. Refuses a name that cannot be sent.
            pub fn new<M>(messages: impl Into<MessageSet>, mailbox: M) -> Result<Self, ValueError>
            where
                M: TryInto<Mailbox<'a>>,
                ValueError: From<M::Error>,
            {
                Ok(Self { messages: messages.into(), mailbox: mailbox.try_into()? })
            }
        }

        impl<'a> Request<'a> for $name<'a> {
            type Answer = CopyAnswer;

            fn into_parts(self) -> (CommandBody<'a>, CopyAnswer) {
                let Self { messages, mailbox } = self;
                (CommandBody::$variant { messages, mailbox }, CopyAnswer { moves: $moves, copied: None })
            }
        }
    };
}

constructor!(Copy, Copy, moves: false);
constructor!(Move, Move, moves: true);

/// The UIDs of messages that were copied or moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The epoch of the UIDs in the target.
    pub uid_validity: UidValidity,
    /// UIDs of the messages in the mailbox that they come from.
    pub source: UidSet,
    /// Their copies, in the same order.
    pub destination: UidSet,
}

impl Copied {
    /// Each message and its copy. Work is that of the pairs taken.
    pub fn pairs(&self) -> impl Iterator<Item = (Uid, Uid)> {
        self.source.iter().zip(self.destination.iter())
    }
}

/// Collects the UIDs of copies: from the tagged OK, or for MOVE from an untagged one before it.
/// [RFC 6851 §4.3](https://www.rfc-editor.org/rfc/rfc6851#section-4.3)
#[derive(Clone, Debug)]
pub struct CopyAnswer {
    moves: bool,
    copied: Option<Copied>,
}

impl CopyAnswer {
    fn code(&mut self, text: &RespText<'_>) -> bool {
        let Some(Code::CopyUid(copied)) = text.code() else { return false };
        let uid_validity = copied.uid_validity;
        let (source, destination) = copied.clone().into_sets();
        self.copied = Some(Copied { uid_validity, source, destination });
        true
    }
}

impl Answer for CopyAnswer {
    type Output = Option<Copied>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, _room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Status(status)
                if self.moves && status.kind == StatusKind::Ok && self.code(&status.text) =>
            {
                None
            }
            data => Some(data),
        }
    }

    fn completed(&mut self, text: &RespText<'_>) {
        self.code(text);
    }

    fn output(self) -> Option<Copied> {
        self.copied
    }
}
