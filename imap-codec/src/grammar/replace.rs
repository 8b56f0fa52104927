//! REPLACE. [RFC 8508](https://www.rfc-editor.org/rfc/rfc8508)

use imap_types::mailbox::Mailbox;
use imap_types::number::Numbering;
use imap_types::replace::{OldMessage, Replace};

use crate::context::{Context, Parsed};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::append::{append_message, write_append_message};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::named::arguments;
use crate::grammar::seldom::{mailbox, sp};
use crate::grammar::sequence::{seq_number, write_seq_number};

arguments!(Replace<'a>: replace by numbering, write_replace);

/// After `REPLACE`: `SP seq-number SP mailbox append-message`
pub(crate) fn replace<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, Replace<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, old) = match numbering {
        Numbering::SeqNum => {
            let (input, number) = seq_number(cx, input)?;
            (input, OldMessage::SeqNum(number))
        }
        Numbering::Uid => {
            let (input, uid) = seq_number(cx, input)?;
            (input, OldMessage::Uid(uid))
        }
    };
    let (input, ()) = sp(cx, input)?;
    let (input, mailbox) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, message) = append_message(cx, input)?;
    Ok((input, Replace { old, mailbox, message }))
}

/// Writes what follows `REPLACE`.
pub(crate) fn write_replace(out: &mut Encoder<'_>, replace: &Replace<'_>) {
    let Replace { old, mailbox, message } = replace;
    write_replace_head(out, *old, mailbox);
    write_append_message(out, message, false);
}

/// Writes what follows `REPLACE`, without the message.
pub(crate) fn write_replace_head(out: &mut Encoder<'_>, old: OldMessage, mailbox: &Mailbox<'_>) {
    out.byte(b' ');
    match old {
        OldMessage::SeqNum(number) => write_seq_number(out, number),
        OldMessage::Uid(uid) => write_seq_number(out, uid),
    }
    out.byte(b' ');
    write_mailbox(out, mailbox);
}

#[cfg(test)]
mod tests {
    use imap_types::append::AppendMessage;
    use imap_types::flag::{Flag, Flags};
    use imap_types::sequence::Bound;

    use super::*;
    use crate::grammar::testing::{both_ways, n, rejects, s};

    #[test]
    fn replace_both_ways() {
        let mut message = AppendMessage::new(s("hi"));
        message.flags = Flags::from([Flag::Draft]);
        let of = |old| Replace { old, mailbox: "Drafts".try_into().unwrap(), message: message.clone() };
        both_ways(
            |cx, input| replace(cx, input, Numbering::SeqNum),
            write_replace,
            &[
                (" 4 Drafts (\\Draft) {2}\r\nhi", of(OldMessage::SeqNum(Bound::Number(n(4).into())))),
                (" * Drafts (\\Draft) {2}\r\nhi", of(OldMessage::SeqNum(Bound::Last))),
            ],
        );
        both_ways(
            |cx, input| replace(cx, input, Numbering::Uid),
            write_replace,
            &[(" 4 Drafts (\\Draft) {2}\r\nhi", of(OldMessage::Uid(Bound::Number(n(4).into()))))],
        );
        rejects(|cx, input| replace(cx, input, Numbering::Uid), &[(" 4:5 Drafts {2}\r\nhi", 2, "SP")]);
    }
}
