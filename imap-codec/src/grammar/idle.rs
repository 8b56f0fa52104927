//! IDLE. [RFC 9051 §6.3.13](https://www.rfc-editor.org/rfc/rfc9051#section-6.3.13)

use crate::context::{Context, Parsed};
use crate::grammar::lexical::crlf;
use crate::grammar::seldom::word;
use crate::rule::Rule;

/// `"DONE" CRLF`
pub(crate) fn idle_done<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, ()> {
    let (input, ()) = word(input, "DONE", Rule::Done)?;
    crlf(cx, input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{reads, rejects};

    #[test]
    fn done_ends_idle() {
        reads(idle_done, &[("DONE\r\n", ()), ("done\r\n", ())]);
        rejects(idle_done, &[("a DONE\r\n", 0, "DONE"), ("DONE x\r\n", 4, "CRLF")]);
    }
}
