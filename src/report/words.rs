//! Words: plurals, lists, ranks, and the names that the pack gives to segments, drivers and missing values.

use chrono::NaiveDate;

use super::format::{self, NO_BREAK};
use super::model::SegmentMark;
use crate::base::{Month, Period};
use crate::metrics::aging::AgingBucket;
use crate::metrics::scorecard::{Band, Direction, Driver};
use crate::metrics::segmentation::Segment;
use crate::metrics::{NotEnough, first_covered};

/// Numbers of things up to this one are words in sentences.
const WORDS_UP_TO: usize = 10;

/// A number inside a sentence. The rule for all numbers of things: words up to ten in sentences, digits beyond; digits
/// always in tables and on charts, before units of measure (days, per cent, points) and for money.
pub(crate) fn number(number: usize) -> String {
    const WORDS: [&str; WORDS_UP_TO + 1] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(number).map_or_else(|| format::length(number), |&word| word.to_owned())
}

/// A number at the beginning of a sentence: "No", "One", "41".
pub(crate) fn number_word(of: usize) -> String {
    capitalised(&number(of))
}

/// A number and its noun inside a sentence: "one customer", "41 customers".
pub(crate) fn counted(of: usize, one: &str, many: &str) -> String {
    format!("{}{NO_BREAK}{}", number(of), if of == 1 { one } else { many })
}

/// A number in digits and its noun, for tables, charts and units of measure: "1 customer", "5 days".
pub(crate) fn tallied(number: usize, one: &str, many: &str) -> String {
    format!("{}{NO_BREAK}{}", format::length(number), if number == 1 { one } else { many })
}

/// "one customer", "41 customers".
pub(crate) fn customers(number: usize) -> String {
    counted(number, "customer", "customers")
}

/// A number and its noun at the beginning of a sentence: "One customer", "Six customers", "41 customers".
pub(crate) fn counted_first(number: usize, one: &str, many: &str) -> String {
    format!("{}{NO_BREAK}{}", number_word(number), if number == 1 { one } else { many })
}

/// Two numbers of the same things inside a sentence: both in words up to ten, else both in digits.
pub(crate) fn pair(part: usize, whole: usize) -> (String, String) {
    let write = if part.max(whole) <= WORDS_UP_TO { number } else { format::length };
    (write(part), write(whole))
}

/// "One customer", "Six customers", "41 customers".
pub(crate) fn customers_first(number: usize) -> String {
    counted_first(number, "customer", "customers")
}

/// "A", "A and B", "A, B and C".
pub(crate) fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// The place in a ranking from the largest, counted from 1: "largest", "third largest", "41st largest".
pub(crate) fn rank(place: usize) -> String {
    const WORDS: [&str; 10] =
        ["", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ", "ninth ", "tenth "];
    match place.checked_sub(1).and_then(|i| WORDS.get(i)) {
        Some(word) => format!("{word}largest"),
        None => format!("{}{} largest", format::length(place), ordinal_ending(place)),
    }
}

fn ordinal_ending(number: usize) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// The first letter as a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The first letter small, for a clause inside a sentence.
pub(crate) fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// One full stop where a name that ends with one ends a sentence: "Hooper Inc.." becomes "Hooper Inc.".
pub(crate) fn single_stops(text: &str) -> String {
    let text = text.strip_suffix("..").map_or_else(|| text.to_owned(), |start| format!("{start}."));
    text.replace(".. ", ". ")
}

/// Text of the data on one line: control characters become spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Text of other rooms on one line, with its `quotations` between quotation marks.
pub(crate) fn quoted(text: &str) -> String {
    let text = one_line(text);
    if !text.matches('`').count().is_multiple_of(2) {
        return text;
    }
    let parts = text.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { format!("“{part}”") } else { part.to_owned() }).collect()
}

/// Why there is no value as of `as_of`: a clause that begins small and has no full stop.
pub(crate) fn reason(why: &NotEnough, as_of: NaiveDate) -> String {
    match why {
        NotEnough::History { needed_from, history_start } => format!(
            "can be computed from {}; the ledger begins in {}",
            format::long_date(first_covered(*history_start, months_back(as_of, *needed_from))),
            format::period_start(*history_start)
        ),
        NotEnough::NoSales => "no sales in the period".to_owned(),
        NotEnough::NoPayments => "the exports hold no dated payments for it".to_owned(),
        NotEnough::NoReceivablesBefore(day) => {
            format!("the exports tell what is open only from {}", format::long_date(*day))
        }
        NotEnough::Nothing => "nothing of the kind in the period".to_owned(),
        NotEnough::SalesStop(last_sale) => {
            format!("the exports’ sales end on {}, before the as-of date", format::long_date(*last_sale))
        }
        NotEnough::Setting("small_customers.cost_per_visit") => "the cost of a visit is not known".to_owned(),
        NotEnough::Setting("small_customers.margin") => "the margin on sales is not known".to_owned(),
        NotEnough::Setting(key) => format!("{key} is not set"),
    }
}

/// The same as a sentence of its own.
pub(crate) fn reason_sentence(why: &NotEnough, as_of: NaiveDate) -> String {
    match why {
        NotEnough::History { .. } => format!("It {}.", reason(why, as_of)),
        _ => format!("{}.", capitalised(&reason(why, as_of))),
    }
}

/// The fewest whole months that reach from `as_of` back to `day`.
fn months_back(as_of: NaiveDate, day: NaiveDate) -> u32 {
    let between = Month::of(day).until(Month::of(as_of)).unsigned_abs();
    let reach = |months: &u32| Period::months_ending(as_of, *months).first_day() <= day;
    (between..=between + 1).find(reach).unwrap_or(between)
}

/// The name of a segment.
pub(crate) fn segment(segment: Segment) -> &'static str {
    match segment {
        Segment::Champion => "Champion",
        Segment::Good => "Good",
        Segment::Promising => "Promising",
        Segment::New => "New",
        Segment::DontLoseThem => "Don’t Lose Them",
        Segment::GiveAttention => "Give Attention",
        Segment::LatePayer => "Late Payer",
        Segment::Hibernating => "Hibernating",
        Segment::PossibleMismatch => "Possible Mismatch",
        Segment::NotScored => "Not scored",
    }
}

/// A segment's customers as the subject of a sentence: "Champions", "Good customers".
pub(crate) fn segment_customers(of: Segment) -> String {
    match of {
        Segment::Champion => "Champions".to_owned(),
        Segment::LatePayer => "Late Payers".to_owned(),
        Segment::NotScored => "Customers not scored".to_owned(),
        other => format!("{} customers", segment(other)),
    }
}

/// What a segment means, in a few words.
pub(crate) fn segment_meaning(segment: Segment) -> &'static str {
    match segment {
        Segment::Champion => "Buy often, hold or grow, pay well",
        Segment::Good => "Reliable sales and payment",
        Segment::Promising => "Mostly young; may move up",
        Segment::New => "First sale, no payment yet",
        Segment::DontLoseThem => "Were among the best; falling or gone",
        Segment::GiveAttention => "Were good; may be saved",
        Segment::LatePayer => "Pay late, or stopped and still owe",
        Segment::Hibernating => "Asleep or lost",
        Segment::PossibleMismatch => "Bought once, little",
        Segment::NotScored => "No sale for years, or no document",
    }
}

/// A segment's mark.
pub(crate) fn mark(segment: Segment) -> SegmentMark {
    match segment {
        Segment::Champion => SegmentMark::Champion,
        Segment::Good => SegmentMark::Good,
        Segment::Promising => SegmentMark::Promising,
        Segment::New => SegmentMark::New,
        Segment::DontLoseThem => SegmentMark::DontLoseThem,
        Segment::GiveAttention => SegmentMark::GiveAttention,
        Segment::LatePayer => SegmentMark::LatePayer,
        Segment::Hibernating => SegmentMark::Hibernating,
        Segment::PossibleMismatch => SegmentMark::PossibleMismatch,
        Segment::NotScored => SegmentMark::NotScored,
    }
}

/// The name of a driver.
pub(crate) fn driver(driver: Driver) -> &'static str {
    match driver {
        Driver::Growth => "Sales growth",
        Driver::RepeatRevenue => "Repeat revenue",
        Driver::CustomerRetention => "Customers kept",
        Driver::NetRevenueRetention => "Net revenue retention",
        Driver::Concentration => "Largest customer",
        Driver::PaymentTimeliness => "Payment timeliness",
        Driver::Replacement => "Replacement",
        Driver::ValuePerCustomer => "Value per customer",
        Driver::AverageBasket => "Average basket",
    }
}

/// What a driver measures.
pub(crate) fn driver_meaning(driver: Driver) -> &'static str {
    match driver {
        Driver::Growth => "twelve months on the year before",
        Driver::RepeatRevenue => "share of sales from earlier customers",
        Driver::CustomerRetention => "of those who bought the year before",
        Driver::NetRevenueRetention => "sales of last year’s customers, lost ones included",
        Driver::Concentration => "share of sales",
        Driver::PaymentTimeliness => "days beyond terms, by amount, with what is past due",
        Driver::Replacement => "sales won / sales lost",
        Driver::ValuePerCustomer => "sales of twelve months / active customers",
        Driver::AverageBasket => "sales of twelve months / purchases",
    }
}

/// The word of a direction.
pub(crate) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Worse => "Worse",
        Direction::Level => "Level",
        Direction::Better => "Better",
    }
}

/// The word of a band.
pub(crate) fn band(band: Band) -> &'static str {
    match band {
        Band::Weak => "Weak",
        Band::Fair => "Fair",
        Band::Strong => "Strong",
    }
}

/// The name of an aging bucket.
pub(crate) fn bucket(bucket: AgingBucket) -> &'static str {
    match bucket {
        AgingBucket::NotDue => "Not due",
        AgingBucket::Days1To30 => "1–30 days past due",
        AgingBucket::Days31To60 => "31–60 days past due",
        AgingBucket::Days61To90 => "61–90 days past due",
        AgingBucket::Days91AndMore => "91 days and more",
    }
}

/// A customer as a rule names it: where that is an id, its name and the id.
pub(super) fn with_name(name_or_id: &str, called: Option<&str>) -> String {
    match called {
        Some(called) if called != name_or_id => format!("{} ({})", one_line(called), one_line(name_or_id)),
        _ => one_line(name_or_id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_follow_the_number() {
        assert_eq!(customers(1), "one\u{a0}customer");
        assert_eq!(customers(0), "no\u{a0}customers");
        assert_eq!(tallied(1, "day", "days"), "1\u{a0}day");
        assert_eq!(customers(1_200), "1,200\u{a0}customers");
        assert_eq!(number_word(10), "Ten");
        assert_eq!(number_word(11), "11");
        assert_eq!(pair(3, 10), ("three".to_owned(), "ten".to_owned()));
        assert_eq!(pair(3, 11), ("3".to_owned(), "11".to_owned()));
    }

    #[test]
    fn lists_end_with_and() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["A"]), "A");
        assert_eq!(list(&["A", "B"]), "A and B");
        assert_eq!(list(&["A", "B", "C"]), "A, B and C");
    }

    #[test]
    fn ranks_are_words_up_to_ten() {
        let ranks: Vec<String> = [1, 2, 3, 10, 11, 21, 42, 103, 111].into_iter().map(rank).collect();
        let wanted = [
            "largest",
            "second largest",
            "third largest",
            "tenth largest",
            "11th largest",
            "21st largest",
            "42nd largest",
            "103rd largest",
            "111th largest",
        ];
        assert_eq!(ranks, wanted);
    }

    #[test]
    fn a_missing_value_says_why() {
        let day = |y, m| NaiveDate::from_ymd_opt(y, m, 1).expect("a day");
        let why = |needed_from| NotEnough::History { needed_from, history_start: day(2026, 2) };
        let as_of = day(2026, 10).pred_opt().expect("a day");
        assert_eq!(
            reason_sentence(&why(day(2024, 10)), as_of).replace('\u{a0}', " "),
            "It can be computed from 31 January 2028; the ledger begins in February 2026."
        );
        assert!(reason(&why(day(2025, 10)), as_of).replace('\u{a0}', " ").contains("from 31 January 2027"));
        assert_eq!((months_back(as_of, day(2026, 9)), months_back(as_of, day(2025, 10))), (1, 12));
        let within = NaiveDate::from_ymd_opt(2026, 9, 9).expect("a day");
        assert_eq!((months_back(within, within), months_back(within, day(2026, 8))), (1, 2));
        assert_eq!(capitalised("éa"), "Éa");
        assert_eq!(uncapitalised("Needs"), "needs");
        assert_eq!(single_stops("Call Hooper Inc.. Then Co.."), "Call Hooper Inc. Then Co.");
        assert_eq!(one_line("a\nb"), "a b");
        assert_eq!(quoted("`31/02` is not `a` date"), "“31/02” is not “a” date");
        assert_eq!(quoted("a ` b"), "a ` b");
    }
}
