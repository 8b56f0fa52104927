//! What decoding and encoding cost in memory and, where that could go wrong, in time.

use std::time::Instant;

use allocation_counter::{AllocationInfo, measure};
use imap_codec::{
    Decoder, Encoder, Frame, Framer, Limits, decode_command, decode_response, encode_command, encode_response,
};
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::MsgAtt;
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
            MsgAtt::BodySection { data: Some(data), .. } | MsgAtt::Rfc822(Some(data)) => data.as_bytes(),
            MsgAtt::Binary { data: Some(data), .. } => data.as_bytes(),
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

/// Lines that are as bad as they can be: what comes first, what repeats, what comes last.
const EVIL: &[(&str, [&str; 3])] = &[
    ("spaces in SEARCH", ["* SEARCH", " ", "\r\n"]),
    ("spaces and numbers in SEARCH", ["* SEARCH", " 1", "\r\n"]),
    ("double spaces in SEARCH", ["* SEARCH", "  1", "\r\n"]),
    ("spaces at the end", ["* 1 EXISTS", " ", "\r\n"]),
    ("spaces before an argument", ["a LOGIN", " ", "b c\r\n"]),
    ("spaces between addresses", ["* 1 FETCH (ENVELOPE (NIL NIL (", "(NIL NIL NIL NIL) ", ")))\r\n"]),
    (
        "addresses",
        ["* 1 FETCH (ENVELOPE (NIL NIL (", "(NIL NIL NIL NIL)", ") NIL NIL NIL NIL NIL NIL NIL))\r\n"],
    ),
    ("parts", ["* 1 FETCH (BODYSTRUCTURE (", "(\"\" \"\" NIL NIL NIL \"\" 0)", " \"\"))\r\n"]),
    ("atoms for parts", ["* 1 FETCH (BODYSTRUCTURE (", "(A A NIL NIL NIL A 0)", " A))\r\n"]),
    ("parts with extension data", ["* 1 FETCH (BODYSTRUCTURE (", "(A A NIL NIL NIL A 0 A())", " A))\r\n"]),
    ("body-extensions", ["* 1 FETCH (BODYSTRUCTURE (A A NIL NIL NIL A 0 A NIL NIL NIL", " 1", "))\r\n"]),
    (
        "lists of body-extensions",
        ["* 1 FETCH (BODYSTRUCTURE (A A NIL NIL NIL A 0 A NIL NIL NIL", "(1)", "))\r\n"],
    ),
    ("parameters", ["* 1 FETCH (BODYSTRUCTURE (A A (", "A A ", ") NIL NIL A 0))\r\n"]),
    ("languages", ["* 1 FETCH (BODYSTRUCTURE (A A NIL NIL NIL A 0 A NIL (", "A ", ")))\r\n"]),
    ("items", ["* 1 FETCH (", "UID 1 ", "UID 1)\r\n"]),
    ("items FLAGS", ["* 1 FETCH (", "FLAGS()", ")\r\n"]),
    ("unknown items", ["* 1 FETCH (", "A ", "A)\r\n"]),
    ("malformed items", ["* 1 FETCH (", "UID x ", "UID x)\r\n"]),
    ("malformed structures", ["* 1 FETCH (", "BODY ((((((x)))))) ", "UID 7)\r\n"]),
    ("malformed envelopes", ["* 1 FETCH (", "ENVELOPE (x) ", "UID 7)\r\n"]),
    ("items without end", ["* 1 FETCH (", "UID (x ", "\r\n"]),
    ("items that open", ["* 1 FETCH (", "BODY (", "\r\n"]),
    ("quotes without end", ["* 1 FETCH (", "RFC822 \"", "\r\n"]),
    ("quotes", ["* 1 FETCH (X ", "\"\"", ")\r\n"]),
    ("escapes", ["* LIST () NIL \"", "\\\\", "\"\r\n"]),
    ("wrong escapes", ["* LIST () NIL \"", "\\a", "\"\r\n"]),
    ("8-bit", ["* LIST () NIL \"", "\u{e9}", "\"\r\n"]),
    ("section numbers", ["* 1 FETCH (BODY[1", ".1", "] NIL)\r\n"]),
    ("header names", ["* 1 FETCH (BODY[HEADER.FIELDS (", "A ", ")] NIL)\r\n"]),
    ("flags", ["* FLAGS (", "a ", "a)\r\n"]),
    ("different flags", ["* FLAGS (", "!0 !1 !2 !3 !4 !5 !6 !7 !8 !9 ", "a)\r\n"]),
    ("attributes", ["* LIST (", "\\a ", "\\a) NIL b\r\n"]),
    ("extended items", ["* LIST () NIL b (", "A 1 ", "A 1)\r\n"]),
    ("CHILDINFO", ["* LIST () NIL b (CHILDINFO (", "A ", "A))\r\n"]),
    ("capabilities", ["* CAPABILITY", " A", "\r\n"]),
    ("capabilities in a code", ["* OK [CAPABILITY", " A", "] x\r\n"]),
    ("broken capabilities in a code", ["* OK [CAPABILITY", " A", " (] x\r\n"]),
    ("charsets", ["a NO [BADCHARSET", " A", "] x\r\n"]),
    ("brackets", ["* OK [", "[", "\r\n"]),
    ("STATUS", ["* STATUS b (", "A 1 ", "A 1)\r\n"]),
    ("malformed STATUS", ["* STATUS b (", "UNSEEN x ", "A 1)\r\n"]),
    ("STATUS without end", ["* STATUS b (", "UNSEEN (", "\r\n"]),
    ("NAMESPACE", ["* NAMESPACE (", "(A NIL)", ") NIL NIL\r\n"]),
    ("namespace extensions", ["* NAMESPACE ((A NIL", "A(A)", ")) NIL NIL\r\n"]),
    ("ID", ["* ID (", "A A ", "A A)\r\n"]),
    ("ESEARCH", ["* ESEARCH", " A 1", "\r\n"]),
    ("UIDs", ["* VANISHED 1", ",1", "\r\n"]),
    ("sets", ["a OK [COPYUID 1 1 1", ",1", "] x\r\n"]),
    ("NULs", ["", "\0", "* OK x\r\n"]),
    ("text", ["* OK ", "{1} [", "\r\n"]),
    ("braces", ["* 1 FETCH (X ", "{", ")\r\n"]),
    ("headers of literals", ["* 1 FETCH (", "X {0}\r\n ", "X 1)\r\n"]),
    ("literals of unknown data", ["* X", " {0}\r\n", "\r\n"]),
    ("odd literals of unknown data", ["* X", " {0+}\r\n", "\r\n"]),
    ("odd literals of unknown items", ["* 1 FETCH (", "X {0+}\r\n ", "X 1)\r\n"]),
    ("kept parentheses", ["* 1 FETCH (X ", "()", ")\r\n"]),
    ("search keys", ["a SEARCH", " ALL", "\r\n"]),
    ("search sets", ["a SEARCH", " 1", "\r\n"]),
    ("search lists", ["a SEARCH", " (1)", "\r\n"]),
    ("search NOT", ["a SEARCH", " NOT 1", "\r\n"]),
    ("search OR", ["a SEARCH", " OR 1 1", "\r\n"]),
    ("search OR of unknown", ["a SEARCH OR OR OR OR OR OR OR OR X-A", " b", "\r\n"]),
    ("search unknown", ["a SEARCH X-A", " (b)", "\r\n"]),
    ("search unknown with spaces", ["a SEARCH X-A", " ", "b\r\n"]),
    ("search lists of unknown", ["a SEARCH", " (X-A)", "\r\n"]),
    ("search lists without end", ["a SEARCH", " (X-A", "\r\n"]),
    ("search return options", ["a SEARCH RETURN (", "A ", "A) 1\r\n"]),
    ("fetch items", ["a FETCH 1 (", "A ", "A)\r\n"]),
    ("fetch modifiers", ["a FETCH 1 A (", "A ", "A)\r\n"]),
    ("sequence sets", ["a FETCH 1", ",1", " A\r\n"]),
    ("list patterns", ["a LIST A (", "A ", "A)\r\n"]),
    ("list options", ["a LIST (", "A ", "A) A A\r\n"]),
    ("list return options", ["a LIST A A RETURN (", "A ", "A)\r\n"]),
    ("appended messages", ["a APPEND A", " {0}\r\n", "\r\n"]),
    ("append extensions", ["a APPEND A", " A 1", "\r\n"]),
    ("enable", ["a ENABLE", " A", "\r\n"]),
    ("select params", ["a SELECT A (", "A ", "A)\r\n"]),
    ("create params", ["a CREATE A (", "A 1 ", "A)\r\n"]),
    ("commands", ["a X", " \"(", "\r\n"]),
    ("base64", ["a AUTHENTICATE X ", "AAAA", "\r\n"]),
];

fn evil([before, repeated, after]: [&str; 3], count: usize) -> Vec<u8> {
    format!("{before}{}{after}", repeated.repeat(count)).into_bytes()
}

fn decode_evil(message: &[u8]) {
    let mut decoder = Decoder::new();
    if message.starts_with(b"a ") && !message.starts_with(b"a NO") && !message.starts_with(b"a OK") {
        drop(decoder.command(message));
    } else {
        drop(decoder.response(message));
    }
}

#[test]
fn no_line_costs_more_memory_than_documented() {
    let mut worst = (0, "");
    for (name, line) in EVIL {
        // One more than a power of two: that is when a list has just been moved to twice the room.
        let message = evil(*line, (1 << 13) + 1);
        let info = measure(|| decode_evil(&message));
        let factor = info.bytes_max * 10 / message.len() as u64;
        println!(
            "{:>5}.{} {name}, {} in total",
            factor / 10,
            factor % 10,
            info.bytes_total / message.len() as u64
        );
        worst = worst.max((factor, name));
    }
    println!("worst: {worst:?}");
    assert!(worst.0 <= 900, "{worst:?}");
}

#[test]
fn work_grows_as_the_line_does() {
    const SHORT: usize = 1 << 12;
    const TIMES: usize = 32;
    // The same octets in one line and in many: other work on the machine slows both down alike.
    let factor = |line: &[&'static str; 3]| {
        let unit = line[1].len();
        let (short, long) = (evil(*line, SHORT / unit), evil(*line, SHORT * TIMES / unit));
        let start = Instant::now();
        (0..TIMES).for_each(|_| decode_evil(&short));
        let many = start.elapsed();
        let start = Instant::now();
        decode_evil(&long);
        start.elapsed().as_secs_f64() / many.as_secs_f64()
    };
    for (name, line) in EVIL {
        // One in theory; thirty-two were it quadratic. Several tries, in case the machine is busy elsewhere.
        let best = (0..5).map(|_| factor(line)).find(|&factor| factor < 3.0);
        assert!(best.is_some(), "{name}");
        println!("{:>6.1} {name}", best.unwrap_or_default());
    }
}

#[test]
fn many_literals_are_encoded_in_linear_time_and_without_allocation() {
    let message = evil(["a X", " {1}\r\nx", "\r\n"], 1 << 15);
    let command: Command = decode_command(&message).unwrap();
    assert!(matches!(command.body, CommandBody::Other(_)));
    let mut out = Vec::with_capacity(1 << 20);
    let info = measure(|| Encoder::new(&mut out).command(&command));
    assert_eq!(info.count_total, 0);
    assert_eq!(out, message);
}
