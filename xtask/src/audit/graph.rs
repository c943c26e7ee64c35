//! The packages that the workspace depends on, as cargo tells of them without a network.

use crate::Outcome;
use crate::test::run;
use serde_json::Value as Json;

pub struct Package {
    pub name: String,
    pub version: String,
    pub licence: String,
    pub source: String,
}

impl Package {
    pub fn is_of_registry(&self) -> bool {
        self.source == "registry+https://github.com/rust-lang/crates.io-index"
    }
}

pub fn packages() -> Outcome<Vec<Package>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["metadata", "--format-version", "1", "--locked", "--offline"];
    let told = run::command(cargo).args(arguments).output()?;
    if !told.status.success() {
        return Err(String::from_utf8_lossy(&told.stderr).into_owned().into());
    }
    let told: Json = serde_json::from_slice(&told.stdout)?;
    let packages = told["packages"].as_array().into_iter().flatten();
    // What has no source is ours.
    let others = packages.filter(|package| package["source"].is_string());
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    Ok(others
        .map(|package| Package {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: text(&package["license"]),
            source: text(&package["source"]),
        })
        .collect())
}

/// What versions are ordered by.
pub fn order(version: &str) -> Vec<u64> {
    let numbers = version.split(['+', '-']).next().unwrap_or_default();
    numbers
        .split('.')
        .filter_map(|number| number.parse().ok())
        .collect()
}
