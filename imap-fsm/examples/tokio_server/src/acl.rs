//! Who may do what with a mailbox: SETACL, DELETEACL, GETACL, LISTRIGHTS, MYRIGHTS (RFC 4314).
//!
//! [`Reached`](crate::reach::Reached) is where rights are asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::acl::{
    AclData, AclEntry, DeleteAcl, GetAcl, GrantableRights, Identifier, ListRights, ListRightsData, ModRights,
    MyRights, MyRightsData, SetAcl,
};
use imap_fsm::types::code::Code;
use imap_fsm::types::flag::Flag;
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::{Right, Rights};

use crate::answer::{Outcome, ok};
use crate::lines::{Refusal, bad, no};
use crate::reach::Place;
use crate::service::Service;
use crate::store::{Node, Tree};

/// All rights that there are here.
const ALL: &[Right] = &[
    Right::LOOKUP,
    Right::READ,
    Right::SEEN,
    Right::WRITE,
    Right::INSERT,
    Right::POST,
    Right::CREATE_MAILBOXES,
    Right::DELETE_MAILBOX,
    Right::DELETE_MESSAGES,
    Right::EXPUNGE,
    Right::ADMINISTER,
];
/// What the owner always has, so as not to be locked out.
const OWNERS: [Right; 2] = [Right::LOOKUP, Right::ADMINISTER];
/// One of these is enough for MYRIGHTS.
const ANY: [Right; 6] = [
    Right::LOOKUP,
    Right::READ,
    Right::INSERT,
    Right::CREATE_MAILBOXES,
    Right::DELETE_MAILBOX,
    Right::ADMINISTER,
];
/// How many identifiers a list can have, and how long they can be.
const COUNT: usize = 100;
const LEN: usize = 256;

/// An access control list: the rights that identifiers have, and with `-` before them have not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Acl {
    entries: BTreeMap<String, Rights>,
}

impl Acl {
    /// The list of a mailbox that only its owner sees.
    pub(crate) fn of(owner: &str) -> Self {
        Self { entries: BTreeMap::from([(owner.into(), all())]) }
    }

    /// The rights of a user: those of the user and of anyone, without those that are taken from either.
    pub(crate) fn rights(&self, user: &str, owner: &str) -> Rights {
        let of = |identifier: &str| self.entries.get(identifier).copied().unwrap_or_default();
        let given = of(user) | of("anyone");
        let taken = of(&format!("-{user}")) | of("-anyone");
        let own = if user == owner { OWNERS.into() } else { Rights::EMPTY };
        (given - taken) | own
    }

    fn change(&mut self, identifier: &str, owner: &str, change: ModRights) -> Result<(), Refusal> {
        let before = self.entries.get(identifier).copied().unwrap_or_default();
        let mut rights = change.apply(before);
        if identifier == owner {
            rights |= OWNERS.into();
        }
        if rights.is_empty() {
            self.entries.remove(identifier);
        } else if self.entries.len() >= COUNT && !self.entries.contains_key(identifier) {
            return Err(no(Code::Limit, "the list has too many entries"));
        } else {
            self.entries.insert(identifier.into(), rights);
        }
        Ok(())
    }
}

pub(crate) fn all() -> Rights {
    ALL.iter().copied().collect()
}

/// The right to change a flag (RFC 4314 §4).
pub(crate) fn right_of(flag: &Flag<'_>) -> Right {
    match flag {
        Flag::Seen => Right::SEEN,
        Flag::Deleted => Right::DELETE_MESSAGES,
        _ => Right::WRITE,
    }
}

impl Service {
    pub(crate) fn set_acl(&mut self, set: &SetAcl<'_>) -> Outcome {
        let identifier = &*prepared(&set.identifier)?;
        let change = match set.rights {
            ModRights::Replace(rights) => ModRights::Replace(known(rights)?),
            ModRights::Add(rights) => ModRights::Add(known(rights)?),
            ModRights::Remove(rights) => ModRights::Remove(known(rights)?),
        };
        self.change_acl(&set.mailbox, identifier, change)?;
        Ok(ok("done"))
    }

    pub(crate) fn delete_acl(&mut self, delete: &DeleteAcl<'_>) -> Outcome {
        let identifier = &*prepared(&delete.identifier)?;
        let nothing = ModRights::Replace(Rights::EMPTY);
        self.change_acl(&delete.mailbox, identifier, nothing)?;
        Ok(ok("done"))
    }

    /// Those who wait for changes of what they may see hear of it.
    fn change_acl(&self, mailbox: &Mailbox<'_>, identifier: &str, change: ModRights) -> Result<(), Refusal> {
        self.administer(mailbox, |node, owner| node.acl.change(identifier, owner, change))?;
        self.place(mailbox)?.owner.tree().tell();
        Ok(())
    }

    pub(crate) fn get_acl(&mut self, get: &GetAcl<'_>) -> Outcome {
        let entries = self.administer(&get.mailbox, |node, _| {
            let entry = |(identifier, rights): (&String, &Rights)| {
                let identifier = Identifier::try_from(identifier.clone()).ok()?;
                Some(AclEntry { identifier, rights: rights.with_obsolete() })
            };
            Ok(node.acl.entries.iter().filter_map(entry).collect())
        })?;
        Ok(ok("that is all")
            .with(vec![Data::Acl(AclData { mailbox: get.mailbox.clone().into_static(), entries })]))
    }

    pub(crate) fn list_rights(&mut self, list: &ListRights<'_>) -> Outcome {
        let identifier = &*prepared(&list.identifier)?;
        let required = self.administer(&list.mailbox, |_, owner| {
            Ok(if identifier == owner { Rights::from(OWNERS) } else { Rights::EMPTY })
        })?;
        // None is tied to another; `c` stands for `k`, and `d` for `t` and `e`.
        let rights = ALL.iter().copied().filter(|&right| !required.contains(right));
        let optional = rights.chain([Right::CREATE, Right::DELETE]).map(Rights::from).collect();
        let data = ListRightsData {
            mailbox: list.mailbox.clone().into_static(),
            identifier: list.identifier.clone().into_static(),
            rights: GrantableRights::new(required, optional).expect("each right is listed once"),
        };
        Ok(ok("that is all").with(vec![Data::ListRights(Box::new(data))]))
    }

    pub(crate) fn my_rights(&mut self, my: &MyRights<'_>) -> Outcome {
        let place = self.place(&my.mailbox)?;
        let rights = self.rights_at(&place.owner.tree(), &place)?;
        if (rights & ANY.into()).is_empty() {
            return Err(no(Code::NonExistent, "no such mailbox"));
        }
        Ok(ok("that is all").with(vec![my_rights(my.mailbox.clone().into_static(), rights)]))
    }

    /// Works on a mailbox of which the user has the right to change the list.
    fn administer<T>(
        &self,
        mailbox: &Mailbox<'_>,
        work: impl FnOnce(&mut Node, &str) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let place = self.place(mailbox)?;
        let mut tree = place.owner.tree();
        let rights = self.rights_at(&tree, &place)?;
        demand(rights, Right::ADMINISTER)?;
        let node = tree.get_mut(&place.name).ok_or(no(Code::NonExistent, "no such mailbox"))?;
        work(node, &place.owner.name)
    }

    /// The user's rights on a mailbox that is there.
    pub(crate) fn rights_at(&self, tree: &Tree, place: &Place) -> Result<Rights, Refusal> {
        let node = tree.get(&place.name).filter(|node| node.mailbox.is_some());
        let node = node.ok_or(no(Code::NonExistent, "no such mailbox"))?;
        Ok(node.acl.rights(&self.user()?.name, &place.owner.name))
    }
}

/// MYRIGHTS, with the obsolete rights that go with others.
pub(crate) fn my_rights(mailbox: Mailbox<'static>, rights: Rights) -> Data<'static> {
    Data::MyRights(MyRightsData { mailbox, rights: rights.with_obsolete() })
}

/// Refuses who has not the right, and hides the mailbox from who may not see it (RFC 4314 §6).
pub(crate) fn demand(rights: Rights, right: Right) -> Result<(), Refusal> {
    if rights.contains(right) {
        Ok(())
    } else if rights.contains(Right::LOOKUP) {
        Err(no(Code::NoPerm, "you have no right to do that"))
    } else {
        Err(no(Code::NonExistent, "no such mailbox"))
    }
}

/// Rights that a client gives: no unknown ones, and none that is obsolete.
fn known(rights: Rights) -> Result<Rights, Refusal> {
    let rights = rights.without_obsolete();
    match all().contains_all(rights) {
        true => Ok(rights),
        false => Err(bad("there is no such right")),
    }
}

/// The identifier as names of users are written (RFC 4314 §3).
fn prepared<'i>(identifier: &'i Identifier<'_>) -> Result<Cow<'i, str>, Refusal> {
    let name = std::str::from_utf8(identifier.as_bytes()).map_err(|_| bad("identifiers are UTF-8"))?;
    if name.len() > LEN {
        return Err(no(Code::Limit, "the identifier is too long"));
    }
    let name = stringprep::saslprep(name).map_err(|_| bad("that is no identifier"))?;
    match name.trim_start_matches('-').is_empty() {
        true => Err(bad("that is no identifier")),
        false => Ok(name),
    }
}
