//! ENVELOPE: the header taken apart (RFC 9051 §7.5.2), with every value as it stands in the message.

use imap_fsm::types::envelope::{Address, AddressField, Envelope};
use imap_fsm::types::string::{AString, NString};

use crate::header::{self, ADDRESS, Token, tokens};

/// How many addresses a message has at most. More are left out: each takes a hundred times the room of a comma.
const ADDRESSES: usize = 10_000;

pub(crate) fn envelope(header: &[u8]) -> Envelope<'static> {
    let mut envelope = Envelope::default();
    envelope.date = string(header::value(header, "date"));
    envelope.subject = string(header::value(header, "subject"));
    envelope.in_reply_to = string(header::value(header, "in-reply-to"));
    envelope.message_id = string(header::value(header, "message-id"));
    let mut left = ADDRESSES;
    let from = in_fields(header, "from", &mut left);
    for (field, name) in [
        (AddressField::From, "from"),
        (AddressField::Sender, "sender"),
        (AddressField::ReplyTo, "reply-to"),
        (AddressField::To, "to"),
        (AddressField::Cc, "cc"),
        (AddressField::Bcc, "bcc"),
    ] {
        let addresses = match field {
            AddressField::From => from.clone(),
            _ => in_fields(header, name, &mut left),
        };
        // Who is the sender and gets the reply, where nobody else is named.
        let repeats = addresses.is_empty() && matches!(field, AddressField::Sender | AddressField::ReplyTo);
        let addresses = if repeats { from.clone() } else { addresses };
        addresses.into_iter().for_each(|address| envelope.push(field, address));
    }
    envelope
}

/// A string for the wire. No header of ours has NUL in it.
pub(crate) fn string(value: Option<Vec<u8>>) -> NString<'static> {
    value.and_then(|value| AString::try_from(value).ok())
}

/// Those in the fields of this name, if not more than are `left`.
fn in_fields(header: &[u8], name: &str, left: &mut usize) -> Vec<Address<'static>> {
    let fields = header::fields(header).filter(|field| field.is(name.as_bytes()));
    let found: Vec<_> = fields.flat_map(|field| addresses(field.value)).take(*left).collect();
    *left -= found.len();
    found
}

/// The addresses of an `address-list` (RFC 5322 §3.4), groups between their markers.
fn addresses(value: &[u8]) -> Vec<Address<'static>> {
    let mut addresses = Vec::new();
    let (mut mailbox, mut in_angle) = (Vec::new(), false);
    for token in tokens(value, ADDRESS) {
        match token {
            Token::Special(b',') if !in_angle => addresses.extend(address(&std::mem::take(&mut mailbox))),
            Token::Special(b':') if !in_angle => {
                let name = words(&std::mem::take(&mut mailbox));
                addresses.extend(string(Some(name)).map(Address::group_start));
            }
            Token::Special(b';') if !in_angle => {
                addresses.extend(address(&std::mem::take(&mut mailbox)));
                addresses.push(Address::group_end());
            }
            token => {
                match token {
                    Token::Special(b'<') => in_angle = true,
                    Token::Special(b'>') => in_angle = false,
                    _ => {}
                }
                mailbox.push(token);
            }
        }
    }
    addresses.extend(address(&mailbox));
    addresses
}

/// One address: `Name <local@domain>`, `<@route:local@domain>`, or `local@domain (Name)`.
fn address(tokens: &[Token]) -> Option<Address<'static>> {
    let is = |byte| move |token: &Token| *token == Token::Special(byte);
    if tokens.iter().all(|token| matches!(token, Token::Comment(_))) {
        return None;
    }
    let (name, adl, spec) = match tokens.iter().position(is(b'<')) {
        Some(open) => {
            let inner = &tokens[open + 1..];
            let inner = &inner[..inner.iter().position(is(b'>')).unwrap_or(inner.len())];
            let (route, spec) = match inner.iter().position(is(b':')) {
                Some(colon) => (Some(joined(&inner[..colon])), &inner[colon + 1..]),
                None => (None, inner),
            };
            (words(&tokens[..open]), route, spec)
        }
        None => {
            let comment = tokens.iter().rev().find_map(|token| match token {
                Token::Comment(text) => Some(text.clone()),
                _ => None,
            });
            (comment.unwrap_or_default(), None, tokens)
        }
    };
    // Without a host it would be the start of a group.
    let (local, host) = match spec.iter().rposition(is(b'@')) {
        Some(at) => (joined(&spec[..at]), joined(&spec[at + 1..])),
        None => (words(spec), Vec::new()),
    };
    let name = Some(name).filter(|name| !name.is_empty());
    Some(Address {
        name: string(name),
        adl: string(adl),
        mailbox: string(Some(local)),
        host: string(Some(host)),
    })
}

/// The words of a phrase, with a space between.
fn words(tokens: &[Token]) -> Vec<u8> {
    let words: Vec<&[u8]> = tokens.iter().map(Token::text).filter(|word| !word.is_empty()).collect();
    words.join(&b' ')
}

fn joined(tokens: &[Token]) -> Vec<u8> {
    tokens.iter().flat_map(|token| token.text().to_vec()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> String {
        let text = |part: &NString<'_>| part.as_ref().map_or("NIL".into(), ToString::to_string);
        let each = |a: &Address<'_>| [&a.name, &a.adl, &a.mailbox, &a.host].map(text).join("|");
        addresses(value.as_bytes()).iter().map(each).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn addresses_of_every_kind_are_read() {
        for (value, expected) in [
            ("a@b", "NIL|NIL|a|b"),
            ("Ann B. <a.b@c>, \"D, E\" <\"d e\"@f>", "Ann B.|NIL|a.b|c D, E|NIL|d e|f"),
            ("a@b (Old Style)", "Old Style|NIL|a|b"),
            ("<@x,@y:a@b>", "NIL|@x,@y|a|b"),
            (
                "Team: a@b, C <c@d>;, e@f",
                "NIL|NIL|Team|NIL NIL|NIL|a|b C|NIL|c|d NIL|NIL|NIL|NIL NIL|NIL|e|f",
            ),
            ("undisclosed-recipients:;", "NIL|NIL|undisclosed-recipients|NIL NIL|NIL|NIL|NIL"),
            ("=?utf-8?q?J=C3=BC?= <j@[192.0.2.1]>", "=?utf-8?q?J=C3=BC?=|NIL|j|[192.0.2.1]"),
            ("a@[IPv6:::1], b@c", "NIL|NIL|a|[IPv6:::1] NIL|NIL|b|c"),
            ("root", "NIL|NIL|root|"),
            ("no address", "NIL|NIL|no address|"),
            ("(nobody)", ""),
            ("", ""),
        ] {
            assert_eq!(read(value), expected, "{value}");
        }
    }

    #[test]
    fn the_author_is_the_sender_and_gets_the_reply_unless_somebody_else_is_named() {
        let envelope = envelope(b"From: a@b\r\nReply-To: c@d\r\nSubject: x\r\n y\r\n\r\n");
        assert_eq!(envelope.sender(), envelope.from());
        assert_eq!(envelope.reply_to()[0].addr_spec(), "c@d");
        assert_eq!(envelope.subject.unwrap(), "x y");
    }
}
