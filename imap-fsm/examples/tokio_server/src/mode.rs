//! What a client has enabled.

use imap_fsm::Session;
use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::capability::Capability;
use imap_fsm::types::code::Code;
use imap_fsm::types::fetch::MsgAtt;
use imap_fsm::types::mailbox::{Mailbox, MailboxEncoding};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::Uid;
use imap_fsm::types::response::Data;

use imap_fsm::view::Dialect;

use crate::lines::{Refusal, no};
use crate::reach::OTHERS;
use crate::store::DELIMITER;
use crate::view::seq_num;

/// What the client has enabled, and what follows from that.
#[derive(Clone, Copy, Default)]
pub(crate) struct Mode {
    pub(crate) rev2: bool,
    /// Strings may be UTF-8, and names of mailboxes are.
    pub(crate) utf8: bool,
    pub(crate) utf8_accept: bool,
    pub(crate) cond_store: bool,
    pub(crate) q_resync: bool,
    /// Messages have no numbers, only UIDs (RFC 9586).
    pub(crate) uid_only: bool,
    /// METADATA is told without being asked for.
    pub(crate) metadata: bool,
}

impl Mode {
    pub(crate) fn of(session: &Session) -> Self {
        Self {
            rev2: session.enabled(&Capability::Imap4Rev2),
            utf8: session.is_utf8(),
            utf8_accept: session.enabled(&Capability::Utf8Accept),
            cond_store: session.enabled(&Capability::CondStore),
            q_resync: session.enabled(&Capability::QResync),
            uid_only: session.enabled(&Capability::UidOnly),
            metadata: session.enabled(&Capability::Metadata),
        }
    }

    /// How news are told.
    pub(crate) const fn dialect(self) -> Dialect {
        let Self { rev2, cond_store, q_resync, uid_only, .. } = self;
        Dialect { rev2, cond_store, q_resync, uid_only }
    }

    /// Whether FETCH that nobody asked for has the UID (RFC 9051 §7.5.2, RFC 7162 §3.2.4). UIDFETCH begins with it.
    pub(crate) const fn tells_uids(self) -> bool {
        (self.rev2 || self.cond_store) && !self.uid_only
    }

    /// FETCH, or UIDFETCH in its place (RFC 9586 §3.3).
    pub(crate) fn fetched<'m>(self, index: usize, uid: Uid, items: NonEmpty<MsgAtt<'m>>) -> Data<'m> {
        match self.uid_only {
            true => Data::UidFetch { uid, items },
            false => Data::Fetch { seq: seq_num(index), items },
        }
    }

    pub(crate) const fn encoding(self) -> MailboxEncoding {
        if self.utf8 { MailboxEncoding::Utf8 } else { MailboxEncoding::ModifiedUtf7 }
    }

    /// A mailbox's name in Unicode, as the store has it.
    pub(crate) fn name(self, mailbox: &Mailbox<'_>) -> Result<String, Refusal> {
        let name = mailbox.to_unicode(self.encoding()).into_owned();
        if Mailbox::from_unicode(&name, self.encoding()).ok().as_ref() != Some(mailbox) {
            return Err(no(Code::Cannot, "the name is not encoded as names are"));
        }
        Ok(canonical(&name))
    }

    pub(crate) fn wire_name(self, name: &str) -> Mailbox<'static> {
        // The store has no name that did not come over the wire.
        Mailbox::from_unicode(name, self.encoding()).map_or(Mailbox::INBOX, IntoBoundedStatic::into_static)
    }
}

/// The name as the store has it: the inbox is one in any case, and so is what is below it, also that of another user.
pub(crate) fn canonical(name: &str) -> String {
    let of_another = name.strip_prefix(OTHERS).and_then(|path| path.find(DELIMITER));
    let (prefix, name) = name.split_at(of_another.map_or(0, |end| OTHERS.len() + end + DELIMITER.len_utf8()));
    let (first, rest) = name.split_at(name.find(DELIMITER).unwrap_or(name.len()));
    let first = if first.eq_ignore_ascii_case("INBOX") { "INBOX" } else { first };
    format!("{prefix}{first}{rest}")
}
