//! Workbooks made here, good ones and hostile ones, and what comes out of them.

use std::io::{Cursor, Write};

use calamine::Reader;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{ContainerError, Part, open};
use crate::import::table::{CellKind, Row, Table};

/// All cells of a table with the number of their row.
pub(super) fn cells(table: &Table) -> Vec<(u32, Vec<String>)> {
    table.rows().map(|row| (row.number(), row.cells().map(str::to_owned).collect())).collect()
}

fn parts(bytes: &[u8]) -> Vec<Part> {
    open(bytes).expect("a workbook")
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options).expect("a file");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("an archive").into_inner()
}

/// A workbook of one sheet whose XML is `sheet`.
fn xlsx(sheet: &[u8]) -> Vec<u8> {
    xlsx_with(sheet, &[])
}

fn xlsx_with(sheet: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let workbook = br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations = br#"<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/>
        <Relationship Id="rId3" Type="x/styles" Target="styles.xml"/></Relationships>"#;
    let mut files: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    files.extend(more);
    archive(&files)
}

fn refused(bytes: &[u8]) -> ContainerError {
    open(bytes).expect_err("a refusal")
}

#[test]
fn every_kind_of_cell_is_read() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Sales").expect("a name");
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write(1, 1, "Alder & Söhne").expect("written");
    sheet.write(1, 3, 1234.5).expect("written");
    sheet.write_with_format(2, 0, ExcelDateTime::parse_from_str("2025-01-15").expect("a day"), &date).expect("written");
    sheet.write(2, 1, true).expect("written");
    sheet.write(4, 0, Formula::new("=B2").set_result("saved")).expect("written");
    sheet.write(4, 1, Formula::new("=SUM(D2:D3)")).expect("written");
    workbook.add_worksheet().set_name("Blank").expect("a name");
    let bytes = workbook.save_to_buffer().expect("bytes");

    let parts = parts(&bytes);
    assert_eq!(parts.iter().map(|part| part.sheet.as_deref()).collect::<Vec<_>>(), [Some("Sales"), Some("Blank")]);
    let row = |number, cells: &[&str]| (number, cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>());
    let expected = [
        row(2, &["", "Alder & Söhne", "", "1234.5"]),
        row(3, &["2025-01-15", "TRUE"]),
        row(5, &["saved", "=SUM(D2:D3)"]),
    ];
    assert_eq!(cells(&parts[0].table), expected);
    let kinds: Vec<CellKind> = parts[0].table.rows().flat_map(|row| (0..2).map(move |c| row.kind(c))).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == CellKind::UnsavedFormula).count(), 1);
    assert_eq!(parts[0].table.rows().next().map(|row| row.kind(3)), Some(CellKind::Number));
    assert_eq!(parts[1].table.len(), 0);
}

/// Another reader's answer on the same bytes.
#[test]
fn another_reader_finds_the_same_cells() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..200_u32 {
        sheet.write(row, 0, format!("Customer {row}")).expect("written");
        sheet.write(row, 2, f64::from(row) * 1.1).expect("written");
    }
    let bytes = workbook.save_to_buffer().expect("bytes");
    let ours = cells(&parts(&bytes)[0].table);
    let mut theirs: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).expect("a workbook");
    let range = theirs.worksheet_range("Sheet1").expect("a sheet");
    assert_eq!(ours.len(), range.height());
    for ((_, ours), theirs) in ours.iter().zip(range.rows()) {
        assert_eq!(ours[0], theirs[0].to_string());
        let theirs: f64 = theirs[2].to_string().parse().expect("a number");
        assert_eq!(ours[2], super::number::number_text(theirs));
    }
}

#[test]
fn a_formula_without_a_value_is_neither_zero_nor_empty() {
    let sheet = br#"<worksheet><sheetData><row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>2+2</f><v></v></c>
        <c r="C1" t="str"><f>X()</f><v></v></c><c r="D1"><f>3</f><v>3</v></c></row></sheetData></worksheet>"#;
    let parts = parts(&xlsx(sheet));
    let row = parts[0].table.rows().next().expect("a row");
    let read: Vec<(CellKind, &str)> = (0..4).map(|column| (row.kind(column), row.cell(column))).collect();
    assert_eq!(
        read,
        [
            (CellKind::UnsavedFormula, "=1+1"),
            (CellKind::UnsavedFormula, "=2+2"),
            (CellKind::Text, ""),
            (CellKind::Number, "3"),
        ]
    );
}

#[test]
fn bombs_cost_one_clear_error() {
    const MEGABYTES: u32 = 500;
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    writer.start_file("xl/workbook.xml", options).expect("a file");
    let megabyte = vec![b' '; 1 << 20];
    (0..MEGABYTES).for_each(|_| writer.write_all(&megabyte).expect("written"));
    writer.start_file("[Content_Types].xml", options).expect("a file");
    let bomb = writer.finish().expect("an archive").into_inner();
    assert!(bomb.len() < 600 << 10, "{}", bomb.len());
    assert_eq!(refused(&bomb).code, "workbook-too-large");

    // The same, but it says that it is small.
    let stated = (MEGABYTES << 20).to_le_bytes();
    let mut lying = bomb;
    let places: Vec<usize> =
        lying.windows(4).enumerate().filter(|(_, window)| **window == stated).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    assert_eq!(refused(&lying), ContainerError::damaged("its XML cannot be read"));
}

/// What reading `bytes` costs is bounded: this only shows that it ends, and how.
fn code_of(bytes: &[u8]) -> &'static str {
    refused(bytes).code
}

#[test]
fn a_single_cell_in_the_last_corner_costs_one_row() {
    let sheet = br#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData></worksheet>"#;
    let parts = parts(&xlsx(sheet));
    let rows: Vec<u32> = parts[0].table.rows().map(Row::number).collect();
    assert_eq!(rows, [1_048_576]);
    assert_eq!(parts[0].table.rows().next().map(|row| row.cell(16_383)), Some("7"));
    // One in every row is beyond any export.
    let rows = (1..=1_000).map(|row| format!("<row><c r=\"XFD{row}\"><v>7</v></c></row>")).collect::<Vec<_>>().concat();
    let many = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    assert_eq!(code_of(&xlsx(many.as_bytes())), "workbook-too-large");
    assert_eq!(
        code_of(&xlsx(b"<w><sheetData><row><c r=\"A9999999\"><v>7</v></c></row></sheetData></w>")),
        "undecodable"
    );
}

#[test]
fn declared_counts_are_not_believed() {
    let strings = br#"<sst count="4000000000" uniqueCount="4000000000"><si><t>Alder</t></si></sst>"#;
    let sheet = br#"<worksheet><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>"#;
    let parts = parts(&xlsx_with(sheet, &[("xl/sharedStrings.xml", strings)]));
    assert_eq!(cells(&parts[0].table), [(1, vec!["Alder".to_owned()])]);
    // A text that is missing is damage.
    assert_eq!(code_of(&xlsx(sheet)), "undecodable");
}

#[test]
fn a_text_that_many_cells_share_counts_in_each() {
    let text = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(30_000));
    let cells = "<row><c t=\"s\"><v>0</v></c></row>".repeat(10_000);
    let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
    let bytes = xlsx_with(sheet.as_bytes(), &[("xl/sharedStrings.xml", text.as_bytes())]);
    assert!(bytes.len() < 100_000);
    assert_eq!(code_of(&bytes), "workbook-too-large");
}

#[test]
fn texts_and_nesting_without_end_are_refused() {
    let long =
        format!("<worksheet><sheetData><row><c><v>{}</v></c></row></sheetData></worksheet>", "7".repeat(2 << 20));
    assert_eq!(code_of(&xlsx(long.as_bytes())), "workbook-too-large");
    let pieces = "&amp;".repeat(2 << 20);
    let pieces = format!("<worksheet><sheetData><row><c><v>{pieces}</v></c></row></sheetData></worksheet>");
    assert_eq!(code_of(&xlsx(pieces.as_bytes())), "workbook-too-large");
    let attribute = format!("<worksheet a=\"{}\">", "a".repeat(2 << 20));
    assert_eq!(code_of(&xlsx(attribute.as_bytes())), "workbook-too-large");
    assert_eq!(code_of(&xlsx("<a>".repeat(100_000).as_bytes())), "hostile-workbook");
    let entity =
        br#"<!DOCTYPE w [<!ENTITY a "aaaa">]><w><sheetData><row><c t="str"><v>&a;</v></c></row></sheetData></w>"#;
    assert_eq!(code_of(&xlsx(entity)), "undecodable");
}

#[test]
fn too_many_sheets_and_parts_are_refused() {
    let sheets = (0..10_000).map(|n| format!("<sheet name=\"S{n}\" id=\"rId1\"/>")).collect::<Vec<_>>().concat();
    let workbook = format!("<workbook><sheets>{sheets}</sheets></workbook>");
    let files: [(&str, &[u8]); 2] = [("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", workbook.as_bytes())];
    assert_eq!(code_of(&archive(&files)), "workbook-too-large");
    let names: Vec<String> = (0..10_000).map(|n| format!("xl/{n}.xml")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"<a/>"[..])).collect();
    assert_eq!(code_of(&archive(&files)), "workbook-too-large");
}

fn ods(table: &str) -> Vec<u8> {
    let content = format!("<document-content><body><table name=\"S\">{table}</table></body></document-content>");
    archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

#[test]
fn repeated_rows_and_cells_of_ods_are_made_only_where_they_hold_something() {
    let blank =
        "<table-row number-rows-repeated=\"1048570\"><table-cell number-columns-repeated=\"16384\"/></table-row>";
    let filled = "<table-row number-rows-repeated=\"2\"><table-cell/><table-cell number-columns-repeated=\"2\" \
                  value-type=\"float\" value=\"1234.5\"><p>1,234.50</p></table-cell></table-row>";
    let parts = parts(&ods(&format!("{filled}{blank}")));
    let row = vec![String::new(), "1234.5".to_owned(), "1234.5".to_owned()];
    assert_eq!(cells(&parts[0].table), [(1, row.clone()), (2, row)]);

    let cell = |repeated: &str| {
        format!("<table-cell number-columns-repeated=\"{repeated}\" value-type=\"string\"><p>x</p></table-cell>")
    };
    let bomb = format!("<table-row number-rows-repeated=\"1048576\">{}</table-row>", cell("16384"));
    assert_eq!(code_of(&ods(&bomb)), "workbook-too-large");
    assert_eq!(code_of(&ods(&format!("<table-row>{}</table-row>", cell("4000000000")))), "undecodable");
    assert_eq!(code_of(&ods("<table-row><table-cell>")), "undecodable");
}

#[test]
fn a_password_is_asked_to_be_taken_away() {
    let manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>";
    let files: [(&str, &[u8]); 2] = [("META-INF/manifest.xml", manifest), ("content.xml", b"\x01\x02")];
    assert_eq!(code_of(&archive(&files)), "protected-workbook");
    assert_eq!(code_of(&compound_file("EncryptedPackage", b"secret")), "protected-workbook");
}

/// A compound file of one stream of at least 4096 bytes, as the format wants it for streams in sectors of their own.
fn compound_file(name: &str, stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let sectors = stream.len().div_ceil(512).max(8);
    let mut header = vec![0; 512];
    header[..8].copy_from_slice(super::compound::SIGNATURE);
    let mut put = |at: usize, number: u32| header[at..at + 4].copy_from_slice(&number.to_le_bytes());
    put(28, 0xFFFE | 9 << 16);
    put(32, 6);
    put(44, 1);
    put(48, 1);
    put(60, END);
    put(68, END);
    (1..109).for_each(|place| put(76 + 4 * place, u32::MAX));
    // Sector 0 is the table of chains, 1 the directory, the stream begins at 2.
    let mut next: Vec<u32> = vec![0xFFFF_FFFD, END];
    next.extend(
        (0..sectors).map(|sector| if sector + 1 == sectors { END } else { u32::try_from(sector + 3).expect("few") }),
    );
    next.resize(128, u32::MAX);
    let mut directory = vec![0; 512];
    let mut entry = |place: usize, name: &str, start: u32, bytes: usize| {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let entry = &mut directory[place * 128..(place + 1) * 128];
        entry[..units.len()].copy_from_slice(&units);
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(bytes).expect("few").to_le_bytes());
    };
    entry(0, "Root Entry", END, 0);
    entry(1, name, 2, sectors * 512);
    let mut stream = stream.to_vec();
    stream.resize(sectors * 512, 0);
    [header, next.into_iter().flat_map(u32::to_le_bytes).collect(), directory, stream].concat()
}

fn record(number: u16, data: &[u8]) -> Vec<u8> {
    [&number.to_le_bytes()[..], &u16::try_from(data.len()).expect("short").to_le_bytes(), data].concat()
}

/// The stream of a workbook of one sheet with `records`.
fn xls(records: &[u8]) -> Vec<u8> {
    let start = record(0x0809, &[0, 6, 5, 0]);
    let bound = |offset: u32| record(0x0085, &[&offset.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
    let end = record(0x000A, &[]);
    let offset = u32::try_from(start.len() + bound(0).len() + end.len()).expect("short");
    [start.clone(), bound(offset), end.clone(), start, records.to_vec(), end].concat()
}

#[test]
fn records_of_xls_are_read() {
    let records = [
        record(0x0203, &[&[0, 0, 0, 0, 0, 0][..], &1234.5_f64.to_le_bytes()].concat()),
        record(0x00BD, &[0, 0, 1, 0, 0, 0, 0x2A, 0, 0, 0, 0, 0, 0x03, 0x02, 0, 0, 2, 0]),
        record(0x0204, &[1, 0, 0, 0, 0, 0, 2, 0, 0, b'A', 0xE9]),
        record(0x0205, &[1, 0, 1, 0, 0, 0, 0x17, 1]),
        // Formulas: to be computed, a text in the next record.
        record(0x0006, &[1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0]),
        record(0x0006, &[1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0]),
        record(0x0207, &[2, 0, 0, b'o', b'k']),
    ];
    let parts = parts(&compound_file("Workbook", &xls(&records.concat())));
    let read = cells(&parts[0].table);
    assert_eq!(read[0].1, ["1234.5", "10", "1.28"]);
    assert_eq!(read[1].1, ["Aé", "#REF!", "=formula", "ok"]);
    assert_eq!(parts[0].table.rows().nth(1).map(|row| row.kind(2)), Some(CellKind::UnsavedFormula));
}

#[test]
fn tables_of_chains_that_run_in_a_circle_are_refused() {
    let good = compound_file("Workbook", &xls(&record(0x0204, &[0, 0, 0, 0, 0, 0, 1, 0, 0, b'x'])));
    assert_eq!(cells(&parts(&good)[0].table), [(1, vec!["x".to_owned()])]);
    let with = |numbers: &[(usize, u32)]| {
        let mut bytes = good.clone();
        for (at, number) in numbers {
            bytes[*at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        bytes
    };
    // The stream's second sector leads back to its first, the directory to itself, a list of tables to itself.
    for circle in [&[(512 + 4 * 3, 2)][..], &[(512 + 4, 1)], &[(68, 5), (512 * 7 - 4, 5)]] {
        assert_eq!(code_of(&with(circle)), "hostile-workbook", "{circle:?}");
    }
    // A size beyond the file does no harm; sectors beyond it do.
    assert_eq!(parts(&with(&[(1024 + 128 + 120, u32::MAX)])).len(), 1);
    assert_eq!(code_of(&with(&[(1024 + 128 + 116, 9_999)])), "undecodable");
}

#[test]
fn what_is_no_table_says_what_it_is() {
    for (bytes, said) in [
        (&b"<html><table><tr><td>1</td></tr></table>"[..], "web page"),
        (b"<!DOCTYPE html>\n<html xmlns:x=\"urn:schemas-microsoft-com:office:spreadsheet\">", "web page"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "ZIP"),
        (b"PK\x03\x04", "damaged"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "damaged"),
    ] {
        let error = refused(bytes);
        assert!(error.code == "undecodable" && error.seen.contains(said), "{error:?}");
    }
}

#[test]
fn an_archive_of_exports_is_to_be_unpacked() {
    assert!(refused(&archive(&[("sales.csv", b"a,b\n1,2\n")])).remedy.starts_with("Unpack it"));
    let letter = refused(&archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]));
    assert!(letter.seen.contains("office program") && letter.remedy.starts_with("Export the report"), "{letter:?}");
}

#[test]
fn spreadsheet_xml_has_gaps_and_comments() {
    let text = r#"<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">
        <Worksheet ss:Name="A &amp; B"><Table><Row/><Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="String">a<B>b</B></Data>
        <Comment><Data>not this</Data></Comment></Cell><Cell ss:MergeAcross="1"><Data ss:Type="Number">5.50</Data></Cell>
        <Cell ss:Formula="=RC[-1]"/><Cell><Data ss:Type="DateTime">2025-01-15T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>"#;
    let parts = parts(text.as_bytes());
    assert_eq!(parts[0].sheet.as_deref(), Some("A & B"));
    let row = ["", "ab", "5.5", "", "=RC[-1]", "2025-01-15"];
    assert_eq!(cells(&parts[0].table), [(3, row.map(str::to_owned).to_vec())]);
}

proptest::proptest! {
    #[test]
    fn no_damage_to_a_workbook_panics(at: proptest::sample::Index, byte: u8, cut: proptest::sample::Index) {
        let samples = [
            xlsx(b"<w><sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c></row></sheetData></w>"),
            compound_file("Workbook", &xls(&record(0x0204, &[0, 0, 0, 0, 0, 0, 1, 0, 0, b'x']))),
            ods("<table-row><table-cell value=\"5\"/></table-row>"),
        ];
        for mut bytes in samples {
            let place = at.index(bytes.len());
            bytes[place] = byte;
            let _ = open(&bytes);
            bytes.truncate(cut.index(bytes.len()));
            let _ = open(&bytes);
        }
    }
}
