//! Sessions in which both sides keep to the rules, whatever is refused and however the bytes are cut: nothing hangs,
//! nothing is lost, nothing is invented. `imap-fsm/tests/fsm/sessions.rs` runs the same with a generator.
#![no_main]

use arbitrary::Unstructured;
use imap_fuzz::conforming::{Chance, session};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| session(&mut Bytes(Unstructured::new(input))));

struct Bytes<'a>(Unstructured<'a>);

impl Chance for Bytes<'_> {
    fn below(&mut self, bound: usize) -> usize {
        // What is used up says 0.
        self.0.int_in_range(0..=bound - 1).unwrap_or(0)
    }
}
