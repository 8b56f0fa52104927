//! How to do things: a page for each task, with code that is compiled and run.
//!
//! | you want to | page |
//! |---|---|
//! | connect and log in | [`connect`] |
//! | know which mailboxes there are | [`list`] |
//! | read messages, and save long ones | [`fetch`] |
//! | store a message | [`append`] |
//! | find messages | [`search`] |
//! | hear of new messages at once | [`watch`] |
//! | keep a local copy up to date | [`synchronize`] |
//! | serve mail | [`serve`] |
//! | stand between a client and a server | [`proxy`] |
//! | run on a microcontroller or in a browser | [`no_std`] |
//! | test IMAP software, this or other | [`fuzz`] |
//!
//! The pages about clients use `Driver`, some forty lines around [`Client`](crate::Client) and a stream, which are in the
//! documentation of [calls](crate::client::call#a-driver) to be copied.

pub mod append;
pub mod connect;
pub mod fetch;
pub mod fuzz;
pub mod list;
pub mod no_std;
pub mod proxy;
pub mod search;
pub mod serve;
pub mod synchronize;
pub mod watch;
