//! Modified UTF-7. [RFC 3501 §5.1.3](https://www.rfc-editor.org/rfc/rfc3501#section-5.1.3)
//!
//! Printable ASCII stands for itself, `&` is `&-`, and everything else is UTF-16BE in base64 (with `,` for `/`
//! and without padding) between `&` and `-`.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

#[inline]
fn is_direct(c: char) -> bool {
    matches!(c, ' '..='~') && c != '&'
}

/// The name in modified UTF-7.
#[inline]
pub(crate) fn encode(name: &str) -> Cow<'_, [u8]> {
    if name.chars().all(is_direct) {
        return Cow::Borrowed(name.as_bytes());
    }
    let mut out = Vec::with_capacity(name.len().saturating_mul(2));
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| is_direct(c) == is_direct(first) && (c == '&') == (first == '&');
        let (run, tail) = rest.split_at(rest.find(|c| !same(c)).unwrap_or(rest.len()));
        rest = tail;
        if is_direct(first) {
            out.extend_from_slice(run.as_bytes());
        } else if first == '&' {
            run.bytes().for_each(|_| out.extend_from_slice(b"&-"));
        } else {
            out.push(b'&');
            shifted(run, &mut out);
            out.push(b'-');
        }
    }
    Cow::Owned(out)
}

/// A run in base64 of UTF-16BE.
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, reason = "fewer than six bits are left when sixteen come")
)]
#[inline]
fn shifted(run: &str, out: &mut Vec<u8>) {
    let (mut bits, mut count) = (0_u32, 0);
    for unit in run.encode_utf16() {
        bits = bits << 16 | u32::from(unit);
        count += 16;
        while count >= 6 {
            count -= 6;
            out.push(letter(bits >> count));
        }
    }
    if count > 0 {
        out.push(letter(bits << (6 - count)));
    }
}

/// The letter for the last six bits.
#[cfg_attr(not(test), expect(clippy::indexing_slicing, reason = "there is a letter for each of six bits"))]
const fn letter(bits: u32) -> u8 {
    ALPHABET[(bits & 63) as usize]
}

/// The name that was written in modified UTF-7; `None` where it was not.
#[inline]
pub(crate) fn decode(name: &[u8]) -> Option<Cow<'_, str>> {
    let text = core::str::from_utf8(name).ok().filter(|text| text.is_ascii())?;
    if !text.contains('&') {
        return Some(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((direct, tail)) = rest.split_once('&') {
        out.push_str(direct);
        let (run, tail) = tail.split_once('-')?;
        rest = tail;
        if run.is_empty() { out.push('&') } else { unshifted(run, &mut out)? }
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, reason = "fewer than sixteen bits are left when six come")
)]
#[inline]
fn unshifted(run: &str, out: &mut String) -> Option<()> {
    let (mut bits, mut count) = (0_u32, 0);
    let mut units = Vec::with_capacity(run.len() / 2);
    for byte in run.bytes() {
        let value = ALPHABET.iter().position(|&letter| letter == byte)?;
        bits = bits << 6 | value as u32;
        count += 6;
        if count >= 16 {
            count -= 16;
            units.push((bits >> count) as u16);
            bits &= (1 << count) - 1;
        }
    }
    // What is left is padding: fewer bits than one letter has, and zero.
    if count >= 6 || bits != 0 {
        return None;
    }
    for c in char::decode_utf16(units) {
        out.push(c.ok()?);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        for (name, wire) in [
            ("INBOX", "INBOX"),
            ("", ""),
            ("a&b", "a&-b"),
            ("&&", "&-&-"),
            ("Entwürfe", "Entw&APw-rfe"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("😀", "&2D3eAA-"),
            ("☺!", "&Jjo-!"),
            ("a\tb", "a&AAk-b"),
            ("ü&ü", "&APw-&-&APw-"),
        ] {
            assert_eq!(encode(name).as_ref(), wire.as_bytes(), "{name}");
            assert_eq!(decode(wire.as_bytes()).as_deref(), Some(name), "{wire}");
        }
    }

    #[test]
    fn every_character_there_is_comes_back() {
        let mut name = String::new();
        for c in '\0'..=char::MAX {
            name.push(c);
            if name.len() > 200 || c == char::MAX {
                let wire = encode(&name);
                assert!(wire.iter().all(|byte| matches!(byte, b' '..=b'~')), "{name:?}");
                assert_eq!(decode(&wire).as_deref(), Some(&*name));
                name.clear();
            }
        }
    }

    #[test]
    fn what_is_not_modified_utf7_is_not_guessed_at() {
        for wire in ["a&b", "&APw", "&AP-", "&Jjo!-", "&2D0-", "&A-", "&AP/-", "Entwürfe", "&APx-"] {
            assert_eq!(decode(wire.as_bytes()), None, "{wire}");
        }
    }
}
