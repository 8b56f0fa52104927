//! The codes INPROGRESS and MESSAGELIMIT. [RFC 9585 §5](https://www.rfc-editor.org/rfc/rfc9585#section-5),
//! [RFC 9738 §4](https://www.rfc-editor.org/rfc/rfc9738#section-4)

use imap_types::atom::Tag;
use imap_types::progress::{InProgress, MessageLimit, Progress};

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::seldom::{
    close, continues, list_follows, nil, nstring, number, nz_number, open, sp, uniqueid,
};
use crate::rule::Rule;

/// After `INPROGRESS`: `[SP "(" inprogress-tag SP inprogress-state ")"]`
pub(crate) fn inprogress<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<InProgress<'a>>> {
    if !list_follows(input) {
        return Ok((input, None));
    }
    let (input, ()) = sp(cx, input)?;
    let (start, ()) = open(cx, input)?;
    let (input, tag) = inprogress_tag(cx, start)?;
    let (input, ()) = sp(cx, input)?;
    let (input, progress) = inprogress_state(cx, input)?;
    let (input, ()) = close(cx, input)?;
    match InProgress::new(tag, progress) {
        Ok(code) => Ok((input, Some(code))),
        Err(error) => refused(start, error),
    }
}

/// `inprogress-tag = quoted / nil`
fn inprogress_tag<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<Tag<'a>>> {
    let (rest, string) = nstring(cx, input)?;
    match string.map(|string| Tag::try_from(string.into_bytes())).transpose() {
        Ok(tag) => Ok((rest, tag)),
        Err(_) => expected(input, Rule::InProgressTag),
    }
}

/// `inprogress-state = nil SP nil / number SP nil / number SP nz-number`
fn inprogress_state<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Option<Progress>> {
    let or_nil = |input: &'a [u8]| nil(input).map(|(rest, ())| rest);
    if let Ok(rest) = or_nil(input) {
        let (rest, ()) = sp(cx, rest)?;
        return Ok((or_nil(rest)?, None));
    }
    let (input, done) = number(input)?;
    let (input, ()) = sp(cx, input)?;
    if let Ok(rest) = or_nil(input) {
        return Ok((rest, Some(Progress { done, goal: None })));
    }
    let (input, goal) = nz_number(cx, input)?;
    Ok((input, Some(Progress { done, goal: Some(goal) })))
}

/// After `MESSAGELIMIT`: `SP nz-number [SP uniqueid]`
pub(crate) fn messagelimit<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, MessageLimit> {
    let (input, ()) = sp(cx, input)?;
    let (input, limit) = nz_number(cx, input)?;
    if !continues(input) {
        return Ok((input, MessageLimit { limit, last: None }));
    }
    let (input, ()) = sp(cx, input)?;
    let (input, last) = uniqueid(cx, input)?;
    Ok((input, MessageLimit { limit, last: Some(last) }))
}

/// Writes `[SP "(" inprogress-tag SP inprogress-state ")"]`.
pub(crate) fn write_inprogress(out: &mut Encoder<'_>, code: Option<&InProgress<'_>>) {
    let Some(code) = code else { return };
    out.bytes(b" (");
    match code.tag() {
        Some(tag) => out.quoted(tag.as_bytes()),
        None => out.bytes(b"NIL"),
    }
    match code.progress() {
        None => out.bytes(b" NIL NIL)"),
        Some(Progress { done, goal }) => {
            out.byte(b' ');
            out.number(done);
            match goal {
                None => out.bytes(b" NIL)"),
                Some(goal) => {
                    out.byte(b' ');
                    out.number(goal.get());
                    out.byte(b')');
                }
            }
        }
    }
}

/// Writes `SP nz-number [SP uniqueid]`.
pub(crate) fn write_messagelimit(out: &mut Encoder<'_>, code: MessageLimit) {
    out.byte(b' ');
    out.number(code.limit.get());
    if let Some(last) = code.last {
        out.byte(b' ');
        out.number(last.get());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, n, rejects};

    #[test]
    fn progress_both_ways() {
        let of = |tag: Option<&'static str>, progress: Option<(u32, Option<u32>)>| {
            let progress = progress.map(|(done, goal)| Progress { done, goal: goal.map(n) });
            Some(InProgress::new(tag.map(|tag| Tag::try_from(tag).unwrap()), progress).unwrap())
        };
        both_ways(
            inprogress,
            |out, code| write_inprogress(out, code.as_ref()),
            &[
                ("", None),
                (" (\"tag\" NIL NIL)", of(Some("tag"), None)),
                (" (NIL NIL NIL)", of(None, None)),
                (" (\"tag\" 175 NIL)", of(Some("tag"), Some((175, None)))),
                (" (\"tag\" 0 1000)", of(Some("tag"), Some((0, Some(1000))))),
            ],
        );
        rejects(
            inprogress,
            &[
                (" (\"a b\" NIL NIL)", 2, "inprogress-tag"),
                (" (\"a]\" NIL NIL)", 2, "inprogress-tag"),
                (" (NIL 1 0)", 8, "nz-number"),
                (" (NIL NIL 7)", 10, "nil"),
                (" (NIL -1 7)", 6, "number"),
                (" ()", 2, "string"),
            ],
        );
    }

    #[test]
    fn limits_both_ways() {
        both_ways(
            messagelimit,
            |out, code| write_messagelimit(out, *code),
            &[
                (" 1000 23221", MessageLimit { limit: n(1000), last: Some(n(23221).into()) }),
                (" 1000", MessageLimit { limit: n(1000), last: None }),
            ],
        );
        rejects(messagelimit, &[("", 0, "SP"), (" 0", 1, "nz-number"), (" 1 0", 3, "nz-number")]);
    }
}
