//! Lists that the grammar wants at least one element in.

use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;

use bounded_static::{IntoBoundedStatic, ToBoundedStatic};

use crate::error::ValueError;
use crate::trusted::FromWire;

/// A list with at least one element: `1*(…)` in the grammar.
///
/// Reads like a slice. Made from one element ([`NonEmpty::one`]) or from a `Vec` that has any
/// (`NonEmpty::try_from`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NonEmpty<T>(Vec<T>);

impl<T: fmt::Debug> fmt::Debug for NonEmpty<T> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> NonEmpty<T> {
    /// The list of just this element.
    #[inline]
    pub fn one(element: T) -> Self {
        Self(alloc::vec![element])
    }

    /// Adds an element at the end.
    pub fn push(&mut self, element: T) {
        self.0.push(element);
    }

    /// The elements, to change them in place.
    pub fn iter_mut(&mut self) -> core::slice::IterMut<'_, T> {
        self.0.iter_mut()
    }

    /// The elements as an ordinary `Vec`.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> TryFrom<Vec<T>> for NonEmpty<T> {
    type Error = ValueError;

    fn try_from(elements: Vec<T>) -> Result<Self, ValueError> {
        if elements.is_empty() { Err(ValueError::new("at least one element", 0)) } else { Ok(Self(elements)) }
    }
}

impl<T> FromWire for NonEmpty<T> {
    type Parts = Vec<T>;

    /// Must have been given an element.
    fn from_wire(elements: Vec<T>) -> Self {
        Self(elements)
    }
}

impl<T, const N: usize> TryFrom<[T; N]> for NonEmpty<T> {
    type Error = ValueError;

    fn try_from(elements: [T; N]) -> Result<Self, ValueError> {
        Self::try_from(Vec::from(elements))
    }
}

impl<T> From<T> for NonEmpty<T> {
    fn from(element: T) -> Self {
        Self::one(element)
    }
}

impl<T> Deref for NonEmpty<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> Extend<T> for NonEmpty<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.0.extend(items);
    }
}

impl<T> IntoIterator for NonEmpty<T> {
    type Item = T;
    type IntoIter = alloc::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a mut NonEmpty<T> {
    type Item = &'a mut T;
    type IntoIter = core::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl<'a, T> IntoIterator for &'a NonEmpty<T> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T: IntoBoundedStatic> IntoBoundedStatic for NonEmpty<T> {
    type Static = NonEmpty<T::Static>;

    fn into_static(self) -> Self::Static {
        NonEmpty(self.0.into_static())
    }
}

impl<T: ToBoundedStatic> ToBoundedStatic for NonEmpty<T> {
    type Static = NonEmpty<T::Static>;

    #[inline]
    fn to_static(&self) -> Self::Static {
        NonEmpty(self.0.to_static())
    }
}

#[cfg(feature = "arbitrary")]
impl<'a, T: arbitrary::Arbitrary<'a>> arbitrary::Arbitrary<'a> for NonEmpty<T> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut elements = Vec::<T>::arbitrary(u)?;
        if elements.is_empty() {
            elements.push(T::arbitrary(u)?);
        }
        Ok(Self(elements))
    }
}
