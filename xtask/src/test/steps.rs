//! What is tested, in which order: what fails soonest comes first.

use super::{Options, debian, postgres, python, run};
use crate::{Outcome, audit, format, tidy};

pub struct Step {
    pub name: &'static str,
    /// The same by hand.
    pub alone: &'static str,
    pub run: fn() -> Outcome,
}

pub fn all(options: Options) -> Vec<Step> {
    let mut steps = vec![
        Step {
            name: "format",
            alone: "cargo xtask fmt --check",
            run: || format::run(true),
        },
        Step {
            name: "tidy",
            alone: "cargo xtask tidy",
            run: tidy::run,
        },
        Step {
            name: "dependencies",
            alone: "cargo xtask audit",
            run: audit::run,
        },
        Step {
            name: "clippy",
            alone: "cargo clippy --workspace --all-targets -- -D warnings",
            run: || {
                run::cargo(&[
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ])
            },
        },
        Step {
            name: "postgresql is there",
            alone: "apt-get install postgresql",
            run: postgres::ensure,
        },
        Step {
            name: "clients of others are there",
            alone: "apt-get install restic rclone",
            run: debian::clients,
        },
        Step {
            name: "unit, law and story tests",
            alone: "cargo test --workspace",
            run: workspace,
        },
    ];
    if options.quick {
        steps.push(Step {
            name: "debug build",
            alone: "cargo build -p haneul",
            run: || run::cargo(&["build", "-p", "haneul"]),
        });
        steps.push(Step {
            name: "clients",
            alone: "pytest -n 2 tests/clients",
            run: || python::clients("debug"),
        });
        return steps;
    }
    steps.push(Step {
        name: "release build",
        alone: "cargo build --release -p haneul",
        run: || run::cargo(&["build", "--release", "-p", "haneul"]),
    });
    steps.push(Step {
        name: "clients",
        alone: "pytest -n 2 tests/clients",
        run: || python::clients("release"),
    });
    steps.push(Step {
        name: "faults",
        alone: "cargo run -p haneul-faults",
        run: || unkind("haneul-faults"),
    });
    steps.push(Step {
        name: "several nodes, and their faults",
        alone: "cargo run -p haneul-cluster",
        run: || unkind("haneul-cluster"),
    });
    steps
}

/// With nextest where it is installed: it runs the tests of all crates side by side.
fn workspace() -> Outcome {
    if run::exists("cargo-nextest", "--version") {
        run::cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--status-level",
            "fail",
            "--final-status-level",
            "fail",
        ])?;
        return run::cargo(&["test", "--workspace", "--doc", "--quiet"]);
    }
    run::cargo(&["test", "--workspace", "--no-fail-fast"])
}

/// Against the optimised binary; the program that is unkind to it need not be optimised.
fn unkind(program: &str) -> Outcome {
    run::cargo(&["build", "-p", program])?;
    let target = python::target();
    run::finish(
        run::command(target.join("debug").join(program))
            .env("HANEUL_BIN", target.join("release").join("haneul")),
    )
}
