//! The machines against bytes, and against each other.

mod client;
mod server;
mod wire;
