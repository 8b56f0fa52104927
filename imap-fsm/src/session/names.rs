//! How commands name messages.

use imap_types::number::Numbering;
use imap_types::replace::OldMessage;
use imap_types::search::SearchKey;
use imap_types::select::SelectParam;
use imap_types::sequence::{MessageSet, SequenceSet};

/// How a command names messages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Names<'c> {
    /// Not at all, or by UIDs that are no set.
    Nothing,
    Set(&'c MessageSet),
    /// By search keys; the answer has numbers of this kind.
    Keys(Numbering, &'c [SearchKey<'c>]),
    /// REPLACE
    Old(OldMessage),
    /// The sequence match data of QRESYNC.
    Params(&'c [SelectParam<'c>]),
    /// In a way that is not known.
    Unknown,
}

impl Names<'_> {
    /// Whether there may be message sequence numbers in it, which an EXPUNGE would change. `$` is none.
    pub(crate) fn may_have_numbers(self) -> bool {
        match self {
            Self::Nothing | Self::Params(_) | Self::Set(MessageSet::Uids(_)) => false,
            Self::Set(MessageSet::SeqNums(set)) => set_has_numbers(set),
            Self::Keys(_, keys) => SearchKey::any(keys, |key| match key {
                SearchKey::SequenceSet(set) => set_has_numbers(set),
                // What is not known, and what only the server knows, may have anything in it.
                key => matches!(key, SearchKey::Filter(_) | SearchKey::Other(_)),
            }),
            Self::Old(old) => old.numbering() == Numbering::SeqNum,
            Self::Unknown => true,
        }
    }

    /// Whether it has to do with message sequence numbers, as the command names messages or as it is answered: what
    /// UIDONLY forbids. What is not known is not judged. [RFC 9586 §3](https://www.rfc-editor.org/rfc/rfc9586#section-3)
    pub(super) fn is_by_seq_num(self) -> bool {
        let matches = |param: &SelectParam<'_>| match param {
            SelectParam::QResync(known) => known.seq_match.is_some(),
            SelectParam::CondStore
            | SelectParam::Annotate
            | SelectParam::Utf8
            | SelectParam::ObjectId(_)
            | SelectParam::Other(_) => false,
        };
        let numbers =
            |key: &SearchKey<'_>| matches!(key, SearchKey::SequenceSet(set) if set_has_numbers(set));
        self.numbering() == Numbering::SeqNum
            || match self {
                Self::Keys(_, keys) => SearchKey::any(keys, numbers),
                Self::Params(params) => params.iter().any(matches),
                Self::Nothing | Self::Set(_) | Self::Old(_) | Self::Unknown => false,
            }
    }

    /// Which numbers the messages are named by; UIDs where there are none.
    pub(crate) fn numbering(self) -> Numbering {
        match self {
            Self::Set(messages) => messages.numbering(),
            Self::Keys(numbering, _) => numbering,
            Self::Old(old) => old.numbering(),
            Self::Nothing | Self::Params(_) | Self::Unknown => Numbering::Uid,
        }
    }
}

fn set_has_numbers(set: &SequenceSet) -> bool {
    !set.as_spans().is_empty()
}
