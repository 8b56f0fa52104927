//! Access rights, and sets of them. [RFC 4314 §2.1](https://www.rfc-editor.org/rfc/rfc4314#section-2.1)

use alloc::string::String;
use core::fmt;
use core::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Sub, SubAssign};
use core::str::FromStr;

use crate::bounded::bounded_static_owned;
use crate::error::ValueError;

/// One access right: a lowercase letter or a digit.
///
/// Digits, and letters without a constant here, mean what the server defines.
/// [RFC 4314 §2.1](https://www.rfc-editor.org/rfc/rfc4314#section-2.1)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Right(u8);

/// Letters in the order of RFC 4314 §2.1, then those of other RFCs, the obsolete ones, and what is left.
const ORDER: &[u8; 36] = b"lrswipkxteancdbfghjmoquvyz0123456789";

impl Right {
    /// `l`: the mailbox is visible to LIST and LSUB, and can be subscribed to.
    pub const LOOKUP: Self = Self(b'l');
    /// `r`: SELECT the mailbox, and STATUS.
    pub const READ: Self = Self(b'r');
    /// `s`: keep or set `\Seen` across sessions.
    pub const SEEN: Self = Self(b's');
    /// `w`: change flags other than `\Seen` and `\Deleted`.
    pub const WRITE: Self = Self(b'w');
    /// `i`: APPEND and COPY into the mailbox.
    pub const INSERT: Self = Self(b'i');
    /// `p`: send mail to the submission address of the mailbox.
    pub const POST: Self = Self(b'p');
    /// `k`: create mailboxes below it, or move some there.
    pub const CREATE_MAILBOXES: Self = Self(b'k');
    /// `x`: delete or rename the mailbox.
    pub const DELETE_MAILBOX: Self = Self(b'x');
    /// `t`: change `\Deleted`.
    pub const DELETE_MESSAGES: Self = Self(b't');
    /// `e`: EXPUNGE, also as part of CLOSE.
    pub const EXPUNGE: Self = Self(b'e');
    /// `a`: change the access control list.
    pub const ADMINISTER: Self = Self(b'a');
    /// `n`: write shared annotations. [RFC 5257 §4.8](https://www.rfc-editor.org/rfc/rfc5257#section-4.8)
    pub const SHARED_ANNOTATIONS: Self = Self(b'n');
    /// `c`, obsolete: [`Right::CREATE_MAILBOXES`], on some servers with [`Right::DELETE_MAILBOX`].
    /// [RFC 4314 §2.1.1](https://www.rfc-editor.org/rfc/rfc4314#section-2.1.1)
    pub const CREATE: Self = Self(b'c');
    /// `d`, obsolete: [`Right::DELETE_MESSAGES`] and [`Right::EXPUNGE`], on some servers with
    /// [`Right::DELETE_MAILBOX`]. [RFC 4314 §2.1.1](https://www.rfc-editor.org/rfc/rfc4314#section-2.1.1)
    pub const DELETE: Self = Self(b'd');

    /// The rights with a constant, in the order in which sets are written.
    pub const ALL: &'static [Self] = &[
        Self::LOOKUP,
        Self::READ,
        Self::SEEN,
        Self::WRITE,
        Self::INSERT,
        Self::POST,
        Self::CREATE_MAILBOXES,
        Self::DELETE_MAILBOX,
        Self::DELETE_MESSAGES,
        Self::EXPUNGE,
        Self::ADMINISTER,
        Self::SHARED_ANNOTATIONS,
        Self::CREATE,
        Self::DELETE,
    ];

    /// The right of this letter or digit; `None` for any other octet, capitals included.
    pub const fn new(octet: u8) -> Option<Self> {
        if octet.is_ascii_lowercase() || octet.is_ascii_digit() { Some(Self(octet)) } else { None }
    }

    /// The letter or digit.
    pub const fn as_byte(self) -> u8 {
        self.0
    }

    /// Its bit in a set: one for each letter and digit.
    const fn bit(self) -> u64 {
        let index = if self.0.is_ascii_digit() {
            self.0.wrapping_sub(b'0').wrapping_add(26)
        } else {
            self.0.wrapping_sub(b'a')
        };
        1_u64.wrapping_shl(index as u32)
    }
}

impl fmt::Display for Right {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Write::write_char(f, self.0.into())
    }
}

impl fmt::Debug for Right {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Right({self})")
    }
}

/// A set of rights: `rights`.
///
/// ```
/// use imap_types::rights::{Right, Rights};
///
/// let rights = Rights::try_from("lrswi")?;
/// assert!(rights.contains(Right::INSERT));
/// assert_eq!((rights - Right::SEEN.into()).to_string(), "lrwi");
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
/// The order of rights and repetitions mean nothing on the wire and are not kept. Sets have an order so that they can be
/// sorted; whether one includes the other is what [`Rights::contains_all`] tells.
/// [RFC 4314 §2.1](https://www.rfc-editor.org/rfc/rfc4314#section-2.1)
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rights(u64);

impl Rights {
    /// No rights.
    pub const EMPTY: Self = Self(0);

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Number of rights.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether the right is in the set, as it stands: see [`Rights::allows`] for what obsolete rights include.
    pub const fn contains(self, right: Right) -> bool {
        self.0 & right.bit() != 0
    }

    /// Whether all rights of the other set are in this one.
    pub const fn contains_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set has the right, or an obsolete one that includes it on every server: `c` includes `k`, and `d`
    /// includes `t` and `e`.
    #[inline]
    pub const fn allows(self, right: Right) -> bool {
        self.without_obsolete().contains(right) || self.contains(right)
    }

    /// The rights of this set that are not in the other one; the same as `-`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Adds a right.
    pub const fn insert(&mut self, right: Right) {
        self.0 |= right.bit();
    }

    /// Removes a right.
    pub const fn remove(&mut self, right: Right) {
        self.0 &= !right.bit();
    }

    /// The set with `c` replaced by `k`, and `d` by `t` and `e`: how a server reads rights from a client.
    /// [RFC 4314 §2.1.1](https://www.rfc-editor.org/rfc/rfc4314#section-2.1.1)
    #[must_use]
    pub const fn without_obsolete(self) -> Self {
        let mut rights = self.0 & !(Right::CREATE.bit() | Right::DELETE.bit());
        if self.contains(Right::CREATE) {
            rights |= Right::CREATE_MAILBOXES.bit();
        }
        if self.contains(Right::DELETE) {
            rights |= Right::DELETE_MESSAGES.bit() | Right::EXPUNGE.bit();
        }
        Self(rights)
    }

    /// The set with `c` beside `k`, and `d` beside `t` or `e`: how a server shows rights in ACL and MYRIGHTS, for
    /// clients of RFC 2086. [RFC 4314 §2.1.1](https://www.rfc-editor.org/rfc/rfc4314#section-2.1.1)
    #[must_use]
    pub const fn with_obsolete(self) -> Self {
        let mut rights = self.0;
        if self.contains(Right::CREATE_MAILBOXES) {
            rights |= Right::CREATE.bit();
        }
        if self.contains(Right::DELETE_MESSAGES) || self.contains(Right::EXPUNGE) {
            rights |= Right::DELETE.bit();
        }
        Self(rights)
    }

    /// The rights, in the order in which they are written.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        ORDER.iter().map(|&octet| Right(octet)).filter(move |&right| self.contains(right))
    }
}

/// Rights that a server names as new in its capability `RIGHTS=`: at least one, and letters only.
///
/// ```text
/// S: * CAPABILITY IMAP4rev1 ACL RIGHTS=texk
///                                      ^^^^
/// ```
/// [RFC 4314 §2.2](https://www.rfc-editor.org/rfc/rfc4314#section-2.2)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct NewRights(Rights);

impl NewRights {
    /// `texk`, the rights that RFC 4314 adds to those of RFC 2086.
    pub const TEXK: Self = Self(Rights(
        Right::DELETE_MESSAGES.bit()
            | Right::EXPUNGE.bit()
            | Right::DELETE_MAILBOX.bit()
            | Right::CREATE_MAILBOXES.bit(),
    ));

    /// The set of them.
    pub const fn rights(self) -> Rights {
        self.0
    }
}

impl TryFrom<Rights> for NewRights {
    type Error = ValueError;

    #[inline]
    fn try_from(rights: Rights) -> Result<Self, ValueError> {
        // The bits of digits are above those of letters.
        let letters = rights.0 < Right(b'0').bit();
        if rights.is_empty() || !letters { Err(ValueError::new("new-rights", 0)) } else { Ok(Self(rights)) }
    }
}

crate::bounded::bounded_static_owned!(NewRights);

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for NewRights {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let letters: Rights =
            Rights::arbitrary(u)?.iter().filter(|right| right.as_byte().is_ascii_lowercase()).collect();
        Ok(Self::try_from(letters).unwrap_or(Self::TEXK))
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        let mut set = Self::EMPTY;
        rights.into_iter().for_each(|right| set.insert(right));
        set
    }
}

impl<const N: usize> From<[Right; N]> for Rights {
    fn from(rights: [Right; N]) -> Self {
        rights.into_iter().collect()
    }
}

impl From<Right> for Rights {
    fn from(right: Right) -> Self {
        Self(right.bit())
    }
}

impl BitOr for Rights {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Rights {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl BitAnd for Rights {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitAndAssign for Rights {
    fn bitand_assign(&mut self, other: Self) {
        self.0 &= other.0;
    }
}

impl Sub for Rights {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl SubAssign for Rights {
    fn sub_assign(&mut self, other: Self) {
        self.0 &= !other.0;
    }
}

/// Refuses anything but lowercase letters and digits.
impl TryFrom<&[u8]> for Rights {
    type Error = ValueError;

    #[inline]
    fn try_from(octets: &[u8]) -> Result<Self, ValueError> {
        let mut set = Self::EMPTY;
        for (offset, &octet) in octets.iter().enumerate() {
            match Right::new(octet) {
                Some(right) => set.insert(right),
                None => return Err(ValueError::new("rights", offset)),
            }
        }
        Ok(set)
    }
}

/// Refuses anything but lowercase letters and digits.
impl TryFrom<&str> for Rights {
    type Error = ValueError;

    #[inline]
    fn try_from(text: &str) -> Result<Self, ValueError> {
        Self::try_from(text.as_bytes())
    }
}

/// Refuses anything but lowercase letters and digits.
impl FromStr for Rights {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::try_from(text.as_bytes())
    }
}

/// The letters and digits; nothing for no rights.
impl fmt::Display for Rights {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.iter().map(|right| char::from(right.0)).collect::<String>())
    }
}

impl fmt::Debug for Rights {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rights(\"{self}\")")
    }
}

bounded_static_owned!(Right, Rights);

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{ORDER, Right, Rights};

    impl<'a> Arbitrary<'a> for Right {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            u.choose(ORDER).map(|&octet| Self(octet))
        }
    }

    impl<'a> Arbitrary<'a> for Rights {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(Self(u.int_in_range(0..=(u64::MAX >> 28))?))
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn rights(text: &str) -> Rights {
        Rights::try_from(text).unwrap()
    }

    #[test]
    fn every_letter_and_digit_has_a_bit_of_its_own() {
        let all: Rights = ORDER.iter().filter_map(|&octet| Right::new(octet)).collect();
        assert_eq!((all.len(), all.to_string().as_bytes()), (36, &ORDER[..]));
        assert_eq!(Right::ALL.iter().map(|right| right.0).collect::<alloc::vec::Vec<_>>(), ORDER[..14]);
        for bad in ["lrQ", "l r", "+l", "\u{e9}"] {
            assert!(Rights::try_from(bad).is_err(), "{bad}");
        }
        assert_eq!(Rights::try_from("lrQ"), Err(ValueError::new("rights", 2)));
    }

    #[test]
    fn sets_are_joined_cut_and_compared() {
        assert_eq!(rights("lrs") | rights("sw"), rights("wsrl"));
        assert_eq!(rights("lrs") & rights("sw"), rights("s"));
        assert_eq!(rights("lrs") - rights("sw"), rights("lr"));
        assert!(rights("lrs").contains_all(rights("rl")) && !rights("lr").contains_all(rights("rs")));
        assert_eq!(rights("9l0r").to_string(), "lr09");
    }

    #[test]
    fn obsolete_rights_stand_for_others() {
        // The examples of RFC 4314 §2.1.1.
        assert_eq!(rights("lrswida").without_obsolete(), rights("lrswiaet"));
        assert_eq!(rights("lrswikda").without_obsolete().with_obsolete(), rights("lrswikcdeta"));
        assert!(rights("d").allows(Right::EXPUNGE) && rights("d").allows(Right::DELETE));
        assert!(!rights("d").allows(Right::DELETE_MAILBOX) && !rights("d").contains(Right::EXPUNGE));
    }
}
