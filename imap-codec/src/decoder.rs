//! From bytes to values.

use alloc::vec::Vec;
use core::fmt;

use imap_types::auth::AuthenticateData;
use imap_types::command::Command;
use imap_types::error::Shown;
use imap_types::response::Response;

use crate::context::{Context, Mode, Parsed, Unmet, expected};
use crate::grammar;
use crate::quirk::Sighting;
use crate::rule::Rule;

/// Decodes one whole message of a server, the greeting included: lines and literals, up to and with the last line
/// end. [`Framer::for_responses`](crate::Framer::for_responses) finds where messages end.
///
/// ```
/// use imap_codec::decode_response;
/// use imap_types::response::{Data, Response};
///
/// let response = decode_response(b"* 172 EXISTS\r\n")?;
/// assert_eq!(response, Response::Data(Data::Exists(172)));
/// # Ok::<(), imap_codec::DecodeError>(())
/// ```
/// Lenient; [`Decoder`] tells what was tolerated, and can refuse it. The value borrows from the bytes.
#[inline]
pub fn decode_response(message: &[u8]) -> Result<Response<'_>, DecodeError> {
    Decoder::new().response(message)
}

/// Decodes one whole command of a client: lines and literals, up to and with the last line end.
/// [`Framer::for_commands`](crate::Framer::for_commands) finds where commands end.
///
/// ```
/// use imap_codec::decode_command;
/// use imap_types::command::CommandBody;
///
/// let command = decode_command(b"a1 LOGIN alice {6}\r\nsecret\r\n")?;
/// assert_eq!(command.body, CommandBody::login("alice", "secret")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Lenient; [`Decoder`] tells what was tolerated, and can refuse it. The value borrows from the bytes.
pub fn decode_command(message: &[u8]) -> Result<Command<'_>, DecodeError> {
    Decoder::new().command(message)
}

/// A decoder with options, which tells what it tolerated.
///
/// ```
/// use imap_codec::{Decoder, Quirk};
///
/// let line = b"* SEARCH 2 84 882 \r\n";
/// let mut decoder = Decoder::new();
/// assert!(decoder.response(line).is_ok());
/// assert_eq!(decoder.quirks()[0].quirk, Quirk::TrailingSpace);
///
/// let error = Decoder::new().strict(true).response(line).unwrap_err();
/// assert_eq!(error.to_string(), "expected CRLF at byte 17");
/// ```
/// Time is linear in the message's length. Memory is, too: what a value allocates, while it is decoded and after,
/// is less than 90 octets for each octet of the message outside its literals, whatever a peer thinks of; the worst is
/// a search for thousands of sets of one digit. Ordinary messages take some three octets for each. Strings and literals
/// are borrowed, but for quoted strings with escapes.
#[derive(Clone, Debug)]
pub struct Decoder {
    mode: Mode,
    utf8: bool,
    depth: usize,
    quirks: Vec<Sighting>,
}

impl Decoder {
    /// Deepest nesting unless [`Decoder::depth`] says otherwise.
    pub const DEPTH: usize = 48;

    /// A decoder that is lenient and takes [`Decoder::DEPTH`] levels.
    pub const fn new() -> Self {
        Self { mode: Mode::Lenient, utf8: false, depth: Self::DEPTH, quirks: Vec::new() }
    }

    /// Whether every [`Quirk`](crate::Quirk) is refused. What RFC 3501 or RFC 9051 allow is accepted either way. A name
    /// that is not known is refused only where the grammar has no room for more names
    /// ([`Quirk::is_unknown_name`](crate::Quirk::is_unknown_name)).
    #[must_use]
    pub const fn strict(mut self, strict: bool) -> Self {
        self.mode = if strict { Mode::Strict } else { Mode::Lenient };
        self
    }

    /// Whether UTF-8 in quoted strings is part of the grammar: after ENABLE of IMAP4rev2 or UTF8=ACCEPT.
    #[must_use]
    pub const fn utf8(mut self, utf8: bool) -> Self {
        self.utf8 = utf8;
        self
    }

    /// How deep things may nest, all kinds of nesting together: MIME parts, search keys, lists in lists. What is
    /// deeper is an error that names `less nesting`, for an item of a FETCH response one of that item alone. What is
    /// kept without being understood may nest as it likes.
    ///
    /// A level costs up to 4 KiB of stack in a build without optimisation, and less with it; so
    /// [`Decoder::DEPTH`] fits a stack of 256 KiB. To encode, clone, compare or drop the value takes less. A search
    /// key that is not known is written in parentheses, which may be a level more than it was read from.
    #[must_use]
    pub const fn depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// Decodes one whole message of a server, as [`decode_response`] does.
    #[inline]
    pub fn response<'a>(&mut self, message: &'a [u8]) -> Result<Response<'a>, DecodeError> {
        self.decode(message, |cx, input| {
            cx.from_server.set(true);
            grammar::response::response(cx, input)
        })
    }

    /// Decodes one whole command of a client, as [`decode_command`] does.
    pub fn command<'a>(&mut self, message: &'a [u8]) -> Result<Command<'a>, DecodeError> {
        self.decode(message, grammar::command::command)
    }

    /// Decodes a line that a client sends in the course of AUTHENTICATE; the octets are no longer base64 and
    /// therefore owned.
    pub fn authenticate_data(&mut self, line: &[u8]) -> Result<AuthenticateData<'static>, DecodeError> {
        self.decode(line, |cx, input| {
            let (input, data) = grammar::auth::authenticate_data(cx, input)?;
            Ok((input, data))
        })
    }

    /// Decodes the line with which a client ends IDLE.
    pub fn idle_done(&mut self, line: &[u8]) -> Result<(), DecodeError> {
        self.decode(line, grammar::idle::idle_done)
    }

    /// Deviations that were tolerated in the last message: each quirk once, in the order in which they were met.
    pub fn quirks(&self) -> &[Sighting] {
        &self.quirks
    }

    #[inline]
    fn decode<'a, T>(
        &mut self,
        message: &'a [u8],
        rule: impl FnOnce(&Context, &'a [u8]) -> Parsed<'a, T>,
    ) -> Result<T, DecodeError> {
        let context = Context::of(self.mode, self.utf8, self.depth, message);
        let parsed = whole(rule(&context, message));
        self.quirks = context.into_sightings();
        parsed.map_err(|error| {
            let offset = message.len().saturating_sub(error.left());
            DecodeError { offset, expected: error.rule().name() }
        })
    }
}

/// What was read, if nothing is left of the message.
#[inline]
fn whole<T>(parsed: Parsed<'_, T>) -> Result<T, Unmet> {
    match parsed? {
        ([], value) => Ok(value),
        (rest, _) => expected(rest, Rule::TheEnd),
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a message is a line with nothing on it. Servers send such after literals and clients after APPEND; it
/// is [`Quirk::BlankLine`](crate::Quirk::BlankLine) and best passed over.
pub fn is_blank_line(message: &[u8]) -> bool {
    matches!(message, b"\r\n" | b"\n" | b"\r")
}

/// A message that breaks the grammar. Its neighbours are not affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DecodeError {
    /// Octets from the start of the message to where the grammar was left.
    pub offset: usize,
    /// The ABNF rule that wanted something else there.
    pub expected: &'static str,
}

impl DecodeError {
    /// The error with the place in `message`, the bytes that were decoded, for people.
    ///
    /// ```
    /// let message = b"a FETCH 1:0 FLAGS\r\n";
    /// let error = imap_codec::decode_command(message).unwrap_err();
    /// assert_eq!(
    ///     error.show(message).to_string(),
    ///     "expected nz-number at byte 10\n  a FETCH 1:0 FLAGS\n            ^"
    /// );
    /// ```
    /// A password that stands there is shown, too.
    pub const fn show<'e>(&self, message: &'e [u8]) -> Shown<'e> {
        Shown::new(self.expected, self.offset, message)
    }

    /// Whether the message may be well-formed but nests deeper than [`Decoder::depth`] allows.
    pub fn is_nesting(&self) -> bool {
        self.expected == Rule::LessNesting.name()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at byte {}", self.expected, self.offset)
    }
}

impl core::error::Error for DecodeError {}
