//! Rows: one for each message.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use imap_fsm::codec::{DecodeError, Sighting};

/// One end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one that sends commands.
    Client,
    /// The one that answers.
    Server,
}

/// One message of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who has sent it.
    pub side: Side,
    /// Where it begins among the octets of that side.
    pub at: usize,
    /// Its length in octets, line end and literals included.
    pub len: usize,
    /// What it is: the name on the wire, such as `FETCH`, or a word in small letters for what has none.
    pub kind: String,
    /// Whether its octets may hold a password. They are not shown then.
    pub secret: bool,
    /// What was tolerated in it.
    pub quirks: Vec<Sighting>,
    /// Where it breaks the grammar.
    pub problem: Option<Problem>,
}

/// Why a message could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Octets from the start of the message.
    pub at: usize,
    /// The rule of the grammar that was not met.
    pub expected: String,
}

impl From<&DecodeError> for Problem {
    fn from(error: &DecodeError) -> Self {
        Self { at: error.offset, expected: error.expected.to_string() }
    }
}

impl Row {
    /// A row of which only the bytes and the kind are known.
    pub(crate) fn new(side: Side, at: usize, len: usize, kind: impl Into<String>) -> Self {
        Self { side, at, len, kind: kind.into(), secret: false, quirks: Vec::new(), problem: None }
    }

    /// The same, with a password in its octets.
    pub(crate) fn secret(mut self, secret: bool) -> Self {
        self.secret = secret;
        self
    }

    /// The same, broken.
    pub(crate) fn broken(mut self, error: &DecodeError) -> Self {
        self.problem = Some(error.into());
        self
    }
}

/// The name of a response, in capitals: the first word behind `*` or the tag, or behind the number there.
pub(crate) fn word_of_response(octets: &[u8]) -> String {
    let mut words = octets.split(|octet| octet.is_ascii_whitespace()).skip(1);
    let is_number = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    let word = words.find(|word| !is_number(word)).unwrap_or_default();
    let end = word.iter().position(|octet| !octet.is_ascii_graphic() || *octet == b'(').unwrap_or(word.len());
    String::from_utf8_lossy(&word[..end.min(24)]).to_ascii_uppercase()
}

/// Whether a line of a client may hold a password, whatever is wrong with it: by the name of its command.
pub(crate) fn may_be_secret(octets: &[u8]) -> bool {
    let mut words = octets.split(|octet| octet.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let Some(name) = words.nth(1) else { return true };
    [b"LOGIN" as &[u8], b"AUTHENTICATE"].iter().any(|secret| name.eq_ignore_ascii_case(secret))
}
