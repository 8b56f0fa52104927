//! Whose answers look the same. Only commands that are [called](crate::client::Client::call) wait for that: who sends
//! commands himself may know how to tell the data apart, or not care.

use core::num::NonZeroU32;
use core::ops::BitOr;

use imap_types::capability::Capability;
use imap_types::fetch::{FetchAtt, FetchBinary, FetchItems, FetchSection, Macro};
use imap_types::number::Numbering;
use imap_types::response::DataName;
use imap_types::section::{Section, SectionText};
use imap_types::sequence::{Bound, MessageNumber, MessageSet, SequenceSetOf};

use crate::session::Session;

/// The untagged data that answers a command, as far as it does not bear the command's tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answered<'c> {
    /// None that could be taken for another's.
    Apart,
    /// SEARCH, or ESEARCH with the tag where IMAP4rev2 is enabled.
    Search,
    /// LIST of the mailbox that is opened, from servers with IMAP4rev2; and what QRESYNC tells of its messages.
    Open { resync: bool },
    /// Data of these kinds, whatever it is about.
    By(Kinds),
    /// None, but data of these kinds has to be seen, whoever it is for.
    Beside(Kinds),
    /// Data of these kinds that names what it is about, a mailbox or a quota root; and `others`, whatever it is about.
    About { kinds: Kinds, name: &'c [u8], others: Kinds },
    /// FETCH of these items of these messages.
    Messages { messages: &'c MessageSet, items: Items },
}

/// Items of FETCH, by kind. UID is none: it says which message is told of. Flags and mod-sequence are one: they come
/// together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Items {
    kinds: u32,
    /// Which text, if there is one only.
    text: Text,
}

/// Texts and parts of a message that are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Text {
    #[default]
    None,
    /// One, as a hash. From where to where in it makes no difference: not all servers say.
    One(u32),
    Several,
}

impl Items {
    /// The kind of all texts.
    const TEXT: u32 = 1 << 4;
    /// What STORE is answered by, and QRESYNC.
    pub(crate) const STORE: Self = Self { kinds: 1, text: Text::None };
    /// UIDs alone may stand beside anything in the answer.
    const ANY: Self = Self { kinds: u32::MAX, text: Text::Several };

    pub(crate) fn fetched(items: &FetchItems<'_>) -> Self {
        const FAST: &[FetchAtt<'_>] = &[FetchAtt::Flags, FetchAtt::InternalDate, FetchAtt::Rfc822Size];
        let more: &[FetchAtt<'_>] = match items {
            FetchItems::Atts(atts) => return Self::all(atts),
            FetchItems::Macro(Macro::Fast) => &[],
            FetchItems::Macro(Macro::All) => &[FetchAtt::Envelope],
            FetchItems::Macro(Macro::Full) => &[FetchAtt::Envelope, FetchAtt::Body],
        };
        more.iter().fold(Self::all(FAST), |all, att| all.with(Self::of(att)))
    }

    fn all(atts: &[FetchAtt<'_>]) -> Self {
        let all = atts.iter().fold(Self::default(), |all, att| all.with(Self::of(att)));
        if all.kinds == 0 { Self::ANY } else { all }
    }

    pub(crate) fn with(self, other: Self) -> Self {
        let text = match (self.text, other.text) {
            (text, Text::None) | (Text::None, text) => text,
            (text, other) if text == other => text,
            _ => Text::Several,
        };
        Self { kinds: self.kinds | other.kinds, text }
    }

    /// Whether there are the same in both.
    fn meet(self, other: Self) -> bool {
        let both = self.kinds & other.kinds;
        let texts = match (self.text, other.text) {
            (Text::One(one), Text::One(other)) => one == other,
            _ => true,
        };
        both & !Self::TEXT != 0 || both != 0 && texts
    }

    fn of(att: &FetchAtt<'_>) -> Self {
        use FetchAtt as A;
        let text = match att {
            A::BodySection(FetchSection { section, .. }) => section_hash(section),
            A::Binary(FetchBinary { part, .. }) => part_hash(1, part.as_slice()),
            A::Rfc822 => 2,
            A::Rfc822Header => 3,
            A::Rfc822Text => 4,
            att => return Self { kinds: Self::kind(att), text: Text::None },
        };
        Self { kinds: Self::TEXT, text: Text::One(text) }
    }

    const fn kind(att: &FetchAtt<'_>) -> u32 {
        use FetchAtt as A;
        match att {
            A::Uid => 0,
            A::Flags | A::ModSeq => 1,
            A::Envelope => 1 << 2,
            // Some servers answer one by the other.
            A::Body | A::BodyStructure => 1 << 3,
            A::BodySection(_) | A::Binary(_) | A::Rfc822 | A::Rfc822Header | A::Rfc822Text => Self::TEXT,
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
            A::ObjectId => 1 << 22,
            A::Other(_) => 1 << 23,
        }
    }
}

fn part_hash(seed: u32, part: &[NonZeroU32]) -> u32 {
    part.iter().fold(seed, |hash, number| mix(hash, number.get()))
}

/// The same for names of fields in any case.
fn section_hash(section: &Section<'_>) -> u32 {
    let (text, names) = match section.section_text() {
        None => (5, None),
        Some(SectionText::Header) => (6, None),
        Some(SectionText::Text) => (7, None),
        Some(SectionText::Mime) => (8, None),
        Some(SectionText::HeaderFields(names)) => (9, Some(names)),
        Some(SectionText::HeaderFieldsNot(names)) => (10, Some(names)),
    };
    let octets = names.into_iter().flatten().flat_map(|name| name.as_bytes());
    octets.fold(part_hash(mix(SEED, text), section.part()), |hash, octet| {
        mix(hash, octet.to_ascii_lowercase().into())
    })
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
    /// What QRESYNC may tell of.
    const RESYNC: Self = Self { numbering: Numbering::Uid, low: 1, high: u32::MAX, items: Items::STORE };

    fn of(messages: &MessageSet, items: Items) -> Self {
        let (low, high) = match messages {
            MessageSet::SeqNums(set) => ends(set),
            MessageSet::Uids(set) => ends(set),
        };
        Self { numbering: messages.numbering(), low, high, items }
    }

    /// Whether the same items of the same message may be told. What has which UID is not known here.
    fn alike(self, other: Self) -> bool {
        let apart = matches!(
            (self.numbering, other.numbering),
            (Numbering::Uid, Numbering::Uid) | (Numbering::SeqNum, Numbering::SeqNum)
        ) && (self.high < other.low || other.high < self.low);
        self.items.meet(other.items) && !apart
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

/// Whether every answer to SEARCH bears its tag. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)
pub(crate) fn searches_bear_tags(session: &Session) -> bool {
    session.enabled(&Capability::Imap4Rev2)
}

/// Whether SELECT is answered by LIST as well. [RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2)
pub(crate) fn opening_lists(session: &Session) -> bool {
    session.has(&Capability::Imap4Rev2) || session.enabled(&Capability::Imap4Rev2)
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
    /// That name, as a hash: where two are the same by chance, commands wait for each other that need not. Zero: none,
    /// which is no other's.
    name: u32,
    messages: Option<Messages>,
    /// Whether somebody has to tell these answers from others'.
    called: bool,
}

impl Answers {
    /// None that could be taken for another's.
    pub(crate) const NONE: Self = Self { any: 0, named: 0, name: 0, messages: None, called: false };

    pub(crate) fn of(answered: Answered<'_>, session: &Session) -> Self {
        let any = match answered {
            Answered::Apart => Kinds::NONE,
            Answered::Search if searches_bear_tags(session) => Kinds::NONE,
            Answered::Search => DataName::Search.into(),
            Answered::Open { resync } => {
                let kinds = if opening_lists(session) { DataName::List.into() } else { Kinds::NONE };
                return Self { any: kinds.0, messages: resync.then_some(Messages::RESYNC), ..Self::NONE };
            }
            Answered::By(kinds) => kinds,
            Answered::Beside(kinds) => return Self { named: kinds.0, ..Self::NONE },
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
    pub(crate) fn alike(self, other: Self) -> bool {
        let unnamed = self.any & (other.any | other.named) | self.named & other.any;
        let same = self.name != 0 && self.name == other.name && self.named & other.named != 0;
        let messages = match (self.messages, other.messages) {
            (Some(these), Some(those)) => these.alike(those),
            _ => false,
        };
        (self.called || other.called) && (same || unnamed != 0 || messages)
    }
}

/// FNV-1a, but not zero.
fn hash(name: &[u8]) -> u32 {
    name.iter().fold(SEED, |hash, &octet| mix(hash, octet.into())).max(1)
}

const SEED: u32 = 0x811c_9dc5;

const fn mix(hash: u32, value: u32) -> u32 {
    (hash ^ value).wrapping_mul(0x0100_0193)
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
            ("UID FETCH 1 BODY[1]", "UID FETCH 1 BODY[2]", false),
            ("UID FETCH 1 BODY[1]", "UID FETCH 1 BODY[1.1]", false),
            ("UID FETCH 1 BODY[1]", "UID FETCH 1 BODY[1.MIME]", false),
            ("UID FETCH 1 BODY[1]", "UID FETCH 1 BINARY[1]", false),
            ("UID FETCH 1 BODY[]", "UID FETCH 1 RFC822", false),
            ("UID FETCH 1 RFC822.HEADER", "UID FETCH 1 RFC822.TEXT", false),
            ("UID FETCH 1 RFC822", "UID FETCH 1 RFC822", true),
            ("UID FETCH 1 BINARY[1]", "UID FETCH 1 BINARY.PEEK[1]<0.5>", true),
            ("UID FETCH 1 BODY[1]<0.5>", "UID FETCH 1 BODY.PEEK[1]<5.5>", true),
            ("UID FETCH 1 BODY[HEADER.FIELDS (From)]", "UID FETCH 1 BODY[HEADER.FIELDS (FROM)]", true),
            ("UID FETCH 1 BODY[HEADER.FIELDS (From)]", "UID FETCH 1 BODY[HEADER.FIELDS.NOT (From)]", false),
            ("UID FETCH 1 BODY[HEADER.FIELDS (From)]", "UID FETCH 1 BODY[HEADER.FIELDS (To)]", false),
            ("UID FETCH 1 (BODY[1] BODY[1])", "UID FETCH 1 BODY[2]", false),
            ("UID FETCH 1 (BODY[1] BODY[3])", "UID FETCH 1 BODY[2]", true),
            ("UID FETCH 1 (BODY[1] FLAGS)", "UID FETCH 1 (BODY[2] FLAGS)", true),
            ("UID FETCH 1 UID", "UID FETCH 1 BODY[2]", true),
            ("UID FETCH 1:3 UID", "UID FETCH 2 UID", true),
            ("UID FETCH 1:3 (UID)", "UID FETCH 2 ENVELOPE", true),
            ("UID FETCH 1:3 (UID)", "UID FETCH 4 FLAGS", false),
            ("UID FETCH 1 FLAGS", "UID FETCH 1 MODSEQ", true),
            ("UID FETCH 1 ENVELOPE (CHANGEDSINCE 3)", "UID STORE 1 FLAGS ()", true),
            ("UID FETCH 1 ENVELOPE", "UID STORE 1 FLAGS ()", false),
            ("SELECT a (QRESYNC (9 3))", "UID FETCH 1 FLAGS", true),
            ("SELECT a (QRESYNC (9 3))", "UID STORE 1 FLAGS ()", true),
            ("SELECT a (QRESYNC (9 3))", "UID FETCH 1 ENVELOPE", false),
            ("SELECT a", "UID FETCH 1 FLAGS", false),
            ("SELECT a", "LIST \"\" *", false),
            ("EXPUNGE", "UID EXPUNGE 1", true),
            ("EXPUNGE", "UID MOVE 1 a", true),
            ("UID MOVE 1 a", "UID MOVE 2 b", true),
            ("UID COPY 1 a", "UID MOVE 2 b", false),
            ("UID REPLACE 1 a {1+}\r\nx", "UID MOVE 2 b", true),
            ("EXPUNGE", "SEARCH RETURN (UPDATE) ALL", true),
            ("EXPUNGE", "SORT RETURN (UPDATE) (DATE) UTF-8 ALL", true),
            ("EXPUNGE", "SEARCH RETURN (ALL) ALL", false),
            ("SEARCH RETURN (UPDATE) ALL", "SEARCH RETURN (UPDATE) SEEN", false),
        ] {
            let (one_is, other_is) = (answers(one), answers(other));
            assert_eq!(one_is.called().alike(other_is), alike, "{one} + {other}");
            assert_eq!(other_is.alike(one_is.called()), alike, "{other} + {one}");
            assert!(!one_is.alike(other_is), "who sends them himself");
        }
    }
}
