//! THREAD. [RFC 5256](https://www.rfc-editor.org/rfc/rfc5256)

use alloc::vec::Vec;
use core::num::NonZeroU32;

use crate::bounded::{bounded_static, bounded_static_owned};
use crate::charset::Charset;
use crate::error::ValueError;
use crate::names::wire_enum;
use crate::nonempty::NonEmpty;
use crate::number::Numbering;
use crate::raw::{Unknown, place};
use crate::search::SearchKey;

/// Finds messages and groups them into threads: `thread`.
///
/// ```text
/// C: a UID THREAD REFERENCES UTF-8 SINCE 5-MAR-2000
/// S: * THREAD (166)(167)(168 (171)(172))
/// ```
/// The answer is [`Data::Thread`]. Requires [`Capability::Thread`] with the algorithm.
/// [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
///
/// [`Data::Thread`]: crate::response::Data::Thread
/// [`Capability::Thread`]: crate::capability::Capability
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Thread<'a> {
    /// Kind of numbers in the answer: `UID THREAD` gives UIDs.
    pub numbering: Numbering,
    /// How messages are grouped.
    pub algorithm: ThreadAlgorithm<'a>,
    /// The charset of the strings in the keys.
    pub charset: Charset<'a>,
    /// The keys that a message must match, all of them.
    pub keys: NonEmpty<SearchKey<'a>>,
}

bounded_static!(struct Thread { numbering, algorithm, charset, keys });

wire_enum! {
    /// A way to group messages: `thread-alg`.
    #[derive(PartialOrd, Ord)]
    pub enum ThreadAlgorithm as ThreadAlgorithmName {
        /// By base subject, then by date. [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
        OrderedSubject = "ORDEREDSUBJECT",
        /// By the References and In-Reply-To fields, then by base subject. [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)
        References = "REFERENCES",
        /// As `REFERENCES`, without looking at subjects, the threads by their newest message; Dovecot and Cyrus have it.
        Refs = "REFS",
        ..
        /// An algorithm that this library does not know.
        Other(Unknown<'a, ThreadAlgorithm<'static>>),
    }
}

place!(ThreadAlgorithm: Alone, ThreadAlgorithmName);

/// Threads of messages: what THREAD found.
///
/// ```text
/// S: * THREAD (2)(3 6 (4 23)(44 7 96))
///
/// 2            depth 0
/// 3            depth 0
/// `- 6         depth 1
///    |- 4      depth 2
///    |  `- 23  depth 3
///    `- 44     depth 2
///       `- 7   depth 3
///          `- 96
/// ```
/// A flat list of the messages, each after its parent and with its depth, so that no walk needs recursion. Whether the
/// numbers are UIDs depends on the command. [RFC 5256 §4](https://www.rfc-editor.org/rfc/rfc5256#section-4)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Threads {
    members: Vec<ThreadMember>,
    /// Where the lists of the wire begin and end, so that writing takes no memory.
    lists: Vec<Lists>,
}

/// The parentheses around a member of [`Threads`] on the wire: see [`Threads::lists`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lists {
    /// Whether a list begins before the member.
    pub begins: bool,
    /// Number of lists that end after the member.
    pub ends: u32,
}

/// One message of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ThreadMember {
    /// The message; `None` for one that is not there, or not among the results, and that the messages below it refer to.
    pub number: Option<NonZeroU32>,
    /// Messages above this one in its thread; 0 for the first.
    pub depth: u32,
}

bounded_static_owned!(Threads, ThreadMember, Lists);

impl Threads {
    /// Threads from the list of their members, each behind its parent.
    ///
    /// Refuses a first member with a depth, one that is more than one deeper than the member before it, and one without
    /// a message that has fewer than two members right below it or is alone below its parent: there is no such list.
    pub fn new(members: Vec<ThreadMember>) -> Result<Self, ValueError> {
        let mut lists: Vec<Lists> = Vec::with_capacity(members.len().saturating_add(1));
        // For each depth the index of its member, and how many were right below that.
        let mut path: Vec<(usize, u32)> = Vec::new();
        // The first member without a message that has too few below it, and the first that is alone below its parent.
        let (mut nested, mut alone) = (usize::MAX, usize::MAX);
        // One more thread would end all lists.
        let depths = members.iter().map(|member| member.depth).chain([0]);
        for (index, depth) in depths.enumerate() {
            let depth = usize::try_from(depth).unwrap_or(usize::MAX);
            if depth > path.len() {
                return Err(ValueError::new("a depth", index));
            }
            let parent = depth.checked_sub(1).and_then(|above| path.get_mut(above));
            // A thread is a list, and each member of those that have the same parent begins one.
            let begins = parent.is_none_or(|(_, below)| {
                *below = below.saturating_add(1);
                *below > 1
            });
            if let Some(sibling) = path.get(depth).and_then(|&(sibling, _)| lists.get_mut(sibling)) {
                sibling.begins |= begins;
            }
            let mut ends = 0_u32;
            // Nothing more comes below these.
            for &(done, below) in path.get(depth..).unwrap_or_default() {
                let begins = lists.get(done).is_some_and(|lists| lists.begins);
                ends = ends.saturating_add(begins.into());
                if members.get(done).is_some_and(|member| member.number.is_none()) {
                    nested = if below < 2 { nested.min(done) } else { nested };
                    alone = if begins { alone } else { alone.min(done) };
                }
            }
            if let Some(last) = lists.last_mut() {
                last.ends = ends;
            }
            path.truncate(depth);
            lists.push(Lists { begins, ends: 0 });
            path.push((index, 0));
        }
        lists.pop();
        match (nested, alone) {
            (usize::MAX, usize::MAX) => Ok(Self { members, lists }),
            (usize::MAX, index) => Err(ValueError::new("thread-members", index)),
            (index, _) => Err(ValueError::new("thread-nested", index)),
        }
    }

    /// All members, each behind its parent.
    pub fn members(&self) -> &[ThreadMember] {
        &self.members
    }

    /// The threads one by one, each as the list of its members.
    pub fn iter(&self) -> impl Iterator<Item = &[ThreadMember]> {
        self.members.chunk_by(|_, next| next.depth > 0)
    }

    /// The numbers of all messages, in the order in which they were sent.
    pub fn numbers(&self) -> impl Iterator<Item = NonZeroU32> {
        self.members.iter().filter_map(|member| member.number)
    }

    /// The parentheses before and after each member: as many elements as [`Threads::members`] has.
    pub fn lists(&self) -> &[Lists] {
        &self.lists
    }
}

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Threads {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let mut members = Vec::<ThreadMember>::new();
        while u.arbitrary()? {
            let deepest = members.last().map_or(0, |last| last.depth.saturating_add(1)).min(40);
            members.push(ThreadMember { number: Some(u.arbitrary()?), depth: u.int_in_range(0..=deepest)? });
        }
        let Self { mut members, lists } =
            Self::new(members).map_err(|_| arbitrary::Error::IncorrectFormat)?;
        // Where the member behind one is below it and begins a list, there are more.
        let behind = members.iter().zip(&lists).skip(1).map(|(member, lists)| (member.depth, lists.begins));
        let behind = behind.collect::<Vec<_>>();
        for ((member, lists), (depth, begins)) in members.iter_mut().zip(&lists).zip(behind) {
            if lists.begins && begins && depth > member.depth && u.ratio(1, 4)? {
                member.number = None;
            }
        }
        Self::new(members).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(number: u32, depth: u32) -> ThreadMember {
        ThreadMember { number: NonZeroU32::new(number), depth }
    }

    #[test]
    fn a_member_stands_behind_its_parent() {
        let threads =
            Threads::new(alloc::vec![member(2, 0), member(3, 0), member(6, 1), member(4, 2), member(44, 2)]);
        let threads = threads.unwrap();
        let lists = threads.lists().iter().map(|lists| (lists.begins, lists.ends));
        assert_eq!(lists.collect::<Vec<_>>(), [(true, 1), (true, 0), (false, 0), (true, 1), (true, 2)]);
        assert_eq!(threads.iter().map(<[_]>::len).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(threads.numbers().map(NonZeroU32::get).collect::<Vec<_>>(), [2, 3, 6, 4, 44]);
        for (bad, rule, offset) in [
            (&[member(1, 1)][..], "a depth", 0),
            (&[member(1, 0), member(2, 2)], "a depth", 1),
            (&[member(0, 0)], "thread-nested", 0),
            (&[member(1, 0), member(0, 1), member(2, 2), member(3, 1)], "thread-nested", 1),
            (&[member(1, 0), member(0, 1), member(2, 2), member(3, 2)], "thread-members", 1),
        ] {
            assert_eq!(Threads::new(bad.to_vec()), Err(ValueError::new(rule, offset)), "{bad:?}");
        }
        assert!(Threads::new(alloc::vec![member(0, 0), member(2, 1), member(3, 1)]).is_ok());
    }
}
