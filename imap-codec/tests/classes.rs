//! The character classes, byte by byte, against abnf-core's predicates and the productions built on them.

use abnf_core::{is_alpha, is_char, is_cr, is_ctl, is_digit, is_dquote, is_lf, is_sp};
use imap_types::chars::{
    is_astring_char, is_atom_char, is_label_char, is_list_char, is_quoted_char, is_tag_char, is_text_char,
};

/// `list-wildcards = "%" / "*"`
fn is_list_wildcard(c: char) -> bool {
    matches!(c, '%' | '*')
}

/// `quoted-specials = DQUOTE / "\"`
fn is_quoted_special(c: char) -> bool {
    is_dquote(c) || c == '\\'
}

/// `atom-specials = "(" / ")" / "{" / SP / CTL / list-wildcards / quoted-specials / resp-specials`
fn is_atom_special(c: char) -> bool {
    matches!(c, '(' | ')' | '{' | ']') || is_sp(c) || is_ctl(c) || is_list_wildcard(c) || is_quoted_special(c)
}

#[test]
fn every_byte_is_in_the_classes_that_the_grammar_puts_it_in() {
    for byte in 0..=u8::MAX {
        let c = char::from(byte);
        // abnf-core's predicates are about characters; those above ASCII are none of theirs.
        let char_ = byte.is_ascii() && is_char(c);
        let text = char_ && !is_cr(c) && !is_lf(c);
        let atom = char_ && !is_atom_special(c);
        let astring = atom || c == ']';
        assert_eq!(is_text_char(byte), text, "TEXT-CHAR {byte:#04x}");
        assert_eq!(is_quoted_char(byte), text && !is_quoted_special(c), "QUOTED-CHAR {byte:#04x}");
        assert_eq!(is_atom_char(byte), atom, "ATOM-CHAR {byte:#04x}");
        assert_eq!(is_astring_char(byte), astring, "ASTRING-CHAR {byte:#04x}");
        assert_eq!(is_tag_char(byte), astring && c != '+', "tag {byte:#04x}");
        assert_eq!(is_list_char(byte), astring || is_list_wildcard(c), "list-char {byte:#04x}");
        let label = byte.is_ascii() && (is_alpha(c) || is_digit(c) || matches!(c, '-' | '_' | '.' | ':'));
        assert_eq!(is_label_char(byte), label, "tagged-label-char {byte:#04x}");
    }
}
