//! Flags. [RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.2)

use alloc::borrow::Cow;

use imap_types::atom::Atom;
use imap_types::chars::is_atom_char;
use imap_types::flag::{FetchFlags, Flag, Flags, OtherFlag, PermanentFlags};
use imap_types::trusted::{FromWire, insert_listed};

use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::atom::atom;
use crate::grammar::lexical::{before, close, closes, open, sp, span, wrong_element};
use crate::grammar::named::payload;
use crate::grammar::seldom::{self, string};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

payload!(Flags<'a>: SP flag_list, write_flag_list);

/// What can stand in a list of flags.
enum Listed<'a> {
    Flag(Flag<'a>),
    /// `\Recent`
    Recent,
    /// `\*`
    Star,
}

/// `flag / "\Recent" / "\*"`
#[inline]
fn listed<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Listed<'a>> {
    if let Some((rest, flag)) = system_flag(input) {
        return Ok((rest, Listed::Flag(flag)));
    }
    let (rest, backslash) = match input {
        [b'\\', b'*', rest @ ..] => return Ok((rest, Listed::Star)),
        [b'\\', rest @ ..] => (rest, true),
        _ => (input, false),
    };
    let (after, name) = span(rest, is_atom_char);
    if name.is_empty() || !matches!(after, [b' ' | b')' | b'\r' | b'\n', ..] | []) {
        return odd_flag(cx, input);
    }
    let flag = match name {
        _ if !backslash => Flag::Keyword(Atom::from_wire(Cow::Borrowed(name))),
        _ => match Flag::backslash(Atom::from_wire(Cow::Borrowed(name))) {
            Some(flag) => flag,
            None => return Ok((after, Listed::Recent)),
        },
    };
    Ok((after, Listed::Flag(flag)))
}

/// A flag that nearly every message may have, in the letters that nearly every server writes it in.
#[inline]
fn system_flag(input: &[u8]) -> Option<(&[u8], Flag<'static>)> {
    let (rest, flag) = match input {
        [b'\\', b'S', b'e', b'e', b'n', rest @ ..] => (rest, Flag::Seen),
        [b'\\', b'A', b'n', b's', b'w', b'e', b'r', b'e', b'd', rest @ ..] => (rest, Flag::Answered),
        [b'\\', b'F', b'l', b'a', b'g', b'g', b'e', b'd', rest @ ..] => (rest, Flag::Flagged),
        [b'\\', b'D', b'e', b'l', b'e', b't', b'e', b'd', rest @ ..] => (rest, Flag::Deleted),
        [b'\\', b'D', b'r', b'a', b'f', b't', rest @ ..] => (rest, Flag::Draft),
        _ => return None,
    };
    matches!(rest, [b' ' | b')', ..]).then_some((rest, flag))
}

/// Lenient: Gmail has keywords with `]`, a damaged index of Dovecot some with controls. Without them a mailbox could
/// not be opened to remove them.
#[cold]
#[inline(never)]
fn odd_flag<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Listed<'a>> {
    if input.starts_with(b"\"") {
        return quoted_flag(cx, input);
    }
    let (rest, octets) = odd_octets(cx, input)?;
    Ok((rest, Listed::Flag(Flag::Other(OtherFlag::from_wire(Cow::Borrowed(octets))))))
}

/// Lenient: some server quotes its flags. What is a flag without the quotes is that one; else it is kept, quotes and
/// all.
fn quoted_flag<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Listed<'a>> {
    let (rest, name) = string(cx, input)?;
    cx.accept(Quirk::QuotedFlag, input)?;
    let octets = name.into_bytes();
    let flag = match Atom::try_from(octets.strip_prefix(b"\\").unwrap_or(&octets).to_vec()) {
        Ok(name) if octets.starts_with(b"\\") => Flag::backslash(name),
        Ok(name) => Some(Flag::Keyword(name)),
        Err(_) => Some(Flag::Other(OtherFlag::from_wire(Cow::Borrowed(before(input, rest))))),
    };
    Ok((rest, flag.map_or(Listed::Recent, Listed::Flag)))
}

/// `flag-keyword`, alone.
pub(crate) fn flag_keyword<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Atom<'a>> {
    atom(input).or_else(|error| quoted_keyword(cx, input, error))
}

/// Lenient: some client quotes the keyword it searches for, like any other argument.
#[cold]
#[inline(never)]
fn quoted_keyword<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Parsed<'a, Atom<'a>> {
    match string(cx, input).map(|(rest, name)| (rest, Atom::try_from(name.into_bytes()))) {
        Ok((rest, Ok(name))) if cx.accept(Quirk::QuotedFlag, input).is_ok() => Ok((rest, name)),
        _ => Err(error),
    }
}

/// What is no flag, and no attribute of a mailbox, up to where the next one or the end of the list can be.
pub(crate) fn odd_octets<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, &'a [u8]> {
    match seldom::until(input, b" ()\"{\r\n\0") {
        (_, []) => expected(input, Rule::Flag),
        // Not a part of something: written alone it could be a flag.
        (rest, _) if !matches!(rest, [b' ' | b')' | b'\r' | b'\n', ..] | []) => expected(input, Rule::Flag),
        parsed => {
            cx.accept(Quirk::InvalidFlag, input)?;
            Ok(parsed)
        }
    }
}

/// What may stand in a list of flags besides flags.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Besides {
    Nothing,
    Recent,
    Star,
}

/// A list of flags; and whether there was what may be besides them.
#[inline]
#[cfg_attr(test, track_caller)]
fn flags<'a>(cx: &Context, input: &'a [u8], besides: Besides) -> Parsed<'a, (Flags<'a>, bool)> {
    let (mut input, ()) = open(cx, input)?;
    let mut flags = Flags::new();
    let mut found = false;
    // From the first flag on that is none of the system's.
    let (mut others, mut wrong) = (None, None);
    if !closes(input) {
        loop {
            work::again();
            let (rest, flag) = match listed(cx, input) {
                Ok(parsed) => parsed,
                Err(error) => {
                    input = wrong_element(cx, input, error)?;
                    wrong = Some(error);
                    if closes(input) {
                        break;
                    }
                    (input, ()) = sp(cx, input)?;
                    continue;
                }
            };
            match flag {
                Listed::Flag(flag @ (Flag::Keyword(_) | Flag::Extension(_) | Flag::Other(_))) => {
                    let start = *others.get_or_insert(input);
                    insert_listed(&mut flags, flag, before(start, rest));
                }
                Listed::Flag(flag) => flags.insert(flag),
                Listed::Recent if besides == Besides::Recent => found = true,
                Listed::Star if besides == Besides::Star => found = true,
                // Lenient: Courier lists `\Recent` among the flags of a mailbox. It means nothing there.
                Listed::Recent | Listed::Star => cx.accept(Quirk::MisplacedFlag, input)?,
            }
            if closes(rest) {
                input = rest;
                break;
            }
            (input, ()) = sp(cx, rest)?;
        }
    }
    let (input, ()) = close(cx, input)?;
    match wrong {
        Some(error) if flags.is_empty() => Err(error),
        _ => Ok((input, (flags, found))),
    }
}

/// `flag-list = "(" [flag *(SP flag)] ")"`
#[cfg_attr(test, track_caller)]
pub(crate) fn flag_list<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Flags<'a>> {
    let (input, (flags, _)) = flags(cx, input, Besides::Nothing)?;
    Ok((input, flags))
}

/// `flag *(SP flag)` at the end of a line, or `flag-list`.
#[cfg_attr(test, track_caller)]
pub(crate) fn store_flags<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Flags<'a>> {
    if input.starts_with(b"(") {
        return flag_list(cx, input);
    }
    let mut flags = Flags::new();
    let mut input = input;
    loop {
        work::again();
        let (rest, flag) = listed(cx, input)?;
        match flag {
            Listed::Flag(flag) => flags.insert(flag),
            Listed::Recent | Listed::Star => cx.accept(Quirk::MisplacedFlag, input)?,
        }
        if !crate::grammar::lexical::continues(rest) {
            return Ok((rest, flags));
        }
        (input, ()) = sp(cx, rest)?;
    }
}

/// `"(" [flag-fetch *(SP flag-fetch)] ")"`
#[inline]
pub(crate) fn flags_fetch<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FetchFlags<'a>> {
    let (input, (flags, recent)) = flags(cx, input, Besides::Recent)?;
    Ok((input, FetchFlags { flags, recent }))
}

/// `"(" [flag-perm *(SP flag-perm)] ")"`
#[cfg_attr(test, track_caller)]
pub(crate) fn flags_perm<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, PermanentFlags<'a>> {
    let (input, (flags, new_keywords)) = flags(cx, input, Besides::Star)?;
    Ok((input, PermanentFlags { flags, new_keywords }))
}

/// `flag` without `\Recent` and `\*`.
pub(crate) fn flag<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Flag<'a>> {
    match listed(cx, input)? {
        (rest, Listed::Flag(flag)) => Ok((rest, flag)),
        _ => expected(input, Rule::Flag),
    }
}

/// Writes `flag`.
pub(crate) fn write_flag(out: &mut Encoder<'_>, flag: &Flag<'_>) {
    match flag {
        Flag::Seen => out.bytes(b"\\Seen"),
        Flag::Answered => out.bytes(b"\\Answered"),
        Flag::Flagged => out.bytes(b"\\Flagged"),
        Flag::Deleted => out.bytes(b"\\Deleted"),
        Flag::Draft => out.bytes(b"\\Draft"),
        Flag::Keyword(name) => out.bytes(name.as_bytes()),
        Flag::Extension(name) => {
            out.byte(b'\\');
            out.bytes(name.as_atom().as_bytes());
        }
        // Of those in lists only, which are written as they were read.
        Flag::Other(other) => out.bytes(other.as_bytes()),
    }
}

fn write_flags(out: &mut Encoder<'_>, flags: &Flags<'_>, more: &[u8]) {
    let (system, others) = flags.as_written();
    let mut before = b'(';
    for flag in system {
        out.byte(before);
        write_flag(out, flag);
        before = b' ';
    }
    for octets in [others, more] {
        if !octets.is_empty() {
            out.byte(before);
            out.bytes(octets);
            before = b' ';
        }
    }
    out.bytes(if before == b'(' { b"()" } else { b")" });
}

/// Writes `flag-list`.
pub(crate) fn write_flag_list(out: &mut Encoder<'_>, flags: &Flags<'_>) {
    write_flags(out, flags, b"");
}

/// Writes the flags of a message.
pub(crate) fn write_flags_fetch(out: &mut Encoder<'_>, flags: &FetchFlags<'_>) {
    write_flags(out, &flags.flags, if flags.recent { b"\\Recent" } else { b"" });
}

/// Writes the flags that can be changed for good.
pub(crate) fn write_flags_perm(out: &mut Encoder<'_>, flags: &PermanentFlags<'_>) {
    write_flags(out, &flags.flags, if flags.new_keywords { b"\\*" } else { b"" });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects};

    fn set<const N: usize>(flags: [&str; N]) -> Flags<'_> {
        flags.into_iter().map(|flag| Flag::try_from(flag).unwrap()).collect()
    }

    fn other(octets: &str) -> Flag<'_> {
        Flag::Other(OtherFlag::from_wire(Cow::Borrowed(octets.as_bytes())))
    }

    #[test]
    fn flags_both_ways() {
        both_ways(
            flag_list,
            write_flag_list,
            &[
                ("()", Flags::new()),
                (
                    "(\\Answered \\Seen $Junk \\Custom NIL)",
                    set(["\\Seen", "\\Answered", "$Junk", "\\Custom", "NIL"]),
                ),
            ],
        );
        both_ways(
            flags_fetch,
            write_flags_fetch,
            &[
                ("(\\Seen \\Recent)", FetchFlags { flags: set(["\\Seen"]), recent: true }),
                ("(\\Recent)", FetchFlags { flags: Flags::new(), recent: true }),
            ],
        );
        both_ways(
            flags_perm,
            write_flags_perm,
            &[("(\\Seen \\*)", PermanentFlags { flags: set(["\\Seen"]), new_keywords: true })],
        );
        reads(flag_list, &[("(\\sEEN)", set(["\\Seen"]))]);
        reads(store_flags, &[("\\Seen $Junk", set(["\\Seen", "$Junk"]))]);
        quirky(flag_list, "(\"a\")", &set(["a"]), Quirk::QuotedFlag, 1);
        rejects(flag_list, &[("(a{)", 1, "flag"), ("(\\Seen", 6, "SP")]);
    }

    #[test]
    fn odd_flags_are_kept() {
        quirky(
            flag_list,
            "(OIB-Seen-[Gmail]/All)",
            &Flags::from([other("OIB-Seen-[Gmail]/All")]),
            Quirk::InvalidFlag,
            1,
        );
        quirky(flag_list, "(\u{4}Junk)", &Flags::from([other("\u{4}Junk")]), Quirk::InvalidFlag, 1);
        quirky(flag_list, "( \\Seen)", &set(["\\Seen"]), Quirk::SpaceInParentheses, 1);
        quirky(flag_list, "(\\Seen \\Recent)", &set(["\\Seen"]), Quirk::MisplacedFlag, 7);
        quirky(store_flags, "\\Seen \\Recent", &set(["\\Seen"]), Quirk::MisplacedFlag, 6);
    }
}
