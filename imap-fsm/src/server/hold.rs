//! What may not be said yet: EXPUNGE and what depends on it.
//! [RFC 9051 §7.5.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.1)

use alloc::boxed::Box;
use alloc::collections::VecDeque;

use imap_types::ToBoundedStatic;
use imap_types::response::Data;

use crate::pipeline::Overlap;

/// What has become of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Delivery {
    /// It goes out.
    Sent,
    /// It waits until messages may go: the client still counts them.
    Held,
}

/// Data that waits, in the order in which it was given.
#[derive(Debug, Default)]
#[allow(
    clippy::box_collection,
    reason = "there hardly ever is any, and a connection that idles shall cost little"
)]
pub(super) struct Held(Option<Box<VecDeque<Data<'static>>>>);

impl Held {
    pub(super) fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |held| held.len())
    }

    /// Whether the data has to wait while this command is worked on, or none.
    pub(super) fn must_hold(&self, data: &Data<'_>, command: Option<Overlap>) -> bool {
        match data {
            Data::Expunge(_) | Data::Vanished { earlier: false, .. } => !may_go(data, command),
            // These count messages as if what is held had been said.
            Data::Exists(_) | Data::Recent(_) => self.first().is_some_and(|first| !may_go(first, command)),
            Data::Fetch { .. } => self.first().is_some() && command.is_none(),
            _ => false,
        }
    }

    pub(super) fn push(&mut self, data: &Data<'_>) {
        self.0.get_or_insert_default().push_back(data.to_static());
    }

    /// The first of what is held, if it may go.
    pub(super) fn pop(&mut self, command: Option<Overlap>) -> Option<Data<'static>> {
        let held = self.0.as_mut()?;
        let may_go = held.front().is_some_and(|first| may_go(first, command));
        let data = if may_go { held.pop_front() } else { None };
        if held.is_empty() {
            self.0 = None;
        }
        data
    }

    fn first(&self) -> Option<&Data<'static>> {
        self.0.as_ref()?.front()
    }
}

fn may_go(data: &Data<'_>, command: Option<Overlap>) -> bool {
    match data {
        Data::Expunge(_) => command.is_some_and(|command| command.expunges),
        Data::Vanished { earlier: false, .. } => command.is_some_and(|command| command.vanishes),
        _ => true,
    }
}
