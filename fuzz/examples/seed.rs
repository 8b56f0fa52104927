//! Makes a first corpus of the captured sessions: `fuzz/corpus/TARGET/`, one file a message, or one a session for the
//! machines.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use imap_codec::{Frame, Framer, Limits, is_blank_line};

/// As cargo-fuzz's `-max_len` in the README.
const MAX: usize = 4096;

/// Calls of `client_bytes`: all output is written.
const CLIENT_WRITES: &[u8] = &[0xff, 9, 0];

/// Calls of `server_bytes`: PREAUTH; OK to a command, and where there is none nothing; a literal may come; all output is
/// written.
const SERVER_GREETS: &[u8] = b"\xff\x00\x08\0\0\0\xc0\0\0\0\0";
const SERVER_ANSWERS: &[u8] = &[0xff, 7, 0, 0xff, 4, 0, 0xff, 13, 0];

fn main() -> Result<(), Box<dyn Error>> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = HashSet::new();
    for entry in fs::read_dir(top.join("../imap-codec/tests/traces"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (framer, targets): (_, &[_]) = match path.extension().and_then(|side| side.to_str()) {
            Some("server") => (
                Framer::for_responses(Limits::UNLIMITED),
                &["decode_response", "frames_split", "differential"],
            ),
            Some("client") => {
                (Framer::for_commands(Limits::UNLIMITED), &["decode_command", "frames_split", "differential"])
            }
            _ => continue,
        };
        let bytes = fs::read(&path)?;
        let messages = messages(framer, &bytes);
        for target in targets {
            for (index, message) in messages.iter().enumerate() {
                if message.len() <= MAX && seen.insert((*target, message.to_vec())) {
                    write(top, target, &format!("{name}-{index}"), message)?;
                }
            }
        }
        match name.ends_with(".server") {
            true => write(top, "client_bytes", &name, &heard_by_client(&messages))?,
            false => write(top, "server_bytes", &name, &heard_by_server(&messages))?,
        }
    }
    Ok(())
}

fn write(top: &Path, target: &str, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let folder = top.join("corpus").join(target);
    fs::create_dir_all(&folder)?;
    Ok(fs::write(folder.join(name), bytes)?)
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
