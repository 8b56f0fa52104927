//! Does one thing to one workload so many times, for callgrind to count: `count WHO CASE WHAT REPEAT`.
//!
//! Prints the bytes and the messages of the workload.

use imap_benches::{From, ours, peer_imap_codec, peer_imap_proto, workload};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [who, case, what, repeat] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        panic!("count ours|imap-codec|imap-proto CASE frame|decode|owned|encode REPEAT");
    };
    let case = workload::CASES.into_iter().find(|known| known.name == case).expect("a case of the workload");
    let repeat: usize = repeat.parse().expect("a number");
    let (bytes, from) = ((case.bytes)(), case.from);
    println!("{} {}", bytes.len(), ours::frames(&bytes, from));
    let times = |run: &dyn Fn() -> usize| (0..repeat).for_each(|_| _ = std::hint::black_box(run()));
    match (who, what) {
        ("ours", "frame") => times(&|| ours::frames(&bytes, from)),
        ("ours", "decode") => times(&|| ours::decode(&bytes, from)),
        ("ours", "owned") => times(&|| ours::owned(&bytes, from)),
        ("ours", "encode") => {
            let values = ours::Values::decode(&bytes, from);
            let mut out = Vec::with_capacity(2 * bytes.len());
            (0..repeat).for_each(|_| values.encode(&mut out));
        }
        ("imap-codec", "decode") => times(&|| peer_imap_codec::decode(&bytes, from)),
        ("imap-codec", "owned") => times(&|| peer_imap_codec::owned(&bytes, from)),
        ("imap-codec", "encode") => {
            let values = peer_imap_codec::Values::decode(&bytes, from);
            (0..repeat).for_each(|_| values.encode());
        }
        ("imap-proto", "decode") if from == From::Server => times(&|| peer_imap_proto::decode(&bytes)),
        ("imap-proto", "owned") if from == From::Server => times(&|| peer_imap_proto::owned(&bytes)),
        _ => panic!("{who} does not {what} case {}", case.name),
    }
}
