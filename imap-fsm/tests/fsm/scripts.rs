//! Transcripts of `C:` and `S:` lines, run from both sides at every split.
//!
//! The client is told to send what stands behind `C:` and must write just that; the server is told to answer what stands
//! behind `S:` unless it does so by itself, and must write just that. The other side's bytes come in one piece up to
//! the next change of sides, but for one split, which goes through all positions. What stands behind `X:` the client
//! refuses to send there, and the server to take.

use std::fs;
use std::path::Path;

use imap_codec::{Decoder, decode_command, decode_response};
use imap_fsm::Misuse;
use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, CommandId, Server};
use imap_types::IntoBoundedStatic;
use imap_types::auth::AuthenticateData;
use imap_types::command::CommandBody;
use imap_types::response::{Data, Response, StatusKind};

use crate::wire;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Client,
    Server,
    /// Of a command that is refused by both.
    Nobody,
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) side: Side,
    pub(crate) bytes: Vec<u8>,
    /// The whole message if one begins here.
    pub(crate) message: Option<Vec<u8>>,
}

/// What the client is told to do.
enum Call {
    Send(CommandBody<'static>),
    Authenticate(AuthenticateData<'static>),
    Done,
}

pub(crate) fn parse(script: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for line in script.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (side, text) = line.split_at_checked(3).unwrap_or((line, ""));
        let side = match side {
            "C: " | "C:" => Side::Client,
            "S: " | "S:" => Side::Server,
            "X: " => Side::Nobody,
            _ => panic!("neither C: nor S: nor X: {line}"),
        };
        lines.push(Line { side, bytes: format!("{text}\r\n").into_bytes(), message: None });
    }
    for side in [Side::Client, Side::Server] {
        let of_side: Vec<usize> = (0..lines.len()).filter(|&index| lines[index].side == side).collect();
        let (mut begin, mut message, mut octets) = (None, Vec::new(), 0_usize);
        for index in of_side {
            let begins = *begin.get_or_insert(index);
            let line = &lines[index].bytes;
            message.extend_from_slice(line);
            let in_literal = octets.min(line.len());
            octets -= in_literal;
            let rest = &line[in_literal..];
            if rest.is_empty() {
                continue;
            }
            if let Some((len, waits)) = literal(rest) {
                octets = len;
                let refused = waits
                    && side == Side::Client
                    && lines[index + 1..]
                        .iter()
                        .take_while(|line| line.side == Side::Server)
                        .all(|line| !line.bytes.starts_with(b"+"));
                if !refused {
                    continue;
                }
                message.extend(std::iter::repeat_n(b'x', octets));
                message.extend_from_slice(b"\r\n");
                octets = 0;
            }
            lines[begins].message = Some(std::mem::take(&mut message));
            begin = None;
        }
        assert!(begin.is_none(), "the last message is cut short");
    }
    lines
}

/// The command behind `X:`, where `\\r\\n` is CRLF.
pub(crate) fn refused_text(line: &Line) -> String {
    std::str::from_utf8(&line.bytes).unwrap().trim_end().replace("\\r\\n", "\r\n")
}

fn literal(line: &[u8]) -> Option<(usize, bool)> {
    let text = std::str::from_utf8(line).ok()?.strip_suffix("}\r\n")?;
    let digits = text.rsplit_once('{')?.1;
    match digits.strip_suffix('+') {
        Some(digits) => digits.parse().ok().map(|len| (len, false)),
        None => digits.parse().ok().map(|len| (len, true)),
    }
}

fn call(message: &[u8]) -> Call {
    if Decoder::new().idle_done(message).is_ok() {
        return Call::Done;
    }
    match decode_command(message) {
        Ok(command) => Call::Send(command.body.into_static()),
        Err(_) => Call::Authenticate(Decoder::new().authenticate_data(message).unwrap()),
    }
}

/// The command that a client is told to send; none of what ends IDLE.
pub(crate) fn told(message: &[u8]) -> Option<CommandBody<'static>> {
    match call(message) {
        Call::Send(body) => Some(body),
        Call::Done => None,
        Call::Authenticate(_) => panic!("a response without a challenge"),
    }
}

/// What one side sends in a row from `offset` of all that it sends, cut at the splits.
fn pieces(bytes: &[u8], offset: usize, splits: &[usize]) -> Vec<Vec<u8>> {
    let cuts = splits.iter().filter_map(|split| split.checked_sub(offset));
    let (mut pieces, mut start) = (Vec::new(), 0);
    for at in cuts.filter(|&at| at < bytes.len()).chain([bytes.len()]) {
        if at > start {
            pieces.push(bytes[start..at].to_vec());
            start = at;
        }
    }
    pieces
}

pub(crate) fn runs(lines: &[Line]) -> impl Iterator<Item = &[Line]> {
    lines.chunk_by(|before, after| before.side == after.side)
}

/// What the client learns, and in which state it is then. The splits ascend.
pub(crate) fn run_client(lines: &[Line], splits: &[usize]) -> Vec<String> {
    let mut client = Client::new(client::Options::default());
    let (mut events, mut offset, mut unread) = (Vec::new(), 0, Vec::new());
    for run in runs(lines) {
        if run[0].side == Side::Nobody {
            for line in run {
                let refused = client.send(&wire::command(&refused_text(line)));
                assert!(matches!(refused, Err(Misuse::Refused(_))), "{refused:?}: {}", refused_text(line));
            }
            continue;
        }
        if run[0].side == Side::Client {
            for line in run {
                if let (Some(message), true) = (&line.message, client.transmit().is_empty()) {
                    match call(message) {
                        Call::Send(body) => drop(client.send(&body).unwrap().tag()),
                        Call::Authenticate(data) => client.authenticate(&data).unwrap(),
                        Call::Done => client.idle_done().unwrap(),
                    }
                }
                let out = client.transmit();
                let len = line.bytes.len().min(out.len());
                assert_eq!(out[..len].escape_ascii().to_string(), line.bytes.escape_ascii().to_string());
                client.transmitted(len).unwrap();
            }
            continue;
        }
        assert_eq!(client.transmit().escape_ascii().to_string(), "");
        let bytes: Vec<u8> = run.iter().flat_map(|line| line.bytes.clone()).collect();
        for piece in pieces(&bytes, offset, splits) {
            unread.extend_from_slice(&piece);
            let mut input = &unread[..];
            while let Some(event) = client.receive(&mut input).unwrap() {
                if matches!(event, client::Event::UpgradeReady(_)) {
                    client.upgraded().unwrap();
                }
                events.push(format!("{} {:?}", wire::short(&event), client.session().state()));
            }
            unread = input.to_vec();
        }
        offset += bytes.len();
    }
    assert!(unread.is_empty());
    events
}

#[derive(Default)]
struct Desk {
    current: Option<CommandId>,
    announced: Option<CommandId>,
    authenticates: bool,
}

impl Desk {
    fn answer(&mut self, server: &mut Server, message: &[u8]) {
        match decode_response(message).unwrap() {
            Response::Data(Data::Status(status))
                if server.session().state() == imap_fsm::session::State::Greeting =>
            {
                server.greet(&status).unwrap();
            }
            Response::Data(Data::Status(status)) if status.kind == StatusKind::Bye => {
                let _ = server.respond(&Data::Status(status)).unwrap();
            }
            Response::Data(data) => assert_eq!(server.respond(&data), Ok(server::Delivery::Sent)),
            Response::Tagged(tagged) => match self.announced.take() {
                Some(id) => server.refuse_literal(id, tagged.condition, tagged.text).unwrap(),
                None => server.complete(self.current.take().unwrap(), tagged.condition, tagged.text).unwrap(),
            },
            Response::Continue(request) => match (self.announced.take(), self.current) {
                (Some(id), _) => server.accept_literal(id).unwrap(),
                (None, Some(id)) if self.authenticates => {
                    server.challenge(id, &imap_codec::challenge(&request).unwrap()).unwrap();
                }
                (None, id) => server.idle(id.unwrap(), request.text).unwrap(),
            },
        }
    }

    fn hear(&mut self, server: &mut Server, unread: &mut Vec<u8>) {
        let bytes = std::mem::take(unread);
        let mut input = &bytes[..];
        while let Some(event) = server.receive(&mut input).unwrap() {
            match event {
                server::Event::Command { id, command } => {
                    (self.current, self.announced) = (Some(id), None);
                    self.authenticates = matches!(command.body, CommandBody::Authenticate { .. });
                }
                server::Event::LiteralAnnounced(asked) => self.announced = Some(asked.id),
                _ => {}
            }
        }
        *unread = input.to_vec();
    }
}

/// The server takes no such command, and answers it by itself when it has the line, before any literal.
fn refused(server: &mut Server, command: &str) {
    let line = command.split("\r\n").next().unwrap();
    let wire = format!("x {line}\r\n");
    let mut input = wire.as_bytes();
    let event = server.receive(&mut input).unwrap();
    assert!(
        matches!(&event, Some(server::Event::Rejected { why: server::Rejection::Refused(_), .. })),
        "{event:?}: {command}"
    );
    let out = server.transmit();
    assert!(out.starts_with(b"x NO ") || out.starts_with(b"x BAD "), "{}", out.escape_ascii());
    server.transmitted(out.len()).unwrap();
}

pub(crate) fn run_server(lines: &[Line], splits: &[usize]) {
    let mut server = Server::new(server::Options::default());
    let (mut desk, mut offset, mut unread) = (Desk::default(), 0, Vec::new());
    for run in runs(lines) {
        if run[0].side == Side::Nobody {
            for line in run {
                refused(&mut server, &refused_text(line));
            }
            continue;
        }
        if run[0].side == Side::Client {
            assert_eq!(server.transmit().escape_ascii().to_string(), "");
            let bytes: Vec<u8> = run.iter().flat_map(|line| line.bytes.clone()).collect();
            for piece in pieces(&bytes, offset, splits) {
                unread.extend_from_slice(&piece);
                desk.hear(&mut server, &mut unread);
            }
            offset += bytes.len();
            continue;
        }
        for line in run {
            if let (Some(message), true) = (&line.message, server.transmit().is_empty()) {
                desk.answer(&mut server, message);
            }
            let out = server.transmit();
            let len = line.bytes.len().min(out.len());
            assert_eq!(out[..len].escape_ascii().to_string(), line.bytes.escape_ascii().to_string());
            server.transmitted(len).unwrap();
            let _ = server.upgraded();
            desk.hear(&mut server, &mut unread);
        }
    }
    assert!(unread.is_empty());
}

/// All of them.
pub(crate) fn scripts() -> Vec<Vec<Line>> {
    // Of this package, or of imap-fsm around it.
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|dir| dir.join("tests/scripts"));
    let folder = folders.find(|folder| folder.is_dir()).unwrap();
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 10, "{paths:?}");
    paths.iter().map(|path| parse(&fs::read_to_string(path).unwrap())).collect()
}
