//! Literals that are too big to be received at once, collected by calls whose answers have few of them.

use alloc::vec::Vec;

use imap_types::response::{Data, DataHead};

use super::Room;
use crate::client::{DataTail, Event};

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
    /// The end of one: the response with empty strings, and the literals that belong there; and the response to give back,
    /// where there was a literal that nobody can place.
    Whole(Data<'static>, Vec<Literal>, Option<DataTail>),
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
                let literals = self.0.get_or_insert_default();
                // Of those that nobody can place one in a row is enough to know of.
                if at.is_some() || literals.last().is_none_or(|(last, _)| last.is_some()) {
                    literals.push((at, fits.then(Vec::new)));
                }
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
                    let unknown = literals.iter().any(|(place, _)| place.is_none());
                    let back = unknown.then(|| tail.clone());
                    Heard::Whole(tail.into_parts().0, literals, back)
                }
                (Some(_), _) => Heard::Taken,
                (None, data) => Heard::Other(Event::LiteralTail(data)),
            },
            event => Heard::Other(event),
        }
    }
}
