//! Base subject: what a Subject field is about, without `Re:`, `Fwd:` and the like
//! ([RFC 5256 §2.1](https://www.rfc-editor.org/rfc/rfc5256#section-2.1)).
//!
//! ```text
//! Re: [list] Re: pears (fwd)   ->   pears, a reply or forward
//! ```
//! It is a function of the decoded text alone, in time proportional to its length: servers and disconnected clients can
//! copy it, and get the same threads.

/// What is left of a subject.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct BaseSubject {
    /// The text without its artifacts; empty where there was nothing else.
    pub(crate) text: String,
    /// Whether an artifact of a reply or of a forwarded message was removed.
    pub(crate) is_reply: bool,
}

/// Takes the artifacts away from a subject whose encoded words have been decoded (step 1).
pub(crate) fn base_subject(decoded: &str) -> BaseSubject {
    let spaced = one_space(decoded);
    let (mut rest, mut is_reply) = (&spaced[..], false);
    loop {
        rest = without_trailers(rest, &mut is_reply); // step 2
        rest = without_leaders(rest, &mut is_reply); // steps 3 to 5
        match without_forward(rest) {
            Some(inner) => (rest, is_reply) = (inner, true), // step 6
            None => return BaseSubject { text: rest.into(), is_reply },
        }
    }
}

/// With one space in the place of tabs, line breaks and several spaces.
fn one_space(text: &str) -> String {
    let words: Vec<&str> = text.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// `subj-trailer = "(fwd)" / WSP`, as often as there is one.
fn without_trailers<'t>(mut text: &'t str, is_reply: &mut bool) -> &'t str {
    loop {
        text = text.trim_end_matches(' ');
        let Some(at) = text.len().checked_sub(5).filter(|&at| starts_with(&text.as_bytes()[at..], "(fwd)"))
        else {
            return text;
        };
        *is_reply = true;
        text = &text[..at];
    }
}

/// `subj-leader = (*subj-blob subj-refwd) / WSP`, and a `subj-blob` where something is left behind it, as often as there
/// is one.
fn without_leaders<'t>(mut text: &'t str, is_reply: &mut bool) -> &'t str {
    loop {
        text = text.trim_start_matches(' ');
        let (mut last, mut end) = (0, 0);
        while let Some(len) = blob(&text.as_bytes()[end..]) {
            (last, end) = (end, end + len);
        }
        match reply_or_forward(&text.as_bytes()[end..]) {
            Some(len) => {
                *is_reply = true;
                text = &text[end + len..];
            }
            // What is left behind all blobs but the last is that one.
            None if end == text.len() => return &text[last..],
            None if end == 0 => return text,
            None => text = &text[end..],
        }
    }
}

/// `subj-fwd = subj-fwd-hdr subject subj-fwd-trl`: what stands between `[fwd:` and `]`.
fn without_forward(text: &str) -> Option<&str> {
    let ends = starts_with(text.as_bytes(), "[fwd:") && text.ends_with(']');
    ends.then(|| &text[5..text.len() - 1])
}

/// The length of `subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"`.
fn reply_or_forward(text: &[u8]) -> Option<usize> {
    let word = ["re", "fwd", "fw"].into_iter().find(|word| starts_with(text, word))?.len();
    let spaces = text[word..].iter().take_while(|&&byte| byte == b' ').count();
    let after = word + spaces;
    let after = after + blob(&text[after..]).unwrap_or(0);
    (text.get(after) == Some(&b':')).then_some(after + 1)
}

/// The length of `subj-blob = "[" *BLOBCHAR "]" *WSP`.
fn blob(text: &[u8]) -> Option<usize> {
    let inner = text.strip_prefix(b"[")?;
    let len = inner.iter().position(|byte| matches!(byte, b'[' | b']'))?;
    if inner[len] == b'[' {
        return None;
    }
    Some(len + 2 + inner[len + 1..].iter().take_while(|&&byte| byte == b' ').count())
}

fn starts_with(text: &[u8], word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn artifacts_are_removed_from_both_ends_and_from_within() {
        for (subject, text, is_reply) in [
            ("pears", "pears", false),
            ("  two \t  words\r\n ", "two words", false),
            ("Re: pears", "pears", true),
            ("RE : FW:fwd [2]: pears", "pears", true),
            ("re:", "", true),
            ("Re: [list] Re: pears (fwd) (FWD)  ", "pears", true),
            ("[list] pears", "pears", false),
            ("[a][b] [c] re: pears", "pears", true),
            ("[a] [b]", "[b]", false),
            ("[only]", "[only]", false),
            ("[only] ", "[only]", false),
            ("[fwd: pears]", "pears", true),
            ("[Fwd: [fwd: re: pears (fwd)] ]", "pears", true),
            ("Re: [fwd: [list] pears]", "pears", true),
            ("[fwd: pears", "[fwd: pears", false),
            ("[a [b] pears", "[a [b] pears", false),
            ("rear: view", "rear: view", false),
            ("re pears", "re pears", false),
            ("Re[a][b]: pears", "Re[a][b]: pears", false),
            ("pears (fwd", "pears (fwd", false),
            ("(fwd)", "", true),
            ("Re: Gr\u{fc}\u{df}e (fwd)", "Gr\u{fc}\u{df}e", true),
            ("\u{20ac}\u{20ac}", "\u{20ac}\u{20ac}", false),
            ("", "", false),
        ] {
            let expected = BaseSubject { text: text.into(), is_reply };
            assert_eq!(base_subject(subject), expected, "{subject:?}");
        }
    }

    #[test]
    fn long_subjects_take_no_more_than_their_length() {
        let blobs = "[a]".repeat(300_000);
        assert_eq!(base_subject(&blobs).text, "[a]");
        let nested = format!("{}x{}", "[fwd:".repeat(100_000), "]".repeat(100_000));
        assert_eq!(base_subject(&nested).text, "x");
        assert_eq!(base_subject(&"re:".repeat(300_000)), BaseSubject { text: String::new(), is_reply: true });
        assert_eq!(base_subject(&"[".repeat(900_000)).text.len(), 900_000);
    }
}
