//! The unread bytes while a machine takes from them.

use core::fmt;
use core::ops::{Deref, DerefMut};

/// The unread bytes of a [`Buffer`](super::Buffer), which learns how many were used when this is dropped.
///
/// It stands for a `&[u8]` whose front is cut off as bytes are used: give `&mut input` to
/// [`Client::receive`](crate::Client::receive), [`Server::receive`](crate::Server::receive) or
/// [`Framer::next`](imap_codec::Framer::next). What these return borrows the buffer, not this, so that it outlives it.
///
/// A slice of your own that is put in its place counts by its length: the last so many bytes are unread, and never more
/// than there were. `Debug` shows a length, never bytes: they may hold a password.
#[must_use = "machines take bytes from it"]
pub struct Input<'b> {
    bytes: &'b [u8],
    /// Where the unread bytes begin in the storage; `end` is where they end.
    start: &'b mut usize,
    end: usize,
}

impl<'b> Input<'b> {
    pub(super) const fn new(bytes: &'b [u8], start: &'b mut usize) -> Self {
        let end = start.saturating_add(bytes.len());
        Self { bytes, start, end }
    }
}

impl<'b> Deref for Input<'b> {
    type Target = &'b [u8];

    fn deref(&self) -> &&'b [u8] {
        &self.bytes
    }
}

impl DerefMut for Input<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.bytes
    }
}

impl Drop for Input<'_> {
    fn drop(&mut self) {
        *self.start = self.end.saturating_sub(self.bytes.len()).max(*self.start);
    }
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Input({} bytes)", self.bytes.len())
    }
}
