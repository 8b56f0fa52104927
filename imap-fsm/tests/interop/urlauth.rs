//! URLs of messages: for others to read, and to put new messages together from.

use imap_fsm::client::call::{Append, Fetch, GenUrlAuth, Replace, UrlFetch};
use imap_types::append::{AppendData, AppendMessage, CatPart};
use imap_types::capability::Capability;
use imap_types::code::Code;
use imap_types::nonempty::NonEmpty;
use imap_types::number::Uid;
use imap_types::response::Condition;
use imap_types::section::Section;
use imap_types::sequence::UidSequenceSet;
use imap_types::string::AString;
use imap_types::url::{FullUrl, ImapUrl, RumpUrl};

use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};
use crate::store;

pub(crate) const STEPS: &[Step] = &[
    ("GENURLAUTH, URLFETCH", urls),
    ("APPEND CATENATE", catenate),
    ("APPEND CATENATE with a wrong URL", bad_url),
    ("REPLACE", replace),
];

fn url(text: &str) -> ImapUrl<'static> {
    text.parse().unwrap()
}

/// The text of a message.
fn text(connection: &mut Connection, uid: u32) -> Vec<u8> {
    let set = UidSequenceSet::from(Uid::try_from(uid).unwrap());
    let mails = connection.call(Fetch::uids(set).text(Section::default())).unwrap();
    mails[0].text(&Section::default()).unwrap().to_vec()
}

fn urls(server: &Server) -> Outcome {
    server.offers(&[Capability::UrlAuth])?;
    let (mut connection, name, uids) = store::open(server, "urlauth", 1);
    let uid_validity = connection.session().mailbox().unwrap().uid_validity().unwrap();
    let rump = format!(
        "imap://alice@localhost/{name};UIDVALIDITY={uid_validity}/;UID={};URLAUTH=user+alice",
        uids[0]
    );
    let made = connection.call(GenUrlAuth::new(RumpUrl::try_from(&*rump).unwrap())).unwrap();
    let [made] = &made[..] else { panic!("{made:?}") };
    assert!(
        made.to_string().to_lowercase().starts_with(&format!("{}:internal:", rump.to_lowercase())),
        "{made}"
    );
    // Cyrus 3.6 closes a connection that asks while it has the mailbox open.
    let mut reader = server.log_in();
    let fetched = reader.call(UrlFetch::new(made.clone())).unwrap();
    assert_eq!(fetched[0].text(), Some(&b"Subject: 1\r\n\r\nbody 1\r\n"[..]));
    let forged = format!("{rump}:internal:{}", "0".repeat(40));
    let fetched = reader.call(UrlFetch::new(FullUrl::try_from(&*forged).unwrap())).unwrap();
    assert_eq!(fetched[0].text(), None);
    Ok(())
}

fn parts(url: &str) -> AppendMessage<'static> {
    let text = |text: &'static str| CatPart::Text(AString::try_from(text).unwrap());
    let parts = [text("Subject: put together\r\n\r\n"), CatPart::Url(self::url(url)), text("the end\r\n")];
    AppendMessage {
        data: AppendData::Catenate(NonEmpty::try_from(parts).unwrap()),
        ..AppendMessage::new(AString::EMPTY)
    }
}

fn catenate(server: &Server) -> Outcome {
    server.offers(&[Capability::Catenate])?;
    let (mut connection, name, uids) = store::open(server, "catenate", 1);
    let uid_validity = connection.session().mailbox().unwrap().uid_validity().unwrap();
    let url = format!("/{name};UIDVALIDITY={uid_validity}/;UID={}/;SECTION=TEXT", uids[0]);
    let appended = connection.call(Append::new(&*name, parts(&url)).unwrap()).unwrap().unwrap();
    let uid = appended.uids.iter().next().unwrap();
    assert_eq!(text(&mut connection, uid.get()), b"Subject: put together\r\n\r\nbody 1\r\nthe end\r\n");
    Ok(())
}

fn bad_url(server: &Server) -> Outcome {
    server.offers(&[Capability::Catenate])?;
    let (mut connection, name, _) = store::open(server, "catenate-bad", 1);
    let url = format!("/{name}/;UID=4000000/;SECTION=TEXT");
    let refused = connection.call(Append::new(&*name, parts(&url)).unwrap()).unwrap_err();
    assert_eq!(refused.condition(), Some(Condition::No), "{refused}");
    match refused.code() {
        Some(Code::BadUrl(bad)) => assert_eq!(bad.as_url().to_string(), url),
        other => panic!("{other:?} in place of BADURL"),
    }
    connection.agree();
    Ok(())
}

fn replace(server: &Server) -> Outcome {
    server.offers(&[Capability::Replace])?;
    let (mut connection, name, uids) = store::open(server, "replace", 2);
    let message = AppendMessage::new(AString::try_from("Subject: other\r\n\r\nother\r\n").unwrap());
    let request = Replace::uid(Uid::try_from(uids[0]).unwrap(), &*name, message).unwrap();
    let replaced = connection.call(request).unwrap().unwrap();
    let uid = replaced.uids.iter().next().unwrap().get();
    assert_eq!(text(&mut connection, uid), b"Subject: other\r\n\r\nother\r\n");
    connection.ok("NOOP");
    assert_eq!(connection.ok("UID SEARCH ALL").found(), [uids[1], uid]);
    connection.agree();
    Ok(())
}
