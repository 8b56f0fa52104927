//! Whose answers look the same. Only commands that are [called](crate::client::Client::call) wait for that: who sends
//! commands himself may know how to tell the data apart, or not care.

use imap_types::capability::Capability;

use crate::session::Session;

/// The untagged data that answers a command, as far as it does not bear the command's tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answered {
    /// None that could be taken for another's.
    Apart,
    /// SEARCH, or ESEARCH with the tag where IMAP4rev2 is enabled.
    Search,
    List,
    /// LIST, and STATUS of the mailboxes listed.
    ListAndStatus,
    Lsub,
    /// STATUS of one mailbox.
    Status,
    /// LIST of the mailbox that is opened, from servers with IMAP4rev2.
    Open,
}

/// Untagged data that a command asks for and that does not say for which command it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answers {
    kinds: u8,
    /// Whether somebody has to tell these answers from others'.
    called: bool,
}

/// `* SEARCH`, which bears no tag.
const SEARCH: u8 = 1;
const LIST: u8 = 1 << 1;
const LSUB: u8 = 1 << 2;
/// STATUS of one mailbox, which is named in it.
const STATUS: u8 = 1 << 3;
/// STATUS of any mailbox.
const STATUSES: u8 = 1 << 4;

impl Answers {
    /// None that could be taken for another's.
    pub(crate) const NONE: Self = Self { kinds: 0, called: false };

    pub(crate) fn of(answered: Answered, session: &Session) -> Self {
        let rev2 = || session.enabled(&Capability::Imap4Rev2);
        let kinds = match answered {
            Answered::Apart => 0,
            // RFC 9051 §6.4.4: once rev2 is enabled, every answer bears the tag.
            Answered::Search => {
                if rev2() {
                    0
                } else {
                    SEARCH
                }
            }
            Answered::List => LIST,
            Answered::ListAndStatus => LIST | STATUSES,
            Answered::Lsub => LSUB,
            Answered::Status => STATUS,
            // RFC 9051 §6.3.2
            Answered::Open => {
                if session.has(&Capability::Imap4Rev2) || rev2() {
                    LIST
                } else {
                    0
                }
            }
        };
        Self { kinds, called: false }
    }

    /// The same, of a command that is called.
    pub(crate) const fn called(self) -> Self {
        Self { called: true, ..self }
    }

    /// Whether one of the two is called and may take what the other is answered.
    pub(crate) const fn alike(self, other: Self) -> bool {
        let same = self.kinds & other.kinds & !STATUS != 0;
        let listed = self.kinds & STATUS != 0 && other.kinds & STATUSES != 0
            || self.kinds & STATUSES != 0 && other.kinds & STATUS != 0;
        (self.called || other.called) && (same || listed)
    }
}
