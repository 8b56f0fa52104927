//! RENAME. [RFC 9051 §6.3.6](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.6)

use alloc::vec::Vec;

use imap_types::rename::{Rename, RenameParam};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{label, write_list};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::named::arguments;
use crate::grammar::raw::{unknown_tagged, write_unknown};
use crate::grammar::seldom::{continues, list1, mailbox, sp};
use crate::rule::Rule;

arguments!(Rename<'a>: SP rename, write_rename);

/// After `RENAME SP`: `mailbox SP mailbox [rename-params]`
fn rename<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Rename<'a>> {
    let (input, from) = mailbox(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, to) = mailbox(cx, input)?;
    let (input, params) = rename_params(cx, input)?;
    Ok((input, Rename { from, to, params }))
}

/// `[SP "(" rename-param *(SP rename-param) ")"]`
fn rename_params<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<RenameParam<'a>>> {
    if !continues(input) {
        return Ok((input, Vec::new()));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, params) = list1(cx, input, rename_param)?;
    Ok((input, params.into_vec()))
}

/// `rename-param`
fn rename_param<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, RenameParam<'a>> {
    let (rest, name) = label(input);
    if name.is_empty() {
        return expected(input, Rule::RenameParam);
    }
    let (rest, param) = unknown_tagged(cx, rest, name)?;
    Ok((rest, RenameParam::from_wire(param)))
}

/// Writes what follows `RENAME SP`.
fn write_rename(out: &mut Encoder<'_>, rename: &Rename<'_>) {
    let Rename { from, to, params } = rename;
    write_mailbox(out, from);
    out.byte(b' ');
    write_mailbox(out, to);
    if !params.is_empty() {
        out.byte(b' ');
        write_list(out, params, |out, param| write_unknown(out, param.as_unknown()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::raw::kept;
    use crate::grammar::testing::{both_ways, quirky, rejects};
    use crate::quirk::Quirk;

    #[test]
    fn renames_both_ways() {
        let of = |params| Rename { params, ..Rename::new("foo", "a b").unwrap() };
        let param = |name, rest| RenameParam::from_wire(kept(name, rest));
        both_ways(
            rename,
            write_rename,
            &[
                ("foo \"a b\"", of(Vec::new())),
                ("foo \"a b\" (X-A X-B (1))", of(Vec::from([param(b"X-A", b""), param(b"X-B", b" (1)")]))),
            ],
        );
        quirky(rename, "foo  \"a b\"", &of(Vec::new()), Quirk::ExtraSpace, 4);
        rejects(rename, &[("foo", 3, "SP"), ("foo bar ()", 9, "rename-param"), ("foo bar x", 8, "\"(\"")]);
    }
}
