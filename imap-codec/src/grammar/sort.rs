//! SORT. [RFC 5256 §5](https://www.rfc-editor.org/rfc/rfc5256#section-5)

use imap_types::chars::eq_in_any_case;
use imap_types::number::Numbering;
use imap_types::sort::{Sort, SortCriterion, SortKey, SortKeyName};

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::annotate::{sort_annotation, write_sort_annotation};
use crate::grammar::lexical::{atom_chars, write_list};
use crate::grammar::named::arguments;
use crate::grammar::raw::{kept, write_unknown};
use crate::grammar::search::{
    search_criteria, search_return_opts, write_search_criteria, write_search_return_opts,
};
use crate::grammar::seldom::{after_word, list1, sp};
use crate::quirk::Quirk;
use crate::rule::Rule;

arguments!(Sort<'a>: sort by numbering, write_sort);

/// After `SORT`: `[search-return-opts] SP sort-criteria SP search-criteria`
pub(crate) fn sort<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, Sort<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, returns) = search_return_opts(cx, input)?;
    let (input, criteria) = list1(cx, input, sort_criterion)?;
    let (input, ()) = sp(cx, input)?;
    let (input, (charset, keys)) = search_criteria(cx, input)?;
    Ok((input, Sort { numbering, returns, criteria, charset, keys }))
}

/// `sort-criterion = ["REVERSE" SP] sort-key`
fn sort_criterion<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SortCriterion<'a>> {
    let Some(rest) = after_word(input, "REVERSE") else {
        let (rest, key) = sort_key(cx, input)?;
        return Ok((rest, SortCriterion { reverse: false, key }));
    };
    let (rest, ()) = sp(cx, rest)?;
    let (rest, key) = sort_key(cx, rest)?;
    Ok((rest, SortCriterion { reverse: true, key }))
}

/// `sort-key`
fn sort_key<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SortKey<'a>> {
    let (rest, name) = atom_chars(input);
    if name.is_empty() || eq_in_any_case(name, b"REVERSE") {
        return expected(input, Rule::SortKey);
    }
    let key = match SortKeyName::from_bytes(name) {
        Some(SortKeyName::Arrival) => SortKey::Arrival,
        Some(SortKeyName::Cc) => SortKey::Cc,
        Some(SortKeyName::Date) => SortKey::Date,
        Some(SortKeyName::From) => SortKey::From,
        Some(SortKeyName::Size) => SortKey::Size,
        Some(SortKeyName::Subject) => SortKey::Subject,
        Some(SortKeyName::To) => SortKey::To,
        Some(SortKeyName::DisplayFrom) => SortKey::DisplayFrom,
        Some(SortKeyName::DisplayTo) => SortKey::DisplayTo,
        Some(SortKeyName::Relevancy) => SortKey::Relevancy,
        Some(SortKeyName::ModSeq) => SortKey::ModSeq,
        Some(SortKeyName::Uid) => SortKey::Uid,
        Some(SortKeyName::Annotation) => {
            let (rest, annotation) = sort_annotation(cx, rest)?;
            return Ok((rest, SortKey::Annotation(annotation)));
        }
        // Lenient: servers sort by more than RFC 5256 has room for.
        None => {
            cx.accept(Quirk::UnknownSortKey, input)?;
            SortKey::Other(kept(name, b""))
        }
    };
    Ok((rest, key))
}

/// Writes what follows `SORT` in a command.
pub(crate) fn write_sort(out: &mut Encoder<'_>, sort: &Sort<'_>) {
    write_search_return_opts(out, sort.returns.as_ref());
    out.byte(b' ');
    write_list(out, &sort.criteria, |out, criterion| {
        if criterion.reverse {
            out.bytes(b"REVERSE ");
        }
        write_sort_key(out, &criterion.key);
    });
    out.byte(b' ');
    write_search_criteria(out, &sort.charset, &sort.keys);
}

fn write_sort_key(out: &mut Encoder<'_>, key: &SortKey<'_>) {
    match key {
        SortKey::Arrival
        | SortKey::Cc
        | SortKey::Date
        | SortKey::From
        | SortKey::Size
        | SortKey::Subject
        | SortKey::To
        | SortKey::DisplayFrom
        | SortKey::DisplayTo
        | SortKey::Relevancy
        | SortKey::ModSeq
        | SortKey::Uid => out.bytes(key.kind().map_or("", SortKeyName::as_str).as_bytes()),
        SortKey::Annotation(annotation) => write_sort_annotation(out, annotation),
        SortKey::Other(unknown) => write_unknown(out, unknown),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use imap_types::charset::Charset;
    use imap_types::nonempty::NonEmpty;
    use imap_types::search::{SearchKey, SearchReturnOpt};

    use super::*;
    use crate::grammar::testing::{both_ways, quirky_both_ways, reads, rejects, s};

    #[test]
    fn commands_both_ways() {
        let sort = |cx: &Context, i| sort(cx, i, Numbering::Uid);
        let of = |returns, criteria: Vec<SortCriterion<'static>>, key| Sort {
            numbering: Numbering::Uid,
            returns,
            criteria: NonEmpty::try_from(criteria).unwrap(),
            charset: Charset::UTF_8,
            keys: NonEmpty::one(key),
        };
        let reverse = |key| SortCriterion { reverse: true, key };
        both_ways(
            sort,
            write_sort,
            &[
                (" (DATE) UTF-8 ALL", of(None, Vec::from([SortKey::Date.into()]), SearchKey::All)),
                (
                    " (SUBJECT REVERSE DATE) UTF-8 TEXT \"not in mailbox\"",
                    of(
                        None,
                        Vec::from([SortKey::Subject.into(), reverse(SortKey::Date)]),
                        SearchKey::Text(s("not in mailbox")),
                    ),
                ),
                (
                    " RETURN (COUNT) (REVERSE RELEVANCY DISPLAYFROM) UTF-8 SEEN",
                    of(
                        Some(SearchReturnOpt::Count.into()),
                        Vec::from([reverse(SortKey::Relevancy), SortKey::DisplayFrom.into()]),
                        SearchKey::Seen,
                    ),
                ),
            ],
        );
        let by_key = of(None, Vec::from([reverse(SortKey::Other(kept(b"X-KEY", b"")))]), SearchKey::All);
        let unknown = (Quirk::UnknownSortKey, 10);
        quirky_both_ways(sort, write_sort, " (REVERSE X-KEY) UTF-8 ALL", &by_key, unknown);
        let by_uid = of(None, Vec::from([SortKey::Uid.into()]), SearchKey::All);
        reads(sort, &[(" (uid) UTF-8 all", by_uid)]);
        rejects(
            sort,
            &[
                ("", 0, "SP"),
                (" DATE UTF-8 ALL", 1, "\"(\""),
                (" () UTF-8 ALL", 2, "sort-key"),
                (" (REVERSE) UTF-8 ALL", 9, "SP"),
                (" (REVERSE REVERSE DATE) UTF-8 ALL", 10, "sort-key"),
                (" (DATE) UTF-8", 13, "SP"),
            ],
        );
    }

    #[test]
    fn every_key_has_a_name() {
        for name in SortKeyName::ALL {
            let argument = if *name == SortKeyName::Annotation { " /altsubject value.priv" } else { "" };
            let wire = alloc::format!(" ({name}{argument}) \"utf-8\" ALL");
            let (_, read) = sort(
                &Context::new(crate::context::Mode::Strict, false, 9, wire.len()),
                wire.as_bytes(),
                Numbering::Uid,
            )
            .unwrap();
            assert_eq!(read.criteria[0].key.kind(), Some(*name));
        }
    }
}
