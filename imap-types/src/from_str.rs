//! `FromStr` for what is written by `Display`: `"\\Seen".parse::<Flag>()`.

use core::str::FromStr;

use bounded_static::IntoBoundedStatic;

use crate::atom::{Atom, Tag};
use crate::auth::AuthMechanism;
use crate::capability::Capability;
use crate::datetime::{Date, DateTime};
use crate::error::ValueError;
use crate::flag::{Flag, Flags};
use crate::list::MailboxAttribute;
use crate::mailbox::Mailbox;
use crate::number::{ModSeq, Number64, UidValidity};
use crate::objectid::ObjectId;
use crate::rights::Right;
use crate::string::AString;
use crate::text::Text;

/// By way of `TryFrom<&str>`, with what it borrows copied.
macro_rules! owned {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        impl FromStr for $name<'static> {
            type Err = ValueError;

            #[inline]
            fn from_str(text: &str) -> Result<Self, ValueError> {
                $name::try_from(text).map(IntoBoundedStatic::into_static)
            }
        }
    )+};
}

owned! {
    /// Reads `\Seen` and `$Forwarded`, as `TryFrom<&str>`, and owns it.
    Flag,
    /// Reads a name as it travels, as `TryFrom<&str>`, and owns it. Not a name as people write it:
    /// [`Mailbox::from_unicode`].
    Mailbox,
    /// Reads `IMAP4rev1` and `AUTH=PLAIN`, as `TryFrom<&str>`, and owns it.
    Capability,
    /// Reads `PLAIN`, as `TryFrom<&str>`, and owns it.
    AuthMechanism,
    /// Reads `\Sent`, as `TryFrom<&str>`, and owns it.
    MailboxAttribute,
    /// Takes the octets of the text, as `TryFrom<&str>`, and owns them.
    AString,
    /// Takes the text, as `TryFrom<&str>`, and owns it.
    Text,
    /// Reads an identifier, as `TryFrom<&str>`, and owns it.
    ObjectId,
    /// Reads a word, as `TryFrom<&str>`, and owns it.
    Atom,
    /// Reads a tag, as `TryFrom<&str>`, and owns it.
    Tag,
}

/// Reads `(\Seen $Forwarded)`, also without parentheses.
impl FromStr for Flags<'static> {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (inner, start) = match text.strip_prefix('(') {
            Some(inner) => (inner.strip_suffix(')').ok_or(ValueError::new("\")\"", text.len()))?, 1_usize),
            None => (text, 0),
        };
        let mut at = start;
        let words = inner.split(' ').filter(|_| !inner.is_empty());
        words
            .map(|word| {
                let flag = word.parse::<Flag<'_>>().map_err(|error| error.after(at));
                at = at.saturating_add(word.len()).saturating_add(1);
                flag
            })
            .collect()
    }
}

/// Reads one letter or digit.
impl FromStr for Right {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        match *text.as_bytes() {
            [octet] => Self::new(octet).ok_or(ValueError::new("right", 0)),
            _ => Err(ValueError::new("right", text.len().min(1))),
        }
    }
}

/// Reads decimal digits; refuses zero and what does not fit 32 bits.
impl FromStr for UidValidity {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let number = u32::try_from(digits(text, "nz-number")?);
        Self::try_from(number.map_err(|_| ValueError::new("nz-number", 0))?)
    }
}

/// Reads digits and nothing else.
#[inline]
fn digits(text: &str, rule: &'static str) -> Result<u64, ValueError> {
    match text.bytes().position(|byte| !byte.is_ascii_digit()) {
        Some(offset) => Err(ValueError::new(rule, offset)),
        None => text.parse().map_err(|_| ValueError::new(rule, 0)),
    }
}

/// Reads decimal digits; refuses what does not fit 63 bits.
impl FromStr for Number64 {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::try_from(digits(text, "number64")?)
    }
}

/// Reads decimal digits; refuses zero and what does not fit 63 bits.
impl FromStr for ModSeq {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::try_from(digits(text, "mod-sequence-value")?)
    }
}

/// Reads `17-Jul-1996 02:44:25 -0700`, with one digit or two for the day.
impl FromStr for DateTime {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (date, rest) = text.split_once(' ').ok_or(ValueError::new("SP", text.len()))?;
        let time_at = date.len().saturating_add(1);
        let (time, zone) = rest.split_once(' ').ok_or(ValueError::new("SP", text.len()))?;
        let zone_at = time_at.saturating_add(time.len()).saturating_add(1);
        let two =
            |text: &str, at: usize| text.get(at..at.saturating_add(2)).and_then(|two| digits(two, "").ok());
        let date = date.parse::<Date>()?;
        let part = |at| two(time, at).and_then(|number| u8::try_from(number).ok());
        let in_time = match (time.len(), time.get(2..3), time.get(5..6)) {
            (8, Some(":"), Some(":")) => part(0).zip(part(3)).zip(part(6)),
            _ => None,
        };
        let ((hour, minute), second) = in_time.ok_or(ValueError::new("time", time_at))?;
        let in_zone = match (zone.len(), zone.get(..1)) {
            (5, Some(sign @ ("+" | "-"))) => two(zone, 1).zip(two(zone, 3)).map(|both| (sign, both)),
            _ => None,
        };
        let (sign, (hours, minutes)) =
            in_zone.filter(|(_, (_, minutes))| *minutes < 60).ok_or(ValueError::new("zone", zone_at))?;
        let east = hours.saturating_mul(60).saturating_add(minutes);
        let east = i16::try_from(east).map_err(|_| ValueError::new("zone", zone_at))?;
        let east = if sign == "-" { east.saturating_neg() } else { east };
        Self::new(date, hour, minute, second, east).map_err(|error| error.after(time_at))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use core::fmt;

    use super::*;

    #[track_caller]
    fn both_ways<T: FromStr<Err = ValueError> + fmt::Display>(texts: &[&str]) {
        for text in texts {
            assert_eq!(text.parse::<T>().unwrap().to_string(), *text);
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        both_ways::<Flag<'static>>(&["\\Seen", "$Forwarded", "\\X-Odd"]);
        both_ways::<Mailbox<'static>>(&["INBOX", "Entw&APw-rfe"]);
        both_ways::<Capability<'static>>(&["IMAP4rev1", "AUTH=PLAIN", "XPIG-LATIN"]);
        both_ways::<AuthMechanism<'static>>(&["PLAIN", "X-MINE"]);
        both_ways::<MailboxAttribute<'static>>(&["\\Sent", "\\X-Mine"]);
        both_ways::<Flags<'static>>(&["()", "(\\Seen)", "(\\Seen $Forwarded x)"]);
        both_ways::<AString<'static>>(&["", "a b"]);
        both_ways::<Text<'static>>(&["a b"]);
        both_ways::<ObjectId<'static>>(&["M6d99ac3275bb4e"]);
        both_ways::<Atom<'static>>(&["a"]);
        both_ways::<Tag<'static>>(&["a1"]);
        both_ways::<Right>(&["l", "0"]);
        both_ways::<UidValidity>(&["1", "4294967295"]);
        assert_eq!("\\Seen x".parse::<Flags<'_>>().unwrap().to_string(), "(\\Seen x)");
        both_ways::<Number64>(&["0", "9223372036854775807"]);
        both_ways::<ModSeq>(&["1", "9223372036854775807"]);
        both_ways::<DateTime>(&[
            "17-Jul-1996 02:44:25 -0700",
            "1-Feb-2000 23:59:60 +9959",
            "1-Jan-1970 00:00:00 +0000",
        ]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let error = |text: &str| text.parse::<DateTime>().unwrap_err();
        for (text, rule, offset) in [
            ("", "SP", 0),
            ("17-Jul-1996", "SP", 11),
            ("17-Jul-1996 02:44:25", "SP", 20),
            ("17-Xul-1996 02:44:25 -0700", "date-month", 3),
            ("17-Jul-1996 2:44:25 -0700", "time", 12),
            ("17-Jul-1996 24:44:25 -0700", "time", 12),
            ("17-Jul-1996 02:44:+5 -0700", "time", 12),
            ("17-Jul-1996 02:44:25 0700", "zone", 21),
            ("17-Jul-1996 02:44:25 -0760", "zone", 21),
            ("17-Jul-1996 02:44:25 -\u{e9}70", "zone", 21),
        ] {
            assert_eq!(error(text), ValueError::new(rule, offset), "{text}");
        }
        let flags = |text: &str| text.parse::<Flags<'_>>().unwrap_err();
        assert_eq!(flags("(\\Seen"), ValueError::new("\")\"", 6));
        assert_eq!(flags("(\\Seen  x)").offset, 7);
        assert_eq!(flags("(\\Seen x\"y)").offset, 8);
        assert_eq!("".parse::<Right>(), Err(ValueError::new("right", 0)));
        assert_eq!("lr".parse::<Right>(), Err(ValueError::new("right", 1)));
        assert_eq!("4294967296".parse::<UidValidity>(), Err(ValueError::new("nz-number", 0)));
        assert_eq!("0".parse::<ModSeq>(), Err(ValueError::new("mod-sequence-value", 0)));
        assert_eq!("+1".parse::<ModSeq>(), Err(ValueError::new("mod-sequence-value", 0)));
        assert_eq!("1x".parse::<Number64>(), Err(ValueError::new("number64", 1)));
        assert_eq!("9223372036854775808".parse::<Number64>(), Err(ValueError::new("number64", 0)));
    }
}
