//! LIST with special uses, as Gmail had it before [RFC 6154](https://www.rfc-editor.org/rfc/rfc6154).

use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::mailbox::{ListMailbox, Mailbox};

/// Lists mailboxes with their special uses: XLIST, answered by XLIST.
///
/// ```text
/// C: a XLIST "" "*"
/// S: * XLIST (\HasNoChildren \Inbox) "/" "INBOX"
/// ```
/// Besides those of RFC 6154 the attributes [`Inbox`], [`AllMail`], [`Starred`], [`Spam`] and [`Important`] are in use.
/// Requires [`Capability::XList`].
///
/// [`Inbox`]: crate::list::MailboxAttribute::Inbox
/// [`AllMail`]: crate::list::MailboxAttribute::AllMail
/// [`Starred`]: crate::list::MailboxAttribute::Starred
/// [`Spam`]: crate::list::MailboxAttribute::Spam
/// [`Important`]: crate::list::MailboxAttribute::Important
/// [`Capability::XList`]: crate::capability::Capability::XList
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct XList<'a> {
    /// What the pattern is relative to; mostly empty.
    pub reference: Mailbox<'a>,
    /// Pattern of the names.
    pub pattern: ListMailbox<'a>,
}

bounded_static!(struct XList { reference, pattern });

impl<'a> XList<'a> {
    /// Lists mailboxes whose names match a pattern, with their special uses. `reference` is mostly empty.
    /// Refuses names that cannot be sent.
    pub fn new<R, P>(reference: R, pattern: P) -> Result<Self, ValueError>
    where
        R: TryInto<Mailbox<'a>>,
        P: TryInto<ListMailbox<'a>>,
        ValueError: From<R::Error> + From<P::Error>,
    {
        Ok(Self { reference: reference.try_into()?, pattern: pattern.try_into()? })
    }
}
