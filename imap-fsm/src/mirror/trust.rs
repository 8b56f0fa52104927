//! Up to where a client has seen everything. [RFC 7162 §6](https://www.rfc-editor.org/rfc/rfc7162#section-6)

use imap_types::number::ModSeq;

/// When the client's copy of HIGHESTMODSEQ may be raised, and to what.
///
/// Never by an item of FETCH as it comes: servers need not send them in ascending order, and may hold back an EXPUNGE
/// with a lower mod-sequence. Only the end of a command tells that nothing below is missing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Trust {
    /// Up to where everything has been seen.
    mod_seq: Option<ModSeq>,
    /// What the last HIGHESTMODSEQ said, to be believed once the mailbox is synchronized.
    highest: Option<ModSeq>,
    /// Whether it came since the last command ended.
    is_fresh: bool,
    /// The highest item of FETCH since the last command ended.
    fetched: Option<ModSeq>,
}

impl Trust {
    pub(super) const fn new(mod_seq: Option<ModSeq>) -> Self {
        Self { mod_seq, highest: None, is_fresh: false, fetched: None }
    }

    pub(super) const fn mod_seq(&self) -> Option<ModSeq> {
        self.mod_seq
    }

    /// What the server said was the highest.
    pub(super) const fn highest(&self) -> Option<ModSeq> {
        self.highest
    }

    /// What was said belonged to another mailbox.
    pub(super) const fn opening(&mut self) {
        (self.highest, self.is_fresh, self.fetched) = (None, false, None);
    }

    /// HIGHESTMODSEQ has come.
    pub(super) const fn told(&mut self, highest: ModSeq) {
        (self.highest, self.is_fresh) = (Some(highest), true);
    }

    /// MODSEQ of a message has come.
    pub(super) fn fetched(&mut self, mod_seq: ModSeq) {
        self.fetched = self.fetched.max(Some(mod_seq));
    }

    /// A command has ended. Where the mailbox is synchronized, HIGHESTMODSEQ counts even if it is lower than what has
    /// been seen, and else the highest item that has come.
    pub(super) fn ended(&mut self, is_synced: bool) {
        let fetched = self.fetched.take();
        if is_synced && self.is_fresh {
            self.mod_seq = self.highest;
        } else if is_synced && self.mod_seq.is_some() {
            self.mod_seq = self.mod_seq.max(fetched);
        }
        self.is_fresh = false;
    }

    /// Everything has been asked for that HIGHESTMODSEQ covers.
    pub(super) const fn synced(&mut self) {
        self.mod_seq = self.highest;
    }

    /// The mailbox keeps no mod-sequences, or UIDs have changed their meaning.
    pub(super) const fn forget(&mut self) {
        self.mod_seq = None;
    }

    /// NOMODSEQ has come.
    pub(super) const fn none(&mut self) {
        *self = Self::new(None);
    }
}
