//! Output on its way to the caller's stream.

use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};

use crate::error::Misuse;

/// What the output goes back to when little is left of it.
const BASE: usize = 4096;

/// Bytes that may be written now. What has to wait stays with its command.
#[derive(Default)]
pub(crate) struct Transmit {
    bytes: Vec<u8>,
    /// How many at the front have been written.
    written: usize,
    /// How many had been written before those in `bytes`.
    before: u64,
    /// How many at the front the caller has seen. Those may be written although nobody has told yet.
    lent: AtomicUsize,
}

impl Transmit {
    /// What is to be written. From now on the peer may have it.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.lent.store(self.bytes.len(), Ordering::Relaxed);
        self.bytes.get(self.written..).unwrap_or_default()
    }

    /// How much is to be written.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len().saturating_sub(self.written)
    }

    /// Where bytes are appended.
    pub(crate) fn writer(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// How many bytes have been written since the connection began.
    pub(crate) fn position(&self) -> u64 {
        self.before.saturating_add(self.written as u64)
    }

    /// Up to where the peer may have read: all that was lent, be it that the caller has told of its writing or not.
    pub(crate) fn lent(&self) -> u64 {
        self.before.saturating_add(self.lent.load(Ordering::Relaxed).max(self.written) as u64)
    }

    /// The position that will be reached when all is written.
    pub(crate) fn end(&self) -> u64 {
        self.before.saturating_add(self.bytes.len() as u64)
    }

    pub(crate) fn advance(&mut self, n: usize) -> Result<(), Misuse> {
        if n > self.len() {
            return Err(Misuse::Octets { asked: n as u64, available: self.len() as u64 });
        }
        self.written = self.written.saturating_add(n);
        // Moving what is left is paid for by what was written since the last move.
        if self.written >= self.len() && self.written > 0 {
            self.before = self.position();
            self.bytes.drain(..self.written);
            let lent = self.lent.get_mut();
            *lent = lent.saturating_sub(self.written);
            self.written = 0;
            // A connection that idles shall cost little.
            if self.bytes.is_empty() {
                self.bytes = Vec::new();
            } else if self.bytes.len() <= BASE / 2 && self.bytes.capacity() > BASE {
                self.bytes.shrink_to(BASE);
            }
        }
        Ok(())
    }

    /// Takes bytes back that begin at this position. `false`: they are on their way already, or may be.
    pub(crate) fn retract(&mut self, position: u64, len: usize) -> bool {
        let Some(start) = position.checked_sub(self.before).and_then(|start| usize::try_from(start).ok())
        else {
            return false;
        };
        let end = start.saturating_add(len);
        let at_hand = position >= self.lent() && end <= self.bytes.len();
        if at_hand {
            self.bytes.drain(start..end);
        }
        at_hand
    }

    /// Drops what is not written yet.
    pub(crate) fn clear(&mut self) {
        self.before = self.position();
        (self.written, self.lent) = (0, AtomicUsize::new(0));
        self.bytes = Vec::new();
    }
}

/// Shows lengths, never bytes: they may hold a password.
impl fmt::Debug for Transmit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Transmit({} bytes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_hold_while_bytes_are_written_and_taken_back() {
        let mut transmit = Transmit::default();
        transmit.writer().extend_from_slice(b"a1 IDLE\r\n");
        transmit.advance(3).unwrap();
        let done = transmit.end();
        transmit.writer().extend_from_slice(b"DONE\r\na2 NOOP\r\n");
        assert_eq!((transmit.position(), done), (3, 9));
        assert!(transmit.retract(done, 6));
        assert_eq!(transmit.bytes(), b"IDLE\r\na2 NOOP\r\n");
        transmit.advance(7).unwrap();
        assert_eq!((transmit.bytes(), transmit.position()), (&b"2 NOOP\r\n"[..], 10));
        assert_eq!(transmit.lent(), 18, "all of it has been looked at");
        assert!(!transmit.retract(12, 3));
        assert_eq!(transmit.advance(9), Err(Misuse::Octets { asked: 9, available: 8 }));
    }

    #[test]
    fn what_was_shown_stays_shown_while_it_is_written() {
        let mut transmit = Transmit::default();
        transmit.writer().extend_from_slice(b"0123456789");
        assert_eq!((transmit.bytes().len(), transmit.lent()), (10, 10));
        transmit.writer().extend_from_slice(b"abc");
        for (written, lent) in [(3, 10), (6, 10), (1, 10), (2, 12), (1, 13)] {
            transmit.advance(written).unwrap();
            assert_eq!(transmit.lent(), lent);
        }
    }

    #[test]
    fn a_big_output_leaves_nothing_behind() {
        let mut transmit = Transmit::default();
        transmit.writer().resize(1 << 20, b'x');
        while transmit.len() > 0 {
            transmit.advance(transmit.len().min(1000)).unwrap();
        }
        assert_eq!(transmit.writer().capacity(), 0);
    }

    #[test]
    fn what_is_left_of_a_big_output_takes_little() {
        for (left, capacity) in [(BASE / 2, BASE), (BASE / 2 + 1, 1 << 20)] {
            let mut transmit = Transmit::default();
            transmit.writer().reserve_exact(1 << 20);
            transmit.writer().resize(1 << 20, b'x');
            transmit.advance((1 << 20) - left).unwrap();
            assert_eq!((transmit.len(), transmit.writer().capacity()), (left, capacity));
        }
        // What is less than half is not moved.
        let mut transmit = Transmit::default();
        transmit.writer().extend_from_slice(b"0123456789");
        transmit.advance(4).unwrap();
        assert_eq!((transmit.before, transmit.written), (0, 4));
        transmit.advance(1).unwrap();
        assert_eq!((transmit.before, transmit.written), (5, 0));
    }
}
