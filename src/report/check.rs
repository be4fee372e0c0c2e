//! The structure that every report keeps, as a check for tests of this room and the next ones.

use std::collections::BTreeSet;

use super::model::{Block, Body, Cell, Chart, ChartSpec, Inline, Node, Report, Row, RowKind, Series, Table, Target};

/// The ids of the sections in reading order.
pub const SECTIONS: [&str; 10] = [
    "summary",
    "scorecard",
    "retention",
    "segments",
    "customers",
    "concentration",
    "cash",
    "small-customers",
    "proof",
    "figures",
];

/// Every breach of the report's structure; empty for a sound one, whatever the customers' names hold.
pub fn breaches(report: &Report) -> Vec<String> {
    breaches_in(report, &SECTIONS)
}

/// The same for a report of other sections than a pack's.
pub fn breaches_in(report: &Report, sections: &[&str]) -> Vec<String> {
    let mut check = run(report);
    let ids: Vec<&str> = report.sections.iter().map(|section| section.id.as_str()).collect();
    if ids != sections {
        check.breach("sections", format!("are {ids:?}"));
    }
    check.breaches
}

/// Every text that breaks the rules for wording (a number that is none, a hyphen for a minus, an exclamation mark). Names
/// out of the data may break them too, so this is for clients with tame names.
pub fn bad_wording(report: &Report) -> Vec<String> {
    run(report).bad_wording
}

fn run(report: &Report) -> Check<'_> {
    let mut check = Check::new(report);
    for section in &report.sections {
        check.sentence(&section.id, &section.headline);
        check.sentence(&section.id, &section.lead);
        check.filled(&section.id, &section.headline);
        check.blocks(&section.id, &section.blocks);
    }
    for page in &report.customers {
        check.filled(&page.slug, &page.reason);
        check.sentence(&page.slug, &page.reason);
        check.blocks(&format!("customer {}", page.slug), &page.blocks);
    }
    check.unique("slugs", report.customers.iter().map(|page| page.slug.as_str()));
    check.unique("data", report.data.iter().map(|table| table.name.as_str()));
    for fact in &report.meta.facts {
        check.sentence("facts", &fact.text);
    }
    check.data();
    check.figures();
    check
}

struct Check<'a> {
    report: &'a Report,
    places: BTreeSet<(&'a str, Option<&'a str>)>,
    slugs: BTreeSet<&'a str>,
    breaches: Vec<String>,
    bad_wording: Vec<String>,
}

impl<'a> Check<'a> {
    fn new(report: &'a Report) -> Self {
        let mut places = BTreeSet::new();
        for section in &report.sections {
            places.insert((section.id.as_str(), None));
            places.extend(section.blocks.iter().map(|block| (section.id.as_str(), Some(block.id.as_str()))));
        }
        let slugs = report.customers.iter().map(|page| page.slug.as_str()).collect();
        Self { report, places, slugs, breaches: Vec::new(), bad_wording: Vec::new() }
    }

    fn breach(&mut self, place: &str, what: impl AsRef<str>) {
        self.breaches.push(format!("{place}: {}", what.as_ref()));
    }

    fn unique<'b>(&mut self, what: &str, ids: impl Iterator<Item = &'b str>) {
        let mut seen = BTreeSet::new();
        for id in ids {
            if !seen.insert(id) {
                self.breach(what, format!("`{id}` stands twice"));
            }
        }
    }

    fn filled(&mut self, place: &str, text: &str) {
        if text.trim().is_empty() {
            self.breach(place, "has no text");
        }
    }

    /// What no sentence of ours may hold.
    fn sentence(&mut self, place: &str, text: &str) {
        for bad in ["NaN", " inf", "  ", "!", "..", " ,", " .", "{", "}"] {
            if text.contains(bad) {
                self.bad_wording.push(format!("{place}: `{text}` holds `{bad}`"));
            }
        }
        let mut before = ' ';
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            let digit_follows = letters.peek().is_some_and(char::is_ascii_digit);
            if letter == '-' && digit_follows && !before.is_alphanumeric() {
                self.bad_wording.push(format!("{place}: `{text}` has a hyphen for a minus"));
            }
            before = letter;
        }
    }

    fn blocks(&mut self, place: &str, blocks: &'a [Block]) {
        self.unique(place, blocks.iter().map(|block| block.id.as_str()));
        for block in blocks {
            let place = format!("{place}#{}", block.id);
            for text in [&block.headline, &block.label, &block.note].into_iter().flatten() {
                self.filled(&place, text);
                self.sentence(&place, text);
            }
            for aside in &block.aside {
                self.sentence(&place, &aside.text);
            }
            for link in &block.links {
                self.target(&place, &link.target);
            }
            self.body(&place, &block.body);
        }
    }

    fn body(&mut self, place: &str, body: &'a Body) {
        match body {
            Body::KeyFigures { figures } => {
                for figure in figures {
                    figure.target.iter().for_each(|target| self.target(place, target));
                    self.filled(place, &figure.value);
                    self.sentence(place, &figure.comparison);
                    self.sentence(place, &figure.change);
                }
            }
            Body::Findings { findings } => {
                for finding in findings {
                    let sure = &finding.confidence;
                    let sentences = [&finding.headline, &finding.seen, &finding.why, &finding.action, &sure.reason];
                    for text in sentences.into_iter().chain([&finding.amount, &finding.amount_kind, &sure.word]) {
                        self.filled(place, text);
                        self.sentence(place, text);
                    }
                    for link in &finding.links {
                        self.target(place, &link.target);
                    }
                }
            }
            Body::Chart(chart) => self.chart(place, chart),
            Body::Table(table) => self.table(place, table),
            Body::Prose { paragraphs } => {
                for paragraph in paragraphs {
                    self.filled(place, paragraph);
                    self.sentence(place, paragraph);
                }
            }
            Body::Missing { text } => {
                self.filled(place, text);
                self.sentence(place, text);
            }
            Body::Commentary { nodes } => self.nodes(place, nodes),
        }
    }

    fn target(&mut self, place: &str, target: &'a Target) {
        let stands = match target {
            Target::Section { section, block } => self.places.contains(&(section.as_str(), block.as_deref())),
            Target::Customer { slug } => self.slugs.contains(slug.as_str()),
            Target::Data { name } => self.report.data.iter().any(|table| table.name == *name),
            Target::File { path } => self.report.has_file(path),
            Target::Pack { .. } => self.report.meta.client_id.is_empty(),
        };
        if !stands {
            self.breach(place, format!("leads nowhere: {target:?}"));
        }
    }

    fn table(&mut self, place: &str, table: &'a Table) {
        let columns = table.columns.len();
        let over: usize = table.over.iter().map(|over| over.span).sum();
        if !table.over.is_empty() && over != columns {
            self.breach(place, format!("headings over {over} of {columns} columns"));
        }
        for row in table.rows.iter().chain(&table.paper_rest) {
            if row.cells.len() != columns {
                self.breach(place, format!("a row of {} cells under {columns} columns", row.cells.len()));
            }
            for cell in &row.cells {
                self.cell(place, cell);
            }
        }
    }

    fn cell(&mut self, place: &str, cell: &'a Cell) {
        match cell {
            Cell::Text { text, target, .. } => {
                self.filled(place, text);
                if let Some(target) = target {
                    self.target(place, target);
                }
            }
            Cell::Bar { percent, .. } if !(0.0..=100.0).contains(percent) => {
                self.breach(place, format!("a bar of {percent} per cent"));
            }
            Cell::Spark { spark } if spark.values.iter().flatten().any(|value| !value.is_finite()) => {
                self.breach(place, "a small line through nowhere");
            }
            _ => {}
        }
    }

    fn chart(&mut self, place: &str, chart: &'a Chart) {
        self.filled(place, &chart.title);
        self.filled(place, &chart.description);
        self.sentence(place, &chart.description);
        self.table(place, &chart.figures);
        let body = chart.figures.rows.iter().filter(|row: &&Row| row.kind == RowKind::Body).count();
        let (wanted, lengths) = lengths(&chart.spec);
        if wanted.is_some_and(|wanted| wanted != body) {
            self.breach(place, format!("{body} rows behind a drawing of {wanted:?}"));
        }
        for length in lengths {
            if Some(length) != wanted {
                self.breach(place, format!("a series of {length} in a drawing of {wanted:?}"));
            }
        }
        if !values(&chart.spec).iter().all(|value| value.is_finite()) {
            self.breach(place, "a value that is not finite");
        }
        if chart.figures.rows.is_empty() {
            self.breach(place, "a drawing without figures");
        }
    }

    fn nodes(&mut self, place: &str, nodes: &[Node]) {
        for node in nodes {
            match node {
                Node::Heading { level, .. } if !(1..=3).contains(level) => {
                    self.breach(place, format!("a heading of level {level}"));
                }
                Node::Paragraph { inlines } => self.inlines(place, inlines),
                Node::Quote { nodes } => self.nodes(place, nodes),
                Node::List { items, .. } => items.iter().for_each(|item| self.nodes(place, item)),
                _ => {}
            }
        }
    }

    fn inlines(&mut self, place: &str, inlines: &[Inline]) {
        for inline in inlines {
            if let Inline::Anchor { href, .. } = inline
                && !["http:", "https:", "mailto:"].iter().any(|scheme| href.to_ascii_lowercase().starts_with(scheme))
            {
                self.breach(place, format!("a link to {href}"));
            }
        }
    }

    fn data(&mut self) {
        let report = self.report;
        for table in report.data.iter().chain(report.crm.iter().map(|file| &file.table)) {
            let place = format!("data {}", table.name);
            self.unique(&place, table.columns.iter().map(|column| column.name.as_str()));
            let totals = Some(&table.totals).filter(|totals| !totals.is_empty());
            for row in table.rows.iter().chain(totals) {
                if row.len() != table.columns.len() {
                    self.breach(&place, format!("a row of {} cells under {} columns", row.len(), table.columns.len()));
                }
                for (column, cell) in table.columns.iter().zip(row) {
                    if let Some(text) = cell.as_deref().filter(|text| column.kind.read(text).is_none()) {
                        self.breach(&place, format!("`{text}` in {} is no {:?}", column.name, column.kind));
                    }
                }
            }
        }
        for file in &report.crm {
            if !file.fields.iter().map(|field| &field.heading).eq(file.table.columns.iter().map(|column| &column.name))
            {
                self.breach(&file.path(), "explains other columns than it has");
            }
        }
    }

    fn figures(&mut self) {
        for (id, figure) in &self.report.figures {
            let whole = match figure.value {
                Some(value) => value.is_finite() && figure.reason.is_none(),
                None => figure.reason.is_some(),
            };
            if !whole {
                self.breaches.push(format!("figure {id}: {figure:?}"));
            }
            if let Some(input) = figure.inputs.iter().find(|input| !self.report.figures.contains_key(*input)) {
                self.breaches.push(format!("figure {id}: its input {input} is no figure"));
            }
            // The flash, which has no page of figures, gives them no definitions either.
            let is_defined = !figure.method.is_empty();
            if is_defined && !self.places.contains(&("proof", Some(figure.method.as_str()))) {
                self.breaches.push(format!("figure {id}: the proof has no {}", figure.method));
            }
        }
    }
}

/// How many rows the figures of a drawing have, and the lengths of its series.
fn lengths(spec: &ChartSpec) -> (Option<usize>, Vec<usize>) {
    let of = |series: &Series| series.values.len();
    match spec {
        ChartSpec::Columns { categories, measured, comparison, .. } => {
            (Some(categories.len()), [Some(measured), comparison.as_ref()].into_iter().flatten().map(of).collect())
        }
        ChartSpec::Pairs { categories, first, second, .. } => (Some(categories.len()), vec![of(first), of(second)]),
        ChartSpec::Stacks { categories, lower, upper, .. } => (Some(categories.len()), vec![of(lower), of(upper)]),
        ChartSpec::Lines { month_ends, lines, .. } => {
            (Some(month_ends.len()), lines.iter().map(|line| line.values.len()).collect())
        }
        ChartSpec::Waterfall { steps, .. } => (Some(steps.len()), Vec::new()),
        ChartSpec::Bars { rows, .. } => (Some(rows.len()), Vec::new()),
        ChartSpec::Flows { bands, .. } => (Some(bands.len()), Vec::new()),
        ChartSpec::Scatter { .. } | ChartSpec::Curve { .. } | ChartSpec::Ranked { .. } => (None, Vec::new()),
    }
}

/// Every value that is drawn.
fn values(spec: &ChartSpec) -> Vec<f64> {
    let of = |series: &[&Series]| series.iter().flat_map(|s| s.values.iter().flatten().copied()).collect();
    match spec {
        ChartSpec::Columns { measured, comparison, .. } => {
            of(&[Some(measured), comparison.as_ref()].into_iter().flatten().collect::<Vec<_>>())
        }
        ChartSpec::Pairs { first, second, .. } => of(&[first, second]),
        ChartSpec::Stacks { lower, upper, .. } => of(&[lower, upper]),
        ChartSpec::Lines { lines, reference, .. } => {
            let drawn = lines.iter().flat_map(|line| line.values.iter().flatten().copied());
            drawn.chain(reference.iter().map(|r| r.value)).collect()
        }
        ChartSpec::Waterfall { steps, .. } => steps.iter().map(|step| step.value).collect(),
        ChartSpec::Scatter { points, .. } => points.iter().flat_map(|point| [point.x, point.y]).collect(),
        ChartSpec::Curve { points, .. } => points.iter().flatten().copied().collect(),
        ChartSpec::Bars { rows, .. } => rows.iter().map(|row| row.value).collect(),
        ChartSpec::Ranked { points, threshold, .. } => {
            points.iter().map(|point| point.value).chain([threshold.value]).collect()
        }
        ChartSpec::Flows { left, right, bands, .. } => {
            let groups = left.iter().chain(right).map(|group| group.value);
            groups.chain(bands.iter().map(|band| band.value)).collect()
        }
    }
}
