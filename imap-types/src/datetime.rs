//! Points in time as IMAP writes them. [RFC 9051 §9](https://www.rfc-editor.org/rfc/rfc9051#section-9)

use core::fmt;
use core::str::FromStr;

use crate::bounded::bounded_static_owned;
use crate::error::ValueError;

/// `date-month`, in order.
pub(crate) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A day: `date-text`.
///
/// ```text
/// C: a SEARCH SINCE 1-Feb-1994
///                   ^^^^^^^^^^
/// ```
/// Years from 0 to 9999, months from 1 to 12, days from 1 to what the month has.
/// Features `chrono` and `time` convert it from and to the types of those crates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day: year 0 to 9999, month 1 to 12, day from 1. Refuses a day that the month does not have in that year.
    pub const fn new(year: u16, month: u8, day: u8) -> Result<Self, ValueError> {
        if year > 9999 {
            return Err(ValueError::new("date-year", 0));
        }
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            _ => return Err(ValueError::new("date-month", 0)),
        };
        if day == 0 || day > days {
            return Err(ValueError::new("date-day", 0));
        }
        Ok(Self { year, month, day })
    }

    /// Year, 0 to 9999.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// Month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// `Jan` to `Dec`.
    pub fn month_name(self) -> &'static str {
        MONTHS.get(usize::from(self.month).wrapping_sub(1)).copied().unwrap_or_default()
    }

    /// Day of the month, 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// The number of a month's name, in any case.
    pub fn month_number(name: &[u8]) -> Option<u8> {
        let [first, second, third] = *name else { return None };
        let name = [first.to_ascii_uppercase(), second.to_ascii_lowercase(), third.to_ascii_lowercase()];
        let index = MONTHS.iter().position(|month| month.as_bytes() == name)?;
        u8::try_from(index).ok()?.checked_add(1)
    }

    /// Days since 1 January 1970. (Howard Hinnant's civil calendar algorithm, on a year that starts in March.)
    #[cfg_attr(not(test), expect(clippy::arithmetic_side_effects, reason = "a year has four digits"))]
    #[inline]
    const fn days_since_epoch(self) -> i64 {
        let year = self.year as i64 - if self.month <= 2 { 1 } else { 0 };
        let (era, month) = (year.div_euclid(400), self.month as i64);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + self.day as i64 - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }
}

/// `1-Feb-1994`
impl fmt::Display for Date {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{:04}", self.day, self.month_name(), self.year)
    }
}

impl fmt::Debug for Date {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date({self})")
    }
}

/// Reads `1-Feb-1994` and `01-Feb-1994`.
impl FromStr for Date {
    type Err = ValueError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let offset = |part: &str| (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        let fail = |rule, part: &str| ValueError::new(rule, offset(part));
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().or(text.get(text.len()..)).unwrap_or_default();
        let (day, month, year) = (part(), part(), part());
        let digits =
            |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        let in_day = digits(day).filter(|_| day.len() <= 2).ok_or(fail("date-day", day))?;
        let in_month = Self::month_number(month.as_bytes()).ok_or(fail("date-month", month))?;
        let in_year = digits(year).filter(|_| year.len() == 4).ok_or(fail("date-year", year))?;
        Self::new(in_year, in_month, u8::try_from(in_day).unwrap_or(u8::MAX))
    }
}

/// Date, time to the second, and zone, such as the internal date of a message: `date-time`.
///
/// ```text
/// S: * 1 FETCH (INTERNALDATE "17-Jul-1996 02:44:25 -0700")
///                             ^^^^^^^^^^^^^^^^^^^^^^^^^^
/// ```
/// Two values are equal when they are written the same; [`DateTime::timestamp`] compares the moments. Features
/// `chrono` and `time` convert it from and to the types of those crates.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateTime {
    date: Date,
    hour: u8,
    minute: u8,
    second: u8,
    zone: i16,
}

impl DateTime {
    /// The time on that day, with the zone in minutes east of Greenwich. Refuses hours above 23, minutes above 59,
    /// seconds above 60 (a leap second), and zones of more than 99 hours and 59 minutes either way, which four digits
    /// cannot hold.
    pub const fn new(date: Date, hour: u8, minute: u8, second: u8, zone: i16) -> Result<Self, ValueError> {
        if hour > 23 || minute > 59 || second > 60 {
            return Err(ValueError::new("time", 0));
        }
        if zone.unsigned_abs() > 99 * 60 + 59 {
            return Err(ValueError::new("zone", 0));
        }
        Ok(Self { date, hour, minute, second, zone })
    }

    /// The day in its zone.
    pub const fn date(self) -> Date {
        self.date
    }

    /// Hour, 0 to 23.
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// Minute, 0 to 59.
    pub const fn minute(self) -> u8 {
        self.minute
    }

    /// Second, 0 to 60; 60 is a leap second.
    pub const fn second(self) -> u8 {
        self.second
    }

    /// Minutes east of Greenwich.
    pub const fn zone(self) -> i16 {
        self.zone
    }

    /// Seconds since 1 January 1970, 00:00 UTC. A leap second counts as the next second.
    #[cfg_attr(
        not(test),
        expect(clippy::arithmetic_side_effects, reason = "no year nor zone is long enough")
    )]
    #[inline]
    pub const fn timestamp(self) -> i64 {
        let minutes = self.hour as i64 * 60 + self.minute as i64 - self.zone as i64;
        self.date.days_since_epoch() * 86_400 + minutes * 60 + self.second as i64
    }
}

/// `17-Jul-1996 02:44:25 -0700`
impl fmt::Display for DateTime {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, hour, minute, second, zone } = self;
        let sign = if *zone < 0 { '-' } else { '+' };
        let (zone_hours, zone_minutes) = (zone.unsigned_abs() / 60, zone.unsigned_abs() % 60);
        write!(f, "{date} {hour:02}:{minute:02}:{second:02} {sign}{zone_hours:02}{zone_minutes:02}")
    }
}

impl fmt::Debug for DateTime {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DateTime({self})")
    }
}

bounded_static_owned!(Date, DateTime);

#[cfg(feature = "arbitrary")]
mod arbitrary_impls {
    use arbitrary::{Arbitrary, Error, Result, Unstructured};

    use super::{Date, DateTime};

    impl<'a> Arbitrary<'a> for Date {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let (year, month) = (u.int_in_range(0..=9999)?, u.int_in_range(1..=12)?);
            let day: u8 = u.int_in_range(1..=31)?;
            (0..4)
                .find_map(|less| Self::new(year, month, day.saturating_sub(less)).ok())
                .ok_or(Error::IncorrectFormat)
        }
    }

    impl<'a> Arbitrary<'a> for DateTime {
        fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
            let (hour, minute, second) =
                (u.int_in_range(0..=23)?, u.int_in_range(0..=59)?, u.int_in_range(0..=60)?);
            let zone = u.int_in_range(-5999..=5999)?;
            Self::new(Date::arbitrary(u)?, hour, minute, second, zone).map_err(|_| Error::IncorrectFormat)
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn dates_exist_or_are_refused() {
        assert_eq!("1-Feb-1994".parse::<Date>().unwrap().to_string(), "1-Feb-1994");
        assert_eq!("29-FEB-2024".parse(), Date::new(2024, 2, 29));
        for bad in [
            "29-Feb-2023",
            "31-Apr-2000",
            "0-Jan-2000",
            "1-Foo-2000",
            "1-Jan-99",
            "1-Jan",
            "",
            "1--2000",
            "+1-Jan-2000",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_timestamp_counts_from_1970_in_utc() {
        let at =
            |y, m, d, h, min, s, zone| DateTime::new(Date::new(y, m, d).unwrap(), h, min, s, zone).unwrap();
        assert_eq!(at(1970, 1, 1, 0, 0, 0, 0).timestamp(), 0);
        assert_eq!(at(1996, 7, 17, 2, 44, 25, -420).timestamp(), 837_596_665);
        assert_eq!(at(2000, 3, 1, 0, 0, 0, 60).timestamp(), 951_865_200);
        assert_eq!(at(1996, 7, 17, 2, 44, 25, -420).to_string(), "17-Jul-1996 02:44:25 -0700");
        assert!(DateTime::new(Date::new(2000, 1, 1).unwrap(), 24, 0, 0, 0).is_err());
    }
}
