//! A local copy of a mailbox that keeps itself up to date: QRESYNC, CONDSTORE or neither, offline and online changes,
//! reconnection. Shows a line for each message whenever something has changed.
//!
//! ```text
//! cargo run --release -p tokio_server -- --plain
//! IMAP_PASSWORD=pass cargo run -p imap-fsm --example sync -- 127.0.0.1:1143 alice INBOX
//! ```
//!
//! Read `sync.rs`: the program. `driver.rs` is what moves the bytes, for you to copy.

mod driver;
mod sync;
#[cfg(test)]
mod tests;

use std::net::TcpStream;
use std::process::ExitCode;
use std::time::Duration;

use imap_fsm::client::Options;
use imap_fsm::client::call::{Policy, Tls};
use imap_fsm::mirror::Known;
use imap_fsm::types::IntoBoundedStatic;
use imap_fsm::types::capability::Capability;
use imap_fsm::types::flag::FetchFlags;
use imap_fsm::types::mailbox::Mailbox;
use imap_fsm::types::number::Uid;

use crate::driver::{Driver, Result};
use crate::sync::{Copy, synchronize};

const HELP: &str = "\
Shows what is in a mailbox and what changes there, until it is interrupted; connects again when the connection breaks.
It speaks in the clear, to a server on this machine.

  IMAP_PASSWORD=pass sync 127.0.0.1:1143 alice INBOX

usage: sync HOST:PORT USER MAILBOX

exit codes: 1 something went wrong, 2 wrong arguments
";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if arguments.iter().any(|word| word == "--help") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let Ok([server, user, mailbox]) = <[String; 3]>::try_from(arguments) else {
        eprintln!("sync: three arguments are needed\nusage: sync HOST:PORT USER MAILBOX, or sync --help");
        return ExitCode::from(2);
    };
    let Some(password) = std::env::var("IMAP_PASSWORD").ok().filter(|password| !password.is_empty()) else {
        eprintln!("sync: no password: set IMAP_PASSWORD");
        return ExitCode::FAILURE;
    };
    let Ok(mailbox) = Mailbox::try_from(mailbox) else {
        eprintln!("sync: MAILBOX is no name");
        return ExitCode::from(2);
    };
    let mut copy = Copy::new(mailbox.into_static(), Known::default());
    let mut was_there = false;
    loop {
        match session(&server, &user, &password, &mut copy, &mut was_there) {
            Err(error) if was_there => {
                eprintln!("sync: {}; again in 5 seconds", words(&error.to_string()));
                std::thread::sleep(Duration::from_secs(5));
            }
            Err(error) => {
                eprintln!("sync: {}", words(&error.to_string()));
                return ExitCode::FAILURE;
            }
            Ok(()) => return ExitCode::SUCCESS,
        }
    }
}

fn session(server: &str, user: &str, password: &str, copy: &mut Copy, was_there: &mut bool) -> Result<()> {
    let stream = TcpStream::connect(server)
        .map_err(|error| format!("cannot connect to {server}: {}", words(&error.to_string())))?;
    // Within the half hour that a server waits for a client (RFC 2177).
    stream.set_read_timeout(Some(Duration::from_secs(25 * 60)))?;
    let policy = Policy::new().tls(Tls::NotNeeded).login(user, password)?;
    let mut imap = Driver::open(stream, Options::default(), policy.enable(Capability::QResync))?;
    *was_there = true;
    let mut shown = String::new();
    synchronize(&mut imap, copy, Duration::from_secs(60), |copy| {
        let line = |(uid, flags): (&Uid, &FetchFlags<'_>)| format!("{uid} {}\n", flags.flags);
        let now: String = copy.mails.iter().map(line).collect();
        if now != shown {
            println!("{} messages\n{now}", copy.mails.len());
            shown = now;
        }
        true
    })
}

/// Without the number that the system has for the error.
fn words(error: &str) -> &str {
    error.split(" (os error").next().unwrap_or_default()
}
