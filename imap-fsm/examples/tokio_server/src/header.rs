//! The header of a message: its fields as they stand there, and the words of a structured one.
//!
//! Nothing is decoded here: ENVELOPE and BODYSTRUCTURE give what the message says, and the client makes sense of it.

use std::ops::Range;

/// One field. `a: b\r\n c\r\n` has the name `a` and the value ` b\r\n c`.
pub(crate) struct Field<'a> {
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a [u8],
    /// All of it, line end included.
    pub(crate) whole: &'a [u8],
}

impl Field<'_> {
    pub(crate) fn is(&self, name: &[u8]) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The fields of a header, in order. A line that is no field is one without a name.
pub(crate) fn fields(header: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = header;
    std::iter::from_fn(move || {
        if is_blank(rest) {
            return None;
        }
        let mut end = line_end(rest);
        while matches!(rest.get(end), Some(b' ' | b'\t')) && !is_blank(&rest[end..]) {
            end += line_end(&rest[end..]);
        }
        let (whole, after) = rest.split_at(end);
        rest = after;
        let (name, value) = match whole.iter().position(|&byte| byte == b':') {
            Some(colon) => (whole[..colon].trim_ascii_end(), &whole[colon + 1..]),
            None => (&whole[..0], whole),
        };
        Some(Field { name, value: value.trim_ascii_end(), whole })
    })
}

/// The value of the first field of this name, on one line.
pub(crate) fn value(header: &[u8], name: &str) -> Option<Vec<u8>> {
    fields(header).find(|field| field.is(name.as_bytes())).map(|field| unfold(field.value))
}

/// Without the line breaks of folding, and without space around it (RFC 5322 §2.2.3).
pub(crate) fn unfold(value: &[u8]) -> Vec<u8> {
    let unfolded: Vec<u8> = value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)).collect();
    unfolded.trim_ascii().to_vec()
}

/// Where the header ends: behind its blank line, or at the end if there is none.
pub(crate) fn header_len(message: &[u8]) -> usize {
    let mut at = 0;
    while !message[at..].is_empty() {
        let blank = is_blank(&message[at..]);
        at += line_end(&message[at..]);
        if blank {
            break;
        }
    }
    at
}

/// The blank line at the end of a header; empty where the message ends without one.
pub(crate) fn blank_line(header: &[u8]) -> &[u8] {
    let fields: usize = fields(header).map(|field| field.whole.len()).sum();
    &header[fields..]
}

/// The length of the first line, its end included.
pub(crate) fn line_end(text: &[u8]) -> usize {
    text.iter().position(|&byte| byte == b'\n').map_or(text.len(), |lf| lf + 1)
}

fn is_blank(text: &[u8]) -> bool {
    matches!(text, [] | [b'\n', ..] | [b'\r', b'\n', ..])
}

/// What a structured field is made of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// Characters up to a space or a special one.
    Atom(Vec<u8>),
    /// What stood between quotes, without them.
    Quoted(Vec<u8>),
    /// What stood in parentheses.
    Comment(Vec<u8>),
    Special(u8),
}

impl Token {
    /// What it says, comments apart.
    pub(crate) fn text(&self) -> &[u8] {
        match self {
            Self::Atom(text) | Self::Quoted(text) => text,
            Self::Special(byte) => std::slice::from_ref(byte),
            Self::Comment(_) => &[],
        }
    }
}

/// The characters that have a meaning in addresses (RFC 5322 §3.2.3); dots are part of words here.
pub(crate) const ADDRESS: &[u8] = b"<>:;@,";
/// The characters that have a meaning in the fields of MIME (RFC 2045 §5.1), as far as anybody minds.
pub(crate) const MIME: &[u8] = b";=/,";

/// Takes a structured field apart.
pub(crate) fn tokens(value: &[u8], specials: &[u8]) -> Vec<Token> {
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(&byte) = value.get(at) {
        let start = at;
        at = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => at + 1,
            b'"' => {
                let inner = quoted(value, at);
                tokens.push(Token::Quoted(unescape(&value[inner.clone()])));
                inner.end + 1
            }
            b'(' => {
                let inner = comment(value, at);
                tokens.push(Token::Comment(unescape(&value[inner.clone()])));
                inner.end + 1
            }
            // The address of a host may have colons in it: `[IPv6:::1]`.
            b'[' if tokens.last() == Some(&Token::Special(b'@')) => {
                let len = value[at..].iter().position(|&byte| byte == b']');
                let end = len.map_or(value.len(), |len| at + len + 1);
                tokens.push(Token::Atom(value[start..end].to_vec()));
                end
            }
            _ if specials.contains(&byte) => {
                tokens.push(Token::Special(byte));
                at + 1
            }
            _ => {
                let ends = |byte: &u8| {
                    byte.is_ascii_whitespace() || b"\"(".contains(byte) || specials.contains(byte)
                };
                let len = value[at + 1..].iter().position(ends);
                let end = len.map_or(value.len(), |len| at + 1 + len);
                tokens.push(Token::Atom(value[start..end].to_vec()));
                end
            }
        };
    }
    tokens
}

/// What is between the quote at `start` and the next.
fn quoted(value: &[u8], start: usize) -> Range<usize> {
    let mut at = start + 1;
    while at < value.len() && value[at] != b'"' {
        at += if value[at] == b'\\' { 2 } else { 1 };
    }
    start + 1..at.min(value.len())
}

/// What is between the parenthesis at `start` and the one that closes it.
fn comment(value: &[u8], start: usize) -> Range<usize> {
    let (mut at, mut depth) = (start + 1, 1);
    while at < value.len() {
        match value[at] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        at += 1;
    }
    start + 1..at.min(value.len())
}

fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(&byte) = bytes.next() {
        match byte {
            b'\\' => out.extend(bytes.next()),
            b'\r' | b'\n' | 0 => {}
            _ => out.push(byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_ends_at_its_blank_line_and_folded_fields_are_one() {
        let message = b"Subject: a\r\n b\r\nno field\r\nTo:c\r\n\r\nTo: body\r\n";
        let header = &message[..header_len(message)];
        assert!(header.ends_with(b"To:c\r\n\r\n"));
        let names: Vec<_> = fields(header).map(|field| String::from_utf8_lossy(field.name)).collect();
        assert_eq!(names, ["Subject", "", "To"]);
        assert_eq!(value(header, "subject").unwrap(), b"a b");
        assert_eq!(fields(header).map(|field| field.whole.len()).sum::<usize>(), header.len() - 2);
        assert_eq!(header_len(b"a: b\r\n"), 6);
        assert_eq!((blank_line(header), blank_line(b"a: b\r\n")), (&b"\r\n"[..], &b""[..]));
    }

    #[test]
    fn words_quotes_and_comments_are_told_apart() {
        use Token::{Atom, Comment, Quoted, Special};
        assert_eq!(
            tokens(br#"text/plain; a="b \" c" (d (e) f)"#, MIME),
            [
                Atom(b"text".to_vec()),
                Special(b'/'),
                Atom(b"plain".to_vec()),
                Special(b';'),
                Atom(b"a".to_vec()),
                Special(b'='),
                Quoted(b"b \" c".to_vec()),
                Comment(b"d (e) f".to_vec()),
            ]
        );
        assert_eq!(tokens(b"\"open\\", MIME), [Quoted(b"open".to_vec())]);
        assert_eq!(tokens(b"(open", MIME), [Comment(b"open".to_vec())]);
    }
}
