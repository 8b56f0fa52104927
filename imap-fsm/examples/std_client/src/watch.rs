//! What happens in a mailbox, as it happens.

use std::io::Write;
use std::time::{Duration, Instant};

use imap_fsm::Misuse;
use imap_fsm::client::{Client, Event};
use imap_fsm::types::capability::Capability;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::fetch::{FetchAtt, FetchItems, MsgAtt};
use imap_fsm::types::number::{SeqNum, Uid};
use imap_fsm::types::response::{Condition, Data};
use imap_fsm::types::sequence::{SequenceSet, UidSequenceSet};

use crate::arguments::Arguments;
use crate::connection::Connection;
use crate::failure::{Failure, printable};
use crate::messages::{Row, fetch};

/// Tells what happens in the open mailbox until the server or the user ends it. Messages that come are shown as rows of
/// the table.
pub(crate) fn watch(
    connection: &mut Connection,
    exists: u32,
    arguments: &Arguments,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (idle, poll) = (arguments.idle, arguments.poll);
    let next = first_new(connection)?;
    let mut watcher = Watcher { exists, uids: Vec::new(), more: false, next, after: next, out };
    if exists > 0 {
        let uid = FetchItems::try_from(vec![FetchAtt::Uid])?;
        let all = CommandBody::fetch(SequenceSet::try_from(1..=exists)?, uid);
        connection.command(&all, |data| watcher.hear(&data)).map(drop)?;
    }
    writeln!(watcher.out, "{exists} message{}", if exists == 1 { "" } else { "s" })?;
    Row::head(watcher.out)?;
    watcher.out.flush()?;
    let idles = connection.session().has(&Capability::Idle);
    loop {
        while !watcher.more {
            match idles {
                true => watcher.idle(connection, idle)?,
                false => watcher.ask(connection, poll)?,
            }
        }
        watcher.more = false;
        // Not by number: some of those before may be gone while the command is on its way.
        let news = UidSequenceSet::try_from(watcher.next.get()..)?;
        fetch(connection, news.into(), |data| watcher.hear(data))?;
        watcher.next = watcher.after;
    }
}

/// The UID that the next message will have at least.
fn first_new(connection: &mut Connection) -> Result<Uid, Failure> {
    if let Some(next) = connection.session().mailbox().and_then(|mailbox| mailbox.uid_next()) {
        return Ok(next);
    }
    // From servers that do not say.
    let mut next = Uid::MIN;
    fetch(connection, UidSequenceSet::last().into(), |data| {
        next = Row::of(data).map_or(next, |row| behind(row.uid));
        Ok(())
    })?;
    Ok(next)
}

fn behind(uid: Uid) -> Uid {
    Uid::try_from(uid.get().saturating_add(1)).unwrap_or(Uid::MAX)
}

/// As many UIDs are known at most.
const KNOWN_MAX: usize = 1 << 20;

/// A server speaks of messages by number, which change; a person reads UIDs, as in the table.
struct Watcher<'w> {
    /// How many messages there are, as the server said last.
    exists: u32,
    /// By message number.
    uids: Vec<Option<Uid>>,
    /// Whether there are some that were not shown yet.
    more: bool,
    /// The lowest UID that these can have.
    next: Uid,
    /// The same, when those that come now have been shown.
    after: Uid,
    out: &'w mut dyn Write,
}

impl Watcher<'_> {
    /// One IDLE: until messages have come or until it has lasted long enough. A server ends one that lasts 30 minutes,
    /// and some routers forget a connection that is silent.
    fn idle(&mut self, connection: &mut Connection, time: Duration) -> Result<(), Failure> {
        let idle = connection.client().send(&CommandBody::Idle)?;
        let mut done = false;
        let mut hear = |client: &mut Client, event: Event<'_>| {
            match event {
                Event::Data(data) => self.hear(&data)?,
                Event::Completed { id, tagged } if id == idle => {
                    return match tagged.condition {
                        Condition::Ok => Ok(Some(())),
                        _ => Err(Failure::refused("IDLE", &tagged.text)),
                    };
                }
                _ => {}
            }
            if self.more && !done {
                client.idle_done()?;
                done = true;
            }
            Ok(None)
        };
        if connection.run_until(Some(Instant::now() + time), &mut hear)?.is_some() {
            return Ok(());
        }
        // It may have been ended just before by a message, the answer to which is on its way.
        match connection.client().idle_done() {
            Ok(()) | Err(Misuse::NotWaiting) => connection.run(hear),
            Err(misuse) => Err(misuse.into()),
        }
    }

    /// Where there is no IDLE: waits, and asks.
    fn ask(&mut self, connection: &mut Connection, poll: Duration) -> Result<(), Failure> {
        connection.run_until(Some(Instant::now() + poll), |_, event| {
            if let Event::Data(data) = event {
                self.hear(&data)?;
            }
            Ok(self.more.then_some(()))
        })?;
        connection.command(&CommandBody::Noop, |data| self.hear(&data)).map(drop)
    }

    /// Prints what is new.
    fn hear(&mut self, data: &Data<'_>) -> Result<(), Failure> {
        match data {
            Data::Exists(count) => {
                self.more |= *count > self.exists;
                self.exists = *count;
            }
            Data::Expunge(number) => {
                self.exists = self.exists.saturating_sub(1);
                let index = number.get() as usize - 1;
                let uid = if index < self.uids.len() { self.uids.remove(index) } else { None };
                self.tell(uid, "is gone")?;
            }
            Data::Fetch { seq, items } => match Row::of(data) {
                // `n:*` has the last message in it, new or not.
                Some(row) if row.uid >= self.next => {
                    self.know(*seq, row.uid);
                    self.after = self.after.max(behind(row.uid));
                    row.print(self.out)?;
                }
                Some(_) => {}
                None => self.flags(*seq, items)?,
            },
            _ => {}
        }
        Ok(self.out.flush()?)
    }

    fn flags(&mut self, number: SeqNum, items: &[MsgAtt<'_>]) -> Result<(), Failure> {
        for item in items {
            if let MsgAtt::Uid(uid) = item {
                self.know(number, *uid);
            }
        }
        let uid = self.uids.get(number.get() as usize - 1).copied().flatten();
        for item in items {
            if let MsgAtt::Flags(flags) = item {
                self.tell(uid, &format!("has now {}", printable(&flags.flags.to_string())))?;
            }
        }
        Ok(())
    }

    fn know(&mut self, number: SeqNum, uid: Uid) {
        let count = number.get() as usize;
        if count <= KNOWN_MAX {
            self.uids.resize(self.uids.len().max(count), None);
            self.uids[count - 1] = Some(uid);
        }
    }

    /// What has happened to a message, in the columns of the table.
    fn tell(&mut self, uid: Option<Uid>, what: &str) -> Result<(), Failure> {
        let uid = uid.map_or("?".into(), |uid| uid.to_string());
        Ok(writeln!(self.out, "{uid:>7}  {what}")?)
    }
}
