//! SELECT and EXAMINE. [RFC 9051 §6.3.2](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.2)

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::mailbox::Mailbox;
use imap_types::select::{QResync, SelectParam, SelectParamName as Name, SeqMatch};

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{label, mod_sequence_or_zero, uid_validity, write_list};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::objectid::{select_objectid, write_select_objectid};
use crate::grammar::raw::{unknown_tagged, write_unknown};
use crate::grammar::seldom::{close, closes, continues, list_follows, list1, mailbox, open, sp};
use crate::grammar::sequence::{number_set, uid_set, write_number_set};
use crate::quirk::Quirk;
use crate::rule::Rule;

/// `SP mailbox [SP select-params]`
pub(crate) fn mailbox_and_params<'a>(
    cx: &Context,
    input: &'a [u8],
) -> Parsed<'a, (Mailbox<'a>, Vec<SelectParam<'a>>)> {
    let (input, ()) = sp(cx, input)?;
    let (input, mailbox) = mailbox(cx, input)?;
    if !continues(input) {
        return Ok((input, (mailbox, Vec::new())));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, params) = list1(cx, input, select_param)?;
    Ok((input, (mailbox, params.into_vec())))
}

/// `select-param`
fn select_param<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SelectParam<'a>> {
    let (rest, name) = label(input);
    match Name::from_bytes(name) {
        Some(Name::CondStore) => Ok((rest, SelectParam::CondStore)),
        Some(Name::Annotate) => Ok((rest, SelectParam::Annotate)),
        Some(Name::Utf8) => Ok((rest, SelectParam::Utf8)),
        Some(Name::ObjectId) if list_follows(rest) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, id) = select_objectid(cx, rest)?;
            Ok((rest, SelectParam::ObjectId(Some(id))))
        }
        Some(Name::ObjectId) => Ok((rest, SelectParam::ObjectId(None))),
        Some(Name::QResync) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, resync) = qresync(cx, rest)?;
            // Without a mod-sequence to resynchronise from, what is left of QRESYNC is CONDSTORE.
            let param =
                resync.map_or(SelectParam::CondStore, |resync| SelectParam::QResync(Box::new(resync)));
            Ok((rest, param))
        }
        None if name.is_empty() => expected(input, Rule::SelectParam),
        None => {
            let (rest, unknown) = unknown_tagged(cx, rest, name)?;
            Ok((rest, SelectParam::Other(unknown)))
        }
    }
}

/// `"(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"`; `None` where there is
/// nothing to resynchronize from.
fn qresync<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<QResync>> {
    let (input, ()) = open(cx, input)?;
    // Another value than the mailbox has is a reason to ignore the rest (RFC 7162 §3.2.5.1). One above 32 bits is.
    let (input, uid_validity) = uid_validity(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (mut input, mod_seq) = mod_sequence_or_zero(cx, input)?;
    let (mut known_uids, mut seq_match) = (None, None);
    if !closes(input) && !list_follows(input) {
        let (at, ()) = sp(cx, input)?;
        let (rest, uids) = uid_set(cx, at)?;
        known_uids = Some(uids);
        input = rest;
    }
    if !closes(input) {
        let (at, ()) = sp(cx, input)?;
        (input, seq_match) = seq_match_data(cx, at)?;
    }
    let (input, ()) = close(cx, input)?;
    let known = uid_validity.nz_number().zip(mod_seq.ok());
    let resync =
        known.map(|(uid_validity, mod_seq)| QResync { uid_validity, mod_seq, known_uids, seq_match });
    Ok((input, resync))
}

/// `"(" known-sequence-set SP known-uid-set ")"`
fn seq_match_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<SeqMatch>> {
    let (start, ()) = open(cx, input)?;
    let (rest, seqs) = number_set(cx, start)?;
    let (rest, ()) = sp(cx, rest)?;
    let (rest, uids) = uid_set(cx, rest)?;
    let (rest, ()) = close(cx, rest)?;
    match SeqMatch::new(seqs, uids) {
        Ok(matched) => Ok((rest, Some(matched))),
        // Lenient: the server may do without it.
        Err(_) => {
            cx.accept(Quirk::UnequalMatch, start)?;
            Ok((rest, None))
        }
    }
}

/// Writes `SP mailbox [SP select-params]`.
pub(crate) fn write_mailbox_and_params(
    out: &mut Encoder<'_>,
    mailbox: &Mailbox<'_>,
    params: &[SelectParam<'_>],
) {
    out.byte(b' ');
    write_mailbox(out, mailbox);
    if !params.is_empty() {
        out.byte(b' ');
        write_list(out, params, write_select_param);
    }
}

fn write_select_param(out: &mut Encoder<'_>, param: &SelectParam<'_>) {
    let resync = match param {
        SelectParam::CondStore => return out.bytes(Name::CondStore.as_str().as_bytes()),
        SelectParam::Annotate => return out.bytes(Name::Annotate.as_str().as_bytes()),
        SelectParam::Utf8 => return out.bytes(Name::Utf8.as_str().as_bytes()),
        SelectParam::ObjectId(id) => {
            out.bytes(Name::ObjectId.as_str().as_bytes());
            if let Some(id) = id {
                out.byte(b' ');
                write_select_objectid(out, id);
            }
            return;
        }
        SelectParam::Other(unknown) => return write_unknown(out, unknown),
        SelectParam::QResync(resync) => resync,
    };
    out.bytes(Name::QResync.as_str().as_bytes());
    out.bytes(b" (");
    out.number(resync.uid_validity.get());
    out.byte(b' ');
    out.number(resync.mod_seq.get());
    if let Some(uids) = &resync.known_uids {
        out.byte(b' ');
        write_number_set(out, uids);
    }
    if let Some(matched) = &resync.seq_match {
        out.bytes(b" (");
        write_number_set(out, matched.seqs());
        out.byte(b' ');
        write_number_set(out, matched.uids());
        out.byte(b')');
    }
    out.byte(b')');
}

#[cfg(test)]
mod tests {
    use imap_types::number::ModSeq;
    use imap_types::objectid::{ObjectId, SelectObjectId};

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, n, rejects};

    #[test]
    fn params_both_ways() {
        let mut resync = QResync::new(n(67890007), ModSeq::new(20_050_715_194_045_000).unwrap());
        let bare = SelectParam::QResync(Box::new(resync.clone()));
        resync.known_uids = Some("41,43:211".parse().unwrap());
        resync.seq_match = SeqMatch::new("1,2".parse().unwrap(), "41,43".parse().unwrap()).ok();
        let full = SelectParam::QResync(Box::new(resync));
        let inbox = |params| (Mailbox::INBOX, params);
        both_ways(
            mailbox_and_params,
            |out, (mailbox, params)| write_mailbox_and_params(out, mailbox, params),
            &[
                (" INBOX", inbox(alloc::vec![])),
                (
                    " INBOX (CONDSTORE X-A X-B (c) X-D 1:2 X-E {1}\r\nf X-G -1)",
                    inbox(alloc::vec![
                        SelectParam::CondStore,
                        SelectParam::Other(kept(b"X-A", b"")),
                        SelectParam::Other(kept(b"X-B", b" (c)")),
                        SelectParam::Other(kept(b"X-D", b" 1:2")),
                        SelectParam::Other(kept(b"X-E", b" {1}\r\nf")),
                        SelectParam::Other(kept(b"X-G", b" -1")),
                    ]),
                ),
                (" INBOX (UTF8)", inbox(alloc::vec![SelectParam::Utf8])),
                (" INBOX (OBJECTID)", inbox(alloc::vec![SelectParam::ObjectId(None)])),
                (" INBOX (OBJECTID (MAILBOXID F1 ACCOUNTID A1) CONDSTORE)", {
                    let id = |id| ObjectId::try_from(id).unwrap();
                    let meant = SelectObjectId { mailbox: id("F1"), account: id("A1") };
                    inbox(alloc::vec![SelectParam::ObjectId(Some(meant)), SelectParam::CondStore])
                }),
                (" INBOX (QRESYNC (67890007 20050715194045000))", inbox(alloc::vec![bare])),
                (
                    " INBOX (QRESYNC (67890007 20050715194045000 41,43:211 (1,2 41,43)))",
                    inbox(alloc::vec![full]),
                ),
            ],
        );
        rejects(
            mailbox_and_params,
            &[
                (" INBOX ()", 8, "select-param"),
                (" INBOX (9CONDSTORE)", 8, "select-param"),
                (" INBOX (:x 1)", 8, "select-param"),
                (" INBOX (QRESYNC (1 x))", 19, "mod-sequence-value"),
                (" INBOX (QRESYNC (1 1 *))", 21, "nz-number"),
            ],
        );
    }
}
