//! FETCH. [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5)

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::convert::Infallible;
use core::num::NonZeroU32;

use imap_types::IntoBoundedStatic;
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::fetch::{
    self, FetchAtt, FetchBinary, FetchHead, FetchItems, FetchModifier, MsgAtt, MsgAttHead, Peek,
};
use imap_types::nonempty::NonEmpty;
use imap_types::number::ModSeq;
use imap_types::response::{Data, DataHead};
use imap_types::section::{PartNumber, Section};
use imap_types::sequence::{MessageSet, SequenceSet, UidSequenceSet};

use super::fetched::{
    About, Fetched, answers, belongs, head_answers, is_news, may_be_emptied, uid, with_octets,
};
use super::{Answer, Offered, Request, Room};
use crate::client::{DataTail, Event};

/// FETCH: what there is to know of messages.
///
/// ```text
/// C: a2 UID FETCH 7,9 (UID FLAGS BODY.PEEK[HEADER])
/// S: * 1 FETCH (UID 7 FLAGS (\Seen) BODY[HEADER] {12}
/// S: Subject: a
/// S: )
/// S: a2 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::section::Section;
/// use imap_fsm::types::sequence::UidSequenceSet;
///
/// let fetch = Fetch::uids(UidSequenceSet::try_from("7,9")?).uid().flags().text(Section::header());
/// let call = client.call(fetch)?;
/// assert_eq!(client.transmit(), b"a2 UID FETCH 7,9 (UID FLAGS BODY.PEEK[HEADER])\r\n");
///
/// let answer = b"* 1 FETCH (UID 7 FLAGS (\\Seen) BODY[HEADER] {12}\r\nSubject: a\r\n)\r\na2 OK done\r\n";
/// let mails = finish(&mut client, call, answer)?;
/// assert_eq!(mails[0].uid().map(|uid| uid.get()), Some(7));
/// assert_eq!(mails[0].text(&Section::header()), Some(&b"Subject: a\r\n"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
/// The call gives the messages in ascending order of the numbers that were asked by, those that exist. A literal
/// that is too big to be received at once ([`Limits::literal`](crate::Limits::literal)) is collected like any other,
/// if the call has [room](super::Call::limit); or it is handed on in [pieces](Fetch::pieces).
///
/// Flags that change while the command runs are part of the answer if flags were asked for; else they are given back, as
/// is every response with an item that was not asked for. So is VANISHED, which is about the mailbox, and what cannot be
/// read and is missing in the result: [`Event::Malformed`], [`Event::Oversized`] and [`Event::LiteralTail`].
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct Fetch<'a> {
    command: fetch::Fetch<'a>,
    /// What it asks for in place of the UIDs.
    atts: Vec<FetchAtt<'a>>,
}

impl<'a> Fetch<'a> {
    /// Of these messages. Without another word it asks for their UIDs.
    pub fn new(messages: impl Into<MessageSet>) -> Self {
        Self { command: fetch::Fetch::new(messages, FetchAtt::Uid), atts: Vec::new() }
    }

    /// Of the messages with these UIDs: `UID FETCH`.
    pub fn uids(uids: impl Into<UidSequenceSet>) -> Self {
        Self::new(uids.into())
    }

    /// Of the messages with these sequence numbers.
    pub fn seq_nums(seq_nums: impl Into<SequenceSet>) -> Self {
        Self::new(seq_nums.into())
    }

    /// The unique identifier; [`Fetch::uids`] asks for it in any case.
    pub fn uid(self) -> Self {
        self.att(FetchAtt::Uid)
    }

    /// Asks for the flags: `FLAGS`.
    pub fn flags(self) -> Self {
        self.att(FetchAtt::Flags)
    }

    /// The structured header fields.
    pub fn envelope(self) -> Self {
        self.att(FetchAtt::Envelope)
    }

    /// Asks for the MIME structure: `BODYSTRUCTURE`.
    pub fn body_structure(self) -> Self {
        self.att(FetchAtt::BodyStructure)
    }

    /// Internal date of the message.
    pub fn internal_date(self) -> Self {
        self.att(FetchAtt::InternalDate)
    }

    /// The size in octets.
    pub fn size(self) -> Self {
        self.att(FetchAtt::Rfc822Size)
    }

    /// The mod-sequence of its last change. Requires
    /// [`Capability::CondStore`](imap_types::capability::Capability::CondStore).
    pub fn mod_seq(self) -> Self {
        self.att(FetchAtt::ModSeq)
    }

    /// Text of the message, which does not become `\Seen` by it.
    pub fn text(self, section: Section<'a>) -> Self {
        self.att(FetchAtt::body_peek(section))
    }

    /// A part without its transfer encoding, which does not make the message `\Seen`. Requires
    /// [`Capability::Binary`](imap_types::capability::Capability::Binary) or IMAP4rev2.
    pub fn binary(self, part: PartNumber) -> Self {
        self.att(FetchAtt::Binary(FetchBinary { part, partial: None, peek: Peek::Peek }))
    }

    /// Asks for any other item.
    pub fn att(mut self, att: FetchAtt<'a>) -> Self {
        if !self.atts.contains(&att) {
            self.atts.push(att);
        }
        self
    }

    /// Only messages that changed after this point. Requires
    /// [`Capability::CondStore`](imap_types::capability::Capability::CondStore).
    pub fn changed_since(self, mod_seq: ModSeq) -> Self {
        Self { command: self.command.changed_since(mod_seq), ..self }
    }

    /// Adds other modifiers, each of which requires its capability. Refuses VANISHED without CHANGEDSINCE, and by
    /// sequence number.
    pub fn with_modifiers(
        self,
        modifiers: impl IntoIterator<Item = FetchModifier<'a>>,
    ) -> Result<Self, ValueError> {
        Ok(Self { command: self.command.with_modifiers(modifiers)?, ..self })
    }

    /// Hands on in [`Piece`]s the literals that are too big to be received at once, rather than collecting them.
    ///
    /// The end of such a response is told as [`Piece::End`] even where items stood around that were not asked for, which
    /// are given back otherwise.
    pub const fn pieces(self) -> InPieces<'a> {
        InPieces(self)
    }
}

impl<'a> Request<'a> for Fetch<'a> {
    type Answer = FetchAnswer;

    fn into_parts(self) -> (CommandBody<'a>, FetchAnswer) {
        let Self { mut command, mut atts } = self;
        // Servers tell it in any case, but not all of them know that.
        if matches!(command.messages(), MessageSet::Uids(_)) && !atts.contains(&FetchAtt::Uid) {
            atts.insert(0, FetchAtt::Uid);
        }
        let atts = NonEmpty::try_from(atts).unwrap_or_else(|_| NonEmpty::one(FetchAtt::Uid));
        let mut asked = atts.to_vec().into_static();
        // RFC 7162 §3.1.4.1
        if command.modifiers().iter().any(FetchModifier::is_changed_since) {
            asked.push(FetchAtt::ModSeq);
        }
        command.items = FetchItems::Atts(atts);
        let answer = FetchAnswer::new(command.messages().clone(), asked);
        (CommandBody::Fetch(command), answer)
    }
}

/// FETCH whose long literals come in pieces: [`Fetch::pieces`].
///
/// ```text
/// C: a2 UID FETCH 7 BODY.PEEK[]
/// S: * 1 FETCH (UID 7 BODY[] {8000000}      a piece: which message it is, and how long
/// S: Subject: ...                           pieces: octets, as they come
/// S: )                                      a piece: the end
/// S: a2 OK done
/// ```
/// ```
#[doc = include_str!("doc.in")]
#[doc = include_str!("selected.in")]
/// use imap_fsm::types::section::Section;
/// use imap_fsm::types::sequence::UidSequenceSet;
///
/// let mut call = client.call(Fetch::uids(UidSequenceSet::try_from("7")?).text(Section::default()).pieces())?;
/// # client.transmitted(client.transmit().len())?;
/// # let text = vec![b'x'; 5 << 20];
/// # let bytes = [b"* 1 FETCH (UID 7 BODY[] {5242880}\r\n", &text[..], b")\r\na2 OK done\r\n"].concat();
/// # let mut input = &bytes[..];
/// let mut file = Vec::new();
/// while let Some(event) = client.receive(&mut input)? {
///     match call.take(event) {
///         Taken::Step(Piece::Begin(head)) => println!("{:?}: {} octets", head.message.uid(), head.len),
///         Taken::Step(Piece::Octets(octets)) => file.extend_from_slice(octets),
///         Taken::Step(Piece::End { whole }) => assert!(whole),
///         Taken::Done(mails) => assert_eq!(mails?.len(), 1), // with the texts that were short
///         Taken::More | Taken::Other(_) => {}
///     }
/// }
/// assert_eq!(file, text);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "give it to `Client::call`"]
pub struct InPieces<'a>(Fetch<'a>);

impl<'a> Request<'a> for InPieces<'a> {
    type Answer = PiecesAnswer;

    fn into_parts(self) -> (CommandBody<'a>, PiecesAnswer) {
        let (command, answer) = self.0.into_parts();
        (command, PiecesAnswer::new(answer))
    }
}

/// A literal of a FETCH response that comes in pieces ([`Fetch::pieces`]).
#[derive(Clone, Debug, PartialEq)]
pub enum Piece<'i> {
    /// A literal begins.
    Begin(PieceHead),
    /// Octets of the literal, in order.
    Octets(&'i [u8]),
    /// The response with the literal has ended.
    End {
        /// Whether it was as it should be; not where what stands around the literal breaks the grammar, or where it is so
        /// long that nobody can tell what a literal behind it was, which is missing.
        whole: bool,
    },
}

/// A literal of a FETCH response that begins: [`Piece::Begin`].
#[derive(Clone, Debug, PartialEq)]
pub struct PieceHead {
    /// The message, with what was told of it so far; often this includes its UID.
    pub message: Fetched,
    /// What the literal is.
    pub item: MsgAttHead<'static>,
    /// How many octets it has.
    pub len: u64,
}

/// Collects what FETCH tells.
#[derive(Clone, Debug)]
pub struct FetchAnswer {
    asked: MessageSet,
    atts: Vec<FetchAtt<'static>>,
    pieces: bool,
    /// By the number that they were asked by.
    messages: BTreeMap<NonZeroU32, Fetched>,
    /// The number of the message that was told of last.
    last: Option<NonZeroU32>,
    /// The response with a streamed literal that is being received.
    stream: Option<Stream>,
}

/// The streamed literals of one response: which item each is, and where its octets go.
#[derive(Clone, Debug, Default)]
struct Stream(Vec<(usize, Sink)>);

/// The index of a literal of which nobody can tell what it is.
const UNKNOWN: usize = usize::MAX;

/// Where the octets of a streamed literal go.
#[derive(Clone, Debug)]
enum Sink {
    Keep(Vec<u8>),
    /// To the caller.
    Hand,
    /// Nowhere: there is no room, or nobody has asked for it.
    Drop,
}

/// What a response is to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    /// All of it answers the call.
    All,
    /// Some items do.
    Some,
}

impl FetchAnswer {
    /// For a FETCH of these items that was sent in another way.
    pub const fn new(asked: MessageSet, atts: Vec<FetchAtt<'static>>) -> Self {
        Self { asked, atts, pieces: false, messages: BTreeMap::new(), last: None, stream: None }
    }

    /// Whether an item was asked for.
    fn is_asked(&self, item: &MsgAtt<'_>) -> bool {
        self.atts.iter().any(|att| answers(item, att))
    }

    /// The number by which the message of a response was asked for, and how much of the response is the call's; `None`
    /// where that is nothing. What is taken whole, no other call that runs beside this one could want
    /// ([`Items`](crate::pipeline::Items)).
    fn share(&self, about: About, items: &[MsgAtt<'_>]) -> Option<(NonZeroU32, Share)> {
        let asks = |wanted: fn(&FetchAtt<'_>) -> bool| self.atts.iter().any(wanted);
        // A UID alone says which message is told of, unless nothing else was asked for.
        let uids_only = !asks(|att| !matches!(att, FetchAtt::Uid));
        let (mut any, mut told, mut others) = (false, false, false);
        for item in items {
            if matches!(item, MsgAtt::Uid(_)) {
                any |= uids_only;
            } else if self.is_asked(item) {
                (any, told) = (true, told || !is_news(item));
            } else {
                // Mod-sequences come with flags where CONDSTORE is enabled.
                let mod_seq = matches!(item, MsgAtt::ModSeq(_) | MsgAtt::NoModSeq(_));
                others |= !(mod_seq && asks(|att| matches!(att, FetchAtt::Flags)));
            }
        }
        let number = self.number(about, items, told).filter(|_| any)?;
        Some((number, if others { Share::Some } else { Share::All }))
    }

    /// The number by which the message of a response was asked for. `told`: the response has what nobody tells unasked.
    fn number(&self, about: About, items: &[MsgAtt<'_>], told: bool) -> Option<NonZeroU32> {
        Some(match (&self.asked, about) {
            (MessageSet::SeqNums(set), About::Seq(seq)) => NonZeroU32::from(belongs(set, seq, told)?),
            (MessageSet::SeqNums(_), About::Uid(_)) => return None,
            (MessageSet::Uids(set), About::Uid(uid)) => NonZeroU32::from(belongs(set, uid, told)?),
            (MessageSet::Uids(set), About::Seq(seq)) => match uid(items) {
                Some(uid) => NonZeroU32::from(belongs(set, uid, told)?),
                // Servers must tell the UID. But one that does not goes on with the message it was at.
                None => {
                    let same = |of: &Fetched| of.seq() == Some(seq);
                    self.last.filter(|last| self.messages.get(last).is_some_and(same))?
                }
            },
        })
    }

    /// Whether something is told that answers another command.
    fn has_foreign(&self, items: &[MsgAtt<'_>]) -> bool {
        items.iter().any(|item| !is_news(item) && !self.is_asked(item))
    }

    fn merge<'i>(&mut self, number: NonZeroU32, about: About, items: impl IntoIterator<Item = MsgAtt<'i>>) {
        self.last = Some(number);
        self.messages.entry(number).or_insert_with(|| Fetched::new(about)).merge(about, items);
    }

    fn fetch<'i>(&mut self, about: About, items: NonEmpty<MsgAtt<'i>>, room: &mut Room) -> Option<Data<'i>> {
        let Some((number, share)) = self.share(about, &items) else { return Some(about.tells(items)) };
        let data = about.tells(items);
        let fits = room.take_data(&data);
        let (about, items) = match About::of(data) {
            Ok(told) => told,
            Err(data) => return Some(data),
        };
        match share {
            Share::All => {
                if fits {
                    self.merge(number, about, items);
                }
                None
            }
            Share::Some => {
                let own = |item: &&MsgAtt<'_>| is_news(item) || self.is_asked(item);
                let own: Vec<_> = items.iter().filter(own).cloned().collect();
                if fits {
                    self.merge(number, about, own);
                }
                Some(about.tells(items))
            }
        }
    }

    /// A literal begins that is streamed. `None`: the response is not the call's.
    fn head(&mut self, head: &FetchHead<'_>, len: u64, room: &mut Room) -> Option<NonZeroU32> {
        let asked = self.atts.iter().any(|att| head_answers(&head.text, att));
        if self.stream.is_none() && (!asked || self.has_foreign(&head.items)) {
            return None;
        }
        let number = self.number(About::head(head.message), &head.items, true)?;
        let sink = match usize::try_from(len) {
            _ if !asked => Sink::Drop,
            _ if self.pieces => Sink::Hand,
            Ok(len) if room.take(len) => Sink::Keep(Vec::new()),
            _ => Sink::Drop,
        };
        self.stream.get_or_insert_default().0.push((head.index, sink));
        Some(number)
    }

    /// The whole of a response with streamed literals. Gives back data in which there is what was not asked for, or what
    /// is missing here; and whether nothing is.
    fn tail(
        &mut self,
        data: Data<'static>,
        stream: Stream,
        room: &mut Room,
    ) -> (Option<Data<'static>>, bool) {
        let fits = room.take_data(&data);
        let (about, items) = match About::of(data) {
            Ok(told) => told,
            Err(data) => return (Some(data), true),
        };
        let Some((number, _)) = self.share(about, &items) else { return (Some(about.tells(items)), true) };
        let (mut own, mut others, mut missing) = (Vec::new(), false, false);
        let (mut literals, mut unsure) = (stream.0.into_iter().peekable(), false);
        for (index, item) in items.iter().enumerate() {
            unsure |= literals.next_if(|(of, _)| *of == UNKNOWN).is_some();
            let asked = self.is_asked(item);
            let kept = match literals.next_if(|(of, _)| *of == index) {
                Some((_, sink)) => {
                    unsure = false;
                    if let Sink::Keep(octets) = sink { with_octets(item.clone(), octets) } else { None }
                }
                None if unsure && may_be_emptied(item) => {
                    missing |= asked;
                    None
                }
                None => {
                    others |=
                        !asked && !matches!(item, MsgAtt::Uid(_) | MsgAtt::ModSeq(_) | MsgAtt::NoModSeq(_));
                    (is_news(item) || asked).then(|| item.clone())
                }
            };
            own.extend(kept);
        }
        if fits {
            self.merge(number, about, own);
        }
        ((others || missing).then(|| about.tells(items)), !missing)
    }
}

impl FetchAnswer {
    fn offer<'i>(&mut self, event: Event<'i>, room: &mut Room) -> Offered<'i, Piece<'i>> {
        match event {
            Event::LiteralHead { head: Some(DataHead::Fetch(head)), literal } => {
                let Some(number) = self.head(&head, literal.len, room) else {
                    return Offered::Other(Event::LiteralHead { head: Some(DataHead::Fetch(head)), literal });
                };
                if !matches!(&self.stream, Some(Stream(of)) if matches!(of.last(), Some((_, Sink::Hand)))) {
                    return Offered::Taken;
                }
                let FetchHead { message, items, text: item, .. } = head;
                let (about, known) = (About::head(message), self.messages.get(&number).cloned());
                let mut message = known.unwrap_or_else(|| Fetched::new(about));
                message.merge(about, items);
                Offered::Step(Piece::Begin(PieceHead { message, item, len: literal.len }))
            }
            // Another literal of the response, behind so much that nobody can tell what it is.
            Event::LiteralHead { head: None, literal } => match &mut self.stream {
                Some(Stream(literals)) => {
                    if literals.last().is_some_and(|(last, _)| *last != UNKNOWN) {
                        literals.push((UNKNOWN, Sink::Drop));
                    }
                    Offered::Taken
                }
                None => Offered::Other(Event::LiteralHead { head: None, literal }),
            },
            Event::LiteralData(octets) => match self.stream.as_mut().map(|Stream(of)| of.last_mut()) {
                Some(Some((_, Sink::Keep(literal)))) => {
                    literal.extend_from_slice(octets);
                    Offered::Taken
                }
                Some(Some((_, Sink::Hand))) => Offered::Step(Piece::Octets(octets)),
                Some(_) => Offered::Taken,
                None => Offered::Other(Event::LiteralData(octets)),
            },
            Event::LiteralTail(data) => match self.stream.take() {
                Some(stream) => match data {
                    Ok(tail) => {
                        let (emptied, streamed) = tail.into_parts();
                        match self.tail(emptied, stream, room) {
                            (_, whole) if self.pieces => Offered::Step(Piece::End { whole }),
                            (Some(emptied), _) => {
                                Offered::Other(Event::LiteralTail(Ok(DataTail::new(emptied, streamed))))
                            }
                            (None, _) => Offered::Taken,
                        }
                    }
                    Err(_) if self.pieces => Offered::Step(Piece::End { whole: false }),
                    // As `Event::Malformed` is: the message is missing in the result, and this says why.
                    Err(error) => Offered::Other(Event::LiteralTail(Err(error))),
                },
                None => Offered::Other(Event::LiteralTail(data)),
            },
            Event::Data(data) => match self.data(data, room) {
                Some(data) => Offered::Other(Event::Data(data)),
                None => Offered::Taken,
            },
            event => Offered::Other(event),
        }
    }
}

impl Answer for FetchAnswer {
    type Output = Vec<Fetched>;
    type Step<'i> = Infallible;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        match About::of(data) {
            Ok((about, items)) => self.fetch(about, items, room),
            Err(data) => {
                if matches!(data, Data::Expunge(_) | Data::Vanished { .. }) {
                    // Its sequence number may be another's by now.
                    self.last = None;
                }
                Some(data)
            }
        }
    }

    fn event<'i>(&mut self, event: Event<'i>, room: &mut Room) -> Offered<'i, Infallible> {
        match self.offer(event, room) {
            // There are pieces only where they were asked for.
            Offered::Taken | Offered::Step(_) => Offered::Taken,
            Offered::Other(event) => Offered::Other(event),
        }
    }

    fn output(self) -> Vec<Fetched> {
        self.messages.into_values().collect()
    }
}

/// Collects what FETCH tells, but for the long literals, which are handed on.
#[derive(Clone, Debug)]
pub struct PiecesAnswer(FetchAnswer);

impl PiecesAnswer {
    /// For a FETCH that was sent in another way.
    pub fn new(answer: FetchAnswer) -> Self {
        Self(FetchAnswer { pieces: true, ..answer })
    }
}

impl Answer for PiecesAnswer {
    type Output = Vec<Fetched>;
    type Step<'i> = Piece<'i>;

    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>> {
        self.0.data(data, room)
    }

    fn event<'i>(&mut self, event: Event<'i>, room: &mut Room) -> Offered<'i, Piece<'i>> {
        self.0.offer(event, room)
    }

    fn output(self) -> Vec<Fetched> {
        self.0.output()
    }
}
