//! Values that are bad for their item in range, characters or syntax: refused by the constructor and by strict mode, and
//! contained in lenient mode.

#[path = "bad_values/constructors.rs"]
mod constructors;

use std::collections::BTreeSet;
use std::path::Path;

use imap_codec::{Decoder, Encoder};
use imap_types::command::Command;
use imap_types::response::Response;

use constructors::{CONSTRUCTORS, WITHOUT_ROW};

const ROWS: &str = include_str!("bad_values/rows.txt");

/// What comes next on the connection, and is read whatever came before.
const NEXT_COMMAND: &[u8] = b"next NOOP\r\n";
const NEXT_RESPONSE: &[u8] = b"* 4711 EXISTS\r\n";

struct Row {
    line: usize,
    defined: &'static str,
    constructor: &'static str,
    from_client: bool,
    strict: &'static str,
    lenient: &'static str,
    example: &'static str,
}

fn rows() -> Vec<Row> {
    let lines = ROWS.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(index, text)| {
            let columns: Vec<_> = text.splitn(6, " | ").collect();
            let &[defined, constructor, side, strict, lenient, example] = &columns[..] else {
                panic!("rows.txt:{}: {text}", index + 1)
            };
            let from_client = match side {
                "C" => true,
                "S" => false,
                _ => panic!("rows.txt:{}: {side}", index + 1),
            };
            Row { line: index + 1, defined, constructor, from_client, strict, lenient, example }
        })
        .collect()
}

/// The octets of an example.
fn wire(example: &str) -> Vec<u8> {
    let mut text = example.replace("\\r\\n", "\r\n");
    if let Some((before, rest)) = text.split_once("<<") {
        let (repeated, after) = rest.split_once(">>").unwrap();
        let (octet, times) = repeated.split_once('*').unwrap();
        text = format!("{before}{}{after}", octet.repeat(times.parse().unwrap()));
    }
    let mut parts = text.split("\\x");
    let mut wire = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        wire.push(u8::from_str_radix(digits, 16).unwrap());
        wire.extend_from_slice(rest.as_bytes());
    }
    wire.extend_from_slice(b"\r\n");
    wire
}

/// A message of either side.
#[derive(Debug, PartialEq)]
enum Value<'a> {
    Command(Command<'a>),
    Response(Response<'a>),
}

fn decode<'a>(decoder: &mut Decoder, row: &Row, wire: &'a [u8]) -> Result<Value<'a>, &'static str> {
    match row.from_client {
        true => decoder.command(wire).map(Value::Command),
        false => decoder.response(wire).map(Value::Response),
    }
    .map_err(|error| error.expected)
}

fn encode(value: &Value<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out);
    match value {
        Value::Command(command) => encoder.command(command),
        Value::Response(response) => encoder.response(response),
    }
    out
}

/// What is wrong with a row: strict mode takes it or names another rule, or lenient mode has other quirks, or does not
/// read what it has written, or does not go on.
fn fault(row: &Row) -> Option<String> {
    let wire = wire(row.example);
    let strict = decode(&mut Decoder::new().strict(true), row, &wire);
    if strict.as_ref().err() != Some(&row.strict) {
        return Some(format!("strict mode: {strict:?}"));
    }
    let mut decoder = Decoder::new();
    let lenient = decode(&mut decoder, row, &wire);
    let quirks = decoder.quirks().iter().map(|sighting| sighting.quirk.name()).collect::<Vec<_>>().join(",");
    let told = if lenient.is_ok() { &*quirks } else { "-" };
    if told != row.lenient {
        return Some(format!("lenient mode: {told} {lenient:?}"));
    }
    if let Ok(value) = lenient {
        let written = encode(&value);
        let again = decode(&mut Decoder::new(), row, &written);
        if again.as_ref() != Ok(&value) {
            return Some(format!("written as {}, reads as {again:?}", written.escape_ascii()));
        }
    }
    let next = if row.from_client { NEXT_COMMAND } else { NEXT_RESPONSE };
    decode(&mut decoder, row, next).err().map(|rule| format!("the next message: {rule}"))
}

#[test]
fn bad_values_are_refused_in_strict_mode_and_contained_in_lenient_mode() {
    let faults: Vec<_> = rows()
        .iter()
        .filter_map(|row| Some(format!("rows.txt:{}: {} {}", row.line, row.example, fault(row)?)))
        .collect();
    assert!(faults.is_empty(), "{}:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn constructors_refuse_bad_values() {
    for (name, refusals) in CONSTRUCTORS {
        for (index, refusal) in refusals.iter().enumerate() {
            let error = refusal().unwrap_or_else(|| panic!("{name} takes bad value {index}"));
            assert!(!error.expected.is_empty(), "{name} {index}");
        }
    }
}

/// Each row has its constructor, and each constructor a row.
#[test]
fn rows_and_constructors_belong_together() {
    let rows = rows();
    let known: BTreeSet<_> = CONSTRUCTORS.iter().map(|(name, _)| *name).collect();
    for Row { line, defined, constructor, .. } in &rows {
        let is_section = defined.starts_with("RFC ") && defined.contains(" §");
        assert!(is_section || ["Apple", "Dovecot", "Gmail"].contains(defined), "rows.txt:{line}: {defined}");
        let is_type = constructor.starts_with("- ");
        assert!(is_type || known.contains(constructor), "rows.txt:{line}: {constructor}");
    }
    let used: BTreeSet<_> = rows.iter().map(|row| row.constructor).collect();
    let without: BTreeSet<_> = WITHOUT_ROW.iter().map(|(name, _)| *name).collect();
    let unused: Vec<_> =
        known.iter().filter(|name| used.contains(*name) == without.contains(*name)).collect();
    assert!(unused.is_empty(), "either a row or a reason: {unused:?}");
}

fn is_name(text: &str) -> bool {
    text.starts_with(|char: char| char.is_ascii_uppercase())
}

/// What stands behind `<'a, T: X<'a>>`.
fn after_generics(text: &str) -> &str {
    let mut depth = 0;
    for (at, char) in text.char_indices() {
        match char {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text[at..].trim_start_matches('>').trim_start();
        }
    }
    text
}

/// The types whose constructors refuse values, by their source.
fn refusing() -> BTreeSet<String> {
    let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../imap-types/src")];
    let mut types = BTreeSet::new();
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let source = std::fs::read_to_string(path).unwrap();
        let source = source.split("\nmod tests {").next().unwrap();
        let (mut octet_string, mut of, mut public) = (false, String::new(), false);
        for line in source.lines() {
            match line.trim() {
                "octet_string! {" => octet_string = true,
                name if octet_string && is_name(name) => {
                    octet_string = false;
                    types.insert(name.to_owned());
                }
                text if line.starts_with("impl") => {
                    let subject = after_generics(text.trim_start_matches("impl"));
                    let (what, subject) = subject.split_once(" for ").unwrap_or(("", subject));
                    of = subject.chars().take_while(|char| char.is_alphanumeric()).collect();
                    if what.starts_with("TryFrom<") || what == "FromStr" {
                        types.insert(of.clone());
                    }
                }
                text => {
                    if text.contains("fn ") {
                        public = text.starts_with("pub fn ") || text.starts_with("pub const fn ");
                    }
                    if public && text.contains("-> Result<") && text.contains("ValueError>") {
                        types.insert(of.clone());
                    }
                }
            }
        }
    }
    types.retain(|name| is_name(name));
    types
}

/// A type whose constructor refuses something, and that nobody asks it of, would be a hole.
#[test]
fn each_constructor_that_refuses_is_asked() {
    let asked: BTreeSet<String> = CONSTRUCTORS
        .iter()
        .map(|(name, _)| *name)
        .chain(WITHOUT_ROW.iter().map(|(name, _)| *name))
        .map(String::from)
        .collect();
    let missing: Vec<_> = refusing().into_iter().filter(|name| !asked.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
