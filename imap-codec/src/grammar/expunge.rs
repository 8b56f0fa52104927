//! UID EXPUNGE and VANISHED. [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.9)

use alloc::vec::Vec;

use imap_types::sequence::{UidSequenceSet, UidSet};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::seldom::{close, continues, sp, word};
use crate::grammar::sequence::{sequence_set, uid_set, write_number_set, write_sequence_set};
use crate::quirk::Quirk;
use crate::rule::Rule;

/// After `UID EXPUNGE`: `SP sequence-set`
pub(crate) fn uid_expunge<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, UidSequenceSet> {
    let (input, ()) = sp(cx, input)?;
    sequence_set(cx, input)
}

/// Writes what follows `UID EXPUNGE`.
pub(crate) fn write_uid_expunge(out: &mut Encoder<'_>, uids: &UidSequenceSet) {
    out.byte(b' ');
    write_sequence_set(out, uids);
}

/// After `VANISHED`: `SP ["(EARLIER)" SP] known-uids`
/// [RFC 7162 §3.2.10](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.10)
pub(crate) fn vanished<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, (bool, UidSet)> {
    if !continues(input) {
        // Lenient: nothing vanished, and some server says so.
        cx.accept(Quirk::EmptySet, input)?;
        let uids = UidSet::from_wire(Vec::new());
        return Ok((input, (false, uids)));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, earlier) = match input {
        [b'(', rest @ ..] => {
            let (rest, ()) = word(rest, "EARLIER", Rule::Earlier)?;
            let (rest, ()) = close(cx, rest)?;
            let (rest, ()) = sp(cx, rest)?;
            (rest, true)
        }
        _ => (input, false),
    };
    let (input, uids) = uid_set(cx, input)?;
    Ok((input, (earlier, uids)))
}

/// Writes what follows `VANISHED`.
pub(crate) fn write_vanished(out: &mut Encoder<'_>, earlier: bool, uids: &UidSet) {
    out.bytes(if earlier { b" (EARLIER)" } else { b"" });
    if !uids.as_spans().is_empty() {
        out.byte(b' ');
        write_number_set(out, uids);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, quirky, rejects};

    #[test]
    fn expunges_both_ways() {
        let set = |text: &str| text.parse::<UidSequenceSet>().unwrap();
        both_ways(
            uid_expunge,
            write_uid_expunge,
            &[(" 3:*", set("3:*")), (" $", UidSequenceSet::search_result())],
        );
        rejects(uid_expunge, &[("", 0, "SP"), (" 0", 1, "nz-number")]);
    }

    #[test]
    fn vanished_both_ways() {
        let uids = |text: &str| text.parse::<UidSet>().unwrap();
        both_ways(
            vanished,
            |out, (earlier, uids)| write_vanished(out, *earlier, uids),
            &[(" (EARLIER) 41,43:116", (true, uids("41,43:116"))), (" 405", (false, uids("405")))],
        );
        quirky(vanished, "", &(false, UidSet::from_wire(Vec::new())), Quirk::EmptySet, 0);
        rejects(vanished, &[(" (LATER) 1", 2, "EARLIER"), (" *", 1, "nz-number")]);
    }
}
