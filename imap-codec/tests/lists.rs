//! Lists that are kept by hand and must not lag behind the types.

use imap_types::capability::Capability;

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
        Capability::ALL.iter().map(Capability::as_str).filter(|name| !named(name)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_fuzz_dictionary_knows_every_capability() {
    let known = |name: &&str| DICTIONARY.lines().any(|line| line == format!("\"{name}\""));
    let missing: Vec<_> =
        Capability::ALL.iter().map(Capability::as_str).filter(|name| !known(name)).collect();
    assert_eq!(missing, [""; 0]);
}
