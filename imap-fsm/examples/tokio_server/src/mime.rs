//! Where the parts of a message are (RFC 2045, RFC 2046), so that each section of FETCH is a slice of the message.
//!
//! `mail-parser` decodes what is searched. It is not asked where parts are: it is made for those who read mail, and
//! IMAP counts every octet.

use std::num::NonZeroU32;
use std::ops::Range;

use crate::header::{self, MIME, Token, header_len, line_end, tokens};

/// How deep parts are taken apart. What is below is one part.
const DEPTH: usize = 24;
/// How many parts a message has at most, and how many octets their headers together.
const PARTS: usize = 10_000;
const HEADERS: usize = 1 << 20;
/// How many parameters a field has at most. More are left out.
const PARAMETERS: usize = 100;

/// Error: the message has more parts, or longer headers, than this server takes apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TooMuch;

/// What a message may still have.
struct Left {
    parts: usize,
    headers: usize,
}

impl Left {
    fn take(&mut self, header: &Range<usize>) -> Result<(), TooMuch> {
        self.parts = self.parts.checked_sub(1).ok_or(TooMuch)?;
        self.headers = self.headers.checked_sub(header.len()).ok_or(TooMuch)?;
        Ok(())
    }
}

/// A message or a part of one, as ranges of the whole message's octets.
pub(crate) struct Part {
    /// Its header and the blank line behind it.
    pub(crate) header: Range<usize>,
    pub(crate) body: Range<usize>,
    pub(crate) content_type: ContentType,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    /// Nothing is in it but octets.
    Leaf,
    /// A message is in it: `message/rfc822`.
    Message(Box<Part>),
    /// Parts are in it, at least one: `multipart`.
    Multi(Vec<Part>),
}

/// A value with parameters: `text/plain; charset=utf-8`, or `attachment; filename=x` without a subtype.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ContentType {
    pub(crate) type_: Vec<u8>,
    pub(crate) subtype: Vec<u8>,
    pub(crate) parameters: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Part {
    /// Takes a message apart.
    pub(crate) fn of_message(message: &[u8]) -> Result<Self, TooMuch> {
        let mut left = Left { parts: PARTS, headers: HEADERS };
        Self::parse(message, 0..message.len(), &ContentType::text(), DEPTH, &mut left)
    }

    /// The part with this number, of a message (RFC 9051 §6.4.5.1). A message that has no parts is its own part 1.
    pub(crate) fn find(&self, number: &[NonZeroU32]) -> Option<&Self> {
        let Some((first, rest)) = number.split_first() else { return Some(self) };
        let index = usize::try_from(first.get()).ok()? - 1;
        let part = match &self.kind {
            Kind::Multi(parts) => parts.get(index)?,
            _ if index == 0 => self,
            _ => return None,
        };
        match &part.kind {
            _ if rest.is_empty() => Some(part),
            Kind::Message(message) => message.find(rest),
            Kind::Multi(_) => part.find(rest),
            Kind::Leaf => None,
        }
    }

    fn parse(
        message: &[u8],
        range: Range<usize>,
        default: &ContentType,
        depth: usize,
        left: &mut Left,
    ) -> Result<Self, TooMuch> {
        let body = range.start + header_len(&message[range.clone()]);
        let (header, body) = (range.start..body, body..range.end);
        left.take(&header)?;
        let stated = header::value(&message[header.clone()], "content-type");
        // What is no content type says nothing (RFC 2045 §5.2).
        let content_type = stated
            .and_then(|value| ContentType::parse(&value))
            .filter(|stated| !stated.subtype.is_empty())
            .unwrap_or_else(|| default.clone());
        let kind = match depth.checked_sub(1) {
            Some(depth) if content_type.is("multipart", None) => {
                let digest = content_type.is("multipart", Some("digest"));
                let default = if digest { ContentType::message() } else { ContentType::text() };
                let boundary = content_type.parameter("boundary");
                let ranges = boundary.map_or_else(Vec::new, |boundary| {
                    between_boundaries(message, body.clone(), boundary, left.parts)
                });
                let parts =
                    ranges.into_iter().map(|range| Self::parse(message, range, &default, depth, left));
                let mut parts = parts.collect::<Result<Vec<_>, _>>()?;
                if parts.is_empty() {
                    parts.push(Self::nothing(body.start));
                }
                Kind::Multi(parts)
            }
            Some(depth) if content_type.is_message() => {
                let inner = Self::parse(message, body.clone(), &ContentType::text(), depth, left)?;
                Kind::Message(Box::new(inner))
            }
            _ => Kind::Leaf,
        };
        Ok(Self { header, body, content_type, kind })
    }

    /// What a multipart has that has no part, which the grammar does not know. What stands there is preamble, which is in
    /// no part.
    fn nothing(at: usize) -> Self {
        Self { header: at..at, body: at..at, content_type: ContentType::text(), kind: Kind::Leaf }
    }
}

/// What is between the delimiter lines. The line break before a delimiter is part of it (RFC 2046 §5.1.1).
///
/// No more than one above `most`.
fn between_boundaries(message: &[u8], body: Range<usize>, boundary: &[u8], most: usize) -> Vec<Range<usize>> {
    let (mut ranges, mut start, mut at) = (Vec::new(), None, body.start);
    let text = &message[..body.end];
    while let Some(dash) = text[at..].iter().position(|&byte| byte == b'-').filter(|_| ranges.len() <= most) {
        let line = at + dash;
        at = line + line_end(&text[line..]);
        let begins_line = line == body.start || text[line - 1] == b'\n';
        let Some(is_last) = delimiter(&text[line..at], boundary).filter(|_| begins_line) else { continue };
        if let Some(start) = start {
            let part = &message[start..line.max(start)];
            let part = part.strip_suffix(b"\n").unwrap_or(part);
            let part = part.strip_suffix(b"\r").unwrap_or(part);
            ranges.push(start..start + part.len());
        }
        start = Some(at);
        if is_last {
            return ranges;
        }
    }
    // The last part of a message that was cut short.
    ranges.extend(start.map(|start| start..body.end));
    ranges
}

/// Whether a line is a delimiter, and if so whether it is the last.
fn delimiter(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let after = line.strip_prefix(b"--")?.strip_prefix(boundary)?.trim_ascii_end();
    match after {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

impl ContentType {
    pub(crate) fn text() -> Self {
        let charset = (b"charset".to_vec(), b"us-ascii".to_vec());
        Self { parameters: vec![charset], ..Self::of("text", "plain") }
    }

    fn message() -> Self {
        Self::of("message", "rfc822")
    }

    fn of(type_: &str, subtype: &str) -> Self {
        Self { type_: type_.into(), subtype: subtype.into(), parameters: Vec::new() }
    }

    /// Reads `type/subtype; name=value`; `None` where there is no type.
    pub(crate) fn parse(value: &[u8]) -> Option<Self> {
        let tokens: Vec<Token> =
            tokens(value, MIME).into_iter().filter(|token| !matches!(token, Token::Comment(_))).collect();
        let mut sections = tokens.split(|token| *token == Token::Special(b';'));
        let (type_, subtype) = parted(sections.next()?, b'/');
        let parameters = sections
            .filter(|section| section.contains(&Token::Special(b'=')))
            .map(|section| parted(section, b'='))
            .filter(|(name, _)| !name.is_empty())
            .take(PARAMETERS);
        let found = Self { parameters: continued(parameters), type_, subtype };
        (!found.type_.is_empty()).then_some(found)
    }

    pub(crate) fn is(&self, type_: &str, subtype: Option<&str>) -> bool {
        self.type_.eq_ignore_ascii_case(type_.as_bytes())
            && subtype.is_none_or(|subtype| self.subtype.eq_ignore_ascii_case(subtype.as_bytes()))
    }

    fn is_message(&self) -> bool {
        self.is("message", Some("rfc822")) || self.is("message", Some("global"))
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&[u8]> {
        let found = self.parameters.iter().find(|(other, _)| other.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| value.as_slice())
    }
}

/// The parameters, with `name*0=a; name*1=b` put together as `name=ab` (RFC 2231 §6 wants it of IMAP servers).
///
/// What is encoded stays so, and so does the `*` that tells of it: `name*0*=utf-8''a` begins `name*`.
fn continued(parameters: impl Iterator<Item = (Vec<u8>, Vec<u8>)>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut all: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
    for (name, value) in parameters {
        match continuation(&name) {
            Some((whole, 0)) => all.push((whole, value)),
            Some((whole, _)) => {
                let base = whole.strip_suffix(b"*").unwrap_or(&whole);
                let is_begun =
                    |name: &[u8]| name.strip_suffix(b"*").unwrap_or(name).eq_ignore_ascii_case(base);
                match all.iter_mut().rfind(|(name, _)| is_begun(name)) {
                    Some((_, begun)) => begun.extend(value),
                    None => all.push((name, value)),
                }
            }
            None => all.push((name, value)),
        }
    }
    all
}

/// `name*2*` is the third piece of `name*`.
fn continuation(name: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (name, star) = match name.strip_suffix(b"*") {
        Some(name) => (name, &b"*"[..]),
        None => (name, &b""[..]),
    };
    let (base, place) = name.split_at(name.iter().rposition(|&byte| byte == b'*')?);
    let place = std::str::from_utf8(&place[1..]).ok()?.parse().ok()?;
    Some(([base, star].concat(), place))
}

/// What stands before and behind the first such character.
fn parted(tokens: &[Token], by: u8) -> (Vec<u8>, Vec<u8>) {
    let text =
        |tokens: &[Token]| -> Vec<u8> { tokens.iter().flat_map(|token| token.text().to_vec()).collect() };
    match tokens.iter().position(|token| *token == Token::Special(by)) {
        Some(at) => (text(&tokens[..at]), text(&tokens[at + 1..])),
        None => (text(tokens), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = "Content-Type: multipart/mixed; boundary=\"a b\"\r\n\r\nbefore\r\n--a b\r\n\r\none\r\n\
                           --a b \r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ntwo\r\n\r\n--a b--\r\nafter";

    fn body(number: &[u32]) -> Option<&'static str> {
        let root = Part::of_message(MESSAGE.as_bytes()).unwrap();
        let number: Vec<_> = number.iter().copied().filter_map(NonZeroU32::new).collect();
        root.find(&number).map(|part| &MESSAGE[part.body.clone()])
    }

    #[test]
    fn parts_are_exact_slices() {
        assert_eq!(body(&[1]), Some("one"));
        assert_eq!(body(&[2]), Some("Subject: x\r\n\r\ntwo\r\n"));
        assert_eq!(body(&[2, 1]), Some("two\r\n"));
        for missing in [&[3][..], &[1, 1], &[2, 2], &[2, 1, 1]] {
            assert_eq!(body(missing), None, "{missing:?}");
        }
    }

    #[test]
    fn what_is_no_multipart_has_one_part_all_the_same() {
        for message in
            ["Content-Type: multipart/mixed\r\n\r\ntext", "Content-Type: multipart/x; boundary=b\r\n\r\n"]
        {
            let root = Part::of_message(message.as_bytes()).unwrap();
            let Kind::Multi(parts) = &root.kind else { panic!("{message}") };
            assert!(parts.len() == 1 && parts[0].body.is_empty(), "{message}");
        }
        let cut = Part::of_message(b"Content-Type: multipart/x; boundary=b\r\n\r\n--b\r\n\r\ncut").unwrap();
        assert!(matches!(&cut.kind, Kind::Multi(parts) if parts[0].body.len() == 3));
    }

    #[test]
    fn parameters_in_pieces_are_put_together() {
        for (value, expected) in [
            ("a/b; URL*0=\"ftp://\";\tURL*1=x; c=d", "URL=ftp://x c=d"),
            (
                "a; f*0*=us-ascii'en'This%20is; f*1*=%20even; f*2=\" more\"",
                "f*=us-ascii'en'This%20is%20even more",
            ),
            ("a; f*=utf-8''x; f*1=y; g*x=z", "f*=utf-8''xy g*x=z"),
            ("a; f*1=y; nothing; =z", "f*1=y"),
        ] {
            let found = ContentType::parse(value.as_bytes()).unwrap().parameters;
            let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
            let found: Vec<_> = found.iter().map(|(name, value)| text(name) + "=" + &text(value)).collect();
            assert_eq!(found.join(" "), expected, "{value}");
        }
    }

    #[test]
    fn a_type_without_a_subtype_is_none() {
        let root = Part::of_message(b"Content-Type: foo; a=b\r\n\r\nx").unwrap();
        assert_eq!(root.content_type, ContentType::text());
    }

    #[test]
    fn parts_within_parts_end_somewhere() {
        let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(10_000);
        let mut part = &Part::of_message(deep.as_bytes()).unwrap();
        let mut depth = 0;
        while let Kind::Message(inner) = &part.kind {
            (part, depth) = (inner, depth + 1);
        }
        assert_eq!(depth, DEPTH);
    }
}
