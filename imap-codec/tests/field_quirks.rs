//! What real software was seen to send, entry by entry, and relatives of it: what breaks the same rule elsewhere.

#[path = "field_quirks/cases.rs"]
mod cases;
mod common;
#[path = "field_quirks/dialogues.rs"]
mod dialogues;
#[path = "field_quirks/lines.rs"]
mod lines;
#[path = "field_quirks/lists.rs"]
mod lists;
#[path = "field_quirks/messages.rs"]
mod messages;
#[path = "field_quirks/values.rs"]
mod values;

use common::{Reader, Side, Value, frame};
use imap_codec::{BareCr, Decoder, Frame, FramingError, Quirk, is_blank_line};

/// One line, and what becomes of it.
struct Line {
    wire: &'static [u8],
    result: Expected,
}

enum Expected {
    /// The value's `Debug` has these pieces in it, in this order; and these quirks are recorded. Without a quirk it is
    /// legal, and strict mode takes it, too. With one, strict mode refuses it for this rule, or for the first quirk's
    /// own at the place where that was seen.
    Value { shows: &'static [&'static str], quirks: &'static [&'static str], strict: Option<&'static str> },
    /// It is malformed, and the next line is not.
    Skip(&'static str),
    /// It cannot be told where it ends.
    Fatal(FramingError),
}

const fn accept(
    wire: &'static [u8],
    shows: &'static [&'static str],
    quirks: &'static [&'static str],
) -> Line {
    Line { wire, result: Expected::Value { shows, quirks, strict: None } }
}

/// Something is kept although it is malformed: strict mode names the rule within it.
const fn keep(
    wire: &'static [u8],
    shows: &'static [&'static str],
    quirks: &'static [&'static str],
    rule: &'static str,
) -> Line {
    Line { wire, result: Expected::Value { shows, quirks, strict: Some(rule) } }
}

const fn legal(wire: &'static [u8], shows: &'static [&'static str]) -> Line {
    Line { wire, result: Expected::Value { shows, quirks: &[], strict: None } }
}

const fn skip(wire: &'static [u8], error: &'static str) -> Line {
    Line { wire, result: Expected::Skip(error) }
}

const fn fatal(wire: &'static [u8], error: FramingError) -> Line {
    Line { wire, result: Expected::Fatal(error) }
}

struct Entry {
    /// As it is headed in the field notes.
    name: &'static str,
    side: Side,
    /// What was seen.
    seen: &'static [Line],
    /// What may be seen elsewhere.
    relatives: &'static [Line],
}

const fn server(name: &'static str, seen: &'static [Line], relatives: &'static [Line]) -> Entry {
    Entry { name, side: Side::Server, seen, relatives }
}

const fn client(name: &'static str, seen: &'static [Line], relatives: &'static [Line]) -> Entry {
    Entry { name, side: Side::Client, seen, relatives }
}

fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        lines::STATUS_LINES,
        lines::SPACES,
        values::FLAGS,
        values::NUMBERS,
        values::STRINGS,
        dialogues::MAILBOXES,
        messages::BODYSTRUCTURES,
        messages::ENVELOPES,
        messages::FETCHES,
        dialogues::DIALOGUES,
        dialogues::CLIENTS,
        cases::CASES,
    ]
    .into_iter()
    .flatten()
}

/// Why a line is not what it is expected to be.
fn check(side: Side, line: &Line) -> Result<(), String> {
    let wire = line.wire;
    let (next, sentinel): (&[u8], _) = match side {
        Side::Server => (b"* 4711 EXISTS\r\n", "Exists(4711)"),
        Side::Client => (b"zz9 UNSELECT\r\n", "Unselect"),
    };
    let bytes = [wire, next].concat();
    let framed = frame(side, &bytes);
    if let Expected::Fatal(error) = line.result {
        return match framed {
            _ if framed.error == Some(error) && framed.messages.is_empty() => Ok(()),
            _ => Err(format!("framing: {:?}", framed.error)),
        };
    }
    if framed.messages != [(0, wire), (wire.len(), next)] {
        return Err(format!("framed as {:?}", framed.messages));
    }
    let mut reader = Reader::new(side, Decoder::new());
    let result = reader.read(wire);
    let mut quirks: Vec<_> = reader.decoder.quirks().iter().map(|sighting| sighting.quirk.name()).collect();
    let first = reader.decoder.quirks().first().copied();
    let mut strict = Reader::new(side, Decoder::new().strict(true));
    let strict = strict.read(wire);
    if !format!("{:?}", Reader::new(side, Decoder::new()).read(next)).contains(sentinel) {
        return Err("the next line does not decode".into());
    }
    let value = match (&line.result, &result) {
        (Expected::Skip(expected), Err(error)) if error.to_string() == *expected => {
            return match strict {
                Err(_) => Ok(()),
                Ok(value) => Err(format!("strict mode takes it: {value:?}")),
            };
        }
        (Expected::Value { .. }, Ok(value)) => value,
        _ => return Err(format!("{result:?} {quirks:?}")),
    };
    let Expected::Value { shows, quirks: expected, strict: rule } = &line.result else { return Ok(()) };
    if *value == Value::Blank {
        // The decoder does not see it.
        quirks = vec![Quirk::BlankLine.name()];
        assert!(is_blank_line(wire));
        assert!(Decoder::new().strict(true).response(wire).is_err());
    }
    if quirks != *expected {
        return Err(format!("{quirks:?} {value:?}"));
    }
    let shown = format!("{value:?}");
    let mut rest = &*shown;
    for piece in *shows {
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return Err(format!("no {piece} in {rest} of {shown}")),
        }
    }
    match (first, strict, rule) {
        (None, Ok(_), _) => {}
        (Some(_), Err(error), Some(rule)) if error.expected == *rule => {}
        (Some(first), Err(error), None)
            if (error.offset, error.expected) == (first.offset, first.quirk.rule()) => {}
        (_, strict, _) => return Err(format!("strict mode: {strict:?}")),
    }
    // What was lenient is not written, but for what nobody knows better than who sent it.
    let kept = [
        Quirk::AttributeWithoutBackslash,
        Quirk::BracketedText,
        Quirk::EmptySet,
        Quirk::InvalidFlag,
        Quirk::MalformedCode,
        Quirk::MalformedItem,
        Quirk::MalformedStatusItem,
        Quirk::MalformedUrl,
        Quirk::MessageAsBasic,
        Quirk::MultipartAsBasic,
        Quirk::OddAddress,
        Quirk::QuotedFlag,
        Quirk::TextNotUtf8,
        Quirk::WideUidValidity,
        Quirk::ZeroModSeq,
    ];
    let is_kept = |quirk: Quirk| kept.contains(&quirk) || quirk.is_unknown_name();
    let in_malformed_item =
        |quirk: Quirk| expected.contains(&"malformed-item") && expected.contains(&quirk.name());
    match value.round_trip()?.iter().find(|it| !is_kept(it.quirk) && !in_malformed_item(it.quirk)) {
        Some(written) => Err(format!("writes {written:?}")),
        None => Ok(()),
    }
}

#[test]
fn every_entry_holds() {
    let mut failures = Vec::new();
    for entry in entries() {
        for line in entry.seen {
            if let Err(error) = check(entry.side, line) {
                failures.push(format!("{}: {}: {error}", entry.name, line.wire.escape_ascii()));
            }
        }
    }
    assert!(failures.is_empty(), "{}\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn relatives_of_every_entry_are_treated_the_same() {
    let mut failures = Vec::new();
    for entry in entries() {
        for line in entry.relatives {
            if let Err(error) = check(entry.side, line) {
                failures.push(format!("{}: {}: {error}", entry.name, line.wire.escape_ascii()));
            }
        }
    }
    assert!(failures.is_empty(), "{}\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn the_lines_of_an_entry_are_framed_as_one_stream() {
    for entry in entries().filter(|entry| !matches!(entry.seen, [Line { result: Expected::Fatal(_), .. }])) {
        let lines: Vec<_> = entry.seen.iter().map(|line| line.wire).collect();
        let bytes = lines.concat();
        let framed: Vec<_> = frame(entry.side, &bytes).messages.into_iter().map(|row| row.1).collect();
        assert_eq!(framed, lines, "{}", entry.name);
    }
}

#[test]
fn every_quirk_is_in_the_table_or_has_a_reason_not_to_be() {
    let seen = |quirk: &Quirk| {
        entries().flat_map(|entry| entry.seen.iter().chain(entry.relatives)).any(|line| match &line.result {
            Expected::Value { quirks, .. } => quirks.contains(&quirk.name()),
            _ => false,
        })
    };
    // Names that are not known have a test of their own.
    let told = Quirk::ALL.iter().copied().filter(|quirk| !quirk.is_unknown_name());
    let unseen: Vec<_> = told.filter(|quirk| !seen(quirk)).collect();
    // Not in the field notes, but in the traces and examples; or in the table of bad values.
    assert_eq!(
        unseen,
        [
            Quirk::BareCr,
            Quirk::PlusInTag,
            Quirk::BareCharset,
            Quirk::NulInLiteral,
            Quirk::Literal8AsString,
            Quirk::ContradictoryAttributes,
            Quirk::WrongElement,
            Quirk::RepeatedRight,
            Quirk::OversizedId,
            Quirk::MalformedCapability,
            Quirk::UnauthorizedUrl,
            Quirk::MisplacedUrl,
            Quirk::UnequalMatch,
            Quirk::VanishedAlone,
            Quirk::SaveOfOthers,
            Quirk::Utf8Quoted,
        ]
    );
}

#[test]
fn a_bare_cr_ends_a_line_where_the_framer_is_told_so() {
    let line = b"A26 OK done\r";
    assert_eq!(frame(Side::Server, line).rest, line, "it may be the first half of CRLF");
    let mut framer = Side::Server.framer().bare_cr(BareCr::LineEnd);
    let mut input = &b"A26 OK done\r* 1 EXISTS\r\n"[..];
    assert_eq!(framer.next(&mut input), Ok(Some(Frame::Message(line))));
    let mut decoder = Decoder::new();
    assert!(format!("{:?}", decoder.response(line)).contains("done"));
    assert_eq!(decoder.quirks()[0].quirk, Quirk::BareCr);
    let error = Decoder::new().strict(true).response(line).unwrap_err();
    assert_eq!(error.to_string(), "expected CRLF at byte 11");
}

#[test]
fn a_prompt_with_nul_is_bytes() {
    use imap_types::response::Response;
    let Ok(Response::Continue(request)) = imap_codec::decode_response(b"+ VXNlciBOYW1lAA==\r\n") else {
        panic!()
    };
    assert_eq!(imap_codec::challenge(&request).unwrap(), b"User Name\0");
}
