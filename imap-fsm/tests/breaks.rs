//! Each rule of `breaks.txt` is broken in a copy of the sources, where a test of this crate has to fail.

use std::fs::{copy, create_dir_all, read_to_string, write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the tests may take on broken code. What takes longer hangs, which counts as noticed.
const PATIENCE: Duration = Duration::from_secs(600);

struct Break<'t> {
    rule: &'t str,
    file: &'t str,
    old: String,
    new: String,
}

impl<'t> Break<'t> {
    fn of(row: &'t str) -> Self {
        let mut lines = row.lines();
        let rule = lines.next().and_then(|line| line.strip_prefix("# ")).unwrap();
        let file = lines.next().unwrap();
        let of = |mark| lines.clone().filter_map(move |line| line.strip_prefix(mark)).collect::<Vec<_>>();
        Self { rule, file, old: of("- ").join("\n"), new: of("+ ").join("\n") }
    }

    /// The file with the rule broken; `None` if what is to be broken does not stand there once.
    fn apply(&self, source: &str) -> Option<String> {
        (source.matches(&self.old).count() == 1).then(|| source.replacen(&self.old, &self.new, 1))
    }
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

/// Whether it comes to a good end in time.
fn succeeds(folder: &Path, more: &[&str]) -> bool {
    let mut child = Command::new("cargo")
        .args(["test", "--quiet", "--package", "imap-fsm", "--lib", "--test", "fsm"])
        .args(more)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
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
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// `BREAKS=word` takes only the rows in which the word is.
#[test]
#[ignore = "builds the tests once for each row: `.ci/breaks`"]
fn each_rule_that_is_broken_is_noticed() {
    let text = read_to_string(root().join("imap-fsm/tests/breaks.txt")).unwrap();
    let rows: Vec<_> = text.trim_end().split("\n\n").skip(1).map(Break::of).collect();
    assert!(rows.len() >= 78, "{}", rows.len());
    let folder = std::env::temp_dir().join(format!("breaks-{}", std::process::id()));
    copy_to(&folder);
    assert!(succeeds(&folder, &[]), "the tests fail where nothing is broken");
    let word = std::env::var("BREAKS").unwrap_or_default();
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| row.rule.contains(&word) || row.file.contains(&word)) {
        let path = folder.join(row.file);
        let source = read_to_string(&path).unwrap();
        let begun = Instant::now();
        let verdict = match row.apply(&source) {
            None => "does not stand there once",
            Some(broken) => {
                write(&path, broken).unwrap();
                let verdict = match (succeeds(&folder, &["--no-run"]), succeeds(&folder, &[])) {
                    (false, _) => "does not build",
                    (true, true) => "is not noticed",
                    (true, false) => "",
                };
                write(&path, &source).unwrap();
                verdict
            }
        };
        let (rule, file, seconds) = (row.rule, row.file, begun.elapsed().as_secs());
        println!("{} {file}: {rule} ({seconds} s)", if verdict.is_empty() { "noticed" } else { verdict });
        if !verdict.is_empty() {
            wrong.push(format!("{file}: {rule}: {verdict}"));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
