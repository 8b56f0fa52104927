//! Dates from and to the types of time.

use time::{Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use crate::datetime::{Date, DateTime};
use crate::error::ValueError;

/// Refuses years outside 0 to 9999.
impl TryFrom<time::Date> for Date {
    type Error = ValueError;

    fn try_from(date: time::Date) -> Result<Self, ValueError> {
        let year = u16::try_from(date.year()).map_err(|_| ValueError::new("date-year", 0))?;
        Self::new(year, date.month().into(), date.day())
    }
}

/// Every [`Date`] has one; never fails.
impl TryFrom<Date> for time::Date {
    type Error = ValueError;

    fn try_from(date: Date) -> Result<Self, ValueError> {
        let month = Month::try_from(date.month()).map_err(|_| ValueError::new("date-month", 0))?;
        Self::from_calendar_date(date.year().into(), month, date.day())
            .map_err(|_| ValueError::new("date", 0))
    }
}

/// Refuses years outside 0 to 9999 and zones that are not whole minutes. Fractions of a second are dropped.
impl TryFrom<OffsetDateTime> for DateTime {
    type Error = ValueError;

    fn try_from(moment: OffsetDateTime) -> Result<Self, ValueError> {
        let zone = moment.offset().whole_seconds();
        if zone % 60 != 0 {
            return Err(ValueError::new("zone", 0));
        }
        let zone = i16::try_from(zone / 60).map_err(|_| ValueError::new("zone", 0))?;
        Self::new(moment.date().try_into()?, moment.hour(), moment.minute(), moment.second(), zone)
    }
}

/// Refuses second 60 and zones of 26 hours or more, which time has no room for.
impl TryFrom<DateTime> for OffsetDateTime {
    type Error = ValueError;

    fn try_from(moment: DateTime) -> Result<Self, ValueError> {
        let time = Time::from_hms(moment.hour(), moment.minute(), moment.second())
            .map_err(|_| ValueError::new("time", 0))?;
        let zone = UtcOffset::from_whole_seconds(i32::from(moment.zone()).saturating_mul(60))
            .map_err(|_| ValueError::new("zone", 0))?;
        Ok(PrimitiveDateTime::new(moment.date().try_into()?, time).assume_offset(zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(date: (i32, u8, u8), time: (u8, u8, u8), zone: i32) -> OffsetDateTime {
        let month = Month::try_from(date.1).unwrap();
        let date = time::Date::from_calendar_date(date.0, month, date.2).unwrap();
        let time = Time::from_hms(time.0, time.1, time.2).unwrap();
        PrimitiveDateTime::new(date, time).assume_offset(UtcOffset::from_whole_seconds(zone).unwrap())
    }

    fn imap(date: (u16, u8, u8), time: (u8, u8, u8), zone: i16) -> DateTime {
        DateTime::new(Date::new(date.0, date.1, date.2).unwrap(), time.0, time.1, time.2, zone).unwrap()
    }

    #[test]
    fn the_same_moment_both_ways() {
        for (date, clock, zone) in [
            ((1996, 7, 17), (2, 44, 25), -420),
            ((2024, 2, 29), (23, 59, 59), 345),
            ((0, 1, 1), (0, 0, 0), 60),
            ((9999, 12, 31), (23, 59, 59), -60),
        ] {
            let ours = imap(date, clock, zone);
            let theirs = time((date.0.into(), date.1, date.2), clock, i32::from(zone) * 60);
            assert_eq!(DateTime::try_from(theirs), Ok(ours));
            assert_eq!(OffsetDateTime::try_from(ours), Ok(theirs));
            assert_eq!(time::Date::try_from(ours.date()), Ok(theirs.date()));
            assert_eq!(ours.timestamp(), theirs.unix_timestamp());
        }
    }

    #[test]
    fn what_the_other_side_has_no_room_for_is_refused() {
        let fraction = time((1996, 7, 17), (2, 44, 25), -25_200).replace_nanosecond(999_999_999).unwrap();
        assert_eq!(DateTime::try_from(fraction), Ok(imap((1996, 7, 17), (2, 44, 25), -420)));
        let odd = time((1996, 7, 17), (2, 44, 25), 3601);
        assert_eq!(DateTime::try_from(odd), Err(ValueError::new("zone", 0)));
        let far = imap((1996, 7, 17), (2, 44, 25), 26 * 60);
        assert_eq!(OffsetDateTime::try_from(far), Err(ValueError::new("zone", 0)));
        let leap = imap((2016, 12, 31), (23, 59, 60), 0);
        assert_eq!(OffsetDateTime::try_from(leap), Err(ValueError::new("time", 0)));
        let early = time((-1, 12, 31), (0, 0, 0), 0);
        assert_eq!(Date::try_from(early.date()), Err(ValueError::new("date-year", 0)));
    }
}
