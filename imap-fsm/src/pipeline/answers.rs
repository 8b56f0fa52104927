//! Whose answers look the same. Only commands that are [called](crate::client::Client::call) wait for that: who sends
//! commands himself may know how to tell the data apart, or not care.

use imap_types::capability::Capability;
use imap_types::command::CommandBody;
use imap_types::list::ReturnOption;

use crate::session::Session;

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

    pub(crate) fn of(command: &CommandBody<'_>, session: &Session) -> Self {
        let kinds = match command {
            // What bears a tag can be told apart. RFC 9051 §6.4.4: once rev2 is enabled, every answer does.
            CommandBody::Search { returns: Some(_), .. } => 0,
            CommandBody::Search { .. } if session.enabled(&Capability::Imap4Rev2) => 0,
            CommandBody::Search { .. } => SEARCH,
            CommandBody::List { returns, .. } => {
                let statuses = |option: &ReturnOption<'_>| matches!(option, ReturnOption::Status(_));
                if returns.iter().flatten().any(statuses) { LIST | STATUSES } else { LIST }
            }
            // RFC 2193 §5: the answers are LIST and LSUB.
            CommandBody::RList(_) => LIST,
            CommandBody::Lsub { .. } | CommandBody::RLsub(_) => LSUB,
            CommandBody::Status { .. } => STATUS,
            // RFC 9051 §6.3.2: the answer has a LIST response, too.
            CommandBody::Select { .. } | CommandBody::Examine { .. }
                if session.has(&Capability::Imap4Rev2) || session.enabled(&Capability::Imap4Rev2) =>
            {
                LIST
            }
            _ => 0,
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
