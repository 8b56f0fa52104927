//! Any operations on a client and a server that hear each other in pieces: both keep to the rules, nothing hangs, each
//! command ends once, every octet arrives, and in the end both are of one mind.
#![no_main]

use arbitrary::{Result, Unstructured};
use imap_fuzz::pair::Pair;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    // What does not suffice for a value ends the input.
    let _ = run(&mut Unstructured::new(input));
});

fn run(u: &mut Unstructured<'_>) -> Result<()> {
    let mut pair = Pair::new(u)?;
    while !u.is_empty() {
        if u.ratio(1, 16)? {
            pair.settle();
        } else if pair.step(u).is_err() {
            break;
        }
    }
    pair.settle();
    Ok(())
}
