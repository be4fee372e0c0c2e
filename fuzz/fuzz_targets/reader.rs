//! See `ledgerpress_fuzz::reader`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ledgerpress_fuzz::reader(bytes));
