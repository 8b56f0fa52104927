//! LIST with its extensions (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154), and LSUB.

use std::collections::BTreeMap;

use imap_fsm::types::atom::Atom;
use imap_fsm::types::list::ListPatterns;
use imap_fsm::types::list::{
    Delimiter, ExtendedItem, ListSelectOpt, ListSelectOpts, MailboxAttribute, MailboxList, ReturnOption,
};
use imap_fsm::types::mailbox::{ListMailbox, Mailbox};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::response::Data;
use imap_fsm::types::status::StatusAtt;

use crate::answer::{Outcome, ok};
use crate::lines::bad;
use crate::mailboxes::status;
use crate::metadata::{check_scope, listed_metadata};
use crate::mode::Mode;
use crate::service::Service;
use crate::store::{DELIMITER, Node, Tree, User};

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
    fn is_met(&self, tree: &Tree, name: &str, node: Option<&Node>) -> bool {
        let special_use = node.is_some_and(|node| node.special_use.is_some());
        (tree.subscribed.contains(name) || !self.selects(&ListSelectOpt::Subscribed))
            && (special_use || !self.selects(&ListSelectOpt::SpecialUse))
    }
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

impl Below {
    fn of<'t>(
        name: &str,
        names: &BTreeMap<&'t str, Option<&'t Node>>,
        is_named: &impl Fn(&str) -> bool,
        is_met: impl Fn(&str, Option<&Node>) -> bool,
    ) -> Self {
        let path = format!("{name}{DELIMITER}");
        let below = names.range(&*path..).take_while(|(name, _)| name.starts_with(&path));
        let mut selected = below.filter(|&(name, &node)| is_met(name, node)).peekable();
        match (selected.peek().is_some(), selected.all(|(name, _)| is_named(name))) {
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
        let user = self.user()?;
        let tree = user.tree();
        let mut data = Vec::new();
        let names = names(&tree, &wanted);
        let is_named = |name: &str| patterns.iter().any(|pattern| matches(pattern, name));
        for (&name, &node) in names.iter().filter(|(name, _)| is_named(name)) {
            let below = match wanted.selects(&ListSelectOpt::RecursiveMatch) {
                true => Below::of(name, &names, &is_named, |name, node| wanted.is_met(&tree, name, node)),
                false => Below::Nothing,
            };
            data.extend(self.describe_name(user, &tree, name, node, below, &wanted));
        }
        Ok(ok("done").with(data))
    }

    /// LIST of one name, and what else is wanted of it; nothing if it is not selected.
    fn describe_name(
        &self,
        user: &User,
        tree: &Tree,
        name: &str,
        node: Option<&Node>,
        below: Below,
        wanted: &Wanted<'_>,
    ) -> Vec<Data<'static>> {
        let mailbox = node.and_then(|node| node.mailbox.as_ref());
        let special_use = node.and_then(|node| node.special_use.clone());
        let subscribed = tree.subscribed.contains(name);
        let by_itself = wanted.is_met(tree, name, node);
        // A name that is told of for those below alone is not, where all of those are told of themselves.
        if !by_itself && below != Below::Hidden {
            return Vec::new();
        }
        let mut list = listed(self.mode.wire_name(name));
        if mailbox.is_none() {
            // `\NonExistent` implies the other, which older clients know.
            list.insert(MailboxAttribute::NonExistent);
            list.insert(MailboxAttribute::NoSelect);
        }
        list.insert(match tree.has_children(name) {
            true => MailboxAttribute::HasChildren,
            false => MailboxAttribute::HasNoChildren,
        });
        if subscribed
            && (wanted.selects(&ListSelectOpt::Subscribed) || wanted.returns(&ReturnOption::Subscribed))
        {
            list.insert(MailboxAttribute::Subscribed);
        }
        special_use.into_iter().for_each(|attribute| list.insert(attribute));
        if below != Below::Nothing {
            // The one base option that there is: RECURSIVEMATCH goes with none else.
            let subscribed = Atom::try_from("SUBSCRIBED").expect("an atom");
            list.extend(ExtendedItem::ChildInfo(NonEmpty::one(subscribed)));
        }
        let mut data = vec![Data::List(list)];
        let (Some(node), Some(mailbox), true) = (node, mailbox, by_itself) else { return data };
        for option in wanted.returns {
            match option {
                ReturnOption::Status(items) => data.push(status(self.mode, name, mailbox, items)),
                ReturnOption::Metadata(entries) => {
                    data.extend(listed_metadata(self.mode.wire_name(name), node, &user.name, entries));
                }
                _ => {}
            }
        }
        data
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

/// The names that can be listed: those there are, and where subscriptions are asked for those subscribed.
fn names<'t>(tree: &'t Tree, wanted: &Wanted<'_>) -> BTreeMap<&'t str, Option<&'t Node>> {
    let mut names: BTreeMap<&str, Option<&Node>> = BTreeMap::new();
    if wanted.selects(&ListSelectOpt::Subscribed) {
        for name in &tree.subscribed {
            names.insert(name, None);
            // What is above a subscribed name may be told of although there is no such mailbox.
            names.extend(name.match_indices(DELIMITER).map(|(end, _)| (&name[..end], None)));
        }
    }
    names.extend(tree.iter().map(|(name, node)| (name, Some(node))));
    names
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
