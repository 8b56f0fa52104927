//! JSON that was changed by somebody else: what is read at all can be sent, and nothing in it breaks out of its place.

use arbitrary::{Arbitrary, Unstructured};
use imap_codec::{Frame, Framer, Limits, decode_command, decode_response, encode_command, encode_response};
use imap_types::command::Command;
use imap_types::response::Response;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::round_trip::bytes;

/// What may be smuggled into a text.
const TEXTS: [&str; 24] = [
    "\r\na LOGOUT",
    "\0",
    "\n",
    "\"",
    "\\",
    " ",
    "",
    "(",
    ")",
    "[",
    "]",
    "{3}",
    "{3}\r\nabc",
    "~{3+}\r\nabc",
    "*",
    "%",
    "$",
    "=1",
    ":/",
    "NIL",
    "1:*",
    "[ALERT]",
    "é",
    "\u{7f}",
];
const NUMBERS: [u64; 6] = [0, 1, 1 << 31, 1 << 32, 1 << 63, u64::MAX];

/// Every value in it, the outermost first.
fn values<'v>(value: &'v mut Value, visit: &mut impl FnMut(&'v mut Value) -> Option<&'v mut Value>) {
    let Some(value) = visit(value) else { return };
    match value {
        Value::Array(inner) => inner.iter_mut().for_each(|value| values(value, visit)),
        Value::Object(fields) => fields.values_mut().for_each(|value| values(value, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Changes one value, chosen by `random`.
fn change(json: &mut Value, random: &mut impl FnMut(usize) -> usize) {
    let mut count = 0;
    values(json, &mut |value| {
        count += 1;
        Some(value)
    });
    let mut wanted = random(count);
    let mut found = None;
    values(json, &mut |value| {
        if wanted == 0 && found.is_none() {
            found = Some(value);
            return None;
        }
        wanted = wanted.saturating_sub(1);
        Some(value)
    });
    let Some(value) = found else { return };
    let text = TEXTS[random(TEXTS.len())];
    match value {
        Value::String(old) if random(2) == 0 => old.push_str(text),
        Value::String(old) if random(2) == 0 => old.insert_str(0, text),
        Value::Number(_) => *value = NUMBERS[random(NUMBERS.len())].into(),
        Value::Bool(old) => *old = !*old,
        Value::Array(values) if random(2) == 0 => drop(values.pop()),
        Value::Array(values) if random(2) == 0 => values.extend(values.first().cloned()),
        _ => *value = text.into(),
    }
}

/// Whether it was read.
fn is_sent<T: DeserializeOwned>(json: &Value, send: impl FnOnce(T) -> bool) -> bool {
    let json = json.to_string();
    let Ok(value) = serde_json::from_str::<T>(&json) else { return false };
    assert!(send(value), "{json}");
    true
}

fn command(value: Command<'static>) -> bool {
    let (mut out, mut gates) = (Vec::new(), Vec::new());
    encode_command(&value, &mut out, &mut gates);
    let mut framer = Framer::for_commands(Limits::UNLIMITED);
    let waits =
        gates.iter().all(|&gate| matches!(framer.next(&mut &out[..gate]), Ok(Some(Frame::Announced { .. }))));
    waits && framer.next(&mut &*out) == Ok(Some(Frame::Message(&out))) && decode_command(&out) == Ok(value)
}

fn response(value: Response<'static>) -> bool {
    let mut out = Vec::new();
    encode_response(&value, &mut out);
    let frame = Framer::for_responses(Limits::UNLIMITED).next(&mut &*out);
    frame == Ok(Some(Frame::Message(&out))) && decode_response(&out) == Ok(value)
}

#[test]
fn what_is_read_from_json_that_was_changed_can_be_sent() {
    let (mut read, mut refused) = (0, 0);
    for seed in 0..4000 {
        let (octets, dice) = (bytes(seed), bytes(seed | 1 << 40));
        let mut dice = dice.chunks_exact(4).map(|dice| u32::from_le_bytes(dice.try_into().unwrap()));
        let mut random = |below: usize| dice.next().map_or(0, |dice| dice as usize % below.max(1));
        let mut input = Unstructured::new(&octets);
        let json = match seed % 2 {
            0 => Command::arbitrary(&mut input).map(serde_json::to_value),
            _ => Response::arbitrary(&mut input).map(serde_json::to_value),
        };
        // Not every octets make a value, and some values hold a secret.
        let Ok(Ok(json)) = json else { continue };
        for _ in 0..4 {
            let mut changed = json.clone();
            change(&mut changed, &mut random);
            let sent = match seed % 2 {
                0 => is_sent(&changed, command),
                _ => is_sent(&changed, response),
            };
            *(if sent { &mut read } else { &mut refused }) += 1;
        }
    }
    assert!(read > 1000 && refused > 1000, "{read} {refused}");
}
