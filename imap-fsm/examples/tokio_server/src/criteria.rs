//! Whether a message is like what SEARCH looks for. Headers and text are decoded by `mail-parser`.

use imap_fsm::types::datetime::Date;
use imap_fsm::types::envelope::AddressField;
use imap_fsm::types::flag::Flag;
use imap_fsm::types::number::{SeqNum, Uid};
use imap_fsm::types::search::SearchKey;
use imap_fsm::types::string::{AString, NString};
use mail_parser::parsers::MessageStream;
use mail_parser::{HeaderValue, MessageParser, PartType};

use crate::envelope::envelope;
use crate::header;
use crate::mailbox::Message;
use crate::mime::{Kind, Part};

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

/// Whether this server knows what the key means, keys within it left aside.
pub(crate) fn is_offered(key: &SearchKey<'_>) -> bool {
    use SearchKey as K;
    !matches!(
        key,
        K::Other(_)
            | K::Older(_)
            | K::Younger(_)
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
            // What `is_offered` refuses.
            K::Other(_)
            | K::Older(_)
            | K::Younger(_)
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

    /// The day in the Date field, whatever the time and zone.
    fn sent(&self) -> Option<Date> {
        day(&header::value(self.header(), "date")?)
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

/// The day of a date as mail has it: `Mon, 7 Feb 1994 21:52 EST`, `7 Feb 94`.
fn day(value: &[u8]) -> Option<Date> {
    const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec";
    let value = String::from_utf8_lossy(value).to_lowercase();
    let words: Vec<&str> = value.split([' ', '\t', ',']).filter(|word| !word.is_empty()).collect();
    words.windows(3).find_map(|words| {
        let month = MONTHS.split(' ').position(|month| month == words[1])?;
        let year: u16 = words[2].parse().ok()?;
        // Years of two and three digits are old (RFC 5322 §4.3).
        let year = match (words[2].len(), year) {
            (2, 0..=49) => 2000 + year,
            (2 | 3, _) => 1900 + year,
            _ => year,
        };
        Date::new(year, u8::try_from(month).ok()? + 1, words[0].parse().ok()?).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_dates_of_every_kind() {
        let day = |value: &str| day(value.as_bytes());
        let expected = Date::new(1994, 2, 7).ok();
        for value in [
            "Mon, 7 Feb 1994 21:52:25 -0800 (PST)",
            "07 feb 1994",
            "Mon,7 Feb 94 21:52 EST",
            "Monday, 7  Feb 1994",
        ] {
            assert_eq!(day(value), expected, "{value}");
        }
        assert_eq!(day("1 Jan 20"), Date::new(2020, 1, 1).ok());
        for value in ["", "garbage", "30 Feb 1994", "7 1994 Feb", "Feb 7 1994"] {
            assert_eq!(day(value), None, "{value}");
        }
    }
}
