//! Both directions of somebody else's connection, as typed messages: for proxies, loggers and test tools.
//!
//! ```text
//! C: a1 AUTHENTICATE PLAIN       FromClient::Command
//! S: +                           FromServer::Challenge, for a1
//! C: AGFsaWNlAHNlY3JldA==        FromClient::Sasl, for a1
//! S: a1 OK welcome               FromServer::Completed; the session is authenticated
//! C: a2 SELECT {4}               FromClient::LiteralAnnounced, for a2
//! S: + go ahead                  FromServer::LiteralAccepted, for a2
//! C: work                        FromClient::Command, with all of a2 in `raw` and `work` in `fresh`
//! ```
//!
//! Give [`Observer::client`] the bytes that the client has sent and [`Observer::server`] those that the server has
//! sent, in the order in which they went over the wire. Keep what they leave in `input`, and append what you read next.
//! Every message comes with its bytes: [`Observed::fresh`] of all messages, one after the other, is exactly what was
//! sent.
//!
//! ```
//! use imap_fsm::observer::{FromClient, FromServer, Observer, Options};
//!
//! let mut observer = Observer::new(Options::default());
//! let mut greeting: &[u8] = b"* OK [CAPABILITY IMAP4rev1] hello\r\n";
//! let seen = observer.server(&mut greeting)?.unwrap();
//! assert!(matches!(seen.message, FromServer::Greeting(_)));
//!
//! let mut line: &[u8] = b"a1 LOGIN alice secret\r\n";
//! let seen = observer.client(&mut line)?.unwrap();
//! assert!(matches!(&seen.message, FromClient::Command(command) if command.body.name() == "LOGIN"));
//! assert_eq!(seen.raw, b"a1 LOGIN alice secret\r\n");
//! assert!(!format!("{seen:?}").contains("secret"));
//!
//! let mut answer: &[u8] = b"a1 OK welcome\r\n";
//! observer.server(&mut answer)?;
//! assert!(observer.session().state().is_authenticated());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What a client's line is
//!
//! The meaning of a client's line depends on the server's answer: after AUTHENTICATE a line is a SASL response if the
//! server has sent `+`, and a command if it has sent NO. So [`Observer::client`] returns nothing while it does not know
//! the answer: after AUTHENTICATE, IDLE, STARTTLS, COMPRESS and an announced literal. A proxy that passes on only what
//! it was given cannot be tricked into taking a command for something else. Call [`Observer::client`] again after each
//! message of the server, even if no bytes of the client have come.
//!
//! # Literals
//!
//! A client's `{n}` is [`FromClient::LiteralAnnounced`] before its octets come. The whole command follows if the server
//! sends `+`, and does not follow if it sends NO or BAD. Literals that are longer than [`Limits::literal`] come in
//! pieces, in both directions: a head, octets, and a tail. The tail has what came whole; nothing in it stands for
//! octets that came in pieces.
//!
//! # TLS and compression
//!
//! After the OK of STARTTLS and COMPRESS (and of UNAUTHENTICATE if there is compression) both directions stop, and the
//! bytes after the line end stay in `input`: they belong to the new layer. Call [`Observer::upgraded`] and continue
//! with the bytes that the layer decrypts or inflates.
//!
//! # A proxy that answers by itself
//!
//! A proxy that answers the client in the server's place reports it by [`Observer::accept_literal`] and
//! [`Observer::answered`].
//!
//! # Memory
//!
//! Memory is bounded by [`Options`]. The observer keeps the tag of each command in flight and the mailbox that it
//! opens, and of a message that comes in pieces the rest of it, at most [`Limits::line`] octets. Received bytes stay
//! with you.

mod client;
mod message;
mod server;

use alloc::boxed::Box;
use alloc::collections::VecDeque;

use imap_codec::{LiteralHead, Sighting};
use imap_types::atom::Tag;
use imap_types::response::Tagged;

pub use self::message::{CommandEnd, CommandLiteral, FromClient, FromServer, Observed};
use crate::client::Upgrade;
use crate::error::{Misuse, PeerError};
use crate::exchange::appending::Appending;
pub use crate::head::DataTail;
use crate::limits::Limits;
use crate::receive::Receiver;
use crate::session::{Effect, Session};

/// Options of an [`Observer`].
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Limits of a client's messages: `line`, `message`, `literal` and `depth`. Longer literals come in pieces.
    pub client: Limits,
    /// The same limits of a server's messages.
    pub server: Limits,
    /// Most commands that may wait for an answer at once. At this number [`Observer::client`] returns no further
    /// command until one is answered; commands that break the grammar are forgotten to make room.
    pub in_flight: usize,
    /// Whether every [`Quirk`](imap_codec::Quirk) is refused, as malformed.
    pub strict: bool,
    /// Whether the connection is over TLS from its first byte.
    pub tls: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            client: Limits::server(),
            server: Limits::client(),
            in_flight: 1000,
            strict: false,
            tls: false,
        }
    }
}

/// An observer of both directions of a connection. See the [module](self).
#[derive(Clone, Debug)]
pub struct Observer {
    client: Receiver,
    server: Receiver,
    session: Session,
    /// Commands that have come whole and are not answered. Only the last can be in a dialogue.
    flights: VecDeque<Flight>,
    in_flight: usize,
    /// The command that has come in part.
    coming: Option<Coming>,
    /// How many octets at the front of the client's input were given before.
    given: usize,
    /// The IDLE that ended before DONE came, which may still come.
    late_done: Option<Tag<'static>>,
    /// What begins at the front of both inputs.
    upgrade: Option<Upgrade>,
    /// Whether client's bytes stood behind a command that changes the layers below before it was answered.
    early: bool,
    compressed: bool,
    failed: Option<PeerError>,
}

/// A command that has come whole.
#[derive(Clone, Debug)]
struct Flight {
    tag: Tag<'static>,
    effect: Effect,
    dialogue: Dialogue,
    malformed: bool,
}

/// What there is to a command besides its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialogue {
    None,
    /// The server says the next thing of AUTHENTICATE.
    Challenge,
    /// The client does.
    Response,
    /// The server has not answered IDLE.
    Idle,
    /// It has said `+`.
    Idling,
    Upgrade(Upgrade),
}

/// A command of which a part has come, up to a literal.
#[derive(Clone, Debug)]
struct Coming {
    tag: Option<Tag<'static>>,
    ask: Ask,
    /// Whether the server has answered it already, by NO or BAD.
    answered: bool,
    /// How many of its literals were looked at for what it is.
    looks: u8,
    /// Once a message comes: what is known for the next.
    appending: Option<Box<Appending>>,
}

/// What becomes of the literal that was announced last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    /// It comes.
    Comes,
    /// The client waits for the server, or should: bytes behind the line are from one that does not.
    Waits {
        literal: LiteralHead,
        line: usize,
        impatient: bool,
    },
    Refused {
        line: usize,
        impatient: bool,
    },
}

impl Observer {
    /// Makes the observer of a new connection, before the greeting.
    pub fn new(options: Options) -> Self {
        // Nothing is skipped, however long.
        let client = Limits { stream: u64::MAX, ..options.client };
        let server = Limits { stream: u64::MAX, ..options.server };
        Self {
            client: Receiver::for_commands(&client, options.strict),
            server: Receiver::for_responses(&server, options.strict),
            session: if options.tls { Session::over_tls() } else { Session::new() },
            flights: VecDeque::new(),
            in_flight: options.in_flight.max(1),
            coming: None,
            given: 0,
            late_done: None,
            upgrade: None,
            early: false,
            compressed: false,
            failed: None,
        }
    }

    /// State of the connection: the server's capabilities, the selected mailbox. The mailbox has an empty name if that of
    /// SELECT came in pieces, which is one longer than [`Limits::literal`].
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Number of commands that have come whole and have no answer yet.
    pub fn in_flight(&self) -> usize {
        self.flights.len()
    }

    /// The layer that begins with the bytes left in both inputs, until [`Observer::upgraded`].
    pub const fn upgrade(&self) -> Option<Upgrade> {
        self.upgrade
    }

    /// The literal that waits for the server's `+`, and the tag of its command; without a tag if that cannot be read.
    pub fn waiting_literal(&self) -> Option<(Option<&Tag<'static>>, LiteralHead)> {
        let coming = self.coming.as_ref()?;
        match coming.ask {
            Ask::Waits { literal, .. } => Some((coming.tag.as_ref(), literal)),
            Ask::Comes | Ask::Refused { .. } => None,
        }
    }

    /// Deviations that were tolerated in the message that [`Observer::client`] gave last, and where in it.
    pub fn client_quirks(&self) -> &[Sighting] {
        self.client.quirks()
    }

    /// Deviations that were tolerated in the message that [`Observer::server`] gave last, and where in it.
    pub fn server_quirks(&self) -> &[Sighting] {
        self.server.quirks()
    }

    /// Reads the next message of the client, if `input` has all of it, and advances `input` past it. It does not
    /// advance for [`FromClient::LiteralAnnounced`], whose bytes come again with the octets.
    ///
    /// `None`: more bytes are needed, or an answer of the server, or [`Observer::upgraded`].
    ///
    /// ```text
    /// C: a1 SELECT {4}              FromClient::LiteralAnnounced
    /// S: + go ahead                 give it to `server`
    /// C: work                       FromClient::Command: SELECT work
    /// ```
    /// # Errors
    /// The meaning of further bytes cannot be known. Both directions return the same error from then on.
    /// [`PeerError::Framing`]: a line is too long, a header of a literal is broken, or one stands in a line of AUTHENTICATE or
    /// IDLE.
    pub fn client<'i>(
        &mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Observed<'i, FromClient<'i>>>, PeerError> {
        self.failed.map_or(Ok(()), Err)?;
        self.next_of_client(input).inspect_err(|&error| self.failed = Some(error))
    }

    /// Reads the next message of the server, if `input` has all of it, and advances `input` past it.
    ///
    /// `None`: more bytes are needed, or [`Observer::upgraded`].
    ///
    /// ```text
    /// S: * 4 EXISTS                 FromServer::Data
    /// S: a1 OK done                 FromServer::Completed
    /// ```
    /// # Errors
    /// The meaning of further bytes cannot be known. Both directions return the same error from then on.
    /// [`PeerError::Greeting`], [`PeerError::EarlyOk`] and [`PeerError::PlaintextAfterStartTls`] as with
    /// [`Client`](crate::Client).
    pub fn server<'i>(
        &mut self,
        input: &mut &'i [u8],
    ) -> Result<Option<Observed<'i, FromServer<'i>>>, PeerError> {
        self.failed.map_or(Ok(()), Err)?;
        self.next_of_server(input).inspect_err(|&error| self.failed = Some(error))
    }

    /// Call this when the layer is set up on both sides, and continue with the bytes that it decrypts or inflates.
    ///
    /// ```text
    /// C: a1 STARTTLS
    /// S: a1 OK begin                both directions stand still; after TLS is there, `upgraded`
    /// C: a2 CAPABILITY              what TLS has inside
    /// ```
    /// # Errors
    /// No layer begins here: [`Misuse::NotWaiting`].
    pub fn upgraded(&mut self) -> Result<(), Misuse> {
        self.check()?;
        self.compressed = self.upgrade.take().ok_or(Misuse::NotWaiting)?.compresses(self.compressed);
        Ok(())
    }

    /// Call this when you have sent `+` to the client for the literal that waits.
    ///
    /// ```text
    /// C: a1 SELECT {4}              FromClient::LiteralAnnounced
    /// S: +                          said by the proxy: `accept_literal`
    /// C: work
    /// ```
    /// # Errors
    /// No literal waits: [`Misuse::NotWaiting`].
    pub fn accept_literal(&mut self) -> Result<(), Misuse> {
        self.check()?;
        match self.accept() {
            true => Ok(()),
            false => Err(Misuse::NotWaiting),
        }
    }

    /// Call this when you have answered a command of the client in the server's place.
    ///
    /// ```text
    /// C: a1 DELETE work             does not reach the server
    /// S: a1 NO not here             said by the proxy: `answered`
    /// ```
    /// # Errors
    /// No command with this tag is in flight: [`Misuse::UnknownCommand`].
    pub fn answered(&mut self, tagged: &Tagged<'_>) -> Result<(), Misuse> {
        self.check()?;
        match self.complete(tagged) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Misuse::UnknownCommand),
            Err(error) => {
                self.failed = Some(error);
                Err(Misuse::PeerFailed(error))
            }
        }
    }

    fn check(&self) -> Result<(), Misuse> {
        self.failed.map_or(Ok(()), |error| Err(Misuse::PeerFailed(error)))
    }

    fn dialogue(&self) -> Dialogue {
        self.flights.back().map_or(Dialogue::None, |flight| flight.dialogue)
    }
}
