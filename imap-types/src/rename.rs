//! RENAME. [RFC 9051 §6.3.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.6)

use alloc::vec::Vec;

use crate::atom::Atom;
use crate::bounded::bounded_static;
use crate::error::ValueError;
use crate::mailbox::Mailbox;
use crate::raw::{Raw, Unknown, place};
use crate::trusted::FromWire;

/// Renames a mailbox, and the mailboxes below it: `rename`.
///
/// ```text
/// C: a RENAME foo zowie
/// ```
/// INBOX is not renamed: its messages go to a new mailbox.
/// [RFC 9051 §6.3.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.6)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rename<'a> {
    /// Mailbox to rename.
    pub from: Mailbox<'a>,
    /// New name.
    pub to: Mailbox<'a>,
    /// Parameters, none of which this library knows; mostly empty.
    pub params: Vec<RenameParam<'a>>,
}

bounded_static!(struct Rename { from, to, params });

impl<'a> Rename<'a> {
    /// Renames `from` to `to`, without parameters. Refuses names that cannot be sent.
    pub fn new<F, T>(from: F, to: T) -> Result<Self, ValueError>
    where
        F: TryInto<Mailbox<'a>>,
        T: TryInto<Mailbox<'a>>,
        ValueError: From<F::Error> + From<T::Error>,
    {
        Ok(Self { from: from.try_into()?, to: to.try_into()?, params: Vec::new() })
    }

    /// Adds a parameter.
    #[must_use]
    #[inline]
    pub fn param(mut self, param: RenameParam<'a>) -> Self {
        self.params.push(param);
        self
    }
}

/// A parameter of RENAME: `rename-param`. No RFC defines one.
/// [RFC 4466 §2.3](https://www.rfc-editor.org/rfc/rfc4466#section-2.3)
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct RenameParam<'a>(Unknown<'a, RenameParam<'static>>);

bounded_static!(tuple RenameParam);

place!(@place RenameParam: Tagged);

impl<'a> RenameParam<'a> {
    /// A parameter with at most one value, which does not begin with a letter: it would be taken for a name.
    #[inline]
    pub fn new(name: Atom<'a>, rest: Raw<'a>) -> Result<Self, ValueError> {
        Unknown::new(name, rest).map(Self)
    }

    /// Its name and value.
    pub fn as_unknown(&self) -> &Unknown<'a, RenameParam<'static>> {
        &self.0
    }
}

impl<'a> FromWire for RenameParam<'a> {
    type Parts = Unknown<'a, RenameParam<'static>>;

    #[inline]
    fn from_wire(param: Self::Parts) -> Self {
        Self(param)
    }
}
