//! THREAD. [RFC 5256 §5](https://www.rfc-editor.org/rfc/rfc5256#section-5)

use alloc::vec::Vec;

use imap_types::number::Numbering;
use imap_types::thread::{Thread, ThreadAlgorithm, ThreadAlgorithmName, ThreadMember, Threads};

use crate::context::{Context, Level, Parsed, Unmet, expected, refused};
use crate::encoder::{Encoder, pieces::Called as _};
use crate::grammar::lexical::{after_open, atom_chars, wrong_piece};
use crate::grammar::named::{arguments, payload};
use crate::grammar::raw::{kept, write_unknown};
use crate::grammar::search::{search_criteria, write_search_criteria};
use crate::grammar::seldom::{close, closes, continues, nz_number, sp};
use crate::quirk::Quirk;
use crate::rule::Rule;
use crate::work;

arguments!(Thread<'a>: thread by numbering, write_thread);
payload!(Threads: thread_data, write_thread_data);

/// After `THREAD`: `SP thread-alg SP search-criteria`
pub(crate) fn thread<'a>(cx: &Context, input: &'a [u8], numbering: Numbering) -> Parsed<'a, Thread<'a>> {
    let (input, ()) = sp(cx, input)?;
    let (input, algorithm) = thread_alg(input)?;
    let (input, ()) = sp(cx, input)?;
    let (input, (charset, keys)) = search_criteria(cx, input)?;
    Ok((input, Thread { numbering, algorithm, charset, keys }))
}

/// `thread-alg = "ORDEREDSUBJECT" / "REFERENCES" / thread-alg-ext`
pub(crate) fn thread_alg(input: &[u8]) -> Parsed<'_, ThreadAlgorithm<'_>> {
    let (rest, name) = atom_chars(input);
    let algorithm = match ThreadAlgorithmName::from_bytes(name) {
        Some(ThreadAlgorithmName::OrderedSubject) => ThreadAlgorithm::OrderedSubject,
        Some(ThreadAlgorithmName::References) => ThreadAlgorithm::References,
        Some(ThreadAlgorithmName::Refs) => ThreadAlgorithm::Refs,
        None if name.is_empty() => return expected(input, Rule::ThreadAlg),
        None => ThreadAlgorithm::Other(kept(name, b"")),
    };
    Ok((rest, algorithm))
}

/// A list that is open.
struct Open<'c> {
    /// The depth of what comes next in it.
    depth: u32,
    /// Whether a number stands in it.
    has_number: bool,
    /// Lists in it so far.
    lists: u8,
    _level: Level<'c>,
}

/// After `THREAD`: `[SP 1*thread-list]`. Lists within lists are counted, not called for.
pub(crate) fn thread_data<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Threads> {
    if !continues(input) {
        return Ok((input, Threads::default()));
    }
    let (start, ()) = sp(cx, input)?;
    let (mut members, mut input) = (Vec::new(), start);
    // No more than a few are left out.
    for _ in 0..8 {
        // Where the last list of the first level begins, and how many members were found before it.
        let mut last = (input, members.len());
        let error = match thread_lists(cx, input, &mut members, &mut last) {
            Ok(rest) if is_line_end(rest) => return threads(start, rest, members),
            Ok(rest) => {
                last = (rest, members.len());
                Unmet::at(rest, Rule::ThreadList)
            }
            Err(error) => error,
        };
        members.truncate(last.1);
        input = wrong_piece(cx, last.0, error)?;
        if is_line_end(input) {
            return if members.is_empty() { Err(error) } else { threads(start, input, members) };
        }
    }
    expected(start, Rule::ThreadList)
}

fn threads<'a>(start: &'a [u8], rest: &'a [u8], members: Vec<ThreadMember>) -> Parsed<'a, Threads> {
    match Threads::new(members) {
        Ok(threads) => Ok((rest, threads)),
        // Never: each list was looked at when it ended.
        Err(error) => refused(start, error),
    }
}

fn is_line_end(input: &[u8]) -> bool {
    matches!(input, [b' ' | b'\r' | b'\n', ..] | []) && !continues(input)
}

/// `1*thread-list`
fn thread_lists<'a>(
    cx: &Context,
    start: &'a [u8],
    members: &mut Vec<ThreadMember>,
    last: &mut (&'a [u8], usize),
) -> Result<&'a [u8], Unmet> {
    let mut input = start;
    let mut open: Vec<Open<'_>> = Vec::new();
    loop {
        work::again();
        input = match (input, open.last_mut()) {
            ([b'(', rest @ ..], parent) => {
                let mut depth = 0;
                if let Some(parent) = parent {
                    if !parent.has_number && parent.lists == 0 {
                        // The message above those in the lists is not there.
                        members.push(ThreadMember { number: None, depth: parent.depth });
                        parent.depth = parent.depth.saturating_add(1);
                    }
                    parent.lists = parent.lists.saturating_add(1);
                    depth = parent.depth;
                }
                if open.is_empty() {
                    *last = (input, members.len());
                }
                let _level = cx.level(input)?;
                open.push(Open { depth, has_number: false, lists: 0, _level });
                after_open(cx, rest)?
            }
            ([b'0'..=b'9', ..], Some(list)) if list.lists == 0 => {
                let (rest, number) = nz_number(cx, input)?;
                members.push(ThreadMember { number: Some(number), depth: list.depth });
                list.depth = list.depth.saturating_add(1);
                list.has_number = true;
                match rest {
                    [b' ' | b'(', ..] if !closes(rest) => sp(cx, rest)?.0,
                    _ if closes(rest) => rest,
                    _ => return expected(rest, Rule::Close),
                }
            }
            (_, Some(list)) if closes(input) && (list.has_number || list.lists > 1) => {
                if list.lists == 1 {
                    // Lenient: a list alone in a list is what goes on with the thread.
                    cx.accept(Quirk::LoneThreadList, input)?;
                }
                open.pop();
                let (rest, ()) = close(cx, input)?;
                if open.is_empty() && !rest.starts_with(b"(") {
                    input = rest;
                    break;
                }
                rest
            }
            (_, Some(list)) if list.lists > 0 => return expected(input, Rule::ThreadList),
            (_, Some(_)) => return expected(input, Rule::ThreadMembers),
            (_, None) => return expected(input, Rule::ThreadList),
        };
    }
    Ok(input)
}

/// Writes what follows `THREAD` in a command.
pub(crate) fn write_thread(out: &mut Encoder<'_>, thread: &Thread<'_>) {
    out.byte(b' ');
    write_thread_alg(out, &thread.algorithm);
    out.byte(b' ');
    write_search_criteria(out, &thread.charset, &thread.keys);
}

/// Writes `thread-alg`.
pub(crate) fn write_thread_alg(out: &mut Encoder<'_>, algorithm: &ThreadAlgorithm<'_>) {
    match algorithm {
        ThreadAlgorithm::OrderedSubject | ThreadAlgorithm::References | ThreadAlgorithm::Refs => {
            out.bytes(algorithm.kind().map_or("", ThreadAlgorithmName::as_str).as_bytes());
        }
        ThreadAlgorithm::Other(unknown) => write_unknown(out, unknown),
    }
}

/// Writes what follows `THREAD` in a response.
pub(crate) fn write_thread_data(out: &mut Encoder<'_>, threads: &Threads) {
    let mut before: Option<&ThreadMember> = None;
    for (member, lists) in threads.members().iter().zip(threads.lists()) {
        // Of those right below a number the first stands behind a space.
        if before.is_none_or(|before| before.number.is_some() && member.depth > before.depth) {
            out.byte(b' ');
        }
        if lists.begins {
            out.byte(b'(');
        }
        if let Some(number) = member.number {
            out.number(number.get());
        }
        for _ in 0..lists.ends {
            out.byte(b')');
        }
        before = Some(member);
    }
}

#[cfg(test)]
mod tests {
    use core::num::NonZeroU32;

    use imap_types::charset::Charset;
    use imap_types::nonempty::NonEmpty;
    use imap_types::search::SearchKey;

    use super::*;
    use crate::grammar::testing::{both_ways, quirky, rejects, s};

    fn of(members: &[(u32, u32)]) -> Threads {
        let member = |&(number, depth)| ThreadMember { number: NonZeroU32::new(number), depth };
        Threads::new(members.iter().map(member).collect()).unwrap()
    }

    #[test]
    fn threads_both_ways() {
        both_ways(
            thread_data,
            write_thread_data,
            &[
                ("", of(&[])),
                (" (2)", of(&[(2, 0)])),
                (
                    " (2)(3 6 (4 23)(44 7 96))",
                    of(&[(2, 0), (3, 0), (6, 1), (4, 2), (23, 3), (44, 2), (7, 3), (96, 4)]),
                ),
                (" ((3)(5))", of(&[(0, 0), (3, 1), (5, 1)])),
                (" (1 ((2)(3))(4))(5)", of(&[(1, 0), (0, 1), (2, 2), (3, 2), (4, 1), (5, 0)])),
                (" (((1)(2))(3 (4)(5)))", of(&[(0, 0), (0, 1), (1, 2), (2, 2), (3, 1), (4, 2), (5, 2)])),
            ],
        );
        quirky(thread_data, " (1 (2 3))", &of(&[(1, 0), (2, 1), (3, 2)]), Quirk::LoneThreadList, 9);
        quirky(thread_data, " (1 2 )(3)", &of(&[(1, 0), (2, 1), (3, 0)]), Quirk::SpaceInParentheses, 5);
        rejects(
            thread_data,
            &[
                (" 1", 1, "thread-list"),
                (" ()", 2, "thread-members"),
                (" (1", 3, "\")\""),
                (" (1 2", 5, "\")\""),
                (" ((1))", 5, "thread-list"),
                (" (1 (2)(3) 4)", 10, "thread-list"),
                (" (0)", 2, "nz-number"),
                (" (1 x)", 4, "thread-members"),
            ],
        );
    }

    #[test]
    fn lists_in_lists_draw_on_the_budget_and_long_threads_do_not() {
        let deep = alloc::format!(" {}(2)(3){}", "(1 (2)".repeat(9), ")".repeat(9));
        let error =
            thread_data(&Context::new(crate::context::Mode::Lenient, false, 9, deep.len()), deep.as_bytes())
                .unwrap_err();
        assert_eq!(error.rule().name(), "less nesting");
        assert!(
            thread_data(&Context::new(crate::context::Mode::Lenient, false, 99, deep.len()), deep.as_bytes())
                .is_ok()
        );
        let long = alloc::format!(" (1{})", " 2".repeat(100_000));
        let (_, threads) =
            thread_data(&Context::new(crate::context::Mode::Strict, false, 1, long.len()), long.as_bytes())
                .unwrap();
        let mut out = Vec::new();
        write_thread_data(&mut Encoder::new(&mut out), &threads);
        assert_eq!(out, long.as_bytes());
    }

    #[test]
    fn commands_both_ways() {
        let of = |algorithm, key| Thread {
            numbering: Numbering::SeqNum,
            algorithm,
            charset: Charset::try_from("US-ASCII").unwrap(),
            keys: NonEmpty::one(key),
        };
        let thread = |cx: &Context, i| thread(cx, i, Numbering::SeqNum);
        both_ways(
            thread,
            write_thread,
            &[
                (" ORDEREDSUBJECT US-ASCII ALL", of(ThreadAlgorithm::OrderedSubject, SearchKey::All)),
                (
                    " REFERENCES US-ASCII TEXT \"gewp\u{20}x\"",
                    of(ThreadAlgorithm::References, SearchKey::Text(s("gewp x"))),
                ),
                (" REFS US-ASCII SEEN", of(ThreadAlgorithm::Refs, SearchKey::Seen)),
                (" X-A US-ASCII ALL", of(ThreadAlgorithm::Other(kept(b"X-A", b"")), SearchKey::All)),
            ],
        );
        rejects(
            thread,
            &[("", 0, "SP"), (" (a)", 1, "thread-alg"), (" REFS", 5, "SP"), (" REFS UTF-8", 11, "SP")],
        );
    }
}
