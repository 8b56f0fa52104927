//! The server's end of a connection in memory.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The most that one read gives, as from a socket.
pub const READ: usize = 16 << 10;

/// Says OK to every command, to FETCH after the given data.
pub struct Server<'d> {
    data: &'d [u8],
    read: usize,
    /// What the client has not read yet, in parts.
    out: VecDeque<Part<'d>>,
    /// What it has written of a command.
    line: Vec<u8>,
}

enum Part<'d> {
    Line(Vec<u8>, usize),
    Data(&'d [u8]),
}

impl<'d> Server<'d> {
    /// Greets, and answers FETCH with `data`.
    pub fn new(data: &'d [u8]) -> Self {
        let greeting = Part::Line(b"* OK [CAPABILITY IMAP4rev1] ready\r\n".to_vec(), 0);
        Self { data, read: READ, out: VecDeque::from([greeting]), line: Vec::new() }
    }

    /// The same, one octet a read.
    pub fn dripping(data: &'d [u8]) -> Self {
        Self { read: 1, ..Self::new(data) }
    }

    fn answer(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8(line).expect("clients write ASCII here");
        let (tag, command) = line.split_once(' ').expect("tag SP command");
        if command.contains("FETCH ") {
            self.out.push_back(Part::Data(self.data));
        }
        self.out.push_back(Part::Line(format!("{tag} OK done\r\n").into_bytes(), 0));
    }
}

impl Read for Server<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let room = into.len().min(self.read);
        let mut given = 0;
        while given < room
            && let Some(part) = self.out.front_mut()
        {
            let rest = part.rest();
            let n = rest.len().min(room - given);
            into[given..][..n].copy_from_slice(&rest[..n]);
            part.advance(n);
            given += n;
            if part.rest().is_empty() {
                self.out.pop_front();
            }
        }
        Ok(given)
    }
}

impl Part<'_> {
    fn rest(&self) -> &[u8] {
        match self {
            Self::Line(line, at) => &line[*at..],
            Self::Data(data) => data,
        }
    }

    fn advance(&mut self, n: usize) {
        match self {
            Self::Line(_, at) => *at += n,
            Self::Data(data) => *data = &data[n..],
        }
    }
}

impl Write for Server<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for &byte in bytes {
            self.line.push(byte);
            if byte == b'\n' {
                self.answer();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl AsyncRead for Server<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let n = self.read(into.initialize_unfilled())?;
        into.advance(n);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Server<'_> {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(self.write(bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl fmt::Debug for Server<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}
