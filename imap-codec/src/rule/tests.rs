//! The list has every rule that an error can name, and no other.

extern crate std;

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use std::path::Path;
use std::{format, fs};

use super::Rule;
use crate::quirk::Quirk;

#[test]
fn a_name_leads_to_its_rule() {
    for (number, &rule) in Rule::ALL.iter().enumerate() {
        assert!(Rule::named(rule.name()) == rule && Rule::numbered(number) == rule, "{}", rule.name());
    }
    assert_eq!(Rule::named("no such rule").name(), "something else");
}

/// The sources of a crate, by their paths, without comments and tests.
fn sources(name: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(name).join("src");
    let (mut paths, mut sources) = (Vec::from([root.clone()]), Vec::new());
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if !path.ends_with("tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            let code = source.split("#[cfg(test)]\nmod ").next().unwrap();
            let code: Vec<_> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            sources.push((path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned(), code.join("\n")));
        }
    }
    sources
}

/// Where imap-types reads text of people, what is a feature, and the parts of a URL: of one that is none the grammar says
/// just that.
const UNSEEN: &[&str] = &[
    "arbitrary_",
    "chrono_",
    "fetch/text",
    "from_str",
    "names",
    "reader",
    "section/text",
    "serde_",
    "time_",
    "url/parts",
];

const MONTHS: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";

/// Texts of imap-types that are no rules: other names.
const NO_RULES: &[&str] = &[
    "Answered",
    "DEFLATE",
    "Deleted",
    "Draft",
    "Flagged",
    "GLOBAL",
    "RFC822",
    "Recent",
    "Seen",
    "message",
    "multipart",
];

/// The rules that constructors name, and [`NO_RULES`]: every text of imap-types that is neither declared as a name, nor
/// written or read for people.
fn of_constructors() -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    for (file, code) in sources("imap-types") {
        if UNSEEN.iter().any(|unseen| file.starts_with(unseen)) {
            continue;
        }
        let mut indent = None;
        for line in code.lines() {
            let is_unseen = ["cfg(feature", "Display for", "Debug for", "FromStr for"];
            let own = line.len() - line.trim_start().len();
            if indent.is_none() && is_unseen.iter().any(|of| line.contains(of)) {
                indent = Some(own);
            }
            match indent {
                None => rules.extend(literals(line).into_iter().filter(|text| is_rule(text))),
                Some(outer) if own == outer && line.ends_with(['}', ';']) => indent = None,
                Some(_) => {}
            }
        }
    }
    rules
}

/// The texts of a line, but for declared names and attributes.
fn literals(line: &str) -> Vec<String> {
    let line = line.replace("'\"'", "").replace("\\\\", "\u{1}").replace("\\\"", "\u{2}");
    let parts: Vec<&str> = line.split('"').collect();
    let texts =
        parts.chunks_exact(2).filter(|pair| !pair[0].ends_with(['b', '=']) && !pair[0].ends_with("= "));
    texts.map(|pair| pair[1].replace('\u{1}', "\\").replace('\u{2}', "\"")).collect()
}

/// Whether this is not a month, a URL, a format, or a piece of text.
fn is_rule(text: &str) -> bool {
    text.len() > 1 && !MONTHS.contains(text) && !text.starts_with("imap:") && !text.contains(['{', '`'])
}

#[test]
fn each_rule_of_a_constructor_is_in_the_list() {
    let constructors = of_constructors();
    let unknown = constructors.iter().filter(|rule| Rule::named(rule) == Rule::SomethingElse);
    assert_eq!(unknown.collect::<Vec<_>>(), NO_RULES);
}

#[test]
fn each_rule_of_the_list_is_somebodys() {
    let constructors = of_constructors();
    let grammar: String = sources("imap-codec").into_iter().map(|(_, code)| code).collect();
    let used: BTreeSet<_> = grammar.split("Rule::").skip(1).map(variant).collect();
    let broken = |rule| Quirk::ALL.iter().any(|quirk| quirk.broken() == rule);
    let unused = Rule::ALL.iter().filter(|&&rule| {
        // What a constructor's rule is that is not in the list.
        rule != Rule::SomethingElse
            && !constructors.contains(rule.name())
            && !broken(rule)
            && !used.contains(&*format!("{rule:?}"))
    });
    assert_eq!(unused.collect::<Vec<_>>(), Vec::<&Rule>::new());
}

fn variant(code: &str) -> &str {
    code.split(|char: char| !char.is_ascii_alphanumeric()).next().unwrap()
}
