//! Limits of a connection.

use imap_codec::Decoder;

/// Limits of a machine. Each says what happens beyond it.
///
/// ```
/// use imap_fsm::Limits;
///
/// let small = Limits { literal: 16 << 10, in_flight: 4, ..Limits::client() };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest line that the peer may send, line end included. A longer one is the peer's error; a server answers BAD,
    /// drops what comes of it and goes on.
    pub line: usize,
    /// Most bytes of one message of the peer that stand in your buffer at once. A line beyond is one that is too long, a
    /// literal beyond is streamed.
    pub message: usize,
    /// Longest literal that is part of a whole message. A client streams a longer one; a server streams it if it is
    /// appended, and refuses it else.
    pub literal: usize,
    /// Longest literal that is streamed. A client skips the message with a longer one and tells so; a server refuses
    /// it.
    pub stream: u64,
    /// Most literals in one command that a server is asked for or streams; one more is refused as too big.
    pub literals: u32,
    /// Deepest nesting of data; deeper data is malformed.
    pub depth: usize,
    /// Most commands that a client has sent or holds back; one more is [`Misuse`](crate::Misuse). A server works on one
    /// command at a time.
    pub in_flight: usize,
    /// Bytes of output that wait before the machine takes no more. Above it a client refuses to send; a server refuses
    /// to answer and does not read. One command or answer may go beyond, so that anything fits if nothing waits.
    pub output: usize,
    /// Commands in a row that a server refuses of its own before it says BYE.
    pub errors: u32,
}

impl Limits {
    /// For a client: mail servers are trusted to send long messages, which are streamed from 4 MiB on.
    pub const fn client() -> Self {
        let codec = imap_codec::Limits::responses();
        Self::of(codec, 256, 64 << 10)
    }

    /// For a server, of a client that is logged in: messages of up to 64 MiB, streamed from 64 KiB on.
    pub const fn server() -> Self {
        Self::of(imap_codec::Limits::commands(), 1, 64 << 10)
    }

    /// For a server, of a client that is not logged in yet: enough for every command that has a place there, ID with
    /// 30 fields of 1,024 octets included ([RFC 2971 §3.3](https://www.rfc-editor.org/rfc/rfc2971#section-3.3)).
    pub const fn before_login() -> Self {
        let codec = imap_codec::Limits { line: 32 << 10, message: 32 << 10, literal: 4096, stream: 0 };
        Self { errors: 3, literals: 64, ..Self::of(codec, 1, 16 << 10) }
    }

    const fn of(codec: imap_codec::Limits, in_flight: usize, output: usize) -> Self {
        Self {
            line: codec.line,
            message: codec.message,
            literal: codec.literal,
            stream: codec.stream,
            literals: 1000,
            depth: Decoder::DEPTH,
            in_flight,
            output,
            errors: 20,
        }
    }

    pub(crate) const fn codec(&self) -> imap_codec::Limits {
        imap_codec::Limits {
            line: self.line,
            message: self.message,
            literal: self.literal,
            stream: self.stream,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn before_login_less_is_allowed() {
        let limits = Limits::before_login();
        assert_eq!((limits.errors, limits.literals, limits.stream), (3, 64, 0));
        assert_eq!((Limits::server().errors, Limits::server().literals), (20, 1000));
    }
}
