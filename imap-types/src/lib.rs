//! What an IMAP thing *is*: every command, response and part of one as plain data.
//!
//! What do you want to do?
//!
//! | to | begin with |
//! |---|---|
//! | ask a server for something | [`CommandBody`] and its constructors; [`CommandBody::tag`] makes it a [`Command`](command::Command) |
//! | look at what a server says | [`Response`]: [`Data`] with [`MsgAtt`] for messages, and [`Code`] for programs |
//! | answer as a server | [`Status`](response::Status), [`Tagged`](response::Tagged), [`RespText`](response::RespText) |
//! | name messages | [`SequenceSet`], [`UidSequenceSet`]; from ranges, lists and text |
//! | name mailboxes | [`Mailbox::from_unicode`] and [`Mailbox::to_unicode`] |
//! | ask for parts of messages | [`FetchAtt`], [`Section`](section::Section); both also from text: `"BODY.PEEK[HEADER]".parse()` |
//! | search | [`SearchKey`] |
//! | set flags | [`Flag`](flag::Flag), [`Flags`](flag::Flags), [`StoreAtt`](store::StoreAtt) |
//! | know what a server can do | [`Capability`](capability::Capability); each variant links its RFC |
//! | write text and octets | [`AString`](string::AString), [`Atom`](atom::Atom), [`Text`](text::Text): `try_from`, which refuses what cannot be sent |
//! | keep a value longer than its buffer | [`into_static`](IntoBoundedStatic::into_static), [`to_static`](ToBoundedStatic::to_static) |
//! | handle what is not known | the variants `Other`: [`Unknown`](raw::Unknown), a name and what follows it |
//! | store values, log them, pass them on | the feature [`serde`](#with-serde) |
//!
//! ```
//! use imap_types::command::CommandBody;
//! use imap_types::fetch::{FetchAtt, FetchItems};
//! use imap_types::section::Section;
//! use imap_types::sequence::UidSequenceSet;
//!
//! let login = CommandBody::login("alice", "secret")?;
//! assert!(format!("{login:?}").contains("Secret(..)"));
//!
//! let new = UidSequenceSet::try_from("4392:*")?;
//! let items = vec![FetchAtt::Flags, FetchAtt::body_peek(Section::header_fields(["From", "Subject"])?)];
//! let fetch = CommandBody::fetch(new, FetchItems::try_from(items)?);
//!
//! assert!(CommandBody::select("INBOX\r\na LOGOUT").is_err());
//! # Ok::<(), imap_types::error::ValueError>(())
//! ```
//!
//! - **A value that exists can be sent.** Constructors validate, once; nothing made by a caller can break out of
//!   its place on the wire. A constructor that refuses a value returns a [`ValueError`](error::ValueError) with the rule
//!   of the RFC and the octet. (The codec has a hidden module, `trusted`, for what the grammar has checked already.)
//! - **What a peer sent against the grammar is kept**, in variants named `Other` and
//!   [`Malformed`](fetch::Malformed), which a caller cannot make.
//! - **Values say what is meant, not how it is spelled.** `imap-codec` chooses between atom, quoted string and
//!   literal.
//! - **Values borrow** from the buffer they were decoded from; `into_static` (bounded-static's
//!   [`IntoBoundedStatic`]) makes them owned.
//! - **Enums of messages are exhaustive** and end in `Other`: what this library does not know is kept and can be
//!   sent on.
//!
//! Modules are topics of the protocol, and the words are those of RFC 9051 and its ABNF.
//!
//! # Features
//!
//! All off by default; they add implementations and change nothing else.
//!
//! - `arbitrary` makes random values that can exist, for tests.
//! - `chrono` and `time` convert [`datetime`] from and to the types of those crates.
//! - `serde` implements `Serialize` and `Deserialize` for all values.
//!
//! # With `serde`
//!
//! Names are those of the wire, octets that are UTF-8 are text, sets and dates are text as on the wire:
//!
//! ```json
//! {"Data":{"FETCH":{"seq":12,"items":[{"UID":4392},{"FLAGS":["\\Seen"]},{"RFC822.SIZE":4286}]}}}
//! ```
//! Variants and fields without a name on the wire have theirs of this crate. Octets that are not UTF-8 are a list of
//! numbers. Binary formats get octets as bytes, and those that write no names get the index of a variant: they read what
//! the same version of this crate has written.
//!
//! What is read owns its octets and has passed the constructors: an atom with a space, a UID of zero, or a search key
//! that nests deeper than a decoder takes (48 levels) is an error that tells why. What a peer sent against the grammar is
//! written, but not read. A [`Secret`](secret::Secret), and the arguments of an unknown command, which may hold one, are
//! errors when they are written; a secret can be read.
//!
//! [`CommandBody`]: command::CommandBody
//! [`CommandBody::tag`]: command::CommandBody::tag
//! [`Response`]: response::Response
//! [`Data`]: response::Data
//! [`MsgAtt`]: fetch::MsgAtt
//! [`FetchAtt`]: fetch::FetchAtt
//! [`Code`]: code::Code
//! [`SequenceSet`]: sequence::SequenceSet
//! [`UidSequenceSet`]: sequence::UidSequenceSet
//! [`Mailbox::from_unicode`]: mailbox::Mailbox::from_unicode
//! [`Mailbox::to_unicode`]: mailbox::Mailbox::to_unicode
//! [`SearchKey`]: search::SearchKey

#![no_std]
#![forbid(unsafe_code)]
// Bytes from the network come everywhere here, and must not panic.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects
    )
)]

extern crate alloc;
#[cfg(feature = "arbitrary")]
extern crate std;

pub use bounded_static::{IntoBoundedStatic, ToBoundedStatic};

pub mod acl;
pub mod annotate;
pub mod annotatemore;
pub mod append;
#[cfg(feature = "arbitrary")]
mod arbitrary_impls;
#[cfg(feature = "arbitrary")]
mod arbitrary_parts;
pub mod atom;
pub mod auth;
pub mod body;
mod bounded;
pub mod capability;
pub mod chars;
pub mod charset;
#[cfg(feature = "chrono")]
mod chrono_impls;
pub mod code;
pub mod command;
pub mod compress;
pub mod context;
pub mod convert;
pub mod copy;
pub mod create;
pub mod datetime;
pub mod envelope;
pub mod error;
pub mod esearch;
pub mod fetch;
pub mod filter_mailboxes;
pub mod flag;
mod from_str;
pub mod gmail;
pub mod id;
pub mod jmap;
pub mod language;
pub mod list;
pub mod literal;
pub mod mailbox;
mod messages;
pub mod metadata;
pub mod multisearch;
mod names;
pub mod namespace;
pub mod nonempty;
pub mod notify;
pub mod number;
mod number_set;
pub mod objectid;
mod octets;
pub mod partial;
pub mod progress;
pub mod quota;
pub mod raw;
mod reader;
pub mod referral;
pub mod rename;
pub mod replace;
pub mod response;
pub mod rights;
pub mod search;
pub mod secret;
pub mod section;
pub mod select;
pub mod sequence;
#[cfg(feature = "serde")]
mod serde_impls;
#[cfg(feature = "serde")]
mod serde_nested;
#[cfg(feature = "serde")]
mod serde_parts;
pub mod sort;
mod span;
pub mod status;
pub mod store;
pub mod string;
pub mod text;
pub mod thread;
#[cfg(feature = "time")]
mod time_impls;
#[doc(hidden)]
pub mod trusted;
pub mod uidbatches;
pub mod url;
pub mod urlauth;
mod utf7;
pub mod xapplepush;
pub mod xlist;
