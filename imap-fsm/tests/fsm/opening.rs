//! From the greeting to a connection that is ready, and what somebody in between tries to make of it.

use imap_fsm::client::call::{
    Authenticate, LoggedIn, Mechanism, Opened, Opening, OpeningError, Policy, Progress, Tls,
};
use imap_fsm::client::{Client, Options};
use imap_fsm::sasl::{self, Message};
use imap_types::auth::AuthMechanism;
use imap_types::capability::Capability;
use imap_types::id::IdFields;

/// `S:` lines are received, `C:` lines must be what is sent before the next, `L:` is a layer that must begin.
fn open(policy: Policy, tls: bool, transcript: &str) -> Result<Opened, String> {
    let mut client = Client::new(Options { tls, ..Options::default() });
    let mut opening = Opening::new(policy);
    let (mut done, mut layer, mut failed) = (None, None, None);
    for line in transcript.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (side, text) = line.split_once(':').unwrap();
        let text = text.trim_start();
        match side {
            "C" => {
                let line = format!("{text}\r\n");
                let (sent, n) = (String::from_utf8_lossy(client.transmit()).into_owned(), line.len());
                assert!(sent.starts_with(&line), "{sent:?} rather than {line:?}");
                client.transmitted(n).unwrap();
            }
            "L" => {
                assert_eq!(layer.take().as_deref(), Some(text));
                match opening.upgraded(&mut client) {
                    Ok(Progress::Done(opened)) => done = Some(opened),
                    Ok(progress) => assert_eq!(progress, Progress::More),
                    Err(error) => failed = Some(error.to_string()),
                }
            }
            _ => {
                assert!(client.transmit().is_empty(), "{}", String::from_utf8_lossy(client.transmit()));
                let line = format!("{text}\r\n").replace("\\r\\n", "\r\n");
                let mut input = line.as_bytes();
                loop {
                    let event = match client.receive(&mut input) {
                        Ok(Some(event)) => event,
                        Ok(None) => break,
                        Err(error) => return Err(error.to_string()),
                    };
                    match opening.take(&mut client, event) {
                        Ok(Progress::Done(opened)) => done = Some(opened),
                        Ok(Progress::Begin(upgrade)) => layer = Some(format!("{upgrade:?}")),
                        Ok(Progress::More) => {}
                        Ok(Progress::Other(_)) => assert!(text.contains("[ALERT]"), "{text}"),
                        Err(error) => failed = Some(error.to_string()),
                    }
                }
            }
        }
    }
    assert!(client.transmit().is_empty(), "{}", String::from_utf8_lossy(client.transmit()));
    assert_eq!(opening.is_done(), done.is_some());
    done.ok_or_else(|| failed.unwrap_or_else(|| "not done".into()))
}

fn plain() -> Policy {
    Policy::new().mechanism(Authenticate::plain(None, "alice", "secret").unwrap())
}

fn both() -> Policy {
    plain().login("alice", "secret").unwrap()
}

#[test]
fn everything_is_agreed_in_order() {
    let policy = both()
        .enable(Capability::Imap4Rev2)
        .enable(Capability::QResync)
        .id(IdFields::new([("name", None::<&str>)]).ok())
        .compress();
    let opened = open(
        policy,
        false,
        "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi
         C: a1 STARTTLS
         S: a1 OK [CAPABILITY AUTH=PLAIN] begin
         L: Tls
         C: a2 CAPABILITY
         S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
         S: a2 OK done
         C: a3 AUTHENTICATE PLAIN
         S: +
         C: AGFsaWNlAHNlY3JldA==
         S: * OK [ALERT] mailbox full
         S: a3 OK welcome
         C: a4 CAPABILITY
         S: * CAPABILITY IMAP4rev1 IMAP4rev2 ENABLE ID COMPRESS=DEFLATE
         S: a4 OK done
         C: a5 COMPRESS DEFLATE
         S: a5 OK begin
         L: Compression
         C: a6 ENABLE IMAP4rev2
         C: a7 ID (\"name\" NIL)
         S: * ID (\"name\" \"Cyrus\")
         S: a7 OK done
         S: * ENABLED IMAP4REV2
         S: a6 OK done",
    )
    .unwrap();
    assert_eq!(opened.login, LoggedIn::Mechanism(AuthMechanism::Plain));
    assert!(opened.tls && opened.compressed);
    assert_eq!((opened.enabled, opened.server.unwrap().len()), (vec![Capability::Imap4Rev2], 1));
}

#[test]
fn what_the_server_refuses_but_the_login_is_done_without() {
    let opened = open(
        plain().enable(Capability::CondStore).id(None).compress(),
        true,
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi
         C: a1 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
         S: a1 OK [CAPABILITY IMAP4rev1 ENABLE CONDSTORE ID COMPRESS=DEFLATE] welcome
         C: a2 COMPRESS DEFLATE
         S: a2 NO [COMPRESSIONACTIVE] no
         C: a3 ENABLE CONDSTORE
         C: a4 ID NIL
         S: a3 BAD no
         S: a4 NO no",
    );
    let expected =
        Opened { login: LoggedIn::Mechanism(AuthMechanism::Plain), tls: true, ..Opened::default() };
    assert_eq!(opened, Ok(expected));
}

#[test]
fn nothing_is_compressed_that_the_policy_does_not_want_so() {
    let login = "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi
         C: a1 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==
         S: a1 OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] welcome";
    assert!(!open(plain(), true, login).unwrap().compressed);
    let without = login.replace("COMPRESS=DEFLATE", "IDLE");
    assert!(!open(plain().compress(), true, &without).unwrap().compressed);
}

#[test]
fn a_greeting_may_be_all_there_is() {
    let opened = open(Policy::new(), true, "S: * PREAUTH [CAPABILITY IMAP4rev1] hi").unwrap();
    assert_eq!((opened.login, opened.tls), (LoggedIn::PreAuth, true));
    assert_eq!(
        open(plain(), true, "S: * BYE overloaded").unwrap_err(),
        "the server closes the connection: overloaded"
    );
}

#[test]
fn starttls_that_is_hidden_or_refused_or_impossible_ends_in_an_error_and_no_password() {
    for (transcript, error) in [
        ("S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi", "TLS is required and the server has no STARTTLS"),
        (
            "S: * PREAUTH [CAPABILITY IMAP4rev1] hi",
            "TLS is required and the server says PREAUTH in the clear",
        ),
        (
            "S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] hi
             C: a1 STARTTLS
             S: a1 NO not today",
            "STARTTLS: NO not today",
        ),
        (
            "S: * OK hi
             C: a1 CAPABILITY
             S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
             S: a1 OK done",
            "TLS is required and the server has no STARTTLS",
        ),
        (
            "S: * OK hi
             C: a1 CAPABILITY
             S: a1 OK done",
            "the server does not say what it can do",
        ),
        (
            "S: * OK hi
             C: a1 CAPABILITY
             S: a1 BAD what",
            "CAPABILITY: BAD what",
        ),
        (
            "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
             C: a1 STARTTLS
             S: a1 OK begin\\r\\n* CAPABILITY AUTH=PLAIN",
            "plaintext behind STARTTLS",
        ),
    ] {
        assert_eq!(open(both(), false, transcript).unwrap_err(), error, "{transcript}");
    }
}

#[test]
fn what_was_said_in_the_clear_does_not_choose_the_mechanism() {
    let transcript = "S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] hi
        C: a1 STARTTLS
        S: a1 OK begin
        L: Tls
        C: a2 CAPABILITY
        S: * CAPABILITY IMAP4rev1 AUTH=EXTERNAL LOGINDISABLED
        S: a2 OK done";
    assert_eq!(open(both(), false, transcript).unwrap_err(), "no way to log in that both sides allow");
    let policy = both().mechanism(Authenticate::external(None).unwrap());
    let opened = open(
        policy,
        false,
        &format!(
            "{transcript}
        C: a3 AUTHENTICATE EXTERNAL
        S: +
        C:
        S: a3 OK [CAPABILITY IMAP4rev1] welcome"
        ),
    );
    assert_eq!(opened.unwrap().login, LoggedIn::Mechanism(AuthMechanism::External));
}

#[test]
fn the_policys_order_decides_and_login_comes_last() {
    let policy = Policy::new()
        .login("alice", "secret")
        .unwrap()
        .mechanism(Authenticate::external(None).unwrap())
        .mechanism(Authenticate::login("alice", "secret").unwrap())
        .mechanism(Authenticate::plain(None, "alice", "secret").unwrap());
    let opened = open(
        policy,
        true,
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN] hi
         C: a1 AUTHENTICATE LOGIN
         S: + VXNlcm5hbWU6
         C: YWxpY2U=
         S: + UGFzc3dvcmQ6
         C: c2VjcmV0
         S: a1 OK [CAPABILITY IMAP4rev1] welcome",
    );
    assert_eq!(opened.unwrap().login, LoggedIn::Mechanism(AuthMechanism::Login));
    let opened = open(
        Policy::new().login("alice", "secret").unwrap(),
        true,
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN] hi
         C: a1 LOGIN alice secret
         S: a1 OK [CAPABILITY IMAP4rev1] welcome",
    );
    assert_eq!(opened.unwrap().login, LoggedIn::Login);
}

#[test]
fn where_tls_is_only_preferred_no_password_goes_in_the_clear() {
    let clear = "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=ANONYMOUS SASL-IR] hi";
    let error = open(both().tls(Tls::Preferred), false, clear).unwrap_err();
    assert_eq!(error, "no way to log in that both sides allow");
    let policy = both().tls(Tls::Preferred).mechanism(Authenticate::anonymous(None).unwrap());
    let opened = open(
        policy,
        false,
        &format!(
            "{clear}
        C: a1 AUTHENTICATE ANONYMOUS =
        S: a1 OK [CAPABILITY IMAP4rev1] guest"
        ),
    );
    assert!(!opened.unwrap().tls);
    let refused = "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN STARTTLS] hi
        C: a1 STARTTLS
        S: a1 NO no";
    let error = open(both().tls(Tls::Preferred), false, refused).unwrap_err();
    assert_eq!(error, "no way to log in that both sides allow");
    let opened = open(
        both().tls(Tls::NotNeeded),
        false,
        "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
         C: a1 LOGIN alice secret
         S: a1 OK [CAPABILITY IMAP4rev1] welcome",
    );
    assert_eq!(opened.unwrap().login, LoggedIn::Login);
}

/// As SCRAM, in short: the server proves by `v=` that it knows the password.
struct Mutual {
    proven: bool,
}

impl Mechanism for Mutual {
    fn name(&self) -> AuthMechanism<'static> {
        AuthMechanism::ScramSha256
    }

    fn exposes_credentials(&self) -> bool {
        false
    }

    fn initial(&mut self) -> Option<Message> {
        sasl::anonymous(Some("n")).ok()
    }

    fn respond(&mut self, challenge: &[u8]) -> Option<Message> {
        self.proven = challenge == b"v=";
        Some(sasl::empty())
    }

    fn is_proven(&self) -> bool {
        self.proven
    }
}

#[test]
fn an_ok_without_the_servers_proof_is_none() {
    let policy = || Policy::new().tls(Tls::Preferred).mechanism(Authenticate::with(Mutual { proven: false }));
    for (proof, expected) in [
        ("", "AUTHENTICATE: the server has not proved who it is"),
        (
            "S: + eD0=
             C: ",
            "AUTHENTICATE: the server has not proved who it is",
        ),
        (
            "S: + dj0=
             C: ",
            "",
        ),
    ] {
        let transcript = format!(
            "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256] hi
             C: a1 AUTHENTICATE SCRAM-SHA-256 bg==
             {proof}
             S: a1 OK [CAPABILITY IMAP4rev1] welcome"
        );
        let error = open(policy(), false, &transcript).err().unwrap_or_default();
        assert_eq!(error, expected, "{proof}");
    }
}

#[test]
fn a_refused_login_is_the_end() {
    for (transcript, error) in [
        (
            "C: a1 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==\nS: a1 NO [AUTHENTICATIONFAILED] wrong",
            "AUTHENTICATE: NO [AUTHENTICATIONFAILED] wrong",
        ),
        // A challenge too many, and one that is none.
        (
            "C: a1 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==\nS: + YQ==\nC: *\nS: a1 BAD cancelled",
            "AUTHENTICATE: BAD cancelled",
        ),
        (
            "C: a1 AUTHENTICATE PLAIN AGFsaWNlAHNlY3JldA==\nS: + !\nC: *\nS: a1 BAD cancelled",
            "AUTHENTICATE: BAD cancelled",
        ),
    ] {
        let transcript = format!("S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi\n{transcript}");
        assert_eq!(open(both(), true, &transcript).unwrap_err(), error);
    }
}

#[test]
fn nothing_is_upgraded_before_it_is_time() {
    let mut client = Client::new(Options::default());
    let mut opening = Opening::new(both());
    let error = opening.upgraded(&mut client).unwrap_err();
    assert_eq!(error, OpeningError::Misuse(imap_fsm::Misuse::NotWaiting));
    assert!(!format!("{opening:?}").contains("secret"));
}
