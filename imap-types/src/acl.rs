//! Who may do what with a mailbox. [RFC 4314](https://www.rfc-editor.org/rfc/rfc4314)

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::bounded::{bounded_static, bounded_static_owned};
use crate::error::ValueError;
use crate::mailbox::Mailbox;
use crate::octets::{first_not, octet_string};
use crate::rights::Rights;

octet_string! {
    /// Whom rights are given to: a user, a group, or everybody. `identifier`
    ///
    /// ```text
    /// S: * ACL INBOX Fred rwipslxetad -Fred wetd $team w
    ///                ^^^^             ^^^^^      ^^^^^
    /// ```
    /// The rights of an identifier that begins with `-` are taken from those that its name would have otherwise.
    /// [RFC 4314 §2](https://www.rfc-editor.org/rfc/rfc4314#section-2)
    Identifier
}

impl<'a> Identifier<'a> {
    /// Everybody, those who have not logged in included.
    pub const ANYONE: Self = Self(Cow::Borrowed(b"anyone"));

    fn check(octets: &[u8]) -> Result<(), ValueError> {
        match first_not(octets, |byte| byte != 0) {
            Some(offset) => Err(ValueError::new("identifier", offset)),
            None => Ok(()),
        }
    }

    /// Whether its rights are taken rather than given: it begins with `-`.
    pub fn is_negative(&self) -> bool {
        self.0.starts_with(b"-")
    }

    /// The name, without the `-` of a negative identifier.
    pub fn name(&self) -> &[u8] {
        self.0.strip_prefix(b"-").unwrap_or(&self.0)
    }

    /// The identifier by which rights are taken from this one; a negative one is returned as it is.
    #[must_use]
    #[inline]
    pub fn negative(self) -> Self {
        if self.is_negative() { self } else { Self(Cow::Owned([b"-", &*self.0].concat())) }
    }
}

/// A change of rights: `mod-rights`.
///
/// ```text
/// C: a SETACL INBOX/Drafts Chris +cda
///                                ^^^^
/// ```
/// [RFC 4314 §3.1](https://www.rfc-editor.org/rfc/rfc4314#section-3.1)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum ModRights {
    /// These rights, and no others.
    Replace(Rights),
    /// These rights as well: `+`.
    Add(Rights),
    /// These rights no longer: `-`.
    Remove(Rights),
}

impl ModRights {
    /// Rights after the change, from those before it.
    #[must_use]
    pub fn apply(self, before: Rights) -> Rights {
        match self {
            Self::Replace(rights) => rights,
            Self::Add(rights) => before | rights,
            Self::Remove(rights) => before.without(rights),
        }
    }
}

crate::bounded::bounded_static_owned!(ModRights);

/// Changes the rights of an identifier on a mailbox: SETACL.
///
/// ```text
/// C: a SETACL INBOX/Drafts Chris +cda
/// ```
/// Requires [`Capability::Acl`]. [RFC 4314 §3.1](https://www.rfc-editor.org/rfc/rfc4314#section-3.1)
///
/// [`Capability::Acl`]: crate::capability::Capability::Acl
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SetAcl<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// User or group whose rights change.
    pub identifier: Identifier<'a>,
    /// Rights to add, to remove or to replace those that there are.
    pub rights: ModRights,
}

bounded_static!(struct SetAcl { mailbox, identifier, rights });

/// Removes an identifier from the access control list of a mailbox: DELETEACL.
///
/// ```text
/// C: a DELETEACL INBOX Fred
/// ```
/// Requires [`Capability::Acl`]. [RFC 4314 §3.2](https://www.rfc-editor.org/rfc/rfc4314#section-3.2)
///
/// [`Capability::Acl`]: crate::capability::Capability::Acl
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DeleteAcl<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// Identifier whose entry is removed; the entry with its negative rights stays.
    pub identifier: Identifier<'a>,
}

bounded_static!(struct DeleteAcl { mailbox, identifier });

/// Asks for the access control list of a mailbox: GETACL, answered by [`AclData`].
///
/// ```text
/// C: a GETACL INBOX
/// ```
/// Requires [`Capability::Acl`]. [RFC 4314 §3.3](https://www.rfc-editor.org/rfc/rfc4314#section-3.3)
///
/// [`Capability::Acl`]: crate::capability::Capability::Acl
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GetAcl<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
}

bounded_static!(struct GetAcl { mailbox });

/// Asks which rights an identifier can be given on a mailbox: LISTRIGHTS, answered by [`ListRightsData`].
///
/// ```text
/// C: a LISTRIGHTS ~/Mail/saved smith
/// ```
/// Requires [`Capability::Acl`]. [RFC 4314 §3.4](https://www.rfc-editor.org/rfc/rfc4314#section-3.4)
///
/// [`Capability::Acl`]: crate::capability::Capability::Acl
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ListRights<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// Whom rights might be given to.
    pub identifier: Identifier<'a>,
}

bounded_static!(struct ListRights { mailbox, identifier });

/// Asks for the user's own rights on a mailbox: MYRIGHTS, answered by [`MyRightsData`].
///
/// ```text
/// C: a MYRIGHTS INBOX
/// ```
/// Requires [`Capability::Acl`]. [RFC 4314 §3.5](https://www.rfc-editor.org/rfc/rfc4314#section-3.5)
///
/// [`Capability::Acl`]: crate::capability::Capability::Acl
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MyRights<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
}

bounded_static!(struct MyRights { mailbox });

/// The access control list of a mailbox: `acl-data`.
///
/// ```text
/// S: * ACL INBOX Fred rwipslxetad -Fred wetd $team w
/// ```
/// [RFC 4314 §3.6](https://www.rfc-editor.org/rfc/rfc4314#section-3.6)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AclData<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// Its entries, in the server's order.
    pub entries: Vec<AclEntry<'a>>,
}

bounded_static!(struct AclData { mailbox, entries });

/// One entry of an access control list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AclEntry<'a> {
    /// Whom the rights are given to, or taken from.
    pub identifier: Identifier<'a>,
    /// The rights; the obsolete `c` and `d` among them tell nothing new.
    pub rights: Rights,
}

bounded_static!(struct AclEntry { identifier, rights });

/// The rights that an identifier can be given: `listrights-data`.
///
/// ```text
/// S: * LISTRIGHTS ~/Mail/saved smith la r swicdkxte
/// ```
/// [RFC 4314 §3.7](https://www.rfc-editor.org/rfc/rfc4314#section-3.7)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ListRightsData<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// Whom rights might be given to.
    pub identifier: Identifier<'a>,
    /// Rights that it has or can be given.
    pub rights: GrantableRights,
}

bounded_static!(struct ListRightsData { mailbox, identifier, rights });

/// The rights of a LISTRIGHTS response: those that an identifier always has, and those that it can be given.
///
/// ```
/// use imap_types::acl::GrantableRights;
/// use imap_types::rights::Rights;
///
/// let rights = |text| Rights::try_from(text);
/// let list = GrantableRights::new(rights("la")?, vec![rights("r")?, rights("te")?])?;
/// assert_eq!(list.optional().len(), 2);
/// // A right is in one set only.
/// assert!(GrantableRights::new(rights("la")?, vec![rights("ra")?]).is_err());
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
/// [RFC 4314 §3.7](https://www.rfc-editor.org/rfc/rfc4314#section-3.7)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct GrantableRights {
    required: Rights,
    optional: Vec<Rights>,
}

bounded_static_owned!(GrantableRights);

impl GrantableRights {
    /// A list of these rights. Required ones are always granted; those of one optional set are granted together or not
    /// at all.
    ///
    /// # Errors
    ///
    /// A right is named twice.
    pub fn new(required: Rights, optional: Vec<Rights>) -> Result<Self, ValueError> {
        let mut named = required;
        for &rights in &optional {
            if !(named & rights).is_empty() {
                return Err(ValueError::new("listrights-data", 0));
            }
            named |= rights;
        }
        Ok(Self { required, optional })
    }

    /// Rights that the identifier always has.
    pub const fn required(&self) -> Rights {
        self.required
    }

    /// Rights that the identifier can be given; those of one set only together.
    pub fn optional(&self) -> &[Rights] {
        &self.optional
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for GrantableRights {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let required = Rights::arbitrary(u)?;
        let mut named = required;
        let mut optional = Vec::<Rights>::arbitrary(u)?;
        for rights in &mut optional {
            *rights = rights.without(named);
            named |= *rights;
        }
        Ok(Self { required, optional })
    }
}

/// The user's own rights on a mailbox: `myrights-data`.
///
/// ```text
/// S: * MYRIGHTS INBOX rwiptsldaex
/// ```
/// [RFC 4314 §3.8](https://www.rfc-editor.org/rfc/rfc4314#section-3.8)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MyRightsData<'a> {
    /// Name of the mailbox.
    pub mailbox: Mailbox<'a>,
    /// The rights; the obsolete `c` and `d` among them tell nothing new.
    pub rights: Rights,
}

bounded_static!(struct MyRightsData { mailbox, rights });

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Identifier<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut octets = crate::arbitrary_parts::octets(u, b"\0")?;
        if u.arbitrary()? {
            octets.insert(0, b'-');
        }
        Ok(Self(Cow::Owned(octets)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_with_a_minus_are_negative() {
        let fred = Identifier::try_from("Fred").unwrap();
        assert!(!fred.is_negative());
        let negative = fred.negative();
        assert!(negative.is_negative() && negative == "-Fred" && negative.name() == b"Fred");
        assert_eq!(negative.clone().negative(), negative);
        assert_eq!(Identifier::try_from("a\0"), Err(ValueError::new("identifier", 1)));
    }

    #[test]
    fn a_change_adds_removes_or_replaces() {
        let rights = |text: &str| Rights::try_from(text).unwrap();
        let before = rights("lrs");
        assert_eq!(ModRights::Add(rights("sw")).apply(before), rights("lrsw"));
        assert_eq!(ModRights::Remove(rights("sw")).apply(before), rights("lr"));
        assert_eq!(ModRights::Replace(rights("sw")).apply(before), rights("sw"));
    }
}
