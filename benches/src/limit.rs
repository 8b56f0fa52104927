//! What the machine can do with the same bytes at best.

use std::hint::black_box;

/// Looks at each byte, as whoever looks for the ends of lines must: with memchr. How many line ends there are.
pub fn lines(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', black_box(bytes)).count()
}

/// Writes each byte once, to a buffer that is used again.
pub fn copy(bytes: &[u8], out: &mut Vec<u8>) {
    out.clear();
    out.extend_from_slice(black_box(bytes));
    black_box(out);
}
