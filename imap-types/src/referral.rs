//! Mailboxes on other servers. [RFC 2193](https://www.rfc-editor.org/rfc/rfc2193)

use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::mailbox::{ListMailbox, Mailbox};

/// Lists mailboxes, those on other servers as well: RLIST, answered by LIST.
///
/// ```text
/// C: a RLIST "" "SHARED/%"
/// ```
/// Requires [`Capability::MailboxReferrals`]. [RFC 2193 §5.1](https://www.rfc-editor.org/rfc/rfc2193#section-5.1)
///
/// [`Capability::MailboxReferrals`]: crate::capability::Capability::MailboxReferrals
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RList<'a> {
    /// Reference name that the pattern is resolved against, mostly empty.
    pub reference: Mailbox<'a>,
    /// Pattern of the names.
    pub pattern: ListMailbox<'a>,
}

bounded_static!(struct RList { reference, pattern });

impl<'a> RList<'a> {
    /// Lists mailboxes whose names match a pattern, those on other servers as well. `reference` is mostly empty.
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

/// Lists subscribed mailboxes, those on other servers as well: RLSUB, answered by LSUB.
///
/// ```text
/// C: a RLSUB "" "SHARED/%"
/// ```
/// Requires [`Capability::MailboxReferrals`]. [RFC 2193 §5.2](https://www.rfc-editor.org/rfc/rfc2193#section-5.2)
///
/// [`Capability::MailboxReferrals`]: crate::capability::Capability::MailboxReferrals
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RLsub<'a> {
    /// Reference name that the pattern is resolved against, mostly empty.
    pub reference: Mailbox<'a>,
    /// Pattern of mailbox names, with `*` and `%`.
    pub pattern: ListMailbox<'a>,
}

bounded_static!(struct RLsub { reference, pattern });

impl<'a> RLsub<'a> {
    /// Lists subscribed mailboxes whose names match a pattern, those on other servers as well. `reference` is mostly empty.
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
