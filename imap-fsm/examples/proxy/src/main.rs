//! A filtering proxy on tokio: clients do not see one mailbox, delete none, and nobody's password is in the log.
//!
//! ```text
//! cargo run --package proxy -- --server 127.0.0.1:1143 --hide Private
//! curl --user alice:pass imap://127.0.0.1:1144/
//! ```
//!
//! Both sides are in the clear, so keep it on one machine or between tunnels; STARTTLS and COMPRESS are refused, and not
//! offered, because the proxy could not look inside.
//!
//! # How to read it
//!
//! 1. `relay.rs`: the loop between two streams.
//! 2. `filter.rs`: what becomes of each message that [`Observer`](imap_fsm::observer::Observer) sees. Bytes pass as they
//!    came, long literals in pieces; what the proxy says in the server's place it tells the observer.
//!
//! A command whose beginning has passed, up to a literal, and that turns out to be about the hidden mailbox ends the
//! connection: the server then has half a command, which is none.

mod filter;
mod log;
mod relay;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;

use crate::filter::Filter;
use crate::log::Log;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

const USAGE: &str = "usage: proxy --server HOST:PORT --hide MAILBOX [--listen ADDR], or proxy --help";

const HELP: &str = "\
Stands between IMAP clients and a server: hides a mailbox and what is below it, refuses DELETE, and tells on standard
output what both sides say, without passwords. It speaks in the clear on both sides and refuses STARTTLS and COMPRESS.

  proxy --server 127.0.0.1:1143 --hide Private    and then: curl --user alice:pass imap://127.0.0.1:1144/

usage: proxy --server HOST:PORT --hide MAILBOX [--listen ADDR]
  --server HOST:PORT   where the server is
  --hide MAILBOX       the mailbox that clients do not see, in any case
  --listen ADDR        where clients connect [127.0.0.1:1144]

exit codes: 1 it cannot listen, 2 wrong arguments
";

fn main() -> ExitCode {
    if std::env::args_os().any(|word| word == "--help") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let config = match Config::from_args(std::env::args().skip(1)) {
        Ok(config) => config,
        Err(error) => {
            eprintln!("proxy: {error}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let text = error.to_string();
            eprintln!("proxy: {}", text.split(" (os error").next().unwrap_or_default());
            ExitCode::FAILURE
        }
    }
}

/// What the command line says.
#[derive(Clone, Debug, PartialEq)]
struct Config {
    listen: SocketAddr,
    server: String,
    hide: String,
}

impl Config {
    /// Reads the arguments that follow the program's name. The error is for the person who typed them.
    fn from_args(mut args: impl Iterator<Item = String>) -> std::result::Result<Self, String> {
        let (mut listen, mut server, mut hide) = ("127.0.0.1:1144".to_string(), None, None);
        while let Some(option) = args.next() {
            let mut value = || args.next().ok_or(format!("{option} needs a value"));
            match option.as_str() {
                "--listen" => listen = value()?,
                "--server" => server = Some(value()?),
                "--hide" => hide = Some(value()?).filter(|name| !name.is_empty()),
                _ => return Err(format!("unknown option {option}")),
            }
        }
        Ok(Self {
            listen: listen.parse().map_err(|_| format!("--listen cannot be {listen:?}"))?,
            server: server.ok_or("--server is needed")?,
            hide: hide.ok_or("--hide is needed")?,
        })
    }
}

fn run(config: Config) -> Result<()> {
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let wrong = |error| format!("cannot listen on {}: {error}", config.listen);
        let listener = TcpListener::bind(config.listen).await.map_err(wrong)?;
        println!("listening on {}", listener.local_addr()?);
        serve(listener, config, |line| println!("{line}")).await
    })
}

/// Takes connections, each in a task of its own.
async fn serve(
    listener: TcpListener,
    config: Config,
    log: impl Fn(&str) + Clone + Send + 'static,
) -> Result<()> {
    for number in 1_u64.. {
        let client = match listener.accept().await {
            Ok((client, _)) => client,
            // There are too many open files, say; it gets better when a client goes.
            Err(error) => {
                eprintln!("{error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (config, log) = (config.clone(), log.clone());
        tokio::spawn(async move {
            let told = log.clone();
            let lines = Log(Box::new(move |line| told(&format!("{number} {line}"))));
            let filter = Filter::new(&config.hide, lines);
            if let Err(error) = connection(client, &config.server, filter).await {
                log(&format!("{number} has failed: {error}"));
            }
        });
    }
    Ok(())
}

/// Connects to the server, and passes on until one of them goes.
async fn connection(mut client: TcpStream, server: &str, mut filter: Filter) -> Result<()> {
    let mut server = match TcpStream::connect(server).await {
        Ok(server) => server,
        Err(error) => {
            client.write_all(b"* BYE the server is not there\r\n").await?;
            return Err(format!("the server is not there: {error}").into());
        }
    };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let ended = relay::relay(&mut client, &mut server, &mut filter).await;
    let mut bye = async || {
        if ended.is_err() {
            filter.to_client.extend_from_slice(b"* BYE this connection cannot go on\r\n");
            client.write_all(&filter.to_client).await?;
        }
        client.shutdown().await
    };
    // Who does not read does not hear it.
    let _ = tokio::time::timeout(Duration::from_secs(30), bye()).await;
    ended
}
