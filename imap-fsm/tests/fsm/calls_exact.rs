//! Calls take what answers them and nothing else: each here is heard with data of its neighbours.

use core::num::NonZeroU32;

use imap_fsm::client::call::{
    Answer, Any, Authenticate, Capability, Compress, Fetch, Fetched, GetAcl, GetMetadata, Greeting, Language,
    ListRights, MultiSearch, Namespace, Refused, Replace, Request, Room, Search, Select, Sort, Status,
    Stopped, Taken, Thread,
};
use imap_types::append::AppendMessage;
use imap_types::command::CommandBody;
use imap_types::fetch::{FetchAtt, FetchItems, MsgAtt};
use imap_types::language::LanguageRange;
use imap_types::number::{ModSeq, Uid};
use imap_types::response::Data;
use imap_types::search::SearchKey;
use imap_types::section::Section;
use imap_types::select::QResync;
use imap_types::sequence::UidSequenceSet;
use imap_types::sort::SortKey;
use imap_types::status::{StatusAtt, StatusAttVal};
use imap_types::string::AString;
use imap_types::thread::ThreadAlgorithm;

use crate::calls::{hear, pieces};
use crate::desk::data;
use crate::wire::{Wire, command, short};

/// What a call ends in that is answered by these lines, and what it gives back of them.
macro_rules! told {
    ($call:expr, $answer:expr) => {{
        let mut wire = Wire::selected("IMAP4rev1 MULTISEARCH SORT THREAD=REFERENCES");
        let mut call = wire.client.call($call).unwrap();
        let (others, done) = hear(&mut wire, &mut call, &format!("{}a2 OK [ALERT] done\r\n", $answer));
        (done.unwrap().unwrap(), others)
    }};
}

#[test]
fn what_answers_no_call_is_given_back() {
    const NEWS: &str = "* 3 EXISTS\r\n";
    let news = ["data Exists"];
    let (text, others) = told!(CommandBody::Noop, NEWS);
    assert_eq!((text.text().to_string(), others), ("done".into(), news.map(String::from).to_vec()));
    let any = || Any::new(CommandBody::Noop, |data| matches!(data, Data::Search { .. }));
    let (answer, others) = told!(any(), "* 3 EXISTS\r\n* SEARCH 1\r\n");
    assert_eq!((answer.len(), &others[..]), (1, &news.map(String::from)[..]));
    let (_, others) = told!(Capability, NEWS);
    assert_eq!(others, news);
    let (names, others) = told!(Namespace, "* 3 EXISTS\r\n* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
    assert_eq!(others, news);
    assert!(!names.personal.is_empty() && names.shared.is_empty());
    let (_, others) = told!(MultiSearch::new(SearchKey::All), NEWS);
    assert_eq!(others, news);
    let (_, others) = told!(Fetch::uids(uids("1:9")).flags(), NEWS);
    assert_eq!(others, news);
}

fn uids(set: &'static str) -> UidSequenceSet {
    set.parse().unwrap()
}

#[test]
fn data_of_another_mailbox_is_given_back() {
    let (acl, others) =
        told!(GetAcl::new("a").unwrap(), "* ACL b joe lr\r\n* ACL a amy lr\r\n* ACL b jim lr\r\n");
    assert_eq!((acl.len(), others.len()), (1, 2));
    assert_eq!(acl[0].identifier.as_bytes(), b"amy");
    let rights = "* LISTRIGHTS a joe l r\r\n* LISTRIGHTS b joe l s t\r\n";
    let (rights, others) = told!(ListRights::new("a", "joe").unwrap(), rights);
    assert_eq!((rights.optional().len(), others.len()), (1, 1));
}

#[test]
fn capabilities_of_the_completion_count_as_those_told_before_it() {
    let mut wire = Wire::selected("IMAP4rev1");
    let mut call = wire.client.call(Capability).unwrap();
    let answer = "* CAPABILITY IMAP4rev1\r\na2 OK [CAPABILITY IMAP4rev1 IDLE] done\r\n";
    assert_eq!(hear(&mut wire, &mut call, answer).1.unwrap().unwrap().len(), 2);
}

#[test]
fn the_first_greeting_is_taken_and_no_other() {
    for (line, is_pre_authenticated) in [("* OK hi\r\n", false), ("* PREAUTH hi\r\n", true)] {
        let mut greeting = Greeting::default();
        for is_first in [true, false] {
            let mut client = imap_fsm::Client::new(Default::default());
            let event = client.receive(&mut line.as_bytes()).unwrap().unwrap();
            match greeting.take(event) {
                Taken::Done(Ok(greeted)) => {
                    assert!(is_first);
                    assert_eq!(greeted.is_pre_authenticated, is_pre_authenticated);
                }
                Taken::Other(event) => assert_eq!((is_first, short(&event).as_str()), (false, "greeting hi")),
                _ => panic!(),
            }
        }
    }
}

#[test]
fn namespaces_answer_language_only_where_it_is_changed() {
    const LINES: &str = "* LANGUAGE (EN)\r\n* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n";
    let (told, others) = told!(Language::new([LanguageRange::DEFAULT]), LINES);
    assert_eq!((told.namespaces.is_some(), others.len()), (true, 0));
    let (told, others) = told!(Language::list(), LINES);
    assert_eq!((told.namespaces.is_some(), told.tags.len(), others.len()), (false, 1, 1));
}

#[test]
fn a_line_that_is_no_challenge_is_given_back_by_authenticate() {
    let mut wire = Wire::greeted("IMAP4rev1 AUTH=XOAUTH2 SASL-IR");
    let mut call = wire.client.call(Authenticate::xoauth2("joe", "t").unwrap()).unwrap();
    wire.sent();
    let mut steps = Vec::new();
    for line in ["* 3 EXISTS\r\n", "* 0 FETCH (\r\n", "+ e30=\r\n"] {
        let event = wire.client.receive(&mut line.as_bytes()).unwrap().unwrap();
        match call.take(event) {
            Taken::Other(event) => steps.push(short(&event).split(':').next().unwrap().to_owned()),
            Taken::Step(data) => {
                steps.push("step".into());
                wire.client.authenticate(&data).unwrap();
            }
            _ => panic!(),
        }
    }
    assert_eq!(steps, ["data Exists", "malformed", "step"]);
    // What failed is told in a challenge, which takes an empty answer. RFC 7628 3.2.3
    wire.expect("\r\n");
    let line = "a1 NO [AUTHENTICATIONFAILED] no\r\n";
    match call.take(wire.client.receive(&mut line.as_bytes()).unwrap().unwrap()) {
        Taken::Done(Err(refused)) => assert_eq!(refused.text().unwrap().text().to_string(), "no"),
        _ => panic!(),
    }

    let mut wire = Wire::greeted("IMAP4rev1 AUTH=OAUTHBEARER SASL-IR");
    let bearer = Authenticate::oauth_bearer(None, None, None, "t").unwrap();
    let mut call = wire.client.call(bearer).unwrap();
    wire.sent();
    let Taken::Step(data) = call.take(wire.client.receive(&mut &b"+ e30=\r\n"[..]).unwrap().unwrap()) else {
        panic!()
    };
    wire.client.authenticate(&data).unwrap();
    wire.expect("AQ==\r\n");
    let line = "a1 OK [ALERT] yes\r\n";
    match call.take(wire.client.receive(&mut line.as_bytes()).unwrap().unwrap()) {
        Taken::Done(Ok(text)) => assert_eq!(text.text().to_string(), "yes"),
        _ => panic!(),
    }
    let external = Authenticate::external(None).unwrap();
    assert!(!external.mechanism().exposes_credentials());
    assert!(Authenticate::plain(None, "a", "b").unwrap().mechanism().exposes_credentials());
}

#[test]
fn data_around_an_upgrade_is_given_back() {
    let mut wire = Wire::logged_in("IMAP4rev1 COMPRESS=DEFLATE");
    let mut call = wire.client.call(Compress).unwrap();
    let (others, done) = hear(&mut wire, &mut call, "* 3 EXISTS\r\na1 OK go\r\n");
    assert_eq!((others, done.is_some()), (vec!["data Exists".into()], true));
}

#[test]
fn only_an_ok_tells_of_the_new_message() {
    let message = || AppendMessage::new(AString::try_from("x").unwrap());
    let mut wire = Wire::selected("IMAP4rev1 REPLACE LITERAL+");
    let mut call = wire.client.call(Replace::uid(Uid::MIN, "a", message()).unwrap()).unwrap();
    let answer = "* NO [APPENDUID 1 7] no\r\na2 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    assert_eq!((others.len(), done.unwrap().unwrap().is_none()), (1, true));
}

#[test]
fn select_takes_vanished_where_it_asked_and_codes_of_an_ok() {
    let lines = "* 4 EXISTS\r\n* VANISHED (EARLIER) 41\r\n* NO [UNSEEN 3] x\r\na1 OK done\r\n";
    let mut wire = Wire::logged_in("IMAP4rev1 QRESYNC ENABLE");
    let mut call = wire.client.call(Select::new("INBOX").unwrap()).unwrap();
    let (others, done) = hear(&mut wire, &mut call, lines);
    let selected = done.unwrap().unwrap();
    assert_eq!((others, selected.vanished.len()), (vec!["data Vanished".into(), "data Status".into()], 0));
    assert_eq!(selected.unseen, None);

    let mut wire = Wire::logged_in("IMAP4rev1 QRESYNC ENABLE");
    wire.send("ENABLE QRESYNC");
    wire.sent();
    wire.hear("* ENABLED QRESYNC\r\na1 OK x\r\n");
    let known = QResync::new(1.try_into().unwrap(), ModSeq::try_from(1).unwrap());
    let mut call = wire.client.call(Select::new("INBOX").unwrap().qresync(known)).unwrap();
    let (others, done) = hear(&mut wire, &mut call, &lines.replace("a1", "a2"));
    assert_eq!((others.len(), done.unwrap().unwrap().vanished.len()), (1, 1));
}

#[test]
fn status_keeps_the_last_of_each_number() {
    let items = [StatusAtt::Messages, StatusAtt::UidNext];
    let answer = "* STATUS a (MESSAGES 1 UIDNEXT 5)\r\n* STATUS a (MESSAGES 2)\r\n* STATUS a (UIDNEXT 6)\r\n";
    let (told, _) = told!(Status::new("a", items).unwrap(), answer);
    assert_eq!(told, [StatusAttVal::Messages(2), StatusAttVal::UidNext(6.try_into().unwrap())]);
}

#[test]
fn numbers_that_follow_one_another_are_one_span() {
    let (found, _) = told!(Search::uids(SearchKey::All), "* SEARCH 1 2 2 3 7 7\r\n");
    assert_eq!(found.all.unwrap().to_string(), "1:3,7");
    let (found, _) = told!(Sort::uids(SearchKey::All, SortKey::Size), "* SORT 3 4 4 5 1\r\n");
    assert_eq!(found.all.unwrap().to_string(), "3:5,1");
}

/// What is asked for in these words.
fn atts(text: &str) -> Vec<FetchAtt<'static>> {
    match command(&format!("UID FETCH 7 {text}")) {
        CommandBody::Fetch(fetch) => match fetch.items {
            FetchItems::Atts(atts) => atts.to_vec(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn section(text: &str) -> Section<'static> {
    match data(&format!("* 1 FETCH (BODY[{text}] NIL)")) {
        Data::Fetch { items, .. } => match items.to_vec().remove(0) {
            MsgAtt::BodySection(fetched) => fetched.section,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

/// What a FETCH of these items makes of message 7.
fn fetched(items: &str, lines: &[&str]) -> Fetched {
    let fetch = atts(items).into_iter().fold(Fetch::uids(uids("7")), Fetch::att);
    let answer: String = lines.iter().map(|line| format!("* 1 FETCH (UID 7 {line})\r\n")).collect();
    let (mut mails, others) = told!(fetch, answer);
    assert_eq!((mails.len(), others.len()), (1, 0));
    mails.remove(0)
}

fn part(number: u32) -> [NonZeroU32; 1] {
    [NonZeroU32::new(number).unwrap()]
}

/// A client that streams what is longer than four octets, with INBOX open; the first tag is `a3`.
fn streaming(capabilities: &str) -> Wire {
    let mut wire = Wire::with(Wire::small_literals(), capabilities);
    for (line, answer) in [("LOGIN a b", "a1 OK x\r\n"), ("SELECT INBOX", "a2 OK x\r\n")] {
        wire.send(line);
        wire.sent();
        wire.hear(answer);
    }
    wire
}

/// Flags of any message are told unasked, and so do not show that it is the last one, which `*` stands for.
#[test]
fn flags_alone_do_not_make_a_message_the_last_one() {
    let answer = "* 1 FETCH (UID 5 FLAGS ())\r\n* 9 FETCH (UID 301 FLAGS ())\r\n";
    let (mails, others) = told!(Fetch::uids(uids("300:*")).flags(), answer);
    assert_eq!(others, ["data Fetch"]);
    assert_eq!(mails.iter().map(|mail| mail.uid().unwrap().get()).collect::<Vec<_>>(), [301]);
}

#[test]
fn header_fields_are_those_of_the_names_that_were_asked_for() {
    let subject = "BODY[HEADER.FIELDS (SUBJECT)]";
    for (told, is_own) in [
        ("BODY[HEADER.FIELDS (subject)]", true),
        ("BODY[HEADER.FIELDS (FROM)]", false),
        ("BODY[HEADER.FIELDS (SUBJECT FROM)]", false),
        ("BODY[HEADER.FIELDS.NOT (SUBJECT)]", false),
    ] {
        let fetch = atts(subject).into_iter().fold(Fetch::uids(uids("7")), Fetch::att);
        let (mails, others) = told!(fetch, format!("* 1 FETCH (UID 7 {told} \"x\")\r\n"));
        assert_eq!((mails.len(), others.len()), if is_own { (1, 0) } else { (0, 1) }, "{told}");
    }
}

#[test]
fn a_streamed_text_that_was_not_asked_for_is_given_back() {
    for items in ["BODY[2]", "RFC822.SIZE 5 BODY[1]", "RFC822.SIZE 5 BODY[2]"] {
        let mut wire = streaming("IMAP4rev1");
        let fetch = atts("BODY[1]").into_iter().fold(Fetch::uids(uids("7")), Fetch::att);
        let mut call = wire.client.call(fetch).unwrap();
        let answer = format!("* 1 FETCH (UID 7 {items} {{5}}\r\nabcde)\r\na3 OK done\r\n");
        let (others, done) = hear(&mut wire, &mut call, &answer);
        let octets = "abcde".chars().map(|octet| format!("octets \"{octet}\""));
        let expected: Vec<_> =
            core::iter::once("head 5".into()).chain(octets).chain(["tail true".into()]).collect();
        assert_eq!((others, done), (expected, Some(Ok(Vec::new()))), "{items}");
    }
}

#[test]
fn of_a_response_with_streamed_texts_only_those_asked_for_are_kept_or_handed_on() {
    let fetch = || atts("BODY[1]").into_iter().fold(Fetch::uids(uids("7")), Fetch::att);
    let answer = "* 1 FETCH (UID 7 BODY[1] {5}\r\nabcde BODY[2] {6}\r\nfghijk)\r\na3 OK done\r\n";
    let mut wire = streaming("IMAP4rev1");
    let mut call = wire.client.call(fetch()).unwrap();
    let (others, done) = hear(&mut wire, &mut call, answer);
    let mails = done.unwrap().unwrap();
    assert_eq!((others.len(), mails.len()), (0, 1));
    assert_eq!(["1", "2"].map(|name| mails[0].text(&section(name))), [Some(&b"abcde"[..]), None]);

    let mut wire = streaming("IMAP4rev1");
    let mut call = wire.client.call(fetch().pieces()).unwrap();
    let (told, done) = pieces(&mut wire, &mut call, answer);
    assert_eq!(told, ["begin Some(7) 5", "a", "b", "c", "d", "e", "end true"]);
    assert_eq!(done.unwrap().unwrap().len(), 1);
}

#[test]
fn what_stands_around_a_streamed_text_and_was_not_asked_for_is_given_back() {
    for (answer, back) in [
        ("BODY[2] {6}\r\nfghijk BODY[1] {5}\r\nabcde", 8),
        ("BODY[1] {5}\r\nabcde BODY[2] \"xy\"", 1),
        ("BODY[1] {5}\r\nabcde FLAGS (\\Seen)", 1),
        ("FLAGS (\\Seen) BODY[1] {5}\r\nabcde", 1),
        ("MODSEQ (9) BODY[1] {5}\r\nabcde", 0),
    ] {
        let mut wire = streaming("IMAP4rev1");
        let fetch = atts("BODY[1]").into_iter().fold(Fetch::uids(uids("7")), Fetch::att);
        let mut call = wire.client.call(fetch).unwrap();
        let answer = format!("* 1 FETCH (UID 7 {answer})\r\na3 OK done\r\n");
        let (others, done) = hear(&mut wire, &mut call, &answer);
        let mails = done.unwrap().unwrap();
        assert_eq!(
            ["1", "2"].map(|name| mails[0].text(&section(name))),
            [Some(&b"abcde"[..]), None],
            "{answer}"
        );
        assert_eq!(others.len(), back, "{answer}: {others:?}");
        assert!(others.last().is_none_or(|last| last == "tail true"), "{answer}: {others:?}");
    }
}

#[test]
fn the_end_of_a_text_in_pieces_tells_that_its_response_is_broken() {
    let mut wire = streaming("IMAP4rev1");
    let fetch = atts("BODY[1]").into_iter().fold(Fetch::uids(uids("7")), Fetch::att);
    let mut call = wire.client.call(fetch.pieces()).unwrap();
    let answer = "* 1 FETCH (UID 7 BODY[1] {5}\r\nabcde))\r\na3 OK done\r\n";
    let (told, done) = pieces(&mut wire, &mut call, answer);
    assert_eq!(told, ["begin Some(7) 5", "a", "b", "c", "d", "e", "end false"]);
    assert_eq!(done, Some(Ok(Vec::new())));
}

/// Who makes an answer part of another gives it data without the events around it.
#[test]
fn an_answer_gives_back_data_that_is_not_its_own() {
    let (news, flags) = (data("* 3 EXISTS"), data("* 1 FETCH (UID 7 FLAGS ())"));
    let mut room = Room::default();
    let (_, mut answer) = Authenticate::plain(None, "a", "b").unwrap().into_parts();
    for data in [&news, &flags] {
        assert_eq!(answer.data(data.clone(), &mut room).as_ref(), Some(data));
    }
    let (_, mut answer) = Fetch::uids(uids("7")).flags().pieces().into_parts();
    assert_eq!(answer.data(news.clone(), &mut room), Some(news));
    assert_eq!(answer.data(flags, &mut room), None);
    assert_eq!(answer.output().len(), 1);
}

#[test]
fn an_annotation_that_comes_in_pieces_counts_for_the_limit() {
    for (limit, is_kept) in [(1000, true), (200, false)] {
        let mut wire = streaming("IMAP4rev1 METADATA");
        let entry = "/shared/comment".try_into().unwrap();
        let mut call = wire.client.call(GetMetadata::new("a", [entry]).unwrap()).unwrap().limit(limit);
        let value = "x".repeat(300);
        let answer = format!("* METADATA a (/shared/comment {{300}}\r\n{value})\r\na3 OK done\r\n");
        let (others, done) = hear(&mut wire, &mut call, &answer);
        assert_eq!(others, [""; 0]);
        match done.unwrap() {
            Ok(told) => assert_eq!((is_kept, told.get("/shared/comment")), (true, Some(value.as_bytes()))),
            Err(refused) => assert_eq!((is_kept, refused), (false, Refused::TooLarge { limit })),
        }
    }
}

#[test]
fn each_thread_begins_with_its_first_message() {
    let thread = Thread::uids(ThreadAlgorithm::References, SearchKey::All);
    let (threaded, _) = told!(thread, "* THREAD (1)(2 3)((4)(5 6))(7 (8)(9 10))\r\n");
    let threads: Vec<Vec<_>> = threaded
        .threads()
        .map(|thread| {
            thread.iter().map(|member| (member.number.map_or(0, NonZeroU32::get), member.depth)).collect()
        })
        .collect();
    let expected: [&[_]; 4] =
        [&[(1, 0)], &[(2, 0), (3, 1)], &[(0, 0), (4, 1), (5, 1), (6, 2)], &[(7, 0), (8, 1), (9, 1), (10, 2)]];
    assert_eq!(threads, expected);
}

/// All that FETCH can tell is found by its name.
#[test]
fn each_item_of_a_message_is_found() {
    let envelope = "ENVELOPE (NIL \"hello\" NIL NIL NIL NIL NIL NIL NIL NIL)";
    let structure = "BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 5 1)";
    let date = "INTERNALDATE \"17-Jul-1996 02:44:25 -0700\"";
    let texts = "RFC822 \"w\" RFC822.HEADER \"h\" RFC822.TEXT \"t\"";
    let mail = fetched(
        "(ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822 RFC822.HEADER RFC822.TEXT)",
        &[&format!("{envelope} {structure} {date} {texts}")],
    );
    assert!(format!("{:?}", mail.envelope().unwrap()).contains("hello"));
    assert!(mail.body_structure().is_some() && mail.internal_date().is_some());
    for (name, text) in
        [("", Some("w")), ("HEADER", Some("h")), ("TEXT", Some("t")), ("1.TEXT", None), ("1", None)]
    {
        assert_eq!(mail.text(&section(name)), text.map(str::as_bytes), "{name}");
    }
}

/// What is told again replaces what was told of the same item, and of no other.
#[test]
fn of_each_item_of_a_message_the_last_value_counts() {
    let items = "(BODY.PEEK[1] BODY.PEEK[2] BINARY.PEEK[1] BINARY.PEEK[2] BINARY.SIZE[1] BINARY.SIZE[2])";
    let first =
        "BODY[2] \"b\" BODY[1] \"a\" BINARY[1] \"c\" BINARY[2] \"d\" BINARY.SIZE[1] 3 BINARY.SIZE[2] 4";
    let mail = fetched(items, &[first, "BODY[1] \"A\" BINARY[2] \"D\" BINARY.SIZE[2] 5"]);
    assert_eq!(mail.items().len(), 7);
    let texts = ["1", "2"].map(|name| mail.text(&section(name)).unwrap());
    assert_eq!(texts, [b"A", b"b"]);
    assert_eq!([1, 2].map(|number| mail.binary(&part(number)).unwrap()), [b"c", b"D"]);
    assert_eq!(mail.binary(&part(3)), None);
    let text = format!("{:?}", mail.items());
    assert!(text.contains("size: 3") && text.contains("size: 5") && !text.contains("size: 4"), "{text}");

    // Octets from elsewhere in the same text are another item.
    let items = "(BODY.PEEK[1]<0.1> BINARY.PEEK[1]<0.1>)";
    let [first, again] = ["x", "y"].map(|text| format!("BODY[1]<0> {text:?} BINARY[1]<0> {text:?}"));
    let other = "BODY[1]<5> \"z\" BINARY[1]<5> \"z\"";
    assert_eq!(fetched(items, &[&first, other]).items().len(), 5);
    let mail = fetched(items, &[&first, &again]);
    assert_eq!((mail.items().len(), mail.text(&section("1"))), (3, Some(&b"y"[..])));
    assert_eq!(mail.binary(&part(1)), Some(&b"y"[..]));

    // What breaks the grammar is kept once, each.
    let mail = fetched("ENVELOPE", &["ENVELOPE (x)", "ENVELOPE (y)", "ENVELOPE (x)"]);
    assert_eq!(mail.items().len(), 3);
}

/// Events of other commands, whatever they are, are nobody's business.
#[test]
fn events_of_other_commands_are_given_back() {
    let mut wire = Wire::greeted("IMAP4rev1 AUTH=PLAIN");
    for _ in 0..8 {
        wire.send("NOOP");
    }
    wire.sent();
    wire.hear(&(1..9).map(|id| format!("a{id} OK x\r\n")).collect::<String>());
    let plain = Authenticate::plain(None, "a", "b").unwrap();
    let mut call = wire.client.call(plain).unwrap();
    let mut given_back = |wire: &mut Wire, line: &str| {
        wire.sent();
        let event = wire.client.receive(&mut line.as_bytes()).unwrap().unwrap();
        let text = short(&event);
        match call.take(event) {
            Taken::Other(event) => assert_eq!(short(&event), text),
            _ => panic!("{text}"),
        }
        text
    };
    let mut other = Wire::greeted("IMAP4rev1 AUTH=PLAIN");
    other.send("AUTHENTICATE PLAIN");
    assert_eq!(given_back(&mut other, "+ \r\n"), "a1 challenge \"\"");
    let mut other = Wire::logged_in("IMAP4rev1 IDLE");
    other.send("IDLE");
    assert_eq!(given_back(&mut other, "+ idling\r\n"), "a1 idling");
    let mut other = Wire::logged_in("IMAP4rev1");
    other.append(3);
    assert_eq!(given_back(&mut other, "+ go\r\n"), "a1 continue");
    let mut other = Wire::selected("IMAP4rev1");
    other.send("SELECT b");
    other.send("EXPUNGE");
    other.sent();
    other.hear("a2 NO x\r\n");
    let mut other = Wire::selected("IMAP4rev1");
    other.send("NOOP");
    assert_eq!(given_back(&mut other, "a2 OK x\r\n"), "a2 Ok");

    let mut other = Wire::selected("IMAP4rev1");
    other.send("SELECT b");
    other.send("EXPUNGE");
    other.sent();
    let mut input = &b"a2 NO x\r\n"[..];
    let mut events = Vec::new();
    while let Some(event) = other.client.receive(&mut input).unwrap() {
        events.push(short(&event));
        assert!(matches!(call.take(event), Taken::Other(_)), "{events:?}");
    }
    assert_eq!(events.len(), 2, "{events:?}");
}

#[test]
fn a_search_with_more_results_than_its_limit_ends() {
    let mut wire = Wire::selected("IMAP4rev1 CONTEXT=SEARCH CONTEXT=SORT ESORT");
    let mut tag = 1;
    let mut heard = |wire: &mut Wire, is_sorted: bool, all: &str, more: &str| {
        tag += 1;
        let answer = format!("* ESEARCH (TAG \"a{tag}\") UID ALL {all}\r\na{tag} OK done\r\n");
        let mut context = if is_sorted {
            let mut call =
                wire.client.call(Sort::uids(SearchKey::All, SortKey::Size).updated().limit(3)).unwrap();
            hear(wire, &mut call, &answer).1.unwrap().unwrap()
        } else {
            let mut call = wire.client.call(Search::uids(SearchKey::All).updated().limit(3)).unwrap();
            hear(wire, &mut call, &answer).1.unwrap().unwrap()
        };
        let changed = context.apply(&data(&format!("* ESEARCH (TAG \"a{tag}\") UID {more}")));
        let has = ["2", "7"].map(|uid| context.contains(uid.parse::<u32>().unwrap().try_into().unwrap()));
        (changed, context.count(), context.stopped(), has)
    };
    // Of SORT the limit counts messages, of SEARCH runs of them.
    assert_eq!(heard(&mut wire, true, "9,2", "ADDTO (1 7)"), (true, 3, None, [true, true]));
    assert_eq!(heard(&mut wire, true, "9,2", "ADDTO (1 7:8)").2, Some(Stopped::TooLarge));
    assert_eq!(heard(&mut wire, false, "1:4,9", "ADDTO (0 7)"), (true, 6, None, [true, true]));
    assert_eq!(heard(&mut wire, false, "1:4,9", "ADDTO (0 7,11)").2, Some(Stopped::TooLarge));
    assert_eq!(heard(&mut wire, false, "2,9", "REMOVEFROM (0 2)"), (true, 1, None, [false, false]));
    // There is no second place in an empty list.
    assert_eq!(heard(&mut wire, true, "2", "REMOVEFROM (1 2)"), (true, 0, None, [false, false]));
    let emptied = heard(&mut wire, true, "2", "REMOVEFROM (1 2) ADDTO (2 7)");
    assert_eq!((emptied.1, emptied.2), (0, Some(Stopped::OutOfStep)));
}

#[test]
fn what_search_finds_in_many_mailboxes_counts_for_the_limit() {
    let mut wire = Wire::selected("IMAP4rev1 MULTISEARCH");
    let call = wire.client.call(MultiSearch::new(SearchKey::All)).unwrap();
    let mut call = call.limit(2000);
    let set: String = (1..800).map(|number| format!("{},", number * 2)).collect();
    let answer =
        format!("* ESEARCH (TAG \"a2\" MAILBOX a UIDVALIDITY 1) UID ALL {set}9999\r\na2 OK done\r\n");
    let (_, done) = hear(&mut wire, &mut call, &answer);
    assert!(matches!(done, Some(Err(Refused::TooLarge { .. }))));
}
