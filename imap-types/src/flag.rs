//! Flags of messages. [RFC 9051 §2.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-2.3.2)

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bounded_static::{IntoBoundedStatic, ToBoundedStatic};

use crate::atom::Atom;
use crate::bounded::bounded_static;
use crate::error::ValueError;

/// One flag that can be set on a message: `flag`.
///
/// ```text
/// C: a STORE 2 +FLAGS (\Deleted $Forwarded)
///                      ^^^^^^^^ ^^^^^^^^^^
/// ```
/// `\Recent`, which only a server can set, is no such flag: see [`FetchFlags`]; nor is `\*`: see
/// [`PermanentFlags`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// What a server sent that can be no flag, such as a keyword with `]` in it. A caller cannot make one.
    Other(OtherFlag<'a>),
}

/// The name of a `flag-extension`, without its backslash: an atom other than the flags that have a meaning.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FlagExtension<'a>(Atom<'a>);

impl<'a> FlagExtension<'a> {
    /// The name.
    pub fn as_atom(&self) -> &Atom<'a> {
        &self.0
    }
}

bounded_static!(tuple FlagExtension);

/// A flag that breaks the grammar, octet by octet as a server sent it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OtherFlag<'a>(Cow<'a, [u8]>);

impl fmt::Debug for OtherFlag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::octets::debug(&self.0, f)
    }
}

impl<'a> OtherFlag<'a> {
    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// For `imap-codec`, which has seen to it that nothing in it ends the flag.
    #[doc(hidden)]
    pub const fn from_wire(octets: Cow<'a, [u8]>) -> Self {
        Self(octets)
    }
}

bounded_static!(tuple OtherFlag);
bounded_static!(enum Flag { Keyword(a), Extension(a), Other(a); Answered, Flagged, Deleted, Seen, Draft });

impl<'a> Flag<'a> {
    const SYSTEM: [Flag<'static>; 5] =
        [Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Seen, Flag::Draft];

    /// A flag with a backslash, by its name without it. `None` for `Recent`.
    pub fn backslash(name: Atom<'a>) -> Option<Self> {
        if name.eq_ignore_case("Recent") {
            return None;
        }
        let system =
            Self::SYSTEM.into_iter().find(|flag| flag.system_name().is_some_and(|n| name.eq_ignore_case(n)));
        Some(system.unwrap_or(Self::Extension(FlagExtension(name))))
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keyword(name) => name.fmt(f),
            Self::Extension(name) => write!(f, "\\{}", name.0),
            Self::Other(flag) => f.write_str(&String::from_utf8_lossy(&flag.0)),
            system => write!(f, "\\{}", system.system_name().unwrap_or_default()),
        }
    }
}

/// A set of flags. System flags cost no allocation.
///
/// ```text
/// C: a STORE 1 FLAGS (\Seen \Answered $Forwarded)
///                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// Each flag is in it once. Keywords keep the order in which they came. That order and the letters' case count
/// when sets are compared by `==`, while [`Flags::contains`] ignores the case as the RFC wants.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Flags<'a> {
    system: u8,
    others: Vec<Flag<'a>>,
}

impl<'a> Flags<'a> {
    /// How many keywords [`Flags::insert`] looks through for the one it is given. No message has as many, but a
    /// server can send millions on one line, and looking through all of them for each would take hours.
    const LOOKED_THROUGH: usize = 128;

    /// No flags.
    pub const fn new() -> Self {
        Self { system: 0, others: Vec::new() }
    }

    /// Adds a flag, unless it is there. Only the first 128 keywords are looked at, so that a set costs no more
    /// than its length.
    #[inline]
    pub fn insert(&mut self, flag: Flag<'a>) {
        let bit = flag.bit();
        self.system |= bit;
        if bit == 0 {
            let start = self.others.get(..Self::LOOKED_THROUGH).unwrap_or(&self.others);
            if !contains(start, &flag) {
                self.others.push(flag);
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
    pub fn iter(&self) -> impl Iterator<Item = &Flag<'a>> {
        // The constant is promoted: these references live as long as they need to.
        const SYSTEM: &[Flag<'static>; 5] = &Flag::SYSTEM;
        SYSTEM.iter().filter(|flag| self.system & flag.bit() != 0).chain(&self.others)
    }
}

fn contains(flags: &[Flag<'_>], flag: &Flag<'_>) -> bool {
    let same = |name: &Atom<'_>, other: &Atom<'_>| name.as_bytes().eq_ignore_ascii_case(other.as_bytes());
    flags.iter().any(|other| match (other, flag) {
        (Flag::Keyword(a), Flag::Keyword(b)) => same(a, b),
        (Flag::Extension(a), Flag::Extension(b)) => same(&a.0, &b.0),
        (Flag::Other(a), Flag::Other(b)) => a.0 == b.0,
        _ => false,
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// Writes `(\Seen $Forwarded)`.
impl fmt::Display for Flags<'_> {
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

// Not by the macro, whose `into_static` would find the inherent lifetime of `SYSTEM` no help.
impl IntoBoundedStatic for Flags<'_> {
    type Static = Flags<'static>;

    fn into_static(self) -> Flags<'static> {
        Flags { system: self.system, others: self.others.into_static() }
    }
}

impl ToBoundedStatic for Flags<'_> {
    type Static = Flags<'static>;

    fn to_static(&self) -> Flags<'static> {
        Flags { system: self.system, others: self.others.to_static() }
    }
}

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
    /// Those that exist.
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
