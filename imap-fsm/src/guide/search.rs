//! Search for messages.
//!
//! ```
#![doc = include_str!("driver.in")]
//! use imap_fsm::client::call::Search;
//! use imap_fsm::types::datetime::Date;
//! use imap_fsm::types::number::Uid;
//! use imap_fsm::types::search::SearchKey;
//!
//! /// UIDs of unread messages that came on this day or later.
//! fn unread<S: Read + Write>(imap: &mut Driver<S>, since: Date) -> Result<Vec<Uid>> {
//!     let keys = vec![SearchKey::Unseen, SearchKey::Since(since)];
//!     let keys = imap_fsm::types::nonempty::NonEmpty::try_from(keys)?;
//!     let found = imap.call(Search::uids(keys))?;
//!     Ok(found.iter().take(1000).collect())
//! }
//! # let mut imap = imap::logged_in(&["a1 OK done\r\n", "* SEARCH 9 7\r\na2 OK done\r\n"]);
//! # imap.call(imap_fsm::client::call::Select::new("INBOX").unwrap()).unwrap();
//! # let found = unread(&mut imap, Date::new(2026, 11, 23).unwrap()).unwrap();
//! # assert_eq!(found.iter().map(|uid| uid.get()).collect::<Vec<_>>(), [7, 9]);
//! # assert!(imap.stream.2.ends_with("UID SEARCH UNSEEN SINCE 23-Nov-2026\r\n"));
//! ```
//!
//! ```text
//! C: a2 UID SEARCH UNSEEN SINCE 23-Nov-2026
//! S: * SEARCH 9 7
//! S: a2 OK done
//! ```
//!
//! A message is found if all keys match; [`SearchKey::Or`] and [`SearchKey::Not`] build the rest. Results are in ascending
//! order, and a few octets from the server can be ranges of four thousand million numbers: do not collect them without a
//! bound, such as `take` above.
//!
//! Text outside ASCII needs [`Search::charset`] with a server of rev1; one that does not know the charset answers
//! [`BADCHARSET`](crate::types::code::Code::BadCharset). With ESEARCH or IMAP4rev2 a server can count, or tell the first
//! and the last only: [`Search::returns`].
//!
//! [`SearchKey::Or`]: crate::types::search::SearchKey::Or
//! [`SearchKey::Not`]: crate::types::search::SearchKey::Not
//! [`Search::charset`]: crate::client::call::Search::charset
//! [`Search::returns`]: crate::client::call::Search::returns
