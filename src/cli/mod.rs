//! The command line: everything wired together, one file a command.

mod arguments;
mod books;
mod build;

mod check;
mod firm;
mod outcome;
mod run;
mod sanity;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

/// Runs the program with the arguments that it was called with.
pub fn run() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Build(arguments) => build::build(&arguments),
        Command::Check(arguments) => check::check(&arguments),
    };
    outcome.exit_code()
}
