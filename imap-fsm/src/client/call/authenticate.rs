//! AUTHENTICATE by a mechanism. [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use core::fmt;

use imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_types::command::CommandBody;
use imap_types::response::{Data, RespText};

use super::any::Plain;
use super::{Answer, Offered, Refused, Request, Room};
use crate::client::Event;
use crate::sasl::{self, InvalidField, Message};

/// A SASL mechanism, from the client's side. Implement it for those that other crates bring, such as SCRAM.
pub trait Mechanism {
    /// Its name.
    fn name(&self) -> AuthMechanism<'static>;

    /// Whether somebody who listens, or whom the client takes for the server, learns what he needs to log in himself:
    /// passwords, bearer tokens. Such a mechanism is for TLS only ([`Opening`](super::Opening)).
    fn exposes_credentials(&self) -> bool;

    /// What the client says first; `None` for mechanisms where the server speaks first. It goes with the command where
    /// the server has SASL-IR, else as answer to the first challenge. Called once.
    fn initial(&mut self) -> Option<Message>;

    /// What the client answers to a challenge; `None`: it gives up.
    fn respond(&mut self, challenge: &[u8]) -> Option<Message>;

    /// Whether the server's OK counts, asked when it comes. Anybody can say OK: a mechanism by which the server proves
    /// who it is, such as SCRAM, says `false` until the proof has come and is right, and the call ends in
    /// [`Refused::Unproven`]. `true` unless it is overridden.
    fn is_proven(&self) -> bool {
        true
    }
}

/// AUTHENTICATE: logs in by a SASL mechanism.
///
/// ```text
/// C: a1 AUTHENTICATE LOGIN
/// S: + VXNlcm5hbWU6                a step: answer it
/// C: YWxpY2U=
/// S: + UGFzc3dvcmQ6                a step: answer it
/// C: c2VjcmV0
/// S: a1 OK welcome
/// ```
/// ```
/// use imap_fsm::client::{Client, call::{Authenticate, Taken}};
///
/// # let mut client = Client::new(Default::default());
/// # client.receive(&mut &b"* OK hi\r\n"[..])?;
/// let mut call = client.call(Authenticate::login("alice", "secret")?)?;
/// # client.transmitted(client.transmit().len())?;
/// # let mut input: &[u8] = b"+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\na1 OK welcome\r\n";
/// while let Some(event) = client.receive(&mut input)? {
///     match call.take(event) {
///         Taken::Step(answer) => client.authenticate(&answer)?,
///         Taken::Done(Ok(text)) => println!("logged in: {}", text.text()),
///         Taken::Done(Err(refused)) => println!("not logged in: {refused}"),
///         Taken::More | Taken::Other(_) => {}
///     }
/// #   client.transmitted(client.transmit().len())?;
/// }
/// # assert!(call.is_done());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// `Debug` shows the mechanism's name and nothing else.
#[must_use = "give it to `Client::call`"]
pub struct Authenticate(Box<dyn Mechanism + Send>);

impl Authenticate {
    /// Logs in by any mechanism that implements [`Mechanism`].
    pub fn with(mechanism: impl Mechanism + Send + 'static) -> Self {
        Self(Box::new(mechanism))
    }

    /// PLAIN: name and password; and whom to act as, if that is somebody else. See [`sasl::plain`].
    pub fn plain(authzid: Option<&str>, authcid: &str, password: &str) -> Result<Self, InvalidField> {
        let message = sasl::plain(authzid, authcid, password)?;
        Ok(Self::with(Simple::new(AuthMechanism::Plain, message)))
    }

    /// LOGIN: name and password, asked for one by one. See [`sasl::login`].
    pub fn login(user: &str, password: &str) -> Result<Self, InvalidField> {
        let messages = sasl::login(user, password)?;
        let mechanism = Simple::new(AuthMechanism::Login, sasl::empty());
        Ok(Self::with(Simple { first: None, answers: messages.into(), ..mechanism }))
    }

    /// EXTERNAL: the layer below knows who the client is. See [`sasl::external`].
    pub fn external(authzid: Option<&str>) -> Result<Self, InvalidField> {
        let mechanism = Simple::new(AuthMechanism::External, sasl::external(authzid)?);
        Ok(Self::with(Simple { exposes: false, ..mechanism }))
    }

    /// ANONYMOUS: a guest. See [`sasl::anonymous`].
    pub fn anonymous(trace: Option<&str>) -> Result<Self, InvalidField> {
        let mechanism = Simple::new(AuthMechanism::Anonymous, sasl::anonymous(trace)?);
        Ok(Self::with(Simple { exposes: false, ..mechanism }))
    }

    /// XOAUTH2: name and access token. See [`sasl::xoauth2`].
    pub fn xoauth2(user: &str, token: &str) -> Result<Self, InvalidField> {
        let mechanism = Simple::new(AuthMechanism::XOAuth2, sasl::xoauth2(user, token)?);
        Ok(Self::with(Simple { answers: [sasl::empty()].into(), ..mechanism }))
    }

    /// OAUTHBEARER: an access token, and to whom the client believes to show it. See [`sasl::oauth_bearer`].
    pub fn oauth_bearer(
        authzid: Option<&str>,
        host: Option<&str>,
        port: Option<u16>,
        token: &str,
    ) -> Result<Self, InvalidField> {
        let message = sasl::oauth_bearer(authzid, host, port, token)?;
        let mechanism = Simple::new(AuthMechanism::OAuthBearer, message);
        Ok(Self::with(Simple { answers: [sasl::oauth_bearer_failed()].into(), ..mechanism }))
    }

    /// Mechanism that goes on with the dialogue.
    pub fn mechanism(&self) -> &dyn Mechanism {
        &*self.0
    }
}

impl fmt::Debug for Authenticate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Authenticate({})", self.0.name())
    }
}

/// One whose messages are known beforehand.
struct Simple {
    name: AuthMechanism<'static>,
    exposes: bool,
    first: Option<Message>,
    answers: VecDeque<Message>,
}

impl Simple {
    const fn new(name: AuthMechanism<'static>, first: Message) -> Self {
        Self { name, exposes: true, first: Some(first), answers: VecDeque::new() }
    }
}

impl Mechanism for Simple {
    fn name(&self) -> AuthMechanism<'static> {
        self.name.clone()
    }

    fn exposes_credentials(&self) -> bool {
        self.exposes
    }

    fn initial(&mut self) -> Option<Message> {
        self.first.take()
    }

    fn respond(&mut self, _challenge: &[u8]) -> Option<Message> {
        self.answers.pop_front()
    }
}

impl Request<'static> for Authenticate {
    type Answer = AuthenticateAnswer;

    fn into_parts(mut self) -> (CommandBody<'static>, AuthenticateAnswer) {
        let command = CommandBody::authenticate(self.0.name(), self.0.initial());
        (command, AuthenticateAnswer { mechanism: self, end: Plain::default() })
    }
}

/// Answers challenges: each is a [step](super::Taken::Step), to be given to
/// [`Client::authenticate`](crate::Client::authenticate).
#[derive(Debug)]
pub struct AuthenticateAnswer {
    mechanism: Authenticate,
    end: Plain,
}

impl Answer for AuthenticateAnswer {
    type Output = RespText<'static>;
    type Step<'i> = AuthenticateData<'static>;

    fn data<'i>(&mut self, data: Data<'i>, _room: &mut Room) -> Option<Data<'i>> {
        Some(data)
    }

    fn event<'i>(&mut self, event: Event<'i>, _room: &mut Room) -> Offered<'i, AuthenticateData<'static>> {
        match event {
            Event::Challenge { challenge, .. } => {
                let response = self.mechanism.0.respond(&challenge);
                Offered::Step(response.map_or(AuthenticateData::Cancel, AuthenticateData::Response))
            }
            // A challenge that is not base64, which waits for an answer all the same.
            Event::Malformed { raw, .. } if raw.starts_with(b"+") => Offered::Step(AuthenticateData::Cancel),
            event => Offered::Other(event),
        }
    }

    fn completed(&mut self, text: &RespText<'_>) {
        self.end.completed(text);
    }

    fn verdict(&self) -> Result<(), Refused> {
        if self.mechanism.0.is_proven() { Ok(()) } else { Err(Refused::Unproven) }
    }

    fn output(self) -> RespText<'static> {
        self.end.output()
    }
}
