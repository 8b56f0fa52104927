//! Calls: a command, and everything that answers it, as one value.
//!
//! A server's data belongs to no command, so the machine gives it to nobody in particular. A [`Call`] knows what its
//! command asked for. Offer it each event: it takes what answers the command, gives back what does not, and ends in a
//! typed result or in the server's refusal.
//!
//! ```text
//! C: a2 UID FETCH 1:* (UID FLAGS)
//! S: * 1 FETCH (UID 7 FLAGS (\Seen))        taken
//! S: * 4 EXISTS                             given back: news, which nobody asked for
//! S: * 2 FETCH (UID 9 FLAGS ())             taken
//! S: a2 OK done                             the call is done: two messages
//! ```
//! ```
#![doc = include_str!("call/doc.in")]
#![doc = include_str!("call/selected.in")]
//! use imap_fsm::types::sequence::UidSequenceSet;
//!
//! let mut mails = client.call(Fetch::uids(UidSequenceSet::all()).flags())?;
//! let mut input: &[u8] = b"* 1 FETCH (UID 7 FLAGS (\\Seen))\r\n* 4 EXISTS\r\n\
//!     * 2 FETCH (UID 9 FLAGS ())\r\na2 OK done\r\n";
//! # client.transmitted(client.transmit().len())?;
//! let mut others = Vec::new();
//! while let Some(event) = client.receive(&mut input)? {
//!     match mails.take(event) {
//!         Taken::Done(Ok(mails)) => assert_eq!(mails.len(), 2),
//!         Taken::Done(Err(refused)) => println!("{refused}"),
//!         Taken::More => {}
//!         Taken::Other(event) => others.push(event), // for another call, a mirror, or you
//!     }
//! }
//! assert_eq!(others.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//! Several calls run at once: offer each event to one, what it gives back to the next, and so on, in any order. A call
//! whose command is held back takes nothing until it is offered [`Event::Released`], so offer it every event.
//! Whoever must see everything, such as a picture of the mailbox, looks at the event by reference before the calls do.
//! What may be an answer or news, which only later responses tell, a call keeps and gives back: a STATUS that comes before
//! the LIST of its mailbox, and a QUOTA before the QUOTAROOT.
//!
//! # What runs at once
//!
//! Where the answers to two calls cannot be told apart, the machine sends the second when the first has ended:
//!
//! | calls | run one after the other |
//! |---|---|
//! | [`Fetch`], [`Store`], [`Select`] with [`qresync`](Select::qresync) | if they may tell the same kind of item of the same message: the sets overlap from the lowest to the highest number, or one is of UIDs and the other of sequence numbers. Flags, mod-sequence and [`changed_since`](Fetch::changed_since) are one kind, BODY and BODYSTRUCTURE are one, and a text is one whatever range of it is asked for; a [`Fetch`] of several texts waits for any other of texts, and one of UIDs alone for all |
//! | [`Search`] without [`returns`](Search::returns), unless IMAP4rev2 is enabled when it is called; [`Sort`] without them; [`Thread`] | with others of the same |
//! | [`Expunge`], [`Move`], [`Replace`] | with each other, and with a [`Search`] or [`Sort`] that is [`updated`](Search::updated) |
//! | [`List`], and [`Select`] from servers with IMAP4rev2 | with each other |
//! | [`Status`], [`GetAcl`] and others about one mailbox or quota root | with others about the same, and with a [`List`] or [`Notify`] that tells the same of all |
//! | [`GetQuotaRoot`] | with [`GetQuota`], [`SetQuota`] and others of the same |
//! | [`Language`] of a range, and [`Namespace`] | with each other |
//! | all others that are answered by data of one kind | with others of the same |
//!
//! Besides, each command waits for those before it that [`Client::send`] would have it wait for, and none overtakes.
//! [`Any`] decides by itself what it takes: calls of it that would take each other's answers are yours to keep apart.
//!
//! A call does no input or output and holds no machine: it can be tested with a list of events, and
//! [`Call::new`] makes one for a command that was sent in another way ([`Client::append`]).
//!
//! # Commands
//!
//! | for | calls |
//! |---|---|
//! | the connection | [`Greeting`], [`Opening`], [`Capability`], [`StartTls`], [`Authenticate`], [`Compress`], [`Enable`], [`Id`], [`Language`], [`Comparator`], [`GetJmapAccess`] |
//! | mailboxes | [`List`], [`Lsub`], [`Namespace`], [`Status`], [`Select`], [`Notify`], [`GetAcl`] and its like, [`GetQuotaRoot`] and its like, [`GetMetadata`], [`SetMetadata`] |
//! | finding messages | [`Search`], [`Sort`], [`Thread`], [`MultiSearch`], [`UidBatches`], and [`Context`] for results that are kept up to date |
//! | messages | [`Fetch`], [`Store`], [`Expunge`], [`Append`], [`Replace`], [`Copy`](struct@Copy), [`Move`], [`GenUrlAuth`], [`UrlFetch`] |
//! | all others | a [`CommandBody`] without data ([`Plain`]), and [`Any`] with data |
//!
//! # Limits of the server
//!
//! A server may carry a command out for some of its messages only, those with the highest UIDs, and end it in OK all the
//! same ([RFC 9738](https://www.rfc-editor.org/rfc/rfc9738)). [`Call::message_limit`] tells where it stopped, whatever
//! the command.
//!
//! # Memory
//!
//! A call keeps what answers it, up to a limit ([`Call::limit`], 16 MiB unless you say otherwise) of octets as they
//! came over the wire, and the fixed parts of its values. What is beyond is dropped, and the call ends in
//! [`Refused::TooLarge`]. [`Call::into_partial`] still gives what it kept.
//!
#![doc = include_str!("call/driver.md")]

mod acl;
mod any;
mod append;
mod authenticate;
mod capability;
mod commands;
mod context;
mod copy;
mod enable;
mod expunge;
mod fetch;
mod fetched;
mod greeting;
mod id;
mod jmap;
mod language;
mod layers;
mod list;
mod metadata;
mod multisearch;
mod namespace;
mod notify;
mod opening;
mod quota;
mod refused;
mod replace;
mod results;
mod room;
mod search;
mod select;
mod sort;
mod status;
mod store;
mod streamed;
mod thread;
mod uidbatches;
mod urlauth;

use core::convert::Infallible;

use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::progress::MessageLimit;
use imap_types::response::{Condition, Data, RespText, StatusKind, Tagged};

pub use self::acl::{
    AclAnswer, DeleteAcl, GetAcl, ListRights, ListRightsAnswer, MyRights, MyRightsAnswer, SetAcl,
};
pub use self::any::{Any, AnyAnswer, Plain};
pub use self::append::{Append, AppendAnswer, Appended};
pub use self::authenticate::{Authenticate, AuthenticateAnswer, Mechanism};
pub use self::capability::{Capability, CapabilityAnswer};
pub use self::context::{Context, ContextAnswer, Stopped, Updatable, Updated};
pub use self::copy::{Copied, Copy, CopyAnswer, Move};
pub use self::enable::{Enable, EnableAnswer};
pub use self::expunge::{Expunge, ExpungeAnswer, Expunged};
pub use self::fetch::{Fetch, FetchAnswer, InPieces, Piece, PieceHead, PiecesAnswer};
pub use self::fetched::Fetched;
pub use self::greeting::{Greeted, Greeting};
pub use self::id::{Id, IdAnswer};
pub use self::jmap::{GetJmapAccess, JmapAccessAnswer};
pub use self::language::{Comparator, ComparatorAnswer, Language, LanguageAnswer, Languages};
pub use self::layers::{Compress, StartTls, UpgradeAnswer};
pub use self::list::{List, ListAnswer, Listed, Lsub};
pub use self::metadata::{Annotations, GetMetadata, MetadataAnswer, SetMetadata};
pub use self::multisearch::{FoundIn, MultiSearch, MultiSearchAnswer};
pub use self::namespace::{Namespace, NamespaceAnswer};
pub use self::notify::{Notify, NotifyAnswer};
pub use self::opening::{LoggedIn, Opened, Opening, OpeningError, Policy, Progress, Tls};
pub use self::quota::{GetQuota, GetQuotaRoot, QuotaAnswer, QuotaRootAnswer, SetQuota};
pub use self::refused::Refused;
pub use self::replace::{Replace, ReplaceAnswer};
pub use self::room::Room;
pub use self::search::{Found, Numbered, Search, SearchAnswer};
pub use self::select::{Select, SelectAnswer, Selected};
pub use self::sort::Sort;
pub use self::status::{Status, StatusAnswer};
pub use self::store::{Store, StoreAnswer, Stored};
pub use self::thread::{Thread, ThreadAnswer, Threaded};
pub use self::uidbatches::{UidBatches, UidBatchesAnswer};
pub use self::urlauth::{GenUrlAuth, GenUrlAuthAnswer, UrlFetch, UrlFetchAnswer};
use super::{Client, CommandId, Event, UpgradeReady};
use crate::error::Misuse;
use crate::session::Session;

/// Command that [`Client::call`] can send, with the collector of its answers.
///
/// The builders of this module are such, and so is every [`CommandBody`], whose call ends in the text of the tagged OK
/// and takes no data ([`Plain`]).
pub trait Request<'a> {
    /// Collector of the answers.
    type Answer: Answer;

    /// The command to send, and the collector of its answers.
    fn into_parts(self) -> (CommandBody<'a>, Self::Answer);
}

/// Collector of the answers to one command. Implement it for commands that this library does not know.
pub trait Answer {
    /// Result of the call.
    type Output;

    /// Work for the caller while the call runs ([`Taken::Step`]); [`Infallible`] where there is none.
    type Step<'i>;

    /// Takes data that answers the command, and keeps it if there is [`Room`]. Gives back what does not answer it.
    ///
    /// Data may also be looked at, copied in part, and given back, where it is news for others as well.
    fn data<'i>(&mut self, data: Data<'i>, room: &mut Room) -> Option<Data<'i>>;

    /// The same for every event but those that only tell that the command begins, goes on or ends: streamed literals,
    /// challenges to this command. Gives [`Event::Data`] to [`Answer::data`] unless it is overridden.
    fn event<'i>(&mut self, event: Event<'i>, room: &mut Room) -> Offered<'i, Self::Step<'i>> {
        match event {
            Event::Data(data) => match self.data(data, room) {
                Some(data) => Offered::Other(Event::Data(data)),
                None => Offered::Taken,
            },
            event => Offered::Other(event),
        }
    }

    /// The command was sent under this id. Told before anything else.
    fn begun(&mut self, _id: CommandId) {}

    /// What the connection was like when [`Client::call`] sent the command. Told next; not told of commands that were sent
    /// in another way.
    fn sent(&mut self, _session: &Session) {}

    /// The command has ended, in OK, NO or BAD. Codes of the response are read here.
    fn completed(&mut self, _text: &RespText<'_>) {}

    /// Whether an OK is one. Asked after [`Answer::completed`], where the server has said OK.
    ///
    /// # Errors
    /// What the call ends in instead of its result.
    fn verdict(&self) -> Result<(), Refused> {
        Ok(())
    }

    /// Result from what has been collected; called once.
    fn output(self) -> Self::Output;
}

/// Verdict of an [`Answer`] on an event.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it holds the event, if that was not taken"]
pub enum Offered<'i, S> {
    /// The event was part of the answer.
    Taken,
    /// The event was part of the answer, and the caller has to do something.
    Step(S),
    /// The event was not part of the answer: it is given back.
    Other(Event<'i>),
}

/// Verdict of a [`Call`] on an event.
///
/// Most calls have no steps, so that a `match` needs no arm for [`Taken::Step`].
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it holds the event, if that was not taken"]
pub enum Taken<'i, T, S = Infallible> {
    /// The command has ended, and so has the call: with its result, or with the reason why there is none.
    Done(Result<T, Refused>),
    /// The event was part of the answer. There is more to come.
    More,
    /// The event was part of the answer, and there is something to do: an octet string to write somewhere, a challenge
    /// to answer.
    Step(S),
    /// The event has nothing to do with this call.
    Other(Event<'i>),
}

/// A command in flight, and what has answered it so far. See the [module](self).
#[derive(Clone, Debug)]
#[must_use = "offer it events by `take`"]
pub struct Call<A> {
    id: CommandId,
    answer: Option<A>,
    room: Room,
    /// Whether the command has not gone out, so that nothing can answer it.
    held: bool,
    ended: bool,
    /// What an untagged NO has told meanwhile, and then what is true of this command.
    message_limit: Option<MessageLimit>,
}

/// The result of [`Call::take`].
pub type TakenBy<'i, A> = Taken<'i, <A as Answer>::Output, <A as Answer>::Step<'i>>;

impl<A: Answer> Call<A> {
    /// A call for a command that was sent by [`Client::send`] or begun by [`Client::append`].
    ///
    /// The machine does not know of it: that nothing else in flight has answers that look the same is up to you.
    pub fn new(id: CommandId, mut answer: A) -> Self {
        answer.begun(id);
        let room = Room::default();
        Self { id, answer: Some(answer), room, held: false, ended: false, message_limit: None }
    }

    /// Keeps at most so many octets of answers. Only what comes from now on is counted.
    pub fn limit(mut self, octets: usize) -> Self {
        self.room = Room::new(octets);
        self
    }

    /// Handle of the command, as [`Client::send`] gives it.
    pub const fn id(&self) -> CommandId {
        self.id
    }

    /// Whether the call has ended: [`Call::take`] has said [`Taken::Done`], and takes nothing any more.
    pub const fn is_done(&self) -> bool {
        self.ended
    }

    /// Takes an event that is part of the answer, and gives back any other. In which order several calls are offered an
    /// event makes no difference. Offer all events of [`Client::receive`] in the order in which they come: what is left out
    /// is missing in the result; without [`Event::Released`], all of it is.
    ///
    /// Costs a look at the event where it is not part of the answer, and a copy of its data where it is.
    ///
    /// ```text
    /// C: a1 UID SEARCH UNSEEN
    /// S: * 23 EXISTS                Taken::Other: it is news, not an answer
    /// S: * SEARCH 2 84 882          Taken::More
    /// S: a1 OK done                 Taken::Done
    /// ```
    pub fn take<'i>(&mut self, event: Event<'i>) -> TakenBy<'i, A> {
        if self.ended {
            return Taken::Other(event);
        }
        match event {
            Event::Completed { id, tagged } | Event::UpgradeReady(UpgradeReady { id, tagged, .. })
                if id == self.id =>
            {
                self.completed(&tagged)
            }
            Event::Withheld { id, refusal } if id == self.id => {
                self.ended = true;
                Taken::Done(Err(Refused::Withheld(refusal)))
            }
            Event::Unanswered { id } if id == self.id => {
                self.ended = true;
                Taken::Done(Err(Refused::Unanswered))
            }
            Event::Released { id } if id == self.id => {
                self.held = false;
                Taken::More
            }
            Event::Continue { id, .. } | Event::Idling { id, .. } if id == self.id => Taken::More,
            Event::Challenge { id, .. } if id != self.id => Taken::Other(event),
            event if self.held => Taken::Other(event),
            event => {
                if let Event::Data(Data::Status(status)) = &event {
                    if let (StatusKind::No, Some(Code::MessageLimit(limit))) =
                        (status.kind, status.text.code())
                    {
                        self.message_limit = Some(*limit);
                    }
                }
                let Some(answer) = &mut self.answer else { return Taken::Other(event) };
                match answer.event(event, &mut self.room) {
                    Offered::Taken => Taken::More,
                    Offered::Step(step) => Taken::Step(step),
                    Offered::Other(event) => Taken::Other(event),
                }
            }
        }
    }

    fn completed<'i>(&mut self, tagged: &Tagged<'_>) -> TakenBy<'i, A> {
        self.ended = true;
        let code = tagged.text.code();
        match code {
            Some(Code::MessageLimit(limit)) => self.message_limit = Some(*limit),
            // It would be there. What came before was about another command.
            None => self.message_limit = None,
            // RFC 9738 §3.1: where the tagged response has EXPUNGEISSUED, MESSAGELIMIT comes before it. There is no other
            // place beside HIGHESTMODSEQ and MODIFIED either.
            Some(_) => {}
        }
        if let Some(answer) = &mut self.answer {
            answer.completed(&tagged.text);
        }
        if tagged.condition != Condition::Ok {
            return Taken::Done(Err(Refused::of(tagged)));
        }
        if let Some(limit) = self.room.exceeded() {
            return Taken::Done(Err(Refused::TooLarge { limit }));
        }
        if let Some(Err(refused)) = self.answer.as_ref().map(A::verdict) {
            return Taken::Done(Err(refused));
        }
        match self.answer.take() {
            Some(answer) => Taken::Done(Ok(answer.output())),
            // Ended before, which was looked at.
            None => Taken::More,
        }
    }

    /// That the server did not process all the messages of the command, and where it stopped; `None` where it did, or as
    /// long as the command runs. Messages are processed from the highest UID to the lowest.
    ///
    /// ```text
    /// C: a2 UID STORE 18000:20000 +FLAGS (\Seen)
    /// S: a2 OK [MESSAGELIMIT 1000 19578] done for the last 1000
    ///           ^^^^^^^^^^^^^^^^^^^^^^^ go on with 18000:19577
    /// ```
    /// ```
    #[doc = include_str!("call/doc.in")]
    #[doc = include_str!("call/selected.in")]
    /// use imap_fsm::types::flag::Flag;
    /// use imap_fsm::types::sequence::UidSequenceSet;
    ///
    /// let set = UidSequenceSet::try_from(18000..=20000)?;
    /// let mut call = client.call(Store::add(set.clone(), [Flag::Seen]))?;
    /// client.transmitted(client.transmit().len())?;
    /// let mut input: &[u8] = b"a2 OK [MESSAGELIMIT 1000 19578] done for the last 1000\r\n";
    /// while let Some(event) = client.receive(&mut input)? {
    ///     if let Taken::Done(Ok(_)) = call.take(event) {
    ///         let rest = call.message_limit().and_then(|limit| limit.remaining(&set));
    ///         assert_eq!(rest.unwrap().to_string(), "18000:19577");
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    /// FETCH, STORE, MOVE and the searches go on with what remains, UID EXPUNGE with what it was, until this is `None`.
    /// COPY and APPEND end in [`Refused`], and have done nothing. What SEARCH saves as `$` is cut off, too. A response
    /// without a UID says no more than that there is a limit.
    /// [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738#section-3.1)
    pub const fn message_limit(&self) -> Option<MessageLimit> {
        if self.ended { self.message_limit } else { None }
    }

    /// What has been collected although the command was refused, did not end, or told too much: a FETCH that fails
    /// because one message has gone has given the others. `None` where [`Taken::Done`] had it.
    pub fn into_partial(self) -> Option<A::Output> {
        self.answer.map(A::output)
    }
}

impl Client {
    /// Sends a command and gives a value that collects its answers: offer it each event by [`Call::take`].
    ///
    /// As [`Client::send`], but held back as well while another command is in flight whose answers could not be told
    /// from those of this one ([which those are](self#what-runs-at-once)). [`Event::Released`] tells when it has gone out.
    ///
    /// ```text
    /// C: a1 UID SEARCH UNSEEN
    /// S: * SEARCH 2 84 882
    /// S: a1 OK done
    /// C: a2 UID SEARCH FLAGGED      was held back until now, where there is no ESEARCH
    /// S: * SEARCH 7                 Event::Released for a2, and then this
    /// ```
    /// # Errors
    /// As [`Client::send`].
    pub fn call<'a, R: Request<'a>>(&mut self, request: R) -> Result<Call<R::Answer>, Misuse> {
        let (command, answer) = request.into_parts();
        let (id, held) = self.send_called(&command)?;
        let mut call = Call { held, ..Call::new(id, answer) };
        if let Some(answer) = &mut call.answer {
            answer.sent(&self.session);
        }
        Ok(call)
    }
}
