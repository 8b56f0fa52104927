//! How much a user may store. [RFC 9208](https://www.rfc-editor.org/rfc/rfc9208), formerly
//! [RFC 2087](https://www.rfc-editor.org/rfc/rfc2087)

use alloc::vec::Vec;

use crate::bounded::bounded_static;
use crate::mailbox::Mailbox;
use crate::names::wire_enum;
use crate::number::Number64;
use crate::raw::{Unknown, place};
use crate::string::AString;

wire_enum! {
    /// A kind of thing that a quota root limits: `resource-name`.
    ///
    /// ```text
    /// S: * QUOTA "#user/alice" (STORAGE 54 111 MESSAGE 42 1000)
    ///                           ^^^^^^^        ^^^^^^^
    /// ```
    /// [RFC 9208 §5](https://www.rfc-editor.org/rfc/rfc9208#section-5)
    #[derive(PartialOrd, Ord)]
    pub enum Resource as ResourceName {
        /// Size of the messages, in units of 1,024 octets.
        Storage = "STORAGE",
        /// Number of messages.
        Message = "MESSAGE",
        /// Number of mailboxes.
        Mailbox = "MAILBOX",
        /// Size of all annotations, in units of 1,024 octets.
        AnnotationStorage = "ANNOTATION-STORAGE",
        ..
        /// A resource that this library does not know, such as Cyrus' `X-NUM-FOLDERS`.
        Other(Unknown<'a, Resource<'static>>),
    }
}

place!(Resource: Alone, ResourceName);

/// Asks for the usage and the limits of a quota root: GETQUOTA, answered by [`Quota`].
///
/// ```text
/// C: a GETQUOTA "!partition/sda4"
/// ```
/// Requires [`Capability::Quota`]. [RFC 9208 §4.1.1](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.1)
///
/// [`Capability::Quota`]: crate::capability::Capability::Quota
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GetQuota<'a> {
    /// Name of the quota root; may be empty.
    pub root: AString<'a>,
}

bounded_static!(struct GetQuota { root });

/// Asks for the quota roots of a mailbox and their quotas: GETQUOTAROOT, answered by [`QuotaRoot`] and a [`Quota`] for
/// each root.
///
/// ```text
/// C: a GETQUOTAROOT INBOX
/// ```
/// Requires [`Capability::Quota`]. [RFC 9208 §4.1.2](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.2)
///
/// [`Capability::Quota`]: crate::capability::Capability::Quota
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GetQuotaRoot<'a> {
    /// Name of the mailbox, which need not exist.
    pub mailbox: Mailbox<'a>,
}

bounded_static!(struct GetQuotaRoot { mailbox });

/// Sets the limits of a quota root: SETQUOTA, answered by [`Quota`]. Limits that are not given are removed.
///
/// ```text
/// C: a SETQUOTA "#user/alice" (STORAGE 510)
/// ```
/// Requires [`Capability::QuotaSet`]. [RFC 9208 §4.1.3](https://www.rfc-editor.org/rfc/rfc9208#section-4.1.3)
///
/// [`Capability::QuotaSet`]: crate::capability::Capability::QuotaSet
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SetQuota<'a> {
    /// Name of the quota root; may be empty.
    pub root: AString<'a>,
    /// The limits; none leaves the root without limits.
    pub limits: Vec<ResourceLimit<'a>>,
}

bounded_static!(struct SetQuota { root, limits });

/// One limit of a SETQUOTA command: `setquota-resource`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ResourceLimit<'a> {
    /// The resource to limit.
    pub resource: Resource<'a>,
    /// The limit, in the unit of the resource: see [`Resource`].
    pub limit: Number64,
}

bounded_static!(struct ResourceLimit { resource, limit });

/// Usage and limits of a quota root: `quota-response`.
///
/// ```text
/// S: * QUOTA "#user/alice" (STORAGE 54 111 MESSAGE 42 1000)
/// ```
/// [RFC 9208 §4.2.1](https://www.rfc-editor.org/rfc/rfc9208#section-4.2.1)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Quota<'a> {
    /// Name of the quota root; may be empty.
    pub root: AString<'a>,
    /// The resources that have a limit. RFC 2087 allows none, RFC 9208 wants at least one.
    pub resources: Vec<QuotaResource<'a>>,
}

bounded_static!(struct Quota { root, resources });

/// Usage and limit of one resource: `quota-resource`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QuotaResource<'a> {
    /// Resource that is limited.
    pub resource: Resource<'a>,
    /// Usage in the resource's unit (STORAGE counts 1,024 octets); may exceed the limit.
    pub usage: Number64,
    /// The limit, in the unit of the resource: see [`Resource`].
    pub limit: Number64,
}

bounded_static!(struct QuotaResource { resource, usage, limit });

/// The quota roots of a mailbox: `quotaroot-response`.
///
/// ```text
/// S: * QUOTAROOT INBOX "#user/alice" "!partition/sda4"
/// ```
/// [RFC 9208 §4.2.2](https://www.rfc-editor.org/rfc/rfc9208#section-4.2.2)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QuotaRoot<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// Names of its quota roots; none where nothing is limited.
    pub roots: Vec<AString<'a>>,
}

bounded_static!(struct QuotaRoot { mailbox, roots });
