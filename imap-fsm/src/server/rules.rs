//! What a server may say where: rules that an answer can break whatever its form.

use core::fmt;

use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::fetch::MsgAtt;
use imap_types::metadata::MetadataEntries;
use imap_types::number::Numbering;
use imap_types::response::{Data, Status};

use super::Server;
use crate::error::Misuse;
use crate::session::{Meaning, ModSeqs, SelectedMailbox};

/// A rule of the protocol that an answer of a server would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// Data about a mailbox, `[CLOSED]` included, while none is open or being opened: the client would take it for the
    /// next one's. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1)
    NoMailbox,
    /// EXPUNGE of a message, or VANISHED of more messages, than the client counts.
    /// [RFC 9051 §7.5.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.1)
    NoSuchMessage {
        /// Number of messages that there are once all that is held back has been sent.
        exists: u32,
    },
    /// A lower EXISTS: only EXPUNGE and VANISHED lower it.
    /// [RFC 9051 §7.4.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.4.1)
    LowerExists {
        /// Number of messages that there are once all that is held back has been sent.
        exists: u32,
    },
    /// EXPUNGE after `ENABLE QRESYNC`, in a mailbox with mod-sequences: VANISHED takes its place.
    /// [RFC 7162 §3.2.10](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.10)
    ExpungeUnderQResync,
    /// VANISHED with neither `ENABLE UIDONLY` nor `ENABLE QRESYNC`, of which QRESYNC does not count in a mailbox with
    /// `[NOMODSEQ]`; `VANISHED (EARLIER)` without QRESYNC.
    /// [RFC 7162 §3.2.10](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.10)
    VanishedWithoutQResync,
    /// A message sequence number after `ENABLE UIDONLY`: FETCH, EXPUNGE, `[UNSEEN]`, ESEARCH that does not say UID.
    /// [RFC 9586 §3](https://www.rfc-editor.org/rfc/rfc9586#section-3)
    SeqNumUnderUidOnly,
    /// UIDFETCH without `ENABLE UIDONLY`. [RFC 9586 §3.3](https://www.rfc-editor.org/rfc/rfc9586#section-3.3)
    UidFetchWithoutUidOnly,
    /// METADATA with names only, which tells of a change, with neither `ENABLE METADATA` (or `METADATA-SERVER`) nor NOTIFY
    /// before. [RFC 5464 §4.1](https://www.rfc-editor.org/rfc/rfc5464#section-4.1)
    MetadataNotEnabled,
    /// RECENT, `\Recent`, `[UNSEEN]` or SEARCH where IMAP4rev2 is in force, which has none.
    /// [RFC 9051 §A](https://www.rfc-editor.org/rfc/rfc9051#appendix-A)
    NotInRev2,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMailbox => f.write_str("data about a mailbox, and none is open"),
            Self::NoSuchMessage { exists } => write!(f, "no such message among {exists}"),
            Self::LowerExists { exists } => write!(f, "EXISTS below {exists} without EXPUNGE"),
            Self::ExpungeUnderQResync => f.write_str("EXPUNGE where QRESYNC is enabled"),
            Self::VanishedWithoutQResync => f.write_str("VANISHED where QRESYNC is not enabled"),
            Self::SeqNumUnderUidOnly => f.write_str("message sequence numbers where UIDONLY is enabled"),
            Self::UidFetchWithoutUidOnly => f.write_str("UIDFETCH where UIDONLY is not enabled"),
            Self::MetadataNotEnabled => {
                f.write_str("changes of annotations that the client has not asked for")
            }
            Self::NotInRev2 => f.write_str("data that IMAP4rev2 does not have"),
        }
    }
}

impl Server {
    /// The mailbox that data is about: during SELECT and EXAMINE the one that they open.
    fn subject(&self) -> Option<&SelectedMailbox> {
        self.session.opening().or(self.session.mailbox())
    }

    /// The mailbox that messages go from: until `[CLOSED]` the one before, since the new one begins with what is there.
    fn shrinks(&self) -> Option<&SelectedMailbox> {
        if self.owes_closed() { self.session.mailbox() } else { self.subject() }
    }

    /// How many messages the client counts when all is said that is held back.
    pub(super) fn exists(&self) -> u32 {
        self.held.exists().or(self.subject().map(SelectedMailbox::exists)).unwrap_or(0)
    }

    /// Whether the data breaks a rule here.
    pub(super) fn check_rules(&self, data: &Data<'_>) -> Result<(), Misuse> {
        let rule = match Meaning::of(data) {
            Meaning::Flags(_) | Meaning::Converted => self.breaks_in_mailbox(|_| None),
            Meaning::Exists(count) => {
                self.breaks_in_mailbox(|exists| (count < exists).then_some(Rule::LowerExists { exists }))
            }
            Meaning::Recent(_) => self.not_in_rev2().or(self.breaks_in_mailbox(|_| None)),
            Meaning::Search => self.not_in_rev2(),
            Meaning::Expunge(seq) => self.breaks_in_shrinking(|exists| {
                let beyond = || (seq.get() > exists).then_some(Rule::NoSuchMessage { exists });
                let uid_only = self.seq_num_under_uid_only();
                uid_only.or(self.vanishes().then_some(Rule::ExpungeUnderQResync)).or_else(beyond)
            }),
            Meaning::Vanished(uids) => self.breaks_in_shrinking(|exists| {
                let beyond = || (uids.count() > u64::from(exists)).then_some(Rule::NoSuchMessage { exists });
                (!self.vanishes()).then_some(Rule::VanishedWithoutQResync).or_else(beyond)
            }),
            Meaning::VanishedEarlier(_) => {
                self.breaks_in_mailbox(|_| (!self.has_q_resync()).then_some(Rule::VanishedWithoutQResync))
            }
            Meaning::Fetch(_, items) => return self.check_fetch(Numbering::SeqNum, items),
            Meaning::UidFetch(_, items) => return self.check_fetch(Numbering::Uid, items),
            Meaning::ESearch(search) => {
                self.seq_num_under_uid_only().filter(|_| search.numbering == Numbering::SeqNum)
            }
            Meaning::Metadata(metadata) => match metadata.entries {
                MetadataEntries::Changed(_) if !self.session.tells_metadata() => {
                    Some(Rule::MetadataNotEnabled)
                }
                MetadataEntries::Changed(_) | MetadataEntries::Values(_) => None,
            },
            Meaning::Status(Status { text, .. }) => {
                let closes = text.code() == Some(&Code::Closed) && self.session.mailbox().is_none();
                let counts = matches!(text.code(), Some(Code::Unseen(_)));
                let unseen = || self.not_in_rev2().or(self.seq_num_under_uid_only()).filter(|_| counts);
                closes.then_some(Rule::NoMailbox).or_else(unseen)
            }
            Meaning::Nothing => None,
        };
        rule.map_or(Ok(()), |rule| Err(Misuse::Forbidden(rule)))
    }

    /// The same for FETCH, and for UIDFETCH where messages go by UID.
    pub(super) fn check_fetch(&self, numbering: Numbering, items: &[MsgAtt<'_>]) -> Result<(), Misuse> {
        let rule = self.breaks_in_mailbox(|_| match numbering {
            Numbering::SeqNum => self.seq_num_under_uid_only(),
            Numbering::Uid => (!self.is_uid_only()).then_some(Rule::UidFetchWithoutUidOnly),
        });
        rule.map_or(Ok(()), |rule| Err(Misuse::Forbidden(rule)))?;
        self.check_items(items)
    }

    /// The same for more items of a response that has begun.
    pub(super) fn check_items(&self, items: &[MsgAtt<'_>]) -> Result<(), Misuse> {
        let has_recent = || items.iter().any(|item| matches!(item, MsgAtt::Flags(flags) if flags.recent));
        let rule = self.not_in_rev2().filter(|_| has_recent());
        rule.map_or(Ok(()), |rule| Err(Misuse::Forbidden(rule)))
    }

    fn breaks_in_mailbox(&self, rule: impl FnOnce(u32) -> Option<Rule>) -> Option<Rule> {
        if self.subject().is_none() { Some(Rule::NoMailbox) } else { rule(self.exists()) }
    }

    fn breaks_in_shrinking(&self, rule: impl FnOnce(u32) -> Option<Rule>) -> Option<Rule> {
        match self.shrinks() {
            Some(mailbox) => rule(self.held.exists().unwrap_or(mailbox.exists())),
            None => Some(Rule::NoMailbox),
        }
    }

    fn not_in_rev2(&self) -> Option<Rule> {
        self.session.is_rev2().then_some(Rule::NotInRev2)
    }

    fn seq_num_under_uid_only(&self) -> Option<Rule> {
        self.is_uid_only().then_some(Rule::SeqNumUnderUidOnly)
    }

    fn is_uid_only(&self) -> bool {
        self.session.enabled(&Capability::UidOnly)
    }

    /// Whether messages go by VANISHED.
    pub(super) fn vanishes(&self) -> bool {
        self.is_uid_only() || self.has_q_resync()
    }

    /// Whether QRESYNC is in force.
    fn has_q_resync(&self) -> bool {
        let keeps = self.subject().is_none_or(|mailbox| mailbox.mod_seqs() != ModSeqs::NotKept);
        keeps && self.session.enabled(&Capability::QResync)
    }

    /// Whether `[CLOSED]` has to be said before anything about the mailbox that is being opened.
    pub(super) fn owes_closed(&self) -> bool {
        self.session.opening().is_some() && self.session.mailbox().is_some() && self.session.tells_closed()
    }
}
