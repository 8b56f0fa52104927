//! The register: every item of the protocol is typed, by an example of each.
//!
//! `register/items.txt` has the commands, responses, codes, items, options, keys, attributes, rights and flags of all
//! RFCs. `register/capabilities.txt` has the capabilities, and the README's table is made of it:
//! `REGISTER_WRITE=1 cargo test -p imap-codec --test register` brings it up to date.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use common::{Side, Value, frame};
use imap_codec::Decoder;
use imap_types::capability::CapabilityName;

const ITEMS: &str = include_str!("register/items.txt");
const CAPABILITIES: &str = include_str!("register/capabilities.txt");

/// How many items there are of each kind.
const COUNTS: &[(&str, usize)] = &[
    ("append", 6),
    ("attribute", 21),
    ("code", 64),
    ("command", 69),
    ("create", 1),
    ("enable", 8),
    ("esearch", 9),
    ("esearch-correlator", 3),
    ("fetch", 24),
    ("fetch-modifier", 3),
    ("flag", 7),
    ("getmetadata", 2),
    ("keyword", 25),
    ("list-extended", 2),
    ("list-return", 6),
    ("list-select", 4),
    ("mailbox-selector", 8),
    ("msg-att", 19),
    ("notify-event", 8),
    (OBSOLETE, 9),
    ("quota", 4),
    ("response", 37),
    ("result", 3),
    ("right", 14),
    ("search", 51),
    ("search-return", 9),
    ("section", 8),
    ("select", 3),
    ("sort", 11),
    ("status", 11),
    ("store", 7),
    ("store-modifier", 1),
    ("thread", 2),
];

/// The kind of what no RFC in force has.
const OBSOLETE: &str = "obsolete";

/// How many items the RFCs in force have: commands, responses, codes and so on, with the section specifiers.
const IN_FORCE: usize = 450;

/// Items without a type.
const UNTYPED: &[(&str, &str)] = &[];

struct Item<'t> {
    line: usize,
    kind: &'t str,
    name: &'t str,
    defined: &'t str,
    side: Side,
    example: &'t str,
}

struct Row<'t> {
    line: usize,
    name: &'t str,
    defined: &'t str,
    /// What a client and a server send, or behind a dash why nothing.
    examples: [(Side, &'t str); 2],
    /// In `imap-types/src`.
    file: &'t str,
    client: &'t str,
    server: &'t str,
    example_server: &'t str,
}

fn capabilities() -> Vec<Row<'static>> {
    rows(CAPABILITIES)
        .map(|(line, columns)| {
            let &[name, defined, from_client, from_server, file, client, server, example_server] =
                &columns[..]
            else {
                panic!("line {line}: {columns:?}")
            };
            let examples = [(Side::Client, from_client), (Side::Server, from_server)];
            Row { line, name, defined, examples, file, client, server, example_server }
        })
        .collect()
}

/// The rows of a table, each with its line.
fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with("# ") && *line != "#")
        .map(|(number, line)| (number, line.split(" | ").collect()))
}

fn items() -> Vec<Item<'static>> {
    rows(ITEMS)
        .map(|(line, columns)| {
            let &[kind, name, defined, side, example] = &columns[..] else {
                panic!("line {line}: {columns:?}")
            };
            Item { line, kind, name, defined, side: side_of(line, side), example }
        })
        .collect()
}

fn side_of(line: usize, letter: &str) -> Side {
    match letter {
        "C" => Side::Client,
        "S" => Side::Server,
        other => panic!("line {line}: {other} sends nothing"),
    }
}

/// The octets of an example.
fn wire(example: &str) -> Vec<u8> {
    let mut wire = example.replace("\\r\\n", "\r\n").replace("\\0", "\0").into_bytes();
    wire.extend_from_slice(b"\r\n");
    wire
}

/// What is wrong with an example: strict mode refuses it, or reads something in it as what it does not know, or does not
/// read the value again that it has written.
fn fault(side: Side, example: &str) -> Option<String> {
    let wire = wire(example);
    if frame(side, &wire).messages != [(0, &*wire)] {
        return Some("is not one message".into());
    }
    let mut decoder = Decoder::new().strict(true);
    let value = match side {
        Side::Client => decoder.command(&wire).map(Value::Command),
        Side::Server => decoder.response(&wire).map(Value::Response),
    };
    let value = match value {
        Ok(value) => value,
        Err(error) => return Some(error.to_string()),
    };
    // All that is not known is shown so.
    let shown = format!("{value:?}");
    if ["Unknown(", "Other", "Malformed"].iter().any(|word| shown.contains(word)) {
        return Some(format!("is not typed: {shown}"));
    }
    for bytes in value.encodings() {
        match value.again(&mut Decoder::new().strict(true), &bytes) {
            Ok(again) if again == value => {}
            again => return Some(format!("written as {}, reads as {again:?}", bytes.escape_ascii())),
        }
    }
    None
}

#[test]
fn every_item_is_typed_in_strict_mode() {
    let mut faults = Vec::new();
    for Item { line, kind, name, side, example, .. } in items() {
        let fault = fault(side, example);
        match (UNTYPED.contains(&(kind, name)), fault) {
            (false, Some(fault)) => {
                faults.push(format!("items.txt:{line}: {kind} {name}: {example} {fault}"))
            }
            (true, None) => faults.push(format!("items.txt:{line}: {kind} {name}: typed by now")),
            (false, None) | (true, Some(_)) => {}
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

/// Prints how many are: `cargo test -p imap-codec --test register counted -- --nocapture`.
#[test]
fn all_items_are_counted() {
    let in_force: Vec<_> = items().into_iter().filter(|item| item.kind != OBSOLETE).collect();
    let typed = |side| {
        let examples = in_force.iter().filter(|item| item.side == side);
        let typed = examples.clone().filter(|item| fault(side, item.example).is_none()).count();
        (typed, examples.count())
    };
    let (client, server) = (typed(Side::Client), typed(Side::Server));
    let all = (client.0 + server.0, client.1 + server.1);
    println!("typed, decoded strictly, written and read again: {} of {} items,", all.0, all.1);
    println!("{} of {} of clients and {} of {} of servers", client.0, client.1, server.0, server.1);
    assert_eq!(all, (IN_FORCE, IN_FORCE));
}

#[test]
fn no_item_is_missing_or_without_an_example() {
    let mut counts = BTreeMap::new();
    let mut names = BTreeSet::new();
    for Item { line, kind, name, defined, example, .. } in items() {
        *counts.entry(kind).or_insert(0) += 1;
        assert!(names.insert((kind, name)), "items.txt:{line}: {kind} {name} again");
        assert!(defined.starts_with("RFC ") || defined.starts_with("draft-"), "items.txt:{line}: {defined}");
        let stands_there = example.to_ascii_lowercase().contains(&name.to_ascii_lowercase());
        assert!(name.starts_with('(') || stands_there, "items.txt:{line}: no {name} in {example}");
    }
    assert_eq!(counts, COUNTS.iter().copied().collect());
    let missing: Vec<_> = UNTYPED.iter().filter(|item| !names.contains(item)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_capability_has_an_example_in_each_direction_that_it_adds() {
    let mut names = BTreeSet::new();
    let mut faults = Vec::new();
    for Row { line, name, examples, .. } in capabilities() {
        assert!(names.insert(name), "capabilities.txt:{line}: {name} again");
        for (side, example) in examples {
            let fault = match example.strip_prefix("- ") {
                Some(reason) => reason.is_empty().then(|| "no reason".to_owned()),
                None => fault(side, example),
            };
            faults.extend(fault.map(|fault| format!("capabilities.txt:{line}: {name}: {example} {fault}")));
        }
    }
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
    assert_eq!(names, CapabilityName::ALL.iter().map(|name| name.as_str()).collect());
}

/// Where the codec reads and writes what a file of `imap-types` has: beside others, or in a file of that name.
fn file_of_codec(types: &str) -> &str {
    match types {
        "rights.rs" => "acl.rs",
        same => same,
    }
}

/// The README's table.
fn table() -> String {
    let mut table = String::from(
        "| capability | defined in | types | codec | client | server | `tokio_server` |\n|---|---|---|---|---|---|---|\n",
    );
    for Row { name, defined, file, client, server, example_server, .. } in capabilities() {
        let codec = file_of_codec(file);
        writeln!(
            table,
            "| {name} | {defined} | `{file}` | `{codec}` | {client} | {server} | {example_server} |"
        )
        .unwrap();
    }
    table
}

#[test]
fn the_table_of_the_readme_is_that_of_the_register() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for Row { line, file, client, server, example_server, .. } in capabilities() {
        for (folder, file) in [("imap-types/src", file), ("imap-codec/src/grammar", file_of_codec(file))] {
            assert!(root.join(folder).join(file).is_file(), "capabilities.txt:{line}: no {folder}/{file}");
        }
        assert!(["call", "yes"].contains(&client), "capabilities.txt:{line}: {client}");
        assert!(
            [server, example_server].iter().all(|told| ["yes", "no"].contains(told)),
            "capabilities.txt:{line}"
        );
    }
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let (before, rest) = readme.split_once("<!-- capabilities -->\n").unwrap();
    let (written, after) = rest.split_once("<!-- end of capabilities -->\n").unwrap();
    if env::var_os("REGISTER_WRITE").is_some() {
        let readme =
            format!("{before}<!-- capabilities -->\n{}<!-- end of capabilities -->\n{after}", table());
        return fs::write(root.join("README.md"), readme).unwrap();
    }
    assert!(written == table(), "REGISTER_WRITE=1 cargo test -p imap-codec --test register");
}

/// A fault that is not seen would make all of this worthless.
#[test]
fn what_is_not_typed_is_seen() {
    for (side, example) in [
        (Side::Client, "tag XFROB"),
        (Side::Client, "tag SEARCH XFROB"),
        (Side::Client, "tag  NOOP"),
        (Side::Client, "tag FETCH 1 (XFROB)"),
        (Side::Client, "tag LIST \"\" % RETURN (XFROB)"),
        (Side::Client, "tag ENABLE XFROB"),
        (Side::Server, "* XFROB"),
        (Side::Server, "* OK [XFROB] done"),
        (Side::Server, "* OK [UIDNEXT 0] done"),
        (Side::Server, "* LIST (\\XFrob) NIL x"),
        (Side::Server, "* LIST () NIL x (XFROB (1))"),
        (Side::Server, "* 1 FETCH (XFROB 1)"),
        (Side::Server, "* STATUS x (XFROB 1)"),
        (Side::Server, "* QUOTA \"\" (XFROB 1 2)"),
        (Side::Server, "* 1 EXISTS\\r\\n* 2 EXISTS"),
    ] {
        assert!(fault(side, example).is_some(), "{example}");
    }
}
