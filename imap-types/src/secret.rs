//! Values that must not be shown.

use core::fmt;

use bounded_static::{IntoBoundedStatic, ToBoundedStatic};

/// A password or SASL data: whatever holds it can be printed for debugging without telling it.
///
/// `Debug` writes `Secret(..)` in every build profile. The value goes over the wire as it is; transport
/// security is the caller's.
#[derive(Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Wraps a value, which no `Debug` shows from now on.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for the one place that needs it.
    pub const fn declassify(&self) -> &T {
        &self.0
    }

    /// The value itself, by value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: IntoBoundedStatic> IntoBoundedStatic for Secret<T> {
    type Static = Secret<T::Static>;

    fn into_static(self) -> Self::Static {
        Secret(self.0.into_static())
    }
}

impl<T: ToBoundedStatic> ToBoundedStatic for Secret<T> {
    type Static = Secret<T::Static>;

    #[inline]
    fn to_static(&self) -> Self::Static {
        Secret(self.0.to_static())
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn debug_never_shows_the_value() {
        assert_eq!(format!("{:?} {:#?}", Secret::new("hunter2"), Secret::new(7)), "Secret(..) Secret(..)");
    }
}
