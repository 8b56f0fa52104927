//! What can contain itself is read as deep as a decoder reads it, and no deeper, in the stack of a thread.

use imap_codec::{Decoder, decode_command, decode_response, encode_command, encode_response};
use imap_types::body::{BodyExtension, BodyStructure};
use imap_types::command::{Command, CommandBody};
use imap_types::fetch::MsgAtt;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{Numbering, SeqNum};
use imap_types::response::{Data, Response};
use imap_types::search::{SearchKey, SearchKeyName};
use serde::Deserialize;

const LEAF: &str = r#"{"Single":{"media":{"Basic":{"type":"A","subtype":"B"}},"encoding":"","octets":0}}"#;

/// Before and after a key that is nested, in JSON.
const KEYS: [(&str, &str); 5] = [
    (r#"{"NOT":"#, "}"),
    (r#"{"FUZZY":"#, "}"),
    (r#"{"OR":["ALL","#, "]}"),
    (r#"{"INTHREAD":{"algorithm":"REFS","key":"#, "}}"),
    (r#"{"And":["ALL","#, "]}"),
];

/// The same for bodies, each of which is a level.
const BODIES: [(&str, &str); 2] = [
    (r#"{"Multi":{"subtype":"MIXED","parts":["#, "]}}"),
    (
        r#"{"Single":{"encoding":"","octets":0,"media":{"MESSAGE":{"subtype":"RFC822","lines":0,"envelope":{},"body":"#,
        "}}}}",
    ),
];

fn nest(before: &str, after: &str, levels: usize, innermost: &str) -> String {
    format!("{}{innermost}{}", before.repeat(levels), after.repeat(levels))
}

/// Without the limit that `serde_json` has of its own.
fn read<T: for<'de> Deserialize<'de>>(json: &str) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer.disable_recursion_limit();
    T::deserialize(&mut deserializer)
}

#[track_caller]
fn too_deep<T: for<'de> Deserialize<'de>>(json: &str) {
    let error = read::<T>(json).err().expect("too deep").to_string();
    assert!(error.contains("expected less nesting"), "{error}");
}

fn in_usual_stack(test: impl FnOnce() + Send + 'static) {
    // What a thread has by default; a test's thread may be given more.
    std::thread::Builder::new().stack_size(2 << 20).spawn(test).unwrap().join().unwrap();
}

fn decodes_key(key: SearchKey<'static>) {
    let body = CommandBody::search(Numbering::SeqNum, vec![key]).unwrap();
    let command = Command { tag: "a".try_into().unwrap(), body };
    let (mut wire, mut gates) = (Vec::new(), Vec::new());
    encode_command(&command, &mut wire, &mut gates);
    assert_eq!(decode_command(&wire).unwrap(), command);
}

fn decodes_body(body: BodyStructure<'static>) {
    let items = NonEmpty::one(MsgAtt::BodyStructure(Box::new(body)));
    let response = Response::Data(Data::Fetch { seq: SeqNum::MIN, items });
    let mut wire = Vec::new();
    encode_response(&response, &mut wire);
    assert_eq!(decode_response(&wire).unwrap(), response);
}

#[test]
fn what_a_decoder_takes_is_read_and_nothing_deeper() {
    in_usual_stack(|| {
        for (before, after) in KEYS {
            decodes_key(read(&nest(before, after, Decoder::DEPTH, r#""ALL""#)).unwrap());
            too_deep::<SearchKey>(&nest(before, after, Decoder::DEPTH + 1, r#""ALL""#));
        }
        // Which is written in parentheses.
        let unknown = r#"{"Other":{"name":"X","rest":" (a)"}}"#;
        let (before, after) = KEYS[0];
        decodes_key(read(&nest(before, after, Decoder::DEPTH - 1, unknown)).unwrap());
        too_deep::<SearchKey>(&nest(before, after, Decoder::DEPTH, unknown));
        for (before, after) in BODIES {
            decodes_body(read(&nest(before, after, Decoder::DEPTH - 1, LEAF)).unwrap());
            too_deep::<BodyStructure>(&nest(before, after, Decoder::DEPTH, LEAF));
        }
    });
}

/// A list in a part in as many parts as there is room for.
#[test]
fn all_kinds_of_nesting_count_together() {
    in_usual_stack(|| {
        let (before, after) = BODIES[0];
        let leaf = |lists| {
            let list = nest(r#"{"List":["#, "]}", lists, r#"{"Number":7}"#);
            format!(r#"{}"extension":{{"extensions":[{list}]}},{}"#, &LEAF[..11], &LEAF[11..])
        };
        decodes_body(read(&nest(before, after, 20, &leaf(Decoder::DEPTH - 21))).unwrap());
        too_deep::<BodyStructure>(&nest(before, after, 20, &leaf(Decoder::DEPTH - 20)));
    });
}

#[test]
fn a_hundred_thousand_levels_of_anything_are_refused() {
    in_usual_stack(|| {
        for (before, _) in KEYS {
            too_deep::<SearchKey>(&before.repeat(100_000));
        }
        for (before, _) in BODIES {
            too_deep::<BodyStructure>(&before.repeat(100_000));
        }
        too_deep::<BodyExtension>(&r#"{"List":["#.repeat(100_000));
        // Formats without names: the index of the variant, and where it is a list its length.
        let key = |index: u8, list: &[u8]| [&[index], list].concat().repeat(100_000);
        for name in [SearchKeyName::Not, SearchKeyName::Or, SearchKeyName::Fuzzy, SearchKeyName::InThread] {
            // Which an algorithm precedes.
            let list: &[u8] = if name == SearchKeyName::InThread { &[0] } else { &[] };
            postcard::from_bytes::<SearchKey>(&key(name as u8, list)).unwrap_err();
        }
        let and = u8::try_from(SearchKeyName::ALL.len() + 2).unwrap();
        postcard::from_bytes::<SearchKey>(&key(and, &[1])).unwrap_err();
        postcard::from_bytes::<BodyStructure>(&key(1, &[1])).unwrap_err();
        postcard::from_bytes::<BodyExtension>(&key(2, &[1])).unwrap_err();
    });
}
