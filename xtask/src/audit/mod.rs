//! `cargo xtask audit`: what dependencies are allowed to be, by `deny.toml`. Licences, sources and
//! duplicates are checked here, without a network; advisories by cargo-deny, where it is installed and
//! reaches its database.

mod graph;
mod licence;
mod rules;

use crate::Outcome;
use crate::test::run as program;
use graph::Package;
use rules::Rules;
use std::collections::BTreeMap;

pub fn run() -> Outcome {
    let rules = Rules::read()?;
    let packages = graph::packages()?;
    let mut problems = licences(&rules, &packages);
    problems.extend(sources(&packages));
    problems.extend(duplicates(&rules, &packages));
    if !problems.is_empty() {
        return Err(problems.join("\n").into());
    }
    println!(
        "{} packages have allowed licences and sources",
        packages.len()
    );
    advisories()
}

fn licences(rules: &Rules, packages: &[Package]) -> Vec<String> {
    let bad = packages.iter().filter(|package| {
        let allowed = |name: &str| rules.licences.iter().any(|known| known == name);
        !licence::allows(&package.licence, &allowed)
    });
    bad.map(|package| {
        let Package {
            name,
            version,
            licence,
            ..
        } = package;
        format!("{name} {version} has the licence '{licence}', which deny.toml does not allow")
    })
    .collect()
}

fn sources(packages: &[Package]) -> Vec<String> {
    let foreign = packages.iter().filter(|package| !package.is_of_registry());
    foreign
        .map(|package| format!("{} comes from {}", package.name, package.source))
        .collect()
}

/// Of several versions the newest is free; the others are named, as long as they are there.
fn duplicates(rules: &Rules, packages: &[Package]) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in packages {
        versions
            .entry(&package.name)
            .or_default()
            .push(&package.version);
    }
    let mut older = Vec::new();
    for (name, mut all) in versions {
        all.sort_by_key(|version| graph::order(version));
        all.pop();
        older.extend(all.iter().map(|version| format!("{name}@{version}")));
    }
    let unnamed = older
        .iter()
        .filter(|crate_| !rules.skipped.contains(crate_));
    let unnamed = unnamed.map(|crate_| format!("{crate_} is older than another version of it"));
    let gone = rules
        .skipped
        .iter()
        .filter(|crate_| !older.contains(crate_));
    let gone = gone.map(|crate_| format!("deny.toml skips {crate_}, which need not be skipped"));
    unnamed.chain(gone).collect()
}

/// Whoever has not installed cargo-deny, or no network, is told what was not checked.
fn advisories() -> Outcome {
    if !program::exists("cargo-deny", "--version") {
        println!("cargo-deny is not installed: nobody looked for advisories");
        return Ok(());
    }
    if program::cargo(&["deny", "fetch"]).is_err() {
        println!("the database of advisories cannot be reached: nobody looked for advisories");
        return Ok(());
    }
    program::cargo(&["deny", "check"])
}
