//! A client whose server is written out by the test.

use imap_fsm::client::{Client, CommandId, Event, Options};
use imap_fsm::{Limits, Misuse, PeerError};
use imap_types::append::AppendMessageHead;
use imap_types::command::CommandBody;
use imap_types::mailbox::Mailbox;

/// A client and what is on its wire.
pub(crate) struct Wire {
    pub(crate) client: Client,
}

/// The body of a command as it is written.
pub(crate) fn command(text: &str) -> CommandBody<'static> {
    use imap_types::IntoBoundedStatic;
    imap_codec::decode_command(format!("a {text}\r\n").as_bytes()).unwrap().body.into_static()
}

/// An event in a line.
pub(crate) fn short(event: &Event<'_>) -> String {
    match event {
        Event::Greeting(status) => format!("greeting {}", status.text.text()),
        Event::Data(data) => format!("data {}", name(&format!("{data:?}"))),
        Event::Completed { id, tagged } => format!("{} {:?}", id.tag(), tagged.condition),
        Event::StrayCompletion { tagged } => format!("stray {} {:?}", tagged.tag, tagged.condition),
        Event::StrayContinue { .. } => "stray +".into(),
        Event::MalformedCompletion(completion) => format!("{} illegible", completion.id.tag()),
        Event::Unanswered { id } => format!("{} unanswered", id.tag()),
        Event::Withheld { id, refusal } => format!("{} withheld: {refusal}", id.tag()),
        Event::Released { id } => format!("{} released", id.tag()),
        Event::Continue { id, .. } => format!("{} continue", id.tag()),
        Event::Challenge { id, challenge } => {
            format!("{} challenge {:?}", id.tag(), String::from_utf8_lossy(challenge))
        }
        Event::Idling { id, .. } => format!("{} idling", id.tag()),
        Event::UpgradeReady(ready) => format!("{} upgrade {:?}", ready.id.tag(), ready.upgrade),
        Event::Bye(_) => "bye".into(),
        Event::LiteralHead { literal, .. } => format!("head {}", literal.len),
        Event::LiteralData(octets) => format!("octets {:?}", String::from_utf8_lossy(octets)),
        Event::LiteralTail(data) => format!("tail {}", data.is_ok()),
        Event::Oversized { .. } => "oversized".into(),
        Event::Malformed { error, .. } => format!("malformed: {error}"),
        _ => "?".into(),
    }
}

fn name(debug: &str) -> String {
    debug.chars().take_while(|char| char.is_alphanumeric()).collect()
}

impl Wire {
    /// A client that was greeted by a server with these capabilities.
    pub(crate) fn greeted(capabilities: &str) -> Self {
        Self::with(Options::default(), capabilities)
    }

    pub(crate) fn with(options: Options, capabilities: &str) -> Self {
        let mut wire = Self { client: Client::new(options) };
        assert_eq!(wire.hear(&format!("* OK [CAPABILITY {capabilities}] hi\r\n")), ["greeting hi"]);
        wire
    }

    /// A client that is logged in without a command, so that the first tag is `a1`.
    pub(crate) fn logged_in(capabilities: &str) -> Self {
        let mut wire = Self { client: Client::new(Options::default()) };
        assert_eq!(wire.hear(&format!("* PREAUTH [CAPABILITY {capabilities}] hi\r\n")), ["greeting hi"]);
        wire
    }

    /// One with INBOX open; the first tag is `a2`.
    pub(crate) fn selected(capabilities: &str) -> Self {
        let mut wire = Self::logged_in(capabilities);
        wire.send("SELECT INBOX");
        wire.expect("a1 SELECT INBOX\r\n");
        assert_eq!(wire.hear("* 10 EXISTS\r\na1 OK [READ-WRITE] x\r\n"), ["data Exists", "a1 Ok"]);
        wire
    }

    pub(crate) fn small_literals() -> Options {
        Options { limits: Limits { literal: 4, ..Limits::client() }, ..Options::default() }
    }

    pub(crate) fn send(&mut self, text: &str) -> CommandId {
        self.try_send(text).unwrap()
    }

    /// Begins to stream a message.
    pub(crate) fn append(&mut self, len: u64) -> CommandId {
        let (mailbox, message) = (Mailbox::try_from("Sent").unwrap(), AppendMessageHead::default());
        self.client.append(&mailbox, &message, len).unwrap()
    }

    pub(crate) fn try_send(&mut self, text: &str) -> Result<CommandId, Misuse> {
        self.client.send(&command(text))
    }

    /// What the client writes.
    pub(crate) fn sent(&mut self) -> String {
        let out = String::from_utf8_lossy(self.client.transmit()).into_owned();
        self.client.transmitted(self.client.transmit().len()).unwrap();
        out
    }

    #[track_caller]
    pub(crate) fn expect(&mut self, out: &str) {
        assert_eq!(self.sent(), out);
    }

    /// What the client learns from these bytes.
    #[track_caller]
    pub(crate) fn hear(&mut self, bytes: &str) -> Vec<String> {
        self.try_hear(bytes).unwrap()
    }

    /// The same, byte by byte.
    pub(crate) fn try_hear(&mut self, bytes: &str) -> Result<Vec<String>, PeerError> {
        let (mut events, mut start) = (Vec::new(), 0);
        for end in 1..=bytes.len() {
            let mut input = &bytes.as_bytes()[start..end];
            while let Some(event) = self.client.receive(&mut input)? {
                events.push(short(&event));
            }
            start = end - input.len();
        }
        Ok(events)
    }

    /// What the client learns from the end of the stream.
    pub(crate) fn ends(&mut self) -> (Vec<String>, Result<(), PeerError>) {
        let mut events = Vec::new();
        loop {
            match self.client.receive_eof() {
                Ok(Some(event)) => events.push(short(&event)),
                Ok(None) => return (events, Ok(())),
                Err(error) => return (events, Err(error)),
            }
        }
    }

    /// The same in one piece, and what is left unread.
    pub(crate) fn hear_at_once(&mut self, bytes: &str) -> (Result<Vec<String>, PeerError>, String) {
        let (mut input, mut events) = (bytes.as_bytes(), Vec::new());
        let result = loop {
            match self.client.receive(&mut input) {
                Ok(Some(event)) => events.push(short(&event)),
                Ok(None) => break Ok(events),
                Err(error) => break Err(error),
            }
        };
        (result, String::from_utf8_lossy(input).into_owned())
    }
}
