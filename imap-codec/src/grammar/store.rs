//! STORE. [RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.6)

use imap_types::number::Numbering;
use imap_types::store::{
    Store, StoreAction, StoreAtt, StoreAttName as Name, StoreFlags, StoreModifier, StoreModifierName,
    StoreModifiers, StoreResponse,
};

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::annotate::{att_annotate, write_att_annotate};
use crate::grammar::flag::{store_flags, write_flag_list};
use crate::grammar::gmail::{store_gm_labels, write_store_gm_labels};
use crate::grammar::lexical::{
    atom_chars, label, mod_sequence_valzer, write_list, write_mod_sequence_valzer,
};
use crate::grammar::named::arguments;
use crate::grammar::raw::{unknown_tagged, unknown_with_value, write_unknown};
use crate::grammar::seldom::{list1, sp};
use crate::grammar::sequence::{message_set, write_message_set};
use crate::quirk::Quirk;
use crate::rule::Rule;

arguments!(Store<'a>: store by numbering, write_store);

/// After `STORE`: `SP sequence-set [SP store-modifiers] SP store-att-flags`
fn store<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, Store<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, messages) = message_set(cx, input, numbering)?;
    let (input, ()) = sp(cx, input)?;
    let (input, modifiers) = if input.starts_with(b"(") {
        let (rest, modifiers) = list1(cx, input, store_modifier)?;
        match StoreModifiers::try_from(modifiers.into_vec()) {
            Ok(modifiers) => (sp(cx, rest)?.0, modifiers),
            Err(error) => return refused(input, error),
        }
    } else {
        (input, StoreModifiers::default())
    };
    let (input, att) = store_att(cx, input)?;
    Ok((input, Store { messages, modifiers, att }))
}

/// `store-modifier`
fn store_modifier<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, StoreModifier<'a>> {
    let (rest, name) = label(input);
    match StoreModifierName::from_bytes(name) {
        Some(StoreModifierName::UnchangedSince) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, mod_seq) = mod_sequence_valzer(rest)?;
            Ok((rest, StoreModifier::UnchangedSince(mod_seq)))
        }
        None if name.is_empty() => expected(input, Rule::StoreModifier),
        None => {
            let (rest, unknown) = unknown_tagged(cx, rest, name)?;
            Ok((rest, StoreModifier::Other(unknown)))
        }
    }
}

/// `store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))`
fn store_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, StoreAtt<'a>> {
    use StoreAction::{Add, Remove, Replace};
    use StoreResponse::{Answer, Silent};
    let (rest, name) = atom_chars(input);
    match Name::from_bytes(name) {
        Some(Name::Flags) => sp_flags(cx, rest, Replace, Answer),
        Some(Name::FlagsSilent) => sp_flags(cx, rest, Replace, Silent),
        Some(Name::AddFlags) => sp_flags(cx, rest, Add, Answer),
        Some(Name::AddFlagsSilent) => sp_flags(cx, rest, Add, Silent),
        Some(Name::RemoveFlags) => sp_flags(cx, rest, Remove, Answer),
        Some(Name::RemoveFlagsSilent) => sp_flags(cx, rest, Remove, Silent),
        Some(Name::GmLabels) => store_gm_labels(cx, rest, Replace, Answer),
        Some(Name::GmLabelsSilent) => store_gm_labels(cx, rest, Replace, Silent),
        Some(Name::AddGmLabels) => store_gm_labels(cx, rest, Add, Answer),
        Some(Name::AddGmLabelsSilent) => store_gm_labels(cx, rest, Add, Silent),
        Some(Name::RemoveGmLabels) => store_gm_labels(cx, rest, Remove, Answer),
        Some(Name::RemoveGmLabelsSilent) => store_gm_labels(cx, rest, Remove, Silent),
        Some(Name::Annotation) => {
            let (rest, entries) = att_annotate(cx, rest)?;
            Ok((rest, StoreAtt::Annotation(entries)))
        }
        None if name.is_empty() => expected(input, Rule::StoreAttFlags),
        // Lenient: vendors store what RFC 9051 has no room for.
        None => {
            cx.accept(Quirk::UnknownStoreAtt, input)?;
            let (rest, unknown) = unknown_with_value(cx, rest, name)?;
            Ok((rest, StoreAtt::Other(unknown)))
        }
    }
}

/// `SP (flag-list / (flag *(SP flag)))`
fn sp_flags<'a>(
    cx: &Context,
    input: &'a [u8],
    action: StoreAction,
    response: StoreResponse,
) -> Parsed<'a, StoreAtt<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, flags) = store_flags(cx, input)?;
    Ok((input, StoreAtt::Flags(StoreFlags { action, response, flags })))
}

/// Writes what follows `STORE`.
fn write_store(out: &mut Encoder<'_>, store: &Store<'_>) {
    let Store { messages, modifiers, att } = store;
    out.byte(b' ');
    write_message_set(out, messages);
    if !modifiers.is_empty() {
        out.byte(b' ');
        write_list(out, modifiers, |out, modifier| match modifier {
            StoreModifier::UnchangedSince(mod_seq) => {
                out.bytes(StoreModifierName::UnchangedSince.as_str().as_bytes());
                out.byte(b' ');
                write_mod_sequence_valzer(out, *mod_seq);
            }
            StoreModifier::Other(unknown) => write_unknown(out, unknown),
        });
    }
    out.byte(b' ');
    match att {
        StoreAtt::Flags(StoreFlags { action, response, flags }) => {
            out.bytes(flags_name(*action, *response).as_str().as_bytes());
            out.byte(b' ');
            write_flag_list(out, flags);
        }
        StoreAtt::GmLabels(labels) => write_store_gm_labels(out, labels),
        StoreAtt::Annotation(entries) => write_att_annotate(out, entries),
        StoreAtt::Other(unknown) => write_unknown(out, unknown),
    }
}

const fn flags_name(action: StoreAction, response: StoreResponse) -> Name {
    match (action, response) {
        (StoreAction::Replace, StoreResponse::Answer) => Name::Flags,
        (StoreAction::Replace, StoreResponse::Silent) => Name::FlagsSilent,
        (StoreAction::Add, StoreResponse::Answer) => Name::AddFlags,
        (StoreAction::Add, StoreResponse::Silent) => Name::AddFlagsSilent,
        (StoreAction::Remove, StoreResponse::Answer) => Name::RemoveFlags,
        (StoreAction::Remove, StoreResponse::Silent) => Name::RemoveFlagsSilent,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use imap_types::flag::{Flag, Flags};
    use imap_types::gmail::StoreGmLabels;
    use imap_types::number::ModSeq;
    use imap_types::sequence::SequenceSet;

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, quirky, quirky_both_ways, reads, rejects, s};
    use crate::quirk::Quirk;

    #[test]
    fn changes_both_ways() {
        let store = |cx: &Context, i| store(cx, i, Numbering::SeqNum);
        let of = |modifiers: Vec<_>, att| Store {
            messages: "2:4".parse::<SequenceSet>().unwrap().into(),
            modifiers: modifiers.try_into().unwrap(),
            att,
        };
        let flags = |action, response| {
            StoreAtt::Flags(StoreFlags { action, response, flags: Flags::from([Flag::Deleted]) })
        };
        let since = |mod_seq| StoreModifier::UnchangedSince(ModSeq::new(mod_seq));
        both_ways(
            store,
            write_store,
            &[
                (
                    " 2:4 FLAGS (\\Deleted)",
                    of(Vec::new(), flags(StoreAction::Replace, StoreResponse::Answer)),
                ),
                (
                    " 2:4 (UNCHANGEDSINCE 9 X-A X-B (1)) +FLAGS.SILENT (\\Deleted)",
                    of(
                        Vec::from([
                            since(9),
                            StoreModifier::Other(kept(b"X-A", b"")),
                            StoreModifier::Other(kept(b"X-B", b" (1)")),
                        ]),
                        flags(StoreAction::Add, StoreResponse::Silent),
                    ),
                ),
                (
                    " 2:4 (UNCHANGEDSINCE 0) -FLAGS (\\Deleted)",
                    of(Vec::from([since(0)]), flags(StoreAction::Remove, StoreResponse::Answer)),
                ),
                (
                    " 2:4 +X-GM-LABELS.SILENT (\\Inbox foo)",
                    of(
                        Vec::new(),
                        StoreAtt::GmLabels(StoreGmLabels {
                            action: StoreAction::Add,
                            response: StoreResponse::Silent,
                            labels: Vec::from([s("\\Inbox"), s("foo")]),
                        }),
                    ),
                ),
            ],
        );
        let other = of(Vec::new(), StoreAtt::Other(kept(b"X-LABELS", b" (a \"b\")")));
        let unknown = (Quirk::UnknownStoreAtt, 5);
        quirky_both_ways(store, write_store, " 2:4 X-LABELS (a \"b\")", &other, unknown);
        let added = of(Vec::new(), flags(StoreAction::Add, StoreResponse::Answer));
        reads(store, &[(" 2:4 +flags \\Deleted", added.clone())]);
        let labels = StoreAtt::GmLabels(StoreGmLabels {
            action: StoreAction::Remove,
            response: StoreResponse::Answer,
            labels: Vec::from([s("foo")]),
        });
        reads(store, &[(" 2:4 -x-gm-labels foo", of(Vec::new(), labels))]);
        quirky(store, " 2:4 +FLAGS (\\Deleted \\Recent)", &added, Quirk::MisplacedFlag, 22);
        rejects(
            store,
            &[
                (" 2 (UNCHANGEDSINCE 7 UNCHANGEDSINCE 7) FLAGS a", 3, "one UNCHANGEDSINCE"),
                (" 2:4 () FLAGS (\\Deleted)", 6, "store-modifier"),
                (" 2:4 FLAGS", 10, "SP"),
                (" 2:4 X-LABELS", 13, "SP"),
                (" 0 FLAGS ()", 1, "nz-number"),
            ],
        );
    }
}
