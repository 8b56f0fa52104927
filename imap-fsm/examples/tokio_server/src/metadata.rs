//! GETMETADATA and SETMETADATA (RFC 5464), and METADATA in LIST (RFC 9590).

use imap_fsm::types::code::Code;
use imap_fsm::types::list::MailboxAttribute;
use imap_fsm::types::metadata::{
    Depth, Entry, EntryValue, GetMetadata, GetMetadataOption, Metadata, MetadataCode, MetadataEntries,
    SetMetadata,
};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::response::Data;

use crate::annotations::{Annotations, NAME, chosen, made, octets};
use crate::answer::{Outcome, ok};
use crate::lines::{Refusal, bad, no};
use crate::mailboxes::usable;
use crate::service::Service;
use crate::store::{Node, Tree};

/// What a mailbox is for (RFC 6154 §4).
const SPECIAL_USE: &str = "/private/specialuse";
/// How to reach who runs the server.
const ADMIN: &str = "/shared/admin";
/// How many octets of annotations a user can keep in all mailboxes together, and as many are kept for the server.
const TOTAL: usize = 1 << 20;

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
        get.entries.iter().try_for_each(check_scope)?;
        let there = if get.mailbox.as_bytes().is_empty() {
            self.server_annotations()?
        } else {
            let name = self.mode.name(&get.mailbox)?;
            let user = self.user()?;
            let tree = user.tree();
            let node = tree.get(&name).ok_or(no(Code::NonExistent, "no such mailbox"))?;
            annotations(node, &user.name)
        };
        let (found, longest) = chosen(&there, &get.entries, depth, max_size);
        let mailbox = imap_fsm::types::IntoBoundedStatic::into_static(get.mailbox.clone());
        let entries = NonEmpty::try_from(found).ok().map(MetadataEntries::Values);
        let data = entries.map(|entries| Data::Metadata(Box::new(Metadata { mailbox, entries })));
        let code = longest.map(|octets| Code::Metadata(MetadataCode::LongEntries(octets)));
        Ok(ok("that is all").with(data.into_iter().collect::<Vec<_>>()).code(code))
    }

    pub(crate) fn set_metadata(&mut self, set: &SetMetadata<'_>) -> Outcome {
        set.entries.iter().try_for_each(|entry| check_name(&entry.entry))?;
        let user = self.user()?.clone();
        if set.mailbox.as_bytes().is_empty() {
            self.set_server_annotations(&set.entries)?;
            self.metadata_changed(None, "", &set.entries);
            return Ok(ok("done"));
        }
        let name = self.mode.name(&set.mailbox)?;
        let mut tree = user.tree();
        let Some(node) = tree.get(&name) else { return Err(no(Code::NonExistent, "no such mailbox")) };
        let (special_use, entries): (Vec<_>, Vec<_>) =
            set.entries.iter().cloned().partition(|entry| is_special_use(&entry.entry));
        let special_use = match special_use.last() {
            Some(entry) => Some(self.special_use(&tree, &name, entry)?),
            None => None,
        };
        node.annotations.check(&user.name, &entries).map_err(refused)?;
        fits(tree.annotations(), &entries)?;
        if let Some(node) = tree.get_mut(&name) {
            entries.iter().for_each(|entry| node.annotations.set(&user.name, entry));
            if let Some(special_use) = special_use {
                node.special_use = special_use;
            }
        }
        drop(tree);
        self.metadata_changed(Some(&user), &name, &set.entries);
        Ok(ok("done"))
    }

    /// What a mailbox is to be for from now on, checked as CREATE does (RFC 6154 §4).
    fn special_use(
        &self,
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

    /// The annotations of the server. Of those that are private, the user's.
    fn server_annotations(&self) -> Result<Vec<EntryValue<'static>>, Refusal> {
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

/// METADATA of a mailbox in LIST. What is not there has no value.
pub(crate) fn listed_metadata(
    mailbox: imap_fsm::types::mailbox::Mailbox<'static>,
    node: &Node,
    user: &str,
    wanted: &[Entry<'_>],
) -> Option<Data<'static>> {
    let (found, _) = chosen(&annotations(node, user), wanted, Depth::Zero, None);
    let entries = MetadataEntries::Values(NonEmpty::try_from(found).ok()?);
    Some(Data::Metadata(Box::new(Metadata { mailbox, entries })))
}

/// What a mailbox has: what was set, and what it is for.
fn annotations(node: &Node, user: &str) -> Vec<EntryValue<'static>> {
    let special_use =
        node.special_use.as_ref().map(|attribute| String::from_utf8_lossy(attribute.as_bytes()));
    let special_use = special_use.map(|attribute| made(SPECIAL_USE, attribute.into_owned()));
    special_use.into_iter().chain(node.annotations.of(user).cloned()).collect()
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
