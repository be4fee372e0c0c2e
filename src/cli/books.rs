//! One client's books: read, reconciled, with a date to see them from.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::{Problem, Severity, Source};
use crate::config::{
    AsOfSource, ClientSettings, CustomerSettings, Exclude, FirmSettings, Merge, Rename, Rules, SettingsCause,
    exchange_rates,
};
use crate::import::{ImportPolicy, draft::Import, import};
use crate::ledger::{Assembly, ControlBalance, CustomerRule, Ledger, LedgerPolicy, assemble};
use crate::metrics::Policies;

use super::as_of;
use super::firm::{ClientFolder, FolderError, Note, RATES_FILE};
use super::judgements;
use super::problem_list::printed;
use super::sanity;
use super::unread::UNREAD_FILE;

/// What a client's folder amounts to.
pub(super) struct Books {
    /// The client's id.
    pub(super) id: String,
    pub(super) settings: ClientSettings,
    /// The date that the books are seen from.
    pub(super) as_of: NaiveDate,
    /// How it was decided.
    pub(super) as_of_source: AsOfSource,
    /// The ledger, its sources and tie-outs.
    pub(super) assembly: Assembly,
    /// The adviser's notes.
    pub(super) notes: Vec<Note>,
    /// All that decides the figures beside the exports, as text.
    pub(super) rules: Rules,
    /// All that is wrong, waived errors included.
    pub(super) problems: Vec<Problem>,
}

impl Books {
    /// Reads a client's folder.
    ///
    /// # Errors
    /// Where the folder or its settings cannot be used. Problems in the data are no errors here: see
    /// [`Self::problems`].
    pub(super) fn read(
        folder: &ClientFolder,
        firm: &FirmSettings,
        as_of: Option<NaiveDate>,
    ) -> Result<Self, FolderError> {
        let files = folder.read(firm)?;
        let (mut settings, mut customers) = (files.settings, files.customers);
        settings.policies.risk.overrides = std::mem::take(&mut customers.risk);
        let drafts = import(&files.exports, &files.formats, &import_policy(&settings));
        drop(files.exports);
        let usual_as_of = decide_as_of(None, &settings, firm, &drafts).0;
        let (as_of, as_of_source) = decide_as_of(as_of, &settings, firm, &drafts);
        if let Some(start) = settings.history_start.filter(|start| *start > as_of) {
            return Err(folder.settings_error(SettingsCause::HistoryStart { start, as_of }));
        }
        let nothing_read = drafts.sources.is_empty();
        let (rates, mut problems) = exchange_rates(&files.rates, RATES_FILE, settings.currency);
        let mut assembly = assemble(
            drafts,
            &LedgerPolicy { rates, customers: customer_rules(customers), ..ledger_policy(&settings, usual_as_of) },
        );
        problems.append(&mut assembly.problems);
        problems.extend(sanity::problems(&assembly.ledger, nothing_read, as_of, as_of_source));
        problems.extend(as_of::problems(&assembly.ledger, &assembly.sources, as_of));
        problems.extend(judgements::problems(&assembly.ledger, &settings.policies.risk.overrides, as_of));
        problems.extend(sanity::unused_waivers(&settings.waive, &problems));
        problems.extend(sanity::unknown_notes(&files.notes));
        problems.extend(files.unread);
        let (id, rules, notes) = (folder.id.clone(), files.rules, files.notes);
        Ok(Self { id, settings, as_of, as_of_source, assembly, notes, rules, problems })
    }

    /// Whether the client's settings waive problems of this kind.
    pub(super) fn waives(&self, problem: &Problem) -> bool {
        self.settings.waive.iter().any(|code| code == problem.code)
    }

    /// Whether the problem stops this client's pack: an error that its settings do not waive.
    pub(super) fn stops(&self, problem: &Problem) -> bool {
        problem.severity == Severity::Error && !self.waives(problem)
    }

    /// The errors that stop this client's pack.
    pub(super) fn stopping(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| self.stops(problem))
    }

    /// Everything else that the reader of the pack should know: warnings and waived errors, of many alike the first. What
    /// else lies in the firm's folder is none of it.
    pub(super) fn remaining(&self) -> Vec<Problem> {
        let is_told = |problem: &&Problem| !self.stops(problem) && problem.code != UNREAD_FILE;
        printed(self.problems.iter().filter(is_told).cloned())
    }

    /// How many warnings and waived errors there are.
    pub(super) fn warnings(&self) -> usize {
        self.problems.len() - self.stopping().count()
    }
}

/// The ledger of a client's exports under other rules than those of its folder, and the policies among them.
///
/// Problems that this makes are those of rules that hold no longer; the books under the rules of now have their own.
pub(super) fn ledger_under(
    folder: &ClientFolder,
    rules: &Rules,
    mut settings: ClientSettings,
    mut customers: CustomerSettings,
) -> Result<(Ledger, Policies), FolderError> {
    settings.policies.risk.overrides = std::mem::take(&mut customers.risk);
    let formats: Vec<(String, String)> = rules.formats.clone().into_iter().collect();
    let drafts = import(&folder.exports()?, &formats, &import_policy(&settings));
    let (rates, _) = exchange_rates(&rules.rates, RATES_FILE, settings.currency);
    let policy = LedgerPolicy {
        rates,
        customers: customer_rules(customers),
        roll_up: settings.roll_up,
        history_start: settings.history_start,
        ..LedgerPolicy::new(settings.currency)
    };
    Ok((assemble(drafts, &policy).ledger, settings.policies))
}

fn import_policy(settings: &ClientSettings) -> ImportPolicy {
    let &ClientSettings { currency, date_order, decimal_mark, .. } = settings;
    ImportPolicy { currency, date_order, decimal_mark }
}

/// `usual_as_of` is the date without one on the command line: the one that the settings' control balance is of.
fn ledger_policy(settings: &ClientSettings, usual_as_of: NaiveDate) -> LedgerPolicy {
    LedgerPolicy {
        roll_up: settings.roll_up,
        history_start: settings.history_start,
        control_balance: settings.control_balance.map(|balance| ControlBalance { date: Some(usual_as_of), balance }),
        ..LedgerPolicy::new(settings.currency)
    }
}

/// What `customers.toml` says, as the ledger takes it: names that are one come first, then new names, then what is left
/// out.
fn customer_rules(settings: CustomerSettings) -> Vec<CustomerRule> {
    let merge = settings.merge.into_iter().map(|Merge { into, names }| CustomerRule::Merge { into, names });
    let rename = settings.rename.into_iter().map(|Rename { from, to }| CustomerRule::Rename { from, to });
    let exclude = settings.exclude.into_iter().map(|Exclude { name, reason }| CustomerRule::Exclude { name, reason });
    merge.chain(rename).chain(exclude).collect()
}

/// The date to see the books from: asked for, set, stated by the exports, or else the latest document's.
fn decide_as_of(
    asked: Option<NaiveDate>,
    settings: &ClientSettings,
    firm: &FirmSettings,
    drafts: &Import,
) -> (NaiveDate, AsOfSource) {
    let latest = || drafts.documents.iter().map(|d| d.settled_on.map_or(d.date, |paid| paid.max(d.date))).max();
    None.or(asked.map(|date| (date, AsOfSource::Given)))
        .or(settings.as_of.map(|date| (date, AsOfSource::ClientSettings)))
        .or(firm.as_of.map(|date| (date, AsOfSource::FirmSettings)))
        .or_else(|| stated_end(&drafts.sources).map(|date| (date, AsOfSource::Exports)))
        .unwrap_or_else(|| (latest().unwrap_or_default(), AsOfSource::LatestDocument))
}

/// The last day that all kinds of export cover: of each kind the latest end that its files state, and of those the
/// earliest, since beyond it one of the kinds is silent.
fn stated_end(sources: &[Source]) -> Option<NaiveDate> {
    let mut ends: BTreeMap<Option<&str>, NaiveDate> = BTreeMap::new();
    for source in sources {
        if let Some(end) = source.as_of.or(source.period.map(|period| period.last_day())) {
            let latest = ends.entry(source.format.as_deref()).or_insert(end);
            *latest = end.max(*latest);
        }
    }
    ends.into_values().min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Origin, Period};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn source(format: &str, first: Option<&str>, last: &str) -> Source {
        Source {
            origin: Origin::file("x.csv"),
            format: Some(format.to_owned()),
            read_as: String::new(),
            recognised_by: String::new(),
            assumed: Vec::new(),
            company: None,
            period: first.map(|first| Period::from_first_to_last(day(first), day(last))),
            as_of: first.is_none().then(|| day(last)),
            basis: None,
            digest: String::new(),
            rows_read: 0,
            rows_used: 0,
            left_out: Vec::new(),
        }
    }

    #[test]
    fn the_books_end_where_the_first_kind_of_export_falls_silent() {
        assert_eq!(stated_end(&[]), None);
        let yearly =
            [source("sales", Some("2024-01-01"), "2024-12-31"), source("sales", Some("2025-01-01"), "2025-12-31")];
        assert_eq!(stated_end(&yearly), Some(day("2025-12-31")));
        let [first, second] = yearly;
        let aging = source("aging", None, "2026-01-07");
        assert_eq!(stated_end(&[first, second, aging]), Some(day("2025-12-31")));
    }
}
