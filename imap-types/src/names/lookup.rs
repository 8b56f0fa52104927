//! Names are found here, whatever enum they are of.
//!
//! One search for all lists: a `match` on each list's names, as they are registered and in capitals, was a seventh of a
//! program that decodes.

/// How many chains an [`Index`] has.
const CHAINS: usize = 64;

/// The end of a chain.
const NONE: u8 = u8::MAX;

/// Where each name of a list stands in their text, in chains of those that look alike.
///
/// The compiler makes it. It holds no pointers, which a linker would have to relocate one by one.
pub(crate) struct Index<Names: ?Sized> {
    /// The first name of each chain.
    first: [u8; CHAINS],
    names: Names,
}

/// A name of an [`Index`].
#[derive(Clone, Copy)]
pub(crate) struct Entry {
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
        let mut index =
            Self { first: [NONE; CHAINS], names: [Entry { start: 0, len: 0, next: NONE }; COUNT] };
        let mut start = 0;
        let mut at = 0;
        while at < COUNT {
            let name = names[at].as_bytes();
            assert!(name.len() <= u8::MAX as usize && start <= u16::MAX as usize, "a name of many octets");
            let chain = chain(name);
            let next = index.first[chain];
            index.names[at] = Entry { start: start as u16, len: name.len() as u8, next };
            index.first[chain] = at as u8;
            start += name.len();
            at += 1;
        }
        index
    }
}

/// The chain of a name, the same in any case: by its length, its first octet, its last, and one in between.
#[inline]
#[cfg_attr(
    not(test),
    expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "no index is above the length"
    )
)]
const fn chain(name: &[u8]) -> usize {
    let len = name.len();
    if len == 0 {
        return 0;
    }
    let (first, middle, last) = (name[0], name[len / 2], name[len - 1]);
    let sum =
        (first | 0x20) as usize * 5 + (middle | 0x20) as usize * 11 + (last | 0x20) as usize * 3 + len * 7;
    sum % CHAINS
}

/// The place of a name, in any case, in the list whose index and text these are; past its end for one that is not there.
#[inline(never)]
pub(crate) fn find(index: &Index<[Entry]>, text: &str, name: &[u8]) -> usize {
    let mut at = index.first.get(chain(name)).copied().unwrap_or(NONE);
    while let Some(&Entry { start, len, next }) = index.names.get(usize::from(at)) {
        if usize::from(len) == name.len() {
            let start = usize::from(start);
            let known = text.as_bytes().get(start..).and_then(|rest| rest.get(..name.len()));
            // Nearly everybody writes a name as it is registered.
            if known.is_some_and(|known| known == name || known.eq_ignore_ascii_case(name)) {
                return at.into();
            }
        }
        at = next;
    }
    usize::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_any_case_and_nothing_else_is() {
        // The second and the third look alike, and so does what is not there.
        const NAMES: [&str; 5] = ["UID", "HASCHILDREN", "HASXXXLDREN", "IMAP4rev1", "X-GM-LABELS"];
        static INDEX: Index<[Entry; 5]> = Index::of(NAMES);
        let text = NAMES.concat();
        for (place, name) in NAMES.iter().enumerate() {
            for spelled in [(*name).into(), name.to_lowercase(), name.to_uppercase()] {
                assert_eq!(find(&INDEX, &text, spelled.as_bytes()), place, "{spelled}");
            }
            for other in [&name[1..], &name[..name.len() - 1]] {
                assert_eq!(find(&INDEX, &text, other.as_bytes()), usize::MAX, "{other}");
            }
        }
        for other in ["", "U\u{9}D", "HASYYYLDREN", "IMAP4rev12", "UIDHASCHILDREN", "\u{20}id"] {
            assert_eq!(find(&INDEX, &text, other.as_bytes()), usize::MAX, "{other}");
        }
    }
}
