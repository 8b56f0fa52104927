//! Keep a local copy of a mailbox up to date.
//!
//! A [`Mirror`](crate::mirror::Mirror) starts from what the last session left, plans the commands that bring it up to
//! date, by QRESYNC or CONDSTORE where the server has them, and tells what has changed by UID.
//!
//! ```
#![doc = include_str!("driver.in")]
//! use imap_fsm::client::Event;
//! use imap_fsm::mirror::{Change, Known, Mirror, Origin, Progress};
//! use imap_fsm::types::mailbox::Mailbox;
//!
//! /// Brings a mailbox up to date. What it returns is to be stored, and given to the next call.
//! fn synchronize<S: Read + Write>(
//!     imap: &mut Driver<S>,
//!     known: Known,
//!     mut on: impl FnMut(Change),
//! ) -> Result<Known> {
//!     let mut mirror = Mirror::resume(Mailbox::INBOX, known);
//!     while let Some(command) = mirror.next_command(imap.client.session()) {
//!         let planned = imap.client.send(&command)?;
//!         imap.run(|_, event| {
//!             let changes = match &event {
//!                 Event::Data(data) => mirror.apply(data),
//!                 Event::Completed { id, tagged } if *id == planned => mirror.completed(Origin::Plan, tagged),
//!                 _ => return Ok(None),
//!             };
//!             changes.into_iter().for_each(&mut on);
//!             Ok(matches!(event, Event::Completed { .. }).then_some(()))
//!         })?;
//!     }
//!     match mirror.progress() {
//!         Progress::Closed => Err("the mailbox cannot be opened".into()), // what is known stays as it is
//!         _ => Ok(mirror.known()),
//!     }
//! }
//! # let mut imap = imap::logged_in(&[
//! #     "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\na1 OK [READ-WRITE] selected\r\n",
//! #     "* 1 FETCH (UID 41 FLAGS ())\r\n* 2 FETCH (UID 43 FLAGS (\\Seen))\r\na2 OK fetched\r\n",
//! # ]);
//! # let mut new = 0;
//! # let known = synchronize(&mut imap, Known::default(), |change| new += u32::from(matches!(change, Change::New(_)))).unwrap();
//! # assert_eq!((new, known.uids.unwrap().to_string()), (2, "41,43".to_string()));
//! # let mut imap = imap::logged_in(&["a1 NO [NONEXISTENT] no such mailbox\r\n"]);
//! # assert!(synchronize(&mut imap, Known::default(), |_| {}).is_err());
//! ```
//!
//! [`Change`](crate::mirror::Change) says what to do with the copy: messages that are new or gone, flags, or that
//! everything known is void, because the server has begun to count UIDs anew. Store the changes, then
//! [`Known`](crate::mirror::Known), in that order: what is stored must never be ahead of what has been done. `Known`
//! has an example of storing it as text.
//!
//! The example `sync` is such a program, with changes that wait for a connection, IDLE, and reconnection.
//!
//! Keep the mirror while the mailbox is open: it goes on telling changes, also from [IDLE](super::watch).
