//! APPEND. [RFC 9051 §6.3.12](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.12)

use alloc::borrow::Cow;
use alloc::vec::Vec;

use imap_types::append::{
    AppendData, AppendDataHead, AppendExt, AppendMessage, AppendMessageHead, AppendUid, CatPart, CatPartHead,
};
use imap_types::command::CommandBody;
use imap_types::datetime::DateTime;
use imap_types::flag::Flags;
use imap_types::nonempty::NonEmpty;
use imap_types::raw::Unknown;
use imap_types::string::{AString, Binary};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::annotate::{att_annotate, write_att_annotate};
use crate::grammar::datetime::{date_time, write_date_time};
use crate::grammar::flag::{flag_list, write_flag_list};
use crate::grammar::lexical::{label, nonempty, uid_validity, write_list};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::raw::{unknown_with_value, write_unknown};
use crate::grammar::seldom::{after_word, close, list1, mailbox, open, sp, to_line_end, word};
use crate::grammar::sequence::{uid_set, write_number_set};
use crate::grammar::string::{literal, literal8};
use crate::grammar::url::{url, write_url};
use crate::rule::Rule;
use crate::work;

/// After `APPEND`: `SP mailbox 1*append-message`. One message is in RFC 9051, more in RFC 3502, and the rest in
/// RFC 4466.
pub(crate) fn append<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CommandBody<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (start, mailbox) = mailbox(cx, input)?;
    let (input, messages) = to_line_end(cx, start, append_message)?;
    let (input, messages) = match nonempty(start, input, messages) {
        Ok(messages) => messages,
        Err(_) => return expected(start, Rule::AppendMessage),
    };
    Ok((input, CommandBody::Append { mailbox, messages }))
}

/// `[flag-list SP] [date-time SP] *(append-ext SP) append-data`
pub(crate) fn append_message<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AppendMessage<'a>> {
    let (input, flags) = if input.starts_with(b"(") {
        let (input, flags) = flag_list(cx, input)?;
        let (input, ()) = sp(cx, input)?;
        (input, flags)
    } else {
        (input, Flags::new())
    };
    let (input, date) = if input.starts_with(b"\"") {
        let (input, date) = date_time(cx, input)?;
        let (input, ()) = sp(cx, input)?;
        (input, Some(date))
    } else {
        (input, None)
    };
    let mut extensions = Vec::new();
    let mut input = input;
    loop {
        work::again();
        let data = match input {
            [b'{', ..] => {
                let (rest, octets) = literal(cx, input)?;
                input = rest;
                AppendData::Literal(AString::from_wire(Cow::Borrowed(octets)))
            }
            [b'~', b'{', ..] => {
                let (rest, octets) = literal8(cx, input)?;
                input = rest;
                AppendData::Literal8(Binary::from_wire(Cow::Borrowed(octets)))
            }
            _ if after_word(input, "CATENATE").is_some() => {
                let (rest, parts) = catenate(cx, input)?;
                input = rest;
                AppendData::Catenate(parts)
            }
            _ if after_word(input, "ANNOTATION").is_some() => {
                let (rest, ()) = word(input, "ANNOTATION", Rule::Annotation)?;
                let (rest, entries) = att_annotate(cx, rest)?;
                extensions.push(AppendExt::Annotation(entries));
                (input, ()) = sp(cx, rest)?;
                continue;
            }
            _ if after_word(input, "UTF8").is_some() => {
                let (rest, octets) = utf8_literal(cx, input)?;
                input = rest;
                AppendData::Utf8(octets)
            }
            _ => {
                let (rest, next) = tagged_ext(cx, input)?;
                input = rest;
                // The last of the names and values is the data.
                match input {
                    [b' ', after @ ..] if !matches!(after, [b'(' | b'"' | b'\r' | b'\n' | b' ', ..]) => {
                        extensions.push(AppendExt::Other(next));
                        (input, ()) = sp(cx, input)?;
                        continue;
                    }
                    _ => AppendData::Other(next),
                }
            }
        };
        return Ok((input, AppendMessage { flags, date, extensions, data }));
    }
}

/// `"CATENATE" SP "(" cat-part *(SP cat-part) ")"`
fn catenate<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<CatPart<'a>>> {
    let (input, ()) = word(input, "CATENATE", Rule::Catenate)?;
    let (input, ()) = sp(cx, input)?;
    list1(cx, input, cat_part)
}

/// `utf8-literal = "UTF8" SP "(" literal8 ")"` of RFC 6855.
fn utf8_literal<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Binary<'a>> {
    let (input, ()) = word(input, "UTF8", Rule::Utf8)?;
    let (input, ()) = sp(cx, input)?;
    let (input, ()) = open(cx, input)?;
    let (input, octets) = literal8(cx, input)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, Binary::from_wire(Cow::Borrowed(octets))))
}

fn write_utf8_literal(out: &mut Encoder<'_>, octets: &Binary<'_>) {
    out.bytes(b"UTF8 (");
    out.literal8(octets.as_bytes());
    out.byte(b')');
}

/// `cat-part = text-literal / url / utf8-literal`
fn cat_part<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CatPart<'a>> {
    if let Some(rest) = after_word(input, "URL") {
        let (rest, ()) = sp(cx, rest)?;
        let (rest, url) = url(cx, rest)?;
        return Ok((rest, CatPart::Url(url)));
    }
    if after_word(input, "UTF8").is_some() {
        let (rest, octets) = utf8_literal(cx, input)?;
        return Ok((rest, CatPart::Utf8(octets)));
    }
    let Some(rest) = after_word(input, "TEXT") else { return expected(input, Rule::CatPart) };
    let (rest, ()) = sp(cx, rest)?;
    let (rest, octets) = literal(cx, rest)?;
    Ok((rest, CatPart::Text(AString::from_wire(Cow::Borrowed(octets)))))
}

fn write_cat_part(out: &mut Encoder<'_>, part: &CatPart<'_>) {
    match part {
        CatPart::Text(text) => {
            out.bytes(b"TEXT ");
            out.literal(text.as_bytes());
        }
        CatPart::Utf8(octets) => write_utf8_literal(out, octets),
        CatPart::Url(url) => {
            out.bytes(b"URL ");
            write_url(out, url);
        }
    }
}

/// `tagged-ext = tagged-ext-label SP tagged-ext-val`
fn tagged_ext<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Unknown<'a, AppendData<'static>>> {
    let (rest, name) = label(input);
    if name.is_empty() {
        return expected(input, Rule::Literal);
    }
    unknown_with_value(cx, rest, name)
}

/// Writes what follows `APPEND`.
pub(crate) fn write_append(
    out: &mut Encoder<'_>,
    mailbox: &imap_types::mailbox::Mailbox<'_>,
    messages: &[AppendMessage<'_>],
) {
    out.byte(b' ');
    write_mailbox(out, mailbox);
    let mut after_unknown = false;
    for message in messages {
        write_append_message(out, message, after_unknown);
        after_unknown = matches!(message.data, AppendData::Other(_));
    }
}

/// Writes `append-message`, which `after_unknown` data must not be taken for a part of.
pub(crate) fn write_append_message(out: &mut Encoder<'_>, message: &AppendMessage<'_>, after_unknown: bool) {
    let AppendMessage { flags, date, extensions, data } = message;
    write_before_data(out, flags, *date, extensions, after_unknown);
    match data {
        AppendData::Literal(text) => out.literal(text.as_bytes()),
        AppendData::Literal8(octets) => out.literal8(octets.as_bytes()),
        AppendData::Catenate(parts) => {
            out.bytes(b"CATENATE ");
            write_list(out, parts, write_cat_part);
        }
        AppendData::Utf8(octets) => write_utf8_literal(out, octets),
        AppendData::Other(unknown) => write_unknown(out, unknown),
    }
}

/// Writes one `append-message` up to its octets, of which there will be `len`.
pub(crate) fn write_append_message_head(out: &mut Encoder<'_>, message: &AppendMessageHead<'_>, len: u64) {
    let AppendMessageHead { flags, date, extensions, data } = message;
    write_before_data(out, flags, *date, extensions, false);
    match data {
        AppendDataHead::Literal => {}
        AppendDataHead::Literal8 => out.byte(b'~'),
        AppendDataHead::Utf8 => out.bytes(b"UTF8 (~"),
        AppendDataHead::Catenate { before, part } => {
            out.bytes(b"CATENATE (");
            for part in before {
                write_cat_part(out, part);
                out.byte(b' ');
            }
            out.bytes(match part {
                CatPartHead::Text => b"TEXT ",
                CatPartHead::Utf8 => b"UTF8 (~",
            });
        }
    }
    out.literal_head(len);
}

/// Writes more parts of CATENATE, each behind a space.
pub(crate) fn write_cat_parts(out: &mut Encoder<'_>, parts: &[CatPart<'_>]) {
    for part in parts {
        out.byte(b' ');
        write_cat_part(out, part);
    }
}

/// Writes `text-literal` behind a space, without its octets.
pub(crate) fn write_cat_text_head(out: &mut Encoder<'_>, len: u64) {
    out.bytes(b" TEXT ");
    out.literal_head(len);
}

fn write_before_data(
    out: &mut Encoder<'_>,
    flags: &Flags<'_>,
    date: Option<DateTime>,
    extensions: &[AppendExt<'_>],
    after_unknown: bool,
) {
    out.byte(b' ');
    // Data of an unknown kind would be taken for an extension of what follows it, but not of flags.
    if !flags.is_empty() || after_unknown {
        write_flag_list(out, flags);
        out.byte(b' ');
    }
    if let Some(date) = date {
        write_date_time(out, &date);
        out.byte(b' ');
    }
    for extension in extensions {
        match extension {
            AppendExt::Annotation(entries) => write_att_annotate(out, entries),
            AppendExt::Other(unknown) => write_unknown(out, unknown),
        }
        out.byte(b' ');
    }
}

/// After `APPENDUID SP`: `nz-number SP append-uid`, where several messages have a `uid-set`.
pub(crate) fn resp_code_apnd<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AppendUid> {
    let (input, uid_validity) = uid_validity(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, uids) = uid_set(cx, input)?;
    Ok((input, AppendUid { uid_validity, uids }))
}

/// Writes what follows `APPENDUID SP`.
pub(crate) fn write_resp_code_apnd(out: &mut Encoder<'_>, uids: &AppendUid) {
    out.number(uids.uid_validity.get());
    out.byte(b' ');
    write_number_set(out, &uids.uids);
}

#[cfg(test)]
mod tests {
    use imap_types::datetime::{Date, DateTime};
    use imap_types::flag::Flag;
    use imap_types::mailbox::Mailbox;

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects, s};
    use crate::quirk::Quirk;

    #[test]
    fn messages_both_ways() {
        let write = |out: &mut Encoder<'_>, body: &CommandBody<'_>| match body {
            CommandBody::Append { mailbox, messages } => write_append(out, mailbox, messages),
            _ => unreachable!(),
        };
        let of = |messages: Vec<AppendMessage<'static>>| CommandBody::Append {
            mailbox: Mailbox::INBOX,
            messages: NonEmpty::try_from(messages).unwrap(),
        };
        let date = DateTime::new(Date::new(1996, 7, 7).unwrap(), 2, 44, 25, -420).unwrap();
        let seen = AppendMessage {
            flags: Flags::from([Flag::Seen]),
            date: Some(date),
            ..AppendMessage::new(s("ab"))
        };
        let binary = AppendMessage {
            data: AppendData::Literal8(Binary::try_from(&b"\0"[..]).unwrap()),
            extensions: Vec::from([AppendExt::Other(kept(b"X-EXT", b" (c)"))]),
            ..AppendMessage::new(s(""))
        };
        let utf8 = AppendMessage {
            flags: Flags::from([Flag::Seen]),
            data: AppendData::Utf8(Binary::try_from(&b"\xC3\xA4\0"[..]).unwrap()),
            ..AppendMessage::new(s(""))
        };
        let cat = AppendMessage {
            data: AppendData::Other(kept(b"XCAT", b" (URL \"x\")")),
            ..AppendMessage::new(s(""))
        };
        both_ways(
            append,
            write,
            &[
                (" INBOX {3}\r\nabc", of(Vec::from([AppendMessage::new(s("abc"))]))),
                (
                    " INBOX (\\Seen) \" 7-Jul-1996 02:44:25 -0700\" {2}\r\nab X-EXT (c) ~{1}\r\n\0",
                    of(Vec::from([seen, binary])),
                ),
                (" INBOX (\\Seen) UTF8 (~{3}\r\nä\0)", of(Vec::from([utf8.clone()]))),
                (
                    " INBOX (\\Seen) UTF8 (~{3}\r\nä\0) {1}\r\na",
                    of(Vec::from([utf8, AppendMessage::new(s("a"))])),
                ),
                // Only what cannot be a name tells where data of an unknown kind end.
                (" INBOX XCAT (URL \"x\") () {1}\r\na", of(Vec::from([cat, AppendMessage::new(s("a"))]))),
            ],
        );
        reads(append, &[(" INBOX () {1+}\r\na", of(Vec::from([AppendMessage::new(s("a"))])))]);
        let nul = AppendMessage::new(AString::from_wire(Cow::Borrowed(b"\0")));
        quirky(append, " INBOX {1}\r\n\0", &of(Vec::from([nul])), Quirk::NulInLiteral, 12);
        rejects(
            append,
            &[
                (" INBOX", 6, "append-message"),
                (" INBOX (\\Seen)", 14, "SP"),
                (" INBOX \"32-Jul-1996 02:44:25 -0700\" {1}\r\na", 8, "date-day"),
                (" INBOX {2}\r\na", 7, "literal"),
                (" INBOX UTF8 ({1}\r\na)", 13, "literal8"),
                (" INBOX UTF8 (~{1}\r\na", 20, "\")\""),
                (" INBOX text", 11, "SP"),
            ],
        );
    }

    #[test]
    fn a_head_is_written_as_its_message_up_to_the_octets() {
        for (text, octets) in [
            (" INBOX {2}\r\nab", "ab"),
            (" INBOX (\\Seen) \" 7-Jul-1996 02:44:25 -0700\" X-EXT (c) ~{2}\r\nab", "ab"),
            (" INBOX ANNOTATION (/comment (value.priv \"x\")) UTF8 (~{2}\r\nab)", "ab)"),
            (" INBOX (\\Draft) CATENATE (URL /a TEXT {1}\r\nx TEXT {2}\r\nab)", "ab)"),
            (" INBOX CATENATE (UTF8 (~{2}\r\nab))", "ab))"),
        ] {
            let wire = alloc::format!("a APPEND{text}\r\n");
            let command = crate::decode_command(wire.as_bytes()).unwrap();
            let CommandBody::Append { mailbox, messages } = command.body else { panic!("{text}") };
            let head = messages.into_iter().next().and_then(AppendMessage::into_head).unwrap();
            let mut out = Vec::new();
            let mut encoder = Encoder::new(&mut out);
            encoder.append(&command.tag, &mailbox);
            encoder.append_message(&head, 2);
            let written = core::str::from_utf8(&out).unwrap();
            assert_eq!(alloc::format!("{written}{octets}\r\n"), wire);
        }
        let unknown =
            AppendMessage { data: AppendData::Other(kept(b"XCAT", b" 1")), ..AppendMessage::new(s("")) };
        assert_eq!(unknown.into_head(), None);
    }

    #[test]
    fn catenate_both_ways() {
        let url = |text| CatPart::Url(imap_types::url::ImapUrl::try_from(text).unwrap());
        let mut message = AppendMessage::new(s("x"));
        let parts = Vec::from([
            url("/Drafts;UIDVALIDITY=385759045/;UID=20/;SECTION=HEADER"),
            CatPart::Text(s("\r\n")),
            CatPart::Utf8(Binary::try_from(&b"\0"[..]).unwrap()),
            url("/Drafts/;UID=20"),
        ]);
        message.data = AppendData::Catenate(NonEmpty::try_from(parts).unwrap());
        let wire = "CATENATE (URL /Drafts;UIDVALIDITY=385759045/;UID=20/;SECTION=HEADER TEXT {2}\r\n\r\n UTF8 (~{1}\r\n\0) URL /Drafts/;UID=20)";
        both_ways(
            |cx, input| append_message(cx, input.strip_prefix(b" ").unwrap_or_default()),
            |out, message| write_append_message(out, message, false),
            &[(&*alloc::format!(" {wire}"), message)],
        );
        rejects(append_message, &[("CATENATE (FILE x)", 10, "cat-part"), ("CATENATE ()", 10, "cat-part")]);
    }
}
