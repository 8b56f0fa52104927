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

use imap_types::number::Numbering;

pub(crate) use self::answers::{Answered, Answers, Items, Kinds, opening_lists, searches_bear_tags};
use crate::session::{Row, Touch};

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

    /// Asked once for each command, of several places.
    #[inline(never)]
    pub(crate) fn of(row: &Row<'_>) -> Self {
        let numbers = row.names.may_have_numbers();
        let (expunges, vanishes) = (true, true);
        let open = Self { numbers, expunges, vanishes, alone: false, changes: false, mailbox: Use::Looks };
        let uids = row.names.numbering() == Numbering::Uid;
        // VANISHED has numbers of another kind than the command: RFC 7162 §3.2.10.
        let reads = Self { expunges: uids, vanishes: uids && !numbers, ..open };
        match row.touch {
            Touch::Nothing => Self::APPEND,
            Touch::Connection => Self { alone: true, ..open },
            Touch::Looks => open,
            Touch::Reads => reads,
            Touch::Changes => Self { changes: true, ..reads },
            Touch::Removes => Self { changes: true, ..open },
            Touch::Leaves => Self { mailbox: Use::Changes, ..open },
            Touch::RemovesAndLeaves => Self { changes: true, mailbox: Use::Changes, ..open },
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
                Overlap::of(&Row::of(&decode_command(line.as_bytes()).unwrap().body))
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
            ("CONVERT 1 (NIL) UID + FETCH 1 FLAGS", &[false, false]),
            ("NOOP + CONVERT 1 (NIL) UID", &[false, true]),
            ("UID CONVERT 1 (NIL) UID + FETCH 1 FLAGS", &[false, true]),
            ("NOOP + CONVERSIONS image/gif \"*\"", &[false, false]),
        ] {
            assert_eq!(waits(commands), expected, "{commands}");
        }
    }
}
