//! The server's half of SCRAM-SHA-256, computed by the crate rsasl.

use std::error::Error;

use rsasl::callback::{Context, Request, SessionCallback, SessionData};
use rsasl::mechanisms::scram::properties::ScramStoredPassword;
use rsasl::mechanisms::scram::tools::{derive_keys, hash_password};
use rsasl::mechname::Mechname;
use rsasl::prelude::{SASLConfig, SASLServer, Session, SessionError, Validation};
use rsasl::property::AuthId;
use rsasl::validate::{Validate, ValidationError};
use sha2::{Digest, Sha256};

const ITERATIONS: u32 = 4096;
const SALT: &[u8] = b"each user has another salt";

/// What a server keeps instead of the password.
#[derive(Clone)]
pub struct Keys {
    pub user: String,
    /// Tells whether a client knows the password.
    pub stored: Vec<u8>,
    /// Proves to the client that the server is the right one.
    pub server: Vec<u8>,
}

impl Keys {
    pub fn new(user: &str, password: &str) -> Self {
        let mut salted = Default::default();
        hash_password::<Sha256>(password.as_bytes(), ITERATIONS, SALT, &mut salted);
        let (client, server) = derive_keys::<Sha256>(&salted);
        Self { user: user.into(), stored: Sha256::digest(client).to_vec(), server: server.to_vec() }
    }
}

/// One login.
pub struct Verifier(Session<User>);

impl Verifier {
    pub fn new(keys: Keys) -> Result<Self, Box<dyn Error>> {
        let config = SASLConfig::builder().with_defaults().with_callback(keys)?;
        let server = SASLServer::<User>::new(config);
        Ok(Self(server.start_suggested(Mechname::parse(b"SCRAM-SHA-256")?)?))
    }

    /// The next challenge, and who the client is once it has proved that.
    pub fn answer(&mut self, message: &[u8]) -> Result<(Vec<u8>, Option<String>), SessionError> {
        let mut challenge = Vec::new();
        self.0.step(Some(message), &mut challenge)?;
        Ok((challenge, self.0.validation()))
    }
}

/// What rsasl hands out when the client is who it says.
struct User;

impl Validation for User {
    type Value = String;
}

impl SessionCallback for Keys {
    fn callback(
        &self,
        _: &SessionData,
        context: &Context,
        request: &mut Request,
    ) -> Result<(), SessionError> {
        if context.get_ref::<AuthId>() == Some(&self.user) {
            let password = ScramStoredPassword::new(ITERATIONS, SALT, &self.stored, &self.server);
            request.satisfy::<ScramStoredPassword>(&password)?;
        }
        Ok(())
    }

    fn validate(
        &self,
        _: &SessionData,
        _: &Context,
        validate: &mut Validate<'_>,
    ) -> Result<(), ValidationError> {
        validate.with::<User, _>(|| Ok(self.user.clone())).map(drop)
    }
}
