//! Results that a search is asked for. Part of [`search`](crate::search).

use alloc::vec::Vec;

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
