//! What a buffer can be over.

use alloc::vec::Vec;
use core::ops::Range;

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
