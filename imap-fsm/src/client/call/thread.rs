//! THREAD. [RFC 5256](https://www.rfc-editor.org/rfc/rfc5256)

use alloc::vec::Vec;
use core::convert::Infallible;
use core::marker::PhantomData;

use imap_types::charset::Charset;
use imap_types::command::CommandBody;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::Data;
use imap_types::search::SearchKey;
use imap_types::sequence::MessageNumber;
use imap_types::thread::{self, ThreadAlgorithm, ThreadMember};

use super::search::Numbered;
use super::{Answer, Request, Room};

/// THREAD: finds messages and groups them into threads.
///
/// ```text
/// C: a2 UID THREAD REFERENCES UTF-8 ALL
/// S: * THREAD (166)(167)(168 (171)(172))
/// S: a2 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::search::SearchKey;
/// use imap_fsm::types::thread::ThreadAlgorithm;
///
/// let call = client.call(Thread::uids(ThreadAlgorithm::References, SearchKey::All))?;
/// let threaded = finish(&mut client, call, b"* THREAD (166)(167)(168 (171)(172))\r\na2 OK done\r\n")?;
/// let messages: Vec<_> = threaded.iter().map(|(uid, depth)| (uid.map(|uid| uid.get()), depth)).collect();
/// assert_eq!(messages, [(Some(166), 0), (Some(167), 0), (Some(168), 0), (Some(171), 1), (Some(172), 1)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::Thread`](imap_types::capability::Capability::Thread) with the algorithm.
/// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Thread<'a, N> {
    algorithm: ThreadAlgorithm<'a>,
    charset: Charset<'a>,
    keys: NonEmpty<SearchKey<'a>>,
    numbers: PhantomData<N>,
}

impl<'a> Thread<'a, Uid> {
    /// Messages of which all these keys hold, by UID: `UID THREAD`.
    pub fn uids(algorithm: ThreadAlgorithm<'a>, keys: impl Into<NonEmpty<SearchKey<'a>>>) -> Self {
        Self::new(algorithm, keys.into())
    }
}

impl<'a> Thread<'a, SeqNum> {
    /// Messages of which all these keys hold, by sequence number.
    pub fn seq_nums(algorithm: ThreadAlgorithm<'a>, keys: impl Into<NonEmpty<SearchKey<'a>>>) -> Self {
        Self::new(algorithm, keys.into())
    }
}

impl<'a, N> Thread<'a, N> {
    const fn new(algorithm: ThreadAlgorithm<'a>, keys: NonEmpty<SearchKey<'a>>) -> Self {
        Self { algorithm, charset: Charset::UTF_8, keys, numbers: PhantomData }
    }

    /// The charset of the strings in the keys; UTF-8 without this.
    pub fn charset(mut self, charset: Charset<'a>) -> Self {
        self.charset = charset;
        self
    }
}

impl<'a, N: Numbered> Request<'a> for Thread<'a, N> {
    type Answer = ThreadAnswer<N>;

    fn into_parts(self) -> (CommandBody<'a>, ThreadAnswer<N>) {
        let Self { algorithm, charset, keys, .. } = self;
        let command = thread::Thread { numbering: N::NUMBERING, algorithm, charset, keys };
        (CommandBody::Thread(command), ThreadAnswer::default())
    }
}

/// Threads of messages, each message behind its parent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threaded<N> {
    members: Vec<ThreadMember>,
    numbers: PhantomData<N>,
}

impl<N: MessageNumber> Threaded<N> {
    /// The messages in the order of the server, each behind its parent and with its depth in its thread; `None` for a
    /// parent that is not there or was not found.
    pub fn iter(&self) -> impl Iterator<Item = (Option<N>, u32)> {
        self.members.iter().map(|member| (member.number.map(N::from), member.depth))
    }

    /// The same thread by thread; the first message of each has depth 0.
    pub fn threads(&self) -> impl Iterator<Item = &[ThreadMember]> {
        self.members.chunk_by(|_, next| next.depth > 0)
    }
}

/// Collects the threads that THREAD tells.
#[derive(Clone, Debug)]
pub struct ThreadAnswer<N>(Threaded<N>);

impl<N> Default for ThreadAnswer<N> {
    fn default() -> Self {
        Self(Threaded { members: Vec::new(), numbers: PhantomData })
    }
}

impl<N: Numbered> Answer for ThreadAnswer<N> {
    type Output = Threaded<N>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Thread(threads) => {
                if room.take(size_of_val(threads.members())) {
                    self.0.members.extend_from_slice(threads.members());
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Threaded<N> {
        self.0
    }
}
