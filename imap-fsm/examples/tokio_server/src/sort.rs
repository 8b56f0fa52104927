//! SORT: every key of [RFC 5256 §3](https://www.rfc-editor.org/rfc/rfc5256#section-3) and
//! [RFC 5957](https://www.rfc-editor.org/rfc/rfc5957).

use std::cell::OnceCell;
use std::cmp::Ordering;

use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::atom::Tag;
use imap_fsm::types::envelope::{Address, AddressField};
use imap_fsm::types::sort::{Sort, SortCriterion, SortKey};
use imap_fsm::types::string::NString;

use crate::answer::Outcome;
use crate::base_subject::base_subject;
use crate::comparator::Comparator;
use crate::criteria::decoded;
use crate::envelope::envelope;
use crate::found::Returns;
use crate::header;
use crate::lines::{Refusal, bad};
use crate::mailbox::Message;
use crate::search_work::Kind;
use crate::sent_date::sent_at;
use crate::service::Service;

impl Service {
    pub(crate) fn sort(&mut self, tag: &Tag<'_>, sort: &Sort<'_>) -> Outcome {
        let returns = sort.returns.as_deref().map(Returns::read).transpose()?;
        let kind = Kind::Sort(Sorting::new(&sort.criteria, self.comparator)?);
        self.begin_search(tag, sort.numbering, returns, Some(&sort.charset), &sort.keys, kind)
    }
}

/// What messages are sorted by. Those that are equal stay in the order of the mailbox.
#[derive(Clone)]
pub(crate) struct Sorting {
    criteria: Vec<SortCriterion<'static>>,
    comparator: Comparator,
}

/// What a message has of one criterion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Number(i64),
    /// A collation key.
    Text(Vec<u8>),
    /// What is no text in UTF-8 stands behind all that is, by its octets (RFC 5255 §4.6).
    Octets(Vec<u8>),
}

impl Value {
    pub(crate) fn octets(&self) -> usize {
        match self {
            Self::Number(_) => 0,
            Self::Text(text) | Self::Octets(text) => text.len(),
        }
    }
}

impl Sorting {
    fn new(criteria: &[SortCriterion<'_>], comparator: Comparator) -> Result<Self, Refusal> {
        let mut sorting: Vec<SortCriterion<'static>> = Vec::new();
        for criterion in criteria {
            if !is_offered(&criterion.key) {
                return Err(bad("unknown sort key"));
            }
            // A key that comes again has nothing to decide.
            if !sorting.iter().any(|known| known.key == criterion.key) {
                sorting.push(criterion.clone().into_static());
            }
        }
        Ok(Self { criteria: sorting, comparator })
    }

    pub(crate) fn values(&self, message: &Message, score: u8) -> Vec<Value> {
        let mail = &message.mail;
        let header = &mail.octets[mail.root().header.clone()];
        let parsed = OnceCell::new();
        let first = |field| {
            let envelope = parsed.get_or_init(|| envelope(header));
            envelope.addresses(field).first()
        };
        let mailbox = |field| {
            let mailbox = first(field).and_then(|address| address.mailbox.as_ref());
            self.text(mailbox.map_or(&b""[..], |mailbox| mailbox.as_bytes()))
        };
        let value = |criterion: &SortCriterion<'_>| match criterion.key {
            SortKey::Arrival => Value::Number(mail.date.timestamp()),
            SortKey::Date => Value::Number(sent_at(mail)),
            SortKey::Size => Value::Number(i64::try_from(mail.len()).unwrap_or(i64::MAX)),
            SortKey::Subject => self.text(subject(header).text.as_bytes()),
            SortKey::Cc => mailbox(AddressField::Cc),
            SortKey::From => mailbox(AddressField::From),
            SortKey::To => mailbox(AddressField::To),
            SortKey::DisplayFrom => self.text(&display(first(AddressField::From))),
            SortKey::DisplayTo => self.text(&display(first(AddressField::To))),
            // The highest comes first (RFC 6203 §6).
            SortKey::Relevancy => Value::Number(-i64::from(score)),
            // What `is_offered` refuses.
            SortKey::Annotation(_) | SortKey::ModSeq | SortKey::Uid | SortKey::Other(_) => Value::Number(0),
        };
        self.criteria.iter().map(value).collect()
    }

    fn text(&self, octets: &[u8]) -> Value {
        match std::str::from_utf8(octets) {
            Ok(text) => Value::Text(self.comparator.collation.key(text).into_owned().into_bytes()),
            Err(_) => Value::Octets(octets.to_vec()),
        }
    }

    pub(crate) fn is_by_relevancy(&self) -> bool {
        self.criteria.iter().any(|criterion| criterion.key == SortKey::Relevancy)
    }

    pub(crate) fn compare(&self, one: &[Value], other: &[Value]) -> Ordering {
        let mut criteria =
            self.criteria.iter().zip(one.iter().zip(other)).map(|(criterion, (one, other))| {
                let order = match (one, other) {
                    (Value::Text(one), Value::Text(other)) if self.comparator.is_reversed => other.cmp(one),
                    _ => one.cmp(other),
                };
                if criterion.reverse { order.reverse() } else { order }
            });
        criteria.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

fn is_offered(key: &SortKey<'_>) -> bool {
    !matches!(key, SortKey::Annotation(_) | SortKey::ModSeq | SortKey::Uid | SortKey::Other(_))
}

/// What the message is about.
pub(crate) fn subject(header: &[u8]) -> crate::base_subject::BaseSubject {
    header::value(header, "subject").map_or_else(Default::default, |value| base_subject(&decoded(&value)))
}

/// The name of an address as people see it, else the address (RFC 5957 §3).
fn display(address: Option<&Address<'_>>) -> Vec<u8> {
    let Some(address) = address else { return Vec::new() };
    let octets = |part: &NString<'_>| part.as_ref().map(|part| part.as_bytes().to_vec());
    let name = octets(&address.name).map(|name| decoded(&name)).filter(|name| !name.is_empty());
    match (name, octets(&address.mailbox), octets(&address.host)) {
        (Some(name), ..) => name.into_bytes(),
        (None, Some(mailbox), Some(host)) => [mailbox, host].join(&b'@'),
        (None, Some(mailbox), None) => mailbox,
        (None, None, _) => Vec::new(),
    }
}
