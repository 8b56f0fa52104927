//! Any response that can exist: written, framed as one message, and read as the same value.
#![no_main]

use imap_codec::{Frame, Framer, Limits, decode_response, encode_response};
use imap_types::response::Response;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|value: Response<'_>| {
    let mut out = Vec::new();
    encode_response(&value, &mut out);
    let mut input = &*out;
    let frame = Framer::for_responses(Limits::UNLIMITED).next(&mut input);
    assert_eq!(frame, Ok(Some(Frame::Message(&out))), "{}", out.escape_ascii());
    assert_eq!(decode_response(&out).as_ref(), Ok(&value), "{}", out.escape_ascii());
});
