//! AUTHENTICATE SCRAM-SHA-256 (RFC 7677): the client's half is that of another crate.

use std::net::TcpStream;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imap_fsm::types::auth::AuthenticateData;
use imap_fsm::types::command::CommandBody;
use scram::Scram;

use super::{TestServer, Wire};

impl Wire<TcpStream> {
    /// Sends a message, and gives what the answer has behind its `+`.
    fn exchange(&mut self, message: &str) -> String {
        self.send(&format!("{message}\r\n"));
        let line = self.line();
        let challenge = line.strip_prefix("+ ").unwrap_or_else(|| panic!("{line}"));
        String::from_utf8(STANDARD.decode(challenge).unwrap()).unwrap()
    }
}

fn first(scram: &mut Scram) -> String {
    match scram.command().unwrap() {
        CommandBody::Authenticate { initial_response: Some(message), .. } => {
            STANDARD.encode(message.declassify().as_bytes())
        }
        command => panic!("{command:?}"),
    }
}

fn answer(scram: &mut Scram, challenge: &str) -> String {
    match scram.answer(challenge.as_bytes()) {
        AuthenticateData::Response(message) => STANDARD.encode(message.declassify().as_bytes()),
        AuthenticateData::Cancel => "*".into(),
    }
}

/// `,s=…,i=…` of the server's first message.
fn salt(challenge: &str) -> &str {
    &challenge[challenge.find(",s=").unwrap()..]
}

#[test]
fn both_sides_prove_that_they_know_the_password() {
    // It is offered before TLS, too, where passwords are not.
    let server = TestServer::start("");
    for at_once in [true, false] {
        let (mut one, mut scram) = (server.connect(), Scram::new("alice", "pass").unwrap());
        one.play("C: a CAPABILITY\nS: * CAPABILITY …AUTH=SCRAM-SHA-256 LOGINDISABLED\nS: a OK …");
        let message = first(&mut scram);
        let challenge = match at_once {
            true => one.exchange(&format!("b AUTHENTICATE SCRAM-SHA-256 {message}")),
            false => {
                assert_eq!(one.exchange("b AUTHENTICATE SCRAM-SHA-256"), "");
                one.exchange(&message)
            }
        };
        let verifier = one.exchange(&answer(&mut scram, &challenge));
        assert!(verifier.starts_with("v="), "{verifier}");
        assert_eq!(answer(&mut scram, &verifier), "");
        scram.verdict().unwrap();
        one.play("C:\nS: b OK [CAPABILITY …] …\nC: c SELECT INBOX");
        one.until("c OK");
    }
}

#[test]
fn who_does_not_know_the_password_is_told_no_more_than_that() {
    let server = TestServer::plain();
    let mut salts = Vec::new();
    for (user, password) in [("alice", "wrong"), ("alice", "pass "), ("nobody", "pass"), ("nobody", "pass")] {
        let (mut one, mut scram) = (server.connect(), Scram::new(user, password).unwrap());
        let challenge = one.exchange(&format!("a AUTHENTICATE SCRAM-SHA-256 {}", first(&mut scram)));
        salts.push(salt(&challenge).to_string());
        one.send(&format!("{}\r\n", answer(&mut scram, &challenge)));
        one.play("S: a NO [AUTHENTICATIONFAILED] wrong name or password\nC: b LOGIN alice pass\nS: b OK …");
    }
    assert!(salts[0] == salts[1] && salts[2] == salts[3] && salts[1] != salts[2], "{salts:?}");
    assert!(salts.iter().all(|salt| salt.len() == salts[0].len() && salt.ends_with(",i=4096")), "{salts:?}");
}

#[test]
fn messages_that_are_none_and_acting_for_others_are_refused() {
    let server = TestServer::plain();
    let mut one = server.connect();
    let message = |text: &str| STANDARD.encode(text);
    one.play(&format!(
        "C: a AUTHENTICATE SCRAM-SHA-256 {}
         S: a BAD …
         C: b AUTHENTICATE SCRAM-SHA-256 {}
         S: b NO [AUTHORIZATIONFAILED] …
         C: c AUTHENTICATE SCRAM-SHA-256 =
         S: c BAD …
         C: d AUTHENTICATE SCRAM-SHA-256
         S: +…
         C: *
         S: d BAD …",
        message("p=tls-unique,,n=alice,r=abc"),
        message("n,a=bob,n=alice,r=abc"),
    ));
    one.exchange(&format!("e AUTHENTICATE SCRAM-SHA-256 {}", message("n,a=alice,n=alice,r=abc")));
    one.play(&format!("C: {}\nS: e BAD …", message("c=biws,r=abc,p=AAAA")));
    // Proven, but there is more to say.
    let mut scram = Scram::new("alice", "pass").unwrap();
    let challenge = one.exchange(&format!("f AUTHENTICATE SCRAM-SHA-256 {}", first(&mut scram)));
    one.exchange(&answer(&mut scram, &challenge));
    one.play(&format!("C: {}\nS: f BAD …\nC: g SELECT INBOX\nS: g BAD …", message("more")));
}
