//! The kinds of message, and what the decoder makes of them.

use imap_codec::{DecodeError, Decoder, Encoder, Sighting};
use imap_types::auth::AuthenticateData;
use imap_types::command::Command;
use imap_types::response::Response;

use super::Mode;
use super::grammar::Grammar;

pub(crate) fn grammar() -> Grammar {
    Grammar::read(&[
        include_str!("grammar/lexical.abnf"),
        include_str!("grammar/commands.abnf"),
        include_str!("grammar/responses.abnf"),
        include_str!("grammar/fetch.abnf"),
        include_str!("grammar/search.abnf"),
        include_str!("grammar/nouns.abnf"),
        include_str!("grammar/annotate.abnf"),
    ])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Command,
    Response,
    Greeting,
    Body,
    AuthenticateData,
    IdleDone,
}

impl Kind {
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Response => "response",
            Self::Greeting => "greeting",
            Self::Body => "body-response",
            Self::AuthenticateData => "authenticate-data",
            Self::IdleDone => "idle-done",
        }
    }

    pub(crate) fn is_from_client(self) -> bool {
        !matches!(self, Self::Response | Self::Greeting | Self::Body)
    }

    /// Commands and responses in turn; now and then one of the small kinds.
    pub(crate) fn of_turn(turn: usize) -> Self {
        match turn % 40 {
            0 => Self::Greeting,
            10 | 30 => Self::Body,
            1 => Self::AuthenticateData,
            2 if turn % 400 == 2 => Self::IdleDone,
            even if even % 2 == 0 => Self::Response,
            _ => Self::Command,
        }
    }
}

/// What a message means.
#[derive(Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Command(Command<'a>),
    Response(Response<'a>),
    AuthenticateData(AuthenticateData<'static>),
    IdleDone,
}

impl Value<'_> {
    pub(crate) fn encode(&self, mode: Mode) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out).utf8(mode.utf8);
        match self {
            Value::Command(command) => encoder.command(command),
            Value::Response(response) => encoder.response(response),
            Value::AuthenticateData(data) => encoder.authenticate_data(data),
            Value::IdleDone => encoder.idle_done(),
        }
        out
    }

    /// What of it has no type of its own: names of variants in its `Debug`, whose strings are left out.
    pub(crate) fn untyped(&self) -> Option<String> {
        let shown = format!("{self:?}").replace("\\\\", "").replace("\\\"", "");
        let names: String = shown.split('"').step_by(2).collect::<Vec<_>>().join("\"\"");
        let at = ["Other(", "Unknown(", "Malformed("].iter().filter_map(|word| names.find(word)).min()?;
        Some(names[at.saturating_sub(30)..names.len().min(at + 40)].to_owned())
    }
}

pub(crate) fn decode(
    kind: Kind,
    mode: Mode,
    strict: bool,
    message: &[u8],
) -> (Result<Value<'_>, DecodeError>, Vec<Sighting>) {
    let mut decoder = Decoder::new().strict(strict).utf8(mode.utf8);
    let value = match kind {
        Kind::Command => decoder.command(message).map(Value::Command),
        Kind::Response | Kind::Greeting | Kind::Body => decoder.response(message).map(Value::Response),
        Kind::AuthenticateData => decoder.authenticate_data(message).map(Value::AuthenticateData),
        Kind::IdleDone => decoder.idle_done(message).map(|()| Value::IdleDone),
    };
    (value, decoder.quirks().to_vec())
}
