//! When a message was sent, by its Date field: the day for SEARCH, the time in UTC for SORT and THREAD.

use imap_fsm::types::datetime::{Date, DateTime};

use crate::header;
use crate::mailbox::Mail;

/// The day in the Date field, whatever the time and zone (RFC 9051 §6.4.4).
pub(crate) fn sent_on(header: &[u8]) -> Option<Date> {
    day(&words(&header::value(header, "date")?)).map(|(date, _)| date)
}

/// The sent date of [RFC 5256 §2.2](https://www.rfc-editor.org/rfc/rfc5256#section-2.2), in seconds since 1970: that of the
/// Date field, or the internal date where there is none.
pub(crate) fn sent_at(mail: &Mail) -> i64 {
    let field = header::value(&mail.octets[mail.root().header.clone()], "date");
    field.and_then(|field| seconds(&words(&field))).unwrap_or(mail.date.timestamp())
}

fn words(value: &[u8]) -> Vec<String> {
    let value = String::from_utf8_lossy(value).to_lowercase();
    value.split([' ', '\t', ',']).filter(|word| !word.is_empty()).map(Into::into).collect()
}

/// The day of a date as mail has it: `Mon, 7 Feb 1994 21:52 EST`, `7 Feb 94`; and the words behind it.
fn day(words: &[String]) -> Option<(Date, &[String])> {
    const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec";
    words.windows(3).enumerate().find_map(|(at, date)| {
        let month = MONTHS.split(' ').position(|month| month == date[1])?;
        let year: u16 = date[2].parse().ok()?;
        // Years of two and three digits are old (RFC 5322 §4.3).
        let year = match (date[2].len(), year) {
            (2, 0..=49) => 2000 + year,
            (2 | 3, _) => 1900 + year,
            _ => year,
        };
        let date = Date::new(year, u8::try_from(month).ok()? + 1, date[0].parse().ok()?).ok()?;
        Some((date, &words[at + 3..]))
    })
}

/// An invalid time is midnight, and an invalid zone is UTC.
fn seconds(words: &[String]) -> Option<i64> {
    let (date, rest) = day(words)?;
    let time = rest.first().and_then(|word| time(word));
    let (hour, minute, second) = time.unwrap_or_default();
    let zone = rest.get(1).filter(|_| time.is_some()).and_then(|word| zone(word)).unwrap_or_default();
    let sent =
        DateTime::new(date, hour, minute, second, zone).or(DateTime::new(date, hour, minute, second, 0));
    sent.ok().map(DateTime::timestamp)
}

fn time(word: &str) -> Option<(u8, u8, u8)> {
    let parts: Vec<u8> = word.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [hour @ 0..24, minute @ 0..60] => Some((hour, minute, 0)),
        // A leap second is the one before.
        [hour @ 0..24, minute @ 0..60, second @ 0..=60] => Some((hour, minute, second.min(59))),
        _ => None,
    }
}

/// Minutes east of UTC. Letters for military zones were used in two ways, and tell nothing (RFC 5322 §4.3).
fn zone(word: &str) -> Option<i16> {
    let named = |hours: i16| Some(hours * 60);
    match word {
        "edt" => named(-4),
        "est" | "cdt" => named(-5),
        "cst" | "mdt" => named(-6),
        "mst" | "pdt" => named(-7),
        "pst" => named(-8),
        _ => {
            let (sign, digits) = match word.split_at_checked(1)? {
                ("+", digits) => (1, digits),
                ("-", digits) => (-1, digits),
                _ => return None,
            };
            if digits.len() != 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
                return None;
            }
            let (hours, minutes): (i16, i16) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
            (minutes < 60).then_some(sign * (hours * 60 + minutes))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_found_in_dates_of_every_kind() {
        let day = |value: &str| day(&words(value.as_bytes())).map(|(date, _)| date);
        let expected = Date::new(1994, 2, 7).ok();
        for value in [
            "Mon, 7 Feb 1994 21:52:25 -0800 (PST)",
            "07 feb 1994",
            "Mon,7 Feb 94 21:52 EST",
            "Monday, 7  Feb 1994",
        ] {
            assert_eq!(day(value), expected, "{value}");
        }
        assert_eq!(day("1 Jan 20"), Date::new(2020, 1, 1).ok());
        for value in ["", "garbage", "30 Feb 1994", "7 1994 Feb", "Feb 7 1994"] {
            assert_eq!(day(value), None, "{value}");
        }
    }

    #[test]
    fn times_are_compared_in_utc() {
        let seconds = |value: &str| seconds(&words(value.as_bytes()));
        // The example of RFC 5256 §2.2.
        assert_eq!(seconds("31 Dec 2000 16:01:33 -0800"), seconds("1 Jan 2001 00:01:33 +0000"));
        let midnight = seconds("7 Feb 1994 00:00:00 +0000").unwrap();
        for (value, after) in [
            ("Mon, 7 Feb 1994 21:52 EST", (26 * 60 + 52) * 60),
            ("7 Feb 1994 21:52:25", (21 * 60 + 52) * 60 + 25),
            ("7 Feb 1994 21:52:60 Z", (21 * 60 + 52) * 60 + 59),
            ("7 Feb 1994 01:00 +0199", 3600),
            ("7 Feb 1994 01:00 +\u{e9}1", 3600),
            ("7 Feb 1994 24:00 -0800", 0),
            ("7 Feb 1994 garbage -0800", 0),
            ("7 Feb 1994", 0),
        ] {
            assert_eq!(seconds(value), Some(midnight + after), "{value}");
        }
        assert_eq!(seconds("garbage 21:52"), None);
    }
}
