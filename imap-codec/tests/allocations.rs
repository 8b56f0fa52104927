//! What decoding and encoding cost in memory.

use allocation_counter::{AllocationInfo, measure};
use imap_codec::{
    Encoder, Frame, Framer, Limits, decode_command, decode_response, encode_command, encode_response,
};
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::{FetchedBinary, FetchedSection, MsgAtt};
use imap_types::response::{Data, Response};

/// Allocations and bytes of decoding a response, which must succeed, without dropping it.
fn response(message: &[u8]) -> AllocationInfo {
    let mut decoded = None;
    let info = measure(|| decoded = decode_response(message).ok());
    assert!(decoded.is_some(), "{}", message.escape_ascii());
    info
}

fn command(message: &[u8]) -> AllocationInfo {
    let mut decoded = None;
    let info = measure(|| decoded = decode_command(message).ok());
    assert!(decoded.is_some(), "{}", message.escape_ascii());
    info
}

#[test]
fn small_commands_cost_no_allocation() {
    for line in [
        &b"a1 LOGIN alice secret\r\n"[..],
        b"a1 LOGIN \"alice\" \"sec ret\"\r\n",
        b"a1 LOGIN {5}\r\nalice {6+}\r\nsecret\r\n",
        b"a2 SELECT INBOX\r\n",
        b"a2 SELECT \"Sent Items\"\r\n",
        b"a2 EXAMINE {5}\r\nInbox\r\n",
        b"a3 NOOP\r\n",
        b"a3 XUNKNOWN (a b) {3}\r\nabc\r\n",
    ] {
        assert_eq!(command(line).count_total, 0, "{}", line.escape_ascii());
    }
}

#[test]
fn small_responses_cost_at_most_one_allocation() {
    for (most, line) in [
        (0, &b"* OK ready\r\n"[..]),
        (0, b"a1 OK done\r\n"),
        (0, b"+ go on\r\n"),
        (0, b"* 172 EXISTS\r\n"),
        (1, b"a1 OK [READ-WRITE] done\r\n"),
        (1, b"* 12 FETCH (UID 7 FLAGS (\\Seen \\Answered \\Recent))\r\n"),
        (1, b"* 12 FETCH (FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft) UID 7 MODSEQ (5) RFC822.SIZE 1)\r\n"),
        (1, b"* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent Items\"\r\n"),
        (0, b"* LIST (\\HasNoChildren \\UnMarked) \".\" INBOX\r\n"),
        (1, b"* LIST () NIL \"a\\\"b\"\r\n"),
        (1, b"* STATUS INBOX (MESSAGES 1 UNSEEN 2 UIDNEXT 3 UIDVALIDITY 4)\r\n"),
        (1, b"* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $Junk)\r\n"),
    ] {
        let info = response(line);
        assert!(info.count_total <= most, "{info:?} {}", line.escape_ascii());
    }
}

#[test]
fn a_search_of_ten_thousand_costs_one_allocation() {
    let numbers: String = (1..=10_000).map(|number| format!(" {number}")).collect();
    for line in [format!("* SEARCH{numbers}\r\n"), format!("* SEARCH{numbers} (MODSEQ 7)\r\n")] {
        let info = response(line.as_bytes());
        assert_eq!(info.count_total, 1);
        assert!(info.bytes_total <= 40_100, "{info:?}");
    }
}

#[test]
fn a_long_literal_is_borrowed() {
    let octets = vec![b'x'; 1 << 20];
    for before in ["BODY[] {", "BINARY[1] ~{", "RFC822 {", "X-A {"] {
        let message =
            [format!("* 1 FETCH ({before}1048576}}\r\n").as_bytes(), &octets, b" UID 7)\r\n"].concat();
        let mut decoded = None;
        let info = measure(|| decoded = decode_response(&message).ok());
        assert!(info.bytes_total < 4096, "{info:?}");
        let Some(Response::Data(Data::Fetch { items, .. })) = decoded else { panic!("{before}") };
        let data = match &items[0] {
            MsgAtt::BodySection(FetchedSection { data: Some(data), .. }) | MsgAtt::Rfc822(Some(data)) => {
                data.as_bytes()
            }
            MsgAtt::Binary(FetchedBinary { data: Some(data), .. }) => data.as_bytes(),
            MsgAtt::Other(other) => other.rest().as_bytes(),
            item => panic!("{item:?}"),
        };
        assert!(data.len() >= octets.len());
        assert!(message.as_ptr_range().contains(&data.as_ptr()));
    }
    let append = [b"a APPEND b (\\Seen) {1048576+}\r\n", &octets[..], b"\r\n"].concat();
    let info = command(&append);
    assert!(info.bytes_total < 4096, "{info:?}");
}

/// What most mail is: text in two forms, and one attachment.
const HEADER: &[u8] = b"* 12 FETCH (UID 4711 FLAGS (\\Seen \\Answered) INTERNALDATE \"17-Jul-2024 02:44:25 -0700\" \
    ENVELOPE (\"Wed, 17 Jul 2024 02:23:25 -0700 (PDT)\" \"Re: [imap] IMAP4rev2 WG mtg summary and minutes, with slides\" \
    ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) \
    ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((\"IMAP Working Group\" NIL \"imap\" \
    \"cac.washington.edu\")) NIL NIL \"<B27396-0300000@cac.washington.edu>\" \"<B27397-0100000@cac.washington.edu>\") \
    BODYSTRUCTURE (((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"UTF-8\") NIL NIL \"QUOTED-PRINTABLE\" 2279 48 NIL NIL NIL NIL)\
    (\"TEXT\" \"HTML\" (\"CHARSET\" \"UTF-8\") NIL NIL \"BASE64\" 7311 94 NIL NIL NIL NIL) \"ALTERNATIVE\" \
    (\"BOUNDARY\" \"0000000000001\") NIL NIL NIL)\
    (\"APPLICATION\" \"PDF\" (\"NAME\" \"minutes.pdf\") \"<f_1>\" NIL \"BASE64\" 113452 NIL \
    (\"ATTACHMENT\" (\"FILENAME\" \"minutes.pdf\")) NIL NIL) \"MIXED\" (\"BOUNDARY\" \"0000000000002\") NIL NIL NIL))\r\n";

#[test]
fn a_header_of_a_kibibyte_costs_thirteen_allocations() {
    let info = response(HEADER);
    assert!((900..1300).contains(&HEADER.len()), "{}", HEADER.len());
    assert!(info.count_total <= 13 && info.bytes_total <= 3584, "{} bytes: {info:?}", HEADER.len());
}

#[test]
fn messages_and_items_are_small() {
    assert!(size_of::<Response>() <= 64 && size_of::<MsgAtt>() <= 64);
}

/// The lines and literals of an example file of the RFCs, by who sent them.
fn examples() -> (Vec<u8>, Vec<u8>) {
    let (mut client, mut server) = (Vec::new(), Vec::new());
    let mut files: Vec<_> =
        std::fs::read_dir("tests/rfc").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "txt")) {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let Some((kind, text)) = line.split_at_checked(2) else { continue };
            let text = text.strip_prefix(' ').unwrap_or(text);
            // Whole lines only: what has a literal is met in the traces.
            match kind {
                "C:" if !text.ends_with('}') => client.extend_from_slice(format!("{text}\r\n").as_bytes()),
                "S:" if !text.ends_with('}') => server.extend_from_slice(format!("{text}\r\n").as_bytes()),
                _ => {}
            }
        }
    }
    for entry in std::fs::read_dir("tests/traces").unwrap() {
        let path = entry.unwrap().path();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("client") => client.extend(std::fs::read(path).unwrap()),
            Some("server") => server.extend(std::fs::read(path).unwrap()),
            _ => {}
        }
    }
    (client, server)
}

#[test]
fn encoding_into_a_buffer_with_room_allocates_nothing() {
    let (client, server) = examples();
    let (mut out, mut gates) = (Vec::with_capacity(16 << 20), Vec::with_capacity(1000));
    let mut messages = 0;
    let mut framer = Framer::for_responses(Limits::UNLIMITED);
    let mut input = &server[..];
    while let Ok(Some(Frame::Message(message))) = framer.next(&mut input) {
        let Ok(response) = decode_response(message) else { continue };
        out.clear();
        let info = measure(|| encode_response(&response, &mut out));
        assert_eq!(info.count_total, 0, "{}", out.escape_ascii());
        messages += 1;
    }
    let mut framer = Framer::for_commands(Limits::UNLIMITED);
    let mut input = &client[..];
    while let Ok(Some(frame)) = framer.next(&mut input) {
        let Frame::Message(message) = frame else { continue };
        let Ok(command) = decode_command(message) else { continue };
        out.clear();
        gates.clear();
        let info = measure(|| encode_command(&command, &mut out, &mut gates));
        assert_eq!(info.count_total, 0, "{}", out.escape_ascii());
        messages += 1;
    }
    assert!(messages > 3000, "{messages}");
}

#[test]
fn many_literals_are_encoded_in_linear_time_and_without_allocation() {
    let message = format!("a X{}\r\n", " {1}\r\nx".repeat(1 << 15)).into_bytes();
    let command: Command = decode_command(&message).unwrap();
    assert!(matches!(command.body, CommandBody::Other(_)));
    let mut out = Vec::with_capacity(1 << 20);
    let info = measure(|| Encoder::new(&mut out).command(&command));
    assert_eq!(info.count_total, 0);
    assert_eq!(out, message);
}
