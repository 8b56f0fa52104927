//! Mailboxes opened and closed.

use imap_fsm::session::{Access, ModSeqs, State};
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::flag::Flag;
use imap_types::mailbox::Mailbox;

use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("SELECT", select),
    ("SELECT (CONDSTORE)", select_cond_store),
    ("SELECT of another", another),
    ("SELECT refused", refused),
    ("EXAMINE", examine),
    ("CLOSE", close),
    ("UNSELECT", unselect),
    ("CHECK", check),
];

fn select(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("select");
    connection.append(&name, "(\\Seen)", b"Subject: one\r\n\r\n1\r\n");
    connection.append(&name, "", b"Subject: two\r\n\r\n2\r\n");
    connection.ok(format!("SELECT {name}"));
    let status = connection.status(Mailbox::try_from(name).unwrap());
    let mailbox = connection.session().mailbox().unwrap();
    assert_eq!((mailbox.access(), mailbox.exists()), (Access::ReadWrite, 2));
    assert!(mailbox.first_unseen().is_none_or(|seq| seq.get() == 2));
    assert!(mailbox.uid_next().is_none_or(|uid| u64::from(uid.get()) == status["UIDNEXT"]));
    if let ModSeqs::Highest(mod_seq) = mailbox.mod_seqs() {
        assert_eq!(mod_seq.get(), status["HIGHESTMODSEQ"]);
    }
    for flag in [Flag::Seen, Flag::Answered, Flag::Flagged, Flag::Deleted, Flag::Draft] {
        assert!(mailbox.flags().contains(&flag));
        assert!(mailbox.permanent_flags().is_none_or(|permanent| permanent.flags.contains(&flag)));
    }
    connection.agree();
    Ok(())
}

fn select_cond_store(server: &Server) -> Outcome {
    server.offers(&[Capability::CondStore])?;
    let (mut connection, name) = server.open("select-condstore");
    connection.append(&name, "", b"Subject: one\r\n\r\n1\r\n");
    connection.ok(format!("SELECT {name} (CONDSTORE)"));
    assert!(connection.session().enabled(&Capability::CondStore));
    let status = connection.status(Mailbox::try_from(name).unwrap());
    let ModSeqs::Highest(mod_seq) = connection.session().mailbox().unwrap().mod_seqs() else { panic!() };
    assert_eq!(mod_seq.get(), status["HIGHESTMODSEQ"]);
    assert!(connection.ok("FETCH 1 (FLAGS MODSEQ)").message().mod_seq() <= mod_seq.get());
    Ok(())
}

fn another(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("another-full");
    connection.append(&name, "", b"Subject: one\r\n\r\n1\r\n");
    let empty = server.mailbox("another-empty");
    connection.ok(format!("CREATE {empty}"));
    connection.ok(format!("SELECT {empty}"));
    assert_eq!(connection.session().mailbox().unwrap().exists(), 0);
    connection.agree();
    let answer = connection.ok(format!("SELECT {name}"));
    assert_eq!(connection.session().mailbox().unwrap().exists(), 1);
    if connection.session().has(&Capability::QResync) {
        assert!(answer.codes().any(|code| *code == Code::Closed));
    }
    connection.agree();
    Ok(())
}

/// RFC 9051 §6.3.2: the mailbox that was open is not any more.
fn refused(server: &Server) -> Outcome {
    let (mut connection, _) = server.open("select-refused");
    connection.no(format!("SELECT {}", server.mailbox("no-such-mailbox")));
    assert_eq!(connection.state(), State::Authenticated);
    connection.ok("SELECT INBOX");
    connection.agree();
    Ok(())
}

fn examine(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("examine");
    connection.append(&name, "", b"Subject: one\r\n\r\n1\r\n");
    connection.ok(format!("EXAMINE {name}"));
    assert_eq!(connection.session().mailbox().unwrap().access(), Access::ReadOnly);
    connection.ok("FETCH 1 BODY[]");
    connection.run("STORE 1 +FLAGS (\\Flagged)");
    connection.agree();
    connection.ok(format!("SELECT {name}"));
    let flags = connection.ok("FETCH 1 FLAGS").message().flags();
    server.deviates("STORE takes effect after EXAMINE (RFC 9051 §6.3.3)", flags.contains("Flagged"));
    assert!(!flags.contains("Seen"));
    Ok(())
}

/// RFC 9051 §6.4.1: what is deleted goes, and nothing is told of it.
fn close(server: &Server) -> Outcome {
    let (mut connection, name) = server.open("close");
    connection.append(&name, "(\\Deleted)", b"Subject: one\r\n\r\n1\r\n");
    connection.append(&name, "", b"Subject: two\r\n\r\n2\r\n");
    let answer = connection.ok("CLOSE");
    assert!(answer.expunged().is_empty() && answer.vanished().is_empty());
    assert_eq!(connection.state(), State::Authenticated);
    connection.ok(format!("SELECT {name}"));
    assert_eq!(connection.session().mailbox().unwrap().exists(), 1);
    connection.agree();
    Ok(())
}

fn unselect(server: &Server) -> Outcome {
    server.offers(&[Capability::Unselect])?;
    let (mut connection, name) = server.open("unselect");
    connection.append(&name, "(\\Deleted)", b"Subject: one\r\n\r\n1\r\n");
    connection.ok("UNSELECT");
    assert_eq!(connection.state(), State::Authenticated);
    connection.ok(format!("SELECT {name}"));
    assert_eq!(connection.session().mailbox().unwrap().exists(), 1);
    Ok(())
}

fn check(server: &Server) -> Outcome {
    let (mut connection, _) = server.open("check");
    connection.ok("CHECK");
    connection.agree();
    Ok(())
}
