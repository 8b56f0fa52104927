//! From bytes to messages, for both roles.

use alloc::vec::Vec;
use core::fmt;
use core::mem::take;

use imap_codec::{
    DecodeError, Decoder, Frame, Framer, FramingError, LiteralHead, LiteralKind, Sighting, is_blank_line,
};
use imap_types::IntoBoundedStatic;
use imap_types::auth::AuthenticateData;
use imap_types::command::Command;
use imap_types::literal::Header;
use imap_types::response::{Data, DataHead, Response};

use crate::head::Streamed;
use crate::limits::Limits;

/// Longest beginning of a message that is read before the rest has come.
pub(crate) const SKETCH_MAX: usize = 64 << 10;

/// A framer and a decoder, and of a message with a literal that is streamed what stands around it.
#[derive(Clone)]
pub(crate) struct Receiver {
    framer: Framer,
    decoder: Decoder,
    strict: bool,
    /// The message that is streamed, with empty literals where the streamed ones are.
    skeleton: Vec<u8>,
    /// Which of its literals those are.
    streamed: Streamed,
    /// Bytes of commands that were decoded.
    #[cfg(test)]
    pub(crate) decoded: usize,
}

impl Receiver {
    pub(crate) fn for_responses(limits: &Limits, strict: bool) -> Self {
        Self::new(Framer::for_responses(limits.codec()), limits, strict)
    }

    pub(crate) fn for_commands(limits: &Limits, strict: bool) -> Self {
        Self::new(Framer::for_commands(limits.codec()), limits, strict)
    }

    fn new(framer: Framer, limits: &Limits, strict: bool) -> Self {
        let decoder = Decoder::new().strict(strict).depth(limits.depth);
        Self {
            framer,
            decoder,
            strict,
            skeleton: Vec::new(),
            streamed: Streamed::default(),
            #[cfg(test)]
            decoded: 0,
        }
    }

    pub(crate) fn set_limits(&mut self, limits: &Limits) {
        self.framer.set_limits(limits.codec());
        self.decoder = take(&mut self.decoder).depth(limits.depth);
    }

    pub(crate) fn framer(&mut self) -> &mut Framer {
        &mut self.framer
    }

    /// The next frame that is not a line with nothing on it.
    pub(crate) fn next<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Frame<'i>>, FramingError> {
        loop {
            match self.framer.next(input)? {
                Some(Frame::Message(message)) if is_blank_line(message) => {}
                frame => return Ok(frame),
            }
        }
    }

    pub(crate) fn response<'i>(
        &mut self,
        message: &'i [u8],
        utf8: bool,
    ) -> Result<Response<'i>, DecodeError> {
        self.decoder(utf8).response(message)
    }

    pub(crate) fn command<'i>(&mut self, message: &'i [u8], utf8: bool) -> Result<Command<'i>, DecodeError> {
        #[cfg(test)]
        {
            self.decoded += message.len();
        }
        self.decoder(utf8).command(message)
    }

    pub(crate) fn authenticate_data(
        &mut self,
        line: &[u8],
    ) -> Result<AuthenticateData<'static>, DecodeError> {
        self.decoder(false).authenticate_data(line)
    }

    pub(crate) fn idle_done(&mut self, line: &[u8]) -> Result<(), DecodeError> {
        self.decoder(false).idle_done(line)
    }

    /// Whether every deviation is refused.
    pub(crate) const fn is_strict(&self) -> bool {
        self.strict
    }

    /// What was tolerated in the message decoded last.
    pub(crate) fn quirks(&self) -> &[Sighting] {
        self.decoder.quirks()
    }

    fn decoder(&mut self, utf8: bool) -> &mut Decoder {
        self.decoder = take(&mut self.decoder).utf8(utf8);
        &mut self.decoder
    }

    /// What has come of a message up to a literal, with an empty one in its place and a line end behind it.
    pub(crate) fn sketch(&self, bytes: &[u8], literal: LiteralHead) -> Vec<u8> {
        Self::sketch_of(&self.skeleton, bytes, literal)
    }

    /// The same behind other bytes.
    pub(crate) fn sketch_of(before: &[u8], bytes: &[u8], literal: LiteralHead) -> Vec<u8> {
        [before, before_literal(bytes), empty(literal), after_literal(bytes, literal), b"\r\n"].concat()
    }

    /// The beginning of a message of which `bytes` came last.
    pub(crate) fn beginning<'b>(&'b self, bytes: &'b [u8]) -> &'b [u8] {
        if self.skeleton.is_empty() { bytes } else { &self.skeleton }
    }

    /// Keeps what stands before a literal that is streamed, and an empty one, for the end of the message.
    pub(crate) fn keep_head(&mut self, bytes: &[u8], literal: LiteralHead) {
        self.keep(before_literal(bytes));
        self.keep(empty(literal));
    }

    /// What is known of a server's message before a literal that is streamed, which is kept as by
    /// [`keep_head`](Self::keep_head); `None` where that cannot be read or is too long.
    pub(crate) fn data_head(
        &mut self,
        bytes: &[u8],
        literal: LiteralHead,
        utf8: bool,
    ) -> Option<DataHead<'static>> {
        self.keep_head(bytes, literal);
        let head = self.read_head(utf8).and_then(|data| self.streamed.head(data));
        if head.is_none() {
            self.streamed.unread();
        }
        head
    }

    fn read_head(&mut self, utf8: bool) -> Option<Data<'static>> {
        // Of a message with many literals the beginning would be read again and again.
        if self.skeleton.len() > SKETCH_MAX {
            return None;
        }
        // In parentheses, as in FETCH, or not, as in URLFETCH.
        for end in [&b")\r\n"[..], b"\r\n"] {
            let message = [&self.skeleton[..], end].concat();
            if let Ok(Response::Data(data)) = self.response(&message, utf8) {
                return Some(data.into_static());
            }
        }
        None
    }

    /// The whole message with empty literals for the streamed ones, and where those are; nothing is kept any more.
    pub(crate) fn streamed_tail(&mut self, bytes: &[u8]) -> (Vec<u8>, Streamed) {
        self.keep(bytes);
        (take(&mut self.skeleton), take(&mut self.streamed))
    }

    /// Forgets the message: once for each that has streamed, and whatever has come to an end with it.
    #[inline(never)]
    pub(crate) fn streamed_end(&mut self) {
        self.streamed.clear();
        self.skeleton = Vec::new();
    }

    /// Beyond a line's limit the message is cut short, and so malformed.
    fn keep(&mut self, bytes: &[u8]) {
        let room = self.framer.limits().line.saturating_sub(self.skeleton.len());
        self.skeleton.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }
}

/// Shows no bytes: they may hold a password.
impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("framer", &self.framer).finish_non_exhaustive()
    }
}

/// An empty literal of the same kind.
const fn empty(literal: LiteralHead) -> &'static [u8] {
    match literal.kind {
        LiteralKind::Literal => b"{0}\r\n",
        LiteralKind::Literal8 => b"~{0}\r\n",
    }
}

/// What stands behind the octets of a literal before the next can come: the parenthesis of `UTF8 (~{3}`.
fn after_literal(line: &[u8], literal: LiteralHead) -> &'static [u8] {
    let name = before_literal(line).strip_suffix(b"(").map(<[u8]>::trim_ascii_end);
    let is_utf8 = |name: &[u8]| name.last_chunk::<4>().is_some_and(|name| name.eq_ignore_ascii_case(b"UTF8"));
    match literal.kind {
        LiteralKind::Literal8 if name.is_some_and(is_utf8) => b")",
        LiteralKind::Literal8 | LiteralKind::Literal => b"",
    }
}

/// The line up to the header with which it ends.
fn before_literal(line: &[u8]) -> &[u8] {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    let Ok(Some(header)) = Header::at_end(text) else { return line };
    header.before.strip_suffix(b"~").unwrap_or(header.before)
}
