//! News that looks like an answer: each call takes what it asked for, and gives back what may be for others.

use std::convert::Infallible;

use imap_fsm::client::call::{Answer, GetQuotaRoot, List, Listed, Request, Status, Taken};
use imap_types::command::CommandBody;
use imap_types::list::ListSelectOpt;
use imap_types::metadata::Entry;
use imap_types::status::{StatusAtt, StatusAttVal};

use crate::calls::hear;
use crate::wire::{Wire, command, short};

const CAPABILITIES: &str =
    "IMAP4rev1 LIST-EXTENDED LIST-STATUS LIST-MYRIGHTS LIST-METADATA METADATA ACL QUOTA NOTIFY";

/// What the call ends in that is answered by these lines, and the lines that it gives back.
fn told<'a, R>(request: R, answer: &str) -> (<R::Answer as Answer>::Output, Vec<usize>)
where
    R: Request<'a>,
    for<'i> R::Answer: Answer<Step<'i> = Infallible>,
{
    let mut wire = Wire::logged_in(CAPABILITIES);
    let mut call = wire.client.call(request).unwrap();
    wire.sent();
    let (mut back, mut done) = (Vec::new(), None);
    for (at, line) in answer.split_inclusive("\r\n").chain(["a1 OK done\r\n"]).enumerate() {
        let (others, ended) = hear(&mut wire, &mut call, line);
        back.extend(others.iter().map(|_| at));
        done = ended.or(done);
    }
    (done.unwrap().unwrap(), back)
}

fn list() -> List<'static> {
    List::new("", "Archive/%").unwrap()
}

fn unseen() -> List<'static> {
    list().status([StatusAtt::Unseen]).unwrap()
}

/// Name and numbers of each.
fn shown(listed: &[Listed]) -> Vec<String> {
    let status = |listed: &Listed| {
        let numbers = listed.status.iter().map(|item| format!(" {item:?}"));
        format!("{}{}", String::from_utf8_lossy(listed.list.mailbox.as_bytes()), numbers.collect::<String>())
    };
    listed.iter().map(status).collect()
}

#[test]
fn a_status_of_a_mailbox_that_list_does_not_tell_is_given_back() {
    for (answer, expected, back) in [
        // RFC 5819 §2: first LIST, then STATUS.
        (
            "* LIST () \"/\" Archive/a\r\n* STATUS Archive/a (UNSEEN 1)\r\n* STATUS Drafts (UNSEEN 2)\r\n\
             * LIST (\\NoSelect) \"/\" Archive/b\r\n",
            &["Archive/a Unseen(1)", "Archive/b"][..],
            &[2][..],
        ),
        // A name that the pattern matches, but the selection does not.
        ("* STATUS Archive/c (UNSEEN 3)\r\n* LIST () \"/\" Archive/a\r\n", &["Archive/a"], &[0]),
        // Too early: it may be news until LIST comes, so others see it, too.
        ("* STATUS Archive/a (UNSEEN 1)\r\n* LIST () \"/\" Archive/a\r\n", &["Archive/a Unseen(1)"], &[0]),
        (
            "* STATUS Archive/a (UNSEEN 1)\r\n* LIST () \"/\" Archive/a\r\n* STATUS Archive/a (UNSEEN 2)\r\n",
            &["Archive/a Unseen(2)"],
            &[0],
        ),
        // The name of INBOX in any case, and no other.
        (
            "* LIST () \"/\" inbox\r\n* STATUS INBOX (UNSEEN 4)\r\n* LIST () \"/\" Archive/A\r\n\
             * STATUS Archive/a (UNSEEN 5)\r\n",
            &["INBOX Unseen(4)", "Archive/A"],
            &[3],
        ),
        // What lies below is another mailbox.
        ("* LIST () \"/\" Archive\r\n* STATUS Archive/a (UNSEEN 5)\r\n", &["Archive"], &[1]),
        // As NOTIFY tells of a mailbox: nothing that was asked for.
        (
            "* LIST () \"/\" Archive/a\r\n* STATUS Archive/a (MESSAGES 5 UIDNEXT 9)\r\n\
             * STATUS Archive/a (MESSAGES 6 UNSEEN 1)\r\n* STATUS Archive/a ()\r\n",
            &["Archive/a Messages(6) Unseen(1)"],
            &[1],
        ),
        // A number too big, of which nothing is known but that it is one.
        (
            "* LIST () \"/\" Archive/a\r\n* STATUS Archive/a (UNSEEN 4294967296)\r\n",
            &["Archive/a Malformed"],
            &[],
        ),
    ] {
        let (listed, given_back) = told(unseen(), answer);
        let shown: Vec<_> = shown(&listed)
            .into_iter()
            .map(|mut text| {
                text.truncate(text.find("Malformed").map_or(text.len(), |at| at + "Malformed".len()));
                text
            })
            .collect();
        assert_eq!(shown, expected, "{answer}");
        assert_eq!(given_back, back, "{answer}");
    }
    // Listed for its children alone: RFC 5819 §3.
    let selection = [ListSelectOpt::Subscribed, ListSelectOpt::RecursiveMatch];
    let answer = "* LIST () \"/\" foo (CHILDINFO (\"SUBSCRIBED\"))\r\n* STATUS bar (UNSEEN 1)\r\n";
    let (listed, back) = told(unseen().select(selection).unwrap(), answer);
    assert_eq!((shown(&listed), back), (vec!["foo".to_string()], vec![1]));
    // Not asked for at all.
    let (_, back) = told(list(), "* LIST () \"/\" Archive/a\r\n* STATUS Archive/a (UNSEEN 1)\r\n");
    assert_eq!(back, [1]);
}

#[test]
fn rights_and_annotations_of_a_mailbox_that_list_does_not_tell_are_given_back() {
    let request = list().my_rights().metadata([Entry::try_from("/shared/x").unwrap()]).unwrap();
    let answer = "* MYRIGHTS b lr\r\n* METADATA b (/shared/x two)\r\n* LIST () \"/\" a\r\n* MYRIGHTS a lrs\r\n\
        * METADATA a (/shared/x one)\r\n* METADATA a /shared/x\r\n* METADATA \"\" (/shared/x three)\r\n\
        * STATUS a (UNSEEN 1)\r\n* LIST () \"/\" b\r\n* MYRIGHTS c l\r\n";
    let (listed, back) = told(request, answer);
    assert_eq!(back, [0, 1, 5, 6, 7, 9]);
    let rights: Vec<_> = listed.iter().map(|listed| listed.rights.map(|rights| rights.to_string())).collect();
    assert_eq!(rights, [Some("lrs".to_string()), Some("lr".into())]);
    let values = listed.iter().map(|listed| listed.metadata.len());
    assert_eq!(values.collect::<Vec<_>>(), [1, 1]);
}

/// STATUS that comes by itself beside one that was asked for: RFC 5465 §5.3.
#[test]
fn a_status_without_the_numbers_that_were_asked_for_is_given_back() {
    let request = Status::new("a", [StatusAtt::Unseen, StatusAtt::Size]).unwrap();
    let answer =
        "* STATUS a (MESSAGES 5 UIDNEXT 9)\r\n* STATUS a (UNSEEN 1)\r\n* STATUS a (MESSAGES 6 SIZE 7)\r\n";
    let (status, back) = told(request, answer);
    assert_eq!(back, [0]);
    assert_eq!(
        status,
        [StatusAttVal::Unseen(1), StatusAttVal::Messages(6), StatusAttVal::Size(7_u32.into())]
    );
    // Some servers tell nothing where they cannot tell what was asked for.
    let (status, back) = told(Status::new("a", [StatusAtt::Size]).unwrap(), "* STATUS a ()\r\n");
    assert_eq!((status, back), (vec![], vec![]));
    // Of an item that this library does not know, whatever comes.
    let CommandBody::Status { items, .. } = command("STATUS a (X-THING)") else { panic!() };
    let (status, back) =
        told(Status::new("a", items).unwrap(), "* STATUS a (X-THING 7)\r\n* STATUS a (UNSEEN 1)\r\n");
    assert_eq!((status.len(), back), (1, vec![1]));
}

#[test]
fn a_quota_that_comes_before_the_roots_is_given_back_too() {
    let answer = "* QUOTA r (STORAGE 1 2)\r\n* QUOTA s (STORAGE 3 4)\r\n* QUOTAROOT a r t\r\n\
        * QUOTA s (STORAGE 5 6)\r\n* QUOTA t (STORAGE 7 8)\r\n";
    let (roots, back) = told(GetQuotaRoot::new("a").unwrap(), answer);
    let usage = roots.iter().map(|quota| (quota.root.as_bytes(), quota.resources[0].usage.get()));
    assert_eq!(usage.collect::<Vec<_>>(), [(&b"r"[..], 1), (b"t", 7)]);
    assert_eq!(back, [0, 1, 3]);
}

/// LIST with STATUS waits for a STATUS of any mailbox, and the other way round: nobody could tell whose it is.
#[test]
fn list_with_status_and_status_run_one_after_the_other() {
    let mut wire = Wire::logged_in(CAPABILITIES);
    let mut list = wire.client.call(unseen()).unwrap();
    let mut status = wire.client.call(Status::new("Archive/a", [StatusAtt::Unseen]).unwrap()).unwrap();
    wire.expect("a1 LIST \"\" \"Archive/%\" RETURN (STATUS (UNSEEN))\r\n");
    assert!(wire.client.is_held(status.id()));
    let mut told = Vec::new();
    let mut hear = |wire: &mut Wire, answer: &str| {
        let mut input = answer.as_bytes();
        while let Some(event) = wire.client.receive(&mut input).unwrap() {
            match list.take(event) {
                Taken::Done(done) => told.push(format!("list {:?}", shown(&done.unwrap()))),
                Taken::More => {}
                Taken::Other(event) => match status.take(event) {
                    Taken::Done(done) => told.push(format!("status {:?}", done.unwrap())),
                    Taken::More => {}
                    Taken::Other(event) => told.push(short(&event)),
                },
            }
        }
    };
    // Of the STATUS that is held back there is no answer yet.
    hear(&mut wire, "* STATUS Archive/a (UNSEEN 1)\r\n* LIST () \"/\" Archive/b\r\na1 OK done\r\n");
    wire.expect("a2 STATUS Archive/a (UNSEEN)\r\n");
    hear(&mut wire, "* STATUS Archive/a (UNSEEN 2)\r\na2 OK done\r\n");
    assert_eq!(told, ["data MailboxStatus", "list [\"Archive/b\"]", "status [Unseen(2)]"]);
}
