//! ESEARCH, a search in several mailboxes. [RFC 7377](https://www.rfc-editor.org/rfc/rfc7377)

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::charset::Charset;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::mailbox::Mailbox;
use imap_types::multisearch::{self, SearchSource};
use imap_types::nonempty::NonEmpty;
use imap_types::number::{Uid, UidValidity};
use imap_types::response::Data;
use imap_types::search::{SearchKey, SearchReturnOpt, SearchReturnOpts};

use super::search::{Found, SearchAnswer};
use super::{Answer, Request, Room};
use crate::client::CommandId;

/// ESEARCH: which messages of several mailboxes are like this.
///
/// ```text
/// C: a1 ESEARCH IN (mailboxes folder1 subtree folder2) UNSEEN
/// S: * ESEARCH (TAG "a1" MAILBOX folder1 UIDVALIDITY 1) UID ALL 4001,4003,4005,4007,4009
/// S: * ESEARCH (TAG "a1" MAILBOX folder2/salmon UIDVALIDITY 23) UID ALL 50003,50006,50009
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::filter_mailboxes::FilterMailboxes;
/// use imap_fsm::types::mailbox::Mailbox;
/// use imap_fsm::types::search::SearchKey;
///
/// let folder = |name| Mailbox::try_from(name);
/// let groups = [FilterMailboxes::Mailboxes(folder("folder1")?.into()), FilterMailboxes::Subtree(folder("folder2")?.into())];
/// let call = client.call(MultiSearch::new(SearchKey::Unseen).mailboxes(groups)?)?;
/// let answer = b"* ESEARCH (TAG \"a1\" MAILBOX folder1 UIDVALIDITY 1) UID ALL 4001,4003,4005,4007,4009\r\n\
///     * ESEARCH (TAG \"a1\" MAILBOX folder2/salmon UIDVALIDITY 23) UID ALL 50003,50006,50009\r\na1 OK done\r\n";
/// let found = finish(&mut client, call, answer)?;
/// assert_eq!(found[1].mailbox.as_ref().unwrap(), "folder2/salmon");
/// assert_eq!(found[1].found.count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the mailboxes where something was found, in the order of the server. Any number of these run at once. A
/// server with MESSAGELIMIT searches all messages of all mailboxes: [RFC 9738 §3](https://www.rfc-editor.org/rfc/rfc9738#section-3)
/// names the commands that it limits, and ESEARCH is none, since the UID where it stopped would be that of no one mailbox. Requires
/// [`Capability::MultiSearch`](imap_types::capability::Capability::MultiSearch).
/// [RFC 7377 §2](https://www.rfc-editor.org/rfc/rfc7377#section-2)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct MultiSearch<'a>(multisearch::MultiSearch<'a>);

impl<'a> MultiSearch<'a> {
    /// For messages of which all these keys hold; without another word in the selected mailbox.
    pub fn new(keys: impl Into<NonEmpty<SearchKey<'a>>>) -> Self {
        Self(multisearch::MultiSearch::new(keys))
    }

    /// In the mailboxes of any of these groups, at least one. Refuses `selected-delayed`, and others than the selected one
    /// where SAVE is asked for.
    pub fn mailboxes(
        self,
        groups: impl IntoIterator<Item = FilterMailboxes<'a>>,
    ) -> Result<Self, ValueError> {
        let groups = NonEmpty::try_from(Vec::from_iter(groups))?;
        self.0.with_source(SearchSource::new(groups, Vec::new())?).map(Self)
    }

    /// The charset of the strings in the keys.
    pub fn charset(mut self, charset: Charset<'a>) -> Self {
        self.0.charset = Some(charset);
        self
    }

    /// Return options for each mailbox; none means all UIDs. Refuses PARTIAL beside ALL, either twice, and SAVE in others than
    /// the selected mailbox.
    pub fn returns(self, options: impl IntoIterator<Item = SearchReturnOpt<'a>>) -> Result<Self, ValueError> {
        self.0.with_returns(SearchReturnOpts::try_from(Vec::from_iter(options))?).map(Self)
    }
}

impl<'a> Request<'a> for MultiSearch<'a> {
    type Answer = MultiSearchAnswer;

    fn into_parts(self) -> (CommandBody<'a>, MultiSearchAnswer) {
        (CommandBody::ESearch(self.0), MultiSearchAnswer::default())
    }
}

/// Result of an ESEARCH in one mailbox.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundIn {
    /// The mailbox; `None` for the selected one, where the server does not name it.
    pub mailbox: Option<Mailbox<'static>>,
    /// The epoch of its UIDs.
    pub uid_validity: Option<UidValidity>,
    /// Messages found, by UID.
    pub found: Found<Uid>,
}

/// Collects what is found, by mailbox.
#[derive(Clone, Debug, Default)]
pub struct MultiSearchAnswer {
    id: Option<CommandId>,
    found: Vec<(Option<Mailbox<'static>>, Option<UidValidity>, SearchAnswer<Uid>)>,
    /// Where each mailbox stands.
    places: BTreeMap<Option<Mailbox<'static>>, usize>,
}

/// What a mailbox takes besides the octets of what was found.
const MAILBOX: usize = size_of::<FoundIn>();

impl Answer for MultiSearchAnswer {
    type Output = Vec<FoundIn>;
    type Step<'i> = Infallible;

    fn begun(&mut self, id: CommandId) {
        self.id = Some(id);
    }

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        let Data::ESearch(found) = &data else { return Some(data) };
        if found.tag.as_ref().is_none_or(|tag| !is_tag(self.id, tag.as_bytes())) {
            return Some(data);
        }
        if !(room.take(MAILBOX) && room.take_data(&data)) {
            return None;
        }
        let Data::ESearch(found) = data else { return Some(data) };
        let mailbox = found.mailbox.into_static();
        let end = self.found.len();
        let at = *self.places.entry(mailbox.clone()).or_insert(end);
        if at == end {
            self.found.push((mailbox, None, SearchAnswer::default()));
        }
        if let Some((_, uid_validity, answer)) = self.found.get_mut(at) {
            *uid_validity = found.uid_validity.or(*uid_validity);
            found.data.into_iter().for_each(|data| answer.keep(data));
        }
        None
    }

    fn output(self) -> Vec<FoundIn> {
        let found = self.found.into_iter();
        let output = |(mailbox, uid_validity, answer): (_, _, SearchAnswer<Uid>)| FoundIn {
            mailbox,
            uid_validity,
            found: answer.output(),
        };
        found.map(output).collect()
    }
}

fn is_tag(id: Option<CommandId>, tag: &[u8]) -> bool {
    id.is_none_or(|id| id.tag().as_str().as_bytes() == tag)
}
