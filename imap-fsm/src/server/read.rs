//! What a server makes of the client's bytes.

use alloc::boxed::Box;
use alloc::string::ToString;

use imap_codec::{DecodeError, Frame, LiteralHead};
use imap_types::IntoBoundedStatic;
use imap_types::atom::Tag;
use imap_types::code::Code;
use imap_types::command::{AuthenticateData, Command, CommandBody};
use imap_types::response::{Condition, Data, Response, Status, StatusKind, Tagged};

use super::{
    Coming, CommandId, Current, Dialogue, Event, Leave, READY, Rejection, Server, UnknownCommands, resp_text,
};
use crate::error::PeerError;
use crate::exchange::authenticate::Authenticate;
use crate::exchange::idle::Idler;
use crate::exchange::upgrade::Upgrade;
use crate::pipeline::Overlap;
use crate::session::{Effect, Refusal};

impl Server {
    pub(super) fn advance<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Event<'i>>, PeerError> {
        if self.upgrade == Some(Upgrade::Tls) && !input.is_empty() {
            return Err(PeerError::PlaintextAfterStartTls);
        }
        if let Some(Coming { leave: Leave::Asked { line, impatient }, .. }) = self.coming.as_deref_mut() {
            *impatient |= input.len() > *line;
        }
        while self.reads() {
            self.drop_refused(input);
            let dialogue = self.dialogue();
            let frame = match dialogue {
                // The answer to data that comes with success is a blank line.
                Some((_, Dialogue::Authenticate(_))) => self.receiver.framer().next(input)?,
                _ => self.receiver.next(input)?,
            };
            let Some(frame) = frame else { break };
            let event = match dialogue {
                Some((id, dialogue)) => self.line(id, dialogue, frame, input),
                None => self.frame(frame, input),
            };
            if event.is_some() {
                return Ok(event);
            }
        }
        Ok(None)
    }

    /// Drops what stands there of a literal that the caller has refused.
    fn drop_refused(&mut self, input: &mut &[u8]) {
        match self.coming.as_deref() {
            // A caller may give less than before: then it cannot be dropped yet.
            Some(&Coming { leave: Leave::Refused { line, impatient }, .. }) if input.len() >= line => {
                self.coming = None;
                self.refuse(input, impatient);
            }
            _ => {}
        }
    }

    fn refuse(&mut self, input: &mut &[u8], impatient: bool) {
        match impatient {
            true => self.receiver.framer().refuse_and_discard(input),
            false => self.receiver.framer().refuse(input),
        }
    }

    fn dialogue(&self) -> Option<(CommandId, Dialogue)> {
        self.current.as_ref().map(|current| (current.id, current.dialogue))
    }

    /// A line that is no command: of AUTHENTICATE or IDLE.
    fn line<'i>(
        &mut self,
        id: CommandId,
        dialogue: Dialogue,
        frame: Frame<'i>,
        input: &mut &'i [u8],
    ) -> Option<Event<'i>> {
        let line = match frame {
            Frame::Message(line) => line,
            Frame::Announced { bytes, .. } => {
                self.refuse(input, input.len() > bytes.len());
                bytes
            }
            Frame::Head { bytes, .. } => {
                self.skips = true;
                bytes
            }
            Frame::Oversized { bytes, .. } => bytes,
            // Never: the head has ended the dialogue, and `skips` takes what follows it.
            Frame::Data(_) | Frame::Tail(_) => return None,
        };
        let error = match dialogue {
            Dialogue::Idle(_) => match self.receiver.idle_done(line) {
                Ok(()) => {
                    self.turn(Dialogue::Idle(Idler::Done));
                    return Some(Event::IdleDone { id });
                }
                Err(error) => Some(error),
            },
            _ => match self.receiver.authenticate_data(line) {
                Ok(AuthenticateData::Response(data)) => {
                    self.turn(Dialogue::Authenticate(Authenticate::Server));
                    return Some(Event::Response { id, data });
                }
                Ok(AuthenticateData::Cancel) => None,
                Err(error) => Some(error),
            },
        };
        self.turn(Dialogue::None);
        let text = error.map_or("Cancelled".to_string(), |error| error.to_string());
        self.end(Condition::Bad, resp_text(None, text));
        Some(Event::Cancelled { id, error })
    }

    fn turn(&mut self, dialogue: Dialogue) {
        if let Some(current) = &mut self.current {
            current.dialogue = dialogue;
        }
    }

    fn frame<'i>(&mut self, frame: Frame<'i>, input: &mut &'i [u8]) -> Option<Event<'i>> {
        match frame {
            Frame::Announced { bytes, .. } if self.skips => {
                self.skips = false;
                self.refuse(input, input.len() > bytes.len());
                None
            }
            Frame::Tail(_) if self.skips => {
                self.skips = false;
                None
            }
            Frame::Head { .. } | Frame::Data(_) if self.skips => None,
            Frame::Message(message) => self.message(message),
            Frame::Announced { bytes, literal } => self.announced(bytes, literal, input),
            Frame::Head { bytes, literal } => self.head(bytes, literal),
            Frame::Data(octets) => Some(Event::LiteralData(octets)),
            Frame::Tail(bytes) => {
                let message = self.receiver.streamed_tail(bytes);
                match self.receiver.command(&message, self.session.is_utf8()) {
                    Ok(command) => {
                        let command = command.into_static();
                        self.command(bytes, command)
                    }
                    Err(error) => self.reject(bytes, None, Rejection::Malformed(error)),
                }
            }
            Frame::Oversized { bytes, literal } => {
                let tag = tag_of(bytes);
                self.receiver.streamed_end();
                self.reject(bytes, tag, Rejection::TooBig(literal))
            }
        }
    }

    fn message<'i>(&mut self, message: &'i [u8]) -> Option<Event<'i>> {
        if core::mem::take(&mut self.late_done) && self.receiver.idle_done(message).is_ok() {
            return None;
        }
        match self.receiver.command(message, self.session.is_utf8()) {
            Ok(command) => self.command(message, command),
            Err(error) => self.reject(message, tag_of(message), Rejection::Malformed(error)),
        }
    }

    fn command<'i>(&mut self, raw: &'i [u8], command: Command<'i>) -> Option<Event<'i>> {
        let Command { tag, body } = command;
        let tag = tag.into_static();
        if let Err(why) = self.judge(&body) {
            return self.reject(raw, Some(tag), why);
        }
        (self.errors, self.literals) = (0, 0);
        let id = self.identify();
        let effect = Effect::of(&body);
        self.session.started(&effect);
        let dialogue = match (&body, Upgrade::of(&body)) {
            (_, Some(upgrade)) => Dialogue::Upgrade(upgrade),
            (CommandBody::Authenticate { .. }, _) => Dialogue::Authenticate(Authenticate::Server),
            (CommandBody::Idle, _) => Dialogue::Idle(Idler::Asked),
            _ => Dialogue::None,
        };
        let overlap = match (&body, Overlap::of(&body)) {
            // It may be SORT, which does not permit EXPUNGE.
            (CommandBody::Other(_), overlap) => Overlap { expunges: false, vanishes: false, ..overlap },
            (_, overlap) => overlap,
        };
        self.current = Some(Box::new(Current { id, tag: tag.clone(), overlap, effect, dialogue }));
        Some(Event::Command { id, tag, body })
    }

    fn judge(&self, body: &CommandBody<'_>) -> Result<(), Rejection> {
        match (body, self.unknown) {
            (CommandBody::Other(_), UnknownCommands::Refuse) => Err(Rejection::Unknown),
            _ => match self.session.allows(body) {
                // Servers need not mind, and there are clients that take a closed mailbox for none.
                Err(Refusal::EnableTooLate) => Ok(()),
                allowed => allowed.map_err(Rejection::Refused),
            },
        }
    }

    /// The name of the command that is complete now, which it may have had before.
    fn identify(&mut self) -> CommandId {
        self.coming.take().map_or_else(|| self.new_id(), |coming| coming.id)
    }

    fn new_id(&mut self) -> CommandId {
        let id = CommandId(self.next);
        self.next = self.next.wrapping_add(1);
        id
    }

    /// A client waits with a literal.
    fn announced<'i>(
        &mut self,
        bytes: &'i [u8],
        literal: LiteralHead,
        input: &mut &'i [u8],
    ) -> Option<Event<'i>> {
        let impatient = input.len() > bytes.len();
        self.literals = self.literals.saturating_add(1);
        let sketch = self.receiver.sketch(bytes, literal, b"\r\n");
        let command =
            self.receiver.command(&sketch, self.session.is_utf8()).map(IntoBoundedStatic::into_static);
        match self.judge_literal(command, literal) {
            Ok(Some(Command { tag, body })) => {
                let id = self.identify();
                let asked = Leave::Asked { line: bytes.len(), impatient };
                self.coming = Some(Box::new(Coming { id, tag, leave: asked }));
                Some(Event::LiteralAnnounced { id, body, literal })
            }
            Ok(None) => {
                self.transmit.writer().extend_from_slice(READY);
                None
            }
            Err(why) => {
                self.refuse(input, impatient);
                self.receiver.streamed_end();
                self.reject(bytes, tag_of(&sketch), why)
            }
        }
    }

    /// A literal comes that is too long to be held.
    fn head<'i>(&mut self, bytes: &'i [u8], literal: LiteralHead) -> Option<Event<'i>> {
        self.literals = self.literals.saturating_add(1);
        let sketch = self.receiver.streamed_head(bytes, literal, b"\r\n");
        let command =
            self.receiver.command(&sketch, self.session.is_utf8()).map(IntoBoundedStatic::into_static);
        match self.judge_literal(command, literal) {
            Ok(Some(Command { tag, body })) => {
                let id = self.identify();
                self.coming = Some(Box::new(Coming { id, tag, leave: Leave::Streams }));
                Some(Event::LiteralHead { id, body, literal })
            }
            why => {
                self.skips = true;
                self.receiver.streamed_end();
                self.reject(bytes, tag_of(&sketch), why.err().unwrap_or(Rejection::TooBig(literal)))
            }
        }
    }

    /// Whether the literal may come: after asking the caller if it is appended, else if it can be held.
    fn judge_literal(
        &self,
        command: Result<Command<'static>, DecodeError>,
        literal: LiteralHead,
    ) -> Result<Option<Command<'static>>, Rejection> {
        let limits = self.limits();
        match command {
            _ if self.literals > limits.literals => Err(Rejection::TooBig(literal)),
            Ok(command) if matches!(command.body, CommandBody::Append { .. }) => {
                self.judge(&command.body)?;
                let most = limits.stream.max(limits.literal as u64);
                if literal.len > most { Err(Rejection::TooBig(literal)) } else { Ok(Some(command)) }
            }
            // What is out of place is refused before a password is sent.
            Ok(command) => {
                self.judge(&command.body)?;
                if literal.len > limits.literal as u64 { Err(Rejection::TooBig(literal)) } else { Ok(None) }
            }
            // It may be an argument in the middle that is missing, so that the rest does not parse.
            Err(_) if literal.len > limits.literal as u64 => Err(Rejection::TooBig(literal)),
            Err(_) => Ok(None),
        }
    }

    /// Answers with BAD, or with NO where a password is not wanted in the clear; under the tag if there is one.
    fn reject<'i>(&mut self, raw: &'i [u8], tag: Option<Tag<'static>>, why: Rejection) -> Option<Event<'i>> {
        let tag = self.coming.take().map(|coming| coming.tag).or(tag);
        self.literals = 0;
        let (condition, code, text) = match why {
            Rejection::Malformed(error) => (Condition::Bad, None, error.to_string()),
            Rejection::Unknown => (Condition::Bad, None, "unknown command".to_string()),
            // RFC 5530 §3
            Rejection::Refused(refusal @ Refusal::LoginDisabled) => {
                (Condition::No, Some(Code::PrivacyRequired), refusal.to_string())
            }
            Rejection::Refused(refusal) => (Condition::Bad, None, refusal.to_string()),
            Rejection::TooBig(_) => (Condition::Bad, Some(Code::TooBig), "literal too long".to_string()),
        };
        let text = resp_text(code, text);
        let response = match tag {
            Some(tag) => Response::Tagged(Tagged { tag, condition, text }),
            None => Response::Data(Data::Status(Status { kind: StatusKind::Bad, text })),
        };
        self.write(&response);
        self.errors = self.errors.saturating_add(1);
        if self.errors >= self.limits().errors {
            let text = resp_text(None, "too many errors".to_string());
            let bye = Data::Status(Status { kind: StatusKind::Bye, text });
            self.session.apply(&bye);
            self.write(&Response::Data(bye));
        }
        Some(Event::Rejected { raw, why })
    }
}

/// The tag of a command that cannot be read.
fn tag_of(line: &[u8]) -> Option<Tag<'static>> {
    let end = line.iter().position(|byte| matches!(byte, b' ' | b'\r' | b'\n')).unwrap_or(line.len());
    let word = line.get(..end)?;
    if word.eq_ignore_ascii_case(b"DONE") {
        return None;
    }
    Tag::try_from(word).ok().map(IntoBoundedStatic::into_static)
}
