//! Atoms and tags. [RFC 9051 §4.1](https://www.rfc-editor.org/rfc/rfc9051#section-4.1)

use alloc::borrow::Cow;

use imap_types::atom::{Atom, Tag};
use imap_types::chars::{is_astring_char, is_atom_char, is_tag_char};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected};
use crate::grammar::lexical::span;
use crate::grammar::seldom;
use crate::quirk::Quirk;
use crate::rule::Rule;

/// `atom = 1*ATOM-CHAR`
#[inline]
pub(crate) fn atom(input: &[u8]) -> Parsed<'_, Atom<'_>> {
    match span(input, is_atom_char) {
        (_, []) => expected(input, Rule::Atom),
        (rest, atom) => Ok((rest, Atom::from_wire(Cow::Borrowed(atom)))),
    }
}

/// `tag = 1*<any ASTRING-CHAR except "+">`
#[inline]
pub(crate) fn tag<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Tag<'a>> {
    match span(input, is_tag_char) {
        (rest, tag) if !tag.is_empty() && !rest.starts_with(b"+") => {
            Ok((rest, Tag::from_wire(Cow::Borrowed(tag))))
        }
        _ => tag_with_plus(cx, input),
    }
}

/// Lenient: Cyrus takes such tags from clients, and gives them back. A plus in front is a continuation request
/// all the same.
#[cold]
#[inline(never)]
fn tag_with_plus<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Tag<'a>> {
    match seldom::span(input, is_astring_char) {
        (rest, tag @ [first, ..]) if *first != b'+' => {
            cx.accept(Quirk::PlusInTag, input)?;
            Ok((rest, Tag::from_wire(Cow::Borrowed(tag))))
        }
        _ => expected(input, Rule::Tag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{quirky, reads, rejects};

    #[test]
    fn tags_have_no_plus() {
        let t = |tag| Tag::try_from(tag).unwrap();
        reads(tag, &[("A1", t("A1")), ("a]b", t("a]b"))]);
        quirky(tag, "tag+", &Tag::from_wire(Cow::Borrowed(b"tag+")), Quirk::PlusInTag, 0);
        rejects(tag, &[("", 0, "tag"), ("+", 0, "tag"), ("(", 0, "tag")]);
    }
}
