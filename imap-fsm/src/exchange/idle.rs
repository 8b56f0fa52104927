//! IDLE. [RFC 2177](https://www.rfc-editor.org/rfc/rfc2177)
//!
//! ```text
//! C: a IDLE
//! S: + idling        or a tagged NO or BAD: refused
//! S: * 4 EXISTS      before the +, too
//! C: DONE            unless the server has ended it before
//! S: a OK
//! ```

use crate::error::Misuse;
use crate::transmit::Transmit;

/// The line that ends it.
pub(crate) const DONE: &[u8] = b"DONE\r\n";

/// Where an IDLE stands that a client has sent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Idle {
    /// Whether `+` has come.
    begun: bool,
    /// Whether DONE does not wait for `+`.
    hurried: bool,
    /// Whether the caller wants it to end.
    wanted: bool,
    /// Where in the output DONE begins.
    done: Option<u64>,
}

impl Idle {
    /// Whether DONE may go out: `+` has come, or is not waited for.
    pub(crate) const fn may_end(&self) -> bool {
        self.begun || self.hurried
    }

    /// Where in the output DONE begins, once it is there.
    pub(crate) const fn done(&self) -> Option<u64> {
        self.done
    }

    /// The server has said `+`. `false`: it had before, or is not waited for.
    pub(crate) const fn begin(&mut self) -> bool {
        !core::mem::replace(&mut self.begun, true) && !self.hurried
    }

    /// The server has said `+`, and it is that of an IDLE whose DONE did not wait for it. A literal may wait behind DONE, and
    /// this is no leave for it: the server answers in order.
    pub(crate) const fn begin_late(&mut self) -> bool {
        let late = self.is_late();
        self.begun |= late;
        late
    }

    /// Whether DONE did not wait for `+`, which has not come.
    pub(crate) const fn is_late(&self) -> bool {
        self.hurried && !self.begun
    }

    /// The caller wants it to end. A second time the server is not waited for, if it may know of the command.
    pub(crate) const fn end(&mut self, held: bool) {
        self.hurried |= self.wanted && !held;
        self.wanted = true;
    }

    /// Puts out DONE if it is to be sent now, which is so once.
    pub(crate) fn release(&mut self, transmit: &mut Transmit) {
        if self.may_end() && self.wanted && self.done.is_none() {
            self.done = Some(transmit.end());
            transmit.writer().extend_from_slice(DONE);
        }
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

impl Idler {
    /// The server takes part.
    pub(crate) fn begin(&mut self) -> Result<(), Misuse> {
        match self {
            Self::Asked => *self = Self::Begun,
            Self::Begun | Self::Done => return Err(Misuse::NotWaiting),
        }
        Ok(())
    }
}
