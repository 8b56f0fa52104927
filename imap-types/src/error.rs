//! Why a constructor refused a value.

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

    /// The error with the place in `octets`, the value that was refused, for people: see [`Shown`].
    pub const fn show<'e>(&self, octets: &'e [u8]) -> Shown<'e> {
        Shown::new(self.expected, self.offset, octets)
    }

    /// The same refusal of a value with so many octets before it.
    pub(crate) const fn after(self, octets: usize) -> Self {
        Self { offset: self.offset.saturating_add(octets), ..self }
    }
}

/// An error, the line of octets around it, and a caret below its place. `Display` writes three lines without a line end.
///
/// ```
/// let octets = b"1:4,0,7";
/// let error = imap_types::sequence::UidSequenceSet::try_from("1:4,0,7").unwrap_err();
/// assert_eq!(
///     error.show(octets).to_string(),
///     "expected sequence-set at byte 4\n  1:4,0,7\n      ^"
/// );
/// ```
/// Of a long line the part around the place is shown; octets outside of ASCII and controls as `.`. A password that
/// stands there is shown, too.
#[derive(Clone, Copy)]
pub struct Shown<'e> {
    expected: &'static str,
    offset: usize,
    octets: &'e [u8],
}

/// How much is shown on each side.
const AROUND: usize = 36;

impl<'e> Shown<'e> {
    /// For an error that names a rule and a place in these octets.
    pub const fn new(expected: &'static str, offset: usize, octets: &'e [u8]) -> Self {
        Self { expected, offset, octets }
    }
}

impl fmt::Display for Shown<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_end = |byte: &u8| matches!(*byte, b'\r' | b'\n');
        let (before, behind) = self.octets.split_at_checked(self.offset).unwrap_or((self.octets, &[]));
        // The line end before belongs to another line; the place itself may be one.
        let start = before.iter().rposition(is_end).map_or(0, |end| end.saturating_add(1));
        let before = before.get(start..).unwrap_or_default();
        let cut = before.len().saturating_sub(AROUND);
        let end = behind.iter().position(is_end).unwrap_or(behind.len());
        let long = end > AROUND;
        let before = before.get(cut..).unwrap_or_default();
        let behind = behind.get(..end.min(AROUND)).unwrap_or_default();
        let mark = if cut > 0 { "…" } else { "" };
        write!(f, "expected {} at byte {}\n  {mark}", self.expected, self.offset)?;
        for &byte in before.iter().chain(behind) {
            let shown = if byte == b' ' || byte.is_ascii_graphic() { char::from(byte) } else { '.' };
            fmt::Write::write_char(f, shown)?;
        }
        let width = before.len().saturating_add(usize::from(cut > 0)).saturating_add(3);
        write!(f, "{}\n{:>width$}", if long { "…" } else { "" }, "^")
    }
}

/// Shows no octets, which may hold a password.
impl fmt::Debug for Shown<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shown(expected {} at byte {} of {})", self.expected, self.offset, self.octets.len())
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

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn the_caret_stands_below_the_place() {
        let shown = |offset, octets: &[u8]| ValueError::new("rule", offset).show(octets).to_string();
        assert_eq!(shown(0, b"abc"), "expected rule at byte 0\n  abc\n  ^");
        assert_eq!(shown(3, b"abc"), "expected rule at byte 3\n  abc\n     ^");
        assert_eq!(shown(9, b"abc"), "expected rule at byte 9\n  abc\n     ^");
        assert_eq!(shown(0, b""), "expected rule at byte 0\n  \n  ^");
        assert_eq!(shown(6, b"one\r\nt\xe9o\r\nx"), "expected rule at byte 6\n  t.o\n   ^");
        assert_eq!(shown(3, b"abc\r\nx"), "expected rule at byte 3\n  abc\n     ^");
        let long = [b'x'; 100];
        let around = "x".repeat(36);
        let caret = " ".repeat(39);
        assert_eq!(
            shown(50, &long),
            alloc::format!("expected rule at byte 50\n  …{around}{around}…\n{caret}^")
        );
    }
}
