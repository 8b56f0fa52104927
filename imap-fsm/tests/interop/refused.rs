//! What a server refuses costs itself and nothing else.

use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::response::Condition;

use crate::append;
use crate::connection::command;
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("no such mailbox", no_such_mailbox),
    ("unknown command", unknown_command),
    ("a streamed literal refused", refused_literal),
    ("a LITERAL+ literal refused", refused_plus),
    ("a command behind a refused literal", behind_refused_literal),
    ("over quota", over_quota),
    ("COPY to no mailbox", copy_to_none),
];

fn no_such_mailbox(server: &Server) -> Outcome {
    let mut connection = server.log_in();
    let none = server.mailbox("no-such-mailbox");
    connection.no(format!("EXAMINE {none}"));
    connection.no(format!("STATUS {none} (MESSAGES)"));
    connection.no(format!("DELETE {none}"));
    let renamed = connection.run(format!("RENAME {none} {none}-either"));
    let succeeds = renamed.tagged.condition == Condition::Ok;
    server.deviates("RENAME of no mailbox succeeds (RFC 9051 §6.3.6)", succeeds);
    connection.ok("SELECT INBOX");
    connection.agree();
    Ok(())
}

fn unknown_command(server: &Server) -> Outcome {
    let (mut connection, _) = server.open("unknown-command");
    for unknown in ["XNOBODY (has \"this\")", "UID XNOBODY 1:*"] {
        let answer = connection.run(unknown);
        let no = answer.tagged.condition == Condition::No;
        server.deviates("an unknown command is NO, not BAD (RFC 9051 §7.1.3)", no);
        assert_ne!(answer.tagged.condition, Condition::Ok);
    }
    connection.agree();
    Ok(())
}

/// The server need not refuse before it has all; then the octets are sent.
fn refused_literal(server: &Server) -> Outcome {
    let (mut connection, _) = server.open("refused-literal");
    let none = server.mailbox("no-such-mailbox");
    append::stream(&mut connection, &none, &[MESSAGE.as_bytes()]).expect(Condition::No);
    connection.agree();
    Ok(())
}

fn refused_plus(server: &Server) -> Outcome {
    server.offers(&[Capability::LiteralPlus])?;
    let (mut connection, _) = server.open("refused-plus");
    let answer = connection.no(append_to(&server.mailbox("no-such-mailbox")));
    assert!(matches!(answer.code(), Some(Code::TryCreate)), "{answer:?}");
    connection.agree();
    Ok(())
}

fn behind_refused_literal(server: &Server) -> Outcome {
    let (mut connection, _) = server.open("behind-refused");
    let append = connection.client.send(&command(append_to(&server.mailbox("no-such-mailbox")))).unwrap();
    let noop = connection.send("NOOP");
    let list = connection.send("LIST \"\" INBOX");
    connection.finish(append).expect(Condition::No);
    connection.finish_all(vec![noop, list]);
    connection.agree();
    Ok(())
}

/// A user who has 8 KiB.
fn over_quota(server: &Server) -> Outcome {
    server.asks_for_login()?;
    server.offers(&[Capability::try_from("QUOTA").unwrap()])?;
    let mut connection = server.log_in_as("small");
    connection.ok("SELECT INBOX");
    let message = [b"Subject: too much\r\n\r\n", "0123456789abcde\r\n".repeat(600).as_bytes()].concat();
    let append = [format!("APPEND INBOX {{{}}}\r\n", message.len()).as_bytes(), &message].concat();
    for _ in 0..2 {
        let answer = connection.no(&append);
        server.says_why(&answer, &Code::OverQuota);
    }
    connection.append("INBOX", "", b"Subject: enough\r\n\r\nenough\r\n");
    connection.agree();
    Ok(())
}

fn copy_to_none(server: &Server) -> Outcome {
    let (mut connection, _, _) = crate::store::open(server, "copy-to-none", 1);
    let answer = connection.no(format!("COPY 1 {}", server.mailbox("no-such-mailbox")));
    assert_eq!(answer.code(), Some(&Code::TryCreate));
    connection.agree();
    Ok(())
}

const MESSAGE: &str = "Subject: nowhere\r\n\r\na3 OK not an answer\r\n* BYE nor this\r\n";

fn append_to(mailbox: &str) -> String {
    format!("APPEND {mailbox} {{{}}}\r\n{MESSAGE}", MESSAGE.len())
}
