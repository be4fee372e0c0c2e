//! Who is slipping away, apart from those of the same two segments who stopped buying or are recovering.

use super::context::{Context, place as place_of};
use super::words;
use crate::metrics::retention::MovementClass;
use crate::metrics::segmentation::Segment;

/// Worth having, and falling or lately gone.
const SLIPPING: [Segment; 2] = [Segment::DontLoseThem, Segment::GiveAttention];

/// The customers of the two segments, each once.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Slipping {
    /// Bought in the year, and the rules see them falling now too.
    pub away: usize,
    /// Bought nothing for twelve months.
    pub stopped: usize,
    /// The rules put them into a better segment now, which counts once a second month end agrees.
    pub recovering: usize,
}

impl Slipping {
    /// Counts them.
    pub(super) fn of(cx: &Context<'_>) -> Self {
        let mut found = Self::default();
        for &customer in cx.order.iter().filter(|&&customer| SLIPPING.contains(&cx.segment(customer))) {
            let rating = cx.scored(customer);
            let better =
                matches!(rating.segment, Segment::Champion | Segment::Good | Segment::Promising | Segment::New);
            let place = match () {
                () if better => &mut found.recovering,
                () if rating.evidence.purchase_dates_ttm == 0 => &mut found.stopped,
                () => &mut found.away,
            };
            *place += 1;
        }
        found
    }

    /// All of the two segments.
    fn all(&self) -> usize {
        self.away + self.stopped + self.recovering
    }

    /// The part of a headline that tells of them, and of all `stopped` who bought in the year before and nothing in this
    /// one.
    pub(super) fn headline(&self, stopped: usize) -> String {
        let away = match self.away {
            0 => "no customer is slipping away".to_owned(),
            1 => "one customer is slipping away".to_owned(),
            number => format!("{} are slipping away", words::customers(number)),
        };
        match (self.away, stopped) {
            (_, 0) => away,
            (0, _) => format!("{away}, but {} bought nothing in the year", words::number(stopped)),
            (_, _) => format!("{away}, and {} bought nothing in the year", words::number(stopped)),
        }
    }
}

/// Who is meant by slipping away, and how they differ from those who stopped buying.
pub(super) fn sentences(cx: &Context<'_>) -> String {
    const WHO: &str = "Don’t Lose Them and Give Attention hold those who were worth having, and who buy less or have \
                       lately stopped.";
    let found = Slipping::of(cx);
    let all = found.all();
    let parts = [
        (found.away, "is slipping away", "are slipping away"),
        (found.stopped, "has bought nothing for twelve months", "have bought nothing for twelve months"),
        (
            found.recovering,
            "is better by the rules now, which counts if a second month end agrees",
            "are better by the rules now, which counts if a second month end agrees",
        ),
    ];
    format!("{WHO}{}{}", split("in these two segments", &parts, all), stopped(cx))
}

/// Who bought in the year before and nothing in this one; nobody where the ledger is too short to tell.
pub(super) fn lost(cx: &Context<'_>) -> Vec<usize> {
    let movements = cx.results().retention.movements.iter();
    movements.filter(|movement| movement.class == MovementClass::Churn).map(|m| place_of(m.customer)).collect()
}

/// How many of those who bought in the year before and nothing in this one are among them; empty without such.
fn stopped(cx: &Context<'_>) -> String {
    let lost = lost(cx);
    let among = lost.iter().filter(|&&customer| SLIPPING.contains(&cx.segment(customer))).count();
    let apart = if among == 0 {
        ["is in neither of the two segments", "are in neither of the two segments"]
    } else {
        ["is in neither", "are in neither"]
    };
    let parts = [
        (among, "is in one of the two segments", "are in one of the two segments"),
        (lost.len() - among, apart[0], apart[1]),
    ];
    split("who bought in the year before and nothing in this one", &parts, lost.len())
}

/// " Of 31 customers in these, 19 are slipping away and 12 have bought nothing.": the parts of a whole that are not empty,
/// as a sentence; empty without any.
fn split(who: &str, parts: &[(usize, &str, &str)], whole: usize) -> String {
    let told: Vec<&(usize, &str, &str)> = parts.iter().filter(|(number, ..)| *number > 0).collect();
    match (whole, &told[..]) {
        (_, []) => String::new(),
        (1, [(_, one, _), ..]) => format!(" The one customer {who} {one}."),
        (2, [(_, _, many)]) => format!(" Both customers {who} {many}."),
        (_, [(_, _, many)]) => format!(" All {} {who} {many}.", words::customers(whole)),
        _ => {
            let part = |&&(number, one, many): &&(usize, &str, &str)| {
                format!("{} {}", words::pair(number, whole).0, if number == 1 { one } else { many })
            };
            let told: Vec<String> = told.iter().map(part).collect();
            format!(" Of {} {who}, {}.", words::customers(whole), words::list(&told))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::{empty, established, start_up};

    #[test]
    fn everyone_of_the_two_segments_is_counted_once() {
        for world in [established(), start_up(), empty()] {
            let cx = Context::new(world.inputs());
            let members = cx.order.iter().filter(|&&customer| SLIPPING.contains(&cx.segment(customer))).count();
            assert_eq!(Slipping::of(&cx).all(), members);
            assert!(sentences(&cx).ends_with('.'));
        }
    }

    #[test]
    fn one_and_many_have_their_verbs() {
        let parts = [(1, "is here", "are here"), (0, "is gone", "are gone"), (12, "is lost", "are lost")];
        let said = |parts: &[_], whole| split("there", parts, whole).replace('\u{a0}', " ");
        assert_eq!(said(&parts, 13), " Of 13 customers there, 1 is here and 12 are lost.");
        let two = [(2, "", "are here"), (1, "is lost", "")];
        assert_eq!(said(&two, 3), " Of three customers there, two are here and one is lost.");
        assert_eq!(said(&two[..1], 2), " Both customers there are here.");
        assert_eq!(said(&[(16, "", "are here")], 16), " All 16 customers there are here.");
        assert_eq!((said(&two[1..], 1).as_str(), said(&[], 0).as_str()), (" The one customer there is lost.", ""));
        let headline = |away, stopped| Slipping { away, ..Slipping::default() }.headline(stopped);
        assert_eq!(
            (headline(1, 0).as_str(), headline(0, 0).as_str()),
            ("one customer is slipping away", "no customer is slipping away")
        );
        assert_eq!(headline(1, 5), "one customer is slipping away, and five bought nothing in the year");
        assert_eq!(headline(0, 12), "no customer is slipping away, but 12 bought nothing in the year");
    }
}
