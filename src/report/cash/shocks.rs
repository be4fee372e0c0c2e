//! The last month and the last week against the same place in the six months before.

use crate::base::{Money, Month};
use crate::metrics::Measured;
use crate::metrics::shock_monitor::{Reading, Shock, Standing, Watch, Watched};
use crate::report::context::Context;
use crate::report::format;
use crate::report::model::{Block, Cell, Column, Row, Table, TableStyle, Target, Tone};
use crate::report::parts::place;
use crate::report::words;

/// The blocks; none for a ledger in which no figure has one before.
pub(super) fn blocks(cx: &Context<'_>) -> Vec<Block> {
    let monitor = &cx.results().shock_monitor;
    let has_index = |watch: &Watch| watch.figures.iter().any(|shock| shock.index().is_some());
    let blocks = [("shocks-month", &monitor.month), ("shocks-week", &monitor.week)];
    blocks.into_iter().filter(|(_, watch)| has_index(watch)).map(|(id, watch)| block(cx, id, watch)).collect()
}

/// The figures that a watch shows. What is open at the end of a week that ends with the month stands with the month.
fn shown<'a>(cx: &Context<'_>, watch: &'a Watch) -> Vec<&'a Shock> {
    let month_end = cx.results().shock_monitor.month.period.last_day();
    let is_twice = watch.week.is_some() && watch.period.last_day() == month_end;
    watch.figures.iter().filter(|shock| !(is_twice && shock.watched == Watched::DaysBeyondTermsOpen)).collect()
}

/// Sales, and the cash that comes of them, are not those of a period that the exports’ sales do not reach.
fn is_incomplete(cx: &Context<'_>, watch: &Watch, shock: &Shock) -> bool {
    matches!(shock.watched, Watched::NetSales | Watched::CashCollected) && !cx.sales_reach(watch.period.last_day())
}

/// The figures that a sentence may tell of.
fn told<'a>(cx: &Context<'_>, watch: &'a Watch) -> Vec<&'a Shock> {
    shown(cx, watch).into_iter().filter(|shock| !is_incomplete(cx, watch, shock)).collect()
}

/// The worst news of the last month, as a sentence without its full stop; none where nothing bad is out of the ordinary.
pub(in crate::report) fn key_line(cx: &Context<'_>) -> Option<String> {
    let month = &cx.results().shock_monitor.month;
    bad_news(cx, month).or_else(|| low_again(cx, month))
}

/// Sales or cash that are below half the mean and were so in the period before, which hides it from the rule: the lowest of
/// the six is itself so low.
fn is_low_again(shock: &Shock) -> bool {
    const LOW: f64 = 0.5;
    let is_low = |reading: &Measured<Reading>| {
        let number = reading.as_ref().ok().map(|reading| reading.number());
        number.zip(shock.mean()).is_some_and(|(number, mean)| number < mean * LOW)
    };
    let watched = matches!(shock.watched, Watched::NetSales | Watched::CashCollected);
    let before = shock.before.last().is_some_and(|(_, before)| is_low(before));
    watched && shock.standing() == Standing::Usual && before && is_low(&shock.last)
}

/// What is low for the second month in a row, as a sentence without its full stop.
fn low_again(cx: &Context<'_>, watch: &Watch) -> Option<String> {
    let shock = shown(cx, watch).into_iter().filter(|_| watch.week.is_none()).find(|shock| is_low_again(shock))?;
    let (month, before) = shock.before.last()?;
    let (last, before) = (shock.last.clone().ok()?, before.clone().ok()?);
    Some(format!(
        "Second weak month in a row for {}: {} in {}, {} in {}, against a mean of {}",
        words::uncapitalised(name(shock.watched)),
        reading_text(cx, before),
        format::period_end(month.last_day()),
        reading_text(cx, last),
        when(watch),
        reading_text(cx, like(last, shock.mean()?))
    ))
}

fn block(cx: &Context<'_>, id: &str, watch: &Watch) -> Block {
    let when = when(watch);
    let mut columns = vec![Column::left("Figure").wide()];
    let before = watch.figures.first().map(|shock| &shock.before[..]).unwrap_or_default();
    columns.extend(before.iter().map(|(period, _)| {
        let month = Month::of(period.last_day());
        Column::right(&format::tick_month(month, true)).not_on_phones()
    }));
    columns.extend([
        Column::right("Mean of the six"),
        Column::right("Last").emphasised(),
        Column::right("Index"),
        Column::left("Against the six"),
    ]);
    let rows = shown(cx, watch).into_iter().map(|shock| Row::body(cells(cx, watch, shock))).collect();
    let provisional = if watch.provisional {
        format!(
            " Provisional: its last days are less than eleven days before {}, and late entries may still change them.",
            format::long_date(cx.as_of())
        )
    } else {
        String::new()
    };
    let label = match watch.week {
        Some(week) => format!(
            "{}, week {week} counted back from the month’s end, against the same week of the six months before, {}",
            words::capitalised(&when),
            cx.currency()
        ),
        None => format!("{} against each of the six months before, {}", words::capitalised(&when), cx.currency()),
    };
    Block::table(id, Table::new(TableStyle::Full, columns, rows))
        .headline(headline(cx, watch))
        .label(label)
        .note(format!(
            "Index: last / mean of the six × 100. Flagged only outside the lowest and highest of the six and beyond 15% of \
             their mean.{provisional}"
        ))
        .link("As data", Target::Data { name: "shock-monitor".to_owned() })
        .link("The rule", place("proof", "method-shock-monitor"))
}

/// "September 2026", "the week to 30 September 2026".
fn when(watch: &Watch) -> String {
    match watch.week {
        Some(_) => format!("the week to {}", format::long_date(watch.period.last_day())),
        None => format::period_end(watch.period.last_day()),
    }
}

fn cells(cx: &Context<'_>, watch: &Watch, shock: &Shock) -> Vec<Cell> {
    let reading =
        |reading: &Measured<Reading>| Cell::or_dash(reading.as_ref().ok().map(|reading| reading_text(cx, *reading)));
    let mut cells = vec![Cell::text(name(shock.watched))];
    cells.extend(shock.before.iter().map(|(_, before)| reading(before)));
    cells.push(match (shock.mean(), shock.median(), shock.range()) {
        (Some(mean), Some(median), Some((low, high))) => Cell::with_sub(
            reading_text(cx, like(low, mean)),
            format!(
                "median {}; {} to {}",
                reading_text(cx, like(low, median)),
                reading_text(cx, low),
                reading_text(cx, high)
            ),
        ),
        _ => Cell::dash(),
    });
    cells.push(reading(&shock.last));
    cells.push(Cell::or_dash(shock.index().map(|index| format::decimal(index, 0))));
    cells.push(match (shock.standing(), shock.is_bad()) {
        _ if is_incomplete(cx, watch, shock) => Cell::toned("Sales end early", Tone::Quiet),
        (Standing::Higher, bad) => Cell::toned("Higher than all", if bad { Tone::Bad } else { Tone::Good }),
        (Standing::Lower, bad) => Cell::toned("Lower than all", if bad { Tone::Bad } else { Tone::Good }),
        (Standing::Usual, _) if is_low_again(shock) => Cell::toned("Low, as the month before", Tone::Bad),
        (Standing::Usual, _) => Cell::text("As usual"),
        (Standing::Unknown, _) => Cell::toned("Too few to tell", Tone::Quiet),
    });
    cells
}

/// A number in the unit of a reading.
fn like(reading: Reading, number: f64) -> Reading {
    match reading {
        #[expect(clippy::cast_possible_truncation, reason = "rounded on purpose; `as` stays within the range of i64")]
        Reading::Amount(_) => Reading::Amount(Money::from_minor(number.round() as i64)),
        Reading::Days(_) => Reading::Days(number),
    }
}

/// An amount in whole units, or days.
pub(in crate::report) fn reading_text(cx: &Context<'_>, reading: Reading) -> String {
    match reading {
        Reading::Amount(amount) => cx.money(amount),
        Reading::Days(days) => format::decimal(days, 0),
    }
}

fn name(watched: Watched) -> &'static str {
    match watched {
        Watched::NetSales => "Sales",
        Watched::CashCollected => "Cash collected",
        Watched::DaysBeyondTermsOpen => "Days beyond terms, open",
    }
}

/// The flags that are bad news, in one sentence.
fn bad_news(cx: &Context<'_>, watch: &Watch) -> Option<String> {
    let bad = told(cx, watch).into_iter().filter(|shock| shock.is_bad());
    let clauses: Vec<String> = bad.filter_map(|shock| clause(cx, watch, shock)).collect();
    (!clauses.is_empty()).then(|| format!("In {}, {}", when(watch), words::list(&clauses)))
}

/// One flag: what it is, and where it stands against the six.
fn clause(cx: &Context<'_>, watch: &Watch, shock: &Shock) -> Option<String> {
    let (last, (low, high)) = (shock.last.clone().ok()?, shock.range()?);
    let (higher, bound, most) = match shock.standing() {
        Standing::Higher => (true, high, "most"),
        Standing::Lower => (false, low, "least"),
        Standing::Usual | Standing::Unknown => return None,
    };
    let before = match watch.week {
        Some(_) => "in the same week of any of the six months before",
        None => "in any of the six months before",
    };
    Some(match (shock.watched, last) {
        (_, Reading::Days(days)) => {
            let than = if higher { "later" } else { "less late" };
            format!("what was past due was {} late, {than} than {before}", format::days(days))
        }
        (watched, amount) => format!(
            "{} of {} {} {} than {before} ({} at {most})",
            words::uncapitalised(name(watched)),
            short(cx, amount),
            if watched == Watched::NetSales { "were" } else { "was" },
            if higher { "more" } else { "less" },
            short(cx, bound)
        ),
    })
}

fn short(cx: &Context<'_>, reading: Reading) -> String {
    match reading {
        Reading::Amount(amount) => cx.short(amount),
        Reading::Days(_) => reading_text(cx, reading),
    }
}

fn headline(cx: &Context<'_>, watch: &Watch) -> String {
    let when = when(watch);
    if let Some(news) = bad_news(cx, watch).or_else(|| low_again(cx, watch)) {
        return news;
    }
    let figures = told(cx, watch);
    if let Some(stop) = cx.sales_stop().filter(|_| figures.len() < shown(cx, watch).len()) {
        let last = format::long_date(stop.last_sale);
        return format!("Sales end on {last}: those of {when} are not comparable");
    }
    let good: Vec<String> = figures.iter().filter_map(|shock| clause(cx, watch, shock)).collect();
    let unknown = figures.iter().filter(|shock| shock.standing() == Standing::Unknown).count();
    match (good.is_empty(), unknown) {
        (false, _) => format!("In {when}, {}", words::list(&good)),
        (true, 0) => format!("Nothing out of the ordinary in {when}"),
        (true, n) if n < figures.len() => {
            format!("Of what can be compared, nothing is out of the ordinary in {when}")
        }
        (true, _) => format!("Too few months before {when} to tell what is usual"),
    }
}
