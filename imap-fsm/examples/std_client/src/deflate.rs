//! COMPRESS=DEFLATE, the layer: [RFC 4978](https://www.rfc-editor.org/rfc/rfc4978), computed by the crate flate2.

use std::io::{self, Error, ErrorKind, Read, Write};

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// Raw DEFLATE both ways, over a stream.
pub(crate) struct Deflate<S> {
    below: S,
    deflater: Compress,
    inflater: Decompress,
    /// What was read from below and not inflated yet.
    unread: Vec<u8>,
}

impl<S> Deflate<S> {
    /// `unread` is what stood behind the OK of COMPRESS: it is compressed already.
    pub(crate) fn new(below: S, unread: Vec<u8>) -> Self {
        let (deflater, inflater) = (Compress::new(Compression::default(), false), Decompress::new(false));
        Self { below, deflater, inflater, unread }
    }
}

impl<S: Read> Read for Deflate<S> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            // Even if nothing is unread: the inflater may hold what had no room the last time.
            let (read, made) = (self.inflater.total_in(), self.inflater.total_out());
            let status = self.inflater.decompress(&self.unread, into, FlushDecompress::None);
            let status = status.map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
            self.unread.drain(..(self.inflater.total_in() - read) as usize);
            let made = (self.inflater.total_out() - made) as usize;
            if made > 0 || into.is_empty() || status == Status::StreamEnd {
                return Ok(made);
            }
            let mut bytes = [0; 4096];
            match self.below.read(&mut bytes)? {
                0 => return Ok(0),
                n => self.unread.extend_from_slice(&bytes[..n]),
            }
        }
    }
}

impl<S: Write> Write for Deflate<S> {
    /// Writes all of it, and so that the other side can read it at once.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        loop {
            let mut out = Vec::with_capacity(4096);
            let read = self.deflater.total_in();
            self.deflater.compress_vec(rest, &mut out, FlushCompress::Sync).map_err(Error::other)?;
            rest = &rest[(self.deflater.total_in() - read) as usize..];
            self.below.write_all(&out)?;
            if rest.is_empty() && out.len() < out.capacity() {
                return Ok(bytes.len());
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.below.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn what_one_side_writes_the_other_reads_in_any_pieces() {
        let text = "* 1 FETCH (FLAGS (\\Seen))\r\n".repeat(3000);
        let mut sender = Deflate::new(Cursor::new(Vec::new()), Vec::new());
        sender.write_all(text.as_bytes()).unwrap();
        let compressed = sender.below.into_inner();
        assert!(compressed.len() < text.len() / 20);

        let (unread, rest) = compressed.split_at(7);
        let mut receiver = Deflate::new(rest, unread.to_vec());
        let mut read = String::new();
        receiver.read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
    }

    #[test]
    fn what_is_not_compressed_is_an_error() {
        let mut receiver = Deflate::new(&b"\xff\xff\xff\xff"[..], Vec::new());
        assert_eq!(receiver.read(&mut [0; 100]).unwrap_err().kind(), ErrorKind::InvalidData);
    }
}
