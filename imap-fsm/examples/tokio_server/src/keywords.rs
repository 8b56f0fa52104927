//! The keywords of a mailbox, of which there are not too many: clients are told all of them each time that there is a new one.

use std::collections::HashSet;

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::atom::Atom;
use imap_fsm::types::code::Code;
use imap_fsm::types::flag::{Flag, Flags};

use crate::lines::{Refusal, no};

/// How many keywords a mailbox has at most, and how long their names are together, in octets.
const MOST: usize = 256;
const OCTETS: usize = 8192;

/// Keywords that messages of a mailbox have had.
#[derive(Default)]
pub(crate) struct Keywords {
    names: Vec<Atom<'static>>,
    /// How often they have changed.
    changes: u64,
}

impl Keywords {
    pub(crate) fn names(&self) -> &[Atom<'static>] {
        &self.names
    }

    /// Another number when the names are others.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// Takes in the keywords among the flags of messages that are to be stored. If that is too many, those that no message
    /// `in_use` has make room; else nothing has happened.
    pub(crate) fn admit<'f, 'u>(
        &mut self,
        wanted: impl Iterator<Item = &'f Flags<'static>> + Clone,
        in_use: impl Iterator<Item = &'u Flags<'static>>,
    ) -> Result<(), Refusal> {
        let mut names = self.names.clone();
        if add(&mut names, wanted.clone()).is_err() {
            names.clear();
            add(&mut names, in_use)
                .and_then(|()| add(&mut names, wanted))
                .map_err(|TooMany| no(Code::Limit, "there are too many keywords"))?;
        }
        if names != self.names {
            self.names = names;
            self.changes += 1;
        }
        Ok(())
    }
}

struct TooMany;

/// Adds those that are missing. Work is that of the flags looked at.
fn add<'f>(
    names: &mut Vec<Atom<'static>>,
    flags: impl Iterator<Item = &'f Flags<'static>>,
) -> Result<(), TooMany> {
    let mut octets: usize = names.iter().map(|name| name.as_bytes().len()).sum();
    let lower = |name: &Atom<'_>| name.as_bytes().to_ascii_lowercase();
    let mut known: HashSet<Vec<u8>> = names.iter().map(lower).collect();
    // Many messages have the same flags.
    let mut seen = HashSet::new();
    for flags in flags.filter(|flags| seen.insert(*flags)) {
        for flag in flags.iter() {
            let Flag::Keyword(name) = flag else { continue };
            if !known.insert(lower(&name)) {
                continue;
            }
            octets += name.as_bytes().len();
            if names.len() >= MOST || octets > OCTETS {
                return Err(TooMany);
            }
            names.push(name.into_static());
        }
    }
    Ok(())
}
