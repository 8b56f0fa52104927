//! Octets of strings, eight at a time.

use imap_types::chars::is_quoted_char;

use crate::work;

/// How many bytes come before the first that is a quote, a backslash, 8-bit, or one of the lowest controls.
#[inline(always)]
#[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "no more are counted than there are"))]
pub(crate) fn plain(input: &[u8]) -> usize {
    let mut len = 0;
    let mut chunks = input.chunks_exact(8);
    for chunk in &mut chunks {
        let special = special(eight(chunk));
        if special != 0 {
            let len = len + special.trailing_zeros() as usize / 8;
            work::octets(len);
            return len;
        }
        len += 8;
    }
    let ordinary = |&&byte: &&u8| (0x0E..0x80).contains(&byte) && byte != b'"' && byte != b'\\';
    let len = len + chunks.remainder().iter().take_while(ordinary).count();
    work::octets(len);
    len
}

/// Whether no octet has its highest bit set. Called, because the standard library's is long.
#[inline(never)]
pub(crate) fn is_ascii(octets: &[u8]) -> bool {
    octets.is_ascii()
}

/// Whether all octets stand for themselves in a quoted string. It may say no to a control character that does.
#[inline(always)]
pub(crate) fn is_plain(octets: &[u8]) -> bool {
    if let Some(last) = octets.last_chunk::<8>() {
        // The last eight may have been among those before.
        return octets.chunks_exact(8).all(all_plain) && all_plain(last);
    }
    if let (Some(first), Some(last)) = (octets.first_chunk::<4>(), octets.last_chunk::<4>()) {
        let both = u64::from(u32::from_le_bytes(*first)) | (u64::from(u32::from_le_bytes(*last)) << 32);
        return special(both) == 0;
    }
    octets.iter().all(|&byte| is_quoted_char(byte))
}

/// Whether none of these eight bytes is one of those.
#[inline(always)]
fn all_plain(chunk: &[u8]) -> bool {
    special(eight(chunk)) == 0
}

#[inline(always)]
fn eight(chunk: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(chunk);
    u64::from_le_bytes(bytes)
}

/// The highest bit of each of eight bytes that is one of those. Above the first such byte there may be false ones.
#[inline(always)]
#[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "a byte in each of eight"))]
const fn special(bytes: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    // The same of each byte that is below `limit`.
    const fn below(bytes: u64, limit: u64) -> u64 {
        bytes.wrapping_sub(ONES * limit) & !bytes
    }
    let quotes = below(bytes ^ (ONES * b'"' as u64), 1) | below(bytes ^ (ONES * b'\\' as u64), 1);
    (quotes | below(bytes, 0x0E) | bytes) & HIGH
}
