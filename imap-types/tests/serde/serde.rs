//! What the feature `serde` of `imap-types` promises.

#![cfg(test)]

mod nesting;
mod refusals;
mod round_trip;
mod smuggling;
mod snapshots;
