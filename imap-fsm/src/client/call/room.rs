//! How much a call may keep.

use alloc::vec::Vec;
use core::fmt;

use imap_codec::Encoder;
use imap_types::response::Data;

/// What a call keeps unless its caller says otherwise.
const LIMIT: usize = 16 << 20;

/// What a response costs besides its octets.
const RESPONSE: usize = 64;

/// The longest scratch that is kept from one response to the next.
const SCRATCH: usize = 16 << 10;

/// Octets that a call may still keep. An [`Answer`](super::Answer) asks before it keeps anything.
#[derive(Clone)]
pub struct Room {
    limit: usize,
    left: usize,
    exceeded: bool,
    scratch: Vec<u8>,
}

impl Default for Room {
    fn default() -> Self {
        Self::new(LIMIT)
    }
}

impl Room {
    /// Room for so many octets.
    pub const fn new(limit: usize) -> Self {
        Self { limit, left: limit, exceeded: false, scratch: Vec::new() }
    }

    /// Whether so many octets more may be kept, which are then counted. Once the answer is `false` the call ends in
    /// [`Refused::TooLarge`](super::Refused::TooLarge), whatever comes later.
    pub fn take(&mut self, octets: usize) -> bool {
        match self.left.checked_sub(octets) {
            Some(left) => {
                self.left = left;
                true
            }
            None => {
                self.exceeded = true;
                false
            }
        }
    }

    /// The same for data: as many octets as it takes to write, and some for the value around them.
    ///
    /// ```text
    /// S: * SEARCH 2 84 882          19 octets, and some for the value
    /// ```
    pub fn take_data(&mut self, data: &Data<'_>) -> bool {
        self.scratch.clear();
        Encoder::new(&mut self.scratch).data(data);
        let octets = self.scratch.len().saturating_add(RESPONSE);
        if self.scratch.capacity() > SCRATCH {
            self.scratch = Vec::new();
        }
        self.take(octets)
    }

    /// The limit, if more was asked for.
    pub(super) fn exceeded(&self) -> Option<usize> {
        self.exceeded.then_some(self.limit)
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Room({} of {} octets)", self.left, self.limit)
    }
}

#[cfg(test)]
mod tests {
    use imap_types::IntoBoundedStatic;
    use imap_types::response::Response;

    use super::*;

    #[test]
    fn no_long_scratch_is_kept() {
        let data = |numbers: usize| {
            let line = alloc::format!("* SEARCH{}\r\n", " 1234567".repeat(numbers));
            match imap_codec::decode_response(line.as_bytes()).unwrap().into_static() {
                Response::Data(data) => data,
                other => panic!("{other:?}"),
            }
        };
        let mut room = Room::new(1 << 20);
        assert!(room.take_data(&data(100)));
        assert_eq!((room.left, (1..=SCRATCH).contains(&room.scratch.capacity())), ((1 << 20) - 874, true));
        assert!(room.take_data(&data(10_000)));
        assert_eq!(room.scratch.capacity(), 0);
    }
}
