//! Watch a mailbox: hear of what happens as it happens.
//!
//! ```
#![doc = include_str!("driver.in")]
//! use imap_fsm::client::Event;
//! use imap_fsm::types::command::CommandBody;
//! use imap_fsm::types::response::Data;
//!
//! /// Waits until there are more messages than so many, and tells how many.
//! fn wait_for_more<S: Read + Write>(imap: &mut Driver<S>, than: u32) -> Result<u32> {
//!     let idle = imap.client.send(&CommandBody::Idle)?;
//!     let mut count = than;
//!     imap.run(|client, event| match event {
//!         Event::Data(Data::Exists(now)) => {
//!             if now > than && count == than {
//!                 client.idle_done()?; // DONE; the command ends when the server says so
//!             }
//!             count = now;
//!             Ok(None)
//!         }
//!         Event::Data(Data::Expunge(_)) => {
//!             count = count.saturating_sub(1);
//!             Ok(None)
//!         }
//!         Event::Completed { id, .. } if id == idle => Ok(Some(count)),
//!         _ => Ok(None),
//!     })
//! }
//! # let mut imap = imap::logged_in(&["* 3 EXISTS\r\na1 OK done\r\n", "+ idling\r\n* 4 EXISTS\r\n", "a2 OK done\r\n"]);
//! # imap.call(imap_fsm::client::call::Select::new("INBOX").unwrap()).unwrap();
//! # assert_eq!(wait_for_more(&mut imap, 3).unwrap(), 4);
//! # assert!(imap.stream.2.ends_with("a2 IDLE\r\nDONE\r\n"));
//! ```
//!
//! ```text
//! C: a2 IDLE
//! S: + idling
//! S: * 4 EXISTS
//! C: DONE
//! S: a2 OK done
//! ```
//!
//! - A server ends an IDLE of 30 minutes: end it after 28 by [`Client::idle_done`](crate::Client::idle_done) and begin
//!   anew. Nothing here has a clock; the time-out is that of your read.
//! - While a client idles, no other command can be sent: end it first.
//! - If the server has no IDLE ([`Session::has`](crate::Session::has)), send NOOP once a minute or so.
//! - EXISTS is a count, and EXPUNGE a message number. A [`Mirror`](crate::mirror::Mirror) knows which message that is: give
//!   it the data of each event, and it tells changes by UID.
//!
//! An idle connection costs less than 1 KiB, machine and buffer together.
