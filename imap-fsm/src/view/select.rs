//! Which messages a client means. [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.9)

use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;

use imap_types::number::{SeqNum, Uid};
use imap_types::progress::MessageLimit;
use imap_types::sequence::{Bound, MessageSet, SequenceSet, UidSequenceSet};

use super::{View, seq_num};
use crate::numbering::Numbering;

/// A set names a message number that there is not, or `*` where there is no message. The command is answered with BAD.
/// [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9), `seq-number`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NoSuchMessage;

impl fmt::Display for NoSuchMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no message has this number")
    }
}

impl core::error::Error for NoSuchMessage {}

/// The messages that a command processes where the server offers MESSAGELIMIT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastOnes {
    /// They, by both their numbers, in the order in which they are to be processed: from the highest UID down.
    pub messages: Vec<(SeqNum, Uid)>,
    /// What to tell in the code MESSAGELIMIT where there are more of them: in the tagged OK, or in an untagged NO where
    /// the OK has EXPUNGEISSUED.
    pub limit: Option<MessageLimit>,
}

impl View {
    /// The messages in a set by both their numbers, each once, in ascending order. UIDs that there are not are no
    /// error, but numbers are. `$` stands for what [`View::save`] was given. Work is that of the messages taken, and of
    /// the set as it is written.
    ///
    /// ```text
    /// C: a1 FETCH 2:4,7 (FLAGS)     the messages 2, 3, 4 and 7, or BAD where there is no 7
    /// C: a2 UID FETCH 97:* (FLAGS)  those with UIDs from 97 on, and the last one in any case
    /// ```
    /// # Errors
    /// The set names a number above [`View::exists`], or `*` where there is no message.
    pub fn select<'v>(
        &'v self,
        set: &MessageSet,
    ) -> Result<impl Iterator<Item = (SeqNum, Uid)> + use<'v>, NoSuchMessage> {
        let spans = self.spans(set)?.into_iter();
        Ok(spans
            .flat_map(|(start, end)| start..end)
            .filter_map(|index| Some((seq_num(index)?, self.uid_at(index)?))))
    }

    /// [`View::select`] for a server that offers `MESSAGELIMIT=n`: at most `limit` messages, those with the highest UIDs,
    /// and the code to tell that there are more. Only what is wanted counts: for UID EXPUNGE the messages that are
    /// `\Deleted`. Ask for the code alone where a command is done for all messages or for none: COPY is then refused by
    /// NO. EXPUNGE, CLOSE and STATUS have no limit.
    /// [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738#section-3.1)
    ///
    /// ```text
    /// C: a1 UID STORE 18000:20000 +FLAGS (\Seen)
    /// S: * 11215 FETCH (UID 20000 FLAGS (\Seen))               the first of `messages`
    /// S: * 10216 FETCH (UID 19578 FLAGS (\Seen))               the last of `messages`
    /// S: a1 OK [MESSAGELIMIT 1000 19578] the last 1000         `limit`
    /// ```
    /// Work is that of the messages looked at, which ends with the first one too many, and of the set as it is written.
    ///
    /// # Errors
    /// Those of [`View::select`].
    pub fn select_last(
        &self,
        set: &MessageSet,
        limit: NonZeroU32,
        mut is_wanted: impl FnMut(SeqNum, Uid) -> bool,
    ) -> Result<LastOnes, NoSuchMessage> {
        let most = usize::try_from(limit.get()).unwrap_or(usize::MAX);
        let mut messages: Vec<(SeqNum, Uid)> = Vec::new();
        let spans = self.spans(set)?.into_iter().rev();
        for index in spans.flat_map(|(start, end)| (start..end).rev()) {
            let Some((seq, uid)) = seq_num(index).zip(self.uid_at(index)) else { continue };
            if !is_wanted(seq, uid) {
                continue;
            }
            if messages.len() >= most {
                let last = messages.last().map(|&(_, uid)| uid);
                return Ok(LastOnes { messages, limit: Some(MessageLimit { limit, last }) });
            }
            messages.push((seq, uid));
        }
        Ok(LastOnes { messages, limit: None })
    }

    /// The places of the messages in a set, in ascending order, none of them twice.
    fn spans(&self, set: &MessageSet) -> Result<Vec<(u32, u32)>, NoSuchMessage> {
        let mut places = match set {
            MessageSet::SeqNums(set) => self.numbers(set)?,
            MessageSet::Uids(set) => self.uid_places(set),
        };
        let is_saved = match set {
            MessageSet::SeqNums(set) => set.is_saved(),
            MessageSet::Uids(set) => set.is_saved(),
        };
        if is_saved {
            for (first, last) in self.saved.runs() {
                places.extend(self.between(first, last));
            }
        }
        places.sort_unstable();
        let mut next = 0_u32;
        places.retain_mut(|(start, end)| {
            *start = (*start).max(next);
            next = next.max(*end);
            start < end
        });
        Ok(places)
    }

    fn numbers(&self, set: &SequenceSet) -> Result<Vec<(u32, u32)>, NoSuchMessage> {
        let last = self.exists();
        let number = |bound: Bound<SeqNum>| match bound {
            Bound::Number(number) if number.get() <= last => Ok(number.get()),
            Bound::Last if last > 0 => Ok(last),
            Bound::Number(_) | Bound::Last => Err(NoSuchMessage),
        };
        set.as_spans()
            .iter()
            .map(|span| {
                let (start, end) = (number(span.start)?, number(span.end)?);
                Ok((start.min(end).saturating_sub(1), start.max(end)))
            })
            .collect()
    }

    fn uid_places(&self, set: &UidSequenceSet) -> Vec<(u32, u32)> {
        let Some((_, last)) = self.numbering.last_known() else { return Vec::new() };
        let uid = |bound: Bound<Uid>| match bound {
            Bound::Number(uid) => uid.get(),
            Bound::Last => last,
        };
        let spans = set.as_spans().iter();
        spans
            .filter_map(|span| {
                let (start, end) = (uid(span.start), uid(span.end));
                self.between(start.min(end), start.max(end))
            })
            .collect()
    }

    /// The places of messages with UIDs from `low` to `high`.
    fn between(&self, low: u32, high: u32) -> Option<(u32, u32)> {
        let (start, _) = self.numbering.at_least(low)?;
        let behind = high.checked_add(1).and_then(|next| self.numbering.at_least(next));
        Some((start, behind.map_or(self.numbering.len(), |(index, _)| index)))
    }

    /// Keeps the result of a SEARCH with SAVE as `$`, in any order. Messages that the client does not know of are left
    /// out, and those that the client is told are gone leave it.
    /// [RFC 9051 §6.4.4.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4.1)
    ///
    /// ```text
    /// C: a1 SEARCH RETURN (SAVE) UNSEEN      `save`
    /// S: a1 OK done
    /// C: a2 FETCH $ (FLAGS)                  `select` gives those
    /// ```
    pub fn save(&mut self, found: impl IntoIterator<Item = Uid>) {
        let mut found: Vec<u32> =
            found.into_iter().map(Uid::get).filter(|&uid| self.numbering.index(uid).is_some()).collect();
        found.sort_unstable();
        self.saved = Numbering::new();
        for uid in found {
            // Refused if it is there twice.
            let _ = self.saved.extend(uid, uid);
        }
    }

    /// What `$` stands for.
    pub fn saved(&self) -> impl Iterator<Item = Uid> + '_ {
        (0..self.saved.len())
            .filter_map(|index| self.saved.uid(index).and_then(NonZeroU32::new).map(Uid::from))
    }
}
