//! Conforming sessions between a client and a server, the same that the fuzz target `conforming_sessions` runs: whatever
//! both callers do within the rules, nothing hangs, nothing is lost and nothing is invented.
//!
//! `CONFORMING_SESSIONS=1000000 cargo test -p imap-fsm --release --test fsm sessions` runs a million.

#[allow(unreachable_pub, reason = "it is a part of another crate as well")]
#[path = "../../../fuzz/src/conforming.rs"]
mod driver;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::pair::Random;

impl driver::Chance for Random {
    fn below(&mut self, bound: usize) -> usize {
        Random::below(self, bound)
    }
}

#[test]
fn conforming_sessions_hang_nowhere_and_lose_and_invent_nothing() {
    let sessions =
        std::env::var("CONFORMING_SESSIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(2000);
    for seed in 0..sessions {
        let run = || driver::session(&mut Random::new(seed));
        if let Err(panic) = catch_unwind(AssertUnwindSafe(run)) {
            eprintln!("session {seed} of {sessions}");
            std::panic::resume_unwind(panic);
        }
    }
}

/// Where chance runs dry the session comes to its end all the same.
#[test]
fn a_session_without_chance_ends() {
    struct Dry(Random, usize);
    impl driver::Chance for Dry {
        fn below(&mut self, bound: usize) -> usize {
            self.1 = self.1.saturating_sub(1);
            if self.1 == 0 { 0 } else { self.0.below(bound) }
        }
    }
    for seed in 0..200 {
        driver::session(&mut Dry(Random::new(seed), seed as usize));
    }
}
