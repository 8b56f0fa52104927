//! REPLACE. [RFC 8508](https://www.rfc-editor.org/rfc/rfc8508)

use alloc::boxed::Box;
use core::convert::Infallible;

use imap_types::append::AppendMessage;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::mailbox::Mailbox;
use imap_types::number::{SeqNum, Uid};
use imap_types::replace::{self, OldMessage};
use imap_types::response::{Data, RespText, StatusKind};
use imap_types::sequence::Bound;

use super::append::appended;
use super::{Answer, Appended, Request, Room};

/// REPLACE: puts a new message into a mailbox and removes an old one in one step.
///
/// ```text
/// C: a2 UID REPLACE 113330 Drafts (\Draft) {5}
/// S: + go ahead
/// C: hello
/// S: * OK [APPENDUID 1 2000] the new message
/// S: * 5 EXISTS                               given back: news of the mailbox
/// S: * 4 EXPUNGE
/// S: a2 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::append::AppendMessage;
/// use imap_fsm::types::number::Uid;
/// use imap_fsm::types::string::AString;
///
/// let draft = AppendMessage::new(AString::try_from("hello")?);
/// let call = client.call(Replace::uid(Uid::try_from(113330)?, "Drafts", draft)?)?;
/// # client.transmitted(client.transmit().len())?;
/// # client.receive(&mut &b"+ go ahead\r\n"[..])?;
/// let answer = b"* OK [APPENDUID 1 2000] the new message\r\n* 4 EXPUNGE\r\na2 OK done\r\n";
/// assert_eq!(finish(&mut client, call, answer)?.unwrap().uids.to_string(), "2000");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the UID of the new message; `None` where the server does not tell it (it has no UIDPLUS). Requires
/// [`Capability::Replace`](imap_types::capability::Capability::Replace).
/// [RFC 8508 §3](https://www.rfc-editor.org/rfc/rfc8508#section-3)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Replace<'a>(Box<replace::Replace<'a>>);

impl<'a> Replace<'a> {
    /// Replaces the message with this UID by a message in this mailbox: `UID REPLACE`. Refuses a name that cannot be
    /// sent.
    pub fn uid<M>(old: Uid, mailbox: M, message: AppendMessage<'a>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Self::new(OldMessage::Uid(Bound::Number(old)), mailbox.try_into()?, message)
    }

    /// Replaces the message with this sequence number by a message in this mailbox. Refuses a name that cannot be
    /// sent.
    pub fn seq_num<M>(old: SeqNum, mailbox: M, message: AppendMessage<'a>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Self::new(OldMessage::SeqNum(Bound::Number(old)), mailbox.try_into()?, message)
    }

    fn new(old: OldMessage, mailbox: Mailbox<'a>, message: AppendMessage<'a>) -> Result<Self, ValueError> {
        Ok(Self(Box::new(replace::Replace { old, mailbox, message })))
    }
}

impl<'a> Request<'a> for Replace<'a> {
    type Answer = ReplaceAnswer;

    fn into_parts(self) -> (CommandBody<'a>, ReplaceAnswer) {
        (CommandBody::Replace(self.0), ReplaceAnswer::default())
    }
}

/// Reads the UID of the new message in the tagged OK, or in an untagged one before it.
#[derive(Clone, Debug, Default)]
pub struct ReplaceAnswer(Option<Appended>);

impl Answer for ReplaceAnswer {
    type Output = Option<Appended>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, _room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Status(status) if status.kind == StatusKind::Ok => match appended(&status.text) {
                Some(appended) => {
                    self.0 = Some(appended);
                    None
                }
                None => Some(Data::Status(status)),
            },
            data => Some(data),
        }
    }

    fn completed(&mut self, text: &RespText<'_>) {
        self.0 = appended(text).or(self.0.take());
    }

    fn output(self) -> Option<Appended> {
        self.0
    }
}
