//! What all string-like types of this crate share.

use alloc::borrow::Cow;
use core::fmt;

/// Declares a string-like type over `Cow<[u8]>` whose content was checked, with the conversions that every
/// one of them has. The type supplies `check`, which refuses what cannot be sent.
macro_rules! octet_string {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name<'a>(alloc::borrow::Cow<'a, [u8]>);

        impl<'a> $name<'a> {
            /// The octets, without any of the wire's quoting.
            #[inline]
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// The octets, by value; borrowed still if they were.
            #[inline]
            pub fn into_bytes(self) -> alloc::borrow::Cow<'a, [u8]> {
                self.0
            }

            /// The same value, borrowed from this one.
            #[inline]
            pub fn as_borrowed(&self) -> $name<'_> {
                $name(alloc::borrow::Cow::Borrowed(&self.0))
            }
        }

        /// Octets that a rule of the grammar has checked already, or that it kept as a peer sent them.
        impl<'a> $crate::trusted::FromWire for $name<'a> {
            type Parts = alloc::borrow::Cow<'a, [u8]>;

            #[inline]
            fn from_wire(octets: Self::Parts) -> Self {
                Self(octets)
            }
        }

        $crate::bounded::bounded_static!(octets $name);

        #[cfg(feature = "serde")]
        $crate::serde_parts::as_octets!($name);

        impl AsRef<[u8]> for $name<'_> {
            #[inline]
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl core::fmt::Debug for $name<'_> {
            #[inline]
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                $crate::octets::debug(&self.0, f)
            }
        }

        impl PartialEq<str> for $name<'_> {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_bytes() == other.as_bytes()
            }
        }

        impl PartialEq<&str> for $name<'_> {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_bytes() == other.as_bytes()
            }
        }

        impl<'a> TryFrom<alloc::borrow::Cow<'a, [u8]>> for $name<'a> {
            type Error = $crate::error::ValueError;

            #[inline]
            fn try_from(octets: alloc::borrow::Cow<'a, [u8]>) -> Result<Self, Self::Error> {
                Self::check(&octets)?;
                Ok(Self(octets))
            }
        }

        $crate::octets::octet_string!(@from $name, &'a [u8], |octets| alloc::borrow::Cow::Borrowed(octets));
        $crate::octets::octet_string!(@from $name, &'a str, |text| alloc::borrow::Cow::Borrowed(text.as_bytes()));
        $crate::octets::octet_string!(@from $name, alloc::vec::Vec<u8>, |octets| alloc::borrow::Cow::Owned(octets));
        $crate::octets::octet_string!(@from $name, alloc::string::String, |text| alloc::borrow::Cow::Owned(text.into_bytes()));
    };
    (@from $name:ident, $from:ty, $cow:expr) => {
        impl<'a> TryFrom<$from> for $name<'a> {
            type Error = $crate::error::ValueError;

            #[inline]
            fn try_from(value: $from) -> Result<Self, Self::Error> {
                let cow: fn($from) -> alloc::borrow::Cow<'a, [u8]> = $cow;
                Self::try_from(cow(value))
            }
        }
    };
}

pub(crate) use octet_string;

/// Octets that live on their own. One function for all of the many types that have some keeps programs small.
#[inline(never)]
pub(crate) fn into_static(octets: Cow<'_, [u8]>) -> Cow<'static, [u8]> {
    Cow::Owned(octets.into_owned())
}

/// Octets as a person reads them: quoted, UTF-8 where it is, escapes elsewhere.
#[inline]
pub(crate) fn debug(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match core::str::from_utf8(octets) {
        Ok(text) => fmt::Debug::fmt(text, f),
        Err(_) => write!(f, "\"{}\"", octets.escape_ascii()),
    }
}

/// The position of the first byte that `allowed` refuses. One search for all classes: the compiler unrolls each loop of
/// this kind, of which there were dozens.
#[inline(never)]
pub(crate) fn first_not(octets: &[u8], allowed: fn(u8) -> bool) -> Option<usize> {
    octets.iter().position(|&byte| !allowed(byte))
}
