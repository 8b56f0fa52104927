//! Where bytes wait that have been read and do not make a whole message yet.
//!
//! A machine takes whole messages from the front of your bytes and leaves what it cannot use yet. [`Buffer`] keeps
//! that rest and finds room behind it for the next read, so that the loop around a connection is three calls:
//! [`Buffer::input`], [`Buffer::space`], [`Buffer::fill`].
//!
//! ```
//! use std::io::Read;
//! use imap_fsm::codec::{Framer, Limits};
//! use imap_fsm::Buffer;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut stream: &[u8] = b"* OK hello\r\n* 3 EXISTS\r\n";
//! let mut framer = Framer::for_responses(Limits::responses());
//! let mut buffer = Buffer::new(Limits::responses().message + 1);
//! let mut frames = 0;
//! loop {
//!     while let Some(_frame) = framer.next(&mut buffer.input())? {
//!         frames += 1;
//!     }
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
//! than 1 KiB is unread: [`Buffer::space`] does that by itself. [`Buffer::shrink`] and [`Buffer::keep`] do it at once
//! and free the storage when nothing is unread. So a program that calls one of them before it waits for the socket to
//! be readable (epoll, `readable()`) waits with no storage at all, one that waits in the read with 2 KiB; with 16 KiB
//! where the last read happened to take just what it was lent.
//!
//! [`Buffer::input`] moves an offset; bytes are moved only where that buys at least a fourth of the storage, so that each
//! byte is moved a bounded number of times however thin the drip. The one exception is storage that cannot grow (an
//! array, a `Vec` at its limit) while whole messages are left in it unread: take them all before you read on, as above.

mod input;
mod storage;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;
use core::fmt;

pub use self::input::Input;

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

    /// Count of unread bytes.
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
    /// The unread bytes for a machine to take from: it hands over `&mut &[u8]`, and the buffer drops what was taken.
    ///
    /// ```
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use imap_fsm::{Buffer, Client};
    /// # let (mut client, mut buffer) = (Client::new(Default::default()), Buffer::new(1000));
    /// # buffer.space()?[..9].copy_from_slice(b"* OK hi\r\n");
    /// # buffer.fill(9)?;
    /// while let Some(event) = client.receive(&mut buffer.input())? {
    ///     println!("{event:?}"); // `break`, `return` and `?` are fine here
    /// }
    /// assert!(buffer.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    /// What is received borrows the buffer, and lives as long as nothing else is done with it. After this call
    /// [`Buffer::fill`] needs a new [`Buffer::space`].
    pub fn input(&mut self) -> Input<'_> {
        self.lent = 0;
        let bytes = self.storage.bytes().get(self.start..self.end).unwrap_or_default();
        Input::new(bytes, &mut self.start)
    }

    /// The unread bytes, in the order in which they were read. Where they are given to a machine,
    /// [`Buffer::input`] keeps account of what it takes.
    pub fn bytes(&self) -> &[u8] {
        self.storage.bytes().get(self.start..self.end).unwrap_or_default()
    }

    /// Room to read into; never empty, so that a read of nothing means the end of the stream and nothing else.
    ///
    /// Tell with [`Buffer::fill`] how much was read. What stands in the room is of no meaning. Refuses when the
    /// unread bytes fill the buffer up to its limit, or when memory for more is not to be had: no message of the
    /// length that has come can be held, and the connection cannot go on.
    pub fn space(&mut self) -> Result<&mut [u8], BufferFull> {
        self.settle(self.room);
        self.make_room();
        let limit = self.limit;
        let room = self.storage.bytes_mut().get_mut(self.end..).unwrap_or_default();
        self.lent = room.len();
        if room.is_empty() { Err(BufferFull { limit }) } else { Ok(room) }
    }

    /// Takes over `n` bytes that have been read into the [`Buffer::space`] given last.
    ///
    /// Refuses more than was given, or any after a [`Buffer::keep`] or [`Buffer::input`] in between; nothing has changed then.
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
        self.shrink();
        Ok(())
    }

    /// Gives back storage that the unread bytes have no need of: all of it where there are none, unless the last read
    /// took all that it was lent. For programs that wait long before they ask for [`Buffer::space`].
    pub fn shrink(&mut self) {
        self.settle(if self.room == BASE { 0 } else { self.room });
    }

    /// Goes back to the usual size where so little is unread that it fits well. `empty` is what to keep for nothing.
    fn settle(&mut self, empty: usize) {
        self.lent = 0;
        let enough = match self.len() {
            0 => {
                (self.start, self.end) = (0, 0);
                empty
            }
            // At half of the base, so that at least a fourth of it is filled before the buffer grows again.
            unread if unread <= BASE / 2 => self.room,
            _ => return,
        };
        if self.capacity() > enough {
            self.resize(enough);
        }
    }

    /// Count of bytes that are allocated now.
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

/// Storage of a [`Buffer`]: `Vec<u8>`, `[u8; N]`, `&mut [u8]`.
pub trait Storage: storage::Storage {}

impl<S: storage::Storage> Storage for S {}

/// One message does not fit into the buffer. Close the connection, or allow for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BufferMisuse {
    /// Bytes asked for.
    pub asked: usize,
    /// Bytes there are.
    pub available: usize,
}

impl fmt::Display for BufferMisuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes asked for, {} available", self.asked, self.available)
    }
}

impl core::error::Error for BufferMisuse {}
