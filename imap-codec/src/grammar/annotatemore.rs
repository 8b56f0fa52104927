//! ANNOTATEMORE, by draft-daboo-imap-annotatemore.

use imap_types::annotatemore::{
    Annotation, AnnotationEntries, AttValue, EntryAtt, GetAnnotation, SetAnnotation,
};
use imap_types::nonempty::NonEmpty;
use imap_types::string::AString;

use crate::context::{Context, Parsed};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{nonempty, write_list, write_spaced};
use crate::grammar::mailbox::{write_list_mailbox, write_mailbox};
use crate::grammar::named::{arguments, payload};
use crate::grammar::seldom::{list_mailbox, list1, mailbox, nstring, sp, string, to_line_end};
use crate::grammar::string::{write_nstring, write_string};

arguments!(GetAnnotation<'a>: getannotation, write_getannotation);
arguments!(SetAnnotation<'a>: setannotation, write_setannotation);
payload!(Annotation<'a>: SP annotation, write_annotation);

/// `string / "(" string *(SP string) ")"`: `entries` and `attribs`.
fn one_or_more<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<AString<'a>>> {
    if input.starts_with(b"(") {
        return list1(cx, input, string);
    }
    let (input, one) = string(cx, input)?;
    Ok((input, NonEmpty::one(one)))
}

/// `entry-att = entry SP "(" att-value *(SP att-value) ")"`
fn entry_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, EntryAtt<'a>> {
    let (input, entry) = string(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, attributes) = list1(cx, input, |cx, input| {
        let (input, attribute) = string(cx, input)?;
        let (input, ()) = sp(cx, input)?;
        let (input, value) = nstring(cx, input)?;
        Ok((input, AttValue { attribute, value }))
    })?;
    Ok((input, EntryAtt { entry, attributes }))
}

/// After `GETANNOTATION`: `SP list-mailbox SP entries SP attribs`
pub(crate) fn getannotation<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, GetAnnotation<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, mailbox) = list_mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, entries) = one_or_more(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, attributes) = one_or_more(cx, input)?;
    Ok((input, GetAnnotation { mailbox, entries, attributes }))
}

/// After `SETANNOTATION`: `SP list-mailbox SP (entry-att / "(" entry-att *(SP entry-att) ")")`
pub(crate) fn setannotation<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SetAnnotation<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, mailbox) = list_mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, entries) = if input.starts_with(b"(") {
        list1(cx, input, entry_att)?
    } else {
        let (input, entry) = entry_att(cx, input)?;
        (input, NonEmpty::one(entry))
    };
    Ok((input, SetAnnotation { mailbox, entries }))
}

/// After `ANNOTATION SP`: `mailbox SP (entry-att *(SP entry-att) / "(" entry *(SP entry) ")")`
pub(crate) fn annotation<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Annotation<'a>> {
    let (rest, mailbox) = mailbox(cx, input)?;
    let (start, ()) = sp(cx, rest)?;
    if start.starts_with(b"(") {
        let (input, names) = list1(cx, start, string)?;
        return Ok((input, Annotation { mailbox, entries: AnnotationEntries::Changed(names) }));
    }
    let (input, values) = to_line_end(cx, rest, entry_att)?;
    let (input, values) = nonempty(rest, input, values)?;
    Ok((input, Annotation { mailbox, entries: AnnotationEntries::Values(values) }))
}

fn write_one_or_more(out: &mut Encoder<'_>, strings: &[AString<'_>]) {
    match strings {
        [one] => write_string(out, one),
        strings => write_list(out, strings, write_string),
    }
}

fn write_entry_att(out: &mut Encoder<'_>, EntryAtt { entry, attributes }: &EntryAtt<'_>) {
    write_string(out, entry);
    out.byte(b' ');
    write_list(out, attributes, |out, AttValue { attribute, value }| {
        write_string(out, attribute);
        out.byte(b' ');
        write_nstring(out, value);
    });
}

/// Writes `SP list-mailbox SP entries SP attribs`.
pub(crate) fn write_getannotation(out: &mut Encoder<'_>, command: &GetAnnotation<'_>) {
    out.byte(b' ');
    write_list_mailbox(out, &command.mailbox);
    out.byte(b' ');
    write_one_or_more(out, &command.entries);
    out.byte(b' ');
    write_one_or_more(out, &command.attributes);
}

/// Writes `SP list-mailbox SP (entry-att / "(" entry-att *(SP entry-att) ")")`.
pub(crate) fn write_setannotation(out: &mut Encoder<'_>, command: &SetAnnotation<'_>) {
    out.byte(b' ');
    write_list_mailbox(out, &command.mailbox);
    out.byte(b' ');
    match &*command.entries {
        [entry] => write_entry_att(out, entry),
        entries => write_list(out, entries, write_entry_att),
    }
}

/// Writes `mailbox SP (entry-att *(SP entry-att) / "(" entry *(SP entry) ")")`.
pub(crate) fn write_annotation(out: &mut Encoder<'_>, annotation: &Annotation<'_>) {
    write_mailbox(out, &annotation.mailbox);
    out.byte(b' ');
    match &annotation.entries {
        AnnotationEntries::Values(values) => write_spaced(out, values, write_entry_att),
        AnnotationEntries::Changed(names) => write_list(out, names, write_string),
    }
}

#[cfg(test)]
mod tests {
    use imap_types::mailbox::{ListMailbox, Mailbox};

    use super::*;
    use crate::grammar::testing::{both_ways, rejects, s};

    fn att<'a>(entry: &'a str, attributes: &[(&'a str, Option<&'a str>)]) -> EntryAtt<'a> {
        let attribute = |&(name, value): &(&'a str, Option<&'a str>)| AttValue {
            attribute: s(name),
            value: value.map(s),
        };
        let attributes: alloc::vec::Vec<_> = attributes.iter().map(attribute).collect();
        EntryAtt { entry: s(entry), attributes: NonEmpty::try_from(attributes).unwrap() }
    }

    #[test]
    fn commands_both_ways() {
        let m = |name| ListMailbox::try_from(name).unwrap();
        both_ways(
            getannotation,
            write_getannotation,
            &[
                (
                    " \"*\" \"/*\" (\"value.priv\" \"value.shared\")",
                    GetAnnotation {
                        mailbox: m("*"),
                        entries: s("/*").into(),
                        attributes: NonEmpty::try_from([s("value.priv"), s("value.shared")]).unwrap(),
                    },
                ),
                (
                    " \"\" (\"/admin\" \"/motd\") \"value\"",
                    GetAnnotation {
                        mailbox: m(""),
                        entries: NonEmpty::try_from([s("/admin"), s("/motd")]).unwrap(),
                        attributes: s("value").into(),
                    },
                ),
            ],
        );
        rejects(
            getannotation,
            &[(" INBOX", 6, "SP"), (" INBOX \"/a\"", 11, "SP"), (" INBOX ()", 8, "string")],
        );
        let one = att("/comment", &[("value.shared", Some("Really useful")), ("value.priv", None)]);
        let two = [att("/a", &[("value.priv", Some("x"))]), att("/b", &[("value.priv", None)])];
        both_ways(
            setannotation,
            write_setannotation,
            &[
                (
                    " INBOX \"/comment\" (\"value.shared\" \"Really useful\" \"value.priv\" NIL)",
                    SetAnnotation { mailbox: m("INBOX"), entries: one.into() },
                ),
                (
                    " \"\" (\"/a\" (\"value.priv\" \"x\") \"/b\" (\"value.priv\" NIL))",
                    SetAnnotation { mailbox: m(""), entries: NonEmpty::try_from(two).unwrap() },
                ),
            ],
        );
        rejects(setannotation, &[(" INBOX \"/a\" ()", 13, "string")]);
    }

    #[test]
    fn annotations_both_ways() {
        let of = |entries| Annotation { mailbox: Mailbox::INBOX, entries };
        let two = [att("/a", &[("value.priv", Some("x"))]), att("/b", &[("size.priv", Some("1"))])];
        let names = NonEmpty::try_from([s("/a"), s("/b")]).unwrap();
        both_ways(
            annotation,
            write_annotation,
            &[
                (
                    "INBOX \"/a\" (\"value.priv\" \"x\") \"/b\" (\"size.priv\" \"1\")",
                    of(AnnotationEntries::Values(NonEmpty::try_from(two).unwrap())),
                ),
                ("INBOX (\"/a\" \"/b\")", of(AnnotationEntries::Changed(names))),
            ],
        );
        rejects(annotation, &[("INBOX", 5, "SP"), ("INBOX \"/a\"", 10, "SP")]);
    }
}
