//! Names are found here, whatever enum they are of.
//!
//! One search for all lists: a `match` on each list's names, as they are registered and in capitals, was a seventh of a
//! program that decodes. It takes some fifty instructions for a name that is written as it is registered.

use crate::chars::eq_in_any_case;

/// The end of a chain.
const NONE: u8 = u8::MAX;

/// The names of a list in chains of those that look alike.
///
/// The compiler makes it. It holds no pointers, which a linker would have to relocate one by one.
pub(crate) struct Index<const COUNT: usize, const LEN: usize> {
    entries: [Entry; COUNT],
    /// The first name of each chain, and behind them what is [`between`] the words of the names.
    table: [u8; LEN],
}

/// A name of an [`Index`], without octets that a word that is aligned would leave between two of them.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// [`words`], octet by octet.
    words: [[u8; 8]; 2],
    len: u8,
    /// The name after it in its chain.
    next: u8,
}

impl<const COUNT: usize, const LEN: usize> Index<COUNT, LEN> {
    /// Of these names, whose table has [`len_of_table`].
    #[cfg_attr(
        not(test),
        expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "the compiler runs it")
    )]
    pub(crate) const fn of(names: [&str; COUNT]) -> Self {
        assert!(COUNT < NONE as usize, "more names than an octet counts");
        let mut entries = [Entry { words: [[0; 8]; 2], len: 0, next: NONE }; COUNT];
        let mut table = [NONE; LEN];
        let (mut at, mut end) = (COUNT, LEN);
        // What is declared first stands first in its chain: it is older, and more frequent.
        while let Some(before) = at.checked_sub(1) {
            at = before;
            let name = names[at].as_bytes();
            assert!(name.len() <= u8::MAX as usize, "a name of many octets");
            let words = words(name);
            let first = &mut table[chain(words, COUNT)];
            entries[at] = Entry { words: octets(words), len: name.len() as u8, next: *first };
            *first = at as u8;
            let mut left = between(name);
            while let [rest @ .., octet] = left {
                end -= 1;
                table[end] = *octet;
                left = rest;
            }
        }
        Self { entries, table }
    }

    /// The place of a name, in any case; past the end of the list for one that is not there.
    #[inline]
    pub(crate) fn find(&self, name: &[u8]) -> usize {
        find(&self.entries, &self.table, name)
    }

    /// The same, as part of its caller.
    #[inline]
    pub(crate) fn find_at_once(&self, name: &[u8]) -> usize {
        find_at_once(&self.entries, &self.table, name)
    }
}

/// How many octets the table of these names has.
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "the compiler runs it")
)]
pub(crate) const fn len_of_table(names: &[&str]) -> usize {
    let (mut len, mut at) = (chains(names.len()), 0);
    while at < names.len() {
        len += between(names[at].as_bytes()).len();
        at += 1;
    }
    len
}

impl Entry {
    #[inline]
    const fn words(&self) -> (u64, u64) {
        let [first, last] = self.words;
        (u64::from_ne_bytes(first), u64::from_ne_bytes(last))
    }
}

const fn octets((first, last): (u64, u64)) -> [[u8; 8]; 2] {
    [first.to_ne_bytes(), last.to_ne_bytes()]
}

/// What a long name has between its [`words`].
const fn between(name: &[u8]) -> &[u8] {
    match name {
        [_, _, _, _, _, _, _, _, between @ .., _, _, _, _, _, _, _, _] => between,
        _ => &[],
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

/// By how much a word is shifted to the number of a chain of so many names. Of chains there are two to a power, and more
/// than names.
#[inline]
const fn shift(names: usize) -> u32 {
    (names as u64 | 1).leading_zeros()
}

/// How many chains so many names are in.
const fn chains(names: usize) -> usize {
    (u64::MAX.wrapping_shr(shift(names)) as usize).saturating_add(1)
}

/// The chain of a name in a list of so many, the same in any case.
#[inline]
const fn chain((first, last): (u64, u64), names: usize) -> usize {
    // Octets stay octets, so that what makes letters small stays in its place.
    let mixed = (first ^ last.rotate_left(24)) | SMALL;
    // By this number few of the frequent names stand behind another one.
    mixed.wrapping_mul(0xD1E6_E328_B6C3_7363).wrapping_shr(shift(names)) as usize
}

#[inline(never)]
fn find(entries: &[Entry], table: &[u8], name: &[u8]) -> usize {
    find_at_once(entries, table, name)
}

#[inline]
fn find_at_once(entries: &[Entry], table: &[u8], name: &[u8]) -> usize {
    let words = words(name);
    let mut at = table.get(chain(words, entries.len())).copied().unwrap_or(NONE);
    while let Some(entry) = entries.get(usize::from(at)) {
        // Nearly everybody writes a name as it is registered.
        if entry.words() == words && usize::from(entry.len) == name.len() && name.len() <= LEN_OF_WORDS {
            return at.into();
        }
        at = entry.next;
    }
    find_in_any_case(entries, table, name)
}

#[cold]
#[inline(never)]
fn find_in_any_case(entries: &[Entry], table: &[u8], name: &[u8]) -> usize {
    let words = words(name);
    let mut at = table.get(chain(words, entries.len())).copied().unwrap_or(NONE);
    while let Some(entry) = entries.get(usize::from(at)) {
        if usize::from(entry.len) == name.len()
            && eq_in_any_case(entry.words.as_flattened(), octets(words).as_flattened())
            && eq_in_any_case(known_between(entries, table, at.into()), between(name))
        {
            break;
        }
        at = entry.next;
    }
    at.into()
}

/// What the table has of the name at this place.
fn known_between<'t>(entries: &[Entry], table: &'t [u8], at: usize) -> &'t [u8] {
    let len = |entry: &Entry| usize::from(entry.len).saturating_sub(LEN_OF_WORDS);
    let start = entries.iter().take(at).map(len).fold(chains(entries.len()), usize::saturating_add);
    let rest = table.get(start..).unwrap_or_default();
    rest.get(..entries.get(at).map_or(0, len)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_any_case_and_nothing_else_is() {
        const NAMES: [&str; 9] = [
            "AUTHORIZATIONFAILED",
            "UID",
            "BCC",
            "ID",
            "HASCHILDREN",
            "HASXXXLDREN",
            "IMAP4rev1",
            "AUTHENTICATIONFAILED",
            "ABCDEFGHI",
        ];
        static INDEX: Index<9, { len_of_table(&NAMES) }> = Index::of(NAMES);
        let find = |name: &str| INDEX.find(name.as_bytes());
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
        for other in
            ["IMAP4\u{12}ev1", "IMAPTrev1", "AUTHENTIXXTIONFAILED", "ABCDEFGHHI", "AUTHORIZXXXONFAILED"]
        {
            assert!(find(other) >= NAMES.len(), "{other}");
        }
    }
}
