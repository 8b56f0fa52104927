//! Spellings that look like something else, and values that look like another one's spelling.

use imap_codec::{Decoder, Encoder, Frame, Framer, Limits, Literals, Quirk, Spelling};
use imap_types::append::{AppendData, AppendMessage};
use imap_types::atom::{Atom, Tag};
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::create::CreateParam;
use imap_types::fetch::{
    Fetch, FetchAtt, FetchItems, FetchModifier, FetchSection, FetchedSection, MsgAtt, Peek,
};
use imap_types::flag::Flag;
use imap_types::id::IdFields;
use imap_types::list::{ExtendedItem, List, ListSelectOpt, MailboxAttribute, MailboxList, ReturnOption};
use imap_types::mailbox::Mailbox;
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, Numbering};
use imap_types::raw::Raw;
use imap_types::rename::{Rename, RenameParam};
use imap_types::response::{Data, RespText, Response, Status, StatusKind};
use imap_types::search::{ESearch, Search, SearchKey, SearchReturnData, SearchReturnOpt};
use imap_types::section::Section;
use imap_types::select::SelectParam;
use imap_types::sequence::SequenceSet;
use imap_types::status::{MailboxStatus, StatusAtt, StatusAttVal};
use imap_types::store::{Store, StoreAtt, StoreModifier};
use imap_types::string::{AString, Binary};
use imap_types::text::Text;

const CONFUSING: &[&str] = &[
    "",
    "NIL",
    "nil",
    "\"",
    "\"\"",
    "\\",
    "\\\"",
    "a\"b",
    "a\\",
    "{0}",
    "{5}",
    "{3}\r\nabc",
    "{3+}\r\nabc",
    "~{1}\r\na",
    "\u{e9}",
    "\u{65e5}\u{672c}",
    "\r\n",
    "a\r\nb LOGOUT",
    "\n",
    "\r",
    "inbox",
    "INBOX",
    "InBox",
    "a]b",
    "]",
    "[",
    "[Gmail]/x",
    "[ALERT]",
    "&",
    "&-",
    "&AOk-",
    "*",
    "%",
    "(",
    ")",
    "()",
    "(ALL)",
    "ALL",
    "NOT",
    "OR",
    "1:*",
    "$",
    "1",
    "UID 1",
    "RETURN",
    "RETURN (",
    "CHARSET",
    " ",
    " a",
    "a ",
    "a  b",
    "\t",
    "\u{7f}",
    "+",
    "-",
    "=",
    "DONE",
    "\\Seen",
    "\"NIL\"",
    ".",
    "a.b",
    "Subject: x",
    "X Y",
    "<0.1>",
    "]<0>",
    "a]) NIL",
    ":",
];

fn spellings() -> impl Iterator<Item = (Literals, Spelling, bool)> {
    let literals = [Literals::Synchronizing, Literals::Minus, Literals::Plus];
    let spellings = [Spelling::Natural, Spelling::Quoted, Spelling::Literal];
    literals.into_iter().flat_map(move |literals| {
        spellings
            .into_iter()
            .flat_map(move |spelling| [(literals, spelling, false), (literals, spelling, true)])
    })
}

fn command(body: CommandBody<'_>) {
    command_as(body, spellings());
}

fn response(data: Data<'_>) {
    response_as(data, spellings());
}

fn command_as(body: CommandBody<'_>, spellings: impl Iterator<Item = (Literals, Spelling, bool)>) {
    let command = body.tag(Tag::try_from("a").unwrap());
    for (literals, spelling, utf8) in spellings {
        let mut out = Vec::new();
        Encoder::new(&mut out).literals(literals).spelling(spelling).utf8(utf8).command(&command);
        let mut decoder = Decoder::new().utf8(utf8);
        assert_eq!(decoder.command(&out).as_ref(), Ok(&command), "{}", out.escape_ascii());
        if !names_what_is_unknown(&decoder) {
            assert_eq!(decoder.strict(true).command(&out).as_ref(), Ok(&command), "{}", out.escape_ascii());
        }
        let (mut framer, mut input) = (Framer::for_commands(Limits::UNLIMITED), &out[..]);
        while let Ok(Some(frame)) = framer.next(&mut input) {
            assert!(matches!(frame, Frame::Announced { .. }) || frame == Frame::Message(&out));
        }
        assert!(input.is_empty(), "{}", out.escape_ascii());
    }
}

/// Whether a name was not known where the grammar has no room for it. Nothing else is tolerated.
fn names_what_is_unknown(decoder: &Decoder) -> bool {
    let quirks = decoder.quirks();
    assert!(quirks.iter().all(|sighting| sighting.quirk.is_unknown_name()), "{quirks:?}");
    !quirks.is_empty()
}

fn response_as(data: Data<'_>, spellings: impl Iterator<Item = (Literals, Spelling, bool)>) {
    let response = Response::Data(data);
    for (_, spelling, utf8) in spellings {
        let mut out = Vec::new();
        Encoder::new(&mut out).spelling(spelling).utf8(utf8).response(&response);
        let mut decoder = Decoder::new().utf8(utf8);
        assert_eq!(decoder.response(&out).as_ref(), Ok(&response), "{}", out.escape_ascii());
        if !names_what_is_unknown(&decoder) {
            assert_eq!(decoder.strict(true).response(&out).as_ref(), Ok(&response), "{}", out.escape_ascii());
        }
        let mut input = &out[..];
        let frame = Framer::for_responses(Limits::UNLIMITED).next(&mut input);
        assert_eq!(frame, Ok(Some(Frame::Message(&out))), "{}", out.escape_ascii());
    }
}

fn s(text: &str) -> AString<'_> {
    AString::try_from(text).unwrap()
}

fn one() -> SequenceSet {
    "1".parse().unwrap()
}

#[test]
fn strings_are_what_they_are_wherever_they_stand() {
    for &text in CONFUSING {
        command(CommandBody::login(text, text).unwrap());
        command(CommandBody::Id(IdFields::new([(text, Some(text))]).ok()));
        command(CommandBody::append("a", AppendMessage::new(s(text))).unwrap());
        let binary = AppendMessage {
            data: AppendData::Literal8(Binary::try_from(format!("{text}\0")).unwrap()),
            ..AppendMessage::new(s(text))
        };
        command(CommandBody::append("a", binary).unwrap());
        let keys =
            [SearchKey::Subject(s(text)), SearchKey::header(s(text), s(text)), SearchKey::Body(s(text))];
        let or = SearchKey::Text(s(text)).or(!SearchKey::To(s(text)));
        let and = SearchKey::And(NonEmpty::try_from([or, SearchKey::From(s(text))]).unwrap());
        command(CommandBody::search(Numbering::SeqNum, keys.into_iter().chain([and]).collect()).unwrap());
        let section = Section::header_fields([text, "X"]).unwrap();
        let item =
            FetchAtt::BodySection(FetchSection { section: section.clone(), partial: None, peek: Peek::Peek });
        command(CommandBody::fetch(one(), FetchItems::Atts(NonEmpty::one(item))));
        response(Data::Fetch {
            seq: 1.try_into().unwrap(),
            items: NonEmpty::try_from([
                MsgAtt::BodySection(FetchedSection::new(section, Some(s(text)))),
                MsgAtt::Rfc822(Some(s(text))),
                MsgAtt::Rfc822Header(None),
            ])
            .unwrap(),
        });
        response(Data::Id(IdFields::new([(text, Some(text))]).ok()));
        response(Data::ESearch(Box::new(ESearch::new(Some(s(text)), Numbering::SeqNum, vec![]))));
    }
}

#[test]
fn names_of_mailboxes_are_what_they_are_wherever_they_stand() {
    for &text in CONFUSING {
        let Ok(mailbox) = Mailbox::try_from(text) else {
            assert!(text.contains(['\r', '\n']));
            continue;
        };
        command(CommandBody::select(text).unwrap());
        command(CommandBody::list(text, text).unwrap());
        let name = || mailbox.clone();
        command(CommandBody::Rename(Rename { from: name(), to: name(), params: vec![] }));
        command(CommandBody::copy(one(), text).unwrap());
        command(CommandBody::status(text, vec![StatusAtt::Messages]).unwrap());
        let mut list = MailboxList::new(name(), None);
        list.extend(ExtendedItem::OldName(name()));
        response(Data::List(list));
        response(Data::MailboxStatus(MailboxStatus { mailbox: name(), items: vec![] }));
    }
    assert_eq!(Mailbox::try_from("inbox"), Ok(Mailbox::INBOX));
}

#[test]
fn text_is_text() {
    for &text in CONFUSING {
        let Ok(words) = Text::try_from(text) else { continue };
        let code = Code::other(Atom::try_from("X-A").unwrap(), None).unwrap();
        for code in [None, Some(Code::Alert), Some(code)] {
            let Ok(text) = RespText::new(code, words.clone()) else { continue };
            response(Data::Status(Status { kind: StatusKind::Ok, text }));
        }
    }
}

#[test]
fn words_are_what_they_are() {
    for text in [
        "NIL", "nil", "ALL", "1", "$", "+", "-1", "a[b", "[", "UID", "a,b", "a:b", "=", "~", "x}y", "}", "&",
        "<a>",
    ] {
        let atom = || Atom::try_from(text).unwrap();
        command(CommandBody::search(Numbering::Uid, vec![SearchKey::Keyword(atom())]).unwrap());
        command(CommandBody::enable(vec![atom().try_into().unwrap()]).unwrap());
        command(CommandBody::authenticate(atom().into(), None));
        response(Data::Flags([Flag::Keyword(atom()), Flag::backslash(atom()).unwrap()].into()));
        response(Data::Capability(vec![atom().try_into().unwrap()]));
        let attribute = format!("\\{text}");
        let mut list = MailboxList::new(Mailbox::INBOX, None);
        list.insert(MailboxAttribute::try_from(&*attribute).unwrap());
        response(Data::List(list));
    }
    for tag in ["[", "[a]", "]", "OK", "NIL", "1", "a]b", "[COPYUID"] {
        let message = format!("{tag} OK x\r\n");
        let Ok(Response::Tagged(tagged)) = Decoder::new().strict(true).response(message.as_bytes()) else {
            panic!("{message:?}")
        };
        assert_eq!(tagged.tag, Tag::try_from(tag).unwrap());
    }
}

/// Whatever a constructor of something unknown lets in is read as what it was.
#[test]
fn what_is_unknown_is_not_mistaken() {
    let known = "ALL UID FLAGS BODY LIST SELECT OK EXISTS MESSAGES MIN CONDSTORE SUBSCRIBED QRESYNC DONE RETURN OLDNAME";
    let mut names: Vec<String> =
        known.split(' ').chain(["X", "a", "NIL", "X-GM-RAW"]).map(String::from).collect();
    for byte in b'!'..=b'~' {
        let byte = char::from(byte);
        names.extend(["X", "UID", "ALL", "FLAGS", ""].map(|word| format!("{word}{byte}")));
        names.extend([format!("{byte}X"), format!("{byte}FLAGS"), format!("X{byte}Y")]);
    }
    let values = [
        "",
        " 1",
        " -1",
        " a",
        " NIL",
        " 1:*",
        " *",
        " $",
        " (a (b) ())",
        " ()",
        " \"a\"",
        " {1}\r\na",
        " {0}\r\n",
        " ~{1}\r\n\0",
        " \\Seen",
        " a]",
        " _",
        " .x",
        " UID",
        " 1 2",
    ];
    // How strings are spelled matters less than how many of these there are.
    let plain = (Literals::Plus, Spelling::Natural, false);
    let command = |body: CommandBody<'_>| command_as(body, core::iter::once(plain));
    let response = |data: Data<'_>| response_as(data, core::iter::once(plain));
    let mut made = 0;
    for name in &names {
        let Ok(name) = Atom::try_from(name.as_str()) else { continue };
        if let Ok(item) = StatusAtt::other(name.clone(), Raw::EMPTY) {
            command(CommandBody::status("a", vec![item, StatusAtt::Size]).unwrap());
        }
        for value in values {
            let (name, rest) = (|| name.clone(), || Raw::try_from(value).unwrap());
            let mailbox = || Mailbox::try_from("a").unwrap();
            made += 1;
            if let Ok(body) = CommandBody::other(Numbering::SeqNum, name(), rest()) {
                command(body);
            }
            if let Ok(body) = CommandBody::other(Numbering::Uid, name(), rest()) {
                command(body);
            }
            if let Ok(param) = RenameParam::new(name(), rest()) {
                let (from, to) = (mailbox(), mailbox());
                command(CommandBody::Rename(Rename { from, to, params: vec![param.clone(), param] }));
            }
            if let Ok(param) = CreateParam::other(name(), rest()) {
                let params = vec![param.clone(), param, CreateParam::Use(Vec::new())];
                command(CommandBody::Create { mailbox: mailbox(), params });
            }
            if let Ok(param) = SelectParam::other(name(), rest()) {
                let params = vec![param.clone(), param, SelectParam::CondStore];
                command(CommandBody::Select { mailbox: mailbox(), params });
            }
            if let Ok(att) = StoreAtt::other(name(), rest()) {
                command(CommandBody::store(one(), att));
            }
            if let Ok(modifier) = StoreModifier::other(name(), rest()) {
                let att =
                    StoreAtt::other(Atom::try_from("X").unwrap(), Raw::try_from(" a").unwrap()).unwrap();
                let modifiers = vec![modifier.clone(), modifier];
                command(CommandBody::Store(Store {
                    messages: one().into(),
                    modifiers: modifiers.try_into().unwrap(),
                    att,
                }));
            }
            if let Ok(att) = FetchAtt::other(name(), rest()) {
                let atts = NonEmpty::try_from([att.clone(), att.clone(), FetchAtt::Uid]).unwrap();
                command(CommandBody::fetch(one(), FetchItems::Atts(atts)));
                command(CommandBody::fetch(one(), FetchItems::Atts(NonEmpty::one(att))));
            }
            if let Ok(modifier) = FetchModifier::other(name(), rest()) {
                let since = FetchModifier::ChangedSince(ModSeq::new(9).unwrap());
                let modifiers = [modifier.clone(), since, modifier];
                command(CommandBody::Fetch(
                    Fetch::new(one(), FetchAtt::Uid).with_modifiers(modifiers).unwrap(),
                ));
            }
            if let Ok(key) = SearchKey::other(name(), rest()) {
                let keys = vec![
                    key.clone(),
                    !key.clone(),
                    key.clone().or(key.clone()),
                    SearchKey::And(NonEmpty::one(key)),
                ];
                command(CommandBody::search(Numbering::SeqNum, keys).unwrap());
            }
            if let Ok(opt) = SearchReturnOpt::other(name(), rest()) {
                let returns = [opt.clone(), SearchReturnOpt::Min, opt];
                command(Search::new(Numbering::SeqNum, SearchKey::All).returns(returns).unwrap().into());
            }
            if let Ok(opt) = ReturnOption::other(name(), rest()) {
                let returns = [opt.clone(), opt, ReturnOption::Children];
                command(List::new("", "a").unwrap().returns(returns).into());
            }
            if let Ok(opt) = ListSelectOpt::other(name(), rest()) {
                let selection = [opt.clone(), opt, ListSelectOpt::Remote];
                command(List::new("", "a").unwrap().select(selection).unwrap().into());
            }
            if let Ok(data) = AppendData::other(name(), rest()) {
                let other = AppendMessage { data, ..AppendMessage::new(s("x")) };
                let messages =
                    NonEmpty::try_from([other.clone(), AppendMessage::new(s("x")), other]).unwrap();
                command(CommandBody::Append { mailbox: mailbox(), messages });
            }
            let mut message = AppendMessage::new(s("x"));
            if message.extend(name(), rest()).is_ok() {
                command(CommandBody::append("a", message).unwrap());
            }
            for number in [None, Some(7)] {
                if let Ok(data) = Data::other(number, name(), rest()) {
                    response(data);
                }
            }
            if let Ok(item) = MsgAtt::other(name(), rest()) {
                let items = NonEmpty::try_from([item.clone(), MsgAtt::Rfc822(None), item]).unwrap();
                response(Data::Fetch { seq: 1.try_into().unwrap(), items });
            }
            if let Ok(item) = StatusAttVal::other(name(), rest()) {
                let items = vec![item.clone(), StatusAttVal::Messages(1), item];
                response(Data::MailboxStatus(MailboxStatus { mailbox: mailbox(), items }));
            }
            if let Ok(item) = ExtendedItem::other(name(), rest()) {
                let mut list = MailboxList::new(mailbox(), None);
                list.extend(item.clone());
                list.extend(item);
                response(Data::List(list));
            }
            if let Ok(data) = SearchReturnData::other(name(), rest()) {
                let data = vec![data.clone(), SearchReturnData::Count(1), data];
                response(Data::ESearch(Box::new(ESearch::new(None, Numbering::Uid, data))));
            }
            if let Ok(code) = Code::other(name(), (value != " {1}\r\na").then_some(value)) {
                let text = RespText::new(Some(code), Text::try_from("x").unwrap()).unwrap();
                response(Data::Status(Status { kind: StatusKind::No, text }));
            }
        }
    }
    assert!(made > 1000);
}

/// Bytes that were once read as one thing and written as another.
#[test]
fn what_was_read_wrongly_once() {
    let reads = |message: &[u8], again: &[u8], quirks: &[Quirk]| {
        let mut decoder = Decoder::new();
        let mut out = Vec::new();
        let seen: Vec<_>;
        if message.starts_with(b"*") {
            let response = decoder.response(message).expect("a response");
            seen = decoder.quirks().iter().map(|sighting| sighting.quirk).collect();
            Encoder::new(&mut out).response(&response);
            assert_eq!(decoder.response(&out).as_ref(), Ok(&response));
        } else {
            let command = decoder.command(message).expect("a command");
            seen = decoder.quirks().iter().map(|sighting| sighting.quirk).collect();
            Encoder::new(&mut out).command(&command);
            assert_eq!(decoder.command(&out).as_ref(), Ok(&command));
        }
        assert_eq!((out.escape_ascii().to_string(), &*seen), (again.escape_ascii().to_string(), quirks));
    };
    // Two spaces made two items of one.
    let malformed = [Quirk::MalformedStatusItem];
    reads(b"* STATUS a (UNSEEN  x RECENT 1)\r\n", b"* STATUS a (UNSEEN  x RECENT 1)\r\n", &malformed);
    reads(b"* STATUS a (RECENT 1 X`(-))\r\n", b"* STATUS a (RECENT 1 X`(-))\r\n", &malformed);
    reads(b"* 1 FETCH (X  5)\r\n", b"* 1 FETCH (X 5)\r\n", &[Quirk::UnknownItem, Quirk::ExtraSpace]);
    reads(b"* LIST () NIL a (X(1))\r\n", b"* LIST () NIL a (X (1))\r\n", &[Quirk::MissingSpace]);
    // A server announces no literal with a plus, and writes no bare LF.
    reads(
        b"* X {1+}\r\na {1}\nb\r\n",
        b"* X {1}\r\na {1}\r\nb\r\n",
        &[Quirk::NonSyncFromServer, Quirk::BareLf],
    );
    reads(b"a X {1+}\r\na {01}\r\nb\r\n", b"a X {1}\r\na {1}\r\nb\r\n", &[]);
    // What was tolerated on the way to giving an item up is not in the value.
    reads(
        b"* 1 FETCH (RFC822 a(b) UID 7)\r\n",
        b"* 1 FETCH (RFC822 a(b) UID 7)\r\n",
        &[Quirk::MalformedItem],
    );
    // The item lacks a quote, and so a string went on into the next item, whose quirks are its own.
    reads(
        b"* 1 FETCH (ENVELOPE (\"$IL NI (x \"Mon NIL NIL) BODYSTRUCTURE (\"\" 9 1 NIL (\"a\" (\"b\" \"c\")) NIL NIL))\r\n",
        b"* 1 FETCH (ENVELOPE (\"$IL NI (x \"Mon NIL NIL) BODYSTRUCTURE (\"\" \"9\" NIL NIL NIL \"\" 0 NIL NIL NIL NIL))\r\n",
        &[Quirk::MalformedItem, Quirk::UnquotedString, Quirk::MalformedField, Quirk::NilAsString],
    );
    // The MD5 is the embedded message's.
    reads(
        b"* 1 FETCH (BODY (\"MESSAGE\" \"RFC822\" NIL NIL NIL \"\" 1 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) \
          (\"A\" \"B\" NIL NIL NIL \"\" 1 \"md5\") 1))\r\n",
        b"* 1 FETCH (BODY (\"MESSAGE\" \"RFC822\" NIL NIL NIL \"\" 1 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) \
          (\"A\" \"B\" NIL NIL NIL \"\" 1) 1))\r\n",
        &[Quirk::ExtensionInBody],
    );
    // A bracket ends the code, also where the name of a charset is missing.
    reads(
        b"* NO [BADCHARSET  ]supp;]sup`\r\n",
        b"* NO [BADCHARSET  ] supp;]sup`\r\n",
        &[Quirk::MalformedCode, Quirk::MissingStatusText],
    );
    // The unknown key is in parentheses, so the OR is known.
    let or = b"a SEARCH OR OR NOT (X__ 1) MODSEQ \"/flags/!!\" shared 187 UNKEYWORD XX&&\r\n";
    reads(or, or, &[Quirk::UnknownSearchKey]);
    // Its one value is missing.
    assert!(Decoder::new().command(b"a STORE 1 <LAGS.SILENT \n").is_err());
    assert!(Decoder::new().response(b"* ESEARCH UIDMIN \r\n").is_err());
}

/// Strict mode takes an unknown name where a grammar has room for others, and nowhere else.
#[test]
fn strict_mode_takes_no_unknown_name_where_the_grammar_has_none() {
    let read = |strict: bool, message: &[u8]| {
        let mut decoder = Decoder::new().strict(strict);
        let value = match message {
            [b'a', ..] => decoder.command(message).map(|command| format!("{command:?}")),
            _ => decoder.response(message).map(|response| format!("{response:?}")),
        };
        (value, decoder.quirks().iter().map(|seen| (seen.quirk, seen.offset)).collect::<Vec<_>>())
    };
    for (message, quirk, word) in [
        (&b"a FROB 1\r\n"[..], Quirk::UnknownCommand, "FROB"),
        (b"a UID FROB 1\r\n", Quirk::UnknownCommand, "FROB"),
        (b"* FROB 1\r\n", Quirk::UnknownData, "FROB"),
        (b"* 1 FROB\r\n", Quirk::UnknownData, "FROB"),
        (b"a SEARCH SEEN X-FROB 1\r\n", Quirk::UnknownSearchKey, "X-FROB"),
        (b"a THREAD REFERENCES UTF-8 FROB\r\n", Quirk::UnknownSearchKey, "FROB"),
        (b"a FETCH 1 (UID FROB)\r\n", Quirk::UnknownFetchAtt, "FROB"),
        (b"a CONVERT 1 (NIL) FROB\r\n", Quirk::UnknownFetchAtt, "FROB"),
        (b"a STORE 1 +FROB (x)\r\n", Quirk::UnknownStoreAtt, "+FROB"),
        (b"a STATUS x (UIDNEXT FROB)\r\n", Quirk::UnknownStatusAtt, "FROB"),
        (b"a LIST \"\" % RETURN (STATUS (FROB))\r\n", Quirk::UnknownStatusAtt, "FROB"),
        (b"* STATUS x (FROB 1)\r\n", Quirk::UnknownStatusAtt, "FROB"),
        (b"a SORT (REVERSE FROB) UTF-8 ALL\r\n", Quirk::UnknownSortKey, "FROB"),
        (b"a COMPRESS FROB\r\n", Quirk::UnknownCompression, "FROB"),
        (b"* 1 FETCH (FROB 1)\r\n", Quirk::UnknownItem, "FROB"),
    ] {
        let shown = message.escape_ascii().to_string();
        let offset = message.windows(word.len()).position(|part| part == word.as_bytes()).unwrap();
        let (value, quirks) = read(false, message);
        assert_eq!((value.is_ok(), quirks), (true, vec![(quirk, offset)]), "{shown}");
        assert!(quirk.is_unknown_name());
        let error = read(true, message).0.expect_err(&shown);
        assert_eq!((error.offset, error.expected), (offset, quirk.rule()), "{shown}");
    }
    for message in [
        &b"a XFROB (1)\r\n"[..],
        b"a UID xfrob\r\n",
        b"* XFROB 1\r\n",
        b"* CAPABILITY IMAP4rev1 FROB\r\n",
        b"* OK [FROB 1] done\r\n",
        b"* FLAGS (\\Frob frob)\r\n",
        b"* LIST (\\Frob) NIL x (FROB (1))\r\n",
        b"* ESEARCH FROB 1\r\n",
        b"* QUOTA \"\" (FROB 1 2)\r\n",
        b"a ENABLE FROB\r\n",
        b"a AUTHENTICATE FROB\r\n",
        b"a SELECT x (FROB 1)\r\n",
        b"a FETCH 1 UID (FROB 1)\r\n",
        b"a STORE 1 (FROB 1) FLAGS ()\r\n",
        b"a SEARCH RETURN (FROB) ALL\r\n",
        b"a LIST (FROB) \"\" % RETURN (FROB)\r\n",
        b"a THREAD FROB UTF-8 ALL\r\n",
    ] {
        let (value, quirks) = read(false, message);
        assert_eq!((quirks, read(true, message).0), (vec![], value), "{}", message.escape_ascii());
    }
}

#[test]
fn empty_literals_stand_anywhere() {
    for (message, body) in [
        (&b"a LOGIN {0}\r\n {0}\r\n\r\n"[..], CommandBody::login("", "")),
        (b"a LOGIN {0+}\r\n b\r\n", CommandBody::login("", "b")),
        (b"a LOGIN b {0}\r\n\r\n", CommandBody::login("b", "")),
        (b"a APPEND b {0}\r\n\r\n", CommandBody::append("b", AppendMessage::new(AString::EMPTY))),
        (b"a SELECT {0}\r\n\r\n", CommandBody::select("")),
        (b"a LIST {0}\r\n {0}\r\n\r\n", CommandBody::list("", "")),
    ] {
        let decoded = Decoder::new().strict(true).command(message).map(|command| command.body);
        assert_eq!(decoded, Ok(body.unwrap()), "{}", message.escape_ascii());
    }
}
