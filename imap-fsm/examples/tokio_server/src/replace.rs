//! REPLACE: a message goes, and another comes, in one step (RFC 8508).

use imap_fsm::types::append::AppendMessageTail;
use imap_fsm::types::code::Code;
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::number::SeqNum;
use imap_fsm::types::replace::OldMessage;
use imap_fsm::types::rights::Right;
use imap_fsm::types::sequence::Bound;

use crate::answer::{Outcome, ok};
use crate::append::append_uid;
use crate::lines::{Refusal, bad, no, told};
use crate::mailbox::{Message, exchange};
use crate::service::Service;

impl Service {
    pub(crate) fn replace(
        &mut self,
        old: OldMessage,
        mailbox: &Mailbox<'_>,
        messages: Vec<AppendMessageTail<'_>>,
    ) -> Outcome {
        let (target, mails) = self.appended(mailbox, messages, Some(old))?;
        let old = self.replaced(old)?.uid;
        let cond_store = self.mode.cond_store;
        let source = self.writable()?.mailbox.clone();
        let tree = target.make_room()?;
        let exchanged = exchange(&source, old, &target.reached.mailbox, mails)?;
        drop(tree);
        let ((uids, mod_seq), target) = (exchanged.ok_or_else(gone)?, target.reached.mailbox);
        self.brought(&target, &uids);
        // The client learns of the new message before the old one goes (RFC 8508 §4.3).
        let data = append_uid(&target, &uids).map(|code| told(code, "the new message is there"));
        let code = cond_store.then_some(Code::HighestModSeq(mod_seq));
        Ok(ok("replaced").with(data.into_iter().collect::<Vec<_>>()).code(code))
    }

    /// The message that goes, as it is now.
    pub(crate) fn replaced(&mut self, old: OldMessage) -> Result<Message, Refusal> {
        let view = self.writable()?;
        // RFC 8508 §4.1
        view.demand(Right::DELETE_MESSAGES)?;
        view.demand(Right::EXPUNGE)?;
        let uid = match old {
            OldMessage::Uid(Bound::Number(uid)) if view.counts(uid) => uid,
            OldMessage::Uid(Bound::Number(_)) => return Err(no(None, "no message has this UID")),
            OldMessage::SeqNum(Bound::Number(seq)) => {
                view.uid(seq).ok_or(bad("no message has this number"))?
            }
            OldMessage::Uid(Bound::Last) | OldMessage::SeqNum(Bound::Last) => {
                let last = SeqNum::try_from(view.exists()).ok().and_then(|seq| view.uid(seq));
                last.ok_or(bad("there is no message"))?
            }
        };
        let message = view.mailbox.contents().get(uid).cloned();
        message.ok_or_else(gone)
    }
}

fn gone() -> Refusal {
    no(Code::ExpungeIssued, "the message is gone")
}
