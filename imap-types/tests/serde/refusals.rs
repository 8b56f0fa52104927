//! What cannot be sent cannot be read, and secrets cannot be written.

use imap_codec::decode_response;
use imap_types::atom::{Atom, Tag};
use imap_types::auth::AuthenticateData;
use imap_types::body::BodyStructure;
use imap_types::capability::OtherCapability;
use imap_types::command::{Command, CommandBody};
use imap_types::datetime::{Date, DateTime};
use imap_types::fetch::{Fetch, FetchItems, MsgAtt};
use imap_types::flag::{Flag, Flags};
use imap_types::list::{Delimiter, ListSelectOpts, MailboxAttribute};
use imap_types::mailbox::Mailbox;
use imap_types::multisearch::MultiSearch;
use imap_types::number::{ModSeq, Number64, SeqNum, Uid};
use imap_types::raw::Raw;
use imap_types::response::{Data, RespText, Response};
use imap_types::rights::Rights;
use imap_types::search::{SearchKey, SearchNumbers};
use imap_types::section::{Partial, Section};
use imap_types::sequence::{SequenceSet, UidSet};
use imap_types::status::StatusAttName;
use imap_types::string::{AString, Binary};
use imap_types::text::Text;
use imap_types::thread::Threads;
use imap_types::urlauth::UrlAuthMechanism;

/// Each type with JSON that is refused, and what the refusal says.
macro_rules! refused {
    ($($Type:ident: $json:expr, $reason:literal;)+) => {
        #[test]
        fn what_cannot_be_sent_is_refused_with_the_reason() {
            $({
                let json: &str = $json;
                let error = serde_json::from_str::<$Type>(json).expect_err(json).to_string();
                assert!(error.contains($reason), "{json}: {error}");
            })+
        }
    };
}

refused! {
    Atom: r#""a b""#, "expected atom at byte 1";
    Atom: r#""""#, "expected atom at byte 0";
    Atom: "7", "expected text, or a list of octets";
    Atom: "[97, 256]", "expected u8";
    Atom: "[97, 32]", "expected atom at byte 1";
    Tag: r#""a\r\nb LOGOUT""#, "expected tag at byte 1";
    Uid: "0", "expected uniqueid at byte 0";
    Uid: "4294967296", "expected u32";
    SeqNum: "-1", "expected u32";
    ModSeq: "0", "expected mod-sequence-value";
    Number64: "9223372036854775808", "expected number64";
    AString: r#""a\u0000""#, "expected CHAR8 at byte 1";
    Text: r#""a\nb""#, "expected TEXT-CHAR at byte 1";
    Text: "[255]", "expected UTF8-CHAR at byte 0";
    Mailbox: r#""a\r\nb LOGOUT""#, "expected mailbox at byte 1";
    Date: r#""31-Feb-2024""#, "expected date-day";
    DateTime: r#""17-Jul-1996 02:44:25""#, "expected SP";
    Flag: r#""a]b""#, "expected atom at byte 1";
    Flag: r#""\\Recent""#, "expected flag";
    Flags: r#"["\\Seen", "a b"]"#, "expected atom at byte 1";
    MailboxAttribute: r#""Sent""#, "at byte 0";
    Delimiter: r#""\n""#, "expected QUOTED-CHAR";
    Delimiter: r#""ü""#, "expected QUOTED-CHAR";
    Rights: r#""lRs""#, "expected rights at byte 1";
    SequenceSet: r#""""#, "expected sequence-set";
    SequenceSet: r#""1:0""#, "expected sequence-set";
    SequenceSet: r#""1\r\n""#, "expected sequence-set";
    UidSet: r#""1:*""#, "expected uid-set";
    Raw: r#"" a)""#, "expected SP at byte 2";
    SearchNumbers: r#"{"numbers": [], "mod_seq": 7}"#, "expected nz-number";
    Threads: r#"[{"number": 1, "depth": 1}]"#, "expected a depth";
    Section: r#"{"part": [], "text": "MIME"}"#, "expected section-part";
    Section: r#"{"part": [0], "text": null}"#, "nonzero";
    Partial: r#"{"offset": 0, "count": 0}"#, "expected nz-number64";
    ListSelectOpts: r#"["RECURSIVEMATCH"]"#, "expected list-select-base-opt";
    StatusAttName: r#""SIZES""#, "unknown variant `SIZES`, expected one of `MESSAGES`";
    UrlAuthMechanism: r#"{"Other": {"name": "X=1", "rest": ""}}"#, "expected mechanism at byte 1";
    OtherCapability: r#""idle""#, "expected a name without a variant";
    RespText: r#"{"code": null, "text": "[ALERT] x"}"#, "expected text without";
    FetchItems: r#"{"Atts": []}"#, "expected at least one element";
    FetchItems: r#"{"Atts": [{"Other": {"name": "UID", "rest": ""}}]}"#, "expected a name without a variant";
    FetchItems: r#"{"Atts": [{"Other": {"name": "X", "rest": " (a) b"}}]}"#, "expected as many values";
    Fetch: r#"{"messages": {"Uids": "1"}, "items": {"Macro": "FAST"}, "modifiers": ["VANISHED"]}"#, "expected fetch-modifiers";
    Fetch: r#"{"messages": {"SeqNums": "1"}, "items": {"Macro": "FAST"}, "modifiers": [{"CHANGEDSINCE": 7}, "VANISHED"]}"#, "expected fetch-modifiers";
    MsgAtt: r#"{"Malformed": {"raw": "UID 0", "offset": 4, "expected": "nz-number"}}"#, "read from the wire only";
    MsgAtt: r#"{"NoModSeq": 0}"#, "expected mod-sequence-value";
    MsgAtt: r#"{"Other": {"name": "X", "rest": " a)\r\n* BYE"}}"#, "expected SP";
    Data: r#"{"Status": {"kind": "OK", "text": {"code": {"Other": {"name": "X", "rest": " a]"}}, "text": ""}}}"#, "expected TEXT-CHAR at byte 2";
    Data: r#"{"Other": {"number": null, "data": {"name": "7", "rest": ""}}}"#, "expected a name at byte 0";
    CommandBody: r#"{"Other": {"numbering": "SeqNum", "command": {"name": "DONE", "rest": ""}}}"#, "expected command";
    CommandBody: r#"{"ENABLE": []}"#, "expected at least one element";
    Command: r#"{"tag": "a", "body": {"LOGIN": {"user": "a", "password": "b\u0000"}}}"#, "expected CHAR8 at byte 1";
    MultiSearch: r#"{"source": {"mailboxes": ["inboxes"], "options": []}, "returns": ["SAVE"], "charset": null, "keys": ["ALL"]}"#, "expected search-return-opts";
    SearchKey: r#"{"Other": {"name": "1:2", "rest": ""}}"#, "expected search-key";
    SearchKey: r#"{"And": []}"#, "expected at least one element";
    SearchKey: r#"{"OR": ["SEEN"]}"#, "expected a list of two";
    BodyStructure: r#"{"Multi": {"parts": [], "subtype": "MIXED"}}"#, "expected at least one element";
    BodyStructure: r#"{"Single": {"media": {"Basic": {"type": "Text", "subtype": "x"}}, "encoding": "", "octets": 0}}"#, "expected media-basic";
    BodyStructure: r#"{"Single": {"encoding": "", "octets": 0}}"#, "missing field `media`";
    BodyStructure: r#"{"Single": {"encoding": "", "encoding": ""}}"#, "duplicate field `encoding`";
}

#[test]
fn what_may_be_left_out_is_empty() {
    let json = r#"{"Single": {"media": {"TEXT": {"subtype": "PLAIN", "lines": 1}}, "encoding": "7BIT", "octets": 9, "new": [{}]}}"#;
    let BodyStructure::Single(part) = serde_json::from_str(json).unwrap() else { panic!("one part") };
    assert!(part.parameters.is_empty() && part.id.is_none() && part.extension.language.is_empty());
    let known: StatusAttName = serde_json::from_str(r#""messages""#).unwrap();
    assert_eq!(known, StatusAttName::Messages);
}

#[test]
fn secrets_are_not_written() {
    let says = || Binary::try_from(&b"\0alice\0hunter2"[..]).unwrap().into();
    let login = CommandBody::login("alice", "hunter2").unwrap();
    let unknown: CommandBody = CommandBody::other(
        imap_types::number::Numbering::SeqNum,
        "XLOGIN".try_into().unwrap(),
        " alice hunter2".try_into().unwrap(),
    )
    .unwrap();
    let authenticate = CommandBody::authenticate("PLAIN".try_into().unwrap(), Some(says()));
    for command in [login, unknown, authenticate] {
        let mut written = Vec::new();
        let error = serde_json::to_writer(&mut written, &command).unwrap_err().to_string();
        assert!(error.contains("secret"), "{error}");
        let written = String::from_utf8(written).unwrap();
        assert!(!written.contains("hunter2") && !written.contains("104,117"), "{written}");
        postcard::to_allocvec(&command).unwrap_err();
    }
    serde_json::to_string(&AuthenticateData::Response(says())).unwrap_err();
    // Without a secret they are written.
    let plain = CommandBody::authenticate("PLAIN".try_into().unwrap(), None);
    assert_eq!(
        serde_json::to_string(&plain).unwrap(),
        r#"{"AUTHENTICATE":{"mechanism":"PLAIN","initial_response":null}}"#
    );
}

#[test]
fn secrets_are_read() {
    let json = r#"{"LOGIN":{"user":"alice","password":"hunter2"}}"#;
    assert_eq!(
        serde_json::from_str::<CommandBody>(json).unwrap(),
        CommandBody::login("alice", "hunter2").unwrap()
    );
}

#[test]
fn what_broke_the_grammar_is_written_for_people() {
    let response = decode_response(b"* 1 FETCH (RFC822.SIZE -1 MODSEQ (0) UID 7)\r\n").unwrap();
    let json = serde_json::to_string(&response).unwrap();
    assert_eq!(
        json,
        r#"{"Data":{"FETCH":{"seq":1,"items":[{"Malformed":{"raw":"RFC822.SIZE -1","offset":12,"expected":"number64"}},{"NoModSeq":0},{"UID":7}]}}}"#
    );
    let error = serde_json::from_str::<Response>(&json).unwrap_err().to_string();
    assert!(error.contains("read from the wire only"), "{error}");
}

/// No format says how many elements there are to come without being doubted.
#[test]
fn lengths_that_lie_take_no_memory() {
    // A list of 2^32 - 1 octets, and of as many flags, of which none follow.
    let lies = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F];
    postcard::from_bytes::<Atom>(&lies).unwrap_err();
    postcard::from_bytes::<Flags>(&lies).unwrap_err();
    postcard::from_bytes::<Threads>(&lies).unwrap_err();
    // No variant has such an index.
    postcard::from_bytes::<SearchKey>(&lies).unwrap_err();
    postcard::from_bytes::<StatusAttName>(&lies).unwrap_err();
}
