//! May I now? What commands in flight have to do with each other.
//! [RFC 3501 §5.5](https://www.rfc-editor.org/rfc/rfc3501#section-5.5)
//!
//! A command may overlap with those before it unless a rule here says that it has to wait:
//!
//! | the later command | waits for an earlier one that | for |
//! |---|---|---|
//! | has message numbers | permits EXPUNGE: all but FETCH, STORE, SEARCH, SORT and THREAD | RFC 3501 §5.5, RFC 5256 §3 |
//! | opens or closes a mailbox | is about the open mailbox | its data would be ambiguous |
//! | changes messages | opens another mailbox | if that fails, the server may still have the one before open |
//! | any | logs in, or changes the layers below | its result changes what follows |
//! | logs in, or changes the layers below | any | the same |
//! | is answered by data that an earlier one is answered by, too | is called, or beside one that is | nobody could tell whose it is |
//!
//! Besides, each command goes out whole before the next begins: a literal that waits, the dialogue of AUTHENTICATE
//! and IDLE up to DONE hold everything behind them back. Nothing overtakes.

mod answers;

use imap_types::command::CommandBody;
use imap_types::fetch::{FetchAtt, FetchItems, Peek};
use imap_types::number::Numbering;
use imap_types::search::SearchKey;
use imap_types::sequence::{MessageSet, SequenceSet};

pub(crate) use self::answers::Answers;

/// What a command has to do with those around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overlap {
    /// It has message sequence numbers in it, which an EXPUNGE would change.
    pub(crate) numbers: bool,
    /// The server may send EXPUNGE while it runs.
    pub(crate) expunges: bool,
    /// The server may send VANISHED while it runs. [RFC 7162 §3.2.10](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.10)
    pub(crate) vanishes: bool,
    /// It overlaps with nothing.
    pub(crate) alone: bool,
    /// It changes messages of the open mailbox, or copies them.
    pub(crate) changes: bool,
    /// What it is to the open mailbox.
    pub(crate) mailbox: Use,
}

/// What a command is to the open mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    None,
    Looks,
    /// Another is open after it, or none.
    Changes,
}

impl Overlap {
    /// APPEND, and whatever else is not about the open mailbox.
    pub(crate) const APPEND: Self = Self {
        numbers: false,
        expunges: true,
        vanishes: true,
        alone: false,
        changes: false,
        mailbox: Use::None,
    };

    pub(crate) fn of(command: &CommandBody<'_>) -> Self {
        use CommandBody as C;
        let open = |numbers, expunges| {
            let (vanishes, alone, changes, mailbox) = (expunges, false, false, Use::Looks);
            Self { numbers, expunges, vanishes, alone, changes, mailbox }
        };
        let search = |numbering, keys: &[SearchKey<'_>]| {
            let (numbers, expunges) = (keys_have_numbers(keys), numbering == Numbering::Uid);
            Self { vanishes: expunges && !numbers, ..open(numbers, expunges) }
        };
        match command {
            C::Fetch { messages, items, .. } => {
                let changes = sets_seen(items);
                Self { changes, ..open(has_numbers(messages), messages.numbering() == Numbering::Uid) }
            }
            C::Store { messages, .. } => {
                Self { changes: true, ..open(has_numbers(messages), messages.numbering() == Numbering::Uid) }
            }
            C::Search { numbering, keys, .. } => search(*numbering, keys),
            C::Sort(sort) => search(sort.numbering, &sort.keys),
            C::Thread(thread) => search(thread.numbering, &thread.keys),
            // Its numbers are UIDs.
            C::ESearch(esearch) => search(Numbering::Uid, &esearch.keys),
            C::Copy { messages, .. } | C::Move { messages, .. } => {
                Self { changes: true, ..open(has_numbers(messages), true) }
            }
            // It expunges, and its message may go to the mailbox that is open: RFC 8508 §3.3.
            C::Replace(replace) => {
                Self { changes: true, ..open(replace.old.numbering() == Numbering::SeqNum, true) }
            }
            C::Expunge | C::UidExpunge { .. } => Self { changes: true, ..open(false, true) },
            // NOTIFY implies NOOP: RFC 5465 §3.1.
            C::Check | C::Noop | C::Idle | C::Notify(_) | C::CancelUpdate(_) | C::UidBatches(_) => {
                open(false, true)
            }
            // What is not known may be anything, and have anything in it.
            C::Other(_) => Self { changes: true, ..open(true, true) },
            C::Select { .. } | C::Examine { .. } | C::Unselect => {
                Self { mailbox: Use::Changes, ..open(false, true) }
            }
            C::Close => Self { changes: true, mailbox: Use::Changes, ..open(false, true) },
            C::StartTls | C::Authenticate { .. } | C::Login { .. } | C::Unauthenticate | C::Compress(_) => {
                Self { alone: true, ..open(false, true) }
            }
            // Nothing can be sent behind LOGOUT.
            C::Logout
            | C::Capability
            | C::Id(_)
            | C::Enable(_)
            | C::Create { .. }
            | C::Delete { .. }
            | C::Rename { .. }
            | C::Subscribe { .. }
            | C::Unsubscribe { .. }
            | C::List { .. }
            | C::Lsub { .. }
            | C::Namespace
            | C::RList(_)
            | C::RLsub(_)
            | C::XList(_)
            | C::GenUrlAuth(_)
            | C::ResetKey(_)
            | C::UrlFetch(_)
            | C::GetQuota(_)
            | C::GetQuotaRoot(_)
            | C::SetQuota(_)
            | C::SetAcl(_)
            | C::DeleteAcl(_)
            | C::GetAcl(_)
            | C::ListRights(_)
            | C::MyRights(_)
            | C::GetMetadata(_)
            | C::SetMetadata(_)
            | C::GetAnnotation(_)
            | C::SetAnnotation(_)
            | C::Comparator(_)
            | C::XApplePushService(_)
            | C::GetJmapAccess
            | C::Language(_)
            | C::Status { .. }
            | C::Append { .. } => Self::APPEND,
        }
    }

    /// Whether this command has to wait for the end of one before it.
    pub(crate) fn waits_for(self, before: Self) -> bool {
        self.alone
            || before.alone
            || self.numbers && before.expunges
            || self.mailbox == Use::Changes && before.mailbox != Use::None
    }
}

/// Whether messages become `\Seen` by it.
fn sets_seen(items: &FetchItems<'_>) -> bool {
    let sets = |att: &FetchAtt<'_>| match att {
        FetchAtt::BodySection { peek, .. } | FetchAtt::Binary { peek, .. } => *peek == Peek::SetSeen,
        // What is not known may do anything.
        FetchAtt::Rfc822 | FetchAtt::Rfc822Text | FetchAtt::Other(_) => true,
        FetchAtt::Body
        | FetchAtt::BodyStructure
        | FetchAtt::BinarySize { .. }
        | FetchAtt::Envelope
        | FetchAtt::Flags
        | FetchAtt::InternalDate
        | FetchAtt::ModSeq
        | FetchAtt::Rfc822Header
        | FetchAtt::Rfc822Size
        | FetchAtt::Uid
        | FetchAtt::Preview(_)
        | FetchAtt::SaveDate
        | FetchAtt::EmailId
        | FetchAtt::ThreadId
        | FetchAtt::GmMsgId
        | FetchAtt::GmThrId
        | FetchAtt::GmLabels
        | FetchAtt::XGuid
        | FetchAtt::XMailbox
        | FetchAtt::XRealUid
        | FetchAtt::XSaveDate
        | FetchAtt::Snippet(_) => false,
    };
    match items {
        FetchItems::Macro(_) => false,
        FetchItems::Atts(atts) => atts.iter().any(sets),
    }
}

fn has_numbers(messages: &MessageSet) -> bool {
    match messages {
        MessageSet::SeqNums(set) => set_has_numbers(set),
        MessageSet::Uids(_) => false,
    }
}

/// `$` alone is no number.
fn set_has_numbers(set: &SequenceSet) -> bool {
    !set.as_spans().is_empty()
}

fn keys_have_numbers(keys: &[SearchKey<'_>]) -> bool {
    SearchKey::any(keys, |key| match key {
        SearchKey::SequenceSet(set) => set_has_numbers(set),
        // What is not known, and what only the server knows, may have anything in it.
        key => matches!(key, SearchKey::Filter(_) | SearchKey::Other(_)),
    })
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use imap_codec::decode_command;

    use super::*;

    /// For each command whether it waits for any of those before it.
    fn waits(commands: &str) -> Vec<bool> {
        let overlaps: Vec<_> = commands
            .split(" + ")
            .map(|command| {
                let line = alloc::format!("a {command}\r\n");
                Overlap::of(&decode_command(line.as_bytes()).unwrap().body)
            })
            .collect();
        overlaps
            .iter()
            .enumerate()
            .map(|(index, overlap)| overlaps[..index].iter().any(|&before| overlap.waits_for(before)))
            .collect()
    }

    #[test]
    fn the_examples_of_the_rfc_wait_or_do_not() {
        for (commands, expected) in [
            ("FETCH 1 FLAGS + NOOP + STORE 1 FLAGS ()", &[false, false, true][..]),
            ("STORE 1 FLAGS () + COPY 1 x + FETCH 1 FLAGS", &[false, false, true]),
            ("COPY 1 x + COPY 2 x", &[false, true]),
            ("CHECK + FETCH 1 FLAGS", &[false, true]),
            ("FETCH 1 FLAGS + STORE 1 FLAGS () + SEARCH 1:3 + CHECK", &[false; 4]),
            ("STORE 1 FLAGS () + COPY 1 x + EXPUNGE", &[false; 3]),
            ("UID SEARCH ALL + UID SEARCH UID 1", &[false; 2]),
            ("UID SEARCH ALL + UID SEARCH OR SEEN (NOT 1:3)", &[false, true]),
            ("UID FETCH 1 FLAGS + FETCH 1 FLAGS", &[false, true]),
        ] {
            assert_eq!(waits(commands), expected, "{commands}");
        }
    }

    #[test]
    fn what_changes_the_ground_is_alone_on_it() {
        for (commands, expected) in [
            ("UID FETCH 1 FLAGS + SELECT a + UID FETCH 1 FLAGS", &[false, true, false][..]),
            ("SELECT a + FETCH 1 FLAGS", &[false, true]),
            ("ENABLE CONDSTORE + SELECT a", &[false; 2]),
            ("SELECT a + SELECT b", &[false, true]),
            ("CAPABILITY + LOGIN a b", &[false, true]),
            ("LOGIN a b + LIST \"\" *", &[false, true]),
            ("LIST \"\" * + STATUS a (UIDNEXT) + CREATE b", &[false; 3]),
            ("FETCH $ FLAGS + NOOP + FETCH $ FLAGS", &[false; 3]),
            ("NOOP + SORT (DATE) UTF-8 1:3", &[false, true]),
            ("NOOP + SORT (DATE) UTF-8 ALL", &[false, false]),
            ("SORT (DATE) UTF-8 ALL + FETCH 1 FLAGS", &[false, false]),
            ("THREAD REFS UTF-8 ALL + FETCH 1 FLAGS", &[false, false]),
            ("UID SORT (DATE) UTF-8 ALL + FETCH 1 FLAGS", &[false, true]),
            ("UID THREAD REFS UTF-8 ALL + THREAD REFS UTF-8 1", &[false, true]),
            ("ESEARCH ALL + FETCH 1 FLAGS", &[false, true]),
            ("NOOP + ESEARCH IN (selected) FUZZY 1", &[false, true]),
            ("UIDBATCHES 2000 + FETCH 1 FLAGS", &[false, true]),
            ("CANCELUPDATE \"a\" + SELECT a", &[false, true]),
            ("NOOP + X-CMD 1:3", &[false, true]),
            ("NOOP + SEARCH X-KEY 1:3", &[false, true]),
            ("GETQUOTA \"\" + GETACL a + GETMETADATA a /shared/x + XLIST \"\" *", &[false; 4]),
            ("FETCH 1 FLAGS + NOTIFY NONE + FETCH 1 FLAGS", &[false, false, true]),
            ("NOTIFY NONE + SELECT a", &[false, true]),
        ] {
            assert_eq!(waits(commands), expected, "{commands}");
        }
    }
}
