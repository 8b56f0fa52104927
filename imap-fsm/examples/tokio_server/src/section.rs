//! The text that FETCH asks for: sections of a message, as they stand there or decoded.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use imap_fsm::types::section::{Partial, Section, SectionText};
use imap_fsm::types::string::AString;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use crate::bodystructure::encoding;
use crate::header;
use crate::mailbox::Mail;
use crate::mime::{Kind, Part};

/// Octets of a message, or made of it.
pub(crate) enum Octets {
    Of(Arc<Mail>, Range<usize>),
    Made(Vec<u8>),
}

impl Octets {
    pub(crate) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Of(mail, range) => mail.octets.get(range.clone()).unwrap_or_default(),
            Self::Made(octets) => octets,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.as_slice().len()
    }

    /// Only this much of it; nothing where it begins behind the end.
    pub(crate) fn cut(self, partial: Option<Partial>) -> Self {
        let Some(partial) = partial else { return self };
        let len = self.len();
        let start = usize::try_from(partial.offset()).map_or(len, |offset| offset.min(len));
        let end = usize::try_from(partial.count()).map_or(len, |count| start.saturating_add(count).min(len));
        self.range(start..end)
    }

    /// Only these, which there are.
    pub(crate) fn range(self, wanted: Range<usize>) -> Self {
        match self {
            Self::Of(mail, range) => Self::Of(mail, range.start + wanted.start..range.start + wanted.end),
            Self::Made(octets) => Self::Made(octets[wanted].to_vec()),
        }
    }
}

/// `BODY[section]`; `None` where the message has no such section.
pub(crate) fn section(mail: &Arc<Mail>, section: &Section<'_>) -> Option<Octets> {
    let slice = |range: &Range<usize>| Some(Octets::Of(mail.clone(), range.clone()));
    let part = mail.root().find(section.part())?;
    if section.part().is_empty() && section.section_text().is_none() {
        return slice(&(0..mail.octets.len()));
    }
    let Some(text) = section.section_text() else { return slice(&part.body) };
    if *text == SectionText::Mime {
        return slice(&part.header);
    }
    let message = match &part.kind {
        _ if section.part().is_empty() => part,
        Kind::Message(message) => message,
        _ => return None,
    };
    match text {
        SectionText::Header | SectionText::Mime => slice(&message.header),
        SectionText::Text => slice(&message.body),
        SectionText::HeaderFields(names) => Some(Octets::Made(fields(mail, message, names, true))),
        SectionText::HeaderFieldsNot(names) => Some(Octets::Made(fields(mail, message, names, false))),
    }
}

/// The fields with these names, or with others, and the blank line if there is one (RFC 9051 §6.4.5.1).
fn fields(mail: &Mail, message: &Part, names: &[AString<'_>], named: bool) -> Vec<u8> {
    let header = &mail.octets[message.header.clone()];
    let names: HashSet<Vec<u8>> = names.iter().map(|name| name.as_bytes().to_ascii_lowercase()).collect();
    let is_named = |field: &header::Field<'_>| names.contains(&field.name.to_ascii_lowercase());
    let wanted = header::fields(header).filter(|field| is_named(field) == named);
    let mut text: Vec<u8> = wanted.flat_map(|field| field.whole).copied().collect();
    text.extend_from_slice(header::blank_line(header));
    text
}

/// Why `BINARY[part]` cannot be given.
pub(crate) struct UnknownEncoding;

/// `BINARY[part]`: without transfer encoding (RFC 3516 §4.2).
pub(crate) fn binary(
    mail: &Arc<Mail>,
    number: &[std::num::NonZeroU32],
) -> Result<Option<Octets>, UnknownEncoding> {
    let Some(part) = mail.root().find(number) else { return Ok(None) };
    if number.is_empty() {
        return Ok(Some(Octets::Of(mail.clone(), 0..mail.octets.len())));
    }
    let body = &mail.octets[part.body.clone()];
    let decoded = match encoding(&mail.octets[part.header.clone()]).to_ascii_lowercase().as_slice() {
        b"7bit" | b"8bit" | b"binary" => return Ok(Some(Octets::Of(mail.clone(), part.body.clone()))),
        b"base64" => base64_decode(body),
        b"quoted-printable" => quoted_printable_decode(body),
        _ => None,
    };
    decoded.map(|octets| Some(Octets::Made(octets))).ok_or(UnknownEncoding)
}
