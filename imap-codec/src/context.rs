//! What the grammar's rules share while one message is decoded.

use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::num::NonZeroU64;

use imap_types::error::ValueError;

use crate::quirk::{Quirk, Sighting};
use crate::rule::Rule;
use crate::work;

/// What a rule of the grammar returns: what is left, and the value; or which rule was not met, and where.
///
/// It is nom's `IResult` without the wrapper of its errors: complete input never is `Incomplete`, and nothing asks whether
/// an error is a `Failure`. So an error is one word, which is never zero, and the result of a rule without a value two.
pub(crate) type Parsed<'a, T> = Result<(&'a [u8], T), Unmet>;

/// A rule that was not met, and where.
///
/// It is one word that nobody has to free, since each `?` on its way is code: the number of the rule in 15 bits, and above
/// them how much was left of the message, which costs no arithmetic on the way. A message of more octets than 48 bits
/// count, 256 TiB, has fewer here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unmet(NonZeroU64);

impl Unmet {
    fn new(left: usize, rule: Rule) -> Self {
        let left = (left as u64).min(u64::MAX >> 16);
        Self(NonZeroU64::MIN | (left << 16 | (rule as u64) << 1))
    }

    /// This rule is not met here.
    pub(crate) fn at(input: &[u8], rule: Rule) -> Self {
        Self::new(input.len(), rule)
    }

    pub(crate) const fn left(self) -> usize {
        (self.0.get() >> 16) as usize
    }

    pub(crate) fn rule(self) -> Rule {
        Rule::numbered(usize::from(self.0.get() as u16 >> 1))
    }
}

/// The rule is not met here. Takes the length rather than the bytes so that these stay in registers.
#[cold]
#[inline(never)]
fn failed(left: usize, rule: Rule) -> Unmet {
    Unmet::new(left, rule)
}

/// The rule is not met here.
#[inline]
pub(crate) fn expected<T>(input: &[u8], rule: Rule) -> Result<T, Unmet> {
    work::octets(0);
    Err(failed(input.len(), rule))
}

/// A constructor refuses what was read here, under the rule that it names.
#[inline]
pub(crate) fn refused<T>(input: &[u8], error: ValueError) -> Result<T, Unmet> {
    expected(input, Rule::named(error.expected))
}

/// What becomes of quirks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// They are accepted and recorded.
    Lenient,
    /// Deviations from the grammar are refused.
    Strict,
}

/// What the rules know beside their input, and what they leave behind.
///
/// It is an argument of those rules that may be lenient or may nest, and of no others: so a signature tells which
/// those are. (Inside nom's input type it cost 7 to 24 % more instructions, see DESIGN.md.)
pub(crate) struct Context<'m> {
    strict: bool,
    /// Whether the message is a server's.
    pub(crate) from_server: Cell<bool>,
    /// Whether UTF-8 in quoted strings has been enabled.
    pub(crate) utf8: bool,
    depth: Cell<usize>,
    seen: Cell<u128>,
    sightings: RefCell<Vec<Sighting>>,
    /// A stretch, by what is left at its beginning and at its end, in which no quote can end a string.
    pub(crate) endless: Cell<(usize, usize)>,
    /// How many more wrong elements of lists are left out.
    patience: Cell<u8>,
    /// Whether a response code is read, which ends at a bracket.
    pub(crate) in_code: Cell<bool>,
    /// Octets of the whole message.
    len: usize,
    /// The whole message, where it is known.
    message: &'m [u8],
}

const _: () = assert!(Quirk::ALL.len() <= 128);

/// One level of the budget, given back in the end.
pub(crate) struct Level<'c>(&'c Cell<usize>);

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_add(1));
    }
}

impl<'m> Context<'m> {
    /// For a client's message.
    pub(crate) fn of(mode: Mode, utf8: bool, depth: usize, message: &'m [u8]) -> Self {
        Self { message, ..Self::new(mode, utf8, depth, message.len()) }
    }

    /// For a client's message of so many octets.
    pub(crate) fn new(mode: Mode, utf8: bool, depth: usize, len: usize) -> Self {
        let (seen, sightings) = (Cell::new(0), RefCell::new(Vec::new()));
        let strict = mode == Mode::Strict;
        let (from_server, depth, endless) = (Cell::new(false), Cell::new(depth), Cell::new((0, 0)));
        let (patience, in_code) = (Cell::new(3), Cell::new(false));
        Self {
            strict,
            from_server,
            utf8,
            depth,
            seen,
            sightings,
            endless,
            patience,
            in_code,
            len,
            message: &[],
        }
    }

    pub(crate) fn into_sightings(self) -> Vec<Sighting> {
        self.sightings.into_inner()
    }

    /// Whether a list ends before what is left of the message. Not so a quoted string: who forgets a space after it may as
    /// well have forgotten a backslash before its last quote.
    #[cold]
    #[inline(never)]
    pub(crate) fn is_after_list(&self, left: &[u8]) -> bool {
        let at = self.message.len().checked_sub(left.len());
        let before = at.and_then(|at| self.message.split_at_checked(at));
        // What was cut out of the message has its end elsewhere.
        before.is_some_and(|(before, after)| before.ends_with(b")") && core::ptr::eq(after, left))
    }

    /// Whether quirks are accepted.
    pub(crate) fn is_lenient(&self) -> bool {
        !self.strict
    }

    /// Accepts a quirk at this place and records it; in strict mode its rule is not met. At most one sighting is
    /// kept of each.
    #[cold]
    #[inline(never)]
    pub(crate) fn accept(&self, quirk: Quirk, at: &[u8]) -> Result<(), Unmet> {
        if self.strict {
            return expected(at, quirk.broken());
        }
        let bit = 1_u128 << quirk as u128;
        if self.seen.replace(self.seen.get() | bit) & bit == 0 {
            self.sightings.borrow_mut().push(Sighting { quirk, offset: self.len.saturating_sub(at.len()) });
        }
        Ok(())
    }

    /// Forgets what was recorded from here on: it was read in vain.
    #[cold]
    #[inline(never)]
    pub(crate) fn forget(&self, from: &[u8]) {
        let mut sightings = self.sightings.borrow_mut();
        sightings.retain(|sighting| sighting.offset < self.len.saturating_sub(from.len()));
        self.seen.set(sightings.iter().fold(0, |seen, sighting| seen | 1_u128 << sighting.quirk as u128));
    }

    /// Whether a wrong element of a list is left out here: of a server's, because a command that is not all understood
    /// must not be carried out; and not of a list of nothing else, which would be read again and again.
    #[cold]
    pub(crate) fn leaves_out(&self) -> bool {
        let patience = self.patience.get();
        self.patience.set(patience.saturating_sub(1));
        self.from_server.get() && !self.strict && patience > 0
    }

    /// Enters a rule that can contain itself, until the level is dropped. All such rules draw on the one budget.
    ///
    /// No closure, because a frame more and another copy of the result cost stack at every level.
    #[cfg_attr(test, track_caller)]
    pub(crate) fn level(&self, input: &[u8]) -> Result<Level<'_>, Unmet> {
        let Some(depth) = self.depth.get().checked_sub(1) else { return expected(input, Rule::LessNesting) };
        self.depth.set(depth);
        work::again();
        Ok(Level(&self.depth))
    }

    /// Tries a rule whose failure shall leave no trace: what it recorded is forgotten. In strict mode there is
    /// nothing to fall back on.
    #[inline]
    #[expect(clippy::manual_inspect, reason = "`inspect_err` keeps hold of the whole result")]
    pub(crate) fn attempt<T>(&self, rule: impl FnOnce() -> Result<T, Unmet>) -> Result<T, Unmet> {
        let seen = self.seen.get();
        rule().map_err(|error| {
            self.forget_all_but(seen);
            error
        })
    }

    #[cold]
    #[inline(never)]
    fn forget_all_but(&self, seen: u128) {
        if !self.strict {
            self.seen.set(seen);
            // One sighting for each quirk seen.
            self.sightings.borrow_mut().truncate(seen.count_ones() as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_place_and_the_rule() {
        let most = (usize::MAX as u64).min((1 << 48) - 1) as usize;
        for (left, kept) in
            [(0, 0), (1, 1), (u32::MAX as usize, u32::MAX as usize), (most, most), (usize::MAX, most)]
        {
            let error = failed(left, Rule::Zone);
            assert_eq!((error.left(), error.rule()), (kept, Rule::Zone));
        }
    }
}
