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
        let mut above = None;
        for (index, member) in members.iter().enumerate() {
            if above.map_or(member.depth > 0, |above: u32| member.depth > above.saturating_add(1)) {
                return Err(ValueError::new("a depth", index));
            }
            above = Some(member.depth);
        }
        let counts = children(&members);
        let lone = |(member, count): (&ThreadMember, &u32)| member.number.is_none() && *count < 2;
        if let Some(index) = members.iter().zip(&counts).position(lone) {
            return Err(ValueError::new("thread-nested", index));
        }
        let lists = lists(&members, &counts);
        let alone = |(member, lists): (&ThreadMember, &Lists)| member.number.is_none() && !lists.begins;
        if let Some(index) = members.iter().zip(&lists).position(alone) {
            return Err(ValueError::new("thread-members", index));
        }
        Ok(Self { members, lists })
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

/// How many members each has right below it.
fn children(members: &[ThreadMember]) -> Vec<u32> {
    let mut counts = alloc::vec![0_u32; members.len()];
    // Which member each depth is at now.
    let mut path: Vec<usize> = Vec::new();
    for (index, member) in members.iter().enumerate() {
        path.truncate(usize::try_from(member.depth).unwrap_or(usize::MAX));
        if let Some(count) = path.last().and_then(|&parent| counts.get_mut(parent)) {
            *count = count.saturating_add(1);
        }
        path.push(index);
    }
    counts
}

/// A thread is a list, and each member of those that have the same parent begins one.
fn lists(members: &[ThreadMember], counts: &[u32]) -> Vec<Lists> {
    let mut lists: Vec<Lists> = Vec::with_capacity(members.len());
    // For each depth whether its member began a list, and whether those below it do.
    let mut path: Vec<(bool, bool)> = Vec::new();
    for (member, &count) in members.iter().zip(counts) {
        let depth = usize::try_from(member.depth).unwrap_or(usize::MAX);
        let left = path.drain(depth.min(path.len())..).filter(|(began, _)| *began).count();
        end(&mut lists, left);
        let begins = path.last().is_none_or(|(_, forks)| *forks);
        lists.push(Lists { begins, ends: 0 });
        path.push((begins, count > 1));
    }
    let left = path.iter().filter(|(began, _)| *began).count();
    end(&mut lists, left);
    lists
}

fn end(lists: &mut [Lists], count: usize) {
    if let Some(last) = lists.last_mut() {
        last.ends = u32::try_from(count).unwrap_or(u32::MAX);
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
        let counts = children(&members);
        let lists = lists(&members, &counts);
        for ((member, count), lists) in members.iter_mut().zip(counts).zip(lists) {
            if count > 1 && lists.begins && u.ratio(1, 4)? {
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
        assert_eq!(children(threads.members()), [0, 1, 2, 0, 0]);
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
