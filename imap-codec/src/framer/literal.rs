//! Literal headers at the end of a line, and the lines where what looks like one is text.

use memchr::{memchr, memrchr};

use super::FramingError;

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

/// Reads the literal header at the end of `text`, of which the `}` has been cut off.
///
/// `["~"] "{" number64 ["+"] "}"` — [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9),
/// [RFC 7888 §8](https://www.rfc-editor.org/rfc/rfc7888#section-8); [`FramingError::LiteralHeader`] says which
/// lines are ordinary, and why.
pub(super) fn literal_head(text: &[u8]) -> Result<Option<LiteralHead>, FramingError> {
    let Some((before, inner)) = memrchr(b'{', text).and_then(|open| text.split_at_checked(open)) else {
        return Ok(None);
    };
    let inner = inner.strip_prefix(b"{").unwrap_or(inner);
    let (digits, mode) = match inner.strip_suffix(b"+") {
        Some(digits) => (digits, LiteralMode::NonSynchronizing),
        None => (inner, LiteralMode::Synchronizing),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return if looks_like_length(inner) { Err(FramingError::LiteralHeader) } else { Ok(None) };
    }
    let len = digits
        .iter()
        .try_fold(0_u64, |len, digit| len.checked_mul(10)?.checked_add(u64::from(digit & 0x0f)))
        .filter(|&len| len <= u64::MAX >> 1)
        .ok_or(FramingError::LiteralLength)?;
    let kind = if before.ends_with(b"~") { LiteralKind::Literal8 } else { LiteralKind::Literal };
    Ok(Some(LiteralHead { len, kind, mode }))
}

/// Whether a lax reader would take a length from what stands between braces.
fn looks_like_length(inner: &[u8]) -> bool {
    let number = inner.trim_ascii_start();
    let number = number.strip_prefix(b"+").or(number.strip_prefix(b"-")).unwrap_or(number);
    number.first().is_some_and(u8::is_ascii_digit) && memchr(b'"', inner).is_none()
}

/// Whether a response that begins with `line` ends in `text`, where braces mean nothing.
///
/// Valid responses have literals only behind `*`, yet not every other line is taken for text: when a server has
/// miscounted a literal, the line behind it may begin with anything, and the octets of the next literal must not be
/// read as responses.
pub(super) fn is_text(line: &[u8]) -> bool {
    // Lenient: some servers send NULs before the greeting.
    let nuls = line.iter().take_while(|&&byte| byte == 0).count();
    let line = line.get(nuls..).unwrap_or_default();
    match line.first() {
        Some(b'+') => return true,
        // Lenient: Exchange sends `[COPYUID 55 31 6]` for `* OK [COPYUID 55 31 6]`.
        Some(b'[') => return true,
        _ => {}
    }
    let mut words = line.split(|&byte| byte == b' ');
    let tag = words.next().unwrap_or_default();
    let is_tag = |byte: &u8| byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(byte);
    if tag != b"*" && (tag.is_empty() || !tag.iter().all(is_tag)) {
        return false;
    }
    // Lenient: more than one SP.
    let status = words.find(|word| !word.is_empty()).unwrap_or_default();
    [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"].iter().any(|word| status.eq_ignore_ascii_case(word))
}
