//! The forms of a capture.

use alloc::vec::Vec;

use crate::row::Side;

/// A capture, by its form.
pub(crate) enum Capture {
    /// Lines of both sides, each behind `C:` or `S:`.
    Transcript(Vec<Chunk>),
    /// The bytes of one side as they are.
    OneSide(Side),
}

/// Octets of one side that follow each other.
#[derive(Debug, PartialEq)]
pub(crate) struct Chunk {
    pub(crate) side: Side,
    pub(crate) octets: Vec<u8>,
}

impl Capture {
    pub(crate) fn of(octets: &[u8]) -> Self {
        let first = octets.split(|&octet| octet == b'\n').find(|line| !line.trim_ascii().is_empty());
        let first = first.unwrap_or_default();
        if prefix(first).is_some() {
            return Self::Transcript(chunks(octets));
        }
        let mut words = first.split(|octet| octet.is_ascii_whitespace());
        let is_server = match (words.next(), words.next()) {
            (Some(b"*" | b"+"), _) => true,
            (_, Some(word)) => {
                [b"OK" as &[u8], b"NO", b"BAD"].iter().any(|known| word.eq_ignore_ascii_case(known))
            }
            _ => false,
        };
        Self::OneSide(if is_server { Side::Server } else { Side::Client })
    }
}

/// The side that a line of a transcript belongs to, and what is left of it.
fn prefix(line: &[u8]) -> Option<(Side, &[u8])> {
    let (side, rest) = match line {
        [b'C', b':', rest @ ..] => (Side::Client, rest),
        [b'S', b':', rest @ ..] => (Side::Server, rest),
        _ => return None,
    };
    Some((side, rest.strip_prefix(b" ").unwrap_or(rest)))
}

/// The lines of a transcript, each ended by CRLF. A line without a prefix goes on with what the side before has said: it
/// is part of a literal.
fn chunks(transcript: &[u8]) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    for line in transcript.split_inclusive(|&octet| octet == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let last = chunks.last().map(|chunk| chunk.side);
        let (side, line) = match (prefix(line), last) {
            (Some(found), _) => found,
            (None, Some(side)) => (side, line),
            (None, None) => continue,
        };
        match chunks.last_mut() {
            Some(chunk) if chunk.side == side => {
                chunk.octets.extend_from_slice(line);
                chunk.octets.extend_from_slice(b"\r\n");
            }
            _ => chunks.push(Chunk { side, octets: [line, b"\r\n"].concat() }),
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_a_prefix_belong_to_the_side_before() {
        let Capture::Transcript(chunks) = Capture::of(b"\nS: * 1 FETCH (BODY[] {4}\nab)\nC:a NOOP\r\n")
        else {
            panic!("a transcript");
        };
        let server = Chunk { side: Side::Server, octets: b"* 1 FETCH (BODY[] {4}\r\nab)\r\n".to_vec() };
        assert_eq!(chunks, [server, Chunk { side: Side::Client, octets: b"a NOOP\r\n".to_vec() }]);
    }

    #[test]
    fn one_side_is_known_by_its_first_line() {
        let side = |octets: &[u8]| match Capture::of(octets) {
            Capture::OneSide(side) => side,
            Capture::Transcript(_) => panic!("not a transcript"),
        };
        assert_eq!(side(b"* OK hello\r\n"), Side::Server);
        assert_eq!(side(b"\r\na1 ok done\r\n"), Side::Server);
        assert_eq!(side(b"a1 NOOP\r\n"), Side::Client);
        assert_eq!(side(b""), Side::Client);
    }
}
