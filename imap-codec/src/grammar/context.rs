//! Searches that the server keeps up to date. [RFC 5267 §6](https://www.rfc-editor.org/rfc/rfc5267#section-6)

use alloc::vec::Vec;

use imap_types::atom::Tag;
use imap_types::context::{CancelUpdate, ContextUpdate};
use imap_types::nonempty::NonEmpty;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{nonempty, write_spaced};
use crate::grammar::named::arguments;
use crate::grammar::seldom::{close, closes, number, open, sp, string, to_line_end};
use crate::grammar::sequence::{number_set, write_number_set};
use crate::rule::Rule;
use crate::work;

arguments!(CancelUpdate<'a>: cancel_update, write_cancel_update);

/// `"(" context-position SP sequence-set *(SP context-position SP sequence-set) ")"`
pub(crate) fn context_updates<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<ContextUpdate>> {
    let (mut input, ()) = open(cx, input)?;
    let mut updates = Vec::new();
    loop {
        work::again();
        let (rest, position) = number(input)?;
        let (rest, ()) = sp(cx, rest)?;
        let (rest, numbers) = number_set(cx, rest)?;
        updates.push(ContextUpdate { position, numbers });
        if closes(rest) {
            let (rest, ()) = close(cx, rest)?;
            return Ok((rest, NonEmpty::from_wire(updates)));
        }
        (input, ()) = sp(cx, rest)?;
    }
}

/// After `CANCELUPDATE`: `1*(SP quoted)`
pub(crate) fn cancel_update<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CancelUpdate<'a>> {
    let (rest, tags) = to_line_end(cx, input, quoted_tag)?;
    if tags.is_empty() {
        return expected(rest, Rule::Sp);
    }
    let (rest, tags) = nonempty(input, rest, tags)?;
    Ok((rest, CancelUpdate { tags }))
}

/// `quoted`, with the tag of a command in it.
pub(crate) fn quoted_tag<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Tag<'a>> {
    let (rest, text) = string(cx, input)?;
    match Tag::try_from(text.into_bytes()) {
        Ok(tag) => Ok((rest, tag)),
        Err(error) => refused(input, error),
    }
}

/// Writes `"(" context-position SP sequence-set *(SP context-position SP sequence-set) ")"`.
pub(crate) fn write_context_updates(out: &mut Encoder<'_>, updates: &[ContextUpdate]) {
    out.byte(b'(');
    write_spaced(out, updates, |out, update| {
        out.number(update.position);
        out.byte(b' ');
        write_number_set(out, &update.numbers);
    });
    out.byte(b')');
}

/// Writes what follows `CANCELUPDATE`.
pub(crate) fn write_cancel_update(out: &mut Encoder<'_>, cancel: &CancelUpdate<'_>) {
    for tag in &cancel.tags {
        out.byte(b' ');
        write_quoted_tag(out, tag);
    }
}

/// Writes a tag as `quoted`.
pub(crate) fn write_quoted_tag(out: &mut Encoder<'_>, tag: &Tag<'_>) {
    out.quoted(tag.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, rejects};

    #[test]
    fn updates_both_ways() {
        let of = |position, numbers: &str| ContextUpdate { position, numbers: numbers.parse().unwrap() };
        both_ways(
            context_updates,
            |out, updates| write_context_updates(out, updates),
            &[
                ("(0 32768:32769)", NonEmpty::one(of(0, "32768:32769"))),
                ("(1 2733 1 2732)", NonEmpty::try_from([of(1, "2733"), of(1, "2732")]).unwrap()),
            ],
        );
        rejects(
            context_updates,
            &[("()", 1, "number"), ("(1)", 2, "SP"), ("(1 2 3)", 6, "SP"), ("(1 *)", 3, "nz-number")],
        );
    }

    #[test]
    fn tags_to_cancel_both_ways() {
        let t = |tag| Tag::try_from(tag).unwrap();
        both_ways(
            cancel_update,
            write_cancel_update,
            &[
                (" \"B01\"", CancelUpdate { tags: NonEmpty::one(t("B01")) }),
                (
                    " \"B01\" \"a]b\"",
                    CancelUpdate { tags: NonEmpty::try_from([t("B01"), t("a]b")]).unwrap() },
                ),
            ],
        );
        rejects(cancel_update, &[("", 0, "SP"), (" \"\"", 1, "tag"), (" \"a b\"", 1, "tag")]);
    }
}
