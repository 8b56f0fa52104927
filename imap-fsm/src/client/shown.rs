//! Events as text.

use core::fmt;

use super::{Event, MalformedCompletion};

/// What a server said, as text.
struct Wire<'a>(&'a [u8]);

impl fmt::Debug for Wire<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

/// Shows lines of the server as text, and of challenges and of mail how long they are.
impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Greeting(status) => f.debug_tuple("Greeting").field(status).finish(),
            Self::Data(data) => f.debug_tuple("Data").field(data).finish(),
            Self::Completed { id, tagged } => {
                f.debug_struct("Completed").field("id", id).field("tagged", tagged).finish()
            }
            Self::MalformedCompletion(completion) => completion.fmt(f),
            Self::Unanswered { id } => f.debug_struct("Unanswered").field("id", id).finish(),
            Self::StrayCompletion { tagged } => {
                f.debug_struct("StrayCompletion").field("tagged", tagged).finish()
            }
            Self::StrayContinue { text } => f.debug_struct("StrayContinue").field("text", text).finish(),
            Self::Withheld { id, refusal } => {
                f.debug_struct("Withheld").field("id", id).field("refusal", refusal).finish()
            }
            Self::Released { id } => f.debug_struct("Released").field("id", id).finish(),
            Self::Continue { id, text } => {
                f.debug_struct("Continue").field("id", id).field("text", text).finish()
            }
            Self::Challenge { id, challenge } => {
                let mut shown = f.debug_struct("Challenge");
                shown.field("id", id);
                shown.field("challenge", &format_args!("{} octets", challenge.len())).finish()
            }
            Self::Idling { id, text } => {
                f.debug_struct("Idling").field("id", id).field("text", text).finish()
            }
            Self::UpgradeReady(ready) => ready.fmt(f),
            Self::Bye(text) => f.debug_tuple("Bye").field(text).finish(),
            Self::LiteralHead { head, literal } => {
                f.debug_struct("LiteralHead").field("head", head).field("literal", literal).finish()
            }
            Self::LiteralData(octets) => write!(f, "LiteralData({} octets)", octets.len()),
            Self::LiteralTail(data) => f.debug_tuple("LiteralTail").field(data).finish(),
            Self::Oversized { raw, literal } => {
                f.debug_struct("Oversized").field("raw", &Wire(raw)).field("literal", literal).finish()
            }
            Self::Malformed { raw, error } => {
                f.debug_struct("Malformed").field("raw", &Wire(raw)).field("error", error).finish()
            }
        }
    }
}

/// Shows the line as text.
impl fmt::Debug for MalformedCompletion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, raw, error } = self;
        let mut shown = f.debug_struct("MalformedCompletion");
        shown.field("id", id).field("raw", &Wire(raw)).field("error", error).finish()
    }
}
