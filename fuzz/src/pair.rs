//! A client and a server with a wire between them, and a caller on each side who keeps account.

use std::collections::{BTreeMap, VecDeque};

use arbitrary::{Result, Unstructured};
use imap_codec::{Encoder, decode_command};
use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, AppendEnd, Server};
use imap_fsm::session::{Session, State};
use imap_fsm::{Limits, Misuse};
use imap_types::append::{AppendData, AppendDataTail, AppendMessageHead};
use imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::{FetchedSection, MsgAtt, MsgAttHead};
use imap_types::mailbox::Mailbox;
use imap_types::number::SeqNum;
use imap_types::response::{Condition, Data, RespText, Response, Status, StatusKind};
use imap_types::secret::Secret;
use imap_types::section::Section;
use imap_types::string::Binary;
use imap_types::text::Text;
use imap_types::{IntoBoundedStatic, ToBoundedStatic};

const COMMANDS: &[&str] = &[
    "LOGIN a {2}\r\n\u{e9}",
    "AUTHENTICATE PLAIN AGEAYg==",
    "AUTHENTICATE X",
    "SELECT a",
    "EXAMINE {2}\r\n\u{e9}",
    "CLOSE",
    "NOOP",
    "FETCH 1 FLAGS",
    "UID FETCH 1 BODY[]",
    "SEARCH 1:3",
    "EXPUNGE",
    "IDLE",
    "STARTTLS",
    "COMPRESS DEFLATE",
    "ENABLE IMAP4rev2",
    "UNAUTHENTICATE",
    "APPEND a {3}\r\nabc {3}\r\ndef",
    "LOGOUT",
];

const GREETINGS: &[&str] = &[
    "* OK [CAPABILITY IMAP4rev1 LITERAL- SASL-IR] x\r\n",
    "* PREAUTH [CAPABILITY LITERAL+] x\r\n",
    "* OK x\r\n",
];

/// Literals of more octets are streamed.
const LITERAL: usize = 64;

/// Both sides and the wires between them.
pub struct Pair {
    client: Client,
    server: Server,
    to_server: Vec<u8>,
    to_client: Vec<u8>,
    caller: Caller,
    store: Store,
}

/// What the client's caller knows.
#[derive(Default)]
struct Caller {
    alive: Vec<client::CommandId>,
    /// By tag, the messages that were announced.
    appended: BTreeMap<String, Vec<Vec<u8>>>,
    /// Octets that are still to be brought.
    bringing: Option<(client::CommandId, Vec<u8>)>,
    heard: Vec<Data<'static>>,
    fetched: Vec<u8>,
}

/// What the server's caller knows.
#[derive(Default)]
struct Store {
    /// The command that waits for an answer.
    current: Option<(server::CommandId, CommandBody<'static>)>,
    /// The literal that waits for leave, or comes.
    coming: Option<server::CommandId>,
    waits: bool,
    streamed: VecDeque<Vec<u8>>,
    /// Octets of a text that are still to be brought.
    sending: Option<Vec<u8>>,
    fetched: Vec<u8>,
    said: Vec<Data<'static>>,
    upgrades: bool,
}

impl Pair {
    /// A client and a server that has greeted.
    pub fn new(u: &mut Unstructured<'_>) -> Result<Self> {
        let limits = Limits { literal: LITERAL, output: 200, errors: u32::MAX, ..Limits::server() };
        let unknown = server::UnknownCommands::HandOver;
        let mut server =
            Server::new(server::Options { limits, before_login: limits, strict: false, tls: false, unknown });
        let Response::Data(Data::Status(greeting)) =
            imap_codec::decode_response(u.choose(GREETINGS)?.as_bytes()).expect("it is well-formed")
        else {
            unreachable!("it is a greeting")
        };
        server.greet(&greeting).expect("it comes first");
        let limits = Limits { literal: LITERAL, output: 200, in_flight: 6, ..Limits::client() };
        Ok(Self {
            client: Client::new(client::Options { limits, ..Default::default() }),
            server,
            to_server: Vec::new(),
            to_client: Vec::new(),
            caller: Caller::default(),
            store: Store::default(),
        })
    }

    /// Does any one thing.
    pub fn step(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        match u.int_in_range(0..=12)? {
            0 | 1 => {
                let command = format!("a {}\r\n", u.choose(COMMANDS)?);
                self.send(&decode_command(command.as_bytes()).expect("it is well-formed").body);
            }
            2 => self.send(&u.arbitrary()?),
            3 => self.append(u)?,
            4 => self.bring(u.arbitrary()?),
            5 => drop(self.client.idle_done()),
            6 => self.respond(u.arbitrary()?),
            7 => self.respond(Data::Exists(u.int_in_range(0..=9)?)),
            8 => {
                self.respond(Data::Expunge(SeqNum::try_from(u.int_in_range(1..=3)?).expect("it is not zero")))
            }
            9 => self.answer(u)?,
            10 => self.transmit(u.arbitrary()?),
            11 => self.receive(u.arbitrary()?),
            _ => {
                self.transmit(u8::MAX);
                self.receive(u8::MAX);
            }
        }
        assert_eq!(self.client.in_flight(), self.caller.alive.len());
        Ok(())
    }

    fn send(&mut self, command: &CommandBody<'_>) {
        let mut out = Vec::new();
        Encoder::new(&mut out).tagged_command(&"a".try_into().expect("a tag"), command);
        // The server would refuse longer literals.
        if out.len() > LITERAL {
            return;
        }
        let Ok(id) = self.client.send(command) else { return };
        self.caller.alive.push(id);
        if let CommandBody::Append { messages, .. } = command {
            let octets = messages.iter().map(|message| octets_of(&message.data).to_vec()).collect();
            self.caller.appended.insert(id.tag().to_string(), octets);
        }
    }

    fn append(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let message = AppendMessageHead::default();
        let octets: Vec<u8> =
            b"a1 OK x\r\n+ {3}\r\n)".iter().copied().cycle().take(u.int_in_range(0..=150)?).collect();
        let len = octets.len() as u64;
        if let Some((id, left)) = &self.caller.bringing {
            // Another one behind it.
            let id = *id;
            if left.is_empty() && self.client.append_next(id, &message, len).is_ok() {
                self.caller.appended.entry(id.tag().to_string()).or_default().push(octets.clone());
                self.caller.bringing = Some((id, octets));
            }
            return Ok(());
        }
        let mailbox = Mailbox::try_from("x").expect("it is a name");
        if let Ok(id) = self.client.append(&mailbox, &message, len) {
            self.caller.alive.push(id);
            self.caller.appended.insert(id.tag().to_string(), vec![octets.clone()]);
            self.caller.bringing = Some((id, octets));
        }
        Ok(())
    }

    /// Brings octets of an APPEND and of a FETCH response, and ends those that are whole.
    fn bring(&mut self, most: u8) {
        if let Some((id, octets)) = &mut self.caller.bringing {
            let part = octets.get(..most.into()).unwrap_or(octets);
            match self.client.append_data(*id, part) {
                Ok(taken) => drop(octets.drain(..taken)),
                // It was refused, and nothing is owed.
                Err(Misuse::UnknownCommand) => self.caller.bringing = None,
                Err(misuse) => panic!("{misuse}"),
            }
        }
        if let Some((id, octets)) = &self.caller.bringing
            && octets.is_empty()
            && self.client.append_finish(*id).is_ok()
        {
            self.caller.bringing = None;
        }
        if let Some(octets) = &mut self.store.sending {
            let part = octets.get(..most.into()).unwrap_or(octets);
            let taken = self.server.fetch_data(part).expect("a text is being sent");
            self.store.fetched.extend(octets.drain(..taken));
            if octets.is_empty() {
                self.server.fetch_finish().expect("it is whole");
                self.store.sending = None;
            }
        }
    }

    fn respond(&mut self, data: Data<'_>) {
        // That would be counted as a text that was brought in pieces.
        if matches!(&data, Data::Fetch { items, .. } if is_text(items)) {
            return;
        }
        let mut out = Vec::new();
        Encoder::new(&mut out).response(&Response::Data(data.clone()));
        // What is longer is streamed, and no longer one value.
        if out.len() <= LITERAL && self.server.respond(&data).is_ok() {
            self.store.said.push(data.to_static());
        }
    }

    fn answer(&mut self, u: &mut Unstructured<'_>) -> Result<()> {
        let condition = *u.choose(&[Condition::Ok, Condition::Ok, Condition::No, Condition::Bad])?;
        if let Some(id) = self.store.coming {
            if rarely(u)? && self.server.refuse_literal(id, Condition::No, text()).is_ok() {
                (self.store.coming, self.store.waits) = (None, false);
                self.store.streamed.clear();
            } else if std::mem::take(&mut self.store.waits) {
                let given = self.server.accept_literal(id);
                let over = self.server.session().state() == State::Logout;
                assert!(given.is_ok() || over, "it waits for leave: {given:?}");
            }
            return Ok(());
        }
        let Some((id, body)) = self.store.current.take() else { return Ok(()) };
        match &body {
            // Nobody is let in who has said nothing.
            CommandBody::Authenticate { initial_response, .. }
                if initial_response.is_none() && condition == Condition::Ok || rarely(u)? =>
            {
                if self.server.challenge(id, b"x").is_err() {
                    self.store.current = Some((id, body));
                }
                return Ok(());
            }
            CommandBody::Idle if !rarely(u)? && self.server.idle(id, Text::EMPTY).is_ok() => return Ok(()),
            CommandBody::Fetch(_) if u.arbitrary()? => {
                let text = MsgAttHead::body(Section::default());
                let octets: Vec<u8> =
                    b"a1 OK\r\n* BYE )".iter().copied().cycle().take(u.int_in_range(0..=200)?).collect();
                let seq = SeqNum::try_from(1).expect("it is not zero");
                if self.server.fetch(seq, &[], &text, octets.len() as u64).is_ok() {
                    self.store.sending = Some(octets);
                }
                self.store.current = Some((id, body));
                return Ok(());
            }
            CommandBody::Select { .. } | CommandBody::Examine { .. } => {
                self.respond(Data::Exists(u.int_in_range(3..=9)?))
            }
            CommandBody::Enable(list) => self.respond(Data::Enabled(list.to_vec())),
            _ => {}
        }
        self.complete(id, body, condition);
        Ok(())
    }

    fn complete(&mut self, id: server::CommandId, body: CommandBody<'static>, condition: Condition) {
        match self.server.complete(id, condition, text()) {
            Ok(()) => {
                let layer = matches!(body, CommandBody::StartTls | CommandBody::Compress(_));
                self.store.upgrades = layer && condition == Condition::Ok;
            }
            // Within a text.
            Err(_) => self.store.current = Some((id, body)),
        }
    }

    /// Puts output on the wire.
    fn transmit(&mut self, most: u8) {
        let out = self.client.transmit();
        let out = out.get(..most.into()).unwrap_or(out);
        self.to_server.extend_from_slice(out);
        let n = out.len();
        self.client.transmitted(n).expect("there is so much");
        let out = self.server.transmit();
        let out = out.get(..most.into()).unwrap_or(out);
        self.to_client.extend_from_slice(out);
        let n = out.len();
        self.server.transmitted(n).expect("there is so much");
    }

    /// Takes bytes off the wire.
    fn receive(&mut self, most: u8) {
        let unread = std::mem::take(&mut self.to_server);
        let here = unread.len().min(most.into());
        let mut input = &unread[..here];
        while let Some(event) = self.server.receive(&mut input).expect("a client that keeps to the rules") {
            self.on_server(event);
        }
        self.to_server = [input, &unread[here..]].concat();
        let unread = std::mem::take(&mut self.to_client);
        let here = unread.len().min(most.into());
        let mut input = &unread[..here];
        while let Some(event) = self.client.receive(&mut input).expect("a server that keeps to the rules") {
            self.on_client(event);
        }
        self.to_client = [input, &unread[here..]].concat();
    }

    /// The messages of an APPEND that is whole; `None`: it came in pieces.
    fn appended(&mut self, tag: &str, texts: Vec<Option<Vec<u8>>>) {
        let expected = self.caller.appended.remove(tag).expect("it was sent");
        assert_eq!(texts.len(), expected.len());
        for (text, expected) in texts.into_iter().zip(expected) {
            assert_eq!(text.is_none(), expected.len() > LITERAL, "what is long comes in pieces");
            let heard = text.unwrap_or_else(|| self.store.streamed.pop_front().expect("it was streamed"));
            assert_eq!(heard, expected, "every octet arrives");
        }
        assert_eq!(self.store.streamed.len(), 0, "and no other");
    }

    fn on_server(&mut self, event: server::Event<'_>) {
        use server::Event;
        match event {
            Event::Command { id, command: Command { tag, body } } => {
                if let CommandBody::Append { messages, .. } = &body {
                    let texts = messages.iter().map(|message| Some(octets_of(&message.data).to_vec()));
                    self.appended(tag.as_str(), texts.collect());
                }
                self.store.coming = None;
                self.store.current = Some((id, body.into_static()));
            }
            Event::LiteralTail(AppendEnd { id, tag, tail }) => {
                let texts = tail.messages.iter().map(|message| match &message.data {
                    AppendDataTail::Whole(data) => Some(octets_of(data).to_vec()),
                    _ => None,
                });
                self.appended(tag.as_str(), texts.collect());
                self.store.coming = None;
                self.store.current = Some((id, CommandBody::Noop));
            }
            Event::LiteralAnnounced(asked) => {
                (self.store.coming, self.store.waits) = (Some(asked.id), true);
            }
            Event::LiteralHead(begun) => {
                self.store.coming = Some(begun.id);
                self.store.streamed.push_back(Vec::new());
            }
            Event::LiteralData(octets) => {
                self.store.streamed.back_mut().expect("it has begun").extend_from_slice(octets);
            }
            Event::Response { id, .. } => {
                let mechanism = AuthMechanism::try_from("X").expect("it is an atom");
                self.store.current = Some((id, CommandBody::authenticate(mechanism, Some(secret()))));
            }
            Event::IdleDone { id } => self.store.current = Some((id, CommandBody::Noop)),
            Event::Cancelled { .. } | Event::Rejected { .. } => {
                (self.store.coming, self.store.waits) = (None, false);
                self.store.streamed.clear();
            }
            event => panic!("{event:?}"),
        }
    }

    fn on_client(&mut self, event: client::Event<'_>) {
        use client::Event;
        match event {
            Event::Completed { id, .. } | Event::Withheld { id, .. } => self.ended(id),
            Event::UpgradeReady(ready) => {
                self.ended(ready.id);
                assert_eq!(self.client.receive(&mut &b""[..]), Ok(None));
                // Both change their layers while nothing is on its way.
                // UNAUTHENTICATE ends compression, if there is any.
                let both = std::mem::take(&mut self.store.upgrades) || self.server.upgrade().is_some();
                assert!(both, "both or none");
                self.server.upgraded().expect("all output is written");
                self.client.upgraded().expect("it is ready");
            }
            Event::Challenge { id, .. } => {
                let data = match id.tag().as_str().len() % 2 {
                    0 => AuthenticateData::Cancel,
                    _ => AuthenticateData::Response(secret()),
                };
                self.client.authenticate(&data).expect("it was asked for");
            }
            Event::Data(Data::Fetch { items, .. }) if is_text(&items) => {
                let MsgAtt::BodySection(FetchedSection { data: Some(data), .. }) = &items[0] else { return };
                self.caller.fetched.extend_from_slice(data.as_bytes());
            }
            Event::Data(data) => self.caller.heard.push(data.into_static()),
            Event::Bye(text) => {
                self.caller.heard.push(Data::Status(Status { kind: StatusKind::Bye, text }).into_static())
            }
            Event::LiteralData(octets) => self.caller.fetched.extend_from_slice(octets),
            // The `+` of an IDLE whose DONE went out without waiting for it, as a caller may ask by a second `idle_done`.
            Event::StrayContinue { .. } => {}
            Event::Greeting(_)
            | Event::Continue { .. }
            | Event::Idling { .. }
            | Event::LiteralHead { .. } => {}
            Event::LiteralTail(data) => assert!(data.is_ok()),
            event => panic!("{event:?}"),
        }
    }

    /// A command ends once.
    fn ended(&mut self, id: client::CommandId) {
        let index = self.caller.alive.iter().position(|&alive| alive == id).expect("it is in flight");
        self.caller.alive.remove(index);
    }

    /// Brings everything to its end, and then both sides must be of one mind.
    pub fn settle(&mut self) {
        for _ in 0..2000 {
            self.transmit(u8::MAX);
            self.receive(u8::MAX);
            self.bring(u8::MAX);
            let _ = self.client.idle_done();
            // Without randomness everything is answered by OK.
            let _ = self.answer(&mut Unstructured::new(&[]));
            if self.is_quiet() {
                return self.agree();
            }
        }
        panic!("{} commands hang: {:?} {:?}", self.client.in_flight(), self.client, self.server);
    }

    fn is_quiet(&self) -> bool {
        let over = self.server.session().state() == State::Logout;
        self.client.transmit().is_empty()
            && self.server.transmit().is_empty()
            && self.to_client.is_empty()
            && (over
                || self.to_server.is_empty() && self.client.in_flight() == 0 && self.store.current.is_none())
    }

    fn agree(&self) {
        let (client, server) = (self.client.session(), self.server.session());
        assert_eq!(client.state(), server.state());
        assert_eq!(client.is_tls(), server.is_tls());
        let open =
            |session: &Session| session.mailbox().map(|mailbox| (mailbox.name().clone(), mailbox.exists()));
        assert_eq!(open(client), open(server));
        assert_eq!(self.caller.fetched, self.store.fetched, "every octet arrives");
        // What is held back has not been heard yet.
        for heard in &self.caller.heard {
            let count = |all: &[Data<'_>]| all.iter().filter(|said| *said == heard).count();
            let own = matches!(heard, Data::Status(Status { kind: StatusKind::Bye | StatusKind::Bad, .. }));
            // The machine itself tells where one mailbox ends and the next begins.
            let closed = matches!(heard, Data::Status(Status { text, .. }) if text.code().is_some_and(|code| code.name() == "CLOSED"));
            let own = own || closed;
            assert!(own || count(&self.caller.heard) <= count(&self.store.said), "{heard:?} was not said");
        }
    }
}

/// Never without randomness.
fn rarely(u: &mut Unstructured<'_>) -> Result<bool> {
    Ok(u.int_in_range(0..=3)? == 3)
}

fn text() -> RespText<'static> {
    RespText::try_from("x").expect("it is text")
}

fn secret() -> Secret<Binary<'static>> {
    Secret::new(Binary::try_from("x").expect("it is octets"))
}

fn is_text(items: &[MsgAtt<'_>]) -> bool {
    matches!(items, [MsgAtt::BodySection(FetchedSection { section, origin: None, data: Some(_) })] if *section == Section::default())
}

fn octets_of<'d>(data: &'d AppendData<'_>) -> &'d [u8] {
    match data {
        AppendData::Literal(text) => text.as_bytes(),
        AppendData::Literal8(octets) | AppendData::Utf8(octets) => octets.as_bytes(),
        AppendData::Catenate(_) | AppendData::Other(_) => b"",
    }
}
