//! What is known of untagged data before the octets of a literal, and at its end, out of data that was read with an empty
//! one.

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::fetch::{FetchHead, FetchNumber, MsgAtt};
use imap_types::metadata::{MetadataEntries, MetadataHead};
use imap_types::nonempty::NonEmpty;
use imap_types::response::{Data, DataHead};
use imap_types::urlauth::{UrlData, UrlDataHead, UrlFetchHead, UrlFetched};

/// Untagged data that has ended, of which literals came in pieces.
///
/// ```text
/// S: * 12 FETCH (UID 4 BODY[] {300000}
/// S: From: alice@example.org… FLAGS (\Seen))
///                             ^^^^^^^^^^^^^^
/// ```
/// [`DataTail::into_data`] gives `* 12 FETCH (UID 4 FLAGS (\Seen))`: nothing stands for octets that were handed out before.
#[derive(Clone, Debug, PartialEq)]
pub struct DataTail {
    /// With empty strings for the literals that came in pieces.
    emptied: Data<'static>,
    streamed: Streamed,
}

impl DataTail {
    pub(crate) const fn new(emptied: Data<'static>, streamed: Streamed) -> Self {
        Self { emptied, streamed }
    }

    /// The data with empty strings in the place of the literals.
    pub(crate) const fn emptied(&self) -> &Data<'static> {
        &self.emptied
    }

    pub(crate) fn into_parts(self) -> (Data<'static>, Streamed) {
        (self.emptied, self.streamed)
    }

    /// The data without what the octets belong to: a FETCH response without those items, URLFETCH without those elements
    /// and the URLs that have no other, METADATA without those entries. `None` where nothing is left, and for data that is
    /// not made for long strings.
    ///
    /// An item that cannot be told from one with such a literal is left out as well: one behind a literal whose
    /// [`Event::LiteralHead`](crate::client::Event::LiteralHead) has no head.
    pub fn into_data(self) -> Option<Data<'static>> {
        let Self { emptied, streamed } = self;
        let seen = streamed.0?;
        if let Data::Fetch { seq, items } = emptied {
            return Some(Data::Fetch { seq, items: seen.whole_items(items)? });
        }
        if let Data::UidFetch { uid, items } = emptied {
            return Some(Data::UidFetch { uid, items: seen.whole_items(items)? });
        }
        if let Data::UrlFetch(urls) = emptied {
            let urls = urls.into_vec().into_iter().enumerate();
            let urls: Vec<_> = urls.filter_map(|(index, fetched)| seen.whole_url(index, fetched)).collect();
            return NonEmpty::try_from(urls).ok().map(Data::UrlFetch);
        }
        if let Data::Metadata(mut told) = emptied {
            let MetadataEntries::Values(values) = told.entries else { return None };
            let values = values.into_vec().into_iter().enumerate();
            let whole = values.filter(|(index, _)| !seen.has((*index, 0)) && !seen.may_have(*index));
            let values = NonEmpty::try_from(whole.map(|(_, value)| value).collect::<Vec<_>>()).ok()?;
            told.entries = MetadataEntries::Values(values);
            return Some(Data::Metadata(told));
        }
        None
    }

    /// The same of a tail that is lent; it copies.
    pub fn to_data(&self) -> Option<Data<'static>> {
        self.clone().into_data()
    }
}

/// The literals of a message that came in pieces, once there was one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Streamed(Option<Box<Seen>>);

/// Where such a literal stands: in which item, URL or entry, and in which element of the URL.
type Place = (usize, usize);

/// Where they stand in a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    /// Where such a literal stands, or may stand, in ascending order, up to the last. Most responses have one such
    /// literal, and nothing here.
    texts: Vec<Place>,
    /// The last place of which that is known.
    last: Option<Place>,
    /// The first item in which a literal may stand that came since the last of them.
    unsure: Option<usize>,
}

impl Seen {
    fn begin(&mut self, place: Place) {
        self.texts.extend(self.last.replace(place));
    }

    fn has(&self, place: Place) -> bool {
        self.last == Some(place) || self.texts.binary_search(&place).is_ok()
    }

    /// Whether a literal may stand there of which that is not known.
    fn may_have(&self, item: usize) -> bool {
        self.unsure.is_some_and(|from| item >= from)
    }

    fn whole_items(&self, items: NonEmpty<MsgAtt<'static>>) -> Option<NonEmpty<MsgAtt<'static>>> {
        let (mut items, mut indexes) = (items.into_vec(), 0..);
        items.retain(|item| {
            let index = indexes.next().unwrap_or(usize::MAX);
            !(self.has((index, 0)) || self.may_have(index) && has_strings(item))
        });
        NonEmpty::try_from(items).ok()
    }

    fn whole_url(&self, index: usize, fetched: UrlFetched<'static>) -> Option<UrlFetched<'static>> {
        let UrlFetched { url, data } = fetched;
        // The literal may stand in another element of the same URL.
        if self.may_have(index.saturating_add(1)) {
            return None;
        }
        let data = match data {
            UrlData::Simple(_) if self.has((index, 0)) => return None,
            UrlData::Simple(data) => UrlData::Simple(data),
            UrlData::Extended(elements) => {
                let elements = elements.into_vec().into_iter().enumerate();
                let whole = elements.filter(|(element, _)| !self.has((index, *element)));
                let whole: Vec<_> = whole.map(|(_, element)| element).collect();
                UrlData::Extended(NonEmpty::try_from(whole).ok()?)
            }
        };
        Some(UrlFetched { url, data })
    }
}

impl Streamed {
    /// Of the next message.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// A literal came of which nobody can tell what it is.
    pub(crate) fn unread(&mut self) {
        let seen = self.0.get_or_insert_default();
        let known = seen.last.map_or(0, |(item, _)| item.saturating_add(1));
        seen.unsure = seen.unsure.or(Some(known));
    }

    /// What is known before the literal at the end of `data`, which was read with empty ones in the place of those that
    /// come in pieces.
    pub(crate) fn head(&mut self, data: Data<'static>) -> Option<DataHead<'static>> {
        if let Data::Fetch { seq, items } = data {
            return self.fetch(FetchNumber::SeqNum(seq), items).map(DataHead::Fetch);
        }
        if let Data::UidFetch { uid, items } = data {
            return self.fetch(FetchNumber::Uid(uid), items).map(DataHead::Fetch);
        }
        if let Data::UrlFetch(urls) = data {
            let index = urls.len().saturating_sub(1);
            let fetched = urls.into_vec().pop()?;
            let data = match &fetched.data {
                UrlData::Simple(_) => UrlDataHead::Simple,
                UrlData::Extended(elements) => UrlDataHead::Extended {
                    kind: elements.last()?.kind(),
                    index: elements.len().saturating_sub(1),
                },
            };
            let element = if let UrlDataHead::Extended { index, .. } = data { index } else { 0 };
            self.0.get_or_insert_default().begin((index, element));
            return Some(DataHead::UrlFetch(UrlFetchHead { url: fetched.url, index, data }));
        }
        let kind = data.kind();
        if let Data::Metadata(told) = data {
            return match told.entries {
                MetadataEntries::Values(values) => {
                    let index = values.len().saturating_sub(1);
                    let entry = values.into_vec().pop()?.entry;
                    self.0.get_or_insert_default().begin((index, 0));
                    Some(DataHead::Metadata(MetadataHead { mailbox: told.mailbox, entry, index }))
                }
                MetadataEntries::Changed(_) => Some(DataHead::Other { kind, mailbox: Some(told.mailbox) }),
            };
        }
        // An empty name is the literal itself.
        let mailbox = data.mailbox().filter(|mailbox| !mailbox.as_bytes().is_empty()).cloned();
        Some(DataHead::Other { kind, mailbox })
    }

    fn fetch(
        &mut self,
        message: FetchNumber,
        items: NonEmpty<MsgAtt<'static>>,
    ) -> Option<FetchHead<'static>> {
        let mut items = items.into_vec();
        let text = items.pop()?.into_head()?;
        let index = items.len();
        let seen = self.0.get_or_insert_default();
        seen.texts.extend(seen.last);
        if let Some(from) = seen.unsure.take() {
            let unsure = items.iter().enumerate().skip(from).filter(|(_, item)| has_strings(item));
            seen.texts.extend(unsure.map(|(index, _)| (index, 0)));
        }
        if !seen.texts.is_empty() {
            let (mut texts, mut indexes) = (seen.texts.iter().peekable(), 0..);
            items.retain(|_| texts.next_if(|(item, _)| indexes.next() == Some(*item)).is_none());
        }
        seen.last = Some((index, 0));
        Some(FetchHead { message, items, text, index })
    }
}

/// Whether a literal can stand in the item.
pub(crate) const fn has_strings(item: &MsgAtt<'_>) -> bool {
    match item {
        MsgAtt::BinarySize { .. }
        | MsgAtt::Flags(_)
        | MsgAtt::InternalDate(_)
        | MsgAtt::ModSeq(_)
        | MsgAtt::NoModSeq(_)
        | MsgAtt::Rfc822Size(_)
        | MsgAtt::Uid(_)
        | MsgAtt::SaveDate(_)
        | MsgAtt::EmailId(_)
        | MsgAtt::ThreadId(_)
        | MsgAtt::ObjectId(_)
        | MsgAtt::GmMsgId(_)
        | MsgAtt::GmThrId(_)
        | MsgAtt::XRealUid(_)
        | MsgAtt::XSaveDate(_) => false,
        MsgAtt::BodySection(_)
        | MsgAtt::Binary(_)
        | MsgAtt::Rfc822(_)
        | MsgAtt::Rfc822Header(_)
        | MsgAtt::Rfc822Text(_)
        | MsgAtt::Body(_)
        | MsgAtt::BodyStructure(_)
        | MsgAtt::Envelope(_)
        | MsgAtt::Preview(_)
        | MsgAtt::Annotation(_)
        | MsgAtt::GmLabels(_)
        | MsgAtt::XGuid(_)
        | MsgAtt::XMailbox(_)
        | MsgAtt::Snippet(_)
        | MsgAtt::Malformed(_)
        | MsgAtt::Other(_) => true,
    }
}
