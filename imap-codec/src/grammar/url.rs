//! IMAP URLs, where a command, a response or a code carries one. [RFC 5092](https://www.rfc-editor.org/rfc/rfc5092)

use alloc::borrow::Cow;

use imap_types::url::ImapUrl;

use crate::context::{Context, Parsed};
use crate::encoder::Encoder;
use crate::grammar::string::{astring_octets, write_astring};
use crate::quirk::Quirk;

/// `url = astring`
pub(crate) fn url<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ImapUrl<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    Ok((rest, checked(cx, input, octets)?))
}

/// Lenient: a URL of another kind is kept, and names nothing.
fn checked<'a>(
    cx: &Context,
    at: &'a [u8],
    octets: Cow<'a, [u8]>,
) -> Result<ImapUrl<'a>, nom::Err<crate::context::Expected>> {
    let url = ImapUrl::from_wire(octets);
    if ImapUrl::try_from(Cow::Borrowed(url.as_bytes())).is_err() {
        cx.accept(Quirk::MalformedUrl, at)?;
    }
    Ok(url)
}

/// Writes `url`.
pub(crate) fn write_url(out: &mut Encoder<'_>, url: &ImapUrl<'_>) {
    write_astring(out, url.as_bytes());
}
