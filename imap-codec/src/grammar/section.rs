//! Sections of a message. [RFC 9051 §6.4.5.1](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5.1)

use alloc::vec::Vec;

use imap_types::nonempty::NonEmpty;
use imap_types::section::{PartNumber, Partial, Section, SectionText, SectionTextName as Name};
use imap_types::string::AString;

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{byte, keyword, leading_zero, write_list};
use crate::grammar::seldom::{astring, list1, number64, nz_number, sp};
use crate::grammar::string::write_astring;
use crate::rule::Rule;
use crate::work;

/// `section = "[" [section-spec] "]"`
#[inline]
pub(crate) fn section<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Section<'a>> {
    let (input, ()) = byte(input, b'[', Rule::Section)?;
    match input {
        [b']', rest @ ..] => Ok((rest, Section::default())),
        _ => {
            let (input, spec) = section_spec(cx, input)?;
            let (input, ()) = byte(input, b']', Rule::Bracket)?;
            Ok((input, spec))
        }
    }
}

/// `section-spec = section-msgtext / (section-part ["." section-text])`
fn section_spec<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Section<'a>> {
    let (rest, part, text) = match input {
        [b'0'..=b'9', ..] => match section_part(cx, input)? {
            ([b'.', rest @ ..], part) => {
                let (rest, text) = section_text(cx, rest)?;
                (rest, part, Some(text))
            }
            (rest, part) => (rest, part, None),
        },
        _ => {
            let (rest, text) = section_text(cx, input)?;
            (rest, PartNumber::default(), Some(text))
        }
    };
    match Section::new(part, text) {
        Ok(section) => Ok((rest, section)),
        Err(error) => refused(input, error),
    }
}

/// `section-part = nz-number *("." nz-number)`, up to a dot that no number follows.
fn section_part<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, PartNumber> {
    let (mut input, first) = nz_number(cx, input)?;
    let mut part = Vec::with_capacity(1);
    part.push(first);
    while let [b'.', digits @ ..] = input {
        work::again();
        if !digits.first().is_some_and(u8::is_ascii_digit) {
            break;
        }
        let (rest, number) = nz_number(cx, digits)?;
        part.push(number);
        input = rest;
    }
    Ok((input, PartNumber::from(part)))
}

/// `section-text = section-msgtext / "MIME"`
fn section_text<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SectionText<'a>> {
    let (rest, word) = keyword(input);
    match Name::from_bytes(word) {
        Some(Name::Header) => Ok((rest, SectionText::Header)),
        Some(Name::Text) => Ok((rest, SectionText::Text)),
        Some(Name::Mime) => Ok((rest, SectionText::Mime)),
        Some(Name::HeaderFields) => {
            let (rest, names) = sp_header_list(cx, rest)?;
            Ok((rest, SectionText::HeaderFields(names)))
        }
        Some(Name::HeaderFieldsNot) => {
            let (rest, names) = sp_header_list(cx, rest)?;
            Ok((rest, SectionText::HeaderFieldsNot(names)))
        }
        None => expected(input, Rule::SectionSpec),
    }
}

/// `SP header-list`, where `header-list = "(" header-fld-name *(SP header-fld-name) ")"`
fn sp_header_list<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<AString<'a>>> {
    let (input, ()) = sp(cx, input)?;
    list1(cx, input, astring)
}

/// `section-binary = "[" [section-part] "]"`
pub(crate) fn section_binary<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, PartNumber> {
    let (input, ()) = byte(input, b'[', Rule::SectionBinary)?;
    match input {
        [b']', rest @ ..] => Ok((rest, PartNumber::default())),
        _ => {
            let (input, part) = section_part(cx, input)?;
            let (input, ()) = byte(input, b']', Rule::Bracket)?;
            Ok((input, part))
        }
    }
}

/// `partial = "<" number64 "." nz-number64 ">"`
pub(crate) fn partial<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Partial> {
    let (input, ()) = byte(input, b'<', Rule::Partial)?;
    let (input, offset) = number64(input)?;
    let (input, ()) = byte(input, b'.', Rule::Dot)?;
    let (rest, count) = number64(input)?;
    let Ok(partial) = Partial::new(offset, count.get()) else { return expected(input, Rule::NzNumber64) };
    leading_zero(cx, input)?;
    let (rest, ()) = byte(rest, b'>', Rule::Greater)?;
    Ok((rest, partial))
}

/// Writes `section`.
pub(crate) fn write_section(out: &mut Encoder<'_>, section: &Section<'_>) {
    out.byte(b'[');
    write_numbers(out, section.part());
    if let Some(text) = section.section_text() {
        if !section.part().is_empty() {
            out.byte(b'.');
        }
        out.bytes(text.kind().as_str().as_bytes());
        if let Some(fields) = text.fields() {
            out.byte(b' ');
            write_list(out, fields, |out, field| write_astring(out, field.as_bytes()));
        }
    }
    out.byte(b']');
}

fn write_numbers(out: &mut Encoder<'_>, numbers: &[core::num::NonZeroU32]) {
    for (index, number) in numbers.iter().enumerate() {
        if index > 0 {
            out.byte(b'.');
        }
        out.number(number.get());
    }
}

/// Writes `section-binary`.
pub(crate) fn write_section_binary(out: &mut Encoder<'_>, part: &PartNumber) {
    out.byte(b'[');
    write_numbers(out, part.as_slice());
    out.byte(b']');
}

/// Writes `partial`.
pub(crate) fn write_partial(out: &mut Encoder<'_>, partial: &Partial) {
    out.byte(b'<');
    out.number(partial.offset());
    out.byte(b'.');
    out.number(partial.count());
    out.byte(b'>');
}

#[cfg(test)]
mod tests {
    use imap_types::number::Number64;

    use super::*;
    use crate::grammar::testing::{both_ways, reads, rejects, s};

    fn part<const N: usize>(numbers: [u32; N]) -> PartNumber {
        PartNumber::try_from(numbers).unwrap()
    }

    #[test]
    fn sections_both_ways() {
        let new = |part, text| Section::new(part, text).unwrap();
        both_ways(
            section,
            write_section,
            &[
                ("[]", Section::default()),
                ("[HEADER]", Section::header()),
                ("[1.2]", part([1, 2]).into()),
                ("[4.1.MIME]", new(part([4, 1]), Some(SectionText::Mime))),
                ("[HEADER.FIELDS (From \"a b\")]", Section::header_fields(["From", "a b"]).unwrap()),
                (
                    "[2.HEADER.FIELDS.NOT (To)]",
                    new(part([2]), Some(SectionText::HeaderFieldsNot(NonEmpty::one(s("To"))))),
                ),
            ],
        );
        reads(section, &[("[text]", Section::text())]);
        rejects(
            section,
            &[
                ("[MIME]", 1, "section-part"),
                ("[0]", 1, "nz-number"),
                ("[1.]", 3, "section-spec"),
                ("[HEADER.FIELDS ()]", 16, "string"),
                ("[1", 2, "\"]\""),
            ],
        );
    }

    #[test]
    fn partial_both_ways() {
        both_ways(partial, write_partial, &[("<0.1024>", Partial::new(Number64::default(), 1024).unwrap())]);
        rejects(partial, &[("<0.0>", 3, "nz-number64"), ("<0>", 2, "\".\""), ("<-1.1>", 1, "number64")]);
    }
}
