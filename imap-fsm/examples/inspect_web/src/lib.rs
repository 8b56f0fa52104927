//! A captured IMAP session as rows for a page: each message with its bytes, what it is, what was tolerated in it, and
//! where it breaks the grammar.
//!
//! This is the part of the page that knows IMAP. It has no std and does no I/O; `wasm/` puts it into a WebAssembly
//! module, and `www/` shows what it gives. `build` makes one HTML file of all that.
//!
//! ```
//! use inspect_web::Inspection;
//!
//! let capture = b"S: * OK hello\nC: a1 NOOP\nS: a1 OK done\n";
//! let inspection = Inspection::of_capture(capture);
//! let kinds: Vec<_> = inspection.rows().iter().map(|row| row.kind.as_str()).collect();
//! assert_eq!(kinds, ["greeting", "NOOP", "OK"]);
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod capture;
mod json;
mod one_side;
mod row;
mod text;
mod two_sides;

use alloc::string::String;
use alloc::vec::Vec;

use imap_fsm::codec::Decoder;

use crate::capture::{Capture, Chunk};
pub use crate::row::{Problem, Row, Side};

/// A captured session, taken apart.
#[derive(Debug, Default)]
pub struct Inspection {
    client: Vec<u8>,
    server: Vec<u8>,
    rows: Vec<Row>,
    /// Why the rest could not be taken apart.
    stopped: Option<String>,
}

impl Inspection {
    /// Takes apart a capture in one of three forms, which it tells apart by the first line:
    ///
    /// - a transcript, where each line begins with `C:` or `S:`; lines without belong to the one before;
    /// - what a server has sent: the first line begins with `* ` or `+ `, or is a tagged `OK`, `NO` or `BAD`;
    /// - what a client has sent: anything else.
    pub fn of_capture(octets: &[u8]) -> Self {
        match Capture::of(octets) {
            Capture::Transcript(chunks) => two_sides::of_transcript(&chunks),
            Capture::OneSide(side) => one_side::of(side, octets),
        }
    }

    /// Takes apart what a client and a server have sent, each from its first byte on.
    pub fn of_both(client: &[u8], server: &[u8]) -> Self {
        two_sides::of_both(client, server)
    }

    /// The messages, in the order in which they went over the wire.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Why the rest could not be taken apart; `None` where all of it could.
    pub fn stopped(&self) -> Option<&str> {
        self.stopped.as_deref()
    }

    /// The octets of a row, line end and literals included.
    pub fn octets(&self, row: &Row) -> &[u8] {
        let stream = match row.side {
            Side::Client => &self.client,
            Side::Server => &self.server,
        };
        stream.get(row.at..row.at + row.len).unwrap_or_default()
    }

    /// The typed value of a row, over several lines; passwords are not in it. Empty where there is none.
    pub fn value(&self, row: &Row) -> String {
        let mut decoder = Decoder::new();
        let octets = self.octets(row);
        let shown = match (row.side, row.secret) {
            (Side::Client, _) if row.kind == "SASL" => return String::new(),
            (Side::Client, _) => decoder.command(octets).map(|command| alloc::format!("{command:#?}")),
            (Side::Server, true) => return String::new(),
            (Side::Server, false) => decoder.response(octets).map(|response| alloc::format!("{response:#?}")),
        };
        shown.unwrap_or_default()
    }

    /// All rows as JSON, their text cut to what fits a line.
    pub fn to_json(&self) -> String {
        json::inspection(self)
    }

    /// One row as JSON, with more of its text and its value. `null` where there is no such row.
    pub fn row_to_json(&self, index: usize) -> String {
        match self.rows.get(index) {
            Some(row) => json::detail(self, row),
            None => "null".into(),
        }
    }
}

/// The octets of one side that stand in a row in a transcript.
fn extend(client: &mut Vec<u8>, server: &mut Vec<u8>, chunk: &Chunk) {
    match chunk.side {
        Side::Client => client.extend_from_slice(&chunk.octets),
        Side::Server => server.extend_from_slice(&chunk.octets),
    }
}
