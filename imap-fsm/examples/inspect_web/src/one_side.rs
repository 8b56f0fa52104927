//! The bytes of one side alone: what the other has said is not known.

use alloc::string::{String, ToString};

use imap_fsm::codec::{Decoder, Frame, Framer, Limits, is_blank_line};
use imap_fsm::types::auth::AuthenticateData;
use imap_fsm::types::command::CommandBody;

use crate::Inspection;
use crate::row::{Row, Side, may_be_secret, word_of_response};

/// What the next line of a client may be besides a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expecting {
    Command,
    Sasl,
    Done,
}

pub(crate) fn of(side: Side, octets: &[u8]) -> Inspection {
    let mut framer = match side {
        Side::Client => Framer::for_commands(Limits::UNLIMITED),
        Side::Server => Framer::for_responses(Limits::UNLIMITED),
    };
    let mut inspection = Inspection::default();
    let (mut decoder, mut expecting) = (Decoder::new(), Expecting::Command);
    let mut rest = octets;
    loop {
        let at = octets.len() - rest.len();
        match framer.next(&mut rest) {
            Ok(Some(Frame::Message(message))) => {
                let row = Row::new(side, at, message.len(), "");
                inspection.rows.push(match side {
                    Side::Client => command(row, message, &mut decoder, &mut expecting),
                    Side::Server => response(row, message, &mut decoder),
                });
            }
            // The server is taken to have said `+`, and nothing is too long.
            Ok(Some(_)) => {}
            Ok(None) => {
                inspection.stopped = stopped_inside(rest.len());
                break;
            }
            Err(error) => {
                inspection.stopped = Some(error.to_string());
                break;
            }
        }
    }
    match side {
        Side::Client => inspection.client = octets.into(),
        Side::Server => inspection.server = octets.into(),
    }
    inspection
}

/// Why nothing comes behind the last message, if something should.
pub(crate) fn stopped_inside(left: usize) -> Option<String> {
    (left > 0).then(|| alloc::format!("the capture ends inside a message, of which it has {left} octets"))
}

pub(crate) fn response(row: Row, message: &[u8], decoder: &mut Decoder) -> Row {
    if is_blank_line(message) {
        return Row { kind: "blank".into(), ..row };
    }
    let kind = match message {
        [b'+', ..] => "continue".into(),
        _ => word_of_response(message),
    };
    match decoder.response(message) {
        Ok(_) => Row { kind, quirks: decoder.quirks().to_vec(), ..row },
        Err(error) => Row { kind, ..row }.broken(&error),
    }
}

fn command(row: Row, message: &[u8], decoder: &mut Decoder, expecting: &mut Expecting) -> Row {
    if is_blank_line(message) && *expecting != Expecting::Sasl {
        return Row { kind: "blank".into(), ..row };
    }
    match *expecting {
        Expecting::Done if decoder.idle_done(message).is_ok() => {
            *expecting = Expecting::Command;
            return Row { kind: "DONE".into(), ..row };
        }
        // A command has a space in it, a line of SASL none.
        Expecting::Sasl if !message.contains(&b' ') => {
            if decoder.authenticate_data(message) == Ok(AuthenticateData::Cancel) {
                *expecting = Expecting::Command;
            }
            return Row { kind: "SASL".into(), ..row }.secret(true);
        }
        Expecting::Command | Expecting::Sasl | Expecting::Done => {}
    }
    match decoder.command(message) {
        Ok(command) => {
            *expecting = match command.body {
                CommandBody::Authenticate { .. } => Expecting::Sasl,
                CommandBody::Idle => Expecting::Done,
                _ => Expecting::Command,
            };
            let kind = command.body.name().into_owned();
            Row { kind, quirks: decoder.quirks().to_vec(), ..row }.secret(may_be_secret(message))
        }
        Err(error) => Row { kind: "malformed".into(), ..row }.secret(may_be_secret(message)).broken(&error),
    }
}
