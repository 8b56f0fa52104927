//! Which names a pattern of LIST matches.

use alloc::vec;

use super::{ListMailbox, Mailbox};
use crate::list::Delimiter;

const INBOX: &[u8] = b"INBOX";

impl ListMailbox<'_> {
    /// Whether a name is like the pattern: `*` stands for anything, `%` for anything without the delimiter, everything
    /// else for itself. `INBOX`, alone or above other names, is matched in any case.
    ///
    /// ```
    /// use imap_types::list::Delimiter;
    /// use imap_types::mailbox::{ListMailbox, Mailbox};
    ///
    /// let (below, slash) = (ListMailbox::try_from("Archive/%")?, Delimiter::try_from(b'/').ok());
    /// assert!(below.matches(&Mailbox::try_from("Archive/2026")?, slash));
    /// assert!(!below.matches(&Mailbox::try_from("Archive/2026/May")?, slash));
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    /// A server puts the reference of LIST in front of the pattern before. `delimiter` is that of the name; where it is
    /// `None`, names have no levels and both wildcards are the same. Octets are compared as they travel, so that names
    /// and pattern have to be in the same encoding.
    ///
    /// Work is at most that of the pattern's length and of the square of the name's, whatever the pattern.
    /// [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)
    #[inline]
    pub fn matches(&self, name: &Mailbox<'_>, delimiter: Option<Delimiter>) -> bool {
        let (pattern, name) = (self.as_bytes(), name.as_bytes());
        let is_wild = |byte: &&u8| matches!(**byte, b'*' | b'%');
        // No longer than the name, so that the loop below goes round no more often than twice that.
        if pattern.iter().filter(|byte| !is_wild(byte)).count() > name.len() {
            return false;
        }
        let delimiter = delimiter.map(Delimiter::get);
        let is_inbox = name.get(..INBOX.len()).is_some_and(|top| top.eq_ignore_ascii_case(INBOX))
            && name.get(INBOX.len()).is_none_or(|&next| Some(next) == delimiter);
        // For each length of the name: whether the pattern so far matches so much of it.
        let mut reached = vec![false; name.len().saturating_add(1)];
        if let Some(none) = reached.first_mut() {
            *none = true;
        }
        let mut rest = pattern;
        while let Some((&byte, behind)) = rest.split_first() {
            if is_wild(&&byte) {
                let run = rest.iter().take_while(is_wild).count();
                let (wild, behind) = rest.split_at_checked(run).unwrap_or((rest, &[]));
                let crosses = delimiter.is_none() || wild.contains(&b'*');
                let mut goes_on = false;
                for (end, reached) in reached.iter_mut().enumerate() {
                    let last = end.checked_sub(1).and_then(|last| name.get(last)).copied();
                    goes_on = *reached || goes_on && (crosses || last != delimiter);
                    *reached = goes_on;
                }
                rest = behind;
            } else {
                let mut before = false;
                for (end, reached) in reached.iter_mut().enumerate() {
                    let last = end.checked_sub(1).and_then(|last| name.get(last));
                    let any_case = is_inbox && end <= INBOX.len();
                    let same = last
                        .is_some_and(|last| *last == byte || any_case && last.eq_ignore_ascii_case(&byte));
                    before = core::mem::replace(reached, before && same);
                }
                rest = behind;
            }
        }
        reached.last().is_some_and(|all| *all)
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn matches(pattern: &[u8], name: &[u8], delimiter: Option<u8>) -> bool {
        let delimiter = delimiter.map(|octet| Delimiter::try_from(octet).unwrap());
        let pattern = ListMailbox::try_from(pattern.to_vec()).unwrap();
        pattern.matches(&Mailbox::try_from(name.to_vec()).unwrap(), delimiter)
    }

    #[test]
    fn wildcards_stand_for_what_the_rfc_says() {
        for (pattern, name, expected) in [
            ("*", "a/b", true),
            ("%", "a/b", false),
            ("%", "a", true),
            ("", "", true),
            ("%", "", true),
            ("*", "", true),
            ("a", "", false),
            ("", "a", false),
            ("a/%", "a/b", true),
            ("a/%", "a/b/c", false),
            ("a/%", "a", false),
            ("a%", "a", true),
            ("%/%", "a/b", true),
            ("%/c", "a/c", true),
            ("a*c", "a/b/c", true),
            ("a%c", "a/b/c", false),
            ("%*", "a/b", true),
            ("%%%", "a/b", false),
            ("*%b", "a/xb", true),
            ("%b%d", "abcd", true),
            ("a%%b", "axyb", true),
            ("inbox", "INBOX", true),
            ("InB%", "INBOX", true),
            ("*x", "INBOX", true),
            ("inbox/%", "INBOX/a", true),
            ("inbox/A", "INBOX/a", false),
            ("inbox/%", "inbox/a", true),
            ("inboxes", "INBOXES", false),
            ("sent", "Sent", false),
        ] {
            assert_eq!(
                matches(pattern.as_bytes(), name.as_bytes(), Some(b'/')),
                expected,
                "{pattern} {name}"
            );
        }
        assert!(matches(b"%", b"a/b", Some(b'.')) && matches(b"%", b"a/b", None));
        assert!(!matches(b"%", b"a.b", Some(b'.')));
    }

    /// All short patterns and names, against the definition.
    #[test]
    fn every_short_pattern_matches_as_the_definition_says() {
        fn defined(pattern: &[u8], name: &[u8]) -> bool {
            match (pattern.split_first(), name.split_first()) {
                (None, rest) => rest.is_none(),
                (Some((b'*', behind)), rest) => {
                    defined(behind, name) || rest.is_some_and(|(_, rest)| defined(pattern, rest))
                }
                (Some((b'%', behind)), rest) => {
                    defined(behind, name)
                        || rest.is_some_and(|(byte, rest)| *byte != b'/' && defined(pattern, rest))
                }
                (Some((byte, behind)), Some((next, rest))) => byte == next && defined(behind, rest),
                (Some(_), None) => false,
            }
        }
        let words = |letters: &[u8], longest: u32| {
            let mut words: Vec<Vec<u8>> = vec![Vec::new()];
            for length in 1..=longest {
                let count = letters.len().pow(length);
                words.extend((0..count).map(|number| {
                    let letter = |place| letters[number / letters.len().pow(place) % letters.len()];
                    (0..length).map(letter).collect()
                }));
            }
            words
        };
        for pattern in words(b"*%a/", 5) {
            for name in words(b"ab/", 4) {
                assert_eq!(
                    matches(&pattern, &name, Some(b'/')),
                    defined(&pattern, &name),
                    "{pattern:?} {name:?}"
                );
            }
        }
    }

    /// Without the bound this takes hours.
    #[test]
    fn hostile_patterns_cost_no_more_than_the_names_allow() {
        let name = b"a/".repeat(500);
        for pattern in [
            b"*a".repeat(32_000),
            b"%*".repeat(32_000),
            b"*a".repeat(499),
            [b"%/".repeat(499), b"x".to_vec()].concat(),
            [b"*".to_vec(), b"%a/".repeat(250), b"b".to_vec()].concat(),
        ] {
            let ends_alike = pattern.ends_with(b"/") || pattern.ends_with(b"*");
            assert!(!matches(&pattern, &name, Some(b'/')) || ends_alike);
        }
    }
}
