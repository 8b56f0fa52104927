//! What has come of an APPEND or REPLACE that is not complete.

use imap_fsm::types::append::{
    AppendData, AppendDataHead, AppendHead, AppendMessage, AppendPlace, AppendText, CatPart,
};

/// What has come of an APPEND or REPLACE so far: how much, and the literals that are too long to be held by the machine.
#[derive(Default)]
pub(crate) struct Appending {
    /// Octets of all literals, the last one included.
    octets: u64,
    streamed: Vec<(AppendPlace, Vec<u8>)>,
}

impl Appending {
    /// A literal of so many octets is the next.
    pub(crate) fn advance(&mut self, head: &AppendHead<'_>, len: u64) {
        let parts = match &head.text {
            AppendText::Message(message) => match &message.data {
                AppendDataHead::Catenate { before, .. } => &before[..],
                AppendDataHead::Literal | AppendDataHead::Literal8 | AppendDataHead::Utf8 => &[],
            },
            AppendText::Part(_) => &[],
        };
        let messages = head.messages.iter().map(held).fold(len, u64::saturating_add);
        let more = [messages, held_in(&head.rest), held_in(parts)];
        self.octets = more.into_iter().fold(self.octets, u64::saturating_add);
    }

    /// Octets of all literals that have come or are told of.
    pub(crate) fn octets(&self) -> u64 {
        self.octets
    }

    /// The literal in this place comes in pieces.
    pub(crate) fn begin(&mut self, place: AppendPlace) {
        self.streamed.push((place, Vec::new()));
    }

    pub(crate) fn take(&mut self, octets: &[u8]) {
        if let Some((_, text)) = self.streamed.last_mut() {
            text.extend_from_slice(octets);
        }
    }

    /// The octets of the literal in this place, if it was streamed.
    pub(crate) fn remove(&mut self, place: AppendPlace) -> Option<Vec<u8>> {
        let index = self.streamed.iter().position(|&(other, _)| other == place)?;
        Some(self.streamed.swap_remove(index).1)
    }
}

/// How many octets came with the message itself.
fn held(message: &AppendMessage<'_>) -> u64 {
    match &message.data {
        AppendData::Literal(text) => text.as_bytes().len() as u64,
        AppendData::Literal8(text) | AppendData::Utf8(text) => text.as_bytes().len() as u64,
        AppendData::Catenate(parts) => held_in(parts),
        AppendData::Other(_) => 0,
    }
}

fn held_in(parts: &[CatPart<'_>]) -> u64 {
    let len = |part: &CatPart<'_>| match part {
        CatPart::Text(text) => text.as_bytes().len(),
        CatPart::Utf8(text) => text.as_bytes().len(),
        CatPart::Url(_) => 0,
    };
    parts.iter().map(|part| len(part) as u64).sum()
}
