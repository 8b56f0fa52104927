//! Calls that are out of place change nothing, and errors say what is wrong.

use imap_codec::FramingError;
use imap_fsm::session::Refusal;
use imap_fsm::{Buffer, Misuse, PeerError, sasl};
use imap_types::append::AppendMessageHead;
use imap_types::fetch::MsgAtt;
use imap_types::number::SeqNum;
use imap_types::response::{Condition, Data, StatusKind};

use crate::desk::{Desk, status, text};
use crate::wire::Wire;

/// So that a program can count failures by their kind.
#[test]
fn errors_can_be_keys() {
    use imap_fsm::client::call;
    fn kinds<E: std::error::Error + Eq + std::hash::Hash>(errors: impl IntoIterator<Item = E>) -> usize {
        std::collections::HashSet::<E>::from_iter(errors).len()
    }
    assert_eq!(kinds([PeerError::Greeting, PeerError::UnexpectedEof, PeerError::Greeting]), 2);
    assert_eq!(kinds([Misuse::Upgrading, Misuse::Refused(Refusal::UnstableNumbers), Misuse::Upgrading]), 2);
    assert_eq!(kinds([FramingError::LineTooLong { limit: 64 }, FramingError::LineTooLong { limit: 65 }]), 2);
    assert_eq!(kinds(imap_codec::decode_response(b"*\r\n").err()), 1);
    assert_eq!(kinds(sasl::anonymous(Some("")).err()), 1);
    assert_eq!(kinds([call::Refused::Unanswered]), 1);
    assert_eq!(kinds(None::<call::OpeningError>), 0);
    let mut full = Buffer::<[u8; 2]>::array();
    full.space().unwrap();
    full.fill(2).unwrap();
    assert_eq!(kinds(full.space().map(drop).err()), 1);
    assert_eq!(kinds(full.keep(3).err()), 1);
}

#[test]
fn errors_say_what_is_wrong() {
    for (error, said) in [
        (PeerError::Framing(FramingError::LineTooLong { limit: 64 }), "line longer than 64 bytes"),
        (PeerError::Greeting, "expected greeting"),
        (PeerError::EarlyOk, "OK before the command was sent whole"),
        (PeerError::PlaintextAfterStartTls, "plaintext behind STARTTLS"),
        (PeerError::UnexpectedEof, "end of stream without BYE"),
    ] {
        assert_eq!(error.to_string(), said);
    }
    for (misuse, said) in [
        (
            Misuse::Refused(Refusal::UnstableNumbers),
            "sequence numbers while NOTIFY lets them change at any time",
        ),
        (Misuse::Refused(Refusal::EnableTooLate), "ENABLE after a mailbox was selected"),
        (Misuse::Refused(Refusal::QResyncNotEnabled), "QRESYNC or VANISHED without ENABLE QRESYNC"),
        (Misuse::Refused(Refusal::VanishedAlone), "VANISHED without UID FETCH or without CHANGEDSINCE"),
        (Misuse::Refused(Refusal::NoModSeqs), "mod-sequences in a mailbox that keeps none"),
        (Misuse::Refused(Refusal::SaveOfOthers), "SAVE in other mailboxes than the selected one"),
        (Misuse::Refused(Refusal::CharsetWithUtf8), "CHARSET after ENABLE UTF8=ACCEPT"),
        (Misuse::Refused(Refusal::UidRequired), "message sequence numbers after ENABLE UIDONLY"),
        (Misuse::PeerFailed(PeerError::UnexpectedEof), "the peer has failed: end of stream without BYE"),
        (Misuse::Upgrading, "an upgrade of the connection is under way"),
        (Misuse::NotWaiting, "no command waits for this call"),
        (Misuse::InLiteral, "a literal is being sent"),
        (Misuse::UnknownCommand, "no such command in progress"),
        (Misuse::TooManyCommands { limit: 9 }, "9 commands are in flight"),
        (Misuse::OutputFull { limit: 9 }, "more than 9 bytes of output wait"),
        (Misuse::Octets { asked: 9, available: 8 }, "9 octets asked for, 8 available"),
        (Misuse::Unfit, "data of a kind that cannot be sent here"),
    ] {
        assert_eq!(misuse.to_string(), said);
    }
    let mut full = Buffer::<[u8; 2]>::array();
    full.space().unwrap();
    full.fill(2).unwrap();
    let said = full.space().map(drop).unwrap_err().to_string();
    assert_eq!(said, "no room for more in a buffer of at most 2 bytes");
    assert_eq!(full.keep(3).unwrap_err().to_string(), "3 bytes asked for, 2 available");
    let said = |trace: &str| sasl::anonymous(Some(trace)).unwrap_err().to_string();
    assert_eq!(said(""), "trace is empty");
    assert_eq!(said("a\0"), "trace has a character that the mechanism forbids");
    assert_eq!(said(&"x".repeat(256)), "trace is too long");
}

#[test]
fn an_append_ends_only_after_leave_for_its_message() {
    let mut wire = Wire::logged_in("IMAP4rev1 MULTIAPPEND");
    let id = wire.append(0);
    wire.expect("a1 APPEND Sent {0}\r\n");
    let next = AppendMessageHead::default();
    assert_eq!(wire.client.append_next(id, &next, 1), Err(Misuse::NotWaiting));
    assert_eq!(wire.client.append_finish(id), Err(Misuse::NotWaiting));
    wire.expect("");
    wire.hear("+ go on\r\n");
    wire.client.append_next(id, &next, 1).unwrap();
    wire.expect(" {1}\r\n");
}

#[test]
fn a_refused_append_of_several_messages_ends_where_the_next_is_announced() {
    let mut desk = Desk::authenticated();
    let big = "x".repeat(70_000);
    assert_eq!(desk.hear("a APPEND x {70000}\r\n"), ["announced APPEND 70000"]);
    desk.server.accept_literal(desk.id()).unwrap();
    desk.expect("+ Ready for literal\r\n");
    assert_eq!(desk.hear("x")[0], "head APPEND 70000");
    desk.server.refuse_literal(desk.id(), Condition::No, text("full")).unwrap();
    desk.expect("a NO full\r\n");
    assert_eq!(desk.hear(&format!("{} {{5}}\r\n", &big[1..])), [""; 0]);
    desk.expect("");
    assert_eq!(desk.hear("b NOOP\r\n"), ["b NOOP"]);
}

#[test]
fn a_server_greets_once_and_only_with_a_greeting() {
    let mut desk = Desk::authenticated();
    desk.hear("a NOOP\r\n");
    assert_eq!(desk.server.respond(&Data::Status(status(StatusKind::PreAuth))), Err(Misuse::Unfit));
    assert_eq!(desk.server.greet(&status(StatusKind::Ok)), Err(Misuse::NotWaiting));
    desk.expect("");
}

#[test]
fn whatever_item_has_text_can_be_streamed() {
    let mut desk = Desk::selected();
    desk.hear("a FETCH 1 RFC822\r\n");
    for (wire, head) in [
        ("RFC822 {3}\r\nabc", "RFC822 {3}"),
        ("RFC822.HEADER {3}\r\nabc", "RFC822.HEADER {3}"),
        ("RFC822.TEXT NIL", "RFC822.TEXT {3}"),
        ("BODY[1.MIME]<5> \"x\"", "BODY[1.MIME]<5> {3}"),
        ("BINARY[1.2]<5> ~{3}\r\na\0b", "BINARY[1.2]<5> ~{3}"),
    ] {
        let response = format!("* 1 FETCH ({wire})\r\n");
        let Ok(imap_types::response::Response::Data(Data::Fetch { items, .. })) =
            imap_codec::decode_response(response.as_bytes())
        else {
            panic!("{response}")
        };
        let seq = SeqNum::try_from(1).unwrap();
        let uid = [MsgAtt::Uid(imap_types::number::Uid::try_from(7).unwrap())];
        desk.server.fetch(seq, &uid, &items[0].clone().into_head().unwrap(), 3).unwrap();
        desk.server.fetch_data(b"abc").unwrap();
        desk.server.fetch_finish().unwrap();
        desk.expect(&format!("* 1 FETCH (UID 7 {head}\r\nabc)\r\n"));
        let no_text = uid[0].clone().into_head().unwrap();
        assert_eq!(desk.server.fetch(seq, &[], &no_text, 3), Err(Misuse::Unfit));
        desk.expect("");
    }
}
