//! What is not known, and is kept as it stands.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use bounded_static::IntoBoundedStatic;
use imap_types::atom::Atom;
use imap_types::chars::is_label_start;
use imap_types::literal::{Header, LineEnd, LiteralMode};
use imap_types::raw::{Malformed, Raw, Unknown};
use imap_types::string::NString;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{before, skip_spaces, split_line};
use crate::grammar::seldom::{list_follows, sp, span, until};
use crate::grammar::string::nstring;
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `["~"] "{" number64 ["+"] "}" CRLF *OCTET`: the header, the octets, and what follows them. Its line ends in CRLF, or
/// in LF, which the caller accepts or does not; never in CR.
pub(crate) fn literal_parts(input: &[u8]) -> Option<(Header<'_>, LineEnd, &[u8], &[u8])> {
    let (header, rest) = Header::at_start(input)?;
    work::octets(header.digits.len());
    let (line_end, after) = LineEnd::at_start(rest).filter(|(line_end, _)| *line_end != LineEnd::Cr)?;
    let (octets, rest) = after.split_at_checked(usize::try_from(header.head.len).ok()?)?;
    Some((header, line_end, octets, rest))
}

/// A value of whatever kind, as it stands: a parenthesized list, a quoted string, a literal, or a run of anything
/// else. Works by counting parentheses, so that depth costs no stack.
pub(crate) fn value(input: &[u8]) -> Parsed<'_, &[u8]> {
    // It goes on as long as nothing separates it from what comes next.
    value_until(input, |rest| matches!(rest, [] | [b' ' | b')' | b'\r' | b'\n', ..]))
}

/// The first piece of a value: a parenthesized list, a quoted string, a literal, or a run of anything else.
pub(crate) fn piece(input: &[u8]) -> Parsed<'_, &[u8]> {
    value_until(input, |_| true)
}

#[inline(never)]
#[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "no deeper than the input is long"))]
fn value_until(input: &[u8], ends: fn(&[u8]) -> bool) -> Parsed<'_, &[u8]> {
    let mut rest = input;
    let mut depth = 0_usize;
    loop {
        work::again();
        rest = match rest {
            [b'(', tail @ ..] => {
                depth += 1;
                tail
            }
            [b')', tail @ ..] if depth > 0 => {
                depth -= 1;
                tail
            }
            [b'"', tail @ ..] => match after_quoted(tail) {
                Some(tail) => tail,
                None => return expected(rest, Rule::Quoted),
            },
            [b'{', ..] | [b'~', b'{', ..] => match after_literal(rest) {
                Some(tail) => tail,
                None => return expected(rest, Rule::Literal),
            },
            [b' ', tail @ ..] if depth > 0 => tail,
            _ => match span(rest, |byte| byte > b' ' && !matches!(byte, b'(' | b')' | b'"' | b'{' | 0x7F)) {
                (_, []) => return expected(rest, Rule::Value),
                (tail, _) => tail,
            },
        };
        if depth == 0 && ends(rest) {
            return Ok((rest, before(input, rest)));
        }
    }
}

fn after_quoted(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        work::again();
        let (tail, _) = until(rest, b"\"\\\r\n\0");
        rest = match tail {
            [b'"', tail @ ..] => return Some(tail),
            [b'\\', byte, tail @ ..] if !matches!(byte, b'\r' | b'\n' | 0) => tail,
            _ => return None,
        };
    }
}

fn after_literal(input: &[u8]) -> Option<&[u8]> {
    literal_parts(input).map(|(.., rest)| rest)
}

/// `SP` and a value, whatever the spaces were: just one is kept.
pub(crate) fn sp_value<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Raw<'a>> {
    let (start, ()) = sp(cx, input)?;
    let (rest, octets) = value(start)?;
    let kept = match before(input, start) {
        [_, extra @ ..] => raw(before(input, rest).get(extra.len()..).unwrap_or_default()),
        [] => raw(&[b" ", octets].concat()).into_static(),
    };
    Ok((rest, kept))
}

/// What follows an unknown name that was read already: a value, or nothing where its list or line ends.
pub(crate) fn unknown_after<'a, Place>(
    cx: &Context,
    input: &'a [u8],
    name: &'a [u8],
) -> Parsed<'a, Unknown<'a, Place>> {
    match input {
        [b'(' | b'"' | b'{', ..] => unknown_with_value(cx, input, name),
        [b' ', ..] if !matches!(skip_spaces(input), [b')' | b'\r' | b'\n', ..] | []) => {
            unknown_with_value(cx, input, name)
        }
        _ => Ok((input, kept(name, b""))),
    }
}

/// What follows an unknown name that has a value: `SP value`.
pub(crate) fn unknown_with_value<'a, Place>(
    cx: &Context,
    input: &'a [u8],
    name: &'a [u8],
) -> Parsed<'a, Unknown<'a, Place>> {
    let (rest, value) = sp_value(cx, input)?;
    Ok((rest, Unknown::from_wire((Atom::from_wire(Cow::Borrowed(name)), value))))
}

/// An unknown name among others, each with or without a value: `tagged-ext-label [SP tagged-ext-val]`. A value is told
/// from the next name by its first letter.
pub(crate) fn unknown_tagged<'a, Place>(
    cx: &Context,
    input: &'a [u8],
    name: &'a [u8],
) -> Parsed<'a, Unknown<'a, Place>> {
    match skip_spaces(input) {
        [first, ..] if is_label_start(*first) => Ok((input, kept(name, b""))),
        _ => unknown_after(cx, input, name),
    }
}

/// An unknown name that is followed by at most one value in parentheses.
pub(crate) fn unknown_parenthesized<'a, Place>(
    cx: &Context,
    input: &'a [u8],
    name: &'a [u8],
) -> Parsed<'a, Unknown<'a, Place>> {
    if list_follows(input) { unknown_with_value(cx, input, name) } else { Ok((input, kept(name, b""))) }
}

/// `nstring`, in an ENVELOPE or a BODYSTRUCTURE.
#[inline(always)]
pub(crate) fn field<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NString<'a>> {
    match nstring(cx, input) {
        Err(error) => {
            let (rest, ()) = malformed_field(cx, input, error)?;
            Ok((rest, None))
        }
        parsed => parsed,
    }
}

/// Lenient: a field of the wrong kind is left out.
#[inline]
pub(crate) fn or_left_out<'a, T: Default>(
    cx: &Context,
    input: &'a [u8],
    rule: impl FnOnce(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, T> {
    rule(cx, input).or_else(|error| {
        let (rest, ()) = malformed_field(cx, input, error)?;
        Ok((rest, T::default()))
    })
}

/// Lenient: a field of the wrong kind says nothing about the others. It is left out, if it is clear where it ends.
#[cold]
#[inline(never)]
pub(crate) fn malformed_field<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Parsed<'a, ()> {
    malformed(cx, input, error, value(input))
}

/// The same, of which the next one may follow without a space.
#[cold]
#[inline(never)]
pub(crate) fn malformed_piece<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Parsed<'a, ()> {
    malformed(cx, input, error, piece(input))
}

fn malformed<'a>(cx: &Context, input: &'a [u8], error: Unmet, value: Parsed<'a, &'a [u8]>) -> Parsed<'a, ()> {
    // What it was read as is not what it is.
    cx.forget(input);
    match value {
        Ok((rest, _)) if cx.accept(Quirk::MalformedField, input).is_ok() => Ok((rest, ())),
        _ => Err(error),
    }
}

/// What is kept of a known name whose value is wrong: the octets up to `rest`, and what is wrong with them. A string may
/// have been read on behind their end, as far as another one's quotes: then they are not whole, and what was expected
/// elsewhere says nothing of them.
#[cold]
#[inline(never)]
pub(crate) fn malformed_octets<'a>(input: &'a [u8], rest: &'a [u8], error: Unmet) -> Malformed<'a> {
    let raw = before(input, rest);
    let offset = input.len().saturating_sub(error.left());
    let is_elsewhere = offset > raw.len();
    let (offset, rule) = if is_elsewhere { (raw.len(), Rule::RestOfValue) } else { (offset, error.rule()) };
    Malformed::from_wire((Cow::Borrowed(raw), offset, rule.name()))
}

/// Everything up to the line end, which is the message's.
pub(crate) fn rest_of_line<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, &'a [u8]> {
    let mut rest = input;
    loop {
        work::again();
        let Some((line, line_end, after)) = split_line(rest) else { return expected(b"", Rule::Crlf) };
        work::octets(line.len());
        if let Some(at) = memchr::memchr2(b'\r', 0, line) {
            return expected(rest.get(at..).unwrap_or_default(), Rule::TextChar);
        }
        let Ok(Some(header)) = Header::at_end(line) else {
            let rest = rest.get(line.len()..).unwrap_or_default();
            return Ok((rest, before(input, rest)));
        };
        accept_header(cx, rest, header, line_end)?;
        let len = usize::try_from(header.head.len).unwrap_or(usize::MAX);
        rest = match after.get(len..) {
            Some(after) => after,
            None => return expected(rest, Rule::Literal),
        };
    }
}

/// Lenient: the octets are what they are however they were announced.
pub(crate) fn accept_header(
    cx: &Context,
    at: &[u8],
    header: Header<'_>,
    line_end: LineEnd,
) -> Result<(), Unmet> {
    if line_end != LineEnd::CrLf {
        cx.accept(Quirk::BareLf, at)?;
    }
    if header.head.mode == LiteralMode::NonSynchronizing && cx.from_server.get() {
        cx.accept(Quirk::NonSyncFromServer, at)?;
    }
    Ok(())
}

/// A name and what follows it, as they stand.
pub(crate) fn kept<'a, Place>(name: &'a [u8], rest: &'a [u8]) -> Unknown<'a, Place> {
    Unknown::from_wire((Atom::from_wire(Cow::Borrowed(name)), raw(rest)))
}

/// The first header in what is kept, which has no other lines than those that end in one; and what is behind its line.
fn first_header(octets: &[u8]) -> Option<(Header<'_>, LineEnd, &[u8])> {
    let (line, line_end, rest) = split_line(octets)?;
    work::octets(line.len());
    Some((Header::at_end(line).ok()??, line_end, rest))
}

/// What is kept, with its literals announced in the one way that means nothing to the connection: `{n}`. So the same
/// is the same however a client announces it, and how is up to whoever sends it on.
pub(crate) fn raw(octets: &[u8]) -> Raw<'_> {
    let (mut plain, mut done, mut at) = (Vec::new(), 0, 0);
    let piece = |from, to| octets.get(from..to).unwrap_or_default();
    while let Some((header, line_end, rest)) = first_header(piece(at, octets.len())) {
        work::again();
        let (start, end) = (at, octets.len().saturating_sub(rest.len()));
        at = end.saturating_add(usize::try_from(header.head.len).unwrap_or(usize::MAX));
        let plainly = header.head.mode == LiteralMode::Synchronizing && line_end == LineEnd::CrLf;
        if !plainly || matches!(header.digits, [b'0', _, ..]) {
            plain.extend_from_slice(piece(done, start.saturating_add(header.before.len())));
            let mut out = Encoder::new(&mut plain);
            out.byte(b'{');
            out.number(header.head.len);
            out.bytes(b"}\r\n");
            done = end;
        }
    }
    if done == 0 {
        return Raw::from_wire(Cow::Borrowed(octets));
    }
    plain.extend_from_slice(piece(done, octets.len()));
    Raw::from_wire(Cow::Owned(plain))
}

/// Writes something unknown as it was read.
pub(crate) fn write_unknown<Place>(out: &mut Encoder<'_>, unknown: &Unknown<'_, Place>) {
    out.bytes(unknown.name().as_bytes());
    write_raw(out, unknown.rest());
}

/// Writes what was kept as it stood on the wire. Its literals are announced as this connection announces them.
pub(crate) fn write_raw(out: &mut Encoder<'_>, raw: &Raw<'_>) {
    let mut octets = raw.as_bytes();
    while let Some((header, _, rest)) = first_header(octets) {
        let len = usize::try_from(header.head.len).unwrap_or(usize::MAX);
        let (literal, rest) = rest.split_at_checked(len).unwrap_or((rest, &[]));
        out.bytes(header.before);
        out.literal(literal);
        octets = rest;
    }
    out.bytes(octets);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{reads, rejects};

    #[test]
    fn a_value_ends_where_nothing_joins_it_to_what_follows() {
        reads(
            |_, i| value(i),
            &[
                ("a", &b"a"[..]),
                ("(a (b \")\") {1}\r\n) ())", b"(a (b \")\") {1}\r\n) ())"),
                ("\"a\\\"b\"", b"\"a\\\"b\""),
                ("\"MOUNDARY=\"_006_5DBB50A5_\"\"", b"\"MOUNDARY=\"_006_5DBB50A5_\"\""),
            ],
        );
        rejects(
            |_, i| value(i),
            &[
                ("", 0, "value"),
                (")", 0, "value"),
                ("(a", 2, "value"),
                ("\"a", 0, "quoted"),
                ("{9}\r\na", 0, "literal"),
            ],
        );
    }

    #[test]
    fn how_a_literal_was_announced_is_not_kept() {
        let kept = |octets: &'static [u8]| raw(octets).into_bytes();
        let plain = kept(b" {0}\r\n (a ~{2}\r\n\r\n) {3+}");
        assert!(matches!(plain, Cow::Borrowed(_)));
        for odd in [
            &b" {0+}\r\n (a ~{2}\r\n\r\n) {3+}"[..],
            b" {0}\r\n (a ~{002}\r\n\r\n) {3+}",
            b" {00+}\n (a ~{2+}\n\r\n) {3+}",
        ] {
            assert_eq!(kept(odd), plain, "{}", odd.escape_ascii());
        }
    }

    #[test]
    fn depth_of_what_is_kept_costs_no_stack() {
        let deep = alloc::string::String::from_utf8([[b'('; 100_000], [b')'; 100_000]].concat()).unwrap();
        reads(|_, i| value(i), &[(&*deep, deep.as_bytes())]);
    }
}
