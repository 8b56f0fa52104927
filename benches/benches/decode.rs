//! How fast messages are found and decoded, borrowed from the bytes, beside the peers.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use imap_benches::{From, ours, peer_imap_codec, peer_imap_proto, workload};

fn decode(c: &mut Criterion) {
    for case in workload::CASES {
        let (bytes, from) = ((case.bytes)(), case.from);
        let mut group = c.benchmark_group(format!("decode/{} {}", case.name, case.what));
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("ours", |b| b.iter(|| ours::decode(black_box(&bytes), from)));
        group.bench_function("imap-codec", |b| b.iter(|| peer_imap_codec::decode(black_box(&bytes), from)));
        if from == From::Server {
            group.bench_function("imap-proto", |b| b.iter(|| peer_imap_proto::decode(black_box(&bytes))));
        }
        group.finish();
    }
}

criterion_group!(benches, decode);
criterion_main!(benches);
