//! Laws that hold of every value and of all bytes, on random ones.
//!
//! `PROPTEST_CASES=200000 cargo test --release -p imap-codec --test laws` looks longer than the default does.

use std::fmt::Debug;

use arbitrary::{Arbitrary, Unstructured};
use imap_codec::{
    DecodeError, Decoder, Encoder, Frame, Framer, Limits, Literals, Quirk, Sighting, Spelling, encode_command,
};
use imap_types::atom::Tag;
use imap_types::auth::AuthenticateData;
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::FetchItems;
use imap_types::response::Response;
use imap_types::sequence::SequenceSet;
use imap_types::{IntoBoundedStatic, ToBoundedStatic};
use proptest::prelude::*;

/// Unless the environment asks for another number of cases.
fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: cases.unwrap_or(default), failure_persistence: None, ..ProptestConfig::default() }
}

/// What values are made of.
fn entropy() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => proptest::collection::vec(any::<u8>(), 0..400),
        1 => proptest::collection::vec(any::<u8>(), 400..3000),
    ]
}

/// How values are spelled.
#[derive(Clone, Copy, Debug)]
struct Options {
    literals: Literals,
    spelling: Spelling,
    utf8: bool,
}

fn options() -> impl Strategy<Value = Options> {
    let literals = prop_oneof![Just(Literals::Synchronizing), Just(Literals::Minus), Just(Literals::Plus)];
    let spelling = prop_oneof![Just(Spelling::Natural), Just(Spelling::Quoted), Just(Spelling::Literal)];
    (literals, spelling, any::<bool>()).prop_map(|(literals, spelling, utf8)| Options {
        literals,
        spelling,
        utf8,
    })
}

impl Options {
    fn encode(self, write: impl FnOnce(&mut Encoder<'_>)) -> (Vec<u8>, Vec<usize>) {
        // What is in the buffer already must not matter, but gates count from its start.
        let (mut out, mut gates) = (b"before".to_vec(), Vec::new());
        let mut encoder = Encoder::new(&mut out)
            .gates(&mut gates)
            .literals(self.literals)
            .spelling(self.spelling)
            .utf8(self.utf8);
        write(&mut encoder);
        gates.iter_mut().for_each(|gate| *gate -= 6);
        (out.split_off(6), gates)
    }

    fn decoder(self) -> Decoder {
        Decoder::new().utf8(self.utf8)
    }
}

/// A kind of message, and what is true of its bytes beside being read back.
trait Message: Sized + PartialEq + Debug {
    /// A random one; also that it is the same after it has been made to own what it borrows.
    fn random(entropy: &[u8]) -> Result<Option<Self>, TestCaseError>;
    fn write(&self, encoder: &mut Encoder<'_>);
    fn read(decoder: &mut Decoder, bytes: &[u8]) -> Result<Self, DecodeError>;
    fn framed(bytes: &[u8], gates: &[usize]) -> Result<(), TestCaseError>;
}

macro_rules! message {
    ($type:ident, $write:ident, $($rest:tt)*) => {
        impl Message for $type<'static> {
            fn random(entropy: &[u8]) -> Result<Option<Self>, TestCaseError> {
                let Ok(value) = $type::arbitrary(&mut Unstructured::new(entropy)) else { return Ok(None) };
                let owned = value.to_static();
                prop_assert_eq!(&owned, &value);
                Ok(Some(value.into_static()))
            }
            fn write(&self, encoder: &mut Encoder<'_>) {
                encoder.$write(self);
            }
            fn read(decoder: &mut Decoder, bytes: &[u8]) -> Result<Self, DecodeError> {
                let value = decoder.$write(bytes)?;
                let owned = value.to_static();
                assert_eq!(value, owned);
                let moved: Self = value.into_static();
                assert_eq!(moved, owned);
                Ok(owned)
            }
            $($rest)*
        }
    };
}

message! {
    Response, response,
    fn framed(bytes: &[u8], gates: &[usize]) -> Result<(), TestCaseError> {
        prop_assert_eq!(gates, &[] as &[usize]);
        let mut input = bytes;
        let frame = Framer::for_responses(Limits::UNLIMITED).next(&mut input);
        prop_assert_eq!(frame, Ok(Some(Frame::Message(bytes))));
        Ok(())
    }
}

message! {
    Command, command,
    fn framed(bytes: &[u8], gates: &[usize]) -> Result<(), TestCaseError> {
        let (mut input, mut announced) = (bytes, Vec::new());
        let mut framer = Framer::for_commands(Limits::UNLIMITED);
        let message = loop {
            match framer.next(&mut input) {
                Ok(Some(Frame::Announced { bytes, .. })) => announced.push(bytes.len()),
                other => break other,
            }
        };
        prop_assert_eq!(message, Ok(Some(Frame::Message(bytes))));
        prop_assert_eq!(gates, announced);
        Ok(())
    }
}

message! {
    AuthenticateData, authenticate_data,
    fn framed(bytes: &[u8], gates: &[usize]) -> Result<(), TestCaseError> {
        prop_assert_eq!(gates, &[] as &[usize]);
        prop_assert_eq!(bytes.iter().position(|&byte| byte == b'\n'), Some(bytes.len() - 1));
        Ok(())
    }
}

/// Every value is written as exactly one message, which reads back as that value, strictly.
fn value_survives<T: Message>(entropy: &[u8], options: Options) -> Result<(), TestCaseError> {
    let Some(value) = T::random(entropy)? else { return Ok(()) };
    let (bytes, gates) = options.encode(|encoder| value.write(encoder));
    T::framed(&bytes, &gates)?;

    let mut decoder = options.decoder();
    let wire = || bytes.escape_ascii().to_string();
    let read = T::read(&mut decoder, &bytes)
        .map_err(|error| TestCaseError::fail(format!("{error}: {} {value:?}", wire())))?;
    prop_assert_eq!(&read, &value, "{}", wire());
    // What is written passes strict mode, but for two things that a caller can make and strict mode tells testers of: a
    // name that no RFC known here has where they have no room for it, and an address that is neither whole nor part of a
    // group.
    let quirks = decoder.quirks().iter().map(|sighting| sighting.quirk);
    let odd = |quirk: Quirk| quirk.is_unknown_name() || quirk == Quirk::OddAddress;
    prop_assert!(quirks.clone().all(odd), "{:?}: {}", decoder.quirks(), wire());
    match T::read(&mut options.decoder().strict(true), &bytes) {
        Ok(read) => prop_assert_eq!((&read, quirks.count()), (&value, 0)),
        Err(error) => {
            prop_assert!(quirks.clone().any(|quirk| quirk.rule() == error.expected), "{error}: {}", wire());
        }
    }

    let (again, gates_again) = options.encode(|encoder| read.write(encoder));
    prop_assert_eq!(again, bytes);
    prop_assert_eq!(gates_again, gates);
    Ok(())
}

/// What these say of what was read is in the value, octet by octet as it came, and so in what is written.
const KEPT: &[Quirk] = &[
    Quirk::AttributeWithoutBackslash,
    Quirk::EmptySet,
    Quirk::InvalidFlag,
    Quirk::MalformedCapability,
    Quirk::MalformedCode,
    Quirk::MalformedItem,
    Quirk::MalformedStatusItem,
    Quirk::MalformedUrl,
    Quirk::MessageAsBasic,
    Quirk::MultipartAsBasic,
    Quirk::NulInLiteral,
    Quirk::OddAddress,
    Quirk::OversizedId,
    Quirk::PlusInTag,
    Quirk::QuotedFlag,
    Quirk::BracketedText,
    Quirk::ContradictoryAttributes,
    Quirk::MisplacedUrl,
    Quirk::SaveOfOthers,
    Quirk::TextNotUtf8,
    Quirk::UnauthorizedUrl,
    Quirk::VanishedAlone,
    Quirk::WideUidValidity,
    Quirk::ZeroModSeq,
];

/// Whatever is read is written so that it reads back as the same, and with no more tolerance than it took before.
fn bytes_survive<T: Message>(bytes: &[u8], options: Options) -> Result<bool, TestCaseError> {
    let wire = || bytes.escape_ascii().to_string();
    let mut decoder = options.decoder();
    let strict = T::read(&mut options.decoder().strict(true), bytes);
    let Ok(value) = T::read(&mut decoder, bytes) else {
        prop_assert!(strict.is_err(), "{}", wire());
        return Ok(false);
    };
    match strict {
        Ok(strict) => {
            prop_assert_eq!(&strict, &value, "{}", wire());
            prop_assert_eq!(decoder.quirks(), &[] as &[Sighting], "{}", wire());
        }
        Err(_) => prop_assert!(!decoder.quirks().is_empty(), "{}", wire()),
    }
    let before: Vec<_> = decoder.quirks().iter().map(|sighting| sighting.quirk).collect();
    let (written, _) = options.encode(|encoder| value.write(encoder));
    match T::read(&mut decoder, &written) {
        Ok(again) => prop_assert_eq!(&again, &value, "{} as {}", wire(), written.escape_ascii()),
        Err(error) => {
            return Err(TestCaseError::fail(format!("{error}: {} as {}", wire(), written.escape_ascii())));
        }
    }
    for Sighting { quirk, .. } in decoder.quirks() {
        let is_kept = KEPT.contains(quirk) || quirk.is_unknown_name();
        prop_assert!(is_kept, "{quirk:?} written: {} as {}", wire(), written.escape_ascii());
        prop_assert!(before.contains(quirk), "{quirk:?} new: {} as {}", wire(), written.escape_ascii());
    }
    let (again, _) = options.encode(|encoder| value.write(encoder));
    prop_assert_eq!(again, written);
    Ok(true)
}

/// A change of a message: what, where, and with which byte.
type Edit = (u8, prop::sample::Index, u8);

/// Bytes that have a meaning are met more often.
fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let byte =
        prop_oneof![any::<u8>(), prop::sample::select(&b" \"()\\{}[]<>~*%+$:,.\r\n\0NIL019aA\x80\xC3"[..])];
    proptest::collection::vec((0_u8..6, any::<prop::sample::Index>(), byte), 1..6)
}

fn edit(bytes: &mut Vec<u8>, edits: &[Edit]) {
    for &(what, at, byte) in edits {
        if bytes.is_empty() {
            return;
        }
        let at = at.index(bytes.len());
        match what {
            0 => bytes[at] ^= 1 << (byte & 7),
            1 => bytes[at] = byte,
            2 => bytes.insert(at, byte),
            3 => drop(bytes.remove(at)),
            // A piece is gone, or there twice.
            4 => drop(bytes.drain(at..bytes.len().min(at + usize::from(byte & 15)))),
            _ => {
                let piece = bytes[at..bytes.len().min(at + usize::from(byte & 31))].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
}

fn mutant_survives<T: Message>(
    entropy: &[u8],
    options: Options,
    edits: &[Edit],
) -> Result<(), TestCaseError> {
    let Some(value) = T::random(entropy)? else { return Ok(()) };
    let (mut bytes, _) = options.encode(|encoder| value.write(encoder));
    edit(&mut bytes, edits);
    bytes_survive::<T>(&bytes, options)?;
    // Most edits break the last line end's line; with it mended more of them are read.
    while bytes.last().is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
        bytes.pop();
    }
    bytes.extend_from_slice(b"\r\n");
    bytes_survive::<T>(&bytes, options)?;
    Ok(())
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn every_response_is_read_as_what_was_written(entropy in entropy(), options in options()) {
        value_survives::<Response<'static>>(&entropy, options)?;
    }

    #[test]
    fn every_command_is_read_as_what_was_written(entropy in entropy(), options in options()) {
        value_survives::<Command<'static>>(&entropy, options)?;
    }

    #[test]
    fn every_line_of_authenticate_is_read_as_what_was_written(entropy in entropy(), options in options()) {
        value_survives::<AuthenticateData<'static>>(&entropy, options)?;
    }

    #[test]
    fn whatever_is_read_of_a_broken_response_survives(
        entropy in entropy(), options in options(), edits in edits()
    ) {
        mutant_survives::<Response<'static>>(&entropy, options, &edits)?;
    }

    #[test]
    fn whatever_is_read_of_a_broken_command_survives(
        entropy in entropy(), options in options(), edits in edits()
    ) {
        mutant_survives::<Command<'static>>(&entropy, options, &edits)?;
    }

    #[test]
    fn whatever_is_read_of_a_broken_line_of_authenticate_survives(
        entropy in entropy(), options in options(), edits in edits()
    ) {
        mutant_survives::<AuthenticateData<'static>>(&entropy, options, &edits)?;
    }

    /// Where there is no literal and no octet that is not text.
    #[test]
    fn fetch_items_are_shown_as_they_are_written(entropy in entropy()) {
        let Ok(items) = Unstructured::new(&entropy).arbitrary::<FetchItems<'_>>() else { return Ok(()) };
        let shown = items.to_string();
        let fetch = CommandBody::fetch(SequenceSet::last(), items);
        let mut written = Vec::new();
        encode_command(&fetch.tag(Tag::try_from("a").unwrap()), &mut written, &mut Vec::new());
        if let Some(Ok(written)) = (!written.contains(&b'{')).then(|| String::from_utf8(written)) {
            prop_assert_eq!(written, format!("a FETCH * {shown}\r\n"));
        }
    }
}
