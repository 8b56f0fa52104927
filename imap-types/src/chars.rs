//! The character classes of the grammar. [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)
//!
//! One table answers all of them; `imap-codec` tests it byte by byte against abnf-core's predicates.

/// Bits of [`CLASSES`].
const ATOM: u8 = 1;
const ASTRING: u8 = 1 << 1;
const TAG: u8 = 1 << 2;
const LIST: u8 = 1 << 3;
const QUOTED: u8 = 1 << 4;
const TEXT: u8 = 1 << 5;
const LABEL: u8 = 1 << 6;

#[cfg_attr(not(test), expect(clippy::indexing_slicing, reason = "evaluated by the compiler"))]
static CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 1;
    while byte < 0x80 {
        let c = byte as u8;
        let mut class = 0;
        if c != b'\r' && c != b'\n' {
            class |= TEXT;
            if c != b'"' && c != b'\\' {
                class |= QUOTED;
            }
        }
        let control = c < 0x20 || c == 0x7F;
        let special = matches!(c, b'(' | b')' | b'{' | b' ' | b'%' | b'*' | b'"' | b'\\' | b']');
        if !control && !special {
            class |= ATOM | ASTRING | LIST;
        }
        if c == b']' {
            class |= ASTRING | LIST;
        }
        if c == b'%' || c == b'*' {
            class |= LIST;
        }
        if class & ASTRING != 0 && c != b'+' {
            class |= TAG;
        }
        if c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.' | b':') {
            class |= LABEL;
        }
        table[byte] = class;
        byte += 1;
    }
    table
};

#[cfg_attr(not(test), expect(clippy::indexing_slicing, reason = "there is a class for each byte"))]
const fn is(byte: u8, class: u8) -> bool {
    CLASSES[byte as usize] & class != 0
}

/// `ATOM-CHAR`: any CHAR except `( ) { SP CTL % * " \ ]`.
pub const fn is_atom_char(byte: u8) -> bool {
    is(byte, ATOM)
}

/// `ASTRING-CHAR = ATOM-CHAR / resp-specials`
pub const fn is_astring_char(byte: u8) -> bool {
    is(byte, ASTRING)
}

/// A byte of a `tag`: any ASTRING-CHAR except `+`.
pub const fn is_tag_char(byte: u8) -> bool {
    is(byte, TAG)
}

/// `list-char = ATOM-CHAR / list-wildcards / resp-specials`
pub const fn is_list_char(byte: u8) -> bool {
    is(byte, LIST)
}

/// A byte that stands for itself in a quoted string: TEXT-CHAR except `"` and `\`.
pub const fn is_quoted_char(byte: u8) -> bool {
    is(byte, QUOTED)
}

/// `TEXT-CHAR`: any CHAR (1 to 127) except CR and LF.
pub const fn is_text_char(byte: u8) -> bool {
    is(byte, TEXT)
}

/// `tagged-label-char = ALPHA / "-" / "_" / "." / DIGIT / ":"`
pub const fn is_label_char(byte: u8) -> bool {
    is(byte, LABEL)
}

/// The first byte of a `tagged-ext-label` where values stand among them: `tagged-label-fchar` except `-`, which negative
/// numbers begin with.
pub const fn is_label_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'.')
}

/// A byte of `mechanism`, by which the token of an authorized URL is made: `ALPHA / DIGIT / "-" / "."`.
/// [RFC 4467 §9](https://www.rfc-editor.org/rfc/rfc4467#section-9)
pub const fn is_mechanism_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')
}

/// Whether two words are the same but for the case of their letters.
#[inline]
pub fn eq_in_any_case(a: &[u8], b: &[u8]) -> bool {
    // What std has is unrolled at each of its uses.
    #[inline(never)]
    fn eq(a: &[u8], b: &[u8]) -> bool {
        a.eq_ignore_ascii_case(b)
    }
    match (a, b) {
        // Most that differ do so in length, or at once.
        ([first, ..], [other, ..]) => a.len() == b.len() && first.eq_ignore_ascii_case(other) && eq(a, b),
        _ => a.len() == b.len(),
    }
}
