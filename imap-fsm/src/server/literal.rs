//! Literals that a client announces or brings: whether they may come, and what becomes of them if not.
//!
//! Whether a client waits for `+` before the octets of `{n}` is known from what it did, never guessed: octets that were
//! at hand before anything was answered came from one that does not wait. All other bytes behind a refused `{n}` are the
//! next command, because a client that waits sends nothing else ([RFC 9051 §7.6](https://www.rfc-editor.org/rfc/rfc9051#section-7.6)).

use alloc::boxed::Box;

use imap_codec::{Frame, Framer, Limits, LiteralHead, LiteralMode, Literals};
use imap_types::append::AppendHead;
use imap_types::atom::Tag;

use super::read::tag_of;
use super::{AppendLiteral, Coming, CommandId, Event, Leave, READY, Rejection, Server, up_to_32_bits};
use crate::exchange::append::Place;
use crate::exchange::appending::{Appending, NO_MESSAGE, Since, SoFar};
use crate::exchange::literal;

/// How many literals of a command are looked at for what it is: LOGIN has two, APPEND two up to its first message. What
/// is known by then holds for the others.
const ENOUGH: u8 = 4;

/// How many octets of a literal may come without being asked for under LITERAL-.
const MOST_UNASKED: usize = 4096;

/// A message of which the octets may come, if the caller wants them.
struct Incoming {
    tag: Tag<'static>,
    head: AppendHead<'static>,
    place: Place,
}

impl Server {
    /// A client waits with a literal.
    pub(super) fn announced<'i>(
        &mut self,
        bytes: &'i [u8],
        literal: LiteralHead,
        input: &mut &'i [u8],
    ) -> Option<Event<'i>> {
        let impatient = input.len() > bytes.len();
        if self.receiver.framer().discards() {
            // It was answered before. What had come by then did not wait for the answer.
            let impatient = self.ahead > up_to_32_bits(bytes.len());
            self.refuse(input, impatient);
            return None;
        }
        self.literals = self.literals.saturating_add(1);
        let start = self.coming.as_deref().map_or(Since::Tag, |coming| coming.appending.end);
        match self.judge_literal(bytes, start, literal) {
            Ok(Some(Incoming { tag, head, place })) => {
                let asked = Leave::Asked { line: bytes.len(), impatient };
                let end = Since::announced(head.place, place, bytes, literal);
                let id = self.appends(&tag, &head, asked, start, end);
                Some(Event::LiteralAnnounced(AppendLiteral { id, tag, head, literal }))
            }
            Ok(None) => {
                self.transmit.writer().extend_from_slice(READY);
                None
            }
            Err(why) => {
                let tag = tag_of(self.receiver.beginning(bytes));
                self.refuse(input, impatient);
                self.receiver.streamed_end();
                self.reject(bytes, tag, why)
            }
        }
    }

    /// A literal comes that is too long to be held.
    pub(super) fn head<'i>(
        &mut self,
        bytes: &'i [u8],
        literal: LiteralHead,
        input: &mut &'i [u8],
    ) -> Option<Event<'i>> {
        let start = match (self.coming.as_deref(), literal.mode) {
            // It was looked at and counted when it was announced.
            (Some(coming), LiteralMode::Synchronizing) => coming.appending.start,
            (coming, _) => {
                self.literals = self.literals.saturating_add(1);
                coming.map_or(Since::Tag, |coming| coming.appending.end)
            }
        };
        let unasked = self.sent_unasked(bytes).or_else(|| self.comes_unasked(literal).then_some(literal));
        let judged = match unasked {
            Some(literal) => Err(Rejection::TooBig(literal)),
            None => self.judge_literal(bytes, start, literal),
        };
        match judged {
            Ok(Some(Incoming { tag, head, place })) => {
                self.receiver.keep_head(bytes, literal);
                let end = Since::streamed(head.place, place);
                let id = self.appends(&tag, &head, Leave::Streams, start, end);
                if let Some(coming) = &mut self.coming {
                    coming.appending.streamed.push(head.place);
                }
                Some(Event::LiteralHead(AppendLiteral { id, tag, head, literal }))
            }
            why => {
                let tag = tag_of(self.receiver.beginning(bytes));
                self.discard(input);
                self.reject(bytes, tag, why.err().unwrap_or(Rejection::TooBig(literal)))
            }
        }
    }

    /// Whether the client had to wait with this literal and has not: one of more than 4,096 octets where the server says
    /// LITERAL- or IMAP4rev2, and not LITERAL+. [RFC 7888 §5](https://www.rfc-editor.org/rfc/rfc7888#section-5)
    fn comes_unasked(&self, literal: LiteralHead) -> bool {
        literal.mode == LiteralMode::NonSynchronizing
            && literal.len > MOST_UNASKED as u64
            && literal::mode(&self.session) == Literals::Minus
    }

    /// The first such literal of a message that is held.
    pub(super) fn sent_unasked(&self, message: &[u8]) -> Option<LiteralHead> {
        if message.len() <= MOST_UNASKED || literal::mode(&self.session) != Literals::Minus {
            return None;
        }
        let limits = Limits { literal: MOST_UNASKED, ..Limits::UNLIMITED };
        let (mut framer, mut rest) = (Framer::for_commands(limits), message);
        while let Ok(Some(frame)) = framer.next(&mut rest) {
            match frame {
                Frame::Head { literal, .. } if self.comes_unasked(literal) => return Some(literal),
                Frame::Head { .. } | Frame::Announced { .. } | Frame::Data(_) => {}
                Frame::Message(_) | Frame::Tail(_) | Frame::Oversized { .. } => break,
            }
        }
        None
    }

    /// Gives up the message that is under way, which is answered now.
    #[cold]
    #[inline(never)]
    pub(super) fn discard(&mut self, input: &mut &[u8]) -> bool {
        self.receiver.streamed_end();
        let discards = self.receiver.framer().discard(input);
        self.ahead = up_to_32_bits(input.len());
        discards
    }

    #[cold]
    #[inline(never)]
    pub(super) fn refuse(&mut self, input: &mut &[u8], impatient: bool) {
        match impatient {
            true => self.receiver.framer().refuse_and_discard(input),
            false => self.receiver.framer().refuse(input),
        }
    }

    /// Drops what stands there of a literal that the caller has refused.
    pub(super) fn drop_refused(&mut self, input: &mut &[u8]) {
        match self.coming.as_deref() {
            // A caller may give less than before: then it cannot be dropped yet.
            Some(&Coming { leave: Leave::Refused { line, impatient }, .. }) if input.len() >= line => {
                self.coming = None;
                self.refuse(input, impatient);
            }
            _ => {}
        }
    }

    /// The command of which a message comes, under the name that it may have had before. `start`: where the description
    /// of the message's octets begins; `end`: where what follows them will begin.
    fn appends(
        &mut self,
        tag: &Tag<'static>,
        head: &AppendHead<'static>,
        leave: Leave,
        start: Since,
        end: Since,
    ) -> CommandId {
        if let Some(coming) = self.coming.as_deref_mut() {
            (coming.leave, coming.appending.start, coming.appending.end) = (leave, start, end);
            return coming.id;
        }
        let (id, appending) = (self.new_id(), Appending::new(tag.clone(), head, start, end));
        self.coming = Some(Box::new(Coming { id, leave, appending }));
        id
    }

    /// Whether the literal may come: what it is appended by, for the caller to judge; `None`, if it can be held as it is.
    fn judge_literal(
        &mut self,
        bytes: &[u8],
        start: Since,
        literal: LiteralHead,
    ) -> Result<Option<Incoming>, Rejection> {
        let limits = *self.limits();
        if self.literals > limits.literals {
            return Err(Rejection::TooBig(literal));
        }
        let argument = || match literal.len > limits.literal as u64 {
            true => Err(Rejection::TooBig(literal)),
            false => Ok(None),
        };
        if self.coming.is_none() && self.looks == ENOUGH {
            return argument();
        }
        let known = self.coming.as_deref().map(|coming| &coming.appending);
        match SoFar::read(&mut self.receiver, known, start, (bytes, literal), self.session.is_utf8()) {
            Ok(so_far) => {
                self.judge(&so_far.body)?;
                let Some(place) = so_far.place else {
                    // What is out of place was refused before a password is sent.
                    self.looks = self.looks.saturating_add(1).min(ENOUGH);
                    return argument();
                };
                self.session.fits(literal.len).map_err(Rejection::Refused)?;
                let most = limits.stream.max(limits.literal as u64);
                if literal.len > most {
                    return Err(Rejection::TooBig(literal));
                }
                let tag = so_far.tag.clone();
                let head = so_far.head().ok_or(Rejection::Malformed(NO_MESSAGE))?;
                self.session.takes(head.place.message.saturating_add(1)).map_err(Rejection::Refused)?;
                Ok(Some(Incoming { tag, head, place }))
            }
            // It may be an argument in the middle that is missing, so that the rest does not parse.
            Err(_) => {
                self.looks = self.looks.saturating_add(1).min(ENOUGH);
                argument()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;

    use imap_types::response::{Condition, RespText, Status, StatusKind};

    use super::*;
    use crate::limits::Limits;
    use crate::server::{AppendEnd, Options};

    /// Bytes that are decoded while the server hears this, and the events.
    fn decoded(limits: Limits, wire: &str) -> (usize, usize) {
        let mut server = Server::new(Options { limits, ..Options::default() });
        let text = || RespText::try_from("x").unwrap();
        server.greet(&Status { kind: StatusKind::PreAuth, text: text() }).unwrap();
        let (mut input, mut events, mut whole) = (wire.as_bytes(), 0, false);
        loop {
            let written = server.transmit().len();
            server.transmitted(written).unwrap();
            match server.receive(&mut input).unwrap() {
                Some(Event::LiteralAnnounced(asked)) => server.accept_literal(asked.id).unwrap(),
                Some(Event::Command { id, .. } | Event::LiteralTail(AppendEnd { id, .. })) => {
                    whole = true;
                    server.complete(id, Condition::Ok, text()).unwrap();
                }
                Some(_) => {}
                None => break,
            }
            events += 1;
        }
        assert!(whole && input.is_empty());
        (server.receiver.decoded, events)
    }

    #[test]
    fn a_command_with_a_thousand_literals_is_decoded_once_and_its_beginning_a_few_times() {
        let pair = |n| format!(" {{3}}\r\n{n:03} {{380}}\r\n{}", "x".repeat(380));
        let pairs: String = (0..499).map(pair).collect();
        let wire = format!("a ID ({})\r\n", pairs.trim_start());
        assert!(wire.len() > 190_000);
        let (decoded, _) = decoded(Limits::server(), &wire);
        assert!(decoded <= wire.len() + 4000, "{decoded} of {}", wire.len());
    }

    #[test]
    fn thousands_of_streamed_messages_are_decoded_in_proportion_to_what_stands_around_them() {
        let limits = Limits { literal: 8, literals: 5000, line: 1 << 20, ..Limits::server() };
        for header in ["{9}", "{9+}"] {
            let messages = format!(" (\\Seen) {header}\r\n123456789").repeat(3000);
            let wire = format!("a APPEND x{messages}\r\n");
            let (decoded, events) = decoded(limits, &wire);
            assert!(events >= 6000, "{events}");
            assert!(decoded <= 4 * wire.len(), "{decoded} of {}", wire.len());
        }
    }
}
