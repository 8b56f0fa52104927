//! Sets of messages. [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::number::{Numbering, Uid};
use imap_types::sequence::{Bound, MessageNumber, MessageSet, NumberSet, SequenceSetOf, Span};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, Unmet, refused};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::seldom::{digits, nz_number, span, uniqueid, until};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `item *("," item)`, where an item is one end or two with a colon between them.
#[inline]
#[cfg_attr(test, track_caller)]
fn spans<'a, B: Copy>(
    cx: &Context,
    input: &'a [u8],
    bound: impl Fn(&Context, &'a [u8]) -> Parsed<'a, B>,
) -> Parsed<'a, Vec<Span<B>>> {
    let mut spans = Vec::new();
    let mut input = input;
    loop {
        work::again();
        let (rest, start) = bound(cx, input)?;
        let (rest, end) = match rest {
            [b':', rest @ ..] => bound(cx, rest)?,
            _ => (rest, start),
        };
        if spans.is_empty() {
            // A search can have many sets of one number.
            spans = Vec::with_capacity(if rest.starts_with(b",") { 4 } else { 1 });
        }
        spans.push(Span { start, end });
        match rest {
            [b',', rest @ ..] if !rest.starts_with(b"$") => input = rest,
            _ => return Ok((rest, spans)),
        }
    }
}

/// `seq-number = nz-number / "*"`
pub(crate) fn seq_number<'a, N: MessageNumber>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Bound<N>> {
    match input {
        [b'*', rest @ ..] => Ok((rest, Bound::Last)),
        _ => {
            let (rest, number) = nz_number(cx, input)?;
            Ok((rest, Bound::Number(number.into())))
        }
    }
}

/// `sequence-set`, `$` included.
#[cfg_attr(test, track_caller)]
pub(crate) fn sequence_set<'a, N: MessageNumber>(
    cx: &Context,
    input: &'a [u8],
) -> Parsed<'a, SequenceSetOf<N>> {
    if let [b'$', rest @ ..] = input {
        return Ok((rest, SequenceSetOf::search_result()));
    }
    let (rest, spans) = spans(cx, input, seq_number)?;
    let (rest, saved) = match rest {
        [b',', b'$', rest @ ..] => (rest, true),
        _ => (rest, false),
    };
    match SequenceSetOf::new(spans, saved) {
        Ok(set) => Ok((rest, set)),
        // Never: `spans` has found one.
        Err(error) => refused(input, error),
    }
}

/// `sequence-set` of what the command is about.
#[cfg_attr(test, track_caller)]
pub(crate) fn message_set<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, MessageSet> {
    Ok(match numbering {
        Numbering::SeqNum => {
            let (input, set) = sequence_set(cx, input)?;
            (input, MessageSet::SeqNums(set))
        }
        Numbering::Uid => {
            let (input, set) = sequence_set(cx, input)?;
            (input, MessageSet::Uids(set))
        }
    })
}

/// `known-uids`, and `sequence-set` without `*` and `$`.
#[cfg_attr(test, track_caller)]
pub(crate) fn number_set<'a, N: MessageNumber>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NumberSet<N>> {
    let (rest, uids) = number_spans(cx, input)?;
    // As numbers they take the same memory.
    let number = |uid: Uid| N::from(uid.into());
    let spans = uids.into_iter().map(|Span { start, end }| Span { start: number(start), end: number(end) });
    Ok((rest, NumberSet::from_wire(spans.collect())))
}

/// `uid-set`
#[cfg_attr(test, track_caller)]
pub(crate) fn uid_set<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NumberSet<Uid>> {
    let (rest, spans) = number_spans(cx, input)?;
    Ok((rest, NumberSet::from_wire(spans)))
}

/// What numbers there are between commas, one at least. They are read as the most frequent ones, which are UIDs.
#[cfg_attr(test, track_caller)]
fn number_spans<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<Span<Uid>>> {
    let error = match spans(cx, input, uniqueid) {
        Ok((rest, _)) if rest.starts_with(b",") => Unmet::at(rest, Rule::NzNumber),
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    spans_in_range(cx, input, error)
}

/// Lenient: some servers count from zero, or tell numbers above 32 bits. What cannot be a number is left out, and the
/// rest of the set says what it says.
#[cold]
#[inline(never)]
fn spans_in_range<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Parsed<'a, Vec<Span<Uid>>> {
    // Of a client's set nothing is left out that is no number at all.
    let anything = cx.from_server.get();
    let (rest, set) = match anything {
        true => until(input, b" )]\r\n\0"),
        false => span(input, |byte| matches!(byte, b'0'..=b'9' | b':' | b',')),
    };
    let (mut spans, mut quirk) = (Vec::new(), Quirk::NumberOutOfRange);
    for item in set.split(|&byte| byte == b',') {
        work::again();
        let mut ends = item.splitn(2, |&byte| byte == b':').map(|end| match digits(end) {
            ([], 1.., value) => Some(value.unwrap_or(u64::MAX)),
            _ => None,
        });
        let (Some(Some(first)), Some(last)) = (ends.next(), ends.next().unwrap_or(Some(0))) else {
            if !anything {
                return Err(error);
            }
            quirk = Quirk::WrongElement;
            continue;
        };
        let last = if memchr::memchr(b':', item).is_some() { last } else { first };
        let (low, high) = (first.min(last).max(1), first.max(last).min(u32::MAX.into()));
        let number = |end: u64| u32::try_from(end).ok().and_then(NonZeroU32::new).map(Uid::from);
        if low <= high {
            if let (Some(start), Some(end)) = (number(low), number(high)) {
                spans.push(Span { start, end });
            }
        }
    }
    if spans.is_empty() || cx.accept(quirk, input).is_err() {
        return Err(error);
    }
    Ok((rest, spans))
}

fn write_spans<B: Copy + PartialEq>(
    out: &mut Encoder<'_>,
    spans: &[Span<B>],
    write: impl Fn(&mut Encoder<'_>, B),
) {
    for (index, span) in spans.iter().enumerate() {
        if index > 0 {
            out.byte(b',');
        }
        write(out, span.start);
        if span.start != span.end {
            out.byte(b':');
            write(out, span.end);
        }
    }
}

fn write_number<N: MessageNumber>(out: &mut Encoder<'_>, number: N) {
    write_nz_number(out, number.into());
}

#[inline(never)]
fn write_nz_number(out: &mut Encoder<'_>, number: NonZeroU32) {
    out.number(number.get());
}

/// Writes `sequence-set`.
pub(crate) fn write_sequence_set<N: MessageNumber>(out: &mut Encoder<'_>, set: &SequenceSetOf<N>) {
    write_spans(out, set.as_spans(), write_seq_number);
    if set.is_saved() {
        out.bytes(if set.as_spans().is_empty() { b"$" } else { b",$" });
    }
}

/// Writes `seq-number`.
pub(crate) fn write_seq_number<N: MessageNumber>(out: &mut Encoder<'_>, number: Bound<N>) {
    match number {
        Bound::Number(number) => write_number(out, number),
        Bound::Last => out.byte(b'*'),
    }
}

/// Writes `sequence-set` of what the command is about.
pub(crate) fn write_message_set(out: &mut Encoder<'_>, set: &MessageSet) {
    match set {
        MessageSet::SeqNums(set) => write_sequence_set(out, set),
        MessageSet::Uids(set) => write_sequence_set(out, set),
    }
}

/// Writes `uid-set`.
pub(crate) fn write_number_set<N: MessageNumber>(out: &mut Encoder<'_>, set: &NumberSet<N>) {
    write_spans(out, set.as_spans(), write_number);
}

#[cfg(test)]
mod tests {
    use imap_types::sequence::{SequenceSet, UidSet};

    use super::*;
    use crate::grammar::testing::{both_ways, rejects};

    #[test]
    fn sets_both_ways() {
        let set = |text: &str| text.parse::<SequenceSet>().unwrap();
        let table = ["1", "*", "$", "1:*", "*:4,5:7", "20:11", "2,4:7,9,12:*", "1,3000:3021,$"]
            .map(|text| (text, set(text)));
        both_ways(sequence_set, write_sequence_set, &table);
        let set = |text: &str| text.parse::<UidSet>().unwrap();
        both_ways(uid_set, write_number_set, &[("304,319:320", set("304,319:320"))]);
        rejects(
            uid_set,
            &[("*", 0, "nz-number"), ("1:", 2, "nz-number"), ("1,", 2, "nz-number"), ("0", 0, "nz-number")],
        );
    }
}
