//! What stands before text of FETCH that is not at hand. Part of [`fetch`](crate::fetch).

use alloc::vec::Vec;

use super::{FetchAttName, MsgAtt};
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
