//! The program as a service manager ends it.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Sends a signal by its name: std has no call for it.
fn signal(name: &str, process: u32) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn at_sigterm_each_client_is_told_bye() {
    for name in ["TERM", "INT"] {
        let mut server = Command::new(env!("CARGO_BIN_EXE_tokio_server"))
            .args(["--listen", "127.0.0.1:0", "--plain"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut told).unwrap();
        let address = told.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("{told:?}"));

        let mut idle = BufReader::new(TcpStream::connect(address).unwrap());
        idle.get_ref().set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let mut line = String::new();
        idle.read_line(&mut line).unwrap();
        assert!(line.starts_with("* OK "), "{line}");
        idle.get_mut().write_all(b"a LOGIN alice pass\r\nb SELECT INBOX\r\nc IDLE\r\n").unwrap();
        while !line.starts_with("+ ") {
            line.clear();
            assert_ne!(idle.read_line(&mut line).unwrap(), 0, "the server closed");
        }

        signal(name, server.id());
        let mut rest = String::new();
        idle.read_to_string(&mut rest).unwrap();
        assert!(rest.starts_with("* BYE "), "SIG{name}: {rest:?}");
        assert!(server.wait().unwrap().success(), "SIG{name}");
    }
}
