//! *When* IMAP may happen: what a connection needs besides a codec, without I/O, clock or threads.
//!
//! - [`client`] is the client's side: commands in, bytes out; bytes in, events out.
//! - [`server`] is the server's side: bytes in, commands out; answers in, bytes out.
//! - [`buffer`] keeps what has been read until whole messages have come.
//! - [`session`] knows the state of a connection: what may be sent, what the server can do, what is selected.
//! - [`sasl`] writes and reads the messages of the simple SASL mechanisms.
//!
//! ```
//! use imap_fsm::session::{Effect, Session, State};
//! use imap_types::atom::Tag;
//! use imap_types::command::CommandBody;
//! use imap_types::response::{Condition, Data, RespText, Status, StatusKind, Tagged};
//!
//! let mut session = Session::new();
//! let text = RespText::try_from("Welcome")?;
//! session.apply(&Data::Status(Status { kind: StatusKind::Ok, text: text.clone() }));
//! assert_eq!(session.state(), State::NotAuthenticated);
//! assert!(session.allows(&CommandBody::select("INBOX")?).is_err());
//!
//! let login = Effect::of(&CommandBody::login("alice", "secret")?);
//! session.started(&login);
//! session.completed(&login, &Tagged { tag: Tag::try_from("a")?, condition: Condition::Ok, text });
//! assert!(session.allows(&CommandBody::select("INBOX")?).is_ok());
//! # Ok::<(), imap_types::error::ValueError>(())
//! ```
//!
//! Nothing here panics, whatever the peer sends and in whatever order it is called; memory is bounded by
//! constants and by limits that the caller gives.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod buffer;
pub mod client;
mod error;
mod exchange;
mod limits;
mod pipeline;
mod receive;
pub mod sasl;
pub mod server;
pub mod session;
mod transmit;

pub use buffer::Buffer;
pub use client::Client;
pub use error::{Misuse, PeerError};
pub use limits::Limits;
pub use server::Server;
pub use session::Session;
