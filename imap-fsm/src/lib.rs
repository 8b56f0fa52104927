//! IMAP for clients, servers and proxies, without I/O: bytes in, events out; commands in, bytes out.
//!
//! What do you want to do?
//!
//! - As a client: [connect and log in](guide::connect), [list mailboxes](guide::list), [fetch and
//!   download](guide::fetch), [append](guide::append), [search](guide::search), [watch a mailbox](guide::watch),
//!   [synchronize a copy](guide::synchronize).
//! - [Write a server](guide::serve), or [a proxy](guide::proxy).
//! - [Run without std](guide::no_std), on a microcontroller or in a browser.
//! - [Fuzz something](guide::fuzz), this library or other software.
//!
//! This crate knows *when* IMAP may happen. The crates below it are re-exported, so that one dependency is enough:
//! [`types`] is what things are, [`codec`] how they are spelled. Here are:
//!
//! - [`client`] is the client's side: commands in, bytes out; bytes in, events out.
//! - [`client::call`] is above it: a command and what answers it as one value, and a policy for opening a connection.
//! - [`server`] is the server's side: bytes in, commands out; answers in, bytes out.
//! - [`buffer`] keeps what has been read until whole messages have come.
//! - [`mirror`] is a client's picture of a mailbox: which message has which number and UID, and what has changed.
//! - [`observer`] looks at both directions of somebody else's connection: for proxies, loggers and test tools.
//! - [`session`] knows the state of a connection: what may be sent, what the server can do, what is selected.
//! - [`view`] is what a server has told one client of a mailbox: numbers as the client counts, and news in legal order.
//! - [`sasl`] writes and reads the messages of the simple SASL mechanisms.
//!
//! # The one loop
//!
//! ```
//! use std::error::Error;
//! use std::io::{ErrorKind, Read, Write};
//!
//! use imap_fsm::{Buffer, Client, Limits};
//!
//! fn run(client: &mut Client, stream: &mut (impl Read + Write)) -> Result<(), Box<dyn Error>> {
//!     let mut buffer = Buffer::new(Limits::client().message + 1);
//!     loop {
//!         while let Some(event) = client.receive(&mut buffer.input())? {
//!             println!("{event:?}"); // `client.send` works here, while the event lives
//!         }
//!         if !client.transmit().is_empty() {
//!             match stream.write(client.transmit()) {
//!                 Ok(n) => {
//!                     client.transmitted(n)?;
//!                     continue;
//!                 }
//!                 Err(error) if waits(&error) => {} // perhaps the server writes, too: read first
//!                 Err(error) => return Err(error.into()),
//!             }
//!         }
//!         match stream.read(buffer.space()?) {
//!             Ok(0) => break,
//!             Ok(n) => buffer.fill(n)?,
//!             Err(error) if waits(&error) => {}
//!             Err(error) => return Err(error.into()),
//!         }
//!     }
//!     while let Some(event) = client.receive_eof()? {
//!         println!("{event:?}"); // of each command that has no answer
//!     }
//!     Ok(())
//! }
//!
//! fn waits(error: &std::io::Error) -> bool {
//!     matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
//! }
//! # struct Stream(&'static [u8]);
//! # impl Read for Stream {
//! #     fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> { self.0.read(into) }
//! # }
//! # impl Write for Stream {
//! #     fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> { Ok(bytes.len()) }
//! #     fn flush(&mut self) -> std::io::Result<()> { Ok(()) }
//! # }
//! # run(&mut Client::new(Default::default()), &mut Stream(b"* OK hi\r\n* BYE bye\r\n")).unwrap();
//! ```
//!
//! The stream needs short time-outs for reading and writing, or must not block: a client that does nothing but write
//! while the server does nothing but write, both with more than the pipe holds, waits for ever.
//!
//! A server's is the same but for one thing: it reads only while [`Server::reads`] says so. The example `quickstart` has
//! both in one page.
//!
//! # Errors
//!
//! By culprit: [`PeerError`] is the peer's fault and ends the connection, [`Misuse`] is yours and changes nothing.
//! There is no call order to learn.
//!
//! Nothing here panics, whatever the peer sends and in whatever order it is called; memory is bounded by
//! constants and by limits that the caller gives.

#![no_std]
#![forbid(unsafe_code)]
// Whoever copies an example is not warned. Without an attribute rustdoc allows what is unused.
#![doc(test(attr(deny(unused_must_use))))]
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

pub mod buffer;
pub mod client;
mod error;
mod exchange;
// Pages for people: nothing of it is in a program.
#[cfg(any(doc, doctest))]
pub mod guide;
mod head;
mod limits;
pub mod mirror;
mod numbering;
pub mod observer;
mod pipeline;
mod receive;
pub mod sasl;
pub mod server;
pub mod session;
mod transmit;
pub mod view;

/// The crate `imap-codec`: bytes to values and back. One dependency on `imap-fsm` is enough.
pub use imap_codec as codec;
/// The crate `imap-types`: commands, responses and their parts as plain data.
pub use imap_types as types;

pub use buffer::Buffer;
pub use client::Client;
pub use error::{Misuse, PeerError};
pub use limits::Limits;
pub use server::Server;
pub use session::Session;

/// The README's examples, run like all others.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
