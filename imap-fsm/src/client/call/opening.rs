//! From the greeting to a connection that is ready for use, under a policy.

use alloc::vec::Vec;
use core::fmt;

use imap_types::IntoBoundedStatic;
use imap_types::auth::AuthMechanism;
use imap_types::capability;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::id::IdParams;
use imap_types::response::{RespText, StatusKind};
use imap_types::secret::Secret;
use imap_types::string::AString;

use super::any::Plain;
use super::authenticate::{Authenticate, AuthenticateAnswer};
use super::capability::{Capability, CapabilityAnswer};
use super::enable::{Enable, EnableAnswer};
use super::id::{Id, IdAnswer};
use super::layers::{Compress, StartTls, UpgradeAnswer};
use super::{Call, Refused, Taken};
use crate::client::{Client, Event, Upgrade};
use crate::error::Misuse;
use crate::session::State;

/// Whether a connection needs TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// No password and no mail without TLS: where it is not there from the first byte STARTTLS must succeed, and a
    /// server that says PREAUTH in the clear, which makes STARTTLS impossible, is refused.
    /// [RFC 8314 §4.1](https://www.rfc-editor.org/rfc/rfc8314#section-4.1)
    #[default]
    Required,
    /// STARTTLS where the server offers it. Without it only mechanisms that do not
    /// [expose credentials](super::Mechanism::exposes_credentials). Somebody in between can have it so.
    Preferred,
    /// Never STARTTLS, and any mechanism in the clear: for a connection that nobody can listen to, such as one within a
    /// machine or through a tunnel.
    NotNeeded,
}

/// What to agree with a server, and what never to agree to.
///
/// ```
/// use imap_fsm::client::call::{Authenticate, Policy};
/// use imap_fsm::types::capability::Capability;
///
/// let policy = Policy::new()
///     .mechanism(Authenticate::plain(None, "alice", "secret")?)
///     .login("alice", "secret")?
///     .enable(Capability::Imap4Rev2)
///     .compress();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
#[must_use = "give it to `Opening::new`"]
pub struct Policy {
    tls: Tls,
    mechanisms: Vec<Authenticate>,
    login: Option<(AString<'static>, Secret<AString<'static>>)>,
    enable: Vec<capability::Capability<'static>>,
    id: Option<IdParams<'static>>,
    compress: bool,
}

impl Policy {
    /// TLS required, and no way to log in yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the connection needs TLS.
    pub const fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// A mechanism to log in by. The server's offer decides among those that were added, the first added first.
    pub fn mechanism(mut self, mechanism: Authenticate) -> Self {
        self.mechanisms.push(mechanism);
        self
    }

    /// LOGIN, where server and policy share no mechanism, unless the server says LOGINDISABLED. It exposes the
    /// password to whoever listens. Refuses NUL.
    pub fn login(mut self, user: &str, password: &str) -> Result<Self, ValueError> {
        let owned = |text: &str| AString::try_from(alloc::string::String::from(text));
        self.login = Some((owned(user)?, Secret::new(owned(password)?)));
        Ok(self)
    }

    /// An extension to switch on, if the server has it.
    pub fn enable(mut self, capability: capability::Capability<'static>) -> Self {
        self.enable.push(capability);
        self
    }

    /// Fields by which the client identifies itself, if the server offers ID.
    pub fn id(mut self, params: IdParams<'static>) -> Self {
        self.id = Some(params);
        self
    }

    /// DEFLATE, if the server has it.
    pub const fn compress(mut self) -> Self {
        self.compress = true;
        self
    }
}

/// The way from the greeting to a connection that is ready for use: STARTTLS, CAPABILITY, a login, COMPRESS, ENABLE and
/// ID, as far as [`Policy`] and server want it.
///
/// ```text
/// S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi
/// C: a1 STARTTLS
/// S: a1 OK begin                        a step: begin TLS
/// C: a2 CAPABILITY                      what was said in the clear counts no more
/// S: * CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR
/// S: a2 OK done
/// C: a3 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
/// S: a3 OK [CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE] welcome
/// C: a4 ENABLE IMAP4rev2
/// S: * ENABLED IMAP4rev2
/// S: a4 OK done                         done
/// ```
/// ```
/// use imap_fsm::client::{Client, Upgrade, call::{Authenticate, Opening, Policy, Progress}};
/// use imap_fsm::types::capability::Capability;
///
/// let policy = Policy::new().mechanism(Authenticate::plain(None, "alice", "secret")?).enable(Capability::Imap4Rev2);
/// let mut client = Client::new(Default::default());
/// let mut opening = Opening::new(policy);
/// # for mut input in [
/// #     &b"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi\r\n"[..],
/// #     b"a1 OK begin\r\n",
/// #     b"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\na2 OK done\r\n",
/// #     b"a3 OK [CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE] welcome\r\n",
/// #     b"* ENABLED IMAP4rev2\r\na4 OK done\r\n",
/// # ] {
/// while let Some(event) = client.receive(&mut input)? {
///     let mut progress = opening.take(&mut client, event)?;
///     if let Progress::Begin(Upgrade::Tls) = progress {
///         // Here the program begins TLS on its stream.
///         progress = opening.upgraded(&mut client)?;
///     }
///     match progress {
///         Progress::Done(opened) => assert_eq!(opened.enabled, [Capability::Imap4Rev2]),
///         Progress::Begin(layer) => println!("{layer:?} is what the policy did not ask for"),
///         Progress::More | Progress::Other(_) => {}
///     }
/// }
/// # client.transmitted(client.transmit().len())?;
/// # }
/// # assert!(opening.is_done());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// It sends by the client that it is given, and holds nothing of it. A refused login is an error, and nothing else is
/// tried: another mechanism would have the same password. A refused ENABLE, ID or COMPRESS is none.
#[derive(Debug)]
pub struct Opening {
    policy: Policy,
    stage: Stage,
    /// Whether CAPABILITY was asked since the server's list was forgotten last.
    asked: bool,
    opened: Opened,
}

#[derive(Debug)]
enum Stage {
    Greeting,
    Capability(Call<CapabilityAnswer>),
    StartTls(Call<UpgradeAnswer>),
    Authenticate(Call<AuthenticateAnswer>),
    Login(Call<Plain>),
    Compress(Call<UpgradeAnswer>),
    /// The layer is being put under the connection.
    Begin(Upgrade),
    /// ENABLE, ID, or both.
    Last(Option<Call<EnableAnswer>>, Option<Call<IdAnswer>>),
    Done,
}

/// Result of an opening: all that client and server have agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Way of the login.
    pub login: LoggedIn,
    /// Whether the connection is over TLS.
    pub tls: bool,
    /// Whether it is compressed.
    pub compressed: bool,
    /// Extensions that ENABLE has switched on.
    pub enabled: Vec<capability::Capability<'static>>,
    /// Fields by which the server identifies itself; empty where it was not asked.
    pub server: IdParams<'static>,
}

/// Way in which a client has logged in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum LoggedIn {
    /// Not at all: the greeting was PREAUTH.
    #[default]
    PreAuth,
    /// By AUTHENTICATE with this mechanism.
    Mechanism(AuthMechanism<'static>),
    /// By LOGIN, with name and password.
    Login,
}

/// Progress of an [`Opening`].
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it holds the event, if that was not taken"]
pub enum Progress<'i> {
    /// There is more to come.
    More,
    /// Put this layer under the connection, then call [`Opening::upgraded`].
    Begin(Upgrade),
    /// The connection is ready.
    Done(Opened),
    /// The event has nothing to do with the opening: an alert, say.
    Other(Event<'i>),
}

/// Why a connection could not be opened. Close it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OpeningError {
    /// TLS is required, and the server has no STARTTLS; or somebody in between has hidden it.
    NoTls,
    /// TLS is required, and the server (or somebody in between) says PREAUTH in the clear, after which there is no
    /// STARTTLS. [RFC 9051 §7.1.4](https://www.rfc-editor.org/rfc/rfc9051#section-7.1.4)
    PreAuthInClear,
    /// Policy and server share no way to log in that the policy allows on this connection.
    NoMechanism,
    /// The server does not say what it can do.
    NoCapabilities,
    /// The server closes the connection.
    Bye(RespText<'static>),
    /// The server has refused this step.
    Refused {
        /// Name of the command.
        command: &'static str,
        /// The server's NO or BAD, with code and text.
        refused: Refused,
    },
    /// The client could not send: somebody else uses it in a way that is in conflict with the opening.
    Misuse(Misuse),
}

impl From<Misuse> for OpeningError {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

impl fmt::Display for OpeningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTls => f.write_str("TLS is required and the server has no STARTTLS"),
            Self::PreAuthInClear => f.write_str("TLS is required and the server says PREAUTH in the clear"),
            Self::NoMechanism => f.write_str("no way to log in that both sides allow"),
            Self::NoCapabilities => f.write_str("the server does not say what it can do"),
            Self::Bye(text) => write!(f, "the server closes the connection: {}", text.text()),
            Self::Refused { command, refused } => write!(f, "{command}: {refused}"),
            Self::Misuse(misuse) => misuse.fmt(f),
        }
    }
}

impl core::error::Error for OpeningError {}

impl Opening {
    /// Begins with the greeting of a client that has not received anything yet.
    pub fn new(policy: Policy) -> Self {
        Self { policy, stage: Stage::Greeting, asked: false, opened: Opened::default() }
    }

    /// Whether the connection is ready.
    pub const fn is_done(&self) -> bool {
        matches!(self.stage, Stage::Done)
    }

    /// Takes an event, and sends what is next.
    ///
    /// ```text
    /// S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi
    /// C: a1 STARTTLS
    /// S: a1 OK begin                Progress::Begin
    /// C: a2 CAPABILITY              and so on, up to Progress::Done
    /// ```
    /// # Errors
    /// The connection cannot be had as the policy wants it. What was never agreed to has not been sent.
    pub fn take<'i>(&mut self, client: &mut Client, event: Event<'i>) -> Result<Progress<'i>, OpeningError> {
        if let (Event::Bye(text), false) = (&event, self.is_done()) {
            return Err(OpeningError::Bye(text.clone().into_static()));
        }
        match &mut self.stage {
            Stage::Greeting => match event {
                Event::Greeting(status) => {
                    let clear = !client.session().is_tls();
                    if status.kind == StatusKind::PreAuth && clear && self.policy.tls == Tls::Required {
                        return Err(OpeningError::PreAuthInClear);
                    }
                    self.next(client)
                }
                event => Ok(Progress::Other(event)),
            },
            Stage::Capability(call) => match call.take(event) {
                Taken::Done(Ok(_)) => self.next(client),
                Taken::Done(Err(refused)) => Err(OpeningError::Refused { command: "CAPABILITY", refused }),
                Taken::More => Ok(Progress::More),
                Taken::Other(event) => Ok(Progress::Other(event)),
            },
            Stage::StartTls(call) => match call.take(event) {
                Taken::Done(Ok(upgrade)) => Ok(self.begin(upgrade)),
                Taken::Done(Err(refused)) if self.policy.tls == Tls::Required => {
                    Err(OpeningError::Refused { command: "STARTTLS", refused })
                }
                Taken::Done(Err(_)) => self.log_in(client),
                Taken::More => Ok(Progress::More),
                Taken::Other(event) => Ok(Progress::Other(event)),
            },
            Stage::Authenticate(call) => match call.take(event) {
                Taken::Done(Ok(_)) => self.logged_in(client),
                Taken::Done(Err(refused)) => Err(OpeningError::Refused { command: "AUTHENTICATE", refused }),
                Taken::Step(answer) => Ok(client.authenticate(&answer).map(|()| Progress::More)?),
                Taken::More => Ok(Progress::More),
                Taken::Other(event) => Ok(Progress::Other(event)),
            },
            Stage::Login(call) => match call.take(event) {
                Taken::Done(Ok(_)) => self.logged_in(client),
                Taken::Done(Err(refused)) => Err(OpeningError::Refused { command: "LOGIN", refused }),
                Taken::More => Ok(Progress::More),
                Taken::Other(event) => Ok(Progress::Other(event)),
            },
            Stage::Compress(call) => match call.take(event) {
                Taken::Done(Ok(upgrade)) => Ok(self.begin(upgrade)),
                Taken::Done(Err(_)) => self.last(client),
                Taken::More => Ok(Progress::More),
                Taken::Other(event) => Ok(Progress::Other(event)),
            },
            Stage::Last(..) => Ok(self.take_last(event, client)),
            Stage::Begin(_) | Stage::Done => Ok(Progress::Other(event)),
        }
    }

    /// The layer of [`Progress::Begin`] is there: tells the client, and sends what is next.
    ///
    /// ```text
    /// C: a1 STARTTLS
    /// S: a1 OK begin                Progress::Begin: shake hands, then `upgraded`
    /// C: a2 CAPABILITY              within TLS
    /// ```
    /// # Errors
    /// As [`Opening::take`]; [`Misuse::NotWaiting`] where no layer was to begin.
    pub fn upgraded(&mut self, client: &mut Client) -> Result<Progress<'static>, OpeningError> {
        let Stage::Begin(upgrade) = self.stage else { return Err(Misuse::NotWaiting.into()) };
        client.upgraded()?;
        match upgrade {
            Upgrade::Tls => {
                self.asked = false;
                self.next(client)
            }
            Upgrade::Compression => {
                self.opened.compressed = true;
                self.last(client)
            }
            // Only after UNAUTHENTICATE, which is not sent here.
            Upgrade::Uncompressed => self.last(client),
        }
    }

    fn begin(&mut self, upgrade: Upgrade) -> Progress<'static> {
        self.stage = Stage::Begin(upgrade);
        Progress::Begin(upgrade)
    }

    /// What is next where the server's capabilities have just come, or are to be asked for.
    fn next(&mut self, client: &mut Client) -> Result<Progress<'static>, OpeningError> {
        if client.session().capabilities().is_none() {
            if self.asked {
                return Err(OpeningError::NoCapabilities);
            }
            self.asked = true;
            self.stage = Stage::Capability(client.call(Capability)?);
            return Ok(Progress::More);
        }
        if client.session().state() != State::NotAuthenticated {
            return self.compress(client);
        }
        let clear = !client.session().is_tls();
        match self.policy.tls {
            Tls::Required | Tls::Preferred
                if clear && client.session().has(&capability::Capability::StartTls) =>
            {
                self.stage = Stage::StartTls(client.call(StartTls)?);
                Ok(Progress::More)
            }
            Tls::Required if clear => Err(OpeningError::NoTls),
            Tls::Required | Tls::Preferred | Tls::NotNeeded => self.log_in(client),
        }
    }

    fn log_in(&mut self, client: &mut Client) -> Result<Progress<'static>, OpeningError> {
        let safe = client.session().is_tls() || self.policy.tls == Tls::NotNeeded;
        let fits = |authenticate: &Authenticate| {
            let mechanism = authenticate.mechanism();
            (safe || !mechanism.exposes_credentials())
                && client.session().has(&capability::Capability::Auth(mechanism.name()))
        };
        if let Some(index) = self.policy.mechanisms.iter().position(fits) {
            let authenticate = self.policy.mechanisms.remove(index);
            self.opened.login = LoggedIn::Mechanism(authenticate.mechanism().name());
            self.stage = Stage::Authenticate(client.call(authenticate)?);
            return Ok(Progress::More);
        }
        let disabled = client.session().has(&capability::Capability::LoginDisabled);
        match self.policy.login.take() {
            Some((user, password)) if safe && !disabled => {
                self.opened.login = LoggedIn::Login;
                self.stage = Stage::Login(client.call(CommandBody::Login { user, password })?);
                Ok(Progress::More)
            }
            _ => Err(OpeningError::NoMechanism),
        }
    }

    fn logged_in(&mut self, client: &mut Client) -> Result<Progress<'static>, OpeningError> {
        self.asked = false;
        self.next(client)
    }

    fn compress(&mut self, client: &mut Client) -> Result<Progress<'static>, OpeningError> {
        if self.policy.compress && client.session().has(&capability::Capability::CompressDeflate) {
            self.stage = Stage::Compress(client.call(Compress)?);
            return Ok(Progress::More);
        }
        self.last(client)
    }

    fn last(&mut self, client: &mut Client) -> Result<Progress<'static>, OpeningError> {
        let session = client.session();
        let mut enable = core::mem::take(&mut self.policy.enable);
        enable.retain(|wanted| session.has(wanted));
        let id = self.policy.id.take().filter(|_| session.has(&capability::Capability::Id));
        let enable = match session.has(&capability::Capability::Enable) {
            true => Enable::new(enable).ok().map(|enable| client.call(enable)).transpose()?,
            false => None,
        };
        let id = id.map(|params| client.call(Id(params))).transpose()?;
        self.stage = Stage::Last(enable, id);
        Ok(self.finish(client))
    }

    fn take_last<'i>(&mut self, event: Event<'i>, client: &Client) -> Progress<'i> {
        let Stage::Last(enable, id) = &mut self.stage else { return Progress::Other(event) };
        let taken = match enable {
            Some(call) => call.take(event),
            None => Taken::Other(event),
        };
        let event = match taken {
            Taken::Done(result) => {
                (*enable, self.opened.enabled) = (None, result.unwrap_or_default());
                return self.finish(client);
            }
            Taken::More => return Progress::More,
            Taken::Other(event) => event,
        };
        let Some(call) = id else { return Progress::Other(event) };
        match call.take(event) {
            Taken::Done(result) => {
                (*id, self.opened.server) = (None, result.unwrap_or_default());
                self.finish(client)
            }
            Taken::More => Progress::More,
            Taken::Other(event) => Progress::Other(event),
        }
    }

    fn finish(&mut self, client: &Client) -> Progress<'static> {
        if !matches!(self.stage, Stage::Last(None, None)) {
            return Progress::More;
        }
        self.stage = Stage::Done;
        self.opened.tls = client.session().is_tls();
        Progress::Done(self.opened.clone())
    }
}
