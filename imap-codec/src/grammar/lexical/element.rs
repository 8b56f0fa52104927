//! Elements of lists that are none.

use alloc::vec::Vec;

use super::{closes, sp};
use crate::context::{Context, Parsed, Unmet};
use crate::grammar::raw::{piece, value};
use crate::grammar::seldom;
use crate::quirk::Quirk;
use crate::work;

/// How long an element may be to be left out.
const LONGEST: usize = 96;

/// `item *(SP item)` up to where the caller's list ends. A wrong element is left out, if not all are.
#[cfg_attr(test, track_caller)]
pub(crate) fn spaced_elements<'a, T>(
    cx: &Context,
    mut input: &'a [u8],
    mut item: impl FnMut(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    let mut items = Vec::with_capacity(4);
    loop {
        work::again();
        let error = match item(cx, input) {
            Ok((rest, next)) if closes(rest) => {
                items.push(next);
                return Ok((rest, items));
            }
            Ok((rest, next)) => match sp(cx, rest) {
                Ok((rest, ())) => {
                    items.push(next);
                    input = rest;
                    continue;
                }
                Err(error) => error,
            },
            Err(error) => error,
        };
        input = wrong_element(cx, input, error)?;
        if closes(input) {
            return if items.is_empty() { Err(error) } else { Ok((input, items)) };
        }
        (input, ()) = sp(cx, input)?;
    }
}

/// Leaves out an element of a list with spaces in between.
///
/// Lenient: servers write all kinds of things into lists. One element that is wrong says nothing about the others.
#[cold]
#[inline(never)]
pub(crate) fn wrong_element<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Result<&'a [u8], Unmet> {
    let len =
        near(cx, input, value).unwrap_or_else(|| seldom::until(near_end(cx, input), b" )\r\n\0").1.len());
    leave_out(cx, input, len, error)
}

/// Leaves out an element of a list without spaces in between: of namespaces and threads.
#[cold]
#[inline(never)]
pub(crate) fn wrong_piece<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Result<&'a [u8], Unmet> {
    leave_out(cx, input, near(cx, input, piece).unwrap_or(0), error)
}

/// Leaves out what stands up to a space, the end of the line or that of a response code.
#[cold]
#[inline(never)]
pub(crate) fn wrong_word<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Result<&'a [u8], Unmet> {
    let word = seldom::until(near_end(cx, input), b" ]\r\n\0").1;
    leave_out(cx, input, word.len(), error)
}

/// Leaves out what stands up to a comma, a space or the end of the line.
#[cold]
#[inline(never)]
pub(crate) fn wrong_item<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Result<&'a [u8], Unmet> {
    let item = seldom::until(near_end(cx, input), b", \r\n\0").1;
    leave_out(cx, input, item.len(), error)
}

/// Where an element may be: not behind the end of a response code.
fn near_end<'a>(cx: &Context, input: &'a [u8]) -> &'a [u8] {
    let near = input.get(..LONGEST).unwrap_or(input);
    let code = if cx.in_code.get() { memchr::memchr(b']', near) } else { None };
    code.and_then(|end| near.get(..end)).unwrap_or(near)
}

/// How long it is, if it ends soon.
fn near(cx: &Context, input: &[u8], rule: impl Fn(&[u8]) -> Parsed<'_, &[u8]>) -> Option<usize> {
    let (rest, found) = rule(near_end(cx, input)).ok()?;
    (!rest.is_empty()).then_some(found.len())
}

fn leave_out<'a>(cx: &Context, input: &'a [u8], len: usize, error: Unmet) -> Result<&'a [u8], Unmet> {
    if len == 0 || !cx.leaves_out() {
        return Err(error);
    }
    cx.forget(input);
    cx.accept(Quirk::WrongElement, input)?;
    Ok(input.get(len..).unwrap_or_default())
}
