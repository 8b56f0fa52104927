//! What the server tells of its own accord.

use imap_fsm::client::call::Notify;
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::fetch::FetchAtt;
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::mailbox::Mailbox;
use imap_types::notify::{Event, EventGroup};
use imap_types::response::Data;
use imap_types::status::{MailboxStatus, StatusAttVal};

use crate::connection::{Connection, Heard};
use crate::server::{Outcome, Server, Step};
use crate::store;

pub(crate) const STEPS: &[Step] = &[
    ("NOTIFY SET STATUS, news of another mailbox", other_mailbox),
    ("NOTIFY SET of the open mailbox, with items", selected),
    ("NOTIFY NONE", none),
];

fn group(mailboxes: FilterMailboxes<'static>, items: Vec<FetchAtt<'static>>) -> EventGroup<'static> {
    EventGroup::new(mailboxes, vec![Event::MessageNew(items), Event::MessageExpunge]).unwrap()
}

fn messages(status: &MailboxStatus<'_>) -> Option<u32> {
    status.items.iter().find_map(|item| match item {
        StatusAttVal::Messages(messages) => Some(*messages),
        _ => None,
    })
}

fn other_mailbox(server: &Server) -> Outcome {
    server.offers(&[Capability::Notify])?;
    let (mut other, name, _) = store::open(server, "notify-other", 2);
    let mailbox = Mailbox::try_from(name.clone()).unwrap();
    let mut connection = server.log_in();
    let watched = group(FilterMailboxes::Mailboxes(mailbox.clone().into()), vec![]);
    let told = connection.call(Notify::new([watched]).unwrap().status()).unwrap();
    let [status] = &told[..] else { panic!("{told:?}") };
    assert_eq!((&status.mailbox, messages(status)), (&mailbox, Some(2)));

    other.append(&name, "", b"Subject: new\r\n\r\nnew\r\n");
    // No command runs.
    until(
        &mut connection,
        |data| matches!(data, Data::MailboxStatus(status) if status.mailbox == mailbox && messages(status) == Some(3)),
    );
    Ok(())
}

fn selected(server: &Server) -> Outcome {
    server.offers(&[Capability::Notify])?;
    let (mut connection, name, _) = store::open(server, "notify", 2);
    let items = vec![FetchAtt::Uid, FetchAtt::Flags];
    let watched = group(FilterMailboxes::SelectedDelayed, items);
    assert_eq!(connection.call(Notify::new([watched]).unwrap()).unwrap(), []);
    let mut other = server.log_in();
    let uid = other.append(&name, "(\\Seen)", b"Subject: new\r\n\r\nnew\r\n");
    // Perhaps before, and at the latest now.
    let answer = connection.ok("NOOP");
    assert!(answer.data.contains(&Data::Exists(3)), "{answer:?}");
    let told = answer.messages();
    let message = told.iter().find(|message| message.seq == 3).expect("its items are told");
    assert_eq!((message.uid(), &*message.flags()), (uid, "(\\Seen)"));
    connection.agree();
    Ok(())
}

fn none(server: &Server) -> Outcome {
    server.offers(&[Capability::Notify])?;
    let (mut connection, name, _) = store::open(server, "notify-none", 1);
    assert_eq!(connection.call(Notify::none()).unwrap(), []);
    let mut other = server.log_in();
    other.append(&name, "", b"Subject: new\r\n\r\nnew\r\n");
    let answer = connection.ok("NOOP");
    server.deviates(
        "news after NOTIFY NONE (RFC 5465 §3.2)",
        answer.data.iter().any(|data| matches!(data, Data::Exists(_))),
    );
    Ok(())
}

/// Waits for data like this. A server that cannot keep up says so.
fn until(connection: &mut Connection, wanted: impl Fn(&Data<'_>) -> bool) {
    loop {
        match connection.hear() {
            Heard::Data(data) if wanted(&data) => return,
            Heard::Data(Data::Status(status)) => {
                assert_ne!(status.text.code(), Some(&Code::NotificationOverflow));
            }
            Heard::Data(_) => {}
            other => panic!("{other:?} in place of news"),
        }
    }
}
