//! Append a message.
//!
//! ```
#![doc = include_str!("driver.in")]
//! use imap_fsm::client::call::Append;
//! use imap_fsm::types::append::AppendMessage;
//! use imap_fsm::types::string::AString;
//!
//! /// Stores a message, and tells its UID if the server does.
//! fn store<S: Read + Write>(imap: &mut Driver<S>, mailbox: &str, text: &str) -> Result<Option<String>> {
//!     let message = AppendMessage::new(AString::try_from(text)?);
//!     let appended = imap.call(Append::new(mailbox, message)?)?;
//!     Ok(appended.map(|appended| appended.uids.to_string()))
//! }
//! # let mut imap = imap::logged_in(&["+ go ahead\r\n", "a1 OK [APPENDUID 38505 3955] done\r\n"]);
//! # assert_eq!(store(&mut imap, "Sent", "Subject: hi\r\n\r\nhi\r\n").unwrap().unwrap(), "3955");
//! ```
//!
//! ```text
//! C: a1 APPEND Sent {19}
//! S: + go ahead
//! C: Subject: hi
//! C:
//! C: hi
//! S: a1 OK [APPENDUID 38505 3955] done
//! ```
//!
//! The message waits until the server asks for it, unless the server has LITERAL+, or LITERAL- and the message is short. A
//! server that refuses it (over quota, no such mailbox) says so before it is sent, and the connection goes on.
//!
//! A message that is not in memory as a whole is announced by its length and given in pieces: [`Client::append`],
//! then [`Client::append_data`] as often as there is [`Client::append_room`], then [`Client::append_finish`].
//!
//! [`Client::append`]: crate::Client::append
//! [`Client::append_data`]: crate::Client::append_data
//! [`Client::append_room`]: crate::Client::append_room
//! [`Client::append_finish`]: crate::Client::append_finish
//!
//! Lines end in CR LF, as in all of mail; an encoder for MIME is another crate's work. Flags and the date are fields of
//! [`AppendMessage`](crate::types::append::AppendMessage), and where the message is given in pieces of
//! [`AppendMessageHead`](crate::types::append::AppendMessageHead).
