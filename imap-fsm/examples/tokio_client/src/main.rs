//! A mailbox mirrored into a folder, on tokio: downloads what is there, several messages at once, then waits for more.
//!
//! ```text
//! IMAP_PASSWORD=... cargo run --package tokio_client -- imap.example.org alice INBOX folder
//! ```
//!
//! Read `Connection::run_until` and `Connection::exchange`: the one loop, as it is with blocking sockets but for `.await`.
//! Then `Connection::download`: many commands in flight, told apart by their ids, each text written as it comes and
//! never held. An event borrows the buffer and not the client. So it stays alive while a file is written, and commands
//! can be sent meanwhile. `std_client` shows the rest of what a client does.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::env;
use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use imap_fsm::client::{Client, CommandId, Event, Options};
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::fetch::{FetchAtt, FetchItems, FetchedSection, MsgAtt, MsgAttHead};
use imap_fsm::types::number::{Numbering, Uid};
use imap_fsm::types::response::{Condition, Data, DataHead, Tagged};
use imap_fsm::types::search::SearchKey;
use imap_fsm::types::section::Section;
use imap_fsm::types::sequence::UidSequenceSet;
use imap_fsm::types::string::AString;
use imap_fsm::{Buffer, Limits};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A literal of more than 64 KiB is streamed: so a message takes no more memory than that, however long it is.
const LIMITS: Limits = Limits { line: 1 << 20, message: 2 << 20, literal: 64 << 10, ..Limits::client() };

/// How many messages are asked for at once.
const AT_ONCE: usize = 8;

/// How long a server may be silent while it is asked for something.
const PATIENCE: Duration = Duration::from_secs(120);

const SILENT: &str = "the server is silent";

/// How long one IDLE lasts: less than the 29 minutes of RFC 2177.
const IDLE: Duration = Duration::from_secs(28 * 60);

const USAGE: &str = "usage: tokio_client HOST USER MAILBOX FOLDER, or tokio_client --help";

const HELP: &str = "\
Writes every message of a mailbox into a file of a folder, UID.eml, and those that come later, until it is interrupted.
It changes nothing on the server.

  IMAP_PASSWORD=... tokio_client imap.example.org alice INBOX folder

usage: tokio_client HOST USER MAILBOX FOLDER

The connection is TLS, port 993. FOLDER must be there; files in it that have the name of a message are replaced.

exit codes: 1 something went wrong, 2 wrong arguments
";

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if arguments.iter().any(|word| word == "--help") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let Ok(arguments) = <[String; 4]>::try_from(arguments) else {
        eprintln!("tokio_client: four arguments are needed\n{USAGE}");
        return ExitCode::from(2);
    };
    match mirror(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let text = error.to_string();
            eprintln!("tokio_client: {}", text.split(" (os error").next().unwrap_or_default());
            ExitCode::FAILURE
        }
    }
}

fn mirror([host, user, mailbox, folder]: &[String; 4]) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let password = env::var("IMAP_PASSWORD").ok().filter(|password| !password.is_empty());
        let password = password.ok_or("no password: set IMAP_PASSWORD")?;
        if !Path::new(folder).is_dir() {
            return Err(format!("{folder} is no folder").into());
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let tcp = TcpStream::connect((host.as_str(), 993)).await;
        let tcp = tcp.map_err(|error| format!("cannot connect to {host} port 993: {error}"))?;
        let stream = TlsConnector::from(Arc::new(config)).connect(host.clone().try_into()?, tcp).await?;

        let options = Options { limits: LIMITS, tls: true, ..Options::default() };
        let mut connection = Connection::open(stream, options).await?;
        connection.command(&CommandBody::login(user.as_str(), password)?, |_| ()).await?;
        connection.command(&CommandBody::examine(mailbox.as_str())?, |_| ()).await?;
        let mut next = Uid::MIN;
        loop {
            let seen = connection.exists();
            let found = connection.search(next).await?;
            let create = |uid| File::create(PathBuf::from(folder).join(format!("{uid}.eml")));
            connection.download(&found, create).await?;
            println!("{} messages", found.len());
            next = found
                .last()
                .map_or(next, |last| Uid::try_from(last.get().saturating_add(1)).unwrap_or(*last));
            // More may have come meanwhile.
            if connection.exists() == seen {
                connection.idle(IDLE).await?;
            }
        }
    })
}

struct Connection<S> {
    client: Client,
    buffer: Buffer,
    stream: S,
    /// Whether the stream holds nothing back of what it was given.
    flushed: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Over a stream that is connected, and has TLS if it shall. Returns behind the greeting.
    async fn open(stream: S, options: Options) -> Result<Self> {
        let buffer = Buffer::new(options.limits.message + 1);
        let mut connection = Self { client: Client::new(options), buffer, stream, flushed: true };
        let welcome = |event: Event<'_>| match event {
            Event::Greeting(_) => Ok(Some(())),
            event => Err(format!("not welcome: {event:?}").into()),
        };
        connection.run(welcome).await?;
        Ok(connection)
    }

    fn exists(&self) -> u32 {
        self.client.session().mailbox().map_or(0, |mailbox| mailbox.exists())
    }

    /// Runs until `on` has an answer or until the deadline, and without one until patience ends: `None`.
    async fn run_until<T>(
        &mut self,
        deadline: Option<Instant>,
        mut on: impl FnMut(Event<'_>) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        loop {
            let mut answer = Ok(None);
            while let Ok(None) = answer {
                let Some(event) = self.client.receive(&mut self.buffer.input())? else { break };
                answer = on(event);
            }
            if !matches!(answer, Ok(None)) || !self.exchange(deadline).await? {
                return answer;
            }
        }
    }

    async fn run<T>(&mut self, on: impl FnMut(Event<'_>) -> Result<Option<T>>) -> Result<T> {
        self.run_until(None, on).await?.ok_or_else(|| SILENT.into())
    }

    /// Writes some of what is to be written, or reads some bytes. `false`: neither could be done in time.
    ///
    /// Only this wait is ever given up. Put no timeout around the rest: what is dropped between two events has
    /// forgotten which it has heard.
    async fn exchange(&mut self, deadline: Option<Instant>) -> Result<bool> {
        let until = deadline.unwrap_or_else(|| Instant::now() + PATIENCE);
        match timeout_at(until, poll_fn(|context| self.poll_exchange(context))).await {
            Ok(moved) => moved.map(|()| true),
            Err(_) => Ok(false),
        }
    }

    /// Reads while it writes: a server whose output nobody reads does not read, either.
    fn poll_exchange(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        let out = self.client.transmit();
        let mut moved = false;
        if !out.is_empty() {
            if let Poll::Ready(n) = Pin::new(&mut self.stream).poll_write(context, out)? {
                self.client.transmitted(n)?;
                (moved, self.flushed) = (true, false);
            }
        } else if !self.flushed {
            self.flushed = Pin::new(&mut self.stream).poll_flush(context)?.is_ready();
        }
        let mut space = ReadBuf::new(self.buffer.space()?);
        match Pin::new(&mut self.stream).poll_read(context, &mut space)? {
            Poll::Ready(()) if space.filled().is_empty() => {
                while self.client.receive_eof()?.is_some() {}
                Poll::Ready(Err("the server has closed the connection".into()))
            }
            Poll::Ready(()) => {
                let n = space.filled().len();
                Poll::Ready(Ok(self.buffer.fill(n)?))
            }
            Poll::Pending if moved => Poll::Ready(Ok(())),
            Poll::Pending => Poll::Pending,
        }
    }

    /// One command, whose data `on` hears.
    async fn command(&mut self, command: &CommandBody<'_>, on: impl FnMut(Data<'_>)) -> Result<()> {
        let sent = self.client.send(command)?;
        self.finish(sent, on).await
    }

    async fn finish(&mut self, sent: CommandId, mut on: impl FnMut(Data<'_>)) -> Result<()> {
        let until_end = |event: Event<'_>| match event {
            Event::Data(data) => {
                on(data);
                Ok(None)
            }
            Event::Completed { id, tagged } if id == sent => ok(&tagged).map(Some),
            _ => Ok(None),
        };
        self.run(until_end).await
    }

    /// The messages with this UID or a higher one, in order.
    async fn search(&mut self, from: Uid) -> Result<Vec<Uid>> {
        let keys = vec![SearchKey::Uid(UidSequenceSet::try_from(from.get()..)?)];
        let mut found = Vec::new();
        let hear = |data: Data<'_>| {
            if let Data::Search(search) = data {
                found.extend(search.numbers().iter().copied().map(Uid::from));
            }
        };
        self.command(&CommandBody::search(Numbering::Uid, keys)?, hear).await?;
        // `n:*` has the last message in it, whatever its UID.
        found.retain(|uid| *uid >= from);
        found.sort_unstable();
        Ok(found)
    }

    /// Writes each of these messages to what `create` makes for it. Fails if one is not there any more; then give the
    /// connection up, for more answers are on their way.
    async fn download<W, F>(&mut self, uids: &[Uid], mut create: impl FnMut(Uid) -> F) -> Result<()>
    where
        W: AsyncWrite + Unpin,
        F: Future<Output = io::Result<W>>,
    {
        let mut waiting = uids.iter().copied();
        // An answer is known by the UID in it, the end of a command by its id.
        let (mut fetches, mut written) = (HashMap::new(), HashSet::new());
        for uid in waiting.by_ref().take(AT_ONCE) {
            fetches.insert(self.client.send(&fetch(uid)?)?, uid);
        }
        let mut target = None;
        while !fetches.is_empty() {
            while let Some(event) = self.client.receive(&mut self.buffer.input())? {
                match event {
                    // A short text comes with its response,
                    Event::Data(Data::Fetch { items, .. }) => {
                        if let Some((uid, text)) = text_of(&items) {
                            let mut target = create(uid).await?;
                            target.write_all(text.as_bytes()).await?;
                            target.shutdown().await?;
                            written.insert(uid);
                        }
                    }
                    // a long one behind it, in pieces.
                    Event::LiteralHead { head: Some(DataHead::Fetch(head)), .. } => {
                        if let (Some(uid), MsgAttHead::BodySection { .. }) = (head.uid(), &head.text) {
                            target = Some(create(uid).await?);
                            written.insert(uid);
                        }
                    }
                    Event::LiteralData(octets) => {
                        if let Some(target) = &mut target {
                            target.write_all(octets).await?;
                        }
                    }
                    Event::LiteralTail(data) => {
                        data?;
                        if let Some(mut target) = target.take() {
                            target.shutdown().await?;
                        }
                    }
                    Event::Completed { id, tagged } => {
                        ok(&tagged)?;
                        let uid = fetches.remove(&id).ok_or("the end of another command")?;
                        if !written.contains(&uid) {
                            return Err(format!("message {uid} is gone").into());
                        }
                        if let Some(uid) = waiting.next() {
                            fetches.insert(self.client.send(&fetch(uid)?)?, uid);
                        }
                    }
                    _ => {}
                }
            }
            if !fetches.is_empty() && !self.exchange(None).await? {
                return Err(SILENT.into());
            }
        }
        Ok(())
    }

    /// Waits for messages, for some time. `true`: they have come.
    async fn idle(&mut self, time: Duration) -> Result<bool> {
        let sent = self.client.send(&CommandBody::Idle)?;
        let more = |event: Event<'_>| match event {
            Event::Data(Data::Exists(_)) => Ok(Some(Ok(()))),
            Event::Completed { tagged, .. } => Ok(Some(Err(format!("IDLE: {}", tagged.text.text())))),
            _ => Ok(None),
        };
        let more = self.run_until(Some(Instant::now() + time), more).await?.transpose()?.is_some();
        self.client.idle_done()?;
        self.finish(sent, |_| ()).await?;
        Ok(more)
    }
}

fn ok(tagged: &Tagged<'_>) -> Result<()> {
    match tagged.condition {
        Condition::Ok => Ok(()),
        _ => Err(tagged.text.text().to_string().into()),
    }
}

fn fetch(uid: Uid) -> Result<CommandBody<'static>> {
    let items = vec![FetchAtt::Uid, FetchAtt::body_peek(Section::default())];
    Ok(CommandBody::fetch(UidSequenceSet::from(uid), FetchItems::try_from(items)?))
}

/// The text of a message, and whose it is.
fn text_of<'i>(items: &'i [MsgAtt<'_>]) -> Option<(Uid, &'i AString<'i>)> {
    let uid = items.iter().find_map(|item| if let MsgAtt::Uid(uid) = item { Some(*uid) } else { None });
    let text = items.iter().find_map(|item| {
        if let MsgAtt::BodySection(FetchedSection { data, .. }) = item { data.as_ref() } else { None }
    });
    uid.zip(text)
}
