//! Searches by mod-sequence. [RFC 7162 §3.1.5](https://www.rfc-editor.org/rfc/rfc7162#section-3.1.5)

use bounded_static::IntoBoundedStatic;
use imap_types::chars::eq_in_any_case;
use imap_types::flag::Flag;
use imap_types::search::{EntryFlag, EntryType, SearchModSeq};

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::flag::{flag, write_flag};
use crate::grammar::lexical::{keyword, mod_sequence_valzer, write_mod_sequence_valzer};
use crate::grammar::seldom::{sp, string};
use crate::rule::Rule;

/// `[search-modseq-ext SP] mod-sequence-valzer`
pub(super) fn search_modsequence<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchModSeq<'a>> {
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
    let prefix = octets.get(..7).is_some_and(|prefix| eq_in_any_case(prefix, b"/flags/"));
    let parsed = octets.get(7..).filter(|_| prefix).and_then(|octets| match flag(cx, octets) {
        Ok(([], flag)) => EntryFlag::try_from(flag.into_static()).ok(),
        _ => None,
    });
    match parsed {
        Some(flag) => Ok((rest, flag)),
        None => expected(input, Rule::EntryFlagName),
    }
}

/// `entry-type-req = entry-type-resp / "all"`
fn entry_type_req(input: &[u8]) -> Parsed<'_, EntryType> {
    let (rest, name) = keyword(input);
    match EntryType::from_bytes(name) {
        Some(entry_type) => Ok((rest, entry_type)),
        None => expected(input, Rule::EntryTypeReq),
    }
}

/// Writes `[search-modseq-ext SP] mod-sequence-valzer`.
pub(super) fn write_search_modsequence(out: &mut Encoder<'_>, search: &SearchModSeq<'_>) {
    if let Some((flag, entry_type)) = &search.entry {
        out.bytes(b"\"/flags/");
        // The backslash of a flag is escaped like any in a quoted string.
        if !matches!(flag.flag(), Flag::Keyword(_)) {
            out.byte(b'\\');
        }
        write_flag(out, flag.flag());
        out.bytes(b"\" ");
        out.bytes(entry_type.as_str().as_bytes());
        out.byte(b' ');
    }
    write_mod_sequence_valzer(out, search.mod_seq);
}
