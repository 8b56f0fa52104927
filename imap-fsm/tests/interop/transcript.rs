//! What went over the wire, to be shown when a step fails.

use std::collections::VecDeque;

/// Longest piece that is shown whole.
const PIECE: usize = 1500;
/// How many of the last pieces are kept.
const PIECES: usize = 300;

#[derive(Default)]
pub(crate) struct Transcript {
    pieces: VecDeque<String>,
    /// Whether what is said is a password, or as good as one.
    secret: bool,
}

impl Transcript {
    /// From here on commands are shown without their arguments, and challenges and the answers to them not at all; or
    /// from here on all is shown.
    pub(crate) fn hide(&mut self, secret: bool) {
        self.secret = secret;
    }

    pub(crate) fn client(&mut self, bytes: &[u8]) {
        self.push("C", bytes);
    }

    pub(crate) fn server(&mut self, bytes: &[u8]) {
        self.push("S", bytes);
    }

    pub(crate) fn note(&mut self, what: &str) {
        self.pieces.push_back(format!("-- {what}"));
    }

    pub(crate) fn print(&self) {
        eprintln!("-- the conversation, or its end:");
        self.pieces.iter().for_each(|piece| eprintln!("{piece}"));
    }

    fn push(&mut self, who: &str, bytes: &[u8]) {
        let text = match (self.secret, bytes.len()) {
            (true, _) => hidden(who, bytes),
            (false, ..=PIECE) => bytes.escape_ascii().to_string(),
            (false, len) => format!("{}… ({len} octets)", bytes[..PIECE].escape_ascii()),
        };
        let text = text.replace("\\r\\n", "\\r\\n\n   ");
        self.pieces.push_back(format!("{who}: {}", text.trim_end()));
        if self.pieces.len() > PIECES {
            self.pieces.pop_front();
        }
    }
}

fn hidden(who: &str, bytes: &[u8]) -> String {
    match (who, bytes) {
        ("S", [b'a' | b'*', ..]) => bytes.escape_ascii().to_string(),
        ("C", [b'a', b'0'..=b'9', ..]) => {
            let words = bytes.splitn(3, |byte| *byte == b' ').take(2);
            words.map(|word| format!("{} ", word.escape_ascii())).collect::<String>() + "(hidden)"
        }
        _ => "(hidden)".into(),
    }
}
