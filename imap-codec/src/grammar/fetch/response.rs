//! What FETCH gives. [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2)

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::datetime::DateTime;
use imap_types::fetch::{FetchAttName as Name, FetchedBinary, FetchedSection, MsgAtt, MsgAttHead};
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, ZeroModSeq};
use imap_types::string::{AString, NString};

use super::item_name;
use super::odd::{items_in_parentheses, joined, joins, malformed};
use super::text::{binary_data, body_section_data, data, write_origin};
use crate::context::{Context, Parsed, Unmet};
use crate::encoder::{Encoder, pieces, pieces::Inlined as _};
use crate::grammar::annotate::{fetched_annotation, write_fetched_annotation};
use crate::grammar::body::{body, body_structure, write_body, write_body_structure};
use crate::grammar::datetime::{date_time, write_date_time};
use crate::grammar::envelope::{envelope, write_envelope};
use crate::grammar::flag::{flags_fetch, write_flags_fetch};
use crate::grammar::gmail::{gm_label, write_gm_label};
use crate::grammar::lexical::{
    close, closes, keyword, mod_sequence_or_zero, nonempty, number64, open, some, sp, uniqueid, unsigned64,
    write_list,
};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::objectid::{
    objectid_in_parentheses, objectid_or_nil, objectids, write_objectid_in_parentheses,
    write_objectid_or_nil, write_objectids,
};
use crate::grammar::raw::{unknown_after, write_unknown};
use crate::grammar::section::{section_binary, write_section, write_section_binary};
use crate::grammar::seldom;
use crate::grammar::string::{nil, write_astring, write_nstring, write_text, write_text_or_literal8};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP (msg-att-dynamic / msg-att-static)) ")"`
#[inline]
pub(crate) fn msg_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<MsgAtt<'a>>> {
    let (start, ()) = open(cx, input)?;
    // Most have two or three items; a whole header with its structure has six or so, and is long.
    let mut items = Vec::with_capacity(if start.len() < 128 { 4 } else { 8 });
    let mut input = match item(cx, start) {
        Ok((rest, first)) => {
            items.push(first);
            rest
        }
        Err(error) => items_in_parentheses(cx, start, error, &mut items)?,
    };
    while !closes(input) {
        work::again();
        let rest = match sp(cx, input) {
            Ok((rest, ())) => rest,
            Err(error) => joined(cx, input, error)?,
        };
        input = match item(cx, rest) {
            Ok((rest, next)) => {
                items.push(next);
                rest
            }
            Err(error) => items_in_parentheses(cx, rest, error, &mut items)?,
        };
    }
    let (input, ()) = close(cx, input)?;
    nonempty(start, input, items)
}

/// One item. Whatever is wrong with the value of a known one is contained in it.
#[inline]
pub(super) fn item<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MsgAtt<'a>> {
    let parsed = match input {
        // Nearly every line has these two, nearly always in capitals.
        [b'U', b'I', b'D', rest @ ..] if rest.starts_with(b" ") => uid(cx, rest),
        [b'F', b'L', b'A', b'G', b'S', rest @ ..] if rest.starts_with(b" ") => flags(cx, rest),
        _ => any_item(cx, input),
    };
    match parsed {
        Ok((rest @ [b' ' | b')', ..], item)) => Ok((rest, item)),
        Ok((rest, item)) if cx.is_lenient() && joins(input, rest) => Ok((rest, item)),
        Ok((rest, _)) => malformed(cx, input, Unmet::at(rest, Rule::Close)),
        Err(error) => malformed(cx, input, error),
    }
}

/// `SP` and the value of an item.
#[inline]
pub(super) fn sp_value<'a, T>(
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
    let name = Name::from_frequent_bytes(word);
    let has_section = rest.starts_with(b"[");
    let rest = if has_space_of_its_own(name, has_section) { rest } else { sp(cx, rest)?.0 };
    Ok(match name {
        Some(Name::Uid) => uid(cx, rest)?,
        Some(Name::Flags) => flags(cx, rest)?,
        Some(Name::Body) if has_section => body_section_data(cx, rest)?,
        Some(Name::Binary) if has_section => binary_data(cx, rest)?,
        Some(Name::BinarySize) => {
            let (rest, part) = section_binary(cx, rest)?;
            let (rest, ()) = seldom::sp(cx, rest)?;
            let (rest, size) = seldom::number(rest)?;
            (rest, MsgAtt::BinarySize { part, size })
        }
        Some(Name::Rfc822Size) => {
            let (rest, size) = number64(rest)?;
            (rest, MsgAtt::Rfc822Size(size))
        }
        Some(Name::InternalDate) => {
            let (rest, date) = date_time(cx, rest)?;
            (rest, MsgAtt::InternalDate(date))
        }
        Some(Name::ModSeq) => {
            let (rest, mod_seq) = permsg_modsequence(cx, rest)?;
            (rest, mod_seq.map_or_else(MsgAtt::NoModSeq, MsgAtt::ModSeq))
        }
        Some(Name::Envelope) => {
            let (rest, envelope) = envelope(cx, rest)?;
            (rest, MsgAtt::Envelope(Box::new(envelope)))
        }
        Some(Name::BodyStructure) => {
            let (rest, body) = body_structure(cx, rest)?;
            (rest, MsgAtt::BodyStructure(Box::new(body)))
        }
        Some(Name::Body) => {
            let (rest, body) = body(cx, rest)?;
            (rest, MsgAtt::Body(body))
        }
        Some(Name::Rfc822) => {
            let (rest, data) = data(cx, rest)?;
            (rest, MsgAtt::Rfc822(data))
        }
        Some(Name::Rfc822Header) => {
            let (rest, data) = data(cx, rest)?;
            (rest, MsgAtt::Rfc822Header(data))
        }
        Some(Name::Rfc822Text) => {
            let (rest, data) = data(cx, rest)?;
            (rest, MsgAtt::Rfc822Text(data))
        }
        Some(Name::Preview) => {
            let (rest, text) = preview(cx, rest)?;
            (rest, MsgAtt::Preview(text))
        }
        Some(Name::Annotation) => {
            let (rest, annotation) = fetched_annotation(cx, rest)?;
            (rest, MsgAtt::Annotation(annotation))
        }
        Some(Name::Snippet) => {
            let (rest, text) = fuzzy(cx, rest)?;
            (rest, MsgAtt::Snippet(text))
        }
        Some(Name::SaveDate) => {
            let (rest, date) = date_time_or_nil(cx, rest)?;
            (rest, MsgAtt::SaveDate(date))
        }
        Some(Name::XSaveDate) => {
            let (rest, date) = date_time_or_nil(cx, rest)?;
            (rest, MsgAtt::XSaveDate(date))
        }
        Some(Name::EmailId) => {
            let (rest, id) = objectid_in_parentheses(cx, rest)?;
            (rest, MsgAtt::EmailId(id))
        }
        Some(Name::ThreadId) => {
            let (rest, id) = objectid_or_nil(cx, rest)?;
            (rest, MsgAtt::ThreadId(id))
        }
        Some(Name::ObjectId) => {
            let (rest, ids) = objectids(cx, rest)?;
            (rest, MsgAtt::ObjectId(Box::new(ids)))
        }
        Some(Name::GmMsgId) => {
            let (rest, id) = unsigned64(rest)?;
            (rest, MsgAtt::GmMsgId(id))
        }
        Some(Name::GmThrId) => {
            let (rest, id) = unsigned64(rest)?;
            (rest, MsgAtt::GmThrId(id))
        }
        Some(Name::GmLabels) => {
            let (rest, labels) = gm_labels(cx, rest)?;
            (rest, MsgAtt::GmLabels(labels))
        }
        Some(Name::XGuid) => {
            let (rest, guid) = seldom::astring(cx, rest)?;
            (rest, MsgAtt::XGuid(guid))
        }
        Some(Name::XMailbox) => {
            let (rest, name) = seldom::mailbox(cx, rest)?;
            (rest, MsgAtt::XMailbox(name))
        }
        Some(Name::XRealUid) => {
            let (rest, uid) = seldom::uniqueid(cx, rest)?;
            (rest, MsgAtt::XRealUid(uid))
        }
        // Names of the command alone, or without the section that makes them what they are.
        None
        | Some(Name::All | Name::Fast | Name::Full | Name::BodyPeek | Name::Binary | Name::BinaryPeek) => {
            let (rest, name) = item_name(input)?;
            // Lenient: vendors have items of their own, and so have extensions that this library does not know.
            cx.accept(Quirk::UnknownItem, input)?;
            let (rest, unknown) = unknown_after(cx, rest, name)?;
            (rest, MsgAtt::Other(unknown))
        }
    })
}

/// Whether what reads an item begins where its name ends, not behind the space after it.
#[inline]
fn has_space_of_its_own(name: Option<Name>, has_section: bool) -> bool {
    use Name::{
        All, Annotation, Binary, BinaryPeek, BinarySize, Body, BodyPeek, Fast, Flags, Full, Rfc822,
        Rfc822Header, Rfc822Text, Uid,
    };
    matches!(
        name,
        None | Some(Uid | Flags | Binary | BinarySize | Rfc822 | Rfc822Header | Rfc822Text | Annotation)
            | Some(All | Fast | Full | BodyPeek | BinaryPeek)
    ) || has_section && name == Some(Body)
}

/// `"(" [label *(SP label)] ")"`
fn gm_labels<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<AString<'a>>> {
    let (rest, labels) = seldom::list(cx, input, gm_label_or_nil)?;
    Ok((rest, some(labels)))
}

/// A label; none where Gmail writes NIL.
fn gm_label_or_nil<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<AString<'a>>> {
    if let Ok((rest, ())) = nil(input) {
        // Lenient: it is no label, and the others are.
        cx.accept(Quirk::NilAsString, input)?;
        return Ok((rest, None));
    }
    let (input, label) = gm_label(cx, input)?;
    Ok((input, Some(label)))
}

/// `date-time / nil`
fn date_time_or_nil<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<DateTime>> {
    if !input.starts_with(b"\"") {
        let (input, ()) = seldom::nil(input)?;
        return Ok((input, None));
    }
    let (input, date) = date_time(cx, input)?;
    Ok((input, Some(date)))
}

/// `nstring`
fn preview<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NString<'a>> {
    if input.starts_with(b"(") {
        // Lenient: Dovecot before 2.3.19 answers as the drafts had it.
        cx.accept(Quirk::FuzzyPreview, input)?;
        return fuzzy(cx, input);
    }
    seldom::nstring(cx, input)
}

/// `"(FUZZY" SP nstring ")"`, as in drafts of RFC 8970.
fn fuzzy<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NString<'a>> {
    let (input, ()) = seldom::open(cx, input)?;
    let (input, ()) = seldom::word(input, "FUZZY", Rule::Fuzzy)?;
    let (input, ()) = seldom::sp(cx, input)?;
    let (input, text) = seldom::nstring(cx, input)?;
    let (input, ()) = seldom::close(cx, input)?;
    Ok((input, text))
}

/// `"(" permsg-modsequence ")"`
fn permsg_modsequence<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Result<ModSeq, ZeroModSeq>> {
    let (input, ()) = open(cx, input)?;
    let (input, mod_seq) = mod_sequence_or_zero(cx, input)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, mod_seq))
}

/// Writes `msg-att`.
pub(crate) fn write_msg_att(out: &mut Encoder<'_>, items: &[MsgAtt<'_>]) {
    out.byte(b'(');
    write_items(out, items);
    out.byte(b')');
}

fn write_items(out: &mut Encoder<'_>, items: &[MsgAtt<'_>]) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.byte(b' ');
        }
        write_item(out, item);
    }
}

/// Writes `*(msg-att-item SP) msg-att-item` without the octets of the last. `false`, and what is written is of no use,
/// where that is no item that is streamed.
pub(crate) fn write_msg_att_head(
    out: &mut Encoder<'_>,
    items: &[MsgAtt<'_>],
    text: &MsgAttHead<'_>,
    len: u64,
) -> bool {
    write_items(out, items);
    if !items.is_empty() {
        out.byte(b' ');
    }
    match text {
        MsgAttHead::BodySection { section, origin } => {
            out.bytes(b"BODY");
            write_section(out, section);
            write_origin(out, origin);
        }
        MsgAttHead::Binary { part, origin } => {
            out.bytes(b"BINARY");
            write_section_binary(out, part);
            write_origin(out, origin);
            // Nobody has looked whether there is a NUL among octets that are still to come.
            out.byte(b'~');
        }
        MsgAttHead::Rfc822Header => out.bytes(b"RFC822.HEADER "),
        MsgAttHead::Rfc822Text => out.bytes(b"RFC822.TEXT "),
        MsgAttHead::Rfc822 => out.bytes(b"RFC822 "),
        MsgAttHead::Within(_) | MsgAttHead::Other(_) => return false,
    }
    out.literal_head(len);
    true
}

fn write_item(out: &mut Encoder<'_>, item: &MsgAtt<'_>) {
    let called = |out: &mut Encoder<'_>, name: &[u8]| pieces::Called::bytes(out, name);
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
        MsgAtt::BodySection(FetchedSection { section, origin, data }) => {
            out.bytes(b"BODY");
            write_section(out, section);
            write_origin(out, origin);
            write_text(out, data);
        }
        MsgAtt::Binary(FetchedBinary { part, origin, data }) => {
            out.bytes(b"BINARY");
            write_section_binary(out, part);
            write_origin(out, origin);
            write_text_or_literal8(out, data.as_ref());
        }
        MsgAtt::BinarySize { part, size } => {
            called(out, b"BINARY.SIZE");
            write_section_binary(out, part);
            out.byte(b' ');
            pieces::Called::number(out, *size);
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
        MsgAtt::NoModSeq(_) => called(out, b"MODSEQ (0)"),
        MsgAtt::Rfc822(data) => {
            called(out, b"RFC822 ");
            write_text(out, data);
        }
        MsgAtt::Rfc822Header(data) => {
            called(out, b"RFC822.HEADER ");
            write_text(out, data);
        }
        MsgAtt::Rfc822Size(size) => {
            out.bytes(b"RFC822.SIZE ");
            out.number(size.get());
        }
        MsgAtt::Rfc822Text(data) => {
            called(out, b"RFC822.TEXT ");
            write_text(out, data);
        }
        MsgAtt::Annotation(annotation) => write_fetched_annotation(out, annotation),
        MsgAtt::Preview(text) => {
            called(out, b"PREVIEW ");
            write_nstring(out, text);
        }
        MsgAtt::Snippet(text) => {
            called(out, b"SNIPPET (FUZZY ");
            write_nstring(out, text);
            out.byte(b')');
        }
        MsgAtt::SaveDate(date) => {
            called(out, b"SAVEDATE ");
            write_date_time_or_nil(out, date.as_ref());
        }
        MsgAtt::XSaveDate(date) => {
            called(out, b"X-SAVEDATE ");
            write_date_time_or_nil(out, date.as_ref());
        }
        MsgAtt::EmailId(id) => {
            called(out, b"EMAILID ");
            write_objectid_in_parentheses(out, id);
        }
        MsgAtt::ThreadId(id) => {
            called(out, b"THREADID ");
            write_objectid_or_nil(out, id);
        }
        MsgAtt::ObjectId(ids) => {
            called(out, b"OBJECTID ");
            write_objectids(out, ids);
        }
        MsgAtt::GmMsgId(id) => {
            called(out, b"X-GM-MSGID ");
            pieces::Called::number(out, *id);
        }
        MsgAtt::GmThrId(id) => {
            called(out, b"X-GM-THRID ");
            pieces::Called::number(out, *id);
        }
        MsgAtt::GmLabels(labels) => {
            called(out, b"X-GM-LABELS ");
            write_list(out, labels, write_gm_label);
        }
        MsgAtt::XGuid(guid) => {
            called(out, b"X-GUID ");
            write_astring(out, guid.as_bytes());
        }
        MsgAtt::XMailbox(name) => {
            called(out, b"X-MAILBOX ");
            write_mailbox(out, name);
        }
        MsgAtt::XRealUid(uid) => {
            called(out, b"X-REAL-UID ");
            pieces::Called::number(out, uid.get());
        }
        MsgAtt::Malformed(item) => out.bytes(item.raw()),
        MsgAtt::Other(unknown) => write_unknown(out, unknown),
    }
}

fn write_date_time_or_nil(out: &mut Encoder<'_>, date: Option<&DateTime>) {
    match date {
        Some(date) => write_date_time(out, date),
        None => out.bytes(b"NIL"),
    }
}

#[cfg(test)]
mod tests;
