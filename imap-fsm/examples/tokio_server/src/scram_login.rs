//! AUTHENTICATE SCRAM-SHA-256: whose keys these are, and what is answered.

use imap_fsm::server::CommandId;
use imap_fsm::types::code::Code;
use imap_fsm::{Misuse, Server};
use ring::hmac;

use crate::lines::{bad, no};
use crate::scram::{self, Failure, Keys};
use crate::service::{Login, Service};
use crate::store::{Store, User};

use std::sync::Arc;

impl Store {
    /// The user of this name, which is prepared as such names are (RFC 4013).
    pub(crate) fn prepared_user(&self, name: &str) -> Option<&Arc<User>> {
        self.user(&stringprep::saslprep(name).ok()?)
    }

    /// The keys of a user. They are made anew each time, so that those of a name that nobody has take as long. A server
    /// that keeps keys in the place of passwords has to keep some for those as well.
    fn scram_keys(&self, name: &str) -> Keys {
        let of = |what: &str| hmac::sign(&self.secret, format!("{what} {name}").as_bytes());
        let nobodys: String = of("password").as_ref().iter().map(|octet| format!("{octet:02x}")).collect();
        let password = self.prepared_user(name).map_or(nobodys, |user| {
            stringprep::saslprep(&user.password).map_or_else(|_| user.password.clone(), Into::into)
        });
        Keys::new(&password, &of("salt").as_ref()[..16])
    }
}

impl Service {
    /// The first message of SCRAM.
    pub(crate) fn begin_scram(
        &mut self,
        server: &mut Server,
        id: CommandId,
        message: &[u8],
    ) -> Result<(), Misuse> {
        match scram::begin(message, |name| self.store.scram_keys(name)) {
            Ok((begun, _)) if begun.authzid.is_some() => {
                let refusal = no(Code::AuthorizationFailed, "nobody can act as somebody else");
                self.end_with(id, refusal.into(), None);
                Ok(())
            }
            Ok((begun, challenge)) => {
                self.login = Some(Login::ScramProof(Box::new(begun)));
                server.challenge(id, challenge.as_bytes())
            }
            Err(failure) => {
                self.fail_scram(server, id, &failure);
                Ok(())
            }
        }
    }

    pub(crate) fn fail_scram(&mut self, server: &Server, id: CommandId, failure: &Failure) {
        match failure {
            Failure::Malformed => self.end_with(id, bad("that is not what the mechanism says").into(), None),
            Failure::WrongProof => self.welcome(server, id, None),
            Failure::NoRandom => {
                self.end_with(id, no(Code::ServerBug, "there are no random numbers").into(), None);
            }
        }
    }
}
