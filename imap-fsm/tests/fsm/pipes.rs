//! The loop that the README teaches, between pipes that hold 64 KiB.

use std::collections::VecDeque;
use std::error::Error;
use std::io::{ErrorKind, Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use imap_fsm::{Buffer, Client, Limits, client::Event};

use crate::wire::command;

const HOLDS: usize = 64 << 10;

fn run(
    client: &mut Client,
    stream: &mut (impl Read + Write),
    buffer: &mut Buffer,
) -> Result<(), Box<dyn Error>> {
    loop {
        while let Some(event) = client.receive(&mut buffer.input())? {
            match event {
                Event::Data(data) => println!("{data:?}"), // `client.send(..)` works here, while the event lives
                event => println!("{event:?}; {}", client.session().state()),
            }
        }
        if !client.transmit().is_empty() {
            match stream.write(client.transmit()) {
                Ok(n) => {
                    client.transmitted(n)?;
                    continue;
                }
                Err(error) if waits(&error) => {} // perhaps the server writes, too: read first
                Err(error) => return Err(error.into()),
            }
        }
        match stream.read(buffer.space()?) {
            Ok(0) => break,
            Ok(n) => buffer.fill(n)?,
            Err(error) if waits(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    while let Some(event) = client.receive_eof()? {
        println!("{event:?}"); // of each command that has no answer
    }
    Ok(())
}

fn waits(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

/// One direction.
#[derive(Clone, Default)]
struct Pipe(Arc<(Mutex<Held>, Condvar)>);

/// What is on its way, and whether more follows no more.
type Held = (VecDeque<u8>, bool);

impl Pipe {
    /// Waits until something can be done with it.
    fn when<T>(
        &self,
        patience: Option<Duration>,
        mut done: impl FnMut(&mut VecDeque<u8>, bool) -> Option<T>,
    ) -> std::io::Result<T> {
        let (lock, moved) = &*self.0;
        let mut pipe = lock.lock().unwrap();
        let begin = Instant::now();
        loop {
            let (bytes, closed) = &mut *pipe;
            if let Some(done) = done(bytes, *closed) {
                moved.notify_all();
                return Ok(done);
            }
            if patience.is_some_and(|patience| begin.elapsed() >= patience) {
                return Err(ErrorKind::WouldBlock.into());
            }
            pipe = moved.wait_timeout(pipe, Duration::from_millis(5)).unwrap().0;
        }
    }

    fn close(&self) {
        self.0.0.lock().unwrap().1 = true;
        self.0.1.notify_all();
    }
}

/// One end of a connection.
struct End {
    reads: Pipe,
    writes: Pipe,
    /// How long a read or a write waits at most.
    patience: Option<Duration>,
}

impl Read for End {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.reads.when(self.patience, |bytes, closed| {
            let n = bytes.len().min(into.len());
            into[..n].iter_mut().zip(bytes.drain(..n)).for_each(|(to, from)| *to = from);
            (n > 0 || closed).then_some(n)
        })
    }
}

impl Write for End {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.writes.when(self.patience, |pipe, _| {
            let n = bytes.len().min(HOLDS - pipe.len());
            pipe.extend(&bytes[..n]);
            (n > 0).then_some(n)
        })
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A server that does one thing after the other: it answers FETCH, then reads the APPEND.
fn serve(mut end: End, append: usize) {
    let mut line = vec![0; b"a2 FETCH 1 BODY[]\r\n".len()];
    end.read_exact(&mut line).unwrap();
    let body = "x".repeat(1 << 20);
    write!(end, "* 1 FETCH (BODY[] {{{}}}\r\n{body})\r\na2 OK x\r\n", body.len()).unwrap();
    end.read_exact(&mut vec![0; append]).unwrap();
    write!(end, "a3 OK x\r\n* BYE x\r\n").unwrap();
    end.writes.close();
}

/// A client with a mailbox open, whose next tag is `a2`.
fn selected() -> Client {
    let mut client = Client::new(Default::default());
    let greeting = b"* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi\r\n";
    client.receive(&mut &greeting[..]).unwrap().unwrap();
    client.send(&command("SELECT INBOX")).unwrap();
    client.transmitted(client.transmit().len()).unwrap();
    client.receive(&mut &b"a1 OK x\r\n"[..]).unwrap().unwrap();
    client
}

#[test]
fn a_fetch_that_comes_and_an_append_that_goes_do_not_wait_for_each_other() {
    let (up, down) = (Pipe::default(), Pipe::default());
    let mut client = selected();
    client.send(&command("FETCH 1 BODY[]")).unwrap();
    client.send(&command(&format!("APPEND x {{1048576+}}\r\n{}", "y".repeat(1 << 20)))).unwrap();
    let append = client.transmit().len() - b"a2 FETCH 1 BODY[]\r\n".len();
    assert!(append > 1 << 20, "the message goes out without waiting");
    let server = End { reads: up.clone(), writes: down.clone(), patience: None };
    let serving = std::thread::spawn(move || serve(server, append));
    let mut stream = End { reads: down, writes: up, patience: Some(Duration::from_millis(20)) };
    let (done, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut buffer = Buffer::new(Limits::client().message + 1);
        let result = run(&mut client, &mut stream, &mut buffer).map_err(|error| error.to_string());
        done.send((result, client.in_flight())).unwrap();
    });
    let end = ended.recv_timeout(Duration::from_secs(60)).expect("both sides wait for each other");
    assert_eq!(end, (Ok(()), 0));
    serving.join().unwrap();
}

#[test]
fn the_loop_tested_here_is_the_one_that_is_taught() {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")");
    let here = include_str!("pipes.rs");
    let taught = &here[here.find("    loop {").unwrap()..here.find("/// One direction.").unwrap()];
    let readme = include_str!("../../../README.md");
    let library = include_str!("../../src/lib.rs").replace("//!", "");
    assert!(squeezed(readme).contains(&squeezed(taught)), "README.md");
    let library = squeezed(&library);
    let part = &taught[taught.find("        if !client").unwrap()..];
    assert!(library.contains(&squeezed(part)), "lib.rs");
}
