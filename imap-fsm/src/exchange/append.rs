//! APPEND whose octets the caller brings in pieces, of one message or of several (MULTIAPPEND).
//! [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.12),
//! [RFC 3502](https://www.rfc-editor.org/rfc/rfc3502)
//!
//! ```text
//! C: a APPEND Sent {310}      the server can refuse the message before it is sent
//! S: + go ahead
//! C: a APPEND Sent {310+}     with LITERAL+ it follows at once, and all of it even if the server refuses
//! ```

use super::literal::Unsent;
use imap_types::append::AppendData;

use crate::error::Misuse;

/// Where an APPEND stands that a client streams.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Append {
    /// Octets of the current message that have not come from the caller.
    left: u64,
    /// Whether the last message is whole and the command has ended.
    finished: bool,
    /// What stands behind the octets of the current message.
    close: &'static [u8],
}

impl Append {
    pub(crate) const fn new(data: &AppendData<'_>, len: u64) -> Self {
        Self { left: len, finished: false, close: close(data) }
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

    /// Another message begins.
    pub(crate) fn next(&mut self, unsent: &Unsent, data: &AppendData<'_>, len: u64) -> Result<(), Misuse> {
        self.check_end(unsent)?;
        (self.left, self.close) = (len, close(data));
        Ok(())
    }

    /// The command ends behind the message.
    pub(crate) fn finish(&mut self, unsent: &Unsent) -> Result<(), Misuse> {
        self.check_end(unsent)?;
        self.finished = true;
        Ok(())
    }

    /// What stands behind the octets of the current message.
    pub(crate) const fn close(&self) -> &'static [u8] {
        self.close
    }

    /// Whether the current message is whole and nothing of it waits.
    fn check_end(&self, unsent: &Unsent) -> Result<(), Misuse> {
        match self.left {
            0 if unsent.is_done() => Ok(()),
            0 => Err(Misuse::NotWaiting),
            left => Err(Misuse::Octets { asked: 0, available: left }),
        }
    }

    /// Whether the command is whole.
    pub(crate) const fn is_finished(&self) -> bool {
        self.finished
    }

    /// Whether all octets of the message have come.
    pub(crate) const fn is_whole(&self) -> bool {
        self.left == 0
    }
}

const fn close(data: &AppendData<'_>) -> &'static [u8] {
    match data {
        AppendData::Utf8(_) => b")",
        AppendData::Literal(_) | AppendData::Literal8(_) | AppendData::Catenate(_) | AppendData::Other(_) => {
            b""
        }
    }
}
