//! Sets of messages. [RFC 9051 §4.1.1](https://www.rfc-editor.org/rfc/rfc9051#section-4.1.1)

use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;
use core::ops::{RangeFrom, RangeFull, RangeInclusive};
use core::str::FromStr;

use crate::bounded::bounded_static_owned;
use crate::error::ValueError;
use crate::number::{Numbering, SeqNum, Uid};
pub use crate::number_set::{NumberSet, UidSet};
pub use crate::span::{MessageNumber, Span};
use crate::span::{comma_separated, join, number, nz_number, span, value, write_spans};

/// One end of a [`Span`]: `seq-number = nz-number / "*"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Bound<N> {
    /// Message of this number.
    Number(N),
    /// `*`: the last message of the mailbox, whichever that is.
    Last,
}

impl<N: MessageNumber> Bound<N> {
    fn resolve(self, last: N) -> N {
        match self {
            Self::Number(number) => number,
            Self::Last => last,
        }
    }
}

impl<N: fmt::Display> fmt::Display for Bound<N> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Last => f.write_str("*"),
        }
    }
}

/// Reads a number that is not zero, or `*`.
impl<N: MessageNumber> FromStr for Bound<N> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        bound(text).ok_or(ValueError::new("seq-number", 0))
    }
}

/// Reads `4`, `4:7` and `4:*`.
impl<N: MessageNumber> FromStr for Span<Bound<N>> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        span(text, bound).ok_or(ValueError::new("seq-range", 0))
    }
}

fn bound<N: MessageNumber>(text: &str) -> Option<Bound<N>> {
    if text == "*" { Some(Bound::Last) } else { nz_number(text).map(Bound::Number) }
}

/// The messages that a command is about: `sequence-set`.
///
/// ```text
/// C: a UID FETCH 4:7,12,20:* (FLAGS)
///                ^^^^^^^^^^^
/// ```
/// Never empty. Order and overlaps are kept as they were given; [`SequenceSetOf::normalise`] tidies up. `$`
/// ([`SequenceSetOf::search_result`]) stands for the result of the last SEARCH that said SAVE.
/// [RFC 9051 §4.1.1](https://www.rfc-editor.org/rfc/rfc9051#section-4.1.1)
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct SequenceSetOf<N> {
    spans: Vec<Span<Bound<N>>>,
    saved: bool,
}

/// A set of message sequence numbers.
pub type SequenceSet = SequenceSetOf<SeqNum>;

/// A set of unique identifiers.
pub type UidSequenceSet = SequenceSetOf<Uid>;

impl<N: MessageNumber> SequenceSetOf<N> {
    /// Every message there is: `1:*`.
    pub fn all() -> Self {
        Self::spans(alloc::vec![Span { start: Bound::Number(N::from(NonZeroU32::MIN)), end: Bound::Last }])
    }

    /// The last message: `*`.
    pub fn last() -> Self {
        Self::spans(alloc::vec![Span { start: Bound::Last, end: Bound::Last }])
    }

    /// The result of the last SEARCH with SAVE: `$`.
    /// [RFC 9051 §6.4.4.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4.1)
    pub fn search_result() -> Self {
        Self { spans: Vec::new(), saved: true }
    }

    /// The spans in the order in which they are written; together with `$` at the end if `saved`. Refuses the
    /// empty set.
    pub fn new(spans: Vec<Span<Bound<N>>>, saved: bool) -> Result<Self, ValueError> {
        if spans.is_empty() && !saved {
            Err(ValueError::new("sequence-set", 0))
        } else {
            Ok(Self { spans, saved })
        }
    }

    fn spans(spans: Vec<Span<Bound<N>>>) -> Self {
        Self { spans, saved: false }
    }

    /// The spans in the order in which they are written.
    pub fn as_spans(&self) -> &[Span<Bound<N>>] {
        &self.spans
    }

    /// Whether the set includes the result of the last SEARCH with SAVE.
    pub fn is_saved(&self) -> bool {
        self.saved
    }

    fn resolved(&self, last: N) -> impl Iterator<Item = Span<N>> {
        self.spans
            .iter()
            .map(move |span| Span { start: span.start.resolve(last), end: span.end.resolve(last) })
    }

    /// Whether the message is in the set, where `last` is what `*` means now. What `$` means is not known here.
    pub fn contains(&self, message: N, last: N) -> bool {
        self.resolved(last).any(|span| span.values().contains(&value(message)))
    }

    /// The messages one by one in the order of the set, repeated where spans overlap. Work is that of the
    /// numbers taken; a set may name four billion of them.
    pub fn iter(&self, last: N) -> impl Iterator<Item = N> {
        self.resolved(last).flat_map(|span| span.values().filter_map(number))
    }

    /// The set as an ascending [`NumberSet`] without overlaps, where `last` is what `*` means now.
    #[inline]
    pub fn resolve(&self, last: N) -> NumberSet<N> {
        let mut set = NumberSet { spans: self.resolved(last).collect() };
        set.normalise();
        set
    }

    /// The set as it stands for messages of a mailbox whose last is `last`; `None` where there is no message, so that `*`
    /// and everything else stands for none, or where the set is `$` alone, which is not known here.
    pub fn resolve_in(&self, last: Option<N>) -> Option<NumberSet<N>> {
        last.map(|last| self.resolve(last)).filter(|set| !set.spans.is_empty())
    }

    /// Sorts, and joins spans that touch. What reaches `*` stays open and comes last.
    pub fn normalise(&mut self) {
        // `*` is read as the highest number, which it cannot be below; a span to it therefore stays one.
        let star = |bound: Bound<N>| {
            if bound == Bound::Last {
                u64::from(u32::MAX) + 1
            } else {
                value(bound.resolve(N::from(NonZeroU32::MAX))).into()
            }
        };
        let mut spans: Vec<(u64, u64)> = self
            .spans
            .iter()
            .map(|span| (star(span.start), star(span.end)))
            .map(|(a, b)| (a.min(b), a.max(b)))
            .collect();
        spans.sort_unstable();
        join(&mut spans);
        let bound =
            |value: u64| u32::try_from(value).ok().and_then(number).map_or(Bound::Last, Bound::Number);
        self.spans =
            spans.into_iter().map(|(start, end)| Span { start: bound(start), end: bound(end) }).collect();
    }

    /// Cuts the set into several whose written form has at most `len` octets each, so that a command line stays
    /// within what a server takes. Spans stay whole; one that is longer than `len` by itself is a set of its own.
    pub fn split(&self, len: usize) -> Vec<Self> {
        let mut sets: Vec<Self> = Vec::new();
        let mut room = 0_usize;
        let mut place = |written: usize, sets: &mut Vec<Self>| {
            let left = room.checked_sub(written.saturating_add(1)).filter(|_| !sets.is_empty());
            room = left.unwrap_or_else(|| {
                sets.push(Self::spans(Vec::new()));
                len.saturating_sub(written)
            });
        };
        for span in &self.spans {
            place(written_len(span), &mut sets);
            if let Some(set) = sets.last_mut() {
                set.spans.push(*span);
            }
        }
        if self.saved {
            place(1, &mut sets);
            if let Some(set) = sets.last_mut() {
                set.saved = true;
            }
        }
        sets
    }
}

impl SequenceSet {
    /// The set as a client means it that counts so many messages, ascending and without overlaps. `None`: it names a number
    /// above, or `*` where there are none, which a server answers with BAD. What `$` adds is not known here; where the
    /// set is `$` alone, there is nothing else, and the set is empty.
    /// [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9), `seq-number`
    ///
    /// ```
    /// # use imap_types::sequence::SequenceSet;
    /// let set: SequenceSet = "2:*".parse()?;
    /// assert_eq!(set.within(5).unwrap().to_string(), "2:5");
    /// assert_eq!(set.within(1), None);
    /// assert_eq!(SequenceSet::all().within(0), None);
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    #[inline]
    pub fn within(&self, exists: u32) -> Option<NumberSet<SeqNum>> {
        let is_there = |bound: Bound<SeqNum>| match bound {
            Bound::Number(number) => number.get() <= exists,
            Bound::Last => exists > 0,
        };
        let all = self.spans.iter().all(|span| is_there(span.start) && is_there(span.end));
        all.then(|| self.resolve(number(exists).unwrap_or(SeqNum::MIN)))
    }
}

/// How many octets it takes to write something down.
fn written_len(what: &impl fmt::Display) -> usize {
    struct Count(usize);
    impl fmt::Write for Count {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0 = self.0.saturating_add(text.len());
            Ok(())
        }
    }
    let mut count = Count(0);
    // Counting cannot fail.
    let _ = fmt::Write::write_fmt(&mut count, format_args!("{what}"));
    count.0
}

impl<N: MessageNumber> From<NumberSet<N>> for SequenceSetOf<N> {
    fn from(set: NumberSet<N>) -> Self {
        let bound = Bound::Number;
        Self::spans(
            set.spans.into_iter().map(|s| Span { start: bound(s.start), end: bound(s.end) }).collect(),
        )
    }
}

/// A set of messages by sequence number, or by UID: the command has `UID` before its name.
///
/// ```text
/// C: a FETCH 1:5 (FLAGS)
/// C: b UID FETCH 4827313:4828442 (FLAGS)
///      ^^^       ^^^^^^^^^^^^^^^
/// ```
/// [RFC 9051 §6.4.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.9)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum MessageSet {
    /// By message sequence number.
    SeqNums(SequenceSet),
    /// By unique identifier.
    Uids(UidSequenceSet),
}

impl MessageSet {
    /// Which of the two it is.
    pub fn numbering(&self) -> Numbering {
        match self {
            Self::SeqNums(_) => Numbering::SeqNum,
            Self::Uids(_) => Numbering::Uid,
        }
    }
}

impl fmt::Display for MessageSet {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SeqNums(set) => set.fmt(f),
            Self::Uids(set) => set.fmt(f),
        }
    }
}

impl From<SequenceSet> for MessageSet {
    fn from(set: SequenceSet) -> Self {
        Self::SeqNums(set)
    }
}

impl From<UidSequenceSet> for MessageSet {
    fn from(set: UidSequenceSet) -> Self {
        Self::Uids(set)
    }
}

impl<N: MessageNumber> FromStr for SequenceSetOf<N> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (spans, saved) = match text.strip_suffix('$') {
            Some("") => return Ok(Self::search_result()),
            Some(rest) => (rest.strip_suffix(',').ok_or(ValueError::new("sequence-set", rest.len()))?, true),
            None => (text, false),
        };
        Self::new(comma_separated(spans, "sequence-set", |text| span(text, bound))?, saved)
    }
}

impl<N: MessageNumber> TryFrom<&str> for SequenceSetOf<N> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        text.parse()
    }
}

/// Refuses a range with nothing in it, such as `8..=7`: it means no message, where `8:7` would mean two.
impl<N: MessageNumber> TryFrom<RangeInclusive<u32>> for SequenceSetOf<N> {
    type Error = ValueError;

    fn try_from(range: RangeInclusive<u32>) -> Result<Self, ValueError> {
        NumberSet::try_from(range).map(Self::from)
    }
}

impl<N: MessageNumber> TryFrom<RangeFrom<u32>> for SequenceSetOf<N> {
    type Error = ValueError;

    fn try_from(range: RangeFrom<u32>) -> Result<Self, ValueError> {
        let start = number(range.start).ok_or(ValueError::new("nz-number", 0))?;
        Ok(Self::spans(alloc::vec![Span { start: Bound::Number(start), end: Bound::Last }]))
    }
}

impl<N: MessageNumber> From<RangeFull> for SequenceSetOf<N> {
    fn from(_: RangeFull) -> Self {
        Self::all()
    }
}

impl<N: MessageNumber> From<N> for SequenceSetOf<N> {
    fn from(number: N) -> Self {
        NumberSet::from(number).into()
    }
}

impl<N: MessageNumber> TryFrom<&[N]> for SequenceSetOf<N> {
    type Error = ValueError;

    fn try_from(numbers: &[N]) -> Result<Self, ValueError> {
        NumberSet::try_from(numbers).map(Self::from)
    }
}

/// From numbers in any order; refuses none. [`NumberSet::collect`] takes any iterator.
impl<N: MessageNumber> TryFrom<Vec<N>> for SequenceSetOf<N> {
    type Error = ValueError;

    fn try_from(numbers: Vec<N>) -> Result<Self, ValueError> {
        Self::try_from(&numbers[..])
    }
}

/// Adds numbers; runs of ascending neighbours become one span.
impl<N: MessageNumber> Extend<N> for SequenceSetOf<N> {
    fn extend<I: IntoIterator<Item = N>>(&mut self, numbers: I) {
        if let Ok(more) = NumberSet::collect(numbers) {
            self.spans.extend(Self::from(more).spans);
        }
    }
}

impl<N: MessageNumber, const LEN: usize> TryFrom<[N; LEN]> for SequenceSetOf<N> {
    type Error = ValueError;

    fn try_from(numbers: [N; LEN]) -> Result<Self, ValueError> {
        Self::try_from(&numbers[..])
    }
}

impl<N: MessageNumber> fmt::Display for SequenceSetOf<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_spans(&self.spans, f)?;
        match (self.saved, self.spans.is_empty()) {
            (true, true) => f.write_str("$"),
            (true, false) => f.write_str(",$"),
            (false, _) => Ok(()),
        }
    }
}

impl<N: MessageNumber> fmt::Debug for SequenceSetOf<N> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SequenceSet({self})")
    }
}

bounded_static_owned!(SequenceSetOf<SeqNum>, SequenceSetOf<Uid>, MessageSet,);

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{MessageNumber, SequenceSetOf};
    use crate::nonempty::NonEmpty;

    impl<'a, N: MessageNumber + Arbitrary<'a>> Arbitrary<'a> for SequenceSetOf<N> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            if u.ratio(1, 8)? {
                return Ok(Self::search_result());
            }
            Ok(Self { spans: NonEmpty::arbitrary(u)?.into_vec(), saved: u.ratio(1, 16)? })
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;

    use super::*;

    fn uids(text: &str) -> UidSequenceSet {
        text.parse().unwrap()
    }

    fn uid(number: u32) -> Uid {
        Uid::try_from(number).unwrap()
    }

    #[test]
    fn a_set_is_written_as_it_was_made() {
        for text in ["1", "*", "$", "1:*", "*:4,5:7", "20:11", "2,4:7,9,12:*", "1,3000:3021,$"] {
            assert_eq!(uids(text).to_string(), text);
        }
        for (bad, offset) in
            [("", 0), ("0", 0), ("1,", 2), ("1,,2", 2), ("1:", 0), ("+1", 0), ("1$", 1), ("4294967296", 0)]
        {
            assert_eq!(bad.parse::<SequenceSet>(), Err(ValueError::new("sequence-set", offset)), "{bad:?}");
        }
        assert!("1:*".parse::<UidSet>().is_err());
    }

    #[test]
    fn a_set_is_made_from_what_is_at_hand() {
        assert_eq!(SequenceSet::try_from(1..=5).unwrap().to_string(), "1:5");
        assert_eq!(SequenceSet::try_from(7..).unwrap().to_string(), "7:*");
        assert_eq!(SequenceSet::from(..).to_string(), "1:*");
        assert_eq!(UidSequenceSet::try_from([uid(3), uid(4), uid(5), uid(9)]).unwrap().to_string(), "3:5,9");
        assert!(UidSequenceSet::try_from(&[][..]).is_err());
        assert!(SequenceSet::try_from(0..=5).is_err());
        #[allow(
            clippy::reversed_empty_ranges,
            reason = "what a caller gets who counts from the next message"
        )]
        let nothing_new = 8..=7;
        assert_eq!(SequenceSet::try_from(nothing_new), Err(ValueError::new("uid-set", 0)));
    }

    #[test]
    fn star_is_the_last_message_even_below_the_other_end() {
        let set = uids("3291:*");
        assert!(set.contains(uid(17), uid(17)));
        assert!(!set.contains(uid(16), uid(17)));
        assert_eq!(
            uids("2,4:7,9,12:*").iter(uid(15)).map(Uid::get).collect::<Vec<_>>(),
            [2, 4, 5, 6, 7, 9, 12, 13, 14, 15]
        );
        assert_eq!(uids("*:4,5:7").resolve(uid(10)).to_string(), "4:10");
    }

    #[test]
    fn normalising_sorts_and_joins() {
        for (set, expected) in [
            ("5:3,1,2", "1:5"),
            ("*,4:2", "2:4,*"),
            ("7:*,1:9", "1:*"),
            ("*:*,4294967295", "4294967295:*"),
            ("4294967295,4294967294:1", "1:4294967295"),
            ("*,$", "*,$"),
        ] {
            let mut set = uids(set);
            set.normalise();
            assert_eq!(set.to_string(), expected);
        }
    }

    #[test]
    fn a_set_splits_into_lines_that_fit() {
        let set = uids("1:3,5,7,1000:2000,9,$");
        let written: Vec<_> = set.split(7).iter().map(ToString::to_string).collect();
        assert_eq!(written, ["1:3,5,7", "1000:2000", "9,$"]);
        assert_eq!(set.split(1000), vec![set.clone()]);
        assert_eq!(uids("10,20,30").split(0).len(), 3);
        assert_eq!(uids("$").split(0), [UidSequenceSet::search_result()]);
    }

    #[test]
    fn normalising_changes_nothing_about_messages_that_exist() {
        let ends = ["1", "2", "3", "5", "6", "9", "*"];
        for (a, b) in ends.iter().flat_map(|a| ends.iter().map(move |b| (a, b))) {
            for (c, d) in ends.iter().flat_map(|c| ends.iter().map(move |d| (c, d))) {
                let set = uids(&alloc::format!("{a}:{b},{c}:{d}"));
                let mut tidy = set.clone();
                tidy.normalise();
                for last in 1..=9 {
                    for message in 1..=last {
                        let (message, last) = (uid(message), uid(last));
                        let inside = set.contains(message, last);
                        assert_eq!(tidy.contains(message, last), inside, "{set} {message} {last}");
                        assert_eq!(set.resolve(last).contains(message), inside, "{set} {message} {last}");
                        assert_eq!(set.iter(last).any(|number| number == message), inside);
                    }
                }
            }
        }
    }

    #[test]
    fn the_highest_number_is_a_number_like_any_other() {
        let set = uids("4294967290:*");
        assert!(set.contains(Uid::MAX, Uid::MAX) && set.contains(uid(1), uid(1)));
        assert_eq!(set.iter(Uid::MAX).count(), 6);
        assert_eq!(set.iter(uid(4_294_967_288)).count(), 3);
        assert_eq!(set.resolve(Uid::MAX).to_string(), "4294967290:4294967295");
    }
}
