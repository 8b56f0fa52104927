//! What FETCH asks for. [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5)

use alloc::vec::Vec;

use imap_types::fetch::{
    Fetch, FetchAtt, FetchAttName as Name, FetchBinary, FetchItems, FetchModifier, FetchModifierName,
    FetchSection, Macro, Peek, PreviewMod, PreviewModName,
};
use imap_types::nonempty::NonEmpty;
use imap_types::number::Numbering;
use imap_types::raw::Unknown;
use imap_types::trusted::FromWire;

use super::item_name;
use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::annotate::{fetch_annotation, write_fetch_annotation};
use crate::grammar::lexical::{
    self, atom_chars, keyword, label, mod_sequence_or_zero, nonempty, skip_spaces, write_list,
};
use crate::grammar::named::arguments;
use crate::grammar::partial::{partial_range, write_partial_range};
use crate::grammar::raw::{kept, unknown_parenthesized, unknown_tagged, write_unknown};
use crate::grammar::section::{
    partial, section, section_binary, write_partial, write_section, write_section_binary,
};
use crate::grammar::seldom::{continues, list_follows, list1, sp};
use crate::grammar::sequence::{message_set, write_message_set};
use crate::quirk::Quirk;
use crate::rule::Rule;

arguments!(Fetch<'a>: fetch by numbering, write_fetch);

/// After `FETCH`: `SP sequence-set SP (…) [SP fetch-modifiers]`
fn fetch<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, Fetch<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, messages) = message_set(cx, input, numbering)?;
    let (input, ()) = sp(cx, input)?;
    let (input, items) = fetch_items(cx, input)?;
    if !continues(input) {
        return Ok((input, Fetch::new(messages, items)));
    }
    let (start, ()) = sp(cx, input)?;
    let (input, modifiers) = list1(cx, start, fetch_modifier)?;
    let fetch = Fetch::from_wire((messages, items, modifiers.into_vec()));
    // Lenient: a server refuses it by what it is.
    if fetch.has_vanished_alone() {
        cx.accept(Quirk::VanishedAlone, start)?;
    }
    Ok((input, fetch))
}

/// `"ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")"`
fn fetch_items<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FetchItems<'a>> {
    if input.starts_with(b"(") {
        return match lexical::list1(cx, input, fetch_att) {
            Ok((input, atts)) => Ok((input, FetchItems::Atts(atts))),
            Err(error) => listed_macro(cx, input, error),
        };
    }
    if let Some((rest, name)) = macro_name(input) {
        return Ok((rest, FetchItems::Macro(name)));
    }
    let (rest, att) = fetch_att(cx, input)?;
    Ok((rest, FetchItems::Atts(NonEmpty::one(att))))
}

/// Lenient: some client puts the macro in parentheses, alone or among items. It stands for its items there.
#[cold]
#[inline(never)]
fn listed_macro<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Parsed<'a, FetchItems<'a>> {
    let left = error.left();
    let at = input.get(input.len().saturating_sub(left)..).unwrap_or_default();
    // Near the beginning, so that little is read twice.
    if left.saturating_add(256) < input.len() || macro_name(at).is_none() {
        return Err(error);
    }
    cx.forget(input);
    let (mut atts, mut alone, mut seen) = (Vec::new(), None, [false; 3]);
    let (rest, items) = list1(cx, input, |cx, at| {
        let Some((rest, name)) = macro_name(at) else {
            let (rest, att) = fetch_att(cx, at)?;
            atts.push(att);
            return Ok((rest, ()));
        };
        cx.accept(Quirk::ListedMacro, at)?;
        alone = Some(name);
        // However often it stands there.
        if seen.get_mut(name as usize).is_some_and(|seen| !core::mem::replace(seen, true)) {
            atts.extend(name.atts());
        }
        Ok((rest, ()))
    })?;
    match alone {
        Some(name) if items.len() == 1 => Ok((rest, FetchItems::Macro(name))),
        _ => {
            let (rest, atts) = nonempty(input, rest, atts)?;
            Ok((rest, FetchItems::Atts(atts)))
        }
    }
}

fn macro_name(input: &[u8]) -> Option<(&[u8], Macro)> {
    let (rest, word) = keyword(input);
    let name = Name::from_bytes(word)?;
    let found = [Macro::All, Macro::Fast, Macro::Full].into_iter().find(|found| found.kind() == name)?;
    Some((rest, found))
}

/// `fetch-att`
pub(crate) fn fetch_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FetchAtt<'a>> {
    let (rest, word) = keyword(input);
    let has_section = rest.starts_with(b"[");
    let att = match Name::from_frequent_bytes(word) {
        Some(Name::Body) if has_section => return body_section(cx, rest, Peek::SetSeen),
        Some(Name::BodyPeek) if has_section => return body_section(cx, rest, Peek::Peek),
        Some(Name::Binary) if has_section => return binary(cx, rest, Peek::SetSeen),
        Some(Name::BinaryPeek) if has_section => return binary(cx, rest, Peek::Peek),
        Some(Name::BinarySize) if has_section => {
            let (rest, part) = section_binary(cx, rest)?;
            return Ok((rest, FetchAtt::BinarySize { part }));
        }
        Some(Name::BodyPeek | Name::Binary | Name::BinaryPeek | Name::BinarySize) => {
            return expected(rest, Rule::Section);
        }
        Some(Name::Body) => FetchAtt::Body,
        Some(Name::BodyStructure) => FetchAtt::BodyStructure,
        Some(Name::Envelope) => FetchAtt::Envelope,
        Some(Name::Flags) => FetchAtt::Flags,
        Some(Name::InternalDate) => FetchAtt::InternalDate,
        Some(Name::ModSeq) => FetchAtt::ModSeq,
        Some(Name::Rfc822) => FetchAtt::Rfc822,
        Some(Name::Rfc822Header) => FetchAtt::Rfc822Header,
        Some(Name::Rfc822Size) => FetchAtt::Rfc822Size,
        Some(Name::Rfc822Text) => FetchAtt::Rfc822Text,
        Some(Name::Uid) => FetchAtt::Uid,
        Some(Name::SaveDate) => FetchAtt::SaveDate,
        Some(Name::EmailId) => FetchAtt::EmailId,
        Some(Name::ThreadId) => FetchAtt::ThreadId,
        Some(Name::ObjectId) => FetchAtt::ObjectId,
        Some(Name::GmMsgId) => FetchAtt::GmMsgId,
        Some(Name::GmThrId) => FetchAtt::GmThrId,
        Some(Name::GmLabels) => FetchAtt::GmLabels,
        Some(Name::XGuid) => FetchAtt::XGuid,
        Some(Name::XMailbox) => FetchAtt::XMailbox,
        Some(Name::XRealUid) => FetchAtt::XRealUid,
        Some(Name::XSaveDate) => FetchAtt::XSaveDate,
        Some(Name::Annotation) => {
            let (rest, annotation) = fetch_annotation(cx, rest)?;
            return Ok((rest, FetchAtt::Annotation(annotation)));
        }
        Some(Name::Preview) => {
            let (rest, mods) = preview_mods(cx, rest)?;
            return Ok((rest, FetchAtt::Preview(mods)));
        }
        Some(Name::Snippet) => {
            let (rest, mods) = preview_mods(cx, rest)?;
            return Ok((rest, FetchAtt::Snippet(mods)));
        }
        Some(Name::All | Name::Fast | Name::Full) => return expected(input, Rule::FetchAtt),
        None => {
            let (rest, unknown) = unknown_att(cx, input)?;
            return Ok((rest, FetchAtt::Other(unknown)));
        }
    };
    Ok((rest, att))
}

/// `[SP "(" preview-mod *(SP preview-mod) ")"]`
fn preview_mods<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<PreviewMod<'a>>> {
    if !list_follows(input) {
        return Ok((input, Vec::new()));
    }
    let first = skip_spaces(input).get(1..).unwrap_or_default();
    // The modifiers of the whole FETCH: `FETCH 1 PREVIEW (CHANGEDSINCE 7)`.
    if FetchModifierName::from_bytes(label(skip_spaces(first)).1).is_some() {
        return Ok((input, Vec::new()));
    }
    let (list, ()) = sp(cx, input)?;
    let (input, mods) = list1(cx, list, |cx, input| {
        let (rest, name) = atom_chars(input);
        let preview_mod = match PreviewModName::from_bytes(name) {
            Some(PreviewModName::Lazy) => PreviewMod::Lazy,
            Some(PreviewModName::Fuzzy) => PreviewMod::Fuzzy,
            None if name.is_empty() => return expected(input, Rule::PreviewMod),
            None => {
                // Lenient: perhaps one of an RFC to come. RFC 8970 has no room for it.
                cx.accept(Quirk::UnknownFetchAtt, input)?;
                PreviewMod::Other(kept(name, b""))
            }
        };
        Ok((rest, preview_mod))
    })?;
    Ok((input, mods.into_vec()))
}

/// `section [partial]` of a request.
fn body_section<'a>(cx: &Context, input: &'a [u8], peek: Peek) -> Parsed<'a, FetchAtt<'a>> {
    let (input, section) = section(cx, input)?;
    let (input, partial) = optional_partial(cx, input)?;
    Ok((input, FetchAtt::BodySection(FetchSection { section, partial, peek })))
}

/// `section-binary [partial]` of a request.
fn binary<'a>(cx: &Context, input: &'a [u8], peek: Peek) -> Parsed<'a, FetchAtt<'a>> {
    let (input, part) = section_binary(cx, input)?;
    let (input, partial) = optional_partial(cx, input)?;
    Ok((input, FetchAtt::Binary(FetchBinary { part, partial, peek })))
}

fn optional_partial<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<imap_types::section::Partial>> {
    if !input.starts_with(b"<") {
        return Ok((input, None));
    }
    let (input, partial) = partial(cx, input)?;
    Ok((input, Some(partial)))
}

fn unknown_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Unknown<'a, FetchAtt<'static>>> {
    let (rest, name) = item_name(input)?;
    // Lenient: RFCs to come and vendors have items that RFC 9051 has no room for.
    cx.accept(Quirk::UnknownFetchAtt, input)?;
    unknown_parenthesized(cx, rest, name)
}

/// `fetch-modifier`
fn fetch_modifier<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FetchModifier<'a>> {
    let (rest, word) = label(input);
    match FetchModifierName::from_bytes(word) {
        Some(FetchModifierName::ChangedSince) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, mod_seq) = mod_sequence_or_zero(cx, rest)?;
            Ok((rest, mod_seq.map_or_else(FetchModifier::ChangedSinceZero, FetchModifier::ChangedSince)))
        }
        Some(FetchModifierName::Vanished) => Ok((rest, FetchModifier::Vanished)),
        Some(FetchModifierName::Partial) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, range) = partial_range(cx, rest)?;
            Ok((rest, FetchModifier::Partial(range)))
        }
        None if word.is_empty() => expected(input, Rule::FetchModifier),
        None => {
            let (rest, unknown) = unknown_tagged(cx, rest, word)?;
            Ok((rest, FetchModifier::Other(unknown)))
        }
    }
}

/// Writes what follows `FETCH`.
fn write_fetch(out: &mut Encoder<'_>, fetch: &Fetch<'_>) {
    out.byte(b' ');
    write_message_set(out, fetch.messages());
    out.byte(b' ');
    write_fetch_items(out, &fetch.items);
    if !fetch.modifiers().is_empty() {
        out.byte(b' ');
        write_list(out, fetch.modifiers(), write_fetch_modifier);
    }
}

/// Writes the items of a FETCH command.
fn write_fetch_items(out: &mut Encoder<'_>, items: &FetchItems<'_>) {
    match items {
        FetchItems::Macro(name) => out.bytes(name.kind().as_str().as_bytes()),
        FetchItems::Atts(atts) => match &**atts {
            // Alone, an item that may have something in parentheses would take the modifiers for that.
            [att] if !matches!(att, FetchAtt::Other(_) | FetchAtt::Preview(_) | FetchAtt::Snippet(_)) => {
                write_fetch_att(out, att);
            }
            atts => write_list(out, atts, write_fetch_att),
        },
    }
}

/// Writes `fetch-att`.
pub(crate) fn write_fetch_att(out: &mut Encoder<'_>, att: &FetchAtt<'_>) {
    let peek = |peek: &Peek, plain: Name, peeking: Name| {
        if *peek == Peek::Peek { peeking } else { plain }
    };
    let name = match att {
        FetchAtt::BodySection(FetchSection { section, partial, peek: peeking }) => {
            out.bytes(peek(peeking, Name::Body, Name::BodyPeek).as_str().as_bytes());
            write_section(out, section);
            return partial.iter().for_each(|partial| write_partial(out, partial));
        }
        FetchAtt::Binary(FetchBinary { part, partial, peek: peeking }) => {
            out.bytes(peek(peeking, Name::Binary, Name::BinaryPeek).as_str().as_bytes());
            write_section_binary(out, part);
            return partial.iter().for_each(|partial| write_partial(out, partial));
        }
        FetchAtt::BinarySize { part } => {
            out.bytes(Name::BinarySize.as_str().as_bytes());
            return write_section_binary(out, part);
        }
        FetchAtt::Annotation(annotation) => return write_fetch_annotation(out, annotation),
        FetchAtt::Preview(mods) => return write_preview(out, Name::Preview, mods),
        FetchAtt::Snippet(mods) => return write_preview(out, Name::Snippet, mods),
        FetchAtt::Body => Name::Body,
        FetchAtt::BodyStructure => Name::BodyStructure,
        FetchAtt::Envelope => Name::Envelope,
        FetchAtt::Flags => Name::Flags,
        FetchAtt::InternalDate => Name::InternalDate,
        FetchAtt::ModSeq => Name::ModSeq,
        FetchAtt::Rfc822 => Name::Rfc822,
        FetchAtt::Rfc822Header => Name::Rfc822Header,
        FetchAtt::Rfc822Size => Name::Rfc822Size,
        FetchAtt::Rfc822Text => Name::Rfc822Text,
        FetchAtt::Uid => Name::Uid,
        FetchAtt::SaveDate => Name::SaveDate,
        FetchAtt::EmailId => Name::EmailId,
        FetchAtt::ThreadId => Name::ThreadId,
        FetchAtt::ObjectId => Name::ObjectId,
        FetchAtt::GmMsgId => Name::GmMsgId,
        FetchAtt::GmThrId => Name::GmThrId,
        FetchAtt::GmLabels => Name::GmLabels,
        FetchAtt::XGuid => Name::XGuid,
        FetchAtt::XMailbox => Name::XMailbox,
        FetchAtt::XRealUid => Name::XRealUid,
        FetchAtt::XSaveDate => Name::XSaveDate,
        FetchAtt::Other(unknown) => return write_unknown(out, unknown),
    };
    out.bytes(name.as_str().as_bytes());
}

fn write_preview(out: &mut Encoder<'_>, name: Name, mods: &[PreviewMod<'_>]) {
    out.bytes(name.as_str().as_bytes());
    if mods.is_empty() {
        return;
    }
    out.byte(b' ');
    write_list(out, mods, |out, preview_mod| match preview_mod {
        PreviewMod::Lazy | PreviewMod::Fuzzy => {
            out.bytes(preview_mod.kind().map_or("", PreviewModName::as_str).as_bytes());
        }
        PreviewMod::Other(unknown) => write_unknown(out, unknown),
    });
}

/// Writes `fetch-modifier`.
fn write_fetch_modifier(out: &mut Encoder<'_>, modifier: &FetchModifier<'_>) {
    match modifier {
        FetchModifier::ChangedSinceZero(_) => out.bytes(b"CHANGEDSINCE 0"),
        FetchModifier::ChangedSince(mod_seq) => {
            out.bytes(b"CHANGEDSINCE ");
            out.number(mod_seq.get());
        }
        FetchModifier::Vanished => out.bytes(b"VANISHED"),
        FetchModifier::Partial(range) => {
            out.bytes(b"PARTIAL ");
            write_partial_range(out, *range);
        }
        FetchModifier::Other(unknown) => write_unknown(out, unknown),
    }
}

#[cfg(test)]
mod tests {
    use imap_types::partial::PartialRange;

    use super::*;
    use crate::grammar::testing::{both_ways, n, quirky, reads, rejects};

    #[test]
    fn what_wants_a_section_is_refused_without() {
        for name in ["BODY.PEEK", "BINARY", "BINARY.PEEK", "BINARY.SIZE"] {
            rejects(fetch_att, &[(&alloc::format!("{name} "), name.len(), "section")]);
        }
    }

    #[test]
    fn items_without_a_section_both_ways() {
        both_ways(
            fetch_att,
            write_fetch_att,
            &[
                ("PREVIEW", FetchAtt::Preview(Vec::new())),
                ("PREVIEW (LAZY)", FetchAtt::Preview(Vec::from([PreviewMod::Lazy]))),
                ("SNIPPET (FUZZY)", FetchAtt::Snippet(Vec::from([PreviewMod::Fuzzy]))),
                ("SAVEDATE", FetchAtt::SaveDate),
                ("EMAILID", FetchAtt::EmailId),
                ("OBJECTID", FetchAtt::ObjectId),
                ("THREADID", FetchAtt::ThreadId),
                ("X-GM-MSGID", FetchAtt::GmMsgId),
                ("X-GM-THRID", FetchAtt::GmThrId),
                ("X-GM-LABELS", FetchAtt::GmLabels),
                ("X-GUID", FetchAtt::XGuid),
                ("X-MAILBOX", FetchAtt::XMailbox),
                ("X-REAL-UID", FetchAtt::XRealUid),
                ("X-SAVEDATE", FetchAtt::XSaveDate),
            ],
        );
        let mods = Vec::from([PreviewMod::Other(kept(b"LAZY=FUZZY", b"")), PreviewMod::Fuzzy]);
        let preview = FetchAtt::Preview(mods);
        quirky(fetch_att, "PREVIEW (LAZY=FUZZY FUZZY)", &preview, Quirk::UnknownFetchAtt, 9);
        reads(fetch_att, &[("preview (lazy)", FetchAtt::Preview(Vec::from([PreviewMod::Lazy])))]);
        rejects(fetch_att, &[("PREVIEW ()", 9, "preview-mod"), ("FULL", 0, "fetch-att")]);
    }

    #[test]
    fn modifiers_both_ways() {
        both_ways(
            fetch_modifier,
            write_fetch_modifier,
            &[
                ("VANISHED", FetchModifier::Vanished),
                ("PARTIAL -1:-30", FetchModifier::Partial(PartialRange::Last(n(1), n(30)))),
                ("X-A (1)", FetchModifier::Other(kept(b"X-A", b" (1)"))),
            ],
        );
        rejects(
            fetch_modifier,
            &[
                ("", 0, "fetch-modifier"),
                ("PARTIAL 1", 9, "\":\""),
                ("CHANGEDSINCE x", 13, "mod-sequence-value"),
            ],
        );
    }
}
