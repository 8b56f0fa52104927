//! Whole sessions, over the loopback, as text: `C:` lines are sent, `S:` lines have to come.

mod acl;
mod catenate;
mod changes;
mod comparator;
mod fuzzy;
mod hostile;
mod identity;
mod language;
mod limit;
mod mail;
mod metadata;
mod multisearch;
mod names;
mod notify;
mod notify_others;
mod quota;
mod replace;
mod rude;
mod scram;
mod sort;
mod transport;
mod turns;
mod uid_batches;
mod url_auth;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::Running;
use crate::config::Config;

/// A server that runs as long as this lives.
struct TestServer {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl TestServer {
    /// With these options; passwords may come in the clear unless `--tls` is among them.
    fn start(options: &str) -> Self {
        let mut config = Config::from_args(options.split_whitespace().map(Into::into)).unwrap();
        config.listen = vec!["127.0.0.1:0".parse().unwrap()];
        let (address, addresses) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let running = Running::start(config).await.unwrap();
                address.send(running.addresses[0].0).unwrap();
                // An error: nobody will say it any more.
                let _ = stopped.await;
                running.end().await;
            });
        });
        Self { address: addresses.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }

    fn plain() -> Self {
        Self::start("--plain")
    }

    fn connect(&self) -> Wire<TcpStream> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let mut wire = Wire::new(stream);
        wire.play("S: * OK [CAPABILITY IMAP4rev1 …");
        wire
    }

    /// A client that has logged in, and has opened the inbox if `select` says how.
    fn log_in(&self, select: &str) -> Wire<TcpStream> {
        let mut wire = self.connect();
        wire.play("C: l LOGIN alice pass\nS: l OK …");
        if !select.is_empty() {
            wire.send(&format!("s {select}\r\n"));
            wire.until("s OK");
        }
        wire
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        let ended = self.thread.take().map(std::thread::JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))), "the server ends by itself");
    }
}

/// A client that is written out by the test.
struct Wire<S> {
    stream: BufReader<S>,
}

impl<S: Read + Write> Wire<S> {
    fn new(stream: S) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// The stream, where nothing was read ahead.
    fn into_stream(self) -> S {
        assert!(self.stream.buffer().is_empty());
        self.stream.into_inner()
    }

    /// Sends the `C:` lines and reads the `S:` lines, in which `…` stands for anything.
    fn play(&mut self, script: &str) {
        for line in script.lines().map(str::trim_start).filter(|line| !line.is_empty()) {
            match line.split_at(2) {
                ("C:", text) => self.send(&format!("{}\r\n", text.strip_prefix(' ').unwrap_or(text))),
                ("S:", text) => {
                    let (expected, came) = (text.strip_prefix(' ').unwrap_or(text), self.line());
                    assert!(
                        is_like(&came, expected),
                        "\nexpected: {expected}\ncame:     {came}\nin:\n{script}"
                    );
                }
                _ => panic!("neither C: nor S:, {line}"),
            }
        }
    }

    fn send(&mut self, text: &str) {
        self.write(text.as_bytes());
    }

    fn write(&mut self, octets: &[u8]) {
        self.stream.get_mut().write_all(octets).unwrap();
        self.stream.get_mut().flush().unwrap();
    }

    fn line(&mut self) -> String {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).unwrap_or_else(|error| {
            panic!("{error} after {:?}", String::from_utf8_lossy(&line));
        });
        let line = String::from_utf8(line).unwrap();
        line.strip_suffix("\r\n").expect("a line end").into()
    }

    /// All lines up to the one that begins so.
    fn until(&mut self, start: &str) -> Vec<String> {
        let mut lines = Vec::new();
        while lines.last().is_none_or(|line: &String| !line.starts_with(start)) {
            lines.push(self.line());
        }
        lines
    }

    /// Sends one command, and gives what stands before its OK.
    fn ask(&mut self, command: &str) -> Vec<String> {
        self.send(&format!("q {command}\r\n"));
        let mut lines = self.until("q ");
        let end = lines.pop().unwrap();
        assert!(end.starts_with("q OK"), "{command}: {end}");
        lines
    }

    fn append(&mut self, mailbox: &str, message: &str) {
        self.send(&format!("p APPEND {mailbox} {{{}+}}\r\n{message}\r\n", message.len()));
        let end = self.until("p ").pop().unwrap();
        assert!(end.starts_with("p OK [APPENDUID "), "{end}");
    }
}

/// Whether the text is the pattern, where `…` is anything.
fn is_like(text: &str, pattern: &str) -> bool {
    match pattern.split_once('…') {
        None => text == pattern,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            rest.is_empty()
                || text.char_indices().any(|(at, _)| is_like(&text[at..], rest))
                || is_like("", rest)
        }),
    }
}
