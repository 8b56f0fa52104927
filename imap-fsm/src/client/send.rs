//! What a client says.

use alloc::vec::Vec;

use imap_codec::{Encoder, Literals};
use imap_types::auth::AuthenticateData;
use imap_types::capability::Capability;
use imap_types::command::CommandBody;

use super::flight::{Dialogue, Flight};
use super::{Client, CommandId};
use crate::error::Misuse;
use crate::exchange::literal::{self, Unsent};
use crate::pipeline::Answers;
use crate::session::{Names, Refusal, Row};

impl Client {
    /// Sends a command, or holds it back until those before it have ended if they must not overlap
    /// ([RFC 3501 §5.5](https://www.rfc-editor.org/rfc/rfc3501#section-5.5)).
    ///
    /// The command is encoded at once, in the forms that this server takes. Literals follow their line directly where
    /// the server offers LITERAL+ or LITERAL-, and otherwise wait for its `+`. Without SASL-IR the initial response of
    /// AUTHENTICATE is sent as the answer to the first challenge.
    ///
    /// Whether the command is legal is judged as if all commands before it succeed. One that was held back is judged
    /// again when it goes out: [`Event::Withheld`](super::Event::Withheld). So a command may follow a SELECT without
    /// waiting: if the SELECT fails, the server refuses the command, too. The exceptions are commands that change
    /// messages while a mailbox is open already. They wait for the end of the SELECT, because a server that keeps the
    /// old mailbox open when SELECT fails, against [RFC 9051
    /// §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2), would apply them to that mailbox.
    ///
    /// ```text
    /// C: a1 SELECT INBOX
    /// C: a2 UID FETCH 4:9 (FLAGS)   does not wait
    /// C: a3 LOGIN {5}               a literal waits where there is no LITERAL+
    /// S: + go on                    Event::Continue
    /// C: alice secret
    /// ```
    /// # Errors
    /// The command is illegal in this state, or a limit is reached. Nothing can be sent before the greeting, after
    /// LOGOUT, and between STARTTLS or COMPRESS and their end.
    pub fn send(&mut self, command: &CommandBody<'_>) -> Result<CommandId, Misuse> {
        let row = Row::of(command);
        let answers = Answers::of(row.answered, &self.session);
        self.send_row(command, &row, answers)
    }

    /// As [`Client::send`], but not beside another whose answers would look the same.
    /// Tells as well whether it is held back: then [`Event::Released`](super::Event::Released) comes.
    pub(super) fn send_called(&mut self, command: &CommandBody<'_>) -> Result<(CommandId, bool), Misuse> {
        let row = Row::of(command);
        let answers = Answers::of(row.answered, &self.session).called();
        let id = self.send_row(command, &row, answers)?;
        let held = self.flights.back_mut().filter(|flight| flight.is_held());
        Ok((id, held.map(|flight| flight.awaited = true).is_some()))
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

    /// Answers a challenge of AUTHENTICATE, or cancels the AUTHENTICATE, which the server then ends with BAD.
    ///
    /// Call it once after each [`Event::Challenge`](super::Event::Challenge). Answer a challenge that carries the data
    /// of success with an empty response.
    ///
    /// ```text
    /// C: a1 AUTHENTICATE PLAIN
    /// S: +                          Event::Challenge
    /// C: AGFsaWNlAHNlY3JldA==       `authenticate`
    /// S: a1 OK welcome
    /// ```
    /// # Errors
    /// No challenge waits for an answer: [`Misuse::NotWaiting`].
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

    /// Ends IDLE: DONE is sent now, or as soon as the server has sent `+`. Commands that were sent after IDLE follow at
    /// once.
    ///
    /// It can be called from the `send` of IDLE until DONE is on its way. If the server never sends `+`, call it again:
    /// the second call sends DONE without waiting. A server that refuses IDLE at that moment takes DONE for a command,
    /// and answers [`Event::StrayCompletion`](super::Event::StrayCompletion) or `* BAD`.
    ///
    /// ```text
    /// C: a1 IDLE
    /// S: + idling                   Event::Idling
    /// S: * 4 EXISTS
    /// C: DONE                       `idle_done`
    /// S: a1 OK done
    /// ```
    /// # Errors
    /// There is no IDLE, or DONE is on its way: [`Misuse::NotWaiting`].
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

    pub(super) fn check_send(&self, row: &Row<'_>) -> Result<(), Misuse> {
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
    pub(super) fn encoder<'o>(&self, bytes: &'o mut Vec<u8>, gates: &'o mut Vec<usize>) -> Encoder<'o> {
        // What the server offers, and what is enabled, may change before this goes out.
        let (literals, utf8) = match self.flights.iter().any(|flight| flight.overlap.alone) {
            true => (Literals::Synchronizing, false),
            false => (literal::mode(&self.session), self.session.is_utf8()),
        };
        Encoder::new(bytes).gates(gates).literals(literals).utf8(utf8)
    }

    pub(super) fn enqueue(&mut self, flight: Flight) -> CommandId {
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
