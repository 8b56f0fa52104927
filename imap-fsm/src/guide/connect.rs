//! Connect and log in.
//!
//! Open a TCP connection to port 993 and begin TLS on it with a crate such as rustls; or to port 143, where TLS begins by
//! STARTTLS. Then say how you want to log in, as a [`Policy`](crate::client::call::Policy), and give an
//! [`Opening`](crate::client::call::Opening) the events from the greeting on. It asks for capabilities if the server has
//! not told them, begins TLS if the policy wants that, chooses a mechanism, and enables extensions.
//!
//! ```
#![doc = include_str!("driver.in")]
//! use imap_fsm::client::call::{Authenticate, Policy};
//! use imap_fsm::types::capability::Capability;
//!
//! /// Over a stream that has TLS from its first byte.
//! fn connect<S: Read + Write>(stream: S, user: &str, password: &str) -> Result<Driver<S>> {
//!     let policy = Policy::new()
//!         .mechanism(Authenticate::plain(None, user, password)?)
//!         .login(user, password)? // where the server has no AUTH=PLAIN
//!         .enable(Capability::Imap4Rev2);
//!     Driver::open(stream, policy)
//! }
//! # let stream = imap::script("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi", &[
//! #     "a1 OK [CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE] welcome\r\n",
//! #     "* ENABLED IMAP4rev2\r\na2 OK enabled\r\n",
//! # ]);
//! # let imap = connect(stream, "alice", "secret").unwrap();
//! # assert_eq!(imap.stream.2, "a1 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==\r\na2 ENABLE IMAP4rev2\r\n");
//! ```
//!
//! ```text
//! S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi
//! C: a1 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
//! S: a1 OK [CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE] welcome
//! C: a2 ENABLE IMAP4rev2
//! S: * ENABLED IMAP4rev2
//! S: a2 OK enabled
//! ```
//!
//! # What can go wrong
//!
//! - The server refuses the password, or offers nothing that the policy allows:
//!   [`OpeningError`](crate::client::call::OpeningError).
//! - No password goes over a connection in the clear unless the policy says so
//!   ([`Tls`](crate::client::call::Tls)). Set [`Options::tls`](crate::client::Options) where the stream has TLS from
//!   its first byte: the machine cannot see that.
//! - Bytes that somebody in between has put behind the answer to STARTTLS end the connection:
//!   [`PeerError::PlaintextAfterStartTls`](crate::PeerError).
//!
//! SCRAM, and any other mechanism, is a [`Mechanism`](crate::client::call::Mechanism) that you implement with another
//! crate; the example `scram` has both sides of it. By SCRAM the server proves who it is, too: implement
//! [`is_proven`](crate::client::call::Mechanism::is_proven), so that an OK without the proof is none. XOAUTH2 and OAUTHBEARER are in [`sasl`](crate::sasl).
