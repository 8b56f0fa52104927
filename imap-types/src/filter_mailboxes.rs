//! Groups of mailboxes, as NOTIFY and ESEARCH name them.
//! [RFC 5465 §6](https://www.rfc-editor.org/rfc/rfc5465#section-6)

use crate::bounded::bounded_static;
use crate::mailbox::Mailbox;
use crate::names::wire_names;
use crate::nonempty::NonEmpty;

/// A group of mailboxes: `filter-mailboxes`.
///
/// ```text
/// C: a ESEARCH IN (mailboxes "folder1" subtree "folder2") unseen
///                  ^^^^^^^^^^^^^^^^^^^ ^^^^^^^^^^^^^^^^^
/// ```
/// Requires [`Capability::Notify`] in NOTIFY, [`Capability::MultiSearch`] in ESEARCH.
/// [RFC 5465 §6](https://www.rfc-editor.org/rfc/rfc5465#section-6)
///
/// [`Capability::Notify`]: crate::capability::Capability
/// [`Capability::MultiSearch`]: crate::capability::Capability
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum FilterMailboxes<'a> {
    /// The selected mailbox; the server reports changes at once. [RFC 5465 §6.1](https://www.rfc-editor.org/rfc/rfc5465#section-6.1)
    Selected,
    /// The selected mailbox; the server reports expunged messages only where EXPUNGE is allowed. Not in ESEARCH.
    /// [RFC 5465 §6.2](https://www.rfc-editor.org/rfc/rfc5465#section-6.2)
    SelectedDelayed,
    /// All mailboxes of the personal namespaces that mail may be delivered to. [RFC 5465 §6.3](https://www.rfc-editor.org/rfc/rfc5465#section-6.3)
    Inboxes,
    /// All selectable mailboxes of the personal namespaces. [RFC 5465 §6.4](https://www.rfc-editor.org/rfc/rfc5465#section-6.4)
    Personal,
    /// All subscribed mailboxes. [RFC 5465 §6.5](https://www.rfc-editor.org/rfc/rfc5465#section-6.5)
    Subscribed,
    /// These mailboxes and all below them. [RFC 5465 §6.6](https://www.rfc-editor.org/rfc/rfc5465#section-6.6)
    Subtree(NonEmpty<Mailbox<'a>>),
    /// These mailboxes and those one level below them. [RFC 7377 §2.2](https://www.rfc-editor.org/rfc/rfc7377#section-2.2)
    SubtreeOne(NonEmpty<Mailbox<'a>>),
    /// These mailboxes. [RFC 5465 §6.7](https://www.rfc-editor.org/rfc/rfc5465#section-6.7)
    Mailboxes(NonEmpty<Mailbox<'a>>),
}

bounded_static!(enum FilterMailboxes {
    Subtree(a), SubtreeOne(a), Mailboxes(a); Selected, SelectedDelayed, Inboxes, Personal, Subscribed
});

wire_names! {
    /// The names of [`FilterMailboxes`].
    pub enum FilterMailboxesName {
        /// The selected mailbox.
        Selected = "selected",
        /// The selected mailbox, expunged messages where EXPUNGE is allowed.
        SelectedDelayed = "selected-delayed",
        /// The mailboxes that mail may be delivered to.
        Inboxes = "inboxes",
        /// The personal mailboxes.
        Personal = "personal",
        /// The subscribed mailboxes.
        Subscribed = "subscribed",
        /// Mailboxes and all below them.
        Subtree = "subtree",
        /// Mailboxes and those one level below them.
        SubtreeOne = "subtree-one",
        /// Mailboxes by name.
        Mailboxes = "mailboxes",
    }
}

impl FilterMailboxes<'_> {
    /// Name of the variant.
    pub const fn kind(&self) -> FilterMailboxesName {
        match self {
            Self::Selected => FilterMailboxesName::Selected,
            Self::SelectedDelayed => FilterMailboxesName::SelectedDelayed,
            Self::Inboxes => FilterMailboxesName::Inboxes,
            Self::Personal => FilterMailboxesName::Personal,
            Self::Subscribed => FilterMailboxesName::Subscribed,
            Self::Subtree(_) => FilterMailboxesName::Subtree,
            Self::SubtreeOne(_) => FilterMailboxesName::SubtreeOne,
            Self::Mailboxes(_) => FilterMailboxesName::Mailboxes,
        }
    }
}
