//! Whatever strings a caller hands to a machine, its peer reads one message, and that value: nothing that stands in a
//! string is a command or a response of its own.

use imap_codec::{Decoder, Frame, Framer, Limits, challenge};
use imap_fsm::Misuse;
use imap_fsm::client::WaitingFor;
use imap_fsm::server::Delivery;
use imap_types::IntoBoundedStatic;
use imap_types::append::{AppendData, AppendMessage};
use imap_types::auth::{AuthMechanism, AuthenticateData};
use imap_types::command::CommandBody;
use imap_types::fetch::{MsgAtt, MsgAttHead};
use imap_types::id::IdFields;
use imap_types::list::MailboxList;
use imap_types::mailbox::Mailbox;
use imap_types::number::{Numbering, SeqNum};
use imap_types::response::{Condition, Continue, Data, RespText, Response, Status, StatusKind, Tagged};
use imap_types::search::SearchKey;
use imap_types::secret::Secret;
use imap_types::string::{AString, Binary};
use imap_types::text::Text;

use crate::desk::{Desk, text};
use crate::wire::Wire;

/// What would be another message, or the end of this one, if it were not kept in.
const BREAKS: &[&str] = &[
    "x\r\na2 LOGOUT\r\n",
    "\r\n* BYE x\r\n",
    "\r\na1 OK x\r\n",
    "\r",
    "\n",
    "a\nb",
    "\0",
    "x\0\r\na2 LOGOUT\r\n",
    "\" x\r\na2 LOGOUT\r\n",
    "\\",
    "\\\"",
    "{3}",
    "{3}\r\nabc",
    "{3+}\r\nabc",
    "~{3}\r\nabc",
    ")\r\n* BYE x",
    ")",
    "]",
    "[ALERT] x",
    "*",
    "+ ",
    "\r\nDONE\r\n",
    "",
    "NIL",
    "\u{fc}\r\n",
];

/// The one message in these bytes, literals and all; `None` if it is not whole yet.
fn one(mut framer: Framer, bytes: &[u8]) -> Option<&[u8]> {
    let mut input = bytes;
    loop {
        match framer.next(&mut input).unwrap() {
            Some(Frame::Announced { .. }) => {}
            Some(Frame::Message(message)) => {
                assert_eq!((message, input), (bytes, &b""[..]), "{}", bytes.escape_ascii());
                return Some(message);
            }
            Some(frame) => panic!("{frame:?} without limits"),
            None => return None,
        }
    }
}

/// What a client says until its command is whole, where a server asks for each literal.
fn said(wire: &mut Wire) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        out.extend_from_slice(wire.client.transmit());
        wire.client.transmitted(wire.client.transmit().len()).unwrap();
        if one(Framer::for_commands(Limits::UNLIMITED), &out).is_some() {
            return out;
        }
        wire.hear("+ go on\r\n");
    }
}

fn assert_command(out: &[u8], body: &CommandBody<'_>) {
    let read = strict().command(out).unwrap_or_else(|e| panic!("{e}: {}", out.escape_ascii()));
    assert_eq!(&read.body, body, "{}", out.escape_ascii());
    assert_eq!(read.tag, "a1");
}

/// What a server has said: one response.
#[track_caller]
fn assert_response(desk: &mut Desk, value: &Response<'_>) {
    let out = desk.server.transmit().to_vec();
    desk.server.transmitted(out.len()).unwrap();
    let message = one(Framer::for_responses(Limits::UNLIMITED), &out).expect("a whole response");
    let read = strict().response(message);
    assert_eq!(read.as_ref(), Ok(value), "{}", out.escape_ascii());
}

fn strict() -> Decoder {
    Decoder::new().strict(true)
}

fn sasl(octets: &str) -> Secret<Binary<'_>> {
    Secret::new(Binary::try_from(octets.as_bytes()).unwrap())
}

/// Every string that can be a text, of which there are few.
fn texts() -> impl Iterator<Item = Text<'static>> {
    BREAKS.iter().filter_map(|&text| Text::try_from(text).ok())
}

fn resp_texts() -> impl Iterator<Item = RespText<'static>> {
    BREAKS.iter().filter_map(|&text| RespText::try_from(text).ok())
}

#[test]
fn a_command_is_one_message_with_what_was_put_in() {
    let mut sent = 0;
    for &text in BREAKS {
        let string = AString::try_from(text).ok();
        let before_login = [
            CommandBody::login(text, "x").ok(),
            CommandBody::login("x", text).ok(),
            string.clone().map(|value| CommandBody::Id(IdFields::new([("x", Some(value))]).ok())),
            Some(CommandBody::authenticate(AuthMechanism::Plain, Some(sasl(text)))),
        ];
        let after_login = [
            CommandBody::select(text).ok(),
            Mailbox::try_from(text).ok().map(|mailbox| CommandBody::Delete { mailbox }),
        ];
        let selected = string.map(|string| {
            let keys = vec![SearchKey::Subject(string.clone()), SearchKey::header(string.clone(), string)];
            CommandBody::search(Numbering::SeqNum, keys).unwrap()
        });
        for capabilities in ["IMAP4rev1 ID SASL-IR", "IMAP4rev1 ID SASL-IR LITERAL+"] {
            for body in before_login.iter().flatten() {
                let mut wire = Wire::greeted(capabilities);
                wire.client.send(body).unwrap();
                assert_command(&said(&mut wire), body);
                sent += 1;
            }
            for body in after_login.iter().flatten() {
                let mut wire = Wire::logged_in(capabilities);
                wire.client.send(body).unwrap();
                assert_command(&said(&mut wire), body);
            }
            if let Some(body) = &selected {
                let mut wire = Wire::selected(capabilities);
                wire.client.send(body).unwrap();
                let out = said(&mut wire);
                assert_eq!(&strict().command(&out).unwrap().body, body);
            }
        }
    }
    assert!(sent > 6 * BREAKS.len(), "what can be a literal can be sent: {sent}");
}

#[test]
fn a_client_answers_a_challenge_with_one_line() {
    for &text in BREAKS {
        for initial in [false, true] {
            let mut wire = Wire::greeted("IMAP4rev1");
            let response = AuthenticateData::Response(sasl(text));
            let initial_response = initial.then(|| sasl(text));
            wire.client.send(&CommandBody::authenticate(AuthMechanism::Plain, initial_response)).unwrap();
            wire.expect("a1 AUTHENTICATE PLAIN\r\n");
            wire.hear("+ \r\n");
            if !initial {
                wire.client.authenticate(&response).unwrap();
            }
            let out = wire.sent();
            assert_eq!(out.matches(['\r', '\n']).count(), 2, "{out:?}");
            assert_eq!(strict().authenticate_data(out.as_bytes()), Ok(response));
            assert_eq!(wire.client.authenticate(&AuthenticateData::Cancel), Err(Misuse::NotWaiting));
        }
    }
}

#[test]
fn streamed_messages_are_one_command_with_their_octets() {
    for &text in BREAKS {
        let Ok(mailbox) = Mailbox::try_from(text).or_else(|_| Mailbox::try_from("Sent")) else { continue };
        let binary = AppendData::Literal8(Binary::try_from(text.as_bytes()).unwrap());
        let data = AString::try_from(text).map_or(binary.clone(), AppendData::Literal);
        let messages =
            [data, binary].map(|data| AppendMessage { data, ..AppendMessage::new(AString::EMPTY) });
        let heads = messages.clone().map(|message| message.into_head().unwrap());
        for literals in ["", " LITERAL+"] {
            let mut wire = Wire::logged_in(&format!("IMAP4rev1 MULTIAPPEND BINARY{literals}"));
            let (len, mut out) = (text.len() as u64, Vec::new());
            let id = wire.client.append(&mailbox, &heads[0], len).unwrap();
            for (number, head) in heads.iter().enumerate() {
                if number > 0 {
                    wire.client.append_next(id, head, len).unwrap();
                }
                while wire.client.append_room(id) == 0 {
                    out.extend_from_slice(wire.sent().as_bytes());
                    wire.hear("+ go on\r\n");
                }
                assert_eq!(wire.client.append_data(id, text.as_bytes()), Ok(text.len()));
                assert!(wire.client.append_data(id, b"\r\na2 LOGOUT\r\n").is_err(), "more than announced");
            }
            wire.client.append_finish(id).unwrap();
            out.extend_from_slice(wire.sent().as_bytes());
            let message = one(Framer::for_commands(Limits::UNLIMITED), &out).unwrap();
            let messages = messages.to_vec().try_into().unwrap();
            assert_command(message, &CommandBody::Append { mailbox: mailbox.clone(), messages });
        }
    }
}

#[test]
fn done_is_one_line() {
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    wire.send("IDLE");
    wire.expect("a2 IDLE\r\n");
    wire.hear("+ idling\r\n");
    wire.client.idle_done().unwrap();
    wire.expect("DONE\r\n");
}

#[test]
fn the_plus_of_an_idle_that_was_not_waited_for_is_no_leave_for_a_literal() {
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    let idle = wire.send("IDLE");
    wire.sent();
    wire.client.idle_done().unwrap();
    wire.client.idle_done().unwrap();
    let id = wire.append(22);
    wire.expect("DONE\r\na3 APPEND Sent {22}\r\n");
    assert_eq!(wire.client.waiting_for(), WaitingFor::Completion(idle));
    assert_eq!(wire.hear("+ idling\r\n"), ["stray +"]);
    assert_eq!(wire.client.waiting_for(), WaitingFor::Continue(id));
    assert_eq!(wire.client.append_room(id), 0, "octets would be read as commands");
    assert_eq!(wire.hear("a2 OK done\r\n+ go\r\n"), ["a2 Ok", "a3 continue"]);
    assert_eq!(wire.client.append_data(id, b"x\r\na1 DELETE \"inbox\"\r\n"), Ok(22));

    // Where the server says no `+` to IDLE, the next one is leave.
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    wire.send("IDLE");
    wire.sent();
    wire.client.idle_done().unwrap();
    wire.client.idle_done().unwrap();
    let id = wire.append(22);
    wire.expect("DONE\r\na3 APPEND Sent {22}\r\n");
    assert_eq!(wire.hear("a2 OK done\r\n+ go\r\n"), ["a2 Ok", "a3 continue"]);
    assert_ne!(wire.client.append_room(id), 0);

    // Nor does it begin the next IDLE.
    let mut wire = Wire::selected("IMAP4rev1 IDLE");
    wire.send("IDLE");
    wire.sent();
    wire.client.idle_done().unwrap();
    wire.client.idle_done().unwrap();
    wire.send("IDLE");
    wire.expect("DONE\r\na3 IDLE\r\n");
    assert_eq!(wire.hear("+ idling\r\na2 OK done\r\n+ idling\r\n"), ["stray +", "a2 Ok", "a3 idling"]);
}

#[test]
fn a_server_greets_and_answers_with_one_line() {
    let mut texts = 0;
    for text in resp_texts() {
        let mut desk = Desk::authenticated();
        let greeting = Status { kind: StatusKind::Ok, text: text.clone() };
        desk.server = imap_fsm::server::Server::new(imap_fsm::server::Options::default());
        desk.server.greet(&greeting).unwrap();
        assert_response(&mut desk, &Response::Data(Data::Status(greeting)));

        for condition in [Condition::Ok, Condition::No, Condition::Bad] {
            desk.hear("a1 NOOP\r\n");
            desk.server.complete(desk.id(), condition, text.clone()).unwrap();
            let tagged = Tagged { tag: "a1".try_into().unwrap(), condition, text: text.clone() };
            assert_response(&mut desk, &Response::Tagged(tagged));
        }

        let mut desk = Desk::authenticated();
        desk.hear("a1 APPEND x {5}\r\n");
        desk.server.refuse_literal(desk.id(), Condition::No, text.clone()).unwrap();
        let tagged = Tagged { tag: "a1".try_into().unwrap(), condition: Condition::No, text };
        assert_response(&mut desk, &Response::Tagged(tagged));
        texts += 1;
    }
    assert!(texts > 5 && texts < BREAKS.len(), "one line can be sent, several cannot: {texts}");
}

#[test]
fn a_server_says_data_in_one_message() {
    let one_item = |item: MsgAtt<'static>| Data::Fetch { seq: seq(), items: vec![item].try_into().unwrap() };
    let mut desk = Desk::selected();
    desk.hear("a1 FETCH 1 BODY[]\r\n");
    for &text in BREAKS {
        let string = AString::try_from(text).ok();
        let list = |mailbox| Data::List(MailboxList::new(mailbox, None));
        let said = [
            Mailbox::try_from(text).ok().map(list),
            string.clone().map(|value| Data::Id(IdFields::new([("x", Some(value))]).ok())),
            string.map(|string| one_item(MsgAtt::Rfc822(Some(string)))),
            RespText::try_from(text).ok().map(|text| Data::Status(Status { kind: StatusKind::No, text })),
        ];
        for data in said.into_iter().flatten() {
            assert_eq!(desk.server.respond(&data), Ok(Delivery::Sent));
            assert_response(&mut desk, &Response::Data(data));
        }
    }
}

#[test]
fn a_server_goes_on_with_one_line() {
    for &octets in BREAKS {
        let mut desk = Desk::not_authenticated();
        desk.hear("a1 AUTHENTICATE LOGIN\r\n");
        desk.server.challenge(desk.id(), octets.as_bytes()).unwrap();
        let out = desk.sent();
        let message = one(Framer::for_responses(Limits::UNLIMITED), out.as_bytes()).unwrap();
        let Ok(Response::Continue(request)) = strict().response(message) else { panic!("{out:?}") };
        assert_eq!(challenge(&request).as_deref(), Ok(octets.as_bytes()));
    }
    for text in texts() {
        let mut desk = Desk::selected();
        desk.hear("a1 IDLE\r\n");
        desk.server.idle(desk.id(), text.clone()).unwrap();
        assert_response(&mut desk, &Response::Continue(Continue { text }));
    }
}

#[test]
fn a_streamed_text_is_one_response_with_its_octets() {
    let mut desk = Desk::selected();
    desk.hear("a1 FETCH 1 RFC822\r\n");
    for &octets in BREAKS {
        let Ok(string) = AString::try_from(octets) else { continue };
        let other = MsgAtt::Rfc822Header(Some(string.clone()));
        let (items, len) = ([other.clone()], octets.len() as u64);
        desk.server.fetch(seq(), &items, &MsgAttHead::Rfc822, len).unwrap();
        assert_eq!(desk.server.fetch_data(octets.as_bytes()), Ok(octets.len()));
        assert!(desk.server.fetch_data(b")\r\n* BYE x\r\n").is_err(), "more than announced");
        let news = Data::Status(Status { kind: StatusKind::Ok, text: text("x") });
        assert_eq!(desk.server.respond(&news), Err(Misuse::InLiteral));
        desk.server.fetch_finish().unwrap();
        let items = vec![other, MsgAtt::Rfc822(Some(string))].try_into().unwrap();
        assert_response(&mut desk, &Response::Data(Data::Fetch { seq: seq(), items }.into_static()));
    }
}

fn seq() -> SeqNum {
    SeqNum::try_from(1).unwrap()
}
