//! SEARCH. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use bounded_static::IntoBoundedStatic;
use imap_types::atom::Atom;
use imap_types::command::CommandBody;
use imap_types::flag::Flag;
use imap_types::nonempty::NonEmpty;
use imap_types::number::Numbering;
use imap_types::raw::Unknown;
use imap_types::search::{EntryFlag, EntryType, SearchKey, SearchModSeq, SearchReturnOpt};
use imap_types::string::AString;

use crate::context::{Context, Parsed, expected};
use crate::encoder::Encoder;
use crate::grammar::atom::atom;
use crate::grammar::code::{charset, write_charset};
use crate::grammar::datetime::{date, write_date};
use crate::grammar::flag::{flag, write_flag};
use crate::grammar::lexical::{
    KeywordBuffer, after_open, atom_chars, before, close, closes, continues, keyword, label, list,
    mod_sequence_valzer, nonempty, number64, open, sp, uppercase, word, write_list,
    write_mod_sequence_valzer, write_spaced,
};
use crate::grammar::raw::{kept, raw, unknown_tagged, value, write_unknown};
use crate::grammar::sequence::{sequence_set, write_sequence_set};
use crate::grammar::string::{astring, string, write_astring};
use crate::work;

/// After `SEARCH`: `[search-return-opts] SP search-program`
pub(crate) fn search<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, CommandBody<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, returns) = match word(input, "RETURN") {
        Ok((rest, ())) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, opts) = list(cx, rest, search_return_opt)?;
            let (rest, ()) = sp(cx, rest)?;
            (rest, Some(opts))
        }
        Err(_) => (input, None),
    };
    let (input, charset) = match word(input, "CHARSET") {
        Ok((rest, ())) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, charset) = charset(cx, rest)?;
            let (rest, ()) = sp(cx, rest)?;
            (rest, Some(charset))
        }
        Err(_) => (input, None),
    };
    let (input, keys) = search_keys(cx, input, continues)?;
    Ok((input, CommandBody::Search { numbering, returns, charset, keys }))
}

/// `search-return-opt`
fn search_return_opt<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchReturnOpt<'a>> {
    let (rest, name) = label(input);
    let mut buffer = KeywordBuffer::default();
    let opt = match uppercase(name, &mut buffer) {
        b"MIN" => SearchReturnOpt::Min,
        b"MAX" => SearchReturnOpt::Max,
        b"ALL" => SearchReturnOpt::All,
        b"COUNT" => SearchReturnOpt::Count,
        b"SAVE" => SearchReturnOpt::Save,
        b"" => return expected(input, "search-return-opt"),
        _ => {
            let (rest, unknown) = unknown_tagged(cx, rest, name)?;
            return Ok((rest, SearchReturnOpt::Other(unknown)));
        }
    };
    Ok((rest, opt))
}

/// `search-key *(SP search-key)`, as long as it goes on.
#[cfg_attr(test, track_caller)]
fn search_keys<'a>(
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
    nonempty(input, rest, keys)
}

/// `search-key`
fn search_key<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    match input {
        [b'(', ..] => return parenthesized(cx, input),
        [b'0'..=b'9' | b'*' | b'$', ..] => {
            let (input, set) = sequence_set(cx, input)?;
            return Ok((input, SearchKey::SequenceSet(set)));
        }
        _ => {}
    }
    let (rest, name) = keyword(input);
    let mut buffer = KeywordBuffer::default();
    let key = match uppercase(name, &mut buffer) {
        b"ALL" => SearchKey::All,
        b"ANSWERED" => SearchKey::Answered,
        b"DELETED" => SearchKey::Deleted,
        b"DRAFT" => SearchKey::Draft,
        b"FLAGGED" => SearchKey::Flagged,
        b"SEEN" => SearchKey::Seen,
        b"UNANSWERED" => SearchKey::Unanswered,
        b"UNDELETED" => SearchKey::Undeleted,
        b"UNDRAFT" => SearchKey::Undraft,
        b"UNFLAGGED" => SearchKey::Unflagged,
        b"UNSEEN" => SearchKey::Unseen,
        b"NEW" => SearchKey::New,
        b"OLD" => SearchKey::Old,
        b"RECENT" => SearchKey::Recent,
        b"NOT" => return not(cx, rest),
        b"OR" => return or(cx, rest, name),
        name_in_upper_case => return search_key_with_argument(cx, input, rest, name_in_upper_case),
    };
    Ok((rest, key))
}

/// `"(" search-key *(SP search-key) ")"`
#[inline(never)]
fn parenthesized<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    let _level = cx.level(input)?;
    let (input, ()) = open(input)?;
    let input = after_open(cx, input)?;
    let bare = !input.starts_with(b"(");
    let (input, keys) = search_keys(cx, input, |rest| !closes(rest))?;
    let (input, ()) = close(cx, input)?;
    Ok((input, and(keys, bare)))
}

/// A key that is not known is written in parentheses, so that it ends where it ends.
fn and(keys: NonEmpty<SearchKey<'_>>, bare: bool) -> SearchKey<'_> {
    match &*keys {
        [SearchKey::Other(other)] if bare => SearchKey::Other(other.clone()),
        _ => SearchKey::And(keys),
    }
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

/// Whether a key took everything to the end of its list because something in it is not known.
fn ends_in_unknown(key: &SearchKey<'_>) -> bool {
    match key {
        SearchKey::Other(_) => true,
        SearchKey::Not(key) => ends_in_unknown(key),
        _ => false,
    }
}

/// Keys that have an argument, and keys that are not known.
#[inline(never)]
fn search_key_with_argument<'a>(
    cx: &Context,
    input: &'a [u8],
    rest: &'a [u8],
    name: &[u8],
) -> Parsed<'a, SearchKey<'a>> {
    let string = |make: fn(AString<'a>) -> SearchKey<'a>| {
        let (rest, ()) = sp(cx, rest)?;
        let (rest, string) = astring(cx, rest)?;
        Ok((rest, make(string)))
    };
    let dated = |make: fn(imap_types::datetime::Date) -> SearchKey<'a>| {
        let (rest, ()) = sp(cx, rest)?;
        let (rest, date) = date(rest)?;
        Ok((rest, make(date)))
    };
    let sized = |make: fn(imap_types::number::Number64) -> SearchKey<'a>| {
        let (rest, ()) = sp(cx, rest)?;
        let (rest, size) = number64(rest)?;
        Ok((rest, make(size)))
    };
    let flagged = |make: fn(Atom<'a>) -> SearchKey<'a>| {
        let (rest, ()) = sp(cx, rest)?;
        let (rest, keyword) = atom(rest)?;
        Ok((rest, make(keyword)))
    };
    match name {
        b"BCC" => string(SearchKey::Bcc),
        b"BODY" => string(SearchKey::Body),
        b"CC" => string(SearchKey::Cc),
        b"FROM" => string(SearchKey::From),
        b"SUBJECT" => string(SearchKey::Subject),
        b"TEXT" => string(SearchKey::Text),
        b"TO" => string(SearchKey::To),
        b"BEFORE" => dated(SearchKey::Before),
        b"ON" => dated(SearchKey::On),
        b"SINCE" => dated(SearchKey::Since),
        b"SENTBEFORE" => dated(SearchKey::SentBefore),
        b"SENTON" => dated(SearchKey::SentOn),
        b"SENTSINCE" => dated(SearchKey::SentSince),
        b"LARGER" => sized(SearchKey::Larger),
        b"SMALLER" => sized(SearchKey::Smaller),
        b"KEYWORD" => flagged(SearchKey::Keyword),
        b"UNKEYWORD" => flagged(SearchKey::Unkeyword),
        b"HEADER" => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, field) = astring(cx, rest)?;
            let (rest, ()) = sp(cx, rest)?;
            let (rest, text) = astring(cx, rest)?;
            Ok((rest, SearchKey::Header(field, text)))
        }
        b"UID" => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, set) = sequence_set(cx, rest)?;
            Ok((rest, SearchKey::Uid(set)))
        }
        b"MODSEQ" => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, search) = search_modsequence(cx, rest)?;
            Ok((rest, SearchKey::ModSeq(search)))
        }
        _ => unknown_key(cx, input),
    }
}

/// A key that is not known, with everything to the end of its list; one space is kept before each value.
fn unknown_key<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    let (start, name) = atom_chars(input);
    if name.is_empty() {
        return expected(input, "search-key");
    }
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
    Ok((rest, SearchKey::Other(Unknown::from_wire(Atom::from_wire(Cow::Borrowed(name)), values))))
}

/// `[search-modseq-ext SP] mod-sequence-valzer`
fn search_modsequence<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchModSeq<'a>> {
    let (input, entry) = if input.starts_with(b"\"") {
        let (input, flag) = entry_flag_name(cx, input)?;
        let (input, ()) = sp(cx, input)?;
        let (input, entry_type) = entry_type_req(input)?;
        let (input, ()) = sp(cx, input)?;
        (input, Some((flag, entry_type)))
    } else {
        (input, None)
    };
    let (input, mod_seq) = mod_sequence_valzer(input)?;
    Ok((input, SearchModSeq { entry, mod_seq }))
}

/// `entry-flag-name = DQUOTE "/flags/" attr-flag DQUOTE`
fn entry_flag_name<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, EntryFlag<'a>> {
    let (rest, name) = string(cx, input)?;
    let octets = name.as_bytes();
    let prefix = octets.get(..7).is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"/flags/"));
    let parsed = octets.get(7..).filter(|_| prefix).and_then(|octets| match flag(cx, octets) {
        Ok(([], flag)) => EntryFlag::try_from(flag.into_static()).ok(),
        _ => None,
    });
    match parsed {
        Some(flag) => Ok((rest, flag)),
        None => expected(input, "entry-flag-name"),
    }
}

/// `entry-type-req = entry-type-resp / "all"`
fn entry_type_req(input: &[u8]) -> Parsed<'_, EntryType> {
    let (rest, name) = keyword(input);
    let mut buffer = KeywordBuffer::default();
    let entry_type = match uppercase(name, &mut buffer) {
        b"PRIV" => EntryType::Private,
        b"SHARED" => EntryType::Shared,
        b"ALL" => EntryType::All,
        _ => return expected(input, "entry-type-req"),
    };
    Ok((rest, entry_type))
}

/// Writes what follows `SEARCH` in a command.
pub(crate) fn write_search(
    out: &mut Encoder<'_>,
    returns: Option<&Vec<SearchReturnOpt<'_>>>,
    charset: Option<&imap_types::charset::Charset<'_>>,
    keys: &[SearchKey<'_>],
) {
    if let Some(returns) = returns {
        out.bytes(b" RETURN ");
        write_list(out, returns, |out, opt| match opt {
            SearchReturnOpt::Min => out.bytes(b"MIN"),
            SearchReturnOpt::Max => out.bytes(b"MAX"),
            SearchReturnOpt::All => out.bytes(b"ALL"),
            SearchReturnOpt::Count => out.bytes(b"COUNT"),
            SearchReturnOpt::Save => out.bytes(b"SAVE"),
            SearchReturnOpt::Other(unknown) => write_unknown(out, unknown),
        });
    }
    if let Some(charset) = charset {
        out.bytes(b" CHARSET ");
        write_charset(out, charset);
    }
    out.byte(b' ');
    write_spaced(out, keys, write_search_key);
}

fn write_search_key(out: &mut Encoder<'_>, key: &SearchKey<'_>) {
    let string = |out: &mut Encoder<'_>, name: &[u8], string: &AString<'_>| {
        out.bytes(name);
        write_astring(out, string.as_bytes());
    };
    let dated = |out: &mut Encoder<'_>, name: &[u8], date| {
        out.bytes(name);
        write_date(out, date);
    };
    match key {
        SearchKey::All => out.bytes(b"ALL"),
        SearchKey::Answered => out.bytes(b"ANSWERED"),
        SearchKey::Deleted => out.bytes(b"DELETED"),
        SearchKey::Draft => out.bytes(b"DRAFT"),
        SearchKey::Flagged => out.bytes(b"FLAGGED"),
        SearchKey::Seen => out.bytes(b"SEEN"),
        SearchKey::Unanswered => out.bytes(b"UNANSWERED"),
        SearchKey::Undeleted => out.bytes(b"UNDELETED"),
        SearchKey::Undraft => out.bytes(b"UNDRAFT"),
        SearchKey::Unflagged => out.bytes(b"UNFLAGGED"),
        SearchKey::Unseen => out.bytes(b"UNSEEN"),
        SearchKey::New => out.bytes(b"NEW"),
        SearchKey::Old => out.bytes(b"OLD"),
        SearchKey::Recent => out.bytes(b"RECENT"),
        SearchKey::Keyword(keyword) => {
            out.bytes(b"KEYWORD ");
            out.bytes(keyword.as_bytes());
        }
        SearchKey::Unkeyword(keyword) => {
            out.bytes(b"UNKEYWORD ");
            out.bytes(keyword.as_bytes());
        }
        SearchKey::Bcc(text) => string(out, b"BCC ", text),
        SearchKey::Body(text) => string(out, b"BODY ", text),
        SearchKey::Cc(text) => string(out, b"CC ", text),
        SearchKey::From(text) => string(out, b"FROM ", text),
        SearchKey::Subject(text) => string(out, b"SUBJECT ", text),
        SearchKey::Text(text) => string(out, b"TEXT ", text),
        SearchKey::To(text) => string(out, b"TO ", text),
        SearchKey::Header(field, text) => {
            string(out, b"HEADER ", field);
            string(out, b" ", text);
        }
        SearchKey::Before(date) => dated(out, b"BEFORE ", date),
        SearchKey::On(date) => dated(out, b"ON ", date),
        SearchKey::Since(date) => dated(out, b"SINCE ", date),
        SearchKey::SentBefore(date) => dated(out, b"SENTBEFORE ", date),
        SearchKey::SentOn(date) => dated(out, b"SENTON ", date),
        SearchKey::SentSince(date) => dated(out, b"SENTSINCE ", date),
        SearchKey::Larger(size) => {
            out.bytes(b"LARGER ");
            out.number(size.get());
        }
        SearchKey::Smaller(size) => {
            out.bytes(b"SMALLER ");
            out.number(size.get());
        }
        SearchKey::ModSeq(search) => write_search_modsequence(out, search),
        SearchKey::SequenceSet(set) => write_sequence_set(out, set),
        SearchKey::Uid(set) => {
            out.bytes(b"UID ");
            write_sequence_set(out, set);
        }
        SearchKey::Not(key) => {
            out.bytes(b"NOT ");
            write_search_key(out, key);
        }
        SearchKey::Or(keys) => {
            out.bytes(b"OR ");
            write_search_key(out, &keys.0);
            out.byte(b' ');
            write_search_key(out, &keys.1);
        }
        SearchKey::And(keys) => write_list(out, keys, write_search_key),
        SearchKey::Other(unknown) => {
            out.byte(b'(');
            write_unknown(out, unknown);
            out.byte(b')');
        }
    }
}

fn write_search_modsequence(out: &mut Encoder<'_>, search: &SearchModSeq<'_>) {
    out.bytes(b"MODSEQ ");
    if let Some((flag, entry_type)) = &search.entry {
        out.bytes(b"\"/flags/");
        // The backslash of a flag is escaped like any in a quoted string.
        if !matches!(flag.flag(), Flag::Keyword(_)) {
            out.byte(b'\\');
        }
        write_flag(out, flag.flag());
        out.bytes(match entry_type {
            EntryType::Private => b"\" priv ",
            EntryType::Shared => b"\" shared ",
            EntryType::All => b"\" all ",
        });
    }
    write_mod_sequence_valzer(out, search.mod_seq);
}

#[cfg(test)]
mod tests {
    use imap_types::number::ModSeq;
    use imap_types::sequence::SequenceSet;

    use super::*;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects, s};
    use crate::quirk::Quirk;

    #[test]
    fn commands_both_ways() {
        let write = |out: &mut Encoder<'_>, body: &CommandBody<'_>| match body {
            CommandBody::Search { returns, charset, keys, .. } => {
                write_search(out, returns.as_ref(), charset.as_ref(), keys);
            }
            _ => unreachable!(),
        };
        let search = |cx: &Context, i| search(cx, i, Numbering::SeqNum);
        let of = |keys| CommandBody::search(Numbering::SeqNum, keys).unwrap();
        let set = |text: &str| text.parse::<SequenceSet>().unwrap();
        let other = |rest| SearchKey::Other(kept(b"X-KEY", rest));
        both_ways(
            search,
            write,
            &[
                (" ALL", of(Vec::from([SearchKey::All]))),
                (
                    " 1:* NOT FROM Smith",
                    of(Vec::from([SearchKey::SequenceSet(set("1:*")), !SearchKey::From(s("Smith"))])),
                ),
                (
                    " OR (SEEN DRAFT) $",
                    of(Vec::from([SearchKey::And([SearchKey::Seen, SearchKey::Draft].try_into().unwrap())
                        .or(SearchKey::SequenceSet(set("$")))])),
                ),
                (" (X-KEY 3 \"a\") SEEN", of(Vec::from([other(b" 3 \"a\""), SearchKey::Seen]))),
                (" ((X-KEY))", of(Vec::from([SearchKey::And(NonEmpty::one(other(b"")))]))),
                (
                    " MODSEQ \"/flags/\\\\Draft\" all 620162338",
                    of(Vec::from([SearchKey::ModSeq(SearchModSeq {
                        entry: Some((Flag::Draft.try_into().unwrap(), EntryType::All)),
                        mod_seq: ModSeq::new(620_162_338),
                    })])),
                ),
            ],
        );
        reads(
            search,
            &[
                (
                    " CHARSET a]b ALL",
                    CommandBody::Search {
                        numbering: Numbering::SeqNum,
                        returns: None,
                        charset: Some("a]b".try_into().unwrap()),
                        keys: NonEmpty::one(SearchKey::All),
                    },
                ),
                (" X-KEY 3 SEEN", of(Vec::from([other(b" 3 SEEN")]))),
                (" NOT X-KEY 3 SEEN", of(Vec::from([!other(b" 3 SEEN")]))),
                (
                    " OR NOT (X-KEY 3) SEEN",
                    of(Vec::from([SearchKey::Not(Box::new(other(b" 3"))).or(SearchKey::Seen)])),
                ),
                (
                    " OR NOT X-KEY 3 SEEN",
                    of(Vec::from([SearchKey::Other(kept(b"OR", b" NOT X-KEY 3 SEEN"))])),
                ),
                (" OR X-KEY 3 SEEN", of(Vec::from([SearchKey::Other(kept(b"OR", b" X-KEY 3 SEEN"))]))),
            ],
        );
        let spaced = of(Vec::from([SearchKey::And([other(b" 3"), SearchKey::Seen].try_into().unwrap())]));
        quirky(search, " ((X-KEY 3 ) SEEN)", &spaced, Quirk::SpaceInParentheses, 10);
        quirky(search, " X-KEY  3", &of(Vec::from([other(b" 3")])), Quirk::ExtraSpace, 7);
        let none = of(Vec::from([other(b"")]));
        quirky(search, " (X-KEY  )", &none, Quirk::SpaceInParentheses, 7);
        quirky(search, " SEEN  ALL", &of(Vec::from([SearchKey::Seen, SearchKey::All])), Quirk::ExtraSpace, 6);
        rejects(
            search,
            &[
                ("", 0, "SP"),
                (" OR SEEN", 8, "SP"),
                (" ()", 2, "search-key"),
                (" SINCE x", 7, "date-day"),
                (" RETURN (1MIN) ALL", 9, "search-return-opt"),
                (" MODSEQ x", 8, "mod-sequence-valzer"),
                (" MODSEQ 18446744073709551615", 8, "mod-sequence-valzer"),
                (" MODSEQ \"/flag\" all 1", 8, "entry-flag-name"),
                (" MODSEQ \"/flags/(\" all 1", 8, "entry-flag-name"),
                (" MODSEQ \"/flags/\\\\Recent\" all 1", 8, "entry-flag-name"),
                (" MODSEQ \"/flags/x\" none 1", 19, "entry-type-req"),
            ],
        );
    }

    #[test]
    fn keys_in_parentheses_may_have_spaces_around_them() {
        let both = SearchKey::And(NonEmpty::try_from([SearchKey::All, SearchKey::Seen]).unwrap());
        quirky(search_key, "( ALL SEEN )", &both, Quirk::SpaceInParentheses, 1);
    }
}
