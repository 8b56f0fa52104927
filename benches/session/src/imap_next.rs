//! imap-next 0.3.4, driven as in its example `client_std`.

use std::hint::black_box;
use std::io::{Read as _, Write as _};

use imap_next::client::{Client, Event, Options};
use imap_next::imap_types::command::{Command, CommandBody};
use imap_next::imap_types::core::Tag;
use imap_next::imap_types::fetch::Macro;
use imap_next::imap_types::response::Status;
use imap_next::{Interrupt, Io, State};

use crate::Read;
use crate::server::{READ, Server};

/// Reads all of the answer; literals are part of whole messages.
pub fn fetch(data: &[u8]) -> Read {
    let mut server = Server::new(data);
    let mut client = Client::new(Options::default());
    let mut into = [0; READ];
    let mut read = Read::default();
    loop {
        match client.next() {
            Err(Interrupt::Io(Io::NeedMoreInput)) => {
                let n = server.read(&mut into).expect("memory");
                assert!(n > 0, "the answer has ended");
                client.enqueue_input(&into[..n]);
            }
            Err(Interrupt::Io(Io::Output(bytes))) => server.write_all(&bytes).expect("memory"),
            Err(Interrupt::Error(error)) => panic!("{error:?}"),
            Ok(event) => {
                match &event {
                    Event::GreetingReceived { .. } => send(&mut client),
                    Event::StatusReceived { status: Status::Tagged(_) } => return read,
                    Event::DataReceived { .. } | Event::StatusReceived { .. } => read.responses += 1,
                    _ => {}
                }
                black_box(event);
            }
        }
    }
}

/// It knows no states, so that nothing needs to come before FETCH.
fn send(client: &mut Client) {
    let body = CommandBody::fetch("1:*", Macro::Full, false).expect("a set");
    let tag = Tag::try_from("a1").expect("a tag");
    client.enqueue_command(Command { tag, body });
}
