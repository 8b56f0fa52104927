//! What stands before text of FETCH that is not at hand. Part of [`fetch`](crate::fetch).

use alloc::vec::Vec;

use super::{FetchAttName, FetchedBinary, FetchedSection, MsgAtt};
use crate::atom::Atom;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::number::{Number64, SeqNum, Uid};
use crate::section::{PartNumber, Section};

/// A FETCH or UIDFETCH response up to the octets of a literal, which come later, in pieces.
///
/// ```text
/// S: * 12 FETCH (UID 4 BODY[HEADER] {342}
///    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// Nothing in it stands for octets that come in pieces: of several literals that do, the second head does not have the item
/// of the first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FetchHead<'a> {
    /// Number of the message.
    pub message: FetchNumber,
    /// The items before the literal that are whole.
    pub items: Vec<MsgAtt<'a>>,
    /// The item that the octets belong to.
    pub text: MsgAttHead<'a>,
    /// Index of that item among all items of the response, from zero.
    pub index: usize,
}

bounded_static!(struct FetchHead { message, items, text, index });

impl FetchHead<'_> {
    /// UID of the message: that of UIDFETCH, or the item UID. `None` where it has not come so far.
    pub fn uid(&self) -> Option<Uid> {
        match self.message {
            FetchNumber::Uid(uid) => Some(uid),
            FetchNumber::SeqNum(_) => {
                self.items.iter().find_map(|item| if let MsgAtt::Uid(uid) = item { Some(*uid) } else { None })
            }
        }
    }
}

/// The number by which a response says which message it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FetchNumber {
    /// FETCH
    SeqNum(SeqNum),
    /// UIDFETCH, once UIDONLY is enabled. [RFC 9586 §3.3](https://www.rfc-editor.org/rfc/rfc9586#section-3.3)
    Uid(Uid),
}

bounded_static_owned!(FetchNumber);

/// A [`MsgAtt`] with text, up to its octets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MsgAttHead<'a> {
    /// Text of the message: `BODY[HEADER] {342}`.
    BodySection {
        /// Section of the message.
        section: Section<'a>,
        /// Offset of the first octet, where only some were asked for.
        origin: Option<Number64>,
    },
    /// A part without its transfer encoding: `BINARY[1] ~{342}`.
    Binary {
        /// Number of the part.
        part: PartNumber,
        /// Offset of the first octet, where only some were asked for.
        origin: Option<Number64>,
    },
    /// The whole message; rev1.
    Rfc822,
    /// `RFC822.HEADER`: header of the message; rev1.
    Rfc822Header,
    /// `RFC822.TEXT`: the message without the header; rev1.
    Rfc822Text,
    /// A string in an item of this name that is not made for long ones, such as PREVIEW. A server does not stream it.
    Within(FetchAttName),
    /// A string in an item that this library does not know, of this name. A server does not stream it.
    Other(Atom<'a>),
}

bounded_static!(enum MsgAttHead {
    BodySection { section, origin }, Binary { part, origin }, Within(name), Other(name); Rfc822, Rfc822Header, Rfc822Text
});

const _: () = assert!(size_of::<MsgAttHead<'_>>() <= 64);

impl<'a> MsgAttHead<'a> {
    /// Text of the message, from the first octet of the section on: `BODY[HEADER]`.
    pub const fn body(section: Section<'a>) -> Self {
        Self::BodySection { section, origin: None }
    }
}

impl<'a> MsgAtt<'a> {
    /// The item without its octets; `None` where it is kept as it came, because it breaks the grammar.
    #[inline]
    pub fn into_head(self) -> Option<MsgAttHead<'a>> {
        let kind = self.kind();
        Some(match self {
            Self::BodySection(FetchedSection { section, origin, .. }) => {
                MsgAttHead::BodySection { section, origin }
            }
            Self::Binary(FetchedBinary { part, origin, .. }) => MsgAttHead::Binary { part, origin },
            Self::Rfc822(_) => MsgAttHead::Rfc822,
            Self::Rfc822Header(_) => MsgAttHead::Rfc822Header,
            Self::Rfc822Text(_) => MsgAttHead::Rfc822Text,
            Self::Other(unknown) => MsgAttHead::Other(unknown.name().clone()),
            Self::Body(_)
            | Self::BodyStructure(_)
            | Self::BinarySize { .. }
            | Self::Envelope(_)
            | Self::Flags(_)
            | Self::InternalDate(_)
            | Self::ModSeq(_)
            | Self::NoModSeq(_)
            | Self::Rfc822Size(_)
            | Self::Uid(_)
            | Self::Preview(_)
            | Self::Annotation(_)
            | Self::SaveDate(_)
            | Self::EmailId(_)
            | Self::ThreadId(_)
            | Self::ObjectId(_)
            | Self::GmMsgId(_)
            | Self::GmThrId(_)
            | Self::GmLabels(_)
            | Self::XGuid(_)
            | Self::XMailbox(_)
            | Self::XRealUid(_)
            | Self::XSaveDate(_)
            | Self::Snippet(_)
            | Self::Malformed(_) => MsgAttHead::Within(kind?),
        })
    }
}
