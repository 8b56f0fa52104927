//! Identifiers that survive moves and renames. [RFC 8474 §7](https://www.rfc-editor.org/rfc/rfc8474#section-7)

use imap_types::objectid::{ObjectId, is_objectid_char};

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::seldom::{close, nil, open, span};

/// `objectid = 1*255(ALPHA / DIGIT / "_" / "-")`
pub(crate) fn objectid(input: &[u8]) -> Parsed<'_, ObjectId<'_>> {
    let (rest, octets) = span(input, is_objectid_char);
    match ObjectId::try_from(octets) {
        Ok(id) => Ok((rest, id)),
        Err(error) => expected(input, error.expected),
    }
}

/// `"(" objectid ")"`
pub(crate) fn objectid_in_parentheses<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ObjectId<'a>> {
    let (input, ()) = open(cx, input)?;
    let (input, id) = objectid(input)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, id))
}

/// `"(" objectid ")" / nil`
pub(crate) fn objectid_or_nil<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<ObjectId<'a>>> {
    if !input.starts_with(b"(") {
        let (input, ()) = nil(input)?;
        return Ok((input, None));
    }
    let (input, id) = objectid_in_parentheses(cx, input)?;
    Ok((input, Some(id)))
}

/// Writes `"(" objectid ")"`.
pub(crate) fn write_objectid_in_parentheses(out: &mut Encoder<'_>, id: &ObjectId<'_>) {
    out.byte(b'(');
    out.bytes(id.as_bytes());
    out.byte(b')');
}

/// Writes `"(" objectid ")" / nil`.
pub(crate) fn write_objectid_or_nil(out: &mut Encoder<'_>, id: &Option<ObjectId<'_>>) {
    match id {
        Some(id) => write_objectid_in_parentheses(out, id),
        None => out.bytes(b"NIL"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, rejects};

    #[test]
    fn identifiers_both_ways() {
        let id = ObjectId::try_from("M6d99ac3275bb4e").unwrap();
        both_ways(objectid_or_nil, write_objectid_or_nil, &[("(M6d99ac3275bb4e)", Some(id)), ("NIL", None)]);
        let long = alloc::format!("({})", "x".repeat(256));
        rejects(
            objectid_or_nil,
            &[("()", 1, "objectid"), ("(a.b)", 2, "\")\""), ("M1", 0, "nil"), (&long, 1, "objectid")],
        );
    }
}
