//! io-imap 0.7.1: coroutines, resumed as in its documentation. It gives all responses when the command has ended.

use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU32;

use io_imap::codec::CommandCodec;
use io_imap::codec::fragmentizer::Fragmentizer;
use io_imap::coroutine::{ImapCoroutine, ImapCoroutineState, ImapYield};
use io_imap::rfc3501::fetch_stream::{ImapMessageFetchStream, ImapMessageFetchStreamYield};
use io_imap::rfc3501::greeting::{ImapGreetingGet, ImapGreetingGetOptions};
use io_imap::send::ImapSend;
use io_imap::types::command::{Command, CommandBody};
use io_imap::types::core::Tag;
use io_imap::types::fetch::Macro;

use crate::Read;
use crate::server::{READ, Server};

/// Its documentation's.
const MESSAGE_MAX: u32 = 50 * 1024 * 1024;

/// Reads all of the answer; literals are part of whole messages.
///
/// `ImapSend` rather than `ImapMessageFetch`, which is made of it and drops all but FETCH.
pub fn fetch(data: &[u8]) -> Read {
    let mut server = Server::new(data);
    let mut fragmentizer = Fragmentizer::new(MESSAGE_MAX);
    greet(&mut server, &mut fragmentizer);
    let body = CommandBody::fetch("1:*", Macro::Full, false).expect("a set");
    let command = Command { tag: Tag::try_from("a1").expect("a tag"), body };
    let send = ImapSend::new(CommandCodec::new(), command);
    let output =
        black_box(run(&mut server, &mut fragmentizer, send).expect("the server keeps to the protocol"));
    Read { responses: output.data.len() + output.untagged.len(), ..Read::default() }
}

/// Hands the literal out as it comes: the caller reads most of it from the connection itself.
pub fn stream(data: &[u8]) -> Read {
    let mut server = Server::new(data);
    let mut fragmentizer = Fragmentizer::new(MESSAGE_MAX);
    greet(&mut server, &mut fragmentizer);
    let mut coroutine = ImapMessageFetchStream::new(NonZeroU32::MIN, true);
    let (mut into, mut body) = ([0; READ], [0; READ]);
    let mut arg = None;
    let mut read = Read::default();
    loop {
        match coroutine.resume(&mut fragmentizer, arg.take()) {
            ImapCoroutineState::Yielded(ImapMessageFetchStreamYield::WantsWrite(bytes)) => {
                server.write_all(&bytes).expect("memory");
            }
            ImapCoroutineState::Yielded(ImapMessageFetchStreamYield::WantsRead) => {
                let n = server.read(&mut into).expect("memory");
                arg = Some(&into[..n]);
            }
            ImapCoroutineState::Yielded(ImapMessageFetchStreamYield::BodyChunk(octets)) => {
                read.streamed += octets.len();
                read.copied += octets.len();
                black_box(octets);
            }
            ImapCoroutineState::Yielded(ImapMessageFetchStreamYield::WantsStream { len }) => {
                let mut left = len as usize;
                while left > 0 {
                    let n = server.read(&mut body[..left.min(READ)]).expect("memory");
                    left -= n;
                    read.streamed += n;
                    black_box(&body[..n]);
                }
            }
            ImapCoroutineState::Complete(done) => {
                done.expect("the server keeps to the protocol");
                return read;
            }
        }
    }
}

fn greet(server: &mut Server<'_>, fragmentizer: &mut Fragmentizer) {
    let options = ImapGreetingGetOptions { ensure_capabilities: false };
    run(server, fragmentizer, ImapGreetingGet::new(options)).expect("the server keeps to the protocol");
}

fn run<C>(server: &mut Server<'_>, fragmentizer: &mut Fragmentizer, mut coroutine: C) -> C::Return
where
    C: ImapCoroutine<Yield = ImapYield>,
{
    let mut into = [0; READ];
    let mut arg = None;
    loop {
        match coroutine.resume(fragmentizer, arg.take()) {
            ImapCoroutineState::Yielded(ImapYield::WantsWrite(bytes)) => {
                server.write_all(&bytes).expect("memory");
            }
            ImapCoroutineState::Yielded(ImapYield::WantsRead) => {
                let n = server.read(&mut into).expect("memory");
                arg = Some(&into[..n]);
            }
            ImapCoroutineState::Complete(done) => return done,
        }
    }
}
