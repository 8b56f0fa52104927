//! Bytes as servers and clients send them, made here and the same in every run.

use std::fmt::Write;

use crate::From;

/// One workload.
pub struct Case {
    /// The letter that it has in tables.
    pub name: &'static str,
    pub what: &'static str,
    pub from: From,
    pub bytes: fn() -> Vec<u8>,
}

pub const CASES: [Case; 8] = [
    Case {
        name: "a",
        what: "1,000 FETCH with ENVELOPE and BODYSTRUCTURE",
        from: From::Server,
        bytes: whole_fetches,
    },
    Case {
        name: "b",
        what: "10,000 FETCH with UID and FLAGS",
        from: From::Server,
        bytes: || flag_lines(10_000),
    },
    Case { name: "c", what: "SEARCH with 10,000 ids", from: From::Server, bytes: || search_line(10_000) },
    Case { name: "d", what: "2,000 LIST lines", from: From::Server, bytes: list_lines },
    Case { name: "e", what: "FETCH with a literal of 1 MiB", from: From::Server, bytes: || literal(1 << 20) },
    Case { name: "f", what: "2,000 commands", from: From::Client, bytes: commands },
    Case { name: "g", what: "3,000 STATUS, CAPABILITY, OK [...]", from: From::Server, bytes: status_lines },
    Case { name: "h", what: "10,000 responses of a sync", from: From::Server, bytes: sync },
];

/// The bytes of a case, or those whose size the name tells: `search-40000`, `literals-1024`, `lines-1000`.
pub fn find(name: &str) -> Option<(Vec<u8>, From)> {
    if let Some(case) = CASES.into_iter().find(|case| case.name == name) {
        return Some(((case.bytes)(), case.from));
    }
    let (what, count) = name.split_once('-')?;
    let count = count.parse().ok()?;
    let bytes = match what {
        "search" => search_line(count),
        "literals" => literals(count),
        "lines" => flag_lines(count),
        _ => return None,
    };
    Some((bytes, From::Server))
}

/// xorshift64*: enough to vary bytes, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high - low + 1)
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

/// Writing to a `String` cannot fail.
macro_rules! put {
    ($out:expr, $($what:tt)+) => { write!($out, $($what)+).expect("a String takes anything") };
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const ZONES: [&str; 5] = ["+0000", "+0200", "-0700", "+0530", "-0500"];
const WORDS: [&str; 24] = [
    "meeting",
    "about",
    "the",
    "quarterly",
    "report",
    "and",
    "next",
    "release",
    "of",
    "our",
    "mail",
    "server",
    "please",
    "review",
    "before",
    "Friday",
    "invoice",
    "travel",
    "plans",
    "draft",
    "notes",
    "from",
    "yesterday",
    "budget",
];
const PEOPLE: [(&str, &str); 8] = [
    ("Terry Gray", "gray"),
    ("Fred Foobar", "foobar"),
    ("=?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?=", "j.mueller"),
    ("Ada Lovelace", "ada"),
    ("Build Robot", "no-reply"),
    ("Customer Care Team", "care+4711"),
    ("Grace Hopper", "grace.hopper"),
    ("O'Neill, Shaun", "shaun"),
];
const HOSTS: [&str; 5] =
    ["cac.washington.edu", "example.com", "mail.example.org", "lists.example.net", "Blurdybloop.example"];
const MAILBOXES: [&str; 12] = [
    "INBOX",
    "Drafts",
    "Archive",
    "Trash",
    "\"Sent Items\"",
    "Archive/2024",
    "\"Archive/2023/Old Projects\"",
    "Entw&APw-rfe",
    "Lists/imap-protocol",
    "\"[Gmail]/All Mail\"",
    "Junk",
    "Clients.Acme.Invoices",
];

/// A message header's date.
fn rfc5322_date(out: &mut String, random: &mut Random) {
    put!(
        out,
        "{}, {} {} {} {:02}:{:02}:{:02} {}",
        random.pick(&DAYS),
        random.between(1, 28),
        random.pick(&MONTHS),
        random.between(2015, 2025),
        random.below(24),
        random.below(60),
        random.below(60),
        random.pick(&ZONES)
    );
}

fn date_time(out: &mut String, random: &mut Random) {
    put!(
        out,
        "\"{:2}-{}-{} {:02}:{:02}:{:02} {}\"",
        random.between(1, 28),
        random.pick(&MONTHS),
        random.between(2015, 2025),
        random.below(24),
        random.below(60),
        random.below(60),
        random.pick(&ZONES)
    );
}

fn words(out: &mut String, random: &mut Random, count: u64) {
    for index in 0..count {
        put!(out, "{}{}", if index == 0 { "" } else { " " }, random.pick(&WORDS));
    }
}

fn flags(random: &mut Random) -> &'static str {
    random.pick(&[
        "",
        "\\Seen",
        "\\Seen",
        "\\Seen",
        "\\Seen",
        "\\Answered \\Seen",
        "\\Answered \\Flagged \\Seen",
        "\\Seen $Forwarded",
        "\\Seen NonJunk $NotJunk",
        "\\Deleted \\Seen",
    ])
}

fn flag_line(out: &mut String, random: &mut Random, seq: u64) {
    put!(out, "* {seq} FETCH (UID {} FLAGS ({}))\r\n", 100_000 + seq * 3, flags(random));
}

/// `count` short responses, as a server sends them for `FETCH 1:* (UID FLAGS)`.
pub fn flag_lines(count: u64) -> Vec<u8> {
    let (mut out, mut random) = (String::new(), Random(2));
    (1..=count).for_each(|seq| flag_line(&mut out, &mut random, seq));
    out.into_bytes()
}

/// One response that carries a literal of `len` octets.
pub fn literal(len: usize) -> Vec<u8> {
    let mut bytes = format!("* 1 FETCH (UID 1 BODY[] {{{len}}}\r\n").into_bytes();
    bytes.extend(b"The quick brown fox jumps over the lazy dog.\r\n".iter().cycle().take(len));
    bytes.extend_from_slice(b")\r\n");
    bytes
}

/// One response that carries `count` short literals.
pub fn literals(count: u64) -> Vec<u8> {
    let mut out = String::from("* 1 FETCH (UID 1");
    (1..=count).for_each(|part| put!(out, " BODY[{part}] {{5}}\r\nhello"));
    out.push_str(")\r\n");
    out.into_bytes()
}

fn address(out: &mut String, random: &mut Random) {
    let (name, mailbox) = PEOPLE[random.below(PEOPLE.len() as u64) as usize];
    let host = random.pick(&HOSTS);
    if random.one_in(4) {
        put!(out, "(NIL NIL \"{mailbox}\" \"{host}\")");
    } else {
        put!(out, "(\"{name}\" NIL \"{mailbox}\" \"{host}\")");
    }
}

fn addresses(out: &mut String, random: &mut Random, count: u64) {
    if count == 0 {
        return out.push_str("NIL");
    }
    out.push('(');
    (0..count).for_each(|_| address(out, random));
    out.push(')');
}

fn message_id(out: &mut String, random: &mut Random) {
    put!(out, "\"<{:012x}.{}@{}>\"", random.next(), random.below(100_000), random.pick(&HOSTS));
}

fn envelope(out: &mut String, random: &mut Random) {
    out.push_str("(\"");
    rfc5322_date(out, random);
    out.push_str("\" \"");
    match random.below(10) {
        0 => out.push_str("Re: the \\\"final\\\" version, really"),
        1 => out.push_str("=?UTF-8?B?w5xiZXJwcsO8ZnVuZyBkZXIgUmVjaG51bmc=?= =?UTF-8?Q?_f=C3=BCr_M=C3=A4rz?="),
        _ => {
            let count = random.between(3, 10);
            words(out, random, count);
        }
    }
    out.push_str("\" ");
    let mut from = String::new();
    addresses(&mut from, random, 1);
    put!(out, "{from} {from} {from} ");
    let (to, cc) = (random.between(1, 3), random.pick(&["0", "0", "1", "2"]).parse().unwrap_or(0));
    addresses(out, random, to);
    out.push(' ');
    addresses(out, random, cc);
    out.push_str(" NIL ");
    if random.one_in(2) {
        message_id(out, random);
    } else {
        out.push_str("NIL");
    }
    out.push(' ');
    message_id(out, random);
    out.push(')');
}

fn text_part(out: &mut String, random: &mut Random, subtype: &str) {
    put!(
        out,
        "(\"text\" \"{subtype}\" (\"charset\" \"{}\"{}) NIL NIL \"{}\" {} {} NIL NIL NIL NIL)",
        random.pick(&["utf-8", "us-ascii", "UTF-8", "iso-8859-1"]),
        random.pick(&["", "", " \"format\" \"flowed\""]),
        random.pick(&["quoted-printable", "7bit", "base64"]),
        random.between(100, 90_000),
        random.between(3, 2000)
    );
}

fn alternative(out: &mut String, random: &mut Random) {
    out.push('(');
    text_part(out, random, "plain");
    text_part(out, random, "html");
    put!(out, " \"alternative\" (\"boundary\" \"----=_Part_{:012x}\") NIL NIL NIL)", random.next());
}

fn body_structure(out: &mut String, random: &mut Random) {
    match random.below(8) {
        0 => text_part(out, random, "plain"),
        1..=2 => alternative(out, random),
        _ => {
            out.push('(');
            alternative(out, random);
            let kind = random.pick(&["pdf", "zip", "octet-stream"]);
            let name = random.pick(&["report.pdf", "invoice 2024-07.pdf", "photos.zip"]);
            put!(
                out,
                "(\"application\" \"{kind}\" (\"name\" \"{name}\") NIL NIL \"base64\" {} NIL \
                 (\"attachment\" (\"filename\" \"{name}\" \"size\" \"{}\")) NIL NIL)",
                random.between(10_000, 9_000_000),
                random.between(10_000, 9_000_000)
            );
            put!(out, " \"mixed\" (\"boundary\" \"----=_Part_{:012x}\") NIL NIL NIL)", random.next());
        }
    }
}

fn whole_fetch(out: &mut String, random: &mut Random, seq: u64) {
    put!(out, "* {seq} FETCH (UID {} FLAGS ({}) INTERNALDATE ", 100_000 + seq * 3, flags(random));
    date_time(out, random);
    put!(out, " RFC822.SIZE {} ENVELOPE ", random.between(1000, 9_000_000));
    envelope(out, random);
    out.push_str(" BODYSTRUCTURE ");
    body_structure(out, random);
    out.push_str(")\r\n");
}

fn whole_fetches() -> Vec<u8> {
    let (mut out, mut random) = (String::new(), Random(1));
    (1..=1000).for_each(|seq| whole_fetch(&mut out, &mut random, seq));
    out.into_bytes()
}

/// One response with `count` ids.
pub fn search_line(count: u64) -> Vec<u8> {
    let (mut out, mut random) = (String::from("* SEARCH"), Random(3));
    let mut id = 1;
    for _ in 0..count {
        put!(out, " {id}");
        id += random.between(1, 40);
    }
    out.push_str("\r\n");
    out.into_bytes()
}

fn list_line(out: &mut String, random: &mut Random) {
    put!(
        out,
        "* LIST ({}) \"/\" ",
        random.pick(&[
            "\\HasNoChildren",
            "\\HasNoChildren",
            "\\HasNoChildren",
            "\\HasChildren",
            "\\HasChildren",
            "\\Noselect \\HasChildren",
            "\\HasNoChildren \\UnMarked",
            "\\HasNoChildren \\Marked",
            "\\HasNoChildren \\Sent",
            "\\HasNoChildren \\Trash",
        ])
    );
    match random.below(4) {
        0 => out.push_str(random.pick(&MAILBOXES)),
        1 => put!(out, "Archive/{}/{}", random.between(2010, 2025), random.pick(&WORDS)),
        2 => put!(out, "Lists/{}-{}", random.pick(&WORDS), random.pick(&WORDS)),
        _ => put!(out, "\"Clients/{} {}/{}\"", random.pick(&WORDS), random.below(100), random.pick(&WORDS)),
    }
    out.push_str("\r\n");
}

fn list_lines() -> Vec<u8> {
    let (mut out, mut random) = (String::new(), Random(4));
    (0..2000).for_each(|_| list_line(&mut out, &mut random));
    out.into_bytes()
}

fn status_line(out: &mut String, random: &mut Random) {
    put!(
        out,
        "* STATUS {} (MESSAGES {} UIDNEXT {} UIDVALIDITY {} UNSEEN {})\r\n",
        random.pick(&MAILBOXES),
        random.below(100_000),
        random.between(1, 1_000_000),
        random.between(1, 4_000_000_000),
        random.below(1000)
    );
}

fn capability_line(out: &mut String, random: &mut Random) {
    out.push_str(random.pick(&[
        "* CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ STARTTLS AUTH=PLAIN AUTH=LOGIN\r\n",
        "* CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS \
         THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED \
         I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE \
         SNIPPET=FUZZY PREVIEW=FUZZY STATUS=SIZE SAVEDATE LITERAL+ NOTIFY SPECIAL-USE\r\n",
        "* CAPABILITY IMAP4rev1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS COMPRESS=DEFLATE \
         ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE APPENDLIMIT=35651584\r\n",
    ]));
}

fn ok_line(out: &mut String, random: &mut Random) {
    match random.below(8) {
        0 => put!(out, "* OK [UIDVALIDITY {}] UIDs valid\r\n", random.between(1, 4_000_000_000)),
        1 => put!(out, "* OK [UIDNEXT {}] Predicted next UID\r\n", random.between(1, 4_000_000)),
        2 => put!(out, "* OK [UNSEEN {}] First unseen.\r\n", random.between(1, 4_000)),
        3 => put!(out, "* OK [HIGHESTMODSEQ {}] Highest\r\n", random.between(1, 715_194_045_007)),
        4 => out.push_str(
            "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded NonJunk \\*)] Flags permitted.\r\n",
        ),
        5 => put!(out, "A{} OK [READ-WRITE] Select completed (0.001 + 0.000 secs).\r\n", random.below(1000)),
        6 => put!(
            out,
            "A{} OK [COPYUID 38505 {} {}] Copy completed.\r\n",
            random.below(1000),
            random.pick(&["304,319:320", "7", "100:140"]),
            random.pick(&["3956:3958", "22", "1,3,9:12"])
        ),
        _ => put!(out, "* OK Still here\r\n"),
    }
}

fn status_lines() -> Vec<u8> {
    let (mut out, mut random) = (String::new(), Random(6));
    for _ in 0..1000 {
        status_line(&mut out, &mut random);
        capability_line(&mut out, &mut random);
        ok_line(&mut out, &mut random);
    }
    out.into_bytes()
}

fn header_fetch(out: &mut String, random: &mut Random, seq: u64) {
    let mut header = String::from("Date: ");
    rfc5322_date(&mut header, random);
    header.push_str("\r\nSubject: ");
    words(&mut header, random, 7);
    header.push_str("\r\nReferences: <");
    put!(header, "{:x}@{}>\r\n\r\n", random.next(), random.pick(&HOSTS));
    put!(
        out,
        "* {seq} FETCH (UID {} BODY[HEADER.FIELDS (DATE SUBJECT REFERENCES)] {{{}}}\r\n{header})\r\n",
        100_000 + seq * 3,
        header.len()
    );
}

fn body_fetch(out: &mut String, random: &mut Random, seq: u64) {
    let mut body = String::new();
    let paragraphs = random.between(3, 60);
    for _ in 0..paragraphs {
        words(&mut body, random, 11);
        body.push_str("\r\n");
    }
    put!(
        out,
        "* {seq} FETCH (UID {} FLAGS (\\Seen) BODY[1] {{{}}}\r\n{body})\r\n",
        100_000 + seq * 3,
        body.len()
    );
}

fn sync() -> Vec<u8> {
    let (mut out, mut random) = (String::new(), Random(7));
    let mut lines = 0;
    while lines < 10_000 {
        let seq = lines + 1;
        match random.below(100) {
            0..=39 => flag_line(&mut out, &mut random, seq),
            40..=64 => whole_fetch(&mut out, &mut random, seq),
            65..=76 => header_fetch(&mut out, &mut random, seq),
            77..=82 => body_fetch(&mut out, &mut random, seq),
            83..=85 => list_line(&mut out, &mut random),
            86..=88 => status_line(&mut out, &mut random),
            89..=92 => put!(out, "* {seq} EXISTS\r\n"),
            93..=94 => put!(out, "* {} EXPUNGE\r\n", random.between(1, seq)),
            95 => {
                out.push_str("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded NonJunk)\r\n")
            }
            96..=97 => ok_line(&mut out, &mut random),
            _ => put!(out, "A{seq} OK Fetch completed (0.012 + 0.000 + 0.011 secs).\r\n"),
        }
        lines += 1;
    }
    out.into_bytes()
}

/// Case (h) as the data of one command: what ends other commands there is an untagged OK here.
pub fn sync_untagged() -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in sync().split_inclusive(|&byte| byte == b'\n') {
        match (line.first(), line.iter().position(|&byte| byte == b' ')) {
            (Some(b'A'), Some(space)) if line[space..].starts_with(b" OK ") => {
                bytes.push(b'*');
                bytes.extend_from_slice(&line[space..]);
            }
            _ => bytes.extend_from_slice(line),
        }
    }
    bytes
}

fn command(out: &mut String, random: &mut Random, number: u64) {
    put!(out, "A{number} ");
    let mailbox = random.pick(&MAILBOXES);
    let first = random.between(1, 90_000);
    let last = first + random.below(500);
    match random.below(20) {
        0 => put!(out, "LOGIN {} \"pass word {number}\"", random.pick(&["alice", "bob@example.com"])),
        1 => put!(out, "SELECT {mailbox}"),
        2 => put!(out, "STATUS {mailbox} (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)"),
        3 => out.push_str("LIST \"\" \"*\""),
        4 => out.push_str(random.pick(&["NOOP", "CAPABILITY", "CLOSE", "EXPUNGE", "IDLE"])),
        5..=7 => put!(out, "UID FETCH {first}:{last} (UID FLAGS)"),
        8..=9 => {
            put!(out, "UID FETCH {first}:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
        }
        10 => {
            put!(out, "FETCH {first} BODY.PEEK[HEADER.FIELDS (DATE FROM TO SUBJECT MESSAGE-ID REFERENCES)]")
        }
        11 => put!(out, "UID FETCH {first} (BODY.PEEK[1.2]<0.65536>)"),
        12..=13 => put!(out, "UID STORE {first},{last} +FLAGS.SILENT (\\Seen $Forwarded)"),
        14 => put!(out, "STORE {first}:{last} -FLAGS (\\Flagged)"),
        15 => out.push_str("UID SEARCH UNSEEN SINCE 1-Feb-2024 NOT FROM \"Smith\""),
        16 => put!(
            out,
            "SEARCH OR SUBJECT {} TEXT \"{} {}\" LARGER 20000",
            random.pick(&WORDS),
            random.pick(&WORDS),
            random.pick(&WORDS)
        ),
        17 => put!(out, "UID COPY {first}:{last} {mailbox}"),
        18 => put!(out, "UID MOVE {first} {mailbox}"),
        _ => put!(out, "CREATE \"Clients/{} {number}\"", random.pick(&WORDS)),
    }
    out.push_str("\r\n");
}

fn commands() -> Vec<u8> {
    let (mut out, mut random) = (String::new(), Random(5));
    (0..2000).for_each(|number| command(&mut out, &mut random, number));
    out.into_bytes()
}
