//! Bytes of a peer with calls of the caller among them.
//!
//! A file of the corpus is wire text, in which `FF` begins a call: the next octet says which, the one behind it is a
//! number for it and how many octets of data follow. Thus a trace is an input as it stands, and a mutation of it moves
//! calls about.

use arbitrary::{Arbitrary, Unstructured};

/// What happens next.
#[derive(Clone, Copy, Debug)]
pub enum Step<'i> {
    /// The peer has said this.
    Bytes(&'i [u8]),
    /// The caller calls.
    Call(Call<'i>),
}

/// A call and what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Call<'i> {
    /// Which.
    pub which: u8,
    /// Free to use.
    pub number: u8,
    /// As many octets as `number` says, if there are.
    pub data: &'i [u8],
}

impl<'i> Call<'i> {
    /// A value made of the data. The same data gives the same value.
    pub fn value<T: Arbitrary<'i>>(&self) -> Option<T> {
        T::arbitrary(&mut Unstructured::new(self.data)).ok()
    }

    /// One of the things, by the number.
    pub fn pick<T: Copy>(&self, of: &[T]) -> Option<T> {
        of.get(usize::from(self.number) % of.len().max(1)).copied()
    }
}

/// The steps of an input, in order.
pub fn steps(mut input: &[u8]) -> impl Iterator<Item = Step<'_>> {
    const CALL: u8 = 0xff;
    std::iter::from_fn(move || match *input {
        [] => None,
        [CALL, which, number, ref rest @ ..] => {
            let (data, rest) = rest.split_at(rest.len().min(number.into()));
            input = rest;
            Some(Step::Call(Call { which, number, data }))
        }
        // Cut short.
        [CALL, ..] => None,
        _ => {
            let end = input.iter().position(|&byte| byte == CALL).unwrap_or(input.len());
            let (bytes, rest) = input.split_at(end);
            input = rest;
            Some(Step::Bytes(bytes))
        }
    })
}
