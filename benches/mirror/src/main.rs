//! Expunges messages of a mailbox of a million that a mirror has, so many times [`EXPUNGES`], for callgrind to count:
//! `mirror TIMES`. Prints that number.

use std::hint::black_box;

use imap_codec::decode_response;
use imap_fsm::Session;
use imap_fsm::mirror::{Keep, Known, Mirror, Origin};
use imap_types::fetch::MsgAtt;
use imap_types::mailbox::Mailbox;
use imap_types::number::{SeqNum, Uid};
use imap_types::response::{Data, Response};

const MESSAGES: u32 = 1_000_000;

/// Of one repetition.
const EXPUNGES: u32 = 10_000;

fn main() {
    let times: u32 = std::env::args().nth(1).and_then(|times| times.parse().ok()).expect("mirror TIMES");
    println!("{EXPUNGES}");
    let mut mirror = opened();
    let mut exists = MESSAGES;
    for _ in 0..times * EXPUNGES {
        // Anywhere, far from the one before.
        let seq = (u64::from(exists) * 387_420_489 % u64::from(exists - 1)) as u32 + 1;
        let data = Data::Expunge(SeqNum::try_from(seq).expect("not zero"));
        black_box(mirror.apply(&data).count());
        exists -= 1;
    }
    assert_eq!(mirror.exists(), exists);
}

/// With UIDs of which no two are neighbours, which cost most.
fn opened() -> Mirror {
    let mut mirror = Mirror::resume(Mailbox::INBOX, Known::default()).keep(Keep::Uids);
    mirror.next_command(&Session::new()).expect("SELECT");
    for line in ["* 1000000 EXISTS\r\n", "* OK [UIDVALIDITY 7] x\r\n"] {
        let Ok(Response::Data(data)) = decode_response(line.as_bytes()) else { panic!("{line}") };
        mirror.apply(&data);
    }
    let Ok(Response::Tagged(tagged)) = decode_response(b"a OK x\r\n") else { panic!("it is one") };
    mirror.completed(Origin::Plan, &tagged);
    for index in 0..MESSAGES {
        let uid = Uid::try_from(1 + index * 1002 + index % 983).expect("not zero");
        let seq = SeqNum::try_from(index + 1).expect("not zero");
        mirror.apply(&Data::Fetch { seq, items: MsgAtt::Uid(uid).into() });
    }
    assert_eq!((mirror.exists(), mirror.unknown()), (MESSAGES, 0));
    mirror
}
