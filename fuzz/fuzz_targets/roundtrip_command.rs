//! Any command that can exist: written, framed as one message that waits where its gates are, and read as the same
//! value.
#![no_main]

use imap_codec::{Frame, Framer, Limits, decode_command, encode_command};
use imap_types::command::Command;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|value: Command<'_>| {
    let (mut out, mut gates) = (Vec::new(), Vec::new());
    encode_command(&value, &mut out, &mut gates);
    let mut framer = Framer::for_commands(Limits::UNLIMITED);
    for gate in gates {
        // Nothing past the gate has been sent yet.
        let mut input = &out[..gate];
        let frame = framer.next(&mut input);
        assert!(matches!(frame, Ok(Some(Frame::Announced { .. }))), "{frame:?} of {}", out.escape_ascii());
        assert_eq!(framer.next(&mut input), Ok(None), "{}", out.escape_ascii());
    }
    let mut input = &*out;
    assert_eq!(framer.next(&mut input), Ok(Some(Frame::Message(&out))), "{}", out.escape_ascii());
    assert_eq!(decode_command(&out).as_ref(), Ok(&value), "{}", out.escape_ascii());
});
