//! Results that a search is asked for. Part of [`search`](crate::search).

use alloc::vec::{self, Vec};
use core::ops::Deref;

use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::fetch::FetchAtt;
use crate::names::wire_enum;
use crate::partial::PartialRange;
use crate::raw::{Unknown, place};

wire_enum! {
    /// A result that SEARCH, SORT or ESEARCH is asked for: `search-return-opt`.
    ///
    /// ```text
    /// C: a SEARCH RETURN (MIN COUNT) FLAGGED
    ///                     ^^^ ^^^^^
    /// ```
    /// Requires `ESEARCH` or rev2. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)
    pub enum SearchReturnOpt as SearchReturnOptName {
        /// The lowest number.
        Min = "MIN",
        /// The highest number.
        Max = "MAX",
        /// All numbers, as a set.
        All = "ALL",
        /// The number of matches.
        Count = "COUNT",
        /// Keeps the result as `$`. Requires `SEARCHRES` or rev2. [RFC 5182](https://www.rfc-editor.org/rfc/rfc5182)
        Save = "SAVE",
        /// A hint that the same search will be made again. Requires `CONTEXT=SEARCH` or `CONTEXT=SORT`. [RFC 5267 §4.2](https://www.rfc-editor.org/rfc/rfc5267#section-4.2)
        Context = "CONTEXT",
        /// Updates of the result from now on, with these items of each message that joins it, if any. Requires
        /// `CONTEXT=SEARCH` or `CONTEXT=SORT`, for items `NOTIFY`. [RFC 5267 §4.3](https://www.rfc-editor.org/rfc/rfc5267#section-4.3),
        /// [RFC 5465 §5.2](https://www.rfc-editor.org/rfc/rfc5465#section-5.2)
        Update(Vec<FetchAtt<'a>>) = "UPDATE",
        /// Only one page of the numbers. Requires `PARTIAL`, `CONTEXT=SEARCH` or `CONTEXT=SORT`. [RFC 9394 §3.1](https://www.rfc-editor.org/rfc/rfc9394#section-3.1)
        Partial(PartialRange) = "PARTIAL",
        /// How well each message matches a fuzzy search. Requires `SEARCH=FUZZY`. [RFC 6203 §4](https://www.rfc-editor.org/rfc/rfc6203#section-4)
        Relevancy = "RELEVANCY",
        ..
        /// An option that this library does not know.
        Other(Unknown<'a, SearchReturnOpt<'static>>),
    }
}

place!(SearchReturnOpt: Tagged, SearchReturnOptName);

/// Results that SEARCH, SORT or ESEARCH is asked for: one ALL, one PARTIAL, or neither.
///
/// ```
/// use imap_types::partial::PartialRange;
/// use imap_types::search::{SearchReturnOpt, SearchReturnOpts};
///
/// let options = SearchReturnOpts::try_from(vec![SearchReturnOpt::Count, SearchReturnOpt::All])?;
/// assert!(options.contains(&SearchReturnOpt::All));
/// let page = SearchReturnOpt::Partial(PartialRange::First(1.try_into()?, 500.try_into()?));
/// assert!(SearchReturnOpts::try_from(vec![SearchReturnOpt::All, page]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// It is a slice of them. Empty, it stands for ALL.
/// [RFC 9394 §3.1](https://www.rfc-editor.org/rfc/rfc9394#section-3.1)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct SearchReturnOpts<'a>(Vec<SearchReturnOpt<'a>>);

bounded_static!(tuple SearchReturnOpts);

impl<'a> SearchReturnOpts<'a> {
    /// The options, in order.
    pub fn into_vec(self) -> Vec<SearchReturnOpt<'a>> {
        self.0
    }
}

impl<'a> Deref for SearchReturnOpts<'a> {
    type Target = [SearchReturnOpt<'a>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a> TryFrom<Vec<SearchReturnOpt<'a>>> for SearchReturnOpts<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(options: Vec<SearchReturnOpt<'a>>) -> Result<Self, ValueError> {
        let all = |option: &&_| matches!(option, SearchReturnOpt::All | SearchReturnOpt::Partial(_));
        if options.iter().filter(all).nth(1).is_some() {
            return Err(ValueError::new("one of PARTIAL and ALL", 0));
        }
        Ok(Self(options))
    }
}

impl<'a> From<SearchReturnOpt<'a>> for SearchReturnOpts<'a> {
    #[inline]
    fn from(option: SearchReturnOpt<'a>) -> Self {
        Self(Vec::from([option]))
    }
}

impl<'a> IntoIterator for SearchReturnOpts<'a> {
    type Item = SearchReturnOpt<'a>;
    type IntoIter = vec::IntoIter<SearchReturnOpt<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'o, 'a> IntoIterator for &'o SearchReturnOpts<'a> {
    type Item = &'o SearchReturnOpt<'a>;
    type IntoIter = core::slice::Iter<'o, SearchReturnOpt<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for SearchReturnOpts<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut options = Vec::<SearchReturnOpt<'a>>::arbitrary(u)?;
        let mut has_all = false;
        options.retain(|option| {
            let is_all = matches!(option, SearchReturnOpt::All | SearchReturnOpt::Partial(_));
            !(is_all && core::mem::replace(&mut has_all, true))
        });
        Self::try_from(options).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
