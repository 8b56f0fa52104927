//! CREATE. [RFC 9051 §6.3.4](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.4)

use alloc::vec::Vec;

use imap_types::create::{CreateParam, CreateParamName};
use imap_types::mailbox::Mailbox;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{label, write_list};
use crate::grammar::list::mbx_list_flag;
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::raw::{unknown_tagged, write_unknown};
use crate::grammar::seldom::{continues, list, list1, mailbox, sp};
use crate::rule::Rule;

/// After `CREATE`: `SP mailbox [SP "(" create-param *(SP create-param) ")"]`
pub(crate) fn create<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, (Mailbox<'a>, Vec<CreateParam<'a>>)> {
    let (input, ()) = sp(cx, input)?;
    let (input, mailbox) = mailbox(cx, input)?;
    if !continues(input) {
        return Ok((input, (mailbox, Vec::new())));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, params) = list1(cx, input, create_param)?;
    Ok((input, (mailbox, params.into_vec())))
}

/// `create-param = create-param-name [SP create-param-value] / "USE" SP "(" [use-attr *(SP use-attr)] ")"`
fn create_param<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, CreateParam<'a>> {
    let (rest, name) = label(input);
    match CreateParamName::from_bytes(name) {
        Some(CreateParamName::Use) => {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, uses) = list(cx, rest, mbx_list_flag)?;
            Ok((rest, CreateParam::Use(uses)))
        }
        None if name.is_empty() => expected(input, Rule::CreateParam),
        None => {
            let (rest, unknown) = unknown_tagged(cx, rest, name)?;
            Ok((rest, CreateParam::Other(unknown)))
        }
    }
}

/// Writes what follows `CREATE`.
pub(crate) fn write_create(out: &mut Encoder<'_>, mailbox: &Mailbox<'_>, params: &[CreateParam<'_>]) {
    out.byte(b' ');
    write_mailbox(out, mailbox);
    if !params.is_empty() {
        out.byte(b' ');
        write_list(out, params, |out, param| match param {
            CreateParam::Use(uses) => {
                out.bytes(b"USE ");
                write_list(out, uses, |out, attribute| out.bytes(attribute.as_bytes()));
            }
            CreateParam::Other(unknown) => write_unknown(out, unknown),
        });
    }
}

#[cfg(test)]
mod tests {
    use imap_types::list::MailboxAttribute;

    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, reads, rejects};

    #[test]
    fn parameters_both_ways() {
        let x = || Mailbox::try_from("x").unwrap();
        let uses = Vec::from([MailboxAttribute::Drafts, "\\XSpecial".try_into().unwrap()]);
        both_ways(
            create,
            |out, (mailbox, params)| write_create(out, mailbox, params),
            &[
                (" x", (x(), Vec::new())),
                (" x (USE (\\Drafts \\XSpecial))", (x(), Vec::from([CreateParam::Use(uses)]))),
                (
                    " x (USE () X-A X-B (1))",
                    (
                        x(),
                        Vec::from([
                            CreateParam::Use(Vec::new()),
                            CreateParam::Other(kept(b"X-A", b"")),
                            CreateParam::Other(kept(b"X-B", b" (1)")),
                        ]),
                    ),
                ),
            ],
        );
        let sent = CreateParam::Use(Vec::from([MailboxAttribute::Sent]));
        reads(create, &[(" x (use (\\sent))", (x(), Vec::from([sent])))]);
        rejects(
            create,
            &[(" x ()", 4, "create-param"), (" x (USE)", 7, "SP"), (" x (USE Sent)", 8, "\"(\"")],
        );
    }
}
