//! What SEARCH found, in the form of rev1 and in that of rev2.
//! [RFC 9051 §7.3.4](https://www.rfc-editor.org/rfc/rfc9051#section-7.3.4)

use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::esearch::{CorrelatorName, ESearch, Score, SearchReturnData, SearchReturnDataName as Name};
use imap_types::number::{ModSeq, Numbering};
use imap_types::search::SearchNumbers;
use imap_types::string::AString;

use crate::context::{Context, Parsed, Unmet, expected, refused};
use crate::encoder::{Encoder, pieces, pieces::Called as _};
use crate::grammar::context::{context_updates, write_context_updates};
use crate::grammar::lexical::{
    before, keyword, label, mod_sequence_value, nz_number, spaces, uid_validity, write_list, wrong_element,
};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::named::payload;
use crate::grammar::partial::{ret_data_partial, write_ret_data_partial};
use crate::grammar::raw::{unknown_with_value, write_unknown};
use crate::grammar::seldom::{
    self, after_word, astring, close, closes, continues, list, list_follows, mailbox, number, open, sp, word,
};
use crate::grammar::sequence::{number_set, write_number_set};
use crate::grammar::string::write_string;
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

payload!(SearchNumbers: search_response, write_search_response);
payload!(ESearch<'a>: esearch_response, write_esearch_response);

/// After `SEARCH`: `*(SP nz-number) [SP search-sort-mod-seq]`
pub(crate) fn search_response<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchNumbers> {
    let mut numbers = Vec::with_capacity(spaces(input));
    work::octets(input.len());
    let (mut mod_seq, mut wrong) = (None, None);
    let mut input = input;
    loop {
        work::again();
        input = sp_numbers(cx, input, &mut numbers)?;
        match input {
            _ if list_follows(input) => {
                let (at, ()) = sp(cx, input)?;
                let (rest, found) = match search_sort_mod_seq(cx, at) {
                    Ok(parsed) => parsed,
                    Err(error) => {
                        input = wrong_element(cx, at, error)?;
                        wrong = Some(error);
                        continue;
                    }
                };
                if numbers.is_empty() {
                    // Lenient: Cyrus tells it of nothing. It means nothing.
                    cx.accept(Quirk::ModSeqWithoutNumbers, at)?;
                } else {
                    mod_seq = found;
                }
                input = rest;
                break;
            }
            _ if continues(input) => {
                input = match sp_before_number(cx, input) {
                    Ok((rest, ())) => rest,
                    Err(error) => {
                        let at = match sp(cx, input) {
                            Ok((at, ())) => at,
                            Err(_) => {
                                // What the last number was the beginning of is none.
                                numbers.pop();
                                input
                            }
                        };
                        let rest = wrong_element(cx, at, error)?;
                        wrong = Some(error);
                        rest
                    }
                };
            }
            [b' ' | b'\r' | b'\n', ..] | [] => break,
            _ => {
                // What the last number was the beginning of is none.
                let error = Unmet::at(input, Rule::Sp);
                input = wrong_element(cx, input, error)?;
                wrong = Some(error);
                numbers.pop();
            }
        }
    }
    if let Some(error) = wrong.filter(|_| numbers.is_empty()) {
        // That nothing was found is not what it says.
        return Err(error);
    }
    match SearchNumbers::new(numbers, mod_seq) {
        Ok(search) => Ok((input, search)),
        // Never: no mod-sequence was taken without numbers.
        Err(error) => refused(input, error),
    }
}

/// `*(SP nz-number)`, apart from what may stand between: this is all there is in a long line.
#[inline]
fn sp_numbers<'a>(
    cx: &Context,
    mut input: &'a [u8],
    numbers: &mut Vec<NonZeroU32>,
) -> Result<&'a [u8], Unmet> {
    while let Some(rest @ [b'0'..=b'9', ..]) = input.strip_prefix(b" ") {
        work::again();
        input = match nz_number(cx, rest) {
            Ok((rest, number)) => {
                numbers.push(number);
                rest
            }
            Err(error) => number_out_of_range(cx, rest, error)?,
        };
    }
    Ok(input)
}

/// Lenient: one number that cannot be, zero or above 32 bits, says nothing about the others.
#[cold]
#[inline(never)]
fn number_out_of_range<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Result<&'a [u8], Unmet> {
    match seldom::digits(input) {
        (rest @ ([b' ' | b'\r' | b'\n', ..] | []), ..)
            if cx.accept(Quirk::NumberOutOfRange, input).is_ok() =>
        {
            Ok(rest)
        }
        _ => Err(error),
    }
}

/// Lenient: all but the last of too many spaces before a number.
#[cold]
#[inline(never)]
fn sp_before_number<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    let (after, ()) = sp(cx, input)?;
    match (before(input, after), after) {
        ([_, extra @ ..], [b'0'..=b'9' | b'(', ..]) if !extra.is_empty() => {
            Ok((input.get(extra.len()..).unwrap_or_default(), ()))
        }
        _ => expected(after, Rule::NzNumber),
    }
}

/// `search-sort-mod-seq = "(" "MODSEQ" SP mod-sequence-value ")"`
fn search_sort_mod_seq<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<ModSeq>> {
    let (input, ()) = open(cx, input)?;
    let (input, ()) = word(input, "MODSEQ", Rule::ModSeq)?;
    let (input, ()) = sp(cx, input)?;
    let (input, mod_seq) = mod_seq(cx, input)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, mod_seq))
}

/// `mod-sequence-value`; `None` where it is none.
fn mod_seq<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<ModSeq>> {
    if let Ok((rest, mod_seq)) = mod_sequence_value(input) {
        return Ok((rest, Some(mod_seq)));
    }
    match seldom::span(input, |byte| byte == b'-' || byte.is_ascii_digit()) {
        (_, []) => expected(input, Rule::ModSequenceValue),
        (rest, _) => {
            // Lenient: Zoho has negative ones, others zero. The messages are found nevertheless.
            cx.accept(Quirk::MalformedModSeq, input)?;
            Ok((rest, None))
        }
    }
}

/// After `ESEARCH`: `[search-correlator] [SP "UID"] *(SP search-return-data)`
pub(crate) fn esearch_response<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ESearch<'a>> {
    let mut esearch = ESearch {
        tag: None,
        mailbox: None,
        uid_validity: None,
        numbering: Numbering::SeqNum,
        data: Vec::new(),
    };
    let mut input = input;
    let (mut first, mut wrong) = (true, None);
    while continues(input) {
        work::again();
        let (at, ()) = sp(cx, input)?;
        input = match at {
            [b'(', ..] if first => search_correlator(cx, at, &mut esearch)?.0,
            [b'(', ..] => {
                // Lenient: as in a SEARCH response.
                cx.accept(Quirk::ParenthesizedModSeq, at)?;
                let (rest, mod_seq) = match search_sort_mod_seq(cx, at) {
                    Ok(parsed) => parsed,
                    Err(error) => (wrong_element(cx, at, error)?, None),
                };
                esearch.data.extend(mod_seq.map(SearchReturnData::ModSeq));
                rest
            }
            _ => match after_word(at, "UID") {
                Some(rest) if esearch.data.is_empty() && esearch.numbering == Numbering::SeqNum => {
                    esearch.numbering = Numbering::Uid;
                    rest
                }
                _ => match search_return_data(cx, at) {
                    Ok((rest, data)) => {
                        esearch.data.extend(data);
                        rest
                    }
                    Err(error) => {
                        wrong = Some(error);
                        wrong_data(cx, at, error)?
                    }
                },
            },
        };
        first = false;
    }
    match wrong {
        Some(error) if esearch.data.is_empty() => Err(error),
        _ => Ok((input, esearch)),
    }
}

/// `search-correlator = SP "(" one-correlator *(SP one-correlator) ")"`, after its space; each at most once.
fn search_correlator<'a>(cx: &Context, input: &'a [u8], esearch: &mut ESearch<'a>) -> Parsed<'a, ()> {
    let (mut input, ()) = open(cx, input)?;
    // There are three, none of which comes twice.
    for _ in 0..3 {
        let (rest, ()) = one_correlator(cx, input, esearch)?;
        if closes(rest) {
            return close(cx, rest);
        }
        (input, ()) = sp(cx, rest)?;
    }
    expected(input, Rule::Close)
}

/// `one-correlator`
#[inline(never)]
fn one_correlator<'a>(cx: &Context, input: &'a [u8], esearch: &mut ESearch<'a>) -> Parsed<'a, ()> {
    let (rest, name) = keyword(input);
    let name = CorrelatorName::from_bytes(name).filter(|name| match name {
        CorrelatorName::Tag => esearch.tag.is_none(),
        CorrelatorName::Mailbox => esearch.mailbox.is_none(),
        CorrelatorName::UidValidity => esearch.uid_validity.is_none(),
    });
    // Unknown, or a second time.
    let Some(name) = name else { return expected(input, Rule::OneCorrelator) };
    let (input, ()) = sp(cx, rest)?;
    match name {
        CorrelatorName::Tag => {
            let (rest, tag) = astring(cx, input)?;
            esearch.tag = Some(tag);
            Ok((rest, ()))
        }
        CorrelatorName::Mailbox => {
            let (rest, mailbox) = mailbox(cx, input)?;
            esearch.mailbox = Some(mailbox);
            Ok((rest, ()))
        }
        CorrelatorName::UidValidity => {
            let (rest, uid_validity) = uid_validity(cx, input)?;
            esearch.uid_validity = Some(uid_validity);
            Ok((rest, ()))
        }
    }
}

/// `"(" "TAG" SP tag-string ")"`
pub(crate) fn tag_correlator<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AString<'a>> {
    let (input, ()) = open(cx, input)?;
    let (input, ()) = word(input, "TAG", Rule::TagWord)?;
    let (input, ()) = sp(cx, input)?;
    let (input, tag) = astring(cx, input)?;
    let (input, ()) = close(cx, input)?;
    Ok((input, tag))
}

/// `search-return-data`; `None` where it says nothing.
fn search_return_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<SearchReturnData<'a>>> {
    let (rest, name) = label(input);
    if name.is_empty() {
        return expected(input, Rule::SearchReturnData);
    }
    let (at, ()) = sp(cx, rest)?;
    let (rest, data) = match Name::from_bytes(name) {
        Some(Name::Min) => {
            let (rest, number) = seldom::nz_number(cx, at)?;
            (rest, SearchReturnData::Min(number))
        }
        Some(Name::Max) => {
            let (rest, number) = seldom::nz_number(cx, at)?;
            (rest, SearchReturnData::Max(number))
        }
        Some(Name::All) => {
            let (rest, set) = number_set(cx, at)?;
            (rest, SearchReturnData::All(set))
        }
        Some(Name::Count) => {
            let (rest, count) = number(at)?;
            (rest, SearchReturnData::Count(count))
        }
        Some(Name::ModSeq) => {
            let (rest, mod_seq) = mod_seq(cx, at)?;
            return Ok((rest, mod_seq.map(SearchReturnData::ModSeq)));
        }
        Some(Name::Partial) => {
            let (rest, partial) = ret_data_partial(cx, at)?;
            (rest, SearchReturnData::Partial(partial))
        }
        Some(Name::AddTo) => {
            let (rest, updates) = context_updates(cx, at)?;
            (rest, SearchReturnData::AddTo(updates))
        }
        Some(Name::RemoveFrom) => {
            let (rest, updates) = context_updates(cx, at)?;
            (rest, SearchReturnData::RemoveFrom(updates))
        }
        Some(Name::Relevancy) => {
            let (rest, scores) = list(cx, at, score)?;
            (rest, SearchReturnData::Relevancy(scores))
        }
        None => {
            let (rest, unknown) = unknown_with_value(cx, rest, name)?;
            (rest, SearchReturnData::Other(unknown))
        }
    };
    Ok((rest, Some(data)))
}

/// Leaves out a name with its value, if it has one.
#[cold]
#[inline(never)]
fn wrong_data<'a>(cx: &Context, input: &'a [u8], error: Unmet) -> Result<&'a [u8], Unmet> {
    let named = label(input).1;
    let rest = wrong_element(cx, input, error)?;
    if named.is_empty() || !continues(rest) {
        return Ok(rest);
    }
    let (value, ()) = sp(cx, rest)?;
    match Name::from_bytes(label(value).1) {
        Some(_) => Ok(rest),
        None => wrong_element(cx, value, error),
    }
}

/// `score = 1*3DIGIT`, from 1 to 100
fn score<'a>(_: &Context, input: &'a [u8]) -> Parsed<'a, Score> {
    match number(input) {
        Ok((rest, number)) if before(input, rest).len() <= 3 => match Score::try_from(number) {
            Ok(score) => Ok((rest, score)),
            Err(error) => refused(input, error),
        },
        _ => expected(input, Rule::Score),
    }
}

/// Writes what follows `SEARCH` in a response.
pub(crate) fn write_search_response(out: &mut Encoder<'_>, search: &SearchNumbers) {
    for number in search.numbers() {
        pieces::Inlined::number_behind(out, b' ', number.get());
    }
    if let Some(mod_seq) = search.mod_seq() {
        out.bytes(b" (MODSEQ ");
        out.number(mod_seq.get());
        out.byte(b')');
    }
}

/// Writes what follows `ESEARCH`.
pub(crate) fn write_esearch_response(out: &mut Encoder<'_>, esearch: &ESearch<'_>) {
    write_search_correlator(out, esearch);
    if esearch.numbering == Numbering::Uid {
        out.bytes(b" UID");
    }
    for data in &esearch.data {
        out.byte(b' ');
        if let Some(name) = data.kind() {
            out.bytes(name.as_str().as_bytes());
            out.byte(b' ');
        }
        match data {
            SearchReturnData::Min(number) | SearchReturnData::Max(number) => out.number(number.get()),
            SearchReturnData::Count(count) => out.number(*count),
            SearchReturnData::ModSeq(mod_seq) => out.number(mod_seq.get()),
            SearchReturnData::All(set) => write_number_set(out, set),
            SearchReturnData::Partial(partial) => write_ret_data_partial(out, partial),
            SearchReturnData::AddTo(updates) | SearchReturnData::RemoveFrom(updates) => {
                write_context_updates(out, updates);
            }
            SearchReturnData::Relevancy(scores) => {
                write_list(out, scores, |out, score| out.number(score.get()));
            }
            SearchReturnData::Other(unknown) => write_unknown(out, unknown),
        }
    }
}

fn write_search_correlator(out: &mut Encoder<'_>, esearch: &ESearch<'_>) {
    let mut before: &[u8] = b" (";
    if let Some(tag) = &esearch.tag {
        // A string, as RFC 4466 has it; RFC 9051 takes any astring.
        out.bytes(before);
        out.bytes(CorrelatorName::Tag.as_str().as_bytes());
        out.byte(b' ');
        write_string(out, tag);
        before = b" ";
    }
    if let Some(mailbox) = &esearch.mailbox {
        out.bytes(before);
        out.bytes(CorrelatorName::Mailbox.as_str().as_bytes());
        out.byte(b' ');
        write_mailbox(out, mailbox);
        before = b" ";
    }
    if let Some(uid_validity) = esearch.uid_validity {
        out.bytes(before);
        out.bytes(CorrelatorName::UidValidity.as_str().as_bytes());
        out.byte(b' ');
        out.number(uid_validity.get());
        before = b" ";
    }
    if before == b" " {
        out.byte(b')');
    }
}

#[cfg(test)]
mod tests {
    use imap_types::context::ContextUpdate;
    use imap_types::nonempty::NonEmpty;
    use imap_types::partial::{PartialRange, PartialResults};

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, n, quirky, rejects, s};

    #[test]
    fn responses_both_ways() {
        let of = |numbers: &[u32], mod_seq| {
            SearchNumbers::new(numbers.iter().map(|&number| n(number)).collect(), mod_seq).unwrap()
        };
        both_ways(
            search_response,
            write_search_response,
            &[
                ("", of(&[], None)),
                (" 2 84 882", of(&[2, 84, 882], None)),
                (" 2 (MODSEQ 917162500)", of(&[2], ModSeq::new(917_162_500))),
            ],
        );
        quirky(search_response, " (MODSEQ 1)", &of(&[], None), Quirk::ModSeqWithoutNumbers, 1);
        quirky(search_response, " 1  2", &of(&[1, 2], None), Quirk::ExtraSpace, 3);
        quirky(search_response, " 0 2", &of(&[2], None), Quirk::NumberOutOfRange, 1);
        rejects(search_response, &[(" 1 x", 3, "nz-number")]);
    }

    #[test]
    fn extended_responses_both_ways() {
        let update = |position, numbers: &str| ContextUpdate { position, numbers: numbers.parse().unwrap() };
        let of = |numbering, data| ESearch {
            tag: Some(s("A285")),
            mailbox: None,
            uid_validity: None,
            numbering,
            data,
        };
        both_ways(
            esearch_response,
            write_esearch_response,
            &[
                (
                    " (TAG \"A285\") UID MIN 7 MAX 3800 ALL 7,9:3800 COUNT 45 MODSEQ 9",
                    of(
                        Numbering::Uid,
                        Vec::from([
                            SearchReturnData::Min(n(7)),
                            SearchReturnData::Max(n(3800)),
                            SearchReturnData::All("7,9:3800".parse().unwrap()),
                            SearchReturnData::Count(45),
                            SearchReturnData::ModSeq(ModSeq::new(9).unwrap()),
                        ]),
                    ),
                ),
                (
                    " (TAG \"A285\") UID PARTIAL (1:2 7,9) ADDTO (0 3 1 4:5) REMOVEFROM (0 6) RELEVANCY (4 100)",
                    of(
                        Numbering::Uid,
                        Vec::from([
                            SearchReturnData::Partial(PartialResults {
                                range: PartialRange::First(n(1), n(2)),
                                numbers: Some("7,9".parse().unwrap()),
                            }),
                            SearchReturnData::AddTo(
                                NonEmpty::try_from([update(0, "3"), update(1, "4:5")]).unwrap(),
                            ),
                            SearchReturnData::RemoveFrom(NonEmpty::one(update(0, "6"))),
                            SearchReturnData::Relevancy(Vec::from([
                                Score::try_from(4).unwrap(),
                                Score::try_from(100).unwrap(),
                            ])),
                        ]),
                    ),
                ),
                (
                    " (TAG \"A285\" MAILBOX \"a b\" UIDVALIDITY 1) UID COUNT 0",
                    ESearch {
                        mailbox: Some("a b".try_into().unwrap()),
                        uid_validity: Some(n(1).into()),
                        ..of(Numbering::Uid, Vec::from([SearchReturnData::Count(0)]))
                    },
                ),
                (
                    " (TAG \"A285\") X-DATA (a b)",
                    of(Numbering::SeqNum, Vec::from([SearchReturnData::Other(kept(b"X-DATA", b" (a b)"))])),
                ),
            ],
        );
        let modified = of(Numbering::SeqNum, Vec::from([SearchReturnData::ModSeq(ModSeq::new(9).unwrap())]));
        quirky(esearch_response, " (TAG \"A285\") (MODSEQ 9)", &modified, Quirk::ParenthesizedModSeq, 14);
        rejects(
            esearch_response,
            &[
                (" (TAG a) X-DATA", 15, "SP"),
                (" (TAG a) MIN 0", 13, "nz-number"),
                (" 1MIN 2", 1, "search-return-data"),
                (" (TAG a TAG b)", 8, "one-correlator"),
                (" ()", 2, "one-correlator"),
                (" (TAG a X b)", 8, "one-correlator"),
                (" (UIDVALIDITY 0)", 14, "nz-number"),
                (" RELEVANCY (0)", 12, "score"),
                (" RELEVANCY (101)", 12, "score"),
                (" RELEVANCY (0007)", 12, "score"),
                (" ADDTO ()", 8, "number"),
                (" PARTIAL (1:2)", 13, "SP"),
            ],
        );
    }

    #[test]
    fn a_wrong_mod_sequence_costs_no_message() {
        let found = SearchNumbers::new(Vec::from([n(2), n(5)]), None).unwrap();
        quirky(search_response, " 2 5 (MODSEQ -1)", &found, Quirk::MalformedModSeq, 13);
        quirky(search_response, " 2 5 (MODSEQ 0)", &found, Quirk::MalformedModSeq, 13);
        let found = ESearch {
            tag: None,
            mailbox: None,
            uid_validity: None,
            numbering: Numbering::SeqNum,
            data: Vec::from([SearchReturnData::Count(2)]),
        };
        quirky(esearch_response, " MODSEQ 0 COUNT 2", &found, Quirk::MalformedModSeq, 8);
        rejects(search_response, &[(" 2 5 (MODSEQ x)", 13, "mod-sequence-value")]);
    }
}
