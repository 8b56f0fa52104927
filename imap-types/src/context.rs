//! Searches that the server keeps up to date. [RFC 5267](https://www.rfc-editor.org/rfc/rfc5267)

use core::num::NonZeroU32;

use crate::atom::Tag;
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::nonempty::NonEmpty;
use crate::sequence::NumberSet;

/// Messages that join or leave the results of a search: part of `ret-data-addto` and `ret-data-removefrom`.
///
/// ```text
/// S: * ESEARCH (TAG "B01") UID ADDTO (1 2733 1 2732:2734)
///                                     ^^^^^^
/// ```
/// [RFC 5267 §4.3](https://www.rfc-editor.org/rfc/rfc5267#section-4.3)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ContextUpdate {
    /// The place of the first of the messages among the results, which count from 1; 0 where the results have no
    /// order, as those of SEARCH.
    pub position: u32,
    /// The messages, in the order of the results.
    pub numbers: NumberSet<NonZeroU32>,
}

bounded_static_owned!(ContextUpdate);

/// Ends the updates of searches: `"CANCELUPDATE" 1*(SP quoted)`.
///
/// ```text
/// C: B06 CANCELUPDATE "B01"
///                     ^^^^^
/// ```
/// Requires [`Capability::ContextSearch`] or [`Capability::ContextSort`].
/// [RFC 5267 §4.3.5](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.5)
///
/// [`Capability::ContextSearch`]: crate::capability::Capability
/// [`Capability::ContextSort`]: crate::capability::Capability
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CancelUpdate<'a> {
    /// The tags of the searches.
    pub tags: NonEmpty<Tag<'a>>,
}

bounded_static!(struct CancelUpdate { tags });

impl<'a> CancelUpdate<'a> {
    /// Ends the updates of the searches with these tags.
    pub fn new(tags: impl Into<NonEmpty<Tag<'a>>>) -> Self {
        Self { tags: tags.into() }
    }
}
