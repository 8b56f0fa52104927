//! Where mailboxes may be. [RFC 9051 §6.3.10](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.10)

use alloc::vec::Vec;

use crate::bounded::bounded_static;
use crate::chars::eq_in_any_case;
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
    /// Prefixes of the user's own mailboxes; empty if there are none.
    pub personal: Vec<Namespace<'a>>,
    /// Prefixes of other users' mailboxes; empty if there are none.
    pub other_users: Vec<Namespace<'a>>,
    /// Prefixes of shared mailboxes; empty if there are none.
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

impl<'a> Namespace<'a> {
    /// The prefix as it is to be shown to the user, in the language of the session: the extension TRANSLATION.
    ///
    /// ```text
    /// S: * NAMESPACE (("" "/")) (("Other Users/" "/" "TRANSLATION" ("Andere Ben&APw-tzer/"))) NIL
    ///                                                               ^^^^^^^^^^^^^^^^^^^^^^^
    /// ```
    /// Spelled as names of mailboxes are, see [`Mailbox::to_unicode`](crate::mailbox::Mailbox::to_unicode). Requires `LANGUAGE`.
    /// [RFC 5255 §3.4](https://www.rfc-editor.org/rfc/rfc5255#section-3.4)
    #[inline]
    pub fn translation(&self) -> Option<&AString<'a>> {
        let is_translation = |name: &AString<'_>| eq_in_any_case(name.as_bytes(), b"TRANSLATION");
        self.extensions.iter().find(|(name, _)| is_translation(name)).and_then(|(_, values)| values.first())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_translation_is_found_in_any_case() {
        let s = |text| AString::try_from(text).unwrap();
        let mut namespace = Namespace { prefix: s("Other Users/"), delimiter: None, extensions: Vec::new() };
        assert_eq!(namespace.translation(), None);
        namespace.extensions.push((s("X-PARAM"), NonEmpty::one(s("x"))));
        namespace.extensions.push((s("translation"), NonEmpty::one(s("Andere Ben&APw-tzer/"))));
        assert_eq!(namespace.translation(), Some(&s("Andere Ben&APw-tzer/")));
    }
}
