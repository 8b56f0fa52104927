use alloc::borrow::Cow;
use alloc::{format, vec};

use imap_types::atom::Tag;
use imap_types::capability::Capability;
use imap_types::charset::Charset;
use imap_types::copy::CopyUid;
use imap_types::flag::{Flag, Flags, OtherFlag, PermanentFlags};
use imap_types::number::ModSeq;
use imap_types::objectid::{ObjectId, ObjectIds};
use imap_types::raw::Malformed;
use imap_types::search::FilterName;
use imap_types::trusted::FromWire;

use super::*;
use crate::grammar::testing::{both_ways, n, quirky, reads, rejects};

fn other<'a>(name: &'a str, rest: &'a str) -> Code<'a> {
    Code::Other(kept(name.as_bytes(), rest.as_bytes()))
}

fn coded<'a>(code: Code<'a>, text: &'a str) -> RespText<'a> {
    RespText::new(Some(code), Text::try_from(text).unwrap()).unwrap()
}

/// `resp-text` up to where the line would end.
fn resp_text<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, RespText<'a>> {
    let (rest, text) = sp_resp_text(cx, input)?;
    Ok((rest.strip_prefix(b"\r\n").unwrap_or(rest), text))
}

fn write(out: &mut Encoder<'_>, text: &RespText<'_>) {
    write_sp_resp_text(out, text);
    out.bytes(b"\r\n");
}

#[test]
fn codes_both_ways() {
    both_ways(
        resp_text,
        write,
        &[
            (" [ALERT] x\r\n", coded(Code::Alert, "x")),
            (" [READ-WRITE] \r\n", coded(Code::ReadWrite, "")),
            (" [UNKNOWN-CTE] x\r\n", coded(Code::UnknownCte, "x")),
            (
                " [CAPABILITY IMAP4rev2 IDLE] x\r\n",
                coded(Code::Capability(vec![Capability::Imap4Rev2, Capability::Idle]), "x"),
            ),
            (" [UIDNEXT 4392] x\r\n", coded(Code::UidNext(n(4392)), "x")),
            (
                " [HIGHESTMODSEQ 715194045007] x\r\n",
                coded(Code::HighestModSeq(ModSeq::new(715_194_045_007).unwrap()), "x"),
            ),
            (" [MODIFIED 7,9] x\r\n", coded(Code::Modified("7,9".parse().unwrap()), "x")),
            (
                " [COPYUID 38505 304,319:320 3956:3958] Done\r\n",
                coded(
                    Code::CopyUid(
                        CopyUid::new(
                            n(38505).into(),
                            "304,319:320".parse().unwrap(),
                            "3956:3958".parse().unwrap(),
                        )
                        .unwrap(),
                    ),
                    "Done",
                ),
            ),
            (" [NOUPDATE \"B02\"] x\r\n", coded(Code::NoUpdate(Tag::try_from("B02").unwrap()), "x")),
            (
                " [UNDEFINED-FILTER on-the-road] x\r\n",
                coded(Code::UndefinedFilter(FilterName::try_from("on-the-road").unwrap()), "x"),
            ),
            (
                " [MAILBOXID (F2212ea87)] x\r\n",
                coded(Code::MailboxId(ObjectId::try_from("F2212ea87").unwrap()), "x"),
            ),
            (" [OBJECTID (MAILBOXID F1 ACCOUNTID A1)] x\r\n", {
                let id = |id| ObjectId::try_from(id).ok();
                let ids = ObjectIds { mailbox: id("F1"), account: id("A1"), ..ObjectIds::default() };
                coded(Code::ObjectId(Box::new(ids)), "x")
            }),
            (" [UIDREQUIRED] x\r\n", coded(Code::UidRequired, "x")),
            (" [TOOFEW] x\r\n", coded(Code::TooFew, "x")),
            (" [TOOMANY] x\r\n", coded(Code::TooMany, "x")),
            (" [BADCHARSET] x\r\n", coded(Code::BadCharset(vec![]), "x")),
            (
                " [BADCHARSET (UTF-8 \"a b\")] x\r\n",
                coded(Code::BadCharset(vec![Charset::UTF_8, Charset::try_from("a b").unwrap()]), "x"),
            ),
            (" [XFOO a \"b\" {3}] x]y\r\n", coded(other("XFOO", " a \"b\" {3}"), "x]y")),
        ],
    );
    reads(
        resp_text,
        &[
            (" [alert] x\r\n", coded(Code::Alert, "x")),
            (
                " [BADCHARSET (a]b)] x\r\n",
                coded(Code::BadCharset(vec![Charset::try_from("a]b").unwrap()]), "x"),
            ),
        ],
    );
    rejects(resp_text, &[("x\r\n", 0, "SP"), (" x", 2, "CRLF")]);
}

#[test]
fn what_is_wrong_with_a_code_does_not_depend_on_the_text() {
    for text in ["", "text", "more) text"] {
        let line = format!(" [PERMANENTFLAGS (\\Seen \"a] {text}\r\n");
        let cx = Context::new(crate::context::Mode::Lenient, false, 9, line.len());
        cx.from_server.set(true);
        let (_, read) = resp_text(&cx, line.as_bytes()).unwrap();
        let raw = Cow::Borrowed(&b"PERMANENTFLAGS (\\Seen \"a"[..]);
        let malformed = Malformed::from_wire((raw, 24, "SP"));
        assert_eq!(read, coded(Code::Malformed(Box::new(malformed)), text), "{text}");
    }
    // A string that ends in the text, if at all: the first is none of a tag.
    for (text, value) in
        [("\"^!]\"] b", "\"!!^!"), (" c", "\"!!^!"), (" \" c", "\"a"), ("b\" c", "\"a"), ("b", "\"a\"b")]
    {
        let line = format!(" [NOUPDATE {value}]{text}\r\n");
        let cx = Context::new(crate::context::Mode::Lenient, false, 9, line.len());
        cx.from_server.set(true);
        let (_, read) = resp_text(&cx, line.as_bytes()).unwrap();
        let raw = format!("NOUPDATE {value}");
        let Some(Code::Malformed(malformed)) = read.code() else { panic!("{line}") };
        let told = (malformed.raw(), malformed.offset(), malformed.expected());
        assert_eq!(told, (raw.as_bytes(), raw.len(), "rest of the value"), "{line}");
    }
}

#[test]
fn odd_codes_cost_the_code_only() {
    let text = |text| RespText::from_wire((None, Text::from_wire(Cow::Borrowed(text))));
    quirky(
        resp_text,
        " [UIDVALIDITY 1]\r\n",
        &coded(Code::UidValidity(n(1).into()), ""),
        Quirk::MissingStatusText,
        16,
    );
    quirky(resp_text, " [ALERT]x\r\n", &coded(Code::Alert, "x"), Quirk::MissingStatusText, 8);
    quirky(resp_text, "\r\n", &text(b""), Quirk::MissingStatusText, 0);
    quirky(resp_text, " [UNSEEN 25 ] x\r\n", &coded(Code::Unseen(n(25)), "x"), Quirk::ExtraSpace, 11);
    quirky(resp_text, " [READ-ONLY ] x\r\n", &coded(Code::ReadOnly, "x"), Quirk::ExtraSpace, 11);
    let bad_charset = coded(Code::BadCharset(vec![]), "x");
    quirky(resp_text, " [BADCHARSET ()] x\r\n", &bad_charset, Quirk::MalformedCode, 13);
    let bad_charset = coded(Code::BadCharset(vec![Charset::UTF_8]), "x");
    quirky(resp_text, " [BADCHARSET UTF-8] x\r\n", &bad_charset, Quirk::BareCharset, 13);
    let keyword = Flag::Other(OtherFlag::from_wire(Cow::Borrowed(b"[css3-page]")));
    let flags = PermanentFlags { flags: Flags::from([Flag::Seen, keyword]), new_keywords: true };
    let flags = coded(Code::PermanentFlags(flags), "Limited");
    quirky(
        resp_text,
        " [PERMANENTFLAGS (\\Seen [css3-page] \\*)] Limited\r\n",
        &flags,
        Quirk::InvalidFlag,
        24,
    );
    quirky(resp_text, " [XFOO ] x\r\n", &coded(other("XFOO", " "), "x"), Quirk::MalformedCode, 6);
    let cx = Context::new(crate::context::Mode::Lenient, false, 9, 99);
    let latin = b" [XFOO p\xE4ss] x\r\n";
    let (_, code) = resp_text(&cx, latin).unwrap();
    assert_eq!(code, coded(Code::Other(kept(b"XFOO", b" p\xE4ss")), "x"));
    assert_eq!(
        resp_text(&Context::new(crate::context::Mode::Strict, false, 9, 99), latin)
            .unwrap_err()
            .rule()
            .name(),
        "text"
    );
    let cx = Context::new(crate::context::Mode::Lenient, false, 9, 99);
    let (_, copied) = resp_text(&cx, b" [COPYUID 701  ]\r\n").unwrap();
    let malformed = Malformed::from_wire((Cow::Borrowed(b"COPYUID 701  "), 13, "nz-number"));
    assert_eq!(copied, coded(Code::Malformed(Box::new(malformed)), ""));
    let (_, error) = resp_text(&cx, b" [Error=\"x\" AuthResult=0] failed\r\n").unwrap();
    assert_eq!(error, text(b"[Error=\"x\" AuthResult=0] failed"));
}
