//! **Looks at** what is invoiced and due within 30 days, what is past due included, and what is expected to come by then.
//!
//! **Speaks** where a tenth or more of what is due is not expected, that is 2% of what is owed or more, and what is due lies
//! above the range that holds four of five outcomes. Where there is no forecast of 30 days, or past ones erred by more than
//! all that came, the rule is silent. Where most of what is missing is an invoice whose customer steadily pays later than that,
//! it is not in doubt, and the finding says when to expect it.
//!
//! **Money at stake**: what is due less what is expected in all within 30 days; by habit, that invoice. It is owed already, and the part that is past
//! due is also in the finding on overdue customers.
//!
//! **How sure**: likely where the forecast was tested at past month ends and erred by a quarter of the payments or less;
//! else uncertain. Due dates that no export gives are named.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::overdue::debtor_of_its_own;
use super::{Found, confidence, habit, largest_first, link, materiality};
use crate::base::Money;
use crate::ledger::DueDateSource;
use crate::metrics::collections::{Expected, HORIZONS, InvoiceForecast};
use crate::report::collections::outside_the_range;
use crate::report::context::{Context, place as place_of};
use crate::report::model::{Confidence, Urgency};
use crate::report::parts::place;
use crate::report::{format, words};

/// The horizon, by its place in [`HORIZONS`]: 30 days.
const MONTH: usize = 2;
/// From this share of what is due on.
const LEAST: f64 = 0.10;
/// From this share of what is missing on it is one of habit.
const BY_HABIT: f64 = 0.50;
/// Up to this error of past forecasts the finding is likely.
const TRUSTED: f64 = 0.25;

/// What is due and what of it is expected.
struct Due<'a> {
    expected: &'a Expected,
    /// What is expected in all.
    amount: Money,
    invoices: Vec<&'a InvoiceForecast>,
    /// What is open on them.
    all: Money,
}

/// Finds collections that fall behind.
pub(super) fn find(cx: &Context<'_>) -> Vec<Found> {
    let Ok(forecast) = &cx.results().collections.forecast else { return Vec::new() };
    let (Some(expected), Some(days)) = (forecast.totals.get(MONTH), HORIZONS.get(MONTH)) else { return Vec::new() };
    let Some(amount) = expected.amount else { return Vec::new() };
    let invoices: Vec<&InvoiceForecast> =
        forecast.invoices.iter().filter(|i| i.days_past_due >= -i64::from(*days)).collect();
    let all: Money = invoices.iter().map(|invoice| invoice.open).sum();
    let due = Due { expected, amount, invoices, all };
    let shortfall = all - amount;
    let high = expected.range.map_or(amount, |(_, high)| high);
    let speaks = shortfall.ratio(all).is_some_and(|share| share >= LEAST) && all > high;
    if !speaks || !materiality::of_owed(cx, shortfall) {
        return Vec::new();
    }
    vec![by_habit(cx, &due, shortfall).unwrap_or_else(|| in_doubt(cx, &due, shortfall))]
}

/// What is not expected of an invoice; nothing where no chances are given.
fn missing(invoice: &InvoiceForecast) -> Money {
    invoice.expected(MONTH).map_or(Money::ZERO, |expected| invoice.open - expected)
}

/// The finding where a single invoice that comes later by its customer's habit is most of what is missing; `None` where it is
/// not so.
fn by_habit(cx: &Context<'_>, due: &Due<'_>, shortfall: Money) -> Option<Found> {
    let end = cx.as_of().checked_add_days(Days::new(u64::from(due.expected.days)))?;
    let later = |invoice: &&InvoiceForecast| -> Option<NaiveDate> {
        habit::usual_day(cx, invoice.document).map(|(day, _)| day).filter(|day| *day > end)
    };
    let usual: Vec<&InvoiceForecast> =
        due.invoices.iter().copied().filter(|invoice| later(invoice).is_some()).collect();
    let largest = usual.into_iter().max_by_key(|invoice| (invoice.open, std::cmp::Reverse(invoice.document)))?;
    largest.open.ratio(shortfall).filter(|share| *share >= BY_HABIT)?;
    let (day, habit) = habit::usual_day(cx, largest.document)?;
    let (customer, document) = (place_of(largest.customer), cx.inputs.ledger.document(largest.document));
    let name = cx.name(customer);
    let is_assumed = document.due_date_source != DueDateSource::Stated;
    let due_date = match document.due_date {
        Some(date) if is_assumed => format!("due around {} by its usual terms", format::long_date(date)),
        Some(date) => format!("due on {}", format::long_date(date)),
        None => "without a due date".to_owned(),
    };
    let mut sure = sureness(due.expected);
    if is_assumed {
        sure.reason.push_str(" The due date is assumed: the export gives none.");
    }
    Some(Found {
        id: "collections-shortfall",
        urgency: Urgency::Quarter,
        stake: largest.open,
        kind: "due, comes later",
        headline: format!("Plan {name}’s {} for around {}", cx.short(largest.open), format::long_date(day)),
        seen: format!(
            "{name} owes {}, invoiced on {} and {due_date}. It pays steadily about {} after the invoice; of its last {} invoices none took more than {}.",
            cx.money(largest.open),
            format::long_date(document.date),
            format::days(habit.usual() as f64),
            words::number(habit.invoices()),
            format::days(habit.slowest() as f64)
        ),
        why: format!("It is not in doubt, it only comes later than its due date. {}", in_all(cx, due, false)),
        action: format!(
            "Put {} into the cash plan for the next 30 days, and this invoice where it belongs; ask only if it is later than usual.",
            cx.money(due.amount)
        ),
        confidence: sure,
        links: vec![link(name, cx.page(customer)), link("Expected collections", place("cash", "expected"))],
    })
}

/// The finding where it is not known whether the rest comes.
fn in_doubt(cx: &Context<'_>, due: &Due<'_>, shortfall: Money) -> Found {
    let mut behind: BTreeMap<usize, Money> = BTreeMap::new();
    for invoice in due.invoices.iter().filter(|invoice| habit::usual_day(cx, invoice.document).is_none()) {
        *behind.entry(place_of(invoice.customer)).or_default() += missing(invoice);
    }
    let (behind, _) = largest_first(behind.into_iter());
    let first = behind.first().copied().filter(|&(_, part)| materiality::of_owed(cx, part));
    let owes = |customer: usize| -> Money {
        due.invoices.iter().filter(|i| place_of(i.customer) == customer).map(|invoice| invoice.open).sum()
    };
    let most = first.map_or_else(String::new, |(customer, part)| {
        format!(
            " Most doubtful is {}, who owes {} of it: {} is not expected.",
            cx.name(customer),
            cx.money(owes(customer)),
            cx.money(part)
        )
    });
    let told = debtor_of_its_own(cx);
    let call = first.filter(|&(customer, _)| told != Some(customer));
    let call = call.map_or_else(String::new, |(customer, _)| format!(", and call {} first", cx.name(customer)));
    let mut sure = sureness(due.expected);
    sure.reason.push_str(&assumed_due_dates(cx, due));
    Found {
        id: "collections-shortfall",
        urgency: Urgency::Quarter,
        stake: shortfall,
        kind: "due, not expected",
        headline: format!(
            "Of the {} invoiced and due within 30 days, plan for {}",
            cx.short(due.all),
            cx.short(due.amount)
        ),
        seen: format!(
            "{} is due by then, and {} is expected: {} less.{most}",
            cx.money(due.all),
            cx.money(due.amount),
            cx.money(shortfall)
        ),
        why: in_all(cx, due, true),
        action: format!("Put {} into the cash plan{call}.", cx.money(due.amount)),
        confidence: sure,
        links: vec![link("Expected collections", place("cash", "expected"))],
    }
}

/// How many due dates no export gives, as a sentence behind others.
fn assumed_due_dates(cx: &Context<'_>, due: &Due<'_>) -> String {
    let source = |invoice: &InvoiceForecast| cx.inputs.ledger.document(invoice.document).due_date_source;
    match due.invoices.iter().filter(|invoice| source(invoice) != DueDateSource::Stated).count() {
        0 => String::new(),
        1 => " One due date is assumed: the export gives none.".to_owned(),
        number => format!(" {} due dates are assumed: the export gives none.", words::number_word(number)),
    }
}

/// What comes in all, within what range, and where it is in doubt whom the range leaves out.
fn in_all(cx: &Context<'_>, due: &Due<'_>, in_doubt: bool) -> String {
    let range = due.expected.range.map_or_else(String::new, |(low, high)| {
        format!(" Four of five outcomes lie between {} and {}.", cx.money(low), cx.money(high))
    });
    let alone = outside_the_range(cx, due.expected).filter(|_| in_doubt);
    let alone = alone.map_or_else(String::new, |text| format!(" {text}"));
    format!("New invoices and cash sales come on top.{range}{alone}")
}

/// By how such forecasts did at past month ends.
fn sureness(expected: &Expected) -> Confidence {
    let off = |error: f64| {
        format!(
            "At past month ends such forecasts of 30 days were off by {} of the payments.",
            format::percent_whole(error)
        )
    };
    match expected.past.and_then(|past| past.error) {
        Some(error) if error <= TRUSTED => confidence::likely(off(error)),
        Some(error) => confidence::uncertain(off(error)),
        None => confidence::uncertain("There were too few past month ends to test such a forecast on."),
    }
}
