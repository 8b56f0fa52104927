//! BODYSTRUCTURE: what a message is made of (RFC 9051 §7.5.2).

use imap_fsm::types::body::{
    BodyStructure, Disposition, EmbeddedMessage, Extension, ExtensionData, Media, MediaType, MessageSubtype,
    MultiPart, Parameters, SinglePart,
};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::number::Number64;
use imap_fsm::types::string::AString;

use crate::envelope::{envelope, string};
use crate::header::{self, MIME, Token, tokens};
use crate::mime::{ContentType, Kind, Part};

pub(crate) fn body_structure(message: &[u8], part: &Part) -> BodyStructure<'static> {
    let header = &message[part.header.clone()];
    let content_type = &part.content_type;
    let subtype = astring(&content_type.subtype);
    let media = match &part.kind {
        Kind::Multi(parts) => {
            let parts: Vec<_> = parts.iter().map(|part| body_structure(message, part)).collect();
            let parts = NonEmpty::try_from(parts).expect("a multipart has parts");
            let parameters = parameters(content_type);
            return BodyStructure::Multi(MultiPart {
                parts,
                subtype,
                parameters,
                extension: extension(header),
            });
        }
        Kind::Message(inner) => Media::Message(Box::new(EmbeddedMessage {
            subtype: MessageSubtype::from_name(&content_type.subtype).unwrap_or(MessageSubtype::Rfc822),
            envelope: envelope(&message[inner.header.clone()]),
            body: body_structure(message, inner),
            lines: lines(&message[part.body.clone()]),
        })),
        Kind::Leaf if content_type.is("text", None) => {
            Media::Text { subtype, lines: lines(&message[part.body.clone()]) }
        }
        Kind::Leaf => Media::Basic(basic(content_type, subtype)),
    };
    BodyStructure::Single(SinglePart {
        media,
        parameters: parameters(content_type),
        id: string(header::value(header, "content-id")),
        description: string(header::value(header, "content-description")),
        encoding: AString::try_from(encoding(header)).unwrap_or(AString::EMPTY),
        octets: number(part.body.len()),
        md5: string(header::value(header, "content-md5")),
        extension: extension(header),
    })
}

/// The transfer encoding of a part, `7BIT` where it says nothing (RFC 2045 §6.1).
pub(crate) fn encoding(header: &[u8]) -> Vec<u8> {
    let value = header::value(header, "content-transfer-encoding").unwrap_or_default();
    words(&value).next().unwrap_or_else(|| b"7BIT".to_vec())
}

fn basic(content_type: &ContentType, subtype: AString<'static>) -> MediaType<'static> {
    // What is too deep to be taken apart must not look as if it were.
    MediaType::new(astring(&content_type.type_), subtype).unwrap_or_else(|_| {
        let word = |word| AString::try_from(word).expect("a word");
        MediaType::new(word("APPLICATION"), word("OCTET-STREAM")).expect("a basic type")
    })
}

fn extension(header: &[u8]) -> Extension<'static> {
    let disposition = header::value(header, "content-disposition");
    let disposition = disposition.and_then(|value| ContentType::parse(&value)).map(|disposition| {
        Disposition { kind: astring(&disposition.type_), parameters: parameters(&disposition) }
    });
    let language = header::value(header, "content-language").unwrap_or_default();
    let language = words(&language).map(|tag| astring(&tag)).collect();
    let location = string(header::value(header, "content-location"));
    ExtensionData { disposition, language, location, extensions: Vec::new() }.into()
}

fn parameters(content_type: &ContentType) -> Parameters<'static> {
    content_type.parameters.iter().map(|(name, value)| (astring(name), astring(value))).collect()
}

/// The words of a field, without comments and commas.
fn words(value: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    tokens(value, MIME).into_iter().filter_map(|token| match token {
        Token::Atom(word) | Token::Quoted(word) => Some(word),
        _ => None,
    })
}

fn astring(octets: &[u8]) -> AString<'static> {
    string(Some(octets.to_vec())).unwrap_or(AString::EMPTY)
}

fn lines(text: &[u8]) -> Number64 {
    number(text.iter().filter(|&&byte| byte == b'\n').count())
}

fn number(n: usize) -> Number64 {
    Number64::try_from(n as u64).unwrap_or(Number64::MAX)
}
