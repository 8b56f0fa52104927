//! UIDBATCHES. [RFC 10022 §4](https://www.rfc-editor.org/rfc/rfc10022#section-4)

use alloc::vec::Vec;

use imap_types::number::Uid;
use imap_types::sequence::Span;
use imap_types::uidbatches::{UidBatches, UidBatchesData};

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::esearch::tag_correlator;
use crate::grammar::lexical::{byte, wrong_item};
use crate::grammar::named::{arguments, payload};
use crate::grammar::seldom::{continues, nz_number, sp, uniqueid};
use crate::grammar::string::write_string;
use crate::rule::Rule;
use crate::work;

arguments!(UidBatches: message_batches, write_message_batches);
payload!(UidBatchesData<'a>: SP uidbatches_response, write_uidbatches_response);

/// After `UIDBATCHES`: `SP nz-number [SP nz-number ":" nz-number]`
pub(crate) fn message_batches<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, UidBatches> {
    let (input, ()) = sp(cx, input)?;
    let (input, size) = nz_number(cx, input)?;
    if !continues(input) {
        return Ok((input, UidBatches { size, batches: None }));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, first) = nz_number(cx, input)?;
    let (input, ()) = byte(input, b':', Rule::Colon)?;
    let (input, last) = nz_number(cx, input)?;
    Ok((input, UidBatches { size, batches: Some((first, last)) }))
}

/// `uid-range`
fn uid_range<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Span<Uid>> {
    let (rest, start) = uniqueid(cx, input)?;
    let (rest, ()) = byte(rest, b':', Rule::Colon)?;
    let (rest, end) = uniqueid(cx, rest)?;
    match rest {
        [b',' | b' ' | b'\r' | b'\n', ..] | [] => Ok((rest, Span { start, end })),
        _ => expected(rest, Rule::UidRange),
    }
}

/// After `UIDBATCHES` and the `SP` of `search-correlator [SP uid-range *("," uid-range)]`, from there on.
pub(crate) fn uidbatches_response<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, UidBatchesData<'a>> {
    let (mut input, tag) = tag_correlator(cx, input)?;
    let (mut ranges, mut wrong) = (Vec::new(), None);
    if !continues(input) {
        return Ok((input, UidBatchesData { tag, ranges }));
    }
    (input, ()) = sp(cx, input)?;
    loop {
        work::again();
        let rest = match uid_range(cx, input) {
            Ok((rest, range)) => {
                ranges.push(range);
                rest
            }
            Err(error) => {
                let rest = wrong_item(cx, input, error)?;
                wrong = Some(error);
                rest
            }
        };
        match (rest, wrong.take_if(|_| ranges.is_empty())) {
            ([b',', rest @ ..], error) => (input, wrong) = (rest, error),
            // That the mailbox is empty is not what it says.
            (_, Some(error)) => return Err(error),
            _ => return Ok((rest, UidBatchesData { tag, ranges })),
        }
    }
}

/// Writes what follows `UIDBATCHES` in a command.
pub(crate) fn write_message_batches(out: &mut Encoder<'_>, batches: &UidBatches) {
    out.byte(b' ');
    out.number(batches.size.get());
    if let Some((first, last)) = batches.batches {
        out.byte(b' ');
        out.number(first.get());
        out.byte(b':');
        out.number(last.get());
    }
}

/// Writes what follows `UIDBATCHES SP` in a response.
pub(crate) fn write_uidbatches_response(out: &mut Encoder<'_>, data: &UidBatchesData<'_>) {
    out.bytes(b"(TAG ");
    write_string(out, &data.tag);
    out.byte(b')');
    for (index, range) in data.ranges.iter().enumerate() {
        out.byte(if index == 0 { b' ' } else { b',' });
        out.number(range.start.get());
        out.byte(b':');
        out.number(range.end.get());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, n, rejects, s};

    #[test]
    fn batches_both_ways() {
        both_ways(
            message_batches,
            write_message_batches,
            &[
                (" 2000", UidBatches { size: n(2000), batches: None }),
                (" 2000 10:20", UidBatches { size: n(2000), batches: Some((n(10), n(20))) }),
            ],
        );
        rejects(
            message_batches,
            &[("", 0, "SP"), (" 0", 1, "nz-number"), (" 2 1", 4, "\":\""), (" 2 1:*", 5, "nz-number")],
        );
        let span = |start, end| Span { start: n(start).into(), end: n(end).into() };
        both_ways(
            uidbatches_response,
            write_uidbatches_response,
            &[
                ("(TAG \"A302\")", UidBatchesData { tag: s("A302"), ranges: Vec::new() }),
                (
                    "(TAG \"A143\") 215295:99696,99695:20351,1:1",
                    UidBatchesData {
                        tag: s("A143"),
                        ranges: Vec::from([span(215_295, 99_696), span(99_695, 20_351), span(1, 1)]),
                    },
                ),
            ],
        );
        rejects(
            uidbatches_response,
            &[
                ("9:1", 0, "\"(\""),
                ("(TAG \"a\") 9", 11, "\":\""),
                ("(TAG \"a\") 9:1,", 14, "nz-number"),
                ("(TAG \"a\" UIDVALIDITY 1) 9:1", 8, "\")\""),
            ],
        );
    }
}
