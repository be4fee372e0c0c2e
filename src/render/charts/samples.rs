//! Charts to test with: one of each kind as a pack would have it, and the awkward ones.

use super::fonts::Measure;
use super::{ChartFonts, Studio};
use crate::render::theme::Theme;
use crate::report::model::{
    Align, Axis, BarRow, Category, Chart, ChartSpec, Column, FlowBand, FlowGroup, Line, LineRole, NamedPoint,
    RankedMark, RankedPoint, Reference, ScatterPoint, SegmentMark, Series, Step, StepKind, Table, TableStyle, Tone,
    Unit,
};

const REGULAR: &[u8] = include_bytes!("../../../themes/ledger/fonts/paper/LedgerpressSans-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../../themes/ledger/fonts/paper/LedgerpressSans-Semibold.ttf");
const FONTS: ChartFonts = ChartFonts { family: "Ledgerpress Sans", regular: REGULAR, semibold: SEMIBOLD };

pub(super) fn measure() -> Measure {
    Measure::new(&FONTS).unwrap()
}

pub(super) fn studio() -> Studio {
    Studio::new(&FONTS).unwrap()
}

pub(super) fn theme() -> Theme {
    Theme::parse(include_str!("../../../themes/ledger/theme.toml")).unwrap()
}

pub(super) fn chart(id: &str, spec: ChartSpec) -> Chart {
    let column = Column {
        title: String::new(),
        align: Align::Left,
        emphasis: false,
        wide: false,
        wide_screens_only: false,
        screen_only: false,
    };
    Chart {
        id: id.to_owned(),
        title: format!("Chart {id}"),
        description: "What it shows, in words.".to_owned(),
        spec,
        figures: Table {
            style: TableStyle::Mid,
            over: vec![],
            columns: vec![column],
            rows: vec![],
            paper_rows: None,
            paper_rest: None,
        },
    }
}

pub(super) fn category(label: &str, sub: &str) -> Category {
    Category { label: label.to_owned(), sub: sub.to_owned(), partial: !sub.is_empty() }
}

pub(super) fn series(name: &str, values: &[f64]) -> Series {
    Series { name: name.to_owned(), values: values.iter().map(|value| Some(*value)).collect() }
}

/// A sequence that looks like chance and is always the same: 0 to 1.
pub(super) fn noise(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64
    })
}

pub(super) fn month_ends(count: usize) -> Vec<String> {
    let months = (0..count).map(|index| (2023 + (index + 9) / 12, (index + 9) % 12 + 1));
    months.map(|(year, month)| format!("{year}-{month:02}-28")).collect()
}

fn months() -> Vec<Category> {
    ["Oct ’25", "Nov", "Dec", "Jan ’26", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"]
        .map(|label| category(label, ""))
        .into_iter()
        .chain([category("Sep", "9 days")])
        .collect()
}

fn columns() -> ChartSpec {
    let sales = [247.0, 256.0, 231.0, 237.0, 225.0, 260.0, 244.0, 302.0, 274.0, 252.0, 234.0, 97.0].map(|k| k * 1000.0);
    let before =
        [253.0, 285.0, 248.0, 199.0, 264.0, 270.0, 252.0, 258.0, 290.0, 257.0, 229.0, 90.0].map(|k| k * 1000.0);
    ChartSpec::Columns {
        categories: months(),
        measured: series("this year", &sales),
        comparison: Some(series("same days a year earlier", &before)),
        unit: Unit::Money,
    }
}

fn pairs() -> ChartSpec {
    ChartSpec::Pairs {
        categories: months(),
        first: series("sales", &[247e3, 256e3, 231e3, 237e3, 225e3, 260e3, 244e3, 302e3, 274e3, 252e3, 234e3, 97e3]),
        second: series(
            "cash collected",
            &[231e3, 249e3, 262e3, 211e3, 245e3, 218e3, 262e3, 231e3, 281e3, 288e3, 204e3, 61e3],
        ),
        unit: Unit::Money,
    }
}

fn stacks() -> ChartSpec {
    ChartSpec::Stacks {
        categories: vec![
            category("2022", ""),
            category("2023", ""),
            category("2024", ""),
            category("2025", ""),
            category("2026", "9 months"),
        ],
        lower: series("customers of the year before", &[1.91e6, 2.35e6, 2.62e6, 2.94e6, 2.21e6]),
        upper: series("new customers", &[0.42e6, 0.19e6, 0.18e6, 0.13e6, 0.11e6]),
        unit: Unit::Money,
    }
}

fn lines() -> ChartSpec {
    let net: Vec<Option<f64>> = (0..36)
        .zip(noise(3))
        .map(|(month, noise)| {
            Some(1.06 + 0.03 * (f64::from(month) / 5.0).sin() + noise * 0.02 - if month > 24 { 0.1 } else { 0.0 })
        })
        .collect();
    let gross = net.iter().zip(noise(8)).map(|(net, noise)| net.map(|net| net - 0.17 - noise * 0.03)).collect();
    ChartSpec::Lines {
        month_ends: month_ends(36),
        lines: vec![
            Line { end_label: "94.1% net".to_owned(), values: net, role: LineRole::Measured },
            Line { end_label: "80.0% gross".to_owned(), values: gross, role: LineRole::Comparison },
        ],
        reference: Some(Reference { value: 1.0, name: "100%: the same sales again".to_owned() }),
        unit: Unit::Percent,
        from_zero: false,
    }
}

fn rolling() -> ChartSpec {
    let all: Vec<Option<f64>> = (0..36).map(|month| Some(2.56e6 + 14e3 * f64::from(month))).collect();
    let part = (0..36)
        .map(|month: i32| (month > 5).then(|| 2.4e6 + 9e3 * f64::from(month) - 250.0 * f64::from(month).powi(2)))
        .collect();
    ChartSpec::Lines {
        month_ends: month_ends(36),
        lines: vec![
            Line { end_label: "3.06 M all customers".to_owned(), values: all, role: LineRole::Measured },
            Line { end_label: "2.36 M without Langosh and Sons".to_owned(), values: part, role: LineRole::Part },
        ],
        reference: None,
        unit: Unit::Money,
        from_zero: true,
    }
}

pub(super) fn step(label: &str, text: &str, value: f64, kind: StepKind) -> Step {
    Step { label: label.to_owned(), text: text.to_owned(), value, kind }
}

fn waterfall() -> ChartSpec {
    ChartSpec::Waterfall {
        steps: vec![
            step("Sales to\nSep 2025", "3,063,608", 3_063_608.0, StepKind::Total),
            step("Bought\nmore", "+433,710", 433_710.0, StepKind::Change),
            step("Bought\nless", "−311,532", -311_532.0, StepKind::Change),
            step("Stopped\nbuying", "−302,317", -302_317.0, StepKind::Change),
            step("Kept\ncustomers", "2,883,469", 2_883_469.0, StepKind::Subtotal),
            step("Came\nback", "+31,107", 31_107.0, StepKind::Change),
            step("New\ncustomers", "+146,167", 146_167.0, StepKind::Change),
            step("Sales to\nSep 2026", "3,060,743", 3_060_743.0, StepKind::Total),
        ],
        unit: Unit::Money,
    }
}

const SEGMENTS: [SegmentMark; 10] = [
    SegmentMark::Champion,
    SegmentMark::Good,
    SegmentMark::Promising,
    SegmentMark::New,
    SegmentMark::DontLoseThem,
    SegmentMark::GiveAttention,
    SegmentMark::LatePayer,
    SegmentMark::Hibernating,
    SegmentMark::PossibleMismatch,
    SegmentMark::NotScored,
];

pub(super) fn scatter(count: usize, names: &[&str]) -> ChartSpec {
    let (mut across, mut up) = (noise(1), noise(2));
    let mut place = |segment: usize| {
        let (x, y) = (across.next().unwrap(), up.next().unwrap());
        match segment {
            0 => (x * 26.0 + 6.0, 10_f64.powf(4.5 + y * 1.3)),
            6 => (60.0 + x * 60.0, 10_f64.powf(3.0 + y * 2.0)),
            _ => (x * 36.0, 10_f64.powf(2.4 + y * 2.0)),
        }
    };
    let points = (0..count).map(|index| {
        let segment = index % SEGMENTS.len();
        let (x, y) = place(segment);
        ScatterPoint {
            x,
            y,
            segment: SEGMENTS[segment],
            name: names.get(index).filter(|name| !name.is_empty()).map(|name| (*name).to_owned()),
        }
    });
    ChartSpec::Scatter {
        points: points.collect(),
        x: axis("average days to pay", Unit::Days, false),
        y: axis("", Unit::Money, true),
        reference: Some(Reference { value: 30.0, name: "terms: 30 days".to_owned() }),
    }
}

pub(super) fn axis(name: &str, unit: Unit, logarithmic: bool) -> Axis {
    Axis { name: name.to_owned(), unit, logarithmic }
}

fn curve() -> ChartSpec {
    let shares: Vec<[f64; 2]> = (0..=260)
        .map(|rank| {
            [f64::from(rank), 1.0 - 0.78 * (-f64::from(rank) / 30.0).exp() - 0.22 * (1.0 - f64::from(rank) / 260.0)]
        })
        .collect();
    let named = |rank: usize, name: &str| NamedPoint { x: shares[rank][0], y: shares[rank][1], name: name.to_owned() };
    let named = vec![
        named(1, "largest customer: 22.8%"),
        named(10, "ten largest: 51.3%"),
        named(52, "a fifth of the customers: 78.9%"),
    ];
    ChartSpec::Curve {
        points: shares,
        x: axis("customers, largest first", Unit::Count, false),
        y: axis("", Unit::Percent, false),
        named,
    }
}

pub(super) fn bar_row(label: &str, text: &str, value: f64, tone: Tone) -> BarRow {
    BarRow { label: label.to_owned(), value, text: text.to_owned(), tone }
}

fn bars() -> ChartSpec {
    ChartSpec::Bars {
        rows: vec![
            bar_row("Not yet due", "412,880  65.1%", 412_880.0, Tone::Plain),
            bar_row("1 to 30 days past due", "124,300  19.6%", 124_300.0, Tone::Bad),
            bar_row("31 to 60 days", "61,044  9.6%", 61_044.0, Tone::Bad),
            bar_row("61 to 90 days", "0", 0.0, Tone::Bad),
            bar_row("Over 90 days", "35,460  5.6%", 35_460.0, Tone::Bad),
            bar_row("Credits not yet used", "−21,906", -21_906.0, Tone::Quiet),
        ],
        unit: Unit::Money,
    }
}

pub(super) fn ranked(count: usize, names: &[&str]) -> ChartSpec {
    let points = (0..count).map(|rank| {
        let value = 698_175.0 * (-(rank as f64).sqrt() * 0.55).exp();
        let mark = match rank {
            _ if value >= 3750.0 => RankedMark::Above,
            rank if rank % 4 == 0 => RankedMark::Potential,
            _ => RankedMark::Small,
        };
        RankedPoint {
            value,
            mark,
            name: names.get(rank).filter(|name| !name.is_empty()).map(|name| (*name).to_owned()),
        }
    });
    ChartSpec::Ranked {
        points: points.collect(),
        threshold: Reference { value: 3750.0, name: "Break-even 3,750 a year".to_owned() },
        above: "104 above · 96.3% of sales".to_owned(),
        below: "69 below · 3.7% of sales".to_owned(),
        unit: Unit::Money,
    }
}

/// Flows between groups of these names; `sizes` are the customers of each pair, row by row.
pub(super) fn flows(names: &[&str], sizes: &[&[u32]]) -> ChartSpec {
    let group = |place: usize, value: u32| FlowGroup {
        segment: SEGMENTS.get(place).copied(),
        name: names.get(place).copied().unwrap_or_default().to_owned(),
        value: f64::from(value),
        text: value.to_string(),
    };
    let column = |place: usize| sizes.iter().filter_map(|row| row.get(place)).sum();
    let columns = sizes.first().map_or(0, |row| row.len());
    let pairs =
        sizes.iter().enumerate().flat_map(|(from, row)| row.iter().enumerate().map(move |(to, n)| (from, to, *n)));
    let tone = |from, to| match usize::cmp(&from, &to) {
        std::cmp::Ordering::Less => Tone::Bad,
        std::cmp::Ordering::Equal => Tone::Quiet,
        std::cmp::Ordering::Greater => Tone::Good,
    };
    ChartSpec::Flows {
        from: "September 2025".to_owned(),
        to: "September 2026".to_owned(),
        left: sizes.iter().enumerate().map(|(place, row)| group(place, row.iter().sum())).collect(),
        right: (0..columns).map(|place| group(place, column(place))).collect(),
        bands: pairs
            .filter(|&(.., n)| n > 0)
            .map(|(from, to, n)| FlowBand { from, to, value: f64::from(n), tone: tone(from, to) })
            .collect(),
    }
}

fn segment_flows() -> ChartSpec {
    let names = [
        "Champion",
        "Good",
        "Promising",
        "New",
        "Don’t Lose Them",
        "Give Attention",
        "Late Payer",
        "Hibernating",
        "Possible Mismatch",
        "Not scored",
        "Not yet a customer",
    ];
    flows(
        &names,
        &[
            &[17, 3, 0, 0, 1, 0, 1, 0, 0],
            &[5, 49, 0, 0, 9, 10, 5, 6, 0],
            &[0, 5, 16, 0, 1, 4, 0, 0, 15],
            &[0, 0, 4, 0, 0, 0, 0, 0, 0],
            &[0, 0, 0, 0, 3, 0, 0, 2, 0],
            &[0, 4, 0, 0, 0, 2, 0, 5, 0],
            &[0, 0, 0, 0, 0, 0, 12, 0, 0],
            &[0, 3, 0, 0, 0, 0, 0, 16, 0],
            &[0, 0, 0, 0, 0, 0, 0, 0, 30],
            &[0, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0, 7, 24, 1, 0, 0, 0, 0, 0],
        ],
    )
}

/// Every kind, as a pack would have it.
pub(super) fn usual() -> Vec<Chart> {
    let names = ["Langosh and Sons", "", "", "", "", "", "Bailey Group", "", "", "", "Hintz Sauer Inc", "Herzog Group"];
    let largest = ["Langosh and Sons", "Bailey Group", "", "", "", "", "", "Oberrunner, Hodkiewicz and Vandervort LLC"];
    vec![
        chart("columns", columns()),
        chart("pairs", pairs()),
        chart("stacks", stacks()),
        chart("lines", lines()),
        chart("rolling", rolling()),
        chart("waterfall", waterfall()),
        chart("scatter", scatter(250, &names)),
        chart("curve", curve()),
        chart("bars", bars()),
        chart("ranked", ranked(173, &largest)),
        chart("flows", segment_flows()),
    ]
}
