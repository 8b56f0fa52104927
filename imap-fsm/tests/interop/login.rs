//! From the greeting to LOGOUT.

use imap_fsm::sasl;
use imap_fsm::session::{Refusal, State};
use imap_fsm::{Misuse, client::CommandId};
use imap_types::auth::AuthMechanism;
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::command::CommandBody;
use imap_types::response::{Condition, Data};
use imap_types::string::Binary;
use rsasl::prelude::{Mechname, SASLClient, SASLConfig};

use crate::answer::Answer;
use crate::connection::{Connection, Heard, command};
use crate::server::{Outcome, Server, Step};
use crate::stream::Stream;

pub(crate) const STEPS: &[Step] = &[
    ("CAPABILITY", capability),
    ("ID", id),
    ("STARTTLS", start_tls),
    ("TLS from the first byte", tls),
    ("LOGIN", login),
    ("LOGIN with a literal", login_with_a_literal),
    ("LOGIN refused", login_refused),
    ("AUTHENTICATE PLAIN", plain),
    ("AUTHENTICATE PLAIN, initial response", plain_at_once),
    ("AUTHENTICATE SCRAM-SHA-256", scram),
    ("AUTHENTICATE refused", plain_refused),
    ("AUTHENTICATE cancelled", cancelled),
    ("UNAUTHENTICATE", unauthenticate),
    ("ENABLE", enable),
    ("LOGOUT", logout),
];

const PLAIN: AuthMechanism<'static> = AuthMechanism::Plain;

fn capability(server: &Server) -> Outcome {
    let mut connection = server.connect();
    let answer = connection.ok("CAPABILITY");
    let Some(Data::Capability(list)) = answer.data.first() else { panic!("{answer:?}") };
    let known = connection.session().capabilities().unwrap();
    assert!(known.is_complete() && list.iter().all(|capability| known.contains(capability)));
    assert!(known.contains(&Capability::Imap4Rev1) || known.contains(&Capability::Imap4Rev2));
    Ok(())
}

fn id(server: &Server) -> Outcome {
    server.offers(&[Capability::Id])?;
    let mut connection = server.log_in();
    for id in ["ID NIL", "ID (\"name\" \"interop\" \"version\" NIL)"] {
        let answer = connection.ok(id);
        assert!(answer.data.iter().any(|data| matches!(data, Data::Id(_))), "{answer:?}");
    }
    Ok(())
}

fn start_tls(server: &Server) -> Outcome {
    server.offers(&[Capability::StartTls])?;
    let mut connection = server.connect();
    let certificate = server.certificate();
    connection.upgrade("STARTTLS", |stream, unread| {
        assert!(unread.is_empty());
        Stream::tls(stream, &certificate)
    });
    assert!(connection.session().is_tls() && connection.session().capabilities().is_none());
    assert_eq!(connection.client.send(&CommandBody::StartTls), Err(Refusal::TlsActive.into()));
    connection.ok("CAPABILITY");
    assert!(!connection.session().has(&Capability::StartTls));
    logs_in(&mut connection);
    Ok(())
}

fn tls(server: &Server) -> Outcome {
    let mut connection = server.connect_tls()?;
    assert!(connection.session().is_tls() && !connection.session().has(&Capability::StartTls));
    logs_in(&mut connection);
    Ok(())
}

fn login(server: &Server) -> Outcome {
    server.asks_for_login()?;
    let mut connection = server.connect();
    let refused: Result<CommandId, Misuse> = connection.client.send(&command("SELECT INBOX"));
    assert_eq!(refused, Err(Refusal::State { state: State::NotAuthenticated }.into()));
    logs_in(&mut connection);
    Ok(())
}

fn login_with_a_literal(server: &Server) -> Outcome {
    server.asks_for_login()?;
    let mut connection = server.connect();
    let login = CommandBody::login("odd", "p \"a\\s\u{df}").unwrap();
    logged_in(&mut connection, &login);
    Ok(())
}

fn login_refused(server: &Server) -> Outcome {
    server.asks_for_login()?;
    let mut connection = server.connect();
    let wrong = CommandBody::login("alice", "wrong").unwrap();
    refused(server, &mut connection, |connection| connection.secretly(&wrong));
    logs_in(&mut connection);
    Ok(())
}

fn plain(server: &Server) -> Outcome {
    server.offers(&[Capability::Auth(PLAIN)])?;
    let mut connection = server.connect();
    let answer = authenticate_plain(&mut connection, "pass");
    authenticated(&mut connection, answer);
    Ok(())
}

fn plain_at_once(server: &Server) -> Outcome {
    server.offers(&[Capability::Auth(PLAIN), Capability::SaslIr])?;
    let mut connection = server.connect();
    let message = sasl::plain(None, "alice", "pass").unwrap();
    logged_in(&mut connection, &CommandBody::authenticate(PLAIN, Some(message)));
    Ok(())
}

fn scram(server: &Server) -> Outcome {
    server.offers(&[Capability::Auth(AuthMechanism::ScramSha256)])?;
    let mut connection = server.connect();
    let credentials = SASLConfig::with_credentials(None, "alice".into(), "pass".into()).unwrap();
    let name = Mechname::parse(b"SCRAM-SHA-256").unwrap();
    let mut scram = SASLClient::new(credentials).start_suggested(&[name]).unwrap();
    let mut step = |challenge: Option<&[u8]>| {
        let mut out = Vec::new();
        scram.step(challenge, &mut out).unwrap();
        out
    };
    let first = Binary::try_from(step(None)).unwrap();
    let command = CommandBody::authenticate(AuthMechanism::ScramSha256, Some(first.into()));
    let answer = connection.authenticate(&command, |challenge| Some(step(Some(challenge))));
    authenticated(&mut connection, answer);
    Ok(())
}

fn plain_refused(server: &Server) -> Outcome {
    server.offers(&[Capability::Auth(PLAIN)])?;
    let mut connection = server.connect();
    refused(server, &mut connection, |connection| authenticate_plain(connection, "wrong"));
    logs_in(&mut connection);
    Ok(())
}

/// RFC 9051 §6.2.2: BAD. Some say NO.
fn cancelled(server: &Server) -> Outcome {
    server.offers(&[Capability::Auth(PLAIN)])?;
    let mut connection = server.connect();
    let answer = connection.authenticate(&CommandBody::authenticate(PLAIN, None), |_| None);
    assert_ne!(answer.tagged.condition, Condition::Ok);
    assert_eq!(connection.state(), State::NotAuthenticated);
    logs_in(&mut connection);
    Ok(())
}

fn unauthenticate(server: &Server) -> Outcome {
    server.offers(&[Capability::Unauthenticate])?;
    let mut connection = server.log_in();
    connection.ok("SELECT INBOX");
    connection.ok("UNAUTHENTICATE");
    assert_eq!(connection.state(), State::NotAuthenticated);
    connection.ok("CAPABILITY");
    logs_in(&mut connection);
    Ok(())
}

fn enable(server: &Server) -> Outcome {
    server.offers(&[Capability::Enable, Capability::CondStore])?;
    let mut connection = server.log_in();
    connection.ok("ENABLE CONDSTORE X-NOBODY-HAS-THIS");
    assert!(connection.session().enabled(&Capability::CondStore));
    assert!(!connection.session().enabled(&Capability::QResync));
    connection.ok("SELECT INBOX");
    connection.ok("CLOSE");
    let late = connection.client.send(&command("ENABLE QRESYNC"));
    assert_eq!(late, Err(Refusal::EnableTooLate.into()));
    Ok(())
}

fn logout(server: &Server) -> Outcome {
    let mut connection = server.log_in();
    let id = connection.send("LOGOUT");
    assert!(matches!(connection.hear(), Heard::Bye(_)));
    assert!(matches!(connection.hear(), Heard::Completed(ended, _) if ended == id));
    connection.closed();
    Ok(())
}

fn logs_in(connection: &mut Connection) {
    logged_in(connection, &CommandBody::login("alice", "pass").unwrap());
}

fn logged_in(connection: &mut Connection, command: &CommandBody<'_>) {
    let answer = connection.secretly(command);
    authenticated(connection, answer);
}

fn authenticated(connection: &mut Connection, answer: Answer) {
    answer.expect(Condition::Ok);
    assert_eq!(connection.state(), State::Authenticated);
    connection.ok("SELECT INBOX");
    assert_eq!(connection.state(), State::Selected);
}

fn authenticate_plain(connection: &mut Connection, password: &str) -> Answer {
    connection.authenticate(&CommandBody::authenticate(PLAIN, None), |challenge| {
        assert!(challenge.is_empty());
        Some(sasl::plain(None, "alice", password).unwrap().into_inner().as_bytes().to_vec())
    })
}

fn refused(server: &Server, connection: &mut Connection, log_in: impl FnOnce(&mut Connection) -> Answer) {
    let answer = log_in(connection).expect(Condition::No);
    server.says_why(&answer, &Code::AuthenticationFailed);
    assert_eq!(connection.state(), State::NotAuthenticated);
}
