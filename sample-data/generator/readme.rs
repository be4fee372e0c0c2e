//! The sample's README: who is who, what the figures must come to, and where the awkward cases are.

use crate::folder::{Client, filled};

/// The README of the sample firm.
pub(crate) fn readme(clients: &[Client]) -> String {
    let parts: Vec<String> = clients.iter().map(part).collect();
    filled(include_str!("stories/firm.md"), &[("clients", parts.join("\n"))])
}

fn part(client: &Client) -> String {
    let story = &client.story;
    let cases: Vec<String> = story.cases.iter().map(|(case, place)| format!("| {case} | {place} |\n")).collect();
    format!(
        "## {} (`{}`)\n\n{}\n{}\n| awkward case | where |\n|---|---|\n{}",
        story.name,
        client.folder,
        story.text,
        story.figures,
        cases.concat()
    )
}
