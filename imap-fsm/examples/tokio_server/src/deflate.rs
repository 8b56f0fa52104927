//! The layer of COMPRESS (RFC 4978): raw DEFLATE both ways, over whatever stream there is.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

const BUFFER: usize = 4096;

pub(crate) struct Deflate<S> {
    stream: S,
    inflater: Decompress,
    deflater: Compress,
    /// Compressed bytes that have come.
    input: Vec<u8>,
    /// How much of them is used.
    used: usize,
    /// Compressed bytes that have to go.
    output: Vec<u8>,
    /// Whether something was written since the last flush.
    dirty: bool,
}

impl<S> Deflate<S> {
    /// `input` is what was read already behind the command.
    pub(crate) fn new(stream: S, input: &[u8]) -> Self {
        Self {
            stream,
            inflater: Decompress::new(false),
            deflater: Compress::new(Compression::fast(), false),
            input: input.to_vec(),
            used: 0,
            output: Vec::new(),
            dirty: false,
        }
    }

    /// What is below, and what has come that was not read.
    pub(crate) fn into_parts(self) -> (S, Vec<u8>) {
        let (read, rest) = self.input.split_at(self.used);
        let unread = match rest.windows(FLUSHED.len()).position(|window| *window == FLUSHED) {
            // There was no room for the end of the flush.
            Some(at) if !read.ends_with(&FLUSHED) => &rest[at + FLUSHED.len()..],
            _ => rest,
        };
        (self.stream, unread.to_vec())
    }

    fn compress(&mut self, octets: &[u8], flush: FlushCompress) -> io::Result<usize> {
        let before = self.deflater.total_in();
        self.output.reserve(BUFFER);
        self.deflater.compress_vec(octets, &mut self.output, flush)?;
        Ok(usize::try_from(self.deflater.total_in() - before).unwrap_or(0))
    }
}

/// What a flush ends with, in the words of DEFLATE: a stored block without octets (RFC 1951 §3.2.4).
const FLUSHED: [u8; 4] = [0, 0, 0xFF, 0xFF];

/// How much comes before the end of the next flush.
fn flushed(input: &[u8], used: usize) -> usize {
    let start = used.saturating_sub(FLUSHED.len() - 1);
    let ends = input[start..].windows(FLUSHED.len()).enumerate().filter(|(_, window)| **window == FLUSHED);
    let mut ends = ends.map(|(at, _)| start + at + FLUSHED.len()).filter(|&end| end > used);
    ends.next().unwrap_or(input.len()) - used
}

impl<S: AsyncRead + Unpin> AsyncRead for Deflate<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            // First of all, for there may be more in what has come than there was room for.
            let (read, given) = (this.inflater.total_in(), this.inflater.total_out());
            // Behind a flush there may be octets that are not compressed any more: who reads has to say.
            let input = &this.input[this.used..this.used + flushed(&this.input, this.used)];
            let status = this.inflater.decompress(input, into.initialize_unfilled(), FlushDecompress::Sync);
            let status = status.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            this.used += usize::try_from(this.inflater.total_in() - read).unwrap_or(0);
            let n = usize::try_from(this.inflater.total_out() - given).unwrap_or(0);
            into.advance(n);
            if n > 0 || status == Status::StreamEnd {
                return Poll::Ready(Ok(()));
            }
            if this.used < this.input.len() {
                match this.inflater.total_in() > read {
                    true => continue,
                    false => return Poll::Ready(Err(io::ErrorKind::InvalidData.into())),
                }
            }
            // What a flush ends with may come in two pieces.
            this.input.drain(..this.used.saturating_sub(FLUSHED.len() - 1));
            this.used = this.input.len();
            this.input.resize(BUFFER, 0);
            let mut room = ReadBuf::new(&mut this.input[this.used..]);
            let result = Pin::new(&mut this.stream).poll_read(cx, &mut room);
            let n = room.filled().len();
            this.input.truncate(this.used + n);
            ready!(result)?;
            if n == 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Deflate<S> {
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.output.is_empty() {
            let n = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.output))?;
            if n == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.output.drain(..n);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Deflate<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, octets: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.dirty = true;
        loop {
            // Nothing piles up here: the client has to read before more is compressed.
            ready!(this.poll_drain(cx))?;
            let n = this.compress(&octets[..octets.len().min(BUFFER)], FlushCompress::None)?;
            if n > 0 || octets.is_empty() {
                return Poll::Ready(Ok(n));
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // A flush that fills its room may have more to give.
        loop {
            ready!(this.poll_drain(cx))?;
            if !this.dirty {
                break;
            }
            this.compress(&[], FlushCompress::Sync)?;
            this.dirty = this.output.len() == this.output.capacity();
        }
        Pin::new(&mut this.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut *this).poll_flush(cx))?;
        Pin::new(&mut this.stream).poll_shutdown(cx)
    }
}
