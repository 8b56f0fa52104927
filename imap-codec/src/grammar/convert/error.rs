//! Why CONVERT failed. [RFC 5259 §9](https://www.rfc-editor.org/rfc/rfc5259#section-9)

use alloc::boxed::Box;
use alloc::vec::Vec;

use imap_types::convert::{BadParams, ConvertError, ConvertErrorCode, MissingParams};
use imap_types::nonempty::NonEmpty;
use imap_types::trusted::FromWire;

use super::{
    mime_type_or_nil, quoted_mime_type, sp_transcoding_params, write_mime_type, write_mime_type_or_nil,
    write_names, write_sp_transcoding_params,
};
use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::skip_spaces;
use crate::grammar::seldom::{after_word, astring, close, closes, list1, nz_number, open, sp, string, word};
use crate::grammar::string::write_string;
use crate::rule::Rule;
use crate::work;

/// `SP` and a value, or a `converterror-phrase` in its place
pub(super) fn or_error<'a, T>(
    cx: &Context,
    input: &'a [u8],
    value: impl FnOnce(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Result<T, Box<ConvertError<'a>>>> {
    match sp_converterror_phrase(cx, input)? {
        (rest, Some(error)) => Ok((rest, Err(error))),
        (input, None) => {
            let (rest, value) = value(cx, input)?;
            Ok((rest, Ok(value)))
        }
    }
}

/// `SP`, and `converterror-phrase = "(" "ERROR" SP convert-err-descript SP convert-error-code ")"`, if it is one.
#[inline(never)]
fn sp_converterror_phrase<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<Box<ConvertError<'a>>>> {
    let (input, ()) = sp(cx, input)?;
    if let [b'(', after @ ..] = input {
        if after_word(skip_spaces(after), "ERROR").is_some() {
            let (rest, ()) = open(cx, input)?;
            let (rest, ()) = word(rest, "ERROR", Rule::Error)?;
            let (rest, error) = converterror(cx, rest)?;
            return Ok((rest, Some(Box::new(error))));
        }
    }
    Ok((input, None))
}

/// After `"(" "ERROR"`: `SP convert-err-descript SP convert-error-code ")"`
fn converterror<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ConvertError<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, text) = string(cx, input)?;
    let (input, code) = sp_convert_error_code(cx, input)?;
    Ok((input, ConvertError { text, code }))
}

/// `SP convert-error-code ")"`
#[inline(never)]
fn sp_convert_error_code<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ConvertErrorCode<'a>> {
    let (input, ()) = sp(cx, input)?;
    if let Some(rest) = after_word(input, "TEMPFAIL") {
        let (rest, minutes) = if closes(rest) {
            (rest, None)
        } else {
            let (rest, ()) = sp(cx, rest)?;
            let (rest, minutes) = nz_number(cx, rest)?;
            (rest, Some(minutes))
        };
        let (rest, ()) = close(cx, rest)?;
        return Ok((rest, ConvertErrorCode::TempFail(minutes)));
    }
    if let Some(rest) = after_word(input, "BADPARAMETERS") {
        let (rest, params) = one_or_more(cx, rest, bad_params)?;
        return Ok((rest, ConvertErrorCode::BadParameters(params)));
    }
    if let Some(rest) = after_word(input, "MISSINGPARAMETERS") {
        let (rest, params) = one_or_more(cx, rest, missing_params)?;
        return Ok((rest, ConvertErrorCode::MissingParameters(params)));
    }
    expected(input, Rule::ConvertErrorCode)
}

/// `1*(SP item) ")"`
#[cfg_attr(test, track_caller)]
fn one_or_more<'a, T>(
    cx: &Context,
    mut input: &'a [u8],
    item: impl Fn(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, NonEmpty<T>> {
    let mut items = Vec::new();
    loop {
        work::again();
        let (rest, ()) = sp(cx, input)?;
        let (rest, next) = item(cx, rest)?;
        items.push(next);
        if closes(rest) {
            let (rest, ()) = close(cx, rest)?;
            return Ok((rest, NonEmpty::from_wire(items)));
        }
        input = rest;
    }
}

/// `(quoted-from-mime-type / nil) SP mimetype-and-params`
fn bad_params<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, BadParams<'a>> {
    let (input, from) = mime_type_or_nil(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, to) = quoted_mime_type(cx, input)?;
    let (input, params) = sp_transcoding_params(cx, input)?;
    Ok((input, BadParams { from, to, params }))
}

/// `quoted-from-mime-type SP quoted-to-mime-type "(" transcoding-param-names ")"`. The RFC shows a space before the
/// parenthesis where it does not write ABNF: either is read.
fn missing_params<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MissingParams<'a>> {
    let (input, from) = quoted_mime_type(cx, input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, to) = quoted_mime_type(cx, input)?;
    let (input, names) = list1(cx, input.strip_prefix(b" ").unwrap_or(input), astring)?;
    Ok((input, MissingParams { from, to, names }))
}

pub(super) fn write_or_error<T>(
    out: &mut Encoder<'_>,
    value: &Result<T, Box<ConvertError<'_>>>,
    write: impl FnOnce(&mut Encoder<'_>, &T),
) {
    match value {
        Ok(value) => write(out, value),
        Err(error) => write_converterror(out, error),
    }
}

/// Writes `converterror-phrase`.
fn write_converterror(out: &mut Encoder<'_>, ConvertError { text, code }: &ConvertError<'_>) {
    out.bytes(b"(ERROR ");
    write_string(out, text);
    match code {
        ConvertErrorCode::TempFail(minutes) => {
            out.bytes(b" TEMPFAIL");
            if let Some(minutes) = minutes {
                out.byte(b' ');
                out.number(minutes.get());
            }
        }
        ConvertErrorCode::BadParameters(bad) => {
            out.bytes(b" BADPARAMETERS");
            for BadParams { from, to, params } in bad {
                out.byte(b' ');
                write_mime_type_or_nil(out, from.as_ref());
                out.byte(b' ');
                write_mime_type(out, to);
                write_sp_transcoding_params(out, params);
            }
        }
        ConvertErrorCode::MissingParameters(missing) => {
            out.bytes(b" MISSINGPARAMETERS");
            for MissingParams { from, to, names } in missing {
                out.byte(b' ');
                write_mime_type(out, from);
                out.byte(b' ');
                write_mime_type(out, to);
                write_names(out, names);
            }
        }
    }
    out.byte(b')');
}
