//! This project's libraries at work.

use std::hint::black_box;

use bounded_static::IntoBoundedStatic;
use imap_codec::{Frame, Framer, Limits, decode_command, decode_response, encode_command, encode_response};
use imap_types::command::Command;
use imap_types::response::Response;

use crate::From;

fn each(bytes: &[u8], from: From, mut message: impl FnMut(&[u8])) -> usize {
    let mut framer = match from {
        From::Server => Framer::for_responses(Limits::responses()),
        From::Client => Framer::for_commands(Limits::commands()),
    };
    let (mut input, mut count) = (bytes, 0);
    while let Some(frame) = framer.next(&mut input).expect("the workload is well-formed") {
        let Frame::Message(bytes) = frame else {
            panic!("the workload has no literals to wait for: {frame:?}")
        };
        message(bytes);
        count += 1;
    }
    assert!(input.is_empty());
    count
}

/// Finds the messages.
pub fn frames(bytes: &[u8], from: From) -> usize {
    each(bytes, from, |message| {
        black_box(message);
    })
}

/// Finds and decodes the messages, each borrowed from the bytes and dropped.
pub fn decode(bytes: &[u8], from: From) -> usize {
    match from {
        From::Server => each(bytes, from, |message| {
            black_box(decode_response(message).expect("the workload is well-formed"));
        }),
        From::Client => each(bytes, from, |message| {
            black_box(decode_command(message).expect("the workload is well-formed"));
        }),
    }
}

/// Finds and decodes the messages, each made to own what it holds and dropped.
pub fn owned(bytes: &[u8], from: From) -> usize {
    match from {
        From::Server => each(bytes, from, |message| {
            black_box(decode_response(message).expect("the workload is well-formed").into_static());
        }),
        From::Client => each(bytes, from, |message| {
            black_box(decode_command(message).expect("the workload is well-formed").into_static());
        }),
    }
}

/// Decoded messages.
#[derive(PartialEq)]
pub enum Values {
    Responses(Vec<Response<'static>>),
    Commands(Vec<Command<'static>>),
}

impl Values {
    pub fn decode(bytes: &[u8], from: From) -> Self {
        let (mut responses, mut commands) = (Vec::new(), Vec::new());
        match from {
            From::Server => {
                each(bytes, from, |message| responses.push(decode_response(message).unwrap().into_static()));
                Self::Responses(responses)
            }
            From::Client => {
                each(bytes, from, |message| commands.push(decode_command(message).unwrap().into_static()));
                Self::Commands(commands)
            }
        }
    }

    /// Encodes all of them, into one buffer.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.clear();
        match self {
            Self::Responses(responses) => {
                responses.iter().for_each(|response| encode_response(response, out))
            }
            Self::Commands(commands) => {
                let mut gates = Vec::with_capacity(commands.len());
                commands.iter().for_each(|command| encode_command(command, out, &mut gates));
            }
        }
        black_box(out);
    }
}
