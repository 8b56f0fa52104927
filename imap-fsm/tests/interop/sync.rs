//! A client that was away learns what it missed: CONDSTORE and QRESYNC.

use imap_fsm::session::ModSeqs;
use imap_types::capability::Capability;

use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};
use crate::store;

pub(crate) const STEPS: &[Step] = &[
    ("FETCH (CHANGEDSINCE)", changed_since),
    ("FETCH of others' changes has MODSEQ", others_changes),
    ("ENABLE QRESYNC, VANISHED for EXPUNGE", vanished),
    ("SELECT (QRESYNC)", resync),
    ("UID FETCH (CHANGEDSINCE VANISHED)", fetch_vanished),
];

fn changed_since(server: &Server) -> Outcome {
    server.offers(&[Capability::CondStore])?;
    let (mut connection, name, uids) = store::open(server, "changed-since", 3);
    let since = highest(&mut connection, &format!("SELECT {name} (CONDSTORE)"));
    let answer = connection.ok("STORE 2 +FLAGS (\\Seen)");
    assert!(answer.message().mod_seq() > since);
    let message = connection.ok(format!("UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE {since})")).message();
    assert_eq!((message.uid(), &*message.flags()), (uids[1], "(\\Seen)"));
    assert!(message.mod_seq() > since);
    connection.agree();
    Ok(())
}

fn others_changes(server: &Server) -> Outcome {
    server.offers(&[Capability::CondStore])?;
    let (mut connection, name, _) = store::open(server, "others-changes", 2);
    let since = highest(&mut connection, &format!("SELECT {name} (CONDSTORE)"));
    let mut other = server.log_in();
    other.ok(format!("SELECT {name}"));
    other.ok("STORE 1 +FLAGS (\\Flagged)");
    let message = connection.ok("NOOP").message();
    assert_eq!((message.seq, message.flags().contains("Flagged")), (1, true));
    assert!(message.mod_seq() > since);
    connection.agree();
    Ok(())
}

fn vanished(server: &Server) -> Outcome {
    let (mut connection, name, uids) = open(server, "vanished", 4)?;
    connection.ok(format!("SELECT {name}"));
    connection.ok("STORE 1:2 +FLAGS.SILENT (\\Deleted)");
    let answer = connection.ok("EXPUNGE");
    assert_eq!(answer.vanished(), [(uids[0], false), (uids[1], false)]);
    assert!(answer.expunged().is_empty());
    assert_eq!(connection.session().mailbox().unwrap().exists(), 2);
    connection.agree();
    Ok(())
}

fn resync(server: &Server) -> Outcome {
    let (mut connection, name, uids) = open(server, "resync", 5)?;
    let since = highest(&mut connection, &format!("SELECT {name}"));
    let uid_validity = connection.session().mailbox().unwrap().uid_validity().unwrap();
    let new = meanwhile(server, &name);
    for known in
        [String::new(), format!(" 1:{}", uids[4]), format!(" 1:{} (1,3 {},{})", uids[4], uids[0], uids[2])]
    {
        let answer = connection.ok(format!("SELECT {name} (QRESYNC ({uid_validity} {since}{known}))"));
        assert!(answer.vanished().contains(&(uids[1], true)), "{answer:?}");
        assert!(answer.vanished().iter().all(|(uid, earlier)| *uid == uids[1] && *earlier), "{answer:?}");
        let changed: Vec<_> = answer.messages().iter().map(|message| message.uid()).collect();
        assert!(changed.contains(&uids[3]), "{answer:?}");
        assert!(!changed.contains(&uids[0]) && !changed.contains(&uids[1]), "{answer:?}");
        assert_eq!(changed.contains(&new), known.is_empty() || changed.contains(&new));
        assert_eq!(connection.session().mailbox().unwrap().exists(), 5);
        connection.agree();
    }
    Ok(())
}

fn fetch_vanished(server: &Server) -> Outcome {
    let (mut connection, name, uids) = open(server, "fetch-vanished", 5)?;
    let since = highest(&mut connection, &format!("SELECT {name}"));
    connection.ok("CLOSE");
    let new = meanwhile(server, &name);
    connection.ok(format!("SELECT {name}"));
    let answer = connection.ok(format!("UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE {since} VANISHED)"));
    assert_eq!(answer.vanished(), [(uids[1], true)]);
    let changed: Vec<_> = answer.messages().iter().map(|message| message.uid()).collect();
    assert_eq!(changed, [uids[3], new]);
    connection.agree();
    Ok(())
}

/// A mailbox with so many messages, and a connection with QRESYNC that has nothing open.
fn open(
    server: &Server,
    name: &str,
    count: u32,
) -> Result<(Connection, String, Vec<u32>), crate::server::NotOffered> {
    server.offers(&[Capability::QResync, Capability::Enable])?;
    let (_, name, uids) = store::open(server, name, count);
    let mut connection = server.log_in();
    connection.ok("ENABLE QRESYNC");
    let session = connection.session();
    assert!(session.enabled(&Capability::QResync) && session.enabled(&Capability::CondStore));
    Ok((connection, name, uids))
}

/// Opens a mailbox and tells its highest mod-sequence.
fn highest(connection: &mut Connection, select: &str) -> u64 {
    connection.ok(select);
    match connection.session().mailbox().unwrap().mod_seqs() {
        ModSeqs::Highest(mod_seq) => mod_seq.get(),
        other => panic!("{other:?}"),
    }
}

/// Another connection removes the second message, changes the one before the last and adds one.
fn meanwhile(server: &Server, name: &str) -> u32 {
    let mut other = server.log_in();
    other.ok(format!("SELECT {name}"));
    other.ok("STORE 2 +FLAGS (\\Deleted)");
    other.ok("STORE 4 +FLAGS (\\Seen)");
    other.ok("EXPUNGE");
    other.append(name, "", b"Subject: new\r\n\r\nnew\r\n")
}
