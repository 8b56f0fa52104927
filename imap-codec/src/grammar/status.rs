//! STATUS. [RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.11)

use core::num::NonZeroU32;

use imap_types::chars::is_atom_char;
use imap_types::number::{ModSeq, Number64};
use imap_types::status::{MailboxStatus, StatusAtt, StatusAttVal};

use crate::context::{Context, Parsed, expected};
use crate::encoder::Encoder;
use crate::grammar::lexical::{
    KeywordBuffer, atom_chars, closes, leading_zero, list, number64, skip_spaces, sp, span, uppercase,
    write_list,
};
use crate::grammar::mailbox::{mailbox, write_mailbox};
use crate::grammar::raw::{kept, unknown_after, write_unknown};
use crate::quirk::Quirk;

/// `status-att`
pub(crate) fn status_att<'a>(_: &Context, input: &'a [u8]) -> Parsed<'a, StatusAtt<'a>> {
    let (rest, name) = atom_chars(input);
    let mut buffer = KeywordBuffer::default();
    let att = match uppercase(name, &mut buffer) {
        b"MESSAGES" => StatusAtt::Messages,
        b"RECENT" => StatusAtt::Recent,
        b"UIDNEXT" => StatusAtt::UidNext,
        b"UIDVALIDITY" => StatusAtt::UidValidity,
        b"UNSEEN" => StatusAtt::Unseen,
        b"DELETED" => StatusAtt::Deleted,
        b"SIZE" => StatusAtt::Size,
        b"HIGHESTMODSEQ" => StatusAtt::HighestModSeq,
        b"" => return expected(input, "status-att"),
        _ => StatusAtt::Other(kept(name, b"")),
    };
    Ok((rest, att))
}

/// `mailbox SP "(" [status-att-list] ")"`
pub(crate) fn mailbox_status<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MailboxStatus<'a>> {
    let (input, mailbox) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, items) = list(cx, input, status_att_val)?;
    Ok((input, MailboxStatus { mailbox, items }))
}

/// `status-att-val`. A wrong value costs the item, not the line.
fn status_att_val<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, StatusAttVal<'a>> {
    let (rest, name) = span(input, is_atom_char);
    if name.is_empty() {
        return expected(input, "status-att-val");
    }
    let make = known_att_val(name);
    if let Some(make) = make {
        let after_name = rest;
        // The number alone, and not the large value, comes out of what is tried.
        if let Ok((rest @ [b' ' | b')', ..], number)) = cx.attempt(|| number64(sp(cx, rest)?.0)) {
            if let Some(value) = make(number.get()) {
                if let StatusAttVal::UidNext(_) | StatusAttVal::UidValidity(_) = value {
                    leading_zero(cx, skip_spaces(after_name))?;
                }
                return Ok((rest, value));
            }
        }
    }
    // The value of an unknown item is what tells it from a slip.
    let is_item = make.is_none() && rest.starts_with(b" ") && !closes(rest);
    // Lenient: what is wrong with one number says nothing about the others.
    if !is_item && cx.accept(Quirk::MalformedStatusItem, rest).is_err() {
        return expected(rest, "status-att-val");
    }
    let (rest, unknown) = unknown_after(cx, rest, name)?;
    Ok((rest, StatusAttVal::Other(unknown)))
}

/// How a known item is made of its number.
#[inline]
fn known_att_val(name: &[u8]) -> Option<fn(u64) -> Option<StatusAttVal<'static>>> {
    let mut buffer = KeywordBuffer::default();
    Some(match uppercase(name, &mut buffer) {
        b"MESSAGES" => |count| Some(StatusAttVal::Messages(count.try_into().ok()?)),
        b"RECENT" => |count| Some(StatusAttVal::Recent(count.try_into().ok()?)),
        b"UNSEEN" => |count| Some(StatusAttVal::Unseen(count.try_into().ok()?)),
        b"DELETED" => |count| Some(StatusAttVal::Deleted(count.try_into().ok()?)),
        b"UIDNEXT" => |uid| Some(StatusAttVal::UidNext(nz(uid)?)),
        b"UIDVALIDITY" => |validity| Some(StatusAttVal::UidValidity(nz(validity)?)),
        b"SIZE" => |octets| Number64::new(octets).map(StatusAttVal::Size),
        b"HIGHESTMODSEQ" => |mod_seq| Some(StatusAttVal::HighestModSeq(ModSeq::new(mod_seq))),
        _ => return None,
    })
}

fn nz(number: u64) -> Option<NonZeroU32> {
    NonZeroU32::new(number.try_into().ok()?)
}

/// Writes `status-att`.
pub(crate) fn write_status_att(out: &mut Encoder<'_>, att: &StatusAtt<'_>) {
    out.bytes(match att {
        StatusAtt::Messages => b"MESSAGES",
        StatusAtt::Recent => b"RECENT",
        StatusAtt::UidNext => b"UIDNEXT",
        StatusAtt::UidValidity => b"UIDVALIDITY",
        StatusAtt::Unseen => b"UNSEEN",
        StatusAtt::Deleted => b"DELETED",
        StatusAtt::Size => b"SIZE",
        StatusAtt::HighestModSeq => b"HIGHESTMODSEQ",
        StatusAtt::Other(unknown) => return write_unknown(out, unknown),
    });
}

/// Writes `mailbox SP "(" [status-att-list] ")"`.
pub(crate) fn write_mailbox_status(out: &mut Encoder<'_>, status: &MailboxStatus<'_>) {
    write_mailbox(out, &status.mailbox);
    out.byte(b' ');
    write_list(out, &status.items, write_status_att_val);
}

fn write_status_att_val(out: &mut Encoder<'_>, value: &StatusAttVal<'_>) {
    let (name, number): (&[u8], u64) = match value {
        StatusAttVal::Messages(number) => (b"MESSAGES ", (*number).into()),
        StatusAttVal::Recent(number) => (b"RECENT ", (*number).into()),
        StatusAttVal::UidNext(number) => (b"UIDNEXT ", number.get().into()),
        StatusAttVal::UidValidity(number) => (b"UIDVALIDITY ", number.get().into()),
        StatusAttVal::Unseen(number) => (b"UNSEEN ", (*number).into()),
        StatusAttVal::Deleted(number) => (b"DELETED ", (*number).into()),
        StatusAttVal::Size(size) => (b"SIZE ", size.get()),
        StatusAttVal::HighestModSeq(mod_seq) => (b"HIGHESTMODSEQ ", mod_seq.map_or(0, ModSeq::get)),
        StatusAttVal::Other(unknown) => return write_unknown(out, unknown),
    };
    out.bytes(name);
    out.number(number);
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use imap_types::mailbox::Mailbox;

    use super::*;
    use crate::grammar::testing::{both_ways, n, quirky, rejects};

    fn of<'a>(items: Vec<StatusAttVal<'a>>) -> MailboxStatus<'a> {
        MailboxStatus { mailbox: Mailbox::try_from("a b").unwrap(), items }
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
                    "\"a b\" (X-GUID abc MAILBOXID (F1) HIGHESTMODSEQ 0)",
                    of(vec![
                        StatusAttVal::Other(kept(b"X-GUID", b" abc")),
                        StatusAttVal::Other(kept(b"MAILBOXID", b" (F1)")),
                        StatusAttVal::HighestModSeq(None),
                    ]),
                ),
            ],
        );
        let odd = of(vec![StatusAttVal::Other(kept(b"UIDNEXT", b" 0")), StatusAttVal::Messages(1)]);
        quirky(mailbox_status, "\"a b\" (UIDNEXT 0 MESSAGES 1)", &odd, Quirk::MalformedStatusItem, 14);
        let odd = of(vec![StatusAttVal::Other(kept(b"RECENT10", b""))]);
        quirky(mailbox_status, "\"a b\" (RECENT10)", &odd, Quirk::MalformedStatusItem, 15);
        rejects(mailbox_status, &[("a", 1, "SP"), ("a (MESSAGES", 11, "SP")]);
    }
}
