//! What SECURITY.md promises is held by tests: each of its promises names some, and they exist.

use std::collections::HashSet;
use std::fs::{read_dir, read_to_string};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names of all functions behind `#[test]` in a folder and those below it.
fn tests(folder: &Path, names: &mut HashSet<String>) {
    for entry in read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                tests(&path, names);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = read_to_string(&path).unwrap();
            for (_, behind) in source.match_indices("#[test]").map(|(at, _)| source.split_at(at)) {
                let name = behind.split("fn ").nth(1).and_then(|name| name.split('(').next());
                names.extend(name.map(str::to_owned));
            }
        }
    }
}

#[test]
fn each_promise_names_tests_that_exist() {
    let page = read_to_string(root().join("SECURITY.md")).unwrap();
    let promises = page.split("## What is promised").nth(1).unwrap().split("\n## ").next().unwrap();
    let mut known = HashSet::new();
    for folder in ["imap-types", "imap-codec", "imap-fsm"] {
        tests(&root().join(folder), &mut known);
    }
    let promises: Vec<_> =
        promises.split("\n\n").filter(|promise| promise.trim_start().starts_with("**")).collect();
    assert!(promises.len() > 10, "{}", promises.len());
    for promise in promises {
        let quoted = promise.split('`').skip(1).step_by(2);
        // Names of types and attributes are quoted, too; no test has a name without an underscore.
        let named: Vec<_> =
            quoted.filter(|word| word.contains('_') && !word.contains(['(', '[', ':'])).collect();
        assert!(!named.is_empty(), "a promise without a test: {promise}");
        for name in named {
            assert!(known.contains(name), "no such test: {name}");
        }
    }
}

/// The points of the README's list, but for the one of which `imap-fsm/tests/interop` is the proof.
#[test]
fn each_point_of_the_readme_names_tests_that_exist() {
    let (readme, page) = (
        read_to_string(root().join("README.md")).unwrap(),
        read_to_string(root().join("SECURITY.md")).unwrap(),
    );
    let list = readme.split("## What you get").nth(1).unwrap().split("\n## ").next().unwrap();
    let told = page.split("## What the README says").nth(1).unwrap().split("\n## ").next().unwrap();
    let mut known = HashSet::new();
    for folder in ["imap-types", "imap-codec", "imap-fsm"] {
        tests(&root().join(folder), &mut known);
    }
    let points: Vec<_> = list.split("\n- **").skip(1).filter_map(|point| point.split("**").next()).collect();
    assert!(points.len() >= 8, "{points:?}");
    for point in points.iter().filter(|point| !point.starts_with("Proven on")) {
        let tests = told.split(&format!("\n**{point}**")).nth(1).and_then(|rest| rest.split("\n\n").next());
        let named: Vec<_> = tests.unwrap_or_default().split('`').skip(1).step_by(2).collect();
        assert!(!named.is_empty(), "a point without a test: {point}");
        for name in named {
            assert!(known.contains(name), "no such test: {name}");
        }
    }
}

/// `faults.txt` names the tests of each fault below it, indented.
#[test]
fn each_fault_that_was_names_tests_that_exist() {
    let page = read_to_string(root().join("imap-fsm/tests/faults.txt")).unwrap();
    let mut known = HashSet::new();
    for folder in ["imap-codec", "imap-fsm"] {
        tests(&root().join(folder), &mut known);
    }
    let (mut faults, mut named) = (0, true);
    for line in page.lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix("    ") {
            assert!(known.contains(name), "no such test: {name}");
            named = true;
        } else if line.is_empty() {
            assert!(named, "a fault without a test");
        } else if line.starts_with(char::is_uppercase) && page.contains(&format!("\n\n{line}\n\n")) {
            // The heading of a part.
        } else {
            assert!(named, "a fault without a test, before {line}");
            (faults, named) = (faults + 1, false);
        }
    }
    assert!(named && faults > 40, "{faults}");
}

#[test]
fn unsafe_is_forbidden_in_the_three_crates() {
    for name in ["imap-types", "imap-codec", "imap-fsm"] {
        let source = read_to_string(root().join(name).join("src/lib.rs")).unwrap();
        assert!(source.lines().any(|line| line == "#![forbid(unsafe_code)]"), "{name}");
    }
}
