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
use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;

use imap_fsm::types::secret::Secret;

use self::arguments::{Arguments, Task, USAGE, USAGE_LINE};
use self::failure::Failure;
use self::notes::Notes;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    if words.iter().any(|word| word == "--help") {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let outcome = Arguments::parse(words).and_then(|mut arguments| {
        arguments.progress = io::stderr().is_terminal();
        if let Task::Save { file, existing, .. } = &arguments.task {
            download::check(file, *existing)?;
        }
        let password = password(&arguments)?;
        run(&arguments, &password, &mut io::stdout(), &|| Box::new(io::stderr()))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody may be reading any more, which is no reason to panic.
            let _ = writeln!(io::stderr(), "std_client: {failure}");
            if let Failure::Usage(_) = failure {
                let _ = writeln!(io::stderr(), "{USAGE_LINE}");
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
        Task::Save { uid, file, existing } => {
            let mut progress = if arguments.progress { notes() } else { Box::new(io::sink()) };
            let len = download::save(&mut connection, *uid, (file, *existing), &mut *progress)?;
            writeln!(out, "{len} octets in {}", file.display())?;
        }
        Task::Watch => watch::watch(&mut connection, exists, arguments, out)?,
    }
    connection.log_out()?;
    connection.notes.finish();
    Ok(())
}

/// From a file, or from the environment, or from a person, whom it is not shown to; never from the arguments, which
/// everybody can read. There is one: no login is tried without.
fn password(arguments: &Arguments) -> Result<Secret<String>, Failure> {
    let password = if let Some(file) = &arguments.password_file {
        let wrong = |error| Failure::File(format!("{}: {}", file.display(), failure::words(&error)));
        fs::read_to_string(file).map_err(wrong)?.lines().next().unwrap_or_default().into()
    } else if let Ok(password) = std::env::var("IMAP_PASSWORD") {
        password
    } else if io::stdin().is_terminal() {
        let question = format!("password of {} at {}: ", arguments.user, arguments.host);
        rpassword::prompt_password(question)?
    } else {
        String::new()
    };
    match password.is_empty() {
        true => {
            Err(Failure::Login("no password: set IMAP_PASSWORD, or name a file by --password-file".into()))
        }
        false => Ok(Secret::new(password)),
    }
}
