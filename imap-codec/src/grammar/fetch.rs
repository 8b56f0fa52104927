//! FETCH, what it asks for and what it gives. [RFC 9051 §6.4.5](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.5)

mod odd;
mod request;
mod response;
mod text;

use imap_types::chars::is_atom_char;

pub(crate) use self::odd::malformed_item;
pub(crate) use self::request::{fetch_att, write_fetch_att};
pub(crate) use self::response::{msg_att, write_msg_att, write_msg_att_head};
pub(crate) use self::text::{origin, write_origin};
use crate::context::{Parsed, expected};
use crate::grammar::lexical::before;
use crate::grammar::seldom::{span, until};
use crate::rule::Rule;

/// The name of an item that is not known, with its section if it has one.
pub(crate) fn item_name(input: &[u8]) -> Parsed<'_, &[u8]> {
    let (mut rest, name) = span(input, |byte| is_atom_char(byte) && byte != b'[');
    if name.is_empty() {
        return expected(input, Rule::Atom);
    }
    if let [b'[', section @ ..] = rest {
        rest = match until(section, b"]\r\n\0") {
            ([b']', rest @ ..], _) => rest,
            (rest, _) => return expected(rest, Rule::Bracket),
        };
        (rest, _) = span(rest, |byte| is_atom_char(byte) && byte != b'[');
    }
    Ok((rest, before(input, rest)))
}
