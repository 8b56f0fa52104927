//! What is told of the messages.

use std::fmt::{Debug, Error, Result, Write};

/// Writes a line for each message. There are no secrets in it, because `Debug` of messages shows none.
pub struct Log(pub Box<dyn FnMut(&str) + Send>);

impl Log {
    pub fn tell(&mut self, side: &str, message: &dyn Debug) {
        let mut line = Line::default();
        // It ends where the line is long enough.
        let _ = write!(line, "{side} {message:?}");
        self.0(&line.0);
    }
}

/// Text that takes no more than fits on a line: what writes it stops there, however much it has to say.
#[derive(Default)]
struct Line(String);

const MOST: usize = 240;

impl Write for Line {
    fn write_str(&mut self, text: &str) -> Result {
        let room = MOST.saturating_sub(self.0.len());
        match text.char_indices().find(|(at, letter)| at + letter.len_utf8() > room) {
            None => {
                self.0.push_str(text);
                Ok(())
            }
            Some((end, _)) => {
                self.0.push_str(text.get(..end).unwrap_or_default());
                self.0.push('…');
                Err(Error)
            }
        }
    }
}
