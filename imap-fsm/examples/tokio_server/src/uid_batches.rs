//! UIDBATCHES: ranges of UIDs with so many messages each, the newest first
//! ([RFC 10022](https://www.rfc-editor.org/rfc/rfc10022)).

use imap_fsm::types::atom::Tag;
use imap_fsm::types::code::Code;
use imap_fsm::types::number::Uid;
use imap_fsm::types::response::{Condition, Data};
use imap_fsm::types::sequence::Span;
use imap_fsm::types::string::AString;
use imap_fsm::types::uidbatches::{UidBatches, UidBatchesData};

use crate::answer::{Outcome, ok};
use crate::lines::{Refusal, no};
use crate::service::Service;
use crate::view::View;

/// How many messages a batch has at least, and batches that are asked for by number at most together (RFC 10022 §3.1.3,
/// §3.1.5).
const LEAST: u32 = 500;
const MOST: u64 = 100_000;

impl Service {
    pub(crate) fn uid_batches(&mut self, tag: &Tag<'_>, wanted: &UidBatches) -> Outcome {
        let UidBatches { size, batches } = *wanted;
        if size.get() < LEAST {
            return Err(no(Code::TooFew, "a batch has 500 messages or more"));
        }
        if let Some((first, last)) = batches {
            let Some(more) = last.get().checked_sub(first.get()) else {
                let refusal = no(Code::ClientBug, "the lower number comes first");
                return Err(Refusal { condition: Condition::Bad, ..refusal });
            };
            if (u64::from(more) + 1) * u64::from(size.get()) > MOST {
                return Err(no(Code::TooMany, "these are too many messages for one command"));
            }
        }
        let (first, last) = batches.map_or((1, u32::MAX), |(first, last)| (first.get(), last.get()));
        let view = self.view()?;
        let ranges = (first..=last).map_while(|number| view.batch(size.get(), number)).collect();
        let tag = AString::try_from(tag.as_str().to_string()).unwrap_or(AString::EMPTY);
        Ok(ok("done").with(vec![Data::UidBatches(Box::new(UidBatchesData { tag, ranges }))]))
    }
}

impl View {
    /// The UIDs of a batch, of which the first has the newest messages; `None`: there are fewer batches. They follow each
    /// other without a gap, down to 1.
    fn batch(&self, size: u32, number: u32) -> Option<Span<Uid>> {
        let exists = u64::from(self.exists());
        // How many messages are older than those of the batch before, and than those of this one.
        let before =
            exists.checked_sub(u64::from(size) * (u64::from(number) - 1)).filter(|&left| left > 0)?;
        let left = before.saturating_sub(u64::from(size));
        let uid = |position: u64| Some(self.get(usize::try_from(position).ok()?)?.message.uid);
        let start = match uid(before) {
            Some(newer) => Uid::try_from(newer.get() - 1).ok()?,
            None => uid(before - 1)?,
        };
        let end = if left == 0 { Uid::MIN } else { uid(left)? };
        Some(Span { start, end })
    }
}
