//! Status lines: how a command is refused, and what is told besides.

use imap_fsm::types::code::Code;
use imap_fsm::types::response::{Condition, Data, RespText, Status, StatusKind};
use imap_fsm::types::text::Text;

/// A command that is not done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) condition: Condition,
    pub(crate) code: Option<Code<'static>>,
    pub(crate) text: &'static str,
}

/// It cannot be done.
pub(crate) fn no(code: impl Into<Option<Code<'static>>>, text: &'static str) -> Refusal {
    Refusal { condition: Condition::No, code: code.into(), text }
}

/// The client must not ask for it.
pub(crate) const fn bad(text: &'static str) -> Refusal {
    Refusal { condition: Condition::Bad, code: None, text }
}

/// An untagged OK with a code.
pub(crate) fn told(code: Code<'static>, text: &'static str) -> Data<'static> {
    Data::Status(Status { kind: StatusKind::Ok, text: resp_text(Some(code), text) })
}

/// Said to those who are connected when the server ends, or who have said nothing for too long.
pub(crate) fn bye(text: &'static str) -> Data<'static> {
    Data::Status(Status { kind: StatusKind::Bye, text: resp_text(None, text) })
}

pub(crate) fn resp_text(code: Option<Code<'static>>, text: &'static str) -> RespText<'static> {
    RespText::new(code, Text::try_from(text).expect("our texts are one line")).expect("our texts have no [")
}
