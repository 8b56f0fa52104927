//! What a mailbox of a million messages costs a client's mirror, counted by the allocator and by the clock.

use std::time::{Duration, Instant};

use allocation_counter::measure;
use imap_codec::decode_response;
use imap_fsm::Session;
use imap_fsm::mirror::{Keep, Known, Mirror, Origin};
use imap_types::fetch::MsgAtt;
use imap_types::mailbox::Mailbox;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::{Data, Response};

const MESSAGES: u32 = 1_000_000;
const MB: i64 = 1_000_000;

fn opened() -> Mirror {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Uids);
    mirror.next_command(&Session::new()).unwrap();
    for line in ["* 1000000 EXISTS\r\n", "* OK [UIDVALIDITY 7] x\r\n"] {
        let Ok(Response::Data(data)) = decode_response(line.as_bytes()) else { panic!() };
        mirror.apply(&data);
    }
    let Ok(Response::Tagged(tagged)) = decode_response(b"a OK x\r\n") else { panic!() };
    mirror.completed(Origin::Plan, &tagged);
    mirror
}

fn fetched(seq: u32, uid: u32) -> Data<'static> {
    Data::Fetch {
        seq: SeqNum::try_from(seq).unwrap(),
        items: MsgAtt::Uid(Uid::try_from(uid).unwrap()).into(),
    }
}

/// Every number below `MESSAGES` once, far from the one before.
fn scattered() -> impl Iterator<Item = u32> {
    (0..MESSAGES).map(|index| (u64::from(index) * 387_420_489 % u64::from(MESSAGES)) as u32)
}

/// A mirror that has learned UIDs in this order, and what it has on the heap.
fn learned(order: impl Iterator<Item = u32>, uid: impl Fn(u32) -> u32) -> (Mirror, i64) {
    let mut mirror = None;
    let heap = measure(|| {
        let mut opened = opened();
        for index in order {
            opened.apply(&fetched(index + 1, uid(index)));
        }
        mirror = Some(opened);
    });
    let mirror = mirror.unwrap();
    assert_eq!((mirror.exists(), mirror.unknown()), (MESSAGES, 0));
    (mirror, heap.bytes_current)
}

/// UIDs of which no two are neighbours, with gaps of every size up to 1000.
fn apart(index: u32) -> u32 {
    1 + index * 1002 + index % 983
}

#[test]
fn a_million_messages_cost_at_most_6_mb_whatever_their_uids_are() {
    let all = || 0..MESSAGES;
    for (case, heap, most) in [
        ("in a row", learned(all(), |index| index + 7).1, MB / 1000),
        ("apart, in any order", learned(scattered(), apart).1, 6 * MB),
    ] {
        println!("{heap} bytes for UIDs {case}");
        assert!(heap <= most, "{case}: {heap}");
    }
}

/// How long a list of all UIDs takes to close the gap that one message leaves.
fn moving_a_list() -> Duration {
    let mut list: Vec<u32> = (0..MESSAGES).collect();
    let gone = 5_000;
    let start = Instant::now();
    for index in scattered().take(gone as usize) {
        list.remove(index as usize % list.len());
    }
    start.elapsed() / gone
}

/// Half of the messages go, anywhere. What one EXPUNGE costs in instructions, `benches/instructions` counts.
#[test]
fn an_expunge_moves_a_block_and_not_the_mailbox() {
    let moved = moving_a_list();
    println!("{moved:?} for a message that leaves a list of a million");
    for (case, uid) in [("apart", apart as fn(u32) -> u32), ("in a row", |index| index + 1)] {
        let (mut mirror, before) = learned(0..MESSAGES, uid);
        println!("{before} bytes for UIDs {case}");
        assert!(before <= 6 * MB);
        let mut exists = MESSAGES;
        let start = Instant::now();
        let heap = measure(|| {
            for index in scattered().take(MESSAGES as usize / 2) {
                mirror.apply(&Data::Expunge(SeqNum::try_from(index % exists + 1).unwrap()));
                exists -= 1;
            }
        });
        let each = start.elapsed() / (MESSAGES / 2);
        println!("{each:?} for an EXPUNGE of UIDs {case}, {} bytes after", before + heap.bytes_current);
        assert_eq!(mirror.exists(), exists);
        assert!(before + heap.bytes_current <= 6 * MB);
        // On the same machine in the same build, so that neither a slow build nor what runs beside it counts.
        assert!(each < moved, "{each:?}, and {moved:?} to move the list");
    }
}
