//! What a client says it waits for, step by step.

use imap_fsm::client::call::Status;
use imap_fsm::client::{Client, CommandId, Event, Options, Upgrade, WaitingFor as W};
use imap_types::append::AppendMessageHead;
use imap_types::auth::AuthenticateData;
use imap_types::command::CommandBody;
use imap_types::mailbox::Mailbox;
use imap_types::status::StatusAtt;

use crate::wire::Wire;

/// Writes everything and then asks.
fn written(wire: &mut Wire) -> W {
    if !wire.client.transmit().is_empty() {
        assert_eq!(wire.client.waiting_for(), W::Write);
        wire.sent();
    }
    wire.client.waiting_for()
}

fn heard(wire: &mut Wire, bytes: &str) -> W {
    wire.hear(bytes);
    written(wire)
}

#[test]
fn literals_and_completions() {
    let mut wire = Wire::greeted("IMAP4rev1");
    assert_eq!(written(&mut wire), W::Nothing);
    let login = wire.send("LOGIN {2}\r\n\u{e9} {2}\r\n\u{e9}");
    assert_eq!(written(&mut wire), W::Continue(login));
    assert_eq!(heard(&mut wire, "+ go\r\n"), W::Continue(login));
    assert_eq!(heard(&mut wire, "+ go\r\n"), W::Completion(login));
    let noop = wire.send("NOOP");
    assert_eq!(heard(&mut wire, "a1 OK\r\n"), W::Completion(noop));
    let list = wire.send("LIST \"\" {2}\r\n\u{e9}");
    assert_eq!(written(&mut wire), W::Continue(list), "an earlier one goes on all the same");
    assert_eq!(heard(&mut wire, "a3 NO\r\n"), W::Completion(noop));
    assert_eq!(heard(&mut wire, "a2 OK\r\n"), W::Nothing);
    assert!(W::Nothing.renew_within().is_some() && W::Completion(noop).renew_within().is_none());
    assert_eq!(heard(&mut wire, "* BYE\r\n"), W::Close);
}

#[test]
fn dialogues_of_idle_and_authenticate() {
    let mut wire = Wire::greeted("IMAP4rev1");
    let login = wire.send("AUTHENTICATE LOGIN");
    assert_eq!(written(&mut wire), W::Challenge(login));
    assert_eq!(heard(&mut wire, "+ YQ==\r\n"), W::Response(login));
    wire.client.authenticate(&AuthenticateData::Cancel).unwrap();
    assert_eq!(written(&mut wire), W::Completion(login));
    wire.hear("a1 BAD\r\n");
    let login = wire.send("LOGIN a b");
    assert_eq!(written(&mut wire), W::Completion(login));
    wire.hear("a2 OK\r\n");
    let idle = wire.send("IDLE");
    assert_eq!(written(&mut wire), W::Continue(idle));
    assert_eq!(heard(&mut wire, "* 3 EXISTS\r\n+ idling\r\n"), W::News(idle));
    wire.client.idle_done().unwrap();
    assert_eq!(written(&mut wire), W::Completion(idle));
}

#[test]
fn octets_that_the_program_owes() {
    let mut wire = Wire::logged_in("IMAP4rev1 LITERAL+");
    let append = wire.append(3);
    assert_eq!(written(&mut wire), W::Octets(append));
    wire.client.append_data(append, b"abc").unwrap();
    assert_eq!(written(&mut wire), W::Octets(append), "or its end");
    wire.client.append_finish(append).unwrap();
    assert_eq!(written(&mut wire), W::Completion(append));
    wire.hear("a1 OK\r\n");
    let append = wire.append(3);
    wire.sent();
    assert_eq!(heard(&mut wire, "a2 NO full\r\n"), W::Octets(append), "although it was refused");
    wire.client.append_data(append, b"abc").unwrap();
    assert_eq!(written(&mut wire), W::Nothing);

    let mut wire = Wire::logged_in("IMAP4rev1");
    let message = AppendMessageHead::default();
    let append: CommandId = wire.client.append(&Mailbox::INBOX, &message, 3).unwrap();
    assert_eq!(written(&mut wire), W::Continue(append));
}

#[test]
fn layers_and_the_end() {
    let mut client = Client::new(Options::default());
    assert_eq!(client.waiting_for(), W::Greeting);
    client.receive(&mut &b"* OK hi\r\n"[..]).unwrap();
    let start = client.send(&CommandBody::StartTls).unwrap();
    client.transmitted(client.transmit().len()).unwrap();
    assert_eq!(client.waiting_for(), W::Completion(start));
    client.receive(&mut &b"a1 OK\r\n"[..]).unwrap();
    assert_eq!(client.waiting_for(), W::Upgrade(Upgrade::Tls));
    client.upgraded().unwrap();
    assert_eq!(client.waiting_for(), W::Nothing);
    let error = client.receive_eof().unwrap_err();
    assert_eq!(client.waiting_for(), W::Failed(error));
}

/// Nothing more comes from the server, so that who waited for it would wait for ever.
#[test]
fn a_command_that_will_not_be_sent_is_told_without_any_bytes() {
    let mut wire = Wire::greeted("IMAP4rev1");
    let login = wire.send("LOGIN a b");
    let select = wire.send("SELECT x");
    assert_eq!(written(&mut wire), W::Completion(login));
    let mut input: &[u8] = b"a1 NO\r\n";
    wire.client.receive(&mut input).unwrap().unwrap();
    assert_eq!(wire.client.waiting_for(), W::Receive);
    assert_eq!(wire.client.waiting_for().renew_within(), None);
    let event = wire.client.receive(&mut input).unwrap().unwrap();
    assert!(matches!(event, Event::Withheld { id, .. } if id == select), "{event:?}");
    assert_eq!(wire.client.waiting_for(), W::Nothing);

    // The same of a call that was held back and has gone out.
    let mut wire = Wire::logged_in("IMAP4rev1");
    let status = || Status::new("x", [StatusAtt::Unseen]).unwrap();
    let (first, second) =
        (wire.client.call(status()).unwrap().id(), wire.client.call(status()).unwrap().id());
    assert_eq!(written(&mut wire), W::Completion(first));
    let mut input: &[u8] = b"a1 OK\r\n";
    wire.client.receive(&mut input).unwrap().unwrap();
    assert_eq!(written(&mut wire), W::Receive);
    let event = wire.client.receive(&mut input).unwrap().unwrap();
    assert!(matches!(event, Event::Released { id } if id == second), "{event:?}");
    assert_eq!(wire.client.waiting_for(), W::Completion(second));

    // Behind BYE, and by a call of the program.
    let mut wire = Wire::logged_in("IMAP4rev1");
    wire.append(3);
    wire.send("NOOP");
    wire.sent();
    let mut input: &[u8] = b"* BYE\r\n";
    wire.client.receive(&mut input).unwrap().unwrap();
    assert_eq!(wire.client.waiting_for(), W::Receive);
    assert_eq!(wire.hear("a1 NO\r\n")[0], "a2 withheld: not a command for the logout state");
    assert_eq!(wire.client.waiting_for(), W::Close);
}

#[test]
fn idle_whose_end_did_not_wait_for_its_beginning_waits_for_the_end() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    let idle = wire.send("IDLE");
    assert_eq!(written(&mut wire), W::Continue(idle));
    wire.client.idle_done().unwrap();
    assert_eq!(written(&mut wire), W::Continue(idle));
    wire.client.idle_done().unwrap();
    assert_eq!(written(&mut wire), W::Completion(idle));
    assert_eq!(heard(&mut wire, "a1 OK\r\n"), W::Nothing);
    let logout = wire.send("LOGOUT");
    assert_eq!(written(&mut wire), W::Completion(logout));
    assert_eq!(heard(&mut wire, "* BYE\r\na2 OK\r\n"), W::Close);
}
