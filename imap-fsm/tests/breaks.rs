//! Each rule of `breaks.txt` is broken in a copy of the sources, where a test has to fail.
//!
//! All of them are in one build: the body of a function in which rules are broken stands there once for each of them, and
//! a variable says which one counts.

use std::collections::BTreeMap;
use std::fs::{copy, create_dir_all, read_to_string, write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the tests may take on broken code. What takes longer hangs, which counts as noticed.
const PATIENCE: Duration = Duration::from_secs(300);

/// Says which rule is broken, and ends the process with the first test that fails.
const SWITCH: &str = r#"
#[doc(hidden)]
#[allow(missing_docs)]
pub fn broken() -> u32 {
    extern crate std;
    static ROW: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *ROW.get_or_init(|| {
        let row = std::env::var("BROKEN").map_or(0, |row| row.parse().unwrap_or(0));
        if row > 0 {
            std::panic::set_hook(std::boxed::Box::new(|_| std::process::exit(101)));
        }
        row
    })
}
"#;

struct Break<'t> {
    number: usize,
    rule: &'t str,
    file: &'t str,
    old: String,
    new: String,
}

impl<'t> Break<'t> {
    fn of((index, row): (usize, &'t str)) -> Self {
        let mut lines = row.lines();
        let rule = lines.next().and_then(|line| line.strip_prefix("# ")).unwrap();
        let file = lines.next().unwrap();
        let of = |mark| lines.clone().filter_map(move |line| line.strip_prefix(mark)).collect::<Vec<_>>();
        Self { number: index + 1, rule, file, old: of("- ").join("\n"), new: of("+ ").join("\n") }
    }

    fn package(&self) -> &'t str {
        self.file.split('/').next().unwrap()
    }

    /// The body of the function around what is broken. Found by its indentation, which rustfmt keeps.
    fn body(&self, source: &str) -> Option<Range<usize>> {
        let (at, _) =
            source.match_indices(&self.old).next().filter(|_| source.matches(&self.old).count() == 1)?;
        let lines: Vec<&str> = source.split_inclusive('\n').collect();
        let start_of = |line: usize| lines[..line].iter().map(|line| line.len()).sum::<usize>();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let begins_fn = |line: &str| {
            let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).take(3).collect();
            let at = words.iter().position(|word| *word == "fn");
            at.is_some_and(|at| words[..at].iter().all(|word| word.starts_with("pub") || *word == "const"))
        };
        let mut around =
            (0..=source[..at].matches('\n').count()).rev().filter(|&line| begins_fn(lines[line]));
        around.find_map(|head| {
            let edge = " ".repeat(indent(lines[head]));
            let opens = |line: &&usize| lines[**line].starts_with(&edge) && lines[**line].ends_with("{\n");
            let behind: Vec<usize> = (head..lines.len()).collect();
            let open = *behind.iter().find(|line| indent(lines[**line]) == edge.len() && opens(line))?;
            let close =
                (open + 1..lines.len()).find(|&line| lines[line].trim_end() == format!("{edge}}}"))?;
            let body = start_of(open + 1)..start_of(close);
            (body.contains(&at) && at + self.old.len() <= body.end + 1).then_some(body)
        })
    }
}

/// The file with all of its rules switched; the error names what does not stand there once, in a function.
fn switched(source: &str, rows: &[&Break<'_>]) -> Result<String, String> {
    let mut bodies: BTreeMap<usize, (Range<usize>, Vec<&Break<'_>>)> = BTreeMap::new();
    for row in rows {
        let body =
            row.body(source).ok_or(format!("{}: {}: does not stand there once", row.file, row.rule))?;
        bodies.entry(body.start).or_insert((body, Vec::new())).1.push(row);
    }
    let mut switched = source.to_owned();
    for (body, rows) in bodies.into_values().rev() {
        let text = &source[body.clone()];
        let mut all = "match crate::broken() {\n".to_owned();
        for row in rows {
            all += &format!("{} => {{\n{}}}\n", row.number, text.replacen(&row.old, &row.new, 1));
        }
        switched.replace_range(body.clone(), &format!("{all}_ => {{\n{text}}}\n}}\n"));
        // What is switched is not constant.
        let head = switched[..body.start].rfind("fn ").unwrap();
        if let Some(head) = switched[..head].strip_suffix("const ").map(str::len) {
            switched.replace_range(head..head + 6, "");
        }
    }
    Ok(switched)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Copies what is in the repository, as it is now.
fn copy_to(folder: &Path) {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    for name in String::from_utf8(listed.stdout).unwrap().split_terminator('\0') {
        let to = folder.join(name);
        create_dir_all(to.parent().unwrap()).unwrap();
        copy(root().join(name), to).unwrap();
    }
}

/// Builds these tests, and gives the programs.
fn build(folder: &Path, tests: &[&str]) -> Vec<PathBuf> {
    let output = Command::new("cargo")
        .args(["test", "--quiet", "--no-run", "--message-format=json", "--package"])
        .args(tests)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", root().join("target/breaks"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .output()
        .unwrap();
    let messages = String::from_utf8(output.stdout).unwrap();
    let errors = messages.lines().filter(|line| line.contains(r#""level":"error""#));
    assert!(output.status.success(), "{}", errors.collect::<Vec<_>>().join("\n"));
    let found = messages.lines().filter_map(|line| line.split(r#""executable":""#).nth(1)?.split('"').next());
    found.map(PathBuf::from).collect()
}

/// Whether the tests come to a good end in time.
fn succeed(folder: &Path, program: &Path, package: &str, number: usize, skipped: &[&str]) -> bool {
    let mut child = Command::new(program)
        .args(skipped.iter().flat_map(|name| ["--skip", name]))
        .current_dir(folder.join(package))
        .env("BROKEN", number.to_string())
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Tests that take long, which run only where no other one has failed.
const LONG: [&str; 8] = [
    "together::",
    "conforming::",
    "sessions::",
    "splits::",
    "server_goodbye::a_line_that_is_too_long",
    "observer::any_call",
    "numbers_and_uids_are_those",
    "buffer::tests::each_byte",
];

/// `BREAKS=word` takes only the rows in which the word is.
#[test]
#[ignore = "builds the crates anew: `.ci/run breaks`"]
fn each_rule_that_is_broken_is_noticed() {
    let text = read_to_string(root().join("imap-fsm/tests/breaks.txt")).unwrap();
    let rows: Vec<_> = text.trim_end().split("\n\n").skip(1).enumerate().map(Break::of).collect();
    assert!(rows.len() >= 111, "{}", rows.len());
    let word = std::env::var("BREAKS").unwrap_or_default();
    let folder = std::env::temp_dir().join(format!("breaks-{}", std::process::id()));
    copy_to(&folder);
    let mut wrong = Vec::new();
    let mut files: BTreeMap<&str, Vec<&Break<'_>>> = BTreeMap::new();
    rows.iter().for_each(|row| files.entry(row.file).or_default().push(row));
    for (file, rows) in &files {
        match switched(&read_to_string(root().join(file)).unwrap(), rows) {
            Ok(source) => write(folder.join(file), source).unwrap(),
            Err(error) => wrong.push(error),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for package in ["imap-codec", "imap-fsm"] {
        let path = folder.join(package).join("src/lib.rs");
        write(&path, read_to_string(&path).unwrap() + SWITCH).unwrap();
    }
    let fsm = build(&folder, &["imap-fsm", "--lib", "--test", "fsm"]);
    let codec = build(&folder, &["imap-codec", "--test", "framer", "--test", "injection"]);
    let programs = |package: &str| if package == "imap-codec" { &codec } else { &fsm };
    for package in ["imap-codec", "imap-fsm"] {
        for program in programs(package) {
            assert!(succeed(&folder, program, package, 0, &[]), "fails where nothing is broken: {program:?}");
        }
    }
    for row in rows.iter().filter(|row| row.rule.contains(&word) || row.file.contains(&word)) {
        let begun = Instant::now();
        let noticed = [&LONG[..], &[]].into_iter().any(|skipped| {
            let mut programs = programs(row.package()).iter();
            programs.any(|program| !succeed(&folder, program, row.package(), row.number, skipped))
        });
        let Break { rule, file, .. } = row;
        let verdict = if noticed { "noticed" } else { "not noticed" };
        println!("{verdict} {file}: {rule} ({:.1} s)", begun.elapsed().as_secs_f32());
        if !noticed {
            wrong.push(format!("{file}: {rule}"));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(wrong.is_empty(), "no test fails where this is broken: {wrong:#?}");
}
