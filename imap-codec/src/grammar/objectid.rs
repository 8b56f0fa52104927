//! Identifiers that survive moves and renames. [RFC 8474 §7](https://www.rfc-editor.org/rfc/rfc8474#section-7)

use imap_types::objectid::{ObjectId, ObjectIdName, ObjectIds, SelectObjectId, is_objectid_char};

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::keyword;
use crate::grammar::seldom::{close, closes, nil, open, sp, span};
use crate::rule::Rule;

/// `objectid = 1*255(ALPHA / DIGIT / "_" / "-")`
pub(crate) fn objectid(input: &[u8]) -> Parsed<'_, ObjectId<'_>> {
    let (rest, octets) = span(input, is_objectid_char);
    match ObjectId::try_from(octets) {
        Ok(id) => Ok((rest, id)),
        Err(error) => refused(input, error),
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

/// `"(" [objectid-name SP objectid *(SP objectid-name SP objectid)] ")"`, each name once. By the draft's abstract: what its
/// grammar calls them is not known.
pub(crate) fn objectids<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ObjectIds<'a>> {
    let (start, ()) = open(cx, input)?;
    let (mut rest, mut ids) = (start, ObjectIds::default());
    // There is no fifth name.
    for _ in ObjectIdName::ALL {
        if closes(rest) {
            break;
        }
        let at = if rest.len() == start.len() { rest } else { sp(cx, rest)?.0 };
        (rest, ()) = named_objectid(cx, at, &mut ids)?;
    }
    let (rest, ()) = close(cx, rest)?;
    Ok((rest, ids))
}

/// `objectid-name SP objectid`
#[inline(never)]
fn named_objectid<'a>(cx: &Context, input: &'a [u8], ids: &mut ObjectIds<'a>) -> Parsed<'a, ()> {
    let (rest, name) = keyword(input);
    let Some(name) = ObjectIdName::from_bytes(name) else { return expected(input, Rule::ObjectIdName) };
    let (rest, ()) = sp(cx, rest)?;
    let (rest, id) = objectid(rest)?;
    match ids.set(name, id) {
        None => Ok((rest, ())),
        Some(_) => expected(input, Rule::ObjectIdName),
    }
}

/// The identifiers of a mailbox and of its account, and no others.
pub(crate) fn select_objectid<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SelectObjectId<'a>> {
    match objectids(cx, input)? {
        (rest, ObjectIds { mailbox: Some(mailbox), account: Some(account), email: None, thread: None }) => {
            Ok((rest, SelectObjectId { mailbox, account }))
        }
        _ => expected(input, Rule::MailboxIdAndAccountId),
    }
}

/// Writes identifiers, each behind its name.
pub(crate) fn write_objectids(out: &mut Encoder<'_>, ids: &ObjectIds<'_>) {
    out.byte(b'(');
    for (index, (name, id)) in ids.iter().enumerate() {
        if index > 0 {
            out.byte(b' ');
        }
        out.bytes(name.as_str().as_bytes());
        out.byte(b' ');
        out.bytes(id.as_bytes());
    }
    out.byte(b')');
}

/// Writes the identifiers of a mailbox and of its account.
pub(crate) fn write_select_objectid(out: &mut Encoder<'_>, id: &SelectObjectId<'_>) {
    out.bytes(b"(MAILBOXID ");
    out.bytes(id.mailbox.as_bytes());
    out.bytes(b" ACCOUNTID ");
    out.bytes(id.account.as_bytes());
    out.byte(b')');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, reads, rejects};

    #[test]
    fn identifiers_in_one_item_both_ways() {
        let id = |id| ObjectId::try_from(id).unwrap();
        let message = ObjectIds { email: Some(id("M1")), thread: Some(id("T1")), ..ObjectIds::default() };
        let mailbox = ObjectIds { mailbox: Some(id("F1")), account: Some(id("A1")), ..ObjectIds::default() };
        let all = ObjectIds { mailbox: Some(id("F1")), account: Some(id("A1")), ..message.clone() };
        both_ways(
            objectids,
            write_objectids,
            &[
                ("()", ObjectIds::default()),
                ("(EMAILID M1 THREADID T1)", message.clone()),
                ("(MAILBOXID F1 ACCOUNTID A1)", mailbox),
                ("(MAILBOXID F1 ACCOUNTID A1 EMAILID M1 THREADID T1)", all),
            ],
        );
        reads(objectids, &[("(threadid T1 EmailId M1)", message)]);
        rejects(
            objectids,
            &[
                ("(M1)", 1, "objectid-name"),
                ("(EMAILID)", 8, "SP"),
                ("(EMAILID (M1))", 9, "objectid"),
                ("(EMAILID M1 EMAILID M1)", 12, "objectid-name"),
                ("(EMAILID M1 THREADID a.b)", 22, "SP"),
                ("(MAILBOXID a ACCOUNTID a EMAILID a THREADID a EMAILID a)", 45, "\")\""),
            ],
        );
        let mailbox = SelectObjectId { mailbox: id("F1"), account: id("A1") };
        both_ways(
            select_objectid,
            write_select_objectid,
            &[("(MAILBOXID F1 ACCOUNTID A1)", mailbox.clone())],
        );
        reads(select_objectid, &[("(ACCOUNTID A1 MAILBOXID F1)", mailbox)]);
        rejects(
            select_objectid,
            &[
                ("()", 0, "MAILBOXID and ACCOUNTID"),
                ("(MAILBOXID F1)", 0, "MAILBOXID and ACCOUNTID"),
                ("(MAILBOXID F1 ACCOUNTID A1 EMAILID M1)", 0, "MAILBOXID and ACCOUNTID"),
            ],
        );
    }

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
