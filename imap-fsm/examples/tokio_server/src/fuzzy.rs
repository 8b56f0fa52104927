//! FUZZY: how well a text is like what is looked for ([RFC 6203](https://www.rfc-editor.org/rfc/rfc6203)).
//!
//! Words may stand anywhere and in any order, be parts of others, and have a letter wrong, or two where they are long. It
//! is a function of two texts, to be copied. Keys that are not about text are matched exactly.

use unicode_normalization::char::is_combining_mark;

use crate::collation::casemap;

/// How many words are looked for, and how long these may be: what is longer is cut.
const WORDS: usize = 16;
const LETTERS: usize = 32;

/// What is looked for.
pub(crate) struct Wanted {
    whole: String,
    words: Vec<Vec<char>>,
}

impl Wanted {
    pub(crate) fn new(text: &str) -> Self {
        let whole = casemap(text);
        let cut = |word: &str| word.chars().take(LETTERS).collect();
        let words = words(&whole).take(WORDS).map(cut).collect();
        Self { whole, words }
    }

    /// How well this text is like it: 100 where it is in it as it stands, 0 where a word is missing.
    pub(crate) fn score(&self, text: &str) -> u8 {
        let text = casemap(text);
        if text.contains(&self.whole) {
            return 100;
        }
        let mut scores = vec![0; self.words.len()];
        let mut letters = Vec::new();
        for word in words(&text) {
            letters.clear();
            letters.extend(word.chars());
            for (score, wanted) in scores.iter_mut().zip(&self.words).filter(|(score, _)| **score < 99) {
                *score = word_score(wanted, &letters).max(*score);
            }
        }
        match scores.iter().min() {
            None | Some(0) => 0,
            Some(_) => {
                let sum: usize = scores.iter().map(|&score| usize::from(score)).sum();
                u8::try_from(sum / scores.len()).unwrap_or(99)
            }
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let ends = |letter: char| !letter.is_alphanumeric() && !is_combining_mark(letter);
    text.split(ends).filter(|word| !word.is_empty())
}

/// 99 for the same word, less for one that has it in it, and less by each wrong letter.
fn word_score(wanted: &[char], word: &[char]) -> u8 {
    if wanted == word {
        return 99;
    }
    if word.windows(wanted.len()).any(|part| part == wanted) {
        return 90;
    }
    let most = match wanted.len() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    };
    match distance(wanted, word, most) {
        Some(wrong) => u8::try_from(90 - 100 * wrong / (wanted.len() + wrong)).unwrap_or(1).max(1),
        None => 0,
    }
}

/// How many letters have to be put in, left out or exchanged, if not more than `most`. Work is that of the shorter word.
fn distance(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).map(|at| if at <= most { at } else { most + 1 }).collect();
    for (at, letter) in one.iter().enumerate() {
        let (start, end) = ((at + 1).saturating_sub(most), (at + 1 + most).min(other.len()));
        let mut diagonal = row[start.saturating_sub(1)];
        row[start.saturating_sub(1)] = if start <= 1 { at + 1 } else { most + 1 };
        let mut best = row[start.saturating_sub(1)];
        for place in start.max(1)..=end {
            let changed = diagonal + usize::from(other[place - 1] != *letter);
            let left_out = row.get(place).copied().unwrap_or(most + 1) + 1;
            diagonal = row[place];
            row[place] = changed.min(left_out).min(row[place - 1] + 1).min(most + 1);
            best = best.min(row[place]);
        }
        if best > most {
            return None;
        }
    }
    row.last().copied().filter(|wrong| *wrong <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_more_alike_has_a_higher_score() {
        let score = |wanted: &str, text: &str| Wanted::new(wanted).score(text);
        assert_eq!(score("helo", "Say HELO to all"), 100);
        assert_eq!(score("pears apples", "apples, and pears"), 99);
        let (part, wrong) = (score("pear red", "red pears"), score("Helo", "hello"));
        assert!((90..99).contains(&part) && (1..90).contains(&wrong), "{part} {wrong}");
        assert!(score("meeting minuts", "minutes of the meetings") > 0);
        for (wanted, text) in [("helo", "none of it"), ("pears plums", "pears"), ("cat", "car"), ("x", "")] {
            assert_eq!(score(wanted, text), 0, "{wanted} {text}");
        }
        assert_eq!(score("", "anything"), 100);
        assert_eq!(score("???", "anything"), 0);
        assert!(score("Kase", "Käse") > 0 && score("Käse", "KA\u{308}SE") == 100);
    }

    #[test]
    fn a_distance_is_the_least_number_of_changes() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        let plain = |one: &[char], other: &[char]| {
            let mut row: Vec<usize> = (0..=other.len()).collect();
            for (at, letter) in one.iter().enumerate() {
                let before = row.clone();
                row[0] = at + 1;
                for (place, known) in other.iter().enumerate() {
                    let changed = before[place] + usize::from(known != letter);
                    row[place + 1] = changed.min(before[place + 1] + 1).min(row[place] + 1);
                }
            }
            row[other.len()]
        };
        let all = [
            "", "a", "ab", "ba", "abc", "acb", "abcd", "xabcd", "abxcd", "bcd", "abd", "aabb", "abab", "dcba",
        ];
        for (one, other) in all.iter().flat_map(|one| all.map(|other| (letters(one), letters(other)))) {
            for most in 0..4 {
                let expected = Some(plain(&one, &other)).filter(|wrong| *wrong <= most);
                assert_eq!(distance(&one, &other, most), expected, "{one:?} {other:?} {most}");
            }
        }
    }
}
