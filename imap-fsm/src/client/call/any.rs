//! Commands without a builder of their own.

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::response::{Data, RespText};
use imap_types::text::Text;
use imap_types::trusted::FromWire;

use super::{Answer, Request, Room};

/// Any command, whose call takes no data and ends in the text of the tagged OK.
///
/// ```text
/// C: a1 CREATE Archive
/// S: a1 OK created
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::command::CommandBody;
/// use imap_fsm::types::mailbox::Mailbox;
///
/// let mailbox = Mailbox::try_from("Archive")?;
/// let call = client.call(CommandBody::Create { mailbox, params: vec![] })?;
/// assert_eq!(finish(&mut client, call, b"a1 OK created\r\n")?.text(), "created");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Plain(Option<RespText<'static>>);

impl<'a> Request<'a> for CommandBody<'a> {
    type Answer = Plain;

    fn into_parts(self) -> (CommandBody<'a>, Plain) {
        (self, Plain::default())
    }
}

impl Answer for Plain {
    type Output = RespText<'static>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, _room: &mut Room) -> Option<Data<'i>> {
        Some(data)
    }

    fn completed(&mut self, text: &RespText<'_>) {
        self.0 = Some(text.clone().into_static());
    }

    fn output(self) -> RespText<'static> {
        self.0.unwrap_or(RespText::from_wire((None, Text::EMPTY)))
    }
}

/// Any command, with the data that you say answers it.
///
/// ```text
/// C: a1 XPIG
/// S: * XPIG (oink)         taken
/// S: * 3 EXISTS            given back
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::{atom::Atom, command::CommandBody, number::Numbering, raw::Raw, response::Data};
///
/// let command = CommandBody::other(Numbering::SeqNum, Atom::try_from("XPIG")?, Raw::EMPTY)?;
/// let call = client.call(Any::new(command, |data| {
///     matches!(data, Data::Other(other) if other.data().name().eq_ignore_case("XPIG"))
/// }))?;
/// let data = finish(&mut client, call, b"* XPIG (oink)\r\n* 3 EXISTS\r\na1 OK done\r\n")?;
/// assert_eq!(data.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Any<'a> {
    command: CommandBody<'a>,
    is_answer: fn(&Data<'_>) -> bool,
}

impl<'a> Any<'a> {
    /// This command, answered by data of which `is_answer` says so.
    pub const fn new(command: CommandBody<'a>, is_answer: fn(&Data<'_>) -> bool) -> Self {
        Self { command, is_answer }
    }
}

impl<'a> Request<'a> for Any<'a> {
    type Answer = AnyAnswer;

    fn into_parts(self) -> (CommandBody<'a>, AnyAnswer) {
        (self.command, AnyAnswer { is_answer: self.is_answer, data: Vec::new() })
    }
}

/// Collects data, in the order in which it came.
#[derive(Clone, Debug)]
pub struct AnyAnswer {
    is_answer: fn(&Data<'_>) -> bool,
    data: Vec<Data<'static>>,
}

impl Answer for AnyAnswer {
    type Output = Vec<Data<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        if !(self.is_answer)(&data) {
            return Some(data);
        }
        if room.take_data(&data) {
            self.data.push(data.into_static());
        }
        None
    }

    fn output(self) -> Vec<Data<'static>> {
        self.data
    }
}
