//! Texts of messages that FETCH gives. [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2)

use imap_types::fetch::{FetchedBinary, FetchedSection, MsgAtt};
use imap_types::number::Number64;
use imap_types::string::NString;

use super::response::sp_value;
use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::number64;
use crate::grammar::section::{section, section_binary};
use crate::grammar::string::{nstring, nstring_or_literal8};
use crate::quirk::Quirk;
use crate::rule::Rule;

/// `section ["<" number ">"] SP nstring`
pub(super) fn body_section_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MsgAtt<'a>> {
    let (input, section) = section(cx, input)?;
    let (input, origin) = origin(cx, input)?;
    let (input, data) = data(cx, input)?;
    Ok((input, MsgAtt::BodySection(FetchedSection { section, origin, data })))
}

/// `section-binary ["<" number ">"] SP (nstring / literal8)`. The origin is that of erratum 7246.
pub(super) fn binary_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MsgAtt<'a>> {
    let (input, part) = section_binary(cx, input)?;
    let (input, origin) = origin(cx, input)?;
    let (input, data) = match input {
        [b')', ..] | [b' ', b')', ..] => (missing_value(cx, input)?, None),
        _ => sp_value(cx, input, nstring_or_literal8)?,
    };
    Ok((input, MsgAtt::Binary(FetchedBinary { part, origin, data })))
}

/// `["<" number ">"]`
pub(crate) fn origin<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<Number64>> {
    let [b'<', rest @ ..] = input else { return Ok((input, None)) };
    let (rest, offset) = number64(rest)?;
    let rest = match rest {
        [b'.', count @ ..] => {
            // Lenient: some server repeats the whole range.
            cx.accept(Quirk::PartialEcho, rest)?;
            number64(count)?.0
        }
        _ => rest,
    };
    match rest {
        [b'>', rest @ ..] => Ok((rest, Some(offset))),
        _ => expected(rest, Rule::Greater),
    }
}

/// `SP nstring`
pub(super) fn data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NString<'a>> {
    match input {
        [b')', ..] | [b' ', b')', ..] => Ok((missing_value(cx, input)?, None)),
        _ => sp_value(cx, input, nstring),
    }
}

/// Lenient: Yandex writes nothing for a part that is not there.
#[cold]
fn missing_value<'a>(cx: &Context, input: &'a [u8]) -> Result<&'a [u8], Unmet> {
    cx.accept(Quirk::MissingValue, input)?;
    Ok(input.strip_prefix(b" ").unwrap_or(input))
}

/// Writes `["<" number ">"] SP`.
pub(crate) fn write_origin(out: &mut Encoder<'_>, origin: &Option<Number64>) {
    if let Some(origin) = origin {
        out.byte(b'<');
        out.number(origin.get());
        out.byte(b'>');
    }
    out.byte(b' ');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::rejects;

    #[test]
    fn an_origin_is_a_number_in_angle_brackets() {
        rejects(origin, &[("<5", 2, "\">\""), ("<5.6)", 4, "\">\""), ("<x>", 1, "number64")]);
    }
}
