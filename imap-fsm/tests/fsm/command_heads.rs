//! What an observer and a server learn of a command before the octets of its literals, and at its end.

use imap_fsm::observer::{self, CommandEnd, CommandLiteral, FromClient, Observer};
use imap_fsm::server::{AppendLiteral, Event, Options, Server};
use imap_fsm::{Limits, Misuse};
use imap_types::IntoBoundedStatic;
use imap_types::append::{
    AppendData, AppendDataTail, AppendHead, AppendTail, CatPart, CatPartHead, CatPartTail,
};
use imap_types::command::{CommandHead, CommandName, CommandTail};
use imap_types::flag::Flag;
use imap_types::response::{RespText, Status, StatusKind};

/// Literals of more octets come in pieces.
const LITERAL: usize = 8;

/// What a client's bytes are to an observer, each literal of which may come: all literals, and the end of the command if
/// one of them comes in pieces.
fn observed(wire: &str) -> (Vec<CommandLiteral<'static>>, Option<CommandEnd<'static>>) {
    let client = Limits { literal: LITERAL, ..Limits::server() };
    let mut observer = Observer::new(observer::Options { client, ..observer::Options::default() });
    observer.server(&mut &b"* PREAUTH x\r\n"[..]).unwrap();
    let (mut input, mut found, mut end) = (wire.as_bytes(), Vec::new(), None);
    while let Some(seen) = observer.client(&mut input).unwrap() {
        match seen.message {
            FromClient::LiteralAnnounced(literal) => {
                found.push(literal);
                observer.accept_literal().unwrap();
            }
            FromClient::LiteralHead(literal) => found.push(literal),
            FromClient::LiteralTail(tail) => end = Some(tail),
            FromClient::Command(_) | FromClient::LiteralData(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(observer.accept_literal(), Err(Misuse::NotWaiting));
    assert!(input.is_empty());
    (found, end)
}

fn literals(wire: &str) -> Vec<CommandLiteral<'static>> {
    observed(wire).0
}

/// The end of a command that does not break the grammar.
fn tail(wire: &str) -> CommandTail<'static> {
    observed(wire).1.unwrap().tail.unwrap()
}

/// What a server learns of APPEND and REPLACE from the same bytes.
fn appends(wire: &str) -> (Vec<AppendHead<'static>>, Option<AppendTail<'static>>) {
    let limits = Limits { literal: LITERAL, ..Limits::server() };
    let mut server = Server::new(Options { limits, ..Options::default() });
    server.greet(&Status { kind: StatusKind::PreAuth, text: RespText::try_from("x").unwrap() }).unwrap();
    let (mut input, mut found, mut tail) = (wire.as_bytes(), Vec::new(), None);
    while let Some(event) = server.receive(&mut input).unwrap() {
        match event {
            Event::LiteralAnnounced(AppendLiteral { id, head, .. }) => {
                found.push(head);
                server.accept_literal(id).unwrap();
            }
            Event::LiteralHead(begun) => found.push(begun.head),
            Event::LiteralTail(end) => tail = Some(end.tail.into_static()),
            Event::LiteralData(_) | Event::Command { .. } => {}
            other => panic!("{other:?}"),
        }
    }
    (found, tail)
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
        let (heads, end) = observed(wire);
        let heads: Vec<_> = heads.into_iter().map(|literal| literal.head).collect();
        let (heard, tail) = appends(wire);
        let heard: Vec<_> = heard.into_iter().map(|head| Some(CommandHead::Append(head))).collect();
        assert_eq!((&heads, heard.len()), (&heard, count), "{wire}");
        let tail = tail.map(CommandTail::Append).unwrap();
        assert_eq!(end, Some(CommandEnd { tag: Some("a".try_into().unwrap()), tail: Ok(tail) }), "{wire}");
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

/// Name and mailboxes.
fn ended(wire: &str) -> String {
    let CommandTail::Other { kind, mailboxes } = tail(wire) else { panic!("{wire}") };
    let mailboxes: String = mailboxes.iter().map(|mailbox| format!(" {mailbox:?}")).collect();
    format!("{}{mailboxes}", kind.map_or("other", CommandName::as_str))
}

#[test]
fn the_end_of_other_commands_has_no_names_that_came_in_pieces() {
    assert_eq!(ended("a RENAME Drafts {9}\r\n123456789\r\n"), "RENAME \"Drafts\"");
    assert_eq!(ended("a RENAME {9+}\r\n123456789 {4+}\r\nwork\r\n"), "RENAME \"work\"");
    assert_eq!(ended("a SELECT {9+}\r\n123456789 (CONDSTORE)\r\n"), "SELECT");
    assert_eq!(ended("a LOGIN {9+}\r\n123456789 {9+}\r\n123456789\r\n"), "LOGIN");
    assert_eq!(ended("a SEARCH TEXT {9}\r\n123456789 SEEN\r\n"), "SEARCH");
    assert_eq!(ended("a SETMETADATA x (/private/a {9}\r\n123456789 /private/b y)\r\n"), "SETMETADATA \"x\"");
    assert_eq!(ended("a XFROB 1 {9}\r\n123456789 2\r\n"), "other");
}

#[test]
fn the_end_of_an_append_has_the_octets_that_came_whole() {
    let wire = "a APPEND x CATENATE (TEXT {2+}\r\nab TEXT {9+}\r\n123456789) (\\Draft) {3+}\r\nabc {9+}\r\n123456789\r\n";
    let CommandTail::Append(AppendTail { mailbox, messages, .. }) = tail(wire) else { panic!() };
    assert_eq!((mailbox, messages.len()), ("x".try_into().unwrap(), 3));
    let whole = CatPartTail::Whole(CatPart::Text("ab".try_into().unwrap()));
    let parts = vec![whole, CatPartTail::Streamed(CatPartHead::Text)];
    assert_eq!(messages[0].data, AppendDataTail::Catenate(parts));
    assert_eq!(messages[1].flags, [Flag::Draft].into_iter().collect());
    assert_eq!(messages[1].data, AppendDataTail::Whole(AppendData::Literal("abc".try_into().unwrap())));
    assert_eq!(messages[2].data, AppendDataTail::Literal);
}

/// Where it is not known which octets are a message's, no empty string may be taken for one.
#[test]
fn of_an_append_whose_mailbox_or_annotation_came_in_pieces_the_name_is_told() {
    assert_eq!(ended("a APPEND {9+}\r\n123456789 {3+}\r\nabc\r\n"), "APPEND");
    let annotated = "a APPEND x ANNOTATION (/comment (value.priv {9+}\r\n123456789)) {9+}\r\n123456789\r\n";
    assert_eq!(ended(annotated), "APPEND \"x\"");
    let second =
        "a APPEND x {9+}\r\n123456789 ANNOTATION (/comment (value.priv {9+}\r\n123456789)) {1+}\r\na\r\n";
    assert_eq!(ended(second), "APPEND \"x\"");
}

#[test]
fn a_malformed_end_has_its_tag_and_the_rule() {
    let (_, end) = observed("a APPEND x {9+}\r\n123456789 (\r\n");
    let Some(CommandEnd { tag: Some(tag), tail: Err(_) }) = end else { panic!("{end:?}") };
    assert_eq!(tag, "a");
}

/// `XFOO` may be data of the message, or an extension that stands before them: what follows tells.
#[test]
fn a_literal_behind_an_unknown_name_is_no_message() {
    let held = "a APPEND x XFOO {2}\r\nab (\\Seen) XFOO {2}\r\ncd {9}\r\n123456789\r\n";
    for (wire, messages) in [(held, 2), ("a APPEND x XFOO {2}\r\nab {9}\r\n123456789\r\n", 1)] {
        let (heads, tail) = appends(wire);
        let AppendTail { messages: told, .. } = tail.unwrap();
        assert_eq!((told.len(), &told[messages - 1].data), (messages, &AppendDataTail::Literal), "{wire}");
        assert_eq!(heads[0].place.message, messages - 1, "{wire}");
        let of_append = |head| matches!(head, Some(CommandHead::Append(_)));
        let observed: Vec<_> = literals(wire).into_iter().map(|literal| of_append(literal.head)).collect();
        assert_eq!(observed[observed.len() - 2..], [true; 2], "announced, and in pieces: {wire}");
        assert!(!observed[0], "{wire}");
    }
    assert_eq!(ended("a APPEND x XFOO {9+}\r\n123456789 {9+}\r\n123456789\r\n"), "APPEND \"x\"");
    assert_eq!(ended("a APPEND x {9+}\r\n123456789 XFOO {9+}\r\n123456789\r\n"), "APPEND \"x\"");
}
