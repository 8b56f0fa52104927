//! The server's side of a connection: bytes in, commands out; answers in, bytes out.
//!
//! ```
//! use imap_fsm::server::{Event, Options, Server};
//! use imap_fsm::types::command::CommandBody;
//! use imap_fsm::types::response::{Condition, Data, RespText, Status, StatusKind};
//!
//! let mut server = Server::new(Options::default());
//! server.greet(&Status { kind: StatusKind::PreAuth, text: RespText::try_from("hello")? })?;
//!
//! let mut input: &[u8] = b"a1 SELECT {5}\r\n";
//! assert_eq!(server.receive(&mut input)?, None);
//! assert_eq!(server.transmit(), b"* PREAUTH hello\r\n+ Ready for literal\r\n");
//! let written = server.transmit().len();
//! server.transmitted(written)?;
//!
//! let mut input: &[u8] = b"a1 SELECT {5}\r\nINBOX\r\n"; // unread bytes stay in front
//! let Some(Event::Command { id, command }) = server.receive(&mut input)? else { panic!() };
//! assert_eq!(command.body, CommandBody::select("INBOX")?);
//! server.respond(&Data::Exists(3))?;
//! server.complete(id, Condition::Ok, RespText::try_from("opened")?)?;
//! assert_eq!(server.transmit(), b"* 3 EXISTS\r\na1 OK opened\r\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The server works on one command at a time: the next is not read before this one is completed. The machine refuses
//! commands that are malformed, unknown or illegal in this state. There is no call order to learn: a call that is out
//! of place returns [`Misuse`] and changes nothing.
//!
//! # EXPUNGE
//!
//! EXPUNGE and VANISHED may not be sent while FETCH, STORE or SEARCH is in progress, nor while no command is ([RFC 9051
//! §7.5.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.1)). [`Server::respond`] holds them back until the end of
//! the next command that permits them, or until IDLE begins, and returns [`Delivery::Held`]. Answers that depend on
//! them are held back as well, in order, and so is a `[HIGHESTMODSEQ]` that covers them. Until then the client counts
//! the messages as before, and the answers to its commands have to use the same numbers. When a SELECT, EXAMINE, CLOSE
//! or UNSELECT is handed over, what is held goes out first. It is dropped where SELECT closes the mailbox of a client
//! that does not know `[CLOSED]`, which would take it for news of the new mailbox.
//!
//! # `[CLOSED]`
//!
//! Where SELECT or EXAMINE closes a mailbox, a server with IMAP4rev2, CONDSTORE or QRESYNC owes `[CLOSED]`. EXPUNGE and
//! VANISHED that you say before are about the old mailbox; before anything else, which is about the new one, the machine
//! says `[CLOSED]` if you have not.

mod answer;
mod event;
mod hold;
mod literal;
mod read;
mod rules;
mod select;

use alloc::boxed::Box;
use alloc::string::{String, ToString};

use imap_codec::{Encoder, Sighting};
use imap_types::atom::Tag;
use imap_types::code::Code;
use imap_types::response::{Data, RespText, Response, Status, StatusKind};
use imap_types::text::Text;
use imap_types::trusted::FromWire;

pub use self::event::{AppendEnd, AppendLiteral, Event, Rejection};
pub use self::hold::Delivery;
use self::hold::Held;
pub(crate) use self::read::tag_of;
pub use self::rules::Rule;
use crate::error::{Misuse, PeerError};
use crate::exchange::Exchange;
use crate::exchange::appending::Appending;
use crate::exchange::authenticate::Authenticate;
use crate::exchange::idle::Idler;
pub use crate::exchange::upgrade::Upgrade;
use crate::limits::Limits;
use crate::pipeline::Overlap;
use crate::receive::Receiver;
use crate::session::{Effect, Session, State};
use crate::transmit::Transmit;

/// Options of a [`Server`].
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Limits of a client that is logged in.
    pub limits: Limits,
    /// Limits of a client that is not logged in yet.
    pub before_login: Limits,
    /// Whether every [`Quirk`](imap_codec::Quirk) of the client is refused, as malformed.
    pub strict: bool,
    /// Whether the connection is over TLS from its first byte.
    pub tls: bool,
    /// Treatment of commands that the library does not know. Where `strict` is set, only those whose names begin with X
    /// come so far; others are malformed.
    pub unknown: UnknownCommands,
}

/// Treatment of commands that the library does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownCommands {
    /// The machine answers BAD by itself.
    #[default]
    Refuse,
    /// Hand them over, as [`CommandBody::Other`](imap_types::command::CommandBody::Other).
    HandOver,
}

impl Default for Options {
    fn default() -> Self {
        let (limits, before_login) = (Limits::server(), Limits::before_login());
        Self { limits, before_login, strict: false, tls: false, unknown: UnknownCommands::Refuse }
    }
}

/// Handle of a command that a client has sent. Unlike a tag, which a client may use again, it belongs to one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(u32);

/// The server's side of a connection. See the [module](self).
#[derive(Debug)]
pub struct Server {
    receiver: Receiver,
    transmit: Transmit,
    session: Session,
    limits: Limits,
    before_login: Limits,
    unknown: UnknownCommands,
    next: u32,
    current: Option<Box<Current>>,
    /// The command that is coming, once something was told of it.
    coming: Option<Box<Coming>>,
    held: Held,
    /// Octets of a literal that the caller still has to bring.
    literal: Option<u64>,
    /// How many literals of the command that is coming were asked for or streamed.
    literals: u32,
    /// How many literals of it were looked at for what it is.
    looks: u8,
    /// How much of the unread input was there when the message was answered that is discarded.
    ahead: u32,
    /// How much of the input the last call of `receive` has left unread.
    unread: u32,
    /// Whether bytes came behind STARTTLS before it was answered.
    injected: bool,
    /// Whether COMPRESS has begun a layer that UNAUTHENTICATE ends.
    compressed: bool,
    /// Whether DONE may still come for an IDLE that has ended.
    late_done: bool,
    errors: u32,
    upgrade: Option<Upgrade>,
    /// Boxed, as most connections never have one.
    failed: Option<Box<PeerError>>,
}

/// The command that is worked on.
#[derive(Debug)]
struct Current {
    id: CommandId,
    tag: Tag<'static>,
    overlap: Overlap,
    effect: Effect,
    dialogue: Dialogue,
}

#[derive(Clone, Copy, Debug)]
enum Dialogue {
    None,
    Authenticate(Authenticate),
    Idle(Idler),
    Upgrade(Upgrade),
}

impl Dialogue {
    const fn of(exchange: Exchange) -> Self {
        match exchange {
            Exchange::Line | Exchange::Message => Self::None,
            Exchange::Authenticate => Self::Authenticate(Authenticate::Server),
            Exchange::Idle => Self::Idle(Idler::Asked),
            Exchange::Upgrade(upgrade) => Self::Upgrade(upgrade),
        }
    }
}

/// An APPEND that is not complete.
#[derive(Debug)]
struct Coming {
    id: CommandId,
    leave: Leave,
    appending: Appending,
}

/// What is to become of its literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    /// The caller has to say. `line`: the length of what announced; `impatient`: the client has not waited.
    Asked { line: usize, impatient: bool },
    /// It is refused, and what stands there of it has to be dropped.
    Refused { line: usize, impatient: bool },
    /// It may come, and is held.
    Given,
    /// It comes, and is streamed.
    Streams,
}

impl Server {
    /// Makes the server of a new connection. The first thing to send is [`Server::greet`].
    pub fn new(options: Options) -> Self {
        Self {
            receiver: Receiver::for_commands(&options.before_login, options.strict),
            transmit: Transmit::default(),
            session: if options.tls { Session::over_tls() } else { Session::new() },
            limits: options.limits,
            before_login: options.before_login,
            unknown: options.unknown,
            next: 1,
            current: None,
            coming: None,
            held: Held::default(),
            literal: None,
            literals: 0,
            looks: 0,
            ahead: 0,
            unread: 0,
            injected: false,
            compressed: false,
            late_done: false,
            errors: 0,
            upgrade: None,
            failed: None,
        }
    }

    /// State of the connection: mailbox, what is enabled. Changes with [`Server::greet`], [`Server::respond`], [`Server::complete`] and
    /// [`Server::receive`].
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Deviations that were tolerated in the message received last.
    pub fn quirks(&self) -> &[Sighting] {
        self.receiver.quirks()
    }

    /// Whether [`Server::receive`] takes input now. It does not before the greeting and after the end of the session,
    /// during a command of which nothing more can come, while a literal waits for your decision or is being sent, and
    /// while more than [`Limits::output`] bytes of output wait. Do not read from the stream meanwhile: it would only
    /// fill your buffer.
    pub fn reads(&self) -> bool {
        let turn = match self.current.as_ref().map(|current| current.dialogue) {
            None | Some(Dialogue::Authenticate(Authenticate::Client) | Dialogue::Idle(Idler::Begun)) => true,
            Some(_) => false,
        };
        let asked = matches!(self.coming.as_deref(), Some(Coming { leave: Leave::Asked { .. }, .. }));
        let open = !matches!(self.session.state(), State::Greeting | State::Logout);
        turn && open
            && !asked
            && self.upgrade.is_none()
            && self.literal.is_none()
            && self.transmit.len() <= self.limits().output
            && self.failed.is_none()
    }

    /// Whether an EXPUNGE would be sent at once now, or a VANISHED where the client has enabled QRESYNC or UIDONLY. If
    /// not, [`Server::respond`] holds it back, and the messages keep their numbers: see the [module](self).
    pub fn may_expunge(&self) -> bool {
        let vanished = self.vanishes();
        let may = |overlap: Overlap| if vanished { overlap.vanishes } else { overlap.expunges };
        self.overlap().is_some_and(may)
    }

    /// What the command in progress has to do with EXPUNGE; NOTIFY lets it go at any time.
    fn overlap(&self) -> Option<Overlap> {
        let current = self.current.as_ref().map(|current| current.overlap);
        if self.session.expunges_at_any_time() {
            return Some(Overlap { expunges: true, vanishes: true, ..current.unwrap_or(Overlap::APPEND) });
        }
        current
    }

    /// The layer that begins when all output has been written: set it up, then call [`Server::upgraded`]. There is one
    /// after STARTTLS, COMPRESS, or UNAUTHENTICATE on a compressed connection was completed with OK.
    pub const fn upgrade(&self) -> Option<Upgrade> {
        self.upgrade
    }

    /// Bytes to write now; after a [`PeerError`], the last ones. Changes with every call that answers, and
    /// with [`Server::receive`] and [`Server::transmitted`].
    pub fn transmit(&self) -> &[u8] {
        self.transmit.bytes()
    }

    /// Call this when the first `n` bytes of [`Server::transmit`] have been written.
    ///
    /// ```text
    /// S: a1 OK done                 written: `transmitted(12)`, with CR and LF
    /// ```
    /// # Errors
    /// More bytes than [`Server::transmit`] shows: [`Misuse::Octets`].
    pub fn transmitted(&mut self, n: usize) -> Result<(), Misuse> {
        self.transmit.advance(n)
    }

    /// Reads the next message of the client, if `input` has all of it, and advances `input` past it.
    ///
    /// `None`: more bytes are needed, or nothing is read now ([`Server::reads`]). Keep what is left in `input`, append
    /// what you read next, and call again.
    ///
    /// ```text
    /// C: a1 SELECT INBOX            Event::Command
    /// C: a2 FET                     None: the rest has not come
    /// C: a3 APPEND x {310}          Event::LiteralAnnounced
    /// ```
    /// # Errors
    /// The client broke the protocol in a way that ends the connection. The machine sends BYE with the reason, after
    /// the answers that wait. Until that is written, the state is [`State::Logout`] and this returns `None`; after that
    /// every call returns the error.
    pub fn receive<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Event<'i>>, PeerError> {
        let result = match self.failed() {
            Some(error) => Err(error),
            None => self.advance(input),
        };
        self.unread = up_to_32_bits(input.len());
        match result {
            Ok(event) => {
                self.injected |= self.begins_tls() && self.unread > 0;
                Ok(event)
            }
            Err(error) => {
                self.fail(error);
                let says_bye = error != PeerError::UnexpectedEof && self.transmit.len() > 0;
                if says_bye { Ok(None) } else { Err(error) }
            }
        }
    }

    /// Whether STARTTLS is the command that is worked on.
    fn begins_tls(&self) -> bool {
        matches!(self.current.as_deref(), Some(Current { dialogue: Dialogue::Upgrade(Upgrade::Tls), .. }))
    }

    /// Call this when the stream has ended. `Ok` after BYE; otherwise every later call returns the same error.
    ///
    /// ```text
    /// C: (closes the connection)    PeerError::UnexpectedEof, unless BYE was said
    /// ```
    /// # Errors
    /// [`PeerError::UnexpectedEof`], or the error that ended the session before.
    pub fn receive_eof(&mut self) -> Result<(), PeerError> {
        match (self.failed(), self.session.state()) {
            (Some(error), _) => Err(error),
            (None, State::Logout) => Ok(()),
            (None, _) => {
                self.fail(PeerError::UnexpectedEof);
                Err(PeerError::UnexpectedEof)
            }
        }
    }

    /// Call this when the layer that [`Server::upgrade`] asked for is set up, or the compression taken away, after all
    /// output has been written.
    ///
    /// With COMPRESS, the bytes that are still unread are the first input of the inflater.
    ///
    /// ```text
    /// C: a1 STARTTLS
    /// S: a1 OK begin                written: shake hands, then `upgraded`
    /// C: a2 CAPABILITY              within TLS
    /// ```
    /// # Errors
    /// No layer was agreed on ([`Misuse::NotWaiting`]), or output waits that belongs before it ([`Misuse::Upgrading`]).
    pub fn upgraded(&mut self) -> Result<(), Misuse> {
        self.check()?;
        match self.transmit.len() {
            0 => {
                let upgrade = self.upgrade.take().ok_or(Misuse::NotWaiting)?;
                self.compressed = upgrade.compresses(self.compressed);
                Ok(())
            }
            _ if self.upgrade.is_some() => Err(Misuse::Upgrading),
            _ => Err(Misuse::NotWaiting),
        }
    }

    /// Ends the session. Sends BYE first, if anything can still be sent: RFC 9051 §3.4 asks for it before a close.
    #[cold]
    fn fail(&mut self, error: PeerError) {
        if self.failed.replace(Box::new(error)).is_some() {
            return;
        }
        // TLS would begin in the middle of it.
        if self.upgrade == Some(Upgrade::Tls) {
            self.transmit.clear();
        } else if error != PeerError::UnexpectedEof {
            self.bye(error.to_string());
        }
        (self.current, self.coming, self.literal, self.upgrade) = (None, None, None, None);
        self.held = Held::default();
        self.receiver.streamed_end();
    }

    /// Says BYE, if it can be said and was not.
    fn bye(&mut self, text: String) {
        if !matches!(self.session.state(), State::Greeting | State::Logout) && self.literal.is_none() {
            let bye = Data::Status(Status { kind: StatusKind::Bye, text: resp_text(None, text) });
            self.session.apply(&bye);
            self.write(&Response::Data(bye));
        }
    }

    fn failed(&self) -> Option<PeerError> {
        self.failed.as_deref().copied()
    }

    fn check(&self) -> Result<(), Misuse> {
        self.failed().map_or(Ok(()), |error| Err(Misuse::PeerFailed(error)))
    }

    fn limits(&self) -> &Limits {
        if self.session.state().is_authenticated() { &self.limits } else { &self.before_login }
    }

    fn write(&mut self, response: &Response<'_>) {
        Encoder::new(self.transmit.writer()).utf8(self.session.is_utf8()).response(response);
    }
}

/// Longer input counts as so much: a message never is.
fn up_to_32_bits(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

const READY: &[u8] = b"+ Ready for literal\r\n";

/// Texts of our own are fit to be sent.
fn resp_text(code: Option<Code<'static>>, text: String) -> RespText<'static> {
    RespText::from_wire((code.map(Box::new), Text::from_wire(text.into_bytes().into())))
}
