//! AUTHENTICATE and LOGIN. [RFC 9051 §6.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2)

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_types::command::CommandBody;
use imap_types::response::Continue;
use imap_types::secret::Secret;
use imap_types::string::{AString, Binary};
use imap_types::text::Text;
use imap_types::trusted::FromWire;

use crate::DecodeError;
use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::atom::atom;
use crate::grammar::lexical::crlf;
use crate::grammar::seldom::{astring, continues, sp, span};
use crate::grammar::string::write_astring;
use crate::rule::Rule;

/// `base64`, decoded; and how the server's prompts and challenges are read.
pub(crate) fn base64(input: &[u8]) -> Parsed<'_, Binary<'static>> {
    let (rest, encoded) =
        span(input, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    let nothing_else = matches!(rest, [] | [b' ' | b'\r' | b'\n', ..]);
    match STANDARD.decode(encoded) {
        Ok(octets) if nothing_else => Ok((rest, Binary::from_wire(Cow::Owned(octets)))),
        _ => expected(input, Rule::Base64),
    }
}

/// After `AUTHENTICATE`: `SP auth-type [SP initial-resp]`
pub(crate) fn authenticate<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CommandBody<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, mechanism) = atom(input)?;
    let (input, initial_response) = if continues(input) {
        let (input, ()) = sp(cx, input)?;
        let (input, octets) = initial_resp(input)?;
        (input, Some(Secret::new(octets)))
    } else {
        (input, None)
    };
    Ok((input, CommandBody::Authenticate { mechanism: AuthMechanism::from(mechanism), initial_response }))
}

/// `initial-resp = (base64 / "=")`
fn initial_resp(input: &[u8]) -> Parsed<'_, Binary<'static>> {
    match input {
        [b'=', rest @ ..] => Ok((rest, Binary::from_wire(Cow::Borrowed(b"")))),
        _ => base64(input),
    }
}

/// Writes what follows `AUTHENTICATE`.
pub(crate) fn write_authenticate(
    out: &mut Encoder<'_>,
    mechanism: &AuthMechanism<'_>,
    initial_response: Option<&Secret<Binary<'_>>>,
) {
    out.byte(b' ');
    out.bytes(mechanism.as_str().as_bytes());
    if let Some(response) = initial_response {
        out.byte(b' ');
        match response.declassify().as_bytes() {
            [] => out.byte(b'='),
            octets => write_base64(out, octets),
        }
    }
}

/// Writes base64 by pieces, so that no copy of a secret is left in memory.
pub(crate) fn write_base64(out: &mut Encoder<'_>, octets: &[u8]) {
    for piece in octets.chunks(48) {
        let mut encoded = [0; 64];
        if let Ok(len) = STANDARD.encode_slice(piece, &mut encoded) {
            out.bytes(encoded.get(..len).unwrap_or_default());
        }
        encoded.fill(0);
    }
}

/// After `LOGIN`: `SP userid SP password`
pub(crate) fn login<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CommandBody<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, user) = astring(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, password) = astring(cx, input)?;
    Ok((input, CommandBody::Login { user, password: Secret::new(password) }))
}

/// Writes what follows `LOGIN`.
pub(crate) fn write_login(out: &mut Encoder<'_>, user: &AString<'_>, password: &Secret<AString<'_>>) {
    out.byte(b' ');
    write_astring(out, user.as_bytes());
    out.byte(b' ');
    write_astring(out, password.declassify().as_bytes());
}

/// `base64 CRLF`, or `"*" CRLF`
pub(crate) fn authenticate_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AuthenticateData<'static>> {
    let (input, data) = match input {
        [b'*', rest @ ..] => (rest, AuthenticateData::Cancel),
        _ => {
            let (input, octets) = base64(input)?;
            (input, AuthenticateData::Response(Secret::new(octets)))
        }
    };
    let (input, ()) = crlf(cx, input)?;
    Ok((input, data))
}

/// Writes `base64 CRLF`, or `"*" CRLF`.
pub(crate) fn write_authenticate_data(out: &mut Encoder<'_>, data: &AuthenticateData<'_>) {
    match data {
        AuthenticateData::Response(octets) => write_base64(out, octets.declassify().as_bytes()),
        AuthenticateData::Cancel => out.byte(b'*'),
    }
    out.bytes(b"\r\n");
}

/// The challenge in a continuation request, of which only the course of AUTHENTICATE tells that it is one.
///
/// ```text
/// S: + VXNlciBOYW1lAA==
///      ^^^^^^^^^^^^^^^^
/// ```
/// Empty where there is none. [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)
///
/// # Errors
/// The text is not base64; the offset counts from the start of the text.
pub fn challenge(request: &Continue<'_>) -> Result<Vec<u8>, DecodeError> {
    let error = DecodeError { offset: 0, expected: "base64" };
    STANDARD.decode(request.text.as_bytes()).map_err(|_| error)
}

/// A continuation request with this challenge, for servers.
pub fn continue_with(challenge: &[u8]) -> Continue<'static> {
    let text: String = STANDARD.encode(challenge);
    Continue { text: Text::from_wire(Cow::Owned(text.into_bytes())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, rejects};

    fn octets(text: &str) -> Secret<Binary<'_>> {
        Secret::new(Binary::try_from(text).unwrap())
    }

    #[test]
    fn lines_of_authenticate_both_ways() {
        let long = "a".repeat(100);
        let encoded = alloc::format!("{}\r\n", STANDARD.encode(&long));
        both_ways(
            authenticate_data,
            |out, data| write_authenticate_data(out, data),
            &[
                ("\r\n", AuthenticateData::Response(octets("")).clone()),
                ("AGZvbwBiYXI=\r\n", AuthenticateData::Response(octets("\0foo\0bar"))),
                (&encoded, AuthenticateData::Response(Secret::new(Binary::try_from(long.clone()).unwrap()))),
                ("*\r\n", AuthenticateData::Cancel),
            ],
        );
        rejects(
            authenticate_data,
            &[("AGZ\r\n", 0, "base64"), ("!!\r\n", 0, "base64"), ("*x\r\n", 1, "CRLF"), ("AA==", 4, "CRLF")],
        );
    }

    #[test]
    fn an_empty_initial_response_is_an_equals_sign() {
        let body = |initial_response| CommandBody::Authenticate {
            mechanism: AuthMechanism::Plain,
            initial_response,
        };
        let write = |out: &mut Encoder<'_>, body: &CommandBody<'_>| match body {
            CommandBody::Authenticate { mechanism, initial_response } => {
                write_authenticate(out, mechanism, initial_response.as_ref());
            }
            _ => unreachable!(),
        };
        both_ways(
            authenticate,
            write,
            &[
                (" PLAIN", body(None)),
                (" PLAIN =", body(Some(octets("")))),
                (" PLAIN AGZvbwBiYXI=", body(Some(octets("\0foo\0bar")))),
            ],
        );
        rejects(authenticate, &[(" PLAIN AGZ", 7, "base64"), ("", 0, "SP")]);
    }
}
