//! Any bytes in both directions: however they are split into reads, an observer sees the same messages, whose bytes in a
//! row are what was sent.
#![no_main]

use imap_fsm::observer::{CommandEnd, FromClient, FromServer, Observer, Options};
use imap_fsm::{Limits, PeerError};
use imap_fuzz::in_bounded_memory;
use imap_types::append::{AppendDataTail, CatPartTail};
use imap_types::command::CommandTail;
use imap_types::response::{Condition, RespText, Tagged};
use libfuzzer_sys::fuzz_target;

/// Small enough that a fuzzer's input meets every one of them.
const LIMITS: Limits = Limits { line: 512, message: 1024, literal: 16, depth: 8, ..Limits::server() };

const OPTIONS: Options = Options { client: LIMITS, server: LIMITS, in_flight: 5, strict: false, tls: false };

/// What an input has besides wire text: this, and what happens then.
const CALL: u8 = 0xff;

/// What happens one after the other.
enum Step<'i> {
    Client(&'i [u8]),
    Server(&'i [u8]),
    /// The proxy says `+`.
    Accept,
    /// The proxy answers the command whose literal waits, or else one called `a`.
    Answer(Condition),
}

fuzz_target!(|input: &[u8]| {
    let steps = steps(input);
    let mut whole = Vec::new();
    in_bounded_memory(input, || {
        drop(watch(&steps, Watch { forgets: true, ..Watch::default() }, |_| usize::MAX))
    });
    let failed = watch(&steps, Watch::default(), |_| usize::MAX).put_into(&mut whole);
    let mut seed = 0_u64;
    let uneven = |_: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 60) as usize
    };
    let mut bytewise = Vec::new();
    let split = watch(&steps, Watch::default(), |_| 1).put_into(&mut bytewise);
    same((&whole, failed), (&bytewise, split), "one byte a read");
    let mut reads = Vec::new();
    let split = watch(&steps, Watch::default(), uneven).put_into(&mut reads);
    same((&whole, failed), (&reads, split), "uneven reads");
});

/// The client begins; each call may change sides.
fn steps(input: &[u8]) -> Vec<Step<'_>> {
    let (mut steps, mut client) = (Vec::new(), false);
    for (index, piece) in input.split(|&byte| byte == CALL).enumerate() {
        let bytes = match (index, piece.split_first()) {
            (0, _) => piece,
            (_, None) => continue,
            (_, Some((call, rest))) => {
                match call {
                    b'C' => client = true,
                    b'S' => client = false,
                    b'+' => steps.push(Step::Accept),
                    b'N' => steps.push(Step::Answer(Condition::No)),
                    b'O' => steps.push(Step::Answer(Condition::Ok)),
                    _ => {}
                }
                rest
            }
        };
        steps.push(if client { Step::Client(bytes) } else { Step::Server(bytes) });
    }
    steps
}

/// What was seen in a row; pieces of the same literal are one.
type Seen = (String, Vec<u8>);

#[derive(Default)]
struct Watch {
    seen: Vec<Seen>,
    failed: Option<PeerError>,
    /// Where memory is counted.
    forgets: bool,
    /// Literals of the command that have come in pieces.
    pieces: usize,
}

impl Watch {
    fn put_into(self, seen: &mut Vec<Seen>) -> Option<PeerError> {
        *seen = self.seen;
        self.failed
    }

    /// The end of APPEND has a place for each literal that came in pieces, and no octets for it.
    fn count(&mut self, message: &FromClient<'_>) {
        match message {
            FromClient::LiteralHead(_) => self.pieces += 1,
            FromClient::LiteralAnnounced(_) | FromClient::LiteralData(_) => {}
            FromClient::LiteralTail(CommandEnd { tail: Ok(CommandTail::Append(tail)), .. }) => {
                let places = tail.messages.iter().map(|message| match &message.data {
                    AppendDataTail::Whole(_) => 0,
                    AppendDataTail::Literal | AppendDataTail::Literal8 | AppendDataTail::Utf8 => 1,
                    AppendDataTail::Catenate(parts) => {
                        parts.iter().filter(|part| matches!(part, CatPartTail::Streamed(_))).count()
                    }
                });
                assert_eq!(core::mem::take(&mut self.pieces), places.sum::<usize>());
            }
            _ => self.pieces = 0,
        }
    }

    fn note(&mut self, what: String, bytes: &[u8], piece: bool) {
        match self.seen.last_mut() {
            _ if self.forgets => {}
            Some((last, all)) if piece && *last == what => all.extend_from_slice(bytes),
            _ => self.seen.push((what, bytes.to_vec())),
        }
    }
}

/// Bytes behind the answer to STARTTLS are known to be too early only where they come in the same read.
fn same(whole: (&[Seen], Option<PeerError>), split: (&[Seen], Option<PeerError>), how: &str) {
    if whole.1 == Some(PeerError::PlaintextAfterStartTls) {
        assert!(split.0.starts_with(whole.0), "{how}");
    } else {
        assert_eq!(whole, split, "{how}");
    }
}

fn watch(steps: &[Step<'_>], mut watch: Watch, mut read: impl FnMut(usize) -> usize) -> Watch {
    let mut observer = Observer::new(OPTIONS);
    // What has come, what of it was used, and what was given as fresh, for each side.
    let (mut came, mut used, mut passed) = ([Vec::new(), Vec::new()], [0; 2], [0; 2]);
    for step in steps {
        let (side, mut bytes) = match step {
            Step::Client(bytes) => (0, *bytes),
            Step::Server(bytes) => (1, *bytes),
            Step::Accept => {
                let _ = observer.accept_literal();
                (0, &[][..])
            }
            Step::Answer(condition) => {
                let waiting = observer.waiting_literal().and_then(|(tag, _)| tag.cloned());
                let tag = waiting.unwrap_or_else(|| "a".try_into().expect("it is a tag"));
                let text = RespText::try_from("x").expect("it is text");
                let _ = observer.answered(&Tagged { tag, condition: *condition, text });
                (0, &[][..])
            }
        };
        loop {
            let count = read(bytes.len()).min(bytes.len());
            let (now, later) = bytes.split_at(count);
            came[side].extend_from_slice(now);
            bytes = later;
            if let Err(error) = drain(&mut observer, &came, &mut used, &mut passed, &mut watch) {
                watch.failed = Some(error);
                assert_eq!(observer.client(&mut &b"a NOOP\r\n"[..]), Err(error));
                assert_eq!(observer.server(&mut &b"* OK x\r\n"[..]), Err(error));
                return watch;
            }
            if bytes.is_empty() {
                break;
            }
        }
        if observer.upgraded().is_ok() {
            watch.note("upgraded".into(), &[], false);
        }
    }
    watch
}

/// Takes what both sides have, as a proxy does.
fn drain(
    observer: &mut Observer,
    came: &[Vec<u8>; 2],
    used: &mut [usize; 2],
    passed: &mut [usize; 2],
    watch: &mut Watch,
) -> Result<(), PeerError> {
    loop {
        let mut moved = false;
        let mut input = &came[0][used[0]..];
        while let Some(seen) = observer.client(&mut input)? {
            assert!(seen.given <= seen.raw.len());
            assert_eq!(seen.fresh(), &came[0][passed[0]..][..seen.fresh().len()]);
            passed[0] += seen.fresh().len();
            used[0] = came[0].len() - input.len();
            assert!(used[0] <= passed[0]);
            let piece = matches!(seen.message, FromClient::LiteralData(_) | FromClient::Discarded);
            let what = match &seen.message {
                FromClient::LiteralData(_) => "C octets".into(),
                message => format!("C {message:?}"),
            };
            watch.count(&seen.message);
            watch.note(what, seen.fresh(), piece);
            moved = true;
        }
        used[0] = came[0].len() - input.len();
        let mut input = &came[1][used[1]..];
        if let Some(seen) = observer.server(&mut input)? {
            assert_eq!((seen.given, seen.raw), (0, &came[1][passed[1]..][..seen.raw.len()]));
            passed[1] += seen.raw.len();
            let piece = matches!(seen.message, FromServer::LiteralData(_));
            let what = match &seen.message {
                FromServer::LiteralData(_) => "S octets".into(),
                message => format!("S {message:?}"),
            };
            watch.note(what, seen.raw, piece);
            moved = true;
        }
        used[1] = came[1].len() - input.len();
        assert_eq!(used[1], passed[1]);
        if !moved {
            assert!(used[0] <= passed[0], "nothing is skipped");
            return Ok(());
        }
    }
}
