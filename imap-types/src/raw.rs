//! What is kept as it stood on the wire.

use alloc::borrow::Cow;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;

use bounded_static::{IntoBoundedStatic, ToBoundedStatic};

use crate::atom::Atom;
use crate::chars::{is_label_char, is_label_start, is_mechanism_char};
use crate::error::ValueError;
use crate::literal::{Header, LineEnd, LiteralMode};
use crate::octets::{first_not, octet_string};
use crate::trusted::FromWire;

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

/// Enum of which an unknown value may be a variant.
///
/// It says which names it knows, and by its [`Form`] what an unknown name may look like and what may follow it.
pub trait Place: sealed::Sealed {
    /// What may stand there besides the names that are known.
    const FORM: Form;

    /// Whether there is a variant of this name, written in any case.
    fn knows(name: &[u8]) -> bool;
}

pub(crate) mod sealed {
    pub trait Sealed {}
}

/// What stands at a place: a name of some kind, and so many values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A name alone, as in `STATUS x (NAME)`.
    Alone,
    /// The same, of letters, digits, `-` and `.`: `mechanism` of URLAUTH.
    Mechanism,
    /// A name and its value, as in `* STATUS x (NAME value)`.
    Value,
    /// The same; no name has a section, as in `* 1 FETCH (NAME value)`.
    Item,
    /// `tagged-ext-label SP value`, as in `* ESEARCH NAME value`.
    LabelledValue,
    /// A name, with or without a value in parentheses, as in `FETCH 1 (NAME (value))`.
    Parenthesized,
    /// `tagged-ext-label [SP tagged-ext-val]` among others: a value must not begin as a name does.
    Tagged,
    /// A name and its arguments to the end of the list; a set of messages is no name: `search-key`.
    Key,
    /// A name and its arguments to the end of the line; a number is no name: `response-data`.
    Data,
    /// A name and its arguments to the end of the line; `DONE` is no name: `command`.
    Command,
    /// A name, and one space and text without `]`: `resp-text-code`.
    Code,
}

impl Form {
    /// Refuses a name that cannot stand here.
    fn check_name(self, name: &Atom<'_>) -> Result<(), ValueError> {
        let octets = name.as_bytes();
        let begins_with = |class: fn(u8) -> bool| octets.first().is_some_and(|&first| class(first));
        let refusal = match self {
            Self::Alone | Self::Value | Self::Code => None,
            Self::Mechanism => {
                let at = first_not(octets, is_mechanism_char);
                at.map(|at| ("mechanism", at))
            }
            Self::Item if octets.contains(&b'[') => Some(("a name without a section", 0)),
            Self::Parenthesized if octets.contains(&b'[') => Some(("a name without a section", 0)),
            Self::Item | Self::Parenthesized => None,
            Self::LabelledValue | Self::Tagged => no_label(name).map(|at| ("tagged-ext-label", at)),
            Self::Key if begins_with(|byte| byte.is_ascii_digit() || byte == b'$') => Some(("search-key", 0)),
            Self::Data if begins_with(|byte| byte.is_ascii_digit()) => Some(("a name", 0)),
            Self::Key | Self::Data => None,
            Self::Command if !begins_with(|byte| byte.is_ascii_alphabetic()) => Some(("command", 0)),
            Self::Command if name.eq_ignore_case("DONE") => Some(("command", 0)),
            Self::Command => no_label(name).map(|at| ("tagged-ext-label", at)),
        };
        refusal.map_or(Ok(()), |(rule, offset)| Err(ValueError::new(rule, offset)))
    }

    /// Refuses what cannot follow the name here.
    fn check_rest(self, rest: &Raw<'_>) -> Result<(), ValueError> {
        let octets = rest.as_bytes();
        let count = rest.count();
        let fits = match (self, octets) {
            (Self::Alone | Self::Mechanism | Self::Code, _) => octets.is_empty(),
            (Self::Value | Self::Item | Self::LabelledValue, _) => count == Some(1),
            (Self::Parenthesized, [] | [b' ', b'(', ..]) => matches!(count, Some(0 | 1)),
            (Self::Parenthesized, _) => return Err(ValueError::new("\" (\"", 0)),
            (Self::Tagged, [_, first, ..]) if is_label_start(*first) => {
                return Err(ValueError::new("tagged-ext-val", 1));
            }
            (Self::Tagged, _) => matches!(count, Some(0 | 1)),
            (Self::Key | Self::Data | Self::Command, _) => count.is_some(),
        };
        if fits { Ok(()) } else { Err(ValueError::new("as many values as its place has room for", 0)) }
    }
}

/// `place!(StatusAtt: Alone, StatusAttName);` makes the enum a [`Place`] whose names are those, and gives it `other`.
/// `; b"UID"` is one more word that cannot be a name there.
macro_rules! place {
    ($Enum:ident: $form:ident $(, $Name:ident)* $(; $word:literal)*) => {
        $crate::raw::place!(@place $Enum: $form $(, $Name)* $(; $word)*);

        impl<'a> $Enum<'a> {
            /// Something that this library does not know, with what follows its name. Refuses a name that has a variant
            /// or cannot stand here, and a `rest` that cannot follow it here.
            #[inline]
            pub fn other(
                name: $crate::atom::Atom<'a>,
                rest: $crate::raw::Raw<'a>,
            ) -> Result<Self, $crate::error::ValueError> {
                $crate::raw::Unknown::new(name, rest).map(Self::Other)
            }
        }
    };
    (@place $Enum:ident: $form:ident $(, $Name:ident)* $(; $word:literal)*) => {
        impl $crate::raw::sealed::Sealed for $Enum<'_> {}

        impl $crate::raw::Place for $Enum<'_> {
            const FORM: $crate::raw::Form = $crate::raw::Form::$form;

            #[inline]
            fn knows(_name: &[u8]) -> bool {
                false $(|| $Name::from_bytes(_name).is_some())* $(|| $crate::chars::eq_in_any_case(_name, $word))*
            }
        }
    };
}

pub(crate) use place;

impl<'a, P: Place> Unknown<'a, P> {
    /// Refuses a name that is known or begins like one, so that a value is decoded as what it was; a name that cannot
    /// stand at this place; and a `rest` that cannot follow it there.
    #[inline]
    pub fn new(name: Atom<'a>, rest: Raw<'a>) -> Result<Self, ValueError> {
        check(P::FORM, P::knows, &name, &rest)?;
        Ok(Self::from_wire((name, rest)))
    }
}

impl<'a, Place> Unknown<'a, Place> {
    /// Name, as it is written.
    pub fn name(&self) -> &Atom<'a> {
        &self.name
    }

    /// Octets behind the name, from the space on.
    pub fn rest(&self) -> &Raw<'a> {
        &self.rest
    }
}

impl<'a, Place> FromWire for Unknown<'a, Place> {
    type Parts = (Atom<'a>, Raw<'a>);

    #[inline]
    fn from_wire((name, rest): Self::Parts) -> Self {
        Self { name, rest, place: PhantomData }
    }
}

/// What [`Unknown::new`] refuses, for all places, of which there are many.
#[inline(never)]
fn check(form: Form, knows: fn(&[u8]) -> bool, name: &Atom<'_>, rest: &Raw<'_>) -> Result<(), ValueError> {
    let octets = name.as_bytes();
    // A known name, or one that begins with a known one as with a label.
    let (label, _) = octets.split_at(first_not(octets, is_label_char).unwrap_or(octets.len()));
    if knows(octets) || knows(label) {
        return Err(ValueError::new("a name without a variant", 0));
    }
    form.check_name(name)?;
    form.check_rest(rest)
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
        Self::from_wire((self.name.clone(), self.rest.clone()))
    }
}

impl<Place> PartialEq for Unknown<'_, Place> {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.rest) == (&other.name, &other.rest)
    }
}

impl<Place> Eq for Unknown<'_, Place> {}

impl<Place> PartialOrd for Unknown<'_, Place> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<Place> Ord for Unknown<'_, Place> {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.name, &self.rest).cmp(&(&other.name, &other.rest))
    }
}

impl<Place> Hash for Unknown<'_, Place> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.name, &self.rest).hash(state);
    }
}

/// Of a command shows only how long the rest is: it may hold a password.
impl<P: Place> fmt::Debug for Unknown<'_, P> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(P::FORM, Form::Command) {
            return write!(f, "Unknown({:?}, {} octets)", self.name, self.rest.as_bytes().len());
        }
        f.debug_tuple("Unknown").field(&self.name).field(&self.rest).finish()
    }
}

impl<Place> IntoBoundedStatic for Unknown<'_, Place>
where
    Place: 'static,
{
    type Static = Unknown<'static, Place>;

    fn into_static(self) -> Self::Static {
        Unknown::from_wire((self.name.into_static(), self.rest.into_static()))
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

/// A known item or code with a value that breaks the grammar, as it stood on the wire. What stood beside it is not lost.
///
/// ```text
/// S: * 48 FETCH (MODSEQ (-1) UID 504)
///                ^^^^^^^^^^^
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Malformed<'a> {
    raw: Cow<'a, [u8]>,
    offset: usize,
    expected: &'static str,
}

crate::bounded::bounded_static!(struct Malformed { raw, offset, expected });

impl fmt::Debug for Malformed<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raw = self.raw.escape_ascii();
        write!(f, "Malformed(\"{raw}\", expected {} at byte {})", self.expected, self.offset)
    }
}

impl<'a> Malformed<'a> {
    /// The name of the item or code: what [`Malformed::raw`] starts with, up to the first space, parenthesis or bracket.
    #[inline]
    pub fn name(&self) -> &str {
        let len = first_not(&self.raw, |byte| byte > b' ' && !matches!(byte, b'(' | b'['))
            .unwrap_or(self.raw.len());
        self.raw.get(..len).and_then(|name| core::str::from_utf8(name).ok()).unwrap_or_default()
    }

    /// The item from its name to the end of its value, quotes, escapes and literals still in it.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Where in [`Malformed::raw`] the grammar was left.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The rule that wanted something else there.
    pub fn expected(&self) -> &'static str {
        self.expected
    }
}

impl<'a> FromWire for Malformed<'a> {
    type Parts = (Cow<'a, [u8]>, usize, &'static str);

    #[inline]
    fn from_wire((raw, offset, expected): Self::Parts) -> Self {
        Self { raw, offset, expected }
    }
}

/// Counts `*(SP value)`, where a value is a parenthesized list of values, a quoted string, a literal, or anything
/// that none of those characters is in.
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, reason = "what is counted is no more than the octets")
)]
#[inline]
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
                [b'{', ..] => match literal(rest) {
                    Some((octets, after)) if !octets.contains(&0) => after,
                    _ => return fail("literal", rest),
                },
                [b'~', b'{', ..] => match literal(rest) {
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

/// How many octets the list has that `octets` begins with, up to its closing parenthesis: quotes and literals are
/// passed. What is between them is not looked at.
#[inline]
pub(crate) fn list_len(octets: &[u8]) -> Option<usize> {
    let (mut rest, mut depth) = (octets, 0_usize);
    loop {
        rest = match rest {
            [b'(', tail @ ..] => {
                depth = depth.saturating_add(1);
                tail
            }
            [b')', tail @ ..] if depth <= 1 => return Some(octets.len().saturating_sub(tail.len())),
            [b')', tail @ ..] => {
                depth = depth.saturating_sub(1);
                tail
            }
            [b'"', tail @ ..] => after_quoted(tail)?,
            [b'{', ..] => literal(rest)?.1,
            [_, tail @ ..] => tail,
            [] => return None,
        };
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

/// The octets of the literal that `rest` begins with, and what follows them: announced as a caller may announce it.
#[inline]
fn literal(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, rest) = Header::at_start(rest)?;
    let (LiteralMode::Synchronizing, (LineEnd::CrLf, octets)) = (header.head.mode, LineEnd::at_start(rest)?)
    else {
        return None;
    };
    octets.split_at_checked(usize::try_from(header.head.len).ok()?)
}

#[cfg(feature = "arbitrary")]
impl<'a, P: Place> arbitrary::Arbitrary<'a> for Unknown<'a, P> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        if P::FORM == Form::Code {
            let unknown = crate::arbitrary_parts::unknown(u, 0, Self::new)?;
            let rest = *u.choose(&["", " x", " (a \"b\" {3}", "  "])?;
            return Ok(Self::from_wire((unknown.name, Raw::from_wire(Cow::Borrowed(rest.as_bytes())))));
        }
        let most = match P::FORM {
            Form::Alone | Form::Mechanism | Form::Code => 0,
            Form::Value | Form::Item | Form::LabelledValue | Form::Parenthesized | Form::Tagged => 1,
            Form::Key | Form::Data | Form::Command => 2,
        };
        crate::arbitrary_parts::unknown(u, most, Self::new)
    }
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
