//! ENVELOPE. [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2)

use alloc::vec::Vec;

use imap_types::envelope::{Address, AddressField, Envelope};
use imap_types::string::NString;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::lexical::{after_open, byte, close, closes, open, skip_spaces, sp};
use crate::grammar::raw::{field, malformed_field, malformed_piece};
use crate::grammar::string::{nil, write_nstring};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `envelope`
pub(crate) fn envelope<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Envelope<'a>> {
    let (input, ()) = open(cx, input)?;
    let (input, date) = field(cx, input)?;
    let (input, subject) = sp_field(cx, input)?;
    // Servers repeat From in Sender and Reply-To where those are missing: up to eight are common.
    let mut addresses = Vec::with_capacity(8);
    let mut ends = [0; 6];
    let mut input = input;
    for end in &mut ends {
        let (rest, ()) = sp(cx, input)?;
        (input, ()) = address_list(cx, rest, &mut addresses)?;
        *end = addresses.len() as u32;
    }
    let [from, sender, reply_to, to, cc, _] = ends;
    let (mut input, mut in_reply_to) = sp_field(cx, input)?;
    let message_id;
    if closes(input) {
        // Lenient: the fields that are there are worth having. The last one is Message-ID, whichever is missing.
        cx.accept(Quirk::MissingField, input)?;
        message_id = in_reply_to.take();
    } else {
        (input, message_id) = sp_field(cx, input)?;
    }
    let (input, ()) = close(cx, input)?;
    let mut envelope = Envelope::from_wire((addresses, [from, sender, reply_to, to, cc]));
    (envelope.date, envelope.subject) = (date, subject);
    (envelope.in_reply_to, envelope.message_id) = (in_reply_to, message_id);
    Ok((input, envelope))
}

/// `SP nstring`
#[inline]
fn sp_field<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NString<'a>> {
    let (input, ()) = sp(cx, input)?;
    field(cx, input)
}

/// `"(" 1*address ")" / nil`: `env-from` and its neighbours.
#[inline]
#[cfg_attr(test, track_caller)]
fn address_list<'a>(cx: &Context, input: &'a [u8], addresses: &mut Vec<Address<'a>>) -> Parsed<'a, ()> {
    let Some(rest) = input.strip_prefix(b"(") else {
        return match nil(input) {
            Ok(parsed) => Ok(parsed),
            Err(error) => malformed_field(cx, input, error),
        };
    };
    let mut input = rest;
    if closes(input) {
        // Lenient: mail.ru and hydroxide write empty lists.
        cx.accept(Quirk::EmptyAddressList, input)?;
        return close(cx, input);
    }
    input = after_open(cx, input)?;
    while !input.starts_with(b")") {
        work::again();
        input = match address(cx, input) {
            Ok((rest, next)) => {
                addresses.push(next);
                rest
            }
            Err(error) => {
                // Lenient: one address that is none, such as NIL, says nothing about the others.
                malformed_piece(cx, input, error)?.0
            }
        };
        input = between(cx, input)?;
    }
    byte(input, b')', Rule::Close)
}

/// Lenient: Outlook.com puts spaces between addresses.
#[inline]
fn between<'a>(cx: &Context, input: &'a [u8]) -> Result<&'a [u8], Unmet> {
    if input.starts_with(b" ") {
        cx.accept(Quirk::SpaceBetweenAddresses, input)?;
        return Ok(skip_spaces(input));
    }
    Ok(input)
}

/// `address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"`
#[inline]
fn address<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Address<'a>> {
    let Ok((rest, ())) = open(cx, input) else { return expected(input, Rule::Address) };
    let (rest, name) = field(cx, rest)?;
    let (rest, ()) = sp(cx, rest)?;
    let (rest, adl) = field(cx, rest)?;
    let (rest, ()) = sp(cx, rest)?;
    let (rest, mailbox) = field(cx, rest)?;
    let (rest, ()) = sp(cx, rest)?;
    let (rest, host) = field(cx, rest)?;
    let (rest, ()) = close(cx, rest)?;
    // Lenient: Gmail swaps name and mailbox of a damaged header, Exchange has hosts without mailbox. They are given
    // as sent.
    if host.is_some() != mailbox.is_some() && (name.is_some() || host.is_some()) {
        cx.accept(Quirk::OddAddress, input)?;
    }
    Ok((rest, Address { name, adl, mailbox, host }))
}

/// Writes `envelope`.
pub(crate) fn write_envelope(out: &mut Encoder<'_>, envelope: &Envelope<'_>) {
    out.byte(b'(');
    write_nstring(out, &envelope.date);
    out.byte(b' ');
    write_nstring(out, &envelope.subject);
    for field in AddressField::ALL {
        out.byte(b' ');
        match envelope.addresses(field) {
            [] => out.bytes(b"NIL"),
            addresses => {
                out.byte(b'(');
                addresses.iter().for_each(|address| write_address(out, address));
                out.byte(b')');
            }
        }
    }
    out.byte(b' ');
    write_nstring(out, &envelope.in_reply_to);
    out.byte(b' ');
    write_nstring(out, &envelope.message_id);
    out.byte(b')');
}

fn write_address(out: &mut Encoder<'_>, address: &Address<'_>) {
    out.byte(b'(');
    write_nstring(out, &address.name);
    for part in [&address.adl, &address.mailbox, &address.host] {
        out.byte(b' ');
        write_nstring(out, part);
    }
    out.byte(b')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, quirky, rejects, s};

    fn at<'a>(mailbox: &'a str, host: &'a str) -> Address<'a> {
        Address { mailbox: Some(s(mailbox)), host: Some(s(host)), ..Address::default() }
    }

    fn envelope_of<'a>(addresses: &[(AddressField, Address<'a>)]) -> Envelope<'a> {
        let mut envelope = Envelope::default();
        envelope.date = Some(s("d"));
        addresses.iter().for_each(|(field, address)| envelope.push(*field, address.clone()));
        envelope
    }

    #[test]
    fn envelopes_both_ways() {
        use AddressField::{From, To};
        both_ways(
            envelope,
            write_envelope,
            &[
                ("(\"d\" NIL NIL NIL NIL NIL NIL NIL NIL NIL)", envelope_of(&[])),
                (
                    "(\"d\" NIL ((NIL NIL \"f\" \"x\")) NIL NIL ((NIL NIL \"g\" NIL)(NIL NIL \"a\" \"y\")(NIL NIL NIL NIL)) NIL NIL NIL NIL)",
                    envelope_of(&[
                        (From, at("f", "x")),
                        (To, Address::group_start(s("g"))),
                        (To, at("a", "y")),
                        (To, Address::group_end()),
                    ]),
                ),
            ],
        );
        rejects(
            envelope,
            &[("NIL", 0, "\"(\""), ("(NIL NIL)", 8, "SP"), ("(NIL NIL NIL NIL NIL NIL NIL NIL)", 32, "SP")],
        );
    }

    #[test]
    fn odd_address_lists_are_understood() {
        use AddressField::{From, To};
        let two = envelope_of(&[(To, at("a", "x")), (To, at("b", "y"))]);
        let wire = "(\"d\" NIL NIL NIL NIL ((NIL NIL \"a\" \"x\") (NIL NIL \"b\" \"y\")) NIL NIL NIL NIL)";
        quirky(envelope, wire, &two, Quirk::SpaceBetweenAddresses, 39);
        let wire = "(\"d\" NIL () NIL NIL NIL NIL NIL NIL NIL)";
        quirky(envelope, wire, &envelope_of(&[]), Quirk::EmptyAddressList, 10);
        // The space is told, too, therefore not by itself.
        let cx = Context::new(crate::context::Mode::Lenient, false, 1, 0);
        let spaced = envelope(&cx, b"(\"d\" NIL ( ) NIL NIL NIL NIL NIL NIL NIL)");
        assert_eq!(spaced, Ok((&b""[..], envelope_of(&[]))));
        let swapped = Address { name: Some(s("<a@b>")), mailbox: Some(s("Dummy")), ..Address::default() };
        let wire = "(\"d\" NIL ((\"<a@b>\" NIL \"Dummy\" NIL)) NIL NIL NIL NIL NIL NIL NIL)";
        quirky(envelope, wire, &envelope_of(&[(From, swapped)]), Quirk::OddAddress, 10);
    }
}
