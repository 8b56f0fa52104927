//! Strings in all their spellings. [RFC 9051 §4.3](https://www.rfc-editor.org/rfc/rfc9051#section-4.3)

use alloc::borrow::Cow;
use alloc::vec::Vec;

use imap_types::chars::{eq_in_any_case, is_astring_char, is_atom_char};
use imap_types::string::{AString, Binary, NString};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, Spelling, pieces::Inlined as _};
use crate::grammar::lexical::{atom_chars, before, span};
use crate::grammar::raw::{accept_header, literal_parts};
use crate::grammar::seldom;
use crate::octets::{is_ascii, plain};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `string = quoted / literal`
#[inline]
pub(crate) fn string<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AString<'a>> {
    let (input, octets) = string_octets(cx, input)?;
    Ok((input, AString::from_wire(octets)))
}

#[inline]
fn string_octets<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    match input {
        [b'"', rest @ ..] => after_quote(cx, rest),
        _ => unquoted(cx, input),
    }
}

#[inline(never)]
fn unquoted<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    match input {
        [b'{', ..] => {
            let (input, octets) = literal(cx, input)?;
            Ok((input, Cow::Borrowed(octets)))
        }
        [b'*', b'"', rest @ ..] => utf8_quoted(cx, input, rest),
        // Lenient: nothing is lost by reading a literal8 where only a literal may be.
        [b'~', b'{', ..] => {
            cx.accept(Quirk::Literal8AsString, input)?;
            let (input, octets) = literal8(cx, input)?;
            Ok((input, Cow::Borrowed(octets)))
        }
        _ => {
            let (rest, atom) = atom_chars(input);
            if atom.is_empty() {
                return expected(input, Rule::String);
            }
            // Lenient: servers write NIL for what they do not know.
            if eq_in_any_case(atom, b"NIL") {
                cx.accept(Quirk::NilAsString, input)?;
                return Ok((rest, Cow::Borrowed(b"")));
            }
            // Lenient: go-imap's first version did not quote the values of ID.
            cx.accept(Quirk::UnquotedString, input)?;
            Ok((rest, Cow::Borrowed(atom)))
        }
    }
}

/// `utf8-quoted = "*" DQUOTE *UQUOTED-CHAR DQUOTE` of RFC 5738, which RFC 6855 made a `quoted` without the asterisk.
#[cold]
#[inline(never)]
fn utf8_quoted<'a>(cx: &Context, input: &'a [u8], rest: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    if !cx.utf8 {
        cx.accept(Quirk::Utf8Quoted, input)?;
    }
    after_quote(cx, rest)
}

/// `nstring = string / nil`
#[inline(always)]
pub(crate) fn nstring<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NString<'a>> {
    let (input, octets) = match input {
        [b'"', rest @ ..] => after_quote(cx, rest)?,
        _ => match after_nil(input) {
            Some(rest) => return Ok((rest, None)),
            None => unquoted(cx, input)?,
        },
    };
    Ok((input, Some(AString::from_wire(octets))))
}

/// `nil`, where anything else may stand.
#[inline]
pub(crate) fn nil(input: &[u8]) -> Parsed<'_, ()> {
    match after_nil(input) {
        Some(rest) => Ok((rest, ())),
        None => expected(input, Rule::Nil),
    }
}

/// What follows `nil`, if that is all of the atom.
#[inline]
fn after_nil(input: &[u8]) -> Option<&[u8]> {
    match input {
        [b'N' | b'n', b'I' | b'i', b'L' | b'l', rest @ ..]
            if !rest.first().is_some_and(|&byte| is_atom_char(byte)) =>
        {
            Some(rest)
        }
        _ => None,
    }
}

/// `nstring / literal8`
pub(crate) fn nstring_or_literal8<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<Binary<'a>>> {
    if input.starts_with(b"~{") {
        let (input, octets) = literal8(cx, input)?;
        return Ok((input, Some(Binary::from_wire(Cow::Borrowed(octets)))));
    }
    let (input, string) = nstring(cx, input)?;
    Ok((input, string.map(|string| Binary::from_wire(string.into_bytes()))))
}

/// `astring = 1*ASTRING-CHAR / string`
#[inline]
pub(crate) fn astring<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AString<'a>> {
    let (input, octets) = astring_octets(cx, input)?;
    Ok((input, AString::from_wire(octets)))
}

#[inline]
pub(crate) fn astring_octets<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    if let [b'"', rest @ ..] = input {
        return after_quote(cx, rest);
    }
    let (rest, atom) = span(input, is_astring_char);
    match rest {
        [0x80..=0xFF, ..] => eight_bit_atom(cx, input),
        _ if atom.is_empty() => string_octets(cx, input),
        _ => Ok((rest, Cow::Borrowed(atom))),
    }
}

/// Lenient: Courier-like servers list mailboxes in their local charset.
#[cold]
#[inline(never)]
fn eight_bit_atom<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    let (rest, atom) = seldom::span(input, |byte| is_astring_char(byte) || byte >= 0x80);
    cx.accept(Quirk::EightBitAtom, input)?;
    Ok((rest, Cow::Borrowed(atom)))
}

/// The rest of a `quoted` after its first quote.
///
/// Most strings end at the first byte that is not ordinary, and are borrowed; nothing is looked at twice.
#[inline]
fn after_quote<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    let len = plain(input);
    let (octets, rest) = input.split_at(len);
    match rest {
        [b'"', after @ ..] if matches!(after, [b' ' | b')', ..]) => Ok((after, Cow::Borrowed(octets))),
        _ => odd_quoted(cx, input, rest),
    }
}

/// Where quotes that should have been escaped are told from the one that ends the string.
///
/// Lenient: some servers write names and subjects as they are. A quote followed by what no rule has behind a string is
/// content, if one that can end the string follows on the same line. Work is bounded by the line: where that one was
/// found is remembered.
struct Quotes {
    /// How much is left behind the next quote that can end the string, as far as it was looked for.
    better: Option<usize>,
    /// Whether an odd number of quotes was taken for content: the next one may close a pair.
    inside_pair: bool,
}

impl Quotes {
    /// Whether the string ends at this quote, by what follows it.
    fn ends(&mut self, cx: &Context, after: &[u8]) -> bool {
        let looks_like_end = match after {
            [b' ', next @ ..] if self.inside_pair => {
                matches!(next, [b'"' | b'(' | b')' | b'{' | b'~' | b'0'..=b'9', ..]) || nil(next).is_ok()
            }
            [b' ' | b')' | b'\r' | b'\n' | b']' | b'(' | b'{' | b'>', ..] | [] => true,
            // Two strings with no space between them; or a quote too many at the end of one.
            [b'"', next @ ..] => !matches!(next, [b' ' | b')' | b'\r' | b'\n', ..]),
            _ => false,
        };
        let is_content = !looks_like_end && self.has_better(cx, after);
        self.inside_pair ^= is_content;
        !is_content
    }

    /// Whether a quote that can end the string follows on this line.
    fn has_better(&mut self, cx: &Context, mut rest: &[u8]) -> bool {
        let start = rest.len();
        let (from, to) = cx.endless.get();
        match self.better {
            Some(left) if left < start => return true,
            Some(usize::MAX) => return false,
            // Strings that were read before on this line have looked in vain.
            _ if to < start && start <= from => return false,
            _ => {}
        }
        loop {
            work::again();
            let (tail, _) = seldom::until(rest, b"\"\\\r\n\0");
            rest = match tail {
                [b'"', after @ ..] if matches!(after, [b' ' | b')' | b'\r' | b'\n', ..]) => {
                    self.better = Some(after.len());
                    return true;
                }
                [b'\\', _, tail @ ..] | [b'"', tail @ ..] => tail,
                _ => {
                    self.better = Some(usize::MAX);
                    cx.endless.set((start, tail.len()));
                    return false;
                }
            };
        }
    }
}

/// A quoted string with something in it that is not ordinary, from its first such byte on.
#[cold]
#[inline(never)]
fn odd_quoted<'a>(cx: &Context, input: &'a [u8], mut rest: &'a [u8]) -> Parsed<'a, Cow<'a, [u8]>> {
    let (mut escaped, mut eight_bit) = (false, None);
    let mut quotes = Quotes { better: None, inside_pair: false };
    // Where a quote that ends the string may have been taken for an escaped one.
    let mut backslash = None;
    let after = loop {
        work::again();
        rest = match rest {
            [b'"', after @ ..] if quotes.ends(cx, after) => break after,
            [b'"', ..] if backslash.is_some() => return ending_in_backslash(cx, input, backslash, rest),
            [b'"', tail @ ..] => {
                cx.accept(Quirk::UnescapedQuote, rest)?;
                tail
            }
            [b'\\', special @ (b'"' | b'\\'), tail @ ..] => {
                escaped = true;
                if *special == b'"' && matches!(tail, [b' ' | b')' | b'\r' | b'\n', ..]) {
                    backslash = backslash.or(Some(rest));
                }
                tail
            }
            [b'\\', tail @ ..] if !matches!(tail, [b'\r' | b'\n' | 0, ..] | []) => {
                // Lenient: both characters are kept.
                cx.accept(Quirk::InvalidEscape, rest)?;
                tail
            }
            [0x80..=0xFF, tail @ ..] => {
                eight_bit = eight_bit.or(Some(rest));
                tail
            }
            [b'\\' | b'\r' | b'\n' | 0, ..] => return ending_in_backslash(cx, input, backslash, rest),
            [_, tail @ ..] => tail,
            [] => return expected(rest, Rule::DQuote),
        };
        rest = rest.get(plain(rest)..).unwrap_or_default();
    };
    let octets = before(input, rest);
    if let Some(at) = eight_bit {
        // Lenient: Courier-like servers do not encode the names of mailboxes, others not the subjects.
        work::octets(octets.len());
        if !cx.utf8 || core::str::from_utf8(octets).is_err() {
            cx.accept(Quirk::EightBitQuoted, at)?;
        }
    }
    Ok((after, if escaped { Cow::Owned(unescaped(octets)) } else { Cow::Borrowed(octets) }))
}

/// Lenient: some server writes a backslash at the end of a name as it is. So it is where the string would not end, or
/// not where a string can.
fn ending_in_backslash<'a>(
    cx: &Context,
    input: &'a [u8],
    backslash: Option<&'a [u8]>,
    rest: &'a [u8],
) -> Parsed<'a, Cow<'a, [u8]>> {
    let Some(at @ [_, end @ ..]) = backslash else { return expected(rest, Rule::QuotedChar) };
    let after = end.strip_prefix(b"\"").unwrap_or(end);
    if cx.accept(Quirk::TrailingBackslash, at).is_err() {
        return expected(rest, Rule::QuotedChar);
    }
    let octets = before(input, at);
    if !is_ascii(octets) && !cx.utf8 {
        cx.accept(Quirk::EightBitQuoted, input)?;
    }
    let mut plain = unescaped(octets);
    plain.push(b'\\');
    Ok((after, Cow::Owned(plain)))
}

fn unescaped(octets: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(octets.len());
    let mut rest = octets;
    while let [byte, tail @ ..] = rest {
        work::again();
        let (byte, tail) = match rest {
            [b'\\', special @ (b'"' | b'\\'), tail @ ..] => (special, tail),
            _ => (byte, tail),
        };
        plain.push(*byte);
        rest = tail;
    }
    plain
}

/// `literal = "{" number64 ["+"] "}" CRLF *CHAR8`, borrowed from the message.
pub(crate) fn literal<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, &'a [u8]> {
    let (rest, octets) = any_octets(cx, input, Rule::Literal)?;
    // Lenient: a message with NUL is a message still.
    work::octets(octets.len());
    if let Some(at) = memchr::memchr(0, octets) {
        cx.accept(Quirk::NulInLiteral, octets.get(at..).unwrap_or_default())?;
    }
    Ok((rest, octets))
}

/// `literal8 = "~{" number64 ["+"] "}" CRLF *OCTET`, borrowed from the message.
pub(crate) fn literal8<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, &'a [u8]> {
    match input {
        [b'~', rest @ ..] => any_octets(cx, rest, Rule::Literal8),
        _ => expected(input, Rule::Literal8),
    }
}

fn any_octets<'a>(cx: &Context, input: &'a [u8], rule: Rule) -> Parsed<'a, &'a [u8]> {
    match literal_parts(input) {
        Some((header, line_end, octets, rest)) if header.before.is_empty() => {
            accept_header(cx, input, header, line_end)?;
            Ok((rest, octets))
        }
        _ => expected(input, rule),
    }
}

/// Writes `string`.
pub(crate) fn write_string(out: &mut Encoder<'_>, string: &AString<'_>) {
    write_string_octets(out, string.as_bytes());
}

fn write_string_octets(out: &mut Encoder<'_>, octets: &[u8]) {
    if out.wants() != Spelling::Literal && out.can_quote_plainly(octets) {
        out.quoted_plainly(octets)
    } else {
        write_odd_string(out, octets)
    }
}

#[inline(never)]
fn write_odd_string(out: &mut Encoder<'_>, octets: &[u8]) {
    if out.wants() != Spelling::Literal && out.can_quote(octets) {
        out.quoted(octets)
    } else {
        out.literal(octets)
    }
}

/// Writes `nstring`.
pub(crate) fn write_nstring(out: &mut Encoder<'_>, string: &NString<'_>) {
    match string {
        Some(string) => write_string(out, string),
        None => out.bytes(b"NIL"),
    }
}

/// Writes `nstring` for text of a message: as a literal however short it is, because some clients read no other there.
pub(crate) fn write_text(out: &mut Encoder<'_>, text: &NString<'_>) {
    match text {
        Some(text) => write_text_octets(out, text.as_bytes()),
        None => out.bytes(b"NIL"),
    }
}

/// Writes `nstring / literal8` for text of a message.
pub(crate) fn write_text_or_literal8(out: &mut Encoder<'_>, text: Option<&Binary<'_>>) {
    match text.map(Binary::as_bytes) {
        None => out.bytes(b"NIL"),
        Some(octets) if memchr::memchr(0, octets).is_some() => out.literal8(octets),
        Some(octets) => write_text_octets(out, octets),
    }
}

fn write_text_octets(out: &mut Encoder<'_>, octets: &[u8]) {
    // Some phone waits for more behind `{0}`.
    let is_empty = octets.is_empty() && out.wants() == Spelling::Natural;
    if is_empty || out.wants() == Spelling::Quoted {
        write_string_octets(out, octets)
    } else {
        out.literal(octets)
    }
}

/// Writes `astring`.
pub(crate) fn write_astring(out: &mut Encoder<'_>, octets: &[u8]) {
    // An astring NIL is just a string of three letters, and may have `]` in it, but not every reader knows that.
    let (not_atom, _) = span(octets, is_atom_char);
    let atom = !octets.is_empty() && not_atom.is_empty() && !eq_in_any_case(octets, b"NIL");
    if atom && out.wants() == Spelling::Natural {
        out.bytes(octets)
    } else {
        write_string_octets(out, octets)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects, s};

    #[test]
    fn strings_both_ways() {
        both_ways(
            string,
            write_string,
            &[
                ("\"\"", s("")),
                ("\"NIL\"", s("NIL")),
                ("\"a \\\"b\\\" \\\\\"", s("a \"b\" \\")),
                ("\"exactly8\"", s("exactly8")),
                ("\"tab\tand much more than eight\"", s("tab\tand much more than eight")),
                ("{7}\r\na\r\nb\"c\\", s("a\r\nb\"c\\")),
                ("{2}\r\n\u{e9}", s("\u{e9}")),
            ],
        );
        reads(string, &[("{0}\r\n", s("")), ("{003+}\r\nabc", s("abc"))]);
        rejects(
            string,
            &[
                ("\"a", 2, "DQUOTE"),
                ("\"a\r\nb\"", 2, "QUOTED-CHAR"),
                ("\"a\\\r\"", 2, "QUOTED-CHAR"),
                ("{4}\r\nabc", 0, "literal"),
                ("{18446744073709551616}\r\n", 0, "literal"),
                ("(", 0, "string"),
            ],
        );
        quirky(string, "\"a\\bc\"", &s("a\\bc"), Quirk::InvalidEscape, 2);
        quirky(string, "\"\u{e9}\"", &s("\u{e9}"), Quirk::EightBitQuoted, 1);
        quirky(string, "atom", &s("atom"), Quirk::UnquotedString, 0);
        quirky(string, "nil", &s(""), Quirk::NilAsString, 0);
        rejects(literal8, &[("{1}\r\na", 0, "literal8")]);
        quirky(string, "~{2}\r\nab", &s("ab"), Quirk::Literal8AsString, 0);
    }

    #[test]
    fn every_place_of_an_odd_byte_is_found() {
        for len in 0..40 {
            for odd in ["\\\"", "\\\\"] {
                let before = "x".repeat(len);
                let wire = alloc::format!("\"{before}{odd}{before}\"");
                let value = s(&wire[1..wire.len() - 1].replacen('\\', "", 1)).to_str_lossy().to_string();
                reads(string, &[(&wire, s(&value))]);
                rejects(string, &[(&alloc::format!("\"{before}\0\""), len + 1, "QUOTED-CHAR")]);
            }
        }
    }

    #[test]
    fn every_place_of_an_odd_byte_is_found_by_the_writer() {
        for len in 0..40 {
            for at in 0..len {
                for odd in *b"\"\\\r\n\x80\xff" {
                    let mut octets = alloc::vec![b'x'; len];
                    octets[at] = odd;
                    let mut wire = Vec::new();
                    write_string_octets(&mut Encoder::new(&mut wire), &octets);
                    assert_eq!(wire.starts_with(b"\""), matches!(odd, b'"' | b'\\'), "{octets:?}");
                    let cx = Context::new(crate::context::Mode::Strict, false, 9, wire.len());
                    assert_eq!(string_octets(&cx, &wire).unwrap(), (&[][..], Cow::Owned(octets)));
                }
            }
        }
    }

    #[test]
    fn nil_is_no_string() {
        both_ways(nstring, write_nstring, &[("NIL", None), ("\"NIL\"", Some(s("NIL")))]);
        reads(nstring, &[("nil", None)]);
        quirky(nstring, "NILS", &Some(s("NILS")), Quirk::UnquotedString, 0);
    }

    #[test]
    fn astrings_both_ways() {
        let write = |out: &mut Encoder<'_>, string: &AString<'_>| write_astring(out, string.as_bytes());
        both_ways(
            astring,
            write,
            &[
                ("a+b", s("a+b")),
                ("\"a]b\"", s("a]b")),
                ("\"NIL\"", s("NIL")),
                ("\"\"", s("")),
                ("\"{3}\"", s("{3}")),
                ("\"a b\"", s("a b")),
            ],
        );
        reads(astring, &[("NIL", s("NIL")), ("a]b", s("a]b"))]);
        quirky(astring, "Entw\u{fc}rfe", &s("Entw\u{fc}rfe"), Quirk::EightBitAtom, 0);
    }
}
