//! Identifiers that survive moves and renames. [RFC 8474](https://www.rfc-editor.org/rfc/rfc8474)

use crate::bounded::bounded_static;
use crate::chars::is_atom_char;
use crate::error::ValueError;
use crate::names::wire_names;
use crate::octets::octet_string;

octet_string! {
    /// The identifier of a message, a thread or a mailbox: `objectid`.
    ///
    /// ```text
    /// S: * 3 FETCH (EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9))
    ///                        ^^^^^^^^^^^^^^^             ^^^^^^^^^^^^^^^
    /// ```
    /// 1 to 255 ASCII letters, digits, `_` and `-`. Case matters. Requires [`Capability::ObjectId`].
    /// [RFC 8474 §3](https://www.rfc-editor.org/rfc/rfc8474#section-3)
    ///
    /// [`Capability::ObjectId`]: crate::capability::Capability
    ObjectId
}

impl ObjectId<'_> {
    /// The most octets of an identifier.
    pub const MAX_LEN: usize = 255;

    #[inline]
    fn check(octets: &[u8]) -> Result<(), ValueError> {
        crate::atom::one_or_more(octets, is_objectid_char, "objectid")?;
        if octets.len() > Self::MAX_LEN { Err(ValueError::new("objectid", Self::MAX_LEN)) } else { Ok(()) }
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Whether the byte may be in an [`ObjectId`].
pub const fn is_objectid_char(byte: u8) -> bool {
    is_atom_char(byte) && (byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

impl core::fmt::Display for ObjectId<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}

wire_names! {
    /// What an identifier in [`ObjectIds`] names.
    pub enum ObjectIdName {
        /// A mailbox.
        MailboxId = "MAILBOXID",
        /// An account.
        AccountId = "ACCOUNTID",
        /// A message.
        EmailId = "EMAILID",
        /// A thread.
        ThreadId = "THREADID",
    }
}

/// Identifiers in one item, each behind its name: the item `OBJECTID` of FETCH and STATUS, and the response code.
///
/// ```text
/// S: * 3 FETCH (OBJECTID (EMAILID M6d99ac3275bb4e THREADID T64b478a75b7ea9))
///                         ^^^^^^^^^^^^^^^^^^^^^^^ ^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// Those that a server does not have, or that do not belong there, are left out. Requires [`Capability::ObjectIdPlus`]. Of
/// draft-ietf-mailmaint-imap-objectid-bis, whose syntax may still change: this is the compound form of its 8th version.
///
/// [`Capability::ObjectIdPlus`]: crate::capability::Capability
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ObjectIds<'a> {
    /// Identifier of the mailbox.
    pub mailbox: Option<ObjectId<'a>>,
    /// Identifier of the account that the mailbox belongs to.
    pub account: Option<ObjectId<'a>>,
    /// Identifier of the message, the same in every mailbox.
    pub email: Option<ObjectId<'a>>,
    /// Identifier of its thread.
    pub thread: Option<ObjectId<'a>>,
}

bounded_static!(struct ObjectIds { mailbox, account, email, thread });

impl<'a> ObjectIds<'a> {
    /// The identifier of this name.
    pub const fn get(&self, name: ObjectIdName) -> Option<&ObjectId<'a>> {
        match name {
            ObjectIdName::MailboxId => self.mailbox.as_ref(),
            ObjectIdName::AccountId => self.account.as_ref(),
            ObjectIdName::EmailId => self.email.as_ref(),
            ObjectIdName::ThreadId => self.thread.as_ref(),
        }
    }

    /// Sets the identifier of this name, and gives the one that was there.
    pub fn set(&mut self, name: ObjectIdName, id: ObjectId<'a>) -> Option<ObjectId<'a>> {
        match name {
            ObjectIdName::MailboxId => self.mailbox.replace(id),
            ObjectIdName::AccountId => self.account.replace(id),
            ObjectIdName::EmailId => self.email.replace(id),
            ObjectIdName::ThreadId => self.thread.replace(id),
        }
    }

    /// The identifiers, each with its name, in the order of [`ObjectIdName::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (ObjectIdName, &ObjectId<'a>)> {
        ObjectIdName::ALL.iter().filter_map(|&name| Some((name, self.get(name)?)))
    }
}

/// Mailbox that SELECT or EXAMINE means, by its identifiers.
///
/// ```text
/// C: a SELECT INBOX (OBJECTID (MAILBOXID F2212ea87 ACCOUNTID A1))
///                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// Requires [`Capability::ObjectIdPlus`]. Of a draft, as [`ObjectIds`].
///
/// [`Capability::ObjectIdPlus`]: crate::capability::Capability
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SelectObjectId<'a> {
    /// Identifier of the mailbox.
    pub mailbox: ObjectId<'a>,
    /// Identifier of the account that it belongs to.
    pub account: ObjectId<'a>,
}

bounded_static!(struct SelectObjectId { mailbox, account });

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for ObjectId<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let octets = crate::arbitrary_parts::word(u, is_objectid_char)?;
        Ok(Self(alloc::borrow::Cow::Owned(octets)))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    #[test]
    fn an_identifier_has_up_to_255_letters_digits_hyphens_and_underscores() {
        assert_eq!(ObjectId::try_from("M6d99-ac_32").unwrap().as_str(), "M6d99-ac_32");
        for (bad, offset) in [("", 0), ("a b", 1), ("a.b", 1), ("ab(", 2)] {
            assert_eq!(ObjectId::try_from(bad), Err(ValueError::new("objectid", offset)), "{bad:?}");
        }
        assert!(ObjectId::try_from("x".repeat(255)).is_ok());
        assert_eq!(ObjectId::try_from(String::from("x").repeat(256)), Err(ValueError::new("objectid", 255)));
    }
}
