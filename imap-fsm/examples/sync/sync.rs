//! A local copy of a mailbox, kept up to date: by QRESYNC, by CONDSTORE or by neither, as the server can.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::time::Duration;

use imap_fsm::client::call::Store;
use imap_fsm::client::{CommandId, Event};
use imap_fsm::mirror::{Change, Known, MessageFlags, Mirror, Origin};
use imap_fsm::types::capability::Capability;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::flag::{FetchFlags, Flag};
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::number::Uid;
use imap_fsm::types::sequence::UidSequenceSet;

use crate::driver::{Driver, Result};

/// The copy. What is stored between runs of a program is [`Mirror::known`], `mails` and `pending`.
pub(crate) struct Copy {
    pub(crate) mirror: Mirror,
    pub(crate) mails: BTreeMap<Uid, FetchFlags<'static>>,
    /// Flags that were set here and that the server does not have yet.
    pub(crate) pending: Vec<(Uid, Flag<'static>)>,
}

impl Copy {
    pub(crate) fn new(mailbox: Mailbox<'static>, known: Known) -> Self {
        Self { mirror: Mirror::resume(mailbox, known), mails: BTreeMap::new(), pending: Vec::new() }
    }

    /// A program would fetch the text of what is new.
    fn hear(&mut self, event: &Event<'_>, planned: Option<CommandId>) {
        let changes = match event {
            Event::Data(data) => self.mirror.apply(data),
            Event::Completed { id, tagged } if Some(*id) == planned => {
                self.mirror.completed(Origin::Plan, tagged)
            }
            Event::Completed { tagged, .. } => self.mirror.completed(Origin::Other, tagged),
            _ => return,
        };
        for change in changes {
            match change {
                Change::New(new) => self.mails.extend(new.uids().map(|uid| (uid, FetchFlags::default()))),
                Change::Gone(gone) => gone.uids().for_each(|uid| drop(self.mails.remove(&uid))),
                Change::Flags(MessageFlags { uid: Some(uid), flags, .. }) => {
                    drop(self.mails.insert(uid, flags))
                }
                Change::Reset { .. } => self.mails.clear(),
                _ => {}
            }
        }
    }
}

/// Brings both sides up to date and keeps them so, until `goes_on` says no; servers without IDLE are asked every `poll`.
/// When the connection breaks, call it again with another: what the copy has is always right, if not new.
pub(crate) fn synchronize<S: Read + Write>(
    imap: &mut Driver<S>,
    copy: &mut Copy,
    poll: Duration,
    mut goes_on: impl FnMut(&Copy) -> bool,
) -> Result<()> {
    copy.mirror = Mirror::resume(copy.mirror.mailbox().clone(), copy.mirror.known());
    loop {
        while let Some(command) = copy.mirror.next_command(imap.client.session()) {
            let planned = imap.client.send(&command)?;
            imap.finish(planned, |event| copy.hear(event, Some(planned)))?;
        }
        while let Some((uid, flag)) = copy.pending.first().cloned() {
            imap.call(Store::add(UidSequenceSet::from(uid), [flag]), |event| copy.hear(event, None))?;
            copy.pending.remove(0);
        }
        if !goes_on(copy) {
            return Ok(());
        }
        if imap.client.session().has(&Capability::Idle) {
            imap.idle(|event| copy.hear(event, None))?;
        } else {
            std::thread::sleep(poll);
            imap.call(CommandBody::Noop, |event| copy.hear(event, None))?;
        }
    }
}
