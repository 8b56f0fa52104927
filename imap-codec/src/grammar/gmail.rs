//! Gmail's extensions. [Gmail](https://developers.google.com/workspace/gmail/imap/imap-extensions)

use alloc::borrow::Cow;
use alloc::vec::Vec;

use imap_types::chars::is_atom_char;
use imap_types::gmail::StoreGmLabels;
use imap_types::store::{StoreAction, StoreAtt, StoreAttName, StoreResponse};
use imap_types::string::AString;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, Spelling, pieces::Called as _};
use crate::grammar::lexical::{atom_chars, before, write_list};
use crate::grammar::seldom::{astring, list, sp};
use crate::grammar::string::write_astring;
use crate::rule::Rule;

/// `astring / "\" atom`
pub(crate) fn gm_label<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, AString<'a>> {
    let [b'\\', name @ ..] = input else { return astring(cx, input) };
    match atom_chars(name) {
        (_, []) => expected(name, Rule::Atom),
        (rest, _) => Ok((rest, AString::from_wire(Cow::Borrowed(before(input, rest))))),
    }
}

/// After `X-GM-LABELS` of STORE: `SP (list of labels / label)`
pub(crate) fn store_gm_labels<'a>(
    cx: &Context,
    input: &'a [u8],
    action: StoreAction,
    response: StoreResponse,
) -> Parsed<'a, StoreAtt<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, labels) = if input.starts_with(b"(") {
        list(cx, input, gm_label)?
    } else {
        let (input, label) = gm_label(cx, input)?;
        (input, Vec::from([label]))
    };
    Ok((input, StoreAtt::GmLabels(StoreGmLabels { action, response, labels })))
}

/// Writes a label; the backslash of those of the system is not quoted.
pub(crate) fn write_gm_label(out: &mut Encoder<'_>, label: &AString<'_>) {
    match label.as_bytes() {
        system @ [b'\\', name @ ..]
            if !name.is_empty()
                && name.iter().copied().all(is_atom_char)
                && out.wants() == Spelling::Natural =>
        {
            out.bytes(system);
        }
        octets => write_astring(out, octets),
    }
}

/// Writes the name and what follows it.
pub(crate) fn write_store_gm_labels(out: &mut Encoder<'_>, labels: &StoreGmLabels<'_>) {
    let StoreGmLabels { action, response, labels } = labels;
    out.bytes(labels_name(*action, *response).as_str().as_bytes());
    out.byte(b' ');
    write_list(out, labels, write_gm_label);
}

const fn labels_name(action: StoreAction, response: StoreResponse) -> StoreAttName {
    match (action, response) {
        (StoreAction::Replace, StoreResponse::Answer) => StoreAttName::GmLabels,
        (StoreAction::Replace, StoreResponse::Silent) => StoreAttName::GmLabelsSilent,
        (StoreAction::Add, StoreResponse::Answer) => StoreAttName::AddGmLabels,
        (StoreAction::Add, StoreResponse::Silent) => StoreAttName::AddGmLabelsSilent,
        (StoreAction::Remove, StoreResponse::Answer) => StoreAttName::RemoveGmLabels,
        (StoreAction::Remove, StoreResponse::Silent) => StoreAttName::RemoveGmLabelsSilent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, reads, rejects, s};

    #[test]
    fn labels_both_ways() {
        both_ways(
            gm_label,
            write_gm_label,
            &[
                ("\\Inbox", s("\\Inbox")),
                ("Important", s("Important")),
                ("\"Muy Importante\"", s("Muy Importante")),
                ("\"\\\\\"", s("\\")),
                ("\"\\\\a b\"", s("\\a b")),
            ],
        );
        reads(gm_label, &[("\"\\\\Inbox\"", s("\\Inbox"))]);
        rejects(gm_label, &[("\\", 1, "atom"), ("\\(", 1, "atom"), ("", 0, "string")]);
    }
}
