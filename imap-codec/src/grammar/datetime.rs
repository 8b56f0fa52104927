//! Dates and times. [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)

use imap_types::datetime::{Date, DateTime};
use nom::bytes::complete::take_while_m_n;

use crate::context::{Context, Parsed, expected, refused};
use crate::encoder::{Encoder, pieces::Inlined as _};
use crate::grammar::lexical::byte;
use crate::quirk::Quirk;
use crate::rule::Rule;

/// So many digits, at most four.
#[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "four digits fit"))]
fn digits<'a>(input: &'a [u8], count: usize, rule: Rule) -> Parsed<'a, u16> {
    match take_while_m_n::<_, _, ()>(count, count, |byte: u8| byte.is_ascii_digit())(input) {
        Ok((rest, digits)) => {
            Ok((rest, digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))))
        }
        Err(_) => expected(input, rule),
    }
}

/// Two digits.
#[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "two digits fit"))]
fn two<'a>(input: &'a [u8], rule: Rule) -> Parsed<'a, u8> {
    match input {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', rest @ ..] => Ok((rest, (a - b'0') * 10 + (b - b'0'))),
        _ => expected(input, rule),
    }
}

/// `"-" date-month "-" date-year`
fn month_year(input: &[u8]) -> Parsed<'_, (u8, u16)> {
    let (input, ()) = byte(input, b'-', Rule::Hyphen)?;
    let month = input.split_at_checked(3).and_then(|(name, rest)| Some((rest, Date::month_number(name)?)));
    let Some((input, month)) = month else { return expected(input, Rule::DateMonth) };
    let (input, ()) = byte(input, b'-', Rule::Hyphen)?;
    let (input, year) = digits(input, 4, Rule::DateYear)?;
    Ok((input, (month, year)))
}

/// `date = date-text / DQUOTE date-text DQUOTE`
pub(crate) fn date(input: &[u8]) -> Parsed<'_, Date> {
    match input {
        [b'"', rest @ ..] => {
            let (rest, date) = date_text(rest)?;
            let (rest, ()) = byte(rest, b'"', Rule::DQuote)?;
            Ok((rest, date))
        }
        _ => date_text(input),
    }
}

/// `date-text = date-day "-" date-month "-" date-year`
fn date_text(input: &[u8]) -> Parsed<'_, Date> {
    let (rest, day) = match input {
        [_, b'-', ..] => digits(input, 1, Rule::DateDay)?,
        _ => digits(input, 2, Rule::DateDay)?,
    };
    let (rest, (month, year)) = month_year(rest)?;
    match Date::new(year, month, day as u8) {
        Ok(date) => Ok((rest, date)),
        Err(error) => refused(input, error),
    }
}

/// `date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE`
pub(crate) fn date_time<'a>(cx: &Context, input: &'a [u8]) -> Parsed<'a, DateTime> {
    let (start, ()) = byte(input, b'"', Rule::DateTime)?;
    if start.first().is_some_and(u8::is_ascii_alphabetic)
        || start.get(1..3).is_some_and(|two| two.contains(&b' '))
    {
        return mail_date(cx, start);
    }
    let (rest, day) = match start {
        [b' ', digit @ b'0'..=b'9', rest @ ..] => (rest, digit.wrapping_sub(b'0')),
        // Lenient: Outlook for Android and some servers write no space before one digit.
        [digit @ b'0'..=b'9', rest @ ..] if rest.starts_with(b"-") => {
            cx.accept(Quirk::OneDigitDay, start)?;
            (rest, digit.wrapping_sub(b'0'))
        }
        _ => two(start, Rule::DateDayFixed)?,
    };
    let (rest, (month, year)) = month_year(rest)?;
    let date = match Date::new(year, month, day) {
        Ok(date) => date,
        Err(error) => return refused(start, error),
    };
    let (time, ()) = byte(rest, b' ', Rule::Sp)?;
    time_zone(date, time)
}

/// `time SP zone DQUOTE`
fn time_zone(date: Date, time: &[u8]) -> Parsed<'_, DateTime> {
    let (rest, hour) = two(time, Rule::Time)?;
    let (rest, ()) = byte(rest, b':', Rule::Colon)?;
    let (rest, minute) = two(rest, Rule::Time)?;
    let (rest, ()) = byte(rest, b':', Rule::Colon)?;
    let (rest, second) = two(rest, Rule::Time)?;
    let (rest, ()) = byte(rest, b' ', Rule::Sp)?;
    let (rest, zone) = zone(rest)?;
    let (rest, ()) = byte(rest, b'"', Rule::DQuote)?;
    match DateTime::new(date, hour, minute, second, zone) {
        Ok(date_time) => Ok((rest, date_time)),
        Err(error) => refused(time, error),
    }
}

/// Lenient: some server tells the time as the header of a message does: `Mon, 12 Feb 2018 19:50:00 +0300"`.
#[cold]
#[inline(never)]
fn mail_date<'a>(cx: &Context, start: &'a [u8]) -> Parsed<'a, DateTime> {
    let rest = match start {
        [a, b, c, b',', b' ', rest @ ..] if [a, b, c].iter().all(|byte| byte.is_ascii_alphabetic()) => rest,
        _ => start,
    };
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let (rest, day) = match rest {
        [_, b' ', ..] => digits(rest, 1, Rule::DateDayFixed)?,
        _ => digits(rest, 2, Rule::DateDayFixed)?,
    };
    let (rest, ()) = byte(rest, b' ', Rule::DateTime)?;
    let month = rest.split_at_checked(3).and_then(|(name, rest)| Some((rest, Date::month_number(name)?)));
    let Some((rest, month)) = month else { return expected(rest, Rule::DateMonth) };
    let (rest, ()) = byte(rest, b' ', Rule::DateTime)?;
    let (rest, year) = digits(rest, 4, Rule::DateYear)?;
    let (rest, ()) = byte(rest, b' ', Rule::Sp)?;
    let Ok(date) = Date::new(year, month, day as u8) else { return expected(start, Rule::DateTime) };
    cx.accept(Quirk::MailDate, start)?;
    time_zone(date, rest)
}

/// `zone = ("+" / "-") 4DIGIT`, in minutes east of Greenwich.
#[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "two digits of hours fit"))]
fn zone(input: &[u8]) -> Parsed<'_, i16> {
    let (rest, east) = match input {
        [b'+', rest @ ..] => (rest, 1),
        [b'-', rest @ ..] => (rest, -1),
        _ => return expected(input, Rule::Zone),
    };
    let (rest, hours) = two(rest, Rule::Zone)?;
    let (rest, minutes) = two(rest, Rule::Zone)?;
    if minutes > 59 {
        return expected(input, Rule::Zone);
    }
    Ok((rest, east * (i16::from(hours) * 60 + i16::from(minutes))))
}

/// Writes `date-text`.
pub(crate) fn write_date(out: &mut Encoder<'_>, date: &Date) {
    out.number(date.day());
    write_month_year(out, date);
}

fn write_month_year(out: &mut Encoder<'_>, date: &Date) {
    out.byte(b'-');
    out.bytes(date.month_name().as_bytes());
    out.byte(b'-');
    out.padded::<4>(date.year());
}

/// Writes `date-time`.
pub(crate) fn write_date_time(out: &mut Encoder<'_>, time: &DateTime) {
    out.byte(b'"');
    if time.date().day() < 10 {
        out.byte(b' ');
    }
    out.number(time.date().day());
    write_month_year(out, &time.date());
    for (before, number) in [(b' ', time.hour()), (b':', time.minute()), (b':', time.second())] {
        out.byte(before);
        out.padded::<2>(number.into());
    }
    out.byte(b' ');
    out.byte(if time.zone() < 0 { b'-' } else { b'+' });
    out.padded::<2>(time.zone().unsigned_abs() / 60);
    out.padded::<2>(time.zone().unsigned_abs() % 60);
    out.byte(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::testing::{both_ways, quirky, reads, rejects};

    #[test]
    fn dates_both_ways() {
        let d = |y, m, d| Date::new(y, m, d).unwrap();
        let date = |_: &Context, i| date(i);
        both_ways(date, write_date, &[("1-Feb-1994", d(1994, 2, 1)), ("31-Dec-0007", d(7, 12, 31))]);
        reads(date, &[("\"1-Feb-1994\"", d(1994, 2, 1)), ("01-FEB-1994", d(1994, 2, 1))]);
        rejects(
            date,
            &[
                ("30-Feb-1994", 0, "date-day"),
                ("1-Foo-1994", 2, "date-month"),
                ("1-Feb-94", 6, "date-year"),
                ("x-Feb-1994", 0, "date-day"),
                ("\"1-Feb-1994", 11, "DQUOTE"),
            ],
        );
    }

    #[test]
    fn date_times_both_ways() {
        let at = |day, zone| DateTime::new(Date::new(1996, 7, day).unwrap(), 2, 44, 25, zone).unwrap();
        both_ways(
            date_time,
            write_date_time,
            &[
                ("\"17-Jul-1996 02:44:25 -0700\"", at(17, -420)),
                ("\" 7-Jul-1996 02:44:25 +0530\"", at(7, 330)),
            ],
        );
        reads(date_time, &[("\"07-Jul-1996 02:44:25 -0000\"", at(7, 0))]);
        quirky(date_time, "\"7-Jul-1996 02:44:25 +0000\"", &at(7, 0), Quirk::OneDigitDay, 1);
        quirky(date_time, "\"Sun, 7 Jul 1996 02:44:25 +0000\"", &at(7, 0), Quirk::MailDate, 1);
        rejects(
            date_time,
            &[
                ("\"Tue, 31 Foo 2024 23:00:02 +0000\"", 9, "date-month"),
                ("\"17-Jul-1996 24:44:25 -0700\"", 13, "time"),
                ("\"17-Jul-1996 02:44:25 -0760\"", 22, "zone"),
                ("\"17-Jul-1996 02:44:25\"", 21, "SP"),
                ("\"00-Jul-1996 02:44:25 +0000\"", 1, "date-day"),
            ],
        );
    }
}
