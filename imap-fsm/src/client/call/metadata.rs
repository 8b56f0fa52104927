//! GETMETADATA and SETMETADATA. [RFC 5464](https://www.rfc-editor.org/rfc/rfc5464)

use alloc::vec::Vec;
use core::convert::Infallible;

use imap_types::IntoBoundedStatic;
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::mailbox::Mailbox;
use imap_types::metadata::{
    self, Depth, Entry, EntryValue, GetMetadataOption, Metadata, MetadataCode, MetadataEntries,
};
use imap_types::nonempty::NonEmpty;
use imap_types::response::{Data, DataHead, RespText};
use imap_types::string::Binary;
use imap_types::trusted::FromWire;

use super::streamed::{Heard, Literal, Streamed};
use super::{Answer, Offered, Plain, Request, Room};
use crate::client::Event;

/// GETMETADATA: annotations of a mailbox or of the server.
///
/// ```text
/// C: a1 GETMETADATA (MAXSIZE 1024) INBOX (/shared/comment /private/comment)
/// S: * METADATA INBOX (/shared/comment "Shared comment")
/// S: a1 OK [METADATA LONGENTRIES 2199] done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::metadata::Entry;
///
/// let entries = [Entry::try_from("/shared/comment")?, Entry::try_from("/private/comment")?];
/// let call = client.call(GetMetadata::new("INBOX", entries)?.max_size(1024))?;
/// let answer = b"* METADATA INBOX (/shared/comment \"Shared comment\")\r\n\
///     a1 OK [METADATA LONGENTRIES 2199] done\r\n";
/// let annotations = finish(&mut client, call, answer)?;
/// assert_eq!(annotations.get("/shared/comment"), Some(&b"Shared comment"[..]));
/// assert_eq!(annotations.longest, Some(2199)); // the other one is longer than 1,024 octets
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// A response that only tells which annotations have changed is given back: it is news. Requires
/// [`Capability::Metadata`](imap_types::capability::Capability::Metadata), or
/// [`Capability::MetadataServer`](imap_types::capability::Capability::MetadataServer) for those of the server.
/// [RFC 5464 §4.2](https://www.rfc-editor.org/rfc/rfc5464#section-4.2)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct GetMetadata<'a>(metadata::GetMetadata<'a>);

impl<'a> GetMetadata<'a> {
    /// These annotations, at least one, of this mailbox; the empty name is the server itself.
    pub fn new<M>(mailbox: M, entries: impl IntoIterator<Item = Entry<'a>>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        let mailbox = mailbox.try_into()?;
        let get = |entries| metadata::GetMetadata { options: Vec::new(), mailbox, entries };
        NonEmpty::try_from(Vec::from_iter(entries)).map(|entries| Self(get(entries)))
    }

    /// Only values of at most so many octets; [`Annotations::longest`] tells whether there are longer ones.
    pub fn max_size(self, octets: u32) -> Self {
        self.option(GetMetadataOption::MaxSize(octets))
    }

    /// Entries below those that are named as well.
    pub fn depth(self, depth: Depth) -> Self {
        self.option(GetMetadataOption::Depth(depth))
    }

    /// Adds any other option.
    pub fn option(mut self, option: GetMetadataOption<'a>) -> Self {
        self.0.options.push(option);
        self
    }
}

impl<'a> Request<'a> for GetMetadata<'a> {
    type Answer = MetadataAnswer;

    fn into_parts(self) -> (CommandBody<'a>, MetadataAnswer) {
        let mailbox = self.0.mailbox.clone().into_static();
        let answer =
            MetadataAnswer { mailbox, annotations: Annotations::default(), streamed: Streamed::default() };
        (CommandBody::GetMetadata(self.0), answer)
    }
}

/// Annotations of one mailbox, or of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// The annotations in the order of the server, each name once.
    pub entries: Vec<EntryValue<'static>>,
    /// Octets of the longest value that was left out since it is longer than [`GetMetadata::max_size`]; `None` where
    /// none was.
    pub longest: Option<u32>,
}

impl Annotations {
    /// The value of an annotation, in any case of its name; `None` where it has none, or was not told. Costs a look at
    /// each name.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        let is = |entry: &&EntryValue<'_>| entry.entry.as_bytes().eq_ignore_ascii_case(name.as_bytes());
        self.entries.iter().find(is)?.value.as_ref().map(Binary::as_bytes)
    }
}

/// Collects annotations of one mailbox. A value that is too big to be received at once is collected like any other, unless
/// so much stands before it that nobody can tell what it is: then it is missing, and [`Event::LiteralTail`] given back.
#[derive(Clone, Debug)]
pub struct MetadataAnswer {
    mailbox: Mailbox<'static>,
    annotations: Annotations,
    streamed: Streamed,
}

impl MetadataAnswer {
    fn answers(mailbox: &Mailbox<'_>, data: &Data<'_>) -> bool {
        matches!(data, Data::Metadata(told)
            if told.mailbox == *mailbox && matches!(told.entries, MetadataEntries::Values(_)))
    }

    /// Keeps what came with streamed literals; `false` where one is missing, since nobody can tell what it was: `unknown`.
    fn whole(&mut self, told: Metadata<'static>, literals: Vec<Literal>, unknown: bool) -> bool {
        let MetadataEntries::Values(values) = told.entries else { return true };
        let mut whole = true;
        let mut literals = literals.into_iter().filter(|(place, _)| place.is_some()).peekable();
        for (index, mut value) in values.into_iter().enumerate() {
            if let Some((_, octets)) = literals.next_if(|(place, _)| *place == Some((index, 0))) {
                value.value = octets.map(|octets| Binary::from_wire(octets.into()));
            } else if unknown && value.value.as_ref().is_some_and(|value| value.as_bytes().is_empty()) {
                whole = false;
                continue;
            }
            self.annotations.entries.push(value);
        }
        whole
    }

    fn keep(&mut self, told: Metadata<'static>) {
        if let MetadataEntries::Values(values) = told.entries {
            self.annotations.entries.extend(values);
        }
    }
}

impl Answer for MetadataAnswer {
    type Output = Annotations;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        if !Self::answers(&self.mailbox, &data) {
            return Some(data);
        }
        if let (true, Data::Metadata(told)) = (room.take_data(&data), data) {
            self.keep((*told).into_static());
        }
        None
    }

    fn event<'i>(&mut self, event: Event<'i>, room: &mut Room) -> Offered<'i, Infallible> {
        let mailbox = &self.mailbox;
        let place = |head: &DataHead<'_>| {
            let DataHead::Metadata(told) = head else { return None };
            (told.mailbox == *mailbox).then_some((told.index, 0))
        };
        match self.streamed.take(event, room, place) {
            Heard::Taken => Offered::Taken,
            Heard::Whole(Data::Metadata(told), literals, back) => {
                let whole = self.whole(*told, literals, back.is_some());
                match back.filter(|_| !whole) {
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

    fn completed(&mut self, text: &RespText<'_>) {
        if let Some(Code::Metadata(MetadataCode::LongEntries(octets))) = text.code() {
            self.annotations.longest = Some(*octets);
        }
    }

    /// What was told last of a name counts.
    fn output(mut self) -> Annotations {
        let mut names = alloc::collections::BTreeSet::new();
        self.annotations.entries.reverse();
        self.annotations.entries.retain(|entry| names.insert(entry.entry.as_bytes().to_ascii_lowercase()));
        self.annotations.entries.reverse();
        self.annotations
    }
}

/// SETMETADATA: sets or removes annotations, all of them or none.
///
/// ```text
/// C: a1 SETMETADATA INBOX (/private/comment "My comment" /shared/comment NIL)
/// S: a1 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
/// use imap_fsm::types::metadata::Entry;
/// use imap_fsm::types::string::Binary;
///
/// let call = client.call(
///     SetMetadata::new("INBOX", Entry::try_from("/private/comment")?, Some(Binary::try_from("My comment")?))?
///         .remove(Entry::try_from("/shared/comment")?),
/// )?;
/// # client.transmitted(client.transmit().len())?;
/// # client.receive(&mut &b"+ go ahead\r\n"[..])?;
/// assert_eq!(finish(&mut client, call, b"a1 OK done\r\n")?.text(), "done");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// Why it is refused says the code: [`MetadataCode`], for example `NO [METADATA MAXSIZE 1024]`. Requires
/// [`Capability::Metadata`](imap_types::capability::Capability::Metadata), or
/// [`Capability::MetadataServer`](imap_types::capability::Capability::MetadataServer) for those of the server.
/// [RFC 5464 §4.3](https://www.rfc-editor.org/rfc/rfc5464#section-4.3)
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct SetMetadata<'a>(metadata::SetMetadata<'a>);

impl<'a> SetMetadata<'a> {
    /// Sets an annotation of a mailbox; the empty name is the server itself. No value removes it. Refuses a name that
    /// cannot be sent.
    pub fn new<M>(mailbox: M, entry: Entry<'a>, value: Option<Binary<'a>>) -> Result<Self, ValueError>
    where
        M: TryInto<Mailbox<'a>>,
        ValueError: From<M::Error>,
    {
        let entries = NonEmpty::one(EntryValue { entry, value });
        Ok(Self(metadata::SetMetadata { mailbox: mailbox.try_into()?, entries }))
    }

    /// Sets another one as well.
    pub fn set(mut self, entry: Entry<'a>, value: Binary<'a>) -> Self {
        self.0.entries.push(EntryValue { entry, value: Some(value) });
        self
    }

    /// Removes another one as well.
    pub fn remove(mut self, entry: Entry<'a>) -> Self {
        self.0.entries.push(EntryValue { entry, value: None });
        self
    }
}

impl<'a> Request<'a> for SetMetadata<'a> {
    type Answer = Plain;

    fn into_parts(self) -> (CommandBody<'a>, Plain) {
        (CommandBody::SetMetadata(self.0), Plain::default())
    }
}
