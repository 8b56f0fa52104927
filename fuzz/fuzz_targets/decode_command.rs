//! Any bytes as one command of a client, or as one of its lines that are no command: a value or a typed error; a value
//! survives being written and read.
#![no_main]

use imap_codec::{Decoder, Encoder, Literals};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    command(bytes);
    if let Ok(data) = Decoder::new().authenticate_data(bytes) {
        let mut out = Vec::new();
        Encoder::new(&mut out).authenticate_data(&data);
        assert_eq!(Decoder::new().authenticate_data(&out).as_ref(), Ok(&data), "{}", out.escape_ascii());
    }
    if Decoder::new().strict(true).idle_done(bytes).is_ok() {
        assert!(bytes.eq_ignore_ascii_case(b"DONE\r\n"), "{}", bytes.escape_ascii());
    }
});

fn command(bytes: &[u8]) {
    let mut decoder = Decoder::new();
    let Ok(value) = decoder.command(bytes) else { return };
    match Decoder::new().strict(true).command(bytes) {
        Ok(strict) => assert_eq!((&strict, decoder.quirks().len()), (&value, 0)),
        Err(_) => assert_ne!(decoder.quirks().len(), 0),
    }
    for literals in [Literals::Synchronizing, Literals::Minus, Literals::Plus] {
        let mut out = Vec::new();
        Encoder::new(&mut out).literals(literals).command(&value);
        assert_eq!(Decoder::new().command(&out).as_ref(), Ok(&value), "{}", out.escape_ascii());
    }
}
