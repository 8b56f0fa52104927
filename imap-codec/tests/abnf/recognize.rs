//! Whether a grammar derives a message: all ways at once, each place of each rule looked at once.

use std::collections::HashMap;
use std::rc::Rc;

use super::Mode;
use super::grammar::{Grammar, Id, Node};
use super::hooks::{Hook, hook};

pub(crate) struct Recognizer<'r> {
    grammar: &'r Grammar,
    input: &'r [u8],
    mode: Mode,
    /// Where what begins at a place may end, in order.
    ends: HashMap<(Id, usize), Rc<[usize]>>,
}

impl<'r> Recognizer<'r> {
    /// Whether this is a message, from its first octet to its last.
    pub(crate) fn accepts(grammar: &'r Grammar, rule: usize, input: &'r [u8], mode: Mode) -> bool {
        let mut recognizer = Self { grammar, input, mode, ends: HashMap::new() };
        recognizer.rule(rule, 0).contains(&input.len())
    }

    /// What a hook says of octets that its rule derives.
    pub(crate) fn is_allowed(grammar: &Grammar, rule: &str, octets: &[u8]) -> bool {
        match hook(rule) {
            Some(Hook::Number(from, to)) => {
                let number = std::str::from_utf8(octets).ok().and_then(|digits| digits.parse::<u64>().ok());
                number.is_some_and(|number| (from..=to).contains(&number))
            }
            Some(Hook::Check(check) | Hook::Made(_, check)) => check(octets),
            Some(Hook::Unknown(places)) => {
                let words = places
                    .iter()
                    .flat_map(|place| grammar.first_words(grammar.rules[grammar.rule(place)].node));
                words.into_iter().all(|word| !word.as_bytes().eq_ignore_ascii_case(octets))
            }
            Some(Hook::Literal(_) | Hook::Utf8) | None => true,
        }
    }

    fn rule(&mut self, rule: usize, at: usize) -> Vec<usize> {
        let grammar = self.grammar;
        let rule = &grammar.rules[rule];
        match hook(&rule.name) {
            None => self.ends(rule.node, at).to_vec(),
            Some(Hook::Literal(nul)) => self.literal(at, nul).into_iter().collect(),
            Some(Hook::Utf8) if !self.mode.utf8 => Vec::new(),
            Some(_) => {
                let mut ends = self.ends(rule.node, at).to_vec();
                ends.retain(|&end| Self::is_allowed(grammar, &rule.name, &self.input[at..end]));
                ends
            }
        }
    }

    fn ends(&mut self, id: Id, at: usize) -> Rc<[usize]> {
        if let Some(ends) = self.ends.get(&(id, at)) {
            return ends.clone();
        }
        let mut ends = self.look(id, at);
        ends.sort_unstable();
        ends.dedup();
        let ends: Rc<[usize]> = ends.into();
        self.ends.insert((id, at), ends.clone());
        ends
    }

    fn look(&mut self, id: Id, at: usize) -> Vec<usize> {
        let grammar = self.grammar;
        if let Some(class) = &grammar.classes[id] {
            let is_met = self.input.get(at).is_some_and(|&octet| class[usize::from(octet)]);
            return if is_met { vec![at + 1] } else { Vec::new() };
        }
        match &grammar.nodes[id] {
            Node::Word(word) => {
                let found = self.input.get(at..at + word.len());
                let is_met = found.is_some_and(|found| found.eq_ignore_ascii_case(word));
                if is_met { vec![at + word.len()] } else { Vec::new() }
            }
            Node::Exact(octets) => {
                if self.input[at..].starts_with(octets) {
                    vec![at + octets.len()]
                } else {
                    Vec::new()
                }
            }
            Node::Range(..) => unreachable!("a class"),
            Node::Rule(rule) => self.rule(*rule, at),
            Node::Content(rule) => self.content(*rule, at),
            Node::Any(nodes) => nodes.iter().flat_map(|&node| self.ends(node, at).to_vec()).collect(),
            Node::Seq(nodes) => {
                let mut places = vec![at];
                for &node in nodes {
                    let mut next: Vec<usize> =
                        places.iter().flat_map(|&place| self.ends(node, place).to_vec()).collect();
                    next.sort_unstable();
                    next.dedup();
                    places = next;
                    if places.is_empty() {
                        break;
                    }
                }
                places
            }
            Node::Repeat(min, max, node) => self.repeat(*min, *max, *node, at),
        }
    }

    fn repeat(&mut self, min: usize, max: usize, node: Id, at: usize) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut places = vec![at];
        let mut count = 0;
        loop {
            if count >= min {
                // What was reached before with fewer need not be gone on from again.
                places.retain(|place| !ends.contains(place));
                ends.extend_from_slice(&places);
            }
            if count == max || places.is_empty() {
                return ends;
            }
            let mut next: Vec<usize> =
                places.iter().flat_map(|&place| self.ends(node, place).to_vec()).collect();
            next.sort_unstable();
            next.dedup();
            places = next;
            count += 1;
        }
    }

    fn literal(&self, at: usize, is_literal8: bool) -> Option<usize> {
        let rest = self.input[at..].strip_prefix(if is_literal8 { &b"~{"[..] } else { b"{" })?;
        let digits = rest.iter().take_while(|octet| octet.is_ascii_digit()).count();
        let count: usize = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
        let rest = &rest[digits..];
        let rest = if self.mode.from_client { rest.strip_prefix(b"+").unwrap_or(rest) } else { rest };
        let content = rest.strip_prefix(b"}\r\n")?.get(..count)?;
        if !is_literal8 && content.contains(&0) {
            return None;
        }
        Some(self.input.len() - rest.len() + 3 + count)
    }

    /// An `astring` with the content that a rule derives.
    fn content(&mut self, rule: usize, at: usize) -> Vec<usize> {
        let grammar = self.grammar;
        let mut ends = self.rule(grammar.rule("astring"), at);
        ends.retain(|&end| {
            let spelled = &self.input[at..end];
            let content = match spelled {
                [b'"', content @ .., b'"'] => unescaped(content),
                [b'{', ..] => spelled.splitn(2, |&octet| octet == b'\n').nth(1).unwrap_or_default().to_vec(),
                atom => atom.to_vec(),
            };
            Recognizer::accepts(grammar, rule, &content, self.mode)
        });
        ends
    }
}

fn unescaped(quoted: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    let mut octets = quoted.iter();
    while let Some(&octet) = octets.next() {
        content.push(if octet == b'\\' { octets.next().copied().unwrap_or(octet) } else { octet });
    }
    content
}
