//! FETCH: what is asked for, of which messages.

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::fetch::{Fetch, FetchAtt, FetchItems, FetchModifier, PreviewMod};
use imap_fsm::types::number::{ModSeq, Numbering, Uid};
use imap_fsm::types::partial::PartialRange;
use imap_fsm::types::response::Data;
use imap_fsm::types::sequence::{MessageSet, NumberSet};

use crate::answer::{Outcome, Work, ok};
use crate::fetch_work::FetchWork;
use crate::found::page;
use crate::limit::too_many;
use crate::lines::{Refusal, bad};
use crate::service::Service;
use crate::view::holds;

/// Whether the item is not known here.
pub(crate) fn is_unknown(att: &FetchAtt<'_>) -> bool {
    match att {
        FetchAtt::Preview(modifiers) => {
            modifiers.iter().any(|modifier| matches!(modifier, PreviewMod::Other(_)))
        }
        // Of extensions that it does not offer.
        FetchAtt::Annotation(_)
        | FetchAtt::GmMsgId
        | FetchAtt::GmThrId
        | FetchAtt::GmLabels
        | FetchAtt::XGuid
        | FetchAtt::XMailbox
        | FetchAtt::XRealUid
        | FetchAtt::XSaveDate
        | FetchAtt::Snippet(_)
        | FetchAtt::Other(_) => true,
        _ => false,
    }
}

impl Service {
    pub(crate) fn fetch(&mut self, fetch: &Fetch<'_>) -> Outcome {
        let (messages, modifiers) = (fetch.messages(), fetch.modifiers());
        let mut atts: Vec<FetchAtt<'static>> = match &fetch.items {
            FetchItems::Macro(name) => name.atts(),
            FetchItems::Atts(atts) => atts.clone().into_static().into_vec(),
        };
        if atts.iter().any(is_unknown) {
            return Err(bad("unknown item"));
        }
        let (changed_since, partial) = read(modifiers)?;
        let vanished = modifiers.contains(&FetchModifier::Vanished);
        let by_uid = messages.numbering() == Numbering::Uid;
        if partial.is_some() && !by_uid {
            return Err(bad("PARTIAL needs UID FETCH"));
        }
        let mut add = |wanted: bool, att: FetchAtt<'static>| {
            if wanted && !atts.contains(&att) {
                atts.insert(0, att);
            }
        };
        add(changed_since.is_some(), FetchAtt::ModSeq);
        // UIDFETCH begins with it.
        add(by_uid && !self.mode.uid_only, FetchAtt::Uid);

        let limit = self.config.message_limit;
        let view = self.view()?;
        let is_newer = |uid: Uid| changed_since.is_none_or(|since| view.mod_seq(uid) > Some(since));
        let (indexes, limited) = match partial {
            None => view.select_last(messages, limit, is_newer)?,
            // Those that have changed are looked for on this page only (RFC 9394 §3.4).
            Some(range) => {
                let mut indexes = view.select(messages)?;
                indexes = indexes.drain(page(range, indexes.len())).collect();
                if let Some(limit) = limit.filter(|limit| indexes.len() as u64 > u64::from(limit.get())) {
                    return Err(too_many(limit));
                }
                indexes.retain(|&index| view.get(index).is_some_and(|seen| is_newer(seen.message.uid)));
                (indexes, None)
            }
        };
        let mut gone = None;
        if let Some(since) = changed_since {
            if let (true, MessageSet::Uids(set)) = (vanished, messages) {
                let last = Uid::try_from(view.mailbox.contents().uid_next().get() - 1).unwrap_or(Uid::MIN);
                let mut uids = view.mailbox.contents().expunged_since(since);
                // Those that the client still counts are told of when that is due.
                let set = set.resolve(last);
                uids.retain(|&uid| holds(&set, uid) && !view.counts(uid));
                gone = NumberSet::try_from(&uids[..]).ok();
            }
        }
        let vanished = gone.map(|uids| Data::Vanished { earlier: true, uids });
        let work = FetchWork::new(vanished, indexes, atts);
        Ok(ok("fetched").with(Work::Fetch(Box::new(work))).limited(limited))
    }
}

/// Since when messages have changed, and the page of them that is wanted.
fn read(modifiers: &[FetchModifier<'_>]) -> Result<(Option<ModSeq>, Option<PartialRange>), Refusal> {
    let (mut changed_since, mut partial) = (None, None);
    for modifier in modifiers {
        match modifier {
            FetchModifier::ChangedSince(mod_seq) => changed_since = Some(*mod_seq),
            // All messages changed since then.
            FetchModifier::ChangedSinceZero(_) | FetchModifier::Vanished => {}
            FetchModifier::Partial(_) if partial.is_some() => {
                return Err(bad("PARTIAL can be asked for once"));
            }
            FetchModifier::Partial(range) => partial = Some(*range),
            FetchModifier::Other(_) => return Err(bad("unknown modifier")),
        }
    }
    Ok((changed_since, partial))
}
