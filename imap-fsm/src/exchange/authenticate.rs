//! AUTHENTICATE: challenges and responses until the tagged end.
//! [RFC 9051 §6.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.2.2)
//!
//! ```text
//! C: a AUTHENTICATE SCRAM-SHA-256     with SASL-IR the first response stands here
//! S: +                                an empty challenge
//! C: biwsbj11c2VyLHI9...              or * to cancel, which the server answers with BAD
//! S: + cj1yT3ByTkdmd0ViZVJXZ2...      data with success comes like this, too,
//! C:                                  and is answered by an empty line
//! S: a OK
//! ```

use imap_types::auth::AuthenticateData;

use crate::error::Misuse;

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authenticate {
    /// The server's: a challenge, or the end.
    Server,
    /// The client's: a response, or `*`.
    Client,
    /// The server's, which can only end it.
    Cancelled,
}

impl Authenticate {
    /// The server says `+`.
    pub(crate) fn challenge(&mut self) -> Result<(), Misuse> {
        match self {
            Self::Server => *self = Self::Client,
            Self::Client | Self::Cancelled => return Err(Misuse::NotWaiting),
        }
        Ok(())
    }

    /// The client answers.
    pub(crate) fn answer(&mut self, data: &AuthenticateData<'_>) -> Result<(), Misuse> {
        *self = match (&self, data) {
            (Self::Client, AuthenticateData::Response(_)) => Self::Server,
            (Self::Client, AuthenticateData::Cancel) => Self::Cancelled,
            (Self::Server | Self::Cancelled, _) => return Err(Misuse::NotWaiting),
        };
        Ok(())
    }
}
