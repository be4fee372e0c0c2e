//! Customers who stopped buying by the calendar, but whose next purchase is not due yet by their own rhythm: an annual
//! renewal that comes some days later each year.

use chrono::{NaiveDate, TimeDelta};

use crate::base::Money;
use crate::metrics::retention::{Bridge, Movement, MovementClass};
use crate::metrics::segmentation::FrequencyTrend;
use crate::report::context::{Context, place};
use crate::report::words;

/// The customers lost between the last two years, and those of them who may only be late.
pub(in crate::report) struct Lost<'a> {
    /// Everybody who bought nothing more, largest sales of the year before first.
    pub(in crate::report) all: Vec<&'a Movement>,
    /// Those of them whose own next purchase is not due yet, in the same order.
    pub(in crate::report) late: Vec<&'a Movement>,
}

impl<'a> Lost<'a> {
    pub(in crate::report) fn new(cx: &Context<'a>) -> Self {
        let movements = cx.results().retention.movements.iter();
        let mut all: Vec<&Movement> = movements.filter(|m| m.class == MovementClass::Churn).collect();
        all.sort_by_key(|m| (std::cmp::Reverse(m.previous), m.customer));
        let late = all.iter().copied().filter(|m| may_only_be_late(cx, m)).collect();
        Self { all, late }
    }

    /// What the late ones had bought the year before.
    pub(in crate::report) fn late_sales(&self) -> Money {
        self.late.iter().map(|m| m.previous).sum()
    }

    /// " (9,970 of it by three who may only be late)", after an amount that those lost are part of; nothing where nobody is.
    pub(in crate::report) fn late_among_them(&self, cx: &Context<'_>) -> String {
        match self.late.len() {
            0 => String::new(),
            number => {
                format!(" ({} of it by {} who may only be late)", cx.money(self.late_sales()), words::number(number))
            }
        }
    }

    /// "three of the nine who stopped may only be late with their orders"; `None` where nobody is.
    pub(in crate::report) fn clause(&self) -> Option<String> {
        let (late, all) = (self.late.len(), self.all.len());
        let (part, whole) = words::pair(late, all);
        let who = match (late, all) {
            (0, _) => return None,
            (1, 1) => "the one".to_owned(),
            (2, 2) => "both".to_owned(),
            _ if late == all => format!("all {whole}"),
            _ => format!("{part} of the {whole}"),
        };
        let order = if late == 1 { "its order" } else { "their orders" };
        Some(format!("{who} who stopped may only be late with {order}"))
    }

    /// "Three customers who may only be late count"; `None` where nobody is.
    pub(super) fn clause_among_all(&self) -> Option<String> {
        let verb = if self.late.len() == 1 { "counts" } else { "count" };
        let who = words::customers_first(self.late.len());
        (!self.late.is_empty()).then(|| format!("{who} who may only be late {verb}"))
    }

    /// "three of them may only be late", where those who stopped were just named.
    pub(super) fn clause_among_them(&self) -> Option<String> {
        let (late, all) = (self.late.len(), self.all.len());
        let who = match (late, all) {
            (0, _) => return None,
            (1, 1) => "it".to_owned(),
            (2, 2) => "both".to_owned(),
            _ if late == all => "all of them".to_owned(),
            _ => format!("{} of them", words::pair(late, all).0),
        };
        Some(format!("{who} may only be late"))
    }
}

/// Its next purchase is not due yet by its own rhythm.
pub(in crate::report) fn may_only_be_late(cx: &Context<'_>, movement: &Movement) -> bool {
    let evidence = &cx.scored(place(movement.customer)).evidence;
    movement.class == MovementClass::Churn && evidence.trend == FrequencyTrend::AwaitingOwnCycle
}

/// The day on which its own rhythm lets expect its next purchase; `None` for one without two purchases.
pub(super) fn next_due(cx: &Context<'_>, customer: usize) -> Option<NaiveDate> {
    let evidence = &cx.scored(customer).evidence;
    #[expect(clippy::cast_possible_truncation, reason = "days of a rhythm that was cut to a few years")]
    let cycle = TimeDelta::days(evidence.purchase_cycle_days.round() as i64);
    let last = cx.value(customer).most_recent_sale.filter(|_| evidence.purchase_dates >= 2)?;
    last.checked_add_signed(cycle)
}

/// Net retention if those who may only be late bought what they had bought; `None` without a base.
pub(super) fn with_the_late(bridge: &Bridge, late: Money) -> Option<f64> {
    let kept = bridge.retention_base + bridge.expansion - bridge.contraction - bridge.churn + late;
    kept.ratio(bridge.retention_base)
}
