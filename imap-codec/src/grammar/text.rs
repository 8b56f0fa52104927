//! Text that is meant for a person. [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)

use alloc::borrow::Cow;

use imap_types::text::Text;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected};
use crate::octets::is_ascii;
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `text`, up to the line end; may be empty.
#[inline(never)]
pub(crate) fn text<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Text<'a>> {
    let Some(len) = memchr::memchr3(b'\r', b'\n', 0, input) else {
        return expected(b"", Rule::Crlf);
    };
    work::octets(len);
    let (text, rest) = input.split_at(len);
    if !is_ascii(text) && core::str::from_utf8(text).is_err() {
        // Lenient: people's text is for people, in whatever charset.
        cx.accept(Quirk::TextNotUtf8, input)?;
    }
    Ok((rest, Text::from_wire(Cow::Borrowed(text))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::lexical::crlf;
    use crate::grammar::testing::{reads, rejects};

    fn line<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Text<'a>> {
        let (input, text) = text(cx, input)?;
        let (input, ()) = crlf(cx, input)?;
        Ok((input, text))
    }

    #[test]
    fn text_goes_up_to_the_end_of_the_line() {
        let of = |text: &'static str| Text::try_from(text).unwrap();
        reads(line, &[("\r\n", of("")), ("a [b] \u{e9}\r\n", of("a [b] \u{e9}"))]);
        rejects(line, &[("a", 1, "CRLF"), ("a\0\r\n", 1, "CRLF")]);
    }
}
