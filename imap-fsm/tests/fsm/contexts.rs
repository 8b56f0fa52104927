//! Searches that the server keeps up to date, from their call on.

use imap_fsm::client::Event;
use imap_fsm::client::call::{Search, Sort, Stopped};
use imap_types::fetch::FetchAtt;
use imap_types::number::Uid;
use imap_types::search::{SearchKey, SearchReturnOpt};
use imap_types::sort::SortKey;

use crate::nouns::{hear, numbers};
use crate::wire::Wire;

/// A call and what follows it are one: the results as updates leave them.
fn updated(wire: &mut Wire, is_sorted: bool, told: &str) -> (Vec<u32>, Option<Stopped>) {
    let limit = 1000;
    let (id, mut context) = if is_sorted {
        let request = Sort::seq_nums(SearchKey::All, SortKey::Size).updated().limit(limit);
        let mut call = wire.client.call(request).unwrap();
        let id = call.id().tag();
        (
            id.clone(),
            hear(wire, &mut call, &format!("* ESEARCH (TAG \"{id}\") ALL 5,2:3\r\n{id} OK done\r\n"))
                .1
                .unwrap()
                .unwrap(),
        )
    } else {
        let request = Search::seq_nums(SearchKey::All).updated().limit(limit);
        let mut call = wire.client.call(request).unwrap();
        let id = call.id().tag();
        (
            id.clone(),
            hear(wire, &mut call, &format!("* ESEARCH (TAG \"{id}\") ALL 5,2:3\r\n{id} OK done\r\n"))
                .1
                .unwrap()
                .unwrap(),
        )
    };
    let told = told.replace('@', &format!("\"{id}\""));
    let mut input = told.as_bytes();
    while let Some(event) = wire.client.receive(&mut input).unwrap() {
        if let Event::Data(data) = &event {
            context.apply(data);
        }
    }
    (numbers(context.iter()), context.stopped())
}

#[test]
fn results_are_kept_up_to_date_beyond_the_call() {
    let mut wire = Wire::selected("IMAP4rev1 CONTEXT=SEARCH CONTEXT=SORT ESORT");
    let request = Search::uids(SearchKey::All)
        .returns([SearchReturnOpt::Count])
        .unwrap()
        .updated()
        .items([FetchAtt::Flags]);
    let mut search = wire.client.call(request).unwrap();
    wire.expect("a2 UID SEARCH RETURN (ALL COUNT UPDATE (FLAGS)) ALL\r\n");
    let answer = "* ESEARCH (TAG \"a1\") UID ALL 77\r\n* ESEARCH (TAG \"a2\") UID ALL 4:6 COUNT 3\r\n\
        * ESEARCH (TAG \"a2\") UID REMOVEFROM (0 5)\r\n* ESEARCH UID ADDTO (0 99)\r\n* 3 EXPUNGE\r\na2 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut search, answer);
    assert_eq!(others, ["data ESearch", "data ESearch", "data Expunge"]);
    let context = done.unwrap().unwrap();
    assert_eq!((numbers(context.iter()), context.count()), (vec![4, 6], 2));
    assert!(context.contains(Uid::try_from(6).unwrap()) && !context.contains(Uid::try_from(5).unwrap()));
    let _ = wire.client.call(context.cancel()).unwrap();
    wire.expect("a3 CANCELUPDATE \"a2\"\r\n");

    for (told, sorted, unsorted, stopped) in [
        ("* ESEARCH (TAG @) ADDTO (1 9 2 8)\r\n", &[9, 8, 5, 2, 3][..], &[2, 3, 5, 8, 9][..], None),
        ("* ESEARCH (TAG @) ADDTO (4 7) REMOVEFROM (1 5 1 2:3)\r\n", &[7], &[7], None),
        ("* ESEARCH (TAG @) REMOVEFROM (2 2:3)\r\n* 2 EXPUNGE\r\n", &[4], &[4], None),
        ("* 3 EXPUNGE\r\n* 3 EXPUNGE\r\n", &[3, 2], &[2, 3], None),
        ("* ESEARCH (TAG @) REMOVEFROM (1 3)\r\n", &[5, 2, 3], &[2, 5], Some(Stopped::OutOfStep)),
        ("* ESEARCH (TAG @) ADDTO (5 8)\r\n", &[5, 2, 3], &[2, 3, 5, 8], Some(Stopped::OutOfStep)),
        ("* ESEARCH (TAG @) ADDTO (0 8)\r\n", &[5, 2, 3], &[2, 3, 5, 8], Some(Stopped::OutOfStep)),
        (
            "* NO [NOUPDATE @] no\r\n* ESEARCH (TAG @) ADDTO (1 8)\r\n",
            &[5, 2, 3],
            &[2, 3, 5],
            Some(Stopped::Refused),
        ),
        ("* NO [NOUPDATE \"x\"] no\r\n", &[5, 2, 3], &[2, 3, 5], None),
        ("* VANISHED (EARLIER) 3\r\n", &[5, 2, 3], &[2, 3, 5], None),
        ("* VANISHED 3\r\n", &[5, 2, 3], &[2, 3, 5], Some(Stopped::OutOfStep)),
        ("* ESEARCH (TAG @) ADDTO (1 10:4294967295)\r\n", &[5, 2, 3], &[], Some(Stopped::TooLarge)),
    ] {
        let (numbers, why) = updated(&mut wire, true, told);
        assert_eq!((&*numbers, why), (sorted, stopped), "{told}");
        if why != Some(Stopped::TooLarge) {
            let (numbers, why) = updated(&mut wire, false, told);
            let stopped = stopped.filter(|_| told.contains("NOUPDATE") || told.contains("VANISHED"));
            assert_eq!((&*numbers, why), (unsorted, stopped), "{told}");
        }
    }
}
