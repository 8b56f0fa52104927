//! SEARCH. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)

use alloc::vec::Vec;
use core::convert::Infallible;
use core::marker::PhantomData;
use core::num::NonZeroU32;

use imap_types::IntoBoundedStatic;
use imap_types::charset::Charset;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, Numbering, SeqNum, Uid};
use imap_types::partial::PartialResults;
use imap_types::response::Data;
use imap_types::search::{self, SearchKey, SearchReturnData, SearchReturnOpt, SearchReturnOpts};
use imap_types::sequence::{MessageNumber, NumberSet, Span};

use super::{Answer, Request, Room, Updated};
use crate::client::CommandId;
use crate::pipeline::searches_bear_tags;
use crate::session::Session;

/// SEARCH: which messages are like this.
///
/// ```text
/// C: a2 UID SEARCH UNSEEN
/// S: * SEARCH 7 9 8                               a server of rev1
/// S: * ESEARCH (TAG "a2") UID ALL 7:9             one of rev2; both give the same
/// S: a2 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::search::SearchKey;
///
/// let call = client.call(Search::uids(SearchKey::Unseen))?;
/// let found = finish(&mut client, call, b"* ESEARCH (TAG \"a2\") UID ALL 7:9\r\na2 OK done\r\n")?;
/// assert_eq!(found.iter().map(|uid| uid.get()).collect::<Vec<_>>(), [7, 8, 9]);
/// assert_eq!(found.count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Two SEARCHes run at once only where the answers bear tags: with [`Search::returns`], or where IMAP4rev2 is enabled. There
/// only ESEARCH with the command's tag is taken.
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Search<'a, N> {
    keys: NonEmpty<SearchKey<'a>>,
    charset: Option<Charset<'a>>,
    pub(super) returns: Option<SearchReturnOpts<'a>>,
    numbers: PhantomData<N>,
}

impl<'a> Search<'a, Uid> {
    /// For messages of which all these keys hold, by UID: `UID SEARCH`.
    pub fn uids(keys: impl Into<NonEmpty<SearchKey<'a>>>) -> Self {
        Self::new(keys.into())
    }
}

impl<'a> Search<'a, SeqNum> {
    /// For messages of which all these keys hold, by sequence number.
    pub fn seq_nums(keys: impl Into<NonEmpty<SearchKey<'a>>>) -> Self {
        Self::new(keys.into())
    }
}

impl<'a, N> Search<'a, N> {
    const fn new(keys: NonEmpty<SearchKey<'a>>) -> Self {
        Self { keys, charset: None, returns: None, numbers: PhantomData }
    }

    /// The charset of the strings in the keys.
    pub fn charset(mut self, charset: Charset<'a>) -> Self {
        self.charset = Some(charset);
        self
    }

    /// What to give; nothing means all numbers. Refuses PARTIAL beside ALL, and either twice. Requires
    /// [`Capability::ESearch`](imap_types::capability::Capability::ESearch) or IMAP4rev2.
    pub fn returns(
        mut self,
        options: impl IntoIterator<Item = SearchReturnOpt<'a>>,
    ) -> Result<Self, ValueError> {
        self.returns = Some(Vec::from_iter(options).try_into()?);
        Ok(self)
    }

    /// Keeps the results up to date: see [`Context`](super::Context). Requires
    /// [`Capability::ContextSearch`](imap_types::capability::Capability::ContextSearch).
    pub const fn updated(self) -> Updated<Self> {
        Updated::new(self)
    }
}

/// Kind of number that a search returns.
pub trait Numbered: MessageNumber {
    /// `UID` before the command's name, or not.
    const NUMBERING: Numbering;
}

impl Numbered for Uid {
    const NUMBERING: Numbering = Numbering::Uid;
}

impl Numbered for SeqNum {
    const NUMBERING: Numbering = Numbering::SeqNum;
}

impl<'a, N: Numbered> Request<'a> for Search<'a, N> {
    type Answer = SearchAnswer<N>;

    fn into_parts(self) -> (CommandBody<'a>, SearchAnswer<N>) {
        let Self { keys, charset, returns, .. } = self;
        let answer = SearchAnswer { bears_tag: returns.is_some(), ..SearchAnswer::default() };
        (CommandBody::Search(search::Search { numbering: N::NUMBERING, returns, charset, keys }), answer)
    }
}

/// Result of a SEARCH or SORT.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<N: MessageNumber> {
    /// The messages, in ascending order, or as SORT has sorted them; `None` where there are none, or where they were
    /// not asked for.
    pub all: Option<NumberSet<N>>,
    /// The lowest number: `RETURN (MIN)`.
    pub min: Option<N>,
    /// The highest number: `RETURN (MAX)`.
    pub max: Option<N>,
    /// The highest mod-sequence of the messages, where the search was for one.
    pub mod_seq: Option<ModSeq>,
    /// One page of the messages: `RETURN (PARTIAL 1:100)`.
    pub partial: Option<PartialResults>,
    /// Return data of extensions.
    pub others: Vec<SearchReturnData<'static>>,
    counted: Option<u32>,
}

impl<N: MessageNumber> Found<N> {
    /// Count of messages found: of `RETURN (COUNT)`, or else of the numbers in `all`.
    pub fn count(&self) -> u64 {
        self.counted.map_or_else(|| self.all.as_ref().map_or(0, NumberSet::count), u64::from)
    }

    /// The messages one by one, in ascending order, or as SORT has sorted them. Work is that of the numbers taken.
    pub fn iter(&self) -> impl Iterator<Item = N> {
        self.all.iter().flat_map(NumberSet::iter)
    }

    /// Whether a message was found. Costs a look at each run of numbers.
    pub fn contains(&self, message: N) -> bool {
        self.all.as_ref().is_some_and(|all| all.contains(message))
    }
}

/// Meaning of the order of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Nothing: SEARCH.
    Any,
    /// The order that SORT asked for.
    Sorted,
}

/// Collects what a SEARCH or SORT finds. By default it is a SEARCH.
#[derive(Clone, Debug)]
pub struct SearchAnswer<N: MessageNumber> {
    id: Option<CommandId>,
    order: Order,
    /// Whether all that answers it bears its tag.
    pub(super) bears_tag: bool,
    spans: Vec<Span<N>>,
    found: Found<N>,
}

impl<N: MessageNumber> Default for SearchAnswer<N> {
    fn default() -> Self {
        Self::new(Order::Any)
    }
}

impl<N: MessageNumber> SearchAnswer<N> {
    pub(super) const fn new(order: Order) -> Self {
        let found = Found {
            all: None,
            min: None,
            max: None,
            mod_seq: None,
            partial: None,
            others: Vec::new(),
            counted: None,
        };
        Self { id: None, order, bears_tag: false, spans: Vec::new(), found }
    }

    fn add(&mut self, number: NonZeroU32) {
        let number = N::from(number);
        let next = |end: N| NonZeroU32::from(end.into()).checked_add(1).map(N::from);
        match self.spans.last_mut() {
            Some(span) if span.end == number || next(span.end) == Some(number) => span.end = number,
            _ => self.spans.push(Span { start: number, end: number }),
        }
    }

    pub(super) fn keep(&mut self, data: SearchReturnData<'_>) {
        match data {
            SearchReturnData::Min(number) => self.found.min = Some(N::from(number)),
            SearchReturnData::Max(number) => self.found.max = Some(N::from(number)),
            SearchReturnData::All(set) => {
                self.spans.extend(set.cast::<N>().as_spans().iter().map(|span| {
                    let (start, end) = span.ends();
                    Span { start, end }
                }));
            }
            SearchReturnData::Count(count) => self.found.counted = Some(count),
            SearchReturnData::ModSeq(mod_seq) => self.found.mod_seq = Some(mod_seq),
            SearchReturnData::Partial(partial) => self.found.partial = Some(partial),
            data @ (SearchReturnData::AddTo(_)
            | SearchReturnData::RemoveFrom(_)
            | SearchReturnData::Relevancy(_)
            | SearchReturnData::Other(_)) => self.found.others.push(data.into_static()),
        }
    }

    /// Whether a tag is that of this command.
    fn is_mine(&self, tag: Option<&[u8]>) -> bool {
        match (tag, self.id) {
            (Some(tag), Some(id)) => id.tag().as_str().as_bytes() == tag,
            (Some(_), None) => true,
            // RFC 9051 §7.3.4: no command has caused it.
            // Lenient: it is meant for the one that would be answered by SEARCH. There is only one of these.
            (None, _) => !self.bears_tag && self.order == Order::Any,
        }
    }
}

impl<N: Numbered> Answer for SearchAnswer<N> {
    type Output = Found<N>;
    type Step<'i> = Infallible;

    fn begun(&mut self, id: CommandId) {
        self.id = Some(id);
    }

    fn sent(&mut self, session: &Session) {
        self.bears_tag |= self.order == Order::Any && searches_bear_tags(session);
    }

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match (data, self.order) {
            (Data::Search(search), Order::Any) | (Data::Sort(search), Order::Sorted) if !self.bears_tag => {
                if room.take(size_of_val(search.numbers())) {
                    search.numbers().iter().for_each(|&number| self.add(number));
                    self.found.mod_seq = search.mod_seq().or(self.found.mod_seq);
                }
                None
            }
            (Data::ESearch(found), _) if self.is_mine(found.tag.as_ref().map(|tag| tag.as_bytes())) => {
                let data = Data::ESearch(found);
                if let (true, Data::ESearch(found)) = (room.take_data(&data), data) {
                    found.data.into_iter().for_each(|data| self.keep(data));
                }
                None
            }
            (data, _) => Some(data),
        }
    }

    fn output(self) -> Found<N> {
        let mut all = NumberSet::new(self.spans).ok();
        if let (Some(all), Order::Any) = (&mut all, self.order) {
            all.normalise();
        }
        Found { all, ..self.found }
    }
}
