//! A session for each capability, which uses what it adds: `capabilities.imap`.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use imap_codec::{decode_command, decode_response};
use imap_types::capability::{Capability, CapabilityName};
use imap_types::code::Code;
use imap_types::response::{Data, Response};

use crate::scripts::{Line, Side, parse, run_client, run_server};

const SESSIONS: &str = include_str!("../capabilities.imap");
/// `name | defined in | what a client sends | what a server sends | …`
const REGISTER: &str = include_str!("../../../imap-codec/tests/register/capabilities.txt");

/// The sessions, by the name of their capability.
fn sessions() -> BTreeMap<&'static str, Vec<Line>> {
    let mut sessions = BTreeMap::new();
    for session in SESSIONS.split("\n## ").skip(1) {
        let (name, script) = session.split_once('\n').unwrap();
        assert!(sessions.insert(name, parse(&script.replace("\\0", "\0"))).is_none(), "{name} again");
    }
    sessions
}

/// The columns of each row, by its name.
pub(crate) fn register() -> BTreeMap<&'static str, Vec<&'static str>> {
    let rows = REGISTER.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|row| row.split(" | ").collect::<Vec<_>>()).map(|columns| (columns[0], columns)).collect()
}

/// Runs `test` on each session, and tells of which it does not hold.
pub(crate) fn each(test: impl Fn(&str, &[Line])) {
    let sessions = sessions();
    let held = |(name, lines): &(&&str, &Vec<Line>)| {
        let held = catch_unwind(AssertUnwindSafe(|| test(name, lines))).is_ok();
        if !held {
            eprintln!("in the session of {name}");
        }
        held
    };
    let failed: Vec<_> = sessions.iter().filter(|session| !held(session)).map(|(name, _)| *name).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

fn messages(lines: &[Line], side: Side) -> impl Iterator<Item = &[u8]> {
    lines.iter().filter(move |line| line.side == side).filter_map(|line| line.message.as_deref())
}

/// The same message with `tag` for each tag of a client machine.
fn untagged(message: &[u8]) -> Vec<u8> {
    let word = |byte: u8| byte.is_ascii_alphanumeric();
    let words = message.chunk_by(|&before, &after| word(before) == word(after));
    let is_tag = |run: &[u8]| {
        run.strip_prefix(b"a")
            .is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
    };
    words.flat_map(|run| if is_tag(run) { b"tag" } else { run }).copied().collect()
}

#[test]
fn there_is_a_session_for_each_capability() {
    let sessions = sessions();
    let missing: Vec<_> =
        CapabilityName::ALL.iter().filter(|name| !sessions.contains_key(name.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(sessions.len(), CapabilityName::ALL.len());
}

#[test]
fn a_server_offers_what_its_session_is_about() {
    each(|name, lines| {
        let of_greeting = messages(lines, Side::Server).next().unwrap();
        let Ok(Response::Data(Data::Status(greeting))) = decode_response(of_greeting) else { panic!() };
        let Some(Code::Capability(offered)) = greeting.text.code() else { panic!() };
        let is_it = |capability: &Capability<'_>| capability.kind().is_some_and(|kind| kind.as_str() == name);
        assert!(offered.iter().any(is_it), "{offered:?}");
    });
}

/// What the register has as an example is in the session, whatever its tag.
#[test]
fn a_session_has_what_the_capability_adds() {
    let rows = register();
    each(|name, lines| {
        for (side, example) in [(Side::Client, rows[name][2]), (Side::Server, rows[name][3])] {
            if example.starts_with("- ") {
                continue;
            }
            let example = example.replace("\\r\\n", "\r\n").replace("\\0", "\0") + "\r\n";
            let example = example.as_bytes();
            let same = |message: &[u8]| match side {
                Side::Client => {
                    decode_command(message).ok().as_ref() == decode_command(example).ok().as_ref()
                }
                Side::Server | Side::Nobody => decode_response(message).ok() == decode_response(example).ok(),
            };
            let mut said = messages(lines, side).map(untagged);
            assert!(said.any(|message| same(&message)), "{}", example.escape_ascii());
        }
    });
}

#[test]
fn each_session_holds_for_a_client_at_every_split() {
    each(|_, lines| {
        let expected = run_client(lines, &[]);
        let odd =
            ["malformed", "stray", "illegible", "unanswered", "withheld", "oversized", "?", "data Other"];
        let is_odd = |event: &String| odd.iter().any(|word| event.contains(word));
        assert!(!expected.iter().any(is_odd), "{expected:?}");
        let len: usize =
            lines.iter().filter(|line| line.side == Side::Server).map(|line| line.bytes.len()).sum();
        for split in 1..len {
            assert_eq!(run_client(lines, &[split]), expected);
        }
    });
}

#[test]
fn each_session_holds_for_a_server_at_every_split() {
    each(|_, lines| {
        let len: usize =
            lines.iter().filter(|line| line.side == Side::Client).map(|line| line.bytes.len()).sum();
        for split in 0..len {
            run_server(lines, &[split]);
        }
    });
}
