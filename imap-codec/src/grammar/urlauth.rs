//! URLs that grant access: GENURLAUTH, RESETKEY, URLFETCH. [RFC 4467](https://www.rfc-editor.org/rfc/rfc4467)

use alloc::vec::Vec;

use imap_types::chars::is_mechanism_char;
use imap_types::nonempty::NonEmpty;
use imap_types::trusted::FromWire;
use imap_types::url::FullUrl;
use imap_types::urlauth::{
    KeyOf, ResetKey, UrlAuthMechanism, UrlAuthMechanismName, UrlData, UrlFetchArg, UrlFetchParam,
    UrlFetchParamName, UrlFetchParams, UrlFetched, UrlMech, UrlMechs, UrlMetadata, UrlRump,
};

use crate::context::{Context, Parsed, expected};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::auth::{base64, write_base64};
use crate::grammar::body::{body_structure, write_body_structure};
use crate::grammar::lexical::{atom_chars, nonempty, spaces, write_spaced};
use crate::grammar::mailbox::write_mailbox;
use crate::grammar::named::{arguments, payload};
use crate::grammar::raw::{kept, unknown_with_value, write_unknown};
use crate::grammar::seldom::{
    close, closes, continues, list_follows, mailbox, nstring, nstring_or_literal8, open, sp, span,
    to_line_end, until,
};
use crate::grammar::string::{write_nstring, write_text_or_literal8};
use crate::grammar::url::{url_full, url_rump, write_url};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

arguments!(NonEmpty<UrlRump<'a>>: genurlauth, write_genurlauth);
arguments!(ResetKey<'a>: resetkey, write_resetkey);
arguments!(NonEmpty<UrlFetchArg<'a>>: urlfetch, write_urlfetch);
payload!(NonEmpty<FullUrl<'a>>: genurlauth_data, write_genurlauth_data);
payload!(NonEmpty<UrlFetched<'a>>: urlfetch_data, write_urlfetch_data);

/// `mechanism = "INTERNAL" / 1*(ALPHA / DIGIT / "-" / ".")`
#[inline(never)]
fn mechanism<'a>(_: &Context, input: &'a [u8]) -> Parsed<'a, UrlAuthMechanism<'a>> {
    let (rest, name) = span(input, is_mechanism_char);
    let mechanism = match UrlAuthMechanismName::from_bytes(name) {
        Some(UrlAuthMechanismName::Internal) => UrlAuthMechanism::Internal,
        None if name.is_empty() => return expected(input, Rule::Mechanism),
        None => UrlAuthMechanism::Other(kept(name, b"")),
    };
    Ok((rest, mechanism))
}

fn write_mechanism(out: &mut Encoder<'_>, mechanism: &UrlAuthMechanism<'_>) {
    match mechanism {
        UrlAuthMechanism::Internal => out.bytes(UrlAuthMechanismName::Internal.as_str().as_bytes()),
        UrlAuthMechanism::Other(other) => write_unknown(out, other),
    }
}

/// After `RESETKEY`: `[SP mailbox *(SP mechanism)]`
pub(crate) fn resetkey<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ResetKey<'a>> {
    if !continues(input) {
        return Ok((input, ResetKey { target: None }));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, mailbox) = mailbox(cx, input)?;
    let (input, mechanisms) = to_line_end(cx, input, mechanism)?;
    Ok((input, ResetKey { target: Some(KeyOf { mailbox, mechanisms }) }))
}

/// Writes what follows `RESETKEY`.
pub(crate) fn write_resetkey(out: &mut Encoder<'_>, reset: &ResetKey<'_>) {
    if let Some(KeyOf { mailbox, mechanisms }) = &reset.target {
        out.byte(b' ');
        write_mailbox(out, mailbox);
        for mechanism in mechanisms {
            out.byte(b' ');
            write_mechanism(out, mechanism);
        }
    }
}

/// After `GENURLAUTH`: `1*(SP url-rump SP mechanism)`
pub(crate) fn genurlauth<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<UrlRump<'a>>> {
    let (rest, rumps) = to_line_end(cx, input, |cx, input| {
        let (input, url) = url_rump(cx, input)?;
        let (input, ()) = sp(cx, input)?;
        let (input, mechanism) = mechanism(cx, input)?;
        Ok((input, UrlRump { url, mechanism }))
    })?;
    nonempty(input, rest, rumps)
}

/// Writes what follows `GENURLAUTH` in the command.
pub(crate) fn write_genurlauth(out: &mut Encoder<'_>, rumps: &[UrlRump<'_>]) {
    for UrlRump { url, mechanism } in rumps {
        out.byte(b' ');
        write_url(out, url.as_url());
        out.byte(b' ');
        write_mechanism(out, mechanism);
    }
}

/// After `* GENURLAUTH`: `1*(SP url-full)`
pub(crate) fn genurlauth_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<FullUrl<'a>>> {
    let (rest, urls) = to_line_end(cx, input, url_full)?;
    nonempty(input, rest, urls)
}

/// Writes what follows `GENURLAUTH` in the response.
pub(crate) fn write_genurlauth_data(out: &mut Encoder<'_>, urls: &[FullUrl<'_>]) {
    for url in urls {
        out.byte(b' ');
        write_url(out, url.as_url());
    }
}

/// After `URLFETCH`: `1*(SP url-fetch-arg)`
pub(crate) fn urlfetch<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<UrlFetchArg<'a>>> {
    let (rest, args) = to_line_end(cx, input, url_fetch_arg)?;
    nonempty(input, rest, args)
}

/// `url-fetch-arg = url-fetch-simple / url-fetch-ext`
fn url_fetch_arg<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, UrlFetchArg<'a>> {
    let Ok((rest, ())) = open(cx, input) else {
        let (input, url) = url_full(cx, input)?;
        return Ok((input, UrlFetchArg { url, params: None }));
    };
    let (at, url) = url_full(cx, rest)?;
    let mut input = at;
    let mut params = Vec::new();
    while !closes(input) {
        work::again();
        let (rest, ()) = sp(cx, input)?;
        let (rest, param) = url_fetch_param(rest)?;
        params.push(param);
        input = rest;
    }
    let Ok(params) = UrlFetchParams::try_from(params) else { return expected(at, Rule::UrlFetchParam) };
    let (input, ()) = close(cx, input)?;
    Ok((input, UrlFetchArg { url, params: Some(params) }))
}

/// `url-fetch-param`
fn url_fetch_param(input: &[u8]) -> Parsed<'_, UrlFetchParam<'_>> {
    let (rest, name) = atom_chars(input);
    if name.is_empty() {
        return expected(input, Rule::UrlFetchParam);
    }
    let known = UrlFetchParamName::from_bytes(name).and_then(UrlFetchParam::plain);
    Ok((rest, known.unwrap_or_else(|| UrlFetchParam::Other(kept(name, b"")))))
}

/// Writes what follows `URLFETCH` in the command.
pub(crate) fn write_urlfetch(out: &mut Encoder<'_>, args: &[UrlFetchArg<'_>]) {
    for UrlFetchArg { url, params } in args {
        out.byte(b' ');
        let Some(params) = params else {
            write_url(out, url.as_url());
            continue;
        };
        out.byte(b'(');
        write_url(out, url.as_url());
        for param in params.as_slice() {
            out.byte(b' ');
            match param {
                UrlFetchParam::Body | UrlFetchParam::Binary | UrlFetchParam::BodyPartStructure => {
                    out.bytes(param.kind().map_or("", UrlFetchParamName::as_str).as_bytes());
                }
                UrlFetchParam::Other(other) => write_unknown(out, other),
            }
        }
        out.byte(b')');
    }
}

/// After `* URLFETCH`: `1*(SP (urldata-simple / urldata-ext / urldata-error))`
pub(crate) fn urlfetch_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, NonEmpty<UrlFetched<'a>>> {
    let (rest, fetched) = to_line_end(cx, input, |cx, input| {
        let (input, url) = url_full(cx, input)?;
        if !list_follows(input) {
            let (at, ()) = sp(cx, input)?;
            let (input, data) = nstring(cx, at)?;
            return Ok((input, UrlFetched { url, data: UrlData::Simple(data) }));
        }
        let (mut input, mut elements) = (input, Vec::new());
        while list_follows(input) {
            work::again();
            (input, ()) = sp(cx, input)?;
            (input, ()) = open(cx, input)?;
            loop {
                work::again();
                let (rest, element) = url_metadata_el(cx, input)?;
                elements.push(element);
                if closes(rest) {
                    (input, ()) = close(cx, rest)?;
                    break;
                }
                (input, ()) = sp(cx, rest)?;
                // Lenient: Dovecot has all elements in one pair of parentheses.
                cx.accept(Quirk::JoinedUrlData, rest)?;
            }
        }
        Ok((input, UrlFetched { url, data: UrlData::Extended(NonEmpty::from_wire(elements)) }))
    })?;
    nonempty(input, rest, fetched)
}

/// `url-metadata-el`
fn url_metadata_el<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, UrlMetadata<'a>> {
    let (rest, name) = atom_chars(input);
    if name.is_empty() {
        return expected(input, Rule::UrlMetadataEl);
    }
    let Some(known) = UrlFetchParamName::from_bytes(name) else {
        let (rest, unknown) = unknown_with_value(cx, rest, name)?;
        return Ok((rest, UrlMetadata::Other(unknown)));
    };
    let (rest, ()) = sp(cx, rest)?;
    Ok(match known {
        UrlFetchParamName::Body => {
            let (rest, data) = nstring(cx, rest)?;
            (rest, UrlMetadata::Body(data))
        }
        UrlFetchParamName::Binary => {
            let (rest, data) = nstring_or_literal8(cx, rest)?;
            (rest, UrlMetadata::Binary(data))
        }
        UrlFetchParamName::BodyPartStructure => {
            let (rest, structure) = body_structure(cx, rest)?;
            (rest, UrlMetadata::BodyPartStructure(structure))
        }
    })
}

/// Writes what follows `URLFETCH` in the response.
pub(crate) fn write_urlfetch_data(out: &mut Encoder<'_>, fetched: &[UrlFetched<'_>]) {
    for UrlFetched { url, data } in fetched {
        out.byte(b' ');
        write_url(out, url.as_url());
        out.byte(b' ');
        match data {
            UrlData::Simple(data) => write_nstring(out, data),
            UrlData::Extended(elements) => write_spaced(out, elements, write_url_metadata_el),
        }
    }
}

fn write_url_metadata_el(out: &mut Encoder<'_>, element: &UrlMetadata<'_>) {
    out.byte(b'(');
    if let Some(name) = element.kind() {
        out.bytes(name.as_str().as_bytes());
        out.byte(b' ');
    }
    match element {
        UrlMetadata::Body(data) => write_nstring(out, data),
        UrlMetadata::Binary(data) => write_text_or_literal8(out, data.as_ref()),
        UrlMetadata::BodyPartStructure(structure) => write_body_structure(out, structure),
        UrlMetadata::Other(other) => write_unknown(out, other),
    }
    out.byte(b')');
}

/// After `URLMECH`: `SP "INTERNAL" *(SP mechanism ["=" base64])`
pub(crate) fn urlmech<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, UrlMechs<'a>> {
    let (at, ()) = sp(cx, input)?;
    let (UrlAuthMechanism::Internal, mut input) = mechanism(cx, at).map(|(rest, first)| (first, rest))?
    else {
        return expected(at, Rule::Internal);
    };
    let (_, code) = until(input, b"]");
    let mut others = Vec::with_capacity(spaces(code));
    while input.starts_with(b" ") && !input.starts_with(b" ]") {
        work::again();
        let (rest, ()) = sp(cx, input)?;
        let (rest, mechanism) = mechanism(cx, rest)?;
        let (rest, data) = match rest.strip_prefix(b"=") {
            Some(data) => {
                let (rest, encoded) = until(data, b" ]\r\n");
                match base64(encoded) {
                    Ok((_, octets)) => (rest, Some(octets)),
                    Err(_) => return expected(data, Rule::Base64),
                }
            }
            None => (rest, None),
        };
        others.push(UrlMech { mechanism, data });
        input = rest;
    }
    Ok((input, UrlMechs { others }))
}

/// Writes what follows `URLMECH`.
pub(crate) fn write_urlmech(out: &mut Encoder<'_>, mechanisms: &UrlMechs<'_>) {
    out.byte(b' ');
    write_mechanism(out, &UrlAuthMechanism::Internal);
    for UrlMech { mechanism, data } in &mechanisms.others {
        out.byte(b' ');
        write_mechanism(out, mechanism);
        if let Some(data) = data {
            out.byte(b'=');
            write_base64(out, data.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use imap_types::body::BodyStructure;
    use imap_types::mailbox::Mailbox;
    use imap_types::string::Binary;
    use imap_types::trusted::FromWire as _;
    use imap_types::url::{ImapUrl, RumpUrl};

    use super::*;
    use crate::grammar::body::body_structure;
    use crate::grammar::testing::{both_ways, quirky, rejects, s};

    const RUMP: &str = "imap://joe@example.com/INBOX/;UID=20/;SECTION=1.2;URLAUTH=submit+fred";

    const FULL: &str = "imap://joe@h/a/;UID=1;URLAUTH=anonymous:internal:91354a473744909de610943775f92038";

    fn full() -> FullUrl<'static> {
        FullUrl::try_from(FULL).unwrap()
    }

    #[test]
    fn commands_both_ways() {
        let internal = UrlAuthMechanism::Internal;
        both_ways(
            resetkey,
            write_resetkey,
            &[
                ("", ResetKey { target: None }),
                (
                    " INBOX INTERNAL XSAMPLE",
                    ResetKey {
                        target: Some(KeyOf {
                            mailbox: Mailbox::INBOX,
                            mechanisms: Vec::from([
                                internal.clone(),
                                UrlAuthMechanism::Other(kept(b"XSAMPLE", b"")),
                            ]),
                        }),
                    },
                ),
            ],
        );
        let wire = alloc::format!(" {RUMP} INTERNAL");
        both_ways(
            genurlauth,
            |out, rumps| write_genurlauth(out, rumps),
            &[(&wire, NonEmpty::one(UrlRump { url: RUMP.try_into().unwrap(), mechanism: internal }))],
        );
        both_ways(
            urlfetch,
            |out, args| write_urlfetch(out, args),
            &[
                (&alloc::format!(" {FULL}"), NonEmpty::one(UrlFetchArg { url: full(), params: None })),
                (
                    &alloc::format!(" ({FULL} BODYPARTSTRUCTURE BINARY XMORE)"),
                    NonEmpty::one(UrlFetchArg {
                        url: full(),
                        params: Vec::from([
                            UrlFetchParam::BodyPartStructure,
                            UrlFetchParam::Binary,
                            UrlFetchParam::Other(kept(b"XMORE", b"")),
                        ])
                        .try_into()
                        .ok(),
                    }),
                ),
            ],
        );
        rejects(genurlauth, &[(&alloc::format!(" {RUMP}"), RUMP.len() + 1, "SP"), ("", 0, "at least one")]);
        rejects(
            urlfetch,
            &[
                (&alloc::format!(" ({FULL} BODY"), FULL.len() + 7, "SP"),
                (&alloc::format!(" ({FULL} BODY BINARY)"), FULL.len() + 2, "url-fetch-param"),
            ],
        );
        let kept = |octets: &'static [u8]| FullUrl::from_wire(ImapUrl::from_wire(octets.into()));
        let of = |octets| NonEmpty::one(UrlFetchArg { url: kept(octets), params: None });
        quirky(urlfetch, " a;UID=x", &of(b"a;UID=x"), Quirk::MalformedUrl, 1);
        quirky(urlfetch, " /a/;UID=1", &of(b"/a/;UID=1"), Quirk::UnauthorizedUrl, 1);
        let url = RumpUrl::from_wire(ImapUrl::try_from("/a/;UID=1").unwrap());
        let rump = NonEmpty::one(UrlRump { url, mechanism: UrlAuthMechanism::Internal });
        quirky(genurlauth, " /a/;UID=1 INTERNAL", &rump, Quirk::MisplacedUrl, 1);
    }

    #[test]
    fn answers_both_ways() {
        let text = "(\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 28 \"md5\" NIL NIL NIL)";
        let cx = Context::new(crate::context::Mode::Strict, false, 9, 0);
        let (_, structure): (_, BodyStructure<'_>) = body_structure(&cx, text.as_bytes()).unwrap();
        both_ways(
            urlfetch_data,
            |out, fetched| write_urlfetch_data(out, fetched),
            &[
                (
                    &alloc::format!(" {FULL} NIL"),
                    NonEmpty::one(UrlFetched { url: full(), data: UrlData::Simple(None) }),
                ),
                (
                    &alloc::format!(" {FULL} (BODYPARTSTRUCTURE {text}) (BODY \"x\")"),
                    NonEmpty::one(UrlFetched {
                        url: full(),
                        data: UrlData::Extended(
                            NonEmpty::try_from(Vec::from([
                                UrlMetadata::BodyPartStructure(structure),
                                UrlMetadata::Body(Some(s("x"))),
                            ]))
                            .unwrap(),
                        ),
                    }),
                ),
            ],
        );
        both_ways(
            urlmech,
            |out, mechanisms| write_urlmech(out, mechanisms),
            &[
                (" INTERNAL", UrlMechs::default()),
                (
                    " INTERNAL XSAMPLE=P34OKhO7VEkCbsiYY8rGEg==",
                    UrlMechs {
                        others: Vec::from([UrlMech {
                            mechanism: UrlAuthMechanism::Other(kept(b"XSAMPLE", b"")),
                            data: Binary::try_from(
                                &b"\x3F\x7E\x0E\x2A\x13\xBB\x54\x49\x02\x6E\xC8\x98\x63\xCA\xC6\x12"[..],
                            )
                            .ok(),
                        }]),
                    },
                ),
            ],
        );
        rejects(
            urlmech,
            &[
                ("]", 0, "SP"),
                (" XSAMPLE", 1, "INTERNAL"),
                (" ]", 1, "mechanism"),
                (" INTERNAL X=a", 12, "base64"),
            ],
        );
    }
}
