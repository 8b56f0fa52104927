//! Lets one client read one workload so many times, for callgrind to count: `session WHO CASE HOW REPEAT`; with `time`
//! for REPEAT it also prints the nanoseconds of the fastest of many runs.
//!
//! Prints the bytes and the responses of the workload, and the octets of literals that were not lent but copied.

use imap_benches::repeat::repeat;
use imap_benches::workload;
use imap_benches_session::{Read, async_imap, imap_next, io_imap, ours};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [who, case, how, times] = arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] else {
        panic!("session ours|imap-next|io-imap|async-imap CASE fetch|stream|drip REPEAT|time");
    };
    let bytes = match case {
        "h" => workload::sync_untagged(),
        case => workload::find(case).expect("a case of the workload").0,
    };
    let run: fn(&[u8]) -> Read = match (who, how) {
        ("ours", "fetch") => ours::fetch,
        ("ours", "stream") => ours::stream,
        ("ours", "drip") => ours::drip,
        ("imap-next", "fetch") => imap_next::fetch,
        ("io-imap", "fetch") => io_imap::fetch,
        ("io-imap", "stream") => io_imap::stream,
        ("async-imap", "fetch") => async_imap::fetch,
        _ => panic!("{who} does not {how}"),
    };
    let read = run(&bytes);
    println!("{} {} {}", bytes.len(), read.responses, read.copied);
    repeat(times, || _ = std::hint::black_box(run(&bytes)));
}
