//! Messages whose octets the caller brings in pieces: APPEND and REPLACE, and CATENATE in both.

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_codec::Encoder;
use imap_types::append::{AppendMessage, AppendMessageHead, CatPart};
use imap_types::atom::Tag;
use imap_types::command::CommandBody;
use imap_types::mailbox::Mailbox;
use imap_types::replace::{OldMessage, Replace};
use imap_types::string::AString;

use super::flight::{Dialogue, Flight};
use super::{Client, CommandId};
use crate::error::Misuse;
use crate::exchange::append::{Append, Place};
use crate::exchange::literal::Unsent;
use crate::session::{Needs, Row};

impl Client {
    /// Begins an APPEND of a message of `len` octets, which you bring later. The head has its flags and date.
    ///
    /// By default the octets are the whole message and have no NUL. They may have NUL after
    /// [`AppendDataHead::Literal8`] and [`AppendDataHead::Utf8`], and are a piece of the message after
    /// [`AppendDataHead::Catenate`].
    ///
    /// Bring the octets by [`Client::append_data`] while [`Client::append_room`] is not zero: after
    /// [`Event::Continue`](super::Event::Continue), or as soon as the command goes out if the server offers LITERAL+,
    /// or LITERAL- and the message has at most 4,096 octets. Then call [`Client::append_finish`],
    /// [`Client::append_next`] (MULTIAPPEND), or [`Client::append_parts`] and [`Client::append_text`] (CATENATE). If
    /// the server refuses the message, [`Event::Completed`](super::Event::Completed) comes instead of
    /// [`Event::Continue`](super::Event::Continue); where the octets did not wait for that, all of them must be sent
    /// after the refusal, too. Commands sent meanwhile are held back.
    ///
    /// ```text
    /// C: a1 APPEND Sent (\Seen) {310}
    /// S: + go on                    Event::Continue: now `append_data`
    /// C: From: alice@example.org…   310 octets, and then `append_finish`
    /// S: a1 OK [APPENDUID 38505 3955] done
    /// ```
    /// # Errors
    /// Those of [`Client::send`].
    ///
    /// [`AppendDataHead::Literal8`]: imap_types::append::AppendDataHead::Literal8
    /// [`AppendDataHead::Utf8`]: imap_types::append::AppendDataHead::Utf8
    /// [`AppendDataHead::Catenate`]: imap_types::append::AppendDataHead::Catenate
    pub fn append(
        &mut self,
        mailbox: &Mailbox<'_>,
        message: &AppendMessageHead<'_>,
        len: u64,
    ) -> Result<CommandId, Misuse> {
        self.check()?;
        check_len(len)?;
        let messages = AppendMessage::new(AString::EMPTY).into();
        let command = CommandBody::Append { mailbox: mailbox.clone(), messages };
        self.stream(&command, Append::several(Place::of(message), len), len, |encoder, tag| {
            encoder.append(tag, mailbox);
            encoder.append_message(message, len);
        })
    }

    /// Begins a REPLACE, or UID REPLACE, with a message of `len` octets, which you bring later as with
    /// [`Client::append`]. REPLACE takes one message only. Requires
    /// [`Capability::Replace`](imap_types::capability::Capability::Replace). [RFC
    /// 8508](https://www.rfc-editor.org/rfc/rfc8508)
    ///
    /// ```text
    /// C: a1 UID REPLACE 2000 Drafts {310}
    /// S: + go on
    /// C: From: alice@example.org…
    /// S: * OK [APPENDUID 1 2001] replaced
    /// S: * 5 EXPUNGE
    /// S: a1 OK done
    /// ```
    /// # Errors
    /// Those of [`Client::append`].
    pub fn replace(
        &mut self,
        old: OldMessage,
        mailbox: &Mailbox<'_>,
        message: &AppendMessageHead<'_>,
        len: u64,
    ) -> Result<CommandId, Misuse> {
        self.check()?;
        check_len(len)?;
        let new = AppendMessage::new(AString::EMPTY);
        let command = CommandBody::Replace(Box::new(Replace { old, mailbox: mailbox.clone(), message: new }));
        self.stream(&command, Append::one(Place::of(message), len), len, |encoder, tag| {
            encoder.replace(tag, old, mailbox);
            encoder.append_message(message, len);
        })
    }

    fn stream(
        &mut self,
        command: &CommandBody<'_>,
        append: Append,
        len: u64,
        write: impl FnOnce(&mut Encoder<'_>, &Tag<'_>),
    ) -> Result<CommandId, Misuse> {
        let mut row = Row::of(command);
        row.needs = Needs::Room { octets: len, messages: 1 };
        self.check_send(&row)?;
        let id = CommandId(self.next);
        let (mut bytes, mut gates) = (Vec::new(), Vec::new());
        write(&mut self.encoder(&mut bytes, &mut gates), &id.tag());
        Ok(self.enqueue(Flight::streamed(id, &row, append, Unsent::new(bytes, gates))))
    }

    /// The most octets that [`Client::append_data`] takes now. It is zero while the command is held back, before the
    /// server has sent `+` if the message waits for that, and while [`Limits::output`](crate::Limits::output) bytes of
    /// output wait. It can change with each event and each [`Client::transmitted`].
    pub fn append_room(&self, id: CommandId) -> usize {
        let owed = self.owed.as_deref().is_some_and(|(owed, _)| *owed == id);
        let open = |flight: &Flight| flight.id == id && flight.unsent.is_done();
        match owed || self.flights.iter().any(open) {
            true => self.limits.output.saturating_sub(self.transmit.len()),
            false => 0,
        }
    }

    /// Takes octets of the message, at most [`Client::append_room`], and returns how many it took.
    ///
    /// A server that refuses the message in the middle still has to read it to the end. So this takes octets after such
    /// a NO as well, and later commands are held back until all octets have been sent.
    ///
    /// ```text
    /// C: a1 APPEND Sent {310}
    /// S: + go on
    /// C: From: alice@example.org…   `append_data`, as often as it takes
    ///    ^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
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

    /// Begins another message of the same APPEND, which waits for the server as the first one did. Requires
    /// [`Capability::MultiAppend`](imap_types::capability::Capability::MultiAppend).
    ///
    /// ```text
    /// C: a1 APPEND Sent {310}
    /// S: + go on
    /// C: From: alice@example.org… (\Seen) {42}
    ///                            ^^^^^^^^^^^^^ `append_next`
    /// S: + go on
    /// ```
    /// # Errors
    /// The message before it is not whole, or the APPEND has ended; or it is a REPLACE.
    pub fn append_next(
        &mut self,
        id: CommandId,
        message: &AppendMessageHead<'_>,
        len: u64,
    ) -> Result<(), Misuse> {
        self.check()?;
        check_len(len)?;
        self.session.fits(len)?;
        let (append, _) = self.streamed(id)?;
        let messages = append.messages().saturating_add(1);
        self.session.takes(messages)?;
        let (mut rest, mut gates) = (Vec::new(), Vec::new());
        self.encoder(&mut rest, &mut gates).append_message(message, len);
        let (append, unsent) = self.streamed(id)?;
        let close = append.next(unsent, Place::of(message), len)?;
        self.go_on(id, close, &rest, gates)
    }

    /// Continues a CATENATE with the parts in `before`, if any, and then a TEXT of `len` octets, which waits for the
    /// server as the first one did. [RFC 4469 §3](https://www.rfc-editor.org/rfc/rfc4469#section-3)
    ///
    /// ```text
    /// C: a1 APPEND Drafts CATENATE (TEXT {42}
    /// S: + go on
    /// C: From: alice@example.org… URL "/INBOX/;UID=7" TEXT {10}
    ///                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `append_text`
    /// S: + go on
    /// ```
    /// # Errors
    /// The text before it is not whole, or the command has ended, or its message is no CATENATE.
    pub fn append_text(&mut self, id: CommandId, before: &[CatPart<'_>], len: u64) -> Result<(), Misuse> {
        self.check()?;
        check_len(len)?;
        self.session.fits(len)?;
        let (mut rest, mut gates) = (Vec::new(), Vec::new());
        let mut encoder = self.encoder(&mut rest, &mut gates);
        encoder.cat_parts(before);
        encoder.cat_text(len);
        let (append, unsent) = self.streamed(id)?;
        let close = append.go_on(unsent, len)?;
        self.go_on(id, close, &rest, gates)
    }

    /// Continues a CATENATE with these parts, which are whole.
    ///
    /// ```text
    /// C: a1 APPEND Drafts CATENATE (TEXT {42}
    /// S: + go on
    /// C: From: alice@example.org… URL "/INBOX/;UID=7")
    ///                            ^^^^^^^^^^^^^^^^^^^^ `append_parts`
    /// ```
    /// # Errors
    /// Those of [`Client::append_text`].
    pub fn append_parts(&mut self, id: CommandId, parts: &[CatPart<'_>]) -> Result<(), Misuse> {
        self.check()?;
        let (mut rest, mut gates) = (Vec::new(), Vec::new());
        self.encoder(&mut rest, &mut gates).cat_parts(parts);
        let (append, unsent) = self.streamed(id)?;
        let close = append.go_on(unsent, 0)?;
        self.go_on(id, close, &rest, gates)
    }

    /// Puts out the end of one message and the beginning of what comes next.
    fn go_on(
        &mut self,
        id: CommandId,
        close: &[u8],
        rest: &[u8],
        mut gates: Vec<usize>,
    ) -> Result<(), Misuse> {
        gates.iter_mut().for_each(|gate| *gate = gate.saturating_add(close.len()));
        let flight = self.flights.iter_mut().find(|flight| flight.id == id).ok_or(Misuse::UnknownCommand)?;
        flight.unsent = Unsent::new([close, rest].concat(), gates);
        flight.release(&mut self.transmit);
        Ok(())
    }

    /// Ends the APPEND or REPLACE after its last message; [`Event::Completed`](super::Event::Completed) follows.
    ///
    /// ```text
    /// C: a1 APPEND Sent {310}
    /// S: + go on
    /// C: From: alice@example.org…   all 310 octets, and the line end by `append_finish`
    /// S: a1 OK done                 Event::Completed
    /// ```
    /// # Errors
    /// The last message is not whole, or the command has ended.
    pub fn append_finish(&mut self, id: CommandId) -> Result<(), Misuse> {
        self.check()?;
        let (append, unsent) = self.streamed(id)?;
        let end = append.finish(unsent)?;
        self.transmit.writer().extend_from_slice(end);
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
            self.transmit.writer().extend_from_slice(append.end());
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
}

fn check_len(len: u64) -> Result<(), Misuse> {
    let available = u64::MAX >> 1;
    if len > available { Err(Misuse::Octets { asked: len, available }) } else { Ok(()) }
}
