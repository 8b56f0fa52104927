//! Reads, and lets every part of imap-codec and imap-next as released have a go at what was read.

use std::hint::black_box;
use std::io::Read;

use imap_next::client::{self, Client};
use imap_next::imap_types::IntoStatic;
use imap_next::imap_types::response::{Greeting, Response, Status};
use imap_next::server::{self, Server};
use imap_next::{Interrupt, Io, State};
use peer_imap_codec::decode::Decoder;
use peer_imap_codec::encode::Encoder;
use peer_imap_codec::{CommandCodec, ResponseCodec};

fn main() {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).expect("stdin can be read");
    let mut out = Vec::new();
    let greeting = Greeting::ok(None, "ready").expect("a greeting");
    let mut server = Server::new(server::Options::default(), greeting);
    let mut client = Client::new(client::Options::default());
    for message in bytes.split_inclusive(|&byte| byte == b'\n') {
        if let Ok((_, response)) = ResponseCodec::default().decode(message) {
            let response = response.into_static();
            out.extend(ResponseCodec::default().encode(&response).dump());
            if let Response::Data(data) = response {
                server.enqueue_data(data);
            }
        }
        if let Ok((_, command)) = CommandCodec::default().decode(message) {
            let command = command.into_static();
            out.extend(CommandCodec::default().encode(&command).dump());
            client.enqueue_command(command);
        }
        server.enqueue_input(message);
        client.enqueue_input(message);
        loop {
            match server.next() {
                Ok(server::Event::CommandReceived { command }) => {
                    let status = Status::ok(Some(black_box(command).tag), None, "done").expect("a status");
                    server.enqueue_status(status);
                }
                Ok(event) => drop(black_box(event)),
                Err(Interrupt::Io(Io::Output(bytes))) => out.extend(bytes),
                Err(_) => break,
            }
        }
        loop {
            match client.next() {
                Ok(event) => drop(black_box(event)),
                Err(Interrupt::Io(Io::Output(bytes))) => out.extend(bytes),
                Err(_) => break,
            }
        }
    }
    println!("{}", out.len());
}
