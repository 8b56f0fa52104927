//! A connection: the layers below IMAP, and the one loop that moves bytes between them and the machine.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use imap_fsm::client::{Client, Event, Options};
use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::response::{Condition, Data, Tagged};
use imap_fsm::{Buffer, Limits, Session};

use crate::deflate::Deflate;
use crate::failure::Failure;
use crate::notes::Notes;
use crate::tls;

/// What is read at once at most. A message is a literal, and a literal of more than 64 KiB is streamed: so this is all the
/// memory that a message takes, however long it is.
const LIMITS: Limits = Limits { line: 1 << 20, message: 2 << 20, literal: 64 << 10, ..Limits::client() };

/// How long a server may be silent while it is asked for something.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Connection {
    client: Client,
    buffer: Buffer,
    /// For its timeouts; bytes go through `stream`.
    socket: TcpStream,
    stream: Box<dyn Stream>,
    /// What is told besides the result: news of the server's, and the trace.
    pub(crate) notes: Notes,
}

/// TCP, or what lies upon it.
pub(crate) trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

impl Connection {
    /// Connects, over TLS from the first byte if there is a configuration for it.
    pub(crate) fn open(
        address: (&str, u16),
        tls: Option<&tls::Config>,
        notes: Notes,
    ) -> Result<Self, Failure> {
        let (host, port) = address;
        let failed = |error| Failure::Connection(format!("cannot connect to {host} port {port}: {error}"));
        let socket = TcpStream::connect(address).map_err(failed)?;
        socket.set_write_timeout(Some(PATIENCE)).map_err(failed)?;
        socket.set_nodelay(true).map_err(failed)?;
        let options = Options { limits: LIMITS, tls: tls.is_some(), ..Options::default() };
        let stream = Box::new(socket.try_clone().map_err(failed)?);
        let buffer = Buffer::new(LIMITS.message + 1);
        let mut connection = Self { client: Client::new(options), buffer, socket, stream, notes };
        if let Some(tls) = tls {
            connection.stream = Box::new(tls.over(connection.below(), host)?);
        }
        Ok(connection)
    }

    pub(crate) fn session(&self) -> &Session {
        self.client.session()
    }

    pub(crate) fn peer(&self) -> Result<SocketAddr, Failure> {
        self.socket.peer_addr().map_err(Failure::connection)
    }

    /// To send commands whose end is heard by `run`.
    pub(crate) fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Sends a command and waits for its end. `on` hears all data that comes meanwhile, which need not be an answer.
    pub(crate) fn command(
        &mut self,
        command: &CommandBody<'_>,
        mut on: impl FnMut(Data<'_>) -> Result<(), Failure>,
    ) -> Result<Tagged<'static>, Failure> {
        let sent = self.client.send(command)?;
        let tagged = self.run(|_, event| match event {
            Event::Data(data) | Event::LiteralTail(Ok(data)) => on(data).map(|()| None),
            Event::Completed { id, tagged } if id == sent => Ok(Some(tagged.into_static())),
            _ => Ok(None),
        })?;
        match tagged.condition {
            Condition::Ok => Ok(tagged),
            _ => Err(Failure::refused(&command.name(), &tagged.text)),
        }
    }

    /// Runs until `on` has an answer, which may take any time while the server goes on talking. `on` can send commands.
    pub(crate) fn run<T>(
        &mut self,
        on: impl FnMut(&mut Client, Event<'_>) -> Result<Option<T>, Failure>,
    ) -> Result<T, Failure> {
        let silent = || Failure::Connection(format!("the server has been silent for {PATIENCE:?}"));
        self.run_until(None, on)?.ok_or_else(silent)
    }

    /// The one loop. Runs until `on` has an answer, until the deadline, or without one until patience ends: `None`.
    pub(crate) fn run_until<T>(
        &mut self,
        deadline: Option<Instant>,
        mut on: impl FnMut(&mut Client, Event<'_>) -> Result<Option<T>, Failure>,
    ) -> Result<Option<T>, Failure> {
        loop {
            if let Some(answer) = self.receive(&mut on)? {
                return Ok(Some(answer));
            }
            if !self.client.transmit().is_empty() {
                self.write()?;
            } else if !self.read(deadline)? {
                return Ok(None);
            }
        }
    }

    /// Begins what was asked for by STARTTLS or COMPRESS, the OK to which was heard last.
    pub(crate) fn start_tls(&mut self, tls: &tls::Config, host: &str) -> Result<(), Failure> {
        self.stream = Box::new(tls.over(self.below(), host)?);
        Ok(self.client.upgraded()?)
    }

    /// The same for COMPRESS: what has been read behind its OK is compressed.
    pub(crate) fn compress(&mut self) -> Result<(), Failure> {
        let unread = self.buffer.bytes().to_vec();
        self.buffer.keep(0)?;
        self.stream = Box::new(Deflate::new(self.below(), unread));
        Ok(self.client.upgraded()?)
    }

    /// Says good bye.
    pub(crate) fn log_out(&mut self) -> Result<(), Failure> {
        self.command(&CommandBody::Logout, |_| Ok(())).map(drop)
    }

    /// The uppermost layer, taken out to be put under another.
    fn below(&mut self) -> Box<dyn Stream> {
        std::mem::replace(&mut self.stream, Box::new(io::empty()))
    }

    /// Takes the events that have come until one is answered.
    fn receive<T>(
        &mut self,
        mut on: impl FnMut(&mut Client, Event<'_>) -> Result<Option<T>, Failure>,
    ) -> Result<Option<T>, Failure> {
        let (mut input, mut answer) = (self.buffer.input(), Ok(None));
        while let Ok(None) = answer {
            let before = *input;
            let Some(event) = self.client.receive(&mut input)? else { break };
            let raw = &before[..before.len() - input.len()];
            self.notes.received(raw, &event, self.client.quirks());
            answer = on(&mut self.client, event);
        }
        answer
    }

    /// Does not read meanwhile, which is fine for short commands only: they find room in the pipes even while the server
    /// writes and does not read. A program that appends messages reads while it writes, as the README's loop does.
    fn write(&mut self) -> Result<(), Failure> {
        let n = self.stream.write(self.client.transmit()).map_err(Failure::connection)?;
        self.stream.flush().map_err(Failure::connection)?;
        self.notes.sent(&self.client.transmit()[..n]);
        Ok(self.client.transmitted(n)?)
    }

    /// `false`: the time is over.
    fn read(&mut self, deadline: Option<Instant>) -> Result<bool, Failure> {
        let left = deadline.map_or(PATIENCE, |at| at.saturating_duration_since(Instant::now()));
        if left.is_zero() {
            return Ok(false);
        }
        self.socket.set_read_timeout(Some(left)).map_err(Failure::connection)?;
        let n = match self.stream.read(self.buffer.space()?) {
            Ok(n) => n,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(true),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return Ok(false);
            }
            // TLS without its own good bye: whether that matters knows the machine.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => 0,
            Err(error) => return Err(Failure::connection(error)),
        };
        if n == 0 {
            while self.client.receive_eof()?.is_some() {}
            let why = self.notes.bye().unwrap_or_default();
            return Err(Failure::Connection(format!("the server has closed the connection: {why}")));
        }
        self.buffer.fill(n)?;
        Ok(true)
    }
}
