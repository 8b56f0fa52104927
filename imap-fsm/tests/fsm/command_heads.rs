//! What an observer and a server learn of a command before the octets of its literals.

use imap_fsm::observer::{self, CommandLiteral, FromClient, Observer};
use imap_fsm::server::{AppendLiteral, Event, Options, Server};
use imap_fsm::{Limits, Misuse};
use imap_types::append::AppendHead;
use imap_types::command::{CommandHead, CommandName};
use imap_types::response::{RespText, Status, StatusKind};

/// Literals of more octets come in pieces.
const LITERAL: usize = 8;

/// The literals of a client's bytes, each of which may come.
fn literals(wire: &str) -> Vec<CommandLiteral<'static>> {
    let client = Limits { literal: LITERAL, ..Limits::server() };
    let mut observer = Observer::new(observer::Options { client, ..observer::Options::default() });
    observer.server(&mut &b"* PREAUTH x\r\n"[..]).unwrap();
    let (mut input, mut found) = (wire.as_bytes(), Vec::new());
    while let Some(seen) = observer.client(&mut input).unwrap() {
        match seen.message {
            FromClient::LiteralAnnounced(literal) => {
                found.push(literal);
                observer.accept_literal().unwrap();
            }
            FromClient::LiteralHead(literal) => found.push(literal),
            FromClient::LiteralTail(command) => drop(command.unwrap()),
            FromClient::Command(_) | FromClient::LiteralData(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(observer.accept_literal(), Err(Misuse::NotWaiting));
    assert!(input.is_empty());
    found
}

/// What a server learns of APPEND and REPLACE from the same bytes.
fn appends(wire: &str) -> Vec<AppendHead<'static>> {
    let limits = Limits { literal: LITERAL, ..Limits::server() };
    let mut server = Server::new(Options { limits, ..Options::default() });
    server.greet(&Status { kind: StatusKind::PreAuth, text: RespText::try_from("x").unwrap() }).unwrap();
    let (mut input, mut found) = (wire.as_bytes(), Vec::new());
    while let Some(event) = server.receive(&mut input).unwrap() {
        match event {
            Event::LiteralAnnounced(AppendLiteral { id, head, .. }) => {
                found.push(head);
                server.accept_literal(id).unwrap();
            }
            Event::LiteralHead(begun) => found.push(begun.head),
            Event::LiteralData(_) | Event::LiteralTail(_) | Event::Command { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    found
}

#[test]
fn an_observer_learns_of_messages_what_a_server_learns() {
    for (wire, count) in [
        ("a APPEND x (\\Seen) {9}\r\n123456789\r\n", 2),
        ("a APPEND x {2}\r\nab {9}\r\n123456789 (\\Draft) {3+}\r\nabc ~{9+}\r\n123456789 {1}\r\na\r\n", 5),
        ("a APPEND {3+}\r\na b UTF8 (~{9}\r\n123456789) (\\Seen) {2}\r\nab\r\n", 3),
        (
            "a APPEND x CATENATE (URL \"/y;UID=4\" TEXT {2}\r\nab URL \"/y;UID=5\" TEXT {9}\r\n123456789) {9+}\r\n\
             123456789\r\n",
            4,
        ),
    ] {
        let observed: Vec<_> = literals(wire).into_iter().map(|literal| literal.head).collect();
        let heard: Vec<_> = appends(wire).into_iter().map(|head| Some(CommandHead::Append(head))).collect();
        assert_eq!((&observed, heard.len()), (&heard, count), "{wire}");
    }
}

#[test]
fn a_message_of_replace_is_told_with_what_it_replaces() {
    let [asked, begun] = &literals("a UID REPLACE 4 x {9}\r\n123456789\r\n")[..] else { panic!() };
    assert_eq!(asked.head, begun.head);
    let Some(CommandHead::Append(head)) = &asked.head else { panic!("{asked:?}") };
    assert!(head.replaces.is_some() && head.mailbox == "x");
    let kind = asked.head.as_ref().and_then(CommandHead::kind);
    assert_eq!(kind, Some(CommandName::Replace));
}

/// Name, mailboxes and tag.
fn known(wire: &str) -> Vec<String> {
    let show = |literal: CommandLiteral<'_>| {
        let tag = literal.tag.unwrap();
        let Some(head) = literal.head else { return format!("{tag} ?") };
        let mailboxes = head.mailboxes().map(|mailbox| format!(" {mailbox:?}")).collect::<String>();
        format!("{tag} {}{mailboxes}", head.kind().map_or("other", CommandName::as_str))
    };
    literals(wire).into_iter().map(show).collect()
}

#[test]
fn of_other_commands_name_and_mailboxes_are_told_and_nothing_for_the_literal() {
    assert_eq!(known("a RENAME Drafts {4}\r\nwork\r\n"), ["a RENAME \"Drafts\""]);
    assert_eq!(known("a RENAME {6}\r\nDrafts {4}\r\nwork\r\n"), ["a ?", "a RENAME \"Drafts\""]);
    assert_eq!(known("b DELETE {4}\r\nwork\r\n"), ["b DELETE"]);
    assert_eq!(known("b XFROB 1 {4}\r\nwork\r\n"), ["b other"]);
    assert_eq!(known("c COPY 1 {9}\r\n123456789\r\n"), ["c COPY", "c COPY"]);
    // Nobody shall take the literal that came in pieces for an empty one.
    assert_eq!(known("d RENAME {9+}\r\n123456789 {4}\r\nwork\r\n"), ["d ?", "d ?"]);
    assert_eq!(known("e APPEND {9+}\r\n123456789 {9+}\r\n123456789\r\n"), ["e ?", "e ?"]);
}

#[test]
fn many_literals_that_are_no_messages_are_looked_at_a_few_times() {
    let keys = " {1}\r\nx".repeat(7);
    let known = known(&format!("a XFROB{keys}\r\n"));
    assert_eq!(known, [&["a other"; 4][..], &["a ?"; 3]].concat());
}
