//! Whether a fall of the year still goes on: the last three complete months against the same months a year before.

use crate::base::{Money, Month, Period};
use crate::report::context::Context;
use crate::report::format;

/// Months that are looked at.
const MONTHS: usize = 3;
/// From this relative change on sales turned.
const TURNED: f64 = 0.01;

/// That the last three months went up, as a sentence; nothing where they fell, too, or where there is no year before.
pub(super) fn turned(cx: &Context<'_>) -> String {
    sentence(change(cx, None), "")
}

/// The same of all customers but one.
pub(super) fn turned_without(cx: &Context<'_>, customer: usize) -> String {
    sentence(change(cx, Some(customer)), &format!(" without {}", cx.name(customer)))
}

fn sentence(change: Option<f64>, whose: &str) -> String {
    change.filter(|change| *change >= TURNED).map_or_else(String::new, |change| {
        format!(
            " The last three months point the other way: sales{whose} were {} above those of the same months a year \
             before.",
            format::percent(change)
        )
    })
}

/// The relative change of the last three complete months on the same months a year before.
fn change(cx: &Context<'_>, without: Option<usize>) -> Option<f64> {
    let history = &cx.results().sales_history;
    let complete = history.months.len().checked_sub(usize::from(history.last_is_partial))?;
    let months = history.months.get(complete.checked_sub(MONTHS)?..complete)?;
    let own = |first: Month, last: Month| -> Money {
        let period = Period::from_first_to_last(first.first_day(), last.last_day());
        let documents = without.into_iter().flat_map(|customer| cx.documents(customer));
        documents.filter(|(_, document)| period.contains(document.date)).map(|(_, document)| document.sale()).sum()
    };
    let (first, last) = (months.first()?.month, months.last()?.month);
    let all: Money = months.iter().map(|month| month.net_revenue).sum();
    let all_before = months.iter().map(|month| month.year_before).sum::<Option<Money>>()?;
    let now = all - own(first, last);
    let before = all_before - own(first.plus(-12), last.plus(-12));
    (now - before).ratio(before).filter(|_| before.is_positive())
}
