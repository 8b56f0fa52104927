//! The pages of the machines show what goes over the wire: a method that says something or is told something has a
//! transcript, one that can fail says when.

use std::fs::{read_dir, read_to_string};
use std::path::Path;

/// Whose methods they are: the machines, and what stands on them.
const MACHINES: &[&str] =
    &["Client", "Server", "Observer", "Mirror", "View", "Call", "Opening", "Greeting", "Context", "Room"];

/// Methods that change something and have nothing on the wire, and why.
const NO_WIRE: &[(&str, &str)] = &[
    ("Mirror::not_sent", "what was not sent is not on the wire"),
    ("Room::take", "counts octets, whatever they are of"),
];

/// A public method and its documentation.
struct Method {
    name: String,
    docs: String,
    signature: String,
}

/// The public methods of the machines.
fn methods() -> Vec<Method> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                methods_in(&read_to_string(path).unwrap(), &mut found);
            }
        }
    }
    assert!(found.len() > 100, "the scan finds what it looks for: {}", found.len());
    found
}

fn methods_in(source: &str, found: &mut Vec<Method>) {
    let (mut of, mut docs) = (None, String::new());
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if let Some(head) = line.strip_prefix("impl") {
            let name = head.rsplit(" for ").next().unwrap().trim_end_matches(['{', ' ']);
            let name = if head.starts_with('<') && !head.contains(" for ") {
                name.split_once("> ").map_or(name, |(_, name)| name)
            } else {
                name
            };
            let name = name.trim().split('<').next().unwrap();
            of = MACHINES.iter().find(|machine| **machine == name);
        }
        let line = line.trim_start();
        if let Some(text) = line.strip_prefix("///") {
            docs = docs + text + "\n";
        } else if !line.starts_with("#[") {
            let signature = line.strip_prefix("pub const fn ").or(line.strip_prefix("pub fn "));
            if let (Some(signature), Some(of)) = (signature, of) {
                let name = signature.split(['(', '<']).next().unwrap();
                let mut signature = signature.to_owned();
                while !signature.contains(['{', ';']) {
                    signature += lines.next().unwrap();
                }
                found.push(Method { name: format!("{of}::{name}"), docs: docs.clone(), signature });
            }
            docs.clear();
        }
    }
}

#[test]
fn what_is_on_the_wire_is_shown() {
    let excused = |name: &str| NO_WIRE.iter().any(|(excused, _)| *excused == name);
    let shown = |docs: &str| ["C: ", "S: "].iter().any(|side| docs.contains(side));
    let acts = |method: &Method| method.signature.contains("&mut self");
    let methods = methods();
    let missing: Vec<_> = methods
        .iter()
        .filter(|method| acts(method) && !shown(&method.docs) && !excused(&method.name))
        .map(|method| &method.name)
        .collect();
    assert!(missing.is_empty(), "no transcript: {missing:#?}");
    for (name, why) in NO_WIRE {
        let needed = methods.iter().any(|method| method.name == *name && !shown(&method.docs));
        assert!(needed, "no longer needed: {name}: {why}");
    }
}

#[test]
fn what_can_fail_says_when() {
    let fails = |method: &Method| method.signature.split("->").last().unwrap().contains("Result<");
    let silent: Vec<_> = methods()
        .into_iter()
        .filter(|method| fails(method) && !method.docs.contains(" # Errors\n"))
        .map(|method| method.name)
        .collect();
    assert!(silent.is_empty(), "no section of errors: {silent:#?}");
}

/// `^^^^` stands below what it means.
#[test]
fn carets_stand_below_text() {
    let mut carets = 0;
    let mut folders = ["imap-types", "imap-codec", "imap-fsm"]
        .map(|krate| Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(krate).join("src"))
        .to_vec();
    while let Some(folder) = folders.pop() {
        for entry in read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = read_to_string(&path).unwrap();
            for (above, line) in source.lines().zip(source.lines().skip(1)) {
                let is_doc = line.trim_start().starts_with("//") && line.contains('^');
                let marks = line.trim_start().trim_start_matches(['/', '!', ' ']);
                if !is_doc || !marks.starts_with('^') {
                    continue;
                }
                carets += 1;
                let above: Vec<_> = above.chars().collect();
                let below = line.chars().enumerate().filter(|(_, mark)| *mark == '^');
                let last = below.last().map_or(0, |(at, _)| at);
                let is_text = above.get(last).is_some_and(|mark| *mark != ' ');
                assert!(is_text, "beside the text: {}: {line}", path.display());
            }
        }
    }
    assert!(carets > 80, "the scan finds what it looks for: {carets}");
}
