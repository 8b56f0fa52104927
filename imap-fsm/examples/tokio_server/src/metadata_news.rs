//! METADATA that nobody asked for: what others have changed, for who has enabled METADATA (RFC 5464 §4.4.2).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::metadata::{Entry, EntryValue, Metadata, MetadataEntries};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::Right;
use tokio::sync::watch;

use crate::annotations::whose;
use crate::metadata::may_annotate;
use crate::reach::known_as;
use crate::service::Service;
use crate::store::{Store, User};

/// How many changes are kept. Who has not asked for anything while more than that came misses the oldest.
const KEPT: usize = 4096;

/// What has changed of late.
pub(crate) struct Changes {
    log: Mutex<Log>,
    news: watch::Sender<()>,
}

#[derive(Default)]
struct Log {
    /// The number of the next change, or of the next client.
    next: u64,
    changes: VecDeque<Change>,
}

struct Change {
    number: u64,
    what: Changed,
    /// The client that knows of it.
    by: Option<u64>,
}

#[derive(Clone, PartialEq)]
struct Changed {
    /// Whose mailbox; `None`: the server.
    owner: Option<String>,
    mailbox: String,
    /// Who sees it; `None`: all do.
    whose: Option<String>,
    entry: Entry<'static>,
}

/// What a client that has enabled METADATA has heard.
pub(crate) struct Heard {
    client: u64,
    /// The number of the next change that it has not heard of.
    next: u64,
    pub(crate) news: watch::Receiver<()>,
}

impl Default for Changes {
    fn default() -> Self {
        Self { log: Mutex::default(), news: watch::channel(()).0 }
    }
}

impl Changes {
    fn log(&self) -> std::sync::MutexGuard<'_, Log> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on.
    pub(crate) fn subscribe(&self) -> Heard {
        let mut log = self.log();
        log.next += 1;
        Heard { client: log.next, next: log.next, news: self.news.subscribe() }
    }

    fn push(&self, what: Changed, by: Option<u64>) {
        let mut log = self.log();
        // It is told once, however often it has changed.
        log.changes.retain(|change| change.what != what);
        if log.changes.len() >= KEPT {
            log.changes.pop_front();
        }
        log.next += 1;
        let number = log.next;
        log.changes.push_back(Change { number, what, by });
        drop(log);
        self.news.send_replace(());
    }

    fn since(&self, heard: &mut Heard) -> Vec<Changed> {
        let log = self.log();
        heard.news.mark_unchanged();
        let new = log.changes.iter().rev().take_while(|change| change.number > heard.next);
        let mut new: Vec<_> =
            new.filter(|change| change.by != Some(heard.client)).map(|change| change.what.clone()).collect();
        heard.next = log.next;
        new.reverse();
        new
    }
}

impl Store {
    /// The name by which a user knows a mailbox whose annotations the user may see.
    fn annotated_name(&self, user: &User, owner: &str, name: String) -> Option<String> {
        let rights = self.user(owner)?.tree().get(&name)?.acl.rights(&user.name, owner);
        let is_seen = rights.contains(Right::LOOKUP) && (may_annotate(rights) || user.name == owner);
        is_seen.then(|| known_as(&user.name, owner, &name))
    }
}

impl Service {
    /// Notes what this client has changed.
    pub(crate) fn metadata_changed(
        &self,
        owner: Option<&Arc<User>>,
        mailbox: &str,
        entries: &[EntryValue<'_>],
    ) {
        let Some(user) = &self.user else { return };
        for EntryValue { entry, .. } in entries {
            let what = Changed {
                owner: owner.map(|owner| owner.name.clone()),
                mailbox: mailbox.into(),
                whose: whose(&user.name, entry),
                entry: entry.as_borrowed().into_static(),
            };
            self.store.changes.push(what, self.heard.as_ref().map(|heard| heard.client));
        }
    }

    /// What others have changed since the client heard of it last.
    pub(crate) fn metadata_news(&mut self) -> Vec<Data<'static>> {
        let (Some(heard), Some(user)) = (&mut self.heard, &self.user) else { return Vec::new() };
        let mut new = self.store.changes.since(heard);
        new.retain(|change| change.whose.as_ref().is_none_or(|whose| *whose == user.name));
        if !self.mode.metadata {
            let mailbox = |change: &Changed| {
                let owner = change.owner.as_ref()?;
                Some(known_as(&user.name, owner, &change.mailbox))
            };
            new.retain(|change| {
                self.notified
                    .as_ref()
                    .is_some_and(|notified| notified.wants_metadata(mailbox(change).as_deref()))
            });
        }
        let new = new.into_iter().filter_map(|Changed { owner, mailbox, entry, .. }| {
            let mailbox = match owner {
                None => Mailbox::try_from("").ok()?,
                Some(owner) => self.mode.wire_name(&self.store.annotated_name(user, &owner, mailbox)?),
            };
            let entries = MetadataEntries::Changed(NonEmpty::one(entry));
            Some(Data::Metadata(Box::new(Metadata { mailbox, entries })))
        });
        new.collect()
    }
}
