//! Which name of a list a word is.

/// A word, with its first and its last octets as numbers.
#[derive(Clone, Copy)]
pub(crate) struct Word<'a> {
    octets: &'a [u8],
    first: u64,
    last: u64,
}

impl<'a> Word<'a> {
    /// Words of 2 to 16 octets are their ends, which overlap or meet; so these are the same where those are.
    #[inline]
    pub(crate) const fn new(octets: &'a [u8]) -> Self {
        let (first, last) = match (octets.first_chunk::<8>(), octets.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => match (octets.first_chunk::<4>(), octets.last_chunk::<4>()) {
                (Some(first), Some(last)) => {
                    (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64)
                }
                _ => match (octets.first_chunk::<2>(), octets.last_chunk::<2>()) {
                    (Some(first), Some(last)) => {
                        (u16::from_le_bytes(*first) as u64, u16::from_le_bytes(*last) as u64)
                    }
                    _ => (0, 0),
                },
            },
        };
        Self { octets, first, last }
    }

    /// Whether this is the other word in any case. It nearly always is in the same case.
    #[inline]
    pub(crate) fn is(&self, other: &str) -> bool {
        let other = Word::new(other.as_bytes());
        let same_ends = self.first == other.first && self.last == other.last;
        self.octets.len() == other.octets.len()
            && (same_ends && matches!(self.octets.len(), 2..=16) || self.is_in_other_case(other.octets))
    }

    #[inline(never)]
    fn is_in_other_case(&self, other: &[u8]) -> bool {
        self.octets.eq_ignore_ascii_case(other)
    }
}

/// Gives each name of a list a number of its own.
pub(crate) struct Numbers {
    factor: u64,
    shift: u32,
}

impl Numbers {
    /// The compiler looks for the factor; so it is the compiler that complains about two names with the same ends, or
    /// more than some 40.
    pub(crate) const fn new(names: &[&str]) -> Self {
        let shift = if names.len() > 16 { 57 } else { 58 };
        let mut numbers = Self { factor: 1, shift };
        loop {
            numbers.factor = numbers.factor.wrapping_mul(0x5851_F42D_4C95_7F2D);
            let (mut left, mut taken) = (names, 0_u128);
            while let [name, rest @ ..] = left {
                let number = 1 << numbers.of(&Word::new(name.as_bytes()));
                if taken & number != 0 {
                    break;
                }
                taken |= number;
                left = rest;
            }
            if left.is_empty() {
                return numbers;
            }
        }
    }

    /// A number below 128, the same for words that differ in nothing but letters' case.
    #[inline]
    pub(crate) const fn of(&self, word: &Word<'_>) -> u8 {
        /// Turns capitals into small letters, and some other characters into others.
        const SMALL: u64 = u64::from_ne_bytes([0x20; 8]);
        let ends = (word.first | SMALL) ^ (word.last | SMALL).rotate_left(3) ^ word.octets.len() as u64;
        (ends.wrapping_mul(self.factor) >> self.shift) as u8
    }
}

/// The variant whose name this is in any case: `named!(name; Idle = "IDLE", Id = "ID")`. One switch on numbers finds
/// the only one it can be.
macro_rules! named {
    ($octets:expr; $($variant:ident = $name:literal),+ $(,)?) => {{
        #[allow(non_upper_case_globals, reason = "named as the variants are")]
        mod number {
            use crate::names::{Numbers, Word};
            pub(super) const ALL: Numbers = Numbers::new(&[$($name),+]);
            $(pub(super) const $variant: u8 = ALL.of(&Word::new($name.as_bytes()));)+
        }
        let word = crate::names::Word::new($octets);
        let (variant, name) = match number::ALL.of(&word) {
            $(number::$variant => (Self::$variant, $name),)+
            _ => return None,
        };
        word.is(name).then_some(variant)
    }};
}

pub(crate) use named;
