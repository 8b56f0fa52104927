//! What FETCH asks for. Part of [`fetch`](crate::fetch).

use alloc::vec;
use alloc::vec::Vec;

use super::FetchAttName;
use crate::annotate::FetchAnnotation;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::error::ValueError;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::number::{ModSeq, ZeroModSeq};
use crate::partial::PartialRange;
use crate::raw::{Unknown, place};
use crate::section::{PartNumber, Partial, Section};
use crate::sequence::MessageSet;
use crate::trusted::FromWire;

/// Asks for data of messages: `fetch`.
///
/// ```text
/// C: a UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE 715194045007)
/// ```
/// ```
/// use imap_types::fetch::{Fetch, FetchAtt, FetchItems};
/// use imap_types::number::ModSeq;
/// use imap_types::sequence::UidSequenceSet;
///
/// let items = FetchItems::try_from(vec![FetchAtt::Uid, FetchAtt::Flags])?;
/// let fetch = Fetch::new(UidSequenceSet::try_from("1:*")?, items).changed_since(ModSeq::try_from(715_194_045_007)?);
/// assert_eq!(fetch.modifiers().len(), 1);
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
/// The messages and the modifiers are looked at, not set: not all of them go together.
/// [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Fetch<'a> {
    messages: MessageSet,
    /// Data items of each message.
    pub items: FetchItems<'a>,
    modifiers: Vec<FetchModifier<'a>>,
}

bounded_static!(struct Fetch { messages, items, modifiers });

impl<'a> Fetch<'a> {
    /// Asks for these items of each of the messages, without modifiers.
    pub fn new(messages: impl Into<MessageSet>, items: impl Into<FetchItems<'a>>) -> Self {
        Self { messages: messages.into(), items: items.into(), modifiers: Vec::new() }
    }

    /// Asks only for messages that changed after this point. Requires
    /// [`Capability::CondStore`](crate::capability::Capability::CondStore).
    /// [RFC 7162 §3.1.4.1](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.4.1)
    #[must_use]
    #[inline]
    pub fn changed_since(mut self, mod_seq: ModSeq) -> Self {
        self.modifiers.push(FetchModifier::ChangedSince(mod_seq));
        self
    }

    /// Adds modifiers, each of which requires its capability.
    ///
    /// ```
    /// use imap_types::fetch::{Fetch, FetchAtt, FetchModifier};
    /// use imap_types::number::ModSeq;
    /// use imap_types::sequence::{SequenceSet, UidSequenceSet};
    ///
    /// let since = ModSeq::try_from(12345)?;
    /// let fetch = Fetch::new(UidSequenceSet::try_from("300:500")?, FetchAtt::Flags);
    /// assert!(fetch.clone().with_modifiers([FetchModifier::Vanished]).is_err());
    /// assert!(fetch.changed_since(since).with_modifiers([FetchModifier::Vanished]).is_ok());
    /// let fetch = Fetch::new(SequenceSet::try_from("1:5")?, FetchAtt::Flags);
    /// assert!(fetch.changed_since(since).with_modifiers([FetchModifier::Vanished]).is_err());
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// VANISHED stands without CHANGEDSINCE, or the messages are named by sequence number.
    /// [RFC 7162 §3.2.6](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.6)
    pub fn with_modifiers(
        mut self,
        modifiers: impl IntoIterator<Item = FetchModifier<'a>>,
    ) -> Result<Self, ValueError> {
        self.modifiers.extend(modifiers);
        if self.has_vanished_alone() { Err(ValueError::new("fetch-modifiers", 0)) } else { Ok(self) }
    }

    /// Messages to fetch, by UID or sequence number.
    #[inline]
    pub const fn messages(&self) -> &MessageSet {
        &self.messages
    }

    /// Conditions and extensions, such as CHANGEDSINCE; mostly empty.
    #[inline]
    pub fn modifiers(&self) -> &[FetchModifier<'a>] {
        &self.modifiers
    }

    /// Whether it has VANISHED without CHANGEDSINCE, or by sequence number. Only a client's that was read has; a server
    /// answers BAD. [RFC 7162 §3.2.6](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.6)
    #[inline]
    pub fn has_vanished_alone(&self) -> bool {
        let may_have = matches!(self.messages, MessageSet::Uids(_))
            && self.modifiers.iter().any(FetchModifier::is_changed_since);
        !may_have && self.modifiers.contains(&FetchModifier::Vanished)
    }
}

/// Whatever a client has sent.
impl<'a> FromWire for Fetch<'a> {
    type Parts = (MessageSet, FetchItems<'a>, Vec<FetchModifier<'a>>);

    #[inline]
    fn from_wire((messages, items, modifiers): Self::Parts) -> Self {
        Self { messages, items, modifiers }
    }
}

/// The items of a FETCH command.
///
/// ```text
/// C: a FETCH 1:3 (UID FLAGS)
/// C: b FETCH 1:3 FAST
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum FetchItems<'a> {
    /// A word for several.
    Macro(Macro),
    /// Items one by one.
    Atts(NonEmpty<FetchAtt<'a>>),
}

bounded_static!(
    enum FetchItems {
        Macro(a),
        Atts(a),
    }
);

impl<'a> FetchItems<'a> {
    /// The items one by one, whether there was a word for them or not.
    #[inline]
    pub fn into_atts(self) -> Vec<FetchAtt<'a>> {
        match self {
            Self::Macro(several) => several.atts(),
            Self::Atts(atts) => atts.into_vec(),
        }
    }
}

/// A word for several items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum Macro {
    /// `(FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)`
    All,
    /// `(FLAGS INTERNALDATE RFC822.SIZE)`
    Fast,
    /// `(FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY)`
    Full,
}

bounded_static_owned!(Macro);

impl Macro {
    /// Its name.
    pub const fn kind(self) -> FetchAttName {
        match self {
            Self::All => FetchAttName::All,
            Self::Fast => FetchAttName::Fast,
            Self::Full => FetchAttName::Full,
        }
    }

    /// The items that the word stands for.
    #[inline]
    pub fn atts(self) -> Vec<FetchAtt<'static>> {
        let mut atts = vec![FetchAtt::Flags, FetchAtt::InternalDate, FetchAtt::Rfc822Size];
        if self != Self::Fast {
            atts.push(FetchAtt::Envelope);
        }
        if self == Self::Full {
            atts.push(FetchAtt::Body);
        }
        atts
    }
}

impl From<Macro> for FetchItems<'_> {
    fn from(name: Macro) -> Self {
        Self::Macro(name)
    }
}

impl<'a> From<NonEmpty<FetchAtt<'a>>> for FetchItems<'a> {
    #[inline]
    fn from(atts: NonEmpty<FetchAtt<'a>>) -> Self {
        Self::Atts(atts)
    }
}

impl<'a> From<FetchAtt<'a>> for FetchItems<'a> {
    #[inline]
    fn from(att: FetchAtt<'a>) -> Self {
        Self::Atts(NonEmpty::one(att))
    }
}

impl<'a> TryFrom<Vec<FetchAtt<'a>>> for FetchItems<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(atts: Vec<FetchAtt<'a>>) -> Result<Self, ValueError> {
        NonEmpty::try_from(atts).map(Self::Atts)
    }
}

/// One item that FETCH can be asked for: `fetch-att`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum FetchAtt<'a> {
    /// `BODY`: MIME structure of the message, without extension data.
    Body,
    /// `BODYSTRUCTURE`: MIME structure of the message, with extension data.
    BodyStructure,
    /// Text of the message, which becomes `\Seen` unless peeked at.
    #[cfg_attr(feature = "serde", serde(rename = "BODY[]"))]
    BodySection(FetchSection<'a>),
    /// A part without its transfer encoding. [RFC 3516](https://www.rfc-editor.org/rfc/rfc3516)
    Binary(FetchBinary),
    /// The size of a part without its transfer encoding.
    #[cfg_attr(feature = "serde", serde(rename = "BINARY.SIZE"))]
    BinarySize {
        /// Number of the part.
        part: PartNumber,
    },
    /// `ENVELOPE`: date, subject, addresses and identifiers out of the header.
    Envelope,
    /// `FLAGS`: flags of the message.
    Flags,
    /// Internal date: when the message came into the store.
    InternalDate,
    /// The mod-sequence of its last change. [RFC 7162 §3.1.4](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.4)
    ModSeq,
    /// The whole message, which becomes `\Seen`; rev1.
    Rfc822,
    /// The header, without setting `\Seen`; rev1.
    #[cfg_attr(feature = "serde", serde(rename = "RFC822.HEADER"))]
    Rfc822Header,
    /// `RFC822.SIZE`: size of the message in octets.
    #[cfg_attr(feature = "serde", serde(rename = "RFC822.SIZE"))]
    Rfc822Size,
    /// The message without the header, which becomes `\Seen`; rev1.
    #[cfg_attr(feature = "serde", serde(rename = "RFC822.TEXT"))]
    Rfc822Text,
    /// `UID`: unique identifier of the message.
    Uid,
    /// Text that a person sees of the message in a list, at most 256 characters. Requires `PREVIEW`. [RFC 8970 §3](https://www.rfc-editor.org/rfc/rfc8970#section-3)
    Preview(Vec<PreviewMod<'a>>),
    /// Annotations. Requires `ANNOTATE-EXPERIMENT-1`. [RFC 5257 §4.3](https://www.rfc-editor.org/rfc/rfc5257#section-4.3)
    Annotation(FetchAnnotation<'a>),
    /// Save date: when the message came into this mailbox. Requires `SAVEDATE`. [RFC 8514 §4.2](https://www.rfc-editor.org/rfc/rfc8514#section-4.2)
    SaveDate,
    /// Identifier of the message, the same in every mailbox. Requires `OBJECTID`. [RFC 8474 §5.1](https://www.rfc-editor.org/rfc/rfc8474#section-5.1)
    EmailId,
    /// Identifier of its thread. Requires `OBJECTID`. [RFC 8474 §5.2](https://www.rfc-editor.org/rfc/rfc8474#section-5.2)
    ThreadId,
    /// Both identifiers at once. Requires `OBJECTID+`, a draft.
    ObjectId,
    /// Gmail's identifier of the message. Requires `X-GM-EXT-1`. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
    #[cfg_attr(feature = "serde", serde(rename = "X-GM-MSGID"))]
    GmMsgId,
    /// Gmail's identifier of its thread. Requires `X-GM-EXT-1`. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
    #[cfg_attr(feature = "serde", serde(rename = "X-GM-THRID"))]
    GmThrId,
    /// Gmail's labels. Requires `X-GM-EXT-1`. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
    #[cfg_attr(feature = "serde", serde(rename = "X-GM-LABELS"))]
    GmLabels,
    /// Dovecot's globally unique identifier of the message.
    #[cfg_attr(feature = "serde", serde(rename = "X-GUID"))]
    XGuid,
    /// Mailbox that a message of a virtual mailbox is in, as Dovecot tells it.
    #[cfg_attr(feature = "serde", serde(rename = "X-MAILBOX"))]
    XMailbox,
    /// UID of a message of a virtual mailbox in the mailbox that it is in, as Dovecot tells it.
    #[cfg_attr(feature = "serde", serde(rename = "X-REAL-UID"))]
    XRealUid,
    /// As [`FetchAtt::SaveDate`], by its name in Dovecot before `SAVEDATE`.
    #[cfg_attr(feature = "serde", serde(rename = "X-SAVEDATE"))]
    XSaveDate,
    /// As [`FetchAtt::Preview`], by its name in Dovecot before `PREVIEW`.
    Snippet(Vec<PreviewMod<'a>>),
    /// An item that this library does not know.
    #[cfg_attr(feature = "serde", serde(rename = "Other"))]
    Other(Unknown<'a, FetchAtt<'static>>),
}

bounded_static!(enum FetchAtt {
    BodySection(a), Binary(a), BinarySize { part }, Preview(a), Annotation(a),
    Snippet(a), Other(a);
    SaveDate, EmailId, ThreadId, ObjectId, GmMsgId, GmThrId, GmLabels, XGuid, XMailbox, XRealUid, XSaveDate, Body, BodyStructure, Envelope, Flags, InternalDate, ModSeq, Rfc822, Rfc822Header, Rfc822Size, Rfc822Text, Uid
});

/// Text of a message that FETCH asks for: `"BODY" [".PEEK"] section [partial]`.
///
/// ```text
/// C: a FETCH 1 BODY.PEEK[HEADER]<0.1000>
///              ^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FetchSection<'a> {
    /// Section of the message.
    pub section: Section<'a>,
    /// Octets of it to give; `None` for all.
    pub partial: Option<Partial>,
    /// Whether the server sets `\Seen`.
    pub peek: Peek,
}

bounded_static!(struct FetchSection { section, partial, peek });

/// Part of a message that FETCH asks for without its transfer encoding: `"BINARY" [".PEEK"] section-binary [partial]`.
///
/// ```text
/// C: a FETCH 1 BINARY.PEEK[2]<0.1000>
///              ^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 3516](https://www.rfc-editor.org/rfc/rfc3516)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FetchBinary {
    /// Number of the part.
    pub part: PartNumber,
    /// Octets of it to give; `None` for all.
    pub partial: Option<Partial>,
    /// Whether the server sets `\Seen`.
    pub peek: Peek,
}

bounded_static_owned!(FetchBinary);

impl<'a> FetchAtt<'a> {
    /// Its name, without PEEK; `None` for one that this library does not know.
    pub const fn kind(&self) -> Option<FetchAttName> {
        Some(match self {
            Self::BodySection(_) => FetchAttName::Body,
            Self::Binary(_) => FetchAttName::Binary,
            Self::BinarySize { .. } => FetchAttName::BinarySize,
            Self::Preview(_) => FetchAttName::Preview,
            Self::Annotation(_) => FetchAttName::Annotation,
            Self::Snippet(_) => FetchAttName::Snippet,
            Self::Body => FetchAttName::Body,
            Self::BodyStructure => FetchAttName::BodyStructure,
            Self::Envelope => FetchAttName::Envelope,
            Self::Flags => FetchAttName::Flags,
            Self::InternalDate => FetchAttName::InternalDate,
            Self::ModSeq => FetchAttName::ModSeq,
            Self::Rfc822 => FetchAttName::Rfc822,
            Self::Rfc822Header => FetchAttName::Rfc822Header,
            Self::Rfc822Size => FetchAttName::Rfc822Size,
            Self::Rfc822Text => FetchAttName::Rfc822Text,
            Self::Uid => FetchAttName::Uid,
            Self::SaveDate => FetchAttName::SaveDate,
            Self::EmailId => FetchAttName::EmailId,
            Self::ThreadId => FetchAttName::ThreadId,
            Self::ObjectId => FetchAttName::ObjectId,
            Self::GmMsgId => FetchAttName::GmMsgId,
            Self::GmThrId => FetchAttName::GmThrId,
            Self::GmLabels => FetchAttName::GmLabels,
            Self::XGuid => FetchAttName::XGuid,
            Self::XMailbox => FetchAttName::XMailbox,
            Self::XRealUid => FetchAttName::XRealUid,
            Self::XSaveDate => FetchAttName::XSaveDate,
            Self::Other(_) => return None,
        })
    }

    /// The text of a message, without setting `\Seen`.
    pub const fn body_peek(section: Section<'a>) -> Self {
        Self::BodySection(FetchSection { section, partial: None, peek: Peek::Peek })
    }
}

place!(FetchAtt: Parenthesized, FetchAttName);

/// Whether fetching text sets `\Seen`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Peek {
    /// `.PEEK`: it does not.
    Peek,
    /// Without `.PEEK`: it does.
    SetSeen,
}

bounded_static_owned!(Peek);

wire_enum! {
    /// A wish about a preview: `preview-mod`.
    ///
    /// ```text
    /// C: a FETCH 1 (PREVIEW (LAZY))
    ///                        ^^^^
    /// ```
    pub enum PreviewMod as PreviewModName {
        /// Only if the server has it at hand. [RFC 8970 §3.1](https://www.rfc-editor.org/rfc/rfc8970#section-3.1)
        Lazy = "LAZY",
        /// By the server's algorithm; of drafts before the RFC.
        Fuzzy = "FUZZY",
        ..
        /// A wish that this library does not know.
        Other(Unknown<'a, PreviewMod<'static>>),
    }
}

// The list after PREVIEW may as well be that of the modifiers of FETCH: it begins with one of their names.
place!(PreviewMod: Alone, PreviewModName, FetchModifierName);

wire_enum! {
    /// A condition on what FETCH returns: `fetch-modifier`.
    ///
    /// ```text
    /// C: a UID FETCH 300:500 (FLAGS) (CHANGEDSINCE 12345 VANISHED)
    ///                                 ^^^^^^^^^^^^^^^^^^ ^^^^^^^^
    /// ```
    pub enum FetchModifier as FetchModifierName {
        /// Returns only messages that changed after this mod-sequence. Requires `CONDSTORE`. [RFC 7162 §3.1.4.1](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.4.1)
        ChangedSince(ModSeq) = "CHANGEDSINCE",
        /// Also returns UIDs that vanished since then; only in UID FETCH, beside CHANGEDSINCE, and after `ENABLE QRESYNC`. [RFC 7162 §3.2.6](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.6)
        Vanished = "VANISHED",
        /// Only one page of the messages; only in UID FETCH. Requires `PARTIAL`. [RFC 9394 §3.3](https://www.rfc-editor.org/rfc/rfc9394#section-3.3)
        Partial(PartialRange) = "PARTIAL",
        ..
        /// A modifier that this library does not know.
        Other(Unknown<'a, FetchModifier<'static>>),
        /// CHANGEDSINCE with zero: all messages changed since then. A caller cannot make one.
        ChangedSinceZero(ZeroModSeq),
    }
}

place!(FetchModifier: Tagged, FetchModifierName);

impl FetchModifier<'_> {
    /// Whether it is CHANGEDSINCE, from zero on or not.
    #[inline]
    pub const fn is_changed_since(&self) -> bool {
        matches!(self, Self::ChangedSince(_) | Self::ChangedSinceZero(_))
    }
}

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{Fetch, FetchAtt, FetchModifier};

    impl<'a> Arbitrary<'a> for Fetch<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let mut fetch =
                Self { messages: u.arbitrary()?, items: u.arbitrary()?, modifiers: u.arbitrary()? };
            if fetch.has_vanished_alone() {
                fetch.modifiers.retain(|modifier| *modifier != FetchModifier::Vanished);
            }
            Ok(fetch)
        }
    }

    impl<'a> Arbitrary<'a> for FetchAtt<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(match u.int_in_range(0..=29)? {
                0 => Self::Body,
                1 => Self::BodyStructure,
                2..=4 => Self::BodySection(u.arbitrary()?),
                5 => Self::Binary(u.arbitrary()?),
                6 => Self::BinarySize { part: u.arbitrary()? },
                7 => Self::Envelope,
                8 => Self::Flags,
                9 => Self::InternalDate,
                10 => Self::ModSeq,
                11 => Self::Rfc822,
                12 => Self::Rfc822Header,
                13 => Self::Rfc822Size,
                14 => {
                    if u.arbitrary()? {
                        Self::Rfc822Text
                    } else {
                        Self::Uid
                    }
                }
                15 => Self::Preview(u.arbitrary()?),
                16 => Self::SaveDate,
                17 => Self::EmailId,
                18 => Self::ThreadId,
                19 => Self::GmMsgId,
                20 => Self::GmThrId,
                21 => Self::GmLabels,
                22 => Self::XGuid,
                23 => Self::XMailbox,
                24 => Self::XRealUid,
                25 => Self::XSaveDate,
                26 => Self::Snippet(u.arbitrary()?),
                27 => Self::Annotation(u.arbitrary()?),
                28 => Self::ObjectId,
                _ => u.arbitrary().map(Self::Other)?,
            })
        }
    }
}
