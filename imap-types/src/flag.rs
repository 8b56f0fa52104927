//! Flags of messages. [RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.2)

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::atom::Atom;
use crate::bounded::bounded_static;
use crate::chars::eq_in_any_case;
use crate::error::ValueError;
use crate::trusted::FromWire;

mod keyword;

pub use keyword::RegisteredKeyword;

/// One flag that can be set on a message: `flag`.
///
/// ```text
/// C: a STORE 2 +FLAGS (\Deleted $Forwarded)
///                      ^^^^^^^^ ^^^^^^^^^^
/// ```
/// `\Recent`, which only a server can set, is no such flag: see [`FetchFlags`]; nor is `\*`: see
/// [`PermanentFlags`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag<'a> {
    /// `\Answered`
    Answered,
    /// `\Flagged`: urgent, special.
    Flagged,
    /// `\Deleted`: goes at the next EXPUNGE.
    Deleted,
    /// `\Seen`: read.
    Seen,
    /// `\Draft`
    Draft,
    /// A keyword: a name without a backslash, the user's or one registered such as `$Forwarded`.
    Keyword(Atom<'a>),
    /// `flag-extension`: a name with a backslash (not part of the value) that no RFC gave a variant here.
    Extension(FlagExtension<'a>),
    /// Word in a server's list of flags that is no legal flag, such as a keyword with `]`. A caller cannot make one.
    Other(OtherFlag<'a>),
}

/// The name of a `flag-extension`, without its backslash: an atom other than the flags that have a meaning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct FlagExtension<'a>(Atom<'a>);

impl<'a> FlagExtension<'a> {
    /// Name of the flag.
    pub fn as_atom(&self) -> &Atom<'a> {
        &self.0
    }
}

bounded_static!(tuple FlagExtension);

/// A flag that breaks the grammar, octet by octet as a server sent it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OtherFlag<'a>(Cow<'a, [u8]>);

impl fmt::Debug for OtherFlag<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::octets::debug(&self.0, f)
    }
}

impl<'a> OtherFlag<'a> {
    /// The flag as it stands on the wire.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Octets of which none ends the flag.
impl<'a> FromWire for OtherFlag<'a> {
    type Parts = Cow<'a, [u8]>;

    #[inline]
    fn from_wire(octets: Self::Parts) -> Self {
        Self(octets)
    }
}

bounded_static!(octets OtherFlag);
bounded_static!(enum Flag { Keyword(a), Extension(a), Other(a); Answered, Flagged, Deleted, Seen, Draft });

impl<'a> Flag<'a> {
    const SYSTEM: [Flag<'static>; 5] =
        [Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Seen, Flag::Draft];

    /// A flag with a backslash, by its name without it. `None` for `Recent`.
    pub fn backslash(name: Atom<'a>) -> Option<Self> {
        let is = |system: &Flag<'_>| system.system_name().is_some_and(|system| name.eq_ignore_case(system));
        Some(match () {
            () if name.eq_ignore_case("Recent") => return None,
            () if is(&Self::Answered) => Self::Answered,
            () if is(&Self::Flagged) => Self::Flagged,
            () if is(&Self::Deleted) => Self::Deleted,
            () if is(&Self::Seen) => Self::Seen,
            () if is(&Self::Draft) => Self::Draft,
            () => Self::Extension(FlagExtension(name)),
        })
    }

    fn system_name(&self) -> Option<&'static str> {
        match self {
            Self::Answered => Some("Answered"),
            Self::Flagged => Some("Flagged"),
            Self::Deleted => Some("Deleted"),
            Self::Seen => Some("Seen"),
            Self::Draft => Some("Draft"),
            Self::Keyword(_) | Self::Extension(_) | Self::Other(_) => None,
        }
    }

    /// A flag without a bit, as it is written.
    #[inline]
    fn other(written: &'a [u8]) -> Self {
        let name = written.strip_prefix(b"\\");
        match Atom::try_from(name.unwrap_or(written)) {
            Ok(name) if written.starts_with(b"\\") => Self::Extension(FlagExtension(name)),
            Ok(name) => Self::Keyword(name),
            Err(_) => Self::Other(OtherFlag(Cow::Borrowed(written))),
        }
    }

    /// A backslash or nothing, and the rest of the flag.
    pub(crate) fn written(&self) -> (&'static [u8], &[u8]) {
        match self {
            Self::Keyword(name) => (b"", name.as_bytes()),
            Self::Extension(name) => (b"\\", name.0.as_bytes()),
            Self::Other(flag) => (b"", &flag.0),
            system => (b"\\", system.system_name().unwrap_or_default().as_bytes()),
        }
    }

    /// The bit of a system flag.
    const fn bit(&self) -> u8 {
        match self {
            Self::Answered => 1,
            Self::Flagged => 1 << 1,
            Self::Deleted => 1 << 2,
            Self::Seen => 1 << 3,
            Self::Draft => 1 << 4,
            Self::Keyword(_) | Self::Extension(_) | Self::Other(_) => 0,
        }
    }
}

/// Reads `\Seen` and `$Forwarded`.
impl<'a> TryFrom<&'a str> for Flag<'a> {
    type Error = ValueError;

    #[inline]
    fn try_from(text: &'a str) -> Result<Self, ValueError> {
        match text.strip_prefix('\\') {
            Some(name) => {
                let name = Atom::try_from(name).map_err(|error| error.after(1))?;
                Self::backslash(name).ok_or(ValueError::new("flag", 0))
            }
            None => Atom::try_from(text).map(Self::Keyword),
        }
    }
}

/// Writes `\Seen` and `$Forwarded`, with U+FFFD for what is not UTF-8.
impl fmt::Display for Flag<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, name) = self.written();
        write!(f, "{}{}", String::from_utf8_lossy(prefix), String::from_utf8_lossy(name))
    }
}

/// A set of flags.
///
/// ```text
/// C: a STORE 1 FLAGS (\Seen \Answered $Forwarded)
///                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// Each flag is in it once. Keywords keep the order in which they came. That order and the letters' case count
/// when sets are compared by `==`, while [`Flags::contains`] ignores the case as the RFC wants.
///
/// System flags cost no allocation, and all others together one at most.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Flags<'a> {
    system: u8,
    /// The others as they are written, with a space between two.
    others: Cow<'a, [u8]>,
}

impl<'a> Flags<'a> {
    /// How many octets of keywords [`Flags::insert`] looks through for the one it is given. No message has as many,
    /// but a server can send millions on one line, and looking through all of them for each would take hours.
    const LOOKED_THROUGH: usize = 512;

    /// List of no flags.
    pub const fn new() -> Self {
        Self { system: 0, others: Cow::Borrowed(&[]) }
    }

    /// Adds a flag, unless it is there. Only the first 512 octets of keywords are looked at, so that a set costs no
    /// more than its length.
    #[inline]
    pub fn insert(&mut self, flag: Flag<'a>) {
        self.insert_listed(flag, &[]);
    }

    /// Adds a flag that ends a list. The list is what a peer sent, from the first flag on that has no bit; where that is
    /// how it is kept here, it is borrowed.
    #[inline]
    pub(crate) fn insert_listed(&mut self, flag: Flag<'a>, list: &'a [u8]) {
        let bit = flag.bit();
        self.system |= bit;
        if bit == 0 {
            self.insert_other(&flag, list);
        }
    }

    fn insert_other(&mut self, flag: &Flag<'a>, list: &'a [u8]) {
        let start = match self.others.get(..Self::LOOKED_THROUGH) {
            // Not the one that is cut off.
            Some(start) => start.get(..start.iter().rposition(is_space).unwrap_or(0)).unwrap_or_default(),
            None => &self.others,
        };
        if contains(start, flag) {
            return;
        }
        let (prefix, name) = flag.written();
        let space = usize::from(!self.others.is_empty());
        let added = prefix.len().saturating_add(name.len()).saturating_add(space);
        match &self.others {
            Cow::Borrowed(others)
                if list.len() == others.len().saturating_add(added)
                    && (others.is_empty() || others.as_ptr() == list.as_ptr()) =>
            {
                self.others = Cow::Borrowed(list);
            }
            _ => {
                let others = self.others.to_mut();
                others.reserve(added);
                others.extend_from_slice(b" ".get(..space).unwrap_or_default());
                others.extend_from_slice(prefix);
                others.extend_from_slice(name);
            }
        }
    }

    /// Whether the flag is in the set.
    pub fn contains(&self, flag: &Flag<'_>) -> bool {
        self.system & flag.bit() != 0 || contains(&self.others, flag)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.system == 0 && self.others.is_empty()
    }

    /// The flags: those of the system first.
    pub fn iter(&self) -> impl Iterator<Item = Flag<'_>> {
        let (system, others) = self.as_written();
        system.cloned().chain(words(others).map(Flag::other))
    }

    /// The flags of the system, and the others as they are written: with a space between two.
    #[inline]
    pub fn as_written(&self) -> (impl Iterator<Item = &Flag<'_>>, &[u8]) {
        // The constant is promoted: these references live as long as they need to.
        const SYSTEM: &[Flag<'static>; 5] = &Flag::SYSTEM;
        (SYSTEM.iter().filter(|flag| self.system & flag.bit() != 0), &self.others)
    }
}

fn is_space(octet: &u8) -> bool {
    *octet == b' '
}

fn words(mut others: &[u8]) -> impl Iterator<Item = &[u8]> {
    core::iter::from_fn(move || {
        let start = others.iter().position(|byte| !is_space(byte))?;
        let word = others.get(start..)?;
        let end = word.iter().position(is_space).unwrap_or(word.len());
        let (word, rest) = word.split_at_checked(quoted_len(word).unwrap_or(end))?;
        others = rest;
        Some(word)
    })
}

/// Length of a quoted string that a server has put among flags: there may be spaces in it.
#[inline]
fn quoted_len(word: &[u8]) -> Option<usize> {
    let mut escaped = false;
    let ends = |byte: &u8| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    };
    let end = word.strip_prefix(b"\"")?.iter().position(ends)?.saturating_add(2);
    word.get(end).is_none_or(is_space).then_some(end)
}

/// Whether a flag without a bit is among those that are written here.
#[inline]
fn contains(others: &[u8], flag: &Flag<'_>) -> bool {
    let (prefix, name) = flag.written();
    let exact = matches!(flag, Flag::Other(_));
    words(others).any(|word| match word.strip_prefix(prefix) {
        Some(word) if exact => word == name,
        Some(word) => eq_in_any_case(word, name),
        None => false,
    })
}

impl<'a> FromIterator<Flag<'a>> for Flags<'a> {
    fn from_iter<I: IntoIterator<Item = Flag<'a>>>(flags: I) -> Self {
        let mut set = Self::new();
        set.extend(flags);
        set
    }
}

impl<'a> Extend<Flag<'a>> for Flags<'a> {
    fn extend<I: IntoIterator<Item = Flag<'a>>>(&mut self, flags: I) {
        flags.into_iter().for_each(|flag| self.insert(flag));
    }
}

impl<'a, const N: usize> From<[Flag<'a>; N]> for Flags<'a> {
    fn from(flags: [Flag<'a>; N]) -> Self {
        flags.into_iter().collect()
    }
}

impl fmt::Debug for Flags<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Writes `(\Seen $Forwarded)`.
impl fmt::Display for Flags<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (index, flag) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            flag.fmt(f)?;
        }
        f.write_str(")")
    }
}

bounded_static!(struct Flags { system, others });

/// The flags that a message has: those anyone can set, and `\Recent`.
///
/// ```text
/// S: * 14 FETCH (FLAGS (\Seen \Recent))
///                      ^^^^^^^^^^^^^^^
/// ```
/// IMAP4rev2 servers do not send `\Recent`. [RFC 3501 §2.3.2](https://www.rfc-editor.org/rfc/rfc3501#section-2.3.2)
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct FetchFlags<'a> {
    /// Those that anyone can set.
    pub flags: Flags<'a>,
    /// `\Recent`: no other session has been told of this message.
    pub recent: bool,
}

bounded_static!(struct FetchFlags { flags, recent });

impl<'a> From<Flags<'a>> for FetchFlags<'a> {
    fn from(flags: Flags<'a>) -> Self {
        Self { flags, recent: false }
    }
}

/// The flags that a client can change for good: code PERMANENTFLAGS.
///
/// ```text
/// S: * OK [PERMANENTFLAGS (\Deleted \Seen \*)] Limited
///                         ^^^^^^^^^^^^^^^^^^^
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct PermanentFlags<'a> {
    /// Flags that a client can change for good.
    pub flags: Flags<'a>,
    /// `\*`: new keywords can be made by storing them.
    pub new_keywords: bool,
}

bounded_static!(struct PermanentFlags { flags, new_keywords });

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use alloc::vec::Vec;

    use arbitrary::{Arbitrary, Result, Unstructured};

    use super::{Flag, Flags};
    use crate::atom::Atom;

    impl<'a> Arbitrary<'a> for Flag<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(match u.int_in_range(0..=3)? {
                0 | 1 => u.choose(&Self::SYSTEM)?.clone(),
                2 => Self::backslash(Atom::arbitrary(u)?).unwrap_or(Self::Seen),
                _ => Self::Keyword(Atom::arbitrary(u)?),
            })
        }
    }

    impl<'a> Arbitrary<'a> for Flags<'a> {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            Ok(Vec::<Flag>::arbitrary(u)?.into_iter().collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn a_flag_is_read_as_a_person_writes_it() {
        assert_eq!(Flag::try_from("\\sEEN"), Ok(Flag::Seen));
        assert_eq!(Flag::try_from("$Junk").unwrap().to_string(), "$Junk");
        assert_eq!(Flag::try_from("\\Custom").unwrap().to_string(), "\\Custom");
        for bad in ["\\Recent", "\\*", "a b", "", "\\", "\\\\Seen"] {
            assert!(Flag::try_from(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_set_has_each_flag_once() {
        let keyword = |name| Flag::Keyword(Atom::try_from(name).unwrap());
        let flags = Flags::from([keyword("$Junk"), Flag::Seen, Flag::Seen, keyword("$JUNK"), Flag::Answered]);
        assert_eq!(flags.to_string(), "(\\Answered \\Seen $Junk)");
        assert!(flags.contains(&keyword("$junk")) && !flags.contains(&Flag::Draft));
    }

    #[test]
    fn many_keywords_cost_no_more_than_their_number() {
        let names = (0..50_000).map(|number| alloc::format!("k{number:07}"));
        let flags: Flags = names.map(|name| Flag::Keyword(Atom::try_from(name).unwrap())).collect();
        assert_eq!(flags.iter().count(), 50_000);
        assert!(flags.contains(&Flag::Keyword(Atom::try_from("K0049999").unwrap())));
    }

    #[test]
    fn a_flag_is_not_taken_for_the_start_of_one_that_is_not_looked_at() {
        let keyword = |name: String| Flag::Keyword(Atom::try_from(name).unwrap());
        let long = keyword("k".repeat(2000));
        let start = keyword("k".repeat(Flags::LOOKED_THROUGH));
        let mut flags = Flags::from([long.clone()]);
        flags.insert(start.clone());
        assert_eq!(flags.iter().collect::<alloc::vec::Vec<_>>(), [long, start]);
    }

    #[test]
    fn a_list_is_borrowed_as_long_as_it_is_what_is_kept() {
        let flags = |list: &'static [&'static str], text: &'static str| {
            let mut flags = Flags::new();
            for flag in list {
                let end = text.find(flag).unwrap() + flag.len();
                flags.insert_listed(Flag::try_from(*flag).unwrap(), &text.as_bytes()[..end]);
            }
            flags
        };
        let kept = flags(&["$A", "\\B", "c"], "$A \\B c");
        assert!(matches!(kept.others, Cow::Borrowed(b"$A \\B c")));
        let joined = flags(&["$A", "\\Seen", "c"], "$A \\Seen c");
        assert_eq!(
            (joined.to_string(), matches!(joined.others, Cow::Owned(_))),
            ("(\\Seen $A c)".into(), true)
        );
        let spaced = flags(&["$A", "c"], "$A  c");
        assert_eq!((spaced.to_string(), matches!(spaced.others, Cow::Owned(_))), ("($A c)".into(), true));
        assert_eq!(spaced, flags(&["$A", "c"], "$A c"));
    }

    #[test]
    fn every_kind_of_flag_comes_out_of_a_set_as_it_went_in() {
        let odd = |octets: &'static [u8]| Flag::Other(OtherFlag::from_wire(octets.into()));
        let [keyword, extension] = ["$Junk", "\\Junk"].map(|flag| Flag::try_from(flag).unwrap());
        let all = [
            Flag::Draft,
            odd(b"[a]"),
            extension,
            odd(b"\"My Flag\""),
            odd(b"\\"),
            odd(b"\"a\\\" \\\\\""),
            keyword,
            odd(b"\"a\"b"),
            odd(b"\\x\xFF"),
            odd(b"\""),
            odd(b"*"),
        ];
        assert_eq!(Flags::from(all.clone()).iter().collect::<alloc::vec::Vec<_>>(), all);
        assert!(all.iter().all(|flag| Flags::from(all.clone()).contains(flag)));
        assert!(!Flags::from(all).contains(&odd(b"[A]")));
    }

    #[test]
    fn a_flag_is_written_as_it_came() {
        let odd = Flag::Other(OtherFlag::from_wire(b"\\a\"]\xFF"[..].into()));
        assert_eq!(odd.to_string(), "\\a\"]\u{FFFD}");
    }

    #[test]
    fn a_refusal_tells_where() {
        assert_eq!(Flag::try_from("\\a b"), Err(ValueError::new("atom", 2)));
        assert_eq!(Flag::try_from("\\"), Err(ValueError::new("atom", 1)));
    }
}
