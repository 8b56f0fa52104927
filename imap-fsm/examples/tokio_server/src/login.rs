//! Who is it? LOGIN, AUTHENTICATE, and what the server says that it can do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use imap_fsm::server::CommandId;
use imap_fsm::types::auth::AuthMechanism;
use imap_fsm::types::capability::Capability;
use imap_fsm::types::code::Code;
use imap_fsm::types::language::I18nLevel;
use imap_fsm::types::rights::NewRights;
use imap_fsm::types::thread::ThreadAlgorithmName;
use imap_fsm::{Misuse, Server, Session, sasl};

use crate::answer::{Answer, ok};
use crate::append::LONGEST;
use crate::lines::{bad, no};
use crate::quota;
use crate::service::{Login, Service};
use crate::store::User;

/// The longest message, in octets. The machine refuses what is longer.
pub(crate) const APPEND_LIMIT: u32 = LONGEST as u32;

/// How long a wrong password takes.
const PENALTY: Duration = Duration::from_millis(500);

impl Service {
    /// What can be done in this state, and only what is really there.
    pub(crate) fn capabilities(&self, session: &Session) -> Vec<Capability<'static>> {
        use Capability as C;
        let mut capabilities =
            vec![C::Imap4Rev1, C::Imap4Rev2, C::Enable, C::Id, C::Language, C::LiteralPlus, C::SaslIr];
        if self.user.is_none() {
            if !session.is_tls() {
                capabilities.push(C::StartTls);
            }
            // It tells nobody the password.
            capabilities.push(C::Auth(AuthMechanism::ScramSha256));
            if self.takes_passwords(session) {
                capabilities.extend([AuthMechanism::Plain, AuthMechanism::Login].map(C::Auth));
            } else {
                capabilities.push(C::LoginDisabled);
            }
            return capabilities;
        }
        capabilities.extend(quota::CAPABILITIES);
        capabilities.extend(self.config.message_limit.map(C::MessageLimit));
        capabilities.extend(self.config.save_limit.map(C::SaveLimit));
        capabilities.extend([
            C::Acl,
            C::Rights(NewRights::TEXK),
            C::AppendLimitOctets(APPEND_LIMIT),
            C::Binary,
            C::Catenate,
            C::Children,
            C::CompressDeflate,
            C::CondStore,
            C::ContextSearch,
            C::ContextSort,
            C::CreateSpecialUse,
            C::ESearch,
            C::ESort,
            C::Filters,
            C::I18nLevel(I18nLevel::Two),
            C::Idle,
            C::InProgress,
            C::ListExtended,
            C::ListMetadata,
            C::ListMyRights,
            C::ListStatus,
            C::Metadata,
            C::Move,
            C::MultiAppend,
            C::MultiSearch,
            C::Namespace,
            C::Partial,
            C::Notify,
            C::QResync,
            C::ObjectId,
            C::Preview,
            C::Replace,
            C::SaveDate,
            C::SearchFuzzy,
            C::SearchRes,
            C::Sort,
            C::SortDisplay,
            C::SpecialUse,
            C::StatusSize,
            C::Thread(ThreadAlgorithmName::OrderedSubject),
            C::Thread(ThreadAlgorithmName::References),
            C::UidBatches,
            C::UidOnly,
            C::UidPlus,
            C::Unauthenticate,
            C::UrlAuth,
            C::Unselect,
            C::Utf8Accept,
            C::Within,
        ]);
        capabilities
    }

    /// Passwords go over TLS only, unless `--plain` says otherwise.
    fn takes_passwords(&self, session: &Session) -> bool {
        self.config.plain || session.is_tls()
    }

    pub(crate) fn log_in(&mut self, server: &Server, id: CommandId, user: &str, password: &str) {
        let user = self.store.user(user).filter(|user| user.password == password).cloned();
        self.welcome(server, id, user);
    }

    /// The user is known, or `None`.
    pub(crate) fn welcome(&mut self, server: &Server, id: CommandId, user: Option<Arc<User>>) {
        if user.is_some() {
            self.user = user;
            let code = Code::Capability(self.capabilities(server.session()));
            self.end_with(id, ok("welcome").code(code), None);
        } else {
            // Slow for who guesses, and for nobody else: the connection waits, not its thread.
            let refusal = no(Code::AuthenticationFailed, "wrong name or password");
            self.end_with(id, refusal.into(), Some(Instant::now() + PENALTY));
        }
    }

    pub(crate) fn authenticate(
        &mut self,
        server: &mut Server,
        id: CommandId,
        mechanism: &AuthMechanism<'_>,
        first: Option<&[u8]>,
    ) -> Result<(), Misuse> {
        let login = match mechanism {
            AuthMechanism::Plain => Login::Plain,
            AuthMechanism::Login => Login::Name,
            AuthMechanism::ScramSha256 => Login::Scram,
            _ => {
                self.end_with(id, no(Code::Cannot, "unknown mechanism").into(), None);
                return Ok(());
            }
        };
        if !matches!(login, Login::Scram) && !self.takes_passwords(server.session()) {
            self.end_with(id, no(Code::PrivacyRequired, "begin TLS first").into(), None);
            return Ok(());
        }
        let prompt = login.prompt();
        self.login = Some(login);
        match first {
            Some(first) => self.go_on_with_login(server, id, first),
            None => server.challenge(id, prompt),
        }
    }

    /// The client has answered.
    pub(crate) fn go_on_with_login(
        &mut self,
        server: &mut Server,
        id: CommandId,
        answer: &[u8],
    ) -> Result<(), Misuse> {
        let malformed = Answer::from(bad("that is not what the mechanism says"));
        match self.login.take() {
            Some(Login::Plain) => match sasl::read_plain(answer) {
                Ok(plain) if plain.authzid.is_some_and(|authzid| authzid != plain.authcid) => {
                    let refusal = no(Code::AuthorizationFailed, "nobody can act as somebody else");
                    self.end_with(id, refusal.into(), None);
                }
                Ok(plain) => self.log_in(server, id, plain.authcid, plain.password.declassify()),
                Err(_) => self.end_with(id, malformed, None),
            },
            Some(Login::Name) => match sasl::read_login(answer) {
                Ok(user) => {
                    let login = Login::Password { user: user.declassify().to_string() };
                    let prompt = login.prompt();
                    self.login = Some(login);
                    return server.challenge(id, prompt);
                }
                Err(_) => self.end_with(id, malformed, None),
            },
            Some(Login::Password { user }) => match sasl::read_login(answer) {
                Ok(password) => self.log_in(server, id, &user, password.declassify()),
                Err(_) => self.end_with(id, malformed, None),
            },
            Some(Login::Scram) => return self.begin_scram(server, id, answer),
            Some(Login::ScramProof(begun)) => {
                let user = begun.user.clone();
                match begun.finish(answer) {
                    // IMAP's OK has no room for it (RFC 9051 §6.2.2).
                    Ok(verifier) => {
                        self.login = Some(Login::ScramProven { user });
                        return server.challenge(id, verifier.as_bytes());
                    }
                    Err(failure) => self.fail_scram(server, id, &failure),
                }
            }
            Some(Login::ScramProven { user }) if answer.is_empty() => {
                let user = self.store.prepared_user(&user).cloned();
                self.welcome(server, id, user);
            }
            Some(Login::ScramProven { .. }) | None => self.end_with(id, malformed, None),
        }
        Ok(())
    }
}

impl Login {
    const fn prompt(&self) -> &'static [u8] {
        match self {
            Self::Plain | Self::Scram | Self::ScramProof(_) | Self::ScramProven { .. } => b"",
            Self::Name => sasl::LOGIN_PROMPTS[0].as_bytes(),
            Self::Password { .. } => sasl::LOGIN_PROMPTS[1].as_bytes(),
        }
    }
}
