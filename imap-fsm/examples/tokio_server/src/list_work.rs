//! LIST and LSUB that go on: name by name, as fast as the client reads.

use std::collections::{BTreeMap, BTreeSet, VecDeque, btree_set};
use std::sync::Arc;

use imap_fsm::types::atom::Atom;
use imap_fsm::types::list::{ExtendedItem, ListSelectOpt, MailboxAttribute, ReturnOption};
use imap_fsm::types::mailbox::{ListMailbox, Mailbox};
use imap_fsm::types::metadata::{Depth, Entry};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::{Right, Rights};

use crate::acl::my_rights;
use crate::annotations::chosen;
use crate::list::{delimiter, listed};
use crate::mailbox::Mailbox as Messages;
use crate::mailboxes::status;
use crate::metadata::{annotations, may_annotate, values};
use crate::mode::Mode;
use crate::reach::{OTHERS, known_as};
use crate::store::{DELIMITER, Node, Store, User};

/// What LIST is asked for.
pub(crate) struct Wanted {
    pub(crate) selection: Vec<ListSelectOpt<'static>>,
    pub(crate) returns: Vec<ReturnOption<'static>>,
}

impl Wanted {
    fn selects(&self, option: &ListSelectOpt<'_>) -> bool {
        self.selection.contains(option)
    }

    fn returns(&self, option: &ReturnOption<'_>) -> bool {
        self.returns.contains(option)
    }

    /// Whether a name is selected by itself.
    fn is_met(&self, name: &Name) -> bool {
        let special_use = name.found.as_ref().is_some_and(|found| found.special_use.is_some());
        (name.is_subscribed || !self.selects(&ListSelectOpt::Subscribed))
            && (special_use || !self.selects(&ListSelectOpt::SpecialUse))
    }
}

/// A name that can be listed.
#[derive(Default)]
struct Name {
    is_subscribed: bool,
    /// `None`: the name is subscribed only, or there is only something below it that another user lets be seen.
    found: Option<Found>,
    /// Whether a pattern is like it.
    is_named: bool,
}

/// What there is of this name.
struct Found {
    owner: Arc<User>,
    mailbox: Option<Arc<Messages>>,
    special_use: Option<MailboxAttribute<'static>>,
    rights: Rights,
}

/// What is selected below a name (RFC 5258 §3.5).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    Nothing,
    /// All of it is listed, too.
    Listed,
    /// Some of it is not, because the pattern does not reach it.
    Hidden,
}

/// LIST under way.
pub(crate) struct ListWork {
    user: Arc<User>,
    wanted: Wanted,
    patterns: Vec<ListMailbox<'static>>,
    /// In their order.
    names: Vec<(String, Name)>,
    /// How many were compared with the patterns, and how many told.
    compared: usize,
    told: usize,
    /// What is to be said of the one told last.
    ready: VecDeque<Data<'static>>,
}

impl ListWork {
    /// Of the names that can be listed: those that the user may see, and where subscriptions are asked for those subscribed.
    pub(crate) fn new(
        store: &Store,
        user: &Arc<User>,
        patterns: Vec<ListMailbox<'static>>,
        wanted: Wanted,
    ) -> Self {
        let mut names = BTreeMap::new();
        for owner in store.users() {
            let of_owner = Arc::ptr_eq(owner, user);
            let tree = owner.tree();
            for (path, node) in tree.iter() {
                let rights = node.acl.rights(&user.name, &owner.name);
                if !rights.contains(Right::LOOKUP) {
                    continue;
                }
                let found = Found {
                    owner: owner.clone(),
                    mailbox: node.mailbox.clone(),
                    special_use: node.special_use.clone().filter(|_| of_owner),
                    rights,
                };
                let path = known_as(&user.name, &owner.name, path);
                if !of_owner {
                    add_above(&mut names, &path);
                }
                names.entry(path).or_insert_with(Name::default).found = Some(found);
            }
        }
        for path in &user.tree().subscribed {
            if let Some(name) = names.get_mut(path) {
                name.is_subscribed = true;
            } else if wanted.selects(&ListSelectOpt::Subscribed) {
                // What is above a subscribed name may be told of although there is no such mailbox.
                add_above(&mut names, path);
                names.insert(path.clone(), Name { is_subscribed: true, ..Name::default() });
            }
        }
        let names = names.into_iter().collect();
        Self { user: user.clone(), wanted, patterns, names, compared: 0, told: 0, ready: VecDeque::new() }
    }

    /// Goes on with the next name, and gives what there is to say; `None`: that was the last.
    pub(crate) fn go_on(&mut self, mode: Mode) -> Option<Option<Data<'static>>> {
        if let Some(data) = self.ready.pop_front() {
            return Some(Some(data));
        }
        if let Some((path, name)) = self.names.get_mut(self.compared) {
            // What is only above others is told of where the pattern stops there (RFC 9051 §6.3.9).
            let is_level = name.found.is_none() && !name.is_subscribed;
            let stops = |pattern: &ListMailbox<'_>| !is_level || pattern.as_bytes().ends_with(b"%");
            name.is_named = self.patterns.iter().any(|pattern| stops(pattern) && matches(pattern, path));
            self.compared += 1;
            return Some(None);
        }
        let (path, name) = self.names.get(self.told)?;
        if name.is_named {
            self.ready = self.describe(mode, path, name).into();
        }
        self.told += 1;
        Some(self.ready.pop_front())
    }

    /// LIST of one name, and what else is wanted of it; nothing if it is not selected.
    fn describe(&self, mode: Mode, path: &str, name: &Name) -> Vec<Data<'static>> {
        let below = match self.wanted.selects(&ListSelectOpt::RecursiveMatch) {
            true => self.selected_below(path),
            false => Below::Nothing,
        };
        let by_itself = self.wanted.is_met(name);
        // A name that is told of for those below alone is not, where all of those are told of themselves.
        if !by_itself && below != Below::Hidden {
            return Vec::new();
        }
        let mailbox = name.found.as_ref().and_then(|found| found.mailbox.as_ref());
        let mut list = listed(mode.wire_name(path));
        if mailbox.is_none() {
            // `\NonExistent` implies the other, which older clients know.
            list.insert(MailboxAttribute::NonExistent);
            list.insert(MailboxAttribute::NoSelect);
        }
        list.insert(match self.below(path).any(|name| name.found.is_some()) {
            true => MailboxAttribute::HasChildren,
            false => MailboxAttribute::HasNoChildren,
        });
        if name.is_subscribed
            && (self.wanted.selects(&ListSelectOpt::Subscribed)
                || self.wanted.returns(&ReturnOption::Subscribed))
        {
            list.insert(MailboxAttribute::Subscribed);
        }
        let special_use = name.found.as_ref().and_then(|found| found.special_use.clone());
        special_use.into_iter().for_each(|attribute| list.insert(attribute));
        if below != Below::Nothing {
            // The one base option that there is: RECURSIVEMATCH goes with none else.
            let subscribed = Atom::try_from("SUBSCRIBED").expect("an atom");
            list.extend(ExtendedItem::ChildInfo(NonEmpty::one(subscribed)));
        }
        let mut data = vec![Data::List(list)];
        let (Some(found), Some(mailbox), true) = (&name.found, mailbox, by_itself) else { return data };
        for option in &self.wanted.returns {
            match option {
                ReturnOption::Status(items) if found.rights.contains(Right::READ) => {
                    data.push(status(mode, path, mailbox, items));
                }
                ReturnOption::Metadata(entries) => data.extend(self.annotations(mode, path, found, entries)),
                ReturnOption::MyRights => data.push(my_rights(mode.wire_name(path), found.rights)),
                _ => {}
            }
        }
        data
    }

    fn annotations(
        &self,
        mode: Mode,
        path: &str,
        found: &Found,
        wanted: &[Entry<'_>],
    ) -> Option<Data<'static>> {
        let name = own_name(path);
        let name = if Arc::ptr_eq(&found.owner, &self.user) { path } else { name? };
        let tree = found.owner.tree();
        let rights = |node: &Node| node.acl.rights(&self.user.name, &found.owner.name);
        let node = tree.get(name).filter(|node| may_annotate(rights(node)))?;
        let there = annotations(node, &self.user, &found.owner);
        values(mode.wire_name(path), chosen(&there, wanted, Depth::Zero, None).0)
    }

    fn selected_below(&self, path: &str) -> Below {
        let mut selected = self.below(path).filter(|name| self.wanted.is_met(name)).peekable();
        match (selected.peek().is_some(), selected.all(|name| name.is_named)) {
            (false, _) => Below::Nothing,
            (true, true) => Below::Listed,
            (true, false) => Below::Hidden,
        }
    }

    /// What is below a name.
    fn below(&self, path: &str) -> impl Iterator<Item = &Name> {
        let path = format!("{path}{DELIMITER}");
        let start = self.names.partition_point(|(name, _)| *name < path);
        let names = self.names.iter().skip(start).take_while(move |(name, _)| name.starts_with(&path));
        names.map(|(_, name)| name)
    }
}

/// What another user calls it.
fn own_name(path: &str) -> Option<&str> {
    path.strip_prefix(OTHERS)?.split_once(DELIMITER).map(|(_, name)| name)
}

/// Adds the names above this one.
fn add_above(names: &mut BTreeMap<String, Name>, path: &str) {
    for (end, _) in path.match_indices(DELIMITER) {
        if !names.contains_key(&path[..end]) {
            names.insert(path[..end].into(), Name::default());
        }
    }
}

/// LSUB under way.
pub(crate) struct LsubWork {
    pattern: ListMailbox<'static>,
    subscribed: btree_set::IntoIter<String>,
    /// With whether the name itself is subscribed.
    found: BTreeMap<String, bool>,
    /// Names above others that are not like the pattern.
    unlike: BTreeSet<String>,
}

impl LsubWork {
    pub(crate) fn new(pattern: ListMailbox<'static>, subscribed: BTreeSet<String>) -> Self {
        let subscribed = subscribed.into_iter();
        Self { pattern, subscribed, found: BTreeMap::new(), unlike: BTreeSet::new() }
    }

    /// Looks at the next name. When there is none left, there is only something to say.
    pub(crate) fn go_on(&mut self, mode: Mode) -> Option<Vec<Data<'static>>> {
        let Some(name) = self.subscribed.next() else {
            let found = std::mem::take(&mut self.found);
            return Some(found.into_iter().map(|(name, itself)| lsub(mode, &name, itself)).collect());
        };
        if matches(&self.pattern, &name) {
            self.found.insert(name, true);
        } else if self.pattern.as_bytes().ends_with(b"%") {
            // A name above stands for those that `%` does not reach (RFC 3501 §6.3.9).
            for above in name.match_indices(DELIMITER).map(|(end, _)| &name[..end]) {
                if self.found.contains_key(above) || self.unlike.contains(above) {
                } else if matches(&self.pattern, above) {
                    self.found.insert(above.into(), false);
                } else {
                    self.unlike.insert(above.into());
                }
            }
        }
        None
    }
}

fn lsub(mode: Mode, name: &str, itself: bool) -> Data<'static> {
    let mut list = listed(mode.wire_name(name));
    // In LSUB it says that the name itself is not subscribed, be there a mailbox or not (RFC 3501 §6.3.9).
    if !itself {
        list.insert(MailboxAttribute::NoSelect);
    }
    Data::Lsub(list)
}

/// Whether a name is like a pattern, both in Unicode.
fn matches(pattern: &ListMailbox<'_>, name: &str) -> bool {
    Mailbox::try_from(name).is_ok_and(|name| pattern.matches(&name, Some(delimiter())))
}
