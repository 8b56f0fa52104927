//! What is found in order, in threads, and from then on.

use imap_fsm::client::call::{MultiSearch, Search, Sort, Thread, UidBatches};
use imap_types::capability::Capability;
use imap_types::filter_mailboxes::FilterMailboxes;
use imap_types::mailbox::Mailbox;
use imap_types::number::Uid;
use imap_types::partial::PartialRange;
use imap_types::response::{Condition, Data};
use imap_types::search::{SearchKey, SearchReturnOpt};
use imap_types::sort::{SortCriterion, SortKey};
use imap_types::thread::{ThreadAlgorithm, ThreadAlgorithmName};

use crate::connection::{Connection, Heard};
use crate::server::{Outcome, Server, Step};

pub(crate) const STEPS: &[Step] = &[
    ("SORT by every key", sort),
    ("SORT RETURN (MIN MAX COUNT ALL)", extended),
    ("SORT, THREAD and SEARCH at once", at_once),
    ("THREAD by references", thread),
    ("SEARCH RETURN (UPDATE)", updated),
    ("SORT RETURN (UPDATE)", updated_order),
    ("SEARCH RETURN (PARTIAL)", partial),
    ("ESEARCH in several mailboxes", several),
    ("UIDBATCHES", batches),
];

/// Four messages, of which the second answers the first and the fourth the second.
fn open(server: &Server, name: &str) -> (Connection, String, Vec<u32>) {
    let (mut connection, name) = server.open(name);
    let message = |(id, from, subject, date, headers, lines): (&str, &str, &str, &str, &str, usize)| {
        format!(
            "From: {from}@example.org\r\nTo: {id}@example.org\r\nSubject: {subject}\r\nDate: {date} 10:00:00 +0000\r\n\
             Message-ID: <{id}@example.org>\r\n{headers}\r\n{}",
            "line\r\n".repeat(lines)
        )
    };
    let answers = |id: &str| format!("In-Reply-To: <{id}@example.org>\r\nReferences: <{id}@example.org>\r\n");
    let (first, second) = (answers("d"), answers("c"));
    let all = [
        ("d", "tom", "pears", "4 Feb 2020", "", 90),
        ("c", "ann", "Re: pears", "3 Feb 2021", &*first, 0),
        ("b", "bob", "apples", "2 Feb 2022", "", 60),
        ("a", "kim", "Re: pears", "1 Feb 2023", &*second, 30),
    ];
    let mut uids = Vec::new();
    for (day, told) in (1..).zip(all) {
        let with = format!("\"0{day}-Mar-2024 10:00:00 +0000\"");
        uids.push(connection.append(&name, &with, message(told).as_bytes()));
    }
    (connection, name, uids)
}

fn numbers<N: Into<core::num::NonZeroU32>>(found: impl Iterator<Item = N>) -> Vec<u32> {
    found.map(|number| number.into().get()).collect()
}

fn sort(server: &Server) -> Outcome {
    server.offers(&[Capability::Sort])?;
    let (mut connection, _, uids) = open(server, "sort");
    let mut sorted = |reverse, key: SortKey<'static>| {
        let request = Sort::seq_nums(SearchKey::All, SortCriterion { reverse, key });
        numbers(connection.call(request).unwrap().iter())
    };
    for (key, expected) in [
        (SortKey::Arrival, [1, 2, 3, 4]),
        (SortKey::Date, [1, 2, 3, 4]),
        (SortKey::From, [2, 3, 4, 1]),
        (SortKey::To, [4, 3, 2, 1]),
        (SortKey::Size, [2, 4, 3, 1]),
    ] {
        assert_eq!(sorted(false, key.clone()), expected, "{key:?}");
        let reversed: Vec<_> = expected.into_iter().rev().collect();
        assert_eq!(sorted(true, key.clone()), reversed, "REVERSE {key:?}");
    }
    let request =
        Sort::uids(SearchKey::Not(Box::new(SearchKey::SequenceSet("3".parse().unwrap()))), SortKey::Subject)
            .then(SortCriterion { reverse: true, key: SortKey::Date });
    assert_eq!(numbers(connection.call(request).unwrap().iter()), [uids[3], uids[1], uids[0]]);
    Ok(())
}

fn extended(server: &Server) -> Outcome {
    server.offers(&[Capability::Sort, Capability::ESort])?;
    let (mut connection, _, uids) = open(server, "sort-extended");
    let options = [SearchReturnOpt::Min, SearchReturnOpt::Max, SearchReturnOpt::Count, SearchReturnOpt::All];
    let found = connection.call(Sort::uids(SearchKey::All, SortKey::Size).returns(options).unwrap()).unwrap();
    let all = [uids[1], uids[3], uids[2], uids[0]];
    assert_eq!((numbers(found.iter()), found.count()), (all.to_vec(), 4));
    let ends = [found.min, found.max].map(|uid| uid.map(Uid::get));
    server.deviates(
        "MIN and MAX of SORT are not the first and the last (RFC 5267 §3.1)",
        ends != [Some(all[0]), Some(all[3])],
    );
    Ok(())
}

fn at_once(server: &Server) -> Outcome {
    server.offers(&[Capability::Sort, Capability::Thread(ThreadAlgorithmName::OrderedSubject)])?;
    let (mut connection, _, uids) = open(server, "sort-at-once");
    let ids = [
        connection.send("UID SORT (SIZE) UTF-8 ALL"),
        connection.send("UID THREAD ORDEREDSUBJECT UTF-8 ALL"),
        connection.send("UID SEARCH ALL"),
    ];
    let mut told = Vec::new();
    let mut ended = 0;
    while ended < ids.len() {
        match connection.hear() {
            Heard::Data(Data::Sort(found)) => told.push(numbers(found.numbers().iter().copied())),
            Heard::Data(Data::Thread(threads)) => told.push(numbers(threads.numbers())),
            Heard::Data(Data::Search(found)) => told.push(numbers(found.numbers().iter().copied())),
            Heard::Completed(_, tagged) => {
                assert_eq!(tagged.condition, Condition::Ok);
                ended += 1;
            }
            _ => {}
        }
    }
    told.iter_mut().for_each(|numbers| numbers.sort_unstable());
    assert_eq!(told, [uids.clone(), uids.clone(), uids]);
    Ok(())
}

fn thread(server: &Server) -> Outcome {
    server.offers(&[Capability::Thread(ThreadAlgorithmName::References)])?;
    let (mut connection, _, uids) = open(server, "thread");
    let threaded = connection.call(Thread::uids(ThreadAlgorithm::References, SearchKey::All)).unwrap();
    let told: Vec<_> = threaded.iter().map(|(uid, depth)| (uid.map(Uid::get), depth)).collect();
    assert_eq!(told, [(Some(uids[0]), 0), (Some(uids[1]), 1), (Some(uids[3]), 2), (Some(uids[2]), 0)]);
    let threaded = connection.call(Thread::seq_nums(ThreadAlgorithm::References, SearchKey::Seen)).unwrap();
    assert_eq!(threaded.iter().count(), 0);
    Ok(())
}

fn updated(server: &Server) -> Outcome {
    server.offers(&[Capability::ContextSearch])?;
    let (mut connection, name, uids) = open(server, "search-updated");
    connection.ok("STORE 2:3 +FLAGS (\\Flagged)");
    let mut context = connection.call(Search::uids(SearchKey::Flagged).updated()).unwrap();
    assert_eq!((numbers(context.iter()), context.stopped()), (uids[1..3].to_vec(), None));

    let mut other = server.log_in();
    other.ok(format!("SELECT {name}"));
    other.ok("STORE 2 -FLAGS (\\Flagged)");
    other.ok("STORE 4 +FLAGS (\\Flagged)");
    let new = other.append(&name, "(\\Flagged)", b"Subject: new\r\n\r\nnew\r\n");
    other.ok("STORE 3 +FLAGS (\\Deleted)");
    other.ok("EXPUNGE");
    for _ in 0..2 {
        for data in &connection.ok("NOOP").data {
            context.apply(data);
        }
    }
    assert_eq!((numbers(context.iter()), context.stopped()), (vec![uids[3], new], None));

    connection.call(context.cancel()).unwrap();
    other.ok("STORE 1 +FLAGS (\\Flagged)");
    connection.ok("NOOP").data.iter().for_each(|data| assert!(!context.apply(data)));
    connection.agree();
    Ok(())
}

fn updated_order(server: &Server) -> Outcome {
    server.offers(&[Capability::ContextSort])?;
    let (mut connection, name, uids) = open(server, "sort-updated");
    let mut context = connection.call(Sort::uids(SearchKey::All, SortKey::Size).updated()).unwrap();
    let mut other = server.log_in();
    other.ok(format!("SELECT {name}"));
    let new = other.append(&name, "", b"Subject: short\r\n\r\n");
    other.ok("STORE 3 +FLAGS (\\Deleted)");
    other.ok("EXPUNGE");
    for data in &connection.ok("NOOP").data {
        context.apply(data);
    }
    if context.stopped().is_none() {
        assert_eq!(numbers(context.iter()), [new, uids[1], uids[3], uids[0]]);
    }
    Ok(())
}

fn partial(server: &Server) -> Outcome {
    server.offers(&[Capability::ContextSearch])?;
    let (mut connection, _, uids) = open(server, "search-partial");
    let range = PartialRange::First(2.try_into().unwrap(), 3.try_into().unwrap());
    let request = Search::uids(SearchKey::All).returns([SearchReturnOpt::Partial(range)]).unwrap();
    let page = connection.call(request).unwrap().partial.unwrap();
    assert_eq!((page.range, numbers(page.numbers.unwrap().iter())), (range, uids[1..3].to_vec()));
    Ok(())
}

fn several(server: &Server) -> Outcome {
    server.offers(&[Capability::MultiSearch])?;
    let (mut connection, name, uids) = open(server, "search-several");
    let mailbox = Mailbox::try_from(&*name).unwrap();
    let request = MultiSearch::new(SearchKey::Subject("pears".try_into().unwrap()));
    let found = connection
        .call(request.mailboxes([FilterMailboxes::Mailboxes(mailbox.clone().into())]).unwrap())
        .unwrap();
    let [found] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        (found.mailbox.as_ref(), numbers(found.found.iter())),
        (Some(&mailbox), vec![uids[0], uids[1], uids[3]])
    );
    Ok(())
}

fn batches(server: &Server) -> Outcome {
    server.offers(&[Capability::UidBatches])?;
    let (mut connection, _, uids) = open(server, "batches");
    let found = connection.call(UidBatches::new(500.try_into().unwrap())).unwrap();
    let [all] = found[..] else { panic!("{found:?}") };
    assert!(all.end.get() <= uids[0] && all.start.get() >= uids[3], "{all:?}");
    Ok(())
}
