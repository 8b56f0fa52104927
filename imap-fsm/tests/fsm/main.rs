//! The machines against bytes, and against each other.

mod chaos;
mod client;
mod desk;
mod pair;
mod scripts;
mod server;
mod together;
mod wire;
