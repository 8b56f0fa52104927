//! ESEARCH: a search in several mailboxes ([RFC 7377](https://www.rfc-editor.org/rfc/rfc7377)).

use std::collections::HashSet;
use std::sync::Arc;

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::atom::Tag;
use imap_fsm::types::code::Code;
use imap_fsm::types::filter_mailboxes::FilterMailboxes;
use imap_fsm::types::mailbox::Mailbox as Name;
use imap_fsm::types::multisearch::MultiSearch;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::Numbering;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::Right;
use imap_fsm::types::search::ESearch;

use crate::answer::{Outcome, Work, ok};
use crate::context::is_cheap;
use crate::found::{Found, Returns};
use crate::lines::{Refusal, bad, no};
use crate::mailbox::Mailbox;
use crate::reach::OTHERS;
use crate::search::{has_mod_seq, no_update};
use crate::search_work::{Kind, Scope, SearchWork};
use crate::service::Service;
use crate::store::DELIMITER;

/// How many groups of mailboxes can be named.
const GROUPS: usize = 100;

/// The mailboxes that are still to be searched.
pub(crate) struct Several {
    /// The one that is searched now.
    now: Source,
    rest: std::vec::IntoIter<Source>,
    /// What was found in those before.
    data: Vec<Data<'static>>,
    /// Whether updates are asked for, and none were promised.
    wants_update: bool,
}

/// A mailbox to be searched.
struct Source {
    name: Name<'static>,
    mailbox: Arc<Mailbox>,
}

impl Service {
    pub(crate) fn multi_search(&mut self, tag: &Tag<'_>, search: &MultiSearch<'_>) -> Outcome {
        let returns = search.returns().map_or(Ok(Returns::all()), |opts| Returns::read(opts))?;
        let groups = search.source().map(|source| source.mailboxes());
        if (search.is_about_selected() || returns.update.is_some()) && self.view.is_none() {
            return Err(bad("select a mailbox first"));
        }
        if search.source().is_some_and(|source| !source.options().is_empty()) {
            return Err(bad("unknown option"));
        }
        let keys = self.checked(tag, Some(&returns), search.charset.as_ref(), &search.keys)?;
        let selected = NonEmpty::one(FilterMailboxes::Selected);
        let mut sources = self.sources(groups.unwrap_or(&selected))?.into_iter();
        let Some(now) = sources.next() else { return Ok(ok("there is no such mailbox")) };
        let count = |source: &Source| source.mailbox.contents().messages().len();
        let total = sources.as_slice().iter().map(count).sum::<usize>() + count(&now);
        let (tag, scope) = (tag.clone().into_static(), self.scope_of(&now).by(self.comparator.collation));
        let wants_update = returns.update.is_some();
        let mut work = SearchWork::new(tag, Numbering::Uid, Some(returns), keys, Kind::Search, scope);
        work.total = total;
        work.several = Some(Several { now, rest: sources, data: Vec::new(), wants_update });
        Ok(ok("searched").with(Work::Search(Box::new(work))))
    }

    /// The mailboxes of any of the groups, each once. Those that there are not are left out, as are those that the user may
    /// not read, or may not see and has not named (RFC 7377 §2.2).
    fn sources(&self, groups: &[FilterMailboxes<'_>]) -> Result<Vec<Source>, Refusal> {
        if groups.len() > GROUPS {
            return Err(no(Code::Limit, "that is too much for one command"));
        }
        let there = self.readable()?;
        let subscribed = self.user()?.tree().subscribed.clone();
        let names = |these: &[Name<'_>]| -> HashSet<String> {
            these.iter().filter_map(|mailbox| self.mode.name(mailbox).ok()).collect()
        };
        let mut wanted = vec![false; there.len()];
        for group in groups {
            let is_in: Box<dyn Fn(&Readable) -> bool> = match group {
                FilterMailboxes::Selected | FilterMailboxes::SelectedDelayed => {
                    Box::new(|found| self.is_selected(&found.mailbox))
                }
                // Messages may be put anywhere (RFC 5465 §6.3).
                FilterMailboxes::Inboxes | FilterMailboxes::Personal => {
                    Box::new(|found| found.is_seen && !found.name.starts_with(OTHERS))
                }
                FilterMailboxes::Subscribed => {
                    Box::new(|found| found.is_seen && subscribed.contains(&found.name))
                }
                FilterMailboxes::Mailboxes(these) => {
                    let these = names(these);
                    Box::new(move |found| these.contains(&found.name))
                }
                FilterMailboxes::Subtree(above) => {
                    let above = names(above);
                    Box::new(move |found| found.is_below(&above, usize::MAX))
                }
                FilterMailboxes::SubtreeOne(above) => {
                    let above = names(above);
                    Box::new(move |found| found.is_below(&above, 1))
                }
            };
            wanted.iter_mut().zip(&there).for_each(|(wanted, found)| *wanted |= is_in(found));
        }
        let source = |(found, _)| {
            let Readable { name, mailbox, .. } = found;
            Source { name: self.mode.wire_name(&name), mailbox }
        };
        Ok(there.into_iter().zip(wanted).filter(|(_, wanted)| *wanted).map(source).collect())
    }

    /// All mailboxes that the user may read, in the order of their names.
    fn readable(&self) -> Result<Vec<Readable>, Refusal> {
        let user = self.user()?;
        let mut readable = Vec::new();
        for owner in self.store.users() {
            let prefix = match Arc::ptr_eq(owner, user) {
                true => String::new(),
                false => format!("{OTHERS}{}{DELIMITER}", owner.name),
            };
            for (name, node) in owner.tree().iter() {
                let rights = node.acl.rights(&user.name, &owner.name);
                let mailbox = node.mailbox.as_ref().filter(|_| rights.contains(Right::READ));
                readable.extend(mailbox.map(|mailbox| Readable {
                    name: format!("{prefix}{name}"),
                    mailbox: mailbox.clone(),
                    is_seen: rights.contains(Right::LOOKUP),
                }));
            }
        }
        readable.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(readable)
    }

    fn is_selected(&self, mailbox: &Arc<Mailbox>) -> bool {
        self.view.as_ref().is_some_and(|view| Arc::ptr_eq(&view.mailbox, mailbox))
    }

    /// Of the selected mailbox what the client knows of, of others what there is.
    fn scope_of(&self, source: &Source) -> Scope {
        match self.view.as_ref().filter(|_| self.is_selected(&source.mailbox)) {
            Some(view) => view.scope(),
            None => Scope::of(&source.mailbox.contents()),
        }
    }

    /// Tells what was found in one mailbox, and goes on with the next.
    pub(crate) fn next_mailbox(&mut self, mut work: Box<SearchWork>, mut several: Several) -> Work {
        let returns = work.returns.clone().unwrap_or_default();
        let (source, hits) = (&several.now, std::mem::take(&mut work.hits));
        if !hits.is_empty() && !returns.are_silent() {
            let found = Found::new(&hits, Numbering::Uid, has_mod_seq(&work.keys));
            let tag = imap_fsm::types::string::AString::try_from(work.tag.as_str().to_string()).ok();
            several.data.push(Data::ESearch(Box::new(ESearch {
                mailbox: Some(source.name.clone()),
                uid_validity: Some(source.mailbox.uid_validity().into()),
                ..ESearch::new(tag, Numbering::Uid, found.return_data(&returns))
            })));
        }
        if let Some(view) = self.view.as_mut().filter(|view| Arc::ptr_eq(&view.mailbox, &source.mailbox)) {
            if returns.save {
                view.save(returns.saved(&hits));
            }
            if let Some(items) = returns.update {
                let is_watched =
                    is_cheap(&work.keys) && view.watch(work.context(hits, items), Numbering::Uid).is_ok();
                several.wants_update = !is_watched;
            }
        }
        let Some(next) = several.rest.next() else {
            // Updates are about the selected mailbox, which may not be among those that are searched.
            several.data.extend(several.wants_update.then(|| no_update(&work.tag)));
            return several.data.into();
        };
        work.begin(self.scope_of(&next));
        several.now = next;
        work.several = Some(several);
        Work::Search(work)
    }
}

/// A mailbox that the user may read.
struct Readable {
    name: String,
    mailbox: Arc<Mailbox>,
    /// Whether LIST tells of it.
    is_seen: bool,
}

impl Readable {
    /// Whether it is one of these, or not more levels below one of them.
    fn is_below(&self, these: &HashSet<String>, levels: usize) -> bool {
        let above = self.name.rmatch_indices(DELIMITER).map(|(end, _)| &self.name[..end]);
        these.contains(&self.name) || self.is_seen && above.take(levels).any(|above| these.contains(above))
    }
}
