//! The smallest pieces: bytes, spaces, keywords, numbers, lists.
//! [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::chars::{eq_in_any_case, is_atom_char, is_label_char};
use imap_types::literal::LineEnd;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, Number64, Uid};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::seldom;
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

mod element;
mod history;

use element::spaced_elements;
pub(crate) use element::{wrong_element, wrong_item, wrong_piece, wrong_word};
pub(crate) use history::{mod_sequence_or_zero, mod_sequence_value, mod_sequence_valzer, uid_validity};

/// This byte.
#[inline]
pub(crate) fn byte<'a>(input: &'a [u8], byte: u8, rule: Rule) -> Parsed<'a, ()> {
    match nom::character::complete::char::<_, ()>(byte.into())(input) {
        Ok((rest, _)) => Ok((rest, ())),
        Err(_) => expected(input, rule),
    }
}

/// `"("`
#[inline]
pub(crate) fn open<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    let (rest, ()) = byte(input, b'(', Rule::Open)?;
    Ok((after_open(cx, rest)?, ()))
}

/// Whether `SP "("` comes next, as far as one can tell.
#[inline]
pub(crate) fn list_follows(input: &[u8]) -> bool {
    match input {
        [b' ', b'(', ..] | [b'(', ..] => true,
        [b' ', b' ', ..] => skip_spaces(input).starts_with(b"("),
        _ => false,
    }
}

/// `")"`
#[inline]
pub(crate) fn close<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    match input {
        [b')', rest @ ..] => Ok((rest, ())),
        _ => close_after_space(cx, input),
    }
}

/// Lenient: QQ Mail ends FETCH lists, and others theirs, with spaces.
#[cold]
#[inline(never)]
fn close_after_space<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    match skip_spaces(input) {
        [b')', rest @ ..] if input.starts_with(b" ") => {
            cx.accept(Quirk::SpaceInParentheses, input)?;
            Ok((rest, ()))
        }
        _ => expected(input, Rule::Close),
    }
}

/// Whether a list ends here, if after spaces that should not be.
#[inline]
pub(crate) fn closes(input: &[u8]) -> bool {
    match input {
        [b')', ..] => true,
        [b' ', b' ' | b')', ..] => closes_after_spaces(input),
        _ => false,
    }
}

#[cold]
#[inline(never)]
fn closes_after_spaces(input: &[u8]) -> bool {
    skip_spaces(input).starts_with(b")")
}

#[cold]
#[inline(never)]
pub(crate) fn skip_spaces(input: &[u8]) -> &[u8] {
    let spaces = input.iter().take_while(|&&byte| byte == b' ').count();
    work::octets(spaces);
    input.get(spaces..).unwrap_or_default()
}

/// How many spaces there are, so that what is read between them takes one allocation. An octet counts 255 of them.
#[inline(never)]
pub(crate) fn spaces(input: &[u8]) -> usize {
    let each = |few: &[u8]| few.iter().fold(0_u8, |count, &byte| count.wrapping_add(u8::from(byte == b' ')));
    input.chunks(255).map(|few| usize::from(each(few))).sum()
}

/// `SP`
#[inline]
pub(crate) fn sp<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    match input {
        [b' ', rest @ ..] if rest.first().is_some_and(|&next| next != b' ') => Ok((rest, ())),
        _ => no_single_space(cx, input),
    }
}

#[cold]
#[inline(never)]
fn no_single_space<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    match input {
        [b' ', rest @ ..] => {
            let after = skip_spaces(rest);
            // Lenient: DavMail puts two spaces between FETCH items, Roundcube's plugins between search keys.
            if after.len() != rest.len() {
                cx.accept(Quirk::ExtraSpace, rest)?;
            }
            Ok((after, ()))
        }
        // Lenient: where a list, a quoted string or a literal begins, or where a list has ended, a reader misses nothing
        // without the space.
        [first, ..] if begins_apart(input) || begins_word(*first) && cx.is_after_list(input) => {
            cx.accept(Quirk::MissingSpace, input)?;
            Ok((input, ()))
        }
        _ => expected(input, Rule::Sp),
    }
}

/// Whether something begins here that cannot be part of what stands before it.
fn begins_apart(input: &[u8]) -> bool {
    matches!(input, [b'(' | b'"' | b'{', ..] | [b'~', b'{', ..])
}

/// Whether this byte begins an atom, a flag, or a pattern or set with a wildcard.
fn begins_word(byte: u8) -> bool {
    is_atom_char(byte) || matches!(byte, b'\\' | b'*' | b'%' | b']')
}

/// Whether another `SP item` may follow on this line.
#[inline]
pub(crate) fn continues(input: &[u8]) -> bool {
    match input {
        [b' ', b' ' | b'\r' | b'\n', ..] => continues_after_spaces(input),
        [b' ', _, ..] => true,
        [b'\r' | b'\n' | b')' | b']', ..] | [] => false,
        [first, ..] => begins_apart(input) || begins_word(*first),
    }
}

#[cold]
#[inline(never)]
fn continues_after_spaces(input: &[u8]) -> bool {
    !matches!(skip_spaces(input), [b'\r' | b'\n', ..])
}

/// `CRLF`, the end of the message.
#[inline]
pub(crate) fn crlf<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    match abnf_core::complete::crlf::<_, ()>(input) {
        Ok((rest, _)) => Ok((rest, ())),
        Err(_) => odd_line_end(cx, input),
    }
}

#[cold]
#[inline(never)]
fn odd_line_end<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    let line_end = skip_spaces(input);
    let (rest, quirk) = match line_end {
        [b'\r', b'\n', rest @ ..] => (rest, None),
        // Lenient: several servers, and people at a terminal, end lines so.
        [b'\n', rest @ ..] => (rest, Some(Quirk::BareLf)),
        // Lenient: only where the framer was told to end lines there.
        [b'\r', rest @ ..] if rest.is_empty() => (rest, Some(Quirk::BareCr)),
        _ => return expected(input, Rule::Crlf),
    };
    // Lenient: Yahoo's SEARCH, iCloud's CAPABILITY and many more end with a space.
    if line_end.len() != input.len() {
        cx.accept(Quirk::TrailingSpace, input)?;
    }
    if let Some(quirk) = quirk {
        cx.accept(quirk, line_end)?;
    }
    Ok((rest, ()))
}

/// The longest run of bytes of a class; may be empty.
#[inline(always)]
#[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "no more are counted than there are"))]
pub(crate) fn span(input: &[u8], class: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let mut len = 0;
    // Eight at a time, so that the loop's own work is done once for eight.
    for eight in input.chunks_exact(8) {
        if let Some(at) = eight.iter().position(|&byte| !class(byte)) {
            return split(input, len + at);
        }
        len += 8;
    }
    while let Some(&byte) = input.get(len) {
        if !class(byte) {
            break;
        }
        len += 1;
    }
    split(input, len)
}

/// What comes after so many bytes, and these.
#[inline(always)]
pub(crate) fn split(input: &[u8], len: usize) -> (&[u8], &[u8]) {
    work::octets(len);
    let (run, rest) = input.split_at(len);
    (rest, run)
}

/// What was read of `input`, of which `rest` is left.
#[inline]
pub(crate) fn before<'a>(input: &'a [u8], rest: &[u8]) -> &'a [u8] {
    input.get(..input.len().saturating_sub(rest.len())).unwrap_or_default()
}

/// The first line, its end, and what comes after it. CR alone ends none.
pub(crate) fn split_line(input: &[u8]) -> Option<(&[u8], LineEnd, &[u8])> {
    let Some(end) = memchr::memchr(b'\n', input) else {
        work::octets(input.len());
        return None;
    };
    work::octets(end);
    let (line, rest) = input.split_at_checked(end)?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (line_end, _) = LineEnd::at_start(input.get(line.len()..)?)?;
    Some((line, line_end, rest.get(1..)?))
}

/// A word of the protocol, to be looked up by `from_bytes` of a list of names; may be empty.
#[inline(always)]
pub(crate) fn keyword(input: &[u8]) -> (&[u8], &[u8]) {
    let (word, rest) = input.split_at_checked(keyword_len(input)).unwrap_or_default();
    (rest, word)
}

/// A length comes back in a register, as two slices do not.
#[inline(never)]
fn keyword_len(input: &[u8]) -> usize {
    span(input, is_label_char).1.len()
}

/// A name; may be empty. For those that come once in a line, where a call costs less than another copy of the loop.
#[inline(never)]
pub(crate) fn atom_chars(input: &[u8]) -> (&[u8], &[u8]) {
    span(input, is_atom_char)
}

/// `tagged-ext-label`: a word that begins with neither a digit nor a colon; may be empty.
pub(crate) fn label(input: &[u8]) -> (&[u8], &[u8]) {
    match input {
        [b'0'..=b'9' | b':', ..] => (input, b""),
        _ => keyword(input),
    }
}

/// This keyword, in any case, and not as the start of a longer one.
pub(crate) fn word<'a>(input: &'a [u8], word: &'static str, rule: Rule) -> Parsed<'a, ()> {
    after_word(input, word).map_or_else(|| expected(input, rule), |rest| Ok((rest, ())))
}

/// What comes after this keyword, if it is here: an error would be made in vain where it may be missing.
pub(crate) fn after_word<'a>(input: &'a [u8], word: &'static str) -> Option<&'a [u8]> {
    let (rest, found) = keyword(input);
    eq_in_any_case(found, word.as_bytes()).then_some(rest)
}

/// Digits as a number of at most 64 bits, above which they are `None`; and how many there were.
#[inline(always)]
pub(crate) fn digits(input: &[u8]) -> Digits<'_> {
    match input.first_chunk().map(eight_digits) {
        Some((len @ ..8, value)) => (input.split_at(len).1, len, Some(value)),
        Some((len, value)) => more_digits(input, len, value),
        // The message ends before eight bytes.
        None => more_digits(input, 0, 0),
    }
}

/// How many of eight bytes are digits before one is not, and these as a number.
#[inline]
#[cfg_attr(
    not(test),
    expect(
        clippy::arithmetic_side_effects,
        reason = "each byte has room for its sum, eight digits for theirs"
    )
)]
fn eight_digits(bytes: &[u8; 8]) -> (usize, u64) {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let bytes = u64::from_le_bytes(*bytes) ^ each(b'0');
    let above_nine = (((bytes & each(0x7F)) + each(0x80 - 10)) | bytes) & each(0x80);
    let len = above_nine.trailing_zeros() / 8;
    // Zeros before the digits; then they are joined to pairs, and the pairs to one number.
    let digits = bytes.checked_shl(64 - 8 * len).unwrap_or(0);
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    const EVERY_OTHER: u64 = 0x0000_00FF_0000_00FF;
    let outer = (pairs & EVERY_OTHER).wrapping_mul(100 + (1_000_000 << 32));
    let inner = ((pairs >> 16) & EVERY_OTHER).wrapping_mul(1 + (10_000 << 32));
    (len as usize, outer.wrapping_add(inner) >> 32)
}

/// The same, of which some have been read.
#[inline(never)]
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, reason = "at most 15 digits are added without a check")
)]
fn more_digits(input: &[u8], len: usize, value: u64) -> Digits<'_> {
    let rest = input.split_at(len).1;
    // At most 15 in all, which do not overflow.
    if let Some((more @ ..8, low)) = rest.first_chunk().map(eight_digits) {
        const TENS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
        let shift = TENS.get(more).copied().unwrap_or_default();
        return (rest.split_at(more).1, len + more, Some(value * shift + low));
    }
    let (rest, digits) = span(rest, |byte| byte.is_ascii_digit());
    let add = |value: u64, digit: &u8| value.checked_mul(10)?.checked_add((digit - b'0').into());
    (rest, len + digits.len(), digits.iter().try_fold(value, add))
}

/// Digits as [`digits`] gives them: what comes after them, how many there are, and the number.
pub(crate) type Digits<'a> = (&'a [u8], usize, Option<u64>);

/// `number`
#[inline(always)]
pub(crate) fn number(input: &[u8]) -> Parsed<'_, u32> {
    number_of(digits(input), input)
}

/// `number`, of the digits that `input` begins with.
#[inline(always)]
pub(crate) fn number_of<'a>(digits: Digits<'a>, input: &'a [u8]) -> Parsed<'a, u32> {
    if let (rest, 1.., Some(value)) = digits {
        if let Ok(value) = u32::try_from(value) {
            return Ok((rest, value));
        }
    }
    expected(input, Rule::Number)
}

/// `nz-number`
#[inline(always)]
pub(crate) fn nz_number<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonZeroU32> {
    let (rest, _, value) = digits(input);
    // No digits are zero.
    match value.and_then(|value| NonZeroU32::new(u32::try_from(value).ok()?)) {
        Some(value) => {
            leading_zero(cx, input)?;
            Ok((rest, value))
        }
        None => expected(input, Rule::NzNumber),
    }
}

/// Lenient: whatever the number begins with, it is clear which it is.
#[inline]
pub(crate) fn leading_zero(cx: &Context, number: &[u8]) -> Result<(), Unmet> {
    if number.starts_with(b"0") { cx.accept(Quirk::LeadingZero, number) } else { Ok(()) }
}

/// `number64`
#[inline]
pub(crate) fn number64(input: &[u8]) -> Parsed<'_, Number64> {
    match digits(input) {
        (rest, 1.., Some(value)) => match Number64::new(value) {
            Some(value) => Ok((rest, value)),
            None => expected(input, Rule::Number64),
        },
        _ => expected(input, Rule::Number64),
    }
}

/// A number of at most 64 bits, one more than `number64` has.
pub(crate) fn unsigned64(input: &[u8]) -> Parsed<'_, u64> {
    match seldom::digits(input) {
        (rest, 1.., Some(value)) => Ok((rest, value)),
        _ => expected(input, Rule::Number64),
    }
}

/// `SP number64`
#[inline(never)]
pub(crate) fn sp_number64<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Number64> {
    let (input, ()) = sp(cx, input)?;
    number64(input)
}

/// `uniqueid`
#[inline]
pub(crate) fn uniqueid<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Uid> {
    let (input, uid) = nz_number(cx, input)?;
    Ok((input, uid.into()))
}

/// `item *(SP item)` up to where the caller's list ends.
#[cfg_attr(test, track_caller)]
pub(crate) fn spaced<'a, T>(
    cx: &Context,
    mut input: &'a [u8],
    mut item: impl FnMut(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    let mut items = Vec::with_capacity(4);
    loop {
        work::again();
        let (rest, next) = item(cx, input)?;
        items.push(next);
        if closes(rest) {
            return Ok((rest, items));
        }
        (input, ()) = sp(cx, rest)?;
    }
}

/// `"(" [item *(SP item)] ")"`
#[cfg_attr(test, track_caller)]
pub(crate) fn list<'a, T>(
    cx: &Context,
    input: &'a [u8],
    item: impl FnMut(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    let (input, ()) = open(cx, input)?;
    let (input, items) = if closes(input) { (input, Vec::new()) } else { spaced_elements(cx, input, item)? };
    let (input, ()) = close(cx, input)?;
    Ok((input, items))
}

/// `"(" item *(SP item) ")"`
#[cfg_attr(test, track_caller)]
pub(crate) fn list1<'a, T>(
    cx: &Context,
    input: &'a [u8],
    item: impl FnMut(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, NonEmpty<T>> {
    let (after, ()) = open(cx, input)?;
    let (rest, items) = spaced_elements(cx, after, item)?;
    let (rest, ()) = close(cx, rest)?;
    Ok((rest, NonEmpty::from_wire(items)))
}

/// The same, of which nothing is left out: it may contain lists, or be something else.
#[cfg_attr(test, track_caller)]
pub(crate) fn whole_list1<'a, T>(
    cx: &Context,
    input: &'a [u8],
    item: impl FnMut(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, NonEmpty<T>> {
    let (after, ()) = open(cx, input)?;
    let (rest, items) = spaced(cx, after, item)?;
    let (rest, ()) = close(cx, rest)?;
    Ok((rest, NonEmpty::from_wire(items)))
}

/// What follows the parenthesis that opens a list.
#[inline]
pub(crate) fn after_open<'a>(cx: &Context, input: &'a [u8]) -> Result<&'a [u8], Unmet> {
    if input.starts_with(b" ") { after_open_and_space(cx, input) } else { Ok(input) }
}

/// Lenient: servers reported to Apple begin their lists with a space.
#[cold]
#[inline(never)]
fn after_open_and_space<'a>(cx: &Context, input: &'a [u8]) -> Result<&'a [u8], Unmet> {
    cx.accept(Quirk::SpaceInParentheses, input)?;
    Ok(skip_spaces(input))
}

/// What was read item by item has items.
pub(crate) fn nonempty<'a, T>(input: &'a [u8], rest: &'a [u8], items: Vec<T>) -> Parsed<'a, NonEmpty<T>> {
    if items.is_empty() {
        return expected(input, Rule::AtLeastOne);
    }
    Ok((rest, NonEmpty::from_wire(items)))
}

/// The items of a list whose other elements say nothing. Without the standard library's way to do it in the list itself,
/// which is long.
pub(crate) fn some<T>(elements: Vec<Option<T>>) -> Vec<T> {
    let mut items = Vec::with_capacity(elements.len());
    for element in elements {
        items.extend(element);
    }
    items
}

/// Writes `mod-sequence-valzer`.
pub(crate) fn write_mod_sequence_valzer(out: &mut Encoder<'_>, mod_seq: Option<ModSeq>) {
    out.number(mod_seq.map_or(0, ModSeq::get));
}

/// Writes `item *(SP item)`. What stands between the items is called, as most lists are short and seldom.
pub(crate) fn write_spaced<T>(
    out: &mut Encoder<'_>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Encoder<'_>, T),
) {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.byte(b' ');
        }
        write(out, item);
    }
}

/// Writes `"(" [item *(SP item)] ")"`.
pub(crate) fn write_list<T>(
    out: &mut Encoder<'_>,
    items: impl IntoIterator<Item = T>,
    write: impl FnMut(&mut Encoder<'_>, T),
) {
    out.byte(b'(');
    write_spaced(out, items, write);
    out.byte(b')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{n, quirky, reads, rejects};

    #[test]
    fn numbers_never_wrap() {
        reads(|_, i| number(i), &[("0", 0), ("007", 7), ("4294967295", u32::MAX)]);
        rejects(|_, i| number(i), &[("", 0, "number"), ("-1", 0, "number"), ("4294967296", 0, "number")]);
        reads(nz_number, &[("1", n(1))]);
        quirky(nz_number, "01", &n(1), Quirk::LeadingZero, 0);
        rejects(nz_number, &[("0", 0, "nz-number"), ("x", 0, "nz-number")]);
        reads(|_, i| number64(i), &[("9223372036854775807", Number64::MAX)]);
        rejects(
            |_, i| number64(i),
            &[("9223372036854775808", 0, "number64"), ("99999999999999999999999", 0, "number64")],
        );
        rejects(
            |_, i| mod_sequence_value(i),
            &[("0", 0, "mod-sequence-value"), ("-1", 0, "mod-sequence-value")],
        );
    }

    #[test]
    fn numbers_are_the_same_both_ways_whatever_their_length() {
        for digits in 0..20 {
            for around in [10_u64.pow(digits) - 1, 10_u64.pow(digits), 10_u64.pow(digits) / 9 * 8 + 7] {
                // Where the message ends at once, and where it goes on.
                for after in ["", " ", ":*,9", "/and much more than eight", "\u{b9}\u{ff}\u{7f}:"] {
                    let mut wire = Vec::new();
                    Encoder::new(&mut wire).number(around);
                    assert_eq!(wire, alloc::format!("{around}").as_bytes());
                    let len = wire.len();
                    wire.extend_from_slice(after.as_bytes());
                    assert_eq!(super::digits(&wire), (after.as_bytes(), len, Some(around)));
                }
            }
        }
    }

    #[test]
    fn odd_spaces_are_seen() {
        let numbers = |cx: &Context, i| list(cx, i, |_, i| number(i));
        reads(numbers, &[("()", alloc::vec![]), ("(1 2)", alloc::vec![1, 2])]);
        quirky(numbers, "(1  2)", &alloc::vec![1, 2], Quirk::ExtraSpace, 3);
        quirky(numbers, "(1 2 )", &alloc::vec![1, 2], Quirk::SpaceInParentheses, 4);
        quirky(numbers, "( 1)", &alloc::vec![1], Quirk::SpaceInParentheses, 1);
        quirky(numbers, "( )", &alloc::vec![], Quirk::SpaceInParentheses, 1);
        let list_and_number = |cx: &Context, input| {
            let (input, list) = numbers(cx, input)?;
            let (input, ()) = sp(cx, input)?;
            let (input, number) = number(input)?;
            Ok((input, (list, number)))
        };
        let both = (alloc::vec![1], 2);
        reads(list_and_number, &[("(1) 2", both.clone())]);
        quirky(list_and_number, "(1)2", &both, Quirk::MissingSpace, 3);
        quirky(list_and_number, "( 1) 2", &both, Quirk::SpaceInParentheses, 1);
        rejects(numbers, &[("(1", 2, "SP"), ("(1\t2)", 2, "SP"), ("1", 0, "\"(\""), ("(1 ", 3, "number")]);
    }
}
