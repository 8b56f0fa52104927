//! Conversion of body parts. [RFC 5259 §10](https://www.rfc-editor.org/rfc/rfc5259#section-10)

mod error;
mod request;
mod response;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use imap_types::convert::{Conversion, Conversions, HeaderSection, MediaRange, MediaType, TranscodingParam};
use imap_types::string::AString;
use imap_types::trusted::FromWire;

pub(crate) use self::response::{converted, write_converted};
use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::write_list;
use crate::grammar::named::{arguments, payload};
use crate::grammar::section::section;
use crate::grammar::seldom::{astring, astring_octets, continues, list_follows, list1, nil, sp, string};
use crate::grammar::string::{write_astring, write_string};
use crate::rule::Rule;

arguments!(Conversions<'a>: conversions_cmd, write_conversions_cmd);
payload!(Conversion<'a>: SP conversion_data, write_conversion_data);

/// After `CONVERSIONS`: `SP from-mime-type-req SP to-mime-type-req`
pub(crate) fn conversions_cmd<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Conversions<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, from) = mime_type_req(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, to) = mime_type_req(cx, input)?;
    Ok((input, Conversions { from, to }))
}

/// `mime-type-req`, as an `astring`
fn mime_type_req<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MediaRange<'a>> {
    let (rest, octets) = astring_octets(cx, input)?;
    match MediaRange::try_from(octets) {
        Ok(range) => Ok((rest, range)),
        Err(error) => refused(input, error),
    }
}

/// `quoted-to-mime-type = DQUOTE to-mime-type DQUOTE`, and `quoted-from-mime-type`
fn quoted_mime_type<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MediaType<'a>> {
    if !input.starts_with(b"\"") {
        return expected(input, Rule::DQuote);
    }
    let (rest, text) = string(cx, input)?;
    match MediaType::try_from(text.into_bytes()) {
        Ok(media) => Ok((rest, media)),
        Err(error) => refused(input, error),
    }
}

/// A quoted media type, or `nil`
fn mime_type_or_nil<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<MediaType<'a>>> {
    if let Ok((rest, ())) = nil(input) {
        return Ok((rest, None));
    }
    let (input, media) = quoted_mime_type(cx, input)?;
    Ok((input, Some(media)))
}

/// After `CONVERSION SP`: `quoted-from-mime-type SP quoted-to-mime-type [SP "(" transcoding-param-name
/// *(SP transcoding-param-name) ")"]`
pub(crate) fn conversion_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Conversion<'a>> {
    let (input, from) = quoted_mime_type(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, to) = quoted_mime_type(cx, input)?;
    if !continues(input) {
        return Ok((input, Conversion { from, to, params: Vec::new() }));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, params) = list1(cx, input, astring)?;
    Ok((input, Conversion { from, to, params: params.into_vec() }))
}

/// `[SP "(" transcoding-param *(SP transcoding-param) ")"]`
fn sp_transcoding_params<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<TranscodingParam<'a>>> {
    if !list_follows(input) {
        return Ok((input, Vec::new()));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, params) = list1(cx, input, |cx, input| {
        let (input, name) = astring(cx, input)?;
        let (input, ()) = sp(cx, input)?;
        let (input, value) = astring(cx, input)?;
        Ok((input, TranscodingParam { name, value }))
    })?;
    Ok((input, params.into_vec()))
}

/// `"[" [section-part "."] "HEADER]"` or `"[" section-part ".MIME]"`
fn header_section<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, HeaderSection<'a>> {
    let (rest, section) = section(cx, input)?;
    match HeaderSection::try_from(section) {
        Ok(section) => Ok((rest, section)),
        Err(error) => refused(input, error),
    }
}

fn write_mime_type(out: &mut Encoder<'_>, media: &MediaType<'_>) {
    out.quoted(media.as_bytes());
}

fn write_names(out: &mut Encoder<'_>, names: &[AString<'_>]) {
    write_list(out, names, |out, name| write_astring(out, name.as_bytes()));
}

/// Writes `SP from-mime-type-req SP to-mime-type-req`.
pub(crate) fn write_conversions_cmd(out: &mut Encoder<'_>, command: &Conversions<'_>) {
    for range in [&command.from, &command.to] {
        out.byte(b' ');
        write_string(out, &AString::from_wire(Cow::Borrowed(range.as_bytes())));
    }
}

/// Writes what follows `CONVERSION SP`.
pub(crate) fn write_conversion_data(out: &mut Encoder<'_>, conversion: &Conversion<'_>) {
    write_mime_type(out, &conversion.from);
    out.byte(b' ');
    write_mime_type(out, &conversion.to);
    if !conversion.params.is_empty() {
        out.byte(b' ');
        write_names(out, &conversion.params);
    }
}

fn write_mime_type_or_nil(out: &mut Encoder<'_>, media: Option<&MediaType<'_>>) {
    match media {
        Some(media) => write_mime_type(out, media),
        None => out.bytes(b"NIL"),
    }
}

fn write_sp_transcoding_params(out: &mut Encoder<'_>, params: &[TranscodingParam<'_>]) {
    if params.is_empty() {
        return;
    }
    out.byte(b' ');
    write_list(out, params, |out, TranscodingParam { name, value }| {
        // In quotes, as all examples have them.
        write_string(out, name);
        out.byte(b' ');
        write_string(out, value);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, reads, rejects, s};

    fn media(name: &str) -> MediaType<'_> {
        MediaType::try_from(name).unwrap()
    }

    #[test]
    fn conversions_both_ways() {
        let range = |name| MediaRange::try_from(name).unwrap();
        both_ways(
            conversions_cmd,
            write_conversions_cmd,
            &[
                (
                    " \"image/gif\" \"*\"",
                    Conversions { from: media("image/gif").into(), to: MediaRange::ANY },
                ),
                (" \"image/*\" \"text/*\"", Conversions { from: range("image/*"), to: range("text/*") }),
            ],
        );
        let to_png = Conversions { from: range("image/gif"), to: range("image/png") };
        reads(conversions_cmd, &[(" image/gif {9}\r\nimage/png", to_png)]);
        rejects(conversions_cmd, &[(" image \"*\"", 1, "mime-type-req"), (" image/gif", 10, "SP")]);
        let of = |params| Conversion { from: media("image/gif"), to: media("image/jpeg"), params };
        both_ways(
            conversion_data,
            write_conversion_data,
            &[
                ("\"image/gif\" \"image/jpeg\"", of(Vec::new())),
                ("\"image/gif\" \"image/jpeg\" (pix-y pix-x)", of(Vec::from([s("pix-y"), s("pix-x")]))),
            ],
        );
        rejects(
            conversion_data,
            &[
                ("image/gif \"image/jpeg\"", 0, "DQUOTE"),
                ("\"image/*\" \"image/jpeg\"", 0, "concrete-mime-type"),
            ],
        );
    }
}
