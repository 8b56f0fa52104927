//! The machines against bytes, and against each other.

mod calls;
mod client;
mod desk;
mod injection;
mod limits;
mod misuse;
mod opening;
mod pair;
mod scripts;
mod server;
mod splits;
mod together;
mod wire;
