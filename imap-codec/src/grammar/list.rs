//! LIST. [RFC 9051 §6.3.9](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.9)

use alloc::borrow::Cow;
use alloc::vec::Vec;

use imap_types::atom::Atom;
use imap_types::chars::is_atom_char;
use imap_types::command::CommandBody;
use imap_types::list::{
    Delimiter, ExtendedItem, ExtendedItemName, List, ListPatterns, ListSelectOpt, ListSelectOptName,
    ListSelectOpts, MailboxAttribute, MailboxAttributeName, MailboxList, OtherAttribute, ReturnOption,
    ReturnOptionName,
};
use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::raw::Unknown;
use imap_types::trusted::{FromWire, insert_attribute};

use crate::context::{Context, Parsed, Unmet, expected, refused};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::flag::odd_octets;
use crate::grammar::lexical::{
    atom_chars, before, close, closes, continues, list_follows, open, sp, write_list, wrong_element,
};
use crate::grammar::mailbox::{mailbox, write_list_mailbox, write_mailbox};
use crate::grammar::metadata::{entry, write_entry};
use crate::grammar::named::{arguments, payload};
use crate::grammar::raw::{sp_value, unknown_parenthesized, write_raw, write_unknown};
use crate::grammar::seldom::{self, after_word, list, list_mailbox, list1, string, whole_list1, word};
use crate::grammar::status::{status_att, write_status_att};
use crate::grammar::string::{nil, write_astring};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

arguments!(List<'a>: list_command, write_list_command);
payload!(MailboxList<'a>: SP mailbox_list, write_mailbox_list);

/// After `LIST`: `[SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]`
fn list_command<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, List<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, selection) = if input.starts_with(b"(") {
        let (input, opts) = list_select_opts(cx, input)?;
        let (input, ()) = sp(cx, input)?;
        (input, Some(opts))
    } else {
        (input, None)
    };
    let (input, reference) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, patterns) = mbox_or_pat(cx, input)?;
    let (input, returns) = if continues(input) || after_word(input, "RETURN").is_some() {
        let (input, ()) = sp_return(cx, input)?;
        let (input, returns) = list_return_opts(cx, input)?;
        (input, Some(returns))
    } else {
        (input, None)
    };
    Ok((input, List { selection, reference, patterns, returns }))
}

/// `SP`, before `RETURN`.
///
/// Lenient: behind a quoted pattern some client forgets it.
fn sp_return<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    if input.starts_with(b" ") {
        return sp(cx, input);
    }
    cx.accept(Quirk::MissingSpace, input)?;
    Ok((input, ()))
}

/// `list-select-opts`
fn list_select_opts<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ListSelectOpts<'a>> {
    let (rest, opts) = list(cx, input, list_select_opt)?;
    match ListSelectOpts::try_from(opts) {
        Ok(opts) => Ok((rest, opts)),
        Err(error) => refused(input, error),
    }
}

/// `list-select-opt`
fn list_select_opt<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ListSelectOpt<'a>> {
    let (rest, name) = atom_chars(input);
    let opt = match ListSelectOptName::from_bytes(name) {
        Some(ListSelectOptName::Subscribed) => ListSelectOpt::Subscribed,
        Some(ListSelectOptName::Remote) => ListSelectOpt::Remote,
        Some(ListSelectOptName::RecursiveMatch) => ListSelectOpt::RecursiveMatch,
        Some(ListSelectOptName::SpecialUse) => ListSelectOpt::SpecialUse,
        Some(ListSelectOptName::Utf8) => ListSelectOpt::Utf8,
        Some(ListSelectOptName::Utf8Only) => ListSelectOpt::Utf8Only,
        None if name.is_empty() => return expected(input, Rule::ListSelectOpt),
        None => {
            let (rest, unknown) = unknown_parenthesized(cx, rest, name)?;
            return Ok((rest, ListSelectOpt::Other(unknown)));
        }
    };
    Ok((rest, opt))
}

/// `mbox-or-pat = list-mailbox / patterns`
fn mbox_or_pat<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ListPatterns<'a>> {
    if input.starts_with(b"(") {
        let (input, patterns) = list1(cx, input, list_mailbox)?;
        return Ok((input, ListPatterns::AnyOf(patterns)));
    }
    let (input, pattern) = list_mailbox(cx, input)?;
    Ok((input, ListPatterns::One(pattern)))
}

/// `list-return-opts = "RETURN" SP "(" [return-option *(SP return-option)] ")"`
fn list_return_opts<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<ReturnOption<'a>>> {
    let (input, ()) = word(input, "RETURN", Rule::Return)?;
    let (input, ()) = sp(cx, input)?;
    list(cx, input, return_option)
}

/// `return-option`
fn return_option<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ReturnOption<'a>> {
    let (rest, name) = atom_chars(input);
    let option = match ReturnOptionName::from_bytes(name) {
        Some(ReturnOptionName::Subscribed) => ReturnOption::Subscribed,
        Some(ReturnOptionName::Children) => ReturnOption::Children,
        Some(ReturnOptionName::SpecialUse) => ReturnOption::SpecialUse,
        Some(ReturnOptionName::Status) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, items) = list1(cx, rest, status_att)?;
            return Ok((rest, ReturnOption::Status(items)));
        }
        Some(ReturnOptionName::MyRights) => ReturnOption::MyRights,
        Some(ReturnOptionName::Utf8) => ReturnOption::Utf8,
        Some(ReturnOptionName::Metadata) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, entries) = list1(cx, rest, entry)?;
            return Ok((rest, ReturnOption::Metadata(entries)));
        }
        None if name.is_empty() => return expected(input, Rule::ReturnOption),
        None => {
            let (rest, unknown) = unknown_parenthesized(cx, rest, name)?;
            return Ok((rest, ReturnOption::Other(unknown)));
        }
    };
    Ok((rest, option))
}

/// `mailbox-list = "(" [mbx-list-flags] ")" SP (DQUOTE QUOTED-CHAR DQUOTE / nil) SP mailbox [SP mbox-list-extended]`
#[inline]
pub(crate) fn mailbox_list<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MailboxList<'a>> {
    // The attributes come first, but the mailbox is what has them.
    let mut list = MailboxList::new(Mailbox::INBOX, None);
    let start = input;
    let (mut input, ()) = open(cx, input)?;
    while !closes(input) {
        work::again();
        input = match mbx_list_flag(cx, input) {
            Ok((rest, attribute)) => {
                insert_attribute(&mut list, attribute);
                rest
            }
            Err(error) => wrong_element(cx, input, error)?,
        };
        if !closes(input) {
            (input, ()) = sp(cx, input)?;
        }
    }
    let (input, ()) = close(cx, input)?;
    if list.contradicts_itself() {
        // Lenient: the client can tell.
        cx.accept(Quirk::ContradictoryAttributes, start)?;
    }
    let (input, ()) = sp(cx, input)?;
    let (input, delimiter) = delimiter(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    list.delimiter = delimiter;
    let rest = match name_and_extended(cx, input, &mut list) {
        Ok((rest, ())) if !continues(rest) && !is_content(rest) => rest,
        result => unquoted_name(cx, input, &mut list, result)?,
    };
    Ok((rest, list))
}

/// `mailbox [SP mbox-list-extended]`
#[inline]
fn name_and_extended<'a>(cx: &Context, input: &'a [u8], list: &mut MailboxList<'a>) -> Parsed<'a, ()> {
    let (input, mailbox) = mailbox(cx, input)?;
    list.mailbox = mailbox;
    match input {
        _ if list_follows(input) => mbox_list_extended(cx, input, list),
        _ => Ok((input, ())),
    }
}

/// Whether something stands here that ends neither a name nor the line.
fn is_content(input: &[u8]) -> bool {
    !matches!(input, [b' ' | b'\r' | b'\n', ..] | [])
}

/// Lenient: some servers list names with spaces, TABs or parentheses as they are. The name is the rest of the line.
#[cold]
#[inline(never)]
fn unquoted_name<'a>(
    cx: &Context,
    input: &'a [u8],
    list: &mut MailboxList<'a>,
    result: Parsed<'a, ()>,
) -> Result<&'a [u8], Unmet> {
    let (end, name) = seldom::until(input, b"\r\n\0");
    let name = name.trim_ascii_end();
    let bare = !matches!(name, [b'"' | b'{' | b'~', ..] | []);
    if !bare || !matches!(end, [b'\r' | b'\n', ..]) || cx.accept(Quirk::UnquotedName, input).is_err() {
        return result.map(|(rest, ())| rest);
    }
    // What was read as something behind the name.
    cx.forget(input);
    cx.accept(Quirk::UnquotedName, input)?;
    list.mailbox = Mailbox::from_wire(Cow::Borrowed(name));
    Ok(input.get(name.len()..).unwrap_or_default())
}

/// `mbx-list-oflag / mbx-list-sflag`
#[inline]
pub(crate) fn mbx_list_flag<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MailboxAttribute<'a>> {
    let (rest, backslash) = input.strip_prefix(b"\\").map_or((input, false), |rest| (rest, true));
    let (rest, name) = atom_chars(rest);
    if name.is_empty() || !matches!(rest, [b' ' | b')', ..]) {
        // Lenient: as among the flags of a message.
        let (rest, octets) = odd_octets(cx, input)?;
        return Ok((rest, MailboxAttribute::Other(OtherAttribute::from_wire(Cow::Borrowed(octets)))));
    }
    let octets = before(input, rest);
    let attribute = match MailboxAttributeName::from_frequent_bytes(octets).and_then(MailboxAttribute::plain)
    {
        Some(attribute) => attribute,
        None => {
            if !backslash {
                // Lenient: kept as it is, for who can make sense of it.
                cx.accept(Quirk::AttributeWithoutBackslash, input)?;
            }
            MailboxAttribute::Other(OtherAttribute::from_wire(Cow::Borrowed(octets)))
        }
    };
    Ok((rest, attribute))
}

/// `DQUOTE QUOTED-CHAR DQUOTE / nil`
#[inline]
pub(crate) fn delimiter<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<Delimiter>> {
    let (rest, byte) = match input {
        [b'"', b'\\', byte @ (b'"' | b'\\'), b'"', rest @ ..] => (rest, *byte),
        // Lenient: as at the end of any string.
        [b'"', b'\\', b'"', rest @ ..] if matches!(rest, [b' ' | b')', ..]) => {
            cx.accept(Quirk::TrailingBackslash, input)?;
            (rest, b'\\')
        }
        // Lenient: some server means NIL.
        [b'"', b'"', rest @ ..] => {
            cx.accept(Quirk::EmptyDelimiter, input)?;
            return Ok((rest, None));
        }
        [b'"', byte, b'"', rest @ ..] if *byte != b'\\' => (rest, *byte),
        _ => {
            return match nil(input) {
                Ok((rest, ())) => Ok((rest, None)),
                Err(_) => expected(input, Rule::QuotedChar),
            };
        }
    };
    match Delimiter::try_from(byte) {
        Ok(delimiter) => Ok((rest, Some(delimiter))),
        Err(error) => refused(input, error),
    }
}

/// `SP mbox-list-extended`
#[cold]
#[inline(never)]
fn mbox_list_extended<'a>(cx: &Context, input: &'a [u8], target: &mut MailboxList<'a>) -> Parsed<'a, ()> {
    let (input, ()) = seldom::sp(cx, input)?;
    let (input, items) = list(cx, input, mbox_list_extended_item)?;
    items.into_iter().for_each(|item| target.extend(item));
    Ok((input, ()))
}

/// `mbox-list-extended-item = mbox-list-extended-item-tag SP tagged-ext-val`
fn mbox_list_extended_item<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ExtendedItem<'a>> {
    let (rest, tag) = seldom::astring_octets(cx, input)?;
    if tag.is_empty() || !tag.iter().copied().all(is_atom_char) {
        return expected(input, Rule::MboxListExtendedItemTag);
    }
    match ExtendedItemName::from_bytes(&tag) {
        Some(ExtendedItemName::ChildInfo) => {
            let (rest, ()) = seldom::sp(cx, rest)?;
            let (rest, opts) = whole_list1(cx, rest, list_select_base_opt_quoted)?;
            Ok((rest, ExtendedItem::ChildInfo(opts)))
        }
        Some(ExtendedItemName::OldName) => {
            let (rest, ()) = seldom::sp(cx, rest)?;
            let (rest, ()) = seldom::open(cx, rest)?;
            let (rest, name) = seldom::mailbox(cx, rest)?;
            let (rest, ()) = seldom::close(cx, rest)?;
            Ok((rest, ExtendedItem::OldName(name)))
        }
        None => {
            let (rest, value) = sp_value(cx, rest)?;
            Ok((rest, ExtendedItem::Other(Unknown::from_wire((Atom::from_wire(tag), value)))))
        }
    }
}

/// `list-select-base-opt-quoted = DQUOTE list-select-base-opt DQUOTE`
fn list_select_base_opt_quoted<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Atom<'a>> {
    let (rest, opt) = string(cx, input)?;
    match Atom::try_from(opt.into_bytes()) {
        Ok(opt) => Ok((rest, opt)),
        Err(_) => expected(input, Rule::ListSelectBaseOpt),
    }
}

/// After `LSUB`: `SP mailbox SP list-mailbox`
pub(crate) fn lsub_command<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CommandBody<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, reference) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, pattern) = list_mailbox(cx, input)?;
    Ok((input, CommandBody::Lsub { reference, pattern }))
}

/// Writes what follows `LSUB`.
pub(crate) fn write_lsub_command(out: &mut Encoder<'_>, reference: &Mailbox<'_>, pattern: &ListMailbox<'_>) {
    out.byte(b' ');
    write_mailbox(out, reference);
    out.byte(b' ');
    write_list_mailbox(out, pattern);
}

/// Writes what follows `LIST`.
fn write_list_command(out: &mut Encoder<'_>, list: &List<'_>) {
    let List { selection, reference, patterns, returns } = list;
    if let Some(selection) = selection {
        out.byte(b' ');
        write_list(out, selection.as_slice(), write_list_select_opt);
    }
    out.byte(b' ');
    write_mailbox(out, reference);
    out.byte(b' ');
    match patterns {
        ListPatterns::One(pattern) => write_list_mailbox(out, pattern),
        ListPatterns::AnyOf(patterns) => write_list(out, patterns, write_list_mailbox),
    }
    if let Some(returns) = returns {
        out.bytes(b" RETURN ");
        write_list(out, returns, write_return_option);
    }
}

fn write_list_select_opt(out: &mut Encoder<'_>, opt: &ListSelectOpt<'_>) {
    match opt {
        ListSelectOpt::Subscribed
        | ListSelectOpt::Remote
        | ListSelectOpt::RecursiveMatch
        | ListSelectOpt::SpecialUse
        | ListSelectOpt::Utf8
        | ListSelectOpt::Utf8Only => out.bytes(opt.kind().map_or("", ListSelectOptName::as_str).as_bytes()),
        ListSelectOpt::Other(unknown) => write_unknown(out, unknown),
    }
}

fn write_return_option(out: &mut Encoder<'_>, option: &ReturnOption<'_>) {
    out.bytes(option.kind().map_or("", ReturnOptionName::as_str).as_bytes());
    match option {
        ReturnOption::Subscribed
        | ReturnOption::Children
        | ReturnOption::SpecialUse
        | ReturnOption::MyRights
        | ReturnOption::Utf8 => {}
        ReturnOption::Status(items) => {
            out.byte(b' ');
            write_list(out, items, write_status_att);
        }
        ReturnOption::Metadata(entries) => {
            out.byte(b' ');
            write_list(out, entries, write_entry);
        }
        ReturnOption::Other(unknown) => write_unknown(out, unknown),
    }
}

/// Writes `mailbox-list`.
pub(crate) fn write_mailbox_list(out: &mut Encoder<'_>, list: &MailboxList<'_>) {
    let mut before = b'(';
    for attribute in list.attributes() {
        out.byte(before);
        out.bytes(attribute.as_bytes());
        before = b' ';
    }
    out.bytes(if before == b'(' { b"() " } else { b") " });
    write_delimiter(out, list.delimiter);
    out.byte(b' ');
    write_mailbox(out, &list.mailbox);
    if !list.extended().is_empty() {
        out.byte(b' ');
        write_list(out, list.extended(), write_extended_item);
    }
}

/// Writes `DQUOTE QUOTED-CHAR DQUOTE / nil`.
pub(crate) fn write_delimiter(out: &mut Encoder<'_>, delimiter: Option<Delimiter>) {
    match delimiter {
        Some(delimiter) if !matches!(delimiter.get(), b'"' | b'\\') => {
            out.bytes(&[b'"', delimiter.get(), b'"'])
        }
        Some(delimiter) => out.quoted(&[delimiter.get()]),
        None => out.bytes(b"NIL"),
    }
}

fn write_extended_item(out: &mut Encoder<'_>, item: &ExtendedItem<'_>) {
    match item {
        ExtendedItem::ChildInfo(opts) => {
            out.bytes(ExtendedItemName::ChildInfo.as_str().as_bytes());
            out.byte(b' ');
            write_list(out, opts, |out, opt| out.quoted(opt.as_bytes()));
        }
        ExtendedItem::OldName(mailbox) => {
            out.bytes(ExtendedItemName::OldName.as_str().as_bytes());
            out.bytes(b" (");
            write_mailbox(out, mailbox);
            out.byte(b')');
        }
        ExtendedItem::Other(unknown) => {
            write_astring(out, unknown.name().as_bytes());
            write_raw(out, unknown.rest());
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::mailbox::{ListMailbox, Mailbox};
    use imap_types::nonempty::NonEmpty;

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects};

    fn listed<const N: usize>(name: &'static str, attributes: [&'static str; N]) -> MailboxList<'static> {
        let mut list = MailboxList::new(Mailbox::try_from(name).unwrap(), Delimiter::try_from(b'/').ok());
        attributes.into_iter().for_each(|a| list.insert(MailboxAttribute::try_from(a).unwrap()));
        list
    }

    #[test]
    fn lists_both_ways() {
        let mut extended = listed("foo", ["\\NonExistent"]);
        extended.extend(ExtendedItem::ChildInfo(NonEmpty::one(Atom::try_from("SUBSCRIBED").unwrap())));
        extended.extend(ExtendedItem::OldName(Mailbox::try_from("old name").unwrap()));
        extended.extend(ExtendedItem::Other(kept(b"X-A", b" (1 \"b\")")));
        let flat = MailboxList::new(Mailbox::try_from("a\"b").unwrap(), None);
        both_ways(
            mailbox_list,
            write_mailbox_list,
            &[
                ("() \"/\" INBOX", listed("INBOX", [])),
                (
                    "(\\HasNoChildren \\Sent \\X-Custom) \"/\" \"Sent Items\"",
                    listed("Sent Items", ["\\Sent", "\\HasNoChildren", "\\X-Custom"]),
                ),
                ("() NIL \"a\\\"b\"", flat),
                (
                    "(\\NonExistent) \"/\" foo (CHILDINFO (\"SUBSCRIBED\") OLDNAME (\"old name\") X-A (1 \"b\"))",
                    extended,
                ),
            ],
        );
        reads(
            mailbox_list,
            &[("(\\noSELECT) \"/\" {3}\r\nfoo (\"x-a\" 1)", {
                let mut list = listed("foo", ["\\Noselect"]);
                list.extend(ExtendedItem::Other(kept(b"x-a", b" 1")));
                list
            })],
        );
        rejects(
            mailbox_list,
            &[
                ("(\\Marked", 8, "SP"),
                ("() \"ab\" x", 3, "QUOTED-CHAR"),
                ("() \"\0\" x", 3, "QUOTED-CHAR"),
                ("() \"/\" \"a\r\n", 9, "QUOTED-CHAR"),
                ("NIL \"/\" x", 0, "\"(\""),
            ],
        );
    }

    #[test]
    fn odd_lists_are_understood() {
        quirky(
            mailbox_list,
            "() \"\" a",
            &MailboxList::new(Mailbox::try_from("a").unwrap(), None),
            Quirk::EmptyDelimiter,
            3,
        );
        let mut bare = listed("a", []);
        bare.insert(MailboxAttribute::Other(OtherAttribute::from_wire(Cow::Borrowed(b"HasNoChildren"))));
        quirky(mailbox_list, "(HasNoChildren) \"/\" a", &bare, Quirk::AttributeWithoutBackslash, 1);
        let mut odd = listed("a", ["\\Marked"]);
        odd.insert(MailboxAttribute::Other(OtherAttribute::from_wire(Cow::Borrowed(b"\\\\No[select]"))));
        quirky(mailbox_list, "(\\\\No[select] \\Marked) \"/\" a", &odd, Quirk::InvalidFlag, 1);
        let raw =
            MailboxList::new(Mailbox::try_from("Entw\u{fc}rfe").unwrap(), Delimiter::try_from(b'.').ok());
        quirky(mailbox_list, "() \".\" \"Entw\u{fc}rfe\"", &raw, Quirk::EightBitQuoted, 12);
        let plain = listed("a", ["\\HasNoChildren"]);
        quirky(mailbox_list, "( \\HasNoChildren) \"/\" a", &plain, Quirk::SpaceInParentheses, 1);
        // What is kept of an item that is not known has one space before its value.
        let mut extended = listed("a", []);
        extended.extend(ExtendedItem::Other(kept(b"OL", b" (\"\")")));
        quirky(mailbox_list, "() \"/\" a (OL  (\"\"))", &extended, Quirk::ExtraSpace, 13);
        quirky(mailbox_list, "() \"/\" a (OL(\"\"))", &extended, Quirk::MissingSpace, 12);
    }

    #[test]
    fn list_commands_both_ways() {
        let pattern = |text| ListMailbox::try_from(text).unwrap();
        both_ways(
            list_command,
            write_list_command,
            &[
                (" \"\" \"*\"", List::new("", "*").unwrap()),
                (
                    " (SUBSCRIBED RECURSIVEMATCH X-OPT) \"\" (\"%\" \"a/*\") RETURN (CHILDREN STATUS (MESSAGES UNSEEN) MYRIGHTS METADATA (/shared/comment) X-OPT (a b))",
                    List {
                        selection: Some(
                            alloc::vec![
                                ListSelectOpt::Subscribed,
                                ListSelectOpt::RecursiveMatch,
                                ListSelectOpt::Other(kept(b"X-OPT", b""))
                            ]
                            .try_into()
                            .unwrap(),
                        ),
                        reference: Mailbox::try_from("").unwrap(),
                        patterns: ListPatterns::AnyOf([pattern("%"), pattern("a/*")].try_into().unwrap()),
                        returns: Some(alloc::vec![
                            ReturnOption::Children,
                            ReturnOption::Status(
                                [
                                    imap_types::status::StatusAtt::Messages,
                                    imap_types::status::StatusAtt::Unseen,
                                ]
                                .try_into()
                                .unwrap()
                            ),
                            ReturnOption::MyRights,
                            ReturnOption::Metadata(
                                imap_types::metadata::Entry::try_from("/shared/comment").unwrap().into(),
                            ),
                            ReturnOption::Other(kept(b"X-OPT", b" (a b)")),
                        ]),
                    },
                ),
            ],
        );
        reads(
            list_command,
            &[(
                " () \"\" % RETURN ()",
                List {
                    selection: Some(alloc::vec![].try_into().unwrap()),
                    reference: Mailbox::try_from("").unwrap(),
                    patterns: ListPatterns::One(pattern("%")),
                    returns: Some(alloc::vec![]),
                },
            )],
        );
        rejects(
            list_command,
            &[
                (" (RECURSIVEMATCH) \"\" %", 1, "list-select-base-opt"),
                (" \"\" % FOO", 6, "RETURN"),
                (" \"\"", 3, "SP"),
            ],
        );
    }
}
