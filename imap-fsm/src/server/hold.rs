//! What may not be said yet: EXPUNGE and what depends on it.
//! [RFC 9051 §7.5.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.1)

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
pub(super) struct Held(VecDeque<Data<'static>>);

impl Held {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the data has to wait while this command is worked on, or none.
    pub(super) fn must_hold(&self, data: &Data<'_>, command: Option<Overlap>) -> bool {
        match data {
            Data::Expunge(_) | Data::Vanished { earlier: false, .. } => !may_go(data, command),
            // These count messages as if what is held had been said.
            Data::Exists(_) | Data::Recent(_) => self.0.front().is_some_and(|first| !may_go(first, command)),
            Data::Fetch { .. } => !self.0.is_empty() && command.is_none(),
            _ => false,
        }
    }

    pub(super) fn push(&mut self, data: &Data<'_>) {
        self.0.push_back(data.to_static());
    }

    /// The first of what is held, if it may go.
    pub(super) fn pop(&mut self, command: Option<Overlap>) -> Option<Data<'static>> {
        let may_go = self.0.front().is_some_and(|first| may_go(first, command));
        let data = if may_go { self.0.pop_front() } else { None };
        if self.0.is_empty() {
            self.0 = VecDeque::new();
        }
        data
    }
}

fn may_go(data: &Data<'_>, command: Option<Overlap>) -> bool {
    match data {
        Data::Expunge(_) => command.is_some_and(|command| command.expunges),
        Data::Vanished { earlier: false, .. } => command.is_some_and(|command| command.vanishes),
        _ => true,
    }
}
