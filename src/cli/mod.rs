//! The command line: everything wired together, one file a command.

mod arguments;
mod as_of;
mod books;
mod build;
mod built_lines;
mod catalogue;
mod check;
mod explain;
mod firm;
mod formats;
mod judgements;
mod map;
mod nearest;
mod note_marks;
mod outcome;
mod overview;
mod problem_list;
mod run;
mod sanity;
mod since;
mod terminal;
mod unread;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

/// Runs the program with the arguments that it was called with.
pub fn run() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Build(arguments) => build::build(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Formats(arguments) => formats::formats(&arguments),
        Command::Map(arguments) => map::map(&arguments),
    };
    outcome.exit_code()
}
