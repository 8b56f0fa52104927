//! APPEND. [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.12)

use core::convert::Infallible;

use imap_types::append::{AppendMessage, AppendUid};
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::mailbox::Mailbox;
use imap_types::nonempty::NonEmpty;
use imap_types::number::UidValidity;
use imap_types::response::{Data, RespText};
use imap_types::sequence::UidSet;

use super::{Answer, Request, Room};

/// APPEND: adds messages to a mailbox.
///
/// ```text
/// C: a1 APPEND Sent (\Seen) {5}
/// S: + go ahead
/// C: hello
/// S: a1 OK [APPENDUID 38505 3955] done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::append::AppendMessage;
/// use imap_fsm::types::string::AString;
///
/// let call = client.call(Append::new("Sent", AppendMessage::new(AString::try_from("hello")?))?)?;
/// # client.transmitted(client.transmit().len())?;
/// # client.receive(&mut &b"+ go ahead\r\n"[..])?;
/// let appended = finish(&mut client, call, b"a1 OK [APPENDUID 38505 3955] done\r\n")?.unwrap();
/// assert_eq!(appended.uids.to_string(), "3955");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the UIDs of the messages; `None` where the server does not tell them (it has no UIDPLUS). For a message
/// whose octets come in pieces begin with [`Client::append`](crate::Client::append), and make a call of it by
/// [`Call::new`](super::Call::new) and [`AppendAnswer::default`].
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Append<'a> {
    mailbox: Mailbox<'a>,
    messages: NonEmpty<AppendMessage<'a>>,
}

impl<'a> Append<'a> {
    /// Adds a message to a mailbox. Refuses a name that cannot be sent.
    pub fn new<M>(mailbox: M, message: AppendMessage<'a>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self { mailbox: mailbox.try_into()?, messages: NonEmpty::one(message) })
    }

    /// And another one. Requires [`Capability::MultiAppend`](imap_types::capability::Capability::MultiAppend).
    pub fn message(mut self, message: AppendMessage<'a>) -> Self {
        self.messages.push(message);
        self
    }
}

impl<'a> Request<'a> for Append<'a> {
    type Answer = AppendAnswer;

    fn into_parts(self) -> (CommandBody<'a>, AppendAnswer) {
        let Self { mailbox, messages } = self;
        (CommandBody::Append { mailbox, messages }, AppendAnswer::default())
    }
}

/// The UIDs of messages that were appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The epoch of the UIDs.
    pub uid_validity: UidValidity,
    /// One UID for each message, in the order in which they were appended.
    pub uids: UidSet,
}

/// The UIDs in the code APPENDUID.
pub(super) fn appended(text: &RespText<'_>) -> Option<Appended> {
    let Some(Code::AppendUid(AppendUid { uid_validity, uids })) = text.code() else { return None };
    Some(Appended { uid_validity: *uid_validity, uids: uids.clone() })
}

/// Reads the UIDs of appended messages in the tagged OK.
#[derive(Clone, Debug, Default)]
pub struct AppendAnswer(Option<Appended>);

impl Answer for AppendAnswer {
    type Output = Option<Appended>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, _room: &mut Room) -> Option<Data<'i>> {
        Some(data)
    }

    fn completed(&mut self, text: &RespText<'_>) {
        self.0 = appended(text);
    }

    fn output(self) -> Option<Appended> {
        self.0
    }
}
