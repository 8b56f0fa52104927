//! A client with 2 KiB to read into gets a message of 1 MiB: more than all the memory that it has.
//!
//! ```text
//! cargo run --package imap-fsm --example bare_metal
//! ```
//!
//! Read `LIMITS`, then `Device`: what is different from a large machine, which is not much. What it reads goes into
//! `Buffer::array`, storage of fixed size that can stand in a `static`; `Limits` below that size have the client stream
//! every literal that does not fit, and end the connection at once with a server that sends a line which does not.
//!
//! A client has some heap besides: the commands until they are written, and what it knows of the server and of the open
//! mailbox. Data from the server is read in place or, where a literal is streamed, held without it. The test at the end
//! counts all of it. Nothing but `println!` needs more than `core` and `alloc`: `cortex_m`, beside this file, is the same
//! program as an image for a microcontroller.

extern crate alloc;

use alloc::boxed::Box;
use alloc::{format, vec};
use core::error::Error;

use imap_fsm::types::command::CommandBody;
use imap_fsm::types::fetch::{FetchAtt, FetchItems, MsgAtt, MsgAttHead};
use imap_fsm::types::number::{SeqNum, Uid};
use imap_fsm::types::response::{Condition, Data, RespText, Status, StatusKind};
use imap_fsm::types::section::Section;
use imap_fsm::types::sequence::UidSequenceSet;
use imap_fsm::{Buffer, Client, Limits, Server, client, server};

/// How much is read at once at most: as much as may have to stand in memory together.
const BUFFER: usize = 2048;

/// A line of 1 KiB is enough for the longest that such a client meets: what the server can do, some 600 octets. A
/// literal of more than 128 octets, be it a subject or a message, is streamed. `message` is less than the buffer, so
/// that whatever is too long is the server's error, and never a buffer that is full.
const LIMITS: Limits =
    Limits { line: 1024, message: BUFFER - 1, literal: 128, in_flight: 2, output: 256, ..Limits::client() };

/// How much the wire takes at once, like the queue of a serial port.
const WIRE: usize = 64;

const MESSAGE: u64 = 1 << 20;

/// On a machine with an operating system; an image calls `run`.
#[cfg(not(target_os = "none"))]
fn main() -> std::process::ExitCode {
    if std::env::args().len() > 1 {
        println!(
            "A client and a server in this process; the client reads a message larger than its memory.\n\nusage: bare_metal"
        );
        return std::process::ExitCode::from(if std::env::args().any(|word| word == "--help") {
            0
        } else {
            2
        });
    }
    match run() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            println!("failed: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let mut device = Device::new();
    let mut peer = Peer::new();
    println!("The client and its buffer take {} bytes, the message has {MESSAGE}.", size_of_val(&device));

    let text = RespText::try_from("Hello")?;
    peer.server.greet(&Status { kind: StatusKind::Ok, text })?;
    exchange(&mut device, &mut peer)?;
    let items = FetchItems::try_from(vec![FetchAtt::body_peek(Section::default())])?;
    for command in [
        CommandBody::login("alice", "secret")?,
        CommandBody::select("INBOX")?,
        CommandBody::fetch(UidSequenceSet::try_from("7")?, items),
        CommandBody::Logout,
    ] {
        device.client.send(&command)?;
        exchange(&mut device, &mut peer)?;
        println!(
            "{}: now the connection is in the {} state.",
            command.name(),
            device.client.session().state()
        );
    }
    assert_eq!(device.client.receive_eof()?, None, "every command has its answer");

    // The same octets that the server made, and no others.
    let mut checksum = Checksum::default();
    (0..MESSAGE).for_each(|position| checksum.add(&[octet(position)]));
    assert_eq!(device.message, checksum);
    assert_eq!(device.message.octets, MESSAGE);
    println!("{} octets have come, with checksum {:08x}.", device.message.octets, device.message.sum);
    Ok(())
}

/// Moves bytes until both sides wait. On a device this is the main loop: `read` when bytes have come, write when there
/// is room.
fn exchange(device: &mut Device, peer: &mut Peer) -> Result<(), Box<dyn Error>> {
    let wire = |out: &[u8]| out.len().min(WIRE);
    loop {
        let out = device.client.transmit();
        let sent = peer.read(&out[..wire(out)])?;
        device.client.transmitted(sent)?;

        let out = peer.server.transmit();
        let answered = device.read(&out[..wire(out)])?;
        peer.server.transmitted(answered)?;

        if sent + answered == 0 {
            return Ok(());
        }
    }
}

/// All that the client's side needs.
struct Device {
    client: Client,
    buffer: Buffer<[u8; BUFFER]>,
    message: Checksum,
}

impl Device {
    fn new() -> Self {
        let options = client::Options { limits: LIMITS, ..Default::default() };
        Self { client: Client::new(options), buffer: Buffer::array(), message: Checksum::default() }
    }

    /// Takes as much of the bytes as there is room for, which is never nothing.
    fn read(&mut self, bytes: &[u8]) -> Result<usize, Box<dyn Error>> {
        let n = fill(&mut self.buffer, bytes)?;
        while let Some(event) = self.client.receive(&mut self.buffer.input())? {
            match event {
                // Here the items before the text are known: its UID, say, to name a file.
                client::Event::LiteralHead { literal, .. } => println!("  {} octets begin", literal.len),
                // What is at hand, never more than the buffer. Use it now: write it to a card, draw it, hash it.
                client::Event::LiteralData(octets) => self.message.add(octets),
                // The response as a whole, the text left out; or it was none.
                client::Event::LiteralTail(data) => drop(data?),
                client::Event::Completed { tagged, .. } if tagged.condition != Condition::Ok => {
                    return Err(format!("refused: {}", tagged.text.text()).into());
                }
                _ => {}
            }
        }
        Ok(n)
    }
}

/// A sum over octets in the order in which they come: FNV-1a.
#[derive(Debug, PartialEq)]
struct Checksum {
    octets: u64,
    sum: u32,
}

impl Default for Checksum {
    fn default() -> Self {
        Self { octets: 0, sum: 0x811c_9dc5 }
    }
}

impl Checksum {
    fn add(&mut self, octets: &[u8]) {
        self.octets += octets.len() as u64;
        for &octet in octets {
            self.sum = (self.sum ^ u32::from(octet)).wrapping_mul(0x0100_0193);
        }
    }
}

/// The server, which does not hold the message either: it makes each octet when there is room for it.
struct Peer {
    server: Server,
    buffer: Buffer<[u8; BUFFER]>,
    /// The FETCH that is answered, and how many octets of the message have gone.
    sending: Option<(server::CommandId, u64)>,
}

impl Peer {
    fn new() -> Self {
        let limits = Limits { line: 1024, message: BUFFER - 1, output: 256, ..Limits::server() };
        let options = server::Options { limits, before_login: limits, ..Default::default() };
        Self { server: Server::new(options), buffer: Buffer::array(), sending: None }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<usize, Box<dyn Error>> {
        self.go_on()?;
        if !self.server.reads() {
            return Ok(0);
        }
        let n = fill(&mut self.buffer, bytes)?;
        while let Some(event) = self.server.receive(&mut self.buffer.input())? {
            let server::Event::Command { id, command } = event else { return Err("no command".into()) };
            match command.body {
                CommandBody::Login { user, password }
                    if user != "alice" || *password.declassify() != "secret" =>
                {
                    let text = RespText::try_from("wrong name or password")?;
                    self.server.complete(id, Condition::No, text)?;
                    continue;
                }
                CommandBody::Select { .. } => drop(self.server.respond(&Data::Exists(1))?),
                CommandBody::Fetch(_) => {
                    let uid = MsgAtt::Uid(Uid::try_from(7)?);
                    let text = MsgAttHead::body(Section::default());
                    self.server.fetch(SeqNum::try_from(1)?, &[uid], &text, MESSAGE)?;
                    self.sending = Some((id, 0));
                    continue;
                }
                _ => {}
            }
            self.server.complete(id, Condition::Ok, RespText::try_from("done")?)?;
        }
        Ok(n)
    }

    /// Brings the next octets of the message, as many as the server takes until more has been written.
    fn go_on(&mut self) -> Result<(), Box<dyn Error>> {
        let Some((id, mut gone)) = self.sending.take() else { return Ok(()) };
        let len = WIRE.min(usize::try_from(MESSAGE - gone)?);
        let mut piece = [0; WIRE];
        (gone..).zip(&mut piece).for_each(|(position, into)| *into = octet(position));
        gone += self.server.fetch_data(&piece[..len])? as u64;
        if gone < MESSAGE {
            self.sending = Some((id, gone));
            return Ok(());
        }
        self.server.fetch_finish()?;
        Ok(self.server.complete(id, Condition::Ok, RespText::try_from("done")?)?)
    }
}

/// The message, which looks like the end of the response again and again.
fn octet(position: u64) -> u8 {
    let text = b"The quick brown fox )\r\na3 OK done\r\n";
    text[(position % text.len() as u64) as usize]
}

/// Reads as much as there is room for.
fn fill(buffer: &mut Buffer<[u8; BUFFER]>, bytes: &[u8]) -> Result<usize, Box<dyn Error>> {
    let room = buffer.space()?;
    let n = room.len().min(bytes.len());
    room[..n].copy_from_slice(&bytes[..n]);
    buffer.fill(n)?;
    Ok(n)
}

#[test]
fn it_runs_with_less_than_4_kib_of_heap_for_both_sides_together() {
    let heap = allocation_counter::measure(|| run().unwrap()).bytes_max;
    assert!(heap < 4 << 10, "{heap}");
}
