//! Where mailboxes may be. [RFC 9051 §6.3.10](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.10)

use alloc::vec::Vec;

use crate::bounded::bounded_static;
use crate::list::Delimiter;
use crate::nonempty::NonEmpty;
use crate::string::AString;

/// The parts of the hierarchy of mailboxes, by whose they are: `namespace-response`.
///
/// ```text
/// S: * NAMESPACE (("" "/")) (("~" "/")) (("#shared/" "/")("#public/" "/"))
/// ```
/// Empty for NIL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Namespaces<'a> {
    /// The user's own.
    pub personal: Vec<Namespace<'a>>,
    /// Other users'.
    pub other_users: Vec<Namespace<'a>>,
    /// Shared ones.
    pub shared: Vec<Namespace<'a>>,
}

bounded_static!(struct Namespaces { personal, other_users, shared });

/// One part of the hierarchy: `namespace-descr`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Namespace<'a> {
    /// Prefix of its mailboxes' names, with the delimiter; may be empty.
    pub prefix: AString<'a>,
    /// Hierarchy delimiter; `None` where there is no hierarchy.
    pub delimiter: Option<Delimiter>,
    /// Names and parameters of extensions, such as TRANSLATION.
    pub extensions: Vec<(AString<'a>, NonEmpty<AString<'a>>)>,
}

bounded_static!(struct Namespace { prefix, delimiter, extensions });
