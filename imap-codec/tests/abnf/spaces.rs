//! Spaces too many or too few: read where nothing else can be meant, and refused in strict mode.

use std::collections::BTreeMap;

use imap_types::command::CommandBody;
use imap_types::response::{Data, Response};

use super::Mode;
use super::generate::{Generator, Mark, Place};
use super::messages::{Kind, Value, decode, grammar};
use super::valid::messages;

/// What is done to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slip {
    /// Two spaces for one.
    Doubled,
    /// No space where something ends or begins that cannot be part of a name.
    Missing,
    /// A space after an opening parenthesis.
    AfterOpen,
    /// A space before a closing parenthesis.
    BeforeClose,
    /// A space at the end of the line.
    AtEnd,
}

/// The message with a slip at that place, if it can have one there.
fn slipped(message: &[u8], mark: Mark<'_>, slip: Slip) -> Option<Vec<u8>> {
    let (before, after) = message.split_at(mark.at);
    let joined = |middle: &[u8], after: &[u8]| Some([before, middle, after].concat());
    match (slip, mark.place) {
        (Slip::Doubled, Place::Space) => joined(b" ", after),
        (Slip::Missing, Place::Space) => {
            let ends = before.ends_with(b")");
            let begins = matches!(after, [_, b'(' | b'"' | b'{', ..]);
            // `~` before a literal may be the end of an atom. A quote that no space follows may be one that should have a backslash: `"ab"cd"`.
            if (ends || begins) && !before.ends_with(b"\"") { joined(b"", &after[1..]) } else { None }
        }
        (Slip::AfterOpen, Place::Open) => joined(b"( ", &after[1..]),
        (Slip::BeforeClose, Place::Close) => joined(b" ", after),
        _ => None,
    }
}

/// Where a space says something, or one cannot tell: the rule, the slip, and why. Lenient mode need not read these, and
/// strict mode may.
const AMBIGUOUS: &[(&str, &[Slip], &str)] = &[
    ("resp-cond-state", &[Slip::Doubled, Slip::Missing], TEXT),
    ("greeting", &[Slip::Doubled, Slip::Missing], TEXT),
    ("response-payload", &[Slip::Doubled], TEXT),
    ("continue-req", &[Slip::Doubled, Slip::Missing], TEXT),
    ("resp-text", &[Slip::Doubled, Slip::Missing], TEXT),
    ("tagged-ext-val", ANY, KEPT),
    ("tagged-ext-comp", ANY, KEPT),
    ("option-value", ANY, KEPT),
    ("option-val-comp", ANY, KEPT),
    ("x-command", ANY, KEPT),
    ("create", &[Slip::Missing], KEPT),
    ("ext-params", &[Slip::Missing], KEPT),
    ("fetch-modifiers", &[Slip::Missing], KEPT),
    ("select-params", &[Slip::Missing], KEPT),
    ("store", &[Slip::Missing], KEPT),
    ("store-modifiers", &[Slip::Missing], KEPT),
    ("search-return-opts", &[Slip::Missing], KEPT),
    ("search-return-list", &[Slip::Missing], KEPT),
    ("esearch-response", &[Slip::Missing], KEPT),
    ("esearch-source-opts", &[Slip::Missing], KEPT),
    ("metadata-command", &[Slip::Missing], KEPT),
    ("list-select-opts", &[Slip::Missing], KEPT),
    ("list-return-opts", &[Slip::Missing], KEPT),
    ("mbox-list-extended", &[Slip::Missing], KEPT),
    ("search-return-opt", &[Slip::Missing], "RFC 5465 prints UPDATE with the space and without it"),
];

const ANY: &[Slip] = &[Slip::Doubled, Slip::Missing, Slip::AfterOpen, Slip::BeforeClose];
const TEXT: &str = "text may begin with a space, or with what looks like a list";
const KEPT: &str = "the value of an unknown name is kept as it stands, and up to the next space";

/// Whether a space may be part of what ends the line: text, or what has an unknown name of the line.
fn ends_with_text(value: &Value<'_>) -> bool {
    match value {
        Value::Response(Response::Data(data)) => matches!(data, Data::Status(_)),
        Value::Response(_) | Value::AuthenticateData(_) => true,
        Value::Command(command) => matches!(command.body, CommandBody::Other(_)),
        Value::IdleDone => false,
    }
}

#[test]
fn a_space_too_many_or_too_few_is_read_where_nothing_else_can_be_meant() {
    let grammar = grammar();
    let mut generator = Generator::new(&grammar, 4);
    let mut failures: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let (mut count, mut good) = (0, 0);
    for turn in 0..messages(10_000) / 4 {
        let kind = Kind::of_turn(turn);
        let mode = Mode { utf8: turn % 3 == 0, from_client: kind.is_from_client() };
        let made = generator.message(kind.rule(), mode);
        let (value, _) = decode(kind, mode, true, &made.message);
        let Ok(value) = value else { continue };
        if matches!(value, Value::Response(Response::Continue(_))) {
            // All of it is text.
            continue;
        }
        let end = Mark { at: made.message.len() - 2, place: Place::Space, rule: "end" };
        let mut slips = Vec::new();
        if !ends_with_text(&value) {
            slips.push((end, Slip::AtEnd, [&made.message[..end.at], b" \r\n"].concat()));
        }
        // Parentheses of a URL are none of the grammar's, and what follows an unknown code is text.
        let is_text =
            |mark: &Mark<'_>| mark.rule == "achar" || mark.rule == "resp-text-code" && made.has_unknown;
        for &mark in made.marks.iter().filter(|mark| !is_text(mark)) {
            for slip in [Slip::Doubled, Slip::Missing, Slip::AfterOpen, Slip::BeforeClose] {
                slips.extend(slipped(&made.message, mark, slip).map(|message| (mark, slip, message)));
            }
        }
        for (mark, slip, message) in slips {
            let is_ambiguous = AMBIGUOUS.iter().any(|&(rule, slips, why)| {
                rule == mark.rule && slips.contains(&slip) && (why != KEPT || made.has_unknown)
            });
            if is_ambiguous {
                continue;
            }
            count += 1;
            let (lenient, quirks) = decode(kind, mode, false, &message);
            let (strict, _) = decode(kind, mode, true, &message);
            let wrong = match (&lenient, &strict) {
                (_, Ok(_)) => "strict takes".to_owned(),
                (Err(error), _) => format!("lenient refuses for {}", error.expected),
                (Ok(read), _) if *read != value => format!("lenient reads otherwise {quirks:?}"),
                (Ok(_), Err(_)) => {
                    good += 1;
                    continue;
                }
            };
            let shown = format!("{wrong}: {}", message.escape_ascii());
            failures.entry(format!("{:?} in {}", slip, mark.rule)).or_default().push(shown);
        }
    }
    let failed: usize = failures.values().map(Vec::len).sum();
    for (place, shown) in &failures {
        println!("{place}: {}", shown.len());
        shown.iter().take(3).for_each(|shown| println!("        {shown}"));
    }
    println!("{good} of {count} good, {failed} not");
    assert_eq!(failed, 0);
}
