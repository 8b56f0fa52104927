//! The example `generate`: its valid messages are valid, its broken ones are harmless, and a seed is all there is to it.

use std::collections::BTreeSet;

use imap_codec::{Decoder, Frame, Framer, Limits};
use imap_types::code::CodeName;
use imap_types::command::CommandName;
use imap_types::response::{Data, DataName, Response};

#[allow(dead_code, reason = "main")]
#[path = "../examples/generate.rs"]
mod example;

use example::{Generator, Side, Value, WAYS};

fn generate(args: &str) -> (Vec<u8>, String, u8) {
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    let code = example::run(args.split_whitespace().map(String::from), &mut out, &mut notes);
    (out, String::from_utf8(notes).unwrap(), code)
}

/// Whether what is left of the bytes is refused, or waits for more: by a reader that tolerates nothing.
fn is_refused(from: Side, mut input: &[u8]) -> bool {
    let mut framer = match from {
        Side::Server => Framer::for_responses(Limits::responses()),
        Side::Client => Framer::for_commands(Limits::commands()),
    };
    loop {
        match framer.next(&mut input) {
            Ok(Some(Frame::Message(message))) if Value::decode(from, message).is_some() => {}
            Ok(Some(_)) | Err(_) => return true,
            Ok(None) => return !framer.is_at_boundary(input),
        }
    }
}

#[test]
fn a_thousand_valid_messages_decode_strictly_and_equal() {
    for from in [Side::Server, Side::Client] {
        let mut generator = Generator::new(from, 1);
        for _ in 0..1000 {
            let (value, bytes) = generator.valid();
            assert_eq!(Value::decode(from, &bytes), Some(value), "{}", bytes.escape_ascii());
            assert!(!is_refused(from, &bytes), "{}", bytes.escape_ascii());
        }
    }
}

/// Each command, response and code that has a name.
#[test]
fn every_kind_of_message_comes_about() {
    let mut missing: BTreeSet<&str> = BTreeSet::new();
    for (from, kinds) in [
        (Side::Client, CommandName::ALL.iter().map(|name| name.as_str()).collect::<Vec<_>>()),
        (Side::Server, DataName::ALL.iter().map(|name| name.as_str()).collect()),
        (Side::Server, CodeName::ALL.iter().map(|name| name.as_str()).collect()),
    ] {
        let mut left: BTreeSet<_> = kinds.into_iter().collect();
        // UID stands before the name of a command.
        left.remove(CommandName::Uid.as_str());
        let mut generator = Generator::new(from, 1);
        for _ in 0..20_000 {
            if left.is_empty() {
                break;
            }
            for name in names(&generator.valid().0) {
                left.remove(name);
            }
        }
        missing.extend(left);
    }
    // What ends the connection, or what is said on it, is not made; PREAUTH comes first or not at all.
    assert_eq!(missing, BTreeSet::from(["BYE", "COMPRESS", "LOGOUT", "PREAUTH", "STARTTLS"]));
}

/// The names of a message and of its code.
fn names(value: &Value) -> Vec<&'static str> {
    let text = match value {
        Value::Command(command) => {
            return command.body.kind().map(|name| name.as_str()).into_iter().collect();
        }
        Value::Response(Response::Tagged(tagged)) => Some(&tagged.text),
        Value::Response(Response::Data(Data::Status(status))) => Some(&status.text),
        Value::Response(_) => None,
    };
    let code = text.and_then(|text| text.code()?.kind()).map(|code| code.as_str());
    let data = match value {
        Value::Response(Response::Data(data)) => data.kind().map(|name| name.as_str()),
        _ => None,
    };
    code.into_iter().chain(data).collect()
}

#[test]
fn each_way_to_break_a_message_is_mostly_refused_and_never_panics() {
    for from in [Side::Server, Side::Client] {
        for (name, ..) in WAYS {
            let mut generator = Generator::new(from, 2);
            let mut refused = 0;
            for _ in 0..200 {
                let (way, bytes) = generator.broken(&[name]);
                assert_eq!(way, *name);
                let mut decoder = Decoder::new();
                let _ = (decoder.response(&bytes).is_ok(), decoder.command(&bytes).is_ok());
                refused += usize::from(is_refused(from, &bytes));
            }
            assert!(refused >= 180, "{from:?} {name}: {refused} of 200");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_one_others() {
    let args = "--from client --count 50 --broken 0.5 --seed";
    assert_eq!(generate(&format!("{args} 7")), generate(&format!("{args} 7")));
    assert_ne!(generate(&format!("{args} 7")).0, generate(&format!("{args} 8")).0);
}

#[test]
fn notes_tell_what_was_broken() {
    let (_, notes, code) = generate("--from server --count 9 --broken 1 --only nul --only tab");
    assert_eq!((notes.lines().count(), code), (9, 0));
    assert!(notes.lines().all(|note| note.ends_with(" nul") || note.ends_with(" tab")), "{notes}");
    assert_eq!(generate("--from server --count 9").1, "");
    let (names, _, code) = generate("--list");
    assert_eq!((names.split(|&byte| byte == b'\n').count() - 1, code), (WAYS.len(), 0));
}

#[test]
fn bad_usage_is_told() {
    for args in ["", "--from", "--from x", "--broken 2 --from server", "--only frob --from client", "x"] {
        let (out, notes, code) = generate(args);
        assert!(out.is_empty() && notes.contains("usage:"), "{args}");
        assert_eq!(code, 3);
    }
}
