//! How IMAP is *spelled*: bytes to [`imap_types`] and back, for both roles in both directions.
//!
//! What do you want to do?
//!
//! | to | begin with |
//! |---|---|
//! | cut a stream of bytes into messages | [`Framer::next`], and [`Limits`] for what a peer may send |
//! | decode what a server says | [`decode_response`], or [`Decoder::response`] with options |
//! | decode what a client asks for | [`decode_command`], or [`Decoder::command`] with options |
//! | know each deviation from the RFCs | [`Decoder::quirks`]; [`Decoder::strict`] refuses them |
//! | know why a message was refused | [`DecodeError`]: the rule of the ABNF and the octet |
//! | encode a command | [`Encoder::command`], with [`Encoder::gates`] for where it waits for the server |
//! | encode what a server says | [`Encoder::response`], or [`encode_response`] |
//! | announce a message and stream it | [`Encoder::append_message`], [`Encoder::fetch`], and [`Frame::Head`] for who reads it |
//! | speak SASL in AUTHENTICATE | [`challenge`] and [`continue_with`], [`Encoder::authenticate_data`], [`Decoder::authenticate_data`] |
//! | test other software with odd spellings | [`Encoder::spelling`], [`Literals`] |
//! | run a whole session | the crate `imap-fsm`, above this one |
//!
//! Decode what a server says:
//!
//! ```
//! use imap_codec::{Frame, Framer, Limits, decode_response};
//! use imap_types::response::{Data, Response};
//!
//! let mut framer = Framer::for_responses(Limits::responses());
//! let mut input: &[u8] = b"* 23 EXISTS\r\n* 1 FETCH (BODY[] {5}\r\nhello FLAGS (\\Seen))\r\na1 OK";
//! while let Some(frame) = framer.next(&mut input)? {
//!     let Frame::Message(message) = frame else { continue };
//!     match decode_response(message) {
//!         Ok(Response::Data(Data::Exists(count))) => assert_eq!(count, 23),
//!         Ok(response) => println!("{response:?}"),
//!         Err(error) => println!("{error}: {}", message.escape_ascii()),
//!     }
//! }
//! assert_eq!(input, b"a1 OK"); // wants more bytes
//! # Ok::<(), imap_codec::FramingError>(())
//! ```
//!
//! Encode what a client asks for:
//!
//! ```
//! use imap_codec::{Encoder, Literals};
//! use imap_types::{atom::Tag, command::CommandBody};
//!
//! let login = CommandBody::login("alice", "p\u{e4}ss")?.tag(Tag::try_from("a1")?);
//! let (mut out, mut gates) = (Vec::new(), Vec::new());
//! Encoder::new(&mut out).gates(&mut gates).literals(Literals::Plus).command(&login);
//! assert_eq!(out, "a1 LOGIN alice {5+}\r\np\u{e4}ss\r\n".as_bytes());
//! assert!(gates.is_empty()); // nothing waits for the server
//! # Ok::<(), imap_types::error::ValueError>(())
//! ```
//!
//! - [`Framer`] finds where messages end and knows nothing of the grammar; the grammar sees whole messages.
//! - [`Decoder`] is lenient where real software needs it. Each tolerance is a [`Quirk`] that it records, and refuses
//!   in strict mode. It is not written unless it was read and has no legal spelling.
//! - [`Encoder`] appends to the caller's buffer and marks where a command's output must wait.
//!
//! The features `arbitrary`, `chrono`, `serde` and `time` are those of [`imap_types`](imap_types#features).

#![no_std]
#![forbid(unsafe_code)]
// Bytes from the network come everywhere here, and must not panic.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects
    )
)]

extern crate alloc;

mod context;
mod decoder;
mod encoder;
pub mod framer;
mod grammar;
#[cfg(test)]
mod hostile;
mod octets;
mod quirk;
mod rule;
mod work;

pub use decoder::{DecodeError, Decoder, decode_command, decode_response, is_blank_line};
pub use encoder::{Encoder, Literals, Spelling, encode_command, encode_response};
pub use framer::{BareCr, Frame, Framer, FramingError, Limits};
pub use grammar::auth::{challenge, continue_with};
pub use imap_types::literal::{LiteralHead, LiteralKind, LiteralMode};
pub use quirk::{Quirk, Sighting};
