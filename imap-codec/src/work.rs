//! How much is done for a message, as a count: time would differ from run to run, and from machine to machine.
//!
//! A rule that repeats calls [`again`] each time it goes round. One that others use bears `track_caller`, so that each
//! use counts for itself. Whoever looks at octets one by one says with [`octets`] how many. Outside of tests neither
//! does anything. What imap-types does with what was read is not in it, but in the counts of allocations.

#[cfg(test)]
pub(crate) use counted::{Work, again, octets, take};

/// Goes round a repeated rule once more, or enters a rule that contains itself.
#[cfg(not(test))]
#[inline(always)]
pub(crate) const fn again() {}

/// Looks at so many octets.
#[cfg(not(test))]
#[inline(always)]
pub(crate) const fn octets(_: usize) {}

#[cfg(test)]
mod counted {
    extern crate std;

    use alloc::vec::Vec;
    use core::panic::Location;
    use std::cell::RefCell;
    use std::thread_local;

    /// What was done since it was last asked for.
    #[derive(Clone, Debug)]
    pub(crate) struct Work {
        /// Octets that were looked at, and one for each look; and how often anything was gone round.
        pub(crate) steps: usize,
        /// How often each repeated rule was gone round: its file, its line, and the count.
        pub(crate) rounds: Vec<(&'static str, u32, usize)>,
    }

    impl Work {
        /// With room, so that counting does not allocate where allocations are counted.
        fn none() -> Self {
            Self { steps: 0, rounds: Vec::with_capacity(128) }
        }
    }

    thread_local! {
        static WORK: RefCell<Work> = RefCell::new(Work::none());
    }

    #[track_caller]
    pub(crate) fn again() {
        let site = Location::caller();
        WORK.with_borrow_mut(|work| {
            work.steps += 1;
            let known =
                work.rounds.iter_mut().find(|(file, line, _)| (*file, *line) == (site.file(), site.line()));
            match known {
                Some((.., rounds)) => *rounds += 1,
                None => work.rounds.push((site.file(), site.line(), 1)),
            }
        });
    }

    pub(crate) fn octets(len: usize) {
        WORK.with_borrow_mut(|work| work.steps += len + 1);
    }

    /// Takes the counts, which begin anew.
    pub(crate) fn take() -> Work {
        WORK.replace(Work::none())
    }
}
