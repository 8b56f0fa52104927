//! Messages stored in every way there is.

use imap_types::append::AppendMessageHead;
use imap_types::capability::Capability;
use imap_types::mailbox::Mailbox;
use imap_types::response::Condition;

use crate::answer::Answer;
use crate::connection::{Connection, Heard, command};
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("APPEND, streamed", streamed),
    ("APPEND, LITERAL+", literal_plus),
    ("APPEND, LITERAL-", literal_minus),
    ("APPEND with flags and date", flags_and_date),
    ("APPEND of an empty message", empty),
    ("APPEND of every octet but NUL", every_octet),
    ("APPEND of NUL, BINARY", binary),
    ("MULTIAPPEND", multi),
    ("MULTIAPPEND, streamed", multi_streamed),
    ("APPEND and FETCH of 32 MiB, streamed", big),
];

fn streamed(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("streamed");
    let message = b"Subject: streamed\r\n\r\nin two pieces\r\n";
    let answer = stream(&mut connection, &name, &[message]).expect(Condition::Ok);
    let uid = answer.appended()[0];
    connection.ok("NOOP");
    assert_eq!(connection.ok(format!("UID FETCH {uid} BODY.PEEK[]")).message().text(), message);
    connection.agree();
    Ok(())
}

fn literal_plus(server: &Server) -> Outcome {
    server.offers(&[Capability::LiteralPlus])?;
    without_waiting(server, "literal-plus", 20_000)
}

fn literal_minus(server: &Server) -> Outcome {
    server.offers(&[Capability::LiteralMinus])?;
    without_waiting(server, "literal-minus", 3000)
}

fn without_waiting(server: &Server, name: &str, len: usize) -> Outcome {
    let (mut connection, name) = server.open(name);
    let message = [b"Subject: long\r\n\r\n", "0123456789abcde\r\n".repeat(len / 17).as_bytes()].concat();
    let append = [format!("APPEND {name} {{{}}}\r\n", message.len()).as_bytes(), &message].concat();
    let id = connection.client.send(&command(append)).unwrap();
    assert!(connection.client.transmit().len() > message.len(), "all of it goes at once");
    let uid = connection.finish(id).expect(Condition::Ok).appended()[0];
    connection.ok("NOOP");
    let fetched = connection.ok(format!("UID FETCH {uid} (RFC822.SIZE BODY.PEEK[])")).message();
    assert_eq!((fetched.size(), fetched.text()), (message.len() as u64, &*message));
    Ok(())
}

fn flags_and_date(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("flags-and-date");
    let date = "\"17-Jul-1996 02:44:25 -0700\"";
    let uid =
        connection.append(&name, &format!("(\\Flagged \\Seen $Forwarded) {date}"), b"Subject: x\r\n\r\n");
    let message = connection.ok(format!("UID FETCH {uid} (FLAGS INTERNALDATE)")).message();
    assert_eq!((&*message.flags(), message.timestamp()), ("(\\Flagged \\Seen $Forwarded)", 837_596_665));
    connection.agree();
    Ok(())
}

/// RFC 9051 has no word on it, RFC 3502 §6.3.11 says it cancels. Either way the next command is understood.
fn empty(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("empty");
    let answer = connection.run(format!("APPEND {name} {{0}}\r\n"));
    connection.ok("NOOP");
    let exists = u32::from(answer.tagged.condition == Condition::Ok);
    assert_eq!(connection.session().mailbox().unwrap().exists(), exists);
    if exists == 1 {
        let fetched = connection.ok("FETCH 1 (RFC822.SIZE BODY[])").message();
        assert_eq!(fetched.size(), fetched.text().len() as u64);
    }
    connection.agree();
    Ok(())
}

fn every_octet(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("every-octet");
    let octets: Vec<u8> = (1..=255).filter(|octet| !b"\r\n".contains(octet)).collect();
    let message = [b"Subject: octets\r\n\r\n", &*octets, b"\r\n"].concat();
    let uid = connection.append(&name, "", &message);
    assert_eq!(connection.ok(format!("UID FETCH {uid} BODY[]")).message().text(), message);
    connection.agree();
    Ok(())
}

/// RFC 3516 §4.4: the server stores it, in a transfer encoding if it wants, or refuses with UNKNOWN-CTE.
fn binary(server: &Server) -> Outcome {
    server.offers(&[Capability::Binary])?;
    let (mut connection, name) = server.open("binary");
    let head = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    let message = [head.as_bytes(), b"a\0b\xff\0"].concat();
    let append = [format!("APPEND {name} ~{{{}}}\r\n", message.len()).as_bytes(), &message].concat();
    let answer = connection.run(append);
    connection.ok("NOOP");
    if answer.tagged.condition == Condition::Ok {
        let fetched = connection.ok("FETCH 1 BINARY.PEEK[1]").message();
        assert_eq!(fetched.text(), b"a\0b\xff\0");
    }
    connection.agree();
    Ok(())
}

const TWO: [&[u8]; 2] = [b"Subject: one\r\n\r\n1\r\n", b"Subject: two\r\n\r\n22\r\n"];

fn multi(server: &Server) -> Outcome {
    server.offers(&[Capability::MultiAppend])?;
    let (mut connection, name) = server.open("multi");
    let one = [b"APPEND ", name.as_bytes(), b" (\\Seen) {19}\r\n", TWO[0]].concat();
    let answer = connection.ok([&one, &b" (\\Draft) {20}\r\n"[..], TWO[1]].concat());
    stored_both(&mut connection, &answer);
    assert_eq!(connection.ok("FETCH 1 FLAGS").message().flags(), "(\\Seen)");
    assert_eq!(connection.ok("FETCH 2 FLAGS").message().flags(), "(\\Draft)");
    Ok(())
}

fn multi_streamed(server: &Server) -> Outcome {
    server.offers(&[Capability::MultiAppend])?;
    let (mut connection, name) = server.open("multi-streamed");
    let answer = stream(&mut connection, &name, &TWO).expect(Condition::Ok);
    stored_both(&mut connection, &answer);
    Ok(())
}

fn stored_both(connection: &mut Connection, answer: &Answer) {
    let uids = answer.appended();
    connection.ok("NOOP");
    for (uid, message) in uids.iter().zip(TWO) {
        assert_eq!(connection.ok(format!("UID FETCH {uid} BODY.PEEK[]")).message().text(), message);
    }
    assert_eq!((uids.len(), connection.session().mailbox().unwrap().exists()), (2, 2));
    connection.agree();
}

/// APPEND whose octets come in pieces, each message as soon as the server takes it.
pub(crate) fn stream(connection: &mut Connection, mailbox: &str, messages: &[&[u8]]) -> Answer {
    let mailbox = Mailbox::try_from(mailbox).unwrap();
    let head = AppendMessageHead::default();
    let id = connection.client.append(&mailbox, &head, messages[0].len() as u64).unwrap();
    for (index, message) in messages.iter().enumerate() {
        if index > 0 {
            connection.client.append_next(id, &head, message.len() as u64).unwrap();
        }
        let mut rest = *message;
        while !rest.is_empty() {
            let taken = connection.client.append_data(id, &rest[..rest.len().min(10_000)]).unwrap();
            rest = &rest[taken..];
            connection.write();
            if taken > 0 {
                continue;
            }
            match connection.hear() {
                Heard::Continue(waiting) if waiting == id => {}
                Heard::Completed(ended, tagged) if ended == id => return Answer { data: Vec::new(), tagged },
                other => panic!("{other:?} before the message is whole"),
            }
        }
    }
    connection.client.append_finish(id).unwrap();
    connection.finish(id)
}

/// Neither side holds it: the limit of a literal that is held is 4 MiB.
fn big(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("big");
    let body: String = (0..1 << 20).map(|line| format!("line {line:>25}\r\n")).collect();
    let message = ["Subject: big\r\n\r\n", &body].concat();
    assert!(message.len() > 32 << 20);
    let uid = stream(&mut connection, &name, &[message.as_bytes()]).appended()[0];
    connection.ok("NOOP");
    let id = connection.send(format!("UID FETCH {uid} (UID RFC822.SIZE BODY.PEEK[] FLAGS)"));
    let (mut fetched, mut whole) = (Vec::new(), Vec::new());
    loop {
        match connection.hear() {
            Heard::LiteralHead(len) => assert_eq!(len, message.len() as u64),
            Heard::LiteralData(octets) => fetched.extend_from_slice(&octets),
            Heard::LiteralTail(data) => whole.extend(data),
            Heard::Completed(ended, tagged) if ended == id => {
                let answer = Answer { data: whole, tagged }.expect(Condition::Ok);
                let whole = answer.message();
                assert_eq!((whole.uid(), whole.size()), (uid, message.len() as u64));
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(fetched == message.as_bytes());
    connection.agree();
    Ok(())
}
