//! The customers of the service business: contracts, how they drift and how they are paid.

use chrono::NaiveDate;

use crate::calendar::day;

/// One customer's contract.
pub(super) struct Contract {
    /// The customer.
    pub(super) name: &'static str,
    /// The first year's fee in euros, without tax.
    pub(super) fee: i64,
    /// When it was first invoiced.
    pub(super) first: NaiveDate,
    /// So many days later each year.
    pub(super) drift: i64,
    /// Days to the due date.
    pub(super) terms: i64,
    /// Days beyond that until it is usually paid.
    pub(super) late: i64,
    /// Whether there are small projects beside it.
    pub(super) projects: bool,
    /// The last day on which anything is invoiced, where the contract has ended.
    pub(super) last: Option<NaiveDate>,
}

const fn contract(name: &'static str, fee: i64, first: NaiveDate, drift: i64, terms: i64, late: i64) -> Contract {
    Contract { name, fee, first, drift, terms, late, projects: false, last: None }
}

impl Contract {
    const fn and_projects(self) -> Self {
        Self { projects: true, ..self }
    }

    const fn ended(self, last: NaiveDate) -> Self {
        Self { last: Some(last), ..self }
    }
}

/// The large contract that was not renewed.
pub(super) const LOST: &str = "Klinikverbund Südheide gGmbH";

/// A customer's earlier and present name.
pub(super) const RENAMED: (&str, &str) = ("Hölscher Maschinenbau GmbH", "Hölscher Präzision GmbH");

/// All contracts; the place of each is its customer's number less one.
pub(super) const CONTRACTS: [Contract; 45] = [
    contract("Klinikverbund Südheide gGmbH", 46_800, day(2021, 3, 16), 1, 30, 4).ended(day(2025, 3, 31)),
    contract("Gemeinde Oberlühe", 18_200, day(2021, 2, 9), 0, 30, 38).and_projects(),
    contract("Bäckerei Grünwald OHG", 2150, day(2021, 4, 13), 2, 14, 0),
    contract("Straßenbau Höfer GmbH & Co. KG", 8900, day(2021, 1, 19), 1, 30, 6).and_projects(),
    contract("Hölscher Präzision GmbH", 12_400, day(2021, 5, 4), 0, 30, 2).and_projects(),
    contract("Autohaus Jürgens e. K.", 3300, day(2021, 6, 8), 3, 14, 1).and_projects(),
    contract("Logistikpark Wörth GmbH", 14_600, day(2021, 2, 23), -1, 30, -3).and_projects(),
    contract("Grundschule am Mühlbach", 1980, day(2021, 8, 24), 0, 30, 29),
    contract("Möbelhaus Kröger GmbH", 7400, day(2021, 3, 30), 2, 14, -1).and_projects(),
    contract("Zahnärzte am Brühl", 1450, day(2021, 9, 14), 1, 14, -2),
    contract("Druckerei Öhlmann GmbH", 3900, day(2021, 5, 18), 4, 30, 12).and_projects(),
    contract("Apotheke \"Zur Möwe\"", 1120, day(2021, 7, 6), 1, 14, 0),
    contract("Stahlhandel Büttner AG", 9800, day(2021, 4, 27), 0, 30, 3).and_projects(),
    contract("Seniorenheim Lindenhöhe", 6700, day(2021, 8, 20), 10, 30, 5),
    contract("Kühlhaus Nordmole GmbH", 11_300, day(2021, 3, 9), 2, 30, -4).and_projects(),
    contract("Weingut Schäffler", 1760, day(2021, 10, 5), 0, 14, 2),
    contract("Theater an der Förde", 5200, day(2021, 6, 22), 1, 30, 21),
    contract("Reederei Asmüller GmbH", 8100, day(2021, 2, 16), -1, 30, 8).and_projects(),
    contract("Schröder, Köhn & Partner mbB", 2600, day(2021, 11, 9), 0, 14, -3),
    contract("Hotel Drei Störche", 4300, day(2021, 5, 25), 3, 14, 9).and_projects(),
    contract("Brauerei Kühnel KG", 7900, day(2021, 1, 26), 2, 30, 1).and_projects(),
    contract("Stadtwerke Neuwörth", 21_500, day(2021, 9, 7), 0, 30, 33).and_projects(),
    contract("Kita Zwergenmühle", 980, day(2021, 10, 19), 1, 14, 4),
    contract("Café Träumerei Inh. B. Özdemir", 890, day(2021, 4, 6), 6, 14, 15),
    contract("Tischlerei Hübner", 1340, day(2021, 7, 20), 2, 14, -1),
    contract("Messebau Gößling GmbH", 5800, day(2021, 3, 23), 1, 30, 11).and_projects(),
    contract("Parkhaus am Königstor", 9200, day(2021, 6, 15), 0, 30, 0),
    contract("Zimmerei Böhme GbR", 1210, day(2021, 8, 22), 10, 14, 3),
    contract("Getränke Flörke GmbH", 3100, day(2021, 11, 23), 2, 14, 2).and_projects(),
    contract("Kreismuseum Lüttau", 2400, day(2021, 12, 7), 1, 30, 26),
    contract("Metallbau Jäckel GmbH", 4700, day(2021, 2, 2), -2, 30, 5).and_projects(),
    contract("Spedition Rüdiger & Söhne", 6300, day(2021, 5, 11), 1, 30, 17).and_projects(),
    contract("Gärtnerei Blütental", 1080, day(2021, 9, 21), 2, 14, -2),
    contract("Fliesen Schütte GmbH", 2050, day(2022, 1, 18), 0, 14, 1),
    contract("Ärztehaus Marienhöhe", 7100, day(2022, 3, 8), 1, 30, -4),
    contract("Campus Südwall Verwaltungs-GmbH", 13_900, day(2022, 5, 17), 2, 30, 6).and_projects(),
    contract("Optik Müritz", 970, day(2022, 8, 25), 10, 14, 0),
    contract("Verlag Fünfeichen", 1890, day(2022, 10, 11), 1, 14, 5),
    contract("Baumarkt Köppen GmbH", 6500, day(2023, 2, 14), 0, 30, 3).and_projects(),
    contract("Töpferhof Ahlbeck", 1150, day(2023, 4, 18), 2, 14, 8).ended(day(2025, 4, 22)),
    contract("Sägewerk Höllental GmbH", 4100, day(2023, 9, 12), 1, 30, 10).and_projects(),
    contract("Rechenzentrum Möllner Feld GmbH", 16_800, day(2025, 11, 18), 0, 30, -2).and_projects(),
    contract("Jugendherberge Süderhöft", 2300, day(2026, 1, 20), 0, 30, 24),
    contract("Fähranleger Grönwohld GmbH", 3600, day(2026, 3, 24), 0, 30, 4),
    contract("Tierklinik Küstrow", 2900, day(2026, 6, 16), 0, 14, 0),
];
