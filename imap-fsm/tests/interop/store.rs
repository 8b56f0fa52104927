//! Flags changed, and messages copied, moved and removed.

use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::mailbox::Mailbox;

use crate::answer::Answer;
use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("STORE +FLAGS, -FLAGS, FLAGS", store),
    ("STORE .SILENT", silent),
    ("STORE of a new keyword", keyword),
    ("STORE (UNCHANGEDSINCE)", unchanged_since),
    ("COPY", copy),
    ("MOVE", move_),
    ("EXPUNGE", expunge),
    ("UID EXPUNGE", uid_expunge),
];

/// A mailbox with so many messages.
pub(crate) fn open(server: &Server, name: &str, count: u32) -> (Connection, String, Vec<u32>) {
    let (mut connection, name) = server.open(name);
    let message = |n| format!("Subject: {n}\r\n\r\nbody {n}\r\n");
    let uids = (1..=count).map(|n| connection.append(&name, "", message(n).as_bytes())).collect();
    (connection, name, uids)
}

fn store(server: &Server) -> Outcome {
    let (mut connection, _, uids) = open(server, "store", 3);
    let flags = |answer: Answer| answer.messages().iter().map(|m| (m.seq, m.flags())).collect::<Vec<_>>();
    let added = flags(connection.ok("STORE 1:2 +FLAGS (\\Seen \\Flagged)"));
    assert_eq!(added, [(1, "(\\Flagged \\Seen)".into()), (2, "(\\Flagged \\Seen)".into())]);
    let removed = flags(connection.ok(format!("UID STORE {} -FLAGS (\\Seen)", uids[0])));
    assert_eq!(removed, [(1, "(\\Flagged)".into())]);
    let replaced = flags(connection.ok("STORE 2 FLAGS (\\Draft)"));
    assert_eq!(replaced, [(2, "(\\Draft)".into())]);
    assert_eq!(flags(connection.ok("STORE 2 FLAGS ()")), [(2, "()".into())]);
    connection.agree();
    Ok(())
}

fn silent(server: &Server) -> Outcome {
    let (mut connection, _, _) = open(server, "store-silent", 2);
    connection.ok("STORE 1:2 +FLAGS.SILENT (\\Answered)");
    let messages = connection.ok("FETCH 1:2 FLAGS").messages();
    assert!(messages.iter().all(|message| message.flags() == "(\\Answered)"), "{messages:?}");
    connection.agree();
    Ok(())
}

fn keyword(server: &Server) -> Outcome {
    let (mut connection, name, _) = open(server, "store-keyword", 1);
    let allowed =
        connection.session().mailbox().unwrap().permanent_flags().is_none_or(|flags| flags.new_keywords);
    if !allowed {
        return Err(crate::server::NotOffered("\\* in PERMANENTFLAGS"));
    }
    assert_eq!(connection.ok("STORE 1 +FLAGS ($New)").message().flags(), "($New)");
    connection.ok(format!("SELECT {name}"));
    let flags = connection.session().mailbox().unwrap().flags().to_string();
    assert!(flags.contains("$New"), "{flags}");
    assert_eq!(connection.ok("FETCH 1 FLAGS").message().flags(), "($New)");
    Ok(())
}

/// RFC 7162 §3.1.3: what another connection has changed meanwhile is left alone and told.
fn unchanged_since(server: &Server) -> Outcome {
    server.offers(&[Capability::CondStore])?;
    let (mut connection, name, uids) = open(server, "store-unchanged", 3);
    connection.ok(format!("SELECT {name} (CONDSTORE)"));
    let seen = connection.ok("FETCH 1:3 MODSEQ").messages().iter().map(|m| m.mod_seq()).max().unwrap();
    let mut other = server.log_in();
    other.ok(format!("SELECT {name}"));
    other.ok("STORE 2 +FLAGS (\\Flagged)");
    let answer = connection.run(format!("UID STORE 1:* (UNCHANGEDSINCE {seen}) +FLAGS.SILENT (\\Seen)"));
    let Some(Code::Modified(modified)) = answer.code() else { panic!("{answer:?}") };
    assert_eq!(modified.iter().map(|uid| uid.get()).collect::<Vec<_>>(), [uids[1]]);
    let messages = connection.ok("FETCH 1:3 (FLAGS MODSEQ)").messages();
    let flags: Vec<_> = messages.iter().map(|message| message.flags()).collect();
    assert_eq!(flags, ["(\\Seen)", "(\\Flagged)", "(\\Seen)"]);
    assert!(messages.iter().all(|message| message.mod_seq() > seen));
    connection.agree();
    Ok(())
}

fn copy(server: &Server) -> Outcome {
    let (mut connection, _, uids) = open(server, "copy-from", 3);
    connection.ok("STORE 2 +FLAGS (\\Flagged)");
    let to = server.mailbox("copy-to");
    connection.ok(format!("CREATE {to}"));
    let answer = connection.ok(format!("COPY 2:3 {to}"));
    if connection.session().has(&Capability::UidPlus) {
        copied(&mut connection, &answer, &uids[1..], &to);
    }
    assert_eq!(connection.session().mailbox().unwrap().exists(), 3);
    connection.ok(format!("SELECT {to}"));
    let messages = connection.ok("FETCH 1:* (FLAGS BODY.PEEK[TEXT])").messages();
    assert_eq!((messages[0].text(), messages[1].text()), (&b"body 2\r\n"[..], &b"body 3\r\n"[..]));
    assert_eq!(messages[0].flags(), "(\\Flagged)");
    connection.agree();
    Ok(())
}

/// RFC 6851 §4.3: COPYUID comes untagged, before the messages go.
fn move_(server: &Server) -> Outcome {
    server.offers(&[Capability::Move])?;
    let (mut connection, _, uids) = open(server, "move-from", 3);
    let to = server.mailbox("move-to");
    connection.ok(format!("CREATE {to}"));
    let answer = connection.ok(format!("UID MOVE {}:{} {to}", uids[0], uids[1]));
    assert!(matches!(*answer.expunged(), [1, 1] | [2, 1]), "{answer:?}");
    copied(&mut connection, &answer, &uids[..2], &to);
    assert_eq!(connection.session().mailbox().unwrap().exists(), 1);
    assert_eq!(connection.ok("FETCH 1 UID").message().uid(), uids[2]);
    connection.agree();
    Ok(())
}

fn copied(connection: &mut Connection, answer: &Answer, from: &[u32], to: &str) {
    let code = answer.codes().find(|code| matches!(code, Code::CopyUid(_)));
    let Some(Code::CopyUid(copied)) = code else { panic!("{answer:?}") };
    let (uid_validity, source, destination) = (copied.uid_validity, copied.source(), copied.destination());
    let status = connection.status(Mailbox::try_from(to.to_owned()).unwrap());
    assert_eq!(uid_validity.get(), status["UIDVALIDITY"]);
    assert_eq!(source.iter().map(|uid| uid.get()).collect::<Vec<_>>(), from);
    assert_eq!(destination.count(), from.len() as u64);
    assert!(destination.iter().all(|uid| u64::from(uid.get()) < status["UIDNEXT"]));
}

fn expunge(server: &Server) -> Outcome {
    let (mut connection, _, uids) = open(server, "expunge", 4);
    connection.ok("STORE 2:3 +FLAGS.SILENT (\\Deleted)");
    let answer = connection.ok("EXPUNGE");
    assert!(matches!(*answer.expunged(), [2, 2] | [3, 2]), "{answer:?}");
    assert_eq!(connection.session().mailbox().unwrap().exists(), 2);
    assert_eq!(connection.ok("UID SEARCH ALL").found(), [uids[0], uids[3]]);
    connection.agree();
    Ok(())
}

fn uid_expunge(server: &Server) -> Outcome {
    server.offers(&[Capability::UidPlus])?;
    let (mut connection, _, uids) = open(server, "uid-expunge", 3);
    connection.ok("STORE 1:3 +FLAGS.SILENT (\\Deleted)");
    let answer = connection.ok(format!("UID EXPUNGE {}", uids[1]));
    assert_eq!(answer.expunged(), [2]);
    assert_eq!(connection.ok("UID SEARCH ALL").found(), [uids[0], uids[2]]);
    connection.agree();
    Ok(())
}
