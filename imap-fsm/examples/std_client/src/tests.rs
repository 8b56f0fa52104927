//! The program as it is, against a server in a thread; and, on demand, against Dovecot.

mod dovecot;

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

use imap_fsm::types::append::AppendMessage;
use imap_fsm::types::auth::AuthMechanism;
use imap_fsm::types::capability::Capability;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::flag::Flag;
use imap_fsm::types::list::MailboxAttribute;
use imap_fsm::types::secret::Secret;
use imap_fsm::types::string::AString;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::arguments::Arguments;
use crate::deflate::Deflate;
use crate::failure::Failure;
use crate::login::log_in;
use crate::notes::Notes;
use crate::run;
use test_server::{Layer, Message, News, Script};

/// What a run of the program comes to.
struct Outcome {
    result: Result<(), Failure>,
    out: String,
    notes: String,
}

impl Outcome {
    fn out(self) -> String {
        self.result.unwrap();
        self.out
    }

    /// The exit code, and why.
    fn failure(self) -> (u8, String) {
        let failure = self.result.unwrap_err();
        (failure.code(), failure.to_string())
    }
}

/// Notes that outlive the program.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn arguments(line: &str) -> Arguments {
    Arguments::parse(line.split_whitespace().map(String::from)).unwrap()
}

fn execute(arguments: &Arguments, password: &str) -> Outcome {
    let (mut out, notes) = (Vec::new(), Shared::default());
    let password = Secret::new(password.to_string());
    let result = run(arguments, &password, &mut out, &|| Box::new(notes.clone()));
    Outcome { result, out: String::from_utf8(out).unwrap(), notes: notes.text() }
}

/// Runs the program as alice, whose password the server of these tests knows.
fn alice(options: &str, server: SocketAddr, path: &str) -> Outcome {
    execute(&arguments(&format!("{options} imap://alice@localhost:{}{path}", server.port())), "secret")
}

fn message(uid: u32, subject: &'static str, text: &str) -> Message {
    let flags = if uid % 2 == 0 { vec![Flag::Seen, Flag::Flagged] } else { vec![] };
    let name = if uid == 3 { "" } else { "=?utf-8?q?J=C3=BCrgen?= M" };
    Message { uid, from: (name, "jm"), subject, flags, text: text.into() }
}

fn script(capabilities: &[Capability<'static>]) -> Script {
    let mut script = Script::new(capabilities);
    script.mailboxes = vec![
        ("INBOX", MailboxAttribute::HasNoChildren),
        ("Entw&APw-rfe", MailboxAttribute::Drafts),
        ("Lists", MailboxAttribute::NoSelect),
    ];
    script.messages = vec![
        message(3, "Hello", "one"),
        message(4, "=?utf-8?b?R3LDvMOfZSA=?= =?utf-8?q?=F0=9F=98=BA?=", "two needle"),
        message(9, "a subject that is much longer than what a table has room for", &"needle ".repeat(1000)),
    ];
    script
}

/// A file that is removed in the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        Self(env::temp_dir().join(format!("imap-fsm-std-client-{}-{name}", process::id())))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A server's TLS, and the file that a client needs to trust it.
fn tls(name: &str) -> (Layer, Temporary) {
    tls_with(name, rcgen::CertificateParams::new(["localhost".to_string()]).unwrap())
}

fn tls_with(name: &str, certificate: rcgen::CertificateParams) -> (Layer, Temporary) {
    let key = rcgen::KeyPair::generate().unwrap();
    let own = certificate.self_signed(&key).unwrap();
    let file = Temporary::new(name);
    fs::write(&file.0, own.pem()).unwrap();
    (layer(&own, &key), file)
}

/// TLS with this certificate.
fn layer(own: &rcgen::Certificate, key: &rcgen::KeyPair) -> Layer {
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder().with_no_client_auth();
    let config = Arc::new(config.with_single_cert(vec![own.der().clone()], key).unwrap());
    Arc::new(move |below, _| {
        Box::new(StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), below))
    })
}

fn deflate() -> Layer {
    Arc::new(|below, unread| Box::new(Deflate::new(below, unread)))
}

#[test]
fn mailboxes_are_listed_with_their_counts() {
    let expected = "\
MESSAGES   UNSEEN  MAILBOX
       3        1  Entw\u{fc}rfe  \\Drafts
       3        1  INBOX
       -        -  Lists  \\Noselect
";
    for (capability, commands) in [
        (Capability::ListStatus, &["LOGIN", "CAPABILITY", "LIST", "LOGOUT"][..]),
        (Capability::Idle, &["LOGIN", "CAPABILITY", "LIST", "STATUS", "STATUS", "LOGOUT"]),
    ] {
        let script = script(&[capability]);
        let log = Arc::clone(&script.log);
        assert_eq!(alice("", script.start(), "").out(), expected);
        assert_eq!(*log.lock().unwrap(), commands);
    }
}

#[test]
fn more_mailboxes_are_asked_for_than_commands_can_be_in_flight() {
    let mut script = script(&[]);
    let names = (0..600).map(|number| &*format!("box{number}").leak());
    script.mailboxes = names.map(|name| (name, MailboxAttribute::HasNoChildren)).collect();
    let out = alice("", script.start(), "").out();
    assert_eq!(out.lines().filter(|line| line.starts_with("       3        1  box")).count(), 600);
}

#[test]
fn messages_are_a_table() {
    let head = "    UID  DATE              FROM                        SIZE  SUBJECT                                   FLAGS\n";
    let rows = [
        "      3  2026-11-23 08:05  jm@example.org                 3  Hello                                     ()\n",
        "      4  2026-11-23 08:05  J\u{fc}rgen M                      10  Gr\u{fc}\u{df}e \u{1f63a}                                  (\\Flagged \\Seen)\n",
        "      9  2026-11-23 08:05  J\u{fc}rgen M                    7.0k  a subject that is much longer than what   ()\n",
    ];
    let [one, two, three] = rows;
    for (options, path, expected) in [
        ("", "/INBOX", format!("{head}{one}{two}{three}")),
        ("--last 2", "/Entw%C3%BCrfe", format!("{head}{two}{three}")),
        ("--last 0", "/INBOX", head.into()),
        ("--search needle", "/INBOX", format!("{head}{two}{three}")),
        ("--search needle --last 1", "/INBOX", format!("{head}{three}")),
        ("--search nothing", "/INBOX", head.into()),
    ] {
        for capabilities in [&[][..], &[Capability::ESearch], &[Capability::Enable, Capability::Utf8Accept]] {
            let mut script = script(capabilities);
            if script.capabilities.contains(&Capability::Utf8Accept) {
                script.mailboxes[1].0 = "Entw\u{fc}rfe";
            }
            assert_eq!(alice(options, script.start(), path).out(), expected, "{options} {path}");
        }
    }
}

#[test]
fn a_long_message_is_saved_as_it_is_over_every_layer() {
    let text: String = (0..200_000).map(|number| format!("{number} )\r\na3 OK {{5}}\r\n")).collect();
    let (layer, ca) = tls("save-ca");
    let mut script = script(&[Capability::StartTls, Capability::CompressDeflate]);
    script.tls = Some(layer);
    script.deflate = Some(deflate());
    script.messages.push(message(12, "long", &text));
    let clear = script.clone().start();
    script.implicit = true;
    let secure = script.start();

    let saved = Temporary::new("saved");
    let (ca, to) = (ca.0.display(), saved.0.display());
    for line in [
        format!("--save 12 {to} imap://alice@localhost:{}/INBOX", clear.port()),
        format!("--save 12 {to} --compress imap://alice@localhost:{}/INBOX", clear.port()),
        format!("--save 12 {to} --starttls --ca {ca} imap://alice@localhost:{}/INBOX", clear.port()),
        format!("--save 12 {to} --compress --ca {ca} imaps://alice@localhost:{}/INBOX", secure.port()),
    ] {
        let _ = fs::remove_file(&saved.0);
        let outcome = execute(&arguments(&line), "secret");
        assert_eq!(outcome.notes, "\r1.0M of 4.1M\r2.0M of 4.1M\r3.0M of 4.1M\r4.0M of 4.1M\n");
        assert_eq!(outcome.out(), format!("{} octets in {to}\n", text.len()), "{line}");
        assert!(fs::read(&saved.0).unwrap() == text.as_bytes(), "{line}");
    }
    // A short one is not streamed. What is there is kept, if nothing else is said.
    let outcome = alice(&format!("--save 3 {to}"), clear, "/INBOX");
    assert_eq!(outcome.failure(), (6, format!("{to} is there already: --overwrite replaces it")));
    assert!(fs::read(&saved.0).unwrap() == text.as_bytes());
    let outcome = alice(&format!("--save 3 {to} --overwrite"), clear, "/INBOX");
    assert_eq!(outcome.out(), format!("3 octets in {to}\n"));
    assert_eq!(fs::read(&saved.0).unwrap(), b"one");
}

#[test]
fn what_cannot_be_saved_leaves_no_file() {
    let server = script(&[]).start();
    let saved = Temporary::new("not-saved");
    let to = saved.0.display();
    let outcome = alice(&format!("--save 5 {to}"), server, "/INBOX");
    assert_eq!(outcome.failure(), (1, "there is no message with UID 5".into()));
    let outcome = alice(&format!("--save 3 {to}/in/no/folder"), server, "/INBOX");
    assert_eq!(outcome.failure().0, 6);
    let part = Temporary(format!("{to}.part").into());
    assert!(!saved.0.exists() && !part.0.exists());
    // Of a download that goes on elsewhere.
    fs::write(&part.0, "half").unwrap();
    let (code, why) = alice(&format!("--save 3 {to}"), server, "/INBOX").failure();
    assert!(code == 6 && why.contains(".part is there already"), "{why}");
    assert_eq!(fs::read(&part.0).unwrap(), b"half");
}

#[test]
fn watching_tells_what_happens_until_the_server_ends_it() {
    let expected = "\
3 messages
    UID  DATE              FROM                        SIZE  SUBJECT                                   FLAGS
      3  has now (\\Seen)
     10  2026-11-23 08:05  J\u{fc}rgen M                       3  new                                       (\\Flagged \\Seen)
      4  is gone
     11  2026-11-23 08:05  J\u{fc}rgen M                       3  newer                                     ()
";
    for capability in [Capability::Idle, Capability::Unselect] {
        let idles = capability == Capability::Idle;
        let mut script = script(&[capability]);
        script.news = VecDeque::from([
            News::Flagged(1, Flag::Seen),
            News::Comes(message(10, "new", "abc")),
            // IDLE lasts its time, and the next one goes on.
            News::Pause,
            News::Goes(2),
            News::Comes(message(11, "newer", "def")),
            News::Bye("enough"),
        ]);
        let log = Arc::clone(&script.log);
        let mut arguments =
            arguments(&format!("--watch imap://alice@localhost:{}/INBOX", script.start().port()));
        (arguments.idle, arguments.poll) = (Duration::from_millis(50), Duration::from_millis(20));
        let outcome = execute(&arguments, "secret");
        assert_eq!(outcome.out, expected);
        assert_eq!(outcome.failure(), (3, "the server has closed the connection: enough".into()));
        let asked = if idles { "IDLE" } else { "NOOP" };
        assert_eq!(log.lock().unwrap().iter().filter(|said| *said == asked).count(), 4);
    }
}

#[test]
fn the_best_way_to_log_in_is_taken() {
    let auth = |mechanisms: &[AuthMechanism<'static>]| -> Vec<_> {
        mechanisms.iter().cloned().map(Capability::Auth).chain([Capability::ListStatus]).collect()
    };
    let (plain, scram) = (AuthMechanism::Plain, AuthMechanism::ScramSha256);
    let plain_only = auth(std::slice::from_ref(&plain));
    let with_ir = [plain_only.clone(), vec![Capability::SaslIr]].concat();
    for (option, capabilities, said) in [
        ("", auth(&[]), "LOGIN"),
        ("", plain_only.clone(), "AUTHENTICATE PLAIN"),
        ("", with_ir.clone(), "AUTHENTICATE PLAIN with SASL-IR"),
        ("", auth(&[plain, scram.clone()]), "AUTHENTICATE SCRAM-SHA-256"),
        ("--auth login", auth(&[scram]), "LOGIN"),
        ("--auth PLAIN", with_ir, "AUTHENTICATE PLAIN with SASL-IR"),
    ] {
        let script = script(&capabilities);
        let log = Arc::clone(&script.log);
        let server = script.start();
        let _ = alice(option, server, "").out();
        assert_eq!(log.lock().unwrap()[0], said);

        let line = format!("--trace {option} imap://alice@localhost:{}", server.port());
        let outcome = execute(&arguments(&line), "wrong-secret");
        assert!(outcome.notes.contains("octets that may hold a password"), "{}", outcome.notes);
        for secret in ["wrong-secret", "AGFsaWNlAHdyb25nLXNlY3JldA"] {
            assert!(!outcome.notes.contains(secret), "{}", outcome.notes);
        }
        let refused = (4, "the login was refused: wrong name or password".into());
        assert_eq!(outcome.failure(), refused);
    }
    let (code, why) = alice("", script(&[Capability::LoginDisabled]).start(), "").failure();
    assert_eq!((code, &*why), (4, "the server offers no way to log in: try --starttls or imaps://"));
}

#[test]
fn no_password_goes_to_a_server_that_is_not_trusted() {
    let (layer, _ca) = tls("trusted-ca");
    let (_, other) = tls("other-ca");
    let mut script = script(&[Capability::StartTls]);
    script.tls = Some(layer);
    let log = Arc::clone(&script.log);
    let server = script.start();
    let (code, why) = alice(&format!("--starttls --ca {}", other.0.display()), server, "").failure();
    assert!(code == 3 && why.contains("certificate"), "{why}");
    assert!(!log.lock().unwrap().iter().any(|said| said == "LOGIN"));

    let server = self::script(&[]).start();
    let outcome = alice(&format!("--starttls --ca {}", other.0.display()), server, "");
    assert_eq!(outcome.failure(), (3, "the server does not offer STARTTLS".into()));

    // Whoever is between would have the client go on in the clear.
    let server = canned(&["* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"]);
    let outcome = alice(&format!("--starttls --ca {}", other.0.display()), server, "");
    let why = "the server knows who you are before TLS has begun: not trusted";
    assert_eq!(outcome.failure(), (3, why.into()));
}

#[test]
fn the_usual_certificate_of_ones_own_is_trusted_if_it_is_named() {
    // As `openssl req -x509 -subj /CN=mail` makes it: an authority's, for no host.
    let mut certificate = rcgen::CertificateParams::new([]).unwrap();
    certificate.distinguished_name.push(rcgen::DnType::CommonName, "mail");
    certificate.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let (layer, ca) = tls_with("usual-ca", certificate.clone());
    let (_, other) = tls_with("usual-other", certificate);
    let mut script = script(&[]);
    (script.tls, script.implicit) = (Some(layer), true);
    let port = script.start().port();
    let line = |ca: &Temporary| format!("--ca {} imaps://alice@localhost:{port}", ca.0.display());
    assert_eq!(execute(&arguments(&line(&ca)), "secret").out().lines().count(), 4);
    // The other one bears the same name.
    let (code, why) = execute(&arguments(&line(&other)), "secret").failure();
    assert!(code == 3 && why.starts_with("the server's certificate is"), "{why}");
}

#[test]
fn what_is_wrong_with_tls_is_told_in_words() {
    let authority = |name: &str| {
        let mut certificate = rcgen::CertificateParams::new([]).unwrap();
        certificate.distinguished_name.push(rcgen::DnType::CommonName, name);
        certificate.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let (key, file) = (rcgen::KeyPair::generate().unwrap(), Temporary::new(name));
        fs::write(&file.0, certificate.self_signed(&key).unwrap().pem()).unwrap();
        (rcgen::Issuer::new(certificate, key), file)
    };
    let ((issuer, ca), (_, other)) = (authority("words-ca"), authority("words-other"));
    let issued = |host: &str, until: i32| {
        let mut certificate = rcgen::CertificateParams::new([host.to_string()]).unwrap();
        certificate.not_after = rcgen::date_time_ymd(until, 1, 1);
        let key = rcgen::KeyPair::generate().unwrap();
        layer(&certificate.signed_by(&key, &issuer).unwrap(), &key)
    };
    let with = |layer: Layer| {
        let mut script = script(&[]);
        (script.tls, script.implicit) = (Some(layer), true);
        script.start().port()
    };
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let not_pem = Temporary::new("not-pem");
    fs::write(&not_pem.0, "no certificate").unwrap();
    for (ca, port, told) in [
        (
            &other,
            with(issued("localhost", 2999)),
            "the server's certificate is signed by nobody who is trusted: --ca names whom to trust",
        ),
        (&ca, with(issued("localhost", 2001)), "the server's certificate has expired"),
        (&ca, with(issued("a.example", 2999)), "the server's certificate is for another name"),
        (
            &ca,
            script(&[]).start().port(),
            "what the server says is not TLS: if it begins in the clear, use imap://, with --starttls",
        ),
        (&ca, nobody, "cannot connect to localhost port"),
        (&not_pem, nobody, &*format!("{}: there is no certificate in it", not_pem.0.display())),
    ] {
        let line = format!("--ca {} imaps://alice@localhost:{port}", ca.0.display());
        let (_, why) = execute(&arguments(&line), "secret").failure();
        assert!(why.starts_with(told), "{why}");
        // Nothing of Rust's.
        assert!(!why.contains("os error") && !why.contains("Some(") && !why.contains('{'), "{why}");
    }
}

#[test]
fn a_server_that_waits_for_tls_is_known() {
    let mut script = script(&[]);
    (script.tls, script.implicit) = (Some(tls("waits-ca").0), true);
    let mut arguments = arguments(&format!("imap://alice@localhost:{}", script.start().port()));
    arguments.patience = Duration::from_millis(240);
    let outcome = execute(&arguments, "secret");
    assert_eq!(outcome.notes, "the server says nothing yet: if it waits for TLS, use imaps://\n");
    assert_eq!(outcome.failure(), (3, "the server has been silent for 240 milliseconds".into()));

    // One that loses its patience first.
    for alert in [b"\x15\x03\x01\0\x02\x02\x0a", b"\x15\x03\x01\0\x02\x02\x28"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = listener.local_addr().unwrap();
        thread::spawn(move || listener.accept().unwrap().0.write_all(alert).unwrap());
        let outcome = alice("", server, "");
        assert_eq!(outcome.failure(), (3, "the server speaks TLS here: use imaps://".into()));
    }
}

#[test]
fn a_server_that_trickles_is_given_up() {
    let (_, ca) = tls("trickles-ca");
    for (url, secure) in [("imap", false), ("imaps", true)] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            // A record of TLS, or a line, that does not end.
            let begin: &[u8] = if secure { b"\x16\x03\x03\x10\0" } else { b"* OK" };
            let _ = socket.write_all(begin);
            while socket.write_all(b" ").is_ok() {
                thread::sleep(Duration::from_millis(10));
            }
        });
        let line = format!("--ca {} {url}://alice@localhost:{port}", ca.0.display());
        let mut arguments = arguments(&line);
        arguments.patience = Duration::from_millis(300);
        let begun = Instant::now();
        let (code, why) = execute(&arguments, "secret").failure();
        assert!(code == 3 && why.contains("300 milliseconds"), "{why}");
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
}

#[test]
fn no_login_is_tried_without_a_password() {
    let file = Temporary::new("empty-password");
    for text in ["", "\nsecret\n"] {
        fs::write(&file.0, text).unwrap();
        let line = format!("--password-file {} imap://alice@localhost", file.0.display());
        assert_eq!(crate::password(&arguments(&line)).unwrap_err().code(), 4);
    }
    fs::write(&file.0, "secret\r\n").unwrap();
    let line = format!("--password-file {} imap://alice@localhost", file.0.display());
    assert_eq!(*crate::password(&arguments(&line)).unwrap().declassify(), "secret");
}

/// A server that says these lines: the greeting, and what it answers to each command.
fn canned(lines: &'static [&'static str]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut commands = BufReader::new(socket.try_clone().unwrap());
        for line in lines {
            socket.write_all(line.as_bytes()).unwrap();
            commands.read_line(&mut String::new()).unwrap();
        }
    });
    address
}

#[test]
fn nothing_that_is_not_understood_is_passed_over_in_silence() {
    let lines = &[
        "* PREAUTH [CAPABILITY IMAP4rev1 LIST-STATUS] hi\r\n",
        "* LIST () \"/\" INBOX\r\n* LIST (\x01\r\n* XODD 1\r\n* OK [ALERT] fire\x1b[2J!\r\na1 OK done\r\n",
        "* BYE bye\r\na2 OK done\r\n",
    ];
    let outcome = alice("--trace", canned(lines), "");
    let notes = outcome.notes.as_str();
    for note in
        ["-> MALFORMED: ", "-> unknown data XODD", "the server says: fire\u{fffd}[2J!", "C: a2 LOGOUT"]
    {
        assert!(notes.contains(note), "{note}: {notes}");
    }
    assert_eq!(outcome.out().lines().count(), 2);

    let outcome = alice("", canned(lines), "");
    let expected =
        "the server says: fire\u{fffd}[2J!\n1 messages of the server were not understood: see --trace\n";
    assert_eq!(outcome.notes, expected);
}

#[test]
fn what_is_wrong_with_the_server_has_its_exit_code() {
    for (lines, expected) in [
        (&["* BYE go away\r\n"][..], (1, "the connection was refused: go away")),
        (&["* OK [CAPABILITY IMAP4rev1] hi\r\n"], (3, "the server has closed the connection without a word")),
        (&["SSH-2.0\r\n"], (5, "the server breaks the protocol: expected greeting")),
    ] {
        let (code, why) = alice("", canned(lines), "").failure();
        assert_eq!((code, &*why), expected);
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(alice("", nobody, "").failure().0, 3);
    let (code, why) = alice("", script(&[]).start(), "/nope").failure();
    assert_eq!((code, &*why), (1, "EXAMINE was refused: not here"));
}
