//! Any response that can exist: written, framed as one message, and read as the same value; and a FETCH whose last text is
//! streamed.
#![no_main]

use imap_codec::{Encoder, Frame, Framer, Limits, decode_response, encode_response};
use imap_types::response::{Data, Response};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|value: Response<'_>| {
    let mut out = Vec::new();
    encode_response(&value, &mut out);
    let mut input = &*out;
    let frame = Framer::for_responses(Limits::UNLIMITED).next(&mut input);
    assert_eq!(frame, Ok(Some(Frame::Message(&out))), "{}", out.escape_ascii());
    assert_eq!(decode_response(&out).as_ref(), Ok(&value), "{}", out.escape_ascii());

    let Response::Data(Data::Fetch { seq, items }) = &value else { return };
    let (text, before) = items.split_last().expect("there is one");
    let Some(text) = text.clone().into_head() else { return };
    out.clear();
    if Encoder::new(&mut out).fetch(*seq, before, &text, 2) {
        out.extend_from_slice(b"ab)\r\n");
        let Ok(Response::Data(Data::Fetch { seq: same, items: read })) = decode_response(&out) else {
            panic!("{}", out.escape_ascii());
        };
        assert_eq!((same, read.len()), (*seq, items.len()), "{}", out.escape_ascii());
        assert_eq!(&read[..before.len()], before, "{}", out.escape_ascii());
    }
});
