//! The smallest pieces of what is written: bytes and numbers.

use super::Encoder;

/// The smallest pieces, for what comes by the thousand: the compiler copies them into each writer.
///
/// [`Called`] has the same ones for all others. Which of them a writer takes is said by the imports of its file alone.
pub(crate) trait Inlined {
    fn byte(&mut self, byte: u8);

    fn bytes(&mut self, bytes: &[u8]);

    /// A number in decimal.
    fn number(&mut self, number: impl Into<u64>);

    /// A byte, and a number behind it.
    fn number_behind(&mut self, byte: u8, number: impl Into<u64>);
}

/// What is copied has no call of the allocator in it, and no register to save for one: where there is no room all is done
/// elsewhere.
impl Encoder<'_> {
    #[inline]
    fn room(&self) -> usize {
        self.out.capacity().wrapping_sub(self.out.len())
    }

    #[cold]
    #[inline(never)]
    fn in_more_room(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }
}

impl Inlined for Encoder<'_> {
    #[inline]
    fn byte(&mut self, byte: u8) {
        if self.room() == 0 {
            return self.in_more_room(&[byte]);
        }
        self.out.push(byte);
    }

    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        if self.room() < bytes.len() {
            return self.in_more_room(bytes);
        }
        self.out.extend_from_slice(bytes);
    }

    #[inline]
    fn number(&mut self, number: impl Into<u64>) {
        let number = number.into();
        if number < 100_000_000 {
            self.short_number(number);
        } else {
            self.long_number(number);
        }
    }

    #[inline]
    fn number_behind(&mut self, byte: u8, number: impl Into<u64>) {
        let number = number.into();
        if number < 10_000_000 {
            self.short_number_behind(byte, number);
        } else {
            Called::byte(self, byte);
            Called::number(self, number);
        }
    }
}

/// The pieces of [`Inlined`], of which there is one each.
pub(crate) trait Called {
    fn byte(&mut self, byte: u8);

    fn bytes(&mut self, bytes: &[u8]);

    fn number(&mut self, number: impl Into<u64>);
}

impl Called for Encoder<'_> {
    #[inline(never)]
    fn byte(&mut self, byte: u8) {
        Inlined::byte(self, byte);
    }

    #[inline(never)]
    fn bytes(&mut self, bytes: &[u8]) {
        Inlined::bytes(self, bytes);
    }

    fn number(&mut self, number: impl Into<u64>) {
        #[inline(never)]
        fn number_of(out: &mut Encoder<'_>, number: u64) {
            Inlined::number(out, number);
        }
        number_of(self, number.into());
    }
}
