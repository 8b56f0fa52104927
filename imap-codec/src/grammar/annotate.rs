//! Annotations of messages. [RFC 5257 §5](https://www.rfc-editor.org/rfc/rfc5257#section-5)

use alloc::borrow::Cow;

use imap_types::annotate::{
    AnnSize, AnnotateCode, AnnotationAttribute, AnnotationEntry, AttSearch, AttSort, AttValue, EntryAtt,
    EntryMatch, FetchAnnotation, FetchedAnnotation, SearchAnnotation, SortAnnotation,
};
use imap_types::mailbox::ListMailbox;
use imap_types::nonempty::NonEmpty;
use imap_types::string::{AString, Binary};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{atom_chars, write_list};
use crate::grammar::mailbox::write_list_mailbox;
use crate::grammar::seldom::{
    after_word, astring_octets, close, closes, list_mailbox, list1, nstring_or_literal8, nz_number, open, sp,
    whole_list1, word,
};
use crate::grammar::string::{write_astring, write_string};
use crate::rule::Rule;

/// `entry = astring`, a path without wildcards
fn entry<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AnnotationEntry<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    match AnnotationEntry::try_from(octets) {
        Ok(entry) => Ok((rest, entry)),
        Err(error) => refused(input, error),
    }
}

/// `attrib = astring`, a name without wildcards
fn attrib<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AnnotationAttribute<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    match AnnotationAttribute::try_from(octets) {
        Ok(attribute) => Ok((rest, attribute)),
        Err(error) => refused(input, error),
    }
}

/// `entry-match = list-mailbox`
fn entry_match<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, EntryMatch<'a>> {
    let (rest, name) = list_mailbox(cx, input)?;
    match EntryMatch::try_from(name.into_bytes()) {
        Ok(name) => Ok((rest, name)),
        Err(error) => refused(input, error),
    }
}

/// One, or several in parentheses: `entries` and `attribs`
fn one_or_more<'a, T>(
    cx: &Context,
    input: &'a [u8],
    rule: impl Fn(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, NonEmpty<T>> {
    if input.starts_with(b"(") {
        return list1(cx, input, rule);
    }
    let (input, one) = rule(cx, input)?;
    Ok((input, NonEmpty::one(one)))
}

/// `att-value = attrib SP value`
fn att_value<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AttValue<'a>> {
    let (input, attribute) = attrib(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, value) = nstring_or_literal8(cx, input)?;
    Ok((input, AttValue { attribute, value }))
}

/// `entry-att = entry SP "(" att-value *(SP att-value) ")"`
fn entry_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, EntryAtt<'a>> {
    let (input, entry) = entry(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, attributes) = list1(cx, input, att_value)?;
    Ok((input, EntryAtt { entry, attributes }))
}

/// After `ANNOTATION` in STORE and APPEND: `SP "(" entry-att *(SP entry-att) ")"`
pub(crate) fn att_annotate<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<EntryAtt<'a>>> {
    let (input, ()) = sp(cx, input)?;
    list1(cx, input, entry_att)
}

/// After `ANNOTATION` in a FETCH command: `SP "(" entries SP attribs ")"`
pub(crate) fn fetch_annotation<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FetchAnnotation<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, ()) = open(cx, input)?;
    let (input, entries) = one_or_more(cx, input, entry_match)?;
    let (input, ()) = sp(cx, input)?;
    let (input, attributes) = one_or_more(cx, input, attrib)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, FetchAnnotation { entries, attributes }))
}

/// After `ANNOTATION` in a FETCH response: `SP ("(" entry-att *(SP entry-att) ")" / "(" entry *(SP entry) ")")`
pub(crate) fn fetched_annotation<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FetchedAnnotation<'a>> {
    let (start, ()) = sp(cx, input)?;
    let (inside, ()) = open(cx, start)?;
    let (after_first, _) = entry(cx, inside)?;
    // The second of the list tells which of both it is.
    let has_values = !closes(after_first) && sp(cx, after_first)?.0.starts_with(b"(");
    if has_values {
        let (input, values) = list1(cx, start, entry_att)?;
        return Ok((input, FetchedAnnotation::Values(values)));
    }
    let (input, names) = whole_list1(cx, start, entry)?;
    Ok((input, FetchedAnnotation::Changed(names)))
}

/// After `ANNOTATION` in SEARCH: `SP entry-match SP att-search SP value`, from the first name on
pub(crate) fn search_annotation<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchAnnotation<'a>> {
    let (input, entry) = entry_match(cx, input)?;
    let (start, ()) = sp(cx, input)?;
    let (input, name) = atom_chars(start);
    let Some(attribute) = AttSearch::from_bytes(name) else { return expected(start, Rule::AttSearch) };
    let (input, ()) = sp(cx, input)?;
    let (input, value) = nstring_or_literal8(cx, input)?;
    Ok((input, SearchAnnotation { entry, attribute, value }))
}

/// After `ANNOTATION` in SORT: `SP entry SP att-sort`
pub(crate) fn sort_annotation<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SortAnnotation<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, entry) = entry(cx, input)?;
    let (start, ()) = sp(cx, input)?;
    let (input, name) = atom_chars(start);
    let Some(attribute) = AttSort::from_bytes(name) else { return expected(start, Rule::AttSort) };
    Ok((input, SortAnnotation { entry, attribute }))
}

/// After `ANNOTATE` in a response code: `SP ("TOOBIG" / "TOOMANY")`
pub(crate) fn annotate_code<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AnnotateCode> {
    let (start, ()) = sp(cx, input)?;
    let (input, name) = atom_chars(start);
    match AnnotateCode::from_bytes(name) {
        Some(code) => Ok((input, code)),
        None => expected(start, Rule::AnnotateCode),
    }
}

/// After `ANNOTATIONS` in a response code: `SP ("NONE" / (("READ-ONLY" / nz-number) [SP "NOPRIVATE"]))`
pub(crate) fn ann_size<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AnnSize> {
    let (start, ()) = sp(cx, input)?;
    if let Some(input) = after_word(start, "NONE") {
        return Ok((input, AnnSize::None));
    }
    let (input, max) = match after_word(start, "READ-ONLY") {
        Some(input) => (input, None),
        None if start.first().is_some_and(u8::is_ascii_digit) => {
            let (input, max) = nz_number(cx, start)?;
            (input, Some(max))
        }
        None => return expected(start, Rule::AnnSize),
    };
    let (input, no_private) = match input {
        [b' ', ..] if !input.starts_with(b" ]") => {
            let (input, ()) = sp(cx, input)?;
            let (input, ()) = word(input, "NOPRIVATE", Rule::NoPrivate)?;
            (input, true)
        }
        _ => (input, false),
    };
    Ok((input, max.map_or(AnnSize::ReadOnly { no_private }, |max| AnnSize::Writable { max, no_private })))
}

fn write_entry(out: &mut Encoder<'_>, entry: &AnnotationEntry<'_>) {
    write_astring(out, entry.as_bytes());
}

fn write_attrib(out: &mut Encoder<'_>, attribute: &AnnotationAttribute<'_>) {
    write_astring(out, attribute.as_bytes());
}

fn write_entry_match(out: &mut Encoder<'_>, name: &EntryMatch<'_>) {
    write_list_mailbox(out, &ListMailbox::from_wire(Cow::Borrowed(name.as_bytes())));
}

/// Writes `value = nstring / literal8`.
fn write_value(out: &mut Encoder<'_>, value: Option<&Binary<'_>>) {
    match value.map(Binary::as_bytes) {
        None => out.bytes(b"NIL"),
        Some(octets) if memchr::memchr(0, octets).is_some() => out.literal8(octets),
        Some(octets) => write_string(out, &AString::from_wire(Cow::Borrowed(octets))),
    }
}

fn write_one_or_more<T>(out: &mut Encoder<'_>, items: &[T], write: impl Fn(&mut Encoder<'_>, &T)) {
    match items {
        [one] => write(out, one),
        items => write_list(out, items, write),
    }
}

fn write_entry_att(out: &mut Encoder<'_>, EntryAtt { entry, attributes }: &EntryAtt<'_>) {
    write_entry(out, entry);
    out.byte(b' ');
    write_list(out, attributes, |out, AttValue { attribute, value }| {
        write_attrib(out, attribute);
        out.byte(b' ');
        write_value(out, value.as_ref());
    });
}

/// Writes `att-annotate`.
pub(crate) fn write_att_annotate(out: &mut Encoder<'_>, entries: &[EntryAtt<'_>]) {
    out.bytes(b"ANNOTATION ");
    write_list(out, entries, write_entry_att);
}

/// Writes `"ANNOTATION" SP "(" entries SP attribs ")"`.
pub(crate) fn write_fetch_annotation(out: &mut Encoder<'_>, annotation: &FetchAnnotation<'_>) {
    out.bytes(b"ANNOTATION (");
    write_one_or_more(out, &annotation.entries, write_entry_match);
    out.byte(b' ');
    write_one_or_more(out, &annotation.attributes, write_attrib);
    out.byte(b')');
}

/// Writes `"ANNOTATION" SP ("(" entry-att *(SP entry-att) ")" / "(" entry *(SP entry) ")")`.
pub(crate) fn write_fetched_annotation(out: &mut Encoder<'_>, annotation: &FetchedAnnotation<'_>) {
    match annotation {
        FetchedAnnotation::Values(values) => write_att_annotate(out, values),
        FetchedAnnotation::Changed(names) => {
            out.bytes(b"ANNOTATION ");
            write_list(out, names, write_entry);
        }
    }
}

/// Writes `entry-match SP att-search SP value`.
pub(crate) fn write_search_annotation(out: &mut Encoder<'_>, annotation: &SearchAnnotation<'_>) {
    write_entry_match(out, &annotation.entry);
    out.byte(b' ');
    out.bytes(annotation.attribute.as_str().as_bytes());
    out.byte(b' ');
    write_value(out, annotation.value.as_ref());
}

/// Writes `"ANNOTATION" SP entry SP att-sort`.
pub(crate) fn write_sort_annotation(out: &mut Encoder<'_>, annotation: &SortAnnotation<'_>) {
    out.bytes(b"ANNOTATION ");
    write_entry(out, &annotation.entry);
    out.byte(b' ');
    out.bytes(annotation.attribute.as_str().as_bytes());
}

/// Writes what follows `ANNOTATE` in a response code.
pub(crate) fn write_annotate_code(out: &mut Encoder<'_>, code: AnnotateCode) {
    out.byte(b' ');
    out.bytes(code.as_str().as_bytes());
}

/// Writes `SP ann-size`.
pub(crate) fn write_ann_size(out: &mut Encoder<'_>, size: AnnSize) {
    let no_private = match size {
        AnnSize::None => return out.bytes(b" NONE"),
        AnnSize::ReadOnly { no_private } => {
            out.bytes(b" READ-ONLY");
            no_private
        }
        AnnSize::Writable { max, no_private } => {
            out.byte(b' ');
            out.number(max.get());
            no_private
        }
    };
    if no_private {
        out.bytes(b" NOPRIVATE");
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::grammar::testing::{both_ways, n, reads, rejects};

    fn e(name: &str) -> AnnotationEntry<'_> {
        AnnotationEntry::try_from(name).unwrap()
    }

    fn m(name: &str) -> EntryMatch<'_> {
        EntryMatch::try_from(name).unwrap()
    }

    fn some<T>(items: Vec<T>) -> NonEmpty<T> {
        NonEmpty::try_from(items).unwrap()
    }

    fn values(
        entry: &'static str,
        attributes: &[(AnnotationAttribute<'static>, Option<&'static [u8]>)],
    ) -> EntryAtt<'static> {
        let value = |octets| Binary::try_from(octets).unwrap();
        let attributes = attributes
            .iter()
            .map(|(attribute, octets)| AttValue { attribute: attribute.clone(), value: octets.map(value) });
        EntryAtt { entry: e(entry), attributes: some(attributes.collect()) }
    }

    use AnnotationAttribute as A;

    #[test]
    fn what_is_stored_both_ways() {
        both_ways(
            |cx, input| att_annotate(cx, input.strip_prefix(b"ANNOTATION").unwrap()),
            |out, entries| write_att_annotate(out, entries),
            &[
                (
                    "ANNOTATION (/comment (value.priv \"My new comment\" value.shared NIL))",
                    some(Vec::from([values(
                        "/comment",
                        &[(A::VALUE_PRIV, Some(b"My new comment")), (A::VALUE_SHARED, None)],
                    )])),
                ),
                (
                    "ANNOTATION (/comment (value.priv \"\") /altsubject (value.shared ~{2}\r\na\0))",
                    some(Vec::from([
                        values("/comment", &[(A::VALUE_PRIV, Some(b""))]),
                        values("/altsubject", &[(A::VALUE_SHARED, Some(b"a\0"))]),
                    ])),
                ),
            ],
        );
        rejects(
            att_annotate,
            &[
                (" ()", 2, "string"),
                (" (/comment)", 10, "SP"),
                (" (/comment ())", 12, "string"),
                (" (/comment (value.priv))", 22, "SP"),
                (" (\"/%\" (value.priv NIL))", 2, "entry"),
                (" (/a (\"a*\" NIL))", 6, "attrib"),
            ],
        );
    }

    #[test]
    fn what_is_fetched_both_ways() {
        let item = |cx: &Context, input| fetched_annotation(cx, input);
        let write = |out: &mut Encoder<'_>, annotation: &FetchedAnnotation<'_>| {
            out.byte(b' ');
            let mut bytes = Vec::new();
            write_fetched_annotation(&mut Encoder::new(&mut bytes), annotation);
            out.bytes(bytes.strip_prefix(b"ANNOTATION ").unwrap());
        };
        let sizes = values("/comment", &[(A::SIZE_PRIV, Some(b"10")), (A::SIZE_SHARED, Some(b"0"))]);
        both_ways(
            item,
            write,
            &[
                (
                    " (/comment (size.priv \"10\" size.shared \"0\"))",
                    FetchedAnnotation::Values(some(Vec::from([sizes]))),
                ),
                (" (/comment)", FetchedAnnotation::Changed(some(Vec::from([e("/comment")])))),
                (
                    " (/comment \"/vendor/a b\")",
                    FetchedAnnotation::Changed(some(Vec::from([e("/comment"), e("/vendor/a b")]))),
                ),
            ],
        );
        rejects(
            item,
            &[
                (" ()", 2, "string"),
                (" (/a ())", 6, "string"),
                (" (/a (value NIL) /b)", 19, "SP"),
                (" /a", 1, "\"(\""),
            ],
        );
    }

    #[test]
    fn what_is_asked_for_both_ways() {
        both_ways(
            |cx, input| fetch_annotation(cx, input.strip_prefix(b"ANNOTATION").unwrap()),
            write_fetch_annotation,
            &[
                (
                    "ANNOTATION (/comment value)",
                    FetchAnnotation {
                        entries: NonEmpty::one(m("/comment")),
                        attributes: NonEmpty::one(A::VALUE),
                    },
                ),
                (
                    "ANNOTATION ((/comment \"/%\") (value.priv size))",
                    FetchAnnotation {
                        entries: some(Vec::from([m("/comment"), m("/%")])),
                        attributes: some(Vec::from([A::VALUE_PRIV, A::SIZE])),
                    },
                ),
            ],
        );
        let all = FetchAnnotation { entries: NonEmpty::one(m("/*")), attributes: NonEmpty::one(A::VALUE) };
        reads(fetch_annotation, &[(" (/* (value))", all)]);
        rejects(fetch_annotation, &[(" /comment value", 1, "\"(\""), (" (/comment)", 10, "SP")]);

        let text = |text: &'static str| Some(Binary::try_from(text.as_bytes()).unwrap());
        both_ways(
            search_annotation,
            write_search_annotation,
            &[
                (
                    "/comment value \"IMAP4\"",
                    SearchAnnotation {
                        entry: m("/comment"),
                        attribute: AttSearch::Value,
                        value: text("IMAP4"),
                    },
                ),
                (
                    "\"*\" value.priv NIL",
                    SearchAnnotation { entry: m("*"), attribute: AttSearch::ValuePriv, value: None },
                ),
            ],
        );
        rejects(search_annotation, &[("/comment size \"1\"", 9, "att-search")]);

        let by = |entry, attribute| SortAnnotation { entry: e(entry), attribute };
        both_ways(
            |cx, input| sort_annotation(cx, input.strip_prefix(b"ANNOTATION").unwrap()),
            write_sort_annotation,
            &[("ANNOTATION /altsubject value.shared", by("/altsubject", AttSort::ValueShared))],
        );
        rejects(
            sort_annotation,
            &[(" /altsubject value", 13, "att-sort"), (" \"/%\" value.priv", 1, "entry")],
        );
    }

    #[test]
    fn codes_both_ways() {
        both_ways(
            annotate_code,
            |out, code| write_annotate_code(out, *code),
            &[(" TOOBIG", AnnotateCode::TooBig), (" TOOMANY", AnnotateCode::TooMany)],
        );
        rejects(annotate_code, &[(" BIG", 1, "ANNOTATE code"), ("", 0, "SP")]);
        both_ways(
            ann_size,
            |out, size| write_ann_size(out, *size),
            &[
                (" NONE", AnnSize::None),
                (" READ-ONLY", AnnSize::ReadOnly { no_private: false }),
                (" READ-ONLY NOPRIVATE", AnnSize::ReadOnly { no_private: true }),
                (" 20480", AnnSize::Writable { max: n(20480), no_private: false }),
                (" 20480 NOPRIVATE", AnnSize::Writable { max: n(20480), no_private: true }),
            ],
        );
        rejects(ann_size, &[(" 0", 1, "nz-number"), (" x", 1, "ann-size"), (" 1 x", 3, "NOPRIVATE")]);
    }
}
