//! What CONVERT asks for. [RFC 5259 §6](https://www.rfc-editor.org/rfc/rfc5259#section-6)

use imap_types::convert::{
    Convert, ConvertAtt, ConvertAttName as Name, ConvertBinary, MediaType, TranscodingParam,
};
use imap_types::nonempty::NonEmpty;
use imap_types::number::Numbering;

use super::{
    header_section, mime_type_or_nil, sp_transcoding_params, write_mime_type_or_nil,
    write_sp_transcoding_params,
};
use crate::context::{Context, Parsed};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::fetch::item_name;
use crate::grammar::lexical::{keyword, write_list};
use crate::grammar::named::arguments;
use crate::grammar::raw::{unknown_parenthesized, write_unknown};
use crate::grammar::section::{partial, section_binary, write_partial, write_section, write_section_binary};
use crate::grammar::seldom::{close, list1, open, sp};
use crate::grammar::sequence::{message_set, write_message_set};
use crate::quirk::Quirk;

arguments!(Convert<'a>: convert by numbering, write_convert);

/// After `CONVERT`: `SP sequence-set SP convert-params SP (convert-att / "(" convert-att *(SP convert-att) ")")`
pub(crate) fn convert<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, Convert<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, messages) = message_set(cx, input, numbering)?;
    let (input, ()) = sp(cx, input)?;
    let (input, (to, params)) = convert_params(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, items) = if input.starts_with(b"(") {
        list1(cx, input, convert_att)?
    } else {
        let (input, item) = convert_att(cx, input)?;
        (input, NonEmpty::one(item))
    };
    Ok((input, Convert { messages, to, params, items }))
}

/// `"(" (quoted-to-mime-type / default-conversion) [SP "(" transcoding-params ")"] ")"`
fn convert_params<'a>(
    cx: &Context,
    input: &'a [u8],
) -> Parsed<'a, (Option<MediaType<'a>>, alloc::vec::Vec<TranscodingParam<'a>>)> {
    let (input, ()) = open(cx, input)?;
    let (input, to) = mime_type_or_nil(cx, input)?;
    let (input, params) = sp_transcoding_params(cx, input)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, (to, params)))
}

/// `convert-att`
fn convert_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ConvertAtt<'a>> {
    let (rest, name) = keyword(input);
    Ok(match Name::from_bytes(name) {
        Some(Name::Uid) => (rest, ConvertAtt::Uid),
        Some(Name::BodyPartStructure) => {
            let (rest, part) = section_binary(cx, rest)?;
            (rest, ConvertAtt::BodyPartStructure(part))
        }
        Some(Name::Binary) => {
            let (mut rest, part) = section_binary(cx, rest)?;
            let mut octets = None;
            if rest.starts_with(b"<") {
                let (after, partial) = partial(cx, rest)?;
                (rest, octets) = (after, Some(partial));
            }
            (rest, ConvertAtt::Binary(ConvertBinary { part, partial: octets }))
        }
        Some(Name::BinarySize) => {
            let (rest, part) = section_binary(cx, rest)?;
            (rest, ConvertAtt::BinarySize(part))
        }
        Some(Name::Body) => {
            let (rest, section) = header_section(cx, rest)?;
            (rest, ConvertAtt::Body(section))
        }
        Some(Name::AvailableConversions) => {
            let (rest, part) = section_binary(cx, rest)?;
            (rest, ConvertAtt::AvailableConversions(part))
        }
        None => {
            let (rest, name) = item_name(input)?;
            // Lenient: as in FETCH.
            cx.accept(Quirk::UnknownFetchAtt, input)?;
            let (rest, unknown) = unknown_parenthesized(cx, rest, name)?;
            (rest, ConvertAtt::Other(unknown))
        }
    })
}

/// Writes what follows `CONVERT`.
pub(crate) fn write_convert(out: &mut Encoder<'_>, command: &Convert<'_>) {
    out.byte(b' ');
    write_message_set(out, &command.messages);
    out.bytes(b" (");
    write_mime_type_or_nil(out, command.to.as_ref());
    write_sp_transcoding_params(out, &command.params);
    out.bytes(b") ");
    match &*command.items {
        [item] => write_convert_att(out, item),
        items => write_list(out, items, write_convert_att),
    }
}

fn write_convert_att(out: &mut Encoder<'_>, item: &ConvertAtt<'_>) {
    if let Some(name) = item.kind() {
        out.bytes(name.as_str().as_bytes());
    }
    match item {
        ConvertAtt::Uid => {}
        ConvertAtt::BodyPartStructure(part)
        | ConvertAtt::BinarySize(part)
        | ConvertAtt::AvailableConversions(part) => write_section_binary(out, part),
        ConvertAtt::Binary(ConvertBinary { part, partial }) => {
            write_section_binary(out, part);
            partial.iter().for_each(|partial| write_partial(out, partial));
        }
        ConvertAtt::Body(section) => write_section(out, section.as_section()),
        ConvertAtt::Other(unknown) => write_unknown(out, unknown),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use imap_types::convert::HeaderSection;
    use imap_types::section::{PartNumber, Partial, Section};
    use imap_types::sequence::SequenceSet;

    use super::*;
    use crate::grammar::testing::{both_ways, rejects, s};

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
    fn commands_both_ways() {
        let two = || "2".parse::<SequenceSet>().unwrap().into();
        let binary = |number, partial| ConvertAtt::Binary(ConvertBinary { part: part(number), partial });
        let some_octets =
            Partial::new(imap_types::number::Number64::try_from(2001_u64).unwrap(), 1000).unwrap();
        let header = HeaderSection::try_from(Section::header()).unwrap();
        both_ways(
            |cx, input| convert(cx, input, Numbering::SeqNum),
            write_convert,
            &[
                (
                    " 2 (\"APPLICATION/PDF\") BINARY[3]",
                    Convert {
                        messages: two(),
                        to: Some(media("APPLICATION/PDF")),
                        params: Vec::new(),
                        items: NonEmpty::one(binary(3, None)),
                    },
                ),
                (
                    " 2 (\"TEXT/PLAIN\" (\"CHARSET\" \"us-ascii\")) (UID BINARY.SIZE[4] BINARY[4]<2001.1000> \
                     BODYPARTSTRUCTURE[4])",
                    Convert {
                        messages: two(),
                        to: Some(media("TEXT/PLAIN")),
                        params: Vec::from([param("CHARSET", "us-ascii")]),
                        items: some(Vec::from([
                            ConvertAtt::Uid,
                            ConvertAtt::BinarySize(part(4)),
                            binary(4, Some(some_octets)),
                            ConvertAtt::BodyPartStructure(part(4)),
                        ])),
                    },
                ),
                (
                    " 2 (NIL (\"CHARSET\" \"utf-8\")) (BODY[HEADER] AVAILABLECONVERSIONS[2])",
                    Convert {
                        messages: two(),
                        to: None,
                        params: Vec::from([param("CHARSET", "utf-8")]),
                        items: some(Vec::from([
                            ConvertAtt::Body(header),
                            ConvertAtt::AvailableConversions(part(2)),
                        ])),
                    },
                ),
            ],
        );
        rejects(
            |cx, input| convert(cx, input, Numbering::SeqNum),
            &[
                (" 2 () UID", 4, "DQUOTE"),
                (" 2 (NIL ()) UID", 9, "string"),
                (" 2 (NIL) BODY[TEXT]", 13, "convert-att"),
                (" 2 (NIL) BINARY", 15, "section-binary"),
                (" 2 (NIL) ()", 10, "atom"),
                (" 2 NIL UID", 3, "\"(\""),
            ],
        );
    }
}
