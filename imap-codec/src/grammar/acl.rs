//! ACL. [RFC 4314 §4](https://www.rfc-editor.org/rfc/rfc4314#section-4)

use alloc::vec::Vec;

use imap_types::acl::{
    AclData, AclEntry, DeleteAcl, GetAcl, GrantableRights, Identifier, ListRights, ListRightsData, ModRights,
    MyRights, MyRightsData, SetAcl,
};
use imap_types::mailbox::Mailbox;
use imap_types::rights::Rights;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::wrong_element;
use crate::grammar::mailbox::{sp_mailbox, write_mailbox, write_sp_mailbox};
use crate::grammar::named::{arguments, payload};
use crate::grammar::rights::{rights, write_sp_rights};
use crate::grammar::seldom::{astring_octets, continues, mailbox, sp, to_line_end};
use crate::grammar::string::write_astring;
use crate::quirk::Quirk;
use crate::rule::Rule;

arguments!(SetAcl<'a>: setacl, write_setacl);
arguments!(DeleteAcl<'a>: deleteacl, write_deleteacl);
arguments!(GetAcl<'a>: getacl, write_getacl);
arguments!(ListRights<'a>: listrights, write_listrights);
arguments!(MyRights<'a>: myrights, write_myrights);
payload!(AclData<'a>: SP acl_data, write_acl_data);
payload!(ListRightsData<'a>: SP listrights_data, write_listrights_data);
payload!(MyRightsData<'a>: SP myrights_data, write_myrights_data);

/// `identifier = astring`, after its space.
fn sp_identifier<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Identifier<'a>> {
    let (input, ()) = sp(cx, input)?;
    identifier(cx, input)
}

fn identifier<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Identifier<'a>> {
    let (input, octets) = astring_octets(cx, input)?;
    Ok((input, Identifier::from_wire(octets)))
}

/// `mod-rights = astring`: `rights` with `+` or `-` before them, or not.
fn mod_rights<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ModRights> {
    let (rest, octets) = astring_octets(cx, input)?;
    let (make, octets): (fn(_) -> _, _) = match &*octets {
        [b'+', rights @ ..] => (ModRights::Add, rights),
        [b'-', rights @ ..] => (ModRights::Remove, rights),
        rights => (ModRights::Replace, rights),
    };
    match Rights::try_from(octets) {
        Ok(rights) => Ok((rest, make(rights))),
        Err(_) => expected(input, Rule::ModRights),
    }
}

/// After `SETACL`: `SP mailbox SP identifier SP mod-rights`
pub(crate) fn setacl<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SetAcl<'a>> {
    let (input, mailbox) = sp_mailbox(cx, input)?;
    let (input, identifier) = sp_identifier(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, rights) = mod_rights(cx, input)?;
    Ok((input, SetAcl { mailbox, identifier, rights }))
}

/// After `DELETEACL`: `SP mailbox SP identifier`
pub(crate) fn deleteacl<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, DeleteAcl<'a>> {
    let (input, mailbox) = sp_mailbox(cx, input)?;
    let (input, identifier) = sp_identifier(cx, input)?;
    Ok((input, DeleteAcl { mailbox, identifier }))
}

/// After `GETACL`: `SP mailbox`
pub(crate) fn getacl<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, GetAcl<'a>> {
    let (input, mailbox) = sp_mailbox(cx, input)?;
    Ok((input, GetAcl { mailbox }))
}

/// After `LISTRIGHTS`: `SP mailbox SP identifier`
pub(crate) fn listrights<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ListRights<'a>> {
    let (input, mailbox) = sp_mailbox(cx, input)?;
    let (input, identifier) = sp_identifier(cx, input)?;
    Ok((input, ListRights { mailbox, identifier }))
}

/// After `MYRIGHTS`: `SP mailbox`
pub(crate) fn myrights<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MyRights<'a>> {
    let (input, mailbox) = sp_mailbox(cx, input)?;
    Ok((input, MyRights { mailbox }))
}

/// After `ACL SP`: `mailbox *(SP identifier SP rights)`
pub(crate) fn acl_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AclData<'a>> {
    let (input, mailbox) = mailbox(cx, input)?;
    let mut wrong = None;
    let mut entries = Vec::new();
    let (input, _) = to_line_end(cx, input, |cx, input| {
        let error = match acl_entry(cx, input) {
            Ok((rest, entry)) => {
                entries.push(entry);
                return Ok((rest, ()));
            }
            Err(error) => error,
        };
        // What is wrong with one of the two says that both are to be left out.
        let rest = wrong_element(cx, input, error)?;
        wrong = Some(error);
        if !continues(rest) {
            return Ok((rest, ()));
        }
        wrong_element(cx, sp(cx, rest)?.0, error).map(|rest| (rest, ()))
    })?;
    match wrong {
        // That nobody has rights is not what it says.
        Some(error) if entries.is_empty() => Err(error),
        _ => Ok((input, AclData { mailbox, entries })),
    }
}

/// `identifier SP rights`
fn acl_entry<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AclEntry<'a>> {
    let (input, identifier) = identifier(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, rights) = rights(cx, input)?;
    Ok((input, AclEntry { identifier, rights }))
}

/// After `LISTRIGHTS SP`: `mailbox SP identifier SP rights *(SP rights)`
pub(crate) fn listrights_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ListRightsData<'a>> {
    let (input, mailbox) = mailbox(cx, input)?;
    let (input, identifier) = sp_identifier(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let start = input;
    let mut named = Rights::EMPTY;
    let (input, required) = further_rights(cx, input, &mut named)?;
    let mut optional = Vec::new();
    let (input, _) = to_line_end(cx, input, |cx, input| {
        let (input, rights) = further_rights(cx, input, &mut named)?;
        optional.extend(rights);
        Ok((input, ()))
    })?;
    match GrantableRights::new(required.unwrap_or_default(), optional) {
        Ok(rights) => Ok((input, ListRightsData { mailbox, identifier, rights })),
        Err(error) => refused(start, error),
    }
}

/// `rights` of which none was named before; `None` where all were, and nothing is left.
fn further_rights<'a>(cx: &Context, input: &'a [u8], named: &mut Rights) -> Parsed<'a, Option<Rights>> {
    let (rest, octets) = astring_octets(cx, input)?;
    let all = match Rights::try_from(&*octets) {
        Ok(rights) => rights,
        Err(error) => return refused(input, error),
    };
    let further = all.without(*named);
    *named |= all;
    if further.len() == octets.len() {
        return Ok((rest, Some(further)));
    }
    // Lenient: what counts is the set in which a right comes first.
    cx.accept(Quirk::RepeatedRight, input)?;
    Ok((rest, (!further.is_empty()).then_some(further)))
}

/// After `MYRIGHTS SP`: `mailbox SP rights`
pub(crate) fn myrights_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MyRightsData<'a>> {
    let (input, mailbox) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, rights) = rights(cx, input)?;
    Ok((input, MyRightsData { mailbox, rights }))
}

/// Writes `mailbox SP identifier`.
fn write_mailbox_sp_identifier(out: &mut Encoder<'_>, mailbox: &Mailbox<'_>, identifier: &Identifier<'_>) {
    write_mailbox(out, mailbox);
    out.byte(b' ');
    write_astring(out, identifier.as_bytes());
}

/// Writes `SP mailbox SP identifier SP mod-rights`.
pub(crate) fn write_setacl(out: &mut Encoder<'_>, command: &SetAcl<'_>) {
    out.byte(b' ');
    write_mailbox_sp_identifier(out, &command.mailbox, &command.identifier);
    match command.rights {
        ModRights::Replace(rights) => write_sp_rights(out, b"", rights),
        ModRights::Add(rights) => write_sp_rights(out, b"+", rights),
        ModRights::Remove(rights) => write_sp_rights(out, b"-", rights),
    }
}

/// Writes `SP mailbox SP identifier`.
fn write_deleteacl(out: &mut Encoder<'_>, command: &DeleteAcl<'_>) {
    out.byte(b' ');
    write_mailbox_sp_identifier(out, &command.mailbox, &command.identifier);
}

/// Writes `SP mailbox`.
fn write_getacl(out: &mut Encoder<'_>, command: &GetAcl<'_>) {
    write_sp_mailbox(out, &command.mailbox);
}

/// Writes `SP mailbox SP identifier`.
fn write_listrights(out: &mut Encoder<'_>, command: &ListRights<'_>) {
    out.byte(b' ');
    write_mailbox_sp_identifier(out, &command.mailbox, &command.identifier);
}

/// Writes `SP mailbox`.
fn write_myrights(out: &mut Encoder<'_>, command: &MyRights<'_>) {
    write_sp_mailbox(out, &command.mailbox);
}

/// Writes `mailbox *(SP identifier SP rights)`.
pub(crate) fn write_acl_data(out: &mut Encoder<'_>, acl: &AclData<'_>) {
    write_mailbox(out, &acl.mailbox);
    for AclEntry { identifier, rights } in &acl.entries {
        out.byte(b' ');
        write_astring(out, identifier.as_bytes());
        write_sp_rights(out, b"", *rights);
    }
}

/// Writes `mailbox SP identifier SP rights *(SP rights)`.
pub(crate) fn write_listrights_data(out: &mut Encoder<'_>, list: &ListRightsData<'_>) {
    write_mailbox_sp_identifier(out, &list.mailbox, &list.identifier);
    write_sp_rights(out, b"", list.rights.required());
    for rights in list.rights.optional() {
        write_sp_rights(out, b"", *rights);
    }
}

/// Writes `mailbox SP rights`.
pub(crate) fn write_myrights_data(out: &mut Encoder<'_>, mine: &MyRightsData<'_>) {
    write_mailbox(out, &mine.mailbox);
    write_sp_rights(out, b"", mine.rights);
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects};

    fn r(text: &str) -> Rights {
        Rights::try_from(text).unwrap()
    }

    fn i(name: &str) -> Identifier<'_> {
        Identifier::try_from(name).unwrap()
    }

    #[test]
    fn commands_both_ways() {
        let set = |identifier, rights| SetAcl { mailbox: Mailbox::INBOX, identifier, rights };
        both_ways(
            setacl,
            write_setacl,
            &[
                (" INBOX Chris +acd", set(i("Chris"), ModRights::Add(r("cda")))),
                (" INBOX -Fred -lr", set(i("-Fred"), ModRights::Remove(r("rl")))),
                (" INBOX anyone \"\"", set(Identifier::ANYONE, ModRights::Replace(Rights::EMPTY))),
                (
                    " INBOX \"a b\" lrswipkxteancd0123456789",
                    set(i("a b"), ModRights::Replace(r("0123456789lrswipkxteancd"))),
                ),
                (" INBOX a +", set(i("a"), ModRights::Add(Rights::EMPTY))),
            ],
        );
        reads(setacl, &[(" inbox \"Chris\" \"-l\"", set(i("Chris"), ModRights::Remove(r("l"))))]);
        rejects(
            setacl,
            &[
                (" INBOX John lrQswicda", 12, "mod-rights"),
                (" INBOX John +-l", 12, "mod-rights"),
                (" INBOX John", 11, "SP"),
            ],
        );
        reads(deleteacl, &[(" INBOX Fred", DeleteAcl { mailbox: Mailbox::INBOX, identifier: i("Fred") })]);
        reads(listrights, &[(" INBOX Fred", ListRights { mailbox: Mailbox::INBOX, identifier: i("Fred") })]);
        reads(getacl, &[(" INBOX", GetAcl { mailbox: Mailbox::INBOX })]);
        reads(myrights, &[(" INBOX", MyRights { mailbox: Mailbox::INBOX })]);
    }

    #[test]
    fn responses_both_ways() {
        let entry = |identifier, rights| AclEntry { identifier: i(identifier), rights: r(rights) };
        both_ways(
            acl_data,
            write_acl_data,
            &[
                ("INBOX", AclData { mailbox: Mailbox::INBOX, entries: vec![] }),
                (
                    "INBOX Fred lrswipxtead -Fred wted $team w \"\" \"\"",
                    AclData {
                        mailbox: Mailbox::INBOX,
                        entries: vec![
                            entry("Fred", "rwipslxetad"),
                            entry("-Fred", "wetd"),
                            entry("$team", "w"),
                            entry("", ""),
                        ],
                    },
                ),
            ],
        );
        rejects(acl_data, &[("INBOX a", 7, "SP"), ("INBOX a LR", 8, "rights")]);
        let list = |required, optional| ListRightsData {
            mailbox: Mailbox::try_from("a").unwrap(),
            identifier: i("smith"),
            rights: GrantableRights::new(r(required), optional).unwrap(),
        };
        both_ways(
            listrights_data,
            write_listrights_data,
            &[
                ("a smith la r swikxtecd", list("la", vec![r("r"), r("swicdkxte")])),
                ("a smith \"\"", list("", vec![])),
            ],
        );
        rejects(listrights_data, &[("a smith", 7, "SP")]);
        for (wire, offset, optional) in [
            ("a smith la rl a te", 11, vec![r("r"), r("te")]),
            ("a smith la rr", 11, vec![r("r")]),
            ("a smith lal \"\"", 8, vec![r("")]),
        ] {
            quirky(listrights_data, wire, &list("la", optional), Quirk::RepeatedRight, offset);
        }
        let mine = MyRightsData { mailbox: Mailbox::INBOX, rights: r("rwiptsldaex") };
        both_ways(myrights_data, write_myrights_data, &[("INBOX lrswipxtead", mine)]);
        rejects(myrights_data, &[("INBOX", 5, "SP"), ("INBOX l,r", 6, "rights")]);
    }
}
