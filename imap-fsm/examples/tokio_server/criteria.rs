//! Whether a message is like what SEARCH looks for. Headers and text are decoded by `mail-parser`.

use imap_types::datetime::Date;
use imap_types::flag::Flag;
use imap_types::number::{SeqNum, Uid};
use imap_types::search::SearchKey;
use imap_types::string::AString;
use mail_parser::parsers::MessageStream;
use mail_parser::{HeaderValue, MessageParser, PartType};

use crate::header;
use crate::mailbox::Message;

/// A message that may be what is looked for.
pub(crate) struct Candidate<'m> {
    pub(crate) message: &'m Message,
    pub(crate) recent: bool,
    pub(crate) seq: SeqNum,
    /// How many messages there are, which one is the last, and which ones `$` is: what sets are about.
    pub(crate) exists: u32,
    pub(crate) last: Option<Uid>,
    pub(crate) saved: &'m [Uid],
}

impl Candidate<'_> {
    pub(crate) fn matches(&self, key: &SearchKey<'_>) -> bool {
        use SearchKey as K;
        let message = self.message;
        let has = |flag: Flag<'_>| message.flags.contains(&flag);
        let stored = message.mail.date.date();
        match key {
            K::All => true,
            K::Answered => has(Flag::Answered),
            K::Deleted => has(Flag::Deleted),
            K::Draft => has(Flag::Draft),
            K::Flagged => has(Flag::Flagged),
            K::Seen => has(Flag::Seen),
            K::Unanswered => !has(Flag::Answered),
            K::Undeleted => !has(Flag::Deleted),
            K::Undraft => !has(Flag::Draft),
            K::Unflagged => !has(Flag::Flagged),
            K::Unseen => !has(Flag::Seen),
            K::New => self.recent && !has(Flag::Seen),
            K::Old => !self.recent,
            K::Recent => self.recent,
            K::Keyword(name) => has(Flag::Keyword(name.clone())),
            K::Unkeyword(name) => !has(Flag::Keyword(name.clone())),
            K::Bcc(text) => self.field_has("bcc", text),
            K::Cc(text) => self.field_has("cc", text),
            K::From(text) => self.field_has("from", text),
            K::Subject(text) => self.field_has("subject", text),
            K::To(text) => self.field_has("to", text),
            K::Header(name, text) => self.field_has(&name.to_str_lossy(), text),
            K::Body(text) => self.text_has(text),
            K::Text(text) => has_text(&decoded_header(self.header()), text) || self.text_has(text),
            K::Before(date) => stored < *date,
            K::On(date) => stored == *date,
            K::Since(date) => stored >= *date,
            K::SentBefore(date) => self.sent().is_some_and(|sent| sent < *date),
            K::SentOn(date) => self.sent().is_some_and(|sent| sent == *date),
            K::SentSince(date) => self.sent().is_some_and(|sent| sent >= *date),
            K::Larger(octets) => message.mail.len() > octets.get(),
            K::Smaller(octets) => message.mail.len() < octets.get(),
            K::ModSeq(changed) => changed.mod_seq.is_none_or(|mod_seq| message.mod_seq >= mod_seq),
            K::SequenceSet(set) => {
                let last = SeqNum::try_from(self.exists).unwrap_or(SeqNum::MIN);
                set.contains(self.seq, last) || set.is_saved() && self.is_saved()
            }
            K::Uid(set) => {
                let last = self.last.unwrap_or(message.uid);
                set.contains(message.uid, last) || set.is_saved() && self.is_saved()
            }
            K::Not(key) => !self.matches(key),
            K::Or(both) => self.matches(&both.0) || self.matches(&both.1),
            K::And(keys) => keys.iter().all(|key| self.matches(key)),
            K::Other(_) => false,
        }
    }

    fn is_saved(&self) -> bool {
        self.saved.binary_search(&self.message.uid).is_ok()
    }

    fn header(&self) -> &[u8] {
        let mail = &self.message.mail;
        &mail.octets[mail.root().header.clone()]
    }

    fn field_has(&self, name: &str, text: &AString<'_>) -> bool {
        let mut fields = header::fields(self.header()).filter(|field| field.is(name.as_bytes()));
        fields.any(|field| has_text(&decoded(field.value), text))
    }

    /// The day in the Date field, whatever the time and zone.
    fn sent(&self) -> Option<Date> {
        let value = header::value(self.header(), "date")?;
        let date = mail_parser::DateTime::parse_rfc822(&String::from_utf8_lossy(&value))?;
        Date::new(date.year, date.month, date.day).ok()
    }

    /// Whether the text without the header has this in it: the text of every part, decoded.
    fn text_has(&self, text: &AString<'_>) -> bool {
        let octets = &self.message.mail.octets;
        MessageParser::default().parse(octets).is_some_and(|parsed| parts_have(&parsed, text))
    }
}

fn parts_have(message: &mail_parser::Message<'_>, text: &AString<'_>) -> bool {
    message.parts.iter().any(|part| match &part.body {
        PartType::Text(body) | PartType::Html(body) => has_text(body, text),
        PartType::Message(inner) => {
            has_text(&decoded_header(inner.raw_message()), text) || parts_have(inner, text)
        }
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Multipart(_) => false,
    })
}

/// A header as a person reads it.
fn decoded_header(message: &[u8]) -> String {
    let header = &message[..header::header_len(message)];
    let line = |field: header::Field<'_>| {
        format!("{}: {}\n", String::from_utf8_lossy(field.name), decoded(field.value))
    };
    header::fields(header).map(line).collect()
}

/// A field's value, encoded words decoded (RFC 2047).
fn decoded(value: &[u8]) -> String {
    let mut line = header::unfold(value);
    line.push(b'\n');
    match MessageStream::new(&line).parse_unstructured() {
        HeaderValue::Text(text) => text.into_owned(),
        _ => String::from_utf8_lossy(&line).trim_end().into(),
    }
}

/// Whether the text is in it, in upper or lower case.
fn has_text(hay: &str, text: &AString<'_>) -> bool {
    hay.to_lowercase().contains(&text.to_str_lossy().to_lowercase())
}
