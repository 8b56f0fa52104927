//! GETMETADATA and SETMETADATA (RFC 5464), and METADATA in LIST (RFC 9590).

use std::sync::Arc;

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::code::Code;
use imap_fsm::types::list::MailboxAttribute;
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::metadata::{
    Depth, Entry, EntryValue, GetMetadata, GetMetadataOption, Metadata, MetadataCode, MetadataEntries,
    SetMetadata,
};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::{Right, Rights};

use crate::acl::demand;
use crate::annotations::{Annotations, NAME, chosen, made, octets};
use crate::answer::{Outcome, ok};
use crate::filters::check_filter;
use crate::lines::{Refusal, bad, no};
use crate::mailboxes::usable;
use crate::reach::Place;
use crate::service::Service;
use crate::store::{Node, Tree, User};

/// What a mailbox is for (RFC 6154 §4).
const SPECIAL_USE: &str = "/private/specialuse";
/// How to reach who runs the server.
const ADMIN: &str = "/shared/admin";
/// How many octets of annotations a user can keep in all mailboxes together, and as many are kept for the server.
const TOTAL: usize = 1 << 20;

/// How many annotations a command can be about.
const ENTRIES: usize = 256;

impl Service {
    pub(crate) fn get_metadata(&mut self, get: &GetMetadata<'_>) -> Outcome {
        let (mut depth, mut max_size) = (Depth::Zero, None);
        for option in &get.options {
            match option {
                GetMetadataOption::Depth(wanted) => depth = *wanted,
                GetMetadataOption::MaxSize(octets) => max_size = Some(*octets),
                GetMetadataOption::Other(_) => return Err(bad("unknown option")),
            }
        }
        check_count(get.entries.len())?;
        get.entries.iter().try_for_each(check_scope)?;
        let there = if get.mailbox.as_bytes().is_empty() {
            self.server_annotations()?
        } else {
            let place = self.place(&get.mailbox)?;
            let tree = place.owner.tree();
            annotations(self.annotated(&tree, &place)?, self.user()?, &place.owner)
        };
        let (found, longest) = chosen(&there, &get.entries, depth, max_size);
        let data = values(get.mailbox.clone().into_static(), found);
        let code = longest.map(|octets| Code::Metadata(MetadataCode::LongEntries(octets)));
        Ok(ok("that is all").with(data.into_iter().collect::<Vec<_>>()).code(code))
    }

    pub(crate) fn set_metadata(&mut self, set: &SetMetadata<'_>) -> Outcome {
        check_count(set.entries.len())?;
        set.entries.iter().try_for_each(|entry| check_name(&entry.entry))?;
        let user = self.user()?.clone();
        if set.mailbox.as_bytes().is_empty() {
            set.entries.iter().try_for_each(check_filter)?;
            self.set_server_annotations(&set.entries)?;
            self.metadata_changed(None, "", &set.entries);
            return Ok(ok("done"));
        }
        let place = self.place(&set.mailbox)?;
        let name = &place.name[..];
        let mut tree = place.owner.tree();
        let node = self.annotated(&tree, &place)?;
        let (special_use, entries): (Vec<_>, Vec<_>) =
            set.entries.iter().cloned().partition(|entry| is_special_use(&entry.entry));
        let special_use = match special_use.last() {
            Some(_) if !Arc::ptr_eq(&place.owner, &user) => {
                return Err(no(Code::NoPerm, "what mailboxes are for is said by their owner"));
            }
            Some(entry) => Some(special_use_of(&tree, name, entry)?),
            None => None,
        };
        node.annotations.check(&user.name, &entries).map_err(refused)?;
        fits(tree.annotations(), &entries)?;
        if let Some(node) = tree.get_mut(name) {
            entries.iter().for_each(|entry| node.annotations.set(&user.name, entry));
            if let Some(special_use) = special_use {
                node.special_use = special_use;
            }
        }
        drop(tree);
        self.metadata_changed(Some(&place.owner), name, &set.entries);
        Ok(ok("done"))
    }

    /// What the user may annotate: a mailbox with rights enough, or an own name of which there is none
    /// (RFC 5464 §3.3, §4.1).
    fn annotated<'t>(&self, tree: &'t Tree, place: &Place) -> Result<&'t Node, Refusal> {
        let user = self.user()?;
        let node = tree.get(&place.name).ok_or(no(Code::NonExistent, "no such mailbox"))?;
        let rights = node.acl.rights(&user.name, &place.owner.name);
        demand(rights, Right::LOOKUP)?;
        match may_annotate(rights) || node.mailbox.is_none() {
            true => Ok(node),
            false => Err(no(Code::NoPerm, "you have no right to do that")),
        }
    }

    /// The annotations of the server. Of those that are private, the user's.
    pub(crate) fn server_annotations(&self) -> Result<Vec<EntryValue<'static>>, Refusal> {
        let user = self.user()?;
        let mut there = vec![made(ADMIN, "mailto:postmaster@localhost".into())];
        there.extend(self.store.annotations().of(&user.name).cloned());
        there.extend(user.tree().server_annotations.of(&user.name).cloned());
        Ok(there)
    }

    fn set_server_annotations(&self, entries: &[EntryValue<'_>]) -> Result<(), Refusal> {
        let user = self.user()?;
        let (private, shared): (Vec<_>, Vec<_>) =
            entries.iter().cloned().partition(|entry| entry.entry.is_private());
        // All users see these (RFC 5464 §3.3).
        if !shared.is_empty() && !self.config.is_admin(&user.name) {
            return Err(no(Code::NoPerm, "only an administrator can"));
        }
        if shared.iter().any(|entry| is_named(&entry.entry, ADMIN)) {
            return Err(no(Code::Cannot, "that cannot be changed"));
        }
        let mut tree = user.tree();
        let mut of_server = self.store.annotations();
        tree.server_annotations.check(&user.name, &private).map_err(refused)?;
        of_server.check(&user.name, &shared).map_err(refused)?;
        fits(tree.annotations(), &private)?;
        fits([&*of_server], &shared)?;
        private.iter().for_each(|entry| tree.server_annotations.set(&user.name, entry));
        shared.iter().for_each(|entry| of_server.set(&user.name, entry));
        Ok(())
    }
}

/// METADATA of a mailbox, if there is anything to say.
pub(crate) fn values(mailbox: Mailbox<'static>, found: Vec<EntryValue<'static>>) -> Option<Data<'static>> {
    let entries = MetadataEntries::Values(NonEmpty::try_from(found).ok()?);
    Some(Data::Metadata(Box::new(Metadata { mailbox, entries })))
}

/// Who may see or change annotations may also look the mailbox up (RFC 5464 §3.3).
pub(crate) fn may_annotate(rights: Rights) -> bool {
    [Right::READ, Right::SEEN, Right::WRITE, Right::INSERT, Right::POST]
        .iter()
        .any(|&right| rights.contains(right))
}

/// What a mailbox is to be for from now on, checked as CREATE does (RFC 6154 §4).
fn special_use_of(
    tree: &Tree,
    name: &str,
    entry: &EntryValue<'_>,
) -> Result<Option<MailboxAttribute<'static>>, Refusal> {
    let Some(value) = &entry.value else { return Ok(None) };
    let words = std::str::from_utf8(value.as_bytes()).unwrap_or("?").split_ascii_whitespace();
    let uses: Result<Vec<_>, _> = words.map(MailboxAttribute::try_from).collect();
    let special_use = usable(&uses.map_err(|_| no(Code::UseAttr, "no mailbox can be for that"))?)?;
    let is_taken = |(other, node): (&str, &Node)| other != name && node.special_use == special_use;
    if special_use.is_some() && tree.iter().any(is_taken) {
        return Err(no(Code::UseAttr, "another mailbox is for that"));
    }
    if special_use.is_some() && tree.mailbox(name).is_none() {
        return Err(no(Code::UseAttr, "there is only something below this name"));
    }
    Ok(special_use)
}

/// What a mailbox has: what was set, and what it is for.
pub(crate) fn annotations(node: &Node, user: &User, owner: &User) -> Vec<EntryValue<'static>> {
    let special_use = node.special_use.as_ref().filter(|_| user.name == owner.name);
    let special_use = special_use.map(|attribute| String::from_utf8_lossy(attribute.as_bytes()));
    let special_use = special_use.map(|attribute| made(SPECIAL_USE, attribute.into_owned()));
    special_use.into_iter().chain(node.annotations.of(&user.name).cloned()).collect()
}

/// Whether there is room for these besides those that there are.
fn fits<'k>(
    there: impl IntoIterator<Item = &'k Annotations>,
    entries: &[EntryValue<'_>],
) -> Result<(), Refusal> {
    let added: usize = entries.iter().filter(|entry| entry.value.is_some()).map(octets).sum();
    let kept: usize = there.into_iter().map(Annotations::octets).sum();
    match added == 0 || kept.saturating_add(added) <= TOTAL {
        true => Ok(()),
        false => Err(refused(MetadataCode::TooMany)),
    }
}

fn refused(code: MetadataCode) -> Refusal {
    let text = match code {
        MetadataCode::MaxSize(_) => "the value is too long",
        MetadataCode::TooMany | MetadataCode::LongEntries(_) | MetadataCode::NoPrivate => {
            "too many annotations"
        }
    };
    no(Code::Metadata(code), text)
}

fn is_named(entry: &Entry<'_>, name: &str) -> bool {
    entry.as_bytes().eq_ignore_ascii_case(name.as_bytes())
}

fn is_special_use(entry: &Entry<'_>) -> bool {
    is_named(entry, SPECIAL_USE)
}

/// Refuses so many at once: nothing has as many annotations.
pub(crate) fn check_count(count: usize) -> Result<(), Refusal> {
    if count > ENTRIES { Err(no(Code::Limit, "that is too much for one command")) } else { Ok(()) }
}

/// Every name begins with its scope (RFC 5464 §3.2).
pub(crate) fn check_scope(entry: &Entry<'_>) -> Result<(), Refusal> {
    match entry.is_private() || entry.is_shared() {
        true => Ok(()),
        false => Err(bad("names of annotations begin with /private or /shared")),
    }
}

/// Names that can have a value: of two components at least, and of four where a vendor gives them (RFC 5464 §3.2).
fn check_name(entry: &Entry<'_>) -> Result<(), Refusal> {
    check_scope(entry)?;
    let of_vendor = entry.components().nth(1).is_some_and(|name| name.eq_ignore_ascii_case(b"vendor"));
    if entry.components().count() < if of_vendor { 4 } else { 2 } {
        return Err(bad("the name of the annotation has too few components"));
    }
    match entry.as_bytes().len() > NAME {
        true => Err(no(Code::Limit, "the name of the annotation is too long")),
        false => Ok(()),
    }
}
