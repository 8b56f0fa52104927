//! APPEND whose octets the caller brings in pieces, of one message or of several (MULTIAPPEND).
//! [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.12),
//! [RFC 3502](https://www.rfc-editor.org/rfc/rfc3502)
//!
//! ```text
//! C: a APPEND Sent {310}      the server can refuse the message before it is sent
//! S: + go ahead
//! C: a APPEND Sent {310+}     with LITERAL+ it follows at once, and all of it even if the server refuses
//! ```

use crate::error::Misuse;

/// Where an APPEND stands that a client streams.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Append {
    /// Octets of the current message that have not come from the caller.
    pub(crate) left: u64,
    /// Whether the last message is whole and the command has ended.
    pub(crate) finished: bool,
}

impl Append {
    pub(crate) const fn new(len: u64) -> Self {
        Self { left: len, finished: false }
    }

    /// Counts octets, as many as there is room for.
    pub(crate) fn take(&mut self, octets: usize, room: usize) -> Result<usize, Misuse> {
        if octets as u64 > self.left {
            return Err(Misuse::Octets { asked: octets as u64, available: self.left });
        }
        let taken = octets.min(room);
        self.left = self.left.saturating_sub(taken as u64);
        Ok(taken)
    }

    /// Whether the current message is whole.
    pub(crate) const fn at_end_of_message(&self) -> Result<(), Misuse> {
        match self.left {
            0 => Ok(()),
            left => Err(Misuse::Octets { asked: 0, available: left }),
        }
    }
}
