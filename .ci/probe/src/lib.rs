//! Proof that imap-types, imap-codec and imap-fsm, with all that they depend on, link without std.
//!
//! This library brings its own panic handler. If anything below it links std, the build fails with E0152 (duplicate
//! lang item `panic_impl`). It is built, never run.
#![no_std]

extern crate alloc;

use alloc::vec::Vec;
use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;

use imap_codec::{Frame, Framer, Limits, decode_command, decode_response, encode_command, encode_response};
use imap_fsm::{Buffer, Client, Server, client, server};
use imap_types::IntoBoundedStatic;
use imap_types::response::{Condition, Data, RespText, Response, Status, StatusKind};

/// The one way in: what it calls is compiled down to machine code, generics included.
#[unsafe(no_mangle)]
pub extern "C" fn imap_probe() -> usize {
    used()
}

/// Decodes and encodes one message of each kind and returns how many bytes came out.
fn used() -> usize {
    let (mut out, mut gates) = (Vec::new(), Vec::new());
    let mut input: &[u8] = b"* 1 FETCH (UID 7 BODY[] {2}\r\nhi)\r\n";
    let mut framer = Framer::for_responses(Limits::responses());
    if let Ok(Some(Frame::Message(message))) = framer.next(&mut input) {
        if let Ok(response) = decode_response(message) {
            encode_response(&response.into_static(), &mut out);
        }
    }
    if let Ok(command) = decode_command(b"a1 LOGIN alice {6}\r\nsecret\r\n") {
        encode_command(&command.into_static(), &mut out, &mut gates);
    }
    out.len() + gates.len() + talk().unwrap_or_default()
}

/// Has a client log in and fetch of a server, and returns how many events there were.
fn talk() -> Option<usize> {
    let (mut client, mut server) =
        (Client::new(client::Options::default()), Server::new(server::Options::default()));
    let text = RespText::try_from("done").ok()?;
    server.greet(&Status { kind: StatusKind::Ok, text: text.clone() }).ok()?;
    let mut events = turn(&mut client, &mut server, &text)?;
    for command in ["a LOGIN alice secret\r\n", "a SELECT INBOX\r\n", "a FETCH 1 (UID BODY[])\r\n"] {
        client.send(&decode_command(command.as_bytes()).ok()?.body).ok()?;
        events += turn(&mut client, &mut server, &text)?;
    }
    client.receive_eof().is_err().then_some(events)
}

/// Takes what each says to the other.
fn turn(client: &mut Client, server: &mut Server, text: &RespText<'static>) -> Option<usize> {
    let (mut input, mut events) = (client.transmit(), 0);
    while let Some(event) = server.receive(&mut input).ok()? {
        if let server::Event::Command { id, .. } = event {
            if let Ok(Response::Data(data @ Data::Fetch { .. })) =
                decode_response(b"* 1 FETCH (UID 7 BODY[] {2}\r\nhi)\r\n")
            {
                let _ = server.respond(&data).ok()?;
            }
            server.complete(id, Condition::Ok, text.clone()).ok()?;
        }
        events += 1;
    }
    client.transmitted(client.transmit().len()).ok()?;
    let mut buffer = Buffer::<[u8; 512]>::array();
    let out = server.transmit();
    buffer.space().ok()?.get_mut(..out.len())?.copy_from_slice(out);
    buffer.fill(out.len()).ok()?;
    server.transmitted(out.len()).ok()?;
    let mut input = buffer.bytes();
    while let Some(_event) = client.receive(&mut input).ok()? {
        events += 1;
    }
    buffer.keep(input.len()).ok()?;
    Some(events)
}

/// Says that memory is always exhausted.
struct Nothing;

// SAFETY: a null pointer is the contract's own word for "no memory", so nothing is ever lent or given back.
unsafe impl GlobalAlloc for Nothing {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Nothing = Nothing;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
