//! The client's side of a connection: commands in, bytes out; bytes in, events out.
//!
//! ```
//! use imap_fsm::client::{Client, Event, Options};
//! use imap_fsm::types::command::CommandBody;
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

pub(crate) mod answer;
mod append;
pub mod call;
mod event;
mod flight;
mod send;
mod shown;
mod waiting;

use alloc::boxed::Box;
use alloc::collections::VecDeque;

use imap_codec::{Frame, Sighting};
use imap_types::IntoBoundedStatic;
use imap_types::capability::Capability;
use imap_types::response::{Condition, Data, Response, StatusKind};

pub use self::event::{Event, MalformedCompletion, UpgradeReady};
pub use self::flight::CommandId;
use self::flight::{Flight, Turn};
pub use self::waiting::WaitingFor;
use crate::error::{Misuse, PeerError};
use crate::exchange::append::Append;
use crate::exchange::literal::Unsent;
pub use crate::exchange::upgrade::Upgrade;
pub use crate::head::DataTail;
use crate::limits::Limits;
use crate::receive::Receiver;
use crate::session::{Effect, Outlook, Refusal, Session, State};
use crate::transmit::Transmit;

/// Options of a [`Client`].
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Limits of the connection.
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
    /// Whether COMPRESS has begun a layer.
    compressed: bool,
    /// Octets still due to a server that refused the APPEND in the middle of its literal.
    owed: Option<Box<(CommandId, Append)>>,
    failed: Option<PeerError>,
}

impl Client {
    /// Makes the client of a new connection, which waits for the server's greeting.
    pub fn new(options: Options) -> Self {
        Self {
            receiver: Receiver::for_responses(&options.limits, options.strict),
            transmit: Transmit::default(),
            session: if options.tls { Session::over_tls() } else { Session::new() },
            flights: VecDeque::new(),
            next: 1,
            limits: options.limits,
            upgrade: None,
            compressed: false,
            owed: None,
            failed: None,
        }
    }

    /// State of the connection: capabilities, mailbox, what is enabled. Changes with [`Client::receive`].
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Number of commands that have not ended, including those held back.
    pub fn in_flight(&self) -> usize {
        self.flights.len()
    }

    /// Whether a command is held back until others have ended. Changes with [`Client::send`], [`Client::receive`],
    /// [`Client::append_finish`] and [`Client::idle_done`].
    pub fn is_held(&self, id: CommandId) -> bool {
        self.flights.iter().any(|flight| flight.id == id && flight.is_held())
    }

    /// Deviations that were tolerated in the message received last.
    pub fn quirks(&self) -> &[Sighting] {
        self.receiver.quirks()
    }

    /// Bytes to write now. After a [`PeerError`], those that were not written before and nothing new; after
    /// [`PeerError::PlaintextAfterStartTls`], none.
    ///
    /// Changes with [`Client::transmitted`], with [`Client::send`] and the other calls that send something, and with
    /// [`Client::receive`], since an answer can release output that waited.
    ///
    /// Bytes that this has returned count as written: the server may answer them, and they are never taken back.
    ///
    /// ```text
    /// C: a1 LOGIN alice secret      shown until `transmitted` has been told of these bytes
    /// ```
    pub fn transmit(&self) -> &[u8] {
        self.transmit.bytes()
    }

    /// Call this when the first `n` bytes of [`Client::transmit`] have been written. One task can write while another
    /// receives: an answer to bytes that [`Client::transmit`] has returned may be received before this call.
    ///
    /// ```text
    /// C: a1 LOGIN alice secret      written: `transmitted(25)`, with CR and LF
    /// ```
    /// # Errors
    /// More bytes than [`Client::transmit`] shows: [`Misuse::Octets`].
    pub fn transmitted(&mut self, n: usize) -> Result<(), Misuse> {
        self.transmit.advance(n)
    }

    /// Reads the next message of the server, if `input` has all of it, and advances `input` past it.
    ///
    /// `None`: more bytes are needed. Keep what is left in `input`, append what you read next, and call again. Nothing
    /// is read between [`Event::UpgradeReady`] and [`Client::upgraded`].
    ///
    /// ```text
    /// S: * 4 EXISTS                 Event::Data
    /// S: a1 OK done                 Event::Completed
    /// S: * 5 EXI                    None: the rest of the line has not come
    /// ```
    /// # Errors
    /// The server broke the protocol in a way that ends the connection. Every later call returns the same error.
    pub fn receive<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Event<'i>>, PeerError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        self.advance(input).inspect_err(|&error| self.fail(error))
    }

    /// Call this when the stream has ended, or when you close it after a [`PeerError`], until there are no more events:
    /// one for each command without an answer, [`Event::Withheld`] if it was not sent, otherwise [`Event::Unanswered`].
    ///
    /// ```text
    /// C: a1 NOOP
    /// S: (closes the connection)    Event::Unanswered for a1, then PeerError::UnexpectedEof
    /// ```
    /// # Errors
    /// After the last event, unless the server has sent BYE: the reason why the connection ended. Every later call
    /// returns it.
    pub fn receive_eof(&mut self) -> Result<Option<Event<'static>>, PeerError> {
        if self.failed.is_none() && self.session.state() != State::Logout {
            self.fail(PeerError::UnexpectedEof);
        }
        let lent = self.transmit.lent();
        if let Some(flight) = self.flights.pop_front() {
            let id = flight.id;
            let refusal = Refusal::State { state: State::Logout };
            return Ok(Some(match flight.is_out(lent) {
                true => Event::Unanswered { id },
                false => Event::Withheld { id, refusal },
            }));
        }
        self.failed.map_or(Ok(None), Err)
    }

    /// Call this when the layer that [`Event::UpgradeReady`] asked for is set up: the connection continues over it.
    ///
    /// ```text
    /// C: a1 STARTTLS
    /// S: a1 OK begin                Event::UpgradeReady: shake hands, then `upgraded`
    /// C: a2 CAPABILITY              within TLS
    /// ```
    /// # Errors
    /// No layer was asked for: [`Misuse::NotWaiting`].
    pub fn upgraded(&mut self) -> Result<(), Misuse> {
        self.check()?;
        self.compressed = self.upgrade.take().ok_or(Misuse::NotWaiting)?.compresses(self.compressed);
        self.pump();
        Ok(())
    }

    fn fail(&mut self, error: PeerError) {
        self.failed = Some(error);
        self.owed = None;
        self.flights.iter_mut().for_each(|flight| flight.unsent = Unsent::default());
        if error == PeerError::PlaintextAfterStartTls {
            self.transmit.clear();
        }
        self.receiver.streamed_end();
    }

    fn check(&self) -> Result<(), Misuse> {
        self.failed.map_or(Ok(()), |error| Err(Misuse::PeerFailed(error)))
    }

    fn advance<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Event<'i>>, PeerError> {
        match self.upgrade {
            Some(Upgrade::Tls) if !input.is_empty() => return Err(PeerError::PlaintextAfterStartTls),
            Some(Upgrade::Tls | Upgrade::Compression | Upgrade::Uncompressed) => return Ok(None),
            None => {}
        }
        if let Some(event) = self.turned() {
            return Ok(Some(event));
        }
        let Some(frame) = self.receiver.next(input)? else { return Ok(None) };
        let event = match frame {
            Frame::Message(message) => self.message(message)?,
            Frame::Head { bytes, literal } => {
                let head = self.receiver.data_head(bytes, literal, self.session.is_utf8());
                Event::LiteralHead { head, literal }
            }
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
            if let Event::UpgradeReady(ready) = event {
                // Its OK is not believed: it is told with the others that have no answer.
                self.flights.push_front(Flight::unanswered(ready.id));
            }
            return Err(PeerError::PlaintextAfterStartTls);
        }
        Ok(Some(event))
    }

    fn message<'i>(&mut self, message: &'i [u8]) -> Result<Event<'i>, PeerError> {
        match self.receiver.response(message, self.session.is_utf8()) {
            Ok(Response::Data(data)) => Ok(self.data(data)),
            Ok(Response::Tagged(tagged)) => self.completed(tagged),
            Ok(Response::Continue(request)) => Ok(self.continued(request, message)),
            Err(error) => self.malformed(message, error),
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

    fn tail<'i>(&mut self, bytes: &[u8]) -> Event<'i> {
        let (message, streamed) = self.receiver.streamed_tail(bytes);
        Event::LiteralTail(match self.receiver.response(&message, self.session.is_utf8()) {
            Ok(Response::Data(data)) => {
                self.session.apply(&data);
                Ok(DataTail::new(data.into_static(), streamed))
            }
            // Neither has literals, so the framer does not come to this.
            Ok(Response::Tagged(_) | Response::Continue(_)) => {
                Err(imap_codec::DecodeError { offset: 0, expected: "response-data" })
            }
            Err(error) => Err(error),
        })
    }

    /// Puts out every command whose time has come.
    fn pump(&mut self) {
        if self.owed.is_some() || self.upgrade.is_some() || self.session.state() == State::Logout {
            return;
        }
        let held = self.flights.iter().position(Flight::is_held).unwrap_or(self.flights.len());
        let mut state = self.outlook(held).state;
        for index in held..self.flights.len() {
            if !self.may_go(index) {
                break;
            }
            let disabled = self.session.has(&Capability::LoginDisabled);
            let Some(flight) = self.flights.get_mut(index) else { break };
            flight.turn = match flight.places.contains(state) {
                false => Turn::Withheld(Refusal::State { state }),
                true if disabled && flight.is_login() => Turn::Withheld(Refusal::LoginDisabled),
                true => Turn::Out { begin: self.transmit.end() },
            };
            if flight.is_held() {
                break;
            }
            flight.release(&mut self.transmit);
            self.session.started(&flight.effect);
            state = state.after(&flight.effect, Condition::Ok);
        }
    }

    /// What has become of a command that was held back: one that is out of place by now is given up, and what is behind it
    /// put out.
    fn turned(&mut self) -> Option<Event<'static>> {
        // A loop, since it is asked for each piece of a literal, and a search is a function of its own.
        let (state, lent) = (self.session.state(), self.transmit.lent());
        for (index, flight) in self.flights.iter().enumerate() {
            if flight.has_turned(state, lent) {
                return self.turn(index);
            }
        }
        None
    }

    #[cold]
    fn turn(&mut self, index: usize) -> Option<Event<'static>> {
        let flight = self.flights.get_mut(index)?;
        let id = flight.id;
        let refusal = match flight.turn {
            Turn::Out { .. } => {
                flight.awaited = false;
                return Some(Event::Released { id });
            }
            Turn::Withheld(refusal) => refusal,
            Turn::Held => Refusal::State { state: State::Logout },
        };
        self.flights.remove(index);
        self.pump();
        Some(Event::Withheld { id, refusal })
    }

    fn may_go(&self, index: usize) -> bool {
        let Some(flight) = self.flights.get(index) else { return false };
        let mut before = self.flights.iter().take(index);
        before.all(|before| before.is_gone() && !self.waits(flight, before))
    }

    fn waits(&self, flight: &Flight, before: &Flight) -> bool {
        // If SELECT fails, a server may keep the mailbox of before open, against RFC 9051 §6.3.2.
        let may_hit_another = || {
            flight.overlap.changes
                && matches!(before.effect, Effect::Open(_))
                && self.session.state() == State::Selected
        };
        flight.waits_for(before) || may_hit_another()
    }

    /// What holds if the first `count` commands in flight succeed.
    fn outlook(&self, count: usize) -> Outlook {
        let before = self.flights.iter().take(count);
        before.fold(self.session.outlook(), |outlook, flight| outlook.after(&flight.effect))
    }
}
