//! IMAP URLs, where a command, a response or a code carries one. [RFC 5092](https://www.rfc-editor.org/rfc/rfc5092)

use alloc::borrow::Cow;

use imap_types::chars::is_text_char;
use imap_types::trusted::FromWire;
use imap_types::url::{FullUrl, ImapUrl, RespUrl, RumpUrl};

use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::Encoder;
use crate::grammar::seldom::{astring_octets, span};
use crate::grammar::string::write_astring;
use crate::quirk::Quirk;
use crate::rule::Rule;

/// `url = astring`
pub(crate) fn url<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ImapUrl<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    Ok((rest, checked(cx, input, octets)?))
}

/// `url-full = astring`
pub(crate) fn url_full<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FullUrl<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    let url = placed(cx, input, octets, |url| FullUrl::try_from(url).is_ok(), Quirk::UnauthorizedUrl)?;
    Ok((rest, FullUrl::from_wire(url)))
}

/// `url-rump = astring`
pub(crate) fn url_rump<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, RumpUrl<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    let url = placed(cx, input, octets, |url| RumpUrl::try_from(url).is_ok(), Quirk::MisplacedUrl)?;
    Ok((rest, RumpUrl::from_wire(url)))
}

/// `url-resp-text`, in a response code: up to the next space or the end of the code.
pub(crate) fn url_resp_text<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, RespUrl<'a>> {
    // Lenient: Cyrus quotes it.
    let (start, quoted) = input.strip_prefix(b"\"").map_or((input, false), |start| (start, true));
    let (rest, octets) = span(start, |byte| is_text_char(byte) && !matches!(byte, b']' | b' ' | b'"'));
    if octets.is_empty() {
        return expected(input, Rule::UrlRespText);
    }
    let rest = match rest.strip_prefix(b"\"") {
        Some(rest) if quoted => {
            cx.accept(Quirk::QuotedUrl, input)?;
            rest
        }
        _ if quoted => return expected(rest, Rule::DQuote),
        _ => rest,
    };
    Ok((rest, RespUrl::from_wire(checked(cx, start, Cow::Borrowed(octets))?)))
}

/// Lenient: a URL of another kind is kept, and names nothing.
fn checked<'a>(cx: &Context, at: &'a [u8], octets: Cow<'a, [u8]>) -> Result<ImapUrl<'a>, Unmet> {
    placed(cx, at, octets, |_| true, Quirk::MalformedUrl)
}

/// Lenient: one that cannot stand here is kept, too.
#[inline(never)]
fn placed<'a>(
    cx: &Context,
    at: &'a [u8],
    octets: Cow<'a, [u8]>,
    is_right: fn(ImapUrl<'_>) -> bool,
    misplaced: Quirk,
) -> Result<ImapUrl<'a>, Unmet> {
    let url = ImapUrl::from_wire(octets);
    match ImapUrl::try_from(Cow::Borrowed(url.as_bytes())).map(is_right) {
        Ok(true) => {}
        Ok(false) => cx.accept(misplaced, at)?,
        Err(_) => cx.accept(Quirk::MalformedUrl, at)?,
    }
    Ok(url)
}

/// Writes `url`.
pub(crate) fn write_url(out: &mut Encoder<'_>, url: &ImapUrl<'_>) {
    write_astring(out, url.as_bytes());
}
