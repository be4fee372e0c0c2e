//! Amounts in cents, and the ways in which accounting systems write them.

/// An amount in hundredths of the client's currency.
pub(crate) type Cents = i64;

/// `part` of `whole` times `amount`, rounded half away from zero.
pub(crate) fn share(amount: Cents, part: i64, whole: i64) -> Cents {
    let exact = i128::from(amount) * i128::from(part);
    let whole = i128::from(whole);
    let half = if (exact < 0) == (whole < 0) { whole / 2 } else { -(whole / 2) };
    i64::try_from((exact + half) / whole).expect("a share of an amount is an amount")
}

/// So many thousandths of `amount`.
pub(crate) fn per_mille(amount: Cents, part: i64) -> Cents {
    share(amount, part, 1000)
}

/// `-1234.50`: plain data files, Xero's aged receivables.
pub(crate) fn plain(amount: Cents) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let cents = amount.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// `-1234.5000`: Xero's sales invoices.
pub(crate) fn four_places(amount: Cents) -> String {
    format!("{}00", plain(amount))
}

/// `-1,234.50`: QuickBooks' rows.
pub(crate) fn grouped(amount: Cents) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let cents = amount.unsigned_abs();
    format!("{sign}{}.{:02}", thousands(cents / 100), cents % 100)
}

/// `-$1,234.50`: QuickBooks' totals.
pub(crate) fn dollars(amount: Cents) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}${}", grouped(amount.abs()))
}

/// `(1,234.50)` for a negative amount: Xero's account transactions.
pub(crate) fn bracketed(amount: Cents) -> String {
    if amount < 0 { format!("({})", grouped(-amount)) } else { grouped(amount) }
}

/// `1,235`: prose, without cents.
pub(crate) fn rounded(amount: Cents) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}{}", thousands((amount.unsigned_abs() + 50) / 100))
}

/// `94.1%`: `part` of `whole` for prose.
pub(crate) fn percent(part: Cents, whole: Cents) -> String {
    if whole == 0 {
        return "n/a".to_owned();
    }
    let tenths = share(1000, part, whole);
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}%", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
