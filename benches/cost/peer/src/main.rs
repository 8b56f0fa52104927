//! Reads, and decodes responses with imap-codec as released.

use std::hint::black_box;
use std::io::Read;

use peer_imap_codec::ResponseCodec;
use peer_imap_codec::decode::Decoder;

fn main() {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).expect("stdin can be read");
    let (mut input, mut count) = (&bytes[..], 0);
    while let Ok((rest, response)) = ResponseCodec::default().decode(input) {
        black_box(response);
        input = rest;
        count += 1;
    }
    println!("{count}");
}
