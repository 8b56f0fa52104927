//! Laws of the mirror and the view: whatever happens in a mailbox and whenever the connection breaks.

use proptest::prelude::*;

use crate::mailbox;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_client_knows_what_the_server_has_told(seed in 1..u64::MAX, steps in 1..400_usize) {
        let mut state = seed;
        mailbox::run(steps, |below| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u32 % below
        });
    }
}
