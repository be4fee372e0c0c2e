//! See `ledgerpress_fuzz::iif`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ledgerpress_fuzz::iif(bytes));
