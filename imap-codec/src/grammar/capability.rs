//! Capabilities. [RFC 9051 §7.2.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.2.2)

use alloc::vec::Vec;

use imap_types::atom::Atom;
use imap_types::capability::{Capability, CapabilityName};
use imap_types::chars::is_atom_char;
use imap_types::nonempty::NonEmpty;
use imap_types::trusted::FromWire;

use crate::context::{Context, Parsed, Unmet};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::atom::atom;
use crate::grammar::lexical::{continues, nonempty, sp, wrong_word};
use crate::grammar::named::{arguments, payload};
use crate::grammar::seldom::to_line_end;
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

arguments!(NonEmpty<Capability<'a>>: enable, write_capabilities);
payload!(Vec<Capability<'a>>: capability_data, write_capabilities);

/// `capability = ("AUTH=" auth-type) / atom`
pub(crate) fn capability<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Capability<'a>> {
    let (rest, name) = atom(input)?;
    match CapabilityName::from_bytes(name.as_bytes()).and_then(Capability::plain) {
        Some(known) => Ok((rest, known)),
        None => Ok((rest, with_argument(cx, input, name)?)),
    }
}

/// One that is not known by its name alone.
fn with_argument<'a>(cx: &Context, input: &'a [u8], name: Atom<'a>) -> Result<Capability<'a>, Unmet> {
    let capability = Capability::from_wire(name);
    if let Capability::Malformed(_) = capability {
        // Lenient: whatever a server means by it, it says nothing about the others.
        cx.accept(Quirk::MalformedCapability, input)?;
    }
    Ok(capability)
}

/// `*(SP capability)`, after `CAPABILITY` or `ENABLED`, up to the line end or the end of a response code.
#[cfg_attr(test, track_caller)]
pub(crate) fn capabilities<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<Capability<'a>>> {
    let mut capabilities = Vec::with_capacity(input.len() / 9);
    let (mut input, mut wrong) = (input, None);
    loop {
        work::again();
        let rest = match input {
            // What nearly all are is asked first, and at once.
            [b' ', rest @ ..] if rest.first().is_some_and(|&first| is_atom_char(first)) => rest,
            _ if continues(input) && !input.starts_with(b" ]") => sp(cx, input)?.0,
            [b' ' | b']' | b'\r' | b'\n', ..] | [] => match wrong {
                Some(error) if capabilities.is_empty() => return Err(error),
                _ => return Ok((input, capabilities)),
            },
            _ => {
                // Something is joined to the capability before.
                let error = Unmet::at(input, Rule::Sp);
                input = wrong_word(cx, input, error)?;
                capabilities.pop();
                wrong = Some(error);
                continue;
            }
        };
        let start = rest;
        let (rest, name) = match atom(start) {
            Ok(parsed) => parsed,
            Err(error) => {
                input = wrong_word(cx, start, error)?;
                wrong = Some(error);
                continue;
            }
        };
        match CapabilityName::from_frequent_bytes(name.as_bytes()).and_then(Capability::plain) {
            // Apart from the others, because there is next to nothing to move.
            Some(known) => capabilities.push(known),
            None => capabilities.push(with_argument(cx, start, name)?),
        }
        input = rest;
    }
}

/// `*(SP capability)` of `capability-data` and `enable-data`.
fn capability_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<Capability<'a>>> {
    capabilities(cx, input)
}

/// `1*(SP capability)`, after `ENABLE`.
pub(crate) fn enable<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<Capability<'a>>> {
    let (rest, capabilities) = to_line_end(cx, input, capability)?;
    nonempty(input, rest, capabilities)
}

/// Writes `*(SP capability)`.
pub(crate) fn write_capabilities(out: &mut Encoder<'_>, capabilities: &[Capability<'_>]) {
    for capability in capabilities {
        out.byte(b' ');
        out.bytes(capability.as_str().as_bytes());
        match capability {
            Capability::Auth(mechanism) => out.bytes(mechanism.as_str().as_bytes()),
            Capability::I18nLevel(level) => out.bytes(level.as_str().as_bytes()),
            Capability::MessageLimit(limit) | Capability::SaveLimit(limit) => out.number(limit.get()),
            Capability::AppendLimitOctets(limit) => out.number(*limit),
            Capability::Thread(algorithm) => out.bytes(algorithm.as_str().as_bytes()),
            Capability::QuotaResource(resource) => out.bytes(resource.as_str().as_bytes()),
            Capability::Rights(rights) => rights.rights().iter().for_each(|right| out.byte(right.as_byte())),
            Capability::ImapSieve(url) => out.bytes(url.as_str().as_bytes()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::auth::AuthMechanism;

    use super::*;
    use crate::grammar::testing::{both_ways, rejects};

    #[test]
    fn capabilities_both_ways() {
        both_ways(
            capabilities,
            |out, list| write_capabilities(out, list),
            &[
                ("", alloc::vec![]),
                (
                    " IMAP4rev2 AUTH=PLAIN APPENDLIMIT=0 APPENDLIMIT=7 XPIG-LATIN",
                    alloc::vec![
                        Capability::Imap4Rev2,
                        Capability::Auth(AuthMechanism::Plain),
                        Capability::AppendLimitOctets(0),
                        Capability::AppendLimitOctets(7),
                        Capability::try_from("XPIG-LATIN").unwrap(),
                    ],
                ),
            ],
        );
        rejects(capabilities, &[(" A (B)", 3, "atom"), (" A(B)", 2, "atom")]);
        rejects(enable, &[("", 0, "at least one")]);
    }
}
