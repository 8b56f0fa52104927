//! LANGUAGE and COMPARATOR. [RFC 5255 §5](https://www.rfc-editor.org/rfc/rfc5255#section-5)

use imap_types::language::{
    CollationId, CollationOrder, CollationSelected, Comparator, ComparatorData, Language, LanguageData,
    LanguageRange, LanguageTag,
};

use crate::context::{Context, Parsed, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::write_list;
use crate::grammar::named::{arguments, payload};
use crate::grammar::seldom::{astring_octets, continues, list1, sp, to_line_end};
use crate::grammar::string::write_astring;

arguments!(Language<'a>: language_cmd, write_language_cmd);
arguments!(Comparator<'a>: comparator_cmd, write_comparator_cmd);
payload!(LanguageData<'a>: SP language_data, write_language_data);
payload!(ComparatorData<'a>: SP comparator_data, write_comparator_data);

/// `lang-range-quoted`
fn lang_range_quoted<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, LanguageRange<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    match LanguageRange::try_from(octets) {
        Ok(range) => Ok((rest, range)),
        Err(error) => refused(input, error),
    }
}

/// `lang-tag-quoted`
fn lang_tag_quoted<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, LanguageTag<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    match LanguageTag::try_from(octets) {
        Ok(tag) => Ok((rest, tag)),
        Err(error) => refused(input, error),
    }
}

/// `comp-order-quoted`
fn comp_order_quoted<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CollationOrder<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    match CollationOrder::try_from(octets) {
        Ok(order) => Ok((rest, order)),
        Err(error) => refused(input, error),
    }
}

/// `comp-sel-quoted`
fn comp_sel_quoted<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CollationSelected<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    match CollationSelected::try_from(octets) {
        Ok(selected) => Ok((rest, selected)),
        Err(error) => refused(input, error),
    }
}

/// `comp-id-quoted`
fn comp_id_quoted<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CollationId<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    match CollationId::try_from(octets) {
        Ok(id) => Ok((rest, id)),
        Err(error) => refused(input, error),
    }
}

/// After `LANGUAGE`: `*(SP lang-range-quoted)`
pub(crate) fn language_cmd<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Language<'a>> {
    let (input, ranges) = to_line_end(cx, input, lang_range_quoted)?;
    Ok((input, Language { ranges }))
}

/// After `LANGUAGE SP`: `"(" lang-tag-quoted *(SP lang-tag-quoted) ")"`
pub(crate) fn language_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, LanguageData<'a>> {
    let (input, tags) = list1(cx, input, lang_tag_quoted)?;
    Ok((input, LanguageData { tags }))
}

/// After `COMPARATOR`: `*(SP comp-order-quoted)`
pub(crate) fn comparator_cmd<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Comparator<'a>> {
    let (input, orders) = to_line_end(cx, input, comp_order_quoted)?;
    Ok((input, Comparator { orders }))
}

/// After `COMPARATOR SP`: `comp-sel-quoted [SP "(" comp-id-quoted *(SP comp-id-quoted) ")"]`
pub(crate) fn comparator_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ComparatorData<'a>> {
    let (input, active) = comp_sel_quoted(cx, input)?;
    if !continues(input) {
        return Ok((input, ComparatorData { active, matching: alloc::vec::Vec::new() }));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, matching) = list1(cx, input, comp_id_quoted)?;
    Ok((input, ComparatorData { active, matching: matching.into_vec() }))
}

/// Writes `*(SP lang-range-quoted)`.
pub(crate) fn write_language_cmd(out: &mut Encoder<'_>, command: &Language<'_>) {
    for range in &command.ranges {
        out.byte(b' ');
        write_astring(out, range.as_bytes());
    }
}

/// Writes `"(" lang-tag-quoted *(SP lang-tag-quoted) ")"`.
pub(crate) fn write_language_data(out: &mut Encoder<'_>, data: &LanguageData<'_>) {
    write_list(out, &data.tags, |out, tag| write_astring(out, tag.as_bytes()));
}

/// Writes `*(SP comp-order-quoted)`.
pub(crate) fn write_comparator_cmd(out: &mut Encoder<'_>, command: &Comparator<'_>) {
    for order in &command.orders {
        out.byte(b' ');
        write_astring(out, order.as_bytes());
    }
}

/// Writes `comp-sel-quoted [SP "(" comp-id-quoted *(SP comp-id-quoted) ")"]`.
pub(crate) fn write_comparator_data(out: &mut Encoder<'_>, data: &ComparatorData<'_>) {
    write_astring(out, data.active.as_bytes());
    if !data.matching.is_empty() {
        out.byte(b' ');
        write_list(out, &data.matching, |out, id| write_astring(out, id.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use imap_types::nonempty::NonEmpty;

    use super::*;
    use crate::grammar::testing::{both_ways, reads, rejects};

    #[test]
    fn languages_both_ways() {
        let range = |text| LanguageRange::try_from(text).unwrap();
        both_ways(
            language_cmd,
            write_language_cmd,
            &[
                ("", Language::default()),
                (
                    " FR-CA EN-CA default",
                    Language { ranges: vec![range("FR-CA"), range("EN-CA"), LanguageRange::DEFAULT] },
                ),
                (" \"*\"", Language { ranges: vec![LanguageRange::ANY] }),
            ],
        );
        reads(language_cmd, &[(" \"default\"", Language { ranges: vec![LanguageRange::DEFAULT] })]);
        rejects(language_cmd, &[(" de_AT", 1, "lang-range-quoted"), (" \"\"", 1, "lang-range-quoted")]);
        let tag = |text| LanguageTag::try_from(text).unwrap();
        let tags = NonEmpty::try_from([tag("EN"), tag("i-default")]).unwrap();
        both_ways(language_data, write_language_data, &[("(EN i-default)", LanguageData { tags })]);
        rejects(language_data, &[("EN", 0, "\"(\""), ("()", 1, "string"), ("(EN 1)", 4, "lang-tag-quoted")]);
    }

    #[test]
    fn comparators_both_ways() {
        let order = |text| CollationOrder::try_from(text).unwrap();
        let id = |text| CollationId::try_from(text).unwrap();
        both_ways(
            comparator_cmd,
            write_comparator_cmd,
            &[
                ("", Comparator::default()),
                (" \"cz;*\" i;basic", Comparator { orders: vec![order("cz;*"), order("i;basic")] }),
            ],
        );
        let data = |matching| ComparatorData { active: "i;basic".try_into().unwrap(), matching };
        both_ways(
            comparator_data,
            write_comparator_data,
            &[
                ("i;basic", data(vec![])),
                ("i;basic (i;basic i;octet)", data(vec![id("i;basic"), id("i;octet")])),
            ],
        );
        rejects(comparator_cmd, &[(" \"\"", 1, "collation-order"), (" i;basic 1;x", 9, "collation-order")]);
        rejects(
            comparator_data,
            &[
                ("i;basic ()", 9, "string"),
                ("NIL", 0, "collation-selected"),
                ("i;basic (octet)", 9, "collation-id"),
            ],
        );
    }
}
