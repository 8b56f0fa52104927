//! The client's half of SCRAM-SHA-256 ([RFC 7677](https://www.rfc-editor.org/rfc/rfc7677)): the crate rsasl computes it,
//! AUTHENTICATE carries it.

use std::error::Error;

use imap_fsm::client::call::Mechanism;
use imap_fsm::sasl::Message;
use imap_fsm::types::auth::{AuthMechanism, AuthenticateData};
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::secret::Secret;
use imap_fsm::types::string::Binary;
use rsasl::mechname::Mechname;
use rsasl::prelude::{SASLClient, SASLConfig, Session};

/// A server that asks for more rounds of hashing only keeps the client busy.
const MAX_ITERATIONS: u32 = 1 << 20;

/// One login. It has succeeded when the server says OK *and* [`Scram::verdict`] does.
pub struct Scram {
    session: Session,
    proof: Proof,
}

/// What is known of the server: SCRAM lets both sides prove that they know the password.
enum Proof {
    Missing,
    Given,
    Failed(String),
}

impl Scram {
    pub fn new(user: &str, password: &str) -> Result<Self, Box<dyn Error>> {
        let config = SASLConfig::with_credentials(None, user.into(), password.into())?;
        let session = SASLClient::new(config).start_suggested(&[Mechname::parse(b"SCRAM-SHA-256")?])?;
        Ok(Self { session, proof: Proof::Missing })
    }

    /// The command, with the first message in it. Where the server has no SASL-IR the machine sends that message as
    /// answer to the first challenge.
    pub fn command(&mut self) -> Result<CommandBody<'static>, Box<dyn Error>> {
        Ok(CommandBody::authenticate(AuthMechanism::ScramSha256, Some(self.step(None)?)))
    }

    /// What to answer to a challenge: for `Client::authenticate`.
    pub fn answer(&mut self, challenge: &[u8]) -> AuthenticateData<'static> {
        match self.step(Some(challenge)) {
            Ok(message) => AuthenticateData::Response(message),
            Err(error) => {
                self.proof = Proof::Failed(error.to_string());
                AuthenticateData::Cancel
            }
        }
    }

    /// Whether the server is the right one, as far as it has said; or why not.
    pub fn verdict(&self) -> Result<(), &str> {
        match &self.proof {
            Proof::Given => Ok(()),
            Proof::Missing => Err("the server has not proved that it knows the password"),
            Proof::Failed(why) => Err(why),
        }
    }

    fn step(&mut self, challenge: Option<&[u8]>) -> Result<Message, Box<dyn Error>> {
        // rsasl panics when it is asked to go on behind its end.
        if !matches!(self.proof, Proof::Missing) {
            return Err("a challenge behind the last one".into());
        }
        if challenge.and_then(iterations).is_some_and(|count| count > MAX_ITERATIONS) {
            return Err("the server asks for too many iterations".into());
        }
        let mut message = Vec::new();
        if self.session.step(challenge, &mut message)?.is_finished() {
            self.proof = Proof::Given;
        }
        Ok(Secret::new(Binary::try_from(message)?))
    }
}

/// For `Policy::mechanism`: `Authenticate::with(Scram::new(..)?)`.
impl Mechanism for Scram {
    fn name(&self) -> AuthMechanism<'static> {
        AuthMechanism::ScramSha256
    }

    fn exposes_credentials(&self) -> bool {
        false
    }

    fn initial(&mut self) -> Option<Message> {
        self.step(None).ok()
    }

    fn respond(&mut self, challenge: &[u8]) -> Option<Message> {
        match self.answer(challenge) {
            AuthenticateData::Response(message) => Some(message),
            AuthenticateData::Cancel => None,
        }
    }

    fn is_proven(&self) -> bool {
        self.verdict().is_ok()
    }
}

/// `iteration-count` of `server-first-message`.
fn iterations(challenge: &[u8]) -> Option<u32> {
    let count = std::str::from_utf8(challenge).ok()?.split(',').find_map(|field| field.strip_prefix("i="))?;
    Some(count.parse().unwrap_or(u32::MAX))
}
