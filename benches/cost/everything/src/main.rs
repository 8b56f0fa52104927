//! Reads, and lets every part of the libraries have a go at what was read.

use std::hint::black_box;
use std::io::Read;

use imap_codec::{decode_command, decode_response, encode_command, encode_response};
use imap_fsm::{Client, Server, client, server};
use imap_types::IntoBoundedStatic;
use imap_types::response::{Condition, RespText, Response};

fn main() {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).expect("stdin can be read");
    let (mut out, mut gates) = (Vec::new(), Vec::new());
    let mut server = Server::new(server::Options::default());
    let mut client = Client::new(client::Options::default());
    for message in bytes.split_inclusive(|&byte| byte == b'\n') {
        if let Ok(response) = decode_response(message).map(IntoBoundedStatic::into_static) {
            encode_response(&response, &mut out);
            if let Response::Data(data) = &response {
                let _ = black_box(server.respond(data));
            }
        }
        if let Ok(command) = decode_command(message).map(IntoBoundedStatic::into_static) {
            encode_command(&command, &mut out, &mut gates);
            let _ = black_box(client.send(&command.body));
        }
        let mut input = message;
        while let Ok(Some(event)) = server.receive(&mut input) {
            if let server::Event::Command { id, .. } = black_box(event) {
                let _ = server.complete(id, Condition::Ok, RespText::try_from("done").expect("text"));
            }
        }
        let mut input = message;
        while let Ok(Some(event)) = client.receive(&mut input) {
            black_box(event);
        }
        out.extend_from_slice(server.transmit());
        out.extend_from_slice(client.transmit());
    }
    println!("{}", out.len());
}
