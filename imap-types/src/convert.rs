//! Conversion of body parts. [RFC 5259](https://www.rfc-editor.org/rfc/rfc5259)
//!
//! CONVERT fetches parts of messages as the server has converted them, say a picture as a smaller one; CONVERSIONS asks
//! what can be converted to what. All of it requires [`Capability::Convert`].
//!
//! [`Capability::Convert`]: crate::capability::Capability::Convert

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::atom::Tag;
use crate::body::BodyStructure;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::chars::eq_in_any_case;
use crate::error::ValueError;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::number::{Number64, SeqNum, Uid};
use crate::octets::{first_not, octet_string};
use crate::raw::{Malformed, Unknown, place};
use crate::section::{PartNumber, Partial, Section, SectionText};
use crate::sequence::MessageSet;
use crate::string::{AString, Binary, NString};

octet_string! {
    /// A media type, such as `image/jpeg`: `concrete-mime-type`.
    ///
    /// ```text
    /// C: a UID CONVERT 100 ("image/jpeg" ("pix-x" "128" "pix-y" "96")) BINARY[2]
    ///                        ^^^^^^^^^^
    /// ```
    /// A type and a subtype, each of 1 to 127 letters, digits and ``!#$&.+-^_``. Case does not matter: see
    /// [`MediaType::eq_ignore_case`]. [RFC 5259 §10](https://www.rfc-editor.org/rfc/rfc5259#section-10)
    MediaType
}

impl MediaType<'_> {
    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        check_media(octets, "concrete-mime-type")?;
        match first_not(octets, |octet| octet != b'*') {
            Some(offset) => Err(ValueError::new("concrete-mime-type", offset)),
            None => Ok(()),
        }
    }

    /// Whether both are the same but for the case of letters.
    #[inline]
    pub fn eq_ignore_case(&self, other: &MediaType<'_>) -> bool {
        eq_in_any_case(&self.0, &other.0)
    }
}

octet_string! {
    /// A media type, all subtypes of a type, or all of them: `mime-type-req`.
    ///
    /// ```text
    /// C: a CONVERSIONS "image/gif" "*"
    ///                   ^^^^^^^^^   ^
    /// ```
    /// `*`, `type/*` or `type/subtype`. [RFC 5259 §10](https://www.rfc-editor.org/rfc/rfc5259#section-10)
    MediaRange
}

impl MediaRange<'_> {
    /// `*`: all media types.
    pub const ANY: Self = Self(alloc::borrow::Cow::Borrowed(b"*"));

    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        if octets == b"*" { Ok(()) } else { check_media(octets, "mime-type-req") }
    }

    /// Whether the media type is one of these.
    #[inline]
    pub fn contains(&self, media: &MediaType<'_>) -> bool {
        match self.0.strip_suffix(b"*") {
            Some(start) => media.0.get(..start.len()).is_some_and(|of| eq_in_any_case(of, start)),
            None => eq_in_any_case(&self.0, &media.0),
        }
    }
}

impl<'a> From<MediaType<'a>> for MediaRange<'a> {
    fn from(media: MediaType<'a>) -> Self {
        Self(media.0)
    }
}

/// `type "/" (subtype / "*")`
#[inline]
fn check_media(octets: &[u8], rule: &'static str) -> Result<(), ValueError> {
    let fail = |offset| Err(ValueError::new(rule, offset));
    let is_name_char = |octet: u8| {
        octet.is_ascii_alphanumeric()
            || matches!(octet, b'!' | b'#' | b'$' | b'&' | b'.' | b'+' | b'-' | b'^' | b'_')
    };
    let Some(slash) = first_not(octets, is_name_char) else { return fail(octets.len()) };
    let (kind, subtype) = octets.split_at(slash);
    let Some(subtype) = subtype.strip_prefix(b"/") else { return fail(slash) };
    if !(1..=127).contains(&kind.len()) {
        return fail(0);
    }
    let start = slash.saturating_add(1);
    match first_not(subtype, is_name_char) {
        _ if subtype == b"*" => Ok(()),
        Some(at) => fail(start.saturating_add(at)),
        None if !(1..=127).contains(&subtype.len()) => fail(start),
        None => Ok(()),
    }
}

/// Asks what can be converted to what: CONVERSIONS, answered by [`Conversion`]s.
///
/// ```text
/// C: a CONVERSIONS "image/gif" "image/*"
/// S: * CONVERSION "image/gif" "image/png" ("pix-y" "pix-x")
/// ```
/// Requires [`Capability::Convert`]. [RFC 5259 §5.1](https://www.rfc-editor.org/rfc/rfc5259#section-5.1)
///
/// [`Capability::Convert`]: crate::capability::Capability::Convert
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Conversions<'a> {
    /// Media types to convert.
    pub from: MediaRange<'a>,
    /// Media types to convert to.
    pub to: MediaRange<'a>,
}

bounded_static!(struct Conversions { from, to });

impl<'a> Conversions<'a> {
    /// Asks which of these media types can be converted to which of those.
    pub const fn new(from: MediaRange<'a>, to: MediaRange<'a>) -> Self {
        Self { from, to }
    }
}

/// A conversion that the server can do: `conversion-data`.
///
/// ```text
/// S: * CONVERSION "image/gif" "image/jpeg" ("pix-y" "pix-x" "image-interleave")
/// ```
/// [RFC 5259 §5.2](https://www.rfc-editor.org/rfc/rfc5259#section-5.2)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Conversion<'a> {
    /// Media type to convert.
    pub from: MediaType<'a>,
    /// Media type to convert to.
    pub to: MediaType<'a>,
    /// Names of the parameters that CONVERT may have; may be empty.
    pub params: Vec<AString<'a>>,
}

bounded_static!(struct Conversion { from, to, params });

/// Fetches parts of messages converted: CONVERT and UID CONVERT, answered by [`Converted`] for each message.
///
/// ```text
/// C: a CONVERT 2 ("text/plain" ("charset" "us-ascii")) BINARY[4]<2001.1000>
/// S: * 2 CONVERTED (TAG "a") (BINARY[4]<2001> {135}
/// ```
/// `\Seen` is not set. Requires [`Capability::Convert`]. [RFC 5259 §6](https://www.rfc-editor.org/rfc/rfc5259#section-6)
///
/// [`Capability::Convert`]: crate::capability::Capability::Convert
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Convert<'a> {
    /// Messages to convert, by UID or sequence number.
    pub messages: MessageSet,
    /// Media type to convert to; `None` leaves it to the server, which headers need.
    pub to: Option<MediaType<'a>>,
    /// Parameters of the conversion; may be empty.
    pub params: Vec<TranscodingParam<'a>>,
    /// Items to give of each message.
    pub items: NonEmpty<ConvertAtt<'a>>,
}

bounded_static!(struct Convert { messages, to, params, items });

impl<'a> Convert<'a> {
    /// Asks for items of messages, converted to what the server chooses.
    pub fn new(messages: impl Into<MessageSet>, items: impl Into<NonEmpty<ConvertAtt<'a>>>) -> Self {
        Self { messages: messages.into(), to: None, params: Vec::new(), items: items.into() }
    }

    /// Converts to this media type.
    #[must_use]
    #[inline]
    pub fn to(mut self, media: MediaType<'a>) -> Self {
        self.to = Some(media);
        self
    }

    /// Adds a parameter of the conversion, such as `charset`.
    #[must_use]
    #[inline]
    pub fn param(mut self, param: TranscodingParam<'a>) -> Self {
        self.params.push(param);
        self
    }
}

/// A parameter of a conversion: `transcoding-param`.
///
/// ```text
/// C: a CONVERT 2 ("text/plain" ("charset" "us-ascii")) BINARY[3]
///                               ^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 5259 §7](https://www.rfc-editor.org/rfc/rfc5259#section-7)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TranscodingParam<'a> {
    /// Its name, in any case.
    pub name: AString<'a>,
    /// Value of the parameter.
    pub value: AString<'a>,
}

bounded_static!(struct TranscodingParam { name, value });

wire_enum! {
    /// One item that CONVERT can be asked for: `convert-att`.
    ///
    /// ```text
    /// C: a CONVERT 2 (NIL ("pix-x" "128")) (UID BINARY.SIZE[2] BODYPARTSTRUCTURE[2])
    ///                                       ^^^ ^^^^^^^^^^^^^^ ^^^^^^^^^^^^^^^^^^^^
    /// ```
    /// [RFC 5259 §8](https://www.rfc-editor.org/rfc/rfc5259#section-8)
    pub enum ConvertAtt as ConvertAttName {
        /// UID of the message.
        Uid = "UID",
        /// Structure of the converted part. [RFC 5259 §8.2](https://www.rfc-editor.org/rfc/rfc5259#section-8.2)
        BodyPartStructure(PartNumber) = "BODYPARTSTRUCTURE",
        /// The converted part, or some octets of it.
        Binary(ConvertBinary) = "BINARY",
        /// Size of the converted part in octets. [RFC 5259 §8.3](https://www.rfc-editor.org/rfc/rfc5259#section-8.3)
        BinarySize(PartNumber) = "BINARY.SIZE",
        /// A header with its encoded words in the charset of the parameter `charset`. [RFC 5259 §6](https://www.rfc-editor.org/rfc/rfc5259#section-6)
        Body(HeaderSection<'a>) = "BODY",
        /// Media types to which the part can be converted. [RFC 5259 §8.4](https://www.rfc-editor.org/rfc/rfc5259#section-8.4)
        AvailableConversions(PartNumber) = "AVAILABLECONVERSIONS",
        ..
        /// An item that this library does not know.
        Other(Unknown<'a, ConvertAtt<'static>>),
    }
}

place!(ConvertAtt: Parenthesized, ConvertAttName);

/// A converted part that is asked for: `section-convert [partial]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ConvertBinary {
    /// Number of the part; empty for the whole message.
    pub part: PartNumber,
    /// Octets of the converted part to give; `None` for all.
    pub partial: Option<Partial>,
}

bounded_static_owned!(ConvertBinary);

/// The header of a message, or the MIME header of a part: `[HEADER]`, `[2.HEADER]` or `[2.MIME]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct HeaderSection<'a>(Section<'a>);

bounded_static!(tuple HeaderSection);

impl<'a> HeaderSection<'a> {
    /// The header as a section.
    pub fn as_section(&self) -> &Section<'a> {
        &self.0
    }
}

/// Refuses what is not the whole of a header.
impl<'a> TryFrom<Section<'a>> for HeaderSection<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(section: Section<'a>) -> Result<Self, ValueError> {
        match section.section_text() {
            Some(SectionText::Header | SectionText::Mime) => Ok(Self(section)),
            Some(SectionText::HeaderFields(_) | SectionText::HeaderFieldsNot(_) | SectionText::Text)
            | None => Err(ValueError::new("convert-att", 0)),
        }
    }
}

/// What CONVERT gives of a message: the response CONVERTED.
///
/// ```text
/// S: * 2 CONVERTED (TAG "a001") (BINARY[3] {2135}
/// ```
/// [RFC 5259 §8.1](https://www.rfc-editor.org/rfc/rfc5259#section-8.1)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Converted<'a> {
    /// Sequence number of the message.
    pub seq: SeqNum,
    /// Tag of the CONVERT that this answers.
    pub tag: Tag<'a>,
    /// The items; UID is the first if it is there.
    pub items: NonEmpty<ConvertMsgAtt<'a>>,
}

bounded_static!(struct Converted { seq, tag, items });

wire_enum! {
    /// One item of a CONVERTED response: `convert-msg-att`.
    ///
    /// ```text
    /// S: * 2 CONVERTED (TAG "c000") (BINARY.SIZE[4] 3135)
    ///                                ^^^^^^^^^^^^^^^^^^^
    /// ```
    /// Where a conversion failed, its items have a [`ConvertError`] in place of a value.
    /// [RFC 5259 §8](https://www.rfc-editor.org/rfc/rfc5259#section-8)
    pub enum ConvertMsgAtt of ConvertAttName {
        /// UID of the message.
        Uid(Uid),
        /// Structure of the converted part.
        BodyPartStructure(ConvertedStructure<'a>),
        /// The converted part, or some octets of it.
        Binary(ConvertedBinary<'a>),
        /// Size of the converted part.
        BinarySize(ConvertedSize<'a>),
        /// A converted header.
        Body(ConvertedHeader<'a>),
        /// Media types to which the part can be converted.
        AvailableConversions(AvailableConversions<'a>),
        ..
        /// An item that this library does not know.
        Other(Unknown<'a, ConvertMsgAtt<'static>>),
        /// A known item whose value breaks the grammar. A caller cannot make one.
        Malformed(Box<Malformed<'a>>),
    }
}

place!(ConvertMsgAtt: Item, ConvertAttName);

/// Structure of a converted part, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ConvertedStructure<'a> {
    /// Number of the part; empty for the whole message.
    pub part: PartNumber,
    /// The structure after the conversion.
    pub data: Result<Box<BodyStructure<'a>>, Box<ConvertError<'a>>>,
}

bounded_static!(struct ConvertedStructure { part, data });

/// A converted part, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ConvertedBinary<'a> {
    /// Number of the part; empty for the whole message.
    pub part: PartNumber,
    /// Offset of the first octet, where only some were asked for.
    pub origin: Option<Number64>,
    /// The octets after the conversion.
    pub data: Result<Option<Binary<'a>>, Box<ConvertError<'a>>>,
}

bounded_static!(struct ConvertedBinary { part, origin, data });

/// Size of a converted part, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ConvertedSize<'a> {
    /// Number of the part; empty for the whole message.
    pub part: PartNumber,
    /// Its octets after the conversion.
    pub size: Result<u32, Box<ConvertError<'a>>>,
}

bounded_static!(struct ConvertedSize { part, size });

/// A converted header, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ConvertedHeader<'a> {
    /// The header that is converted, as a section.
    pub section: HeaderSection<'a>,
    /// Its text after the conversion; `None` where there is no such part.
    pub data: Result<NString<'a>, Box<ConvertError<'a>>>,
}

bounded_static!(struct ConvertedHeader { section, data });

/// Media types to which a part can be converted, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AvailableConversions<'a> {
    /// Number of the part; empty for the whole message.
    pub part: PartNumber,
    /// The media types, in no order.
    pub types: Result<Vec<MediaType<'a>>, Box<ConvertError<'a>>>,
}

bounded_static!(struct AvailableConversions { part, types });

/// Why a conversion failed: `converterror-phrase`.
///
/// ```text
/// S: * 2 CONVERTED (TAG "b001") (BINARY[3] (ERROR "Source text has non us-ascii" TEMPFAIL 10))
///                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259#section-9)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ConvertError<'a> {
    /// Text for people: `convert-err-descript`.
    pub text: AString<'a>,
    /// What a program can make of it.
    pub code: ConvertErrorCode<'a>,
}

bounded_static!(struct ConvertError { text, code });

/// Why a conversion failed, for programs: `convert-error-code`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum ConvertErrorCode<'a> {
    /// `TEMPFAIL`: it may work later; not before so many minutes, where that is told.
    TempFail(Option<NonZeroU32>),
    /// `BADPARAMETERS`: the server cannot convert so, or not with these parameters.
    BadParameters(NonEmpty<BadParams<'a>>),
    /// `MISSINGPARAMETERS`: the conversion needs these parameters.
    MissingParameters(NonEmpty<MissingParams<'a>>),
}

bounded_static!(
    enum ConvertErrorCode {
        TempFail(a),
        BadParameters(a),
        MissingParameters(a),
    }
);

/// A conversion that the server cannot do: one element of `bad-params`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BadParams<'a> {
    /// Media type of the part; `None` where there is no such part.
    pub from: Option<MediaType<'a>>,
    /// Media type to convert to.
    pub to: MediaType<'a>,
    /// Parameters that were not understood; if empty, there is no such conversion at all.
    pub params: Vec<TranscodingParam<'a>>,
}

bounded_static!(struct BadParams { from, to, params });

/// A conversion without parameters that it needs: one element of `missing-params`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MissingParams<'a> {
    /// Media type of the part.
    pub from: MediaType<'a>,
    /// Media type to convert to.
    pub to: MediaType<'a>,
    /// Names of the parameters.
    pub names: NonEmpty<AString<'a>>,
}

bounded_static!(struct MissingParams { from, to, names });

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Error, Result, Unstructured};

    use super::{HeaderSection, MediaRange, MediaType};
    use crate::section::{PartNumber, Section, SectionText};

    impl<'a> Arbitrary<'a> for MediaType<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let types = ["image/jpeg", "TEXT/Plain", "application/vnd.a+b", "x-!#$&/^_"];
            Self::try_from(*u.choose(&types)?).map_err(|_| Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for MediaRange<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Self::try_from(*u.choose(&["*", "image/*", "text/plain"])?).map_err(|_| Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for HeaderSection<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let part = PartNumber::arbitrary(u)?;
            let mime = !part.is_empty() && u.arbitrary()?;
            let text = if mime { SectionText::Mime } else { SectionText::Header };
            let section = Section::new(part, Some(text)).map_err(|_| Error::IncorrectFormat)?;
            Ok(Self(section))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_checked() {
        for good in ["image/jpeg", "application/vnd.openxmlformats-officedocument", "x-!#$&/^_"] {
            assert!(MediaType::try_from(good).is_ok() && MediaRange::try_from(good).is_ok(), "{good}");
        }
        for (bad, at) in [
            ("", 0),
            ("image", 5),
            ("/jpeg", 0),
            ("image/", 6),
            ("image/*", 6),
            ("image/a/b", 7),
            ("a b/c", 1),
        ] {
            assert_eq!(MediaType::try_from(bad), Err(ValueError::new("concrete-mime-type", at)), "{bad}");
        }
        for (bad, at) in [("*/*", 0), ("image/a*", 7), ("*a", 0), ("image/**", 6)] {
            assert_eq!(MediaRange::try_from(bad), Err(ValueError::new("mime-type-req", at)), "{bad}");
        }
        let jpeg = MediaType::try_from("image/JPEG").unwrap();
        for (range, contains) in
            [("*", true), ("IMAGE/*", true), ("image/jpeg", true), ("image/jp", false), ("text/*", false)]
        {
            assert_eq!(MediaRange::try_from(range).unwrap().contains(&jpeg), contains, "{range}");
        }
        assert!(jpeg.eq_ignore_case(&MediaType::try_from("image/jpeg").unwrap()));
    }

    #[test]
    fn only_headers_are_converted_by_body() {
        let section = |part: PartNumber, text| Section::new(part, text).unwrap();
        let two = || PartNumber::try_from([2]).unwrap();
        for good in [
            Section::header(),
            section(two(), Some(SectionText::Mime)),
            section(two(), Some(SectionText::Header)),
        ] {
            assert!(HeaderSection::try_from(good).is_ok());
        }
        for bad in [Section::default(), Section::text(), section(two(), None)] {
            assert!(HeaderSection::try_from(bad).is_err());
        }
    }
}
