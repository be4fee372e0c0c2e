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

    /// The part of a headline that tells of them.
    pub(super) fn headline(&self) -> String {
        match self.away {
            0 => "no customer is slipping away".to_owned(),
            1 => "one customer is slipping away".to_owned(),
            number => format!("{} are slipping away", words::customers(number)),
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
    let split = match all {
        0 => String::new(),
        1 => format!(
            " The one customer in these two segments {}.",
            parts.iter().find(|part| part.0 > 0).map_or("", |part| part.1)
        ),
        _ => format!(" Of {} in these two segments, {}.", words::customers(all), split(&parts, all)),
    };
    format!("{WHO}{split}{}", stopped(cx))
}

/// Where those are who bought in the year before and nothing in this one; empty without such.
fn stopped(cx: &Context<'_>) -> String {
    let retention = &cx.results().retention;
    let lost = retention.movements.iter().filter(|movement| movement.class == MovementClass::Churn);
    let lost: Vec<usize> = lost.map(|movement| place_of(movement.customer)).collect();
    if retention.ttm.is_err() || lost.is_empty() {
        return String::new();
    }
    let of = |wanted: &[Segment]| lost.iter().filter(|&&customer| wanted.contains(&cx.segment(customer))).count();
    let (kept, asleep) = (of(&SLIPPING), of(&[Segment::Hibernating, Segment::PossibleMismatch]));
    let parts = [
        (kept, "is still in these two segments", "are still in these two segments"),
        (asleep, "is Hibernating or Possible Mismatch", "are Hibernating or Possible Mismatch"),
        (lost.len() - kept - asleep, "is in another segment", "are in other segments"),
    ];
    let one = parts.iter().find(|part| part.0 > 0).filter(|_| lost.len() == 1);
    match one {
        Some((_, one, _)) => format!(" The one customer who bought in the year before and nothing in this one {one}."),
        None => format!(
            " Of {} who bought in the year before and nothing in this one, {}.",
            words::customers(lost.len()),
            split(&parts, lost.len())
        ),
    }
}

/// "19 are slipping away and 12 have bought nothing": the parts of a whole that are not empty.
fn split(parts: &[(usize, &str, &str)], whole: usize) -> String {
    let told = parts.iter().filter(|(number, ..)| *number > 0);
    let told: Vec<String> = told
        .map(|&(number, one, many)| {
            format!("{} {}", words::pair(number, whole).0, if number == 1 { one } else { many })
        })
        .collect();
    words::list(&told)
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
        assert_eq!(split(&parts, 13), "1 is here and 12 are lost");
        assert_eq!(split(&[(2, "", "are here"), (1, "is lost", "")], 3), "two are here and one is lost");
        assert_eq!(Slipping { away: 1, ..Slipping::default() }.headline(), "one customer is slipping away");
        assert_eq!(Slipping { stopped: 3, ..Slipping::default() }.headline(), "no customer is slipping away");
    }
}
