//! This project's client machine, with the loop of its documentation.

use std::hint::black_box;
use std::io::{Read as _, Write as _};

use imap_fsm::client::{Event, Options};
use imap_fsm::{Buffer, Client, Limits};
use imap_types::command::CommandBody;
use imap_types::fetch::Macro;
use imap_types::sequence::SequenceSet;

use crate::Read;
use crate::server::Server;

/// Reads all of the answer; literals are part of whole messages.
pub fn fetch(data: &[u8]) -> Read {
    run(Server::new(data), Limits::client())
}

/// The same, literals handed out as they come.
pub fn stream(data: &[u8]) -> Read {
    run(Server::new(data), Limits { literal: 64 << 10, ..Limits::client() })
}

/// The same as [`fetch`], with one octet a read.
pub fn drip(data: &[u8]) -> Read {
    run(Server::dripping(data), Limits::client())
}

fn run(mut server: Server<'_>, limits: Limits) -> Read {
    let mut client = Client::new(Options { limits, ..Options::default() });
    let mut buffer = Buffer::new(limits.message + 1);
    let mut read = Read::default();
    let mut greeted = false;
    loop {
        let bytes = buffer.bytes();
        let mut input = bytes;
        while let Some(event) = client.receive(&mut input).expect("the server keeps to the protocol") {
            match &event {
                Event::Greeting(_) => greeted = true,
                Event::Completed { .. } if client.in_flight() == 0 => return read,
                Event::Completed { .. } => read = Read::default(),
                Event::LiteralHead { .. } => {}
                Event::LiteralData(octets) => {
                    read.streamed += octets.len();
                    if !bytes.as_ptr_range().contains(&octets.as_ptr()) {
                        read.copied += octets.len();
                    }
                }
                Event::Malformed { .. } | Event::Oversized { .. } => panic!("{event:?}"),
                _ => read.responses += 1,
            }
            black_box(event);
        }
        let unread = input.len();
        buffer.keep(unread).expect("so much is there");
        if std::mem::take(&mut greeted) {
            send(&mut client);
        }
        if !client.transmit().is_empty() {
            let n = server.write(client.transmit()).expect("memory");
            client.transmitted(n).expect("so much is there");
            continue;
        }
        let n = server.read(buffer.space().expect("messages fit")).expect("memory");
        assert!(n > 0, "the answer has ended");
        buffer.fill(n).expect("there is room");
    }
}

/// FETCH has its place in a mailbox that is open.
fn send(client: &mut Client) {
    let login = CommandBody::login("alice", "secret").expect("plain strings");
    let select = CommandBody::select("INBOX").expect("a mailbox");
    let all = SequenceSet::try_from("1:*").expect("a set");
    for command in [login, select, CommandBody::fetch(all, Macro::Full)] {
        client.send(&command).expect("in its place");
    }
}
