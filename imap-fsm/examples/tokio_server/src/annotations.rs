//! Annotations that are kept: of a mailbox, or of the server (RFC 5464 §3).
//!
//! Those of `/private` belong to one user each, those of `/shared` to all who may see the mailbox. Letters' case does not
//! count in their names.

use std::collections::{BTreeMap, BTreeSet};

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::metadata::{Depth, Entry, EntryValue, MetadataCode};
use imap_fsm::types::string::Binary;

/// The longest value, in octets. RFC 5464 §4.1 wants 1,024 at least.
pub(crate) const VALUE: usize = 32 << 10;
/// The longest name.
pub(crate) const NAME: usize = 256;
/// How many annotations a user can have of one mailbox, and as many are shared. RFC 5464 §4.1 wants 10 at least.
const COUNT: usize = 100;

/// The annotations of a mailbox, or of the server.
#[derive(Clone, Default)]
pub(crate) struct Annotations {
    /// By their users and their names in small letters. `None`: for all users.
    kept: BTreeMap<(Option<String>, Vec<u8>), EntryValue<'static>>,
}

impl Annotations {
    pub(crate) const fn new() -> Self {
        Self { kept: BTreeMap::new() }
    }

    /// Those that this user sees.
    pub(crate) fn of<'k>(&'k self, user: &'k str) -> impl Iterator<Item = &'k EntryValue<'static>> {
        let sees = move |whose: &Option<String>| whose.as_ref().is_none_or(|whose| whose == user);
        self.kept.iter().filter(move |((whose, _), _)| sees(whose)).map(|(_, kept)| kept)
    }

    /// Sets one, or removes it where there is no value.
    pub(crate) fn set(&mut self, user: &str, entry: &EntryValue<'_>) {
        let key = key(user, &entry.entry);
        if entry.value.is_some() {
            self.kept.insert(key, entry.clone().into_static());
        } else {
            self.kept.remove(&key);
        }
    }

    /// Whether all of these fit.
    pub(crate) fn check(&self, user: &str, entries: &[EntryValue<'_>]) -> Result<(), MetadataCode> {
        if entries
            .iter()
            .any(|entry| entry.value.as_ref().is_some_and(|value| value.as_bytes().len() > VALUE))
        {
            return Err(MetadataCode::MaxSize(VALUE as u32));
        }
        let mut keys: BTreeSet<_> = self.kept.keys().cloned().collect();
        for entry in entries {
            let key = key(user, &entry.entry);
            let _ = if entry.value.is_some() { keys.insert(key) } else { keys.remove(&key) };
        }
        let count = |whose: Option<&str>| keys.iter().filter(|(who, _)| who.as_deref() == whose).count();
        match count(None).max(count(Some(user))) > COUNT {
            true => Err(MetadataCode::TooMany),
            false => Ok(()),
        }
    }

    /// The octets of all names and values.
    pub(crate) fn octets(&self) -> usize {
        self.kept.values().map(octets).sum()
    }
}

/// The octets of name and value.
pub(crate) fn octets(entry: &EntryValue<'_>) -> usize {
    entry.entry.as_bytes().len() + entry.value.as_ref().map_or(0, |value| value.as_bytes().len())
}

fn key(user: &str, entry: &Entry<'_>) -> (Option<String>, Vec<u8>) {
    (whose(user, entry), entry.as_bytes().to_ascii_lowercase())
}

/// The user who alone sees it; `None`: all do.
pub(crate) fn whose(user: &str, entry: &Entry<'_>) -> Option<String> {
    entry.is_private().then(|| user.into())
}

/// What is asked for of what there is, each once, and without a value what was asked for by name and is not there.
/// The number is the size of the longest value that was left out for its size.
pub(crate) fn chosen(
    there: &[EntryValue<'static>],
    wanted: &[Entry<'_>],
    depth: Depth,
    max_size: Option<u32>,
) -> (Vec<EntryValue<'static>>, Option<u32>) {
    let (mut found, mut told, mut longest) = (Vec::new(), BTreeSet::new(), None);
    for entry in wanted {
        for kept in there.iter().filter(|kept| is_at(&kept.entry, entry, depth)) {
            let len = u32::try_from(kept.value.as_ref().map_or(0, |value| value.as_bytes().len()));
            let len = len.unwrap_or(u32::MAX);
            if !told.insert(kept.entry.as_bytes().to_ascii_lowercase()) {
                continue;
            }
            if max_size.is_some_and(|max| len > max) {
                longest = longest.max(Some(len));
            } else {
                found.push(kept.clone());
            }
        }
        let is_missing = depth == Depth::Zero && told.insert(entry.as_bytes().to_ascii_lowercase());
        found.extend(is_missing.then(|| nothing(entry)));
    }
    // The response has to come (RFC 5464 §4.2).
    if found.is_empty() && longest.is_none() {
        found.extend(wanted.iter().take(1).map(nothing));
    }
    (found, longest)
}

fn nothing(entry: &Entry<'_>) -> EntryValue<'static> {
    EntryValue { entry: entry.as_borrowed().into_static(), value: None }
}

/// Whether it is the entry, or one below it that is near enough.
fn is_at(name: &Entry<'_>, entry: &Entry<'_>, depth: Depth) -> bool {
    let (name, entry) = (name.as_bytes(), entry.as_bytes());
    let Some((start, rest)) = name.split_at_checked(entry.len()) else { return false };
    start.eq_ignore_ascii_case(entry)
        && match (rest, depth) {
            ([], _) => true,
            ([b'/', _rest @ ..], Depth::Infinity) => true,
            ([b'/', rest @ ..], Depth::One) => !rest.contains(&b'/'),
            _ => false,
        }
}

/// An annotation that the server makes.
pub(crate) fn made(name: &'static str, value: String) -> EntryValue<'static> {
    let entry = Entry::try_from(name).expect("the name of an entry");
    EntryValue { entry, value: Binary::try_from(value).ok() }
}
