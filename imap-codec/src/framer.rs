//! Where one message ends and the next begins: lines, literals and limits, without grammar.
//!
//! Give [`Framer::next`] the bytes that have been read so far and it lends back whole messages, ready for the
//! decoder. The framer keeps no bytes, only offsets into yours, so it never allocates and never copies; it reads
//! each byte once, however thin the drip, and jumps over literals without looking at them.
//!
//! ```
//! use imap_codec::{Frame, Framer, Limits};
//!
//! let mut framer = Framer::for_responses(Limits::responses());
//! let mut input: &[u8] = b"* LIST () \"/\" {5}\r\na b\r\n\r\n* LIS";
//! let Ok(Some(Frame::Message(first))) = framer.next(&mut input) else { panic!() };
//! assert_eq!(first, b"* LIST () \"/\" {5}\r\na b\r\n\r\n");
//! assert!(matches!(framer.next(&mut input), Ok(None)));
//! assert_eq!(input, b"* LIS"); // Keep these and call again when more bytes stand behind them.
//! ```
//!
//! # On the wire
//!
//! A message is a line, or a line that ends in a literal header, the octets it counts, and the line that goes on
//! behind them, and so on ([RFC 9051 §2.2](https://www.rfc-editor.org/rfc/rfc9051#section-2.2),
//! [§4.3](https://www.rfc-editor.org/rfc/rfc9051#section-4.3)). Headers are `{n}`, `{n+}`, `~{n}` and `~{n+}` directly
//! before the line end, which is CRLF or a bare LF; the grammar reports the latter, not the framer.
//!
//! **Every line counts, quoted or not.** A header at the end of a line is honoured also behind an open quote
//! (`"x {5}`). A quoted string cannot cross lines, so that line is malformed either way; servers must look at the
//! end of every line, also of one they reject ([RFC 7888 §3](https://www.rfc-editor.org/rfc/rfc7888#section-3)), and
//! so do the clients that frame by line. The octets that may follow are then never read as messages of their own.
//!
//! **Text is not.** A response line that is free text has no literals: `tag OK`, `* NO`, `* BYE` ... , anything that
//! begins with `+`, and code-only lines (`[COPYUID 55 31 6]`). `A1 NO quota is {5}` is one line.
//!
//! **A header that cannot be trusted ends the connection.** See [`FramingError::LiteralHeader`] for what is a broken
//! header and what merely ends in `}`.
//!
//! # Limits and errors
//!
//! See [`Limits`]. A literal that is too long to hold is streamed, one that is too long even for that is drained; a
//! line that is too long can be given up by [`Framer::discard`]. Every other [`FramingError`] is final.

mod error;
mod limits;
mod literal;

use core::fmt;

use imap_types::literal::{BrokenHeader, Header, LiteralHead, LiteralMode};
use memchr::{memchr, memchr2};

pub use self::error::FramingError;
pub use self::limits::Limits;
use self::literal::is_text;

/// Whether a CR without LF behind it ends a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BareCr {
    /// It is a byte of the line like any other.
    #[default]
    Text,
    /// It ends the line. A CR that is the last byte at hand waits for one more byte, since that may be its LF.
    LineEnd,
}

/// A piece of the input, borrowed from it.
///
/// Each message is `Message`, or `Head Data* (Head Data*)* Tail`, or either cut short by `Oversized`. In commands any
/// number of `Announced` come in between. `Debug` shows lengths, never bytes: a command may hold a password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Frame<'i> {
    /// A whole message: lines and every inline literal, line end included. A blank line is a message, too.
    Message(&'i [u8]),
    /// A client waits for `+` before it sends a literal. Commands only.
    ///
    /// The input has not moved: `bytes` are the message so far (since the last streamed literal, if there was one) up
    /// to and with the line that announces. To accept, send `+` and call [`next`](Framer::next) again with these bytes
    /// still in front; else [`refuse`](Framer::refuse) or [`refuse_and_discard`](Framer::refuse_and_discard).
    Announced {
        /// Bytes of the message that are there.
        bytes: &'i [u8],
        /// The literal that waits.
        literal: LiteralHead,
    },
    /// A literal too long to hold follows as [`Data`](Self::Data).
    Head {
        /// The message up to the literal, header and line end included; after a `Head` before, what came since.
        bytes: &'i [u8],
        /// The literal that follows.
        literal: LiteralHead,
    },
    /// Octets of that literal, as many as are at hand, never none.
    Data(&'i [u8]),
    /// The rest of the message behind the literal, line end and inline literals included.
    Tail(&'i [u8]),
    /// A literal longer than [`Limits::stream`]. Its octets and the rest of this message are drained; the next frame
    /// is of the next message.
    ///
    /// One exception, in commands: should the rest hold a synchronizing literal, it is still `Announced` (with that
    /// line only). Only you know if that client waits, so draining or not draining would both be a guess.
    Oversized {
        /// Bytes of the message so far, up to and with the line that announces the literal.
        bytes: &'i [u8],
        /// The literal that is drained.
        literal: LiteralHead,
    },
}

impl fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(bytes) => write!(f, "Message({} bytes)", bytes.len()),
            Self::Announced { bytes, literal } => write!(f, "Announced({} bytes, {literal:?})", bytes.len()),
            Self::Head { bytes, literal } => write!(f, "Head({} bytes, {literal:?})", bytes.len()),
            Self::Data(bytes) => write!(f, "Data({} bytes)", bytes.len()),
            Self::Tail(bytes) => write!(f, "Tail({} bytes)", bytes.len()),
            Self::Oversized { bytes, literal } => write!(f, "Oversized({} bytes, {literal:?})", bytes.len()),
        }
    }
}

/// How much is kept of a line that is dropped: more than the longest header that is not padded.
const HEADER: usize = 64;

/// Finds message boundaries in the bytes of one direction of a connection. See the [module](self).
#[derive(Clone, Debug)]
pub struct Framer {
    direction: Direction,
    bare_cr: BareCr,
    limits: Limits,
    part: Part,
    /// Octets still to come of a literal that is not held.
    octets: u64,
    /// Where the current line begins in the unread input; with `announced`, where its octets begin.
    line: usize,
    /// How much of the unread input has been searched for a line end; never less than `line`.
    scanned: usize,
    announced: Option<LiteralHead>,
    /// Whether the beginning of the current line was dropped.
    cut: bool,
    failed: Option<FramingError>,
    /// Bytes that were looked at.
    #[cfg(test)]
    pub(crate) examined: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Responses,
    Commands,
}

/// What becomes of the bytes at the front of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// They begin a message.
    Whole,
    /// They go on with one whose beginning was handed out as `Head`.
    Rest,
    /// They go on with one that is drained.
    Drained,
    /// The same, from a client that does not wait: synchronizing literals are followed by their octets.
    DrainedUnasked,
}

impl Framer {
    /// For a client (or whoever reads what a server says).
    pub const fn for_responses(limits: Limits) -> Self {
        Self::new(Direction::Responses, limits)
    }

    /// For a server (or whoever reads what a client says).
    pub const fn for_commands(limits: Limits) -> Self {
        Self::new(Direction::Commands, limits)
    }

    const fn new(direction: Direction, limits: Limits) -> Self {
        Self {
            direction,
            bare_cr: BareCr::Text,
            limits,
            part: Part::Whole,
            octets: 0,
            line: 0,
            scanned: 0,
            announced: None,
            cut: false,
            failed: None,
            #[cfg(test)]
            examined: 0,
        }
    }

    /// Chooses what a CR without LF means. Decide before the first byte.
    #[must_use]
    pub const fn bare_cr(mut self, bare_cr: BareCr) -> Self {
        self.bare_cr = bare_cr;
        self
    }

    /// The limits in force.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Changes the limits, say after a login. Holds for every byte and literal that `next` has not decided on yet,
    /// also of a message that is under way.
    pub const fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Whether the peer may close here: `unread` is empty and no message is under way. Else the end of the stream is
    /// in the middle of a message.
    pub const fn is_at_boundary(&self, unread: &[u8]) -> bool {
        unread.is_empty() && matches!(self.part, Part::Whole) && self.failed.is_none()
    }

    /// The next frame, if the input has all of it. Advances `input` past what it used.
    ///
    /// `None`: more bytes are needed. What is left in `input` stays with you; call again with the same bytes in front
    /// and more behind. They are not read again, so calling for each byte costs no more than calling once.
    ///
    /// # Errors
    /// A [`FramingError`] is final: every further call returns the same and leaves `input` alone.
    pub fn next<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Frame<'i>>, FramingError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if let Some(line) = self.plain_line(input) {
            return Ok(Some(Frame::Message(line)));
        }
        let result = self.advance(input);
        if let Err(error) = result {
            self.failed = Some(error);
        }
        result
    }

    /// Gives up the message that is under way: what is still to come of it, octets of literals included, is dropped by
    /// the calls of [`next`](Self::next) that follow, and the next frame is of the next message.
    ///
    /// After [`Frame::Head`] and [`Frame::Data`] that is the streamed message. After
    /// [`FramingError::LineTooLong`] and [`FramingError::MessageTooLong`], which are final otherwise, it is the message
    /// that is too long, of which `input` is advanced past what was searched; should its rest be too long as well, the
    /// same error comes again, and may be answered in the same way. As after [`Frame::Oversized`], a synchronizing
    /// literal in what is dropped is still [`Frame::Announced`].
    ///
    /// `false`: there is no such message, or the error was another one. Nothing has happened then.
    #[must_use = "nothing has happened where it is `false`"]
    pub fn discard(&mut self, input: &mut &[u8]) -> bool {
        match (self.failed, self.part) {
            (None, Part::Rest) => self.part = Part::Drained,
            (None, Part::Drained | Part::DrainedUnasked) => {}
            (Some(FramingError::LineTooLong { .. } | FramingError::MessageTooLong { .. }), part) => {
                self.failed = None;
                // The line may end in the header of a literal, which is kept.
                let searched = self.scanned.min(input.len());
                let kept = HEADER.min(self.limits.line / 2).min(self.limits.message / 2);
                let start = searched.saturating_sub(kept).max(self.line).min(searched);
                self.cut |= start > self.line;
                self.line = start;
                self.release(input);
                self.scanned = searched.saturating_sub(start);
                self.part = match part {
                    Part::DrainedUnasked => Part::DrainedUnasked,
                    Part::Whole | Part::Rest | Part::Drained => Part::Drained,
                };
            }
            (None, Part::Whole) | (Some(FramingError::LiteralLength | FramingError::LiteralHeader), _) => {
                return false;
            }
        }
        true
    }

    /// Whether the message at the front is given up: drained after [`Frame::Oversized`], [`Framer::discard`] or
    /// [`Framer::refuse_and_discard`].
    pub const fn discards(&self) -> bool {
        matches!(self.part, Part::Drained | Part::DrainedUnasked)
    }

    /// After [`Frame::Announced`]: no `+` will be sent, and the client will not send the octets.
    ///
    /// Advances `input` past the line that announced; what follows is a new command. That is right for a client that
    /// keeps to the protocol. Bytes behind that line that are at hand already come from one that did not wait: see
    /// [`refuse_and_discard`](Self::refuse_and_discard). Without an announced literal nothing happens.
    pub fn refuse(&mut self, input: &mut &[u8]) {
        if self.announced.take().is_some() {
            self.release(input);
            self.part = Part::Whole;
        }
    }

    /// After [`Frame::Announced`]: no `+` will be sent, but the client sends the octets nevertheless.
    ///
    /// Advances `input` past the line that announced. The octets and the rest of that command, with every literal in
    /// it of either mode, are drained by the calls of [`next`](Self::next) that follow, so that nothing in it is ever
    /// taken for a command ([RFC 7888 §3](https://www.rfc-editor.org/rfc/rfc7888#section-3)). Should the client have
    /// waited after all, its next commands are lost. Without an announced literal nothing happens.
    pub fn refuse_and_discard(&mut self, input: &mut &[u8]) {
        if let Some(literal) = self.announced.take() {
            self.release(input);
            self.part = Part::DrainedUnasked;
            self.octets = literal.len;
        }
    }

    /// A whole message that is one line without a literal, which most are; the state is the same before and after.
    /// `None` is for [`Self::advance`] to look at, from where this ended.
    #[inline]
    #[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "an index is below a length"))]
    fn plain_line<'i>(&mut self, input: &mut &'i [u8]) -> Option<&'i [u8]> {
        let begins = self.part == Part::Whole && self.octets == 0 && self.scanned == 0;
        if !begins || self.announced.is_some() || self.bare_cr != BareCr::Text {
            return None;
        }
        let window = input.get(..self.limits.line.min(self.limits.message)).unwrap_or(input);
        let Some(end) = memchr(b'\n', window) else {
            #[cfg(test)]
            {
                self.examined += window.len();
            }
            self.scanned = window.len();
            return None;
        };
        let (line, rest) = input.split_at_checked(end + 1)?;
        if matches!(line, [.., b'}', b'\n'] | [.., b'}', b'\r', b'\n']) {
            self.scanned = end;
            return None;
        }
        #[cfg(test)]
        {
            self.examined += line.len();
        }
        *input = rest;
        Some(line)
    }

    #[inline(never)]
    fn advance<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<Frame<'i>>, FramingError> {
        if let Some(literal) = self.announced {
            if input.len() < self.line {
                return Ok(None);
            }
            self.announced = None;
            if let Some(frame) = self.enter(literal, input) {
                return Ok(Some(frame));
            }
        }
        loop {
            if self.octets > 0 {
                let data = self.take_octets(input);
                if data.is_empty() {
                    return Ok(None);
                }
                if self.part == Part::Rest {
                    return Ok(Some(Frame::Data(data)));
                }
                continue;
            }
            let Some(end) = self.line_end(input)? else { return Ok(None) };
            let literal = self.literal(input.get(self.line..end).unwrap_or_default())?;
            self.line = end;
            self.scanned = end;
            match literal {
                None => {
                    let bytes = self.release(input);
                    match core::mem::replace(&mut self.part, Part::Whole) {
                        Part::Whole => return Ok(Some(Frame::Message(bytes))),
                        Part::Rest => return Ok(Some(Frame::Tail(bytes))),
                        Part::Drained | Part::DrainedUnasked => {}
                    }
                }
                Some(literal) if self.must_ask(literal) => {
                    self.announced = Some(literal);
                    let bytes = input.get(..end).unwrap_or_default();
                    return Ok(Some(Frame::Announced { bytes, literal }));
                }
                Some(literal) => {
                    if let Some(frame) = self.enter(literal, input) {
                        return Ok(Some(frame));
                    }
                }
            }
        }
    }

    fn must_ask(&self, literal: LiteralHead) -> bool {
        self.direction == Direction::Commands
            && literal.mode == LiteralMode::Synchronizing
            && self.part != Part::DrainedUnasked
    }

    /// Finds the end of the line at `self.line`, as an offset into `input`, looking only at new bytes and at none
    /// beyond the limits.
    fn line_end(&mut self, input: &[u8]) -> Result<Option<usize>, FramingError> {
        let line_cap = self.line.saturating_add(self.limits.line);
        let cap = line_cap.min(self.limits.message);
        let too_long = || {
            if line_cap <= self.limits.message {
                FramingError::LineTooLong { limit: self.limits.line }
            } else {
                FramingError::MessageTooLong { limit: self.limits.message }
            }
        };
        // No window: less input than before, or limits that were lowered below what has been searched.
        let window = input.get(self.scanned..input.len().min(cap)).unwrap_or_default();
        let found = match self.bare_cr {
            BareCr::Text => memchr(b'\n', window),
            BareCr::LineEnd => memchr2(b'\r', b'\n', window),
        };
        #[cfg(test)]
        {
            self.examined += found.map_or(window.len(), |at| at + 1);
        }
        let Some(at) = found.map(|at| self.scanned.saturating_add(at)) else {
            let result = if input.len() > cap { Err(too_long()) } else { Ok(None) };
            self.scanned = self.scanned.saturating_add(window.len());
            return result;
        };
        let after = at.saturating_add(1);
        if input.get(at) == Some(&b'\n') {
            return Ok(Some(after));
        }
        match input.get(after) {
            None => {
                self.scanned = at;
                Ok(None)
            }
            Some(b'\n') if after >= cap => Err(too_long()),
            Some(b'\n') => Ok(Some(after.saturating_add(1))),
            Some(_) => Ok(Some(after)),
        }
    }

    /// The literal that `line` announces, if it does.
    fn literal(&mut self, line: &[u8]) -> Result<Option<LiteralHead>, FramingError> {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let Some(inner) = text.strip_suffix(b"}") else {
            self.cut = false;
            return Ok(None);
        };
        #[cfg(test)]
        {
            self.examined += inner.len();
        }
        let head = match Header::at_end(text) {
            Ok(header) => Ok(header.map(|header| header.head)),
            Err(BrokenHeader::Length) => Err(FramingError::LiteralLength),
            Err(BrokenHeader::Spelling) => Err(FramingError::LiteralHeader),
        };
        // What was dropped may be the beginning of a header.
        if core::mem::take(&mut self.cut)
            && head == Ok(None)
            && inner.iter().all(|byte| b"0123456789+- \t".contains(byte))
        {
            return Err(FramingError::LiteralHeader);
        }
        let begins_message = self.part == Part::Whole && self.line == 0;
        // Last, because hardly a line that is text ends in a header.
        if head != Ok(None) && self.direction == Direction::Responses && begins_message && is_text(text) {
            return Ok(None);
        }
        head
    }

    /// Goes on behind the header of a literal whose octets come next: at `self.line`.
    fn enter<'i>(&mut self, literal: LiteralHead, input: &mut &'i [u8]) -> Option<Frame<'i>> {
        let drained = matches!(self.part, Part::Drained | Part::DrainedUnasked);
        if !drained {
            if let Some(end) = self.inline_end(literal.len) {
                self.line = end;
                self.scanned = end;
                return None;
            }
        }
        let bytes = self.release(input);
        self.octets = literal.len;
        if drained {
            None
        } else if literal.len > self.limits.stream {
            self.part = Part::Drained;
            Some(Frame::Oversized { bytes, literal })
        } else {
            self.part = Part::Rest;
            Some(Frame::Head { bytes, literal })
        }
    }

    /// Where a literal that begins at `self.line` ends, if it may be held.
    fn inline_end(&self, len: u64) -> Option<usize> {
        let len = usize::try_from(len).ok().filter(|&len| len <= self.limits.literal)?;
        self.line.checked_add(len).filter(|&end| end <= self.limits.message)
    }

    /// Takes what is at hand of the octets that are not held.
    fn take_octets<'i>(&mut self, input: &mut &'i [u8]) -> &'i [u8] {
        let wanted = usize::try_from(self.octets).unwrap_or(usize::MAX);
        let data = take(input, wanted);
        // A slice is never longer than what was wanted, so this cannot go below zero.
        self.octets = self.octets.saturating_sub(data.len() as u64);
        data
    }

    /// Takes everything before `self.line` off the input, and counts from there.
    fn release<'i>(&mut self, input: &mut &'i [u8]) -> &'i [u8] {
        let bytes = take(input, self.line);
        self.line = 0;
        self.scanned = 0;
        bytes
    }
}

/// Takes `len` bytes off the front of the input, or what there is.
fn take<'i>(input: &mut &'i [u8], len: usize) -> &'i [u8] {
    let (bytes, rest) = input.split_at_checked(len.min(input.len())).unwrap_or_default();
    *input = rest;
    bytes
}

#[cfg(test)]
mod tests {
    extern crate alloc;
    use alloc::vec::Vec;

    use super::*;

    /// Feeds `bytes` one by one and returns the bytes examined and the messages found.
    fn drip(mut framer: Framer, bytes: &[u8]) -> (usize, usize) {
        let (mut start, mut messages) = (0, 0);
        for end in 1..=bytes.len() {
            let mut input = &bytes[start..end];
            while let Some(frame) = framer.next(&mut input).unwrap() {
                messages += usize::from(matches!(frame, Frame::Message(_)));
            }
            start = end - input.len();
        }
        assert!(framer.is_at_boundary(&bytes[start..]));
        (framer.examined, messages)
    }

    #[test]
    fn a_line_of_a_mebibyte_is_read_once_however_it_drips() {
        let mut line: Vec<u8> = core::iter::repeat_n(b'x', 1 << 20).collect();
        line.extend_from_slice(b"\r\n");
        assert_eq!(drip(Framer::for_responses(Limits::responses()), &line), (line.len(), 1));
        let framer = Framer::for_responses(Limits::responses()).bare_cr(BareCr::LineEnd);
        // The CR is looked at again when its LF comes, and the LF with it.
        assert_eq!(drip(framer, &line), (line.len(), 1));
        // A line that ends in `}` is looked back through once.
        line.truncate(1 << 20);
        line.extend_from_slice(b"}\r\n");
        let (examined, messages) = drip(Framer::for_commands(Limits::UNLIMITED), &line);
        assert_eq!((examined, messages), (2 * line.len() - 3, 1));
    }

    #[test]
    fn four_thousand_literals_are_read_once_and_their_octets_never() {
        let octets = [b'\n'; 100];
        for (framer, header) in [
            (Framer::for_responses(Limits::responses()), "(x {100}\r\n"),
            (Framer::for_commands(Limits::UNLIMITED), "(x {100}\r\n"),
            (Framer::for_commands(Limits::UNLIMITED), "(x {100+}\r\n"),
        ] {
            let mut message = Vec::new();
            for _ in 0..4000 {
                message.extend_from_slice(header.as_bytes());
                message.extend_from_slice(&octets);
            }
            message.extend_from_slice(b"\r\n");
            let (examined, messages) = drip(framer, &message);
            assert_eq!(messages, 1);
            assert!(examined <= 4000 * 2 * header.len() + 2, "{examined}");
        }
    }

    #[test]
    fn asking_again_without_new_bytes_costs_nothing() {
        let line: Vec<u8> = core::iter::repeat_n(b'x', 1000).chain([b'\r']).collect();
        for (bare_cr, again) in [(BareCr::Text, 0), (BareCr::LineEnd, 1)] {
            let mut framer = Framer::for_responses(Limits::responses()).bare_cr(bare_cr);
            for calls in 0..10 {
                assert_eq!(framer.next(&mut &line[..]), Ok(None));
                assert_eq!(framer.examined, line.len() + calls * again);
            }
        }
    }

    #[test]
    fn a_kibibyte_line_costs_one_search() {
        let mut line: Vec<u8> = core::iter::repeat_n(b'x', 1022).collect();
        line.extend_from_slice(b"\r\n");
        let mut framer = Framer::for_commands(Limits::commands());
        assert_eq!(framer.next(&mut &line[..]), Ok(Some(Frame::Message(&line))));
        assert_eq!(framer.examined, 1024);
    }
}
