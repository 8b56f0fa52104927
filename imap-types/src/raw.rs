//! What is kept as it stood on the wire.

use alloc::borrow::Cow;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use core::ops::RangeBounds;

use bounded_static::{IntoBoundedStatic, ToBoundedStatic};

use crate::atom::Atom;
use crate::chars::{is_label_char, is_label_start};
use crate::error::ValueError;
use crate::octets::{first_not, octet_string};

octet_string! {
    /// The rest of something that this library does not know, byte for byte as it is spelled on the wire.
    ///
    /// ```text
    /// S: * XQUOTE "an" (unknown {3}
    /// S: abc) response
    ///            ^^^ all of it from the space on, the literal included
    /// ```
    /// Quotes, escapes and literals are still in it, and the space before each value. A caller can only make one
    /// that keeps to itself: values with one space before each, balanced parentheses and quotes; CR and LF nowhere
    /// but inside literals with the right count, NUL nowhere but inside those that start with `~`.
    Raw
}

impl Raw<'_> {
    /// Nothing follows the name.
    pub const EMPTY: Self = Self(Cow::Borrowed(b""));

    fn check(octets: &[u8]) -> Result<(), ValueError> {
        values(octets).map(drop)
    }

    /// How many values there are; `None` where a peer sent something that is no list of values.
    pub(crate) fn count(&self) -> Option<usize> {
        values(&self.0).ok()
    }
}

/// Something with a name that this library does not know, kept so that it can be looked at and sent on.
///
/// ```text
/// S: * 1 FETCH (UID 7 XAOL.SPAM.REASON 0)
///                     ^^^^^^^^^^^^^^^^ ^^
///                     name             rest
/// ```
/// `Place` is the enum that it is a variant of: what may follow the name differs from place to place, so that nothing
/// unknown can be moved to another.
pub struct Unknown<'a, Place> {
    name: Atom<'a>,
    rest: Raw<'a>,
    place: PhantomData<fn() -> Place>,
}

impl<'a, Place> Unknown<'a, Place> {
    /// Refuses a name that is known or begins like one, so that a value is decoded as what it was, and a `rest` that
    /// has another number of values than its place has room for.
    pub(crate) fn new(
        name: Atom<'a>,
        rest: Raw<'a>,
        known: &[&str],
        values: impl RangeBounds<usize>,
    ) -> Result<Self, ValueError> {
        if is_known(&name, known) {
            return Err(ValueError::new("a name without a variant", 0));
        }
        match rest.count() {
            Some(count) if values.contains(&count) => Ok(Self::from_wire(name, rest)),
            _ => Err(ValueError::new("as many values as its place has room for", 0)),
        }
    }

    /// Like `new`, for a place where only a `tagged-ext-label` is a name.
    pub(crate) fn labelled(
        name: Atom<'a>,
        rest: Raw<'a>,
        known: &[&str],
        values: impl RangeBounds<usize>,
    ) -> Result<Self, ValueError> {
        match no_label(&name) {
            Some(offset) => Err(ValueError::new("tagged-ext-label", offset)),
            None => Self::new(name, rest, known, values),
        }
    }

    /// Like `labelled`, for a place among others that each have one value or none: it must not begin as a name does.
    pub(crate) fn tagged(name: Atom<'a>, rest: Raw<'a>, known: &[&str]) -> Result<Self, ValueError> {
        match rest.as_bytes() {
            [_, first, ..] if is_label_start(*first) => Err(ValueError::new("tagged-ext-val", 1)),
            _ => Self::labelled(name, rest, known, ..=1),
        }
    }

    /// What it is called.
    pub fn name(&self) -> &Atom<'a> {
        &self.name
    }

    /// What follows the name, from the space on.
    pub fn rest(&self) -> &Raw<'a> {
        &self.rest
    }

    /// For `imap-codec`: as it stood on the wire.
    #[doc(hidden)]
    pub const fn from_wire(name: Atom<'a>, rest: Raw<'a>) -> Self {
        Self { name, rest, place: PhantomData }
    }
}

/// Whether the name is one of these, or begins with one as with a label.
fn is_known(name: &Atom<'_>, known: &[&str]) -> bool {
    let octets = name.as_bytes();
    let (label, _) = octets.split_at(first_not(octets, is_label_char).unwrap_or(octets.len()));
    known.iter().any(|known| name.eq_ignore_case(known) || label.eq_ignore_ascii_case(known.as_bytes()))
}

/// Where the name is no `tagged-ext-label`.
fn no_label(name: &Atom<'_>) -> Option<usize> {
    let octets = name.as_bytes();
    let starts = octets.first().is_some_and(|&first| is_label_start(first));
    first_not(octets, is_label_char).or((!starts).then_some(0))
}

// Not derived: nothing is asked of the place.
impl<Place> Clone for Unknown<'_, Place> {
    fn clone(&self) -> Self {
        Self::from_wire(self.name.clone(), self.rest.clone())
    }
}

impl<Place> PartialEq for Unknown<'_, Place> {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.rest) == (&other.name, &other.rest)
    }
}

impl<Place> Eq for Unknown<'_, Place> {}

impl<Place> Hash for Unknown<'_, Place> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.name, &self.rest).hash(state);
    }
}

impl<Place> fmt::Debug for Unknown<'_, Place> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Unknown").field(&self.name).field(&self.rest).finish()
    }
}

impl<Place> IntoBoundedStatic for Unknown<'_, Place>
where
    Place: 'static,
{
    type Static = Unknown<'static, Place>;

    fn into_static(self) -> Self::Static {
        Unknown::from_wire(self.name.into_static(), self.rest.into_static())
    }
}

impl<Place> ToBoundedStatic for Unknown<'_, Place>
where
    Place: 'static,
{
    type Static = Unknown<'static, Place>;

    #[inline]
    fn to_static(&self) -> Self::Static {
        self.clone().into_static()
    }
}

/// Counts `*(SP value)`, where a value is a parenthesized list of values, a quoted string, a literal, or anything
/// that none of those characters is in.
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, reason = "what is counted is no more than the octets")
)]
fn values(octets: &[u8]) -> Result<usize, ValueError> {
    let fail = |rule, rest: &[u8]| Err(ValueError::new(rule, octets.len() - rest.len()));
    let (mut rest, mut depth, mut count) = (octets, 0_usize, 0);
    loop {
        // Before a value, or after one.
        match rest {
            [] if depth == 0 => return Ok(count),
            [b')', tail @ ..] if depth > 0 => {
                (rest, depth) = (tail, depth - 1);
                continue;
            }
            [b' ', tail @ ..] => rest = tail,
            _ => return fail("SP", rest),
        }
        // At the start of a value, and of the first ones in lists that open here.
        count += usize::from(depth == 0);
        loop {
            rest = match rest {
                [b'(', b')', tail @ ..] => tail,
                [b'(', tail @ ..] => {
                    (rest, depth) = (tail, depth + 1);
                    continue;
                }
                [b'"', tail @ ..] => match after_quoted(tail) {
                    Some(after) => after,
                    None => return fail("quoted", rest),
                },
                [b'{', tail @ ..] => match literal(tail) {
                    Some((octets, after)) if !octets.contains(&0) => after,
                    _ => return fail("literal", rest),
                },
                [b'~', b'{', tail @ ..] => match literal(tail) {
                    Some((_, after)) => after,
                    None => return fail("literal8", rest),
                },
                _ => match first_not(rest, is_word).unwrap_or(rest.len()) {
                    0 => return fail("value", rest),
                    len => rest.get(len..).unwrap_or_default(),
                },
            };
            break;
        }
    }
}

/// What a value that is neither a list, a quoted string nor a literal is made of.
const fn is_word(byte: u8) -> bool {
    byte > b' ' && byte < 0x7F && !matches!(byte, b'(' | b')' | b'{' | b'"')
}

/// What follows the quoted string whose opening quote stood before `rest`.
fn after_quoted(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        match rest {
            [b'"', tail @ ..] => return Some(tail),
            [b'\\', b'"' | b'\\', tail @ ..] => rest = tail,
            [b'\\' | b'\r' | b'\n' | 0 | 0x80.., ..] | [] => return None,
            [_, tail @ ..] => rest = tail,
        }
    }
}

/// The octets of the literal whose opening brace stood before `rest`, and what follows them.
fn literal(mut rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut len = None::<usize>;
    while let [digit @ b'0'..=b'9', tail @ ..] = rest {
        len = Some(len.unwrap_or(0).checked_mul(10)?.checked_add(usize::from(digit.wrapping_sub(b'0')))?);
        rest = tail;
    }
    rest.strip_prefix(b"}\r\n")?.split_at_checked(len?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_cannot_break_out_of_its_place() {
        for (good, count) in [
            ("", 0),
            (" 1 (a \"b)\\\"\" {3}\r\n)\r\n)", 2),
            (" x}y \\Seen", 2),
            (" {0}\r\n", 1),
            (" (((a) b) ()) ~{1}\r\n\0", 2),
        ] {
            assert_eq!(Raw::try_from(good).map(|raw| raw.count()), Ok(Some(count)), "{good:?}");
        }
        for bad in [
            " a)",
            " (a",
            " \"a",
            " a\r\nb LOGOUT",
            " {5}\r\nabc",
            " {5}",
            " {}\r\n",
            " {1+}\r\na",
            "\0",
            " {1}\r\n\0",
            " {18446744073709551616}\r\n",
            " {18446744073709551615}\r\n",
            " \"\\",
            " \"\\a\"",
            " ~\"a\"",
            " a{3}\r\nabc",
            " \u{7f}",
            " ü",
            "a",
            " ",
            "  a",
            " (a )",
            " ( a)",
            " a(b)",
            " \"a\"b",
        ] {
            assert!(Raw::try_from(bad).is_err(), "{bad:?}");
        }
    }
}
