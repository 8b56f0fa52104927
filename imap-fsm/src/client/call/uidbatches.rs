//! UIDBATCHES. [RFC 10022](https://www.rfc-editor.org/rfc/rfc10022)

use alloc::vec::Vec;
use core::convert::Infallible;
use core::num::NonZeroU32;

use imap_types::command::CommandBody;
use imap_types::number::Uid;
use imap_types::response::Data;
use imap_types::sequence::Span;
use imap_types::uidbatches;

use super::{Answer, Request, Room};
use crate::client::CommandId;

/// UIDBATCHES: ranges of UIDs with about equally many messages. [RFC 10022 §3.1](https://www.rfc-editor.org/rfc/rfc10022#section-3.1)
///
/// ```text
/// C: a2 UIDBATCHES 2000 1:2
/// S: * UIDBATCHES (TAG "a2") 215295:99696,99695:20351
/// S: a2 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// let size = 2000.try_into()?;
/// let call = client.call(UidBatches::new(size).batches(1.try_into()?, 2.try_into()?))?;
/// let answer = b"* UIDBATCHES (TAG \"a2\") 215295:99696,99695:20351\r\na2 OK done\r\n";
/// let batches = finish(&mut client, call, answer)?;
/// assert_eq!(batches.len(), 2); // newest messages first: fetch one range after the other
/// assert_eq!(batches[0].to_string(), "215295:99696");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::UidBatches`](imap_types::capability::Capability::UidBatches).
#[derive(Clone, Copy, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct UidBatches(uidbatches::UidBatches);

impl UidBatches {
    /// Asks for all batches, of `size` messages each. Servers refuse less than 500: `NO [TOOFEW]`.
    pub const fn new(size: NonZeroU32) -> Self {
        Self(uidbatches::UidBatches { size, batches: None })
    }

    /// Asks only for the batches from `first` to `last`, of which 1 has the newest messages. The lower number comes
    /// first, or the server answers BAD.
    pub const fn batches(mut self, first: NonZeroU32, last: NonZeroU32) -> Self {
        self.0.batches = Some((first, last));
        self
    }
}

impl Request<'static> for UidBatches {
    type Answer = UidBatchesAnswer;

    fn into_parts(self) -> (CommandBody<'static>, UidBatchesAnswer) {
        (CommandBody::UidBatches(self.0), UidBatchesAnswer::default())
    }
}

/// Collects the ranges with the tag of the command, from the newest messages to the oldest, each from its highest UID to
/// its lowest. Their ends need not be UIDs of messages.
#[derive(Clone, Debug, Default)]
pub struct UidBatchesAnswer {
    id: Option<CommandId>,
    ranges: Vec<Span<Uid>>,
}

impl Answer for UidBatchesAnswer {
    type Output = Vec<Span<Uid>>;
    type Step<'i> = Infallible;

    fn begun(&mut self, id: CommandId) {
        self.id = Some(id);
    }

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        let own = |tag: &[u8]| self.id.is_none_or(|id| id.tag().as_str().as_bytes() == tag);
        match data {
            Data::UidBatches(ref found) if own(found.tag.as_bytes()) => {
                if let (true, Data::UidBatches(found)) = (room.take_data(&data), data) {
                    self.ranges.extend(found.ranges);
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Vec<Span<Uid>> {
        self.ranges
    }
}
