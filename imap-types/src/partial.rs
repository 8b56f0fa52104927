//! Pages of results. [RFC 9394](https://www.rfc-editor.org/rfc/rfc9394)

use core::num::NonZeroU32;

use crate::bounded::bounded_static_owned;
use crate::sequence::NumberSet;

/// Range of results to return, by their position among all results: `partial-range`.
///
/// ```text
/// C: a UID SEARCH RETURN (PARTIAL -1:-100) UNDELETED
///                                 ^^^^^^^
/// ```
/// The ends come in either order. Requires [`Capability::Partial`]; for SORT and with places from the first
/// [`Capability::ContextSearch`] or [`Capability::ContextSort`] will do.
/// [RFC 9394 §3.1](https://www.rfc-editor.org/rfc/rfc9394#section-3.1)
///
/// [`Capability::Partial`]: crate::capability::Capability
/// [`Capability::ContextSearch`]: crate::capability::Capability
/// [`Capability::ContextSort`]: crate::capability::Capability
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum PartialRange {
    /// Places counted from the first result, which has 1: `1:100`.
    First(NonZeroU32, NonZeroU32),
    /// Places counted from the last result, which has -1: `-1:-100`. Not in [RFC 5267](https://www.rfc-editor.org/rfc/rfc5267).
    Last(NonZeroU32, NonZeroU32),
}

/// One page of the results of a SEARCH or SORT: `ret-data-partial`.
///
/// ```text
/// S: * ESEARCH (TAG "A01") UID PARTIAL (-1:-100 250:349)
///                                       ^^^^^^^ ^^^^^^^
/// ```
/// [RFC 9394 §3.1](https://www.rfc-editor.org/rfc/rfc9394#section-3.1)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PartialResults {
    /// The range that was asked for.
    pub range: PartialRange,
    /// The results in it, those of SORT in their order; `None` where there are none: `NIL`.
    pub numbers: Option<NumberSet<NonZeroU32>>,
}

bounded_static_owned!(PartialRange, PartialResults);
