//! What a client's bytes are.

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_codec::{Frame, Framer, FramingError, LiteralHead, LiteralMode, is_blank_line};
use imap_types::IntoBoundedStatic;
use imap_types::append::AppendPlace;
use imap_types::atom::Tag;
use imap_types::auth::AuthenticateData;
use imap_types::command::{Command, CommandBody, CommandHead, CommandTail};
use imap_types::mailbox::Mailbox;

use super::{Ask, Coming, CommandEnd, CommandLiteral, Dialogue, Flight, FromClient, Observed, Observer};
use crate::client::Upgrade;
use crate::error::PeerError;
use crate::exchange::Exchange;
use crate::exchange::append::{self, Place};
use crate::exchange::appending::{Appending, Since, SoFar};
use crate::receive::SKETCH_MAX;
use crate::server::tag_of;
use crate::session::{Effect, Row};

/// How many literals of a command are looked at for what it is, so that many of them are not read again and again. Those
/// of messages are: each is read once.
const ENOUGH: u8 = 4;

impl Observer {
    pub(super) fn next_of_client<'i>(
        &mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Observed<'i, FromClient<'i>>>, PeerError> {
        if self.upgrade.is_some() || !self.settle(input) {
            return Ok(None);
        }
        if self.holds() {
            self.early |= !input.is_empty();
            return Ok(None);
        }
        if self.client.framer().discards() {
            return self.discarded(input);
        }
        let Some(frame) = self.client.framer().next(input)? else { return Ok(None) };
        let given = core::mem::take(&mut self.given);
        let observed = |raw, message| Ok(Some(Observed { raw, given, message }));
        match frame {
            Frame::Message(raw) => {
                let message = self.client_message(raw)?;
                self.early = self.holds() && !input.is_empty();
                observed(raw, message)
            }
            Frame::Announced { bytes, literal } => {
                self.in_command()?;
                let head = self.announced(bytes, literal);
                self.given = bytes.len();
                let impatient = input.len() > bytes.len();
                let coming = self.coming(bytes);
                coming.ask = Ask::Waits { literal, line: bytes.len(), impatient };
                let tag = coming.tag.clone();
                observed(bytes, FromClient::LiteralAnnounced(CommandLiteral { tag, head, literal }))
            }
            Frame::Head { bytes, literal } | Frame::Oversized { bytes, literal } => {
                self.in_command()?;
                let head = self.streamed(bytes, literal);
                let tag = self.coming(bytes).tag.clone();
                self.client.keep_head(bytes, literal);
                observed(bytes, FromClient::LiteralHead(CommandLiteral { tag, head, literal }))
            }
            Frame::Data(octets) => observed(octets, FromClient::LiteralData(octets)),
            Frame::Tail(raw) => {
                let end = self.end(raw);
                self.early = self.holds() && !input.is_empty();
                observed(raw, FromClient::LiteralTail(end))
            }
        }
    }

    /// Whether the literal that was announced last has been decided on.
    fn settle(&mut self, input: &mut &[u8]) -> bool {
        let Some(coming) = &mut self.coming else { return true };
        match &mut coming.ask {
            Ask::Comes => {}
            Ask::Waits { line, impatient, .. } => {
                *impatient |= input.len() > *line;
                return false;
            }
            // A caller may give less than before.
            Ask::Refused { line, .. } if input.len() < *line => return false,
            Ask::Refused { impatient, .. } => {
                let impatient = *impatient;
                (self.coming, self.given) = (None, 0);
                self.client.streamed_end();
                match impatient {
                    true => self.client.framer().refuse_and_discard(input),
                    false => self.client.framer().refuse(input),
                }
            }
        }
        true
    }

    /// Whether what the client's next bytes are depends on the server.
    fn holds(&mut self) -> bool {
        match self.dialogue() {
            Dialogue::Challenge | Dialogue::Idle | Dialogue::Upgrade(_) => true,
            Dialogue::Response | Dialogue::Idling => false,
            Dialogue::None if self.coming.is_some() || self.flights.len() < self.in_flight => false,
            Dialogue::None => {
                // A server that cannot read a tag answers without it.
                let malformed = self.flights.iter().position(|flight| flight.malformed);
                malformed.and_then(|index| self.flights.remove(index)).is_none()
            }
        }
    }

    /// Gives what the framer drops, which it does not tell.
    #[cold]
    fn discarded<'i>(
        &mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Observed<'i, FromClient<'i>>>, PeerError> {
        let (front, mut rest) = (*input, *input);
        let framer = self.client.framer();
        let mut ahead = framer.clone();
        let behind = match ahead.next(&mut rest) {
            Ok(None) => None,
            Ok(Some(Frame::Message(bytes) | Frame::Head { bytes, .. } | Frame::Oversized { bytes, .. })) => {
                Some(bytes.len())
            }
            Ok(Some(Frame::Data(bytes) | Frame::Tail(bytes))) => Some(bytes.len()),
            Ok(Some(Frame::Announced { .. })) => Some(0),
            // The error may be of what is behind: read it again from where that begins.
            Err(error) if ahead.discards() => return Err(error.into()),
            Err(_) => Some(0),
        };
        let used = front.len().saturating_sub(rest.len());
        *framer = match behind {
            None => ahead,
            Some(_) => Framer::for_commands(framer.limits()),
        };
        let dropped = used.saturating_sub(behind.unwrap_or(0));
        let (raw, rest) = front.split_at_checked(dropped).unwrap_or((front, &[]));
        *input = rest;
        let message = FromClient::Discarded;
        Ok(Some(Observed { raw, given: 0, message }).filter(|observed| !observed.raw.is_empty()))
    }

    /// Lines of AUTHENTICATE and IDLE have no literals, and servers disagree on where one with a header ends.
    fn in_command(&self) -> Result<(), PeerError> {
        match self.dialogue() {
            Dialogue::Response | Dialogue::Idling => Err(FramingError::LiteralHeader.into()),
            Dialogue::None | Dialogue::Challenge | Dialogue::Idle | Dialogue::Upgrade(_) => Ok(()),
        }
    }

    fn coming(&mut self, bytes: &[u8]) -> &mut Coming {
        let tag = || tag_of(self.client.beginning(bytes));
        self.coming.get_or_insert_with(|| Coming {
            tag: tag(),
            ask: Ask::Comes,
            answered: false,
            looks: 0,
            appending: None,
        })
    }

    /// What is known of a command before a literal that waits.
    fn announced(&mut self, bytes: &[u8], literal: LiteralHead) -> Option<CommandHead<'static>> {
        let since = self.coming(bytes).appending.as_deref().map_or(Since::Tag, |known| known.end);
        self.head(bytes, since, literal, |at, place| Since::announced(at, place, bytes, literal))
    }

    /// What is known of a command before a literal that comes in pieces.
    fn streamed(&mut self, bytes: &[u8], literal: LiteralHead) -> Option<CommandHead<'static>> {
        let since = match (self.coming(bytes).appending.as_deref(), literal.mode) {
            // It was looked at when it was announced.
            (Some(known), LiteralMode::Synchronizing) => known.start,
            (known, LiteralMode::NonSynchronizing | LiteralMode::Synchronizing) => {
                known.map_or(Since::Tag, |known| known.end)
            }
        };
        let head = self.head(bytes, since, literal, Since::streamed);
        let place = if let Some(CommandHead::Append(head)) = &head { Some(head.place) } else { None };
        let coming = self.coming(bytes);
        match place.zip(coming.appending.as_mut()) {
            Some((place, appending)) => appending.streamed.push(place),
            // In all that is read from now on an empty literal would stand for this one.
            None => (coming.appending, coming.looks) = (None, ENOUGH),
        }
        head
    }

    /// The end of a command, literals of which came in pieces.
    fn end(&mut self, raw: &[u8]) -> CommandEnd<'static> {
        let (message, _) = self.client.streamed_tail(raw);
        let appending = self.coming.as_mut().and_then(|coming| coming.appending.take());
        match self.client.command(&message, self.session.is_utf8()).map(IntoBoundedStatic::into_static) {
            Ok(command) => {
                self.begins(&command);
                let Command { tag, body } = command;
                let tail = match appending {
                    Some(appending) => append::tail(body, &appending.streamed).map(CommandTail::Append),
                    None => Err(body),
                };
                CommandEnd { tag: Some(tag), tail: Ok(tail.unwrap_or_else(|body| other_tail(&body))) }
            }
            Err(error) => CommandEnd { tag: self.begins_malformed(&message), tail: Err(error) },
        }
    }

    /// The command up to a literal, where that can be read. `end`: where what follows the octets will begin.
    fn head(
        &mut self,
        bytes: &[u8],
        since: Since,
        literal: LiteralHead,
        end: impl FnOnce(AppendPlace, Place) -> Since,
    ) -> Option<CommandHead<'static>> {
        let coming = self.coming(bytes);
        if coming.looks >= ENOUGH || coming.appending.is_none() && bytes.len() > SKETCH_MAX {
            return None;
        }
        coming.looks = coming.looks.saturating_add(1);
        let known = coming.appending.take();
        let utf8 = self.session.is_utf8();
        let so_far = SoFar::read(&mut self.client, known.as_deref(), since, (bytes, literal), utf8);
        let (so_far, place) = match so_far.map(|so_far| (so_far.place, so_far)) {
            Ok((Some(place), so_far)) => (so_far, place),
            argument => {
                self.coming(bytes).appending = known;
                return argument.ok().map(|(_, so_far)| other(&so_far.body));
            }
        };
        let tag = so_far.tag.clone();
        let head = so_far.head()?;
        let end = end(head.place, place);
        let coming = self.coming(bytes);
        coming.looks = 0;
        coming.appending = Some(Box::new(match known {
            Some(known) => Appending { start: since, end, ..*known },
            None => Appending::new(tag, &head, since, end),
        }));
        Some(CommandHead::Append(head))
    }

    fn client_message<'i>(&mut self, raw: &'i [u8]) -> Result<FromClient<'i>, PeerError> {
        let dialogue = self.dialogue();
        if matches!(dialogue, Dialogue::Response | Dialogue::Idling) {
            let inner = raw.strip_suffix(b"\n").unwrap_or(raw);
            if inner.contains(&b'\n') {
                return Err(FramingError::LiteralHeader.into());
            }
        }
        if dialogue != Dialogue::Response && is_blank_line(raw) {
            return Ok(FromClient::Blank);
        }
        if let Some(message) = self.dialogue_line(dialogue, raw) {
            return Ok(message);
        }
        if let Some(tag) = self.late_done.take().filter(|_| self.client.idle_done(raw).is_ok()) {
            return Ok(FromClient::Done { tag });
        }
        Ok(match self.client.command(raw, self.session.is_utf8()) {
            Ok(command) => {
                self.begins(&command);
                FromClient::Command(command)
            }
            Err(error) => {
                let tag = self.begins_malformed(raw);
                FromClient::Malformed { tag, error }
            }
        })
    }

    fn dialogue_line(&mut self, dialogue: Dialogue, raw: &[u8]) -> Option<FromClient<'static>> {
        let flight = self.flights.back_mut()?;
        match dialogue {
            Dialogue::Response => {
                let data = self.client.authenticate_data(raw);
                flight.dialogue = match data {
                    Ok(AuthenticateData::Cancel) => Dialogue::None,
                    // A server may be able to read what is malformed here: it says what comes next.
                    Ok(AuthenticateData::Response(_)) | Err(_) => Dialogue::Challenge,
                };
                let tag = flight.tag.clone();
                Some(match data {
                    Ok(data) => FromClient::Sasl { tag, data },
                    Err(error) => FromClient::MalformedLine { tag, error },
                })
            }
            Dialogue::Idling => {
                flight.dialogue = Dialogue::None;
                let tag = flight.tag.clone();
                Some(match self.client.idle_done(raw) {
                    Ok(()) => FromClient::Done { tag },
                    // Some servers end IDLE by this, some still want DONE.
                    Err(error) => {
                        self.late_done = Some(tag.clone());
                        FromClient::MalformedLine { tag, error }
                    }
                })
            }
            Dialogue::None | Dialogue::Challenge | Dialogue::Idle | Dialogue::Upgrade(_) => None,
        }
    }

    fn begins(&mut self, command: &Command<'_>) {
        let row = Row::of(&command.body);
        let effect = row.effect();
        let dialogue = match row.exchange {
            Exchange::Authenticate => Dialogue::Challenge,
            Exchange::Idle => Dialogue::Idle,
            Exchange::Upgrade(upgrade) => Dialogue::Upgrade(upgrade),
            Exchange::Line | Exchange::Message => {
                Upgrade::after(None, &effect, self.compressed).map_or(Dialogue::None, Dialogue::Upgrade)
            }
        };
        let tag = command.tag.clone().into_static();
        self.fly(Flight { tag, effect, dialogue, malformed: false });
    }

    /// A command that cannot be read here is read by other servers, perhaps: what it changes for the lines behind it is
    /// taken from its name.
    #[cold]
    fn begins_malformed(&mut self, raw: &[u8]) -> Option<Tag<'static>> {
        let tag = self.coming.as_ref().map_or_else(|| tag_of(raw), |coming| coming.tag.clone());
        let name = raw.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).nth(1);
        let is = |what: &[u8]| name.is_some_and(|name| name.eq_ignore_ascii_case(what));
        let (effect, dialogue) = if is(b"AUTHENTICATE") {
            (Effect::LogIn, Dialogue::Challenge)
        } else if is(b"IDLE") {
            (Effect::None, Dialogue::Idle)
        } else if is(b"STARTTLS") {
            (Effect::StartTls, Dialogue::Upgrade(Upgrade::Tls))
        } else if is(b"COMPRESS") {
            (Effect::None, Dialogue::Upgrade(Upgrade::Compression))
        } else if is(b"LOGIN") {
            (Effect::LogIn, Dialogue::None)
        } else {
            (Effect::None, Dialogue::None)
        };
        let malformed = effect == Effect::None && dialogue == Dialogue::None;
        match tag.clone() {
            Some(tag) => self.fly(Flight { tag, effect, dialogue, malformed }),
            None => self.coming = None,
        }
        tag
    }

    fn fly(&mut self, flight: Flight) {
        let answered = self.coming.take().is_some_and(|coming| coming.answered);
        if !answered {
            self.session.started(&flight.effect);
            self.flights.push_back(flight);
        }
    }
}

/// The head of a command whose literal is no message.
fn other(body: &CommandBody<'static>) -> CommandHead<'static> {
    CommandHead::Other { kind: body.kind(), mailboxes: named(body) }
}

/// The end of a command of which something else than messages came in pieces.
fn other_tail(body: &CommandBody<'static>) -> CommandTail<'static> {
    CommandTail::Other { kind: body.kind(), mailboxes: named(body) }
}

/// The mailboxes whose names are at hand. An empty one stands for a literal that is not.
fn named(body: &CommandBody<'static>) -> Vec<Mailbox<'static>> {
    body.mailboxes().filter(|mailbox| !mailbox.as_bytes().is_empty()).cloned().collect()
}
