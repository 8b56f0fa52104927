use alloc::vec;
use alloc::vec::Vec;

use super::{Block, Body, Run};

fn run(first: u32, len: u32) -> Run {
    Run { first, len }
}

fn is_each(block: &Block) -> bool {
    matches!(block.body, Body::Each(_))
}

/// Runs of one message whose UIDs are 2, 4, 6 and so on.
fn evens(count: u32) -> Block {
    Block::from_runs((1..=count).map(|half| run(half * 2, 1)).collect())
}

fn uids(block: &Block) -> Vec<u32> {
    (0..block.len()).map(|offset| block.get(offset)).collect()
}

/// All that a block can be asked is what a plain list answers.
#[track_caller]
fn is_as(block: &Block, model: &[u32]) {
    assert_eq!(uids(block), model);
    assert_eq!(block.unknown() as usize, model.iter().filter(|&&uid| uid == 0).count());
    assert_eq!(block.first(), model.iter().copied().find(|&uid| uid != 0).unwrap_or(0));
    let found = |at: usize| (at as u32, model[at]);
    for uid in 0..=model.iter().max().map_or(0, |uid| uid + 1) {
        let at = model.iter().position(|&known| known != 0 && known >= uid);
        assert_eq!(block.at_least(uid), at.map(found), "{uid}");
    }
    for offset in 0..=model.len() {
        let before = model[..offset].iter().rposition(|&uid| uid != 0);
        assert_eq!(block.known_before(offset as u32), before.map(found), "{offset}");
        let from = model[offset..].iter().position(|&uid| uid != 0).map(|at| at + offset);
        assert_eq!(block.known_from(offset as u32), from.map(found), "{offset}");
    }
}

#[test]
fn both_forms_answer_as_a_plain_list_does() {
    let mut runs = Block::new(run(0, 2));
    is_as(&runs, &[0, 0]);
    assert_eq!(runs.push(run(5, 3)), Ok(()));
    is_as(&runs, &[0, 0, 5, 6, 7]);
    assert_eq!(runs.push(run(8, 1)), Ok(()));
    assert_eq!(runs.push(run(0, 1)), Ok(()));
    assert_eq!(runs.push(run(0, 1)), Ok(()));
    assert_eq!(runs.push(run(20, 1)), Ok(()));
    is_as(&runs, &[0, 0, 5, 6, 7, 8, 0, 0, 20]);
    // Four runs, since those that continue one another are one.
    assert_eq!((runs.words(), is_each(&runs)), (8, false));
    assert_eq!([0, 1, 2, 4, 8, 9].map(|offset| runs.run_len(offset)), [2, 1, 4, 2, 1, 0]);

    let mut each = Block::from_runs(vec![run(0, 2), run(5, 1), run(0, 1), run(9, 2), run(0, 1), run(30, 1)]);
    is_as(&each, &[0, 0, 5, 0, 9, 10, 0, 30]);
    assert_eq!((each.words(), is_each(&each)), (8, true));
    assert_eq!([0, 7, 8].map(|offset| each.run_len(offset)), [1, 1, 0]);
    assert_eq!(each.push(run(31, 1)), Err(run(31, 1)));
    assert_eq!(
        each.to_runs(),
        [run(0, 2), run(5, 1), run(0, 1), run(9, 2), run(0, 1), run(30, 1)],
        "joined where they can be"
    );
    each.learn(3, 7);
    is_as(&each, &[0, 0, 5, 7, 9, 10, 0, 30]);
    each.learn(1, 2);
    is_as(&each, &[0, 2, 5, 7, 9, 10, 0, 30]);
    assert_eq!(each.remove(1, 9), (2, 1));
    is_as(&each, &[0, 5, 7, 9, 10, 0, 30]);
    assert_eq!(each.remove(0, 9), (0, 1));
    assert_eq!(each.remove(4, 1), (0, 1));
    is_as(&each, &[5, 7, 9, 10, 30]);
    assert_eq!(each.remove(4, 1), (30, 1));
    assert_eq!((each.remove(0, 0), each.remove(4, 1)), ((0, 0), (0, 0)));
    is_as(&each, &[5, 7, 9, 10]);
}

#[test]
fn the_lowest_uid_is_that_of_the_first_message_that_has_one() {
    let mut block = Block::new(run(0, 6));
    for (offset, uid, first) in [(3, 40, 40), (4, 50, 40), (1, 11, 11), (2, 12, 11)] {
        block.learn(offset, uid);
        assert_eq!(block.first(), first, "{uid}");
    }
    is_as(&block, &[0, 11, 12, 40, 50, 0]);
    assert_eq!(block.remove(2, 1), (12, 1));
    assert_eq!(block.first(), 11);
    assert_eq!(block.remove(1, 1), (11, 1));
    is_as(&block, &[0, 40, 50, 0]);
}

#[test]
fn the_shorter_form_is_taken_from_five_runs_on() {
    assert_eq!((is_each(&evens(4)), evens(4).words()), (false, 8));
    assert_eq!((is_each(&evens(5)), evens(5).words()), (true, 5));
    // Five runs of two messages take ten words either way, of more than two fewer as runs.
    let pairs = |len| Block::from_runs((1..=5).map(|tenth| run(tenth * 10, len)).collect());
    assert_eq!((is_each(&pairs(2)), pairs(2).words()), (true, 10));
    assert_eq!((is_each(&pairs(3)), pairs(3).words()), (false, 10));
}

fn capacity(block: &Block) -> usize {
    match &block.body {
        Body::Runs(runs) => runs.capacity(),
        Body::Each(uids) => uids.capacity(),
    }
}

#[test]
fn no_more_memory_is_kept_than_for_the_next_runs() {
    for (capacity_of_it, kept) in [(8, 8), (17, 17), (18, 1), (40, 1)] {
        let mut runs = Vec::with_capacity(capacity_of_it);
        runs.push(run(1, 9));
        assert_eq!(capacity(&Block::from_runs(runs)), kept, "{capacity_of_it}");
    }
    // Room for 32 runs is made when there is none.
    let mut block = Block::new(run(1, 9));
    for first in [20, 30] {
        assert_eq!(block.push(run(first, 9)), Ok(()));
        assert_eq!(capacity(&block), 33);
    }
    let mut block = Block::new(run(0, 9));
    for (offset, uid) in [(4, 20), (2, 10)] {
        block.learn(offset, uid);
        assert_eq!(capacity(&block), 33);
    }
}

#[test]
fn a_block_of_256_runs_is_full_and_one_of_257_gives_half_away() {
    let tens = |count| Block::from_runs((1..=count).map(|tenth| run(tenth * 10, 9)).collect());
    let mut block = tens(255);
    assert_eq!(block.push(run(2560, 9)), Ok(()));
    assert_eq!(block.push(run(2570, 1)), Err(run(2570, 1)));
    // What continues the last run has room.
    assert_eq!(block.push(run(2569, 1)), Ok(()));
    assert!(block.overflow().is_none());
    assert_eq!((block.words(), block.len()), (512, 256 * 9 + 1));

    let mut block = tens(257);
    let behind = block.overflow().unwrap();
    assert_eq!((block.words(), behind.words()), (256, 258));
    assert_eq!((block.len(), block.first(), behind.first()), (128 * 9, 10, 1290));
    // A full one of short runs takes the shorter form, and then nothing more.
    let mut block = Block::new(run(2, 1));
    for half in 2..=256 {
        assert_eq!(block.push(run(half * 2, 1)), Ok(()));
    }
    assert_eq!((is_each(&block), block.push(run(600, 1))), (false, Err(run(600, 1))));
    assert_eq!((is_each(&block), block.words()), (true, 256));
}

#[test]
fn a_block_takes_the_messages_of_the_next() {
    let mut block = evens(6);
    block.merge(&Block::new(run(13, 3)));
    is_as(&block, &[2, 4, 6, 8, 10, 12, 13, 14, 15]);
    let mut block = Block::from_runs(vec![run(3, 2)]);
    block.merge(&Block::from_runs(vec![run(5, 2), run(0, 4), run(20, 1)]));
    is_as(&block, &[3, 4, 5, 6, 0, 0, 0, 0, 20]);
    assert_eq!(block.words(), 6);
}
