//! Conforming sessions between a client and a server: whatever both callers do within the rules, and however the bytes are
//! cut, nothing hangs, nothing is lost and nothing is invented.
//!
//! A session draws what happens from a [`Chance`]: bytes of a fuzzer, or a generator in a test of `imap-fsm`. The
//! server's caller sees each command as the client's caller sent it, in order; the client's caller hears how each was
//! ended, once, and all data that the server's caller was told is sent, about the mailbox that it is about.

#[path = "conforming/words.rs"]
mod words;

use std::collections::{BTreeMap, VecDeque};

use imap_codec::decode_command;
use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, AppendEnd, AppendLiteral, Delivery, Server};
use imap_fsm::session::State;
use imap_fsm::{Limits, Misuse};
use imap_types::IntoBoundedStatic;
use imap_types::append::{AppendDataHead, AppendMessageHead, CatPartHead};
use imap_types::code::Code;
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::MsgAtt;
use imap_types::mailbox::Mailbox;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::{Condition, Data, RespText, Response, Status, StatusKind};
use imap_types::text::Text;

use self::words::{COMMANDS, GREETINGS, text, texts_of, texts_of_tail, url};

/// Where a session's choices come from. It ends well if this says 0 from some point on.
pub trait Chance {
    /// A number below the bound, which is not 0.
    fn below(&mut self, bound: usize) -> usize;
}

/// Literals of more octets are streamed.
const LITERAL: usize = 16;

/// How many numbers of messages are set apart for each mailbox.
const EACH: u32 = 100_000;

/// More turns than any session takes.
const TURNS: usize = 20_000;

/// A command of which the server has not seen the end.
struct Sent {
    id: client::CommandId,
    /// `None`: an APPEND that is streamed.
    body: Option<CommandBody<'static>>,
    /// Of APPEND the messages.
    octets: Vec<Vec<u8>>,
}

/// An APPEND whose octets are brought in pieces.
struct Streaming {
    /// Whether it is one message of several texts.
    catenate: bool,
    id: client::CommandId,
    left: Vec<u8>,
    more: VecDeque<Vec<u8>>,
}

/// Data that the server's caller has said, and how many mailboxes had been opened before.
type Said = (Data<'static>, u32);

struct Run<'c, C> {
    chance: &'c mut C,
    /// Whether all that can be done is done.
    all: bool,
    client: Client,
    server: Server,
    to_server: Vec<u8>,
    to_client: Vec<u8>,

    // What the client's caller knows.
    actions: usize,
    logged_out: bool,
    alive: Vec<client::CommandId>,
    sent: VecDeque<Sent>,
    streaming: Option<Streaming>,
    /// Each IDLE that has not ended, and whether it shall.
    idling: VecDeque<(client::CommandId, bool)>,
    heard_mailbox: u32,

    // What the server's caller knows.
    current: Option<(server::CommandId, client::CommandId, CommandBody<'static>)>,
    coming: Option<(server::CommandId, bool)>,
    streamed: VecDeque<Vec<u8>>,
    taking_part: bool,
    mailbox: u32,
    exists: Option<u32>,
    said: u32,
    on_its_way: VecDeque<Said>,
    /// For each `[CLOSED]` that was said which mailbox is next.
    closed: VecDeque<u32>,
    held: Vec<Said>,
    ends: BTreeMap<client::CommandId, Condition>,
}

/// Runs one session.
///
/// # Panics
/// A machine does not keep what is promised.
pub fn session(chance: &mut impl Chance) {
    let limits = Limits { literal: LITERAL, errors: u32::MAX, ..Limits::server() };
    let options = server::Options { limits, before_login: limits, ..server::Options::default() };
    let greeting = GREETINGS[chance.below(GREETINGS.len())];
    let mut run = Run {
        actions: 3 + chance.below(10),
        chance,
        all: false,
        client: Client::new(client::Options::default()),
        server: Server::new(options),
        to_server: Vec::new(),
        to_client: Vec::new(),
        logged_out: false,
        alive: Vec::new(),
        sent: VecDeque::new(),
        streaming: None,
        idling: VecDeque::new(),
        heard_mailbox: 0,
        current: None,
        coming: None,
        streamed: VecDeque::new(),
        taking_part: false,
        mailbox: 0,
        exists: None,
        said: 0,
        on_its_way: VecDeque::new(),
        closed: VecDeque::new(),
        held: Vec::new(),
        ends: BTreeMap::new(),
    };
    let Ok(Response::Data(Data::Status(greeting))) = imap_codec::decode_response(greeting.as_bytes()) else {
        panic!("it is a greeting")
    };
    run.server.greet(&greeting).expect("it comes first");
    for _ in 0..TURNS {
        if run.turn() {
            continue;
        }
        // Chance may have let be what could be done.
        run.all = true;
        let moved = run.turn();
        run.all = false;
        if moved {
            continue;
        }
        // Nothing moves by itself: all that was asked has been answered, but for what waits for the client's caller.
        if run.done() {
            continue;
        }
        assert_eq!((run.alive.len(), run.client.in_flight()), (0, 0), "both sides wait for each other");
        run.of_one_mind();
        if run.logged_out {
            return;
        }
        run.act();
    }
    panic!("no end in {TURNS} turns");
}

impl<C: Chance> Run<'_, C> {
    fn often(&mut self) -> bool {
        self.all || self.chance.below(3) != 2
    }

    /// All, or some of it.
    fn amount(&mut self, len: usize) -> usize {
        if self.all || len == 0 || self.chance.below(2) == 0 { len } else { self.chance.below(len + 1) }
    }

    /// Everyone does something, or lets it be. `false`: there was nothing to do.
    fn turn(&mut self) -> bool {
        let greeted = self.client.session().state() != State::Greeting;
        if greeted && !self.logged_out && !self.all && self.chance.below(3) == 1 {
            self.act();
        }
        if self.chance.below(8) == 7 {
            self.done();
        }
        let mut moved = self.bring();
        moved |= self.client_writes() | self.server_reads();
        let waits = self.current.is_some() || matches!(self.coming, Some((_, true)));
        if waits && !self.taking_part && self.often() {
            self.answer();
        } else if self.chance.below(4) == 3 {
            self.chatter();
        }
        moved | waits & !self.taking_part | self.server_writes() | self.client_reads()
    }

    /// The client's caller does one more thing, at last LOGOUT.
    fn act(&mut self) {
        if self.actions == 0 {
            if self.streaming.is_none() && self.send("LOGOUT", Vec::new()) {
                self.logged_out = true;
            }
            return;
        }
        self.actions -= 1;
        if self.streaming.is_none() && self.chance.below(4) == 3 {
            return self.append();
        }
        let command = COMMANDS[self.chance.below(COMMANDS.len())];
        self.send(command, Vec::new());
    }

    fn send(&mut self, command: &str, mut octets: Vec<Vec<u8>>) -> bool {
        let body =
            decode_command(format!("a {command}\r\n").as_bytes()).expect("well-formed").body.into_static();
        let Ok(id) = self.client.send(&body) else { return false };
        if let CommandBody::Append { messages, .. } = &body {
            octets = texts_of(messages);
        }
        if body == CommandBody::Idle {
            self.idling.push_back((id, false));
        }
        self.alive.push(id);
        self.sent.push_back(Sent { id, body: Some(body), octets });
        true
    }

    /// Begins an APPEND whose octets come later.
    fn append(&mut self) {
        let mut more: VecDeque<Vec<u8>> = (0..=self.chance.below(3))
            .map(|_| {
                let len = [1, 3, 16, 17, 40, 150][self.chance.below(6)];
                b"a1 OK x\r\n+ {3}\r\n)".iter().copied().cycle().take(len).collect()
            })
            .collect();
        let octets: Vec<_> = more.iter().cloned().collect();
        let first = more.pop_front().expect("there is one");
        let (mailbox, mut message) = (Mailbox::try_from("x").expect("a name"), AppendMessageHead::default());
        // As one message of several texts, or as several.
        let catenate = self.chance.below(2) == 0;
        if catenate {
            message.data = AppendDataHead::Catenate { before: vec![url()], part: CatPartHead::Text };
        }
        let Ok(id) = self.client.append(&mailbox, &message, first.len() as u64) else { return };
        self.alive.push(id);
        self.sent.push_back(Sent { id, body: None, octets });
        self.streaming = Some(Streaming { id, catenate, left: first, more });
    }

    /// Brings octets of it, the next message or the end.
    fn bring(&mut self) -> bool {
        let Some(mut streaming) = self.streaming.take() else { return false };
        let id = streaming.id;
        let most = match self.often() {
            true => streaming.left.len(),
            false => self.chance.below(streaming.left.len() + 1),
        };
        let moved = match self.client.append_data(id, &streaming.left[..most]) {
            Ok(taken) => {
                streaming.left.drain(..taken);
                taken > 0
            }
            // It was refused, and no octets are due.
            Err(Misuse::UnknownCommand) => return true,
            Err(misuse) => panic!("{misuse}"),
        };
        if streaming.left.is_empty() && self.often() {
            let ended = match streaming.more.pop_front() {
                Some(next) => {
                    let len = next.len() as u64;
                    let begun = match streaming.catenate {
                        true => self.client.append_text(id, &[url()], len),
                        false => self.client.append_next(id, &AppendMessageHead::default(), len),
                    };
                    streaming.left = next;
                    begun
                }
                None => self.client.append_finish(id).and(Err(Misuse::UnknownCommand)),
            };
            match ended {
                Ok(()) => {}
                Err(Misuse::UnknownCommand) => return true,
                Err(misuse) => panic!("{misuse}"),
            }
            self.streaming = Some(streaming);
            return true;
        }
        let may_end = streaming.left.is_empty();
        self.streaming = Some(streaming);
        moved || may_end
    }

    /// Ends the first IDLE, which works until it has ended.
    fn done(&mut self) -> bool {
        match self.idling.front_mut() {
            Some((_, done)) if !*done => {
                *done = true;
                self.client.idle_done().expect("an IDLE is in flight");
                true
            }
            _ => false,
        }
    }

    fn client_writes(&mut self) -> bool {
        let n = self.amount(self.client.transmit().len());
        self.to_server.extend_from_slice(&self.client.transmit()[..n]);
        self.client.transmitted(n).expect("there is so much");
        n > 0
    }

    fn server_writes(&mut self) -> bool {
        let n = self.amount(self.server.transmit().len());
        self.to_client.extend_from_slice(&self.server.transmit()[..n]);
        self.server.transmitted(n).expect("there is so much");
        n > 0
    }

    fn server_reads(&mut self) -> bool {
        let unread = std::mem::take(&mut self.to_server);
        let here = self.amount(unread.len());
        let (mut input, mut heard) = (&unread[..here], false);
        while let Some(event) = self.server.receive(&mut input).expect("the client keeps to the rules") {
            self.on_server(event);
            heard = true;
        }
        let moved = input.len() < here || here < unread.len() && self.server.reads();
        self.to_server = [input, &unread[here..]].concat();
        heard || moved
    }

    fn client_reads(&mut self) -> bool {
        let unread = std::mem::take(&mut self.to_client);
        let here = self.amount(unread.len());
        let (mut input, mut heard) = (&unread[..here], false);
        while let Some(event) = self.client.receive(&mut input).expect("the server keeps to the rules") {
            self.on_client(event);
            heard = true;
        }
        let moved = input.len() < here || here < unread.len();
        self.to_client = [input, &unread[here..]].concat();
        heard || moved
    }

    fn on_server(&mut self, event: server::Event<'_>) {
        use server::Event;
        match event {
            Event::Command { id, command: Command { tag, body } } => {
                let sent = self.sent.pop_front().expect("a command that was sent");
                assert_eq!(tag, sent.id.tag(), "in order, none left out: {body:?}");
                match &body {
                    CommandBody::Append { messages, .. } => {
                        let texts = texts_of(messages).into_iter().map(Some).collect();
                        self.compare(&sent.octets, texts);
                    }
                    body => assert_eq!(Some(body), sent.body.as_ref()),
                }
                self.coming = None;
                if matches!(
                    body,
                    CommandBody::Select { .. } | CommandBody::Examine { .. } | CommandBody::Close
                ) {
                    self.mailbox += 1;
                    self.exists = None;
                    if body != CommandBody::Close
                        && self.server.session().mailbox().is_some()
                        && self.chance.below(2) == 1
                    {
                        let closed = RespText::new(Some(Code::Closed), Text::EMPTY).expect("a code");
                        let closed = Data::Status(Status { kind: StatusKind::Ok, text: closed });
                        let _ = self.server.respond(&closed).expect("SELECT is in progress");
                        self.closed.push_back(self.mailbox);
                    }
                }
                self.current = Some((id, sent.id, body.into_static()));
            }
            Event::LiteralTail(AppendEnd { id, tag, tail }) => {
                let sent = self.sent.pop_front().expect("a command that was sent");
                assert_eq!(tag, sent.id.tag(), "in order, none left out: {tail:?}");
                self.compare(&sent.octets, texts_of_tail(&tail.messages));
                self.coming = None;
                self.current = Some((id, sent.id, CommandBody::Noop));
            }
            Event::LiteralAnnounced(asked) => self.coming = Some((asked.id, true)),
            Event::LiteralHead(AppendLiteral { id, .. }) => {
                self.coming = Some((id, false));
                self.streamed.push_back(Vec::new());
                if self.chance.below(4) == 3 {
                    self.refuse(id);
                }
            }
            Event::LiteralData(octets) => {
                self.streamed.back_mut().expect("it has begun").extend_from_slice(octets);
                match self.coming {
                    Some((id, _)) if self.chance.below(4) == 3 => self.refuse(id),
                    _ => {}
                }
            }
            Event::IdleDone { .. } => self.taking_part = false,
            Event::Rejected { .. } => {
                let sent = self.sent.pop_front().expect("a command that was sent");
                self.coming = None;
                self.streamed.clear();
                self.ends.insert(sent.id, Condition::Bad);
            }
            event => panic!("{event:?}"),
        }
    }

    /// `None`: the text came in pieces.
    fn compare(&mut self, sent: &[Vec<u8>], texts: Vec<Option<Vec<u8>>>) {
        assert_eq!(texts.len(), sent.len());
        for (text, sent) in texts.into_iter().zip(sent) {
            assert_eq!(text.is_none(), sent.len() > LITERAL, "what is long comes in pieces");
            let heard = text.unwrap_or_else(|| self.streamed.pop_front().expect("it was streamed"));
            assert_eq!(heard, *sent, "every octet arrives");
        }
        assert!(self.streamed.is_empty(), "and no other");
    }

    fn refuse(&mut self, id: server::CommandId) {
        let condition = self.not_ok();
        if self.server.refuse_literal(id, condition, text("refused")).is_ok() {
            let sent = self.sent.pop_front().expect("a command that was sent");
            self.ends.insert(sent.id, condition);
            self.coming = None;
            self.streamed.clear();
        }
    }

    fn not_ok(&mut self) -> Condition {
        if self.often() { Condition::No } else { Condition::Bad }
    }

    /// The server's caller answers what waits.
    fn answer(&mut self) {
        if let Some((id, true)) = self.coming {
            if self.chance.below(3) == 2 {
                return self.refuse(id);
            }
            self.coming = Some((id, false));
            return self.server.accept_literal(id).expect("it waits for leave");
        }
        let Some((id, of, body)) = self.current.take() else { return };
        let condition = if self.often() { Condition::Ok } else { self.not_ok() };
        let opens = matches!(body, CommandBody::Select { .. } | CommandBody::Examine { .. });
        if body == CommandBody::Idle && self.server.idle(id, Text::EMPTY).is_ok() {
            (self.taking_part, self.current) = (true, Some((id, of, CommandBody::Noop)));
            return;
        }
        if opens && condition == Condition::Ok {
            // Numbers tell of which mailbox they are.
            let exists = self.mailbox * EACH + EACH / 2 + self.chance.below(4) as u32;
            self.exists = Some(exists);
            self.say(Data::Exists(exists));
        }
        self.chatter();
        if opens && condition != Condition::Ok {
            self.exists = None;
        }
        self.ends.insert(of, condition);
        self.server.complete(id, condition, text("done")).expect("it is in progress");
    }

    /// The server's caller has something to tell.
    fn chatter(&mut self) {
        if self.logged_out && self.server.session().state() == State::Logout {
            return;
        }
        self.said += 1;
        let number = self.said;
        let data = match (self.chance.below(5), self.exists) {
            (1, Some(_)) => {
                let number = self.mailbox * EACH + self.chance.below(4) as u32;
                Data::Expunge(SeqNum::try_from(number).expect("nonzero"))
            }
            (2, Some(exists)) => Data::Exists(exists + 1),
            (3, Some(exists)) => {
                let items = vec![MsgAtt::Uid(Uid::try_from(number).expect("nonzero"))];
                let seq = SeqNum::try_from(exists).expect("nonzero");
                Data::Fetch { seq, items: items.try_into().expect("not empty") }
            }
            // An IDLE that ends before the client wants.
            (4, _) if self.taking_part => {
                let Some((id, of, _)) = self.current.take() else { return };
                self.taking_part = false;
                self.ends.insert(of, Condition::Ok);
                return self.server.complete(id, Condition::Ok, text("enough")).expect("it is in progress");
            }
            _ => Data::Status(Status { kind: StatusKind::Ok, text: text(&format!("news {number}")) }),
        };
        self.say(data);
    }

    fn say(&mut self, data: Data<'static>) {
        match self.server.respond(&data) {
            Ok(Delivery::Sent) => self.on_its_way.push_back((data.clone(), self.mailbox)),
            Ok(Delivery::Held) => self.held.push((data.clone(), self.mailbox)),
            Err(_) => return,
        }
        match (data, &mut self.exists) {
            (Data::Exists(count), Some(exists)) => *exists = count,
            (Data::Expunge(_), Some(exists)) => *exists -= 1,
            _ => {}
        }
    }

    fn on_client(&mut self, event: client::Event<'_>) {
        use client::Event;
        match event {
            Event::Greeting(_) | Event::Continue { .. } | Event::Idling { .. } => {}
            Event::Data(Data::Status(status)) if status.text.code() == Some(&Code::Closed) => {
                self.heard_mailbox = self.closed.pop_front().expect("it was said");
            }
            Event::Data(data) => self.hear(data.into_static()),
            Event::Completed { id, tagged } => {
                self.ended(id);
                let end = self.ends.remove(&id).expect("the server has ended it");
                assert_eq!(tagged.condition, end, "{}", id.tag());
            }
            Event::Withheld { id, .. } => {
                self.ended(id);
                let at = self.sent.iter().position(|sent| sent.id == id).expect("it has not gone out");
                drop(self.sent.remove(at));
            }
            Event::Bye(_) => assert!(self.logged_out),
            event => panic!("{event:?}"),
        }
    }

    /// Data is heard in the order in which it was sent, be it that what was held back comes between; and never about a
    /// mailbox behind data of the next.
    fn hear(&mut self, data: Data<'static>) {
        let first = self.on_its_way.front().is_some_and(|(said, _)| *said == data);
        let mailbox = if first {
            self.on_its_way.pop_front().map(|(_, mailbox)| mailbox)
        } else {
            let at = self.held.iter().position(|(said, _)| *said == data);
            at.map(|at| self.held.remove(at).1)
        };
        let mailbox = mailbox.unwrap_or_else(|| panic!("nobody has said {data:?}"));
        if matches!(data, Data::Status(_)) {
            return;
        }
        assert!(mailbox >= self.heard_mailbox, "{data:?} is of a mailbox of before");
        self.heard_mailbox = mailbox;
    }

    fn ended(&mut self, id: client::CommandId) {
        let at = self.alive.iter().position(|&alive| alive == id).expect("it ends once");
        self.alive.remove(at);
        self.idling.retain(|(idle, _)| *idle != id);
    }

    /// What holds whenever nothing is on its way.
    fn of_one_mind(&self) {
        assert!(self.sent.is_empty() && self.ends.is_empty() && self.streaming.is_none());
        assert_eq!(self.on_its_way, [], "nothing is lost");
        let (client, server) = (self.client.session(), self.server.session());
        assert_eq!(client.state(), server.state());
        let exists = |session: &imap_fsm::Session| session.mailbox().map(|mailbox| mailbox.exists());
        assert_eq!(exists(client), exists(server));
    }
}
