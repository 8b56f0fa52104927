//! What a program asks of values and shows to people.

use std::borrow::Cow;
use std::fmt::Debug;

use imap_types::ToBoundedStatic;
use imap_types::atom::Atom;
use imap_types::auth::AuthMechanism;
use imap_types::body::{BodyStructure, Extension, SinglePart};
use imap_types::body::{EmbeddedMessage, Media, MediaType, MessageSubtype};
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::command::{CommandBody, OtherCommand};
use imap_types::datetime::{Date, DateTime};
use imap_types::envelope::{Address, Envelope};
use imap_types::error::ValueError;
use imap_types::fetch::{FetchAtt, FetchItems, Macro, Malformed};
use imap_types::flag::{FetchFlags, Flag, Flags, OtherFlag};
use imap_types::list::MailboxAttribute;
use imap_types::mailbox::{Mailbox, MailboxEncoding};
use imap_types::nonempty::NonEmpty;
use imap_types::number::{ModSeq, Number64, Numbering, SeqNum, Uid};
use imap_types::raw::{Raw, Unknown};
use imap_types::secret::Secret;
use imap_types::sequence::{MessageSet, SequenceSet, UidSequenceSet, UidSet};
use imap_types::string::AString;
use imap_types::text::Text;
use imap_types::trusted::FromWire;

fn atom(text: &str) -> Atom<'_> {
    Atom::try_from(text).unwrap()
}

fn string(text: &str) -> AString<'_> {
    AString::try_from(text).unwrap()
}

/// Why there is no such value.
fn refused<T: Debug>(result: Result<T, ValueError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn what_has_a_spelling_is_shown_as_it_is_written() {
    assert_eq!(atom("a.b").to_string(), "a.b");
    for name in ["PLAIN", "SCRAM-SHA-256", "X-OWN"] {
        assert_eq!(AuthMechanism::try_from(name).unwrap().to_string(), name);
    }
    let (number, mod_seq) = (Number64::MAX, ModSeq::new(u64::MAX >> 1).unwrap());
    assert_eq!(format!("{number} {mod_seq}"), "9223372036854775807 9223372036854775807");
    assert_eq!(format!("{:>4}", Number64::from(7)), "   7");
    let (seqs, uids) = (SequenceSet::try_from("3:1,*,$").unwrap(), UidSequenceSet::try_from("5:*").unwrap());
    assert_eq!(MessageSet::from(seqs).to_string(), "3:1,*,$");
    assert_eq!(MessageSet::from(uids).to_string(), "5:*");
    assert_eq!(SequenceSet::last().to_string(), "*");
    assert_eq!(UidSequenceSet::from(Uid::MAX).to_string(), "4294967295");
    assert_eq!(UidSet::from(Uid::MIN).to_string(), "1");
    assert_eq!(UidSet::try_from("1:3,7"), "1:3,7".parse());
}

#[test]
fn what_is_for_people_is_shown_whatever_octets_it_has() {
    let mailbox = Mailbox::from_wire(Cow::Borrowed(b"a\xE9&AOk-"));
    assert_eq!(mailbox.to_string(), "a\u{FFFD}&AOk-");
    assert_eq!(mailbox.to_unicode(MailboxEncoding::Utf8), "a\u{FFFD}&AOk-");
    assert_eq!(mailbox.as_borrowed(), mailbox);
    assert!(Mailbox::try_from("inBox").unwrap().is_inbox() && !mailbox.is_inbox());
    let text = Text::from_wire(Cow::Borrowed(b"gr\xFC\xDFe"));
    assert_eq!(text.to_string(), "gr\u{FFFD}\u{FFFD}e");
    assert_eq!(text.as_borrowed(), text);
    assert_eq!(AsRef::<[u8]>::as_ref(&text), b"gr\xFC\xDFe");
    assert!(string("hi") == *"hi" && string("hi") != *"ho");
    let group = Address { mailbox: Some(string("friends")), ..Address::default() };
    assert!(group.is_group_marker());
    assert_eq!(group.addr_spec(), "friends");
}

#[test]
fn numbers_are_refused_where_their_rule_is_not_met() {
    assert_eq!(refused(Number64::try_from(u64::MAX)), "expected number64 at byte 0");
    assert_eq!(Number64::try_from(7_u64), Ok(Number64::from(7)));
    assert_eq!(refused(ModSeq::try_from(0)), "expected mod-sequence-value at byte 0");
    assert_eq!(ModSeq::try_from(1_u64).map(ModSeq::get), Ok(1));
    assert_eq!("4294967295".parse(), Ok(Uid::MAX));
    assert_eq!("12".parse::<SeqNum>().map(SeqNum::get), Ok(12));
    for (text, offset) in [("", 0), ("0", 0), ("4294967296", 0), ("+1", 0), ("1 ", 1), ("12x", 2)] {
        assert_eq!(text.parse::<Uid>().unwrap_err().offset, offset, "{text:?}");
    }
    assert_eq!(refused("1 ".parse::<Uid>()), "expected uniqueid at byte 1");
    assert_eq!(refused(SequenceSet::new(Vec::new(), false)), "expected sequence-set at byte 0");
    assert_eq!(SequenceSet::new(Vec::new(), true), Ok(SequenceSet::search_result()));
}

#[test]
fn dates_and_times_are_refused_where_there_is_none() {
    assert_eq!(refused(Date::new(10_000, 1, 1)), "expected date-year at byte 0");
    assert_eq!(refused(Date::new(2024, 13, 1)), "expected date-month at byte 0");
    assert_eq!(refused(Date::new(2023, 2, 29)), "expected date-day at byte 0");
    let leap_day = Date::new(2024, 2, 29).unwrap();
    assert_eq!((leap_day.year(), leap_day.month(), leap_day.day()), (2024, 2, 29));
    for zone in [6000, -6000, i16::MAX, i16::MIN] {
        assert!(DateTime::new(leap_day, 0, 0, 0, zone).is_err_and(|error| error.expected == "zone"));
    }
}

#[test]
fn a_part_knows_its_media_type() {
    let (type_, subtype) = (string("image"), string("PNG"));
    let part = |media| SinglePart {
        media,
        parameters: Vec::new(),
        id: None,
        description: None,
        encoding: string("7BIT"),
        octets: Number64::from(0),
        md5: None,
        extension: Extension::default(),
    };
    let text = Media::Text { subtype: string("plain"), lines: Number64::from(1) };
    let message = Media::Message(Box::new(EmbeddedMessage {
        subtype: MessageSubtype::Rfc822,
        envelope: Envelope::default(),
        body: BodyStructure::Single(part(text.clone())),
        lines: Number64::from(1),
    }));
    let basic = Media::Basic(MediaType::new(type_, subtype).unwrap());
    for (media, type_, subtype) in
        [(text, "TEXT", "plain"), (message, "MESSAGE", "RFC822"), (basic, "image", "PNG")]
    {
        assert_eq!((media.type_(), media.subtype()), (type_.as_bytes(), subtype.as_bytes()));
    }
    for (type_, subtype) in [("Text", "x"), ("MULTIPART", "x"), ("message", "RFC822"), ("MESSAGE", "global")]
    {
        assert!(MediaType::new(string(type_), string(subtype)).is_err(), "{type_}/{subtype}");
    }
}

#[test]
fn names_are_told_of_what_is_unknown_as_well() {
    let Capability::Other(other) = Capability::try_from("X-OWN").unwrap() else { panic!() };
    assert_eq!(other.as_atom(), &atom("X-OWN"));
    // By value, as the decoder of a client that keeps it does.
    assert_eq!(
        Capability::from_wire(Atom::from_wire(Cow::Owned(b"AUTH=X-OWN".to_vec()))).to_string(),
        "AUTH=X-OWN"
    );
    let code = Code::Other(Unknown::from_wire((atom("X-CODE"), Raw::from_wire(Cow::Borrowed(b" 1")))));
    assert_eq!(code.name(), "X-CODE");
    for (numbering, name) in [(Numbering::SeqNum, "XFROB"), (Numbering::Uid, "UID XFROB")] {
        let command = Unknown::from_wire((atom("XFROB"), Raw::from_wire(Cow::Borrowed(b""))));
        assert_eq!(CommandBody::Other(OtherCommand::from_wire((numbering, command))).name(), name);
    }
    let examine = CommandBody::examine("inbox").unwrap();
    assert_eq!(examine, CommandBody::Examine { mailbox: Mailbox::INBOX, params: Vec::new() });
    let MailboxAttribute::Other(other) = MailboxAttribute::try_from("\\X-Own").unwrap() else { panic!() };
    assert_eq!(other.as_bytes(), b"\\X-Own");
    let other = OtherFlag::from_wire(Cow::Borrowed(b"a]"));
    assert_eq!(other.as_bytes(), b"a]");
    let malformed = Malformed::from_wire((Cow::Borrowed(b"UID x"), 4, "nz-number"));
    assert_eq!((malformed.raw(), malformed.offset(), malformed.expected()), (&b"UID x"[..], 4, "nz-number"));
}

#[test]
fn a_macro_stands_for_what_the_rfc_says() {
    use FetchAtt::{Body, Envelope, Flags, InternalDate, Rfc822Size};
    assert_eq!(Macro::Fast.atts(), [Flags, InternalDate, Rfc822Size]);
    assert_eq!(Macro::All.atts(), [Flags, InternalDate, Rfc822Size, Envelope]);
    assert_eq!(Macro::Full.atts(), [Flags, InternalDate, Rfc822Size, Envelope, Body]);
    let mut atts = NonEmpty::from(FetchAtt::Uid);
    atts.push(Flags);
    assert_eq!(FetchItems::from(atts.clone()), FetchItems::Atts(atts.clone()));
    for att in &mut atts {
        *att = if *att == Flags { Body } else { Envelope };
    }
    assert_eq!(atts.into_iter().collect::<Vec<_>>(), [Envelope, Body]);
}

#[test]
fn flags_of_a_message_are_not_recent_unless_it_says_so() {
    let flags = Flags::from([Flag::Seen, Flag::try_from("$Junk").unwrap()]);
    assert_eq!(FetchFlags::from(flags.clone()), FetchFlags { flags, recent: false });
}

#[test]
fn a_secret_is_given_back_to_who_asks_for_it() {
    let secret = Secret::from(string("s3cret"));
    assert_eq!(secret.into_inner(), "s3cret");
}

#[test]
fn what_is_lent_outlives_its_lender_once_it_is_static() {
    let line = String::from("x-more");
    let (list, secret) = (NonEmpty::from(atom(&line)), Secret::from(atom(&line)));
    let Ok(CommandBody::Other(other)) =
        CommandBody::other(Numbering::SeqNum, atom(&line), Raw::try_from(" 1").unwrap())
    else {
        panic!("x-more is no command of ours")
    };
    let (list, secret, other) = (list.to_static(), secret.to_static(), other.command().to_static());
    drop(line);
    assert_eq!(list[..], [atom("x-more")]);
    assert_eq!(secret.declassify(), &atom("x-more"));
    assert_eq!((other.name(), other.rest().as_bytes()), (&atom("x-more"), &b" 1"[..]));
}

#[test]
fn octets_that_are_said_to_come_must_come() {
    for (raw, rule) in
        [(&b" {5}\r\nab"[..], "literal"), (b" (a ~{4}\r\nab)", "literal8"), (b" \"ab", "quoted")]
    {
        assert!(Raw::try_from(raw).is_err_and(|error| error.expected == rule), "{}", raw.escape_ascii());
    }
}

#[test]
fn values_can_be_sorted_and_be_keys() {
    fn sorted<T: Ord + std::hash::Hash>(values: impl IntoIterator<Item = T>) -> Vec<T> {
        std::collections::BTreeSet::from_iter(values).into_iter().collect()
    }
    let flags = ["$Junk", "\\Seen", "\\X", "$Forwarded", "\\Seen"].map(|flag| Flag::try_from(flag).unwrap());
    assert_eq!(
        sorted(flags).iter().map(Flag::to_string).collect::<Vec<_>>(),
        ["\\Seen", "$Forwarded", "$Junk", "\\X"]
    );
    let names = ["XPIG", "RIGHTS=te", "IDLE", "AUTH=X-B", "AUTH=PLAIN", "IDLE"];
    let capabilities = sorted(names.map(|name| Capability::try_from(name).unwrap()));
    assert_eq!(capabilities.len(), 5);
    let names = ["b", "inbox", "a", "INBOX"].map(|name| Mailbox::try_from(name).unwrap());
    assert_eq!(sorted(names), ["INBOX", "a", "b"]);
    let attributes = ["\\X-Odd", "\\Sent", "\\Sent"].map(|name| MailboxAttribute::try_from(name).unwrap());
    assert_eq!(sorted(attributes).len(), 2);
    let parts = [[2, 1], [1, 2], [1, 1]].map(|part| imap_types::section::PartNumber::try_from(part).unwrap());
    assert_eq!(format!("{:?}", sorted(parts).first().unwrap()), "PartNumber[1, 1]");
    assert_eq!(sorted([3, 1].map(|uid| Uid::try_from(uid).unwrap()))[0].get(), 1);
    assert_eq!(sorted([3, 1].map(|seq| SeqNum::try_from(seq).unwrap()))[0].get(), 1);
    assert_eq!(sorted([3, 1].map(|value| ModSeq::new(value).unwrap()))[0].get(), 1);
    let errors = ["a b", "", "a b"].map(|text| Atom::try_from(text).unwrap_err());
    assert_eq!(std::collections::HashSet::from(errors).len(), 2);
}
