//! "How this is computed": the head of each metric's own source, so that the pack and the code cannot disagree.

use super::model::{Block, Body};
use super::notes;

/// The metrics in the order of the pack: the anchor's last part, the title, the source.
const METHODS: [(&str, &str, &str); 10] = [
    ("value", "Value and recency", include_str!("../metrics/value.rs")),
    ("sales-history", "Sales by month", include_str!("../metrics/sales_history.rs")),
    ("scorecard", "Value impact scorecard", include_str!("../metrics/scorecard/mod.rs")),
    ("retention", "Retention and the revenue bridge", include_str!("../metrics/retention.rs")),
    ("segmentation", "The nine segments", include_str!("../metrics/segmentation/mod.rs")),
    ("concentration", "Concentration", include_str!("../metrics/concentration.rs")),
    ("payment", "Days to pay and days beyond terms", include_str!("../metrics/payment.rs")),
    ("aging", "Aging", include_str!("../metrics/aging.rs")),
    ("collections", "Expected collections", include_str!("../metrics/collections/mod.rs")),
    ("small-customers", "Small customers", include_str!("../metrics/small_customers.rs")),
];

/// One block a metric.
pub(super) fn blocks() -> Vec<Block> {
    METHODS
        .into_iter()
        .map(|(id, title, source)| {
            let nodes = notes::nodes(&head(source));
            Block::new(&format!("method-{id}"), Body::Commentary { nodes })
                .headline(format!("How it is computed: {title}"))
        })
        .collect()
}

/// The leading `//!` lines of a source as Markdown. Links to items of the code become their names.
fn head(source: &str) -> String {
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
