//! Criteria of a search. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use bounded_static::IntoBoundedStatic;
use imap_types::atom::Atom;
use imap_types::nonempty::NonEmpty;
use imap_types::raw::Unknown;
use imap_types::search::{FilterName, InThread, SearchHeader, SearchKey, SearchKeyName as Name};
use imap_types::trusted::FromWire;

use super::mimepart::mimepart;
use super::modseq::{search_modsequence, write_search_modsequence};
use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::annotate::{search_annotation, write_search_annotation};
use crate::grammar::datetime::{date, write_date};
use crate::grammar::flag::flag_keyword;
use crate::grammar::gmail::{gm_label, write_gm_label};
use crate::grammar::lexical::{atom_chars, before, keyword, sp, unsigned64, write_list};
use crate::grammar::objectid::objectid;
use crate::grammar::raw::{kept, raw, value, write_raw, write_unknown};
use crate::grammar::seldom::{astring, close, closes, continues, number64, nz_number, open, uniqueid};
use crate::grammar::sequence::{sequence_set, write_sequence_set};
use crate::grammar::string::write_astring;
use crate::grammar::thread::{thread_alg, write_thread_alg};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `search-key *(SP search-key)`, as long as it goes on.
#[cfg_attr(test, track_caller)]
pub(crate) fn search_keys<'a>(
    cx: &Context,
    input: &'a [u8],
    goes_on: impl Fn(&[u8]) -> bool,
) -> Parsed<'a, NonEmpty<SearchKey<'a>>> {
    let mut keys = Vec::with_capacity(1);
    let (mut rest, first) = search_key(cx, input)?;
    keys.push(first);
    while goes_on(rest) {
        work::again();
        let (after, ()) = sp(cx, rest)?;
        let (after, next) = search_key(cx, after)?;
        keys.push(next);
        rest = after;
    }
    Ok((rest, NonEmpty::from_wire(keys)))
}

/// `search-key`
pub(crate) fn search_key<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    match input {
        [b'(', ..] => return parenthesized(cx, input),
        [b'0'..=b'9' | b'*' | b'$', ..] => {
            let (input, set) = sequence_set(cx, input)?;
            return Ok((input, SearchKey::SequenceSet(set)));
        }
        _ => {}
    }
    let (rest, word) = keyword(input);
    let Some(name) = Name::from_bytes(word) else { return unknown_key(cx, input) };
    let key = match name {
        Name::All => SearchKey::All,
        Name::Answered => SearchKey::Answered,
        Name::Deleted => SearchKey::Deleted,
        Name::Draft => SearchKey::Draft,
        Name::Flagged => SearchKey::Flagged,
        Name::Seen => SearchKey::Seen,
        Name::Unanswered => SearchKey::Unanswered,
        Name::Undeleted => SearchKey::Undeleted,
        Name::Undraft => SearchKey::Undraft,
        Name::Unflagged => SearchKey::Unflagged,
        Name::Unseen => SearchKey::Unseen,
        Name::New => SearchKey::New,
        Name::Old => SearchKey::Old,
        Name::Recent => SearchKey::Recent,
        Name::SaveDateSupported => SearchKey::SaveDateSupported,
        Name::Not => return not(cx, rest),
        Name::Or => return or(cx, rest, word),
        Name::Fuzzy => return fuzzy(cx, rest),
        Name::InThread => return in_thread(cx, rest),
        Name::MimePart => return mimepart(cx, rest),
        name => return search_key_with_argument(cx, rest, name),
    };
    Ok((rest, key))
}

/// `"(" search-key *(SP search-key) ")"`
#[inline(never)]
fn parenthesized<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    let _level = cx.level(input)?;
    let (input, ()) = open(cx, input)?;
    let bare = !input.starts_with(b"(");
    let (input, keys) = search_keys(cx, input, |rest| !closes(rest))?;
    let (input, ()) = close(cx, input)?;
    Ok((input, and(keys, bare)))
}

/// A key that is not known is written in parentheses, so that it ends where it ends.
fn and(keys: NonEmpty<SearchKey<'_>>, bare: bool) -> SearchKey<'_> {
    if let ([SearchKey::Other(other)], true) = (&*keys, bare) {
        return SearchKey::Other(other.clone());
    }
    SearchKey::And(keys)
}

/// After `NOT`: `SP search-key`
#[inline(never)]
fn not<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    let _level = cx.level(input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, key) = search_key(cx, input)?;
    Ok((input, SearchKey::Not(Box::new(key))))
}

/// After `OR`: `SP search-key SP search-key`
#[inline(never)]
fn or<'a>(cx: &Context, start: &'a [u8], name: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    let _level = cx.level(start)?;
    let (input, ()) = sp(cx, start)?;
    let parenthesized = input.starts_with(b"(");
    let (input, left) = search_key(cx, input)?;
    // What follows such a key shows that it stood in parentheses further in.
    let is_last = !continues(input) || closes(input);
    if !parenthesized && is_last && ends_in_unknown(&left) {
        // Nobody knows where the first key ends and the second begins: the OR is not known either.
        return Ok((input, SearchKey::Other(kept(name, before(start, input)))));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, right) = search_key(cx, input)?;
    Ok((input, left.or(right)))
}

/// After `FUZZY`: `SP search-key`
#[inline(never)]
fn fuzzy<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    let _level = cx.level(input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, key) = search_key(cx, input)?;
    Ok((input, SearchKey::Fuzzy(Box::new(key))))
}

/// After `INTHREAD`: `SP thread-alg SP search-key`
#[inline(never)]
fn in_thread<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    let _level = cx.level(input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, algorithm) = thread_alg(input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, key) = search_key(cx, input)?;
    Ok((input, SearchKey::InThread(Box::new(InThread { algorithm, key }))))
}

/// Whether a key took everything to the end of its list because something in it is not known.
fn ends_in_unknown(key: &SearchKey<'_>) -> bool {
    match key {
        SearchKey::Not(key) | SearchKey::Fuzzy(key) => ends_in_unknown(key),
        SearchKey::InThread(thread) => ends_in_unknown(&thread.key),
        key => matches!(key, SearchKey::Other(_)),
    }
}

/// The key of what was read. There is one for all keys whose arguments are of one type.
#[inline(never)]
fn of<'a, T>(argument: Parsed<'a, T>, key: fn(T) -> SearchKey<'a>) -> Parsed<'a, SearchKey<'a>> {
    let (rest, argument) = argument?;
    Ok((rest, key(argument)))
}

/// The argument of a key.
#[inline(never)]
fn search_key_with_argument<'a>(cx: &Context, rest: &'a [u8], name: Name) -> Parsed<'a, SearchKey<'a>> {
    let (rest, ()) = sp(cx, rest)?;
    match name {
        Name::Bcc => of(astring(cx, rest), SearchKey::Bcc),
        Name::Cc => of(astring(cx, rest), SearchKey::Cc),
        Name::From => of(astring(cx, rest), SearchKey::From),
        Name::Subject => of(astring(cx, rest), SearchKey::Subject),
        Name::To => of(astring(cx, rest), SearchKey::To),
        Name::Body => of(astring(cx, rest), SearchKey::Body),
        Name::Text => of(astring(cx, rest), SearchKey::Text),
        Name::GmRaw => of(astring(cx, rest), SearchKey::GmRaw),
        Name::Before => of(date(rest), SearchKey::Before),
        Name::On => of(date(rest), SearchKey::On),
        Name::Since => of(date(rest), SearchKey::Since),
        Name::SentBefore => of(date(rest), SearchKey::SentBefore),
        Name::SentOn => of(date(rest), SearchKey::SentOn),
        Name::SentSince => of(date(rest), SearchKey::SentSince),
        Name::SavedBefore => of(date(rest), SearchKey::SavedBefore),
        Name::SavedOn => of(date(rest), SearchKey::SavedOn),
        Name::SavedSince => of(date(rest), SearchKey::SavedSince),
        Name::XSavedBefore => of(date(rest), SearchKey::XSavedBefore),
        Name::XSavedOn => of(date(rest), SearchKey::XSavedOn),
        Name::XSavedSince => of(date(rest), SearchKey::XSavedSince),
        Name::Larger => of(number64(rest), SearchKey::Larger),
        Name::Smaller => of(number64(rest), SearchKey::Smaller),
        Name::Keyword => of(flag_keyword(cx, rest), SearchKey::Keyword),
        Name::Unkeyword => of(flag_keyword(cx, rest), SearchKey::Unkeyword),
        Name::Header => {
            let (rest, field) = astring(cx, rest)?;
            let (rest, ()) = sp(cx, rest)?;
            let (rest, text) = astring(cx, rest)?;
            Ok((rest, SearchKey::Header(SearchHeader { field, text })))
        }
        Name::Uid => of(sequence_set(cx, rest), SearchKey::Uid),
        Name::UidAfter => of(uniqueid(cx, rest), SearchKey::UidAfter),
        Name::UidBefore => of(uniqueid(cx, rest), SearchKey::UidBefore),
        Name::ModSeq => of(search_modsequence(cx, rest), SearchKey::ModSeq),
        Name::Older => of(nz_number(cx, rest), SearchKey::Older),
        Name::Younger => of(nz_number(cx, rest), SearchKey::Younger),
        Name::Filter => of(filter_name(rest), SearchKey::Filter),
        Name::Annotation => {
            let (rest, annotation) = search_annotation(cx, rest)?;
            Ok((rest, SearchKey::Annotation(Box::new(annotation))))
        }
        Name::EmailId => of(objectid(rest), SearchKey::EmailId),
        Name::ThreadId => of(objectid(rest), SearchKey::ThreadId),
        Name::GmMsgId => of(unsigned64(rest), SearchKey::GmMsgId),
        Name::GmThrId => of(unsigned64(rest), SearchKey::GmThrId),
        Name::GmLabels => of(gm_label(cx, rest), SearchKey::GmLabels),
        // Never: these are read where they are told apart.
        Name::All
        | Name::Answered
        | Name::Deleted
        | Name::Draft
        | Name::Flagged
        | Name::Seen
        | Name::Unanswered
        | Name::Undeleted
        | Name::Undraft
        | Name::Unflagged
        | Name::Unseen
        | Name::New
        | Name::Old
        | Name::Recent
        | Name::SaveDateSupported
        | Name::Not
        | Name::Or
        | Name::Fuzzy
        | Name::InThread
        | Name::MimePart => expected(rest, Rule::SearchKey),
    }
}

/// `filter-name = 1*<any ATOM-CHAR except "/">`
pub(crate) fn filter_name(input: &[u8]) -> Parsed<'_, FilterName<'_>> {
    let (rest, name) = atom_chars(input);
    match FilterName::try_from(name) {
        Ok(name) => Ok((rest, name)),
        Err(error) => refused(input.get(error.offset..).unwrap_or_default(), error),
    }
}

/// A key that is not known, with everything to the end of its list; one space is kept before each value.
fn unknown_key<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    let (start, name) = atom_chars(input);
    if name.is_empty() {
        return expected(input, Rule::SearchKey);
    }
    // Lenient: RFCs to come and vendors have keys that RFC 9051 has no room for.
    cx.accept(Quirk::UnknownSearchKey, input)?;
    let (mut rest, mut single) = (start, Vec::new());
    while continues(rest) && !closes(rest) {
        work::again();
        let (at, ()) = sp(cx, rest)?;
        let (after, octets) = value(at)?;
        single.push(b' ');
        single.extend_from_slice(octets);
        rest = after;
    }
    let octets = before(start, rest);
    if octets == single {
        return Ok((rest, SearchKey::Other(kept(name, octets))));
    }
    let values = raw(&single).into_static();
    Ok((rest, SearchKey::Other(Unknown::from_wire((Atom::from_wire(Cow::Borrowed(name)), values)))))
}

/// Writes `search-key`.
pub(crate) fn write_search_key(out: &mut Encoder<'_>, key: &SearchKey<'_>) {
    if let Some(name) = key.kind() {
        out.bytes(name.as_str().as_bytes());
    }
    match key {
        SearchKey::All
        | SearchKey::Answered
        | SearchKey::Deleted
        | SearchKey::Draft
        | SearchKey::Flagged
        | SearchKey::Seen
        | SearchKey::Unanswered
        | SearchKey::Undeleted
        | SearchKey::Undraft
        | SearchKey::Unflagged
        | SearchKey::Unseen
        | SearchKey::New
        | SearchKey::Old
        | SearchKey::Recent
        | SearchKey::SaveDateSupported => {}
        SearchKey::Keyword(keyword) | SearchKey::Unkeyword(keyword) => {
            out.byte(b' ');
            out.bytes(keyword.as_bytes());
        }
        SearchKey::Bcc(text)
        | SearchKey::Cc(text)
        | SearchKey::From(text)
        | SearchKey::Subject(text)
        | SearchKey::To(text)
        | SearchKey::Body(text)
        | SearchKey::Text(text)
        | SearchKey::GmRaw(text) => {
            out.byte(b' ');
            write_astring(out, text.as_bytes());
        }
        SearchKey::Header(SearchHeader { field, text }) => {
            out.byte(b' ');
            write_astring(out, field.as_bytes());
            out.byte(b' ');
            write_astring(out, text.as_bytes());
        }
        SearchKey::Before(date)
        | SearchKey::On(date)
        | SearchKey::Since(date)
        | SearchKey::SentBefore(date)
        | SearchKey::SentOn(date)
        | SearchKey::SentSince(date)
        | SearchKey::SavedBefore(date)
        | SearchKey::SavedOn(date)
        | SearchKey::SavedSince(date)
        | SearchKey::XSavedBefore(date)
        | SearchKey::XSavedOn(date)
        | SearchKey::XSavedSince(date) => {
            out.byte(b' ');
            write_date(out, date);
        }
        SearchKey::Larger(size) | SearchKey::Smaller(size) => {
            out.byte(b' ');
            out.number(size.get());
        }
        SearchKey::ModSeq(search) => {
            out.byte(b' ');
            write_search_modsequence(out, search);
        }
        SearchKey::Uid(set) => {
            out.byte(b' ');
            write_sequence_set(out, set);
        }
        SearchKey::UidAfter(uid) | SearchKey::UidBefore(uid) => {
            out.byte(b' ');
            out.number(uid.get());
        }
        SearchKey::Older(seconds) | SearchKey::Younger(seconds) => {
            out.byte(b' ');
            out.number(seconds.get());
        }
        SearchKey::Filter(name) => {
            out.byte(b' ');
            out.bytes(name.as_bytes());
        }
        SearchKey::Annotation(annotation) => {
            out.byte(b' ');
            write_search_annotation(out, annotation);
        }
        SearchKey::MimePart(keys) => write_raw(out, keys.as_raw()),
        SearchKey::EmailId(id) | SearchKey::ThreadId(id) => {
            out.byte(b' ');
            out.bytes(id.as_bytes());
        }
        SearchKey::GmMsgId(id) | SearchKey::GmThrId(id) => {
            out.byte(b' ');
            out.number(*id);
        }
        SearchKey::GmLabels(label) => {
            out.byte(b' ');
            write_gm_label(out, label);
        }
        SearchKey::Not(key) | SearchKey::Fuzzy(key) => {
            out.byte(b' ');
            write_search_key(out, key);
        }
        SearchKey::InThread(thread) => {
            out.byte(b' ');
            write_thread_alg(out, &thread.algorithm);
            out.byte(b' ');
            write_search_key(out, &thread.key);
        }
        SearchKey::Or(keys) => {
            out.byte(b' ');
            write_search_key(out, &keys.0);
            out.byte(b' ');
            write_search_key(out, &keys.1);
        }
        SearchKey::SequenceSet(set) => write_sequence_set(out, set),
        SearchKey::And(keys) => write_list(out, keys, write_search_key),
        SearchKey::Other(unknown) => {
            out.byte(b'(');
            write_unknown(out, unknown);
            out.byte(b')');
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::datetime::Date;
    use imap_types::objectid::ObjectId;
    use imap_types::search::MimePartKeys;
    use imap_types::thread::ThreadAlgorithm;

    use super::*;
    use crate::grammar::testing::{both_ways, n, quirky, reads, rejects, s};
    use crate::quirk::Quirk;

    #[test]
    fn keys_both_ways() {
        let day = Date::new(2026, 11, 26).unwrap();
        let id = || ObjectId::try_from("T64b478a").unwrap();
        both_ways(
            search_key,
            write_search_key,
            &[
                ("SAVEDATESUPPORTED", SearchKey::SaveDateSupported),
                ("OLDER 234", SearchKey::Older(n(234))),
                ("YOUNGER 259200", SearchKey::Younger(n(259_200))),
                ("FILTER on-the-road", SearchKey::Filter(FilterName::try_from("on-the-road").unwrap())),
                ("EMAILID T64b478a", SearchKey::EmailId(id())),
                ("THREADID T64b478a", SearchKey::ThreadId(id())),
                ("SAVEDBEFORE 26-Nov-2026", SearchKey::SavedBefore(day)),
                ("SAVEDON 26-Nov-2026", SearchKey::SavedOn(day)),
                ("SAVEDSINCE 26-Nov-2026", SearchKey::SavedSince(day)),
                ("X-SAVEDBEFORE 26-Nov-2026", SearchKey::XSavedBefore(day)),
                ("X-SAVEDON 26-Nov-2026", SearchKey::XSavedOn(day)),
                ("X-SAVEDSINCE 26-Nov-2026", SearchKey::XSavedSince(day)),
                ("UIDAFTER 7", SearchKey::UidAfter(n(7).into())),
                ("UIDBEFORE 7", SearchKey::UidBefore(n(7).into())),
                ("FUZZY (SUBJECT IMAP)", {
                    let subject = SearchKey::Subject(s("IMAP"));
                    SearchKey::Fuzzy(Box::new(SearchKey::And(NonEmpty::one(subject))))
                }),
                ("NOT INTHREAD REFS FROM mark", {
                    let key = SearchKey::From(s("mark"));
                    !SearchKey::InThread(Box::new(InThread { algorithm: ThreadAlgorithm::Refs, key }))
                }),
                ("X-GM-RAW \"has:attachment in:unread\"", SearchKey::GmRaw(s("has:attachment in:unread"))),
                ("X-GM-MSGID 18446744073709551615", SearchKey::GmMsgId(u64::MAX)),
                ("X-GM-THRID 1266894439832287888", SearchKey::GmThrId(1_266_894_439_832_287_888)),
                ("X-GM-LABELS \\Sent", SearchKey::GmLabels(s("\\Sent"))),
                ("X-GM-LABELS foo", SearchKey::GmLabels(s("foo"))),
                (
                    "MIMEPART (TYPE image NOT (ID \")\"))",
                    SearchKey::MimePart(
                        MimePartKeys::try_from(raw(b" (TYPE image NOT (ID \")\"))")).unwrap(),
                    ),
                ),
            ],
        );
        reads(search_key, &[("older 234", SearchKey::Older(n(234)))]);
        rejects(
            search_key,
            &[
                ("OLDER 0", 6, "nz-number"),
                ("YOUNGER", 7, "SP"),
                ("FILTER a/b", 8, "filter-name"),
                ("FILTER (", 7, "filter-name"),
                ("EMAILID (a)", 8, "objectid"),
                ("UIDAFTER *", 9, "nz-number"),
                ("SAVEDON 32-Nov-2026", 8, "date-day"),
                ("X-GM-MSGID 18446744073709551616", 11, "number64"),
                ("FUZZY", 5, "SP"),
                ("MIMEPART ()", 8, "MIMEPART key"),
                ("MIMEPART (a", 11, "value"),
                ("MIMEPART ALL", 9, "MIMEPART key"),
                ("MIMEPART OR TYPE a", 18, "SP"),
                ("INTHREAD SEEN", 13, "SP"),
            ],
        );
    }

    #[test]
    fn keys_in_parentheses_may_have_spaces_around_them() {
        let both = SearchKey::And(NonEmpty::try_from([SearchKey::All, SearchKey::Seen]).unwrap());
        quirky(search_key, "( ALL SEEN )", &both, Quirk::SpaceInParentheses, 1);
    }
}
