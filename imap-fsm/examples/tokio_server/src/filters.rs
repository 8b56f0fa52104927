//! FILTER: searches that the server keeps under a name, as annotations of the server
//! ([RFC 5466](https://www.rfc-editor.org/rfc/rfc5466)).

use imap_fsm::codec::decode_command;
use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::code::Code;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::metadata::EntryValue;
use imap_fsm::types::search::{FilterName, Search, SearchKey};

use crate::lines::{Refusal, no};
use crate::search::check;
use crate::service::Service;

/// How deep filters may refer to others. RFC 5466 §3.1 wants 3 at least; a loop ends here, too.
const PASSES: usize = 3;
/// How many octets all filters of a search may have together.
const OCTETS: usize = 64 << 10;
/// Where they are kept. The user's own come first.
const ROOTS: [&str; 2] = ["/private/filters/values/", "/shared/filters/values/"];

impl Service {
    /// Puts what is kept in the place of each FILTER.
    pub(crate) fn insert_filters(&self, keys: &mut [SearchKey<'static>]) -> Result<(), Refusal> {
        let there = self.server_annotations()?;
        let mut left = OCTETS;
        for _ in 0..PASSES {
            keys.iter_mut().try_for_each(|key| insert(key, &there, &mut left))?;
        }
        match first_filter(keys) {
            Some(name) => Err(undefined(name)),
            None => Ok(()),
        }
    }
}

/// Refuses what is no search, where a filter is to be kept.
pub(crate) fn check_filter(entry: &EntryValue<'_>) -> Result<(), Refusal> {
    let name = entry.entry.as_bytes().to_ascii_lowercase();
    let is_filter = ROOTS.iter().any(|root| name.starts_with(root.as_bytes()));
    match entry.value.as_ref().filter(|_| is_filter) {
        Some(value) if parsed(value.as_bytes()).is_none() => {
            Err(no(Code::Cannot, "the value of a filter is search keys"))
        }
        _ => Ok(()),
    }
}

/// Goes through the key once. What has been inserted waits for the next pass.
fn insert(
    key: &mut SearchKey<'static>,
    there: &[EntryValue<'static>],
    left: &mut usize,
) -> Result<(), Refusal> {
    match key {
        SearchKey::Filter(name) => {
            let kept = ROOTS.iter().find_map(|root| {
                let path = [root.as_bytes(), name.as_bytes()].concat();
                there.iter().find(|entry| entry.entry.as_bytes().eq_ignore_ascii_case(&path))?.value.as_ref()
            });
            let Some(kept) = kept else { return Err(undefined(name)) };
            *left = left
                .checked_sub(kept.as_bytes().len())
                .ok_or(no(Code::Limit, "the filters are too long together"))?;
            let Some(parsed) = parsed(kept.as_bytes()) else { return Err(undefined(name)) };
            *key = parsed;
            Ok(())
        }
        SearchKey::Not(key) | SearchKey::Fuzzy(key) => insert(key, there, left),
        SearchKey::Or(both) => {
            insert(&mut both.0, there, left)?;
            insert(&mut both.1, there, left)
        }
        SearchKey::And(keys) => keys.iter_mut().try_for_each(|key| insert(key, there, left)),
        _ => Ok(()),
    }
}

/// The keys that are kept, as one.
fn parsed(kept: &[u8]) -> Option<SearchKey<'static>> {
    let command = [b"a SEARCH ", kept, b"\r\n"].concat();
    let command = decode_command(&command).ok()?;
    match command.body {
        CommandBody::Search(Search { returns: None, charset: None, keys, .. }) => {
            check(&keys).ok()?;
            Some(SearchKey::And(keys.into_static()))
        }
        _ => None,
    }
}

fn first_filter<'k>(keys: &'k [SearchKey<'static>]) -> Option<&'k FilterName<'static>> {
    let mut found = None;
    let mut left: Vec<&'k SearchKey<'static>> = keys.iter().collect();
    while let Some(key) = left.pop() {
        match key {
            SearchKey::Filter(name) => found = Some(name),
            SearchKey::Not(key) | SearchKey::Fuzzy(key) => left.push(key),
            SearchKey::Or(both) => left.extend([&both.0, &both.1]),
            SearchKey::And(keys) => left.extend(keys.iter()),
            _ => {}
        }
    }
    found
}

fn undefined(name: &FilterName<'static>) -> Refusal {
    no(Code::UndefinedFilter(name.clone()), "no such filter")
}
