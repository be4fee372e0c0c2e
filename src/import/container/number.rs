//! Numbers and days as workbooks store them, as text.

use chrono::{Days, NaiveDate};

use crate::import::table::Epoch;

/// Excel's arithmetic leaves such remainders of zero behind: no amount and no exchange rate is as small.
const RESIDUE: f64 = 1e-9;

/// A number as a spreadsheet shows it: 15 significant digits, a point as decimal mark, no zeros at the end.
pub(crate) fn number_text(value: f64) -> String {
    if !value.is_finite() {
        return "#NUM!".to_owned();
    }
    if value.abs() < RESIDUE {
        return "0".to_owned();
    }
    // `-1.23450000000000e3`: 15 digits and where the point belongs.
    let scientific = format!("{:.14e}", value.abs());
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let Ok(exponent) = exponent.parse::<i32>() else { return scientific };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let sign = if value < 0.0 { "-" } else { "" };
    let before_point = exponent + 1;
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    match usize::try_from(before_point) {
        // Beyond any amount: as it stands, which no amount is read from.
        _ if before_point > 30 => format!("{sign}{scientific}"),
        Ok(whole) if before_point >= count => format!("{sign}{digits:0<whole$}"),
        Ok(whole) if whole > 0 => format!("{sign}{}.{}", &digits[..whole], &digits[whole..]),
        _ => format!("{sign}0.{}{digits}", "0".repeat(usize::try_from(-before_point).unwrap_or(0))),
    }
}

/// The day, and the time where there is one, that a serial number stands for: ISO 8601 with a blank between them.
/// `None` beyond the years that a calendar has.
pub(crate) fn date_text(serial: f64, epoch: Epoch) -> Option<String> {
    const SECONDS_A_DAY: f64 = 86_400.0;
    if !(0.0..3_000_000.0).contains(&serial) {
        return None;
    }
    let seconds = (serial.fract() * SECONDS_A_DAY).round();
    let (days, seconds) =
        if seconds >= SECONDS_A_DAY { (serial.trunc() + 1.0, 0.0) } else { (serial.trunc(), seconds) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "both are whole and in range")]
    let (days, seconds) = (days as u32, seconds as u32);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if days == 0 && epoch == Epoch::Day1900 {
        return Some(time);
    }
    let date = serial_day(days, epoch)?;
    Some(if seconds == 0 { date.to_string() } else { format!("{date} {time}") })
}

/// The day that a serial number stands for; `None` where it stands for none.
pub(crate) fn serial_day(serial: u32, epoch: Epoch) -> Option<NaiveDate> {
    let days = u64::from(serial);
    match epoch {
        Epoch::Day1904 => NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(days)),
        // Excel has a 29th of February 1900, which there was not: day 60.
        Epoch::Day1900 if (1..60).contains(&days) => {
            NaiveDate::from_ymd_opt(1899, 12, 31)?.checked_add_days(Days::new(days))
        }
        Epoch::Day1900 if days > 60 => NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days)),
        Epoch::Day1900 => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_as_a_spreadsheet_shows_them() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (1150.0, "1150"),
            (0.1 + 0.2, "0.3"),
            (-1234.56, "-1234.56"),
            (1_150.000_000_000_000_2, "1150"),
            (0.005, "0.005"),
            (0.000_023_456_789, "0.000023456789"),
            (5.551_115_123_125_783e-17, "0"),
            (1_131_801_267_438_479_900.0, "1131801267438480000"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e300, "1.00000000000000e300"),
            (f64::NAN, "#NUM!"),
        ] {
            assert_eq!(number_text(value), text);
        }
    }

    #[test]
    fn serials_are_days_of_their_epoch() {
        for (serial, epoch, text) in [
            (45_672.0, Epoch::Day1900, Some("2025-01-15")),
            (44_210.0, Epoch::Day1904, Some("2025-01-15")),
            (1.0, Epoch::Day1900, Some("1900-01-01")),
            (59.0, Epoch::Day1900, Some("1900-02-28")),
            (60.0, Epoch::Day1900, None),
            (61.0, Epoch::Day1900, Some("1900-03-01")),
            (45_672.25, Epoch::Day1900, Some("2025-01-15 06:00:00")),
            (45_671.999_999_999, Epoch::Day1900, Some("2025-01-15")),
            (0.5, Epoch::Day1900, Some("12:00:00")),
            (-1.0, Epoch::Day1900, None),
            (1e18, Epoch::Day1900, None),
        ] {
            assert_eq!(date_text(serial, epoch).as_deref(), text, "{serial}");
        }
    }

    proptest! {
        #[test]
        fn cents_come_back_exactly(minor in -99_999_999_999_999_i64..=99_999_999_999_999) {
            let text = number_text(minor as f64 / 100.0);
            let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
            let back: i64 = format!("{whole}{cents:0<2}").parse().expect("digits");
            prop_assert_eq!(back, minor);
        }

        #[test]
        fn no_number_panics(value: f64) {
            let _ = (number_text(value), date_text(value, Epoch::Day1900), date_text(value, Epoch::Day1904));
        }
    }
}
