//! SCRAM-SHA-256 by the crate rsasl, for a client ([`Scram`]) and for a server ([`Verifier`]). `main.rs` shows how to
//! use both.

mod client;
mod server;

pub use client::Scram;
pub use server::{Keys, Verifier};
