//! What FETCH tells of one message.

use alloc::string::ToString as _;
use alloc::vec;
use alloc::vec::Vec;

use imap_types::IntoBoundedStatic;
use imap_types::body::BodyStructure;
use imap_types::datetime::DateTime;
use imap_types::envelope::Envelope;
use imap_types::fetch::{
    FetchAtt, FetchAttName, FetchBinary, FetchNumber, FetchSection, FetchedBinary, FetchedSection, MsgAtt,
    MsgAttHead,
};
use imap_types::flag::FetchFlags;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, SeqNum, Uid};
use imap_types::raw::Malformed;
use imap_types::response::Data;
use imap_types::section::{Section, SectionText};
use imap_types::sequence::{Bound, MessageNumber, SequenceSetOf};
use imap_types::string::{AString, Binary, NString};
use imap_types::trusted::FromWire;

use crate::head::has_strings;

/// One message, with everything that the answers to a call told of it.
///
/// ```text
/// S: * 23 FETCH (UID 4827313 FLAGS ())
/// S: * 23 FETCH (FLAGS (\Seen))            merged with the line before it
/// ```
/// The last value of an item replaces those before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    seq: Option<SeqNum>,
    items: Vec<MsgAtt<'static>>,
}

/// The message that a response is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// FETCH
    Seq(SeqNum),
    /// UIDFETCH
    Uid(Uid),
}

impl About {
    /// The message, and what is told of it; else the data is given back.
    pub(super) fn of(data: Data<'_>) -> Result<(Self, NonEmpty<MsgAtt<'_>>), Data<'_>> {
        match data {
            Data::Fetch { seq, items } => Ok((Self::Seq(seq), items)),
            Data::UidFetch { uid, items } => Ok((Self::Uid(uid), items)),
            data => Err(data),
        }
    }

    /// The message of a response of which the beginning has come.
    pub(super) const fn head(number: FetchNumber) -> Self {
        match number {
            FetchNumber::SeqNum(seq) => Self::Seq(seq),
            FetchNumber::Uid(uid) => Self::Uid(uid),
        }
    }

    /// The data again.
    pub(super) fn tells(self, items: NonEmpty<MsgAtt<'_>>) -> Data<'_> {
        match self {
            Self::Seq(seq) => Data::Fetch { seq, items },
            Self::Uid(uid) => Data::UidFetch { uid, items },
        }
    }
}

impl Fetched {
    pub(super) fn new(about: About) -> Self {
        match about {
            About::Seq(seq) => Self { seq: Some(seq), items: Vec::new() },
            About::Uid(uid) => Self { seq: None, items: vec![MsgAtt::Uid(uid)] },
        }
    }

    /// Its sequence number when the server told of it. An EXPUNGE since then may have changed it. `None` where UIDONLY is
    /// enabled: then there is only the UID.
    pub const fn seq(&self) -> Option<SeqNum> {
        self.seq
    }

    /// Everything that was told, each item once, in no particular order.
    pub fn items(&self) -> &[MsgAtt<'static>] {
        &self.items
    }

    /// Unique identifier; `None` if the server has not told it.
    pub fn uid(&self) -> Option<Uid> {
        uid(&self.items)
    }

    /// The flags, all of them.
    pub fn flags(&self) -> Option<&FetchFlags<'static>> {
        self.items.iter().find_map(|item| if let MsgAtt::Flags(flags) = item { Some(flags) } else { None })
    }

    /// The structured header fields. `None` also where the server sent something that is no envelope, which
    /// [`Fetched::items`] has.
    pub fn envelope(&self) -> Option<&Envelope<'static>> {
        self.items
            .iter()
            .find_map(|item| if let MsgAtt::Envelope(value) = item { Some(&**value) } else { None })
    }

    /// MIME structure; `None` if the server has not told it.
    pub fn body_structure(&self) -> Option<&BodyStructure<'static>> {
        self.items
            .iter()
            .find_map(|item| if let MsgAtt::BodyStructure(it) = item { Some(&**it) } else { None })
    }

    /// Internal date of the message.
    pub fn internal_date(&self) -> Option<DateTime> {
        self.items
            .iter()
            .find_map(|item| if let MsgAtt::InternalDate(date) = item { Some(*date) } else { None })
    }

    /// Its size in octets.
    pub fn size(&self) -> Option<u64> {
        self.items
            .iter()
            .find_map(|item| if let MsgAtt::Rfc822Size(size) = item { Some(size.get()) } else { None })
    }

    /// The mod-sequence of its last change.
    pub fn mod_seq(&self) -> Option<ModSeq> {
        self.items.iter().find_map(|item| if let MsgAtt::ModSeq(value) = item { Some(*value) } else { None })
    }

    /// Text of the message. `None` where it was not told, or where there is no such part.
    ///
    /// Names of header fields are compared in any case. `RFC822`, `RFC822.HEADER` and `RFC822.TEXT` are found as
    /// `[]`, `[HEADER]` and `[TEXT]`.
    pub fn text(&self, section: &Section<'_>) -> Option<&[u8]> {
        self.items.iter().find_map(|item| {
            let (of, data) = text_of(item)?;
            of.is(section).then_some(data.as_ref()?.as_bytes())
        })
    }

    /// A part without its transfer encoding. `None` where it was not told, or where there is no such part.
    pub fn binary(&self, number: &[core::num::NonZeroU32]) -> Option<&[u8]> {
        self.items.iter().find_map(|item| {
            let MsgAtt::Binary(FetchedBinary { part, data: Some(data), .. }) = item else { return None };
            (part.as_slice() == number).then_some(data.as_bytes())
        })
    }

    /// Adds what is told of this message now.
    pub(super) fn merge<'i>(&mut self, about: About, items: impl IntoIterator<Item = MsgAtt<'i>>) {
        if let About::Seq(seq) = about {
            self.seq = Some(seq);
        }
        for item in items {
            let item = item.into_static();
            match self.items.iter_mut().take(LOOKED_THROUGH).find(|known| same(known, &item)) {
                Some(known) => *known = item,
                None => self.items.push(item),
            }
        }
    }
}

/// How many items of a message are looked through for the one that is told again. No message has as many, but a server
/// can send millions, and looking through all of them for each would take hours.
const LOOKED_THROUGH: usize = 256;

pub(super) fn uid(items: &[MsgAtt<'_>]) -> Option<Uid> {
    items.iter().find_map(|item| if let MsgAtt::Uid(uid) = item { Some(*uid) } else { None })
}

/// Text of a message, by any of the names it goes by.
enum TextOf<'t> {
    Section(&'t Section<'t>),
    Whole,
    Header,
    Text,
}

impl TextOf<'_> {
    fn is(&self, section: &Section<'_>) -> bool {
        match (self, section.section_text()) {
            (Self::Section(of), _) => same_section(of, section),
            (Self::Whole, None)
            | (Self::Header, Some(SectionText::Header))
            | (Self::Text, Some(SectionText::Text)) => section.part().is_empty(),
            (Self::Whole | Self::Header | Self::Text, _) => false,
        }
    }
}

fn text_of<'t>(item: &'t MsgAtt<'_>) -> Option<(TextOf<'t>, &'t NString<'t>)> {
    if let MsgAtt::BodySection(FetchedSection { section, data, .. }) = item {
        return Some((TextOf::Section(section), data));
    }
    if let MsgAtt::Rfc822(data) = item {
        return Some((TextOf::Whole, data));
    }
    if let MsgAtt::Rfc822Header(data) = item {
        return Some((TextOf::Header, data));
    }
    let MsgAtt::Rfc822Text(data) = item else { return None };
    Some((TextOf::Text, data))
}

/// Servers may write the names of header fields as they like.
fn same_section(a: &Section<'_>, b: &Section<'_>) -> bool {
    let same = |a: &[_], b: &[_]| {
        a.len() == b.len()
            && a.iter()
                .zip(b)
                .all(|(a, b): (&AString<'_>, &_)| a.as_bytes().eq_ignore_ascii_case(AString::as_bytes(b)))
    };
    a.part() == b.part()
        && match (a.section_text(), b.section_text()) {
            (Some(SectionText::HeaderFields(a)), Some(SectionText::HeaderFields(b)))
            | (Some(SectionText::HeaderFieldsNot(a)), Some(SectionText::HeaderFieldsNot(b))) => same(a, b),
            (a, b) => a == b,
        }
}

/// Whether the second tells anew what the first told.
fn same(a: &MsgAtt<'_>, b: &MsgAtt<'_>) -> bool {
    use MsgAtt as M;
    match (a, b) {
        (
            M::BodySection(FetchedSection { section: a, origin: at, .. }),
            M::BodySection(FetchedSection { section: b, origin, .. }),
        ) => at == origin && same_section(a, b),
        (
            M::Binary(FetchedBinary { part: a, origin: at, .. }),
            M::Binary(FetchedBinary { part: b, origin, .. }),
        ) => at == origin && a == b,
        (M::BinarySize { part: a, .. }, M::BinarySize { part: b, .. }) => a == b,
        (M::Other(a), M::Other(b)) => a.name().eq_ignore_case(b.name().as_str()),
        (M::Malformed(a), M::Malformed(b)) => a == b,
        (a, b) => core::mem::discriminant(a) == core::mem::discriminant(b),
    }
}

/// Whether an item tells what was asked for.
pub(super) fn answers(item: &MsgAtt<'_>, asked: &FetchAtt<'_>) -> bool {
    use FetchAtt as A;
    match item {
        MsgAtt::Body(_) => matches!(asked, A::Body | A::BodyStructure),
        MsgAtt::BodyStructure(_) => matches!(asked, A::Body | A::BodyStructure),
        MsgAtt::BodySection(FetchedSection { section, .. }) => {
            matches!(asked, A::BodySection(FetchSection { section: of, .. }) if same_section(section, of))
        }
        MsgAtt::Binary(FetchedBinary { part, .. }) => {
            matches!(asked, A::Binary(FetchBinary { part: of, .. }) if part == of)
        }
        MsgAtt::BinarySize { part, .. } => matches!(asked, A::BinarySize { part: of } if part == of),
        MsgAtt::Envelope(_) => matches!(asked, A::Envelope),
        MsgAtt::Flags(_) => matches!(asked, A::Flags),
        MsgAtt::InternalDate(_) => matches!(asked, A::InternalDate),
        MsgAtt::ModSeq(_) | MsgAtt::NoModSeq(_) => matches!(asked, A::ModSeq),
        MsgAtt::Rfc822(_) => matches!(asked, A::Rfc822),
        MsgAtt::Rfc822Header(_) => matches!(asked, A::Rfc822Header),
        MsgAtt::Rfc822Size(_) => matches!(asked, A::Rfc822Size),
        MsgAtt::Rfc822Text(_) => matches!(asked, A::Rfc822Text),
        MsgAtt::Uid(_) => matches!(asked, A::Uid),
        MsgAtt::Preview(_) => matches!(asked, A::Preview(_)),
        MsgAtt::Annotation(_) => matches!(asked, A::Annotation(_)),
        MsgAtt::SaveDate(_) => matches!(asked, A::SaveDate),
        MsgAtt::EmailId(_) => matches!(asked, A::EmailId),
        MsgAtt::ThreadId(_) => matches!(asked, A::ThreadId),
        MsgAtt::ObjectId(_) => matches!(asked, A::ObjectId),
        MsgAtt::GmMsgId(_) => matches!(asked, A::GmMsgId),
        MsgAtt::GmThrId(_) => matches!(asked, A::GmThrId),
        MsgAtt::GmLabels(_) => matches!(asked, A::GmLabels),
        MsgAtt::XGuid(_) => matches!(asked, A::XGuid),
        MsgAtt::XMailbox(_) => matches!(asked, A::XMailbox),
        MsgAtt::XRealUid(_) => matches!(asked, A::XRealUid),
        MsgAtt::XSaveDate(_) => matches!(asked, A::XSaveDate),
        MsgAtt::Snippet(_) => matches!(asked, A::Snippet(_)),

        MsgAtt::Malformed(malformed) => is_meant(malformed, asked),
        MsgAtt::Other(other) => {
            matches!(asked, A::Other(of) if of.name().eq_ignore_case(other.name().as_str()))
        }
    }
}

/// Whether an item that cannot be read was to tell what was asked for: it has the same name, and what stands in brackets
/// is the same.
fn is_meant(malformed: &Malformed<'_>, asked: &FetchAtt<'_>) -> bool {
    use FetchAttName as N;
    let name = malformed.name();
    let told = malformed.raw().get(name.len()..).unwrap_or_default();
    let brackets = || {
        let text = asked.to_string();
        let section = text.find('[').zip(text.rfind(']')).and_then(|(start, end)| text.get(start..=end));
        section.is_some_and(|section| {
            let start = told.get(..section.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(section.as_bytes()))
        })
    };
    match (N::from_bytes(name.as_bytes()), asked) {
        (Some(N::Body), FetchAtt::BodySection(_))
        | (Some(N::Binary), FetchAtt::Binary(_))
        | (Some(N::BinarySize), FetchAtt::BinarySize { .. }) => brackets(),
        (Some(N::Body | N::BodyStructure), FetchAtt::Body | FetchAtt::BodyStructure) => {
            told.first() != Some(&b'[')
        }
        (Some(N::Body), _) => false,
        (name, asked) => asked.kind() == name,
    }
}

/// Whether an item of which only the beginning has come tells what was asked for.
pub(super) fn head_answers(head: &MsgAttHead<'_>, asked: &FetchAtt<'_>) -> bool {
    use FetchAtt as A;
    match head {
        MsgAttHead::BodySection { section, .. } => {
            matches!(asked, A::BodySection(FetchSection { section: of, .. }) if same_section(section, of))
        }
        MsgAttHead::Binary { part, .. } => {
            matches!(asked, A::Binary(FetchBinary { part: of, .. }) if part == of)
        }
        MsgAttHead::Rfc822 => matches!(asked, A::Rfc822),
        MsgAttHead::Rfc822Header => matches!(asked, A::Rfc822Header),
        MsgAttHead::Rfc822Text => matches!(asked, A::Rfc822Text),
        MsgAttHead::Within(FetchAttName::Body | FetchAttName::BodyStructure) => {
            matches!(asked.kind(), Some(FetchAttName::Body | FetchAttName::BodyStructure))
        }
        MsgAttHead::Within(name) => asked.kind() == Some(*name),
        MsgAttHead::Other(name) => {
            matches!(asked, A::Other(of) if of.name().eq_ignore_case(name.as_str()))
        }
    }
}

/// Whether a server tells it unasked, as news.
pub(super) const fn is_news(item: &MsgAtt<'_>) -> bool {
    matches!(item, MsgAtt::Uid(_) | MsgAtt::Flags(_) | MsgAtt::ModSeq(_) | MsgAtt::NoModSeq(_))
}

/// The message, if a command with this set can be about it. What `*` means is not known: any message may be the last one
/// if it tells what nobody tells unasked.
pub(super) fn belongs<N: MessageNumber>(set: &SequenceSetOf<N>, message: N, told: bool) -> Option<N> {
    let open = set.is_saved()
        || set.as_spans().iter().any(|span| span.start == Bound::Last || span.end == Bound::Last) && told;
    let in_span = |start: Bound<N>, end: Bound<N>| match (start, end) {
        (Bound::Number(a), Bound::Number(b)) => a.min(b) <= message && message <= a.max(b),
        (Bound::Number(low), Bound::Last) | (Bound::Last, Bound::Number(low)) => low <= message,
        (Bound::Last, Bound::Last) => true,
    };
    let inside = || set.as_spans().iter().any(|span| in_span(span.start, span.end));
    (open || inside()).then_some(message)
}

/// Whether a literal that was streamed may have stood in the item, which has empty strings in their place.
pub(super) fn may_be_emptied(item: &MsgAtt<'_>) -> bool {
    let text = text_of(item).map(|(_, data)| data.as_ref().map(AString::as_bytes));
    let binary = || {
        let MsgAtt::Binary(FetchedBinary { data, .. }) = item else { return None };
        Some(data.as_ref().map(Binary::as_bytes))
    };
    has_strings(item) && text.or_else(binary).is_none_or(|octets| octets == Some(b""))
}

/// The item with the octets of its literal, which were streamed.
pub(super) fn with_octets(item: MsgAtt<'static>, octets: Vec<u8>) -> Option<MsgAtt<'static>> {
    let text = |octets: Vec<u8>| Some(AString::from_wire(octets.into()));
    Some(match item {
        MsgAtt::BodySection(FetchedSection { section, origin, .. }) => {
            MsgAtt::BodySection(FetchedSection { section, origin, data: text(octets) })
        }
        MsgAtt::Binary(FetchedBinary { part, origin, .. }) => {
            MsgAtt::Binary(FetchedBinary { part, origin, data: Some(Binary::from_wire(octets.into())) })
        }
        MsgAtt::Rfc822(_) => MsgAtt::Rfc822(text(octets)),
        MsgAtt::Rfc822Header(_) => MsgAtt::Rfc822Header(text(octets)),
        MsgAtt::Rfc822Text(_) => MsgAtt::Rfc822Text(text(octets)),
        // A string within another item, such as a subject of megabytes.
        MsgAtt::Body(_)
        | MsgAtt::BodyStructure(_)
        | MsgAtt::BinarySize { .. }
        | MsgAtt::Envelope(_)
        | MsgAtt::Flags(_)
        | MsgAtt::InternalDate(_)
        | MsgAtt::ModSeq(_)
        | MsgAtt::NoModSeq(_)
        | MsgAtt::Rfc822Size(_)
        | MsgAtt::Uid(_)
        | MsgAtt::Preview(_)
        | MsgAtt::Annotation(_)
        | MsgAtt::SaveDate(_)
        | MsgAtt::EmailId(_)
        | MsgAtt::ThreadId(_)
        | MsgAtt::ObjectId(_)
        | MsgAtt::GmMsgId(_)
        | MsgAtt::GmThrId(_)
        | MsgAtt::GmLabels(_)
        | MsgAtt::XGuid(_)
        | MsgAtt::XMailbox(_)
        | MsgAtt::XRealUid(_)
        | MsgAtt::XSaveDate(_)
        | MsgAtt::Snippet(_)
        | MsgAtt::Malformed(_)
        | MsgAtt::Other(_) => return None,
    })
}
