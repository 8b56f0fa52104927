//! Servers that are odd, and what a mirror makes of them.

use alloc::string::String;
use alloc::vec::Vec;

use imap_codec::encode_command;
use imap_types::atom::Tag;
use imap_types::command::{Command, CommandBody};

use super::script::{known, run, tell};
use super::*;
use crate::session::Session;

#[test]
fn a_mod_sequence_that_has_fallen_is_not_trusted() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 45_000, "41,43"));
    run(
        &mut mirror,
        "ENABLE QRESYNC",
        "
        C: ENABLE QRESYNC
        S: * ENABLED QRESYNC
        S: a OK enabled
        C: SELECT INBOX (QRESYNC (7 45000 41,43 (1 41)))
        S: * 2 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 12] restored from last night
        S: a OK [READ-WRITE] selected
        = exists 2
        C: FETCH 1:2 (UID FLAGS)
        S: * 1 FETCH (UID 41 FLAGS ())
        = flags 1=41 ()
        S: * 2 FETCH (UID 43 FLAGS (\\Seen))
        = flags 2=43 (\\Seen)
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), known(7, 12, "41,43"));
}

#[test]
fn a_mod_sequence_of_before_another_epoch_is_forgotten() {
    let mut mirror = Mirror::resume(Mailbox::INBOX, known(7, 45_000, "41"));
    run(
        &mut mirror,
        "CONDSTORE",
        "
        C: SELECT INBOX (CONDSTORE)
        S: * 2 EXISTS
        S: * OK [UIDVALIDITY 7] valid
        S: * OK [HIGHESTMODSEQ 46000] highest
        S: a OK [READ-WRITE] selected
        = exists 2
        C: FETCH 1:2 (UID FLAGS)
        S: * OK [UIDVALIDITY 8] the mailbox has been made anew
        = reset Some(8)
        S: * 1 FETCH (UID 1 FLAGS ())
        = new 1=1
        = flags 1=1 ()
        S: * 2 FETCH (UID 2 FLAGS ())
        = new 2=2
        = flags 2=2 ()
        S: a OK fetched
        C: nothing
        ",
    );
    assert_eq!(mirror.known(), Known { mod_seq: None, ..known(8, 1, "1:2") });
}

/// How many commands it takes until the plan has no more, with a server that answers each SELECT and FETCH alike.
fn asked(select: &[&str], fetch: impl Fn(usize) -> Vec<String>) -> (usize, Mirror) {
    let (mut mirror, mut session) = (Mirror::resume(Mailbox::INBOX, Known::default()), Session::new());
    let mut count = 0;
    while let Some(command) = mirror.next_command(&session) {
        count += 1;
        assert!(count < 50, "without end");
        let lines = match command {
            CommandBody::Select { .. } => select.iter().copied().map(String::from).collect(),
            CommandBody::Fetch { .. } => fetch(count),
            _ => Vec::new(),
        };
        for line in lines.iter().map(String::as_str).chain(["a OK done"]) {
            tell(&mut mirror, &mut session, line, &mut Vec::new());
        }
    }
    (count, mirror)
}

#[test]
fn a_server_that_contradicts_itself_each_time_is_not_asked_for_ever() {
    let select = ["* 3 EXISTS", "* OK [UIDVALIDITY 7] valid"];
    let lines = |lines: &[&str]| lines.iter().copied().map(String::from).collect::<Vec<_>>();
    // UIDs that descend.
    let descend = ["* 1 FETCH (UID 9 FLAGS ())", "* 2 FETCH (UID 5 FLAGS ())", "* 3 FETCH (UID 5 FLAGS ())"];
    // A message that comes and goes with each FETCH.
    let flap = ["* 1 FETCH (UID 9 FLAGS ())", "* 2 EXISTS", "* 3 EXISTS"];
    let gone = ["* 1 FETCH (UID 1 FLAGS ())", "* 9 EXPUNGE"];
    for odd in [&descend[..], &flap[..], &gone[..]] {
        let (count, mut mirror) = asked(&select, |_| lines(odd));
        assert_eq!(mirror.progress(), Progress::Stalled, "{odd:?}");
        assert!(count <= 6, "{odd:?}: {count}");
        // News of its own accord begin anew.
        let mut session = Session::new();
        tell(&mut mirror, &mut session, "* 4 EXISTS", &mut Vec::new());
        assert!(mirror.next_command(&session).is_some());
    }
    // Another epoch behind each answer.
    let epochs = |count: usize| {
        let epoch = alloc::format!("* OK [UIDVALIDITY {}] made anew", 7 + count);
        let mut all: Vec<_> =
            (1..=3).map(|seq| alloc::format!("* {seq} FETCH (UID {seq} FLAGS ())")).collect();
        all.push(epoch);
        all
    };
    let (count, mirror) = asked(&select, epochs);
    assert_eq!(mirror.progress(), Progress::Stalled);
    assert!(count <= 6, "{count}");
}

/// The lines of a transcript in the docs, without tags and remarks.
fn transcript<'d>(source: &'d str, prefix: &'static str) -> impl Iterator<Item = (char, &'d str)> {
    let lines = source
        .lines()
        .map(str::trim_start)
        .filter_map(move |line| line.strip_prefix(prefix))
        .map(str::trim_start);
    let lines = lines.skip_while(|line| !line.starts_with("```text")).skip(1);
    lines.take_while(|line| line.starts_with("C: ") || line.starts_with("S: ")).map(|line| {
        let (side, line) = line.split_at(3);
        let line = line.split_once("  ").map_or(line, |(line, _remark)| line);
        (side.chars().next().unwrap(), line)
    })
}

#[test]
fn the_transcripts_of_qresync_in_the_docs_are_right() {
    let (_, plan) = include_str!("plan.rs").split_once("The next command that brings the picture").unwrap();
    for (source, prefix, epoch, mod_seq, uids) in [
        (include_str!("../mirror.rs"), "//!", 67_890_007, 90_060_115_194_045_000, "41:43"),
        (plan, "///", 67_890_007, 90_060_115_194_045_000, "41,43"),
    ] {
        let mut mirror = Mirror::resume(Mailbox::INBOX, known(epoch, mod_seq, uids));
        let mut session = Session::new();
        let greeting = "* PREAUTH [CAPABILITY IMAP4rev1 ENABLE QRESYNC] hi";
        tell(&mut mirror, &mut session, greeting, &mut Vec::new());
        let mut lines = 0;
        for (side, line) in transcript(source, prefix) {
            lines += 1;
            if side == 'S' {
                tell(&mut mirror, &mut session, line, &mut Vec::new());
                continue;
            }
            let body = mirror.next_command(&session).unwrap_or_else(|| panic!("nothing instead of {line}"));
            let tag = Tag::try_from(line.split_once(' ').unwrap().0).unwrap();
            let mut out = Vec::new();
            encode_command(&Command { tag, body }, &mut out, &mut Vec::new());
            assert_eq!(String::from_utf8(out).unwrap().trim_end(), line);
        }
        assert!(lines > 5 && mirror.next_command(&session).is_none() && mirror.is_synced(), "{prefix}");
    }
}
