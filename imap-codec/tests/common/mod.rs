//! What the tests over whole sessions share: frames with their places, and the client's side of a dialogue.

#![allow(dead_code)] // Each test binary uses its part.

use std::path::PathBuf;

use bounded_static::IntoBoundedStatic as _;
use imap_codec::{
    DecodeError, Decoder, Encoder, Frame, Framer, FramingError, Limits, Literals, Sighting, Spelling,
    is_blank_line,
};
use imap_types::auth::AuthenticateData;
use imap_types::command::{Command, CommandBody};
use imap_types::response::Response;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Server,
    Client,
}

impl Side {
    pub(crate) fn framer(self) -> Framer {
        match self {
            Self::Server => Framer::for_responses(Limits::UNLIMITED),
            Self::Client => Framer::for_commands(Limits::UNLIMITED),
        }
    }
}

/// One direction, taken apart.
pub(crate) struct Framed<'a> {
    /// The messages with their offsets.
    pub(crate) messages: Vec<(usize, &'a [u8])>,
    /// What is left: the start of a message.
    pub(crate) rest: &'a [u8],
    /// Why that cannot be followed.
    pub(crate) error: Option<FramingError>,
}

/// Takes apart one direction. A client's synchronizing literals are taken as accepted.
pub(crate) fn frame(side: Side, bytes: &[u8]) -> Framed<'_> {
    let mut framer = side.framer();
    let mut framed = Framed { messages: Vec::new(), rest: bytes, error: None };
    loop {
        let offset = bytes.len() - framed.rest.len();
        match framer.next(&mut framed.rest) {
            Ok(Some(Frame::Message(message))) => framed.messages.push((offset, message)),
            Ok(Some(Frame::Announced { .. })) => {}
            Ok(Some(frame)) => panic!("{frame:?} without limits"),
            Ok(None) => return framed,
            Err(error) => {
                framed.error = Some(error);
                return framed;
            }
        }
    }
}

/// What one message is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Response(Response<'a>),
    Command(Command<'a>),
    AuthenticateData(AuthenticateData<'static>),
    Done,
    Blank,
}

impl Value<'_> {
    pub(crate) fn into_static(self) -> Value<'static> {
        match self {
            Self::Response(response) => Value::Response(response.into_static()),
            Self::Command(command) => Value::Command(command.into_static()),
            Self::AuthenticateData(data) => Value::AuthenticateData(data),
            Self::Done => Value::Done,
            Self::Blank => Value::Blank,
        }
    }

    /// The value as bytes, in every spelling that the encoder has.
    pub(crate) fn encodings(&self) -> Vec<Vec<u8>> {
        let policies = match self {
            Self::Command(_) => &[Literals::Synchronizing, Literals::Minus, Literals::Plus][..],
            _ => &[Literals::Synchronizing],
        };
        let mut encodings = Vec::new();
        for &literals in policies {
            for spelling in [Spelling::Natural, Spelling::Quoted, Spelling::Literal] {
                let mut out = Vec::new();
                let mut encoder = Encoder::new(&mut out).literals(literals).spelling(spelling);
                match self {
                    Self::Response(response) => encoder.response(response),
                    Self::Command(command) => encoder.command(command),
                    Self::AuthenticateData(data) => encoder.authenticate_data(data),
                    Self::Done => encoder.idle_done(),
                    Self::Blank => out.extend_from_slice(b"\r\n"),
                }
                encodings.push(out);
            }
        }
        encodings
    }

    /// Decodes bytes as a value of the same kind.
    pub(crate) fn again<'a>(&self, decoder: &mut Decoder, bytes: &'a [u8]) -> Result<Value<'a>, DecodeError> {
        match self {
            Self::Response(_) => decoder.response(bytes).map(Value::Response),
            Self::Command(_) => decoder.command(bytes).map(Value::Command),
            Self::AuthenticateData(_) => decoder.authenticate_data(bytes).map(Value::AuthenticateData),
            Self::Done => decoder.idle_done(bytes).map(|()| Value::Done),
            Self::Blank => Ok(Value::Blank),
        }
    }

    /// Why a value does not survive encoding and decoding, in whatever spelling; or the quirks in what was encoded.
    pub(crate) fn round_trip(&self) -> Result<Vec<Sighting>, String> {
        let mut quirks = Vec::new();
        for bytes in self.encodings() {
            let mut decoder = Decoder::new();
            let shown = bytes.escape_ascii();
            match self.again(&mut decoder, &bytes) {
                Ok(value) if value == *self => {}
                Ok(value) => return Err(format!("written as {shown} it is {value:?}, not {self:?}")),
                Err(error) => return Err(format!("written as {shown}: {error}")),
            }
            let side = if matches!(self, Self::Response(_)) { Side::Server } else { Side::Client };
            if frame(side, &bytes).messages != [(0, &*bytes)] {
                return Err(format!("{shown} is not framed as one message"));
            }
            quirks.extend_from_slice(decoder.quirks());
        }
        Ok(quirks)
    }
}

/// Decodes the messages of one direction in turn. A client's bytes alone do not tell what a line is that follows
/// AUTHENTICATE or IDLE; a line without a space is no command there.
pub(crate) struct Reader {
    pub(crate) side: Side,
    pub(crate) decoder: Decoder,
    expecting: Expecting,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expecting {
    Command,
    AuthenticateData,
    Done,
}

impl Reader {
    pub(crate) fn new(side: Side, decoder: Decoder) -> Self {
        Self { side, decoder, expecting: Expecting::Command }
    }

    pub(crate) fn read<'a>(&mut self, message: &'a [u8]) -> Result<Value<'a>, DecodeError> {
        if is_blank_line(message) && self.expecting == Expecting::Command {
            return Ok(Value::Blank);
        }
        if self.side == Side::Server {
            return self.decoder.response(message).map(Value::Response);
        }
        match self.expecting {
            Expecting::Done if self.decoder.idle_done(message).is_ok() => {
                self.expecting = Expecting::Command;
                return Ok(Value::Done);
            }
            Expecting::AuthenticateData if !message.contains(&b' ') => {
                let data = self.decoder.authenticate_data(message)?;
                if data == AuthenticateData::Cancel {
                    self.expecting = Expecting::Command;
                }
                return Ok(Value::AuthenticateData(data));
            }
            _ => {}
        }
        let command = self.decoder.command(message)?;
        self.expecting = match command.body {
            CommandBody::Authenticate { .. } => Expecting::AuthenticateData,
            CommandBody::Idle => Expecting::Done,
            _ => Expecting::Command,
        };
        Ok(Value::Command(command))
    }
}

/// The files of a directory beside the tests, by name, with one of these extensions.
pub(crate) fn files(directory: &str, extensions: &[&str]) -> Vec<(String, Vec<u8>)> {
    let directory = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(directory);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extensions.iter().any(|&wanted| extension == wanted)) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.push((name, std::fs::read(&path).unwrap()));
        }
    }
    files.sort();
    files
}

/// The side that wrote a trace.
pub(crate) fn side_of(name: &str) -> Side {
    if name.ends_with(".server") { Side::Server } else { Side::Client }
}

/// One file of `tests/rfc`, see the README there.
#[derive(Default)]
pub(crate) struct Examples {
    pub(crate) server: Stream,
    pub(crate) client: Stream,
    /// Lines that only the lenient mode reads.
    pub(crate) lenient: Vec<(usize, String)>,
    /// How many lines cannot be read.
    pub(crate) skipped: usize,
    pub(crate) urls: Vec<(usize, String)>,
    /// A base, a reference relative to it, and the URL that the two are.
    pub(crate) references: Vec<(usize, [String; 3])>,
}

/// One direction of it.
#[derive(Default)]
pub(crate) struct Stream {
    pub(crate) bytes: Vec<u8>,
    /// Where which line of the file begins, and whether it is no command.
    lines: Vec<(usize, usize, bool)>,
}

impl Stream {
    fn push(&mut self, line: usize, text: &str, end: &str, is_data: bool) {
        self.lines.push((self.bytes.len(), line, is_data));
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.extend_from_slice(end.as_bytes());
    }

    /// The file's line of a message at this offset, and whether it is no command.
    pub(crate) fn line_at(&self, offset: usize) -> (usize, bool) {
        let found = self.lines.iter().find(|(start, ..)| *start == offset);
        found.map(|&(_, line, is_data)| (line, is_data)).expect("messages begin where lines do")
    }
}

pub(crate) fn examples(text: &str) -> Examples {
    let mut examples = Examples::default();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.is_empty() || line.starts_with("# ") || line.starts_with("## ") {
            continue;
        }
        if line.starts_with("!C: ") || line.starts_with("!S: ") {
            examples.skipped += 1;
            continue;
        }
        if let Some(text) = line.strip_prefix("~S: ") {
            examples.lenient.push((number, format!("{text}\r\n")));
            continue;
        }
        let (prefix, text) = line.split_at_checked(2).expect("a prefix");
        let text = text.strip_prefix(' ').unwrap_or(text);
        assert!(!text.contains("{=}"), "line {number}: real counts only");
        match prefix {
            "C:" | "C|" => examples.client.push(number, text, "\r\n", false),
            "S:" | "S|" => examples.server.push(number, text, "\r\n", false),
            "C>" => examples.client.push(number, text, "", false),
            "S>" => examples.server.push(number, text, "", false),
            "U:" => examples.urls.push((number, text.into())),
            "U+" => {
                let (reference, resolved) = text.split_once(' ').expect("a reference and a URL");
                let (_, base) = examples.urls.last().expect("a base");
                let urls = [base.clone(), reference.into(), resolved.into()];
                examples.references.push((number, urls));
            }
            "C=" => examples.client.push(number, text, "\r\n", true),
            _ => panic!("line {number}: no such prefix: {prefix}"),
        }
    }
    examples
}
