//! What changes messages: STORE, EXPUNGE, COPY, MOVE.

use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU32;

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::code::Code;
use imap_fsm::types::copy::CopyUid;
use imap_fsm::types::fetch::MsgAtt;
use imap_fsm::types::flag::{Flag, Flags};
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::{ModSeq, Numbering, Uid};
use imap_fsm::types::response::Condition;
use imap_fsm::types::rights::{Right, Rights};
use imap_fsm::types::sequence::{MessageSet, NumberSet, UidSequenceSet};
use imap_fsm::types::store::{StoreAction, StoreAtt, StoreFlags, StoreModifier, StoreResponse};

use crate::acl::right_of;
use crate::answer::{Answer, Outcome, ok};
use crate::append::{kept, permitted};
use crate::limit;
use crate::lines::{Refusal, bad, no, told};
use crate::mailbox::{Mailbox as Messages, Message, relocate};
use crate::mode::Mode;
use crate::quota::{Freed, Usage};
use crate::service::Service;
use crate::view::{View, flags_of, seq_num};

/// How many messages STORE changes before others may look at the mailbox.
const AT_ONCE: usize = 1000;

impl Service {
    pub(crate) fn store_flags(
        &mut self,
        messages: &MessageSet,
        modifiers: &[StoreModifier<'_>],
        att: &StoreAtt<'_>,
    ) -> Outcome {
        let mode = self.mode;
        let StoreAtt::Flags(StoreFlags { action, response, flags }) = att else {
            return Err(bad("only flags"));
        };
        let mut unchanged_since = None;
        for modifier in modifiers {
            match modifier {
                StoreModifier::UnchangedSince(mod_seq) => unchanged_since = Some(*mod_seq),
                StoreModifier::Other(_) => return Err(bad("unknown modifier")),
            }
        }
        let limit = self.config.message_limit;
        let view = self.writable()?;
        let (wanted, limited) = view.select_last(messages, limit, |_| true)?;
        let (asked, rights) = (kept(flags), view.rights);
        let flags = permitted(&asked, rights);
        let may_some = match action {
            StoreAction::Replace => FLAGS.iter().any(|&right| rights.contains(right)),
            StoreAction::Add | StoreAction::Remove => !flags.is_empty() || asked.is_empty(),
        };
        if !may_some {
            return Err(no(Code::NoPerm, "you have no right to do that"));
        }
        let numbering = messages.numbering();
        let mut done = Stored::default();
        let mailbox = view.mailbox.clone();
        if *action != StoreAction::Remove {
            mailbox.change(|contents| contents.admit(std::iter::once(&flags)))?;
        }
        // Many messages have the same flags, before and after.
        let mut known: HashMap<Flags<'static>, Flags<'static>> = HashMap::new();
        for indexes in wanted.chunks(AT_ONCE) {
            mailbox.change(|contents| {
                for &index in indexes {
                    let Some(seen) = view.get(index) else { continue };
                    let uid = seen.message.uid;
                    let Some(before) = contents.get(uid).cloned() else {
                        done.gone = true;
                        continue;
                    };
                    if unchanged_since.is_some_and(|since: Option<ModSeq>| Some(before.mod_seq) > since) {
                        done.modified.push(number(index, uid, numbering));
                        continue;
                    }
                    if known.len() >= AT_ONCE {
                        known.clear();
                    }
                    let after = known.entry(before.flags.clone());
                    let after = after.or_insert_with(|| applied(&before.flags, *action, &flags, rights));
                    contents.store(uid, after.clone());
                    // What others have changed before this has to be told, silent or not.
                    let known = seen.message.mod_seq == before.mod_seq;
                    done.changed.push((index, contents.get(uid).cloned().unwrap_or(before), known));
                }
            });
        }
        Ok(done.answer(view, *response, numbering, mode).limited(limited))
    }

    /// Removes what is `\Deleted`, all of it or only these.
    pub(crate) fn expunge(&mut self, uids: Option<&UidSequenceSet>) -> Outcome {
        let (cond_store, limit) = (self.mode.cond_store, self.config.message_limit);
        let view = self.writable()?;
        view.demand(Right::EXPUNGE)?;
        let mut limited = None;
        let chosen: Option<BTreeSet<Uid>> = match uids {
            None => None,
            Some(set) => {
                let is_deleted = |uid| view.is_deleted(uid);
                let (indexes, code) = view.select_last(&MessageSet::Uids(set.clone()), limit, is_deleted)?;
                limited = code;
                Some(indexes.into_iter().filter_map(|index| Some(view.get(index)?.message.uid)).collect())
            }
        };
        let mod_seq = view.mailbox.change(|contents| {
            contents.expunge(|message| {
                message.flags.contains(&Flag::Deleted)
                    && chosen.as_ref().is_none_or(|chosen| chosen.contains(&message.uid))
            });
            contents.mod_seq()
        });
        // The client hears of what is gone as of all other news.
        Ok(ok("expunged").code(cond_store.then_some(Code::HighestModSeq(mod_seq))).limited(limited))
    }

    pub(crate) fn copy(&mut self, messages: &MessageSet, mailbox: &Mailbox<'_>) -> Outcome {
        let (wanted, limited) = self.current(messages, self.config.copy_limit())?;
        limit::refuse(limited)?;
        // UIDs that there are not are passed over, and what is left is nothing (RFC 9051 §6.4.9).
        if wanted.is_empty() {
            return Ok(ok("copied"));
        }
        let target = self.reach_target(mailbox)?;
        let tree = target.make_room(Usage::of_messages(&wanted), None)?;
        let copies = target.mailbox.change(|contents| {
            let flags: Vec<_> =
                wanted.iter().map(|message| permitted(&message.flags, target.rights)).collect();
            contents.admit_messages(flags.len())?;
            contents.admit(flags.iter())?;
            let copies = flags.into_iter().zip(&wanted);
            Ok(copies.map(|(flags, old)| contents.append(flags, old.mail.clone())).collect::<Vec<Uid>>())
        })?;
        drop(tree);
        self.brought(&target.mailbox, &copies);
        let originals: Vec<Uid> = wanted.iter().map(|message| message.uid).collect();
        Ok(ok("copied").code(copy_uid(&target.mailbox, &originals, &copies)))
    }

    /// The client learns what became of the messages before it hears that they are gone (RFC 6851 §4.3).
    pub(crate) fn move_(&mut self, messages: &MessageSet, mailbox: &Mailbox<'_>) -> Outcome {
        let view = self.writable()?;
        // RFC 6851 §4.2
        view.demand(Right::DELETE_MESSAGES)?;
        view.demand(Right::EXPUNGE)?;
        let source = view.mailbox.clone();
        let (wanted, limited) = self.current(messages, self.config.message_limit)?;
        let (mut data, mut mod_seq) = (Vec::new(), source.contents().mod_seq());
        if !wanted.is_empty() {
            let target = self.reach_target(mailbox)?;
            let usage = Usage::of_messages(&wanted);
            let tree = target.make_room(usage, Some(&Freed { from: source.clone(), usage }))?;
            let flags = |message: &Message| (message.uid, permitted(&message.flags, target.rights));
            let moved = relocate(&source, &target.mailbox, wanted.iter().map(flags).collect())?;
            drop(tree);
            self.brought(&target.mailbox, &moved.copies);
            let code = copy_uid(&target.mailbox, &moved.originals, &moved.copies);
            data.extend(code.map(|code| told(code, "moved")));
            mod_seq = moved.mod_seq;
        }
        let code = self.mode.cond_store.then_some(Code::HighestModSeq(mod_seq));
        Ok(ok("moved").with(data).code(code).limited(limited))
    }

    /// The messages as they are now, in ascending order, and what to tell if there are more. COPY is about all of them or
    /// none.
    fn current(
        &mut self,
        messages: &MessageSet,
        limit: Option<NonZeroU32>,
    ) -> Result<(Vec<Message>, Option<Code<'static>>), Refusal> {
        let view = self.view()?;
        let (mut indexes, limited) = view.select_last(messages, limit, |_| true)?;
        indexes.sort_unstable();
        let contents = view.mailbox.contents();
        let uids = indexes.iter().filter_map(|&index| Some(view.get(index)?.message.uid));
        let found: Vec<Option<Message>> = uids.map(|uid| contents.get(uid).cloned()).collect();
        let is_gone = found.iter().any(Option::is_none);
        if is_gone && messages.numbering() == Numbering::SeqNum {
            return Err(no(Code::ExpungeIssued, "some of these messages are gone"));
        }
        Ok((found.into_iter().flatten().collect(), limited))
    }

    pub(crate) fn writable(&mut self) -> Result<&mut View, Refusal> {
        match self.view()? {
            view if view.read_only => Err(no(Code::ReadOnly, "the mailbox is open read-only")),
            view => Ok(view),
        }
    }
}

/// COPYUID, if there was anything to copy.
fn copy_uid(target: &Messages, originals: &[Uid], copies: &[Uid]) -> Option<Code<'static>> {
    let (originals, copies) = (NumberSet::try_from(originals).ok()?, NumberSet::try_from(copies).ok()?);
    CopyUid::new(target.uid_validity().into(), originals, copies).ok().map(Code::CopyUid)
}

/// What STORE has done.
#[derive(Default)]
struct Stored {
    /// Where, how it is now, and whether the client knew how it was before.
    changed: Vec<(usize, Message, bool)>,
    /// What was changed by others since.
    modified: Vec<NonZeroU32>,
    /// Whether some of it is gone.
    gone: bool,
}

impl Stored {
    fn answer(
        mut self,
        view: &mut View,
        response: StoreResponse,
        numbering: Numbering,
        mode: Mode,
    ) -> Answer {
        let mailbox = view.mailbox.clone();
        let mut data = view.tell_keywords(&mailbox.contents());
        let uid = numbering == Numbering::Uid || mode.tells_uids();
        for (index, message, known) in std::mem::take(&mut self.changed) {
            view.told(&message);
            let Some(seen) = view.get(index) else { continue };
            if response == StoreResponse::Answer || !known {
                data.push(flags_of(index, &seen, mode, uid));
            } else if mode.cond_store {
                // The client knows the flags, but not their mod-sequence (RFC 7162 §3.1.3).
                let mut items = NonEmpty::one(MsgAtt::Uid(message.uid));
                items.push(MsgAtt::ModSeq(message.mod_seq));
                data.push(mode.fetched(index, message.uid, items));
            }
        }
        let answer = ok("stored").with(data);
        self.modified.sort_unstable();
        match NumberSet::try_from(&self.modified[..]) {
            Ok(modified) => answer.code(Code::Modified(modified)),
            // Who did not ask for the flags does not miss them (RFC 2180 §4.2.1).
            Err(_) if self.gone && numbering == Numbering::SeqNum && response == StoreResponse::Answer => {
                Answer {
                    condition: Condition::No,
                    text: "some of these messages are gone",
                    ..answer.code(Code::ExpungeIssued)
                }
            }
            Err(_) => answer,
        }
    }
}

fn number(index: usize, uid: Uid, numbering: Numbering) -> NonZeroU32 {
    match numbering {
        Numbering::SeqNum => seq_num(index).into(),
        Numbering::Uid => uid.into(),
    }
}

/// The rights to change flags.
const FLAGS: [Right; 3] = [Right::SEEN, Right::WRITE, Right::DELETE_MESSAGES];

fn applied(
    before: &Flags<'static>,
    action: StoreAction,
    flags: &Flags<'static>,
    rights: Rights,
) -> Flags<'static> {
    match action {
        // What the user may not change stays.
        StoreAction::Replace => {
            let stays = before.iter().filter(|flag| !rights.contains(right_of(flag)));
            flags.iter().chain(stays).collect::<Flags<'_>>().into_static()
        }
        StoreAction::Add => before.iter().chain(flags.iter()).collect::<Flags<'_>>().into_static(),
        StoreAction::Remove => {
            before.iter().filter(|flag| !flags.contains(flag)).collect::<Flags<'_>>().into_static()
        }
    }
}
