//! Whole messages, from values to bytes.

use alloc::vec::Vec;

use imap_types::append::{AppendMessageHead, CatPart};
use imap_types::atom::Tag;
use imap_types::auth::AuthenticateData;
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::{MsgAtt, MsgAttHead};
use imap_types::mailbox::Mailbox;
use imap_types::number::{Numbering, SeqNum, Uid};
use imap_types::replace::OldMessage;
use imap_types::response::{Data, Response};

use super::pieces::Called as _;
use super::{Encoder, Role};
use crate::grammar;

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

impl Encoder<'_> {
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

    /// Appends the beginning of a REPLACE or UID REPLACE whose message follows as in [`append`](Self::append).
    /// [RFC 8508 §3](https://www.rfc-editor.org/rfc/rfc8508#section-3)
    pub fn replace(&mut self, tag: &Tag<'_>, old: OldMessage, mailbox: &Mailbox<'_>) {
        self.from = Role::Client;
        self.bytes(tag.as_bytes());
        self.bytes(match old.numbering() {
            Numbering::SeqNum => b" REPLACE",
            Numbering::Uid => b" UID REPLACE",
        });
        grammar::replace::write_replace_head(self, old, mailbox);
    }

    /// Appends more parts of the CATENATE that [`append_message`](Self::append_message) began, each behind a space.
    pub fn cat_parts(&mut self, parts: &[CatPart<'_>]) {
        self.from = Role::Client;
        grammar::append::write_cat_parts(self, parts);
    }

    /// Appends what announces another TEXT of so many octets.
    pub fn cat_text(&mut self, len: u64) {
        self.from = Role::Client;
        grammar::append::write_cat_text_head(self, len);
    }

    /// Appends what announces one message of an [`append`](Self::append): flags, date and how many octets follow. Behind the
    /// octets whoever sends puts `)` for CATENATE, and one for UTF8.
    ///
    /// ```
    /// # use imap_codec::Encoder;
    /// # use imap_types::{append::AppendMessageHead, atom::Tag, flag::Flag, mailbox::Mailbox};
    /// let (mut out, mut gates) = (Vec::new(), Vec::new());
    /// let mut encoder = Encoder::new(&mut out).gates(&mut gates);
    /// encoder.append(&Tag::try_from("a1")?, &Mailbox::try_from("Sent")?);
    /// let seen = AppendMessageHead { flags: [Flag::Seen].into(), ..AppendMessageHead::default() };
    /// encoder.append_message(&seen, 1 << 30);
    /// assert_eq!(out, b"a1 APPEND Sent (\\Seen) {1073741824}\r\n");
    /// assert_eq!(gates, [out.len()]);
    /// # Ok::<(), imap_types::error::ValueError>(())
    /// ```
    pub fn append_message(&mut self, message: &AppendMessageHead<'_>, len: u64) {
        self.from = Role::Client;
        grammar::append::write_append_message_head(self, message, len);
    }

    /// Appends the beginning of a FETCH response up to the octets of `text`, of which there will be `len`. `false`, and
    /// nothing is appended, where `text` is no item that is streamed ([`MsgAttHead::Within`], [`MsgAttHead::Other`]).
    ///
    /// Whoever sends puts the octets behind it, and behind those either [`fetch_next`](Self::fetch_next) or `)` CRLF.
    #[must_use = "nothing is appended where it is `false`"]
    pub fn fetch(&mut self, seq: SeqNum, items: &[MsgAtt<'_>], text: &MsgAttHead<'_>, len: u64) -> bool {
        self.begin_fetch(seq.get(), b" FETCH ", items, text, len)
    }

    /// The same of a UIDFETCH response. [RFC 9586 §3.3](https://www.rfc-editor.org/rfc/rfc9586#section-3.3)
    pub fn uid_fetch(&mut self, uid: Uid, items: &[MsgAtt<'_>], text: &MsgAttHead<'_>, len: u64) -> bool {
        self.begin_fetch(uid.get(), b" UIDFETCH ", items, text, len)
    }

    fn begin_fetch(
        &mut self,
        number: u32,
        name: &[u8],
        items: &[MsgAtt<'_>],
        text: &MsgAttHead<'_>,
        len: u64,
    ) -> bool {
        self.from = Role::Server;
        let start = self.out.len();
        self.bytes(b"* ");
        self.number(number);
        self.bytes(name);
        self.byte(b'(');
        self.fetch_text(start, items, text, len)
    }

    /// Appends what stands between the octets of one text of a [`fetch`](Self::fetch) and those of the next.
    ///
    /// ```
    /// # use imap_codec::Encoder;
    /// # use imap_types::{fetch::MsgAttHead, number::SeqNum};
    /// let mut out = Vec::new();
    /// assert!(Encoder::new(&mut out).fetch(SeqNum::MIN, &[], &MsgAttHead::Rfc822Header, 2));
    /// out.extend_from_slice(b"\r\n");
    /// assert!(Encoder::new(&mut out).fetch_next(&[], &MsgAttHead::Rfc822Text, 5));
    /// out.extend_from_slice(b"hello)\r\n");
    /// assert_eq!(out, b"* 1 FETCH (RFC822.HEADER {2}\r\n\r\n RFC822.TEXT {5}\r\nhello)\r\n");
    /// ```
    #[must_use = "nothing is appended where it is `false`"]
    pub fn fetch_next(&mut self, items: &[MsgAtt<'_>], text: &MsgAttHead<'_>, len: u64) -> bool {
        self.from = Role::Server;
        let start = self.out.len();
        self.bytes(b" ");
        self.fetch_text(start, items, text, len)
    }

    fn fetch_text(&mut self, start: usize, items: &[MsgAtt<'_>], text: &MsgAttHead<'_>, len: u64) -> bool {
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
}
