//! How long a client takes to read 10,000 responses, and one with a literal of 1 MiB, in reads of 16 KiB.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use imap_benches::workload;
use imap_benches_session::{async_imap, imap_next, io_imap, ours};

fn session(c: &mut Criterion) {
    for (name, bytes) in [("h", workload::sync_untagged()), ("1 MiB literal", workload::literal(1 << 20))] {
        let mut group = c.benchmark_group(format!("session/{name}"));
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("ours", |b| b.iter(|| ours::fetch(black_box(&bytes))));
        group.bench_function("imap-next", |b| b.iter(|| imap_next::fetch(black_box(&bytes))));
        group.bench_function("io-imap", |b| b.iter(|| io_imap::fetch(black_box(&bytes))));
        group.bench_function("async-imap", |b| b.iter(|| async_imap::fetch(black_box(&bytes))));
        group.finish();
    }
    let bytes = workload::literal(1 << 20);
    let mut group = c.benchmark_group("session/1 MiB literal, streamed");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("ours", |b| b.iter(|| ours::stream(black_box(&bytes))));
    group.bench_function("io-imap", |b| b.iter(|| io_imap::stream(black_box(&bytes))));
    group.finish();
}

criterion_group!(benches, session);
criterion_main!(benches);
