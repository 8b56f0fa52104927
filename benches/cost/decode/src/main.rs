//! Reads, and decodes responses.

use std::hint::black_box;
use std::io::Read;

use imap_codec::{Frame, Framer, Limits, decode_response};

fn main() {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).expect("stdin can be read");
    let mut framer = Framer::for_responses(Limits::responses());
    let (mut input, mut count) = (&bytes[..], 0);
    while let Ok(Some(Frame::Message(message))) = framer.next(&mut input) {
        count += usize::from(black_box(decode_response(message)).is_ok());
    }
    println!("{count}");
}
