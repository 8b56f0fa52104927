//! Mod-sequences and validity values: what tells how old a mailbox's contents are.
//! [RFC 7162 §7](https://www.rfc-editor.org/rfc/rfc7162#section-7)

use imap_types::number::{ModSeq, UidValidity, ZeroModSeq};
use imap_types::trusted::FromWire;

use super::{digits, leading_zero};
use crate::context::{Context, Parsed, Unmet, expected};
use crate::grammar::seldom;
use crate::quirk::Quirk;
use crate::rule::Rule;

/// `mod-sequence-valzer = "0" / mod-sequence-value`
#[inline(never)]
pub(crate) fn mod_sequence_valzer(input: &[u8]) -> Parsed<'_, Option<ModSeq>> {
    match digits(input) {
        (rest, 1.., Some(0)) => Ok((rest, None)),
        (rest, 1.., Some(value)) => match ModSeq::new(value) {
            Some(value) => Ok((rest, Some(value))),
            None => expected(input, Rule::ModSequenceValzer),
        },
        _ => expected(input, Rule::ModSequenceValzer),
    }
}

/// `mod-sequence-value`
pub(crate) fn mod_sequence_value(input: &[u8]) -> Parsed<'_, ModSeq> {
    match mod_sequence_valzer(input) {
        Ok((rest, Some(value))) => Ok((rest, value)),
        _ => expected(input, Rule::ModSequenceValue),
    }
}

/// `mod-sequence-value`, or what says that there is none.
#[inline]
pub(crate) fn mod_sequence_or_zero<'a>(
    cx: &Context,
    input: &'a [u8],
) -> Parsed<'a, Result<ModSeq, ZeroModSeq>> {
    match mod_sequence_value(input) {
        Ok((rest, value)) => Ok((rest, Ok(value))),
        Err(error) => zero_mod_sequence(cx, input, error),
    }
}

/// Lenient: Zoho tells zero, or -1, of mailboxes that keep none; and a client that knows nothing yet says so with zero.
#[cold]
#[inline(never)]
fn zero_mod_sequence<'a>(
    cx: &Context,
    input: &'a [u8],
    error: Unmet,
) -> Parsed<'a, Result<ModSeq, ZeroModSeq>> {
    let (negative, number) = input.strip_prefix(b"-").map_or((false, input), |number| (true, number));
    match seldom::digits(number) {
        (rest, 1.., value)
            if (negative || value == Some(0)) && cx.accept(Quirk::ZeroModSeq, input).is_ok() =>
        {
            Ok((rest, Err(ZeroModSeq::from_wire(()))))
        }
        _ => Err(error),
    }
}

/// `nz-number`, as the validity value of UIDs.
#[inline]
pub(crate) fn uid_validity<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, UidValidity> {
    match seldom::nz_number(cx, input) {
        Ok((rest, value)) => Ok((rest, value.into())),
        Err(error) => wide_uid_validity(cx, input, error),
    }
}

/// Lenient: some server takes the time in milliseconds. It need only be compared, and a mailbox without it could not be
/// kept.
#[cold]
#[inline(never)]
fn wide_uid_validity<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Parsed<'a, UidValidity> {
    let (rest, _, value) = seldom::digits(input);
    match value.and_then(UidValidity::from_stored) {
        Some(value) if cx.accept(Quirk::WideUidValidity, input).is_ok() => {
            leading_zero(cx, input)?;
            Ok((rest, value))
        }
        _ => Err(error),
    }
}
