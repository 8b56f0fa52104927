//! What the grammar derives is read.

use super::Mode;
use super::generate::Generator;
use super::messages::{Kind, decode, grammar};
use super::recognize::Recognizer;

/// How many messages, unless the environment asks for another number.
pub(crate) fn messages(default: usize) -> usize {
    std::env::var("ABNF_MESSAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

/// Rules that no message is made of: what a hook makes in one piece, and names that are only kept clear of.
const NOT_WALKED: &[&str] =
    &["date-day", "date-day-fixed", "date-month", "date-year", "time", "zone", "vendor"];

#[test]
fn what_the_grammar_derives_is_read_alike_in_both_modes_and_survives() {
    let grammar = grammar();
    let mut generator = Generator::new(&grammar, 1);
    let count = messages(10_000);
    let (mut refused, mut untyped, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..count {
        let kind = Kind::of_turn(turn);
        let mode = Mode { utf8: turn % 3 == 0, from_client: kind.is_from_client() };
        let made = generator.message(kind.rule(), mode);
        let shown = made.message.escape_ascii();
        let (lenient, quirks) = decode(kind, mode, false, &made.message);
        let (strict, _) = decode(kind, mode, true, &made.message);
        let value = match strict {
            Ok(value) => value,
            Err(error) => {
                refused.push(format!("{error}: {shown}"));
                continue;
            }
        };
        if !quirks.is_empty() || lenient.as_ref() != Ok(&value) {
            broken.push(format!("lenient differs, {quirks:?}: {shown}"));
        }
        if let Some(what) = value.untyped().filter(|_| !made.has_unknown) {
            untyped.push(format!("{what}: {shown}"));
        }
        let encoded = value.encode(mode);
        match decode(kind, mode, true, &encoded) {
            (Ok(again), _) if again == value => {}
            (again, _) => broken.push(format!("{shown} written {}: {again:?}", encoded.escape_ascii())),
        }
    }
    let told = |failures: &[String]| failures.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(broken.is_empty(), "{} of {count} read otherwise:\n{}", broken.len(), told(&broken));
    println!("of {count} messages {} refused, {} untyped", refused.len(), untyped.len());
    println!("{}\n{}", told(&refused), told(&untyped));
    assert!(refused.len() * 1000 <= count * 2, "{} of {count} refused:\n{}", refused.len(), told(&refused));
    assert!(untyped.len() * 1000 <= count * 5, "{} of {count} untyped:\n{}", untyped.len(), told(&untyped));
    let (rules, alternatives) = generator.missed();
    let rules: Vec<_> = rules.into_iter().filter(|rule| !NOT_WALKED.contains(rule)).collect();
    assert_eq!(rules, [""; 0], "rules that no message has");
    assert!(alternatives <= 20, "{alternatives} alternatives that no message has");
}

#[test]
fn what_the_grammar_derives_it_accepts() {
    let grammar = grammar();
    let mut generator = Generator::new(&grammar, 2);
    for turn in 0..messages(10_000) / 20 {
        let kind = Kind::of_turn(turn);
        let mode = Mode { utf8: turn % 3 == 0, from_client: kind.is_from_client() };
        let made = generator.message(kind.rule(), mode);
        let accepted = Recognizer::accepts(&grammar, grammar.rule(kind.rule()), &made.message, mode);
        assert!(accepted, "{}", made.message.escape_ascii());
    }
}
