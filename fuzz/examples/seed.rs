//! Makes a first corpus of the captured sessions and of the RFCs' examples: `fuzz/corpus/TARGET/`, one file a message,
//! or one a session for the machines.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use imap_codec::{Frame, Framer, Limits, is_blank_line};

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
const OTHERS: &[u8] = b"* OK x\r
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
const OTHERS_OF_CLIENT: &[u8] = b"a UNAUTHENTICATE\r
b AUTHENTICATE OAUTHBEARER bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRmdDRxbVRjMk52YjNSbGNrQmhiSFJoZG1semRHRXVZMjl0Q2c9PQEB\r
c UNAUTHENTICATE\r
d AUTHENTICATE XOAUTH2 dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==\r
";

/// Makes the corpus in the directory given, or in `fuzz/corpus`.
fn main() -> Result<(), Box<dyn Error>> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../imap-codec/tests");
    let corpus = std::env::args_os().nth(1).map_or_else(|| tests.join("../../fuzz/corpus"), PathBuf::from);
    let mut seeds = Seeds { corpus, seen: HashSet::new() };
    for entry in fs::read_dir(tests.join("traces"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match path.extension().and_then(|side| side.to_str()) {
            Some("server") => seeds.of_server(&name, &fs::read(&path)?)?,
            Some("client") => seeds.of_client(&name, &fs::read(&path)?)?,
            _ => {}
        }
    }
    for entry in fs::read_dir(tests.join("rfc"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let (server, client) = examples(&fs::read_to_string(&path)?);
            seeds.of_server(&format!("{name}.server"), &server)?;
            seeds.of_client(&format!("{name}.client"), &client)?;
        }
    }
    seeds.of_server("others.server", OTHERS)?;
    seeds.of_client("others.client", OTHERS_OF_CLIENT)?;
    seeds.of_chance()
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
        self.write("client_bytes", name, &heard_by_client(&messages))
    }

    fn of_client(&mut self, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let messages = messages(Framer::for_commands(Limits::UNLIMITED), bytes);
        self.messages(name, &messages, &["decode_command", "frames_split", "differential"])?;
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
        let mut state = 1_u64;
        for index in 0..OF_CHANCE {
            for target in [
                "roundtrip_response",
                "roundtrip_command",
                "pair_operations",
                "mirror_view",
                "conforming_sessions",
            ] {
                let octets: Vec<u8> = (0..MAX).map(|_| chance(&mut state)).collect();
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

/// Knuth's generator.
fn chance(state: &mut u64) -> u8 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    state.to_be_bytes()[0]
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
