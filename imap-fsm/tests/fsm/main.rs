//! The machines against bytes, and against each other.

mod client;
mod pair;
mod scripts;
mod server;
mod together;
mod wire;
