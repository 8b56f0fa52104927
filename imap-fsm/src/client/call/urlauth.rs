//! GENURLAUTH and URLFETCH. [RFC 4467](https://www.rfc-editor.org/rfc/rfc4467)

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::nonempty::NonEmpty;
use imap_types::response::{Data, DataHead};
use imap_types::string::{AString, Binary, NString};
use imap_types::trusted::FromWire;
use imap_types::url::{FullUrl, RumpUrl};
use imap_types::urlauth::{
    UrlAuthMechanism, UrlData, UrlDataHead, UrlFetchArg, UrlFetchParam, UrlFetched, UrlMetadata, UrlRump,
};

use super::streamed::{Heard, Place, Streamed};
use super::{Answer, Offered, Request, Room};
use crate::client::Event;

/// GENURLAUTH: makes URLs by which others can read messages.
///
/// ```text
/// C: a1 GENURLAUTH imap://joe@example.com/INBOX/;uid=20;urlauth=submit+fred INTERNAL
/// S: * GENURLAUTH "imap://joe@example.com/INBOX/;uid=20;urlauth=submit+fred:internal:91354a47…"
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::url::RumpUrl;
///
/// let rump = "imap://joe@example.com/INBOX/;uid=20;urlauth=submit+fred";
/// let call = client.call(GenUrlAuth::new(RumpUrl::try_from(rump)?))?;
/// let answer = format!("* GENURLAUTH \"{rump}:internal:91354a473744909de610943775f92038\"\r\na1 OK done\r\n");
/// let urls = finish(&mut client, call, answer.as_bytes())?;
/// assert_eq!(urls[0].to_string(), format!("{rump}:internal:91354a473744909de610943775f92038"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in one URL for each, in the same order. Requires
/// [`Capability::UrlAuth`](imap_types::capability::Capability::UrlAuth).
/// [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct GenUrlAuth<'a>(NonEmpty<UrlRump<'a>>);

impl<'a> GenUrlAuth<'a> {
    /// Completes a URL that ends in `;URLAUTH=` and who may use it, by the mechanism INTERNAL.
    pub fn new(rump: RumpUrl<'a>) -> Self {
        Self(NonEmpty::one(UrlRump { url: rump, mechanism: UrlAuthMechanism::Internal }))
    }

    /// Adds another URL to authorize.
    pub fn url(mut self, rump: UrlRump<'a>) -> Self {
        self.0.push(rump);
        self
    }
}

impl<'a> Request<'a> for GenUrlAuth<'a> {
    type Answer = GenUrlAuthAnswer;

    fn into_parts(self) -> (CommandBody<'a>, GenUrlAuthAnswer) {
        (CommandBody::GenUrlAuth(self.0), GenUrlAuthAnswer::default())
    }
}

/// Collects the URLs that the server has authorized.
#[derive(Clone, Debug, Default)]
pub struct GenUrlAuthAnswer(Vec<FullUrl<'static>>);

impl Answer for GenUrlAuthAnswer {
    type Output = Vec<FullUrl<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::GenUrlAuth(_) => {
                if let (true, Data::GenUrlAuth(urls)) = (room.take_data(&data), data) {
                    self.0.extend(urls.into_static());
                }
                None
            }
            data => Some(data),
        }
    }

    fn output(self) -> Vec<FullUrl<'static>> {
        self.0
    }
}

/// URLFETCH: what authorized URLs stand for.
///
/// ```text
/// C: a1 URLFETCH "imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:238234…"
/// S: * URLFETCH "imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:238234…" {28}
/// S: Si vis pacem, para bellum.
/// S:
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::url::FullUrl;
///
/// let url = "imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:0123456789abcdef0123456789abcdef";
/// let call = client.call(UrlFetch::new(FullUrl::try_from(url)?))?;
/// let answer = format!("* URLFETCH \"{url}\" {{28}}\r\nSi vis pacem, para bellum.\r\n\r\na1 OK done\r\n");
/// let fetched = finish(&mut client, call, answer.as_bytes())?;
/// assert_eq!(fetched[0].text(), Some(&b"Si vis pacem, para bellum.\r\n"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Ends in the URLs as the server answers them; one that is wrong, expired or not authorized has no data. What is too
/// big to be received at once is collected like anything else, if the call has [room](super::Call::limit). Requires
/// [`Capability::UrlAuth`](imap_types::capability::Capability::UrlAuth).
/// [RFC 4467 §7](https://www.rfc-editor.org/rfc/rfc4467#section-7)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct UrlFetch<'a>(NonEmpty<UrlFetchArg<'a>>);

impl<'a> UrlFetch<'a> {
    /// The data of this URL.
    pub fn new(url: FullUrl<'a>) -> Self {
        Self(NonEmpty::one(UrlFetchArg { url, params: None }))
    }

    /// These things about this URL, each once. Refuses BODY beside BINARY. Requires
    /// [`Capability::UrlAuthBinary`](imap_types::capability::Capability::UrlAuthBinary).
    /// [RFC 5524 §3.1](https://www.rfc-editor.org/rfc/rfc5524#section-3.1)
    pub fn of(
        url: FullUrl<'a>,
        params: impl IntoIterator<Item = UrlFetchParam<'a>>,
    ) -> Result<Self, ValueError> {
        let params = Some(Vec::from_iter(params).try_into()?);
        Ok(Self(NonEmpty::one(UrlFetchArg { url, params })))
    }

    /// Adds another URL to fetch.
    pub fn url(mut self, arg: UrlFetchArg<'a>) -> Self {
        self.0.push(arg);
        self
    }
}

impl<'a> Request<'a> for UrlFetch<'a> {
    type Answer = UrlFetchAnswer;

    fn into_parts(self) -> (CommandBody<'a>, UrlFetchAnswer) {
        (CommandBody::UrlFetch(self.0), UrlFetchAnswer::default())
    }
}

/// Collects the data of URLs.
#[derive(Clone, Debug, Default)]
pub struct UrlFetchAnswer {
    urls: Vec<UrlFetched<'static>>,
    streamed: Streamed,
}

/// Where a literal of a response belongs.
fn place(head: &DataHead<'_>) -> Option<Place> {
    let DataHead::UrlFetch(head) = head else { return None };
    let element = match head.data {
        UrlDataHead::Simple => 0,
        UrlDataHead::Extended { index, .. } => index,
    };
    Some((head.index, element))
}

/// Puts octets where they belong.
fn insert(urls: &mut NonEmpty<UrlFetched<'_>>, (url, element): Place, octets: Vec<u8>) {
    let text = |octets: Vec<u8>| Some(AString::from_wire(octets.into()));
    match urls.iter_mut().nth(url).map(|url| &mut url.data) {
        Some(UrlData::Simple(data)) => *data = text(octets),
        Some(UrlData::Extended(elements)) => match elements.iter_mut().nth(element) {
            Some(UrlMetadata::Body(data)) => *data = text(octets),
            Some(UrlMetadata::Binary(data)) => *data = Some(Binary::from_wire(octets.into())),
            // A string within a structure.
            Some(UrlMetadata::BodyPartStructure(_) | UrlMetadata::Other(_)) | None => {}
        },
        None => {}
    }
}

impl Answer for UrlFetchAnswer {
    type Output = Vec<UrlFetched<'static>>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match data {
            Data::UrlFetch(_) => {
                if let (true, Data::UrlFetch(urls)) = (room.take_data(&data), data) {
                    self.urls.extend(urls.into_static());
                }
                None
            }
            data => Some(data),
        }
    }

    fn event<'i>(&mut self, event: Event<'i>, room: &mut Room) -> Offered<'i, Infallible> {
        match self.streamed.take(event, room, place) {
            Heard::Taken => Offered::Taken,
            Heard::Whole(Data::UrlFetch(mut urls), literals, back) => {
                for literal in literals {
                    if let (Some(place), Some(octets)) = literal {
                        insert(&mut urls, place, octets);
                    }
                }
                let before = self.urls.len().saturating_add(urls.len());
                self.urls.extend(urls.into_iter().filter(|url| !(back.is_some() && is_emptied(url))));
                match back.filter(|_| self.urls.len() < before) {
                    Some(tail) => Offered::Other(Event::LiteralTail(Ok(tail))),
                    None => Offered::Taken,
                }
            }
            Heard::Whole(..) => Offered::Taken,
            Heard::Other(Event::Data(data)) => match self.data(data, room) {
                Some(data) => Offered::Other(Event::Data(data)),
                None => Offered::Taken,
            },
            Heard::Other(event) => Offered::Other(event),
        }
    }

    fn output(self) -> Vec<UrlFetched<'static>> {
        self.urls
    }
}

/// Whether an empty string stands where a literal may have been of which nobody can tell what it was.
fn is_emptied(url: &UrlFetched<'_>) -> bool {
    let text = |data: &NString<'_>| data.as_ref().is_some_and(|data| data.as_bytes().is_empty());
    match &url.data {
        UrlData::Simple(data) => text(data),
        UrlData::Extended(elements) => elements.iter().any(|element| match element {
            UrlMetadata::Body(data) => text(data),
            UrlMetadata::Binary(data) => data.as_ref().is_some_and(|data| data.as_bytes().is_empty()),
            UrlMetadata::BodyPartStructure(_) | UrlMetadata::Other(_) => false,
        }),
    }
}
