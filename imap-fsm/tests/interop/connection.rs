//! One connection: moves bytes until what is waited for has come.

use std::convert::Infallible;
use std::io::{Read, Write};
use std::rc::Rc;

use imap_codec::decode_command;
use imap_fsm::client::call::{self, Refused, Request, Taken};
use imap_fsm::client::{Client, CommandId, Event, Options};
use imap_fsm::session::{ModSeqs, State};
use imap_fsm::{Buffer, Limits, Session};
use imap_types::IntoBoundedStatic;
use imap_types::auth::AuthenticateData;
use imap_types::capability::Capability;
use imap_types::command::CommandBody;
use imap_types::mailbox::Mailbox;
use imap_types::response::{Condition, Data, RespText, Status, Tagged};
use imap_types::status::StatusAtt;
use imap_types::string::Binary;

use crate::answer::{Answer, Numbers};
use crate::server::Findings;
use crate::stream::Stream;
use crate::transcript::Transcript;

/// A client's connection. When it is dropped in a panic it prints what was said.
pub(crate) struct Connection {
    pub(crate) client: Client,
    buffer: Buffer,
    stream: Stream,
    transcript: Transcript,
    findings: Rc<Findings>,
    /// What came while calls ran and was not theirs.
    pub(crate) news: Vec<Data<'static>>,
}

/// What a call ends in.
type Output<'a, R> = <<R as Request<'a>>::Answer as call::Answer>::Output;

/// An event that keeps what it is about.
#[derive(Debug)]
pub(crate) enum Heard {
    Greeting(Status<'static>),
    Data(Data<'static>),
    Completed(CommandId, Tagged<'static>),
    Continue(CommandId),
    Challenge(Vec<u8>),
    Idling,
    Upgrade,
    Bye(RespText<'static>),
    LiteralHead(u64),
    LiteralData(Vec<u8>),
    LiteralTail(Option<Data<'static>>),
}

/// A command as a person writes it, without its tag; literals are in place. How it is spelled on the wire is the
/// client's choice.
pub(crate) fn command(text: impl AsRef<[u8]>) -> CommandBody<'static> {
    let line = [b"a ", text.as_ref(), b"\r\n"].concat();
    match decode_command(&line) {
        Ok(command) => command.body.into_static(),
        Err(error) => panic!("{error} in {}", line.escape_ascii()),
    }
}

impl Connection {
    /// Connects and takes the greeting.
    pub(crate) fn open(address: &str, tls: Option<&str>, findings: Rc<Findings>) -> Self {
        let stream = Stream::connect(address);
        let mut connection = Self {
            client: Client::new(Options { tls: tls.is_some(), ..Options::default() }),
            buffer: Buffer::new(Limits::client().message + 1),
            stream: tls.into_iter().fold(stream, Stream::tls),
            transcript: Transcript::default(),
            findings,
            news: Vec::new(),
        };
        connection.transcript.note(address);
        match connection.hear() {
            Heard::Greeting(_) => connection,
            other => panic!("{other:?} in place of a greeting"),
        }
    }

    pub(crate) fn session(&self) -> &Session {
        self.client.session()
    }

    pub(crate) fn state(&self) -> State {
        self.session().state()
    }

    // Commands.

    /// Sends a command and does not wait for it.
    pub(crate) fn send(&mut self, text: impl AsRef<[u8]>) -> CommandId {
        self.client.send(&command(text)).unwrap()
    }

    /// Runs a command to its end.
    pub(crate) fn run(&mut self, text: impl AsRef<[u8]>) -> Answer {
        let id = self.send(text);
        self.finish(id)
    }

    /// Runs a command that has to succeed.
    #[track_caller]
    pub(crate) fn ok(&mut self, text: impl AsRef<[u8]>) -> Answer {
        self.run(text).expect(Condition::Ok)
    }

    /// Runs a command that the server has to refuse.
    #[track_caller]
    pub(crate) fn no(&mut self, text: impl AsRef<[u8]>) -> Answer {
        self.run(text).expect(Condition::No)
    }

    /// Runs a command that logs in, without a trace of what it says.
    pub(crate) fn secretly(&mut self, command: &CommandBody<'_>) -> Answer {
        self.transcript.hide(true);
        let id = self.client.send(command).unwrap();
        let answer = self.finish(id);
        self.transcript.hide(false);
        answer
    }

    /// Runs AUTHENTICATE with an answer to every challenge; `None` cancels.
    pub(crate) fn authenticate(
        &mut self,
        command: &CommandBody<'_>,
        mut answer: impl FnMut(&[u8]) -> Option<Vec<u8>>,
    ) -> Answer {
        self.transcript.hide(true);
        let id = self.client.send(command).unwrap();
        let mut data = Vec::new();
        let tagged = loop {
            match self.hear() {
                Heard::Challenge(challenge) => {
                    let data = match answer(&challenge) {
                        Some(octets) => AuthenticateData::Response(Binary::try_from(octets).unwrap().into()),
                        None => AuthenticateData::Cancel,
                    };
                    self.client.authenticate(&data).unwrap();
                }
                Heard::Data(more) => data.push(more),
                Heard::Completed(ended, tagged) if ended == id => break tagged,
                Heard::Continue(_) => {}
                other => panic!("{other:?} in the course of AUTHENTICATE"),
            }
        };
        self.transcript.hide(false);
        Answer { data, tagged }
    }

    /// What is said until this command has ended.
    pub(crate) fn finish(&mut self, id: CommandId) -> Answer {
        let mut data = Vec::new();
        loop {
            match self.hear() {
                Heard::Data(more) => data.push(more),
                Heard::Completed(ended, tagged) if ended == id => return Answer { data, tagged },
                Heard::Continue(waiting) if waiting == id => {}
                Heard::Bye(_) => {}
                other => panic!("{other:?} before the end of {}", id.tag().as_str()),
            }
        }
    }

    /// Waits until all these commands have succeeded, in whatever order the server ends them.
    #[track_caller]
    pub(crate) fn finish_all(&mut self, mut ids: Vec<CommandId>) {
        while !ids.is_empty() {
            if let Heard::Completed(ended, tagged) = self.hear() {
                assert_eq!(tagged.condition, Condition::Ok, "{tagged:?}");
                ids.retain(|id| *id != ended);
            }
        }
    }

    /// The next data, whatever else there is in between being a mistake.
    pub(crate) fn data(&mut self) -> Data<'static> {
        match self.hear() {
            Heard::Data(data) => data,
            other => panic!("{other:?} in place of data"),
        }
    }

    /// Stores a message in any mailbox, with flags and a date if any are given, and lets the server tell of it.
    /// Returns its UID.
    #[track_caller]
    pub(crate) fn append(&mut self, mailbox: &str, with: &str, message: &[u8]) -> u32 {
        let head = format!(
            "APPEND {mailbox} {with}{}{{{}}}\r\n",
            [" ", ""][usize::from(with.is_empty())],
            message.len()
        );
        let uid = self.ok([head.as_bytes(), message].concat()).appended()[0];
        self.ok("NOOP");
        uid
    }

    // Calls.

    /// Runs a call to its end. What else comes meanwhile is kept in [`Connection::news`].
    pub(crate) fn call<'a, R>(&mut self, request: R) -> Result<Output<'a, R>, Refused>
    where
        R: Request<'a, Answer: for<'i> call::Answer<Step<'i> = Infallible>>,
    {
        let mut call = self.client.call(request).unwrap();
        loop {
            let mut news = None;
            let (heard, taken) = self.event(|event| {
                let heard = owned(event.clone());
                let taken = match call.take(event) {
                    Taken::Done(result) => Some(result),
                    Taken::More => None,
                    Taken::Other(Event::Data(data)) => {
                        news = Some(data.into_static());
                        None
                    }
                    Taken::Other(other) => panic!("{other:?} in the course of a call"),
                };
                (heard, taken)
            });
            self.findings.note(&heard, self.client.quirks());
            self.news.extend(news);
            if let Some(result) = taken {
                return result;
            }
        }
    }

    // Layers.

    /// Runs STARTTLS or COMPRESS, and puts the layer in.
    pub(crate) fn upgrade(&mut self, text: &str, layer: impl FnOnce(Stream, Vec<u8>) -> Stream) {
        self.send(text);
        let heard = self.hear();
        assert!(matches!(heard, Heard::Upgrade), "{heard:?}");
        let unread = self.buffer.bytes().to_vec();
        self.buffer.keep(0).unwrap();
        self.stream = layer(self.stream.clone(), unread);
        self.transcript.note(text);
        self.client.upgraded().unwrap();
    }

    // Bytes.

    /// The next event.
    pub(crate) fn hear(&mut self) -> Heard {
        let heard = self.event(owned);
        self.findings.note(&heard, self.client.quirks());
        heard
    }

    /// What `take` makes of the next event. Writes and reads as much as that takes.
    fn event<T>(&mut self, mut take: impl FnMut(Event<'_>) -> T) -> T {
        loop {
            let mut input = self.buffer.bytes();
            let taken = match self.client.receive(&mut input) {
                Ok(event) => event.map(&mut take),
                Err(error) => panic!("{error}, at: {}", self.buffer.bytes().escape_ascii()),
            };
            let unread = input.len();
            self.buffer.keep(unread).unwrap();
            if let Some(taken) = taken {
                return taken;
            }
            self.write();
            let space = self.buffer.space().unwrap();
            let n = match self.stream.read(space) {
                Ok(0) => panic!("the server has closed the connection"),
                Ok(n) => n,
                Err(error) => panic!("nothing was heard: {error}"),
            };
            self.transcript.server(&space[..n]);
            self.buffer.fill(n).unwrap();
        }
    }

    /// Writes all there is.
    pub(crate) fn write(&mut self) {
        while !self.client.transmit().is_empty() {
            let n = self.stream.write(self.client.transmit()).unwrap();
            self.transcript.client(&self.client.transmit()[..n]);
            self.client.transmitted(n).unwrap();
        }
        self.stream.flush().unwrap();
    }

    /// The server has said BYE, and closes.
    pub(crate) fn closed(mut self) {
        assert_eq!(self.state(), State::Logout);
        assert!(matches!(self.stream.read(&mut [0]), Ok(0) | Err(_)));
        assert_eq!(self.client.receive_eof(), Ok(None));
    }

    // What the session knows.

    /// The numbers of a mailbox, the highest mod-sequence if the server keeps it.
    #[track_caller]
    pub(crate) fn status(&mut self, mailbox: Mailbox<'static>) -> Numbers {
        let mut items =
            vec![StatusAtt::Messages, StatusAtt::UidNext, StatusAtt::UidValidity, StatusAtt::Unseen];
        if self.session().has(&Capability::CondStore) {
            items.push(StatusAtt::HighestModSeq);
        }
        let id = self.client.send(&CommandBody::status(mailbox, items).unwrap()).unwrap();
        self.finish(id).expect(Condition::Ok).numbers()
    }

    /// That the session knows of the open mailbox what the server says of it.
    #[track_caller]
    pub(crate) fn agree(&mut self) {
        assert_eq!(self.state(), State::Selected);
        self.ok("NOOP");
        let name = self.session().mailbox().unwrap().name().clone();
        let status = self.status(name);
        let mailbox = self.session().mailbox().unwrap();
        assert_eq!(u64::from(mailbox.exists()), status["MESSAGES"], "EXISTS");
        assert_eq!(mailbox.uid_validity().map(|validity| validity.get()), Some(status["UIDVALIDITY"]));
        assert!(mailbox.uid_next().is_none_or(|uid| u64::from(uid.get()) <= status["UIDNEXT"]), "UIDNEXT");
        if let ModSeqs::Highest(mod_seq) = mailbox.mod_seqs() {
            assert!(mod_seq.get() <= status["HIGHESTMODSEQ"], "HIGHESTMODSEQ");
        }
    }
}

impl Connection {
    /// What was said so far, taken from it.
    pub(crate) fn take_transcript(&mut self) -> Transcript {
        std::mem::take(&mut self.transcript)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.transcript.print();
        }
    }
}

fn owned(event: Event<'_>) -> Heard {
    match event {
        Event::Greeting(status) => Heard::Greeting(status.into_static()),
        Event::Data(data) => Heard::Data(data.into_static()),
        Event::Completed { id, tagged } => Heard::Completed(id, tagged.into_static()),
        Event::Continue { id, .. } => Heard::Continue(id),
        Event::Challenge { challenge, .. } => Heard::Challenge(challenge),
        Event::Idling { .. } => Heard::Idling,
        Event::UpgradeReady(_) => Heard::Upgrade,
        Event::Bye(text) => Heard::Bye(text.into_static()),
        Event::LiteralHead { literal, .. } => Heard::LiteralHead(literal.len),
        Event::LiteralData(octets) => Heard::LiteralData(octets.to_vec()),
        Event::LiteralTail(Ok(tail)) => Heard::LiteralTail(tail.into_data()),
        Event::LiteralTail(Err(error)) => panic!("malformed: {error}"),
        Event::Malformed { raw, error } => panic!("malformed: {error}: {}", raw.escape_ascii()),
        Event::Oversized { raw, .. } => panic!("oversized: {}", raw.escape_ascii()),
        other => panic!("what is this? {other:?}"),
    }
}
