//! Whole sessions as text. `C:` a client sends, `>:` is what the server has to hear of it; `S:` the server sends, `<:`
//! is what the client has to hear.

mod memory;
mod sessions;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Builder;

use crate::{Config, serve};

/// A proxy in a thread of its own, and what it has logged.
struct Proxy {
    address: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Proxy {
    fn before(server: SocketAddr, hidden: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, log) = (listener.local_addr().unwrap(), Arc::<Mutex<String>>::default());
        let words = ["--server", &server.to_string(), "--hide", hidden].map(String::from);
        let (config, told) = (Config::from_args(words.into_iter()).unwrap(), Arc::clone(&log));
        std::thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                listener.set_nonblocking(true).unwrap();
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let log = move |line: &str| *told.lock().unwrap() += &format!("{line}\n");
                serve(listener, config, log).await.unwrap();
            });
        });
        Self { address, log }
    }

    fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }
}

/// One side of the proxy.
struct Side(BufReader<TcpStream>);

impl Side {
    fn new(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        Self(BufReader::new(stream))
    }

    fn send(&mut self, text: &str) {
        self.0.get_mut().write_all(text.as_bytes()).unwrap();
    }

    fn hears(&mut self, expected: &str) {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line).unwrap_or_else(|error| panic!("{error} for {expected}"));
        assert_eq!(String::from_utf8_lossy(&line), format!("{expected}\r\n"));
    }

    fn hears_octets(&mut self, count: usize) -> Vec<u8> {
        let mut octets = vec![0; count];
        self.0.read_exact(&mut octets).unwrap();
        octets
    }
}

/// Both sides of a proxy, and what it logs.
struct Session {
    client: Side,
    server: Side,
    proxy: Proxy,
}

impl Session {
    /// Behind the greeting, with `Private` hidden.
    fn new() -> Self {
        Self::hiding("Private")
    }

    fn hiding(hidden: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let proxy = Proxy::before(listener.local_addr().unwrap(), hidden);
        let client = Side::new(TcpStream::connect(proxy.address).unwrap());
        let mut session = Self { client, server: Side::new(listener.accept().unwrap().0), proxy };
        session.play("S: * PREAUTH hello\n<: * PREAUTH hello");
        session
    }

    fn play(&mut self, script: &str) {
        for line in script.lines().map(str::trim_start).filter(|line| !line.is_empty()) {
            let (side, text) = line.split_at(2);
            let text = text.strip_prefix(' ').unwrap_or(text);
            match side {
                "C:" => self.client.send(&format!("{text}\r\n")),
                "S:" => self.server.send(&format!("{text}\r\n")),
                ">:" => self.server.hears(text),
                "<:" => self.client.hears(text),
                _ => panic!("none of the four, {line}"),
            }
        }
    }

    /// Nothing else was on the way: a command and its answer pass at once.
    fn is_in_step(&mut self) {
        self.play("C: z NOOP\n>: z NOOP\nS: z OK done\n<: z OK done");
    }
}
