//! Charts of awkward data to test with: nothing, zeros, gaps, losses, crowds, long and hostile names.

use super::samples::{axis, bar_row, category, chart, flows, month_ends, noise, ranked, scatter, series, step};
use crate::report::model::{
    BarRow, Category, Chart, ChartSpec, Line, LineRole, NamedPoint, Reference, Series, StepKind, Tone, Unit,
};

/// What a customer may be called: markup, ends of sections, signs that XML forbids, templates and rich text of ECharts,
/// scripts of several directions, letters that pile up.
pub(super) const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>",
    "a]]>b&amp;c\u{7}\u{0}",
    "{a|bold} {b} {value}",
    "\" onload=\"x",
    "'; DROP TABLE--\u{202e}evil",
    "line\nfeed\tand tab\r",
    "שלום عليكم",
    "株式会社テスト",
    "Z̸̧̛͔a̴͔l̷͇g̵o",
    "#33424f \"#33424f\" url(#x)",
];

/// A name of forty letters.
pub(super) const LONG: &str = "Oberrunner, Hodkiewicz & Vandervort LLCs";

pub(super) fn awkward() -> Vec<Chart> {
    let mut charts = vec![
        chart("scatter-crowd", scatter(5000, &[LONG, "Bailey Group"])),
        chart("scatter-none", scatter(0, &[])),
        chart("scatter-one", scatter(1, &[LONG])),
        chart("scatter-hostile", scatter(60, &HOSTILE)),
        chart("ranked-none", ranked(0, &[])),
        chart("ranked-one", ranked(1, &[LONG])),
        chart("ranked-hostile", ranked(90, &HOSTILE)),
        chart("ranked-crowd", ranked(2000, &[LONG, LONG, LONG])),
    ];
    let hostile: Vec<Vec<u32>> = (0..10).map(|from| (0..10).map(|to| from * to % 7).collect()).collect();
    let hostile: Vec<&[u32]> = hostile.iter().map(Vec::as_slice).collect();
    charts.extend([
        chart("flows-none", flows(&[], &[])),
        chart("flows-zeros", flows(&["Champion", "Good"], &[&[0, 0], &[0, 0]])),
        chart("flows-one", flows(&[LONG], &[&[1]])),
        chart("flows-crowd", flows(&["Champion", LONG, "Promising"], &[&[40_000, 1, 0], &[0, 12_000, 3], &[1, 0, 1]])),
        chart("flows-hostile", flows(&HOSTILE, &hostile)),
    ]);
    charts.extend(categories());
    charts.extend(lines());
    charts.extend(waterfalls());
    charts.extend(curves_and_bars());
    charts
}

fn three_kinds(id: &str, categories: &[Category], first: &Series, second: &Series) -> Vec<Chart> {
    let (categories, first, second) = (categories.to_vec(), first.clone(), second.clone());
    vec![
        chart(
            &format!("columns-{id}"),
            ChartSpec::Columns {
                categories: categories.clone(),
                measured: first.clone(),
                comparison: Some(second.clone()),
                unit: Unit::Money,
            },
        ),
        chart(
            &format!("pairs-{id}"),
            ChartSpec::Pairs {
                categories: categories.clone(),
                first: first.clone(),
                second: second.clone(),
                unit: Unit::Money,
            },
        ),
        chart(
            &format!("stacks-{id}"),
            ChartSpec::Stacks { categories, lower: first, upper: second, unit: Unit::Money },
        ),
    ]
}

fn categories() -> Vec<Chart> {
    let none = series("nothing", &[]);
    let years: Vec<Category> = ["2023", "2024", "2025"].map(|year| category(year, "")).to_vec();
    let many: Vec<Category> = (0..36).map(|month| category(&format!("Month {month}"), "")).collect();
    let wide: Vec<f64> = noise(5).take(36).map(|noise| noise * 4e5).collect();
    let gaps = Series { name: "with gaps".to_owned(), values: vec![None, Some(1234.5), None] };
    let hostile: Vec<Category> = HOSTILE.map(|name| category(name, "")).to_vec();
    let tens: Vec<f64> = (1..=10).map(f64::from).collect();
    let mut charts = three_kinds("none", &[], &none, &none);
    charts.extend(three_kinds("zeros", &years, &series("this year", &[0.0; 3]), &series("last year", &[0.0; 3])));
    charts.extend(three_kinds(
        "losses",
        &years,
        &series("this year", &[-500.0, 900.0, -1500.0]),
        &series("last year", &[300.0, -800.0, -20.0]),
    ));
    charts.extend(three_kinds("gaps", &years, &gaps, &gaps));
    charts.extend(three_kinds("one", &years[..1], &series("one", &[12_345_678.0]), &series(LONG, &[9.0])));
    charts.extend(three_kinds("many", &many, &series("many", &wide), &series("others", &wide)));
    charts.extend(three_kinds("hostile", &hostile, &series(HOSTILE[0], &tens), &series(HOSTILE[2], &tens)));
    charts
}

fn line(end_label: &str, values: &[Option<f64>], role: LineRole) -> Line {
    Line { end_label: end_label.to_owned(), values: values.to_vec(), role }
}

fn lines() -> Vec<Chart> {
    let spec = |count, lines, reference: Option<(f64, &str)>, unit, from_zero| ChartSpec::Lines {
        month_ends: month_ends(count),
        lines,
        reference: reference.map(|(value, name)| Reference { value, name: name.to_owned() }),
        unit,
        from_zero,
    };
    let flat = vec![Some(0.0); 12];
    let gaps: Vec<_> =
        (0..24).map(|month: u32| (month % 5 > 1 || month == 11).then_some(30.0 + f64::from(month % 7))).collect();
    let alone = [None, Some(5.0), None, None, Some(7.0), None];
    let swing: Vec<_> = (0..36).map(|month| Some(f64::from(month - 20) * 1.5e4)).collect();
    let near: Vec<_> = (0..36).map(|month| Some(0.9 + f64::from(month) * 0.001)).collect();
    let three = |one: &str, two: &str, three: &str| {
        vec![
            line(one, &near, LineRole::Measured),
            line(two, &near, LineRole::Comparison),
            line(three, &near, LineRole::Part),
        ]
    };
    let same = "100%: the same sales again";
    vec![
        chart("lines-none", spec(0, vec![], None, Unit::Money, true)),
        chart(
            "lines-empty",
            spec(12, vec![line("–", &[None; 12], LineRole::Measured)], Some((1.0, same)), Unit::Percent, false),
        ),
        chart("lines-zeros", spec(12, vec![line("0", &flat, LineRole::Measured)], None, Unit::Money, true)),
        chart(
            "lines-one",
            spec(
                1,
                vec![line("94.1% net", &[Some(0.941)], LineRole::Measured)],
                Some((1.0, same)),
                Unit::Percent,
                false,
            ),
        ),
        chart(
            "lines-gaps",
            spec(
                24,
                vec![line("33 days", &gaps, LineRole::Measured)],
                Some((30.0, "terms: 30 days")),
                Unit::Days,
                true,
            ),
        ),
        chart("lines-alone", spec(6, vec![line("7", &alone, LineRole::Measured)], None, Unit::Count, true)),
        chart("lines-losses", spec(36, vec![line("225 k", &swing, LineRole::Measured)], None, Unit::Money, true)),
        chart(
            "lines-near",
            spec(36, three("93.5% net of all customers", LONG, LONG), Some((0.93, same)), Unit::Percent, false),
        ),
        chart(
            "lines-hostile",
            spec(36, three(HOSTILE[0], HOSTILE[2], HOSTILE[5]), Some((0.9, HOSTILE[1])), Unit::Percent, false),
        ),
    ]
}

fn waterfalls() -> Vec<Chart> {
    let waterfall = |steps| ChartSpec::Waterfall { steps, unit: Unit::Money };
    let losses = vec![
        step("Sales to\nSep 2025", "1,000", 1000.0, StepKind::Total),
        step("Bought\nless", "−1,600", -1600.0, StepKind::Change),
        step("Nothing", "0", 0.0, StepKind::Change),
        step("Kept\ncustomers", "−600", -600.0, StepKind::Subtotal),
        step("New\ncustomers", "+900", 900.0, StepKind::Change),
        step("Sales to\nSep 2026", "300", 300.0, StepKind::Total),
    ];
    let zeros = vec![
        step("Sales to\nSep 2025", "0", 0.0, StepKind::Total),
        step("Sales to\nSep 2026", "0", 0.0, StepKind::Total),
    ];
    let hostile = HOSTILE.iter().map(|name| step(name, name, 10.0, StepKind::Change)).collect();
    vec![
        chart("waterfall-none", waterfall(vec![])),
        chart("waterfall-zeros", waterfall(zeros)),
        chart("waterfall-losses", waterfall(losses)),
        chart("waterfall-hostile", waterfall(hostile)),
    ]
}

fn curves_and_bars() -> Vec<Chart> {
    let curve = |points: Vec<[f64; 2]>, named: &[&str]| ChartSpec::Curve {
        named: (points.iter().zip(named))
            .map(|(point, name)| NamedPoint { x: point[0], y: point[1], name: (*name).to_owned() })
            .collect(),
        points,
        x: axis("customers, largest first", Unit::Count, false),
        y: axis("share of sales", Unit::Percent, false),
    };
    let bars = |rows: Vec<BarRow>| ChartSpec::Bars { rows, unit: Unit::Money };
    let losses = vec![
        bar_row(LONG, "−21,906", -21_906.0, Tone::Bad),
        bar_row("Nothing", "0", 0.0, Tone::Plain),
        bar_row("Credits", "−6", -6.0, Tone::Quiet),
    ];
    let long = vec![
        bar_row(&LONG.repeat(3), "12,345,678,901", 12_345_678_901.0, Tone::Good),
        bar_row("b", "1", 1.0, Tone::Plain),
    ];
    let hostile = HOSTILE.iter().map(|name| bar_row(name, name, 7.0, Tone::Plain)).collect();
    let dense = (0..=5000).map(|rank| [f64::from(rank), (f64::from(rank) / 5000.0).sqrt()]).collect();
    let few = (0..=11).map(|rank| [f64::from(rank), (f64::from(rank) / 11.0).sqrt()]).collect();
    vec![
        chart("curve-none", curve(vec![], &[])),
        chart("curve-one", curve(vec![[0.0, 0.0], [1.0, 1.0]], &["", LONG])),
        chart("curve-dense", curve(dense, &["first"])),
        chart("curve-hostile", curve(few, &HOSTILE)),
        chart("bars-none", bars(vec![])),
        chart("bars-zeros", bars(vec![bar_row("Nothing", "0", 0.0, Tone::Plain)])),
        chart("bars-losses", bars(losses)),
        chart("bars-long", bars(long)),
        chart("bars-hostile", bars(hostile)),
    ]
}
