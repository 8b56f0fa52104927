//! The loop between two streams and the filter.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use imap_fsm::Buffer;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::timeout;

use crate::Result;
use crate::filter::Filter;

/// How much of a direction is held: more than the longest message.
const BUFFER: usize = 4 << 20;

/// While so much waits to be written, no more is looked at.
const FULL: usize = 64 << 10;

/// How long both sides may be silent: longer than an IDLE.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

/// One end: what it has sent, and whether it will send more.
struct End<S> {
    stream: S,
    unread: Buffer,
    open: bool,
}

/// Passes messages on until one end is closed and the other has all that was for it.
pub async fn relay<S>(client: S, server: S, filter: &mut Filter) -> Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut client = End { stream: client, unread: Buffer::new(BUFFER), open: true };
    let mut server = End { stream: server, unread: Buffer::new(BUFFER), open: true };
    loop {
        while (filter.to_client.len() < FULL && filter.server(&mut server.unread)?)
            || (filter.to_server.len() < FULL && filter.client(&mut client.unread)?)
        {}
        client.unread.shrink();
        server.unread.shrink();
        let (to_client, to_server) = (&mut filter.to_client, &mut filter.to_server);
        if (!client.open && to_server.is_empty()) || (!server.open && to_client.is_empty()) {
            return Ok(());
        }
        let moved = poll_fn(|cx| {
            // Who does not take what there is gets no more to say: so memory has its bound.
            let (reads_client, reads_server) = (to_server.is_empty(), to_client.is_empty());
            let polls = [
                client.poll_write(to_client, cx),
                server.poll_write(to_server, cx),
                if reads_client { client.poll_read(cx) } else { Poll::Pending },
                if reads_server { server.poll_read(cx) } else { Poll::Pending },
            ];
            polls
                .into_iter()
                .filter(Poll::is_ready)
                .reduce(|one, other| match one {
                    Poll::Ready(Err(_)) => one,
                    _ => other,
                })
                .unwrap_or(Poll::Pending)
        });
        timeout(PATIENCE, moved).await??;
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> End<S> {
    /// Ready when something has come, or the end.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.open || self.unread.len() == self.unread.limit() {
            return Poll::Pending;
        }
        let mut room = ReadBuf::new(self.unread.space().map_err(io::Error::other)?);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut room))?;
        let n = room.filled().len();
        self.open = n > 0;
        Poll::Ready(self.unread.fill(n).map_err(io::Error::other))
    }

    /// Ready when something was written.
    fn poll_write(&mut self, out: &mut Vec<u8>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if out.is_empty() {
            return Poll::Pending;
        }
        let n = ready!(Pin::new(&mut self.stream).poll_write(cx, out))?;
        out.drain(..n);
        if out.is_empty() {
            out.shrink_to(2 * FULL);
        }
        Poll::Ready(if n > 0 { Ok(()) } else { Err(io::ErrorKind::WriteZero.into()) })
    }
}
