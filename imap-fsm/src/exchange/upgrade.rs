//! Where the layers below change: STARTTLS, COMPRESS, and UNAUTHENTICATE, which ends what COMPRESS began.
//! [RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1),
//! [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978)
//!
//! The boundary is the line end of the tagged OK. What stands behind it in the bytes that were read before is
//! compressed data, the first that the inflater gets; where TLS begins nothing can stand there, and what does was put
//! there by somebody who wants it to be taken for protected.

use crate::session::Effect;

/// A layer that begins after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Upgrade {
    /// TLS, after STARTTLS.
    Tls,
    /// Compression, after COMPRESS: raw DEFLATE without zlib header unless another algorithm was asked for.
    Compression,
    /// The end of compression, after UNAUTHENTICATE: from here on both sides write without it.
    /// [RFC 8437 §4.1](https://www.rfc-editor.org/rfc/rfc8437#section-4.1)
    Uncompressed,
}

impl Upgrade {
    /// What begins when a command has ended with OK that is there to begin `asked`, or does this.
    pub(crate) fn after(asked: Option<Self>, effect: &Effect, compressed: bool) -> Option<Self> {
        // Both sides end compression with the line end of the OK.
        let ends = compressed && *effect == Effect::Unauthenticate;
        asked.or(ends.then_some(Self::Uncompressed))
    }

    /// Whether the connection is compressed once this has happened.
    pub(crate) const fn compresses(self, before: bool) -> bool {
        match self {
            Self::Compression => true,
            Self::Uncompressed => false,
            Self::Tls => before,
        }
    }
}
