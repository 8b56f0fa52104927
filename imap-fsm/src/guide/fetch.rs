//! Fetch messages, and download long ones.
//!
//! What is short comes as values:
//!
//! ```
#![doc = include_str!("driver.in")]
//! use imap_fsm::client::call::{Fetch, Select};
//! use imap_fsm::types::sequence::UidSequenceSet;
//!
//! /// Who wrote what.
//! fn overview<S: Read + Write>(imap: &mut Driver<S>, mailbox: &str) -> Result<Vec<String>> {
//!     imap.call(Select::new(mailbox)?.read_only())?;
//!     let mails = imap.call(Fetch::uids(UidSequenceSet::all()).envelope())?;
//!     let envelopes = mails.iter().filter_map(|mail| Some((mail.uid()?, mail.envelope()?)));
//!     Ok(envelopes.map(|(uid, envelope)| {
//!         let from = envelope.from().first().map(ToString::to_string).unwrap_or_default();
//!         let subject = envelope.subject.as_ref().map(ToString::to_string).unwrap_or_default();
//!         format!("{uid} {from}: {subject}")
//!     }).collect())
//! }
//! # let mut imap = imap::logged_in(&["* 1 EXISTS\r\na1 OK [READ-ONLY] done\r\n",
//! #     "* 1 FETCH (UID 7 ENVELOPE (NIL \"hi\" ((\"Bob\" NIL \"bob\" \"x\")) NIL NIL NIL NIL NIL NIL NIL))\r\na2 OK done\r\n"]);
//! # assert_eq!(overview(&mut imap, "INBOX").unwrap(), ["7 Bob <bob@x>: hi"]);
//! ```
//!
//! A message may be of any length. Take its octets as they come, and no more memory is needed than a piece of it:
//!
//! ```
#![doc = include_str!("driver.in")]
//! use imap_fsm::client::call::{Fetch, Piece, Taken};
//! use imap_fsm::types::number::Uid;
//! use imap_fsm::types::section::Section;
//! use imap_fsm::types::sequence::UidSequenceSet;
//!
//! /// Writes a whole message, and tells whether it was there.
//! fn download<S: Read + Write>(imap: &mut Driver<S>, uid: Uid, file: &mut impl Write) -> Result<bool> {
//!     let section = Section::default(); // all of it: BODY.PEEK[], which does not make it \Seen
//!     let fetch = Fetch::uids(UidSequenceSet::from(uid)).text(section.clone()).pieces();
//!     let mut call = imap.client.call(fetch)?;
//!     imap.run(|_, event| match call.take(event) {
//!         Taken::Step(Piece::Octets(octets)) => Ok(file.write_all(octets).map(|()| None)?),
//!         Taken::Step(Piece::End { whole: false }) => Err("the server has sent something else".into()),
//!         Taken::Step(_) | Taken::More | Taken::Other(_) => Ok(None),
//!         Taken::Done(mails) => {
//!             let mails = mails?;
//!             // A short one is not streamed. Where the message is gone there is no answer, and no error.
//!             if let Some(text) = mails.first().and_then(|mail| mail.text(&section)) {
//!                 file.write_all(text)?;
//!             }
//!             Ok(Some(!mails.is_empty()))
//!         }
//!     })
//! }
//! # let long = "x".repeat(5 << 20);
//! # let answer = format!("* 1 FETCH (UID 7 BODY[] {{{}}}\r\n{long})\r\na2 OK done\r\n", long.len());
//! # let mut imap = imap::logged_in(&["* 1 EXISTS\r\na1 OK done\r\n", answer.leak(), "a3 OK done\r\n"]);
//! # imap.call(imap_fsm::client::call::Select::new("INBOX").unwrap()).unwrap();
//! # let mut file = Vec::new();
//! # assert!(download(&mut imap, Uid::try_from(7).unwrap(), &mut file).unwrap());
//! # assert!(file == long.as_bytes());
//! # assert!(!download(&mut imap, Uid::try_from(8).unwrap(), &mut file).unwrap());
//! ```
//!
//! [`Limits::literal`](crate::Limits::literal) says from which length on a text comes in pieces, 4 MiB unless you say
//! otherwise. To download several messages send several commands: pieces of different messages do not mix.
//!
//! What a server sends broken is an item that holds its bytes
//! ([`MsgAtt::Malformed`](crate::types::fetch::MsgAtt::Malformed)); the other items of the message are there.
