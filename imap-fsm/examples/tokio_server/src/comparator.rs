//! COMPARATOR: by which collation strings are compared ([RFC 5255 §4.7](https://www.rfc-editor.org/rfc/rfc5255#section-4.7)).

use imap_fsm::types::code::Code;
use imap_fsm::types::language::{self, CollationId, CollationOrder, CollationSelected, ComparatorData};
use imap_fsm::types::response::Data;

use crate::answer::{Outcome, ok};
use crate::collation::Collation;
use crate::lines::no;
use crate::service::Service;

/// The comparator that is active: a collation, and in which direction it orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparator {
    pub(crate) collation: Collation,
    /// Whether SORT has the last first (RFC 4790 §3.3).
    pub(crate) is_reversed: bool,
}

impl Comparator {
    /// How the client is told of it.
    fn selected(self) -> CollationSelected<'static> {
        let sign = if self.is_reversed { "-" } else { "" };
        let selected = format!("{sign}{}", self.collation.name());
        CollationSelected::try_from(selected).expect("the name of a collation")
    }
}

impl Service {
    /// What SEARCH, SORT and THREAD compare by from here on: the first argument that fits any collation decides. What they
    /// keep up to date already goes on as it began.
    pub(crate) fn compare_by(
        &mut self,
        language::Comparator { orders }: &language::Comparator<'_>,
    ) -> Outcome {
        let fits = |order: &CollationOrder<'_>| {
            let (is_reversed, pattern) = read(order);
            Collation::ALL
                .into_iter()
                .find(|collation| is_like(pattern, *collation))
                .map(|collation| Comparator { collation, is_reversed })
        };
        if !orders.is_empty() {
            let chosen = orders.iter().find_map(fits);
            self.comparator =
                chosen.ok_or(no(Code::BadComparator, "strings are not compared by that here"))?;
        }
        let is_any = |collation: &Collation| orders.iter().any(|order| is_like(read(order).1, *collation));
        let matching: Vec<_> = Collation::ALL.into_iter().filter(is_any).map(id).collect();
        let matching = if matching.len() > 1 { matching } else { Vec::new() };
        let told = ComparatorData { active: self.comparator.selected(), matching };
        Ok(ok("done").with(vec![Data::Comparator(told)]))
    }
}

fn id(collation: Collation) -> CollationId<'static> {
    CollationId::try_from(collation.name()).expect("the name of a collation")
}

/// Whether the order is reversed, and what the name of the collation has to be like.
fn read<'o>(order: &'o CollationOrder<'_>) -> (bool, &'o [u8]) {
    match order.as_bytes() {
        [b'-', pattern @ ..] => (true, pattern),
        [b'+', pattern @ ..] | pattern => (false, pattern),
    }
}

fn is_like(pattern: &[u8], collation: Collation) -> bool {
    match pattern.eq_ignore_ascii_case(b"default") {
        true => collation == Collation::default(),
        false => matches(pattern, collation.name().as_bytes()),
    }
}

/// Whether the name is the pattern, where `*` is any number of characters. Work is at most the product of both lengths.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    // Where to go on if what follows the last `*` turns out to be no match.
    let (mut at, mut read, mut retry) = (0, 0, None);
    while read < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                retry = Some((at + 1, read));
                at += 1;
            }
            Some(octet) if octet.eq_ignore_ascii_case(&name[read]) => (at, read) = (at + 1, read + 1),
            Some(_) | None => {
                let Some((behind, from)) = retry else { return false };
                (at, read) = (behind, from + 1);
                retry = Some((behind, from + 1));
            }
        }
    }
    pattern[at..].iter().all(|&octet| octet == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_like_names() {
        for (pattern, name, expected) in [
            ("i;octet", "i;octet", true),
            ("I;OCTET", "i;octet", true),
            ("i;octe", "i;octet", false),
            ("i;octets", "i;octet", false),
            ("*", "i;octet", true),
            ("i;*", "i;octet", true),
            ("*casemap", "i;ascii-casemap", true),
            ("*e*m*", "i;unicode-casemap", true),
            ("*a*map", "i;ascii-casemap", true),
            ("i*c*casemap", "i;ascii-casemap", true),
            ("cz;*", "i;octet", false),
            ("*x", "i;octet", false),
        ] {
            assert_eq!(matches(pattern.as_bytes(), name.as_bytes()), expected, "{pattern} {name}");
        }
    }
}
