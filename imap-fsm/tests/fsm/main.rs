//! The machines against bytes, and against each other.

mod calls;
mod client;
mod closing;
mod conforming;
mod contexts;
mod desk;
mod flow;

mod injection;
mod limits;
mod misuse;
mod nouns;
mod observer;
mod opening;
mod pair;
mod pipes;
mod rules;
mod scripts;
mod select;
mod server;
mod server_goodbye;
mod server_held;
mod server_refused;
mod sessions;
mod splits;
mod stray;
mod streams;
mod together;
mod uid_only;
mod waiting;
mod wire;
