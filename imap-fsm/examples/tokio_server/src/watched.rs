//! Mailboxes that are not open, as the client was told of them by NOTIFY (RFC 5465 §5): the user's own, and those of
//! other users that the user may see.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use imap_fsm::types::flag::Flag;
use imap_fsm::types::list::{ExtendedItem, MailboxAttribute, MailboxList};
use imap_fsm::types::notify::EventGroup;
use imap_fsm::types::objectid::ObjectId;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::Right;
use imap_fsm::types::status::StatusAtt;
use tokio::sync::watch;

use crate::lines::Refusal;
use crate::list::listed;
use crate::mailbox::{Mailbox, Message};
use crate::mailboxes::status;
use crate::mode::Mode;
use crate::reach::known_as;
use crate::store::{DELIMITER, Store, Tree, User};
use crate::watch_groups::{Events, Groups, Owners, is_at_or_below};

/// The most names of mailboxes that a client can be told of.
const MOST: usize = 2000;

/// Error: the groups of the client reach more than [`MOST`] names.
pub(crate) struct Overflow;

/// What the client wants to be told, and what it was told last.
pub(crate) struct Watch {
    store: Arc<Store>,
    user: Arc<User>,
    groups: Groups,
    /// Whose mailboxes are looked at, the user's own first, and what tells that something has changed there.
    sources: Vec<(Arc<User>, watch::Receiver<()>)>,
    names: BTreeMap<String, Known>,
    subscribed: BTreeSet<String>,
    /// Names of mailboxes that the client was told it may not see any more.
    lost: BTreeSet<String>,
    /// Names of mailboxes that are gone, where the client is not told of names. Another one may take the name.
    unheard: BTreeSet<String>,
}

/// What the client knows of a name.
#[derive(Clone, Default)]
struct Known {
    /// `None`: there is no mailbox of this name.
    id: Option<ObjectId<'static>>,
    special_use: Option<MailboxAttribute<'static>>,
    /// Whether the user may read it. Nothing is counted otherwise.
    may_read: bool,
    counts: Counts,
}

/// The numbers that STATUS tells, by which a change is noticed; zero where the user may not read.
#[derive(Clone, Copy, Default, PartialEq)]
struct Counts {
    uid_next: u32,
    messages: usize,
    mod_seq: u64,
    /// Counted only where changes of flags are told.
    unseen: usize,
}

/// What the store has at this moment, as far as the user may see it and the groups reach.
#[derive(Default)]
struct Seen {
    /// What the user may see, by the names by which the user knows it.
    names: BTreeMap<String, Known>,
    /// Of these, the mailboxes that the user may read.
    mailboxes: BTreeMap<String, Arc<Mailbox>>,
    subscribed: BTreeSet<String>,
    /// Mailboxes that the client knows and that the user may not see.
    hidden: BTreeSet<ObjectId<'static>>,
}

impl Watch {
    /// `None`: nothing is asked for about other mailboxes than the open one.
    pub(crate) fn new(
        mode: Mode,
        store: &Arc<Store>,
        user: &Arc<User>,
        groups: &[EventGroup<'_>],
    ) -> Result<Option<Self>, Refusal> {
        let groups = Groups::of(mode, groups)?;
        if groups.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            store: store.clone(),
            user: user.clone(),
            groups,
            sources: vec![(user.clone(), user.changes())],
            names: BTreeMap::new(),
            subscribed: BTreeSet::new(),
            lost: BTreeSet::new(),
            unheard: BTreeSet::new(),
        }))
    }

    /// Takes down what there is, and tells the numbers if that is wanted: changes are told from here on.
    pub(crate) fn begin(
        &mut self,
        mode: Mode,
        open: Option<&ObjectId<'_>>,
        tells: bool,
        data: &mut Vec<Data<'static>>,
    ) -> Result<(), Overflow> {
        let now = self.look()?;
        for (name, known) in now.names.iter().filter(|(_, known)| known.id.is_some()) {
            let events = self.events_of(name, &now);
            // RFC 5465 §3.1
            if !known.may_read && events.any() {
                data.push(Data::List(now.list(mode, name)));
            }
            let Some(mailbox) = now.mailboxes.get(name).filter(|_| tells && events.messages) else {
                continue;
            };
            if Some(mailbox.id()) != open {
                let mut items = vec![StatusAtt::Messages, StatusAtt::UidNext, StatusAtt::UidValidity];
                if events.flags || mode.cond_store {
                    items.push(StatusAtt::HighestModSeq);
                }
                data.push(status(mode, name, mailbox, &items));
            }
        }
        (self.names, self.subscribed) = (now.names, now.subscribed);
        Ok(())
    }

    /// What has happened that the client does not know of.
    pub(crate) fn news(
        &mut self,
        mode: Mode,
        open: Option<&ObjectId<'_>>,
    ) -> Result<Vec<Data<'static>>, Overflow> {
        let now = self.look()?;
        let mut news = Vec::new();
        self.tell_names(mode, &now, &mut news);
        let by_id: BTreeMap<_, _> =
            self.names.values().filter_map(|known| Some((known.id.as_ref()?, known))).collect();
        for (name, mailbox) in now.mailboxes.iter().filter(|(_, mailbox)| Some(mailbox.id()) != open) {
            let events = self.events_of(name, &now);
            let Some(counts) = now.names.get(name).map(|known| known.counts) else { continue };
            let before = by_id.get(mailbox.id()).filter(|before| before.may_read);
            let of_name = self.names.get(name).is_some_and(|before| before.id.is_some() && before.may_read)
                || self.unheard.contains(name);
            let items = match before {
                Some(before) => changed(mode, events, before.counts, counts),
                // Another mailbox has taken the name, or one that the client knows nothing of has messages already.
                None if events.messages && (of_name || counts.messages > 0) => {
                    vec![StatusAtt::UidValidity, StatusAtt::UidNext, StatusAtt::Messages]
                }
                None => Vec::new(),
            };
            if !items.is_empty() {
                news.push(status(mode, name, mailbox, &items));
            }
        }
        self.unheard.retain(|name| !now.mailboxes.contains_key(name));
        let gone = self.names.iter().filter(|(name, known)| {
            known.may_read && !now.mailboxes.contains_key(*name) && !self.events_of(name, &now).names
        });
        let gone: Vec<String> = gone.map(|(name, _)| name.clone()).collect();
        self.unheard.extend(gone);
        if self.unheard.len() > MOST {
            self.unheard.clear();
        }
        (self.names, self.subscribed) = (now.names, now.subscribed);
        Ok(news)
    }

    /// LIST for each name that is new, gone, renamed, subscribed or no longer, or that may be read or seen no more, or
    /// again (RFC 5465 §5.4, §5.5, §5.9).
    fn tell_names(&mut self, mode: Mode, now: &Seen, news: &mut Vec<Data<'static>>) {
        let ids = |names: &BTreeMap<String, Known>| -> BTreeMap<ObjectId<'static>, String> {
            names.iter().filter_map(|(name, known)| Some((known.id.clone()?, name.clone()))).collect()
        };
        let (before, after) = (ids(&self.names), ids(&now.names));
        let moved = |id: &ObjectId<'static>| -> Option<(&String, &String)> {
            before.get(id).zip(after.get(id)).filter(|(old, new)| old != new)
        };
        let renamed: BTreeMap<&String, &String> =
            before.keys().filter_map(moved).map(|(old, new)| (new, old)).collect();
        let subscribed = |name: &str| self.subscribed.contains(name) || now.subscribed.contains(name);
        let wanted = |name: &str| self.groups.events(name, subscribed(name));
        // Those below are renamed with it (RFC 5465 §5.4).
        let with_parent = |old: &str, new: &String| {
            new.match_indices(DELIMITER).any(|(end, _)| {
                let before = renamed.get(&new[..end].to_string());
                before.is_some_and(|before| old.strip_prefix(before.as_str()) == Some(&new[end..]))
            })
        };
        let mut affected: BTreeSet<&str> = BTreeSet::new();
        let gone = before.iter().filter(|(id, _)| !after.contains_key(id));
        let new = after.iter().filter(|(id, _)| !before.contains_key(id));
        for (_, name) in gone.clone().chain(new) {
            affected.insert(name);
            affected.extend(name.rsplit_once(DELIMITER).map(|(above, _)| above));
        }
        affected.retain(|name| wanted(name).names);
        for name in self.subscribed.symmetric_difference(&now.subscribed) {
            if self.groups.events(name, true).subscriptions {
                affected.insert(name);
            }
        }
        let reads_otherwise = |(name, known): (&String, &Known)| {
            now.names.get(name).is_some_and(|now| now.id == known.id && now.may_read != known.may_read)
        };
        let other_access = self.names.iter().filter(|&(name, known)| reads_otherwise((name, known)));
        affected.extend(other_access.map(|(name, _)| name.as_str()).filter(|name| wanted(name).any()));
        let mut lost: BTreeSet<&str> = BTreeSet::new();
        for (_, name) in gone.filter(|(id, _)| now.hidden.contains(*id)) {
            if wanted(name).any() && !now.names.contains_key(name) {
                lost.insert(name);
            }
        }
        let found = self.lost.iter().map(String::as_str).filter(|name| now.names.contains_key(*name));
        let found: BTreeSet<&str> = found.collect();
        affected.extend(found.iter().filter(|name| wanted(name).any()));
        affected.extend(lost.iter());
        for (new, old) in &renamed {
            if (wanted(new).names || wanted(old).names) && !with_parent(old, new) {
                let mut list = now.list(mode, new);
                list.extend(ExtendedItem::OldName(mode.wire_name(old)));
                news.push(Data::List(list));
                affected.remove(new.as_str());
            }
        }
        news.extend(affected.into_iter().map(|name| {
            let mut list = now.list(mode, name);
            if lost.contains(name) {
                list.insert(MailboxAttribute::NoAccess);
            }
            Data::List(list)
        }));
        let lost: Vec<String> = lost.into_iter().map(String::from).collect();
        self.lost.retain(|name| !now.names.contains_key(name));
        // Others could make it long.
        if self.lost.len() > MOST {
            self.lost.clear();
        }
        self.lost.extend(lost);
    }

    /// The client itself has changed these names and what is below, and knows.
    pub(crate) fn absorb(&mut self, names: &[&str]) {
        // That there are too many is told with the news.
        let Ok(now) = self.look() else { return };
        let is_meant = |name: &str| names.iter().any(|above| is_at_or_below(name, above));
        self.names.retain(|name, _| !is_meant(name));
        self.names.extend(now.names.into_iter().filter(|(name, _)| is_meant(name)));
        self.subscribed.retain(|name| !is_meant(name));
        self.subscribed.extend(now.subscribed.into_iter().filter(|name| is_meant(name)));
    }

    /// The client itself has put so many messages into the mailbox, and knows, if nothing else has happened there since it
    /// was told (RFC 5465 §5).
    pub(crate) fn brought(&mut self, mailbox: &Mailbox, count: usize) {
        let Some((name, known)) =
            self.names.iter().find(|(_, known)| known.id.as_ref() == Some(mailbox.id()))
        else {
            return;
        };
        let events = self.groups.events(name, self.subscribed.contains(name));
        let (before, now) = (known.counts, Counts::of(mailbox, events, None));
        let only_that = now.messages == before.messages.saturating_add(count)
            && now.mod_seq == before.mod_seq.saturating_add(count as u64);
        let name = name.clone();
        if let Some(known) = self.names.get_mut(&name).filter(|known| only_that && known.may_read) {
            known.counts = now;
        }
    }

    /// What there is now that the user may see. What changes from here on is told.
    fn look(&mut self) -> Result<Seen, Overflow> {
        let mut seen = Seen::default();
        let user = self.user.clone();
        self.changes().for_each(watch::Receiver::mark_unchanged);
        let tree = user.tree();
        if tree.subscribed.len() > MOST {
            return Err(Overflow);
        }
        seen.subscribed.clone_from(&tree.subscribed);
        self.look_at(&user, &tree, &mut seen)?;
        drop(tree);
        self.look_for_others(&seen.subscribed);
        for (owner, _) in self.sources.iter().skip(1) {
            self.look_at(owner, &owner.tree(), &mut seen)?;
        }
        Ok(seen)
    }

    /// Finds out whose mailboxes are among those that are asked for: that depends on what is subscribed.
    fn look_for_others(&mut self, subscribed: &BTreeSet<String>) {
        let owners = self.groups.owners(subscribed);
        let is_meant = |owner: &User| match &owners {
            _ if owner.name == self.user.name => false,
            Owners::All => true,
            Owners::These(names) => names.contains(owner.name.as_str()),
        };
        let mut before = std::mem::take(&mut self.sources).into_iter();
        let mut sources: Vec<_> = before.next().into_iter().collect();
        let mut before: BTreeMap<String, _> = before.map(|source| (source.0.name.clone(), source)).collect();
        for owner in self.store.users().filter(|owner| is_meant(owner)) {
            let new = || (owner.clone(), owner.changes());
            sources.push(before.remove(&owner.name).unwrap_or_else(new));
        }
        self.sources = sources;
    }

    fn look_at(&self, owner: &User, tree: &Tree, seen: &mut Seen) -> Result<(), Overflow> {
        let is_own = owner.name == self.user.name;
        for (path, node) in tree.iter() {
            let rights = node.acl.rights(&self.user.name, &owner.name);
            if !rights.contains(Right::LOOKUP) {
                seen.hidden.extend(node.mailbox.as_ref().map(|mailbox| mailbox.id().clone()));
                continue;
            }
            if seen.names.len() >= MOST {
                return Err(Overflow);
            }
            let name = known_as(&self.user.name, &owner.name, path);
            let may_read = rights.contains(Right::READ);
            let mut known = Known {
                id: node.mailbox.as_ref().map(|mailbox| mailbox.id().clone()),
                special_use: node.special_use.clone().filter(|_| is_own),
                may_read: may_read && node.mailbox.is_some(),
                counts: Counts::default(),
            };
            if let Some(mailbox) = node.mailbox.as_ref().filter(|_| may_read) {
                let before = self.names.get(&name).map(|known| known.counts);
                known.counts = Counts::of(mailbox, self.events_of(&name, seen), before);
                seen.mailboxes.insert(name.clone(), mailbox.clone());
            }
            seen.names.insert(name, known);
        }
        Ok(())
    }

    /// Tells that something may have changed.
    pub(crate) fn changes(&mut self) -> impl Iterator<Item = &mut watch::Receiver<()>> {
        self.sources.iter_mut().map(|(_, changes)| changes)
    }

    /// Whether changes of annotations of this mailbox are told; `None`: of the server.
    pub(crate) fn wants_metadata(&self, mailbox: Option<&str>) -> bool {
        match mailbox {
            Some(name) => self.groups.events(name, self.subscribed.contains(name)).metadata,
            None => self.groups.want_server_metadata(),
        }
    }

    fn events_of(&self, name: &str, seen: &Seen) -> Events {
        self.groups.events(name, seen.subscribed.contains(name))
    }
}

impl Seen {
    /// All of it about one name, whether it is there or not.
    fn list(&self, mode: Mode, name: &str) -> MailboxList<'static> {
        let mut list = listed(mode.wire_name(name));
        let known = self.names.get(name);
        match known {
            Some(Known { id: Some(_), may_read, .. }) => {
                if !may_read {
                    list.insert(MailboxAttribute::NoAccess);
                }
            }
            _ => {
                list.insert(MailboxAttribute::NonExistent);
                list.insert(MailboxAttribute::NoSelect);
            }
        }
        let below = format!("{name}{DELIMITER}");
        let next = self.names.range(below.clone()..).next();
        list.insert(match next.is_some_and(|(name, _)| name.starts_with(&below)) {
            true => MailboxAttribute::HasChildren,
            false => MailboxAttribute::HasNoChildren,
        });
        if self.subscribed.contains(name) {
            list.insert(MailboxAttribute::Subscribed);
        }
        known.and_then(|known| known.special_use.clone()).into_iter().for_each(|use_| list.insert(use_));
        list
    }
}

impl Counts {
    /// `before`: what was counted last.
    fn of(mailbox: &Mailbox, events: Events, before: Option<Self>) -> Self {
        let contents = mailbox.contents();
        let mut counts = Self {
            uid_next: contents.uid_next().get(),
            messages: contents.messages().len(),
            mod_seq: contents.mod_seq().get(),
            unseen: 0,
        };
        if events.flags {
            let is_unseen = |message: &&Message| !message.flags.contains(&Flag::Seen);
            counts.unseen = match before.filter(|before| before.mod_seq == counts.mod_seq) {
                Some(before) => before.unseen,
                None => contents.messages().iter().filter(is_unseen).count(),
            };
        }
        counts
    }
}

/// What is told of the numbers of a mailbox (RFC 5465 §5.1 to §5.3).
fn changed(mode: Mode, events: Events, before: Counts, now: Counts) -> Vec<StatusAtt<'static>> {
    let mut items = Vec::new();
    if events.messages && (before.uid_next, before.messages) != (now.uid_next, now.messages) {
        items.extend([StatusAtt::UidNext, StatusAtt::Messages]);
    }
    if events.flags && before.unseen != now.unseen {
        items.push(StatusAtt::Unseen);
    }
    if mode.cond_store && (!items.is_empty() || events.flags && before.mod_seq != now.mod_seq) {
        items.extend([StatusAtt::HighestModSeq, StatusAtt::UidValidity]);
    }
    items
}
