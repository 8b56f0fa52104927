//! `Display` and `FromStr` of sections and their parts.

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::{PartNumber, Partial, Section, SectionText, SectionTextName as Name};
use crate::chars::is_astring_char;
use crate::error::ValueError;
use crate::number::Number64;
use crate::reader::{Reader, write_list, write_string};
use crate::string::AString;

/// `1.2`; nothing for the whole message.
impl fmt::Display for PartNumber {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_numbers(f, &self.0)
    }
}

#[inline]
fn write_numbers(f: &mut fmt::Formatter<'_>, numbers: &[core::num::NonZeroU32]) -> fmt::Result {
    for (index, number) in numbers.iter().enumerate() {
        write!(f, "{}{number}", if index > 0 { "." } else { "" })?;
    }
    Ok(())
}

/// Reads `1.2`; the empty text is the whole message.
impl FromStr for PartNumber {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        Reader::all(text, part_number)
    }
}

/// `[section-part]`, up to a dot that no digit follows.
#[inline]
pub(crate) fn part_number(reader: &mut Reader<'_>) -> Result<PartNumber, ValueError> {
    let mut numbers = Vec::new();
    if reader.rest().starts_with(|first: char| first.is_ascii_digit()) {
        numbers.push(reader.number("nz-number")?);
        while digit_behind_dot(reader.rest()) {
            reader.eat(".");
            numbers.push(reader.number("nz-number")?);
        }
    }
    Ok(PartNumber::from(numbers))
}

#[inline]
fn digit_behind_dot(rest: &str) -> bool {
    matches!(rest.as_bytes(), [b'.', b'0'..=b'9', ..])
}

/// `[1.2.HEADER.FIELDS (From Date)]`. Names that are no words are in quotes; octets in them that are not UTF-8 become
/// U+FFFD.
impl fmt::Display for Section<'_> {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        write_numbers(f, self.part())?;
        if let Some(text) = self.section_text() {
            if !self.part().is_empty() {
                f.write_str(".")?;
            }
            f.write_str(text.kind().as_str())?;
            if let Some(fields) = text.fields() {
                f.write_str(" ")?;
                write_list(f, fields, |f, field| write_string(f, field.as_bytes()))?;
            }
        }
        f.write_str("]")
    }
}

/// Reads `[1.2.MIME]` and `[HEADER.FIELDS (From Date)]`, also without brackets.
///
/// ```
/// use imap_types::section::Section;
///
/// let section: Section = "HEADER.FIELDS (From Date)".parse()?;
/// assert_eq!(section, Section::header_fields(["From", "Date"])?);
/// assert_eq!(section.to_string(), "[HEADER.FIELDS (From Date)]");
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
impl FromStr for Section<'static> {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        Reader::all(
            text,
            |reader| {
                if reader.rest().starts_with('[') { section(reader) } else { section_spec(reader) }
            },
        )
    }
}

/// `section = "[" [section-spec] "]"`
#[inline]
pub(crate) fn section(reader: &mut Reader<'_>) -> Result<Section<'static>, ValueError> {
    reader.expect("[", "section")?;
    let section = section_spec(reader)?;
    reader.expect("]", "\"]\"")?;
    Ok(section)
}

/// `[section-spec]`
#[inline]
fn section_spec(reader: &mut Reader<'_>) -> Result<Section<'static>, ValueError> {
    let start = reader.at();
    let part = part_number(reader)?;
    let has_text =
        if part.is_empty() { !matches!(reader.rest().as_bytes(), [] | [b']', ..]) } else { reader.eat(".") };
    let text = if has_text { Some(section_text(reader)?) } else { None };
    Section::new(part, text).map_err(|error| error.after(start))
}

/// `section-text`
#[inline]
fn section_text(reader: &mut Reader<'_>) -> Result<SectionText<'static>, ValueError> {
    let start = reader.at();
    let word = reader.span(|byte| byte.is_ascii_alphabetic() || byte == b'.');
    let name = Name::from_bytes(word.as_bytes()).ok_or(ValueError::new("section-spec", start))?;
    let make = match name {
        Name::Header => return Ok(SectionText::Header),
        Name::Text => return Ok(SectionText::Text),
        Name::Mime => return Ok(SectionText::Mime),
        Name::HeaderFields => SectionText::HeaderFields,
        Name::HeaderFieldsNot => SectionText::HeaderFieldsNot,
    };
    reader.expect(" ", "SP")?;
    let names = reader.list(|reader| {
        let start = reader.at();
        AString::try_from(reader.string(is_astring_char)?).map_err(|error| error.after(start))
    })?;
    Ok(make(names))
}

/// `<0.2048>`
impl fmt::Display for Partial {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}.{}>", self.offset(), self.count())
    }
}

/// Reads `<0.2048>`.
impl FromStr for Partial {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        Reader::all(text, partial)
    }
}

/// `partial`
#[inline]
pub(crate) fn partial(reader: &mut Reader<'_>) -> Result<Partial, ValueError> {
    reader.expect("<", "partial")?;
    let at = reader.at();
    let offset = Number64::try_from(reader.number::<u64>("number64")?).map_err(|error| error.after(at))?;
    reader.expect(".", "\".\"")?;
    let at = reader.at();
    let partial = Partial::new(offset, reader.number("nz-number64")?).map_err(|error| error.after(at))?;
    reader.expect(">", "\">\"")?;
    Ok(partial)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn sections_are_read_as_they_are_shown() {
        for (text, shown) in [
            ("", "[]"),
            ("[]", "[]"),
            ("1", "[1]"),
            ("[1.20.3]", "[1.20.3]"),
            ("1.mime", "[1.MIME]"),
            ("header", "[HEADER]"),
            ("[2.TEXT]", "[2.TEXT]"),
            ("HEADER.FIELDS (From \"X Y\")", "[HEADER.FIELDS (From \"X Y\")]"),
            ("[1.header.fields.not (\"\u{e9}\")]", "[1.HEADER.FIELDS.NOT (\"\u{e9}\")]"),
        ] {
            assert_eq!(text.parse::<Section<'_>>().unwrap().to_string(), shown);
        }
        assert_eq!("HEADER.FIELDS (\u{e9})".parse::<Section<'_>>(), Err(ValueError::new("string", 15)));
        for text in ["", "1", "4294967295.1"] {
            assert_eq!(text.parse::<PartNumber>().unwrap().to_string(), text);
        }
        assert_eq!("1.".parse::<PartNumber>(), Err(ValueError::new("end", 1)));
        assert_eq!("<1.2>".parse::<Partial>().unwrap().to_string(), "<1.2>");
        assert_eq!("<1.2".parse::<Partial>(), Err(ValueError::new("\">\"", 4)));
        assert_eq!("[HEADER".parse::<Section<'_>>(), Err(ValueError::new("\"]\"", 7)));
        assert_eq!("1.BODY".parse::<Section<'_>>(), Err(ValueError::new("section-spec", 2)));
    }
}
