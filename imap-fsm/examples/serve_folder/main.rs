//! A read-only server: the files of a folder are the messages of INBOX.
//!
//! ```text
//! cargo run -p imap-fsm --example serve_folder -- folder
//! curl --user alice:pass 'imap://127.0.0.1:1145/INBOX;UID=1'
//! ```
//!
//! Read `folder.rs`: what the server answers. [`serve`] here is what moves the bytes, one thread a client.

mod folder;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use imap_fsm::server::Options;
use imap_fsm::session::State;
use imap_fsm::types::number::UidValidity;
use imap_fsm::types::response::{RespText, Status, StatusKind};
use imap_fsm::view::View;
use imap_fsm::{Buffer, Limits, Server};

use crate::folder::Desk;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const HELP: &str = "\
Serves the files of a folder as the messages of INBOX, in the order of their names, to whoever logs in as alice with the
password `pass`. Nothing can be changed. It speaks in the clear, on this machine only.

  serve_folder mail           and then: curl --user alice:pass 'imap://127.0.0.1:1145/INBOX;UID=1'

usage: serve_folder FOLDER [ADDR]       ADDR is where clients connect [127.0.0.1:1145]

exit codes: 1 the folder cannot be read, or it cannot listen; 2 wrong arguments
";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if arguments.iter().any(|word| word == "--help") {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let (folder, address) = match &arguments[..] {
        [folder] => (folder, "127.0.0.1:1145"),
        [folder, address] => (folder, address.as_str()),
        _ => {
            eprintln!(
                "serve_folder: one folder is needed\nusage: serve_folder FOLDER [ADDR], or serve_folder --help"
            );
            return ExitCode::from(2);
        }
    };
    match listen(folder, address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let text = error.to_string();
            eprintln!("serve_folder: {}", text.split(" (os error").next().unwrap_or_default());
            ExitCode::FAILURE
        }
    }
}

fn listen(folder: &str, address: &str) -> Result<()> {
    let (mails, epoch) = read(folder.as_ref()).map_err(|error| format!("{folder}: {error}"))?;
    let mails = Arc::new(mails);
    let listener =
        TcpListener::bind(address).map_err(|error| format!("cannot listen on {address}: {error}"))?;
    println!("listening on {}", listener.local_addr()?);
    for stream in listener.incoming() {
        let (stream, mails) = (stream?, Arc::clone(&mails));
        std::thread::spawn(move || {
            if let Err(error) = serve(stream, &mails, epoch) {
                eprintln!("a connection has failed: {error}");
            }
        });
    }
    Ok(())
}

/// The files there are now. The epoch of their UIDs is when the folder has changed last.
fn read(path: &Path) -> Result<(Vec<Vec<u8>>, UidValidity)> {
    let changed = fs::metadata(path)?.modified()?.duration_since(UNIX_EPOCH)?.as_secs();
    let mut files: Vec<_> =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
    files.retain(|path| path.is_file());
    files.sort();
    let mails = files.iter().map(fs::read).collect::<std::io::Result<_>>()?;
    Ok((mails, UidValidity::try_from(u32::try_from(changed)?.max(1))?))
}

/// One connection, until it ends.
fn serve(mut stream: impl Read + Write, mails: &[Vec<u8>], epoch: UidValidity) -> Result<()> {
    let mut server = Server::new(Options::default());
    let mut buffer = Buffer::new(Limits::server().message + 1);
    let mut desk = Desk { mails, epoch, view: View::new(), fetching: None };
    server.greet(&Status { kind: StatusKind::Ok, text: RespText::try_from("hello")? })?;
    loop {
        while let Some(event) = server.receive(&mut buffer.input())? {
            desk.hear(&mut server, event)?;
        }
        desk.go_on(&mut server)?;
        if !server.transmit().is_empty() {
            let n = stream.write(server.transmit())?;
            server.transmitted(n)?;
        } else if server.session().state() == State::Logout {
            return Ok(());
        } else if server.reads() {
            match stream.read(buffer.space()?) {
                Ok(0) => return Ok(()),
                Ok(n) => buffer.fill(n)?,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
