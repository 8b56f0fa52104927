//! A small IMAP server on tokio, with TLS and compression, that other people's clients can use.
//!
//! ```text
//! cargo run --release --package tokio_server -- --listen 127.0.0.1:1143 --plain
//! curl --user alice:pass imap://127.0.0.1:1143/
//! ```
//!
//! It speaks IMAP4rev1 and IMAP4rev2 with some forty extensions. Mail is in memory: it is gone when the server ends,
//! which makes it a good partner for tests. Users are alice, bob, carol and user1 to user40, with the password `pass`;
//! the other options are in `config.rs`.
//!
//! # How to read it
//!
//! 1. `connection.rs`: the one loop between a stream and [`imap_fsm::Server`]. The layers below are in `tls.rs` and
//!    `deflate.rs`.
//! 2. `serve.rs`: what comes of each event; `service.rs` is what it works on. A command is answered by an
//!    [`Answer`](answer::Answer) or refused by a [`Refusal`](lines::Refusal); what there is to say goes out as fast as the
//!    client reads.
//! 3. `view.rs`: what the client was told of its mailbox. It is where message numbers, EXPUNGE and news are.
//! 4. The commands: `login.rs`, `mailboxes.rs`, `list.rs`, `select.rs`, `append.rs`, `replace.rs`, `catenate.rs`, `fetch.rs`,
//!    `search.rs`, `change.rs`, `metadata.rs`, `quota.rs`, `acl.rs`, `notify.rs`; `reach.rs` says which mailbox a name is
//!    about, and whether the user may do there what a command does; `language.rs` translates what is said.
//! 5. The mail: `store.rs` and `mailbox.rs` keep it; `header.rs`, `mime.rs`, `section.rs`, `envelope.rs` and
//!    `bodystructure.rs` take a message apart.
//! 6. Searches: `search.rs`, `sort.rs` and `thread.rs` begin one in the open mailbox, `multisearch.rs` in several;
//!    `search_work.rs` goes on with it, `context.rs` keeps it up to date. `base_subject.rs`, `collation.rs`, `fuzzy.rs`,
//!    `scram.rs` and `threading.rs` know no store, and are there to be copied.
//! 7. What keeps one client from taking the time and the memory of others: `turn.rs` says how long a connection works before
//!    the next one does. `fetch_work.rs`, `list_work.rs` and `search_work.rs` do a little at a time, and hold little of what
//!    waits to be read. What cannot be done so has a limit, which is a constant where it is checked; `limit.rs` is about the
//!    limits that clients are told (MESSAGELIMIT).

mod acl;
mod annotations;
mod answer;
mod append;
mod appending;
mod base_subject;
mod bodystructure;
mod catenate;
mod change;
mod collation;
mod comparator;
mod config;
mod connection;
mod context;
mod criteria;
mod deflate;
mod envelope;
mod fetch;
mod fetch_work;
mod filters;
mod found;
mod fuzzy;
mod header;
mod keywords;
mod language;
mod limit;
mod lines;
mod list;
mod list_work;
mod login;
mod mailbox;
mod mailboxes;
mod metadata;
mod metadata_news;
mod mime;
mod mode;
mod multisearch;
mod notify;
mod objectid;
mod preview;
mod quota;
mod reach;
mod replace;
mod scram;
mod scram_login;
mod search;
mod search_work;
mod section;
mod select;
mod sent_date;
mod serve;
mod service;
mod sort;
mod store;
#[cfg(test)]
mod tests;
mod thread;
mod threading;
mod tls;
mod turn;
mod uid_batches;
mod url_auth;
mod view;
mod watch_groups;
mod watched;

use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::Builder;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::{Config, HELP, USAGE};
use crate::connection::Shared;
use crate::store::Store;

fn main() -> ExitCode {
    if std::env::args_os().any(|word| word == "--help") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let config = match Config::from_args(std::env::args_os().skip(1)) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("tokio_server: {error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let text = error.to_string();
            eprintln!("tokio_server: {}", text.split(" (os error").next().unwrap_or_default());
            ExitCode::FAILURE
        }
    }
}

fn run(config: Config) -> Result<(), Box<dyn Error>> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // From now on: whoever sees where it listens may end it.
        let told = told_to_end()?;
        let running = Running::start(config).await?;
        for (address, tls) in &running.addresses {
            println!("listening on {address}{}", if *tls { " (TLS)" } else { "" });
        }
        told.await?;
        running.end().await;
        Ok(())
    })
}

/// Waits for Ctrl-C, or for SIGTERM, by which service managers end a server. None is missed from the call on.
fn told_to_end() -> std::io::Result<impl Future<Output = std::io::Result<()>>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminated = signal(SignalKind::terminate())?;
        let mut interrupted = signal(SignalKind::interrupt())?;
        Ok(std::future::poll_fn(move |cx| {
            match terminated.poll_recv(cx).is_ready() || interrupted.poll_recv(cx).is_ready() {
                true => std::task::Poll::Ready(Ok(())),
                false => std::task::Poll::Pending,
            }
        }))
    }
    #[cfg(not(unix))]
    Ok(tokio::signal::ctrl_c())
}

/// A server that listens.
struct Running {
    /// Where, and whether over TLS.
    addresses: Vec<(SocketAddr, bool)>,
    ending: watch::Sender<()>,
    listeners: JoinSet<()>,
}

impl Running {
    async fn start(config: Config) -> Result<Self, Box<dyn Error>> {
        let (ending, ended) = watch::channel(());
        let shared = Shared {
            tls: tls::acceptor(&config)?,
            store: Arc::new(Store::new(&config)),
            config: Arc::new(config),
            ending: ended,
        };
        let (mut addresses, mut listeners) = (Vec::new(), JoinSet::new());
        let plain = shared.config.listen.iter().map(|address| (address, false));
        let over_tls = shared.config.tls_listen.iter().map(|address| (address, true));
        for (address, tls) in plain.chain(over_tls) {
            let wrong = |error| format!("cannot listen on {address}: {error}");
            let listener = bind(*address).map_err(wrong)?;
            addresses.push((listener.local_addr()?, tls));
            listeners.spawn(listen(listener, shared.clone(), tls));
        }
        Ok(Self { addresses, ending, listeners })
    }

    /// Says good bye to all clients, and waits until they have heard it.
    async fn end(mut self) {
        self.ending.send_replace(());
        while self.listeners.join_next().await.is_some() {}
    }
}

/// With room for many who come at once: those who find none wait for seconds without a word.
fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(4096)
}

/// Takes connections, each in a task of its own, until the server ends; then waits for those there are.
async fn listen(listener: TcpListener, shared: Shared, tls: bool) {
    let mut ending = shared.ending.clone();
    let mut ended = std::pin::pin!(ending.changed());
    let mut connections = JoinSet::new();
    loop {
        let accepted = std::future::poll_fn(|cx| {
            // Those that have ended are forgotten.
            while let std::task::Poll::Ready(Some(_)) = connections.poll_join_next(cx) {}
            match ended.as_mut().poll(cx) {
                std::task::Poll::Ready(_) => std::task::Poll::Ready(None),
                std::task::Poll::Pending => listener.poll_accept(cx).map(Some),
            }
        });
        match accepted.await {
            Some(Ok((stream, _))) => {
                // Answers are written whole, so that waiting for more would only delay them.
                let _ = stream.set_nodelay(true);
                let shared = shared.clone();
                connections.spawn(async move {
                    if let Err(error) = connection::serve(Box::new(stream), shared, tls).await {
                        eprintln!("a connection has failed: {error}");
                    }
                });
            }
            // There are too many open files, say; it gets better when a client goes.
            Some(Err(error)) => {
                eprintln!("{error}");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
            None => break,
        }
    }
    while connections.join_next().await.is_some() {}
}
