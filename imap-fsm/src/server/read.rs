//! What a server makes of the client's bytes.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use imap_codec::{Frame, FramingError};
use imap_types::IntoBoundedStatic;
use imap_types::append::AppendPlace;
use imap_types::atom::Tag;
use imap_types::auth::AuthenticateData;
use imap_types::code::Code;
use imap_types::command::{Command, CommandBody};
use imap_types::progress::MessageLimit;
use imap_types::response::{Condition, Data, Response, Status, StatusKind, Tagged};

use super::{
    AppendEnd, Coming, CommandId, Current, Dialogue, Event, Leave, Rejection, Server, UnknownCommands,
    resp_text, up_to_32_bits,
};
use crate::error::PeerError;
use crate::exchange::append;
use crate::exchange::authenticate::Authenticate;
use crate::exchange::idle::Idler;
use crate::exchange::upgrade::Upgrade;
use crate::pipeline::Overlap;
use crate::session::{Effect, Names, Refusal, Row};

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
            let (dialogue, front) = (self.dialogue(), *input);
            let frame = match dialogue {
                // The answer to data that comes with success is a blank line.
                Some((_, Dialogue::Authenticate(_))) => self.receiver.framer().next(input),
                _ => self.receiver.next(input),
            };
            let used = front.len().saturating_sub(input.len());
            self.ahead = self.ahead.saturating_sub(up_to_32_bits(used));
            let event = match (frame, dialogue) {
                (Ok(None), _) => break,
                (Ok(Some(frame)), Some((id, dialogue))) => self.line(id, dialogue, frame, input),
                (Ok(Some(frame)), None) => self.frame(frame, input),
                (Err(error), _) => self.too_long(error, input)?,
            };
            if event.is_some() {
                return Ok(event);
            }
        }
        Ok(None)
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
                self.discard(input);
                bytes
            }
            Frame::Oversized { bytes, .. } => bytes,
            // Never: the head has ended the dialogue, and what follows it is discarded.
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
        Some(self.cancel(id, error.map(Rejection::Malformed)))
    }

    /// Ends AUTHENTICATE or IDLE.
    fn cancel(&mut self, id: CommandId, error: Option<Rejection>) -> Event<'static> {
        self.turn(Dialogue::None);
        let text = error.map_or("Cancelled".to_string(), |error| error.to_string());
        self.end(Condition::Bad, resp_text(None, text));
        Event::Cancelled { id, error }
    }

    /// A line or a message without end, which is answered once, and given up.
    #[cold]
    fn too_long<'i>(
        &mut self,
        error: FramingError,
        input: &mut &'i [u8],
    ) -> Result<Option<Event<'i>>, PeerError> {
        let (front, answered) = (*input, self.receiver.framer().discards());
        let tag = tag_of(self.receiver.beginning(front));
        if !self.discard(input) {
            return Err(error.into());
        }
        let raw = front.get(..front.len().saturating_sub(input.len())).unwrap_or_default();
        Ok(match self.dialogue() {
            _ if answered => None,
            Some((id, _)) => Some(self.cancel(id, Some(Rejection::TooLong(error)))),
            None => self.reject(raw, tag, Rejection::TooLong(error)),
        })
    }

    fn turn(&mut self, dialogue: Dialogue) {
        if let Some(current) = &mut self.current {
            current.dialogue = dialogue;
        }
    }

    fn frame<'i>(&mut self, frame: Frame<'i>, input: &mut &'i [u8]) -> Option<Event<'i>> {
        match frame {
            Frame::Message(message) => self.message(message),
            Frame::Announced { bytes, literal } => self.announced(bytes, literal, input),
            Frame::Head { bytes, literal } => self.head(bytes, literal, input),
            Frame::Data(octets) => Some(Event::LiteralData(octets)),
            Frame::Tail(bytes) if self.sent_unasked(bytes).is_some() => {
                let literal = self.sent_unasked(bytes)?;
                self.receiver.streamed_end();
                self.reject(bytes, None, Rejection::TooBig(literal))
            }
            Frame::Tail(bytes) => {
                let (message, _) = self.receiver.streamed_tail(bytes);
                match self.receiver.command(&message, self.session.is_utf8()) {
                    Ok(command) => {
                        let command = command.into_static();
                        self.command(bytes, command)
                    }
                    Err(error) => self.reject(bytes, None, Rejection::Malformed(error)),
                }
            }
            Frame::Oversized { bytes, literal } => {
                let tag = tag_of(self.receiver.beginning(bytes));
                self.discard(input);
                self.reject(bytes, tag, Rejection::TooBig(literal))
            }
        }
    }

    fn message<'i>(&mut self, message: &'i [u8]) -> Option<Event<'i>> {
        if core::mem::take(&mut self.late_done) && self.receiver.idle_done(message).is_ok() {
            return None;
        }
        if let Some(literal) = self.sent_unasked(message) {
            return self.reject(message, tag_of(message), Rejection::TooBig(literal));
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
        (self.errors, self.literals, self.looks) = (0, 0, 0);
        let (id, streamed) = self.identify();
        let row = Row::of(&body);
        let (effect, dialogue) = (row.effect(), Dialogue::of(row.exchange));
        let overlap = match row.names {
            // It may be SORT, which does not permit EXPUNGE.
            Names::Unknown => Overlap { expunges: false, vanishes: false, ..Overlap::of(&row) },
            _ => Overlap::of(&row),
        };
        let current = Current { id, tag: tag.clone(), overlap, effect, dialogue };
        let current = self.current.insert(Box::new(current));
        if matches!(current.effect, Effect::Open(_) | Effect::Close) {
            self.leave_mailbox();
        }
        if let Some(current) = &self.current {
            self.session.started(&current.effect);
        }
        Some(match streamed.is_empty() {
            true => Event::Command { id, command: Command { tag, body } },
            false => match append::tail(body, &streamed) {
                Ok(tail) => Event::LiteralTail(AppendEnd { id, tag, tail }),
                // Only messages come in pieces.
                Err(body) => Event::Command { id, command: Command { tag, body } },
            },
        })
    }

    pub(super) fn judge(&self, body: &CommandBody<'_>) -> Result<(), Rejection> {
        if matches!((body, self.unknown), (CommandBody::Other(_), UnknownCommands::Refuse)) {
            return Err(Rejection::Unknown);
        }
        match self.session.allows(body) {
            // Servers need not mind, and there are clients that take a closed mailbox for none.
            Err(Refusal::EnableTooLate) => Ok(()),
            allowed => allowed.map_err(Rejection::Refused),
        }
    }

    /// The name of the command that is complete now, which it may have had before, and its literals that came in pieces.
    fn identify(&mut self) -> (CommandId, Vec<AppendPlace>) {
        match self.coming.take() {
            Some(coming) => (coming.id, coming.appending.streamed),
            None => (self.new_id(), Vec::new()),
        }
    }

    pub(super) fn new_id(&mut self) -> CommandId {
        let id = CommandId(self.next);
        self.next = self.next.wrapping_add(1);
        id
    }

    /// Answers with BAD, or with NO where a password is not wanted in the clear; under the tag if there is one.
    pub(super) fn reject<'i>(
        &mut self,
        raw: &'i [u8],
        tag: Option<Tag<'static>>,
        why: Rejection,
    ) -> Option<Event<'i>> {
        let tag = self.coming.take().map(|coming| coming.appending.tag).or(tag);
        (self.literals, self.looks) = (0, 0);
        let (condition, code, text) = match why {
            // RFC 5530 §3
            Rejection::Refused(refusal @ Refusal::LoginDisabled) => {
                (Condition::No, Some(Code::PrivacyRequired), refusal.to_string())
            }
            // RFC 7889 §4, RFC 4469 §4.2
            Rejection::Refused(refusal @ Refusal::AppendLimit { .. }) => {
                (Condition::No, Some(Code::TooBig), refusal.to_string())
            }
            // RFC 9738 §3.1
            Rejection::Refused(refusal @ Refusal::MessageLimit { limit }) => {
                let code = Code::MessageLimit(MessageLimit { limit, last: None });
                (Condition::No, Some(code), refusal.to_string())
            }
            Rejection::Refused(refusal @ Refusal::UidRequired) => {
                (Condition::Bad, Some(Code::UidRequired), refusal.to_string())
            }
            Rejection::Refused(refusal) => (Condition::Bad, None, refusal.to_string()),
            Rejection::TooBig(_) => (Condition::Bad, Some(Code::TooBig), why.to_string()),
            Rejection::Malformed(_) | Rejection::Unknown | Rejection::TooLong(_) => {
                (Condition::Bad, None, why.to_string())
            }
        };
        let text = resp_text(code, text);
        let response = match tag {
            Some(tag) => Response::Tagged(Tagged { tag, condition, text }),
            None => Response::Data(Data::Status(Status { kind: StatusKind::Bad, text })),
        };
        self.write(&response);
        self.errors = self.errors.saturating_add(1);
        if self.errors >= self.limits().errors {
            self.bye("too many errors".to_string());
        }
        Some(Event::Rejected { raw, why })
    }
}

/// Longer than any client's, and short enough to be repeated in every answer.
const LONGEST_TAG: usize = 256;

/// The tag of a command that cannot be read.
pub(crate) fn tag_of(line: &[u8]) -> Option<Tag<'static>> {
    let end = line.iter().position(|byte| matches!(byte, b' ' | b'\r' | b'\n')).unwrap_or(line.len());
    // What has no end is no tag.
    let word = line.get(..end).filter(|word| word.len() <= LONGEST_TAG)?;
    if word.eq_ignore_ascii_case(b"DONE") {
        return None;
    }
    Tag::try_from(word).ok().map(IntoBoundedStatic::into_static)
}
