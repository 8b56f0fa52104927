//! What the server keeps: users, and the tree of mailboxes that each has. All of it is in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use imap_fsm::types::list::MailboxAttribute;
use imap_fsm::types::rights::Right;

use ring::hmac;
use ring::rand::SystemRandom;
use tokio::sync::watch;

use crate::acl::Acl;
use crate::annotations::Annotations;
use crate::config::Config;
use crate::mailbox::Mailbox;
use crate::metadata_news::Changes;
use crate::quota::Limits;

/// What parts the names in a path.
pub(crate) const DELIMITER: char = '/';

/// All users.
pub(crate) struct Store {
    users: BTreeMap<String, Arc<User>>,
    annotations: Mutex<Annotations>,
    /// From which salts are made. It is gone with the mail.
    pub(crate) secret: hmac::Key,
    pub(crate) changes: Changes,
}

/// A user, whose connections share everything.
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: String,
    limits: Mutex<Limits>,
    tree: Mutex<Tree>,
}

/// The mailboxes of a user, by their names in Unicode.
pub(crate) struct Tree {
    owner: String,
    nodes: BTreeMap<String, Node>,
    pub(crate) subscribed: BTreeSet<String>,
    /// What the user alone sees of those of the server.
    pub(crate) server_annotations: Annotations,
    uid_validity: u32,
    /// Tells of changes of names, subscriptions and messages.
    changes: watch::Sender<()>,
}

/// A name.
pub(crate) struct Node {
    /// `None`: there is only something below it.
    pub(crate) mailbox: Option<Arc<Mailbox>>,
    /// What the mailbox is for.
    pub(crate) special_use: Option<MailboxAttribute<'static>>,
    pub(crate) annotations: Annotations,
    pub(crate) acl: Acl,
}

impl Node {
    const fn new(acl: Acl) -> Self {
        Self { mailbox: None, special_use: None, annotations: Annotations::new(), acl }
    }
}

impl Store {
    pub(crate) fn new(config: &Config) -> Self {
        let user = |(name, password): &(String, String)| {
            let password = password.clone();
            let tree = Mutex::new(Tree::new(name));
            let limits = Mutex::new(Limits::of_storage(config.quota_of(name)));
            (name.clone(), Arc::new(User { name: name.clone(), password, limits, tree }))
        };
        let users = config.users.iter().map(user).collect();
        let secret = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new()).expect("random numbers");
        Self { users, annotations: Mutex::default(), secret, changes: Changes::default() }
    }

    pub(crate) fn user(&self, name: &str) -> Option<&Arc<User>> {
        self.users.get(name)
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &Arc<User>> {
        self.users.values()
    }

    /// The annotations of the server that all users see. Who needs a tree as well locks that first.
    pub(crate) fn annotations(&self) -> MutexGuard<'_, Annotations> {
        self.annotations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl User {
    /// Never hold this over an `await`. Who needs a mailbox as well locks this first.
    pub(crate) fn tree(&self) -> MutexGuard<'_, Tree> {
        self.tree.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A mailbox of the user's own that the user may read.
    pub(crate) fn readable(&self, name: &str) -> Option<Arc<Mailbox>> {
        let tree = self.tree();
        let node = tree.get(name)?;
        node.acl.rights(&self.name, &self.name).contains(Right::READ).then(|| node.mailbox.clone())?
    }

    /// What the user may keep. Never hold this over anything.
    pub(crate) fn limits(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells of changes of anything from now on.
    pub(crate) fn changes(&self) -> watch::Receiver<()> {
        self.tree().changes.subscribe()
    }
}

impl Tree {
    fn new(owner: &str) -> Self {
        // Nothing outlives the process, so that a later one must not give the same UIDs to other messages.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut tree = Self {
            owner: owner.into(),
            nodes: BTreeMap::new(),
            subscribed: BTreeSet::new(),
            server_annotations: Annotations::default(),
            uid_validity: now as u32,
            changes: watch::channel(()).0,
        };
        tree.create("INBOX", None);
        for (name, special_use) in [
            ("Archive", MailboxAttribute::Archive),
            ("Drafts", MailboxAttribute::Drafts),
            ("Junk", MailboxAttribute::Junk),
            ("Sent", MailboxAttribute::Sent),
            ("Trash", MailboxAttribute::Trash),
        ] {
            tree.create(name, Some(special_use));
        }
        tree
    }

    /// Names and what they are, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.nodes.iter().map(|(name, node)| (name.as_str(), node))
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        self.nodes.get(name)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.nodes.get_mut(name)
    }

    /// All annotations that are kept for the user.
    pub(crate) fn annotations(&self) -> impl Iterator<Item = &Annotations> {
        self.nodes.values().map(|node| &node.annotations).chain([&self.server_annotations])
    }

    pub(crate) fn mailbox(&self, name: &str) -> Option<Arc<Mailbox>> {
        self.nodes.get(name)?.mailbox.clone()
    }

    pub(crate) fn has_children(&self, name: &str) -> bool {
        self.below(name).next().is_some()
    }

    /// The names below this one.
    pub(crate) fn below(&self, name: &str) -> impl Iterator<Item = &String> {
        let path = format!("{name}{DELIMITER}");
        self.nodes
            .range(path.clone()..)
            .map(|(child, _)| child)
            .take_while(move |child| child.starts_with(&path))
    }

    /// Subscribes, or ends that.
    pub(crate) fn subscribe(&mut self, name: &str, subscribed: bool) {
        match subscribed {
            true => self.subscribed.insert(name.into()),
            false => self.subscribed.remove(name),
        };
        self.tell();
    }

    /// Tells those who wait for changes of names, and of what may be done with them.
    pub(crate) fn tell(&self) {
        self.changes.send_replace(());
    }

    /// Creates a mailbox, and those above it that are missing (RFC 9051 §6.3.4).
    pub(crate) fn create(&mut self, name: &str, special_use: Option<MailboxAttribute<'static>>) {
        self.create_above(name);
        let mailbox = self.new_mailbox();
        // A name that had no mailbox may have annotations.
        let acl = self.inherited(name);
        let node = self.nodes.entry(name.into()).or_insert_with(|| Node::new(Acl::default()));
        (node.mailbox, node.special_use, node.acl) = (Some(mailbox), special_use, acl);
        self.tell();
    }

    /// How many mailboxes come into being with this one, or above it.
    pub(crate) fn missing(&self, name: &str) -> u64 {
        self.missing_above(name) + u64::from(self.mailbox(name).is_none())
    }

    pub(crate) fn missing_above(&self, name: &str) -> u64 {
        name.match_indices(DELIMITER).filter(|&(end, _)| self.mailbox(&name[..end]).is_none()).count() as u64
    }

    fn create_above(&mut self, name: &str) {
        for (end, _) in name.match_indices(DELIMITER) {
            if self.mailbox(&name[..end]).is_none() {
                let mailbox = self.new_mailbox();
                let acl = self.inherited(&name[..end]);
                let node = self.nodes.entry(name[..end].into()).or_insert_with(|| Node::new(Acl::default()));
                (node.mailbox, node.acl) = (Some(mailbox), acl);
            }
        }
    }

    /// What a new mailbox takes over from the nearest above it (RFC 4314 §4).
    fn inherited(&self, name: &str) -> Acl {
        let mut above = name.rmatch_indices(DELIMITER).map(|(end, _)| &name[..end]);
        let parent = above.find_map(|above| self.get(above).filter(|node| node.mailbox.is_some()));
        parent.map_or_else(|| Acl::of(&self.owner), |node| node.acl.clone())
    }

    /// UIDs of a mailbox are never those of one that had its name before.
    fn new_mailbox(&mut self) -> Arc<Mailbox> {
        self.uid_validity = self.uid_validity.wrapping_add(1);
        Arc::new(Mailbox::new(
            NonZeroU32::new(self.uid_validity).unwrap_or(NonZeroU32::MIN),
            self.changes.clone(),
        ))
    }

    /// Deletes a mailbox; its name stays as long as there is something below (RFC 9051 §6.3.5).
    pub(crate) fn delete(&mut self, name: &str) {
        if self.has_children(name) {
            self.nodes.insert(name.into(), Node::new(Acl::default()));
        } else {
            self.nodes.remove(name);
            self.prune_above(name);
        }
        self.tell();
    }

    /// Removes the names above that are no mailboxes, and have nothing below them any more.
    fn prune_above(&mut self, name: &str) {
        for (end, _) in name.rmatch_indices(DELIMITER) {
            let above = &name[..end];
            if self.get(above).is_some_and(|node| node.mailbox.is_none()) && !self.has_children(above) {
                self.nodes.remove(above);
            }
        }
    }

    /// Renames a mailbox and all below it.
    pub(crate) fn rename(&mut self, from: &str, to: &str) {
        self.create_above(to);
        let below: Vec<String> = self.below(from).cloned().collect();
        for old in std::iter::once(from.to_string()).chain(below) {
            if let Some(node) = self.nodes.remove(&old) {
                self.nodes.insert(format!("{to}{}", &old[from.len()..]), node);
            }
        }
        self.prune_above(from);
        self.tell();
    }

    /// Renames the inbox, which stays, empty, and keeps what is below it (RFC 9051 §6.3.6). Both have its annotations
    /// then (RFC 5464 §4.1), and nobody sees more of the messages than before.
    pub(crate) fn rename_inbox(&mut self, to: &str) {
        self.create(to, None);
        let of_inbox = self.get("INBOX").map(|inbox| (inbox.annotations.clone(), inbox.acl.clone()));
        if let (Some(of_inbox), Some(node)) = (of_inbox, self.get_mut(to)) {
            (node.annotations, node.acl) = of_inbox;
        }
        let (Some(inbox), Some(target)) = (self.mailbox("INBOX"), self.mailbox(to)) else { return };
        let moved = inbox.change(|contents| {
            let moved = contents.messages().to_vec();
            contents.expunge(|_| true);
            moved
        });
        target.change(|contents| {
            // They are not more than the inbox had.
            let _ = contents.admit(moved.iter().map(|message| &message.flags));
            for message in moved {
                contents.append(message.flags, message.mail);
            }
        });
    }
}
