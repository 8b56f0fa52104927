//! Access rights. [RFC 4314 §2.1](https://www.rfc-editor.org/rfc/rfc4314#section-2.1)

use imap_types::rights::{Right, Rights};

use crate::context::{Context, Parsed, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::seldom::astring_octets;
use crate::grammar::string::write_astring;

/// `rights = astring`, of lowercase letters and digits.
pub(crate) fn rights<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Rights> {
    let (rest, octets) = astring_octets(cx, input)?;
    match Rights::try_from(&*octets) {
        Ok(rights) => Ok((rest, rights)),
        Err(error) => refused(input, error),
    }
}

/// Writes `SP rights`, after what says whether they are added or removed.
#[inline(never)]
pub(crate) fn write_sp_rights(out: &mut Encoder<'_>, change: &[u8], rights: Rights) {
    let (mut buffer, mut len) = ([0; 37], 0_usize);
    let octets = change.iter().copied().chain(rights.iter().map(Right::as_byte));
    for (place, octet) in buffer.iter_mut().zip(octets) {
        (*place, len) = (octet, len.saturating_add(1));
    }
    out.byte(b' ');
    write_astring(out, buffer.get(..len).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, reads, rejects};

    #[test]
    fn rights_both_ways() {
        let r = |text: &str| text.parse::<Rights>().unwrap();
        let sp_rights = |cx: &Context, input| rights(cx, crate::grammar::lexical::sp(cx, input)?.0);
        both_ways(
            sp_rights,
            |out, rights| write_sp_rights(out, b"", *rights),
            &[(" lrs", r("srl")), (" \"\"", Rights::EMPTY)],
        );
        reads(rights, &[("\"rl\"", r("lr")), ("{1}\r\n9", r("9"))]);
        rejects(rights, &[("LR", 0, "rights"), ("l,r", 0, "rights"), ("", 0, "string")]);
    }
}
