//! Fuzz something: test this library, or other IMAP software.
//!
//! # Values by chance
//!
//! With the feature `arbitrary` each type implements `arbitrary::Arbitrary`, and makes only values that can exist. That
//! is input for a property of yours:
//!
//! ```
//! # #[cfg(feature = "arbitrary")] {
//! use arbitrary::{Arbitrary, Unstructured};
//! use imap_fsm::codec::{decode_response, encode_response};
//! use imap_fsm::types::response::Response;
//!
//! fn property(octets: &[u8]) {
//!     let Ok(response) = Response::arbitrary(&mut Unstructured::new(octets)) else { return };
//!     let mut wire = Vec::new();
//!     encode_response(&response, &mut wire);
//!     assert_eq!(decode_response(&wire).unwrap(), response);
//! }
//!
//! property(b"any octets at all, say those of libFuzzer");
//! # }
//! ```
//!
//! # Software of others
//!
//! The example `generate` of `imap-codec` writes what a server or a client could say, valid or broken in one of many
//! ways, the same for the same seed:
//!
//! ```text
//! cargo run -p imap-codec --example generate -- --from server --broken 0.1 | your-parser
//! cargo run -p imap-codec --example generate -- --from client --broken 1 --only nul | socat - TCP:localhost:143
//! ```
//!
//! For spellings that an encoder would not choose, such as a literal where an atom would do, ask for them:
//! [`Spelling`](crate::codec::Spelling).
//!
//! # A peer under test
//!
//! [`Client`](crate::Client) and [`Server`](crate::Server) are strict about what they are told, and say whose fault it
//! is: a [`PeerError`](crate::PeerError) ends the connection, an
//! [`Event::Malformed`](crate::client::Event::Malformed) names rule and place. Tolerances are recorded by name:
//! [`Client::quirks`](crate::Client::quirks); [`Decoder::strict`](crate::codec::Decoder::strict) refuses them.
//!
//! # This library
//!
//! `fuzz/README.md` has the targets, a dictionary and seeds from sessions of real servers:
//!
//! ```text
//! cargo install --locked cargo-fuzz
//! cargo run --manifest-path fuzz/Cargo.toml --example seed
//! cargo +nightly fuzz run decode_response -- -dict=fuzz/imap.dict
//! ```
