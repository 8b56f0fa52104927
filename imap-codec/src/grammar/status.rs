//! STATUS. [RFC 9051 §6.3.11](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.11)

use imap_types::chars::is_atom_char;
use imap_types::number::ModSeq;
use imap_types::status::{MailboxStatus, StatusAtt, StatusAttVal};

use crate::context::{Context, Parsed, expected};
use crate::encoder::Encoder;
use crate::grammar::lexical::{
    KeywordBuffer, closes, list, mod_sequence_valzer, number, number64, nz_number, sp, span, uppercase,
    write_list,
};
use crate::grammar::mailbox::{mailbox, write_mailbox};
use crate::grammar::raw::{kept, unknown_after, write_unknown};
use crate::quirk::Quirk;

/// `status-att`
pub(crate) fn status_att<'a>(_: &Context, input: &'a [u8]) -> Parsed<'a, StatusAtt<'a>> {
    let (rest, name) = span(input, is_atom_char);
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
    match cx.attempt(|| known_att_val(cx, rest, name)) {
        Ok((rest @ [b' ' | b')', ..], Some(value))) => return Ok((rest, value)),
        // Its value is what tells an item of an extension from a slip.
        Ok((_, None)) if rest.starts_with(b" ") && !closes(rest) => {}
        // Lenient: what is wrong with one number says nothing about the others.
        _ if cx.accept(Quirk::MalformedStatusItem, rest).is_err() => return expected(rest, "status-att-val"),
        _ => {}
    }
    let (rest, unknown) = unknown_after(cx, rest, name)?;
    Ok((rest, StatusAttVal::Other(unknown)))
}

/// `SP` and the value of a known item; `None` where the item is not known.
#[inline]
fn known_att_val<'a>(cx: &Context, input: &'a [u8], name: &[u8]) -> Parsed<'a, Option<StatusAttVal<'a>>> {
    let mut buffer = KeywordBuffer::default();
    let name = uppercase(name, &mut buffer);
    match name {
        b"MESSAGES" => sp_value(cx, input, number, StatusAttVal::Messages),
        b"RECENT" => sp_value(cx, input, number, StatusAttVal::Recent),
        b"UNSEEN" => sp_value(cx, input, number, StatusAttVal::Unseen),
        b"DELETED" => sp_value(cx, input, number, StatusAttVal::Deleted),
        b"UIDNEXT" => sp_value(cx, input, nz_number, StatusAttVal::UidNext),
        b"UIDVALIDITY" => sp_value(cx, input, nz_number, StatusAttVal::UidValidity),
        b"SIZE" => sp_value(cx, input, number64, StatusAttVal::Size),
        b"HIGHESTMODSEQ" => sp_value(cx, input, mod_sequence_valzer, StatusAttVal::HighestModSeq),
        _ => Ok((input, None)),
    }
}

/// `SP` and a value.
#[inline(always)]
fn sp_value<'a, T>(
    cx: &Context,
    input: &'a [u8],
    value: impl FnOnce(&'a [u8]) -> Parsed<'a, T>,
    make: impl FnOnce(T) -> StatusAttVal<'a>,
) -> Parsed<'a, Option<StatusAttVal<'a>>> {
    let (input, ()) = sp(cx, input)?;
    let (input, value) = value(input)?;
    Ok((input, Some(make(value))))
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
