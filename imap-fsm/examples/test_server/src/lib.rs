//! A small server for the tests of the clients: on a loopback port, with a mailbox in memory, made with our own machine.

mod store;

use std::collections::VecDeque;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use imap_fsm::server::{Options, Server, Upgrade};
use imap_fsm::session::State;
use imap_fsm::types::capability::Capability;
use imap_fsm::types::flag::Flag;
use imap_fsm::types::list::MailboxAttribute;
use imap_fsm::{Buffer, Limits};

use crate::store::Store;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// TCP, or what lies upon it.
pub trait Stream: Read + Write {}

impl<S: Read + Write> Stream for S {}

/// Puts a layer over a stream. The octets were read from below it already.
pub type Layer = Arc<dyn Fn(Box<dyn Stream>, Vec<u8>) -> Box<dyn Stream> + Send + Sync>;

/// What a server can do and has. Its user is alice, with the password `secret`.
#[derive(Clone)]
pub struct Script {
    /// Told in the greeting, and after the login.
    pub capabilities: Vec<Capability<'static>>,
    /// What STARTTLS begins; or, if `implicit`, the connection.
    pub tls: Option<Layer>,
    pub implicit: bool,
    pub deflate: Option<Layer>,
    /// Names as they travel.
    pub mailboxes: Vec<(&'static str, MailboxAttribute<'static>)>,
    /// In every mailbox.
    pub messages: Vec<Message>,
    /// What happens while a client idles or asks.
    pub news: VecDeque<News>,
    /// The commands that came, without what is secret.
    pub log: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone)]
pub struct Message {
    pub uid: u32,
    pub from: (&'static str, &'static str),
    pub subject: &'static str,
    pub flags: Vec<Flag<'static>>,
    pub text: Vec<u8>,
}

#[derive(Clone)]
pub enum News {
    Comes(Message),
    Goes(u32),
    Flagged(u32, Flag<'static>),
    /// Until the client asks or idles again.
    Pause,
    Bye(&'static str),
}

impl Script {
    pub fn new(capabilities: &[Capability<'static>]) -> Self {
        let mut offered = vec![Capability::Imap4Rev1];
        offered.extend_from_slice(capabilities);
        Self {
            capabilities: offered,
            tls: None,
            implicit: false,
            deflate: None,
            mailboxes: Vec::new(),
            messages: Vec::new(),
            news: VecDeque::new(),
            log: Arc::default(),
        }
    }

    /// Serves until the program ends. What went wrong on a connection is in the log as well.
    pub fn start(self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for socket in listener.incoming().map_while(std::result::Result::ok) {
                let script = self.clone();
                thread::spawn(move || {
                    let log = Arc::clone(&script.log);
                    if let Err(error) = serve(script, socket) {
                        log.lock().unwrap().push(format!("error: {error}"));
                    }
                });
            }
        });
        address
    }
}

/// One connection.
fn serve(script: Script, socket: TcpStream) -> Result<()> {
    let mut stream: Box<dyn Stream> = Box::new(socket);
    let (mut tls, mut deflate) = (script.tls.clone(), script.deflate.clone());
    if script.implicit {
        stream = tls.take().ok_or("no TLS")?(stream, Vec::new());
    }
    let options = Options { tls: script.implicit, ..Options::default() };
    let mut store = Store::new(Server::new(options), script)?;
    let mut buffer = Buffer::new(Limits::server().message + 1);
    loop {
        while let Some(event) = store.server.receive(&mut buffer.input())? {
            store.hear(event)?;
        }
        store.answer()?;
        if !store.server.transmit().is_empty() {
            let n = stream.write(store.server.transmit())?;
            stream.flush()?;
            store.server.transmitted(n)?;
            continue;
        }
        if let Some(upgrade) = store.upgrade.take() {
            let over = if upgrade == Upgrade::Tls { tls.take() } else { deflate.take() };
            let unread = buffer.bytes().to_vec();
            buffer.keep(0)?;
            stream = over.ok_or("no such layer")?(stream, unread);
            store.server.upgraded()?;
            continue;
        }
        if store.server.session().state() == State::Logout {
            return Ok(());
        }
        if !store.server.reads() {
            return Err("neither reads nor writes".into());
        }
        let n = stream.read(buffer.space()?)?;
        if n == 0 {
            return Ok(store.server.receive_eof()?);
        }
        buffer.fill(n)?;
    }
}
