//! Where the grammar repeats or contains itself, as its source says.

extern crate std;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use std::path::Path;
use std::{format, fs};

/// A function of the source: what stands above its first line, and the lines.
struct Function<'s> {
    name: &'s str,
    public: bool,
    /// Its loop is its caller's.
    shared: bool,
    lines: Vec<(u32, &'s str)>,
}

/// The functions of a file, but for its tests and for what writes.
fn functions(source: &str) -> Vec<Function<'_>> {
    let mut functions: Vec<Function> = Vec::new();
    let mut shared = false;
    let code = source.lines().map(str::trim).zip(1..).take_while(|(line, _)| *line != "#[cfg(test)]");
    for (line, number) in code.filter(|(line, _)| !line.starts_with("//")) {
        shared |= line == "#[cfg_attr(test, track_caller)]";
        let (public, rest) = line.strip_prefix("pub(crate) ").map_or((false, line), |rest| (true, rest));
        if let Some(rest) = rest.strip_prefix("const ").unwrap_or(rest).strip_prefix("fn ") {
            let name = &rest[..rest.find(['<', '(']).unwrap()];
            functions.push(Function { name, public, shared, lines: Vec::new() });
            shared = false;
        } else if let Some(function) = functions.last_mut() {
            function.lines.push((number, line));
        }
    }
    functions.retain(|function| !function.name.starts_with("write_"));
    functions
}

/// Whether the line calls a function of this name.
fn calls(line: &str, name: &str) -> bool {
    let call = format!("{name}(");
    let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
    line.match_indices(&call).any(|(at, _)| !line[..at].ends_with(is_name))
}

/// Each use of a repeated rule: the file, the line where it counts its rounds, and what is used.
pub(super) fn all() -> Vec<(String, u32, String)> {
    let grammar = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/grammar");
    let mut sources = Vec::new();
    let mut folders = Vec::from([grammar.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&grammar).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name != "testing.rs" && !name.ends_with("tests.rs") {
                sources.push((name, fs::read_to_string(path).unwrap()));
            }
        }
    }
    let files: Vec<_> = sources.iter().map(|(file, source)| (file, functions(source))).collect();
    let shared = files.iter().flat_map(|(file, functions)| {
        functions.iter().filter(|function| function.shared).map(move |function| (*file, function))
    });
    let shared: Vec<_> = shared.collect();
    let mut uses = Vec::new();
    for (file, functions) in &files {
        // What runs over octets counts these.
        for function in functions.iter().filter(|function| function.name != "span") {
            for (index, &(number, line)) in function.lines.iter().enumerate() {
                if line.starts_with("while ") || line.ends_with("loop {") {
                    let round = function.lines.get(index + 1).filter(|(_, line)| *line == "work::again();");
                    let Some((round, _)) = round else {
                        panic!("{file}:{number}: a loop without `work::again()`")
                    };
                    if !function.shared {
                        uses.push(((*file).clone(), *round, line.to_owned()));
                    }
                }
                let repeats = |(other, rule): &(&String, &Function)| {
                    (rule.public || other == file) && calls(line, rule.name)
                };
                if !function.shared && (line.contains("cx.level(") || shared.iter().any(repeats)) {
                    uses.push(((*file).clone(), number, line.to_owned()));
                }
            }
        }
    }
    uses
}
