//! See `ledgerpress_fuzz::dates`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ledgerpress_fuzz::dates(bytes));
