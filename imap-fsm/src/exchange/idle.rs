//! IDLE. [RFC 2177](https://www.rfc-editor.org/rfc/rfc2177)
//!
//! ```text
//! C: a IDLE
//! S: + idling        or a tagged NO or BAD: refused
//! S: * 4 EXISTS      before the +, too
//! C: DONE            unless the server has ended it before
//! S: a OK
//! ```

/// The line that ends it.
pub(crate) const DONE: &[u8] = b"DONE\r\n";

/// Where an IDLE stands that a client has sent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Idle {
    /// Whether `+` has come.
    pub(crate) begun: bool,
    /// Whether the caller wants it to end.
    pub(crate) wanted: bool,
    /// Where in the output DONE begins.
    pub(crate) done: Option<u64>,
}

impl Idle {
    /// Whether DONE is to be sent now, which is so once.
    pub(crate) const fn may_end(&self) -> bool {
        self.begun && self.wanted && self.done.is_none()
    }
}

/// Where an IDLE stands that a server has received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Idler {
    /// The server has not said whether it takes part.
    Asked,
    /// `+` is sent.
    Begun,
    /// DONE has come.
    Done,
}
