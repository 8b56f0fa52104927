//! ABNF (RFC 5234) as data: read from text, with names resolved.

use std::collections::HashMap;

pub(crate) type Id = usize;

/// An element of a rule.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    /// A quoted string: in any case.
    Word(Vec<u8>),
    /// `%x0D.0A`
    Exact(Vec<u8>),
    /// `%x41-5A`
    Range(u8, u8),
    Rule(usize),
    /// The string whose content this rule derives, as `astring`: `astring-of-RULE`.
    Content(usize),
    Any(Vec<Id>),
    Seq(Vec<Id>),
    Repeat(usize, usize, Id),
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) name: String,
    pub(crate) node: Id,
}

#[derive(Debug)]
pub(crate) struct Grammar {
    pub(crate) nodes: Vec<Node>,
    pub(crate) rules: Vec<Rule>,
    /// For each element that is always one octet, which.
    pub(crate) classes: Vec<Option<Box<[bool; 256]>>>,
    /// How many octets the shortest of each element has, about.
    pub(crate) shortest: Vec<usize>,
}

impl Grammar {
    pub(crate) fn read(texts: &[&str]) -> Self {
        let mut reader = Reader { nodes: Vec::new(), names: Vec::new() };
        let mut bodies: Vec<(String, Vec<Id>)> = Vec::new();
        for text in texts {
            for (name, adds, tokens) in definitions(text) {
                let mut tokens = &tokens[..];
                let node = reader.alternatives(&mut tokens);
                assert!(tokens.is_empty(), "{name}: {tokens:?}");
                match bodies.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, nodes)) => {
                        assert!(adds, "{name} is there twice");
                        nodes.push(node);
                    }
                    None => bodies.push((name, vec![node])),
                }
            }
        }
        let mut rules = Vec::new();
        for (name, mut nodes) in bodies {
            let node = if nodes.len() == 1 { nodes.remove(0) } else { reader.push(Node::Any(nodes)) };
            rules.push(Rule { name, node });
        }
        let index: HashMap<_, _> =
            rules.iter().enumerate().map(|(index, rule)| (rule.name.to_lowercase(), index)).collect();
        let find = |name: &str| *index.get(&name.to_lowercase()).unwrap_or_else(|| panic!("no rule {name}"));
        let Reader { mut nodes, names } = reader;
        for (id, name) in names {
            nodes[id] = match name.strip_prefix("astring-of-") {
                Some(content) => Node::Content(find(content)),
                None => Node::Rule(find(&name)),
            };
        }
        let mut grammar =
            Self { classes: vec![None; nodes.len()], shortest: vec![9999; nodes.len()], nodes, rules };
        grammar.measure();
        grammar
    }

    pub(crate) fn rule(&self, name: &str) -> usize {
        self.rules.iter().position(|rule| rule.name == name).unwrap_or_else(|| panic!("no rule {name}"))
    }

    fn measure(&mut self) {
        loop {
            let mut changed = false;
            for id in 0..self.nodes.len() {
                let class = self.class(id);
                if self.classes[id].is_none() && class.is_some() {
                    (self.classes[id], changed) = (class, true);
                }
                let len = match &self.nodes[id] {
                    Node::Word(octets) | Node::Exact(octets) => octets.len(),
                    Node::Range(..) => 1,
                    Node::Rule(rule) => self.shortest[self.rules[*rule].node],
                    Node::Content(rule) => self.shortest[self.rules[*rule].node] + 2,
                    Node::Any(nodes) => nodes.iter().map(|&node| self.shortest[node]).min().unwrap(),
                    Node::Seq(nodes) => {
                        nodes.iter().map(|&node| self.shortest[node]).sum::<usize>().min(9999)
                    }
                    Node::Repeat(0, ..) => 0,
                    Node::Repeat(min, _, node) => (min * self.shortest[*node]).min(9999),
                };
                if len < self.shortest[id] {
                    (self.shortest[id], changed) = (len, true);
                }
            }
            if !changed {
                return;
            }
        }
    }

    fn class(&self, id: Id) -> Option<Box<[bool; 256]>> {
        let mut class = Box::new([false; 256]);
        match &self.nodes[id] {
            Node::Word(octets) if octets.len() == 1 => {
                class[usize::from(octets[0].to_ascii_lowercase())] = true;
                class[usize::from(octets[0].to_ascii_uppercase())] = true;
            }
            Node::Exact(octets) if octets.len() == 1 => class[usize::from(octets[0])] = true,
            Node::Range(from, to) => (*from..=*to).for_each(|octet| class[usize::from(octet)] = true),
            Node::Rule(rule) if super::hooks::hook(&self.rules[*rule].name).is_none() => {
                return self.classes[self.rules[*rule].node].clone();
            }
            Node::Any(nodes) => {
                for &node in nodes {
                    let part = self.classes[node].as_ref()?;
                    (0..256).for_each(|octet| class[octet] |= part[octet]);
                }
            }
            _ => return None,
        }
        Some(class)
    }

    /// How many alternatives an element has, those of its alternatives among them.
    pub(crate) fn alternatives(&self, id: Id) -> usize {
        match &self.nodes[id] {
            _ if self.classes[id].is_some() => 1,
            Node::Rule(rule) => self.alternatives(self.rules[*rule].node),
            Node::Any(nodes) => nodes.iter().map(|&node| self.alternatives(node)).sum(),
            _ => 1,
        }
    }

    /// The words that an element may begin with, where it begins with one.
    pub(crate) fn first_words(&self, id: Id) -> Vec<String> {
        match &self.nodes[id] {
            Node::Word(word) => vec![String::from_utf8(word.clone()).unwrap()],
            Node::Rule(rule) if self.rules[*rule].name.ends_with("-ext") => Vec::new(),
            Node::Rule(rule) => self.first_words(self.rules[*rule].node),
            Node::Any(nodes) => nodes.iter().flat_map(|&node| self.first_words(node)).collect(),
            Node::Seq(nodes) => {
                let mut words = Vec::new();
                for &node in nodes {
                    words.extend(self.first_words(node));
                    if !matches!(self.nodes[node], Node::Repeat(0, ..)) {
                        break;
                    }
                }
                words
            }
            Node::Repeat(_, _, node) => self.first_words(*node),
            Node::Exact(_) | Node::Range(..) | Node::Content(_) => Vec::new(),
        }
    }
}

/// The definitions of a file: name, whether it is `=/`, tokens.
fn definitions(text: &str) -> Vec<(String, bool, Vec<String>)> {
    let mut definitions: Vec<(String, bool, Vec<String>)> = Vec::new();
    for line in text.lines() {
        let tokens = tokens(line);
        match &tokens[..] {
            [] => {}
            [name, equals, rest @ ..] if !line.starts_with(' ') && equals.starts_with('=') => {
                definitions.push((name.clone(), equals == "=/", rest.to_vec()));
            }
            _ => definitions.last_mut().expect(line).2.extend(tokens),
        }
    }
    definitions
}

fn tokens(line: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let len = match first {
            ';' => break,
            '"' => rest[1..].find('"').expect(line) + 2,
            '(' | ')' | '[' | ']' | '/' => 1,
            '=' if rest.starts_with("=/") => 2,
            '=' => 1,
            '*' | '0'..='9' => rest.find(|c: char| c != '*' && !c.is_ascii_digit()).expect(line),
            _ => rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-.%".contains(c))).unwrap_or(rest.len()),
        };
        assert!(len > 0, "{line}: {rest}");
        tokens.push(rest[..len].to_owned());
        rest = rest[len..].trim_start();
    }
    tokens
}

struct Reader {
    nodes: Vec<Node>,
    names: Vec<(Id, String)>,
}

impl Reader {
    fn push(&mut self, node: Node) -> Id {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn alternatives(&mut self, tokens: &mut &[String]) -> Id {
        let mut nodes = vec![self.sequence(tokens)];
        while tokens.first().is_some_and(|token| token == "/") {
            *tokens = &tokens[1..];
            nodes.push(self.sequence(tokens));
        }
        if nodes.len() == 1 { nodes[0] } else { self.push(Node::Any(nodes)) }
    }

    fn sequence(&mut self, tokens: &mut &[String]) -> Id {
        let mut nodes = Vec::new();
        while tokens.first().is_some_and(|token| !matches!(&token[..], "/" | ")" | "]")) {
            nodes.push(self.repetition(tokens));
        }
        if nodes.len() == 1 { nodes[0] } else { self.push(Node::Seq(nodes)) }
    }

    fn repetition(&mut self, tokens: &mut &[String]) -> Id {
        let count = tokens[0].clone();
        if !count.starts_with(|c: char| c == '*' || c.is_ascii_digit()) {
            return self.element(tokens);
        }
        *tokens = &tokens[1..];
        let bound = |text: &str, default| if text.is_empty() { default } else { text.parse().unwrap() };
        let (min, max) = match count.split_once('*') {
            Some((min, max)) => (bound(min, 0), bound(max, usize::MAX)),
            None => (bound(&count, 0), bound(&count, 0)),
        };
        let node = self.element(tokens);
        self.push(Node::Repeat(min, max, node))
    }

    fn element(&mut self, tokens: &mut &[String]) -> Id {
        let token = tokens[0].clone();
        *tokens = &tokens[1..];
        match token.as_bytes() {
            [b'(' | b'[', ..] => {
                let node = self.alternatives(tokens);
                assert!(tokens[0] == if token == "(" { ")" } else { "]" }, "{tokens:?}");
                *tokens = &tokens[1..];
                if token == "(" { node } else { self.push(Node::Repeat(0, 1, node)) }
            }
            [b'"', word @ .., b'"'] => self.push(Node::Word(word.to_vec())),
            [b'%', b'x', ..] => {
                let octet = |text: &str| u8::from_str_radix(text, 16).unwrap();
                match token[2..].split_once('-') {
                    Some((from, to)) => self.push(Node::Range(octet(from), octet(to))),
                    None => self.push(Node::Exact(token[2..].split('.').map(octet).collect())),
                }
            }
            _ => {
                let id = self.push(Node::Seq(Vec::new()));
                self.names.push((id, token));
                id
            }
        }
    }
}
