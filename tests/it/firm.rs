//! A whole firm: benchmarks from five clients on, the overview, the flash, and that nothing of one client reaches another.

use std::fmt::Write as _;
use std::process::Command;

use serde_json::Value;

use crate::harness::{Firm, ledgerpress, read_folder, run, skip};

const CUSTOMERS: &[u8] = b"customer_id,name,email,country,terms_days\n\
    C1,Alder,a@example.com,US,30\nC2,Birch,b@example.com,US,30\nC3,Cedar,c@example.com,US,30\n";

/// Two and a half years of monthly invoices of three customers up to 30 June 2026, paid after so many days; the last year
/// sells `growth` per cent more than the years before.
fn exports(growth: u32, days: u64) -> [Vec<u8>; 2] {
    let mut invoices = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n".to_owned();
    let mut payments = "payment_id,date,customer_id,invoice_id,amount\n".to_owned();
    for month in 0..30_u32 {
        for customer in 1..=3_u32 {
            let (year, number) = (2024 + i32::try_from(month / 12).expect("few"), month % 12 + 1);
            let date = chrono::NaiveDate::from_ymd_opt(year, number, 20 + customer * 2).expect("a day");
            let factor = if month >= 18 { 100 + growth } else { 100 };
            let amount = f64::from(customer * factor);
            let id = format!("I{month:02}{customer}");
            let due = date + chrono::Days::new(30);
            let _ = writeln!(invoices, "{id},C{customer},invoice,{date},{due},USD,{amount:.2},0.00,{amount:.2},");
            let paid = date + chrono::Days::new(days);
            if paid <= chrono::NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day") {
                let _ = writeln!(payments, "P{id},{paid},C{customer},{id},{amount:.2}");
            }
        }
    }
    [invoices.into_bytes(), payments.into_bytes()]
}

const SETTINGS: &str = "currency = \"USD\"\nas_of = 2026-06-30";

/// A firm of so many clients, each growing by ten per cent more and paid ten days later than the one before.
fn firm_of(clients: u32) -> Firm {
    (1..=clients).fold(Firm::new(), |firm, i| {
        let [invoices, payments] = exports(i * 10, u64::from(i) * 10);
        let exports = [("customers.csv", CUSTOMERS), ("invoices.csv", &invoices[..]), ("payments.csv", &payments[..])];
        firm.with_client(&format!("c{i}"), SETTINGS, &exports)
    })
}

fn overview(firm: &Firm) -> Value {
    let json = std::fs::read(firm.site("_firm/overview.json")).expect("an overview");
    serde_json::from_slice(&json).expect("JSON")
}

fn client<'a>(overview: &'a Value, id: &str) -> &'a Value {
    let clients = overview["clients"].as_array().expect("a list");
    clients.iter().find(|client| client["id"] == id).expect("the client")
}

fn page(firm: &Firm, path: &str) -> String {
    String::from_utf8(std::fs::read(firm.site(path)).expect("a page")).expect("UTF-8")
}

#[test]
fn benchmarks_stand_beside_five_clients_and_not_beside_four() {
    let firm = firm_of(4);
    firm.build(&["--client", "c1"]).assert_code(0);
    assert!(!page(&firm, "c1/scorecard.html").contains("firm’s clients"));
    assert!(firm.data("c1", "benchmarks").is_empty());
    assert_eq!(overview(&firm)["benchmarks"], serde_json::json!({}));

    // Six, of which one is left out, and one shows nothing.
    let firm = firm_of(6);
    firm.write("clients/c6/client.toml", &format!("name = \"Client c6\"\n{SETTINGS}\n[benchmarks]\ninclude = false\n"));
    firm.write("clients/c5/client.toml", &format!("name = \"Client c5\"\n{SETTINGS}\n[benchmarks]\nshow = false\n"));
    firm.build(&["--jobs", "2"]).assert_code(0);
    let scorecard = page(&firm, "c1/scorecard.html");
    assert!(scorecard.contains("Beside the firm’s other clients"), "{scorecard}");
    for other in 2..=6 {
        assert!(!scorecard.contains(&format!("Client c{other}")), "names another client");
    }
    // Growth of 10, 20, 30, 40 and 50 per cent: quartiles 20, 30 and 40.
    let quartiles = firm.data("c1", "benchmarks");
    for (part, wanted) in [("lower_quartile", "0.20"), ("median", "0.30"), ("upper_quartile", "0.40"), ("clients", "5")]
    {
        assert_eq!(quartiles[0][part], wanted);
    }
    firm.assert_figure("c1", "sales_growth_ttm", 0.1, 6);
    let days = quartiles.iter().find(|row| row["ratio"] == "days_to_pay").expect("days to pay");
    assert_eq!(days["median"], "30");
    assert!(firm.data("c5", "benchmarks").is_empty());
    assert!(!page(&firm, "c5/scorecard.html").contains("Beside the firm’s other clients"));
    assert!(page(&firm, "c6/scorecard.html").contains("Beside the firm’s other clients"));
    let growth = &overview(&firm)["benchmarks"]["sales_growth"];
    assert_eq!((growth["clients"].as_u64(), growth["median"].as_f64()), (Some(5), Some(0.3)));

    // Built alone, a client has the same pack, and the overview keeps the others.
    let (together, all) = (firm.pack("c1"), overview(&firm));
    firm.build(&["--client", "c1", "--jobs", "1"]).assert_code(0);
    assert!(firm.pack("c1") == together, "another pack where the client is built alone");
    assert_eq!(overview(&firm), all);
}

#[test]
fn a_client_that_fails_stands_first_with_the_pack_that_stays() {
    let firm = firm_of(2);
    firm.build(&[]).assert_code(0);
    let before = read_folder(&firm.site("_firm")).expect("an overview");
    firm.build(&["--jobs", "1"]).assert_code(0);
    assert!(read_folder(&firm.site("_firm")) == Some(before), "the same clients, another overview");

    firm.write(
        "clients/c2/exports/invoices.csv",
        "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n\
        I1,C1,invoice,2026-01-15,2026-02-14,USD,1O0.00,0.00,100.00,\n",
    );
    firm.write("clients/c2/exports/payments.csv", "payment_id,date,customer_id,invoice_id,amount\n");
    firm.build(&["--as-of", "2026-05-31"]).assert_code(1);
    let told = overview(&firm);
    let failed = client(&told, "c2");
    assert_eq!(failed["last_build"]["outcome"], "failed");
    assert!(failed["last_build"]["reason"].as_str().is_some_and(|reason| reason.starts_with("Stopped by its data: ")));
    assert_eq!(failed["pack"]["as_of"], "2026-06-30", "the old pack");
    assert_eq!(client(&told, "c1")["pack"]["as_of"], "2026-05-31");
    let problem = &failed["problems"][0];
    assert_eq!((problem["code"].as_str(), problem["weight"].as_str()), (Some("unreadable-amount"), Some("error")));
    assert!(!problem["remedy"].as_str().unwrap_or_default().is_empty());

    let index = page(&firm, "_firm/index.html");
    assert!(index.contains("For the firm’s eyes only") && index.contains("One of 2 clients was not built"), "{index}");
    let place = |name: &str| index.find(name).expect("named");
    assert!(place("Client c2") < place("Client c1"), "what failed stands first");
    assert!(page(&firm, "_firm/packs.html").contains("../c2/pack.pdf"));
    let rows = std::fs::read_to_string(firm.site("_firm/data/overview.csv")).expect("a table");
    assert!(rows.lines().nth(1).is_some_and(|row| row.starts_with("c2,Client c2,failed,")), "{rows}");

    // Without its overview, the firm still learns what stands there.
    std::fs::remove_dir_all(firm.site("_firm")).expect("removed");
    firm.write("clients/c2/client.toml", "name = \"Client c2\"\ncurrency = \"XXQ\"\n");
    firm.build(&["--client", "c2"]).assert_code(2);
    let told = overview(&firm);
    assert_eq!(client(&told, "c1")["last_build"]["outcome"], "never");
    assert_eq!(client(&told, "c1")["pack"]["as_of"], "2026-05-31");
    let reason = client(&told, "c2")["last_build"]["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.starts_with("client.toml: ") && reason.contains("XXQ"), "{reason}");
    assert_eq!(client(&told, "c2")["pack"]["as_of"], "2026-06-30");
}

#[test]
fn the_overview_keeps_out_of_clients_folders() {
    let firm = firm_of(2);
    firm.build(&["--pack", "all"]).assert_code(0);
    for id in ["c1", "c2"] {
        let pack = firm.pack(id);
        assert!(pack.keys().all(|path| !path.contains("overview") && !path.contains("_firm")), "{:?}", pack.keys());
        let other = if id == "c1" { "Client c2" } else { "Client c1" };
        for (path, bytes) in &pack {
            assert!(!String::from_utf8_lossy(bytes).contains(other), "{id}/{path} names {other}");
        }
    }
    for page in ["index", "alerts", "problems", "packs", "benchmarks"] {
        let text = self::page(&firm, &format!("_firm/{page}.html"));
        for link in text.split(" href=\"").skip(1).filter_map(|rest| rest.split(['"', '#']).next()) {
            assert!(link.is_empty() || firm.site("_firm").join(link).is_file(), "{page}: {link} leads nowhere");
        }
    }
    for name in ["_firm", "_FIRM"] {
        let firm = Firm::new().with_client(name, SETTINGS, &[("customers.csv", CUSTOMERS)]);
        let run = firm.build(&[]);
        run.assert_code(2);
        assert!(run.stderr.contains(&format!("`{name}`")), "{}", run.stderr);
        assert!(!firm.site("").exists());
    }
}

#[test]
fn the_flash_is_one_page_beside_the_pack() {
    let firm = firm_of(3);
    firm.build(&["--jobs", "1", "--pack", "flash"]).assert_code(0);
    assert!(!firm.site("c1/index.html").exists(), "only the flash was asked for");
    let flash = firm.site("c1/flash");
    let first = read_folder(&flash).expect("a flash");
    for file in ["index.html", "method.html", "flash.pdf", "report.json", "data/weeks.csv", "data/lines.csv"] {
        assert!(first.contains_key(file), "no {file} among {:?}", first.keys());
    }
    let report: Value = serde_json::from_slice(&first["report.json"]).expect("JSON");
    let value = |id: &str| report["figures"][id]["value"].as_f64();
    // The week of 24 to 30 June: Birch on the 24th, Cedar on the 26th, 10 per cent above the year before.
    assert_eq!(value("flash_sales_week"), Some(550.0));
    assert_eq!(value("flash_sales_week_year_before"), Some(500.0));
    assert_eq!(value("flash_sales_quarter_to_date"), Some(1980.0));
    assert_eq!(value("flash_repeat_business_week"), Some(550.0));

    // The pack and the flash leave each other as they are, whatever the number of threads.
    firm.build(&["--jobs", "2"]).assert_code(0);
    assert!(read_folder(&flash) == Some(first.clone()), "the pack changed the flash");
    let pack = std::fs::read(firm.site("c1/index.html")).expect("a pack");
    firm.build(&["--jobs", "2", "--pack", "flash"]).assert_code(0);
    assert!(read_folder(&flash) == Some(first), "another flash with two threads");
    assert_eq!(std::fs::read(firm.site("c1/index.html")).expect("a pack"), pack);
    let whole = read_folder(&firm.site("")).expect("a site");
    firm.build(&["--jobs", "1", "--pack", "all"]).assert_code(0);
    assert!(read_folder(&firm.site("")) == Some(whole), "all at once gives other files");
    assert_eq!(client(&overview(&firm), "c1")["flash_as_of"], "2026-06-30");

    let pdf = firm.site("c1/flash/flash.pdf");
    let Some(info) = run(Command::new("pdfinfo").arg(&pdf)) else { return skip("pdfinfo is not installed") };
    assert!(info.stdout.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 1")), "{}", info.stdout);
    let Some(check) = run(Command::new("qpdf").arg("--check").arg(&pdf)) else { return skip("qpdf is not installed") };
    check.assert_code(0);
}

#[test]
fn a_flash_of_long_names_still_is_one_page() {
    let mut customers = "customer_id,name,email,country,terms_days\n".to_owned();
    let mut invoices = "invoice_id,customer_id,type,issue_date,due_date,currency,net,tax,total,applies_to\n".to_owned();
    let mut payments = "payment_id,date,customer_id,invoice_id,amount\n".to_owned();
    for i in 0..40_u32 {
        let name = format!(
            "Vereinigte Grosshandelsgesellschaft fuer Haushaltswaren und Gartenbedarf Nummer {i} mbH und Co KG"
        );
        let _ = writeln!(customers, "C{i},{name},,US,30");
        for (number, issued, due) in [(1, "2024-01-10", "2024-02-10"), (2, "2026-06-25", "2026-06-26")] {
            let _ = writeln!(invoices, "I{i}-{number},C{i},invoice,{issued},{due},USD,1234567.00,0.00,1234567.00,");
        }
        let _ = writeln!(payments, "P{i},2026-06-25,C{i},I{i}-1,1234567.00");
    }
    let exports = [
        ("customers.csv", customers.as_bytes()),
        ("invoices.csv", invoices.as_bytes()),
        ("payments.csv", payments.as_bytes()),
    ];
    for paper in ["a4", "letter"] {
        let firm = Firm::new().with_client("long", &format!("{SETTINGS}\npaper = \"{paper}\""), &exports);
        firm.build(&["--pack", "flash"]).assert_code(0);
        let pdf = firm.site("long/flash/flash.pdf");
        let Some(info) = run(Command::new("pdfinfo").arg(&pdf)) else { return skip("pdfinfo is not installed") };
        assert!(info.stdout.lines().any(|line| line.starts_with("Pages:") && line.ends_with(" 1")), "{}", info.stdout);
    }
}

#[test]
fn the_help_names_the_documents() {
    let run = ledgerpress(&["build", "--help"]);
    assert!(
        run.stdout.contains("--pack") && run.stdout.contains("flash") && run.stdout.contains("_firm"),
        "{}",
        run.stdout
    );
}
