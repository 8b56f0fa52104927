//! How much a user may keep: GETQUOTA, GETQUOTAROOT, SETQUOTA (RFC 9208).
//!
//! Each user has one quota root, `#user/NAME`, for everything in the user's mailboxes, whoever has put it there. What would
//! exceed a limit is refused with `[OVERQUOTA]`.

use std::sync::{Arc, MutexGuard};

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::capability::Capability;
use imap_fsm::types::code::Code;
use imap_fsm::types::mailbox::Mailbox as Name;
use imap_fsm::types::number::Number64;
use imap_fsm::types::quota::{
    Quota, QuotaResource, QuotaRoot, Resource, ResourceLimit, ResourceName, SetQuota,
};
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::Right;
use imap_fsm::types::string::AString;

use crate::answer::{Outcome, ok};
use crate::lines::{Refusal, no};
use crate::mailbox::{Mailbox, Message};
use crate::reach::Reached;
use crate::service::Service;
use crate::store::{Tree, User};

/// What is told to be limited here.
pub(crate) const CAPABILITIES: [Capability<'static>; 5] = [
    Capability::Quota,
    Capability::QuotaSet,
    Capability::QuotaResource(ResourceName::Storage),
    Capability::QuotaResource(ResourceName::Message),
    Capability::QuotaResource(ResourceName::Mailbox),
];

/// Nobody has more mailboxes and messages than that, whatever SETQUOTA says: copies of messages cost nothing but time.
const MAILBOXES: u64 = 10_000;
const MESSAGES: u64 = 250_000;

const ROOT: &str = "#user/";

/// What a user may keep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Octets of messages.
    pub(crate) storage: Option<u64>,
    pub(crate) messages: Option<u64>,
    pub(crate) mailboxes: u64,
}

/// What a user keeps.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    pub(crate) storage: u64,
    pub(crate) messages: u64,
    pub(crate) mailboxes: u64,
}

impl Usage {
    pub(crate) fn of(storage: u64, messages: usize) -> Self {
        Self { storage, messages: messages as u64, mailboxes: 0 }
    }

    pub(crate) fn of_messages(messages: &[Message]) -> Self {
        Self::of(messages.iter().map(|message| message.mail.len()).sum(), messages.len())
    }

    pub(crate) fn of_mailboxes(mailboxes: u64) -> Self {
        Self { mailboxes, ..Self::default() }
    }

    /// What is left of it when that is gone.
    pub(crate) fn without(self, other: Self) -> Self {
        Self {
            storage: self.storage.saturating_sub(other.storage),
            messages: self.messages.saturating_sub(other.messages),
            mailboxes: self.mailboxes.saturating_sub(other.mailboxes),
        }
    }
}

impl Limits {
    pub(crate) const fn of_storage(storage: Option<u64>) -> Self {
        Self { storage, messages: None, mailboxes: MAILBOXES }
    }

    /// As SETQUOTA says: what it does not name has no limit.
    fn set(limits: &[ResourceLimit<'_>]) -> Result<Self, Refusal> {
        let mut set = Self::of_storage(None);
        for ResourceLimit { resource, limit } in limits {
            match resource {
                Resource::Storage => set.storage = Some(limit.get().saturating_mul(1024)),
                Resource::Message => set.messages = Some(limit.get().min(MESSAGES)),
                Resource::Mailbox => set.mailboxes = limit.get().min(MAILBOXES),
                Resource::AnnotationStorage | Resource::Other(_) => {
                    return Err(no(Code::Cannot, "that cannot be limited here"));
                }
            }
        }
        Ok(set)
    }

    /// Whether it is within the limits that grow by so much. Those that are exceeded already do not matter else.
    fn allow(&self, usage: Usage, more: Usage) -> bool {
        let fits = |used: u64, more: u64, limit: Option<u64>| {
            more == 0 || limit.is_none_or(|limit| used.saturating_add(more) <= limit)
        };
        fits(usage.storage, more.storage, self.storage)
            && fits(usage.messages, more.messages, self.messages.or(Some(MESSAGES)))
            && fits(usage.mailboxes, more.mailboxes, Some(self.mailboxes))
    }
}

impl User {
    /// Refuses what would be over quota.
    pub(crate) fn make_room(&self, tree: &Tree, more: Usage) -> Result<(), Refusal> {
        match self.limits().allow(tree.usage(), more) {
            true => Ok(()),
            false => Err(no(Code::OverQuota, "there is no room for that")),
        }
    }

    fn quota(&self) -> Data<'static> {
        let (usage, limits) = (self.tree().usage(), *self.limits());
        let resource = |resource, usage, limit: Option<u64>| {
            let number = |number| Number64::new(number).unwrap_or(Number64::MAX);
            Some(QuotaResource { resource, usage: number(usage), limit: number(limit?) })
        };
        let limit = limits.storage.map(|octets| octets.div_ceil(1024));
        let resources = [
            resource(Resource::Storage, usage.storage.div_ceil(1024), limit),
            resource(Resource::Message, usage.messages, limits.messages),
            resource(Resource::Mailbox, usage.mailboxes, Some(limits.mailboxes)),
        ];
        Data::Quota(Quota { root: self.quota_root(), resources: resources.into_iter().flatten().collect() })
    }

    fn quota_root(&self) -> AString<'static> {
        AString::try_from(format!("{ROOT}{}", self.name)).unwrap_or(AString::EMPTY)
    }
}

/// What goes from a mailbox when something comes to another.
pub(crate) struct Freed {
    pub(crate) from: Arc<Mailbox>,
    pub(crate) usage: Usage,
}

impl Reached {
    /// Refuses what would be over quota, or come into a mailbox that is gone meanwhile. Neither changes as long as the tree
    /// is held. What goes from mailboxes of the same owner makes room, but not from one that was deleted and is still open.
    pub(crate) fn make_room(
        &self,
        more: Usage,
        freed: Option<&Freed>,
    ) -> Result<MutexGuard<'_, Tree>, Refusal> {
        let tree = self.place.owner.tree();
        let there = tree.mailbox(&self.place.name);
        if !there.is_some_and(|there| Arc::ptr_eq(&there, &self.mailbox)) {
            return Err(no(Code::TryCreate, "no such mailbox"));
        }
        let freed = freed.filter(|freed| tree.has(&freed.from));
        self.place.owner.make_room(&tree, freed.map_or(more, |freed| more.without(freed.usage)))?;
        Ok(tree)
    }
}

impl Tree {
    fn has(&self, mailbox: &Arc<Mailbox>) -> bool {
        self.iter().filter_map(|(_, node)| node.mailbox.as_ref()).any(|known| Arc::ptr_eq(known, mailbox))
    }

    fn usage(&self) -> Usage {
        let mut usage = Usage::default();
        for mailbox in self.iter().filter_map(|(_, node)| node.mailbox.as_ref()) {
            let contents = mailbox.contents();
            usage.storage += contents.octets();
            usage.messages += contents.messages().len() as u64;
            usage.mailboxes += 1;
        }
        usage
    }
}

impl Service {
    pub(crate) fn get_quota(&mut self, root: &AString<'_>) -> Outcome {
        let owner = self.quota_of(root)?;
        Ok(ok("that is all").with(vec![owner.quota()]))
    }

    /// The mailbox need not be there (RFC 9208 §4.1.2).
    pub(crate) fn get_quota_root(&mut self, mailbox: &Name<'_>) -> Outcome {
        let owner = self.place(mailbox)?.owner;
        // Of others, how much there is may be known by those who may look (RFC 9208 §6).
        if !Arc::ptr_eq(&owner, self.user()?) {
            self.reach(mailbox, Right::READ)?;
        }
        let root = QuotaRoot { mailbox: mailbox.clone().into_static(), roots: vec![owner.quota_root()] };
        Ok(ok("that is all").with(vec![Data::QuotaRoot(root), owner.quota()]))
    }

    /// Administrators only.
    pub(crate) fn set_quota(&mut self, set: &SetQuota<'_>) -> Outcome {
        if !self.config.is_admin(&self.user()?.name) {
            return Err(no(Code::NoPerm, "only an administrator can"));
        }
        let owner = self.quota_of(&set.root)?;
        *owner.limits() = Limits::set(&set.limits)?;
        Ok(ok("done").with(vec![owner.quota()]))
    }

    /// The user whose root it is, for that user and administrators. Others are told nothing, not even of who there is.
    fn quota_of(&self, root: &AString<'_>) -> Result<Arc<User>, Refusal> {
        let user = self.user()?;
        let name = std::str::from_utf8(root.as_bytes()).ok().and_then(|root| root.strip_prefix(ROOT));
        let owner = name.and_then(|name| self.store.user(name));
        let owner = owner.filter(|owner| Arc::ptr_eq(owner, user) || self.config.is_admin(&user.name));
        owner.cloned().ok_or(no(Code::NonExistent, "no such quota root"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Copying all messages again and again doubles them each time, and takes no octets worth mentioning.
    #[test]
    fn messages_have_an_end_where_no_quota_is_set() {
        let usage = |messages| Usage::of(0, messages);
        let unlimited = Limits::of_storage(None);
        assert!(unlimited.allow(usage(125_000), usage(125_000)));
        assert!(!unlimited.allow(usage(250_000), usage(1)));
        let most = Number64::new(1_000_000).unwrap();
        let set = Limits::set(&[ResourceLimit { resource: Resource::Message, limit: most }]).unwrap();
        assert_eq!(set.messages, Some(MESSAGES));
    }
}
