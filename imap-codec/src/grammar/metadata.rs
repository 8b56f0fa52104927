//! METADATA. [RFC 5464 §5](https://www.rfc-editor.org/rfc/rfc5464#section-5)

use alloc::borrow::Cow;
use alloc::vec::Vec;

use imap_types::metadata::{
    Depth, Entry, EntryValue, GetMetadata, GetMetadataOption, GetMetadataOptionName, Metadata, MetadataCode,
    MetadataEntries, SetMetadata,
};
use imap_types::nonempty::NonEmpty;
use imap_types::string::{AString, Binary};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{keyword, label, nonempty, skip_spaces, write_list, write_spaced};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::named::{arguments, payload};
use crate::grammar::raw::{unknown_tagged, write_unknown};
use crate::grammar::seldom::{
    after_word, astring_octets, continues, list1, mailbox, nstring_or_literal8, number, sp, to_line_end,
};
use crate::grammar::string::{write_astring, write_string};
use crate::quirk::Quirk;
use crate::rule::Rule;

arguments!(GetMetadata<'a>: getmetadata, write_getmetadata);
arguments!(SetMetadata<'a>: setmetadata, write_setmetadata);
payload!(Metadata<'a>: SP metadata_resp, write_metadata_resp);

/// `entry = astring`, a path.
pub(crate) fn entry<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Entry<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    match Entry::try_from(octets) {
        Ok(entry) => Ok((rest, entry)),
        Err(error) => refused(input, error),
    }
}

/// `entry-value = entry SP (nstring / literal8)`
fn entry_value<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, EntryValue<'a>> {
    let (input, entry) = entry(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, value) = nstring_or_literal8(cx, input)?;
    Ok((input, EntryValue { entry, value }))
}

/// After `GETMETADATA`: `[SP getmetadata-options] SP mailbox SP entries`
pub(crate) fn getmetadata<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, GetMetadata<'a>> {
    let (mut input, ()) = sp(cx, input)?;
    let mut options = Vec::new();
    if input.starts_with(b"(") {
        (input, options) = getmetadata_options(cx, input)?;
        (input, ()) = sp(cx, input)?;
    }
    let (input, mailbox) = mailbox(cx, input)?;
    let (mut input, ()) = sp(cx, input)?;
    if begins_options(input) && options.is_empty() {
        // Lenient: the examples of RFC 5464 §4.2 have the options here, and clients that follow them.
        cx.accept(Quirk::LateMetadataOptions, input)?;
        (input, options) = getmetadata_options(cx, input)?;
        (input, ()) = sp(cx, input)?;
    }
    let (input, entries) = entries(cx, input)?;
    Ok((input, GetMetadata { options, mailbox, entries }))
}

/// Whether a list of options begins here, rather than one of entries: those begin with a slash, or a quote.
fn begins_options(input: &[u8]) -> bool {
    match input {
        [b'(', rest @ ..] => skip_spaces(rest).first().is_some_and(u8::is_ascii_alphabetic),
        _ => false,
    }
}

/// `"(" getmetadata-option *(SP getmetadata-option) ")"`
fn getmetadata_options<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<GetMetadataOption<'a>>> {
    let (input, options) = list1(cx, input, getmetadata_option)?;
    Ok((input, options.into_vec()))
}

/// `getmetadata-option = tagged-ext-label [SP tagged-ext-val]`
fn getmetadata_option<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, GetMetadataOption<'a>> {
    let (rest, name) = label(input);
    match GetMetadataOptionName::from_bytes(name) {
        Some(GetMetadataOptionName::MaxSize) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, octets) = number(rest)?;
            Ok((rest, GetMetadataOption::MaxSize(octets)))
        }
        Some(GetMetadataOptionName::Depth) => {
            let (start, ()) = sp(cx, rest)?;
            let (rest, word) = keyword(start);
            match Depth::from_bytes(word) {
                Some(depth) => Ok((rest, GetMetadataOption::Depth(depth))),
                None => expected(start, Rule::ScopeOpt),
            }
        }
        None if name.is_empty() => expected(input, Rule::GetMetadataOption),
        None => {
            let (rest, unknown) = unknown_tagged(cx, rest, name)?;
            Ok((rest, GetMetadataOption::Other(unknown)))
        }
    }
}

/// `entries = entry / "(" entry *(SP entry) ")"`
fn entries<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<Entry<'a>>> {
    if input.starts_with(b"(") {
        return list1(cx, input, entry);
    }
    let (mut input, first) = entry(cx, input)?;
    let mut entries = NonEmpty::one(first);
    if continues(input) {
        // Lenient: an example of RFC 5464 §4.4.1 has several without parentheses.
        cx.accept(Quirk::BareMetadataEntries, input)?;
        let (rest, more) = to_line_end(cx, input, entry)?;
        more.into_iter().for_each(|entry| entries.push(entry));
        input = rest;
    }
    Ok((input, entries))
}

/// After `SETMETADATA`: `SP mailbox SP entry-values`
pub(crate) fn setmetadata<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SetMetadata<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, mailbox) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, entries) = list1(cx, input, entry_value)?;
    Ok((input, SetMetadata { mailbox, entries }))
}

/// After `METADATA SP`: `mailbox SP (entry-values / entry-list)`
pub(crate) fn metadata_resp<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Metadata<'a>> {
    let (rest, mailbox) = mailbox(cx, input)?;
    let (start, ()) = sp(cx, rest)?;
    if start.starts_with(b"(") {
        let (input, values) = list1(cx, start, entry_value)?;
        return Ok((input, Metadata { mailbox, entries: MetadataEntries::Values(values) }));
    }
    let (input, names) = to_line_end(cx, rest, entry)?;
    let (input, names) = nonempty(rest, input, names)?;
    Ok((input, Metadata { mailbox, entries: MetadataEntries::Changed(names) }))
}

/// After `METADATA` in a response code: `SP ("LONGENTRIES" SP number / "MAXSIZE" SP number / "TOOMANY" / "NOPRIVATE")`
pub(crate) fn metadata_code<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MetadataCode> {
    let (start, ()) = sp(cx, input)?;
    let (rest, of): (_, fn(u32) -> MetadataCode) = if let Some(rest) = after_word(start, "LONGENTRIES") {
        (rest, MetadataCode::LongEntries)
    } else if let Some(rest) = after_word(start, "MAXSIZE") {
        (rest, MetadataCode::MaxSize)
    } else if let Some(rest) = after_word(start, "TOOMANY") {
        return Ok((rest, MetadataCode::TooMany));
    } else if let Some(rest) = after_word(start, "NOPRIVATE") {
        return Ok((rest, MetadataCode::NoPrivate));
    } else {
        return expected(start, Rule::MetadataCode);
    };
    let (rest, ()) = sp(cx, rest)?;
    let (rest, octets) = number(rest)?;
    Ok((rest, of(octets)))
}

/// Writes `entry`.
pub(crate) fn write_entry(out: &mut Encoder<'_>, entry: &Entry<'_>) {
    write_astring(out, entry.as_bytes());
}

fn write_entry_value(out: &mut Encoder<'_>, EntryValue { entry, value }: &EntryValue<'_>) {
    write_entry(out, entry);
    out.byte(b' ');
    match value.as_ref().map(Binary::as_bytes) {
        None => out.bytes(b"NIL"),
        Some(octets) if memchr::memchr(0, octets).is_some() => out.literal8(octets),
        Some(octets) => write_string(out, &AString::from_wire(Cow::Borrowed(octets))),
    }
}

/// Writes `[SP getmetadata-options] SP mailbox SP entries`.
pub(crate) fn write_getmetadata(out: &mut Encoder<'_>, command: &GetMetadata<'_>) {
    let GetMetadata { options, mailbox, entries } = command;
    if !options.is_empty() {
        out.byte(b' ');
        write_list(out, options, write_getmetadata_option);
    }
    out.byte(b' ');
    write_mailbox(out, mailbox);
    out.byte(b' ');
    match &**entries {
        [entry] => write_entry(out, entry),
        entries => write_list(out, entries, write_entry),
    }
}

fn write_getmetadata_option(out: &mut Encoder<'_>, option: &GetMetadataOption<'_>) {
    match option {
        GetMetadataOption::MaxSize(octets) => {
            out.bytes(b"MAXSIZE ");
            out.number(*octets);
        }
        GetMetadataOption::Depth(depth) => {
            out.bytes(b"DEPTH ");
            out.bytes(depth.as_str().as_bytes());
        }
        GetMetadataOption::Other(unknown) => write_unknown(out, unknown),
    }
}

/// Writes `SP mailbox SP entry-values`.
pub(crate) fn write_setmetadata(out: &mut Encoder<'_>, command: &SetMetadata<'_>) {
    out.byte(b' ');
    write_mailbox(out, &command.mailbox);
    out.byte(b' ');
    write_list(out, &command.entries, write_entry_value);
}

/// Writes `mailbox SP (entry-values / entry-list)`.
pub(crate) fn write_metadata_resp(out: &mut Encoder<'_>, metadata: &Metadata<'_>) {
    write_mailbox(out, &metadata.mailbox);
    out.byte(b' ');
    match &metadata.entries {
        MetadataEntries::Values(values) => write_list(out, values, write_entry_value),
        MetadataEntries::Changed(names) => write_spaced(out, names, write_entry),
    }
}

/// Writes what follows `METADATA` in a response code.
pub(crate) fn write_metadata_code(out: &mut Encoder<'_>, code: MetadataCode) {
    match code {
        MetadataCode::LongEntries(octets) => {
            out.bytes(b" LONGENTRIES ");
            out.number(octets);
        }
        MetadataCode::MaxSize(octets) => {
            out.bytes(b" MAXSIZE ");
            out.number(octets);
        }
        MetadataCode::TooMany => out.bytes(b" TOOMANY"),
        MetadataCode::NoPrivate => out.bytes(b" NOPRIVATE"),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use imap_types::mailbox::Mailbox;

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects};

    fn e(name: &str) -> Entry<'_> {
        Entry::try_from(name).unwrap()
    }

    fn value<'a>(name: &'a str, value: Option<&'a str>) -> EntryValue<'a> {
        EntryValue { entry: e(name), value: value.map(|value| Binary::try_from(value).unwrap()) }
    }

    #[test]
    fn getmetadata_both_ways() {
        let get = |options, mailbox: &'static str, entries| GetMetadata {
            options,
            mailbox: Mailbox::try_from(mailbox).unwrap(),
            entries: NonEmpty::try_from(entries).unwrap(),
        };
        both_ways(
            getmetadata,
            write_getmetadata,
            &[
                (" \"\" /shared/comment", get(vec![], "", vec![e("/shared/comment")])),
                (
                    " (MAXSIZE 1024 DEPTH infinity) INBOX (/shared/comment /private/comment)",
                    get(
                        vec![GetMetadataOption::MaxSize(1024), GetMetadataOption::Depth(Depth::Infinity)],
                        "INBOX",
                        vec![e("/shared/comment"), e("/private/comment")],
                    ),
                ),
                (
                    " (X-NEW (a b) DEPTH 0) a \"/x y\"",
                    get(
                        vec![
                            GetMetadataOption::Other(kept(b"X-NEW", b" (a b)")),
                            GetMetadataOption::Depth(Depth::Zero),
                        ],
                        "a",
                        vec![e("/x y")],
                    ),
                ),
            ],
        );
        let one = get(vec![GetMetadataOption::Depth(Depth::One)], "INBOX", vec![e("/a"), e("/b")]);
        reads(getmetadata, &[(" (depth 1) INBOX (\"/a\" /b)", one.clone())]);
        quirky(getmetadata, " \"INBOX\" (DEPTH 1) (/a /b)", &one, Quirk::LateMetadataOptions, 9);
        let bare = get(vec![], "INBOX", vec![e("/a"), e("/b")]);
        quirky(getmetadata, " \"INBOX\" /a /b", &bare, Quirk::BareMetadataEntries, 11);
        rejects(
            getmetadata,
            &[
                (" INBOX", 6, "SP"),
                (" INBOX comment", 7, "entry"),
                (" INBOX (/a/)", 8, "entry"),
                (" INBOX ()", 8, "string"),
                (" (DEPTH 2) INBOX /a", 8, "scope-opt"),
                (" (MAXSIZE x) INBOX /a", 10, "number"),
                (" (DEPTH 1) INBOX (DEPTH 1) /a", 18, "entry"),
            ],
        );
    }

    #[test]
    fn setmetadata_both_ways() {
        let set =
            |entries| SetMetadata { mailbox: Mailbox::INBOX, entries: NonEmpty::try_from(entries).unwrap() };
        both_ways(
            setmetadata,
            write_setmetadata,
            &[
                (" INBOX (/private/comment NIL)", set(vec![value("/private/comment", None)])),
                (
                    " INBOX (/a \"NIL\" /b \"\" /c ~{3}\r\na\0b /d {3}\r\na\r\n)",
                    set(vec![
                        value("/a", Some("NIL")),
                        value("/b", Some("")),
                        value("/c", Some("a\0b")),
                        value("/d", Some("a\r\n")),
                    ]),
                ),
            ],
        );
        rejects(
            setmetadata,
            &[(" INBOX /a NIL", 7, "\"(\""), (" INBOX ()", 8, "string"), (" INBOX (/a)", 10, "SP")],
        );
    }

    #[test]
    fn responses_both_ways() {
        let of = |mailbox: &'static str, entries| Metadata {
            mailbox: Mailbox::try_from(mailbox).unwrap(),
            entries,
        };
        let values = |values| MetadataEntries::Values(NonEmpty::try_from(values).unwrap());
        let names = |names| MetadataEntries::Changed(NonEmpty::try_from(names).unwrap());
        both_ways(
            metadata_resp,
            write_metadata_resp,
            &[
                (
                    "\"\" (/shared/comment \"My comment\")",
                    of("", values(vec![value("/shared/comment", Some("My comment"))])),
                ),
                ("\"\" /shared/comment", of("", names(vec![e("/shared/comment")]))),
                ("INBOX /a \"/b c\"", of("INBOX", names(vec![e("/a"), e("/b c")]))),
            ],
        );
        rejects(
            metadata_resp,
            &[("INBOX", 5, "SP"), ("INBOX a", 6, "entry"), ("INBOX (/a \"\" /b)", 15, "SP")],
        );
    }

    #[test]
    fn codes_both_ways() {
        both_ways(
            metadata_code,
            |out, code| write_metadata_code(out, *code),
            &[
                (" LONGENTRIES 2199", MetadataCode::LongEntries(2199)),
                (" MAXSIZE 1024", MetadataCode::MaxSize(1024)),
                (" TOOMANY", MetadataCode::TooMany),
                (" NOPRIVATE", MetadataCode::NoPrivate),
            ],
        );
        rejects(metadata_code, &[("", 0, "SP"), (" MAXSIZE", 8, "SP"), (" X", 1, "METADATA code")]);
    }
}
