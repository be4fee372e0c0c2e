//! What was assumed, which settings differ from their defaults, and what the words mean.

use super::context::Context;
use super::format;
use super::model::{Block, Cell, Column, Row, Table, TableStyle};
use super::scorecard::limits;
use super::{settings_text, words};
use crate::ledger::{Assumption, AssumptionKind};
use crate::metrics::Policies;
use crate::metrics::cohorts::CohortYears;
use crate::metrics::retention_simulator::NewBusiness;
use crate::metrics::scorecard::{BandLimits, Driver};
use crate::metrics::segmentation::SegmentationPolicy;

/// Every assumption that the figures rest on.
pub(super) fn assumptions(cx: &Context<'_>) -> Block {
    let wanted = ["Tax", "Accounting basis", "Payments", "Due dates", "Ledger begins"];
    let mut lines = vec![("As-of date".to_owned(), settings_text::as_of(cx))];
    let basis = settings_text::basis_lines(cx).into_iter().filter(|line| wanted.contains(&line.term.as_str()));
    lines.extend(basis.map(|line| (line.term, line.text)));
    if cx.results().segmentation.cycle_is_assumed {
        lines.push((
            "Purchase cycle".to_owned(),
            format!(
                "{}, since fewer than {} buy often enough to measure it",
                format::days(cx.inputs.policies.segmentation.default_cycle_days),
                words::customers(cx.inputs.policies.segmentation.cycle_min_customers as usize)
            ),
        ));
    }
    if let Some(since) = cx.inputs.ledger.receivables_since() {
        lines.push((
            "Receivables".to_owned(),
            format!("right from {} on, since payments before it have no known day", format::long_date(since)),
        ));
    }
    lines.extend(cx.inputs.assumptions.iter().map(|assumption| assumed(cx, *assumption)));
    let rows = lines.into_iter().map(|(term, text)| Row::body(vec![Cell::text(term), Cell::text(text)])).collect();
    Block::table(
        "assumptions",
        Table::new(TableStyle::Full, vec![Column::left("Matter"), Column::left("What holds").wide()], rows),
    )
    .headline("What was assumed, and how often")
}

/// Something that the ledger holds and no export says: what, how often, and for how much.
fn assumed(cx: &Context<'_>, assumption: Assumption) -> (String, String) {
    let (term, what) = match assumption.kind {
        AssumptionKind::AllocatedOldestFirst => {
            ("Matched oldest first", "set against the oldest open invoice, since no export says which one was meant")
        }
        AssumptionKind::PaymentDateAssumed => {
            ("Payment days", "known from a balance alone and dated at it; left out of all counts of days")
        }
        AssumptionKind::RefundDateAssumed => (
            "Credits used up",
            "shown by a balance as used up, by nothing that is known: taken as paid out at its date",
        ),
        AssumptionKind::PaidOnSettlementDay => {
            ("Settlement days", "paid in full on the day on which the export says that the invoice was settled")
        }
        AssumptionKind::DueByCustomerTerms => {
            ("Due dates", "due after the customer’s usual terms, since none is stated")
        }
        AssumptionKind::DueByBusinessTerms => {
            ("Due dates", "due after the most frequent terms of the business, since none is stated")
        }
        AssumptionKind::DueAfterThirtyDays => ("Due dates", "due after thirty days, since no terms are known"),
        AssumptionKind::TaxUnknown => ("Tax", "net equals gross, since no export tells the tax apart"),
        AssumptionKind::KnownByBalanceAlone => {
            ("Opening balances", "known by their open balance alone: receivables, not sales")
        }
        AssumptionKind::TurnedRound => ("Signs", "below zero and taken as the opposite kind of document"),
        AssumptionKind::PaymentOfNothing => {
            ("Payments of nothing", "left out: they only set a credit against an invoice")
        }
    };
    let counted = match assumption.kind {
        AssumptionKind::AllocatedOldestFirst => words::tallied(assumption.count, "part", "parts"),
        _ => words::tallied(assumption.count, "document", "documents"),
    };
    (term.to_owned(), format!("{counted}, {} in all: {what}", cx.amounts.exact(assumption.amount)))
}

/// One setting that is not the default: its name, the value, the default.
pub(super) struct Changed {
    name: String,
    value: String,
    default: String,
}

/// The settings that differ from the defaults.
pub(super) fn settings(cx: &Context<'_>) -> Block {
    const HEADLINE: &str = "Settings that differ from the default";
    let changed = changed(cx);
    if changed.is_empty() {
        let block =
            Block::missing("settings", "Every setting has its default", "No policy was changed for this client.");
        return block.note(unset(cx));
    }
    let rows = changed
        .into_iter()
        .map(|c| Row::body(vec![Cell::text(c.name), Cell::text(c.value), Cell::text(c.default)]))
        .collect();
    let columns =
        vec![Column::left("Setting").wide(), Column::right("This client").emphasised(), Column::right("Default")];
    Block::table("settings", Table::new(TableStyle::Mid, columns, rows)).headline(HEADLINE).note(unset(cx))
}

/// What the adviser can still set so that the pack tells more.
fn unset(cx: &Context<'_>) -> String {
    let small = &cx.inputs.policies.small_customers;
    let cost = "the cost of a visit (cost_per_visit), for the sales that carry a customer’s visits";
    let margin = "the margin on sales (margin), for what a loss would cost in margin";
    let missing: Vec<&str> = [(cost, small.cost_per_visit.is_none()), (margin, small.margin.is_none())]
        .into_iter()
        .filter(|m| m.1)
        .map(|m| m.0)
        .collect();
    if missing.is_empty() {
        return String::new();
    }
    format!("For the adviser: under [small_customers] in client.toml can still be set {}.", words::list(&missing))
}

fn new_business(of: NewBusiness) -> String {
    match of {
        NewBusiness::ShareOfPriorYear => "the year before",
        NewBusiness::ShareOfSameYear => "the same year",
    }
    .to_owned()
}

fn cohort_years(counted: CohortYears) -> String {
    match counted {
        CohortYears::FromFirstSale => "from each first sale",
        CohortYears::SameForAll => "the same for all",
    }
    .to_owned()
}

fn changed(cx: &Context<'_>) -> Vec<Changed> {
    let (own, default) = (cx.inputs.policies, Policies::default());
    let mut all = Vec::new();
    let mut compare = |name: &str, value: String, default: String| {
        if value != default {
            all.push(Changed { name: name.to_owned(), value, default });
        }
    };
    compare(
        "Fiscal year ends with",
        format::month_word(own.retention.fiscal_year_end_month).to_owned(),
        format::month_word(default.retention.fiscal_year_end_month).to_owned(),
    );
    let (small, plain) = (&own.small_customers, &default.small_customers);
    let none = || "not set".to_owned();
    compare("Cost of a visit", small.cost_per_visit.map_or_else(none, |cost| cx.amounts.exact(cost)), none());
    compare("Visits a year", format::count(small.visits_per_year), format::count(plain.visits_per_year));
    compare(
        "Share of sales that selling may cost",
        format::percent(small.allowed_share),
        format::percent(plain.allowed_share),
    );
    compare("Margin on sales", small.margin.map_or_else(none, format::percent), none());
    compare(
        "Years that the worth of a point of retention looks ahead",
        own.scorecard.simulated_years.to_string(),
        default.scorecard.simulated_years.to_string(),
    );
    compare(
        "Days sooner that the lever of payment looks at",
        own.scorecard.days_faster.to_string(),
        default.scorecard.days_faster.to_string(),
    );
    compare(
        "Step of the average basket that its lever looks at",
        format::percent(own.scorecard.basket_step),
        format::percent(default.scorecard.basket_step),
    );
    compare(
        "Change of a rate that counts as level",
        format::points(own.scorecard.level_rate),
        format::points(default.scorecard.level_rate),
    );
    compare(
        "Change of an amount that counts as level",
        format::percent(own.scorecard.level_amount),
        format::percent(default.scorecard.level_amount),
    );
    compare(
        "Change in days that counts as level",
        format::days(own.scorecard.level_days),
        format::days(default.scorecard.level_days),
    );
    for ((driver, own), (_, default)) in limits(&own.scorecard).into_iter().zip(limits(&default.scorecard)) {
        let name = format!("Bands of {}, strong and fair", words::uncapitalised(words::driver(driver)));
        compare(&name, limits_text(driver, own), limits_text(driver, default));
    }
    compare(
        "Cost of capital a year",
        format::percent(own.lateness.cost_of_capital),
        format::percent(default.lateness.cost_of_capital),
    );
    all.extend(changed_segmentation(&own.segmentation, &default.segmentation));
    all.extend(changed_cohorts(own, &default));
    all
}

/// How cohorts and new business are counted, where it differs.
fn changed_cohorts(own: &Policies, default: &Policies) -> Vec<Changed> {
    let lines = |policies: &Policies| {
        [
            ("New business, for the years ahead, is a share of", new_business(policies.scorecard.new_business)),
            ("Years of a cohort are counted", cohort_years(policies.cohorts.years)),
            ("Cohorts are put together below", words::customers(policies.cohorts.min_customers as usize)),
        ]
    };
    let pairs = lines(own).into_iter().zip(lines(default));
    pairs
        .filter(|((_, value), (_, default))| value != default)
        .map(|((name, value), (_, default))| Changed { name: name.to_owned(), value, default })
        .collect()
}

/// The thresholds of the segments that differ, by the names that they have in `client.toml`.
pub(super) fn changed_segmentation(own: &SegmentationPolicy, default: &SegmentationPolicy) -> Vec<Changed> {
    let table = |policy: &SegmentationPolicy| match serde_json::to_value(policy) {
        Ok(serde_json::Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let default = table(default);
    let text = |value: &serde_json::Value| value.to_string().replace('-', "−").replace(',', ", ");
    table(own)
        .iter()
        .filter_map(|(name, value)| Some((name, value, default.get(name).filter(|default| *default != value)?)))
        .map(|(name, value, default)| Changed {
            name: format!("segmentation.{name}"),
            value: text(value),
            default: text(default),
        })
        .collect()
}

fn limits_text(driver: Driver, limits: BandLimits) -> String {
    let text = |value: f64| match driver {
        Driver::PaymentTimeliness => format::days(value),
        Driver::Replacement => format::decimal(value, 2),
        _ => format::percent(value),
    };
    format!("{}, {}", text(limits.strong), text(limits.steady))
}

/// The words of the pack.
const TERMS: [(&str, &str); 22] = [
    ("As-of date", "the day from which the books are seen; what is later has not happened"),
    ("Sales", "invoices and receipts less credit notes, without tax, by document date"),
    (
        "Twelve months",
        "the twelve months that end with the as-of date; the year before is the twelve months before those",
    ),
    ("Lifetime value", "all sales of a customer that the exports hold"),
    ("Purchase", "an invoice or receipt that was not credited in full"),
    ("Active customer", "a customer with sales above zero in the twelve months"),
    (
        "Net revenue retention",
        "what last year’s customers buy now, lost ones included, as a share of what they bought then",
    ),
    ("Gross revenue retention", "the same without what they bought more; never above 100%"),
    ("Customers kept", "last year’s customers who bought again, as a share of all of them"),
    ("Days to pay", "days from invoice to payment, weighted by amount unless said otherwise"),
    ("Days beyond terms, paid", "days from due date to payment; negative is early"),
    ("Days beyond terms, open", "age past due of what is past due now"),
    ("Past due", "owed, with a due date before the as-of date"),
    ("Open balance", "what is owed less credit not yet set against anything"),
    ("Unapplied credit", "payments and credit notes not yet set against an invoice"),
    ("Herfindahl-Hirschman index", "the sum of the squared shares in per cent; 10,000 is one customer with all sales"),
    ("Effective customers", "the number of customers of equal size that would give the same index"),
    ("Sales threshold", "sales a year that carry a customer’s visits: visits × cost of a visit / allowed share"),
    ("Credit sales", "invoices less credit notes, with tax; cash sales are not among them"),
    ("Days sales outstanding", "the days of credit sales that are owed; four readings, each by its name"),
    ("Past due on average", "what stood past due on an average day of the span: the money that lateness tied up"),
    ("Derived", "a payment set against the oldest open invoice, since no export says which one was meant"),
];

/// Composes the glossary.
pub(super) fn block() -> Block {
    let rows = TERMS.into_iter().map(|(term, text)| Row::body(vec![Cell::text(term), Cell::text(text)])).collect();
    Block::table(
        "glossary",
        Table::new(TableStyle::Full, vec![Column::left("Word"), Column::left("Meaning").wide()], rows),
    )
    .headline("What the words mean")
}
