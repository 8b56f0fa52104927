//! imap-codec 2.0.0-alpha.10, used as its documentation says.

use std::hint::black_box;

use peer_imap_codec::decode::Decoder;
use peer_imap_codec::encode::Encoder;
use peer_imap_codec::imap_types::IntoStatic;
use peer_imap_codec::imap_types::command::Command;
use peer_imap_codec::imap_types::response::Response;
use peer_imap_codec::{CommandCodec, ResponseCodec};

use crate::From;

/// Decodes the messages, each borrowed from the bytes and dropped.
pub fn decode(bytes: &[u8], from: From) -> usize {
    let (mut input, mut count) = (bytes, 0);
    while !input.is_empty() {
        input = match from {
            From::Server => {
                let (rest, response) = ResponseCodec::default().decode(input).expect("it is well-formed");
                black_box(response);
                rest
            }
            From::Client => {
                let (rest, command) = CommandCodec::default().decode(input).expect("it is well-formed");
                black_box(command);
                rest
            }
        };
        count += 1;
    }
    count
}

/// Decodes the messages, each made to own what it holds and dropped.
pub fn owned(bytes: &[u8], from: From) -> usize {
    let (mut input, mut count) = (bytes, 0);
    while !input.is_empty() {
        input = match from {
            From::Server => {
                let (rest, response) = ResponseCodec::default().decode(input).expect("it is well-formed");
                black_box(response.into_static());
                rest
            }
            From::Client => {
                let (rest, command) = CommandCodec::default().decode(input).expect("it is well-formed");
                black_box(command.into_static());
                rest
            }
        };
        count += 1;
    }
    count
}

/// Decoded messages.
pub enum Values {
    Responses(Vec<Response<'static>>),
    Commands(Vec<Command<'static>>),
}

impl Values {
    pub fn decode(bytes: &[u8], from: From) -> Self {
        let (mut responses, mut commands) = (Vec::new(), Vec::new());
        let mut input = bytes;
        while !input.is_empty() {
            input = match from {
                From::Server => {
                    let (rest, response) = ResponseCodec::default().decode(input).unwrap();
                    responses.push(response.into_static());
                    rest
                }
                From::Client => {
                    let (rest, command) = CommandCodec::default().decode(input).unwrap();
                    commands.push(command.into_static());
                    rest
                }
            };
        }
        match from {
            From::Server => Self::Responses(responses),
            From::Client => Self::Commands(commands),
        }
    }

    /// Encodes all of them, each to bytes of its own: it has no way to write into the caller's.
    pub fn encode(&self) {
        match self {
            Self::Responses(responses) => responses.iter().for_each(|response| {
                black_box(ResponseCodec::default().encode(response).dump());
            }),
            Self::Commands(commands) => commands.iter().for_each(|command| {
                black_box(CommandCodec::default().encode(command).dump());
            }),
        }
    }
}
