//! FETCH, what it asks for and what it gives. [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5)

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::chars::is_atom_char;
use imap_types::fetch::{FetchAtt, FetchItems, FetchModifier, Macro, Malformed, MsgAtt, Peek};
use imap_types::nonempty::NonEmpty;
use imap_types::number::Number64;
use imap_types::raw::Unknown;
use imap_types::string::NString;

use crate::context::{Context, Expected, Parsed, expected, why};
use crate::encoder::Encoder;
use crate::grammar::body::{body, body_structure, write_body, write_body_structure};
use crate::grammar::datetime::{date_time, write_date_time};
use crate::grammar::envelope::{envelope, write_envelope};
use crate::grammar::flag::{flags_fetch, write_flags_fetch};
use crate::grammar::lexical::{
    KeywordBuffer, after_open, before, close, closes, keyword, label, list1, mod_sequence_value, nonempty,
    number, number64, open, skip_spaces, sp, span, uniqueid, uppercase, write_list, write_spaced,
};
use crate::grammar::raw::{unknown_after, unknown_parenthesized, unknown_tagged, value, write_unknown};
use crate::grammar::section::{
    partial, section, section_binary, write_partial, write_section, write_section_binary,
};
use crate::grammar::string::{nstring, nstring_or_literal8, write_text, write_text_or_literal8};
use crate::quirk::Quirk;
use crate::work;

/// `"ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")"`
pub(crate) fn fetch_items<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FetchItems<'a>> {
    if input.starts_with(b"(") {
        let (input, atts) = list1(cx, input, fetch_att)?;
        return Ok((input, FetchItems::Atts(atts)));
    }
    let (rest, word) = keyword(input);
    let mut buffer = KeywordBuffer::default();
    let name = match uppercase(word, &mut buffer) {
        b"ALL" => Macro::All,
        b"FAST" => Macro::Fast,
        b"FULL" => Macro::Full,
        _ => {
            let (rest, att) = fetch_att(cx, input)?;
            return Ok((rest, FetchItems::Atts(NonEmpty::one(att))));
        }
    };
    Ok((rest, FetchItems::Macro(name)))
}

/// `fetch-att`
pub(crate) fn fetch_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FetchAtt<'a>> {
    let (rest, word) = keyword(input);
    let has_section = rest.starts_with(b"[");
    let mut buffer = KeywordBuffer::default();
    let att = match uppercase(word, &mut buffer) {
        b"BODY" if has_section => return body_section(cx, rest, Peek::SetSeen),
        b"BODY.PEEK" if has_section => return body_section(cx, rest, Peek::Peek),
        b"BINARY" if has_section => return binary(cx, rest, Peek::SetSeen),
        b"BINARY.PEEK" if has_section => return binary(cx, rest, Peek::Peek),
        b"BINARY.SIZE" if has_section => {
            let (rest, part) = section_binary(cx, rest)?;
            return Ok((rest, FetchAtt::BinarySize { part }));
        }
        b"BODY.PEEK" | b"BINARY" | b"BINARY.PEEK" | b"BINARY.SIZE" => return expected(rest, "section"),
        b"BODY" => FetchAtt::Body,
        b"BODYSTRUCTURE" => FetchAtt::BodyStructure,
        b"ENVELOPE" => FetchAtt::Envelope,
        b"FLAGS" => FetchAtt::Flags,
        b"INTERNALDATE" => FetchAtt::InternalDate,
        b"MODSEQ" => FetchAtt::ModSeq,
        b"RFC822" => FetchAtt::Rfc822,
        b"RFC822.HEADER" => FetchAtt::Rfc822Header,
        b"RFC822.SIZE" => FetchAtt::Rfc822Size,
        b"RFC822.TEXT" => FetchAtt::Rfc822Text,
        b"UID" => FetchAtt::Uid,
        b"ALL" | b"FAST" | b"FULL" => return expected(input, "fetch-att"),
        _ => {
            let (rest, unknown) = unknown_att(input)?;
            return Ok((rest, FetchAtt::Other(unknown)));
        }
    };
    Ok((rest, att))
}

/// `section [partial]` of a request.
fn body_section<'a>(cx: &Context, input: &'a [u8], peek: Peek) -> Parsed<'a, FetchAtt<'a>> {
    let (input, section) = section(cx, input)?;
    let (input, partial) = optional_partial(cx, input)?;
    Ok((input, FetchAtt::BodySection { section, partial, peek }))
}

/// `section-binary [partial]` of a request.
fn binary<'a>(cx: &Context, input: &'a [u8], peek: Peek) -> Parsed<'a, FetchAtt<'a>> {
    let (input, part) = section_binary(cx, input)?;
    let (input, partial) = optional_partial(cx, input)?;
    Ok((input, FetchAtt::Binary { part, partial, peek }))
}

fn optional_partial<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<imap_types::section::Partial>> {
    if !input.starts_with(b"<") {
        return Ok((input, None));
    }
    let (input, partial) = partial(cx, input)?;
    Ok((input, Some(partial)))
}

/// The name of an item that is not known, with its section if it has one.
fn item_name(input: &[u8]) -> Parsed<'_, &[u8]> {
    let (mut rest, name) = span(input, |byte| is_atom_char(byte) && byte != b'[');
    if name.is_empty() {
        return expected(input, "atom");
    }
    if let [b'[', section @ ..] = rest {
        rest = match span(section, |byte| !matches!(byte, b']' | b'\r' | b'\n' | 0)) {
            ([b']', rest @ ..], _) => rest,
            (rest, _) => return expected(rest, "\"]\""),
        };
        (rest, _) = span(rest, |byte| is_atom_char(byte) && byte != b'[');
    }
    Ok((rest, before(input, rest)))
}

fn unknown_att(input: &[u8]) -> Parsed<'_, Unknown<'_, FetchAtt<'static>>> {
    let (rest, name) = item_name(input)?;
    unknown_parenthesized(rest, name)
}

/// `fetch-modifier`
pub(crate) fn fetch_modifier<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FetchModifier<'a>> {
    let (rest, word) = label(input);
    let mut buffer = KeywordBuffer::default();
    match uppercase(word, &mut buffer) {
        b"CHANGEDSINCE" => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, mod_seq) = mod_sequence_value(rest)?;
            Ok((rest, FetchModifier::ChangedSince(mod_seq)))
        }
        b"VANISHED" => Ok((rest, FetchModifier::Vanished)),
        b"" => expected(input, "fetch-modifier"),
        _ => {
            let (rest, unknown) = unknown_tagged(cx, rest, word)?;
            Ok((rest, FetchModifier::Other(unknown)))
        }
    }
}

/// `msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP (msg-att-dynamic / msg-att-static)) ")"`
#[inline]
pub(crate) fn msg_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<MsgAtt<'a>>> {
    let (start, ()) = open(input)?;
    let start = after_open(cx, start)?;
    // Most have two or three items; a whole header with its structure has six or so, and is long.
    let mut items = Vec::with_capacity(if start.len() < 128 { 4 } else { 8 });
    let (mut input, first) = item(cx, start)?;
    items.push(first);
    while !closes(input) {
        work::again();
        let (rest, ()) = sp(cx, input)?;
        let (rest, next) = item(cx, rest)?;
        items.push(next);
        input = rest;
    }
    let (input, ()) = close(cx, input)?;
    nonempty(start, input, items)
}

/// One item. Whatever is wrong with the value of a known one is contained in it.
#[inline]
fn item<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MsgAtt<'a>> {
    let parsed = match input {
        // Nearly every line has these two, nearly always in capitals.
        [b'U', b'I', b'D', rest @ ..] if rest.starts_with(b" ") => uid(cx, rest),
        [b'F', b'L', b'A', b'G', b'S', rest @ ..] if rest.starts_with(b" ") => flags(cx, rest),
        _ => any_item(cx, input),
    };
    match parsed {
        Ok((rest @ [b' ' | b')', ..], item)) => Ok((rest, item)),
        Ok((rest, _)) => malformed(cx, input, Expected { left: rest.len(), rule: "\")\"" }),
        Err(error) => malformed(cx, input, why(error)),
    }
}

/// `SP` and the value of an item.
#[inline]
fn sp_value<'a, T>(
    cx: &Context,
    input: &'a [u8],
    value: impl FnOnce(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, T> {
    let (input, ()) = sp(cx, input)?;
    value(cx, input)
}

/// `SP uniqueid`
#[inline]
fn uid<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MsgAtt<'a>> {
    let (input, uid) = sp_value(cx, input, uniqueid)?;
    Ok((input, MsgAtt::Uid(uid)))
}

/// `SP "(" [flag-fetch *(SP flag-fetch)] ")"`
#[inline]
fn flags<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MsgAtt<'a>> {
    let (input, flags) = sp_value(cx, input, flags_fetch)?;
    Ok((input, MsgAtt::Flags(flags)))
}

#[inline(never)]
fn any_item<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MsgAtt<'a>> {
    let (rest, word) = keyword(input);
    let has_section = rest.starts_with(b"[");
    let mut buffer = KeywordBuffer::default();
    Ok(match uppercase(word, &mut buffer) {
        b"UID" => uid(cx, rest)?,
        b"FLAGS" => flags(cx, rest)?,
        b"BODY" if has_section => body_section_data(cx, rest)?,
        b"BINARY" if has_section => binary_data(cx, rest)?,
        b"BINARY.SIZE" => {
            let (rest, part) = section_binary(cx, rest)?;
            let (rest, size) = sp_value(cx, rest, |_, i| number(i))?;
            (rest, MsgAtt::BinarySize { part, size })
        }
        b"RFC822.SIZE" => {
            let (rest, size) = sp_value(cx, rest, |_, i| number64(i))?;
            (rest, MsgAtt::Rfc822Size(size))
        }
        b"INTERNALDATE" => {
            let (rest, date) = sp_value(cx, rest, date_time)?;
            (rest, MsgAtt::InternalDate(date))
        }
        b"MODSEQ" => {
            let (rest, mod_seq) = sp_value(cx, rest, permsg_modsequence)?;
            (rest, MsgAtt::ModSeq(mod_seq))
        }
        b"ENVELOPE" => {
            let (rest, envelope) = sp_value(cx, rest, envelope)?;
            (rest, MsgAtt::Envelope(Box::new(envelope)))
        }
        b"BODYSTRUCTURE" => {
            let (rest, body) = sp_value(cx, rest, body_structure)?;
            (rest, MsgAtt::BodyStructure(Box::new(body)))
        }
        b"BODY" => {
            let (rest, body) = sp_value(cx, rest, body)?;
            (rest, MsgAtt::Body(body))
        }
        b"RFC822" => {
            let (rest, data) = data(cx, rest)?;
            (rest, MsgAtt::Rfc822(data))
        }
        b"RFC822.HEADER" => {
            let (rest, data) = data(cx, rest)?;
            (rest, MsgAtt::Rfc822Header(data))
        }
        b"RFC822.TEXT" => {
            let (rest, data) = data(cx, rest)?;
            (rest, MsgAtt::Rfc822Text(data))
        }
        _ => {
            let (rest, name) = item_name(input)?;
            // Lenient: vendors have items of their own, and so have extensions that this library does not know.
            cx.accept(Quirk::UnknownItem, input)?;
            let (rest, unknown) = unknown_after(cx, rest, name)?;
            (rest, MsgAtt::Other(unknown))
        }
    })
}

/// `"(" permsg-modsequence ")"`
fn permsg_modsequence<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, imap_types::number::ModSeq> {
    let (input, ()) = open(input)?;
    let (input, mod_seq) = mod_sequence_value(input)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, mod_seq))
}

/// `section ["<" number ">"] SP nstring`
fn body_section_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MsgAtt<'a>> {
    let (input, section) = section(cx, input)?;
    let (input, origin) = origin(cx, input)?;
    let (input, data) = data(cx, input)?;
    Ok((input, MsgAtt::BodySection { section, origin, data }))
}

/// `section-binary ["<" number ">"] SP (nstring / literal8)`. The origin is that of erratum 7246.
fn binary_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MsgAtt<'a>> {
    let (input, part) = section_binary(cx, input)?;
    let (input, origin) = origin(cx, input)?;
    let (input, data) = match input {
        [b')', ..] | [b' ', b')', ..] => (missing_value(cx, input)?, None),
        _ => sp_value(cx, input, nstring_or_literal8)?,
    };
    Ok((input, MsgAtt::Binary { part, origin, data }))
}

/// `["<" number ">"]`
fn origin<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<Number64>> {
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
        _ => expected(rest, "\">\""),
    }
}

/// `SP nstring`
fn data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NString<'a>> {
    match input {
        [b')', ..] | [b' ', b')', ..] => Ok((missing_value(cx, input)?, None)),
        _ => sp_value(cx, input, nstring),
    }
}

/// Lenient: Yandex writes nothing for a part that is not there.
#[cold]
fn missing_value<'a>(cx: &Context, input: &'a [u8]) -> Result<&'a [u8], nom::Err<Expected>> {
    cx.accept(Quirk::MissingValue, input)?;
    Ok(input.strip_prefix(b" ").unwrap_or(input))
}

/// Lenient: what is wrong with one item says nothing about its neighbours. Where its value ends is found by
/// counting parentheses; only where that fails is the line lost.
#[cold]
#[inline(never)]
fn malformed<'a>(cx: &Context, input: &'a [u8], error: Expected) -> Parsed<'a, MsgAtt<'a>> {
    let (_, at) = input.split_at(input.len().saturating_sub(error.left));
    let failed = Err(nom::Err::Error(error));
    cx.forget(input);
    if cx.accept(Quirk::MalformedItem, at).is_err() {
        return failed;
    }
    let Ok((after_name, _)) = item_name(input) else { return failed };
    // Nothing may have followed the name.
    let after_spaces = skip_spaces(after_name);
    let rest = match after_name.strip_prefix(b" ").map(value) {
        _ if after_spaces.starts_with(b")") => after_spaces,
        Some(Ok((rest @ [b' ' | b')', ..], _))) => rest,
        _ => return failed,
    };
    let raw = before(input, rest);
    let offset = input.len().saturating_sub(error.left);
    Ok((rest, MsgAtt::Malformed(Box::new(Malformed::from_wire(Cow::Borrowed(raw), offset, error.rule)))))
}

/// Writes the items of a FETCH command.
pub(crate) fn write_fetch_items(out: &mut Encoder<'_>, items: &FetchItems<'_>) {
    match items {
        FetchItems::Macro(Macro::All) => out.bytes(b"ALL"),
        FetchItems::Macro(Macro::Fast) => out.bytes(b"FAST"),
        FetchItems::Macro(Macro::Full) => out.bytes(b"FULL"),
        FetchItems::Atts(atts) => match &**atts {
            // Alone, an unknown item could be mistaken for what follows it.
            [att] if !matches!(att, FetchAtt::Other(_)) => write_fetch_att(out, att),
            atts => write_list(out, atts, write_fetch_att),
        },
    }
}

/// Writes `fetch-att`.
pub(crate) fn write_fetch_att(out: &mut Encoder<'_>, att: &FetchAtt<'_>) {
    let peek = |peek: &Peek, plain: &'static [u8], peeking: &'static [u8]| {
        if *peek == Peek::Peek { peeking } else { plain }
    };
    match att {
        FetchAtt::Body => out.bytes(b"BODY"),
        FetchAtt::BodyStructure => out.bytes(b"BODYSTRUCTURE"),
        FetchAtt::BodySection { section, partial, peek: peeking } => {
            out.bytes(peek(peeking, b"BODY", b"BODY.PEEK"));
            write_section(out, section);
            partial.iter().for_each(|partial| write_partial(out, partial));
        }
        FetchAtt::Binary { part, partial, peek: peeking } => {
            out.bytes(peek(peeking, b"BINARY", b"BINARY.PEEK"));
            write_section_binary(out, part);
            partial.iter().for_each(|partial| write_partial(out, partial));
        }
        FetchAtt::BinarySize { part } => {
            out.bytes(b"BINARY.SIZE");
            write_section_binary(out, part);
        }
        FetchAtt::Envelope => out.bytes(b"ENVELOPE"),
        FetchAtt::Flags => out.bytes(b"FLAGS"),
        FetchAtt::InternalDate => out.bytes(b"INTERNALDATE"),
        FetchAtt::ModSeq => out.bytes(b"MODSEQ"),
        FetchAtt::Rfc822 => out.bytes(b"RFC822"),
        FetchAtt::Rfc822Header => out.bytes(b"RFC822.HEADER"),
        FetchAtt::Rfc822Size => out.bytes(b"RFC822.SIZE"),
        FetchAtt::Rfc822Text => out.bytes(b"RFC822.TEXT"),
        FetchAtt::Uid => out.bytes(b"UID"),
        FetchAtt::Other(unknown) => write_unknown(out, unknown),
    }
}

/// Writes `fetch-modifier`.
pub(crate) fn write_fetch_modifier(out: &mut Encoder<'_>, modifier: &FetchModifier<'_>) {
    match modifier {
        FetchModifier::ChangedSince(mod_seq) => {
            out.bytes(b"CHANGEDSINCE ");
            out.number(mod_seq.get());
        }
        FetchModifier::Vanished => out.bytes(b"VANISHED"),
        FetchModifier::Other(unknown) => write_unknown(out, unknown),
    }
}

/// Writes `msg-att`.
pub(crate) fn write_msg_att(out: &mut Encoder<'_>, items: &[MsgAtt<'_>]) {
    out.byte(b'(');
    write_spaced(out, items, write_item);
    out.byte(b')');
}

/// Writes `"(" *(msg-att-item SP) msg-att-item` without the octets of the last, which is one that has text, else
/// nothing.
pub(crate) fn write_msg_att_head(
    out: &mut Encoder<'_>,
    items: &[MsgAtt<'_>],
    text: &MsgAtt<'_>,
    len: u64,
) -> bool {
    let is_text = matches!(
        text,
        MsgAtt::BodySection { .. }
            | MsgAtt::Binary { .. }
            | MsgAtt::Rfc822(_)
            | MsgAtt::Rfc822Header(_)
            | MsgAtt::Rfc822Text(_)
    );
    if !is_text {
        return false;
    }
    out.byte(b'(');
    write_spaced(out, items, write_item);
    if !items.is_empty() {
        out.byte(b' ');
    }
    match text {
        MsgAtt::BodySection { section, origin, .. } => {
            out.bytes(b"BODY");
            write_section(out, section);
            write_origin(out, origin);
        }
        MsgAtt::Binary { part, origin, .. } => {
            out.bytes(b"BINARY");
            write_section_binary(out, part);
            write_origin(out, origin);
            // Nobody has looked whether there is a NUL among octets that are still to come.
            out.byte(b'~');
        }
        MsgAtt::Rfc822Header(_) => out.bytes(b"RFC822.HEADER "),
        MsgAtt::Rfc822Text(_) => out.bytes(b"RFC822.TEXT "),
        _ => out.bytes(b"RFC822 "),
    }
    out.literal_head(len);
    true
}

fn write_origin(out: &mut Encoder<'_>, origin: &Option<Number64>) {
    if let Some(origin) = origin {
        out.byte(b'<');
        out.number(origin.get());
        out.byte(b'>');
    }
    out.byte(b' ');
}

fn write_item(out: &mut Encoder<'_>, item: &MsgAtt<'_>) {
    match item {
        MsgAtt::Uid(uid) => {
            out.bytes(b"UID ");
            out.number(uid.get());
        }
        MsgAtt::Flags(flags) => {
            out.bytes(b"FLAGS ");
            write_flags_fetch(out, flags);
        }
        MsgAtt::Body(body) => {
            out.bytes(b"BODY ");
            write_body(out, body);
        }
        MsgAtt::BodyStructure(body) => {
            out.bytes(b"BODYSTRUCTURE ");
            write_body_structure(out, body);
        }
        MsgAtt::BodySection { section, origin, data } => {
            out.bytes(b"BODY");
            write_section(out, section);
            write_origin(out, origin);
            write_text(out, data);
        }
        MsgAtt::Binary { part, origin, data } => {
            out.bytes(b"BINARY");
            write_section_binary(out, part);
            write_origin(out, origin);
            write_text_or_literal8(out, data.as_ref());
        }
        MsgAtt::BinarySize { part, size } => {
            out.bytes(b"BINARY.SIZE");
            write_section_binary(out, part);
            out.byte(b' ');
            out.number(*size);
        }
        MsgAtt::Envelope(envelope) => {
            out.bytes(b"ENVELOPE ");
            write_envelope(out, envelope);
        }
        MsgAtt::InternalDate(date) => {
            out.bytes(b"INTERNALDATE ");
            write_date_time(out, date);
        }
        MsgAtt::ModSeq(mod_seq) => {
            out.bytes(b"MODSEQ (");
            out.number(mod_seq.get());
            out.byte(b')');
        }
        MsgAtt::Rfc822(data) => {
            out.bytes(b"RFC822 ");
            write_text(out, data);
        }
        MsgAtt::Rfc822Header(data) => {
            out.bytes(b"RFC822.HEADER ");
            write_text(out, data);
        }
        MsgAtt::Rfc822Size(size) => {
            out.bytes(b"RFC822.SIZE ");
            out.number(size.get());
        }
        MsgAtt::Rfc822Text(data) => {
            out.bytes(b"RFC822.TEXT ");
            write_text(out, data);
        }
        MsgAtt::Malformed(item) => out.bytes(item.raw()),
        MsgAtt::Other(unknown) => write_unknown(out, unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::Spelling;
    use crate::grammar::testing::{n, quirky, rejects};

    #[test]
    fn what_wants_a_section_is_refused_without() {
        for name in ["BODY.PEEK", "BINARY", "BINARY.PEEK", "BINARY.SIZE"] {
            rejects(fetch_att, &[(&alloc::format!("{name} "), name.len(), "section")]);
        }
        rejects(origin, &[("<5", 2, "\">\""), ("<5.6)", 4, "\">\""), ("<x>", 1, "number64")]);
    }

    #[test]
    fn what_has_no_value_costs_no_other_item() {
        for (wire, raw, offset, rule) in
            [("(RFC822.SIZE )", "RFC822.SIZE ", 12, "number64"), ("(ENVELOPE)", "ENVELOPE", 8, "SP")]
        {
            let item = Malformed::from_wire(Cow::Borrowed(raw.as_bytes()), offset, rule);
            let items = NonEmpty::one(MsgAtt::Malformed(Box::new(item)));
            let cx = Context::new(false, false, 9, wire.len());
            assert_eq!(msg_att(&cx, wire.as_bytes()), Ok((&b""[..], items.clone())));
            let mut out = Vec::new();
            write_msg_att(&mut Encoder::new(&mut out), &items);
            assert_eq!(out, wire.as_bytes());
        }
        let items = NonEmpty::one(MsgAtt::Binary { part: Default::default(), origin: None, data: None });
        quirky(msg_att, "(BINARY[] )", &items, Quirk::MissingValue, 9);
    }

    #[test]
    fn a_space_may_stand_after_the_opening_parenthesis() {
        let items = NonEmpty::one(MsgAtt::Uid(n(7).into()));
        quirky(msg_att, "( UID 7)", &items, Quirk::SpaceInParentheses, 1);
    }
    #[test]
    fn text_of_a_message_is_written_as_a_literal_however_short_it_is() {
        let quoted =
            r#"(BODY[1] "hi" BODY[2]<0> "" BINARY[1] "x" RFC822.HEADER NIL RFC822.TEXT "y" RFC822 "z")"#;
        let literals = "(BODY[1] {2}\r\nhi BODY[2]<0> {0}\r\n BINARY[1] {1}\r\nx RFC822.HEADER NIL \
            RFC822.TEXT {1}\r\ny RFC822 {1}\r\nz)";
        let natural = literals.replace("{0}\r\n", "\"\"");
        let (_, items) = msg_att(&Context::new(false, false, 9, quoted.len()), quoted.as_bytes()).unwrap();
        for (spelling, wire) in
            [(Spelling::Natural, &*natural), (Spelling::Literal, literals), (Spelling::Quoted, quoted)]
        {
            let mut out = Vec::new();
            write_msg_att(&mut Encoder::new(&mut out).spelling(spelling), &items);
            assert_eq!(out, wire.as_bytes());
        }
    }
}
