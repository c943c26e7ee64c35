//! `haneul doctor`: what this machine has for running other people's code; no cloud needs to run.

use haneul_compute::runtimes::{Family, Interpreter, Name, Runtimes, Unavailable, names};
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
        false => {
            "  Functions do not run here, unless the cloud is started with --plain-functions: then they are\n  plain processes, which can do whatever you can.\n"
        }
    };
    out += "\nInterpreters\n";
    for one in found.found() {
        let sdk = match (&one.sdk, sdk_of(one.family)) {
            (Some(sdk), _) => format!("; AWS SDK in {}", sdk.display()),
            (None, Some(_)) => "; no AWS SDK".to_owned(),
            (None, None) => String::new(),
        };
        out += &format!(
            "  {} {}: {}{sdk}\n",
            one.family.name(),
            one.version,
            one.program.display()
        );
    }
    out += &without_sdk(found);
    out += "\nRuntimes of Lambda\n";
    for name in names() {
        out += &format!("  {:16} {}\n", name.name, runs(found, name.name));
    }
    out + "  Interpreters are found on the PATH, in /usr/lib/jvm, and where pyenv, uv, nvm, volta, mise, asdf\n  and SDKMAN put them; any of these will do. Start the cloud again after installing one.\n"
}

/// What runs a runtime, in words.
fn runs(found: &Runtimes, name: &str) -> String {
    match (found.choose(name, false), found.choose(name, true)) {
        (Ok(choice), _) => match choice.interpreter {
            Some(interpreter) => format!("yes, by {}", interpreter.version),
            None => "yes, by the function's own program".to_owned(),
        },
        (Err(_), Ok(near)) => {
            let version = near.interpreter.map(|i| i.version).unwrap_or_default();
            let own = remedy(name).unwrap_or_default();
            format!("yes, by {version} in its place; for its own: {own}")
        }
        (Err(Unavailable::NotFound { wanted, has, .. }), _) => {
            let own = remedy(name).unwrap_or_default();
            format!("no: needs {wanted}, and there is {has}: {own}")
        }
        (Err(why), _) => format!("no: {why}"),
    }
}

/// One way to get what AWS would run.
fn remedy(runtime: &str) -> Option<String> {
    let name = Name::find(runtime)?;
    let (major, minor) = name.version;
    match name.family {
        Family::Python => Some(format!("uv python install {major}.{minor}")),
        Family::Node => Some(format!("nvm install {major}")),
        Family::Java => Some(format!("sdk install java {major}-tem")),
        Family::Ruby => Some(format!("mise install ruby@{major}.{minor}")),
        Family::Provided => None,
    }
}

/// How the SDK that AWS's own runtimes bring is got for the host's.
fn sdk_of(family: Family) -> Option<&'static str> {
    match family {
        Family::Python => Some("<the program above> -m pip install boto3"),
        Family::Node => Some("npm install -g @aws-sdk/client-s3, and whatever else is called"),
        Family::Java | Family::Ruby | Family::Provided => None,
    }
}

/// What to do about interpreters without one, once for each family.
fn without_sdk(found: &Runtimes) -> String {
    let mut out = String::new();
    for family in [Family::Python, Family::Node] {
        let without = |one: &&Interpreter| one.family == family && one.sdk.is_none();
        if let (Some(_), Some(how)) = (found.found().iter().find(without), sdk_of(family)) {
            out += &format!("  AWS SDK for {}, or in a layer: {how}\n", family.name());
        }
    }
    out
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
            text.contains("  python3.12       no: needs Python 3.12, and there is no Python: uv python install 3.12\n"),
            "{text}"
        );
        assert!(
            text.contains("  ruby3.3          no: needs Ruby 3.3, and there is no Ruby: mise install ruby@3.3\n"),
            "{text}"
        );
        assert!(
            text.contains("  provided.al2023  yes, by the function's own program\n"),
            "{text}"
        );
    }
}
