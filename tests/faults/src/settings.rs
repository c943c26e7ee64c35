//! What the environment says.

use std::path::{Path, PathBuf};
use std::str::FromStr;

pub fn number<T: FromStr>(name: &str, default: T) -> T {
    match std::env::var(name).map(|text| text.parse()) {
        Err(_) => default,
        Ok(Ok(number)) => number,
        Ok(Err(_)) => panic!("{name} is not a number"),
    }
}

pub fn seed() -> u64 {
    number("HANEUL_FAULT_SEED", 20_260_601)
}

/// The binary: named, or the newest beside this program.
pub fn binary() -> PathBuf {
    if let Some(named) = std::env::var_os("HANEUL_BIN") {
        return named.into();
    }
    let me = std::env::current_exe().expect("this program has a path");
    let target = me
        .parent()
        .and_then(Path::parent)
        .expect("it lies in a target directory");
    ["debug", "release"]
        .iter()
        .map(|profile| target.join(profile).join("haneul"))
        .filter(|path| path.exists())
        .max_by_key(|path| path.metadata().and_then(|m| m.modified()).ok())
        .unwrap_or_else(|| panic!("there is no haneul in {}: build it first", target.display()))
}
