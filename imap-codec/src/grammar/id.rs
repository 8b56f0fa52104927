//! ID. [RFC 2971](https://www.rfc-editor.org/rfc/rfc2971)

use imap_types::chars::eq_in_any_case;
use imap_types::id::{IdFields, IdParams};
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{some, write_list};
use crate::grammar::named::{arguments, payload};
use crate::grammar::seldom::{closes, list, nil, nstring, sp, string};
use crate::grammar::string::{write_nstring, write_string};
use crate::quirk::Quirk;
use crate::rule::Rule;

arguments!(IdParams<'a>: SP id_params_list, write_id_params_list);
payload!(IdParams<'a>: SP id_response, write_id_params_list);

/// `id-params-list = "(" #(string SP nstring) ")" / nil`
fn id_params_list<'a>(cx: &Context, start: &'a [u8]) -> Parsed<'a, IdParams<'a>> {
    let input = start;
    if input.starts_with(b"(") {
        let (input, params) = list(cx, input, |cx, input| {
            if let Ok((rest, ())) = nil(input) {
                if closes(rest) {
                    // Lenient: a list of NIL, for NIL.
                    cx.accept(Quirk::OddId, rest)?;
                    return Ok((rest, None));
                }
            }
            let (rest, field) = string(cx, input)?;
            if closes(rest) {
                // Lenient: some name has no value.
                cx.accept(Quirk::OddId, rest)?;
                return Ok((rest, Some((field, None))));
            }
            let (rest, ()) = sp(cx, rest)?;
            let (rest, value) = nstring(cx, rest)?;
            Ok((rest, Some((field, value))))
        })?;
        let params = some(params);
        let too_much = (1..=params.len()).any(|len| match params.get(..len) {
            Some([others @ .., (field, value)]) => IdFields::check(others, field, value.as_ref()).is_err(),
            _ => false,
        });
        // Lenient: nobody depends on what a peer says of itself.
        if too_much {
            cx.accept(Quirk::OversizedId, start)?;
        }
        return Ok((input, Some(IdFields::from_wire(params))));
    }
    match nil(input) {
        Ok((input, ())) => Ok((input, None)),
        // Lenient: some client quotes it.
        Err(_) if input.get(..5).is_some_and(|start| eq_in_any_case(start, b"\"NIL\"")) => {
            cx.accept(Quirk::QuotedNil, input)?;
            Ok((input.get(5..).unwrap_or_default(), None))
        }
        Err(_) => expected(input, Rule::IdParamsList),
    }
}

/// After `ID SP` of a server: `id-params-list`
fn id_response<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, IdParams<'a>> {
    let (input, params) = id_params_list(cx, input)?;
    match input {
        // Lenient: some server ends its ID with a plus.
        [b'+', rest @ ..] if matches!(rest, [b'\r' | b'\n', ..]) => {
            cx.accept(Quirk::PlusAtEnd, input)?;
            Ok((rest, params))
        }
        _ => Ok((input, params)),
    }
}

/// Writes `id-params-list`.
fn write_id_params_list(out: &mut Encoder<'_>, params: &IdParams<'_>) {
    match params {
        None => out.bytes(b"NIL"),
        Some(params) => write_list(out, params.iter(), |out, (field, value)| {
            write_string(out, field);
            out.byte(b' ');
            write_nstring(out, value);
        }),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::grammar::testing::{both_ways, quirky, rejects, s};

    fn fields<'a>(fields: &[(&'a str, Option<&'a str>)]) -> IdParams<'a> {
        Some(IdFields::new(fields.iter().copied()).unwrap())
    }

    #[test]
    fn params_both_ways() {
        both_ways(
            id_params_list,
            write_id_params_list,
            &[
                ("NIL", None),
                ("()", fields(&[])),
                ("(\"name\" \"sodr\" \"os\" NIL)", fields(&[("name", Some("sodr")), ("os", None)])),
            ],
        );
        rejects(id_params_list, &[("\"name\"", 0, "id-params-list")]);
        quirky(id_params_list, "(\"name\")", &fields(&[("name", None)]), Quirk::OddId, 7);
        let pair = fields(&[("a", Some("1"))]);
        quirky(id_params_list, "( \"a\" \"1\")", &pair, Quirk::SpaceInParentheses, 1);
        quirky(id_params_list, "(\"a\"  \"1\")", &pair, Quirk::ExtraSpace, 5);
        let twice = Some(IdFields::from_wire(vec![(s("a"), None), (s("A"), Some(s("1")))]));
        quirky(id_params_list, "(\"a\" NIL \"A\" \"1\")", &twice, Quirk::OversizedId, 0);
        quirky(id_params_list, "(\"a\" 1)", &pair, Quirk::UnquotedString, 5);
    }
}
