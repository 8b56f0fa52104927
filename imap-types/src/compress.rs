//! COMPRESS. [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978)

use crate::atom::Atom;
use crate::bounded::bounded_static;

/// Algorithm of COMPRESS: `algorithm`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CompressionAlgorithm<'a> {
    /// DEFLATE: [RFC 1951](https://www.rfc-editor.org/rfc/rfc1951)
    Deflate,
    /// An algorithm that this library does not know.
    Other(OtherAlgorithm<'a>),
}

bounded_static!(enum CompressionAlgorithm { Other(a); Deflate });

/// An algorithm without a variant in [`CompressionAlgorithm`]. Made by `CompressionAlgorithm::from`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct OtherAlgorithm<'a>(Atom<'a>);

bounded_static!(tuple OtherAlgorithm);

impl<'a> From<Atom<'a>> for CompressionAlgorithm<'a> {
    #[inline]
    fn from(name: Atom<'a>) -> Self {
        if name.eq_ignore_case("DEFLATE") { Self::Deflate } else { Self::Other(OtherAlgorithm(name)) }
    }
}

impl CompressionAlgorithm<'_> {
    /// The name of the algorithm.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Deflate => "DEFLATE",
            Self::Other(other) => other.0.as_str(),
        }
    }
}
