//! Calls: which events they take, and what they end in.

use core::convert::Infallible;

use imap_fsm::client::call::{
    Answer, Append, Call, Copy, Fetch, Fetched, Found, List, Lsub, Move, Piece, PieceHead, PiecesAnswer,
    Refused, Search, Select, Status, Store, Taken,
};
use imap_fsm::session::{Access, ModSeqs};
use imap_types::command::CommandBody;
use imap_types::flag::Flag;
use imap_types::number::{ModSeq, SeqNum, Uid};
use imap_types::response::Condition;
use imap_types::search::{SearchKey, SearchReturnOpt};
use imap_types::section::Section;
use imap_types::select::QResync;
use imap_types::sequence::{SequenceSet, UidSequenceSet};
use imap_types::status::{StatusAtt, StatusAttVal};

use crate::wire::{Wire, short};

fn uids(set: &'static str) -> UidSequenceSet {
    set.parse().unwrap()
}

/// What the call gives back of these bytes, which come one by one, and what it ends in.
pub(crate) fn hear<A>(
    wire: &mut Wire,
    call: &mut Call<A>,
    bytes: &str,
) -> (Vec<String>, Option<Result<A::Output, Refused>>)
where
    A: for<'i> Answer<Step<'i> = Infallible>,
{
    wire.sent();
    let (mut others, mut done, mut start) = (Vec::new(), None, 0);
    for end in 1..=bytes.len() {
        let mut input = &bytes.as_bytes()[start..end];
        while let Some(event) = wire.client.receive(&mut input).unwrap() {
            match call.take(event) {
                Taken::Done(result) => assert!(done.replace(result).is_none()),
                Taken::More => {}
                Taken::Other(event) => others.push(short(&event)),
            }
        }
        start = end - input.len();
    }
    assert_eq!(call.is_done(), done.is_some());
    (others, done)
}

/// The same of FETCH with pieces.
pub(crate) fn pieces(
    wire: &mut Wire,
    call: &mut Call<PiecesAnswer>,
    bytes: &str,
) -> (Vec<String>, Option<Result<Vec<Fetched>, Refused>>) {
    wire.sent();
    let (mut others, mut done, mut start) = (Vec::new(), None, 0);
    for end in 1..=bytes.len() {
        let mut input = &bytes.as_bytes()[start..end];
        while let Some(event) = wire.client.receive(&mut input).unwrap() {
            match call.take(event) {
                Taken::Done(result) => assert!(done.replace(result).is_none()),
                Taken::More => {}
                Taken::Step(Piece::Begin(PieceHead { message, len, .. })) => {
                    others.push(format!("begin {:?} {len}", message.uid().map(Uid::get)));
                }
                Taken::Step(Piece::Octets(octets)) => {
                    others.push(String::from_utf8_lossy(octets).into_owned())
                }
                Taken::Step(Piece::End { whole }) => others.push(format!("end {whole}")),
                Taken::Other(event) => others.push(short(&event)),
            }
        }
        start = end - input.len();
    }
    (others, done)
}

fn seen(mail: &Fetched) -> Option<bool> {
    mail.flags().map(|flags| flags.flags.contains(&Flag::Seen))
}

fn numbers<N: imap_types::sequence::MessageNumber>(found: &Found<N>) -> String {
    found.all.as_ref().map_or("none".into(), ToString::to_string)
}

#[test]
fn search_gives_the_same_however_the_server_answers() {
    for answer in [
        "* SEARCH 9 7 8 20\r\n",
        "* SEARCH 7 8 9\r\n* SEARCH 20 20\r\n",
        "* ESEARCH (TAG \"a2\") UID ALL 9:7,20\r\n",
        "* ESEARCH UID ALL 7:9,20\r\n",
    ] {
        let mut wire = Wire::selected("IMAP4rev1");
        let mut call = wire.client.call(Search::uids(SearchKey::Unseen)).unwrap();
        let (others, done) = hear(&mut wire, &mut call, &format!("{answer}* 3 EXISTS\r\na2 OK done\r\n"));
        let found = done.unwrap().unwrap();
        assert_eq!(
            (numbers(&found), found.count(), others),
            ("7:9,20".into(), 4, vec!["data Exists".into()])
        );
        assert!(found.contains(Uid::try_from(8).unwrap()) && !found.contains(Uid::try_from(10).unwrap()));
    }
}

#[test]
fn nothing_found_is_a_result_and_not_all_numbers_are_expanded() {
    let mut wire = Wire::selected("IMAP4rev1 ESEARCH");
    let mut call = wire.client.call(Search::seq_nums(SearchKey::All)).unwrap();
    let (_, done) = hear(&mut wire, &mut call, "* SEARCH\r\na2 OK done\r\n");
    assert_eq!(done.unwrap().unwrap().count(), 0);

    let returns = [SearchReturnOpt::Min, SearchReturnOpt::Max, SearchReturnOpt::Count, SearchReturnOpt::All];
    let mut call = wire.client.call(Search::uids(SearchKey::All).returns(returns).unwrap()).unwrap();
    wire.expect("a3 UID SEARCH RETURN (MIN MAX COUNT ALL) ALL\r\n");
    let answer = "* ESEARCH (TAG \"a9\") UID COUNT 1\r\n\
        * ESEARCH (TAG \"a3\") UID MIN 1 MAX 4294967295 COUNT 17 ALL 1:4294967295\r\na3 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    let found = done.unwrap().unwrap();
    assert_eq!(others, ["data ESearch"], "another command's");
    assert_eq!((found.count(), found.min, found.max), (17, Some(Uid::MIN), Some(Uid::MAX)));
    assert_eq!(found.iter().take(2).collect::<Vec<_>>(), [Uid::MIN, Uid::try_from(2).unwrap()]);
}

#[test]
fn answers_that_look_alike_are_asked_for_one_after_the_other() {
    let sent = |wire: &mut Wire| wire.sent().matches("\r\n").count();
    let mut wire = Wire::selected("IMAP4rev1 LIST-STATUS ESEARCH");
    let _first = wire.client.call(Search::uids(SearchKey::All)).unwrap();
    let second = wire.client.call(Search::uids(SearchKey::Seen)).unwrap();
    let third = wire.client.call(List::new("", "%").unwrap()).unwrap();
    assert_eq!(sent(&mut wire), 1, "nothing overtakes");
    assert!(wire.client.is_held(second.id()) && wire.client.is_held(third.id()));
    wire.hear("a2 OK\r\n");
    assert_eq!(sent(&mut wire), 2);
    wire.hear("a3 OK\r\na4 OK\r\n");

    // With a tag in the answer, of mailboxes with a name in it, or by those who look for themselves.
    for text in ["a5", "a6"] {
        let call = wire.client.call(Search::uids(SearchKey::All).returns([]).unwrap()).unwrap();
        assert_eq!(call.id().tag().as_str(), text);
    }
    let _ = wire.client.call(Status::new("a", [StatusAtt::Messages]).unwrap()).unwrap();
    let _ = wire.client.call(Status::new("b", [StatusAtt::Messages]).unwrap()).unwrap();
    wire.send("UID SEARCH ALL");
    wire.send("UID SEARCH SEEN");
    assert_eq!(sent(&mut wire), 6);
    let call = wire.client.call(Search::uids(SearchKey::All)).unwrap();
    assert!(wire.client.is_held(call.id()), "also behind one that was sent");
    wire.hear("a5 OK\r\na6 OK\r\na7 OK\r\na8 OK\r\na9 OK\r\na10 OK\r\n");
    assert_eq!(sent(&mut wire), 1);
    wire.hear("a11 OK\r\n");

    let _ = wire.client.call(List::new("", "%").unwrap().status([StatusAtt::Unseen]).unwrap()).unwrap();
    let _ = wire.client.call(Status::new("a", [StatusAtt::Messages]).unwrap()).unwrap();
    assert_eq!(sent(&mut wire), 1);
    wire.hear("a12 OK\r\n");
    assert_eq!(sent(&mut wire), 1);
}

#[test]
fn list_and_select_run_at_once_unless_select_is_answered_by_list_too() {
    for (capabilities, at_once) in [("IMAP4rev1", 2), ("IMAP4rev2", 1)] {
        let mut wire = Wire::logged_in(capabilities);
        let _ = wire.client.call(List::new("", "%").unwrap()).unwrap();
        let _ = wire.client.call(Select::new("INBOX").unwrap()).unwrap();
        assert_eq!(wire.sent().matches("\r\n").count(), at_once, "{capabilities}");
    }
}

#[test]
fn a_message_that_is_told_in_pieces_is_put_together() {
    let mut wire = Wire::selected("IMAP4rev1");
    let request = Fetch::uids(uids("7,9")).flags().size().text(Section::header_fields(["From"]).unwrap());
    let mut call = wire.client.call(request).unwrap();
    wire.expect("a2 UID FETCH 7,9 (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (From)])\r\n");
    let answer = "* 2 FETCH (UID 9 FLAGS ())\r\n\
        * 1 FETCH (UID 7 FLAGS () RFC822.SIZE 12)\r\n\
        * 2 FETCH (RFC822.SIZE 5 UID 9 FLAGS (\\Seen))\r\n\
        * 3 FETCH (UID 11 FLAGS (\\Seen))\r\n\
        * 1 FETCH (UID 7 BODY[HEADER.FIELDS (FROM)] \"From: a\")\r\n\
        * 1 FETCH (FLAGS (\\Seen))\r\n\
        a2 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    let mails = done.unwrap().unwrap();
    assert_eq!(others, ["data Fetch"], "of a message that was not asked for");
    let told: Vec<_> = mails
        .iter()
        .map(|mail| (mail.uid().unwrap().get(), mail.seq().unwrap().get(), seen(mail), mail.size()))
        .collect();
    assert_eq!(told, [(7, 1, Some(true), Some(12)), (9, 2, Some(true), Some(5))]);
    assert_eq!(mails[0].text(&Section::header_fields(["fRoM"]).unwrap()), Some(&b"From: a"[..]));
    assert_eq!(mails[0].text(&Section::header()), None);
}

/// Another call may have asked for it, which is offered the event before or behind this one.
#[test]
fn news_is_part_of_the_answer_if_it_was_asked_for_or_comes_with_what_was() {
    let mut wire = Wire::selected("IMAP4rev1 CONDSTORE");
    let mut call = wire.client.call(Fetch::seq_nums(SequenceSet::try_from("1:2").unwrap()).size()).unwrap();
    let answer = "* 1 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (RFC822.SIZE 12)\r\n* 1 FETCH (FLAGS (\\Seen))\r\n\
        * 2 FETCH (RFC822.SIZE 5 BODY[] NIL)\r\n* 2 FETCH (RFC822.SIZE 5 MODSEQ (9))\r\na2 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    assert_eq!(others, ["data Fetch"; 4], "before, behind, with another's item, and with news");
    let mails = done.unwrap().unwrap();
    let told = |mail: &Fetched| (seen(mail), mail.size(), mail.mod_seq().map(ModSeq::get));
    assert_eq!(
        mails.iter().map(told).collect::<Vec<_>>(),
        [(None, Some(12), None), (None, Some(5), Some(9))]
    );
    assert!(mails[1].items().len() == 2);
}

#[test]
fn a_uid_alone_does_not_make_news_an_answer() {
    let mut wire = Wire::selected("IMAP4rev1");
    let mut call = wire.client.call(Fetch::uids(uids("7:8")).size()).unwrap();
    let answer = "* 2 FETCH (UID 8 FLAGS ())\r\n* 1 FETCH (UID 7 FLAGS ())\r\n* 1 FETCH (UID 7 RFC822.SIZE 5 FLAGS (\\Seen))\r\n\
        * 1 FETCH (UID 7 FLAGS ())\r\n* 1 FETCH (UID 7)\r\na2 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    assert_eq!(others, ["data Fetch"; 5]);
    let mails = done.unwrap().unwrap();
    assert_eq!((mails.len(), seen(&mails[0]), mails[0].size()), (1, Some(true), Some(5)));
}

#[test]
fn fetches_that_may_tell_the_same_run_one_after_the_other() {
    let mut wire = Wire::selected("IMAP4rev1");
    let mut all = wire.client.call(Fetch::uids(uids("1:3")).flags().size()).unwrap();
    let mut one = wire.client.call(Fetch::uids(uids("2")).flags()).unwrap();
    let mut store = wire.client.call(Store::add(uids("2"), [Flag::Seen])).unwrap();
    assert!(wire.client.is_held(one.id()) && wire.client.is_held(store.id()));
    wire.expect("a2 UID FETCH 1:3 (UID FLAGS RFC822.SIZE)\r\n");
    let answer = "* 2 FETCH (UID 2 FLAGS () RFC822.SIZE 20)\r\na2 OK done\r\n";
    let (_, done) = hear(&mut wire, &mut all, answer);
    let mails = done.unwrap().unwrap();
    assert_eq!((mails.len(), seen(&mails[0]), mails[0].size()), (1, Some(false), Some(20)));
    wire.expect("a3 UID FETCH 2 (UID FLAGS)\r\n");
    let (_, done) = hear(&mut wire, &mut one, "* 2 FETCH (UID 2 FLAGS ())\r\na3 OK done\r\n");
    assert_eq!(seen(&done.unwrap().unwrap()[0]), Some(false));
    wire.expect("a4 UID STORE 2 +FLAGS (\\Seen)\r\n");
    let (_, done) = hear(&mut wire, &mut store, "* 2 FETCH (UID 2 FLAGS (\\Seen))\r\na4 OK done\r\n");
    assert_eq!(seen(&done.unwrap().unwrap().messages[0]), Some(true));
}

#[test]
fn a_long_message_that_is_broken_is_told() {
    let mut wire = Wire::with(Wire::small_literals(), "IMAP4rev1");
    wire.send("LOGIN a b");
    wire.send("SELECT x");
    wire.sent();
    wire.hear("a1 OK\r\n");
    wire.sent();
    wire.hear("a2 OK\r\n");
    let mut call = wire.client.call(Fetch::uids(uids("7")).text(Section::text())).unwrap();
    let answer = "* 1 FETCH (UID 7 BODY[TEXT] {5}\r\nabcde))\r\na3 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    assert_eq!(others, ["tail false"], "else nobody could tell why it is missing");
    assert_eq!(done.unwrap().unwrap(), []);
}

#[test]
fn the_last_message_is_an_answer_whatever_its_number() {
    let mut wire = Wire::selected("IMAP4rev1");
    let mut call = wire.client.call(Fetch::uids(uids("300:*")).size()).unwrap();
    let answer = "* 1 FETCH (UID 5 FLAGS ())\r\n* 9 FETCH (UID 299 RFC822.SIZE 1)\r\na2 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    assert_eq!(others, ["data Fetch"]);
    assert_eq!(done.unwrap().unwrap()[0].uid().unwrap().get(), 299);
}

#[test]
fn several_calls_run_at_once() {
    let mut wire = Wire::selected("IMAP4rev1");
    let mut first = wire.client.call(Fetch::uids(uids("7")).size()).unwrap();
    let mut second = wire.client.call(Fetch::uids(uids("9")).size()).unwrap();
    wire.expect("a2 UID FETCH 7 (UID RFC822.SIZE)\r\na3 UID FETCH 9 (UID RFC822.SIZE)\r\n");
    let mut input: &[u8] = b"* 2 FETCH (UID 9 RFC822.SIZE 90)\r\n* 1 FETCH (UID 7 RFC822.SIZE 70)\r\n\
        a3 OK done\r\na2 OK done\r\n";
    let mut sizes = Vec::new();
    while let Some(event) = wire.client.receive(&mut input).unwrap() {
        let other = match first.take(event) {
            Taken::Done(mails) => {
                sizes.push(mails.unwrap()[0].size().unwrap());
                continue;
            }
            Taken::Other(event) => event,
            Taken::More => continue,
        };
        if let Taken::Done(mails) = second.take(other) {
            sizes.push(mails.unwrap()[0].size().unwrap());
        }
    }
    assert_eq!(sizes, [90, 70]);
    let late = imap_fsm::client::Event::LiteralData(b"x");
    assert_eq!(first.take(late.clone()), Taken::Other(late), "a call that is done takes nothing");
}

#[test]
fn long_literals_are_collected_as_if_they_were_short() {
    for (limit, whole) in [(1000, true), (100, false)] {
        let mut wire = Wire::selected("IMAP4rev1");
        wire.client = Wire::with(Wire::small_literals(), "IMAP4rev1").client;
        wire.hear("* OK hi\r\n");
        wire.send("LOGIN a b");
        wire.send("SELECT x");
        wire.sent();
        wire.hear("a1 OK\r\n");
        wire.sent();
        wire.hear("a2 OK\r\n");
        let request = Fetch::uids(uids("7")).flags().text(Section::header()).text(Section::text());
        let mut call = wire.client.call(request).unwrap().limit(limit);
        let answer = "* 1 FETCH (UID 7 BODY[HEADER] {10}\r\n0123456789 FLAGS (\\Seen) BODY[TEXT] {5}\r\nabcde)\r\n\
            a3 OK done\r\n";
        let (others, done) = hear(&mut wire, &mut call, answer);
        assert_eq!(others, [""; 0]);
        let done = done.unwrap();
        if whole {
            let mails = done.unwrap();
            assert_eq!(mails[0].text(&Section::header()), Some(&b"0123456789"[..]));
            assert_eq!(mails[0].text(&Section::text()), Some(&b"abcde"[..]));
            assert_eq!(seen(&mails[0]), Some(true));
        } else {
            assert_eq!(done, Err(Refused::TooLarge { limit }));
            assert_eq!(call.into_partial().unwrap(), [], "not half of a response");
        }
    }
}

#[test]
fn a_literal_that_does_not_fit_costs_itself() {
    let mut wire = Wire::with(Wire::small_literals(), "IMAP4rev1");
    wire.send("LOGIN a b");
    wire.send("SELECT x");
    wire.sent();
    wire.hear("a1 OK\r\n");
    wire.sent();
    wire.hear("a2 OK\r\n");
    let mut call = wire.client.call(Fetch::uids(uids("7")).flags().text(Section::text())).unwrap().limit(200);
    let answer =
        format!("* 1 FETCH (UID 7 BODY[TEXT] {{300}}\r\n{} FLAGS ())\r\na3 OK done\r\n", "x".repeat(300));
    let (_, done) = hear(&mut wire, &mut call, &answer);
    assert_eq!(done.unwrap(), Err(Refused::TooLarge { limit: 200 }));
    let mails = call.into_partial().unwrap();
    assert_eq!((mails[0].uid().unwrap().get(), mails[0].text(&Section::text())), (7, None));
}

#[test]
fn long_literals_are_handed_on_in_pieces() {
    let mut wire = Wire::with(Wire::small_literals(), "IMAP4rev1");
    wire.send("LOGIN a b");
    wire.send("SELECT x");
    wire.sent();
    wire.hear("a1 OK\r\n");
    wire.sent();
    wire.hear("a2 OK\r\n");
    let mut call =
        wire.client.call(Fetch::uids(uids("7")).text(Section::text()).pieces()).unwrap().limit(300);
    let answer = "* 9 FETCH (UID 8 BODY[TEXT] {5}\r\nabcde)\r\n\
        * 1 FETCH (UID 7 BODY[TEXT] {5}\r\nabcde FLAGS ())\r\n\
        * 1 FETCH (UID 7 BODY[TEXT] {5}\r\nabcde ENVELOPE)\r\na3 OK done\r\n";
    let (others, done) = pieces(&mut wire, &mut call, answer);
    let octets = ["a", "b", "c", "d", "e"];
    let given_back = octets.map(|octet| format!("octets {octet:?}"));
    let mut expected = vec!["head 5".to_string()];
    expected.extend(given_back);
    expected.push("tail true".into());
    for _ in 0..2 {
        expected.push("begin Some(7) 5".into());
        expected.extend(octets.map(String::from));
        expected.push("end true".into());
    }
    assert_eq!(others, expected);
    assert_eq!(done.unwrap().unwrap()[0].text(&Section::text()), None);
}

#[test]
fn a_refusal_says_why_and_what_came_before_it_is_not_lost() {
    let mut wire = Wire::selected("IMAP4rev1");
    let mut call = wire.client.call(Fetch::uids(uids("7:9")).size()).unwrap();
    let answer = "* 1 FETCH (UID 7 RFC822.SIZE 1)\r\na2 NO [EXPUNGEISSUED] some are gone\r\n";
    let (_, done) = hear(&mut wire, &mut call, answer);
    let refused = done.unwrap().unwrap_err();
    assert_eq!(refused.to_string(), "NO [EXPUNGEISSUED] some are gone");
    assert_eq!(refused.condition(), Some(Condition::No));
    assert_eq!(refused.code(), Some(&imap_types::code::Code::ExpungeIssued));
    assert_eq!(call.into_partial().unwrap().len(), 1);
}

#[test]
fn a_call_keeps_no_more_than_its_limit() {
    let mut wire = Wire::selected("IMAP4rev1");
    let mut call = wire.client.call(List::new("", "*").unwrap()).unwrap().limit(1000);
    let answer = "* LIST () \"/\" x\r\n".repeat(50) + "a2 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, &answer);
    assert_eq!((others, done.unwrap()), (vec![], Err(Refused::TooLarge { limit: 1000 })));
    assert_eq!(call.into_partial().unwrap().len(), 1000 / (64 + 15));

    let mut call = wire.client.call(Search::uids(SearchKey::All)).unwrap().limit(10);
    let (_, done) = hear(&mut wire, &mut call, "* SEARCH 1 2\r\n* SEARCH 3 4\r\na3 OK done\r\n");
    assert!(matches!(done.unwrap(), Err(Refused::TooLarge { limit: 10 })));
    assert_eq!(numbers(&call.into_partial().unwrap()), "1:2");
}

#[test]
fn list_has_its_numbers_in_either_order() {
    let mut wire = Wire::logged_in("IMAP4rev2");
    let request = List::new("", "%").unwrap().status([StatusAtt::Unseen]).unwrap();
    let mut call = wire.client.call(request).unwrap();
    let answer = "* STATUS b (UNSEEN 2)\r\n* LIST () \"/\" inbox\r\n* STATUS INBOX (UNSEEN 1)\r\n\
        * LIST () \"/\" b\r\n* LIST (\\Noselect) \"/\" c\r\n* LSUB () \"/\" d\r\na1 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    let status: Vec<_> = done.unwrap().unwrap().into_iter().map(|listed| listed.status).collect();
    assert_eq!(status, [vec![StatusAttVal::Unseen(1)], vec![StatusAttVal::Unseen(2)], vec![]]);
    assert_eq!(others, ["data MailboxStatus", "data Lsub"], "what comes too early may be news");

    let mut call = wire.client.call(Lsub::new("", "%").unwrap()).unwrap();
    let answer = "* LIST () \"/\" a\r\n* STATUS a (UNSEEN 2)\r\n* LSUB () \"/\" d\r\na2 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    assert_eq!(others, ["data List", "data MailboxStatus"]);
    assert_eq!(done.unwrap().unwrap()[0].list.mailbox, "d");
}

#[test]
fn status_is_that_of_its_mailbox() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    let mut call = wire.client.call(Status::new("inbox", [StatusAtt::Unseen]).unwrap()).unwrap();
    let answer = "* STATUS a (UNSEEN 2)\r\n* STATUS INBOX (UNSEEN 1)\r\na1 OK done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    assert_eq!(others, ["data MailboxStatus"]);
    assert_eq!(done.unwrap().unwrap(), [StatusAttVal::Unseen(1)]);
}

#[test]
fn select_tells_everything_of_the_new_mailbox_and_nothing_of_the_old() {
    let mut wire = Wire::selected("IMAP4rev1 IMAP4rev2 QRESYNC ENABLE");
    wire.hear("* ENABLED QRESYNC\r\n");
    let known = QResync::new(core::num::NonZeroU32::new(9).unwrap(), ModSeq::new(3).unwrap());
    let mut call = wire.client.call(Select::new("a").unwrap().qresync(known)).unwrap();
    wire.expect("a2 SELECT a (QRESYNC (9 3))\r\n");
    let answer = "* 10 EXISTS\r\n* 10 EXPUNGE\r\n* OK [UIDNEXT 99] old\r\n* OK [CLOSED] now\r\n\
        * OK [ALERT] full\r\n* OK [UIDVALIDITY 9] x\r\n* OK [UIDNOTSTICKY] x\r\n* 4 EXISTS\r\n* 1 RECENT\r\n\
        * OK [HIGHESTMODSEQ 8] x\r\n* OK [PERMANENTFLAGS (\\Seen \\*)] x\r\n* FLAGS (\\Seen)\r\n\
        * LIST () \"/\" b\r\n* LIST () \"/\" a\r\n* VANISHED (EARLIER) 3:4\r\n\
        * 2 FETCH (UID 6 FLAGS (\\Seen) MODSEQ (7))\r\na2 OK [READ-ONLY] done\r\n";
    let (others, done) = hear(&mut wire, &mut call, answer);
    assert_eq!(others, ["data Expunge", "data Status", "data Status", "data List"]);
    let a = done.unwrap().unwrap();
    assert_eq!((a.exists, a.recent, a.uid_next, a.uids_stick), (4, Some(1), None, false));
    assert_eq!((a.access, a.mod_seqs), (Access::ReadOnly, ModSeqs::Highest(ModSeq::new(8).unwrap())));
    assert!(a.permanent_flags.unwrap().new_keywords && a.flags.contains(&Flag::Seen));
    assert_eq!((a.list.unwrap().mailbox, a.uid_validity.unwrap().get()), ("a".try_into().unwrap(), 9));
    assert_eq!((a.vanished[0].to_string(), a.changed[0].seq()), ("3:4".into(), SeqNum::try_from(2).ok()));
}

#[test]
fn store_tells_what_failed_also_where_the_server_says_no() {
    for (end, ok) in [("OK", true), ("NO", false)] {
        let mut wire = Wire::selected("IMAP4rev1 CONDSTORE");
        let request = Store::remove(uids("7,9"), [Flag::Seen]).silent().unchanged_since(None);
        let mut call = wire.client.call(request).unwrap();
        wire.expect("a2 UID STORE 7,9 (UNCHANGEDSINCE 0) -FLAGS.SILENT (\\Seen)\r\n");
        let answer = format!("* 1 FETCH (UID 7 MODSEQ (5))\r\na2 {end} [MODIFIED 9] x\r\n");
        let (others, done) = hear(&mut wire, &mut call, &answer);
        let done = done.unwrap();
        assert_eq!((done.is_ok(), others.len()), (ok, 0));
        let stored = done.unwrap_or_else(|_| call.into_partial().unwrap());
        assert_eq!(stored.modified.unwrap().to_string(), "9");
        assert_eq!(stored.messages[0].mod_seq(), ModSeq::new(5));
    }
}

#[test]
fn uids_of_copies_come_before_the_end_or_with_it_or_not_at_all() {
    for (answer, expected) in [
        ("* OK [COPYUID 1 3:4 7:8] x\r\n* 3 EXPUNGE\r\na2 OK done\r\n", Some("7:8")),
        ("* 3 EXPUNGE\r\na2 OK [COPYUID 1 3:4 7:8] done\r\n", Some("7:8")),
        ("* 3 EXPUNGE\r\na2 OK done\r\n", None),
        ("* OK [COPYUID 1 3 7] x\r\n* 3 EXPUNGE\r\na2 NO the rest\r\n", Some("7")),
    ] {
        let mut wire = Wire::selected("IMAP4rev2");
        let mut call = wire.client.call(Move::new(uids("3:4"), "b").unwrap()).unwrap();
        let (others, done) = hear(&mut wire, &mut call, answer);
        let copied = done.unwrap().unwrap_or_else(|_| call.into_partial().unwrap());
        assert_eq!(copied.map(|copied| copied.destination.to_string()).as_deref(), expected);
        assert_eq!(others, ["data Expunge"]);
    }
    let mut wire = Wire::selected("IMAP4rev2");
    let _ = wire.client.call(Copy::new(uids("3:4"), "b").unwrap()).unwrap();
    wire.expect("a2 UID COPY 3:4 b\r\n");
}

#[test]
fn a_command_that_was_never_sent_ends_its_call() {
    let mut wire = Wire::greeted("IMAP4rev1");
    let _ = wire.client.call(CommandBody::Capability).unwrap();
    let mut login = wire.client.call(CommandBody::login("a", "b").unwrap()).unwrap();
    let answer = "* CAPABILITY LOGINDISABLED\r\na1 OK done\r\n";
    let (_, done) = hear(&mut wire, &mut login, answer);
    assert_eq!(done.unwrap().unwrap_err().to_string(), "not sent: LOGIN while the server says LOGINDISABLED");
}

#[test]
fn append_waits_and_goes_on_within_its_call() {
    let mut wire = Wire::logged_in("IMAP4rev1");
    let message =
        imap_types::append::AppendMessage::new(imap_types::string::AString::try_from("abc").unwrap());
    let mut call = wire.client.call(Append::new("a", message).unwrap()).unwrap();
    let (others, done) = hear(&mut wire, &mut call, "* 4 EXISTS\r\n+ go\r\n");
    assert!(others == ["data Exists"] && done.is_none());
    let (_, done) = hear(&mut wire, &mut call, "a1 OK [APPENDUID 1 7] done\r\n");
    assert_eq!(done.unwrap().unwrap().unwrap().uids.to_string(), "7");
}

#[test]
fn a_connection_that_ends_ends_its_calls() {
    let mut wire = Wire::selected("IMAP4rev1");
    let mut call = wire.client.call(Fetch::uids(uids("7:9")).size()).unwrap();
    let (_, done) = hear(&mut wire, &mut call, "* 1 FETCH (UID 7 RFC822.SIZE 1)\r\n");
    assert!(done.is_none());
    let Some(event) = wire.client.receive_eof().unwrap() else { panic!() };
    assert_eq!(call.take(event), Taken::Done(Err(Refused::Unanswered)));
    assert_eq!(call.into_partial().unwrap().len(), 1);
}

#[test]
fn a_builder_is_a_command_for_those_who_send_it() {
    let mut wire = Wire::logged_in("IMAP4rev1 CONDSTORE");
    wire.client.send(&Select::new("a").unwrap().cond_store().read_only().into()).unwrap();
    wire.expect("a1 EXAMINE a (CONDSTORE)\r\n");
    let command = CommandBody::from(Fetch::uids(uids("7:9")).changed_since(ModSeq::new(5).unwrap()).flags());
    wire.client.send(&command).unwrap();
    wire.hear("a1 OK\r\n");
    wire.expect("a2 UID FETCH 7:9 (UID FLAGS) (CHANGEDSINCE 5)\r\n");
}

/// [RFC 9738 §3.1](https://www.rfc-editor.org/rfc/rfc9738#section-3.1)
#[test]
fn a_call_tells_where_the_server_stopped() {
    for (answer, told) in [
        ("TAG OK [MESSAGELIMIT 1000 23221] partial\r\n", Some((1000, Some(23221)))),
        ("TAG NO [MESSAGELIMIT 1000] too many\r\n", Some((1000, None))),
        ("* NO [MESSAGELIMIT 9 7] x\r\nTAG OK [EXPUNGEISSUED] y\r\n", Some((9, Some(7)))),
        // Of another command.
        ("* NO [MESSAGELIMIT 9 7] x\r\nTAG OK [HIGHESTMODSEQ 3] y\r\n", Some((9, Some(7)))),
        ("* NO [MESSAGELIMIT 9 7] x\r\nTAG OK done\r\n", None),
        ("TAG OK [EXPUNGEISSUED] y\r\n", None),
        ("TAG OK done\r\n", None),
    ] {
        let mut wire = Wire::selected("IMAP4rev1");
        let mut call = wire.client.call(Fetch::uids(uids("22000:25000")).flags()).unwrap();
        assert_eq!(call.message_limit(), None);
        let answer = answer.replace("TAG", call.id().tag().as_str());
        let (others, done) = hear(&mut wire, &mut call, &answer);
        assert_eq!(others.len(), usize::from(answer.starts_with('*')), "it is news for others, too");
        let limit = call.message_limit().map(|limit| (limit.limit.get(), limit.last.map(Uid::get)));
        assert_eq!((done.is_some(), limit), (true, told), "{answer}");
    }
}
