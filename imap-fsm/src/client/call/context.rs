//! Searches that the server keeps up to date. [RFC 5267](https://www.rfc-editor.org/rfc/rfc5267)

use alloc::vec;
use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt;
use core::marker::PhantomData;
use core::num::NonZeroU32;

use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::context::{CancelUpdate, ContextUpdate};
use imap_types::fetch::FetchAtt;
use imap_types::number::Numbering;
use imap_types::response::{Data, Status, StatusKind};
use imap_types::search::{ESearch, SearchReturnData, SearchReturnOpt, SearchReturnOpts};
use imap_types::sequence::NumberSet;

use super::results::{List, Results, Set};
use super::search::Numbered;
use super::{Answer, Request, Room, Search, Sort};
use crate::client::CommandId;

/// SEARCH or SORT whose results the server keeps up to date: [`Search::updated`], [`Sort::updated`].
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Updated<R> {
    request: R,
    limit: usize,
}

impl<R> Updated<R> {
    /// How many results a context keeps unless its caller says otherwise.
    const LIMIT: usize = 1 << 20;

    pub(super) const fn new(request: R) -> Self {
        Self { request, limit: Self::LIMIT }
    }

    /// Keeps at most so many results, 1,048,576 without this: of SORT so many messages, of SEARCH so many runs of them. A
    /// search with more ends in [`Stopped::TooLarge`].
    pub fn limit(self, results: usize) -> Self {
        Self { limit: results, ..self }
    }
}

/// Command that [`Updated`] can wrap.
pub trait Updatable<'a> {
    /// The kind of the numbers.
    type Number: Numbered;

    /// The options of the command, and what the order of its results means.
    #[doc(hidden)]
    fn returns(&mut self) -> (&mut Option<SearchReturnOpts<'a>>, bool);
}

impl<'a, N: Numbered> Updatable<'a> for Search<'a, N> {
    type Number = N;

    fn returns(&mut self) -> (&mut Option<SearchReturnOpts<'a>>, bool) {
        (&mut self.returns, false)
    }
}

impl<'a, N: Numbered> Updatable<'a> for Sort<'a, N> {
    type Number = N;

    fn returns(&mut self) -> (&mut Option<SearchReturnOpts<'a>>, bool) {
        (&mut self.returns, true)
    }
}

impl<'a, R: Updatable<'a> + Request<'a>> Updated<R> {
    /// Asks for these items of each message that joins the results; they come as FETCH, which is news. Requires
    /// [`Capability::Notify`](imap_types::capability::Capability::Notify).
    /// [RFC 5465 §5.2](https://www.rfc-editor.org/rfc/rfc5465#section-5.2)
    pub fn items(mut self, items: impl IntoIterator<Item = FetchAtt<'a>>) -> Self {
        let (returns, _) = self.request.returns();
        let mut options = returns.take().unwrap_or_default().into_vec();
        options.push(SearchReturnOpt::Update(items.into_iter().collect()));
        // What could be sent before can be sent with UPDATE.
        *returns = options.try_into().ok();
        self
    }
}

impl<'a, R: Updatable<'a> + Request<'a>> Request<'a> for Updated<R> {
    type Answer = ContextAnswer<R::Number>;

    fn into_parts(mut self) -> (CommandBody<'a>, ContextAnswer<R::Number>) {
        let (returns, is_sorted) = self.request.returns();
        let given = returns.take().unwrap_or_default();
        let (mut all, mut update) = (vec![SearchReturnOpt::All], Vec::new());
        for option in given {
            match option {
                SearchReturnOpt::Update(items) => update = items,
                // Not beside ALL, which has to be known.
                SearchReturnOpt::All | SearchReturnOpt::Partial(_) => {}
                option => all.push(option),
            }
        }
        all.push(SearchReturnOpt::Update(update));
        // ALL is there once.
        *returns = all.try_into().ok();
        let answer = ContextAnswer(Context::new(is_sorted, self.limit));
        (self.request.into_parts().0, answer)
    }
}

/// The results of a search as the server keeps them up to date, beyond the end of its call.
///
/// ```text
/// C: a2 UID SEARCH RETURN (ALL UPDATE) UNDELETED
/// S: * ESEARCH (TAG "a2") UID ALL 4:6
/// S: a2 OK done                                            the call ends in a Context
/// S: * ESEARCH (TAG "a2") UID REMOVEFROM (0 5)             later, at any time
/// S: * ESEARCH (TAG "a2") UID ADDTO (0 9)
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::search::SearchKey;
///
/// let call = client.call(Search::uids(SearchKey::Undeleted).updated())?;
/// let mut context = finish(&mut client, call, b"* ESEARCH (TAG \"a2\") UID ALL 4:6\r\na2 OK done\r\n")?;
///
/// let mut input = &b"* ESEARCH (TAG \"a2\") UID REMOVEFROM (0 5) ADDTO (0 9)\r\n"[..];
/// while let Some(event) = client.receive(&mut input)? {
///     if let Event::Data(data) = &event {
///         assert!(context.apply(data)); // the results have changed
///     }
/// }
/// assert_eq!(context.iter().map(|uid| uid.get()).collect::<Vec<_>>(), [4, 6, 9]);
/// let cancel = client.call(context.cancel())?; // offer it events, too
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Give it all data: updates, and for sequence numbers EXPUNGE, which changes them. The server tells nothing any more
/// when the mailbox is closed, and may refuse or stop: [`Context::stopped`]. The results of SEARCH are in ascending
/// order; those of SORT in the order that was asked for, and so [`Context::iter`] gives them.
/// [RFC 5267 §4.3](https://www.rfc-editor.org/rfc/rfc5267#section-4.3)
#[derive(Clone, Debug)]
pub struct Context<N> {
    id: Option<CommandId>,
    results: Results,
    limit: usize,
    stopped: Option<Stopped>,
    numbers: PhantomData<N>,
}

/// Why results are not up to date any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stopped {
    /// The server refuses to tell: `* NO [NOUPDATE "a2"]`. [RFC 5267 §4.3.1](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.1)
    Refused,
    /// An update of the server does not fit the results: search again.
    OutOfStep,
    /// There are more results than are kept: [`Updated::limit`].
    TooLarge,
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused => "the server does not tell changes of the results",
            Self::OutOfStep => "the server told a change that does not fit the results",
            Self::TooLarge => "there are more results than are kept",
        })
    }
}

impl core::error::Error for Stopped {}

impl<N> Context<N> {
    fn new(is_sorted: bool, limit: usize) -> Self {
        let results = if is_sorted { Results::List(List::default()) } else { Results::Set(Set::default()) };
        Self { id: None, results, limit, stopped: None, numbers: PhantomData }
    }

    /// Why the results are not up to date any more; `None` while they are. Changes with [`Context::apply`].
    pub const fn stopped(&self) -> Option<Stopped> {
        self.stopped
    }

    /// Count of the messages that the search finds now.
    pub fn count(&self) -> u64 {
        self.results.count()
    }

    /// The command that ends the updates; those that are on their way still come.
    /// [RFC 5267 §4.3.5](https://www.rfc-editor.org/rfc/rfc5267#section-4.3.5)
    pub fn cancel(&self) -> CommandBody<'static> {
        let tags = self.id.unwrap_or(CommandId(0)).tag().into();
        CommandBody::CancelUpdate(CancelUpdate { tags })
    }
}

impl<N: Numbered> Context<N> {
    /// The results one by one, in ascending order or as SORT has sorted them. Work is that of the numbers taken.
    pub fn iter(&self) -> impl Iterator<Item = N> {
        self.results.iter().filter_map(NonZeroU32::new).map(N::from)
    }

    /// Whether a message is among the results. O(log n), or O(n) for SORT.
    pub fn contains(&self, message: N) -> bool {
        let number: NonZeroU32 = message.into();
        self.results.contains(number.get())
    }

    /// Takes an update of this search, and EXPUNGE where the results are sequence numbers; tells whether the results (or
    /// [`Context::stopped`]) may have changed. Other data changes nothing.
    ///
    /// Work is that of the updates, and at most a look at a block of results for each; of EXPUNGE all results.
    ///
    /// ```text
    /// S: * ESEARCH (TAG "a1") UID ADDTO (0 32768:32769)       true: two more
    /// S: * ESEARCH (TAG "a1") UID REMOVEFROM (0 32768)        true: one less
    /// S: * ESEARCH (TAG "a7") UID ADDTO (0 9)                 false: another search's
    /// ```
    pub fn apply(&mut self, data: &Data<'_>) -> bool {
        if self.stopped.is_some() {
            return false;
        }
        if let Data::ESearch(told) = data {
            let mut changed = false;
            if self.is_answered_by(told) {
                for data in &told.data {
                    changed |= self.update(data);
                }
            }
            return changed;
        }
        if let Data::Status(status) = data {
            return status.kind == StatusKind::No
                && self.is_refused_by(status)
                && self.stop(Stopped::Refused);
        }
        if N::NUMBERING == Numbering::Uid {
            return false;
        }
        if let Data::Expunge(seq) = data {
            return self.results.expunge(seq.get());
        }
        // The numbers of what is gone are not told.
        matches!(data, Data::Vanished { earlier: false, .. }) && self.stop(Stopped::OutOfStep)
    }

    fn is_answered_by(&self, told: &ESearch<'_>) -> bool {
        let (Some(id), Some(tag)) = (self.id, &told.tag) else { return false };
        tag.as_bytes() == id.tag().as_str().as_bytes()
    }

    fn is_refused_by(&self, status: &Status<'_>) -> bool {
        let Some(Code::NoUpdate(tag)) = status.text.code() else { return false };
        self.id.is_some_and(|id| id.tag() == *tag)
    }

    fn stop(&mut self, why: Stopped) -> bool {
        self.stopped = Some(why);
        true
    }

    fn update(&mut self, data: &SearchReturnData<'_>) -> bool {
        if self.stopped.is_some() {
            return false;
        }
        let result = match data {
            // The results as they are at the end of the command.
            SearchReturnData::All(numbers) => self.add(self.count(), numbers),
            SearchReturnData::AddTo(updates) => self.each(updates, |this, update| match update.position {
                0 if matches!(this.results, Results::List(_)) => Err(Stopped::OutOfStep),
                position => this.add(u64::from(position).saturating_sub(1), &update.numbers),
            }),
            SearchReturnData::RemoveFrom(updates) => self.each(updates, |this, update| {
                let at = usize::try_from(update.position).ok().and_then(|position| position.checked_sub(1));
                this.results.remove(at, &update.numbers).ok_or(Stopped::OutOfStep)?;
                this.check()
            }),
            SearchReturnData::Min(_)
            | SearchReturnData::Max(_)
            | SearchReturnData::Count(_)
            | SearchReturnData::ModSeq(_)
            | SearchReturnData::Partial(_)
            | SearchReturnData::Relevancy(_)
            | SearchReturnData::Other(_) => return false,
        };
        match result {
            Ok(()) => true,
            Err(why) => self.stop(why),
        }
    }

    fn each(
        &mut self,
        updates: &[ContextUpdate],
        take: impl Fn(&mut Self, &ContextUpdate) -> Result<(), Stopped>,
    ) -> Result<(), Stopped> {
        updates.iter().try_for_each(|update| take(self, update))
    }

    fn add(&mut self, at: u64, numbers: &NumberSet<NonZeroU32>) -> Result<(), Stopped> {
        let limit = u64::try_from(self.limit).unwrap_or(u64::MAX);
        if let Results::List(list) = &self.results {
            if list.count().saturating_add(numbers.count()) > limit {
                return Err(Stopped::TooLarge);
            }
        }
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        self.results.insert(at, numbers).ok_or(Stopped::OutOfStep)?;
        self.check()
    }

    fn check(&self) -> Result<(), Stopped> {
        if self.results.len() > self.limit { Err(Stopped::TooLarge) } else { Ok(()) }
    }
}

/// Collects the results of a search that is kept up to date.
///
/// The results are bounded by [`Updated::limit`], not by [`Call::limit`](super::Call::limit).
#[derive(Clone, Debug)]
pub struct ContextAnswer<N>(Context<N>);

impl<N: Numbered> ContextAnswer<N> {
    /// For a SEARCH with `RETURN (ALL UPDATE)` that was sent in another way.
    pub fn of_search() -> Self {
        Self(Context::new(false, Updated::<()>::LIMIT))
    }

    /// For a SORT with `RETURN (ALL UPDATE)` that was sent in another way.
    pub fn of_sort() -> Self {
        Self(Context::new(true, Updated::<()>::LIMIT))
    }
}

impl<N: Numbered> Answer for ContextAnswer<N> {
    type Output = Context<N>;
    type Step<'i> = Infallible;

    fn begun(&mut self, id: CommandId) {
        self.0.id = Some(id);
    }

    fn data<'i>(&mut self, data: Data<'i>, _room: &mut Room) -> Option<Data<'i>> {
        let is_own = if let Data::ESearch(told) = &data {
            self.0.is_answered_by(told)
        } else {
            matches!(&data, Data::Status(status) if self.0.is_refused_by(status))
        };
        self.0.apply(&data);
        if is_own { None } else { Some(data) }
    }

    fn output(self) -> Context<N> {
        self.0
    }
}
