//! async-imap 0.12.0: `run_command`, then `read_response` until the command has ended.
//!
//! `Session::fetch` does the same, with a filter behind it and a boxed future for each response. The reads are as long
//! as its own buffer has room.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use ::async_imap::Client;
use ::async_imap::imap_proto::Response;

use crate::Read;
use crate::server::Server;

/// Reads all of the answer; literals are part of whole messages.
pub fn fetch(data: &[u8]) -> Read {
    ready(run(Server::new(data)))
}

async fn run(server: Server<'_>) -> Read {
    let mut client = Client::new(server);
    client.read_response().await.expect("memory").expect("a greeting");
    let mut session = client.login("alice", "secret").await.map_err(|(error, _)| error).expect("OK");
    let id = session.run_command("FETCH 1:* FULL").await.expect("memory");
    let mut read = Read::default();
    while let Some(response) = session.read_response().await.expect("the server keeps to the protocol") {
        if matches!(response.parsed(), Response::Done { tag, .. } if *tag == id) {
            return read;
        }
        read.responses += 1;
        black_box(response);
    }
    panic!("the answer has ended");
}

/// Memory keeps nobody waiting.
fn ready<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("a read from memory waits"),
    }
}
