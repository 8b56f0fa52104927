//! Dates from and to the types of chrono.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime, Timelike};

use crate::datetime::{Date, DateTime};
use crate::error::ValueError;

/// Refuses years outside 0 to 9999.
impl TryFrom<NaiveDate> for Date {
    type Error = ValueError;

    fn try_from(date: NaiveDate) -> Result<Self, ValueError> {
        let year = u16::try_from(date.year()).map_err(|_| ValueError::new("date-year", 0))?;
        Self::new(year, octet(date.month()), octet(date.day()))
    }
}

/// Every [`Date`] has one; never fails.
impl TryFrom<Date> for NaiveDate {
    type Error = ValueError;

    fn try_from(date: Date) -> Result<Self, ValueError> {
        Self::from_ymd_opt(date.year().into(), date.month().into(), date.day().into())
            .ok_or(ValueError::new("date", 0))
    }
}

/// Refuses years outside 0 to 9999 and zones that are not whole minutes. Fractions of a second are dropped; a
/// leap second is second 60.
impl TryFrom<chrono::DateTime<FixedOffset>> for DateTime {
    type Error = ValueError;

    fn try_from(moment: chrono::DateTime<FixedOffset>) -> Result<Self, ValueError> {
        let zone = moment.offset().local_minus_utc();
        if zone % 60 != 0 {
            return Err(ValueError::new("zone", 0));
        }
        let zone = i16::try_from(zone / 60).map_err(|_| ValueError::new("zone", 0))?;
        let (local, leap) = (moment.naive_local(), u32::from(moment.nanosecond() >= 1_000_000_000));
        let second = octet(local.second().saturating_add(leap));
        Self::new(local.date().try_into()?, octet(local.hour()), octet(local.minute()), second, zone)
    }
}

/// Refuses zones of a day or more, which chrono has no room for. Second 60 is a leap second.
impl TryFrom<DateTime> for chrono::DateTime<FixedOffset> {
    type Error = ValueError;

    fn try_from(moment: DateTime) -> Result<Self, ValueError> {
        let zone = FixedOffset::east_opt(i32::from(moment.zone()).saturating_mul(60));
        let (second, nano) = if moment.second() == 60 { (59, 1_000_000_000) } else { (moment.second(), 0) };
        NaiveTime::from_hms_nano_opt(moment.hour().into(), moment.minute().into(), second.into(), nano)
            .zip(zone)
            .and_then(|(time, zone)| {
                NaiveDate::try_from(moment.date()).ok()?.and_time(time).and_local_timezone(zone).single()
            })
            .ok_or(ValueError::new("zone", 0))
    }
}

/// What chrono says is below 256.
fn octet(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Moment = chrono::DateTime<FixedOffset>;

    fn chrono(text: &str) -> Moment {
        Moment::parse_from_rfc3339(text).unwrap()
    }

    fn imap(date: (u16, u8, u8), time: (u8, u8, u8), zone: i16) -> DateTime {
        DateTime::new(Date::new(date.0, date.1, date.2).unwrap(), time.0, time.1, time.2, zone).unwrap()
    }

    #[test]
    fn the_same_moment_both_ways() {
        for (ours, theirs) in [
            (imap((1996, 7, 17), (2, 44, 25), -420), "1996-07-17T02:44:25-07:00"),
            (imap((2024, 2, 29), (23, 59, 59), 345), "2024-02-29T23:59:59+05:45"),
            (imap((2016, 12, 31), (23, 59, 60), 0), "2016-12-31T23:59:60+00:00"),
            (imap((0, 1, 1), (0, 0, 0), 60), "0000-01-01T00:00:00+01:00"),
            (imap((9999, 12, 31), (23, 59, 59), -60), "9999-12-31T23:59:59-01:00"),
        ] {
            assert_eq!(DateTime::try_from(chrono(theirs)), Ok(ours));
            assert_eq!(Moment::try_from(ours), Ok(chrono(theirs)));
            assert_eq!(NaiveDate::try_from(ours.date()), Ok(chrono(theirs).naive_local().date()));
            if ours.second() < 60 {
                assert_eq!(ours.timestamp(), chrono(theirs).timestamp());
            }
        }
    }

    #[test]
    fn what_the_other_side_has_no_room_for_is_refused() {
        let fraction = chrono("1996-07-17T02:44:25.999-07:00");
        assert_eq!(DateTime::try_from(fraction), Ok(imap((1996, 7, 17), (2, 44, 25), -420)));
        let odd = FixedOffset::east_opt(3601).unwrap();
        assert_eq!(DateTime::try_from(fraction.with_timezone(&odd)), Err(ValueError::new("zone", 0)));
        let far = imap((1996, 7, 17), (2, 44, 25), 24 * 60);
        assert_eq!(Moment::try_from(far), Err(ValueError::new("zone", 0)));
        for year in [-1, 10_000, 70_000] {
            let date = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            assert_eq!(Date::try_from(date), Err(ValueError::new("date-year", 0)), "{year}");
        }
    }
}
