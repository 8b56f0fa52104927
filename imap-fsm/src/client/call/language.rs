//! LANGUAGE and COMPARATOR. [RFC 5255](https://www.rfc-editor.org/rfc/rfc5255)

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::language::{self, CollationOrder, ComparatorData, LanguageRange, LanguageTag};
use imap_types::namespace::Namespaces;
use imap_types::response::Data;

use super::{Answer, Request, Room};

/// LANGUAGE: which language the server's texts for people are in.
///
/// ```text
/// C: a1 LANGUAGE FR-CA
/// S: * LANGUAGE (FR)
/// S: * NAMESPACE (("" "/")) NIL NIL           its translations of prefixes, perhaps
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::language::LanguageRange;
///
/// let call = client.call(Language::new([LanguageRange::try_from("FR-CA")?]))?;
/// let languages = finish(&mut client, call, b"* LANGUAGE (FR)\r\na1 OK done\r\n")?;
/// assert_eq!(languages.tags[0], "FR");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Requires [`Capability::Language`](imap_types::capability::Capability::Language).
/// [RFC 5255 §3.2](https://www.rfc-editor.org/rfc/rfc5255#section-3.2)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Language<'a>(language::Language<'a>);

impl<'a> Language<'a> {
    /// Changes to the first of these that the server has, the most wanted first.
    pub fn new(ranges: impl IntoIterator<Item = LanguageRange<'a>>) -> Self {
        Self(language::Language { ranges: ranges.into_iter().collect() })
    }

    /// Asks which languages the server has.
    pub const fn list() -> Self {
        Self(language::Language { ranges: Vec::new() })
    }
}

impl<'a> Request<'a> for Language<'a> {
    type Answer = LanguageAnswer;

    fn into_parts(self) -> (CommandBody<'a>, LanguageAnswer) {
        let answer = LanguageAnswer { changes: !self.0.ranges.is_empty(), languages: Languages::default() };
        (CommandBody::Language(self.0), answer)
    }
}

/// Answer to LANGUAGE.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Languages {
    /// The language in use now, or all that the server has.
    pub tags: Vec<LanguageTag<'static>>,
    /// The namespaces, where the server has translations of their prefixes.
    /// [RFC 5255 §3.4](https://www.rfc-editor.org/rfc/rfc5255#section-3.4)
    pub namespaces: Option<Namespaces<'static>>,
}

/// Keeps the languages that were told last.
#[derive(Clone, Debug)]
pub struct LanguageAnswer {
    changes: bool,
    languages: Languages,
}

impl Answer for LanguageAnswer {
    type Output = Languages;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        let namespaces = self.changes && matches!(data, Data::Namespace(_));
        if !namespaces && !matches!(data, Data::Language(_)) {
            return Some(data);
        }
        if !room.take_data(&data) {
            return None;
        }
        match data {
            Data::Language(told) => self.languages.tags = told.tags.into_vec().into_static(),
            Data::Namespace(namespaces) => self.languages.namespaces = Some((*namespaces).into_static()),
            data => return Some(data),
        }
        None
    }

    fn output(self) -> Languages {
        self.languages
    }
}

/// COMPARATOR: how the server compares strings in SEARCH, SORT and THREAD.
///
/// ```text
/// C: a1 COMPARATOR "cz;*" i;basic
/// S: * COMPARATOR i;basic
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// let call = client.call(Comparator::new(["cz;*".try_into()?, "i;basic".try_into()?]))?;
/// let comparator = finish(&mut client, call, b"* COMPARATOR i;basic\r\na1 OK done\r\n")?.unwrap();
/// assert_eq!(comparator.active, "i;basic");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the comparator that is active now; `None` where the server does not tell it. It says NO if it has none of
/// those. Requires [`Capability::I18nLevel`](imap_types::capability::Capability::I18nLevel) of 2.
/// [RFC 5255 §4.7](https://www.rfc-editor.org/rfc/rfc5255#section-4.7)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Comparator<'a>(language::Comparator<'a>);

impl<'a> Comparator<'a> {
    /// Changes to the first of these that the server has, the most wanted first; `*` stands for any characters.
    pub fn new(orders: impl IntoIterator<Item = CollationOrder<'a>>) -> Self {
        Self(language::Comparator { orders: orders.into_iter().collect() })
    }

    /// Asks which comparator is active.
    pub const fn active() -> Self {
        Self(language::Comparator { orders: Vec::new() })
    }
}

impl<'a> Request<'a> for Comparator<'a> {
    type Answer = ComparatorAnswer;

    fn into_parts(self) -> (CommandBody<'a>, ComparatorAnswer) {
        (CommandBody::Comparator(self.0), ComparatorAnswer::default())
    }
}

/// Keeps the comparator that was told last.
#[derive(Clone, Debug, Default)]
pub struct ComparatorAnswer(Option<ComparatorData<'static>>);

impl Answer for ComparatorAnswer {
    type Output = Option<ComparatorData<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::Comparator(_) => {
                if let (true, Data::Comparator(told)) = (room.take_data(&data), data) {
                    self.0 = Some(told.into_static());
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Option<ComparatorData<'static>> {
        self.0
    }
}
