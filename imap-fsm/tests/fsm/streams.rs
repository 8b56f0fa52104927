//! Messages that come in pieces: REPLACE, and the texts of CATENATE.

use imap_fsm::client::{self, Client, CommandId};
use imap_fsm::server::{AppendEnd, AppendLiteral, Event, Options, Server};
use imap_fsm::{Limits, Misuse};
use imap_types::append::{
    AppendData, AppendDataHead, AppendDataTail, AppendHead, AppendMessage, AppendMessageHead,
    AppendMessageTail, AppendTail, AppendText, CatPart, CatPartHead, CatPartTail,
};
use imap_types::atom::Tag;
use imap_types::command::{Command, CommandBody};
use imap_types::flag::{Flag, Flags};
use imap_types::mailbox::Mailbox;
use imap_types::nonempty::NonEmpty;
use imap_types::number::Uid;
use imap_types::replace::{OldMessage, Replace};
use imap_types::response::{Condition, StatusKind};
use imap_types::sequence::Bound;
use imap_types::string::{AString, Binary};
use imap_types::url::ImapUrl;

use crate::desk::{Desk, status, text};
use crate::wire::Wire;

/// A command as it is written, without its tag.
fn written(body: &CommandBody<'_>) -> String {
    let (mut out, tag) = (Vec::new(), Tag::try_from("a").unwrap());
    let command = Command { tag, body: body.clone() };
    imap_codec::Encoder::new(&mut out).literals(imap_codec::Literals::Plus).command(&command);
    String::from_utf8(out).unwrap().trim_end().trim_start_matches("a ").to_string()
}

/// What is known before the octets of a literal, as a command with an empty one, and where the octets belong.
fn known(head: AppendHead<'_>) -> String {
    let AppendHead { mailbox, replaces, mut rest, mut messages, text, place } = head;
    let octets = |part| match part {
        CatPartHead::Text => CatPart::Text(AString::EMPTY),
        CatPartHead::Utf8 => CatPart::Utf8(Binary::try_from(&b""[..]).unwrap()),
    };
    let goes_on = matches!(text, AppendText::Part(_));
    let is_rest = goes_on || !rest.is_empty();
    let last = match text {
        AppendText::Part(part) => {
            rest.push(octets(part));
            None
        }
        AppendText::Message(AppendMessageHead { flags, date, extensions, data }) => {
            let data = match data {
                AppendDataHead::Literal => AppendData::Literal(AString::EMPTY),
                AppendDataHead::Literal8 => AppendData::Literal8(Binary::try_from(&b""[..]).unwrap()),
                AppendDataHead::Utf8 => AppendData::Utf8(Binary::try_from(&b""[..]).unwrap()),
                AppendDataHead::Catenate { mut before, part } => {
                    before.push(octets(part));
                    AppendData::Catenate(NonEmpty::try_from(before).unwrap())
                }
            };
            Some(AppendMessage { flags, date, extensions, data })
        }
    };
    if let Ok(parts) = NonEmpty::try_from(rest) {
        messages.insert(
            0,
            AppendMessage { data: AppendData::Catenate(parts), ..AppendMessage::new(AString::EMPTY) },
        );
    }
    messages.extend(last);
    let body = match replaces {
        None => CommandBody::Append { mailbox, messages: NonEmpty::try_from(messages).unwrap() },
        Some(old) => {
            assert_eq!(messages.len(), 1);
            CommandBody::Replace(Box::new(Replace { old, mailbox, message: messages.remove(0) }))
        }
    };
    let rest = if is_rest { "rest of " } else { "" };
    format!("{}.{}: {rest}{}", place.message, place.part, written(&body))
}

/// The end of a command as a command with empty strings for what came in pieces, as it is written.
fn ended(tail: AppendTail<'_>) -> String {
    let AppendTail { mailbox, replaces, messages } = tail;
    let part = |part| match part {
        CatPartTail::Whole(part) => {
            assert_ne!(part, CatPart::Text(AString::EMPTY), "no empty string is in the place of octets");
            part
        }
        CatPartTail::Streamed(CatPartHead::Text) => CatPart::Text(AString::EMPTY),
        CatPartTail::Streamed(CatPartHead::Utf8) => CatPart::Utf8(Binary::try_from(&b""[..]).unwrap()),
    };
    let message = |message| {
        let AppendMessageTail { flags, date, extensions, data } = message;
        let empty = || Binary::try_from(&b""[..]).unwrap();
        let data = match data {
            AppendDataTail::Whole(data) => {
                assert_ne!(
                    data,
                    AppendData::Literal(AString::EMPTY),
                    "no empty string is in the place of octets"
                );
                data
            }
            AppendDataTail::Literal => AppendData::Literal(AString::EMPTY),
            AppendDataTail::Literal8 => AppendData::Literal8(empty()),
            AppendDataTail::Utf8 => AppendData::Utf8(empty()),
            AppendDataTail::Catenate(parts) => {
                let parts: Vec<_> = parts.into_iter().map(part).collect();
                AppendData::Catenate(NonEmpty::try_from(parts).unwrap())
            }
        };
        AppendMessage { flags, date, extensions, data }
    };
    let mut messages: Vec<_> = messages.into_iter().map(message).collect();
    written(&match replaces {
        None => CommandBody::Append { mailbox, messages: NonEmpty::try_from(messages).unwrap() },
        Some(old) => CommandBody::Replace(Box::new(Replace { old, mailbox, message: messages.remove(0) })),
    })
}

/// What a server learns, with the command of each literal; every literal is accepted, and every command completed.
fn hear(server: &mut Server, input: &mut &[u8], heard: &mut Vec<String>) {
    loop {
        let written_len = server.transmit().len();
        server.transmitted(written_len).unwrap();
        let Some(event) = server.receive(input).unwrap() else { return };
        match event {
            Event::LiteralAnnounced(AppendLiteral { id, head, literal, .. }) => {
                heard.push(format!("{} asks {}", known(head), literal.len));
                server.accept_literal(id).unwrap();
            }
            Event::LiteralHead(AppendLiteral { head, literal, .. }) => {
                heard.push(format!("{} begins {}", known(head), literal.len));
            }
            Event::LiteralData(octets) => {
                let octets = String::from_utf8_lossy(octets);
                match heard.last_mut().filter(|last| last.starts_with("octets ")) {
                    Some(last) => last.push_str(&octets),
                    None => heard.push(format!("octets {octets}")),
                }
            }
            Event::Command { id, command } => {
                heard.push(written(&command.body));
                server.complete(id, Condition::Ok, text("done")).unwrap();
            }
            Event::LiteralTail(AppendEnd { id, tail, .. }) => {
                heard.push(ended(tail));
                server.complete(id, Condition::Ok, text("done")).unwrap();
            }
            Event::Rejected { why, .. } => heard.push(format!("rejected: {why}")),
            _ => heard.push("?".into()),
        }
    }
}

fn small() -> Options {
    Options { limits: Limits { literal: 8, ..Limits::server() }, ..Options::default() }
}

fn selected(options: Options) -> Server {
    let mut server = Server::new(options);
    server.greet(&status(StatusKind::PreAuth)).unwrap();
    let mut heard = Vec::new();
    let mut input = &b"s SELECT a\r\n"[..];
    hear(&mut server, &mut input, &mut heard);
    server
}

/// The same at every split, octet by octet included.
fn learns(options: Options, wire: &str, expected: &[&str]) {
    for step in [1, 2, 3, 7, 64, wire.len()] {
        let (mut server, mut heard, mut unread) = (selected(options), Vec::new(), Vec::new());
        for piece in wire.as_bytes().chunks(step) {
            unread.extend_from_slice(piece);
            let mut input = &unread[..];
            hear(&mut server, &mut input, &mut heard);
            unread = input.to_vec();
        }
        assert_eq!(heard, expected, "{step}: {wire}");
        assert!(unread.is_empty());
    }
}

#[test]
fn a_server_is_asked_for_the_message_of_replace_as_for_that_of_append() {
    let (whole, head) = ("REPLACE 4 Drafts (\\Draft) {5+}\r\nhello", "REPLACE 4 Drafts (\\Draft) {0+}");
    learns(
        Options::default(),
        "a REPLACE 4 {6}\r\nDrafts (\\Draft) {5}\r\nhello\r\n",
        &[&format!("0.0: {head} asks 5"), whole],
    );
    learns(
        small(),
        "a UID REPLACE * Drafts {12}\r\nhello, world\r\nb UID REPLACE 7 Drafts ~{12+}\r\nhello, world\r\n",
        &[
            "0.0: UID REPLACE * Drafts {0+} asks 12",
            "0.0: UID REPLACE * Drafts {0+} begins 12",
            "octets hello, world",
            "UID REPLACE * Drafts {0+}",
            "0.0: UID REPLACE 7 Drafts ~{0+} begins 12",
            "octets hello, world",
            "UID REPLACE 7 Drafts ~{0+}",
        ],
    );

    let mut desk = Desk::selected();
    assert_eq!(desk.hear("a REPLACE 4 Drafts {310}\r\n"), ["announced REPLACE 310"]);
    desk.server.refuse_literal(desk.id(), Condition::No, text("full")).unwrap();
    desk.expect("a NO full\r\n");
    assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);
    desk.complete(Condition::Ok);
    // There is one message.
    desk.sent();
    assert_eq!(desk.hear("c REPLACE 4 Drafts {2+}\r\nab {3+}\r\nabc\r\n"), ["rejected"]);
    // It has no place where no mailbox is open, and is not sent.
    let mut desk = Desk::authenticated();
    assert_eq!(desk.hear("a REPLACE 4 Drafts {310}\r\n"), ["rejected"]);
    desk.expect("a BAD not a command for the authenticated state\r\n");
}

#[test]
fn a_server_is_asked_for_each_text_of_catenate() {
    learns(
        small(),
        "a APPEND x (\\Seen) CATENATE (URL {2}\r\n/a TEXT {3}\r\nabc URL /b TEXT {12}\r\nhello, world) {9}\r\n\
         123456789\r\n",
        &[
            "0.1: APPEND x (\\Seen) CATENATE (URL /a TEXT {0+}\r\n) asks 3",
            "0.3: rest of APPEND x CATENATE (URL /b TEXT {0+}\r\n) asks 12",
            "0.3: rest of APPEND x CATENATE (URL /b TEXT {0+}\r\n) begins 12",
            "octets hello, world",
            "1.0: APPEND x {0+} asks 9",
            "1.0: APPEND x {0+} begins 9",
            "octets 123456789",
            "APPEND x (\\Seen) CATENATE (URL /a TEXT {3+}\r\nabc URL /b TEXT {0+}\r\n) {0+}",
        ],
    );
    learns(
        small(),
        "a UID REPLACE 7 x CATENATE (TEXT {12+}\r\nhello, world TEXT {9+}\r\n123456789 URL /b TEXT {2+}\r\nab URL /c)\r\n",
        &[
            "0.0: UID REPLACE 7 x CATENATE (TEXT {0+}\r\n) begins 12",
            "octets hello, world",
            "0.1: rest of UID REPLACE 7 x CATENATE (TEXT {0+}\r\n) begins 9",
            "octets 123456789",
            "UID REPLACE 7 x CATENATE (TEXT {0+}\r\n TEXT {0+}\r\n URL /b TEXT {2+}\r\nab URL /c)",
        ],
    );
    // RFC 6855 §4: UTF8 stands for a message, and for a part of one.
    learns(
        small(),
        "a APPEND x CATENATE (UTF8 (~{9+}\r\n123456789) URL /b UTF8 (~{3}\r\nabc)) UTF8 (~{9+}\r\n123456789) {2}\r\nab\r\n",
        &[
            "0.0: APPEND x CATENATE (UTF8 (~{0+}\r\n)) begins 9",
            "octets 123456789",
            "0.2: rest of APPEND x CATENATE (URL /b UTF8 (~{0+}\r\n)) asks 3",
            "1.0: APPEND x UTF8 (~{0+}\r\n) begins 9",
            "octets 123456789",
            "2.0: APPEND x {0+} asks 2",
            "APPEND x CATENATE (UTF8 (~{0+}\r\n) URL /b UTF8 (~{3+}\r\nabc)) UTF8 (~{0+}\r\n) {2+}\r\nab",
        ],
    );
    // What came whole is told with the next literal, and not again.
    learns(
        small(),
        "a APPEND x CATENATE (TEXT {9+}\r\n123456789 TEXT {1+}\r\na URL /b) (\\Seen) {1+}\r\nb (\\Draft) CATENATE (URL \
         /c TEXT {9+}\r\n123456789) XDATA 1\r\n",
        &[
            "0.0: APPEND x CATENATE (TEXT {0+}\r\n) begins 9",
            "octets 123456789",
            "2.1: rest of APPEND x CATENATE (TEXT {1+}\r\na URL /b) (\\Seen) {1+}\r\nb (\\Draft) CATENATE (URL /c TEXT \
             {0+}\r\n) begins 9",
            "octets 123456789",
            "APPEND x CATENATE (TEXT {0+}\r\n TEXT {1+}\r\na URL /b) (\\Seen) {1+}\r\nb (\\Draft) CATENATE (URL /c TEXT \
             {0+}\r\n) XDATA 1",
        ],
    );
    // Whether it is data or the value of an extension is not known, so that no long one is taken.
    learns(
        small(),
        "a APPEND x {9+}\r\n123456789 XDATA {9+}\r\n123456789\r\nb NOOP\r\n",
        &["0.0: APPEND x {0+} begins 9", "octets 123456789", "rejected: literal too long", "NOOP"],
    );
    // Behind a whole message REPLACE has no other, and no long one is held.
    learns(
        small(),
        "a REPLACE 7 x {9+}\r\n123456789 {9+}\r\n123456789\r\nb NOOP\r\n",
        &["0.0: REPLACE 7 x {0+} begins 9", "octets 123456789", "rejected: literal too long", "NOOP"],
    );
}

#[test]
fn a_text_that_is_refused_while_it_comes_is_read_to_its_end() {
    let mut desk = Desk::with(small(), StatusKind::PreAuth);
    desk.hear("a APPEND x CATENATE (TEXT {12+}\r\nhello");
    desk.server.refuse_literal(desk.id(), Condition::No, text("no such URL")).unwrap();
    desk.expect("a NO no such URL\r\n");
    assert_eq!(desk.hear(", world URL /a TEXT {9+}\r\n123456789)\r\nb NOOP\r\n"), ["b NOOP"]);
    desk.complete(Condition::Ok);

    let mut desk = Desk::authenticated();
    assert_eq!(desk.hear("a APPEND x CATENATE (URL /a TEXT {12}\r\n"), ["announced APPEND 12"]);
    desk.server.refuse_literal(desk.id(), Condition::No, text("no such URL")).unwrap();
    assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);
}

fn url(url: &'static str) -> CatPart<'static> {
    CatPart::Url(ImapUrl::try_from(url).unwrap())
}

fn octets(octets: &'static str) -> CatPart<'static> {
    CatPart::Text(AString::try_from(octets).unwrap())
}

fn catenate(before: &[CatPart<'static>], part: CatPartHead) -> AppendMessageHead<'static> {
    let data = AppendDataHead::Catenate { before: before.to_vec(), part };
    AppendMessageHead { data, ..plain() }
}

fn plain() -> AppendMessageHead<'static> {
    AppendMessageHead::default()
}

fn drafts() -> Mailbox<'static> {
    Mailbox::try_from("Drafts").unwrap()
}

fn uid(uid: u32) -> OldMessage {
    OldMessage::Uid(Bound::Number(Uid::try_from(uid).unwrap()))
}

#[test]
fn a_client_streams_the_message_of_replace() {
    let mut wire = Wire::selected("IMAP4rev1 REPLACE UIDPLUS");
    let message = AppendMessageHead { flags: Flags::from([Flag::Draft]), ..plain() };
    let id = wire.client.replace(uid(4), &drafts(), &message, 5).unwrap();
    wire.expect("a2 UID REPLACE 4 Drafts (\\Draft) {5}\r\n");
    assert_eq!(wire.client.append_room(id), 0);
    assert_eq!(wire.hear("+ go\r\n"), ["a2 continue"]);
    assert_eq!(wire.client.append_data(id, b"hello"), Ok(5));
    assert_eq!(wire.client.append_next(id, &plain(), 3), Err(Misuse::Unfit), "there is one message");
    assert_eq!(wire.client.append_text(id, &[], 3), Err(Misuse::Unfit), "it is no CATENATE");
    assert_eq!(wire.client.append_parts(id, &[url("/a")]), Err(Misuse::Unfit));
    wire.client.append_finish(id).unwrap();
    wire.expect("hello\r\n");
    assert_eq!(wire.hear("* OK [APPENDUID 1 5] x\r\n* 4 EXPUNGE\r\na2 OK x\r\n").len(), 3);

    // It changes the open mailbox: a number after it waits, and without one it has no place.
    let number = OldMessage::SeqNum(Bound::Last);
    let id = wire.client.replace(number, &drafts(), &plain(), 0).unwrap();
    let held = wire.send("FETCH 1 FLAGS");
    wire.expect("a3 REPLACE * Drafts {0}\r\n");
    wire.hear("+ go\r\n");
    wire.client.append_finish(id).unwrap();
    wire.expect("\r\n");
    assert!(wire.client.is_held(held));
    wire.hear("* 1 EXPUNGE\r\na3 OK x\r\n");
    wire.expect("a4 FETCH 1 FLAGS\r\n");
    let mut wire = Wire::logged_in("IMAP4rev1 REPLACE");
    assert!(wire.client.replace(uid(4), &drafts(), &plain(), 5).is_err());
    wire.expect("");
}

#[test]
fn a_client_streams_the_texts_of_catenate() {
    let mut wire = Wire::logged_in("IMAP4rev1 CATENATE MULTIAPPEND LITERAL+");
    let message = catenate(&[url("/a"), octets("whole")], CatPartHead::Text);
    let id = wire.client.append(&drafts(), &message, 5).unwrap();
    wire.expect("a1 APPEND Drafts CATENATE (URL /a TEXT {5+}\r\nwhole TEXT {5+}\r\n");
    let early = Misuse::Octets { asked: 0, available: 5 };
    assert_eq!(wire.client.append_text(id, &[], 3), Err(early));
    assert_eq!(wire.client.append_data(id, b"hello"), Ok(5));
    wire.client.append_text(id, &[url("/b")], 2).unwrap();
    assert_eq!(wire.client.append_data(id, b"ab"), Ok(2));
    wire.client.append_parts(id, &[octets("c"), url("/c")]).unwrap();
    wire.client.append_next(id, &plain(), 3).unwrap();
    assert_eq!(wire.client.append_data(id, b"end"), Ok(3));
    wire.client.append_finish(id).unwrap();
    wire.expect("hello URL /b TEXT {2+}\r\nab TEXT {1+}\r\nc URL /c) {3+}\r\nend\r\n");
    assert_eq!(wire.hear("a1 OK x\r\n"), ["a1 Ok"]);

    let id = wire.client.append(&drafts(), &catenate(&[url("/a")], CatPartHead::Utf8), 2).unwrap();
    wire.expect("a2 APPEND Drafts CATENATE (URL /a UTF8 (~{2+}\r\n");
    wire.client.append_data(id, b"ab").unwrap();
    wire.client.append_text(id, &[url("/b")], 1).unwrap();
    wire.client.append_data(id, b"c").unwrap();
    wire.client.append_finish(id).unwrap();
    wire.expect("ab) URL /b TEXT {1+}\r\nc)\r\n");

    // Each text may be refused before it is sent, and nothing follows.
    let mut wire = Wire::logged_in("IMAP4rev1 CATENATE");
    let id = wire.client.append(&drafts(), &catenate(&[], CatPartHead::Text), 5).unwrap();
    wire.expect("a1 APPEND Drafts CATENATE (TEXT {5}\r\n");
    wire.hear("+ go\r\n");
    wire.client.append_data(id, b"hello").unwrap();
    wire.client.append_text(id, &[url("/b"), octets("whole")], 2).unwrap();
    wire.send("NOOP");
    wire.expect("hello URL /b TEXT {5}\r\n");
    assert_eq!(wire.client.append_room(id), 0);
    assert_eq!(wire.hear("+ go\r\n"), ["a1 continue"]);
    wire.expect("whole TEXT {2}\r\n");
    assert_eq!(wire.client.append_finish(id), Err(Misuse::Octets { asked: 0, available: 2 }));
    assert_eq!(wire.hear("a1 NO [BADURL \"/b\"] x\r\n"), ["a1 No"]);
    wire.expect("a2 NOOP\r\n");
    assert_eq!(wire.client.append_data(id, b"ab"), Err(Misuse::UnknownCommand));
}

/// Both machines, of which the server is told a few octets at a time.
struct Both {
    client: Client,
    server: Server,
    step: usize,
    unread: Vec<u8>,
    heard: Vec<String>,
}

impl Both {
    fn pump(&mut self) {
        loop {
            let out = self.client.transmit().len().min(self.step);
            self.unread.extend_from_slice(&self.client.transmit()[..out]);
            self.client.transmitted(out).unwrap();
            let mut input = &self.unread[..];
            while let Some(event) = self.server.receive(&mut input).unwrap() {
                match event {
                    Event::LiteralAnnounced(asked) => self.server.accept_literal(asked.id).unwrap(),
                    Event::LiteralHead(_) => {}
                    Event::LiteralData(octets) => {
                        self.heard.push(String::from_utf8_lossy(octets).into_owned());
                    }
                    Event::Command { id, command } => {
                        self.heard.push(written(&command.body));
                        self.server.complete(id, Condition::Ok, text("done")).unwrap();
                    }
                    Event::LiteralTail(AppendEnd { id, tail, .. }) => {
                        self.heard.push(ended(tail));
                        self.server.complete(id, Condition::Ok, text("done")).unwrap();
                    }
                    event => panic!("{event:?}"),
                }
            }
            let idle = input.len() == self.unread.len() && out == 0;
            self.unread = input.to_vec();
            let answer = self.server.transmit().to_vec();
            self.server.transmitted(answer.len()).unwrap();
            let mut input = &answer[..];
            while self.client.receive(&mut input).unwrap().is_some() {}
            if idle && answer.is_empty() {
                return;
            }
        }
    }

    fn bring(&mut self, id: CommandId, mut octets: &[u8]) {
        self.pump();
        while !octets.is_empty() {
            let taken = self.client.append_data(id, &octets[..octets.len().min(self.step)]).unwrap();
            octets = &octets[taken..];
            self.pump();
        }
    }
}

#[test]
fn what_a_client_streams_a_server_learns_whatever_the_pieces() {
    for (capabilities, step) in [("", 1), ("LITERAL+", 1), ("", 5), ("LITERAL-", 1000), ("LITERAL+", 1000)] {
        let (client, server) = (Client::new(client::Options::default()), selected(small()));
        let mut both = Both { client, server, step, unread: Vec::new(), heard: Vec::new() };
        let greeting = format!("* PREAUTH [CAPABILITY IMAP4rev1 REPLACE CATENATE {capabilities}] hi\r\n");
        assert!(both.client.receive(&mut greeting.as_bytes()).unwrap().is_some());
        both.client.send(&CommandBody::select("a").unwrap()).unwrap();
        both.pump();
        both.heard.clear();
        let message = catenate(&[url("/a"), octets("short")], CatPartHead::Text);
        let id = both.client.replace(uid(7), &drafts(), &message, 12).unwrap();
        both.bring(id, b"hello, world");
        both.client.append_text(id, &[url("/b")], 20).unwrap();
        both.bring(id, b"the rest of the text");
        both.client.append_parts(id, &[url("/c")]).unwrap();
        both.pump();
        both.client.append_finish(id).unwrap();
        both.pump();
        let command = both.heard.pop().unwrap();
        let parts = "URL /a TEXT {5+}\r\nshort TEXT {0+}\r\n URL /b TEXT {0+}\r\n URL /c";
        assert_eq!(command, format!("UID REPLACE 7 Drafts CATENATE ({parts})"), "{capabilities} {step}");
        assert_eq!(both.heard.concat(), "hello, worldthe rest of the text", "{capabilities} {step}");
        assert_eq!(both.client.in_flight(), 0);
    }
}
