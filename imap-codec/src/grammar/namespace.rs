//! NAMESPACE. [RFC 9051 §6.3.10](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.10)

use alloc::vec::Vec;

use imap_types::namespace::{Namespace, Namespaces};
use imap_types::nonempty::NonEmpty;
use imap_types::string::AString;

use crate::context::{Context, Parsed, Unmet, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{after_open, skip_spaces, write_list, wrong_piece};
use crate::grammar::list::{delimiter, write_delimiter};
use crate::grammar::named::payload;
use crate::grammar::seldom::{close, closes, list1, nil, open, sp, string};
use crate::grammar::string::write_string;
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

payload!(Namespaces<'a>: SP namespace_response, write_namespace_response);

/// `namespace SP namespace SP namespace`
pub(crate) fn namespace_response<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Namespaces<'a>> {
    let mut namespaces = Namespaces::default();
    let (input, ()) = namespace(cx, input, &mut namespaces.personal)?;
    let (input, ()) = sp(cx, input)?;
    let (input, ()) = namespace(cx, input, &mut namespaces.other_users)?;
    let (input, ()) = sp(cx, input)?;
    let (input, ()) = namespace(cx, input, &mut namespaces.shared)?;
    Ok((input, namespaces))
}

/// `namespace = nil / "(" 1*namespace-descr ")"`
#[cfg_attr(test, track_caller)]
fn namespace<'a>(cx: &Context, input: &'a [u8], namespaces: &mut Vec<Namespace<'a>>) -> Parsed<'a, ()> {
    let Some(rest) = input.strip_prefix(b"(") else { return nil(input) };
    let mut input = namespace_or_none(cx, after_open(cx, rest)?, namespaces)?;
    while !closes(input) {
        work::again();
        if let [b' ', rest @ ..] = input {
            // Lenient: as between addresses.
            cx.accept(Quirk::SpaceBetweenNamespaces, input)?;
            input = skip_spaces(rest);
        }
        input = namespace_or_none(cx, input, namespaces)?;
    }
    let (rest, ()) = close(cx, input)?;
    if namespaces.is_empty() { expected(input, Rule::NamespaceDescr) } else { Ok((rest, ())) }
}

fn namespace_or_none<'a>(
    cx: &Context,
    input: &'a [u8],
    namespaces: &mut Vec<Namespace<'a>>,
) -> Result<&'a [u8], Unmet> {
    match namespace_descr(cx, input) {
        Ok((rest, next)) => {
            namespaces.push(next);
            Ok(rest)
        }
        Err(error) => wrong_piece(cx, input, error),
    }
}

/// `namespace-descr = "(" string SP (DQUOTE QUOTED-CHAR DQUOTE / nil) [namespace-response-extensions] ")"`
fn namespace_descr<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Namespace<'a>> {
    let (input, ()) = open(cx, input)?;
    let (input, prefix) = string(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (mut input, delimiter) = delimiter(cx, input)?;
    let mut extensions = Vec::new();
    while !closes(input) {
        work::again();
        let (rest, next) = namespace_response_extension(cx, input)?;
        extensions.push(next);
        input = rest;
    }
    let (input, ()) = close(cx, input)?;
    Ok((input, Namespace { prefix, delimiter, extensions }))
}

/// `namespace-response-extension = SP string SP "(" string *(SP string) ")"`
fn namespace_response_extension<'a>(
    cx: &Context,
    input: &'a [u8],
) -> Parsed<'a, (AString<'a>, NonEmpty<AString<'a>>)> {
    let (input, ()) = sp(cx, input)?;
    let (input, name) = string(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, values) = list1(cx, input, string)?;
    Ok((input, (name, values)))
}

/// Writes `namespace SP namespace SP namespace`.
pub(crate) fn write_namespace_response(out: &mut Encoder<'_>, namespaces: &Namespaces<'_>) {
    let Namespaces { personal, other_users, shared } = namespaces;
    write_namespace(out, personal);
    for namespaces in [other_users, shared] {
        out.byte(b' ');
        write_namespace(out, namespaces);
    }
}

fn write_namespace(out: &mut Encoder<'_>, namespaces: &[Namespace<'_>]) {
    if namespaces.is_empty() {
        return out.bytes(b"NIL");
    }
    out.byte(b'(');
    for Namespace { prefix, delimiter, extensions } in namespaces {
        out.byte(b'(');
        write_string(out, prefix);
        out.byte(b' ');
        write_delimiter(out, *delimiter);
        for (name, values) in extensions {
            out.byte(b' ');
            write_string(out, name);
            out.byte(b' ');
            write_list(out, values, write_string);
        }
        out.byte(b')');
    }
    out.byte(b')');
}

#[cfg(test)]
mod tests {
    use imap_types::list::Delimiter;

    use super::*;
    use crate::grammar::testing::{both_ways, quirky, rejects, s};

    #[test]
    fn namespaces_both_ways() {
        let of = |prefix, extensions| Namespace {
            prefix: s(prefix),
            delimiter: Delimiter::try_from(b'/').ok(),
            extensions,
        };
        both_ways(
            namespace_response,
            write_namespace_response,
            &[
                ("NIL NIL NIL", Namespaces::default()),
                (
                    "((\"\" \"/\" \"X-PARAM\" (\"FLAG1\" \"FLAG2\"))) NIL ((\"#shared/\" \"/\")(\"#public/\" \"/\"))",
                    Namespaces {
                        personal: alloc::vec![of(
                            "",
                            alloc::vec![(
                                s("X-PARAM"),
                                NonEmpty::try_from([s("FLAG1"), s("FLAG2")]).unwrap()
                            )],
                        )],
                        other_users: alloc::vec![],
                        shared: alloc::vec![of("#shared/", alloc::vec![]), of("#public/", alloc::vec![])],
                    },
                ),
            ],
        );
        let of = |prefix| Namespace {
            prefix: s(prefix),
            delimiter: Delimiter::try_from(b'/').ok(),
            extensions: Vec::new(),
        };
        let shared = Namespaces { shared: alloc::vec![of("a/"), of("b/")], ..Namespaces::default() };
        let spaced = "NIL NIL ((\"a/\" \"/\") (\"b/\" \"/\"))";
        quirky(namespace_response, spaced, &shared, Quirk::SpaceBetweenNamespaces, 19);
        let inside = "NIL NIL ( (\"a/\" \"/\")(\"b/\" \"/\"))";
        quirky(namespace_response, inside, &shared, Quirk::SpaceInParentheses, 9);
        rejects(namespace_response, &[("NIL NIL", 7, "SP"), ("() NIL NIL", 1, "\"(\"")]);
    }
}
