use std::io::{self, Read, Write};

use super::*;

/// A client that sends its lines at once, and what it got.
struct Client(&'static [u8], Vec<u8>);

impl Read for Client {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl Write for Client {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // As little as it can be.
        let n = bytes.len().min(100);
        self.1.extend_from_slice(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn served(name: &str, commands: &'static str) -> String {
    let path = std::env::temp_dir().join(format!("serve_folder-{}-{name}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    for (file, text) in
        [("1", "Subject: a\r\n\r\nhello\r\n".into()), ("2", format!("X: y\r\n\r\n{}", "x".repeat(99_993)))]
    {
        fs::write(path.join(file), text).unwrap();
    }
    let (mails, epoch) = read(&path).unwrap();
    let mut client = Client(commands.as_bytes(), Vec::new());
    serve(&mut client, &mails, epoch).unwrap();
    fs::remove_dir_all(path).unwrap();
    String::from_utf8(client.1).unwrap()
}

#[test]
fn a_session_reads_the_folder() {
    let said = served(
        "session",
        "a LOGIN alice pass\r\n\
         b LIST \"\" *\r\n\
         c STATUS INBOX (MESSAGES UIDNEXT)\r\n\
         d SELECT INBOX\r\n\
         e FETCH 1 (FLAGS UID RFC822.SIZE BODY.PEEK[HEADER] BODY[TEXT])\r\n\
         f UID FETCH 2:9 BODY[]\r\n\
         g FETCH 3 FLAGS\r\n\
         h FETCH 1:* (FLAGS)\r\n\
         i STORE 1 +FLAGS (\\Seen)\r\n\
         j LOGOUT\r\n",
    );
    for part in [
        "* LIST () \"/\" INBOX\r\n",
        "* STATUS INBOX (MESSAGES 2 UIDNEXT 3)\r\n",
        "* 2 EXISTS\r\n",
        "d OK [READ-ONLY] opened\r\n",
        "* 1 FETCH (UID 1 FLAGS () RFC822.SIZE 21 BODY[HEADER] {14}\r\nSubject: a\r\n\r\n BODY[TEXT] {7}\r\nhello\r\n)\r\n",
        "* 2 FETCH (UID 2 BODY[] {100001}\r\nX: y\r\n\r\nxxx",
        "xxx)\r\nf OK done\r\n",
        "g NO no such message\r\n",
        "* 1 FETCH (UID 1 FLAGS ())\r\n* 2 FETCH (UID 2 FLAGS ())\r\nh OK done\r\n",
        "\r\ni NO ",
        "j OK done\r\n",
    ] {
        assert!(said.contains(part), "{part}\nin {said:.2000}");
    }
}

#[test]
fn who_is_not_alice_stays_outside() {
    let said = served("outside", "a LOGIN alice secret\r\nb SELECT INBOX\r\nc LOGOUT\r\n");
    assert!(said.contains("a NO not here\r\n") && said.contains("\r\nb BAD "), "{said}");
}

#[test]
fn its_logic_has_at_most_120_lines() {
    let lines = include_str!("folder.rs").lines().map(str::trim);
    let counts = |line: &&str| !line.is_empty() && !line.starts_with("//") && !line.starts_with("use ");
    let count = lines.filter(counts).count();
    assert!(count <= 120, "{count}");
}

#[test]
fn what_is_not_there_is_named() {
    let error = listen("/not/there", "127.0.0.1:0").unwrap_err().to_string();
    assert!(error.starts_with("/not/there: "), "{error}");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let error = listen(env!("CARGO_MANIFEST_DIR"), &address).unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot listen on {address}: ")), "{error}");
}
