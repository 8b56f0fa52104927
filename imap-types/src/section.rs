//! Pieces of a message's text. [RFC 9051 §6.4.5.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5.1)

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::num::{NonZeroU32, NonZeroU64};

use crate::bounded::{bounded_static, bounded_static_owned};
use crate::error::ValueError;
use crate::names::wire_names;
use crate::nonempty::NonEmpty;
use crate::number::Number64;
use crate::string::AString;

pub(crate) mod text;

/// The number of a part and, separated by dots, of the part in it: `section-part`.
///
/// ```text
/// C: a FETCH 1 BINARY[1.2]
///                     ^^^
/// ```
/// Empty for the whole message.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartNumber(Box<[NonZeroU32]>);

impl fmt::Debug for PartNumber {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartNumber{:?}", self.0)
    }
}

impl PartNumber {
    /// The numbers from the outermost part to the innermost.
    pub fn as_slice(&self) -> &[NonZeroU32] {
        &self.0
    }

    /// Whether this is the whole message.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<NonZeroU32>> for PartNumber {
    #[inline]
    fn from(numbers: Vec<NonZeroU32>) -> Self {
        Self(numbers.into_boxed_slice())
    }
}

impl<const N: usize> TryFrom<[u32; N]> for PartNumber {
    type Error = ValueError;

    fn try_from(numbers: [u32; N]) -> Result<Self, ValueError> {
        let numbers: Option<Vec<_>> = numbers.into_iter().map(NonZeroU32::new).collect();
        numbers.map(Self::from).ok_or(ValueError::new("nz-number", 0))
    }
}

/// Which part of the message, and what of that: `section`.
///
/// ```text
/// C: a FETCH 1 BODY[2.HEADER.FIELDS (From Date)]
///                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// [`Section::default`] is `[]`, the whole message; it costs no allocation.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Section<'a>(Option<Box<Spec<'a>>>);

bounded_static!(tuple Section);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Spec<'a> {
    part: PartNumber,
    text: Option<SectionText<'a>>,
}

bounded_static!(struct Spec { part, text });

impl fmt::Debug for Section<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("Section"),
            Some(spec) => write!(f, "Section({:?}, {:?})", spec.part.0, spec.text),
        }
    }
}

impl<'a> Section<'a> {
    /// This part as a whole, or of this part that text. Refuses [`SectionText::Mime`] of the whole message, which
    /// has no MIME header of its own.
    #[inline]
    pub fn new(part: PartNumber, text: Option<SectionText<'a>>) -> Result<Self, ValueError> {
        use SectionText::{Header, HeaderFields, HeaderFieldsNot, Mime, Text};
        match (part.is_empty(), &text) {
            (true, None) => Ok(Self(None)),
            (true, Some(Mime)) => Err(ValueError::new("section-part", 0)),
            (true, Some(HeaderFields(_) | HeaderFieldsNot(_) | Header | Text)) | (false, _) => {
                Ok(Self(Some(Box::new(Spec { part, text }))))
            }
        }
    }

    /// `[HEADER]`: the header of the message.
    #[inline]
    pub fn header() -> Self {
        Self(Some(Box::new(Spec { part: PartNumber::default(), text: Some(SectionText::Header) })))
    }

    /// `[TEXT]`: the message without its header.
    #[inline]
    pub fn text() -> Self {
        Self(Some(Box::new(Spec { part: PartNumber::default(), text: Some(SectionText::Text) })))
    }

    /// `[HEADER.FIELDS (…)]`: these fields of the header. Refuses a name with NUL, and the empty list.
    pub fn header_fields<S>(names: impl IntoIterator<Item = S>) -> Result<Self, ValueError>
    where
        S: TryInto<AString<'a>>,
        ValueError: From<S::Error>,
    {
        let names: Vec<AString<'a>> = names.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        names
            .try_into()
            .and_then(|names| Self::new(PartNumber::default(), Some(SectionText::HeaderFields(names))))
    }

    /// The part; empty for the whole message.
    pub fn part(&self) -> &[NonZeroU32] {
        self.0.as_ref().map_or(&[], |spec| spec.part.as_slice())
    }

    /// What of the part; `None` for all of it.
    pub fn section_text(&self) -> Option<&SectionText<'a>> {
        self.0.as_ref()?.text.as_ref()
    }
}

impl From<PartNumber> for Section<'_> {
    #[inline]
    fn from(part: PartNumber) -> Self {
        Self((!part.is_empty()).then(|| Box::new(Spec { part, text: None })))
    }
}

/// Other text than a part's body: `section-text`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "UPPERCASE"))]
pub enum SectionText<'a> {
    /// The header of a message.
    Header,
    /// The fields of these names in the header.
    #[cfg_attr(feature = "serde", serde(rename = "HEADER.FIELDS"))]
    HeaderFields(NonEmpty<AString<'a>>),
    /// The header without the fields of these names.
    #[cfg_attr(feature = "serde", serde(rename = "HEADER.FIELDS.NOT"))]
    HeaderFieldsNot(NonEmpty<AString<'a>>),
    /// A message without its header.
    Text,
    /// The MIME header of a part.
    Mime,
}

bounded_static!(enum SectionText { HeaderFields(a), HeaderFieldsNot(a); Header, Text, Mime });

impl<'a> SectionText<'a> {
    /// Its name, such as `HEADER.FIELDS`.
    pub const fn kind(&self) -> SectionTextName {
        match self {
            Self::Header => SectionTextName::Header,
            Self::HeaderFields(_) => SectionTextName::HeaderFields,
            Self::HeaderFieldsNot(_) => SectionTextName::HeaderFieldsNot,
            Self::Text => SectionTextName::Text,
            Self::Mime => SectionTextName::Mime,
        }
    }

    /// The names of fields that stand behind its name, of `HEADER.FIELDS` and `HEADER.FIELDS.NOT`.
    pub const fn fields(&self) -> Option<&NonEmpty<AString<'a>>> {
        match self {
            Self::HeaderFields(fields) | Self::HeaderFieldsNot(fields) => Some(fields),
            Self::Header | Self::Text | Self::Mime => None,
        }
    }
}

wire_names! {
    /// The names of [`SectionText`].
    pub enum SectionTextName {
        /// `HEADER`
        Header = "HEADER",
        /// `HEADER.FIELDS`
        HeaderFields = "HEADER.FIELDS",
        /// `HEADER.FIELDS.NOT`
        HeaderFieldsNot = "HEADER.FIELDS.NOT",
        /// `TEXT`
        Text = "TEXT",
        /// `MIME`
        Mime = "MIME",
    }
}

/// Some octets out of the middle: `partial`.
///
/// ```text
/// C: a FETCH 1 BODY[]<0.2048>
///                    ^^^^^^^^
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Partial {
    offset: Number64,
    count: NonZeroU64,
}

bounded_static_owned!(PartNumber, Partial);

impl Partial {
    /// At most `count` octets (63 bits; at least one) from `offset` on. IMAP4rev1 servers take 32 bits.
    pub fn new(offset: Number64, count: u64) -> Result<Self, ValueError> {
        let count = Number64::new(count).and_then(|count| NonZeroU64::new(count.get()));
        Ok(Self { offset, count: count.ok_or(ValueError::new("nz-number64", 0))? })
    }

    /// Octets before the first.
    pub const fn offset(self) -> u64 {
        self.offset.get()
    }

    /// Octets of the range, at least 1.
    pub const fn count(self) -> u64 {
        self.count.get()
    }
}

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{Partial, Section};

    impl<'a> Arbitrary<'a> for Section<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(Self::new(u.arbitrary()?, u.arbitrary()?).unwrap_or_default())
        }
    }

    impl<'a> Arbitrary<'a> for Partial {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let (offset, count) = (u.arbitrary()?, crate::number::Number64::arbitrary(u)?.get().max(1));
            Self::new(offset, count).map_err(|_| arbitrary::Error::IncorrectFormat)
        }
    }
}
