//! Bytes that cannot be framed.

use core::fmt;

/// The peer sent bytes after which nobody can tell where the next message begins. Close the connection, or give up a
/// line that is too long by [`Framer::discard`](super::Framer::discard).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FramingError {
    /// More bytes than [`Limits::line`](super::Limits::line) without a line end.
    LineTooLong {
        /// The limit, in octets.
        limit: usize,
    },
    /// A line that takes the message above [`Limits::message`](super::Limits::message).
    MessageTooLong {
        /// The limit, in octets.
        limit: usize,
    },
    /// A literal length above 63 bits. [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9), `number64`
    LiteralLength,
    /// A line ends in what was meant for a literal header but is none, such as `{4096+   }` or `{5x}`.
    ///
    /// `{` is no ATOM-CHAR, so outside quoted strings and text it can only begin a literal header; `}` is one, so a
    /// line that ends in `a}` is ordinary. Hence: from the last `{` to a `}` that ends the line, with no DQUOTE between
    /// (there the `{` was in a quoted string, as in `RENAME "{5" b}`), the line has either a header or broken
    /// grammar. Broken grammar is the decoder's to report, as in `LIST () "/" {foo}`, unless a lax reader (`strtoul`:
    /// blanks, a sign, then a digit) would count octets by it. Then peers may disagree on where the next message
    /// begins, which is how commands are smuggled past proxies, and this error ends it. No valid line can cause it.
    LiteralHeader,
}

impl fmt::Display for FramingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineTooLong { limit } => write!(f, "line longer than {limit} bytes"),
            Self::MessageTooLong { limit } => write!(f, "message longer than {limit} bytes"),
            Self::LiteralLength => f.write_str("literal length above 63 bits (number64)"),
            Self::LiteralHeader => f.write_str("expected literal header \"{\" number64 [\"+\"] \"}\""),
        }
    }
}

impl core::error::Error for FramingError {}
