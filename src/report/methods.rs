//! "How this is computed": the head of each metric's own source, so that the pack and the code cannot disagree.

use super::model::{Block, Body};
use super::notes;

/// The metrics in the order of the pack: the anchor's last part, the title, the source.
const METHODS: &[(&str, &str, &str)] = &[
    ("value", "Value and recency", include_str!("../metrics/value.rs")),
    ("sales-history", "Sales by month", include_str!("../metrics/sales_history.rs")),
    ("sales-stop", "Sales that end early", include_str!("../metrics/sales_stop.rs")),
    ("scorecard", "Value impact scorecard", include_str!("../metrics/scorecard/mod.rs")),
    ("retention", "Retention and the revenue bridge", include_str!("../metrics/retention/mod.rs")),
    ("segmentation", "The nine segments", include_str!("../metrics/segmentation/mod.rs")),
    ("rfm-classic", "Classic quintiles", include_str!("../metrics/rfm_classic.rs")),
    ("concentration", "Concentration", include_str!("../metrics/concentration.rs")),
    ("payment", "Days to pay and days beyond terms", include_str!("../metrics/payment/mod.rs")),
    ("aging", "Aging", include_str!("../metrics/aging.rs")),
    ("lateness", "What lateness costs", include_str!("../metrics/lateness.rs")),
    ("risk", "Risk triage", include_str!("../metrics/risk.rs")),
    ("receivable-ratios", "Receivables against sales", include_str!("../metrics/receivable_ratios/mod.rs")),
    ("shock-monitor", "Shock monitor", include_str!("../metrics/shock_monitor.rs")),
    ("collections", "Expected collections", include_str!("../metrics/collections/mod.rs")),
    ("cohorts", "Cohorts", include_str!("../metrics/cohorts/mod.rs")),
    ("retention-simulator", "Retention over five years", include_str!("../metrics/retention_simulator.rs")),
    ("small-customers", "Small customers", include_str!("../metrics/small_customers.rs")),
    ("benchmarks", "Benchmarks", include_str!("../metrics/benchmarks.rs")),
    ("movement", "What changed since the last pack", include_str!("../metrics/movement/mod.rs")),
];

/// One block a metric, for the web alone: on paper they would be half of a small client's pack.
pub(super) fn blocks() -> Vec<Block> {
    METHODS.iter().copied().map(block).map(Block::not_on_paper).collect()
}

/// The block of the flash, which is a document of its own.
pub(super) fn flash() -> Block {
    block(("flash", "The flash", include_str!("../metrics/flash/mod.rs")))
}

fn block((id, title, source): (&str, &str, &str)) -> Block {
    let nodes = notes::nodes(&head(source));
    Block::new(&format!("method-{id}"), Body::Commentary { nodes }).headline(format!("How it is computed: {title}"))
}

/// The leading `//!` lines of a source as Markdown. Links to items of the code become their names.
pub(super) fn head(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let text: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    let text = text.join("\n").replace("[`", "`").replace("`]", "`");
    // A fence's language and attributes are for the compiler.
    text.replace("```text", "```").replace("```ignore", "```")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_source_is_its_method() {
        let source = "//! Sums.\n//!\n//! Uses [`Ledger`].\n\nuse x;\n//! not this";
        assert_eq!(head(source), "Sums.\n\nUses `Ledger`.");
    }

    #[test]
    fn every_metric_has_a_method() {
        for (block, (id, ..)) in blocks().iter().zip(METHODS) {
            assert_eq!(block.id, format!("method-{id}"));
            assert!(matches!(&block.body, Body::Commentary { nodes } if !nodes.is_empty()), "{id}");
        }
    }
}
