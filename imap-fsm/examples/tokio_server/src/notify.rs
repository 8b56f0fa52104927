//! NOTIFY: what the client is told of its own accord, also while no command runs (RFC 5465).
//!
//! Of the open mailbox its [`View`](crate::view::View) tells; of all others a [`Watch`], which compares what there is
//! with what the client was told. So what happens often is told once, and nothing has to be kept for a client that is slow.

use std::collections::VecDeque;

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::code::Code;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::fetch::FetchAtt;
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::notify::{Event, EventGroup, EventKind, Notify};
use imap_fsm::types::rename::Rename;
use imap_fsm::types::response::Data;

use tokio::sync::watch;

use crate::answer::{Outcome, ok};
use crate::fetch::is_unknown;
use crate::fetch_work::FetchWork;
use crate::lines::{Refusal, bad, no, told};
use crate::mailbox::Mailbox;
use crate::service::Service;
use crate::store::DELIMITER;
use crate::watched::{Overflow, Watch};

/// What NOTIFY has asked for.
pub(crate) struct Notified {
    pub(crate) asked: Notify<'static>,
    /// `None`: for nothing about other mailboxes.
    watch: Option<Watch>,
}

impl Service {
    pub(crate) fn notify(&mut self, notify: &Notify<'_>) -> Outcome {
        let asked = notify.clone().into_static();
        let groups = match &asked {
            Notify::None => &[][..],
            Notify::Set(set) => set.groups(),
        };
        groups.iter().flat_map(EventGroup::events).try_for_each(check)?;
        let mut watch = Watch::new(self.mode, &self.store, self.user()?, groups)?;
        let mut data = Vec::new();
        if let Some(watch) = &mut watch {
            let open = self.view.as_ref().map(|view| view.mailbox.id());
            watch.begin(self.mode, open, notify.asks_for_status(), &mut data).map_err(|Overflow| {
                no(Code::NotificationOverflow, "there are too many mailboxes to be told of")
            })?;
        }
        if let Some(view) = &mut self.view {
            view.notify(&asked);
        }
        if self.heard.is_none() && asks_for_metadata(groups) {
            self.heard = Some(self.store.changes.subscribe());
        }
        self.notified = Some(Notified { asked, watch });
        Ok(ok("noted").with(data))
    }

    /// Whether the client is told as it happens.
    pub(crate) fn tells_at_once(&self) -> bool {
        self.idling || matches!(&self.notified, Some(Notified { asked: Notify::Set(_), .. }))
    }

    /// What to tell of the mailbox that is opened now.
    pub(crate) fn notify_view(&mut self) {
        if let (Some(view), Some(notified)) = (&mut self.view, &self.notified) {
            view.notify(&notified.asked);
        }
    }

    /// What has happened to other mailboxes.
    pub(crate) fn news_of_others(&mut self) -> Vec<Data<'static>> {
        let Some(Notified { watch: Some(watch), .. }) = &mut self.notified else { return Vec::new() };
        let open = self.view.as_ref().map(|view| view.mailbox.id());
        match watch.news(self.mode, open) {
            Ok(news) => news,
            Err(Overflow) => {
                // RFC 5465 §5.8: as if the client had said NONE.
                let none = Notify::None;
                if let Some(view) = &mut self.view {
                    view.notify(&none);
                }
                self.notified = Some(Notified { asked: none, watch: None });
                vec![told(Code::NotificationOverflow, "there are too many mailboxes to be told of")]
            }
        }
    }

    /// What the client itself has done with names it need not be told (RFC 5465 §5).
    pub(crate) fn knows(&mut self, done: &CommandBody<'_>) {
        let Some(Notified { watch: Some(watch), .. }) = &mut self.notified else { return };
        let names = match done {
            CommandBody::Create { mailbox, .. }
            | CommandBody::Delete { mailbox }
            | CommandBody::Subscribe { mailbox }
            | CommandBody::Unsubscribe { mailbox } => vec![mailbox],
            CommandBody::Rename(Rename { from, to, .. }) => vec![from, to],
            _ => return,
        };
        let names: Vec<String> = names.into_iter().filter_map(|name| self.mode.name(name).ok()).collect();
        let names: Vec<&str> = names.iter().map(|name| name.trim_end_matches(DELIMITER)).collect();
        watch.absorb(&names);
    }

    /// What the client wants to be told of messages that it counts from now on: the last so many, but for those that it
    /// has brought itself. It comes behind the ESEARCH that tells of them, as RFC 5465 §5.2 has it; §7 has it before.
    pub(crate) fn items_of_new(&mut self, new: usize) -> VecDeque<FetchWork> {
        let Some(view) = self.view.as_mut().filter(|_| new > 0) else { return VecDeque::new() };
        let mine = std::mem::take(&mut view.mine);
        let new = (view.exists() as usize).saturating_sub(new)..view.exists() as usize;
        let Some(first) = view.get(new.start).map(|seen| seen.message.uid) else { return VecDeque::new() };
        let wanted = view.wanted_of_new(first);
        // Neighbours of which the same is told.
        let mut runs: Vec<(Vec<FetchAtt<'static>>, Vec<usize>)> = Vec::new();
        for index in new {
            let uid = view.get(index).map(|seen| seen.message.uid);
            let Some(uid) = uid.filter(|uid| !mine.contains(uid)) else { continue };
            let atts = wanted.of(uid);
            match runs.last_mut().filter(|(last, _)| *last == atts) {
                Some((_, indexes)) => indexes.push(index),
                None if atts.is_empty() => {}
                None => runs.push((atts, vec![index])),
            }
        }
        let work = |(atts, indexes)| FetchWork::new(None, indexes, atts);
        runs.into_iter().map(work).collect()
    }
}

impl Notified {
    /// Tells of changes of other mailboxes.
    pub(crate) fn changes(&mut self) -> impl Iterator<Item = &mut watch::Receiver<()>> {
        self.watch.iter_mut().flat_map(Watch::changes)
    }

    /// The client itself has put so many messages into a mailbox.
    pub(crate) fn brought(&mut self, mailbox: &Mailbox, count: usize) {
        self.watch.iter_mut().for_each(|watch| watch.brought(mailbox, count));
    }

    /// Whether the client wants to hear of annotations of this mailbox; `None`: of the server.
    pub(crate) fn wants_metadata(&self, mailbox: Option<&str>) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.wants_metadata(mailbox))
    }
}

fn asks_for_metadata(groups: &[EventGroup<'_>]) -> bool {
    let mut events = groups.iter().flat_map(EventGroup::events);
    events.any(|event| matches!(event, Event::MailboxMetadataChange | Event::ServerMetadataChange))
}

/// Refuses events that there are none of here.
fn check(event: &Event<'_>) -> Result<(), Refusal> {
    match event {
        Event::MessageNew(items) if items.iter().any(is_unknown) => Err(bad("unknown item")),
        Event::MessageNew(_)
        | Event::MessageExpunge
        | Event::FlagChange
        | Event::MailboxName
        | Event::SubscriptionChange
        | Event::MailboxMetadataChange
        | Event::ServerMetadataChange => Ok(()),
        Event::AnnotationChange | Event::Other(_) => {
            Err(no(Code::BadEvent(known()), "there are no such events here"))
        }
    }
}

fn known() -> NonEmpty<EventKind<'static>> {
    use EventKind as E;
    let mut known = NonEmpty::one(E::MessageNew);
    known.extend([E::MessageExpunge, E::FlagChange, E::MailboxName, E::SubscriptionChange]);
    known.extend([E::MailboxMetadataChange, E::ServerMetadataChange]);
    known
}
