//! What a server says.

use alloc::string::ToString;

use imap_codec::{Encoder, continue_with};
use imap_types::code::Code;
use imap_types::fetch::{MsgAtt, MsgAttHead};
use imap_types::number::{Numbering, SeqNum, Uid};
use imap_types::response::{Condition, Continue, Data, RespText, Response, Status, StatusKind, Tagged};
use imap_types::text::Text;
use imap_types::trusted::FromWire;

use super::hold::{Held, Waiting, tells_mod_seq};
use super::{CommandId, Current, Delivery, Dialogue, Leave, READY, Rule, Server, resp_text};
use crate::error::{Misuse, PeerError};
use crate::exchange::idle::Idler;
use crate::exchange::upgrade::Upgrade;

use crate::session::{Effect, Refusal, State};

impl Server {
    /// Sends the greeting, before anything else: OK; PREAUTH if the client is already authenticated by other means; or
    /// BYE to refuse the connection.
    ///
    /// ```text
    /// S: * OK [CAPABILITY IMAP4rev1] hello
    /// ```
    /// # Errors
    /// The greeting was sent already ([`Misuse::NotWaiting`]), or this is NO or BAD ([`Misuse::Unfit`]).
    pub fn greet(&mut self, greeting: &Status<'_>) -> Result<(), Misuse> {
        self.check()?;
        if self.session.state() != State::Greeting {
            return Err(Misuse::NotWaiting);
        }
        if matches!(greeting.kind, StatusKind::No | StatusKind::Bad) {
            return Err(Misuse::Unfit);
        }
        self.put(&Data::Status(greeting.clone()));
        self.fit_limits();
        Ok(())
    }

    /// Room for output, in octets: what is left of [`Limits::output`]. While it is not 0, [`Server::respond`] takes the
    /// next answer, whatever its length, and [`Server::fetch_data`] takes so many octets. Changes with every call that
    /// answers, and with [`Server::transmitted`].
    ///
    /// So a FETCH of any number of messages can be answered in constant memory: answer while there is room, write,
    /// repeat.
    ///
    /// ```
    /// # use imap_fsm::server::{Event, Options, Server};
    /// # use imap_fsm::types::{fetch::MsgAtt, flag::FetchFlags, nonempty::NonEmpty, number::SeqNum};
    /// # use imap_fsm::types::response::{Condition, Data, RespText, Status, StatusKind};
    /// # let mut server = Server::new(Options::default());
    /// # let limit = imap_fsm::Limits::server().output;
    /// # server.greet(&Status { kind: StatusKind::PreAuth, text: RespText::try_from("hi")? })?;
    /// # let Some(Event::Command { id, .. }) = server.receive(&mut &b"a SELECT x\r\n"[..])? else { panic!() };
    /// # server.respond(&Data::Exists(100_000))?;
    /// # server.complete(id, Condition::Ok, RespText::try_from("done")?)?;
    /// # let mut written = 0;
    /// # let mut write = |server: &mut Server| {
    /// #     let n = server.transmit().len();
    /// #     assert!(n <= limit + 100);
    /// #     written += n;
    /// #     server.transmitted(n)
    /// # };
    /// # write(&mut server)?;
    /// # let Some(Event::Command { id, .. }) = server.receive(&mut &b"b FETCH 1:* FLAGS\r\n"[..])? else { panic!() };
    /// let mut messages = (1..=100_000).filter_map(|seq| SeqNum::try_from(seq).ok());
    /// 'answer: loop {
    ///     while server.room() > 0 {
    ///         let Some(seq) = messages.next() else { break 'answer };
    ///         let items = NonEmpty::one(MsgAtt::Flags(FetchFlags::default()));
    ///         server.respond(&Data::Fetch { seq, items })?;
    ///     }
    ///     write(&mut server)?; // what `transmit` shows
    /// }
    /// server.complete(id, Condition::Ok, RespText::try_from("done")?)?;
    /// # write(&mut server)?;
    /// # assert!(written > 2_500_000);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// [`Limits::output`]: crate::Limits::output
    pub fn room(&self) -> usize {
        self.limits().output.saturating_sub(self.transmit.len())
    }

    /// Sends untagged data: an answer to the client's command, or news. BYE ends the session.
    ///
    /// What may not be sent now is held back: see the [module](super) on EXPUNGE. The data is encoded at once, in the
    /// forms that the client has enabled.
    ///
    /// ```text
    /// C: a1 STORE 2 +FLAGS (\Deleted)
    /// S: * 2 FETCH (FLAGS (\Deleted))      Delivery::Sent
    /// S: * 1 EXPUNGE                       Delivery::Held: not within STORE; it goes out with a later command
    /// ```
    /// # Errors
    /// The output is full; or there is no place for data: before the greeting, after BYE, within a literal, while the
    /// connection is upgraded.
    pub fn respond(&mut self, data: &Data<'_>) -> Result<Delivery, Misuse> {
        self.check_answer()?;
        if matches!(data, Data::Status(Status { kind: StatusKind::PreAuth, .. })) {
            return Err(Misuse::Unfit);
        }
        let limit = self.limits().output;
        if self.transmit.len() > limit {
            return Err(Misuse::OutputFull { limit });
        }
        self.check_rules(data)?;
        let overlap = self.overlap();
        if self.held.must_hold(data, overlap) {
            if self.held.cost() > limit {
                return Err(Misuse::HeldFull { limit });
            }
            self.held.push(data, self.session.is_utf8(), self.exists());
            return Ok(Delivery::Held);
        }
        self.say(data);
        Ok(Delivery::Sent)
    }

    /// What may be said and is.
    pub(super) fn say(&mut self, data: &Data<'_>) {
        let closes = matches!(data, Data::Status(status) if status.text.code() == Some(&Code::Closed));
        let shrinks = matches!(data, Data::Expunge(_) | Data::Vanished { earlier: false, .. });
        if closes {
            self.leave_mailbox();
        } else if !shrinks && self.owes_closed() {
            self.put_closed();
        }
        if matches!(
            data,
            Data::Expunge(_) | Data::Vanished { earlier: false, .. } | Data::Exists(_) | Data::Recent(_)
        ) {
            self.release();
        }
        self.put(data);
    }

    /// Ends the command. Answers that were held back go out first if they may, and BYE goes out before the OK of LOGOUT
    /// if it was not sent.
    ///
    /// After OK to STARTTLS or COMPRESS nothing is read and nothing can be sent until [`Server::upgraded`]. If bytes of
    /// the client followed STARTTLS before it was answered, BAD and BYE are sent instead of OK, and [`Server::receive`]
    /// returns [`PeerError::PlaintextAfterStartTls`]. A message that APPEND waits with is refused by
    /// [`Server::refuse_literal`] instead.
    ///
    /// ```text
    /// C: a1 NOOP
    /// S: * 1 EXPUNGE                what was held back
    /// S: a1 OK done                 `complete`
    /// ```
    /// # Errors
    /// This is not the command in progress ([`Misuse::UnknownCommand`]), or octets of a text are missing
    /// ([`Misuse::InLiteral`]), or it is NO to UNAUTHENTICATE ([`Misuse::Unfit`]), which must not fail: send BYE if it
    /// cannot succeed ([RFC 8437 §3](https://www.rfc-editor.org/rfc/rfc8437#section-3)).
    pub fn complete(
        &mut self,
        id: CommandId,
        condition: Condition,
        text: RespText<'_>,
    ) -> Result<(), Misuse> {
        let current = self.check_current(id)?;
        if current.effect == Effect::Unauthenticate && condition == Condition::No {
            return Err(Misuse::Unfit);
        }
        // Whoever put these bytes there wants them to be taken for protected.
        if core::mem::take(&mut self.injected) && condition == Condition::Ok {
            let error = PeerError::PlaintextAfterStartTls;
            self.end(Condition::Bad, resp_text(None, error.to_string()));
            self.fail(error);
            return Ok(());
        }
        self.end(condition, text);
        Ok(())
    }

    /// Sends a challenge of AUTHENTICATE: the message of the mechanism, which this encodes in base64. The client's
    /// answer is [`Event::Response`](super::Event::Response).
    ///
    /// Send data that comes with success as a challenge, too: the client answers it with an empty response. Then
    /// complete the command.
    ///
    /// ```text
    /// C: a1 AUTHENTICATE PLAIN
    /// S: +                          `challenge` of nothing
    /// C: AGFsaWNlAHNlY3JldA==       Event::Response
    /// ```
    /// # Errors
    /// This is not the command in progress ([`Misuse::UnknownCommand`]), or it is no AUTHENTICATE or the client's turn
    /// ([`Misuse::NotWaiting`]).
    pub fn challenge(&mut self, id: CommandId, challenge: &[u8]) -> Result<(), Misuse> {
        self.check_open()?;
        let current = self.check_current(id)?;
        let Dialogue::Authenticate(turn) = &mut current.dialogue else {
            return Err(Misuse::NotWaiting);
        };
        turn.challenge()?;
        self.write(&Response::Continue(continue_with(challenge)));
        Ok(())
    }

    /// Accepts IDLE: [`Server::respond`] sends news as they happen, until [`Event::IdleDone`](super::Event::IdleDone)
    /// or until you complete the command.
    ///
    /// ```text
    /// C: a1 IDLE
    /// S: + idling                   `idle`
    /// S: * 4 EXISTS                 `respond`
    /// C: DONE                       Event::IdleDone
    /// ```
    /// # Errors
    /// This is not the command in progress ([`Misuse::UnknownCommand`]), or it is no IDLE or has begun
    /// ([`Misuse::NotWaiting`]).
    pub fn idle(&mut self, id: CommandId, text: Text<'_>) -> Result<(), Misuse> {
        self.check_open()?;
        let current = self.check_current(id)?;
        let Dialogue::Idle(idle) = &mut current.dialogue else {
            return Err(Misuse::NotWaiting);
        };
        idle.begin()?;
        self.write(&Response::Continue(Continue { text }));
        self.release();
        Ok(())
    }

    /// Lets the client send the message of [`Event::LiteralAnnounced`](super::Event::LiteralAnnounced).
    ///
    /// ```text
    /// C: a1 APPEND Sent {310}       Event::LiteralAnnounced
    /// S: + Ready for literal        `accept_literal`
    /// C: From: alice@example.org…
    /// ```
    /// # Errors
    /// No message of this command waits for a decision: [`Misuse::NotWaiting`].
    pub fn accept_literal(&mut self, id: CommandId) -> Result<(), Misuse> {
        self.check_open()?;
        match &mut self.coming {
            Some(coming) if coming.id == id && matches!(coming.leave, Leave::Asked { .. }) => {
                coming.leave = Leave::Given;
                self.transmit.writer().extend_from_slice(READY);
                Ok(())
            }
            _ => Err(Misuse::NotWaiting),
        }
    }

    /// Refuses an APPEND or REPLACE before it is whole. A client that waits does not send the message. What a client
    /// has begun to send is read to the end of the command and dropped.
    ///
    /// ```text
    /// C: a1 APPEND Sent {99999999}  Event::LiteralAnnounced
    /// S: a1 NO [TOOBIG] too big     `refuse_literal`; the client sends no octet of it
    /// ```
    /// # Errors
    /// No message of this command waits or comes ([`Misuse::NotWaiting`]), or the condition is OK ([`Misuse::Unfit`]).
    pub fn refuse_literal(
        &mut self,
        id: CommandId,
        condition: Condition,
        text: RespText<'_>,
    ) -> Result<(), Misuse> {
        self.check_between()?;
        if condition == Condition::Ok {
            return Err(Misuse::Unfit);
        }
        let mut coming = self.coming.take_if(|coming| coming.id == id).ok_or(Misuse::NotWaiting)?;
        if coming.leave != Leave::Given {
            (self.literals, self.looks) = (0, 0);
        }
        match coming.leave {
            Leave::Asked { line, impatient } => {
                let tag = coming.appending.tag.clone();
                coming.leave = Leave::Refused { line, impatient };
                self.coming = Some(coming);
                self.receiver.streamed_end();
                self.write(&Response::Tagged(Tagged { tag, condition, text }));
                Ok(())
            }
            Leave::Streams => {
                // What was left unread by the last `receive` had come before this answer.
                let mut nothing: &[u8] = &[];
                self.discard(&mut nothing);
                self.ahead = self.unread;
                self.write(&Response::Tagged(Tagged { tag: coming.appending.tag, condition, text }));
                Ok(())
            }
            _ => {
                self.coming = Some(coming);
                Err(Misuse::NotWaiting)
            }
        }
    }

    /// Begins a FETCH response with `items` and then `text`, whose `len` octets you bring later by
    /// [`Server::fetch_data`]; then go on by [`Server::fetch_next`], or end the response by [`Server::fetch_finish`].
    ///
    /// ```text
    /// S: * 12 FETCH (UID 4 BODY[HEADER] {342}
    ///    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    /// # Errors
    /// Those of [`Server::respond`]; or `text` is no item that is streamed ([`MsgAttHead::Within`], [`MsgAttHead::Other`]).
    pub fn fetch(
        &mut self,
        seq: SeqNum,
        items: &[MsgAtt<'_>],
        text: &MsgAttHead<'_>,
        len: u64,
    ) -> Result<(), Misuse> {
        self.begin_fetch(Numbering::SeqNum, items, len, |encoder| encoder.fetch(seq, items, text, len))
    }

    /// As [`Server::fetch`], for UIDFETCH, which replaces FETCH once the client has enabled UIDONLY. [RFC 9586
    /// §3.3](https://www.rfc-editor.org/rfc/rfc9586#section-3.3)
    ///
    /// ```text
    /// S: * 4 UIDFETCH (BODY[HEADER] {342}
    ///    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    /// # Errors
    /// Those of [`Server::fetch`].
    pub fn uid_fetch(
        &mut self,
        uid: Uid,
        items: &[MsgAtt<'_>],
        text: &MsgAttHead<'_>,
        len: u64,
    ) -> Result<(), Misuse> {
        self.begin_fetch(Numbering::Uid, items, len, |encoder| encoder.uid_fetch(uid, items, text, len))
    }

    fn begin_fetch(
        &mut self,
        numbering: Numbering,
        items: &[MsgAtt<'_>],
        len: u64,
        write: impl FnOnce(&mut Encoder<'_>) -> bool,
    ) -> Result<(), Misuse> {
        self.check_answer()?;
        self.check_fetch(numbering, items)?;
        let limit = self.limits().output;
        if self.transmit.len() > limit {
            return Err(Misuse::OutputFull { limit });
        }
        // No command that opens a mailbox asks for text.
        if self.owes_closed() {
            return Err(Misuse::Forbidden(Rule::NoMailbox));
        }
        let mut encoder = Encoder::new(self.transmit.writer()).utf8(self.session.is_utf8());
        if len > u64::MAX >> 1 || !write(&mut encoder) {
            return Err(Misuse::Unfit);
        }
        self.literal = Some(len);
        Ok(())
    }

    /// Takes octets of the text and returns how many it took: none while [`Limits::output`] bytes of output wait. Bring
    /// the rest after output has been written.
    ///
    /// ```text
    /// S: * 12 FETCH (UID 4 BODY[HEADER] {342}
    /// S: From: alice@example.org…
    ///    ^^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    /// # Errors
    /// More octets than are missing ([`Misuse::Octets`]), or no text was begun ([`Misuse::NotWaiting`]).
    ///
    /// [`Limits::output`]: crate::Limits::output
    pub fn fetch_data(&mut self, octets: &[u8]) -> Result<usize, Misuse> {
        self.check()?;
        let left = self.literal.ok_or(Misuse::NotWaiting)?;
        let asked = octets.len() as u64;
        if asked > left {
            return Err(Misuse::Octets { asked, available: left });
        }
        let taken = octets.get(..self.room()).unwrap_or(octets);
        self.transmit.writer().extend_from_slice(taken);
        self.literal = Some(left.saturating_sub(taken.len() as u64));
        Ok(taken.len())
    }

    /// Continues the FETCH response when all octets of its last text have come: more items, and another text whose
    /// octets you bring later, as with [`Server::fetch`].
    ///
    /// ```text
    /// S: * 12 FETCH (UID 4 BODY[HEADER] {342}
    /// S: From: alice@example.org… BODY[TEXT] {4096}
    ///                            ^^^^^^^^^^^^^^^^^^
    /// ```
    /// # Errors
    /// Octets are missing, or no FETCH response was begun; or `text` cannot be streamed.
    pub fn fetch_next(
        &mut self,
        items: &[MsgAtt<'_>],
        text: &MsgAttHead<'_>,
        len: u64,
    ) -> Result<(), Misuse> {
        self.check()?;
        self.check_items(items)?;
        match self.literal.ok_or(Misuse::NotWaiting)? {
            0 => {}
            left => return Err(Misuse::Octets { asked: 0, available: left }),
        }
        let mut encoder = Encoder::new(self.transmit.writer()).utf8(self.session.is_utf8());
        if len > u64::MAX >> 1 || !encoder.fetch_next(items, text, len) {
            return Err(Misuse::Unfit);
        }
        self.literal = Some(len);
        Ok(())
    }

    /// Ends the FETCH response when all octets of its last text have come.
    ///
    /// ```text
    /// S: * 12 FETCH (UID 4 BODY[HEADER] {342}
    /// S: From: alice@example.org…)
    ///                            ^
    /// ```
    /// # Errors
    /// Octets are missing ([`Misuse::Octets`]), or no FETCH response was begun ([`Misuse::NotWaiting`]).
    pub fn fetch_finish(&mut self) -> Result<(), Misuse> {
        self.check()?;
        match self.literal {
            Some(0) => {
                self.literal = None;
                self.transmit.writer().extend_from_slice(b")\r\n");
                Ok(())
            }
            Some(left) => Err(Misuse::Octets { asked: 0, available: left }),
            None => Err(Misuse::NotWaiting),
        }
    }

    /// Ends the current command.
    pub(super) fn end(&mut self, condition: Condition, text: RespText<'_>) {
        self.release();
        if self.owes_closed() {
            self.put_closed();
        }
        let Some(current) = self.current.take() else { return };
        let Current { tag, effect, dialogue, .. } = *current;
        let ok = condition == Condition::Ok;
        if ok && effect == Effect::LogOut {
            self.bye("logging out".to_string());
        }
        // It would tell the client that it has seen everything.
        let early = tells_mod_seq(&text) && self.held.hides_messages();
        let text = if early { RespText::from_wire((None, text.text().clone())) } else { text };
        let tagged = Tagged { tag, condition, text };
        self.session.completed(&effect, &tagged);
        self.write(&Response::Tagged(tagged));
        let mut asked = None;
        match dialogue {
            Dialogue::Upgrade(upgrade) => asked = Some(upgrade),
            Dialogue::Idle(Idler::Begun) => self.late_done = true,
            Dialogue::None | Dialogue::Authenticate(_) | Dialogue::Idle(_) => {}
        }
        if ok {
            self.upgrade = Upgrade::after(asked, &effect, self.compressed);
        }
        self.fit_limits();
    }

    /// Says what was held back.
    fn release(&mut self) {
        let command = self.overlap();
        while let Some(waiting) = self.held.pop(command) {
            match waiting {
                Waiting::Expunge(seq) => self.put(&Data::Expunge(seq)),
                Waiting::Vanished(uids) => self.put(&Data::Vanished { earlier: false, uids }),
                Waiting::Exists(count) => self.put(&Data::Exists(count)),
                Waiting::Recent(count) => self.put(&Data::Recent(count)),
                Waiting::Wire(wire) => self.transmit.writer().extend_from_slice(&wire),
            }
        }
    }

    /// The mailbox is closed, or another opened in its place: what is held is said now or never.
    pub(super) fn leave_mailbox(&mut self) {
        let opens = self.current.as_ref().is_some_and(|current| matches!(current.effect, Effect::Open(_)));
        if !opens || self.session.tells_closed() {
            self.release();
        }
        self.held = Held::default();
    }

    fn put_closed(&mut self) {
        let text = resp_text(Some(Code::Closed), "the mailbox before".to_string());
        self.put(&Data::Status(Status { kind: StatusKind::Ok, text }));
    }

    fn put(&mut self, data: &Data<'_>) {
        self.session.apply(data);
        Encoder::new(self.transmit.writer()).utf8(self.session.is_utf8()).data(data);
    }

    fn fit_limits(&mut self) {
        let limits = *self.limits();
        self.receiver.set_limits(&limits);
    }

    /// Whether a line can stand here.
    fn check_between(&self) -> Result<(), Misuse> {
        self.check()?;
        if self.literal.is_some() { Err(Misuse::InLiteral) } else { Ok(()) }
    }

    /// Whether data has a place now.
    fn check_answer(&self) -> Result<(), Misuse> {
        self.check_open()?;
        if self.upgrade.is_some() { Err(Misuse::Upgrading) } else { Ok(()) }
    }

    /// Whether a line can stand here, and the session goes on.
    pub(super) fn check_open(&self) -> Result<(), Misuse> {
        self.check_between()?;
        match self.session.state() {
            state @ (State::Greeting | State::Logout) => Err(Misuse::Refused(Refusal::State { state })),
            State::NotAuthenticated | State::Authenticated | State::Selected => Ok(()),
        }
    }

    pub(super) fn check_current(&mut self, id: CommandId) -> Result<&mut Current, Misuse> {
        self.check_between()?;
        self.current.as_deref_mut().filter(|current| current.id == id).ok_or(Misuse::UnknownCommand)
    }
}
