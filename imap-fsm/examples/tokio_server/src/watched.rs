//! Mailboxes that are not open, as the client was told of them by NOTIFY (RFC 5465 §5).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use imap_fsm::types::filter_mailboxes::FilterMailboxes;
use imap_fsm::types::flag::Flag;
use imap_fsm::types::list::ExtendedItem;
use imap_fsm::types::mailbox::Mailbox as Name;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::notify::{Event, EventGroup};
use imap_fsm::types::objectid::ObjectId;
use imap_fsm::types::response::Data;
use imap_fsm::types::status::StatusAtt;
use tokio::sync::watch;

use crate::lines::Refusal;
use crate::list::list_of;
use crate::mailbox::Mailbox;
use crate::mailboxes::status;
use crate::mode::Mode;
use crate::reach::OTHERS;
use crate::store::{DELIMITER, Tree, User};

/// The most names of mailboxes that a client can be told of.
const MOST: usize = 2000;

/// There are more.
pub(crate) struct Overflow;

/// What the client wants to be told, and what it was told last.
pub(crate) struct Watch {
    user: Arc<User>,
    groups: Vec<Group>,
    /// Tells that something has changed.
    pub(crate) changes: watch::Receiver<()>,
    names: BTreeMap<String, Known>,
    subscribed: BTreeSet<String>,
}

/// Some mailboxes, and what the client wants to be told of them.
struct Group {
    mailboxes: Mailboxes,
    events: Events,
}

enum Mailboxes {
    All,
    Subscribed,
    Subtree(Vec<String>),
    SubtreeOne(Vec<String>),
    Named(Vec<String>),
}

#[derive(Clone, Copy, Default)]
struct Events {
    messages: bool,
    flags: bool,
    names: bool,
    subscriptions: bool,
    metadata: bool,
    server_metadata: bool,
}

/// What the client knows of a name.
#[derive(Clone, Default)]
struct Known {
    /// `None`: there is no mailbox of this name.
    id: Option<ObjectId<'static>>,
    counts: Counts,
}

#[derive(Clone, Copy, Default, PartialEq)]
struct Counts {
    uid_next: u32,
    messages: usize,
    mod_seq: u64,
    /// Counted only where changes of flags are told.
    unseen: usize,
}

impl Watch {
    /// `None`: nothing is asked for about other mailboxes than the open one.
    pub(crate) fn new(
        mode: Mode,
        user: &Arc<User>,
        groups: &[EventGroup<'_>],
    ) -> Result<Option<Self>, Refusal> {
        let groups = groups.iter().filter(|group| !group.events().is_empty());
        let groups: Vec<Group> = groups
            .filter_map(|group| match Mailboxes::of(mode, group.mailboxes()) {
                Ok(mailboxes) => Some(Ok(Group { mailboxes: mailboxes?, events: Events::of(group) })),
                Err(refusal) => Some(Err(refusal)),
            })
            .collect::<Result<_, _>>()?;
        let changes = user.changes();
        let (user, names, subscribed) = (user.clone(), BTreeMap::new(), BTreeSet::new());
        Ok(if groups.is_empty() { None } else { Some(Self { user, groups, changes, names, subscribed }) })
    }

    /// Takes down what there is, and tells the numbers if that is wanted: changes are told from here on.
    pub(crate) fn begin(
        &mut self,
        mode: Mode,
        open: Option<&ObjectId<'_>>,
        tells: bool,
        data: &mut Vec<Data<'static>>,
    ) -> Result<(), Overflow> {
        let user = self.user.clone();
        let tree = user.tree();
        self.names = self.look(&tree)?;
        self.subscribed = tree.subscribed.clone();
        for (name, node) in tree.iter() {
            let events = self.events(name, tree.subscribed.contains(name));
            match &node.mailbox {
                // RFC 5465 §3.1
                Some(_) if !tree.is_readable(name) && events.any() => {
                    data.push(Data::List(list_of(mode, &tree, name)));
                }
                _ if !tells || !tree.is_readable(name) => {}
                Some(mailbox) if events.messages && Some(mailbox.id()) != open => {
                    let mut items = vec![StatusAtt::Messages, StatusAtt::UidNext, StatusAtt::UidValidity];
                    if events.flags || mode.cond_store {
                        items.push(StatusAtt::HighestModSeq);
                    }
                    data.push(status(mode, name, mailbox, &items));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// What has happened that the client does not know of.
    pub(crate) fn news(
        &mut self,
        mode: Mode,
        open: Option<&ObjectId<'_>>,
    ) -> Result<Vec<Data<'static>>, Overflow> {
        self.changes.mark_unchanged();
        let user = self.user.clone();
        let tree = user.tree();
        let now = self.look(&tree)?;
        let mut news = Vec::new();
        self.tell_names(mode, &tree, &now, &mut news);
        let by_id: BTreeMap<_, _> =
            self.names.values().filter_map(|known| Some((known.id.as_ref()?, known.counts))).collect();
        for (name, known) in &now {
            let Some(mailbox) = tree.mailbox(name).filter(|mailbox| Some(mailbox.id()) != open) else {
                continue;
            };
            let events = self.events(name, tree.subscribed.contains(name));
            let before = known.id.as_ref().and_then(|id| by_id.get(id));
            let of_name = self.names.get(name).is_some_and(|before| before.id.is_some());
            let items = match before {
                Some(before) => changed(mode, events, *before, known.counts),
                // Another mailbox has taken the name, or a new one has messages already.
                None if events.messages && (of_name || known.counts.messages > 0) => {
                    vec![StatusAtt::UidValidity, StatusAtt::UidNext, StatusAtt::Messages]
                }
                None => Vec::new(),
            };
            if !items.is_empty() {
                news.push(status(mode, name, &mailbox, &items));
            }
        }
        self.subscribed = tree.subscribed.clone();
        self.names = now;
        Ok(news)
    }

    /// LIST for each name that is new, gone, renamed, subscribed or no longer.
    fn tell_names(
        &self,
        mode: Mode,
        tree: &Tree,
        now: &BTreeMap<String, Known>,
        news: &mut Vec<Data<'static>>,
    ) {
        let ids = |names: &BTreeMap<String, Known>| -> BTreeMap<ObjectId<'static>, String> {
            names.iter().filter_map(|(name, known)| Some((known.id.clone()?, name.clone()))).collect()
        };
        let (before, after) = (ids(&self.names), ids(now));
        let moved = |id: &ObjectId<'static>| -> Option<(&String, &String)> {
            before.get(id).zip(after.get(id)).filter(|(old, new)| old != new)
        };
        let renamed: BTreeMap<&String, &String> =
            before.keys().filter_map(moved).map(|(old, new)| (new, old)).collect();
        let wanted = |name: &str| {
            let events = self.events(name, self.subscribed.contains(name) || tree.subscribed.contains(name));
            events.names
        };
        // Those below are renamed with it (RFC 5465 §5.4).
        let with_parent = |old: &str, new: &str| {
            renamed.iter().any(|(above_new, above_old)| {
                let below = |name: &str, above: &str| -> Option<String> {
                    name.strip_prefix(above).filter(|rest| rest.starts_with(DELIMITER)).map(String::from)
                };
                below(new, above_new).is_some_and(|rest| below(old, above_old) == Some(rest))
            })
        };
        let mut affected: BTreeSet<&str> = BTreeSet::new();
        let gone = before.iter().filter(|(id, _)| !after.contains_key(id));
        let new = after.iter().filter(|(id, _)| !before.contains_key(id));
        for (_, name) in gone.chain(new) {
            affected.insert(name);
            affected.extend(name.rsplit_once(DELIMITER).map(|(above, _)| above));
        }
        affected.retain(|name| wanted(name));
        for name in self.subscribed.symmetric_difference(&tree.subscribed) {
            if self.events(name, true).subscriptions {
                affected.insert(name);
            }
        }
        for (new, old) in &renamed {
            if (wanted(new) || wanted(old)) && !with_parent(old, new) {
                let mut list = list_of(mode, tree, new);
                list.extend(ExtendedItem::OldName(mode.wire_name(old)));
                news.push(Data::List(list));
                affected.remove(new.as_str());
            }
        }
        news.extend(affected.into_iter().map(|name| Data::List(list_of(mode, tree, name))));
    }

    /// The client itself has changed these names and what is below, and knows.
    pub(crate) fn absorb(&mut self, names: &[&str]) {
        let user = self.user.clone();
        let tree = user.tree();
        let is_meant = |name: &str| names.iter().any(|above| is_at_or_below(name, above));
        self.names.retain(|name, _| !is_meant(name));
        self.subscribed.retain(|name| !is_meant(name));
        for (name, node) in tree.iter().filter(|(name, _)| is_meant(name) && tree.is_readable(name)) {
            self.names.insert(name.into(), self.know(name, node.mailbox.as_deref(), &tree));
        }
        self.subscribed.extend(tree.subscribed.iter().filter(|name| is_meant(name)).cloned());
    }

    /// What there is now that the user may read; who loses that right hears of the mailbox no more (RFC 5465 §5.9).
    fn look(&self, tree: &Tree) -> Result<BTreeMap<String, Known>, Overflow> {
        if tree.iter().count().saturating_add(tree.subscribed.len()) > MOST {
            return Err(Overflow);
        }
        let known = |(name, node): (&str, &crate::store::Node)| {
            (name.to_string(), self.know(name, node.mailbox.as_deref(), tree))
        };
        Ok(tree.iter().filter(|(name, _)| tree.is_readable(name)).map(known).collect())
    }

    fn know(&self, name: &str, mailbox: Option<&Mailbox>, tree: &Tree) -> Known {
        let Some(mailbox) = mailbox else { return Known::default() };
        let contents = mailbox.contents();
        let mut counts = Counts {
            uid_next: contents.uid_next().get(),
            messages: contents.messages().len(),
            mod_seq: contents.mod_seq().get(),
            unseen: 0,
        };
        if self.events(name, tree.subscribed.contains(name)).flags {
            let before = self.names.get(name).map(|known| known.counts);
            counts.unseen = match before.filter(|before| before.mod_seq == counts.mod_seq) {
                Some(before) => before.unseen,
                None => {
                    contents.messages().iter().filter(|message| !message.flags.contains(&Flag::Seen)).count()
                }
            };
        }
        Known { id: Some(mailbox.id().clone()), counts }
    }

    /// Whether changes of annotations of this mailbox are told; `None`: of the server.
    pub(crate) fn wants_metadata(&self, mailbox: Option<&str>) -> bool {
        match mailbox {
            Some(name) => self.events(name, self.subscribed.contains(name)).metadata,
            None => self.groups.iter().any(|group| group.events.server_metadata),
        }
    }

    /// What is wanted of a mailbox: all that some group asks for (RFC 5465 §6).
    fn events(&self, name: &str, subscribed: bool) -> Events {
        let groups = self.groups.iter().filter(|group| group.mailboxes.contains(name, subscribed));
        groups.fold(Events::default(), |all, Group { events, .. }| Events {
            messages: all.messages || events.messages,
            flags: all.flags || events.flags,
            names: all.names || events.names,
            subscriptions: all.subscriptions || events.subscriptions,
            metadata: all.metadata || events.metadata,
            server_metadata: all.server_metadata || events.server_metadata,
        })
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

impl Events {
    const fn any(self) -> bool {
        self.messages || self.flags || self.names || self.subscriptions || self.metadata
    }

    fn of(group: &EventGroup<'_>) -> Self {
        group.events().iter().fold(Self::default(), |events, event| match event {
            Event::MessageNew(_) | Event::MessageExpunge => Self { messages: true, ..events },
            Event::FlagChange => Self { flags: true, ..events },
            Event::MailboxName => Self { names: true, ..events },
            Event::SubscriptionChange => Self { subscriptions: true, ..events },
            Event::MailboxMetadataChange => Self { metadata: true, ..events },
            Event::ServerMetadataChange => Self { server_metadata: true, ..events },
            Event::AnnotationChange | Event::Other(_) => events,
        })
    }
}

impl Mailboxes {
    /// `None`: the open one.
    fn of(mode: Mode, filter: &FilterMailboxes<'_>) -> Result<Option<Self>, Refusal> {
        let names = |names: &NonEmpty<Name<'_>>| -> Result<Vec<String>, Refusal> {
            names.iter().map(|name| mode.name(name)).collect()
        };
        Ok(Some(match filter {
            FilterMailboxes::Selected | FilterMailboxes::SelectedDelayed => return Ok(None),
            // Mail may be delivered to any.
            FilterMailboxes::Inboxes | FilterMailboxes::Personal => Self::All,
            FilterMailboxes::Subscribed => Self::Subscribed,
            FilterMailboxes::Subtree(above) => Self::Subtree(names(above)?),
            FilterMailboxes::SubtreeOne(above) => Self::SubtreeOne(names(above)?),
            FilterMailboxes::Mailboxes(these) => Self::Named(names(these)?),
        }))
    }

    fn contains(&self, name: &str, subscribed: bool) -> bool {
        match self {
            Self::All => !name.starts_with(OTHERS),
            Self::Subscribed => subscribed,
            Self::Subtree(above) => above.iter().any(|above| is_at_or_below(name, above)),
            Self::SubtreeOne(above) => above.iter().any(|above| {
                name == above || name.rsplit_once(DELIMITER).is_some_and(|(parent, _)| parent == above)
            }),
            Self::Named(names) => names.iter().any(|this| this == name),
        }
    }
}

fn is_at_or_below(name: &str, above: &str) -> bool {
    name.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(DELIMITER))
}
