//! Writes what a server or a client could say, for testing whatever reads IMAP.
//!
//! ```text
//! generate --from server|client [--seed N] [--count N] [--broken P [--only NAME]…]
//! generate --list
//! ```
//!
//! Writes COUNT messages (1000) to standard output, each at once, the same for the same SEED (0). All of them keep to
//! the grammar, except that with probability P (0) one is broken as a bug would break it; what was done to it goes to
//! standard error, as `NUMBER NAME`, counted from 1. `--only` breaks in these ways only, `--list` tells their names.
//!
//! A server's messages begin with a greeting. A client's carry non-synchronizing literals, since nobody waits for `+`;
//! IDLE is followed by DONE, AUTHENTICATE by `*`. What ends the stream or changes the layers below it (LOGOUT,
//! STARTTLS, COMPRESS, BYE) does not occur.
//!
//! ```text
//! generate --from server --count 100000 --broken 0.1 | your-parser
//! generate --from client --broken 1 --only nul | socat - TCP:localhost:143
//! ```
//!
//! Exit status: 0 all written, or nobody reads any more; 3 bad usage.

use std::io::{self, Write};
use std::process::ExitCode;

use arbitrary::{Arbitrary, Unstructured};
use imap_codec::{Decoder, Encoder, Literals};
use imap_types::IntoBoundedStatic;
use imap_types::atom::Tag;
use imap_types::command::{Command, CommandBody};
use imap_types::response::{Data, Response, StatusKind, Tagged};

#[path = "generate/broken.rs"]
mod broken;

pub(crate) use broken::WAYS;

const HELP: &str = "\
Writes what an IMAP server or client could say, to test whatever reads it: valid messages, or some of them broken.

  generate --from server --count 100000 --broken 0.1 | your-parser
  generate --from client --broken 1 --only nul | socat - TCP:localhost:143

usage: generate --from server|client [OPTION]...
       generate --list

  --seed N      the same messages for the same N (0)
  --count N     how many messages (1000)
  --broken P    with this probability, 0 to 1, a message is broken (0); which, and how, goes to standard error
  --only NAME   break in this way only; may be given again
  --list        the names of all ways to break a message

exit codes: 0 all written, or nobody reads any more; 3 wrong arguments
";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Server,
    Client,
}

/// SplitMix64: small, and the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn chance(&mut self, probability: f64) -> bool {
        (self.next() >> 11) as f64 / ((1_u64 << 53) as f64) < probability
    }

    fn octets(&mut self) -> Vec<u8> {
        let len = 16 << self.below(6);
        (0..len).map(|_| self.next() as u8).collect()
    }
}

/// What a message says.
#[derive(Debug, PartialEq)]
pub(crate) enum Value {
    Response(Response<'static>),
    Command(Command<'static>),
}

impl Value {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out).literals(Literals::Plus);
        match self {
            Self::Response(response) => encoder.response(response),
            Self::Command(command) => encoder.command(command),
        }
        out
    }

    /// `None`: it breaks the grammar.
    pub(crate) fn decode(from: Side, message: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new().strict(true);
        match from {
            Side::Server => decoder.response(message).ok().map(|value| Self::Response(value.into_static())),
            Side::Client => decoder.command(message).ok().map(|value| Self::Command(value.into_static())),
        }
    }
}

/// Messages without end.
pub(crate) struct Generator {
    from: Side,
    random: Random,
    number: u64,
}

impl Generator {
    pub(crate) fn new(from: Side, seed: u64) -> Self {
        Self { from, random: Random(seed), number: 0 }
    }

    /// The next message, as value and as bytes.
    pub(crate) fn valid(&mut self) -> (Value, Vec<u8>) {
        self.number += 1;
        loop {
            let octets = self.random.octets();
            let Some(value) = self.value(&octets) else { continue };
            let bytes = value.encode();
            // Some values that can exist, such as an item of FETCH that nobody knows, are beyond the grammar.
            if Value::decode(self.from, &bytes).as_ref() == Some(&value) {
                return (value, bytes);
            }
        }
    }

    fn value(&self, octets: &[u8]) -> Option<Value> {
        let tag = || Tag::try_from(format!("a{}", self.number)).ok();
        let mut octets = Unstructured::new(octets);
        match self.from {
            Side::Server if self.number == 1 => {
                Value::decode(self.from, b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            }
            Side::Server => match Response::arbitrary(&mut octets).ok()?.into_static() {
                Response::Data(Data::Status(status))
                    if matches!(status.kind, StatusKind::Bye | StatusKind::PreAuth) =>
                {
                    None
                }
                Response::Tagged(tagged) => Some(Response::Tagged(Tagged { tag: tag()?, ..tagged })),
                response => Some(response),
            }
            .map(Value::Response),
            Side::Client => match CommandBody::arbitrary(&mut octets).ok()?.into_static() {
                CommandBody::StartTls | CommandBody::Compress(_) | CommandBody::Logout => None,
                body => Some(Value::Command(body.tag(tag()?))),
            },
        }
    }

    /// The message after one of those ways was taken with it, and which.
    pub(crate) fn broken(&mut self, ways: &[&'static str]) -> (&'static str, Vec<u8>) {
        loop {
            let (_, message) = self.valid();
            let name = ways[self.random.below(ways.len())];
            let way = WAYS.iter().find(|(known, ..)| *known == name).map(|(_, _, way)| way);
            let broken = way.and_then(|way| way(&message, &mut self.random));
            // Within text for people it may do no harm.
            if let Some(broken) = broken.filter(|broken| Value::decode(self.from, broken).is_none()) {
                return (name, broken);
            }
        }
    }
}

/// What a client says behind some commands.
fn follows(value: &Value) -> &'static [u8] {
    match value {
        Value::Command(Command { body: CommandBody::Idle, .. }) => b"DONE\r\n",
        Value::Command(Command { body: CommandBody::Authenticate { .. }, .. }) => b"*\r\n",
        _ => b"",
    }
}

struct Options {
    from: Side,
    seed: u64,
    count: u64,
    broken: f64,
    ways: Vec<&'static str>,
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let (mut from, mut seed, mut count, mut broken, mut ways) = (None, 0, 1000, 0.0, Vec::new());
    while let Some(arg) = args.next() {
        if arg == "--list" {
            return Ok(None);
        }
        let value = args.next().ok_or(format!("{arg} wants a value, or is no option"))?;
        let wrong = || format!("{arg} {value}: not a value for it");
        match &*arg {
            "--from" if value == "server" => from = Some(Side::Server),
            "--from" if value == "client" => from = Some(Side::Client),
            "--seed" => seed = value.parse().map_err(|_| wrong())?,
            "--count" => count = value.parse().map_err(|_| wrong())?,
            "--broken" => {
                broken = value.parse().ok().filter(|p| (0.0..=1.0).contains(p)).ok_or_else(wrong)?;
            }
            "--only" => {
                let known = WAYS.iter().map(|(name, ..)| *name).find(|name| *name == value);
                ways.push(known.ok_or_else(wrong)?);
            }
            _ => return Err(wrong()),
        }
    }
    if ways.is_empty() {
        ways.extend(WAYS.iter().map(|(name, ..)| *name));
    }
    let from = from.ok_or("--from server or --from client is needed")?;
    Ok(Some(Options { from, seed, count, broken, ways }))
}

fn write(options: &Options, out: &mut impl Write, notes: &mut impl Write) -> io::Result<()> {
    let mut generator = Generator::new(options.from, options.seed);
    for number in 1..=options.count {
        let message = if generator.random.chance(options.broken) {
            let (name, message) = generator.broken(&options.ways);
            writeln!(notes, "{number} {name}")?;
            message
        } else {
            let (value, message) = generator.valid();
            [&message, follows(&value)].concat()
        };
        out.write_all(&message)?;
        out.flush()?;
    }
    Ok(())
}

/// Writes what the arguments ask for, and returns the exit status.
pub(crate) fn run(args: impl Iterator<Item = String>, out: &mut impl Write, notes: &mut impl Write) -> u8 {
    let args: Vec<_> = args.collect();
    if args.iter().any(|arg| arg == "--help") {
        let _ = out.write_all(HELP.as_bytes());
        return 0;
    }
    let result = match options(args.into_iter()) {
        Ok(Some(options)) => write(&options, out, notes),
        Ok(None) => WAYS.iter().try_for_each(|(name, does, _)| writeln!(out, "{name:16} {does}")),
        Err(why) => {
            let _ = writeln!(
                notes,
                "generate: {why}\nusage: generate --from server|client [OPTION]..., or generate --list, or generate --help"
            );
            return 3;
        }
    };
    // Whoever closes a pipe has read enough.
    drop(result);
    0
}

#[allow(dead_code, reason = "a test has it as a module")]
fn main() -> ExitCode {
    run(std::env::args().skip(1), &mut io::stdout().lock(), &mut io::stderr().lock()).into()
}
