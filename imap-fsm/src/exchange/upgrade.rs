//! Where the layers below change: STARTTLS, COMPRESS, and UNAUTHENTICATE, which ends what COMPRESS began.
//! [RFC 9051 §6.2.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.1),
//! [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978)
//!
//! The boundary is the line end of the tagged OK. What stands behind it in the bytes that were read before is
//! compressed data, the first that the inflater gets; where TLS begins nothing can stand there, and what does was put
//! there by somebody who wants it to be taken for protected.

use imap_types::command::CommandBody;

/// A layer that begins after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub(crate) const fn of(command: &CommandBody<'_>) -> Option<Self> {
        match command {
            CommandBody::StartTls => Some(Self::Tls),
            CommandBody::Compress(_) => Some(Self::Compression),
            _ => None,
        }
    }
}
