use alloc::vec;
use alloc::vec::Vec;

use super::{Clash, Numbering};

fn uids(numbering: &Numbering) -> Vec<u32> {
    (0..numbering.len()).map(|index| numbering.uid(index).unwrap_or(0)).collect()
}

#[test]
fn uids_come_in_any_order_and_numbers_move_when_a_message_goes() {
    let mut messages = Numbering::new();
    messages.grow(5);
    assert_eq!(messages.learn(3, 40), Ok(true));
    assert_eq!(messages.learn(1, 11), Ok(true));
    assert_eq!(messages.learn(1, 11), Ok(false));
    assert_eq!(uids(&messages), [0, 11, 0, 40, 0]);
    assert_eq!(messages.first_unknown(), Some((0, 1)));
    assert_eq!(messages.remove(0, 1), Some((0, 1)));
    assert_eq!(messages.remove(0, 1), Some((11, 1)));
    assert_eq!((messages.index(40), messages.index(11), messages.unknown()), (Some(1), None, 2));
    assert_eq!(messages.first_unknown(), Some((0, 1)));
    assert_eq!(messages.remove(7, 1), None);
}

#[test]
fn a_uid_that_leaves_no_room_for_its_neighbours_is_refused() {
    let mut messages = Numbering::new();
    messages.grow(4);
    // The second message has at least UID 2, the last but one at most the highest but one.
    assert_eq!(messages.learn(1, 1), Err(Clash));
    assert_eq!(messages.learn(2, u32::MAX), Err(Clash));
    assert_eq!(messages.learn(3, u32::MAX), Ok(true));
    assert_eq!(messages.learn(0, 10), Ok(true));
    assert_eq!(messages.learn(2, 11), Err(Clash));
    assert_eq!(messages.learn(2, 12), Ok(true));
    assert_eq!(messages.learn(2, 13), Err(Clash));
    assert_eq!(messages.learn(4, 13), Err(Clash));
    assert_eq!(messages.extend(u32::MAX, u32::MAX), Err(Clash));
    assert_eq!(uids(&messages), [10, 0, 12, u32::MAX]);
}

#[test]
fn four_billion_messages_of_a_line_take_no_memory() {
    let mut messages = Numbering::new();
    messages.grow(u32::MAX);
    messages.grow(7);
    assert_eq!(messages.len(), u32::MAX);
    assert_eq!(messages.learn(u32::MAX - 1, u32::MAX), Ok(true));
    assert_eq!(messages.learn(9, 10), Ok(true));
    assert_eq!(messages.learn(u32::MAX / 2, u32::MAX / 2), Err(Clash));
    assert_eq!(messages.first_unknown(), Some((0, 9)));
    assert_eq!(messages.remove(4, 1), Some((0, 1)));
    assert_eq!(messages.index(u32::MAX), Some(u32::MAX - 2));
    let mut messages = Numbering::new();
    assert_eq!(messages.extend(1, u32::MAX), Ok(()));
    assert_eq!(
        (messages.remove(1_000_000, 1), messages.uid(1_000_000)),
        (Some((1_000_001, 1)), Some(1_000_002))
    );
    assert_eq!(messages.runs(), [(1, 1_000_000), (1_000_002, u32::MAX)]);
    assert_eq!(messages.remove(7, u32::MAX), Some((8, 999_993)));
    assert_eq!((messages.uid(7), messages.len()), (Some(1_000_002), u32::MAX - 999_994));
}

/// Where the messages stand in blocks: how many words each takes.
fn words(messages: &Numbering) -> Vec<usize> {
    messages.blocks.iter().map(|block| block.words()).collect()
}

/// Messages with UIDs from 10 to 18, 20 to 28 and so on.
fn tens(count: u32) -> Numbering {
    let mut messages = Numbering::new();
    for tenth in 1..=count {
        assert_eq!(messages.extend(tenth * 10, tenth * 10 + 8), Ok(()));
    }
    messages
}

#[test]
fn a_uid_is_looked_for_in_the_block_that_begins_before_it() {
    let mut messages = tens(700);
    assert_eq!(words(&messages), [512, 512, 376]);
    let blocks = [(1, 0), (10, 0), (2569, 0), (2570, 1), (5129, 1), (5130, 2), (9999, 2)];
    assert_eq!(blocks.map(|(uid, _)| (uid, messages.block_of(uid))), blocks);
    assert_eq!(messages.at_least(2569), Some((256 * 9, 2570)));
    assert_eq!((messages.run_len(0), messages.run_len(2), messages.run_len(9)), (9, 7, 9));

    // Also where a block has no UID at all.
    messages.blocks.clear();
    messages = tens(256);
    messages.grow(300);
    assert_eq!(messages.extend(3000, 3000), Ok(()));
    assert_eq!(messages.first_unknown(), Some((2304, 2604)));
    assert_eq!((messages.index(12), messages.index(3000)), (Some(2), Some(2604)));
    assert_eq!(messages.at_least(2600), Some((2604, 3000)));
}

#[test]
fn runs_are_told_whole_wherever_they_stand() {
    let mut messages = Numbering::new();
    messages.grow(9);
    for (index, uid) in [(1, 11), (3, 31), (5, 51), (8, 81), (6, 52)] {
        assert_eq!(messages.learn(index, uid), Ok(true));
    }
    assert_eq!(messages.runs(), [(11, 11), (31, 31), (51, 52), (81, 81)]);
    // Five runs and more of one or two messages take the other form, once a block is made anew.
    let mut block = messages.blocks[0].clone();
    block.merge(&super::Block::new(super::Run { first: 82, len: 1 }));
    messages = Numbering { blocks: vec![block], sums: vec![10], len: 10, unknown: 4 };
    assert_eq!(words(&messages), [10]);
    assert_eq!(messages.runs(), [(11, 11), (31, 31), (51, 52), (81, 82)]);
    assert_eq!(messages.first_unknown(), Some((0, 1)));
    assert_eq!(messages.remove(1, 1), Some((11, 1)));
    assert_eq!(messages.first_unknown(), Some((0, 2)));
    assert_eq!(messages.remove(0, 0), None);
}

#[test]
fn blocks_are_neither_long_nor_short() {
    // One more run in a full block is one too many.
    let mut messages = tens(600);
    assert_eq!(words(&messages), [512, 512, 176]);
    assert_eq!(messages.remove(4, 1), Some((14, 1)));
    assert_eq!(words(&messages), [256, 258, 512, 176]);
    assert_eq!(uids(&messages).len(), 600 * 9 - 1);
    assert_eq!(messages.uid(4), Some(15));
    assert_eq!(messages.index(5138), Some(513 * 9 - 2));

    // Neighbours are put together when one takes fewer than 64 words and both at most 256.
    let mut messages = tens(256 + 33);
    assert_eq!(words(&messages), [512, 66]);
    for front in (96..=256).rev() {
        assert_eq!(words(&messages), [front * 2, 66]);
        assert_eq!(messages.remove(0, 9).map(|(_, count)| count), Some(9));
    }
    assert_eq!(words(&messages), [190, 66]);
    let last = messages.len() - 1;
    for _ in 0..9 {
        let _ = messages.remove(last - 8, 1).unwrap();
    }
    assert_eq!(words(&messages), [190, 64]);
    let last = messages.len() - 9;
    assert_eq!(messages.remove(last, 9), Some((2880, 9)));
    assert_eq!(words(&messages), [252]);
    assert_eq!(messages.block_of(9999), 0);
    // Nothing is left of an empty block.
    let mut messages = tens(256 + 1);
    assert_eq!((words(&messages), messages.remove(256 * 9, 9)), (vec![512, 2], Some((2570, 9))));
    assert_eq!(words(&messages), [512]);
}

#[test]
fn uids_are_added_behind_those_there_are() {
    let mut messages = Numbering::new();
    assert_eq!(messages.extend(0, 3), Err(Clash));
    assert_eq!(messages.extend(4, 3), Err(Clash));
    messages.grow(2);
    assert_eq!(messages.extend(2, 3), Err(Clash));
    assert_eq!(messages.extend(3, 3), Ok(()));
    assert_eq!(messages.extend(3, 3), Err(Clash));
    messages.grow(u32::MAX);
    assert_eq!(messages.extend(u32::MAX, u32::MAX), Err(Clash));
}

/// Xorshift: what a test needs of chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }
}

/// What a plain list says of the UID of a message.
fn may_be(model: &[u32], index: usize, uid: u32) -> bool {
    let known = |index: usize| model[index] != 0;
    let least = match (0..index).rev().find(|&index| known(index)) {
        Some(before) => u64::from(model[before]) + (index - before) as u64,
        None => index as u64 + 1,
    };
    let most = match (index..model.len()).find(|&index| known(index)) {
        Some(behind) => u64::from(model[behind]).saturating_sub((behind - index) as u64),
        None => u64::from(u32::MAX) - (model.len() - index - 1) as u64,
    };
    (least..=most).contains(&u64::from(uid))
}

#[test]
fn numbers_and_uids_are_those_of_a_plain_list() {
    for seed in 1..60 {
        let mut chance = Chance(seed << 40 | 0x9E37_79B9);
        let (mut messages, mut model): (Numbering, Vec<u32>) = (Numbering::new(), vec![]);
        for _ in 0..chance.below(40) {
            step(&mut chance, &mut messages, &mut model);
            assert_eq!(uids(&messages), model, "{seed}");
        }
        is_as_the_model_says(&messages, &model);
    }
}

fn step(chance: &mut Chance, messages: &mut Numbering, model: &mut Vec<u32>) {
    match chance.below(13) {
        0 | 1 => {
            let count = chance.below(1500) + 1;
            messages.grow(count as u32);
            model.resize(model.len() + count, 0);
        }
        2 | 3 => {
            let last = model.iter().rposition(|&uid| uid != 0);
            let least = last.map_or(model.len() as u32 + 1, |last| model[last] + (model.len() - last) as u32);
            let first = least + chance.below(3) as u32;
            let last = first + chance.below(900) as u32;
            assert_eq!(messages.extend(first, last), Ok(()));
            model.extend(first..=last);
        }
        _ if model.is_empty() => {}
        4..=7 => {
            let (at, uid) = (chance.below(model.len()), chance.below(5000) as u32);
            let expected = match model[at] {
                0 if may_be(model, at, uid) => Ok(true),
                known if known == uid && uid != 0 => Ok(false),
                _ => Err(Clash),
            };
            assert_eq!(messages.learn(at as u32, uid), expected);
            if expected == Ok(true) {
                model[at] = uid;
            }
        }
        8 => {
            // Every other UID, so that there are many runs.
            let mut order: Vec<usize> = (0..model.len()).filter(|&at| model[at] == 0).collect();
            if chance.below(2) == 0 {
                order.reverse();
            }
            for at in order {
                let before = (0..at).rev().find(|&at| model[at] != 0);
                let least = before.map_or(at as u32 + 1, |before| model[before] + (at - before) as u32);
                let wide = least + (at as u32 & 1);
                let uid = if may_be(model, at, wide) { wide } else { least };
                assert_eq!(messages.learn(at as u32, uid), Ok(true));
                model[at] = uid;
            }
        }
        _ => {
            for _ in 0..chance.below(256) {
                if model.is_empty() {
                    break;
                }
                let at = chance.below(model.len());
                let most = [1, 1, 1, 100][chance.below(4)];
                let (uid, count) = messages.remove(at as u32, most).unwrap();
                assert!((1..=most).contains(&count));
                for offset in 0..count {
                    assert_eq!(model.remove(at), if uid == 0 { 0 } else { uid + offset });
                }
            }
        }
    }
}

fn is_as_the_model_says(messages: &Numbering, model: &[u32]) {
    assert_eq!(messages.unknown() as usize, model.iter().filter(|&&uid| uid == 0).count());
    let unknown = model.iter().position(|&uid| uid == 0).map(|start| {
        let end = model[start..].iter().position(|&uid| uid != 0).map_or(model.len(), |len| start + len);
        (start as u32, end as u32)
    });
    assert_eq!(messages.first_unknown(), unknown);
    for uid in (0..8000).step_by(7).chain(model.iter().copied()) {
        let found = model.iter().position(|&known| known != 0 && known >= uid);
        assert_eq!(messages.at_least(uid), found.map(|at| (at as u32, model[at])), "{uid}");
    }
    let runs: Vec<u32> = messages.runs().into_iter().flat_map(|(first, last)| first..=last).collect();
    let known: Vec<u32> = model.iter().copied().filter(|&uid| uid != 0).collect();
    assert_eq!(runs, known);
}
