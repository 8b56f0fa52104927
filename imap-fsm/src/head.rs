//! What is known of untagged data before the octets of a literal, out of data that was read with an empty one.

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::fetch::{FetchHead, FetchNumber, MsgAtt};
use imap_types::metadata::{MetadataEntries, MetadataHead};
use imap_types::nonempty::NonEmpty;
use imap_types::response::{Data, DataHead};
use imap_types::urlauth::{UrlData, UrlDataHead, UrlFetchHead};

/// The literals of a message that came in pieces, once there was one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streamed(Option<Box<Seen>>);

/// In which items of a FETCH response they stand.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// The items in which such a literal stands, or may stand, in ascending order, up to the last. Most responses have one
    /// such literal, and nothing here.
    texts: Vec<usize>,
    /// The last item of which that is known.
    last: Option<usize>,
    /// The first item in which a literal may stand that came since the last of them.
    unsure: Option<usize>,
}

impl Streamed {
    /// Of the next message.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// A literal came of which nobody can tell what it is.
    pub(crate) fn unread(&mut self) {
        let seen = self.0.get_or_insert_default();
        let known = seen.last.map_or(0, |last| last.saturating_add(1));
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
            return Some(DataHead::UrlFetch(UrlFetchHead { url: fetched.url, index, data }));
        }
        let kind = data.kind();
        if let Data::Metadata(told) = data {
            return match told.entries {
                MetadataEntries::Values(values) => {
                    let index = values.len().saturating_sub(1);
                    let entry = values.into_vec().pop()?.entry;
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
            seen.texts.extend(unsure.map(|(index, _)| index));
        }
        if !seen.texts.is_empty() {
            let (mut texts, mut indexes) = (seen.texts.iter().peekable(), 0..);
            items.retain(|_| texts.next_if(|text| indexes.next() == Some(**text)).is_none());
        }
        seen.last = Some(index);
        Some(FetchHead { message, items, text, index })
    }
}

/// Whether a literal can stand in the item.
const fn has_strings(item: &MsgAtt<'_>) -> bool {
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
