//! Write a server.
//!
//! [`Server`](crate::Server) reads commands, checks whether they may be sent now, and writes answers in an order that the
//! RFC allows. The mail store, and what to answer, are yours. The loop is a client's, except that a server reads only
//! while [`Server::reads`](crate::Server::reads) says so: it works on one command at a time, and reads no more while its
//! answers are not taken.
//!
//! ```
//! use std::error::Error;
//! use std::io::{Read, Write};
//!
//! use imap_fsm::client::call::Selected;
//! use imap_fsm::server::{Event, Options};
//! use imap_fsm::session::Access;
//! use imap_fsm::types::capability::Capability;
//! use imap_fsm::types::command::CommandBody;
//! use imap_fsm::types::response::{Condition, Data, RespText, Status, StatusKind};
//! use imap_fsm::{Buffer, Limits, Server};
//!
//! fn serve(stream: &mut (impl Read + Write)) -> Result<(), Box<dyn Error>> {
//!     let mut server = Server::new(Options { tls: true, ..Options::default() });
//!     let mut buffer = Buffer::new(Limits::server().message + 1);
//!     server.greet(&Status { kind: StatusKind::Ok, text: RespText::try_from("hello")? })?;
//!     loop {
//!         while let Some(event) = server.receive(&mut buffer.input())? {
//!             hear(&mut server, event)?;
//!         }
//!         if !server.transmit().is_empty() {
//!             let n = stream.write(server.transmit())?;
//!             server.transmitted(n)?;
//!         } else if server.reads() {
//!             match stream.read(buffer.space()?)? {
//!                 0 => return Ok(server.receive_eof()?),
//!                 n => buffer.fill(n)?,
//!             }
//!         } else {
//!             return Ok(()); // after LOGOUT
//!         }
//!     }
//! }
//!
//! fn hear(server: &mut Server, event: Event<'_>) -> Result<(), Box<dyn Error>> {
//!     match event {
//!         Event::Command { id, command } => {
//!             let (condition, text) = match &command.body {
//!                 // Clients ask for it before anything else.
//!                 CommandBody::Capability => {
//!                     server.respond(&Data::Capability(vec![Capability::Imap4Rev1]))?;
//!                     (Condition::Ok, "done")
//!                 }
//!                 CommandBody::Login { user, password } => {
//!                     match *user == "alice" && *password.declassify() == "secret" {
//!                         true => (Condition::Ok, "welcome"),
//!                         false => (Condition::No, "wrong name or password"),
//!                     }
//!                 }
//!                 // An empty mailbox: FLAGS, EXISTS and the tagged OK.
//!                 CommandBody::Select { .. } | CommandBody::Examine { .. } => {
//!                     return Ok(server.select(id, &Selected::new(Access::ReadOnly))?);
//!                 }
//!                 CommandBody::Logout | CommandBody::Noop => (Condition::Ok, "done"), // the machine says BYE
//!                 _ => (Condition::No, "not here"),
//!             };
//!             server.complete(id, condition, RespText::try_from(text)?)?;
//!         }
//!         // A message of APPEND: refuse it here if it is too long or the mailbox is not there. One with `{n+}` does not
//!         // ask, so look again when it comes.
//!         Event::LiteralAnnounced(asked) => server.accept_literal(asked.id)?,
//!         // The end of an APPEND whose messages were so long that they came in pieces.
//!         Event::LiteralTail(end) => server.complete(end.id, Condition::No, RespText::try_from("not here")?)?,
//!         // What is malformed or out of place has been answered by the machine.
//!         _ => {}
//!     }
//!     Ok(())
//! }
//! # struct Stream(&'static [u8], Vec<u8>);
//! # impl Read for Stream {
//! #     fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> { self.0.read(into) }
//! # }
//! # impl Write for Stream {
//! #     fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> { self.1.write(bytes) }
//! #     fn flush(&mut self) -> std::io::Result<()> { Ok(()) }
//! # }
//! # let mut stream = Stream(b"0 CAPABILITY\r\n1 LOGIN alice secret\r\n2 FROB\r\n3 SELECT x\r\n4 LOGOUT\r\n", Vec::new());
//! # serve(&mut stream).unwrap();
//! # let said = String::from_utf8(stream.1).unwrap();
//! # assert!(said.contains("* CAPABILITY IMAP4rev1\r\n0 OK done\r\n1 OK welcome\r\n") && said.contains("* 0 EXISTS\r\n3 OK [READ-ONLY] ") && said.contains("\r\n2 BAD ") && said.ends_with("4 OK done\r\n"), "{said}");
//! ```
//!
//! - **Message numbers** are a matter between a connection and its client, and EXPUNGE may be said at some times only. A
//!   [`View`](crate::view::View) counts as the client does, and gives news in legal order.
//! - **SELECT** is answered by one value: [`Server::select`](crate::Server::select).
//! - **Long texts** go out in pieces: [`Server::fetch`](crate::Server::fetch), then
//!   [`Server::fetch_data`](crate::Server::fetch_data) whenever output has been written, and
//!   [`Server::fetch_next`](crate::Server::fetch_next) for one more text of the same message.
//! - **Many messages** in one FETCH: answer while there is [`Server::room`](crate::Server::room), write, go on.
//! - **LIST**: [`ListMailbox::matches`](crate::types::mailbox::ListMailbox::matches) knows `*` and `%`.
//! - **Limits** are lower before login ([`Options`](crate::server::Options)); a client that sends nonsense is sent away after
//!   [`Limits::errors`](crate::Limits::errors) lines of it.
//! - **STARTTLS and COMPRESS**: complete the command, write all output, change the stream, then call
//!   [`Server::upgraded`](crate::Server::upgraded).
//!
//! The example `serve_folder` is a read-only server in 120 lines. `tokio_server` is all of this, with some sixty
//! extensions, and mail in memory.
