//! What the grammar writes to: a buffer with gates, and how what has a choice is spelled. Whole messages are in
//! [`messages`].

mod messages;
pub(crate) mod pieces;

use alloc::vec::Vec;
use core::fmt;

pub use self::messages::{encode_command, encode_response};
use self::pieces::Inlined as _;
use crate::octets::is_plain;

/// Way in which a client announces literals, by what its server offers.
/// [RFC 7888](https://www.rfc-editor.org/rfc/rfc7888)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Literals {
    /// `{n}`: the octets wait for the server.
    #[default]
    Synchronizing,
    /// LITERAL-, and IMAP4rev2: up to 4,096 octets follow at once, as `{n+}`.
    Minus,
    /// LITERAL+: all octets follow at once.
    Plus,
}

/// Preferred spelling of strings. A string that cannot be spelled so is spelled as it must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// The shortest: an atom, quoted, a literal. Text of a message is a literal.
    #[default]
    Natural,
    /// In quotes, where the octets can stand in quotes.
    Quoted,
    /// As literals, where the grammar has a place for one.
    Literal,
}

/// An encoder with options. It appends to a buffer that the caller owns and may use again.
pub struct Encoder<'o> {
    out: &'o mut Vec<u8>,
    gates: Option<&'o mut Vec<usize>>,
    literals: Literals,
    spelling: Spelling,
    utf8: bool,
    from: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Client,
    Server,
}

/// Shows how much was written, never what: it may be a password.
impl fmt::Debug for Encoder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("len", &self.out.len()).finish_non_exhaustive()
    }
}

/// Strings longer than this are literals without being looked at: peers bound their lines.
const QUOTED_MAX: usize = 1024;

impl<'o> Encoder<'o> {
    /// An encoder that announces synchronizing literals and writes ASCII.
    pub const fn new(out: &'o mut Vec<u8>) -> Self {
        let (literals, spelling) = (Literals::Synchronizing, Spelling::Natural);
        Self { out, gates: None, literals, spelling, utf8: false, from: Role::Server }
    }

    /// Where to put the positions at which a command's output must wait, see [`encode_command`]. Without it they
    /// are not told.
    #[must_use]
    pub fn gates(mut self, gates: &'o mut Vec<usize>) -> Self {
        self.gates = Some(gates);
        self
    }

    /// Sets the way in which commands announce literals. Servers always write `{n}` and never wait.
    #[must_use]
    pub const fn literals(mut self, literals: Literals) -> Self {
        self.literals = literals;
        self
    }

    /// Sets the preferred spelling of strings.
    #[must_use]
    pub const fn spelling(mut self, spelling: Spelling) -> Self {
        self.spelling = spelling;
        self
    }

    /// Whether UTF-8 may stand in quoted strings: after ENABLE of IMAP4rev2 or UTF8=ACCEPT.
    #[must_use]
    pub const fn utf8(mut self, utf8: bool) -> Self {
        self.utf8 = utf8;
        self
    }

    /// How strings are to be spelled.
    pub(crate) const fn wants(&self) -> Spelling {
        self.spelling
    }

    /// Whether the octets may stand in a quoted string, and are short enough to.
    pub(crate) fn can_quote(&self, octets: &[u8]) -> bool {
        octets.len() <= QUOTED_MAX
            && !octets.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0))
            && (octets.is_ascii() || self.utf8 && core::str::from_utf8(octets).is_ok())
    }

    /// Whether the octets may stand in a quoted string as they are, and are short enough to.
    #[inline]
    pub(crate) fn can_quote_plainly(&self, octets: &[u8]) -> bool {
        octets.len() <= QUOTED_MAX && is_plain(octets)
    }

    /// A number of at most eight digits: all eight are written, from the first that is not zero on, and what
    /// comes after them is cut off again. That is cheaper than a loop.
    #[inline]
    #[cfg_attr(
        not(test),
        expect(clippy::arithmetic_side_effects, reason = "at most seven of eight digits are cut off")
    )]
    fn short_number(&mut self, number: u64) {
        let digits = eight_digits(number);
        // The last is written even if it is zero.
        let zeros = (digits.trailing_zeros() / 8).min(7) as usize;
        let end = self.out.len() + 8 - zeros;
        self.out.extend_from_slice(&((digits >> (8 * zeros)) | ASCII_ZEROS).to_le_bytes());
        self.out.truncate(end);
    }

    /// The same of at most seven digits: the place of the eighth has the byte.
    #[inline]
    #[cfg_attr(
        not(test),
        expect(
            clippy::arithmetic_side_effects,
            reason = "at least one of eight digits is cut off, at most seven"
        )
    )]
    fn short_number_behind(&mut self, byte: u8, number: u64) {
        let digits = eight_digits(number);
        let zeros = (digits.trailing_zeros() / 8).clamp(1, 7) as usize;
        let end = self.out.len() + 9 - zeros;
        let digits = (digits >> (8 * zeros)) | ASCII_ZEROS;
        self.out.extend_from_slice(&((digits << 8) | u64::from(byte)).to_le_bytes());
        self.out.truncate(end);
    }

    #[inline(never)]
    fn long_number(&mut self, number: u64) {
        self.number(number / 100_000_000);
        self.bytes(&(eight_digits(number % 100_000_000) | ASCII_ZEROS).to_le_bytes());
    }

    /// A number of so many digits, at most eight, with zeros in front.
    #[inline]
    pub(crate) fn padded<const DIGITS: usize>(&mut self, number: u16) {
        let digits = (eight_digits(number.into()) | ASCII_ZEROS).to_le_bytes();
        if let Some(last) = digits.last_chunk::<DIGITS>() {
            self.bytes(last);
        }
    }

    /// A quoted string in which nothing is escaped.
    #[inline]
    #[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "no slice is so long"))]
    pub(crate) fn quoted_plainly(&mut self, octets: &[u8]) {
        self.out.reserve(octets.len() + 2);
        self.byte(b'"');
        self.bytes(octets);
        self.byte(b'"');
    }

    /// A quoted string. The octets were found to fit one.
    pub(crate) fn quoted(&mut self, mut octets: &[u8]) {
        self.byte(b'"');
        while let Some(at) = memchr::memchr2(b'"', b'\\', octets) {
            let (plain, rest) = octets.split_at(at);
            self.bytes(plain);
            self.byte(b'\\');
            let (special, rest) = rest.split_at(1);
            self.bytes(special);
            octets = rest;
        }
        self.bytes(octets);
        self.byte(b'"');
    }

    /// A literal, with a gate before its octets where they have to wait.
    pub(crate) fn literal(&mut self, octets: &[u8]) {
        self.literal_head(octets.len() as u64);
        self.bytes(octets);
    }

    /// A literal that may hold NUL.
    pub(crate) fn literal8(&mut self, octets: &[u8]) {
        self.byte(b'~');
        self.literal(octets);
    }

    /// What announces so many octets, and a gate where they have to wait.
    pub(crate) fn literal_head(&mut self, len: u64) {
        let waits = match (self.from, self.literals) {
            (Role::Server, _) => false,
            (Role::Client, Literals::Synchronizing) => true,
            (Role::Client, Literals::Minus) => len > 4096,
            (Role::Client, Literals::Plus) => false,
        };
        self.byte(b'{');
        self.number(len);
        self.bytes(if waits || self.from == Role::Server { b"}\r\n" } else { b"+}\r\n" });
        if waits {
            self.gate();
        }
    }

    fn gate(&mut self) {
        let position = self.out.len();
        if let Some(gates) = &mut self.gates {
            gates.push(position);
        }
    }
}

const ASCII_ZEROS: u64 = u64::from_ne_bytes([b'0'; 8]);

/// The decimal digits of a number below 10^8, each a byte, the first the lowest: as written, less [`ASCII_ZEROS`].
///
/// The number is halved three times, all its pieces in one multiplication: to two of four digits, four of two and
/// eight of one. The factors are reciprocals, exact for such numbers.
#[inline]
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, reason = "each piece has room for its products")
)]
const fn eight_digits(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let twos = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
    tens | ((twos - tens * 10) << 8)
}
