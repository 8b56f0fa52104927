//! Whether a message is like what SEARCH looks for. Headers and text are decoded by `mail-parser`.

use std::cell::{Cell, OnceCell};

use imap_fsm::types::envelope::{AddressField, Envelope};
use imap_fsm::types::flag::Flag;
use imap_fsm::types::number::{SeqNum, Uid};
use imap_fsm::types::search::{SearchHeader, SearchKey};
use imap_fsm::types::string::{AString, NString};
use mail_parser::parsers::MessageStream;
use mail_parser::{HeaderValue, MessageParser, PartType};

use crate::collation::Collation;
use crate::envelope::envelope;
use crate::fuzzy::Wanted;
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
    /// What text is compared by.
    pub(crate) collation: Collation,
    pub(crate) read: Read<'m>,
}

/// What was read of a message, each part of it when it was first asked for, however many keys ask.
#[derive(Default)]
pub(crate) struct Read<'m> {
    envelope: OnceCell<Envelope<'static>>,
    /// The headers of all parts, and what they are compared by.
    headers: OnceCell<Vec<String>>,
    header_keys: OnceCell<Vec<String>>,
    body: OnceCell<Option<mail_parser::Message<'m>>>,
    body_keys: OnceCell<Vec<String>>,
}

/// How text is looked at.
enum Sought<'s> {
    /// This is in the text's collation key.
    Key(String),
    /// This is so of the text.
    Is(&'s dyn Fn(&str) -> bool),
}

/// Whether this server knows what the key means, keys within it left aside.
pub(crate) fn is_offered(key: &SearchKey<'_>) -> bool {
    use SearchKey as K;
    !matches!(
        key,
        K::Other(_)
            | K::Annotation(_)
            | K::InThread(_)
            | K::MimePart(_)
            | K::GmRaw(_)
            | K::GmMsgId(_)
            | K::GmThrId(_)
            | K::GmLabels(_)
            | K::XSavedBefore(_)
            | K::XSavedOn(_)
            | K::XSavedSince(_)
    )
}

/// What a search costs for each message.
#[derive(Default)]
pub(crate) struct Cost {
    /// Keys, and spans of the sets among them.
    pub(crate) keys: usize,
    /// Keys that read the message. One of FUZZY costs as much as ten.
    pub(crate) texts: usize,
}

pub(crate) fn cost(keys: &[SearchKey<'_>]) -> Cost {
    use SearchKey as K;
    let mut cost = Cost::default();
    SearchKey::any(keys, |key| {
        match key {
            K::SequenceSet(set) => cost.keys += set.as_spans().len(),
            K::Uid(set) => cost.keys += set.as_spans().len(),
            K::Bcc(_) | K::Cc(_) | K::From(_) | K::To(_) | K::Subject(_) | K::Header(_) => cost.texts += 1,
            K::Body(_) | K::Text(_) | K::SentBefore(_) | K::SentOn(_) | K::SentSince(_) => cost.texts += 1,
            K::Fuzzy(_) => cost.texts += 9,
            _ => {}
        }
        cost.keys += 1;
        false
    });
    cost
}

impl<'m> Candidate<'m> {
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
            K::Bcc(text) | K::Cc(text) | K::From(text) | K::Subject(text) | K::To(text) => {
                self.any_text(key, &self.text(text))
            }
            K::Body(text) | K::Text(text) | K::Header(SearchHeader { text, .. }) => {
                self.any_text(key, &self.text(text))
            }
            K::Fuzzy(key) => self.score(key) > 0,
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
            K::UidAfter(uid) => message.uid > *uid,
            K::UidBefore(uid) => message.uid < *uid,
            K::Not(key) => !self.matches(key),
            K::Or(both) => self.matches(&both.0) || self.matches(&both.1),
            K::And(keys) => keys.iter().all(|key| self.matches(key)),
            K::EmailId(id) => message.mail.id == *id,
            // None has one.
            K::ThreadId(_) => false,
            K::SavedBefore(date) => message.saved.date() < *date,
            K::SavedOn(date) => message.saved.date() == *date,
            K::SavedSince(date) => message.saved.date() >= *date,
            K::SaveDateSupported => true,
            // What `is_offered` refuses, and what a filter was put in the place of.
            K::Other(_)
            | K::Filter(_)
            | K::Annotation(_)
            | K::InThread(_)
            | K::MimePart(_)
            | K::GmRaw(_)
            | K::GmMsgId(_)
            | K::GmThrId(_)
            | K::GmLabels(_)
            | K::XSavedBefore(_)
            | K::XSavedOn(_)
            | K::XSavedSince(_) => false,
        }
    }

    /// How well the message is like the key, from 1 to 100; 0 if it is not.
    fn score(&self, key: &SearchKey<'_>) -> u8 {
        use SearchKey as K;
        match key {
            K::Fuzzy(key) => self.score(key),
            K::Or(both) => self.score(&both.0).max(self.score(&both.1)),
            K::And(keys) => keys.iter().map(|key| self.score(key)).min().unwrap_or(100),
            K::Bcc(text)
            | K::Cc(text)
            | K::From(text)
            | K::Subject(text)
            | K::To(text)
            | K::Body(text)
            | K::Text(text)
            | K::Header(SearchHeader { text, .. }) => {
                let (wanted, best) = (Wanted::new(&text.to_str_lossy()), Cell::new(0));
                let score = |text: &str| {
                    best.set(wanted.score(text).max(best.get()));
                    best.get() == 100
                };
                self.any_text(key, &Sought::Is(&score));
                best.get()
            }
            _ if self.matches(key) => 100,
            _ => 0,
        }
    }

    /// How well a message that matches is like the keys of FUZZY among these.
    pub(crate) fn relevancy_of(&self, keys: &[SearchKey<'_>]) -> u8 {
        keys.iter().map(|key| self.relevancy(key)).min().unwrap_or(100)
    }

    fn relevancy(&self, key: &SearchKey<'_>) -> u8 {
        match key {
            SearchKey::Fuzzy(key) => self.score(key),
            SearchKey::Or(both) => {
                let matching = [&both.0, &both.1].into_iter().filter(|key| self.matches(key));
                matching.map(|key| self.relevancy(key)).max().unwrap_or(100)
            }
            SearchKey::And(keys) => keys.iter().map(|key| self.relevancy(key)).min().unwrap_or(100),
            _ => 100,
        }
    }

    /// Whether this is so of any text that the key is about.
    fn any_text(&self, key: &SearchKey<'_>, sought: &Sought<'_>) -> bool {
        use SearchKey as K;
        match key {
            K::Bcc(_) => self.any_address(AddressField::Bcc, sought),
            K::Cc(_) => self.any_address(AddressField::Cc, sought),
            K::From(_) => self.any_address(AddressField::From, sought),
            K::To(_) => self.any_address(AddressField::To, sought),
            K::Subject(_) => self.any_field("subject", sought),
            K::Header(header) => self.any_field(&header.field.to_str_lossy(), sought),
            K::Body(_) => self.any_body(sought),
            K::Text(_) => self.any_header(sought) || self.any_body(sought),
            _ => false,
        }
    }

    /// That the text is in another.
    fn text(&self, text: &AString<'_>) -> Sought<'static> {
        Sought::Key(self.collation.key(&text.to_str_lossy()).into_owned())
    }

    fn is_like(&self, text: &str, sought: &Sought<'_>) -> bool {
        match sought {
            Sought::Key(key) => self.collation.key(text).contains(key),
            Sought::Is(is_so) => is_so(text),
        }
    }

    fn is_saved(&self) -> bool {
        self.saved.binary_search(&self.message.uid).is_ok()
    }

    fn header(&self) -> &'m [u8] {
        let mail = &self.message.mail;
        &mail.octets[mail.root().header.clone()]
    }

    fn any_field(&self, name: &str, sought: &Sought<'_>) -> bool {
        let mut fields = header::fields(self.header()).filter(|field| field.is(name.as_bytes()));
        fields.any(|field| self.is_like(&decoded(field.value), sought))
    }

    /// Of the addresses of the envelope, comments left out (RFC 9051 §6.4.4).
    fn any_address(&self, field: AddressField, sought: &Sought<'_>) -> bool {
        let part =
            |octets: &NString<'_>| octets.as_ref().map_or(String::new(), |octets| decoded(octets.as_bytes()));
        let envelope = self.read.envelope.get_or_init(|| envelope(self.header()));
        envelope.addresses(field).iter().any(|address| {
            let whole =
                format!("{} <{}@{}>", part(&address.name), part(&address.mailbox), part(&address.host));
            self.is_like(&whole, sought)
        })
    }

    /// Of the header of the message and of those of all its parts.
    fn any_header(&self, sought: &Sought<'_>) -> bool {
        let headers = self.read.headers.get_or_init(|| {
            let mut headers = Vec::new();
            add_headers(&self.message.mail.octets, self.message.mail.root(), &mut headers);
            headers
        });
        match sought {
            Sought::Is(is_so) => headers.iter().any(|header| is_so(header)),
            Sought::Key(key) => {
                let keys =
                    self.read.header_keys.get_or_init(|| self.keys(headers.iter().map(String::as_str)));
                keys.iter().any(|header| header.contains(key))
            }
        }
    }

    /// Of the text of every part, decoded, without the headers (RFC 9051 §6.4.4).
    fn any_body(&self, sought: &Sought<'_>) -> bool {
        let body = self.read.body.get_or_init(|| MessageParser::default().parse(&self.message.mail.octets));
        let mut texts = Vec::new();
        body.iter().for_each(|body| add_texts(body, &mut texts));
        match sought {
            Sought::Is(is_so) => texts.into_iter().any(is_so),
            Sought::Key(key) => {
                let keys = self.read.body_keys.get_or_init(|| self.keys(texts.into_iter()));
                keys.iter().any(|text| text.contains(key))
            }
        }
    }

    fn keys<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<String> {
        texts.map(|text| self.collation.key(text).into_owned()).collect()
    }
}

fn add_headers(octets: &[u8], part: &Part, headers: &mut Vec<String>) {
    headers.push(decoded_header(&octets[part.header.clone()]));
    match &part.kind {
        Kind::Leaf => {}
        Kind::Message(message) => add_headers(octets, message, headers),
        Kind::Multi(parts) => parts.iter().for_each(|part| add_headers(octets, part, headers)),
    }
}

fn add_texts<'t>(message: &'t mail_parser::Message<'_>, texts: &mut Vec<&'t str>) {
    for part in &message.parts {
        match &part.body {
            PartType::Text(body) | PartType::Html(body) => texts.push(body),
            PartType::Message(inner) => add_texts(inner, texts),
            PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Multipart(_) => {}
        }
    }
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
