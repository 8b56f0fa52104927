//! STORE. [RFC 9051 §6.4.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.4.6)

use alloc::vec::Vec;

use imap_types::command::CommandBody;
use imap_types::number::Numbering;
use imap_types::store::{StoreAction, StoreAtt, StoreModifier, StoreResponse};

use crate::context::{Context, Parsed, expected};
use crate::encoder::Encoder;
use crate::grammar::annotate::{att_annotate, write_att_annotate};
use crate::grammar::flag::{store_flags, write_flag_list};
use crate::grammar::gmail::{gm_label, write_gm_label};
use crate::grammar::lexical::{
    KeywordBuffer, atom_chars, label, list, list1, mod_sequence_valzer, sp, uppercase, write_list,
    write_mod_sequence_valzer,
};
use crate::grammar::raw::{unknown_tagged, unknown_with_value, write_unknown};
use crate::grammar::sequence::{message_set, write_message_set};
use crate::quirk::Quirk;

/// After `STORE`: `SP sequence-set [SP store-modifiers] SP store-att-flags`
pub(crate) fn store<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, CommandBody<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, messages) = message_set(cx, input, numbering)?;
    let (input, ()) = sp(cx, input)?;
    let (input, modifiers) = if input.starts_with(b"(") {
        let (input, modifiers) = list1(cx, input, store_modifier)?;
        let (input, ()) = sp(cx, input)?;
        (input, modifiers.into_vec())
    } else {
        (input, Vec::new())
    };
    let (input, att) = store_att(cx, input)?;
    Ok((input, CommandBody::Store { messages, modifiers, att }))
}

/// `store-modifier`
fn store_modifier<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, StoreModifier<'a>> {
    let (rest, name) = label(input);
    let mut buffer = KeywordBuffer::default();
    match uppercase(name, &mut buffer) {
        b"UNCHANGEDSINCE" => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, mod_seq) = mod_sequence_valzer(rest)?;
            Ok((rest, StoreModifier::UnchangedSince(mod_seq)))
        }
        b"" => expected(input, "store-modifier"),
        _ => {
            let (rest, unknown) = unknown_tagged(cx, rest, name)?;
            Ok((rest, StoreModifier::Other(unknown)))
        }
    }
}

/// `store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))`
fn store_att<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, StoreAtt<'a>> {
    let (after_sign, action) = match input {
        [b'+', rest @ ..] => (rest, StoreAction::Add),
        [b'-', rest @ ..] => (rest, StoreAction::Remove),
        _ => (input, StoreAction::Replace),
    };
    let (rest, name) = atom_chars(after_sign);
    let mut buffer = KeywordBuffer::default();
    let response = match uppercase(name, &mut buffer) {
        b"FLAGS" => StoreResponse::Answer,
        b"FLAGS.SILENT" => StoreResponse::Silent,
        b"ANNOTATION" if after_sign.len() == input.len() => {
            let (rest, entries) = att_annotate(cx, rest)?;
            return Ok((rest, StoreAtt::Annotation(entries)));
        }
        b"X-GM-LABELS" => return gm_labels(cx, rest, action, StoreResponse::Answer),
        b"X-GM-LABELS.SILENT" => return gm_labels(cx, rest, action, StoreResponse::Silent),
        _ => {
            let (rest, name) = atom_chars(input);
            if name.is_empty() {
                return expected(input, "store-att-flags");
            }
            // Lenient: vendors store what RFC 9051 has no room for.
            cx.accept(Quirk::UnknownStoreAtt, input)?;
            let (rest, unknown) = unknown_with_value(cx, rest, name)?;
            return Ok((rest, StoreAtt::Other(unknown)));
        }
    };
    let (rest, ()) = sp(cx, rest)?;
    let (rest, flags) = store_flags(cx, rest)?;
    Ok((rest, StoreAtt::Flags { action, response, flags }))
}

/// `SP (list of labels / label)`
fn gm_labels<'a>(
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
    Ok((input, StoreAtt::GmLabels { action, response, labels }))
}

/// Writes what follows `STORE`.
pub(crate) fn write_store(
    out: &mut Encoder<'_>,
    messages: &imap_types::sequence::MessageSet,
    modifiers: &[StoreModifier<'_>],
    att: &StoreAtt<'_>,
) {
    out.byte(b' ');
    write_message_set(out, messages);
    if !modifiers.is_empty() {
        out.byte(b' ');
        write_list(out, modifiers, |out, modifier| match modifier {
            StoreModifier::UnchangedSince(mod_seq) => {
                out.bytes(b"UNCHANGEDSINCE ");
                write_mod_sequence_valzer(out, *mod_seq);
            }
            StoreModifier::Other(unknown) => write_unknown(out, unknown),
        });
    }
    out.byte(b' ');
    match att {
        StoreAtt::Flags { action, response, flags } => {
            write_store_name(out, *action, b"FLAGS", *response);
            write_flag_list(out, flags);
        }
        StoreAtt::GmLabels { action, response, labels } => {
            write_store_name(out, *action, b"X-GM-LABELS", *response);
            write_list(out, labels, write_gm_label);
        }
        StoreAtt::Annotation(entries) => write_att_annotate(out, entries),
        StoreAtt::Other(unknown) => write_unknown(out, unknown),
    }
}

fn write_store_name(out: &mut Encoder<'_>, action: StoreAction, name: &[u8], response: StoreResponse) {
    out.bytes(match action {
        StoreAction::Replace => b"",
        StoreAction::Add => b"+",
        StoreAction::Remove => b"-",
    });
    out.bytes(name);
    out.bytes(match response {
        StoreResponse::Answer => b" ",
        StoreResponse::Silent => b".SILENT ",
    });
}

#[cfg(test)]
mod tests {
    use imap_types::flag::{Flag, Flags};
    use imap_types::number::ModSeq;
    use imap_types::sequence::SequenceSet;

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, quirky, quirky_both_ways, reads, rejects, s};
    use crate::quirk::Quirk;

    #[test]
    fn changes_both_ways() {
        let write = |out: &mut Encoder<'_>, body: &CommandBody<'_>| match body {
            CommandBody::Store { messages, modifiers, att } => write_store(out, messages, modifiers, att),
            _ => unreachable!(),
        };
        let store = |cx: &Context, i| store(cx, i, Numbering::SeqNum);
        let of = |modifiers, att| CommandBody::Store {
            messages: "2:4".parse::<SequenceSet>().unwrap().into(),
            modifiers,
            att,
        };
        let flags =
            |action, response| StoreAtt::Flags { action, response, flags: Flags::from([Flag::Deleted]) };
        let since = |mod_seq| StoreModifier::UnchangedSince(ModSeq::new(mod_seq));
        both_ways(
            store,
            write,
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
                        StoreAtt::GmLabels {
                            action: StoreAction::Add,
                            response: StoreResponse::Silent,
                            labels: Vec::from([s("\\Inbox"), s("foo")]),
                        },
                    ),
                ),
            ],
        );
        let other = of(Vec::new(), StoreAtt::Other(kept(b"X-LABELS", b" (a \"b\")")));
        let unknown = (Quirk::UnknownStoreAtt, 5);
        quirky_both_ways(store, write, " 2:4 X-LABELS (a \"b\")", &other, unknown);
        let added = of(Vec::new(), flags(StoreAction::Add, StoreResponse::Answer));
        reads(store, &[(" 2:4 +flags \\Deleted", added.clone())]);
        let labels = StoreAtt::GmLabels {
            action: StoreAction::Remove,
            response: StoreResponse::Answer,
            labels: Vec::from([s("foo")]),
        };
        reads(store, &[(" 2:4 -x-gm-labels foo", of(Vec::new(), labels))]);
        quirky(store, " 2:4 +FLAGS (\\Deleted \\Recent)", &added, Quirk::MisplacedFlag, 22);
        rejects(
            store,
            &[
                (" 2:4 () FLAGS (\\Deleted)", 6, "store-modifier"),
                (" 2:4 FLAGS", 10, "SP"),
                (" 2:4 X-LABELS", 13, "SP"),
                (" 0 FLAGS ()", 1, "nz-number"),
            ],
        );
    }
}
