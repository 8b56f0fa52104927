//! What sets of messages are made of. Part of [`sequence`](crate::sequence).

use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;
use core::ops::RangeInclusive;
use core::str::FromStr;

use crate::error::ValueError;
use crate::number::{SeqNum, Uid};

/// What a set can be of: [`SeqNum`], [`Uid`], or a bare `NonZeroU32` where a response alone does not tell.
pub trait MessageNumber:
    Copy + Ord + fmt::Debug + fmt::Display + From<NonZeroU32> + Into<NonZeroU32>
{
}

impl MessageNumber for SeqNum {}
impl MessageNumber for Uid {}
impl MessageNumber for NonZeroU32 {}

pub(crate) fn number<N: MessageNumber>(value: u32) -> Option<N> {
    NonZeroU32::new(value).map(N::from)
}

pub(crate) fn value<N: MessageNumber>(number: N) -> u32 {
    let number: NonZeroU32 = number.into();
    number.get()
}

/// A single message, or one and another and everything between: `seq-number / seq-range`. The ends come in either
/// order, and are equal for a single message. [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Span<B> {
    /// The end that is written first.
    pub start: B,
    /// The end that is written after the colon.
    pub end: B,
}

crate::bounded::bounded_static_owned!(Span<Uid>);

impl<B: PartialEq + fmt::Display> fmt::Display for Span<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.start.fmt(f)?;
        if self.start != self.end { write!(f, ":{}", self.end) } else { Ok(()) }
    }
}

/// Reads `4` and `4:7`.
impl<N: MessageNumber> FromStr for Span<N> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        span(text, nz_number).ok_or(ValueError::new("uid-range", 0))
    }
}

impl<N: MessageNumber> Span<N> {
    /// The lowest and the highest number of the span.
    pub fn ends(self) -> (N, N) {
        (self.start.min(self.end), self.start.max(self.end))
    }

    pub(crate) fn values(self) -> RangeInclusive<u32> {
        let (low, high) = self.ends();
        value(low)..=value(high)
    }

    pub(crate) fn count(self) -> u64 {
        u64::from(self.values().end().abs_diff(*self.values().start())).saturating_add(1)
    }
}

/// Joins sorted spans that overlap or touch.
#[inline]
pub(crate) fn join(spans: &mut Vec<(u64, u64)>) {
    spans.dedup_by(|next, span| {
        let joined = next.0 <= span.1.saturating_add(1);
        if joined {
            span.1 = span.1.max(next.1);
        }
        joined
    });
}

/// Reads `item *("," item)`.
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, reason = "an offset is at most one beyond the text")
)]
pub(crate) fn comma_separated<T>(
    text: &str,
    rule: &'static str,
    item: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, ValueError> {
    let mut offset = 0;
    text.split(',')
        .map(|part| {
            let parsed = item(part).ok_or(ValueError::new(rule, offset));
            offset += part.len() + 1;
            parsed
        })
        .collect()
}

pub(crate) fn nz_number<N: MessageNumber>(text: &str) -> Option<N> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().and_then(number)
}

pub(crate) fn span<B: Copy>(text: &str, bound: impl Fn(&str) -> Option<B>) -> Option<Span<B>> {
    let (start, end) = text.split_once(':').unwrap_or((text, text));
    Some(Span { start: bound(start)?, end: bound(end)? })
}

#[inline]
pub(crate) fn write_spans<B: PartialEq + fmt::Display>(
    spans: &[Span<B>],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    for (index, span) in spans.iter().enumerate() {
        if index > 0 {
            f.write_str(",")?;
        }
        write!(f, "{span}")?;
    }
    Ok(())
}
