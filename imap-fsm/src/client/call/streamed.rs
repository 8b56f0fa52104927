//! Literals that are too big to be received at once, collected by calls whose answers have few of them.

use alloc::vec::Vec;

use imap_types::response::{Data, DataHead};

use super::Room;
use crate::client::Event;

/// Where a string stands in a response: the element, and which of its strings.
pub(super) type Place = (usize, usize);

/// The streamed literals of the response that is being received.
#[derive(Clone, Debug, Default)]
pub(super) struct Streamed(Option<Vec<Literal>>);

/// A literal with its place; without octets where there was no room for them.
pub(super) type Literal = (Option<Place>, Option<Vec<u8>>);

/// What an event is to a call that collects streamed literals.
#[derive(Debug)]
pub(super) enum Heard<'i> {
    /// Part of a response of the call's, which has not ended or breaks the grammar.
    Taken,
    /// The end of one: the response with empty strings, and the literals that belong there.
    Whole(Data<'static>, Vec<Literal>),
    /// None of the call's literals.
    Other(Event<'i>),
}

impl Streamed {
    /// Takes events of literals. `place` tells where the literal of a response belongs, if the response is the call's.
    pub(super) fn take<'i>(
        &mut self,
        event: Event<'i>,
        room: &mut Room,
        place: impl FnOnce(&DataHead<'_>) -> Option<Place>,
    ) -> Heard<'i> {
        match event {
            Event::LiteralHead { head, literal } => {
                let at = head.as_ref().and_then(place);
                if at.is_none() && self.0.is_none() {
                    return Heard::Other(Event::LiteralHead { head, literal });
                }
                let fits = at.is_some() && usize::try_from(literal.len).is_ok_and(|len| room.take(len));
                self.0.get_or_insert_default().push((at, fits.then(Vec::new)));
                Heard::Taken
            }
            Event::LiteralData(octets) => match &mut self.0 {
                Some(literals) => {
                    if let Some((_, Some(literal))) = literals.last_mut() {
                        literal.extend_from_slice(octets);
                    }
                    Heard::Taken
                }
                None => Heard::Other(Event::LiteralData(octets)),
            },
            Event::LiteralTail(data) => match (self.0.take(), data) {
                (Some(literals), Ok(tail)) if room.take_data(tail.emptied()) => {
                    Heard::Whole(tail.into_parts().0, literals)
                }
                (Some(_), _) => Heard::Taken,
                (None, data) => Heard::Other(Event::LiteralTail(data)),
            },
            event => Heard::Other(event),
        }
    }
}
