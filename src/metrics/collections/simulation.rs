//! The range of likely outcomes: a simulation in which the invoices of one customer are early or late together.

use super::history::OpenInvoice;
use crate::base::Money;

/// So many outcomes are drawn.
const DRAWS: usize = 1_000;

/// The amounts below and above which one of ten outcomes lies.
pub(super) fn range(open: &[OpenInvoice], chances: &[f64], days: u16) -> (Money, Money) {
    // By customer, so that one number decides for all of its invoices.
    let mut invoices: Vec<(u32, f64, Money)> =
        open.iter().zip(chances).map(|(invoice, &chance)| (invoice.customer.0, chance, invoice.open)).collect();
    invoices.sort_by_key(|&(customer, ..)| customer);
    let mut random = Random(u64::from(days));
    let mut outcomes: Vec<Money> = (0..DRAWS)
        .map(|_| {
            invoices
                .chunk_by(|a, b| a.0 == b.0)
                .map(|of_customer| {
                    let drawn = random.unit();
                    of_customer.iter().filter(|&&(_, chance, _)| drawn < chance).map(|&(.., open)| open).sum::<Money>()
                })
                .sum()
        })
        .collect();
    outcomes.sort_unstable();
    (outcomes[DRAWS / 10], outcomes[DRAWS - DRAWS / 10 - 1])
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine.
struct Random(u64);

impl Random {
    /// From 0 up to but not including 1.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
