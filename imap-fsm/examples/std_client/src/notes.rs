//! What is told besides the result: what the server wants people to read, and the trace of the wire.

use std::io::Write;

use imap_fsm::client::{Event, UpgradeReady};
use imap_fsm::codec::Sighting;
use imap_fsm::types::code::Code;
use imap_fsm::types::fetch::MsgAtt;
use imap_fsm::types::response::{Data, RespText};

use crate::failure::printable;

/// The longest line of a trace.
const WIDTH: usize = 2000;

pub(crate) struct Notes {
    out: Box<dyn Write>,
    trace: bool,
    /// Whether what is sent is a secret.
    hides: bool,
    bye: Option<String>,
    /// How much of the server was not understood.
    malformed: u32,
}

impl Notes {
    pub(crate) fn new(out: Box<dyn Write>, trace: bool) -> Self {
        Self { out, trace, hides: false, bye: None, malformed: 0 }
    }

    /// Hides what is sent from now on, or shows it again: a password may come as a literal or in base64.
    pub(crate) fn hide(&mut self, hides: bool) {
        self.hides = hides;
    }

    /// Why the server closed the connection.
    pub(crate) fn bye(&self) -> Option<&str> {
        self.bye.as_deref()
    }

    pub(crate) fn sent(&mut self, bytes: &[u8]) {
        match self.hides {
            true => self.trace("C", format!("({} octets that may hold a password)", bytes.len()).as_bytes()),
            false => self.trace("C", bytes),
        }
    }

    pub(crate) fn received(&mut self, raw: &[u8], event: &Event<'_>, quirks: &[Sighting]) {
        match event {
            Event::LiteralData(octets) => self.trace("S", format!("({} octets)", octets.len()).as_bytes()),
            _ => self.trace("S", raw),
        }
        // They are of the message that was read last, which a piece of a literal is not.
        if !matches!(event, Event::LiteralHead { .. } | Event::LiteralData(_)) {
            quirks
                .iter()
                .for_each(|seen| self.remark(&format!("tolerated at {}: {}", seen.offset, seen.quirk)));
        }
        match event {
            Event::Malformed { error, .. } | Event::LiteralTail(Err(error)) => {
                self.malformed += 1;
                self.remark(&format!("MALFORMED: {error}"));
            }
            Event::Oversized { literal, .. } => {
                self.malformed += 1;
                self.remark(&format!("SKIPPED: a literal of {} octets", literal.len));
            }
            Event::Data(data) => self.data(data),
            Event::LiteralTail(Ok(tail)) => tail.to_data().iter().for_each(|data| self.data(data)),
            Event::Bye(text) => {
                self.bye = Some(printable(&text.text().to_str_lossy()));
                self.alert(text);
            }
            Event::Greeting(status) => self.alert(&status.text),
            Event::Completed { tagged, .. } | Event::UpgradeReady(UpgradeReady { tagged, .. }) => {
                self.alert(&tagged.text)
            }
            _ => {}
        }
    }

    /// A line for people, now.
    pub(crate) fn say(&mut self, line: &str) {
        // Whoever cannot be told does not care.
        let _ = writeln!(self.out, "{line}");
    }

    /// At the end: nothing that was not understood goes unnoticed.
    pub(crate) fn finish(&mut self) {
        if self.malformed > 0 && !self.trace {
            self.say(&format!("{} messages of the server were not understood: see --trace", self.malformed));
        }
    }

    fn data(&mut self, data: &Data<'_>) {
        match data {
            Data::Status(status) => self.alert(&status.text),
            Data::Fetch { items, .. } => {
                for item in items {
                    match item {
                        MsgAtt::Malformed(item) => {
                            self.malformed += 1;
                            self.remark(&format!("MALFORMED item: expected {}", item.expected()));
                        }
                        MsgAtt::Other(item) => self.remark(&format!("unknown item {}", item.name().as_str())),
                        _ => {}
                    }
                }
            }
            Data::Other(other) => self.remark(&format!("unknown data {}", other.data().name().as_str())),
            _ => {}
        }
    }

    /// Alerts must be shown: [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1)
    fn alert(&mut self, text: &RespText<'_>) {
        if let Some(Code::Alert) = text.code() {
            self.say(&format!("the server says: {}", printable(&text.text().to_str_lossy())));
        }
    }

    fn remark(&mut self, what: &str) {
        if self.trace {
            self.say(&format!("   -> {what}"));
        }
    }

    fn trace(&mut self, side: &str, bytes: &[u8]) {
        if !self.trace {
            return;
        }
        for line in String::from_utf8_lossy(bytes).lines() {
            let (shown, more) = match line.char_indices().nth(WIDTH) {
                Some((end, _)) => (&line[..end], "..."),
                None => (line, ""),
            };
            self.say(&format!("{side}: {}{more}", printable(shown)));
        }
    }
}
