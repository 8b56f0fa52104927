//! Names are found here, whatever enum they are of.
//!
//! One search for all lists: a `match` on each list's names, as they are registered and in capitals, was a seventh of a
//! program that decodes. It takes some fifty instructions for a name that is written as it is registered.

/// How many chains an [`Index`] has: two to the power of [`BITS`].
const CHAINS: usize = 1 << BITS;
const BITS: u32 = 6;

/// The end of a chain.
const NONE: u8 = u8::MAX;

/// The names of a list in chains of those that look alike.
///
/// The compiler makes it. It holds no pointers, which a linker would have to relocate one by one.
pub(crate) struct Index<Names: ?Sized> {
    /// The first name of each chain.
    first: [u8; CHAINS],
    names: Names,
}

/// A name of an [`Index`], without octets that a word that is aligned would leave between two of them.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// [`words`], octet by octet.
    words: [[u8; 8]; 2],
    /// Where it stands in the text of all names.
    start: u16,
    len: u8,
    /// The name after it in its chain.
    next: u8,
}

impl<const COUNT: usize> Index<[Entry; COUNT]> {
    /// Of names that stand one after the other in a text.
    #[cfg_attr(
        not(test),
        expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "the compiler runs it")
    )]
    pub(crate) const fn of(names: [&str; COUNT]) -> Self {
        assert!(COUNT < NONE as usize, "more names than an octet counts");
        let none = Entry { words: [[0; 8]; 2], start: 0, len: 0, next: NONE };
        let mut index = Self { first: [NONE; CHAINS], names: [none; COUNT] };
        let mut start = 0;
        let mut at = 0;
        while at < COUNT {
            let name = names[at].as_bytes();
            assert!(name.len() <= u8::MAX as usize && start <= u16::MAX as usize, "a name of many octets");
            let (first, last) = words(name);
            let words = [first.to_ne_bytes(), last.to_ne_bytes()];
            index.names[at] = Entry { words, start: start as u16, len: name.len() as u8, next: NONE };
            start += name.len();
            at += 1;
        }
        // What is declared first stands first in its chain: it is older, and more frequent.
        while let Some(before) = at.checked_sub(1) {
            at = before;
            let chain = chain(index.names[at].words());
            index.names[at].next = index.first[chain];
            index.first[chain] = at as u8;
        }
        index
    }
}

impl Entry {
    #[inline]
    const fn words(&self) -> (u64, u64) {
        let [first, last] = self.words;
        (u64::from_ne_bytes(first), u64::from_ne_bytes(last))
    }
}

/// The first and the last octets of a name, which are all of one that is no longer than [`LEN_OF_WORDS`].
#[inline]
const fn words(name: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        return (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64);
    }
    match *name {
        [a, b, c] => (u32::from_le_bytes([a, b, c, 0]) as u64, 0),
        [a, b] => (u32::from_le_bytes([a, b, 0, 0]) as u64, 0),
        [a] => (a as u64, 0),
        _ => (0, 0),
    }
}

/// A longer name has octets that are not in its words.
const LEN_OF_WORDS: usize = 16;

/// What small letters have, and capitals do not.
const SMALL: u64 = u64::from_ne_bytes([0x20; 8]);

/// The chain of a name, the same in any case.
#[inline]
const fn chain((first, last): (u64, u64)) -> usize {
    // Octets stay octets, so that what makes letters small stays in its place.
    let mixed = (first ^ last.rotate_left(40)) | SMALL;
    (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - BITS)) as usize
}

/// The place of a name, in any case, in the list whose index and text these are; past its end for one that is not there.
#[inline(never)]
pub(crate) fn find(index: &Index<[Entry]>, text: &str, name: &[u8]) -> usize {
    find_at_once(index, text, name)
}

/// The same, as part of its caller.
#[inline]
pub(crate) fn find_at_once(index: &Index<[Entry]>, text: &str, name: &[u8]) -> usize {
    let words = words(name);
    let mut at = index.first.get(chain(words)).copied().unwrap_or(NONE);
    while let Some(entry) = index.names.get(usize::from(at)) {
        // Nearly everybody writes a name as it is registered.
        if entry.words() == words && usize::from(entry.len) == name.len() && name.len() <= LEN_OF_WORDS {
            return at.into();
        }
        at = entry.next;
    }
    find_in_any_case(index, text, name)
}

#[cold]
#[inline(never)]
fn find_in_any_case(index: &Index<[Entry]>, text: &str, name: &[u8]) -> usize {
    let mut at = index.first.get(chain(words(name))).copied().unwrap_or(NONE);
    while let Some(entry) = index.names.get(usize::from(at)) {
        let known = text.as_bytes().get(entry.start.into()..).and_then(|text| text.get(..entry.len.into()));
        if known.is_some_and(|known| known.eq_ignore_ascii_case(name)) {
            break;
        }
        at = entry.next;
    }
    at.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_any_case_and_nothing_else_is() {
        const NAMES: [&str; 8] = [
            "UID",
            "BCC",
            "ID",
            "HASCHILDREN",
            "HASXXXLDREN",
            "IMAP4rev1",
            "AUTHENTICATIONFAILED",
            "ABCDEFGHI",
        ];
        static INDEX: Index<[Entry; 8]> = Index::of(NAMES);
        let text = NAMES.concat();
        let find = |name: &str| find(&INDEX, &text, name.as_bytes());
        for (place, name) in NAMES.iter().enumerate() {
            for spelled in [(*name).into(), name.to_lowercase(), name.to_uppercase()] {
                assert_eq!(find(&spelled), place, "{spelled}");
            }
            for other in [&name[1..], &name[..name.len() - 1]] {
                assert!(NAMES.contains(&other) || find(other) >= NAMES.len(), "{other}");
            }
        }
        // Alike but for bits that make no letter another one, for the middle of a long one, and for the length.
        for other in ["", "U\u{9}D", "\u{10}mAP4rev1", "HASYYYLDREN", "IMAP4rev12", "UIDHASCHILDREN"] {
            assert!(find(other) >= NAMES.len(), "{other}");
        }
        for other in ["IMAP4\u{12}ev1", "IMAPTrev1", "AUTHENTIXXTIONFAILED", "ABCDEFGHHI"] {
            assert!(find(other) >= NAMES.len(), "{other}");
        }
    }
}
