//! Reads and writes the small grammars that `FromStr` and `Display` need: text of a program, not octets of a peer.

use alloc::string::String;
use core::fmt;

use crate::chars::{eq_in_any_case, is_atom_char};
use crate::error::ValueError;
use crate::nonempty::NonEmpty;
use crate::raw;

/// A place in a text.
pub(crate) struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    /// Reads all of `text` by `parse`.
    #[inline]
    pub(crate) fn all<T>(
        text: &'t str,
        parse: impl FnOnce(&mut Self) -> Result<T, ValueError>,
    ) -> Result<T, ValueError> {
        let mut reader = Self { text, at: 0 };
        let value = parse(&mut reader)?;
        if reader.rest().is_empty() { Ok(value) } else { reader.fail("end") }
    }

    #[inline]
    pub(crate) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    #[inline]
    pub(crate) fn fail<T>(&self, rule: &'static str) -> Result<T, ValueError> {
        Err(ValueError::new(rule, self.at))
    }

    /// Passes `token` if it comes next.
    #[inline]
    pub(crate) fn eat(&mut self, token: &str) -> bool {
        let comes = self.rest().starts_with(token);
        if comes {
            self.at = self.at.saturating_add(token.len());
        }
        comes
    }

    /// Passes `token`, which must come next; `rule` is what a refusal names.
    #[inline]
    pub(crate) fn expect(&mut self, token: &str, rule: &'static str) -> Result<(), ValueError> {
        if self.eat(token) { Ok(()) } else { self.fail(rule) }
    }

    /// The longest run of octets of this class, which may be empty.
    #[inline]
    pub(crate) fn span(&mut self, class: impl Fn(u8) -> bool) -> &'t str {
        let rest = self.rest();
        let len = rest.bytes().position(|byte| !class(byte)).unwrap_or(rest.len());
        let run = rest.get(..len).unwrap_or_default();
        self.at = self.at.saturating_add(run.len());
        run
    }

    /// A decimal number.
    #[inline]
    pub(crate) fn number<N: core::str::FromStr>(&mut self, rule: &'static str) -> Result<N, ValueError> {
        let start = self.at;
        self.span(|byte| byte.is_ascii_digit()).parse().map_err(|_| ValueError::new(rule, start))
    }

    /// A string in quotes, or a word of this class. In quotes a backslash stands before the character that it means.
    #[inline]
    pub(crate) fn string(&mut self, class: impl Fn(u8) -> bool) -> Result<String, ValueError> {
        if !self.eat("\"") {
            return match self.span(class) {
                "" => self.fail("string"),
                word => Ok(word.into()),
            };
        }
        let (mut string, mut escaped) = (String::new(), false);
        for (at, character) in self.rest().char_indices() {
            match character {
                '"' if !escaped => {
                    self.at = self.at.saturating_add(at).saturating_add(1);
                    return Ok(string);
                }
                '\\' if !escaped => escaped = true,
                _ => {
                    escaped = false;
                    string.push(character);
                }
            }
        }
        self.fail("quoted")
    }

    /// `"(" item *(SP item) ")"`
    #[inline]
    pub(crate) fn list<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, ValueError>,
    ) -> Result<NonEmpty<T>, ValueError> {
        self.expect("(", "\"(\"")?;
        let mut items = NonEmpty::one(item(self)?);
        while self.eat(" ") {
            items.push(item(self)?);
        }
        self.expect(")", "\")\"")?;
        Ok(items)
    }

    /// One item, or a list of them.
    #[inline]
    pub(crate) fn one_or_more<T>(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<T, ValueError>,
    ) -> Result<NonEmpty<T>, ValueError> {
        if self.rest().starts_with('(') { self.list(item) } else { item(self).map(NonEmpty::one) }
    }

    /// The values in parentheses that stand next, with their parentheses; nothing if none do.
    #[inline]
    pub(crate) fn parenthesized(&mut self) -> Result<&'t str, ValueError> {
        let rest = self.rest();
        let len = if rest.starts_with('(') { raw::list_len(rest.as_bytes()) } else { Some(0) };
        let Some(list) = len.and_then(|len| rest.get(..len)) else { return self.fail("\")\"") };
        self.at = self.at.saturating_add(list.len());
        Ok(list)
    }
}

/// Writes octets as a string is written, without literals: an atom, or in quotes with all characters in it. Octets that
/// are not UTF-8 become U+FFFD.
#[inline]
pub(crate) fn write_string(f: &mut fmt::Formatter<'_>, octets: &[u8]) -> fmt::Result {
    let text = String::from_utf8_lossy(octets);
    let atom = !text.is_empty() && text.bytes().all(is_atom_char) && !eq_in_any_case(text.as_bytes(), b"NIL");
    if atom {
        return f.write_str(&text);
    }
    f.write_str("\"")?;
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            f.write_str("\\")?;
        }
        fmt::Write::write_char(f, character)?;
    }
    f.write_str("\"")
}

/// Writes `"(" item *(SP item) ")"`.
#[inline]
pub(crate) fn write_list<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    f.write_str("(")?;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(" ")?;
        }
        write(f, item)?;
    }
    f.write_str(")")
}

/// Writes an item alone, or a list of several.
#[inline]
pub(crate) fn write_one_or_more<T>(
    f: &mut fmt::Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    match items {
        [one] => write(f, one),
        items => write_list(f, items, write),
    }
}
