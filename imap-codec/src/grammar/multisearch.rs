//! ESEARCH in several mailboxes. [RFC 7377 §3](https://www.rfc-editor.org/rfc/rfc7377#section-3)

use alloc::vec::Vec;

use imap_types::multisearch::{MultiSearch, ScopeOption, SearchSource};
use imap_types::nonempty::NonEmpty;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::filter_mailboxes::{filter_mailboxes, write_filter_mailboxes};
use crate::grammar::lexical::{label, nonempty, write_list, write_spaced};
use crate::grammar::named::arguments;
use crate::grammar::raw::{unknown_tagged, write_unknown};
use crate::grammar::search::{
    search_program, search_return_opts, write_search_program, write_search_return_opts,
};
use crate::grammar::seldom::{after_word, close, closes, list1, open, sp};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

arguments!(MultiSearch<'a>: multisearch, write_multisearch);

/// After `ESEARCH`: `[SP esearch-source-opts] [search-return-opts] SP search-program`
pub(crate) fn multisearch<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MultiSearch<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, source) = match after_word(input, "IN") {
        Some(rest) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, source) = esearch_source(cx, rest)?;
            let (rest, ()) = sp(cx, rest)?;
            (rest, Some(source))
        }
        None => (input, None),
    };
    let (rest, returns) = search_return_opts(cx, input)?;
    let (rest, (charset, keys)) = search_program(cx, rest)?;
    let search = MultiSearch::from_wire((source, returns, charset, keys));
    // Lenient: a server refuses it by what it is.
    if search.has_save_of_others() {
        cx.accept(Quirk::SaveOfOthers, input)?;
    }
    Ok((rest, search))
}

/// `"(" source-mbox [SP "(" scope-options ")"] ")"`
fn esearch_source<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchSource<'a>> {
    let (start, ()) = open(cx, input)?;
    let mut input = start;
    let (mut groups, mut options) = (Vec::new(), Vec::new());
    loop {
        work::again();
        let (rest, group) = filter_mailboxes(cx, input)?;
        groups.push(group);
        input = rest;
        if closes(input) {
            break;
        }
        (input, ()) = sp(cx, input)?;
        if input.starts_with(b"(") {
            let (rest, list) = list1(cx, input, scope_option)?;
            (input, options) = (rest, list.into_vec());
            break;
        }
    }
    let (rest, ()) = close(cx, input)?;
    let (rest, groups): (_, NonEmpty<_>) = nonempty(start, rest, groups)?;
    match SearchSource::new(groups, options) {
        Ok(source) => Ok((rest, source)),
        Err(error) => refused(start, error),
    }
}

/// `scope-option = scope-option-name [SP scope-option-value]`
fn scope_option<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ScopeOption<'a>> {
    let (rest, name) = label(input);
    if name.is_empty() {
        return expected(input, Rule::ScopeOption);
    }
    let (rest, unknown) = unknown_tagged(cx, rest, name)?;
    Ok((rest, ScopeOption::Other(unknown)))
}

/// Writes what follows `ESEARCH` in a command.
pub(crate) fn write_multisearch(out: &mut Encoder<'_>, search: &MultiSearch<'_>) {
    if let Some(source) = search.source() {
        out.bytes(b" IN (");
        write_spaced(out, source.mailboxes(), write_filter_mailboxes);
        if !source.options().is_empty() {
            out.byte(b' ');
            write_list(out, source.options(), |out, ScopeOption::Other(unknown)| write_unknown(out, unknown));
        }
        out.byte(b')');
    }
    write_search_return_opts(out, search.returns());
    out.byte(b' ');
    write_search_program(out, search.charset.as_ref(), &search.keys);
}

#[cfg(test)]
mod tests {
    use imap_types::charset::Charset;
    use imap_types::filter_mailboxes::FilterMailboxes;
    use imap_types::mailbox::Mailbox;
    use imap_types::search::{SearchKey, SearchReturnOpt};

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, rejects};

    #[test]
    fn commands_both_ways() {
        let m = |name| NonEmpty::one(Mailbox::try_from(name).unwrap());
        let source = |groups: Vec<FilterMailboxes<'static>>, options| {
            Some(SearchSource::new(NonEmpty::try_from(groups).unwrap(), options).unwrap())
        };
        let of = |source: Option<_>, returns: Option<_>, charset| {
            let mut search = MultiSearch::new(SearchKey::Unseen).with_source(source).unwrap();
            search.charset = charset;
            search.with_returns(returns).unwrap()
        };
        both_ways(
            multisearch,
            write_multisearch,
            &[
                (" UNSEEN", of(None, None, None)),
                (
                    " IN (mailboxes folder1 subtree folder2) UNSEEN",
                    of(
                        source(
                            Vec::from([
                                FilterMailboxes::Mailboxes(m("folder1")),
                                FilterMailboxes::Subtree(m("folder2")),
                            ]),
                            Vec::new(),
                        ),
                        None,
                        None,
                    ),
                ),
                (
                    " IN (selected (X-A 1)) RETURN (COUNT) CHARSET UTF-8 UNSEEN",
                    of(
                        source(
                            Vec::from([FilterMailboxes::Selected]),
                            Vec::from([ScopeOption::Other(kept(b"X-A", b" 1"))]),
                        ),
                        Some(SearchReturnOpt::Count.into()),
                        Some(Charset::UTF_8),
                    ),
                ),
            ],
        );
        rejects(
            multisearch,
            &[
                ("", 0, "SP"),
                (" IN selected UNSEEN", 4, "\"(\""),
                (" IN () UNSEEN", 5, "filter-mailboxes"),
                (" IN (selected-delayed) UNSEEN", 5, "filter-mailboxes"),
                (" IN (selected ()) UNSEEN", 15, "scope-option"),
                (" IN (selected)", 14, "SP"),
            ],
        );
    }
}
