//! What is found, and in what form.

use imap_types::capability::Capability;
use imap_types::number::Numbering;
use imap_types::search::SearchReturnData;

use crate::connection::Connection;
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("SEARCH by every key", keys),
    ("SEARCH with a charset and a literal", charset),
    ("UID SEARCH", uids),
    ("SEARCH RETURN (MIN MAX COUNT ALL)", extended),
    ("SEARCH RETURN () that finds nothing", extended_nothing),
    ("SEARCH RETURN (SAVE), $", save),
    ("SEARCH MODSEQ", mod_seq),
];

/// Three messages, of which the first is seen and flagged, the second has a keyword, the third is big and old.
fn open(server: &Server, name: &str) -> (Connection, Vec<u32>) {
    let (mut connection, name) = server.open(name);
    let one = "From: ann@example.org\r\nTo: tom@example.org\r\nSubject: apples\r\nDate: 1 Feb 2020 10:00:00 +0000\r\n\r\nred\r\n";
    let two = "From: bob@example.org\r\nCc: tom@example.org\r\nSubject: =?utf-8?q?p=C3=A4rs?=\r\nX-Odd: yes\r\nDate: 2 Feb 2021 10:00:00 +0000\r\n\r\ngreen\r\n";
    let three = format!(
        "From: ann@example.org\r\nBcc: tim@example.org\r\nSubject: plums\r\n\r\n{}",
        "blue\r\n".repeat(1000)
    );
    let uids = vec![
        connection.append(&name, "(\\Seen \\Flagged) \"10-Feb-2020 10:00:00 +0000\"", one.as_bytes()),
        connection.append(&name, "($Label \\Draft) \"10-Feb-2021 10:00:00 +0000\"", two.as_bytes()),
        connection.append(&name, "(\\Answered \\Deleted) \"10-Feb-2010 10:00:00 +0000\"", three.as_bytes()),
    ];
    (connection, uids)
}

fn keys(server: &Server) -> Outcome {
    let (mut connection, uids) = open(server, "search-keys");
    let [one, two, three] = *uids else { panic!() };
    for (keys, expected) in [
        ("ALL", &[1, 2, 3][..]),
        ("SEEN", &[1]),
        ("UNSEEN", &[2, 3]),
        ("FLAGGED UNDELETED", &[1]),
        ("ANSWERED", &[3]),
        ("UNANSWERED UNDRAFT UNFLAGGED", &[]),
        ("DRAFT", &[2]),
        ("DELETED", &[3]),
        ("KEYWORD $Label", &[2]),
        ("UNKEYWORD $Label", &[1, 3]),
        ("FROM ann", &[1, 3]),
        ("TO tom", &[1]),
        ("CC tom", &[2]),
        ("BCC tim", &[3]),
        ("SUBJECT PLUM", &[3]),
        ("HEADER X-Odd \"\"", &[2]),
        ("BODY green", &[2]),
        ("TEXT apples", &[1]),
        ("BEFORE 1-Jan-2015", &[3]),
        ("ON 10-Feb-2020", &[1]),
        ("SINCE 1-Jan-2020", &[1, 2]),
        ("SENTBEFORE 1-Jan-2021 SENTSINCE 1-Jan-2020", &[1]),
        ("SENTON 2-Feb-2021", &[2]),
        ("LARGER 5000", &[3]),
        ("SMALLER 5000", &[1, 2]),
        ("2:*", &[2, 3]),
        ("NOT FROM ann", &[2]),
        ("OR SEEN DRAFT", &[1, 2]),
        ("OR (FROM ann SEEN) (NOT (OR SEEN DELETED))", &[1, 2]),
        ("RECENT OLD", &[]),
    ] {
        assert_eq!(connection.found(keys), expected, "{keys}");
    }
    assert_eq!(connection.found(&format!("UID {one},{three}")), [1, 3]);
    assert_eq!(connection.found(&format!("UID {two}:*")), [2, 3]);
    connection.agree();
    Ok(())
}

/// With UTF-8 in it, which travels as a literal.
fn charset(server: &Server) -> Outcome {
    let (mut connection, _) = open(server, "search-charset");
    let answer = connection.ok("SEARCH CHARSET UTF-8 SUBJECT {5}\r\np\u{e4}rs");
    assert_eq!(answer.found(), [2]);
    Ok(())
}

fn uids(server: &Server) -> Outcome {
    let (mut connection, uids) = open(server, "search-uids");
    assert_eq!(connection.ok("UID SEARCH ALL").found(), uids);
    assert_eq!(connection.ok("UID SEARCH 2").found(), [uids[1]]);
    Ok(())
}

fn extended(server: &Server) -> Outcome {
    server.offers(&[Capability::ESearch])?;
    let (mut connection, uids) = open(server, "search-extended");
    for (name, numbering, expected) in
        [("SEARCH", Numbering::SeqNum, vec![1, 2, 3]), ("UID SEARCH", Numbering::Uid, uids)]
    {
        let id = connection.send(format!("{name} RETURN (MIN MAX COUNT ALL) ALL"));
        let answer = connection.finish(id);
        let found = answer.extended();
        assert_eq!(found.tag.as_ref().map(|tag| tag.as_bytes()), Some(id.tag().as_bytes()));
        assert_eq!(found.numbering, numbering);
        for data in &found.data {
            match data {
                SearchReturnData::Min(min) => assert_eq!(min.get(), expected[0]),
                SearchReturnData::Max(max) => assert_eq!(max.get(), expected[2]),
                SearchReturnData::Count(count) => assert_eq!(*count, 3),
                SearchReturnData::All(all) => {
                    assert_eq!(all.iter().map(|number| number.get()).collect::<Vec<_>>(), expected);
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(found.data.len(), 4);
    }
    Ok(())
}

fn extended_nothing(server: &Server) -> Outcome {
    server.offers(&[Capability::ESearch])?;
    let (mut connection, _) = open(server, "search-nothing");
    assert!(connection.ok("SEARCH RETURN () SUBJECT nothing").extended().data.is_empty());
    let answer = connection.ok("SEARCH RETURN (MIN COUNT) SUBJECT nothing");
    assert_eq!(answer.extended().data, [SearchReturnData::Count(0)]);
    Ok(())
}

fn save(server: &Server) -> Outcome {
    server.offers(&[Capability::SearchRes])?;
    let (mut connection, uids) = open(server, "search-save");
    connection.ok("SEARCH RETURN (SAVE) UNSEEN");
    let messages = connection.ok("FETCH $ UID").messages();
    assert_eq!(messages.iter().map(|message| message.seq).collect::<Vec<_>>(), [2, 3]);
    let messages = connection.ok("UID FETCH $ UID").messages();
    assert_eq!(messages.iter().map(|message| message.uid()).collect::<Vec<_>>(), uids[1..]);
    assert_eq!(connection.found("$ DRAFT"), [2]);
    Ok(())
}

fn mod_seq(server: &Server) -> Outcome {
    server.offers(&[Capability::CondStore])?;
    let (mut connection, _) = open(server, "search-mod-seq");
    connection.ok("FETCH 1 MODSEQ");
    connection.ok("STORE 2 +FLAGS (\\Seen)");
    let highest = connection.ok("FETCH 2 MODSEQ").message().mod_seq();
    let answer = connection.ok(format!("SEARCH MODSEQ {highest}"));
    assert_eq!((answer.found(), answer.found_mod_seq()), (vec![2], Some(highest)));
    let answer = connection.ok(format!("SEARCH MODSEQ {}", highest + 100));
    assert_eq!((answer.found(), answer.found_mod_seq()), (vec![], None));
    Ok(())
}

impl Connection {
    /// The numbers of the messages that are like this.
    #[track_caller]
    fn found(&mut self, keys: &str) -> Vec<u32> {
        self.ok(format!("SEARCH {keys}")).found()
    }
}
