//! What mailboxes there are, and how many messages they have.

use std::collections::BTreeMap;
use std::io::Write;

use imap_fsm::client::{Client, Event};
use imap_fsm::types::capability::Capability;
use imap_fsm::types::command::CommandBody;
use imap_fsm::types::list::{List, ListPatterns};
use imap_fsm::types::list::{MailboxAttribute, MailboxList, ReturnOption};
use imap_fsm::types::mailbox::{ListMailbox, Mailbox, MailboxEncoding};
use imap_fsm::types::nonempty::NonEmpty;
use imap_fsm::types::response::Data;
use imap_fsm::types::status::{MailboxStatus, StatusAtt, StatusAttVal};
use imap_fsm::types::{IntoBoundedStatic, ToBoundedStatic};
use imap_fsm::{Misuse, Session};

use crate::connection::Connection;
use crate::failure::{Failure, printable};

/// How names outside ASCII travel now.
pub(crate) fn encoding(session: &Session) -> MailboxEncoding {
    match session.is_utf8() {
        true => MailboxEncoding::Utf8,
        false => MailboxEncoding::ModifiedUtf7,
    }
}

#[derive(Default)]
struct Mailboxes(BTreeMap<Mailbox<'static>, Entry>);

#[derive(Default)]
struct Entry {
    list: Option<MailboxList<'static>>,
    messages: Option<u32>,
    unseen: Option<u32>,
}

pub(crate) fn list(connection: &mut Connection, out: &mut dyn Write) -> Result<(), Failure> {
    let mut mailboxes = Mailboxes::default();
    let counts = connection.session().has(&Capability::ListStatus);
    let returns = counts.then(|| {
        let uses = connection.session().has(&Capability::SpecialUse).then_some(ReturnOption::SpecialUse);
        uses.into_iter().chain([ReturnOption::Status(wanted())]).collect()
    });
    let command = CommandBody::List(List {
        selection: None,
        reference: Mailbox::try_from("")?,
        patterns: ListPatterns::One(ListMailbox::try_from("*")?),
        returns,
    });
    connection.command(&command, |data| {
        mailboxes.hear(data);
        Ok(())
    })?;
    if !counts {
        mailboxes.count(connection)?;
    }
    mailboxes.print(encoding(connection.session()), out)
}

fn wanted() -> NonEmpty<StatusAtt<'static>> {
    let mut wanted = NonEmpty::one(StatusAtt::Messages);
    wanted.push(StatusAtt::Unseen);
    wanted
}

impl Mailboxes {
    fn hear(&mut self, data: Data<'_>) {
        match data {
            Data::List(list) => {
                let entry = self.0.entry(list.mailbox.to_static()).or_default();
                entry.list = Some(list.into_static());
            }
            Data::MailboxStatus(MailboxStatus { mailbox, items }) => {
                let entry = self.0.entry(mailbox.into_static()).or_default();
                for item in items {
                    match item {
                        StatusAttVal::Messages(count) => entry.messages = Some(count),
                        StatusAttVal::Unseen(count) => entry.unseen = Some(count),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// Asks for all counts at once: as many commands in flight as the machine takes, the next when one has ended.
    fn count(&mut self, connection: &mut Connection) -> Result<(), Failure> {
        let selectable = |entry: &&MailboxList<'_>| {
            !entry.contains(&MailboxAttribute::NoSelect) && !entry.contains(&MailboxAttribute::NonExistent)
        };
        let lists = self.0.values().filter_map(|entry| entry.list.as_ref()).filter(selectable);
        let commands: Vec<_> = lists
            .map(|list| CommandBody::Status { mailbox: list.mailbox.clone(), items: wanted() })
            .collect();
        let mut waiting = commands.iter().peekable();
        let mut send = |client: &mut Client| -> Result<(), Misuse> {
            while let Some(command) = waiting.peek() {
                match client.send(command) {
                    Ok(_) => drop(waiting.next()),
                    Err(Misuse::TooManyCommands { .. } | Misuse::OutputFull { .. }) => break,
                    Err(misuse) => return Err(misuse),
                }
            }
            Ok(())
        };
        if commands.is_empty() {
            return Ok(());
        }
        send(connection.client())?;
        connection.run(|client, event| match event {
            Event::Data(data) => {
                self.hear(data);
                Ok(None)
            }
            // One that is refused has no counts: it may be somebody else's.
            Event::Completed { .. } => {
                send(client)?;
                Ok((client.in_flight() == 0).then_some(()))
            }
            _ => Ok(None),
        })
    }

    fn print(&self, encoding: MailboxEncoding, out: &mut dyn Write) -> Result<(), Failure> {
        let count = |count: Option<u32>| count.map_or("-".into(), |count| count.to_string());
        writeln!(out, "{:>8} {:>8}  MAILBOX", "MESSAGES", "UNSEEN")?;
        for (mailbox, entry) in &self.0 {
            let name = printable(&mailbox.to_unicode(encoding));
            let attributes = entry.list.iter().flat_map(MailboxList::attributes);
            let shown: String =
                attributes.filter(|one| is_special(one)).map(|one| format!("  {one}")).collect();
            writeln!(out, "{:>8} {:>8}  {name}{shown}", count(entry.messages), count(entry.unseen))?;
        }
        Ok(())
    }
}

/// Whether an attribute tells a person something.
fn is_special(attribute: &MailboxAttribute<'_>) -> bool {
    use MailboxAttribute as A;
    !matches!(
        attribute,
        A::HasChildren | A::HasNoChildren | A::Marked | A::Unmarked | A::NoInferiors | A::Subscribed
    )
}
