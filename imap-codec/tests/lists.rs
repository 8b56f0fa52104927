//! Lists that are kept by hand and must not lag behind the types.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use imap_types::capability::CapabilityName;
use imap_types::code::CodeName;
use imap_types::command::CommandName;
use imap_types::fetch::{FetchAttName, FetchModifierName, PreviewModName};
use imap_types::filter_mailboxes::FilterMailboxesName;
use imap_types::response::DataName;
use imap_types::search::{SearchKeyName, SearchReturnDataName, SearchReturnOptName};
use imap_types::sort::SortKeyName;
use imap_types::status::StatusAttName;
use imap_types::store::StoreAttName;
use imap_types::thread::ThreadAlgorithmName;

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

#[test]
fn the_fuzz_dictionary_knows_every_capability_and_code() {
    let capabilities = CapabilityName::ALL.iter().map(|name| name.as_str());
    let names = capabilities.chain(CodeName::ALL.iter().map(|name| name.as_str()));
    let missing: Vec<_> = names.filter(|name| !is_in_dictionary(name)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_fuzz_dictionary_knows_every_name() {
    let mut missing = BTreeSet::new();
    macro_rules! names {
        ($($Name:ty),+ $(,)?) => {$(
            missing.extend(<$Name>::ALL.iter().map(|name| name.as_str()).filter(|name| !is_in_dictionary(name)));
        )+};
    }
    names!(
        CommandName,
        DataName,
        FetchAttName,
        FetchModifierName,
        FilterMailboxesName,
        PreviewModName,
        SearchKeyName,
        SearchReturnDataName,
        SearchReturnOptName,
        SortKeyName,
        StatusAttName,
        StoreAttName,
        ThreadAlgorithmName,
    );
    assert_eq!(missing, BTreeSet::new());
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
