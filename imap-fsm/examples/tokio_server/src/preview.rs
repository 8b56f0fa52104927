//! PREVIEW: the beginning of what a message says, as plain text (RFC 8970).

use mail_parser::decoders::html::html_to_text;
use mail_parser::{MessageParser, PartType};

/// How many characters a preview has at most (RFC 8970 §3.3).
const LONGEST: usize = 200;
/// How much of a text is looked at.
const LOOKED_AT: usize = 64 << 10;

/// Without markup and transfer encoding, its white space made narrow; empty where a message has no text.
pub(crate) fn preview(message: &[u8]) -> String {
    let Some(message) = MessageParser::default().parse(message) else { return String::new() };
    let text = match message.text_part(0).map(|part| &part.body) {
        Some(PartType::Text(text)) => cut(text, LOOKED_AT).into(),
        Some(PartType::Html(html)) => html_to_text(cut(html, LOOKED_AT)),
        _ => String::new(),
    };
    narrow(&text)
}

/// Words with one space between them, as many as fit.
fn narrow(text: &str) -> String {
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    let mut preview = String::new();
    let mut left = LONGEST;
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        let space = usize::from(!preview.is_empty());
        if left <= space {
            break;
        }
        preview.push_str(if space > 0 { " " } else { "" });
        let fits = word.char_indices().nth(left - space).map_or(word, |(end, _)| &word[..end]);
        preview.push_str(fits);
        left -= space + fits.chars().count();
    }
    preview
}

/// At most so many octets, and no half of a character.
fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_the_beginning_of_the_text_without_markup() {
        for (message, expected) in [
            ("Subject: x\r\n\r\nHello,\r\n\r\n  you\tthere\x01\r\n", "Hello, you there"),
            (
                "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Gr\u{fc}\u{df}e</p><b>Ann</b>",
                "Gr\u{fc}\u{df}e Ann",
            ),
            (
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nS8Okc2U=\r\n",
                "K\u{e4}se",
            ),
            (
                "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nplain\r\n\
                 --b\r\nContent-Type: text/html\r\n\r\n<i>html</i>\r\n--b--\r\n",
                "plain",
            ),
            ("Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n", ""),
            ("Subject: x\r\n\r\n", ""),
        ] {
            assert_eq!(preview(message.as_bytes()), expected, "{message}");
        }
    }

    #[test]
    fn a_preview_has_200_characters_at_most() {
        let long = |word: &str| {
            preview(
                format!(
                    "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}",
                    word.repeat(100_000)
                )
                .as_bytes(),
            )
        };
        assert_eq!(long("\u{e4}"), "\u{e4}".repeat(200));
        assert_eq!(long("ab "), format!("{}ab", "ab ".repeat(66)));
        assert_eq!(long("\u{1f600}").chars().count(), 200);
    }
}
