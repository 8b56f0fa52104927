//! SEARCH. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)

mod key;
mod modseq;
mod r#return;

use alloc::vec::Vec;
use core::num::NonZeroU32;

pub use self::key::{FilterName, InThread, MimePartKeys, SearchHeader, SearchKey, SearchKeyName};
pub use self::modseq::{EntryFlag, EntryType, SearchModSeq};
pub use self::r#return::{SearchReturnOpt, SearchReturnOptName, SearchReturnOpts};
use crate::bounded::{bounded_static, bounded_static_owned};
use crate::charset::Charset;
use crate::error::ValueError;
pub use crate::esearch::{CorrelatorName, ESearch, SearchReturnData, SearchReturnDataName};
use crate::nonempty::NonEmpty;
use crate::number::{ModSeq, Numbering};

/// Finds messages: `search`.
///
/// ```text
/// C: a UID SEARCH RETURN (MIN COUNT) UNSEEN FROM "Smith"
/// ```
/// ```
/// use imap_types::number::Numbering;
/// use imap_types::search::{Search, SearchKey, SearchReturnOpt};
///
/// let search = Search::new(Numbering::Uid, SearchKey::Unseen).returns([SearchReturnOpt::Min])?;
/// assert_eq!(search.returns, Some(SearchReturnOpt::Min.into()));
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
/// The answer is [`Data::ESearch`], or [`Data::Search`] where there are no return options and IMAP4rev2 is not enabled.
/// [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)
///
/// [`Data::Search`]: crate::response::Data::Search
/// [`Data::ESearch`]: crate::response::Data::ESearch
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Search<'a> {
    /// Kind of numbers in the answer: `UID SEARCH` gives UIDs.
    pub numbering: Numbering,
    /// Results to give; `RETURN ()` on the wire where it is empty, which means all. `Some` requires
    /// [`Capability::ESearch`](crate::capability::Capability::ESearch).
    pub returns: Option<SearchReturnOpts<'a>>,
    /// Charset of the strings among the keys; `None` is US-ASCII, in IMAP4rev2 UTF-8.
    pub charset: Option<Charset<'a>>,
    /// Conditions, all of which must hold.
    pub keys: NonEmpty<SearchKey<'a>>,
}

bounded_static!(struct Search { numbering, returns, charset, keys });

impl<'a> Search<'a> {
    /// Finds the messages for which every key holds.
    pub fn new(numbering: Numbering, keys: impl Into<NonEmpty<SearchKey<'a>>>) -> Self {
        Self { numbering, returns: None, charset: None, keys: keys.into() }
    }

    /// Chooses the results to give, beside those chosen before; nothing means all numbers. Refuses PARTIAL beside ALL, and
    /// either twice.
    pub fn returns(
        mut self,
        options: impl IntoIterator<Item = SearchReturnOpt<'a>>,
    ) -> Result<Self, ValueError> {
        let mut chosen = self.returns.take().unwrap_or_default().into_vec();
        chosen.extend(options);
        self.returns = Some(chosen.try_into()?);
        Ok(self)
    }

    /// Tells the charset of the strings among the keys.
    #[must_use]
    #[inline]
    pub fn charset(mut self, charset: Charset<'a>) -> Self {
        self.charset = Some(charset);
        self
    }
}

/// What a SEARCH or SORT found: the answer of rev1, and of SORT without return options.
///
/// ```text
/// S: * SEARCH 2 84 882 (MODSEQ 917162500)
/// ```
/// Whether the numbers are UIDs depends on the command. [RFC 3501 §7.2.5](https://www.rfc-editor.org/rfc/rfc3501#section-7.2.5)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SearchNumbers {
    numbers: Vec<NonZeroU32>,
    mod_seq: Option<ModSeq>,
}

impl SearchNumbers {
    /// The numbers, in the order of the server; with the highest mod-sequence of the messages, where the search
    /// was for one and found any. Refuses a mod-sequence without numbers.
    #[inline]
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

bounded_static_owned!(SearchNumbers);

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for SearchNumbers {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let numbers: Vec<_> = u.arbitrary()?;
        Self::new(numbers.clone(), u.arbitrary()?)
            .or(Self::new(numbers, None))
            .map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
