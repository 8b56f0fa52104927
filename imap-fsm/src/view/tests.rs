use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use imap_codec::encode_response;
use imap_types::flag::Flag;
use imap_types::response::Response;
use imap_types::sequence::{MessageSet, SequenceSet, UidSequenceSet};

use super::*;

fn uid(number: u32) -> Uid {
    Uid::try_from(number).unwrap()
}

fn now(mod_seq: u64) -> ModSeq {
    ModSeq::new(mod_seq).unwrap()
}

fn message(number: u32, mod_seq: u64, flags: &str) -> Stored<'static> {
    let flags = flags.split_terminator(' ').map(|flag| Flag::try_from(flag).unwrap().into_static()).collect();
    Stored { uid: uid(number), mod_seq: now(mod_seq), flags, recent: number >= 30 }
}

fn view() -> View {
    let mut view = View::new();
    view.open([10, 20, 30].map(|uid| message(uid, 1, "")), now(9));
    view
}

fn tell(view: &mut View, dialect: Dialect, may_expunge: bool) -> String {
    let mut out = Vec::new();
    for data in view.news(dialect, may_expunge) {
        encode_response(&Response::Data(data), &mut out);
    }
    String::from_utf8(out).unwrap().replace("\r\n", "\n")
}

const REV1: Dialect = Dialect { rev2: false, cond_store: false, q_resync: false, uid_only: false };
const REV2: Dialect = Dialect { rev2: true, ..REV1 };
const UID_ONLY: Dialect = Dialect { uid_only: true, ..REV1 };
const QRESYNC: Dialect = Dialect { cond_store: true, q_resync: true, ..REV1 };

#[test]
fn each_dialect_tells_the_same_news_its_way() {
    for (dialect, expected) in [
        (REV1, "* 1 EXPUNGE\n* 1 EXPUNGE\n* 1 FETCH (FLAGS (\\Seen \\Recent))\n* 2 EXISTS\n* 2 RECENT\n"),
        (REV2, "* 1 EXPUNGE\n* 1 EXPUNGE\n* 1 FETCH (FLAGS (\\Seen) UID 30)\n* 2 EXISTS\n"),
        (
            QRESYNC,
            "* VANISHED 10,20\n* 1 FETCH (FLAGS (\\Seen \\Recent) UID 30 MODSEQ (12))\n* 2 EXISTS\n* 2 RECENT\n",
        ),
        (UID_ONLY, "* VANISHED 10,20\n* 30 UIDFETCH (FLAGS (\\Seen \\Recent))\n* 2 EXISTS\n* 2 RECENT\n"),
        (
            Dialect { uid_only: true, ..QRESYNC },
            "* VANISHED 10,20\n* 30 UIDFETCH (FLAGS (\\Seen \\Recent) MODSEQ (12))\n* 2 EXISTS\n* 2 RECENT\n",
        ),
    ] {
        let mut view = view();
        view.learn([message(40, 11, ""), message(30, 12, "\\Seen")], [uid(20), uid(10), uid(7)], now(13));
        assert!(view.has_news());
        assert_eq!(tell(&mut view, dialect, true), expected);
        assert_eq!(tell(&mut view, dialect, true), "");
        assert!(!view.has_news());
        assert_eq!((view.exists(), view.recent(), view.synced()), (2, 2, Some(now(13))));
    }
}

#[test]
fn what_may_not_be_said_waits_and_the_mod_sequence_with_it() {
    let mut view = view();
    view.compare([message(10, 11, "\\Seen"), message(30, 1, "")], now(12));
    // RFC 7162 §3.2: the EXPUNGE has 10 or higher.
    let expected =
        "* 1 FETCH (FLAGS (\\Seen) UID 10 MODSEQ (11))\n* OK [HIGHESTMODSEQ 9] more is to be told\n";
    assert_eq!(tell(&mut view, QRESYNC, false), expected);
    assert_eq!((view.highest_mod_seq(), view.seq(uid(30))), (Some(now(9)), SeqNum::try_from(3).ok()));
    assert!(view.is_gone(uid(20)) && !view.is_gone(uid(10)));
    view.compare([message(10, 11, "\\Seen"), message(30, 1, "")], now(12));
    assert_eq!(tell(&mut view, QRESYNC, true), "* VANISHED 20\n");
    assert_eq!((view.highest_mod_seq(), view.seq(uid(30))), (Some(now(12)), SeqNum::try_from(2).ok()));
}

#[test]
fn a_message_that_comes_and_goes_between_is_not_spoken_of() {
    let mut view = view();
    view.learn([message(40, 10, ""), message(41, 11, "")], [], now(11));
    view.learn([message(20, 12, "\\Seen")], [uid(40), uid(20)], now(13));
    assert_eq!(tell(&mut view, REV2, false), "* 4 EXISTS\n");
    assert_eq!(tell(&mut view, REV2, true), "* 2 EXPUNGE\n");
    assert_eq!(view.uids().unwrap().to_string(), "10,30,41");
    // Nor where the store does not remember what has gone, and it is no news that holds the mod-sequence back.
    let all = |last| [10, 30, 41, last].map(|uid| message(uid, 14, ""));
    view.compare(all(50), now(14));
    view.compare(all(51), now(15));
    assert_eq!(
        tell(&mut view, REV2, true),
        "* 1 FETCH (FLAGS () UID 10)\n* 2 FETCH (FLAGS () UID 30)\n\
        * 3 FETCH (FLAGS () UID 41)\n* 4 EXISTS\n"
    );
    assert_eq!(view.uids().unwrap().to_string(), "10,30,41,51");
}

#[test]
fn who_is_told_of_a_message_first_is_asked_last() {
    let waits = |recent| Stored { recent, ..message(40, 10, "") };
    for (first, second) in [(true, false), (false, true)] {
        let mut view = view();
        view.learn([waits(first)], [], now(10));
        view.learn([waits(second)], [], now(11));
        let recent = 1 + u32::from(second);
        assert_eq!(tell(&mut view, REV1, true), format!("* 4 EXISTS\n* {recent} RECENT\n"));
        assert_eq!(view.is_recent(uid(40)), second);
    }
}

#[test]
fn what_an_answer_has_told_is_no_news() {
    let mut view = view();
    let stored = message(10, 11, "\\Seen");
    let told = view.flags(stored.clone(), REV2).unwrap();
    let mut out = Vec::new();
    encode_response(&Response::Data(told), &mut out);
    assert_eq!(out, b"* 1 FETCH (FLAGS (\\Seen) UID 10)\r\n");
    let told = view.flags(stored.clone(), UID_ONLY).unwrap();
    out.clear();
    encode_response(&Response::Data(told), &mut out);
    assert_eq!(out, b"* 10 UIDFETCH (FLAGS (\\Seen))\r\n");
    view.learn([stored], [], now(11));
    assert_eq!(tell(&mut view, REV2, true), "");
    view.learn([message(10, 12, "")], [], now(12));
    view.told(uid(10), now(11));
    assert_eq!(tell(&mut view, REV2, true), "* 1 FETCH (FLAGS () UID 10)\n");
    assert_eq!(view.flags(message(99, 1, ""), REV2), None);
}

#[test]
fn a_set_is_resolved_as_the_client_counts() {
    let mut view = view();
    let show = |view: &View, set: MessageSet| match view.select(&set) {
        Ok(found) => found.map(|(seq, uid)| format!("{seq}={uid} ")).collect::<String>(),
        Err(error) => error.to_string(),
    };
    let seqs = |text: &str| MessageSet::from(text.parse::<SequenceSet>().unwrap());
    let uids = |text: &str| MessageSet::from(text.parse::<UidSequenceSet>().unwrap());
    view.save([uid(30), uid(10), uid(30), uid(99)]);
    assert_eq!(view.saved().collect::<Vec<_>>(), [uid(10), uid(30)]);
    for (set, expected) in [
        (seqs("3,1:2,2"), "1=10 2=20 3=30 "),
        (seqs("*:2"), "2=20 3=30 "),
        (seqs("4"), "no message has this number"),
        (seqs("1:4"), "no message has this number"),
        (seqs("$"), "1=10 3=30 "),
        (uids("15:25,1:4294967295"), "1=10 2=20 3=30 "),
        (uids("99:*"), "3=30 "),
        (uids("11:19,40"), ""),
        (uids("20,$"), "1=10 2=20 3=30 "),
    ] {
        assert_eq!(show(&view, set.clone()), expected, "{set}");
    }
    view.learn([], [uid(10)], now(10));
    assert_eq!(show(&view, seqs("$")), "1=10 3=30 ");
    tell(&mut view, REV2, true);
    assert_eq!(show(&view, seqs("$")), "2=30 ");
    let empty = View::new();
    assert_eq!(show(&empty, seqs("*")), "no message has this number");
    assert_eq!(show(&empty, uids("1:*")), "");
}

#[test]
fn where_there_is_a_limit_the_last_messages_are_processed_from_the_last_down() {
    let mut view = View::new();
    view.open([10, 20, 30, 40, 50].map(|uid| message(uid, 1, "")), now(1));
    view.save([uid(20), uid(40)]);
    let show = |set: &str, limit: u32, wanted: &dyn Fn(u32) -> bool| {
        let set = MessageSet::from(set.parse::<UidSequenceSet>().unwrap());
        let limit = NonZeroU32::new(limit).unwrap();
        let LastOnes { messages, limit } = view.select_last(&set, limit, |_, uid| wanted(uid.get())).unwrap();
        let mut shown: String = messages.iter().map(|(seq, uid)| format!("{seq}={uid} ")).collect();
        if let Some(limit) = limit {
            let last = limit.last.map(Uid::get);
            shown.push_str(&format!("[{} {last:?}]", limit.limit));
        }
        shown
    };
    for (set, limit, expected) in [
        ("1:*", 6, "5=50 4=40 3=30 2=20 1=10 "),
        ("1:*", 5, "5=50 4=40 3=30 2=20 1=10 "),
        ("1:*", 4, "5=50 4=40 3=30 2=20 [4 Some(20)]"),
        ("40,10:20,15:30,20", 2, "4=40 3=30 [2 Some(30)]"),
        ("10,$", 2, "4=40 2=20 [2 Some(20)]"),
        ("60:70", 1, ""),
    ] {
        assert_eq!(show(set, limit, &|_| true), expected, "{set} {limit}");
    }
    // Only what is wanted counts.
    assert_eq!(show("1:*", 2, &|uid| uid % 20 == 10), "5=50 3=30 [2 Some(30)]");
    assert_eq!(show("1:40", 2, &|uid| uid % 20 == 10), "3=30 1=10 ");
    let limit = NonZeroU32::MIN;
    let numbers = MessageSet::from("4:6".parse::<SequenceSet>().unwrap());
    assert_eq!(view.select_last(&numbers, limit, |_, _| true), Err(NoSuchMessage));
}

#[test]
fn notify_tells_what_was_asked_for_of_the_open_mailbox() {
    use imap_codec::decode_command;
    use imap_types::command::CommandBody;
    use imap_types::fetch::FetchAtt;

    let notify = |view: &mut View, command: &str| {
        let line = format!("a NOTIFY {command}\r\n");
        match decode_command(line.as_bytes()).unwrap().body {
            CommandBody::Notify(notify) => view.notify(&notify),
            other => panic!("{other:?}"),
        }
    };
    let change = |view: &mut View, at: u64| {
        view.learn([message(40 + at as u32, at, ""), message(30, at, "\\Seen")], [uid(10)], now(at));
    };
    let news = "* 1 EXPUNGE\n* 2 FETCH (FLAGS (\\Seen) UID 30)\n* 3 EXISTS\n";
    let without_flags = "* 1 EXPUNGE\n* 3 EXISTS\n";
    for (command, expected, items) in [
        ("NONE", "", &[][..]),
        ("SET (personal (MessageNew MessageExpunge FlagChange))", "", &[]),
        ("SET (selected NONE)", "", &[]),
        ("SET (selected (MessageNew MessageExpunge))", without_flags, &[]),
        ("SET (selected-delayed (MessageNew (UID) MessageExpunge))", without_flags, &[FetchAtt::Uid]),
        ("SET (inboxes NONE) (selected (MessageNew MessageExpunge FlagChange))", news, &[]),
    ] {
        let mut view = view();
        notify(&mut view, command);
        change(&mut view, 10);
        assert_eq!(tell(&mut view, REV2, true), expected, "{command}");
        assert_eq!(view.wanted_of_new(), items, "{command}");
        // The client's numbers have not changed without its knowledge.
        assert_eq!(view.exists(), 3);
        notify(&mut view, "SET (selected (MessageNew MessageExpunge FlagChange))");
        let rest = if expected.is_empty() { without_flags } else { "" };
        assert_eq!(tell(&mut view, REV2, true), rest, "{command}");
    }
    // RFC 5465 §5.1: with the UID, whatever is enabled.
    let mut view = view();
    notify(&mut view, "SET (selected (MessageNew MessageExpunge FlagChange))");
    change(&mut view, 10);
    let news = "* 1 EXPUNGE\n* 2 FETCH (FLAGS (\\Seen \\Recent) UID 30)\n* 3 EXISTS\n* 2 RECENT\n";
    assert_eq!(tell(&mut view, REV1, true), news);
    // It lasts beyond the mailbox.
    notify(&mut view, "NONE");
    view.open([10, 20, 30].map(|uid| message(uid, 1, "")), now(9));
    change(&mut view, 10);
    assert_eq!(tell(&mut view, REV2, true), "");
}

#[test]
fn mod_sequences_are_told_by_condstore_alone_too() {
    const COND_STORE: Dialect = Dialect { cond_store: true, ..REV1 };
    let mut view = view();
    view.learn([message(10, 11, "\\Seen")], [uid(20)], now(12));
    let expected =
        "* 1 FETCH (FLAGS (\\Seen) UID 10 MODSEQ (11))\n* OK [HIGHESTMODSEQ 9] more is to be told\n";
    assert_eq!(tell(&mut view, COND_STORE, false), expected);
    let told = view.flags(message(30, 13, ""), REV1).unwrap();
    let mut out = Vec::new();
    encode_response(&Response::Data(told), &mut out);
    assert_eq!(out, b"* 3 FETCH (FLAGS (\\Recent))\r\n");
    assert!(view.is_recent(uid(30)) && !view.is_recent(uid(10)));
    let plain = QRESYNC.without_mod_seqs();
    assert!(!plain.cond_store && !plain.q_resync && !plain.rev2);
    assert!(Dialect { cond_store: true, ..REV2 }.without_mod_seqs().rev2);
}

#[test]
fn there_is_news_of_each_kind() {
    for (changed, gone) in [(&[(10, 10)][..], &[][..]), (&[], &[uid(20)]), (&[(40, 10)], &[])] {
        let mut view = view();
        assert!(!view.has_news());
        view.learn(changed.iter().map(|&(uid, at)| message(uid, at, "")), gone.iter().copied(), now(10));
        assert!(view.has_news(), "{changed:?} {gone:?}");
    }
    // Of the same mod-sequence there is none.
    let mut view = view();
    view.compare([10, 20, 30].map(|uid| message(uid, 9, "\\Seen")), now(9));
    assert!(!view.has_news());
}

#[test]
fn what_was_told_ahead_is_no_news_when_it_comes() {
    let mut view = view();
    view.told(uid(10), now(15));
    view.learn([message(20, 12, "")], [], now(12));
    assert_eq!(tell(&mut view, REV1, true), "* 2 FETCH (FLAGS ())\n");
    view.learn([message(10, 15, "")], [], now(15));
    assert_eq!(tell(&mut view, REV1, true), "");
    view.told(uid(10), now(16));
    view.learn([message(10, 17, "\\Seen")], [], now(17));
    assert_eq!(tell(&mut view, REV1, true), "* 1 FETCH (FLAGS (\\Seen))\n");
}

/// A store that tells of a change after the removal: the message is not a new one.
#[test]
fn what_has_gone_does_not_come_again() {
    let mut view = view();
    view.learn([], [uid(30)], now(10));
    assert_eq!(tell(&mut view, REV2, true), "* 3 EXPUNGE\n");
    view.learn([message(30, 11, "\\Seen"), message(25, 11, "")], [], now(11));
    view.compare([message(10, 1, ""), message(20, 1, ""), message(30, 12, "")], now(12));
    assert_eq!((tell(&mut view, REV2, true), view.exists()), (String::new(), 2));
    view.learn([message(u32::MAX, 13, "")], [], now(13));
    assert_eq!(tell(&mut view, REV2, true), "* 3 EXISTS\n");
    let set = MessageSet::Uids(UidSequenceSet::try_from("4294967295:*").unwrap());
    assert_eq!(view.select(&set).unwrap().map(|(seq, _)| seq.get()).collect::<Vec<_>>(), [3]);
    view.learn([], [uid(u32::MAX)], now(14));
    assert_eq!(tell(&mut view, QRESYNC, true), "* VANISHED 4294967295\n");
}

/// As MOVE and COPY may leave it, or where the store was asked for its state before it was asked for its messages.
#[test]
fn a_message_comes_whatever_its_mod_sequence_is() {
    let mut view = view();
    let all = [(10, 1), (20, 1), (30, 1), (40, 9)].map(|(uid, mod_seq)| message(uid, mod_seq, ""));
    view.compare(all.clone(), now(9));
    assert_eq!(tell(&mut view, REV2, true), "* 4 EXISTS\n");
    view.compare(all, now(9));
    assert_eq!(tell(&mut view, REV2, true), "");
}

#[test]
fn the_highest_mod_sequence_waits_for_all_that_is_untold() {
    let mut view = view();
    view.learn([message(10, 12, "\\Seen")], [], now(12));
    view.learn([message(40, 13, "")], [], now(13));
    assert_eq!(view.highest_mod_seq(), Some(now(9)), "the connection may break before the news");
    view.told(uid(10), now(12));
    assert_eq!(view.highest_mod_seq(), Some(now(9)));
    assert_eq!(tell(&mut view, QRESYNC, true), "* 4 EXISTS\n* 2 RECENT\n");
    assert_eq!((view.synced(), view.highest_mod_seq()), (Some(now(13)), Some(now(13))));

    // Flags that NOTIFY does not want are never told.
    let notify = |text: &str| {
        let line = format!("a NOTIFY SET (SELECTED {text})\r\n");
        match imap_codec::decode_command(line.as_bytes()).unwrap().body {
            imap_types::command::CommandBody::Notify(notify) => notify.into_static(),
            other => panic!("{other:?}"),
        }
    };
    view.notify(&notify("(MessageNew MessageExpunge)"));
    view.learn([message(10, 14, "")], [], now(14));
    assert_eq!(tell(&mut view, QRESYNC, true), "");
    view.notify(&notify("(MessageNew MessageExpunge FlagChange)"));
    view.learn([message(20, 15, "")], [], now(15));
    assert_eq!(tell(&mut view, QRESYNC, true), "* 2 FETCH (FLAGS () UID 20 MODSEQ (15))\n");
    assert_eq!((view.synced(), view.highest_mod_seq()), (Some(now(15)), Some(now(13))));
    view.open([message(10, 14, "")], now(15));
    assert_eq!(view.highest_mod_seq(), Some(now(15)));
}
