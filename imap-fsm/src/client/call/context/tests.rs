use alloc::vec::Vec;

use imap_types::sequence::NumberSet;

use super::results::{List, Results, Set};

fn set(text: &str) -> NumberSet<core::num::NonZeroU32> {
    text.parse().unwrap()
}

/// A generator of numbers that look like chance.
fn chance(state: &mut u64, below: u32) -> u32 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 32) as u32 % below
}

#[test]
fn a_list_is_what_a_plain_one_would_be() {
    for seed in 1..8 {
        let mut state = seed * 0x9E37_79B9;
        let (mut list, mut model) = (Results::List(List::default()), Vec::<u32>::new());
        for _ in 0..200 {
            let at = chance(&mut state, model.len() as u32 + 1) as usize;
            match chance(&mut state, 8) {
                0..=3 => {
                    let first = chance(&mut state, 5000) + 1;
                    let last = first + [0, 0, 3, 700][chance(&mut state, 4) as usize];
                    list.insert(at, &set(&alloc::format!("{first}:{last}"))).unwrap();
                    model.splice(at..at, first..=last);
                }
                4..=6 if at < model.len() => {
                    let many = (chance(&mut state, 400) as usize + 1).min(model.len() - at);
                    let gone: Vec<_> = model.drain(at..at + many).map(|n| alloc::format!("{n}")).collect();
                    list.remove(Some(at), &set(&gone.join(","))).unwrap();
                }
                _ => {
                    let seq = chance(&mut state, 5000) + 1;
                    list.expunge(seq);
                    model.retain(|number| *number != seq);
                    model.iter_mut().filter(|number| **number > seq).for_each(|number| *number -= 1);
                }
            }
            assert!(list.iter().eq(model.iter().copied()), "{seed}");
            assert_eq!((list.count(), list.len()), (model.len() as u64, model.len()));
        }
        assert_eq!(list.insert(model.len() + 1, &set("1")), None);
        assert_eq!(list.remove(Some(model.len()), &set("1")), None);
    }
}

#[test]
fn a_set_is_what_a_plain_one_would_be() {
    for seed in 1..40 {
        let mut state = seed * 0x9E37_79B9;
        let (mut runs, mut model) =
            (Results::Set(Set::default()), alloc::collections::BTreeSet::<u32>::new());
        for _ in 0..300 {
            let first = chance(&mut state, 100) + 1;
            let last = first + chance(&mut state, 8);
            match chance(&mut state, 6) {
                0..=2 => {
                    runs.insert(0, &set(&alloc::format!("{last}:{first}"))).unwrap();
                    model.extend(first..=last);
                }
                3 | 4 => {
                    runs.remove(None, &set(&alloc::format!("{first}:{last}"))).unwrap();
                    model.retain(|number| !(first..=last).contains(number));
                }
                _ => {
                    runs.expunge(first);
                    model.remove(&first);
                    model = model.into_iter().map(|number| number - u32::from(number > first)).collect();
                }
            }
            assert!(runs.iter().eq(model.iter().copied()), "{seed}");
            assert!((1..110).all(|number| runs.contains(number) == model.contains(&number)));
            let Results::Set(Set(map)) = &runs else { panic!() };
            let mut ends = map.iter().zip(map.iter().skip(1));
            assert!(ends.all(|((_, last), (next, _))| last + 1 < *next), "runs neither overlap nor touch");
        }
    }
    let mut runs = Results::Set(Set::default());
    runs.insert(0, &set("1:4294967295")).unwrap();
    runs.remove(None, &set("4294967295,1")).unwrap();
    assert_eq!((runs.count(), runs.len()), (4_294_967_293, 1));
}
