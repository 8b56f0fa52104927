//! A mailbox that changes, a server that tells of it through a view, and a client that mirrors it, which both must count
//! alike; and any responses to a mirror, which it must survive with numbers that make sense.
#![no_main]

use arbitrary::{Result, Unstructured};
use imap_fsm::Session;
use imap_fsm::mirror::{Change, Keep, Known, Mirror, Origin};
use imap_types::mailbox::Mailbox;
use imap_types::number::{ModSeq, SeqNum};
use imap_types::response::{Data, Tagged};
use libfuzzer_sys::fuzz_target;

#[path = "../../imap-fsm/tests/laws/mailbox.rs"]
mod mailbox;

fuzz_target!(|input: &[u8]| {
    let mut u = Unstructured::new(input);
    // What does not suffice for a value ends the input.
    let _ = match u.arbitrary() {
        Ok(true) => coupled(&mut u),
        _ => hostile(&mut u),
    };
});

/// A server that keeps to the rules.
fn coupled(u: &mut Unstructured<'_>) -> Result<()> {
    let steps = u.int_in_range(0..=200)?;
    // Where the input has ended, everything goes its usual way.
    mailbox::run(steps, |below| u.int_in_range(0..=below - 1).unwrap_or(0));
    Ok(())
}

/// A server that says anything.
fn hostile(u: &mut Unstructured<'_>) -> Result<()> {
    let known = Known {
        uid_validity: u.arbitrary()?,
        mod_seq: u.arbitrary::<u64>().map(ModSeq::new)?,
        uids: u.arbitrary()?,
    };
    let keep = *u.choose(&[Keep::Uids, Keep::Told, Keep::Flags, Keep::ModSeqs])?;
    let mut mirror = Mirror::resume(Mailbox::INBOX, known).keep(keep);
    let mut session = Session::new();
    while !u.is_empty() {
        let changes: Vec<Change> = match u.int_in_range(0..=9)? {
            0 => {
                drop(mirror.next_command(&session));
                continue;
            }
            1 => {
                let origin = if u.arbitrary()? { Origin::Plan } else { Origin::Other };
                mirror.completed(origin, &u.arbitrary::<Tagged<'_>>()?).collect()
            }
            2 => {
                mirror.not_sent();
                continue;
            }
            3 => mirror.apply(&Data::Exists(u.int_in_range(0..=20)?)).collect(),
            4 => {
                let seq = SeqNum::try_from(u.int_in_range(1..=20_u32)?).expect("not zero");
                mirror.apply(&Data::Expunge(seq)).collect()
            }
            _ => {
                let data: Data<'_> = u.arbitrary()?;
                session.apply(&data);
                mirror.apply(&data).collect()
            }
        };
        drop(changes);
        makes_sense(&mirror);
    }
    Ok(())
}

/// UIDs ascend, and each leads back to its number.
fn makes_sense(mirror: &Mirror) {
    let mut last = None;
    for seq in (1..=mirror.exists().min(64)).filter_map(|seq| SeqNum::try_from(seq).ok()) {
        if let Some(uid) = mirror.uid(seq) {
            assert!(Some(uid) > last && mirror.seq(uid) == Some(seq), "{seq} {uid}");
            last = Some(uid);
        }
    }
    assert!(mirror.unknown() <= mirror.exists());
    let _ = mirror.known();
}
