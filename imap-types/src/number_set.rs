//! Sets of messages as a server names them: numbers and nothing else. Part of [`sequence`](crate::sequence).

use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;
use core::ops::RangeInclusive;
use core::str::FromStr;

use crate::bounded::bounded_static_owned;
use crate::error::ValueError;
use crate::number::{SeqNum, Uid};
use crate::span::{MessageNumber, Span, comma_separated, join, number, nz_number, span, value, write_spans};
use crate::trusted::FromWire;

/// Messages by number, without `*` and `$`: what a server answers with.
///
/// ```text
/// S: a OK [COPYUID 38505 304,319:320 3956:3958] Done
///                        ^^^^^^^^^^^ ^^^^^^^^^
/// ```
/// `uid-set`, `known-uids`, and `sequence-set` where a server sends it. Never empty. Order and overlaps are kept.
/// [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NumberSet<N> {
    pub(crate) spans: Vec<Span<N>>,
}

/// A set of unique identifiers without `*` and `$`: `uid-set`.
pub type UidSet = NumberSet<Uid>;

impl<N: MessageNumber> NumberSet<N> {
    /// The spans in the order in which they are written. Refuses the empty set.
    pub fn new(spans: Vec<Span<N>>) -> Result<Self, ValueError> {
        if spans.is_empty() { Err(ValueError::new("uid-set", 0)) } else { Ok(Self { spans }) }
    }

    /// The numbers in the order in which they come; runs of ascending neighbours become one span. Refuses none at all,
    /// which no set can be; that is why this is not `FromIterator`.
    ///
    /// ```
    /// # use imap_types::{number::Uid, sequence::{UidSequenceSet, UidSet}};
    /// let known: Vec<Uid> = vec!["7".parse()?, "8".parse()?, "12".parse()?];
    /// let set = UidSet::collect(known.iter().copied().filter(|uid| uid.get() > 7))?;
    /// assert_eq!(set.to_string(), "8,12");
    /// assert_eq!(UidSequenceSet::try_from(&known[..])?.to_string(), "7:8,12");
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    pub fn collect(numbers: impl IntoIterator<Item = N>) -> Result<Self, ValueError> {
        let mut spans: Vec<Span<N>> = Vec::new();
        for next in numbers {
            match spans.last_mut() {
                Some(span)
                    if value(span.start) <= value(span.end)
                        && value(span.end).checked_add(1) == Some(value(next)) =>
                {
                    span.end = next;
                }
                _ => spans.push(Span { start: next, end: next }),
            }
        }
        Self::new(spans)
    }

    /// The spans in the order in which they are written.
    pub fn as_spans(&self) -> &[Span<N>] {
        &self.spans
    }

    /// Whether the message is in the set.
    pub fn contains(&self, message: N) -> bool {
        self.spans.iter().any(|span| span.values().contains(&value(message)))
    }

    /// The messages one by one in the order of the set, repeated where spans overlap. Work is that of the
    /// numbers taken; a set may name four billion of them.
    pub fn iter(&self) -> impl Iterator<Item = N> {
        self.spans.iter().flat_map(|span| span.values().filter_map(number))
    }

    /// Count of the numbers that [`NumberSet::iter`] gives.
    #[inline]
    pub fn count(&self) -> u64 {
        self.spans.iter().map(|span| span.count()).fold(0, u64::saturating_add)
    }

    /// Sorts, and joins spans that touch.
    #[inline]
    pub fn normalise(&mut self) {
        let mut spans: Vec<(u64, u64)> = self
            .spans
            .iter()
            .map(|span| (u64::from(*span.values().start()), u64::from(*span.values().end())))
            .collect();
        spans.sort_unstable();
        join(&mut spans);
        let bound = |value: u64| u32::try_from(value).ok().and_then(number);
        self.spans = spans
            .into_iter()
            .filter_map(|(start, end)| Some(Span { start: bound(start)?, end: bound(end)? }))
            .collect();
    }

    /// The same numbers as another kind of number: what a response that does not tell was known to hold.
    pub fn cast<M: MessageNumber>(&self) -> NumberSet<M> {
        let as_m = |number: N| M::from(number.into());
        NumberSet {
            spans: self
                .spans
                .iter()
                .map(|span| Span { start: as_m(span.start), end: as_m(span.end) })
                .collect(),
        }
    }
}

/// Also the empty set, which has no spelling: what a server may mean that has told of none.
impl<N> FromWire for NumberSet<N> {
    type Parts = Vec<Span<N>>;

    fn from_wire(spans: Self::Parts) -> Self {
        Self { spans }
    }
}

impl<N: MessageNumber> FromStr for NumberSet<N> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::new(comma_separated(text, "uid-set", |text| span(text, nz_number))?)
    }
}

impl<N: MessageNumber> TryFrom<&str> for NumberSet<N> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        text.parse()
    }
}

/// Refuses a range with nothing in it, such as `8..=7`: it means no message, where `8:7` would mean two.
impl<N: MessageNumber> TryFrom<RangeInclusive<u32>> for NumberSet<N> {
    type Error = ValueError;

    fn try_from(range: RangeInclusive<u32>) -> Result<Self, ValueError> {
        if range.is_empty() {
            return Err(ValueError::new("uid-set", 0));
        }
        let bound = |value| number(value).ok_or(ValueError::new("nz-number", 0));
        Self::new(alloc::vec![Span { start: bound(*range.start())?, end: bound(*range.end())? }])
    }
}

impl<N: MessageNumber> From<N> for NumberSet<N> {
    fn from(number: N) -> Self {
        Self { spans: alloc::vec![Span { start: number, end: number }] }
    }
}

/// From numbers in any order; runs of ascending neighbours become one span.
impl<N: MessageNumber> TryFrom<&[N]> for NumberSet<N> {
    type Error = ValueError;

    fn try_from(numbers: &[N]) -> Result<Self, ValueError> {
        Self::collect(numbers.iter().copied())
    }
}

/// As [`NumberSet::collect`].
impl<N: MessageNumber> TryFrom<Vec<N>> for NumberSet<N> {
    type Error = ValueError;

    fn try_from(numbers: Vec<N>) -> Result<Self, ValueError> {
        Self::collect(numbers)
    }
}

impl<N: MessageNumber> fmt::Display for NumberSet<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_spans(&self.spans, f)
    }
}

impl<N: MessageNumber> fmt::Debug for NumberSet<N> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumberSet({self})")
    }
}

bounded_static_owned!(NumberSet<SeqNum>, NumberSet<Uid>, NumberSet<NonZeroU32>);

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{MessageNumber, NumberSet, Span};
    use crate::nonempty::NonEmpty;

    impl<'a, N: MessageNumber + Arbitrary<'a>> Arbitrary<'a> for NumberSet<N> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(Self { spans: NonEmpty::<Span<N>>::arbitrary(u)?.into_vec() })
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn set(text: &str) -> NumberSet<Uid> {
        text.parse().unwrap()
    }

    #[test]
    fn a_set_counts_and_lists_up_to_the_highest_number() {
        assert_eq!(set("1:4294967295").count(), 4_294_967_295);
        assert_eq!(
            set("4294967295:4294967294,7").iter().map(Uid::get).collect::<Vec<_>>(),
            [4_294_967_294, 4_294_967_295, 7]
        );
        assert!(set("9:3").contains(Uid::try_from(5).unwrap()) && !set("9:3").contains(Uid::MIN));
        let mut all = set("4294967295,2:4294967294,1");
        all.normalise();
        assert_eq!(all.to_string(), "1:4294967295");
    }

    #[test]
    fn neighbours_become_one_span_in_the_order_they_came() {
        let uids = [7, 8, 9, 3, 2, 2, u32::MAX].map(|number| Uid::try_from(number).unwrap());
        assert_eq!(NumberSet::try_from(&uids[..]).unwrap().to_string(), "7:9,3,2,2,4294967295");
        assert_eq!(set("3:1,9").cast::<SeqNum>().to_string(), "3:1,9");
    }
}
