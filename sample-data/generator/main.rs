//! Writes the sample firm: the invented accounting firm Harbour & Finch and four invented clients.
//!
//! ```text
//! cargo run --example sample-firm -- sample-data/harbour-and-finch
//! ```
//!
//! The same bytes on each run and on each machine: chance comes from seeds, and all arithmetic is in
//! whole numbers. Each client is a story ([`wholesaler`], [`roaster`], [`service`], [`startup`]) told in
//! one set of [`books`], from which all of its exports are written in the layouts of its accounting
//! system ([`quickbooks`], [`xero`], [`plain`]). The folder's README is written from the same books and
//! names every awkward case with its number. Files that an earlier run left and this one does not write
//! are not removed.

mod books;
mod buying;
mod calendar;
mod figures;
mod folder;
mod money;
mod plain;
mod quickbooks;
mod random;
mod readme;
mod roaster;
mod service;
mod settling;
mod sheet;
mod startup;
mod wholesaler;
mod xero;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use folder::Client;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .map(PathBuf::from)
        .ok_or("name the folder to write, as in sample-data/harbour-and-finch")?;
    let clients = [wholesaler::client()?, roaster::client()?, service::client()?, startup::client()?];
    write(&folder.join("firm.toml"), include_bytes!("settings/firm.toml"))?;
    write(&folder.join("README.md"), readme::readme(&clients).as_bytes())?;
    for client in &clients {
        write_client(&folder.join("clients").join(client.folder), client)?;
    }
    Ok(())
}

fn write_client(folder: &Path, client: &Client) -> Result<(), Box<dyn Error>> {
    write(&folder.join("client.toml"), client.settings.as_bytes())?;
    for (name, bytes) in &client.exports {
        write(&folder.join("exports").join(name), bytes)?;
    }
    for (name, text) in &client.notes {
        write(&folder.join("notes").join(name), text.as_bytes())?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let said = |error| format!("{}: {error}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(said)?;
    }
    fs::write(path, bytes).map_err(said)?;
    Ok(())
}
