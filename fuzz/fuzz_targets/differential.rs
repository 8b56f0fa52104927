//! Any bytes that another library and this one both accept mean the same to both.
//!
//! Types differ, so the values are compared on the wire, which is the one neutral ground: what the other library reads
//! and writes again is the same value to us, and where it cannot write, what we read and write again is the same value
//! to it. How a string travels, as atom, quoted or as literal, is no part of its value and is lost on the way.
#![no_main]

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

/// Names are the same in any case (RFC 9051 §9, item (1)), and may be written in another than they came in.
fn assert_same<T: Debug>(again: &T, first: &T, written: &[u8]) {
    let shown = |value: &T| format!("{value:?}").to_ascii_uppercase();
    assert_eq!(shown(again), shown(first), "{}", written.escape_ascii());
}
