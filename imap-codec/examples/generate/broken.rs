//! What bugs do to messages.

use std::ops::Range;

use super::Random;

/// Breaks a message; `None` where it has no place for that.
type Way = fn(&[u8], &mut Random) -> Option<Vec<u8>>;

/// Ways to break a message: name, what it does, how.
pub(crate) const WAYS: &[(&str, &str, Way)] = &[
    ("missing-space", "a space is left out", |m, r| replace(m, r, b' ', b"")),
    ("double-space", "a space is doubled", |m, r| replace(m, r, b' ', b"  ")),
    ("tab", "a TAB stands for a space", |m, r| replace(m, r, b' ', b"\t")),
    ("bare-lf", "the line ends with LF", |m, _| end(m, b"\n")),
    ("bare-cr", "the line ends with CR, behind which the next message stands", |m, _| end(m, b"\r")),
    ("missing-crlf", "the next message stands on the same line", |m, _| end(m, b"")),
    ("doubled-crlf", "an empty line follows", |m, _| end(m, b"\r\n\r\n")),
    ("truncated", "the line ends too early", truncated),
    ("nul", "NUL somewhere", |m, r| insert(m, r, b"\0")),
    ("bad-utf8", "octets that are no UTF-8 somewhere", |m, r| insert(m, r, b"\xc3\xff")),
    ("newline", "a line break somewhere", |m, r| insert(m, r, b"\r\n")),
    ("unclosed-list", "a closing parenthesis is missing", |m, r| replace(m, r, b')', b"")),
    ("extra-parenthesis", "one parenthesis too many", |m, r| replace(m, r, b')', b"))")),
    ("unclosed-quote", "a double quote is missing", |m, r| replace(m, r, b'"', b"")),
    ("unescaped-quote", "a double quote in a quoted string", |m, r| replace(m, r, b'"', b"\"\"")),
    ("literal-too-long", "a literal has fewer octets than it says", |m, r| literal(m, r, |len| len + 2)),
    ("literal-too-short", "a literal has more octets than it says", |m, r| {
        literal(m, r, |len| len.checked_sub(1).unwrap_or(1))
    }),
    ("literal-overflow", "a literal says it has more octets than can be counted", |m, r| {
        literal(m, r, |_| u128::from(u64::MAX) + 1)
    }),
    ("number-overflow", "a number that fits no machine word", |m, r| number(m, r, "99999999999999999999999")),
    ("negative-number", "a number below zero", |m, r| number(m, r, "-1")),
    ("missing-word", "the message lacks its first word", |m, _| {
        Some(m.splitn(2, |&b| b == b' ').nth(1)?.to_vec())
    }),
    ("wrong-tag", "a tag that is none", |m, _| Some([b"(x) ", m.splitn(2, |&b| b == b' ').nth(1)?].concat())),
];

/// What of a message is no octet of a literal.
fn outside_literals(message: &[u8]) -> Vec<Range<usize>> {
    let (mut ranges, mut start) = (Vec::new(), 0);
    while let Some(len) = message[start..].windows(2).position(|two| two == b"\r\n") {
        let end = start + len + 2;
        ranges.push(start..end);
        start = match header(&message[start..end]) {
            Some((_, octets)) => message.len().min(end.saturating_add(octets)),
            None => end,
        };
    }
    ranges
}

/// Where in the line the count of the literal behind it stands, and the count.
fn header(line: &[u8]) -> Option<(Range<usize>, usize)> {
    let inner = line.strip_suffix(b"}\r\n")?;
    let digits = inner.strip_suffix(b"+").unwrap_or(inner);
    let start = digits.iter().rposition(|&byte| byte == b'{')? + 1;
    let count = std::str::from_utf8(&digits[start..]).ok()?.parse().ok()?;
    Some((start..digits.len(), count))
}

/// A place outside of literals where the byte is one of these.
fn place(message: &[u8], random: &mut Random, is: impl Fn(u8) -> bool) -> Option<usize> {
    let places: Vec<usize> =
        outside_literals(message).into_iter().flatten().filter(|&at| is(message[at])).collect();
    (!places.is_empty()).then(|| places[random.below(places.len())])
}

fn splice(message: &[u8], range: Range<usize>, with: &[u8]) -> Option<Vec<u8>> {
    Some([&message[..range.start], with, &message[range.end..]].concat())
}

fn replace(message: &[u8], random: &mut Random, byte: u8, with: &[u8]) -> Option<Vec<u8>> {
    let at = place(message, random, |here| here == byte)?;
    splice(message, at..at + 1, with)
}

fn insert(message: &[u8], random: &mut Random, octets: &[u8]) -> Option<Vec<u8>> {
    let at = place(message, random, |here| here != b'\n')?;
    splice(message, at..at, octets)
}

fn end(message: &[u8], line_end: &[u8]) -> Option<Vec<u8>> {
    Some([message.strip_suffix(b"\r\n")?, line_end].concat())
}

fn truncated(message: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let at = place(message, random, |here| here == b' ')?;
    Some([&message[..at], b"\r\n"].concat())
}

fn number(message: &[u8], random: &mut Random, with: &str) -> Option<Vec<u8>> {
    // Not a digit of a tag.
    let start = message.iter().position(|&byte| byte == b' ')?;
    let at = place(&message[start..], random, |here| here.is_ascii_digit())? + start;
    let len = message[at..].iter().position(|byte| !byte.is_ascii_digit())?;
    splice(message, at..at + len, with.as_bytes())
}

fn literal(message: &[u8], random: &mut Random, count: impl Fn(u128) -> u128) -> Option<Vec<u8>> {
    let headers: Vec<_> = outside_literals(message)
        .into_iter()
        .filter_map(|line| {
            header(&message[line.clone()]).map(|(at, len)| (line.start + at.start..line.start + at.end, len))
        })
        .collect();
    let (at, len) = headers.get(random.below(headers.len()))?.clone();
    splice(message, at, count(len as u128).to_string().as_bytes())
}
