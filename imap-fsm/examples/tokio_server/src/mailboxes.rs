//! The tree of mailboxes: CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE, STATUS.

use std::sync::Arc;

use imap_fsm::types::code::Code;
use imap_fsm::types::create::CreateParam;
use imap_fsm::types::flag::Flag;
use imap_fsm::types::list::MailboxAttribute;
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::number::Number64;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::Right;
use imap_fsm::types::status::{MailboxStatus, StatusAtt, StatusAttVal};

use crate::acl::demand;
use crate::answer::{Outcome, ok};
use crate::lines::{Refusal, bad, no};
use crate::login::APPEND_LIMIT;
use crate::mailbox::{Contents, Mailbox as Messages, Message};
use crate::mode::Mode;
use crate::quota::Usage;
use crate::service::Service;
use crate::store::DELIMITER;

/// How long a name is at most, in octets, and how many levels it has.
const LENGTH: usize = 1000;
const LEVELS: usize = 50;

/// How many names a user can be subscribed to.
const SUBSCRIPTIONS: usize = 10_000;

impl Service {
    pub(crate) fn create(&mut self, mailbox: &Mailbox<'_>, params: &[CreateParam<'_>]) -> Outcome {
        let mut place = self.place_of_new(mailbox)?;
        // The delimiter at the end says that something is to go below, which is always possible.
        if place.name.ends_with(DELIMITER) {
            place.name.pop();
        }
        fit(&place.name)?;
        let special_use = special_use(params)?;
        let (name, owner) = (&place.name[..], &place.owner);
        let mut tree = owner.tree();
        self.may_create(&tree, &place)?;
        if tree.mailbox(name).is_some() {
            return Err(no(Code::AlreadyExists, "there is such a mailbox"));
        }
        let taken = |wanted| tree.iter().any(|(_, node)| node.special_use.as_ref() == Some(wanted));
        if special_use.as_ref().is_some_and(taken) {
            return Err(no(Code::UseAttr, "another mailbox is for that"));
        }
        if special_use.is_some() && !Arc::ptr_eq(owner, self.user()?) {
            return Err(no(Code::UseAttr, "what mailboxes are for is said by their owner"));
        }
        owner.make_room(&tree, Usage::of_mailboxes(tree.missing(name)))?;
        tree.create(name, special_use);
        let id = tree.mailbox(name).map(|mailbox| Code::MailboxId(mailbox.id().clone()));
        Ok(ok("created").code(id))
    }

    pub(crate) fn delete(&mut self, mailbox: &Mailbox<'_>) -> Outcome {
        let place = self.place(mailbox)?;
        let name = &place.name[..];
        let mut tree = place.owner.tree();
        if let Ok(rights) = self.rights_at(&tree, &place) {
            demand(rights, Right::DELETE_MAILBOX)?;
        } else if !Arc::ptr_eq(&place.owner, self.user()?) {
            return Err(no(Code::NonExistent, "no such mailbox"));
        }
        if name == "INBOX" {
            return Err(no(Code::Cannot, "there is always an inbox"));
        }
        match tree.get(name) {
            None => Err(no(Code::NonExistent, "no such mailbox")),
            Some(node) if node.mailbox.is_none() => {
                Err(no(Code::HasChildren, "there are mailboxes below this name, and none of this name"))
            }
            Some(_) => {
                tree.delete(name);
                Ok(ok("deleted"))
            }
        }
    }

    pub(crate) fn rename(&mut self, from: &Mailbox<'_>, to: &Mailbox<'_>) -> Outcome {
        let (old, mut new) = (self.place(from)?, self.place_of_new(to)?);
        if new.name.ends_with(DELIMITER) {
            new.name.pop();
        }
        fit(&new.name)?;
        let (from, to, owner) = (&old.name[..], &new.name[..], &old.owner);
        let mut tree = owner.tree();
        if tree.get(from).is_none() {
            return Err(no(Code::NonExistent, "no such mailbox"));
        }
        if let Ok(rights) = self.rights_at(&tree, &old) {
            demand(rights, Right::DELETE_MAILBOX)?;
        } else if !Arc::ptr_eq(owner, self.user()?) {
            return Err(no(Code::NonExistent, "no such mailbox"));
        }
        if !Arc::ptr_eq(owner, &new.owner) {
            drop(tree);
            self.may_create(&new.owner.tree(), &new)?;
            return Err(no(Code::Cannot, "a mailbox stays with its owner"));
        }
        self.may_create(&tree, &new)?;
        if tree.get(to).is_some() {
            return Err(no(Code::AlreadyExists, "there is such a mailbox"));
        }
        if from == "INBOX" {
            owner.make_room(&tree, Usage::of_mailboxes(tree.missing(to)))?;
            tree.rename_inbox(to);
        } else if to.strip_prefix(from).is_some_and(|rest| rest.starts_with(DELIMITER)) {
            return Err(no(Code::Cannot, "a mailbox cannot go below itself"));
        } else {
            // What is below moves along.
            tree.below(from).try_for_each(|name| fit(&format!("{to}{}", &name[from.len()..])))?;
            owner.make_room(&tree, Usage::of_mailboxes(tree.missing_above(to)))?;
            tree.rename(from, to);
        }
        Ok(ok("renamed"))
    }

    /// A name can be subscribed whether there is a mailbox or not (RFC 3501 §6.3.6).
    pub(crate) fn subscribe(&mut self, mailbox: &Mailbox<'_>) -> Outcome {
        let name = self.mode.name(mailbox)?;
        fit(&name)?;
        let mut tree = self.user()?.tree();
        if tree.subscribed.len() >= SUBSCRIPTIONS && !tree.subscribed.contains(&name) {
            return Err(no(Code::Limit, "there are too many subscriptions"));
        }
        tree.subscribe(&name, true);
        drop(tree);
        Ok(ok("subscribed"))
    }

    pub(crate) fn unsubscribe(&mut self, mailbox: &Mailbox<'_>) -> Outcome {
        let name = self.mode.name(mailbox)?;
        self.user()?.tree().subscribe(&name, false);
        Ok(ok("unsubscribed"))
    }

    pub(crate) fn status(&mut self, mailbox: &Mailbox<'_>, items: &[StatusAtt<'_>]) -> Outcome {
        let name = self.mode.name(mailbox)?;
        if items.iter().any(|item| matches!(item, StatusAtt::Other(_))) {
            return Err(bad("unknown status item"));
        }
        let found = self.reach(mailbox, Right::READ)?.mailbox;
        Ok(ok("done").with(vec![status(self.mode, &name, &found, items)]))
    }
}

/// Numbers about a mailbox.
pub(crate) fn status(mode: Mode, name: &str, mailbox: &Messages, items: &[StatusAtt<'_>]) -> Data<'static> {
    let contents = mailbox.contents();
    let mut wanted: Vec<&StatusAtt<'_>> = Vec::new();
    for item in items {
        // What is asked for twice is told once.
        if !wanted.contains(&item) {
            wanted.push(item);
        }
    }
    let items = wanted.into_iter().filter_map(|item| value(mailbox, &contents, item)).collect();
    Data::MailboxStatus(MailboxStatus { mailbox: mode.wire_name(name), items })
}

fn value(mailbox: &Messages, contents: &Contents, item: &StatusAtt<'_>) -> Option<StatusAttVal<'static>> {
    let count = |wanted: &dyn Fn(&Message) -> bool| -> u32 {
        contents.messages().iter().filter(|message| wanted(message)).count().try_into().unwrap_or(u32::MAX)
    };
    Some(match item {
        StatusAtt::Messages => StatusAttVal::Messages(count(&|_| true)),
        StatusAtt::Recent => StatusAttVal::Recent(count(&|message| contents.is_recent(message.uid))),
        StatusAtt::UidNext => StatusAttVal::UidNext(contents.uid_next()),
        StatusAtt::UidValidity => StatusAttVal::UidValidity(mailbox.uid_validity().into()),
        StatusAtt::Unseen => StatusAttVal::Unseen(count(&|message| !message.flags.contains(&Flag::Seen))),
        StatusAtt::Deleted => StatusAttVal::Deleted(count(&|message| message.flags.contains(&Flag::Deleted))),
        StatusAtt::Size => StatusAttVal::Size(Number64::try_from(contents.octets()).unwrap_or(Number64::MAX)),
        StatusAtt::HighestModSeq => StatusAttVal::HighestModSeq(Some(contents.mod_seq())),
        StatusAtt::AppendLimit => StatusAttVal::AppendLimit(Some(APPEND_LIMIT)),
        StatusAtt::DeletedStorage => {
            let deleted = |message: &&Message| message.flags.contains(&Flag::Deleted);
            let octets = contents.messages().iter().filter(deleted).map(|message| message.mail.len()).sum();
            StatusAttVal::DeletedStorage(Number64::new(octets).unwrap_or(Number64::MAX))
        }
        StatusAtt::MailboxId => StatusAttVal::MailboxId(mailbox.id().clone()),
        StatusAtt::ObjectId | StatusAtt::XGuid | StatusAtt::XSize | StatusAtt::Other(_) => return None,
    })
}

/// Names that make a path, and that can be listed again (RFC 9051 §5.1).
fn fit(name: &str) -> Result<(), Refusal> {
    let odd = |c: char| c.is_control() || matches!(c, '*' | '%' | '\u{2028}' | '\u{2029}');
    let empty_part = name.split(DELIMITER).any(str::is_empty);
    if empty_part || name.contains(odd) || name.len() > LENGTH || name.matches(DELIMITER).count() >= LEVELS {
        return Err(no(Code::Cannot, "no mailbox can have this name"));
    }
    Ok(())
}

/// `(USE (\Sent))`. [RFC 6154 §3](https://www.rfc-editor.org/rfc/rfc6154#section-3)
fn special_use(params: &[CreateParam<'_>]) -> Result<Option<MailboxAttribute<'static>>, Refusal> {
    match params {
        [] => Ok(None),
        [CreateParam::Use(uses)] => usable(uses),
        _ => Err(bad("unknown parameter")),
    }
}

/// What a mailbox can be for.
pub(crate) fn usable(uses: &[MailboxAttribute<'_>]) -> Result<Option<MailboxAttribute<'static>>, Refusal> {
    use MailboxAttribute::{Archive, Drafts, Junk, Sent, Trash};
    match uses {
        [] => Ok(None),
        [Archive] => Ok(Some(Archive)),
        [Drafts] => Ok(Some(Drafts)),
        [Junk] => Ok(Some(Junk)),
        [Sent] => Ok(Some(Sent)),
        [Trash] => Ok(Some(Trash)),
        // `\All` and `\Flagged` would have to be views of other mailboxes.
        [_] => Err(no(Code::UseAttr, "no mailbox can be for that")),
        _ => Err(no(Code::UseAttr, "a mailbox is for one thing only")),
    }
}
