//! What bounds a framer.

/// Limits of a framer: what it holds, streams, drains or refuses.
///
/// ```
/// # use imap_codec::Limits;
/// let before_login = Limits { line: 8192, message: 16_384, literal: 4096, stream: 0 };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest line, line end included, literal octets not; each stretch between two literals is a line of its own.
    /// One byte more is [`FramingError::LineTooLong`](super::FramingError::LineTooLong): where the line would end is unknown, so nothing can go on.
    pub line: usize,
    /// Most bytes that must stand in your buffer at once for one frame: lines and inline literals. A literal that does
    /// not fit any more is streamed, which empties the buffer and starts the count anew; a line that does not fit is
    /// [`FramingError::MessageTooLong`](super::FramingError::MessageTooLong).
    pub message: usize,
    /// Longest literal that is part of a [`Frame::Message`](super::Frame::Message). A longer one is streamed: [`Frame::Head`](super::Frame::Head).
    pub literal: usize,
    /// Longest literal that is streamed. A longer one is drained: [`Frame::Oversized`](super::Frame::Oversized). With 0 nothing is streamed:
    /// a literal either fits into the message or is oversized.
    pub stream: u64,
}

impl Limits {
    /// No limit but the address space: for trusted input that is in memory already.
    pub const UNLIMITED: Self =
        Self { line: usize::MAX, message: usize::MAX, literal: usize::MAX, stream: u64::MAX };

    /// For what a server sends. Lines are long: one FETCH with BODYSTRUCTURE, or SEARCH over a large mailbox.
    pub const fn responses() -> Self {
        Self { line: 16 << 20, message: 64 << 20, literal: 4 << 20, stream: u64::MAX >> 1 }
    }

    /// For what a client sends. Clients keep to about 8 KiB a line
    /// ([RFC 7162 §4](https://www.rfc-editor.org/rfc/rfc7162#section-4)); the rest is room for those that do not.
    pub const fn commands() -> Self {
        Self { line: 64 << 10, message: 256 << 10, literal: 64 << 10, stream: 64 << 20 }
    }
}
