//! Does one thing to one workload so many times, for callgrind to count: `count WHO CASE WHAT REPEAT`; with `time` for
//! REPEAT it also prints the nanoseconds of the fastest of many runs.
//!
//! Prints the bytes and the messages of the workload.

use imap_benches::repeat::repeat;
use imap_benches::{From, limit, ours, peer_imap_codec, peer_imap_proto, workload};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [who, case, what, times] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        panic!("count ours|imap-codec|imap-proto|limit CASE frame|decode|owned|encode REPEAT|time");
    };
    let (bytes, from) = workload::find(case).expect("a case of the workload");
    println!("{} {}", bytes.len(), ours::frames(&bytes, from));
    let again = |run: &dyn Fn() -> usize| repeat(times, || _ = std::hint::black_box(run()));
    match (who, what) {
        ("ours", "frame") => again(&|| ours::frames(&bytes, from)),
        ("ours", "decode") => again(&|| ours::decode(&bytes, from)),
        ("ours", "owned") => again(&|| ours::owned(&bytes, from)),
        ("ours", "encode") => {
            let values = ours::Values::decode(&bytes, from);
            let mut out = Vec::with_capacity(2 * bytes.len());
            repeat(times, || values.encode(&mut out));
        }
        ("imap-codec", "decode") => again(&|| peer_imap_codec::decode(&bytes, from)),
        ("imap-codec", "owned") => again(&|| peer_imap_codec::owned(&bytes, from)),
        ("imap-codec", "encode") => {
            let values = peer_imap_codec::Values::decode(&bytes, from);
            repeat(times, || values.encode());
        }
        ("imap-proto", "decode") if from == From::Server => again(&|| peer_imap_proto::decode(&bytes)),
        ("imap-proto", "owned") if from == From::Server => again(&|| peer_imap_proto::owned(&bytes)),
        ("limit", "frame") => again(&|| limit::lines(&bytes)),
        ("limit", "encode") => {
            let mut out = Vec::with_capacity(bytes.len());
            repeat(times, || limit::copy(&bytes, &mut out));
        }
        _ => panic!("{who} does not {what} case {case}"),
    }
}
