//! Write a proxy: understand what passes, and pass it on.
//!
//! A proxy that only looks at what passes needs no machine: a [`Framer`](crate::codec::Framer) for each direction finds
//! the messages, and a [`Decoder`](crate::codec::Decoder) says what they are. Pass on the bytes as they came, also where
//! they cannot be decoded.
//!
//! ```
//! use imap_fsm::codec::{Frame, Framer, FramingError, Limits, decode_response};
//! use imap_fsm::types::response::{Data, Response};
//!
//! /// Of what a server has sent: how many octets belong to whole messages, which can be passed on, and how many of the
//! /// messages are about mail.
//! fn look(framer: &mut Framer, bytes: &[u8]) -> Result<(usize, usize), FramingError> {
//!     let (mut rest, mut about_mail) = (bytes, 0);
//!     while let Some(frame) = framer.next(&mut rest)? {
//!         let Frame::Message(message) = frame else { continue }; // part of a literal that is too big to hold
//!         if let Ok(Response::Data(Data::Fetch { .. })) = decode_response(message) {
//!             about_mail += 1;
//!         }
//!     }
//!     Ok((bytes.len() - rest.len(), about_mail))
//! }
//!
//! let mut framer = Framer::for_responses(Limits::responses());
//! let bytes = b"* 1 FETCH (UID 7)\r\n* odd (\r\na1 O";
//! assert_eq!(look(&mut framer, bytes), Ok((bytes.len() - b"a1 O".len(), 1)));
//! ```
//!
//! A proxy that changes what passes decodes it and encodes the result. Nothing is lost by that: what is unknown is kept,
//! and a value that breaks the grammar and has no legal spelling is written as it came.
//!
//! ```
//! use imap_fsm::codec::{Encoder, decode_response};
//! use imap_fsm::types::response::{Data, Response};
//!
//! /// Hides from a client that messages are recent.
//! fn without_recent(message: &[u8], out: &mut Vec<u8>) {
//!     match decode_response(message) {
//!         Ok(Response::Data(Data::Recent(_))) => {}
//!         Ok(response) => Encoder::new(out).response(&response),
//!         Err(_) => out.extend_from_slice(message),
//!     }
//! }
//!
//! let mut out = Vec::new();
//! for message in ["* 2 RECENT\r\n", "* XNEW (a {3}\r\nb\"c)\r\n"] {
//!     without_recent(message.as_bytes(), &mut out);
//! }
//! assert_eq!(out, b"* XNEW (a {3}\r\nb\"c)\r\n");
//! ```
//!
//! What a client's line means can depend on what the server has said before. An
//! [`Observer`](crate::observer::Observer) follows both directions together.
//! [`CommandBody::mailboxes`](crate::types::command::CommandBody::mailboxes) and
//! [`Data::mailbox`](crate::types::response::Data::mailbox) say which mailboxes a message is about, and
//! [`with_capabilities`](crate::observer::FromServer::with_capabilities) removes from a server's capabilities those that
//! your proxy cannot pass on.
//!
//! The example `proxy` is such a program: it hides a mailbox, answers DELETE by itself, logs what both sides say without
//! passwords, and passes messages of any length in constant memory, in 120 lines and a loop.
//!
//! ```text
//! cargo run --package proxy -- --server 127.0.0.1:1143 --hide Private
//! ```
//!
//! Take care of these:
//!
//! - STARTTLS and COMPRESS change the layers below: end TLS at the proxy, and do not let COMPRESS through unless you
//!   inflate and deflate.
//! - A mailbox can be named in many ways (in URLs, in annotations, by commands that you do not know), so pass on only
//!   commands that you know.
//! - What has been passed on cannot be withdrawn. A command with `{n+}` literals is held until it is whole, and can be
//!   refused like any other. One with a literal that waits for `+`, or that is too long to hold, passes in parts: judge what
//!   has come of it at each literal ([`FromClient::LiteralAnnounced`](crate::observer::FromClient::LiteralAnnounced)), and
//!   if the rest turns out to be forbidden, end both connections before its line end has passed: half a command is none.
//!   The other way is to say `+` yourself ([`accept_literal`](crate::observer::Observer::accept_literal)), hold the command
//!   up to a limit, and send it as a [`Client`](crate::Client) would.
//! - In the client's direction a synchronizing literal waits for the server's `+`:
//!   [`Frame::Announced`](crate::codec::Frame::Announced). Between AUTHENTICATE and its end the client's lines are
//!   SASL, and behind IDLE comes DONE: they are no commands.
//! - A proxy that logs in by itself, or speaks another dialect to each side, is a [`Server`](crate::Server) and a
//!   [`Client`](crate::Client), back to back.
