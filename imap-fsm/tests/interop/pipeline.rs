//! Many commands at once.

use crate::server::{Outcome, Server, Step};
use crate::store;

pub(crate) const STEPS: &[Step] = &[
    ("100 commands at once", many),
    ("commands that must wait for others", ambiguous),
    ("SELECT and what follows it at once", select),
];

fn many(server: &Server) -> Outcome {
    let (mut connection, _, uids) = store::open(server, "pipeline", 3);
    let mut ids = Vec::new();
    for n in 0..25 {
        ids.push(connection.send("NOOP"));
        ids.push(connection.send(format!("UID FETCH {} (FLAGS BODY.PEEK[])", uids[n % 3])));
        ids.push(connection.send("UID SEARCH ALL"));
        ids.push(connection.send(format!("UID STORE {} +FLAGS (\\Seen)", uids[n % 3])));
    }
    assert!(ids.iter().all(|id| !connection.client.is_held(*id)), "UIDs are never ambiguous");
    connection.finish_all(ids);
    connection.agree();
    Ok(())
}

/// RFC 9051 §5.5: FETCH by number waits for the NOOP before it.
fn ambiguous(server: &Server) -> Outcome {
    let (mut connection, _, _) = store::open(server, "ambiguous", 3);
    let ids = vec![
        connection.send("FETCH 1 FLAGS"),
        connection.send("STORE 1 +FLAGS (\\Seen)"),
        connection.send("NOOP"),
        connection.send("FETCH 2 FLAGS"),
        connection.send("EXPUNGE"),
        connection.send("SEARCH 1:*"),
    ];
    let held: Vec<_> = ids.iter().map(|id| connection.client.is_held(*id)).collect();
    assert_eq!(held, [false, false, false, true, true, true]);
    connection.finish_all(ids);
    connection.agree();
    Ok(())
}

fn select(server: &Server) -> Outcome {
    let (_, name, uids) = store::open(server, "select-pipeline", 2);
    let mut connection = server.log_in();
    let mut ids = vec![connection.send(format!("SELECT {name}"))];
    ids.push(connection.send(format!("UID FETCH {} FLAGS", uids[0])));
    ids.push(connection.send("SELECT INBOX"));
    ids.push(connection.send("NOOP"));
    ids.push(connection.send(format!("SELECT {name}")));
    ids.push(connection.send(format!("UID FETCH {} FLAGS", uids[1])));
    connection.finish_all(ids);
    assert_eq!(connection.session().mailbox().unwrap().exists(), 2);
    connection.agree();
    Ok(())
}
