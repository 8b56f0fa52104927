//! The smallest pieces again, for what comes seldom.
//!
//! The compiler copies the readers of [`lexical`] and [`string`] into each rule that uses them. That is worth it where
//! lines come by the thousand: messages, flags, mailboxes, states. All others take them from here, where they have the
//! same names and there is one of each. A rule does not change with where its pieces are from, only its imports do.
//!
//! [`lexical`]: super::lexical
//! [`string`]: super::string

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use imap_types::mailbox::{ListMailbox, Mailbox};
use imap_types::nonempty::NonEmpty;
use imap_types::number::{Number64, Uid};
use imap_types::string::{AString, Binary, NString};
use imap_types::trusted::FromWire;

use super::{lexical, mailbox, string};
use crate::context::{Context, Parsed};
use crate::grammar::lexical::{Digits, wrong_element};
use crate::rule::Rule;
use crate::work;

/// The readers of another module, each as a function that is called.
macro_rules! called {
    ($($from:ident::$rule:ident($cx:ident) -> $Value:ty;)+) => {$(
        #[doc = concat!("As in `", stringify!($from), "`.")]
        #[inline(never)]
        pub(crate) fn $rule<'a>($cx: &Context, input: &'a [u8]) -> Parsed<'a, $Value> {
            $from::$rule($cx, input)
        }
    )+};
    ($($from:ident::$rule:ident() -> $Value:ty;)+) => {$(
        #[doc = concat!("As in `", stringify!($from), "`.")]
        #[inline(never)]
        pub(crate) fn $rule(input: &[u8]) -> Parsed<'_, $Value> {
            $from::$rule(input)
        }
    )+};
}

called! {
    lexical::open(cx) -> ();
    lexical::close(cx) -> ();
    lexical::sp(cx) -> ();
    lexical::nz_number(cx) -> NonZeroU32;
    string::string(cx) -> AString<'a>;
    string::nstring(cx) -> NString<'a>;
    string::nstring_or_literal8(cx) -> Option<Binary<'a>>;
    string::astring(cx) -> AString<'a>;
    string::astring_octets(cx) -> Cow<'a, [u8]>;
    mailbox::mailbox(cx) -> Mailbox<'a>;
    mailbox::list_mailbox(cx) -> ListMailbox<'a>;
}

called! {
    lexical::number64() -> Number64;
    string::nil() -> ();
}

/// As in `lexical`.
#[inline(never)]
pub(crate) fn closes(input: &[u8]) -> bool {
    lexical::closes(input)
}

/// As in `lexical`.
#[inline(never)]
pub(crate) fn continues(input: &[u8]) -> bool {
    lexical::continues(input)
}

/// As in `lexical`.
#[inline(never)]
pub(crate) fn list_follows(input: &[u8]) -> bool {
    lexical::list_follows(input)
}

/// As in `lexical`.
#[inline(never)]
pub(crate) fn digits(input: &[u8]) -> Digits<'_> {
    lexical::digits(input)
}

/// As in `lexical`.
#[inline(never)]
pub(crate) fn number(input: &[u8]) -> Parsed<'_, u32> {
    lexical::number_of(digits(input), input)
}

/// As in `lexical`.
pub(crate) fn uniqueid<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Uid> {
    let (input, uid) = nz_number(cx, input)?;
    Ok((input, uid.into()))
}

/// As in `lexical`, but one byte at a time.
#[inline(never)]
pub(crate) fn span(input: &[u8], class: fn(u8) -> bool) -> (&[u8], &[u8]) {
    lexical::split(input, input.iter().take_while(|&&byte| class(byte)).count())
}

/// The longest run of bytes without these; may be empty. So the rules need no function each for what ends a run.
#[inline(never)]
pub(crate) fn until<'a>(input: &'a [u8], ends: &'static [u8]) -> (&'a [u8], &'a [u8]) {
    lexical::split(input, input.iter().take_while(|byte| ends.iter().all(|end| end != *byte)).count())
}

/// As in `lexical`.
#[inline(never)]
pub(crate) fn word<'a>(input: &'a [u8], word: &'static str, rule: Rule) -> Parsed<'a, ()> {
    lexical::word(input, word, rule)
}

/// As in `lexical`.
#[inline(never)]
pub(crate) fn after_word<'a>(input: &'a [u8], word: &'static str) -> Option<&'a [u8]> {
    lexical::after_word(input, word)
}

/// Reads elements one by one and keeps them: one loop does for all of them.
trait Elements<'a> {
    /// Reads an element and keeps it.
    fn next(&mut self, cx: &Context, input: &'a [u8]) -> Parsed<'a, ()>;

    /// Forgets the last one, which is not followed by what has to follow it.
    fn forget_last(&mut self);
}

/// Whether an element is the last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    Last,
    BeforeAnother,
}

struct Kept<T, F> {
    items: Vec<T>,
    item: F,
}

impl<'a, T, F: FnMut(&Context, &'a [u8]) -> Parsed<'a, T>> Kept<T, F> {
    const fn by(item: F) -> Self {
        Self { items: Vec::new(), item }
    }
}

impl<'a, T, F: FnMut(&Context, &'a [u8]) -> Parsed<'a, T>> Elements<'a> for Kept<T, F> {
    fn next(&mut self, cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
        let (rest, item) = (self.item)(cx, input)?;
        self.items.push(item);
        Ok((rest, ()))
    }

    fn forget_last(&mut self) {
        self.items.pop();
    }
}

/// An element of a list with what follows it, without which it is not kept.
fn next<'a>(cx: &Context, input: &'a [u8], items: &mut dyn Elements<'a>) -> Parsed<'a, Is> {
    let (rest, ()) = items.next(cx, input)?;
    separated(cx, rest).inspect_err(|_| items.forget_last())
}

/// After an element of a list: `SP` and another one, or its end. There is one for all lists, so that its pieces are
/// not called.
fn separated<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, Is> {
    if lexical::closes(input) {
        return Ok((input, Is::Last));
    }
    let (input, ()) = lexical::sp(cx, input)?;
    Ok((input, Is::BeforeAnother))
}

/// What is done about an element that is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    LeftOut,
    Refused,
}

/// `item *(SP item)` up to where the caller's list ends.
#[inline(never)]
#[cfg_attr(test, track_caller)]
fn each<'a>(cx: &Context, mut input: &'a [u8], wrong: Wrong, items: &mut dyn Elements<'a>) -> Parsed<'a, ()> {
    let mut any = false;
    loop {
        work::again();
        let error = match next(cx, input, items) {
            Ok((rest, Is::Last)) => return Ok((rest, ())),
            Ok((rest, Is::BeforeAnother)) => {
                (input, any) = (rest, true);
                continue;
            }
            Err(error) if wrong == Wrong::Refused => return Err(error),
            Err(error) => error,
        };
        input = wrong_element(cx, input, error)?;
        if closes(input) {
            return if any { Ok((input, ())) } else { Err(error) };
        }
        (input, ()) = sp(cx, input)?;
    }
}

/// `"(" item *(SP item) ")"`
#[inline(never)]
#[cfg_attr(test, track_caller)]
fn each_in_parentheses<'a>(
    cx: &Context,
    input: &'a [u8],
    wrong: Wrong,
    items: &mut dyn Elements<'a>,
) -> Parsed<'a, ()> {
    let (input, ()) = lexical::open(cx, input)?;
    let (input, ()) = each(cx, input, wrong, items)?;
    lexical::close(cx, input)
}

/// `"(" [item *(SP item)] ")"`
#[inline(never)]
#[cfg_attr(test, track_caller)]
fn any_in_parentheses<'a>(cx: &Context, input: &'a [u8], items: &mut dyn Elements<'a>) -> Parsed<'a, ()> {
    let (input, ()) = open(cx, input)?;
    let (input, ()) = if closes(input) { (input, ()) } else { each(cx, input, Wrong::LeftOut, items)? };
    close(cx, input)
}

/// `"(" [item *(SP item)] ")"`
#[cfg_attr(test, track_caller)]
pub(crate) fn list<'a, T>(
    cx: &Context,
    input: &'a [u8],
    item: impl FnMut(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    let mut kept = Kept::by(item);
    let (input, ()) = any_in_parentheses(cx, input, &mut kept)?;
    Ok((input, kept.items))
}

/// `"(" item *(SP item) ")"`
#[cfg_attr(test, track_caller)]
pub(crate) fn list1<'a, T>(
    cx: &Context,
    input: &'a [u8],
    item: impl FnMut(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, NonEmpty<T>> {
    let mut kept = Kept::by(item);
    let (rest, ()) = each_in_parentheses(cx, input, Wrong::LeftOut, &mut kept)?;
    Ok((rest, NonEmpty::from_wire(kept.items)))
}

/// The same, but a wrong element fails the list: it may hold lists, or be something else.
#[cfg_attr(test, track_caller)]
pub(crate) fn whole_list1<'a, T>(
    cx: &Context,
    input: &'a [u8],
    item: impl FnMut(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, NonEmpty<T>> {
    let mut kept = Kept::by(item);
    let (rest, ()) = each_in_parentheses(cx, input, Wrong::Refused, &mut kept)?;
    Ok((rest, NonEmpty::from_wire(kept.items)))
}

/// `1*(SP item)` at the end of a line.
#[cfg_attr(test, track_caller)]
pub(crate) fn to_line_end<'a, T>(
    cx: &Context,
    input: &'a [u8],
    item: impl FnMut(&Context, &'a [u8]) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    let mut kept = Kept::by(item);
    let (input, ()) = each_to_line_end(cx, input, &mut kept)?;
    Ok((input, kept.items))
}

#[inline(never)]
#[cfg_attr(test, track_caller)]
fn each_to_line_end<'a>(cx: &Context, mut input: &'a [u8], items: &mut dyn Elements<'a>) -> Parsed<'a, ()> {
    let (mut any, mut wrong) = (false, None);
    while continues(input) {
        work::again();
        let (start, ()) = sp(cx, input)?;
        input = match items.next(cx, start) {
            Ok((rest, ())) => {
                any = true;
                rest
            }
            Err(error) => {
                let rest = wrong_element(cx, start, error)?;
                wrong = Some(error);
                rest
            }
        };
    }
    match wrong {
        Some(error) if !any => Err(error),
        _ => Ok((input, ())),
    }
}
