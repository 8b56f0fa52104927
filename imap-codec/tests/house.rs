//! Rules of the house that no lint knows: what the sources of the three crates may not say.

use std::fs;
use std::path::Path;

/// Matches with `_ =>` that hide nothing: file, how many, and why.
const EXCEPTIONS: &[(&str, usize, &str)] = &[
    ("imap-codec/src/grammar/capability.rs", 1, "no argument to write; a law finds one that is not written"),
    ("imap-fsm/src/client/call.rs", 1, "one code tells the limit, beside those that say that there is none"),
    ("imap-fsm/src/mirror/plan.rs", 1, "one code tells the limit, beside those that say that there is none"),
    ("imap-fsm/src/session/meaning.rs", 1, "few codes are about the mailbox that is open"),
    ("imap-types/src/capability.rs", 2, "no argument to read or to show; a law finds one that is left out"),
    ("imap-types/src/serde_nested.rs", 1, "keys that contain no key are read alike"),
];

/// The sources without comments, literals and tests, so that braces in them mean what they say.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders =
        ["imap-types", "imap-codec", "imap-fsm"].map(|krate| root.join(krate).join("src")).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
                found.push((name, without_tests(&code(&fs::read_to_string(path).unwrap()))));
            }
        }
    }
    let tests: Vec<_> = found.iter().flat_map(|(file, code)| modules_of_tests(file, code)).collect();
    found.retain(|(file, _)| {
        let path = file.trim_end_matches(".rs");
        !tests.iter().any(|test| {
            path.strip_prefix(&**test).is_some_and(|rest| matches!(rest.get(..1), None | Some("/")))
        })
    });
    assert!(found.len() > 200, "{}", found.len());
    found.sort();
    found
}

/// Paths, without the end, of the modules of a file that are compiled for tests only.
fn modules_of_tests(file: &str, code: &str) -> Vec<String> {
    let folder = file.trim_end_matches(".rs").trim_end_matches("/lib");
    let declared = code.split("#[cfg(test)]").skip(1).filter_map(|rest| rest.split_once(';'));
    let modules = declared.filter_map(|(module, _)| {
        let mut words = module.split_whitespace().rev();
        let name = words.next()?;
        (words.next()? == "mod").then_some(name)
    });
    modules.map(|name| format!("{folder}/{name}")).collect()
}

fn without_tests(code: &str) -> String {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned()
}

/// Comments and the insides of strings and characters left out, lines kept.
fn code(source: &str) -> String {
    let (mut out, mut rest) = (String::new(), source);
    while let Some(first) = rest.chars().next() {
        let len = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").unwrap() + 5
        } else if let Some(text) = rest.strip_prefix('"') {
            let mut escaped = false;
            1 + text
                .find(|c| {
                    let end = c == '"' && !escaped;
                    escaped = c == '\\' && !escaped;
                    end
                })
                .unwrap()
                + 1
        } else if let Some(character) = rest.strip_prefix('\'') {
            match character.strip_prefix('\\') {
                Some(escape) => 3 + escape[1..].find('\'').unwrap() + 1,
                None if character.chars().nth(1) == Some('\'') => {
                    2 + character.chars().next().unwrap().len_utf8()
                }
                None => 0,
            }
        } else {
            0
        };
        if len == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            out.push_str(if first == '/' { "" } else { "0" });
            out.extend(rest[..len].chars().filter(|&c| c == '\n'));
            rest = &rest[len..];
        }
    }
    out
}

/// Up to where, outside of brackets that open here, `ends` says so.
fn until(code: &str, mut ends: impl FnMut(&str) -> bool) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        if depth == 0 && ends(&code[at..]) {
            return Some(at);
        }
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    None
}

/// The patterns of a `match`, of which `code` is what stands behind the word.
fn patterns(code: &str) -> Option<Vec<&str>> {
    let open = until(code, |rest| rest.starts_with(['{', ';']))?;
    let mut rest = code[open..].strip_prefix('{')?;
    let mut patterns = Vec::new();
    loop {
        rest = rest.trim_start().trim_start_matches(',').trim_start();
        if rest.starts_with('}') {
            return Some(patterns);
        }
        let arrow = until(rest, |rest| rest.starts_with("=>"))?;
        patterns.push(rest[..arrow].trim());
        rest = rest[arrow + 2..].trim_start();
        rest = match rest.strip_prefix('{') {
            Some(block) => &block[until(block, |rest| rest.starts_with('}'))? + 1..],
            None => &rest[until(rest, |rest| rest.starts_with([',', '}']))?..],
        };
    }
}

/// The enums of the sources, one more variant of which must break every `match` that ought to know of it: all that are public,
/// and the names that macros make of them.
fn enums(sources: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (_, code) in sources {
        for (at, word) in code.match_indices("pub enum ") {
            let head = code[at + word.len()..].split(['{', '=']).next().unwrap();
            let words = head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            let names = words.filter(|word| word.len() > 1 && word.starts_with(char::is_uppercase));
            found.extend(names.map(str::to_owned));
        }
    }
    found.push("CommandName".to_owned());
    found
}

/// What stands before `::` in the paths of a pattern, without its guard.
fn owners(pattern: &str) -> impl Iterator<Item = &str> {
    let pattern = pattern.split(" if ").next().unwrap();
    let paths = pattern.split(|c: char| !c.is_alphanumeric() && c != ':');
    paths.filter_map(|path| path.rsplit_once("::")).map(|(of, _)| of.rsplit("::").next().unwrap())
}

/// Whether a pattern takes whatever is left: `_`, `Ok(_)`, `(_, Some(_))`.
fn takes_the_rest(pattern: &str) -> bool {
    let bare = pattern.replace("Some", "").replace("Ok", "");
    bare.contains('_') && bare.chars().all(|c| "_(), &".contains(c))
}

/// What `Self` is at the end of this code.
fn of_self(code: &str) -> &str {
    let Some(at) = code.rfind("impl") else { return "" };
    let head = code[at..].split('{').next().unwrap();
    let of = head.rsplit(" for ").next().unwrap().split('<').next().unwrap();
    of.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("")
}

#[test]
fn no_wildcard_arm_hides_a_variant_of_a_message() {
    let sources = sources();
    let enums = enums(&sources);
    for (krate, name) in
        [("types", "SearchKey"), ("codec", "Quirk"), ("fsm", "WaitingFor"), ("fsm", "FromClient")]
    {
        assert!(enums.iter().any(|known| known == name), "the scan finds what it looks for: {krate}: {name}");
    }
    let mut found: Vec<(String, Vec<usize>)> = Vec::new();
    let mut matches = 0;
    for (file, code) in &sources {
        let mut known: Vec<&str> = enums.iter().map(String::as_str).collect();
        let uses = code.lines().filter_map(|line| line.trim().strip_prefix("use ")?.strip_suffix(';'));
        for (of, alias) in uses.filter_map(|used| used.split_once(" as ")) {
            if enums.iter().any(|name| name == of.rsplit("::").next().unwrap()) {
                known.push(alias);
            }
        }
        let mut lines = Vec::new();
        for (at, word) in code.match_indices("match ") {
            let Some(patterns) = patterns(&code[at + word.len()..]) else { continue };
            let mut owners = patterns.iter().flat_map(|pattern| owners(pattern));
            if owners.any(|of| known.contains(&if of == "Self" { of_self(&code[..at]) } else { of })) {
                matches += 1;
                if patterns.iter().any(|pattern| takes_the_rest(pattern)) {
                    lines.push(code[..at].matches('\n').count() + 1);
                }
            }
        }
        if !lines.is_empty() {
            found.push((file.clone(), lines));
        }
    }
    assert!(
        matches > 300 && enums.len() > 180,
        "the scan finds what it looks for: {matches}, {}",
        enums.len()
    );
    let excused = |file| EXCEPTIONS.iter().find(|(name, ..)| *name == file).map_or(0, |(_, count, _)| *count);
    let wrong: Vec<_> = found.iter().filter(|(file, lines)| lines.len() != excused(file.as_str())).collect();
    assert!(wrong.is_empty(), "`_ =>` in a match over a message, which begins at: {wrong:#?}");
    for (file, _, why) in EXCEPTIONS {
        assert!(found.iter().any(|(name, _)| name == file), "no longer needed: {file}: {why}");
    }
}

/// Whether a list, of which white space is left out, has two flags side by side: with names or without, in a tuple, or in the
/// type of a closure or function.
fn has_flags_in_a_row(list: &str) -> bool {
    list.match_indices("bool,").any(|(at, word)| {
        let before = list[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let next = &list[at + word.len()..];
        let next = match next.split_once(':') {
            Some((name, of)) if name.chars().all(|c| c.is_alphanumeric() || c == '_') => of,
            _ => next,
        };
        let end = next.strip_prefix("bool");
        !before && end.is_some_and(|end| !end.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// What a function returns, of whose signature white space is left out.
fn returned(signature: &str) -> &str {
    let generic = signature.find('(').unwrap_or(0);
    let Some(close) = until(&signature[generic + 1..], |rest| rest.starts_with(')')) else { return "" };
    let behind = signature[generic + 1 + close + 1..].strip_prefix("->").unwrap_or("");
    behind.split("where").next().unwrap()
}

#[test]
fn the_scan_for_flags_sees_them_in_every_form() {
    for list in [
        "fnf(a:bool,b:bool)",
        "fnf(&self,(a,b):(bool,bool))",
        "fnf(of:implFn(bool,bool)->u8)",
        "fnf<constA:bool,constB:bool>()",
        "fnf()->(bool,bool)",
    ] {
        assert!(has_flags_in_a_row(list), "{list}");
    }
    for list in
        ["fnf(a:bool,b:u8,c:bool)", "fnf(a:bool,b:boolean)", "fnf(a:mybool,b:bool)", "fnf(a:bool)->bool"]
    {
        assert!(!has_flags_in_a_row(list), "{list}");
    }
    assert_eq!(returned("fnf<F>(a:F)->(bool,u8,bool)whereF:Fn(u8)->u8"), "(bool,u8,bool)");
}

/// `f(true, false)` tells a reader nothing, and neither does a pair of them.
#[test]
fn no_function_takes_two_flags_in_a_row_or_returns_some() {
    let (mut functions, mut closures) = (0, 0);
    let bare = |code: &str| code.split_whitespace().collect::<String>();
    for (file, code) in sources() {
        for (at, _) in code.match_indices("fn ") {
            let Some(end) = until(&code[at..], |rest| rest.starts_with(['{', ';'])) else { continue };
            let signature = bare(&code[at..at + end]);
            functions += 1;
            assert!(!has_flags_in_a_row(&signature), "two flags in a row: {file}: {signature}");
            assert!(
                returned(&signature).matches("bool").count() < 2,
                "a tuple of flags: {file}: {signature}"
            );
        }
        for parameters in code.split('|').filter(|between| !between.contains(['{', ';', '='])) {
            closures += 1;
            assert!(!has_flags_in_a_row(&bare(parameters)), "two flags in a row: {file}: |{parameters}|");
        }
    }
    assert!(functions > 1500 && closures > 1500, "the scan finds what it looks for: {functions}, {closures}");
}

/// The variants of the public enums, macros' among them, that have named fields: `Enum::Variant` and how many.
fn named_fields(code: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for (at, word) in code.match_indices("pub enum ") {
        let (head, body) = code[at + word.len()..].split_once('{').unwrap();
        let name = head.split(|c: char| !c.is_alphanumeric()).next().unwrap();
        let body = &body[..until(body, |rest| rest.starts_with('}')).unwrap()];
        let mut rest = body;
        while let Some(open) = until(rest, |rest| rest.starts_with('{')) {
            let fields = &rest[open + 1..];
            let end = until(fields, |rest| rest.starts_with('}')).unwrap();
            let variant = rest[..open].trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap();
            // A field is what has a colon that is no path's.
            let count = fields[..end].replace("::", "").matches(':').count();
            found.push((format!("{name}::{variant}"), count));
            rest = &fields[end + 1..];
        }
    }
    found
}

/// Topics that stand in one of the crates only, and why.
const ALONE: &[(&str, &str)] = &[
    ("imap-codec/src/grammar/expunge.rs", "its command and its data hold sets alone"),
    ("imap-codec/src/grammar/idle.rs", "neither IDLE nor DONE has an argument"),
    ("imap-codec/src/grammar/lexical.rs", "what the rules are made of"),
    ("imap-codec/src/grammar/named.rs", "what stands behind names, for all topics"),
    ("imap-codec/src/grammar/seldom.rs", "pieces of the rules that come seldom"),
    ("imap-types/src/chars.rs", "classes of characters, which the codec asks for"),
    ("imap-types/src/error.rs", "errors of constructors"),
    ("imap-types/src/literal.rs", "headers of literals, which the codec asks for"),
    ("imap-types/src/nonempty.rs", "a container"),
    ("imap-types/src/number.rs", "read by `lexical`"),
    ("imap-types/src/secret.rs", "a container"),
    ("imap-types/src/trusted.rs", "the door that the codec uses"),
];

/// The same path names the same topic in types and grammar: one who knows a type knows where it is read.
#[test]
fn topics_have_the_same_files_in_types_and_grammar() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let text = |file: &str| fs::read_to_string(root.join(file)).unwrap();
    let modules = |text: &str, word: &str| -> Vec<String> {
        let found = text.lines().filter_map(|line| line.strip_prefix(word)?.strip_suffix(';'));
        found.map(str::to_owned).collect()
    };
    let types = modules(&text("imap-types/src/lib.rs"), "pub mod ");
    let grammar = text("imap-codec/src/grammar.rs").replace("pub(crate) mod ", "mod ");
    let grammar = modules(&grammar.replace("#[cfg(test)]\nmod testing;\n", ""), "mod ");
    assert!(types.len() > 50 && grammar.len() > 50, "the scan finds what it looks for");
    let alone = |in_this: &[String], in_that: &[String], folder: &str| -> Vec<String> {
        let alone = in_this.iter().filter(|topic| !in_that.contains(topic));
        alone.map(|topic| format!("{folder}/{topic}.rs")).collect()
    };
    let mut found = alone(&grammar, &types, "imap-codec/src/grammar");
    found.extend(alone(&types, &grammar, "imap-types/src"));
    let expected: Vec<_> = ALONE.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(found, expected, "a topic has the same file in both crates, or stands in `ALONE`");
}

/// What has more fields than two is a type of its noun: it has docs, constructors and a name for a signature.
#[test]
fn no_variant_has_more_than_two_named_fields() {
    let mut variants = Vec::new();
    for (file, code) in sources() {
        let found = named_fields(&code).into_iter();
        variants.extend(found.map(|(variant, fields)| (file.clone(), variant, fields)));
    }
    for krate in ["imap-types", "imap-codec", "imap-fsm"] {
        let of_it = variants.iter().filter(|(file, ..)| file.starts_with(krate)).count();
        let least = if krate == "imap-codec" { 5 } else { 15 };
        assert!(of_it >= least, "the scan finds what it looks for: {krate}: {of_it}");
    }
    let long: Vec<_> = variants.iter().filter(|(.., fields)| *fields > 2).collect();
    assert!(long.is_empty(), "a struct of the noun's file instead: {long:#?}");
}

/// What stands above an item: its attributes, from the end of the item before it.
fn attributes(code: &str, item: usize) -> &str {
    let above = &code[..item];
    let lines = above.split_inclusive('\n').rev();
    let len: usize = lines
        .take_while(|line| {
            let line = line.trim();
            // The line of the item itself, as far as it goes, and blank lines of comments.
            line.is_empty() || line.starts_with('#') || !line.ends_with([';', '}', '{', ','])
        })
        .map(str::len)
        .sum();
    &above[above.len() - len..]
}

/// Errors are counted and told apart in maps.
#[test]
fn errors_have_hash() {
    let mut errors = 0;
    for (file, code) in sources() {
        for (at, of) in code.match_indices("Error for ") {
            let name = code[at + of.len()..].split(|c: char| !c.is_alphanumeric()).next().unwrap();
            let item = ["struct ", "enum "].iter().find_map(|kind| {
                [" ", ";", "<", "("].iter().find_map(|end| code.find(&format!("pub {kind}{name}{end}")))
            });
            let item = item.unwrap_or_else(|| panic!("{file}: {name}"));
            errors += 1;
            assert!(attributes(&code, item).contains("Hash"), "an error without `Hash`: {file}: {name}");
        }
    }
    assert!(errors > 12, "the scan finds what it looks for: {errors}");
}

/// What a user sorts or has as a key of a map, which does not compile otherwise.
#[test]
fn keys_have_ord_and_hash() {
    fn keys<T: Ord + std::hash::Hash>(_: &[T]) {}
    keys::<imap_types::flag::Flag<'_>>(&[]);
    keys::<imap_types::capability::Capability<'_>>(&[]);
    keys::<imap_types::mailbox::Mailbox<'_>>(&[]);
    keys::<imap_types::list::MailboxAttribute<'_>>(&[]);
    keys::<imap_types::atom::Atom<'_>>(&[]);
    keys::<imap_types::atom::Tag<'_>>(&[]);
    keys::<imap_types::number::Uid>(&[]);
    keys::<imap_types::number::SeqNum>(&[]);
    keys::<imap_types::number::ModSeq>(&[]);
    keys::<imap_types::number::UidValidity>(&[]);
}

/// Who forgets what a builder gives back has lost it. Elsewhere `#[must_use]` says what is lost.
#[test]
fn builders_and_only_they_must_be_used_without_a_reason() {
    let (mut builders, mut reasons) = (0, 0);
    let sources = sources();
    let used: Vec<&str> = sources
        .iter()
        .flat_map(|(_, code)| {
            let types = code
                .match_indices("pub struct ")
                .filter(|(at, _)| attributes(code, *at).contains("must_use"));
            types.map(|(at, word)| {
                code[at + word.len()..].split(|c: char| !c.is_alphanumeric()).next().unwrap()
            })
        })
        .collect();
    assert!(used.len() > 30, "the scan finds what it looks for: {used:?}");
    for (file, code) in &sources {
        for (at, _) in code.match_indices("pub ") {
            let Some(end) = until(&code[at..], |rest| rest.starts_with(['{', ';'])) else { continue };
            let signature = code[at..at + end].split_whitespace().collect::<Vec<_>>().join(" ");
            let Some((_, rest)) = signature.split_once("fn ") else { continue };
            let Some((_, parameters)) = rest.split_once('(') else { continue };
            let parameters = parameters.trim_start();
            let by_value = parameters.starts_with("self") || parameters.starts_with("mut self");
            let output =
                rest.rsplit_once("-> ").map_or("", |(_, output)| output.split(" where").next().unwrap());
            let attributes = attributes(code, at);
            if attributes.contains("#[must_use]") {
                assert!(by_value, "`#[must_use]` that gives no reason: {file}: {signature}");
            }
            reasons += usize::from(attributes.contains("#[must_use ="));
            if by_value && output.trim() == "Self" {
                builders += 1;
                let implemented =
                    code[..at].rsplit_once("\nimpl").map_or("", |(_, of)| of.split('{').next().unwrap());
                let of_used = used
                    .iter()
                    .any(|name| implemented.split(|c: char| !c.is_alphanumeric()).any(|word| word == *name));
                let marked = attributes.contains("must_use");
                assert!(marked || of_used, "a builder without `#[must_use]`: {file}: {signature}");
            }
        }
        for kind in ["pub struct ", "pub enum "] {
            for (at, _) in code.match_indices(kind) {
                let bare = attributes(code, at).contains("#[must_use]");
                assert!(
                    !bare,
                    "`#[must_use]` that gives no reason: {file}: {}",
                    code[at..].lines().next().unwrap()
                );
            }
        }
    }
    assert!(builders > 60 && reasons > 4, "the scan finds what it looks for: {builders}, {reasons}");
}

/// Literals that are spelled as a name of the protocol, and why: file and name.
const SPELLED: &[(&str, &str, &str)] = &[
    ("imap-types/src/append.rs", "CATENATE", "the name of data, which is no capability"),
    ("imap-types/src/append.rs", "UTF8", "the name of data, which is no option"),
    ("imap-types/src/arbitrary_parts.rs", "ALL", "a name of something else"),
    ("imap-types/src/arbitrary_parts.rs", "UID", "a name of something else"),
    ("imap-types/src/body.rs", "MESSAGE", "a media type"),
    ("imap-types/src/body.rs", "RFC822", "a media subtype"),
    ("imap-types/src/body.rs", "TEXT", "a media type"),
    ("imap-types/src/esearch.rs", "UID", "a word before all names, which none may be"),
];

/// A name of the protocol is spelled where its enum is declared.
#[test]
fn a_name_is_spelled_in_its_declaration_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let (mut names, mut literals) = (Vec::new(), Vec::new());
    for (file, _) in sources().into_iter().filter(|(file, _)| file.starts_with("imap-types/src")) {
        // Serde has names of its own.
        if file.contains("serde") {
            continue;
        }
        let text = fs::read_to_string(root.join(&file)).unwrap();
        for line in without_tests(&text).lines().map(str::trim) {
            if line.starts_with("//") || line.starts_with("#[") {
                continue;
            }
            if let Some((_, rest)) = line.split_once(" = \"").filter(|_| !line.starts_with("let ")) {
                names.push(rest.split('"').next().unwrap().to_owned());
            } else {
                literals
                    .extend(line.split('"').skip(1).step_by(2).map(|text| (file.clone(), text.to_owned())));
            }
        }
    }
    names.retain(|name| name.len() > 2 && name.contains(|c: char| c.is_ascii_uppercase()));
    assert!(names.len() > 350 && literals.len() > 500, "{}, {}", names.len(), literals.len());
    let mut found: Vec<_> = literals.into_iter().filter(|(_, text)| names.contains(text)).collect();
    found.sort();
    found.dedup();
    let excused: Vec<_> =
        SPELLED.iter().map(|(file, name, _)| ((*file).to_owned(), (*name).to_owned())).collect();
    assert_eq!(found, excused, "a name is spelled in its declaration, or stands in `SPELLED`");
}

/// What is not documented is behind the one door of `imap_types::trusted`, but for the lists of messages, which are macros.
#[test]
fn nothing_but_the_trusted_door_is_hidden() {
    let hidden: Vec<_> = sources()
        .into_iter()
        .filter(|(file, code)| file.starts_with("imap-types") && code.contains("doc(hidden)"))
        .map(|(file, code)| (file, code.matches("doc(hidden)").count()))
        .collect();
    let expected = ["imap-types/src/lib.rs", "imap-types/src/messages.rs"].map(|file| (file.to_owned(), 1));
    assert_eq!(hidden, expected);
}

/// Types that `Display` shows and `FromStr` does not read, and why.
const NOT_READ: &[(&str, &str)] = &[
    ("Address", "shown for people: a name may have `<` in it"),
    ("MessageSet", "the same text is a set of sequence numbers and of UIDs"),
    ("Shown", "an error"),
    ("ValueError", "an error"),
];

/// What a program shows it can read again.
#[test]
fn what_has_display_has_from_str() {
    let (mut shown, mut read) = (Vec::new(), Vec::new());
    for (file, code) in sources() {
        if !file.starts_with("imap-types") {
            continue;
        }
        let types = |of: &str| -> Vec<String> {
            let named = code.match_indices(of).map(|(at, of)| &code[at + of.len()..]);
            let name = |rest: &str| rest.split(['<', ' ', '\n']).next().unwrap().replace('$', &file);
            named.map(name).collect()
        };
        shown.extend(types("Display for "));
        read.extend(types("FromStr for "));
        // The lists of names that macros are given.
        if file.ends_with("from_str.rs") {
            let list = code.split_once("owned! {\n").unwrap().1.split_once("}\n").unwrap().0;
            read.extend(list.split_whitespace().map(|name| name.trim_end_matches(',').to_owned()));
        }
        if file.ends_with("atom.rs") {
            shown.extend(["Atom", "Tag"].map(str::to_owned));
            shown.retain(|name| !name.contains("atom.rs"));
        }
    }
    assert!(shown.len() > 30, "the scan finds what it looks for: {shown:?}");
    let excused = |name: &str| NOT_READ.iter().any(|(excused, _)| *excused == name);
    let missing: Vec<_> = shown.iter().filter(|name| !read.contains(name) && !excused(name)).collect();
    assert!(missing.is_empty(), "`Display` without `FromStr`: {missing:?}");
    for (name, why) in NOT_READ {
        let needed = shown.iter().any(|shown| shown == name) && !read.iter().any(|read| read == name);
        assert!(needed, "no longer needed: {name}: {why}");
    }
}
