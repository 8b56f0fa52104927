//! Any bytes that another library and this one both accept mean the same to both.
//!
//! Types differ, so the values are compared on the wire, which is the one neutral ground: what the other library reads
//! and writes again is the same value to us, and where it cannot write, what we read and write again is the same value
//! to it. How a string travels, as atom, quoted or as literal, is no part of its value and is lost on the way.
#![no_main]

use std::collections::BTreeSet;
use std::fmt::Debug;

use imap_codec::{Decoder, Encoder};
use imap_types::command::Command;
use imap_types::response::Response;
use libfuzzer_sys::fuzz_target;
use peer_imap_codec::decode::Decoder as _;
use peer_imap_codec::encode::Encoder as _;
use peer_imap_codec::{CommandCodec, ResponseCodec};

fuzz_target!(|bytes: &[u8]| {
    // Strict, so that what is tolerated is no difference.
    if let Ok(ours) = Decoder::new().strict(true).response(bytes) {
        written_by_the_other(&ours, bytes);
        written_by_us(&ours, bytes);
    }
    if let Ok(ours) = Decoder::new().strict(true).command(bytes) {
        command_written_by_the_other(&ours, bytes);
    }
});

fn written_by_the_other(ours: &Response<'_>, bytes: &[u8]) {
    let Ok((b"", theirs)) = ResponseCodec::default().decode(bytes) else { return };
    let written = ResponseCodec::default().encode(&theirs).dump();
    assert_same(&Decoder::new().response(&written).as_ref(), &Ok(ours), &written);
}

fn command_written_by_the_other(ours: &Command<'_>, bytes: &[u8]) {
    let Ok((b"", theirs)) = CommandCodec::default().decode(bytes) else { return };
    let written = CommandCodec::default().encode(&theirs).dump();
    assert_same(&Decoder::new().command(&written).as_ref(), &Ok(ours), &written);
}

fn written_by_us(ours: &Response<'_>, bytes: &[u8]) {
    let Ok((b"", theirs)) = peer_imap_proto::Response::parse(bytes) else { return };
    let mut written = Vec::new();
    Encoder::new(&mut written).response(ours);
    assert_same(&peer_imap_proto::Response::parse(&written), &Ok((&b""[..], theirs)), &written);
}

fn assert_same<T: Debug>(again: &T, first: &T, written: &[u8]) {
    assert_eq!(meaning(again), meaning(first), "{}", written.escape_ascii());
}

/// A value without what means nothing.
///
/// Names are the same in any case (RFC 9051 §9, item (1)), and may be written in another than they came in. Flags and a
/// mailbox's attributes are sets (RFC 9051 §2.3.2, §7.3.1): in which order they stand, and how often, is no difference.
fn meaning(value: &impl Debug) -> String {
    let shown = format!("{value:?}").to_ascii_uppercase();
    ["FLAGS([", "NAME_ATTRIBUTES: ["].iter().fold(shown, |shown, begin| {
        let mut pieces = shown.split(begin);
        let before = pieces.next().unwrap_or_default().to_string();
        pieces.fold(before, |before, piece| {
            // `]` is in no flag and in no attribute (RFC 9051 §9, resp-specials).
            let (set, behind) = piece.split_once(']').unwrap_or((piece, ""));
            let members: BTreeSet<&str> = set.split(", ").collect();
            let members: Vec<&str> = members.into_iter().collect();
            format!("{before}{begin}{}]{behind}", members.join(", "))
        })
    })
}
