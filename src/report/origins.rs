//! Where a document was read, in words: "payments.csv, rows 326 and 327".

use super::words;
use crate::base::Origin;

/// The file, and the sheet of a workbook, that tells of a document, with every row of it that does.
struct Place<'a> {
    /// The first origin there.
    first: &'a Origin,
    /// Ascending, each once; empty where the file as a whole is meant.
    rows: Vec<u32>,
}

/// The places in the order of the origins.
fn places(origins: &[Origin]) -> Vec<Place<'_>> {
    let mut places: Vec<Place<'_>> = Vec::new();
    for origin in origins {
        let same = |place: &&mut Place<'_>| (&place.first.file, &place.first.sheet) == (&origin.file, &origin.sheet);
        match places.iter_mut().find(same) {
            Some(place) => place.rows.extend(origin.row),
            None => places.push(Place { first: origin, rows: origin.row.into_iter().collect() }),
        }
    }
    for place in &mut places {
        place.rows.sort_unstable();
        place.rows.dedup();
    }
    places
}

impl Place<'_> {
    fn text(&self) -> String {
        let file = words::one_line(&Origin { row: None, column: None, ..self.first.clone() }.to_string());
        match rows_text(&self.rows) {
            rows if rows.is_empty() => file,
            rows => format!("{file}, {rows}"),
        }
    }
}

/// "row 5", "rows 326 and 327", "rows 3 to 6 and 9".
fn rows_text(rows: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &row in rows {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => runs.push((row, row)),
        }
    }
    let run = |&(first, last): &(u32, u32)| match last - first {
        0 => vec![first.to_string()],
        1 => vec![first.to_string(), last.to_string()],
        _ => vec![format!("{first} to {last}")],
    };
    let parts: Vec<String> = runs.iter().flat_map(run).collect();
    match rows.len() {
        0 => String::new(),
        1 => format!("row {}", words::list(&parts)),
        _ => format!("rows {}", words::list(&parts)),
    }
}

/// The rows of the file that tells of the document first: "rows 326 and 327"; nothing where the file as a whole is meant.
pub(super) fn rows_in_first_file(origins: &[Origin]) -> String {
    places(origins).first().map(|place| rows_text(&place.rows)).unwrap_or_default()
}

/// The file that tells of the document first, with all of its rows that do.
pub(super) fn in_first_file(origins: &[Origin]) -> String {
    places(origins).first().map(Place::text).unwrap_or_default()
}

/// Every file that tells of the document, with its rows, one text each.
pub(super) fn in_every_file(origins: &[Origin]) -> Vec<String> {
    places(origins).iter().map(Place::text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_a_file_is_named() {
        let payments = Origin::file("payments.csv");
        let aging = Origin { sheet: Some("Aging".into()), ..Origin::file("ar.xlsx") };
        let origins = [payments.at_row(326), aging.at_row(9), payments.at_row(327), payments.at_row(327)];
        assert_eq!(in_first_file(&origins), "payments.csv, rows 326 and 327");
        assert_eq!(rows_in_first_file(&origins), "rows 326 and 327");
        assert_eq!(in_every_file(&origins), ["payments.csv, rows 326 and 327", "ar.xlsx, sheet Aging, row 9"]);
        assert_eq!(in_first_file(std::slice::from_ref(&payments)), "payments.csv");
        assert_eq!(in_first_file(&[]), "");
    }

    #[test]
    fn neighbouring_rows_are_a_run() {
        assert_eq!(rows_text(&[3, 4, 5, 6, 9]), "rows 3 to 6 and 9");
        assert_eq!(rows_text(&[7]), "row 7");
    }
}
