//! APPEND and REPLACE as they come: what is known of them before the octets of each literal.
//!
//! Of a command whose messages come already only what has come since the literal before is read, so that many of them
//! cost no more than their octets.

use alloc::vec::Vec;

use imap_codec::{DecodeError, LiteralHead};
use imap_types::IntoBoundedStatic;
use imap_types::append::{AppendHead, AppendPlace};
use imap_types::atom::Tag;
use imap_types::command::{Command, CommandBody};

use super::append::{Place, Target, head};
use crate::receive::Receiver;

/// What follows a message is no other one.
pub(crate) const NO_MESSAGE: DecodeError = DecodeError { offset: 0, expected: "append-message" };

/// A command with messages that is not complete.
#[derive(Clone, Debug)]
pub(crate) struct Appending {
    pub(crate) tag: Tag<'static>,
    pub(crate) target: Target,
    /// Where the description of the literal begins that was announced last.
    pub(crate) start: Since,
    /// Where what follows that literal begins.
    pub(crate) end: Since,
    /// The literals that came in pieces, in their order.
    pub(crate) streamed: Vec<AppendPlace>,
}

/// Where in a command something begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Since {
    /// With the command.
    Tag,
    /// Behind a literal in this place of the command and of its message, at this offset in the bytes at hand.
    Literal { at: AppendPlace, place: Place, offset: usize },
}

impl Since {
    /// Behind a literal that was announced at the end of `bytes`, which stay at hand.
    pub(crate) fn announced(at: AppendPlace, place: Place, bytes: &[u8], literal: LiteralHead) -> Self {
        let offset = bytes.len().saturating_add(usize::try_from(literal.len).unwrap_or(usize::MAX));
        Self::Literal { at, place, offset }
    }

    /// Behind a literal that comes in pieces, which do not stay.
    pub(crate) const fn streamed(at: AppendPlace, place: Place) -> Self {
        Self::Literal { at, place, offset: 0 }
    }
}

impl Appending {
    /// `start`: where the description of the first message's octets begins; `end`: where what follows them will begin.
    pub(crate) fn new(tag: Tag<'static>, head: &AppendHead<'static>, start: Since, end: Since) -> Self {
        Self { tag, target: Target::of(head), start, end, streamed: Vec::new() }
    }
}

/// A command up to a literal.
pub(crate) struct SoFar {
    pub(crate) tag: Tag<'static>,
    pub(crate) body: CommandBody<'static>,
    /// Where the literal stands in a message; `None`: it is another argument.
    pub(crate) place: Option<Place>,
    /// Whether it begins with the rest of a message.
    continues: bool,
    since: Since,
}

impl SoFar {
    /// Reads the command as far as it has come, with an empty literal at the end; of one that is known already only what
    /// came `since`.
    pub(crate) fn read(
        receiver: &mut Receiver,
        known: Option<&Appending>,
        since: Since,
        (bytes, literal): (&[u8], LiteralHead),
        utf8: bool,
    ) -> Result<Self, DecodeError> {
        let known = match (known, since) {
            (Some(appending), Since::Literal { place, offset, .. }) => {
                Some((appending, place, bytes.get(offset..).unwrap_or_default()))
            }
            _ => None,
        };
        let mut sketch = match known {
            Some((_, place, rest)) => Receiver::sketch_of(place.beginning(), rest, literal),
            None => receiver.sketch(bytes, literal),
        };
        let whole = receiver.command(&sketch, utf8).map(IntoBoundedStatic::into_static);
        let Command { tag, body } = match whole {
            Ok(command) => command,
            Err(error) => {
                // It may be in the list of CATENATE.
                sketch.truncate(sketch.len().saturating_sub(2));
                sketch.extend_from_slice(Place::Text.end());
                match receiver.command(&sketch, utf8).map(IntoBoundedStatic::into_static) {
                    Ok(command) if Place::at_end(&command.body).is_some_and(Place::is_part) => command,
                    Ok(_) | Err(_) => return Err(error),
                }
            }
        };
        let place = Place::at_end(&body);
        let Some((Appending { tag, target, .. }, before, _)) = known else {
            return Ok(Self { tag, body, place, continues: false, since });
        };
        let CommandBody::Append { messages, .. } = body else { return Err(NO_MESSAGE) };
        let (body, continues) = target.goes_on(before, messages).ok_or(NO_MESSAGE)?;
        Ok(Self { tag: tag.clone(), body, place, continues, since })
    }

    /// What is known of the command before the octets. `None`: there is no place for octets.
    pub(crate) fn head(self) -> Option<AppendHead<'static>> {
        let before = if let Since::Literal { at, .. } = self.since { Some(at) } else { None };
        head(self.body, self.continues, before)
    }
}
