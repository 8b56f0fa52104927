//! What SEARCH looks for and what it finds. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)

mod key;
mod modseq;
mod r#return;

use alloc::vec::Vec;
use core::num::NonZeroU32;

pub use self::key::{FilterName, InThread, SearchHeader, SearchKey, SearchKeyName};
pub use self::modseq::{EntryFlag, EntryType, SearchModSeq};
pub use self::r#return::{SearchReturnOpt, SearchReturnOptName};
use crate::bounded::bounded_static_owned;
use crate::error::ValueError;
pub use crate::esearch::{CorrelatorName, ESearch, SearchReturnData, SearchReturnDataName};
use crate::number::ModSeq;

/// What a SEARCH or SORT found: the answer of rev1, and of SORT without return options.
///
/// ```text
/// S: * SEARCH 2 84 882 (MODSEQ 917162500)
/// ```
/// Whether the numbers are UIDs depends on the command. [RFC 3501 §7.2.5](https://www.rfc-editor.org/rfc/rfc3501#section-7.2.5)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Search {
    numbers: Vec<NonZeroU32>,
    mod_seq: Option<ModSeq>,
}

impl Search {
    /// The numbers, in the order of the server; with the highest mod-sequence of the messages, where the search
    /// was for one and found any. Refuses a mod-sequence without numbers.
    pub fn new(numbers: Vec<NonZeroU32>, mod_seq: Option<ModSeq>) -> Result<Self, ValueError> {
        if mod_seq.is_some() && numbers.is_empty() {
            return Err(ValueError::new("nz-number", 0));
        }
        Ok(Self { numbers, mod_seq })
    }

    /// The numbers, in the order of the server.
    pub fn numbers(&self) -> &[NonZeroU32] {
        &self.numbers
    }

    /// The highest mod-sequence of the messages, where the search was for one. [RFC 7162 §3.1.5](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.5)
    pub fn mod_seq(&self) -> Option<ModSeq> {
        self.mod_seq
    }
}

bounded_static_owned!(Search);

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Search {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let numbers: Vec<_> = u.arbitrary()?;
        Self::new(numbers.clone(), u.arbitrary()?)
            .or(Self::new(numbers, None))
            .map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
