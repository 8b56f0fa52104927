//! Whole sessions of real servers: nothing is malformed but what was meant to be.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Reader, Side, Value, files, frame};
use imap_codec::{Decoder, Frame, Quirk};
use imap_types::response::Response;

/// What of the clients is no command, by session: how many commands ended where the server refused a literal, and the
/// first words of the lines that are malformed. All of it is deliberate: `bad-*` is about nothing else, and the others
/// try what a topic has to offer by way of mistakes (an empty list, a date that is none, an argument left out).
/// The servers take a few of them, such as the 32nd of January, `BODY[0]` and `QRESYNC (… 0)`.
const GARBAGE: &[(&str, usize, &str)] = &[
    ("courier-5.0-mailboxes", 0, "a22"),
    ("courier-5.0-messages", 0, "a48"),
    ("cyrus-3.6-append-1", 9, "t4,a21,a23,a24"),
    ("cyrus-3.6-append-quota", 1, ""),
    ("cyrus-3.6-append-refused", 0, "a3"),
    ("cyrus-3.6-bad-authenticated-1", 0, "t1,t2,t5,t8,t9,t10,t12,\\tt13,t14,t15,t17,t18"),
    ("cyrus-3.6-bad-before-1", 0, "x,x,,*,garbage,a(1),+,t1,t2,t3,t4,{3+},t7"),
    ("cyrus-3.6-bad-literal", 0, "t1"),
    ("cyrus-3.6-bad-long", 0, "nul,cr"),
    ("cyrus-3.6-bad-selected-1", 0, "t1,t2,t3,t4,t5,t6,t8,t9,t10,t11,t14,t16,t17,t18"),
    ("cyrus-3.6-extensions-1", 0, "a14,a39,a49"),
    ("cyrus-3.6-extensions-2", 0, "a15"),
    ("cyrus-3.6-extensions-admin", 0, "a6,a18"),
    ("cyrus-3.6-fetch-body-2", 0, "a11,a12"),
    ("cyrus-3.6-fetch-more", 0, "a70,a75"),
    ("cyrus-3.6-fetch-structure", 0, "a22"),
    ("cyrus-3.6-login-1", 0, "a10"),
    ("cyrus-3.6-login-before-1", 0, "a6,a9,a10,a13,!not"),
    ("cyrus-3.6-mailboxes-1", 0, "a44"),
    ("cyrus-3.6-mailboxes-2", 0, "a7,a19"),
    ("cyrus-3.6-qresync-2", 0, "a6,a9"),
    ("cyrus-3.6-search-keys-2", 1, ""),
    ("cyrus-3.6-updates-notify", 0, "a8,a9"),
    ("cyrus-3.6-updates", 0, "NOTDONE"),
    ("dovecot-2.3-append-1", 10, "t4,a21,a23,a24"),
    ("dovecot-2.3-append-quota", 3, ""),
    ("dovecot-2.3-bad-authenticated-1", 0, "t1,t2,t5,t8,t9,t10,t12,\\tt13,t14,t15,t17,t18"),
    ("dovecot-2.3-bad-before-1", 0, "x,x"),
    ("dovecot-2.3-bad-before-2", 0, ",*,garbage"),
    ("dovecot-2.3-bad-before-3", 0, "a(1),+"),
    ("dovecot-2.3-bad-before-4", 0, "t1,t2,t3,t4,{3+},t7"),
    ("dovecot-2.3-bad-literal", 0, "t1"),
    ("dovecot-2.3-bad-long", 0, "nul,cr"),
    ("dovecot-2.3-bad-selected-1", 0, "t1,t2,t3,t4,t5,t6,t8,t9,t10,t11,t14,t16,t17,t18"),
    ("dovecot-2.3-extensions-1", 0, "a14,a39,a49"),
    ("dovecot-2.3-extensions-2", 0, "a15"),
    ("dovecot-2.3-fetch-body-2", 0, "a11,a12"),
    ("dovecot-2.3-fetch-more", 0, "a76,a81"),
    ("dovecot-2.3-fetch-structure", 0, "a22"),
    ("dovecot-2.3-login-1", 0, "a10"),
    ("dovecot-2.3-login-before-1", 0, "a6,a9,a10"),
    ("dovecot-2.3-login-before-2", 0, "a3,!not"),
    ("dovecot-2.3-mailboxes-1", 0, "a44"),
    ("dovecot-2.3-mailboxes-2", 0, "a7,a19"),
    ("dovecot-2.3-qresync-2", 0, "a6,a9"),
    ("dovecot-2.3-updates-notify", 0, "a8,a9"),
    ("dovecot-2.3-updates", 0, "NOTDONE"),
];

/// What each server has done against the grammar: the first quirk of a message, and the rule that strict mode names.
const TOLERATED: &[&str] = &[
    "courier: misplaced-flag: flag",
    "courier: missing-quota-list: SP",
    "courier: multipart-as-basic: body-type-mpart",
    "cyrus: invalid-flag: flag",
    "cyrus: malformed-item: nz-number",
    "cyrus: malformed-url: imapurl",
    "cyrus: message-as-basic: body-type-msg",
    "cyrus: modseq-without-numbers: nz-number",
    "cyrus: plus-in-tag: tag",
    "cyrus: quoted-url: url-resp-text",
    "cyrus: unknown-item: msg-att",
    "cyrus: unknown-status-att: status-att",
    "dovecot: bare-events: \"(\"",
    "dovecot: fuzzy-preview: nstring",
    "dovecot: joined-url-data: url-metadata",
    "dovecot: malformed-item: nz-number",
    "dovecot: malformed-url: imapurl",
    "dovecot: message-as-basic: body-type-msg",
    "dovecot: trailing-space: CRLF",
];

/// The quirks that may be left once a value has been written: what nobody knows better than who sent it is sent on as
/// it came. All else is written as the grammar has it.
const KEPT_AS_SENT: &[Quirk] = &[
    Quirk::InvalidFlag,
    Quirk::MalformedItem,
    Quirk::MalformedUrl,
    Quirk::MessageAsBasic,
    Quirk::MisplacedUrl,
    Quirk::MultipartAsBasic,
    Quirk::NulInLiteral,
    Quirk::PlusInTag,
    Quirk::SaveOfOthers,
    Quirk::VanishedAlone,
];

#[test]
fn every_message_of_the_servers_is_understood() {
    let mut count = 0;
    let mut failures = Vec::new();
    for (name, bytes) in files("traces", &["server"]) {
        let framed = frame(Side::Server, &bytes);
        assert!(framed.rest.is_empty(), "{name} ends with {}", framed.rest.escape_ascii());
        let mut reader = Reader::new(Side::Server, Decoder::new());
        for (offset, message) in framed.messages {
            count += 1;
            if let Err(error) = reader.read(message) {
                failures.push(format!("{name}:{offset}: {error}: {}", message.escape_ascii()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(count > 5000, "the traces are gone: {count}");
}

#[test]
fn what_is_tolerated_of_each_server_is_named() {
    let mut tolerated = BTreeSet::new();
    for (name, bytes) in files("traces", &["server"]) {
        let (server, _) = name.split_once('-').unwrap();
        let (mut lenient, mut strict) = (Decoder::new(), Decoder::new().strict(true));
        for (_, message) in frame(Side::Server, &bytes).messages {
            lenient.response(message).unwrap();
            if let Some(first) = lenient.quirks().first() {
                let rule = strict.response(message).unwrap_err().expected;
                tolerated.insert(format!("{server}: {}: {rule}", first.quirk.name()));
            }
        }
    }
    assert_eq!(Vec::from_iter(tolerated), TOLERATED);
}

/// A client's messages, taken apart with the help of what the server said: the octets of a literal were sent if there
/// is a continuation request for it.
#[derive(Default)]
struct Sent<'a> {
    messages: Vec<(usize, &'a [u8])>,
    /// How many commands ended where the server refused a literal.
    refused: usize,
    /// Lines that cannot be framed. These servers read on behind them.
    unframed: Vec<&'a [u8]>,
}

fn sent<'a>(client: &'a [u8], server: &[u8]) -> Sent<'a> {
    let mut reader = Reader::new(Side::Server, Decoder::new());
    let mut requests = 0;
    let mut accepted = BTreeMap::<Vec<u8>, usize>::new();
    for (_, message) in frame(Side::Server, server).messages {
        match reader.read(message) {
            Ok(Value::Response(Response::Continue(_))) => requests += 1,
            Ok(Value::Response(Response::Tagged(tagged))) => {
                *accepted.entry(tagged.tag.as_bytes().to_vec()).or_default() += std::mem::take(&mut requests);
            }
            _ => {}
        }
    }
    let mut framer = Side::Client.framer();
    let mut sent = Sent::default();
    let mut rest = client;
    loop {
        let offset = client.len() - rest.len();
        match framer.next(&mut rest) {
            Ok(Some(Frame::Message(message))) => sent.messages.push((offset, message)),
            Ok(Some(Frame::Announced { bytes, .. })) => match accepted.get_mut(first_word(bytes)) {
                Some(requests @ 1..) => *requests -= 1,
                _ => {
                    sent.refused += 1;
                    framer.refuse(&mut rest);
                }
            },
            Ok(Some(frame)) => panic!("{frame:?} without limits"),
            Ok(None) => {
                assert!(rest.is_empty(), "ends with {}", rest.escape_ascii());
                return sent;
            }
            Err(_) => {
                let end = rest.iter().position(|&byte| byte == b'\n').unwrap() + 1;
                sent.unframed.push(&rest[..end]);
                rest = &rest[end..];
                framer = Side::Client.framer();
            }
        }
    }
}

fn first_word(message: &[u8]) -> &[u8] {
    message.split(|byte| b" \r\n".contains(byte)).next().unwrap()
}

/// The sessions by name: what the server said and what the client said.
fn sessions() -> Vec<(String, Vec<u8>, Vec<u8>)> {
    let clients = files("traces", &["client"]);
    let servers = files("traces", &["server"]);
    assert_eq!(clients.len(), servers.len());
    let pair = |((name, client), (server_name, server)): ((String, Vec<u8>), (String, Vec<u8>))| {
        let name = name.strip_suffix(".client").unwrap().to_owned();
        assert_eq!(server_name.strip_suffix(".server"), Some(&*name));
        (name, server, client)
    };
    clients.into_iter().zip(servers).map(pair).collect()
}

#[test]
fn every_message_of_the_clients_is_understood_but_the_garbage() {
    let mut rows = Vec::new();
    for (name, server, client) in sessions() {
        let mut reader = Reader::new(Side::Client, Decoder::new());
        let sent = sent(&client, &server);
        let mut garbage = sent.unframed;
        garbage.extend(sent.messages.iter().map(|row| row.1).filter(|message| reader.read(message).is_err()));
        if sent.refused > 0 || !garbage.is_empty() {
            let words = garbage.iter().map(|message| first_word(message).escape_ascii().to_string());
            rows.push((name, sent.refused, words.collect::<Vec<_>>().join(",")));
        }
    }
    let rows: Vec<_> = rows.iter().map(|(name, refused, words)| (&**name, *refused, &**words)).collect();
    assert_eq!(rows, GARBAGE);
}

#[test]
fn every_value_survives_encoding_and_decoding_also_owned() {
    let mut failures = Vec::new();
    for (name, server, client) in sessions() {
        let messages = frame(Side::Server, &server).messages;
        for (side, messages) in [(Side::Server, messages), (Side::Client, sent(&client, &server).messages)] {
            let mut reader = Reader::new(side, Decoder::new());
            for (offset, message) in messages {
                let Ok(value) = reader.read(message) else { continue };
                let place = format!("{name}, {side:?}, byte {offset}");
                match value.round_trip() {
                    Ok(quirks) => {
                        let is_kept = |quirk: Quirk| KEPT_AS_SENT.contains(&quirk) || quirk.is_unknown_name();
                        let more = quirks.iter().find(|sighting| !is_kept(sighting.quirk));
                        if let Some(more) = more {
                            let shown = message.escape_ascii().to_string();
                            failures.push(format!("{place}: writes {more:?} {shown}"));
                        }
                    }
                    Err(error) => failures.push(format!("{place}: {error}")),
                }
                assert_eq!(value.clone().into_static(), value, "{place}");
            }
        }
    }
    assert!(failures.is_empty(), "{} {}", failures.len(), failures.join("\n"));
}
