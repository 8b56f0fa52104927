//! News as they happen.

use imap_types::capability::Capability;
use imap_types::response::{Condition, Data};

use crate::connection::{Connection, Heard};
use crate::server::{Outcome, Server, Step};
use crate::store;

pub(crate) const STEPS: &[Step] = &[
    ("IDLE, another appends, flags, expunges", news),
    ("IDLE, DONE at once", done_at_once),
    ("IDLE, a command behind DONE", behind_done),
    ("NOOP tells what another did", noop),
];

fn news(server: &Server) -> Outcome {
    server.offers(&[Capability::Idle])?;
    let (mut connection, name, _) = store::open(server, "idle", 2);
    let mut other = server.log_in();
    other.ok(format!("SELECT {name}"));
    let idle = connection.send("IDLE");
    while !matches!(connection.hear(), Heard::Idling) {}

    other.append(&name, "", b"Subject: new\r\n\r\nnew\r\n");
    connection.until(|data| *data == Data::Exists(3));
    assert_eq!(connection.session().mailbox().unwrap().exists(), 3);

    other.ok("STORE 1 +FLAGS (\\Flagged)");
    connection.until(|data| matches!(data, Data::Fetch { seq, .. } if seq.get() == 1));

    other.ok("STORE 2 +FLAGS (\\Deleted)");
    other.ok("EXPUNGE");
    connection.until(|data| matches!(data, Data::Expunge(seq) if seq.get() == 2));
    assert_eq!(connection.session().mailbox().unwrap().exists(), 2);

    connection.client.idle_done().unwrap();
    connection.finish(idle).expect(Condition::Ok);
    connection.agree();
    Ok(())
}

fn done_at_once(server: &Server) -> Outcome {
    server.offers(&[Capability::Idle])?;
    let (mut connection, _) = server.open("idle-at-once");
    for _ in 0..5 {
        let idle = connection.send("IDLE");
        connection.client.idle_done().unwrap();
        let answer = finish(&mut connection, idle);
        assert_eq!(answer, Condition::Ok);
    }
    connection.agree();
    Ok(())
}

fn behind_done(server: &Server) -> Outcome {
    server.offers(&[Capability::Idle])?;
    let (mut connection, _) = server.open("idle-behind");
    let idle = connection.send("IDLE");
    let noop = connection.send("NOOP");
    while !matches!(connection.hear(), Heard::Idling) {}
    assert!(connection.client.is_held(noop));
    connection.client.idle_done().unwrap();
    assert!(!connection.client.is_held(noop));
    connection.finish(idle).expect(Condition::Ok);
    connection.finish(noop).expect(Condition::Ok);
    Ok(())
}

fn noop(server: &Server) -> Outcome {
    let (mut connection, name, _) = store::open(server, "noop", 2);
    let mut other = server.log_in();
    other.ok(format!("SELECT {name}"));
    other.append(&name, "", b"Subject: new\r\n\r\nnew\r\n");
    other.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
    other.ok("EXPUNGE");
    let answer = connection.ok("NOOP");
    assert_eq!(answer.expunged(), [1]);
    assert_eq!(connection.session().mailbox().unwrap().exists(), 2);
    connection.agree();
    Ok(())
}

fn finish(connection: &mut Connection, idle: imap_fsm::client::CommandId) -> Condition {
    loop {
        match connection.hear() {
            Heard::Completed(ended, tagged) if ended == idle => return tagged.condition,
            Heard::Idling | Heard::Data(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

impl Connection {
    /// Waits for data like this.
    pub(crate) fn until(&mut self, wanted: impl Fn(&Data<'_>) -> bool) {
        while !wanted(&self.data()) {}
    }
}
