//! Columns that have one heading and not the same contents.

use std::collections::BTreeSet;

use super::field::Field;
use super::headings::normal_heading;
use super::notices::{Notices, quoted};
use super::sheet::{Role, Sheet};
use crate::base::Problem;

/// Tells a column of which another one has the heading and not the contents: which of the two is meant is not known.
pub(crate) fn check_double_headings(sheet: &Sheet<'_>, notices: &mut Notices) {
    let facts = [Field::Number, Field::Customer, Field::CustomerId, Field::Type];
    let fields = Field::MONEY.iter().chain(&Field::DATES).chain(&facts);
    let used: BTreeSet<usize> = fields.filter_map(|&field| sheet.columns.of(field).cell).collect();
    let headings: Vec<String> = sheet.headings.iter().map(|heading| normal_heading(heading)).collect();
    let data = || sheet.rows().filter(|(_, role)| *role == Role::Data).map(|(row, _)| row);
    for &place in &used {
        let heading = headings.get(place).map_or("", String::as_str);
        let others = (0..headings.len()).filter(|&other| other != place && headings[other] == heading);
        let mut unknown = others.filter(|other| !used.contains(other) && !heading.is_empty());
        // A format that counts such columns knows them.
        let is_counted = sheet
            .format
            .columns
            .values()
            .flat_map(|known| &known.normal)
            .any(|known| known.strip_prefix(heading).is_some_and(|rest| rest.starts_with('#')));
        let differs = |other: usize| data().find(|row| row.cell(place) != row.cell(other)).map(|row| (row, other));
        if let Some((row, other)) = unknown.find_map(differs).filter(|_| !is_counted) {
            let seen = format!(
                "Two columns are headed {}, and hold {} and {} here: the first is read",
                quoted(&sheet.headings[place]),
                quoted(row.cell(place)),
                quoted(row.cell(other))
            );
            let remedy = "Take the column that is not meant out of the report and export again";
            notices.add(Problem::warning("double-heading", sheet.origin.at_row(row.number()), seen, remedy));
        }
    }
}
