//! Transcripts: `C:` is what the plan gives, `S:` what the server says, `x` a tagged answer to another command, `=` what
//! the mirror tells.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use imap_codec::{decode_response, encode_command};
use imap_types::atom::Tag;
use imap_types::command::Command;
use imap_types::response::Response;

use super::*;
use crate::session::Session;

pub(super) fn known(epoch: u32, mod_seq: u64, uids: &str) -> Known {
    Known {
        uid_validity: UidValidity::from_stored(epoch.into()),
        mod_seq: ModSeq::new(mod_seq),
        uids: uids.parse().ok(),
    }
}

fn show(change: &Change) -> String {
    let number = |number: Option<u32>| number.map_or("?".to_string(), |number| number.to_string());
    let messages = |messages: &Messages| {
        let (seq, uid) = (messages.seq.map(SeqNum::get), messages.uid.map(Uid::get));
        let count = if messages.count > 1 { format!("x{}", messages.count) } else { String::new() };
        format!("{}={}{count}", number(seq), number(uid))
    };
    let one = |seq: &Option<SeqNum>, uid: &Option<Uid>| Messages { seq: *seq, uid: *uid, count: 1 };
    match change {
        Change::Exists(count) => format!("exists {count}"),
        Change::New(new) => format!("new {}", messages(new)),
        Change::Flags(MessageFlags { seq, uid, flags, mod_seq }) => {
            let recent = if flags.recent { "*" } else { "" };
            let mod_seq = mod_seq.map_or(String::new(), |mod_seq| format!(" {mod_seq}"));
            format!("flags {} {}{recent}{mod_seq}", messages(&one(seq, uid)), flags.flags)
        }
        Change::ModSeq(MessageModSeq { seq, uid, mod_seq }) => {
            format!("modseq {} {mod_seq}", messages(&one(seq, uid)))
        }
        Change::Gone(gone) => format!("gone {}", messages(gone)),
        Change::Reset { uid_validity } => format!("reset {:?}", uid_validity.map(UidValidity::get)),
        Change::Recount(why) => format!("recount: {why}"),
    }
}

pub(super) fn tell(mirror: &mut Mirror, session: &mut Session, line: &str, told: &mut Vec<String>) {
    let line = format!("{line}\r\n");
    let changes = match decode_response(line.as_bytes()).unwrap() {
        Response::Data(data) => {
            session.apply(&data);
            mirror.apply(&data)
        }
        Response::Tagged(tagged) => {
            let origin = if tagged.tag.as_str() == "x" { Origin::Other } else { Origin::Plan };
            mirror.completed(origin, &tagged)
        }
        Response::Continue(_) => panic!("{line}"),
    };
    told.extend(changes.map(|change| show(&change)));
}

pub(super) fn run(mirror: &mut Mirror, capabilities: &str, script: &str) {
    let mut session = Session::new();
    let greeting = format!("* PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] hi\r\n");
    let Ok(Response::Data(greeting)) = decode_response(greeting.as_bytes()) else { panic!() };
    session.apply(&greeting);
    let mut told: Vec<String> = Vec::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(expected) = line.strip_prefix("= ") {
            assert!(!told.is_empty(), "nothing is told where this should be: {expected}");
            assert_eq!(told.remove(0), expected, "{script}");
            continue;
        }
        assert!(told.is_empty(), "told before {line:?}: {told:?}");
        if let Some(expected) = line.strip_prefix("C: ") {
            let command = mirror.next_command(&session).map(|body| {
                let mut out = Vec::new();
                encode_command(
                    &Command { tag: Tag::try_from("a").unwrap(), body },
                    &mut out,
                    &mut Vec::new(),
                );
                String::from_utf8(out).unwrap().trim_end().trim_start_matches("a ").to_string()
            });
            assert_eq!(command.as_deref().unwrap_or("nothing"), expected, "{script}");
            continue;
        }
        tell(mirror, &mut session, line.strip_prefix("S: ").unwrap(), &mut told);
    }
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(numbers_are_right(mirror), Ok(()));
}

/// What holds whatever has come.
fn numbers_are_right(mirror: &Mirror) -> Result<(), String> {
    let mut last = None;
    for seq in (1..=mirror.exists()).map(|seq| SeqNum::try_from(seq).unwrap()) {
        if let Some(uid) = mirror.uid(seq) {
            if mirror.seq(uid) != Some(seq) || Some(uid) <= last {
                return Err(format!("{seq} {uid}"));
            }
            last = Some(uid);
        }
    }
    Ok(())
}
