//! All conditions of one STORE.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Deref;

use super::StoreModifier;
use crate::bounded::bounded_static;
use crate::error::ValueError;

/// Conditions of one STORE, with at most one UNCHANGEDSINCE: `store-modifiers`; mostly empty.
///
/// ```text
/// C: a STORE 7,5,9 (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\Deleted)
///                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// ```
/// use imap_types::number::ModSeq;
/// use imap_types::store::{StoreModifier, StoreModifiers};
///
/// let since = |mod_seq| StoreModifier::UnchangedSince(ModSeq::new(mod_seq));
/// assert!(StoreModifiers::try_from(vec![since(7), since(9)]).is_err());
/// assert_eq!(StoreModifiers::from(since(7)).with(since(9)), StoreModifiers::from(since(9)));
/// ```
/// It is a slice of them. [RFC 7162 §7](https://www.rfc-editor.org/rfc/rfc7162#section-7)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct StoreModifiers<'a>(Vec<StoreModifier<'a>>);

bounded_static!(tuple StoreModifiers);

impl<'a> StoreModifiers<'a> {
    /// These and this one, in the place of another UNCHANGEDSINCE if it is one.
    #[must_use]
    #[inline]
    pub fn with(mut self, modifier: StoreModifier<'a>) -> Self {
        if is_unchanged_since(&modifier) {
            self.0.retain(|other| !is_unchanged_since(other));
        }
        self.0.push(modifier);
        self
    }

    /// The modifiers, in order.
    pub fn into_vec(self) -> Vec<StoreModifier<'a>> {
        self.0
    }
}

fn is_unchanged_since(modifier: &StoreModifier<'_>) -> bool {
    matches!(modifier, StoreModifier::UnchangedSince(_))
}

impl<'a> Deref for StoreModifiers<'a> {
    type Target = [StoreModifier<'a>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a> TryFrom<Vec<StoreModifier<'a>>> for StoreModifiers<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(modifiers: Vec<StoreModifier<'a>>) -> Result<Self, ValueError> {
        match modifiers.iter().filter(|modifier| is_unchanged_since(modifier)).nth(1) {
            Some(_) => Err(ValueError::new("one UNCHANGEDSINCE", 0)),
            None => Ok(Self(modifiers)),
        }
    }
}

impl<'a> From<StoreModifier<'a>> for StoreModifiers<'a> {
    #[inline]
    fn from(modifier: StoreModifier<'a>) -> Self {
        Self(Vec::from([modifier]))
    }
}

impl<'a> IntoIterator for StoreModifiers<'a> {
    type Item = StoreModifier<'a>;
    type IntoIter = vec::IntoIter<StoreModifier<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'m, 'a> IntoIterator for &'m StoreModifiers<'a> {
    type Item = &'m StoreModifier<'a>;
    type IntoIter = core::slice::Iter<'m, StoreModifier<'a>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for StoreModifiers<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Ok(Vec::arbitrary(u)?.into_iter().fold(Self::default(), Self::with))
    }
}
