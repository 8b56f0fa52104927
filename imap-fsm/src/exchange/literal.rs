//! Literals that wait for the server. [RFC 9051 §4.3](https://www.rfc-editor.org/rfc/rfc9051#section-4.3)
//!
//! ```text
//! C: a LOGIN {5}            a gate stands behind this line
//! S: + go ahead             opens it
//! S: a NO not now           or drops all that stands behind it
//! ```

use alloc::vec::Vec;
use core::fmt;

use imap_codec::Literals;
use imap_types::capability::Capability;

use crate::session::Session;

/// What of a command has not gone out yet.
#[derive(Clone, Default)]
pub(crate) struct Unsent {
    bytes: Vec<u8>,
    /// Where in `bytes` output waits, in ascending order. One may stand at the end.
    gates: Vec<usize>,
}

impl Unsent {
    pub(crate) const fn new(bytes: Vec<u8>, gates: Vec<usize>) -> Self {
        Self { bytes, gates }
    }

    /// Whether all has gone out.
    pub(crate) fn is_done(&self) -> bool {
        self.bytes.is_empty() && self.gates.is_empty()
    }

    /// Appends to `out` what may go before the next gate.
    pub(crate) fn release(&mut self, out: &mut Vec<u8>) {
        match self.gates.first() {
            Some(&gate) => {
                out.extend(self.bytes.drain(..gate.min(self.bytes.len())));
                self.gates.iter_mut().for_each(|position| *position = position.saturating_sub(gate));
            }
            None => out.append(&mut core::mem::take(&mut self.bytes)),
        }
    }

    /// Opens the gate at which the output waits. `false`: it does not wait.
    pub(crate) fn open(&mut self, out: &mut Vec<u8>) -> bool {
        if self.gates.is_empty() {
            return false;
        }
        self.gates.remove(0);
        self.release(out);
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

/// Shows lengths, never bytes: they may hold a password.
impl fmt::Debug for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unsent({} bytes, {} gates)", self.bytes.len(), self.gates.len())
    }
}

/// How literals may be announced to this server. [RFC 7888](https://www.rfc-editor.org/rfc/rfc7888)
pub(crate) fn mode(session: &Session) -> Literals {
    if session.has(&Capability::LiteralPlus) {
        Literals::Plus
    } else if session.has(&Capability::LiteralMinus) {
        Literals::Minus
    } else {
        Literals::Synchronizing
    }
}
