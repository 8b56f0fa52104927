//! Any bytes as one message of a server: a value or a typed error; a value survives being written and read.
#![no_main]

use imap_codec::{Decoder, encode_response};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut decoder = Decoder::new();
    let Ok(value) = decoder.response(bytes) else { return };
    // What strict mode accepts has no quirk, and is the same value.
    match Decoder::new().strict(true).response(bytes) {
        Ok(strict) => assert_eq!((&strict, decoder.quirks().len()), (&value, 0)),
        Err(_) => assert_ne!(decoder.quirks().len(), 0),
    }
    let mut out = Vec::new();
    encode_response(&value, &mut out);
    assert_eq!(Decoder::new().response(&out).as_ref(), Ok(&value), "{}", out.escape_ascii());
});
