//! Lists that are kept by hand and must not lag behind the types.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use imap_types::capability::CapabilityName;

const README: &str = include_str!("../../README.md");
const DICTIONARY: &str = include_str!("../../fuzz/imap.dict");

#[test]
fn the_readme_names_every_capability_in_its_table() {
    let rows: Vec<&str> = README.lines().filter(|line| line.starts_with("| ")).collect();
    let named = |name: &str| {
        let is_part_of_a_word = |c: char| c.is_ascii_alphanumeric() || "-+=".contains(c);
        rows.iter().any(|row| row.split(|c| !is_part_of_a_word(c)).any(|word| word == name))
    };
    let missing: Vec<_> =
        CapabilityName::ALL.iter().map(|name| name.as_str()).filter(|name| !named(name)).collect();
    assert_eq!(missing, [""; 0]);
}

/// Whether an entry of the dictionary is this word, with the space that has to follow it or without.
fn is_in_dictionary(word: &str) -> bool {
    let entries = [format!("\"{word}\""), format!("\"{word} \"")];
    DICTIONARY.lines().any(|line| entries.iter().any(|entry| line == entry))
}

/// Every name of the wire that a type declares: `Variant = "NAME"`.
#[test]
fn the_fuzz_dictionary_knows_every_name() {
    let types = Path::new(env!("CARGO_MANIFEST_DIR")).join("../imap-types/src");
    let (mut names, mut missing) = (0, BTreeSet::new());
    for path in sources(&types).iter().filter(|path| !is_of_serde(path)) {
        let source = fs::read_to_string(path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        for line in code.lines().map(str::trim).filter(|line| line.starts_with(is_variant)) {
            let Some((_, rest)) = line.split_once(" = \"") else { continue };
            let name = rest.split('"').next().unwrap();
            names += 1;
            // The backslash of an attribute is escaped in both; a digit stands for itself.
            if name.len() > 1 && !is_in_dictionary(name) {
                missing.insert(name.to_owned());
            }
        }
    }
    assert!(names > 500, "{names}");
    assert_eq!(missing, BTreeSet::new());
}

/// Whether a file has the names of serde's data, not those of the wire.
fn is_of_serde(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("serde"))
}

/// What a line begins with that declares a variant, or that ends one.
fn is_variant(first: char) -> bool {
    first.is_ascii_uppercase() || first == '}'
}

#[test]
fn the_fuzz_dictionary_knows_every_word_of_the_grammar() {
    let grammar = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/grammar");
    let (mut words, mut missing) = (0, BTreeSet::new());
    for path in sources(&grammar) {
        let source = fs::read_to_string(path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap();
        // Comments and attributes have quotes as well.
        for line in code.lines().filter(|line| !line.trim_start().starts_with(['/', '#'])) {
            let quoted = line.split('"').skip(1).step_by(2);
            for word in quoted.map(str::trim).filter(|text| is_word(text)) {
                words += 1;
                if !is_in_dictionary(word) {
                    missing.insert(word.to_owned());
                }
            }
        }
    }
    assert!(words > 100, "{words}");
    assert_eq!(missing, BTreeSet::new());
}

/// What errors call rules that are no words.
const RULES: &[&str] = &["SP", "CRLF", "DQUOTE", "QUOTED-CHAR", "TEXT-CHAR"];

/// Whether the grammar spells it so: words of the wire are in upper case.
fn is_word(text: &str) -> bool {
    text.len() > 1
        && !RULES.contains(&text)
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text
            .chars()
            .all(|char| char.is_ascii_uppercase() || char.is_ascii_digit() || "-.=+".contains(char))
}

/// All files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let paths = paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    paths.filter(|path| !path.ends_with("tests.rs")).collect()
}
