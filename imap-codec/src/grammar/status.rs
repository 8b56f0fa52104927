//! STATUS. [RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.11)

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::num::NonZeroU32;

use imap_types::chars::is_atom_char;
use imap_types::command::CommandBody;
use imap_types::mailbox::Mailbox;
use imap_types::number::{ModSeq, Number64};
use imap_types::status::{MailboxStatus, StatusAtt, StatusAttName, StatusAttVal};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::lexical::{
    atom_chars, closes, leading_zero, list, mod_sequence_or_zero, number64, skip_spaces, sp, span,
    uid_validity, write_list,
};
use crate::grammar::mailbox::{mailbox, write_mailbox};
use crate::grammar::named::payload;
use crate::grammar::objectid::{
    objectid_in_parentheses, objectids, write_objectid_in_parentheses, write_objectids,
};
use crate::grammar::raw::{kept, malformed_octets, unknown_after, write_unknown};
use crate::grammar::seldom::{self, astring, list1, nil, number};
use crate::grammar::string::write_astring;
use crate::quirk::Quirk;
use crate::rule::Rule;

payload!(MailboxStatus<'a>: SP mailbox_status, write_mailbox_status);

/// After `STATUS`: `SP mailbox SP "(" status-att *(SP status-att) ")"`
pub(crate) fn status<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CommandBody<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, mailbox) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, items) = list1(cx, input, status_att)?;
    Ok((input, CommandBody::Status { mailbox, items }))
}

/// Writes what follows `STATUS`.
pub(crate) fn write_status(out: &mut Encoder<'_>, mailbox: &Mailbox<'_>, items: &[StatusAtt<'_>]) {
    out.byte(b' ');
    write_mailbox(out, mailbox);
    out.byte(b' ');
    write_list(out, items, write_status_att);
}

/// `status-att`
pub(crate) fn status_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, StatusAtt<'a>> {
    let (rest, name) = atom_chars(input);
    if name.is_empty() {
        return expected(input, Rule::StatusAtt);
    }
    match StatusAttName::from_bytes(name).and_then(StatusAtt::plain) {
        Some(known) => Ok((rest, known)),
        // Lenient: RFCs to come and vendors have items that RFC 9051 has no room for.
        None => {
            cx.accept(Quirk::UnknownStatusAtt, input)?;
            Ok((rest, StatusAtt::Other(kept(name, b""))))
        }
    }
}

/// `mailbox SP "(" [status-att-list] ")"`
pub(crate) fn mailbox_status<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MailboxStatus<'a>> {
    let (input, mailbox) = match mailbox(cx, input) {
        Ok((rest, mailbox)) if matches!(rest, [b' ', b'(', ..]) => (rest, mailbox),
        result => unquoted_name(cx, input, result)?,
    };
    let (input, ()) = sp(cx, input)?;
    let (input, items) = list(cx, input, status_att_val)?;
    Ok((input, MailboxStatus { mailbox, items }))
}

/// Lenient: some servers tell names with spaces as they are. The name ends before the last parenthesis that opens.
#[cold]
#[inline(never)]
fn unquoted_name<'a>(
    cx: &Context,
    input: &'a [u8],
    result: Parsed<'a, Mailbox<'a>>,
) -> Parsed<'a, Mailbox<'a>> {
    let (_, line) = seldom::until(input, b"\r\n\0");
    let end = line.windows(2).rposition(|two| two == b" (");
    let bare = !matches!(line, [b'"' | b'{' | b'~', ..] | []);
    // A name that ends where a space could be meant, as in `a(MESSAGES 1)` or `a  (MESSAGES 1)`, is no such case.
    let meant = match &result {
        Ok((rest, _)) => skip_spaces(rest).starts_with(b"("),
        Err(_) => false,
    };
    match end.filter(|_| bare && !meant).map(|end| input.split_at(end)) {
        Some((name, rest)) if cx.accept(Quirk::UnquotedName, input).is_ok() => {
            Ok((rest, Mailbox::from_wire(Cow::Borrowed(name.trim_ascii_end()))))
        }
        _ => result,
    }
}

/// `status-att-val`. A wrong value costs the item, not the line.
fn status_att_val<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, StatusAttVal<'a>> {
    let (rest, name) = span(input, is_atom_char);
    if name.is_empty() {
        return expected(input, Rule::StatusAttVal);
    }
    let Some(known) = StatusAttName::from_frequent_bytes(name) else {
        // The value of an unknown item is what tells it from a slip.
        if rest.starts_with(b" ") && !closes(rest) && !item_follows(rest) {
            // Lenient: as in the command.
            cx.accept(Quirk::UnknownStatusAtt, input)?;
            let (rest, unknown) = unknown_after(cx, rest, name)?;
            return Ok((rest, StatusAttVal::Other(unknown)));
        }
        return malformed_att_val(cx, input, rest, Unmet::at(rest, Rule::StatusAttVal));
    };
    if let StatusAttName::AppendLimit
    | StatusAttName::MailboxId
    | StatusAttName::ObjectId
    | StatusAttName::XGuid = known
    {
        return odd_item(cx, input, rest, known);
    }
    match sp(cx, rest).and_then(|(at, ())| Ok((at, number64(at)?))) {
        Ok((at, (after @ [b' ' | b')', ..], number))) => match known_att_val(known, number.get()) {
            Some(value) => {
                if let StatusAttVal::UidNext(_) | StatusAttVal::UidValidity(_) = value {
                    leading_zero(cx, at)?;
                }
                Ok((after, value))
            }
            None => odd_item(cx, input, rest, known),
        },
        Ok((_, (after, _))) => malformed_att_val(cx, input, rest, Unmet::at(after, Rule::Sp)),
        Err(_) => odd_item(cx, input, rest, known),
    }
}

/// An item whose value need not be a number, or is none that its item can have.
#[inline(never)]
fn odd_item<'a>(
    cx: &Context,
    input: &'a [u8],
    rest: &'a [u8],
    name: StatusAttName,
) -> Parsed<'a, StatusAttVal<'a>> {
    let error = match cx.attempt(|| odd_att_val(cx, rest, name)) {
        Ok((after @ [b' ' | b')', ..], value)) => return Ok((after, value)),
        // Lenient: the space before the next item is missing.
        Ok((after @ [b'A'..=b'Z' | b'a'..=b'z', ..], value)) if cx.is_after_list(after) => {
            return Ok((after, value));
        }
        Ok((after, _)) => Unmet::at(after, Rule::Sp),
        Err(error) => error,
    };
    malformed_att_val(cx, input, rest, error)
}

/// `SP` and a value that need not be a number.
#[inline(never)]
fn odd_att_val<'a>(cx: &Context, input: &'a [u8], name: StatusAttName) -> Parsed<'a, StatusAttVal<'a>> {
    let (input, ()) = seldom::sp(cx, input)?;
    match name {
        StatusAttName::AppendLimit if input.first().is_some_and(u8::is_ascii_digit) => {
            let (input, limit) = number(input)?;
            Ok((input, StatusAttVal::AppendLimit(Some(limit))))
        }
        StatusAttName::AppendLimit => {
            let (input, ()) = nil(input)?;
            Ok((input, StatusAttVal::AppendLimit(None)))
        }
        StatusAttName::MailboxId => {
            let (input, id) = objectid_in_parentheses(cx, input)?;
            Ok((input, StatusAttVal::MailboxId(id)))
        }
        StatusAttName::ObjectId => {
            let (input, ids) = objectids(cx, input)?;
            Ok((input, StatusAttVal::ObjectId(Box::new(ids))))
        }
        StatusAttName::XGuid => {
            let (input, guid) = astring(cx, input)?;
            Ok((input, StatusAttVal::XGuid(guid)))
        }
        StatusAttName::UidValidity => {
            let (input, validity) = uid_validity(cx, input)?;
            Ok((input, StatusAttVal::UidValidity(validity)))
        }
        StatusAttName::HighestModSeq => {
            let (input, mod_seq) = mod_sequence_or_zero(cx, input)?;
            Ok((input, StatusAttVal::HighestModSeq(mod_seq.ok())))
        }
        StatusAttName::Messages
        | StatusAttName::Recent
        | StatusAttName::UidNext
        | StatusAttName::Unseen
        | StatusAttName::Deleted
        | StatusAttName::Size
        | StatusAttName::DeletedStorage
        | StatusAttName::XSize => {
            seldom::number64(input)?;
            expected(input, if name == StatusAttName::UidNext { Rule::NzNumber } else { Rule::Number })
        }
    }
}

/// Whether what looks like the value is the next item, so that there is no value.
#[cold]
#[inline(never)]
fn item_follows(after_name: &[u8]) -> bool {
    let (rest, name) = atom_chars(skip_spaces(after_name));
    StatusAttName::from_bytes(name).is_some() && matches!(rest, [b' ', b'0'..=b'9', ..])
}

/// Lenient: what is wrong with one number says nothing about the others.
#[cold]
#[inline(never)]
fn malformed_att_val<'a>(
    cx: &Context,
    input: &'a [u8],
    after_name: &'a [u8],
    error: Unmet,
) -> Parsed<'a, StatusAttVal<'a>> {
    cx.forget(after_name);
    if cx.accept(Quirk::MalformedStatusItem, after_name).is_err() {
        return expected(after_name, Rule::StatusAttVal);
    }
    let (rest, _) = match item_follows(after_name) {
        true => (after_name, kept::<StatusAttVal<'_>>(b"", b"")),
        false => unknown_after(cx, after_name, b"")?,
    };
    // What was tolerated on the way to its end stays in it.
    cx.forget(after_name);
    cx.accept(Quirk::MalformedStatusItem, after_name)?;
    // Without a value there is nothing else that could be wrong.
    let has_value = rest.len() < after_name.len();
    let error = if has_value { error } else { Unmet::at(rest, Rule::Sp) };
    let malformed = malformed_octets(input, rest, error);
    Ok((rest, StatusAttVal::Malformed(Box::new(malformed))))
}

/// A known item with this number; `None` where it is out of the item's range.
#[inline]
fn known_att_val(name: StatusAttName, number: u64) -> Option<StatusAttVal<'static>> {
    Some(match name {
        StatusAttName::Messages => StatusAttVal::Messages(number.try_into().ok()?),
        StatusAttName::Recent => StatusAttVal::Recent(number.try_into().ok()?),
        StatusAttName::Unseen => StatusAttVal::Unseen(number.try_into().ok()?),
        StatusAttName::Deleted => StatusAttVal::Deleted(number.try_into().ok()?),
        StatusAttName::UidNext => StatusAttVal::UidNext(nz(number)?),
        StatusAttName::UidValidity => StatusAttVal::UidValidity(nz(number)?.into()),
        StatusAttName::Size => StatusAttVal::Size(Number64::new(number)?),
        StatusAttName::HighestModSeq => StatusAttVal::HighestModSeq(ModSeq::new(number)),
        StatusAttName::DeletedStorage => StatusAttVal::DeletedStorage(Number64::new(number)?),
        StatusAttName::XSize => StatusAttVal::XSize(Number64::new(number)?),
        // Never: these are not numbers.
        StatusAttName::AppendLimit
        | StatusAttName::MailboxId
        | StatusAttName::ObjectId
        | StatusAttName::XGuid => return None,
    })
}

fn nz(number: u64) -> Option<NonZeroU32> {
    NonZeroU32::new(number.try_into().ok()?)
}

/// Writes `status-att`.
pub(crate) fn write_status_att(out: &mut Encoder<'_>, att: &StatusAtt<'_>) {
    match (att.kind(), att) {
        (Some(name), _) => out.bytes(name.as_str().as_bytes()),
        (None, StatusAtt::Other(unknown)) => write_unknown(out, unknown),
        (None, _) => {}
    }
}

/// Writes `mailbox SP "(" [status-att-list] ")"`.
pub(crate) fn write_mailbox_status(out: &mut Encoder<'_>, status: &MailboxStatus<'_>) {
    write_mailbox(out, &status.mailbox);
    out.byte(b' ');
    write_list(out, &status.items, write_status_att_val);
}

fn write_status_att_val(out: &mut Encoder<'_>, value: &StatusAttVal<'_>) {
    if let Some(name) = value.kind() {
        out.bytes(name.as_str().as_bytes());
        out.byte(b' ');
    }
    match value {
        StatusAttVal::Messages(number)
        | StatusAttVal::Recent(number)
        | StatusAttVal::Unseen(number)
        | StatusAttVal::Deleted(number)
        | StatusAttVal::AppendLimit(Some(number)) => out.number(*number),
        StatusAttVal::AppendLimit(None) => out.bytes(b"NIL"),
        StatusAttVal::UidNext(number) => out.number(number.get()),
        StatusAttVal::UidValidity(validity) => out.number(validity.get()),
        StatusAttVal::Size(size) | StatusAttVal::DeletedStorage(size) | StatusAttVal::XSize(size) => {
            out.number(size.get());
        }
        StatusAttVal::HighestModSeq(mod_seq) => out.number(mod_seq.map_or(0, ModSeq::get)),
        StatusAttVal::MailboxId(id) => write_objectid_in_parentheses(out, id),
        StatusAttVal::ObjectId(ids) => write_objectids(out, ids),
        StatusAttVal::XGuid(guid) => write_astring(out, guid.as_bytes()),
        StatusAttVal::Other(unknown) => write_unknown(out, unknown),
        StatusAttVal::Malformed(malformed) => out.bytes(malformed.raw()),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use imap_types::objectid::{ObjectId, ObjectIds};
    use imap_types::raw::Malformed;
    use imap_types::trusted::FromWire as _;

    use super::*;
    use crate::grammar::testing::{both_ways, n, quirky, quirky_both_ways, rejects, s};

    fn of<'a>(items: Vec<StatusAttVal<'a>>) -> MailboxStatus<'a> {
        MailboxStatus { mailbox: Mailbox::try_from("a b").unwrap(), items }
    }

    #[test]
    fn commands_both_ways() {
        let write = |out: &mut Encoder<'_>, body: &CommandBody<'_>| match body {
            CommandBody::Status { mailbox, items } => write_status(out, mailbox, items),
            _ => unreachable!(),
        };
        let items = vec![StatusAtt::Messages, StatusAtt::Unseen];
        both_ways(
            status,
            write,
            &[(" \"a b\" (MESSAGES UNSEEN)", CommandBody::status("a b", items).unwrap())],
        );
        rejects(status, &[(" a ()", 4, "status-att"), (" a", 2, "SP")]);
    }

    #[test]
    fn status_both_ways() {
        both_ways(
            mailbox_status,
            write_mailbox_status,
            &[
                ("\"a b\" ()", of(vec![])),
                (
                    "\"a b\" (MESSAGES 231 UIDNEXT 44292)",
                    of(vec![StatusAttVal::Messages(231), StatusAttVal::UidNext(n(44292))]),
                ),
                (
                    "\"a b\" (APPENDLIMIT 257890 DELETED-STORAGE 9 MAILBOXID (F2212ea87) X-GUID 5d7f X-SIZE 44)",
                    of(vec![
                        StatusAttVal::AppendLimit(Some(257_890)),
                        StatusAttVal::DeletedStorage(9_u32.into()),
                        StatusAttVal::MailboxId(ObjectId::try_from("F2212ea87").unwrap()),
                        StatusAttVal::XGuid(s("5d7f")),
                        StatusAttVal::XSize(44_u32.into()),
                    ]),
                ),
                ("\"a b\" (APPENDLIMIT NIL)", of(vec![StatusAttVal::AppendLimit(None)])),
                ("\"a b\" (OBJECTID (MAILBOXID F1 ACCOUNTID A1) UNSEEN 1)", {
                    let id = |id| ObjectId::try_from(id).ok();
                    let ids = ObjectIds { mailbox: id("F1"), account: id("A1"), ..ObjectIds::default() };
                    of(vec![StatusAttVal::ObjectId(Box::new(ids)), StatusAttVal::Unseen(1)])
                }),
            ],
        );
        let unknown = of(vec![
            StatusAttVal::Other(kept(b"X-A", b" abc")),
            StatusAttVal::Other(kept(b"X-B", b" (F1)")),
            StatusAttVal::HighestModSeq(None),
        ]);
        quirky_both_ways(
            mailbox_status,
            write_mailbox_status,
            "\"a b\" (X-A abc X-B (F1) HIGHESTMODSEQ 0)",
            &unknown,
            (Quirk::UnknownStatusAtt, 7),
        );
        let malformed = |raw: &'static str, offset, rule| {
            let malformed = Malformed::from_wire((Cow::Borrowed(raw.as_bytes()), offset, rule));
            StatusAttVal::Malformed(Box::new(malformed))
        };
        let odd = of(vec![malformed("UIDNEXT 0", 8, "nz-number"), StatusAttVal::Messages(1)]);
        quirky(mailbox_status, "\"a b\" (UIDNEXT 0 MESSAGES 1)", &odd, Quirk::MalformedStatusItem, 14);
        let odd = of(vec![malformed("RECENT10", 8, "SP")]);
        quirky(mailbox_status, "\"a b\" (RECENT10)", &odd, Quirk::MalformedStatusItem, 15);
        for (wire, rule) in
            [("APPENDLIMIT -1", "nil"), ("MAILBOXID F1", "\"(\""), ("MAILBOXID (a.b)", "\")\"")]
        {
            let message = alloc::format!("x ({wire} MESSAGES 1)");
            let cx = Context::new(crate::context::Mode::Lenient, false, 9, message.len());
            let (_, status) = mailbox_status(&cx, message.as_bytes()).unwrap();
            assert_eq!(status.items[1], StatusAttVal::Messages(1));
            let StatusAttVal::Malformed(item) = &status.items[0] else { panic!("{status:?}") };
            assert_eq!((item.raw(), item.expected()), (wire.as_bytes(), rule));
        }
        rejects(mailbox_status, &[("a", 1, "SP"), ("a (MESSAGES", 11, "SP")]);
    }
}
