//! Each rule speaks where the figures carry it and is silent where they do not.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{RULES, blocks, ranked};
use crate::base::Money;
use crate::ledger::PaymentData;
use crate::metrics::risk::{RiskLevel, RiskOverride};
use crate::metrics::shock_monitor::{Reading, Watched};
use crate::report::check;
use crate::report::context::Context;
use crate::report::fixture::{Buyer, World, day, dollars, empty, established, start_up, world};
use crate::report::methods::head;
use crate::report::model::{Body, Finding, Urgency};

pub(super) fn findings(world: &World) -> Vec<Finding> {
    ranked(&Context::new(world.inputs()))
}

pub(super) fn find(world: &World, id: &str) -> Option<Finding> {
    findings(world).into_iter().find(|finding| finding.id == id)
}

pub(super) fn speaks(world: &World, id: &str) -> bool {
    find(world, id).is_some()
}

fn three_years(buyers: &[(&'static str, [i64; 3], u64)]) -> World {
    let buyers: Vec<Buyer> =
        buyers.iter().map(|&(name, monthly, pays_after)| Buyer { name, monthly, pays_after }).collect();
    world(&buyers, day(2023, 10, 1), day(2026, 9, 30), PaymentData::Dated)
}

/// Twelve customers alike, who pay on time; `changed` replaces the first of them.
pub(super) fn many(changed: &[(&'static str, [i64; 3], u64)]) -> World {
    const NAMES: [&str; 12] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"];
    let alike = NAMES.into_iter().skip(changed.len()).map(|name| (name, [1_000; 3], 25));
    let all: Vec<(&'static str, [i64; 3], u64)> = changed.iter().copied().chain(alike).collect();
    three_years(&all)
}

#[test]
fn a_business_at_rest_has_no_findings() {
    assert_eq!(findings(&many(&[])), []);
    assert_eq!(findings(&empty()), []);
}

#[test]
fn a_start_up_depends_on_its_customers_and_nothing_more() {
    let found = findings(&start_up());
    assert_eq!(found.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(), ["concentration"]);
    assert_eq!(found[0].headline, "Win customers other than First Ltd and Second Ltd");
}

#[test]
fn overdue_money_speaks_from_two_per_cent_of_what_is_owed() {
    // It owes the invoices of July to September, of which the first two are past due.
    let late = find(&many(&[("Late", [1_000; 3], 95)]), "overdue").expect("past due");
    assert_eq!((late.amount.as_str(), late.confidence.word.as_str()), ("2,000", "Firm"));
    assert!(
        !speaks(&many(&[("Late", [1_000; 3], 60)]), "overdue"),
        "it always pays after 60 days, and is no later now"
    );
    let mut little = many(&[("Late", [1_000; 3], 95)]);
    let total = little.results.aging.total.as_mut().expect("known");
    total.buckets[0] += dollars(100_000);
    assert!(!speaks(&little, "overdue"), "less than two per cent of what is owed");
    let mut unknown = many(&[("Late", [1_000; 3], 95)]);
    unknown.results.aging.total = Err(crate::metrics::NotEnough::NoPayments);
    assert!(!speaks(&unknown, "overdue"));
}

#[test]
fn payments_matched_here_make_ages_likely_only() {
    let mut world = many(&[("Late", [1_000; 3], 95)]);
    let lifetime = &mut world.results.payment.lifetime;
    lifetime.derived = lifetime.amount;
    let late = find(&world, "overdue").expect("past due");
    assert_eq!(late.confidence.word, "Likely");
    assert!(late.confidence.reason.contains("do not say for any payment"), "{}", late.confidence.reason);
}

#[test]
fn old_money_is_part_of_what_is_past_due() {
    let found = findings(&many(&[("Never", [0, 0, 1_000], 900)]));
    let of_it: Vec<&Finding> = found.iter().filter(|f| f.id.starts_with("overdue") || f.id.contains("old")).collect();
    let [overdue] = of_it[..] else { panic!("one finding for the same invoices: {found:#?}") };
    // Those of October to May: due by 1 July.
    assert!(
        overdue.why.contains("8,000 of it is 91 days late or more. Never has three points of risk or more"),
        "{}",
        overdue.why
    );
    assert!(overdue.action.contains("Decide on the 8,000 that is 91 days late or more"), "{}", overdue.action);
    let late = find(&many(&[("Late", [1_000; 3], 95)]), "overdue").expect("past due");
    assert!(!late.action.contains("Decide"), "{}", late.action);
}

#[test]
fn debtors_are_told_apart_by_their_own_usual_lateness() {
    let mut world = many(&[("Late", [1_000; 3], 95), ("Old", [100, 0, 0], 900), ("Slow", [500; 3], 62)]);
    let others = find(&world, "overdue-others").expect("old debts");
    assert_eq!((others.amount.as_str(), others.headline.as_str()), ("500", "Settle the 500 of old debts of Old"));
    assert!(others.seen.starts_with("Old, who no longer buys, owes 500, "), "{}", others.seen);
    assert!(others.why.ends_with("Slow, with 500 past due, is no later than usual."), "{}", others.why);
    assert!(others.action.contains("write it off"), "{}", others.action);

    // Slow is a month later than it ever was.
    world.results.payment.customers[2].ttm.days_beyond_terms = Ok(0.0);
    world.results.collections.habits[2] = None;
    let others = find(&world, "overdue-others").expect("late and old");
    assert_eq!(others.headline, "Ask Slow for the 500 past due");
    assert!(others.seen.contains("past due (usually on time). Old, who"), "{}", others.seen);
    assert!(others.action.starts_with("Call Slow this week. Of the one who no longer buys"), "{}", others.action);
}

#[test]
fn who_is_as_late_as_always_is_not_chased() {
    let usual = many(&[("Late", [1_000; 3], 60), ("Slow", [1_000; 3], 62)]);
    assert!(!findings(&usual).iter().any(|finding| finding.id.starts_with("overdue")));
    let three = [("P", [1_000; 3], 95), ("Q", [1_000; 3], 95), ("R", [1_000; 3], 95)];
    let slow = find(&many(&three), "overdue-others").expect("two months late as a rule");
    assert_eq!((slow.when.as_str(), slow.amount_kind.as_str()), ("This quarter", "past due, as usual"), "{slow:#?}");
    assert_eq!(slow.headline.replace('\u{a0}', " "), "Agree on earlier payment with three customers");
}

#[test]
fn a_debtor_of_high_risk_is_told_once() {
    let mut world = many(&[("Late", [1_000; 3], 95)]);
    world.results.risk.customers[0].computed = Some(RiskLevel::High);
    assert!(find(&world, "overdue").is_some_and(|found| found.why.contains("Late has three points of risk or more")));
    assert!(!speaks(&world, "high-risk"));
}

#[test]
fn a_large_customer_lost_or_falling_is_named() {
    let lost = find(&many(&[("Gone", [3_000, 3_000, 0], 20)]), "customer-lost").expect("lost");
    assert_eq!((lost.amount.as_str(), lost.confidence.word.as_str()), ("36,000", "Likely"));
    let falling = find(&many(&[("Less", [3_000, 3_000, 1_000], 20)]), "customer-falling").expect("falling");
    assert_eq!((falling.amount.as_str(), falling.confidence.word.as_str()), ("24,000", "Firm"));
    assert!(!speaks(&many(&[("Less", [3_000, 3_000, 2_500], 20)]), "customer-falling"), "less than a fifth");
}

#[test]
fn customers_lost_are_counted_and_those_perhaps_late_kept_apart() {
    let gone = many(&[("One", [200, 200, 0], 20), ("Two", [200, 200, 0], 20)]);
    let lost = find(&gone, "customers-lost").expect("two lost");
    assert_eq!((lost.amount.as_str(), lost.headline.as_str()), ("4,800", "Find out why two customers stopped buying"));
    assert_eq!(lost.confidence.word, "Likely");
    assert!(!speaks(&gone, "customers-late"));
    assert!(!speaks(&many(&[("One", [200, 200, 0], 20)]), "customers-lost"), "one is no pattern");
    let beside = many(&[("Big", [900, 900, 0], 20), ("One", [200, 200, 0], 20), ("Two", [200, 200, 0], 20)]);
    let lost = find(&beside, "customers-lost").expect("two more lost");
    assert!(lost.amount == "4,800" && lost.headline == "Find out why two other customers stopped buying", "{lost:?}");
    let wanted = "3 of 12 customers of the year before bought nothing in this one. Big is one of them and has a finding of \
                  its own. The other two had bought for 4,800.";
    assert!(lost.seen.starts_with(wanted), "{}", lost.seen);

    let mut late = gone;
    for customer in &mut late.results.segmentation.customers[..2] {
        customer.rating.evidence.trend = crate::metrics::segmentation::FrequencyTrend::AwaitingOwnCycle;
    }
    assert!(!speaks(&late, "customers-lost"));
    assert_eq!(find(&late, "customers-late").map(|f| f.confidence.word), Some("Uncertain".to_owned()));
}

#[test]
fn good_customers_slipping_are_of_their_segment() {
    let mut world = many(&[("Less", [1_000, 1_000, 850], 20)]);
    assert!(!speaks(&world, "customers-slipping"));
    world.results.segmentation.customers[0].segment = crate::metrics::segmentation::Segment::DontLoseThem;
    assert_eq!(find(&world, "customers-slipping").map(|f| f.amount), Some("1,800".to_owned()));
}

#[test]
fn dependence_names_large_customers_together() {
    let two = find(&many(&[("Big", [6_000; 3], 20), ("Next", [4_000; 3], 20)]), "concentration").expect("two large");
    assert_eq!(two.headline, "Depend less on Big and Next: agree in writing, and win others");
    assert_eq!(two.amount, "120,000");
    let one = find(&many(&[("Big", [2_000; 3], 20)]), "concentration").expect("one large");
    assert_eq!(one.headline, "Put Big on a written agreement");
    assert!(!speaks(&many(&[]), "concentration"), "a twelfth each");
}

#[test]
fn a_share_that_fell_because_its_customer_left_is_said() {
    let left = many(&[("Gone", [9_000, 9_000, 0], 20), ("Big", [3_000; 3], 20)]);
    let why = find(&left, "concentration").expect("Big is large").why;
    assert!(why.contains("because Gone left, not because sales are better spread"), "{why}");
}

#[test]
fn sales_that_grow_or_fall_by_a_twentieth_are_told() {
    let fall = find(&many(&[("Less", [3_000, 3_000, 1_000], 20)]), "sales-decline").expect("24,000 of 168,000");
    assert_eq!((fall.amount.as_str(), fall.confidence.word.as_str()), ("24,000", "Firm"));
    let rise = find(&many(&[("More", [1_000, 1_000, 2_000], 20)]), "sales-growth").expect("12,000 of 144,000");
    assert_eq!(rise.headline, "Good news: sales grew, most of all with More");
    let small = many(&[("More", [100, 100, 1_000], 20)]);
    assert_eq!(
        find(&small, "sales-growth").map(|f| f.headline),
        Some("Find growth with customers other than More".to_owned())
    );
    let still = many(&[("More", [1_000, 1_000, 1_500], 20)]);
    assert!(!speaks(&still, "sales-growth") && !speaks(&still, "sales-decline"));
}

#[test]
fn losses_that_are_not_made_up_for_are_told() {
    let gap = find(&many(&[("Less", [1_000, 1_000, 600], 20)]), "replacement").expect("nothing won");
    assert_eq!((gap.amount.as_str(), gap.confidence.word.as_str()), ("4,800", "Firm"));
    let replaced = many(&[("Less", [1_000, 1_000, 600], 20), ("New", [0, 0, 400], 20)]);
    assert!(!speaks(&replaced, "replacement"));
    let made_up = many(&[("Less", [1_000, 1_000, 600], 20), ("More", [1_000, 1_000, 1_400], 20)]);
    assert!(!speaks(&made_up, "replacement"), "growth of others is as good as a new customer");
    let fall = many(&[("Less", [3_000, 3_000, 1_000], 20)]);
    assert!(speaks(&fall, "sales-decline") && !speaks(&fall, "replacement"), "the fall says it");
    let few = three_years(&[("A", [900, 900, 880], 20), ("B", [900, 900, 880], 20)]);
    assert!(!speaks(&few, "replacement"), "two customers");
}

#[test]
fn a_fall_that_the_largest_customer_hides_is_told() {
    let grown = [("Big", [2_000, 2_000, 4_000], 20), ("L", [1_000, 1_000, 100], 20), ("M", [1_000, 1_000, 100], 20)];
    let fall = find(&many(&grown), "sales-decline-beside").expect("1,800 a month less to the others");
    assert_eq!((fall.amount.as_str(), fall.headline.as_str()), ("21,600", "Stop the fall that Big hides"));
    assert!(fall.seen.starts_with("Without Big, sales fell 16.4% to 110,400 in the twelve months"), "{}", fall.seen);
    assert!(!speaks(&many(&grown), "sales-decline") && !speaks(&many(&grown), "replacement"));
    assert!(!speaks(&many(&grown[..1]), "sales-decline-beside"), "the others held");
}

#[test]
fn good_news_is_told_where_it_is_so() {
    let one = find(&many(&[("More", [1_000, 1_000, 1_500], 20)]), "upside").expect("grown");
    assert_eq!((one.amount.as_str(), one.confidence.word.as_str()), ("6,000", "Likely"));
    let three = [("X", [1_000, 1_000, 1_150], 20), ("Y", [1_000, 1_000, 1_150], 20), ("Z", [1_000, 1_000, 1_150], 20)];
    assert_eq!(find(&many(&three), "upside").map(|f| f.confidence.word), Some("Firm".to_owned()));
    assert!(!speaks(&many(&[]), "upside"));
    assert!(!speaks(&many(&[("Less", [3_000, 3_000, 1_000], 20)]), "upside"));
}

#[test]
fn smaller_purchases_are_told() {
    let less: Vec<(&'static str, [i64; 3], u64)> =
        ["A", "B", "C"].into_iter().map(|name| (name, [1_000, 1_000, 900], 20)).collect();
    let fall = find(&three_years(&less), "basket").expect("a tenth less a purchase");
    assert_eq!((fall.amount.as_str(), fall.confidence.word.as_str()), ("3,600", "Likely"));
    assert!(!speaks(&three_years(&less[..2]), "basket"), "24 purchases");
    assert!(!speaks(&many(&[]), "basket"));
}

#[test]
fn slower_payment_ties_up_cash() {
    let mut world = many(&[]);
    world.results.payment.prev_ttm.days_beyond_terms = Ok(-15.0);
    // Ten days later at 144,000 a year on account.
    let slower = find(&world, "slower-payment").expect("ten days");
    assert_eq!(slower.amount, "3,945");
    world.results.payment.prev_ttm.days_beyond_terms = Ok(-6.5);
    assert!(!speaks(&world, "slower-payment"), "within the tolerance");
    world.results.payment.prev_ttm.days_beyond_terms = Ok(-15.0);
    world.results.payment.prev_ttm.payments = 29;
    assert!(!speaks(&world, "slower-payment"), "few payments");
}

#[test]
fn collections_behind_what_is_due_are_told_with_their_track_record() {
    let mut world = many(&[("Never", [0, 0, 1_000], 900)]);
    let behind = find(&world, "collections-shortfall").expect("one never pays");
    assert_ne!(behind.confidence.word, "Firm");
    let forecast = world.results.collections.forecast.as_mut().expect("enough history");
    for total in &mut forecast.totals {
        total.past = None;
    }
    assert_eq!(find(&world, "collections-shortfall").map(|f| f.confidence.word), Some("Uncertain".to_owned()));
    assert!(!speaks(&many(&[]), "collections-shortfall"), "everyone pays on time");
    assert!(!speaks(&start_up(), "collections-shortfall"), "no forecast");
}

#[test]
fn what_comes_later_by_habit_is_planned_and_not_doubted() {
    let world = many(&[("Utility", [9_000; 3], 63)]);
    let later = find(&world, "collections-shortfall").expect("September's invoice comes in November");
    assert_eq!(later.headline.replace('\u{a0}', " "), "Plan Utility’s 9.00 k for around 12 November 2026");
    assert_eq!(later.amount_kind, "due, comes later");
    assert!(later.seen.contains("of its last eight invoices none took more than 63\u{a0}days"), "{}", later.seen);
}

#[test]
fn unapplied_credit_and_credit_balances_are_two_things() {
    let mut world = many(&[]);
    let credit = |world: &mut World, amount: Money| {
        world.results.aging.customers[0].unapplied = amount;
        world.results.aging.total.as_mut().expect("known").unapplied = amount;
    };
    credit(&mut world, dollars(400));
    assert_eq!(find(&world, "unapplied-credit").map(|f| f.amount), Some("400".to_owned()));
    assert!(!speaks(&world, "credit-balances"));
    credit(&mut world, dollars(5_000));
    assert!(!speaks(&world, "unapplied-credit"), "it owes less than that");
    assert_eq!(find(&world, "credit-balances").map(|f| f.amount), Some("4,000".to_owned()));
    credit(&mut world, dollars(10));
    assert_eq!(findings(&world), []);
}

#[test]
fn credit_to_customers_of_high_risk_is_told() {
    let mut world = many(&[]);
    assert!(!speaks(&world, "high-risk"));
    world.results.risk.customers[0].computed = Some(RiskLevel::High);
    let found = find(&world, "high-risk").expect("it owes September's invoice");
    assert_eq!((found.amount.as_str(), found.confidence.word.as_str()), ("1,000", "Likely"));
    assert_eq!(found.headline, "Deliver to A against payment only, until it has paid");
    assert!(found.why.starts_with("A has three points of risk or more: "), "{}", found.why);
    world.results.aging.customers[0].buckets[0] = dollars(200);
    assert!(!speaks(&world, "high-risk"), "less than two per cent of what is owed");
}

#[test]
fn a_person_s_judgement_is_told_as_that() {
    let mut world = many(&[]);
    let risk = &mut world.results.risk.customers[0];
    risk.computed = Some(RiskLevel::Low);
    risk.judged = Some(RiskOverride {
        customer: "A".to_owned(),
        level: RiskLevel::High,
        by: "Ann Reeve".to_owned(),
        date: day(2026, 9, 3),
        note: "Its bank called in a loan".to_owned(),
    });
    let found = find(&world, "high-risk").expect("judged");
    assert_eq!(
        found.why.replace('\u{a0}', " "),
        "Ann Reeve judged A to be of high risk on 3 September 2026 (“Its bank called in a loan”); by the points of the \
         ledger alone it would be of low risk."
    );
    assert!(found.confidence.reason.contains("a person’s judgement and not a figure"), "{}", found.confidence.reason);
}

#[test]
fn where_nothing_is_past_due_no_payment_is_missing() {
    let mut world = many(&[]);
    let cash = &mut world.results.shock_monitor.month.figures[1];
    assert_eq!(cash.watched, Watched::CashCollected);
    cash.last = Ok(Reading::Amount(dollars(6_000)));
    let found = find(&world, "cash-shock").expect("half of the usual");
    assert!(
        found.headline.starts_with("Find out why cash collected of September") && found.headline.contains("was so low")
    );
    assert!(found.action.starts_with("No payment is missing"), "{}", found.action);
}

#[test]
fn a_month_out_of_the_ordinary_is_told() {
    let mut world = many(&[]);
    assert!(!speaks(&world, "sales-shock"), "twelve thousand as in every month");
    let sales = &mut world.results.shock_monitor.month.figures[0];
    assert_eq!(sales.watched, Watched::NetSales);
    sales.last = Ok(Reading::Amount(dollars(9_000)));
    let found = find(&world, "sales-shock").expect("a quarter less");
    assert_eq!(found.amount, "3,000");
    assert!(found.seen.contains("9,000, against 12,000 on average"), "{}", found.seen);
    world.results.shock_monitor.month.figures[0].last = Ok(Reading::Amount(dollars(11_000)));
    assert!(!speaks(&world, "sales-shock"), "within 15% of the mean");
}

#[test]
fn small_customers_speak_where_visits_have_a_cost() {
    let small = [("X", [10; 3], 20), ("Y", [10; 3], 20), ("Z", [10; 3], 20)];
    let world = many(&small);
    // Three times 300 less 8% of 360.
    let found = find(&world, "small-customers").expect("three below 3,750");
    assert_eq!((found.amount.as_str(), found.headline.as_str()), ("871", "Serve three\u{a0}customers from the desk"));
    assert!(!speaks(&many(&small[..2]), "small-customers"), "two");
    assert!(!speaks(&start_up(), "small-customers"), "no cost of a visit");
}

fn amount(finding: &Finding) -> i64 {
    finding.amount.replace(',', "").parse().expect("a number")
}

/// What findings are ranked by.
fn place(finding: &Finding) -> (Urgency, std::cmp::Reverse<i64>) {
    (finding.urgency, std::cmp::Reverse(amount(finding)))
}

#[test]
fn findings_stand_most_urgent_first_and_each_says_how_sure() {
    let found = findings(&established());
    assert!(found.len() > 5, "{found:#?}");
    assert!(found.is_sorted_by_key(place), "{found:#?}");
    assert_eq!((found[0].id.as_str(), found[0].when.as_str()), ("overdue", "Act now"), "before larger amounts");
    assert_eq!(found.last().map(|f| f.urgency), Some(Urgency::Watch));
    for finding in &found {
        assert!(["Firm", "Likely", "Uncertain"].contains(&finding.confidence.word.as_str()), "{finding:?}");
        assert!(finding.confidence.reason.ends_with('.') && !finding.links.is_empty(), "{finding:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_customers_do_findings_are_sound(habits in vec(([0_i64..900, 0_i64..900, 0_i64..900], 0_u64..400), 1..9)) {
        const NAMES: [&str; 8] = ["A Inc.", "B", "C", "D Co.", "E", "F", "G", "H"];
        let buyers: Vec<(&'static str, [i64; 3], u64)> =
            NAMES.into_iter().zip(habits).map(|(name, (monthly, pays_after))| (name, monthly, pays_after)).collect();
        let world = three_years(&buyers);
        let found = findings(&world);
        prop_assert!(found.is_sorted_by_key(place) && found.iter().all(|f| amount(f) > 0));
        let report = crate::report::compose(&world.inputs());
        prop_assert_eq!(check::breaches(&report), Vec::<String>::new());
        prop_assert_eq!(check::bad_wording(&report), Vec::<String>::new());
    }
}

#[test]
fn seven_stand_in_full_and_the_others_in_a_list() {
    let mut world = many(&[
        ("Big", [6_000; 3], 25),
        ("Gone", [3_000, 3_000, 0], 20),
        ("Less", [3_000, 3_000, 1_000], 20),
        ("Never", [0, 0, 1_000], 900),
        ("X", [10; 3], 25),
        ("Y", [10; 3], 25),
        ("Z", [10; 3], 25),
    ]);
    world.results.aging.customers[0].unapplied = dollars(5_000);
    let all = findings(&world);
    assert!(all.len() > 7, "{all:#?}");
    let (first, further) = blocks(&Context::new(world.inputs()));
    let Body::Findings { findings } = first.body else { panic!("findings") };
    assert_eq!(findings, all[..7]);
    let headline = first.headline.unwrap_or_default();
    assert!(headline.starts_with("Seven things that matter: ") && headline.contains(" to act on now"), "{headline}");
    let Some(Body::Table(table)) = further.map(|block| block.body) else { panic!("a list") };
    assert_eq!(table.rows.len(), all.len() - 7);
}

#[test]
fn each_rule_says_what_it_does() {
    for rule in &RULES {
        let text = head(rule.source);
        for part in ["**Looks at**", "**Speaks**", "**Money at stake**", "**How sure**"] {
            assert!(text.contains(part), "{}: no {part}", rule.name);
        }
    }
}
