//! Makes a first corpus of the captured sessions and of the RFCs' examples: `fuzz/corpus/TARGET/`, one file a message,
//! or one a session for the machines.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use imap_codec::{Frame, Framer, Limits, is_blank_line};
use imap_fuzz::chance::Chance;

/// As cargo-fuzz's `-max_len` in the README.
const MAX: usize = 4096;

/// How many files there are for each target that reads no wire text.
const OF_CHANCE: usize = 64;

/// Calls of `client_bytes`: all output is written.
const CLIENT_WRITES: &[u8] = &[0xff, 9, 0];

/// Calls of `server_bytes`: PREAUTH; OK to a command, and where there is none nothing; a literal may come; all output is
/// written.
const SERVER_GREETS: &[u8] = b"\xff\x00\x08\0\0\0\xc0\0\0\0\0";
const SERVER_ANSWERS: &[u8] = &[0xff, 7, 0, 0xff, 4, 0, 0xff, 13, 0];

/// What the traces and the RFCs have not: deviations that are tolerated, extensions that nobody sends, and a literal
/// that `client_bytes` streams.
const OTHERS: &[u8] = b"* ESEARCH UID MIN x COUNT 3\r
* CAPABILITY IMAP4rev1 (x) ID\r
* FLAGS ( \\Seen)\r
* UIDBATCHES (TAG \"a\") 9:8,0:x,7:6\r
* 1 FETCH ((UID 4)FLAGS ())\r
* 1 FETCH (UID 4 (FLAGS (\\Seen)UID 4) UID 4)\r
* 1 FETCH (UID 4 (INTERNALDATE \"12-Feb-2018 19:50:00 +0300\"UID 4) UID 4)\r
* SORT 5 3 4 (MODSEQ 9)\r
* THREAD (2)(3 6 (4 23)(44 7 96))((1)(2))\r
* THREAD (1 2) (3)\r
* ESEARCH (TAG \"a\" MAILBOX \"m\" UIDVALIDITY 1) UID ALL 4 RELEVANCY (4 99) PARTIAL (1:2 4) ADDTO (0 4) REMOVEFROM (0 4)\r
* ESEARCH (TAG \"a\") PARTIAL (-1:-2 NIL)\r
* UIDBATCHES (TAG \"a\") 9:8,7:6\r
* 4 UIDFETCH (FLAGS () UID 4)\r
* 1 FETCH (PREVIEW \"x\" SAVEDATE NIL EMAILID (M1) THREADID (T1) X-GM-MSGID 1 X-GM-THRID 2 X-GM-LABELS (\\Sent Work))\r
* 1 FETCH (SAVEDATE \" 1-Jan-2024 10:00:00 +0000\" THREADID NIL X-GUID a X-MAILBOX b X-REAL-UID 4 X-SAVEDATE NIL PREVIEW (FUZZY \"x\") SNIPPET (FUZZY \"x\"))\r
* STATUS a (APPENDLIMIT NIL MAILBOXID (F1) DELETED-STORAGE 5 X-GUID a X-SIZE 3)\r
* 1 FETCH (ANNOTATION (/comment (value.priv \"a\" size.shared \"0\" value.shared NIL)))\r
* 1 FETCH (ANNOTATION (/comment /altsubject))\r
* OK [ANNOTATIONS 20480 NOPRIVATE] x\r
* OK [ANNOTATIONS READ-ONLY] x\r
* OK [ANNOTATIONS NONE] x\r
* COMPARATOR i;basic (i;basic i;octet)\r
* CONVERSION \"image/gif\" \"image/png\" (\"pix-x\")\r
* 2 CONVERTED (TAG \"a\") (UID 100 BINARY[2]<0> {1}\r
x BINARY.SIZE[2] 1 BODYPARTSTRUCTURE[2] (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1) AVAILABLECONVERSIONS[2] ((\"a/b\")))\r
* 2 CONVERTED (TAG \"a\") (BINARY[3] (ERROR \"x\" BADPARAMETERS NIL \"a/b\" (\"charset\" \"x\")) BODY[HEADER] (ERROR \"x\" TEMPFAIL 5))\r
* 2 CONVERTED (TAG \"a\") (BINARY[3] (ERROR \"x\" MISSINGPARAMETERS \"a/b\" \"a/b\"(charset)))\r
a NO [ANNOTATE TOOBIG] x\r
* OK [MAILBOXID (F1)] x\r
* OK [OBJECTID (MAILBOXID F1 ACCOUNTID A1)] x\r
* 1 FETCH (OBJECTID (EMAILID M1 THREADID T1))\r
* STATUS a (OBJECTID (MAILBOXID F1 ACCOUNTID A1))\r
* OK [NOUPDATE \"a\"] x\r
* OK [UNDEFINED-FILTER a] x\r
* OK [BADURL /a/;UID=1] x\r
* OK [BADURL \"/a/;UID=1\"] x\r
* OK [REFERRAL imap://h/a imap://h/b] x\r
* OK [URLMECH INTERNAL X=YQ==] x\r
a NO [NEWNAME a b] x\r
* OK [BADEVENT MessageNew X] x\r
* GENURLAUTH imap://h/a/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038\r
* LIST (\\HasChildren \\HasNoChildren \\UTF8Only) \"/\" *\"a\"\r
* URLFETCH /a/;UID=1 NIL\r
* URLFETCH imap://joe@h/x/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038 NIL\r
* URLFETCH /a/;UID=1 (BODY \"a\" BINARY \"b\") (BODYPARTSTRUCTURE (\"A\" \"B\" NIL NIL NIL \"7BIT\" 1)) (X 1)\r
* QUOTA \"ROOT\"\r
* LIST () \"/\" a b\r
* LIST () \"/\" \"a\"b\"\r
* STATUS a b (MESSAGES 1)\r
* VANISHED 0:1\r
* VANISHED \r
* SEARCH 0 1\r
* FLAGS (\"\\Seen\")\r
* ID (\"a\" \"b\")+\r
* OK [HIGHESTMODSEQ 0] x\r
* 1 FETCH (INTERNALDATE \"Mon, 12 Feb 2018 19:50:00 +0300\")\r
* 1 FETCH (ENVELOPE (\"d\" (x) (NIL (NIL NIL \"a\" \"b\")) NIL NIL NIL NIL NIL \"<a@b>\"))\r
* 1 FETCH (BODYSTRUCTURE ((\"APPLICATION\" NIL NIL NIL \"base64\" 356) \"MIXED\"))\r
* 1 FETCH (BODYSTRUCTURE (\"A\" \"B\" (1) (2) NIL \"7BIT\" NIL NIL NIL ((1)) NIL))\r
* STATUS a (MESSAGES x)\r
* OK [COPYUID 1 x] x\r
* OK x\r
* 1 FETCH (BODY[] {20}\r\n01234567890123456789)\r
* 1 FETCH (BODY (NIL NIL NIL NIL NIL \"7BIT\" 3))\r
* 1 FETCH (BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 3 1 NIL NIL NIL NIL 1 (\"x\" (NIL))))\r
* 1 FETCH (BODY[1] )\r
* 1 FETCH (FLAGS (\\Seen ) )\r
* LIST () \"/\" caf\xe9\r
* SEARCH 1  2  \r
[CAPABILITY IMAP4rev1] x\r
";

/// The same of a client: tokens, which the captured sessions have not.
const OTHERS_OF_CLIENT: &[u8] = b"a SEARCH KEYWORD \"MyFlag\"\r
a SORT (REVERSE DATE SUBJECT) UTF-8 ALL\r
a UID SORT RETURN (PARTIAL 1:2 UPDATE (FLAGS) CONTEXT RELEVANCY) (ARRIVAL) UTF-8 OR FUZZY SUBJECT a NOT FILTER b\r
a UID THREAD REFERENCES UTF-8 ALL\r
a SEARCH OLDER 1 YOUNGER 1 SAVEDON 1-Jan-2024 SAVEDATESUPPORTED EMAILID M1 THREADID T1 UIDAFTER 1 UIDBEFORE 2\r
a SEARCH X-GM-RAW a X-GM-MSGID 1 X-GM-THRID 2 X-GM-LABELS a INTHREAD REFS ALL X-SAVEDON 1-Jan-2024\r
a RENAME a b (X-OLD X-NEW (a 1))\r
a CANCELUPDATE \"a\"\r
a ESEARCH IN (mailboxes (\"a\" b) subtree-one c (DEPTH 1)) RETURN (COUNT) ALL\r
a ESEARCH IN (selected) ALL\r
a UIDBATCHES 2000 10:20\r
a SEARCH MIMEPART OR NOT (TYPE image) PARENT DISPOSITION PARAM filename x SEEN\r
a SELECT x (OBJECTID (MAILBOXID F1 ACCOUNTID A1))\r
a UID FETCH 1 (PREVIEW (LAZY) SAVEDATE EMAILID THREADID X-GM-LABELS SNIPPET (FUZZY)) (PARTIAL -1:-2)\r
a FETCH 1 (ANNOTATION (/% (value size.priv)))\r
a STORE 1 ANNOTATION (/comment (value.priv \"a\"))\r
a SEARCH ANNOTATION * value \"a\"\r
a SORT (ANNOTATION /altsubject value.shared) UTF-8 ALL\r
a SELECT x (ANNOTATE)\r
a CREATE x (USE (\\Sent))\r
a CONVERSIONS \"image/gif\" \"*\"\r
a UID CONVERT 1 (\"text/plain\" (\"charset\" \"utf-8\")) (UID BINARY[1]<0.9> BINARY.SIZE[1] BODY[1.MIME] BODYPARTSTRUCTURE[1] AVAILABLECONVERSIONS[1])\r
a APPEND b ANNOTATION (/comment (value.priv NIL)) {1+}\r
x\r
a STORE 1 +X-GM-LABELS (a)\r
a STORE 1 X-GM-LABELS.SILENT a\r
a REPLACE 4 b {1+}\r
x\r
a UID REPLACE * b {1+}\r
x\r
a APPEND b UTF8 (~{1+}\r
a)\r
a APPEND b CATENATE (URL /a/;UID=1 TEXT {1+}\r
x)\r
a SELECT *\"a\" (UTF8)\r
a LIST (UTF8 UTF8ONLY) \"\" *\"a\" RETURN (UTF8)\r
a FETCH 1 FLAGS (VANISHED)\r
a GENURLAUTH imap://h/a/;UID=1;URLAUTH=anonymous INTERNAL\r
a GENURLAUTH imap://joe@h/a/;UID=1;URLAUTH=anonymous INTERNAL\r
a RESETKEY INBOX INTERNAL X\r
a URLFETCH imap://joe@h/x/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038 (imap://joe@h/x/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038 BODYPARTSTRUCTURE BINARY X) (/a/;UID=2 BODY BINARY)\r
a LIST \"\" \"*\"RETURN (CHILDREN)\r
a ID \"NIL\"\r
a SELECT x (QRESYNC (1 0))\r
a UNAUTHENTICATE\r
b AUTHENTICATE OAUTHBEARER bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB\r
c UNAUTHENTICATE\r
d AUTHENTICATE XOAUTH2 dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==\r
";

/// Makes the corpus in the directory given, or in `fuzz/corpus`.
fn main() -> Result<(), Box<dyn Error>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../imap-codec/tests");
    let corpus = std::env::args_os().nth(1).map_or_else(|| tests.join("../../fuzz/corpus"), PathBuf::from);
    let mut seeds = Seeds { corpus, seen: HashSet::new() };
    for path in files(&tests.join("traces"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match path.extension().and_then(|side| side.to_str()) {
            Some("server") => seeds.of_server(&name, &fs::read(&path)?)?,
            Some("client") => seeds.of_client(&name, &fs::read(&path)?)?,
            _ => {}
        }
    }
    for path in files(&tests.join("rfc"))? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let (server, client) = examples(&fs::read_to_string(&path)?);
            seeds.of_server(&format!("{name}.server"), &server)?;
            seeds.of_client(&format!("{name}.client"), &client)?;
        }
    }
    for path in files(&tests.join("../../imap-fsm/tests/scripts"))? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        seeds.write("observer", &name, &transcript(&fs::read_to_string(&path)?))?;
    }
    seeds.of_server("others.server", OTHERS)?;
    seeds.of_client("others.client", OTHERS_OF_CLIENT)?;
    seeds.of_chance()
}

/// What stands in a directory, in the order of its names: the corpus is the same on every machine.
fn files(directory: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = fs::read_dir(directory)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    files.sort();
    Ok(files)
}

struct Seeds {
    corpus: PathBuf,
    /// Many sessions begin with the same messages.
    seen: HashSet<(&'static str, Vec<u8>)>,
}

impl Seeds {
    fn of_server(&mut self, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let messages = messages(Framer::for_responses(Limits::UNLIMITED), bytes);
        self.messages(name, &messages, &["decode_response", "frames_split", "differential", "calls"])?;
        self.write("observer", name, &heard_by_both(b'S', &messages))?;
        self.write("client_bytes", name, &heard_by_client(&messages))
    }

    fn of_client(&mut self, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let messages = messages(Framer::for_commands(Limits::UNLIMITED), bytes);
        self.messages(name, &messages, &["decode_command", "frames_split", "differential"])?;
        self.write("observer", name, &heard_by_both(b'C', &messages))?;
        self.write("server_bytes", name, &heard_by_server(&messages))
    }

    fn messages(
        &mut self,
        name: &str,
        messages: &[&[u8]],
        targets: &[&'static str],
    ) -> Result<(), Box<dyn Error>> {
        for target in targets {
            for (index, message) in messages.iter().enumerate() {
                if message.len() <= MAX && self.seen.insert((*target, message.to_vec())) {
                    self.write(target, &format!("{name}-{index}"), message)?;
                }
            }
        }
        Ok(())
    }

    /// Values and operations are made of whatever octets there are. These are the same each time.
    fn of_chance(&mut self) -> Result<(), Box<dyn Error>> {
        let mut chance = Chance::new(1);
        for index in 0..OF_CHANCE {
            for target in [
                "roundtrip_response",
                "roundtrip_command",
                "pair_operations",
                "mirror_view",
                "conforming_sessions",
            ] {
                let octets: Vec<u8> = (0..MAX).map(|_| chance.octet()).collect();
                self.write(target, &format!("chance-{index}"), &octets)?;
            }
        }
        Ok(())
    }

    fn write(&self, target: &str, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let folder = self.corpus.join(target);
        fs::create_dir_all(&folder)?;
        Ok(fs::write(folder.join(name), bytes)?)
    }
}

/// Both sides of a transcript of `imap-fsm/tests/scripts`, as `observer` reads it; commands have long literals there.
fn transcript(text: &str) -> Vec<u8> {
    let (mut out, mut side) = (Vec::new(), "S:");
    for line in text.lines() {
        let Some((prefix, text)) =
            line.split_at_checked(2).filter(|(prefix, _)| ["C:", "S:"].contains(prefix))
        else {
            continue;
        };
        if prefix != side {
            out.extend_from_slice(&[0xff, prefix.as_bytes()[0]]);
            side = prefix;
        }
        out.extend_from_slice(text.strip_prefix(' ').unwrap_or(text).as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// What the server and the client say in a file of `imap-codec/tests/rfc`, see the README there.
fn examples(text: &str) -> (Vec<u8>, Vec<u8>) {
    let (mut server, mut client) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let Some((prefix, text)) = line.trim_start_matches('~').split_at_checked(2) else { continue };
        let (side, end) = match prefix {
            "S:" | "S|" => (&mut server, "\r\n"),
            "C:" | "C|" | "C=" => (&mut client, "\r\n"),
            "S>" => (&mut server, ""),
            "C>" => (&mut client, ""),
            _ => continue,
        };
        side.extend_from_slice(text.strip_prefix(' ').unwrap_or(text).as_bytes());
        side.extend_from_slice(end.as_bytes());
    }
    (server, client)
}

/// The messages, as far as the session can be followed.
fn messages(mut framer: Framer, mut input: &[u8]) -> Vec<&[u8]> {
    let mut messages = Vec::new();
    while let Ok(Some(frame)) = framer.next(&mut input) {
        if let Frame::Message(message) = frame
            && !is_blank_line(message)
        {
            messages.push(message);
        }
    }
    messages
}

/// What a server said, under the tags of a client that sends one command after the other.
fn heard_by_client(messages: &[&[u8]]) -> Vec<u8> {
    let (mut out, mut number) = (Vec::new(), 0_u8);
    for message in messages {
        let start = out.len();
        match message.iter().position(|&byte| byte == b' ') {
            Some(end) if !message.starts_with(b"*") && !message.starts_with(b"+") => {
                number = number.wrapping_add(1);
                out.extend_from_slice(format!("a{number}").as_bytes());
                out.extend_from_slice(&message[end..]);
                // The next command: which of the target's, and as many octets of data as that number says.
                let command = number % 14;
                out.extend_from_slice(&[0xff, 0, command]);
                out.extend((0..command).map(|_| 0));
                out.extend_from_slice(CLIENT_WRITES);
            }
            _ => out.extend_from_slice(message),
        }
        if out.len() > MAX {
            out.truncate(start);
            break;
        }
    }
    out
}

/// What one side said, behind a greeting, as `observer` reads it.
fn heard_by_both(side: u8, messages: &[&[u8]]) -> Vec<u8> {
    let mut out = b"* PREAUTH hi\r\n\xff".to_vec();
    out.push(side);
    let fits = messages.iter().scan(0, |len, message| {
        *len += message.len();
        (*len + 64 < MAX).then_some(*message)
    });
    fits.for_each(|message| out.extend_from_slice(message));
    out
}

fn heard_by_server(messages: &[&[u8]]) -> Vec<u8> {
    let mut out = SERVER_GREETS.to_vec();
    for message in messages {
        if out.len() + message.len() + SERVER_ANSWERS.len() > MAX {
            break;
        }
        out.extend_from_slice(message);
        out.extend_from_slice(SERVER_ANSWERS);
    }
    out
}
