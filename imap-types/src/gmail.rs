//! Gmail's extensions. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)

use alloc::vec::Vec;

use crate::bounded::bounded_static;
use crate::store::{StoreAction, StoreResponse};
use crate::string::AString;

/// A change of Gmail's labels.
///
/// ```text
/// C: a STORE 1 -X-GM-LABELS (foo)
///              ^^^^^^^^^^^^^^^^^^
/// ```
/// [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StoreGmLabels<'a> {
    /// How the labels change.
    pub action: StoreAction,
    /// Whether the server tells the new labels.
    pub response: StoreResponse,
    /// Labels to set, add or remove.
    pub labels: Vec<AString<'a>>,
}

bounded_static!(struct StoreGmLabels { action, response, labels });
