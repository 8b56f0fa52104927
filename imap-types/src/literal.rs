//! Headers of literals: the one place that says what is one. [RFC 9051 §4.3](https://www.rfc-editor.org/rfc/rfc9051#section-4.3)
//!
//! The framer of `imap-codec`, its grammar and [`Raw`](crate::raw::Raw) ask here. Were one of them to see a header where
//! another sees text, then what one takes for the octets of a literal would be commands to the other.

/// Which of the two kinds of literal a header announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LiteralKind {
    /// `{n}`: octets other than NUL.
    Literal,
    /// `~{n}`: any octets. [RFC 3516 §4](https://www.rfc-editor.org/rfc/rfc3516#section-4)
    Literal8,
}

/// Whether the sender waits for `+` before it sends the octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LiteralMode {
    /// `{n}`: a client waits. A server never does.
    Synchronizing,
    /// `{n+}`: the octets follow at once. [RFC 7888 §3](https://www.rfc-editor.org/rfc/rfc7888#section-3)
    NonSynchronizing,
}

/// What stands between the end of a line and the octets of a literal: `["~"] "{" number64 ["+"] "}"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LiteralHead {
    /// Octets of the literal, at most 63 bits.
    pub len: u64,
    /// `{n}` or `~{n}`.
    pub kind: LiteralKind,
    /// `{n}` or `{n+}`, as spelled: from a server, too, where `+` is against the rules but harmless.
    pub mode: LiteralMode,
}

/// A [`LiteralHead`] where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// Length and kind of the literal that the header announces.
    pub head: LiteralHead,
    /// What stands before the brace. It ends in `~` if that is part of the header.
    pub before: &'a [u8],
    /// The number as it is spelled: it may have leading zeros.
    pub digits: &'a [u8],
}

/// What is no [`Header`] though a lax reader might count octets by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BrokenHeader {
    /// The number does not fit 63 bits: `number64`.
    Length,
    /// Something else than a number and `+` in the braces, such as `{4096+   }` or `{5x}`.
    Spelling,
}

impl<'a> Header<'a> {
    /// The header that `octets` begin with, up to its brace, and what follows it: for a header, a [`LineEnd`].
    #[inline]
    pub fn at_start(octets: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let tilde = usize::from(octets.first() == Some(&b'~'));
        let (before, braces) = octets.split_at_checked(tilde)?;
        read(before, braces).ok().flatten()
    }

    /// The header that `line` ends with, which has no line end any more.
    pub fn at_end(line: &'a [u8]) -> Result<Option<Self>, BrokenHeader> {
        if line.last() != Some(&b'}') {
            return Ok(None);
        }
        let open = line.iter().rposition(|&byte| byte == b'{');
        let Some((before, braces)) = open.and_then(|open| line.split_at_checked(open)) else {
            return Ok(None);
        };
        match read(before, braces)? {
            Some((header, [])) => Ok(Some(header)),
            _ if looks_like_length(braces) => Err(BrokenHeader::Spelling),
            _ => Ok(None),
        }
    }
}

/// `"{" number64 ["+"] "}"` — [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9),
/// [RFC 7888 §8](https://www.rfc-editor.org/rfc/rfc7888#section-8)
fn read<'a>(before: &'a [u8], braces: &'a [u8]) -> Result<Option<(Header<'a>, &'a [u8])>, BrokenHeader> {
    let Some(inner) = braces.strip_prefix(b"{") else { return Ok(None) };
    let end = inner.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(inner.len());
    let (digits, rest) = inner.split_at_checked(end).unwrap_or_default();
    let (rest, mode) = match rest {
        [b'+', b'}', rest @ ..] => (rest, LiteralMode::NonSynchronizing),
        [b'}', rest @ ..] => (rest, LiteralMode::Synchronizing),
        _ => return Ok(None),
    };
    if digits.is_empty() {
        return Ok(None);
    }
    let add = |len: u64, digit: &u8| len.checked_mul(10)?.checked_add(u64::from(digit & 0x0f));
    let len =
        digits.iter().try_fold(0, add).filter(|&len| len <= u64::MAX >> 1).ok_or(BrokenHeader::Length)?;
    let kind = if before.ends_with(b"~") { LiteralKind::Literal8 } else { LiteralKind::Literal };
    Ok(Some((Header { head: LiteralHead { len, kind, mode }, before, digits }, rest)))
}

/// Whether a lax reader would take a length from what stands between braces: blanks, a sign, then a digit.
fn looks_like_length(braces: &[u8]) -> bool {
    let inner = braces.strip_prefix(b"{").unwrap_or(braces);
    let number = inner.trim_ascii_start();
    let number = number.strip_prefix(b"+").or(number.strip_prefix(b"-")).unwrap_or(number);
    number.first().is_some_and(u8::is_ascii_digit) && !inner.contains(&b'"')
}

/// What ends a line, that of a header as any other.
///
/// A header counts with the line ends that the reader takes: CRLF for all of them; LF for framer and grammar, which is
/// a quirk; CR for a framer that was told to end lines there. The grammar takes no header that ends in CR, and so a
/// message that has one is malformed, whoever framed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// CR LF, as it should be.
    CrLf,
    /// LF alone.
    Lf,
    /// CR alone.
    Cr,
}

impl LineEnd {
    /// The line end that `octets` begin with, and what follows it.
    pub fn at_start(octets: &[u8]) -> Option<(Self, &[u8])> {
        match octets {
            [b'\r', b'\n', rest @ ..] => Some((Self::CrLf, rest)),
            [b'\n', rest @ ..] => Some((Self::Lf, rest)),
            [b'\r', rest @ ..] => Some((Self::Cr, rest)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that a header can look like, told from both ends.
    #[test]
    fn a_header_is_the_same_from_either_end() {
        let head = |len, kind, mode| Ok(Some(LiteralHead { len, kind, mode }));
        use {LiteralKind::*, LiteralMode::*};
        for (wire, expected) in [
            ("{5}", head(5, Literal, Synchronizing)),
            ("{5+}", head(5, Literal, NonSynchronizing)),
            ("~{5}", head(5, Literal8, Synchronizing)),
            ("~{005+}", head(5, Literal8, NonSynchronizing)),
            ("{9223372036854775807}", head(i64::MAX as u64, Literal, Synchronizing)),
            ("{9223372036854775808}", Err(BrokenHeader::Length)),
            ("{99999999999999999999999}", Err(BrokenHeader::Length)),
            ("{}", Ok(None)),
            ("{+}", Ok(None)),
            ("{foo}", Ok(None)),
            ("{5", Ok(None)),
            ("5}", Ok(None)),
            ("{5}\r", Ok(None)),
            ("{5 }", Err(BrokenHeader::Spelling)),
            ("{ 5}", Err(BrokenHeader::Spelling)),
            ("{-5}", Err(BrokenHeader::Spelling)),
            ("{5++}", Err(BrokenHeader::Spelling)),
            ("{5}}", Err(BrokenHeader::Spelling)),
            ("{5\" b}", Ok(None)),
        ] {
            let before = alloc::format!("a {wire}");
            let found = Header::at_end(before.as_bytes());
            assert_eq!(found.map(|found| found.map(|header| header.head)), expected, "{wire}");
            if let Ok(Some(head)) = expected {
                let (header, rest) = Header::at_start(wire.as_bytes()).expect(wire);
                assert_eq!((header.head, rest), (head, &b""[..]), "{wire}");
            } else {
                let found = Header::at_start(wire.as_bytes());
                assert!(found.is_none_or(|(_, rest)| !rest.is_empty()), "{wire}");
            }
        }
    }

    #[test]
    fn a_line_ends_in_crlf_lf_or_cr() {
        assert_eq!(LineEnd::at_start(b"\r\na"), Some((LineEnd::CrLf, &b"a"[..])));
        assert_eq!(LineEnd::at_start(b"\n\r"), Some((LineEnd::Lf, &b"\r"[..])));
        assert_eq!(LineEnd::at_start(b"\r\r\n"), Some((LineEnd::Cr, &b"\r\n"[..])));
        assert_eq!(LineEnd::at_start(b"a\r\n"), None);
    }
}
