//! Mailboxes on other servers: RLIST, RLSUB. [RFC 2193 §6](https://www.rfc-editor.org/rfc/rfc2193#section-6)

use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::referral::{RList, RLsub};

use crate::context::{Context, Parsed};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::mailbox::{write_list_mailbox, write_mailbox};
use crate::grammar::named::arguments;
use crate::grammar::seldom::{list_mailbox, mailbox, sp};

arguments!(RList<'a>: rlist, write_rlist);
arguments!(RLsub<'a>: rlsub, write_rlsub);

/// After `RLIST`: `SP mailbox SP list-mailbox`
fn rlist<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, RList<'a>> {
    let (input, (reference, pattern)) = reference_and_pattern(cx, input)?;
    Ok((input, RList { reference, pattern }))
}

/// After `RLSUB`: `SP mailbox SP list-mailbox`
fn rlsub<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, RLsub<'a>> {
    let (input, (reference, pattern)) = reference_and_pattern(cx, input)?;
    Ok((input, RLsub { reference, pattern }))
}

/// `SP mailbox SP list-mailbox`
pub(crate) fn reference_and_pattern<'a>(
    cx: &Context,
    input: &'a [u8],
) -> Parsed<'a, (Mailbox<'a>, ListMailbox<'a>)> {
    let (input, ()) = sp(cx, input)?;
    let (input, reference) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, pattern) = list_mailbox(cx, input)?;
    Ok((input, (reference, pattern)))
}

/// Writes what follows `RLIST`.
fn write_rlist(out: &mut Encoder<'_>, command: &RList<'_>) {
    write_reference_and_pattern(out, &command.reference, &command.pattern);
}

/// Writes what follows `RLSUB`.
fn write_rlsub(out: &mut Encoder<'_>, command: &RLsub<'_>) {
    write_reference_and_pattern(out, &command.reference, &command.pattern);
}

/// Writes `SP mailbox SP list-mailbox`.
pub(crate) fn write_reference_and_pattern(
    out: &mut Encoder<'_>,
    reference: &Mailbox<'_>,
    pattern: &ListMailbox<'_>,
) {
    out.byte(b' ');
    write_mailbox(out, reference);
    out.byte(b' ');
    write_list_mailbox(out, pattern);
}
