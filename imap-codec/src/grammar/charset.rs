//! Names of charsets. [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)

use alloc::borrow::Cow;
use alloc::vec::Vec;

use imap_types::chars::is_atom_char;
use imap_types::charset::Charset;

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, Spelling, pieces::Called as _};
use crate::grammar::lexical::atom_chars;
use crate::grammar::seldom::{astring_octets, list, list_follows, sp};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `[SP "(" charset *(SP charset) ")"]`
pub(crate) fn bad_charset<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<Charset<'a>>> {
    match input {
        _ if list_follows(input) => {
            let (input, ()) = sp(cx, input)?;
            if input.starts_with(b"()") {
                // Lenient: it says no more than no list at all.
                cx.accept(Quirk::MalformedCode, input)?;
            }
            list(cx, input, charset)
        }
        // Lenient: RFC 9051 itself had an example without parentheses (erratum 7323).
        [b' ', at @ ..] => {
            cx.accept(Quirk::BareCharset, at)?;
            let mut charsets = Vec::new();
            let mut input = input;
            while input.starts_with(b" ") {
                work::again();
                let (at, ()) = sp(cx, input)?;
                let (rest, next) = match atom_chars(at) {
                    // Here a bracket is the end of the code.
                    (_, []) if at.starts_with(b"]") => return expected(at, Rule::Charset),
                    (_, []) => charset(cx, at)?,
                    (rest, name) => charset_named(at, rest, Cow::Borrowed(name))?,
                };
                charsets.push(next);
                input = rest;
            }
            Ok((input, charsets))
        }
        _ => Ok((input, Vec::new())),
    }
}

/// `charset = atom / quoted`; in RFC 3501 it is an astring.
pub(crate) fn charset<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Charset<'a>> {
    let (rest, name) = astring_octets(cx, input)?;
    charset_named(input, rest, name)
}

fn charset_named<'a>(input: &'a [u8], rest: &'a [u8], name: Cow<'a, [u8]>) -> Parsed<'a, Charset<'a>> {
    match Charset::try_from(name) {
        Ok(charset) => Ok((rest, charset)),
        Err(error) => refused(input, error),
    }
}

/// Writes `charset`.
pub(crate) fn write_charset(out: &mut Encoder<'_>, charset: &Charset<'_>) {
    let octets = charset.as_bytes();
    let atom = octets.iter().copied().all(is_atom_char) && out.wants() == Spelling::Natural;
    if atom { out.bytes(octets) } else { out.quoted(octets) }
}
