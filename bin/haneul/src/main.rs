//! The binary: configuration, the list of services, the command line. Nothing else.

mod cli;
mod commands;
mod data;
mod database;
mod door;
mod places;
mod services;
mod up;

use clap::{CommandFactory, Parser};
use cli::{Cli, Command, PolicyAction};
use std::process::ExitCode;

/// A request is many short-lived strings on many threads; the C library's allocator took a quarter
/// of a message's time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Sandboxes are made by this program itself, started again under another name.
    haneul_compute::launcher::enter_if_asked();
    let cli = Cli::parse();
    let endpoint = cli.endpoint.clone();
    let outcome = match cli.command.unwrap_or_default() {
        Command::Up(options) => up::run(*options),
        Command::Env { shell } => commands::env::run(endpoint.as_deref(), shell),
        Command::Status => commands::status::run(endpoint.as_deref()),
        Command::Clock { action } => commands::clock::run(endpoint.as_deref(), action),
        Command::Reset { yes } => commands::reset::run(endpoint.as_deref(), yes),
        Command::Snapshot { action } => commands::snapshot::run(endpoint.as_deref(), action),
        Command::Zone { action } => commands::zone::run(endpoint.as_deref(), action),
        Command::Coverage { json, markdown } => commands::coverage::run(json, markdown),
        Command::Sent {
            kind,
            to,
            limit,
            json,
            reply,
        } => {
            let asked = commands::sent::Asked {
                kind,
                to,
                limit,
                json,
                reply,
            };
            commands::sent::run(endpoint.as_deref(), asked)
        }
        Command::Logs {
            name,
            follow,
            filter,
            since,
            region,
        } => {
            let asked = commands::logs::Asked {
                name,
                follow,
                filter,
                since,
                region,
            };
            commands::logs::run(endpoint.as_deref(), asked)
        }
        Command::Watch {
            function,
            directory,
            region,
        } => {
            let asked = commands::watch::Asked {
                function,
                directory,
                region,
            };
            commands::watch::run(endpoint.as_deref(), asked)
        }
        Command::Policy {
            action: PolicyAction::Generate { principal },
        } => commands::policy::generate(endpoint.as_deref(), &principal),
        Command::Why { request_id } => commands::why::run(endpoint.as_deref(), &request_id),
        Command::Upgrade { action } => commands::upgrade::run(endpoint.as_deref(), action),
        Command::Ca => commands::ca::run(endpoint.as_deref()),
        Command::Doctor { json } => commands::doctor::run(json),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "haneul", &mut std::io::stdout());
            Ok(())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("haneul: {problem}");
            ExitCode::FAILURE
        }
    }
}
