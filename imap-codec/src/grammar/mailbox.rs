//! Names of mailboxes. [RFC 9051 §5.1](https://www.rfc-editor.org/rfc/rfc9051#section-5.1)

use alloc::borrow::Cow;

use imap_types::chars::is_list_char;
use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, refused};
use crate::encoder::{Encoder, Spelling, pieces::Inlined as _};
use crate::grammar::lexical::span;
use crate::grammar::seldom;
use crate::grammar::string::{astring_octets, write_astring, write_string};

/// `mailbox = "INBOX" / astring`, without CR, LF and NUL, which a literal could have but no name has.
#[inline]
pub(crate) fn mailbox<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Mailbox<'a>> {
    let (rest, name) = astring_octets(cx, input)?;
    if !matches!(input, [b'{' | b'~', ..]) {
        // Neither an atom nor a quoted string has them.
        return Ok((rest, Mailbox::from_wire(name)));
    }
    match Mailbox::try_from(name) {
        Ok(mailbox) => Ok((rest, mailbox)),
        Err(error) => refused(input, error),
    }
}

/// `SP mailbox`: all arguments of DELETE, SUBSCRIBE and UNSUBSCRIBE, and the first of others.
#[inline(never)]
pub(crate) fn sp_mailbox<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Mailbox<'a>> {
    let (input, ()) = seldom::sp(cx, input)?;
    seldom::mailbox(cx, input)
}

/// Writes `mailbox`.
pub(crate) fn write_mailbox(out: &mut Encoder<'_>, mailbox: &Mailbox<'_>) {
    write_astring(out, mailbox.as_bytes());
}

/// Writes `SP mailbox`.
pub(crate) fn write_sp_mailbox(out: &mut Encoder<'_>, mailbox: &Mailbox<'_>) {
    out.byte(b' ');
    write_mailbox(out, mailbox);
}

/// `list-mailbox = 1*list-char / string`
pub(crate) fn list_mailbox<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ListMailbox<'a>> {
    let (rest, name) = match span(input, is_list_char) {
        (rest, name) if !name.is_empty() && is_whole(name, rest) => (rest, Cow::Borrowed(name)),
        _ => astring_octets(cx, input)?,
    };
    match ListMailbox::try_from(name) {
        Ok(name) => Ok((rest, name)),
        Err(error) => refused(input, error),
    }
}

/// Whether these octets are all of the name: not 8-bit ones, nor the asterisk before a quoted string of RFC 5738.
fn is_whole(name: &[u8], rest: &[u8]) -> bool {
    rest.first().is_none_or(|byte| byte.is_ascii() && (*byte != b'"' || name != b"*"))
}

/// Writes `list-mailbox`, wildcards in quotes as most clients do.
#[inline(never)]
pub(crate) fn write_list_mailbox(out: &mut Encoder<'_>, name: &ListMailbox<'_>) {
    let wild = name.as_bytes().iter().any(|byte| matches!(byte, b'%' | b'*'));
    let bare = || name.as_bytes().iter().copied().all(is_list_char);
    if wild && bare() && out.wants() == Spelling::Natural {
        out.quoted(name.as_bytes());
    } else if wild {
        write_string(out, &imap_types::string::AString::from_wire(Cow::Borrowed(name.as_bytes())));
    } else {
        write_astring(out, name.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, reads, rejects};

    #[test]
    fn names_both_ways() {
        let m = |name| Mailbox::try_from(name).unwrap();
        both_ways(
            mailbox,
            write_mailbox,
            &[
                ("INBOX", Mailbox::INBOX),
                ("\"[Gmail]/Starred\"", m("[Gmail]/Starred")),
                ("\"Sent Items\"", m("Sent Items")),
                ("\"NIL\"", m("NIL")),
                ("\"\"", m("")),
            ],
        );
        reads(
            mailbox,
            &[("iNbOx", Mailbox::INBOX), ("\"inbox\"", Mailbox::INBOX), ("{5}\r\ninbox", Mailbox::INBOX)],
        );
        rejects(mailbox, &[("{3}\r\na\r\n", 0, "mailbox")]);
    }

    #[test]
    fn patterns_both_ways() {
        let p = |name| ListMailbox::try_from(name).unwrap();
        both_ways(
            list_mailbox,
            write_list_mailbox,
            &[("\"*\"", p("*")), ("\"a b/%\"", p("a b/%")), ("INBOX", p("INBOX")), ("\"\"", p(""))],
        );
        reads(list_mailbox, &[("a]/%", p("a]/%"))]);
    }
}
