//! The same books give the same figures, whatever their form.
//!
//! Books are made up by chance, written in the plain layout as it is described, and again in another form: both must
//! give the same figures of `report.json`. Each property tries a few dozen books; `PROPTEST_CASES=5000` tries more.

mod books;
mod plain;
mod style;
mod systems;
mod workbook;

use std::collections::BTreeMap;
use std::sync::Arc;

use ledgerpress::base::{Currency, DateOrder, Problem, Severity};
use ledgerpress::config::{AsOfSource, Paper};
use ledgerpress::import::{ExportFile, ImportPolicy, import};
use ledgerpress::ledger::{LedgerPolicy, assemble};
use ledgerpress::metrics::{Policies, compute};
use ledgerpress::report::{Inputs, ReportSettings, compose};
use proptest::prelude::*;

use books::{Books, Kinds, any_books, as_of, first_day};
use plain::{Split, any_split};
use style::{Style, any_style};

/// A figure as `report.json` has it: value, text, and the reason where there is none.
type Figures = BTreeMap<String, (Option<f64>, String, Option<String>)>;

/// The figures of a client with these exports, and what is wrong with them.
fn figures(files: &[ExportFile], date_order: Option<DateOrder>) -> (Figures, Vec<Problem>) {
    let currency = Currency::parse("USD").expect("a currency");
    let drafts = import(files, &[], &ImportPolicy { currency, date_order, decimal_mark: None });
    let policy = LedgerPolicy { history_start: Some(first_day()), ..LedgerPolicy::new(currency) };
    let assembly = assemble(drafts, &policy);
    let policies = Policies::default();
    let report = compose(&Inputs {
        ledger: &assembly.ledger,
        results: &compute(&assembly.ledger, as_of(), &policies),
        policies: &policies,
        settings: &ReportSettings {
            firm: "Firm".to_owned(),
            client: "Client".to_owned(),
            client_id: "client".to_owned(),
            as_of_source: AsOfSource::Given,
            prepared_by: None,
            reviewed_by: None,
            paper: Paper::A4,
        },
        sources: &assembly.sources,
        tie_outs: &assembly.tie_outs,
        assumptions: &assembly.assumptions,
        rates: &assembly.rates,
        exclusions: &assembly.exclusions,
        name_changes: &assembly.name_changes,
        problems: &[],
        notes: &[],
        benchmarks: None,
        last_pack: None,
    });
    let figures = report.figures.into_iter().map(|(id, figure)| (id, (figure.value, figure.text, figure.reason)));
    (figures.collect(), assembly.problems)
}

/// The figures of exports that have no errors.
fn sound_figures(files: &[ExportFile], date_order: Option<DateOrder>) -> Result<Figures, TestCaseError> {
    let (figures, problems) = figures(files, date_order);
    let errors: Vec<String> =
        problems.iter().filter(|problem| problem.severity == Severity::Error).map(Problem::to_string).collect();
    prop_assert!(errors.is_empty(), "{}\n{}", errors.join("\n"), shown(files));
    Ok(figures)
}

/// The figures of the books in the plain layout as it is described.
fn plain_figures(books: &Books) -> Result<Figures, TestCaseError> {
    sound_figures(&plain::files(books, &Style::PLAIN, Split::Whole), None)
}

fn assert_same(expected: &Figures, found: &Figures, files: &[ExportFile]) -> Result<(), TestCaseError> {
    prop_assert!(expected.keys().eq(found.keys()));
    let differing: Vec<String> = expected
        .iter()
        .filter(|(id, figure)| found[*id] != **figure)
        .map(|(id, figure)| format!("{id}: {figure:?}, then {:?}", found[id]))
        .collect();
    prop_assert!(differing.is_empty(), "{}\n{}", differing.join("\n"), shown(files));
    Ok(())
}

/// The files as a reader of a failed test wants them.
fn shown(files: &[ExportFile]) -> String {
    let show = |file: &ExportFile| format!("--- {}\n{}", file.path, String::from_utf8_lossy(&file.bytes));
    files.iter().map(show).collect::<Vec<_>>().join("\n")
}

const EVERYTHING: Kinds = Kinds { credits: true, on_account: true };

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(48), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_plain_layout_in_any_style_gives_the_same_figures(
        books in any_books(EVERYTHING), style in any_style(), split in any_split()
    ) {
        let files = plain::files(&books, &style, split);
        assert_same(&plain_figures(&books)?, &sound_figures(&files, style.date_order())?, &files)?;
    }

    #[test]
    fn every_file_may_have_a_style_of_its_own(
        books in any_books(EVERYTHING), styles in prop::collection::vec(any_style(), 3), split in any_split()
    ) {
        let orders: Vec<DateOrder> = styles.iter().filter_map(Style::date_order).collect();
        // Two orders in one client's files: the settings can say only one of them.
        prop_assume!(orders.iter().all(|order| *order == orders[0]));
        let written: Vec<Vec<ExportFile>> = styles.iter().map(|style| plain::files(&books, style, split)).collect();
        let files: Vec<ExportFile> =
            (0..written[0].len()).map(|place| written[place % styles.len()][place].clone()).collect();
        assert_same(&plain_figures(&books)?, &sound_figures(&files, orders.first().copied())?, &files)?;
    }

    #[test]
    fn names_and_order_of_files_change_nothing(
        books in any_books(EVERYTHING), split in any_split(), names in Just((0..200_u32).collect::<Vec<_>>()).prop_shuffle()
    ) {
        let mut files = plain::files(&books, &Style::PLAIN, split);
        for (file, name) in files.iter_mut().zip(names) {
            file.path = Arc::from(format!("{name:03}/export ({name}).txt"));
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.reverse();
        assert_same(&plain_figures(&books)?, &sound_figures(&files, None)?, &files)?;
    }

    #[test]
    fn workbooks_give_the_same_figures(
        books in any_books(EVERYTHING), split in any_split(), in_one in any::<bool>()
    ) {
        let files = workbook::files(&books, split, in_one);
        assert_same(&plain_figures(&books)?, &sound_figures(&files, None)?, &files)?;
    }

    #[test]
    fn xero_gives_the_same_figures_where_there_are_no_credit_notes(
        books in any_books(Kinds { credits: false, ..EVERYTHING })
    ) {
        let files = systems::xero(&books);
        assert_same(&plain_figures(&books)?, &sound_figures(&files, Some(DateOrder::DayFirst))?, &files)?;
    }

    #[test]
    fn systems_that_do_not_link_credits_give_the_same_figures_but_those_that_need_the_links(
        books in any_books(EVERYTHING)
    ) {
        let expected = without_links(plain_figures(&books)?);
        let xero = (systems::xero(&books), DateOrder::DayFirst);
        let quickbooks = (systems::quickbooks(&books), DateOrder::MonthFirst);
        for (files, date_order) in [xero, quickbooks] {
            assert_same(&expected, &without_links(sound_figures(&files, Some(date_order))?), &files)?;
        }
    }
}

/// The figures that do not need to know which invoice a payment or a credit note was for. A purchase that was wholly
/// taken back is none.
fn without_links(mut figures: Figures) -> Figures {
    let of_days = ["days_to_pay", "days_beyond_terms_paid", "purchases_ttm", "average_basket"];
    // What was past due on earlier days, and the risk that is judged by it.
    let of_earlier_days =
        ["overdue_balance_average", "cost_of_lateness", "collection_effectiveness", "shock_index_days"];
    let of_risk = ["high_risk", "medium_risk", "low_risk"];
    // Purchases and lateness decide a customer's segment, now and at earlier month ends, and its own rhythm.
    let of_segments = [
        "customers_champion",
        "customers_good",
        "customers_promising",
        "customers_new",
        "customers_dont_lose_them",
        "customers_give_attention",
        "customers_late_payer",
        "customers_hibernating",
        "customers_possible_mismatch",
        "customers_moved",
        "customers_may_only_be_late",
        "sales_may_only_be_late",
        "money_at_stake",
    ];
    let needs_links = [&of_days[..], &of_earlier_days, &of_risk, &of_segments].concat();
    figures.retain(|id, _| !needs_links.iter().any(|start| id.starts_with(start)));
    figures
}

/// As many as the environment says, else `usual`.
fn cases(usual: u32) -> u32 {
    std::env::var_os("PROPTEST_CASES").and_then(|cases| cases.to_str()?.parse().ok()).unwrap_or(usual)
}
