//! Commands. [RFC 9051 §6](https://www.rfc-editor.org/rfc/rfc9051#section-6)

use imap_types::atom::Tag;
use imap_types::chars::eq_in_any_case;
use imap_types::command::{Command, CommandBody, CommandName, OtherCommand};
use imap_types::number::Numbering;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::append::{append, write_append};
use crate::grammar::atom::tag;
use crate::grammar::auth::{authenticate, login, write_authenticate, write_login};
use crate::grammar::copy::{copy, write_copy};
use crate::grammar::create::{create, write_create};
use crate::grammar::expunge::{uid_expunge, write_uid_expunge};
use crate::grammar::lexical::{atom_chars, crlf, keyword, sp};
use crate::grammar::list::{lsub_command, write_lsub_command};
use crate::grammar::mailbox::{sp_mailbox, write_sp_mailbox};
use crate::grammar::named::Arguments;
use crate::grammar::raw::{kept, rest_of_line, write_unknown};
use crate::grammar::select::{mailbox_and_params, write_mailbox_and_params};
use crate::grammar::status::{status, write_status};
use crate::quirk::Quirk;
use crate::rule::Rule;

/// `command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF`
pub(crate) fn command<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Command<'a>> {
    let (input, tag) = tag(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, body) = command_body(cx, input)?;
    let (input, ()) = crlf(cx, input)?;
    Ok((input, Command { tag, body }))
}

fn command_body<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CommandBody<'a>> {
    let (rest, name) = keyword(input);
    match CommandName::from_frequent_bytes(name) {
        Some(CommandName::Uid) => uid(cx, rest),
        Some(name) => arguments(cx, input, rest, name, Numbering::SeqNum),
        None => other_command(cx, input, Numbering::SeqNum),
    }
}

/// After `UID`: `SP (copy / move / fetch / search / sort / store / thread / uid-expunge)`
#[inline(never)]
fn uid<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CommandBody<'a>> {
    let (start, ()) = sp(cx, input)?;
    let (input, name) = keyword(start);
    match CommandName::from_bytes(name).filter(|name| name.may_follow_uid()) {
        Some(CommandName::Expunge) => {
            let (input, uids) = uid_expunge(cx, input)?;
            Ok((input, CommandBody::UidExpunge { uids }))
        }
        Some(name) => arguments(cx, start, input, name, Numbering::Uid),
        None => other_command(cx, start, Numbering::Uid),
    }
}

/// The arguments of the command of this name, which stands at `start`.
#[inline(never)]
fn arguments<'a>(
    cx: &Context,
    start: &'a [u8],
    input: &'a [u8],
    name: CommandName,
    numbering: Numbering,
) -> Parsed<'a, CommandBody<'a>> {
    macro_rules! read {
        ({ $($Plain:ident)* } { $($Value:ident)* }) => {
            // What is returned at once is not moved, and bodies are big.
            match name {
                CommandName::Login => return login(cx, input),
                CommandName::Status => return status(cx, input),
                CommandName::Append => return append(cx, input),
                CommandName::Lsub => return lsub_command(cx, input),
                CommandName::Authenticate => return authenticate(cx, input),
                $(CommandName::$Value => return value(cx, input, numbering, CommandBody::$Value),)*
                $(CommandName::$Plain => (input, CommandBody::$Plain),)*
                CommandName::Select => {
                    let (input, (mailbox, params)) = mailbox_and_params(cx, input)?;
                    (input, CommandBody::Select { mailbox, params })
                }
                CommandName::Examine => {
                    let (input, (mailbox, params)) = mailbox_and_params(cx, input)?;
                    (input, CommandBody::Examine { mailbox, params })
                }
                CommandName::Create => {
                    let (input, (mailbox, params)) = create(cx, input)?;
                    (input, CommandBody::Create { mailbox, params })
                }
                CommandName::Delete => {
                    let (input, mailbox) = sp_mailbox(cx, input)?;
                    (input, CommandBody::Delete { mailbox })
                }
                CommandName::Subscribe => {
                    let (input, mailbox) = sp_mailbox(cx, input)?;
                    (input, CommandBody::Subscribe { mailbox })
                }
                CommandName::Unsubscribe => {
                    let (input, mailbox) = sp_mailbox(cx, input)?;
                    (input, CommandBody::Unsubscribe { mailbox })
                }
                CommandName::Copy => {
                    let (input, (messages, mailbox)) = copy(cx, input, numbering)?;
                    (input, CommandBody::Copy { messages, mailbox })
                }
                CommandName::Move => {
                    let (input, (messages, mailbox)) = copy(cx, input, numbering)?;
                    (input, CommandBody::Move { messages, mailbox })
                }
                // No command: what may follow it has been asked for before.
                CommandName::Uid => return other_command(cx, start, numbering),
            }
        };
    }
    Ok(imap_types::each_command!(read))
}

/// Reads the arguments and makes the command of them.
#[inline(never)]
fn value<'a, T: Arguments<'a>>(
    cx: &Context,
    input: &'a [u8],
    numbering: Numbering,
    make: impl FnOnce(T) -> CommandBody<'a>,
) -> Parsed<'a, CommandBody<'a>> {
    let (input, arguments) = T::read_arguments(cx, input, numbering)?;
    Ok((input, make(arguments)))
}

/// A command that is not known, kept to the end of its line.
fn other_command<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, CommandBody<'a>> {
    let (rest, name) = match input {
        // `x-command = "X" atom` of RFC 3501; other names are words.
        [b'X' | b'x', ..] => atom_chars(input),
        _ => keyword(input),
    };
    // `DONE` is none: it has no tag. Nor is `POST / HTTP/1.1`.
    let alphabetic = name.first().is_some_and(u8::is_ascii_alphabetic) && !eq_in_any_case(name, b"DONE");
    // Nor is a command that is known but does not stand after `UID`.
    let known = CommandName::from_bytes(name).is_some();
    if !alphabetic || known || !matches!(rest, [b' ' | b'\r' | b'\n', ..]) {
        return expected(input, Rule::Command);
    }
    // Lenient: RFCs to come and vendors have commands that RFC 3501 has no room for; it has `x-command`.
    if !name.starts_with(b"X") && !name.starts_with(b"x") {
        cx.accept(Quirk::UnknownCommand, input)?;
    }
    let (rest, raw) = rest_of_line(cx, rest)?;
    Ok((rest, CommandBody::Other(OtherCommand::from_wire((numbering, kept(name, raw))))))
}

/// Writes a whole command.
pub(crate) fn write_command(out: &mut Encoder<'_>, tag: &Tag<'_>, body: &CommandBody<'_>) {
    out.bytes(tag.as_bytes());
    out.byte(b' ');
    write_command_body(out, body);
    out.bytes(b"\r\n");
}

fn write_command_body(out: &mut Encoder<'_>, body: &CommandBody<'_>) {
    if body.numbering() == Numbering::Uid {
        out.bytes(b"UID ");
    }
    if let CommandBody::Other(other) = body {
        return write_unknown(out, other.command());
    }
    out.bytes(body.base_name().as_bytes());
    macro_rules! write {
        ({ $($Plain:ident)* } { $($Value:ident)* }) => {
            match body {
                $(CommandBody::$Plain)|* | CommandBody::Other(_) => {}
                $(CommandBody::$Value(value) => value.write_arguments(out),)*
                CommandBody::Authenticate { mechanism, initial_response } => {
                    write_authenticate(out, mechanism, initial_response.as_ref());
                }
                CommandBody::Login { user, password } => {
                    write_login(out, user, password);
                }
                CommandBody::Select { mailbox, params } | CommandBody::Examine { mailbox, params } => {
                    write_mailbox_and_params(out, mailbox, params);
                }
                CommandBody::Create { mailbox, params } => write_create(out, mailbox, params),
                CommandBody::Delete { mailbox }
                | CommandBody::Subscribe { mailbox }
                | CommandBody::Unsubscribe { mailbox } => write_sp_mailbox(out, mailbox),
                CommandBody::Lsub { reference, pattern } => write_lsub_command(out, reference, pattern),
                CommandBody::Status { mailbox, items } => write_status(out, mailbox, items),
                CommandBody::Append { mailbox, messages } => write_append(out, mailbox, messages),
                CommandBody::UidExpunge { uids } => write_uid_expunge(out, uids),
                CommandBody::Copy { messages, mailbox } | CommandBody::Move { messages, mailbox } => {
                    write_copy(out, messages, mailbox);
                }
            }
        };
    }
    imap_types::each_command!(write);
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use imap_types::create::CreateParam;
    use imap_types::fetch::{Fetch, FetchAtt, FetchItems, FetchModifier, Macro};
    use imap_types::list::MailboxAttribute;
    use imap_types::number::ModSeq;
    use imap_types::partial::PartialRange;
    use imap_types::section::Section;
    use imap_types::sequence::{MessageSet, SequenceSet, UidSequenceSet};

    use super::*;
    use crate::grammar::testing::{both_ways, n, quirky, reads, rejects};
    use crate::quirk::Quirk;

    fn tagged(body: CommandBody<'static>) -> Command<'static> {
        body.tag("a1".try_into().unwrap())
    }

    fn uids(text: &str) -> MessageSet {
        text.parse::<UidSequenceSet>().unwrap().into()
    }

    #[test]
    fn commands_both_ways() {
        let header = FetchAtt::body_peek(Section::header_fields(["From"]).unwrap());
        both_ways(
            command,
            |out, command| write_command(out, &command.tag, &command.body),
            &[
                ("a1 NOOP\r\n", tagged(CommandBody::Noop)),
                ("a1 LOGIN alice \"NIL\"\r\n", tagged(CommandBody::login("alice", "NIL").unwrap())),
                ("a1 LOGIN \"\" {2}\r\n\r\n\r\n", tagged(CommandBody::login("", "\r\n").unwrap())),
                ("a1 SELECT \"a b\"\r\n", tagged(CommandBody::select("a b").unwrap())),
                ("a1 UID FETCH 7:* FAST\r\n", tagged(CommandBody::fetch(uids("7:*"), Macro::Fast))),
                (
                    "a1 UID FETCH 7 (FLAGS BODY.PEEK[HEADER.FIELDS (From)]) (CHANGEDSINCE 9 VANISHED)\r\n",
                    tagged(CommandBody::Fetch(
                        Fetch::new(
                            uids("7"),
                            FetchItems::try_from(Vec::from([FetchAtt::Flags, header])).unwrap(),
                        )
                        .changed_since(ModSeq::new(9).unwrap())
                        .with_modifiers([FetchModifier::Vanished])
                        .unwrap(),
                    )),
                ),
                ("a1 UID COPY 1,2 INBOX\r\n", tagged(CommandBody::copy(uids("1,2"), "inbox").unwrap())),
                (
                    "a1 UID EXPUNGE $\r\n",
                    tagged(CommandBody::UidExpunge { uids: UidSequenceSet::search_result() }),
                ),
                (
                    "a1 CREATE x (USE (\\Sent))\r\n",
                    tagged(CommandBody::Create {
                        mailbox: "x".try_into().unwrap(),
                        params: Vec::from([CreateParam::Use(Vec::from([MailboxAttribute::Sent]))]),
                    }),
                ),
                ("a1 X+y!| a\r\n", {
                    let other = OtherCommand::from_wire((Numbering::SeqNum, kept(b"X+y!|", b" a")));
                    tagged(CommandBody::Other(other))
                }),
                ("a1 UID XFOO {2}\r\n\r\n (b)\r\n", {
                    let other = OtherCommand::from_wire((Numbering::Uid, kept(b"XFOO", b" {2}\r\n\r\n (b)")));
                    tagged(CommandBody::Other(other))
                }),
            ],
        );
        reads(
            command,
            &[(
                "a1 FETCH 7 PREVIEW (PARTIAL -1:-9)\r\n",
                tagged(CommandBody::Fetch(
                    Fetch::new("7".parse::<SequenceSet>().unwrap(), FetchAtt::Preview(Vec::new()))
                        .with_modifiers([FetchModifier::Partial(PartialRange::Last(n(1), n(9)))])
                        .unwrap(),
                )),
            )],
        );
        let all = CommandBody::fetch("1".parse::<SequenceSet>().unwrap(), FetchAtt::Uid);
        reads(command, &[("a1 fetch 1 uid\r\n", tagged(all.clone())), ("a1 FETCH 1 (UID)\r\n", tagged(all))]);
    }

    #[test]
    fn what_is_no_command_is_refused() {
        rejects(
            command,
            &[
                ("POST / HTTP/1.1\r\n", 5, "command"),
                ("tag DONE\r\n", 4, "command"),
                ("a1 X]y\r\n", 3, "command"),
                ("a1 A+y\r\n", 3, "command"),
                ("DONE\r\n", 4, "SP"),
                ("a1\r\n", 2, "SP"),
                ("a1 UID NOOP\r\n", 7, "command"),
                ("a1 uid uid fetch 1 all\r\n", 7, "command"),
                ("a1 NOOP x\r\n", 7, "CRLF"),
                ("a1 NOOP", 7, "CRLF"),
            ],
        );
        quirky(command, "a1  NOOP\r\n", &tagged(CommandBody::Noop), Quirk::ExtraSpace, 3);
        quirky(command, "a1 NOOP \r\n", &tagged(CommandBody::Noop), Quirk::TrailingSpace, 7);
    }
}
