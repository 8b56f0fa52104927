//! Makes inputs of a target's corpus: `mutate TARGET FROM TO FOLDER` writes those of these numbers, one file each and the
//! same ones on every machine. A fuzzer that learns from what it runs tries others with another processor or compiler.

use std::error::Error;
use std::fs;
use std::path::Path;

use imap_fuzz::chance::Chance;

/// As cargo-fuzz's `-max_len` in the README.
const MAX: usize = 4096;

/// Numbers at which something may change.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "9",
    "63",
    "64",
    "200",
    "4096",
    "65535",
    "65536",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "007",
    "-1",
    "*",
    "1:*",
    "2:1",
    "",
];

/// Octets that mean something on the wire, or just do not.
const MEANINGS: &[u8] = b"\r\n \"\\(){}[]<>*%+~-:,;=&/.\x00\x7f\x80\xc3\xff";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [target, from, to, folder] = args.as_slice() else {
        return Err("mutate TARGET FROM TO FOLDER".into());
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = words(&fs::read_to_string(here.join("imap.dict"))?);
    let seeds = seeds(&here.join("corpus").join(target))?;
    if seeds.is_empty() || words.is_empty() {
        return Err("no corpus: run the example `seed`".into());
    }
    // Values and operations are made of whatever octets there are.
    let of_chance = here.join("corpus").join(target).join("chance-0").exists();
    let name = target.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    for number in from.parse()?..to.parse::<u64>()? {
        let mut chance = Chance::new(name ^ number << 32);
        let mut input = seeds[chance.below(seeds.len())].clone();
        if of_chance && chance.below(2) == 0 {
            input = (0..=chance.below(MAX)).map(|_| chance.octet()).collect();
        }
        // Most inputs stay near to what is valid: that is where the ways part.
        for _ in 0..=[0, 1, 3, 9][chance.below(4)] {
            mutate(&mut chance, &mut input, &seeds, &words);
            input.truncate(MAX);
        }
        if input.is_empty() {
            // Each target begins with that one.
            input.push(b' ');
        }
        fs::write(Path::new(folder).join(number.to_string()), input)?;
    }
    Ok(())
}

/// What stands in the folder, in the order of its names.
fn seeds(folder: &Path) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    paths.sort();
    paths.iter().map(|path| Ok(fs::read(path)?)).collect()
}

/// The words of a dictionary, without their escapes.
fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let quoted = dictionary.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    quoted.map(|word| unescaped(word.as_bytes())).collect()
}

fn unescaped(mut word: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let [first, rest @ ..] = word {
        let (octet, rest) = match word {
            [b'\\', b'x', high, low, rest @ ..] => {
                let digit =
                    |octet: &u8| char::from(*octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                (digit(high).zip(digit(low)).map_or(0, |(high, low)| high << 4 | low), rest)
            }
            [b'\\', escaped, rest @ ..] => (*escaped, rest),
            _ => (*first, rest),
        };
        out.push(octet);
        word = rest;
    }
    out
}

/// Changes one thing.
fn mutate(chance: &mut Chance, input: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[Vec<u8>]) {
    let len = input.len();
    let here = chance.range(len);
    match chance.below(12) {
        // Of the wire's words, one more or one in the place of another.
        0 => insert(input, here.start, &words[chance.below(words.len())]),
        1 => replace(input, word_at(input, here.start), &words[chance.below(words.len())]),
        // A part of another input, to its end or not.
        2 | 3 => {
            let other = &seeds[chance.below(seeds.len())];
            let part = chance.range(other.len());
            match chance.below(2) {
                0 => replace(input, here, &other[part]),
                _ => replace(input, here.start..len, &other[part.start..]),
            }
        }
        // One of the words that are there already.
        4 => {
            let (from, to) = (word_at(input, chance.below(len)), word_at(input, here.start));
            let word = input[from].to_vec();
            replace(input, to, &word);
        }
        5 => replace(input, number_at(input, here.start), NUMBERS[chance.below(NUMBERS.len())].as_bytes()),
        // Twice, or many times.
        6 => {
            let part = input[here.clone()].repeat(1 + chance.below(4));
            insert(input, here.start, &part);
        }
        7 => replace(input, here, b""),
        8 => insert(input, here.start, &[MEANINGS[chance.below(MEANINGS.len())]]),
        9 => replace(input, here.start..len.min(here.start + 1), &[MEANINGS[chance.below(MEANINGS.len())]]),
        10 => {
            if let Some(octet) = input.get_mut(here.start) {
                *octet ^= 1 << chance.below(8);
            }
        }
        _ => {
            let octets: Vec<_> = here.clone().map(|_| chance.octet()).collect();
            replace(input, here, &octets);
        }
    }
}

fn insert(input: &mut Vec<u8>, at: usize, octets: &[u8]) {
    replace(input, at..at, octets);
}

fn replace(input: &mut Vec<u8>, range: std::ops::Range<usize>, octets: &[u8]) {
    input.splice(range, octets.iter().copied());
}

/// The word that is here, or the space between two.
fn word_at(input: &[u8], at: usize) -> std::ops::Range<usize> {
    around(input, at, |octet| !b" ()\r\n[]\"".contains(octet))
}

fn number_at(input: &[u8], at: usize) -> std::ops::Range<usize> {
    // The next one.
    let digit = input.iter().skip(at).position(u8::is_ascii_digit).map_or(at, |ahead| at + ahead);
    around(input, digit, u8::is_ascii_digit)
}

fn around(input: &[u8], at: usize, belongs: impl Fn(&u8) -> bool) -> std::ops::Range<usize> {
    let (before, after) = input.split_at(at.min(input.len()));
    let start = before.iter().rposition(|octet| !belongs(octet)).map_or(0, |last| last + 1);
    let end = after.iter().position(|octet| !belongs(octet)).map_or(input.len(), |len| before.len() + len);
    start..end
}
