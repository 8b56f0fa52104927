//! SEARCH. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)

mod key;
mod mimepart;
mod modseq;
mod r#return;

use imap_types::charset::Charset;
use imap_types::nonempty::NonEmpty;
use imap_types::number::Numbering;
use imap_types::search::{Search, SearchKey};

pub(crate) use self::key::{filter_name, search_keys, write_search_key};
pub(crate) use self::r#return::{search_return_opts, write_search_return_opts};
use crate::context::{Context, Parsed};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::charset::{charset, write_charset};
use crate::grammar::lexical::write_spaced;
use crate::grammar::named::arguments;
use crate::grammar::seldom::{after_word, continues, sp};

arguments!(Search<'a>: search by numbering, write_search);

/// After `SEARCH`: `[search-return-opts] SP search-program`
fn search<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, Search<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, returns) = search_return_opts(cx, input)?;
    let (input, (charset, keys)) = search_program(cx, input)?;
    Ok((input, Search { numbering, returns, charset, keys }))
}

/// `search-program = ["CHARSET" SP charset SP] search-key *(SP search-key)`
pub(crate) fn search_program<'a>(
    cx: &Context,
    input: &'a [u8],
) -> Parsed<'a, (Option<Charset<'a>>, NonEmpty<SearchKey<'a>>)> {
    let (input, charset) = match after_word(input, "CHARSET") {
        Some(rest) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, charset) = charset(cx, rest)?;
            let (rest, ()) = sp(cx, rest)?;
            (rest, Some(charset))
        }
        None => (input, None),
    };
    let (input, keys) = search_keys(cx, input, continues)?;
    Ok((input, (charset, keys)))
}

/// `search-criteria = charset 1*(SP search-key)`
pub(crate) fn search_criteria<'a>(
    cx: &Context,
    input: &'a [u8],
) -> Parsed<'a, (Charset<'a>, NonEmpty<SearchKey<'a>>)> {
    let (input, charset) = charset(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, keys) = search_keys(cx, input, continues)?;
    Ok((input, (charset, keys)))
}

/// Writes what follows `SEARCH` in a command.
fn write_search(out: &mut Encoder<'_>, search: &Search<'_>) {
    let Search { numbering: _, returns, charset, keys } = search;
    write_search_return_opts(out, returns.as_ref());
    out.byte(b' ');
    write_search_program(out, charset.as_ref(), keys);
}

/// Writes `search-program`.
pub(crate) fn write_search_program(
    out: &mut Encoder<'_>,
    charset: Option<&Charset<'_>>,
    keys: &[SearchKey<'_>],
) {
    if let Some(charset) = charset {
        out.bytes(b"CHARSET ");
        write_charset(out, charset);
        out.byte(b' ');
    }
    write_spaced(out, keys, write_search_key);
}

/// Writes `charset 1*(SP search-key)`.
pub(crate) fn write_search_criteria(out: &mut Encoder<'_>, charset: &Charset<'_>, keys: &[SearchKey<'_>]) {
    write_charset(out, charset);
    out.byte(b' ');
    write_spaced(out, keys, write_search_key);
}

#[cfg(test)]
mod tests {
    use alloc::boxed::Box;
    use alloc::vec::Vec;

    use imap_types::flag::Flag;
    use imap_types::number::ModSeq;
    use imap_types::search::{EntryType, SearchModSeq};
    use imap_types::sequence::SequenceSet;

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, quirks, quirky, quirky_both_ways, reads, rejects, s};
    use crate::quirk::Quirk;

    #[test]
    fn commands_both_ways() {
        let search = |cx: &Context, i| search(cx, i, Numbering::SeqNum);
        let of =
            |keys: Vec<SearchKey<'static>>| Search::new(Numbering::SeqNum, NonEmpty::try_from(keys).unwrap());
        let set = |text: &str| text.parse::<SequenceSet>().unwrap();
        let other = |rest: &'static [u8]| SearchKey::Other(kept(b"X-KEY", rest));
        both_ways(
            search,
            write_search,
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
            &[(
                " CHARSET a]b ALL",
                Search {
                    numbering: Numbering::SeqNum,
                    returns: None,
                    charset: Some("a]b".try_into().unwrap()),
                    keys: NonEmpty::one(SearchKey::All),
                },
            )],
        );
        let unknown = Quirk::UnknownSearchKey;
        let first = of(Vec::from([other(b" 3 \"a\""), SearchKey::Seen]));
        quirky_both_ways(search, write_search, " (X-KEY 3 \"a\") SEEN", &first, (unknown, 2));
        let nested = of(Vec::from([SearchKey::And(NonEmpty::one(other(b"")))]));
        quirky_both_ways(search, write_search, " ((X-KEY))", &nested, (unknown, 3));
        let negated = SearchKey::Not(Box::new(other(b" 3"))).or(SearchKey::Seen);
        for (wire, key, offset) in [
            (" X-KEY 3 SEEN", other(b" 3 SEEN"), 1),
            (" NOT X-KEY 3 SEEN", !other(b" 3 SEEN"), 5),
            (" OR NOT (X-KEY 3) SEEN", negated, 9),
            (" OR NOT X-KEY 3 SEEN", SearchKey::Other(kept(b"OR", b" NOT X-KEY 3 SEEN")), 8),
            (" OR X-KEY 3 SEEN", SearchKey::Other(kept(b"OR", b" X-KEY 3 SEEN")), 4),
        ] {
            quirky(search, wire, &of(Vec::from([key])), unknown, offset);
        }
        let and = SearchKey::And([other(b" 3"), SearchKey::Seen].try_into().unwrap());
        for (wire, key, quirk, offset) in [
            (" ((X-KEY 3 ) SEEN)", and, Quirk::SpaceInParentheses, 10),
            (" X-KEY  3", other(b" 3"), Quirk::ExtraSpace, 7),
            (" (X-KEY  )", other(b""), Quirk::SpaceInParentheses, 7),
        ] {
            let at = wire.find('X').unwrap();
            quirks(search, wire, &of(Vec::from([key])), &[(unknown, at), (quirk, offset)]);
        }
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
}
