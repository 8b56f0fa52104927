//! The grammar: for each production a reader and a writer side by side, both named after it.
//!
//! Files are those of imap-types. A reader takes what is left of the message and returns what is left after it
//! with the value, or the rule that was not met; one that may be lenient or nest has the [`Context`] as its first
//! argument. It sees whole messages only, so that nothing is ever incomplete.
//!
//! [`Context`]: crate::context::Context

pub(crate) mod acl;
pub(crate) mod annotate;
pub(crate) mod annotatemore;
pub(crate) mod append;
pub(crate) mod atom;
pub(crate) mod auth;
pub(crate) mod body;
pub(crate) mod capability;
pub(crate) mod charset;
pub(crate) mod code;
pub(crate) mod command;
pub(crate) mod compress;
pub(crate) mod context;
pub(crate) mod convert;
mod copy;
pub(crate) mod create;
pub(crate) mod datetime;
pub(crate) mod envelope;
pub(crate) mod esearch;
mod expunge;
pub(crate) mod fetch;
pub(crate) mod filter_mailboxes;
pub(crate) mod flag;
pub(crate) mod gmail;
pub(crate) mod id;
pub(crate) mod idle;
pub(crate) mod jmap;
pub(crate) mod language;
pub(crate) mod lexical;
pub(crate) mod list;
pub(crate) mod mailbox;
pub(crate) mod metadata;
pub(crate) mod multisearch;
pub(crate) mod named;
pub(crate) mod namespace;
pub(crate) mod notify;
pub(crate) mod objectid;
pub(crate) mod partial;
pub(crate) mod progress;
pub(crate) mod quota;
pub(crate) mod raw;
pub(crate) mod referral;
mod rename;
pub(crate) mod replace;
pub(crate) mod response;
mod rights;
pub(crate) mod search;
pub(crate) mod section;
pub(crate) mod seldom;
pub(crate) mod select;
pub(crate) mod sequence;
pub(crate) mod sort;
pub(crate) mod status;
pub(crate) mod store;
pub(crate) mod string;
#[cfg(test)]
mod testing;
mod text;
pub(crate) mod thread;
pub(crate) mod uidbatches;
pub(crate) mod url;
pub(crate) mod urlauth;
pub(crate) mod xapplepush;
pub(crate) mod xlist;
