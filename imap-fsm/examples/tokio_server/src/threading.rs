//! How messages are grouped into threads: ORDEREDSUBJECT and REFERENCES
//! ([RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3)).
//!
//! Both are functions of a few values of each message, without a store. They are iterative, however deep a thread is, and
//! take memory and time that is proportional to what is given, sorting apart: to be copied.

use std::collections::HashMap;

use crate::header::{ADDRESS, Token, tokens};

/// A message as threading sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Member {
    /// Collation key of the base subject.
    pub(crate) subject: Vec<u8>,
    /// Whether the subject says that it is a reply or was forwarded.
    pub(crate) is_reply: bool,
    /// Sent date, in seconds.
    pub(crate) sent: i64,
    pub(crate) id: Option<Vec<u8>>,
    /// The messages above this one, from the first of the thread to the parent.
    pub(crate) references: Vec<Vec<u8>>,
}

/// One line of a thread: a message, by its place among those given, or none, and how deep it stands.
pub(crate) type Line = (Option<usize>, u32);

/// The most references of a message that are heeded, the nearest of them.
const REFERENCES: usize = 100;
/// The longest Message-ID that is heeded, in octets: more do not fit a line (RFC 5322 §2.1.1).
const ID: usize = 998;

impl Member {
    /// Reads what a message says about its place in a thread.
    pub(crate) fn refers(
        &mut self,
        id: Option<&[u8]>,
        references: Option<&[u8]>,
        in_reply_to: Option<&[u8]>,
    ) {
        self.id = id.and_then(|value| message_ids(value).next());
        let mut all: Vec<_> = references.map(|value| message_ids(value).collect()).unwrap_or_default();
        all.drain(..all.len().saturating_sub(REFERENCES));
        if all.is_empty() {
            all.extend(in_reply_to.and_then(|value| message_ids(value).next()));
        }
        self.references = all;
    }

    /// How much of it there is.
    pub(crate) fn octets(&self) -> usize {
        let ids = self.references.iter().chain(&self.id).map(Vec::len).sum::<usize>();
        self.subject.len() + ids
    }
}

/// The valid `msg-id`s of a field, without quoting, so that those that mean the same are the same.
fn message_ids(value: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let mut tokens = tokens(value, ADDRESS).into_iter();
    std::iter::from_fn(move || {
        // What is between the last `<` and `>`, and whether there is `@` in it.
        let mut open: Option<(Vec<u8>, bool)> = None;
        for token in tokens.by_ref() {
            match (&token, &mut open) {
                (Token::Special(b'<'), _) => open = Some((Vec::new(), false)),
                (Token::Special(b'>'), _) => match open.take() {
                    Some((id, true)) if id.len() <= ID && !id.starts_with(b"@") && !id.ends_with(b"@") => {
                        return Some(id);
                    }
                    _ => {}
                },
                (_, Some((id, has_at))) => {
                    *has_at |= token == Token::Special(b'@');
                    id.extend_from_slice(token.text());
                }
                (_, None) => {}
            }
        }
        None
    })
}

/// Messages with the same base subject are a thread, all of them below the oldest.
pub(crate) fn ordered_subject(members: &[Member]) -> Vec<Line> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|&at| (&members[at].subject, members[at].sent, at));
    let mut threads: Vec<&[usize]> =
        order.chunk_by(|&a, &b| members[a].subject == members[b].subject).collect();
    threads.sort_by_key(|thread| (members[thread[0]].sent, thread[0]));
    let lines = |thread: &[usize]| -> Vec<Line> {
        thread.iter().enumerate().map(|(at, &member)| (Some(member), u32::from(at > 0))).collect()
    };
    threads.into_iter().flat_map(lines).collect()
}

/// Messages are put below those that they refer to; threads with the same subject become one.
pub(crate) fn references(members: &[Member]) -> Vec<Line> {
    let mut forest = Links::new(members).forest(members);
    forest.gather_subjects();
    forest.lines()
}

/// Step 1: who is below whom. The first nodes are the members, the others stand for messages that are not there.
struct Links<'m> {
    ids: HashMap<&'m [u8], usize>,
    parents: Vec<Option<usize>>,
    /// Whether something was ever below it.
    had_children: Vec<bool>,
    /// How far may still be looked for loops. Who makes messages so that this takes long gets fewer links.
    steps: usize,
}

impl<'m> Links<'m> {
    fn new(members: &'m [Member]) -> Self {
        let mut ids = HashMap::new();
        for (at, member) in members.iter().enumerate() {
            if let Some(id) = &member.id {
                // Of several messages with the same id only the first has it.
                ids.entry(&id[..]).or_insert(at);
            }
        }
        let count = members.len();
        let mut links = Self {
            ids,
            parents: vec![None; count],
            had_children: vec![false; count],
            steps: count.saturating_mul(256).saturating_add(1 << 16),
        };
        for (at, member) in members.iter().enumerate() {
            let mut above = None;
            for id in &member.references {
                let node = links.node(id);
                // A: a link that there is stays.
                if let Some(above) = above.filter(|_| links.parents[node].is_none()) {
                    links.link(above, node);
                }
                above = Some(node);
            }
            // B: the message knows best what it answers.
            links.parents[at] = None;
            if let Some(above) = above {
                links.link(above, at);
            }
        }
        links
    }

    fn node(&mut self, id: &'m [u8]) -> usize {
        *self.ids.entry(id).or_insert_with(|| {
            self.parents.push(None);
            self.had_children.push(false);
            self.parents.len() - 1
        })
    }

    fn link(&mut self, parent: usize, child: usize) {
        if !self.would_loop(parent, child) {
            self.parents[child] = Some(parent);
            self.had_children[parent] = true;
        }
    }

    fn would_loop(&mut self, parent: usize, child: usize) -> bool {
        let mut at = Some(parent).filter(|_| self.had_children[child] || parent == child);
        while let Some(node) = at {
            if node == child || self.steps == 0 {
                return true;
            }
            self.steps -= 1;
            at = self.parents[node];
        }
        false
    }

    /// Steps 2 and 3: what hangs below what is not there goes to the next that is, or stays together below the root.
    fn forest(self, members: &[Member]) -> Forest<'_> {
        let mut below = vec![Vec::new(); self.parents.len()];
        let (mut order, mut roots) = (Vec::with_capacity(self.parents.len()), Vec::new());
        for (node, parent) in self.parents.iter().enumerate() {
            match parent {
                Some(parent) => below[*parent].push(node),
                None => order.push(node),
            }
        }
        let mut next = 0;
        while let Some(&node) = order.get(next) {
            order.append(&mut below[node]);
            next += 1;
        }
        // Where the children of a node end up, from the top.
        let mut anchors = vec![0; self.parents.len()];
        for &node in &order {
            anchors[node] = node;
            match self.parents[node] {
                None => roots.push(node),
                Some(parent) if node < members.len() => below[anchors[parent]].push(node),
                Some(parent) => anchors[node] = anchors[parent],
            }
        }
        let alone = |root: usize| match &mut below[root] {
            _ if root < members.len() => Some(root),
            children if children.len() < 2 => children.pop(),
            _ => Some(root),
        };
        let roots = roots.into_iter().filter_map(alone).collect();
        Forest { members, children: below, roots }
    }
}

/// Threads. Nodes behind the members stand for none, and only at the top, above two or more members.
struct Forest<'m> {
    members: &'m [Member],
    children: Vec<Vec<usize>>,
    roots: Vec<usize>,
}

impl<'m> Forest<'m> {
    fn is_dummy(&self, node: usize) -> bool {
        node >= self.members.len()
    }

    /// The message that stands for the node where it is sorted: the oldest below it if it is none itself.
    fn first(&self, node: usize) -> usize {
        let oldest = || self.children[node].iter().copied().min_by_key(|&at| (self.members[at].sent, at));
        if self.is_dummy(node) { oldest().unwrap_or_default() } else { node }
    }

    fn sort_roots(&mut self) {
        let mut roots = std::mem::take(&mut self.roots);
        roots.sort_by_cached_key(|&root| {
            let first = self.first(root);
            (self.members[first].sent, first)
        });
        self.roots = roots;
    }

    fn is_reply(&self, node: usize) -> bool {
        !self.is_dummy(node) && self.members[node].is_reply
    }

    /// Steps 4 and 5: threads with the same subject become one.
    fn gather_subjects(&mut self) {
        self.sort_roots();
        let members = self.members;
        let subjects: Vec<(usize, &'m [u8])> = self
            .roots
            .iter()
            .map(|&root| (root, &members[self.first(root)].subject[..]))
            .filter(|(_, subject)| !subject.is_empty())
            .collect();
        let mut table: HashMap<&[u8], usize> = HashMap::new();
        for &(root, subject) in &subjects {
            table
                .entry(subject)
                .and_modify(|known| {
                    let is_better = self.is_dummy(root) || self.is_reply(*known) && !self.is_reply(root);
                    if !self.is_dummy(*known) && is_better {
                        *known = root;
                    }
                })
                .or_insert(root);
        }
        let mut moved = vec![false; self.children.len()];
        let mut added = Vec::new();
        for &(root, subject) in &subjects {
            let Some(known) = table.get_mut(subject).filter(|known| **known != root && !moved[root]) else {
                continue;
            };
            moved[root] = true;
            if self.is_dummy(root) {
                // Then the other is none, too.
                let mut children = std::mem::take(&mut self.children[root]);
                self.children[*known].append(&mut children);
            } else if self.is_dummy(*known) || self.is_reply(root) && !self.is_reply(*known) {
                self.children[*known].push(root);
            } else {
                moved[*known] = true;
                let both = vec![*known, root];
                *known = self.children.len();
                self.children.push(both);
                added.push(*known);
            }
        }
        self.roots.retain(|&root| !moved[root]);
        self.roots.append(&mut added);
    }

    /// Step 6: all of it, sorted by date.
    fn lines(mut self) -> Vec<Line> {
        self.sort_roots();
        let members = self.members;
        for children in &mut self.children {
            children.sort_by_key(|&at| (members[at].sent, at));
        }
        let (mut lines, mut next) = (Vec::with_capacity(members.len()), Vec::new());
        next.extend(self.roots.iter().rev().map(|&root| (root, 0_u32)));
        while let Some((node, depth)) = next.pop() {
            lines.push((Some(node).filter(|&node| !self.is_dummy(node)), depth));
            next.extend(self.children[node].iter().rev().map(|&child| (child, depth.saturating_add(1))));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages in the order of the mailbox: date, id, references, subject (`re ` before that of a reply).
    fn members(all: &[(i64, &str, &str, &str)]) -> Vec<Member> {
        let member = |&(sent, id, references, subject): &(i64, &str, &str, &str)| {
            let wrapped = |id: &str| format!("<{id}@x>").into_bytes();
            let references: Vec<u8> = references.split_whitespace().flat_map(wrapped).collect();
            let (is_reply, subject) =
                subject.strip_prefix("re ").map_or((false, subject), |subject| (true, subject));
            let mut member = Member { subject: subject.into(), is_reply, sent, ..Member::default() };
            member.refers(
                Some(&wrapped(id)).filter(|_| !id.is_empty()).map(|id| &id[..]),
                Some(&references),
                None,
            );
            member
        };
        all.iter().map(member).collect()
    }

    /// Each line as its message, counted from 1, behind as many dots as it is deep.
    fn shown(lines: Vec<Line>) -> String {
        let line = |(at, depth): &Line| {
            let number = at.map_or("_".into(), |at| (at + 1).to_string());
            format!("{}{number}", ".".repeat(*depth as usize))
        };
        lines.iter().map(line).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_subject_is_one_thread() {
        let all = members(&[
            (5, "", "", "b"),
            (3, "", "", "a"),
            (4, "", "", "re a"),
            (1, "", "", "b"),
            (2, "", "", "c"),
            (2, "", "", "a"),
        ]);
        assert_eq!(shown(ordered_subject(&all)), "4 .1 5 6 .2 .3");
        assert_eq!(shown(ordered_subject(&[])), "");
    }

    #[test]
    fn references_make_threads() {
        for (all, expected) in [
            (&[][..], ""),
            // A chain, in whatever order it came.
            (&[(1, "a", "", "s"), (2, "b", "a", ""), (3, "c", "a b", "")], "1 .2 ..3"),
            (&[(3, "c", "a b", ""), (2, "b", "a", ""), (1, "a", "", "s")], "3 .2 ..1"),
            // What is missing between is passed over.
            (&[(1, "a", "", ""), (3, "c", "a b", ""), (2, "d", "a b", "")], "1 .3 .2"),
            // Missing at the top: alone it is the thread, with others they stay together.
            (&[(2, "b", "a", "")], "1"),
            (&[(2, "b", "a", ""), (1, "c", "a", ""), (0, "d", "x y", "")], "3 _ .2 .1"),
            // The same message twice: the second is nobody's parent.
            (&[(1, "a", "", ""), (2, "a", "", ""), (3, "b", "a", "")], "1 .3 2"),
            // Loops are not made.
            (&[(1, "a", "b", ""), (2, "b", "a", "")], "2 .1"),
            (&[(1, "a", "a", "")], "1"),
            (&[(1, "a", "c", ""), (2, "b", "a", ""), (3, "c", "b", "")], "3 .1 ..2"),
            // The parent that the message names counts more than what others say.
            (&[(1, "c", "a b", ""), (2, "b", "z", ""), (3, "a", "", ""), (4, "z", "", "")], "3 4 .2 ..1"),
            // No id is no thread.
            (&[(2, "", "", ""), (1, "", "", "")], "2 1"),
        ] {
            assert_eq!(shown(references(&members(all))), expected, "{all:?}");
        }
    }

    #[test]
    fn subjects_join_threads() {
        for (all, expected) in [
            // A reply goes below what it answers, whatever came first.
            (&[(1, "a", "", "s"), (2, "b", "", "re s")][..], "1 .2"),
            (&[(1, "a", "", "re s"), (2, "b", "", "s")], "2 .1"),
            // Two that are alike stand side by side.
            (&[(1, "a", "", "s"), (2, "b", "", "s")], "_ .1 .2"),
            (&[(1, "a", "", "re s"), (2, "b", "", "re s"), (3, "c", "", "s")], "3 .1 .2"),
            (&[(1, "a", "", "s"), (2, "b", "", "s"), (3, "c", "", "re s")], "_ .1 .2 .3"),
            // With what is missing at the top.
            (&[(1, "a", "x", "s"), (2, "b", "x", ""), (3, "c", "", "s")], "_ .1 .2 .3"),
            (
                &[
                    (1, "a", "x", "s"),
                    (2, "b", "x", ""),
                    (4, "c", "y", "s"),
                    (3, "d", "y", "s"),
                    (0, "e", "", "t"),
                ],
                "5 _ .1 .2 .4 .3",
            ),
            // Who has none joins nothing; letters and subjects within threads do not count.
            (&[(1, "a", "", ""), (2, "b", "", "")], "1 2"),
            (&[(1, "a", "", "s"), (2, "b", "a", "t"), (3, "c", "", "t")], "1 .2 3"),
        ] {
            assert_eq!(shown(references(&members(all))), expected, "{all:?}");
        }
    }

    #[test]
    fn ids_are_compared_without_their_quotes() {
        let ids = |value: &str| -> Vec<String> {
            message_ids(value.as_bytes()).map(|id| String::from_utf8(id).unwrap()).collect()
        };
        // The example of RFC 5256 §3.
        assert_eq!(ids(r#"<"01KF8JCEOCBS0045PS"@xxx.yyy.com>"#), ids("<01KF8JCEOCBS0045PS@xxx.yyy.com>"));
        for (value, expected) in [
            ("Your message of Monday <a@b> (c) <d@e>", &["a@b", "d@e"][..]),
            ("<a@b><c@[1.2.3.4]>", &["a@b", "c@[1.2.3.4]"]),
            (r#"<"a > \" b"@c>"#, &["a > \" b@c"]),
            ("<a> <@b> <c@> <d@e", &[]),
            ("<a <b@c> d@e>", &["b@c"]),
            ("joe@example.org", &[]),
        ] {
            assert_eq!(ids(value), expected, "{value}");
        }
        assert_eq!(ids(&format!("<{}@b>", "a".repeat(ID))).len(), 0);
        let mut member = Member::default();
        let many: String = (0..1000).map(|number| format!("<{number}@x>")).collect();
        member.refers(None, Some(many.as_bytes()), Some(b"<y@z>"));
        assert_eq!((member.references.len(), &member.references[99][..]), (100, &b"999@x"[..]));
        member.refers(Some(b"none"), Some(b"none"), Some(b"<y@z> <a@b>"));
        assert_eq!((member.id, member.references), (None, vec![b"y@z".to_vec()]));
    }

    #[test]
    fn threads_may_be_deep_and_links_made_to_take_long() {
        let name = |number: usize| number.to_string();
        // Each answers the one before, or the one behind.
        let count = 20_000;
        let deep: Vec<Member> = (0..count)
            .map(|at| Member {
                id: Some(name(at).into()),
                references: vec![name(at + 1).into()],
                ..Member::default()
            })
            .collect();
        assert_eq!(references(&deep).last(), Some(&(Some(0), count as u32 - 1)));
        // A long chain, and many heads that claim to be answers to its end and to be above something.
        let mut hostile: Vec<Member> = (0..count)
            .map(|at| Member {
                id: Some(name(at).into()),
                references: vec![name(at.wrapping_sub(1)).into()],
                ..Member::default()
            })
            .collect();
        for head in 0..count {
            let references = vec![format!("h{head}").into(), format!("c{head}").into()];
            hostile.push(Member { references, ..Member::default() });
            let id = Some(format!("h{head}").into());
            hostile.push(Member { id, references: vec![name(count - 1).into()], ..Member::default() });
        }
        assert_eq!(references(&hostile).iter().filter(|line| line.0.is_some()).count(), hostile.len());
    }
}
