use imap_fsm::types::list::MailboxAttribute;
use test_server::{Message, News, Script};

use super::*;
use crate::HELP;

#[test]
fn bytes_pass_as_they_came() {
    let mut session = Session::new();
    session.play(
        "C: a login alice \"sec\\\\ret\"
         >: a login alice \"sec\\\\ret\"
         S: a OK welcome
         <: a OK welcome
         C: b XLIST \"\" *
         >: b XLIST \"\" *
         S: * XNEW (a \"b\")  c
         <: * XNEW (a \"b\")  c
         S: * 1 FETCH (FLAGS (\\Seen ) UID 4)
         <: * 1 FETCH (FLAGS (\\Seen ) UID 4)
         S: * odd (
         <: * odd (
         S: b OK done
         <: b OK done",
    );
    session.is_in_step();
}

#[test]
fn the_hidden_mailbox_is_in_no_answer() {
    let mut session = Session::new();
    session.play(
        "C: a LIST \"\" * RETURN (STATUS (MESSAGES) MYRIGHTS)
         >: a LIST \"\" * RETURN (STATUS (MESSAGES) MYRIGHTS)
         S: * LIST () \"/\" INBOX
         <: * LIST () \"/\" INBOX
         S: * LIST () \"/\" Private
         S: * LIST () \"/\" \"PRIVATE/letters\"
         S: * LIST () \"/\" {7}
         S: Private
         S: * STATUS Private (MESSAGES 3)
         S: * MYRIGHTS Private lrs
         S: * METADATA Private (/shared/comment {70000}",
    );
    session.server.send(&"x".repeat(70_000));
    session.play(
        "S: )
         S: * LIST (\\Odd \"/\" Private
         S: * LIST () \"/\" Privateer
         <: * LIST () \"/\" Privateer
         S: a OK done
         <: a OK done
         C: b LSUB \"\" %
         >: b LSUB \"\" %
         S: * LSUB () \"/\" Private
         S: * LSUB () \"/\" Work
         <: * LSUB () \"/\" Work
         S: b OK done
         <: b OK done",
    );
    session.is_in_step();
}

#[test]
fn commands_about_the_hidden_mailbox_do_not_reach_the_server() {
    let mut session = Session::new();
    for command in [
        "SELECT Private",
        "EXAMINE \"private/letters\"",
        "STATUS Private (MESSAGES)",
        "COPY 1 Private",
        "UID MOVE 1 Private",
        "RENAME Private Public",
        "RENAME x Private",
        "SUBSCRIBE Private",
        "GETMETADATA Private /shared/comment",
        "APPEND Private {3+}\r\nabc",
        "APPEND x CATENATE (URL \"/Private/;UID=1\")",
        "URLFETCH imap://alice@h/Private/;UID=1",
        "XFROB Private",
        "DELETE x",
        "STARTTLS",
        "COMPRESS DEFLATE",
        "SELECT",
    ] {
        session.client.send(&format!("a {command}\r\n"));
        let mut line = String::new();
        session.client.0.read_line(&mut line).unwrap();
        assert!(line.starts_with("a NO ") || line.starts_with("a BAD "), "{command}: {line}");
    }
    session.is_in_step();
    assert!(session.proxy.log().contains("1 P Tagged(Tagged { tag: "));
}

#[test]
fn below_a_mailbox_that_is_renamed_nothing_hidden_moves() {
    let mut session = Session::hiding("a/B");
    for from in ["a", "A", "a/b", "a/b/c"] {
        session.client.send(&format!("a RENAME {from} c\r\n"));
        let mut line = String::new();
        session.client.0.read_line(&mut line).unwrap();
        assert!(line.starts_with("a NO "), "{from}: {line}");
    }
    for from in ["ab", "a/bc", "x"] {
        session.play(&format!("C: a RENAME {from} c\n>: a RENAME {from} c\nS: a OK done\n<: a OK done"));
    }
    session.is_in_step();
}

#[test]
fn layers_that_hide_what_is_said_are_not_offered() {
    let mut session = Session::new();
    session.play(
        "S: * CAPABILITY IMAP4rev1 STARTTLS COMPRESS=DEFLATE IDLE
         <: * CAPABILITY IMAP4rev1 IDLE
         C: a LOGIN alice secret
         >: a LOGIN alice secret
         S: a OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE XNEW] welcome
         <: a OK [CAPABILITY IMAP4rev1 XNEW] welcome",
    );
    session.is_in_step();
}

#[test]
fn literals_wait_for_the_server() {
    let mut session = Session::new();
    session.play(
        "C: a LOGIN {5}
         >: a LOGIN {5}
         S: + one
         <: + one
         C: alice {6}
         >: alice {6}
         S: + two
         <: + two
         C: secret
         >: secret
         S: a OK welcome
         <: a OK welcome
         C: b SELECT {4}
         >: b SELECT {4}
         S: b NO too long
         <: b NO too long
         C: c SEARCH TEXT
         <: c NO this cannot be read
         C: d RENAME Private {4}
         <: d NO not this mailbox
         C: e IDLE
         >: e IDLE
         S: + idling
         <: + idling
         S: * 4 EXISTS
         <: * 4 EXISTS
         C: DONE
         >: DONE
         S: e OK done
         <: e OK done",
    );
    session.is_in_step();
    assert!(!session.proxy.log().contains("secret"), "{}", session.proxy.log());
}

#[test]
fn sasl_passes_and_is_not_logged() {
    let mut session = Session::new();
    session.play(
        "C: a AUTHENTICATE PLAIN
         >: a AUTHENTICATE PLAIN
         S: +
         <: +
         C: AGFsaWNlAHNlY3JldA==
         >: AGFsaWNlAHNlY3JldA==
         S: a NO wrong
         <: a NO wrong
         C: b AUTHENTICATE LOGIN
         >: b AUTHENTICATE LOGIN
         S: + VXNlcg==
         <: + VXNlcg==
         C: ?secret?
         >: ?secret?
         S: b BAD what
         <: b BAD what",
    );
    session.is_in_step();
    let log = session.proxy.log();
    assert!(!log.contains("AGFsaWNl") && !log.contains("secret"), "{log}");
    assert!(log.contains("1 C Sasl {"), "{log}");
}

#[test]
fn what_is_appended_waits_for_the_server() {
    let mut session = Session::new();
    session.play(
        "C: a APPEND Work {3}
         >: a APPEND Work {3}
         S: + ready
         <: + ready
         C: abc
         >: abc
         S: a OK done
         <: a OK done
         C: b APPEND Work {3}
         >: b APPEND Work {3}
         S: b NO [OVERQUOTA] full
         <: b NO [OVERQUOTA] full
         C: c APPEND Private {3}
         <: c NO no such mailbox",
    );
    session.is_in_step();
}

#[test]
fn long_literals_pass_in_both_directions() {
    let mut session = Session::new();
    let text: String = (0..200_000).map(|n| char::from(b'a' + (n % 23) as u8)).collect();
    for form in ["{200000}", "{200000+}"] {
        session.play(&format!("C: a APPEND Work {form}\n>: a APPEND Work {form}"));
        if form == "{200000}" {
            session.play("S: + ready\n<: + ready");
        }
        session.client.send(&text);
        session.play("C:");
        assert_eq!(session.server.hears_octets(text.len()), text.as_bytes());
        session.play(">:\nS: a OK done\n<: a OK done");
    }
    session.play(&format!("C: a APPEND private {{200000+}}\n<: a NO no such mailbox\nC: {text}"));
    session.play("C: b FETCH 1 BODY[]\n>: b FETCH 1 BODY[]\nS: * 1 FETCH (BODY[] {200000}");
    session.server.send(&text);
    session.play("S:  UID 7)\nS: b OK done\n<: * 1 FETCH (BODY[] {200000}");
    assert_eq!(session.client.hears_octets(text.len()), text.as_bytes());
    session.play("<:  UID 7)\n<: b OK done");
    session.is_in_step();
}

/// The name of a mailbox may stand in what is not held.
#[test]
fn a_long_literal_that_is_no_message_does_not_pass() {
    let mut session = Session::new();
    session.play("C: a SELECT {70000+}\n<: a NO too long");
    session.client.send(&format!("Private/{}\r\n", "x".repeat(69_992)));
    session.play(
        "C: b UNSUBSCRIBE {70000}
         <: b NO too long
         C: c SEARCH TEXT {5+}
         C: hello
         >: c SEARCH TEXT {5+}
         >: hello
         S: c OK done
         <: c OK done",
    );
    session.is_in_step();
}

#[test]
fn a_command_that_shows_itself_too_late_ends_the_connection() {
    let mut session = Session::new();
    session.play(
        "C: a APPEND Work {3}
         >: a APPEND Work {3}
         S: + ready
         <: + ready
         C: abc CATENATE (URL \"/Private/;UID=1\")
         <: * BYE this connection cannot go on",
    );
    assert_eq!(session.server.0.read(&mut [0]).unwrap(), 0, "the server has no whole command");
    let mut session = Session::new();
    session.play(
        "C: a SELECT {7}
         >: a SELECT {7}
         S: + ready
         <: + ready
         C: Private
         <: * BYE this connection cannot go on",
    );
    assert_eq!(session.server.0.read(&mut [0]).unwrap(), 0, "it does not know which");
    let mut session = Session::new();
    session.play("C: a APPEND Work {70000+}\n>: a APPEND Work {70000+}");
    session.client.send(&"x".repeat(70_000));
    session.play("C:  CATENATE (URL \"/Private/;UID=1\")\n<: * BYE this connection cannot go on");
    assert_eq!(session.server.hears_octets(70_000), vec![b'x'; 70_000]);
    assert_eq!(session.server.0.read(&mut [0]).unwrap(), 0, "no line end, and so no command");
}

/// What is not announced in pieces is held until it is whole, so that nothing of it has to be withdrawn.
#[test]
fn a_command_that_comes_whole_is_refused_and_the_connection_goes_on() {
    let mut session = Session::new();
    session.play(
        "C: a SELECT {7+}
         C: Private
         <: a NO no such mailbox
         C: b APPEND Work {3+}
         C: abc CATENATE (URL \"/Private/;UID=1\")
         <: b NO no URLs here",
    );
    session.is_in_step();
}

#[test]
fn a_server_of_our_own_is_served_through_it() {
    let mut script = Script::new(&[]);
    let nothing = MailboxAttribute::HasNoChildren;
    script.mailboxes = vec![("INBOX", nothing.clone()), ("Private", nothing)];
    let message = |uid| Message {
        uid,
        from: ("Ann", "ann"),
        subject: "hello",
        flags: Vec::new(),
        text: vec![b'x'; 300_000],
    };
    script.messages = vec![message(4)];
    script.news = [News::Comes(message(5))].into();
    let proxy = Proxy::before(script.start(), "Private");
    let mut client = Side::new(TcpStream::connect(proxy.address).unwrap());
    client.hears("* OK [CAPABILITY IMAP4rev1] Hello");
    client.send("a LOGIN {5}\r\n");
    client.hears("+ Ready for literal");
    client.send("alice {6}\r\n");
    client.hears("+ Ready for literal");
    client.send("secret\r\n");
    client.hears("a OK welcome");
    client.send("b LIST \"\" *\r\nc EXAMINE INBOX\r\n");
    client.hears("* LIST (\\HasNoChildren) \"/\" INBOX");
    client.hears("b OK done");
    let until = |client: &mut Side, end: &str| {
        let mut lines = String::new();
        while !lines.contains(end) {
            assert_ne!(client.0.read_line(&mut lines).unwrap(), 0, "{lines}");
        }
        lines
    };
    until(&mut client, "c OK");
    client.send("d IDLE\r\n");
    until(&mut client, "* 2 EXISTS");
    client.send("DONE\r\ne FETCH 1 BODY.PEEK[]\r\n");
    until(&mut client, "BODY[] {300000}\r\n");
    assert!(client.hears_octets(300_000).iter().all(|&octet| octet == b'x'));
    until(&mut client, "e OK done");
    client.send("f LOGOUT\r\n");
    until(&mut client, "f OK done");
    assert_eq!(client.0.read(&mut [0]).unwrap(), 0);
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut client = Side::new(TcpStream::connect(Proxy::before(gone, "x").address).unwrap());
    client.hears("* BYE the server is not there");
}

#[test]
fn options_are_read_and_wrong_ones_named() {
    let read = |args: &str| Config::from_args(args.split_whitespace().map(String::from));
    let config = read("--server h:1 --hide x --listen 127.0.0.1:7").unwrap();
    assert_eq!((config.listen.port(), &*config.server, &*config.hide), (7, "h:1", "x"));
    assert_eq!(read("--hide x").unwrap_err(), "--server is needed");
    assert_eq!(read("--hide").unwrap_err(), "--hide needs a value");
    assert_eq!(read("--server h:1 --hide x --listen y").unwrap_err(), "--listen cannot be \"y\"");
    assert_eq!(read("-x").unwrap_err(), "unknown option -x");
    for option in ["--server", "--hide", "--listen"] {
        assert!(HELP.contains(option));
    }
}
