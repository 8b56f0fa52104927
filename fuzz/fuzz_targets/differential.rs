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
    let ours = Decoder::new().strict(true).response(bytes);
    if let Some(ours) = ours.ok().filter(is_known) {
        written_by_the_other(&ours, bytes);
        written_by_us(&ours, bytes);
    }
    let ours = Decoder::new().strict(true).command(bytes);
    if let Some(ours) = ours.ok().filter(is_known) {
        command_written_by_the_other(&ours, bytes);
    }
});

/// Whether nothing in it is kept as it is spelled.
fn is_known(value: &impl Debug) -> bool {
    !format!("{value:?}").contains("Unknown(")
}

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
    let mut written = Vec::new();
    Encoder::new(&mut written).response(ours);
    // It reads METADATA in some spellings only, and ID into a map whose order is another in each process, so that no
    // run would be like the one before.
    let is_left = [&b"* METADATA"[..], b"* ID "].iter().any(|name| starts_with(bytes, name));
    // It gives quoted strings as they are spelled, and leaves the escapes to its caller.
    if is_left || has_escapes(bytes) || has_escapes(&written) {
        return;
    }
    let Ok((b"", theirs)) = peer_imap_proto::Response::parse(bytes) else { return };
    if is_code_as_text(&theirs) {
        return;
    }
    assert_same(&peer_imap_proto::Response::parse(&written), &Ok((&b""[..], theirs)), &written);
}

/// Whether it took a code that it does not know for text, which says nothing about the code's value.
fn is_code_as_text(theirs: &peer_imap_proto::Response<'_>) -> bool {
    use peer_imap_proto::Response::{Continue, Data, Done};
    match theirs {
        Continue(outcome) | Data { outcome, .. } | Done { outcome, .. } => {
            outcome.information.as_ref().is_some_and(|text| text.starts_with('['))
        }
        _ => false,
    }
}

fn starts_with(bytes: &[u8], name: &[u8]) -> bool {
    bytes.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

fn has_escapes(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| matches!(pair, [b'\\', b'"' | b'\\']))
}

fn assert_same<T: Debug>(again: &T, first: &T, written: &[u8]) {
    assert_eq!(meaning(again), meaning(first), "{}", written.escape_ascii());
}

/// A value without what means nothing, by RFC 9051.
///
/// - Names are the same in any case (§9, item (1)), and may be written in another than they came in.
/// - Flags, a mailbox's attributes and rights are sets (§2.3.2, §7.3.1, RFC 4314 §2.1): in which order they stand, and how often, is no difference.
/// - `2:2` is 2 (§9, seq-range).
/// - A day of one digit has a space or a zero before it (§9, date-day-fixed).
fn meaning(value: &impl Debug) -> String {
    let shown = format!("{value:?}").to_ascii_uppercase().replace("INTERNALDATE(\"0", "INTERNALDATE(\" ");
    let shown = each(&shown, "UIDRANGE(", ")", |range| match range.split_once("..=") {
        Some((first, last)) if first == last => format!("UID({first})"),
        _ => format!("UIDRANGE({range})"),
    });
    let shown = each(&shown, "RIGHTS=", "\"", |rights| {
        let rights: BTreeSet<char> = rights.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("RIGHTS={}", rights.into_iter().collect::<String>())
    });
    let sets = [
        ("FLAGS([", "]"),
        ("NAME_ATTRIBUTES: [", "]"),
        ("RIGHTS: [", "]"),
        ("REQUIRED: [", "]"),
        ("OPTIONAL: [", "]"),
    ];
    sets.into_iter().fold(shown, |shown, (begin, end)| {
        each(&shown, begin, end, |set| {
            let members: BTreeSet<&str> = set.split(", ").collect();
            format!("{begin}{}{end}", members.into_iter().collect::<Vec<_>>().join(", "))
        })
    })
}

/// Replaces all that stands between `begin` and the next `end`, these included.
fn each(shown: &str, begin: &str, end: &str, replaced: impl Fn(&str) -> String) -> String {
    let mut pieces = shown.split(begin);
    let before = pieces.next().unwrap_or_default().to_string();
    pieces.fold(before, |before, piece| {
        let (inside, behind) = piece.split_once(end).unwrap_or((piece, ""));
        before + &replaced(inside) + behind
    })
}
