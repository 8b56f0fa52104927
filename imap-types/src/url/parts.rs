//! What a URL is made of, and how it is taken apart.

use alloc::borrow::Cow;
use core::num::NonZeroU32;
use core::ops::RangeInclusive;

use crate::chars::eq_in_any_case;
use crate::error::ValueError;
use crate::number::{Number64, Uid};
use crate::octets::first_not;

/// Server of a URL, and the user who logs in there: `iserver`. [RFC 5092 §11](https://www.rfc-editor.org/rfc/rfc5092#section-11)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Server<'u> {
    /// Name of the user.
    pub user: Option<Cow<'u, [u8]>>,
    /// SASL mechanism to use; `*` for any, where the user need not be named.
    pub auth: Option<Cow<'u, [u8]>>,
    /// Host name or address; an IPv6 address is in brackets.
    pub host: &'u str,
    /// Port; 143 where none is given.
    pub port: Option<u16>,
}

impl<'u> Server<'u> {
    #[inline]
    pub(super) fn read(octets: &'u [u8]) -> Self {
        let (info, host_port) = split_server(octets);
        let (user, auth) = info.map_or((None, None), |info| split_at_mark(info, b";AUTH="));
        let (host, port) = host_and_port(host_port);
        Self {
            user: user.filter(|user| !user.is_empty()).map(decoded),
            auth: auth.map(decoded),
            host: core::str::from_utf8(host).unwrap_or_default(),
            port: port.and_then(|port| core::str::from_utf8(port).ok()?.parse().ok()),
        }
    }
}

/// Who may use an authorized URL: `access`. [RFC 4467 §3](https://www.rfc-editor.org/rfc/rfc4467#section-3),
/// [RFC 5593](https://www.rfc-editor.org/rfc/rfc5593)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Access<'u> {
    /// `submit+`: a mail submission server that acts for this user.
    Submit(Cow<'u, [u8]>),
    /// `user+`: this user.
    User(Cow<'u, [u8]>),
    /// `authuser`: any user who has logged in.
    AuthUser,
    /// `anonymous`: anybody.
    Anonymous,
    /// An application, such as `stream`, with the user for whom it acts, if one is named.
    Application(&'u str, Option<Cow<'u, [u8]>>),
}

impl<'u> Access<'u> {
    #[inline]
    pub(super) fn read(octets: &'u [u8]) -> Self {
        let (name, user) = split_at_byte(octets, b'+');
        match user.map(decoded) {
            Some(user) if eq_in_any_case(name, b"submit") => Self::Submit(user),
            Some(user) if eq_in_any_case(name, b"user") => Self::User(user),
            None if eq_in_any_case(name, b"authuser") => Self::AuthUser,
            None if eq_in_any_case(name, b"anonymous") => Self::Anonymous,
            user => Self::Application(core::str::from_utf8(name).unwrap_or_default(), user),
        }
    }
}

/// What proves that a URL was authorized: `iua-verifier`. [RFC 4467 §5](https://www.rfc-editor.org/rfc/rfc4467#section-5)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Verifier<'u> {
    /// Mechanism, such as `INTERNAL`; compared in any case.
    pub mechanism: &'u str,
    /// The token in hexadecimal digits, at least 32.
    pub token: &'u str,
}

/// A URL taken apart; all still percent-encoded.
#[derive(Clone, Default)]
pub(super) struct Parts<'u> {
    pub(super) server: Option<&'u [u8]>,
    pub(super) mailbox: Option<&'u [u8]>,
    pub(super) uid_validity: Option<NonZeroU32>,
    pub(super) search: Option<&'u [u8]>,
    pub(super) uid: Option<Uid>,
    pub(super) section: Option<&'u [u8]>,
    pub(super) partial: Option<(Number64, Option<Number64>)>,
    pub(super) expire: Option<&'u [u8]>,
    pub(super) access: Option<&'u [u8]>,
    pub(super) verifier: Option<Verifier<'u>>,
}

impl<'u> Parts<'u> {
    /// `imapurl / imapurl-rel`
    pub(super) fn read(url: &'u [u8]) -> Result<Self, ValueError> {
        let mut parts = Self::default();
        let fail = |rule, at: &[u8]| ValueError::new(rule, offset_of(url, at));
        let mut path = url;
        let scheme = url.get(..7).is_some_and(|scheme| eq_in_any_case(scheme, b"imap://"));
        let authority = if scheme { url.get(7..) } else { url.strip_prefix(b"//") };
        if let Some(rest) = authority {
            let end = first_not(rest, |byte| byte != b'/').unwrap_or(rest.len());
            let (server, rest) = rest.split_at(end);
            check_server(server).map_err(|rule| fail(rule, server))?;
            parts.server = Some(server);
            path = rest;
        }
        if let Some(rest) = path.strip_prefix(b"/") {
            if rest.starts_with(b"/") {
                return Err(fail("icommand", rest));
            }
            path = rest;
        }
        parts.read_command(path).map_err(|(rule, at)| fail(rule, at))?;
        Ok(parts)
    }

    /// Whether the name of a user stands before the server.
    #[inline]
    pub(super) fn names_user(&self) -> bool {
        let (info, _) = split_server(self.server.unwrap_or_default());
        info.is_some_and(|info| split_at_mark(info, b";AUTH=").0.is_some_and(|user| !user.is_empty()))
    }

    /// `imessagelist / imessagepart [iurlauth]`, and what is left of them in a relative URL.
    fn read_command(&mut self, path: &'u [u8]) -> Result<(), (&'static str, &'u [u8])> {
        let (path, urlauth) = split_at_mark(path, b";URLAUTH=");
        let mut path = path.unwrap_or_default();
        if let Some(urlauth) = urlauth {
            let (rest, expire) = split_at_mark(path, b";EXPIRE=");
            path = rest.unwrap_or_default();
            self.expire = expire;
            if let Some(date) = expire.filter(|date| !is_date_time(date)) {
                return Err(("date-time", date));
            }
            self.read_urlauth(urlauth)?;
        }
        // From the first of these on, whichever a relative URL begins with.
        let marks: [&[u8]; 3] = [b";UID=", b";SECTION=", b";PARTIAL="];
        let starts = |at: usize| {
            path.get(at..).is_some_and(|rest| marks.iter().any(|mark| after_mark(rest, mark).is_some()))
        };
        let first = (0..path.len())
            .find(|&at| starts(at) && (at == 0 || path.get(at.wrapping_sub(1)) == Some(&b'/')));
        let (mailbox, message) = path.split_at(first.unwrap_or(path.len()));
        let mailbox = if first.is_some() { mailbox.strip_suffix(b"/").unwrap_or(mailbox) } else { mailbox };
        self.read_mailbox(mailbox, first.is_none())?;
        self.read_message(message)?;
        // RFC 4467 §3: only messages and their parts can be authorized.
        if self.access.is_some() && self.uid.is_none() { Err(("iuid", message)) } else { Ok(()) }
    }

    /// `enc-mailbox [uidvalidity] ["?" enc-search]`
    fn read_mailbox(&mut self, octets: &'u [u8], may_search: bool) -> Result<(), (&'static str, &'u [u8])> {
        let (mut mailbox, search) = if may_search { split_at_byte(octets, b'?') } else { (octets, None) };
        if let Some(search) = search {
            check_search(search).map_err(|at| ("enc-search", at))?;
            self.search = Some(search);
        }
        let (name, validity) = split_at_mark(mailbox, b";UIDVALIDITY=");
        if let Some(validity) = validity {
            self.uid_validity = Some(number(validity).ok_or(("nz-number", validity))?);
            mailbox = name.unwrap_or_default();
        }
        if !mailbox.is_empty() {
            check(mailbox, is_bchar).map_err(|at| ("enc-mailbox", at))?;
            self.mailbox = Some(mailbox);
        } else if validity.is_some() || search.is_some() {
            return Err(("enc-mailbox", octets));
        }
        Ok(())
    }

    /// `[iuid-only ["/"]] [isection-only ["/"]] [ipartial-only]`
    fn read_message(&mut self, mut rest: &'u [u8]) -> Result<(), (&'static str, &'u [u8])> {
        if let Some(after) = after_mark(rest, b";UID=") {
            let end = first_not(after, |byte| byte.is_ascii_digit()).unwrap_or(after.len());
            let (digits, after) = after.split_at(end);
            self.uid = Some(number(digits).ok_or(("nz-number", digits))?.into());
            rest = next_segment(after)?;
        }
        if let Some(after) = after_mark(rest, b";SECTION=") {
            let is_end =
                |at: &usize| after.get(*at..).is_some_and(|rest| after_mark(rest, b"/;PARTIAL=").is_some());
            let end = (0..after.len()).find(is_end).unwrap_or(after.len());
            let (section, after) = after.split_at(end);
            check(section, is_bchar).map_err(|at| ("enc-section", at))?;
            self.section = Some(section);
            rest = next_segment(after)?;
        }
        if let Some(range) = after_mark(rest, b";PARTIAL=") {
            self.partial = Some(partial_range(range).ok_or(("partial-range", range))?);
            rest = &[];
        }
        if rest.is_empty() { Ok(()) } else { Err(("imessagepart", rest)) }
    }

    /// `access [iua-verifier]`
    fn read_urlauth(&mut self, octets: &'u [u8]) -> Result<(), (&'static str, &'u [u8])> {
        let (access, verifier) = split_at_byte(octets, b':');
        let (application, user) = split_at_byte(access, b'+');
        if application.is_empty() || first_not(application, |byte| byte.is_ascii_alphanumeric()).is_some() {
            return Err(("access", access));
        }
        if let Some(user) = user {
            check(user, is_achar).map_err(|at| ("access", at))?;
        }
        self.access = Some(access);
        let Some(verifier) = verifier else { return Ok(()) };
        let (mechanism, token) = split_at_byte(verifier, b':');
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        if mechanism.is_empty() || first_not(mechanism, is_name).is_some() {
            return Err(("uauth-mechanism", mechanism));
        }
        let token = token.unwrap_or_default();
        if token.len() < 32 || first_not(token, |byte| byte.is_ascii_hexdigit()).is_some() {
            return Err(("enc-urlauth", token));
        }
        let text = |octets| core::str::from_utf8(octets).unwrap_or_default();
        self.verifier = Some(Verifier { mechanism: text(mechanism), token: text(token) });
        Ok(())
    }
}

/// After `"/"`, or at the end.
fn next_segment(rest: &[u8]) -> Result<&[u8], (&'static str, &[u8])> {
    match rest {
        [] => Ok(rest),
        // Cyrus and Dovecot have one before `;URLAUTH=`, too.
        [b'/', after @ ..] => Ok(after),
        _ => Err(("\"/\"", rest)),
    }
}

/// `[iuserinfo "@"] host [":" port]`
fn check_server(octets: &[u8]) -> Result<(), &'static str> {
    let (info, host_port) = split_server(octets);
    if let Some(info) = info {
        let (user, auth) = split_at_mark(info, b";AUTH=");
        let user = user.unwrap_or_default();
        if user.is_empty() && auth.is_none() || !user.is_empty() && check(user, is_achar).is_err() {
            return Err("enc-user");
        }
        if auth.is_some_and(|auth| check(auth, is_achar).is_err()) {
            return Err("enc-auth-type");
        }
    }
    let (host, port) = host_and_port(host_port);
    let is_port = |port: &[u8]| decimal(port).is_some_and(|port| u16::try_from(port).is_ok());
    let is_host = |byte: u8| is_achar(byte) || matches!(byte, b'[' | b']' | b':');
    if host.is_empty() || check(host, is_host).is_err() {
        return Err("host");
    }
    if port.is_some_and(|port| !is_port(port)) { Err("port") } else { Ok(()) }
}

/// `[iuserinfo "@"]`, and what follows it.
#[inline(never)]
fn split_server(octets: &[u8]) -> (Option<&[u8]>, &[u8]) {
    match octets.iter().rposition(|&byte| byte == b'@') {
        Some(at) => (octets.get(..at), octets.get(at.saturating_add(1)..).unwrap_or_default()),
        None => (None, octets),
    }
}

/// What stands before the first such byte, and what behind it.
#[inline(never)]
fn split_at_byte(octets: &[u8], byte: u8) -> (&[u8], Option<&[u8]>) {
    match octets.iter().position(|&found| found == byte) {
        Some(at) => (octets.get(..at).unwrap_or_default(), octets.get(at.saturating_add(1)..)),
        None => (octets, None),
    }
}

/// `host [":" port]`
#[inline(never)]
fn host_and_port(octets: &[u8]) -> (&[u8], Option<&[u8]>) {
    let colon = octets.iter().rposition(|&byte| byte == b':');
    match colon.filter(|_| !octets.ends_with(b"]")) {
        Some(at) => (octets.get(..at).unwrap_or_default(), octets.get(at.saturating_add(1)..)),
        None => (octets, None),
    }
}

/// What stands before the last such mark, and what behind it.
#[inline(never)]
fn split_at_mark<'u>(octets: &'u [u8], mark: &[u8]) -> (Option<&'u [u8]>, Option<&'u [u8]>) {
    let at = octets.windows(mark.len()).rposition(|window| eq_in_any_case(window, mark));
    match at {
        Some(at) => (octets.get(..at), octets.get(at.saturating_add(mark.len())..)),
        None => (Some(octets), None),
    }
}

/// What follows the mark that stands here.
#[inline(never)]
fn after_mark<'u>(octets: &'u [u8], mark: &[u8]) -> Option<&'u [u8]> {
    let (start, rest) = octets.split_at_checked(mark.len())?;
    eq_in_any_case(start, mark).then_some(rest)
}

/// `partial-range = number64 ["." nz-number64]`
fn partial_range(octets: &[u8]) -> Option<(Number64, Option<Number64>)> {
    let (offset, len) = split_at_byte(octets, b'.');
    let len = match len {
        Some(len) => Some(number64(len).filter(|len| len.get() > 0)?),
        None => None,
    };
    Some((number64(offset)?, len))
}

fn number(digits: &[u8]) -> Option<NonZeroU32> {
    let number = u32::try_from(number64(digits)?.get()).ok()?;
    NonZeroU32::new(number)
}

#[inline(never)]
fn number64(digits: &[u8]) -> Option<Number64> {
    decimal(digits).and_then(Number64::new)
}

/// Digits, without the plus that the standard library takes before them.
#[inline(never)]
fn decimal(octets: &[u8]) -> Option<u64> {
    let digits = core::str::from_utf8(octets).ok()?;
    if digits.starts_with('+') { None } else { digits.parse().ok() }
}

/// `date-time` of RFC 3339 §5.6, but for how long a month is.
fn is_date_time(octets: &[u8]) -> bool {
    let Some((start, rest)) = octets.split_at_checked(19) else { return false };
    let zone = match rest.strip_prefix(b".") {
        Some([b'0'..=b'9', rest @ ..]) => {
            let end = rest.iter().position(|octet| !octet.is_ascii_digit()).unwrap_or(rest.len());
            rest.get(end..).unwrap_or_default()
        }
        Some(_) => return false,
        None => rest,
    };
    fits(start, b"0000-00-00T00:00:00")
        && in_range(start, 5, 1..=12)
        && in_range(start, 8, 1..=31)
        && in_range(start, 11, 0..=23)
        && in_range(start, 14, 0..=59)
        && in_range(start, 17, 0..=60)
        && [&b"Z"[..], b"+00:00", b"-00:00"].iter().any(|form| fits(zone, form))
}

/// Whether the two digits there are a number of the range.
#[inline(never)]
fn in_range(octets: &[u8], at: usize, range: RangeInclusive<u8>) -> bool {
    let digit = |octet: u8| octet.wrapping_sub(b'0');
    match octets.get(at..) {
        Some([tens, ones, ..]) => range.contains(&digit(*tens).wrapping_mul(10).wrapping_add(digit(*ones))),
        _ => false,
    }
}

/// Whether the octets are those of the form, in any case, with any digit for a zero.
#[inline(never)]
fn fits(octets: &[u8], form: &[u8]) -> bool {
    let fits = |(octet, form): (&u8, &u8)| match form {
        b'0' => octet.is_ascii_digit(),
        form => octet.eq_ignore_ascii_case(form),
    };
    octets.len() == form.len() && octets.iter().zip(form).all(fits)
}

/// Not empty, of the class or percent-encoded throughout; never a NUL, CR or LF, not even encoded. Otherwise what is
/// left where it is wrong.
fn check(octets: &[u8], class: fn(u8) -> bool) -> Result<(), &[u8]> {
    check_lines(octets, false, class)
}

/// The same of `enc-search`, but lines may end in it, because literals may stand in it: RFC 5092 §9.
fn check_search(octets: &[u8]) -> Result<(), &[u8]> {
    check_lines(octets, true, is_bchar)
}

#[inline(never)]
fn check_lines(octets: &[u8], may_end: bool, class: fn(u8) -> bool) -> Result<(), &[u8]> {
    let mut rest = octets;
    loop {
        rest = match rest {
            [b'%', b'0', b'd' | b'D', b'%', b'0', b'a' | b'A', tail @ ..] if may_end => tail,
            [b'%', b'0', b'0' | b'a' | b'A' | b'd' | b'D', ..] => return Err(rest),
            [b'%', a, b, tail @ ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => tail,
            [byte, tail @ ..] if *byte != b'%' && class(*byte) => tail,
            [] if !octets.is_empty() => return Ok(()),
            _ => return Err(rest),
        };
    }
}

/// `achar` but for `pct-encoded`.
#[inline(never)]
fn is_achar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$'()*+,&=".contains(&byte)
}

/// `bchar` but for `pct-encoded`.
#[inline(never)]
fn is_bchar(byte: u8) -> bool {
    is_achar(byte) || matches!(byte, b':' | b'@' | b'/')
}

/// The octets without percent-encoding.
#[inline]
pub(super) fn decoded(octets: &[u8]) -> Cow<'_, [u8]> {
    if !octets.contains(&b'%') {
        return Cow::Borrowed(octets);
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut plain = alloc::vec::Vec::with_capacity(octets.len());
    let mut rest = octets;
    while let [byte, tail @ ..] = rest {
        let encoded = match rest {
            [b'%', a, b, tail @ ..] => digit(*a).zip(digit(*b)).map(|(a, b)| (a.wrapping_shl(4) | b, tail)),
            _ => None,
        };
        let (octet, tail) = encoded.unwrap_or((*byte, tail));
        plain.push(octet);
        rest = tail;
    }
    Cow::Owned(plain)
}

fn offset_of(url: &[u8], at: &[u8]) -> usize {
    (at.as_ptr() as usize).saturating_sub(url.as_ptr() as usize).min(url.len())
}
