//! COPY and MOVE. [RFC 9051 §6.4.7](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.7)

use imap_types::copy::CopyUid;
use imap_types::mailbox::Mailbox;
use imap_types::number::Numbering;
use imap_types::sequence::MessageSet;

use crate::context::{Context, Parsed, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::uid_validity;
use crate::grammar::mailbox::{sp_mailbox, write_sp_mailbox};
use crate::grammar::seldom::sp;
use crate::grammar::sequence::{message_set, uid_set, write_message_set, write_number_set};

/// After `COPY` and `MOVE`: `SP sequence-set SP mailbox`
pub(crate) fn copy<'a>(
    cx: &Context,
    input: &'a [u8],
    numbering: Numbering,
) -> Parsed<'a, (MessageSet, Mailbox<'a>)> {
    let (input, ()) = sp(cx, input)?;
    let (input, messages) = message_set(cx, input, numbering)?;
    let (input, mailbox) = sp_mailbox(cx, input)?;
    Ok((input, (messages, mailbox)))
}

/// Writes what follows `COPY` and `MOVE`.
pub(crate) fn write_copy(out: &mut Encoder<'_>, messages: &MessageSet, mailbox: &Mailbox<'_>) {
    out.byte(b' ');
    write_message_set(out, messages);
    write_sp_mailbox(out, mailbox);
}

/// After `COPYUID SP`: `nz-number SP uid-set SP uid-set`
pub(crate) fn resp_code_copy<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CopyUid> {
    let (input, uid_validity) = uid_validity(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, source) = uid_set(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (rest, destination) = uid_set(cx, input)?;
    match CopyUid::new(uid_validity, source, destination) {
        Ok(uids) => Ok((rest, uids)),
        Err(error) => refused(input, error),
    }
}

/// Writes what follows `COPYUID SP`.
pub(crate) fn write_resp_code_copy(out: &mut Encoder<'_>, uids: &CopyUid) {
    out.number(uids.uid_validity.get());
    out.byte(b' ');
    write_number_set(out, uids.source());
    out.byte(b' ');
    write_number_set(out, uids.destination());
}

#[cfg(test)]
mod tests {
    use imap_types::sequence::{SequenceSet, UidSequenceSet};

    use super::*;
    use crate::grammar::testing::{both_ways, n, quirky, rejects};
    use crate::quirk::Quirk;

    #[test]
    fn copies_both_ways() {
        let seqs = "2:4".parse::<SequenceSet>().unwrap();
        let uids = "7,9".parse::<UidSequenceSet>().unwrap();
        let by = |numbering| move |cx: &Context, input| copy(cx, input, numbering);
        let of = |messages| (messages, Mailbox::try_from("a b").unwrap());
        let write = |out: &mut Encoder<'_>, (messages, mailbox): &_| write_copy(out, messages, mailbox);
        both_ways(by(Numbering::SeqNum), write, &[(" 2:4 \"a b\"", of(seqs.clone().into()))]);
        both_ways(by(Numbering::Uid), write, &[(" 7,9 \"a b\"", of(uids.into()))]);
        quirky(by(Numbering::SeqNum), " 2:4  \"a b\"", &of(seqs.into()), Quirk::ExtraSpace, 5);
        rejects(by(Numbering::Uid), &[(" 7,9", 4, "SP"), (" 0 x", 1, "nz-number"), ("", 0, "SP")]);
    }

    #[test]
    fn uids_of_copies_both_ways() {
        let (source, destination) = ("304,319:320".parse().unwrap(), "3956:3958".parse().unwrap());
        let uids = CopyUid::new(n(38505).into(), source, destination).unwrap();
        both_ways(resp_code_copy, write_resp_code_copy, &[("38505 304,319:320 3956:3958", uids)]);
        let unequal = ("1 2 3:4", 4, "as many UIDs as were copied");
        rejects(resp_code_copy, &[("1 2", 3, "SP"), ("1 2 *", 4, "nz-number"), unequal]);
    }
}
