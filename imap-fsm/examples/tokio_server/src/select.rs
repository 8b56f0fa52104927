//! Opening and closing a mailbox: SELECT, EXAMINE, CLOSE, and what QRESYNC resynchronizes (RFC 7162 §3.2.5).

use imap_fsm::types::code::Code;
use imap_fsm::types::fetch::MsgAtt;
use imap_fsm::types::flag::Flag;
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::Uid;
use imap_fsm::types::response::Data;
use imap_fsm::types::rights::Right;
use imap_fsm::types::select::{QResync, SelectParam};
use imap_fsm::types::sequence::NumberSet;

use crate::answer::{Answer, Outcome, ok};
use crate::lines::{bad, told};
use crate::list::listed;
use crate::mailbox::Contents;
use crate::mode::Mode;
use crate::service::Service;
use crate::url_auth::url_mech;
use crate::view::{View, holds, mailbox_flags};

impl Service {
    pub(crate) fn select(
        &mut self,
        mailbox: &Mailbox<'_>,
        params: &[SelectParam<'_>],
        read_only: bool,
    ) -> Outcome {
        // The open mailbox is closed in any case (RFC 9051 §6.3.2), and the client is told.
        let closed = self.view.take().map(|_| told(Code::Closed, "the mailbox before"));
        let mut data: Vec<Data<'static>> = closed.into_iter().collect();
        let answer = self.open(mailbox, params, read_only, &mut data).unwrap_or_else(Answer::from);
        Ok(answer.with(data))
    }

    fn open(
        &mut self,
        mailbox: &Mailbox<'_>,
        params: &[SelectParam<'_>],
        read_only: bool,
        data: &mut Vec<Data<'static>>,
    ) -> Outcome {
        let q_resync = params.iter().find_map(|param| match param {
            SelectParam::QResync(q_resync) => Some(q_resync),
            _ => None,
        });
        if q_resync.is_some() && !self.mode.q_resync {
            return Err(bad("QRESYNC is not enabled"));
        }
        if params.iter().any(|param| matches!(param, SelectParam::Other(_))) {
            return Err(bad("unknown parameter"));
        }
        let name = self.mode.name(mailbox)?;
        let found = self.reach(mailbox, Right::READ)?;

        // All of it is about the same moment.
        let mut contents = found.mailbox.contents();
        let view = View::new(name.clone(), &found, &mut contents, read_only);
        self.describe(&name, &view, &contents, data);
        if let Some(q_resync) = q_resync {
            resynchronize(q_resync, &view, &contents, self.mode, data);
        }
        drop(contents);
        let code = if view.read_only { Code::ReadOnly } else { Code::ReadWrite };
        self.view = Some(view);
        self.notify_view();
        Ok(ok("opened").code(code))
    }

    /// What every SELECT tells.
    fn describe(&self, name: &str, view: &View, contents: &Contents, data: &mut Vec<Data<'static>>) {
        data.extend(mailbox_flags(contents, view));
        data.push(Data::Exists(view.exists()));
        if self.mode.rev2 {
            data.push(Data::List(listed(self.mode.wire_name(name))));
        } else {
            data.push(Data::Recent(view.recent()));
            let unseen = view.first_unseen().filter(|_| !self.mode.uid_only);
            data.extend(unseen.map(|number| told(Code::Unseen(number.into()), "the first unseen")));
        }
        data.push(told(Code::UidValidity(view.mailbox.uid_validity().into()), "UIDs are valid"));
        data.push(told(Code::UidNext(contents.uid_next()), "the next UID"));
        data.push(told(Code::HighestModSeq(contents.mod_seq()), "the highest mod-sequence"));
        data.push(told(Code::MailboxId(view.mailbox.id().clone()), "the mailbox, whatever its name"));
        // Those of other users are authorized by them.
        if self.user.as_ref().is_some_and(|user| user.name == view.place.owner.name) {
            data.push(told(url_mech(), "how URLs can be authorized"));
        }
    }

    pub(crate) fn close(&mut self) -> Outcome {
        // Who has no right to expunge closes the mailbox all the same (RFC 4314 §4).
        if let Some(view) = self.view.take().filter(|view| view.may(Right::EXPUNGE)) {
            view.mailbox
                .change(|contents| contents.expunge(|message| message.flags.contains(&Flag::Deleted)));
        }
        Ok(ok("closed"))
    }
}

/// What has happened since the client was here last: what is gone, and what has changed or is new.
fn resynchronize(
    q_resync: &QResync,
    view: &View,
    contents: &Contents,
    mode: Mode,
    data: &mut Vec<Data<'static>>,
) {
    if q_resync.uid_validity != view.mailbox.uid_validity() {
        return;
    }
    let known = q_resync.known_uids.clone().map(|mut known| {
        known.normalise();
        known
    });
    let is_known = |uid: Uid| known.as_ref().is_none_or(|known| holds(known, uid));
    let mut gone = contents.expunged_since(q_resync.mod_seq);
    gone.retain(|&uid| is_known(uid));
    data.extend(NumberSet::try_from(&gone[..]).map(|uids| Data::Vanished { earlier: true, uids }));
    for index in 0..view.exists() as usize {
        let Some(seen) = view.get(index) else { break };
        if seen.message.mod_seq > q_resync.mod_seq && is_known(seen.message.uid) {
            let mut items = NonEmpty::one(MsgAtt::Uid(seen.message.uid));
            items.push(MsgAtt::Flags(seen.message.flags.clone().into()));
            items.push(MsgAtt::ModSeq(seen.message.mod_seq));
            data.push(mode.fetched(index, seen.message.uid, items));
        }
    }
}
