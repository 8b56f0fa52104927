//! What the server has told of the mailbox that is open. [RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2)

use imap_types::IntoBoundedStatic;
use imap_types::flag::{Flag, Flags, PermanentFlags};
use imap_types::mailbox::Mailbox;
use imap_types::number::{ModSeq, SeqNum, Uid, UidValidity};
use imap_types::response::Data;

use super::meaning::{CodeMeaning, Meaning};

/// Whether a mailbox can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Opened by SELECT, and the server has not said otherwise.
    ReadWrite,
    /// Opened by EXAMINE, or `[READ-ONLY]`.
    ReadOnly,
}

/// Support of mod-sequences by a mailbox. [RFC 7162 §3.1.2](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.2)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ModSeqs {
    /// The server has not said anything.
    #[default]
    Unknown,
    /// `[NOMODSEQ]`: the mailbox keeps none.
    NotKept,
    /// `[HIGHESTMODSEQ]`: as the server said last, even if it was higher before. Mod-sequences in FETCH data do
    /// not raise it; up to where a client has seen everything is for the client to say
    /// ([RFC 7162 §6](https://www.rfc-editor.org/rfc/rfc7162#section-6)).
    Highest(ModSeq),
}

/// The mailbox that is open, as far as the server has told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedMailbox {
    name: Mailbox<'static>,
    access: Access,
    exists: u32,
    recent: u32,
    uid_validity: Option<UidValidity>,
    uid_next: Option<Uid>,
    first_unseen: Option<SeqNum>,
    mod_seqs: ModSeqs,
    flags: Flags<'static>,
    permanent_flags: Option<PermanentFlags<'static>>,
    flags_cut: bool,
    permanent_flags_cut: bool,
}

impl SelectedMailbox {
    /// The most flags of one list that are kept.
    pub const MAX_FLAGS: usize = 256;
    /// The most octets of one list's keywords that are kept.
    pub const MAX_FLAG_OCTETS: usize = 8192;

    pub(super) const fn new(name: Mailbox<'static>, access: Access) -> Self {
        Self {
            name,
            access,
            exists: 0,
            recent: 0,
            uid_validity: None,
            uid_next: None,
            first_unseen: None,
            mod_seqs: ModSeqs::Unknown,
            flags: Flags::new(),
            permanent_flags: None,
            flags_cut: false,
            permanent_flags_cut: false,
        }
    }

    /// Its name, as the command that opened it spelled it.
    pub const fn name(&self) -> &Mailbox<'static> {
        &self.name
    }

    /// Whether it can be changed.
    pub const fn access(&self) -> Access {
        self.access
    }

    /// Count of messages; 0 until the server has told, which it must do before it completes SELECT.
    pub const fn exists(&self) -> u32 {
        self.exists
    }

    /// Count of messages with `\Recent`, as last told; 0 where the server does not tell, as in IMAP4rev2.
    pub const fn recent(&self) -> u32 {
        self.recent
    }

    /// The epoch of its UIDs; `None` from servers older than RFC 3501, whose UIDs cannot be kept.
    pub const fn uid_validity(&self) -> Option<UidValidity> {
        self.uid_validity
    }

    /// Lower bound of the next message's UID, as last told.
    pub const fn uid_next(&self) -> Option<Uid> {
        self.uid_next
    }

    /// The first message without `\Seen` when the mailbox was opened, by its number now; `None` if there was none, if
    /// it has gone, or if the server did not say, as in rev2.
    pub const fn first_unseen(&self) -> Option<SeqNum> {
        self.first_unseen
    }

    /// Whether the mailbox keeps mod-sequences, and the highest one that the server has told.
    pub const fn mod_seqs(&self) -> ModSeqs {
        self.mod_seqs
    }

    /// The flags that its messages can have.
    pub const fn flags(&self) -> &Flags<'static> {
        &self.flags
    }

    /// The flags that can be changed for good; `None`: all of them
    /// ([RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2)).
    pub const fn permanent_flags(&self) -> Option<&PermanentFlags<'static>> {
        self.permanent_flags.as_ref()
    }

    /// Whether all flags that the server named have been kept: no list had more than
    /// [`SelectedMailbox::MAX_FLAGS`], or more octets than [`SelectedMailbox::MAX_FLAG_OCTETS`].
    pub const fn is_complete(&self) -> bool {
        !self.flags_cut && !self.permanent_flags_cut
    }

    /// Forgets everything but what the mailbox is.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.name.clone(), self.access);
    }

    /// Data about this mailbox, except codes.
    pub(super) fn apply(&mut self, data: &Data<'_>) {
        match Meaning::of(data) {
            // A count below the last one breaks the RFC, but the server is the one who counts.
            Meaning::Exists(count) => self.exists = count,
            Meaning::Recent(count) => self.recent = count,
            Meaning::Flags(flags) => (self.flags, self.flags_cut) = bounded(flags),
            Meaning::Expunge(seq) if seq.get() <= self.exists => {
                self.exists = self.exists.saturating_sub(1);
                self.first_unseen = match self.first_unseen {
                    Some(unseen) if unseen == seq => None,
                    Some(unseen) if unseen > seq => SeqNum::try_from(unseen.get().saturating_sub(1)).ok(),
                    unseen => unseen,
                };
            }
            // Which numbers these UIDs had is not known here, so neither is that of the first unseen message.
            Meaning::Vanished(uids) => {
                self.exists = self.exists.saturating_sub(u32::try_from(uids.count()).unwrap_or(u32::MAX));
                self.first_unseen = None;
            }
            Meaning::Expunge(_)
            | Meaning::VanishedEarlier(_)
            | Meaning::Fetch(..)
            | Meaning::UidFetch(..)
            | Meaning::Search
            | Meaning::ESearch(_)
            | Meaning::Converted
            | Meaning::Metadata(_)
            | Meaning::Status(_)
            | Meaning::Nothing => {}
        }
    }

    /// A code about this mailbox.
    pub(super) fn apply_code(&mut self, code: CodeMeaning<'_>) {
        match code {
            CodeMeaning::Access(access) => self.access = access,
            CodeMeaning::UidValidity(uid_validity) => self.uid_validity = Some(uid_validity),
            CodeMeaning::UidNext(uid) => self.uid_next = Some(uid),
            CodeMeaning::Unseen(seq) => self.first_unseen = Some(seq),
            CodeMeaning::ModSeqs(mod_seqs) => self.mod_seqs = mod_seqs,
            CodeMeaning::PermanentFlags(permanent) => {
                let (flags, cut) = bounded(&permanent.flags);
                self.permanent_flags = Some(PermanentFlags { flags, new_keywords: permanent.new_keywords });
                self.permanent_flags_cut = cut;
            }
            CodeMeaning::Capability(_)
            | CodeMeaning::NotificationOverflow
            | CodeMeaning::Closed
            | CodeMeaning::UidNotSticky
            | CodeMeaning::MessageLimit(_) => {}
        }
    }
}

/// As much of the flags as is kept, and whether that is less than all.
fn bounded(flags: &Flags<'_>) -> (Flags<'static>, bool) {
    let (mut octets, mut cut) = (0_usize, false);
    let mut kept = Flags::new();
    for (index, flag) in flags.iter().enumerate() {
        octets = octets.saturating_add(match &flag {
            Flag::Keyword(name) => name.as_bytes().len(),
            Flag::Extension(name) => name.as_atom().as_bytes().len(),
            Flag::Other(flag) => flag.as_bytes().len(),
            Flag::Answered | Flag::Flagged | Flag::Deleted | Flag::Seen | Flag::Draft => 0,
        });
        if index >= SelectedMailbox::MAX_FLAGS || octets > SelectedMailbox::MAX_FLAG_OCTETS {
            cut = true;
            break;
        }
        kept.insert(flag.into_static());
    }
    // A clone has no room to spare: it stays for as long as the mailbox is open.
    (kept.clone(), cut)
}
