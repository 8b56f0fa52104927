//! Who is talking. [RFC 2971](https://www.rfc-editor.org/rfc/rfc2971)

use alloc::vec::Vec;
use core::fmt;
use core::ops::Deref;

use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::string::{AString, NString};
use crate::trusted::FromWire;

/// Fields and values by which a client or server identifies itself: `id-params-list`. `None` is NIL.
///
/// ```text
/// C: a ID ("name" "sodr" "version" "19.34")
///         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// ```
/// use imap_types::id::IdFields;
///
/// let fields = IdFields::new([("name", Some("sodr")), ("os", None)])?;
/// assert_eq!(fields.value_of("NAME").unwrap(), "sodr");
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
pub type IdParams<'a> = Option<IdFields<'a>>;

/// Fields, each with its value: at most 30, of at most 30 octets, with values of at most 1,024, and each field once, in
/// any case. [RFC 2971 §3.3](https://www.rfc-editor.org/rfc/rfc2971#section-3.3)
///
/// What a peer sends beyond that is kept.
#[derive(Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct IdFields<'a>(Vec<(AString<'a>, NString<'a>)>);

bounded_static!(tuple IdFields);

impl<'a> IdFields<'a> {
    /// The most fields.
    pub const MAX_FIELDS: usize = 30;
    /// The most octets of a field.
    pub const MAX_FIELD: usize = 30;
    /// The most octets of a value.
    pub const MAX_VALUE: usize = 1024;

    /// The fields, in order; `None` for the value NIL. Refuses what is beyond the limits, a field that is there already, and
    /// what no string can be.
    pub fn new<F, V>(fields: impl IntoIterator<Item = (F, Option<V>)>) -> Result<Self, ValueError>
    where
        F: TryInto<AString<'a>>,
        V: TryInto<AString<'a>>,
        ValueError: From<F::Error> + From<V::Error>,
    {
        let mut all = Vec::new();
        for (field, value) in fields {
            let (field, value) = (field.try_into()?, value.map(V::try_into).transpose()?);
            Self::check(&all, &field, value.as_ref())?;
            all.push((field, value));
        }
        Ok(Self(all))
    }

    /// Whether a field may follow others.
    pub fn check(
        others: &[(AString<'_>, NString<'_>)],
        field: &AString<'_>,
        value: Option<&AString<'_>>,
    ) -> Result<(), ValueError> {
        let same = |other: &AString<'_>| other.as_bytes().eq_ignore_ascii_case(field.as_bytes());
        if others.len() >= Self::MAX_FIELDS {
            return Err(ValueError::new("at most 30 fields", 0));
        }
        if field.as_bytes().len() > Self::MAX_FIELD {
            return Err(ValueError::new("a field of at most 30 octets", Self::MAX_FIELD));
        }
        if value.is_some_and(|value| value.as_bytes().len() > Self::MAX_VALUE) {
            return Err(ValueError::new("a value of at most 1024 octets", Self::MAX_VALUE));
        }
        if others.iter().any(|(other, _)| same(other)) {
            return Err(ValueError::new("each field once", 0));
        }
        Ok(())
    }

    /// Value of a field, by its name in any case; `None` if there is no such field, or it is NIL.
    #[inline]
    pub fn value_of(&self, field: &str) -> Option<&AString<'a>> {
        let named = |(name, _): &&(AString<'_>, _)| name.as_bytes().eq_ignore_ascii_case(field.as_bytes());
        self.0.iter().find(named).and_then(|(_, value)| value.as_ref())
    }
}

impl<'a> Deref for IdFields<'a> {
    type Target = [(AString<'a>, NString<'a>)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl fmt::Debug for IdFields<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whatever a peer has sent.
impl<'a> FromWire for IdFields<'a> {
    type Parts = Vec<(AString<'a>, NString<'a>)>;

    fn from_wire(fields: Self::Parts) -> Self {
        Self(fields)
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for IdFields<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut fields = Vec::new();
        for pair in u.arbitrary_iter()? {
            let (field, value): (AString<'a>, NString<'a>) = pair?;
            if Self::check(&fields, &field, value.as_ref()).is_ok() {
                fields.push((field, value));
            }
        }
        Ok(Self(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_the_limits_of_the_rfc() {
        let one = |field: &'static str, value: &'static str| IdFields::new([(field, Some(value))]);
        let (long, longest) = ("x".repeat(1025), "x".repeat(1024));
        assert!(IdFields::new([("x".repeat(30), Some(longest))]).is_ok());
        let refused = [
            IdFields::new([("a", Some(long))]),
            IdFields::new([("x".repeat(31), Some("1"))]),
            IdFields::new([("name", Some("1")), ("NAME", None)]),
            IdFields::new((0..31).map(|n| (alloc::format!("{n}"), None::<&str>))),
        ];
        let rules = [
            ("a value of at most 1024 octets", 1024),
            ("a field of at most 30 octets", 30),
            ("each field once", 0),
            ("at most 30 fields", 0),
        ];
        for (refused, (rule, offset)) in refused.into_iter().zip(rules) {
            assert_eq!(refused, Err(ValueError::new(rule, offset)));
        }
        assert!(IdFields::new((0..30).map(|n| (alloc::format!("{n}"), None::<&str>))).is_ok());
        let fields = one("name", "x").unwrap();
        assert_eq!(fields.value_of("Name").unwrap(), "x");
        assert_eq!((fields.value_of("os"), fields.len()), (None, 1));
    }
}
