//! `haneul doctor`: what this machine has for running other people's code; no cloud needs to run.

use haneul_compute::runtimes::{Runtimes, Unavailable, names};
use haneul_compute::{Host, Report, State};
use serde_json::{Value as Json, json};

pub fn run(as_json: bool) -> Result<(), String> {
    let report = Host::probe();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let found = runtime
        .map_err(|e| e.to_string())?
        .block_on(Runtimes::discover());
    match as_json {
        true => println!("{:#}", in_json(&report, &found)),
        false => print!("{}", text(&report, &found)),
    }
    Ok(())
}

fn text(report: &Report, found: &Runtimes) -> String {
    let mut out = format!("{}\n\nIsolation of programs\n", report.system);
    for check in &report.checks {
        let name = check.part.name();
        out += &match &check.state {
            State::Works(how) if how.is_empty() => format!("  yes  {name}\n"),
            State::Works(how) => format!("  yes  {name}: {how}\n"),
            State::Missing { why, remedy } => format!("  no   {name}: {why}\n         {remedy}\n"),
        };
    }
    out += match report.isolates() {
        true => "  Functions run isolated here.\n",
        false => "  Functions do not run here unless running them without isolation is allowed.\n",
    };
    out += "\nInterpreters\n";
    for one in found.found() {
        let sdk = one
            .sdk
            .as_ref()
            .map_or(String::new(), |s| format!("; AWS SDK in {}", s.display()));
        out += &format!(
            "  {} {}: {}{sdk}\n",
            one.family.name(),
            one.version,
            one.program.display()
        );
    }
    out += "\nRuntimes of Lambda\n";
    for name in names() {
        out += &format!("  {:16} {}\n", name.name, runs(found, name.name));
    }
    out + "  An interpreter is found on the PATH, in /usr/lib/jvm, and where pyenv, uv, nvm, volta, mise, asdf,\n  rbenv and SDKMAN put them: install the missing with any of these.\n"
}

/// What runs a runtime, in words.
fn runs(found: &Runtimes, name: &str) -> String {
    match (found.choose(name, false), found.choose(name, true)) {
        (Ok(choice), _) => match choice.interpreter {
            Some(interpreter) => format!("yes, by {}", interpreter.version),
            None => "yes, by the function's own program".to_string(),
        },
        (Err(_), Ok(near)) => {
            let version = near.interpreter.map(|i| i.version).unwrap_or_default();
            format!("no; {version} can stand in where a near version is allowed")
        }
        (Err(Unavailable::NotFound { wanted, has, .. }), _) => {
            format!("no: needs {wanted}, and there is {has}")
        }
        (Err(why), _) => format!("no: {why}"),
    }
}

fn in_json(report: &Report, found: &Runtimes) -> Json {
    let interpreters = found.found().iter().map(|i| {
        json!({ "family": i.family.name(), "version": i.version, "program": i.program, "sdk": i.sdk })
    });
    let runtimes = names().iter().map(|n| {
        (
            n.name.to_string(),
            json!(found.choose(n.name, false).is_ok()),
        )
    });
    json!({
        "isolation": report,
        "isolates": report.isolates(),
        "interpreters": interpreters.collect::<Vec<_>>(),
        "runtimes": runtimes.collect::<serde_json::Map<_, _>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_anything_is_told_what_is_missing() {
        let report = Report::nothing("Plan 9", "only Linux has it", "use Linux");
        let text = text(&report, &Runtimes::default());
        assert!(
            text.contains("  no   seccomp: only Linux has it\n         use Linux\n"),
            "{text}"
        );
        assert!(text.contains("Functions do not run here"), "{text}");
        assert!(
            text.contains("  python3.12       no: needs Python 3.12, and there is no Python\n"),
            "{text}"
        );
        assert!(
            text.contains("  provided.al2023  yes, by the function's own program\n"),
            "{text}"
        );
    }
}
