//! What a figure is made of besides other figures and documents: customers that are counted, settings, a finding, the
//! same figure of the months before.

use std::cmp::Reverse;

use super::context::{Context, place as place_of};
use super::model::Target;
use super::parts::place;
use super::retention::Lost;
use super::{cash, findings, format, segment_flows, words};
use crate::base::{Money, Month};
use crate::metrics::lateness::LatenessPolicy;
use crate::metrics::risk::RiskLevel;
use crate::metrics::scorecard::ScorecardPolicy;
use crate::metrics::segmentation::Segment;
use crate::metrics::shock_monitor::Watched;
use crate::metrics::small_customers::{SizeGroup, SmallCustomerPolicy};

/// What kind of parts a figure has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    /// None of these: its inputs and documents are all.
    None,
    /// The figure is the number of these customers.
    Customers(Members),
    /// What the settings say.
    Settings(&'static [Setting]),
    /// How many invoices have which terms.
    Terms,
    /// The finding about the largest amount.
    Finding,
    /// The last month, or the last week, and the six before.
    Watch(Watched, Span),
}

/// Customers that a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Members {
    /// Of a segment.
    Segment(Segment),
    /// Now in a better segment.
    MovedUp,
    /// Now in a worse one.
    MovedDown,
    /// Of a level of risk.
    Risk(RiskLevel),
    /// Lost, or only late.
    MayOnlyBeLate,
    /// Below the sales threshold.
    Below,
    /// Those of them that were once above it.
    BelowWithPotential,
}

/// A setting of the client or the firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// What a visit costs.
    CostPerVisit,
    /// Visits a year.
    VisitsPerYear,
    /// The share of sales that they may cost.
    AllowedShare,
    /// The margin on sales.
    Margin,
    /// What money costs in a year.
    CostOfCapital,
    /// The days that the scorecard looks at.
    DaysFaster,
    /// The step of the average basket that it looks at.
    BasketStep,
    /// The years that it simulates.
    SimulatedYears,
}

/// Which span is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// The last month.
    Month,
    /// The last week.
    Week,
}

/// One part.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    /// What it is.
    pub name: String,
    /// Where it is set, or another word about it; may be empty.
    pub sub: String,
    /// Its value.
    pub value: String,
    /// Where it leads.
    pub target: Option<Target>,
}

impl Parts {
    /// The parts; none for customers, which [`Self::customers`] has.
    pub(super) fn list(self, cx: &Context<'_>) -> Vec<Part> {
        match self {
            Self::None | Self::Customers(_) => Vec::new(),
            Self::Settings(settings) => settings.iter().map(|setting| setting.part(cx)).collect(),
            Self::Terms => terms(cx),
            Self::Finding => finding(cx),
            Self::Watch(watched, span) => watch(cx, watched, span),
        }
    }

    /// The customers that the figure counts, each with an amount, largest first; `None` where it counts none, or they are
    /// told by their documents.
    pub(super) fn customers(self, cx: &Context<'_>) -> Option<Vec<(usize, Money)>> {
        let Self::Customers(members) = self else { return None };
        let mut customers = members.amounts(cx);
        customers.sort_by_key(|&(customer, amount)| (Reverse(amount), customer));
        Some(customers)
    }

    /// What the amounts beside those customers are; `None` where there are none.
    pub(super) fn amount_name(self, cx: &Context<'_>) -> Option<String> {
        let Self::Customers(members) = self else { return None };
        Some(match members {
            Members::Risk(_) => "What is open".to_owned(),
            Members::MayOnlyBeLate => "Sales of the year before".to_owned(),
            _ => format!("Sales {}", cx.window()),
        })
    }
}

impl Members {
    fn amounts(self, cx: &Context<'_>) -> Vec<(usize, Money)> {
        let all = 0..cx.order.len();
        let with_sales = |customer: usize| (customer, cx.customer_sales(customer));
        match self {
            Self::Segment(segment) => all.filter(|&i| cx.segment(i) == segment).map(with_sales).collect(),
            Self::MovedUp => segment_flows::moved_customers(cx, true).into_iter().map(with_sales).collect(),
            Self::MovedDown => segment_flows::moved_customers(cx, false).into_iter().map(with_sales).collect(),
            Self::Risk(level) => {
                let results = cx.results();
                let of_level = |&i: &usize| results.risk.customers[i].level() == Some(level);
                let known = results.risk.known.is_ok();
                all.filter(of_level).filter(|_| known).map(|i| (i, results.aging.customers[i].open_balance())).collect()
            }
            Self::MayOnlyBeLate => Lost::new(cx).late.iter().map(|m| (place_of(m.customer), m.previous)).collect(),
            Self::Below => below(cx, |group| group != SizeGroup::Above),
            Self::BelowWithPotential => below(cx, |group| group == SizeGroup::Potential),
        }
    }
}

fn below(cx: &Context<'_>, counts: fn(SizeGroup) -> bool) -> Vec<(usize, Money)> {
    let threshold = cx.results().small_customers.threshold.as_ref();
    let active = threshold.map_or(&[][..], |threshold| &threshold.active);
    active.iter().filter(|c| counts(c.group)).map(|c| (place_of(c.customer), c.ttm_sales)).collect()
}

impl Setting {
    /// The setting with its value, and where it is set.
    fn part(self, cx: &Context<'_>) -> Part {
        let (small, usual_small) = (&cx.inputs.policies.small_customers, SmallCustomerPolicy::default());
        let (score, usual_score) = (&cx.inputs.policies.scorecard, ScorecardPolicy::default());
        let money_costs = cx.inputs.policies.lateness.cost_of_capital;
        let is_same = |one: f64, other: f64| (one - other).abs() < f64::EPSILON;
        let share = |share: f64| format::percent_short(share);
        let (name, key, value, is_default) = match self {
            Self::CostPerVisit => (
                "Cost of a visit",
                "small_customers.cost_per_visit",
                small.cost_per_visit.map(|cost| cx.amounts.exact(cost)),
                false,
            ),
            Self::VisitsPerYear => (
                "Visits a year",
                "small_customers.visits_per_year",
                Some(format::count(small.visits_per_year)),
                small.visits_per_year == usual_small.visits_per_year,
            ),
            Self::AllowedShare => (
                "Share of sales that visits may cost",
                "small_customers.allowed_share",
                Some(share(small.allowed_share)),
                is_same(small.allowed_share, usual_small.allowed_share),
            ),
            Self::Margin => ("Margin on sales", "small_customers.margin", small.margin.map(share), false),
            Self::CostOfCapital => (
                "Cost of capital",
                "cash.cost_of_capital",
                Some(share(money_costs)),
                is_same(money_costs, LatenessPolicy::default().cost_of_capital),
            ),
            Self::DaysFaster => (
                "Days sooner",
                "scorecard.days_faster",
                Some(format::count(score.days_faster)),
                score.days_faster == usual_score.days_faster,
            ),
            Self::BasketStep => (
                "Step of the average basket",
                "scorecard.basket_step",
                Some(share(score.basket_step)),
                is_same(score.basket_step, usual_score.basket_step),
            ),
            Self::SimulatedYears => (
                "Years simulated",
                "scorecard.simulated_years",
                Some(format::count(score.simulated_years)),
                score.simulated_years == usual_score.simulated_years,
            ),
        };
        let sub = match &value {
            None => format!("a setting that is not given: {key} of client.toml"),
            Some(_) if is_default => format!("a setting: {key}, as it is where client.toml says nothing else"),
            Some(_) => format!("a setting: {key} of client.toml, or of the firm’s defaults"),
        };
        let value = value.unwrap_or_else(|| format::DASH.to_owned());
        Part { name: name.to_owned(), sub, value, target: None }
    }
}

/// How many invoices state which terms, the most frequent first.
fn terms(cx: &Context<'_>) -> Vec<Part> {
    const SHOWN: usize = 5;
    let mut terms = cx.results().payment.stated_terms.clone();
    terms.sort_by_key(|&(days, invoices)| (Reverse(invoices), days));
    let rest: u32 = terms.iter().skip(SHOWN).map(|&(_, invoices)| invoices).sum();
    let part = |name: String, invoices: u32| Part {
        name,
        sub: String::new(),
        value: words::tallied(invoices as usize, "invoice", "invoices"),
        target: None,
    };
    let name = |days: i64| match days {
        0 => "Due at once".to_owned(),
        days => format!("Due after {}", format::days(days as f64)),
    };
    let first = terms.iter().take(SHOWN).map(|&(days, invoices)| part(name(days), invoices));
    first.chain((rest > 0).then(|| part("Other terms".to_owned(), rest))).collect()
}

fn finding(cx: &Context<'_>) -> Vec<Part> {
    let first = findings::of_first_stake(cx).into_iter();
    first
        .map(|(headline, amount)| Part {
            name: headline,
            sub: "a finding".to_owned(),
            value: cx.money(amount),
            target: Some(place("summary", "findings")),
        })
        .collect()
}

/// The same place in the six months before, and the last one.
fn watch(cx: &Context<'_>, watched: Watched, span: Span) -> Vec<Part> {
    let monitor = &cx.results().shock_monitor;
    let watch = match span {
        Span::Month => &monitor.month,
        Span::Week => &monitor.week,
    };
    let Some(shock) = watch.figures.iter().find(|shock| shock.watched == watched) else { return Vec::new() };
    let before = shock.before.iter().map(|(period, reading)| (*period, reading));
    before
        .chain([(watch.period, &shock.last)])
        .map(|(period, reading)| Part {
            name: match span {
                Span::Month => format::long_month(Month::of(period.last_day())),
                Span::Week => format!("Week to {}", format::long_date(period.last_day())),
            },
            sub: if period == watch.period { "the last one".to_owned() } else { String::new() },
            value: reading
                .as_ref()
                .map_or_else(|_| format::DASH.to_owned(), |&reading| cash::reading_text(cx, reading)),
            target: None,
        })
        .collect()
}
