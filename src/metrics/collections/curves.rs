//! The chances to be paid, by days past due: of all customers together, and of each.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Rule;
use super::habit::{Course, Habit};
use super::history::{History, OpenInvoice};
use crate::ledger::CustomerIx;

/// Where the stretches end, in days past due. The first one begins when the invoice is issued; beyond the last edge the
/// last stretch goes on, with the chance of all customers.
const EDGES: [i64; 11] = [-20, -10, 0, 5, 10, 20, 30, 45, 60, 90, 365];

/// The weight of the chance of all customers beside a customer's own history, in invoices.
const SHRINKAGE: f64 = 5.0;

/// What was seen in one stretch.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    /// Invoices paid in it.
    paid: f64,
    /// Invoices at risk in it; one that was at risk in a part of it counts with that part.
    at_risk: f64,
}

type Stretches = [Seen; EDGES.len()];

/// What was learned from all invoices up to a day.
#[derive(Debug)]
pub(super) struct Curves {
    pool: [f64; EDGES.len()],
    /// By customer.
    customers: Vec<[f64; EDGES.len()]>,
    /// By customer; `None` where it does not pay steadily.
    habits: Vec<Option<Habit>>,
    /// Mean days from invoice to the payment that settled it, by customer; of all where it has none.
    mean_days: Vec<f64>,
    /// Customers of this business settle their older invoices before their newer ones.
    in_order: bool,
    /// The largest chance that is ever given, below 1: with n invoices settled (n + 1) / (n + 2).
    surest: f64,
}

impl Curves {
    /// Learns from what was known at the end of `day`.
    pub(super) fn learned(history: &History, day: NaiveDate) -> Self {
        let mut customers = vec![Stretches::default(); history.customers];
        let mut paid: Vec<Vec<Course>> = vec![Vec::new(); history.customers];
        let mut oldest_open: Vec<Option<i64>> = vec![None; history.customers];
        for invoice in history.invoices.iter().take_while(|invoice| invoice.issued <= day) {
            let last = invoice.closed_by(day).unwrap_or(day);
            let settled = invoice.settled_by(day);
            let from = (invoice.issued - invoice.due).num_days();
            let until = (last - invoice.due).num_days().max(from);
            let customer = invoice.customer.0 as usize;
            observe(&mut customers[customer], from, until, settled.is_some());
            if let Some(paid_on) = settled {
                let (age, past_due) = (paid_on - invoice.issued, paid_on - invoice.due);
                paid[customer].push(Course { age: age.num_days(), past_due: past_due.num_days() });
            } else if invoice.closed_by(day).is_none() {
                oldest_open[customer] = oldest_open[customer].max(Some((day - invoice.issued).num_days()));
            }
        }
        let mut pool = Stretches::default();
        for seen in &customers {
            for (all, part) in pool.iter_mut().zip(seen) {
                all.paid += part.paid;
                all.at_risk += part.at_risk;
            }
        }
        // One that comes in late in a stretch and is paid in it counts whole as paid, and in part as at risk.
        let pool = pool.map(|seen| (seen.paid + 0.5) / (seen.at_risk.max(seen.paid) + 1.0));
        let chances = |stretches: &Stretches| {
            let mut chances = pool;
            for (chance, seen) in chances.iter_mut().zip(stretches) {
                *chance = (seen.paid + SHRINKAGE * *chance) / (seen.at_risk.max(seen.paid) + SHRINKAGE);
            }
            chances
        };
        let mean = |days: i64, invoices: usize| (invoices > 0).then(|| days as f64 / invoices as f64);
        let settled: usize = paid.iter().map(Vec::len).sum();
        let age = |paid: &Course| paid.age;
        let of_all = mean(paid.iter().flatten().map(age).sum(), settled).unwrap_or_default();
        let own_mean = |paid: &Vec<Course>| mean(paid.iter().map(age).sum(), paid.len()).unwrap_or(of_all);
        Self {
            customers: customers.iter().map(chances).collect(),
            habits: paid.iter().zip(oldest_open).map(|(paid, oldest)| Habit::of(paid, oldest)).collect(),
            mean_days: paid.iter().map(own_mean).collect(),
            pool,
            in_order: history.settled_in_order(day),
            surest: (settled + 1) as f64 / (settled + 2) as f64,
        }
    }

    /// The chances of the open invoices of a day, oldest first, to be paid within `days`. Where customers settle the older
    /// invoices first, no invoice has a better chance than an older one of the same customer.
    pub(super) fn chances(&self, rule: Rule, open: &[OpenInvoice], days: u16) -> Vec<f64> {
        let mut least = BTreeMap::new();
        let bounded = |invoice: &OpenInvoice| {
            let chance = self.chance(rule, invoice, days);
            if !self.in_order {
                return chance;
            }
            let of_older: &mut f64 = least.entry(invoice.customer).or_insert(1.0);
            *of_older = of_older.min(chance);
            *of_older
        };
        open.iter().map(bounded).collect()
    }

    /// The chance that an open invoice, looked at by itself, is paid within `days`, by a rule; 0 up to [`Self::surest`].
    pub(super) fn chance(&self, rule: Rule, invoice: &OpenInvoice, days: u16) -> f64 {
        let (now, until) = (invoice.days_past_due, invoice.days_past_due + i64::from(days));
        let by_own = || {
            let by_curve = self.paid_between(self.of(invoice.customer), invoice, until);
            let course = Course { age: now - invoice.issued_at, past_due: now };
            self.habit(invoice.customer).map_or(by_curve, |habit| habit.chance(course, until - now, by_curve))
        };
        // What was not paid on its day may never be: no simple rule knows when.
        let on_its_day = |days_past_due: f64| match days_past_due {
            day if now as f64 >= day => by_own(),
            day => f64::from(u8::from(until as f64 >= day)),
        };
        let chance = match rule {
            Rule::Customers => by_own(),
            Rule::Pool => self.paid_between(&self.pool, invoice, until),
            Rule::DueDate => on_its_day(0.0),
            Rule::MeanDays => {
                let mean = self.mean_days.get(invoice.customer.0 as usize).copied().unwrap_or_default();
                on_its_day(invoice.issued_at as f64 + mean)
            }
        };
        chance.min(self.surest)
    }

    /// No more than this part of what is open is ever expected.
    pub(super) fn surest(&self) -> f64 {
        self.surest
    }

    /// How a customer pays, where it does so steadily.
    pub(super) fn habit(&self, customer: CustomerIx) -> Option<&Habit> {
        self.habits.get(customer.0 as usize)?.as_ref()
    }

    /// The habits of all customers, by their place in the ledger.
    pub(super) fn into_habits(self) -> Vec<Option<Habit>> {
        self.habits
    }

    fn of(&self, customer: CustomerIx) -> &[f64; EDGES.len()] {
        self.customers.get(customer.0 as usize).unwrap_or(&self.pool)
    }

    /// 1 - S(until) / S(now).
    fn paid_between(&self, chances: &[f64; EDGES.len()], invoice: &OpenInvoice, until: i64) -> f64 {
        let now = invoice.days_past_due;
        let stretches = stretches(invoice.issued_at);
        let unpaid: f64 =
            stretches.iter().zip(chances).map(|(s, chance)| (1.0 - chance).powf(s.part(now, until))).product();
        let (last, of_all) = (&stretches[LAST], self.pool[LAST]);
        let beyond = (until - now.max(last.to)).max(0) as f64 / last.length();
        1.0 - unpaid * (1.0 - of_all).powf(beyond)
    }
}

/// Takes in an invoice that was at risk from its issue until a day, both in days past due.
fn observe(seen: &mut Stretches, from: i64, until: i64, paid: bool) {
    // The stretch that holds the last day; the last one for all that is later.
    let end = EDGES[..LAST].partition_point(|&edge| edge <= until);
    for (place, stretch) in stretches(from).iter().enumerate().take(end + 1) {
        let is_paid_here = paid && place == end;
        seen[place].at_risk += match place {
            // A payment ends the stretch for its invoice: it was at risk in all that was left of it.
            _ if is_paid_here => stretch.part(from, stretch.to.max(until)),
            LAST => (until - from.max(stretch.from)).max(0) as f64 / stretch.length(),
            _ => stretch.part(from, until),
        };
        seen[place].paid += f64::from(u8::from(is_paid_here));
    }
}

const LAST: usize = EDGES.len() - 1;

/// Days past due from one up to but not including another.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    from: i64,
    to: i64,
}

/// The stretches of an invoice that is issued at `issued_at` days past due: the first one begins there.
fn stretches(issued_at: i64) -> [Stretch; EDGES.len()] {
    let mut from = issued_at.min(EDGES[0] - 1);
    EDGES.map(|to| {
        let stretch = Stretch { from, to };
        from = to;
        stretch
    })
}

impl Stretch {
    fn length(self) -> f64 {
        (self.to - self.from) as f64
    }

    /// Which part of it lies between two days, 0 to 1.
    fn part(self, first: i64, last: i64) -> f64 {
        (last.min(self.to) - first.max(self.from)).max(0) as f64 / self.length()
    }
}
