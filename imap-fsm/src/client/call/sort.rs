//! SORT. [RFC 5256](https://www.rfc-editor.org/rfc/rfc5256)

use alloc::vec::Vec;
use core::marker::PhantomData;

use imap_types::charset::Charset;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{SeqNum, Uid};
use imap_types::search::{SearchKey, SearchReturnOpt, SearchReturnOpts};
use imap_types::sort::{self, SortCriterion};

use super::search::{Numbered, Order, SearchAnswer};
use super::{Request, Updated};

/// SORT: finds messages and puts them in order.
///
/// ```text
/// C: a2 UID SORT (REVERSE DATE SUBJECT) UTF-8 UNDELETED
/// S: * SORT 882 84 2
/// S: a2 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::search::SearchKey;
/// use imap_fsm::types::sort::{SortCriterion, SortKey};
///
/// let newest_first = SortCriterion { reverse: true, key: SortKey::Date };
/// let call = client.call(Sort::uids(SearchKey::Undeleted, newest_first).then(SortKey::Subject))?;
/// let found = finish(&mut client, call, b"* SORT 882 84 2\r\na2 OK done\r\n")?;
/// assert_eq!(found.iter().map(|uid| uid.get()).collect::<Vec<_>>(), [882, 84, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Two SORTs run at once only where the answers bear tags: with [`Sort::returns`]. Requires
/// [`Capability::Sort`](imap_types::capability::Capability::Sort).
/// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Sort<'a, N> {
    criteria: NonEmpty<SortCriterion<'a>>,
    keys: NonEmpty<SearchKey<'a>>,
    charset: Charset<'a>,
    pub(super) returns: Option<SearchReturnOpts<'a>>,
    numbers: PhantomData<N>,
}

impl<'a> Sort<'a, Uid> {
    /// Messages of which all these keys hold, by UID: `UID SORT`.
    pub fn uids(keys: impl Into<NonEmpty<SearchKey<'a>>>, criterion: impl Into<SortCriterion<'a>>) -> Self {
        Self::new(keys.into(), criterion.into())
    }
}

impl<'a> Sort<'a, SeqNum> {
    /// Messages of which all these keys hold, by sequence number.
    pub fn seq_nums(
        keys: impl Into<NonEmpty<SearchKey<'a>>>,
        criterion: impl Into<SortCriterion<'a>>,
    ) -> Self {
        Self::new(keys.into(), criterion.into())
    }
}

impl<'a, N> Sort<'a, N> {
    fn new(keys: NonEmpty<SearchKey<'a>>, criterion: SortCriterion<'a>) -> Self {
        let (criteria, charset) = (NonEmpty::one(criterion), Charset::UTF_8);
        Self { criteria, keys, charset, returns: None, numbers: PhantomData }
    }

    /// Sorts messages that are the same so far by this.
    pub fn then(mut self, criterion: impl Into<SortCriterion<'a>>) -> Self {
        self.criteria.push(criterion.into());
        self
    }

    /// The charset of the strings in the keys; UTF-8 without this.
    pub fn charset(mut self, charset: Charset<'a>) -> Self {
        self.charset = charset;
        self
    }

    /// What to give; nothing means all numbers. Refuses PARTIAL beside ALL, and either twice. Requires
    /// [`Capability::ESort`](imap_types::capability::Capability::ESort).
    pub fn returns(
        mut self,
        options: impl IntoIterator<Item = SearchReturnOpt<'a>>,
    ) -> Result<Self, ValueError> {
        self.returns = Some(Vec::from_iter(options).try_into()?);
        Ok(self)
    }

    /// Keeps the results up to date: see [`Context`](super::Context). Requires
    /// [`Capability::ContextSort`](imap_types::capability::Capability::ContextSort).
    pub const fn updated(self) -> Updated<Self> {
        Updated::new(self)
    }
}

impl<'a, N: Numbered> Request<'a> for Sort<'a, N> {
    type Answer = SearchAnswer<N>;

    fn into_parts(self) -> (CommandBody<'a>, SearchAnswer<N>) {
        let Self { criteria, keys, charset, returns, .. } = self;
        let mut answer = SearchAnswer::new(Order::Sorted);
        answer.bears_tag = returns.is_some();
        let command = sort::Sort { numbering: N::NUMBERING, returns, criteria, charset, keys };
        (CommandBody::Sort(command), answer)
    }
}
