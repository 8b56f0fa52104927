//! Results that a search is asked for. [RFC 9051 §6.4.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.4)

use alloc::vec::Vec;

use imap_types::fetch::FetchAtt;
use imap_types::search::{SearchReturnOpt, SearchReturnOptName as Name, SearchReturnOpts};

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::fetch::{fetch_att, write_fetch_att};
use crate::grammar::lexical::{label, write_list};
use crate::grammar::partial::{partial_range, write_partial_range};
use crate::grammar::raw::{unknown_tagged, write_unknown};
use crate::grammar::seldom::{after_word, list, list_follows, list1, sp};
use crate::rule::Rule;

/// `["RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")" SP]`
pub(crate) fn search_return_opts<'a>(
    cx: &Context,
    input: &'a [u8],
) -> Parsed<'a, Option<SearchReturnOpts<'a>>> {
    let Some(rest) = after_word(input, "RETURN") else { return Ok((input, None)) };
    let (start, ()) = sp(cx, rest)?;
    let (rest, opts) = list(cx, start, search_return_opt)?;
    let opts = match SearchReturnOpts::try_from(opts) {
        Ok(opts) => opts,
        Err(error) => return refused(start, error),
    };
    let (rest, ()) = sp(cx, rest)?;
    Ok((rest, Some(opts)))
}

/// `search-return-opt`
fn search_return_opt<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchReturnOpt<'a>> {
    let (rest, name) = label(input);
    let opt = match Name::from_bytes(name) {
        Some(Name::Min) => SearchReturnOpt::Min,
        Some(Name::Max) => SearchReturnOpt::Max,
        Some(Name::All) => SearchReturnOpt::All,
        Some(Name::Count) => SearchReturnOpt::Count,
        Some(Name::Save) => SearchReturnOpt::Save,
        Some(Name::Context) => SearchReturnOpt::Context,
        Some(Name::Relevancy) => SearchReturnOpt::Relevancy,
        Some(Name::Update) => {
            let (rest, atts) = update_atts(cx, rest)?;
            return Ok((rest, SearchReturnOpt::Update(atts)));
        }
        Some(Name::Partial) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, range) = partial_range(cx, rest)?;
            return Ok((rest, SearchReturnOpt::Partial(range)));
        }
        None if name.is_empty() => return expected(input, Rule::SearchReturnOpt),
        None => {
            let (rest, unknown) = unknown_tagged(cx, rest, name)?;
            return Ok((rest, SearchReturnOpt::Other(unknown)));
        }
    };
    Ok((rest, opt))
}

/// After `UPDATE`: `[[SP] "(" fetch-att *(SP fetch-att) ")"]`. RFC 5465 has the space in its example and not in its
/// grammar.
fn update_atts<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<FetchAtt<'a>>> {
    let atts = match input {
        [b'(', ..] => input,
        _ if list_follows(input) => sp(cx, input)?.0,
        _ => return Ok((input, Vec::new())),
    };
    let (rest, atts) = list1(cx, atts, fetch_att)?;
    Ok((rest, atts.into_vec()))
}

/// Writes ` RETURN (…)`, if there are return options.
pub(crate) fn write_search_return_opts(out: &mut Encoder<'_>, opts: Option<&SearchReturnOpts<'_>>) {
    if let Some(opts) = opts {
        out.bytes(b" RETURN ");
        write_list(out, &**opts, write_search_return_opt);
    }
}

fn write_search_return_opt(out: &mut Encoder<'_>, opt: &SearchReturnOpt<'_>) {
    out.bytes(opt.kind().map_or("", Name::as_str).as_bytes());
    match opt {
        SearchReturnOpt::Min
        | SearchReturnOpt::Max
        | SearchReturnOpt::All
        | SearchReturnOpt::Count
        | SearchReturnOpt::Save
        | SearchReturnOpt::Context
        | SearchReturnOpt::Relevancy => {}
        SearchReturnOpt::Update(atts) if atts.is_empty() => {}
        SearchReturnOpt::Update(atts) => {
            out.byte(b' ');
            write_list(out, atts, write_fetch_att);
        }
        SearchReturnOpt::Partial(range) => {
            out.byte(b' ');
            write_partial_range(out, *range);
        }
        SearchReturnOpt::Other(unknown) => write_unknown(out, unknown),
    }
}

#[cfg(test)]
mod tests {
    use imap_types::partial::PartialRange;

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, n, reads, rejects};

    /// After the space that stands before `RETURN`, and up to the one before the keys.
    fn opts<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<SearchReturnOpts<'a>>> {
        let (input, ()) = sp(cx, input)?;
        search_return_opts(cx, input)
    }

    fn write(out: &mut Encoder<'_>, opts: &Option<SearchReturnOpts<'_>>) {
        write_search_return_opts(out, opts.as_ref());
        out.byte(b' ');
    }

    fn some<const N: usize>(opts: [SearchReturnOpt<'_>; N]) -> Option<SearchReturnOpts<'_>> {
        SearchReturnOpts::try_from(Vec::from(opts)).ok()
    }

    #[test]
    fn return_options_both_ways() {
        use SearchReturnOpt as O;
        both_ways(
            opts,
            write,
            &[
                (" RETURN () ", Some(SearchReturnOpts::default())),
                (" RETURN (MIN MAX ALL COUNT SAVE) ", some([O::Min, O::Max, O::All, O::Count, O::Save])),
                (
                    " RETURN (CONTEXT UPDATE PARTIAL 1:500) ",
                    some([O::Context, O::Update(Vec::new()), O::Partial(PartialRange::First(n(1), n(500)))]),
                ),
                (
                    " RETURN (UPDATE (UID FLAGS) RELEVANCY X-A (1)) ",
                    some([
                        O::Update(Vec::from([FetchAtt::Uid, FetchAtt::Flags])),
                        O::Relevancy,
                        O::Other(kept(b"X-A", b" (1)")),
                    ]),
                ),
                (" RETURN (PARTIAL -1:-100) ", some([O::Partial(PartialRange::Last(n(1), n(100)))])),
            ],
        );
        reads(opts, &[(" return (update(UID) min) ", some([O::Update(Vec::from([FetchAtt::Uid])), O::Min]))]);
        rejects(
            opts,
            &[
                (" RETURN (1MIN) ", 9, "search-return-opt"),
                (" RETURN (UPDATE ()) ", 17, "atom"),
                (" RETURN (PARTIAL) ", 16, "SP"),
                (" RETURN (PARTIAL 1:*) ", 19, "nz-number"),
                (" RETURN (MIN)", 13, "SP"),
                (" RETURN (ALL PARTIAL 1:2) ", 8, "one of PARTIAL and ALL"),
                (" RETURN (ALL MIN ALL) ", 8, "one of PARTIAL and ALL"),
            ],
        );
    }
}
