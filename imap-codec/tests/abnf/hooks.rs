//! Where the prose of the RFCs says less than their ABNF derives, or the ABNF cannot say it.

use std::ops::RangeInclusive;

use super::random::Random;

/// What else is true of what a rule derives.
#[derive(Clone, Copy)]
pub(crate) enum Hook {
    /// Digits, as a number in this range.
    Number(u64, u64),
    /// The octets that the count announces follow; the flag: NUL may be among them.
    Literal(bool),
    /// Only after ENABLE.
    Utf8,
    /// No name that has a meaning of its own in one of these rules.
    Unknown(&'static [&'static str]),
    /// Only what this is true of.
    Check(fn(&[u8]) -> bool),
    /// The same; random ones are made otherwise.
    Made(fn(&mut Random) -> String, fn(&[u8]) -> bool),
}

const U32: u64 = u32::MAX as u64;
const U63: u64 = i64::MAX as u64;

pub(crate) fn hook(rule: &str) -> Option<Hook> {
    Some(match rule {
        // RFC 9051 §9, in the comments of these rules.
        "number" => Hook::Number(0, U32),
        "nz-number" => Hook::Number(1, U32),
        "number64" => Hook::Number(0, U63),
        "nz-number64" => Hook::Number(1, U63),
        // RFC 7162 §7
        "mod-sequence-value" => Hook::Number(1, U63),
        // RFC 6203 §7
        "score" => Hook::Number(1, 100),
        // RFC 9051 §4.3; RFC 7888 §8: the plus from clients only; RFC 3516 §7: NUL
        "literal" => Hook::Literal(false),
        "literal8" => Hook::Literal(true),
        // RFC 9755 §3
        "uQUOTED-CHAR" => Hook::Utf8,
        // RFC 5738 §3.1
        "utf8-quoted" => Hook::Utf8,
        // RFC 5322 §3.3: a day of its month, a time of its day
        "date-text" => Hook::Made(date_text, is_date_text),
        "date-time" => Hook::Made(date_time, is_date_time),
        // RFC 9051 §2.3.2: \Recent is no flag that a client may set
        "flag-extension" => Hook::Check(|flag| !flag.eq_ignore_ascii_case(b"\\Recent")),
        // RFC 5255 §3.5, and RFC 9051 §7.1: what begins with a bracket is a code
        "resp-text-text" => Hook::Check(|text| text[0] != b'['),
        // RFC 9051 §7.5.2: TEXT has lines, MESSAGE/RFC822 an envelope
        "media-type-basic" => Hook::Check(|media| !content_is(media, &["TEXT", "MULTIPART"])),
        "media-basic" => Hook::Check(|media| {
            let media = media.to_ascii_uppercase();
            let is_message = media.windows(7).any(|part| part == b"MESSAGE");
            !(is_message
                && [&b"RFC822"[..], b"GLOBAL"].iter().any(|sub| media.windows(6).any(|part| &part == sub)))
        }),
        // RFC 7162 §3.2.5.2: as many numbers as UIDs, both ascending
        "seq-match-data" => Hook::Check(|data| {
            let sets: Vec<_> = data.split(|&octet| octet == b' ').map(numbers).collect();
            sets[0].len() == sets[1].len()
                && sets.iter().all(|set| set.windows(2).all(|two| two[0].end() < two[1].start()))
                && count(&sets[0]) == count(&sets[1])
        }),
        // RFC 9585 §4: no more is done than there is
        "inprogress-state-known-goal" => Hook::Check(|state| {
            let mut numbers = state.split(|&octet| octet == b' ').map(numbers);
            let mut number = || *numbers.next().unwrap()[0].start();
            number() <= number()
        }),
        // RFC 4315 §3: as many UIDs in the one set as in the other
        "copied-uids" => Hook::Check(|sets| {
            let sets: Vec<_> = sets.split(|&octet| octet == b' ').map(numbers).collect();
            count(&sets[0]) == count(&sets[1])
        }),
        // RFC 7162 §7: one of them
        "store-modifiers" => Hook::Check(|modifiers| {
            let upper = modifiers.to_ascii_uppercase();
            upper.windows(15).filter(|part| part == b"UNCHANGEDSINCE ").count() <= 1
        }),
        // RFC 4314 §3.7: each right once
        "listed-rights" => Hook::Check(|sets| {
            let content =
                |set: &[u8]| set.split(|&octet| octet == b'\n').next_back().unwrap_or_default().to_vec();
            let mut rights = sets.split(|&octet| octet == b' ').flat_map(content).collect::<Vec<_>>();
            rights.retain(u8::is_ascii_alphanumeric);
            let count = rights.len();
            rights.sort_unstable();
            rights.dedup();
            rights.len() == count
        }),
        // RFC 7377 §2.2: each once
        "search-correlator" => Hook::Check(|correlator| {
            let upper = correlator.to_ascii_uppercase();
            let times = |word: &[u8]| upper.windows(word.len()).filter(|part| part == &word).count();
            [&b"(TAG "[..], b"(MAILBOX ", b"(UIDVALIDITY ", b" TAG ", b" MAILBOX ", b" UIDVALIDITY "]
                .chunks(3)
                .map(|words| words.iter().map(|word| times(word)).sum::<usize>())
                .sum::<usize>()
                <= 3
                && ["TAG ", "MAILBOX ", "UIDVALIDITY "].iter().all(|word| times(word.as_bytes()) <= 1)
        }),
        // RFC 9051 §7.3.1: one of a kind; an extension derives the name of any
        "mbx-list-flags" => Hook::Check(|flags| {
            let flags = flags.to_ascii_uppercase();
            let kinds = |names: &[&[u8]]| {
                names
                    .iter()
                    .filter(|name| flags.split(|&octet| octet == b' ').any(|flag| flag == **name))
                    .count()
            };
            kinds(&[b"\\MARKED", b"\\UNMARKED", b"\\NOSELECT"]) <= 1
                && kinds(&[b"\\HASCHILDREN", b"\\HASNOCHILDREN"]) <= 1
        }),
        // RFC 9394 §3.1: one of them; it is the first word of an option, behind which values may stand
        "search-return-list" => Hook::Check(|options| {
            let (mut depth, mut words, mut rest) = (0, 0, options);
            let upper = options.to_ascii_uppercase();
            while let Some((octet, tail)) = rest.split_first() {
                let at = options.len() - rest.len();
                let starts = depth == 0 && (at == 0 || options[at - 1] == b' ');
                let is = |word: &[u8]| {
                    upper[at..].starts_with(word) && matches!(upper.get(at + word.len()), None | Some(b' '))
                };
                words += usize::from(starts && (is(b"ALL") || is(b"PARTIAL")));
                depth += i32::from(*octet == b'(') - i32::from(*octet == b')');
                rest = tail;
            }
            words <= 1
        }),
        // RFC 5524 §3.1: each once, and not both BINARY and BODY
        "url-fetch-params" => Hook::Check(|params| {
            let params = params.to_ascii_uppercase();
            let times = |names: &[&[u8]]| {
                params.split(|&octet| octet == b' ').filter(|param| names.contains(param)).count()
            };
            times(&[b"BODY", b"BINARY"]) <= 1 && times(&[b"BODYPARTSTRUCTURE"]) <= 1
        }),
        // RFC 4648 §3.5: pad bits are zero
        "base64" => Hook::Check(|text| {
            let digit = |octet: u8| {
                const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
                DIGITS.iter().position(|&known| known == octet).unwrap_or(0)
            };
            match text {
                [.., last, b'=', b'='] => digit(*last) % 16 == 0,
                [.., last, b'='] => digit(*last) % 4 == 0,
                _ => true,
            }
        }),
        // RFC 2978 §2.3: a name is not empty, and ASCII
        "charset" => Hook::Check(|charset| charset != b"\"\"" && charset.is_ascii()),
        // RFC 9051 §5.1, RFC 5198 §2: a name is one line
        "mailbox" | "list-mailbox" => Hook::Check(|mailbox| match mailbox {
            [b'{', ..] => !mailbox
                .splitn(2, |&octet| octet == b'\n')
                .nth(1)
                .unwrap_or_default()
                .iter()
                .any(|octet| b"\r\n".contains(octet)),
            _ => true,
        }),
        // RFC 3986 §3.2.3: ports are those of TCP
        "port" => Hook::Number(1, 65535),
        // RFC 9394 §4 lets values begin with a hyphen where names stand among them, and does not say how to tell
        "tagged-ext-label" => Hook::Check(|label| label[0] != b'-'),
        "auth-type-ext" => Hook::Unknown(&["auth-type"]),
        "resource-ext" => Hook::Unknown(&["resource-name"]),
        "url-fetch-ext" => Hook::Unknown(&["url-fetch-param"]),
        "mechanism-ext" => Hook::Unknown(&["mechanism"]),
        "thread-alg-ext" => Hook::Unknown(&["thread-alg"]),
        "command-ext" => {
            Hook::Unknown(&["command-any", "command-auth", "command-nonauth", "command-select", "vendor"])
        }
        "fetch-modifier-ext" => Hook::Unknown(&["fetch-modifier", "uid-fetch"]),
        "search-return-opt-ext" => Hook::Unknown(&["search-return-opt"]),
        "search-return-data-ext" => Hook::Unknown(&["search-return-data"]),
        "getmetadata-ext" => Hook::Unknown(&["getmetadata-option"]),
        "select-param-ext" => Hook::Unknown(&["select-param"]),
        "create-param-ext" => Hook::Unknown(&["create-param"]),
        "store-modifier-ext" => Hook::Unknown(&["store-modifier"]),
        "list-select-ext" => Hook::Unknown(&["list-select-opt"]),
        "return-ext" => Hook::Unknown(&["return-option"]),
        "code-ext" => Hook::Unknown(&["resp-text-code"]),
        "eitem-ext" => Hook::Unknown(&["mbox-list-extended-item"]),
        "childinfo-ext" => Hook::Unknown(&["childinfo"]),
        "event-ext" => Hook::Unknown(&["event-name"]),
        _ => return None,
    })
}

/// The spans of a set of numbers.
fn numbers(set: &[u8]) -> Vec<RangeInclusive<u64>> {
    let number = |text: &str| text.parse().unwrap_or(0);
    let text = std::str::from_utf8(set).unwrap_or_default();
    let span = |span: &str| match span.split_once(':') {
        Some((a, b)) => number(a).min(number(b))..=number(a).max(number(b)),
        None => number(span)..=number(span),
    };
    text.split(',').map(span).collect()
}

fn count(set: &[RangeInclusive<u64>]) -> u64 {
    set.iter().map(|span| span.end() - span.start() + 1).sum()
}

/// Whether a string has this content, as a quoted string or a literal.
fn content_is(string: &[u8], contents: &[&str]) -> bool {
    let content = match string {
        [b'"', content @ .., b'"'] => content,
        _ => string.splitn(2, |&octet| octet == b'\n').nth(1).unwrap_or_default(),
    };
    contents.iter().any(|known| content.eq_ignore_ascii_case(known.as_bytes()))
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn date_text(random: &mut Random) -> String {
    let (day, month, year) = date(random);
    if random.one_in(3) { format!("{day:02}-{month}-{year:04}") } else { format!("{day}-{month}-{year:04}") }
}

fn date(random: &mut Random) -> (usize, &'static str, usize) {
    (1 + random.below(28), MONTHS[random.below(12)], 1900 + random.below(200))
}

fn date_time(random: &mut Random) -> String {
    let (day, month, year) = date(random);
    let zone =
        format!("{}{:02}{:02}", if random.one_in(2) { '+' } else { '-' }, random.below(14), random.below(60));
    let time = (random.below(24), random.below(60), random.below(60));
    format!("\"{day:2}-{month}-{year:04} {:02}:{:02}:{:02} {zone}\"", time.0, time.1, time.2)
}

fn is_date_text(date: &[u8]) -> bool {
    let text = String::from_utf8_lossy(date).to_ascii_lowercase();
    let mut parts = text.trim().split('-');
    let mut number = || parts.next().and_then(|part| part.trim().parse::<u32>().ok());
    let Some(day) = number() else { return false };
    let month = text
        .trim()
        .split('-')
        .nth(1)
        .and_then(|month| MONTHS.iter().position(|known| known.eq_ignore_ascii_case(month)));
    let year = text.trim().split('-').nth(2).and_then(|year| year.parse::<u32>().ok());
    let (Some(month), Some(year)) = (month, year) else { return false };
    let days = match month {
        1 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    (1..=days).contains(&day)
}

fn is_date_time(quoted: &[u8]) -> bool {
    let number =
        |at: usize| std::str::from_utf8(&quoted[at..at + 2]).ok().and_then(|two| two.parse::<u32>().ok());
    // A leap second is a time; RFC 9051 leaves zones open, RFC 5322 §3.3 has minutes below 60.
    is_date_text(&quoted[1..12])
        && number(13).is_some_and(|hour| hour < 24)
        && number(16).is_some_and(|minute| minute < 60)
        && number(19).is_some_and(|second| second <= 60)
        && number(25).is_some_and(|minute| minute < 60)
}
