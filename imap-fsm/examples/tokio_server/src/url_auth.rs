//! URLAUTH: URLs by which others read what a user lets them read (RFC 4467).
//!
//! A URL bears a token that only this server can make: HMAC of the URL with a key of the mailbox. RESETKEY makes another key,
//! and with the old one all URLs are gone that were made by it. Any host name is taken for ours if `--host` says none.

use std::sync::Arc;

use imap_fsm::types::code::Code;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::response::Data;
use imap_fsm::types::string::AString;
use imap_fsm::types::url::{Access, FullUrl, ImapUrl, Server};
use imap_fsm::types::urlauth::{
    ResetKey, UrlAuthMechanism, UrlData, UrlFetchArg, UrlFetched, UrlMechs, UrlRump,
};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

use crate::answer::{Outcome, Work, ok};
use crate::append::now;
use crate::catenate::{mailbox_of, part_of};
use crate::lines::{Refusal, bad, no};
use crate::section::Octets;
use crate::service::Service;
use crate::store::User;

/// What tokens begin with: how they are made (RFC 4467 §2.4.1).
const HMAC_SHA256: &str = "01";

/// The key of a mailbox, once a URL was authorized by it, and how often it was made anew.
#[derive(Default)]
pub(crate) struct UrlKey {
    key: Option<hmac::Key>,
    pub(crate) resets: u64,
}

impl UrlKey {
    fn key(&mut self) -> Result<&hmac::Key, Refusal> {
        let key = match self.key.take() {
            Some(key) => key,
            None => new_key()?,
        };
        Ok(self.key.insert(key))
    }

    fn reset(&mut self) {
        self.key = None;
        self.resets += 1;
    }
}

fn new_key() -> Result<hmac::Key, Refusal> {
    let mut secret = [0; 32];
    let made = SystemRandom::new().fill(&mut secret);
    made.map_err(|_| no(Code::ServerBug, "there are no random numbers"))?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &secret))
}

impl Service {
    pub(crate) fn gen_url_auth(&mut self, urls: &NonEmpty<UrlRump<'_>>) -> Outcome {
        let mut made = Vec::new();
        for UrlRump { url, mechanism } in urls.iter() {
            if *mechanism != UrlAuthMechanism::Internal {
                return Err(bad("unknown mechanism"));
            }
            made.push(self.authorized(url.as_url())?);
        }
        let data = NonEmpty::try_from(made).ok().map(Data::GenUrlAuth);
        Ok(ok("made").with(data.into_iter().collect::<Vec<_>>()))
    }

    /// The URL with its token (RFC 4467 §7).
    fn authorized(&self, url: &ImapUrl<'_>) -> Result<FullUrl<'static>, Refusal> {
        let user = self.user()?;
        let server = url.server().filter(|_| url.is_absolute()).ok_or(bad("the URL names no server"))?;
        if !self.is_here(&server) {
            return Err(bad("the URL is about another server"));
        }
        if server.user.as_deref() != Some(user.name.as_bytes()) {
            return Err(bad("the URL is not about your mailboxes"));
        }
        if url.access().is_none() || url.verifier().is_some() {
            return Err(bad("the URL has to say who may use it, and nothing behind it"));
        }
        // Whole mailboxes and searches are not for others (RFC 4467 §3).
        let mailbox = mailbox_of(user, url).filter(|_| url.uid().is_some());
        let mailbox = mailbox.ok_or(bad("the URL leads to no message"))?;
        let rump = url.to_string();
        let token = hmac::sign(mailbox.url_key().key()?, rump.as_bytes());
        let token: String = token.as_ref().iter().map(|octet| format!("{octet:02x}")).collect();
        let made =
            ImapUrl::try_from(format!("{rump}:internal:{HMAC_SHA256}{token}")).and_then(FullUrl::try_from);
        made.map_err(|_| bad("the URL leads to no message"))
    }

    fn is_here(&self, server: &Server<'_>) -> bool {
        let hosts = &self.config.hosts;
        hosts.is_empty() || hosts.iter().any(|host| host.eq_ignore_ascii_case(server.host))
    }

    pub(crate) fn url_fetch(&mut self, urls: &NonEmpty<UrlFetchArg<'_>>) -> Outcome {
        use imap_fsm::types::IntoBoundedStatic;
        if urls.iter().any(|url| url.params.is_some()) {
            return Err(bad("only the plain data"));
        }
        // One after the other, for each may be long.
        let urls: Vec<_> = urls.iter().map(|arg| arg.url.clone().into_static()).collect();
        Ok(ok("fetched").with(Work::Urls(urls.into_iter())))
    }

    /// URLFETCH of one URL; NIL if it is not to be had, whyever.
    pub(crate) fn url_fetched(&self, url: FullUrl<'static>) -> Data<'static> {
        let octets = self.opened(url.as_url());
        let text = octets.and_then(|octets| AString::try_from(octets.as_slice().to_vec()).ok());
        Data::UrlFetch(NonEmpty::one(UrlFetched { url, data: UrlData::Simple(text) }))
    }

    /// What an authorized URL gives this user.
    fn opened(&self, url: &ImapUrl<'_>) -> Option<Octets> {
        let me = self.user.as_ref()?;
        let server = url.server().filter(|server| url.is_absolute() && self.is_here(server))?;
        let owner = self.store.user(std::str::from_utf8(server.user.as_deref()?).ok()?);
        if !is_genuine(owner, url) || is_expired(url) {
            return None;
        }
        let may = match url.access()? {
            Access::User(user) => *user == *me.name.as_bytes(),
            Access::AuthUser | Access::Anonymous => true,
            Access::Submit(_) => self.config.is_submitter(&me.name),
            Access::Application(..) => false,
        };
        part_of(&*mailbox_of(owner.filter(|_| may)?, url)?, url)
    }

    pub(crate) fn reset_key(&mut self, reset: &ResetKey<'_>) -> Outcome {
        let user = self.user()?.clone();
        let Some(of) = &reset.target else {
            for (_, node) in user.tree().iter() {
                node.mailbox.iter().for_each(|mailbox| mailbox.url_key().reset());
            }
            self.knows_keys();
            return Ok(ok("all keys are new"));
        };
        let name = self.mode.name(&of.mailbox)?;
        let mailbox = user.tree().mailbox(&name).ok_or(no(Code::NonExistent, "no such mailbox"))?;
        if of.mechanisms.iter().any(|mechanism| *mechanism != UrlAuthMechanism::Internal) {
            return Err(no(Code::Cannot, "unknown mechanism"));
        }
        // Those who have it open hear of it.
        mailbox.change(|_| mailbox.url_key().reset());
        self.knows_keys();
        Ok(ok("the key is new").code(url_mech()))
    }

    /// What the client has done itself it need not be told.
    fn knows_keys(&mut self) {
        if let Some(view) = &mut self.view {
            let _ = view.url_mech();
        }
    }
}

/// Whether the server has made the token. It takes the same time whether there is such a mailbox or not (RFC 4467 §6).
fn is_genuine(owner: Option<&Arc<User>>, url: &ImapUrl<'_>) -> bool {
    let Some(verifier) = url.verifier() else { return false };
    let text = url.to_string();
    let behind = verifier.mechanism.len() + verifier.token.len() + 2;
    let rump = text.len().checked_sub(behind).and_then(|end| text.get(..end)).unwrap_or_default();
    let is_internal = verifier.mechanism.eq_ignore_ascii_case("internal");
    let token = verifier.token.strip_prefix(HMAC_SHA256).and_then(from_hex).unwrap_or_default();
    let mailbox = owner.and_then(|owner| mailbox_of(owner, url));
    let known = mailbox.as_ref().and_then(|mailbox| mailbox.url_key().key.clone());
    let (key, is_known) = match (known, new_key()) {
        (Some(key), _) => (key, true),
        (None, Ok(key)) => (key, false),
        (None, Err(_)) => return false,
    };
    hmac::verify(&key, rump.as_bytes(), &token).is_ok() && is_known && is_internal
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Whether it is too late (RFC 4467 §3). A time that is none is past.
fn is_expired(url: &ImapUrl<'_>) -> bool {
    url.expire().is_some_and(|date| {
        let at = mail_parser::DateTime::parse_rfc3339(date).filter(|date| date.is_valid());
        at.is_none_or(|at| at.to_timestamp() < now().timestamp())
    })
}

/// URLMECH: what URLs can be authorized by.
pub(crate) fn url_mech() -> Code<'static> {
    Code::UrlMech(UrlMechs::default())
}
