//! Random messages that a grammar derives.

use super::Mode;
use super::grammar::{Grammar, Id, Node};
use super::hooks::{Hook, hook};
use super::random::Random;
use super::recognize::Recognizer;

/// Octets above which everything is made as short as it can be.
const LONG: usize = 240;
/// Rules within rules above which it is, too.
const DEEP: usize = 40;

pub(crate) struct Generator<'g> {
    grammar: &'g Grammar,
    pub(crate) random: Random,
    /// How often each alternative was taken, so that all are.
    taken: Vec<Vec<u32>>,
    /// Which rules something was made of.
    made: Vec<bool>,
    mode: Mode,
    out: Vec<u8>,
    marks: Vec<Mark<'g>>,
    /// The rule that is being walked.
    rule: &'g str,
    depth: usize,
    /// Whether something has a name that no RFC gives a meaning.
    has_unknown: bool,
}

/// Where a space may go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// `SP`
    Space,
    /// `"("`
    Open,
    /// `")"`
    Close,
}

/// A place in a message, with the rule that it belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark<'g> {
    pub(crate) at: usize,
    pub(crate) place: Place,
    pub(crate) rule: &'g str,
}

/// A message, and whether something in it has a name that no RFC gives a meaning.
pub(crate) struct Generated<'g> {
    pub(crate) message: Vec<u8>,
    /// Its spaces and parentheses that are none of a string or a text.
    pub(crate) marks: Vec<Mark<'g>>,
    pub(crate) has_unknown: bool,
}

impl<'g> Generator<'g> {
    pub(crate) fn new(grammar: &'g Grammar, seed: u64) -> Self {
        let taken = grammar.nodes.iter().map(|node| match node {
            Node::Any(nodes) => vec![0; nodes.len()],
            Node::Repeat(0, 1, _) => vec![0; 2],
            _ => Vec::new(),
        });
        Self {
            grammar,
            random: Random::new(seed),
            taken: taken.collect(),
            made: vec![false; grammar.rules.len()],
            mode: Mode { utf8: false, from_client: false },
            out: Vec::new(),
            marks: Vec::new(),
            rule: "",
            depth: 0,
            has_unknown: false,
        }
    }

    pub(crate) fn message(&mut self, rule: &str, mode: Mode) -> Generated<'g> {
        self.mode = mode;
        self.depth = 0;
        self.has_unknown = false;
        self.out.clear();
        self.marks.clear();
        self.rule(self.grammar.rule(rule));
        Generated { message: self.out.clone(), marks: self.marks.clone(), has_unknown: self.has_unknown }
    }

    /// The rules that no message was made of, and how many alternatives were never taken where others were.
    pub(crate) fn missed(&self) -> (Vec<&'g str>, usize) {
        let rules = self.grammar.rules.iter().zip(&self.made).filter(|&(_, &made)| !made);
        let alternatives = self.taken.iter().filter(|taken| taken.iter().any(|&times| times > 0));
        let never = alternatives.flatten().filter(|&&times| times == 0).count();
        (rules.map(|(rule, _)| &rule.name[..]).collect(), never)
    }

    fn rule(&mut self, rule: usize) {
        let grammar = self.grammar;
        self.made[rule] = true;
        let rule = &grammar.rules[rule];
        if rule.name == "SP" {
            self.mark(Place::Space);
            return self.out.push(b' ');
        }
        let outer = std::mem::replace(&mut self.rule, &rule.name);
        self.depth += 1;
        self.has_unknown |= rule.name.ends_with("-ext") && !rule.name.starts_with("body-");
        match hook(&rule.name) {
            None => self.node(rule.node),
            Some(Hook::Number(from, to)) => self.number(&rule.name, from, to),
            Some(Hook::Literal(nul)) => {
                let content: Vec<u8> = (0..self.random.below(9)).map(|_| self.octet(nul)).collect();
                self.literal(&content, nul);
            }
            Some(Hook::Utf8) => self.node(rule.node),
            Some(Hook::Made(make, _)) => {
                let made = make(&mut self.random);
                self.out.extend_from_slice(made.as_bytes());
            }
            Some(Hook::Check(_) | Hook::Unknown(_)) => {
                let (start, marks) = (self.out.len(), self.marks.len());
                for _ in 0..1000 {
                    self.node(rule.node);
                    if Recognizer::is_allowed(grammar, &rule.name, &self.out[start..]) {
                        (self.rule, self.depth) = (outer, self.depth - 1);
                        return;
                    }
                    self.out.truncate(start);
                    self.marks.truncate(marks);
                }
                panic!("nothing found for {}", rule.name);
            }
        }
        (self.rule, self.depth) = (outer, self.depth - 1);
    }

    fn mark(&mut self, place: Place) {
        self.marks.push(Mark { at: self.out.len(), place, rule: self.rule });
    }

    fn node(&mut self, id: Id) {
        let grammar = self.grammar;
        match &grammar.nodes[id] {
            Node::Word(word) => {
                match &word[..] {
                    b"(" => self.mark(Place::Open),
                    b")" => self.mark(Place::Close),
                    _ => {}
                }
                self.word(word);
            }
            Node::Exact(octets) => self.out.extend_from_slice(octets),
            Node::Range(from, to) => {
                let octet = from + self.random.below(usize::from(to - from) + 1) as u8;
                self.out.push(octet);
            }
            Node::Rule(rule) => self.rule(*rule),
            Node::Content(rule) => self.content(*rule),
            Node::Seq(nodes) => nodes.iter().for_each(|&node| self.node(node)),
            Node::Any(nodes) => {
                let at = self.choice(id, nodes);
                self.taken[id][at] += 1;
                self.node(nodes[at]);
            }
            Node::Repeat(min, max, node) => {
                let mut count = *min;
                if self.is_long() {
                    // As few as there may be.
                } else if let [without, with] = self.taken[id][..] {
                    let is_there =
                        if self.random.one_in(2) { with <= without } else { self.random.one_in(2) };
                    count = usize::from(is_there);
                    self.taken[id][count] += 1;
                } else {
                    let often = if grammar.classes[*node].is_some() { 6 } else { 2 };
                    while count < *max && count < min + 40 && !self.random.one_in(often) {
                        count += 1;
                    }
                }
                for _ in 0..count {
                    self.node(*node);
                }
            }
        }
    }

    fn is_long(&self) -> bool {
        self.out.len() > LONG || self.depth > DEEP
    }

    fn choice(&mut self, id: Id, nodes: &[Id]) -> usize {
        let grammar = self.grammar;
        let utf8 = self.mode.utf8;
        let is_possible = |node: Id| match &grammar.nodes[node] {
            Node::Rule(rule) => utf8 || !matches!(hook(&grammar.rules[*rule].name), Some(Hook::Utf8)),
            _ => true,
        };
        let possible: Vec<usize> = (0..nodes.len()).filter(|&at| is_possible(nodes[at])).collect();
        if self.is_long() {
            return *possible.iter().min_by_key(|&&at| grammar.shortest[nodes[at]]).unwrap();
        }
        if grammar.classes[id].is_some() {
            return possible[self.random.below(possible.len())];
        }
        if self.random.one_in(2) {
            let rare = |at: usize| self.taken[id][at] as usize * 1000 / grammar.alternatives(nodes[at]);
            return *possible.iter().min_by_key(|&&at| rare(at)).unwrap();
        }
        let mut at = self.random.below(possible.iter().map(|&at| grammar.alternatives(nodes[at])).sum());
        *possible
            .iter()
            .find(|&&possible| {
                let weight = grammar.alternatives(nodes[possible]);
                let is_here = at < weight;
                at = at.saturating_sub(weight);
                is_here
            })
            .unwrap()
    }

    fn word(&mut self, word: &[u8]) {
        let start = self.out.len();
        self.out.extend_from_slice(word);
        let word = &mut self.out[start..];
        match self.random.below(12) {
            0 => word.make_ascii_lowercase(),
            1 => word.make_ascii_uppercase(),
            _ => {}
        }
    }

    fn number(&mut self, rule: &str, from: u64, to: u64) {
        let number = match self.random.below(8) {
            0 => from,
            1 => to,
            2 => from + self.random.next() % (to - from),
            3 => from + self.random.next() % 3,
            _ => from + self.random.next() % (to - from).min(2000),
        };
        // `1*DIGIT` may begin with zeros.
        let zeros = !rule.starts_with("nz-") && rule != "score" && self.random.one_in(20);
        self.out.extend_from_slice(format!("{}{number}", if zeros { "0" } else { "" }).as_bytes());
    }

    fn octet(&mut self, nul: bool) -> u8 {
        match self.random.below(4) {
            0 => (1 - u8::from(nul)) + self.random.below(255) as u8,
            1 => b"\r\n\"\\ (){}"[self.random.below(9)],
            _ => b'a' + self.random.below(26) as u8,
        }
    }

    fn literal(&mut self, content: &[u8], is_literal8: bool) {
        let tilde = if is_literal8 { "~" } else { "" };
        let plus = if self.mode.from_client && self.random.one_in(2) { "+" } else { "" };
        self.out.extend_from_slice(format!("{tilde}{{{}{plus}}}\r\n", content.len()).as_bytes());
        self.out.extend_from_slice(content);
    }

    /// What a rule derives, as an `astring`.
    fn content(&mut self, rule: usize) {
        let (before, marks) = (std::mem::take(&mut self.out), self.marks.len());
        self.rule(rule);
        self.marks.truncate(marks);
        let content = std::mem::replace(&mut self.out, before);
        let is_astring_char = |octet: &u8| octet.is_ascii_graphic() && !b"(){%*\"\\".contains(octet);
        match self.random.below(4) {
            0 => self.literal(&content, false),
            1 | 2 if !content.is_empty() && content.iter().all(is_astring_char) => {
                self.out.extend_from_slice(&content)
            }
            _ => {
                self.out.push(b'"');
                for octet in content {
                    if matches!(octet, b'"' | b'\\') {
                        self.out.push(b'\\');
                    }
                    self.out.push(octet);
                }
                self.out.push(b'"');
            }
        }
    }
}
