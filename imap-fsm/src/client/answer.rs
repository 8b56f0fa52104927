//! What a client makes of completions and of requests to go on.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use imap_codec::{DecodeError, challenge};
use imap_types::IntoBoundedStatic;
use imap_types::response::{Condition, Continue, RespText, Response, Tagged};
use imap_types::text::Text;
use imap_types::trusted::FromWire;

use super::flight::{Dialogue, Flight, Turn};
use super::{Client, CommandId, Event, MalformedCompletion, UpgradeReady};
use crate::error::{Misuse, PeerError};
use crate::exchange::authenticate::Authenticate;
use crate::exchange::idle::DONE;
use crate::exchange::upgrade::Upgrade;

impl Client {
    pub(super) fn completed<'i>(&mut self, tagged: Tagged<'i>) -> Result<Event<'i>, PeerError> {
        let lent = self.transmit.lent();
        let id = CommandId::of_tag(tagged.tag.as_str());
        let index = self.flights.iter().position(|flight| Some(flight.id) == id && flight.is_out(lent));
        let Some(index) = index else {
            self.doubt(tagged.tag.as_str());
            return Ok(Event::StrayCompletion { tagged });
        };
        let whole = self.flights.get(index).is_some_and(|flight| flight.may_succeed(lent));
        if tagged.condition == Condition::Ok && !whole {
            return Err(PeerError::EarlyOk);
        }
        Ok(self.end(index, tagged))
    }

    /// Ends a command that has gone out.
    fn end<'i>(&mut self, index: usize, tagged: Tagged<'i>) -> Event<'i> {
        let ok = tagged.condition == Condition::Ok;
        let Some(flight) = self.flights.remove(index) else { return Event::StrayCompletion { tagged } };
        let id = flight.id;
        self.session.completed(&flight.effect, &tagged);
        let mut asked = None;
        match flight.dialogue {
            Dialogue::Append(append) if flight.unsent.is_done() && !append.is_finished() => {
                self.owe(id, append)
            }
            Dialogue::Idle(idle) => self.forget_done(idle.done()),
            Dialogue::Upgrade(upgrade) => asked = Some(upgrade),
            Dialogue::None | Dialogue::Append(_) | Dialogue::Authenticate(_) => {}
        }
        if let Some(upgrade) = Upgrade::after(asked, &flight.effect, self.compressed).filter(|_| ok) {
            self.upgrade = Some(upgrade);
            return Event::UpgradeReady(UpgradeReady { id, tagged, upgrade });
        }
        self.pump();
        if self.flights.is_empty() {
            self.flights = VecDeque::new();
        }
        Event::Completed { id, tagged }
    }

    /// Ends a command of which the server does not say, or not legibly, how it has ended: after
    /// [`Event::MalformedCompletion`], after [`Event::StrayCompletion`] with its tag in another case, or when you have
    /// waited long enough. One that is held back is taken back. The session goes on as if the command had failed, and
    /// commands that waited for it go out; a later answer is [`Event::StrayCompletion`].
    ///
    /// ```text
    /// C: a1 NOOP
    /// S: A1 OK done                 Event::StrayCompletion: `give_up` ends a1
    /// ```
    /// # Errors
    /// There is no such command; or the server waits for the rest of it (a literal, the answer to a challenge, DONE) and
    /// has not said anything with its tag; or it is STARTTLS or COMPRESS, after which nobody knows which layer comes
    /// next: close the connection.
    pub fn give_up(&mut self, id: CommandId) -> Result<(), Misuse> {
        self.check()?;
        let index = self.flights.iter().position(|flight| flight.id == id).ok_or(Misuse::UnknownCommand)?;
        let flight = self.flights.get(index).ok_or(Misuse::UnknownCommand)?;
        if flight.is_held() {
            self.flights.remove(index);
            self.pump();
            return Ok(());
        }
        match flight.dialogue {
            Dialogue::Upgrade(_) => return Err(Misuse::Upgrading),
            Dialogue::Authenticate(Authenticate::Cancelled) => {}
            _ if flight.doubtful || flight.is_gone() => {}
            Dialogue::Authenticate(_) if flight.unsent.is_done() => return Err(Misuse::NotWaiting),
            Dialogue::Idle(_) => return Err(Misuse::NotWaiting),
            _ => return Err(Misuse::InLiteral),
        }
        let (condition, text) = (Condition::No, RespText::from_wire((None, Text::EMPTY)));
        self.end(index, Tagged { tag: id.tag(), condition, text });
        Ok(())
    }

    /// The server has said something that might be about the end of this command.
    fn doubt(&mut self, tag: &str) {
        let lent = self.transmit.lent();
        let id = CommandId::of_tag(&tag.to_ascii_lowercase());
        let flight = self.flights.iter_mut().find(|flight| Some(flight.id) == id && flight.is_out(lent));
        flight.into_iter().for_each(|flight| flight.doubtful = true);
    }

    /// The server has ended IDLE by itself, and DONE would be taken for a command: unless it may be on its way, it stays.
    fn forget_done(&mut self, done: Option<u64>) {
        let Some(done) = done else { return };
        if !self.transmit.retract(done, DONE.len()) {
            return;
        }
        for flight in &mut self.flights {
            let shift = |position: &mut u64| {
                if *position > done {
                    *position = position.saturating_sub(DONE.len() as u64);
                }
            };
            if let Turn::Out { begin } = &mut flight.turn {
                shift(begin);
            }
            shift(&mut flight.end);
        }
    }

    pub(super) fn continued<'i>(&mut self, request: Continue<'i>, raw: &'i [u8]) -> Event<'i> {
        let lent = self.transmit.lent();
        let mut out = self.flights.iter_mut().filter(|flight| flight.is_out(lent));
        if out.any(|flight| flight.dialogue.begin_late()) {
            return Event::StrayContinue { text: request.text };
        }
        // Those before it have gone out whole, and while octets are owed none has begun behind.
        let flight = self.flights.iter_mut().rfind(|flight| !flight.is_held());
        let flight = flight.filter(|flight| flight.end <= lent);
        let Some(flight) = flight else { return Event::StrayContinue { text: request.text } };
        let id = flight.id;
        if flight.unsent.open(self.transmit.writer()) {
            flight.end = self.transmit.end();
            self.pump();
            return Event::Continue { id, text: request.text };
        }
        match &mut flight.dialogue {
            Dialogue::Authenticate(turn) => {
                if turn.challenge().is_ok() {
                    return match challenge(&request) {
                        Ok(challenge) => Event::Challenge { id, challenge },
                        Err(error) => Event::Malformed { raw, error },
                    };
                }
            }
            Dialogue::Idle(idle) => {
                if idle.begin() {
                    flight.end_idle(&mut self.transmit);
                    self.pump();
                    return Event::Idling { id, text: request.text };
                }
            }
            Dialogue::None | Dialogue::Append(_) | Dialogue::Upgrade(_) => {}
        }
        Event::StrayContinue { text: request.text }
    }

    /// A message that breaks the grammar. With the tag of a command it is about that command: it ends it if its condition
    /// can be read.
    #[cold]
    pub(super) fn malformed<'i>(
        &mut self,
        raw: &'i [u8],
        error: DecodeError,
    ) -> Result<Event<'i>, PeerError> {
        let lent = self.transmit.lent();
        let (tag, rest) = split(raw, |byte| byte.is_ascii_whitespace());
        let id = core::str::from_utf8(tag).ok().and_then(CommandId::of_tag);
        let known = |flight: &&mut Flight| Some(flight.id) == id && flight.is_out(lent);
        let Some(flight) = self.flights.iter_mut().find(known) else {
            return Ok(Event::Malformed { raw, error });
        };
        let id = flight.id;
        // Lenient: some server answers IDLE by `a3 + idling`.
        if let (Dialogue::Idle(idle), [b'+', text @ ..]) = (&mut flight.dialogue, rest) {
            if !self.receiver.is_strict() && idle.begin() {
                flight.end_idle(&mut self.transmit);
                self.pump();
                return Ok(Event::Idling { id, text: legible(text) });
            }
        }
        match condition(rest).filter(|_| !self.receiver.is_strict()) {
            Some((condition, text)) => {
                let tagged = self.read_again(id, condition, text);
                self.completed(tagged)
            }
            None => {
                flight.doubtful = true;
                Ok(Event::MalformedCompletion(MalformedCompletion { id, raw, error }))
            }
        }
    }

    /// The completion without what kept it from being read: its code, or else text only.
    fn read_again(&mut self, id: CommandId, condition: Condition, text: &[u8]) -> Tagged<'static> {
        let text = legible(text);
        let word = match condition {
            Condition::Ok => "OK ",
            Condition::No => "NO ",
            Condition::Bad => "BAD ",
        };
        let tag = id.tag();
        let line = [tag.as_str().as_bytes(), b" ", word.as_bytes(), text.as_bytes(), b"\r\n"].concat();
        match self.receiver.response(&line, self.session.is_utf8()) {
            Ok(Response::Tagged(tagged)) => tagged.into_static(),
            Ok(Response::Data(_) | Response::Continue(_)) | Err(_) => {
                Tagged { tag, condition, text: RespText::from_wire((None, text)) }
            }
        }
    }
}

/// What stands before the first octet of a kind, and what stands behind it.
pub(crate) fn split(octets: &[u8], end: impl Fn(&u8) -> bool) -> (&[u8], &[u8]) {
    let at = octets.iter().position(end).unwrap_or(octets.len());
    let (before, behind) = octets.split_at_checked(at).unwrap_or((octets, &[]));
    (before, behind.trim_ascii_start())
}

/// OK, NO or BAD at the beginning, where nothing that could be part of a word follows; and the rest.
pub(crate) fn condition(rest: &[u8]) -> Option<(Condition, &[u8])> {
    let (word, text) = split(rest, |&byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')));
    let condition = match word {
        word if word.eq_ignore_ascii_case(b"OK") => Condition::Ok,
        word if word.eq_ignore_ascii_case(b"NO") => Condition::No,
        word if word.eq_ignore_ascii_case(b"BAD") => Condition::Bad,
        _ => return None,
    };
    Some((condition, text))
}

/// As text, without what cannot be in text.
pub(crate) fn legible(line: &[u8]) -> Text<'static> {
    let octets: Vec<u8> =
        line.trim_ascii().iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)).collect();
    Text::from_wire(octets.into())
}
