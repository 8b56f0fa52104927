//! A connection: the layers below IMAP, and the one loop that moves bytes between them and the machine.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::rc::Rc;
use std::time::{Duration, Instant};

use imap_fsm::client::{Client, Event, Options};
use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::response::{Condition, Data, Tagged};
use imap_fsm::{Buffer, Limits, Session};

use crate::deflate::Deflate;
use crate::failure::{Failure, time, words};
use crate::notes::Notes;
use crate::tls;

/// What is read at once at most. A message is a literal, and a literal of more than 64 KiB is streamed: so this is all the
/// memory that a message takes, however long it is.
const LIMITS: Limits = Limits { line: 1 << 20, message: 2 << 20, literal: 64 << 10, ..Limits::client() };

/// As many octets are worth waiting for, whatever they are. A server that brings fewer in all the time that it has, and no
/// event, is given up: it trickles.
const ENOUGH: usize = 4096;

/// How an alert of TLS begins: `ContentType`, and the first octet of the version.
const ALERT: &[u8] = &[0x15, 3];

fn tls_here() -> Failure {
    Failure::connection("the server speaks TLS here: use imaps://")
}

pub(crate) struct Connection {
    client: Client,
    buffer: Buffer,
    /// Where the server is; bytes go through `stream`.
    peer: SocketAddr,
    stream: Box<dyn Stream>,
    /// When what waits for the socket gives up.
    deadline: Rc<Cell<Instant>>,
    patience: Duration,
    /// When patience ends, and what has come since it began.
    until: Instant,
    octets: usize,
    /// What is told besides the result: news of the server's, and the trace.
    pub(crate) notes: Notes,
}

/// TCP, or what lies upon it.
pub(crate) trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

/// TCP. The deadline holds for all reads of a layer above together: a TLS handshake makes many.
struct Socket {
    tcp: TcpStream,
    deadline: Rc<Cell<Instant>>,
}

impl Socket {
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.deadline.get().saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Socket {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.tcp.set_read_timeout(self.left()?)?;
        self.tcp.read(into)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.tcp.set_write_timeout(self.left()?)?;
        self.tcp.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.tcp.flush()
    }
}

impl Connection {
    /// Connects, over TLS from the first byte if there is a configuration for it.
    pub(crate) fn open(
        address: (&str, u16),
        patience: Duration,
        tls: Option<&tls::Config>,
        notes: Notes,
    ) -> Result<Self, Failure> {
        let (host, port) = address;
        let failed =
            |error| Failure::Connection(format!("cannot connect to {host} port {port}: {}", words(&error)));
        let tcp = TcpStream::connect(address).map_err(failed)?;
        tcp.set_nodelay(true).map_err(failed)?;
        let peer = tcp.peer_addr().map_err(failed)?;
        let until = Instant::now() + patience;
        let deadline = Rc::new(Cell::new(until));
        let options = Options { limits: LIMITS, tls: tls.is_some(), ..Options::default() };
        let stream = Box::new(Socket { tcp, deadline: Rc::clone(&deadline) });
        let (client, buffer) = (Client::new(options), Buffer::new(LIMITS.message + 1));
        let mut connection =
            Self { client, buffer, peer, stream, deadline, patience, until, octets: 0, notes };
        if let Some(tls) = tls {
            connection.stream = Box::new(tls.over(connection.below(), host)?);
        }
        Ok(connection)
    }

    pub(crate) fn session(&self) -> &Session {
        self.client.session()
    }

    pub(crate) fn peer(&self) -> SocketAddr {
        self.peer
    }

    pub(crate) fn patience(&self) -> Duration {
        self.patience
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
            Event::Data(data) => on(data).map(|()| None),
            // What came in pieces is not in it.
            Event::LiteralTail(Ok(tail)) => tail.into_data().map_or(Ok(None), |data| on(data).map(|()| None)),
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
        if let Some(answer) = self.run_until(None, on)? {
            return Ok(answer);
        }
        let long = time(self.patience);
        Err(Failure::Connection(match self.octets {
            0 => format!("the server has been silent for {long}"),
            octets => format!("the server is too slow: {octets} octets in {long}"),
        }))
    }

    /// The one loop. Runs until `on` has an answer, until the deadline, or without one until patience ends: `None`.
    pub(crate) fn run_until<T>(
        &mut self,
        deadline: Option<Instant>,
        mut on: impl FnMut(&mut Client, Event<'_>) -> Result<Option<T>, Failure>,
    ) -> Result<Option<T>, Failure> {
        self.go_on();
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

    /// The server has brought something: patience begins anew.
    fn go_on(&mut self) {
        (self.until, self.octets) = (Instant::now() + self.patience, 0);
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
        let (mut input, mut answer, mut goes_on) = (self.buffer.input(), Ok(None), false);
        while let Ok(None) = answer {
            let before = *input;
            // A greeting that is an alert of TLS comes from somebody who waited for TLS.
            let wrong = |error| if before.starts_with(ALERT) { tls_here() } else { Failure::from(error) };
            let Some(event) = self.client.receive(&mut input).map_err(wrong)? else { break };
            let raw = &before[..before.len() - input.len()];
            self.notes.received(raw, &event, self.client.quirks());
            goes_on |= !matches!(event, Event::LiteralData(_));
            answer = on(&mut self.client, event);
        }
        drop(input);
        if goes_on {
            self.go_on();
        }
        answer
    }

    /// Does not read meanwhile, which is fine for short commands only: they find room in the pipes even while the server
    /// writes and does not read. A program that appends messages reads while it writes, as the README's loop does.
    fn write(&mut self) -> Result<(), Failure> {
        self.deadline.set(Instant::now() + self.patience);
        let written = self.stream.write(self.client.transmit());
        let n = written.and_then(|n| self.stream.flush().map(|()| n)).map_err(|error| self.broken(&error))?;
        self.notes.sent(&self.client.transmit()[..n]);
        Ok(self.client.transmitted(n)?)
    }

    /// `false`: the time is over.
    fn read(&mut self, deadline: Option<Instant>) -> Result<bool, Failure> {
        self.deadline.set(deadline.unwrap_or(self.until));
        let n = match self.stream.read(self.buffer.space()?) {
            Ok(n) => n,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(true),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                return Ok(false);
            }
            // TLS without its own good bye: whether that matters knows the machine.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => 0,
            Err(error) => return Err(self.broken(&error)),
        };
        if n == 0 {
            if self.buffer.bytes().starts_with(ALERT) {
                return Err(tls_here());
            }
            while self.client.receive_eof()?.is_some() {}
            let why = self.notes.bye().unwrap_or_default();
            return Err(Failure::Connection(format!("the server has closed the connection: {why}")));
        }
        self.buffer.fill(n)?;
        self.octets += n;
        if self.octets >= ENOUGH {
            self.go_on();
        }
        Ok(true)
    }

    /// What has broken the connection.
    fn broken(&self, error: &io::Error) -> Failure {
        match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => {
                Failure::Connection(format!("the server does not go on for {}", time(self.patience)))
            }
            _ => Failure::Connection(tls::words(error)),
        }
    }
}
