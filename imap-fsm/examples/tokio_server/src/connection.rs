//! One connection: the loop that moves bytes between a stream and the machine.
//!
//! In each turn whatever is possible is done: what has come is given to the machine, what the client did is answered, and
//! then the task sleeps until it can write, read, tell news, or has slept long enough. It never waits for one of these
//! alone, so that a client that does not read delays nobody, not even itself.

use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use imap_fsm::server::{Options, Upgrade};
use imap_fsm::session::State;
use imap_fsm::types::response::Data;
use imap_fsm::{Buffer, Limits, Server};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::Config;
use crate::deflate::Deflate;
use crate::lines::bye;
use crate::serve::OUTPUT;
use crate::service::Service;
use crate::store::Store;

/// What all connections share: how the server was started, its mail, its certificate.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) config: Arc<Config>,
    pub(crate) store: Arc<Store>,
    pub(crate) tls: TlsAcceptor,
    /// Changes when the server ends.
    pub(crate) ending: watch::Receiver<()>,
}

/// Bytes both ways: TCP, TLS over it, compression over that.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {
    /// What is below the compression, and what came behind the last compressed octet; `None`: there is none.
    fn uncompressed(self: Box<Self>) -> Option<(Box<dyn Stream>, Vec<u8>)> {
        None
    }
}

impl Stream for TcpStream {}

impl Stream for TlsStream<Box<dyn Stream>> {}

impl Stream for Deflate<Box<dyn Stream>> {
    fn uncompressed(self: Box<Self>) -> Option<(Box<dyn Stream>, Vec<u8>)> {
        Some(self.into_parts())
    }
}

/// How long a handshake or the last words may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a client may take to log in.
const LOGIN: Duration = Duration::from_secs(180);

/// Serves a client until it is gone.
pub(crate) async fn serve(
    mut stream: Box<dyn Stream>,
    shared: Shared,
    tls: bool,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    if tls {
        stream = begin_tls(stream, &shared.tls).await?;
    }
    let limits = Limits { output: 2 * OUTPUT, ..Limits::server() };
    let mut server = Server::new(Options { limits, tls, ..Options::default() });
    let mut service = Service::new(shared.config.clone(), shared.store);
    let mut buffer = Buffer::new(limits.message + 1);
    let mut ending = shared.ending;
    let mut silent_until = Instant::now() + shared.config.timeout;
    let mut nobody_until = Instant::now() + shared.config.timeout.min(LOGIN);
    let mut flushed = true;
    service.greet(&mut server)?;
    loop {
        service.begin_turn();
        work(&mut server, &mut service, &mut buffer)?;
        if service.paused {
            yield_now().await;
        }

        // Nothing is held while nothing comes.
        buffer.shrink();
        if server.transmit().is_empty() && flushed {
            if let Some(layer) = server.upgrade() {
                let mut came = Vec::new();
                stream = match layer {
                    Upgrade::Tls => begin_tls(stream, &shared.tls).await?,
                    Upgrade::Compression => Box::new(Deflate::new(stream, buffer.bytes())),
                    // UNAUTHENTICATE; there is nothing else.
                    _ => match stream.uncompressed() {
                        Some((below, rest)) => {
                            came = rest;
                            below
                        }
                        None => return Ok(()),
                    },
                };
                buffer.keep(0)?;
                buffer.space()?.get_mut(..came.len()).ok_or("too much came")?.copy_from_slice(&came);
                buffer.fill(came.len())?;
                server.upgraded()?;
                continue;
            }
            if server.session().state() == State::Logout {
                return Ok(timeout(PATIENCE, tokio::io::AsyncWriteExt::shutdown(&mut stream)).await??);
            }
        }

        let until = match service.user {
            // Whatever it says.
            None => nobody_until.min(silent_until),
            Some(_) => {
                nobody_until = Instant::now() + shared.config.timeout.min(LOGIN);
                silent_until
            }
        };
        let wakes_at = service.wakes_at().map_or(until, Instant::from_std);
        let happened = {
            let mut news = pin!(service.changed());
            let mut ended = pin!(ending.changed());
            let mut alarm = pin!(sleep_until(wakes_at.min(until)));
            poll_fn(|cx| {
                if let Poll::Ready(result) = poll_write(&mut stream, &mut server, &mut flushed, cx) {
                    return Poll::Ready(result.map(|()| Happened::Moved));
                }
                if server.reads() {
                    if let Poll::Ready(result) = poll_read(&mut stream, &mut buffer, cx) {
                        return Poll::Ready(
                            result.map(|n| if n == 0 { Happened::Gone } else { Happened::Read }),
                        );
                    }
                }
                if ended.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Ok(Happened::Ending));
                }
                // News wait until the client has read the last.
                if server.transmit().is_empty() && news.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Ok(Happened::Moved));
                }
                alarm.as_mut().poll(cx).map(|()| Ok(Happened::Alarm))
            })
            .await
        };
        let happened = match happened {
            // What the client compressed is broken, but it may still hear why we end.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return say_bye(stream, server, &service.language.say_data(bye("broken compression"))).await;
            }
            happened => happened?,
        };
        match happened {
            Happened::Gone => return Ok(()),
            Happened::Moved | Happened::Read if service.user.is_some() || Instant::now() < nobody_until => {
                silent_until = Instant::now() + shared.config.timeout;
            }
            Happened::Moved | Happened::Read => {
                return say_bye(stream, server, &service.language.say_data(bye("too long not logged in")))
                    .await;
            }
            Happened::Alarm if Instant::now() < until => {}
            Happened::Alarm => {
                return say_bye(stream, server, &service.language.say_data(bye("too long silent"))).await;
            }
            Happened::Ending => {
                return say_bye(stream, server, &service.language.say_data(bye("the server ends"))).await;
            }
        }
    }
}

/// Takes what has come, and answers it, until the turn is over: many commands may have come at once.
pub(crate) fn work(
    server: &mut Server,
    service: &mut Service,
    buffer: &mut Buffer,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    while !service.paused {
        let Some(event) = server.receive(&mut buffer.input())? else { break };
        service.handle(server, event)?;
        // Also what is refused without a word of ours.
        service.paused |= service.turn.is_over();
        // What can be answered at once is, so that the next command is read in the same turn.
        service.go_on(server)?;
    }
    Ok(service.go_on(server)?)
}

/// Why a connection that waited has something to do.
enum Happened {
    /// Something was written, or there is news.
    Moved,
    Read,
    /// The client has closed the connection.
    Gone,
    Alarm,
    Ending,
}

async fn begin_tls(stream: Box<dyn Stream>, tls: &TlsAcceptor) -> io::Result<Box<dyn Stream>> {
    Ok(Box::new(timeout(PATIENCE, tls.accept(stream)).await??))
}

/// Writes what there is; ready when something went out.
fn poll_write(
    stream: &mut Box<dyn Stream>,
    server: &mut Server,
    flushed: &mut bool,
    cx: &mut Context<'_>,
) -> Poll<io::Result<()>> {
    let output = server.transmit();
    if !output.is_empty() {
        let n = ready!(Pin::new(stream).poll_write(cx, output))?;
        *flushed = false;
        return Poll::Ready(match (n, server.transmitted(n)) {
            (0, _) => Err(io::ErrorKind::WriteZero.into()),
            (_, result) => result.map_err(io::Error::other),
        });
    }
    if !*flushed {
        ready!(Pin::new(stream).poll_flush(cx))?;
        *flushed = true;
        return Poll::Ready(Ok(()));
    }
    Poll::Pending
}

/// Reads what there is room for, and tells how much; 0 at the end.
fn poll_read(
    stream: &mut Box<dyn Stream>,
    buffer: &mut Buffer,
    cx: &mut Context<'_>,
) -> Poll<io::Result<usize>> {
    let mut room = ReadBuf::new(buffer.space().map_err(io::Error::other)?);
    ready!(Pin::new(stream).poll_read(cx, &mut room))?;
    let n = room.filled().len();
    buffer.fill(n).map_err(io::Error::other)?;
    Poll::Ready(Ok(n))
}

/// Says good bye to a client that does not expect it, if it still listens.
async fn say_bye(
    mut stream: Box<dyn Stream>,
    mut server: Server,
    bye: &Data<'static>,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    use tokio::io::AsyncWriteExt;
    // In the middle of a literal nothing can be said.
    if server.respond(bye).is_ok() {
        timeout(PATIENCE, stream.write_all(server.transmit())).await??;
        timeout(PATIENCE, stream.flush()).await??;
    }
    Ok(timeout(PATIENCE, stream.shutdown()).await??)
}
