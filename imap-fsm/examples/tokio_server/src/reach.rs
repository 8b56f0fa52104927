//! Whose mailbox a name is about, and whether the user may do there what a command does.
//!
//! A user's mailboxes have no prefix. Those of other users are below `Other Users/`: `Other Users/bob/INBOX`, for who has
//! rights on it.

use std::sync::Arc;

use imap_fsm::types::code::Code;
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::rights::{Right, Rights};

use crate::acl::demand;
use crate::lines::{Refusal, no};
use crate::mailbox::Mailbox as Messages;
use crate::service::Service;
use crate::store::{DELIMITER, Store, Tree, User};

/// What the names of other users' mailboxes begin with.
pub(crate) const OTHERS: &str = "Other Users/";

/// The name by which a user knows a mailbox of this or another user.
pub(crate) fn known_as(user: &str, owner: &str, name: &str) -> String {
    if user == owner { name.into() } else { format!("{OTHERS}{owner}{DELIMITER}{name}") }
}

/// Whose mailbox a name is about, if it is that of another user.
pub(crate) fn owner_of(name: &str) -> Option<&str> {
    name.strip_prefix(OTHERS)?.split(DELIMITER).next()
}

/// Where a mailbox is, or would be.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) owner: Arc<User>,
    /// Its name among those of its owner.
    pub(crate) name: String,
}

/// A mailbox that is there.
pub(crate) struct Reached {
    pub(crate) place: Place,
    pub(crate) mailbox: Arc<Messages>,
    /// What the user may do with it.
    pub(crate) rights: Rights,
}

impl Store {
    /// What a name, in Unicode, is about for this user.
    pub(crate) fn place(&self, user: &Arc<User>, name: &str) -> Option<Place> {
        let Some(path) = name.strip_prefix(OTHERS) else {
            return (name != OTHERS.trim_end_matches(DELIMITER))
                .then(|| Place { owner: user.clone(), name: name.into() });
        };
        let (owner, name) = path.split_once(DELIMITER)?;
        Some(Place { owner: self.user(owner)?.clone(), name: name.into() })
    }

    /// The mailbox of this name, if this user may do that with it.
    pub(crate) fn reach(&self, user: &Arc<User>, name: &str, right: Right) -> Result<Reached, Refusal> {
        let none = || no(Code::NonExistent, "no such mailbox");
        let place = self.place(user, name).ok_or_else(none)?;
        let tree = place.owner.tree();
        let node = tree.get(&place.name).ok_or_else(none)?;
        let mailbox = node.mailbox.clone().ok_or_else(none)?;
        let rights = node.acl.rights(&user.name, &place.owner.name);
        demand(rights, right)?;
        drop(tree);
        Ok(Reached { place, mailbox, rights })
    }
}

impl Service {
    pub(crate) fn place(&self, mailbox: &Mailbox<'_>) -> Result<Place, Refusal> {
        let name = self.mode.name(mailbox)?;
        self.store.place(self.user()?, &name).ok_or(no(Code::NonExistent, "no such mailbox"))
    }

    /// Where a mailbox is to come into being. Who the other users are is not told.
    pub(crate) fn place_of_new(&self, mailbox: &Mailbox<'_>) -> Result<Place, Refusal> {
        self.place(mailbox).map_err(|why| match why.code {
            Some(Code::NonExistent) => no(Code::NoPerm, "you have no right to do that"),
            _ => why,
        })
    }

    pub(crate) fn reach(&self, mailbox: &Mailbox<'_>, right: Right) -> Result<Reached, Refusal> {
        self.store.reach(self.user()?, &self.mode.name(mailbox)?, right)
    }

    /// Where messages are put. A client may create its own mailbox if it is not there.
    pub(crate) fn reach_target(&self, mailbox: &Mailbox<'_>) -> Result<Reached, Refusal> {
        self.reach(mailbox, Right::INSERT).map_err(|why| match why.code {
            Some(Code::NonExistent) if !self.is_others(mailbox) => no(Code::TryCreate, why.text),
            _ => why,
        })
    }

    fn is_others(&self, mailbox: &Mailbox<'_>) -> bool {
        self.mode.name(mailbox).is_ok_and(|name| name.starts_with(OTHERS))
    }

    /// Whether the user may create this mailbox: by the right to create below the nearest that there is, or as the owner
    /// of all (RFC 4314 §4).
    pub(crate) fn may_create(&self, tree: &Tree, place: &Place) -> Result<(), Refusal> {
        let user = &self.user()?.name;
        let above = place.name.rmatch_indices(DELIMITER).map(|(end, _)| &place.name[..end]);
        let parent = above.filter_map(|above| tree.get(above)).find(|node| node.mailbox.is_some());
        let may = match parent {
            // One that may not be seen is as if there were none.
            Some(parent) => parent.acl.rights(user, &place.owner.name).contains(Right::CREATE_MAILBOXES),
            None => *user == place.owner.name,
        };
        if may { Ok(()) } else { Err(no(Code::NoPerm, "you have no right to do that")) }
    }
}
