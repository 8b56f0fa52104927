//! What the callers of a conforming session say.

use imap_types::IntoBoundedStatic;
use imap_types::append::{
    AppendData, AppendDataTail, AppendMessage, AppendMessageTail, CatPart, CatPartTail,
};
use imap_types::response::RespText;
use imap_types::url::ImapUrl;

pub(super) const COMMANDS: &[&str] = &[
    "SELECT a",
    "EXAMINE {1}\r\nb",
    "SELECT b",
    "NOOP",
    "CHECK",
    "CLOSE",
    "FETCH 1 FLAGS",
    "UID FETCH 1:9 (UID FLAGS)",
    "UID FETCH 1 BODY[]",
    "STORE 1 FLAGS (\\Deleted)",
    "UID STORE 7 +FLAGS (\\Seen)",
    "EXPUNGE",
    "SEARCH 1:3",
    "UID SEARCH SUBJECT {3}\r\na\r\n BODY {2}\r\n\u{e9}",
    "COPY 1 x",
    "LIST \"\" \"*\"",
    "STATUS {2}\r\n\u{e9} (MESSAGES)",
    "CREATE {5}\r\n* BYE",
    "ENABLE CONDSTORE",
    "IDLE",
    "APPEND x {3}\r\nabc {3}\r\ndef",
    "APPEND x {20}\r\na1 OK\r\na2 NOOP\r\n+\r\nx {3}\r\nabc",
    "APPEND x {2}\r\nab {20}\r\n01234567890123456789 {17}\r\na9 NOOP\r\na9 NOOP",
];

pub(super) const GREETINGS: &[&str] = &[
    "* PREAUTH [CAPABILITY IMAP4rev1 MULTIAPPEND ENABLE IDLE] x\r\n",
    "* PREAUTH [CAPABILITY IMAP4rev1 MULTIAPPEND ENABLE IDLE LITERAL-] x\r\n",
    "* PREAUTH [CAPABILITY IMAP4rev1 MULTIAPPEND ENABLE IDLE LITERAL+] x\r\n",
];

/// The octets of messages, and of the texts of which they are put together.
pub(super) fn texts_of(messages: &[AppendMessage<'_>]) -> Vec<Vec<u8>> {
    messages.iter().flat_map(|message| texts_of_data(&message.data)).collect()
}

/// The same of messages of which some came in pieces: those are `None`.
pub(super) fn texts_of_tail(messages: &[AppendMessageTail<'_>]) -> Vec<Option<Vec<u8>>> {
    let mut texts = Vec::new();
    for message in messages {
        match &message.data {
            AppendDataTail::Whole(data) => texts.extend(texts_of_data(data).into_iter().map(Some)),
            AppendDataTail::Catenate(parts) => texts.extend(parts.iter().filter_map(|part| match part {
                CatPartTail::Streamed(_) => Some(None),
                CatPartTail::Whole(part) => text_of_part(part).map(Some),
            })),
            AppendDataTail::Literal | AppendDataTail::Literal8 | AppendDataTail::Utf8 => texts.push(None),
        }
    }
    texts
}

fn texts_of_data(data: &AppendData<'_>) -> Vec<Vec<u8>> {
    match data {
        AppendData::Literal(text) => vec![text.as_bytes().to_vec()],
        AppendData::Literal8(binary) | AppendData::Utf8(binary) => vec![binary.as_bytes().to_vec()],
        AppendData::Catenate(parts) => parts.iter().filter_map(text_of_part).collect(),
        AppendData::Other(_) => vec![Vec::new()],
    }
}

fn text_of_part(part: &CatPart<'_>) -> Option<Vec<u8>> {
    match part {
        CatPart::Text(text) => Some(text.as_bytes().to_vec()),
        CatPart::Utf8(binary) => Some(binary.as_bytes().to_vec()),
        CatPart::Url(_) => None,
    }
}

pub(super) fn url() -> CatPart<'static> {
    CatPart::Url(ImapUrl::try_from("/x/;UID=1").expect("a URL"))
}

pub(super) fn text(text: &str) -> RespText<'static> {
    RespText::try_from(text).expect("it is text").into_static()
}
