//! Items of a FETCH response that are not as they should be.

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::fetch::{FetchAttName as Name, Malformed, MsgAtt};

use super::item_name;
use super::response::item;
use crate::context::{Context, Parsed, Unmet};
use crate::grammar::lexical::{after_open, before, close, closes, keyword, skip_spaces, sp};
use crate::grammar::raw::{malformed_octets, value};
use crate::quirk::Quirk;
use crate::work;

/// Lenient: some server puts parentheses around an item, or around all.
#[cold]
#[inline(never)]
pub(super) fn items_in_parentheses<'a>(
    cx: &Context,
    input: &'a [u8],
    error: Unmet,
    items: &mut Vec<MsgAtt<'a>>,
) -> Result<&'a [u8], Unmet> {
    let Some(mut rest) = input.strip_prefix(b"(") else { return Err(error) };
    // That it is no item.
    cx.forget(input);
    if cx.accept(Quirk::ItemInParentheses, input).is_err() {
        return Err(error);
    }
    loop {
        work::again();
        let (after, next) = item(cx, after_open(cx, rest)?)?;
        if matches!(next, MsgAtt::Malformed(_) | MsgAtt::Other(_)) {
            // Without the parentheses nobody would know where it ends.
            return Err(error);
        }
        items.push(next);
        if closes(after) {
            return Ok(close(cx, after)?.0);
        }
        rest = match sp(cx, after) {
            Ok((rest, ())) => rest,
            Err(error) => joined(cx, after, error)?,
        };
    }
}

/// Lenient: some server forgets the space between items.
#[cold]
#[inline(never)]
pub(super) fn joined<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Result<&'a [u8], Unmet> {
    match input {
        [b'A'..=b'Z' | b'a'..=b'z', ..] if cx.accept(Quirk::MissingSpace, input).is_ok() => Ok(input),
        _ => Err(error),
    }
}

/// Whether the next item begins here, behind the value of another: the value's own end is certain, and this is a name
/// that items have, or the value is in parentheses or quotes.
#[cold]
#[inline(never)]
pub(super) fn joins(input: &[u8], rest: &[u8]) -> bool {
    let (after, name) = keyword(rest);
    let is_item =
        matches!(after, [b' ' | b'[' | b'(', ..]) && name.first().is_some_and(u8::is_ascii_alphabetic);
    is_item && (Name::from_bytes(name).is_some() || matches!(before(input, rest), [.., b')' | b'"']))
}

/// Lenient: what is wrong with one item says nothing about its neighbours. Where its value ends is found by
/// counting parentheses; only where that fails is the line lost.
#[cold]
#[inline(never)]
pub(super) fn malformed<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Parsed<'a, MsgAtt<'a>> {
    let (rest, item) = malformed_item(cx, input, error)?;
    Ok((rest, MsgAtt::Malformed(item)))
}

/// The same of any item, which is at the start of `input`.
pub(crate) fn malformed_item<'a>(
    cx: &Context,
    input: &'a [u8],
    error: Unmet,
) -> Parsed<'a, Box<Malformed<'a>>> {
    let failed = Err(error);
    let Ok((after_name, _)) = item_name(input) else { return failed };
    // Nothing may have followed the name.
    let after_spaces = skip_spaces(after_name);
    let rest = match after_name.strip_prefix(b" ").map(value) {
        _ if after_spaces.starts_with(b")") => after_spaces,
        Some(Ok((rest @ [b' ' | b')', ..], _))) => rest,
        _ => return failed,
    };
    let item = malformed_octets(input, rest, error);
    // Within the item: what is read next forgets what it has seen itself, and no more.
    let (_, at) = input.split_at(item.offset().min(input.len()));
    cx.forget(input);
    match cx.accept(Quirk::MalformedItem, at) {
        Ok(()) => Ok((rest, Box::new(item))),
        Err(_) => failed,
    }
}
