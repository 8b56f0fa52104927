//! Framer, grammar and `Raw` ask one parser what the header of a literal is.

use imap_codec::{BareCr, Decoder, Frame, Framer, Limits, Quirk};
use imap_types::raw::Raw;
use imap_types::response::{Data, Response};

/// The first message of a server; `None` where the framer finds none or refuses to go on.
fn frame(wire: &[u8], bare_cr: BareCr) -> Option<&[u8]> {
    let mut framer = Framer::for_responses(Limits::responses()).bare_cr(bare_cr);
    let mut input = wire;
    match framer.next(&mut input) {
        Ok(Some(Frame::Message(message))) => Some(message),
        _ => None,
    }
}

/// The mailbox of `* LIST () "/" ` and a header, and the rest of `* XFOO ` and one, as the grammar reads them.
fn read(header: &str, octets: &str) -> [Option<String>; 2] {
    let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
    let known = format!("* LIST () \"/\" {header}{octets}\r\n");
    let unknown = format!("* XFOO {header}{octets}\r\n");
    [known, unknown].map(|wire| match Decoder::new().response(wire.as_bytes()).ok()? {
        Response::Data(Data::List(list)) => Some(text(list.mailbox.as_bytes())),
        Response::Data(Data::Other(other)) => Some(text(other.data().rest().as_bytes())),
        other => panic!("{other:?}"),
    })
}

#[test]
fn what_is_a_header_to_one_is_a_header_to_all() {
    // A header and its line end; whether the framer takes it by default, and where CR ends lines; whether the grammar
    // does; and whether a caller may write it.
    for (header, framed, framed_cr, grammar, caller) in [
        ("{2}\r\n", true, true, true, true),
        ("{002}\r\n", true, true, true, true),
        ("{2+}\r\n", true, true, true, false),
        ("{2}\n", true, true, true, false),
        // The grammar does not know where the framer ends lines, so what ends in CR is no header to it.
        ("{2}\r", false, true, false, false),
        ("{2+}\r", false, true, false, false),
        ("{ 2}\r\n", false, false, false, false),
        ("{2 }\r\n", false, false, false, false),
        ("{+2}\r\n", false, false, false, false),
        ("{2++}\r\n", false, false, false, false),
        ("{2}}\r\n", false, false, false, false),
        ("{}\r\n", false, false, false, false),
        ("{9223372036854775808}\r\n", false, false, false, false),
        ("{18446744073709551618}\r\n", false, false, false, false),
    ] {
        // With octets that look like a line end and the next response.
        let wire = format!("* XFOO {header}\r\n\r\n* BYE x\r\n");
        let whole = wire.find("\r\n* BYE").map(|at| at + 2);
        let takes = |bare_cr| frame(wire.as_bytes(), bare_cr).map(<[u8]>::len) == whole;
        assert_eq!([takes(BareCr::Text), takes(BareCr::LineEnd)], [framed, framed_cr], "{header:?}");
        let [known, unknown] = read(header, "ab");
        assert_eq!([known.as_deref() == Some("ab"), unknown.is_some()], [grammar; 2], "{header:?}");
        assert_eq!(Raw::try_from(format!(" {header}ab").as_str()).is_ok(), caller, "{header:?}");
        // How it was announced is not sent on.
        assert!(unknown.is_none_or(|rest| rest == " {2}\r\nab"), "{header:?}");
    }
}

#[test]
fn a_literal_behind_a_bare_lf_is_a_quirk() {
    let mut decoder = Decoder::new();
    decoder.response(b"* LIST () \"/\" {2}\nab\r\n").unwrap();
    assert_eq!(decoder.quirks().iter().map(|seen| seen.quirk).collect::<Vec<_>>(), [Quirk::BareLf]);
    let error = Decoder::new().strict(true).response(b"* LIST () \"/\" {2}\nab\r\n").unwrap_err();
    assert_eq!(error.to_string(), "expected CRLF at byte 14");
}
