//! Why a call has no result.

use core::fmt;

use imap_types::IntoBoundedStatic;
use imap_types::code::Code;
use imap_types::response::{Condition, RespText, Tagged};

use crate::session::Refusal;

/// Why a call has no result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refused {
    /// The server said NO or BAD.
    Server {
        /// `No`: it could not be done. `Bad`: the server could make nothing of the command.
        condition: Condition,
        /// The code, for programs, and the text, for people.
        text: RespText<'static>,
    },
    /// The command was held back and never sent: [`Event::Withheld`](crate::client::Event::Withheld).
    Withheld(Refusal),
    /// The connection has ended before the command did: [`Event::Unanswered`](crate::client::Event::Unanswered).
    Unanswered,
    /// The command has succeeded, and its answers are more than the call keeps.
    TooLarge {
        /// How many octets it keeps: [`Call::limit`](super::Call::limit).
        limit: usize,
    },
    /// AUTHENTICATE has ended in OK, but the server has not proved who it is, as the mechanism has it do
    /// ([`Mechanism::is_proven`](super::Mechanism::is_proven)). Close the connection: it may be anybody.
    Unproven,
}

impl Refused {
    pub(super) fn of(tagged: &Tagged<'_>) -> Self {
        Self::Server { condition: tagged.condition, text: tagged.text.clone().into_static() }
    }

    /// NO or BAD; `None` where the server did not refuse the command.
    pub const fn condition(&self) -> Option<Condition> {
        match self {
            Self::Server { condition, .. } => Some(*condition),
            Self::Withheld(_) | Self::Unanswered | Self::TooLarge { .. } | Self::Unproven => None,
        }
    }

    /// The reason for programs, if the server gave one.
    pub fn code(&self) -> Option<&Code<'static>> {
        match self {
            Self::Server { text, .. } => text.code(),
            Self::Withheld(_) | Self::Unanswered | Self::TooLarge { .. } | Self::Unproven => None,
        }
    }

    /// Code and text of the server; `None` where there are none.
    pub const fn text(&self) -> Option<&RespText<'static>> {
        match self {
            Self::Server { text, .. } => Some(text),
            Self::Withheld(_) | Self::Unanswered | Self::TooLarge { .. } | Self::Unproven => None,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, text) = match self {
            Self::Server { condition: Condition::Bad, text } => ("BAD", text),
            Self::Server { text, .. } => ("NO", text),
            Self::Withheld(refusal) => return write!(f, "not sent: {refusal}"),
            Self::Unanswered => return f.write_str("no answer before the connection ended"),
            Self::TooLarge { limit } => return write!(f, "an answer of more than {limit} octets"),
            Self::Unproven => return f.write_str("the server has not proved who it is"),
        };
        f.write_str(word)?;
        if let Some(code) = text.code() {
            write!(f, " [{}]", code.name())?;
        }
        write!(f, " {}", text.text())
    }
}

impl core::error::Error for Refused {}
