//! Numbers that must not be mixed up.

use core::fmt;
use core::num::{NonZeroU32, NonZeroU64};
use core::str::FromStr;

use crate::bounded::bounded_static_owned;
use crate::error::ValueError;
use crate::trusted::FromWire;

/// `number64`: an unsigned 63-bit integer.
///
/// Sizes and offsets in octets. IMAP4rev1 servers stay below 2^32.
/// [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number64(u64);

impl Number64 {
    /// The highest there can be: 2^63 - 1.
    pub const MAX: Self = Self(i64::MAX as u64);

    /// The number, if it fits 63 bits.
    pub const fn new(number: u64) -> Option<Self> {
        if number <= Self::MAX.0 { Some(Self(number)) } else { None }
    }

    /// The number, below 2^63.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl From<u32> for Number64 {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

impl TryFrom<u64> for Number64 {
    type Error = ValueError;

    fn try_from(number: u64) -> Result<Self, ValueError> {
        Self::new(number).ok_or(ValueError::new("number64", 0))
    }
}

impl fmt::Display for Number64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A point in a mailbox's history, higher for every change: `mod-sequence-value`.
///
/// 1 to 2^63 - 1. Where the RFC has `mod-sequence-valzer`, `Option` stands for the zero before all changes.
/// [RFC 7162 §3.1](https://www.rfc-editor.org/rfc/rfc7162#section-3.1)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModSeq(NonZeroU64);

impl ModSeq {
    /// The mod-sequence, if it is not zero and fits 63 bits.
    pub const fn new(value: u64) -> Option<Self> {
        match NonZeroU64::new(value) {
            Some(value) if value.get() <= Number64::MAX.0 => Some(Self(value)),
            _ => None,
        }
    }

    /// The mod-sequence as a number, from 1 to 2^63 - 1.
    pub const fn get(self) -> u64 {
        self.0.get()
    }
}

impl TryFrom<u64> for ModSeq {
    type Error = ValueError;

    fn try_from(value: u64) -> Result<Self, ValueError> {
        Self::new(value).ok_or(ValueError::new("mod-sequence-value", 0))
    }
}

impl fmt::Display for ModSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The validity value of a mailbox's UIDs.
///
/// UIDs that were stored stand for the same messages as long as the mailbox has the same value; compare the two for
/// equality. A server that follows the RFC tells 1 to 2^32 - 1. Some tell more, such as milliseconds since 1970, and
/// their value is as good for comparing; it is kept as far as it fits 64 bits.
/// [RFC 9051 §2.3.1.1](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.1.1)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UidValidity(NonZeroU64);

impl UidValidity {
    /// The value that [`UidValidity::get`] gave before it was stored; `None` for zero.
    ///
    /// A value of one's own mailbox comes from a `NonZeroU32`, which is all that may be sent.
    pub const fn from_stored(value: u64) -> Option<Self> {
        match NonZeroU64::new(value) {
            Some(value) => Some(Self(value)),
            None => None,
        }
    }

    /// The UIDVALIDITY as a number, never 0.
    pub const fn get(self) -> u64 {
        self.0.get()
    }

    /// The number as the RFC has it; `None` above 32 bits, where the value can be compared but not sent in a command.
    pub fn nz_number(self) -> Option<NonZeroU32> {
        NonZeroU32::try_from(self.0).ok()
    }
}

impl From<NonZeroU32> for UidValidity {
    fn from(value: NonZeroU32) -> Self {
        Self(value.into())
    }
}

impl TryFrom<u32> for UidValidity {
    type Error = ValueError;

    fn try_from(value: u32) -> Result<Self, ValueError> {
        Self::from_stored(value.into()).ok_or(ValueError::new("nz-number", 0))
    }
}

impl fmt::Display for UidValidity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for UidValidity {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UidValidity({})", self.0)
    }
}

/// The mark of a mod-sequence that a peer wrote as zero, or below, where the RFC wants one above. Only the codec can
/// make one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ZeroModSeq(());

impl FromWire for ZeroModSeq {
    type Parts = ();

    fn from_wire((): ()) -> Self {
        Self(())
    }
}

impl fmt::Debug for ZeroModSeq {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0")
    }
}

macro_rules! message_number {
    ($(#[$meta:meta])* $name:ident, $rule:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $name(NonZeroU32);

        impl $name {
            /// The lowest there can be: 1.
            pub const MIN: Self = Self(NonZeroU32::MIN);
            /// The highest there can be: 2^32 - 1.
            pub const MAX: Self = Self(NonZeroU32::MAX);

            /// The number, never 0.
            pub const fn get(self) -> u32 {
                self.0.get()
            }
        }

        impl From<NonZeroU32> for $name {
            fn from(number: NonZeroU32) -> Self {
                Self(number)
            }
        }

        impl From<$name> for NonZeroU32 {
            fn from(number: $name) -> Self {
                number.0
            }
        }

        impl TryFrom<u32> for $name {
            type Error = ValueError;

            fn try_from(number: u32) -> Result<Self, ValueError> {
                NonZeroU32::new(number).map(Self).ok_or(ValueError::new($rule, 0))
            }
        }

        impl FromStr for $name {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, ValueError> {
                match text.bytes().position(|byte| !byte.is_ascii_digit()) {
                    Some(offset) => Err(ValueError::new($rule, offset)),
                    None => text.parse().map(Self).map_err(|_| ValueError::new($rule, 0)),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

message_number! {
    /// A message by its unique identifier, which it keeps as long as UIDVALIDITY stays the same.
    /// [RFC 9051 §2.3.1.1](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.1.1)
    Uid, "uniqueid"
}

message_number! {
    /// A message by its position in the mailbox now; it changes with every EXPUNGE before it.
    /// [RFC 9051 §2.3.1.2](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.1.2)
    SeqNum, "seq-number"
}

/// Kind of message number that a command has and is answered in.
/// [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.9)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Numbering {
    /// Message sequence numbers.
    SeqNum,
    /// Unique identifiers: the command has `UID` before its name.
    Uid,
}

bounded_static_owned!(Number64, ModSeq, UidValidity, ZeroModSeq, Uid, SeqNum, Numbering);

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use core::num::NonZeroU32;

    use super::{ModSeq, Number64, UidValidity};

    impl<'a> Arbitrary<'a> for Number64 {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(Self(u64::arbitrary(u)? >> u.int_in_range(1..=63)?))
        }
    }

    /// Those that may be sent.
    impl<'a> Arbitrary<'a> for UidValidity {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            NonZeroU32::arbitrary(u).map(Self::from)
        }
    }

    impl<'a> Arbitrary<'a> for ModSeq {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let value = Number64::arbitrary(u)?.get().max(1);
            Self::new(value).ok_or(arbitrary::Error::IncorrectFormat)
        }
    }
}
