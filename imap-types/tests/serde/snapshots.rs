//! How values look in JSON: names as on the wire, octets as text.

use imap_codec::{decode_command, decode_response};
use imap_types::command::Command;
use imap_types::response::Response;

#[track_caller]
fn response(wire: &str, json: &str) {
    let response = decode_response(wire.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string_pretty(&response).unwrap(), json.trim());
    assert_eq!(serde_json::from_str::<Response<'static>>(json).unwrap(), response);
}

#[track_caller]
fn command(wire: &str, json: &str) {
    let command = decode_command(wire.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string_pretty(&command).unwrap(), json.trim());
    assert_eq!(serde_json::from_str::<Command<'static>>(json).unwrap(), command);
}

#[test]
fn a_fetch_response_is_readable() {
    response(
        "* 12 FETCH (UID 4392 FLAGS (\\Seen $Junk) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" \
         RFC822.SIZE 4286 ENVELOPE (NIL \"Entwurf \u{fc}\" ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) \
         NIL NIL NIL NIL NIL NIL \"<a@b>\") BODY[HEADER.FIELDS (From)]<0> {4}\r\na\r\n\u{7f} \
         BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"CHARSET\" \"UTF-8\") NIL NIL \"7BIT\" 1152 23) X-NEW (a b))\r\n",
        include_str!("fetch.json"),
    );
}

#[test]
fn a_status_response_is_readable() {
    response("A142 OK [UIDVALIDITY 3857529045] done\r\n", include_str!("tagged.json"));
}

#[test]
fn a_command_is_readable() {
    command(
        "A1 UID SEARCH RETURN (MIN COUNT) CHARSET UTF-8 OR SEEN NOT FROM \"Smith\" SINCE 1-Feb-1994 UID 1:7,*\r\n",
        include_str!("search.json"),
    );
}

#[test]
fn octets_that_are_no_text_are_listed() {
    let response = decode_response(b"* LIST (\\Noselect) \"/\" \"caf\xE9\"\r\n").unwrap();
    let json = r#"{"Data":{"LIST":{"attributes":["\\Noselect"],"delimiter":"/","mailbox":[99,97,102,233],"extended":[]}}}"#;
    assert_eq!(serde_json::to_string(&response).unwrap(), json);
    assert_eq!(serde_json::from_str::<Response<'static>>(json).unwrap(), response);
}

#[test]
fn names_are_those_of_the_wire() {
    for (wire, json) in [
        (
            "* CAPABILITY IMAP4rev2 AUTH=PLAIN XPIG\r\n",
            r#"{"Data":{"CAPABILITY":["IMAP4rev2","AUTH=PLAIN","XPIG"]}}"#,
        ),
        (
            "* 1 FETCH (FLAGS (\\Recent))\r\n",
            r#"{"Data":{"FETCH":{"seq":1,"items":[{"FLAGS":["\\Recent"]}]}}}"#,
        ),
        (
            "* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n",
            r#"{"Data":{"Status":{"kind":"OK","text":{"code":{"PERMANENTFLAGS":["\\Seen","\\*"]},"text":"x"}}}}"#,
        ),
        ("* STATUS a (UNSEEN 3)\r\n", r#"{"Data":{"STATUS":{"mailbox":"a","items":[{"UNSEEN":3}]}}}"#),
        (
            "* VANISHED (EARLIER) 300:310,405\r\n",
            r#"{"Data":{"VANISHED":{"earlier":true,"uids":"300:310,405"}}}"#,
        ),
    ] {
        let response = decode_response(wire.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&response).unwrap(), json);
        assert_eq!(serde_json::from_str::<Response<'static>>(json).unwrap(), response);
    }
    for (wire, json) in [
        ("a NOOP\r\n", r#"{"tag":"a","body":"NOOP"}"#),
        ("a UID EXPUNGE 1:*\r\n", r#"{"tag":"a","body":{"UID EXPUNGE":{"uids":"1:*"}}}"#),
        (
            "a FETCH $ (BODY.PEEK[1.MIME]<0.9> RFC822.SIZE)\r\n",
            r#"{"tag":"a","body":{"FETCH":{"messages":{"SeqNums":"$"},"items":{"Atts":[{"BODY[]":{"section":{"part":[1],"text":"MIME"},"partial":{"offset":0,"count":9},"peek":"Peek"}},"RFC822.SIZE"]},"modifiers":[]}}}"#,
        ),
        (
            "a STORE 1 +FLAGS.SILENT (\\Deleted)\r\n",
            r#"{"tag":"a","body":{"STORE":{"messages":{"SeqNums":"1"},"modifiers":[],"att":{"FLAGS":{"action":"Add","response":"Silent","flags":["\\Deleted"]}}}}}"#,
        ),
    ] {
        let command = decode_command(wire.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&command).unwrap(), json);
        assert_eq!(serde_json::from_str::<Command<'static>>(json).unwrap(), command);
    }
}
