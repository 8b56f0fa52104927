//! Commands without the octets of a literal: before they come, and at the end where they came in pieces. Part of
//! [`command`](crate::command).

use alloc::vec::Vec;

use super::CommandName;
use crate::append::{AppendHead, AppendTail};
use crate::bounded::bounded_static;
use crate::mailbox::Mailbox;

/// A command up to the octets of a literal, which come later. Nothing in it stands for those octets.
///
/// ```text
/// C: a RENAME Drafts {4}
///    ^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CommandHead<'a> {
    /// APPEND or REPLACE, up to the octets of a message.
    Append(AppendHead<'a>),
    /// A command up to another argument.
    Other {
        /// Name of the command; `None` for a command that this library does not know.
        kind: Option<CommandName>,
        /// Mailboxes that the command names before the literal, as [`CommandBody::mailboxes`](super::CommandBody::mailboxes).
        mailboxes: Vec<Mailbox<'a>>,
    },
}

bounded_static!(enum CommandHead { Append(a), Other { kind, mailboxes } });

impl<'a> CommandHead<'a> {
    /// Name of the command; `None` for a command that this library does not know.
    pub const fn kind(&self) -> Option<CommandName> {
        match self {
            Self::Append(head) if head.replaces.is_some() => Some(CommandName::Replace),
            Self::Append(_) => Some(CommandName::Append),
            Self::Other { kind, .. } => *kind,
        }
    }

    /// The mailboxes that the command names before the literal, as
    /// [`CommandBody::mailboxes`](super::CommandBody::mailboxes).
    pub fn mailboxes(&self) -> impl Iterator<Item = &Mailbox<'a>> {
        let (appended, others) = match self {
            Self::Append(head) => (Some(&head.mailbox), &[][..]),
            Self::Other { mailboxes, .. } => (None, &mailboxes[..]),
        };
        appended.into_iter().chain(others)
    }
}

/// A command at its end, octets of which came in pieces. Nothing in it stands for those octets.
///
/// ```text
/// C: a APPEND Sent (\Seen) {300000}
/// C: From: alice@example.org… (\Draft) {5}
/// C: hello
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CommandTail<'a> {
    /// APPEND or REPLACE: all but the octets of messages that came in pieces.
    Append(AppendTail<'a>),
    /// A command of which another argument came in pieces.
    Other {
        /// Name of the command; `None` for a command that this library does not know.
        kind: Option<CommandName>,
        /// Mailboxes that the command names, as [`CommandBody::mailboxes`](super::CommandBody::mailboxes), but for those
        /// whose names came in pieces.
        mailboxes: Vec<Mailbox<'a>>,
    },
}

bounded_static!(enum CommandTail { Append(a), Other { kind, mailboxes } });

impl<'a> CommandTail<'a> {
    /// Name of the command; `None` for a command that this library does not know.
    pub const fn kind(&self) -> Option<CommandName> {
        match self {
            Self::Append(tail) if tail.replaces.is_some() => Some(CommandName::Replace),
            Self::Append(_) => Some(CommandName::Append),
            Self::Other { kind, .. } => *kind,
        }
    }

    /// The mailboxes that the command names, as [`CommandBody::mailboxes`](super::CommandBody::mailboxes), but for those
    /// whose names came in pieces.
    pub fn mailboxes(&self) -> impl Iterator<Item = &Mailbox<'a>> {
        let (appended, others) = match self {
            Self::Append(tail) => (Some(&tail.mailbox), &[][..]),
            Self::Other { mailboxes, .. } => (None, &mailboxes[..]),
        };
        appended.into_iter().chain(others)
    }
}
