//! Where bytes wait that have been read and do not make a whole message yet.
//!
//! A machine takes whole messages from the front of your bytes and leaves what it cannot use yet. [`Buffer`] keeps
//! that rest and finds room behind it for the next read, so that the loop around a connection is three calls:
//!
//! ```
//! use std::io::Read;
//! use imap_codec::{Framer, Limits};
//! use imap_fsm::Buffer;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut stream: &[u8] = b"* OK hello\r\n* 3 EXISTS\r\n";
//! let mut framer = Framer::for_responses(Limits::responses());
//! let mut buffer = Buffer::new(Limits::responses().message + 1);
//! let mut frames = 0;
//! loop {
//!     let mut input = buffer.bytes();
//!     while let Some(_frame) = framer.next(&mut input)? {
//!         frames += 1;
//!     }
//!     let unread = input.len();
//!     buffer.keep(unread)?;
//!     let n = stream.read(buffer.space()?)?;
//!     if n == 0 {
//!         break;
//!     }
//!     buffer.fill(n)?;
//! }
//! assert_eq!(frames, 2);
//! # Ok(())
//! # }
//! ```
//!
//! # Cost
//!
//! A buffer over a `Vec` doubles up to its limit while a message does not fit. What a read is lent follows the reads: 2
//! KiB at first, twice as much after each read that took all it was lent, up to 16 KiB, and 2 KiB again after one that
//! took less, because then the peer has no more for now. After such a read the storage goes back to 2 KiB when no more
//! than 1 KiB is unread, and is freed when nothing is. So who waits before he calls [`Buffer::space`] (epoll,
//! `readable()`) waits with no storage at all, who waits in the read with 2 KiB; with 16 KiB where the last read
//! happened to take just what it was lent.
//!
//! [`Buffer::keep`] moves an offset; bytes are moved only where that buys at least a fourth of the storage, so that each
//! byte is moved a bounded number of times however thin the drip. The one exception is storage that cannot grow (an
//! array, a `Vec` at its limit) while whole messages are left in it unread: take them all before you read on, as above.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

/// What a `Vec` starts with and goes back to.
const BASE: usize = 2 << 10;

/// What a read is lent at most, unless a message needs more: the longest record of TLS.
const MOST: usize = 16 << 10;

/// Bytes that have been read and not used yet, and room behind them. See the [module](self).
///
/// Over `Vec<u8>` ([`Buffer::new`]) it grows and shrinks; over `[u8; N]` ([`Buffer::array`]) or `&mut [u8]`
/// ([`Buffer::slice`]) it never allocates. `Debug` shows lengths, never bytes: they may hold a password.
#[derive(Clone)]
pub struct Buffer<S = Vec<u8>> {
    storage: S,
    limit: usize,
    /// The unread bytes are `start..end` of the storage; `start <= end <= storage.len()`.
    start: usize,
    end: usize,
    /// Bytes behind `end` that [`Buffer::space`] gave out and [`Buffer::fill`] may claim.
    lent: usize,
    /// What the next read is worth, from [`BASE`] to [`MOST`]. [`BASE`]: the last one left something of what it was lent.
    room: usize,
    #[cfg(test)]
    moved: usize,
}

impl Buffer<Vec<u8>> {
    /// An empty buffer that grows up to `limit` bytes; it allocates at the first [`Buffer::space`].
    ///
    /// A limit above the framer's [`Limits::message`](imap_codec::Limits::message) leaves the verdict on messages
    /// that are too long to the framer.
    pub const fn new(limit: usize) -> Self {
        Self::over(Vec::new(), limit)
    }
}

impl<const N: usize> Buffer<[u8; N]> {
    /// An empty buffer of `N` bytes.
    pub const fn array() -> Self {
        Self::over([0; N], N)
    }
}

impl<'s> Buffer<&'s mut [u8]> {
    /// An empty buffer in storage of yours, whose content is overwritten.
    pub const fn slice(storage: &'s mut [u8]) -> Self {
        let limit = storage.len();
        Self::over(storage, limit)
    }
}

impl<S> Buffer<S> {
    const fn over(storage: S, limit: usize) -> Self {
        Self {
            storage,
            limit,
            start: 0,
            end: 0,
            lent: 0,
            room: BASE,
            #[cfg(test)]
            moved: 0,
        }
    }

    /// How many bytes are unread.
    pub const fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether all bytes have been used.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The most bytes that can be unread at once.
    pub const fn limit(&self) -> usize {
        self.limit
    }
}

impl<S: Storage> Buffer<S> {
    /// The unread bytes, in the order in which they were read.
    pub fn bytes(&self) -> &[u8] {
        self.storage.bytes().get(self.start..self.end).unwrap_or_default()
    }

    /// Room to read into; never empty, so that a read of nothing means the end of the stream and nothing else.
    ///
    /// Tell with [`Buffer::fill`] how much was read. What stands in the room is of no meaning. Refuses when the
    /// unread bytes fill the buffer up to its limit, or when memory for more is not to be had: no message of the
    /// length that has come can be held, and the connection cannot go on.
    pub fn space(&mut self) -> Result<&mut [u8], BufferFull> {
        self.make_room();
        let limit = self.limit;
        let room = self.storage.bytes_mut().get_mut(self.end..).unwrap_or_default();
        self.lent = room.len();
        if room.is_empty() { Err(BufferFull { limit }) } else { Ok(room) }
    }

    /// Takes over `n` bytes that have been read into the [`Buffer::space`] given last.
    ///
    /// Refuses more than was given, or any after a [`Buffer::keep`] in between; nothing has changed then.
    pub fn fill(&mut self, n: usize) -> Result<(), BufferMisuse> {
        let available = self.lent;
        match available.checked_sub(n) {
            Some(rest) => {
                self.lent = rest;
                self.end = self.end.saturating_add(n);
                if n > 0 {
                    self.room = if rest > 0 { BASE } else { self.room.saturating_mul(2).min(MOST) };
                }
                Ok(())
            }
            None => Err(BufferMisuse { asked: n, available }),
        }
    }

    /// Drops all but the last `unread` bytes: what a machine left of [`Buffer::bytes`].
    ///
    /// Refuses more than there are; nothing has changed then.
    pub fn keep(&mut self, unread: usize) -> Result<(), BufferMisuse> {
        let available = self.len();
        if unread > available {
            return Err(BufferMisuse { asked: unread, available });
        }
        self.start = self.end.saturating_sub(unread);
        self.lent = 0;
        if unread == 0 {
            (self.start, self.end) = (0, 0);
        }
        let enough = match unread {
            0 if self.room == BASE => 0,
            // At half of the base, so that at least a fourth of it is filled before the buffer grows again.
            _ if unread <= BASE / 2 => self.room,
            _ => return Ok(()),
        };
        if self.capacity() > enough {
            self.resize(enough);
        }
        Ok(())
    }

    /// How many bytes are allocated now.
    pub fn capacity(&self) -> usize {
        self.storage.bytes().len()
    }

    /// Moves or grows where little room is left behind the unread bytes.
    ///
    /// What is moved is paid for by what was dropped since the bytes were moved last: where at least half is free,
    /// and less than a fourth of that behind the bytes, at least a fourth of the storage has been dropped.
    fn make_room(&mut self) {
        let capacity = self.capacity();
        let room = self.room.min(self.limit);
        if capacity < room && self.resize(room) {
            return;
        }
        if capacity.saturating_sub(self.end) >= (capacity / 4).clamp(1, BASE / 4) {
            return;
        }
        if self.len() <= capacity / 2 && self.start > 0 {
            return self.compact();
        }
        let grown = capacity.saturating_mul(2).min(self.limit);
        if grown > capacity && self.resize(grown) {
            return;
        }
        if capacity == self.end {
            self.compact();
        }
    }

    fn compact(&mut self) {
        if self.start > 0 {
            let unread = self.start..self.end;
            self.note_moved();
            self.end = unread.len();
            self.start = 0;
            self.storage.bytes_mut().copy_within(unread, 0);
        }
    }

    /// Moves into storage of another size, which has room for the unread bytes. Not all storage can.
    fn resize(&mut self, capacity: usize) -> bool {
        let resized = self.storage.resize(self.start..self.end, capacity);
        if resized {
            self.note_moved();
            (self.start, self.end) = (0, self.len());
        }
        resized
    }

    fn note_moved(&mut self) {
        #[cfg(test)]
        {
            self.moved += self.len();
        }
    }
}

impl<S: Storage> fmt::Debug for Buffer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({} bytes of {})", self.len(), self.capacity())
    }
}

/// What a [`Buffer`] can be over: `Vec<u8>`, `[u8; N]`, `&mut [u8]`.
pub trait Storage: storage::Storage {}

impl<S: storage::Storage> Storage for S {}

mod storage {
    use super::{Range, Vec};

    /// Out of reach, so that nobody else's storage can break the offsets of a buffer.
    pub trait Storage {
        fn bytes(&self) -> &[u8];
        fn bytes_mut(&mut self) -> &mut [u8];

        /// Goes to another size with these bytes in front. `false`: nothing has changed.
        fn resize(&mut self, _bytes: Range<usize>, _capacity: usize) -> bool {
            false
        }
    }

    impl Storage for Vec<u8> {
        fn bytes(&self) -> &[u8] {
            self
        }

        fn bytes_mut(&mut self) -> &mut [u8] {
            self
        }

        fn resize(&mut self, bytes: Range<usize>, capacity: usize) -> bool {
            // In place: the allocator often need not move what it makes longer, and of a long message that is most.
            if let (0, Some(more)) = (bytes.start, capacity.checked_sub(self.len())) {
                let reserved = self.try_reserve_exact(more).is_ok();
                if reserved {
                    self.resize(capacity, 0);
                }
                return reserved;
            }
            let mut resized = Self::new();
            let Some(bytes) = self.get(bytes) else { return false };
            if bytes.len() > capacity || resized.try_reserve_exact(capacity).is_err() {
                return false;
            }
            resized.extend_from_slice(bytes);
            resized.resize(capacity, 0);
            *self = resized;
            true
        }
    }

    impl<const N: usize> Storage for [u8; N] {
        fn bytes(&self) -> &[u8] {
            self
        }

        fn bytes_mut(&mut self) -> &mut [u8] {
            self
        }
    }

    impl Storage for &mut [u8] {
        fn bytes(&self) -> &[u8] {
            self
        }

        fn bytes_mut(&mut self) -> &mut [u8] {
            self
        }
    }
}

/// One message does not fit into the buffer. Close the connection, or allow for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferFull {
    /// The buffer's limit.
    pub limit: usize,
}

impl fmt::Display for BufferFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no room for more in a buffer of at most {} bytes", self.limit)
    }
}

impl core::error::Error for BufferFull {}

/// The caller counted wrong: more bytes than there are. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferMisuse {
    /// How many were asked for.
    pub asked: usize,
    /// How many there are.
    pub available: usize,
}

impl fmt::Display for BufferMisuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes asked for, {} available", self.asked, self.available)
    }
}

impl core::error::Error for BufferMisuse {}

#[cfg(test)]
mod tests {
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
            buffer.keep(unread).unwrap();
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
                random =
                    random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
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
                        model.extend(
                            (0..filled).rev().map(|back| next.wrapping_sub(back as u8).wrapping_sub(1)),
                        );
                    }
                    4 => assert_eq!(buffer.fill(usize::MAX).unwrap_err().asked, usize::MAX),
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
}
