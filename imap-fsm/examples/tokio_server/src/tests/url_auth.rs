//! URLAUTH (RFC 4467), and UNAUTHENTICATE (RFC 8437).

use std::io::{Read, Write};
use std::net::TcpStream;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};

use super::{TestServer, Wire};

const MESSAGE: &str = "Subject: x\r\n\r\nSi vis pacem, para bellum.\r\n";

/// The URL with its token.
fn authorized(wire: &mut Wire<TcpStream>, rump: &str) -> String {
    let told = wire.ask(&format!("GENURLAUTH \"{rump}\" INTERNAL"));
    told[0].strip_prefix("* GENURLAUTH ").unwrap().trim_matches('"').into()
}

/// What somebody gets for a URL.
fn fetched(wire: &mut Wire<TcpStream>, url: &str) -> Option<String> {
    let told = wire.ask(&format!("URLFETCH \"{url}\"")).join("\n");
    match told.strip_prefix("* URLFETCH ").unwrap().strip_suffix(" NIL") {
        Some(_) => None,
        None => Some(told.split_once('\n').unwrap().1.into()),
    }
}

fn log_in(server: &TestServer, user: &str) -> Wire<TcpStream> {
    let mut wire = server.connect();
    wire.play(&format!("C: l LOGIN {user} pass\nS: l OK …"));
    wire
}

#[test]
fn a_url_is_for_those_who_are_named() {
    let server = TestServer::start("--plain --submitter carol");
    let mut alice = server.log_in("");
    alice.append("INBOX", MESSAGE);
    let (mut bob, mut carol) = (log_in(&server, "bob"), log_in(&server, "carol"));
    let text = "Si vis pacem, para bellum.\n";
    for (access, for_alice, for_bob, for_carol) in [
        ("anonymous", true, true, true),
        ("authuser", true, true, true),
        ("user+bob", false, true, false),
        ("submit+alice", false, false, true),
        ("stream", false, false, false),
    ] {
        let rump = format!("imap://alice@example.com/INBOX/;uid=1/;section=TEXT;urlauth={access}");
        let url = authorized(&mut alice, &rump);
        assert!(url.starts_with(&format!("{rump}:internal:")), "{url}");
        for (wire, may) in [(&mut alice, for_alice), (&mut bob, for_bob), (&mut carol, for_carol)] {
            assert_eq!(
                fetched(wire, &url).is_some_and(|got| got.trim_end() == text.trim_end()),
                may,
                "{access}"
            );
        }
    }
}

#[test]
fn only_urls_of_this_server_are_authorized_where_it_has_a_name() {
    let server = TestServer::start("--plain --host mail.example.com --host localhost");
    let mut alice = server.log_in("");
    alice.append("INBOX", MESSAGE);
    let rump = |host: &str| format!("imap://alice@{host}/INBOX/;uid=1/;section=TEXT;urlauth=authuser");
    alice.play(&format!("C: a GENURLAUTH \"{}\" INTERNAL\nS: a BAD …", rump("example.com")));
    let url = authorized(&mut alice, &rump("MAIL.example.com"));
    assert!(fetched(&mut alice, &url).is_some());
    assert_eq!(fetched(&mut alice, &url.replace("MAIL.", "")), None);
}

#[test]
fn what_is_forged_late_or_void_gives_nothing() {
    let server = TestServer::plain();
    let mut alice = server.log_in("SELECT INBOX");
    alice.append("INBOX", MESSAGE);
    let mut other = server.log_in("SELECT INBOX");
    let rump =
        |more: &str| format!("imap://alice@localhost/INBOX/;UID=1/;SECTION=TEXT{more};URLAUTH=authuser");
    let good = authorized(&mut alice, &rump(""));
    assert!(fetched(&mut alice, &good).is_some());
    for bad in [
        good.replace("UID=1", "UID=2"),
        good.replace("SECTION=TEXT", "SECTION=HEADER"),
        good.replace("authuser", "anonymous"),
        good.replace("alice@", "bob@"),
        good.replace("INBOX", "inbox"),
        good.replace("INBOX", "Nowhere"),
        good.replace(":internal:", ":XSAMPLE:"),
        format!("{}:internal:{}", rump(""), "0".repeat(66)),
        rump(""),
        "/INBOX/;UID=1".into(),
        "imap://alice@localhost/INBOX".into(),
        authorized(&mut alice, &rump(";EXPIRE=2006-12-08T23:59:59Z")),
    ] {
        assert_eq!(fetched(&mut alice, &bad), None, "{bad}");
    }
    let later = authorized(&mut alice, &rump(";EXPIRE=2999-12-08T23:59:59Z"));
    assert!(fetched(&mut alice, &later).is_some());
    for refused in [
        "imap://localhost/INBOX/;UID=1;URLAUTH=authuser",
        "imap://bob@localhost/INBOX/;UID=1;URLAUTH=authuser",
        "imap://alice@localhost/Nowhere/;UID=1;URLAUTH=authuser",
        "imap://alice@localhost/INBOX;URLAUTH=authuser",
        "imap://alice@localhost/INBOX/;UID=1",
    ] {
        alice.play(&format!("C: a GENURLAUTH \"{refused}\" INTERNAL\nS: a BAD …"));
    }
    alice.play(
        "C: b RESETKEY INBOX XSAMPLE
         S: b NO …
         C: c RESETKEY INBOX
         S: c OK [URLMECH INTERNAL] …",
    );
    assert_eq!(fetched(&mut alice, &good), None);
    other.play("C: a NOOP\nS: * OK [URLMECH INTERNAL] …\nS: a OK …\nC: b NOOP\nS: b OK …");
    let again = authorized(&mut alice, &rump(""));
    assert!(again != good && fetched(&mut alice, &again).is_some());
    alice.ask("RESETKEY");
    assert_eq!(fetched(&mut alice, &again), None);
}

#[test]
fn a_connection_is_used_again_by_somebody_else() {
    let server = TestServer::plain();
    let mut one = server.log_in("SELECT INBOX (CONDSTORE)");
    one.play(
        "C: a NOTIFY SET (personal (MailboxName))
         S: a OK …
         C: b UNAUTHENTICATE
         S: b OK [CAPABILITY IMAP4rev1 …AUTH=PLAIN…] …
         C: c SELECT INBOX
         S: c BAD …",
    );
    server.log_in("CREATE x");
    one.play(
        "C: d LOGIN bob pass
         S: d OK …
         C: e LIST \"\" x
         S: e OK …
         C: f UNSELECT
         S: f BAD …",
    );
}

#[test]
fn compression_ends_with_who_has_asked_for_it() {
    let server = TestServer::plain();
    let mut wire = server.log_in("");
    wire.play("C: a COMPRESS DEFLATE\nS: a OK …");
    let mut stream = wire.into_stream();
    let (mut deflater, mut inflater) = (Compress::new(Compression::fast(), false), Decompress::new(false));
    let mut octets = Vec::with_capacity(1000);
    deflater.compress_vec(b"b UNAUTHENTICATE\r\n", &mut octets, FlushCompress::Sync).unwrap();
    // The next command comes at once, and is not compressed.
    octets.extend(b"c LOGIN bob pass\r\n");
    stream.write_all(&octets).unwrap();
    let (mut came, mut text, mut octet) = (Vec::new(), Vec::with_capacity(2000), [0]);
    while !came.ends_with(&[0, 0, 0xFF, 0xFF]) {
        stream.read_exact(&mut octet).unwrap();
        came.push(octet[0]);
    }
    inflater.decompress_vec(&came, &mut text, FlushDecompress::Sync).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.starts_with("b OK [CAPABILITY ") && text.ends_with("\r\n"), "{text}");
    let mut wire = Wire::new(stream);
    wire.play("S: c OK …\nC: d COMPRESS DEFLATE\nS: d OK …");
}
