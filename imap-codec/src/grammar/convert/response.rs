//! What CONVERT gives. [RFC 5259 §8](https://www.rfc-editor.org/rfc/rfc5259#section-8)

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::convert::{
    AvailableConversions, ConvertAttName as Name, ConvertMsgAtt, Converted, ConvertedBinary, ConvertedHeader,
    ConvertedSize, ConvertedStructure, MediaType,
};
use imap_types::number::SeqNum;

use super::error::{or_error, write_or_error};
use super::{header_section, quoted_mime_type, write_mime_type};
use crate::context::{Context, Parsed, Unmet};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::body::{body_structure, write_body_structure};
use crate::grammar::context::{quoted_tag, write_quoted_tag};
use crate::grammar::fetch::{item_name, malformed_item, origin, write_origin};
use crate::grammar::lexical::{keyword, write_list};
use crate::grammar::raw::{unknown_after, write_unknown};
use crate::grammar::section::{section_binary, write_section, write_section_binary};
use crate::grammar::seldom::{
    close, list, list1, nstring, nstring_or_literal8, number, open, sp, uniqueid, word,
};
use crate::grammar::string::{write_text, write_text_or_literal8};
use crate::quirk::Quirk;
use crate::rule::Rule;

/// After `nz-number SP "CONVERTED"`: `SP convert-correlator SP convert-msg-attrs`
pub(crate) fn converted<'a>(cx: &Context, input: &'a [u8], seq: SeqNum) -> Parsed<'a, Converted<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, ()) = open(cx, input)?;
    let (input, ()) = word(input, "TAG", Rule::TagWord)?;
    let (input, ()) = sp(cx, input)?;
    let (input, tag) = quoted_tag(cx, input)?;
    let (input, ()) = close(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, items) = list1(cx, input, convert_msg_att)?;
    Ok((input, Converted { seq, tag, items }))
}

/// `convert-msg-att`. Whatever is wrong with the value of a known one is contained in it.
fn convert_msg_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ConvertMsgAtt<'a>> {
    let (rest, name) = keyword(input);
    let Some(name) = Name::from_bytes(name) else {
        let (rest, name) = item_name(input)?;
        // Lenient: as in FETCH.
        cx.accept(Quirk::UnknownItem, input)?;
        let (rest, unknown) = unknown_after(cx, rest, name)?;
        return Ok((rest, ConvertMsgAtt::Other(unknown)));
    };
    let malformed = |error| {
        let (rest, item) = malformed_item(cx, input, error)?;
        Ok((rest, ConvertMsgAtt::Malformed(item)))
    };
    match known_convert_msg_att(cx, rest, name) {
        Ok((rest @ [b' ' | b')', ..], item)) => Ok((rest, item)),
        // Lenient: the space before the next item is missing.
        Ok((rest @ [b'A'..=b'Z' | b'a'..=b'z', ..], item)) if cx.is_after_list(rest) => Ok((rest, item)),
        Ok((rest, _)) => malformed(Unmet::at(rest, Rule::Close)),
        Err(error) => malformed(error),
    }
}

fn known_convert_msg_att<'a>(cx: &Context, rest: &'a [u8], name: Name) -> Parsed<'a, ConvertMsgAtt<'a>> {
    Ok(match name {
        Name::Uid => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, uid) = uniqueid(cx, rest)?;
            (rest, ConvertMsgAtt::Uid(uid))
        }
        Name::BodyPartStructure => {
            let (rest, part) = section_binary(cx, rest)?;
            let (rest, data) = or_error(cx, rest, |cx, input| {
                let (input, structure) = body_structure(cx, input)?;
                Ok((input, Box::new(structure)))
            })?;
            (rest, ConvertMsgAtt::BodyPartStructure(ConvertedStructure { part, data }))
        }
        Name::Binary => {
            let (rest, part) = section_binary(cx, rest)?;
            let (rest, origin) = origin(cx, rest)?;
            let (rest, data) = or_error(cx, rest, nstring_or_literal8)?;
            (rest, ConvertMsgAtt::Binary(ConvertedBinary { part, origin, data }))
        }
        Name::BinarySize => {
            let (rest, part) = section_binary(cx, rest)?;
            let (rest, size) = or_error(cx, rest, |_, input| number(input))?;
            (rest, ConvertMsgAtt::BinarySize(ConvertedSize { part, size }))
        }
        Name::Body => {
            let (rest, section) = header_section(cx, rest)?;
            let (rest, data) = or_error(cx, rest, nstring)?;
            (rest, ConvertMsgAtt::Body(ConvertedHeader { section, data }))
        }
        Name::AvailableConversions => {
            let (rest, part) = section_binary(cx, rest)?;
            let (rest, types) = or_error(cx, rest, mimetype_list)?;
            (rest, ConvertMsgAtt::AvailableConversions(AvailableConversions { part, types }))
        }
    })
}

/// `mimetype-list = "(" "(" [quoted-to-mime-type *(SP quoted-to-mime-type)] ")" ")"`
fn mimetype_list<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<MediaType<'a>>> {
    let (input, ()) = open(cx, input)?;
    let (input, types) = list(cx, input, quoted_mime_type)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, types))
}

/// Writes what follows `CONVERTED`.
pub(crate) fn write_converted(out: &mut Encoder<'_>, converted: &Converted<'_>) {
    out.bytes(b" (TAG ");
    write_quoted_tag(out, &converted.tag);
    out.bytes(b") ");
    write_list(out, &converted.items, write_convert_msg_att);
}

fn write_convert_msg_att(out: &mut Encoder<'_>, item: &ConvertMsgAtt<'_>) {
    if let Some(name) = item.kind() {
        out.bytes(name.as_str().as_bytes());
    }
    match item {
        ConvertMsgAtt::Uid(uid) => {
            out.byte(b' ');
            out.number(uid.get());
        }
        ConvertMsgAtt::BodyPartStructure(ConvertedStructure { part, data }) => {
            write_section_binary(out, part);
            out.byte(b' ');
            write_or_error(out, data, |out, structure| write_body_structure(out, structure));
        }
        ConvertMsgAtt::Binary(ConvertedBinary { part, origin, data }) => {
            write_section_binary(out, part);
            write_origin(out, origin);
            write_or_error(out, data, |out, octets| write_text_or_literal8(out, octets.as_ref()));
        }
        ConvertMsgAtt::BinarySize(ConvertedSize { part, size }) => {
            write_section_binary(out, part);
            out.byte(b' ');
            write_or_error(out, size, |out, size| out.number(*size));
        }
        ConvertMsgAtt::Body(ConvertedHeader { section, data }) => {
            write_section(out, section.as_section());
            out.byte(b' ');
            write_or_error(out, data, write_text);
        }
        ConvertMsgAtt::AvailableConversions(AvailableConversions { part, types }) => {
            write_section_binary(out, part);
            out.byte(b' ');
            write_or_error(out, types, |out, types| {
                out.byte(b'(');
                write_list(out, types, write_mime_type);
                out.byte(b')');
            });
        }
        ConvertMsgAtt::Malformed(item) => out.bytes(item.raw()),
        ConvertMsgAtt::Other(unknown) => write_unknown(out, unknown),
    }
}

#[cfg(test)]
mod tests {
    use imap_types::convert::{BadParams, ConvertError, ConvertErrorCode, MissingParams, TranscodingParam};
    use imap_types::nonempty::NonEmpty;
    use imap_types::section::PartNumber;

    use super::*;
    use crate::grammar::testing::{both_ways, n, reads, rejects, s};

    fn media(name: &str) -> MediaType<'_> {
        MediaType::try_from(name).unwrap()
    }

    fn part(number: u32) -> PartNumber {
        PartNumber::try_from([number]).unwrap()
    }

    fn param(name: &'static str, value: &'static str) -> TranscodingParam<'static> {
        TranscodingParam { name: s(name), value: s(value) }
    }

    fn some<T>(items: Vec<T>) -> NonEmpty<T> {
        NonEmpty::try_from(items).unwrap()
    }

    #[test]
    fn answers_both_ways() {
        fn error<T>(code: ConvertErrorCode<'static>) -> Result<T, Box<ConvertError<'static>>> {
            Err(Box::new(ConvertError { text: s("sorry"), code }))
        }
        let bad = BadParams {
            from: Some(media("text/html")),
            to: media("text/plain"),
            params: Vec::from([param("charset", "us-ascii")]),
        };
        let none = BadParams { from: None, to: media("text/plain"), params: Vec::new() };
        let missing =
            MissingParams { from: media("a/b"), to: media("c/d"), names: NonEmpty::one(s("charset")) };
        let of =
            |items| Converted { seq: SeqNum::from(n(2)), tag: "b1".try_into().unwrap(), items: some(items) };
        let octets = |octets: &'static [u8]| Ok(Some(octets.try_into().unwrap()));
        let binary = |data| ConvertMsgAtt::Binary(ConvertedBinary { part: part(3), origin: None, data });
        let size = |size| ConvertMsgAtt::BinarySize(ConvertedSize { part: part(4), size });
        let types =
            |types| ConvertMsgAtt::AvailableConversions(AvailableConversions { part: part(2), types });
        let read = |cx: &Context, input| converted(cx, input, SeqNum::from(n(2)));
        both_ways(
            read,
            write_converted,
            &[
                (
                    " (TAG \"b1\") (UID 100 BINARY[3] {2}\r\nab BINARY.SIZE[4] 3135)",
                    of(Vec::from([ConvertMsgAtt::Uid(n(100).into()), binary(octets(b"ab")), size(Ok(3135))])),
                ),
                (
                    " (TAG \"b1\") (BINARY[3] (ERROR \"sorry\" BADPARAMETERS \"text/html\" \"text/plain\" (\"charset\" \
                     \"us-ascii\") NIL \"text/plain\"))",
                    of(Vec::from([binary(error(ConvertErrorCode::BadParameters(some(Vec::from([
                        bad, none,
                    ])))))])),
                ),
                (
                    " (TAG \"b1\") (BINARY[3] (ERROR \"sorry\" MISSINGPARAMETERS \"a/b\" \"c/d\"(charset)))",
                    of(Vec::from([binary(error(ConvertErrorCode::MissingParameters(NonEmpty::one(
                        missing.clone(),
                    ))))])),
                ),
                (
                    " (TAG \"b1\") (BINARY.SIZE[4] (ERROR \"sorry\" TEMPFAIL 10) AVAILABLECONVERSIONS[2] \
                     (ERROR \"sorry\" TEMPFAIL))",
                    of(Vec::from([
                        size(error(ConvertErrorCode::TempFail(Some(n(10))))),
                        types(error(ConvertErrorCode::TempFail(None))),
                    ])),
                ),
                (
                    " (TAG \"b1\") (AVAILABLECONVERSIONS[2] ((\"IMAGE/JPEG\" \"a/b\")) AVAILABLECONVERSIONS[2] (()))",
                    of(Vec::from([
                        types(Ok(Vec::from([media("IMAGE/JPEG"), media("a/b")]))),
                        types(Ok(Vec::new())),
                    ])),
                ),
            ],
        );
        let missing =
            of(Vec::from([binary(error(ConvertErrorCode::MissingParameters(NonEmpty::one(missing))))]));
        reads(
            read,
            &[(
                " (tag \"b1\") (binary[3] (error \"sorry\" missingparameters \"a/b\" \"c/d\" (charset)))",
                missing,
            )],
        );
        rejects(read, &[(" (BINARY[3] NIL)", 2, "TAG"), (" (TAG \"a b\") (UID 1)", 6, "tag")]);
    }

    #[test]
    fn what_is_wrong_with_an_item_costs_that_item_alone() {
        for (wire, rule) in [
            ("UID 0", "nz-number"),
            ("BINARY[3] (ERROR \"x\" WHY)", "convert-error-code"),
            ("BINARY[3] (ERROR \"x\" MISSINGPARAMETERS (CHARSET))", "DQUOTE"),
            ("BINARY.SIZE[3] NIL", "number"),
            ("BODY[TEXT] NIL", "convert-att"),
            ("AVAILABLECONVERSIONS[3] ()", "\"(\""),
            ("BODYPARTSTRUCTURE[3] NIL", "\"(\""),
        ] {
            let message = alloc::format!(" (TAG \"a\") ({wire} UID 7)");
            let cx = Context::new(crate::context::Mode::Lenient, false, 9, message.len());
            let (_, read) = converted(&cx, message.as_bytes(), SeqNum::from(n(1))).unwrap();
            assert_eq!(read.items[1], ConvertMsgAtt::Uid(n(7).into()));
            let ConvertMsgAtt::Malformed(item) = &read.items[0] else { panic!("{read:?}") };
            assert_eq!((item.raw(), item.expected()), (wire.as_bytes(), rule));
            let strict = Context::new(crate::context::Mode::Strict, false, 9, message.len());
            assert!(converted(&strict, message.as_bytes(), SeqNum::from(n(1))).is_err(), "{wire}");
        }
    }
}
