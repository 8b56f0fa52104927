//! From values to bytes.

use alloc::vec::Vec;

use imap_types::append::AppendMessage;
use imap_types::atom::Tag;
use imap_types::chars::is_quoted_char;
use imap_types::command::{AuthenticateData, Command, CommandBody};
use imap_types::fetch::MsgAtt;
use imap_types::mailbox::Mailbox;
use imap_types::number::SeqNum;
use imap_types::response::{Data, Response};

use crate::grammar;
use crate::grammar::string::{all_plain, special};

/// Appends a message of a server to a buffer.
///
/// ```
/// use imap_codec::encode_response;
/// use imap_types::response::{Data, Response};
///
/// let mut out = Vec::new();
/// encode_response(&Response::Data(Data::Exists(172)), &mut out);
/// assert_eq!(out, b"* 172 EXISTS\r\n");
/// ```
/// Cannot fail: a value that exists can be sent. Allocates nothing beyond the buffer.
pub fn encode_response(response: &Response<'_>, out: &mut Vec<u8>) {
    Encoder::new(out).response(response);
}

/// Appends a command of a client to a buffer, and to `gates` where in the buffer output must wait: each position
/// is the first octet that may only be sent after the server's continuation request.
///
/// ```
/// use imap_codec::encode_command;
/// use imap_types::{atom::Tag, command::CommandBody};
///
/// let (mut out, mut gates) = (Vec::new(), Vec::new());
/// let login = CommandBody::login("alice", "pass\u{e9}")?.tag(Tag::try_from("a1")?);
/// encode_command(&login, &mut out, &mut gates);
/// assert_eq!(out, "a1 LOGIN alice {6}\r\npass\u{e9}\r\n".as_bytes());
/// assert_eq!(gates, [20]);
/// # Ok::<(), imap_types::error::ValueError>(())
/// ```
/// Cannot fail, and all literals are synchronizing; [`Encoder`] has options.
pub fn encode_command(command: &Command<'_>, out: &mut Vec<u8>, gates: &mut Vec<usize>) {
    Encoder::new(out).gates(gates).command(command);
}

/// How a client announces literals: by what its server offers.
/// [RFC 7888](https://www.rfc-editor.org/rfc/rfc7888)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Literals {
    /// `{n}`: the octets wait for the server.
    #[default]
    Synchronizing,
    /// LITERAL-, and IMAP4rev2: up to 4,096 octets follow at once, as `{n+}`.
    Minus,
    /// LITERAL+: all octets follow at once.
    Plus,
}

/// How strings are spelled where there is a choice. What cannot be spelled so is spelled as it must be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spelling {
    /// The shortest: an atom, quoted, a literal.
    #[default]
    Natural,
    /// Quoted.
    Quoted,
    /// As literals.
    Literal,
}

/// An encoder with options. It appends to a buffer that the caller owns and may use again.
#[derive(Debug)]
pub struct Encoder<'o> {
    out: &'o mut Vec<u8>,
    gates: Option<&'o mut Vec<usize>>,
    literals: Literals,
    spelling: Spelling,
    utf8: bool,
    from: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Client,
    Server,
}

/// Strings longer than this are literals without being looked at: peers bound their lines.
const QUOTED_MAX: usize = 1024;

impl<'o> Encoder<'o> {
    /// An encoder that announces synchronizing literals and writes ASCII.
    pub const fn new(out: &'o mut Vec<u8>) -> Self {
        let (literals, spelling) = (Literals::Synchronizing, Spelling::Natural);
        Self { out, gates: None, literals, spelling, utf8: false, from: Role::Server }
    }

    /// Where to put the positions at which a command's output must wait, see [`encode_command`]. Without it they
    /// are not told.
    #[must_use]
    pub fn gates(mut self, gates: &'o mut Vec<usize>) -> Self {
        self.gates = Some(gates);
        self
    }

    /// How commands announce literals. Servers always write `{n}` and never wait.
    #[must_use]
    pub const fn literals(mut self, literals: Literals) -> Self {
        self.literals = literals;
        self
    }

    /// How strings are spelled where there is a choice.
    #[must_use]
    pub const fn spelling(mut self, spelling: Spelling) -> Self {
        self.spelling = spelling;
        self
    }

    /// Whether UTF-8 may stand in quoted strings: after ENABLE of IMAP4rev2 or UTF8=ACCEPT.
    #[must_use]
    pub const fn utf8(mut self, utf8: bool) -> Self {
        self.utf8 = utf8;
        self
    }

    /// Appends a message of a server.
    pub fn response(&mut self, response: &Response<'_>) {
        self.from = Role::Server;
        grammar::response::write_response(self, response);
    }

    /// Appends a command of a client.
    pub fn command(&mut self, command: &Command<'_>) {
        self.from = Role::Client;
        grammar::command::write_command(self, &command.tag, &command.body);
    }

    /// Appends a command of a client, whose parts are in two places.
    pub fn tagged_command(&mut self, tag: &Tag<'_>, body: &CommandBody<'_>) {
        self.from = Role::Client;
        grammar::command::write_command(self, tag, body);
    }

    /// Appends untagged data of a server.
    pub fn data(&mut self, data: &Data<'_>) {
        self.from = Role::Server;
        grammar::response::write_response_data(self, data);
    }

    /// Appends the beginning of an APPEND whose messages follow one by one: tag, name and mailbox.
    ///
    /// For octets that are not in memory: [`append_message`](Self::append_message) announces each message, whoever
    /// sends puts its octets behind that, and CRLF behind the last.
    pub fn append(&mut self, tag: &Tag<'_>, mailbox: &Mailbox<'_>) {
        self.from = Role::Client;
        self.bytes(tag.as_bytes());
        self.bytes(b" APPEND ");
        grammar::mailbox::write_mailbox(self, mailbox);
    }

    /// Appends what announces one message of an [`append`](Self::append): flags, date and how many octets follow. Of
    /// the message's data only the kind counts.
    ///
    /// ```
    /// # use imap_codec::Encoder;
    /// # use imap_types::{append::AppendMessage, atom::Tag, mailbox::Mailbox, string::AString};
    /// let (mut out, mut gates) = (Vec::new(), Vec::new());
    /// let mut encoder = Encoder::new(&mut out).gates(&mut gates);
    /// encoder.append(&Tag::try_from("a1")?, &Mailbox::try_from("Sent")?);
    /// encoder.append_message(&AppendMessage::new(AString::EMPTY), 1 << 30);
    /// assert_eq!(out, b"a1 APPEND Sent {1073741824}\r\n");
    /// assert_eq!(gates, [out.len()]);
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    pub fn append_message(&mut self, message: &AppendMessage<'_>, len: u64) {
        self.from = Role::Client;
        grammar::append::write_append_message_head(self, message, len);
    }

    /// Appends the beginning of a FETCH response up to the octets of `text`, of which there will be `len`; its data
    /// does not count. `false`, and nothing is appended, where `text` is an item without text.
    ///
    /// Whoever sends puts the octets behind it, and `)` CRLF behind those.
    pub fn fetch(&mut self, seq: SeqNum, items: &[MsgAtt<'_>], text: &MsgAtt<'_>, len: u64) -> bool {
        self.from = Role::Server;
        let start = self.out.len();
        self.bytes(b"* ");
        self.number(seq.get());
        self.bytes(b" FETCH ");
        let is_text = grammar::fetch::write_msg_att_head(self, items, text, len);
        if !is_text {
            self.out.truncate(start);
        }
        is_text
    }

    /// Appends a line that a client sends in the course of AUTHENTICATE.
    pub fn authenticate_data(&mut self, data: &AuthenticateData<'_>) {
        grammar::auth::write_authenticate_data(self, data);
    }

    /// Appends the line with which a client ends IDLE.
    pub fn idle_done(&mut self) {
        self.bytes(b"DONE\r\n");
    }

    /// How strings are to be spelled.
    pub(crate) const fn wants(&self) -> Spelling {
        self.spelling
    }

    /// Whether the octets may stand in a quoted string, and are short enough to.
    pub(crate) fn can_quote(&self, octets: &[u8]) -> bool {
        octets.len() <= QUOTED_MAX
            && !octets.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0))
            && (octets.is_ascii() || self.utf8 && core::str::from_utf8(octets).is_ok())
    }

    /// Whether the octets may stand in a quoted string as they are, and are short enough to.
    #[inline(always)]
    pub(crate) fn can_quote_plainly(&self, octets: &[u8]) -> bool {
        octets.len() <= QUOTED_MAX && is_plain(octets)
    }

    #[inline(always)]
    pub(crate) fn byte(&mut self, byte: u8) {
        self.out.push(byte);
    }

    #[inline(always)]
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// A number in decimal.
    #[inline]
    pub(crate) fn number(&mut self, number: impl Into<u64>) {
        let number = number.into();
        if number < 100_000_000 {
            self.short_number(number);
        } else {
            self.long_number(number);
        }
    }

    /// A number of at most eight digits: all eight are written, from the first that is not zero on, and what
    /// comes after them is cut off again. That is cheaper than a loop.
    #[inline]
    fn short_number(&mut self, number: u64) {
        let digits = eight_digits(number);
        // The last is written even if it is zero.
        let zeros = (digits.trailing_zeros() / 8).min(7) as usize;
        let end = self.out.len() + 8 - zeros;
        self.out.extend_from_slice(&((digits >> (8 * zeros)) | ASCII_ZEROS).to_le_bytes());
        self.out.truncate(end);
    }

    #[inline(never)]
    fn long_number(&mut self, number: u64) {
        self.number(number / 100_000_000);
        self.bytes(&(eight_digits(number % 100_000_000) | ASCII_ZEROS).to_le_bytes());
    }

    /// A number of so many digits, at most eight, with zeros in front.
    #[inline(always)]
    pub(crate) fn padded<const DIGITS: usize>(&mut self, number: u16) {
        let digits = (eight_digits(number.into()) | ASCII_ZEROS).to_le_bytes();
        if let Some(last) = digits.last_chunk::<DIGITS>() {
            self.bytes(last);
        }
    }

    /// A quoted string in which nothing is escaped.
    #[inline]
    pub(crate) fn quoted_plainly(&mut self, octets: &[u8]) {
        self.out.reserve(octets.len() + 2);
        self.byte(b'"');
        self.bytes(octets);
        self.byte(b'"');
    }

    /// A quoted string. The octets were found to fit one.
    pub(crate) fn quoted(&mut self, mut octets: &[u8]) {
        self.byte(b'"');
        while let Some(at) = memchr::memchr2(b'"', b'\\', octets) {
            let (plain, rest) = octets.split_at(at);
            self.bytes(plain);
            self.byte(b'\\');
            let (special, rest) = rest.split_at(1);
            self.bytes(special);
            octets = rest;
        }
        self.bytes(octets);
        self.byte(b'"');
    }

    /// A literal, with a gate before its octets where they have to wait.
    pub(crate) fn literal(&mut self, octets: &[u8]) {
        self.literal_head(octets.len() as u64);
        self.bytes(octets);
    }

    /// A literal that may hold NUL.
    pub(crate) fn literal8(&mut self, octets: &[u8]) {
        self.byte(b'~');
        self.literal(octets);
    }

    /// What announces so many octets, and a gate where they have to wait.
    pub(crate) fn literal_head(&mut self, len: u64) {
        let waits = match (self.from, self.literals) {
            (Role::Server, _) => false,
            (Role::Client, Literals::Synchronizing) => true,
            (Role::Client, Literals::Minus) => len > 4096,
            (Role::Client, Literals::Plus) => false,
        };
        self.byte(b'{');
        self.number(len);
        self.bytes(if waits || self.from == Role::Server { b"}\r\n" } else { b"+}\r\n" });
        if waits {
            self.gate();
        }
    }

    fn gate(&mut self) {
        let position = self.out.len();
        if let Some(gates) = &mut self.gates {
            gates.push(position);
        }
    }

    /// What was kept as it stood on the wire. Its literals are announced as this connection announces them.
    pub(crate) fn raw(&mut self, mut raw: &[u8]) {
        if self.from == Role::Server {
            return self.bytes(raw);
        }
        while let Some(line) = memchr::memchr(b'\n', raw) {
            let (head, rest) = raw.split_at(line + 1);
            let Some((before, len)) = grammar::raw::literal_head(head) else {
                self.bytes(head);
                raw = rest;
                continue;
            };
            let (octets, rest) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            self.bytes(before);
            self.literal(octets);
            raw = rest;
        }
        self.bytes(raw);
    }
}

const ASCII_ZEROS: u64 = u64::from_ne_bytes([b'0'; 8]);

/// The decimal digits of a number below 10^8, each a byte, the first the lowest: as written, less [`ASCII_ZEROS`].
///
/// The number is halved three times, all its pieces in one multiplication: to two of four digits, four of two and
/// eight of one. The factors are reciprocals, exact for such numbers.
#[inline(always)]
const fn eight_digits(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let twos = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
    tens | ((twos - tens * 10) << 8)
}

/// Whether all octets stand for themselves in a quoted string. It may say no to a control character that does.
#[inline(always)]
fn is_plain(octets: &[u8]) -> bool {
    if let Some(last) = octets.last_chunk::<8>() {
        // The last eight may have been among those before.
        return octets.chunks_exact(8).all(all_plain) && all_plain(last);
    }
    if let (Some(first), Some(last)) = (octets.first_chunk::<4>(), octets.last_chunk::<4>()) {
        let both = u64::from(u32::from_le_bytes(*first)) | (u64::from(u32::from_le_bytes(*last)) << 32);
        return special(both) == 0;
    }
    octets.iter().all(|&byte| is_quoted_char(byte))
}
