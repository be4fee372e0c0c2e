//! What a build says of its clients: a line each, and where to look.

use std::path::Path;

use crate::deliver::{FIRM_FOLDER, FLASH_FOLDER};
use crate::report::{ClientEntry, FirmOverview};

use super::arguments::BuildArguments;
use super::overview::Told;

/// Of more clients than this no line says what was built of each.
pub(super) const CLIENTS_MAX: usize = 12;
/// So many kinds of warning are named.
const KINDS: usize = 3;

/// What was built of a client and where, and which kinds of warning there are.
pub(super) fn of_client(out: &Path, told: &Told, warnings: usize) -> String {
    let folder = out.join(&told.id);
    let what = match (&told.pack, &told.flash_as_of) {
        (Some(_), None) => format!("pack {}", folder.join("index.html").display()),
        (None, _) => format!("flash {}", folder.join(FLASH_FOLDER).join("index.html").display()),
        (Some(_), Some(_)) => format!("pack and flash in {}", folder.display()),
    };
    let codes: Vec<&str> = told.problems.iter().flatten().map(|group| group.code.as_str()).collect();
    let named = codes.get(..KINDS).unwrap_or(&codes).join(", ");
    let more = match codes.len().saturating_sub(KINDS) {
        0 => String::new(),
        1 => " and one more kind".to_owned(),
        more => format!(" and {more} more kinds"),
    };
    let warnings = match warnings {
        0 => String::new(),
        1 => format!("; 1 warning: {named}"),
        many => format!("; {many} warnings: {named}{more}"),
    };
    format!("{}: {what}{warnings}\n", told.id)
}

/// Where the overview stands, and which command tells the warnings in full.
pub(super) fn of_all(arguments: &BuildArguments, overview: &FirmOverview) -> String {
    let page = arguments.out.join(FIRM_FOLDER).join("index.html");
    let mut lines = vec![format!("All clients at a glance: {}", page.display())];
    let asked = &arguments.firm.clients;
    let is_asked = |client: &&ClientEntry| asked.is_empty() || asked.contains(&client.id);
    if overview.clients.iter().filter(is_asked).any(|client| !client.problems.is_empty()) {
        let firm = arguments.firm.folder.display().to_string();
        let firm = if firm.contains(' ') { format!("\"{firm}\"") } else { firm };
        let mut command = vec!["What the warnings say: ledgerpress check".to_owned(), firm];
        command.extend(asked.iter().flat_map(|client| ["--client".to_owned(), client.clone()]));
        lines.push(command.join(" "));
    }
    lines.join("\n") + "\n"
}
