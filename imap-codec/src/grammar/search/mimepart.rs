//! Dovecot's keys for parts of a message. No text defines them: what is here was asked of Dovecot 2.3.

use bounded_static::IntoBoundedStatic;
use imap_types::search::{MimePartKeys, SearchKey};

use crate::context::{Context, Parsed, expected, refused};
use crate::grammar::lexical::{before, keyword, list_follows, sp};
use crate::grammar::raw::{raw, sp_value, value};
use crate::rule::Rule;
use crate::work;

/// After `MIMEPART`: `SP "(" mimepart-key *(SP mimepart-key) ")"`, or a key without the parentheses, which are added.
pub(super) fn mimepart<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, SearchKey<'a>> {
    let (rest, keys) = match list_follows(input) {
        true => sp_value(cx, input)?,
        false => {
            let (start, ()) = sp(cx, input)?;
            let rest = bare_key(cx, start)?;
            (rest, raw(&[b" (", before(start, rest), b")"].concat()).into_static())
        }
    };
    match MimePartKeys::try_from(keys) {
        Ok(keys) => Ok((rest, SearchKey::MimePart(keys))),
        Err(error) => refused(input, error),
    }
}

/// What follows a key that does not stand in parentheses: each has its count of values.
fn bare_key<'a>(cx: &Context, mut input: &'a [u8]) -> Result<&'a [u8], crate::context::Unmet> {
    // How many keys are still to come.
    let mut keys = 1_usize;
    loop {
        work::again();
        keys = keys.saturating_sub(1);
        let (rest, name) = keyword(input);
        let upper = &mut [0; 16];
        let name = match upper.get_mut(..name.len()) {
            Some(upper) => {
                upper.copy_from_slice(name);
                upper.make_ascii_uppercase();
                &*upper
            }
            None => name,
        };
        let (mut rest, values) = match name {
            b"" if input.starts_with(b"(") => (value(input)?.0, 0),
            b"NOT" => {
                keys = keys.saturating_add(1);
                (rest, 0)
            }
            b"OR" => {
                keys = keys.saturating_add(2);
                (rest, 0)
            }
            b"PARENT" | b"CHILD" => match sp(cx, rest)? {
                (after, ()) if keyword(after).1.eq_ignore_ascii_case(b"EXISTS") => (rest, 1),
                _ => {
                    keys = keys.saturating_add(1);
                    (rest, 0)
                }
            },
            b"SIZE" | b"DEPTH" => match sp(cx, rest)? {
                ([b'0'..=b'9', ..], ()) => (rest, 1),
                _ => (rest, 2),
            },
            b"DISPOSITION" => match sp(cx, rest)? {
                (after, ()) if keyword(after).1.eq_ignore_ascii_case(b"PARAM") => (rest, 3),
                _ => (rest, 2),
            },
            b"FILENAME" | b"HEADER" | b"PARAM" => (rest, 2),
            b"BCC" | b"BODY" | b"CC" | b"DESCRIPTION" | b"ENCODING" | b"FROM" | b"ID" | b"IN-REPLY-TO"
            | b"INDEX" | b"LANGUAGE" | b"LOCATION" | b"MD5" | b"MESSAGE-ID" | b"REPLY-TO" | b"SENDER"
            | b"SENTBEFORE" | b"SENTON" | b"SENTSINCE" | b"SUBJECT" | b"SUBTYPE" | b"TEXT" | b"TO"
            | b"TYPE" => (rest, 1),
            _ => return expected(input, Rule::MimePartKey),
        };
        for _ in 0..values {
            let (at, ()) = sp(cx, rest)?;
            (rest, _) = value(at)?;
        }
        if keys == 0 {
            return Ok(rest);
        }
        (input, ()) = sp(cx, rest)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::pieces::Called as _;
    use crate::grammar::search::key::write_search_key;
    use crate::grammar::testing::{both_ways, reads, rejects};

    #[test]
    fn a_key_ends_where_dovecot_ends_it() {
        let keys = |keys: &str| {
            let keys = raw(alloc::format!(" {keys}").as_bytes()).into_static();
            SearchKey::MimePart(MimePartKeys::try_from(keys).unwrap())
        };
        let write = |out: &mut crate::encoder::Encoder<'_>, key: &SearchKey<'_>| {
            let mut octets = alloc::vec::Vec::new();
            write_search_key(&mut crate::encoder::Encoder::new(&mut octets), key);
            out.bytes(octets.strip_prefix(b"MIMEPART").unwrap());
        };
        both_ways(mimepart, write, &[(" (TYPE image (ID \")\"))", keys("(TYPE image (ID \")\"))"))]);
        reads(mimepart, &[(" (ID {1+}\r\n))", keys("(ID {1}\r\n))"))]);
        for text in [
            "TYPE image",
            "type {2}\r\n))",
            "NOT NOT TYPE a",
            "OR NOT TYPE a (SUBTYPE b)",
            "OR OR INDEX 1 MD5 b ID c",
            "PARENT EXISTS",
            "CHILD PARENT TYPE \"a\"",
            "SIZE 3",
            "SIZE LARGER 3",
            "DEPTH MIN 1",
            "DISPOSITION TYPE inline",
            "DISPOSITION PARAM filename a",
            "FILENAME ENDS .png",
            "HEADER a b",
        ] {
            let wire = alloc::format!(" {text}");
            reads(mimepart, &[(&*wire, keys(&alloc::format!("({text})")))]);
            // Not a word more.
            rejects(mimepart, &[(&*alloc::format!("{wire} SEEN"), wire.len(), "the end")]);
        }
        rejects(
            mimepart,
            &[
                (" ALL", 1, "MIMEPART key"),
                (" ()", 0, "MIMEPART key"),
                (" TYPE", 5, "SP"),
                (" OR TYPE a", 10, "SP"),
                (" FILENAME a", 11, "SP"),
                (" NOT \"TYPE\" a", 5, "MIMEPART key"),
            ],
        );
    }
}
