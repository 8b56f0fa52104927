//! No command keeps others waiting: whatever takes long is done in turns, which are counted here.

use std::sync::Arc;

use imap_fsm::server::Options;
use imap_fsm::{Buffer, Limits, Server};

use crate::config::Config;
use crate::connection::work;
use crate::serve::OUTPUT;
use crate::service::Service;
use crate::store::Store;
use crate::turn::Turn;

/// A connection without a network, of a client that has logged in and reads fast.
struct Desk {
    server: Server,
    service: Service,
    buffer: Buffer,
    /// Turns since the last command, and the most output that has waited after one.
    turns: usize,
    waited: usize,
}

impl Desk {
    fn new() -> Self {
        let config = Config::from_args(["--plain", "--preauth", "alice"].map(Into::into));
        let config = Arc::new(config.unwrap());
        let limits = Limits { output: 2 * OUTPUT, ..Limits::server() };
        let mut server = Server::new(Options { limits, ..Options::default() });
        let store = Arc::new(Store::new(&config));
        let mut service = Service::new(config, store);
        service.greet(&mut server).unwrap();
        Self { server, service, buffer: Buffer::new(limits.message + 1), turns: 0, waited: 0 }
    }

    /// Sends commands, and gives what is said in turns of so many steps, until there is nothing left to do.
    fn play(&mut self, commands: &str, steps: u32) -> String {
        let mut said = Vec::new();
        (self.turns, self.waited) = (0, 0);
        let mut unsent = commands.as_bytes();
        loop {
            let space = self.buffer.space().unwrap();
            let count = if self.server.reads() { space.len().min(unsent.len()) } else { 0 };
            space[..count].copy_from_slice(&unsent[..count]);
            self.buffer.fill(count).unwrap();
            unsent = &unsent[count..];
            (self.service.turn, self.service.paused) = (Turn::Steps(steps), false);
            work(&mut self.server, &mut self.service, &mut self.buffer).unwrap();
            self.turns += 1;
            let output = self.server.transmit();
            self.waited = self.waited.max(output.len());
            said.extend_from_slice(output);
            let (count, is_done) = (output.len(), output.is_empty() && unsent.is_empty());
            self.server.transmitted(count).unwrap();
            if is_done && !self.service.paused {
                return String::from_utf8(said).unwrap();
            }
        }
    }

    /// Sends one command, and gives what is said.
    fn ask(&mut self, command: &str, steps: u32) -> String {
        let said = self.play(&format!("q {command}\r\n"), steps);
        assert!(said.contains("q OK"), "{command}: {said}");
        said
    }

    fn append(&mut self, mailbox: &str, message: &str) {
        self.ask(&format!("APPEND {mailbox} {{{}+}}\r\n{message}", message.len()), u32::MAX);
    }
}

#[test]
fn whatever_is_done_for_many_is_done_in_turns() {
    let mut desk = Desk::new();
    for number in 0..100 {
        desk.ask(&format!("CREATE many/{number}"), u32::MAX);
        desk.ask(&format!("SUBSCRIBE many/{number}"), u32::MAX);
        desk.append(&format!("many/{number}"), "Subject: x\r\n\r\ny");
        desk.append("INBOX", "Subject: x\r\n\r\ny");
    }
    desk.ask("SELECT INBOX", u32::MAX);
    for command in [
        // Nothing to say but NIL, or nothing at all.
        "FETCH 1:* BODY.PEEK[99]",
        "FETCH 1:* (PREVIEW)",
        "SEARCH TEXT nowhere",
        "SORT (SUBJECT) UTF-8 ALL",
        "THREAD REFERENCES UTF-8 ALL",
        "ESEARCH IN (personal) TEXT nowhere",
        "LIST \"\" nowhere",
        "LIST \"\" * RETURN (STATUS (UNSEEN))",
        "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %",
        "LSUB \"\" *",
    ] {
        desk.ask(command, 5);
        assert!(desk.turns >= 20, "{command}: {} turns", desk.turns);
        desk.ask(command, u32::MAX);
        assert!(desk.turns < 20, "{command}: {} turns of no end", desk.turns);
    }
    let noops = "n NOOP\r\n".repeat(100);
    assert_eq!(desk.play(&noops, 5).matches("n OK").count(), 100);
    assert!(desk.turns >= 20, "{} turns", desk.turns);
}

#[test]
fn output_waits_in_small_amounts_however_much_is_asked_for() {
    let mut desk = Desk::new();
    let text = "0123456789".repeat(20_000);
    desk.append(
        "INBOX",
        &format!("Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n{text}"),
    );
    desk.ask("SELECT INBOX", u32::MAX);
    // Long texts are streamed one after the other in one response.
    let texts: Vec<String> = (0..100).map(|at| format!("BODY.PEEK[1]<{at}.99999>")).collect();
    let said = desk.ask(&format!("FETCH 1 ({} FLAGS)", texts.join(" ")), u32::MAX);
    assert!(said.starts_with("* 1 FETCH (FLAGS (\\Recent) BODY[1]<0> {99999}\r\n0123"), "{}", &said[..60]);
    assert_eq!((said.matches(" FETCH (").count(), said.matches("{99999}").count()), (1, 100));
    assert!(said.contains("678 BODY[1]<1> {99999}\r\n1234") && said.contains(")\r\nq OK"));
    assert!(desk.waited <= 3 * OUTPUT, "{} octets waited", desk.waited);
    // Short ones stand in responses that are not long, each of which says whose they are.
    let texts: Vec<String> = (0..100).map(|at| format!("BODY.PEEK[1]<{at}.8000>")).collect();
    let said = desk.ask(&format!("UID FETCH 1 ({} BODY.PEEK[9])", texts.join(" ")), u32::MAX);
    assert_eq!(said.matches(" BODY[1]<").count(), 100);
    assert_eq!(said.matches("* 1 FETCH (UID 1 BODY[").count(), said.matches(" FETCH (").count());
    assert!(said.contains(" BODY[9] NIL)\r\nq OK") && desk.waited <= 3 * OUTPUT, "{} waited", desk.waited);
    // Nothing is said twice.
    let said = desk.ask(
        &format!("FETCH 1 ({})", ["BODYSTRUCTURE", "BODY.PEEK[1]<0.9>"].repeat(500).join(" ")),
        u32::MAX,
    );
    assert_eq!((said.matches("BODYSTRUCTURE (").count(), said.matches("BODY[1]<0>").count()), (1, 1));
}
