//! How fast messages are found: many short ones, and one with a big literal, in one read and in reads of 16 KiB.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use imap_benches::workload::{flag_lines, literal};
use imap_codec::{Framer, Limits};

const READS: [(&str, usize); 2] = [("one read", usize::MAX), ("16 KiB reads", 16 * 1024)];

fn framer(c: &mut Criterion) {
    for (name, bytes) in [("10,000 lines", flag_lines(10_000)), ("1 MiB literal", literal(1 << 20))] {
        let mut group = c.benchmark_group(format!("framer/{name}"));
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        for (how, read) in READS {
            group.bench_with_input(BenchmarkId::from_parameter(how), &bytes, |b, bytes| {
                b.iter(|| frames(black_box(bytes), read));
            });
        }
        group.finish();
    }
}

/// Counts the frames in `bytes` when they arrive `read` octets at a time. No copy is timed: what a caller's buffer
/// would hold is the part of `bytes` that has arrived and is not yet framed.
fn frames(bytes: &[u8], read: usize) -> usize {
    let mut framer = Framer::for_responses(Limits::responses());
    let (mut count, mut used, mut arrived) = (0, 0, 0);
    while arrived < bytes.len() {
        arrived = bytes.len().min(arrived.saturating_add(read));
        let mut input = &bytes[used..arrived];
        while let Some(frame) = framer.next(&mut input).expect("the workload is well-formed") {
            black_box(frame);
            count += 1;
        }
        used = arrived - input.len();
    }
    assert_eq!(used, bytes.len());
    count
}

criterion_group!(benches, framer);
criterion_main!(benches);
