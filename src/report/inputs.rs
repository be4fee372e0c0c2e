//! What a report is made from.

use super::record::LastPack;
use crate::base::{Problem, Source};
use crate::config::{AsOfSource, Paper};
use crate::ledger::{Assumption, Exclusion, Ledger, NameChange, RateUse, TieOut};
use crate::metrics::benchmarks::Benchmarks;
use crate::metrics::{Policies, Results};

/// Everything that one client's report tells of.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The facts.
    pub ledger: &'a Ledger,
    /// The results, computed from that ledger.
    pub results: &'a Results,
    /// The policies that the results were computed with.
    pub policies: &'a Policies,
    /// Who, for whom, as of when.
    pub settings: &'a ReportSettings,
    /// The files that were read, in the order of their paths.
    pub sources: &'a [Source],
    /// How the ledger compares with what the files and the settings state.
    pub tie_outs: &'a [TieOut],
    /// What the ledger holds that no export says.
    pub assumptions: &'a [Assumption],
    /// The exchange rates that documents were converted at.
    pub rates: &'a [RateUse],
    /// The customers that the client's settings leave out.
    pub exclusions: &'a [Exclusion],
    /// The customers' names that the client's settings turn into others.
    pub name_changes: &'a [NameChange],
    /// Warnings, and errors that the client's settings waive.
    pub problems: &'a [Problem],
    /// The adviser's notes: a section's id and the Markdown that belongs to it, in their order.
    pub notes: &'a [(String, String)],
    /// The quartiles over the firm's clients; `None` where the client's settings do not want them shown.
    pub benchmarks: Option<&'a Benchmarks>,
    /// The last pack of an earlier date, where one is on record.
    pub last_pack: Option<&'a LastPack>,
}

/// Who, for whom, as of when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSettings {
    /// The accounting firm's name.
    pub firm: String,
    /// The client's name.
    pub client: String,
    /// The client's folder name.
    pub client_id: String,
    /// How the as-of date of the results was decided.
    pub as_of_source: AsOfSource,
    /// Who prepared the pack, as "Dana Okafor, CPA"; `None`: the firm.
    pub prepared_by: Option<String>,
    /// Who reviewed it; `None`: it is a draft.
    pub reviewed_by: Option<String>,
    /// Paper of the PDF.
    pub paper: Paper,
}
