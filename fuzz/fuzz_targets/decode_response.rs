//! Any bytes as one message of a server: a value or a typed error. A value survives being written and read.
//! What is wrong with a malformed item or code is found where it was read as another's, and that may be written otherwise.
#![no_main]

use imap_codec::{Decoder, Quirk, encode_response};
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
    let mut again = Decoder::new();
    let read = again.response(&out).unwrap_or_else(|error| panic!("{error}: {}", out.escape_ascii()));
    let has = |quirk| decoder.quirks().iter().any(|sighting| sighting.quirk == quirk);
    if ![Quirk::MalformedItem, Quirk::MalformedCode, Quirk::MalformedStatusItem].into_iter().any(has) {
        assert_eq!(read, value, "{}", out.escape_ascii());
    }
    let mut twice = Vec::new();
    encode_response(&read, &mut twice);
    assert_eq!(twice.escape_ascii().to_string(), out.escape_ascii().to_string());
});
