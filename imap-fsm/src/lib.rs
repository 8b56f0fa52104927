//! *When* IMAP may happen: what a connection needs besides a codec, without I/O, clock or threads.
//!
//! Today the crate holds [`buffer`], which keeps what has been read until whole messages have come.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod buffer;

pub use buffer::Buffer;
