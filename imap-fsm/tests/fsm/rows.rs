//! The table of commands, `rows.txt`, on wire text: where each is legal, what may be said while it runs, what it may
//! overlap with, what its end does. A client and a server have to agree with each column.

use std::collections::BTreeSet;

use imap_fsm::Misuse;
use imap_fsm::server::{Delivery, Options};
use imap_fsm::session::{Refusal, Session, State};
use imap_types::capability::Capability;
use imap_types::command::CommandName;
use imap_types::number::Numbering;
use imap_types::response::{Condition, Data, StatusKind};

use crate::desk::{Desk, data, expunge, text};
use crate::wire::{Wire, command};

const TABLE: &str = include_str!("rows.txt");
/// All that is needed to send any of them; literals do not wait.
const CAPABILITIES: &str = "IMAP4rev1 LITERAL+ SASL-IR ENABLE";
/// How a command stands beside others.
const WORDS: [&str; 6] = ["numbers", "open", "changes", "leaves", "alone", "barrier"];

struct Row {
    /// As it is written, without tag.
    wire: String,
    states: &'static str,
    expunge: &'static str,
    beside: BTreeSet<&'static str>,
    ok: &'static str,
    no: &'static str,
    switches: Vec<&'static str>,
}

impl Row {
    fn of(line: &'static str) -> Self {
        let columns: Vec<_> = line.split('|').map(str::trim).collect();
        let [command, states, expunge, beside, ok, no, switches, section] = columns[..] else {
            panic!("8 columns: {line}")
        };
        let beside: BTreeSet<_> = beside.split_whitespace().collect();
        assert!(beside.iter().all(|word| WORDS.contains(word)), "{line}");
        assert!(section.contains('§') || section.chars().all(char::is_uppercase), "{line}");
        assert_eq!(expunge == "-", !states.contains('S'), "{line}");
        let wire = command.replace("\\r\\n", "\r\n");
        Self { wire, states, expunge, beside, ok, no, switches: switches.split_whitespace().collect() }
    }

    fn is(&self, word: &str) -> bool {
        self.beside.contains(word)
    }

    fn waits_for_one_that(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(word))
    }

    /// The states where it is legal, by their letters.
    fn legal(&self) -> impl Iterator<Item = char> {
        self.states.chars()
    }

    /// What the server says between the command and its end.
    fn enabled(&self) -> Option<String> {
        let capabilities = self.wire.strip_prefix("ENABLE ")?;
        Some(format!("* ENABLED {capabilities}"))
    }
}

fn rows() -> Vec<Row> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(Row::of).collect()
}

fn state(letter: char) -> State {
    match letter {
        'N' => State::NotAuthenticated,
        'A' => State::Authenticated,
        'S' => State::Selected,
        'L' => State::Logout,
        other => panic!("no state {other}"),
    }
}

/// The state of this column.
fn after(column: &str, before: char) -> State {
    state(column.chars().next().filter(|&letter| letter != '=').unwrap_or(before))
}

fn client(letter: char) -> Wire {
    match letter {
        'N' => Wire::greeted(CAPABILITIES),
        'A' => Wire::logged_in(CAPABILITIES),
        _ => Wire::selected(CAPABILITIES),
    }
}

fn server(letter: char) -> Desk {
    match letter {
        'N' => Desk::with(Options::default(), StatusKind::Ok),
        'A' => Desk::authenticated(),
        _ => Desk::selected(),
    }
}

/// A client that has sent these commands, none of which was answered, in this state.
fn after_these(letter: char, commands: &[&str]) -> Option<Wire> {
    let mut wire = client(letter);
    for command in commands {
        wire.try_send(command).ok()?;
    }
    wire.sent();
    Some(wire)
}

/// Whether `later` goes out while `before` is in flight; `None`: it is refused.
fn overlaps(letter: char, before: &str, later: &str) -> Option<bool> {
    let mut wire = after_these(letter, &[before])?;
    let id = wire.try_send(later).ok()?;
    let out = wire.sent();
    assert!(out.is_empty() || out.starts_with(&format!("{} ", id.tag())), "{before}: {out}");
    Some(!out.is_empty())
}

#[test]
fn there_is_a_row_for_each_command() {
    let all: BTreeSet<_> = rows()
        .iter()
        .map(|row| {
            let body = command(&row.wire);
            (body.name().to_string(), body.numbering() == Numbering::Uid && row.wire.starts_with("UID "))
        })
        .collect();
    let names: BTreeSet<_> =
        all.iter().map(|(name, _)| name.trim_start_matches("UID ").to_string()).collect();
    for name in CommandName::ALL.iter().map(|name| name.as_str()).filter(|&name| name != "UID") {
        assert!(names.contains(name), "{name}");
    }
    // 69 that are registered, and what is not.
    assert_eq!(all.len(), 69 + 4, "{all:?}");
}

#[test]
fn a_command_is_legal_in_the_states_of_its_row() {
    for row in rows() {
        for letter in "NAS".chars() {
            let (wire, legal) = (&row.wire, row.states.contains(letter));
            let mut sender = client(letter);
            match sender.try_send(wire) {
                Ok(id) => {
                    assert!(legal, "{wire} in {letter}");
                    sender.expect(&format!("{} {wire}\r\n", id.tag()));
                }
                Err(refused) => {
                    assert!(!legal, "{wire} in {letter}: {refused}");
                    assert_eq!(refused, Misuse::Refused(Refusal::State { state: state(letter) }), "{wire}");
                    sender.expect("");
                }
            }
            let mut desk = server(letter);
            let heard = desk.hear(&format!("t {wire}\r\n"));
            let name = command(wire).name().to_string();
            if legal {
                assert_eq!(heard, [format!("t {name}")], "{wire} in {letter}");
            } else {
                assert_eq!(heard, ["rejected"], "{wire} in {letter}");
                let state = state(letter);
                desk.expect(&format!("t BAD not a command for the {state} state\r\n"));
            }
        }
    }
}

/// RFC 9051 §7.5.1: the server holds EXPUNGE back, and a client does not name messages by number behind what permits it.
#[test]
fn expunge_comes_while_those_run_whose_rows_say_so() {
    for row in rows().iter().filter(|row| row.expunge != "-") {
        let (wire, may) = (&row.wire, row.expunge == "yes");
        let mut desk = server('S');
        desk.hear(&format!("t {wire}\r\n"));
        assert_eq!(desk.server.may_expunge(), may, "{wire}");
        desk.sent();
        if !matches!(row.ok, "S") {
            let delivery = if may { Delivery::Sent } else { Delivery::Held };
            assert_eq!(desk.server.respond(&expunge(2)), Ok(delivery), "{wire}");
            desk.expect(if may { "* 2 EXPUNGE\r\n" } else { "" });
        }
        if let Some(beside) = overlaps('S', wire, "FETCH 1 FLAGS") {
            assert_eq!(beside, !may && !row.is("leaves"), "FETCH behind {wire}");
        }
    }
}

#[test]
fn commands_overlap_as_their_rows_say() {
    for row in rows() {
        let wire = &row.wire;
        for letter in row.legal() {
            // This is about nothing, and permits EXPUNGE.
            let behind = overlaps(letter, "CAPABILITY", wire);
            assert_eq!(
                behind,
                Some(!row.waits_for_one_that(&["numbers", "alone"])),
                "{wire} behind CAPABILITY"
            );
            if let Some(beside) = overlaps(letter, wire, "CAPABILITY") {
                assert_eq!(
                    beside,
                    !row.waits_for_one_that(&["alone", "barrier"]),
                    "CAPABILITY behind {wire}"
                );
            }
        }
        if !row.states.contains('S') {
            continue;
        }
        // This is about the open mailbox, and permits no EXPUNGE.
        let behind = overlaps('S', "SEARCH ALL", wire);
        assert_eq!(behind, Some(!row.waits_for_one_that(&["leaves", "alone"])), "{wire} behind SEARCH");
        if let Some(beside) = overlaps('S', wire, "SELECT b") {
            assert_eq!(
                beside,
                !row.waits_for_one_that(&["open", "alone", "barrier"]),
                "SELECT behind {wire}"
            );
        }
        // If this fails, the mailbox of before may still be open.
        let behind = overlaps('S', "SELECT b", wire);
        let waits = row.waits_for_one_that(&["numbers", "changes", "leaves", "alone"]);
        assert_eq!(behind, Some(!waits), "{wire} behind SELECT");
        let behind = overlaps('A', "SELECT b", wire);
        let waits = row.waits_for_one_that(&["numbers", "leaves", "alone"]);
        assert_eq!(behind, Some(!waits), "{wire} behind SELECT, and none was open");
    }
}

/// Whether what the rows name is on: a capability, or EXPUNGE at any time.
fn is_on(session: &Session, word: &str) -> bool {
    match word {
        "expunges" => session.expunges_at_any_time(),
        name => session.enabled(&Capability::try_from(name).unwrap()),
    }
}

fn check(row: &Row, session: &Session, before: char, condition: Condition, side: &str) {
    let (wire, ok) = (&row.wire, condition == Condition::Ok);
    let expected = after(if ok { row.ok } else { row.no }, before);
    assert_eq!(session.state(), expected, "{wire} {condition:?} in {before}, {side}");
    assert_eq!(session.mailbox().is_some(), expected == State::Selected, "{wire}, {side}");
    for word in ["CONDSTORE", "QRESYNC", "IMAP4rev2", "UTF8=ACCEPT", "METADATA", "UIDONLY", "expunges"] {
        let expected = ok && row.switches.contains(&word);
        assert_eq!(is_on(session, word), expected, "{wire} {condition:?}: {word}, {side}");
    }
}

#[test]
fn the_end_of_a_command_does_what_its_row_says() {
    for row in rows() {
        for before in row.legal() {
            for condition in [Condition::Ok, Condition::No, Condition::Bad] {
                let ok = condition == Condition::Ok;
                let said = row.enabled().filter(|_| ok);
                let mut wire = client(before);
                let tag = wire.send(&row.wire).tag();
                wire.sent();
                if let Some(said) = &said {
                    wire.hear(&format!("{said}\r\n"));
                }
                if row.ok == "L" && ok {
                    wire.hear("* BYE x\r\n");
                }
                wire.hear_at_once(&format!("{tag} {} x\r\n", format!("{condition:?}").to_uppercase()))
                    .0
                    .unwrap();
                check(&row, wire.client.session(), before, condition, "client");

                let mut desk = server(before);
                desk.hear(&format!("t {}\r\n", row.wire));
                if let Some(said) = &said {
                    assert_eq!(desk.server.respond(&data(said)), Ok(Delivery::Sent));
                }
                let ended = desk.server.complete(desk.id(), condition, text("done"));
                // RFC 8437 §3
                let has_no = row.wire != "UNAUTHENTICATE" || condition != Condition::No;
                assert_eq!(ended.is_ok(), has_no, "{}", row.wire);
                check(&row, desk.server.session(), before, condition, "server");
            }
        }
    }
}

/// [RFC 7162 §3.2.6](https://www.rfc-editor.org/rfc/rfc7162#section-3.2.6)
#[test]
fn vanished_goes_with_uid_fetch_and_changedsince_alone() {
    for command in [
        "FETCH 1:* FLAGS (CHANGEDSINCE 12345 VANISHED)",
        "FETCH $ FLAGS (VANISHED CHANGEDSINCE 12345)",
        "UID FETCH 1:* FLAGS (VANISHED)",
        "UID FETCH 1:* FLAGS (PARTIAL 1:5 VANISHED)",
    ] {
        let mut wire = Wire::selected("IMAP4rev1 QRESYNC");
        wire.hear("* ENABLED QRESYNC\r\n");
        let refused = Err(Misuse::Refused(Refusal::VanishedAlone));
        assert_eq!(wire.try_send(command).map(drop), refused, "{command}");
        wire.expect("");
        assert!(wire.try_send("UID FETCH 1:* FLAGS (CHANGEDSINCE 12345 VANISHED)").is_ok());
        let mut desk = Desk::selected();
        let _ = desk.server.respond(&data("* ENABLED QRESYNC")).unwrap();
        desk.sent();
        assert_eq!(desk.hear(&format!("a {command}\r\n")), ["rejected"], "{command}");
        desk.expect("a BAD VANISHED without UID FETCH or without CHANGEDSINCE\r\n");
        assert_eq!(desk.hear("b UID FETCH 1:* FLAGS (CHANGEDSINCE 0 VANISHED)\r\n"), ["b UID FETCH"]);
    }
}

/// [RFC 7162 §3.1.2.2](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.2.2)
#[test]
fn a_mailbox_without_mod_sequences_is_not_asked_for_them() {
    const ASKED: [&str; 7] = [
        "FETCH 1 MODSEQ",
        "UID FETCH 1 FLAGS (CHANGEDSINCE 1)",
        "SEARCH MODSEQ 1",
        "UID SEARCH OR SEEN (NOT MODSEQ 1)",
        "UID SORT (DATE) UTF-8 MODSEQ 1",
        "THREAD REFERENCES UTF-8 MODSEQ 1",
        "UID STORE 1 (UNCHANGEDSINCE 1) FLAGS ()",
    ];
    const OTHERS: [&str; 5] = [
        "FETCH 1 FLAGS",
        "STATUS a (HIGHESTMODSEQ)",
        "SELECT a (CONDSTORE)",
        "ESEARCH IN (selected inboxes) MODSEQ 1",
        "UID STORE 1 FLAGS ()",
    ];
    let refused = Err(Misuse::Refused(Refusal::NoModSeqs));
    for command in ASKED {
        let mut wire = Wire::selected("IMAP4rev1 CONDSTORE");
        assert!(wire.try_send(command).is_ok(), "it has not said so: {command}");
        wire.hear("* OK [NOMODSEQ] x\r\n");
        assert_eq!(wire.try_send(command).map(drop), refused, "{command}");
        // The next mailbox may keep them.
        wire.send("SELECT b");
        assert!(wire.try_send(command).is_ok(), "{command}");
        wire.sent();
        wire.hear("a3 OK x\r\na4 OK x\r\n");
        assert!(wire.try_send(command).is_ok(), "{command}");

        let mut desk = Desk::selected();
        let _ = desk.server.respond(&data("* OK [NOMODSEQ] x")).unwrap();
        desk.sent();
        assert_eq!(desk.hear(&format!("a {command}\r\n")), ["rejected"], "{command}");
        desk.expect("a BAD mod-sequences in a mailbox that keeps none\r\n");
        let _ = desk.server.respond(&data("* OK [HIGHESTMODSEQ 9] x")).unwrap();
        assert_eq!(desk.hear(&format!("b {command}\r\n")).len(), 1);
        assert_ne!(desk.sent(), "", "it is said at the end only");
    }
    for command in OTHERS {
        let mut wire = Wire::selected("IMAP4rev1 CONDSTORE");
        wire.hear("* OK [NOMODSEQ] x\r\n");
        assert!(wire.try_send(command).is_ok(), "{command}");
    }
}

/// [RFC 7377 §2.2](https://www.rfc-editor.org/rfc/rfc7377#section-2.2)
#[test]
fn an_esearch_saves_and_updates_in_the_selected_mailbox_alone() {
    for (command, refusal) in [
        ("ESEARCH IN (inboxes) RETURN (SAVE) ALL", Refusal::SaveOfOthers),
        ("ESEARCH IN (selected inboxes) RETURN (COUNT SAVE) ALL", Refusal::SaveOfOthers),
        ("ESEARCH IN (selected) RETURN (SAVE) CHARSET UTF-8 ALL", Refusal::CharsetWithUtf8),
    ] {
        let mut wire = Wire::selected("IMAP4rev1");
        wire.hear("* ENABLED UTF8=ACCEPT\r\n");
        assert_eq!(wire.try_send(command).map(drop), Err(Misuse::Refused(refusal)), "{command}");
        let mut desk = Desk::selected();
        let _ = desk.server.respond(&data("* ENABLED UTF8=ACCEPT")).unwrap();
        desk.sent();
        assert_eq!(desk.hear(&format!("a {command}\r\n")), ["rejected"], "{command}");
        desk.expect(&format!("a BAD {refusal}\r\n"));
    }
    for command in ["ESEARCH RETURN (SAVE) ALL", "ESEARCH IN (selected) RETURN (SAVE) ALL"] {
        assert_eq!(Desk::selected().hear(&format!("a {command}\r\n")), ["a ESEARCH"], "{command}");
    }
}

/// [RFC 5465 §3.1](https://www.rfc-editor.org/rfc/rfc5465#section-3.1),
/// [§5.8](https://www.rfc-editor.org/rfc/rfc5465#section-5.8)
#[test]
fn a_notify_that_is_refused_leaves_the_one_before() {
    let set = "NOTIFY SET (selected (MessageNew MessageExpunge))";
    let mut wire = Wire::selected("IMAP4rev1 NOTIFY");
    wire.send(set);
    wire.send("NOTIFY SET (personal (MessageNew MessageExpunge))");
    wire.sent();
    wire.hear("a2 OK x\r\na3 NO [NOTIFICATIONOVERFLOW] x\r\n");
    assert!(wire.client.session().expunges_at_any_time());
    wire.hear("* OK [NOTIFICATIONOVERFLOW] x\r\n");
    assert!(!wire.client.session().expunges_at_any_time());

    let mut desk = Desk::selected();
    desk.hear(&format!("a {set}\r\n"));
    desk.complete(Condition::Ok);
    desk.sent();
    assert_eq!(desk.server.respond(&expunge(1)), Ok(Delivery::Sent), "at any time");
    assert_eq!(desk.server.respond(&data("* OK [NOTIFICATIONOVERFLOW] x")), Ok(Delivery::Sent));
    assert_eq!(desk.server.respond(&Data::Expunge(1.try_into().unwrap())), Ok(Delivery::Held));
}
