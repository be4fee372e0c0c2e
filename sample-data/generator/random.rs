//! Chance, the same on every machine: SplitMix64 and whole numbers only.
//!
//! No floating point anywhere in the generator: `ln` and `exp` differ in their last bit from one
//! system library to the next, and the sample must not.

/// A stream of numbers that its seed determines.
pub(crate) struct Random {
    state: u64,
}

impl Random {
    /// The stream of this seed.
    pub(crate) const fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits (Steele, Lea and Flood, 2014).
    const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u128::from(high.abs_diff(low)) + 1;
        let offset = (u128::from(self.bits()) * span) >> 64;
        low + i64::try_from(offset).expect("an offset is smaller than the span of two i64")
    }

    /// A number around `middle`, at most `spread` away, the nearer the likelier.
    pub(crate) fn around(&mut self, middle: i64, spread: i64) -> i64 {
        middle + (0..3).map(|_| self.between(-spread, spread)).sum::<i64>() / 3
    }

    /// True so many times in a thousand.
    pub(crate) fn chance(&mut self, per_mille: i64) -> bool {
        self.between(0, 999) < per_mille
    }

    /// One of `choices`.
    ///
    /// # Panics
    /// Where there is none.
    pub(crate) fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.index(choices.len())]
    }

    /// A place in a list of `length` entries.
    pub(crate) fn index(&mut self, length: usize) -> usize {
        let last = i64::try_from(length).expect("a list fits into memory") - 1;
        usize::try_from(self.between(0, last)).expect("a place is not negative")
    }

    /// The same entries in another order (Fisher and Yates).
    pub(crate) fn shuffled<T>(&mut self, mut entries: Vec<T>) -> Vec<T> {
        for last in (1..entries.len()).rev() {
            let other = self.index(last + 1);
            entries.swap(last, other);
        }
        entries
    }
}
