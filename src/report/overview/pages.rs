//! The overview's pages.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::data::data;
use super::{ClientEntry, FirmOverview, LastBuild, PackSummary, ProblemWeight};
use crate::config::Paper;
use crate::metrics::benchmarks::{CLIENTS_MIN, Ratio};
use crate::report::benchmarks;
use crate::report::format;
use crate::report::model::{
    Block, Body, Cell, Column, KeyFigure, Meta, Report, Row, Section, Table, TableStyle, Target, Tone, Urgency,
};
use crate::report::parts::fact;
use crate::report::words;

/// The ids of the overview's sections in reading order.
#[cfg(test)]
pub(super) const SECTIONS: [&str; 5] = ["overview", "alerts", "problems", "packs", "benchmarks"];

const EYES_ONLY: &str =
    "For the firm’s eyes only: this folder names every client. Do not hand it to a client or publish it.";

/// What the pages look up.
struct Firm<'a> {
    overview: &'a FirmOverview,
    /// The clients by what needs attention first.
    ranked: Vec<&'a ClientEntry>,
    /// The packs are in more than one currency, so amounts carry theirs.
    several_currencies: bool,
}

/// Composes the overview's pages.
pub fn compose_overview(overview: &FirmOverview) -> Report {
    let packs = overview.clients.iter().filter_map(|client| client.pack.as_ref());
    let currencies: BTreeSet<&str> = packs.map(|pack| pack.currency.as_str()).collect();
    let several_currencies = currencies.len() > 1;
    let mut ranked: Vec<&ClientEntry> = overview.clients.iter().collect();
    ranked.sort_by(|a, b| {
        let stake = |client: &ClientEntry| stake(client, several_currencies);
        let place = |client| (standing(client), urgency(client), Reverse(ordered(stake(client))));
        place(a).cmp(&place(b))
    });
    let firm = Firm { overview, ranked, several_currencies };
    Report {
        schema: super::SCHEMA,
        tool: overview.tool.clone(),
        meta: meta(&firm),
        figures: std::collections::BTreeMap::new(),
        sections: vec![clients(&firm), alerts(&firm), problems(&firm), packs_page(&firm), quartiles(&firm)],
        customers: Vec::new(),
        data: vec![data(&firm.ranked)],
        files: Vec::new(),
        crm: Vec::new(),
    }
}

/// What stands first: those not built, then those never built, then the others.
fn standing(client: &ClientEntry) -> u8 {
    match client.last_build {
        LastBuild::Failed { .. } => 0,
        LastBuild::Never => 1,
        LastBuild::Built => 2,
    }
}

/// How soon the client's first finding asks to act.
fn urgency(client: &ClientEntry) -> Urgency {
    let first = client.pack.as_ref().and_then(|pack| pack.alerts.first());
    first.map_or(Urgency::Watch, |alert| alert.urgency)
}

/// By what clients are then ranked: the sum at stake in the first finding; with several currencies as a share of twelve months' sales, or
/// of all where there is no year of them.
fn stake(client: &ClientEntry, several_currencies: bool) -> f64 {
    let Some(pack) = &client.pack else { return 0.0 };
    let stake = pack.value("money_at_stake").unwrap_or(0.0);
    match pack.value("net_revenue_ttm").or_else(|| pack.value("net_revenue_total")) {
        _ if !several_currencies => stake,
        Some(sales) if sales > 0.0 => stake / sales,
        _ => 0.0,
    }
}

/// A finite number above zero as something that has an order.
fn ordered(value: f64) -> u64 {
    value.max(0.0).to_bits()
}

impl Firm<'_> {
    fn number(&self, holds: impl Fn(&ClientEntry) -> bool) -> usize {
        self.overview.clients.iter().filter(|client| holds(client)).count()
    }

    /// A figure of a pack, with its currency where there are several.
    fn money(&self, pack: &PackSummary, id: &str) -> Option<String> {
        let figure = pack.figures.get(id).filter(|figure| figure.value.is_some())?;
        Some(self.with_currency(&figure.text, pack))
    }

    fn with_currency(&self, text: &str, pack: &PackSummary) -> String {
        if self.several_currencies { format!("{text}{}{}", format::NO_BREAK, pack.currency) } else { text.to_owned() }
    }
}

fn text_of(pack: &PackSummary, id: &str) -> Option<String> {
    pack.figures.get(id).filter(|figure| figure.value.is_some()).map(|figure| figure.text.clone())
}

/// A client's name, leading to its pack where there is one.
fn name_cell(client: &ClientEntry) -> Cell {
    let name = words::one_line(&client.name);
    match client.pack {
        Some(_) => Cell::linked(name, page(client, "index.html")),
        None => Cell::text(name),
    }
}

fn page(client: &ClientEntry, page: &str) -> Target {
    Target::Pack { client: client.id.clone(), page: page.to_owned() }
}

fn meta(firm: &Firm<'_>) -> Meta {
    let packs = || firm.overview.clients.iter().filter_map(|client| client.pack.as_ref());
    let currency = packs().next().filter(|_| !firm.several_currencies).map(|pack| pack.currency.clone());
    Meta {
        firm: firm.overview.firm.clone(),
        client: "All clients".to_owned(),
        client_id: String::new(),
        title: "Firm’s overview, for the firm’s eyes only".to_owned(),
        as_of: packs().map(|pack| pack.as_of.clone()).max().unwrap_or_default(),
        as_of_text: "each client’s own date".to_owned(),
        currency: currency.clone().unwrap_or_default(),
        currency_text: currency.unwrap_or_else(|| "several currencies".to_owned()),
        language: "en".to_owned(),
        paper: Paper::default(),
        draft: false,
        facts: vec![
            fact("Clients", format::length(firm.overview.clients.len())),
            fact("As of", "Each client’s own date, in the list"),
            fact("Amounts", if firm.several_currencies { "In each client’s own currency" } else { "In one currency" }),
        ],
        foot: String::new(),
        prepared: EYES_ONLY.to_owned(),
        how_to_read: String::new(),
    }
}

fn headline(firm: &Firm<'_>) -> String {
    let all = firm.overview.clients.len();
    let failed = firm.number(|client| standing(client) == 0);
    let never = firm.number(|client| standing(client) == 1);
    match (failed, never) {
        (0, 0) if all == 1 => "The one client is built".to_owned(),
        (0, 0) => format!("All {} clients are built", words::number(all)),
        (0, never) => format!("{} of {all} clients not built into this folder yet", words::number_word(never)),
        (failed, _) if failed == all => "No client could be built".to_owned(),
        (1, _) => format!("One of {all} clients was not built"),
        (failed, _) => format!("{} of {all} clients were not built", words::number_word(failed)),
    }
}

fn clients(firm: &Firm<'_>) -> Section {
    let mut blocks = vec![Block::new("key-figures", Body::KeyFigures { figures: key_figures(firm) }), ranked(firm)];
    blocks.extend(not_built(firm));
    Section {
        id: "overview".to_owned(),
        name: "Clients".to_owned(),
        headline: headline(firm),
        lead: EYES_ONLY.to_owned(),
        blocks,
    }
}

fn key_figures(firm: &Firm<'_>) -> Vec<KeyFigure> {
    let figure = |name: &str, number: usize, comparison: &str, tone: Tone| KeyFigure {
        name: name.to_owned(),
        value: format::length(number),
        unit: String::new(),
        change: String::new(),
        comparison: comparison.to_owned(),
        tone,
        spark: None,
        target: None,
    };
    let failed = firm.number(|client| standing(client) == 0);
    let never = firm.number(|client| standing(client) == 1);
    let not_built = match (failed, never) {
        (_, 0) => "stopped by their data or settings".to_owned(),
        (0, _) => "into this folder yet".to_owned(),
        _ => format!("{failed} stopped by their data or settings, {never} not built into this folder yet"),
    };
    let drafts = firm.number(|client| client.pack.as_ref().is_some_and(|pack| pack.draft));
    let of_weight = |weight: ProblemWeight| -> usize {
        let problems = firm.overview.clients.iter().flat_map(|client| &client.problems);
        problems.filter(|problem| problem.weight == weight).map(|problem| problem.count).sum()
    };
    vec![
        figure("Clients", firm.overview.clients.len(), "in the firm’s folder", Tone::Plain),
        figure("Not built", failed + never, &not_built, if failed > 0 { Tone::Bad } else { Tone::Plain }),
        figure("Drafts", drafts, "packs not yet reviewed", Tone::Plain),
        figure("Errors", of_weight(ProblemWeight::Error), "that stop packs", Tone::Plain),
        figure("Warnings", of_weight(ProblemWeight::Warning), "that stop no pack", Tone::Plain),
    ]
}

/// The clients by what needs attention.
fn ranked(firm: &Firm<'_>) -> Block {
    let columns = vec![
        Column::left("Client").wide(),
        Column::left("State"),
        Column::right("Sales").emphasised(),
        Column::right("Change"),
        Column::right("Net retention"),
        Column::right("Largest customer"),
        Column::right("Days to pay, by amount"),
        Column::right("Past due"),
        Column::right("At stake"),
        Column::left("First finding").not_on_phones(),
    ];
    let rows = firm.ranked.iter().map(|client| Row::body(client_cells(firm, client))).collect();
    let by = if firm.several_currencies {
        "then those whose first finding is most urgent, then by the sum at stake in it as a share of sales, since amounts of \
         several currencies cannot be compared"
    } else {
        "then those whose first finding is most urgent, then by the sum at stake in it"
    };
    Block::table("clients", Table::new(TableStyle::Sheet, columns, rows))
        .headline("What needs attention first")
        .label("Key figures of each client’s pack, twelve months to its own date")
        .note(format!(
            "Clients that were not built stand first, {by}. At stake is the amount of the first finding; that of \
             dependence and growth does not count. Findings of one client overlap: only the first is shown."
        ))
        .link("As data", Target::Data { name: "overview".to_owned() })
}

fn client_cells(firm: &Firm<'_>, client: &ClientEntry) -> Vec<Cell> {
    let pack = client.pack.as_ref();
    let figure = |id: &str| Cell::or_dash(pack.and_then(|pack| text_of(pack, id)));
    let money = |id: &str| Cell::or_dash(pack.and_then(|pack| firm.money(pack, id)));
    let mut name = name_cell(client);
    if let (Cell::Text { sub, .. }, Some(pack)) = (&mut name, pack) {
        *sub = format!("as of {}", pack.as_of_text);
    }
    vec![
        name,
        state(client),
        sales(firm, pack),
        figure("sales_growth_ttm"),
        figure("net_revenue_retention_ttm"),
        figure("top_1_share"),
        days_to_pay(pack),
        money("overdue_balance"),
        money("money_at_stake"),
        Cell::or_dash(pack.and_then(|pack| pack.alerts.first()).map(|alert| alert.headline.clone())),
    ]
}

/// Of the twelve months; of a shorter ledger all of them, with its span.
fn sales(firm: &Firm<'_>, pack: Option<&PackSummary>) -> Cell {
    let Some(pack) = pack else { return Cell::dash() };
    match (firm.money(pack, "net_revenue_ttm"), firm.money(pack, "net_revenue_total")) {
        (Some(sales), _) => Cell::text(sales),
        (None, Some(sales)) => Cell::with_sub(sales, format!("since {}", pack.since)),
        (None, None) => Cell::dash(),
    }
}

/// By amount, and what it is with what is past due.
fn days_to_pay(pack: Option<&PackSummary>) -> Cell {
    let Some((pack, days)) = pack.and_then(|pack| Some((pack, text_of(pack, "days_to_pay")?))) else {
        return Cell::dash();
    };
    let with_open = text_of(pack, "days_to_pay_with_open_items").filter(|with_open| *with_open != days);
    Cell::with_sub(days, with_open.map_or_else(String::new, |days| format!("{days} with past due")))
}

fn state(client: &ClientEntry) -> Cell {
    match (&client.last_build, &client.pack) {
        (LastBuild::Failed { .. }, _) => Cell::toned("Not built", Tone::Bad),
        (_, None) if client.flash_as_of.is_some() => Cell::toned("Flash only", Tone::Quiet),
        (LastBuild::Never, None) => Cell::toned("Never built", Tone::Quiet),
        (_, Some(pack)) if pack.draft => Cell::text("Draft"),
        (_, Some(_)) => Cell::text("Reviewed"),
        (_, None) => Cell::toned("No pack", Tone::Quiet),
    }
}

/// Why clients were not built, and which pack they keep.
fn not_built(firm: &Firm<'_>) -> Option<Block> {
    let rows: Vec<Row> = firm
        .ranked
        .iter()
        .filter_map(|client| match &client.last_build {
            LastBuild::Failed { reason } => {
                let kept = client.pack.as_ref().map_or_else(|| "none".to_owned(), |pack| pack.as_of_text.clone());
                Some(Row::body(vec![name_cell(client), Cell::text(words::quoted(reason)), Cell::text(kept)]))
            }
            _ => None,
        })
        .collect();
    let columns = vec![Column::left("Client"), Column::left("Why").wide(), Column::left("Pack that stays")];
    (!rows.is_empty()).then(|| {
        Block::table("not-built", Table::new(TableStyle::Full, columns, rows)).headline("Not built in the last build")
    })
}

fn alerts(firm: &Firm<'_>) -> Section {
    let rows: Vec<Row> = firm
        .ranked
        .iter()
        .filter_map(|client| client.pack.as_ref().map(|pack| (client, pack)))
        .flat_map(|(client, pack)| pack.alerts.iter().map(move |alert| (client, pack, alert)))
        .map(|(client, pack, alert)| {
            Row::body(vec![
                name_cell(client),
                Cell::with_sub(alert.headline.clone(), alert.seen.clone()),
                Cell::with_sub(firm.with_currency(&alert.amount, pack), alert.amount_kind.clone()),
            ])
        })
        .collect();
    let number = rows.len();
    let columns = vec![Column::left("Client"), Column::left("Finding").wide(), Column::right("Amount").emphasised()];
    let block = if rows.is_empty() {
        Block::missing("alerts", "No finding", "No pack in this folder has a finding.")
    } else {
        Block::table("alerts", Table::new(TableStyle::Sheet, columns, rows))
            .headline("The first findings of each client")
            .label(
                "At most three a client, most urgent first, then by money; those of one client overlap and must not be added",
            )
    };
    Section {
        id: "alerts".to_owned(),
        name: "Alerts".to_owned(),
        headline: match number {
            0 => "No client’s pack has a finding".to_owned(),
            _ => format!("{} over all clients", words::counted_first(number, "finding", "findings")),
        },
        lead: String::new(),
        blocks: vec![block],
    }
}

fn weight_cell(weight: ProblemWeight) -> Cell {
    match weight {
        ProblemWeight::Error => Cell::toned("Error", Tone::Bad),
        ProblemWeight::Waived => Cell::text("Waived"),
        ProblemWeight::Warning => Cell::text("Warning"),
    }
}

fn problems(firm: &Firm<'_>) -> Section {
    let groups: Vec<_> =
        firm.ranked.iter().flat_map(|client| client.problems.iter().map(move |problem| (client, problem))).collect();
    let rows: Vec<Row> = groups
        .iter()
        .map(|(client, problem)| {
            Row::body(vec![
                name_cell(client),
                weight_cell(problem.weight),
                Cell::with_sub(problem.title.clone(), problem.code.clone()),
                Cell::text(format::length(problem.count)),
                Cell::with_sub(words::quoted(&problem.remedy), words::quoted(&problem.first)),
            ])
        })
        .collect();
    let columns = vec![
        Column::left("Client"),
        Column::left("Kind"),
        Column::left("Problem"),
        Column::right("Number"),
        Column::left("What to do, and the first of them").wide(),
    ];
    let stopping: BTreeSet<&str> = groups
        .iter()
        .filter(|(_, problem)| problem.weight == ProblemWeight::Error)
        .map(|(client, _)| client.id.as_str())
        .collect();
    let block = if rows.is_empty() {
        Block::missing("problems", "No problem", "The exports of all clients were read without a warning.")
    } else {
        Block::table("problems", Table::new(TableStyle::Sheet, columns, rows))
            .headline("Problems in the data, by client and code")
            .label("`ledgerpress explain CODE` tells more of each".replace('`', ""))
    };
    Section {
        id: "problems".to_owned(),
        name: "Data problems".to_owned(),
        headline: match (rows_of(&block), stopping.len()) {
            (0, _) => "No client’s data has a problem".to_owned(),
            (_, 0) => "No problem stops a pack".to_owned(),
            (_, 1) => "One client’s pack is stopped by errors in its data".to_owned(),
            (_, number) => {
                format!("{} are stopped by errors in their data", words::counted_first(number, "pack", "packs"))
            }
        },
        lead: String::new(),
        blocks: vec![block],
    }
}

fn rows_of(block: &Block) -> usize {
    match &block.body {
        Body::Table(table) => table.rows.len(),
        _ => 0,
    }
}

fn packs_page(firm: &Firm<'_>) -> Section {
    let link = |client: &ClientEntry, there: bool, text: &str, file: &str| {
        if there { Cell::linked(text, page(client, file)) } else { Cell::dash() }
    };
    let rows: Vec<Row> = firm
        .ranked
        .iter()
        .map(|client| {
            let (pack, flash) = (client.pack.is_some(), client.flash_as_of.is_some());
            Row::body(vec![
                Cell::text(words::one_line(&client.name)),
                state(client),
                Cell::or_dash(client.pack.as_ref().map(|pack| pack.as_of_text.clone())),
                link(client, pack, "Pages", "index.html"),
                link(client, pack, "PDF", "pack.pdf"),
                Cell::or_dash(client.flash_as_of.as_deref().and_then(|day| day.parse().ok()).map(format::long_date)),
                link(client, flash, "Pages", "flash/index.html"),
                link(client, flash, "PDF", "flash/flash.pdf"),
            ])
        })
        .collect();
    let columns = vec![
        Column::left("Client").wide(),
        Column::left("State"),
        Column::left("Pack as of"),
        Column::left("Pack"),
        Column::left("On paper"),
        Column::left("Flash as of"),
        Column::left("Flash"),
        Column::left("On paper"),
    ];
    let packs = firm.number(|client| client.pack.is_some());
    let drafts = firm.number(|client| client.pack.as_ref().is_some_and(|pack| pack.draft));
    Section {
        id: "packs".to_owned(),
        name: "Packs".to_owned(),
        headline: match (packs, drafts) {
            (0, _) => "No pack stands in this folder".to_owned(),
            (_, 0) => format!("{} reviewed", words::counted_first(packs, "pack", "packs")),
            (_, drafts) => format!(
                "{}, {} of them not yet reviewed",
                words::counted_first(packs, "pack", "packs"),
                words::number(drafts)
            ),
        },
        lead: String::new(),
        blocks: vec![
            Block::table("packs", Table::new(TableStyle::Sheet, columns, rows)).headline("Where each pack stands"),
        ],
    }
}

fn quartiles(firm: &Firm<'_>) -> Section {
    let rows: Vec<Row> = Ratio::ALL
        .into_iter()
        .filter_map(|ratio| {
            let named = benchmarks::named(ratio);
            let found = firm.overview.benchmarks.get(named.id)?;
            let value = |value: f64| Cell::text(benchmarks::text(ratio, value, 1));
            Some(Row::body(vec![
                Cell::with_sub(named.name, named.meaning),
                value(found.lower),
                value(found.median),
                value(found.upper),
                Cell::text(format::length(found.clients)),
            ]))
        })
        .collect();
    let columns = vec![
        Column::left("Ratio").wide(),
        Column::right("Lower quartile"),
        Column::right("Median").emphasised(),
        Column::right("Upper quartile"),
        Column::right("Clients"),
    ];
    let (headline, block) = if rows.is_empty() {
        let text = format!("Benchmarks need {CLIENTS_MIN} clients whose books can be read and that have the figure.");
        ("Too few clients for benchmarks", Block::missing("benchmarks", "No benchmark", text))
    } else {
        let table = Table::new(TableStyle::Mid, columns, rows);
        let block = Block::table("benchmarks", table).headline("Medians and quartiles over the firm’s clients").note(
            "Over all clients whose books can be read and whose settings do not leave them out, each as of its own date; \
             interpolated between neighbours, as QUARTILE.INC of Excel does. Packs show the same, rounded to whole per \
             cent and whole days.",
        );
        ("What is usual among the firm’s clients", block)
    };
    Section {
        id: "benchmarks".to_owned(),
        name: "Benchmarks".to_owned(),
        headline: headline.to_owned(),
        lead: String::new(),
        blocks: vec![block],
    }
}
