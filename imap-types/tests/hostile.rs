//! A value that exists can be sent: nothing that a caller makes breaks out of its place on the wire.

use std::borrow::Cow;

use imap_types::append::{AppendData, AppendMessage};
use imap_types::atom::{Atom, Tag};
use imap_types::auth::AuthMechanism;
use imap_types::capability::Capability;
use imap_types::charset::Charset;
use imap_types::code::{Code, CodeName};
use imap_types::command::CommandBody;
use imap_types::error::ValueError;
use imap_types::fetch::{FetchAtt, FetchModifier, MsgAtt};
use imap_types::flag::Flag;
use imap_types::list::{Delimiter, ExtendedItem, ListSelectOpt, MailboxAttribute, ReturnOption};
use imap_types::mailbox::{ListMailbox, Mailbox, MailboxEncoding};
use imap_types::number::Numbering;
use imap_types::raw::Raw;
use imap_types::rename::RenameParam;
use imap_types::response::{Data, RespText};
use imap_types::search::{SearchKey, SearchReturnData, SearchReturnOpt};
use imap_types::select::SelectParam;
use imap_types::status::{StatusAtt, StatusAttVal};
use imap_types::store::{StoreAtt, StoreModifier};
use imap_types::string::AString;
use imap_types::text::Text;
use imap_types::trusted::FromWire;

/// They end a line, or what a program in C takes for a string.
const BREAK_LINES: &[&str] = &[
    "\r\n",
    "\r",
    "\n",
    "\0",
    "a\r\nb LOGOUT",
    "a\rb",
    "a\nb LOGOUT",
    "a\0b",
    "a{3}\r\nabc",
    "a {3+}\r\nabc",
    "~{0}\r\n",
    "Entwürfe\r\n",
    "a\r\n",
    "\r\n+ ",
];

/// They end a word, a list or a string.
const BREAK_WORDS: &[&str] = &[
    ") FETCH",
    "a)",
    ")",
    "(",
    "(()",
    "a b",
    " ",
    "\"",
    "a\"b",
    "\"a",
    "\"\\\"",
    "{5}",
    "{0}",
    "a{",
    "\\",
    "a\u{7f}",
    "ü",
    "\u{1b}[2J",
    "a\tb",
];

fn hostile() -> impl Iterator<Item = &'static str> {
    BREAK_LINES.iter().chain(BREAK_WORDS).copied()
}

/// What every entrance of a type makes of a text: the octets inside, if it lets them in.
macro_rules! entrances {
    ($type:ident, $text:expr) => {{
        let text: &str = $text;
        let made = [
            $type::try_from(text).ok(),
            $type::try_from(text.as_bytes()).ok(),
            $type::try_from(text.to_owned()).ok(),
            $type::try_from(text.as_bytes().to_vec()).ok(),
            $type::try_from(Cow::Borrowed(text.as_bytes())).ok(),
        ];
        assert!(made.windows(2).all(|pair| pair[0] == pair[1]), "{text:?}");
        made[0].as_ref().map(|value| value.as_bytes().to_vec())
    }};
}

#[test]
fn a_word_is_one_word() {
    for text in hostile() {
        assert_eq!(entrances!(Atom, text), None, "{text:?}");
        assert_eq!(entrances!(Tag, text), None, "{text:?}");
        assert!(Capability::try_from(text).is_err(), "{text:?}");
        assert!(AuthMechanism::try_from(text).is_err(), "{text:?}");
        assert!(Flag::try_from(text).is_err(), "{text:?}");
        let backslash = format!("\\{text}");
        assert!(Flag::try_from(&*backslash).is_err(), "{backslash:?}");
        assert!(MailboxAttribute::try_from(&*backslash).is_err(), "{backslash:?}");
    }
}

#[test]
fn a_line_is_one_line() {
    for &text in BREAK_LINES {
        assert_eq!(entrances!(Text, text), None, "{text:?}");
        assert_eq!(entrances!(Charset, text), None, "{text:?}");
        assert_eq!(entrances!(Mailbox, text), None, "{text:?}");
        assert_eq!(entrances!(ListMailbox, text), None, "{text:?}");
        assert!(RespText::try_from(text).is_err(), "{text:?}");
        assert!(CommandBody::select(text).is_err(), "{text:?}");
        assert!(Mailbox::from_unicode(text, MailboxEncoding::Utf8).is_err(), "{text:?}");
    }
    // All the same to what stands in a line of text or between quotes.
    for &text in BREAK_WORDS {
        assert_eq!(entrances!(Text, text).as_deref(), Some(text.as_bytes()));
        assert_eq!(entrances!(Mailbox, text).as_deref(), Some(text.as_bytes()));
        assert_eq!(entrances!(ListMailbox, text).as_deref(), Some(text.as_bytes()));
        assert_eq!(entrances!(Charset, text).is_some(), text.is_ascii(), "{text:?}");
    }
    assert!(RespText::try_from("[ALERT] not a code of ours").is_err());
    assert!(Text::try_from(&b"\xFF"[..]).is_err());
}

#[test]
fn a_name_in_modified_utf7_is_printable_whatever_it_says() {
    for text in hostile() {
        let name = Mailbox::from_unicode(text, MailboxEncoding::ModifiedUtf7).unwrap();
        assert!(name.as_bytes().iter().all(|byte| matches!(byte, b' '..=b'~')), "{name:?}");
        assert_eq!(name.to_unicode(MailboxEncoding::ModifiedUtf7), text);
    }
}

#[test]
fn a_string_holds_anything_but_nul() {
    for text in hostile() {
        assert_eq!(entrances!(AString, text).is_some(), !text.contains('\0'), "{text:?}");
    }
}

#[test]
fn a_delimiter_is_one_character_of_a_line() {
    for byte in [b'\r', b'\n', 0, 0x80, 0xFF] {
        assert!(Delimiter::try_from(byte).is_err(), "{byte}");
    }
    assert!(Delimiter::try_from(b'"').is_ok());
}

#[test]
fn raw_is_values_and_nothing_else() {
    for text in hostile() {
        assert_eq!(entrances!(Raw, text), None, "{text:?}");
        // Two values, a literal8 of no octets, and a backslash as flags have it.
        let harmless = matches!(text, "a b" | "~{0}\r\n" | "\\");
        for text in [format!(" {text}"), format!(" (x {text})"), format!(" x {text}")] {
            assert_eq!(entrances!(Raw, &text).is_some(), harmless, "{text:?}");
        }
    }
}

type Other = fn(Atom<'static>, Raw<'static>) -> Result<(), ValueError>;

/// Every constructor of something that this library does not know, by how many values it has room for at most.
const OTHERS: &[(&str, usize, Other)] = &[
    ("AppendData", 1, |name, rest| AppendData::other(name, rest).map(drop)),
    ("AppendMessage", 1, |name, rest| AppendMessage::new(AString::EMPTY).extend(name, rest)),
    ("CommandBody", 9, |name, rest| CommandBody::other(Numbering::SeqNum, name, rest).map(drop)),
    ("CommandBody, UID", 9, |name, rest| CommandBody::other(Numbering::Uid, name, rest).map(drop)),
    ("Data", 9, |name, rest| Data::other(None, name, rest).map(drop)),
    ("Data, number", 9, |name, rest| Data::other(Some(0), name, rest).map(drop)),
    ("ExtendedItem", 1, |name, rest| ExtendedItem::other(name, rest).map(drop)),
    ("FetchAtt", 1, |name, rest| FetchAtt::other(name, rest).map(drop)),
    ("FetchModifier", 1, |name, rest| FetchModifier::other(name, rest).map(drop)),
    ("ListSelectOpt", 1, |name, rest| ListSelectOpt::other(name, rest).map(drop)),
    ("MsgAtt", 1, |name, rest| MsgAtt::other(name, rest).map(drop)),
    ("RenameParam", 1, |name, rest| RenameParam::new(name, rest).map(drop)),
    ("ReturnOption", 1, |name, rest| ReturnOption::other(name, rest).map(drop)),
    ("SearchKey", 9, |name, rest| SearchKey::other(name, rest).map(drop)),
    ("SearchReturnData", 1, |name, rest| SearchReturnData::other(name, rest).map(drop)),
    ("SearchReturnOpt", 1, |name, rest| SearchReturnOpt::other(name, rest).map(drop)),
    ("SelectParam", 1, |name, rest| SelectParam::other(name, rest).map(drop)),
    ("StatusAttVal", 1, |name, rest| StatusAttVal::other(name, rest).map(drop)),
    ("StoreAtt", 1, |name, rest| StoreAtt::other(name, rest).map(drop)),
    ("StoreModifier", 1, |name, rest| StoreModifier::other(name, rest).map(drop)),
];

fn atom(text: &str) -> Atom<'_> {
    Atom::try_from(text).unwrap()
}

#[test]
fn what_a_peer_sent_cannot_be_passed_off_as_ones_own() {
    for (place, most, other) in OTHERS {
        assert_eq!(other(atom("X-NEW"), Raw::try_from(" (a {4}\r\n\r\n)\r)").unwrap()), Ok(()), "{place}");
        let two = other(atom("X-NEW"), Raw::try_from(" (a) (b)").unwrap());
        assert_eq!(two.is_ok(), *most > 1, "{place}");
        for text in hostile().filter(|&text| text != "\\") {
            // As a decoder keeps what it could not read.
            let rest = Raw::from_wire(Cow::Borrowed(text.as_bytes()));
            assert!(other(atom("X-NEW"), rest).is_err(), "{place}: {text:?}");
        }
    }
}

#[test]
fn what_is_known_is_not_made_as_unknown() {
    fn refuses(place: &str, names: &[&'static str]) {
        for &name in names {
            let (_, _, other) = OTHERS.iter().find(|(other, ..)| *other == place).unwrap();
            for rest in [" (a)", ""] {
                let rest = Raw::try_from(rest).unwrap();
                assert!(other(atom(name), rest).is_err(), "{place}: {name}");
            }
        }
    }
    refuses("CommandBody", &["login", "UID", "FETCH", "Authenticate"]);
    refuses("CommandBody, UID", &["FETCH", "expunge"]);
    refuses("Data", &["OK", "bye", "FETCH", "1", "1X"]);
    refuses("FetchAtt", &["UID", "all", "BODY[TEXT", "X["]);
    refuses("MsgAtt", &["UID", "flags", "BODY[TEXT", "X["]);
    refuses("SearchKey", &["ALL", "uid", "1:2", "$", "RETURN", "CHARSET"]);
    refuses("StoreAtt", &["+FLAGS", "flags.silent"]);
    refuses("StatusAttVal", &["messages"]);
    refuses("ExtendedItem", &["OLDNAME"]);
    assert!(StatusAtt::other(atom("Messages"), Raw::EMPTY).is_err());
    assert!(StatusAtt::other(atom("X-NEW"), Raw::EMPTY).is_ok());
    assert!(Code::other(atom("Alert"), None).is_err());
    for name in CodeName::ALL {
        assert!(Code::other(atom(name.as_str()), None).is_err(), "{name}");
    }
}

#[test]
fn a_code_stays_in_its_brackets() {
    for &text in BREAK_LINES {
        let text = format!(" {text}");
        assert!(Code::other(atom("X-NEW"), Some(&text)).is_err(), "{text:?}");
    }
    for text in ["x", "", " ", " ]", " a] OK", " \"]\"", " ü"] {
        assert_eq!(Code::other(atom("X-NEW"), Some(text)).is_ok(), text.is_empty(), "{text:?}");
    }
    assert!(Code::other(atom("X-NEW"), Some(" (\"unbalanced {3}")).is_ok());
}
