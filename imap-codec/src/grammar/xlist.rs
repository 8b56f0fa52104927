//! XLIST, as Gmail had it before RFC 6154.

use imap_types::xlist::XList;

use crate::context::{Context, Parsed};
use crate::encoder::Encoder;
use crate::grammar::named::arguments;
use crate::grammar::referral::{reference_and_pattern, write_reference_and_pattern};

arguments!(XList<'a>: xlist, write_xlist);

/// After `XLIST`: `SP mailbox SP list-mailbox`
fn xlist<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, XList<'a>> {
    let (input, (reference, pattern)) = reference_and_pattern(cx, input)?;
    Ok((input, XList { reference, pattern }))
}

/// Writes what follows `XLIST`.
fn write_xlist(out: &mut Encoder<'_>, command: &XList<'_>) {
    write_reference_and_pattern(out, &command.reference, &command.pattern);
}
