//! Files in a client's folder that nothing reads, most likely for a misspelt name.

use std::path::{Path, PathBuf};

use crate::base::{Origin, Problem};
use crate::report::check::SECTIONS;

use super::firm::{FolderError, RATES_FILE, children, is_furniture};
use super::nearest::nearest;

/// The code of these problems. Packs do not print them: they name what lies in the firm's own folder.
pub(super) const UNREAD_FILE: &str = "unread-file";

/// What a client's folder may hold.
const FILES: [&str; 3] = ["client.toml", "customers.toml", RATES_FILE];
const FOLDERS: [&str; 3] = ["exports", "notes", "formats"];
/// Endings of what comes out of an accounting system.
const EXPORTS: [&str; 8] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "iif"];

/// What lies in the folder, in `notes` and in `formats` that nothing reads.
pub(super) fn problems(client: &Path) -> Result<Vec<Problem>, FolderError> {
    let mut problems = Vec::new();
    for (name, path) in listed(client)? {
        let known: &[&str] = if path.is_dir() { &FOLDERS } else { &FILES };
        if !known.contains(&name.as_str()) {
            problems.push(problem(&name, remedy(&name, known)));
        }
    }
    let notes: Vec<String> = SECTIONS.iter().map(|section| format!("{section}.md")).collect();
    let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
    for (folder, ending, known) in [("notes", "md", notes.as_slice()), ("formats", "toml", &[])] {
        for (name, path) in listed(&client.join(folder))? {
            let is_read = path.is_file() && path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
            if !is_read {
                let usual = format!("Files there end in .{ending}; rename it, or move it out of the client’s folder");
                let remedy = near(&name, known).unwrap_or(usual);
                problems.push(problem(&format!("{folder}/{name}"), remedy));
            }
        }
    }
    Ok(problems)
}

/// What a folder holds, with its names; nothing where there is no folder.
fn listed(folder: &Path) -> Result<Vec<(String, PathBuf)>, FolderError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let named = children(folder)?.into_iter().map(|path| (name(&path), path));
    Ok(named.filter(|(name, _)| !is_furniture(name)).collect())
}

fn problem(name: &str, remedy: String) -> Problem {
    Problem::warning(UNREAD_FILE, Origin::file(name), "Nothing reads this file or folder", remedy)
}

fn remedy(name: &str, known: &[&str]) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    near(name, known).unwrap_or_else(|| match ending {
        Some(ending) if EXPORTS.contains(&ending.as_str()) => {
            "Move it into exports/ where it is an export, else out of the client’s folder".to_owned()
        }
        Some(ending) if ending == "md" => "Move it into notes/ under the name of a section".to_owned(),
        _ => "Move it out of the client’s folder, or let its name begin with a full stop".to_owned(),
    })
}

/// To which name it may be corrected; `None` where none is like it. Beside notes the ending counts too: `customers.csv` is an
/// export in the wrong place.
fn near(name: &str, known: &[&str]) -> Option<String> {
    let parts = |name: &str| {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        (stem.to_lowercase(), ending.to_lowercase())
    };
    let (stem, ending) = parts(name);
    let fits = |known: &&str| [ending.as_str(), "md"].contains(&parts(known).1.as_str());
    let fitting: Vec<&str> = known.iter().copied().filter(fits).collect();
    let stems: Vec<String> = fitting.iter().map(|known| parts(known).0).collect();
    let nearest = *nearest(&stem, stems.iter().map(String::as_str)).first()?;
    let meant = fitting.iter().find(|known| parts(known).0 == nearest)?;
    Some(format!("Rename it to {meant} where that is meant"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_nothing_reads_is_named_with_what_it_may_mean() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, "x").expect("written");
        };
        for read in ["client.toml", "rates.csv", "exports/a.pdf", "notes/Summary.MD", "formats/x.toml", ".DS_Store"] {
            write(read);
        }
        assert_eq!(problems(folder.path()).expect("readable"), []);
        for unread in [
            "customer.toml",
            "rate.csv",
            "notes/summary.txt",
            "export/a.csv",
            "invoices.csv",
            "customers.csv",
            "plan.docx",
        ] {
            write(unread);
        }
        let found = problems(folder.path()).expect("readable");
        let told = |name: &str| {
            let problem = found.iter().find(|p| p.origin.as_ref().is_some_and(|origin| &*origin.file == name));
            problem.map_or("", |problem| problem.remedy.as_str())
        };
        for (name, part) in [
            ("customer.toml", "Rename it to customers.toml"),
            ("rate.csv", "Rename it to rates.csv"),
            ("notes/summary.txt", "Rename it to summary.md"),
            ("export", "Rename it to exports"),
            ("invoices.csv", "into exports/"),
            ("customers.csv", "into exports/"),
            ("plan.docx", "out of the client’s folder"),
        ] {
            assert!(told(name).contains(part), "{name}: {:?}", told(name));
        }
        assert_eq!(found.len(), 7);
    }
}
