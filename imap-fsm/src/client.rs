//! The client's side of a connection: commands in, bytes out; bytes in, events out.
//!
//! ```
//! use imap_fsm::client::{Client, Event, Options};
//! use imap_types::command::CommandBody;
//!
//! let mut client = Client::new(Options::default());
//! let mut input: &[u8] = b"* OK [CAPABILITY IMAP4rev1] hello\r\n";
//! let Some(Event::Greeting(_)) = client.receive(&mut input)? else { panic!() };
//!
//! let login = client.send(&CommandBody::login("alice", "se\\cret")?)?;
//! assert_eq!(client.transmit(), b"a1 LOGIN alice \"se\\\\cret\"\r\n");
//! let written = client.transmit().len();
//! client.transmitted(written)?;
//!
//! let mut input: &[u8] = b"a1 OK welcome\r\n";
//! let Some(Event::Completed { id, .. }) = client.receive(&mut input)? else { panic!() };
//! assert_eq!(id, login);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Write what [`Client::transmit`] lends, tell [`Client::transmitted`], read, give what you read to
//! [`Client::receive`] until it has no more events, and begin again. There is no call order to learn: a call that is
//! out of place returns [`Misuse`] and changes nothing.

pub mod call;
mod event;
mod flight;
mod send;

use alloc::boxed::Box;
use alloc::collections::VecDeque;

use imap_codec::{Frame, LiteralHead, Sighting, challenge};
use imap_types::IntoBoundedStatic;
use imap_types::capability::Capability;
use imap_types::response::{Condition, Continue, Data, Response, StatusKind, Tagged};

pub use self::event::Event;
pub use self::flight::CommandId;
use self::flight::{Dialogue, Flight};
use crate::error::{Misuse, PeerError};
use crate::exchange::append::Append;
use crate::exchange::authenticate::Authenticate;
use crate::exchange::idle::DONE;
pub use crate::exchange::upgrade::Upgrade;
use crate::limits::Limits;
use crate::receive::Receiver;
use crate::session::{Refusal, Session, State};
use crate::transmit::Transmit;

/// Longest beginning of a message that is read before the rest has come.
const SKETCH_MAX: usize = 64 << 10;

/// What a client is made with.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What bounds the connection.
    pub limits: Limits,
    /// Whether every [`Quirk`](imap_codec::Quirk) of the server is refused, as malformed.
    pub strict: bool,
    /// Whether the connection is over TLS from its first byte.
    pub tls: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { limits: Limits::client(), strict: false, tls: false }
    }
}

/// The client's side of a connection. See the [module](self).
///
/// It owns what is not written yet and, for each command in flight, a few words; received bytes stay with you.
#[derive(Debug)]
pub struct Client {
    receiver: Receiver,
    transmit: Transmit,
    session: Session,
    /// In the order in which they were sent. Those held back are all behind those that are not.
    flights: VecDeque<Flight>,
    next: u32,
    limits: Limits,
    /// What the caller has to do before anything goes on.
    upgrade: Option<Upgrade>,
    /// Octets that a server is owed which refused the command while it was reading them.
    owed: Option<Box<(CommandId, Append)>>,
    failed: Option<PeerError>,
}

impl Client {
    /// A client that waits for the greeting.
    pub fn new(options: Options) -> Self {
        Self {
            receiver: Receiver::for_responses(&options.limits, options.strict),
            transmit: Transmit::default(),
            session: if options.tls { Session::over_tls() } else { Session::new() },
            flights: VecDeque::new(),
            next: 1,
            limits: options.limits,
            upgrade: None,
            owed: None,
            failed: None,
        }
    }

    /// What is known of the connection. Changes with [`Client::receive`].
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// How many commands have not ended, those held back included.
    pub fn in_flight(&self) -> usize {
        self.flights.len()
    }

    /// Whether a command is held back until others have ended. Changes with [`Client::send`], [`Client::receive`],
    /// [`Client::append_finish`] and [`Client::idle_done`].
    pub fn is_held(&self, id: CommandId) -> bool {
        self.flights.iter().any(|flight| flight.id == id && flight.begin.is_none())
    }

    /// What was tolerated in the message received last.
    pub fn quirks(&self) -> &[Sighting] {
        self.receiver.quirks()
    }

    /// What is to be written now; nothing after a [`PeerError`].
    ///
    /// Changes with [`Client::transmitted`], with [`Client::send`] and the other calls that say something, and with
    /// [`Client::receive`], since an answer can release what waited.
    pub fn transmit(&self) -> &[u8] {
        if self.failed.is_some() { &[] } else { self.transmit.bytes() }
    }

    /// Tells that so many bytes of [`Client::transmit`] have been written. Tell it before you receive what the server
    /// may have said to them: an answer to what has not been written is the server's error.
    pub fn transmitted(&mut self, n: usize) -> Result<(), Misuse> {
        self.check()?;
        self.transmit.advance(n)
    }

    /// The next thing that the server said, if the input has all of it. Advances `input` past what it used.
    ///
    /// `None`: more bytes are needed. Keep what is left in `input` and call again with more bytes behind it. While an
    /// upgrade is ready nothing is taken.
    ///
    /// # Errors
    /// The server broke the protocol so that nobody can go on; every call returns the same from then on.
    pub fn receive<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Event<'i>>, PeerError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.advance(input).inspect_err(|&error| self.fail(error))
    }

    /// The stream has ended. Fine after BYE; else the error says what every call returns from then on.
    pub fn receive_eof(&mut self) -> Result<(), PeerError> {
        match (self.failed, self.session.state()) {
            (Some(error), _) => Err(error),
            (None, State::Logout) => Ok(()),
            (None, _) => {
                self.fail(PeerError::UnexpectedEof);
                Err(PeerError::UnexpectedEof)
            }
        }
    }

    /// The layer that [`Event::UpgradeReady`] asked for is there: the connection goes on over it.
    pub fn upgraded(&mut self) -> Result<(), Misuse> {
        self.check()?;
        self.upgrade.take().map(|_| self.pump()).ok_or(Misuse::NotWaiting)
    }

    fn fail(&mut self, error: PeerError) {
        self.failed = Some(error);
        self.flights = VecDeque::new();
        self.transmit.clear();
        self.receiver.streamed_end();
    }

    fn check(&self) -> Result<(), Misuse> {
        self.failed.map_or(Ok(()), |error| Err(Misuse::PeerFailed(error)))
    }

    fn advance<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Event<'i>>, PeerError> {
        match self.upgrade {
            Some(Upgrade::Tls) if !input.is_empty() => return Err(PeerError::PlaintextAfterStartTls),
            Some(_) => return Ok(None),
            None => {}
        }
        if let Some(event) = self.withheld() {
            return Ok(Some(event));
        }
        let Some(frame) = self.receiver.next(input)? else { return Ok(None) };
        let event = match frame {
            Frame::Message(message) => self.message(message)?,
            Frame::Head { bytes, literal } => self.head(bytes, literal),
            Frame::Data(octets) => Event::LiteralData(octets),
            Frame::Tail(bytes) => self.tail(bytes),
            Frame::Oversized { bytes, literal } => {
                self.receiver.streamed_end();
                Event::Oversized { raw: bytes, literal }
            }
            // Of commands only.
            Frame::Announced { .. } => return Ok(None),
        };
        if self.session.state() == State::Greeting {
            return Err(PeerError::Greeting);
        }
        if self.upgrade == Some(Upgrade::Tls) && !input.is_empty() {
            return Err(PeerError::PlaintextAfterStartTls);
        }
        Ok(Some(event))
    }

    fn message<'i>(&mut self, message: &'i [u8]) -> Result<Event<'i>, PeerError> {
        match self.receiver.response(message, self.session.is_utf8()) {
            Ok(Response::Data(data)) => Ok(self.data(data)),
            Ok(Response::Tagged(tagged)) => self.completed(tagged),
            Ok(Response::Continue(request)) => self.continued(request, message),
            Err(error) => Ok(Event::Malformed { raw: message, error }),
        }
    }

    fn data<'i>(&mut self, data: Data<'i>) -> Event<'i> {
        let greets = self.session.state() == State::Greeting;
        self.session.apply(&data);
        match data {
            Data::Status(status) if status.kind == StatusKind::Bye => Event::Bye(status.text),
            Data::Status(status) if greets => Event::Greeting(status),
            data => Event::Data(data),
        }
    }

    fn head<'i>(&mut self, bytes: &[u8], literal: LiteralHead) -> Event<'i> {
        let message = self.receiver.streamed_head(bytes, literal, b")\r\n");
        // Of a message with many literals the beginning would be read again and again.
        let read = |receiver: &mut Receiver, utf8| match receiver.response(&message, utf8) {
            Ok(Response::Data(data)) => Some(data.into_static()),
            _ => None,
        };
        let short = message.len() <= SKETCH_MAX;
        let data = if short { read(&mut self.receiver, self.session.is_utf8()) } else { None };
        Event::LiteralHead { data, literal }
    }

    fn tail<'i>(&mut self, bytes: &[u8]) -> Event<'i> {
        let message = self.receiver.streamed_tail(bytes);
        Event::LiteralTail(match self.receiver.response(&message, self.session.is_utf8()) {
            Ok(Response::Data(data)) => {
                self.session.apply(&data);
                Ok(data.into_static())
            }
            // Neither has literals, so the framer does not come to this.
            Ok(_) => Err(imap_codec::DecodeError { offset: 0, expected: "response-data" }),
            Err(error) => Err(error),
        })
    }

    fn completed<'i>(&mut self, tagged: Tagged<'i>) -> Result<Event<'i>, PeerError> {
        let id = CommandId::of_tag(&tagged.tag).ok_or(PeerError::UnknownTag)?;
        let position = self.transmit.position();
        let index = self.flights.iter().position(|flight| flight.id == id).ok_or(PeerError::UnknownTag)?;
        let seen = |flight: &Flight| flight.begin.is_some_and(|begin| begin < position);
        let ok = tagged.condition == Condition::Ok;
        match self.flights.get(index) {
            Some(flight) if !seen(flight) => return Err(PeerError::UnknownTag),
            Some(flight) if ok && !flight.may_succeed(position) => return Err(PeerError::EarlyOk),
            _ => {}
        }
        let flight = self.flights.remove(index).ok_or(PeerError::UnknownTag)?;
        self.session.completed(&flight.effect, &tagged);
        match flight.dialogue {
            Dialogue::Append(append) if flight.unsent.is_done() && !append.finished => {
                self.owe(flight.id, append);
            }
            Dialogue::Idle(idle) => self.forget_done(idle.done),
            Dialogue::Upgrade(upgrade) if ok => {
                self.upgrade = Some(upgrade);
                return Ok(Event::UpgradeReady { id, tagged, upgrade });
            }
            _ => {}
        }
        self.pump();
        if self.flights.is_empty() {
            self.flights = VecDeque::new();
        }
        Ok(Event::Completed { id, tagged })
    }

    /// The server has ended IDLE by itself, and DONE would be taken for a command: unless it is on its way, it stays.
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
            flight.begin.iter_mut().for_each(shift);
            shift(&mut flight.end);
        }
    }

    fn continued<'i>(&mut self, request: Continue<'i>, raw: &'i [u8]) -> Result<Event<'i>, PeerError> {
        let position = self.transmit.position();
        // Those before it have gone out whole.
        let flight = self.flights.iter_mut().rfind(|flight| flight.begin.is_some());
        let flight = flight.filter(|flight| flight.end <= position && self.owed.is_none());
        let flight = flight.ok_or(PeerError::UnexpectedContinue)?;
        let id = flight.id;
        if flight.unsent.open(self.transmit.writer()) {
            flight.end = self.transmit.end();
            self.pump();
            return Ok(Event::Continue { id, text: request.text });
        }
        match &mut flight.dialogue {
            Dialogue::Authenticate(turn @ Authenticate::Server) => {
                *turn = Authenticate::Client;
                Ok(match challenge(&request) {
                    Ok(challenge) => Event::Challenge { id, challenge },
                    Err(error) => Event::Malformed { raw, error },
                })
            }
            Dialogue::Idle(idle) if !idle.begun => {
                idle.begun = true;
                flight.end_idle(&mut self.transmit);
                self.pump();
                Ok(Event::Idling { id, text: request.text })
            }
            _ => Err(PeerError::UnexpectedContinue),
        }
    }

    /// Puts out every command whose time has come.
    fn pump(&mut self) {
        let blocked = self.owed.is_some() || self.upgrade.is_some() || self.session.state() == State::Logout;
        let held =
            self.flights.iter().position(|flight| flight.begin.is_none()).unwrap_or(self.flights.len());
        for index in held..self.flights.len() {
            if blocked || !self.may_go(index) {
                break;
            }
            let disabled = self.session.has(&Capability::LoginDisabled);
            let Some(flight) = self.flights.get_mut(index) else { break };
            if disabled && flight.is_login() {
                flight.withheld = true;
                break;
            }
            flight.release(&mut self.transmit);
        }
        if let Some(first) = self.flights.front_mut().filter(|first| first.begin.is_some() && !first.started)
        {
            first.started = true;
            self.session.started(&first.effect);
        }
    }

    /// Gives up a command that is out of place by now, and puts out what is behind it.
    fn withheld(&mut self) -> Option<Event<'static>> {
        // Nobody else waits to log in.
        let index = match self.session.state() {
            State::NotAuthenticated => self.flights.iter().position(|flight| flight.withheld)?,
            _ => return None,
        };
        let Flight { id, .. } = self.flights.remove(index)?;
        self.pump();
        Some(Event::Withheld { id, refusal: Refusal::LoginDisabled })
    }

    fn may_go(&self, index: usize) -> bool {
        let Some(flight) = self.flights.get(index) else { return false };
        let mut before = self.flights.iter().take(index);
        before.all(|before| before.is_gone() && !flight.waits_for(before))
    }
}
