//! Run without std: on a microcontroller, in a browser.
//!
//! The three crates are `#![no_std]`, and need an allocator. They have no thread, no clock, no I/O and no `unsafe`;
//! they run wherever Rust does.
//!
//! # How much memory
//!
//! ```
//! use imap_fsm::client::Options;
//! use imap_fsm::{Buffer, Client, Limits};
//!
//! /// What is read at once at most.
//! const BUFFER: usize = 2048;
//!
//! /// A literal of more than 128 octets, be it a subject or a message, is streamed. `message` is less than the buffer, so
//! /// that whatever is too long is the server's error, and never a buffer that is full.
//! const LIMITS: Limits =
//!     Limits { line: 1024, message: BUFFER - 1, literal: 128, in_flight: 2, output: 256, ..Limits::client() };
//!
//! struct Device {
//!     client: Client,
//!     buffer: Buffer<[u8; BUFFER]>, // no heap: it can stand in a `static`
//! }
//!
//! let device = Device {
//!     client: Client::new(Options { limits: LIMITS, ..Options::default() }),
//!     buffer: Buffer::array(),
//! };
//! assert!(size_of_val(&device) < 3000);
//! ```
//!
//! The example `bare_metal` reads a message of 1 MiB with that, and less than 1 KiB of heap for both sides together. Take
//! what comes in pieces by [`Event::LiteralData`](crate::client::Event::LiteralData); calls collect, which a small
//! machine cannot.
//!
//! # A microcontroller
//!
//! The example `cortex_m` is an image for a Cortex-M4 with 64 KiB of RAM, and QEMU runs it:
//!
//! ```text
//! rustup target add thumbv7em-none-eabi
//! cd imap-fsm/examples/cortex_m
//! cargo run --release
//! ```
//!
//! It has what a board must bring: `memory.x` for the linker, an allocator over a fixed heap, a panic handler. With
//! `opt-level = "z"`, `lto` and `panic = "abort"` both machines, every command and every response take some 400 KiB of
//! flash. `ceilings.txt` there has the figures that are held.
//!
//! # WebAssembly
//!
//! ```text
//! rustup target add wasm32-unknown-unknown
//! cargo build --release --target wasm32-unknown-unknown
//! ```
//!
//! Nothing else is special. A browser opens no TCP connection: bytes come over a WebSocket, say, and go into
//! [`Buffer::space`](crate::Buffer::space). The example `inspect_web` is a module without std and the page around it: it
//! takes a captured session apart by [`Observer`](crate::observer::Observer). `build` there makes one HTML file of both.
