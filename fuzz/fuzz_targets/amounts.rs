//! See `ledgerpress_fuzz::amounts`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ledgerpress_fuzz::amounts(bytes));
