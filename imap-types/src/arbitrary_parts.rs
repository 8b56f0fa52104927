//! Random octets, words and values, of which [`arbitrary_impls`](crate::arbitrary_impls) makes what it needs.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use crate::atom::Atom;
use crate::chars::is_atom_char;
use crate::error::ValueError;
use crate::raw::Raw;
use crate::trusted::FromWire;

/// Spellings that have confused some implementation.
pub(crate) const TRAPS: &[&str] = &[
    "",
    "NIL",
    "nil",
    "inbox",
    "INBOX",
    "a]b",
    "[a]",
    "{5}",
    "{0}",
    "{3}\r\nabc",
    "\"",
    "\\",
    "a\"b\\c",
    "\r\n",
    "~{1}",
    "*",
    "%",
    "(",
    ")",
    "ü",
    "日本語",
    "&APw-",
    " ",
    "\t",
    "0",
    "1:*",
    "$",
    "=",
    "+",
    "\u{7f}",
    "ALL",
    "(RETURN",
    "UID",
];

/// A string of any octets but those refused.
pub(crate) fn octets(u: &mut Unstructured<'_>, refused: &[u8]) -> Result<Vec<u8>> {
    let mut octets = match u.int_in_range(0..=3)? {
        0 => u.choose(TRAPS)?.as_bytes().to_vec(),
        1 => String::arbitrary(u)?.into_bytes(),
        2 => Vec::arbitrary(u)?,
        _ => word(u, is_atom_char)?,
    };
    octets.retain(|byte| !refused.contains(byte));
    Ok(octets)
}

/// One to twelve characters of a class.
pub(crate) fn word(u: &mut Unstructured<'_>, allowed: fn(u8) -> bool) -> Result<Vec<u8>> {
    let mut word = Vec::new();
    for _ in 0..u.int_in_range(1..=12)? {
        let start = u.int_in_range(1..=0x7E)?;
        word.extend((start..=0x7E).chain(1..start).find(|&byte| allowed(byte)));
    }
    Ok(word)
}

/// At most so many values, each with its space.
pub(crate) fn values(u: &mut Unstructured<'_>, most: usize) -> Result<Vec<u8>> {
    const VALUES: &[&str] = &[
        "a",
        "1",
        "1:*",
        "\"q \\\" \"",
        "(a (b \"c)\") ())",
        "()",
        "{3}\r\na\r\n",
        "{0}\r\n",
        "NIL",
        "\\Seen",
        "a]",
        "~{3}\r\n\0)\n",
    ];
    let mut octets = Vec::new();
    for _ in 0..u.int_in_range(0..=most)? {
        octets.push(b' ');
        octets.extend_from_slice(u.choose(VALUES)?.as_bytes());
    }
    Ok(octets)
}

/// Something unknown with at most so many values; of one that some constructor accepts.
pub(crate) fn unknown<'a, T>(
    u: &mut Unstructured<'a>,
    most: usize,
    make: impl Fn(Atom<'a>, Raw<'a>) -> core::result::Result<T, ValueError>,
) -> Result<T> {
    let mut name = b"X".to_vec();
    name.extend(word(u, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))?);
    let try_make = |rest: Vec<u8>| {
        let name = Atom::from_wire(Cow::Owned(name.clone()));
        make(name, Raw::from_wire(Cow::Owned(rest)))
    };
    let rest = values(u, most)?;
    try_make(rest)
        .or_else(|_| try_make(b" (a {2}\r\nbc)".to_vec()))
        .or_else(|_| try_make(Vec::new()))
        .map_err(|_| Error::IncorrectFormat)
}

/// Runs a generator of something recursive; `leaf` tells it to make nothing that recurses. How deep it gets
/// follows from how much randomness is left, and never goes beyond what a default decoder takes.
pub(crate) fn nested<'a, T>(
    u: &mut Unstructured<'a>,
    make: impl FnOnce(&mut Unstructured<'a>, bool) -> Result<T>,
) -> Result<T> {
    // Every level spends some of what is left, so that depth is logarithmic in it.
    let spend = (u.len() / 4).saturating_add(8);
    let leaf = u.len() < 64;
    if !leaf {
        u.bytes(spend)?;
    }
    make(u, leaf)
}
