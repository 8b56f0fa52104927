//! Values that cannot be.

use core::convert::Infallible;
use core::fmt;

/// A constructor refused a value, since it could not be sent. Nothing has happened.
///
/// It names the rule of the RFC that the value breaks and the octet at which it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ValueError {
    /// The RFC's name of the rule: `atom`, `mailbox`, `nz-number` …
    pub expected: &'static str,
    /// Octets from the start of the value to the first that does not fit; its length where something is
    /// missing.
    pub offset: usize,
}

impl ValueError {
    pub(crate) const fn new(expected: &'static str, offset: usize) -> Self {
        Self { expected, offset }
    }

    /// The same refusal of a value with so many octets before it.
    pub(crate) const fn after(self, octets: usize) -> Self {
        Self { offset: self.offset.saturating_add(octets), ..self }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at byte {}", self.expected, self.offset)
    }
}

impl core::error::Error for ValueError {}

impl From<Infallible> for ValueError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
