//! Both sides of a session, followed by an [`Observer`].

use alloc::string::ToString;
use alloc::vec::Vec;

use imap_fsm::observer::{CommandEnd, FromClient, FromServer, Observed, Observer, Options};
use imap_fsm::{Limits, PeerError};

use crate::capture::Chunk;
use crate::one_side::stopped_inside;
use crate::row::{Row, Side, may_be_secret, word_of_response};
use crate::{Inspection, extend};

/// What has been taken apart of each side.
struct Follower {
    observer: Observer,
    inspection: Inspection,
    /// How much of each side was used.
    client: usize,
    server: usize,
}

/// Chunks come in the order in which they went over the wire.
pub(crate) fn of_transcript(chunks: &[Chunk]) -> Inspection {
    let mut follower = Follower::new(chunks.iter().find(|chunk| chunk.side == Side::Server));
    for chunk in chunks {
        extend(&mut follower.inspection.client, &mut follower.inspection.server, chunk);
        follower.follow();
    }
    follower.finish()
}

/// A line of the server is taken when the client has said what it may answer.
pub(crate) fn of_both(client: &[u8], server: &[u8]) -> Inspection {
    let mut follower = Follower::new(None);
    follower.inspection.client = client.into();
    follower.inspection.server = server.into();
    follower.follow();
    follower.finish()
}

impl Follower {
    /// A session that may begin in the middle, where the first line is no greeting.
    fn new(first: Option<&Chunk>) -> Self {
        let limits = Limits {
            line: usize::MAX,
            message: usize::MAX,
            literal: usize::MAX,
            stream: u64::MAX,
            ..Limits::client()
        };
        let options = Options { client: limits, server: limits, in_flight: 1 << 16, ..Options::default() };
        let mut observer = Observer::new(options);
        let greets = |octets: &[u8]| {
            [b"* OK" as &[u8], b"* PREAUTH", b"* BYE"]
                .iter()
                .any(|word| octets.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
        };
        if first.is_some_and(|chunk| !greets(&chunk.octets)) {
            let _ = observer.server(&mut (b"* PREAUTH\r\n" as &[u8]));
        }
        Self { observer, inspection: Inspection::default(), client: 0, server: 0 }
    }

    /// Takes all messages that there are.
    fn follow(&mut self) {
        while self.inspection.stopped.is_none() {
            match self.next() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => self.inspection.stopped = Some(error.to_string()),
            }
            if self.observer.upgrade().is_some() {
                // A capture that goes on in the clear was taken inside the layer.
                let _ = self.observer.upgraded();
            }
        }
    }

    /// Takes one message, if there is one.
    fn next(&mut self) -> Result<bool, PeerError> {
        let answers =
            self.server == 0 || self.observer.in_flight() > 0 || self.observer.waiting_literal().is_some();
        Ok((answers && self.take_server()?) || self.take_client()? || self.take_server()?)
    }

    fn take_server(&mut self) -> Result<bool, PeerError> {
        let mut input = self.inspection.server.get(self.server..).unwrap_or_default();
        let before = input.len();
        let seen = self.observer.server(&mut input)?;
        let Some(seen) = seen else { return Ok(false) };
        let row = server_row(self.server, &seen);
        let row = Row { quirks: self.observer.server_quirks().to_vec(), ..row };
        self.server += before - input.len();
        self.inspection.rows.push(row);
        Ok(true)
    }

    fn take_client(&mut self) -> Result<bool, PeerError> {
        let mut input = self.inspection.client.get(self.client..).unwrap_or_default();
        let before = input.len();
        let seen = self.observer.client(&mut input)?;
        let Some(seen) = seen else { return Ok(false) };
        // An announced literal comes again with its whole command.
        if !matches!(seen.message, FromClient::LiteralAnnounced(_)) {
            let row = client_row(self.client, &seen);
            self.inspection.rows.push(Row { quirks: self.observer.client_quirks().to_vec(), ..row });
        }
        self.client += before - input.len();
        Ok(true)
    }

    fn finish(mut self) -> Inspection {
        let left = |octets: &Vec<u8>, used: usize| octets.len() - used;
        let left = left(&self.inspection.client, self.client) + left(&self.inspection.server, self.server);
        if self.inspection.stopped.is_none() {
            self.inspection.stopped = stopped_inside(left);
        }
        self.inspection
    }
}

fn server_row(at: usize, seen: &Observed<'_, FromServer<'_>>) -> Row {
    let row = |kind: &str| Row::new(Side::Server, at, seen.raw.len(), kind);
    let named = || row(&word_of_response(seen.raw));
    match &seen.message {
        FromServer::Greeting(_) => row("greeting"),
        FromServer::Challenge { challenge, .. } => match challenge {
            Ok(_) => row("challenge").secret(true),
            Err(error) => row("challenge").secret(true).broken(error),
        },
        FromServer::LiteralAccepted { .. } | FromServer::Idling { .. } | FromServer::StrayContinue { .. } => {
            row("continue")
        }
        FromServer::Blank => row("blank"),
        FromServer::Malformed { error, .. } | FromServer::LiteralTail(Err(error)) => named().broken(error),
        _ => named(),
    }
}

fn client_row(at: usize, seen: &Observed<'_, FromClient<'_>>) -> Row {
    let row = |kind: &str| Row::new(Side::Client, at, seen.raw.len(), kind);
    match &seen.message {
        FromClient::Command(command) => row(&command.body.name()).secret(may_be_secret(seen.raw)),
        FromClient::Sasl { .. } => row("SASL").secret(true),
        FromClient::Done { .. } => row("DONE"),
        FromClient::Blank => row("blank"),
        FromClient::Discarded => row("discarded").secret(true),
        FromClient::Malformed { error, .. }
        | FromClient::LiteralTail(CommandEnd { tail: Err(error), .. }) => {
            row("malformed").secret(may_be_secret(seen.raw)).broken(error)
        }
        FromClient::MalformedLine { error, .. } => row("malformed").secret(true).broken(error),
        _ => row("literal").secret(true),
    }
}
