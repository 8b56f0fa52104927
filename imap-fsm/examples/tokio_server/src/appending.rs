//! What has come of an APPEND or REPLACE that is not complete.

use imap_fsm::types::append::{AppendData, AppendMessage, CatPart};

/// Where a literal stands: in which message of the command, and in which part of its CATENATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) message: usize,
    pub(crate) part: usize,
}

/// What has come of an APPEND or REPLACE so far: how much, and the literals that are too long to be held by the machine.
#[derive(Default)]
pub(crate) struct Appending {
    /// The literal that was told of last.
    at: Option<Place>,
    /// Octets of all literals, the last one included.
    octets: u64,
    streamed: Vec<(Place, Vec<u8>)>,
}

impl Appending {
    /// A literal of so many octets is the next. `messages` are those since the literal before, of which the first may be
    /// the rest of that one's.
    pub(crate) fn advance(&mut self, messages: &[AppendMessage<'_>], continues: bool, len: u64) {
        let Some((last, before)) = messages.split_last() else { return };
        let part = parts(last).saturating_sub(1);
        self.at = Some(match self.at {
            None => Place { message: before.len(), part },
            Some(at) if continues && before.is_empty() => Place { part: at.part + 1 + part, ..at },
            Some(at) if continues => Place { message: at.message + before.len(), part },
            Some(at) => Place { message: at.message + messages.len(), part },
        });
        let held = messages.iter().map(held).fold(len, u64::saturating_add);
        self.octets = self.octets.saturating_add(held);
    }

    /// Octets of all literals that have come or are told of.
    pub(crate) fn octets(&self) -> u64 {
        self.octets
    }

    /// That literal comes in pieces.
    pub(crate) fn begin(&mut self) {
        self.streamed.extend(self.at.map(|at| (at, Vec::new())));
    }

    pub(crate) fn take(&mut self, octets: &[u8]) {
        if let Some((_, text)) = self.streamed.last_mut() {
            text.extend_from_slice(octets);
        }
    }

    /// The octets of the literal in this place, if it was streamed.
    pub(crate) fn remove(&mut self, place: Place) -> Option<Vec<u8>> {
        let index = self.streamed.iter().position(|&(other, _)| other == place)?;
        Some(self.streamed.swap_remove(index).1)
    }
}

fn parts(message: &AppendMessage<'_>) -> usize {
    match &message.data {
        AppendData::Catenate(parts) => parts.len(),
        AppendData::Literal(_) | AppendData::Literal8(_) | AppendData::Utf8(_) | AppendData::Other(_) => 1,
    }
}

/// How many octets came with the message itself.
fn held(message: &AppendMessage<'_>) -> u64 {
    let octets = |text: &[u8]| text.len() as u64;
    match &message.data {
        AppendData::Literal(text) => octets(text.as_bytes()),
        AppendData::Literal8(text) | AppendData::Utf8(text) => octets(text.as_bytes()),
        AppendData::Catenate(parts) => parts
            .iter()
            .map(|part| match part {
                CatPart::Text(text) => octets(text.as_bytes()),
                CatPart::Utf8(text) => octets(text.as_bytes()),
                CatPart::Url(_) => 0,
            })
            .sum(),
        AppendData::Other(_) => 0,
    }
}
