//! Messages of the simple SASL mechanisms, one function to write and one to read each.
//! [RFC 4422](https://www.rfc-editor.org/rfc/rfc4422)
//!
//! A client gives what a writer returns to AUTHENTICATE, as initial response or as answer to the challenge; a server
//! gives what came to a reader. Both are octets before base64, which is the codec's business.
//!
//! ```
//! use imap_fsm::sasl;
//! use imap_fsm::types::auth::AuthMechanism;
//! use imap_fsm::types::command::CommandBody;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let message = sasl::plain(None, "tim", "tanstaaftanstaaf")?;
//! let read = sasl::read_plain(message.declassify().as_bytes())?;
//! assert_eq!((read.authcid, *read.password.declassify()), ("tim", "tanstaaftanstaaf"));
//!
//! let command = CommandBody::authenticate(AuthMechanism::Plain, Some(message.clone()));
//! assert!(!format!("{command:?} {read:?}").contains("tanstaaf"));
//! # Ok(())
//! # }
//! ```
//!
//! All but ANONYMOUS show the credentials to whoever listens, or rely on the layer below: use them over TLS. Strings
//! are sent as they are given, without SASLprep. Neither `Debug` nor errors show a secret; memory is not wiped.
//! Writers refuse what the mechanism has no room for ([`InvalidField`], your fault), readers what breaks its grammar
//! ([`InvalidMessage`], the peer's). How long messages may be is up to the limits of the framer.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use imap_types::secret::Secret;
use imap_types::string::Binary;
use imap_types::trusted::FromWire;

/// Message of a client. `Debug` does not show it.
pub type Message = Secret<Binary<'static>>;

const NUL: u8 = 0;
/// `kvsep`, ^A
const KVSEP: u8 = 1;

/// PLAIN: name and password, and whom to act as if that is somebody else.
///
/// ```text
/// C: [authzid] NUL authcid NUL passwd
/// ```
/// Refuses NUL anywhere and empty fields. [RFC 4616 §2](https://www.rfc-editor.org/rfc/rfc4616#section-2)
pub fn plain(authzid: Option<&str>, authcid: &str, password: &str) -> Result<Message, InvalidField> {
    if let Some(authzid) = authzid {
        check("authzid", authzid, |byte| byte != NUL)?;
    }
    check("authcid", authcid, |byte| byte != NUL)?;
    check("passwd", password, |byte| byte != NUL)?;
    Ok(message(&[authzid.unwrap_or_default(), "\0", authcid, "\0", password]))
}

/// Credentials of PLAIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain<'a> {
    /// Whom to act as; `None`: whom the credentials belong to.
    pub authzid: Option<&'a str>,
    /// User whose password it is: the authentication identity.
    pub authcid: &'a str,
    /// The password.
    pub password: Secret<&'a str>,
}

/// Reads the one message of PLAIN.
pub fn read_plain(message: &[u8]) -> Result<Plain<'_>, InvalidMessage> {
    let mut fields = utf8(message)?.split('\0');
    let (Some(authzid), Some(authcid), Some(password), None) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err(InvalidMessage { expected: "[authzid] UTF8NUL authcid UTF8NUL passwd" });
    };
    if authcid.is_empty() {
        return Err(InvalidMessage { expected: "authcid" });
    }
    if password.is_empty() {
        return Err(InvalidMessage { expected: "passwd" });
    }
    Ok(Plain { authzid: non_empty(authzid), authcid, password: Secret::new(password) })
}

/// LOGIN, what a server asks: the name, then the password.
///
/// Never standardised; these are the prompts that old clients compare with.
pub const LOGIN_PROMPTS: [&str; 2] = ["Username:", "Password:"];

/// LOGIN, what a client answers: the name to the first challenge and the password to the second, whatever they say.
/// The name may go as initial response, where a server takes one.
///
/// Refuses NUL and empty fields.
pub fn login(user: &str, password: &str) -> Result<[Message; 2], InvalidField> {
    check("user", user, |byte| byte != NUL)?;
    check("password", password, |byte| byte != NUL)?;
    Ok([message(&[user]), message(&[password])])
}

/// Reads one answer of LOGIN: any UTF-8 without NUL, not empty.
pub fn read_login(answer: &[u8]) -> Result<Secret<&str>, InvalidMessage> {
    match no_nul(answer)? {
        "" => Err(InvalidMessage { expected: "user name or password" }),
        answer => Ok(Secret::new(answer)),
    }
}

/// EXTERNAL: the layer below, such as TLS, knows who the client is. `authzid` is whom to act as if that is somebody
/// else; without it the message is empty.
///
/// Refuses NUL and an empty `authzid`. [RFC 4422 §A](https://www.rfc-editor.org/rfc/rfc4422#appendix-A)
pub fn external(authzid: Option<&str>) -> Result<Message, InvalidField> {
    if let Some(authzid) = authzid {
        check("authzid", authzid, |byte| byte != NUL)?;
    }
    Ok(message(&[authzid.unwrap_or_default()]))
}

/// Reads the one message of EXTERNAL: whom to act as; `None`: whom the layer below knows.
pub fn read_external(message: &[u8]) -> Result<Option<&str>, InvalidMessage> {
    no_nul(message).map(non_empty)
}

/// ANONYMOUS: a guest, who may leave an email address or an opaque token, at most 255 characters.
///
/// Refuses control characters, longer traces and an empty one.
/// [RFC 4505 §2](https://www.rfc-editor.org/rfc/rfc4505#section-2)
pub fn anonymous(trace: Option<&str>) -> Result<Message, InvalidField> {
    if let Some(trace) = trace {
        check("trace", trace, |byte| !byte.is_ascii_control())?;
        if trace.chars().count() > MAX_TRACE {
            return Err(InvalidField { field: "trace", problem: Problem::TooLong });
        }
    }
    Ok(message(&[trace.unwrap_or_default()]))
}

/// `token = 1*255TCHAR`
const MAX_TRACE: usize = 255;

/// Reads the one message of ANONYMOUS: the trace, good for a log and nothing else.
pub fn read_anonymous(message: &[u8]) -> Result<Option<&str>, InvalidMessage> {
    let trace = utf8(message)?;
    if trace.bytes().any(|byte| byte.is_ascii_control()) || trace.chars().count() > MAX_TRACE {
        return Err(InvalidMessage { expected: "email / token" });
    }
    Ok(non_empty(trace))
}

/// Credentials of XOAUTH2 and OAUTHBEARER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer<'a> {
    /// Account of the user; optional in OAUTHBEARER.
    pub user: Option<alloc::borrow::Cow<'a, str>>,
    /// The access token, without `Bearer`.
    pub token: Secret<&'a str>,
    /// The server's name, as the client knows it; to compare with your own.
    pub host: Option<&'a str>,
    /// The server's port, as the client knows it.
    pub port: Option<u16>,
}

/// XOAUTH2: name and access token, in the way of Google and Microsoft before RFC 7628.
///
/// ```text
/// C: user= user ^A auth=Bearer token ^A ^A
/// ```
/// Where the server refuses it sends a challenge with the reason, to be answered by an empty message
/// ([`empty`]). Refuses NUL and ^A in the name, all but printable ASCII in the token, and empty fields.
pub fn xoauth2(user: &str, token: &str) -> Result<Message, InvalidField> {
    check("user", user, |byte| byte != NUL && byte != KVSEP)?;
    check("token", token, |byte| byte.is_ascii_graphic())?;
    Ok(message(&["user=", user, "\u{1}auth=Bearer ", token, "\u{1}\u{1}"]))
}

/// Reads the first message of XOAUTH2.
pub fn read_xoauth2(message: &[u8]) -> Result<Bearer<'_>, InvalidMessage> {
    let mut user = None;
    let pairs = no_nul(message)?.strip_suffix("\u{1}\u{1}").ok_or(InvalidMessage { expected: "^A ^A" })?;
    let mut bearer = None;
    for (key, value) in pairs.split('\u{1}').filter_map(|pair| pair.split_once('=')) {
        match key {
            "user" => user = non_empty(value),
            "auth" => bearer = Some(token(value)?),
            _ => {}
        }
    }
    let user = user.ok_or(InvalidMessage { expected: "user" })?;
    let token = bearer.ok_or(InvalidMessage { expected: "auth" })?;
    Ok(Bearer { user: Some(user.into()), token, host: None, port: None })
}

/// OAUTHBEARER: an access token, and to whom the client believes to show it.
///
/// ```text
/// C: n,a=user@example.com,^Ahost=server.example.com^Aport=143^Aauth=Bearer token^A^A
/// ```
/// Where the server refuses it sends a challenge with the reason, to be answered by [`oauth_bearer_failed`]. Refuses
/// NUL and ^A in `authzid`, all but printable ASCII in `host` and `token`, and empty fields.
/// [RFC 7628 §3.1](https://www.rfc-editor.org/rfc/rfc7628#section-3.1)
pub fn oauth_bearer(
    authzid: Option<&str>,
    host: Option<&str>,
    port: Option<u16>,
    token: &str,
) -> Result<Message, InvalidField> {
    let mut head = String::from("n,");
    if let Some(authzid) = authzid {
        check("authzid", authzid, |byte| byte != NUL && byte != KVSEP)?;
        head.push_str("a=");
        for char in authzid.chars() {
            match char {
                ',' => head.push_str("=2C"),
                '=' => head.push_str("=3D"),
                char => head.push(char),
            }
        }
    }
    head.push_str(",\u{1}");
    if let Some(host) = host {
        check("host", host, |byte| byte.is_ascii_graphic())?;
        head.extend(["host=", host, "\u{1}"]);
    }
    if let Some(port) = port {
        head.push_str(&alloc::format!("port={port}\u{1}"));
    }
    check("token", token, |byte| byte.is_ascii_graphic())?;
    Ok(message(&[&head, "auth=Bearer ", token, "\u{1}\u{1}"]))
}

/// Reads the first message of OAUTHBEARER. Keys that the RFC does not define are skipped.
pub fn read_oauth_bearer(message: &[u8]) -> Result<Bearer<'_>, InvalidMessage> {
    let message = no_nul(message)?;
    let pairs = message.strip_suffix("\u{1}\u{1}").ok_or(InvalidMessage { expected: "kvsep kvsep" })?;
    let (head, pairs) = pairs.split_once('\u{1}').ok_or(InvalidMessage { expected: "gs2-header kvsep" })?;
    let user = gs2_authzid(head).ok_or(InvalidMessage { expected: "gs2-header" })?;
    let (mut host, mut port, mut bearer) = (None, None, None);
    for pair in pairs.split('\u{1}') {
        match pair.split_once('=').ok_or(InvalidMessage { expected: "kvpair" })? {
            ("host", value) => host = non_empty(value),
            ("port", value) if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                port = Some(value.parse().map_err(|_| InvalidMessage { expected: "port" })?);
            }
            ("port", _) => return Err(InvalidMessage { expected: "port" }),
            ("auth", value) => bearer = Some(token(value)?),
            _ => {}
        }
    }
    Ok(Bearer { user, token: bearer.ok_or(InvalidMessage { expected: "auth" })?, host, port })
}

/// Answer of a client to the error message of OAUTHBEARER, by which the server can end the exchange: `kvsep`.
/// [RFC 7628 §3.2.3](https://www.rfc-editor.org/rfc/rfc7628#section-3.2.3)
pub fn oauth_bearer_failed() -> Message {
    message(&["\u{1}"])
}

/// The message with nothing in it: the answer to the error message of XOAUTH2.
pub fn empty() -> Message {
    message(&[])
}

/// `gs2-header` without channel binding, which no mechanism here has: its `authzid`, if any.
fn gs2_authzid(header: &str) -> Option<Option<alloc::borrow::Cow<'_, str>>> {
    let authzid = header.strip_prefix("n,").or_else(|| header.strip_prefix("y,"))?.strip_suffix(',')?;
    if authzid.is_empty() {
        return Some(None);
    }
    let name = authzid.strip_prefix("a=").filter(|name| !name.is_empty() && !name.contains(','))?;
    if name.split('=').skip(1).any(|escape| !escape.starts_with("2C") && !escape.starts_with("3D")) {
        return None;
    }
    Some(Some(if name.contains('=') {
        name.replace("=2C", ",").replace("=3D", "=").into()
    } else {
        name.into()
    }))
}

/// `Bearer`, in any case, and the token.
fn token(value: &str) -> Result<Secret<&str>, InvalidMessage> {
    let token = match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => token.trim_start_matches(' '),
        _ => "",
    };
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(InvalidMessage { expected: "Bearer token" });
    }
    Ok(Secret::new(token))
}

fn message(parts: &[&str]) -> Message {
    // In one piece: growing would leave copies of a secret behind.
    let mut octets = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
    parts.iter().for_each(|part| octets.extend_from_slice(part.as_bytes()));
    Secret::new(Binary::from_wire(octets.into()))
}

fn check(field: &'static str, value: &str, allowed: impl Fn(u8) -> bool) -> Result<(), InvalidField> {
    match value {
        "" => Err(InvalidField { field, problem: Problem::Empty }),
        value if value.bytes().all(allowed) => Ok(()),
        _ => Err(InvalidField { field, problem: Problem::Forbidden }),
    }
}

fn utf8(message: &[u8]) -> Result<&str, InvalidMessage> {
    core::str::from_utf8(message).map_err(|_| InvalidMessage { expected: "UTF-8" })
}

fn no_nul(message: &[u8]) -> Result<&str, InvalidMessage> {
    let text = utf8(message)?;
    if text.contains('\0') { Err(InvalidMessage { expected: "no NUL" }) } else { Ok(text) }
}

fn non_empty(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

/// A value that the mechanism has no room for. Nothing has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InvalidField {
    /// Field, by the RFC's name.
    pub field: &'static str,
    /// Fault of its value.
    pub problem: Problem,
}

/// Fault of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing is in it.
    Empty,
    /// A character is in it that the mechanism forbids, such as NUL or ^A.
    Forbidden,
    /// It is longer than the mechanism allows.
    TooLong,
}

impl fmt::Display for InvalidField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = match self.problem {
            Problem::Empty => "is empty",
            Problem::Forbidden => "has a character that the mechanism forbids",
            Problem::TooLong => "is too long",
        };
        write!(f, "{} {problem}", self.field)
    }
}

impl core::error::Error for InvalidField {}

/// The peer's message breaks the grammar of the mechanism; a server answers BAD or NO.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InvalidMessage {
    /// The rule, by the RFC's name.
    pub expected: &'static str,
}

impl fmt::Display for InvalidMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl core::error::Error for InvalidMessage {}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    fn octets(message: Message) -> Vec<u8> {
        message.into_inner().into_bytes().into_owned()
    }

    fn forbidden(field: &'static str) -> InvalidField {
        InvalidField { field, problem: Problem::Forbidden }
    }

    #[test]
    fn plain_is_that_of_the_rfc_both_ways() {
        // RFC 4616 §4
        for (authzid, wire) in
            [(None, &b"\0tim\0tanstaaftanstaaf"[..]), (Some("Ursel"), b"Ursel\0tim\0tanstaaftanstaaf")]
        {
            assert_eq!(octets(plain(authzid, "tim", "tanstaaftanstaaf").unwrap()), wire);
            let read = read_plain(wire).unwrap();
            assert_eq!((read.authzid, read.authcid), (authzid, "tim"));
            assert_eq!(*read.password.declassify(), "tanstaaftanstaaf");
        }
        for bad in [&b""[..], b"tim\0pw", b"\0\0pw", b"\0tim\0", b"\0tim\0pw\0", b"\0tim\0\xFF"] {
            assert!(read_plain(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn separators_cannot_get_into_a_field() {
        assert_eq!(plain(Some("a\0"), "b", "c"), Err(forbidden("authzid")));
        assert_eq!(plain(None, "a\0b", "c"), Err(forbidden("authcid")));
        assert_eq!(plain(None, "a", "b\0c"), Err(forbidden("passwd")));
        assert_eq!(plain(None, "", "c").unwrap_err().problem, Problem::Empty);
        assert_eq!(login("a", "\0"), Err(forbidden("password")));
        assert_eq!(external(Some("\0")), Err(forbidden("authzid")));
        assert_eq!(anonymous(Some("a\0")), Err(forbidden("trace")));
        assert_eq!(xoauth2("a\u{1}auth=Bearer x", "b"), Err(forbidden("user")));
        assert_eq!(xoauth2("a", "b\u{1}"), Err(forbidden("token")));
        assert_eq!(oauth_bearer(Some("a\u{1}"), None, None, "t"), Err(forbidden("authzid")));
        assert_eq!(oauth_bearer(None, Some("a\u{1}"), None, "t"), Err(forbidden("host")));
        assert_eq!(oauth_bearer(None, None, None, "t\u{1}"), Err(forbidden("token")));
    }

    #[test]
    fn oauth_bearer_is_that_of_the_rfc_both_ways() {
        // RFC 7628 §4.1
        let wire = b"n,a=user@example.com,\x01host=server.example.com\x01port=143\x01\
            auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01";
        let token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
        let written = oauth_bearer(Some("user@example.com"), Some("server.example.com"), Some(143), token);
        assert_eq!(octets(written.unwrap()), wire);
        let read = read_oauth_bearer(wire).unwrap();
        assert_eq!((read.user.as_deref(), *read.token.declassify()), (Some("user@example.com"), token));
        assert_eq!((read.host, read.port), (Some("server.example.com"), Some(143)));

        let minimal = octets(oauth_bearer(None, None, None, "t").unwrap());
        assert_eq!(minimal, b"n,,\x01auth=Bearer t\x01\x01");
        assert_eq!(read_oauth_bearer(&minimal).unwrap().user, None);
        assert!(read_oauth_bearer(b"n,,\x01qs=x\x01auth=Bearer a\x01\x01").is_ok());
        assert_eq!(octets(oauth_bearer_failed()), b"\x01");
        for bad in [
            &b"\x01"[..],
            b"n,,\x01\x01",
            b"n,,\x01auth=Basic x\x01\x01",
            b"n,,\x01auth=Bearer \x01\x01",
            b"n,,\x01auth=Bearer x\x01",
            b"n,,\x01port=+1\x01auth=Bearer x\x01\x01",
            b"n,,\x01port=70000\x01auth=Bearer x\x01\x01",
            b"n,a=,\x01auth=Bearer x\x01\x01",
            b"n,a=x=2,\x01auth=Bearer x\x01\x01",
            b"p=tls-unique,,\x01auth=Bearer x\x01\x01",
        ] {
            assert!(read_oauth_bearer(bad).is_err(), "{}", bad.escape_ascii());
        }
    }

    #[test]
    fn commas_and_equals_signs_survive_the_gs2_header() {
        for name in ["a,b=c", "=2C", ",,==", "ü"] {
            let wire = octets(oauth_bearer(Some(name), None, None, "t").unwrap());
            assert_eq!(read_oauth_bearer(&wire).unwrap().user.as_deref(), Some(name));
        }
    }

    #[test]
    fn xoauth2_both_ways() {
        let wire = b"user=someuser@example.com\x01auth=Bearer ya29.vF9dft4\x01\x01";
        assert_eq!(octets(xoauth2("someuser@example.com", "ya29.vF9dft4").unwrap()), wire);
        let read = read_xoauth2(wire).unwrap();
        assert_eq!(
            (read.user.as_deref(), *read.token.declassify()),
            (Some("someuser@example.com"), "ya29.vF9dft4")
        );
        assert_eq!(
            read_xoauth2(b"user=someuser@example.com\x01x=y\x01auth=Bearer ya29.vF9dft4\x01\x01"),
            Ok(read)
        );
        assert!(read_xoauth2(b"user=a\x01\x01").is_err() && read_xoauth2(b"auth=Bearer x\x01\x01").is_err());
        assert_eq!(octets(empty()), b"");
    }

    #[test]
    fn login_external_and_anonymous_both_ways() {
        let [user, password] = login("tim", "tanstaaf").unwrap();
        assert_eq!(*read_login(&octets(user)).unwrap().declassify(), "tim");
        assert_eq!(*read_login(&octets(password)).unwrap().declassify(), "tanstaaf");
        assert!(read_login(b"").is_err() && read_login(b"a\0").is_err());
        for name in [None, Some("fred@example.com")] {
            assert_eq!(read_external(&octets(external(name).unwrap())), Ok(name));
            assert_eq!(read_anonymous(&octets(anonymous(name).unwrap())), Ok(name));
        }
        assert!(anonymous(Some(&"ü".repeat(255))).is_ok());
        assert_eq!(anonymous(Some(&"ü".repeat(256))).unwrap_err().problem, Problem::TooLong);
        assert!(read_anonymous("ü".repeat(256).as_bytes()).is_err() && read_anonymous(b"a\r\nb").is_err());
    }

    #[test]
    fn neither_debug_nor_errors_show_a_secret() {
        let bearer = octets(oauth_bearer(None, None, None, "hunter2").unwrap());
        let shown = format!(
            "{:?} {:?} {:?} {:?} {}",
            plain(None, "a", "hunter2"),
            plain(None, "a", "hunter2\0"),
            read_plain(b"\0a\0hunter2"),
            read_oauth_bearer(&bearer),
            read_plain(b"\0hunter2").unwrap_err(),
        );
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
