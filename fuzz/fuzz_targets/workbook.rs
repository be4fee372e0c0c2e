//! See `ledgerpress_fuzz::workbook`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ledgerpress_fuzz::workbook(bytes));
