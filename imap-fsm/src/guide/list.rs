//! List mailboxes.
//!
//! ```
#![doc = include_str!("driver.in")]
//! use imap_fsm::client::call::List;
//! use imap_fsm::types::mailbox::MailboxEncoding;
//! use imap_fsm::types::status::StatusAtt;
//!
//! /// The names of all mailboxes, for people, with the number of messages in each.
//! fn mailboxes<S: Read + Write>(imap: &mut Driver<S>) -> Result<Vec<String>> {
//!     let mailboxes = imap.call(List::new("", "*")?.status([StatusAtt::Messages])?)?;
//!     let encoding = match imap.client.session().is_utf8() {
//!         true => MailboxEncoding::Utf8,
//!         false => MailboxEncoding::ModifiedUtf7,
//!     };
//!     let line = |found: &imap_fsm::client::call::Listed| {
//!         let name = found.list.mailbox.to_unicode(encoding);
//!         format!("{name} {:?}", found.status)
//!     };
//!     Ok(mailboxes.iter().map(line).collect())
//! }
//! # let mut imap = imap::logged_in(&["* LIST (\\HasNoChildren) \"/\" Entw&APw-rfe\r\n\
//! #     * STATUS Entw&APw-rfe (MESSAGES 3)\r\na1 OK listed\r\n"]);
//! # assert_eq!(mailboxes(&mut imap).unwrap(), ["Entw\u{fc}rfe [Messages(3)]"]);
//! ```
//!
//! ```text
//! C: a1 LIST "" "*" RETURN (STATUS (MESSAGES))
//! S: * LIST (\HasNoChildren) "/" Entw&APw-rfe
//! S: * STATUS Entw&APw-rfe (MESSAGES 3)
//! S: a1 OK listed
//! ```
//!
//! Counts in the same command require LIST-STATUS or IMAP4rev2: ask [`Session::has`](crate::Session::has). Without them
//! send a [`Status`](crate::client::call::Status) for each mailbox, as many at once as you like; the machine holds back
//! what must wait. Do not ask for the mailbox that is open: its counts are in
//! [`Session::mailbox`](crate::Session::mailbox).
//!
//! A name stays what the server called it: give [`Mailbox`](crate::types::mailbox::Mailbox) back unchanged, and use
//! `to_unicode` for showing it only. `*` matches all mailboxes, `%` those of one level.
