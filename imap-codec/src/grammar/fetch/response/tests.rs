//! Items of FETCH responses, right and wrong.

use alloc::borrow::Cow;

use imap_types::datetime::Date;
use imap_types::fetch::Malformed;
use imap_types::objectid::ObjectId;
use imap_types::trusted::FromWire;

use super::*;
use crate::encoder::Spelling;
use crate::grammar::testing::{both_ways, n, quirky, s};

#[test]
fn new_items_both_ways() {
    let id = |id| ObjectId::try_from(id).unwrap();
    let date = DateTime::new(Date::new(2026, 11, 26).unwrap(), 13, 5, 9, -480).unwrap();
    both_ways(
        msg_att,
        |out, items| write_msg_att(out, items),
        &[
            (
                "(PREVIEW \"Hi all\" SAVEDATE \"26-Nov-2026 13:05:09 -0800\" EMAILID (M6d99) THREADID (T64b4))",
                NonEmpty::try_from([
                    MsgAtt::Preview(Some(s("Hi all"))),
                    MsgAtt::SaveDate(Some(date)),
                    MsgAtt::EmailId(id("M6d99")),
                    MsgAtt::ThreadId(Some(id("T64b4"))),
                ])
                .unwrap(),
            ),
            (
                "(PREVIEW NIL SAVEDATE NIL THREADID NIL SNIPPET (FUZZY \"x\") X-SAVEDATE NIL)",
                NonEmpty::try_from([
                    MsgAtt::Preview(None),
                    MsgAtt::SaveDate(None),
                    MsgAtt::ThreadId(None),
                    MsgAtt::Snippet(Some(s("x"))),
                    MsgAtt::XSaveDate(None),
                ])
                .unwrap(),
            ),
            (
                "(X-GM-MSGID 18446744073709551615 X-GM-THRID 9 X-GM-LABELS (\\Inbox \"Muy Importante\") \
                    X-GUID 5d7f X-MAILBOX \"a b\" X-REAL-UID 7)",
                NonEmpty::try_from([
                    MsgAtt::GmMsgId(u64::MAX),
                    MsgAtt::GmThrId(9),
                    MsgAtt::GmLabels(Vec::from([s("\\Inbox"), s("Muy Importante")])),
                    MsgAtt::XGuid(s("5d7f")),
                    MsgAtt::XMailbox("a b".try_into().unwrap()),
                    MsgAtt::XRealUid(n(7).into()),
                ])
                .unwrap(),
            ),
        ],
    );
    let text = NonEmpty::one(MsgAtt::Preview(Some(s("x"))));
    quirky(msg_att, "(PREVIEW (FUZZY \"x\"))", &text, Quirk::FuzzyPreview, 9);
}

#[test]
fn what_breaks_the_grammar_of_an_item_costs_that_item_alone() {
    for (wire, rule) in [
        ("EMAILID NIL", "\"(\""),
        ("EMAILID (a.b)", "\")\""),
        ("THREADID ()", "objectid"),
        ("OBJECTID (EMAILID (a))", "objectid"),
        ("SAVEDATE 1", "nil"),
        ("PREVIEW (LAZY)", "FUZZY"),
        ("X-GM-MSGID 18446744073709551616", "number64"),
        ("X-REAL-UID 0", "nz-number"),
        ("SNIPPET NIL", "\"(\""),
    ] {
        let message = alloc::format!("({wire} UID 7)");
        let cx = Context::new(crate::context::Mode::Lenient, false, 9, message.len());
        let (_, items) = msg_att(&cx, message.as_bytes()).unwrap();
        assert_eq!(items[1], MsgAtt::Uid(n(7).into()));
        let MsgAtt::Malformed(item) = &items[0] else { panic!("{items:?}") };
        assert_eq!((item.raw(), item.expected()), (wire.as_bytes(), rule));
        let strict = Context::new(crate::context::Mode::Strict, false, 9, message.len());
        assert!(msg_att(&strict, message.as_bytes()).is_err(), "{wire}");
    }
}

#[test]
fn what_has_no_value_costs_no_other_item() {
    for (wire, raw, offset, rule) in
        [("(RFC822.SIZE )", "RFC822.SIZE ", 12, "number64"), ("(ENVELOPE)", "ENVELOPE", 8, "SP")]
    {
        let item = Malformed::from_wire((Cow::Borrowed(raw.as_bytes()), offset, rule));
        let items = NonEmpty::one(MsgAtt::Malformed(Box::new(item)));
        let cx = Context::new(crate::context::Mode::Lenient, false, 9, wire.len());
        assert_eq!(msg_att(&cx, wire.as_bytes()), Ok((&b""[..], items.clone())));
        let mut out = Vec::new();
        write_msg_att(&mut Encoder::new(&mut out), &items);
        assert_eq!(out, wire.as_bytes());
    }
    let items = NonEmpty::one(MsgAtt::Binary(FetchedBinary::new(Default::default(), None)));
    quirky(msg_att, "(BINARY[] )", &items, Quirk::MissingValue, 9);
}

#[test]
fn a_space_may_stand_after_the_opening_parenthesis() {
    let items = NonEmpty::one(MsgAtt::Uid(n(7).into()));
    quirky(msg_att, "( UID 7)", &items, Quirk::SpaceInParentheses, 1);
}
#[test]
fn text_of_a_message_is_written_as_a_literal_however_short_it_is() {
    let quoted = r#"(BODY[1] "hi" BODY[2]<0> "" BINARY[1] "x" RFC822.HEADER NIL RFC822.TEXT "y" RFC822 "z")"#;
    let literals = "(BODY[1] {2}\r\nhi BODY[2]<0> {0}\r\n BINARY[1] {1}\r\nx RFC822.HEADER NIL \
        RFC822.TEXT {1}\r\ny RFC822 {1}\r\nz)";
    let natural = literals.replace("{0}\r\n", "\"\"");
    let (_, items) =
        msg_att(&Context::new(crate::context::Mode::Lenient, false, 9, quoted.len()), quoted.as_bytes())
            .unwrap();
    for (spelling, wire) in
        [(Spelling::Natural, &*natural), (Spelling::Literal, literals), (Spelling::Quoted, quoted)]
    {
        let mut out = Vec::new();
        write_msg_att(&mut Encoder::new(&mut out).spelling(spelling), &items);
        assert_eq!(out, wire.as_bytes());
    }
}
