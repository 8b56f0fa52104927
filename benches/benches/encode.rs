//! How fast messages are encoded: by us into a buffer that is used again, by the peer into buffers of its own.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use imap_benches::{ours, peer_imap_codec, workload};

fn encode(c: &mut Criterion) {
    for case in workload::CASES {
        let (bytes, from) = ((case.bytes)(), case.from);
        let mut group = c.benchmark_group(format!("encode/{} {}", case.name, case.what));
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        let (values, mut out) = (ours::Values::decode(&bytes, from), Vec::new());
        group.bench_function("ours", |b| b.iter(|| values.encode(&mut out)));
        let values = peer_imap_codec::Values::decode(&bytes, from);
        group.bench_function("imap-codec", |b| b.iter(|| values.encode()));
        group.finish();
    }
}

criterion_group!(benches, encode);
criterion_main!(benches);
