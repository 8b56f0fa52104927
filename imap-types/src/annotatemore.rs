//! Annotations of mailboxes and of the server as Cyrus has them, older than [METADATA](crate::metadata):
//! draft-daboo-imap-annotatemore, capability `ANNOTATEMORE`.

use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::mailbox::{ListMailbox, Mailbox};
use crate::nonempty::NonEmpty;
use crate::string::{AString, NString};

/// Asks for annotations: GETANNOTATION, answered by [`Annotation`].
///
/// ```text
/// C: a GETANNOTATION INBOX "/comment" ("value.priv" "value.shared")
/// ```
/// Requires [`Capability::AnnotateMore`].
///
/// [`Capability::AnnotateMore`]: crate::capability::Capability::AnnotateMore
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GetAnnotation<'a> {
    /// Mailboxes, `*` and `%` as in LIST; the empty name is the server itself.
    pub mailbox: ListMailbox<'a>,
    /// Names of entries, `*` and `%` as in LIST.
    pub entries: NonEmpty<AString<'a>>,
    /// Names of attributes, `*` and `%` as in LIST.
    pub attributes: NonEmpty<AString<'a>>,
}

bounded_static!(struct GetAnnotation { mailbox, entries, attributes });

impl<'a> GetAnnotation<'a> {
    /// Asks for these attributes of these entries of the mailboxes that match a pattern; the empty one is the server.
    /// Refuses a pattern that cannot be sent.
    pub fn new<M>(
        mailbox: M,
        entries: impl Into<NonEmpty<AString<'a>>>,
        attributes: impl Into<NonEmpty<AString<'a>>>,
    ) -> Result<Self, ValueError>
    where
        M: TryInto<ListMailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self { mailbox: mailbox.try_into()?, entries: entries.into(), attributes: attributes.into() })
    }
}

/// Sets or removes annotations: SETANNOTATION.
///
/// ```text
/// C: a SETANNOTATION INBOX "/comment" ("value.shared" "Really useful" "value.priv" NIL)
/// ```
/// Requires [`Capability::AnnotateMore`].
///
/// [`Capability::AnnotateMore`]: crate::capability::Capability::AnnotateMore
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SetAnnotation<'a> {
    /// Mailboxes, `*` and `%` as in LIST; the empty name is the server itself.
    pub mailbox: ListMailbox<'a>,
    /// Entries with the new values of their attributes.
    pub entries: NonEmpty<EntryAtt<'a>>,
}

bounded_static!(struct SetAnnotation { mailbox, entries });

impl<'a> SetAnnotation<'a> {
    /// Sets attributes of entries of the mailboxes that match a pattern; the empty one is the server. Refuses a pattern
    /// that cannot be sent.
    pub fn new<M>(mailbox: M, entries: impl Into<NonEmpty<EntryAtt<'a>>>) -> Result<Self, ValueError>
    where
        M: TryInto<ListMailbox<'a>>,
        ValueError: From<M::Error>,
    {
        Ok(Self { mailbox: mailbox.try_into()?, entries: entries.into() })
    }
}

/// An entry with its attributes: `entry-att`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EntryAtt<'a> {
    /// Name of the entry, a path such as `/comment`.
    pub entry: AString<'a>,
    /// Attributes of the entry, each with its value.
    pub attributes: NonEmpty<AttValue<'a>>,
}

bounded_static!(struct EntryAtt { entry, attributes });

/// An attribute of an entry: `att-value`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AttValue<'a> {
    /// Its name, such as `value.shared`, `value.priv` or `size.shared`.
    pub attribute: AString<'a>,
    /// Its value; `None` where it has none, which in SETANNOTATION removes it.
    pub value: NString<'a>,
}

bounded_static!(struct AttValue { attribute, value });

/// Annotations: the response ANNOTATION.
///
/// ```text
/// S: * ANNOTATION INBOX "/comment" ("value.shared" "Really useful")
/// S: * ANNOTATION INBOX ("/comment")
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Annotation<'a> {
    /// Name of the mailbox; the empty name is the server itself.
    pub mailbox: Mailbox<'a>,
    /// Entries to change, each with its attributes.
    pub entries: AnnotationEntries<'a>,
}

bounded_static!(struct Annotation { mailbox, entries });

/// Entries of an ANNOTATION response: `entry-list`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum AnnotationEntries<'a> {
    /// Their values, in answer to GETANNOTATION.
    Values(NonEmpty<EntryAtt<'a>>),
    /// That they have changed. Ask for the values by GETANNOTATION.
    Changed(NonEmpty<AString<'a>>),
}

bounded_static!(
    enum AnnotationEntries {
        Values(values),
        Changed(names),
    }
);
