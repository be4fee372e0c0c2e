//! What stands in the place of growth and retention where the exports' sales end unusually long before the as-of date.

use super::context::Context;
use super::format;
use crate::metrics::sales_stop::{SalesStop, SameDays};

/// "The exports’ sales end on 2 December 2013, 38 days before the as-of date".
pub(super) fn sales_end(stop: &SalesStop) -> String {
    format!(
        "The exports’ sales end on {}, {} before the as-of date",
        format::long_date(stop.last_sale),
        format::days(stop.silence_days as f64)
    )
}

/// In place of what sales did: where they end, and what they did up to then.
pub(super) fn headline(stop: &SalesStop) -> String {
    match stop.same_days.as_ref().ok().and_then(SameDays::growth) {
        Some(growth) => format!("{}; up to then sales were {} the year before", sales_end(stop), against(growth)),
        None => sales_end(stop),
    }
}

/// "0.8% above".
fn against(growth: f64) -> String {
    let change = format::percent(growth.abs());
    match change.as_str() {
        "0.0%" => "as in".to_owned(),
        _ if growth > 0.0 => format!("{change} above"),
        _ => format!("{change} below"),
    }
}

/// Beside a figure that compares two years.
pub(super) fn remark(stop: &SalesStop) -> String {
    format!("not comparable: sales end on {}", format::short_date(stop.last_sale))
}

/// The sales of the same days of both years, as a sentence; `None` where they cannot be compared.
pub(super) fn same_days(cx: &Context<'_>, stop: &SalesStop) -> Option<String> {
    let same = stop.same_days.as_ref().ok()?;
    let days = |period: crate::base::Period| {
        format!("{} to {}", format::long_date(period.first_day()), format::long_date(period.last_day()))
    };
    Some(format!(
        "From {} sales were {}, from {} they were {}.",
        days(same.current),
        cx.money(same.sales),
        days(same.previous),
        cx.money(same.previous_sales)
    ))
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;
    use crate::ledger::testing::{Books, day, whole};
    use crate::metrics::compute;
    use crate::report::fixture::{World, empty};
    use crate::report::model::{Block, Body, Cell, Report, Section};
    use crate::report::{check, compose};

    /// Six who buy in turn, one each week, for one in the first and for two more in the second year; the last sale is
    /// dated 1 December 2025.
    fn weekly(as_of: chrono::NaiveDate) -> World {
        let mut books = Books::new("USD");
        books.history_from(day(2023, 1, 1));
        let mut date = day(2023, 1, 2);
        for week in 0..153 {
            books.paid(["A", "B", "C", "D", "E", "F"][week % 6], date, 20, whole(100));
            date = date + Days::new(7);
        }
        let mut world = empty();
        world.ledger = books.ledger();
        world.results = compute(&world.ledger, as_of, &world.policies);
        world
    }

    fn sound(world: &World) -> Report {
        let report = compose(&world.inputs());
        assert_eq!(check::breaches(&report), Vec::<String>::new());
        assert_eq!(check::bad_wording(&report), Vec::<String>::new());
        report
    }

    fn section<'a>(report: &'a Report, id: &str) -> &'a Section {
        report.sections.iter().find(|section| section.id == id).expect("the section")
    }

    fn block<'a>(report: &'a Report, in_section: &str, id: &str) -> &'a Block {
        section(report, in_section).blocks.iter().find(|block| block.id == id).expect("the block")
    }

    fn plain(text: &str) -> String {
        text.replace('\u{a0}', " ")
    }

    #[test]
    fn neither_growth_nor_retention_is_told_while_sales_stop() {
        let report = sound(&weekly(day(2026, 1, 20)));
        let headline = |id| plain(&section(&report, id).headline);
        assert_eq!(
            headline("summary"),
            "The exports’ sales end on 1 December 2025, 50 days before the as-of date; up to then sales were as in the year \
             before"
        );
        assert!(
            headline("retention").starts_with("The exports’ sales end on 1 December 2025"),
            "{}",
            headline("retention")
        );
        assert!(plain(&section(&report, "retention").lead).contains("not comparable"));
        assert_eq!(headline("segments"), "Segments as of 20 January 2026, on sales that end on 1 December 2025");
        assert!(!section(&report, "segments").lead.contains("slipping away"));
        assert!(!section(&report, "cash").lead.contains("sales of"), "{}", section(&report, "cash").lead);
        let rates = plain(block(&report, "retention", "rates").note.as_deref().unwrap_or_default());
        assert!(rates.ends_with("the ledger, which begins in January 2023, is too short for a third pair."), "{rates}");
        let Body::KeyFigures { figures } = &block(&report, "summary", "key-figures").body else { panic!("figures") };
        assert_eq!(figures[0].change, "0.0%");
        for tile in &figures[1..3] {
            let told = (tile.change.as_str(), plain(&tile.comparison));
            assert_eq!(told, ("", "not comparable: sales end on 1 Dec 2025".to_owned()), "{}", tile.name);
        }
        assert!(matches!(block(&report, "retention", "simulator").body, Body::Missing { .. }));
        let Body::Table(drivers) = &block(&report, "scorecard", "drivers").body else { panic!("a table") };
        let banded = drivers.rows.iter().filter(|row| row.cells.iter().any(|cell| matches!(cell, Cell::Band { .. })));
        assert_eq!(banded.count(), 4, "repeat revenue, concentration, timeliness and basket");
        let figure = &report.figures["net_revenue_retention_point_worth"];
        assert_eq!((figure.value, figure.reason.as_deref().map(plain)).0, None);
        // No line goes on beyond the last sale.
        let rolling = block(&report, "summary", "rolling-sales").label.as_deref().expect("a label");
        assert!(plain(rolling).contains("to November 2025"), "{rolling}");
    }

    #[test]
    fn where_sales_go_on_nothing_is_withheld() {
        let report = sound(&weekly(day(2025, 12, 7)));
        assert!(
            section(&report, "summary").headline.starts_with("Sales held"),
            "{}",
            section(&report, "summary").headline
        );
        assert!(!matches!(block(&report, "retention", "simulator").body, Body::Missing { .. }));
    }

    #[test]
    fn changes_have_their_side() {
        assert_eq!([0.008, -0.1, 0.000_1].map(against), ["0.8% above", "10.0% below", "as in"]);
    }
}
