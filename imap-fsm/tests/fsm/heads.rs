//! What a client learns before the octets of a literal that comes in pieces.

use imap_fsm::Limits;
use imap_fsm::client::{self, Event, Options};
use imap_fsm::observer::{self, FromServer, Observer};
use imap_types::fetch::{FetchHead, FetchNumber, MsgAttHead};
use imap_types::response::{DataHead, Response};
use imap_types::urlauth::UrlDataHead;

use crate::wire::Wire;

fn fetch(head: &FetchHead<'_>) -> String {
    let number = match head.message {
        FetchNumber::SeqNum(seq) => format!("{seq}"),
        FetchNumber::Uid(uid) => format!("uid {uid}"),
    };
    let items: Vec<_> = head.items.iter().map(|item| item.kind().unwrap().as_str()).collect();
    let text = match &head.text {
        MsgAttHead::BodySection { section, origin: None } => format!("BODY{section}"),
        MsgAttHead::BodySection { section, origin: Some(origin) } => {
            format!("BODY{section}<{}>", origin.get())
        }
        MsgAttHead::Binary { part, .. } => format!("BINARY[{part}]"),
        MsgAttHead::Rfc822 => "RFC822".into(),
        MsgAttHead::Rfc822Header => "RFC822.HEADER".into(),
        MsgAttHead::Rfc822Text => "RFC822.TEXT".into(),
        MsgAttHead::Within(name) => format!("within {name}"),
        MsgAttHead::Other(name) => format!("other {name}"),
    };
    format!("{number}: [{}] {text} #{}", items.join(" "), head.index)
}

fn head(head: Option<&DataHead<'_>>) -> String {
    match head {
        None => "?".into(),
        Some(DataHead::Fetch(head)) => fetch(head),
        Some(DataHead::UrlFetch(head)) => match &head.data {
            UrlDataHead::Simple => format!("{} #{}", head.url, head.index),
            UrlDataHead::Extended { kind, index } => {
                format!("{} #{} {} #{index}", head.url, head.index, kind.unwrap())
            }
        },
        Some(DataHead::Metadata(head)) => {
            let entry = String::from_utf8_lossy(head.entry.as_bytes());
            format!("{:?} {entry} #{}", head.mailbox, head.index)
        }
        Some(DataHead::Other { kind, mailbox }) => format!("{kind:?} {mailbox:?}"),
    }
}

/// The heads in what a server sends, of which literals of more than eight octets come in pieces. An observer learns the
/// same.
fn heads(wire: &str) -> Vec<String> {
    let limits = Limits { literal: 8, ..Limits::client() };
    let mut client = Wire::with(Options { limits, ..Options::default() }, "IMAP4rev1").client;
    let (mut input, mut heard) = (wire.as_bytes(), Vec::new());
    while let Some(event) = client.receive(&mut input).unwrap() {
        match event {
            Event::LiteralHead { head: of, .. } => heard.push(head(of.as_ref())),
            Event::LiteralTail(data) => assert!(data.is_ok()),
            _ => {}
        }
    }
    let options = observer::Options { server: limits, ..observer::Options::default() };
    let (mut observer, mut observed) = (Observer::new(options), Vec::new());
    observer.server(&mut &b"* PREAUTH x\r\n"[..]).unwrap();
    let mut input = wire.as_bytes();
    while let Some(seen) = observer.server(&mut input).unwrap() {
        if let FromServer::LiteralHead { head: of, .. } = seen.message {
            observed.push(head(of.as_ref()));
        }
    }
    assert_eq!(heard, observed);
    heard
}

/// What is left of the data at the end of each message; an observer learns the same.
fn tails(wire: &str) -> Vec<String> {
    let written = |tail: client::DataTail| {
        let mut out = Vec::new();
        let data = tail.into_data()?;
        imap_codec::encode_response(&Response::Data(data), &mut out);
        Some(String::from_utf8(out).unwrap().trim_end().to_string())
    };
    let or_nothing = |tail| written(tail).unwrap_or_else(|| "-".into());
    let limits = Limits { literal: 8, ..Limits::client() };
    let mut client = Wire::with(Options { limits, ..Options::default() }, "IMAP4rev1").client;
    let (mut input, mut heard) = (wire.as_bytes(), Vec::new());
    while let Some(event) = client.receive(&mut input).unwrap() {
        if let Event::LiteralTail(tail) = event {
            heard.push(or_nothing(tail.unwrap()));
        }
    }
    let options = observer::Options { server: limits, ..observer::Options::default() };
    let (mut observer, mut observed) = (Observer::new(options), Vec::new());
    observer.server(&mut &b"* PREAUTH x\r\n"[..]).unwrap();
    let mut input = wire.as_bytes();
    while let Some(seen) = observer.server(&mut input).unwrap() {
        if let FromServer::LiteralTail(tail) = seen.message {
            observed.push(or_nothing(tail.unwrap()));
        }
    }
    assert_eq!(heard, observed);
    heard
}

const LONG: &str = "{9}\r\n123456789";

#[test]
fn the_head_of_a_text_tells_the_whole_items_before_it_and_no_text_that_came_in_pieces() {
    let wire = format!(
        "* 4 FETCH (UID 7 BODY[1] {{2}}\r\nab BODY[2]<5> {LONG} FLAGS () RFC822.HEADER {LONG} BINARY[3] \"c\" BINARY[4] \
         ~{LONG} RFC822 {LONG} RFC822.TEXT {LONG} MODSEQ (3))\r\n"
    );
    assert_eq!(
        heads(&wire),
        [
            "4: [UID BODY] BODY[2]<5> #2",
            "4: [UID BODY FLAGS] RFC822.HEADER #4",
            "4: [UID BODY FLAGS BINARY] BINARY[4] #6",
            "4: [UID BODY FLAGS BINARY] RFC822 #7",
            "4: [UID BODY FLAGS BINARY] RFC822.TEXT #8",
        ]
    );
    // Nothing of it stays for the next message.
    assert_eq!(
        heads(&format!("{wire}* 5 FETCH (UID 8 FLAGS () RFC822 \"\" BODY[] {LONG})\r\n"))[5],
        "5: [UID FLAGS RFC822] BODY[] #3"
    );
    assert_eq!(heads(&format!("* 9 UIDFETCH (FLAGS () BODY[] {LONG})\r\n")), ["uid 9: [FLAGS] BODY[] #1"]);
}

#[test]
fn an_item_with_a_long_string_in_it_is_not_told_as_if_it_were_whole() {
    let person = "((NIL NIL \"a\" \"b\"))";
    let envelope = format!("(NIL {LONG} {person} {person} {person} NIL NIL NIL NIL NIL)");
    assert_eq!(
        heads(&format!(
            "* 4 FETCH (UID 7 BODY[1] \"\" ENVELOPE {envelope} FLAGS () BODY[] {LONG} PREVIEW \"p\" BODY[2] {LONG})\r\n"
        )),
        // What the first is, nobody can tell: so of what may have it, nothing is told.
        ["?", "4: [UID FLAGS] BODY[] #4", "4: [UID FLAGS PREVIEW] BODY[2] #6"]
    );
    assert_eq!(
        heads(&format!("* 4 FETCH (UID 7 PREVIEW {LONG} X-NEW {LONG} BODY[] {LONG})\r\n")),
        ["4: [UID] within PREVIEW #1", "4: [UID] other X-NEW #2", "4: [UID] BODY[] #3"]
    );
}

#[test]
fn the_head_of_other_data_tells_what_the_octets_are_or_its_name_and_mailbox() {
    assert_eq!(
        heads(&format!(
            "* URLFETCH \"/a\" \"x\" \"/b\" {LONG} \"/c\" {LONG}\r\n\
             * URLFETCH \"/a\" (BODYPARTSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)) (BINARY ~{LONG})\r\n\
             * METADATA box (/shared/a NIL /shared/b {LONG} /shared/c {LONG})\r\n\
             * QUOTAROOT box {LONG}\r\n\
             * LIST () \"/\" {LONG}\r\n\
             * XNEW {LONG}\r\n"
        )),
        [
            "/b #1",
            "/c #2",
            "/a #0 BINARY #1",
            "\"box\" /shared/b #1",
            "\"box\" /shared/c #2",
            "Some(QuotaRoot) Some(\"box\")",
            "Some(List) None",
            "None None",
        ]
    );
}

#[test]
fn the_tail_has_nothing_in_the_place_of_octets_that_came_in_pieces() {
    let person = "((NIL NIL \"a\" \"b\"))";
    let envelope = format!("(NIL {LONG} {person} {person} {person} NIL NIL NIL NIL NIL)");
    let (wires, left): (Vec<_>, Vec<_>) = [
        (
            format!(
                "* 4 FETCH (UID 7 BODY[1] {{2}}\r\nab BODY[2]<5> {LONG} FLAGS () RFC822 {LONG} BODY[3] {LONG} MODSEQ (3))"
            ),
            "* 4 FETCH (UID 7 BODY[1] {2}\r\nab FLAGS () MODSEQ (3))",
        ),
        (format!("* 9 UIDFETCH (FLAGS () BODY[] {LONG})"), "* 9 UIDFETCH (FLAGS ())"),
        (format!("* 9 FETCH (BODY[] {LONG})"), "-"),
        // Of what may have a literal of which nobody can tell where it stands, nothing is told.
        (
            format!("* 4 FETCH (UID 7 BODY[] {LONG} PREVIEW \"p\" ENVELOPE {envelope} FLAGS ())"),
            "* 4 FETCH (UID 7 FLAGS ())",
        ),
        (
            format!("* 4 FETCH (UID 7 ENVELOPE {envelope} BODY[] {LONG} PREVIEW \"p\")"),
            "* 4 FETCH (UID 7 PREVIEW \"p\")",
        ),
        (format!("* 4 FETCH (UID 7 PREVIEW {LONG} X-NEW {LONG})"), "* 4 FETCH (UID 7)"),
        (format!("* URLFETCH \"/a\" NIL \"/b\" {LONG} \"/c\" {LONG} \"/d\" NIL"), "* URLFETCH /a NIL /d NIL"),
        (format!("* URLFETCH \"/a\" (BODY {{1}}\r\nx) (BINARY ~{LONG})"), "* URLFETCH /a (BODY \"x\")"),
        (format!("* URLFETCH \"/a\" {LONG}"), "-"),
        (
            format!("* METADATA box (/shared/a NIL /shared/b {LONG} /shared/c {LONG} /shared/d NIL)"),
            "* METADATA box (/shared/a NIL /shared/d NIL)",
        ),
        (format!("* METADATA box (/shared/b {LONG})"), "-"),
        (format!("* QUOTAROOT box {LONG}"), "-"),
        (format!("* LIST () \"/\" {LONG}"), "-"),
        (format!("* XNEW {LONG}"), "-"),
    ]
    .into_iter()
    .unzip();
    assert_eq!(tails(&format!("{}\r\n", wires.join("\r\n"))), left);
}
