//! Chores of this repository: `cargo xtask <chore>`.

mod audit;
mod facts;
mod files;
mod format;
mod operations;
mod test;
mod tidy;

use std::process::ExitCode;

pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
cargo xtask facts [--cache <folder>]                 rebuild facts/ from its sources
cargo xtask where <Operation>                        the file of an operation
cargo xtask new-op <service> <Operation> <resource>  begin an operation
cargo xtask tidy                                     look for what must not be here
cargo xtask audit                                    licences, sources and duplicates of dependencies
cargo xtask fmt [--check]                            rustfmt for every file
cargo xtask test [--quick]                           every test; --quick leaves out faults and the optimised build
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["facts"] => facts::rebuild(None),
        ["facts", "--cache", folder] => facts::rebuild(Some(folder)),
        ["where", operation] => operations::place(operation),
        ["new-op", service, operation, resource] => {
            operations::create(service, operation, resource)
        }
        ["test"] => test::run(test::Options::default()),
        ["test", "--quick"] => test::run(test::Options { quick: true }),
        ["tidy"] => tidy::run(),
        ["audit"] => audit::run(),
        ["fmt"] => format::run(false),
        ["fmt", "--check"] => format::run(true),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// The top folder of the repository.
pub fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
