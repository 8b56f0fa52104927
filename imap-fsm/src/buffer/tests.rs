//! Bounds of what a buffer costs, and misuse of it.

use alloc::format;

use super::*;

#[test]
fn where_there_is_no_memory_nothing_has_changed() {
    let mut octets = b"abc".to_vec();
    for bytes in [0..3, 1..3] {
        assert!(!<Vec<u8> as storage::Storage>::resize(&mut octets, bytes, usize::MAX));
        assert_eq!(octets, b"abc");
    }
}

/// Reads at most `n` bytes of `input`.
fn read<S: Storage>(buffer: &mut Buffer<S>, input: &mut &[u8], n: usize) -> Result<(), BufferFull> {
    let space = buffer.space()?;
    let n = n.min(space.len()).min(input.len());
    space[..n].copy_from_slice(&input[..n]);
    *input = &input[n..];
    buffer.fill(n).unwrap();
    Ok(())
}

/// How much is left when every whole line has been taken, or just one.
fn unread(bytes: &[u8], all: bool) -> usize {
    let lf = |byte: &u8| *byte == b'\n';
    if all && bytes.last().is_some_and(lf) {
        return 0;
    }
    let taken = if all { bytes.iter().rposition(lf) } else { bytes.iter().position(lf) };
    bytes.len() - taken.map_or(0, |lf| lf + 1)
}

fn lines(lens: &[usize], total: usize) -> Vec<u8> {
    let mut input = Vec::new();
    for (index, len) in lens.iter().cycle().enumerate() {
        if input.len() >= total {
            break;
        }
        input.extend((1..*len).map(|_| b'a' + (index % 26) as u8));
        input.push(b'\n');
    }
    input
}

/// Passes all of it through the buffer, and gives back how many bytes were moved for each one read.
fn moved_per_byte<S: Storage>(mut buffer: Buffer<S>, input: &[u8], drip: usize, all: bool) -> f64 {
    let (mut rest, mut out) = (input, Vec::new());
    while !rest.is_empty() || !buffer.is_empty() {
        let unread = unread(buffer.bytes(), all);
        out.extend_from_slice(&buffer.bytes()[..buffer.len() - unread]);
        if rest.len() % 2 == 0 {
            buffer.keep(unread).unwrap();
        } else {
            let mut input = buffer.input();
            *input = &input[input.len() - unread..];
        }
        if !rest.is_empty() {
            read(&mut buffer, &mut rest, drip).unwrap();
        }
    }
    assert!(out == input, "the bytes came through in order");
    buffer.moved as f64 / input.len() as f64
}

#[test]
fn each_byte_is_moved_a_bounded_number_of_times() {
    for (lens, drips) in [
        (&[1][..], &[1, 7, 1000, usize::MAX][..]),
        (&[40], &[1, 7, 1000, usize::MAX]),
        (&[100, 3000], &[1, 100, 1000, usize::MAX]),
        (&[1025, 1], &[1, 100, 1000, usize::MAX]),
        (&[20_000, 1, 1, 1, 70_000], &[999, 4096, usize::MAX]),
    ] {
        let input = lines(lens, 60_000);
        for &drip in drips {
            let moved = moved_per_byte(Buffer::new(1 << 20), &input, drip, true);
            assert!(moved <= 6.0, "{lens:?} by {drip}: {moved}");
        }
    }
}

#[test]
fn taking_one_message_a_read_is_linear_while_the_buffer_may_grow() {
    for (lens, drip) in [(&[40][..], 40), (&[3000, 10][..], 1505), (&[1][..], 1)] {
        let input = lines(lens, 60_000);
        let moved = moved_per_byte(Buffer::new(1 << 20), &input, drip, false);
        assert!(moved <= 6.0, "{lens:?} by {drip}: {moved}");
    }
}

#[test]
fn storage_that_cannot_grow_moves_each_byte_once_or_twice() {
    for lens in [&[1][..], &[40], &[255, 2], &[256], &[130]] {
        let input = lines(lens, 20_000);
        for drip in [1, 7, 256] {
            let moved = moved_per_byte(Buffer::<[u8; 256]>::array(), &input, drip, true);
            assert!(moved <= 2.0, "{lens:?} by {drip}: {moved}");
            let mut storage = [0; 256];
            assert!(moved_per_byte(Buffer::slice(&mut storage), &input, drip, true) <= 2.0);
        }
    }
}

#[test]
fn capacity_goes_back_after_a_big_message() {
    let mut buffer = Buffer::new(1 << 20);
    assert_eq!(buffer.capacity(), 0);
    let big = lines(&[500_000], 1);
    let mut rest = &big[..];
    while !rest.is_empty() {
        read(&mut buffer, &mut rest, usize::MAX).unwrap();
    }
    assert!(buffer.capacity() >= 500_000);
    buffer.keep(3000).unwrap();
    buffer.keep(1024).unwrap();
    assert_eq!((buffer.capacity(), buffer.bytes()), (2048, &big[500_000 - 1024..]));
    assert!(buffer.storage.capacity() <= 2048);
    buffer.keep(0).unwrap();
    assert_eq!((buffer.capacity(), buffer.storage.capacity()), (0, 0));
}

#[test]
fn reads_that_take_all_they_are_lent_are_lent_more_until_one_does_not() {
    let big = lines(&[40], 200_000);
    for all in [true, false] {
        let (mut buffer, mut rest, mut lent) = (Buffer::new(1 << 20), &big[..], Vec::new());
        while rest.len() > 60_000 {
            lent.push(buffer.space().unwrap().len());
            read(&mut buffer, &mut rest, usize::MAX).unwrap();
            buffer.keep(if all { 0 } else { unread(buffer.bytes(), true) }).unwrap();
        }
        assert!(lent[..3].iter().is_sorted() && lent[0] == 2048, "{lent:?}");
        assert!(lent[3..].iter().all(|lent| (15 << 10..=16 << 10).contains(lent)), "{lent:?}");
        read(&mut buffer, &mut rest, 8000).unwrap();
        buffer.keep(0).unwrap();
        assert_eq!((buffer.capacity(), buffer.space().unwrap().len()), (0, 2048));
    }
}

#[test]
fn a_full_buffer_refuses_rather_than_looking_like_the_end_of_the_stream() {
    let mut buffer = Buffer::new(5000);
    let mut input = &[b'a'; 6000][..];
    while read(&mut buffer, &mut input, 999).is_ok() {}
    assert_eq!((buffer.len(), buffer.capacity()), (5000, 5000));
    assert_eq!(buffer.space(), Err(BufferFull { limit: 5000 }));
    buffer.keep(4999).unwrap();
    assert_eq!(buffer.space().map(|room| room.len()), Ok(1));
    assert_eq!(Buffer::new(0).space(), Err(BufferFull { limit: 0 }));
    assert_eq!(Buffer::<[u8; 0]>::array().space(), Err(BufferFull { limit: 0 }));
}

#[test]
fn a_wrong_count_is_refused_and_changes_nothing() {
    let mut buffer = Buffer::<[u8; 8]>::array();
    assert_eq!(buffer.fill(1), Err(BufferMisuse { asked: 1, available: 0 }));
    buffer.space().unwrap()[..4].copy_from_slice(b"abcd");
    assert_eq!(buffer.fill(9), Err(BufferMisuse { asked: 9, available: 8 }));
    buffer.fill(3).unwrap();
    buffer.fill(1).unwrap();
    assert_eq!(buffer.keep(5), Err(BufferMisuse { asked: 5, available: 4 }));
    buffer.keep(2).unwrap();
    assert_eq!(buffer.fill(1), Err(BufferMisuse { asked: 1, available: 0 }));
    assert_eq!(buffer.bytes(), b"cd");
    assert_eq!(format!("{buffer:?}"), "Buffer(2 bytes of 8)");
}

#[test]
fn any_order_of_calls_keeps_the_bytes_and_the_bounds() {
    fn run<S: Storage>(mut buffer: Buffer<S>, seed: u64) {
        let (mut random, mut model, mut next) = (seed, Vec::new(), 0_u8);
        for _ in 0..3000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let n = (random >> 33) as usize % 700;
            match random >> 61 {
                0..=3 => {
                    let room = buffer.space().map_or(0, |room| {
                        room.iter_mut().zip(0..n).for_each(|(byte, _)| {
                            *byte = next;
                            next = next.wrapping_add(1);
                        });
                        room.len()
                    });
                    let filled = n.min(room);
                    buffer.fill(filled).unwrap();
                    model.extend((0..filled).rev().map(|back| next.wrapping_sub(back as u8).wrapping_sub(1)));
                }
                4 => assert_eq!(buffer.fill(usize::MAX).unwrap_err().asked, usize::MAX),
                5 => {
                    let mut input = buffer.input();
                    let taken = n.min(input.len());
                    *input = &input[taken..];
                    model.drain(..taken);
                }
                _ => match buffer.keep(n) {
                    Ok(()) => drop(model.drain(..model.len() - n)),
                    Err(error) => assert_eq!(error.available, model.len()),
                },
            }
            assert!(buffer.bytes() == model && buffer.len() <= buffer.limit());
            assert!(buffer.capacity() <= buffer.limit());
        }
    }
    for seed in 0..20 {
        run(Buffer::new(10_000), seed);
        run(Buffer::new(100), seed);
        run(Buffer::<[u8; 1000]>::array(), seed);
        run(Buffer::slice(&mut [0; 77]), seed);
    }
}

#[test]
fn what_was_taken_is_dropped_however_the_loop_is_left() {
    fn first(buffer: &mut Buffer, len: usize) -> Option<&[u8]> {
        let mut input = buffer.input();
        let (first, rest) = input.split_at_checked(len)?;
        *input = rest;
        Some(first)
    }
    let mut buffer = Buffer::new(100);
    read(&mut buffer, &mut &b"abcdef"[..], 6).unwrap();
    assert_eq!(first(&mut buffer, 2), Some(&b"ab"[..]));
    assert_eq!(first(&mut buffer, 5), None);
    assert_eq!(buffer.bytes(), b"cdef");
    // Of another length than can be: nothing is made up, and nothing comes back.
    *buffer.input() = &[0; 50];
    assert_eq!(buffer.bytes(), b"cdef");
    *buffer.input() = b"ef";
    assert_eq!(buffer.bytes(), b"ef");
    assert_eq!(format!("{:?}", buffer.input()), "Input(2 bytes)");
    let room = buffer.space().unwrap().len();
    *buffer.input() = &[];
    assert_eq!(buffer.fill(room).unwrap_err().available, 0);
    buffer.shrink();
    assert_eq!(buffer.capacity(), 0);
}

#[test]
fn storage_that_cannot_shrink_keeps_its_bytes_where_they_are() {
    let mut buffer = Buffer::<[u8; 8192]>::array();
    let mut input = &b"abcdef"[..];
    read(&mut buffer, &mut input, 6).unwrap();
    buffer.keep(2).unwrap();
    assert_eq!((buffer.bytes(), buffer.capacity()), (&b"ef"[..], 8192));
}

/// A read of nothing says nothing of how much is on its way.
#[test]
fn a_read_of_nothing_changes_no_size() {
    let mut buffer = Buffer::new(1 << 20);
    let mut input = &[b'a'; 4096][..];
    read(&mut buffer, &mut input, usize::MAX).unwrap();
    buffer.keep(0).unwrap();
    assert_eq!(buffer.space().unwrap().len(), 4096);
    buffer.fill(0).unwrap();
    buffer.keep(0).unwrap();
    assert_eq!((buffer.capacity(), buffer.space().unwrap().len()), (4096, 4096));
}
