//! LIST with its extensions (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154), and LSUB.

use std::collections::BTreeMap;
use std::sync::Arc;

use imap_fsm::types::atom::Atom;
use imap_fsm::types::list::ListPatterns;
use imap_fsm::types::list::{
    Delimiter, ExtendedItem, ListSelectOpt, ListSelectOpts, MailboxAttribute, MailboxList, ReturnOption,
};
use imap_fsm::types::mailbox::{ListMailbox, Mailbox};
use imap_fsm::types::metadata::{Depth, Entry, EntryValue};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::{Right, Rights};
use imap_fsm::types::status::StatusAtt;

use crate::acl::my_rights;
use crate::annotations::chosen;
use crate::answer::{Outcome, ok};
use crate::lines::{Refusal, bad};
use crate::mailbox::Mailbox as Messages;
use crate::mailboxes::status;
use crate::metadata::{annotations, check_scope, may_annotate, values};
use crate::mode::Mode;
use crate::reach::OTHERS;
use crate::service::Service;
use crate::store::DELIMITER;

/// What LIST is asked for.
struct Wanted<'w> {
    selection: &'w [ListSelectOpt<'w>],
    returns: &'w [ReturnOption<'w>],
}

impl Wanted<'_> {
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

    fn annotations(&self) -> Option<&[Entry<'_>]> {
        self.returns.iter().find_map(|option| match option {
            ReturnOption::Metadata(entries) => Some(&entries[..]),
            _ => None,
        })
    }
}

/// A name that can be listed.
#[derive(Default)]
struct Name {
    is_subscribed: bool,
    /// `None`: the name is subscribed only, or there is only something below it that another user lets be seen.
    found: Option<Found>,
}

/// What there is of this name.
struct Found {
    mailbox: Option<Arc<Messages>>,
    special_use: Option<MailboxAttribute<'static>>,
    rights: Rights,
    /// Those that are wanted.
    annotations: Vec<EntryValue<'static>>,
}

type Names = BTreeMap<String, Name>;

/// What is selected below a name (RFC 5258 §3.5).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    Nothing,
    /// All of it is listed, too.
    Listed,
    /// Some of it is not, because the pattern does not reach it.
    Hidden,
}

impl Below {
    fn of(
        name: &str,
        names: &Names,
        is_named: &impl Fn(&str, &Name) -> bool,
        is_met: impl Fn(&Name) -> bool,
    ) -> Self {
        let mut selected = below(names, name).filter(|(_, name)| is_met(name)).peekable();
        match (selected.peek().is_some(), selected.all(|(path, name)| is_named(path, name))) {
            (false, _) => Self::Nothing,
            (true, true) => Self::Listed,
            (true, false) => Self::Hidden,
        }
    }
}

impl Service {
    pub(crate) fn list(
        &mut self,
        selection: Option<&ListSelectOpts<'_>>,
        reference: &Mailbox<'_>,
        patterns: &ListPatterns<'_>,
        returns: Option<&[ReturnOption<'_>]>,
    ) -> Outcome {
        let wanted = Wanted {
            selection: selection.map_or(&[], ListSelectOpts::as_slice),
            returns: returns.unwrap_or_default(),
        };
        if wanted.selection.iter().any(|option| matches!(option, ListSelectOpt::Other(_)))
            || wanted.returns.iter().any(is_unknown)
        {
            return Err(bad("unknown option"));
        }
        for option in wanted.returns {
            if let ReturnOption::Metadata(entries) = option {
                entries.iter().try_for_each(check_scope)?;
            }
        }
        let patterns: &[ListMailbox<'_>] = match patterns {
            ListPatterns::One(pattern) if pattern.as_bytes().is_empty() => {
                // Just the delimiter is asked for.
                let mut root = listed(self.mode.wire_name(""));
                root.insert(MailboxAttribute::NoSelect);
                return Ok(ok("done").with(vec![Data::List(root)]));
            }
            ListPatterns::One(pattern) => std::slice::from_ref(pattern),
            ListPatterns::AnyOf(patterns) => patterns,
        };
        let patterns = patterns.iter().filter_map(|pattern| self.mode.pattern(reference, pattern));
        let patterns: Vec<_> = patterns.collect();
        let names = self.names(&wanted)?;
        // What is only above others is told of where the pattern stops there (RFC 9051 §6.3.9).
        let is_named = |path: &str, name: &Name| {
            let is_level = name.found.is_none() && !name.is_subscribed;
            let stops = |pattern: &ListMailbox<'_>| !is_level || pattern.as_bytes().ends_with(b"%");
            patterns.iter().any(|pattern| stops(pattern) && matches(pattern, path))
        };
        let mut data = Vec::new();
        for (path, name) in names.iter().filter(|(path, name)| is_named(path, name)) {
            let below = match wanted.selects(&ListSelectOpt::RecursiveMatch) {
                true => Below::of(path, &names, &is_named, |name| wanted.is_met(name)),
                false => Below::Nothing,
            };
            data.extend(self.describe_name(&names, path, name, below, &wanted));
        }
        Ok(ok("done").with(data))
    }

    /// LIST of one name, and what else is wanted of it; nothing if it is not selected.
    fn describe_name(
        &self,
        names: &Names,
        path: &str,
        name: &Name,
        below: Below,
        wanted: &Wanted<'_>,
    ) -> Vec<Data<'static>> {
        let by_itself = wanted.is_met(name);
        // A name that is told of for those below alone is not, where all of those are told of themselves.
        if !by_itself && below != Below::Hidden {
            return Vec::new();
        }
        let mailbox = name.found.as_ref().and_then(|found| found.mailbox.as_ref());
        let mut list = listed(self.mode.wire_name(path));
        if mailbox.is_none() {
            // `\NonExistent` implies the other, which older clients know.
            list.insert(MailboxAttribute::NonExistent);
            list.insert(MailboxAttribute::NoSelect);
        }
        list.insert(match self::below(names, path).any(|(_, name)| name.found.is_some()) {
            true => MailboxAttribute::HasChildren,
            false => MailboxAttribute::HasNoChildren,
        });
        if name.is_subscribed
            && (wanted.selects(&ListSelectOpt::Subscribed) || wanted.returns(&ReturnOption::Subscribed))
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
        for option in wanted.returns {
            let wire_name = || self.mode.wire_name(path);
            match option {
                ReturnOption::Status(items) if found.rights.contains(Right::READ) => {
                    data.push(status(self.mode, path, mailbox, items));
                }
                ReturnOption::Metadata(_) => data.extend(values(wire_name(), found.annotations.clone())),
                ReturnOption::MyRights => data.push(my_rights(wire_name(), found.rights)),
                _ => {}
            }
        }
        data
    }

    /// The names that can be listed: those that the user may see, and where subscriptions are asked for those subscribed.
    fn names(&self, wanted: &Wanted<'_>) -> Result<Names, Refusal> {
        let user = self.user()?;
        let mut names = Names::new();
        for owner in self.store.users() {
            let prefix = match Arc::ptr_eq(owner, user) {
                true => String::new(),
                false => format!("{OTHERS}{}{DELIMITER}", owner.name),
            };
            let tree = owner.tree();
            for (path, node) in tree.iter() {
                let rights = node.acl.rights(&user.name, &owner.name);
                if !rights.contains(Right::LOOKUP) {
                    continue;
                }
                let of_owner = prefix.is_empty();
                let wanted = wanted.annotations().filter(|_| may_annotate(rights));
                let found = Found {
                    mailbox: node.mailbox.clone(),
                    special_use: node.special_use.clone().filter(|_| of_owner),
                    rights,
                    annotations: wanted.map_or(Vec::new(), |wanted| {
                        chosen(&annotations(node, user, owner), wanted, Depth::Zero, None).0
                    }),
                };
                let path = format!("{prefix}{path}");
                if !of_owner {
                    add_above(&mut names, &path);
                }
                names.entry(path).or_default().found = Some(found);
            }
        }
        for path in &user.tree().subscribed {
            if let Some(name) = names.get_mut(path) {
                name.is_subscribed = true;
            } else if wanted.selects(&ListSelectOpt::Subscribed) {
                // What is above a subscribed name may be told of although there is no such mailbox.
                add_above(&mut names, path);
                names.insert(path.clone(), Name { is_subscribed: true, found: None });
            }
        }
        Ok(names)
    }

    pub(crate) fn lsub(&mut self, reference: &Mailbox<'_>, pattern: &ListMailbox<'_>) -> Outcome {
        let tree = self.user()?.tree();
        let Some(pattern) = self.mode.pattern(reference, pattern) else { return Ok(ok("done")) };
        let mut found = BTreeMap::new();
        for name in &tree.subscribed {
            if matches(&pattern, name) {
                found.insert(name.as_str(), true);
            } else if pattern.as_bytes().ends_with(b"%") {
                // A name above stands for those that `%` does not reach (RFC 3501 §6.3.9).
                let above = name.match_indices(DELIMITER).map(|(end, _)| &name[..end]);
                for name in above.filter(|name| matches(&pattern, name)) {
                    found.entry(name).or_insert(false);
                }
            }
        }
        let data = found.into_iter().map(|(name, itself)| {
            let mut list = listed(self.mode.wire_name(name));
            // In LSUB it says that the name itself is not subscribed, be there a mailbox or not (RFC 3501 §6.3.9).
            if !itself {
                list.insert(MailboxAttribute::NoSelect);
            }
            Data::Lsub(list)
        });
        let data: Vec<_> = data.collect();
        Ok(ok("done").with(data))
    }
}

/// Adds the names above this one.
fn add_above(names: &mut Names, path: &str) {
    for (end, _) in path.match_indices(DELIMITER) {
        if !names.contains_key(&path[..end]) {
            names.insert(path[..end].into(), Name::default());
        }
    }
}

/// What is below a name.
fn below<'n>(names: &'n Names, path: &str) -> impl Iterator<Item = (&'n String, &'n Name)> {
    let path = format!("{path}{DELIMITER}");
    names.range(path.clone()..).take_while(move |(name, _)| name.starts_with(&path))
}

fn is_unknown(option: &ReturnOption<'_>) -> bool {
    match option {
        ReturnOption::Status(items) => items.iter().any(|item| matches!(item, StatusAtt::Other(_))),
        option => matches!(option, ReturnOption::Other(_)),
    }
}

/// A mailbox without attributes.
pub(crate) fn listed(mailbox: Mailbox<'static>) -> MailboxList<'static> {
    MailboxList::new(mailbox, Some(delimiter()))
}

pub(crate) fn delimiter() -> Delimiter {
    Delimiter::try_from(DELIMITER as u8).expect("a character")
}

impl Mode {
    /// Reference and pattern make one pattern, in Unicode as names are; `None`: no name is like it.
    fn pattern(self, reference: &Mailbox<'_>, pattern: &ListMailbox<'_>) -> Option<ListMailbox<'static>> {
        let wire = [reference.as_bytes(), pattern.as_bytes()].concat();
        let pattern = Mailbox::try_from(wire).unwrap_or(Mailbox::INBOX);
        let unicode = pattern.to_unicode(self.encoding()).into_owned();
        ListMailbox::try_from(unicode.into_bytes()).ok()
    }
}

/// Whether a name is like a pattern, both in Unicode.
fn matches(pattern: &ListMailbox<'_>, name: &str) -> bool {
    Mailbox::try_from(name).is_ok_and(|name| pattern.matches(&name, Some(delimiter())))
}
