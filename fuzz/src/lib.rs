//! What the targets share.

pub mod calls;
pub mod chance;
pub mod conforming;
pub mod pair;
pub mod sasl;

use allocation_counter::measure;

/// Runs a machine on a peer's bytes, and holds what lives at once to a bound that follows from the limits and not from
/// what the peer said. The input itself is copied once or twice.
pub fn in_bounded_memory(input: &[u8], run: impl FnOnce()) {
    let used = measure(run).bytes_max;
    let bound = (256 << 10) + 8 * input.len() as u64;
    assert!(used <= bound, "{used} bytes for {} of input", input.len());
}
