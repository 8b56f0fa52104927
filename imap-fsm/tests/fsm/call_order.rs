//! Calls that run at once, or one after the other: whichever is offered an event first, each takes its own answers.

use std::fmt::{Debug, Write as _};

use imap_fsm::client::call::{
    Answer, Call, Copy, Expunge, Fetch, GetMetadata, List, Move, MultiSearch, Replace, Search, Select, Sort,
    Store, Taken, UrlFetch,
};
use imap_fsm::client::{Client, Event};
use imap_types::append::AppendMessage;
use imap_types::command::CommandBody;
use imap_types::fetch::{FetchAtt, FetchItems};
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::flag::Flag;
use imap_types::metadata::Entry;
use imap_types::number::{ModSeq, Uid};
use imap_types::search::{SearchKey, SearchReturnOpt};
use imap_types::section::Section;
use imap_types::select::QResync;
use imap_types::sequence::UidSequenceSet;
use imap_types::sort::SortKey;
use imap_types::string::AString;
use imap_types::url::FullUrl;

use crate::wire::{Wire, short};

fn uids(set: &'static str) -> UidSequenceSet {
    set.parse().unwrap()
}

fn resync() -> QResync {
    QResync::new(core::num::NonZeroU32::new(9).unwrap(), ModSeq::new(3).unwrap())
}

fn entry(name: &'static str) -> Entry<'static> {
    Entry::try_from(name).unwrap()
}

fn replace(uid: u32) -> Replace<'static> {
    let message = AppendMessage::new(AString::try_from("x").unwrap());
    Replace::uid(Uid::try_from(uid).unwrap(), "a", message).unwrap()
}

/// Offers an event, and notes what the call ends in.
fn offer<'i, A: Answer<Output: Debug>>(
    call: &mut Call<A>,
    event: Event<'i>,
    told: &mut String,
) -> Option<Event<'i>> {
    match call.take(event) {
        Taken::Other(event) => return Some(event),
        Taken::Done(done) => write!(told, "{done:?}").unwrap(),
        Taken::More | Taken::Step(_) => {}
    }
    None
}

/// What two calls end in that are offered everything in this order, and what neither took; and how many commands went out
/// at first. The server answers line by line; `-` is a line by which it reads what it was sent.
fn run<A, B>(
    mut client: Client,
    (mut one, mut two): (Call<A>, Call<B>),
    answer: &str,
    reversed: bool,
) -> (String, String, Vec<String>, usize)
where
    A: Answer<Output: Debug>,
    B: Answer<Output: Debug>,
{
    let sent = client.transmit().split(|&byte| byte == b'\n').count() - 1;
    client.transmitted(client.transmit().len()).unwrap();
    let (mut first, mut second, mut others) = (String::new(), String::new(), Vec::new());
    for bytes in answer.split_inclusive("-\n") {
        let mut input = bytes.strip_suffix("-\n").unwrap_or(bytes).as_bytes();
        while let Some(event) = client.receive(&mut input).unwrap() {
            let rest = if reversed {
                offer(&mut two, event, &mut second).and_then(|event| offer(&mut one, event, &mut first))
            } else {
                offer(&mut one, event, &mut first).and_then(|event| offer(&mut two, event, &mut second))
            };
            others.extend(rest.map(|event| short(&event)));
        }
        client.transmitted(client.transmit().len()).unwrap();
    }
    (first, second, others, sent)
}

/// In both orders: how many of the two commands go out at once, words of what each call ends in, and what neither took.
macro_rules! both {
    ($capabilities:literal, $one:expr, $two:expr, $answer:literal, $sent:literal, $first:literal, $second:literal, $others:expr) => {
        for reversed in [false, true] {
            let mut client = streaming($capabilities);
            let calls = (client.call($one).unwrap(), client.call($two).unwrap());
            let (first, second, others, sent) = run(client, calls, $answer, reversed);
            let others: Vec<&str> = others.iter().map(String::as_str).collect();
            assert_eq!((sent, &others[..]), ($sent, &$others[..] as &[&str]), "{reversed}: {first} {second}");
            assert!(first.starts_with("Ok(") && first.contains($first), "{reversed}: {first}");
            assert!(second.starts_with("Ok(") && second.contains($second), "{reversed}: {second}");
        }
    };
}

/// A client whose literals stream from five octets on, with INBOX open; the first tag is `a2`.
fn streaming(capabilities: &str) -> Client {
    let mut wire = Wire { client: Client::new(Wire::small_literals()) };
    wire.hear(&format!("* PREAUTH [CAPABILITY {capabilities}] hi\r\n* ENABLED QRESYNC\r\n"));
    wire.send("SELECT INBOX");
    wire.sent();
    wire.hear("* 10 EXISTS\r\na1 OK [READ-WRITE] x\r\n");
    wire.client
}

#[test]
fn a_call_takes_nothing_before_its_command_has_gone_out() {
    both!(
        "IMAP4rev1",
        Search::uids(SearchKey::All),
        Search::uids(SearchKey::Seen),
        "* SEARCH 7\r\na2 OK x\r\n-\n* SEARCH 9\r\na3 OK x\r\n",
        1,
        "NumberSet(7)",
        "NumberSet(9)",
        []
    );
    // Data of the mailbox that is still open, codes of what limits the other command, and a text that streams.
    both!(
        "IMAP4rev1",
        Fetch::uids(uids("7")).text(Section::default()),
        Select::new("a").unwrap(),
        "* 12 EXISTS\r\n* NO [MESSAGELIMIT 1 2] x\r\na2 OK x\r\n-\n* 3 EXISTS\r\na3 OK x\r\n",
        1,
        "[]",
        "exists: 3",
        ["data Exists", "data Status"]
    );
    both!(
        "IMAP4rev1",
        Fetch::uids(uids("7")).text(Section::default()),
        Fetch::uids(uids("7")).text(Section::default()),
        "* 1 FETCH (UID 7 BODY[] {5}\r\nfirst)\r\na2 OK x\r\n-\n* 1 FETCH (UID 7 BODY[] {6}\r\nsecond)\r\na3 OK x\r\n",
        1,
        "\"first\"",
        "\"second\"",
        []
    );
}

/// The event comes when the bytes of the command have been shown, not before: who waits for one call after the other
/// offers it to the right one.
#[test]
fn the_client_tells_when_a_command_of_a_call_that_was_held_back_goes_out() {
    let mut wire = Wire::selected("IMAP4rev1");
    let _one = wire.client.call(Search::uids(SearchKey::All)).unwrap();
    let two = wire.client.call(Search::uids(SearchKey::All)).unwrap();
    let three = wire.send("NOOP");
    let _four = wire.client.call(Search::uids(SearchKey::All)).unwrap();
    assert!(wire.client.is_held(two.id()) && wire.client.is_held(three));
    wire.expect("a2 UID SEARCH ALL\r\n");
    assert_eq!(wire.hear("a2 OK x\r\n* 1 EXISTS\r\n"), ["a2 Ok", "data Exists"]);
    wire.expect("a3 UID SEARCH ALL\r\na4 NOOP\r\n");
    assert_eq!(wire.client.receive(&mut &b""[..]), Ok(Some(Event::Released { id: two.id() })));
    assert_eq!(wire.client.receive(&mut &b""[..]), Ok(None), "once, and not of what was sent by `send`");
    assert_eq!(wire.hear("a4 OK x\r\na3 OK x\r\n"), ["a4 Ok", "a3 Ok"]);
    wire.expect("a5 UID SEARCH ALL\r\n");
    assert_eq!(wire.hear("a5 OK x\r\n"), ["a5 released", "a5 Ok"]);

    // A connection that ends first.
    let _one = wire.client.call(Search::uids(SearchKey::All)).unwrap();
    let two = wire.client.call(Search::uids(SearchKey::All)).unwrap();
    wire.sent();
    wire.hear("a6 OK x\r\n");
    wire.sent();
    assert_eq!(wire.client.receive_eof(), Ok(Some(Event::Unanswered { id: two.id() })));
}

#[test]
fn uids_alone_and_flags_are_told_beside_others() {
    both!(
        "IMAP4rev1",
        Fetch::uids(uids("1:5")).uid(),
        Fetch::uids(uids("1:9")).uid(),
        "* 1 FETCH (UID 5)\r\na2 OK x\r\n-\n* 1 FETCH (UID 5)\r\n* 2 FETCH (UID 9)\r\na3 OK x\r\n",
        1,
        "Uid(5)",
        "[Uid(Uid(5))] }, Fetched",
        []
    );
    both!(
        "IMAP4rev1 CONDSTORE",
        Fetch::uids(uids("7")).flags(),
        Fetch::uids(uids("7")).mod_seq(),
        "* 1 FETCH (UID 7 FLAGS () MODSEQ (5))\r\na2 OK x\r\n-\n* 1 FETCH (UID 7 MODSEQ (6))\r\na3 OK x\r\n",
        1,
        "ModSeq(5)",
        "ModSeq(6)",
        []
    );
    // CHANGEDSINCE asks for the mod-sequence, too.
    both!(
        "IMAP4rev1 CONDSTORE",
        Fetch::uids(uids("7")).size().changed_since(ModSeq::new(2).unwrap()),
        Fetch::uids(uids("7")).mod_seq(),
        "* 1 FETCH (UID 7 RFC822.SIZE 1 MODSEQ (5))\r\na2 OK x\r\n-\n* 1 FETCH (UID 7 MODSEQ (6))\r\na3 OK x\r\n",
        1,
        "ModSeq(5)",
        "ModSeq(6)",
        []
    );
    // These run at once. Flags are part of one answer, and none of the other.
    both!(
        "IMAP4rev1",
        Fetch::uids(uids("7")).flags(),
        Fetch::uids(uids("7")).size(),
        "* 1 FETCH (UID 7 RFC822.SIZE 1)\r\n* 1 FETCH (UID 7 FLAGS (\\Seen))\r\na2 OK x\r\na3 OK x\r\n",
        2,
        "Seen",
        "[Uid(Uid(7)), Rfc822Size(Number64(1))] }])",
        []
    );
    // So do two texts, one of which breaks the grammar.
    both!(
        "IMAP4rev1",
        Fetch::uids(uids("7")).text(section("1")),
        Fetch::uids(uids("7")).text(section("2")),
        "* 1 FETCH (UID 7 BODY[2] {6}\r\nsecond)\r\n* 1 FETCH (UID 7 BODY[1] (x))\r\na2 OK x\r\na3 OK x\r\n",
        2,
        "BODY[1] (x)",
        "[Uid(Uid(7)), BodySection(FetchedSection { section: Section([2], None), origin: None, data: Some(\"second\") })] }])",
        []
    );
    // So do text and structure of which one breaks the grammar.
    both!(
        "IMAP4rev1",
        Fetch::uids(uids("7")).text(Section::header()),
        Fetch::uids(uids("7")).body_structure(),
        "* 1 FETCH (UID 7 BODYSTRUCTURE (x))\r\n* 1 FETCH (UID 7 BODY[HEADER] (y))\r\na2 OK x\r\na3 OK x\r\n",
        2,
        "BODY[HEADER] (y)",
        "BODYSTRUCTURE (x)",
        []
    );
}

#[test]
fn select_takes_what_it_asked_for() {
    // No LIST, unless the server has IMAP4rev2.
    both!(
        "IMAP4rev1",
        List::new("", "*").unwrap(),
        Select::new("a").unwrap(),
        "* LIST () \"/\" a\r\na2 OK x\r\na3 OK x\r\n",
        2,
        "mailbox: \"a\"",
        "list: None",
        []
    );
    // What QRESYNC tells is not what FETCH was told.
    both!(
        "IMAP4rev1 QRESYNC",
        Select::new("a").unwrap().qresync(resync()),
        Fetch::uids(uids("7")).flags(),
        "* 1 FETCH (UID 7 FLAGS (one) MODSEQ (5))\r\na2 OK x\r\n-\n* 1 FETCH (UID 7 FLAGS (two))\r\na3 OK x\r\n",
        1,
        "\"one\"",
        "\"two\"",
        []
    );
    both!(
        "IMAP4rev1 QRESYNC",
        Select::new("a").unwrap().qresync(resync()),
        Fetch::uids(uids("7")).size(),
        "* 1 FETCH (UID 7 FLAGS (one) MODSEQ (5))\r\na2 OK x\r\n* 1 FETCH (UID 7 RFC822.SIZE 3)\r\na3 OK x\r\n",
        2,
        "\"one\"",
        "Number64(3)",
        []
    );
}

#[test]
fn searches_that_bear_tags_take_no_others() {
    let all = || [SearchReturnOpt::All];
    both!(
        "IMAP4rev1 ESEARCH",
        Search::uids(SearchKey::All),
        Search::uids(SearchKey::All).returns(all()).unwrap(),
        "* SEARCH 7\r\n* ESEARCH (TAG \"a3\") UID ALL 9\r\n* ESEARCH UID ALL 8\r\na2 OK x\r\na3 OK x\r\n",
        2,
        "NumberSet(7:8)",
        "NumberSet(9)",
        []
    );
    both!(
        "IMAP4rev1 ESEARCH SORT",
        Sort::uids(SearchKey::All, SortKey::Date),
        Sort::uids(SearchKey::All, SortKey::Date).returns(all()).unwrap(),
        "* SORT 7\r\n* ESEARCH (TAG \"a3\") UID ALL 9\r\n* ESEARCH UID ALL 8\r\na2 OK x\r\na3 OK x\r\n",
        2,
        "NumberSet(7)",
        "NumberSet(9)",
        ["data ESearch"]
    );
    both!(
        "IMAP4rev1 MULTISEARCH",
        MultiSearch::new(SearchKey::All).mailboxes([FilterMailboxes::Personal]).unwrap(),
        Search::uids(SearchKey::All),
        "* ESEARCH UID ALL 7\r\na2 OK x\r\na3 OK x\r\n",
        2,
        "[]",
        "NumberSet(7)",
        []
    );
    for reversed in [false, true] {
        let mut wire = Wire::selected("IMAP4rev1 IMAP4rev2");
        wire.hear("* ENABLED IMAP4rev2\r\n");
        let mut search = || wire.client.call(Search::uids(SearchKey::All)).unwrap();
        let calls = (search(), search());
        let answer = "* SEARCH 1\r\n* ESEARCH (TAG \"a3\") UID ALL 9\r\n* ESEARCH (TAG \"a2\") UID ALL 7\r\na2 OK x\r\na3 OK x\r\n";
        let (first, second, others, sent) = run(wire.client, calls, answer, reversed);
        assert_eq!((sent, others), (2, vec!["data Search".into()]));
        assert!(first.contains("NumberSet(7)") && second.contains("NumberSet(9)"), "{first} {second}");
    }
}

#[test]
fn what_removes_messages_runs_alone() {
    both!(
        "IMAP4rev1 UIDPLUS",
        Expunge::uids(uids("1")),
        Expunge::uids(uids("2")),
        "* 5 EXPUNGE\r\na2 OK x\r\n-\n* 4 EXPUNGE\r\na3 OK x\r\n",
        1,
        "SeqNum(5)",
        "SeqNum(4)",
        []
    );
    both!(
        "IMAP4rev1 MOVE UIDPLUS",
        Move::new(uids("1"), "a").unwrap(),
        Move::new(uids("2"), "b").unwrap(),
        "* OK [COPYUID 1 1 31] x\r\n* 5 EXPUNGE\r\na2 OK x\r\n-\n* OK [COPYUID 1 2 32] x\r\na3 OK x\r\n",
        1,
        "NumberSet(31)",
        "NumberSet(32)",
        ["data Expunge"]
    );
    both!(
        "IMAP4rev1 REPLACE UIDPLUS LITERAL+",
        replace(1),
        replace(2),
        "* OK [APPENDUID 1 31] x\r\n* 5 EXPUNGE\r\na2 OK x\r\n-\n* OK [APPENDUID 1 32] x\r\na3 OK x\r\n",
        2, // lines of one command
        "NumberSet(31)",
        "NumberSet(32)",
        ["data Expunge"]
    );
    // COPY tells at its end only.
    both!(
        "IMAP4rev1 MOVE UIDPLUS",
        Copy::new(uids("1"), "a").unwrap(),
        Move::new(uids("2"), "b").unwrap(),
        "* OK [COPYUID 1 2 32] x\r\na2 OK [COPYUID 1 1 31] x\r\na3 OK x\r\n",
        2,
        "NumberSet(31)",
        "NumberSet(32)",
        []
    );
    // What is kept up to date has to see what EXPUNGE takes.
    both!(
        "IMAP4rev1 ESEARCH CONTEXT=SEARCH",
        Expunge::all(),
        Search::seq_nums(SearchKey::All).updated(),
        "* 5 EXPUNGE\r\na2 OK x\r\n-\n* ESEARCH (TAG \"a3\") ALL 1:9\r\na3 OK x\r\n",
        1,
        "SeqNum(5)",
        "{1: 9}",
        []
    );
    both!(
        "IMAP4rev1",
        Store::add(uids("1"), [Flag::Seen]),
        Expunge::all(),
        "* 5 EXPUNGE\r\n* 1 FETCH (UID 1 FLAGS (\\Seen))\r\na2 OK x\r\na3 OK x\r\n",
        2,
        "Seen",
        "SeqNum(5)",
        []
    );
}

/// A message without its UID is the one of the line before, unless numbers have changed since.
#[test]
fn a_number_alone_says_nothing_after_an_expunge() {
    both!(
        "IMAP4rev1",
        Fetch::uids(uids("7")).flags().size(),
        Fetch::uids(uids("9")).flags().size(),
        "* 1 FETCH (UID 7 FLAGS (one))\r\n* 1 FETCH (FLAGS (again))\r\n* 1 EXPUNGE\r\n\
         * 1 FETCH (UID 9 FLAGS (two))\r\n* 1 FETCH (RFC822.SIZE 3)\r\na2 OK x\r\na3 OK x\r\n",
        2,
        "\"again\"",
        "Number64(3)",
        ["data Expunge"]
    );
}

/// So much stands before a literal that nobody can tell what it is: its place is empty, and not the text that was asked
/// for.
#[test]
fn a_literal_that_nobody_can_place_is_missing_and_told_to_be() {
    let long = "x".repeat(66_000);
    let quoted = format!("\"{long}\"");
    let answer = format!(
        "* 1 FETCH (UID 7 BODY[1] {{5}}\r\nfirst RFC822.SIZE 3 BODY[2] {quoted} BODY[3] {{5}}\r\nthird BODY[4] \"\" FLAGS (a))\r\na2 OK x\r\n"
    );
    let mut client = streaming("IMAP4rev1 METADATA URLAUTH");
    let parts = ["1", "2", "3", "4"].map(section);
    let fetch = parts.iter().cloned().fold(Fetch::uids(uids("7")).size().flags(), Fetch::text);
    let mut call = client.call(fetch.clone()).unwrap();
    client.transmitted(client.transmit().len()).unwrap();
    let (mut input, mut told, mut others) = (answer.as_bytes(), String::new(), Vec::new());
    let mut mails = Vec::new();
    while let Some(event) = client.receive(&mut input).unwrap() {
        match call.take(event) {
            Taken::Done(done) => mails = done.unwrap(),
            Taken::Other(event) => others.push(short(&event)),
            Taken::More => {}
        }
    }
    assert_eq!(others, ["tail true"], "else nobody could tell that something is missing");
    assert_eq!(mails[0].text(&parts[0]), Some(&b"first"[..]));
    assert_eq!(mails[0].text(&parts[1]).map(<[u8]>::len), Some(long.len()));
    assert_eq!((mails[0].text(&parts[2]), mails[0].text(&parts[3])), (None, None));
    assert_eq!((mails[0].size(), mails[0].flags().is_some()), (Some(3), true));

    // In pieces.
    let mut call = client.call(fetch.pieces()).unwrap();
    client.transmitted(client.transmit().len()).unwrap();
    let answer = answer.replace("a2", "a3");
    let mut input = answer.as_bytes();
    while let Some(event) = client.receive(&mut input).unwrap() {
        match call.take(event) {
            Taken::Step(piece) => write!(told, "{piece:?}").unwrap(),
            Taken::Other(event) => panic!("{event:?}"),
            Taken::Done(_) | Taken::More => {}
        }
    }
    assert!(
        told.ends_with("End { whole: false }") && !told.contains("Begin { message: Fetched { seq: None"),
        "{told}"
    );
    assert_eq!(told.matches("Begin").count(), 1);

    // Annotations, and texts by URL.
    let answer = format!(
        "* METADATA \"\" (/shared/a {{5}}\r\nfirst /shared/b {quoted} /shared/c {{5}}\r\nthird /shared/d NIL)\r\na4 OK x\r\n"
    );
    let names = ["/shared/a", "/shared/b", "/shared/c", "/shared/d"];
    let mut call = client.call(GetMetadata::new("", names.map(entry)).unwrap()).unwrap();
    let (annotations, others) = end(&mut client, &mut call, &answer);
    assert_eq!(others, ["tail true"]);
    let lens = names.map(|name| annotations.get(name).map(<[u8]>::len));
    assert_eq!(lens, [Some(5), Some(long.len()), None, None]);
    assert_eq!(annotations.entries.len(), 3, "the last is known to have no value");

    const URL: &str = "imap://joe@x/a/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038";
    let answer = format!(
        "* URLFETCH imap://x/1 {{5}}\r\nfirst imap://x/2 {quoted} imap://x/3 {{5}}\r\nthird\r\na5 OK x\r\n"
    );
    let mut call = client.call(UrlFetch::new(FullUrl::try_from(URL).unwrap())).unwrap();
    let (urls, others) = end(&mut client, &mut call, &answer);
    assert_eq!(others, ["tail true"]);
    assert_eq!(urls.len(), 2);
}

/// What a call ends in, and what it gave back.
fn end<A>(client: &mut Client, call: &mut Call<A>, answer: &str) -> (A::Output, Vec<String>)
where
    A: for<'i> Answer<Step<'i> = std::convert::Infallible>,
{
    client.transmitted(client.transmit().len()).unwrap();
    let (mut input, mut others) = (answer.as_bytes(), Vec::new());
    while let Some(event) = client.receive(&mut input).unwrap() {
        match call.take(event) {
            Taken::Done(done) => return (done.unwrap(), others),
            Taken::Other(event) => others.push(short(&event)),
            Taken::More => {}
        }
    }
    panic!("{others:?}");
}

fn section(part: &str) -> Section<'static> {
    let fetch = crate::wire::command(&format!("FETCH 1 BODY.PEEK[{part}]"));
    let CommandBody::Fetch(fetch) = fetch else { panic!("{fetch:?}") };
    let FetchItems::Atts(atts) = fetch.items else { panic!("{:?}", fetch.items) };
    let Some(FetchAtt::BodySection(fetched)) = atts.into_iter().next() else { panic!("{part}") };
    fetched.section
}
