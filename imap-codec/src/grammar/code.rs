//! Response codes and the text after them. [RFC 9051 §7.1](https://www.rfc-editor.org/rfc/rfc9051#section-7.1)

use alloc::boxed::Box;

use imap_types::chars::is_text_char;
use imap_types::code::{Code, CodeName, NewName};
use imap_types::response::RespText;
use imap_types::text::Text;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, Unmet, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::annotate::{ann_size, annotate_code, write_ann_size, write_annotate_code};
use crate::grammar::append::{resp_code_apnd, write_resp_code_apnd};
use crate::grammar::capability::{capabilities, write_capabilities};
use crate::grammar::charset::{bad_charset, write_charset};
use crate::grammar::context::{quoted_tag, write_quoted_tag};
use crate::grammar::copy::{resp_code_copy, write_resp_code_copy};
use crate::grammar::flag::{flags_perm, write_flags_perm};
use crate::grammar::lexical::{atom_chars, byte, mod_sequence_or_zero, nonempty, uid_validity, write_list};
use crate::grammar::metadata::{metadata_code, write_metadata_code};
use crate::grammar::notify::{unsupported_events, write_unsupported_events};
use crate::grammar::objectid::{
    objectid_in_parentheses, objectids, write_objectid_in_parentheses, write_objectids,
};
use crate::grammar::progress::{inprogress, messagelimit, write_inprogress, write_messagelimit};
use crate::grammar::raw::{kept, malformed_octets, write_unknown};
use crate::grammar::search::filter_name;
use crate::grammar::seldom::{self, mailbox, nz_number, sp};
use crate::grammar::sequence::{number_set, write_number_set};
use crate::grammar::text::text;
use crate::grammar::url::url_resp_text;
use crate::grammar::urlauth::{urlmech, write_urlmech};
use crate::octets::is_ascii;
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `SP resp-text`, where `resp-text = ["[" resp-text-code "]" SP] [text]`.
#[inline]
pub(crate) fn sp_resp_text<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, RespText<'a>> {
    match input {
        [b' ', b'[', rest @ ..] => match cx.attempt(|| coded_text(cx, rest)) {
            // Lenient: Exchange writes something else in brackets. All of it is text.
            Err(error) => {
                if cx.accept(Quirk::BracketedText, rest).is_err() {
                    return Err(error);
                }
                let (rest, text) = text(cx, input.strip_prefix(b" ").unwrap_or(input))?;
                Ok((rest, RespText::from_wire((None, text))))
            }
            parsed => parsed,
        },
        [b' ', rest @ ..] => {
            let (rest, text) = text(cx, rest)?;
            Ok((rest, RespText::from_wire((None, text))))
        }
        // Lenient: iCloud says nothing at all.
        [b'\r' | b'\n', ..] => {
            cx.accept(Quirk::MissingStatusText, input)?;
            Ok((input, RespText::from_wire((None, Text::EMPTY))))
        }
        _ => expected(input, Rule::Sp),
    }
}

/// `resp-text-code "]" SP [text]`
fn coded_text<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, RespText<'a>> {
    let (input, code) = resp_text_code(cx, input)?;
    let (input, ()) = byte(input, b']', Rule::Bracket)?;
    let (input, text) = match input {
        [b' ', rest @ ..] => text(cx, rest)?,
        _ => {
            // Lenient: iCloud, Yahoo and others end the line here, or go on without the space.
            cx.accept(Quirk::MissingStatusText, input)?;
            text(cx, input)?
        }
    };
    Ok((input, RespText::from_wire((Some(Box::new(code)), text))))
}

/// `resp-text-code`
pub(crate) fn resp_text_code<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Code<'a>> {
    let (rest, name) = atom_chars(input);
    if name.is_empty() {
        return expected(input, Rule::RespTextCode);
    }
    let Some(known) = CodeName::from_bytes(name) else {
        let (rest, value) = code_text(cx, rest)?;
        return Ok((rest, Code::Other(kept(name, value))));
    };
    cx.in_code.set(true);
    let parsed = cx.attempt(|| {
        let (rest, code) = known_code(cx, rest, known)?;
        let rest = skip_trailing_space(cx, rest)?;
        // What a known code is followed by is part of what makes it right.
        if rest.starts_with(b"]") { Ok((rest, code)) } else { expected(rest, Rule::Bracket) }
    });
    cx.in_code.set(false);
    match parsed {
        Ok(parsed) => Ok(parsed),
        Err(error) => malformed_code(cx, input, rest, error),
    }
}

/// Lenient: Outlook has COPYUID with empty sets. The line says more than the code.
#[cold]
#[inline(never)]
fn malformed_code<'a>(
    cx: &Context,
    input: &'a [u8],
    after_name: &'a [u8],
    error: Unmet,
) -> Parsed<'a, Code<'a>> {
    if cx.accept(Quirk::MalformedCode, after_name).is_err() {
        return Err(error);
    }
    let (rest, value) = code_text(cx, after_name)?;
    // A string without its second quote may have been read on as far as one in the text: what is wrong with that says
    // nothing of the code.
    let is_its_own = has_whole_strings(value) || error.left() == rest.len();
    let error = if is_its_own { error } else { Unmet::at(rest, Rule::RestOfValue) };
    Ok((rest, Code::Malformed(Box::new(malformed_octets(input, rest, error)))))
}

/// Whether quotes stand there in pairs, with nothing behind the second that makes it doubtful.
fn has_whole_strings(value: &[u8]) -> bool {
    work::octets(value.len());
    let may_follow_quotes = |piece: &[u8]| matches!(piece, [] | [b' ' | b'(' | b')', ..]);
    let pieces = || value.split(|&byte| byte == b'"');
    pieces().count() % 2 == 1 && pieces().step_by(2).skip(1).all(may_follow_quotes)
}

/// `[SP 1*<any TEXT-CHAR except "]">]`, after the name of a code that is not known.
fn code_text<'a>(cx: &Context, start: &'a [u8]) -> Parsed<'a, &'a [u8]> {
    let (rest, value) = match start {
        [b' ', ..] => seldom::span(start, |byte| byte != b']' && (is_text_char(byte) || byte >= 0x80)),
        _ => (start, &[][..]),
    };
    // Lenient: what follows an unknown code is kept, even where nothing does.
    if value == b" " {
        cx.accept(Quirk::MalformedCode, start)?;
    }
    // Lenient: as in the text after it.
    if !is_ascii(value) && core::str::from_utf8(value).is_err() {
        cx.accept(Quirk::TextNotUtf8, start)?;
    }
    Ok((rest, value))
}

/// Whether what reads the arguments begins behind the space after the name, not where the name ends.
#[inline]
fn is_before_space(name: CodeName) -> bool {
    matches!(
        name,
        CodeName::PermanentFlags
            | CodeName::UidNext
            | CodeName::UidValidity
            | CodeName::Unseen
            | CodeName::HighestModSeq
            | CodeName::Modified
            | CodeName::AppendUid
            | CodeName::CopyUid
            | CodeName::NoUpdate
            | CodeName::UndefinedFilter
            | CodeName::MailboxId
            | CodeName::ObjectId
            | CodeName::MaxConvertMessages
            | CodeName::MaxConvertParts
            | CodeName::BadUrl
    )
}

/// The code of this name, with its arguments.
fn known_code<'a>(cx: &Context, input: &'a [u8], name: CodeName) -> Parsed<'a, Code<'a>> {
    let input = if is_before_space(name) { sp(cx, input)?.0 } else { input };
    let (input, code) = match name {
        CodeName::Capability => {
            let (input, capabilities) = capabilities(cx, input)?;
            (input, Code::Capability(capabilities))
        }
        CodeName::PermanentFlags => {
            let (input, flags) = flags_perm(cx, input)?;
            (input, Code::PermanentFlags(flags))
        }
        CodeName::UidNext => {
            let (input, uid) = nz_number(cx, input)?;
            (input, Code::UidNext(uid))
        }
        CodeName::UidValidity => {
            let (input, validity) = uid_validity(cx, input)?;
            (input, Code::UidValidity(validity))
        }
        CodeName::Unseen => {
            let (input, seq) = nz_number(cx, input)?;
            (input, Code::Unseen(seq))
        }
        CodeName::HighestModSeq => {
            let (input, mod_seq) = mod_sequence_or_zero(cx, input)?;
            (input, mod_seq.map_or(Code::NoModSeq, Code::HighestModSeq))
        }
        CodeName::Modified => {
            let (input, set) = number_set(cx, input)?;
            (input, Code::Modified(set))
        }
        CodeName::AppendUid => {
            let (input, uids) = resp_code_apnd(cx, input)?;
            (input, Code::AppendUid(uids))
        }
        CodeName::CopyUid => {
            let (input, uids) = resp_code_copy(cx, input)?;
            (input, Code::CopyUid(uids))
        }
        CodeName::NoUpdate => {
            let (input, tag) = quoted_tag(cx, input)?;
            (input, Code::NoUpdate(tag))
        }
        CodeName::UndefinedFilter => {
            let (input, name) = filter_name(input)?;
            (input, Code::UndefinedFilter(name))
        }
        CodeName::MailboxId => {
            let (input, id) = objectid_in_parentheses(cx, input)?;
            (input, Code::MailboxId(id))
        }
        CodeName::ObjectId => {
            let (input, ids) = objectids(cx, input)?;
            (input, Code::ObjectId(Box::new(ids)))
        }
        CodeName::BadCharset => {
            let (input, charsets) = bad_charset(cx, input)?;
            (input, Code::BadCharset(charsets))
        }
        CodeName::Annotate => {
            let (input, code) = annotate_code(cx, input)?;
            (input, Code::Annotate(code))
        }
        CodeName::Annotations => {
            let (input, size) = ann_size(cx, input)?;
            (input, Code::Annotations(size))
        }
        CodeName::BadEvent => {
            let (input, events) = unsupported_events(cx, input)?;
            (input, Code::BadEvent(events))
        }
        CodeName::InProgress => {
            let (input, progress) = inprogress(cx, input)?;
            (input, Code::InProgress(progress))
        }
        CodeName::MaxConvertMessages => {
            let (input, most) = nz_number(cx, input)?;
            (input, Code::MaxConvertMessages(most))
        }
        CodeName::MaxConvertParts => {
            let (input, most) = nz_number(cx, input)?;
            (input, Code::MaxConvertParts(most))
        }
        CodeName::MessageLimit => {
            let (input, limit) = messagelimit(cx, input)?;
            (input, Code::MessageLimit(limit))
        }
        CodeName::Metadata => {
            let (input, code) = metadata_code(cx, input)?;
            (input, Code::Metadata(code))
        }
        CodeName::NewName => {
            let (input, names) = newname(cx, input)?;
            (input, Code::NewName(Box::new(names)))
        }
        CodeName::BadUrl => {
            let (input, url) = url_resp_text(cx, input)?;
            (input, Code::BadUrl(url))
        }
        CodeName::Referral => {
            let (mut rest, mut urls) = (input, alloc::vec::Vec::new());
            while rest.starts_with(b" ") && !rest.starts_with(b" ]") {
                work::again();
                let (at, ()) = sp(cx, rest)?;
                let (after, url) = url_resp_text(cx, at)?;
                urls.push(url);
                rest = after;
            }
            let (input, urls) = nonempty(input, rest, urls)?;
            (input, Code::Referral(urls))
        }
        CodeName::UrlMech => {
            let (input, mechanisms) = urlmech(cx, input)?;
            (input, Code::UrlMech(mechanisms))
        }
        CodeName::Alert
        | CodeName::BadComparator
        | CodeName::NotificationOverflow
        | CodeName::NotUtf8
        | CodeName::TempFail
        | CodeName::Utf8Only
        | CodeName::AlreadyExists
        | CodeName::AuthenticationFailed
        | CodeName::AuthorizationFailed
        | CodeName::Cannot
        | CodeName::ClientBug
        | CodeName::Closed
        | CodeName::CompressionActive
        | CodeName::ContactAdmin
        | CodeName::Corruption
        | CodeName::Expired
        | CodeName::ExpungeIssued
        | CodeName::HasChildren
        | CodeName::InUse
        | CodeName::Limit
        | CodeName::NonExistent
        | CodeName::NoModSeq
        | CodeName::NoPerm
        | CodeName::NotSaved
        | CodeName::OverQuota
        | CodeName::Parse
        | CodeName::PrivacyRequired
        | CodeName::ReadOnly
        | CodeName::ReadWrite
        | CodeName::ServerBug
        | CodeName::TooBig
        | CodeName::TryCreate
        | CodeName::UidNotSticky
        | CodeName::Unavailable
        | CodeName::UnknownCte
        | CodeName::UidRequired
        | CodeName::TooFew
        | CodeName::TooMany
        | CodeName::UseAttr => match Code::plain(name) {
            Some(code) => (input, code),
            None => return expected(input, Rule::RespTextCode),
        },
    };
    Ok((input, code))
}

/// After `NEWNAME`: `SP mailbox SP mailbox`
fn newname<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NewName<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (rest, old) = mailbox(cx, input)?;
    let (rest, ()) = sp(cx, rest)?;
    let (rest, new) = mailbox(cx, rest)?;
    match NewName::new(old, new) {
        Ok(names) => Ok((rest, names)),
        Err(error) => refused(input, error),
    }
}

/// Lenient: as before other brackets.
fn skip_trailing_space<'a>(cx: &Context, input: &'a [u8]) -> Result<&'a [u8], Unmet> {
    match input {
        [b' ', rest @ ..] if rest.starts_with(b"]") => {
            cx.accept(Quirk::ExtraSpace, input)?;
            Ok(rest)
        }
        _ => Ok(input),
    }
}

/// Writes `SP resp-text`.
pub(crate) fn write_sp_resp_text(out: &mut Encoder<'_>, text: &RespText<'_>) {
    out.byte(b' ');
    if let Some(code) = text.code() {
        out.byte(b'[');
        write_resp_text_code(out, code);
        out.bytes(b"] ");
    }
    out.bytes(text.text().as_bytes());
}

/// Writes `resp-text-code`.
pub(crate) fn write_resp_text_code(out: &mut Encoder<'_>, code: &Code<'_>) {
    if let Some(name) = code.kind() {
        out.bytes(name.as_str().as_bytes());
    }
    match code {
        Code::Capability(capabilities) => write_capabilities(out, capabilities),
        Code::PermanentFlags(flags) => {
            out.byte(b' ');
            write_flags_perm(out, flags);
        }
        Code::UidNext(number)
        | Code::Unseen(number)
        | Code::MaxConvertMessages(number)
        | Code::MaxConvertParts(number) => {
            out.byte(b' ');
            out.number(number.get());
        }
        Code::UidValidity(validity) => {
            out.byte(b' ');
            out.number(validity.get());
        }
        Code::HighestModSeq(mod_seq) => {
            out.byte(b' ');
            out.number(mod_seq.get());
        }
        Code::Modified(set) => {
            out.byte(b' ');
            write_number_set(out, set);
        }
        Code::AppendUid(uids) => {
            out.byte(b' ');
            write_resp_code_apnd(out, uids);
        }
        Code::CopyUid(uids) => {
            out.byte(b' ');
            write_resp_code_copy(out, uids);
        }
        Code::NoUpdate(tag) => {
            out.byte(b' ');
            write_quoted_tag(out, tag);
        }
        Code::UndefinedFilter(name) => {
            out.byte(b' ');
            out.bytes(name.as_bytes());
        }
        Code::MailboxId(id) => {
            out.byte(b' ');
            write_objectid_in_parentheses(out, id);
        }
        Code::ObjectId(ids) => {
            out.byte(b' ');
            write_objectids(out, ids);
        }
        Code::BadCharset(charsets) if charsets.is_empty() => {}
        Code::BadCharset(charsets) => {
            out.byte(b' ');
            write_list(out, charsets, write_charset);
        }
        Code::Annotate(code) => write_annotate_code(out, *code),
        Code::Annotations(size) => write_ann_size(out, *size),
        Code::BadEvent(events) => write_unsupported_events(out, events),
        Code::InProgress(progress) => write_inprogress(out, progress.as_ref()),
        Code::MessageLimit(limit) => write_messagelimit(out, *limit),
        Code::Metadata(code) => write_metadata_code(out, *code),
        Code::NewName(names) => {
            // No literal, whatever is wanted: the line could not be framed.
            for name in [names.old_name(), names.new_name()] {
                out.byte(b' ');
                out.quoted(name.as_bytes());
            }
        }
        Code::BadUrl(url) => {
            out.byte(b' ');
            out.bytes(url.as_url().as_bytes());
        }
        Code::Referral(urls) => {
            for url in urls.iter() {
                out.byte(b' ');
                out.bytes(url.as_url().as_bytes());
            }
        }
        Code::UrlMech(mechanisms) => write_urlmech(out, mechanisms),
        Code::Other(other) => write_unknown(out, other),
        Code::Malformed(malformed) => out.bytes(malformed.raw()),
        Code::Alert
        | Code::BadComparator
        | Code::NotificationOverflow
        | Code::NotUtf8
        | Code::TempFail
        | Code::Utf8Only
        | Code::AlreadyExists
        | Code::AuthenticationFailed
        | Code::AuthorizationFailed
        | Code::Cannot
        | Code::ClientBug
        | Code::Closed
        | Code::CompressionActive
        | Code::ContactAdmin
        | Code::Corruption
        | Code::Expired
        | Code::ExpungeIssued
        | Code::HasChildren
        | Code::InUse
        | Code::Limit
        | Code::NonExistent
        | Code::NoModSeq
        | Code::NoPerm
        | Code::NotSaved
        | Code::OverQuota
        | Code::Parse
        | Code::PrivacyRequired
        | Code::ReadOnly
        | Code::ReadWrite
        | Code::ServerBug
        | Code::TooBig
        | Code::TryCreate
        | Code::UidNotSticky
        | Code::Unavailable
        | Code::UnknownCte
        | Code::UidRequired
        | Code::TooFew
        | Code::TooMany
        | Code::UseAttr => {}
    }
}

#[cfg(test)]
mod tests;
