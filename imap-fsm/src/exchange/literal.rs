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
    /// How many of them have gone out.
    gone: usize,
    /// Where in `bytes` output waits, in descending order. One may stand at the end.
    gates: Vec<usize>,
}

impl Unsent {
    /// Output that waits at these places, which are in ascending order.
    pub(crate) fn new(bytes: Vec<u8>, mut gates: Vec<usize>) -> Self {
        gates.reverse();
        Self { bytes, gone: 0, gates }
    }

    /// Whether all has gone out.
    pub(crate) fn is_done(&self) -> bool {
        self.bytes.is_empty() && self.gates.is_empty()
    }

    /// Appends to `out` what may go before the next gate.
    pub(crate) fn release(&mut self, out: &mut Vec<u8>) {
        match self.gates.last() {
            Some(&gate) => {
                out.extend_from_slice(self.bytes.get(self.gone..gate).unwrap_or_default());
                self.gone = gate;
            }
            None => {
                let rest = self.bytes.get(self.gone..).unwrap_or_default();
                out.extend_from_slice(rest);
                *self = Self::default();
            }
        }
        // Moving what is left is paid for by what has gone.
        if self.gone > self.bytes.len() / 2 {
            self.bytes.drain(..self.gone);
            let gone = core::mem::take(&mut self.gone);
            self.gates.iter_mut().for_each(|gate| *gate = gate.saturating_sub(gone));
        }
    }

    /// Opens the gate at which the output waits. `false`: it does not wait.
    pub(crate) fn open(&mut self, out: &mut Vec<u8>) -> bool {
        if self.gates.pop().is_none() {
            return false;
        }
        self.release(out);
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len().saturating_sub(self.gone)
    }
}

/// Shows lengths, never bytes: they may hold a password.
impl fmt::Debug for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unsent({} bytes, {} gates)", self.len(), self.gates.len())
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

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn what_waits_goes_out_gate_by_gate_and_is_freed_on_the_way() {
        let (bytes, gates) = (b"a1 X {0}\r\n {2}\r\nab {1}\r\nc\r\n".to_vec(), vec![10, 16, 24]);
        let (len, mut unsent, mut out) = (bytes.len(), Unsent::new(bytes, gates), Vec::new());
        let mut lens = Vec::new();
        unsent.release(&mut out);
        lens.push((out.len(), unsent.len()));
        while unsent.open(&mut out) {
            lens.push((out.len(), unsent.len()));
        }
        assert_eq!(lens, [(10, 17), (16, 11), (24, 3), (27, 0)]);
        assert_eq!((&out[..], out.len()), (&b"a1 X {0}\r\n {2}\r\nab {1}\r\nc\r\n"[..], len));
        assert!(unsent.is_done() && unsent.bytes.capacity() == 0);
    }

    /// Each octet is moved a few times at most, however many gates there are.
    #[test]
    fn many_gates_cost_no_more_than_few() {
        let step = 64;
        let bytes = vec![b'x'; 10_000 * step];
        let gates: Vec<_> = (1..10_000).map(|gate| gate * step).collect();
        let (mut unsent, mut out, mut moved) = (Unsent::new(bytes, gates), Vec::new(), 0);
        unsent.release(&mut out);
        loop {
            let kept = unsent.bytes.len();
            if !unsent.open(&mut out) {
                break;
            }
            if unsent.bytes.len() < kept {
                moved += unsent.bytes.len();
            }
            // And what has gone is given back: it is never more than what has not, but for a step.
            assert!(unsent.bytes.len() <= 2 * (unsent.len() + step));
        }
        assert!(moved <= out.len(), "{moved} of {}", out.len());
    }
}
