//! A mail client for the command line on blocking sockets: lists mailboxes and messages, saves a message, watches a
//! mailbox.
//!
//! ```text
//! cargo run --package std_client -- imaps://alice@example.org
//! cargo run --package std_client -- --last 20 imaps://alice@example.org/INBOX
//! ```
//!
//! `--help` tells the rest. Read `connection.rs` first: the one loop, which nothing else here moves bytes beside. Then
//! `login.rs`: what happens before one is logged in. Each task is a file that sends commands and hears events:
//! `mailboxes.rs` sends many commands at once, `messages.rs` prints rows as they come, `download.rs` gets a message that
//! need not fit into memory, `watch.rs` idles. `tls.rs` and `deflate.rs` are the layers below, `notes.rs` is the trace.
//!
//! A password that is asked for shows on the screen: to hide it needs another crate.

mod arguments;
mod connection;
mod deflate;
mod download;
mod failure;
mod login;
mod mailboxes;
mod messages;
mod notes;
#[cfg(test)]
mod tests;
mod tls;
mod watch;

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

use imap_fsm::types::secret::Secret;

use self::arguments::{Arguments, Task, USAGE};
use self::failure::Failure;
use self::notes::Notes;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--help") {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let outcome = Arguments::parse(words).and_then(|arguments| {
        let password = password(&arguments)?;
        run(&arguments, &password, &mut io::stdout(), &|| Box::new(io::stderr()))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("std_client: {failure}");
            if let Failure::Usage(_) = failure {
                eprint!("\n{USAGE}");
            }
            ExitCode::from(failure.code())
        }
    }
}

/// Does what is asked for. The result goes to `out`, what is told besides to what `notes` opens.
fn run(
    arguments: &Arguments,
    password: &Secret<String>,
    out: &mut dyn Write,
    notes: &dyn Fn() -> Box<dyn Write>,
) -> Result<(), Failure> {
    let mut connection = login::log_in(arguments, password, Notes::new(notes(), arguments.trace))?;
    let exists = match &arguments.mailbox {
        Some(mailbox) => messages::open(&mut connection, mailbox)?,
        None => 0,
    };
    match &arguments.task {
        Task::Mailboxes => mailboxes::list(&mut connection, out)?,
        Task::Messages { last, search } => {
            messages::list(&mut connection, exists, *last, search.as_deref(), out)?;
        }
        Task::Save { uid, file } => {
            let len = download::save(&mut connection, *uid, file, &mut *notes())?;
            writeln!(out, "{len} octets in {}", file.display())?;
        }
        Task::Watch => watch::watch(&mut connection, exists, arguments.idle, arguments.poll, out)?,
    }
    connection.log_out()?;
    connection.notes.finish();
    Ok(())
}

/// From the environment, or from a file, or from a person; never from the arguments, which everybody can read.
fn password(arguments: &Arguments) -> Result<Secret<String>, Failure> {
    if let Some(file) = &arguments.password_file {
        let wrong = |error| Failure::File(format!("{}: {error}", file.display()));
        let text = fs::read_to_string(file).map_err(wrong)?;
        return Ok(Secret::new(text.lines().next().unwrap_or_default().into()));
    }
    if let Ok(password) = std::env::var("IMAP_PASSWORD") {
        return Ok(Secret::new(password));
    }
    eprint!("password of {} at {}: ", arguments.user, arguments.host);
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n']).into()))
}
