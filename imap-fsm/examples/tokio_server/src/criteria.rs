//! Whether a message is like what SEARCH looks for. Headers and text are decoded by `mail-parser`.

use imap_fsm::types::envelope::AddressField;
use imap_fsm::types::flag::Flag;
use imap_fsm::types::number::{SeqNum, Uid};
use imap_fsm::types::search::SearchKey;
use imap_fsm::types::string::{AString, NString};
use mail_parser::parsers::MessageStream;
use mail_parser::{HeaderValue, MessageParser, PartType};

use crate::collation::casemap;
use crate::envelope::envelope;
use crate::header;
use crate::mailbox::Message;
use crate::mime::{Kind, Part};
use crate::sent_date::sent_on;

/// A message that may be what is looked for.
pub(crate) struct Candidate<'m> {
    pub(crate) message: &'m Message,
    pub(crate) recent: bool,
    pub(crate) seq: SeqNum,
    /// How many messages there are, which one is the last, and which ones `$` is: what sets are about.
    pub(crate) exists: u32,
    pub(crate) last: Option<Uid>,
    pub(crate) saved: &'m [Uid],
    /// Seconds since 1970.
    pub(crate) now: i64,
}

/// Whether this server knows what the key means, keys within it left aside.
pub(crate) fn is_offered(key: &SearchKey<'_>) -> bool {
    use SearchKey as K;
    !matches!(
        key,
        K::Other(_)
            | K::Annotation(_)
            | K::EmailId(_)
            | K::ThreadId(_)
            | K::SavedBefore(_)
            | K::SavedOn(_)
            | K::SavedSince(_)
            | K::SaveDateSupported
            | K::Fuzzy(_)
            | K::InThread(_)
            | K::GmRaw(_)
            | K::GmMsgId(_)
            | K::GmThrId(_)
            | K::GmLabels(_)
            | K::XSavedBefore(_)
            | K::XSavedOn(_)
            | K::XSavedSince(_)
            | K::UidAfter(_)
            | K::UidBefore(_)
    )
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
            K::Bcc(text) => self.addresses_have(AddressField::Bcc, text),
            K::Cc(text) => self.addresses_have(AddressField::Cc, text),
            K::From(text) => self.addresses_have(AddressField::From, text),
            K::Subject(text) => self.field_has("subject", text),
            K::To(text) => self.addresses_have(AddressField::To, text),
            K::Header(header) => self.field_has(&header.field.to_str_lossy(), &header.text),
            K::Body(text) => self.text_has(text),
            K::Text(text) => self.headers_have(message.mail.root(), text) || self.text_has(text),
            K::Before(date) => stored < *date,
            K::On(date) => stored == *date,
            K::Since(date) => stored >= *date,
            K::SentBefore(date) => sent_on(self.header()).is_some_and(|sent| sent < *date),
            K::SentOn(date) => sent_on(self.header()).is_some_and(|sent| sent == *date),
            K::SentSince(date) => sent_on(self.header()).is_some_and(|sent| sent >= *date),
            K::Older(seconds) => message.mail.date.timestamp() <= self.now - i64::from(seconds.get()),
            K::Younger(seconds) => message.mail.date.timestamp() >= self.now - i64::from(seconds.get()),
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
            // What `is_offered` refuses, and what a filter was put in the place of.
            K::Other(_)
            | K::Filter(_)
            | K::Annotation(_)
            | K::EmailId(_)
            | K::ThreadId(_)
            | K::SavedBefore(_)
            | K::SavedOn(_)
            | K::SavedSince(_)
            | K::SaveDateSupported
            | K::Fuzzy(_)
            | K::InThread(_)
            | K::GmRaw(_)
            | K::GmMsgId(_)
            | K::GmThrId(_)
            | K::GmLabels(_)
            | K::XSavedBefore(_)
            | K::XSavedOn(_)
            | K::XSavedSince(_)
            | K::UidAfter(_)
            | K::UidBefore(_) => false,
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

    /// Whether an address of the envelope has this in it, comments left out (RFC 9051 §6.4.4).
    fn addresses_have(&self, field: AddressField, text: &AString<'_>) -> bool {
        let part =
            |octets: &NString<'_>| octets.as_ref().map_or(String::new(), |octets| decoded(octets.as_bytes()));
        envelope(self.header()).addresses(field).iter().any(|address| {
            let whole =
                format!("{} <{}@{}>", part(&address.name), part(&address.mailbox), part(&address.host));
            has_text(&whole, text)
        })
    }

    /// Whether a header has this in it: that of this part or of one in it.
    fn headers_have(&self, part: &Part, text: &AString<'_>) -> bool {
        has_text(&decoded_header(&self.message.mail.octets[part.header.clone()]), text)
            || match &part.kind {
                Kind::Leaf => false,
                Kind::Message(message) => self.headers_have(message, text),
                Kind::Multi(parts) => parts.iter().any(|part| self.headers_have(part, text)),
            }
    }

    /// Whether the text has this in it: that of every part, decoded, without the headers (RFC 9051 §6.4.4).
    fn text_has(&self, text: &AString<'_>) -> bool {
        let octets = &self.message.mail.octets;
        MessageParser::default().parse(octets).is_some_and(|parsed| parts_have(&parsed, text))
    }
}

fn parts_have(message: &mail_parser::Message<'_>, text: &AString<'_>) -> bool {
    message.parts.iter().any(|part| match &part.body {
        PartType::Text(body) | PartType::Html(body) => has_text(body, text),
        PartType::Message(inner) => parts_have(inner, text),
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Multipart(_) => false,
    })
}

/// A header as a person reads it.
fn decoded_header(header: &[u8]) -> String {
    let line = |field: header::Field<'_>| {
        format!("{}: {}\n", String::from_utf8_lossy(field.name), decoded(field.value))
    };
    header::fields(header).map(line).collect()
}

/// A field's value, encoded words decoded (RFC 2047).
pub(crate) fn decoded(value: &[u8]) -> String {
    let mut line = header::unfold(value);
    line.push(b'\n');
    match MessageStream::new(&line).parse_unstructured() {
        HeaderValue::Text(text) => text.into_owned(),
        _ => String::from_utf8_lossy(&line).trim_end().into(),
    }
}

/// Whether the text is in it, as `i;unicode-casemap` compares.
fn has_text(hay: &str, text: &AString<'_>) -> bool {
    casemap(hay).contains(&casemap(&text.to_str_lossy()))
}
