//! imap-proto 0.17.0, used as its documentation says. It decodes responses only, and encodes none.

use std::hint::black_box;

use peer_imap_proto::Response;

/// Decodes the messages, each borrowed from the bytes and dropped.
pub fn decode(bytes: &[u8]) -> usize {
    each(bytes, |response| {
        black_box(response);
    })
}

/// Decodes the messages, each made to own what it holds and dropped.
pub fn owned(bytes: &[u8]) -> usize {
    each(bytes, |response| {
        black_box(response.into_owned());
    })
}

fn each(bytes: &[u8], mut use_it: impl FnMut(Response<'_>)) -> usize {
    let (mut input, mut count) = (bytes, 0);
    while !input.is_empty() {
        let (rest, response) = Response::parse(input).expect("the workload is well-formed");
        use_it(response);
        input = rest;
        count += 1;
    }
    count
}
