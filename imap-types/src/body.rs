//! The MIME structure of a message. [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2)

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use crate::bounded::{bounded_static, bounded_static_owned};
use crate::chars::eq_in_any_case;
use crate::envelope::Envelope;
use crate::error::ValueError;
use crate::nonempty::NonEmpty;
use crate::number::Number64;
use crate::string::{AString, NString};
use crate::trusted::FromWire;

/// The MIME structure of a message or of a part of one: `body`.
///
/// ```text
/// S: * 1 FETCH (BODYSTRUCTURE (("TEXT" "PLAIN" ("CHARSET" "UTF-8") NIL NIL "7BIT" 1152 23)("IMAGE" "PNG" NIL NIL
///    NIL "BASE64" 4554) "MIXED"))
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum BodyStructure<'a> {
    /// One part: text, an attached message, or anything else that is a leaf.
    Single(SinglePart<'a>),
    /// A multipart with its parts.
    Multi(MultiPart<'a>),
}

bounded_static!(
    enum BodyStructure {
        Single(a),
        Multi(a),
    }
);

/// A part that is not made of parts: `body-type-1part`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SinglePart<'a> {
    /// Media type, with the fields that only this type has.
    pub media: Media<'a>,
    /// Parameters of the media type, such as charset and name.
    pub parameters: Parameters<'a>,
    /// Content-ID field of the part; `None` if it has none.
    pub id: NString<'a>,
    /// Content-Description field of the part; `None` if it has none.
    pub description: NString<'a>,
    /// The Content-Transfer-Encoding field, as it is written.
    pub encoding: AString<'a>,
    /// The size in octets, in its transfer encoding. 63 bits, as RFC 9051 §1.3 says, where its
    /// grammar says `number`.
    pub octets: Number64,
    /// The Content-MD5 field; never in the item `BODY`.
    pub md5: NString<'a>,
    /// The rest; never in the item `BODY`.
    pub extension: Extension<'a>,
}

bounded_static!(struct SinglePart { media, parameters, id, description, encoding, octets, md5, extension });

/// Media type of a single part, with the fields that only this type has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Media<'a> {
    /// Text: `media-text`.
    Text {
        /// `PLAIN`, `HTML` …
        subtype: AString<'a>,
        /// Lines of text, in its transfer encoding.
        lines: Number64,
    },
    /// A message inside the message: `media-message`.
    Message(Box<EmbeddedMessage<'a>>),
    /// Any other media type, such as an image: `media-basic`.
    Basic(MediaType<'a>),
}

bounded_static!(enum Media { Text { subtype, lines }, Message(a), Basic(a) });

impl Media<'_> {
    /// The type: `TEXT`, `MESSAGE`, or as it is written.
    pub fn type_(&self) -> &[u8] {
        match self {
            Self::Text { .. } => b"TEXT",
            Self::Message(_) => b"MESSAGE",
            Self::Basic(media) => media.type_.as_bytes(),
        }
    }

    /// Media subtype, such as `plain`; case does not matter.
    pub fn subtype(&self) -> &[u8] {
        match self {
            Self::Text { subtype, .. } => subtype.as_bytes(),
            Self::Message(message) => message.subtype.as_str().as_bytes(),
            Self::Basic(media) => media.subtype.as_bytes(),
        }
    }
}

/// A media type that has no structure of its own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct MediaType<'a> {
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    type_: AString<'a>,
    subtype: AString<'a>,
}

bounded_static!(struct MediaType { type_, subtype });

impl<'a> MediaType<'a> {
    /// Refuses `text`, `message/rfc822`, `message/global` and `multipart`, which [`Media`] and [`BodyStructure`]
    /// have variants for.
    #[inline]
    pub fn new(type_: AString<'a>, subtype: AString<'a>) -> Result<Self, ValueError> {
        let is = |string: &AString<'_>, word: &str| eq_in_any_case(string.as_bytes(), word.as_bytes());
        let message = is(&type_, "message") && MessageSubtype::from_name(subtype.as_bytes()).is_some();
        if message || is(&type_, "text") || is(&type_, "multipart") {
            return Err(ValueError::new("media-basic", 0));
        }
        Ok(Self { type_, subtype })
    }

    /// `IMAGE`, `APPLICATION` … as it is written.
    pub fn type_(&self) -> &AString<'a> {
        &self.type_
    }

    /// Subtype, as it is written: what follows the slash.
    pub fn subtype(&self) -> &AString<'a> {
        &self.subtype
    }
}

impl<'a> FromWire for MediaType<'a> {
    type Parts = (AString<'a>, AString<'a>);

    #[inline]
    fn from_wire((type_, subtype): Self::Parts) -> Self {
        Self { type_, subtype }
    }
}

/// `MESSAGE/RFC822` or `MESSAGE/GLOBAL`, with what is inside: `body-type-msg`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct EmbeddedMessage<'a> {
    /// Whether the message is of type `message/rfc822` or `message/global`.
    pub subtype: MessageSubtype,
    /// Envelope of the embedded message.
    pub envelope: Envelope<'a>,
    /// Body structure of the embedded message.
    pub body: BodyStructure<'a>,
    /// Number of its lines, in its transfer encoding.
    pub lines: Number64,
}

bounded_static!(struct EmbeddedMessage { subtype, envelope, body, lines });

/// The subtypes of `MESSAGE` that are described with their structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum MessageSubtype {
    /// `message/rfc822`: a message with an ASCII header.
    Rfc822,
    /// One with UTF-8 in its header. [RFC 6532](https://www.rfc-editor.org/rfc/rfc6532)
    Global,
}

bounded_static_owned!(MessageSubtype);

impl MessageSubtype {
    /// The name as the grammar has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rfc822 => "RFC822",
            Self::Global => "GLOBAL",
        }
    }

    /// The subtype of that name, in any case; `None` for any other name.
    pub fn from_name(name: &[u8]) -> Option<Self> {
        [Self::Rfc822, Self::Global]
            .into_iter()
            .find(|subtype| eq_in_any_case(name, subtype.as_str().as_bytes()))
    }
}

/// A part that is made of parts: `body-type-mpart`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct MultiPart<'a> {
    /// The parts, in order.
    pub parts: NonEmpty<BodyStructure<'a>>,
    /// `MIXED`, `ALTERNATIVE` …
    pub subtype: AString<'a>,
    /// Parameters of the media type, such as boundary; never in the item `BODY`.
    pub parameters: Parameters<'a>,
    /// The rest; never in the item `BODY`.
    pub extension: Extension<'a>,
}

bounded_static!(struct MultiPart { parts, subtype, parameters, extension });

/// Attributes and values: `body-fld-param`. Empty for NIL.
pub type Parameters<'a> = Vec<(AString<'a>, AString<'a>)>;

/// Extension data of a part; takes no heap where the server sent none.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Extension<'a>(Option<Box<ExtensionData<'a>>>);

bounded_static!(tuple Extension);

impl fmt::Debug for Extension<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Extension data that single parts and multiparts have alike: `body-ext-1part` and `body-ext-mpart`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ExtensionData<'a> {
    /// Content-Disposition field of the part; `None` if it has none.
    pub disposition: Option<Disposition<'a>>,
    /// The languages of the Content-Language field; empty for NIL.
    pub language: Vec<AString<'a>>,
    /// Content-Location field of the part: a URI; `None` if it has none.
    pub location: NString<'a>,
    /// Further extension data, which no RFC defines yet.
    pub extensions: Vec<BodyExtension<'a>>,
}

bounded_static!(struct ExtensionData { disposition, language, location, extensions });

impl ExtensionData<'_> {
    const NONE: Self =
        Self { disposition: None, language: Vec::new(), location: None, extensions: Vec::new() };
}

impl<'a> From<ExtensionData<'a>> for Extension<'a> {
    #[inline]
    fn from(data: ExtensionData<'a>) -> Self {
        if data == ExtensionData::NONE { Self(None) } else { Self(Some(Box::new(data))) }
    }
}

impl<'a> core::ops::Deref for Extension<'a> {
    type Target = ExtensionData<'a>;

    fn deref(&self) -> &ExtensionData<'a> {
        static NONE: ExtensionData<'static> = ExtensionData::NONE;
        self.0.as_deref().unwrap_or(&NONE)
    }
}

/// Content-Disposition of a part: `body-fld-dsp`. [RFC 2183](https://www.rfc-editor.org/rfc/rfc2183)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Disposition<'a> {
    /// `inline`, `attachment` …
    pub kind: AString<'a>,
    /// Parameters of the disposition, such as `filename`.
    pub parameters: Parameters<'a>,
}

bounded_static!(struct Disposition { kind, parameters });

/// A value that no RFC has given a meaning yet: `body-extension`. [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum BodyExtension<'a> {
    /// A string, or NIL.
    String(NString<'a>),
    /// A number of up to 63 bits.
    Number(Number64),
    /// A list of such values.
    List(NonEmpty<BodyExtension<'a>>),
}

bounded_static!(
    enum BodyExtension {
        String(a),
        Number(a),
        List(a),
    }
);

/// A structure without what the item `BODY` must not hold.
///
/// Made from a [`BodyStructure`], whose MD5s, multipart parameters and extension data are dropped.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Body<'a>(Box<BodyStructure<'a>>);

bounded_static!(tuple Body);

impl<'a> From<BodyStructure<'a>> for Body<'a> {
    #[inline]
    fn from(mut structure: BodyStructure<'a>) -> Self {
        strip(&mut structure);
        Self(Box::new(structure))
    }
}

impl<'a> core::ops::Deref for Body<'a> {
    type Target = BodyStructure<'a>;

    fn deref(&self) -> &BodyStructure<'a> {
        &self.0
    }
}

#[inline]
fn strip(structure: &mut BodyStructure<'_>) {
    match structure {
        BodyStructure::Single(part) => {
            (part.md5, part.extension) = (None, Extension::default());
            if let Media::Message(message) = &mut part.media {
                strip(&mut message.body);
            }
        }
        BodyStructure::Multi(part) => {
            (part.parameters, part.extension) = (Vec::new(), Extension::default());
            part.parts.iter_mut().for_each(strip);
        }
    }
}
