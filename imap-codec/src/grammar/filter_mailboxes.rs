//! Groups of mailboxes, as NOTIFY and ESEARCH name them. [RFC 5465 §8](https://www.rfc-editor.org/rfc/rfc5465#section-8)

use imap_types::filter_mailboxes::{FilterMailboxes, FilterMailboxesName};
use imap_types::mailbox::Mailbox;
use imap_types::nonempty::NonEmpty;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{keyword, write_list};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::seldom::{list1, mailbox, sp};
use crate::rule::Rule;

/// `filter-mailboxes`
pub(crate) fn filter_mailboxes<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, FilterMailboxes<'a>> {
    let (rest, name) = keyword(input);
    let group = match FilterMailboxesName::from_bytes(name) {
        Some(FilterMailboxesName::Selected) => FilterMailboxes::Selected,
        Some(FilterMailboxesName::SelectedDelayed) => FilterMailboxes::SelectedDelayed,
        Some(FilterMailboxesName::Inboxes) => FilterMailboxes::Inboxes,
        Some(FilterMailboxesName::Personal) => FilterMailboxes::Personal,
        Some(FilterMailboxesName::Subscribed) => FilterMailboxes::Subscribed,
        Some(FilterMailboxesName::Subtree) => {
            let (rest, mailboxes) = one_or_more_mailbox(cx, rest)?;
            return Ok((rest, FilterMailboxes::Subtree(mailboxes)));
        }
        Some(FilterMailboxesName::SubtreeOne) => {
            let (rest, mailboxes) = one_or_more_mailbox(cx, rest)?;
            return Ok((rest, FilterMailboxes::SubtreeOne(mailboxes)));
        }
        Some(FilterMailboxesName::Mailboxes) => {
            let (rest, mailboxes) = one_or_more_mailbox(cx, rest)?;
            return Ok((rest, FilterMailboxes::Mailboxes(mailboxes)));
        }
        None => return expected(input, Rule::FilterMailboxes),
    };
    Ok((rest, group))
}

/// `one-or-more-mailbox = mailbox / "(" mailbox *(SP mailbox) ")"`, after its space.
fn one_or_more_mailbox<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<Mailbox<'a>>> {
    let (input, ()) = sp(cx, input)?;
    if input.starts_with(b"(") {
        return list1(cx, input, mailbox);
    }
    let (input, one) = mailbox(cx, input)?;
    Ok((input, NonEmpty::one(one)))
}

/// Writes `filter-mailboxes`.
pub(crate) fn write_filter_mailboxes(out: &mut Encoder<'_>, group: &FilterMailboxes<'_>) {
    out.bytes(group.kind().as_str().as_bytes());
    match group {
        FilterMailboxes::Selected
        | FilterMailboxes::SelectedDelayed
        | FilterMailboxes::Inboxes
        | FilterMailboxes::Personal
        | FilterMailboxes::Subscribed => {}
        FilterMailboxes::Subtree(mailboxes)
        | FilterMailboxes::SubtreeOne(mailboxes)
        | FilterMailboxes::Mailboxes(mailboxes) => {
            out.byte(b' ');
            match &**mailboxes {
                [one] => write_mailbox(out, one),
                mailboxes => write_list(out, mailboxes, write_mailbox),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, reads, rejects};

    #[test]
    fn groups_both_ways() {
        let two = || NonEmpty::try_from([Mailbox::INBOX, Mailbox::try_from("a b").unwrap()]).unwrap();
        both_ways(
            filter_mailboxes,
            write_filter_mailboxes,
            &[
                ("selected", FilterMailboxes::Selected),
                ("selected-delayed", FilterMailboxes::SelectedDelayed),
                ("inboxes", FilterMailboxes::Inboxes),
                ("personal", FilterMailboxes::Personal),
                ("subscribed", FilterMailboxes::Subscribed),
                ("subtree INBOX", FilterMailboxes::Subtree(Mailbox::INBOX.into())),
                ("subtree-one (INBOX \"a b\")", FilterMailboxes::SubtreeOne(two())),
                ("mailboxes (INBOX \"a b\")", FilterMailboxes::Mailboxes(two())),
            ],
        );
        reads(filter_mailboxes, &[("Subtree (inbox)", FilterMailboxes::Subtree(Mailbox::INBOX.into()))]);
        rejects(
            filter_mailboxes,
            &[("all", 0, "filter-mailboxes"), ("subtree", 7, "SP"), ("mailboxes ()", 11, "string")],
        );
    }
}
