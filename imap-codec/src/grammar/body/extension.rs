//! The extension data of a BODYSTRUCTURE: `body-ext-1part` and `body-ext-mpart`, from the disposition on.
//! [RFC 9051 §7.5.2](https://www.rfc-editor.org/rfc/rfc9051#section-7.5.2)

use alloc::vec::Vec;

use imap_types::body::{BodyExtension, Disposition, Extension, ExtensionData, Parameters};
use imap_types::string::{AString, NString};

use super::{body_fld_param, empty_parentheses, sp_then, write_body_fld_param};
use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{close, closes, number64, open, whole_list1, write_list, write_spaced};
use crate::grammar::raw::or_left_out;
use crate::grammar::seldom::{self, nstring, string};
use crate::grammar::string::{nil, write_nstring, write_string};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

/// `[SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]`
pub(super) fn extension<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Extension<'a>> {
    let mut data = ExtensionData::default();
    let mut input = input;
    if !closes(input) {
        (input, data.disposition) = sp_then(cx, input, |cx, input| or_left_out(cx, input, body_fld_dsp))?;
    }
    if !closes(input) {
        (input, data.language) = sp_then(cx, input, |cx, input| or_left_out(cx, input, body_fld_lang))?;
    }
    if !closes(input) {
        (input, data.location) = sp_then(cx, input, |cx, input| or_left_out(cx, input, body_fld_loc))?;
    }
    while !closes(input) {
        work::again();
        let (rest, next) = sp_then(cx, input, body_extension)?;
        data.extensions.push(next);
        input = rest;
    }
    Ok((input, Extension::from(data)))
}

/// `body-fld-dsp = "(" string SP body-fld-param ")" / nil`
fn body_fld_dsp<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<Disposition<'a>>> {
    if let Some(rest) = empty_parentheses(cx, input)? {
        return Ok((rest, None));
    }
    match input {
        [b'(', ..] => {
            let (rest, ()) = open(cx, input)?;
            let (rest, kind) = string(cx, rest)?;
            let (rest, parameters) = sp_then(cx, rest, body_fld_param)?;
            let (rest, ()) = close(cx, rest)?;
            Ok((rest, Some(Disposition { kind, parameters })))
        }
        _ => {
            if let Ok((input, ())) = nil(input) {
                return Ok((input, None));
            }
            // Lenient: Exchange writes the name alone, or some description.
            cx.accept(Quirk::BareDisposition, input)?;
            let Ok((input, kind)) = string(cx, input) else { return expected(input, Rule::BodyFldDsp) };
            Ok((input, Some(Disposition { kind, parameters: Parameters::new() })))
        }
    }
}

/// `body-fld-lang = nstring / "(" string *(SP string) ")"`
fn body_fld_lang<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Vec<AString<'a>>> {
    if let Some(rest) = empty_parentheses(cx, input)? {
        return Ok((rest, Vec::new()));
    }
    if input.starts_with(b"(") {
        let (input, languages) = seldom::whole_list1(cx, input, string)?;
        return Ok((input, languages.into_vec()));
    }
    let (input, language) = nstring(cx, input)?;
    Ok((input, Vec::from_iter(language)))
}

/// `body-fld-loc = nstring`
fn body_fld_loc<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NString<'a>> {
    match input {
        [b'(', rest @ ..] if closes(rest) => {
            // Lenient: some server writes empty lists.
            cx.accept(Quirk::EmptyLocation, input)?;
            let (rest, ()) = close(cx, rest)?;
            Ok((rest, None))
        }
        _ => nstring(cx, input),
    }
}

/// `body-extension = nstring / number / number64 / "(" body-extension *(SP body-extension) ")"`
fn body_extension<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, BodyExtension<'a>> {
    if let Some(rest) = empty_parentheses(cx, input)? {
        return Ok((rest, BodyExtension::String(None)));
    }
    match input {
        [b'(', ..] => body_extension_list(cx, input),
        [b'0'..=b'9', ..] => {
            let (input, number) = number64(input)?;
            Ok((input, BodyExtension::Number(number)))
        }
        _ => {
            let (input, string) = nstring(cx, input)?;
            Ok((input, BodyExtension::String(string)))
        }
    }
}

fn body_extension_list<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, BodyExtension<'a>> {
    let _level = cx.level(input)?;
    let (input, extensions) = whole_list1(cx, input, |cx, input| match input {
        // Straight on, to spare the stack a frame.
        [b'(', ..] => body_extension_list(cx, input),
        _ => body_extension(cx, input),
    })?;
    Ok((input, BodyExtension::List(extensions)))
}

/// Writes `SP body-fld-dsp SP body-fld-lang SP body-fld-loc *(SP body-extension)`.
pub(super) fn write_extension(out: &mut Encoder<'_>, extension: &ExtensionData<'_>) {
    match &extension.disposition {
        Some(Disposition { kind, parameters }) => {
            out.bytes(b" (");
            write_string(out, kind);
            out.byte(b' ');
            write_body_fld_param(out, parameters);
            out.byte(b')');
        }
        None => out.bytes(b" NIL"),
    }
    out.byte(b' ');
    match &*extension.language {
        [] => out.bytes(b"NIL"),
        [language] => write_string(out, language),
        languages => write_list(out, languages, write_string),
    }
    out.byte(b' ');
    write_nstring(out, &extension.location);
    for extension in &extension.extensions {
        out.byte(b' ');
        write_body_extension(out, extension);
    }
}

fn write_body_extension(out: &mut Encoder<'_>, extension: &BodyExtension<'_>) {
    match extension {
        BodyExtension::String(string) => write_nstring(out, string),
        BodyExtension::Number(number) => out.number(number.get()),
        BodyExtension::List(extensions) => {
            out.byte(b'(');
            write_spaced(out, extensions, write_body_extension);
            out.byte(b')');
        }
    }
}
