//! What FETCH asks for and what it gives. [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5)

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use crate::body::{Body, BodyStructure};
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::datetime::DateTime;
use crate::envelope::Envelope;
use crate::error::ValueError;
use crate::flag::FetchFlags;
use crate::names::{wire_enum, wire_names};
use crate::nonempty::NonEmpty;
use crate::number::{ModSeq, Number64, Uid};
pub use crate::raw::Malformed;
use crate::raw::{Unknown, place};
use crate::section::{PartNumber, Partial, Section};
use crate::string::{Binary, NString};

/// The items of a FETCH command.
///
/// ```text
/// C: a FETCH 1:3 (UID FLAGS)
/// C: b FETCH 1:3 FAST
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum FetchItems<'a> {
    /// A word for several.
    Macro(Macro),
    /// One by one.
    Atts(NonEmpty<FetchAtt<'a>>),
}

bounded_static!(
    enum FetchItems {
        Macro(a),
        Atts(a),
    }
);

/// A word for several items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
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
    /// The items that the word stands for.
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
    fn from(atts: NonEmpty<FetchAtt<'a>>) -> Self {
        Self::Atts(atts)
    }
}

impl<'a> From<FetchAtt<'a>> for FetchItems<'a> {
    fn from(att: FetchAtt<'a>) -> Self {
        Self::Atts(NonEmpty::one(att))
    }
}

impl<'a> TryFrom<Vec<FetchAtt<'a>>> for FetchItems<'a> {
    type Error = ValueError;

    fn try_from(atts: Vec<FetchAtt<'a>>) -> Result<Self, ValueError> {
        NonEmpty::try_from(atts).map(Self::Atts)
    }
}

/// One item that FETCH can be asked for: `fetch-att`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FetchAtt<'a> {
    /// The structure without extension data.
    Body,
    /// The structure.
    BodyStructure,
    /// Text of the message, which becomes `\Seen` unless peeked at.
    BodySection {
        /// What of it.
        section: Section<'a>,
        /// Only some octets of that.
        partial: Option<Partial>,
        /// Whether `\Seen` is set.
        peek: Peek,
    },
    /// A part without its transfer encoding. [RFC 3516](https://www.rfc-editor.org/rfc/rfc3516)
    Binary {
        /// Which part.
        part: PartNumber,
        /// Only some octets of it.
        partial: Option<Partial>,
        /// Whether `\Seen` is set.
        peek: Peek,
    },
    /// The size of a part without its transfer encoding.
    BinarySize {
        /// Which part.
        part: PartNumber,
    },
    /// The structured header fields.
    Envelope,
    /// The flags.
    Flags,
    /// When it came into the store.
    InternalDate,
    /// The mod-sequence of its last change. [RFC 7162 §3.1.4](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.4)
    ModSeq,
    /// The whole message, which becomes `\Seen`; rev1.
    Rfc822,
    /// The header, without setting `\Seen`; rev1.
    Rfc822Header,
    /// The size in octets.
    Rfc822Size,
    /// The message without the header, which becomes `\Seen`; rev1.
    Rfc822Text,
    /// The unique identifier.
    Uid,
    /// An item that this library does not know.
    Other(Unknown<'a, FetchAtt<'static>>),
}

bounded_static!(enum FetchAtt {
    BodySection { section, partial, peek }, Binary { part, partial, peek }, BinarySize { part }, Other(a);
    Body, BodyStructure, Envelope, Flags, InternalDate, ModSeq, Rfc822, Rfc822Header, Rfc822Size, Rfc822Text, Uid
});

impl<'a> FetchAtt<'a> {
    /// The text of a message, without setting `\Seen`.
    pub const fn body_peek(section: Section<'a>) -> Self {
        Self::BodySection { section, partial: None, peek: Peek::Peek }
    }
}

place!(FetchAtt: Parenthesized, FetchAttName);

wire_names! {
    /// The names of [`FetchAtt`], [`MsgAtt`] and [`Macro`].
    pub enum FetchAttName {
        /// `ALL`
        All = "ALL",
        /// `FAST`
        Fast = "FAST",
        /// `FULL`
        Full = "FULL",
        /// `BODY`
        Body = "BODY",
        /// `BODY.PEEK`
        BodyPeek = "BODY.PEEK",
        /// `BODYSTRUCTURE`
        Bodystructure = "BODYSTRUCTURE",
        /// `BINARY`
        Binary = "BINARY",
        /// `BINARY.PEEK`
        BinaryPeek = "BINARY.PEEK",
        /// `BINARY.SIZE`
        BinarySize = "BINARY.SIZE",
        /// `ENVELOPE`
        Envelope = "ENVELOPE",
        /// `FLAGS`
        Flags = "FLAGS",
        /// `INTERNALDATE`
        Internaldate = "INTERNALDATE",
        /// `MODSEQ`
        Modseq = "MODSEQ",
        /// `RFC822`
        Rfc822 = "RFC822",
        /// `RFC822.HEADER`
        Rfc822Header = "RFC822.HEADER",
        /// `RFC822.SIZE`
        Rfc822Size = "RFC822.SIZE",
        /// `RFC822.TEXT`
        Rfc822Text = "RFC822.TEXT",
        /// `UID`
        Uid = "UID",
    }
}

/// Whether fetching text sets `\Seen`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Peek {
    /// `.PEEK`: it does not.
    Peek,
    /// It does.
    SetSeen,
}

bounded_static_owned!(Peek);

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
        ..
        /// A modifier that this library does not know.
        Other(Unknown<'a, FetchModifier<'static>>),
    }
}

place!(FetchModifier: Tagged, FetchModifierName);

/// One item of a FETCH response: `msg-att-dynamic / msg-att-static`.
///
/// ```text
/// S: * 23 FETCH (UID 4827313 FLAGS (\Seen) RFC822.SIZE 44827)
///                ^^^^^^^^^^^ ^^^^^^^^^^^^^ ^^^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MsgAtt<'a> {
    /// The structure without extension data.
    Body(Body<'a>),
    /// The structure.
    BodyStructure(Box<BodyStructure<'a>>),
    /// Text of the message; `None` where there is no such part.
    BodySection {
        /// What of it.
        section: Section<'a>,
        /// Octets before the first, where only some were asked for.
        origin: Option<Number64>,
        /// The text.
        data: NString<'a>,
    },
    /// A part without its transfer encoding; `None` where there is no such part.
    Binary {
        /// Which part.
        part: PartNumber,
        /// Octets before the first, where only some were asked for.
        origin: Option<Number64>,
        /// The octets.
        data: Option<Binary<'a>>,
    },
    /// The size of a part without its transfer encoding.
    BinarySize {
        /// Which part.
        part: PartNumber,
        /// Its octets.
        size: u32,
    },
    /// The structured header fields.
    Envelope(Box<Envelope<'a>>),
    /// The flags, all of them.
    Flags(FetchFlags<'a>),
    /// When it came into the store.
    InternalDate(DateTime),
    /// The mod-sequence of its last change; never zero.
    ModSeq(ModSeq),
    /// The whole message; rev1.
    Rfc822(NString<'a>),
    /// The header; rev1.
    Rfc822Header(NString<'a>),
    /// The size in octets.
    Rfc822Size(Number64),
    /// The message without the header; rev1.
    Rfc822Text(NString<'a>),
    /// The unique identifier.
    Uid(Uid),
    /// A known item whose value breaks the grammar. A caller cannot make one.
    Malformed(Box<Malformed<'a>>),
    /// An item that this library does not know.
    Other(Unknown<'a, MsgAtt<'static>>),
}

bounded_static!(enum MsgAtt {
    Body(a), BodyStructure(a), BodySection { section, origin, data }, Binary { part, origin, data },
    BinarySize { part, size }, Envelope(a), Flags(a), InternalDate(a), ModSeq(a), Rfc822(a), Rfc822Header(a),
    Rfc822Size(a), Rfc822Text(a), Uid(a), Malformed(a), Other(a)
});

const _: () = assert!(size_of::<MsgAtt<'_>>() <= 64);

place!(MsgAtt: Item, FetchAttName);

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{FetchAtt, MsgAtt};
    use crate::arbitrary_parts::unknown;

    impl<'a> Arbitrary<'a> for FetchAtt<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(match u.int_in_range(0..=15)? {
                0 => Self::Body,
                1 => Self::BodyStructure,
                2..=4 => Self::BodySection {
                    section: u.arbitrary()?,
                    partial: u.arbitrary()?,
                    peek: u.arbitrary()?,
                },
                5 => Self::Binary { part: u.arbitrary()?, partial: u.arbitrary()?, peek: u.arbitrary()? },
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
                _ => unknown(u, 1, Self::other)?,
            })
        }
    }

    impl<'a> Arbitrary<'a> for MsgAtt<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(match u.int_in_range(0..=14)? {
                0 => Self::Body(crate::body::BodyStructure::arbitrary(u)?.into()),
                1 => Self::BodyStructure(u.arbitrary()?),
                2 => Self::BodySection {
                    section: u.arbitrary()?,
                    origin: u.arbitrary()?,
                    data: u.arbitrary()?,
                },
                3 => Self::Binary { part: u.arbitrary()?, origin: u.arbitrary()?, data: u.arbitrary()? },
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
                _ => unknown(u, 1, Self::other)?,
            })
        }
    }
}
