//! What FETCH gives. Part of [`fetch`](crate::fetch).

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::FetchAttName;
use crate::annotate::FetchedAnnotation;
use crate::body::{Body, BodyStructure};
use crate::bounded::bounded_static;
use crate::datetime::DateTime;
use crate::envelope::Envelope;
use crate::flag::FetchFlags;
use crate::mailbox::Mailbox;
use crate::number::{ModSeq, Number64, Uid, ZeroModSeq};
use crate::objectid::{ObjectId, ObjectIds};
use crate::raw::{Malformed, Unknown, place};
use crate::section::{PartNumber, Section};
use crate::string::{AString, Binary, NString};

/// One item of a FETCH response: `msg-att-dynamic / msg-att-static`.
///
/// ```text
/// S: * 23 FETCH (UID 4827313 FLAGS (\Seen) RFC822.SIZE 44827)
///                ^^^^^^^^^^^ ^^^^^^^^^^^^^ ^^^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum MsgAtt<'a> {
    /// The structure without extension data.
    Body(Body<'a>),
    /// `BODYSTRUCTURE`: MIME structure of the message, with extension data.
    BodyStructure(Box<BodyStructure<'a>>),
    /// Text of the message; `None` where there is no such part.
    #[cfg_attr(feature = "serde", serde(rename = "BODY[]"))]
    BodySection(FetchedSection<'a>),
    /// A part without its transfer encoding; `None` where there is no such part.
    Binary(FetchedBinary<'a>),
    /// The size of a part without its transfer encoding.
    #[cfg_attr(feature = "serde", serde(rename = "BINARY.SIZE"))]
    BinarySize {
        /// Number of the part.
        part: PartNumber,
        /// Size in octets, decoded.
        size: u32,
    },
    /// The structured header fields.
    Envelope(Box<Envelope<'a>>),
    /// The flags, all of them.
    Flags(FetchFlags<'a>),
    /// Internal date: when the message came into the store.
    InternalDate(DateTime),
    /// The mod-sequence of its last change; never zero.
    ModSeq(ModSeq),
    /// The server keeps no mod-sequence for the message and says so with zero or less. A caller cannot make one.
    #[cfg_attr(feature = "serde", serde(rename = "NoModSeq"))]
    NoModSeq(ZeroModSeq),
    /// The whole message; rev1.
    Rfc822(NString<'a>),
    /// `RFC822.HEADER`: header of the message; IMAP4rev1 only.
    #[cfg_attr(feature = "serde", serde(rename = "RFC822.HEADER"))]
    Rfc822Header(NString<'a>),
    /// The size in octets.
    #[cfg_attr(feature = "serde", serde(rename = "RFC822.SIZE"))]
    Rfc822Size(Number64),
    /// The message without the header; rev1.
    #[cfg_attr(feature = "serde", serde(rename = "RFC822.TEXT"))]
    Rfc822Text(NString<'a>),
    /// `UID`: unique identifier of the message.
    Uid(Uid),
    /// Text that a person sees of the message in a list; `None` where the server has none, or none at hand. [RFC 8970 §3](https://www.rfc-editor.org/rfc/rfc8970#section-3)
    Preview(NString<'a>),
    /// Annotations, or which of them have changed. [RFC 5257 §4.4](https://www.rfc-editor.org/rfc/rfc5257#section-4.4)
    Annotation(FetchedAnnotation<'a>),
    /// Save date: when the message came into this mailbox; `None` where the mailbox does not keep that. [RFC 8514 §4.2](https://www.rfc-editor.org/rfc/rfc8514#section-4.2)
    SaveDate(Option<DateTime>),
    /// Identifier of the message, the same in every mailbox. [RFC 8474 §5.1](https://www.rfc-editor.org/rfc/rfc8474#section-5.1)
    EmailId(ObjectId<'a>),
    /// Identifier of its thread; `None` where the server has none. [RFC 8474 §5.2](https://www.rfc-editor.org/rfc/rfc8474#section-5.2)
    ThreadId(Option<ObjectId<'a>>),
    /// Identifiers of the message and of its thread, of `OBJECTID+`, a draft.
    ObjectId(Box<ObjectIds<'a>>),
    /// Gmail's identifier of the message. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
    #[cfg_attr(feature = "serde", serde(rename = "X-GM-MSGID"))]
    GmMsgId(u64),
    /// Gmail's identifier of its thread. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
    #[cfg_attr(feature = "serde", serde(rename = "X-GM-THRID"))]
    GmThrId(u64),
    /// Gmail's labels, those of the system with a backslash. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
    #[cfg_attr(feature = "serde", serde(rename = "X-GM-LABELS"))]
    GmLabels(Vec<AString<'a>>),
    /// Dovecot's globally unique identifier of the message.
    #[cfg_attr(feature = "serde", serde(rename = "X-GUID"))]
    XGuid(AString<'a>),
    /// Mailbox that a message of a virtual mailbox is in, as Dovecot tells it.
    #[cfg_attr(feature = "serde", serde(rename = "X-MAILBOX"))]
    XMailbox(Mailbox<'a>),
    /// UID of a message of a virtual mailbox in the mailbox that it is in, as Dovecot tells it.
    #[cfg_attr(feature = "serde", serde(rename = "X-REAL-UID"))]
    XRealUid(Uid),
    /// As [`MsgAtt::SaveDate`], by its name in Dovecot before `SAVEDATE`.
    #[cfg_attr(feature = "serde", serde(rename = "X-SAVEDATE"))]
    XSaveDate(Option<DateTime>),
    /// As [`MsgAtt::Preview`], by its name in Dovecot before `PREVIEW`.
    Snippet(NString<'a>),
    /// A known item whose value breaks the grammar. A caller cannot make one.
    #[cfg_attr(feature = "serde", serde(rename = "Malformed"))]
    Malformed(Box<Malformed<'a>>),
    /// An item that this library does not know.
    #[cfg_attr(feature = "serde", serde(rename = "Other"))]
    Other(Unknown<'a, MsgAtt<'static>>),
}

bounded_static!(enum MsgAtt {
    Body(a), BodyStructure(a), BodySection(a), Binary(a),
    BinarySize { part, size }, Envelope(a), Flags(a), InternalDate(a), ModSeq(a), NoModSeq(a), Rfc822(a),
    Rfc822Header(a),
    Rfc822Size(a), Rfc822Text(a), Uid(a), Preview(a), Annotation(a), SaveDate(a), EmailId(a), ThreadId(a), ObjectId(a), GmMsgId(a), GmThrId(a),
    GmLabels(a), XGuid(a), XMailbox(a), XRealUid(a), XSaveDate(a), Snippet(a), Malformed(a), Other(a)
});

/// Text of a message that FETCH gives: `"BODY" section ["<" number ">"] SP nstring`.
///
/// ```text
/// S: * 1 FETCH (BODY[HEADER]<0> {1000}
///               ^^^^^^^^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FetchedSection<'a> {
    /// Section of the message.
    pub section: Section<'a>,
    /// Offset of the first octet, where only some were asked for.
    pub origin: Option<Number64>,
    /// Octets of the section; `NIL` on the wire where there is no such part.
    pub data: NString<'a>,
}

bounded_static!(struct FetchedSection { section, origin, data });

impl<'a> FetchedSection<'a> {
    /// All octets of a section, or `None` where there is no such part.
    pub const fn new(section: Section<'a>, data: NString<'a>) -> Self {
        Self { section, origin: None, data }
    }
}

/// Part of a message that FETCH gives without its transfer encoding:
/// `"BINARY" section-binary ["<" number ">"] SP (nstring / literal8)`.
///
/// ```text
/// S: * 1 FETCH (BINARY[2] ~{1000}
///               ^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 3516](https://www.rfc-editor.org/rfc/rfc3516)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FetchedBinary<'a> {
    /// Number of the part.
    pub part: PartNumber,
    /// Offset of the first octet, where only some were asked for.
    pub origin: Option<Number64>,
    /// Octets of the part, decoded; `NIL` on the wire where there is no such part.
    pub data: Option<Binary<'a>>,
}

bounded_static!(struct FetchedBinary { part, origin, data });

impl<'a> FetchedBinary<'a> {
    /// All octets of a part, or `None` where there is no such part.
    pub const fn new(part: PartNumber, data: Option<Binary<'a>>) -> Self {
        Self { part, origin: None, data }
    }
}

const _: () = assert!(size_of::<MsgAtt<'_>>() <= 64);

impl MsgAtt<'_> {
    /// Its name; `None` for one that this library does not know.
    #[inline]
    pub fn kind(&self) -> Option<FetchAttName> {
        Some(match self {
            Self::Body(_) => FetchAttName::Body,
            Self::BodyStructure(_) => FetchAttName::BodyStructure,
            Self::BodySection(_) => FetchAttName::Body,
            Self::Binary(_) => FetchAttName::Binary,
            Self::BinarySize { .. } => FetchAttName::BinarySize,
            Self::Envelope(_) => FetchAttName::Envelope,
            Self::Flags(_) => FetchAttName::Flags,
            Self::InternalDate(_) => FetchAttName::InternalDate,
            Self::ModSeq(_) => FetchAttName::ModSeq,
            Self::NoModSeq(_) => FetchAttName::ModSeq,
            Self::Rfc822(_) => FetchAttName::Rfc822,
            Self::Rfc822Header(_) => FetchAttName::Rfc822Header,
            Self::Rfc822Size(_) => FetchAttName::Rfc822Size,
            Self::Rfc822Text(_) => FetchAttName::Rfc822Text,
            Self::Uid(_) => FetchAttName::Uid,
            Self::Preview(_) => FetchAttName::Preview,
            Self::Annotation(_) => FetchAttName::Annotation,
            Self::SaveDate(_) => FetchAttName::SaveDate,
            Self::EmailId(_) => FetchAttName::EmailId,
            Self::ThreadId(_) => FetchAttName::ThreadId,
            Self::ObjectId(_) => FetchAttName::ObjectId,
            Self::GmMsgId(_) => FetchAttName::GmMsgId,
            Self::GmThrId(_) => FetchAttName::GmThrId,
            Self::GmLabels(_) => FetchAttName::GmLabels,
            Self::XGuid(_) => FetchAttName::XGuid,
            Self::XMailbox(_) => FetchAttName::XMailbox,
            Self::XRealUid(_) => FetchAttName::XRealUid,
            Self::XSaveDate(_) => FetchAttName::XSaveDate,
            Self::Snippet(_) => FetchAttName::Snippet,
            Self::Malformed(malformed) => return FetchAttName::from_bytes(malformed.name().as_bytes()),
            Self::Other(_) => return None,
        })
    }
}

place!(MsgAtt: Item, FetchAttName);

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::MsgAtt;

    impl<'a> Arbitrary<'a> for MsgAtt<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(match u.int_in_range(0..=28)? {
                0 => Self::Body(crate::body::BodyStructure::arbitrary(u)?.into()),
                1 => Self::BodyStructure(u.arbitrary()?),
                2 => Self::BodySection(u.arbitrary()?),
                3 => Self::Binary(u.arbitrary()?),
                4 => Self::BinarySize { part: u.arbitrary()?, size: u.arbitrary()? },
                5 => Self::Envelope(u.arbitrary()?),
                6 => Self::Flags(u.arbitrary()?),
                7 => Self::InternalDate(u.arbitrary()?),
                8 => Self::ModSeq(u.arbitrary()?),
                9 => Self::Rfc822(u.arbitrary()?),
                10 => Self::Rfc822Header(u.arbitrary()?),
                11 => Self::Rfc822Size(u.arbitrary()?),
                12 => Self::Rfc822Text(u.arbitrary()?),
                13 => Self::Uid(u.arbitrary()?),
                14 => Self::Preview(u.arbitrary()?),
                15 => Self::SaveDate(u.arbitrary()?),
                16 => Self::EmailId(u.arbitrary()?),
                17 => Self::ThreadId(u.arbitrary()?),
                18 => Self::GmMsgId(u.arbitrary()?),
                19 => Self::GmThrId(u.arbitrary()?),
                20 => Self::GmLabels(u.arbitrary()?),
                21 => Self::XGuid(u.arbitrary()?),
                22 => Self::XMailbox(u.arbitrary()?),
                23 => Self::XRealUid(u.arbitrary()?),
                24 => Self::XSaveDate(u.arbitrary()?),
                25 => Self::Snippet(u.arbitrary()?),
                26 => Self::Annotation(u.arbitrary()?),
                27 => Self::ObjectId(u.arbitrary()?),
                _ => u.arbitrary().map(Self::Other)?,
            })
        }
    }
}
