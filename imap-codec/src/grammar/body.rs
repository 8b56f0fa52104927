//! BODY and BODYSTRUCTURE. [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2)

mod extension;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::body::{
    Body, BodyStructure, EmbeddedMessage, Extension, Media, MediaType, MessageSubtype, MultiPart, Parameters,
    SinglePart,
};
use imap_types::chars::eq_in_any_case;
use imap_types::envelope::Envelope;
use imap_types::nonempty::NonEmpty;
use imap_types::number::Number64;
use imap_types::string::{AString, NString};
use imap_types::trusted::FromWire;

use self::extension::{extension, write_extension};
use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::envelope::{envelope, write_envelope};
use crate::grammar::lexical::{
    close, closes, list_follows, nonempty, number64, open, skip_spaces, sp, sp_number64, whole_list1,
    write_list,
};
use crate::grammar::raw::{field, or_left_out};
use crate::grammar::seldom;
use crate::grammar::string::{nil, nstring, string, write_nstring, write_string};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// The value of the item BODY: `body` without extension data.
pub(crate) fn body<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Body<'a>> {
    let (rest, structure) = body_structure(cx, input)?;
    if has_extension_data(&structure) {
        // Lenient: Yahoo tells here what belongs into BODYSTRUCTURE.
        cx.accept(Quirk::ExtensionInBody, input)?;
    }
    Ok((rest, Body::from(structure)))
}

fn has_extension_data(structure: &BodyStructure<'_>) -> bool {
    let none = &Extension::default();
    match structure {
        BodyStructure::Single(part) => {
            let inside = match &part.media {
                Media::Message(message) => has_extension_data(&message.body),
                Media::Text { .. } | Media::Basic(_) => false,
            };
            inside || part.md5.is_some() || part.extension != *none
        }
        BodyStructure::Multi(part) => {
            !part.parameters.is_empty()
                || part.extension != *none
                || part.parts.iter().any(has_extension_data)
        }
    }
}

/// `body = "(" (body-type-1part / body-type-mpart) ")"`
pub(crate) fn body_structure<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, BodyStructure<'a>> {
    let _level = cx.level(input)?;
    let (input, ()) = open(cx, input)?;
    if input.starts_with(b"(") { body_type_mpart(cx, input) } else { body_type_1part(cx, input) }
}

/// `body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]`, up to and with `")"`
#[inline(never)]
fn body_type_mpart<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, BodyStructure<'a>> {
    let start = input;
    let mut input = input;
    let mut parts = Vec::new();
    while input.starts_with(b"(") {
        work::again();
        let (rest, part) = body_structure(cx, input)?;
        if parts.is_empty() {
            // Not before, or parts that are only opened would cost much.
            parts.reserve_exact(2);
        }
        parts.push(part);
        input = rest;
        if let [b' ', b'(', ..] = rest {
            // Lenient: as between addresses.
            cx.accept(Quirk::SpaceBetweenParts, rest)?;
            input = skip_spaces(rest);
        }
    }
    let (input, parts) = nonempty(start, input, parts)?;
    body_ext_mpart(cx, input, parts)
}

/// `SP media-subtype [SP body-ext-mpart]`, up to and with `")"`
fn body_ext_mpart<'a>(
    cx: &Context,
    input: &'a [u8],
    parts: NonEmpty<BodyStructure<'a>>,
) -> Parsed<'a, BodyStructure<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, subtype) = string(cx, input)?;
    let (input, parameters) =
        if closes(input) { (input, Parameters::new()) } else { sp_then(cx, input, body_fld_param)? };
    let (input, extension) = extension(cx, input)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, BodyStructure::Multi(MultiPart { parts, subtype, parameters, extension })))
}

/// `SP` and what follows it.
#[inline]
fn sp_then<'a, T>(
    cx: &Context,
    input: &'a [u8],
    rule: impl FnOnce(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, T> {
    let (input, ()) = sp(cx, input)?;
    rule(cx, input)
}

/// `body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]`, up to and with `")"`
///
/// In three steps, of which only the second nests: what the others need on the stack is gone by then or not yet there.
#[inline(never)]
fn body_type_1part<'a>(cx: &Context, start: &'a [u8]) -> Parsed<'a, BodyStructure<'a>> {
    let (input, (type_, subtype, fields)) = match body_fields(cx, start) {
        Ok(parsed) => parsed,
        Err(error) => odd_body_fields(cx, start, error)?,
    };
    let (input, media) = media(cx, start, input, type_, subtype)?;
    body_ext_1part(cx, input, media, fields)
}

/// `body-fields` and the size.
struct Fields<'a> {
    parameters: Parameters<'a>,
    id: NString<'a>,
    description: NString<'a>,
    encoding: AString<'a>,
    octets: Number64,
}

/// `media-basic SP body-fields`, whatever the media.
fn body_fields<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, (NString<'a>, NString<'a>, Fields<'a>)> {
    let (input, type_) = nstring(cx, input)?;
    let (input, subtype) = sp_then(cx, input, nstring)?;
    let (input, fields) = fields_after_media(cx, input)?;
    Ok((input, (type_, subtype, fields)))
}

/// `SP body-fields`
#[inline]
fn fields_after_media<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Fields<'a>> {
    let (input, parameters) = sp_then(cx, input, |cx, input| or_left_out(cx, input, body_fld_param))?;
    let (input, id) = sp_nstring_or_empty(cx, input)?;
    let (input, description) = sp_nstring_or_empty(cx, input)?;
    let (input, encoding) = sp_then(cx, input, string)?;
    let (input, octets) = sp_then(cx, input, |cx, input| or_left_out(cx, input, |_, input| number64(input)))?;
    Ok((input, Fields { parameters, id, description, encoding, octets }))
}

/// Lenient: a media type may lack its subtype.
#[cold]
#[inline(never)]
fn odd_body_fields<'a>(
    cx: &Context,
    start: &'a [u8],
    error: Unmet,
) -> Parsed<'a, (NString<'a>, NString<'a>, Fields<'a>)> {
    if !cx.is_lenient() {
        return Err(error);
    }
    cx.forget(start);
    let (rest, type_) = seldom::nstring(cx, start)?;
    let lacks_subtype = matches!(rest, [b' ', b'(' | b'N' | b'n', ..]);
    let without_subtype =
        |rest| if lacks_subtype { fields_after_media(cx, rest) } else { expected(rest, Rule::String) };
    let at = rest;
    if let Ok((rest, fields)) = cx.attempt(|| without_subtype(rest)) {
        cx.accept(Quirk::MissingSubtype, at)?;
        // What RFC 2045 and RFC 2046 say of a type without a name that means something.
        let is_text = type_.as_ref().is_some_and(|type_| eq_in_any_case(type_.as_bytes(), b"TEXT"));
        let subtype = if is_text { &b"PLAIN"[..] } else { b"OCTET-STREAM" };
        return Ok((rest, (type_, Some(AString::from_wire(Cow::Borrowed(subtype))), fields)));
    }
    Err(error)
}

/// `[SP body-ext-1part]`, up to and with `")"`
fn body_ext_1part<'a>(
    cx: &Context,
    input: &'a [u8],
    media: Media<'a>,
    fields: Fields<'a>,
) -> Parsed<'a, BodyStructure<'a>> {
    let (input, md5) = if closes(input) { (input, None) } else { sp_nstring_or_empty(cx, input)? };
    let (input, extension) = extension(cx, input)?;
    let (input, ()) = close(cx, input)?;
    let Fields { parameters, id, description, encoding, octets } = fields;
    let part = SinglePart { media, parameters, id, description, encoding, octets, md5, extension };
    Ok((input, BodyStructure::Single(part)))
}

/// Lenient: who writes empty lists for NIL may do so anywhere.
fn empty_parentheses<'a>(cx: &Context, input: &'a [u8]) -> Result<Option<&'a [u8]>, Unmet> {
    match input {
        [b'(', rest @ ..] if closes(rest) => {
            cx.accept(Quirk::EmptyParentheses, input)?;
            close(cx, rest).map(|(rest, ())| Some(rest))
        }
        _ => Ok(None),
    }
}

/// `SP nstring`
#[inline(never)]
fn sp_nstring_or_empty<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NString<'a>> {
    let (input, ()) = sp(cx, input)?;
    if input.starts_with(b"(") {
        if let Some(rest) = empty_parentheses(cx, input)? {
            return Ok((rest, None));
        }
    }
    field(cx, input)
}

/// A number where a part has none: of lines, in one that is not described as what it is.
fn skip_lines(input: &[u8]) -> &[u8] {
    match input {
        [b' ', after @ ..] if after.first().is_some_and(u8::is_ascii_digit) => {
            number64(after).map_or(input, |(rest, _)| rest)
        }
        _ => input,
    }
}

/// What follows the fields that all parts have, by the media type.
fn media<'a>(
    cx: &Context,
    start: &'a [u8],
    input: &'a [u8],
    type_: NString<'a>,
    subtype: NString<'a>,
) -> Parsed<'a, Media<'a>> {
    let (Some(type_), Some(subtype)) = (type_, subtype) else { return nil_media(cx, start, input) };
    let is = |word: &str| eq_in_any_case(type_.as_bytes(), word.as_bytes());
    if is("TEXT") {
        return media_text(cx, input, subtype);
    }
    if is("MULTIPART") {
        // Lenient: Courier describes so one in which it finds no part.
        cx.accept(Quirk::MultipartAsBasic, start)?;
        return Ok((skip_lines(input), Media::Basic(MediaType::from_wire((type_, subtype)))));
    }
    let message = if is("MESSAGE") { MessageSubtype::from_name(subtype.as_bytes()) } else { None };
    match message {
        Some(message) if list_follows(input) => body_type_msg(cx, input, message),
        message => media_basic(cx, start, input, MediaType::from_wire((type_, subtype)), message),
    }
}

/// Lenient: Office 365 does not know what to call a part. RFC 2045 has a name for such.
fn nil_media<'a>(cx: &Context, start: &'a [u8], input: &'a [u8]) -> Parsed<'a, Media<'a>> {
    cx.accept(Quirk::NilMediaType, start)?;
    let constant = |name: &'static str| AString::from_wire(Cow::Borrowed(name.as_bytes()));
    Ok((
        skip_lines(input),
        Media::Basic(MediaType::from_wire((constant("APPLICATION"), constant("OCTET-STREAM")))),
    ))
}

/// The end of `body-type-text`: `SP body-fld-lines`
fn media_text<'a>(cx: &Context, input: &'a [u8], subtype: AString<'a>) -> Parsed<'a, Media<'a>> {
    let (input, lines) = sp_number64(cx, input)?;
    Ok((input, Media::Text { subtype, lines }))
}

fn media_basic<'a>(
    cx: &Context,
    start: &'a [u8],
    input: &'a [u8],
    media: MediaType<'a>,
    message: Option<MessageSubtype>,
) -> Parsed<'a, Media<'a>> {
    if message.is_some() {
        // Lenient: Gmail describes a message in base64 so, Dovecot and Cyrus one of RFC 6532.
        cx.accept(Quirk::MessageAsBasic, start)?;
        return Ok((skip_lines(input), Media::Basic(media)));
    }
    Ok((input, Media::Basic(media)))
}

/// The end of `body-type-msg`: `SP envelope SP body SP body-fld-lines`
#[inline(never)]
fn body_type_msg<'a>(cx: &Context, input: &'a [u8], subtype: MessageSubtype) -> Parsed<'a, Media<'a>> {
    match sp_envelope_sp(cx, input) {
        Ok((input, envelope)) => match body_structure(cx, input) {
            Ok((input, body)) => sp_body_fld_lines(cx, input, subtype, envelope, body),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// `SP envelope SP`
fn sp_envelope_sp<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Envelope<'a>> {
    let (input, envelope) = sp_then(cx, input, envelope)?;
    let (input, ()) = sp(cx, input)?;
    Ok((input, envelope))
}

/// `SP body-fld-lines`, and all of the message.
fn sp_body_fld_lines<'a>(
    cx: &Context,
    input: &'a [u8],
    subtype: MessageSubtype,
    envelope: Envelope<'a>,
    body: BodyStructure<'a>,
) -> Parsed<'a, Media<'a>> {
    let (input, lines) = sp_number64(cx, input)?;
    Ok((input, Media::Message(Box::new(EmbeddedMessage { subtype, envelope, body, lines }))))
}

/// `body-fld-param = "(" string SP string *(SP string SP string) ")" / nil`
fn body_fld_param<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Parameters<'a>> {
    match input {
        [b'(', rest @ ..] if closes(rest) => {
            // Lenient: some server writes empty lists.
            cx.accept(Quirk::EmptyParameters, input)?;
            let (rest, ()) = close(cx, rest)?;
            Ok((rest, Parameters::new()))
        }
        [b'(', ..] => {
            let (input, parameters) = whole_list1(cx, input, |cx, input| {
                let (input, attribute) = string(cx, input)?;
                let (input, value) = sp_then(cx, input, string)?;
                Ok((input, (attribute, value)))
            })?;
            Ok((input, parameters.into_vec()))
        }
        _ => {
            let Ok((input, ())) = nil(input) else { return expected(input, Rule::BodyFldParam) };
            Ok((input, Parameters::new()))
        }
    }
}

/// Whether extension data are written: never in the item BODY.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Write {
    Body,
    BodyStructure,
}

/// Writes the value of the item BODY.
pub(crate) fn write_body(out: &mut Encoder<'_>, body: &Body<'_>) {
    write(out, body, Write::Body);
}

/// Writes the value of the item BODYSTRUCTURE.
pub(crate) fn write_body_structure(out: &mut Encoder<'_>, structure: &BodyStructure<'_>) {
    write(out, structure, Write::BodyStructure);
}

fn write(out: &mut Encoder<'_>, structure: &BodyStructure<'_>, what: Write) {
    out.byte(b'(');
    match structure {
        BodyStructure::Multi(part) => {
            part.parts.iter().for_each(|part| write(out, part, what));
            out.byte(b' ');
            write_string(out, &part.subtype);
            if what == Write::BodyStructure {
                out.byte(b' ');
                write_body_fld_param(out, &part.parameters);
                write_extension(out, &part.extension);
            }
        }
        BodyStructure::Single(part) => {
            write_body_type_1part(out, part, what);
            if what == Write::BodyStructure {
                out.byte(b' ');
                write_nstring(out, &part.md5);
                write_extension(out, &part.extension);
            }
        }
    }
    out.byte(b')');
}

fn write_body_type_1part(out: &mut Encoder<'_>, part: &SinglePart<'_>, what: Write) {
    match &part.media {
        Media::Text { subtype, .. } => {
            out.bytes(b"\"TEXT\" ");
            write_string(out, subtype);
        }
        Media::Message(message) => {
            out.bytes(b"\"MESSAGE\" \"");
            out.bytes(message.subtype.as_str().as_bytes());
            out.byte(b'"');
        }
        Media::Basic(media) => {
            write_string(out, media.type_());
            out.byte(b' ');
            write_string(out, media.subtype());
        }
    }
    out.byte(b' ');
    write_body_fld_param(out, &part.parameters);
    for field in [&part.id, &part.description] {
        out.byte(b' ');
        write_nstring(out, field);
    }
    out.byte(b' ');
    write_string(out, &part.encoding);
    out.byte(b' ');
    out.number(part.octets.get());
    let lines = match &part.media {
        Media::Text { lines, .. } => lines,
        Media::Message(message) => {
            out.byte(b' ');
            write_envelope(out, &message.envelope);
            out.byte(b' ');
            write(out, &message.body, what);
            &message.lines
        }
        Media::Basic(_) => return,
    };
    out.byte(b' ');
    out.number(lines.get());
}

fn write_body_fld_param(out: &mut Encoder<'_>, parameters: &Parameters<'_>) {
    if parameters.is_empty() {
        return out.bytes(b"NIL");
    }
    write_list(out, parameters, |out, (attribute, value)| {
        write_string(out, attribute);
        out.byte(b' ');
        write_string(out, value);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, quirky};

    #[test]
    fn empty_parentheses_stand_for_nil_everywhere() {
        let plain = "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1 NIL NIL NIL NIL NIL)";
        let cx = Context::new(crate::context::Mode::Strict, false, 9, 0);
        let (_, value) = body_structure(&cx, plain.as_bytes()).unwrap();
        let empty = "(\"A\" \"B\" NIL () () \"7BIT\" 1 () () () NIL ( ))";
        let cx = Context::new(crate::context::Mode::Lenient, false, 9, empty.len());
        assert_eq!(body_structure(&cx, empty.as_bytes()), Ok((&b""[..], value)));
        let quirks: Vec<_> = cx.into_sightings().iter().map(|sighting| sighting.quirk).collect();
        assert_eq!(quirks, [Quirk::EmptyParentheses, Quirk::SpaceInParentheses]);
    }

    #[test]
    fn lines_of_a_part_that_has_none_are_passed_over() {
        let value = |wire: &'static str| {
            let cx = Context::new(crate::context::Mode::Lenient, false, 9, wire.len());
            let (rest, value) = body_structure(&cx, wire.as_bytes()).unwrap();
            assert!(rest.is_empty());
            value
        };
        assert_eq!(
            value("(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 100 5 NIL)"),
            value("(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 100 NIL)"),
        );
        assert_eq!(
            value("(\"TEXT\" NIL NIL NIL NIL \"7BIT\" 100 5 NIL)"),
            value("(NIL NIL NIL NIL NIL \"7BIT\" 100 NIL)"),
        );
    }

    #[test]
    fn extension_data_in_body_is_seen_at_any_depth() {
        const PLAIN: &str = "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) \
                             (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 3 1) 2)";
        let cx = Context::new(crate::context::Mode::Strict, false, 9, PLAIN.len());
        let (_, plain) = body(&cx, PLAIN.as_bytes()).unwrap();
        both_ways(body, write_body, &[(PLAIN, plain.clone())]);
        let extended = PLAIN.replace(" 3 1)", " 3 1 \"md5\" NIL \"en\")");
        quirky(body, &extended, &plain, Quirk::ExtensionInBody, 0);
    }
}
