//! What the grammar does not derive is refused in strict mode.

use super::Mode;
use super::generate::Generator;
use super::messages::{Kind, decode, grammar};
use super::random::Random;
use super::recognize::Recognizer;
use super::valid::messages;

/// Longer ones take long to recognize.
const LONG: usize = 300;

/// Octets and words that mean something, and some that do not.
const PIECES: &[&[u8]] = &[
    b" ",
    b"\"",
    b"(",
    b")",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b"<",
    b">",
    b"~",
    b"*",
    b"%",
    b"+",
    b"$",
    b":",
    b",",
    b".",
    b"\r",
    b"\n",
    b"\r\n",
    b"\0",
    b"-",
    b"=",
    b"/",
    b"0",
    b"1",
    b"9",
    b"a",
    b"Z",
    b"\x80",
    b"\xC3\xA9",
    b"NIL",
    b"()",
    b"\"\"",
    b"{0}\r\n",
    b"{1}\r\nx",
    b"4294967296",
    b"99999999999999999999",
    b"  ",
    b" (",
    b") ",
    b"\x7F",
    b"\\Seen",
    b"ALL",
    b"UID",
    b"FLAGS",
    b"INBOX",
];

pub(crate) fn mutate(random: &mut Random, message: &mut Vec<u8>) {
    // The line end stays: without it nothing is a message.
    let len = message.len().saturating_sub(2);
    let at = random.below(len + 1);
    let end = (at + 1 + random.below(12)).min(len);
    let piece = PIECES[random.below(PIECES.len())];
    match random.below(8) {
        0 | 1 => drop(message.splice(at..at, piece.iter().copied())),
        2 if at < len => drop(message.splice(at..=at, piece.iter().copied())),
        3 if at < end => drop(message.drain(at..end)),
        4 if at < len => drop(message.remove(at)),
        5 if at < end => {
            let twice = message[at..end].to_vec();
            drop(message.splice(at..at, twice));
        }
        6 if at < len => message[at] ^= 1 << random.below(8),
        // Two words change places, or one is gone.
        _ => {
            let mut words: Vec<Vec<u8>> =
                message[..len].split(|&octet| octet == b' ').map(<[u8]>::to_vec).collect();
            let (a, b) = (random.below(words.len()), random.below(words.len()));
            if a == b {
                drop(words.remove(a))
            } else {
                words.swap(a, b)
            }
            words.push(Vec::new());
            let mut changed = words.join(&b' ');
            changed.pop();
            changed.extend_from_slice(&message[len..]);
            *message = changed;
        }
    }
}

#[test]
fn what_the_grammar_refuses_strict_mode_refuses() {
    let grammar = grammar();
    let mut generator = Generator::new(&grammar, 3);
    let count = messages(10_000) / 4;
    let (mut refused, mut taken, mut turn) = (0, Vec::new(), 0);
    let mut wrongly = Vec::new();
    while refused < count {
        turn += 1;
        let kind = Kind::of_turn(turn);
        let mode = Mode { utf8: turn % 3 == 0, from_client: kind.is_from_client() };
        let mut mutant = generator.message(kind.rule(), mode).message;
        for _ in 0..=generator.random.below(2) {
            mutate(&mut generator.random, &mut mutant);
        }
        if mutant.len() > LONG {
            continue;
        }
        // The decoder does not know which response is the first.
        let rules: &[&str] = match kind {
            Kind::Response | Kind::Greeting | Kind::Body => &["response", "greeting"],
            _ => &[kind.rule()],
        };
        let is_valid =
            rules.iter().any(|rule| Recognizer::accepts(&grammar, grammar.rule(rule), &mutant, mode));
        let (strict, _) = decode(kind, mode, true, &mutant);
        match strict {
            Ok(_) if is_valid => {}
            Err(error) if is_valid => wrongly.push(format!("{error}: {}", mutant.escape_ascii())),
            Err(_) => refused += 1,
            Ok(value) => {
                refused += 1;
                taken.push(format!("{:?}: {}", value.untyped(), mutant.escape_ascii()));
            }
        }
    }
    let told = |failures: &[String]| failures.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    println!("of {refused} mutants {} taken; {} valid ones refused", taken.len(), wrongly.len());
    println!("{}\n\n{}", told(&taken), told(&wrongly));
    assert!(taken.len() * 100 <= refused, "{} of {refused} taken:\n{}", taken.len(), told(&taken));
    // Where a list of PREVIEW might be that of FETCH, and the like.
    assert!(wrongly.len() * 1000 <= refused, "{} refused:\n{}", wrongly.len(), told(&wrongly));
}
