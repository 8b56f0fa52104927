//! What a client says.

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_codec::{Encoder, Literals};
use imap_types::append::{AppendData, AppendMessage};
use imap_types::capability::Capability;
use imap_types::command::{AuthenticateData, CommandBody};
use imap_types::mailbox::Mailbox;

use super::flight::{Dialogue, Flight};
use super::{Client, CommandId};
use crate::error::Misuse;
use crate::exchange::append::Append;
use crate::exchange::literal::{self, Unsent};
use crate::pipeline::Answers;
use crate::session::{Names, Refusal, Row};

impl Client {
    /// Sends a command, or holds it back until those before it have ended if they must not overlap
    /// ([RFC 3501 §5.5](https://www.rfc-editor.org/rfc/rfc3501#section-5.5)).
    ///
    /// It is encoded at once, as this connection needs it: literals follow the line where the server offers LITERAL+
    /// or LITERAL-, and wait else; without SASL-IR the initial response of AUTHENTICATE goes as answer to the first
    /// challenge. Whether the command is in place is judged as if those before it succeed, and what was held back is
    /// judged again when it goes out: [`Event::Withheld`](super::Event::Withheld). So a command may follow a SELECT
    /// without waiting, and if that fails the server refuses this, too. But where a mailbox is open already, commands
    /// that change messages wait for the end of SELECT: a server that keeps the mailbox of before open, against
    /// [RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2), would change those of that one.
    ///
    /// # Errors
    /// The command is out of place, or a limit is reached. Nothing can be sent before the greeting, behind LOGOUT, and
    /// behind STARTTLS or COMPRESS until they have ended.
    pub fn send(&mut self, command: &CommandBody<'_>) -> Result<CommandId, Misuse> {
        let row = Row::of(command);
        let answers = Answers::of(row.answered, &self.session);
        self.send_row(command, &row, answers)
    }

    /// As [`Client::send`], but not beside another whose answers would look the same.
    pub(super) fn send_called(&mut self, command: &CommandBody<'_>) -> Result<CommandId, Misuse> {
        let row = Row::of(command);
        let answers = Answers::of(row.answered, &self.session).called();
        self.send_row(command, &row, answers)
    }

    fn send_row(
        &mut self,
        command: &CommandBody<'_>,
        row: &Row<'_>,
        answers: Answers,
    ) -> Result<CommandId, Misuse> {
        self.check_send(row)?;
        let id = CommandId(self.next);
        let (bytes, gates) = self.encode(id, command);
        Ok(self.enqueue(Flight::new(id, row, answers, Unsent::new(bytes, gates))))
    }

    /// Answers a challenge of AUTHENTICATE, or cancels it, which the server answers with BAD.
    ///
    /// Works after each [`Event::Challenge`](super::Event::Challenge) once; data that comes with success is
    /// answered by an empty response.
    pub fn authenticate(&mut self, data: &AuthenticateData<'_>) -> Result<(), Misuse> {
        self.check()?;
        let flight = self.flights.iter_mut().rfind(|flight| !flight.is_held()).ok_or(Misuse::NotWaiting)?;
        let Dialogue::Authenticate(turn) = &mut flight.dialogue else {
            return Err(Misuse::NotWaiting);
        };
        turn.answer(data)?;
        Encoder::new(self.transmit.writer()).authenticate_data(data);
        flight.end = self.transmit.end();
        Ok(())
    }

    /// Ends IDLE: DONE goes out now, or when the server has said `+`. Commands behind it follow at once.
    ///
    /// Works from `send` until DONE is on its way. A server that never says `+` is told by a second call: then DONE goes
    /// out all the same. One that refuses IDLE meanwhile takes that for a command, and answers
    /// [`Event::StrayCompletion`](super::Event::StrayCompletion) or `* BAD`.
    pub fn idle_done(&mut self) -> Result<(), Misuse> {
        self.check()?;
        let idle = self
            .flights
            .iter_mut()
            .find(|flight| matches!(flight.dialogue, Dialogue::Idle(idle) if idle.done().is_none()));
        let flight = idle.ok_or(Misuse::NotWaiting)?;
        let held = flight.is_held();
        if let Dialogue::Idle(idle) = &mut flight.dialogue {
            idle.end(held);
        }
        flight.end_idle(&mut self.transmit);
        self.pump();
        Ok(())
    }

    /// Begins an APPEND of a message of `len` octets that are not at hand yet. Of the message's data only the kind
    /// counts: [`AppendData::Literal8`] and [`AppendData::Utf8`] may hold NUL.
    ///
    /// Bring the octets by [`Client::append_data`] as soon as there is [`Client::append_room`]: where the server offers
    /// LITERAL+, or LITERAL- and the message has at most 4,096 octets, as soon as the command goes out, else after
    /// [`Event::Continue`](super::Event::Continue). Then [`Client::append_finish`], or with MULTIAPPEND
    /// [`Client::append_next`]. If the server refuses, [`Event::Completed`](super::Event::Completed) comes instead;
    /// where it was not asked before, the octets are due all the same. Commands sent meanwhile are held back.
    pub fn append(
        &mut self,
        mailbox: &Mailbox<'_>,
        message: &AppendMessage<'_>,
        len: u64,
    ) -> Result<CommandId, Misuse> {
        self.check()?;
        check_streamed(message, len)?;
        let append = CommandBody::Append {
            mailbox: mailbox.clone(),
            messages: AppendMessage::new(imap_types::string::AString::EMPTY).into(),
        };
        self.check_send(&Row::of(&append))?;
        let id = CommandId(self.next);
        let (mut bytes, mut gates) = (Vec::new(), Vec::new());
        let mut encoder = self.encoder(&mut bytes, &mut gates);
        encoder.append(&id.tag(), mailbox);
        encoder.append_message(message, len);
        Ok(self.enqueue(Flight::append(id, Append::new(&message.data, len), Unsent::new(bytes, gates))))
    }

    /// How many octets [`Client::append_data`] takes now at most. None while the command is held back, before the
    /// server has asked for the message if it has to be asked, and while as much output waits as
    /// [`Limits::output`](crate::Limits::output); so look again after each event and each [`Client::transmitted`].
    pub fn append_room(&self, id: CommandId) -> usize {
        let owed = self.owed.as_deref().is_some_and(|(owed, _)| *owed == id);
        let open = |flight: &Flight| flight.id == id && flight.unsent.is_done();
        match owed || self.flights.iter().any(open) {
            true => self.limits.output.saturating_sub(self.transmit.len()),
            false => 0,
        }
    }

    /// Takes octets of the message, as many as there is [`Client::append_room`], and tells how many.
    ///
    /// A server that refuses the message while it comes still has to read it to the end. So this takes octets also
    /// after such a NO, and commands behind it are held back until all have come.
    ///
    /// # Errors
    /// There are more octets than were announced, or no such APPEND.
    pub fn append_data(&mut self, id: CommandId, octets: &[u8]) -> Result<usize, Misuse> {
        self.check()?;
        let room = self.append_room(id);
        if let Some((_, append)) = self.owed.as_deref_mut().filter(|(owed, _)| *owed == id) {
            let taken = append.take(octets.len(), room)?;
            self.transmit.writer().extend_from_slice(octets.get(..taken).unwrap_or_default());
            self.settle();
            return Ok(taken);
        }
        let (append, _) = self.streamed(id)?;
        let taken = append.take(octets.len(), room)?;
        self.transmit.writer().extend_from_slice(octets.get(..taken).unwrap_or_default());
        let end = self.transmit.end();
        self.set_end(id, end);
        Ok(taken)
    }

    /// Goes on with another message, which waits for the server as the first did: MULTIAPPEND.
    ///
    /// # Errors
    /// The message before it is not whole, or the APPEND has ended.
    pub fn append_next(
        &mut self,
        id: CommandId,
        message: &AppendMessage<'_>,
        len: u64,
    ) -> Result<(), Misuse> {
        self.check()?;
        check_streamed(message, len)?;
        let before = self.streamed(id)?.0.close();
        let (mut bytes, mut gates) = (before.to_vec(), Vec::new());
        self.encoder(&mut bytes, &mut gates).append_message(message, len);
        let (append, unsent) = self.streamed(id)?;
        append.next(unsent, &message.data, len)?;
        *unsent = Unsent::new(bytes, gates);
        if let Some(flight) = self.flights.iter_mut().find(|flight| flight.id == id) {
            flight.release(&mut self.transmit);
        }
        Ok(())
    }

    /// Ends the APPEND behind its last message; [`Event::Completed`](super::Event::Completed) follows.
    ///
    /// # Errors
    /// The last message is not whole, or the APPEND has ended.
    pub fn append_finish(&mut self, id: CommandId) -> Result<(), Misuse> {
        self.check()?;
        let (append, unsent) = self.streamed(id)?;
        append.finish(unsent)?;
        let close = append.close();
        self.transmit.writer().extend_from_slice(&[close, b"\r\n"].concat());
        let end = self.transmit.end();
        self.set_end(id, end);
        self.pump();
        Ok(())
    }

    /// The server has refused a message that it is reading: it still gets the octets, and the end of the line.
    pub(super) fn owe(&mut self, id: CommandId, append: Append) {
        self.owed = Some(Box::new((id, append)));
        self.settle();
    }

    fn settle(&mut self) {
        if let Some((_, append)) = self.owed.take_if(|owed| owed.1.is_whole()).as_deref() {
            self.transmit.writer().extend_from_slice(&[append.close(), b"\r\n"].concat());
            self.pump();
        }
    }

    fn streamed(&mut self, id: CommandId) -> Result<(&mut Append, &mut Unsent), Misuse> {
        let flight = self.flights.iter_mut().find(|flight| flight.id == id).ok_or(Misuse::UnknownCommand)?;
        match &mut flight.dialogue {
            Dialogue::Append(append) if !append.is_finished() => Ok((append, &mut flight.unsent)),
            _ => Err(Misuse::NotWaiting),
        }
    }

    fn set_end(&mut self, id: CommandId, end: u64) {
        self.flights.iter_mut().filter(|flight| flight.id == id).for_each(|flight| flight.end = end);
    }

    fn check_send(&self, row: &Row<'_>) -> Result<(), Misuse> {
        self.check()?;
        let upgrading = |flight: &Flight| matches!(flight.dialogue, Dialogue::Upgrade(_));
        if self.upgrade.is_some() || self.flights.iter().any(upgrading) {
            return Err(Misuse::Upgrading);
        }
        if self.flights.len() >= self.limits.in_flight {
            return Err(Misuse::TooManyCommands { limit: self.limits.in_flight });
        }
        let waiting = self.flights.iter().map(|flight| flight.unsent.len()).sum::<usize>();
        if self.transmit.len().saturating_add(waiting) > self.limits.output {
            return Err(Misuse::OutputFull { limit: self.limits.output });
        }
        let outlook = self.outlook(self.flights.len());
        self.session.allows_row(outlook, row)?;
        let has_numbers = !matches!(row.names, Names::Unknown) && row.names.may_have_numbers();
        if outlook.expunges && has_numbers { Err(Refusal::UnstableNumbers.into()) } else { Ok(()) }
    }

    fn encode(&self, id: CommandId, command: &CommandBody<'_>) -> (Vec<u8>, Vec<usize>) {
        let (mut bytes, mut gates) = (Vec::new(), Vec::new());
        let mut encoder = self.encoder(&mut bytes, &mut gates);
        match command {
            CommandBody::Authenticate { mechanism, initial_response: Some(response) }
                if !self.session.has(&Capability::SaslIr) =>
            {
                encoder.tagged_command(&id.tag(), &CommandBody::authenticate(mechanism.clone(), None));
                gates.push(bytes.len());
                Encoder::new(&mut bytes).authenticate_data(&AuthenticateData::Response(response.clone()));
            }
            command => encoder.tagged_command(&id.tag(), command),
        }
        (bytes, gates)
    }

    /// One that spells as the server wants.
    fn encoder<'o>(&self, bytes: &'o mut Vec<u8>, gates: &'o mut Vec<usize>) -> Encoder<'o> {
        // What the server offers, and what is enabled, may change before this goes out.
        let (literals, utf8) = match self.flights.iter().any(|flight| flight.overlap.alone) {
            true => (Literals::Synchronizing, false),
            false => (literal::mode(&self.session), self.session.is_utf8()),
        };
        Encoder::new(bytes).gates(gates).literals(literals).utf8(utf8)
    }

    fn enqueue(&mut self, flight: Flight) -> CommandId {
        let id = flight.id;
        self.next = self.next.wrapping_add(1);
        if self.flights.is_empty() {
            // An IDLE is alone, and stays for long.
            self.flights.reserve_exact(1);
        }
        self.flights.push_back(flight);
        self.pump();
        id
    }
}

/// Whether the octets of the message can come later.
fn check_streamed(message: &AppendMessage<'_>, len: u64) -> Result<(), Misuse> {
    match message.data {
        AppendData::Other(_) => Err(Misuse::Unfit),
        _ if len > u64::MAX >> 1 => Err(Misuse::Octets { asked: len, available: u64::MAX >> 1 }),
        _ => Ok(()),
    }
}
