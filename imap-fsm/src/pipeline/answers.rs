//! Whose answers look the same. Only commands that are [called](crate::client::Client::call) wait for that: who sends
//! commands himself may know how to tell the data apart, or not care.

use core::num::NonZeroU32;
use core::ops::BitOr;

use imap_types::capability::Capability;
use imap_types::fetch::{FetchAtt, FetchItems, Macro};
use imap_types::number::Numbering;
use imap_types::response::DataName;
use imap_types::sequence::{Bound, MessageNumber, MessageSet, SequenceSetOf};

use crate::session::Session;

/// The untagged data that answers a command, as far as it does not bear the command's tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answered<'c> {
    /// None that could be taken for another's.
    Apart,
    /// SEARCH, or ESEARCH with the tag where IMAP4rev2 is enabled.
    Search,
    /// LIST of the mailbox that is opened, from servers with IMAP4rev2.
    Open,
    /// Data of these kinds, whatever it is about.
    By(Kinds),
    /// Data of these kinds that names what it is about, a mailbox or a quota root; and `others`, whatever it is about.
    About { kinds: Kinds, name: &'c [u8], others: Kinds },
    /// FETCH of these items of these messages.
    Messages { messages: &'c MessageSet, items: Items },
}

/// Items of FETCH, by kind. UID is none: it says which message is told of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Items(u32);

impl Items {
    /// What STORE is answered by.
    pub(crate) const STORE: Self = Self(Self::of(&FetchAtt::Flags).0 | Self::of(&FetchAtt::ModSeq).0);

    pub(crate) fn fetched(items: &FetchItems<'_>) -> Self {
        const FAST: &[FetchAtt<'_>] = &[FetchAtt::Flags, FetchAtt::InternalDate, FetchAtt::Rfc822Size];
        let more: &[FetchAtt<'_>] = match items {
            FetchItems::Atts(atts) => return Self::all(atts),
            FetchItems::Macro(Macro::Fast) => &[],
            FetchItems::Macro(Macro::All) => &[FetchAtt::Envelope],
            FetchItems::Macro(Macro::Full) => &[FetchAtt::Envelope, FetchAtt::Body],
        };
        Self(Self::all(FAST).0 | Self::all(more).0)
    }

    fn all(atts: &[FetchAtt<'_>]) -> Self {
        Self(atts.iter().fold(0, |all, att| all | Self::of(att).0))
    }

    const fn of(att: &FetchAtt<'_>) -> Self {
        use FetchAtt as A;
        Self(match att {
            A::Uid => 0,
            A::Flags => 1,
            A::ModSeq => 1 << 1,
            A::Envelope => 1 << 2,
            // Some servers answer one by the other.
            A::Body | A::BodyStructure => 1 << 3,
            A::BodySection { .. } | A::Rfc822 | A::Rfc822Header | A::Rfc822Text => 1 << 4,
            A::Binary { .. } => 1 << 5,
            A::BinarySize { .. } => 1 << 6,
            A::InternalDate => 1 << 7,
            A::Rfc822Size => 1 << 8,
            A::Preview(_) => 1 << 9,
            A::Annotation(_) => 1 << 10,
            A::SaveDate => 1 << 11,
            A::EmailId => 1 << 12,
            A::ThreadId => 1 << 13,
            A::GmMsgId => 1 << 14,
            A::GmThrId => 1 << 15,
            A::GmLabels => 1 << 16,
            A::XGuid => 1 << 17,
            A::XMailbox => 1 << 18,
            A::XRealUid => 1 << 19,
            A::XSaveDate => 1 << 20,
            A::Snippet(_) => 1 << 21,
            A::Other(_) => 1 << 22,
        })
    }
}

/// Messages that a command is answered by FETCH about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Messages {
    numbering: Numbering,
    /// The lowest and the highest number that it may be.
    low: u32,
    high: u32,
    items: Items,
}

impl Messages {
    fn of(messages: &MessageSet, items: Items) -> Self {
        let (low, high) = match messages {
            MessageSet::SeqNums(set) => ends(set),
            MessageSet::Uids(set) => ends(set),
        };
        Self { numbering: messages.numbering(), low, high, items }
    }

    /// Whether the same items of the same message may be told. What has which UID is not known here.
    const fn alike(self, other: Self) -> bool {
        let apart = matches!(
            (self.numbering, other.numbering),
            (Numbering::Uid, Numbering::Uid) | (Numbering::SeqNum, Numbering::SeqNum)
        ) && (self.high < other.low || other.high < self.low);
        self.items.0 & other.items.0 != 0 && !apart
    }
}

/// The ends of a set. `*` may be any number, and so may those of `$`.
fn ends<N: MessageNumber>(set: &SequenceSetOf<N>) -> (u32, u32)
where
    NonZeroU32: From<N>,
{
    let mut ends = if set.is_saved() { (1, u32::MAX) } else { (u32::MAX, 1) };
    for bound in set.as_spans().iter().flat_map(|span| [span.start, span.end]) {
        ends = match bound {
            Bound::Number(number) => {
                let number = NonZeroU32::from(number).get();
                (ends.0.min(number), ends.1.max(number))
            }
            Bound::Last => (1, u32::MAX),
        };
    }
    ends
}

/// Kinds of untagged data, by the name of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds(u64);

const _: () = assert!(DataName::ALL.len() <= 64, "more responses than `Kinds` has bits");

impl Kinds {
    pub(crate) const NONE: Self = Self(0);
}

impl From<DataName> for Kinds {
    fn from(name: DataName) -> Self {
        Self(1 << name as u32)
    }
}

impl BitOr<DataName> for Kinds {
    type Output = Self;

    fn bitor(self, name: DataName) -> Self {
        Self(self.0 | Self::from(name).0)
    }
}

/// Untagged data that a command asks for and that does not say for which command it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answers {
    /// Kinds of data, whatever they are about.
    any: u64,
    /// Kinds of data that name what they are about, here always the same.
    named: u64,
    /// That name, as a hash: where two are the same by chance, commands wait for each other that need not.
    name: u32,
    messages: Option<Messages>,
    /// Whether somebody has to tell these answers from others'.
    called: bool,
}

impl Answers {
    /// None that could be taken for another's.
    pub(crate) const NONE: Self = Self { any: 0, named: 0, name: 0, messages: None, called: false };

    pub(crate) fn of(answered: Answered<'_>, session: &Session) -> Self {
        let rev2 = || session.enabled(&Capability::Imap4Rev2);
        let any = match answered {
            Answered::Apart => Kinds::NONE,
            // RFC 9051 §6.4.4: once rev2 is enabled, every answer bears the tag.
            Answered::Search if rev2() => Kinds::NONE,
            Answered::Search => DataName::Search.into(),
            // RFC 9051 §6.3.2
            Answered::Open if session.has(&Capability::Imap4Rev2) || rev2() => DataName::List.into(),
            Answered::Open => Kinds::NONE,
            Answered::By(kinds) => kinds,
            Answered::About { kinds, name, others } => {
                return Self { any: others.0, named: kinds.0, name: hash(name), ..Self::NONE };
            }
            Answered::Messages { messages, items } => {
                return Self { messages: Some(Messages::of(messages, items)), ..Self::NONE };
            }
        };
        Self { any: any.0, ..Self::NONE }
    }

    /// The same, of a command that is called.
    pub(crate) const fn called(self) -> Self {
        Self { called: true, ..self }
    }

    /// Whether one of the two is called and may take what the other is answered.
    pub(crate) const fn alike(self, other: Self) -> bool {
        let unnamed = self.any & (other.any | other.named) | self.named & other.any;
        let same = self.name == other.name && self.named & other.named != 0;
        let messages = match (self.messages, other.messages) {
            (Some(these), Some(those)) => these.alike(those),
            _ => false,
        };
        (self.called || other.called) && (same || unnamed != 0 || messages)
    }
}

/// FNV-1a
fn hash(name: &[u8]) -> u32 {
    name.iter().fold(0x811c_9dc5, |hash, &octet| (hash ^ u32::from(octet)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use imap_codec::decode_command;

    use super::*;
    use crate::session::Row;

    fn answers(command: &str) -> Answers {
        let line = alloc::format!("a {command}\r\n");
        let command = decode_command(line.as_bytes()).unwrap().body;
        Answers::of(Row::of(&command).answered, &Session::new())
    }

    #[test]
    fn commands_whose_answers_look_the_same_are_alike() {
        for (one, other, alike) in [
            ("SEARCH ALL", "UID SEARCH SEEN", true),
            ("SEARCH ALL", "SEARCH RETURN () ALL", false),
            ("SORT (DATE) UTF-8 ALL", "UID SORT (DATE) UTF-8 SEEN", true),
            ("SORT (DATE) UTF-8 ALL", "SORT RETURN () (DATE) UTF-8 ALL", false),
            ("SORT (DATE) UTF-8 ALL", "SEARCH ALL", false),
            ("THREAD REFS UTF-8 ALL", "UID THREAD REFS UTF-8 SEEN", true),
            ("ESEARCH ALL", "ESEARCH SEEN", false),
            ("LIST \"\" *", "RLIST \"\" *", true),
            ("LIST \"\" *", "LSUB \"\" *", false),
            ("STATUS a (UNSEEN)", "STATUS a (MESSAGES)", true),
            ("STATUS inbox (UNSEEN)", "STATUS INBOX (UNSEEN)", true),
            ("STATUS a (UNSEEN)", "STATUS b (UNSEEN)", false),
            ("STATUS a (UNSEEN)", "LIST \"\" * RETURN (STATUS (UNSEEN))", true),
            ("STATUS a (UNSEEN)", "NOTIFY SET STATUS (personal (MessageNew MessageExpunge))", true),
            ("STATUS a (UNSEEN)", "NOTIFY SET (personal (MessageNew MessageExpunge))", false),
            ("STATUS a (UNSEEN)", "MYRIGHTS a", false),
            ("GETQUOTA a", "SETQUOTA a (STORAGE 1)", true),
            ("GETQUOTA a", "GETQUOTA b", false),
            ("GETQUOTA a", "GETQUOTAROOT b", true),
            ("GETQUOTAROOT a", "GETQUOTAROOT b", true),
            ("GETACL a", "GETACL a", true),
            ("GETACL a", "GETACL b", false),
            ("GETACL a", "SETACL a b lr", false),
            ("MYRIGHTS a", "LIST \"\" * RETURN (MYRIGHTS)", true),
            ("LISTRIGHTS a b", "LISTRIGHTS a c", true),
            ("GETMETADATA a /shared/x", "GETMETADATA a /shared/y", true),
            ("GETMETADATA a /shared/x", "GETMETADATA \"\" /shared/x", false),
            ("GETMETADATA a /shared/x", "LIST \"\" * RETURN (METADATA (/shared/x))", true),
            ("LANGUAGE", "LANGUAGE de", true),
            ("LANGUAGE", "NAMESPACE", false),
            ("LANGUAGE de", "NAMESPACE", true),
            ("COMPARATOR", "COMPARATOR i;basic", true),
            ("ENABLE CONDSTORE", "ENABLE QRESYNC", true),
            ("ID NIL", "ID NIL", true),
            ("NAMESPACE", "NAMESPACE", true),
            ("CONVERSIONS a/b \"*\"", "CONVERSIONS \"c/*\" \"*\"", true),
            ("CONVERT 1 (NIL) UID", "UID CONVERT 1 (NIL) UID", false),
            ("CAPABILITY", "NOOP", false),
            ("FETCH 1:3 FAST", "FETCH 2 FLAGS", true),
            ("FETCH 1:3 FLAGS", "FETCH 4:5 FLAGS", false),
            ("FETCH 1:3 FLAGS", "UID FETCH 7 FLAGS", true),
            ("UID FETCH 7 (UID FLAGS)", "UID FETCH 7 (UID ENVELOPE)", false),
            ("UID FETCH 1:3 FULL", "UID FETCH 3,9 BODYSTRUCTURE", true),
            ("UID FETCH 1:3 FLAGS", "UID FETCH 9:* FLAGS", true),
            ("FETCH $ FLAGS", "FETCH 1 FLAGS", true),
            ("FETCH 1 FLAGS", "STORE 1 +FLAGS (\\Seen)", true),
            ("FETCH 1 ENVELOPE", "STORE 1 +FLAGS (\\Seen)", false),
            ("UID STORE 1:3 FLAGS ()", "UID STORE 2 FLAGS (\\Seen)", true),
            ("FETCH 1 FLAGS", "SEARCH ALL", false),
        ] {
            let (one_is, other_is) = (answers(one), answers(other));
            assert_eq!(one_is.called().alike(other_is), alike, "{one} + {other}");
            assert_eq!(other_is.alike(one_is.called()), alike, "{other} + {one}");
            assert!(!one_is.alike(other_is), "who sends them himself");
        }
    }
}
