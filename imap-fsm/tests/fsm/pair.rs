//! Both machines, feeding each other in random pieces.

use imap_fsm::client::{self, Client};
use imap_fsm::server::{self, Server};

/// A tiny deterministic generator: xorshift64*.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % bound.max(1)
    }

    pub(crate) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

/// Two machines and the wires between them.
pub(crate) struct Pair {
    pub(crate) client: Client,
    pub(crate) server: Server,
    pub(crate) random: Random,
    /// Longest piece that goes over a wire at once.
    pub(crate) piece: usize,
    to_server: Vec<u8>,
    to_client: Vec<u8>,
}

impl Pair {
    pub(crate) fn new(client: client::Options, server: server::Options, seed: u64, piece: usize) -> Self {
        Self {
            client: Client::new(client),
            server: Server::new(server),
            random: Random::new(seed),
            piece,
            to_server: Vec::new(),
            to_client: Vec::new(),
        }
    }

    /// Moves one piece in each direction. `false`: there was nothing to move.
    ///
    /// What the handlers say in answer to an event goes out with later pieces.
    pub(crate) fn step(
        &mut self,
        mut on_server: impl FnMut(&mut Server, &mut Random, server::Event<'_>),
        mut on_client: impl FnMut(&mut Client, &mut Random, client::Event<'_>),
    ) -> bool {
        let mut moved = false;
        let out = self.client.transmit();
        if !out.is_empty() {
            let n = self.random.below(self.piece.min(out.len())) + 1;
            self.to_server.extend_from_slice(&out[..n]);
            self.client.transmitted(n).unwrap();
            moved = true;
        }
        let unread = std::mem::take(&mut self.to_server);
        let mut input = &unread[..];
        while let Some(event) = self.server.receive(&mut input).unwrap() {
            on_server(&mut self.server, &mut self.random, event);
            moved = true;
        }
        self.to_server = input.to_vec();
        let out = self.server.transmit();
        if !out.is_empty() {
            let n = self.random.below(self.piece.min(out.len())) + 1;
            self.to_client.extend_from_slice(&out[..n]);
            self.server.transmitted(n).unwrap();
            moved = true;
        }
        let unread = std::mem::take(&mut self.to_client);
        let mut input = &unread[..];
        while let Some(event) = self.client.receive(&mut input).unwrap() {
            on_client(&mut self.client, &mut self.random, event);
            moved = true;
        }
        self.to_client = input.to_vec();
        moved
    }
}
