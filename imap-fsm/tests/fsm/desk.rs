//! A server whose client is written out by the test.

use imap_fsm::PeerError;
use imap_fsm::server::{AppendEnd, AppendLiteral, CommandId, Delivery, Event, Options, Server};
use imap_types::IntoBoundedStatic;
use imap_types::append::AppendHead;
use imap_types::number::SeqNum;
use imap_types::response::{Condition, Data, RespText, Response, Status, StatusKind};

/// A server and what is on its wire.
pub(crate) struct Desk {
    pub(crate) server: Server,
    /// What the command was that came last.
    pub(crate) last: Option<CommandId>,
    pub(crate) unread: Vec<u8>,
}

pub(crate) fn text(text: &str) -> RespText<'_> {
    RespText::try_from(text).unwrap()
}

pub(crate) fn status(kind: StatusKind) -> Status<'static> {
    Status { kind, text: text("hi") }
}

pub(crate) fn expunge(number: u32) -> Data<'static> {
    Data::Expunge(SeqNum::try_from(number).unwrap())
}

/// What this line says.
pub(crate) fn data(line: &str) -> Data<'static> {
    match imap_codec::decode_response(format!("{line}\r\n").as_bytes()).map(IntoBoundedStatic::into_static) {
        Ok(Response::Data(data)) => data,
        other => panic!("{line}: {other:?}"),
    }
}

fn name_of(head: &AppendHead<'_>) -> &'static str {
    if head.replaces.is_some() { "REPLACE" } else { "APPEND" }
}

pub(crate) fn short(event: &Event<'_>) -> String {
    match event {
        Event::Command { command, .. } => format!("{} {}", command.tag, command.body.name()),
        Event::LiteralAnnounced(AppendLiteral { head, literal, .. }) => {
            format!("announced {} {}", name_of(head), literal.len)
        }
        Event::LiteralHead(AppendLiteral { head, literal, .. }) => {
            format!("head {} {}", name_of(head), literal.len)
        }
        Event::LiteralTail(end) => {
            format!("{} {}", end.tag, if end.tail.replaces.is_some() { "REPLACE" } else { "APPEND" })
        }
        Event::LiteralData(octets) => format!("octets {}", String::from_utf8_lossy(octets)),
        Event::Response { data, .. } => {
            format!("response {}", String::from_utf8_lossy(data.declassify().as_bytes()))
        }
        Event::IdleDone { .. } => "done".into(),
        Event::Cancelled { error, .. } => format!("cancelled {}", error.is_some()),
        Event::Rejected { .. } => "rejected".into(),
        _ => "?".into(),
    }
}

impl Desk {
    pub(crate) fn with(options: Options, kind: StatusKind) -> Self {
        let mut server = Server::new(options);
        server.greet(&status(kind)).unwrap();
        let mut desk = Self { server, last: None, unread: Vec::new() };
        desk.sent();
        desk
    }

    pub(crate) fn not_authenticated() -> Self {
        Self::with(Options::default(), StatusKind::Ok)
    }

    pub(crate) fn authenticated() -> Self {
        Self::with(Options::default(), StatusKind::PreAuth)
    }

    pub(crate) fn selected() -> Self {
        let mut desk = Self::authenticated();
        assert_eq!(desk.hear("s SELECT INBOX\r\n"), ["s SELECT"]);
        assert_eq!(desk.server.respond(&Data::Exists(9)), Ok(Delivery::Sent));
        desk.complete(Condition::Ok);
        desk.sent();
        desk
    }

    pub(crate) fn sent(&mut self) -> String {
        let out = String::from_utf8_lossy(self.server.transmit()).into_owned();
        self.server.transmitted(out.len()).unwrap();
        out
    }

    #[track_caller]
    pub(crate) fn expect(&mut self, out: &str) {
        assert_eq!(self.sent(), out);
    }

    #[track_caller]
    pub(crate) fn hear(&mut self, bytes: &str) -> Vec<String> {
        self.try_hear(bytes).unwrap()
    }

    /// What the server learns from these bytes in one piece, and from those left unread before.
    pub(crate) fn try_hear(&mut self, bytes: &str) -> Result<Vec<String>, PeerError> {
        self.unread.extend_from_slice(bytes.as_bytes());
        let unread = std::mem::take(&mut self.unread);
        let (mut input, mut events) = (&unread[..], Vec::new());
        while let Some(event) = self.server.receive(&mut input)? {
            match &event {
                Event::Command { id, .. }
                | Event::LiteralTail(AppendEnd { id, .. })
                | Event::LiteralAnnounced(AppendLiteral { id, .. })
                | Event::LiteralHead(AppendLiteral { id, .. }) => self.last = Some(*id),
                _ => {}
            }
            events.push(short(&event));
        }
        self.unread = input.to_vec();
        Ok(events)
    }

    /// The same byte by byte.
    pub(crate) fn drip(&mut self, bytes: &str) -> Vec<String> {
        let mut chars = [0; 4];
        bytes.chars().flat_map(|char| self.hear(char.encode_utf8(&mut chars))).collect()
    }

    pub(crate) fn id(&self) -> CommandId {
        self.last.unwrap()
    }

    #[track_caller]
    pub(crate) fn complete(&mut self, condition: Condition) {
        self.server.complete(self.id(), condition, text("done")).unwrap();
    }
}
